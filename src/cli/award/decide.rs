//! `probity award decide`: a named person decides on the award, as the result has it or otherwise, and says why.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{
    acts::said,
    compute::{first, recorded},
};
use crate::{
    award::sheet::WHOLE,
    cli::{Failure, Outcome, out, record::Clock, rights::allowed},
    ledger::{act::Act, event::Draft},
    panel::Deed,
    store::record::{Record, RecordError},
};

/// What `award decide` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Who decides: a sign of the panel, or a name that was declared with `record declare`
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// The tender that the contract goes to, or of a lot `LOT=TENDER`; `none` for nobody [default: the one that is first by
    /// the method]
    #[arg(long, value_name = "[LOT=]TENDER")]
    tender: Vec<String>,
    /// Why it goes to another tender than the one that is first by the method; without it that is refused
    #[arg(long, value_name = "WORDS")]
    departs: Option<String>,
    #[command(flatten)]
    clock: Clock,
}

/// Decides.
pub(super) fn run(data: Option<&Path>, args: &Args) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = allowed(&mut record, &args.by, Deed::DecideAward, now)?;
    let reason = said(&args.reason)?;
    let departs = args.departs.as_deref().map(said).transpose()?;
    if record.state().stale {
        return Err(
            "something was decided after the result was computed: run `probity award DIR --by PERSON` again"
                .into(),
        );
    }
    let (seq, mut of) = recorded(data, record)?;
    let size = of.record.state().size;
    let open: Vec<&String> = of.outcomes.lots.iter().flat_map(|it| &it.result.open).collect();
    if !open.is_empty() {
        for it in &open {
            out::note(it);
        }
        return Err(format!(
            "{} to be decided before the award: `probity award keep`, `award outcome` or `award draw`, then \
             compute the result again",
            match open.len() {
                1 => "1 thing above is".to_owned(),
                n => format!("{n} things above are"),
            }
        )
        .into());
    }
    let computed = first(&of.outcomes);
    let chosen = chosen(&args.tender, &computed, of.basis.is_divided())?;
    let mut drafts = Vec::new();
    let mut tenders = BTreeSet::new();
    let mut text = String::new();
    for (lot, tender) in &chosen {
        let by_method = computed.get(lot).cloned().flatten();
        let other = *tender != by_method;
        if other && departs.is_none() {
            return Err(format!(
                "by the published method {} goes to {}, and not to {}. Whoever decides otherwise says why with `--departs`: \
                 the contract goes to the most advantageous tender (section 19 of the Procurement Act 2023)",
                whole_or(lot),
                shown(by_method.as_deref()),
                shown(tender.as_deref())
            )
            .into());
        }
        text.push_str(&format!(
            "{} goes to {}{}\n",
            whole_or(lot),
            shown(tender.as_deref()),
            if other { ", otherwise than by the method" } else { ", as by the method" }
        ));
        let Some(tender) = tender else { continue };
        tenders.insert(tender.clone());
        let why = departs.as_deref().filter(|_| other).unwrap_or(&reason);
        let draft = Draft::new(Act::LotAwarded, &actor.id, actor.role)
            .about("tender", tender.as_str())
            .with("departs", other)
            .because(why);
        drafts.push(if of.basis.is_divided() { draft.with("lot", lot.as_str()) } else { draft });
    }
    let all = match &departs {
        Some(why) => format!("{reason} Otherwise than by the method: {why}"),
        None => reason.clone(),
    };
    let decided = Draft::new(Act::AwardDecided, &actor.id, actor.role)
        .with("tenders", tenders.into_iter().collect::<Vec<_>>())
        .because(&all);
    let event = of.record.transact(now, |turn| {
        if turn.state().size != size {
            return Err(RecordError::Refused("somebody recorded an act meanwhile: look again".to_owned()));
        }
        let event = turn.append(decided)?;
        for it in drafts {
            turn.append(it)?;
        }
        Ok(event)
    })?;
    out::print(&text)?;
    out::note(&format!(
        "recorded as event {}, on the result of event {seq}. Every supplier whose tender was assessed is now told: `probity \
         award summaries`, then `probity award send`",
        event.seq
    ));
    Ok(Outcome::Done)
}

/// By lot, the tender that is chosen: as the command says, and else as by the method.
fn chosen(
    said: &[String],
    computed: &BTreeMap<String, Option<String>>,
    divided: bool,
) -> Result<BTreeMap<String, Option<String>>, Failure> {
    let mut chosen = computed.clone();
    let mut named = BTreeSet::new();
    for it in said {
        let (lot, tender) = match it.split_once('=') {
            Some((lot, tender)) => (lot.to_owned(), tender),
            None if divided => {
                return Err(format!("the contract has lots: say which one with `--tender LOT={it}`").into());
            }
            None => (WHOLE.to_owned(), it.as_str()),
        };
        let Some(place) = chosen.get_mut(&lot) else {
            let all: Vec<&str> = computed.keys().map(String::as_str).collect();
            return Err(format!("there is no lot `{lot}`; the lots are {}", all.join(", ")).into());
        };
        if !named.insert(lot) {
            return Err(format!("`--tender {it}`: it was said before which tender that goes to").into());
        }
        *place = Some(tender.to_owned()).filter(|it| it != "none");
    }
    Ok(chosen)
}

fn whole_or(lot: &str) -> String {
    if lot == WHOLE { "the contract".to_owned() } else { format!("lot {lot}") }
}

fn shown(tender: Option<&str>) -> &str {
    tender.unwrap_or("nobody")
}
