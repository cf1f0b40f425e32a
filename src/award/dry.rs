//! A method tried on made-up tenders before it is published: who wins, what it cannot tell apart, and what could win that
//! should not.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    AwardError, Contest, Criterion, LotResult, Outcome, Standing, State, Tender, result,
    review::{turns_on_a_loser, turns_on_one_point},
};
use crate::{
    id::{Name, TenderId},
    procurement::method::{Formula, ItemId, Method, Money, TieBreak},
};

/// How many random fields of tenders are tried.
const FIELDS: u32 = 100;

/// How many tenders each of them has.
const FIELD: u32 = 5;

/// What happened when a method was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DryRun {
    /// Of the method.
    pub method: Name,
    /// What most of the made-up tenders are priced at.
    pub price: Money,
    /// The made-up tenders with what came of each, in their order.
    pub bids: Vec<DryBid>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// What came of the random fields.
    pub fields: Fields,
}

/// One made-up tender in the field of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DryBid {
    /// A few words.
    pub name: TenderId,
    /// What it is like.
    pub like: String,
    /// What it costs.
    pub price: Money,
    /// Its rank, if it has one.
    pub rank: Option<usize>,
    /// The figure that is published; the state where there is none.
    pub figure: String,
}

/// What came of random fields: counts of fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Fields {
    /// How many there were.
    pub tried: u32,
    /// In how many no tender could win.
    pub nobody: u32,
    /// In how many several were equal in the first place, but for a draw.
    pub equal: u32,
    /// In how many the cheapest that could win was first.
    pub cheapest: u32,
    /// In how many the one with the highest quality that could win was first.
    pub best: u32,
    /// In how many another would be first without one that did not win.
    pub unstable: u32,
    /// In how many one point more or less of one score would change the first place.
    pub by_one_point: u32,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// The method must not go out so.
    Fault,
    /// Think again.
    Warning,
    /// Good to know.
    Note,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub weight: Weight,
    /// Short and stable.
    pub code: &'static str,
    /// A whole sentence.
    pub message: String,
}

impl DryRun {
    /// Whether the method must not go out so.
    pub fn has_faults(&self) -> bool {
        self.findings.iter().any(|it| it.weight == Weight::Fault)
    }

    /// What was found, in lines for people: the bids, then the findings, the gravest first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let longest = self.bids.iter().map(|it| it.like.chars().count()).max().unwrap_or(0);
        for it in &self.bids {
            let rank = it.rank.map_or_else(|| "-".to_owned(), |it| it.to_string());
            lines.push(format!(
                "{rank:>2}  {:longest$}  {:>15}  {}",
                it.like,
                it.price.to_string(),
                it.figure
            ));
        }
        for it in &self.findings {
            let word = match it.weight {
                Weight::Fault => "fault",
                Weight::Warning => "warning",
                Weight::Note => "note",
            };
            lines.push(format!("{word}: {}", it.message));
        }
        lines
    }
}

/// Tries `method` on made-up tenders for questions of `criteria`. It never fails: what cannot be worked out is a finding.
pub fn dry_run(method: &Method, criteria: &[Criterion]) -> DryRun {
    tried(method, criteria, FIELDS)
}

/// The same without random fields: quick enough for every check of a draft.
pub fn dry_run_of_kinds(method: &Method, criteria: &[Criterion]) -> DryRun {
    tried(method, criteria, 0)
}

fn tried(method: &Method, criteria: &[Criterion], fields: u32) -> DryRun {
    let price = usual_price(method);
    let mut run = DryRun {
        method: method.id.clone(),
        price,
        bids: Vec::new(),
        findings: Vec::new(),
        fields: Fields::default(),
    };
    let trial = Trial { method, criteria, price, fields };
    if let Err(error) = trial.all(&mut run) {
        let mut fault = |message: String| {
            run.findings.push(Finding { weight: Weight::Fault, code: "not-runnable", message });
        };
        match error {
            AwardError::Input(faults) => {
                for it in faults {
                    fault(format!("The method cannot be run: {it}."));
                }
            }
            AwardError::TooLarge(error) => fault(format!("The method cannot be run: {error}.")),
        }
    }
    run.findings.sort();
    run
}

/// A price that says something under the method.
fn usual_price(method: &Method) -> Money {
    let middle = match &method.price.formula {
        Formula::Fixed { price: Some(price) } => Some(price.pence()),
        Formula::Benchmark { full_marks_at: Some(full), no_marks_at: Some(none), .. } => {
            Some(full.pence().midpoint(none.pence()))
        }
        _ => method.price.estimate.map(Money::pence),
    };
    Money::of_pence(middle.filter(|it| *it > 0).unwrap_or(10_000_000))
}

struct Trial<'a> {
    method: &'a Method,
    criteria: &'a [Criterion],
    price: Money,
    /// How many random fields are tried.
    fields: u32,
}

/// What a made-up tender is like.
struct Kind<'a> {
    name: &'static str,
    like: &'static str,
    /// Percent of the usual price.
    percent: i64,
    score: &'a dyn Fn(usize) -> u8,
}

impl Trial<'_> {
    fn all(&self, run: &mut DryRun) -> Result<(), AwardError> {
        self.field(run)?;
        self.zero_quality(run)?;
        self.equals(run)?;
        self.alone_and_free(run)?;
        self.worth(run)?;
        self.random(run)
    }

    fn items(&self) -> Vec<(ItemId, u32)> {
        let questions = self.criteria.iter().flat_map(|it| &it.items).map(|it| (it.id.clone(), it.weight));
        questions.chain(self.method.others.iter().map(|it| (it.id.clone(), 0))).collect()
    }

    /// The place of the weightiest question.
    fn weightiest(&self) -> usize {
        let items = self.items();
        let most = items.iter().map(|(_, weight)| *weight).max().unwrap_or(0);
        items.iter().position(|(_, weight)| *weight == most).unwrap_or(0)
    }

    fn tender(&self, name: &str, percent: i64, score: &dyn Fn(usize) -> u8) -> Option<Tender> {
        // Where the price is fixed nobody offers another.
        let fixed = matches!(self.method.price.formula, Formula::Fixed { .. });
        let pence = if fixed { self.price.pence() } else { self.price.pence().checked_mul(percent)? / 100 };
        self.tender_at(name, Money::of_pence(pence), score)
    }

    fn tender_at(&self, name: &str, price: Money, score: &dyn Fn(usize) -> u8) -> Option<Tender> {
        Some(Tender {
            id: name.parse().ok()?,
            supplier: name.to_owned(),
            price: Some(price),
            scores: self.items().into_iter().enumerate().map(|(n, (id, _))| (id, score(n))).collect(),
            outcome: Outcome::default(),
            kept: BTreeMap::new(),
        })
    }

    fn result(&self, tenders: &[Tender]) -> Result<LotResult, AwardError> {
        result(&Contest { method: self.method, criteria: self.criteria, tenders, draw: &[] })
    }

    fn field(&self, run: &mut DryRun) -> Result<(), AwardError> {
        let most = self.method.scale.most();
        let (middle, blank) = (most / 2 + most % 2, self.weightiest());
        let kinds = [
            Kind { name: "all-max", like: "the highest score everywhere", percent: 100, score: &|_| most },
            Kind {
                name: "all-max-dear",
                like: "the highest score everywhere, dear",
                percent: 130,
                score: &|_| most,
            },
            Kind {
                name: "one-blank",
                like: "the highest score but 0 in the weightiest question",
                percent: 100,
                score: &|n| if n == blank { 0 } else { most },
            },
            Kind { name: "middle", like: "a middling score everywhere", percent: 100, score: &|_| middle },
            Kind { name: "equal", like: "the same again", percent: 100, score: &|_| middle },
            Kind {
                name: "low",
                like: "a middling score at less than half the price",
                percent: 45,
                score: &|_| middle,
            },
            Kind {
                name: "all-min",
                like: "the lowest score everywhere, at a fifth less",
                percent: 80,
                score: &|_| 0,
            },
        ];
        // Where the price is fixed nothing is dear or cheap.
        let fixed = matches!(self.method.price.formula, Formula::Fixed { .. });
        let kinds: Vec<Kind<'_>> =
            kinds.into_iter().filter(|it| !fixed || it.percent == 100 || it.name == "all-min").collect();
        let tenders: Vec<Tender> =
            kinds.iter().filter_map(|it| self.tender(it.name, it.percent, it.score)).collect();
        let result = self.result(&tenders)?;
        for (kind, tender) in kinds.iter().zip(&tenders) {
            let Some(standing) = result.standings.iter().find(|it| it.tender == tender.id) else { continue };
            run.bids.push(DryBid {
                name: tender.id.clone(),
                like: kind.like.to_owned(),
                price: tender.price.unwrap_or(self.price),
                rank: standing.rank(),
                figure: figure(standing),
            });
        }
        let rank = |name: &str| {
            result
                .standings
                .iter()
                .find(|it| it.tender.as_str() == name)
                .and_then(Standing::rank)
                .unwrap_or(usize::MAX)
        };
        if rank("all-max") >= rank("middle") && !self.method.price.formula.eq(&Formula::LowestPassing) {
            run.find(
                Weight::Fault,
                "does-not-differentiate",
                "The highest scores do not come before middling ones at the same price.",
            );
        }
        if rank("all-min") == 1 {
            run.find(
                Weight::Fault,
                "zero-quality-wins",
                "A tender with the lowest score everywhere comes first.",
            );
        } else if rank("all-min") != usize::MAX {
            run.find(
                Weight::Warning,
                "zero-quality-ranked",
                "A tender with the lowest score everywhere is ranked: no threshold keeps it out.",
            );
        }
        if rank("low") == 1 && !matches!(self.method.price.formula, Formula::LowestPassing) {
            run.find(
                Weight::Warning,
                "low-price-wins",
                "A middling tender at less than half the price comes before the best one at the usual price.",
            );
        }
        let flagged = result.standings.iter().any(|it| it.tender.as_str() == "low" && !it.flags.is_empty());
        if !flagged && !matches!(self.method.price.formula, Formula::Fixed { .. }) {
            run.find(
                Weight::Warning,
                "low-price-unseen",
                "A price at less than half of the others is not looked at for being abnormally low.",
            );
        }
        match result.standings.iter().find(|it| it.tender.as_str() == "one-blank").map(|it| &it.state) {
            Some(State::Ranked { .. }) => run.find(
                Weight::Note,
                "blank-ranked",
                "A tender that scores 0 in the weightiest question, and the highest elsewhere, can still win.",
            ),
            _ => run.find(
                Weight::Note,
                "blank-fails",
                "A tender that scores 0 in the weightiest question, and the highest elsewhere, cannot win.",
            ),
        }
        Ok(())
    }

    /// Next to nothing for next to nothing.
    fn zero_quality(&self, run: &mut DryRun) -> Result<(), AwardError> {
        if matches!(self.method.price.formula, Formula::Fixed { .. }) {
            return Ok(());
        }
        let most = self.method.scale.most();
        let good = self.tender("good", 100, &|_| most.saturating_sub(1));
        let nothing = self.tender_at("nothing", Money::of_pence(100), &|_| 0);
        let tenders: Vec<Tender> = good.into_iter().chain(nothing).collect();
        let result = self.result(&tenders)?;
        if result.first.iter().any(|it| it.as_str() == "nothing") {
            run.find(
                Weight::Fault,
                "worthless-wins",
                "A tender of no quality at £1.00 comes before a good one at the usual price: set a threshold for quality.",
            );
        }
        Ok(())
    }

    fn equals(&self, run: &mut DryRun) -> Result<(), AwardError> {
        let most = self.method.scale.most();
        let one = self.tender("first", 100, &|_| most);
        let two = self.tender("second", 100, &|_| most);
        let tenders: Vec<Tender> = one.into_iter().chain(two).collect();
        let result = self.result(&tenders)?;
        if result.first.len() < 2 {
            run.find(Weight::Fault, "equals-differ", "Two equal tenders do not come out equal.");
        }
        let message = if self.method.tie_break.contains(&TieBreak::Draw) {
            "Two tenders that are equal in everything are separated by a draw."
        } else {
            "Two tenders that are equal in everything stay equal, and the authority would have to decide."
        };
        let weight =
            if self.method.tie_break.contains(&TieBreak::Draw) { Weight::Note } else { Weight::Warning };
        run.find(weight, "equals", message);
        Ok(())
    }

    fn alone_and_free(&self, run: &mut DryRun) -> Result<(), AwardError> {
        let most = self.method.scale.most();
        if let Some(alone) = self.tender("alone", 100, &|_| most) {
            let result = self.result(&[alone])?;
            if result.first.is_empty() {
                run.find(
                    Weight::Fault,
                    "alone",
                    "A single tender with the highest score everywhere does not win.",
                );
            }
        }
        let other = self.tender("other", 100, &|_| most);
        let free = self.tender_at("free", Money::of_pence(0), &|_| most);
        let tenders: Vec<Tender> = other.into_iter().chain(free).collect();
        let result = self.result(&tenders)?;
        let message =
            match result.standings.iter().find(|it| it.tender.as_str() == "free").map(|it| &it.state) {
                Some(State::Ranked { .. }) => "A price of £0.00 is ranked.",
                _ => "A price of £0.00 stops the result until a person has decided on it.",
            };
        run.find(Weight::Note, "free", message);
        Ok(())
    }

    /// What one point of the weightiest question is worth in price.
    fn worth(&self, run: &mut DryRun) -> Result<(), AwardError> {
        if matches!(self.method.price.formula, Formula::Fixed { .. } | Formula::LowestPassing) {
            return Ok(());
        }
        let (most, at) = (self.method.scale.most(), self.weightiest());
        let Some(better) = self.tender("better", 100, &|_| most.saturating_sub(1)) else { return Ok(()) };
        // The highest price, in pence below the usual one, at which the tender with one point less is first.
        let wins_at = |less: i64| -> Result<bool, AwardError> {
            let price = Money::of_pence(self.price.pence() - less);
            let worse = self.tender_at("worse", price, &|n| most.saturating_sub(if n == at { 2 } else { 1 }));
            let tenders: Vec<Tender> = [better.clone()].into_iter().chain(worse).collect();
            let result = self.result(&tenders)?;
            Ok(result.first.first().is_some_and(|it| it.as_str() == "worse"))
        };
        let (mut loses, mut wins) = (0, self.price.pence() - 1);
        if !wins_at(wins)? {
            return Ok(());
        }
        while wins - loses > 1 {
            let middle = loses.midpoint(wins);
            if wins_at(middle)? {
                wins = middle;
            } else {
                loses = middle;
            }
        }
        if let Some((id, _)) = self.items().get(at) {
            run.find(
                Weight::Note,
                "worth",
                format!(
                    "Of two tenders that are otherwise alike at {}, one point more in {id} outweighs a price that is lower by \
                     up to {}.",
                    self.price,
                    Money::of_pence(loses)
                ),
            );
        }
        Ok(())
    }

    fn random(&self, run: &mut DryRun) -> Result<(), AwardError> {
        if self.fields == 0 {
            return Ok(());
        }
        let mut dice = 1_u64;
        let mut roll = |end: u64| {
            // Knuth's constants; the high bits are the good ones.
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % end.max(1)
        };
        let most = u64::from(self.method.scale.most());
        let fields = &mut run.fields;
        for _ in 0..self.fields {
            let mut tenders = Vec::new();
            for n in 0..FIELD {
                let percent = 75 + i64::try_from(roll(51)).unwrap_or(0);
                // Most answers are middling to good.
                let scores: Vec<u8> = self
                    .items()
                    .iter()
                    .map(|_| u8::try_from((roll(most + 1) + roll(most + 1) + most + 1) / 3).unwrap_or(0))
                    .collect();
                let name = format!("tender-{}", n + 1);
                tenders.extend(self.tender(&name, percent, &|n| scores.get(n).copied().unwrap_or(0)));
            }
            let contest =
                Contest { method: self.method, criteria: self.criteria, tenders: &tenders, draw: &[] };
            let result = result(&contest)?;
            fields.tried += 1;
            let ranked = || result.standings.iter().filter(|it| it.rank().is_some());
            let Some(first) = ranked().next() else {
                fields.nobody += 1;
                continue;
            };
            fields.equal += u32::from(result.first.len() > 1);
            let price = |it: &Standing| it.price.as_ref().map(|it| it.price);
            fields.cheapest += u32::from(ranked().map(price).min() == Some(price(first)));
            fields.best +=
                u32::from(ranked().map(|it| it.quality_percent).max() == Some(first.quality_percent));
            fields.unstable += u32::from(turns_on_a_loser(&contest)?);
            fields.by_one_point += u32::from(turns_on_one_point(&contest)?);
        }
        let Fields { tried, nobody, equal, cheapest, best, unstable, by_one_point } = *fields;
        let of = |count: u32| format!("in {count} of {tried} random fields of {FIELD} tenders");
        if nobody == tried {
            run.find(
                Weight::Fault,
                "nobody",
                "No tender of any random field passes the thresholds.".to_owned(),
            );
        } else if nobody > 0 {
            run.find(Weight::Warning, "nobody", format!("Nobody passes the thresholds {}.", of(nobody)));
        }
        if unstable > 0 {
            run.find(
                Weight::Warning,
                "unstable",
                format!(
                    "Another tender would be first if one that did not win were not there: {}.",
                    of(unstable)
                ),
            );
        } else {
            run.find(
                Weight::Note,
                "stable",
                format!("No tender that did not win decided who was first, {}.", of(tried)),
            );
        }
        if equal > 0 {
            let weight = if equal * 10 > tried { Weight::Warning } else { Weight::Note };
            run.find(
                weight,
                "equal",
                format!("Several tenders were equal in the first place {}.", of(equal)),
            );
        }
        let fixed = matches!(self.method.price.formula, Formula::Fixed { .. });
        let cheapest = if fixed {
            String::new()
        } else {
            format!("The cheapest that could win was first {}. ", of(cheapest))
        };
        run.find(
            Weight::Note,
            "who-wins",
            format!("{cheapest}The one of the highest quality that could win was first {}.", of(best)),
        );
        run.find(
            Weight::Note,
            "one-point",
            format!(
                "One point more or less of one score would have changed who was first {}.",
                of(by_one_point)
            ),
        );
        Ok(())
    }
}

impl DryRun {
    fn find(&mut self, weight: Weight, code: &'static str, message: impl Into<String>) {
        self.findings.push(Finding { weight, code, message: message.into() });
    }
}

fn figure(of: &Standing) -> String {
    match (&of.state, &of.published) {
        (State::Ranked { .. }, Some(it)) => it.clone(),
        (State::Failed, _) => "fails a threshold".to_owned(),
        (State::NoQuality, _) => "has no points for quality".to_owned(),
        (State::Unresolved { why }, _) => format!("no result yet: {why}"),
        _ => "not assessed".to_owned(),
    }
}
