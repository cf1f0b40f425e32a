//! When: what has lapsed, what is promised and from which day.

use std::ops::Range;

use super::{
    compile::Source,
    find::Target,
    status::{Judge, Traits},
};
use crate::{
    id::Date,
    language::{
        reading::{CueHit, Hit},
        segment::Sentence,
        token::Kind as TokenKind,
        value::{Amount, Value, ValueKind},
        words::Lists,
    },
    rule::{CueClass, Kind},
};

/// What was last done years ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stale {
    /// The thing itself.
    Done,
    /// Its revision.
    Revised,
}

impl Judge<'_> {
    /// A past date after `expires` or `valid until`.
    pub(super) fn expired(
        &self,
        target: &Target,
        point: Traits,
        sentence: &Sentence,
        cues: &[CueHit],
    ) -> Option<CueHit> {
        const FURTHEST: usize = 7;
        cues.iter()
            .filter(|it| self.class(it) == Some(CueClass::Expiry))
            // A report's period is past by its nature.
            .filter(|it| {
                it.from.checked_sub(1).is_none_or(|at| self.piece.reading.tokens.word_at(at) != "period")
            })
            .filter(|it| {
                self.cue(it).is_some_and(|cue| cue.kinds.is_empty() || cue.kinds.contains(&point.kind))
            })
            // `never lapsed`
            .filter(|it| {
                let before = it.from.saturating_sub(2)..it.from;
                !before.into_iter().any(|at| matches!(self.piece.reading.tokens.word_at(at), "never" | "not"))
            })
            .find(|it| {
                // The date stands after the cue, or is its last word (`to 11 February 2026`, `from 2018 to 2021`).
                let date = self
                    .values_from(it.from + 1)
                    .take_while(|value| value.from < it.to + FURTHEST)
                    .find(|value| {
                        value.kind == ValueKind::Date && value.to >= it.to && value.to <= sentence.tokens.end
                    });
                let said = matches!(self.piece.reading.tokens.word_at(it.from), "expired" | "lapsed");
                let past =
                    date.map_or(said, |it| matches!(it.amount, Amount::Days(_, last) if last < self.on));
                // Each item of a run-on list has its own expiry: only the one that follows the target counts.
                let own = || {
                    let contrast = self.piece.reading.segments.clauses.get(self.piece.clause(it.from));
                    let contrast = contrast.is_some_and(|it| it.contrast);
                    // `Expired: 31 May 2026`, below the name of what expired.
                    let label = target.head.from >= sentence.body
                        && it.to <= sentence.body
                        && sentence
                            .label
                            .as_ref()
                            .is_some_and(|label| label.start >= sentence.tokens.start && label.len() <= 2);
                    label
                        || target.head.from <= it.from
                            && !contrast
                            && !self.named_again(&target.head, it.from)
                        || self.piece.clause(it.from) == self.piece.clause(target.head.from)
                };
                past && own()
            })
            .copied()
    }

    /// `the last exercise was in 2017`, `our review dates from 2016`: what was last done so long ago is history. What
    /// was only last revised then is still in use, and a doubt.
    pub(super) fn stale(&self, target: &Target, sentence: &Sentence) -> Option<Stale> {
        const YEARS: i16 = 3;
        const FURTHEST: usize = 9;
        const REVISED: &[&str] = &[
            "updated",
            "changed",
            "revised",
            "refreshed",
            "amended",
            "edited",
            "rewritten",
            "reissued",
            "published",
        ];
        let tokens = &self.piece.reading.tokens;
        let clause = self.piece.clause(target.head.from);
        let within = sentence.body..sentence.tokens.end;
        let mut told = self.piece.reading.values_in(&within).iter().filter_map(|it| {
            let Amount::Days(_, last) = it.amount else { return None };
            let here = it.to <= sentence.tokens.end && self.piece.clause(it.from) == clause;
            let old = last.year() + YEARS < self.on.year();
            let near = it.from.saturating_sub(FURTHEST).max(sentence.body)..it.from;
            let word = |at: usize| tokens.word_at(at);
            let at = near.filter(|_| here && old).find(|at| {
                matches!(word(*at), "last" | "latest")
                    || matches!(word(*at), "dates" | "dating") && matches!(word(at + 1), "from" | "back")
            })?;
            Some(if REVISED.contains(&word(at + 1)) { Stale::Revised } else { Stale::Done })
        });
        told.next()
    }

    /// `certificate issued 30 June 2025`, of a kind that lasts twelve months, where no later day is named.
    pub(super) fn ran_out(&self, target: &Target, point: Traits, sentence: &Sentence) -> bool {
        const ISSUED: &[&str] = &[
            "issued",
            "dated",
            "awarded",
            "granted",
            "obtained",
            "achieved",
            "passed",
            "assessed",
            "certified",
            "certificated",
            "renewed",
            "recertified",
            "issue",
        ];
        // What goes on from then on, or was only the first of several.
        const GOES_ON: &[&str] =
            &["since", "first", "every", "each", "annually", "yearly", "then", "originally"];
        const FURTHEST: usize = 4;
        let Some(months) = point.lasts_months.and_then(|it| i32::try_from(it).ok()) else { return false };
        let tokens = &self.piece.reading.tokens;
        let within = sentence.body..sentence.tokens.end;
        if within.clone().any(|at| GOES_ON.contains(&tokens.word_at(at))) {
            return false;
        }
        let days = |it: &Value| match it.amount {
            Amount::Days(_, last) if it.kind == ValueKind::Date => Some(last),
            _ => None,
        };
        let dates: Vec<(&Value, Date)> =
            self.piece.reading.values_in(&within).iter().filter_map(|it| Some((it, days(it)?))).collect();
        let clause = self.piece.clause(target.head.from);
        dates.iter().all(|(_, last)| *last < self.on)
            && dates.iter().any(|(it, last)| {
                let issued = (it.from.saturating_sub(FURTHEST).max(sentence.body)..it.from)
                    .any(|at| ISSUED.contains(&tokens.word_at(at)));
                issued
                    && self.piece.clause(it.from) == clause
                    && last.months_later(months).is_some_and(|it| it < self.on)
            })
    }

    /// Whether the lexicon that the head belongs to has another hit before `until`.
    pub(super) fn named_again(&self, head: &Hit, until: usize) -> bool {
        let hits = |group: usize, within: Range<usize>| self.piece.hits(Source::Group(group), within);
        (0..self.piece.reading.groups.count())
            .filter(|it| hits(*it, head.from..head.from + 1).contains(head))
            .any(|it| hits(it, head.to..until).iter().any(|it| it.to <= until))
    }

    /// `Our test of 5 May brought …`, `the May exercise was …`: the month, and no reserve.
    pub(super) fn is_month(&self, hit: &CueHit) -> bool {
        const BEFORE: &[&str] = &[
            "in", "of", "on", "since", "by", "from", "until", "till", "last", "next", "early", "late", "mid",
            "every", "each", "to", "before", "after", "th", "st", "nd", "rd", "the", "our", "this", "that",
            "dated",
        ];
        let tokens = &self.piece.reading.tokens;
        let capital = tokens.list.get(hit.from).is_some_and(|it| it.capital);
        let before = hit.from.checked_sub(1);
        let number = before.and_then(|at| tokens.list.get(at)).is_some_and(|it| it.kind == TokenKind::Number);
        tokens.word_at(hit.from) == "may"
            && capital
            && (number || before.is_some_and(|at| BEFORE.contains(&tokens.word_at(at))))
    }

    /// `our exercises lapsed when the contract was renewed`: what was taken up again is another thing.
    pub(super) fn restores_another(&self, hit: &CueHit, target: &Target) -> bool {
        const SAME: &[&str] = &[
            "certificate",
            "certification",
            "accreditation",
            "registration",
            "cover",
            "badge",
            "status",
            "one",
            "latter",
            "same",
            "scheme",
            "standard",
            "certificates",
        ];
        // What is looked for may be a whole turn of phrase.
        const WIDE: usize = 3;
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let mut at = hit.from;
        while at > 0
            && (tokens.is(at - 1, Lists::AUXILIARY)
                || matches!(word(at - 1), "then" | "since" | "last" | "recently" | "later" | "duly"))
        {
            at -= 1;
        }
        let Some((noun, determiner)) = at.checked_sub(1).zip(at.checked_sub(2)) else { return false };
        let own = std::iter::once(&target.head)
            .chain(&target.others)
            .any(|it| it.from <= noun && noun < it.to && it.to - it.from <= WIDE);
        matches!(word(determiner), "the" | "our" | "a" | "an" | "its" | "their" | "your")
            && determiner.checked_sub(1).is_some_and(|it| tokens.is(it, Lists::FRONT.and(Lists::JOINER)))
            && !own
            && !SAME.contains(&word(noun))
    }

    /// `we undertook not to sell, but that promise ended`, `held it when we engaged them, but that ran out in 2024`: what
    /// a contrast says of `that` is said of all before it.
    pub(super) fn ended_later(&self, target: &Target, sentence: &Sentence, cues: &[CueHit]) -> bool {
        const NEAR: usize = 5;
        const ENDED: &[&str] = &["ended", "lapsed", "ceased", "stopped", "expired"];
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let past = |it: &CueHit| {
            let mut dates = self.values_from(it.from).take_while(|value| value.from < it.to + NEAR);
            dates.any(|value| matches!(value.amount, Amount::Days(_, last) if last < self.on))
        };
        let over = |at: usize| {
            ENDED.contains(&word(at))
                || cues.iter().filter(|it| it.from == at).any(|it| match self.class(it) {
                    Some(CueClass::Historic) => true,
                    Some(CueClass::Expiry) => past(it),
                    _ => false,
                })
        };
        let opens = (target.head.to..sentence.tokens.end).find(|at| {
            matches!(word(*at), "but" | "though" | "however")
                && matches!(word(at + 1), "that" | "this" | "it" | "they" | "both" | "those")
        });
        opens.is_some_and(|at| {
            let end = (at + 2 + NEAR).min(sentence.tokens.end);
            (at + 2..end).take_while(|it| !matches!(word(*it), "not" | "never")).any(over)
        })
    }

    /// `Storage moves to a UK region in January`, `permits join the feed in release 6`: a change that is told in the present
    /// and happens at a time to come.
    pub(super) fn moves_later(&self, target: &Target, sentence: &Sentence) -> bool {
        const MOVES: &[&str] = &[
            "moves",
            "move",
            "goes",
            "go",
            "comes",
            "come",
            "joins",
            "join",
            "switches",
            "migrates",
            "transfers",
            "arrives",
            "arrive",
            "follows",
            "follow",
            "starts",
            "start",
            "begins",
        ];
        const TIMES: &[&str] = &["release", "version", "sprint", "phase", "wave"];
        const FURTHEST: usize = 9;
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let clause = self.piece.clause(target.head.from);
        let within = |at: &usize| self.piece.clause(*at) == clause;
        let end = sentence.tokens.end;
        let again = (sentence.body..end).filter(within).any(|at| {
            matches!(word(at), "each" | "every" | "annually" | "yearly" | "was" | "were" | "since")
        });
        let month = |at: usize| {
            tokens.is(at, Lists::DATE)
                && tokens.list.get(at).is_some_and(|it| it.capital)
                && !tokens.list.get(at + 1).is_some_and(|it| it.kind == TokenKind::Number)
        };
        let to_come = |at: usize| {
            let numbered = tokens.list.get(at + 2).is_some_and(|it| it.kind == TokenKind::Number);
            let date = self
                .values_from(at + 1)
                .take_while(|it| it.from <= at + 1)
                .any(|it| matches!(it.amount, Amount::Days(first, _) if first > self.on));
            matches!(word(at), "in" | "with" | "from" | "by")
                && (month(at + 1)
                    || word(at + 1) == "the" && month(at + 2)
                    || TIMES.contains(&word(at + 1)) && numbered
                    || date)
        };
        !again
            && (sentence.body + 1..end).filter(within).any(|at| {
                MOVES.contains(&word(at))
                    && !matches!(word(at - 1), "to" | "the" | "a" | "can" | "not" | "may" | "could" | "would")
                    && (at + 1..(at + FURTHEST).min(end)).filter(within).any(to_come)
            })
    }

    /// `until 2027` is no history.
    pub(super) fn holds_date_to_come(&self, hit: &CueHit) -> bool {
        let inside = self.piece.reading.values_in(&(hit.from..hit.to + 1)).iter();
        inside.map(|it| it.amount).any(|it| matches!(it, Amount::Days(_, last) if last >= self.on))
    }

    /// The `will` or `shall` that governs the head.
    pub(super) fn promised(
        &self,
        target: &Target,
        point: Traits,
        sentence: &Sentence,
        cues: &[CueHit],
    ) -> Option<CueHit> {
        cues.iter()
            .find(|it| {
                self.class(it) == Some(CueClass::Promissory)
                    && self.reaches(it, target, point, sentence)
                    && it.to <= target.head.to
            })
            .copied()
    }

    /// The values that begin at a token or behind it. There are many in a long text, and few near any place.
    fn values_from(&self, at: usize) -> impl Iterator<Item = &Value> {
        let values = &self.piece.reading.values;
        values.iter().skip(values.partition_point(|it| it.from < at))
    }

    /// Whether a date to come anchors the target: `from April 2027`.
    pub(super) fn future_anchor(
        &self,
        target: &Target,
        kind: Kind,
        sentence: &Sentence,
        cues: &[CueHit],
    ) -> bool {
        const ANCHORS: &[&str] = &[
            "from",
            "by",
            "after",
            "starting",
            "in",
            "during",
            "effective",
            "on",
            "before",
            "end",
            "early",
            "late",
            "mid",
            "of",
            "spring",
            "summer",
            "autumn",
            "winter",
        ];
        const KEEPS: &[&str] = &[
            "renew", "renews", "renewal", "renewed", "expire", "expires", "expiry", "valid", "until", "next",
            "review", "reviewed", "ends", "due", "run", "runs", "running", "lasts", "current", "good",
        ];
        const EXPIRES: usize = 8;
        let tokens = &self.piece.reading.tokens;
        let clause = self.piece.clause(target.head.from);
        let keeps = || {
            let mut all = sentence.tokens.clone();
            all.any(|at| KEEPS.contains(&tokens.word_at(at)) && self.piece.clause(at) == clause)
        };
        let own = self.values_from(sentence.body).take_while(|it| it.from < sentence.tokens.end);
        own.filter(|it| it.to <= sentence.tokens.end).any(|value| {
            let Amount::Days(first, last) = value.amount else { return false };
            let a = self.piece.clause(value.from);
            if a != clause && self.piece.outer(a) != Some(clause) && !self.fronts(value, target, sentence) {
                return false;
            }
            // `…, which still reports so until it is replaced in 2027`: what ends then is what the clause speaks of.
            let ends = a != clause
                && (sentence.body..value.from)
                    .any(|at| self.piece.clause(at) == a && matches!(tokens.word_at(at), "until" | "till"));
            if ends {
                return false;
            }
            let before = value.from.checked_sub(1).map_or("", |it| tokens.word_at(it));
            // `by the end of 2026` is its last day.
            let closes = matches!(before, "by" | "before") || self.words_before(value.from, &["end", "of"]);
            let to_come = if closes { last > self.on } else { first > self.on };
            let expiry = || {
                cues.iter().any(|it| {
                    it.from <= value.from
                        && value.from - it.from <= EXPIRES
                        && self.class(it) == Some(CueClass::Expiry)
                })
            };
            let anchored = ANCHORS.contains(&before) || kind != Kind::Credential && self.in_brackets(value);
            to_come && !expiry() && (self.has_promise(cues, target) || anchored && !keeps())
        })
    }

    /// `backups are encrypted (Q2 2027)`: a day alone in brackets; behind a certificate it is the day on which that ends.
    fn in_brackets(&self, value: &Value) -> bool {
        let mark = |at: Option<usize>| at.map_or(' ', |it| self.piece.reading.tokens.mark_at(it));
        mark(value.from.checked_sub(1)) == '(' && mark(Some(value.to)) == ')'
    }

    /// `From 2027 backups will be encrypted and archives will be kept apart`: a date that opens the sentence governs all
    /// its clauses up to a contrast or semicolon.
    fn fronts(&self, value: &Value, target: &Target, sentence: &Sentence) -> bool {
        let piece = self.piece;
        let own = piece.clause(target.head.from);
        let contrast = piece.reading.segments.clauses.get(own).is_some_and(|it| it.contrast);
        value.from <= sentence.body + 1
            && value.to <= target.head.from
            && !contrast
            && !(value.to..target.head.from).any(|at| matches!(piece.reading.tokens.mark_at(at), ';' | ':'))
    }

    fn words_before(&self, at: usize, words: &[&str]) -> bool {
        let from = at.checked_sub(words.len());
        from.is_some_and(|from| {
            words.iter().zip(from..).all(|(word, at)| self.piece.reading.tokens.word_at(at) == *word)
        })
    }

    pub(super) fn has_promise(&self, cues: &[CueHit], target: &Target) -> bool {
        cues.iter().any(|it| {
            self.class(it) == Some(CueClass::Promissory)
                && self.piece.clause(it.from) == self.piece.clause(target.head.from)
        })
    }
}

/// Whether a bare or dated promise of this kind of point is only a plan.
pub(super) fn promise_is_plan(kind: Kind, dated: bool) -> bool {
    match kind {
        Kind::Event => false,
        Kind::Practice | Kind::Undertaking | Kind::Fact => dated,
        Kind::Capability | Kind::Credential => true,
    }
}
