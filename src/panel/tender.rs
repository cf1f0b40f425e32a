//! The tenders that a panel assesses, as it sees them.

use super::digest_of;
use crate::{
    assess::Answer,
    id::{Digest, QuestionId},
};

/// A tender that takes part.
#[derive(Debug, Clone)]
pub struct Lodged<'a> {
    /// As the record knows it.
    pub id: &'a str,
    /// What evaluators call it: `Tender A`, or the supplier's name.
    pub label: String,
    /// Who tendered.
    pub supplier: &'a str,
    /// The ways in which it names itself, the longest first.
    pub names: &'a [String],
    /// Of the bytes received.
    pub digest: &'a Digest,
    /// Its answers, in the order of the bank.
    pub answers: &'a [Answer],
}

impl Lodged<'_> {
    /// The answer to `question`.
    pub fn answer(&self, question: &QuestionId) -> Option<&Answer> {
        self.answers.iter().find(|it| it.question == *question)
    }
}

/// `A` to `Z`, then `AA` and so on.
pub fn letters(n: usize) -> String {
    let mut rest = n + 1;
    let mut found = Vec::new();
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        found.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    found.iter().rev().collect()
}

/// Over the suppliers that tendered: a declaration of interest is for one list. `gone` are those whose tenders are assessed
/// no further; they stay on the list, so that what becomes of a tender ends no declaration.
pub fn suppliers_digest(tenders: &[Lodged<'_>], gone: &[String]) -> Digest {
    list_of_suppliers(tenders.iter().map(|it| it.supplier).chain(gone.iter().map(String::as_str)))
}

/// The same by their names.
pub fn list_of_suppliers<'a>(names: impl Iterator<Item = &'a str>) -> Digest {
    let mut names: Vec<String> = names.map(|it| it.trim().to_lowercase()).collect();
    names.sort();
    names.dedup();
    digest_of(names)
}

/// `text` with each of `names` replaced by the label, where names are masked. Other hints stay: nothing else of what a
/// supplier wrote is changed.
pub fn masked(text: &str, names: &[String], label: &str) -> String {
    let mut out = text.to_owned();
    for name in names {
        out = replaced(&out, name, label);
    }
    out
}

/// The ways in which a supplier names itself, the longest first: as it is registered, without the kind of company, and by
/// its first words where these are no words of the language, which is where they never stand in small letters.
pub fn names(supplier: &str, answers: &[Answer]) -> Vec<String> {
    const ENDS: [&str; 9] = ["limited", "ltd", "ltd.", "plc", "llp", "group", "(uk)", "uk", "company"];
    let mut names = Vec::new();
    let mut words: Vec<&str> = supplier.split_whitespace().collect();
    let first: Vec<&str> = words.iter().take(2).copied().collect();
    loop {
        names.push(words.join(" "));
        match words.last() {
            Some(last) if words.len() > 1 && ENDS.contains(&last.to_lowercase().as_str()) => words.pop(),
            _ => break,
        };
    }
    let own = |it: &&&str| {
        let small = it.to_lowercase();
        let plain = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()) == small;
        !answers.iter().any(|it| it.text.split_whitespace().any(plain))
    };
    let own: Vec<&str> = first.iter().take_while(own).copied().collect();
    if own.len() == 2 {
        names.push(own.join(" "));
    }
    names.extend(own.first().map(|it| (*it).to_owned()));
    // A short word stands in other words and says little.
    names.retain(|it| it.chars().count() >= 4);
    let mut seen: Vec<String> = Vec::new();
    for it in names {
        if !seen.contains(&it) {
            seen.push(it);
        }
    }
    seen
}

/// Every place where `name` stands as words of its own, in any case.
fn replaced(text: &str, name: &str, label: &str) -> String {
    let wanted: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let before = at.checked_sub(1).and_then(|it| chars.get(it)).is_some_and(|it| it.is_alphanumeric());
        let end = at + wanted.len();
        let here = chars.get(at..end).is_some_and(|it| {
            it.iter().zip(&wanted).all(|(a, b)| a == b || a.to_lowercase().eq(std::iter::once(*b)))
        });
        let after = chars.get(end).is_some_and(|it| it.is_alphanumeric());
        if here && !before && !after {
            out.push('[');
            out.push_str(label);
            out.push(']');
            at = end;
        } else {
            out.push(*c);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_masked_as_words_and_in_any_case() {
        let own = names("Harrow Vale Limited", &[]);
        assert_eq!(own, ["Harrow Vale Limited", "Harrow Vale", "Harrow"]);
        let masked = |text: &str| masked(text, &own, "Tender B");
        assert_eq!(masked("HARROW VALE LIMITED holds it."), "[Tender B] holds it.");
        assert_eq!(masked("Harrow Vale's cloud"), "[Tender B]'s cloud");
        assert_eq!(masked("Harrowing Valery"), "Harrowing Valery");
        assert_eq!(super::masked("IO is quick", &names("IO Ltd", &[]), "T"), "IO is quick");
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 51, 52].map(letters), ["A", "Z", "AA", "AZ", "BA"]);
    }
}
