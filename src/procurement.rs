//! A procurement as its folder's `procurement.toml` says: what is bought, from whom, how it is assessed and when.
//!
//! A draft may leave anything open: reading tells only what cannot be read, and `check` what is missing or unlawful.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    bank::Tag,
    diag::{Diagnostics, Place},
    id::{BankVersion, Date, Digest, Name, QuestionId},
    source::SourceFile,
};

mod blank;
pub mod check;
pub mod clarification;
pub mod difference;
pub mod law;
pub mod manifest;
pub mod method;
pub mod opening;
mod people;
mod questions;
pub mod readiness;
pub mod schema;
mod template;
pub mod timetable;

use method::{ItemId, Method, Money, Settings};
pub use people::{Contacts, Panellist, Role};
pub use template::template;

/// The name of the file within a procurement's folder.
pub const FILE: &str = "procurement.toml";

/// What is being bought, and how it is assessed and by whom. `probity new` writes one to fill; `probity check` tells all
/// that is still wrong with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Procurement")]
pub struct Procurement {
    /// A short name for this procurement, of small letters, digits and hyphens; it goes into every document.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub id: Option<Name>,
    /// As suppliers know it.
    pub title: String,
    /// The contracting authority.
    pub buyer: String,
    /// Its identifier on the central digital platform, such as `GB-PPON-PXYZ-1234-ABCD`.
    pub buyer_id: String,
    /// What is bought, in a sentence or two.
    pub description: String,
    /// The law that it is bought under.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "Regime")]
    pub regime: Option<Regime>,
    /// Which thresholds count.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "Authority")]
    pub authority: Option<Authority>,
    /// What kind of contract it is.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "Kind")]
    pub kind: Option<Kind>,
    /// How suppliers come to tender.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "Procedure")]
    pub procedure: Option<Procedure>,
    /// The estimated value in whole pounds over the whole term, with VAT and all extensions; 0 while it is not known.
    pub value: u64,
    /// What is bought, by which questions, clauses and duties apply.
    pub tags: Vec<Tag>,
    /// Codes of the common procurement vocabulary.
    pub cpv: Vec<String>,
    /// The release of the question bank; the newest where left out.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub bank: Option<BankVersion>,
    /// The ready set of questions; `probity bank profiles` lists them. Left out where every question is named below.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub profile: Option<Name>,
    /// Questions of the profile that are not asked.
    #[schemars(with = "Vec<String>")]
    pub without: Vec<QuestionId>,
    /// A file of this folder that adds to the bank, tightens or leaves out.
    pub overlay: String,
    /// The assessment methodology, by the name of its file below `scoring/methods`.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub method: Option<Name>,
    /// The prices that the methodology leaves to the procurement.
    pub price: Prices,
    /// When things happen.
    pub dates: Dates,
    /// Who answers suppliers, and who answers for it.
    pub contacts: Contacts,
    /// Questions that are asked beside the profile's, and weights that are the procurement's own.
    pub question: Vec<Chosen>,
    /// The lots; none where the contract is not divided.
    pub lot: Vec<Lot>,
    /// Of a contract in lots: how many one supplier can win.
    pub lots: Lots,
    /// What is priced, line by line, in the pricing schedule.
    pub pricing: Vec<PriceLine>,
    /// What the supplier, not the tender, must meet.
    pub condition: Vec<Condition>,
    /// Every failure for which a tender can be disregarded. What is not stated here disqualifies nobody.
    pub disqualifier: Vec<Disqualifier>,
    /// Extensions of the contract that the notice allows.
    pub extension: Vec<Extension>,
    /// Who assesses.
    pub panel: Vec<Panellist>,
    /// Why it is bought at all: outcome, actions, insight, data.
    pub opening: opening::Opening,
    /// What was done on each point of the readiness report, by its name: `probity check` lists them.
    #[schemars(with = "BTreeMap<String, Readiness>")]
    pub readiness: BTreeMap<Name, Readiness>,
    /// What the contract's data are, for the documents that the public sees.
    pub dataset: Vec<Dataset>,
    #[serde(skip)]
    source: Source,
}

/// Where the values of a procurement stand.
#[derive(Debug, Clone, Default)]
struct Source {
    path: String,
    digest: Option<Digest>,
    places: BTreeMap<String, Place>,
}

/// The law that a contract is bought under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Regime {
    /// Begun on or after 24 February 2025.
    #[serde(rename = "procurement-act-2023")]
    ProcurementAct2023,
    /// Begun before that day.
    #[serde(rename = "pcr-2015")]
    Pcr2015,
    /// Of a value below the threshold.
    BelowThreshold,
}

/// Which thresholds count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Authority {
    /// A council or another body that is not central government.
    SubCentral,
    /// A department or agency.
    Central,
}

/// What kind of contract it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Goods.
    Goods,
    /// Services.
    Services,
    /// Works.
    Works,
    /// Services of the light-touch list.
    LightTouch,
}

/// How suppliers come to tender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Procedure {
    /// One stage; anyone can tender.
    Open,
    /// Several stages, as the notice lays down.
    CompetitiveFlexible,
    /// A competition among the suppliers of a framework.
    Framework,
    /// Quotations, below the threshold.
    Quotation,
}

/// When things happen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Dates")]
pub struct Dates {
    /// The planned procurement notice, if there is one: it can shorten the time for tendering.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub planned_notice: Option<Date>,
    /// The conflicts assessment: it must be made before the tender notice.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub conflicts_assessment: Option<Date>,
    /// The tender notice, with the documents.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub publication: Option<Date>,
    /// The last day for suppliers' questions.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub clarifications_close: Option<Date>,
    /// The last day for tenders.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub deadline: Option<Date>,
    /// The hour on that day, such as `12:00`.
    pub deadline_time: String,
    /// The first day of the evaluation.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub evaluation: Option<Date>,
    /// The contract award notice: the standstill begins with this day.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub award: Option<Date>,
    /// The first day of the contract.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub start: Option<Date>,
    /// Its last day, without extensions.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub end: Option<Date>,
}

/// A question that is asked beside the profile's, or has a weight of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Chosen question")]
pub struct Chosen {
    /// Which.
    #[schemars(with = "String", regex(pattern = "^[A-Z]{2,5}-[0-9]{2}$"))]
    pub id: QuestionId,
    /// Out of 100. Weights that are given hold; what is left of 100 is shared among the other questions in the
    /// proportions of the profile.
    #[serde(default)]
    pub weight: Option<u32>,
    /// The lowest score with which a tender can still win; `[[disqualifier]]` must say so too.
    #[serde(default)]
    pub minimum: Option<u8>,
}

/// One lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Lot")]
pub struct Lot {
    /// Short: `1` or `north`.
    #[schemars(with = "String")]
    pub id: Name,
    /// A few words.
    #[serde(default)]
    pub title: String,
    /// In whole pounds with VAT and extensions.
    #[serde(default)]
    pub value: u64,
    /// The questions that are asked of it; all where empty.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub questions: Vec<QuestionId>,
    /// Weights of this lot, out of 100; others are shared in proportion.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, u32>")]
    pub weights: BTreeMap<QuestionId, u32>,
}

/// How many lots one supplier can win.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Limits on lots")]
pub struct Lots {
    /// The most lots that one supplier can tender for; no limit where left out.
    pub maximum_tendered: Option<u32>,
    /// The most lots that one supplier can win; no limit where left out.
    pub maximum_awarded: Option<u32>,
    /// How it is decided which lots a supplier gets that wins more than the maximum: an objective rule.
    pub selection: String,
}

/// The prices that a methodology leaves to the procurement, each as whole pounds or as text such as `"1200.50"`. All of
/// them but the estimate are published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Prices")]
pub struct Prices {
    /// Of a benchmark: the price at or below which a tender has all points for price.
    pub full_marks_at: Option<Money>,
    /// Of a benchmark: the price at or above which it has none.
    pub no_marks_at: Option<Money>,
    /// Where the price is fixed: the price.
    pub fixed: Option<Money>,
    /// The authority's own estimate, by which abnormally low prices are found.
    pub estimate: Option<Money>,
}

/// One line of the pricing schedule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Line of the pricing schedule")]
pub struct PriceLine {
    /// The lot that it belongs to; all where left out.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub lot: Option<Name>,
    /// What is priced.
    pub item: String,
    /// Such as `year`, `device` or `sum`.
    pub unit: String,
    /// How many are priced; left out where the supplier says.
    pub quantity: Option<u32>,
}

/// What the supplier must meet, whatever it tenders (section 22).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Condition of participation")]
pub struct Condition {
    /// Short.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub id: Option<Name>,
    /// What is asked.
    pub text: String,
    /// The only two things that it can be about.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "Capacity")]
    pub about: Option<Capacity>,
    /// How it is shown; equivalents must count.
    pub evidence: String,
    /// Why it is proportionate to what is bought.
    pub why: String,
    /// The question of the bank that asks for it, if one does.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub question: Option<QuestionId>,
}

/// What a condition of participation can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// Legal and financial capacity.
    LegalAndFinancial,
    /// Technical ability.
    Technical,
}

/// A failure for which a tender can be disregarded, as suppliers are told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Disqualifier")]
pub struct Disqualifier {
    /// Short.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub id: Option<Name>,
    /// The failure, and that it disqualifies.
    pub text: String,
    /// The question whose answer decides, if one does.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub question: Option<QuestionId>,
}

/// An extension that the notice allows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Extension")]
pub struct Extension {
    /// By how long.
    pub months: u32,
    /// When and by whom it can be taken up.
    pub text: String,
}

/// What was done on a point of the readiness report, or why not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Readiness")]
pub struct Readiness {
    /// What was done: a document's name, number, date or link.
    pub reference: String,
    /// Why it was not done, or is not needed.
    pub reason: String,
}

/// Data that the contract makes, as a catalogue shows them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Data set")]
pub struct Dataset {
    /// Short.
    #[serde(deserialize_with = "blank::blank")]
    #[schemars(with = "String")]
    pub id: Option<Name>,
    /// A few words.
    pub title: String,
    /// What is in it and what it can be used for.
    pub description: String,
    /// Whether people can be known from it.
    pub personal: bool,
    /// Whether it is published, and if not why.
    pub access: String,
    /// How often it is brought up to date.
    pub frequency: String,
    /// In what form, such as `GeoJSON` or `CSV`.
    pub formats: Vec<String>,
    /// The licence, such as the Open Government Licence v3.0.
    pub licence: String,
    /// Where in the world it is about.
    pub place: String,
    /// For how long it is kept.
    pub retention: String,
    /// Where it is stored.
    pub storage: String,
}

impl Procurement {
    /// Reads a `procurement.toml`. All faults are told at once; what can be read is there beside them.
    pub fn read(file: &SourceFile) -> (Option<Self>, Diagnostics) {
        let (read, faults) = file.toml_all::<Self>();
        let read = read.map(|it| Self {
            source: Source { path: file.path.clone(), digest: Some(file.digest()), places: file.places() },
            ..it
        });
        (read, faults)
    }

    /// Where a value stands, by its path such as `dates.deadline` or `lot[0].value`; of what is left out, where the table
    /// stands that it belongs in.
    pub fn place(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(place) = self.source.places.get(path) {
                return place.clone();
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = path.get(..end).unwrap_or_default(),
                None => return Place::Whole { path: self.source.path.clone() },
            }
        }
    }

    /// The overlay's file within the folder, if one is named; an error where it would stand elsewhere.
    pub fn overlay(&self) -> Option<Result<&str, &str>> {
        let name = self.overlay.trim();
        let outside = name.starts_with(['/', '\\']) || name.contains("..") || name.contains(':');
        match name {
            "" => None,
            _ if outside => Some(Err(name)),
            _ => Some(Ok(name)),
        }
    }

    /// What the methodology leaves to the procurement: prices, and the lowest scores.
    pub fn settings(&self) -> Settings {
        let minimum = self.question.iter().filter_map(|it| Some((ItemId::from(&it.id), it.minimum?)));
        Settings {
            full_marks_at: self.price.full_marks_at,
            no_marks_at: self.price.no_marks_at,
            fixed_price: self.price.fixed,
            estimate: self.price.estimate,
            minimum: minimum.collect(),
        }
    }

    /// The methodology with all that this procurement sets; none while it names none.
    ///
    /// # Errors
    /// When there is no such methodology, or its file is faulty.
    pub fn method(&self, files: &[SourceFile]) -> Option<Result<Method, Diagnostics>> {
        let id = self.method.as_ref()?;
        Some(Method::load(files, id.as_str()).map(|it| it.with(&self.settings())))
    }

    /// Of the file that it was read from.
    pub fn digest(&self) -> Option<&Digest> {
        self.source.digest.as_ref()
    }

    /// The id as documents show it; `unnamed` while there is none.
    pub fn id(&self) -> &str {
        self.id.as_ref().map_or("unnamed", Name::as_str)
    }

    /// Whether this is bought.
    pub fn has(&self, tag: Tag) -> bool {
        self.tags.contains(&tag)
    }
}

impl Regime {
    /// As it is written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProcurementAct2023 => "procurement-act-2023",
            Self::Pcr2015 => "pcr-2015",
            Self::BelowThreshold => "below-threshold",
        }
    }

    /// As people say it.
    pub fn title(self) -> &'static str {
        match self {
            Self::ProcurementAct2023 => "the Procurement Act 2023",
            Self::Pcr2015 => "the Public Contracts Regulations 2015",
            Self::BelowThreshold => "the rules for contracts below the threshold",
        }
    }
}
