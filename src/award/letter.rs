//! Letters to suppliers around an award: what each says, and what keeps it from being sent. Nothing is decided here and
//! nothing is sent: every fact, reason and name comes from a person, and every day is given.

use serde::{Deserialize, Serialize};

use super::{
    Fate, FlagKind, Matter, Standing,
    summary::{Header, Recipient, Summary},
};
use crate::{
    id::{Date, TenderId},
    procurement::{
        Regime,
        law::Standstill,
        method::{Method, Money},
    },
};

mod check;
mod law;

pub use check::{Known, check};
pub use law::{LetterLaw, Said};

/// Of what kind a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The contract is to go to the supplier.
    Awarded,
    /// Its tender was assessed and the contract goes elsewhere.
    NotAwarded,
    /// Its tender is not assessed, or no further.
    NotAssessed,
    /// Its price looks abnormally low, and it is asked to explain it.
    PriceAsked,
    /// It explained its price, or did not, and this was decided.
    PriceDecided,
    /// It is asked what its tender means.
    Clarification,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Awarded,
        Self::NotAwarded,
        Self::NotAssessed,
        Self::PriceAsked,
        Self::PriceDecided,
        Self::Clarification,
    ];

    /// As it is written in files, and what its template is called.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Awarded => "awarded",
            Self::NotAwarded => "not-awarded",
            Self::NotAssessed => "not-assessed",
            Self::PriceAsked => "price-asked",
            Self::PriceDecided => "price-decided",
            Self::Clarification => "clarification",
        }
    }

    /// What the letter is about, in its heading.
    pub fn subject(self) -> &'static str {
        match self {
            Self::Awarded => "We intend to award you the contract",
            Self::NotAwarded => "The contract is not awarded to you",
            Self::NotAssessed => "Notice about your tender",
            Self::PriceAsked => "Your price: please explain it",
            Self::PriceDecided => "Your price: what we decided",
            Self::Clarification => "Questions about your tender",
        }
    }
}

/// A letter to one supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// Whose tender it is about.
    pub tender: TenderId,
    /// Of what kind.
    pub kind: Kind,
    /// The law that the contract is bought under.
    pub regime: Regime,
    /// What stands at the head.
    pub header: Header,
    /// Who is told.
    pub recipient: Recipient,
    /// The day of the letter.
    pub on: Date,
    /// Who signs, with the post.
    pub signed_by: String,
    /// What it says.
    pub body: Body,
    /// What it says of the law.
    pub law: Vec<Said>,
}

/// What a letter says, by its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// Awarded or not.
    Outcome(Box<Told>),
    /// Not assessed.
    NotAssessed(NotAssessed),
    /// An explanation of the price is asked for.
    PriceAsked(PriceAsked),
    /// What was decided on the price.
    PriceDecided(PriceDecided),
    /// What is asked of the tender.
    Clarification(Clarification),
}

/// The outcome of an assessed tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Whose figures and reasons the letter goes by.
    pub summary: Summary,
    /// When the contract may be entered into, where the law or the authority keeps a standstill.
    pub standstill: Option<Wait>,
    /// What the successful supplier must show before the contract is entered into.
    pub before_signing: Vec<String>,
}

/// A standstill as a letter tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// How long: `8 working days`.
    pub length: String,
    /// The day from which it is counted.
    pub from: Date,
    /// Whether that day is the first of them.
    pub first_counts: bool,
    /// The last day.
    pub ends: Date,
    /// The first day on which the contract can be entered into; none where the authority waits of its own accord.
    pub sign_from: Option<Date>,
    /// Where the law says so; empty where the authority waits of its own accord.
    pub source: String,
}

/// Why a tender is not assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotAssessed {
    /// What became of it.
    pub outcome: Fate,
    /// The same, in words.
    pub outcome_words: String,
    /// What the law says of it; none where the supplier itself took the tender back.
    pub ground: Option<Said>,
    /// Whether the law left the authority a choice.
    pub choice: bool,
    /// The fact that it rests on, with its place.
    pub fact: String,
    /// The rule of the tender documents.
    pub rule: String,
    /// Why the authority chose so.
    pub reason: String,
    /// What the supplier was asked before and answered, or why it was not asked.
    pub clarified: String,
    /// Who decided.
    pub by: String,
}

/// An explanation of the price is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PriceAsked {
    /// The price.
    pub price: String,
    /// The published test, in its own sentences.
    pub test: Vec<String>,
    /// What an officer adds: why the price is considered abnormally low.
    pub because: String,
    /// What is asked beside the usual.
    pub ask: Vec<String>,
    /// The last day of the answer.
    pub answer_by: Date,
}

/// What was decided on the price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PriceDecided {
    /// The price.
    pub price: String,
    /// When the supplier was told.
    pub asked: Option<Date>,
    /// Until when it could answer.
    pub heard: Option<Date>,
    /// Whether the tender is still assessed.
    pub kept: bool,
    /// What the decision rests on.
    pub fact: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// What the law says of it, where the tender is disregarded.
    pub ground: Option<Said>,
}

/// What is asked of the tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clarification {
    /// Point by point.
    pub points: Vec<Point>,
    /// The last day of the answer.
    pub answer_by: Date,
}

/// One point that is asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// Which question of the tender documents, if one.
    pub question: String,
    /// Where in the tender.
    pub place: String,
    /// What is asked.
    pub text: String,
}

/// What all letters of a procurement have in common.
#[derive(Debug, Clone, Copy)]
pub struct Office<'a> {
    /// What the law says.
    pub law: &'a LetterLaw,
    /// The law that the contract is bought under.
    pub regime: Regime,
    /// The day of the letters.
    pub on: Date,
    /// Who signs, with the post.
    pub signed_by: &'a str,
}

impl Office<'_> {
    /// The letter that goes with an assessment summary; none where the tender was not assessed.
    pub fn outcome(
        &self,
        summary: &Summary,
        wait: Option<&Wait>,
        before_signing: &[String],
    ) -> Option<Letter> {
        if !summary.is_due() {
            return None;
        }
        let kind = if summary.successful { Kind::Awarded } else { Kind::NotAwarded };
        let before_signing = if summary.successful { before_signing.to_vec() } else { Vec::new() };
        let told = Told { summary: summary.clone(), standstill: wait.cloned(), before_signing };
        Some(self.letter(
            kind,
            &summary.tender,
            &summary.header,
            &summary.recipient,
            Body::Outcome(Box::new(told)),
        ))
    }

    /// The notice to a supplier whose tender is not assessed, or no further; none where it is.
    pub fn not_assessed(&self, of: &Standing, header: &Header, recipient: &Recipient) -> Option<Letter> {
        let outcome = &of.outcome;
        if outcome.is == Fate::Assessed {
            return None;
        }
        let body = NotAssessed {
            outcome: outcome.is,
            outcome_words: outcome.is.in_words().to_owned(),
            ground: self.law.ground(self.regime, outcome.is),
            choice: outcome.is.is_discretion(),
            fact: outcome.fact.trim().to_owned(),
            rule: outcome.rule.trim().to_owned(),
            reason: outcome.reason.trim().to_owned(),
            clarified: outcome.clarified.trim().to_owned(),
            by: outcome.by.trim().to_owned(),
        };
        Some(self.letter(Kind::NotAssessed, &of.tender, header, recipient, Body::NotAssessed(body)))
    }

    /// The letter that tells a supplier that its price is considered abnormally low, and asks for an explanation.
    /// `because` is what an officer says beside the published test.
    pub fn price_asked(
        &self,
        of: &Standing,
        priced: (&Method, Option<Money>),
        header: &Header,
        recipient: &Recipient,
        (because, ask, answer_by): (&str, &[String], Date),
    ) -> Letter {
        let (method, price) = priced;
        let found = of.flags.iter().any(|it| it.kind == FlagKind::AbnormallyLow);
        let body = PriceAsked {
            price: price.map(|it| it.to_string()).unwrap_or_default(),
            test: if found { method.price_tests() } else { Vec::new() },
            because: because.trim().to_owned(),
            ask: ask.to_vec(),
            answer_by,
        };
        self.letter(Kind::PriceAsked, &of.tender, header, recipient, Body::PriceAsked(body))
    }

    /// The letter that tells what was decided on a price; none while nothing is. `by` is who decided where the tender
    /// is still assessed.
    pub fn price_decided(
        &self,
        of: &Standing,
        price: Option<Money>,
        header: &Header,
        recipient: &Recipient,
        (asked, heard, by): (Option<Date>, Option<Date>, &str),
    ) -> Option<Letter> {
        let outcome = &of.outcome;
        let mut kept = of.flags.iter().filter(|it| it.kind.matter() == Matter::AbnormallyLow);
        let kept = kept.find_map(|it| it.kept.clone());
        let dropped = outcome.is == Fate::AbnormallyLow;
        let body = PriceDecided {
            price: price.map(|it| it.to_string()).unwrap_or_default(),
            asked: outcome.told.or(asked),
            heard: outcome.heard.or(heard),
            kept: !dropped,
            fact: outcome.fact.trim().to_owned(),
            reason: if dropped { outcome.reason.trim().to_owned() } else { kept?.trim().to_owned() },
            by: if dropped && !outcome.by.trim().is_empty() { outcome.by.trim() } else { by.trim() }
                .to_owned(),
            ground: self.law.ground(self.regime, Fate::AbnormallyLow).filter(|_| dropped),
        };
        Some(self.letter(Kind::PriceDecided, &of.tender, header, recipient, Body::PriceDecided(body)))
    }

    /// The letter that asks what a tender means.
    pub fn clarification(
        &self,
        tender: &TenderId,
        header: &Header,
        recipient: &Recipient,
        points: Vec<Point>,
        answer_by: Date,
    ) -> Letter {
        let body = Body::Clarification(Clarification { points, answer_by });
        self.letter(Kind::Clarification, tender, header, recipient, body)
    }

    fn letter(
        &self,
        kind: Kind,
        tender: &TenderId,
        header: &Header,
        recipient: &Recipient,
        body: Body,
    ) -> Letter {
        Letter {
            tender: tender.clone(),
            kind,
            regime: self.regime,
            header: header.clone(),
            recipient: recipient.clone(),
            on: self.on,
            signed_by: self.signed_by.trim().to_owned(),
            body,
            law: self.law.passages(self.regime, kind),
        }
    }
}

impl Wait {
    /// As the law has it.
    pub fn of(it: &Standstill) -> Self {
        let kind = if it.working { "working days" } else { "days" };
        Self {
            length: format!("{} {kind}", it.days),
            from: it.notice,
            first_counts: it.stretch.first().is_some_and(|(day, _)| *day == it.notice),
            ends: it.ends,
            sign_from: Some(it.sign_from),
            source: it.source.clone(),
        }
    }

    /// That the authority keeps although the law asks for none.
    pub fn of_own_accord(from: Date, ends: Date) -> Self {
        Self {
            length: String::new(),
            from,
            first_counts: false,
            ends,
            sign_from: None,
            source: String::new(),
        }
    }
}

impl Letter {
    /// What of the law it says that no person has read where it stands: each with its source.
    pub fn unverified(&self) -> Vec<&Said> {
        let ground = match &self.body {
            Body::NotAssessed(it) => it.ground.as_ref(),
            Body::PriceDecided(it) => it.ground.as_ref(),
            _ => None,
        };
        self.law.iter().chain(ground).filter(|it| !it.verified).collect()
    }
}
