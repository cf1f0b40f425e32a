//! The sentence around a claim: a lawyer reads what the supplier wrote, not the few words that a rule looked at.

use crate::assess::{Answer, Claim};

/// Words before a full stop that do not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "eg", "ie", "etc", "no", "nos", "ltd", "inc", "co", "mr", "mrs", "ms", "dr", "st", "vs",
    "approx",
];

/// The sentence of the answer in which the claim's words stand, or those words alone where they cannot be found.
/// It is as the supplier typed it: control characters and all.
pub fn sentence<'a>(answer: &'a Answer, claim: &'a Claim) -> &'a str {
    let text = answer.text.as_str();
    let Some(from) = place(text, claim) else { return &claim.text };
    let to = from + claim.text.len();
    let before = text.get(..from).unwrap_or("");
    let after = text.get(to..).unwrap_or("");
    let start = before
        .char_indices()
        .rev()
        .find(|(at, mark)| ends(text, *at, *mark))
        .map_or(0, |(at, mark)| at + mark.len_utf8());
    // The claim may hold the full stop itself.
    let own_end = claim.text.char_indices().last().filter(|(at, mark)| ends(text, from + at, *mark));
    let end = match own_end {
        Some(_) => to,
        None => after
            .char_indices()
            .find(|(at, mark)| ends(text, to + at, *mark))
            .map_or(text.len(), |(at, mark)| to + at + mark.len_utf8()),
    };
    let bullet = |it: char| it.is_whitespace() || matches!(it, '-' | '–' | '•' | '*' | '·' | '▪');
    text.get(start..end).unwrap_or(&claim.text).trim_start_matches(bullet).trim_end()
}

/// The byte at which the claim's words stand. A claim counts characters of its own cell, and an answer of several
/// cells has their texts one after another.
fn place(text: &str, claim: &Claim) -> Option<usize> {
    let start = if text.is_ascii() {
        Some(claim.start)
    } else {
        text.char_indices().nth(claim.start).map(|(at, _)| at)
    };
    let words = claim.text.as_str();
    if words.is_empty() {
        return None;
    }
    start.filter(|at| text.get(*at..).is_some_and(|it| it.starts_with(words))).or_else(|| text.find(words))
}

/// Whether a sentence ends with the character `mark` at byte `at`.
fn ends(text: &str, at: usize, mark: char) -> bool {
    match mark {
        '\n' | '\r' => true,
        '!' | '?' => next_begins(text, at),
        '.' => {
            let before = text.get(..at).unwrap_or("");
            let word = before.rsplit(|it: char| it.is_whitespace() || it == '(').next().unwrap_or("");
            next_begins(text, at) && !ABBREVIATIONS.contains(&word.to_ascii_lowercase().as_str())
        }
        _ => false,
    }
}

/// Whether what follows the mark at `at` is the end, or a space and something that is no small letter.
fn next_begins(text: &str, at: usize) -> bool {
    let mut rest = text.get(at..).unwrap_or("").chars().skip(1);
    match rest.next() {
        None => true,
        Some(it) if it.is_whitespace() => {
            it == '\n' || rest.find(|it| !it.is_whitespace()).is_none_or(|it| !it.is_lowercase())
        }
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        assess::{Score, Status, Strength},
        tender::ResponseState,
    };

    fn quoted(text: &str, words: &str) -> String {
        let byte = text.find(words);
        let start = byte.and_then(|it| text.get(..it)).map_or(0, |it| it.chars().count());
        let answer = Answer {
            question: "SLP-01".parse().unwrap(),
            state: ResponseState::Answered,
            place: None,
            yes_no: None,
            text: text.to_owned(),
            score: Score { low: 0, high: 0, proposed: None },
            coverage: 0,
            parts: Vec::new(),
            caps: Vec::new(),
            refer: Vec::new(),
            would_raise: Vec::new(),
            fields: Vec::new(),
            used_as: crate::bank::Use::Scored,
            outcome: None,
        };
        let claim = Claim {
            rule: "SLP-01.some".parse().unwrap(),
            status: Status::Affirmed,
            strength: Strength::Generic,
            start,
            end: start + words.chars().count(),
            text: words.to_owned(),
            because: Vec::new(),
            values: Vec::new(),
            place: None,
            item: None,
        };
        sentence(&answer, &claim).to_owned()
    }

    #[test]
    fn the_whole_sentence_is_quoted() {
        let text = "We’re careful. Data is kept (e.g. Logs) for 1.5 years by Example Ltd. Then it goes.\n• Backups too";
        assert_eq!(
            quoted(text, "kept"),
            "Data is kept (e.g. Logs) for 1.5 years by Example Ltd. Then it goes."
        );
        assert_eq!(quoted(text, "careful."), "We’re careful.");
        assert_eq!(quoted(text, "Backups"), "Backups too");
        assert_eq!(quoted("short", "short"), "short");
        assert_eq!(quoted("short", "gone"), "gone");
        assert_eq!(quoted("", ""), "");
    }
}
