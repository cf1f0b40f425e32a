//! What may be said of a part in words that no rule knows: sentences that nothing else read and whose words are typical of
//! it. What they say of it is uncertain: the score becomes a range and the supplier is asked.

use std::{collections::BTreeSet, ops::Range};

use super::{Strength, compile::Compiled, engine::Found, find::Piece, labels};
use crate::{
    bank::Form,
    language::{segment::Sentence, token::Kind, words},
    rule::{Associations, Features, Status},
    tender::Piece as Cell,
};

/// What words that no rule knows may say.
#[derive(Debug, Default)]
pub(super) struct Associated {
    /// Of parts to which the words are typical beyond doubt.
    pub(super) claims: Vec<Found>,
    /// Parts of which something may be said: a person reads the answer.
    pub(super) plain: BTreeSet<usize>,
}

/// A sentence with its number, what it has of words, and what each part makes of them.
type Weighed<'a> = (usize, &'a Sentence, Features<'a>, Vec<i32>);

/// Looks among the sentences that are `unread` for what may be said of parts that are `unsaid`.
pub(super) fn associated(
    compiled: &Compiled,
    associations: &Associations,
    piece: &Piece<'_>,
    n: usize,
    cell: &Cell,
    unsaid: &impl Fn(usize) -> bool,
    unread: &impl Fn(usize) -> bool,
) -> Associated {
    const SHORTEST: usize = 4;
    const SHOWN: usize = 3;
    let mut out = Associated::default();
    if compiled.question.form == Form::Undertaking {
        return out;
    }
    let Some(weights) = associations.questions.get(&compiled.question.id) else { return out };
    let mut sentences: Option<Vec<Weighed<'_>>> = None;
    let parts = compiled.question.parts.iter().enumerate().filter(|(part, _)| unsaid(*part));
    for (part, of) in parts {
        let Some(weighed) = weights.part(&of.id) else { continue };
        let sentences = sentences.get_or_insert_with(|| {
            let long = readable(piece, unread).filter(|it| it.2.len() >= SHORTEST);
            let weighed = long.map(|(index, sentence, words)| {
                let features = Features::of(&words);
                let totals = weights.totals(&features);
                (index, sentence, features, totals)
            });
            weighed.collect()
        });
        let totals = sentences.iter().map(|(index, sentence, features, totals)| {
            let total = totals.get(weighed).copied().unwrap_or(0);
            (total, *index, *sentence, features)
        });
        let best = totals.max_by_key(|(total, index, _, _)| (*total, std::cmp::Reverse(*index)));
        let Some((total, index, sentence, features)) = best.filter(|it| it.0 >= associations.at_least) else {
            continue;
        };
        if total < associations.strong {
            out.plain.insert(part);
            continue;
        }
        // A denial is too often one of something else.
        let Some(status) = labels::turned(compiled, piece, sentence) else { continue };
        // What is planned, hedged or conditioned is so, if it is said of the part at all; what seems affirmed may be
        // anything.
        let (said, or) = match status {
            Status::Affirmed => (Status::Uncertain, status),
            it => (it, Status::Absent),
        };
        let found = labels::found(compiled, piece, n, cell, index, part, said, Strength::Generic);
        out.claims.extend(found.and_then(|mut it| {
            it.claim.rule = format!("{}.{}.associated", compiled.question.id, of.id).parse().ok()?;
            let heaviest = weights.heaviest(weighed, features);
            it.claim.because = heaviest.iter().take(SHOWN).map(|it| format!("associated: {it}")).collect();
            it.or = Some(or);
            Some(it)
        }));
    }
    out
}

/// Sentences that say something and that nothing else read, with their words and the hash of each; numbers are all one
/// word.
fn readable<'a>(
    piece: &'a Piece<'_>,
    unread: &'a impl Fn(usize) -> bool,
) -> impl Iterator<Item = (usize, &'a Sentence, Vec<(&'a str, u32)>)> + 'a {
    let sentences = piece.reading.segments.sentences.iter().enumerate();
    sentences
        .filter(|(index, it)| {
            !it.asks && unread(*index) && !piece.muted.get(*index).copied().unwrap_or(false)
        })
        .map(|(index, it)| (index, it, words(piece, &it.tokens)))
}

/// The words of a stretch of tokens, each with its hash; numbers are all one word.
pub(super) fn words<'a>(piece: &'a Piece<'_>, stretch: &Range<usize>) -> Vec<(&'a str, u32)> {
    let tokens = &piece.reading.tokens;
    let own = tokens.list.get(stretch.clone()).unwrap_or_default();
    let mut words = Vec::with_capacity(own.len());
    words.extend(own.iter().map(|it| match it.kind {
        Kind::Number => (NUMBER, words::hash(NUMBER)),
        _ => (tokens.word(it), it.hash_of_word()),
    }));
    words.retain(|it| !it.0.is_empty());
    words
}

/// What all numbers are.
const NUMBER: &str = "#";
