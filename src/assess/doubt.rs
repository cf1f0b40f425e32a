//! What falls short of what the rules read in it, by its words: the lesser reading is proposed and the supplier is asked.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{associated, compile::Compiled, engine::Found, find::Piece};
use crate::{
    language::{segment::Sentence, words},
    rule::{Doubts, END, Features, On, Status},
};

/// The sentences whose words fall short of what is read in them of a part, by cell, number and part; with the words that
/// weighed most.
pub(super) type Short = BTreeMap<(usize, usize, usize), Vec<String>>;

/// Weighs the sentences in which something is `found` to be met.
pub(super) fn short(compiled: &Compiled, doubts: &Doubts, pieces: &[&Piece<'_>], found: &[Found]) -> Short {
    let mut out = Short::new();
    if doubts.lesser.is_none() || !doubts.questions.contains(&compiled.question.id) {
        return out;
    }
    // What an assent, a label or a row shows is not in its wording.
    let in_words = |it: &&Found| compiled.points.get(it.point).is_some_and(|it| it.point.on == On::Words);
    let met: BTreeSet<(usize, usize, usize)> = found
        .iter()
        .filter(|it| it.claim.status == Status::Affirmed)
        .filter(in_words)
        .flat_map(|it| it.parts.iter().map(|part| (it.cell, it.sentence, *part)))
        .collect();
    for (cell, number, part) in met {
        let Some((piece, sentence)) =
            pieces.get(cell).and_then(|piece| Some((*piece, piece.sentence(number)?)))
        else {
            continue;
        };
        // The whole, and still without what tells of other parts.
        if weighed(doubts, piece, &sentence.tokens).is_none() {
            continue;
        }
        let here: Vec<&Found> = found.iter().filter(|it| it.cell == cell && it.sentence == number).collect();
        if let Some(words) = weighed(doubts, piece, &stretch(piece, sentence, &here, part)) {
            out.insert((cell, number, part), words);
        }
    }
    out
}

/// The words that weigh most against a stretch of tokens, where all of it falls short.
fn weighed(doubts: &Doubts, piece: &Piece<'_>, stretch: &Range<usize>) -> Option<Vec<String>> {
    const SHORTEST: usize = 4;
    let mut words = associated::words(piece, stretch);
    if words.len() < SHORTEST {
        return None;
    }
    words.push((END, words::hash(END)));
    let features = Features::of(&words);
    let total = doubts.weights.totals(&features).first().copied().unwrap_or(0);
    (total >= doubts.at_least).then(|| heaviest(doubts, &features))
}

/// The tokens of a sentence but for clauses at its ends that only tell of other parts: that archives are not encrypted
/// is nothing against the laptops.
fn stretch(piece: &Piece<'_>, sentence: &Sentence, here: &[&Found], part: usize) -> Range<usize> {
    let tells = |it: &Found, at: usize| {
        let claimed = it.claim.start..=it.claim.end;
        let within = |at: u32| usize::try_from(at).is_ok_and(|at| claimed.contains(&at));
        piece.reading.tokens.list.get(at).is_some_and(|it| within(it.start) && within(it.end))
    };
    let clauses = |own: bool| -> BTreeSet<usize> {
        let told: Vec<&&Found> = here.iter().filter(|it| it.parts.contains(&part) == own).collect();
        let of_one = sentence.tokens.clone().filter(|at| told.iter().any(|it| tells(it, *at)));
        of_one.map(|at| piece.clause(at)).collect()
    };
    let (own, others) = (clauses(true), clauses(false));
    let mut kept = sentence.tokens.clone().filter(|at| {
        let clause = piece.clause(*at);
        own.contains(&clause) || !others.contains(&clause)
    });
    let first = kept.next().unwrap_or(sentence.tokens.start);
    first..kept.next_back().unwrap_or(first) + 1
}

/// The words that weigh most against it, for people.
fn heaviest(doubts: &Doubts, features: &Features<'_>) -> Vec<String> {
    const SHOWN: usize = 3;
    let weighed = doubts.weights.weighed(0, features).into_iter();
    let against = weighed.filter(|it| it.0 > 0 && it.1 != END);
    let words = against.map(|(_, words)| words.trim_end_matches(END).trim_end().to_owned());
    words.take(SHOWN).collect()
}
