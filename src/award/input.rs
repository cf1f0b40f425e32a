//! What a result is worked out from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    bank::{Bank, Use},
    id::{Date, TenderId},
    procurement::method::{Grouping, ItemId, Method, Money},
};

/// One award criterion of quality, with what is scored of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    /// A question or a theme.
    pub id: ItemId,
    /// A few words.
    pub title: String,
    /// Its questions; one where the criterion is a question.
    pub items: Vec<Item>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Which.
    pub id: ItemId,
    /// A few words.
    pub title: String,
    /// Beside the others of the lot.
    pub weight: u32,
}

/// One tender for one lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tender {
    /// Its folder's name.
    pub id: TenderId,
    /// Whose it is.
    pub supplier: String,
    /// As opened, and corrected where that was recorded.
    pub price: Option<Money>,
    /// The panel's consensus, by question and by criterion beside the questions.
    pub scores: BTreeMap<ItemId, u8>,
    /// What became of it.
    pub outcome: Outcome,
    /// What a person looked at and decided not to hold against it, with the reason.
    pub kept: BTreeMap<Matter, String>,
}

/// What a person decides on where the method leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// A threshold that may disqualify was not reached.
    Threshold,
    /// The price is above the published maximum.
    AboveMaximum,
    /// The price looks abnormally low, and the supplier was heard.
    AbnormallyLow,
}

impl Matter {
    /// As it is written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Threshold => "threshold",
            Self::AboveMaximum => "above-maximum",
            Self::AbnormallyLow => "abnormally-low",
        }
    }
}

/// What became of a tender (sections 19 and 26 of the Procurement Act 2023).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is assessed.
    #[default]
    Assessed,
    /// The supplier does not satisfy a condition of participation: it must be disregarded.
    ConditionOfParticipation,
    /// The supplier is excluded: it must be disregarded.
    Excluded,
    /// The supplier is excludable, and the authority chose to disregard its tender.
    Excludable,
    /// The price is abnormally low, the supplier was told and heard, and did not show that it can perform.
    AbnormallyLow,
    /// The tender breaches a procedural requirement, and the authority chose to disregard it.
    Procedural,
    /// The published methodology disqualifies it.
    Disqualified,
    /// The supplier took it back.
    Withdrawn,
    /// It came after the deadline.
    Late,
}

impl Fate {
    /// As it is written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assessed => "assessed",
            Self::ConditionOfParticipation => "condition-of-participation",
            Self::Excluded => "excluded",
            Self::Excludable => "excludable",
            Self::AbnormallyLow => "abnormally-low",
            Self::Procedural => "procedural",
            Self::Disqualified => "disqualified",
            Self::Withdrawn => "withdrawn",
            Self::Late => "late",
        }
    }

    /// In a few words, as a supplier reads it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Assessed => "Assessed",
            Self::ConditionOfParticipation => "Disregarded: a condition of participation is not satisfied",
            Self::Excluded => "Disregarded: the supplier is an excluded supplier",
            Self::Excludable => "Disregarded: the supplier is an excludable supplier",
            Self::AbnormallyLow => "Disregarded: the price is abnormally low",
            Self::Procedural => "Disregarded: a procedural requirement was breached",
            Self::Disqualified => "Disqualified by the assessment methodology",
            Self::Withdrawn => "Withdrawn by the supplier",
            Self::Late => "Received after the deadline",
        }
    }

    /// Whether the law leaves the authority a choice, which then needs a reason; where it leaves none, the fact suffices.
    pub fn is_discretion(self) -> bool {
        matches!(self, Self::Excludable | Self::AbnormallyLow | Self::Procedural | Self::Late)
    }
}

/// What became of a tender, with what that rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Outcome {
    /// What.
    pub is: Fate,
    /// The fact that it rests on, and where it stands: the tender's cell, the condition, the entry of the debarment list.
    pub fact: String,
    /// Why the authority chose so, where it had a choice.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// The rule of the tender documents that was broken, where one was.
    pub rule: String,
    /// What the supplier was asked about it before and what it answered, or why it was not asked.
    pub clarified: String,
    /// Of a price: the day on which the supplier was told that it looks abnormally low.
    #[schemars(with = "Option<String>")]
    pub told: Option<Date>,
    /// Of a price: the day until which it could show that it can perform for it.
    #[schemars(with = "Option<String>")]
    pub heard: Option<Date>,
}

impl Outcome {
    /// What it still needs to stand: each as a clause of a sentence.
    pub fn lacks(&self) -> Vec<&'static str> {
        let mut lacks = Vec::new();
        if self.is == Fate::Assessed {
            return lacks;
        }
        if self.fact.trim().is_empty() {
            lacks.push("the fact that it rests on (`fact`)");
        }
        if self.is.is_discretion() && self.reason.trim().is_empty() {
            lacks.push("the reason why the authority chose so where it had a choice (`reason`)");
        }
        if !matches!(self.is, Fate::Withdrawn) && self.by.trim().is_empty() {
            lacks.push("who decided (`by`)");
        }
        if matches!(self.is, Fate::Disqualified | Fate::Procedural | Fate::ConditionOfParticipation)
            && self.rule.trim().is_empty()
        {
            lacks.push("the rule of the tender documents that was broken (`rule`)");
        }
        if self.is == Fate::AbnormallyLow {
            if self.told.is_none() {
                lacks.push(
                    "the day on which the supplier was told that its price looks abnormally low (`told`)",
                );
            }
            if self.heard.is_none() {
                lacks.push("the day until which it could show that it can perform for it (`heard`)");
            }
            if let (Some(told), Some(heard)) = (self.told, self.heard)
                && heard <= told
            {
                lacks.push("a reasonable time between the two letters (`told` before `heard`)");
            }
        }
        lacks
    }
}

/// All that the result of one lot is worked out from.
#[derive(Debug, Clone, Copy)]
pub struct Contest<'a> {
    /// With what the procurement sets.
    pub method: &'a Method,
    /// Of quality.
    pub criteria: &'a [Criterion],
    /// All tenders for the lot, whatever became of them.
    pub tenders: &'a [Tender],
    /// Tenders in the order in which they were drawn by lot, where a draw was held.
    pub draw: &'a [TenderId],
}

/// The award criteria of quality that `bank`, under a profile, and the method's grouping give.
pub fn criteria(bank: &Bank, method: &Method) -> Vec<Criterion> {
    let mut found: Vec<Criterion> = Vec::new();
    for question in bank.questions.iter().filter(|it| it.used_as == Use::Scored && it.weight > 0) {
        let item =
            Item { id: ItemId::from(&question.id), title: question.title.clone(), weight: question.weight };
        let theme = question.theme.as_ref().filter(|_| method.criteria == Grouping::Themes);
        let Some(theme) = theme else {
            found.push(Criterion { id: item.id.clone(), title: item.title.clone(), items: vec![item] });
            continue;
        };
        let id = ItemId::from(theme);
        if let Some(known) = found.iter_mut().find(|it| it.id == id) {
            known.items.push(item);
        } else {
            let title = bank.themes.iter().find(|(it, _)| it == theme);
            let title = title.map_or_else(|| theme.to_string(), |(_, title)| title.clone());
            found.push(Criterion { id, title, items: vec![item] });
        }
    }
    found
}
