//! Whether a text tells one supplier what another wrote: by runs of words that stand in the one and in the other.

use std::collections::BTreeMap;

use serde::Serialize;

/// So many words in the same order are no chance. A sentence of fewer words is found only with its neighbours.
pub const RUN: usize = 5;

/// A text that is some tender's, or everybody's.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Where it stands.
    pub place: &'a str,
    /// The words.
    pub text: &'a str,
}

/// Words of another's in a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Leak {
    /// The words, in small letters.
    pub words: String,
    /// Where they stand in the other's tender.
    pub place: String,
}

/// The runs of words of texts that must not be told.
#[derive(Debug, Default)]
pub struct Guard {
    runs: BTreeMap<Vec<String>, String>,
}

impl Guard {
    /// Over the texts of others. What stands in `known` too (the recipient's own tender, the tender documents) tells
    /// nothing.
    pub fn new<'a>(
        others: impl IntoIterator<Item = Text<'a>>,
        known: impl IntoIterator<Item = Text<'a>>,
    ) -> Self {
        let mut runs = BTreeMap::new();
        for it in others {
            for run in words(it.text).windows(RUN) {
                runs.entry(run.to_vec()).or_insert_with(|| it.place.to_owned());
            }
        }
        for it in known {
            for run in words(it.text).windows(RUN) {
                runs.remove(run);
            }
        }
        Self { runs }
    }

    /// What `text` tells of the others: the longest runs, each once.
    pub fn leaks(&self, text: &str) -> Vec<Leak> {
        let words = words(text);
        let mut leaks: Vec<Leak> = Vec::new();
        // One past the last word of the leak that is being followed.
        let mut end = 0;
        for (at, run) in words.windows(RUN).enumerate() {
            let Some(place) = self.runs.get(run) else { continue };
            match leaks.last_mut() {
                Some(last) if at < end && last.place == *place => {
                    for word in words.iter().take(at + RUN).skip(end) {
                        last.words.push(' ');
                        last.words.push_str(word);
                    }
                }
                _ => leaks.push(Leak { words: run.join(" "), place: place.clone() }),
            }
            end = at + RUN;
        }
        leaks.sort();
        leaks.dedup();
        leaks
    }
}

/// Letters and digits in small letters; whatever stands between them parts words.
pub(crate) fn words(text: &str) -> Vec<String> {
    let split = text.split(|it: char| !it.is_alphanumeric());
    split.filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
}

/// Whether `text` tells an amount such as `£84,000.00`, with or without what stands around its digits.
pub fn tells_amount(text: &str, amount: &str) -> bool {
    let plain = |it: &str| it.replace([',', '£'], "");
    let whole = |it: &str| it.strip_suffix(".00").unwrap_or(it).to_owned();
    let wanted = whole(&plain(amount));
    let text = plain(text);
    let mut amounts = text.split(|it: char| !it.is_ascii_digit() && it != '.').map(|it| it.trim_matches('.'));
    !wanted.is_empty() && amounts.any(|it| whole(it) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_anothers_words_is_found_and_what_both_know_is_not() {
        let other =
            Text { place: "ash D9", text: "Keys are held in a vault under the council's own account." };
        let pack = Text { place: "pack", text: "Say where keys are held and by whom." };
        let guard = Guard::new([other], [pack]);
        let leaks = guard.leaks("Unlike this tender, KEYS are held -- in a vault under a plan.");
        assert_eq!(leaks, [Leak { words: "keys are held in a vault under".into(), place: "ash D9".into() }]);
        assert!(guard.leaks("Keys are held somewhere.").is_empty());
        assert!(guard.leaks("").is_empty());
    }
}
