//! What is only named: a sentence that has a part's words, but not those that any point looks for, and denies, doubts,
//! plans or conditions them. It may mean something else, so every such claim is in doubt and widens the score.

use std::collections::BTreeSet;

use super::{
    Strength,
    compile::{Compiled, Source},
    engine::Found,
    find::Target,
    labels,
    status::{Judge, Traits},
};
use crate::{
    rule::{CueClass, On, Status},
    tender::Piece as Cell,
};

/// What names a part's things, and how they are read.
#[derive(Debug)]
pub(super) struct Names {
    traits: Traits,
    sources: Vec<Source>,
}

/// For each part of a question, what names its things.
pub(super) fn of_parts(compiled: &Compiled) -> Vec<Option<Names>> {
    let parts = 0..compiled.question.parts.len();
    parts.map(|it| Some(Names { traits: traits(compiled, it)?, sources: names(compiled, it) })).collect()
}

/// Parts of which nothing else was made and that are named all the same.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// What is denied, planned, hedged or conditioned.
    pub(super) turned: Vec<Found>,
    /// What seems to be affirmed.
    pub(super) plain: BTreeSet<usize>,
}

/// Whether a sentence says something of a thing that it names, rather than naming it only.
fn says_something(judge: &Judge<'_>, index: usize) -> bool {
    const FEWEST: usize = 5;
    judge.piece.sentence(index).is_some_and(|it| {
        let tokens = &judge.piece.reading.tokens;
        (it.body..it.tokens.end).filter(|at| !tokens.word_at(*at).is_empty()).count() >= FEWEST
    })
}

/// Looks for what is only named.
pub(super) fn named(
    compiled: &Compiled,
    judge: &Judge<'_>,
    n: usize,
    cell: &Cell,
    unsaid: &impl Fn(usize) -> bool,
    unread: &impl Fn(usize) -> bool,
) -> Named {
    const MANY: usize = 2;
    let many = (0..judge.piece.reading.segments.sentences.len()).filter(|it| !unread(*it)).count() >= MANY;
    let mut out = Named::default();
    let mut plainly: Vec<(usize, usize)> = Vec::new();
    for (part, names) in compiled.named.iter().enumerate().filter(|(part, _)| unsaid(*part)) {
        let Some(Names { traits, sources }) = names else { continue };
        for index in judge.piece.holding(sources) {
            let Some(sentence) = judge.piece.sentence(index) else { continue };
            let muted = judge.piece.muted.get(index).copied().unwrap_or(false);
            if muted || sentence.asks || !unread(index) {
                continue;
            }
            // `Refer to Appendix F, Data Management Plan.` names a document.
            let refers = judge
                .cues_of(sentence)
                .iter()
                .any(|it| judge.class(it) == Some(CueClass::Reference) && it.from <= sentence.body + 1);
            if refers {
                continue;
            }
            let body = sentence.body..sentence.tokens.end;
            let hits = judge.piece.slot_hits(sources, &body);
            let mut plain = 0;
            let read = hits.iter().find_map(|hit| {
                let verdict = judge.judge(&Target::new(index, *hit, Vec::new(), None), *traits);
                plain += usize::from(verdict.status == Status::Affirmed);
                let turned = matches!(
                    verdict.status,
                    Status::Negated
                        | Status::Planned
                        | Status::Hedged
                        | Status::Conditional
                        | Status::Historic
                        | Status::ThirdParty
                );
                turned.then_some(verdict.status)
            });
            if let Some(status) = read {
                // Among much that is said a denial is more often one of something else.
                let (status, or) = match status {
                    Status::Negated if many => (Status::Uncertain, Status::Negated),
                    it => (it, Status::Absent),
                };
                let found =
                    labels::found(compiled, judge.piece, n, cell, index, part, status, Strength::Generic);
                out.turned.extend(found.and_then(|it| {
                    let id = &compiled.question.parts.get(part)?.id;
                    let mut it = Found { or: Some(or), ..it };
                    it.claim.rule = format!("{}.{id}.named", compiled.question.id).parse().ok()?;
                    it.claim.because = vec!["named".to_owned()];
                    Some(it)
                }));
                break;
            }
            let listed = compiled.rules.parts.get(part).is_some_and(|it| !it.label_denies);
            if plain >= 2 && !listed && says_something(judge, index) {
                plainly.push((part, index));
            }
        }
    }
    // A sentence that would speak for three parts speaks of none in particular.
    const VAGUE: usize = 3;
    let speaks_for: Vec<usize> =
        out.turned.iter().map(|it| it.sentence).chain(plainly.iter().map(|(_, index)| *index)).collect();
    let vague = |index: usize| speaks_for.iter().filter(|it| **it == index).count() >= VAGUE;
    out.turned.retain(|it| !vague(it.sentence));
    out.plain.extend(plainly.iter().filter(|(_, index)| !vague(*index)).map(|(part, _)| *part));
    out
}

/// How a part's things are read: as its first point that asks for something good.
fn traits(compiled: &Compiled, part: usize) -> Option<Traits> {
    let id = compiled.question.parts.get(part).map(|it| &it.id);
    let mut points = compiled.points.iter().map(|it| &it.point);
    let first = points.find(|it| it.parts.first() == id && it.on == On::Words && !it.adverse)?;
    Some(Traits { reads_as: None, denied_as: None, ..Traits::from(&**first) })
}

/// The lexicons that name a part's things: its labels and its subject.
fn names(compiled: &Compiled, part: usize) -> Vec<Source> {
    let labels = compiled.labels.get(part).into_iter().flatten().map(|it| Source::Group(*it));
    let topics = compiled
        .points
        .iter()
        .filter(|it| it.fallback && it.parts.contains(&part))
        .flat_map(|it| it.slots.iter().flatten().copied());
    let mut out: Vec<Source> = labels.chain(topics).collect();
    out.dedup();
    out
}
