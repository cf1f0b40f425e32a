//! Conditions that are none, and timetables: what only looks as if something had to come first, and what is still to
//! be done though nothing says so.

use std::ops::Range;

use super::{find::Target, status::Judge};
use crate::language::{
    reading::CueHit,
    segment::{AUXILIARIES, Sentence},
    token::Kind,
    value::Amount,
};

impl Judge<'_> {
    /// `If you want it in a sentence: title vests in the Council.` makes no condition.
    pub(super) fn only_says(&self, hit: &CueHit, target: &Target, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        hit.from <= sentence.body + 1
            && tokens.word_at(hit.from) == "if"
            && (hit.to..target.head.from).any(|at| tokens.mark_at(at) == ':')
    }

    /// `…, report on request`: what is asked for is the report, and nothing else waits for it.
    pub(super) fn of_a_document(&self, hit: &CueHit, target: &Target) -> bool {
        const DOCUMENTS: &[&str] = &[
            "report",
            "reports",
            "letter",
            "summary",
            "certificate",
            "certificates",
            "copy",
            "copies",
            "evidence",
            "details",
            "detail",
            "document",
            "documents",
            "plan",
            "policy",
            "statement",
            "attestation",
            "results",
            "example",
            "examples",
            "sample",
            "register",
        ];
        let tokens = &self.piece.reading.tokens;
        let Some(noun) = hit.from.checked_sub(1) else { return false };
        let noun = if tokens.word_at(noun) == "available" { noun.saturating_sub(1) } else { noun };
        (hit.from..hit.to).any(|at| tokens.word_at(at) == "request")
            && DOCUMENTS.contains(&tokens.word_at(noun))
            && (noun.saturating_sub(3)..noun).any(|at| matches!(tokens.mark_at(at), ',' | '(' | ';' | '.'))
            && !std::iter::once(&target.head)
                .chain(&target.others)
                .any(|it| it.from < hit.to && noun.saturating_sub(2) < it.to)
    }

    /// `Weeks 4–8: draft the strategy`: what a timetable says is to be done.
    pub(super) fn scheduled(&self, sentence: &Sentence) -> bool {
        const TIMES: &[&str] =
            &["week", "weeks", "month", "months", "phase", "stage", "sprint", "day", "days", "quarter"];
        const DEEDS: &[&str] = &[
            "nominate",
            "appoint",
            "draft",
            "write",
            "go",
            "ask",
            "agree",
            "define",
            "set",
            "review",
            "build",
            "install",
            "train",
            "deploy",
            "map",
            "prepare",
            "produce",
            "publish",
            "hold",
            "run",
            "configure",
            "migrate",
            "scope",
            "draw",
            "put",
            "choose",
            "select",
            "sign",
            "establish",
            "commission",
            "engage",
            "test",
            "name",
            "recruit",
            "create",
            "develop",
            "work",
            "complete",
            "start",
            "begin",
            "carry",
            "conduct",
            "encrypt",
            "move",
            "switch",
            "close",
            "check",
            "present",
        ];
        let tokens = &self.piece.reading.tokens;
        let Some(label) = &sentence.label else { return false };
        let timed = label.clone().any(|at| {
            let word = tokens.word_at(at);
            let number = tokens.list.get(at + 1).is_some_and(|it| it.kind == Kind::Number);
            TIMES.contains(&word) && number || matches!(word, "mobilisation" | "mobilization" | "inception")
        });
        // `Phase 2: EDR on all servers`: what a phase has for its content is to be done, unless a verb says what is.
        let phased = label.clone().any(|at| {
            let number = tokens.list.get(at + 1).is_some_and(|it| it.kind == Kind::Number);
            matches!(tokens.word_at(at), "phase" | "sprint") && number
        });
        let told = || {
            (sentence.body..sentence.tokens.end).any(|at| {
                AUXILIARIES.contains(&tokens.word_at(at))
                    || matches!(tokens.word_at(at), "done" | "complete" | "completed" | "live" | "we")
            })
        };
        timed && DEEDS.contains(&tokens.word_at(sentence.body))
            || (phased || self.is_day_to_come(label)) && !told()
    }

    /// `Q1 2027: encrypt the backups`: whether a label is nothing but a time that is still to come.
    fn is_day_to_come(&self, label: &Range<usize>) -> bool {
        let tokens = &self.piece.reading.tokens;
        let mut own = self.piece.reading.values_in(label).iter();
        own.any(|it| {
            let Amount::Days(first, _) = it.amount else { return false };
            let mut others = label.clone().filter(|at| !(it.from..it.to).contains(at));
            it.to <= label.end
                && first > self.on
                && others.all(|at| {
                    matches!(
                        tokens.word_at(at),
                        "" | "in" | "by" | "from" | "early" | "late" | "mid" | "end" | "of"
                    )
                })
        })
    }

    /// `unless your CIO has agreed`, `unless I have it in writing from you`: a condition of consent, and none of trade.
    pub(super) fn asks_leave(&self, hit: &CueHit) -> bool {
        const FURTHEST: usize = 9;
        const LEAVE: &[&str] = &[
            "agree",
            "agrees",
            "agreed",
            "agreement",
            "consent",
            "consents",
            "consented",
            "approve",
            "approves",
            "approved",
            "approval",
            "permission",
            "permits",
            "permitted",
            "authorises",
            "authorised",
            "writing",
            "written",
            "signed",
            "said",
            "says",
            "leave",
            "blessing",
            "instruction",
            "instructions",
            "instructed",
        ];
        let tokens = &self.piece.reading.tokens;
        self.is_unless(hit) && (hit.from..hit.to + FURTHEST).any(|at| LEAVE.contains(&tokens.word_at(at)))
    }
}
