//! The marks of notes: brackets that hold the particulars of a name, and `Q:` and `A:`.

use std::ops::Range;

use super::{
    segment::LONGEST_LABEL,
    token::{Kind, Tokens},
    words::Lists,
};

/// `Q:` before what a supplier asks itself, and `A:` behind it: only marks.
pub(super) fn is_marker(tokens: &Tokens, at: usize) -> bool {
    let asked = || at.checked_sub(1).is_some_and(|it| tokens.mark_at(it) == '?');
    let opens = match tokens.word_at(at) {
        "q" | "question" => true,
        "a" | "ans" | "answer" => asked(),
        _ => false,
    };
    opens
        && matches!(tokens.mark_at(at + 1), ':' | '.')
        && tokens.list.get(at + 2).is_some_and(|it| it.breaks == 0)
}

/// The token behind a marker at `at`, if one stands there.
pub(super) fn past_marker(tokens: &Tokens, at: usize) -> usize {
    if is_marker(tokens, at) { at + 2 } else { at }
}

/// `ISO 9001 (LRQA 0044), ISO 14001 (LRQA 0045).`: whether `at` begins another name that has its particulars in brackets
/// behind it, as the one from `start` has.
pub(super) fn parts_names(tokens: &Tokens, start: usize, at: usize) -> bool {
    let parted = at
        .checked_sub(1)
        .is_some_and(|it| matches!(tokens.mark_at(it), ',' | ';') || tokens.word_at(it) == "and");
    let closed = |it: usize| tokens.mark_at(it) == ')';
    let behind = at >= 2 && (closed(at - 2) || at >= 3 && closed(at - 3) && tokens.mark_at(at - 2) == ',');
    parted && behind && bracket_of_name(tokens, start).is_some() && bracket_of_name(tokens, at).is_some()
}

/// `Backups yes, archives no`: whether at `at`, behind a comma or semicolon, a thing and its tick begin, where what
/// stands before from `start` is such a statement too, or says something of which the thing is left out (`Laptops are
/// encrypted, backups not`).
pub(super) fn parts_ticks(tokens: &Tokens, start: usize, at: usize) -> bool {
    let parted = at.checked_sub(1).filter(|it| matches!(tokens.mark_at(*it), ',' | ';'));
    let (Some(before), Some(tick)) = (parted, tick_at(tokens, at)) else { return false };
    let said = || (start..before).any(|it| tokens.is(it, Lists::AUXILIARY.and(Lists::FINITE)));
    tick_at(tokens, start).is_some_and(|it| it + 1 == before) || tokens.word_at(tick) != "yes" && said()
}

/// Where the tick stands behind the thing that begins at `at`, with no verb between and nothing behind.
pub(super) fn tick_at(tokens: &Tokens, at: usize) -> Option<usize> {
    const LONGEST: usize = 7;
    const NO_THINGS: &[&str] = &[
        "in", "so", "short", "sorry", "afraid", "answer", "well", "oh", "that", "if", "why", "or", "whether",
        "than", "of",
    ];
    let start = at + usize::from(matches!(tokens.word_at(at), "but" | "and" | "while"));
    let tick = (start..start + LONGEST).find(|it| matches!(tokens.word_at(*it), "yes" | "no" | "not"))?;
    let closed = tick + 1 >= tokens.list.len()
        || matches!(tokens.mark_at(tick + 1), ',' | ';' | '.')
        || tokens.list.get(tick + 1).is_some_and(|it| it.breaks > 0);
    let plain = (start..tick).all(|it| {
        let word = tokens.word_at(it);
        let joined = !word.is_empty() || matches!(tokens.mark_at(it), '/' | '-' | '&');
        let here = it == start || tokens.list.get(it).is_some_and(|it| it.breaks == 0);
        joined
            && here
            && !tokens.is(it, Lists::AUXILIARY.and(Lists::PRONOUN).and(Lists::FINITE))
            && !NO_THINGS.contains(&word)
            && !word.ends_with("ly")
    });
    (closed && tick > start && plain).then_some(tick)
}

/// The bracket behind a name of a few capitals and numbers that begins at `start`, where it holds a number or two things.
fn bracket_of_name(tokens: &Tokens, start: usize) -> Option<usize> {
    const LONGEST: usize = 12;
    let open = (start..start + LONGEST).find(|at| tokens.mark_at(*at) == '(')?;
    let close = (open..open + LONGEST * 2).find(|at| tokens.mark_at(*at) == ')')?;
    let holds = (open..close)
        .any(|at| tokens.mark_at(at) == ',' || tokens.list.get(at).is_some_and(|it| it.kind == Kind::Number));
    (is_proper(tokens, start..open) && holds && close > open + 2).then_some(open)
}

/// Whether a stretch is a name: words with capitals, and numbers.
fn is_proper(tokens: &Tokens, range: Range<usize>) -> bool {
    !range.is_empty()
        && range.clone().enumerate().all(|(n, at)| {
            let Some(it) = tokens.list.get(at) else { return false };
            let mark = it.kind == Kind::Mark && matches!(it.mark, '/' | ':' | '-');
            (n == 0 || it.breaks == 0) && (mark || it.kind == Kind::Number || it.capital)
        })
}

/// Whether the bracket at `open` closes the sentence and lists particulars of what stands before it.
pub(super) fn particulars_at(tokens: &Tokens, open: usize, end: usize) -> bool {
    let last = (open..end)
        .rev()
        .find(|it| !matches!(tokens.mark_at(*it), '.' | ';' | ',') && tokens.word_at(*it) != "and");
    let closes = last.is_some_and(|it| tokens.mark_at(it) == ')')
        && (open + 1..last.unwrap_or(open)).all(|it| !matches!(tokens.mark_at(it), '(' | ')' | '[' | ';'));
    // `ISO 9001 (LRQA 0044).`
    let proper = |open: usize| {
        let first = (0..open).rev().find(|it| {
            tokens.list.get(*it).is_some_and(|it| it.breaks > 0)
                || tokens.mark_at(*it) == '.'
                || it.checked_sub(1).is_none_or(|it| {
                    matches!(tokens.mark_at(it), ',' | ';' | '.') || tokens.word_at(it) == "and"
                })
        });
        first.and_then(|it| bracket_of_name(tokens, it)) == Some(open)
    };
    // `backups encrypted by default (AES-256, Veeam)` says something before its bracket; `ISO 27001 (…)` only names.
    let from = (0..open).rev().take_while(|it| tokens.list.get(*it + 1).is_some_and(|it| it.breaks == 0));
    let named = from.take(LONGEST_LABEL).all(|it| {
        let word = tokens.word_at(it);
        !word.ends_with("ed") || matches!(word, "certified" | "accredited" | "registered")
    });
    let lists = |it: usize| tokens.mark_at(it) == ',' && Some(it) < last;
    closes && named && ((open..end).any(lists) || proper(open))
}
