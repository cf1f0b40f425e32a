//! Which words are typical of which part: weights learned from labelled sentences, published like every other rule.
//!
//! They speak only where no rule read anything of a part: a sentence that nothing else read and whose words are typical of
//! the part is taken to be about it, and its cues decide what it says. What is not clearly typical is a doubt, which
//! widens the score and asks a person.

use std::{cmp::Reverse, collections::BTreeMap, sync::OnceLock};

use crate::id::{PartId, QuestionId};

/// The weights of all questions, in tenths of a natural logarithm of the odds.
#[derive(Debug, Clone, Default)]
pub struct Associations {
    /// From this total on a sentence may be about a part.
    pub at_least: i32,
    /// From this total on it is taken to be.
    pub strong: i32,
    /// Words that have no weight of their own, nor beside one another.
    pub small_words: Vec<String>,
    /// By question and part.
    pub parts: BTreeMap<(QuestionId, PartId), Weights>,
}

/// The weights of one part, read when they are first asked for.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    lines: String,
    read: OnceLock<Table>,
}

impl Weights {
    /// `lines` are weight and word or pair of words, such as `34 no network`.
    pub fn of(lines: String) -> Self {
        Self { lines, read: OnceLock::new() }
    }

    fn table(&self) -> &Table {
        self.read.get_or_init(|| Table::of(&self.lines))
    }

    /// The first line that is no weight with words behind it, from 1.
    pub fn fault(&self) -> Option<usize> {
        let good = |it: &str| {
            it.trim().is_empty()
                || it.trim().split_once(' ').is_some_and(|(weight, _)| weight.parse::<i32>().is_ok())
        };
        self.lines.lines().position(|it| !good(it)).map(|it| it + 1)
    }

    /// The total of a sentence's words and pairs of words, each counted once.
    pub fn total(&self, features: &Features<'_>) -> i32 {
        self.table().seen(features).into_iter().map(|(weight, _)| weight).sum()
    }

    /// Those of a sentence's words and pairs of words that have a weight, the heaviest first.
    pub fn heaviest(&self, features: &Features<'_>) -> Vec<&str> {
        let mut seen = self.table().seen(features);
        seen.sort_by_key(|(weight, word)| (Reverse(*weight), *word));
        seen.into_iter().map(|it| it.1).collect()
    }
}

/// Words and pairs of words with their weights, found by a hash: a sentence is weighed for every part that nothing else
/// was read of.
#[derive(Debug, Clone, Default)]
struct Table {
    /// At the place of its hash, or behind it: the hash of a word, and one more than its position; or 0.
    places: Vec<(u32, usize)>,
    words: Vec<(String, i32)>,
}

impl Table {
    fn of(lines: &str) -> Self {
        let pair = |it: &str| -> Option<(String, i32)> {
            let (weight, words) = it.trim().split_once(' ')?;
            Some((words.to_owned(), weight.parse().ok()?))
        };
        // What is said last counts.
        let words: BTreeMap<String, i32> = lines.lines().filter_map(pair).collect();
        let mut table =
            Self { places: vec![(0, 0); (words.len() * 2).next_power_of_two()], words: Vec::new() };
        for (word, weight) in words {
            let feature = Feature { hash: mixed(EMPTY, &word), first: &word, second: None };
            let free = table.way(&feature).find(|at| table.places.get(*at).is_some_and(|it| it.1 == 0));
            let entry = (feature.hash, table.words.len() + 1);
            if let Some(place) = free.and_then(|at| table.places.get_mut(at)) {
                *place = entry;
            }
            table.words.push((word, weight));
        }
        table
    }

    /// The places at which a feature may stand, the likeliest first.
    fn way(&self, feature: &Feature<'_>) -> impl Iterator<Item = usize> + use<> {
        let places = self.places.len();
        let first = usize::try_from(feature.hash ^ (feature.hash >> 15)).unwrap_or(0);
        (first..).take(places).map(move |it| it & (places - 1))
    }

    fn find(&self, feature: &Feature<'_>) -> Option<usize> {
        for at in self.way(feature) {
            let (hash, position) = self.places.get(at)?;
            let position = position.checked_sub(1)?;
            if *hash == feature.hash && self.words.get(position).is_some_and(|it| feature.is(&it.0)) {
                return Some(position);
            }
        }
        None
    }

    fn seen(&self, features: &Features<'_>) -> Vec<(i32, &str)> {
        let mut found: Vec<usize> = features.0.iter().filter_map(|it| self.find(it)).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|it| self.words.get(it)).map(|it| (it.1, it.0.as_str())).collect()
    }
}

/// The words of a sentence and the pairs of them that stand side by side, to be weighed for several parts.
#[derive(Debug)]
pub struct Features<'a>(Vec<Feature<'a>>);

#[derive(Debug)]
struct Feature<'a> {
    hash: u32,
    first: &'a str,
    second: Option<&'a str>,
}

impl<'a> Features<'a> {
    /// Of `words` in their order.
    pub fn of(words: &[&'a str]) -> Self {
        let single = |it: &&'a str| Feature { hash: mixed(EMPTY, it), first: it, second: None };
        let pair = |it: &[&'a str]| {
            let [first, second] = *it else { return None };
            let hash = mixed(mixed(mixed(EMPTY, first), " "), second);
            Some(Feature { hash, first, second: Some(second) })
        };
        Self(words.iter().map(single).chain(words.windows(2).filter_map(pair)).collect())
    }
}

impl Feature<'_> {
    fn is(&self, text: &str) -> bool {
        match self.second {
            None => text == self.first,
            Some(second) => text.strip_prefix(self.first).and_then(|it| it.strip_prefix(' ')) == Some(second),
        }
    }
}

/// Of no letters.
const EMPTY: u32 = 0x811c_9dc5;

/// A hash with the letters of `text` added: Fowler, Noll and Vo's.
fn mixed(hash: u32, text: &str) -> u32 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The words of a sentence and the pairs of them that stand side by side.
pub fn features(words: &[String]) -> impl Iterator<Item = String> + '_ {
    let pairs = words.windows(2).map(|it| it.join(" "));
    words.iter().cloned().chain(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_pairs_are_weighed_once() {
        let weights = Weights::of("34 no network\n-5 network\n12 path\n".to_owned());
        let features = Features::of(&["no", "network", "path", "no", "network"]);
        assert_eq!(weights.total(&features), 41);
        assert_eq!(weights.heaviest(&features), ["no network", "path", "network"]);
        assert_eq!(Weights::of(String::new()).total(&features), 0);
        assert_eq!(weights.fault(), None);
        assert_eq!(Weights::of("1 a\nb\n".to_owned()).fault(), Some(2));
    }
}
