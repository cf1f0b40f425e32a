//! Words that the language itself knows, each with the lists that it stands in.
//!
//! A text is asked thousands of times whether a word is an auxiliary, a number, a month: that is looked up once, when
//! the word is cut, and is a bit of its token afterwards.

use super::{clause, segment, token, value};

/// The lists that a word stands in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lists(u32);

impl Lists {
    /// `is`, `has`, `will` …
    pub const AUXILIARY: Self = Self(1);
    /// `we`, `they` …
    pub const PRONOUN: Self = Self(1 << 1);
    /// `this`, `none` …
    pub const DEMONSTRATIVE: Self = Self(1 << 2);
    /// `but`, `while` …
    pub const CONTRAST: Self = Self(1 << 3);
    /// `and`, `because` …
    pub const JOINER: Self = Self(1 << 4);
    /// `if`, `when` …
    pub const FRONT: Self = Self(1 << 5);
    /// `which`, `who` …
    pub const RELATIVE: Self = Self(1 << 6);
    /// `ltd`, `approx` …
    pub const ABBREVIATION: Self = Self(1 << 7);
    /// `dont`, `cannot`: a verb and its denial in one.
    pub const BARE: Self = Self(1 << 8);
    /// `two`, `fifty` …
    pub const NUMBER: Self = Self(1 << 9);
    /// `hours`, `week` …
    pub const UNIT: Self = Self(1 << 10);
    /// What a frequency begins with: `daily`, `every` …
    pub const FREQUENCY: Self = Self(1 << 11);
    /// What a date begins with beside numbers: `march`, `sept` …
    pub const DATE: Self = Self(1 << 12);
    /// What a cipher or protocol begins with: `tls`, `aes` …
    pub const CIPHER: Self = Self(1 << 13);
    /// What stands before numbers that are no certificate's: `iso`, `rfc` …
    pub const SCHEME: Self = Self(1 << 14);
    /// Capitalised in titles, so that it makes no name: `officer`, `london` …
    pub const TITLE: Self = Self(1 << 15);
    /// A verb that is plainly finite behind a subject: `follows`, `belongs` …
    pub const FINITE: Self = Self(1 << 16);

    /// Whether the word stands in one of the lists of `other`.
    #[inline]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// In the lists of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

const ALL: &[(Lists, &[&str])] = &[
    (Lists::AUXILIARY, segment::AUXILIARIES),
    (Lists::PRONOUN, segment::PRONOUNS),
    (Lists::DEMONSTRATIVE, clause::DEMONSTRATIVES),
    (Lists::CONTRAST, clause::CONTRASTS),
    (Lists::JOINER, clause::JOINERS),
    (Lists::FRONT, clause::FRONTS),
    (Lists::RELATIVE, clause::RELATIVES),
    (Lists::ABBREVIATION, segment::ABBREVIATIONS),
    (Lists::BARE, token::BARE),
    (Lists::NUMBER, value::NUMBER_WORDS),
    (Lists::UNIT, value::UNIT_WORDS),
    (Lists::FREQUENCY, value::FREQUENCY_WORDS),
    (Lists::DATE, value::DATE_WORDS),
    (Lists::CIPHER, value::CIPHER_WORDS),
    (Lists::SCHEME, value::SCHEMES),
    (Lists::TITLE, value::NO_NAMES),
    (Lists::FINITE, clause::FINITE),
];

/// The hash of a word.
pub fn hash(word: &str) -> u32 {
    Hash::of(word).bits()
}

/// A word's hash: small, the same everywhere, and made byte by byte while the word is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hash(u32);

impl Hash {
    /// Of no word.
    pub(super) const EMPTY: Self = Self(0x811c_9dc5);

    /// With one byte more: Fowler, Noll and Vo's.
    #[inline]
    #[must_use]
    pub(super) const fn with(self, byte: u8) -> Self {
        #[expect(clippy::as_conversions, reason = "a byte is a number; `From` cannot be called here")]
        Self((self.0 ^ byte as u32).wrapping_mul(0x0100_0193))
    }

    #[inline]
    pub(super) const fn of(word: &str) -> Self {
        let bytes = word.as_bytes();
        let mut hash = Self::EMPTY;
        let mut at = 0;
        while at < bytes.len() {
            #[expect(clippy::indexing_slicing, reason = "the loop ends at the length")]
            let byte = bytes[at];
            hash = hash.with(byte);
            at += 1;
        }
        hash
    }

    /// Its place in a table of a power of two of places.
    #[inline]
    pub(super) const fn place(self, places: usize) -> usize {
        // The low bits of the product are weak; fold the high ones in.
        #[expect(
            clippy::as_conversions,
            reason = "`From` cannot be called here; no number is cut that counts"
        )]
        let spread = (self.0 ^ (self.0 >> 15)) as usize;
        spread & (places - 1)
    }

    /// The number itself.
    pub(super) const fn bits(self) -> u32 {
        self.0
    }
}

const PLACES: usize = 2048;

/// At least as many as there are words in all lists together.
const MOST: usize = most();

#[expect(clippy::indexing_slicing, reason = "run by the compiler, which stops at a fault")]
const fn most() -> usize {
    let (mut sum, mut list) = (0, 0);
    while list < ALL.len() {
        sum += ALL[list].1.len();
        list += 1;
    }
    sum
}

/// A word of the lists, with its hash.
#[derive(Clone, Copy)]
struct Known {
    word: &'static str,
    hash: Hash,
    lists: Lists,
}

/// For each place of the hash, one more than the position of a word among the words; those that fall on a taken place
/// stand in the next free one.
const TABLE: ([u16; PLACES], [Known; MOST]) = table();

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "run by the compiler, which stops at a fault"
)]
const fn table() -> ([u16; PLACES], [Known; MOST]) {
    let mut places = [0_u16; PLACES];
    let mut words = [Known { word: "", hash: Hash::EMPTY, lists: Lists(0) }; MOST];
    let mut count = 0;
    let mut list = 0;
    while list < ALL.len() {
        let (lists, of) = ALL[list];
        let mut n = 0;
        while n < of.len() {
            let hash = Hash::of(of[n]);
            let mut place = hash.place(PLACES);
            loop {
                let found = places[place];
                if found == 0 {
                    words[count] = Known { word: of[n], hash, lists };
                    count += 1;
                    places[place] = count as u16;
                    break;
                }
                let known = found as usize - 1;
                if same(words[known].word, of[n]) {
                    words[known].lists = words[known].lists.and(lists);
                    break;
                }
                place = (place + 1) & (PLACES - 1);
            }
            n += 1;
        }
        list += 1;
    }
    (places, words)
}

#[expect(clippy::indexing_slicing, reason = "the loop ends at the length")]
const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The lists that `word`, which has this hash, stands in.
#[inline]
pub(super) fn lists(word: &str, hash: Hash) -> Lists {
    static PLACED: [u16; PLACES] = TABLE.0;
    static WORDS: [Known; MOST] = TABLE.1;
    let mut place = hash.place(PLACES);
    loop {
        let found = PLACED.get(place).copied().unwrap_or(0);
        let Some(known) = usize::from(found).checked_sub(1).and_then(|it| WORDS.get(it)) else {
            return Lists::default();
        };
        // Comparing the numbers first spares comparing most words.
        if known.hash.0 == hash.0 && known.word == word {
            return known.lists;
        }
        place = (place + 1) & (PLACES - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_lists() {
        for (list, words) in ALL {
            for word in *words {
                assert!(lists(word, Hash::of(word)).meets(*list), "{word}");
            }
        }
        assert_eq!(lists("zebra", Hash::of("zebra")), Lists::default());
        assert!(!lists("will", Hash::of("will")).meets(Lists::PRONOUN));
    }
}
