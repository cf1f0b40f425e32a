//! The rules of the process over the sequence of events: what must have happened before. They are held when an event
//! is recorded, and checked again by whoever verifies the record.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    act::Act,
    event::{Event, SYSTEM},
};
use crate::id::{BankVersion, Date, Digest, Moment};

mod outcome;
mod reopened;

pub use reopened::Reopened;

/// An event that may not follow on those before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Breach {
    /// Stable, kebab-case.
    pub rule: &'static str,
    /// What was done too early, twice, or by whom it may not be done.
    pub message: String,
}

/// How far the clock may go back between two events: another computer's clock may be a little behind.
pub const BACKWARDS_MILLIS: i64 = 5 * 60 * 1000;

/// Where the process stands: a fold over the events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// How many events were taken in.
    pub size: u64,
    /// When the latest of them was, by the clock that was furthest.
    pub latest: Option<Moment>,
    /// Who buys.
    pub buyer: String,
    /// What is bought.
    pub title: String,
    /// The log's key in force, as `name+hash+key`.
    pub key: String,
    /// By pseudonym.
    pub persons: BTreeMap<String, Person>,
    /// The pack in force.
    pub pack: Option<Pack>,
    /// All packs' names.
    pub packs: BTreeSet<String>,
    /// By id.
    pub tenders: BTreeMap<String, TenderState>,
    /// The event of the result.
    pub result: Option<u64>,
    /// Whether something that the result rests on was recorded after it.
    pub stale: bool,
    /// The event of the award.
    pub award: Option<u64>,
    /// To which tender each lot goes; the whole contract has the lot of no name.
    pub lots: BTreeMap<String, String>,
    /// By tender, the digest of the summary that was made and is to be sent.
    pub made: BTreeMap<String, String>,
    /// The event of the award notice.
    pub notice: Option<u64>,
    /// The day of its publication.
    pub noticed_on: Option<String>,
    /// The event of the contract.
    pub contract: Option<u64>,
    /// What was decided and is decided anew.
    pub reopened: Reopened,
    /// Whether the content of a tender was seen or assessed.
    pub opened: bool,
}

/// Somebody who takes part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// As what.
    pub role: String,
    /// Whether it was removed.
    pub removed: bool,
    /// What it declared, and what was made of that.
    pub declared: Option<Declared>,
    /// The event of its newest declaration.
    pub declaration: Option<u64>,
    /// Whether it has acknowledged the briefing.
    pub briefed: bool,
}

/// Of a declaration of interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    /// No interest, or one that was cleared.
    Clear,
    /// A conflict that nobody has reviewed.
    Conflict,
    /// Barred from taking part.
    Barred,
}

/// What tenders are assessed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Such as `v1`.
    pub id: String,
    /// The release of the bank.
    pub bank: BankVersion,
    /// Over it and the questions that are asked.
    pub bank_digest: Digest,
    /// Over all that can move a score.
    pub rules_digest: Digest,
    /// Over all data files.
    pub data_digest: Digest,
    /// The ready set of questions, if it was one.
    pub profile: Option<String>,
    /// Of the assessment methodology, if one was published.
    pub method_digest: Option<Digest>,
    /// Of the buyer's own file, if there was one.
    pub overlay_digest: Option<Digest>,
    /// Those that are scored.
    pub questions: Vec<String>,
    /// As of when answers are judged.
    pub on: Date,
    /// Until when tenders are received.
    pub deadline: Moment,
}

/// One tender.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TenderState {
    /// The event by which it was received.
    pub seq: u64,
    /// Of the bytes received: `sha256:…`.
    pub sha256: String,
    /// Whether it came after the deadline.
    pub late: bool,
    /// Whether it was let in though late.
    pub admitted: bool,
    /// Whether it could not be read.
    pub refused: bool,
    /// Whether it was excluded, withdrawn or replaced by another.
    pub out: Option<&'static str>,
    /// By id, and whether it is resolved.
    pub flags: BTreeMap<String, bool>,
    /// The latest event that proposed scores.
    pub assessed: Option<u64>,
    /// By question, who has locked a score.
    pub locked: BTreeMap<String, BTreeSet<String>>,
    /// By question, the latest event that agreed.
    pub agreed: BTreeMap<String, u64>,
    /// By question, the latest event that decided.
    pub decided: BTreeMap<String, u64>,
    /// By id, and whether it was answered.
    pub clarifications: BTreeMap<String, bool>,
    /// By id, and whether it was decided on.
    pub clauses: BTreeMap<String, bool>,
    /// Of its sealed price: `sha256:…`.
    pub sealed: Option<String>,
    /// Whether its price was opened.
    pub price_opened: bool,
    /// The latest event that says what its price comes to.
    pub reckoned: Option<u64>,
    /// The lots that it prices; all where empty.
    pub lots: BTreeSet<String>,
    /// The lots for which it is disregarded, where not for all.
    pub disregarded: BTreeSet<String>,
    /// By criterion beside the questions, the latest event that agreed.
    pub beside: BTreeMap<String, u64>,
    /// The event by which its summary was sent.
    pub told: Option<u64>,
    /// The event by which a summary was sent that holds no longer.
    pub told_before: Option<u64>,
}

impl TenderState {
    /// Whether it takes part in the assessment.
    pub fn is_active(&self) -> bool {
        self.out.is_none() && (!self.late || self.admitted)
    }

    /// The event whose score counts: where people score an answer alone, the panel's agreed consensus and nothing beside
    /// it; else what was agreed or, without that, decided.
    pub fn counts(&self, question: &str) -> Option<u64> {
        let alone = self.locked.contains_key(question);
        self.agreed.get(question).or_else(|| self.decided.get(question).filter(|_| !alone)).copied()
    }

    fn settled(&self, question: &str) -> bool {
        self.counts(question).is_some()
    }
}

fn breach<T>(rule: &'static str, message: impl Into<String>) -> Result<T, Breach> {
    Err(Breach { rule, message: message.into() })
}

fn if_so(so: bool, rule: &'static str, message: impl FnOnce() -> String) -> Result<(), Breach> {
    if so { breach(rule, message()) } else { Ok(()) }
}

impl State {
    /// Takes in the next event.
    ///
    /// # Errors
    /// When it may not follow on those before it; nothing is taken in then.
    pub fn admit(&mut self, event: &Event) -> Result<(), Breach> {
        self.check(event)?;
        self.take(event);
        Ok(())
    }

    /// Passes over an event that cannot be seen.
    pub fn skip(&mut self) {
        self.size += 1;
    }

    /// Takes in an event that breaks a rule, so that those after it can be judged.
    pub fn force(&mut self, event: &Event) {
        self.take(event);
    }

    /// The pseudonym that comes next.
    pub fn next_person(&self) -> String {
        format!("p-{:04}", self.persons.len() + 1)
    }

    /// The id of the tender that comes next.
    pub fn next_tender(&self) -> String {
        format!("T-{:03}", self.tenders.len() + 1)
    }

    /// Whether the event may follow on those before it.
    ///
    /// # Errors
    /// With the rule that it breaks.
    pub fn check(&self, event: &Event) -> Result<(), Breach> {
        if event.seq != self.size {
            return breach("sequence", format!("event {} stands where {} should", event.seq, self.size));
        }
        if (event.act == Act::RecordOpened) != (self.size == 0) {
            return breach("opened-first", "a record begins with `record.opened`, once");
        }
        if self.latest.is_some_and(|it| event.at.unix_millis() + BACKWARDS_MILLIS < it.unix_millis()) {
            return breach(
                "time",
                format!(
                    "the event is dated {}, more than five minutes before one that stands earlier",
                    event.at
                ),
            );
        }
        self.check_person(event)?;
        self.check_result(event)?;
        self.check_act(event)
    }

    fn check_person(&self, event: &Event) -> Result<(), Breach> {
        if event.by == SYSTEM {
            return Ok(());
        }
        match self.persons.get(&event.by) {
            None => {
                breach("unknown-person", format!("`{}` takes part in nothing: it was never added", event.by))
            }
            Some(it) if it.removed => {
                breach("removed-person", format!("`{}` was removed and acts no more", event.by))
            }
            Some(_) => Ok(()),
        }
    }

    /// After the result only what follows from it.
    fn check_result(&self, event: &Event) -> Result<(), Breach> {
        let after = matches!(
            event.act,
            Act::CorrectionMade
                | Act::ExportMade
                | Act::SummarySent
                | Act::AwardDecided
                | Act::ClauseRecommended
                | Act::ClauseAdopted
                | Act::ClauseRejected
                | Act::DisclosureErased
                | Act::KeyRotated
                | Act::PersonAdded
                | Act::PersonRemoved
                | Act::InterestDeclared
                | Act::InterestReviewed
                | Act::TenderViewed
                | Act::ResultComputed
                | Act::TenderDisregarded
                | Act::MatterKept
                | Act::DrawHeld
                | Act::LotAwarded
                | Act::NoticePublished
                | Act::AwardReopened
                | Act::TenderReinstated
                | Act::SummariesMade
                | Act::LetterSent
                | Act::ContractEntered
                | Act::PromiseDecided
                | Act::ScoreViewed
                | Act::ClarificationSent
                | Act::ClarificationAnswered
        );
        match self.result {
            Some(seq) if !after && !self.reopened.lets(event) => breach(
                "after-result",
                format!(
                    "the result was computed (event {seq}): only a correction can follow, no `{}`. What was wrong in it is \
                     reopened with `probity award reopen`",
                    event.act
                ),
            ),
            Some(seq) if event.act == Act::ResultComputed && self.award.is_some() => {
                breach("after-result", format!("the award was decided on the result of event {seq}"))
            }
            _ => Ok(()),
        }
    }

    fn check_act(&self, event: &Event) -> Result<(), Breach> {
        let person = || event.about("person").unwrap_or_default();
        let question = || event.about("question").unwrap_or_default();
        match event.act {
            Act::RecordOpened | Act::ExportMade | Act::KeyRotated => {
                if event.act == Act::KeyRotated && event.text("old") != Some(self.key.as_str()) {
                    return breach("key", "the key that is given up is not the one in force");
                }
                Ok(())
            }
            Act::PersonAdded => if_so(self.persons.contains_key(person()), "twice", || {
                format!("`{}` was added before", person())
            }),
            Act::PersonRemoved
            | Act::InterestDeclared
            | Act::InterestReviewed
            | Act::BriefingAcknowledged => {
                let Some(known) = self.persons.get(person()) else {
                    return breach("unknown-person", format!("`{}` was never added", person()));
                };
                if event.act == Act::InterestReviewed && known.declared.is_none() {
                    return breach(
                        "interest",
                        format!("`{}` has declared nothing that could be reviewed", person()),
                    );
                }
                if event.act == Act::InterestReviewed && event.by == person() {
                    return breach("interest", "nobody reviews their own declaration");
                }
                Ok(())
            }
            Act::PackPublished | Act::PackAmended => self.check_pack(event),
            Act::TenderReceived => self.check_received(event),
            Act::CorrectionMade => match event.count("corrects") {
                Some(seq) if seq < event.seq => Ok(()),
                _ => breach("correction", "a correction points at an event that stands before it"),
            },
            Act::DisclosureErased => match event.count("event") {
                Some(seq) if seq < event.seq => Ok(()),
                _ => breach("correction", "what is erased is of an event that stands before"),
            },
            Act::ResultComputed => self.check_complete("the result can be computed"),
            Act::AwardDecided => self.check_award(event),
            Act::PriceNormalised => self.check_normalised(event),
            Act::DrawHeld => self.check_draw(event),
            Act::NoticePublished => self.check_notice(),
            Act::AwardReopened => self.check_reopened(event),
            Act::SummariesMade => self.check_made(event),
            Act::ContractEntered => self.check_contract(event),
            _ => {
                let tender = self.known(event.about("tender").unwrap_or_default())?;
                self.check_of_tender(event, tender, question())
            }
        }
    }

    fn check_pack(&self, event: &Event) -> Result<(), Breach> {
        let id = event.about("pack").unwrap_or_default();
        if self.packs.contains(id) {
            return breach("twice", format!("the pack `{id}` was published before"));
        }
        match (event.act, &self.pack) {
            (Act::PackPublished, Some(it)) => {
                breach("twice", format!("`{}` was published: what follows amends it, with a reason", it.id))
            }
            (Act::PackAmended, None) => breach("before-pack", "nothing was published that could be amended"),
            (Act::PackAmended, Some(_)) if self.opened => breach(
                "amended-late",
                "a tender was seen or assessed: what it is assessed by can change no more",
            ),
            _ if event.text("bank").is_none_or(|it| it.parse::<BankVersion>().is_err()) => {
                breach("bank", "the release of the bank is no version")
            }
            _ => Ok(()),
        }
    }

    fn check_received(&self, event: &Event) -> Result<(), Breach> {
        let Some(pack) = &self.pack else {
            return breach("before-pack", "no tender is received before a pack is published");
        };
        let id = event.about("tender").unwrap_or_default();
        if self.tenders.contains_key(id) {
            return breach("twice", format!("the tender `{id}` was received before"));
        }
        if event.moment("deadline") != Some(pack.deadline) {
            return breach("deadline", "the deadline is not the one that was published");
        }
        if event.moment("received").is_none_or(|it| (it > pack.deadline) != event.is("late")) {
            return breach("deadline", "a tender is late exactly when it was received after the deadline");
        }
        match event.text("replaces") {
            Some(old) if self.known(old)?.out.is_some() => {
                breach("replaced", format!("`{old}` no longer takes part"))
            }
            _ => Ok(()),
        }
    }

    fn check_of_tender(&self, event: &Event, tender: &TenderState, question: &str) -> Result<(), Breach> {
        let id = event.about("tender").unwrap_or_default();
        match event.act {
            Act::TenderAdmitted if !tender.late => breach("not-late", format!("`{id}` is not late")),
            Act::TenderAdmitted if tender.admitted => breach("twice", format!("`{id}` was admitted before")),
            // Quality is settled before a price is seen, of whichever tender.
            Act::TenderAdmitted | Act::ScoreLocked | Act::ModerationAgreed | Act::ScoreDecided
                if self.tenders.values().any(|it| it.price_opened) && !self.reopened.holds(event) =>
            {
                breach(
                    "quality-first",
                    "a price is open: what is scored was settled before, and nothing is scored after",
                )
            }
            Act::TenderExcluded | Act::TenderWithdrawn => self.active_or_late(id),
            Act::TenderViewed => self.may_see(&event.by),
            Act::FlagRaised => {
                let raised = tender.flags.contains_key(event.about("flag").unwrap_or_default());
                if_so(raised, "twice", || "a flag of this id was raised before".to_owned())
            }
            Act::FlagResolved => match tender.flags.get(event.about("flag").unwrap_or_default()) {
                Some(false) => Ok(()),
                Some(true) => breach("twice", "the flag was resolved before"),
                None => breach("no-flag", "no flag of this id was raised"),
            },
            Act::TenderAssessed => self.check_assessed(event, tender, id),
            Act::ScoreLocked => {
                self.active(id)?;
                self.asked(question)?;
                let person = event.about("person").unwrap_or_default();
                if person != event.by {
                    return breach("own-score", "everybody locks their own score and nobody else's");
                }
                self.may_see(person)?;
                let locked = tender.locked.get(question).is_some_and(|it| it.contains(person));
                if_so(locked, "twice", || {
                    format!("`{person}` has locked a score for {question} of `{id}` before")
                })
            }
            Act::ScoreViewed => {
                let locked = tender.locked.get(question);
                let by = |person: &str| locked.is_some_and(|it| it.contains(person));
                let peer = event.about("person").unwrap_or_default();
                // Only who scores must have scored first; the others see what is locked.
                let own = by(&event.by) || event.role != super::act::Role::Evaluator;
                match (own, by(peer)) {
                    (false, _) => breach(
                        "peer-score",
                        format!("`{}` has not locked a score of its own for {question} of `{id}`", event.by),
                    ),
                    (_, false) => {
                        breach("peer-score", format!("`{peer}` has locked no score that could be seen"))
                    }
                    _ => Ok(()),
                }
            }
            Act::ModerationAgreed => {
                self.active(id)?;
                self.asked(question)?;
                self.may_see(&event.by)?;
                if tender.locked.get(question).is_none_or(BTreeSet::is_empty) {
                    return breach(
                        "moderation",
                        format!("nobody has locked a score for {question} of `{id}`"),
                    );
                }
                revises(event, tender.agreed.get(question).copied())
            }
            Act::ScoreDecided => {
                self.active(id)?;
                self.asked(question)?;
                self.may_see(&event.by)?;
                revises(event, tender.decided.get(question).copied())
            }
            Act::ClarificationSent => {
                let sent = tender.clarifications.contains_key(clarification(event));
                if_so(sent, "twice", || "a clarification of this id was sent before".to_owned())?;
                self.active_or_late(id)
            }
            Act::ClarificationAnswered => match tender.clarifications.get(clarification(event)) {
                Some(_) => Ok(()),
                None => breach("clarification", "nothing was asked under this id"),
            },
            Act::PriceSealed if tender.sealed.is_some() => {
                breach("twice", format!("a price of `{id}` was sealed before"))
            }
            Act::PriceSealed if self.tenders.values().any(|it| it.price_opened) => {
                breach("sealed-late", "a price is open: none is sealed after another was seen")
            }
            Act::PriceOpened => self.check_price(event, id, tender),
            Act::ClauseAdopted | Act::ClauseRejected => {
                let known = tender.clauses.contains_key(event.about("clause").unwrap_or_default());
                if_so(!known, "clause", || "the clause was not recommended".to_owned())
            }
            Act::SummarySent => self.check_summary(event, id, tender),
            Act::TenderReinstated => self.check_reinstated(event, id),
            Act::TenderDisregarded => self.check_disregarded(event, id),
            Act::MatterKept => self.check_kept(event, id),
            Act::CriterionAgreed => self.check_beside(event, id, tender),
            Act::PriceReckoned => self.check_reckoned(event, id, tender),
            Act::LotAwarded => self.check_lot(event, id),
            _ => Ok(()),
        }
    }

    fn check_assessed(&self, event: &Event, tender: &TenderState, id: &str) -> Result<(), Breach> {
        let Some(pack) = &self.pack else { return breach("before-pack", "nothing was published") };
        if tender.refused {
            return breach("unreadable", format!("`{id}` was not read, so that nothing can be proposed"));
        }
        let pinned = event.text("bank_digest") == Some(pack.bank_digest.as_str())
            && event.text("rules_digest") == Some(pack.rules_digest.as_str())
            && event.text("data_digest") == Some(pack.data_digest.as_str())
            && event.text("on") == Some(pack.on.to_string().as_str());
        if !pinned {
            return breach(
                "pinned",
                "scores are proposed by other questions, rules or day than were published",
            );
        }
        Ok(())
    }

    fn check_price(&self, event: &Event, id: &str, tender: &TenderState) -> Result<(), Breach> {
        self.active(id)?;
        if tender.price_opened {
            return breach("twice", format!("the price of `{id}` was opened before"));
        }
        if tender.sealed.is_none() {
            return breach("unsealed", format!("no price of `{id}` was sealed that could be opened"));
        }
        let persons: BTreeSet<&str> = event.texts("persons").into_iter().collect();
        if persons.len() < 2 || !persons.contains(event.by.as_str()) {
            return breach("two-persons", "a price is opened by two persons");
        }
        for it in persons {
            if self.persons.get(it).is_none_or(|it| it.removed) {
                return breach("unknown-person", format!("`{it}` does not take part"));
            }
        }
        self.check_complete("a price can be opened")
    }

    /// Whether somebody tendered and all that is scored has its score.
    pub fn is_settled(&self) -> bool {
        self.tenders.values().any(|it| it.is_active() && !it.refused) && self.check_complete("").is_ok()
    }

    /// Whether every scored question of every tender that takes part has its score.
    fn check_complete(&self, what: &str) -> Result<(), Breach> {
        let Some(pack) = &self.pack else { return breach("before-pack", "nothing was published") };
        for (id, tender) in self.tenders.iter().filter(|(_, it)| it.is_active() && !it.refused) {
            if let Some(open) = pack.questions.iter().find(|it| !tender.settled(it)) {
                return breach(
                    "scores-first",
                    format!("before {what}, {open} of `{id}` must have its score"),
                );
            }
        }
        if let Some((id, of)) = self.reopened.scores.first() {
            return breach(
                "reopened",
                format!("before {what}, the panel must agree anew on {of} of `{id}`, which was reopened"),
            );
        }
        Ok(())
    }

    fn known(&self, id: &str) -> Result<&TenderState, Breach> {
        match self.tenders.get(id) {
            Some(it) => Ok(it),
            None => breach("unknown-tender", format!("no tender `{id}` was received")),
        }
    }

    fn active_or_late(&self, id: &str) -> Result<(), Breach> {
        match self.known(id)?.out {
            Some(why) => breach("out", format!("`{id}` was {why}")),
            None => Ok(()),
        }
    }

    fn active(&self, id: &str) -> Result<&TenderState, Breach> {
        self.active_or_late(id)?;
        let tender = self.known(id)?;
        if tender.late && !tender.admitted {
            return breach("late", format!("`{id}` is late, and nobody has decided to admit it"));
        }
        Ok(tender)
    }

    fn asked(&self, question: &str) -> Result<(), Breach> {
        match &self.pack {
            Some(pack) if pack.questions.iter().any(|it| it == question) => Ok(()),
            _ => breach("not-asked", format!("{question} is not among the questions that are scored")),
        }
    }

    /// Whether a person may see what is in tenders.
    fn may_see(&self, person: &str) -> Result<(), Breach> {
        match self.persons.get(person).and_then(|it| it.declared) {
            Some(Declared::Clear) => Ok(()),
            Some(Declared::Conflict) => breach(
                "interest",
                format!("`{person}` has declared a conflict of interest, and nobody has reviewed it"),
            ),
            Some(Declared::Barred) => {
                breach("interest", format!("`{person}` is barred by a conflict of interest"))
            }
            None => breach("interest", format!("`{person}` has made no declaration of interest")),
        }
    }

    fn take(&mut self, event: &Event) {
        self.size = event.seq + 1;
        self.latest = self.latest.max(Some(event.at));
        let text = |name: &str| event.text(name).unwrap_or_default().to_owned();
        let about = |name: &str| event.about(name).unwrap_or_default().to_owned();
        match event.act {
            Act::RecordOpened => {
                (self.buyer, self.title, self.key) = (text("buyer"), text("title"), text("key"));
            }
            Act::KeyRotated => self.key = text("new"),
            Act::PersonAdded => {
                self.persons.insert(about("person"), Person { role: text("role"), ..Person::default() });
            }
            Act::PersonRemoved | Act::InterestDeclared | Act::InterestReviewed => {
                let person = self.persons.entry(about("person")).or_default();
                if event.act == Act::InterestDeclared {
                    person.declaration = Some(event.seq);
                }
                match (event.act, event.text("outcome")) {
                    (Act::PersonRemoved, _) => person.removed = true,
                    (_, Some("none" | "cleared")) => person.declared = Some(Declared::Clear),
                    (Act::InterestDeclared, _) => person.declared = Some(Declared::Conflict),
                    _ => person.declared = Some(Declared::Barred),
                }
            }
            Act::PackPublished | Act::PackAmended => {
                self.packs.insert(about("pack"));
                self.pack = pack(event);
            }
            Act::BriefingAcknowledged => {
                self.persons.entry(about("person")).or_default().briefed = true;
            }
            Act::ResultComputed => {
                (self.result, self.stale, self.reopened.prices) = (Some(event.seq), false, false);
            }
            Act::AwardDecided => self.award = Some(event.seq),
            Act::DrawHeld => self.stale |= self.result.is_some(),
            Act::NoticePublished => {
                (self.notice, self.noticed_on) = (Some(event.seq), event.text("on").map(str::to_owned));
            }
            Act::AwardReopened => self.take_reopened(event),
            Act::SummariesMade => {
                let made = event.texts("summaries").into_iter().filter_map(|it| it.split_once(' '));
                self.made = made.map(|(id, sum)| (id.to_owned(), sum.to_owned())).collect();
            }
            Act::ContractEntered => self.contract = Some(event.seq),
            _ => {
                if let Some(id) = event.about("tender") {
                    self.take_of_tender(event, id);
                }
            }
        }
    }

    fn take_of_tender(&mut self, event: &Event, id: &str) {
        if matches!(event.act, Act::TenderViewed | Act::TenderAssessed) {
            self.opened = true;
        }
        if let Some(old) = event.text("replaces")
            && let Some(old) = self.tenders.get_mut(old)
        {
            old.out = Some("replaced by another");
        }
        let panels = |it: &TenderState| it.locked.contains_key(event.about("question").unwrap_or_default());
        let beside = event.act == Act::ScoreDecided && self.tenders.get(id).is_some_and(panels);
        if matches!(event.act, Act::ModerationAgreed | Act::ScoreDecided | Act::CriterionAgreed) && !beside {
            self.reopened.close(event);
        }
        if matches!(event.act, Act::TenderDisregarded | Act::TenderReinstated | Act::MatterKept) {
            self.stale |= self.result.is_some();
        }
        let text = |name: &str| event.text(name).unwrap_or_default().to_owned();
        if event.act == Act::LotAwarded {
            self.lots.insert(text("lot"), id.to_owned());
        }
        let about = |name: &str| event.about(name).unwrap_or_default().to_owned();
        if !self.tenders.contains_key(id) {
            self.tenders.insert(id.to_owned(), TenderState::default());
        }
        let Some(tender) = self.tenders.get_mut(id) else { return };
        match event.act {
            Act::TenderReceived => {
                tender.seq = event.seq;
                event.text("sha256").unwrap_or_default().clone_into(&mut tender.sha256);
                tender.late = event.is("late");
                tender.refused = event.text("verdict") == Some("refused");
            }
            Act::TenderAdmitted => tender.admitted = true,
            Act::TenderExcluded => tender.out = Some("excluded"),
            Act::TenderWithdrawn => tender.out = Some("withdrawn"),
            Act::FlagRaised => drop(tender.flags.insert(about("flag"), false)),
            Act::FlagResolved => drop(tender.flags.insert(about("flag"), true)),
            Act::TenderAssessed => tender.assessed = Some(event.seq),
            Act::ScoreLocked => {
                tender.locked.entry(about("question")).or_default().insert(about("person"));
            }
            Act::ModerationAgreed => drop(tender.agreed.insert(about("question"), event.seq)),
            Act::ScoreDecided => drop(tender.decided.insert(about("question"), event.seq)),
            Act::ClarificationSent => drop(tender.clarifications.insert(about("clarification"), false)),
            Act::ClarificationAnswered => drop(tender.clarifications.insert(about("clarification"), true)),
            Act::ClauseRecommended => drop(tender.clauses.insert(about("clause"), false)),
            Act::ClauseAdopted | Act::ClauseRejected => drop(tender.clauses.insert(about("clause"), true)),
            Act::PriceSealed => tender.sealed = Some(text("sha256")),
            Act::PriceOpened => tender.price_opened = true,
            Act::PriceReckoned => {
                tender.reckoned = Some(event.seq);
                tender.lots = event.texts("lots").into_iter().map(str::to_owned).collect();
            }
            Act::TenderDisregarded => match event.text("lot") {
                Some(lot) => drop(tender.disregarded.insert(lot.to_owned())),
                None => tender.out = Some("disregarded"),
            },
            Act::TenderReinstated => {
                if let Some(lot) = event.text("lot") {
                    tender.disregarded.remove(lot);
                } else {
                    tender.out = None;
                    tender.disregarded.clear();
                }
            }
            Act::CriterionAgreed => drop(tender.beside.insert(text("criterion"), event.seq)),
            Act::SummarySent => tender.told = Some(event.seq),
            _ => {}
        }
    }
}

/// A later decision on the same thing names the one that it takes the place of.
fn revises(event: &Event, before: Option<u64>) -> Result<(), Breach> {
    match (event.count("revises"), before) {
        (None, None) => Ok(()),
        (Some(named), Some(before)) if named == before => Ok(()),
        (_, Some(before)) => breach(
            "revision",
            format!(
                "this was decided before (event {before}): somebody decided while you looked, or `revises` is wrong"
            ),
        ),
        (Some(_), None) => breach("revision", "there is nothing yet that could be revised"),
    }
}

fn clarification(event: &Event) -> &str {
    event.about("clarification").unwrap_or_default()
}

fn pack(event: &Event) -> Option<Pack> {
    let digest = |name: &str| event.text(name)?.parse().ok();
    Some(Pack {
        id: event.about("pack")?.to_owned(),
        bank: event.text("bank")?.parse().ok()?,
        bank_digest: digest("bank_digest")?,
        rules_digest: digest("rules_digest")?,
        data_digest: digest("data_digest")?,
        profile: event.text("profile").map(str::to_owned),
        method_digest: digest("method_digest"),
        overlay_digest: digest("overlay_digest"),
        questions: event.texts("questions").into_iter().map(str::to_owned).collect(),
        on: event.text("on")?.parse().ok()?,
        deadline: event.moment("deadline")?,
    })
}
