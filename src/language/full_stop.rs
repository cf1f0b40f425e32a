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
    const STATES: Lists = Lists::AUXILIARY.and(Lists::PRONOUN);
    let word = |at: usize| tokens.word_at(at);
    let is_number = |at: usize| tokens.list.get(at).is_some_and(|it| it.kind == Kind::Number);
    let mut behind = at;
    let numbered = word(at) == "no" && tokens.mark_at(at + 1) == '.' && is_coded(tokens, at + 2);
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
    from.is_some_and(|from| !(from..=last).any(|it| tokens.is(it, STATES)))
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
    opens && tokens.list.get(at).is_some_and(|it| it.kind == Kind::Word) && !is_coded(tokens, at)
}

/// Whether what stands at `at`, up to the next space, is a number or holds one: `c20b-61845`, `IASME-CE-0618`.
fn is_coded(tokens: &Tokens, at: usize) -> bool {
    let rest = tokens.list.iter().enumerate().skip(at);
    let mut run = rest.take_while(|(n, it)| *n == at || !it.spaced && it.breaks == 0);
    run.any(|(n, _)| tokens.word_at(n).bytes().any(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words at which a sentence begins behind a mark.
    fn beginnings(text: &str) -> Vec<String> {
        let tokens = Tokens::of(text);
        let ends = (1..tokens.list.len()).filter(|at| ends_sentence(&tokens, *at));
        let marked = ends.filter(|at| tokens.mark_at(at - 1) == '.');
        marked.map(|at| tokens.word_at(at).to_owned()).collect()
    }

    #[test]
    fn a_full_stop_behind_a_short_form_ends_nothing() {
        assert_eq!(beginnings("We use approx. 40 sites. Each is in the UK."), ["each"]);
        assert_eq!(beginnings("Run by A. Nother Ltd. in Leeds."), Vec::<String>::new());
        assert_eq!(beginnings("Set out in Annex B. Conformity was tested."), ["conformity"]);
        assert_eq!(beginnings("Restored in 50 min. Configuration took 10 more."), ["configuration"]);
    }

    #[test]
    fn what_is_told_of_a_name_belongs_to_it() {
        assert_eq!(beginnings("Cyber Essentials Plus. No. 5511. Expires 03/2027. We renew."), ["we"]);
        assert_eq!(beginnings("We hold it. Expires 03/2027."), ["expires"]);
    }

    #[test]
    fn a_no_may_answer() {
        assert_eq!(beginnings("No. We sell nothing."), ["we"]);
        assert_eq!(beginnings("Certificate no. 4471 is ours."), Vec::<String>::new());
        assert_eq!(beginnings("Cyber Essentials. No. c20b-618. Ours."), ["ours"]);
        assert_eq!(beginnings("Body: Tarn. No. TC-27-103. Ours."), ["ours"]);
    }
}
