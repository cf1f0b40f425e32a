//! What a tender pack is made from: one value that its workbooks and documents share, so that none of them says
//! what another does not.

use crate::{
    bank::{Bank, Question, Tag, Use},
    clause::Library,
    id::{Date, Digest},
    rule::Rules,
};

mod fingerprint;
mod procured;

pub use fingerprint::{Fingerprint, Mark};
pub use procured::{Made, pricing};

/// What goes out to suppliers: whose procurement it is, and what is asked.
#[derive(Debug, Clone)]
pub struct Issue<'a> {
    /// Of the procurement.
    pub title: String,
    /// Who buys.
    pub buyer: String,
    /// The procurement's own reference.
    pub procurement: String,
    /// From 1; an amendment is a new one.
    pub version: u32,
    /// The day that the documents bear.
    pub on: Date,
    /// When tenders must be in, as it is printed; empty while it is not settled.
    pub deadline: String,
    /// Whom to write to.
    pub contacts: Vec<Contact>,
    /// None where the contract is not divided.
    pub lots: Vec<Lot>,
    /// The questions that were chosen, with the weights of this procurement.
    pub bank: &'a Bank,
    /// Over the questions as they are asked.
    pub questions: Digest,
}

/// Someone whom suppliers may write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// A name or a role.
    pub name: String,
    /// An address of electronic mail or of a portal.
    pub address: String,
}

/// A part of the contract that is awarded by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Such as `1`.
    pub id: String,
    /// What it is.
    pub title: String,
}

/// A heading with what is said under it, as it is published.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Passage {
    /// The heading.
    pub title: String,
    /// Sentences or paragraphs, in order.
    pub says: Vec<String>,
}

/// One line that suppliers price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceLine {
    /// The lot that it belongs to; none for all of them.
    pub lot: Option<String>,
    /// What is bought; empty where the supplier names it.
    pub item: String,
    /// Such as `year` or `device`.
    pub unit: String,
    /// How many are priced; none where the supplier says.
    pub quantity: Option<u32>,
}

/// All that a pack's documents say.
#[derive(Debug, Clone)]
pub struct Pack<'a> {
    /// What is issued.
    pub issue: Issue<'a>,
    /// The law that the procurement follows, as it is printed.
    pub regime: String,
    /// What is bought, by which questions and clauses apply.
    pub tags: Vec<Tag>,
    /// The outcome that is sought, and what follows from it.
    pub opening: Vec<Passage>,
    /// Whom to ask and until when, and other steps of the procedure.
    pub procedure: Vec<Passage>,
    /// Failures that disqualify: the question or name of each, and what is said of it.
    pub disqualifiers: Vec<(String, String)>,
    /// How tenders are compared: thresholds, price, rounding, ties.
    pub method: Vec<Passage>,
    /// What is priced.
    pub pricing: Vec<PriceLine>,
    /// How answers are read.
    pub rules: &'a Rules,
    /// The clauses that answers can call for.
    pub library: &'a Library,
}

/// A day in words: `1 September 2026`.
pub fn day_in_words(day: Date) -> String {
    procured::in_words(day)
}

impl Issue<'_> {
    /// By which a workbook is known as one of this issue.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self)
    }

    /// The questions under the themes in which packs print them; those without one come first.
    pub fn sections(&self) -> Vec<(&str, Vec<&Question>)> {
        let of = |theme: Option<&crate::id::Name>| -> Vec<&Question> {
            self.bank.questions.iter().filter(|it| it.theme.as_ref() == theme).collect()
        };
        let first = [("Core questions", of(None))];
        let themes = self.bank.themes.iter().map(|(id, title)| (title.as_str(), of(Some(id))));
        first.into_iter().chain(themes).filter(|(_, questions)| !questions.is_empty()).collect()
    }
}

/// What a question's answer does, in words for suppliers.
pub fn use_in_words(question: &Question) -> String {
    match question.used_as {
        Use::Scored => format!("Award criterion, {} of 100.", question.weight),
        Use::PassFail => {
            "Pass or fail: a tender that does not meet it can be disqualified, after a person has decided so."
                .to_owned()
        }
        Use::ConditionOfParticipation => {
            "Condition of participation: it is about the supplier, not the tender, and has no weight."
                .to_owned()
        }
        Use::Declaration => {
            "Undertaking: what you answer becomes a term of the contract; it has no weight.".to_owned()
        }
        Use::Information => "For information only: it is never assessed.".to_owned(),
    }
}

/// What it means that nothing is answered.
pub fn if_missing(question: &Question) -> String {
    match (question.if_missing.as_str(), question.used_as) {
        ("", Use::Scored) => "Nothing is shown of any part, and the answer scores 0.".to_owned(),
        ("", Use::Information) => "Nothing follows from it.".to_owned(),
        ("", _) => "It counts as not met until a person has asked you.".to_owned(),
        (said, _) => said.to_owned(),
    }
}
