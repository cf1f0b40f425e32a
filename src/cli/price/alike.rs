//! What people do to prices once they are open: settle what could not be added up, and make the prices of a lot comparable,
//! all of them alike.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::json;

use super::reckon;
use crate::{
    award::sheet::WHOLE,
    cli::{Failure, Outcome, out, record::Clock, rights::allowed},
    ledger::{act::Act, event::Draft},
    panel::Deed,
    procurement::method::Money,
    store::{
        self,
        record::{Record, RecordError},
    },
};

/// What `price settle` takes.
#[derive(Debug, clap::Args)]
pub(super) struct SettleArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Whose price
    #[arg(value_name = "TENDER")]
    tender: String,
    /// What it comes to, or of a lot `LOT=AMOUNT`
    #[arg(long, value_name = "[LOT=]AMOUNT", required = true)]
    amount: Vec<String>,
    /// Why: what the supplier was asked and answered
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// Who settles it
    #[arg(long, value_name = "PERSON")]
    by: String,
    #[command(flatten)]
    clock: Clock,
}

/// What `price normalise` takes.
#[derive(Debug, clap::Args)]
pub(super) struct NormaliseArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// A file of `[[normalisation]]`, each with `what`, `reason`, `lot` where there are lots, and `amounts` by tender
    #[arg(long, value_name = "FILE", required_unless_present = "what", conflicts_with = "what")]
    file: Option<PathBuf>,
    /// What is added or left out
    #[arg(long, value_name = "WORDS", requires = "reason", requires = "amount")]
    what: Option<String>,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
    /// Only the prices of this lot
    #[arg(long, value_name = "LOT")]
    lot: Option<String>,
    /// What is added to the price of a tender, less than nothing where it is left out: name it for every tender
    #[arg(long, value_name = "TENDER=AMOUNT")]
    amount: Vec<String>,
    /// Who decides
    #[arg(long, value_name = "PERSON")]
    by: String,
    #[command(flatten)]
    clock: Clock,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileOf {
    normalisation: Vec<One>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    what: String,
    reason: String,
    lot: Option<String>,
    amounts: BTreeMap<String, Money>,
}

/// What could not be added up is settled by a person.
pub(super) fn settle(args: &SettleArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = allowed(&mut record, &args.by, Deed::CorrectPrices, now)?;
    let reason = said(&args.reason)?;
    let trail = record.trail()?;
    let tender = record.state().tenders.get(&args.tender);
    let tender = tender.ok_or_else(|| format!("there is no tender `{}`", args.tender))?;
    let before = tender.reckoned;
    let value = |name: &str| before.and_then(|seq| trail.value(seq, name)).cloned();
    let mut prices: BTreeMap<String, Money> =
        value("prices").map(serde_json::from_value).transpose()?.unwrap_or_default();
    let mut lots: Vec<String> = tender.lots.iter().cloned().collect();
    for it in &args.amount {
        let (lot, amount) = it.split_once('=').unwrap_or((WHOLE, it));
        if lot != WHOLE && !lots.iter().any(|known| known == lot) {
            lots.push(lot.to_owned());
        }
        prices.insert(lot.to_owned(), amount.parse()?);
    }
    lots.sort();
    let divided = !lots.is_empty();
    let mut draft = reckon::draft(&args.tender, (&actor.id, actor.role), divided.then_some(lots), &reason)
        .hide("corrections", value("corrections").unwrap_or_else(|| json!({})))
        .hide("prices", json!(prices))
        .hide("schedule", value("schedule").unwrap_or_default())
        .hide("tendered", value("tendered").unwrap_or_else(|| json!({})));
    if let Some(seq) = before {
        draft = draft.with("revises", seq);
    }
    let event = record.transact(now, |turn| turn.append(draft))?;
    for (lot, it) in &prices {
        out::print(&format!("{lot}: {it}\n"))?;
    }
    out::note(&format!("recorded as event {}: the price of {} is settled", event.seq, args.tender));
    Ok(Outcome::Done)
}

/// Prices are made comparable, all alike.
pub(super) fn normalise(args: &NormaliseArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = allowed(&mut record, &args.by, Deed::CorrectPrices, now)?;
    let all = match (&args.file, &args.what) {
        (Some(path), _) => of_file(path)?,
        (None, what) => {
            let mut amounts = BTreeMap::new();
            for it in &args.amount {
                let (tender, amount) = it.split_once('=').ok_or_else(|| {
                    format!("`--amount {it}`: write the tender and its amount, `T-001=-1200.00`")
                })?;
                if amounts.insert(tender.to_owned(), amount.parse()?).is_some() {
                    return Err(format!("`{tender}` has two amounts").into());
                }
            }
            vec![One {
                what: what.clone().unwrap_or_default(),
                reason: args.reason.clone().unwrap_or_default(),
                lot: args.lot.clone(),
                amounts,
            }]
        }
    };
    let mut drafts = Vec::new();
    for it in &all {
        let reason = said(&it.reason)?;
        if it.what.trim().is_empty() {
            return Err("a normalisation says what is added or left out (`what`)".into());
        }
        let draft = Draft::new(Act::PriceNormalised, &actor.id, actor.role)
            .with("tenders", it.amounts.keys().cloned().collect::<Vec<_>>())
            .hide("amounts", json!(it.amounts))
            .hide("what", it.what.trim())
            .because(&reason);
        drafts.push(match &it.lot {
            Some(lot) => draft.with("lot", lot.as_str()),
            None => draft,
        });
    }
    let count = drafts.len();
    record.transact(now, |turn| {
        for it in drafts {
            turn.append(it)?;
        }
        Ok::<_, RecordError>(())
    })?;
    out::note(&format!("{count} normalisations recorded, each for all tenders alike"));
    Ok(Outcome::Done)
}

fn of_file(path: &Path) -> Result<Vec<One>, Failure> {
    let (read, faults) = store::text(path)?.toml_all::<FileOf>();
    match read.filter(|_| !faults.has_errors()) {
        Some(read) if read.normalisation.is_empty() => {
            Err(format!("`{}` holds no `[[normalisation]]`", path.display()).into())
        }
        Some(read) => Ok(read.normalisation),
        None => Err(faults.into()),
    }
}

fn said(reason: &str) -> Result<String, Failure> {
    let reason = reason.trim();
    if reason.split_whitespace().count() < 3 {
        return Err("the reason says nothing: give it in a sentence".into());
    }
    Ok(reason.to_owned())
}
