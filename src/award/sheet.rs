//! Scores and prices in a plain file: what a result can be worked out from without a procurement's folder.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    AwardError, Contest, Criterion, Item, LotResult, Matter, Outcome, Tender, criteria,
    lots::{LotAward, share_out},
    pricing::{Normalisation, Story},
    result,
    result::before_result,
    review::{Review, review},
};
use crate::{
    bank::{Bank, profile::Profile},
    diag::{Diagnostic, Diagnostics, nearest},
    id::{BankVersion, Digest, Name, TenderId},
    procurement::method::{Grouping, ItemId, Method, Money, Settings},
    source::{SourceFile, Spanned},
};

/// The lot that a contract which is not divided has.
pub const WHOLE: &str = "whole";

/// The file as it stands on disk.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "Scores and prices of an award")]
pub struct SheetFile {
    /// What is bought.
    title: String,
    /// A ready method.
    #[schemars(with = "Option<String>")]
    method: Option<Spanned<String>>,
    /// Questions and weights of a profile of the bank, in place of those that are listed.
    #[schemars(with = "Option<String>")]
    profile: Option<Spanned<String>>,
    /// The release of the bank, with a profile; the newest where left out.
    #[schemars(with = "Option<String>")]
    bank: Option<Spanned<BankVersion>>,
    /// What the method leaves to the procurement.
    #[serde(default)]
    settings: Settings,
    /// How many lots one supplier can win.
    most_lots: Option<u32>,
    /// The questions with their weights.
    #[serde(default)]
    question: Vec<QuestionFile>,
    /// The lots, where there are several.
    #[serde(default)]
    lot: Vec<LotFile>,
    /// The tenders, one for each lot.
    #[serde(default)]
    tender: Vec<TenderFile>,
    /// By lot, the tenders in the order in which they were drawn.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    draw: BTreeMap<Name, Vec<TenderId>>,
    /// By supplier, the lots that it prefers, the dearest first.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    preference: BTreeMap<String, Vec<Name>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct QuestionFile {
    #[schemars(with = "String")]
    id: Spanned<ItemId>,
    #[serde(default)]
    title: String,
    weight: u32,
    /// Under which criterion it counts, where the method groups questions by themes.
    theme: Option<ItemId>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LotFile {
    #[schemars(with = "String")]
    id: Spanned<Name>,
    #[serde(default)]
    title: String,
    /// The questions that count for it; all where empty.
    #[serde(default)]
    questions: BTreeSet<ItemId>,
    /// In place of the same settings above.
    #[serde(default)]
    settings: Settings,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TenderFile {
    #[schemars(with = "String")]
    id: Spanned<TenderId>,
    supplier: String,
    #[schemars(with = "Option<String>")]
    lot: Option<Spanned<Name>>,
    price: Option<Money>,
    #[serde(default)]
    scores: BTreeMap<ItemId, u8>,
    #[serde(default)]
    outcome: Outcome,
    #[serde(default)]
    kept: BTreeMap<Matter, String>,
}

/// All that the results of a procurement's lots are worked out from.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What is bought.
    pub title: String,
    /// As its file has it, without settings.
    pub method: Method,
    /// In their order.
    pub lots: Vec<SheetLot>,
    /// How many lots one supplier can win.
    pub most_lots: Option<u32>,
    /// By supplier, the lots that it prefers.
    pub preferences: BTreeMap<String, Vec<Name>>,
    /// Of the file.
    pub digest: Digest,
}

/// One lot.
#[derive(Debug, Clone)]
pub struct SheetLot {
    /// Short.
    pub id: Name,
    /// A few words.
    pub title: String,
    /// With all settings.
    pub method: Method,
    /// Of quality.
    pub criteria: Vec<Criterion>,
    /// For this lot.
    pub tenders: Vec<Tender>,
    /// Tenders in the order in which they were drawn.
    pub draw: Vec<TenderId>,
    /// How prices came to be what is compared; none where they were given as they are.
    pub prices: Vec<Story>,
    /// What was done to all prices alike.
    pub normalisations: Vec<Normalisation>,
}

/// The result of a procurement: of every lot, and who gets which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcomes {
    /// Of this form.
    pub schema: &'static str,
    /// What is bought.
    pub title: String,
    /// By which method.
    pub method: Name,
    /// Of its file.
    pub method_digest: Digest,
    /// In their order.
    pub lots: Vec<LotOutcome>,
    /// Who gets which lot.
    pub awards: Vec<LotAward>,
}

/// The result of one lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LotOutcome {
    /// Which.
    pub id: Name,
    /// A few words.
    pub title: String,
    /// The figures.
    pub result: LotResult,
    /// What would change them.
    pub review: Review,
}

/// A lot whose result could not be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("lot `{lot}`")]
pub struct LotError {
    /// Which.
    pub lot: Name,
    /// Why.
    pub source: AwardError,
}

impl SheetLot {
    /// What its result is worked out from.
    pub fn contest(&self) -> Contest<'_> {
        Contest { method: &self.method, criteria: &self.criteria, tenders: &self.tenders, draw: &self.draw }
    }
}

impl Sheet {
    /// Reads a sheet; `own` is a buyer's own method, which goes before the one that the sheet names. All faults are told
    /// at once.
    pub fn read(
        files: &[SourceFile],
        file: &SourceFile,
        own: Option<&SourceFile>,
    ) -> (Option<Self>, Diagnostics) {
        let (read, mut faults) = file.toml_all::<SheetFile>();
        let sheet = read.and_then(|it| Reading { files, file, faults: &mut faults }.sheet(it, own));
        (sheet.filter(|_| !faults.has_errors()), faults)
    }

    /// The results of all lots.
    ///
    /// # Errors
    /// When that of one cannot be worked out.
    pub fn outcomes(&self) -> Result<Outcomes, LotError> {
        self.of_each(|contest| Ok((result(contest)?, review(contest)?)))
    }

    /// What is known of the tenders while there is no result.
    ///
    /// # Errors
    /// When a figure is too large to be exact.
    pub fn before_result(&self) -> Result<Outcomes, LotError> {
        self.of_each(|contest| Ok((before_result(contest)?, Review::default())))
    }

    fn of_each(
        &self,
        work: impl Fn(&Contest<'_>) -> Result<(LotResult, Review), AwardError>,
    ) -> Result<Outcomes, LotError> {
        let mut lots = Vec::new();
        for lot in &self.lots {
            let failed = |source| LotError { lot: lot.id.clone(), source };
            let (result, review) = work(&lot.contest()).map_err(failed)?;
            lots.push(LotOutcome { id: lot.id.clone(), title: lot.title.clone(), result, review });
        }
        let results: Vec<(Name, &LotResult)> = lots.iter().map(|it| (it.id.clone(), &it.result)).collect();
        let awards = share_out(&results, self.most_lots, self.method.lots, &self.preferences);
        Ok(Outcomes {
            schema: "probity.award/1",
            title: self.title.clone(),
            method: self.method.id.clone(),
            method_digest: self.method.digest.clone(),
            lots,
            awards,
        })
    }
}

/// The JSON Schema of sheets, for editors.
///
/// # Errors
/// Never in practice: a schema is always JSON.
pub fn schema() -> Result<String, serde_json::Error> {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    Ok(serde_json::to_string_pretty(&settings.into_generator().into_root_schema_for::<SheetFile>())? + "\n")
}

struct Reading<'a> {
    files: &'a [SourceFile],
    file: &'a SourceFile,
    faults: &'a mut Diagnostics,
}

impl Reading<'_> {
    fn fault<T>(&mut self, at: &Spanned<T>, code: &'static str, message: String, help: impl Into<String>) {
        self.faults.push(Diagnostic::error(self.file.place_of(at), code, message).help(help));
    }

    fn sheet(&mut self, read: SheetFile, own: Option<&SourceFile>) -> Option<Sheet> {
        let method = self.method(&read, own)?;
        let all = self.criteria(&read, &method)?;
        let mut lots: Vec<SheetLot> = Vec::new();
        let whole = if read.lot.is_empty() { WHOLE.parse().ok() } else { None };
        let settled = |of: &Settings| method.clone().with(&read.settings).with(of);
        if let Some(id) = whole {
            lots.push(SheetLot {
                id,
                title: read.title.clone(),
                method: settled(&Settings::default()),
                criteria: all.clone(),
                tenders: Vec::new(),
                draw: Vec::new(),
                prices: Vec::new(),
                normalisations: Vec::new(),
            });
        }
        for it in &read.lot {
            let id = it.id.get_ref();
            if lots.iter().any(|before| before.id == *id) {
                self.fault(
                    &it.id,
                    "award/twice",
                    format!("lot `{id}` stands twice"),
                    "give each lot a name of its own",
                );
            }
            let counts = |item: &Item| it.questions.is_empty() || it.questions.contains(&item.id);
            let criteria = all.iter().map(|criterion| Criterion {
                items: criterion.items.iter().filter(|it| counts(it)).cloned().collect(),
                ..criterion.clone()
            });
            lots.push(SheetLot {
                id: id.clone(),
                title: it.title.clone(),
                method: settled(&it.settings),
                criteria: criteria.filter(|it| !it.items.is_empty()).collect(),
                tenders: Vec::new(),
                draw: Vec::new(),
                prices: Vec::new(),
                normalisations: Vec::new(),
            });
        }
        for (lot, draw) in read.draw {
            match lots.iter_mut().find(|it| it.id == lot) {
                Some(it) => it.draw = draw,
                None => self.faults.push(
                    Diagnostic::error(
                        self.file.whole(),
                        "award/draw",
                        format!("`draw` names `{lot}`, which is no lot"),
                    )
                    .help(format!("name one of {}", names(&lots))),
                ),
            }
        }
        for it in read.tender {
            self.tender(it, &mut lots);
        }
        Some(Sheet {
            title: read.title,
            method,
            lots,
            most_lots: read.most_lots,
            preferences: read.preference,
            digest: self.file.digest(),
        })
    }

    fn method(&mut self, read: &SheetFile, own: Option<&SourceFile>) -> Option<Method> {
        if let Some(own) = own {
            let (method, faults) = Method::read(self.files, own);
            self.faults.extend(faults);
            return method;
        }
        let Some(named) = &read.method else {
            self.faults.push(
                Diagnostic::error(self.file.whole(), "award/no-method", "the file names no method")
                    .help("add `method = \"…\"`; `probity methods list` lists the ready ones"),
            );
            return None;
        };
        match Method::load(self.files, named.get_ref()) {
            Ok(method) => Some(method),
            Err(faults) => {
                let told = faults.into_sorted();
                for it in told {
                    let help = it.help.unwrap_or_default();
                    self.fault(named, it.code, it.message, help);
                }
                None
            }
        }
    }

    fn criteria(&mut self, read: &SheetFile, method: &Method) -> Option<Vec<Criterion>> {
        if let Some(profile) = &read.profile {
            if let Some(it) = read.question.first() {
                let message = "questions are listed although a profile is named".to_owned();
                self.fault(&it.id, "award/questions", message, "keep one of the two");
            }
            let version = read.bank.as_ref().map(|it| *it.get_ref());
            let bank = Bank::load(self.files, version)
                .and_then(|bank| bank.under(&Profile::load(self.files, profile.get_ref())?));
            return match bank {
                Ok(bank) => Some(criteria(&bank, method)),
                Err(faults) => {
                    for it in faults.into_sorted() {
                        let help = it.help.unwrap_or_default();
                        self.fault(profile, it.code, it.message, help);
                    }
                    None
                }
            };
        }
        let mut found: Vec<Criterion> = Vec::new();
        for it in &read.question {
            let id = it.id.get_ref();
            if it.weight == 0 {
                self.fault(&it.id, "award/weight", format!("`{id}` weighs nothing"), "give a weight from 1");
            }
            let item = Item { id: id.clone(), title: it.title.clone(), weight: it.weight };
            let theme = it.theme.as_ref().filter(|_| method.criteria == Grouping::Themes);
            let (criterion, title) = theme.map_or((id, &it.title), |theme| (theme, &it.title));
            match found.iter_mut().find(|it| it.id == *criterion) {
                Some(known) => known.items.push(item),
                None => found.push(Criterion {
                    id: criterion.clone(),
                    title: theme.map_or_else(|| title.clone(), |it| words(it.as_str())),
                    items: vec![item],
                }),
            }
        }
        Some(found)
    }

    fn tender(&mut self, read: TenderFile, lots: &mut [SheetLot]) {
        let known = names(lots);
        let lot = match &read.lot {
            Some(named) => {
                let found = lots.iter().position(|it| it.id == *named.get_ref());
                if found.is_none() {
                    let message = format!("there is no lot `{}`", named.get_ref());
                    let near = nearest(named.get_ref().as_str(), lots.iter().map(|it| it.id.as_str()));
                    let help = near.map_or_else(
                        || format!("the lots are {known}"),
                        |it| format!("the nearest is `{it}`"),
                    );
                    self.fault(named, "award/lot", message, help);
                }
                found
            }
            None if lots.len() == 1 => Some(0),
            None => {
                let message = "the tender names no lot".to_owned();
                self.fault(&read.id, "award/lot", message, format!("add `lot = \"…\"`: one of {known}"));
                None
            }
        };
        let Some(lot) = lot.and_then(|it| lots.get_mut(it)) else { return };
        lot.tenders.push(Tender {
            id: read.id.into_inner(),
            supplier: read.supplier,
            price: read.price,
            scores: read.scores,
            outcome: read.outcome,
            kept: read.kept,
        });
    }
}

fn names(lots: &[SheetLot]) -> String {
    lots.iter().map(|it| format!("`{}`", it.id)).collect::<Vec<_>>().join(", ")
}

/// `data-protection` as a title.
fn words(id: &str) -> String {
    let text = id.replace('-', " ");
    let mut rest = text.chars();
    rest.next().map(|it| it.to_uppercase().chain(rest).collect()).unwrap_or_default()
}
