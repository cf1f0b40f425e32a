//! Which words are typical of which part: weights learned from labelled sentences, published like every other rule.
//!
//! They speak only where no rule read anything of a part: a sentence that nothing else read and whose words are typical of
//! the part is taken to be about it, and its cues decide what it says. What is not clearly typical is a doubt, which
//! widens the score and asks a person.

use std::{collections::BTreeMap, sync::OnceLock};

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
    read: OnceLock<BTreeMap<String, i32>>,
}

impl Weights {
    /// `lines` are weight and word or pair of words, such as `34 no network`.
    pub fn of(lines: String) -> Self {
        Self { lines, read: OnceLock::new() }
    }

    fn all(&self) -> &BTreeMap<String, i32> {
        self.read.get_or_init(|| {
            let pair = |it: &str| {
                let (weight, words) = it.trim().split_once(' ')?;
                Some((words.to_owned(), weight.parse().ok()?))
            };
            self.lines.lines().filter_map(pair).collect()
        })
    }

    /// The first line that is no weight with words behind it, from 1.
    pub fn fault(&self) -> Option<usize> {
        let good = |it: &str| {
            it.trim().is_empty()
                || it.trim().split_once(' ').is_some_and(|(weight, _)| weight.parse::<i32>().is_ok())
        };
        self.lines.lines().position(|it| !good(it)).map(|it| it + 1)
    }

    /// The total of a sentence's words and pairs of words, and those that weigh most.
    pub fn total(&self, words: &[String]) -> (i32, Vec<&str>) {
        let all = self.all();
        let mut seen: BTreeMap<&str, i32> = BTreeMap::new();
        for feature in features(words) {
            if let Some((word, weight)) = all.get_key_value(&feature) {
                seen.insert(word, *weight);
            }
        }
        let mut heaviest: Vec<(&str, i32)> = seen.iter().map(|(word, weight)| (*word, *weight)).collect();
        heaviest.sort_by_key(|(word, weight)| (std::cmp::Reverse(*weight), *word));
        (seen.values().sum(), heaviest.into_iter().map(|it| it.0).collect())
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
        let weights = Weights::of("34 no network\n-5 network\n12 path\n".to_owned());
        let words: Vec<String> = ["no", "network", "path", "no", "network"].map(str::to_owned).into();
        assert_eq!(weights.total(&words), (41, vec!["no network", "path", "network"]));
        assert_eq!(weights.fault(), None);
        assert_eq!(Weights::of("1 a\nb\n".to_owned()).fault(), Some(2));
    }
}
