//! Phrases that were made ready when the program was built: they are used where they lie, which takes next to none of the
//! time that it takes to make them.
//!
//! `build.rs` makes them by this module and those beside it, so that what is built in is what would be made. It is
//! numbers of four bytes, the lowest first; in front of them stands how many bytes their text has, and the text.

use super::{graph::Phrases, matcher::Matcher, pattern::PatternError};

/// What is being read: a text, and the numbers that are left.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) text: &'static str,
    numbers: &'static [u8],
}

impl Made {
    fn of(bytes: &'static [u8]) -> Option<Self> {
        let mut head = Self { text: "", numbers: bytes };
        let length = usize::try_from(head.number()?).ok()?;
        let (text, numbers) = head.numbers.split_at_checked(length)?;
        Some(Self { text: std::str::from_utf8(text).ok()?, numbers })
    }

    /// The next number.
    pub(super) fn number(&mut self) -> Option<u32> {
        let (first, rest) = self.numbers.split_first_chunk()?;
        self.numbers = rest;
        Some(u32::from_le_bytes(*first))
    }

    /// So many of the next numbers, where they lie.
    pub(super) fn numbers(&mut self, count: u32) -> Option<&'static [Number]> {
        let length = usize::try_from(count).ok()?.checked_mul(4)?;
        let (own, rest) = self.numbers.split_at_checked(length)?;
        self.numbers = rest;
        Some(own.as_chunks().0)
    }
}

/// A number as it is kept.
pub(super) type Number = [u8; 4];

/// What a number is.
#[inline]
pub(super) fn number(kept: Number) -> u32 {
    u32::from_le_bytes(kept)
}

/// Keeps `phrases`, whose entries go by `names`.
pub fn keep(names: &[String], phrases: &Phrases) -> Vec<u8> {
    let text = names.join("\n");
    let mut bytes = Vec::new();
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    bytes.extend(length.to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend_from_slice(Matcher::of(phrases).numbers().as_flattened());
    bytes
}

/// What was kept in `bytes`: the names of its entries, and the phrases.
pub(super) fn kept(bytes: &'static [u8]) -> Result<(Vec<&'static str>, Matcher), PatternError> {
    let mut made = Made::of(bytes).ok_or(PatternError::Unkept)?;
    let matcher = Matcher::of_numbers(&mut made).ok_or(PatternError::Unkept)?;
    Ok((made.text.lines().collect(), matcher))
}
