//! The data that is built in, as it was read when the program was built: a tree of values that is much quicker to read
//! than TOML. Places are not kept, for what is built in was checked; tests of rules are left out.
//!
//! A value is a byte for its kind and what belongs to it: 0 no, 1 yes, 2 a whole number, 3 a text, of
//! which it has the length in bytes, 4 a list with its length and its values, 5 a table with its length and its keys, as
//! texts, and values. The texts themselves stand beside the tree in the order in which it has them, so that they are known
//! to be UTF-8 without being looked at. Numbers are written seven bits to a byte, the lowest first, all but the last with
//! the eighth bit set; those that may be negative have their sign in the lowest bit.

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer as _, MapAccess, SeqAccess,
    VariantAccess, Visitor, value::BorrowedStrDeserializer,
};

use crate::id;

/// What a built-in file was read to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ready {
    /// The tree of its values.
    pub tree: &'static [u8],
    /// The texts of the tree, one after the other.
    pub texts: &'static str,
    /// The digest of its text, as it is written.
    pub digest: &'static str,
    /// Where the file has patterns: what `language::made` kept of them; of rules the patterns are left out of the tree.
    pub phrases: &'static [u8],
    /// With the cues: the words of all that was kept, by whose symbols it goes.
    pub words: &'static str,
}

/// A tree that is none, or not of the type that was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct ReadyError(String);

impl de::Error for ReadyError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl Ready {
    /// Reads the tree into `T`.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, ReadyError> {
        T::deserialize(&mut Tree { bytes: self.tree, texts: self.texts })
    }
}

/// What is still to be read.
struct Tree {
    bytes: &'static [u8],
    texts: &'static str,
}

const NO: u8 = 0;
const YES: u8 = 1;
const NUMBER: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;
const TABLE: u8 = 5;

/// The name under which a value with its place is asked for, and the key of the value in it.
const SPANNED: &str = "$__serde_spanned_private_Spanned";
const SPAN: [&str; 3] =
    ["$__serde_spanned_private_start", "$__serde_spanned_private_end", "$__serde_spanned_private_value"];

fn ended() -> ReadyError {
    ReadyError("the data ends too early".to_owned())
}

impl Tree {
    fn byte(&mut self) -> Result<u8, ReadyError> {
        let (first, rest) = self.bytes.split_first().ok_or_else(ended)?;
        self.bytes = rest;
        Ok(*first)
    }

    fn number(&mut self) -> Result<u64, ReadyError> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
    }

    fn length(&mut self) -> Result<usize, ReadyError> {
        usize::try_from(self.number()?).map_err(de::Error::custom)
    }

    fn text(&mut self) -> Result<&'static str, ReadyError> {
        let length = self.length()?;
        let (text, rest) = self.texts.split_at_checked(length).ok_or_else(ended)?;
        self.texts = rest;
        id::lasting(text);
        Ok(text)
    }
}

impl<'de> de::Deserializer<'de> for &mut Tree {
    type Error = ReadyError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadyError> {
        match self.byte()? {
            NO => visitor.visit_bool(false),
            YES => visitor.visit_bool(true),
            NUMBER => {
                let number = self.number()?;
                let size = i64::try_from(number >> 1).map_err(de::Error::custom)?;
                visitor.visit_i64(if number & 1 == 0 { size } else { !size })
            }
            TEXT => visitor.visit_borrowed_str(self.text()?),
            LIST => {
                let left = self.length()?;
                visitor.visit_seq(Entries { tree: self, left })
            }
            TABLE => {
                let left = self.length()?;
                visitor.visit_map(Entries { tree: self, left })
            }
            _ => Err(ReadyError("the data is of no known kind".to_owned())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadyError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadyError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadyError> {
        if name == SPANNED {
            return visitor.visit_map(Nowhere { tree: self, at: 0 });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadyError> {
        visitor.visit_enum(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadyError> {
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

/// Variants are words.
impl<'de> EnumAccess<'de> for &mut Tree {
    type Error = ReadyError;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), ReadyError> {
        Ok((seed.deserialize(&mut *self)?, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Tree {
    type Error = ReadyError;

    fn unit_variant(self) -> Result<(), ReadyError> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _seed: S) -> Result<S::Value, ReadyError> {
        Err(ReadyError("only words are variants".to_owned()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, _visitor: V) -> Result<V::Value, ReadyError> {
        Err(ReadyError("only words are variants".to_owned()))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, ReadyError> {
        Err(ReadyError("only words are variants".to_owned()))
    }
}

/// The values of a list, or the entries of a table.
struct Entries<'a> {
    tree: &'a mut Tree,
    left: usize,
}

impl<'de> SeqAccess<'de> for Entries<'_> {
    type Error = ReadyError;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, ReadyError> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(&mut *self.tree).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = ReadyError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadyError> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(&mut *self.tree).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, ReadyError> {
        seed.deserialize(&mut *self.tree)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// A value that is asked for with its place, and has none.
struct Nowhere<'a> {
    tree: &'a mut Tree,
    at: usize,
}

impl<'de> MapAccess<'de> for Nowhere<'_> {
    type Error = ReadyError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ReadyError> {
        let Some(key) = SPAN.get(self.at) else { return Ok(None) };
        self.at += 1;
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, ReadyError> {
        if self.at < SPAN.len() {
            seed.deserialize(0_u64.into_deserializer())
        } else {
            seed.deserialize(&mut *self.tree)
        }
    }
}
