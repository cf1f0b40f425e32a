//! From consensus scores and prices to a result: exact arithmetic by the published method.
//!
//! One lot at a time: [`Contest`] is all that counts, [`result`] works it out, and [`review`] asks what would change it.
//! Scores come from the panel's consensus; there is no average of evaluators anywhere.

pub mod dry;
mod fault;
mod figures;
mod input;
pub mod letter;
pub mod lots;
mod price;
pub mod pricing;
mod ranking;
mod ratio;
mod result;
pub mod review;
pub mod sheet;
pub mod summary;
mod working;

pub use fault::Fault;
pub use input::{Contest, Criterion, Fate, Item, Matter, Outcome, Tender, criteria};
pub use ratio::{Ratio, TooLarge};
pub use result::{
    CriterionResult, Flag, FlagKind, ItemResult, LotResult, PriceResult, Separation, Standing, State,
    ThresholdResult, result,
};

use crate::{id::TenderId, procurement::method::ItemId};

/// A result that could not be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AwardError {
    /// A figure does not fit.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// What it would be worked out from is not whole: all that is wrong, at once.
    #[error("the result cannot be worked out: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Input(Vec<InputFault>),
}

/// What is wrong with what a result would be worked out from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum InputFault {
    /// The procurement has not set it.
    #[error("the method still needs {0}")]
    Unset(String),
    /// Nothing is scored.
    #[error("the method scores quality and there is no question with a weight")]
    NoQuestions,
    /// An id stands twice.
    #[error("`{0}` is scored twice")]
    Twice(ItemId),
    /// Two tenders of one id.
    #[error("there are two tenders `{0}`")]
    TwoTenders(TenderId),
    /// A question weighs nothing.
    #[error("`{0}` has no weight")]
    Weightless(ItemId),
    /// The method names what is not scored.
    #[error("the method names `{0}`, which is not scored here")]
    Unknown(ItemId),
    /// An assessed tender has no score.
    #[error("tender `{tender}` has no consensus score for `{item}`")]
    NoScore {
        /// Whose.
        tender: TenderId,
        /// For what.
        item: ItemId,
    },
    /// A score that is not on the scale.
    #[error("tender `{tender}` has {score} for `{item}`, which is not on the scale from 0 to {most}")]
    OffScale {
        /// Whose.
        tender: TenderId,
        /// For what.
        item: ItemId,
        /// Which.
        score: u8,
        /// The highest.
        most: u8,
    },
    /// A score for what is not asked.
    #[error("tender `{tender}` has a score for `{item}`, which is not scored here")]
    Foreign {
        /// Whose.
        tender: TenderId,
        /// For what.
        item: ItemId,
    },
    /// A tender is not assessed and its outcome does not say why.
    #[error("tender `{tender}` is not assessed ({fate}) and its outcome lacks {lacks}")]
    Outcome {
        /// Whose.
        tender: TenderId,
        /// What became of it.
        fate: &'static str,
        /// What is missing.
        lacks: &'static str,
    },
    /// What was kept has no reason.
    #[error("tender `{tender}` keeps its place in spite of `{matter}` without a reason")]
    Kept {
        /// Whose.
        tender: TenderId,
        /// Which matter.
        matter: &'static str,
    },
}
