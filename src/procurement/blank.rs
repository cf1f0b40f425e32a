//! An empty text is what is still to fill: it reads as nothing, where a wrong one is a fault.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IntoDeserializer as _, Visitor},
};

/// What a text names; none where it is empty.
pub(super) fn blank<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    struct Text<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Text<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text, or an empty text while it is not known")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            if text.trim().is_empty() {
                return Ok(None);
            }
            T::deserialize(text.trim().to_owned().into_deserializer()).map(Some)
        }
    }

    from.deserialize_str(Text(PhantomData))
}
