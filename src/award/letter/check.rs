//! What keeps a letter from being sent.

use std::collections::{BTreeMap, BTreeSet};

use super::{Body, Kind, Letter, Told};
use crate::{
    award::{
        Fate, Fault,
        summary::{
            TenderText,
            leak::{Guard, amounts, tells, words},
        },
    },
    diag::counted,
    id::TenderId,
    procurement::Regime,
};

/// A reason of fewer words says nothing that a supplier could answer.
const FEWEST_WORDS: usize = 6;

/// What letters are checked against.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What the tenders of the lot say, and what everybody knows.
    pub guard: &'a Guard<'a>,
    /// What the tenders cost.
    pub texts: &'a BTreeMap<TenderId, TenderText>,
    /// What their suppliers are called.
    pub names: &'a BTreeMap<TenderId, String>,
}

/// Checks a letter.
pub fn check(letter: &Letter, known: Known<'_>) -> Vec<Fault> {
    let mut check = Check { letter, faults: Vec::new() };
    check.head();
    match &letter.body {
        Body::Outcome(it) => check.outcome(it),
        Body::NotAssessed(_) => check.not_assessed(),
        Body::PriceAsked(_) | Body::PriceDecided(_) => check.price(),
        Body::Clarification(_) => check.clarification(),
    }
    check.leaks(known);
    check.others(known.names);
    let mut faults = check.faults;
    faults.sort();
    faults.dedup();
    faults
}

struct Check<'a> {
    letter: &'a Letter,
    faults: Vec<Fault>,
}

impl Check<'_> {
    fn fault(
        &mut self,
        code: &'static str,
        at: impl Into<String>,
        message: impl Into<String>,
        help: &'static str,
    ) {
        let tender = self.letter.tender.clone();
        self.faults.push(Fault { tender, code, at: at.into(), message: message.into(), help });
    }

    /// Says that a text is missing or says nothing.
    fn wants(&mut self, at: &str, text: &str, fewest: usize, help: &'static str) {
        let count = words(text).len();
        if count == 0 {
            self.fault("incomplete", at, format!("It does not give the {at}."), help);
        } else if count < fewest {
            let message = format!("It has only {} for the {at}.", counted(count, "word"));
            self.fault("too-short", at, message, help);
        }
    }

    fn head(&mut self) {
        let it = self.letter;
        let fill = "fill it in: in the file of what people say, or on the command line";
        self.wants("supplier name", &it.recipient.name, 1, fill);
        if it.recipient.address.trim().is_empty() && it.recipient.email.trim().is_empty() {
            self.wants("supplier address", "", 1, fill);
        }
        self.wants("authority", &it.header.authority, 1, fill);
        self.wants("procurement title", &it.header.title, 1, fill);
        self.wants("contact", &it.header.contact, 1, fill);
        self.wants("person who signs", &it.signed_by, 1, "name who signs, with the post");
    }

    fn outcome(&mut self, told: &Told) {
        let it = self.letter;
        let header = &told.summary.header;
        if it.kind == Kind::NotAwarded {
            let help = "explain it by reference to the criteria on which the tender lost most";
            self.wants("further explanation", &told.summary.not_awarded, FEWEST_WORDS, help);
            if told.summary.winner.is_none() {
                self.fault(
                    "no-decision",
                    "outcome",
                    "Nobody has decided to whom the contract is awarded.",
                    "let the person decide who may, and name the tender",
                );
            }
        }
        if let (Some(sent), Some(notice)) = (Some(it.on), told.standstill.as_ref().map(|it| it.from))
            && it.regime == Regime::ProcurementAct2023
            && sent > notice
        {
            self.fault(
                "after-notice",
                "date",
                format!("The letter bears {sent}, and the contract award notice {notice}."),
                "send all summaries before the notice is published",
            );
        }
        if it.regime == Regime::ProcurementAct2023 && told.standstill.is_none() {
            self.fault(
                "no-standstill",
                "standstill",
                "The letter cannot say when the standstill period ends.",
                "give the day of the contract award notice with `--notice-on`",
            );
        }
        if let (Some(stated), Some(wait)) = (header.standstill_ends, &told.standstill)
            && stated != wait.ends
        {
            self.fault(
                "standstill-differs",
                "standstill",
                format!("It ends on {}, and the summary says {stated}.", wait.ends),
                "`probity derive standstill --notice-on DATE` counts the days; correct the summary or the notice's day",
            );
        }
        if it.regime == Regime::Pcr2015 && it.kind == Kind::NotAwarded {
            let help = "say what characteristics and relative advantages the successful tender has";
            self.wants("relative advantages", &told.summary.relative_advantages, FEWEST_WORDS, help);
        }
    }

    fn not_assessed(&mut self) {
        let Body::NotAssessed(it) = &self.letter.body else { return };
        self.wants("fact", &it.fact, 3, "state the fact and where it stands");
        if it.outcome != Fate::Withdrawn {
            self.wants("person who decided", &it.by, 1, "name who decided");
        }
        if it.choice {
            let help = "say why the authority chose so, where it had a choice";
            self.wants("reason", &it.reason, FEWEST_WORDS, help);
        }
        if matches!(it.outcome, Fate::Procedural | Fate::Disqualified | Fate::ConditionOfParticipation) {
            self.wants("rule", &it.rule, 3, "quote the rule of the tender documents, and where it stands");
            let help = "say what the supplier was asked before, or why it was not asked, under `clarified`";
            self.wants("word on clarification", &it.clarified, 3, help);
        }
        if it.outcome != Fate::Withdrawn
            && self.letter.regime != Regime::BelowThreshold
            && it.ground.is_none()
        {
            self.fault(
                "no-ground",
                "law",
                format!("The data of the law have no ground for `{}`.", it.outcome.as_str()),
                "add it to `scoring/law/letters.toml`",
            );
        }
    }

    fn price(&mut self) {
        let on = self.letter.on;
        match &self.letter.body {
            Body::PriceAsked(it) => {
                self.wants("price", &it.price, 1, "open and enter the price first");
                if it.test.is_empty() {
                    let help = "the published test does not find this price: say why it is considered abnormally low with `--because`";
                    self.wants("reason", &it.because, FEWEST_WORDS, help);
                }
                if it.answer_by <= on {
                    self.fault(
                        "no-time",
                        "answer",
                        format!("The answer is due on {}, and the letter bears {on}.", it.answer_by),
                        "leave the supplier a reasonable time",
                    );
                }
            }
            Body::PriceDecided(it) => {
                self.wants("price", &it.price, 1, "open and enter the price first");
                self.wants("reason", &it.reason, FEWEST_WORDS, "say why it was decided so");
                self.wants("person who decided", &it.by, 1, "name who decided with `--by`");
                if !it.kept {
                    self.wants("fact", &it.fact, 3, "state the fact and where it stands");
                }
                let help = "say on which day the supplier was told with `--asked-on`, or under `told`";
                match it.asked {
                    None => self.wants("day on which it was told", "", 1, help),
                    Some(asked) if asked >= on || it.heard.is_some_and(|heard| heard <= asked) => self.fault(
                        "no-time",
                        "opportunity",
                        "The supplier had no time between the two letters.",
                        "give it a reasonable opportunity first",
                    ),
                    Some(_) => {}
                }
                if it.heard.is_some_and(|heard| heard > on) {
                    self.fault(
                        "too-early",
                        "opportunity",
                        "The supplier may still answer on the day of this letter.",
                        "wait until the day for its answer is past",
                    );
                }
            }
            _ => {}
        }
    }

    fn clarification(&mut self) {
        let Body::Clarification(it) = &self.letter.body else { return };
        if it.points.is_empty() {
            self.fault("incomplete", "questions", "Nothing is asked.", "choose a question with `--ask`");
        }
        for (n, point) in it.points.iter().enumerate() {
            self.wants(&format!("question {}", n + 1), &point.text, 3, "ask a whole question");
        }
        if it.answer_by <= self.letter.on {
            let message =
                format!("The answer is due on {}, and the letter bears {}.", it.answer_by, self.letter.on);
            self.fault("no-time", "answer", message, "leave the supplier a reasonable time");
        }
    }

    /// What people wrote for the letter. The reasons of the summary are checked with it.
    fn written(&self) -> Vec<(&'static str, String)> {
        match &self.letter.body {
            Body::Outcome(it) => it.before_signing.iter().map(|it| ("before signing", it.clone())).collect(),
            Body::NotAssessed(it) => vec![
                ("fact", it.fact.clone()),
                ("rule", it.rule.clone()),
                ("reason", it.reason.clone()),
                ("clarification", it.clarified.clone()),
            ],
            Body::PriceAsked(it) => {
                let asked = it.ask.iter().map(|it| ("question", it.clone()));
                asked.chain([("reason", it.because.clone())]).collect()
            }
            Body::PriceDecided(it) => vec![("fact", it.fact.clone()), ("reason", it.reason.clone())],
            Body::Clarification(it) => it.points.iter().map(|it| ("question", it.text.clone())).collect(),
        }
    }

    /// No supplier is told what another wrote or offered.
    fn leaks(&mut self, known: Known<'_>) {
        let tender = &self.letter.tender;
        for (at, written) in self.written() {
            for leak in known.guard.leaks(&written, tender, None) {
                self.fault(
                    "tells-of-another",
                    at,
                    format!("“{}” stands in another supplier's tender ({}).", leak.words, leak.place),
                    "say it by reference to this supplier's own tender",
                );
            }
            let amounts = amounts(&written);
            for (other, it) in known.texts.iter().filter(|(id, _)| *id != tender) {
                if it.price.as_deref().is_some_and(|price| tells(&amounts, price)) {
                    self.fault(
                        "tells-a-price",
                        at,
                        format!("It tells the price of tender `{other}`."),
                        "leave it out: it is not this supplier's",
                    );
                }
            }
        }
    }

    /// Names of other suppliers.
    fn others(&mut self, names: &BTreeMap<TenderId, String>) {
        let own = names.get(&self.letter.tender).map(|it| words(it)).unwrap_or_default();
        for (at, written) in self.written() {
            let written = words(&written);
            // A supplier with tenders for several lots is told of once.
            let mut seen = BTreeSet::new();
            for (other, name) in names.iter().filter(|(id, _)| **id != self.letter.tender) {
                let name = words(name);
                if !seen.insert(name.clone()) {
                    continue;
                }
                // A name of one short word is a word like any other.
                let telling = name.iter().map(String::len).sum::<usize>() > 3 && name != own;
                if telling && written.windows(name.len()).any(|it| it == name) {
                    self.fault(
                        "names-another",
                        at,
                        format!("It names the supplier of tender `{other}`."),
                        "leave it out: it is not this supplier's business",
                    );
                }
            }
        }
    }
}
