//! A denial whose verb is left out: `backups are encrypted, the copy in Leeds is not`.

use std::{collections::BTreeSet, ops::Range};

use super::{
    compile::Compiled,
    engine::{Found, span},
    find::Piece,
};
use crate::{
    language::segment::{AUXILIARIES, Sentence},
    rule::{CueClass, Status},
};

/// What `… the gateways do not` leaves out of a statement before it, in the same sentence or as the next one, is an
/// exception to what that statement affirms. Where the statement bears on several parts, it is of those that the subject
/// names, and else of those told last. A clause of which something was made already says what it says.
pub(super) fn take_elided(compiled: &Compiled, pieces: &[&Piece<'_>], found: &mut [Found]) {
    for (cell, piece) in pieces.iter().enumerate() {
        for (n, sentence) in piece.reading.segments.sentences.iter().enumerate() {
            if sentence.asks || piece.muted.get(n).copied().unwrap_or(false) {
                continue;
            }
            for clause in denials(piece, sentence) {
                let of = if clause.start > sentence.body { Some(n) } else { n.checked_sub(1) };
                let Some(of) = of else { continue };
                let Some(before) = piece.sentence(of).filter(|it| it.line == sentence.line) else { continue };
                except(compiled, piece, found, (cell, n), &clause, (of, before));
            }
        }
    }
}

/// Makes what `before` affirms ahead of the clause an exception.
fn except(
    compiled: &Compiled,
    piece: &Piece<'_>,
    found: &mut [Found],
    (cell, n): (usize, usize),
    clause: &Range<usize>,
    (of, before): (usize, &Sentence),
) {
    let (start, end) = span(piece, clause.start, clause.end);
    let said =
        |it: &Found| (it.cell, it.sentence) == (cell, n) && it.claim.end > start && it.claim.start < end;
    let ahead = before.body..clause.start.min(before.tokens.end);
    let denied = piece.reading.cues_in(&ahead).iter().any(|it| {
        matches!(
            compiled.class(it),
            Some(CueClass::Negate | CueClass::NegateNoun | CueClass::NegateWord | CueClass::Conditional)
        )
    });
    if denied || found.iter().any(said) {
        return;
    }
    let met = |it: &Found| {
        (it.cell, it.sentence) == (cell, of)
            && it.claim.status == Status::Affirmed
            && it.claim.start < start
            && compiled.points.get(it.point).is_some_and(|it| !it.point.adverse)
    };
    let affirmed: Vec<&Found> = found.iter().filter(|it| met(it)).collect();
    let all: BTreeSet<usize> = affirmed.iter().flat_map(|it| it.parts.iter().copied()).collect();
    let named: BTreeSet<usize> = all.into_iter().filter(|it| piece.names_part(*it, clause)).collect();
    let last = affirmed.iter().map(|it| it.claim.start).max();
    let told_last = affirmed.iter().filter(|it| Some(it.claim.start) == last);
    let parts =
        if named.is_empty() { told_last.flat_map(|it| it.parts.iter().copied()).collect() } else { named };
    for it in found.iter_mut().filter(|it| met(it)) {
        if it.parts.iter().all(|part| parts.contains(part)) {
            it.claim.status = Status::AffirmedWithException;
        }
    }
}

/// The clauses of a sentence that are a subject and a denied auxiliary, and nothing else.
fn denials(piece: &Piece<'_>, sentence: &Sentence) -> Vec<Range<usize>> {
    const LATER: &[&str] = &[
        "yet",
        "so",
        "though",
        "currently",
        "presently",
        "now",
        "today",
        "at",
        "present",
        "the",
        "moment",
        "as",
    ];
    const REASON: &[&str] = &["but", "because", "since", "however"];
    let tokens = &piece.reading.tokens;
    let word = |at: usize| tokens.word_at(at);
    let end = sentence.tokens.end;
    let mut out = Vec::new();
    for not in (sentence.body + 2..end).filter(|at| word(*at) == "not") {
        if !AUXILIARIES.contains(&word(not - 1)) {
            continue;
        }
        let past = (not + 1..end).find(|at| !LATER.contains(&word(*at))).unwrap_or(end);
        let closed = past == end
            || matches!(tokens.mark_at(past), '.' | ',' | ';' | ':' | ')' | '!')
            || REASON.contains(&word(past));
        // `those of the reports, which run from another tool, are not`
        let verb = aside(piece, sentence, not - 1).unwrap_or(not - 1);
        let from = opening(piece, sentence, verb);
        if closed && subject(piece, &(from..verb)) {
            out.push(from..past);
        }
    }
    out
}

/// Where a relative clause between commas begins that ends right before `verb`.
fn aside(piece: &Piece<'_>, sentence: &Sentence, verb: usize) -> Option<usize> {
    let tokens = &piece.reading.tokens;
    let closes = verb.checked_sub(1).filter(|at| tokens.mark_at(*at) == ',')?;
    (sentence.body..closes)
        .rev()
        .find(|at| tokens.mark_at(*at) == ',')
        .filter(|at| matches!(tokens.word_at(at + 1), "which" | "who" | "whose" | "where" | "being"))
}

/// Where the clause begins whose verb stands at `verb`.
fn opening(piece: &Piece<'_>, sentence: &Sentence, verb: usize) -> usize {
    const JOINS: &[&str] = &["but", "while", "whilst", "whereas", "though", "although", "and", "yet", "only"];
    let tokens = &piece.reading.tokens;
    let bound = |at: &usize| {
        matches!(tokens.mark_at(*at), ',' | ';' | ':' | '(' | '.' | '\u{2013}' | '\u{2014}' | '-')
            || JOINS.contains(&tokens.word_at(*at))
    };
    (sentence.body..verb).rev().find(bound).map_or(sentence.body, |it| it + 1)
}

/// Whether a stretch names things that may be left out: no pronoun, which would speak of all, and nothing that hangs on
/// another clause.
fn subject(piece: &Piece<'_>, range: &Range<usize>) -> bool {
    const MOST_TOKENS: usize = 10;
    const NOBODY: &[&str] = &[
        "it",
        "they",
        "this",
        "these",
        "that",
        "we",
        "i",
        "you",
        "he",
        "she",
        "there",
        "ours",
        "nobody",
        "none",
        "neither",
        "nor",
        "who",
        "which",
        "what",
        "if",
        "when",
        "unless",
        "where",
        "whether",
        "because",
        "since",
        "until",
        "than",
        "or",
        "as",
        "so",
        "others",
        "competitors",
        "many",
        "most",
        "no",
    ];
    let tokens = &piece.reading.tokens;
    let first = tokens.word_at(range.start);
    // `that of the network is not`
    let of = first == "that" && tokens.word_at(range.start + 1) == "of";
    !range.is_empty()
        && range.len() <= MOST_TOKENS
        && !first.is_empty()
        && (of || !NOBODY.contains(&first))
        && !range.clone().any(|at| AUXILIARIES.contains(&tokens.word_at(at)))
}
