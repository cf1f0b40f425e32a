//! What is said of something before by a pronoun and a bare verb: `…, but they are not`, `. Ours are.`, `; none is`,
//! `, we do not`.

use std::ops::Range;

use super::{find::Piece, lead::Reply};
use crate::{language::value::ValueKind, rule::CueClass};

/// Pronouns and the like that can stand for what was said before, each as its words.
const SUBJECTS: &[&[&str]] = &[
    &["they"],
    &["it"],
    &["ours"],
    &["we"],
    &["these"],
    &["those"],
    &["this"],
    &["that"],
    &["all"],
    &["all", "of", "them"],
    &["all", "of", "it"],
    &["all", "of", "ours"],
    &["all", "ours"],
    &["each"],
    &["each", "one"],
    &["every", "one"],
    &["both"],
    &["none"],
    &["none", "of", "them"],
    &["none", "of", "it"],
    &["none", "of", "ours"],
    &["none", "of", "these"],
    &["neither"],
    &["nothing"],
    &["the", "solution"],
    &["our", "solution"],
    &["the", "platform"],
    &["our", "platform"],
];

/// Verbs that can stand for one that was said before, and say how it is now.
const VERBS: &[&str] = &[
    "is", "are", "has", "have", "will", "shall", "do", "does", "can", "could", "may", "might", "should",
    "would", "must",
];

impl Piece<'_> {
    /// The first such clause of a stretch, as what it replies.
    pub(super) fn taken_up(&self, range: &Range<usize>) -> Option<Reply> {
        range
            .clone()
            .find_map(|at| self.opens_clause_at(at, range).then(|| self.reply_at(at, range)).flatten())
    }

    /// The same, of what `it` or `they` stand for, behind a mark or a contrast: `… in clear at present; in May it will not be`.
    pub(super) fn taken_back(&self, range: &Range<usize>) -> Option<(Reply, bool)> {
        const REASONS: &[&str] = &["because", "as"];
        let tokens = &self.reading.tokens;
        range.clone().find_map(|at| {
            let thing = matches!(tokens.word_at(at), "it" | "they");
            let reason = at.checked_sub(1).is_some_and(|it| REASONS.contains(&tokens.word_at(it)));
            let opens = thing && at > range.start && !reason && self.opens_clause_at(at, range);
            let later = matches!(tokens.word_at(at + 1), "will" | "shall");
            opens.then(|| self.reply_at(at, range)).flatten().map(|it| (it, later))
        })
    }

    /// Whether a clause of a stretch may begin at `at`.
    fn opens_clause_at(&self, at: usize, range: &Range<usize>) -> bool {
        let tokens = &self.reading.tokens;
        at == range.start
            || at.checked_sub(1).is_some_and(|before| {
                matches!(tokens.mark_at(before), ',' | ';' | ':' | '\u{2013}' | '(' | '.')
                    || matches!(
                        tokens.word_at(before),
                        "but"
                            | "and"
                            | "yet"
                            | "though"
                            | "although"
                            | "however"
                            | "sadly"
                            | "as"
                            | "because"
                    )
            })
    }

    /// What the clause that opens at `at` replies, where it is a subject, a bare verb and nothing else.
    pub(super) fn reply_at(&self, at: usize, range: &Range<usize>) -> Option<Reply> {
        let tokens = &self.reading.tokens;
        let word = |at: usize| if at < range.end { tokens.word_at(at) } else { "" };
        if self.has_none(at, range) || self.declines(at, range) {
            return Some(Reply::No);
        }
        let spoken = |it: &&&[&str]| it.iter().enumerate().all(|(n, own)| word(at + n) == *own);
        SUBJECTS.iter().filter(spoken).find_map(|subject| {
            let mut next = at + subject.len();
            let mut no = matches!(*subject.first()?, "none" | "neither" | "nothing");
            // `we never will`
            if word(next) == "never" {
                no = true;
                next += 1;
            }
            let verb = word(next);
            if !VERBS.contains(&verb) {
                return None;
            }
            next += 1;
            // `they have not been`, `it does not and will not`
            while matches!(
                word(next),
                "not" | "never" | "be" | "been" | "indeed" | "already" | "currently" | "now" | "all"
            ) {
                no |= matches!(word(next), "not" | "never");
                next += 1;
            }
            while matches!(
                word(next),
                "so" | "it" | "this" | "that" | "yet" | "today" | "at" | "present" | "the" | "moment"
            ) {
                next += 1;
            }
            self.closes_at(next, range).then(|| self.as_told(verb, no, next..range.end))
        })
    }

    /// `we have none`, `there is none`
    fn has_none(&self, at: usize, range: &Range<usize>) -> bool {
        let word = |n: usize| if at + n < range.end { self.reading.tokens.word_at(at + n) } else { "" };
        matches!(word(0), "we" | "there" | "i")
            && matches!(word(1), "have" | "is" | "are" | "hold" | "keep" | "do" | "offer")
            && matches!(word(2), "none" | "nothing")
            && matches!(word(3), "" | "of")
    }

    /// `we decline to say`, `we cannot commit to that`, `we are not willing to agree to it`
    fn declines(&self, at: usize, range: &Range<usize>) -> bool {
        const COMMITS: &[&str] = &["commit", "agree", "promise", "accept", "undertake", "unable", "willing"];
        let word = |n: usize| if at + n < range.end { self.reading.tokens.word_at(at + n) } else { "" };
        let denied = word(1) == "cannot" || (2..4).any(|n| matches!(word(n), "not" | "unable"));
        let commits = matches!(word(1), "cannot" | "can" | "will" | "do" | "are")
            && (2..5).any(|n| COMMITS.contains(&word(n)));
        matches!(word(0), "we" | "i") && (matches!(word(1), "decline" | "refuse") || commits && denied)
    }

    /// Whether a bare verb is closed at `at`: by the end, a mark, or what says how or since when.
    fn closes_at(&self, at: usize, range: &Range<usize>) -> bool {
        let tokens = &self.reading.tokens;
        at >= range.end
            || tokens.word_at(at).is_empty() && !matches!(tokens.mark_at(at), '/' | '&')
            || matches!(
                tokens.word_at(at),
                "and"
                    | "but"
                    | "because"
                    | "since"
                    | "with"
                    | "without"
                    | "by"
                    | "using"
                    | "though"
                    | "unless"
                    | "every"
                    | "each"
                    | "ever"
                    | "from"
                    | "throughout"
                    | "always"
            )
    }

    /// `they are not yet; the work is due in March`: a denial with a plan behind it is a plan, and so is a promise with its day.
    fn as_told(&self, verb: &str, no: bool, rest: Range<usize>) -> Reply {
        let planned =
            self.reading.cues_in(&rest).iter().any(|it| self.compiled.class(it) == Some(CueClass::Planned));
        let dated = || self.reading.values_in(&rest).iter().any(|it| it.kind == ValueKind::Date);
        match (verb, no) {
            (_, true) if planned => Reply::Planned,
            (_, true) => Reply::No,
            ("will" | "shall", false) if planned || dated() => Reply::Planned,
            ("can" | "could" | "may" | "might" | "should" | "would" | "must", false) => Reply::Hedged,
            (_, false) => Reply::Yes,
        }
    }
}
