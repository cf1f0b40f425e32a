//! The schedule of a contract, as people decided on it: clauses, what the tender promises, and indicators.

use serde::Serialize;
use tera::Context;

use super::{
    DocumentError, Templates, Twin,
    twin::{Head, cleaned, twin},
};
use crate::{id::Date, pack::day_in_words};

const TEXTS: &[(&str, &str)] = &[
    ("contract-schedule.html", include_str!("templates/award/contract-schedule.html")),
    ("page.html", include_str!("templates/pack/page.html")),
    ("style.css", include_str!("templates/pack/style.css")),
];

/// The schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContractSchedule {
    /// Who buys.
    pub authority: String,
    /// What is bought.
    pub title: String,
    /// Whose tender wins.
    pub supplier: String,
    /// Which tender.
    pub tender: String,
    /// When it was decided on.
    #[serde(skip)]
    pub on: Date,
    /// Clauses that go into the contract, accepted or amended.
    pub clauses: Vec<DecidedClause>,
    /// Clauses that do not.
    pub rejected: Vec<DecidedClause>,
    /// What the supplier is held to.
    pub promises: Vec<DecidedPromise>,
    /// Promises that are not taken into the contract.
    pub left_out: Vec<DecidedPromise>,
    /// By which the contract is managed.
    pub indicators: Vec<DecidedPromise>,
}

/// A clause with what was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DecidedClause {
    /// Its title.
    pub title: String,
    /// `accepted`, `amended` or `rejected`.
    pub outcome: String,
    /// The answers that call for it.
    pub because: Vec<String>,
    /// Its text, paragraph by paragraph.
    pub text: Vec<String>,
    /// Why it was decided so.
    pub reason: String,
    /// Who decided.
    pub person: String,
}

/// A promise or an indicator with what was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DecidedPromise {
    /// The question and the part.
    pub what: String,
    /// The supplier's words, or those that stand in their place.
    pub words: String,
    /// Whether the words are the supplier's.
    pub amended: bool,
    /// The cell where it was said.
    pub cell: String,
    /// What is measured, or the target.
    pub measure: String,
    /// By when, or how often.
    pub date: String,
    /// Why it was decided so.
    pub reason: String,
    /// Who decided.
    pub person: String,
}

/// The schedule, as Word and as a page.
///
/// # Errors
/// When the template of the program is faulty.
pub fn contract_schedule(of: &ContractSchedule) -> Result<Twin, DocumentError> {
    let mut context = Context::new();
    context.insert("c", &cleaned(serde_json::to_value(of).unwrap_or_default()));
    let head = Head {
        title: "Contract schedule",
        subtitle: format!("{}: {}", of.title, of.supplier),
        page: "page.html",
        header_right: of.supplier.clone(),
        footer_left: of.authority.clone(),
        on: of.on.to_string(),
        on_words: day_in_words(of.on),
    };
    twin(TEXTS, "contract-schedule.html", context, head, &Templates::default())
}
