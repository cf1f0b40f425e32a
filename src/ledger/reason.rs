//! What a reason must have to stand up: it says something of this tender, and is not the scale's own words again.

use std::collections::BTreeSet;

/// The fewest characters of a reason.
pub const SHORTEST: usize = 20;

/// What a reason is held against.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// The names and descriptors of all scores.
    pub scale: &'a [String],
    /// The title of the question and of its parts.
    pub question: &'a [String],
    /// What the supplier wrote; empty where it wrote nothing.
    pub answer: &'a str,
}

/// What a reason lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// There is none.
    Missing,
    /// It is too short to say anything.
    Short,
    /// It says no more than the scale does.
    Restates,
    /// It points at nothing in the tender.
    NoEvidence,
}

impl Lack {
    /// In words, with what to do.
    pub fn message(self) -> String {
        match self {
            Self::Missing => "there is a score and no reason: say what in the tender led to it".to_owned(),
            Self::Short => format!(
                "a reason has at least {SHORTEST} characters: say what in the tender led to the score"
            ),
            Self::Restates => {
                "the reason only says again what the scale says: say what in this tender meets it or does not"
                    .to_owned()
            }
            Self::NoEvidence => {
                "the reason points at nothing in the tender: name the words, the part or the cell that \
                                 it rests on"
                    .to_owned()
            }
        }
    }
}

/// What `reason` lacks, if anything.
pub fn lack(reason: &str, against: Against<'_>) -> Option<Lack> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Some(Lack::Missing);
    }
    if reason.chars().count() < SHORTEST {
        return Some(Lack::Short);
    }
    let scale: BTreeSet<String> = against.scale.iter().flat_map(|it| words(it)).collect();
    let said: BTreeSet<String> = words(reason).collect();
    let own: BTreeSet<&String> = said.iter().filter(|it| !scale.contains(*it)).collect();
    // A word in four of its own is the least that a reason adds.
    if own.len() * 4 < said.len() || own.is_empty() {
        return Some(Lack::Restates);
    }
    if against.answer.trim().is_empty() {
        let says = [
            "blank",
            "empty",
            "no answer",
            "not answer",
            "nothing",
            "unanswered",
            "left out",
            "no response",
            "did not respond",
            "missing",
            "not applicable",
            "none",
        ];
        let lower = reason.to_lowercase();
        return (!says.iter().any(|it| lower.contains(it)) && !points(reason)).then_some(Lack::NoEvidence);
    }
    let question: BTreeSet<String> = against.question.iter().flat_map(|it| words(it)).collect();
    let answer: BTreeSet<String> = words(against.answer).collect();
    let shared = own.iter().filter(|it| answer.contains(**it) || question.contains(**it)).count();
    (shared == 0 && !points(reason)).then_some(Lack::NoEvidence)
}

/// Whether the words point at a place: a cell, a part by its letter, a quotation, a page.
fn points(reason: &str) -> bool {
    let quoted = ['“', '"', '‘'].iter().any(|it| reason.contains(*it));
    let letter = reason
        .as_bytes()
        .windows(3)
        .any(|it| matches!(it, [b'(', letter, b')'] if letter.is_ascii_lowercase()));
    let place = reason.split(|it: char| !it.is_alphanumeric()).any(|word| {
        let digits = word.trim_start_matches(|it: char| it.is_ascii_uppercase());
        let letters = word.len() - digits.len();
        (1..=3).contains(&letters)
            && !digits.is_empty()
            && digits.len() <= 5
            && digits.bytes().all(|it| it.is_ascii_digit())
    });
    let lower = reason.to_lowercase();
    quoted || letter || place || ["page ", "section ", "row ", "part "].iter().any(|it| lower.contains(it))
}

/// The words that carry meaning, without their endings.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    const EMPTY: &[&str] = &[
        "the", "and", "for", "that", "this", "with", "are", "was", "were", "has", "have", "had", "not",
        "but", "its", "which", "from", "all", "any", "does", "did", "been", "will", "would", "should", "can",
        "could", "they", "their", "there", "some", "more", "most", "than", "then", "only", "also", "very",
        "because", "supplier", "tender", "answer", "response", "score", "scored", "awarded", "mark",
        "question",
    ];
    text.split(|it: char| !it.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|it| it.chars().count() > 2 && !EMPTY.contains(&it.as_str()))
        .map(|it| {
            let stem = ["ing", "ed", "es", "s"]
                .iter()
                .find_map(|end| it.strip_suffix(end).filter(|it| it.chars().count() > 3));
            stem.map_or(it.clone(), str::to_owned)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_speaks_of_the_tender() {
        let scale = [
            "Acceptable: meets the requirement with minor reservations".to_owned(),
            "Good: fully meets the requirement in all respects".to_owned(),
        ];
        let question = ["Backups".to_owned()];
        let answer = "Nightly copies are enciphered with AES-256 and kept in Leeds.";
        let told = |reason: &str| lack(reason, Against { scale: &scale, question: &question, answer });
        assert_eq!(told(""), Some(Lack::Missing));
        assert_eq!(told("Good answer."), Some(Lack::Short));
        assert_eq!(told("Fully meets the requirement in all respects."), Some(Lack::Restates));
        assert_eq!(
            told("We liked what they wrote, a convincing impression overall."),
            Some(Lack::NoEvidence)
        );
        assert_eq!(told("Copies enciphered with AES-256, though keys are not explained."), None);
        assert_eq!(told("Convincing on everything in D14 apart from archives."), None);
        let blank = |reason: &str| lack(reason, Against { scale: &scale, question: &question, answer: "" });
        assert_eq!(blank("The cell was left blank, so there is nothing to assess."), None);
        assert_eq!(blank("A convincing and thorough description throughout."), Some(Lack::NoEvidence));
    }
}
