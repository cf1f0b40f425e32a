//! `All seven of (a) to (g) are met.`, `We meet this requirement in full.`: assent to all that was asked, told by how
//! it is built and not by its phrases. What was asked is named as such, a verb says that it is met, and little else
//! stands beside them.

use std::ops::Range;

use crate::{
    language::{
        reading::{CueHit, Reading},
        segment::Sentence,
        value::ValueKind,
    },
    rule::CueClass,
};

/// What a question is made of.
const ASKED: &[&str] = &[
    "requirement",
    "requirements",
    "question",
    "point",
    "points",
    "part",
    "parts",
    "element",
    "elements",
    "criterion",
    "criteria",
    "limb",
    "limbs",
    "item",
    "items",
    "bullet",
    "bullets",
    "paragraph",
    "paragraphs",
];
const MET: &[&str] = &[
    "meet",
    "meets",
    "met",
    "satisfy",
    "satisfies",
    "satisfied",
    "comply",
    "complies",
    "complied",
    "compliant",
    "fulfil",
    "fulfils",
    "fulfilled",
    "conform",
    "conforms",
    "confirm",
    "confirmed",
    "accept",
    "accepts",
    "accepted",
];
/// Who says so.
const SPEAKERS: &[&str] = &[
    "we", "it", "solution", "service", "platform", "system", "product", "software", "tender", "offer", "bid",
    "bidder", "supplier", "company", "llp", "and", "fully", "do", "does", "shall", "will", "can",
];
const POINTING: &[&str] = &["this", "these", "the", "all", "each", "every", "your", "any", "above", "both"];

/// The words by which `sentence` says that all that was asked is met.
pub(super) fn of_all(
    reading: &Reading,
    sentence: &Sentence,
    class: &impl Fn(&CueHit) -> Option<CueClass>,
) -> Option<Range<usize>> {
    const LONGEST: usize = 14;
    const OTHERS: usize = 3;
    const LETTERS: usize = 3;
    const PLAIN: &[&str] = &[
        "full",
        "fully",
        "every",
        "each",
        "that",
        "this",
        "these",
        "respects",
        "respect",
        "noted",
        "asked",
        "above",
        "listed",
        "stated",
        "entirely",
        "completely",
        "wholly",
        "entirety",
        "hereby",
        "also",
        "with",
        "have",
        "been",
        "will",
        "shall",
        "question",
        "bidder",
        "supplier",
        "company",
    ];
    if sentence.asks || sentence.label.is_some() || sentence.ordinal.is_some() || sentence.in_table {
        return None;
    }
    let tokens = &reading.tokens;
    let word = |at: usize| if sentence.tokens.contains(&at) { tokens.word_at(at) } else { "" };
    let words: Vec<usize> = sentence.tokens.clone().filter(|at| !word(*at).is_empty()).collect();
    if words.len() > LONGEST {
        return None;
    }
    let turned = reading.cues_in(&sentence.tokens).iter().any(|it| {
        matches!(
            class(it),
            Some(
                CueClass::Negate
                    | CueClass::NegateNoun
                    | CueClass::NegateWord
                    | CueClass::Planned
                    | CueClass::Conditional
                    | CueClass::Hedge
                    | CueClass::Exception
                    | CueClass::Historic
                    | CueClass::ThirdParty
                    | CueClass::Limit
            )
        )
    });
    if turned {
        return None;
    }
    // `We will meet these by March` is no assent but a plan.
    if reading.values_in(&sentence.tokens).iter().any(|it| it.kind == ValueKind::Date) {
        return None;
    }
    // `we meet`, `the requirements are met`, `confirmed`: said by the supplier or of what was asked; `we met the client`
    // and `our staff meet it` are not.
    let spoken = |n: usize, at: usize| {
        let before = n.checked_sub(1).and_then(|it| words.get(it)).map_or("", |it| word(*it));
        let done = word(at).ends_with("ed") || matches!(word(at), "met" | "compliant");
        before.is_empty()
            || matches!(before, "fully" | "also" | "hereby" | "and" | "entirely" | "wholly" | "already")
            || done && matches!(before, "is" | "are" | "been" | "noted")
            || word(at) != "met" && SPEAKERS.contains(&before)
    };
    let met =
        words.iter().copied().enumerate().find(|(n, at)| MET.contains(&word(*at)) && spoken(*n, *at))?.1;
    let asked = words.iter().enumerate().any(|(n, at)| {
        let first = n.saturating_sub(LETTERS);
        let pointed =
            n == 0 || words.get(first..n).unwrap_or_default().iter().any(|it| POINTING.contains(&word(*it)));
        // `the requirements of the UK GDPR` are those of something else.
        let own = word(at + 1) != "of"
            || (at + 2..at + 5)
                .any(|it| matches!(word(it), "question" | "tender" | "invitation" | "section"));
        ASKED.contains(&word(*at)) && pointed && own
    });
    let lettered = sentence.tokens.clone().any(|at| {
        tokens.mark_at(at) == '('
            && tokens.mark_at(at + 2) == ')'
            && word(at + 3) == "to"
            && tokens.mark_at(at + 4) == '('
    });
    let others = words.iter().filter(|at| {
        let it = word(**at);
        it.len() > LETTERS && !MET.contains(&it) && !ASKED.contains(&it) && !PLAIN.contains(&it)
    });
    ((asked || lettered) && others.count() <= OTHERS).then_some(met..met + 1)
}
