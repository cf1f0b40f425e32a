//! Where a sentence ends, and what a full stop only shortens.

use super::{
    token::{Kind, Tokens},
    words::Lists,
};

/// Whether the mark before `at` ends a sentence.
pub(super) fn ends_sentence(tokens: &Tokens, at: usize) -> bool {
    let (Some(token), Some(mark)) =
        (tokens.list.get(at), at.checked_sub(1).and_then(|it| tokens.list.get(it)))
    else {
        return false;
    };
    if mark.mark != '.' {
        return token.spaced;
    }
    let word = at.checked_sub(2).map_or("", |it| tokens.word_at(it));
    let is_short = tokens.is(at.wrapping_sub(2), Lists::ABBREVIATION)
        || (word.len() == 1 && word.chars().all(char::is_alphabetic));
    // `as set out in Annex B. Conformity was …`
    let lettered = word.len() == 1
        && word != "e"
        && word != "i"
        && at.checked_sub(3).is_some_and(|it| LETTERED.contains(&tokens.word_at(it)));
    // `in 1 h 50 min. Configuration: …`: behind a number it is no beginning of a name.
    let measured = matches!(word, "min" | "max")
        && token.capital
        && at.checked_sub(3).and_then(|it| tokens.list.get(it)).is_some_and(|it| it.kind == Kind::Number);
    token.spaced
        && (!is_short || measured || lettered && token.capital || is_answer_no(tokens, at))
        && !tells_of_name(tokens, at)
}

/// `Cyber Essentials Plus. No. 5511. Expires 03/2027.`: whether what begins at `at` is a number or an end of validity, and
/// what stands before it, back to the last full stop, is a name and no statement.
fn tells_of_name(tokens: &Tokens, at: usize) -> bool {
    const LONGEST: usize = 8;
    let word = |at: usize| tokens.word_at(at);
    let is_number = |at: usize| tokens.list.get(at).is_some_and(|it| it.kind == Kind::Number);
    let mut behind = at;
    let numbered = word(at) == "no" && tokens.mark_at(at + 1) == '.' && is_number(at + 2);
    let valid = match word(at) {
        "expiry" | "expires" | "expired" => true,
        "valid" => {
            behind += 1;
            matches!(word(behind), "to" | "until" | "till")
        }
        _ => false,
    };
    let dated = valid && (behind + 1..behind + 4).any(is_number);
    if !numbered && !dated || tokens.list.get(at).is_some_and(|it| it.breaks > 0) {
        return false;
    }
    // What stands before may itself be such a number.
    let begins = |at: usize| {
        at.checked_sub(1).is_none_or(|it| matches!(tokens.mark_at(it), '.' | ';' | '!' | '?'))
            || tokens.list.get(at).is_some_and(|it| it.breaks > 0)
    };
    let Some(last) = at.checked_sub(2) else { return false };
    let from = (last.saturating_sub(LONGEST)..=last).rev().find(|it| begins(*it));
    from.is_some_and(|from| !(from..=last).any(|it| tokens.is(it, Lists::AUXILIARY)))
}

/// What a letter numbers, so that a full stop behind the letter ends the sentence.
const LETTERED: &[&str] =
    &["annex", "appendix", "schedule", "section", "part", "level", "lot", "class", "grade", "exhibit"];

/// Whether the full stop before `at` closes a `No.` that answers, and does not shorten `number`: it opens its sentence
/// and no digit follows.
fn is_answer_no(tokens: &Tokens, at: usize) -> bool {
    let Some(no) = at.checked_sub(2).filter(|it| tokens.word_at(*it) == "no") else { return false };
    let opens = no.checked_sub(1).is_none_or(|it| matches!(tokens.mark_at(it), '.' | '!' | '?' | ':' | ')'))
        || tokens.list.get(no).is_some_and(|it| it.breaks > 0);
    opens && tokens.list.get(at).is_some_and(|it| it.kind == Kind::Word)
}
