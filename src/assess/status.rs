//! What the words around a target make of it.
//!
//! The order of precedence is that of `ConText` and its kin, with what tenders add (exceptions, promises, holders):
//! an exception's inside, then history, holder, plan, condition, reserve, and last the polarity. An explicit
//! denial beats soft praise. Several words of one negation deny once (`never held, nor intend`).

use super::find::{Carry, Piece, Target};
use crate::{
    id::Date,
    language::{
        reading::{CueHit, Hit},
        segment::Sentence,
        value::{Amount, ValueKind},
    },
    rule::{Cue, CueClass, Direction, Kind, Point, Status},
};

/// What was made of a target.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    pub(super) status: Status,
    /// Another reading that the words allow.
    pub(super) or: Option<Status>,
    /// Whether the target stands inside an exception phrase.
    pub(super) excepted: bool,
    /// The cues that decided.
    pub(super) cues: Vec<CueHit>,
}

pub(super) struct Judge<'a> {
    pub(super) piece: &'a Piece<'a>,
    pub(super) on: Date,
    /// The bidder's own name, in lower-case words.
    pub(super) bidder: &'a [String],
}

/// How a target stands to an exception phrase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Excepted {
    No,
    /// An exception is made to it.
    Qualified,
    /// It is what is excepted.
    Inside,
}

impl Judge<'_> {
    /// Reads the words around `target`.
    pub(super) fn judge(&self, target: &Target, point: &Point) -> Verdict {
        let Some(sentence) = self.piece.sentence(target.sentence) else {
            return Verdict { status: Status::Absent, or: None, excepted: false, cues: Vec::new() };
        };
        let cues = self.cues_of(sentence);
        let reach = |class: CueClass| -> Vec<CueHit> {
            cues.iter()
                .filter(|it| self.class(it) == Some(class) && self.reaches(it, target, point, sentence))
                .copied()
                .collect()
        };
        let mut because = Vec::new();
        let (negative, negators) = self.polarity(target, point, sentence, &cues);
        because.extend(negators.iter().copied());
        let (excepted, exception) = self.exception(target, &cues, sentence);

        let planned = reach(CueClass::Planned);
        let conditional = reach(CueClass::Conditional);
        let hedges = reach(CueClass::Hedge);
        let mut historic = reach(CueClass::Historic);
        historic.extend(self.expired(target, point, sentence, &cues));
        historic.retain(|it| !self.holds_date_to_come(it));
        if cues.iter().any(|it| self.class(it) == Some(CueClass::Restored)) {
            historic.clear();
        }
        let is_fact = point.kind == Kind::Fact;
        let third = if point.any_holder || is_fact {
            self.of_its_own(sentence, &cues, target)
        } else {
            self.third_party(target, point, sentence, &cues)
        };
        // Another's promise not to do harm is not the bidder's.
        let third = third.or_else(|| {
            let forsworn = point.adverse && negative;
            forsworn.then(|| self.third_party(target, point, sentence, &cues)).flatten()
        });
        let promised = self.promised(target, point, sentence, &cues);
        let dated = self.future_anchor(target, sentence, &cues);

        let mut or = None;
        let mut status = if excepted == Excepted::Inside {
            if negative { Status::Affirmed } else { Status::Negated }
        } else if let Some(third) = third.filter(|_| is_fact) {
            because.push(third);
            Status::ThirdParty
        } else if is_fact {
            if negative {
                Status::Negated
            } else if !planned.is_empty() {
                because.extend(&planned);
                Status::Planned
            } else if !hedges.is_empty() {
                because.extend(&hedges);
                Status::Hedged
            } else {
                Status::Affirmed
            }
        } else if !historic.is_empty() && (!negative || !point.adverse) {
            because.extend(&historic);
            if negative { Status::Affirmed } else { Status::Historic }
        } else if let Some(third) = third {
            because.push(third);
            Status::ThirdParty
        } else if negative {
            if !planned.is_empty() || (dated && promised.is_some()) {
                because.extend(&planned);
                Status::Planned
            } else if conditional.iter().any(|it| self.is_unless(it) != point.adverse) {
                // A denial `unless …` is a condition; so is harm forsworn `as long as …`, while harm forsworn
                // `unless you agree` is just what is asked for.
                because.extend(&conditional);
                Status::Conditional
            } else if point.adverse && !hedges.is_empty() {
                because.extend(&hedges);
                Status::Hedged
            } else {
                Status::Negated
            }
        } else if !planned.is_empty() {
            because.extend(&planned);
            Status::Planned
        } else if let Some(cue) = promised.filter(|_| promise_is_plan(point.kind, dated)) {
            because.push(cue);
            Status::Planned
        } else if dated
            && promised.is_none()
            && matches!(point.kind, Kind::Practice | Kind::Credential | Kind::Capability)
        {
            Status::Planned
        } else if !conditional.is_empty() {
            because.extend(&conditional);
            Status::Conditional
        } else if !hedges.is_empty() {
            because.extend(&hedges);
            Status::Hedged
        } else {
            Status::Affirmed
        };
        if excepted == Excepted::Qualified {
            because.extend(exception);
            if status == Status::Affirmed {
                status = Status::AffirmedWithException;
            }
        } else if excepted == Excepted::Inside {
            because.extend(exception);
        }
        if point.adverse {
            status = turned(status);
        }
        // A denial that only just reaches its target may belong to a neighbour.
        if status == Status::Negated
            && target.carried == Some(Carry::Pronoun)
            && negators.is_empty()
            && !target.head.denies
        {
            or = Some(Status::Absent);
        }
        // Wording that is weak or adverse in itself is no weaker for a reserve or a plan around it.
        let soft = matches!(status, Status::Hedged | Status::Conditional | Status::Planned);
        status = match status {
            Status::Affirmed | Status::AffirmedWithException => point.reads_as.unwrap_or(status),
            Status::Negated => point.denied_as.unwrap_or(status),
            it if soft => point.reads_as.unwrap_or(it),
            it => it,
        };
        Verdict { status, or, excepted: excepted == Excepted::Inside, cues: because }
    }

    fn cues_of(&self, sentence: &Sentence) -> Vec<CueHit> {
        let all = &self.piece.reading.cues;
        let first = all.partition_point(|it| it.from < sentence.tokens.start);
        all.iter().skip(first).take_while(|it| it.from < sentence.tokens.end).copied().collect()
    }

    fn cue(&self, hit: &CueHit) -> Option<&Cue> {
        self.piece.compiled.cues.get(hit.cue)
    }

    fn class(&self, hit: &CueHit) -> Option<CueClass> {
        self.cue(hit).map(|it| it.class)
    }

    fn is_unless(&self, hit: &CueHit) -> bool {
        matches!(
            self.piece.reading.tokens.word_at(hit.from),
            "unless" | "until" | "without" | "before" | "except"
        )
    }

    /// Words between two stretches of tokens.
    fn words_between(&self, from: usize, to: usize) -> usize {
        (from..to).filter(|at| !self.piece.reading.tokens.word_at(*at).is_empty()).count()
    }

    /// Whether a cue acts on the target: on its head, or on one of its other words where that is nearer.
    fn reaches(&self, hit: &CueHit, target: &Target, point: &Point, sentence: &Sentence) -> bool {
        let Some(cue) = self.cue(hit) else { return false };
        if !cue.kinds.is_empty() && !cue.kinds.contains(&point.kind) {
            return false;
        }
        if hit.from < sentence.body && !cue.sentence {
            return false;
        }
        if let Some(acts) = self.overlap(hit, cue, target) {
            return acts;
        }
        std::iter::once(&target.head).chain(&target.others).any(|it| self.reaches_hit(hit, cue, it))
    }

    fn reaches_hit(&self, hit: &CueHit, cue: &Cue, target: &Hit) -> bool {
        self.reaches_within(hit, cue, cue.tokens, target)
    }

    /// Whether a cue reaches a hit that is at most `far` words away.
    fn reaches_within(&self, hit: &CueHit, cue: &Cue, far: Option<usize>, target: &Hit) -> bool {
        let near = |from: usize, to: usize| far.is_none_or(|most| self.words_between(from, to) <= most);
        let one_clause = cue.sentence || {
            let (a, b) = (self.piece.clause(hit.from), self.piece.clause(target.from));
            // What is said of the main clause holds for what interrupts it: `the code, which laid down …, was withdrawn`.
            let frames = matches!(cue.class, CueClass::Historic | CueClass::Planned | CueClass::Conditional);
            a == b
                || self.piece.outer(a) == Some(b) && cue.direction == Direction::Both
                || self.piece.outer(b) == Some(a) && frames
        };
        let forward = target.from >= hit.to && near(hit.to, target.from);
        let backward = target.to <= hit.from && near(target.to, hit.from);
        one_clause
            && match cue.direction {
                Direction::Forward => forward,
                Direction::Backward => backward,
                Direction::Both => forward || backward,
            }
    }

    /// Whether the words deny the target, and by which cues.
    fn polarity(
        &self,
        target: &Target,
        point: &Point,
        sentence: &Sentence,
        cues: &[CueHit],
    ) -> (bool, Vec<CueHit>) {
        let mut by = Vec::new();
        let mut denials = 0;
        let head = &target.head;
        for class in [CueClass::Negate, CueClass::NegateNoun, CueClass::NegateWord] {
            let found: Vec<&CueHit> = cues
                .iter()
                .filter(|it| self.class(it) == Some(class))
                .filter(|hit| {
                    let Some(cue) = self.cue(hit) else { return false };
                    if let Some(acts) = self.overlap(hit, cue, target) {
                        return acts;
                    }
                    // Undertakings list at length what is forsworn: `neither … sell it, use it … or pass it on`.
                    let forsworn = point.kind == Kind::Undertaking && class == CueClass::Negate;
                    let far = if forsworn { None } else { cue.tokens };
                    let on_head = self.reaches_within(hit, cue, far, head);
                    // `encryption is not applied to backups`: the denial stands between predicate and object.
                    let between = |it: &Hit| {
                        head.to <= hit.from && hit.to <= it.from && self.reaches_within(hit, cue, far, it)
                    };
                    let on_others = match class {
                        CueClass::Negate => target.others.iter().any(between),
                        _ => target.others.iter().any(|it| self.reaches_within(hit, cue, far, it)),
                    };
                    (hit.from >= sentence.body || cue.sentence)
                        && (on_head || on_others)
                        && !self.is_answer(hit, sentence)
                        && !self.is_lifted(hit, head.from)
                })
                .collect();
            // `no strategy, nor a plan`: `nor` goes on with a denial and never adds one.
            let goes_on =
                denials > 0 && found.iter().all(|it| self.piece.reading.tokens.word_at(it.from) == "nor");
            // Two cues that share words are one denial.
            let apart =
                |it: &&&CueHit| !by.iter().any(|other: &CueHit| other.from < it.to && it.from < other.to);
            if let Some(first) = found.iter().find(apart) {
                denials += usize::from(!goes_on);
                by.push(**first);
            }
        }
        if target.carried == Some(Carry::Ellipsis) {
            let range = target.others.first().map_or(head.from, |it| it.to)..head.to;
            let own = cues.iter().find(|it| {
                self.class(it) == Some(CueClass::Negate) && it.from >= range.start && it.to <= range.end
            });
            if let Some(own) = own.filter(|it| !by.contains(it)) {
                denials += 1;
                by.push(*own);
            }
        }
        denials += std::iter::once(head).chain(&target.others).filter(|it| it.denies).count();
        (denials % 2 == 1, by)
    }

    /// How a cue acts that shares words with the target; none where it shares none. A cue never acts on words that
    /// it is part of (`nothing you cannot get`); one that only ends in them does (`are not provided`), unless the
    /// shared word is the denial itself (`is prohibited` where prohibiting is what is wished for).
    fn overlap(&self, hit: &CueHit, cue: &Cue, target: &Target) -> Option<bool> {
        const DENIALS: &[&str] = &[
            "not", "never", "no", "none", "nor", "neither", "without", "nothing", "nobody", "hardly",
            "cannot",
        ];
        let mut shared = std::iter::once(&target.head)
            .chain(&target.others)
            .filter(|it| hit.from < it.to && it.from < hit.to)
            .peekable();
        shared.peek()?;
        let inside = |at: usize| {
            std::iter::once(&target.head).chain(&target.others).any(|it| it.from <= at && at < it.to)
        };
        let mut outside = (hit.from..hit.to)
            .filter(|at| !inside(*at))
            .map(|at| self.piece.reading.tokens.word_at(at))
            .peekable();
        let denies = matches!(cue.class, CueClass::Negate | CueClass::NegateNoun | CueClass::NegateWord);
        Some(outside.peek().is_some() && (!denies || outside.any(|it| DENIALS.contains(&it))))
    }

    /// The `No,` that answers a question denies nothing of what follows.
    fn is_answer(&self, hit: &CueHit, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        hit.from == sentence.body && tokens.word_at(hit.from) == "no" && tokens.mark_at(hit.to) == ','
    }

    /// `not complete until it is written`, `we hold no names, just levels`: what stands behind is not denied.
    fn is_lifted(&self, hit: &CueHit, head: usize) -> bool {
        let tokens = &self.piece.reading.tokens;
        (hit.to..head).any(|at| {
            let word = tokens.word_at(at);
            matches!(word, "until" | "unless" | "before")
                || matches!(word, "just" | "only" | "merely" | "simply")
                    && at > 0
                    && tokens.mark_at(at - 1) == ','
        })
    }

    /// How the target stands to the sentence's exception phrases.
    fn exception(&self, target: &Target, cues: &[CueHit], sentence: &Sentence) -> (Excepted, Option<CueHit>) {
        let mut result = (Excepted::No, None);
        for hit in
            cues.iter().filter(|it| self.class(it) == Some(CueClass::Exception) && it.from >= sentence.body)
        {
            let clause = self.piece.clause(hit.to);
            let tokens = &self.piece.reading.tokens;
            if self.cue(hit).is_some_and(|it| it.direction == Direction::Backward) {
                // `…, free-text notes excluded`: the phrase begins after the comma before it.
                let start = (sentence.body..hit.from)
                    .rev()
                    .find(|at| matches!(tokens.mark_at(*at), ',' | ';' | '(' | '\u{2013}'));
                let Some(start) = start else { continue };
                let object = target.others.first().unwrap_or(&target.head);
                if object.from > start && object.to <= hit.from {
                    return (Excepted::Inside, Some(*hit));
                }
                if target.head.to <= start {
                    result = (Excepted::Qualified, Some(*hit));
                }
                continue;
            }
            let end = (hit.to..sentence.tokens.end)
                .find(|at| {
                    self.piece.clause(*at) != clause
                        || matches!(tokens.mark_at(*at), ',' | ';' | '.' | ')')
                            && !self.goes_on(*at, sentence)
                })
                .unwrap_or(sentence.tokens.end);
            let inside = |it: &Hit| it.from >= hit.to && it.from < end;
            let outside_clause = |it: &Hit| {
                let (a, b) = (self.piece.clause(it.from), self.piece.clause(hit.from));
                a != b && self.piece.outer(b) != Some(a) && self.piece.outer(a) != Some(b)
            };
            let object = target.others.first().unwrap_or(&target.head);
            // `all backups save the weekly tape are encrypted`: what is named before the exception is what is claimed.
            let named_before =
                self.piece.reading.groups.iter().filter(|it| it.contains(object)).flatten().any(|it| {
                    it.to <= hit.from
                        && it.from >= sentence.body
                        && self.piece.clause(it.from) == self.piece.clause(hit.from)
                });
            if inside(object) && named_before {
                result = (Excepted::Qualified, Some(*hit));
                continue;
            }
            if inside(object) && (target.others.is_empty() || !inside(&target.head) || inside(&target.head)) {
                return (Excepted::Inside, Some(*hit));
            }
            let far = outside_clause(&target.head)
                && end < sentence.tokens.end
                && target.head.from > end
                && tokens.mark_at(end) != ',';
            if !far && !inside(&target.head) && !outside_clause(&target.head) {
                result = (Excepted::Qualified, Some(*hit));
            }
        }
        result
    }

    /// Whether a comma inside an exception phrase only parts its items: `save tapes, exports and logs`.
    fn goes_on(&self, at: usize, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        tokens.mark_at(at) == ','
            && (at + 1..(at + 4).min(sentence.tokens.end))
                .any(|it| matches!(tokens.word_at(it), "and" | "or"))
            && !(at + 1..(at + 4).min(sentence.tokens.end))
                .any(|it| crate::language::segment::AUXILIARIES.contains(&tokens.word_at(it)))
    }

    /// A past date after `expires` or `valid until`.
    fn expired(
        &self,
        target: &Target,
        point: &Point,
        sentence: &Sentence,
        cues: &[CueHit],
    ) -> Option<CueHit> {
        const FURTHEST: usize = 7;
        cues.iter()
            .filter(|it| self.class(it) == Some(CueClass::Expiry))
            .filter(|it| {
                self.cue(it).is_some_and(|cue| cue.kinds.is_empty() || cue.kinds.contains(&point.kind))
            })
            .find(|it| {
                // The date stands after the cue, or is its last word (`to 11 February 2026`).
                let date = self.piece.reading.values.iter().find(|value| {
                    value.kind == ValueKind::Date
                        && value.from > it.from
                        && value.from < it.to + FURTHEST
                        && value.to <= sentence.tokens.end
                });
                let said = matches!(self.piece.reading.tokens.word_at(it.from), "expired" | "lapsed");
                let past =
                    date.map_or(said, |it| matches!(it.amount, Amount::Days(_, last) if last < self.on));
                // Each item of a run-on list has its own expiry: only the one that follows the target counts.
                let own = target.head.from <= it.from && !self.named_again(&target.head, it.from)
                    || self.piece.clause(it.from) == self.piece.clause(target.head.from);
                past && own
            })
            .copied()
    }

    /// Whether the lexicon that the head belongs to has another hit before `until`.
    fn named_again(&self, head: &Hit, until: usize) -> bool {
        let groups = self.piece.reading.groups.iter().filter(|it| it.contains(head));
        groups.flatten().any(|it| it.from >= head.to && it.to <= until)
    }

    /// Whether the subject of the target's clause is somebody else.
    fn third_party(
        &self,
        target: &Target,
        point: &Point,
        sentence: &Sentence,
        cues: &[CueHit],
    ) -> Option<CueHit> {
        let clause = self.piece.clause(target.head.from);
        let first_word = std::iter::once(&target.head)
            .chain(&target.others)
            .map(|it| it.from)
            .min()
            .unwrap_or(target.head.from);
        let overlaps = |it: &CueHit| {
            std::iter::once(&target.head)
                .chain(&target.others)
                .any(|hit| it.from < hit.to && hit.from < it.to)
        };
        if let Some(it) = cues.iter().find(|it| {
            self.class(it) == Some(CueClass::Deflect)
                && self.cue(it).is_some_and(|cue| {
                    (cue.kinds.is_empty() || cue.kinds.contains(&point.kind))
                        && (self.overlap(it, cue, target) == Some(true)
                            || std::iter::once(&target.head)
                                .chain(&target.others)
                                .any(|hit| self.reaches_hit(it, cue, hit)))
                })
        }) {
            return Some(*it);
        }
        // A `they` that stands for the thing spoken of is nobody.
        let stands_for_it = |it: &CueHit| {
            target.carried == Some(Carry::Pronoun) && self.piece.reading.tokens.word_at(it.from) == "they"
        };
        let subject_of = |clause: usize| {
            cues.iter().filter(|it| !overlaps(it) && it.to <= target.head.from.max(first_word)).find(|it| {
                let holder = matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder));
                holder
                    && !stands_for_it(it)
                    && !self.names_another(it, cues)
                    && self.piece.clause(it.from) == clause
                    && (it.from >= sentence.body)
                    && !self.after_preposition(it.from)
            })
        };
        // `The university is certified (number 7, scope: storage)`: a bracket that borrows its words from the clause
        // around it has that clause's subject too.
        let around = || {
            let outer = self.piece.outer(clause)?;
            let borrows = target.others.iter().any(|it| self.piece.clause(it.from) == outer);
            borrows.then(|| subject_of(outer)).flatten()
        };
        let subject = subject_of(clause).or_else(around);
        let own_name = self.names_bidder(sentence, target.head.from);
        match subject {
            Some(it)
                if self.class(it) == Some(CueClass::ThirdParty)
                    && own_name.is_none_or(|at| at >= it.from) =>
            {
                return Some(*it);
            }
            Some(_) => return None,
            None => {}
        }
        // A pronoun brings the holder of what it stands for: `the host does its own backups and these are …`.
        if target.carried == Some(Carry::Pronoun) {
            let named =
                cues.iter().filter(|it| it.to <= target.head.from && it.from >= sentence.body).find(|it| {
                    matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder))
                        && !stands_for_it(it)
                        && !self.after_preposition(it.from)
                });
            if let Some(it) = named.filter(|it| self.class(it) == Some(CueClass::ThirdParty)) {
                return Some(*it);
            }
        }
        // A certificate listed under another firm's name is that firm's.
        if point.kind == Kind::Credential
            && let Some(label) = &sentence.label
        {
            let holders =
                self.piece.reading.cues.iter().filter(|it| it.from >= label.start && it.to <= label.end);
            let mut holders =
                holders.filter(|it| matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder)));
            if let Some(it) = holders.next().filter(|it| self.class(it) == Some(CueClass::ThirdParty)) {
                return Some(*it);
            }
        }
        // `…, who are certified`: the subject is what the relative clause follows.
        if let Some(outer) = self.piece.outer(clause) {
            let start = sentence.tokens.clone().find(|at| self.piece.clause(*at) == clause).unwrap_or(0);
            let relative =
                matches!(self.piece.reading.tokens.word_at(start), "which" | "who" | "whose" | "where");
            let before = cues.iter().rev().find(|it| {
                it.to <= start
                    && self.piece.clause(it.from) == outer
                    && self.words_between(it.to, start) <= 1
                    && matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder))
            });
            if relative && let Some(it) = before.filter(|it| self.class(it) == Some(CueClass::ThirdParty)) {
                return Some(*it);
            }
        }
        None
    }

    /// `Microsoft lists its own sub-processors`, `our parent has an officer`: said of another even where the words
    /// count whoever they are said of.
    fn of_its_own(&self, sentence: &Sentence, cues: &[CueHit], target: &Target) -> Option<CueHit> {
        let tokens = &self.piece.reading.tokens;
        let clause = self.piece.clause(target.head.from);
        let first = cues.iter().find(|it| {
            let holder = matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder));
            holder
                && !self.names_another(it, cues)
                && it.from >= sentence.body
                && self.piece.clause(it.from) == clause
                && !self.after_preposition(it.from)
        })?;
        if self.class(first) != Some(CueClass::ThirdParty) || first.from > target.head.from {
            return None;
        }
        let word = |at: usize| tokens.word_at(at);
        let own = (first.to + 1..sentence.tokens.end)
            .any(|at| word(at) == "own" && matches!(word(at - 1), "its" | "their" | "his" | "her"));
        let states = (first.to..target.head.to.max(first.to)).any(|at| {
            matches!(word(at), "has" | "states" | "says" | "claims")
                || word(at) == "is" && matches!(word(at + 1), "a" | "an" | "the" | "our" | "your")
        });
        (own || states).then_some(*first)
    }

    /// `our hosting provider` is no `our`.
    fn names_another(&self, it: &CueHit, cues: &[CueHit]) -> bool {
        self.class(it) == Some(CueClass::Bidder)
            && cues.iter().any(|next| next.from == it.to && self.class(next) == Some(CueClass::ThirdParty))
    }

    fn after_preposition(&self, at: usize) -> bool {
        const PREPOSITIONS: &[&str] = &[
            "by",
            "with",
            "via",
            "using",
            "through",
            "from",
            "in",
            "on",
            "at",
            "to",
            "of",
            "for",
            "under",
            "behind",
            "between",
            "into",
            "within",
            "against",
            "than",
            "over",
            "inside",
            "onto",
            "per",
            "alongside",
            "like",
            "as",
            "use",
            "uses",
            "run",
            "runs",
            "enabled",
        ];
        let tokens = &self.piece.reading.tokens;
        let back = |n: usize| at.checked_sub(n).map_or("", |it| tokens.word_at(it));
        PREPOSITIONS.contains(&back(1))
            || matches!(
                back(1),
                "the"
                    | "our"
                    | "a"
                    | "an"
                    | "their"
                    | "its"
                    | "either"
                    | "both"
                    | "two"
                    | "three"
                    | "several"
                    | "different"
                    | "separate"
                    | "another"
                    | "one"
            ) && PREPOSITIONS.contains(&back(2))
    }

    fn names_bidder(&self, sentence: &Sentence, before: usize) -> Option<usize> {
        let first = self.bidder.first()?;
        (sentence.body..before).find(|at| self.piece.reading.tokens.word_at(*at) == first)
    }

    /// `until 2027` is no history.
    fn holds_date_to_come(&self, hit: &CueHit) -> bool {
        self.piece.reading.values.iter().any(|it| {
            let inside = it.from >= hit.from && it.from <= hit.to;
            inside && matches!(it.amount, Amount::Days(_, last) if last >= self.on)
        })
    }

    /// The `will` or `shall` that governs the head.
    fn promised(
        &self,
        target: &Target,
        point: &Point,
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

    /// Whether a date to come anchors the target: `from April 2027`.
    fn future_anchor(&self, target: &Target, sentence: &Sentence, cues: &[CueHit]) -> bool {
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
            "review", "reviewed", "ends", "due",
        ];
        const EXPIRES: usize = 8;
        let tokens = &self.piece.reading.tokens;
        let keeps = sentence.tokens.clone().any(|at| {
            KEEPS.contains(&tokens.word_at(at))
                && self.piece.clause(at) == self.piece.clause(target.head.from)
        });
        self.piece.reading.values.iter().any(|value| {
            let Amount::Days(first, _) = value.amount else { return false };
            let (a, b) = (self.piece.clause(value.from), self.piece.clause(target.head.from));
            let here = value.from >= sentence.body
                && value.to <= sentence.tokens.end
                && (a == b || self.piece.outer(a) == Some(b));
            let before = value.from.checked_sub(1).map_or("", |it| tokens.word_at(it));
            let expiry = cues.iter().any(|it| {
                self.class(it) == Some(CueClass::Expiry)
                    && it.from <= value.from
                    && value.from - it.from <= EXPIRES
            });
            let promised = self.has_promise(cues, target);
            here && first > self.on && !expiry && (promised || ANCHORS.contains(&before) && !keeps)
        })
    }

    fn has_promise(&self, cues: &[CueHit], target: &Target) -> bool {
        cues.iter().any(|it| {
            self.class(it) == Some(CueClass::Promissory)
                && self.piece.clause(it.from) == self.piece.clause(target.head.from)
        })
    }
}

/// Whether a bare or dated promise of this kind of point is only a plan.
fn promise_is_plan(kind: Kind, dated: bool) -> bool {
    match kind {
        Kind::Undertaking | Kind::Event | Kind::Fact => false,
        Kind::Practice => dated,
        Kind::Capability | Kind::Credential => true,
    }
}

/// What a claim of something feared says of the part.
fn turned(status: Status) -> Status {
    match status {
        // A right that may be used is reserved; a thing feared that is planned is still feared.
        Status::Affirmed | Status::Planned | Status::AffirmedWithException | Status::Hedged => {
            Status::Negated
        }
        Status::Negated => Status::Affirmed,
        Status::Historic => Status::Hedged,
        it => it,
    }
}
