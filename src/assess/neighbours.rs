//! What a sentence says to its neighbours: whether it carries them on, cuts them down, or speaks for another part.

use std::collections::BTreeSet;

use super::{compile::Compiled, compile::Source, engine::Found, find::Piece};
use crate::{
    bank::Form,
    language::{reading::CueHit, segment::Sentence, token, words::Lists},
    rule::{CueClass, Status},
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
        let answered = found
            .iter()
            .any(|it| it.parts.contains(&part) && letter(it) == Some(own) && it.claim.status.is_met());
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
        let mut rested: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut whole = true;
        let all = said_of_all(compiled, pieces, found, part);
        for it in found.iter().filter(|it| it.parts.contains(&part) && it.claim.status == Status::Negated) {
            let piece = pieces.get(it.cell);
            let narrow = piece.and_then(|piece| piece.sentence(it.sentence).map(|it| narrower(piece, it)));
            // `Every link uses TLS. The old boards do not.` It may be said in any order.
            let beside_all = || {
                let sentence = piece?.sentence(it.sentence)?;
                Some(all.contains(&it.cell) && names_a_thing(piece?, sentence))
            };
            let narrow =
                if narrow == Some(false) && beside_all() == Some(true) { Some(true) } else { narrow };
            let rest = piece.and_then(|piece| piece.sentence(it.sentence).map(|it| rest_is(piece, it)));
            if narrow == Some(true) && rest == Some(true) {
                rested.insert((it.cell, it.sentence));
                continue;
            }
            let affirmed = found.iter().any(|other| {
                other.parts.contains(&part)
                    && other.cell == it.cell
                    && other.sentence != it.sentence
                    && other.claim.status.is_met()
                    && !piece.is_some_and(|piece| says_the_same(piece, it.sentence, other.sentence))
            });
            if narrow == Some(true) && affirmed {
                denials.insert((it.cell, it.sentence));
            } else {
                whole = false;
            }
        }
        for it in found.iter_mut().filter(|it| {
            it.claim.status == Status::Negated
                && it.parts.as_slice() == [part]
                && rested.contains(&(it.cell, it.sentence))
        }) {
            it.claim.status = Status::AffirmedWithException;
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

/// The cells in which a sentence affirms a part of all of something, where the part is denied too. What is disclosed is
/// worth more than what is not, so that there no denial may count as an exception for this alone.
fn said_of_all(compiled: &Compiled, pieces: &[&Piece<'_>], found: &[Found], part: usize) -> BTreeSet<usize> {
    let of_part = || found.iter().filter(|it| it.parts.contains(&part));
    let denied = of_part().any(|it| it.claim.status == Status::Negated);
    if !denied || compiled.question.form == Form::Disclose {
        return BTreeSet::new();
    }
    let affirms = |it: &&Found| it.claim.status.is_met();
    let of_all = |it: &&Found| {
        let piece = pieces.get(it.cell);
        piece.is_some_and(|piece| piece.sentence(it.sentence).is_some_and(|it| speaks_of_all(piece, it)))
    };
    of_part().filter(affirms).filter(of_all).map(|it| it.cell).collect()
}

/// `All links use TLS`, `everything is wiped`: whether a sentence opens with all of something.
fn speaks_of_all(piece: &Piece<'_>, sentence: &Sentence) -> bool {
    const FURTHEST: usize = 4;
    const ALL: &[&str] = &["all", "every", "any", "each", "everyone"];
    const WHOLE: &[&str] = &["everything", "everywhere", "whole", "throughout"];
    let tokens = &piece.reading.tokens;
    let end = sentence.tokens.end.min(sentence.body + FURTHEST);
    let first = usize::from(matches!(tokens.word_at(sentence.body), "for" | "on" | "in" | "of" | "yes"));
    ALL.contains(&tokens.word_at(sentence.body + first))
        || (sentence.body..end).any(|at| WHOLE.contains(&tokens.word_at(at)))
}

/// Whether a sentence opens with a thing of its own, and with no word for all that was said.
fn names_a_thing(piece: &Piece<'_>, sentence: &Sentence) -> bool {
    names_a_thing_at(piece, sentence, sentence.body) && !speaks_of_all(piece, sentence)
}

fn names_a_thing_at(piece: &Piece<'_>, sentence: &Sentence, from: usize) -> bool {
    const NONE: &[&str] = &[
        "we",
        "it",
        "they",
        "this",
        "that",
        "these",
        "those",
        "there",
        "no",
        "none",
        "nothing",
        "not",
        "never",
        "all",
        "every",
        "any",
        "each",
        "everything",
        "neither",
        "nobody",
        "i",
        "you",
        "what",
        "which",
        "if",
        "when",
        "unless",
    ];
    // A few hundred are no exception.
    const FURTHEST: usize = 3;
    const MANY: &[&str] = &["most", "many", "majority", "half", "hundreds", "thousands", "several"];
    let tokens = &piece.reading.tokens;
    let many = (from..sentence.tokens.end.min(from + FURTHEST)).any(|at| {
        let number = tokens.list.get(at).is_some_and(|it| it.kind == token::Kind::Number);
        number && tokens.word_at(at).len() > 2 || MANY.contains(&tokens.word_at(at))
    });
    let word = tokens.word_at(from);
    !word.is_empty() && !NONE.contains(&word) && !many
}

/// Whether two sentences have the same words: what is said twice is no exception to itself.
fn says_the_same(piece: &Piece<'_>, one: usize, other: usize) -> bool {
    let words = |n: usize| -> Vec<&str> {
        let range = piece.sentence(n).map_or(0..0, |it| it.body..it.tokens.end);
        range.map(|at| piece.reading.tokens.word_at(at)).filter(|it| !it.is_empty()).collect()
    };
    words(one) == words(other)
}

/// `The documentation is an OpenAPI file. The chapter on streams is not yet in it.`: a sentence that limits, of which
/// nothing else was made, makes an exception to what the sentence before it affirms, where that is one part. A question
/// that asks for what is not met has a part of its own for it.
pub(super) fn take_limits(compiled: &Compiled, pieces: &[&Piece<'_>], found: &mut [Found]) {
    const FURTHEST: usize = 2;
    if compiled.question.form == Form::Disclose {
        return;
    }
    let limits =
        |piece: &Piece<'_>, sentence: &Sentence| limits_of(compiled, piece, sentence).next().is_some();
    let mut limited: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (cell, piece) in pieces.iter().enumerate() {
        for (n, sentence) in piece.reading.segments.sentences.iter().enumerate() {
            let muted = piece.muted.get(n).copied().unwrap_or(false);
            let of = |at: usize| found.iter().filter(move |it| it.cell == cell && it.sentence == at);
            if muted || sentence.asks || !limits(piece, sentence) {
                continue;
            }
            let affirmed = |it: &&Found| it.claim.status.is_met();
            if of(n).next().is_some() {
                // `Our workshop is outside the 27001 boundary` affirms nothing: it names what it limits.
                let own: BTreeSet<usize> =
                    of(n).filter(affirmed).flat_map(|it| it.parts.iter().copied()).collect();
                if own.len() == 1 && stands_apart(compiled, piece, sentence) {
                    limited.extend(own.into_iter().map(|it| (cell, it)));
                }
                limited.extend(cut_down(compiled, piece, n, sentence, cell, found));
            }
            // What was only half made out of it is of the part that it limits, or the sentence has a subject of its own.
            let half: BTreeSet<usize> = of(n).flat_map(|it| it.parts.iter().copied()).collect();
            if of(n).any(|it| it.claim.status.is_met() || it.claim.status == Status::Negated) {
                continue;
            }
            let before = (n.saturating_sub(FURTHEST)..n).rev().find(|at| of(*at).next().is_some());
            let Some(before) = before else { continue };
            // Lines may stand in any order.
            let near = piece.sentence(before).is_some_and(|it| sentence.line == it.line);
            let parts: BTreeSet<usize> =
                of(before).filter(affirmed).flat_map(|it| it.parts.iter().copied()).collect();
            let told = if half.is_empty() { &parts } else { &half };
            if near && told.len() == 1 && told.is_subset(&parts) {
                limited.extend(told.iter().map(|it| (cell, *it)));
            }
        }
    }
    for it in found.iter_mut().filter(|it| it.claim.status == Status::Affirmed) {
        if it.parts.iter().all(|part| limited.contains(&(it.cell, *part))) {
            it.claim.status = Status::AffirmedWithException;
        }
    }
}

/// What limits in a sentence. `shall not await the outcome` and `one that has not checked in` do not.
fn limits_of<'a>(
    compiled: &'a Compiled,
    piece: &'a Piece<'_>,
    sentence: &Sentence,
) -> impl Iterator<Item = &'a CueHit> {
    piece.reading.cues_in(&sentence.tokens).iter().filter(|it| {
        let before = it.from.checked_sub(1).map_or("", |at| piece.reading.tokens.word_at(at));
        compiled.class(it) == Some(CueClass::Limit)
            && !matches!(before, "not" | "never" | "cannot" | "that" | "which" | "who")
    })
}

/// `The cloud software is kept up to date, while controllers at the roadside stay on their delivered firmware`: the part that
/// the clauses before affirm, where the last sets one thing apart and nothing else is made of it.
fn cut_down(
    compiled: &Compiled,
    piece: &Piece<'_>,
    n: usize,
    sentence: &Sentence,
    cell: usize,
    found: &[Found],
) -> Option<(usize, usize)> {
    const TURNS: &[&str] = &["but", "while", "whilst", "whereas", "though", "although", "yet", "and", "only"];
    const LONGEST_SUBJECT: usize = 14;
    let tokens = &piece.reading.tokens;
    let limit = limits_of(compiled, piece, sentence).last()?;
    let opens = (sentence.body + 1..limit.from).rev().find(|at| {
        let mark = tokens.mark_at(*at);
        let turned = matches!(mark, ',') && TURNS.contains(&tokens.word_at(at + 1));
        turned
            || matches!(mark, ';' | '\u{2013}' | '\u{2014}')
            || matches!(tokens.word_at(*at), "while" | "whereas" | "but")
    })?;
    let mut subject = opens + 1;
    while TURNS.contains(&tokens.word_at(subject)) {
        subject += 1;
    }
    let told = (subject..limit.from).any(|at| tokens.is(at, Lists::AUXILIARY.and(Lists::PRONOUN)));
    let long = limit.from < subject || limit.from - subject > LONGEST_SUBJECT;
    if told || long || !names_a_thing_at(piece, sentence, subject) {
        return None;
    }
    let (cut, _) = super::engine::span(piece, opens, opens + 1);
    let own = || found.iter().filter(|it| (it.cell, it.sentence) == (cell, n));
    let parts: BTreeSet<usize> = own()
        .filter(|it| it.claim.status.is_met() && it.claim.start < cut)
        .flat_map(|it| it.parts.iter().copied())
        .collect();
    let turned = |it: &Found| {
        !it.claim.status.is_met() && !matches!(it.claim.status, Status::Related | Status::Umbrella)
    };
    let behind = own().any(|it| it.claim.start >= cut || turned(it));
    let only = parts.first().copied().filter(|_| parts.len() == 1 && !behind)?;
    Some((cell, only))
}

/// Whether the words by which a sentence limits the one before it speak of what lies outside.
fn stands_apart(compiled: &Compiled, piece: &Piece<'_>, sentence: &Sentence) -> bool {
    let cues = piece.reading.cues_in(&sentence.tokens);
    let class = |it: &CueHit| compiled.class(it);
    // `No depot is outside it.`
    let denied = cues
        .iter()
        .any(|it| matches!(class(it), Some(CueClass::Negate | CueClass::NegateNoun | CueClass::Pseudo)));
    !denied
        && cues.iter().any(|it| {
            class(it) == Some(CueClass::Limit)
                && (it.from..it.to).any(|at| piece.reading.tokens.word_at(at) == "outside")
        })
}

/// Whether a sentence speaks of less than the whole from its beginning: `One legacy feed …`, `For certain controllers …`,
/// `The two oldest kiosks …`, `Exceptions: …`.
fn narrower(piece: &Piece<'_>, sentence: &Sentence) -> bool {
    let label = sentence.label.as_ref().filter(|it| it.start >= sentence.tokens.start);
    if stands_out(piece, sentence) || is_announced(piece, sentence) {
        return true;
    }
    std::iter::once(sentence.body)
        .chain(label.map(|it| it.start))
        .any(|from| narrow_from(piece, sentence, from))
}

/// `One class is held back. Failure rates …`: whether the sentence before it says that one thing is otherwise.
fn is_announced(piece: &Piece<'_>, sentence: &Sentence) -> bool {
    const MOST_TOKENS: usize = 12;
    const THING: &[&str] = &[
        "class",
        "case",
        "thing",
        "item",
        "exception",
        "category",
        "kind",
        "area",
        "gap",
        "type",
        "exclusion",
    ];
    let tokens = &piece.reading.tokens;
    let sentences = &piece.reading.segments.sentences;
    let at = sentences.partition_point(|it| it.tokens.start < sentence.tokens.start);
    at.checked_sub(1).and_then(|at| sentences.get(at)).is_some_and(|before| {
        before.line == sentence.line
            && before.tokens.len() <= MOST_TOKENS
            && narrow_from(piece, before, before.body)
            && before.tokens.clone().any(|at| THING.contains(&tokens.word_at(at)))
    })
}

/// `Video is the odd one out`, `support tickets are another story`.
fn stands_out(piece: &Piece<'_>, sentence: &Sentence) -> bool {
    const MARKS: &[[&str; 2]] = &[
        ["odd", "one"],
        ["another", "story"],
        ["another", "matter"],
        ["different", "story"],
        ["different", "matter"],
        ["the", "exception"],
        ["an", "exception"],
        ["the", "outlier"],
        ["sole", "exception"],
        ["one", "exception"],
        ["only", "exception"],
    ];
    let tokens = &piece.reading.tokens;
    (sentence.body..sentence.tokens.end)
        .any(|at| MARKS.contains(&[tokens.word_at(at), tokens.word_at(at + 1)]))
}

/// Whether what begins at `from` is less than the whole.
fn narrow_from(piece: &Piece<'_>, sentence: &Sentence, from: usize) -> bool {
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
    const OPEN: &[&str] = &[
        "for", "on", "at", "in", "the", "a", "an", "our", "just", "with", "however", "but", "only", "there",
        "is", "s",
    ];
    const FURTHEST: usize = 4;
    let tokens = &piece.reading.tokens;
    for at in from..sentence.tokens.end.min(from + FURTHEST) {
        // A few dozen are an exception; hundreds are not.
        const DIGITS: usize = 2;
        let word = tokens.word_at(at);
        let number = tokens.list.get(at).is_some_and(|it| it.kind == token::Kind::Number);
        let counts = tokens.list.get(at + 1).is_some_and(|it| it.kind == token::Kind::Word);
        if NARROW.contains(&word) || number && counts && word.len() <= DIGITS {
            return true;
        }
        if !OPEN.contains(&word) && tokens.mark_at(at) != ',' {
            return false;
        }
    }
    false
}

/// `…; everything later is`: whether a sentence ends by affirming of the rest what it denied of a part.
fn rest_is(piece: &Piece<'_>, sentence: &Sentence) -> bool {
    const FURTHEST: usize = 6;
    const REST: &[&str] = &["everything", "rest", "others", "remainder", "else", "newer", "later"];
    let tokens = &piece.reading.tokens;
    let words: Vec<&str> = (sentence.body..sentence.tokens.end)
        .map(|at| tokens.word_at(at))
        .filter(|it| !it.is_empty())
        .collect();
    let last = words.len().saturating_sub(FURTHEST);
    let tail = words.get(last..).unwrap_or_default();
    matches!(tail.last(), Some(&("is" | "are" | "has" | "have" | "does" | "do")))
        && tail.iter().any(|it| REST.contains(it))
}

/// Under a label of another part, words that do not name this part deny it only where nothing else answers it:
/// `Offline: a disk is attached by hand` says nothing against the configuration that is kept in Git.
pub(super) fn leave_to_labels(pieces: &[&Piece<'_>], found: &mut [Found], parts: usize) {
    let labels = |part: usize, piece: &Piece<'_>, range: &std::ops::Range<usize>| {
        let groups = piece.compiled.labels.get(part).map(Vec::as_slice).unwrap_or_default();
        groups.iter().any(|it| !piece.hits(Source::Group(*it), range.clone()).is_empty())
    };
    for part in 0..parts {
        let elsewhere = |it: &Found| {
            let Some(piece) = pieces.get(it.cell) else { return false };
            let Some(sentence) = piece.sentence(it.sentence) else { return false };
            let Some(label) = &sentence.label else { return false };
            let other = (0..parts).any(|it| it != part && labels(it, piece, label));
            let body = sentence.body..sentence.tokens.end;
            other && !labels(part, piece, label) && !labels(part, piece, &body)
        };
        let answered =
            found.iter().any(|it| it.parts.contains(&part) && it.claim.status.is_met() && !elsewhere(it));
        if answered {
            for it in found.iter_mut() {
                if it.claim.status == Status::Negated && it.parts.contains(&part) && elsewhere(it) {
                    it.parts.retain(|it| *it != part);
                }
            }
        }
    }
}
