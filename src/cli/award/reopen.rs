//! `probity award reopen`: what was computed or decided is computed and decided anew, by a named person, for a reason. What
//! was made stays beside it.

use std::path::{Path, PathBuf};

use super::{FOLDER, LETTERS, REPLACED, acts::said, compute::SUMMARIES};
use crate::{
    cli::{Failure, Outcome, out, record::Clock, rights::allowed},
    id::TenderId,
    ledger::{act::Act, event::Draft, process::State},
    panel::Deed,
    store::{
        folder::Folder,
        output::Output,
        record::{Record, RecordError},
    },
};

/// What `award reopen` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Who decides that it holds no longer: a sign of the panel, or a name that was declared with `record declare`
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// Why: the new fact, or the error and how it was found
    #[arg(long, value_name = "WORDS")]
    reason: String,
    /// A score that the panel agrees on anew, as `TENDER=QUESTION` or `TENDER=CRITERION`; name each
    #[arg(long, value_name = "TENDER=ID", value_delimiter = ',')]
    score: Vec<String>,
    /// Prices are settled or made comparable anew
    #[arg(long)]
    prices: bool,
    #[command(flatten)]
    clock: Clock,
}

/// Reopens.
pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let actor = allowed(&mut record, &args.by, Deed::ReopenAward, now)?;
    let reason = said(&args.reason)?;
    let mut scores = Vec::new();
    for it in &args.score {
        let (tender, of) = it
            .split_once('=')
            .ok_or_else(|| format!("`--score {it}`: name the tender and the question, `T-001=SLP-08`"))?;
        let tender: TenderId = tender.trim().parse()?;
        scores.push(format!("{tender} {}", of.trim()));
    }
    let state = record.state();
    let (size, award) = (state.size, state.award);
    let Some(result) = state.result else {
        return Err("no result was computed that could be reopened".into());
    };
    let told = consequences(state);
    let kept = kept(&args.folder)?;
    let home = args.folder.join(FOLDER).join(REPLACED).join(award.unwrap_or(result).to_string());
    let output = Output::claim(&home, false)?;
    let mut draft = Draft::new(Act::AwardReopened, &actor.id, actor.role)
        .with("prices", args.prices)
        .with("result", result)
        .because(&reason);
    if let Some(seq) = award {
        draft = draft.with("replaces", seq);
    }
    if !scores.is_empty() {
        draft = draft.with("scores", scores.clone());
    }
    let event = record.transact(now, |turn| {
        if turn.state().size != size {
            return Err(RecordError::Refused("somebody recorded an act meanwhile: look again".to_owned()));
        }
        let event = turn.append(draft)?;
        // What holds no longer is kept before the event is final.
        let files: Vec<(&str, Vec<u8>)> = kept.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
        output.write(&files).map_err(|error| RecordError::Refused(error.to_string()))?;
        Ok(event)
    })?;
    out::note(&format!(
        "recorded as event {}; what was made of it stays in `{}` and in the record",
        event.seq,
        home.display()
    ));
    if let Some(seq) = award
        && let Err(error) = cleared(&args.folder, seq)
    {
        out::note(&format!("summaries of the replaced decision are left where they were made: {error}"));
    }
    for it in told {
        out::note(&it);
    }
    if !scores.is_empty() {
        out::note(&format!(
            "the panel agrees anew on {}, by the tender and the published scale alone: prices are known by now, so that \
             its reason must stand without them. `probity panel moderate` or `probity award score`, then `probity award \
             {}`",
            scores.join(", "),
            out::quoted(&args.folder)
        ));
    } else if args.prices {
        out::note(
            "prices are open to `probity price settle` and `probity price normalise` until the next result",
        );
    }
    Ok(Outcome::Done)
}

/// What follows for those who were told, by what was sent and published.
fn consequences(state: &State) -> Vec<String> {
    let told: Vec<&str> =
        state.tenders.iter().filter(|(_, it)| it.told.is_some()).map(|(id, _)| id.as_str()).collect();
    let mut notes = Vec::new();
    if state.award.is_some() && told.is_empty() {
        notes.push(
            "no summary was sent, so that nobody was told of the decision that is replaced: the next one is made and told \
             as if it were the first"
                .to_owned(),
        );
    }
    if !told.is_empty() {
        notes.push(format!(
            "the suppliers of {} hold a summary that is right no longer: tell them so without delay. Every supplier whose \
             tender was assessed is sent a summary of the new decision, which says what it takes the place of, before a \
             contract award notice is published (section 50(1) of the Procurement Act 2023)",
            told.join(", ")
        ));
    }
    if let Some(on) = &state.noticed_on {
        notes.push(format!(
            "a contract award notice was published on {on}, and no contract may be entered into on it: correct it on the \
             central digital platform and publish a new one after the new summaries. The standstill of eight working days \
             is counted anew, from the day of the new notice (section 51). How the old notice is withdrawn a lawyer must \
             say: this program knows no rule that it has read"
        ));
    }
    notes
}

/// All that was made of the award so far, but for what was replaced before.
fn kept(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let at = Folder::at(folder);
    let names = at.files(FOLDER, |it| [REPLACED, LETTERS].contains(&it) || it.ends_with("SHA256SUMS"))?;
    let read = |name: String| Ok((name.clone(), at.bytes(&format!("{FOLDER}/{name}"))?));
    names.into_iter().map(read).collect()
}

/// Leaves no summary where they are sent from that is of a decision which was replaced.
fn cleared(folder: &Path, seq: u64) -> Result<(), Failure> {
    let summaries = folder.join(FOLDER).join(SUMMARIES);
    if !summaries.is_dir() {
        return Ok(());
    }
    let text = format!(
        "The summaries that were made here followed from the decision of event {seq}, which was replaced.\nThey are kept in \
         ../{REPLACED}/{seq}/{SUMMARIES}. `probity award summaries` makes those of the new decision.\n"
    );
    Ok(Output::claim(&summaries, false)?.write(&[("REPLACED.txt", text.into_bytes())])?)
}
