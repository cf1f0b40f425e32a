//! Which words are typical of which part: weights learned from labelled sentences, published like every other rule.
//!
//! They speak only where no rule read anything of a part: a sentence that nothing else read and whose words are typical of
//! the part is taken to be about it, and its cues decide what it says. What is not clearly typical is a doubt, which
//! widens the score and asks a person.

use std::{cmp::Reverse, collections::BTreeMap, sync::OnceLock};

use crate::{
    id::{PartId, QuestionId},
    language::words,
};

/// The weights of all questions, in tenths of a natural logarithm of the odds.
#[derive(Debug, Clone, Default)]
pub struct Associations {
    /// From this total on a sentence may be about a part.
    pub at_least: i32,
    /// From this total on it is taken to be.
    pub strong: i32,
    /// Words that have no weight of their own, nor beside one another.
    pub small_words: Vec<String>,
    /// By question.
    pub questions: BTreeMap<QuestionId, Weights>,
}

/// The weights of one question's parts, read when they are first asked for.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// Without a part: whatever the words are said of.
    parts: Vec<(Option<PartId>, String)>,
    read: OnceLock<Table>,
}

/// The first of the lines that is no weight with words behind it, from 1.
pub(super) fn fault(lines: &str) -> Option<usize> {
    let good = |it: &str| {
        it.trim().is_empty()
            || it.trim().split_once(' ').is_some_and(|(weight, _)| weight.parse::<i32>().is_ok())
    };
    lines.lines().position(|it| !good(it)).map(|it| it + 1)
}

impl Weights {
    /// Those of words that weigh the same whatever they are said of; their total is the first.
    pub fn general(lines: String) -> Self {
        Self { parts: vec![(None, lines)], read: OnceLock::new() }
    }

    /// Adds those of `part`: `lines` are weight and word or pair of words, such as `34 no network`. Those that were given
    /// before go.
    pub fn add(&mut self, part: PartId, lines: String) {
        self.parts.retain(|it| it.0.as_ref() != Some(&part));
        self.parts.push((Some(part), lines));
        self.read = OnceLock::new();
    }

    fn table(&self) -> &Table {
        self.read.get_or_init(|| Table::of(self.parts.iter().map(|it| it.1.as_str())))
    }

    /// Where a part stands among those that have weights.
    pub fn part(&self, part: &PartId) -> Option<usize> {
        self.parts.iter().position(|it| it.0.as_ref() == Some(part))
    }

    /// For each part the total of a sentence's words and pairs of words, each counted once.
    pub fn totals(&self, features: &Features<'_>) -> Vec<i32> {
        let table = self.table();
        let mut totals = vec![0; self.parts.len()];
        for word in table.seen(features) {
            for (part, weight) in table.weights.get(word.weights.clone()).unwrap_or_default() {
                if let Some(it) = totals.get_mut(*part) {
                    *it += weight;
                }
            }
        }
        totals
    }

    /// Those of a sentence's words and pairs of words that have a weight for a part, the heaviest first.
    pub fn heaviest(&self, part: usize, features: &Features<'_>) -> Vec<&str> {
        self.weighed(part, features).into_iter().map(|it| it.1).collect()
    }

    /// The same, each with its weight.
    pub fn weighed(&self, part: usize, features: &Features<'_>) -> Vec<(i32, &str)> {
        let table = self.table();
        let weight = |word: &Word| {
            let mut weights = table.weights.get(word.weights.clone())?.iter();
            weights.find(|it| it.0 == part).map(|it| it.1)
        };
        let seen = table.seen(features);
        let mut seen: Vec<(i32, &str)> =
            seen.iter().filter_map(|it| Some((weight(it)?, it.text.as_str()))).collect();
        seen.sort_by_key(|(weight, word)| (Reverse(*weight), *word));
        seen
    }
}

/// Words and pairs of words with their weights for the parts of a question, found by a hash: a sentence that nothing else
/// read is weighed for every part of which nothing was said.
#[derive(Debug, Clone, Default)]
struct Table {
    /// At the place of its hash, or behind it: the hash of a word, and one more than its position; or 0.
    places: Vec<(u32, u32)>,
    words: Vec<Word>,
    /// Of each word: part and weight.
    weights: Vec<(usize, i32)>,
}

#[derive(Debug, Clone)]
struct Word {
    text: String,
    weights: std::ops::Range<usize>,
}

impl Table {
    /// Of the lines of each part.
    fn of<'a>(parts: impl Iterator<Item = &'a str>) -> Self {
        let pair = |it: &'a str| -> Option<(&'a str, i32)> {
            let (weight, words) = it.trim().split_once(' ')?;
            Some((words, weight.parse().ok()?))
        };
        let lines = parts.enumerate().flat_map(|(part, lines)| {
            lines.lines().filter_map(pair).map(move |(word, weight)| (part, word, weight))
        });
        let lines: Vec<(usize, &str, i32)> = lines.collect();
        let places = vec![(0, 0); (lines.len() * 2).next_power_of_two()];
        let mut table = Self { places, words: Vec::new(), weights: Vec::with_capacity(lines.len()) };
        let mut weighed: Vec<(u32, usize, i32)> =
            lines.into_iter().map(|(part, word, weight)| (table.enter(word), part, weight)).collect();
        weighed.sort_by_key(|(word, part, _)| (*word, *part));
        for of_word in weighed.chunk_by(|a, b| a.0 == b.0) {
            let from = table.weights.len();
            for of_part in of_word.chunk_by(|a, b| a.1 == b.1) {
                // What is said last counts.
                table.weights.extend(of_part.last().map(|(_, part, weight)| (*part, *weight)));
            }
            let word = of_word.first().and_then(|it| table.words.get_mut(usize::try_from(it.0).ok()?));
            if let Some(word) = word {
                word.weights = from..table.weights.len();
            }
        }
        table
    }

    /// The position of a word or pair of words, which is there from now on.
    fn enter(&mut self, word: &str) -> u32 {
        let (first, second) = word.split_once(' ').map_or((word, None), |(a, b)| (a, Some(b)));
        let feature = Feature::of((first, words::hash(first)), second.map(|it| (it, words::hash(it))));
        if let Some(known) = self.find(&feature) {
            return known;
        }
        let new = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let free = self.way(&feature).find(|at| self.places.get(*at).is_some_and(|it| it.1 == 0));
        if let Some(place) = free.and_then(|at| self.places.get_mut(at)) {
            *place = (feature.hash, new.saturating_add(1));
        }
        self.words.push(Word { text: word.to_owned(), weights: 0..0 });
        new
    }

    /// The places at which a feature may stand, the likeliest first.
    fn way(&self, feature: &Feature<'_>) -> impl Iterator<Item = usize> + use<> {
        let places = self.places.len();
        let first = usize::try_from(feature.hash ^ (feature.hash >> 15)).unwrap_or(0);
        (first..).take(places).map(move |it| it & (places - 1))
    }

    fn find(&self, feature: &Feature<'_>) -> Option<u32> {
        for at in self.way(feature) {
            let (hash, position) = self.places.get(at)?;
            let position = position.checked_sub(1)?;
            if *hash == feature.hash && self.word(position).is_some_and(|it| feature.is(&it.text)) {
                return Some(position);
            }
        }
        None
    }

    fn word(&self, position: u32) -> Option<&Word> {
        self.words.get(usize::try_from(position).ok()?)
    }

    /// The words that a sentence has, each once.
    fn seen(&self, features: &Features<'_>) -> Vec<&Word> {
        let mut found = Vec::with_capacity(features.0.len());
        found.extend(features.0.iter().filter_map(|it| self.find(it)));
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|it| self.word(it)).collect()
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
    /// Of `words` in their order, each with its hash.
    pub fn of(words: &[(&'a str, u32)]) -> Self {
        let mut all = Vec::with_capacity(words.len() * 2);
        all.extend(words.iter().map(|it| Feature::of(*it, None)));
        all.extend(words.windows(2).filter_map(|it| match it {
            [first, second] => Some(Feature::of(*first, Some(*second))),
            _ => None,
        }));
        Self(all)
    }
}

impl<'a> Feature<'a> {
    fn of((first, hash): (&'a str, u32), second: Option<(&'a str, u32)>) -> Self {
        let both = |other: u32| (hash.rotate_left(15) ^ other).wrapping_mul(0x9e37_79b1);
        Self { hash: second.map_or(hash, |it| both(it.1)), first, second: second.map(|it| it.0) }
    }

    fn is(&self, text: &str) -> bool {
        match self.second {
            None => text == self.first,
            Some(second) => text.strip_prefix(self.first).and_then(|it| it.strip_prefix(' ')) == Some(second),
        }
    }
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
        let mut weights = Weights::default();
        let parts = ["one", "two"].map(|it| it.parse::<PartId>().unwrap());
        weights.add(parts[0].clone(), "3 path".to_owned());
        weights.add(parts[0].clone(), "34 no network\n-5 network\n12 path\n".to_owned());
        weights.add(parts[1].clone(), "2 path\n1 no\n".to_owned());
        let features = ["no", "network", "path", "no", "network"].map(|it| (it, words::hash(it)));
        let features = Features::of(&features);
        assert_eq!(weights.totals(&features), [41, 3]);
        assert_eq!(weights.part(&parts[1]), Some(1));
        assert_eq!(weights.heaviest(0, &features), ["no network", "path", "network"]);
        assert_eq!(weights.heaviest(1, &features), ["path", "no"]);
        assert!(Weights::default().totals(&features).is_empty());
        assert_eq!(fault("34 no network\n"), None);
        assert_eq!(fault("1 a\nb\n"), Some(2));
    }
}
