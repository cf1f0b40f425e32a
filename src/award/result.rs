//! The result of one lot: every tender's figures with their working, the order, and what a person must still decide.

use serde::Serialize;

use super::{
    AwardError, Contest, Fate, Matter, Outcome, Ratio, Tender, TooLarge,
    figures::{Figures, Frame, Tested},
    price::Measure,
    ranking::{self, Entry, Ranked, Separated, entries, order},
    working,
};
use crate::{
    id::TenderId,
    procurement::method::{Above, Failing, Formula, ItemId, MeanOf, Method, Money, Threshold, TieBreak},
};

/// The result of one lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LotResult {
    /// First those that are ranked, by rank; then those that cannot win, in the order of the contest.
    pub standings: Vec<Standing>,
    /// The tenders in the first place: one, or several that nothing separates, or none.
    pub first: Vec<TenderId>,
    /// The lowest price that others were compared with.
    pub lowest: Option<Money>,
    /// The mean of the prices that were compared, in pounds.
    pub mean: Option<Ratio>,
    /// How many prices were compared.
    pub compared: usize,
    /// What a person must decide before this result stands: whole sentences.
    pub open: Vec<String>,
}

/// One tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Which.
    pub tender: TenderId,
    /// Whose.
    pub supplier: String,
    /// Where it stands.
    pub state: State,
    /// What became of it.
    pub outcome: Outcome,
    /// Points by criterion; empty where it was not scored whole.
    pub criteria: Vec<CriterionResult>,
    /// Percentage of the marks of all questions, where it was scored whole.
    pub quality_percent: Option<Ratio>,
    /// Points of all criteria but price, exact.
    pub quality_points: Option<Ratio>,
    /// What the price comes to.
    pub price: Option<PriceResult>,
    /// What is ranked, exact: points, pounds for each point, or pounds.
    pub total: Option<Ratio>,
    /// The same as it is published.
    pub published: Option<String>,
    /// Every threshold at every place.
    pub thresholds: Vec<ThresholdResult>,
    /// What a person must look at.
    pub flags: Vec<Flag>,
    /// The arithmetic, line by line.
    pub working: Vec<String>,
}

impl Standing {
    /// Its rank, if it has one.
    pub fn rank(&self) -> Option<usize> {
        match self.state {
            State::Ranked { rank, .. } => Some(rank),
            _ => None,
        }
    }
}

/// Where a tender stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum State {
    /// It is ranked.
    Ranked {
        /// From 1; equal tenders share one.
        rank: usize,
        /// What separates it from the one before it; none of the first.
        separated: Option<Separation>,
    },
    /// It misses a threshold that disqualifies.
    Failed,
    /// It has no points for quality, so that no price for each of them can be worked out.
    NoQuality,
    /// A person must decide first.
    Unresolved {
        /// Why.
        why: String,
    },
    /// It is not assessed: its outcome says why.
    NotAssessed,
}

/// What separates a tender from the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "by", content = "step")]
pub enum Separation {
    /// The figure that is ranked.
    Figure,
    /// A step of the tie-break.
    TieBreak(TieBreak),
    /// Nothing: they share their rank.
    Nothing,
}

/// One criterion of a tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CriterionResult {
    /// Which.
    pub id: ItemId,
    /// A few words.
    pub title: String,
    /// Of the method's quality, rather than beside it.
    pub quality: bool,
    /// Points that all marks earn.
    pub available: Ratio,
    /// Points earned, exact.
    pub points: Ratio,
    /// The same as it is published.
    pub published: String,
    /// Its questions.
    pub items: Vec<ItemResult>,
}

/// One score of a tender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemResult {
    /// Which.
    pub id: ItemId,
    /// A few words.
    pub title: String,
    /// Beside the others.
    pub weight: u32,
    /// The panel's consensus.
    pub score: u8,
    /// Percent of the marks that it earns.
    pub marks: u32,
    /// Points that all marks earn.
    pub available: Ratio,
    /// Points earned, exact.
    pub points: Ratio,
}

/// What a price comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PriceResult {
    /// As compared.
    pub price: Money,
    /// Out of 100, where the formula gives points and the tender is ranked.
    pub score: Option<Ratio>,
    /// Points, exact.
    pub points: Option<Ratio>,
    /// The same as it is published.
    pub published: Option<String>,
}

/// A threshold at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ThresholdResult {
    /// What is asked, as published.
    pub sentence: String,
    /// A question or criterion; none for quality as a whole.
    pub at: Option<ItemId>,
    /// A score or a percentage.
    pub needs: Ratio,
    /// The same of the tender, exact.
    pub has: Ratio,
    /// Whether it is reached.
    pub met: bool,
    /// What missing it does.
    pub failing: Failing,
}

/// What a person must look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// Of what kind.
    pub kind: FlagKind,
    /// What is so, as a sentence.
    pub message: String,
    /// Why a person decided that the tender keeps its place.
    pub kept: Option<String>,
}

/// Kinds of flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlagKind {
    /// By the published test; nothing follows by itself.
    AbnormallyLow,
    /// Above the published maximum.
    AboveMaximum,
    /// A threshold that may disqualify is missed.
    MayDisqualify,
}

impl FlagKind {
    /// What a person decides on after it.
    pub fn matter(self) -> Matter {
        match self {
            Self::AbnormallyLow => Matter::AbnormallyLow,
            Self::AboveMaximum => Matter::AboveMaximum,
            Self::MayDisqualify => Matter::Threshold,
        }
    }
}

/// Works out the result of one lot.
///
/// # Errors
/// When what it rests on is not whole, with all that is wrong; or when a figure does not fit.
pub fn result(contest: &Contest<'_>) -> Result<LotResult, AwardError> {
    let frame = Frame::new(contest)?;
    let entries = entries(&frame, contest)?;
    let order = order(&frame, &entries, |_| false)?;
    let low = LowTest::new(contest, &entries)?;
    let mut standings = Vec::new();
    for it in &order.ranked {
        let entry = entries.iter().find(|entry| entry.tender == it.tender);
        let Some((entry, tender)) = entry.zip(contest.tenders.get(it.tender)) else { continue };
        let separated = it.separated.as_ref().map(|by| match by {
            Separated::Figure => Separation::Figure,
            Separated::Step(n) => frame
                .method
                .tie_break
                .get(*n)
                .map_or(Separation::Nothing, |it| Separation::TieBreak(it.clone())),
            Separated::Nothing => Separation::Nothing,
        });
        let state = State::Ranked { rank: it.rank, separated };
        standings.push(standing(
            &frame,
            &order.measure,
            tender,
            state,
            Some(&entry.figures),
            Some(it),
            &low,
        )?);
    }
    for (n, tender) in contest.tenders.iter().enumerate() {
        if order.ranked.iter().any(|it| it.tender == n) {
            continue;
        }
        let entry = entries.iter().find(|it| it.tender == n);
        let figures = match entry {
            Some(entry) => Some(entry.figures.clone()),
            None => frame.scores(tender).map(|it| frame.figures(it)).transpose()?,
        };
        let state = match entry {
            None => State::NotAssessed,
            Some(entry) => match &entry.unresolved {
                // What cannot win anyway needs no decision on its price.
                _ if entry.figures.failed => State::Failed,
                Some(why) => State::Unresolved { why: why.clone() },
                None => State::NoQuality,
            },
        };
        standings.push(standing(&frame, &order.measure, tender, state, figures.as_ref(), None, &low)?);
    }
    let name = |n: &usize| contest.tenders.get(*n).map(|it| it.id.clone());
    let first: Vec<TenderId> = order.first().iter().filter_map(name).collect();
    let open = open(&frame, &standings, &first);
    Ok(LotResult {
        first,
        lowest: order.measure.lowest,
        mean: order.measure.mean,
        compared: order.measure.count,
        open,
        standings,
    })
}

/// What a person must still decide.
fn open(frame: &Frame<'_>, standings: &[Standing], first: &[TenderId]) -> Vec<String> {
    let mut open = Vec::new();
    for it in standings {
        let who = &it.tender;
        if let State::Unresolved { why } = &it.state {
            open.push(format!("Tender `{who}` has no result: {why}."));
        }
        // What cannot win needs no decision on its price.
        let counts = it.state != State::Failed;
        for flag in it.flags.iter().filter(|it| counts && it.kept.is_none()) {
            open.push(format!("Tender `{who}`: {}", flag.message));
        }
    }
    if let [_, _, ..] = first {
        let names: Vec<String> = first.iter().map(|it| format!("`{it}`")).collect();
        let how = if frame.method.tie_break.contains(&TieBreak::Draw) {
            "hold the draw that the method provides for, before two witnesses, and record it"
        } else {
            "the method leaves the decision to the authority"
        };
        open.push(format!("Tenders {} are equal in the first place: {how}.", names.join(" and ")));
    }
    open
}

fn standing(
    frame: &Frame<'_>,
    measure: &Measure,
    tender: &Tender,
    state: State,
    figures: Option<&Figures>,
    ranked: Option<&Ranked>,
    low: &LowTest<'_>,
) -> Result<Standing, TooLarge> {
    let method = frame.method;
    let rounding = method.rounding;
    let criteria = figures.map(|it| criteria(frame, it)).transpose()?.unwrap_or_default();
    let tested = figures.map(|it| frame.tested(it)).transpose()?.unwrap_or_default();
    let thresholds: Vec<ThresholdResult> =
        tested.iter().filter_map(|it| Some(threshold(method.thresholds.get(it.threshold)?, it))).collect();
    let assessed = tender.outcome.is == Fate::Assessed;
    let mut flags = Vec::new();
    if assessed && state != State::Failed {
        for it in thresholds.iter().filter(|it| !it.met && it.failing == Failing::MayDisqualify) {
            let at = it.at.as_ref().map_or_else(|| "quality as a whole".to_owned(), ToString::to_string);
            flags.push((
                FlagKind::MayDisqualify,
                format!("{at} has {} and needs {}: the authority decides.", it.has, it.needs),
            ));
        }
        if let (Formula::Benchmark { no_marks_at: Some(most), above: Above::MayDisqualify, .. }, Some(price)) =
            (&method.price.formula, tender.price)
            && price > *most
        {
            flags.push((
                FlagKind::AboveMaximum,
                format!(
                    "its price of {price} is above the published maximum of {most}: the authority decides."
                ),
            ));
        }
    }
    if assessed {
        flags.extend(low.messages(tender)?.into_iter().map(|it| (FlagKind::AbnormallyLow, it)));
    }
    let flags = flags
        .into_iter()
        .map(|(kind, message)| Flag { kind, message, kept: tender.kept.get(&kind.matter()).cloned() })
        .collect();
    let price = tender
        .price
        .map(|price| -> Result<PriceResult, TooLarge> {
            let score = ranked.and_then(|it| it.price_score);
            let points = ranking::price_points(frame, score)?;
            let published = points.map(|it| it.decimal(rounding.decimals, rounding.mode)).transpose()?;
            Ok(PriceResult { price, score, points, published })
        })
        .transpose()?;
    let total = ranked.map(|it| it.exact);
    let published = match (&method.price.formula, total) {
        (Formula::LowestPassing, Some(it)) => Some(it.decimal(2, rounding.mode)?),
        (_, Some(it)) => Some(it.decimal(rounding.decimals, rounding.mode)?),
        (_, None) => None,
    };
    let mut standing = Standing {
        tender: tender.id.clone(),
        supplier: tender.supplier.clone(),
        state,
        outcome: tender.outcome.clone(),
        criteria,
        quality_percent: figures.filter(|_| frame.weights > 0).map(|it| it.quality),
        quality_points: figures.map(|it| it.sum),
        price,
        total,
        published,
        thresholds,
        flags,
        working: Vec::new(),
    };
    standing.working = working::lines(frame, measure, &standing)?;
    Ok(standing)
}

/// Where tenders stand while there is no result: their outcomes, their prices, and what the published test finds of these
/// once all are known. No points and no ranks.
///
/// # Errors
/// When a figure is too large to be exact.
pub(super) fn before_result(contest: &Contest<'_>) -> Result<LotResult, AwardError> {
    let low = LowTest::of_all(contest)?;
    let mut standings = Vec::new();
    for tender in contest.tenders {
        let assessed = tender.outcome.is == Fate::Assessed;
        let kept = tender.kept.get(&Matter::AbnormallyLow).cloned();
        let mut found = low.as_ref().filter(|_| assessed).map_or(Ok(Vec::new()), |it| it.messages(tender))?;
        if found.is_empty() && assessed && kept.is_some() {
            found.push("a person considered its price abnormally low, and heard the supplier.".to_owned());
        }
        let flag = |message| Flag { kind: FlagKind::AbnormallyLow, message, kept: kept.clone() };
        standings.push(Standing {
            tender: tender.id.clone(),
            supplier: tender.supplier.clone(),
            state: if assessed {
                State::Unresolved { why: "No result was computed yet.".to_owned() }
            } else {
                State::NotAssessed
            },
            outcome: tender.outcome.clone(),
            criteria: Vec::new(),
            quality_percent: None,
            quality_points: None,
            price: tender.price.map(|price| PriceResult {
                price,
                score: None,
                points: None,
                published: None,
            }),
            total: None,
            published: None,
            thresholds: Vec::new(),
            flags: found.into_iter().map(flag).collect(),
            working: Vec::new(),
        });
    }
    Ok(LotResult { standings, first: Vec::new(), lowest: None, mean: None, compared: 0, open: Vec::new() })
}

fn criteria(frame: &Frame<'_>, figures: &Figures) -> Result<Vec<CriterionResult>, TooLarge> {
    let rounding = frame.method.rounding;
    let mut results = Vec::new();
    for (criterion, points) in frame.criteria.iter().zip(&figures.points) {
        let mut items = Vec::new();
        let mine = frame.items.iter().zip(&figures.scores);
        for (item, score) in mine.skip(criterion.items.start).take(criterion.items.len()) {
            let marks = frame.marks(*score);
            let available = criterion.points.times(Ratio::new(item.weight, criterion.weight)?)?;
            items.push(ItemResult {
                id: item.id.clone(),
                title: item.title.clone(),
                weight: u32::try_from(item.weight).map_err(|_| TooLarge)?,
                score: *score,
                marks: u32::try_from(marks).map_err(|_| TooLarge)?,
                available,
                points: available.times(Ratio::new(marks, 100)?)?,
            });
        }
        results.push(CriterionResult {
            id: criterion.id.clone(),
            title: criterion.title.clone(),
            quality: criterion.quality,
            available: criterion.points,
            points: *points,
            published: points.decimal(rounding.decimals, rounding.mode)?,
            items,
        });
    }
    Ok(results)
}

fn threshold(of: &Threshold, tested: &Tested) -> ThresholdResult {
    ThresholdResult {
        sentence: of.sentence(),
        at: tested.at.clone(),
        needs: tested.needs,
        has: tested.has,
        met: tested.is_met(),
        failing: of.failing,
    }
}

/// The published test for abnormally low prices, over all tenders that are assessed.
struct LowTest<'a> {
    method: &'a Method,
    /// Pence of all prices, and how many there are.
    sum: i128,
    count: i128,
}

impl<'a> LowTest<'a> {
    fn new(contest: &Contest<'a>, entries: &[Entry]) -> Result<Self, TooLarge> {
        let prices = entries.iter().filter_map(|it| contest.tenders.get(it.tender)?.price);
        Self::over(contest, &prices.collect::<Vec<Money>>())
    }

    /// Over all that are assessed; none while a price of theirs is not known.
    fn of_all(contest: &Contest<'a>) -> Result<Option<Self>, TooLarge> {
        let assessed = contest.tenders.iter().filter(|it| it.outcome.is == Fate::Assessed);
        let prices: Option<Vec<Money>> = assessed.map(|it| it.price).collect();
        prices.map(|it| Self::over(contest, &it)).transpose()
    }

    fn over(contest: &Contest<'a>, prices: &[Money]) -> Result<Self, TooLarge> {
        let mut pence = prices.iter().map(|it| i128::from(it.pence()));
        let sum = pence.try_fold(0_i128, i128::checked_add).ok_or(TooLarge)?;
        Ok(Self { method: contest.method, sum, count: i128::try_from(prices.len()).map_err(|_| TooLarge)? })
    }

    fn messages(&self, tender: &Tender) -> Result<Vec<String>, TooLarge> {
        let (Some(test), Some(price)) = (self.method.abnormally_low, tender.price) else {
            return Ok(Vec::new());
        };
        let mut messages = Vec::new();
        let pence = i128::from(price.pence());
        let exact = Ratio::pounds(price)?;
        let share = |percent: u32| Ratio::new(100 - i128::from(percent), 100);
        if let Some(percent) = test.below_mean_percent
            && self.count >= i128::from(test.least_tenders)
        {
            let (sum, count, whose) = match test.mean_of {
                MeanOf::All => (self.sum, self.count, "all assessed tenders"),
                MeanOf::Others => (self.sum - pence, self.count - 1, "the other assessed tenders"),
            };
            let mean = Ratio::new(sum, count * 100)?;
            if exact < mean.times(share(percent)?)? {
                let mean = mean.decimal(2, crate::procurement::method::RoundingMode::HalfUp)?;
                let mean: Money = mean.parse().map_err(|_| TooLarge)?;
                messages.push(format!(
                    "its price of {price} is more than {percent}% below the mean of {whose} ({mean}): tell the supplier and \
                     hear it before anything follows."
                ));
            }
        }
        if let (Some(percent), Some(estimate)) = (test.below_estimate_percent, self.method.price.estimate)
            && exact < Ratio::pounds(estimate)?.times(share(percent)?)?
        {
            messages.push(format!(
                "its price of {price} is more than {percent}% below the estimate of {estimate}: tell the supplier and hear it \
                 before anything follows."
            ));
        }
        Ok(messages)
    }
}
