//! What a label, a heading or a short title says by itself: nothing but what stands behind or below it.
//!
//! `Air-gapped backups: planned for 2027.` names the thing with all its words before the colon and says of it what
//! stands behind. So a target that lies wholly in a label is the claim of the label's body.

use std::ops::Range;

use super::{
    find::{Piece, Target},
    labels::is_unknown,
    status::{Judge, Traits},
    tense::promise_is_plan,
};
use crate::{
    language::{
        reading::{CueHit, Hit},
        segment::{AUXILIARIES, Sentence},
    },
    rule::{CueClass, Kind, Status},
};

/// What a label is waiting for: the first clause of what stands behind it.
#[derive(Debug, Clone)]
pub(super) struct Body {
    pub(super) sentence: usize,
    clause: Range<usize>,
    /// Its label, where it stands below what it is said of: `Expired: 31 May 2026`.
    label: Option<Range<usize>>,
}

/// What stands before a denial without changing it.
const SADLY: &[&str] = &[
    "sadly",
    "unfortunately",
    "currently",
    "presently",
    "alas",
    "regrettably",
    "still",
    "as",
    "yet",
    "at",
    "present",
];

impl Piece<'_> {
    /// The body of the label or heading in which all words of the target lie; none where they do not.
    pub(super) fn body_of(&self, target: &Target) -> Option<Body> {
        let sentence = self.sentence(target.sentence)?;
        let words = || std::iter::once(&target.head).chain(&target.others);
        let first = words().map(|it| it.from).min()?;
        let last = words().map(|it| it.to).max()?;
        if first < sentence.tokens.start {
            return None;
        }
        let own = sentence.label.as_ref().filter(|it| it.start >= sentence.tokens.start);
        let behind = own.is_some() && last <= sentence.body && self.says(sentence);
        if behind {
            return Some(self.clause_at(target.sentence, sentence.body));
        }
        let next = self.sentence(target.sentence + 1)?;
        let names = [&next.label, &next.heading, &next.lead].into_iter().flatten();
        let below = names.into_iter().any(|it| it.start <= first && last <= it.end) && self.says(next);
        let label = next.label.clone().filter(|it| it.start >= next.tokens.start);
        (below && !next.asks && !next.is_name)
            .then(|| Body { label, ..self.clause_at(target.sentence + 1, next.body) })
    }

    fn says(&self, sentence: &Sentence) -> bool {
        // `HSM: ?`
        self.reading.tokens.mark_at(sentence.body) == '?'
            || (sentence.body..sentence.tokens.end).any(|at| !self.reading.tokens.word_at(at).is_empty())
    }

    /// `Backups: not encrypted. Archive: ditto.`: what stands behind the label before, where a label of its own stands
    /// before a target that only takes it up.
    pub(super) fn body_before(&self, target: &Target) -> Option<Body> {
        const ECHOES: &[&str] = &["ditto", "likewise", "same", "above", "similarly", "identical", "before"];
        let sentence = self.sentence(target.sentence)?;
        let n = target.sentence.checked_sub(1)?;
        let before = self.sentence(n).filter(|it| !it.asks)?;
        let named = |it: &Sentence| it.label.is_some() || it.ordinal.is_some();
        let takes_up =
            (target.head.from..target.head.to).any(|at| ECHOES.contains(&self.reading.tokens.word_at(at)));
        (takes_up && named(sentence) && named(before) && self.says(before))
            .then(|| self.clause_at(n, before.body))
    }

    fn clause_at(&self, sentence: usize, from: usize) -> Body {
        let end = self.sentence(sentence).map_or(from, |it| it.tokens.end);
        let clause = self.clause(from);
        let to = (from..end).find(|at| self.clause(*at) != clause).unwrap_or(end);
        Body { sentence, clause: from..to, label: None }
    }
}

impl Judge<'_> {
    /// What the body of a label makes of the label's words; none where it leaves them as they are.
    pub(super) fn titled(&self, body: &Body, target: &Target, point: Traits) -> Option<Said> {
        let sentence = self.piece.sentence(body.sentence)?;
        let cues = self.cues_of(sentence);
        let kinds = |it: &CueHit| {
            self.cue(it).is_some_and(|cue| cue.kinds.is_empty() || cue.kinds.contains(&point.kind))
        };
        let here = |it: &&CueHit| {
            let anywhere = self.cue(it).is_some_and(|cue| cue.sentence) && it.from >= sentence.body;
            let label = body.label.as_ref().is_some_and(|label| label.contains(&it.from));
            kinds(it) && (anywhere || label || body.clause.contains(&it.from))
        };
        let all = |class: CueClass| -> Vec<CueHit> {
            cues.iter().filter(here).filter(|it| self.class(it) == Some(class)).copied().collect()
        };
        // The body's first word stands in for the label's words.
        let start = body.clause.start;
        let stand_in =
            Target::new(body.sentence, Hit { from: start, to: start, denies: false }, Vec::new(), None);
        let unknown: Vec<&str> = (sentence.body..sentence.tokens.end)
            .map(|at| self.piece.reading.tokens.word_at(at))
            .filter(|it| !it.is_empty())
            .take(4)
            .collect();
        // `HSM: n/k`
        let open = unknown.is_empty() && self.piece.reading.tokens.mark_at(sentence.body) == '?';
        if open || is_unknown(&unknown.join(" ")) {
            return Some(Said { status: Status::Hedged, negative: false, because: Vec::new() });
        }
        let denial = self.denies_label(body, cues);
        let negative = denial.is_some();
        // `Not encrypted: none`.
        if negative && self.label_denies(target) {
            return None;
        }
        let mut historic = all(CueClass::Historic);
        historic.extend(self.expired(&stand_in, point, sentence, cues));
        if let Some(label) = &body.label {
            let from = Hit { from: label.start, to: label.start, denies: false };
            historic.extend(self.expired(
                &Target::new(body.sentence, from, Vec::new(), None),
                point,
                sentence,
                cues,
            ));
        }
        historic.retain(|it| !self.holds_date_to_come(it));
        let planned = all(CueClass::Planned);
        let conditional = all(CueClass::Conditional);
        let mut hedges = all(CueClass::Hedge);
        const SHORT: usize = 8;
        if self.words_between(start, sentence.tokens.end) < SHORT {
            hedges.extend(all(CueClass::Reference));
        }
        let promised = all(CueClass::Promissory);
        let dated = self.future_anchor(&stand_in, point.kind, sentence, cues);
        let subject = cues.iter().find(|it| {
            matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder))
                && body.clause.contains(&it.from)
                && !self.names_another(it, cues)
                && !self.after_preposition(it.from)
        });
        let third: Vec<CueHit> = subject
            .filter(|it| self.class(it) == Some(CueClass::ThirdParty) && !point.any_holder)
            .filter(|it| self.words_between(start, it.from) <= 1 && self.has_verb(it.to, body.clause.end))
            .into_iter()
            .copied()
            .chain(all(CueClass::Deflect))
            .collect();
        let exception = all(CueClass::Exception);
        let mut because: Vec<CueHit> = denial.and_then(|it| it.0).into_iter().collect();
        let kept = matches!(point.kind, Kind::Practice | Kind::Credential | Kind::Capability);
        let (status, by) = if !historic.is_empty() && (!negative || !point.adverse) {
            (Status::Historic, historic)
        } else if !third.is_empty() && !point.any_holder {
            (Status::ThirdParty, third)
        } else if negative && planned.is_empty() {
            (Status::Negated, Vec::new())
        } else if !planned.is_empty() {
            (Status::Planned, planned)
        } else if let Some(it) = promised
            .first()
            .filter(|_| promise_is_plan(point.kind, dated) && (dated || conditional.is_empty()))
        {
            (Status::Planned, vec![*it])
        } else if dated && promised.is_empty() && kept {
            (Status::Planned, Vec::new())
        } else if !conditional.is_empty() {
            (Status::Conditional, conditional)
        } else if !hedges.is_empty() {
            (Status::Hedged, hedges)
        } else if !exception.is_empty() {
            (Status::AffirmedWithException, exception)
        } else {
            return None;
        };
        because.extend(by);
        Some(Said { status, negative, because })
    }

    fn label_denies(&self, target: &Target) -> bool {
        let Some(sentence) = self.piece.sentence(target.sentence) else { return false };
        let words = || std::iter::once(&target.head).chain(&target.others);
        let last = words().map(|it| it.to).max().unwrap_or(target.head.to);
        self.cues_of(sentence).iter().filter(|it| it.to <= last).any(|it| {
            matches!(self.class(it), Some(CueClass::Negate | CueClass::NegateNoun | CueClass::NegateWord))
                && !words().any(|hit| it.from < hit.to && hit.from < it.to)
        })
    }

    fn has_verb(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| AUXILIARIES.contains(&self.piece.reading.tokens.word_at(at)))
    }

    /// Whether the body denies what its label names, with the cue that does if there is one: `none`, `not at present`,
    /// `we do not have these yet`. A denial of something else (`no tape is connected`) tells how it is done.
    fn denies_label(&self, body: &Body, cues: &[CueHit]) -> Option<Denial> {
        const NOT: &[&str] = &[
            "yet",
            "at",
            "currently",
            "presently",
            "in",
            "available",
            "held",
            "done",
            "met",
            "applied",
            "provided",
            "used",
            "as",
            "part",
            "possible",
            "supported",
            "offered",
            "implemented",
            "covered",
            "included",
            "enabled",
            "deployed",
            "configured",
            "so",
            "today",
            "now",
            "something",
            "needed",
            "required",
            "necessary",
            "relevant",
            "present",
            "this",
            "these",
            "for",
            "a",
            "kept",
            "maintained",
            "performed",
        ];
        const BACK: &[&str] = &[
            "it", "them", "these", "this", "that", "those", "any", "one", "so", "such", "none", "either",
            "there",
        ];
        const SMALL: &[&str] = &[
            "do",
            "have",
            "has",
            "had",
            "got",
            "offer",
            "provide",
            "hold",
            "use",
            "run",
            "keep",
            "support",
            "make",
            "yet",
            "at",
            "present",
            "currently",
            "today",
            "now",
            "time",
            "the",
            "moment",
            "in",
            "place",
            "held",
            "done",
            "available",
            "offered",
            "provided",
            "used",
            "kept",
            "of",
            "kind",
            "as",
            "is",
            "are",
            "a",
            "been",
            "not",
            "no",
            "never",
            "nor",
            "take",
            "taken",
            "encrypted",
            "tested",
            "started",
        ];
        const DEMONSTRATIVES: &[&str] = &["this", "these", "that", "those", "none", "both", "all"];
        let tokens = &self.piece.reading.tokens;
        let words: Vec<(usize, &str)> = body
            .clause
            .clone()
            .map(|at| (at, tokens.word_at(at)))
            .filter(|(_, it)| !it.is_empty())
            .skip_while(|(_, it)| SADLY.contains(it))
            .collect();
        let (first, opens) = words.first().copied()?;
        let next = words.get(1).map_or("", |it| it.1);
        let closed = words.len() == 1 || tokens.mark_at(first + 1) != ' ';
        let cue = cues.iter().find(|it| it.from <= first && first < it.to).copied();
        let denies = |it: &&CueHit| {
            matches!(self.class(it), Some(CueClass::Negate | CueClass::NegateNoun | CueClass::NegateWord))
                && body.clause.contains(&it.from)
        };
        match opens {
            "nil" | "nope" => return Some(Denial(cue)),
            "none" | "nothing" => {
                let soon = matches!(
                    next,
                    "as" | "at" | "so" | "yet" | "to" | "today" | "currently" | "in" | "planned"
                );
                return (closed || soon).then_some(Denial(cue));
            }
            "never" => return closed.then_some(Denial(cue)),
            "no" => {
                let answers =
                    closed || matches!(next, "we" | "it" | "this" | "there" | "these" | "such" | "they");
                return answers.then_some(Denial(cue));
            }
            // `not encrypted`
            "not" => {
                let undone = words.len() == 2 && next.ends_with("ed");
                return (closed || undone || NOT.contains(&next)).then_some(Denial(cue));
            }
            _ => {}
        }
        let denial = cues.iter().find(denies)?;
        if words.len() <= 2 && self.class(denial) == Some(CueClass::NegateWord) {
            return Some(Denial(Some(*denial)));
        }
        let refers = matches!(opens, "we" | "it" | "there" | "they") || DEMONSTRATIVES.contains(&opens);
        let after: Vec<&str> = words.iter().filter(|(at, _)| *at >= denial.from).map(|it| it.1).collect();
        let back =
            after.iter().take(6).any(|it| BACK.contains(it)) || after.iter().all(|it| SMALL.contains(it));
        (refers && back).then_some(Denial(Some(*denial)))
    }
}

/// A body's denial of its label, with the cue that speaks it if there is one.
#[derive(Debug, Clone, Copy)]
struct Denial(Option<CueHit>);

/// What a body says of its label.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: Status,
    pub(super) negative: bool,
    pub(super) because: Vec<CueHit>,
}
