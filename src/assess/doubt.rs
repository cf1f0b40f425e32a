//! What falls short of what the rules read in it, by its words: the lesser reading is proposed and the supplier is asked.

use std::collections::{BTreeMap, BTreeSet};

use super::{associated, compile::Compiled, engine::Found, find::Piece};
use crate::{
    language::words,
    rule::{Doubts, END, Features, On, Status},
};

/// The sentences whose words fall short of what is read in them, by cell and number; with the words that weighed most.
pub(super) type Short = BTreeMap<(usize, usize), Vec<String>>;

/// Weighs the sentences in which something is `found` to be met.
pub(super) fn short(compiled: &Compiled, doubts: &Doubts, pieces: &[&Piece<'_>], found: &[Found]) -> Short {
    const SHORTEST: usize = 4;
    let mut out = Short::new();
    if doubts.reads_as.is_none() || !doubts.questions.contains(&compiled.question.id) {
        return out;
    }
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
        let total = doubts.weights.totals(&features).first().copied().unwrap_or(0);
        if total >= doubts.at_least {
            out.insert((cell, number), heaviest(doubts, &features));
        }
    }
    out
}

/// The words that weigh most against it, for people.
fn heaviest(doubts: &Doubts, features: &Features<'_>) -> Vec<String> {
    const SHOWN: usize = 3;
    let weighed = doubts.weights.weighed(0, features).into_iter();
    let against = weighed.filter(|it| it.0 > 0 && it.1 != END);
    let words = against.map(|(_, words)| words.trim_end_matches(END).trim_end().to_owned());
    words.take(SHOWN).collect()
}
