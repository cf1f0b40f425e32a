//! A text, mostly of an id, that is read once and copied often. That of built-in data stays where it lies in the program;
//! any other is shared by all copies.

use std::{
    cell::Cell,
    cmp::Ordering,
    convert::Infallible,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    ops::Deref,
    ptr,
    str::FromStr,
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Parsed;

/// A text that is copied often and never changed.
#[derive(Clone)]
pub struct Kept(Place);

/// Where it lies.
#[derive(Clone)]
enum Place {
    /// Of the program.
    Lasting(&'static str),
    Shared(Arc<str>),
}

thread_local! {
    /// The text of the program that was last handed to a reader on this thread.
    static LAST: Cell<&'static str> = const { Cell::new("") };
}

/// Says that `text`, which a reader is about to be given as any other text, lasts as long as the program. Readers of
/// `serde` are not told: tens of thousands of ids would be copied when the program starts.
pub fn lasting(text: &'static str) {
    LAST.set(text);
}

impl Kept {
    /// A text of the program.
    pub fn of_program(text: &'static str) -> Self {
        Self(Place::Lasting(text))
    }
}

impl From<&str> for Kept {
    fn from(text: &str) -> Self {
        let last = LAST.get();
        // The same bytes at the same place, not merely equal ones.
        Self(if ptr::eq(last, text) { Place::Lasting(last) } else { Place::Shared(text.into()) })
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed(PhantomData))
    }
}

impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl FromStr for Kept {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl Deref for Kept {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        match &self.0 {
            Place::Lasting(text) => text,
            Place::Shared(text) => text,
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for Kept {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Kept {}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kept {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        str::cmp(self, other)
    }
}

impl Hash for Kept {
    fn hash<H: Hasher>(&self, state: &mut H) {
        str::hash(self, state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_the_program_stays_where_it_lies_and_compares_as_any() {
        let text: &'static str = "key-management";
        lasting(text);
        let lying = Kept::from(text);
        assert!(matches!(lying.0, Place::Lasting(_)));
        // Equal, and elsewhere; and the same place, but less of it.
        let equal = Kept::from(&*text.to_owned());
        assert!(matches!(equal.0, Place::Shared(_)));
        assert_eq!(lying, equal);
        assert_eq!(lying.cmp(&equal), Ordering::Equal);
        assert!(matches!(Kept::from(text.get(..3).unwrap()).0, Place::Shared(_)));
        assert_eq!(format!("{lying:?}"), format!("{text:?}"));
    }
}
