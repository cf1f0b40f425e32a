//! What the words around a target make of it.
//!
//! The order of precedence is that of `ConText` and its kin, with what tenders add (exceptions, promises, holders):
//! an exception's inside, then history, holder, plan, condition, reserve, and last the polarity. An explicit
//! denial beats soft praise. Several words of one negation deny once (`never held, nor intend`).

use super::{
    find::{Carry, Piece, Target},
    general::Contrast,
    lead::Reply,
    tense::{Stale, promise_is_plan},
};
use crate::{
    id::Date,
    language::{
        reading::{CueHit, Hit},
        segment::Sentence,
        words::Lists,
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

/// What of a point decides how the words around it are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    pub(super) kind: Kind,
    pub(super) adverse: bool,
    pub(super) any_holder: bool,
    pub(super) reads_as: Option<Status>,
    pub(super) denied_as: Option<Status>,
    pub(super) lasts_months: Option<u32>,
}

impl From<&Point> for Traits {
    fn from(it: &Point) -> Self {
        Self {
            kind: it.kind,
            adverse: it.adverse,
            any_holder: it.any_holder,
            reads_as: it.reads_as,
            denied_as: it.denied_as,
            lasts_months: it.lasts_months,
        }
    }
}

pub(super) struct Judge<'a> {
    pub(super) piece: &'a Piece<'a>,
    pub(super) on: Date,
    /// The bidder's own name, in lower-case words.
    pub(super) bidder: &'a [String],
}

/// How a target stands to an exception phrase.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Excepted {
    No,
    /// An exception is made to it.
    Qualified,
    /// It is what is excepted.
    Inside,
    /// It is said of what is excepted: `save for the old station, which still …`.
    Told,
}

impl Judge<'_> {
    /// Reads the words around `target`.
    pub(super) fn judge(&self, target: &Target, point: Traits) -> Verdict {
        let Some(sentence) = self.piece.sentence(target.sentence) else {
            return Verdict { status: Status::Absent, or: None, excepted: false, cues: Vec::new() };
        };
        // What is said `likewise` is what was said, with all that turned it.
        if let Some((before, head)) = target.antecedent {
            let said = self.judge(&Target::new(before, head, Vec::new(), None), point);
            let apart = self.piece.clause(head.from) != self.piece.clause(target.head.from);
            if (before < target.sentence || apart)
                && !matches!(said.status, Status::Affirmed | Status::Absent)
            {
                return said;
            }
        }
        let cues = self.cues_of(sentence);
        let reach = |class: CueClass| -> Vec<CueHit> {
            cues.iter()
                .filter(|it| self.class(it) == Some(class) && self.reaches(it, target, point, sentence))
                .copied()
                .collect()
        };
        if let Some(said) = target.body.as_ref().and_then(|it| self.titled(it, target, point)) {
            let status = if point.adverse { turned(said.status, said.negative) } else { said.status };
            let status = worded(status, point, false);
            return Verdict { status, or: None, excepted: false, cues: said.because };
        }
        let feared = point.adverse || point.reads_as == Some(Status::Negated);
        if feared && self.is_supposed(target, sentence) {
            return Verdict { status: Status::Absent, or: None, excepted: false, cues: Vec::new() };
        }
        let mut because = Vec::new();
        let (mut negative, mut negators) = self.polarity(target, point, sentence, cues);
        let led = self.led(target, point, sentence);
        if let Some(it) = led.negative.filter(|_| !negative) {
            negative = true;
            negators.push(it);
        }
        because.extend(negators.iter().copied());
        let (mut excepted, mut exception) = self.exception(target, cues, sentence);
        // `…; the timetable, in plain HTTP, is the lone straggler`: what is feared is true of the exception itself.
        let itself = point.adverse
            && excepted == Excepted::Inside
            && exception.is_some_and(|it| self.is_predicate(&it));
        if itself {
            excepted = Excepted::No;
        }
        // `Other than ISO 9001 we hold nothing.`
        negative |= excepted == Excepted::Inside && self.of_nothing(&target.head);
        if let Some(it) = led.excepted.filter(|_| excepted == Excepted::No) {
            (excepted, exception) = (Excepted::Inside, Some(it));
        }

        let mut planned = reach(CueClass::Planned);
        planned.extend(led.planned);
        planned.retain(|it| !self.plan_is_denied(it, cues) && !self.is_a_plan(it));
        let mut conditional = reach(CueClass::Conditional);
        conditional.retain(|it| self.prices(it) || !self.of_a_later_statement(it, &target.head));
        conditional.retain(|it| !self.contrasts(it, cues));
        conditional.retain(|it| !self.only_says(it, target, sentence));
        conditional.retain(|it| !self.of_a_document(it, target));
        conditional.extend(led.conditional);
        // `no cost, save for retrieval at £180 a day`: what is priced is the exception.
        let cut = exception.filter(|_| excepted == Excepted::Qualified);
        conditional.retain(|it| {
            !cut.is_some_and(|cut| {
                target.head.to <= cut.from
                    && cut.to <= it.from
                    && self.piece.clause(cut.from) == self.piece.clause(it.from)
            })
        });
        // `we pass it on unless you opt out`: harm that is stopped only by a word is done.
        conditional.retain(|it| !(point.adverse && !negative && self.is_unless(it) && self.opts_out(it)));
        // A practice with an `unless` is a practice with an exception.
        let unless = !point.adverse
            && point.kind == Kind::Practice
            && !conditional.is_empty()
            && conditional.iter().all(|it| self.piece.reading.tokens.word_at(it.from) == "unless");
        let mut exempted = Vec::new();
        if unless {
            exempted = std::mem::take(&mut conditional);
            exempted.retain(|it| !self.leaves_it_to_you(it));
        }
        let mut hedges = reach(CueClass::Hedge);
        hedges.retain(|it| !self.is_month(it));
        hedges.extend(led.hedges);
        // `We are not aware of any respect in which it falls foul`: no harm is owned to, and none is ruled out.
        negative |= point.adverse && hedges.iter().any(|it| self.knows_of_none(it));
        let sent = self.sends_elsewhere(target, cues, sentence);
        hedges.extend(sent);
        let mut historic = reach(CueClass::Historic);
        historic.extend(led.historic);
        historic.extend(self.expired(target, point, sentence, cues));
        historic.retain(|it| !self.holds_date_to_come(it) && !self.is_purpose(it, sentence));
        let restored = cues
            .iter()
            .any(|it| self.class(it) == Some(CueClass::Restored) && !self.restores_another(it, target));
        if restored {
            historic.clear();
        }
        let stale = self.stale(target, sentence);
        let over = !historic.is_empty()
            || stale == Some(Stale::Done)
            || self.ran_out(target, point, sentence)
            || self.over_by_its_row(target, point, sentence);
        let is_fact = point.kind == Kind::Fact;
        let third = if point.any_holder || is_fact {
            self.of_its_own(sentence, cues, target, point)
        } else {
            self.third_party(target, point, sentence, cues)
        };
        // Another's promise not to do harm is not the bidder's.
        let third = third.or_else(|| {
            let forsworn = point.adverse && negative;
            forsworn.then(|| self.third_party(target, point, sentence, cues)).flatten()
        });
        let elsewhere = third.is_none()
            && !point.adverse
            && (self.with_customers(sentence, target, cues) || self.hearsay(target, sentence, cues));
        let promised = self.promised(target, point, sentence, cues);
        let dated = self.future_anchor(target, point.kind, sentence, cues);

        if let Some(it) = exempted.first().filter(|_| excepted == Excepted::No && !negative) {
            (excepted, exception) = (Excepted::Qualified, Some(*it));
        }
        let mut or = None;
        let mut status = if excepted == Excepted::Inside {
            if negative { Status::Affirmed } else { Status::Negated }
        } else if let Some(third) = third.filter(|_| is_fact) {
            because.push(third);
            Status::ThirdParty
        } else if elsewhere {
            Status::ThirdParty
        } else if is_fact {
            if negative {
                Status::Negated
            } else if over {
                because.extend(&historic);
                Status::Historic
            } else if !planned.is_empty() {
                because.extend(&planned);
                Status::Planned
            } else if !conditional.is_empty() && !point.adverse {
                because.extend(&conditional);
                Status::Conditional
            } else if !hedges.is_empty() {
                because.extend(&hedges);
                Status::Hedged
            } else {
                Status::Affirmed
            }
        } else if over && (!negative || !point.adverse) {
            because.extend(&historic);
            // What was bad and is over is good; what was denied and is over is only over.
            let bad = std::iter::once(&target.head).chain(&target.others).any(|it| it.denies);
            if negative && bad { Status::Affirmed } else { Status::Historic }
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
            } else if !hedges.is_empty() && (point.adverse || negators.is_empty()) {
                // `we cannot rule out that some are unencrypted`
                because.extend(&hedges);
                Status::Hedged
            } else {
                Status::Negated
            }
        } else if !planned.is_empty() {
            because.extend(&planned);
            Status::Planned
        } else if let Some(cue) = promised.filter(|_| {
            // `provided that the contract asks for it, we will …` is a condition and no plan.
            promise_is_plan(point.kind, dated) && (dated || conditional.is_empty())
        }) {
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
        if let Some(it) = self.turned_later(target, point, negative, &negators, sentence) {
            status = it;
            negative = it == Status::Negated;
        }
        if stale == Some(Stale::Revised) && status == Status::Affirmed && !negative && !point.adverse {
            status = Status::Hedged;
        }
        let to_come = self.scheduled(sentence) || self.moves_later(target, sentence);
        if to_come && status == Status::Affirmed && !negative && !point.adverse {
            status = Status::Planned;
        }
        // Where others are what was asked for, what they do is the answer.
        let feared = point.adverse || point.reads_as == Some(Status::Negated);
        let trade = self.of_the_trade(target, sentence, cues).filter(|_| feared || !point.any_holder);
        if let Some(Contrast::Answered(_)) = trade {
            negative = target.head.denies;
        }
        let mut said_back = reach(CueClass::SaidBack);
        // `… and comply with it`
        said_back.retain(|it| !self.is_agreed(it, sentence) && !self.moves_on(it, target));
        let general = self.in_general(target, sentence, cues);
        let answered = (general || !said_back.is_empty()).then(|| self.answered(target, sentence)).flatten();
        let replied = match trade {
            Some(Contrast::Answered(reply)) => Some(reply),
            Some(Contrast::Aside) => None,
            None => target.reply.or_else(|| self.ticked(target)).or(answered),
        };
        if let Some(reply) = replied {
            negative ^= reply == Reply::No;
            status = match reply {
                Reply::Yes | Reply::No if negative => Status::Negated,
                Reply::Yes | Reply::No => Status::Affirmed,
                Reply::Planned => Status::Planned,
                Reply::Conditional => Status::Conditional,
                Reply::Hedged => Status::Hedged,
            };
        }
        if excepted == Excepted::Qualified {
            because.extend(exception);
            if status == Status::Affirmed {
                status = Status::AffirmedWithException;
            }
        } else if excepted == Excepted::Inside {
            because.extend(exception);
        }
        if point.adverse {
            status = turned(status, negative);
        }
        // A promise that has ended is no promise, whatever it forswore.
        let of_old = negative && point.adverse && self.is_promise_of_old(&historic, target, sentence);
        if status == Status::Affirmed && (of_old || self.ended_later(target, sentence, cues)) {
            status = Status::Historic;
        }
        // A denial that only just reaches its target may belong to a neighbour.
        if status == Status::Negated
            && target.carried == Some(Carry::Pronoun)
            && negators.is_empty()
            && !target.head.denies
        {
            or = Some(Status::Absent);
        }
        if excepted == Excepted::Told {
            // The exception itself is what it is an exception to.
            if status == Status::Negated {
                status = Status::Absent;
            }
        }
        // Wording that is weak or adverse in itself is no weaker for a reserve or a plan around it.
        let soft = matches!(status, Status::Hedged | Status::Conditional | Status::Planned);
        status = match status {
            Status::Absent => status,
            Status::Affirmed | Status::AffirmedWithException => {
                let over = |it: &Status| restored && *it == Status::Historic;
                point.reads_as.filter(|it| !over(it)).unwrap_or(status)
            }
            Status::Negated => point.denied_as.unwrap_or(status),
            // What has to be bought is not had, whatever the wording is worth in itself.
            Status::Conditional
                if point.reads_as == Some(Status::Affirmed)
                    && conditional.iter().any(|it| {
                        let wide = self.cue(it).is_some_and(|cue| cue.sentence);
                        wide && !self.asks_leave(it)
                    }) =>
            {
                status
            }
            Status::Hedged if sent.is_some() => status,
            it if soft => point.reads_as.unwrap_or(it),
            it => it,
        };
        // `save for the benchmark, which we own`: so is what wording is worth in itself.
        if excepted == Excepted::Told && status == Status::Negated {
            status = Status::Absent;
        }
        if !said_back.is_empty() && answered.is_none() && status != Status::Absent {
            because = said_back;
            status = Status::Related;
        }
        if general && answered.is_none() || trade.is_some() && replied.is_none() {
            status = Status::Absent;
        }
        Verdict { status, or, excepted: itself || excepted == Excepted::Inside, cues: because }
    }

    pub(super) fn cues_of(&self, sentence: &Sentence) -> &[CueHit] {
        self.piece.reading.cues_in(&sentence.tokens)
    }

    pub(super) fn cue(&self, hit: &CueHit) -> Option<&Cue> {
        self.piece.compiled.cues.get(hit.cue)
    }

    pub(super) fn class(&self, hit: &CueHit) -> Option<CueClass> {
        self.piece.compiled.class(hit)
    }

    /// `For tariffs please see our website`, `Please refer to Annex 3 for the keys`: a short sentence that only sends the
    /// reader elsewhere says nothing itself.
    fn sends_elsewhere(&self, target: &Target, cues: &[CueHit], sentence: &Sentence) -> Option<CueHit> {
        const LONGEST: usize = 14;
        let tokens = &self.piece.reading.tokens;
        // `Attached as Appendix B` gives the thing itself.
        let sends = |it: &CueHit| {
            (it.from..it.to).any(|at| {
                matches!(tokens.word_at(at), "see" | "refer" | "consult" | "ask" | "find" | "found")
            })
        };
        let it = cues.iter().find(|it| self.class(it) == Some(CueClass::Reference) && sends(it))?;
        let fronted = matches!(
            tokens.word_at(sentence.body),
            "for" | "on" | "regarding" | "about" | "concerning" | "as" | "please"
        );
        let opens = self.words_between(sentence.body, it.from) <= 1;
        let said = (sentence.body..it.from)
            .any(|at| tokens.is(at, Lists::AUXILIARY.and(Lists::PRONOUN)) || tokens.mark_at(at) == ':');
        (self.words_between(sentence.body, sentence.tokens.end) <= LONGEST
            && it.from >= sentence.body
            && !said
            && (opens && target.head.from >= it.from || fronted && sentence.body < it.from))
            .then_some(*it)
    }

    /// `We note the wish for it, but ours are not.`: what a pronoun and a bare verb say of what was said back, in the same
    /// sentence or at the beginning of the next.
    fn answered(&self, target: &Target, sentence: &Sentence) -> Option<Reply> {
        let said = std::iter::once(&target.head).chain(&target.others).map(|it| it.to).max()?;
        let here = self.piece.taken_up(&(said..sentence.tokens.end));
        here.or_else(|| {
            let next = self.piece.sentence(target.sentence + 1).filter(|it| it.line == sentence.line)?;
            self.piece.reply_at(next.body, &(next.body..next.tokens.end))
        })
    }

    /// Whether what was asked is agreed to after it was said back.
    fn is_agreed(&self, said_back: &CueHit, sentence: &Sentence) -> bool {
        const FURTHEST: usize = 60;
        let behind = said_back.to..sentence.tokens.end.min(said_back.to + FURTHEST);
        let mut cues = self.piece.reading.cues_in(&behind).iter();
        cues.any(|it| self.class(it) == Some(CueClass::Agreed))
    }

    /// `We note the need for it, and we encrypt ours`, `We note the need for it; backups are not encrypted`: whether what is
    /// said back ends before the target, where the bidder turns to itself or the sentence to something else. What is asked
    /// of the bidder (`that we encrypt`) is still said back.
    fn moves_on(&self, said_back: &CueHit, target: &Target) -> bool {
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        (said_back.to..target.head.to).any(|at| {
            let us = matches!(word(at), "we" | "i" | "our" | "ours")
                && !matches!(word(at - 1), "that" | "whether" | "how" | "for" | "to" | "of");
            us || matches!(word(at), "but" | "however" | "though" | "although" | "yet")
                || matches!(tokens.mark_at(at), ';' | ':')
        })
    }

    /// `we would not want to list them`, `we do not plan to`: no plan.
    fn plan_is_denied(&self, hit: &CueHit, cues: &[CueHit]) -> bool {
        const FURTHEST: usize = 2;
        let tokens = &self.piece.reading.tokens;
        cues.iter().any(|it| {
            self.class(it) == Some(CueClass::Negate)
                && it.to <= hit.from
                && hit.from - it.to < FURTHEST
                && tokens.word_at(it.to.saturating_sub(1)) == "not"
                && self.piece.clause(it.from) == self.piece.clause(hit.from)
                && !(it.to..hit.from).any(|at| tokens.word_at(at).is_empty() || tokens.word_at(at) == "but")
        })
    }

    /// `unless you opt out`
    fn opts_out(&self, hit: &CueHit) -> bool {
        const FURTHEST: usize = 5;
        let word = |at: usize| self.piece.reading.tokens.word_at(at);
        (hit.from..hit.to + FURTHEST).any(|at| {
            matches!(word(at), "opt" | "opts" | "opted") && word(at + 1) == "out"
                || matches!(
                    word(at),
                    "object" | "objects" | "objected" | "refuse" | "refuses" | "decline" | "forbid"
                )
        })
    }

    /// `a strategy, a plan for managing it`: the paper, and nothing that is still to come.
    fn is_a_plan(&self, hit: &CueHit) -> bool {
        let tokens = &self.piece.reading.tokens;
        tokens.word_at(hit.from) == "plan"
            && tokens.word_at(hit.to.saturating_sub(1)) == "for"
            && hit.from.checked_sub(1).is_some_and(|at| {
                matches!(tokens.word_at(at), "a" | "the" | "another" | "one" | "management" | "written")
            })
    }

    pub(super) fn is_unless(&self, hit: &CueHit) -> bool {
        matches!(
            self.piece.reading.tokens.word_at(hit.from),
            "unless" | "until" | "without" | "before" | "except"
        )
    }

    /// `unless you instruct otherwise`
    fn leaves_it_to_you(&self, hit: &CueHit) -> bool {
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let who = hit.to..hit.to + 2;
        who.clone()
            .any(|at| matches!(word(at), "you" | "council" | "authority" | "instructed" | "told" | "asked"))
            && (hit.to..hit.to + 7).any(|at| {
                matches!(
                    word(at),
                    "otherwise" | "longer" | "shorter" | "sooner" | "earlier" | "differently" | "instructed"
                )
            })
    }

    /// `we hold nothing`, `we have none`
    fn of_nothing(&self, head: &Hit) -> bool {
        let tokens = &self.piece.reading.tokens;
        (head.to..head.to + 2).any(|at| matches!(tokens.word_at(at), "nothing" | "none" | "no"))
    }

    /// `We once promised that nothing would be sold, which lapsed`: what is over is the promise, and not the harm.
    fn is_promise_of_old(&self, historic: &[CueHit], target: &Target, sentence: &Sentence) -> bool {
        const PROMISES: &[&str] = &[
            "promise",
            "promised",
            "pledge",
            "pledged",
            "undertook",
            "undertaking",
            "clause",
            "commitment",
            "vow",
            "vowed",
        ];
        let tokens = &self.piece.reading.tokens;
        !historic.is_empty()
            && (sentence.body..target.head.from).any(|at| PROMISES.contains(&tokens.word_at(at)))
    }

    /// `the keys used to sign firmware are held …`: what they are for, and no history.
    fn is_purpose(&self, hit: &CueHit, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let before = hit.from.checked_sub(1).filter(|it| *it >= sentence.body);
        let verb = before.is_none_or(|it| tokens.is(it, Lists::PRONOUN));
        // `recordings are also used to train`
        let passive = (hit.from.saturating_sub(2).max(sentence.body)..hit.from)
            .any(|at| matches!(word(at), "is" | "are" | "was" | "were" | "be" | "been" | "being"));
        if passive && word(hit.from) == "used" && hit.to <= hit.from + 2 {
            return true;
        }
        word(hit.from) == "used"
            && word(hit.from + 1) == "to"
            && !verb
            && (hit.to..sentence.tokens.end).any(|at| {
                self.piece.clause(at) == self.piece.clause(hit.from) && tokens.is(at, Lists::AUXILIARY)
            })
    }

    /// `help is given and is chargeable at our rates`: a price said of the subject right behind `and` is the subject's.
    fn prices(&self, hit: &CueHit) -> bool {
        const NEAR: usize = 3;
        const PRICED: &[&str] = &[
            "chargeable",
            "charged",
            "payable",
            "billed",
            "invoiced",
            "priced",
            "quoted",
            "valued",
            "extra",
        ];
        let word = |at: usize| self.piece.reading.tokens.word_at(at);
        (hit.from..hit.to).any(|at| PRICED.contains(&word(at)))
            && (hit.from.saturating_sub(NEAR)..hit.from).any(|at| word(at) == "and")
            || word(hit.from) == "and"
    }

    /// Whether a condition at the end belongs to a later statement of the sentence: `it is yours and is published if you
    /// wish`, `a button finds it all, and one of us sits with you if it is hard`.
    fn of_a_later_statement(&self, hit: &CueHit, head: &Hit) -> bool {
        let tokens = &self.piece.reading.tokens;
        hit.from > head.to
            && (head.to..hit.from.saturating_sub(1)).any(|at| {
                let own = self.piece.clause(at) == self.piece.clause(hit.from);
                tokens.word_at(at) == "and"
                    && own
                    && (tokens.is(at + 1, Lists::AUXILIARY.and(Lists::FINITE))
                        || self.piece.clause(head.from) != self.piece.clause(hit.from))
            })
    }

    /// Words between two stretches of tokens.
    pub(super) fn words_between(&self, from: usize, to: usize) -> usize {
        (from..to).filter(|at| !self.piece.reading.tokens.word_at(*at).is_empty()).count()
    }

    /// Whether at most so many words stand between two stretches of tokens. Not counted on when there are more.
    fn at_most_between(&self, from: usize, to: usize, most: usize) -> bool {
        let mut words = (from..to).filter(|at| !self.piece.reading.tokens.word_at(*at).is_empty());
        to <= from.saturating_add(most) || words.nth(most).is_none()
    }

    /// Whether a cue acts on the target: on its head, or on one of its other words where that is nearer.
    pub(super) fn reaches(&self, hit: &CueHit, target: &Target, point: Traits, sentence: &Sentence) -> bool {
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

    pub(super) fn reaches_hit(&self, hit: &CueHit, cue: &Cue, target: &Hit) -> bool {
        self.reaches_within(hit, cue, cue.tokens, target)
    }

    /// Whether a cue stands by itself at the end of its sentence, behind a comma.
    fn trails(&self, hit: &CueHit) -> bool {
        let tokens = &self.piece.reading.tokens;
        hit.from.checked_sub(1).is_some_and(|it| tokens.mark_at(it) == ',')
            && (hit.to >= tokens.list.len() || matches!(tokens.mark_at(hit.to), '.' | '!'))
    }

    /// `Firewalling is, I would guess, done somewhere`: a guess between commas is made of what it interrupts.
    fn is_aside(&self, hit: &CueHit, cue: &Cue, target: &Hit) -> bool {
        let tokens = &self.piece.reading.tokens;
        let comma = |at: usize| tokens.mark_at(at) == ',';
        let start = match hit.from.checked_sub(1) {
            Some(at) if tokens.is(at, Lists::PRONOUN) => at,
            _ => hit.from,
        };
        let gap =
            if target.from >= hit.to { hit.to + 1..target.from } else { target.to..start.saturating_sub(1) };
        cue.class == CueClass::Hedge
            && start.checked_sub(1).is_some_and(comma)
            && comma(hit.to)
            && !gap.into_iter().any(|at| matches!(tokens.mark_at(at), ',' | ';' | ':' | '.' | '('))
    }

    /// Whether a cue stands right before the colon that opens the clause `inner`, or a word before it.
    pub(super) fn before_colon(&self, hit: &CueHit, inner: usize) -> bool {
        const FURTHEST: usize = 2;
        (hit.to..hit.to + FURTHEST)
            .any(|at| self.piece.reading.tokens.mark_at(at) == ':' && self.piece.clause(at + 1) == inner)
    }

    /// Whether a `so that` stands between two places of a sentence, and nothing that begins anew.
    fn is_so_that(&self, from: usize, to: usize) -> bool {
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        (from..to).any(|at| word(at) == "so" && word(at + 1) == "that")
            && !(from..to).any(|at| word(at) == "but" || matches!(tokens.mark_at(at), ';' | '.' | ':'))
    }

    /// `not aware of`, `unaware of`: a reserve that denies what it is about.
    fn knows_of_none(&self, hit: &CueHit) -> bool {
        let tokens = &self.piece.reading.tokens;
        let has = |word: &str| (hit.from..hit.to).any(|at| tokens.word_at(at) == word);
        has("unaware") || has("aware") && has("not")
    }

    /// `we do not`: the verb itself is denied, which stands before the denial.
    pub(super) fn turns_auxiliary(&self, hit: &CueHit, target: &Target) -> bool {
        let verb = hit.from.checked_sub(1).filter(|it| self.piece.reading.tokens.is(*it, Lists::AUXILIARY));
        verb.is_some_and(|it| std::iter::once(&target.head).chain(&target.others).any(|hit| hit.to == it + 1))
    }

    /// `Accounts go 30 days after they are disabled`: what only tells when a thing is done denies nothing of it.
    fn of_another_time(&self, hit: &CueHit, target: &Hit) -> bool {
        const WHEN: &[&str] =
            &["after", "once", "when", "whenever", "until", "till", "before", "if", "unless"];
        const DETERMINERS: &[&str] =
            &["a", "an", "the", "its", "their", "your", "our", "any", "each", "every"];
        let tokens = &self.piece.reading.tokens;
        let subject = |at: usize| tokens.is(at, Lists::PRONOUN) || DETERMINERS.contains(&tokens.word_at(at));
        let parted = |from: usize| (from..hit.from).any(|at| tokens.mark_at(at) == ',');
        (target.to..hit.from).any(|at| WHEN.contains(&tokens.word_at(at)) && subject(at + 1) && !parted(at))
    }

    /// Whether a cue reaches a hit that is at most `far` words away.
    pub(super) fn reaches_within(&self, hit: &CueHit, cue: &Cue, far: Option<usize>, target: &Hit) -> bool {
        // Where they stand is told at once; words are counted and clauses compared only for the few that may reach.
        let near = |from: usize, to: usize| far.is_none_or(|most| self.at_most_between(from, to, most));
        let forward = || target.from >= hit.to && near(hit.to, target.from);
        let backward = || target.to <= hit.from && near(target.to, hit.from);
        // `Firewalling is, I would guess, done somewhere.`
        let aside = self.is_aside(hit, cue, target);
        let placed = match cue.direction {
            _ if aside => forward() || backward(),
            Direction::Forward => forward(),
            Direction::Backward => backward(),
            Direction::Both => forward() || backward(),
        };
        if !placed || cue.sentence {
            // What stands before a semicolon was said for good: `Backups are encrypted; a tape was tried and dropped.`
            let parted = |mut range: std::ops::Range<usize>| {
                let tokens = &self.piece.reading.tokens;
                range.any(|at| tokens.mark_at(at) == ';')
            };
            // `…, once the tier is paid for; tokens carry scopes`: so was the condition.
            let denied = cue.class == CueClass::NegateWord && parted(target.to..hit.from);
            let conditioned = cue.class == CueClass::Conditional && parted(hit.to..target.from);
            return placed && !denied && !conditioned;
        }
        if cue.class == CueClass::NegateWord && target.to <= hit.from && self.of_another_time(hit, target) {
            return false;
        }
        let (a, b) = (self.piece.clause(hit.from), self.piece.clause(target.from));
        // What is said of the main clause holds for what interrupts it: `the code, which laid down …, was withdrawn`.
        let frames = || matches!(cue.class, CueClass::Historic | CueClass::Planned | CueClass::Conditional);
        // `We never: sell the data, …`: what stands before a colon denies what follows.
        let opens = || cue.class == CueClass::Negate && self.before_colon(hit, b);
        // `Somebody did compare the two, we think.`
        let trails = || cue.class == CueClass::Hedge && target.to <= hit.from && self.trails(hit);
        // `Where we can, backups are encrypted.`
        let fronts = || {
            cue.class == CueClass::Hedge
                && self.piece.reading.segments.clauses.get(b).is_some_and(|it| it.fronted)
        };
        // `We plan to keep it in Git so that it can be recovered`: what a thing is for comes no sooner than the thing.
        let serves = || frames() && forward() && self.is_so_that(hit.to, target.from);
        a == b
            || trails()
            || aside
            || serves()
            || self.piece.outer(b) == Some(a) && (fronts() || opens() || frames())
            || self.piece.outer(a) == Some(b) && cue.direction == Direction::Both
    }
}

/// Wording that is weak or adverse in itself is no weaker for a reserve or a plan around it.
fn worded(status: Status, point: Traits, restored: bool) -> Status {
    let soft = matches!(status, Status::Hedged | Status::Conditional | Status::Planned);
    match status {
        Status::Affirmed | Status::AffirmedWithException => {
            let over = |it: &Status| restored && *it == Status::Historic;
            point.reads_as.filter(|it| !over(it)).unwrap_or(status)
        }
        Status::Negated => point.denied_as.unwrap_or(status),
        it if soft => point.reads_as.unwrap_or(it),
        it => it,
    }
}

/// What a claim of something feared says of the part.
fn turned(status: Status, negative: bool) -> Status {
    match status {
        // Harm forsworn from a day to come, or with a reserve, is forsworn so.
        Status::Planned | Status::Hedged if negative => status,
        // A right that may be used is reserved; a thing feared that is planned is still feared.
        Status::Affirmed | Status::Planned | Status::AffirmedWithException | Status::Hedged => {
            Status::Negated
        }
        Status::Negated => Status::Affirmed,
        Status::Historic => Status::Hedged,
        it => it,
    }
}
