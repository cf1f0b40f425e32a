//! Firms that an answer brings in by name: after `Hosting is with Norvane` or `our parent, Hallimond`, what is said of
//! that name is said of somebody who is not the bidder.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    language::{
        reading::CueHit,
        token::{Kind, Token, Tokens},
        words::Lists,
    },
    rule::{Cue, CueClass},
};

/// What a cue is to those who judge by it: what brings a holder in stands for the holder.
pub(super) fn class_of(cue: &Cue) -> CueClass {
    if cue.class == CueClass::Introduces { CueClass::ThirdParty } else { cue.class }
}

/// The cues of a text, with one for each further mention of a name that it brings in. A cue that only brings in a name
/// stands where the name does, and falls away where none follows it.
pub(super) fn with_names(all: &[Cue], tokens: &Tokens, cues: Vec<CueHit>, bidder: &[String]) -> Vec<CueHit> {
    let is = |it: &CueHit, class: CueClass| all.get(it.cue).is_some_and(|cue| cue.class == class);
    let brings = |it: &CueHit| is(it, CueClass::Introduces);
    if !cues.iter().any(|it| brings(it) || is(it, CueClass::ThirdParty)) {
        return cues;
    }
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    // A name beside a trade is held by what is said of the trade.
    let mut beside: BTreeSet<usize> = BTreeSet::new();
    for it in &cues {
        let behind = if tokens.mark_at(it.to) == ',' { it.to + 1 } else { it.to };
        if brings(it) {
            names.extend(name(tokens, it.to, bidder).map(|name| (name, it.cue)));
        } else if is(it, CueClass::ThirdParty) && is_role(tokens, it) {
            // `our parent, Hallimond, …`
            names.extend(name(tokens, behind, bidder).map(|name| (name, it.cue)));
            beside.insert(behind);
            // `Norvane, our host, …`
            let comma = it.from.checked_sub(1).filter(|at| tokens.mark_at(*at) == ',');
            let before = comma.and_then(|at| first_of(tokens, at));
            names.extend(before.and_then(|at| name(tokens, at, bidder)).map(|name| (name, it.cue)));
        }
    }
    if names.is_empty() && !cues.iter().any(brings) {
        return cues;
    }
    let mut out: Vec<CueHit> = cues.into_iter().filter(|it| !brings(it)).collect();
    let held: BTreeSet<usize> =
        out.iter().filter(|it| is(it, CueClass::ThirdParty)).flat_map(|it| it.from..it.to).collect();
    let mut end = 0;
    for (at, token) in tokens.list.iter().enumerate() {
        let named = names.get(tokens.word_at(at)).filter(|_| at >= end && token.capital);
        let Some(cue) = named.filter(|_| !beside.contains(&at)) else { continue };
        end = (at + 1..tokens.list.len()).find(|it| !is_capital(tokens, *it)).unwrap_or(tokens.list.len());
        if !(at..end).any(|it| held.contains(&it)) {
            out.push(CueHit { from: at, to: end, cue: *cue });
        }
    }
    out.sort();
    out
}

/// `our host`, `the maker`: told by a trade and not by a name.
fn is_role(tokens: &Tokens, it: &CueHit) -> bool {
    matches!(tokens.word_at(it.from), "our" | "the" | "a" | "an")
        && !is_capital(tokens, it.to.saturating_sub(1))
}

/// The first word of a name that stands at a place.
fn name<'a>(tokens: &'a Tokens, at: usize, bidder: &[String]) -> Option<&'a str> {
    const SHORTEST: usize = 4;
    const NO_NAMES: Lists = Lists::TITLE
        .and(Lists::DATE)
        .and(Lists::SCHEME)
        .and(Lists::CIPHER)
        .and(Lists::PRONOUN)
        .and(Lists::DEMONSTRATIVE)
        .and(Lists::NUMBER)
        .and(Lists::FRONT)
        .and(Lists::JOINER)
        .and(Lists::CONTRAST)
        .and(Lists::ABBREVIATION);
    let word = tokens.word_at(at);
    let known = tokens.list.get(at).is_none_or(|it| it.lists.meets(NO_NAMES));
    let letters = word.len() >= SHORTEST && word.chars().all(char::is_alphabetic);
    (is_capital(tokens, at) && letters && !known && !bidder.iter().any(|it| it == word)).then_some(word)
}

/// Where the capitalised words begin that end before a place.
fn first_of(tokens: &Tokens, end: usize) -> Option<usize> {
    let mut first = None;
    for at in (0..end).rev() {
        if !is_capital(tokens, at) {
            break;
        }
        first = Some(at);
    }
    first
}

fn is_capital(tokens: &Tokens, at: usize) -> bool {
    tokens.list.get(at).is_some_and(|it: &Token| it.capital && it.kind == Kind::Word)
}
