//! Assessment summaries: what each supplier with an assessed tender is told before the award notice (section 50 of the
//! Procurement Act 2023, regulation 31 of the Procurement Regulations 2024).
//!
//! The figures come from the result, the explanations from the panel; nothing is written here that a person did not say.
//! [`Summary::of`] gathers the fields, and [`check`] says what keeps one from being sent.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Contest, Fate, LotResult, Ratio, Standing, State, sheet::LotOutcome};
use crate::{
    id::{Date, TenderId},
    procurement::method::{Formula, ItemId, Method, Passage, RoundingMode, ScoreMeaning},
};

mod check;
pub mod file;
pub mod leak;
mod standstill;

pub use check::{TenderText, check};
pub(crate) use check::{too_short, voice};
pub use standstill::{standstill_fault, too_early};

/// What stands at the head of every summary of a lot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Header {
    /// The contracting authority.
    pub authority: String,
    /// Its identifier, `GB-PPON-…`.
    pub authority_id: String,
    /// What is bought.
    pub title: String,
    /// The procurement's identifier, `ocds-h6vhtk-…`.
    pub ocid: String,
    /// The tender notice, `nnnnnn-yyyy`.
    pub notice: String,
    /// The lot; empty where the contract is not divided.
    pub lot: String,
    /// The law that it is bought under, in words.
    pub regime: String,
    /// When it is sent.
    #[schemars(with = "Option<String>")]
    pub sent: Option<Date>,
    /// How it is sent.
    pub channel: String,
    /// When the contract award notice is to be published: after all summaries are sent.
    #[schemars(with = "Option<String>")]
    pub award_notice: Option<Date>,
    /// The last day of the standstill period.
    #[schemars(with = "Option<String>")]
    pub standstill_ends: Option<Date>,
    /// Who answers questions about it.
    pub contact: String,
    /// Where the full criteria and methodology can be read, since they are summarised.
    pub full_methodology_at: String,
    /// The release of the question bank, with its digest.
    pub bank: String,
    /// The digest of the record's last checkpoint.
    pub record: String,
    /// Who signed it off, each with a role.
    pub signed_off: Vec<String>,
    /// Why earlier summaries hold no longer, for those who hold one to read.
    pub reopened: String,
}

/// Who is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Recipient {
    /// The supplier.
    pub name: String,
    /// Its contact postal address.
    pub address: String,
    /// Its email address.
    pub email: String,
    /// Its unique identifier, `GB-PPON-…`.
    pub identifier: String,
}

/// What people say of one tender.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Explained {
    /// By question and by criterion beside the questions.
    pub scores: BTreeMap<ItemId, Explanation>,
    /// Of an unsuccessful tender: a further explanation why it is not awarded the contract.
    pub not_awarded: String,
    /// Of an unsuccessful tender, under the Public Contracts Regulations 2015: the characteristics and relative advantages of
    /// the successful tender.
    pub relative_advantages: String,
    /// What is withheld, with the ground.
    pub withheld: Vec<Withheld>,
    /// The day on which an earlier summary was sent, which this one takes the place of.
    #[schemars(with = "Option<String>")]
    pub replaces: Option<Date>,
}

/// Why a score is what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Explanation {
    /// By reference to relevant information in the tender.
    pub reason: String,
    /// What kept it from a higher score, where the reason does not say so.
    pub why_not_higher: String,
    /// Where in the tender: cells, pages.
    pub evidence: Vec<String>,
}

/// Something that is withheld.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Withheld {
    /// What, in a few words that do not tell it.
    pub what: String,
    /// Why it is sensitive commercial information (section 94).
    pub ground: String,
    /// Who decided.
    pub by: String,
}

/// One supplier's summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Whose tender it is about.
    pub tender: TenderId,
    /// The head.
    pub header: Header,
    /// Who is told.
    pub recipient: Recipient,
    /// What became of the tender, in a sentence.
    pub outcome: String,
    /// Whether the contract goes to it.
    pub successful: bool,
    /// What each score means.
    pub scale: Vec<ScoreMeaning>,
    /// How tenders were assessed, as published.
    pub method: Vec<Passage>,
    /// Of the recipient's own tender.
    pub own: Assessed,
    /// Why the contract does not go to it.
    pub not_awarded: String,
    /// The characteristics and relative advantages of the successful tender, where they are told.
    pub relative_advantages: String,
    /// Of a tender that is not assessed: the facts, the rule and the reason.
    pub disregarded: Option<Disregarded>,
    /// The most advantageous tender, for those who did not win.
    pub winner: Option<WinnerBlock>,
    /// What is withheld.
    pub withheld: Vec<Withheld>,
    /// The day of the earlier summary that this one takes the place of.
    pub replaces: Option<Date>,
}

/// How one tender was assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assessed {
    /// Criterion by criterion.
    pub criteria: Vec<CriterionBlock>,
    /// The price.
    pub price: Option<PriceBlock>,
    /// All points for criteria but price, as published, where it was scored whole.
    pub quality: Option<String>,
    /// What is ranked, as published.
    pub total: Option<String>,
    /// What that is.
    pub total_is: String,
    /// Its rank, if it has one.
    pub rank: Option<usize>,
    /// Thresholds that it missed, in sentences.
    pub missed: Vec<String>,
}

/// One award criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CriterionBlock {
    /// A few words.
    pub title: String,
    /// `24 of 100 points`.
    pub importance: String,
    /// Points, as published.
    pub points: String,
    /// Points that all marks earn.
    pub available: String,
    /// Its questions.
    pub scores: Vec<ScoreBlock>,
}

/// One score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreBlock {
    /// A question or a criterion beside the questions.
    pub id: ItemId,
    /// A few words.
    pub title: String,
    /// Percent of its criterion, by weight.
    pub weight: String,
    /// The score.
    pub score: u8,
    /// The highest score.
    pub out_of: u8,
    /// The scale's word for it.
    pub called: String,
    /// Points, as published.
    pub points: String,
    /// Why.
    pub explanation: Explanation,
}

/// The price of a tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PriceBlock {
    /// As compared.
    pub price: String,
    /// Points, as published, where the formula gives any.
    pub points: Option<String>,
    /// Points that the best price earns.
    pub available: u32,
    /// How prices are scored, as published.
    pub how: Vec<String>,
}

/// Why a tender is not assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Disregarded {
    /// What it rests on.
    pub fact: String,
    /// The rule of the tender documents.
    pub rule: String,
    /// Why the authority chose so, where it had a choice.
    pub reason: String,
}

/// What an unsuccessful supplier is told of the most advantageous tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WinnerBlock {
    /// The supplier.
    pub name: String,
    /// Its unique identifier.
    pub identifier: String,
    /// How its tender was assessed.
    pub assessed: Assessed,
}

/// What people know of the tenders of a lot, by tender.
#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    /// Who is told.
    pub recipients: &'a BTreeMap<TenderId, Recipient>,
    /// What the panel says.
    pub explained: &'a BTreeMap<TenderId, Explained>,
}

impl Summary {
    /// The summaries of a lot, one for each tender, in the order of the result. `awarded` is the tender that people
    /// decided to award the contract to.
    pub fn of(
        header: &Header,
        contest: &Contest<'_>,
        lot: &LotOutcome,
        awarded: Option<&TenderId>,
        people: People<'_>,
    ) -> Vec<Self> {
        let result = &lot.result;
        let nobody = Explained::default();
        let explained = |of: &TenderId| people.explained.get(of).unwrap_or(&nobody);
        let recipient = |of: &Standing| {
            people
                .recipients
                .get(&of.tender)
                .cloned()
                .unwrap_or_else(|| Recipient { name: of.supplier.clone(), ..Recipient::default() })
        };
        let winner = awarded.and_then(|it| result.standings.iter().find(|standing| standing.tender == *it));
        let one = |standing: &Standing| {
            let successful = Some(&standing.tender) == awarded;
            let of = explained(&standing.tender);
            let assessed = standing.outcome.is == Fate::Assessed;
            Self {
                tender: standing.tender.clone(),
                header: header.clone(),
                recipient: recipient(standing),
                outcome: outcome(standing, successful),
                successful,
                scale: contest.method.scale.descriptors.clone(),
                method: contest.method.passages(),
                own: Assessed::new(contest.method, standing, of),
                not_awarded: if successful { String::new() } else { of.not_awarded.trim().to_owned() },
                relative_advantages: if successful {
                    String::new()
                } else {
                    of.relative_advantages.trim().to_owned()
                },
                disregarded: (!assessed).then(|| Disregarded {
                    fact: standing.outcome.fact.clone(),
                    rule: standing.outcome.rule.clone(),
                    reason: standing.outcome.reason.clone(),
                }),
                // Of the winner only those are told whose tender was assessed.
                winner: winner.filter(|_| !successful && assessed).map(|it| WinnerBlock {
                    name: recipient(it).name,
                    identifier: recipient(it).identifier,
                    assessed: Assessed::new(contest.method, it, explained(&it.tender)),
                }),
                withheld: of.withheld.clone(),
                replaces: of.replaces,
            }
        };
        result.standings.iter().map(one).collect()
    }

    /// Whether the law asks for it: the tender was assessed. To others it is a courtesy.
    pub fn is_due(&self) -> bool {
        self.disregarded.is_none()
    }
}

fn outcome(standing: &Standing, successful: bool) -> String {
    match &standing.state {
        _ if successful => {
            "The contract is to be awarded to your tender: it is the most advantageous tender.".to_owned()
        }
        State::Ranked { rank, .. } => {
            format!("Your tender was assessed and is not the most advantageous tender; it has rank {rank}.")
        }
        State::Failed => {
            "Your tender was assessed and does not reach a threshold of the methodology.".to_owned()
        }
        State::NoQuality => {
            "Your tender was assessed and has no points for quality, so that it cannot win.".to_owned()
        }
        State::Unresolved { .. } => "Your tender was assessed as far as its price allowed.".to_owned(),
        State::NotAssessed => format!("{}.", standing.outcome.is.in_words()),
    }
}

impl Assessed {
    fn new(method: &Method, standing: &Standing, explained: &Explained) -> Self {
        let rounding = method.rounding;
        let shown =
            |it: Ratio| it.decimal(rounding.decimals, rounding.mode).unwrap_or_else(|_| it.fraction());
        let points_count = !matches!(method.price.formula, Formula::LowestPassing);
        let criteria = standing
            .criteria
            .iter()
            .map(|criterion| {
                let sum: u32 = criterion.items.iter().map(|it| it.weight).sum();
                let scores = criterion.items.iter().map(|it| ScoreBlock {
                    id: it.id.clone(),
                    title: it.title.clone(),
                    weight: percent(it.weight, sum),
                    score: it.score,
                    out_of: method.scale.most(),
                    called: called(method, it.score),
                    points: shown(it.points),
                    explanation: explained.scores.get(&it.id).cloned().unwrap_or_default(),
                });
                let available = plain(criterion.available);
                CriterionBlock {
                    title: criterion.title.clone(),
                    importance: if points_count {
                        format!("{available} of 100 points")
                    } else {
                        "no points; a threshold applies".to_owned()
                    },
                    points: criterion.published.clone(),
                    available,
                    scores: scores.collect(),
                }
            })
            .collect();
        let price_how = method.passages().into_iter().find(|it| it.title == "Price").map(|it| it.sentences);
        Self {
            criteria,
            price: standing.price.as_ref().map(|it| PriceBlock {
                price: it.price.to_string(),
                points: it.published.clone(),
                available: method.price_percent,
                how: price_how.unwrap_or_default(),
            }),
            quality: standing.quality_points.filter(|_| points_count).map(shown),
            total: standing.published.clone(),
            total_is: match method.price.formula {
                Formula::PerQualityPoint => "Price in pounds for each point of quality".to_owned(),
                Formula::LowestPassing => "Price in pounds".to_owned(),
                _ => "Total out of 100 points".to_owned(),
            },
            rank: standing.rank(),
            missed: standing
                .thresholds
                .iter()
                .filter(|it| !it.met)
                .map(|it| {
                    let at = it
                        .at
                        .as_ref()
                        .map_or_else(|| "All questions together".to_owned(), ToString::to_string);
                    format!("{at}: {} where {} is needed. {}", it.has, it.needs, it.sentence)
                })
                .collect(),
        }
    }

    /// All scores, criterion by criterion.
    pub fn scores(&self) -> impl Iterator<Item = &ScoreBlock> {
        self.criteria.iter().flat_map(|it| &it.scores)
    }
}

fn called(method: &Method, score: u8) -> String {
    let found = method.scale.descriptors.iter().find(|it| it.score == score);
    found.map(|it| it.name.clone()).unwrap_or_default()
}

/// A share in percent to one decimal, without a needless zero.
fn percent(part: u32, whole: u32) -> String {
    let share = Ratio::new(i128::from(part) * 100, i128::from(whole.max(1)));
    let text = share.and_then(|it| it.decimal(1, RoundingMode::HalfUp)).unwrap_or_default();
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// A figure that is exact in most methods, to two decimals where it is not.
fn plain(of: Ratio) -> String {
    let text = of.to_string();
    if text.contains("exactly") { of.decimal(2, RoundingMode::HalfUp).unwrap_or(text) } else { text }
}

/// The tender that is first by the method where nothing is open.
pub fn by_method(result: &LotResult) -> Option<&TenderId> {
    match result.first.as_slice() {
        [one] if result.open.is_empty() => Some(one),
        _ => None,
    }
}
