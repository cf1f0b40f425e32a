//! What a buyer asks, told again by the supplier: `You ask whether …; we do.`

use std::ops::Range;

use super::token::Tokens;

/// `You have asked for a documented flow.`: a question that is only told again.
pub(super) fn asked_of_us(tokens: &Tokens, range: &Range<usize>) -> bool {
    const LONGEST: usize = 20;
    range.len() <= LONGEST
        && asks_of_us(tokens, range.start)
        && !range.clone().any(|at| matches!(tokens.word_at(at), "we" | "our" | "ours" | "it" | "here" | "i"))
}

/// Whether a sentence opens at `start` with what the buyer asks: `You ask whether …`, `The Council rightly asks for …`.
fn asks_of_us(tokens: &Tokens, start: usize) -> bool {
    let word = |n: usize| tokens.word_at(start + n);
    let subject = match (word(0), word(1)) {
        ("you", _) => 1,
        (
            "the",
            "council" | "authority" | "question" | "buyer" | "borough" | "client" | "customer" | "tender",
        ) => 2,
        _ => return false,
    };
    let between = (subject..subject + 2)
        .take_while(|n| matches!(word(*n), "have" | "has" | "also" | "rightly" | "then"))
        .count();
    let verb = subject + between;
    matches!(word(verb), "ask" | "asks" | "asked")
        && matches!(
            word(verb + 1),
            "for" | "about" | "whether" | "if" | "that" | "which" | "how" | "who" | "what"
        )
}

/// Whether an answer begins at `at` behind what the buyer asks: `You ask for it; we have none`.
pub(super) fn answers_at(tokens: &Tokens, start: usize, at: usize) -> bool {
    const LONGEST: usize = 20;
    let Some(before) = at.checked_sub(1).filter(|it| *it > start) else { return false };
    let answers = matches!(tokens.mark_at(before), ';' | ':' | '\u{2013}')
        || tokens.mark_at(before) == ',' && matches!(tokens.word_at(at), "but" | "and" | "however" | "yet");
    answers && at - start <= LONGEST && asks_of_us(tokens, start)
}
