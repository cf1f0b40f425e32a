//! What a sentence says to its neighbours: whether it carries them on, cuts them down, or speaks for another part.

use std::collections::BTreeSet;

use super::{compile::Compiled, compile::Source, engine::Found, find::Piece};
use crate::{
    language::{segment::Sentence, token::Kind},
    rule::Status,
};

/// Whether a sentence goes on with what the one before it says of the parts: it opens with a pronoun or names no
/// other part.
pub(super) fn carries_on(piece: &Piece<'_>, next: &Sentence, parts: &[usize]) -> bool {
    const BACK: &[&str] = &["it", "they", "these", "this", "those", "both"];
    let opens = piece.reading.tokens.word_at(next.body);
    if BACK.contains(&opens) {
        return true;
    }
    let named = |groups: &Vec<usize>| {
        groups.iter().any(|group| {
            let hits = piece.hits(Source::Group(*group), next.body..next.tokens.end);
            // Only the subject counts: what stands at the beginning.
            const SUBJECT: usize = 3;
            hits.iter().any(|it| it.from <= next.body + SUBJECT)
        })
    };
    let labels = &piece.compiled.labels;
    let own = parts.iter().filter_map(|it| labels.get(*it)).any(named);
    let other = labels.iter().enumerate().filter(|(n, _)| !parts.contains(n)).any(|(_, it)| named(it));
    own || !other
}

/// Under a letter, words of another part deny that part only where its own letter does not answer it.
pub(super) fn leave_to_letters(compiled: &Compiled, pieces: &[&Piece<'_>], found: &mut [Found]) {
    let letter = |it: &Found| {
        pieces.get(it.cell).and_then(|piece| piece.sentence(it.sentence)).and_then(|it| it.ordinal)
    };
    for (part, of) in compiled.question.parts.iter().enumerate() {
        let Some(own) = of.letter else { continue };
        let answered = found.iter().any(|it| {
            it.parts.contains(&part)
                && letter(it) == Some(own)
                && matches!(it.claim.status, Status::Affirmed | Status::AffirmedWithException)
        });
        if !answered {
            continue;
        }
        for it in found.iter_mut() {
            let elsewhere = letter(it).is_some_and(|it| it != own);
            if it.claim.status == Status::Negated && elsewhere {
                it.parts.retain(|it| *it != part);
            }
        }
    }
}

/// `All transfers use TLS 1.3. The two oldest kiosks still run FTP.`: what is denied of less than the whole, where the
/// whole is affirmed, is an exception to it, in whatever order the two are said.
pub(super) fn take_exceptions(compiled: &Compiled, pieces: &[&Piece<'_>], found: &mut [Found]) {
    for part in 0..compiled.question.parts.len() {
        let mut denials: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut whole = true;
        for it in found.iter().filter(|it| it.parts.contains(&part) && it.claim.status == Status::Negated) {
            let piece = pieces.get(it.cell);
            let narrow = piece.and_then(|piece| piece.sentence(it.sentence).map(|it| narrower(piece, it)));
            let affirmed = found.iter().any(|other| {
                other.parts.contains(&part)
                    && other.cell == it.cell
                    && other.sentence != it.sentence
                    && matches!(other.claim.status, Status::Affirmed | Status::AffirmedWithException)
            });
            if narrow == Some(true) && affirmed {
                denials.insert((it.cell, it.sentence));
            } else {
                whole = false;
            }
        }
        if denials.is_empty() || !whole {
            continue;
        }
        for it in found.iter_mut().filter(|it| it.parts.contains(&part)) {
            if it.claim.status == Status::Affirmed && it.parts.as_slice() == [part] {
                it.claim.status = Status::AffirmedWithException;
            }
            if it.claim.status == Status::Negated {
                it.parts.retain(|it| *it != part);
            }
        }
    }
}

/// Whether a sentence speaks of less than the whole from its beginning: `One legacy feed …`, `For certain controllers …`,
/// `The two oldest kiosks …`, `Exceptions: …`.
fn narrower(piece: &Piece<'_>, sentence: &Sentence) -> bool {
    const NARROW: &[&str] = &[
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "some",
        "certain",
        "few",
        "oldest",
        "older",
        "old",
        "legacy",
        "only",
        "single",
        "remaining",
        "exception",
        "exceptions",
        "handful",
        "couple",
        "dozen",
        "earliest",
        "original",
        "first",
    ];
    const OPEN: &[&str] =
        &["for", "on", "at", "in", "the", "a", "an", "our", "just", "with", "however", "but", "only"];
    const FURTHEST: usize = 4;
    let tokens = &piece.reading.tokens;
    let label = sentence.label.as_ref().filter(|it| it.start >= sentence.tokens.start);
    let from = label.map_or(sentence.body, |it| it.start);
    for at in from..sentence.tokens.end.min(from + FURTHEST) {
        // A few dozen are an exception; hundreds are not.
        const DIGITS: usize = 2;
        let word = tokens.word_at(at);
        let number = tokens.list.get(at).is_some_and(|it| it.kind == Kind::Number);
        let counts = tokens.list.get(at + 1).is_some_and(|it| it.kind == Kind::Word);
        if NARROW.contains(&word) || number && counts && word.len() <= DIGITS {
            return true;
        }
        if !OPEN.contains(&word) && tokens.mark_at(at) != ',' {
            return false;
        }
    }
    false
}
