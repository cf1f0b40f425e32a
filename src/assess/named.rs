//! What is only named: a sentence that has a part's words, but not those that any point looks for, and denies, doubts,
//! plans or conditions them. It may mean something else, so every such claim is in doubt and widens the score.

use super::{
    Strength,
    compile::{Compiled, Source},
    engine::Found,
    find::Target,
    labels,
    status::{Judge, Traits},
};
use crate::{
    rule::{On, Status},
    tender::Piece as Cell,
};

/// Claims on parts of which nothing else was made.
pub(super) fn turned(
    compiled: &Compiled,
    judge: &Judge<'_>,
    n: usize,
    cell: &Cell,
    unsaid: &impl Fn(usize) -> bool,
    unread: &impl Fn(usize) -> bool,
) -> Vec<Found> {
    let mut out = Vec::new();
    for part in (0..compiled.question.parts.len()).filter(|it| unsaid(*it)) {
        let Some(traits) = traits(compiled, part) else { continue };
        let names = names(compiled, part);
        let sentences = judge.piece.reading.segments.sentences.iter().enumerate();
        for (index, sentence) in sentences {
            let muted = judge.piece.muted.get(index).copied().unwrap_or(false);
            if muted || sentence.asks || !unread(index) {
                continue;
            }
            let body = sentence.body..sentence.tokens.end;
            let hits = judge.piece.slot_hits(&names, &body);
            let read = hits.into_iter().find_map(|hit| {
                let verdict = judge.judge(&Target::new(index, hit, Vec::new(), None), &traits);
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
                let found =
                    labels::found(compiled, judge.piece, n, cell, index, part, status, Strength::Generic);
                out.extend(found.map(|it| Found { or: Some(Status::Absent), ..it }));
                break;
            }
        }
    }
    out
}

/// How a part's things are read: as its first point that asks for something good.
fn traits(compiled: &Compiled, part: usize) -> Option<Traits> {
    let id = compiled.question.parts.get(part).map(|it| &it.id);
    let mut points = compiled.points.iter().map(|it| &it.point);
    let first = points.find(|it| it.parts.first() == id && it.on == On::Words && !it.adverse)?;
    Some(Traits { reads_as: None, denied_as: None, ..Traits::from(first) })
}

/// The lexicons that name a part's things: its labels, its subject, and what its points speak of.
fn names(compiled: &Compiled, part: usize) -> Vec<Source> {
    let id = compiled.question.parts.get(part).map(|it| &it.id).map_or(&[][..], std::slice::from_ref);
    let labels = compiled.labels.get(part).into_iter().flatten().map(|it| Source::Group(*it));
    let topics = compiled
        .points
        .iter()
        .filter(|it| it.fallback && it.parts.contains(&part))
        .flat_map(|it| it.slots.iter().flatten().copied());
    let objects = compiled
        .points
        .iter()
        .filter(|it| it.point.parts.as_slice() == id && !it.point.adverse && !it.point.support)
        .filter_map(|it| it.slots.split_last().and_then(|(_, others)| others.last()))
        .flatten()
        .copied();
    let mut out: Vec<Source> = labels.chain(topics).chain(objects).collect();
    out.dedup();
    out
}
