//! What follows of a thing that was named: a denial that is to be made good, a plan whose fruits are promised, an end that
//! the next sentence tells.

use std::collections::BTreeSet;

use super::{compile::Compiled, engine::Found, find::Piece};
use crate::{
    id::Date,
    language::{reading::CueHit, segment::Sentence, value::Amount},
    rule::{CueClass, Kind, Status},
};

/// `We have not adopted it at present. We intend to in 2027.`: what is denied and then planned is planned. The plan
/// must take the thing up: by a pronoun or its name, or in the same sentence as a `not yet`.
pub(super) fn take_plans(compiled: &Compiled, pieces: &[&Piece<'_>], found: &mut [Found]) {
    // What is met but for a thing that is to follow lacks that thing today.
    let met: BTreeSet<(usize, usize, usize)> = found
        .iter()
        .filter(|it| it.claim.status.is_met())
        .flat_map(|it| it.parts.iter().map(|part| (*part, it.cell, it.sentence)))
        .collect();
    for it in found.iter_mut().filter(|it| matches!(it.claim.status, Status::Negated | Status::Historic)) {
        let elsewhere = |(part, cell, sentence): &(usize, usize, usize)| {
            it.parts.contains(part) && (*cell, *sentence) != (it.cell, it.sentence)
        };
        if met.iter().any(elsewhere) {
            continue;
        }
        let Some(piece) = pieces.get(it.cell) else { continue };
        let Some(sentence) = piece.sentence(it.sentence) else { continue };
        let tokens = &piece.reading.tokens;
        let mut words = (sentence.body..sentence.tokens.end).map(|at| tokens.word_at(at));
        let not_yet = words.any(|it| matches!(it, "yet" | "currently" | "presently" | "present" | "today"));
        let next = piece.sentence(it.sentence + 1).filter(|next| {
            next.line == sentence.line && next.ordinal == sentence.ordinal && next.label == sentence.label
        });
        let planned = next.is_some_and(|next| {
            let range = next.body..next.tokens.end;
            plans(compiled, piece, &range) && names_again(piece, &range, &it.parts)
        });
        // In the same sentence: what follows the next semicolon or `but`.
        let later = (sentence.body..sentence.tokens.end).find(|at| {
            tokens.mark_at(*at) == ';' || matches!(tokens.word_at(*at), "but" | "though" | "although")
        });
        let own = later.is_some_and(|from| {
            let range = from..sentence.tokens.end;
            plans(compiled, piece, &range) && (not_yet || names_again(piece, &range, &it.parts))
        });
        if planned || own {
            it.claim.status = Status::Planned;
        }
    }
}

/// `The readings vest in the customer. Those terms were withdrawn.`: what the next sentence says has ended, by a word that
/// takes it up, has ended.
pub(super) fn take_ends(compiled: &Compiled, pieces: &[&Piece<'_>], found: &mut [Found]) {
    let met = |it: &Found| it.claim.status.is_met();
    for (cell, piece) in pieces.iter().enumerate() {
        let sentences = &piece.reading.segments.sentences;
        for (n, (before, next)) in sentences.iter().zip(sentences.iter().skip(1)).enumerate() {
            if before.line != next.line || !ends_it(compiled, piece, next) {
                continue;
            }
            // What goes on to affirm the part has replaced it.
            let anew: BTreeSet<usize> = found
                .iter()
                .filter(|it| (it.cell, it.sentence) == (cell, n + 1) && met(it))
                .flat_map(|it| it.parts.iter().copied())
                .collect();
            for it in found.iter_mut().filter(|it| (it.cell, it.sentence) == (cell, n) && met(it)) {
                let fact =
                    compiled.points.get(it.point).is_some_and(|it| it.point.adverse || it.point.support);
                if !fact && it.parts.iter().all(|part| !anew.contains(part)) {
                    it.claim.status = Status::Historic;
                }
            }
        }
    }
}

/// `Backups go to an air-gapped vault. This is a paid option.`: what the next sentence, taking a thing up by a pronoun, calls
/// planned or tied to something is so. It must say nothing else, and what it takes up must be one part.
pub(super) fn take_terms(compiled: &Compiled, pieces: &[&Piece<'_>], found: &mut [Found]) {
    for (cell, piece) in pieces.iter().enumerate() {
        let sentences = &piece.reading.segments.sentences;
        for (n, (before, next)) in sentences.iter().zip(sentences.iter().skip(1)).enumerate() {
            let Some(status) = terms(compiled, piece, next).filter(|_| before.line == next.line) else {
                continue;
            };
            let at = |it: &Found, sentence: usize| (it.cell, it.sentence) == (cell, sentence);
            let met = |it: &Found| at(it, n) && it.claim.status.is_met();
            let parts: BTreeSet<usize> =
                found.iter().filter(|it| met(it)).flat_map(|it| it.parts.iter().copied()).collect();
            if parts.len() != 1 || found.iter().any(|it| at(it, n + 1)) {
                continue;
            }
            for it in found.iter_mut().filter(|it| met(it)) {
                let tensed = compiled.points.get(it.point).is_some_and(|it| {
                    matches!(it.point.kind, Kind::Practice | Kind::Capability | Kind::Credential)
                        && !it.point.adverse
                });
                if tensed {
                    it.claim.status = status;
                }
            }
        }
    }
}

/// What `This is scheduled for the spring` or `It is an optional extra` makes of the thing that it takes up; none of any
/// other sentence.
fn terms(compiled: &Compiled, piece: &Piece<'_>, sentence: &Sentence) -> Option<Status> {
    const IT: &[&str] = &["it", "this", "that", "they", "these", "both"];
    const BETWEEN: &[&str] = &[
        "still",
        "currently",
        "presently",
        "now",
        "only",
        "all",
        "a",
        "an",
        "the",
        "included",
        "offered",
        "sold",
    ];
    let tokens = &piece.reading.tokens;
    let word = |at: usize| tokens.word_at(at);
    let verb = sentence.body + 1;
    if !IT.contains(&word(sentence.body)) || !matches!(word(verb), "is" | "are" | "'s" | "s") {
        return None;
    }
    let open = (verb + 1..sentence.tokens.end).find(|at| !BETWEEN.contains(&word(*at)))?;
    let cues = piece.reading.cues_in(&(verb..sentence.tokens.end));
    let mut status = None;
    for cue in cues {
        let said = match compiled.class(cue) {
            Some(CueClass::Planned) => Status::Planned,
            Some(CueClass::Conditional) => Status::Conditional,
            Some(CueClass::Negate | CueClass::NegateNoun | CueClass::NegateWord) => return None,
            _ => continue,
        };
        // `It is planned that reports …` takes nothing up.
        if cue.from <= open && !matches!(word(cue.to), "that" | "to") {
            status = status.or(Some(said));
        }
    }
    status
}

/// `ISO 9001:2015. No. 1120. Expired March 2025.`: a day that is past ends the certificate of the sentence before it on the
/// same line, whatever is told of it in between.
pub(super) fn take_expiries(compiled: &Compiled, pieces: &[&Piece<'_>], on: Date, found: &mut [Found]) {
    let met = |it: &Found| it.claim.status.is_met();
    let credential =
        |it: &Found| compiled.points.get(it.point).is_some_and(|it| it.point.kind == Kind::Credential);
    // What the words themselves say has run out names the certificate as well as what is held.
    let named = |it: &Found| credential(it) && (met(it) || it.claim.status == Status::Historic);
    let held = |it: &Found| credential(it) && met(it);
    for (cell, piece) in pieces.iter().enumerate() {
        let sentences = &piece.reading.segments.sentences;
        for (n, sentence) in sentences.iter().enumerate().filter(|(_, it)| expires(compiled, piece, it, on)) {
            let near = found
                .iter()
                .filter(|it| it.cell == cell && it.sentence < n && named(it))
                .map(|it| it.sentence)
                .max()
                .filter(|at| sentences.get(*at).is_some_and(|it| it.line == sentence.line));
            let anew: BTreeSet<usize> = found
                .iter()
                .filter(|it| (it.cell, it.sentence) == (cell, n) && held(it))
                .flat_map(|it| it.parts.iter().copied())
                .collect();
            let at = |it: &Found| it.cell == cell && Some(it.sentence) == near;
            let ended: BTreeSet<usize> = found
                .iter()
                .filter(|it| at(it) && named(it))
                .flat_map(|it| it.parts.iter().copied())
                .collect();
            for it in found.iter_mut().filter(|it| at(it) && met(it)) {
                if it.parts.iter().all(|it| ended.contains(it) && !anew.contains(it)) {
                    it.claim.status = Status::Historic;
                }
            }
        }
    }
}

/// Whether a sentence opens by telling an end of validity that is past.
fn expires(compiled: &Compiled, piece: &Piece<'_>, sentence: &Sentence, on: Date) -> bool {
    const OPENING: usize = 4;
    const FURTHEST: usize = 7;
    let tokens = &piece.reading.tokens;
    let range = sentence.tokens.start..sentence.tokens.end;
    let cues = piece.reading.cues_in(&range);
    let denied = cues.iter().any(|it| {
        matches!(compiled.class(it), Some(CueClass::Negate | CueClass::NegateNoun | CueClass::Promissory))
    });
    !denied
        && cues
            .iter()
            .filter(|it| compiled.class(it) == Some(CueClass::Expiry))
            .filter(|it| it.from <= sentence.tokens.start + OPENING)
            .any(|cue| {
                let dated = piece.reading.values_in(&(cue.from..sentence.tokens.end)).iter().find_map(|it| {
                    let near = it.from < cue.to + FURTHEST;
                    match it.amount {
                        Amount::Days(_, last) if near => Some(last < on),
                        _ => None,
                    }
                });
                dated.unwrap_or(matches!(tokens.word_at(cue.from), "expired" | "lapsed"))
            })
}

/// `We stopped in 2023.`, `Not any more.`: a short sentence that only ends what was said.
fn stops(piece: &Piece<'_>, sentence: &Sentence) -> bool {
    const MOST_WORDS: usize = 6;
    // `two years ago`
    const LONGEST_AGO: usize = 3;
    const STOPPED: &[&str] = &["stopped", "ceased", "discontinued", "quit"];
    const ENDS: &[&[&str]] =
        &[&["not", "any", "more"], &["not", "anymore"], &["no", "longer"], &["no", "more"], &["not", "now"]];
    // Nothing else, or a time: `We stopped a leak in 2023` is of another matter.
    const IT: &[&str] = &["it", "that", "this", "them", "doing", "in", "last", "when", "after"];
    let tokens = &piece.reading.tokens;
    let body = sentence.body..sentence.tokens.end;
    let words: Vec<&str> = body.map(|at| tokens.word_at(at)).filter(|it| !it.is_empty()).collect();
    if words.len() > MOST_WORDS || sentence.asks {
        return false;
    }
    let rest = words.strip_prefix(&["we"]).or_else(|| words.strip_prefix(&["this"])).unwrap_or(&words);
    let stopped = rest.split_first().is_some_and(|(first, rest)| {
        STOPPED.contains(first)
            && (rest.first().is_none_or(|it| IT.contains(it))
                || rest.last() == Some(&"ago") && rest.len() <= LONGEST_AGO)
    });
    stopped || ENDS.iter().any(|it| words == **it)
}

/// `That clause went when …`, `Edition 5 has dropped it`: whether a sentence says of what was named before that it ended.
fn ends_it(compiled: &Compiled, piece: &Piece<'_>, sentence: &Sentence) -> bool {
    const THAT: &[&str] = &["that", "those", "this", "these", "it", "they", "both"];
    const ITSELF: &[&str] = &["it", "them", "that", "this"];
    const NEAR: usize = 5;
    let tokens = &piece.reading.tokens;
    let class = |it: &CueHit| compiled.class(it);
    let cues = piece.reading.cues_in(&(sentence.body..sentence.tokens.end));
    let turns = |it: &CueHit| {
        matches!(
            class(it),
            Some(
                CueClass::Negate
                    | CueClass::NegateNoun
                    | CueClass::Planned
                    | CueClass::Conditional
                    | CueClass::Hedge
            )
        )
    };
    let opens = THAT.contains(&tokens.word_at(sentence.body));
    if stops(piece, sentence) {
        return true;
    }
    cues.iter().filter(|it| class(it) == Some(CueClass::Historic)).any(|end| {
        // `It has expired and was never replaced` ended; `it has not expired` did not.
        !cues.iter().any(|it| turns(it) && it.from <= end.from)
            && (opens && end.from <= sentence.body + NEAR
                || end.to.checked_sub(1).is_some_and(|at| ITSELF.contains(&tokens.word_at(at)))
                || ITSELF.contains(&tokens.word_at(end.to)) && tokens.mark_at(end.to + 1) != ' ')
    })
}

/// `One is being designed. It will give access to counts.`: what a pronoun promises of a thing that the sentence before
/// it only plans is planned too. An undertaking is given today, whatever it speaks of, and a fact has no tense.
pub(super) fn carry_plans(compiled: &Compiled, pieces: &[&Piece<'_>], found: &mut [Found]) {
    for (cell, piece) in pieces.iter().enumerate() {
        let sentences = &piece.reading.segments.sentences;
        for (n, (before, next)) in sentences.iter().zip(sentences.iter().skip(1)).enumerate() {
            if before.line != next.line
                || !promises_of_it(piece, next)
                || !is_planned(compiled, piece, found, (cell, n))
            {
                continue;
            }
            for it in found.iter_mut().filter(|it| (it.cell, it.sentence) == (cell, n + 1)) {
                let tensed = compiled.points.get(it.point).is_some_and(|it| {
                    matches!(it.point.kind, Kind::Practice | Kind::Capability | Kind::Credential)
                });
                let met = it.claim.status.is_met();
                if tensed && met {
                    it.claim.status = Status::Planned;
                }
            }
        }
    }
}

/// `It will …`, `These shall also …`: whether a sentence opens by promising something of what was named before.
fn promises_of_it(piece: &Piece<'_>, sentence: &Sentence) -> bool {
    const IT: &[&str] = &["it", "they", "this", "these", "both", "that"];
    let word = |at: usize| piece.reading.tokens.word_at(sentence.body + at);
    let promise = |at: usize| matches!(word(at), "will" | "shall" | "would" | "'ll");
    IT.contains(&word(0)) && (promise(1) || promise(2))
}

/// Whether all that is made of a sentence is planned; of one of which nothing is made, its words tell.
fn is_planned(compiled: &Compiled, piece: &Piece<'_>, found: &[Found], (cell, n): (usize, usize)) -> bool {
    let mut made = found.iter().filter(|it| (it.cell, it.sentence) == (cell, n)).peekable();
    if made.peek().is_some() {
        return made.all(|it| it.claim.status == Status::Planned);
    }
    piece.sentence(n).is_some_and(|it| plans(compiled, piece, &(it.body..it.tokens.end)))
}

/// Whether a stretch plans something and denies nothing.
fn plans(compiled: &Compiled, piece: &Piece<'_>, range: &std::ops::Range<usize>) -> bool {
    let classes = piece.reading.cues_in(range).iter().filter_map(|it| compiled.class(it));
    let (mut planned, mut other) = (false, false);
    for it in classes {
        planned |= it == CueClass::Planned;
        other |= matches!(
            it,
            CueClass::Negate
                | CueClass::NegateNoun
                | CueClass::NegateWord
                | CueClass::Conditional
                | CueClass::Historic
        );
    }
    planned && !other
}

/// Whether a stretch takes up the parts: by a pronoun, or by one of their names.
fn names_again(piece: &Piece<'_>, range: &std::ops::Range<usize>, parts: &[usize]) -> bool {
    const BACK: &[&str] = &[
        "it",
        "them",
        "these",
        "this",
        "one",
        "so",
        "both",
        "that",
        "replacement",
        "replacements",
        "successor",
        "certificate",
    ];
    let pronoun = range.clone().any(|at| BACK.contains(&piece.reading.tokens.word_at(at)));
    pronoun || parts.iter().any(|it| piece.names_part(*it, range))
}
