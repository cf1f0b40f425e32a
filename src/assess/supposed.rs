//! What is only supposed: harm in an if-clause is not owned to.

use super::{find::Target, status::Judge};
use crate::language::{segment::Sentence, words::Lists};

/// What begins a clause that only supposes, at the beginning of its sentence.
const OPENERS: &[&str] = &["if", "should", "were", "supposing", "suppose"];

/// What begins the clause behind it.
const SUBJECTS: &[&str] =
    &["the", "our", "your", "its", "their", "no", "nothing", "nobody", "any", "all", "this", "that", "then"];

impl Judge<'_> {
    /// `If the law changes so that the platform no longer complies, we will change it`: whether the target stands in a
    /// clause that opens its sentence and only supposes what the next one answers. Where no comma parts them nothing is
    /// sure: `if you export more a fee applies`.
    pub(super) fn is_supposed(&self, target: &Target, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        if !OPENERS.contains(&tokens.word_at(sentence.body)) {
            return false;
        }
        let begins = |at: usize| tokens.is(at, Lists::PRONOUN) || SUBJECTS.contains(&tokens.word_at(at));
        let end =
            (sentence.body..sentence.tokens.end).find(|at| tokens.mark_at(*at) == ',' && begins(at + 1));
        let last = std::iter::once(&target.head).chain(&target.others).map(|it| it.to).max();
        end.zip(last).is_some_and(|(end, last)| target.head.from > sentence.body && last <= end)
    }
}
