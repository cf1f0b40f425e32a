//! What people decide between prices and the result: outcomes, matters that are not held against a tender, scores beside the
//! questions, draws and preferences. Each is one event with its person and its reason.

use std::path::PathBuf;

use crate::{
    award::{Fate, Matter},
    cli::{
        Failure, Outcome, out,
        record::Clock,
        rights::{Actor, allowed},
    },
    id::Date,
    ledger::{act::Act, event::Draft},
    panel::Deed,
    procurement::method::ItemId,
    store::record::Record,
};

/// Who does it in which procurement.
#[derive(Debug, clap::Args)]
pub(super) struct Deciding {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Who decides: a sign of the panel, or a name that was declared with `record declare`
    #[arg(long, value_name = "PERSON")]
    by: String,
    #[command(flatten)]
    clock: Clock,
}

impl Deciding {
    fn record(
        &self,
        deed: Deed,
        draft: impl FnOnce(&Record, &Actor) -> Result<Draft, Failure>,
    ) -> Result<Outcome, Failure> {
        let mut record = Record::open(&self.folder)?;
        let now = self.clock.now();
        let actor = allowed(&mut record, &self.by, deed, now)?;
        let draft = draft(&record, &actor)?;
        let words = draft.act().shape().words;
        let event = record.transact(now, |turn| turn.append(draft))?;
        out::note(&format!("recorded as event {}: {words}", event.seq));
        if record.state().stale {
            out::note(
                "the result that was computed no longer holds: run `probity award DIR --by PERSON` again",
            );
        }
        Ok(Outcome::Done)
    }
}

/// What `award outcome` takes.
#[derive(Debug, clap::Args)]
pub(super) struct OutcomeArgs {
    #[command(flatten)]
    deciding: Deciding,
    /// Which tender
    #[arg(value_name = "TENDER", index = 2)]
    tender: String,
    /// What becomes of it: condition-of-participation, excluded (it must be disregarded); excludable, abnormally-low,
    /// procedural, late (it may be, for a reason); disqualified, by the published methodology; withdrawn
    #[arg(long, value_name = "OUTCOME", value_parser = fate)]
    is: Fate,
    /// The fact that it rests on, and where it stands: the cell, the condition, the entry of the debarment list
    #[arg(long, value_name = "WORDS")]
    fact: String,
    /// The rule of the tender documents that was broken
    #[arg(long, value_name = "WORDS", default_value = "")]
    rule: String,
    /// Why, where the law leaves a choice
    #[arg(long, value_name = "WORDS", default_value = "")]
    reason: String,
    /// What the supplier was asked about it before and what it answered, or why it was not asked
    #[arg(long, value_name = "WORDS", default_value = "")]
    clarified: String,
    /// Of a price: the day on which the supplier was told that it looks abnormally low
    #[arg(long, value_name = "DATE")]
    told: Option<Date>,
    /// Of a price: the day until which the supplier could show that it can perform
    #[arg(long, value_name = "DATE")]
    heard: Option<Date>,
    /// Only for this lot
    #[arg(long, value_name = "LOT")]
    lot: Option<String>,
}

fn fate(text: &str) -> Result<Fate, String> {
    let read: Result<Fate, _> = serde_json::from_value(serde_json::Value::String(text.to_owned()));
    read.ok().filter(|it| *it != Fate::Assessed).ok_or_else(|| {
        "choose one of condition-of-participation, excluded, excludable, abnormally-low, procedural, disqualified, \
         withdrawn, late"
            .to_owned()
    })
}

/// A tender is disregarded, by the law or by a decision that has a reason.
pub(super) fn outcome(args: OutcomeArgs) -> Result<Outcome, Failure> {
    let said = crate::award::Outcome {
        is: args.is,
        fact: args.fact.clone(),
        reason: args.reason.clone(),
        by: args.deciding.by.clone(),
        rule: args.rule.clone(),
        clarified: args.clarified.clone(),
        told: args.told,
        heard: args.heard,
    };
    let lacks = said.lacks();
    if !lacks.is_empty() {
        return Err(
            format!("`{}` as {} still lacks {}", args.tender, args.is.as_str(), lacks.join("; ")).into()
        );
    }
    args.deciding.record(Deed::ExcludeTender, |_, actor| {
        let mut draft = Draft::new(Act::TenderDisregarded, &actor.id, actor.role)
            .about("tender", args.tender.as_str())
            .with("fate", args.is.as_str())
            .hide("clarified", args.clarified.trim())
            .hide("fact", args.fact.trim())
            .hide("rule", args.rule.trim())
            .hide("why", args.reason.trim());
        for (name, value) in [("told", args.told), ("heard", args.heard)] {
            if let Some(day) = value {
                draft = draft.with(name, day.to_string());
            }
        }
        Ok(match &args.lot {
            Some(lot) => draft.with("lot", lot.as_str()),
            None => draft,
        })
    })
}

/// What `award reinstate` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ReinstateArgs {
    #[command(flatten)]
    deciding: Deciding,
    /// Which tender
    #[arg(value_name = "TENDER", index = 2)]
    tender: String,
    /// Why it was wrongly disregarded, or is so no longer
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// Only for this lot
    #[arg(long, value_name = "LOT")]
    lot: Option<String>,
}

/// A tender that was disregarded takes part again.
pub(super) fn reinstate(args: &ReinstateArgs) -> Result<Outcome, Failure> {
    let reason = said(&args.reason)?;
    args.deciding.record(Deed::ExcludeTender, |_, actor| {
        let draft = Draft::new(Act::TenderReinstated, &actor.id, actor.role)
            .about("tender", args.tender.as_str())
            .because(&reason);
        Ok(match &args.lot {
            Some(lot) => draft.with("lot", lot.as_str()),
            None => draft,
        })
    })
}

/// What `award keep` takes.
#[derive(Debug, clap::Args)]
pub(super) struct KeepArgs {
    #[command(flatten)]
    deciding: Deciding,
    /// Which tender
    #[arg(value_name = "TENDER", index = 2)]
    tender: String,
    /// What was looked at: threshold, above-maximum, abnormally-low
    #[arg(long, value_name = "MATTER", value_parser = matter)]
    matter: Matter,
    /// Why it is not held against the tender
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// Only for this lot
    #[arg(long, value_name = "LOT")]
    lot: Option<String>,
}

fn matter(text: &str) -> Result<Matter, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| "choose one of threshold, above-maximum, abnormally-low".to_owned())
}

/// A matter is looked at and not held against the tender.
pub(super) fn keep(args: KeepArgs) -> Result<Outcome, Failure> {
    let reason = said(&args.reason)?;
    args.deciding.record(Deed::ExcludeTender, |_, actor| {
        let draft = Draft::new(Act::MatterKept, &actor.id, actor.role)
            .about("tender", args.tender.as_str())
            .with("matter", args.matter.as_str())
            .because(&reason);
        Ok(match &args.lot {
            Some(lot) => draft.with("lot", lot.as_str()),
            None => draft,
        })
    })
}

/// What `award score` takes.
#[derive(Debug, clap::Args)]
pub(super) struct ScoreArgs {
    #[command(flatten)]
    deciding: Deciding,
    /// Which tender
    #[arg(value_name = "TENDER", index = 2)]
    tender: String,
    /// The criterion beside the questions, as the method names it: social-value
    #[arg(long, value_name = "CRITERION")]
    criterion: ItemId,
    /// The panel's consensus
    #[arg(long, value_name = "SCORE")]
    score: u8,
    /// Why, by reference to the tender and for its supplier to read
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// Where in the tender
    #[arg(long, value_name = "PLACE", default_value = "")]
    evidence: String,
    /// Who was there, by sign: name it for each
    #[arg(long, value_name = "PERSON", required = true)]
    present: Vec<String>,
}

/// The panel's score for a criterion beside the questions.
pub(super) fn score(args: ScoreArgs) -> Result<Outcome, Failure> {
    let reason = said(&args.reason)?;
    args.deciding.record(Deed::Moderate, |record, actor| {
        let state = record.state();
        for it in &args.present {
            if !state.persons.contains_key(it) {
                return Err(format!("`{it}` takes part in nothing here").into());
            }
        }
        let before =
            state.tenders.get(&args.tender).and_then(|it| it.beside.get(args.criterion.as_str()).copied());
        let draft = Draft::new(Act::CriterionAgreed, &actor.id, actor.role)
            .about("tender", args.tender.as_str())
            .with("criterion", args.criterion.as_str())
            .with("present", args.present.clone())
            .hide("evidence", args.evidence.trim())
            .hide("score", args.score)
            .because(&reason);
        Ok(match before {
            Some(seq) => draft.with("revises", seq),
            None => draft,
        })
    })
}

/// What `award draw` takes.
#[derive(Debug, clap::Args)]
pub(super) struct DrawArgs {
    #[command(flatten)]
    deciding: Deciding,
    /// The tenders in the order in which they were drawn
    #[arg(long, value_name = "TENDER", value_delimiter = ',', required = true)]
    order: Vec<String>,
    /// Who watched: name it for each of two
    #[arg(long, value_name = "NAME", required = true)]
    witness: Vec<String>,
    /// How it was drawn
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// For this lot
    #[arg(long, value_name = "LOT")]
    lot: Option<String>,
}

/// A draw between equal tenders.
pub(super) fn draw(args: DrawArgs) -> Result<Outcome, Failure> {
    let reason = said(&args.reason)?;
    let mut witnesses = args.witness.clone();
    witnesses.sort();
    witnesses.dedup();
    if witnesses.len() < 2 {
        return Err("a draw is held before two witnesses: give `--witness` twice".into());
    }
    args.deciding.record(Deed::ComputeResult, |_, actor| {
        let draft = Draft::new(Act::DrawHeld, &actor.id, actor.role)
            .with("tenders", args.order.clone())
            .hide("witnesses", args.witness.join(", "))
            .because(&reason);
        Ok(match &args.lot {
            Some(lot) => draft.with("lot", lot.as_str()),
            None => draft,
        })
    })
}

/// What `award prefer` takes.
#[derive(Debug, clap::Args)]
pub(super) struct PreferArgs {
    #[command(flatten)]
    deciding: Deciding,
    /// Which tender
    #[arg(value_name = "TENDER", index = 2)]
    tender: String,
    /// The lots that its supplier prefers, the dearest first
    #[arg(long, value_name = "LOT", value_delimiter = ',', required = true)]
    lots: Vec<String>,
    /// Where the tender says so
    #[arg(long, value_name = "PLACE")]
    place: String,
}

/// The order of preference that a supplier gave in its tender.
pub(super) fn prefer(args: PreferArgs) -> Result<Outcome, Failure> {
    args.deciding.record(Deed::ComputeResult, |_, actor| {
        Ok(Draft::new(Act::LotsPreferred, &actor.id, actor.role)
            .about("tender", args.tender.as_str())
            .with("lots", args.lots.clone())
            .hide("place", args.place.as_str()))
    })
}

/// A reason that says something.
pub(super) fn said(reason: &str) -> Result<String, Failure> {
    let reason = reason.trim();
    if reason.split_whitespace().count() < 3 {
        return Err("the reason says nothing: give it in a sentence".into());
    }
    Ok(reason.to_owned())
}
