//! What a person must look at for the form of an answer, whatever its words say: more words than were allowed, and a
//! question that is said not to apply.

use super::Referral;
use crate::{
    bank::Question,
    tender::{Response, ResponseState},
};

/// Fewer words than this give no reason.
const REASON: usize = 4;

/// The referrals that the form of `response` calls for.
pub(super) fn referrals(question: &Question, response: &Response) -> Vec<Referral> {
    let own = response.pieces.iter().filter(|it| it.item.is_none());
    let limit = usize::try_from(question.word_limit).unwrap_or(usize::MAX);
    // A word is a letter and what parts it from the next: most answers are too short to be counted.
    let short = own.clone().map(|it| it.text.len() / 2 + 1).sum::<usize>() <= limit;
    if short && response.state != ResponseState::NotApplicable {
        return Vec::new();
    }
    let words: usize = own.map(|it| it.text.split_whitespace().count()).sum();
    let mut out = Vec::new();
    if words > limit {
        out.extend(referral(
            "over-word-limit",
            format!(
                "The answer has {words} words and {limit} were allowed. All of it was read; what becomes of the rest is for \
                 the published rule."
            ),
            String::new(),
        ));
    }
    if response.state == ResponseState::NotApplicable {
        let asked = if question.tags.is_empty() {
            "it is asked in every procurement".to_owned()
        } else {
            let tags: Vec<&str> = question.tags.iter().map(|it| it.as_str()).collect();
            format!("it is asked where what is bought has to do with {}", tags.join(", "))
        };
        out.extend(if words < REASON {
            referral(
                "not-applicable-unexplained",
                format!("The question is said not to apply, without a reason; {asked}."),
                "You say that the question does not apply. Please say why, or answer it.".to_owned(),
            )
        } else {
            referral(
                "not-applicable-claimed",
                format!(
                    "The question is said not to apply, with a reason for a person to accept or not; {asked}."
                ),
                String::new(),
            )
        });
    }
    out
}

fn referral(code: &str, message: String, ask: String) -> Option<Referral> {
    Some(Referral { code: code.parse().ok()?, message, ask })
}
