//! What falls short of what the rules read in it, by its words: the lesser reading is proposed and the supplier is asked.

use std::collections::{BTreeMap, BTreeSet};

use super::{associated, compile::Compiled, engine::Found, find::Piece};
use crate::{
    language::words,
    rule::{Doubts, END, Features, On, Status},
};

/// For the parts of a question, the sentences whose words fall short of them, by cell and number; with the words that
/// weighed most.
pub(super) type Short = BTreeMap<(usize, usize, usize), Vec<String>>;

/// Weighs the sentences in which something is `found` to be met.
pub(super) fn short(
    compiled: &Compiled,
    doubts: &Doubts,
    pieces: &[&Piece<'_>],
    found: &[Found],
) -> Short {
    const SHORTEST: usize = 4;
    let mut out = Short::new();
    let Some(own) = doubts.questions.get(&compiled.question.id).filter(|_| doubts.reads_as.is_some()) else {
        return out;
    };
    // What an assent, a label or a row shows is not in its wording.
    let in_words = |it: &&Found| compiled.points.get(it.point).is_some_and(|it| it.point.on == On::Words);
    let met: BTreeSet<(usize, usize)> = found
        .iter()
        .filter(|it| it.claim.status == Status::Affirmed)
        .filter(in_words)
        .map(|it| (it.cell, it.sentence))
        .collect();
    for (cell, number) in met {
        let Some((piece, sentence)) =
            pieces.get(cell).and_then(|piece| Some((*piece, piece.sentence(number)?)))
        else {
            continue;
        };
        let mut words = associated::words(piece, sentence);
        if words.len() < SHORTEST {
            continue;
        }
        words.push((END, words::hash(END)));
        let features = Features::of(&words);
        let general = doubts.general.totals(&features).first().copied().unwrap_or(0);
        let totals = own.totals(&features);
        for (part, of) in compiled.question.parts.iter().enumerate() {
            let Some(weighed) = own.part(&of.id) else { continue };
            let total = general + totals.get(weighed).copied().unwrap_or(0);
            if total >= doubts.at_least {
                out.insert((part, cell, number), heaviest(doubts, own, weighed, &features));
            }
        }
    }
    out
}

/// The words that weigh most against a part, for people.
fn heaviest(
    doubts: &Doubts,
    own: &crate::rule::Weights,
    part: usize,
    features: &Features<'_>,
) -> Vec<String> {
    const SHOWN: usize = 3;
    let mut all = doubts.general.weighed(0, features);
    all.extend(own.weighed(part, features));
    all.retain(|it| it.0 > 0 && it.1 != END);
    all.sort_by_key(|(weight, words)| (std::cmp::Reverse(*weight), *words));
    let mut shown: Vec<String> = Vec::new();
    for (_, words) in all {
        let words = words.trim_end_matches(END).trim_end().to_owned();
        if shown.len() < SHOWN && !shown.contains(&words) {
            shown.push(words);
        }
    }
    shown
}
