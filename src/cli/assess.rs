//! `probity assess`: proposes scores for the tenders that were received, by what was published and by nothing else.

use std::path::{Path, PathBuf};

use super::{
    Failure, Outcome, out,
    receive::{several, shortened},
    record::{
        Clock,
        works::{Works, program, scores},
    },
    rights::{Actor, allowed_or_program},
};
use crate::{
    id::Digest,
    ledger::{act::Act, bidder, event::Draft, trail::Trail},
    likeness::Policy,
    panel::Deed,
    report::{Assessment, json},
    store::{
        output::Output,
        record::{Record, RecordError, kept, write_file},
    },
};

/// What `assess` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Where to write scores.xlsx, report.html, clauses.docx and the rest [default: `assessment` in the folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Who has scores proposed [default: this program]
    #[arg(long, value_name = "PERSON")]
    by: Option<String>,
    /// Write there even if it holds results that have changed since
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    clock: Clock,
}

/// Assesses.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let pack =
        record.state().pack.clone().ok_or("nothing was published that tenders could be assessed by")?;
    let actor = allowed_or_program(&mut record, args.by.as_deref(), Deed::ProposeScores, args.clock.now())?;
    let home = args.out.clone().unwrap_or_else(|| args.folder.join("assessment"));
    let output = Output::claim(&home, args.force)?;
    let works = Works::load(data, &args.folder, &pack)?;
    let trail = record.trail()?;
    let mut assessments = Vec::new();
    let mut left = Vec::new();
    let tenders = record.state().tenders.clone();
    for (id, state) in &tenders {
        if let Some(why) = state.out {
            left.push(format!("{id} was {why}"));
            continue;
        }
        if state.refused {
            left.push(format!("{id} could not be read"));
            continue;
        }
        if state.late && !state.admitted {
            left.push(format!("{id} is late and was not admitted"));
            continue;
        }
        let bytes = kept(&args.folder, id, &state.sha256)?;
        let assessment = assessed(&works, &trail, id, state.seq, &bytes)?;
        propose(&mut record, &works, id, &assessment, (actor.as_ref(), args.clock))?;
        assessments.push(assessment);
    }
    for it in &left {
        out::note(&format!("not assessed: {it}"));
    }
    for all in bidder::tenders(record.state(), &trail) {
        let supplier = all.first().map(|it| trail.supplier(it)).unwrap_or_default();
        out::note(&several(&supplier, &all));
    }
    if assessments.is_empty() {
        return Err("there is no tender that could be assessed".into());
    }
    let likeness = Policy::load(&works.files, &works.bank)?;
    let results = super::score::results(
        (&works.bank, works.engine.rules(), &works.library),
        Some(&likeness),
        pack.on,
        &assessments,
    )?;
    output.write(&results)?;
    out::note(&format!(
        "scores are proposed for {} tender{}; enter awarded scores and reasons in `{}` and give it to `probity decide`",
        assessments.len(),
        if assessments.len() == 1 { "" } else { "s" },
        home.join("scores.xlsx").display()
    ));
    Ok(if left.is_empty() { Outcome::Done } else { Outcome::Refused })
}

/// Reads and assesses a tender as it was received, under the name that its supplier gave it.
fn assessed(works: &Works, trail: &Trail, id: &str, seq: u64, bytes: &[u8]) -> Result<Assessment, Failure> {
    let text = |name: &str| trail.value(seq, name).and_then(serde_json::Value::as_str);
    let mut tender = works.read(text("file").unwrap_or(id), bytes)?;
    if let Some(supplier) = text("supplier") {
        tender.supplier = Some(supplier.to_owned());
    }
    Ok(works.assess(tender))
}

/// Records the proposed scores, unless the very same were recorded last.
fn propose(
    record: &mut Record,
    works: &Works,
    id: &str,
    assessment: &Assessment,
    (actor, clock): (Option<&Actor>, Clock),
) -> Result<(), Failure> {
    let line = json::line(assessment)? + "\n";
    let digest = Digest::of(line.as_bytes());
    write_file(&record.folder().join("tenders").join(id).join("assessment.json"), line.as_bytes())?;
    let trail = record.trail()?;
    let last = trail.latest(Act::TenderAssessed, &[("tender", id)]);
    if last.and_then(|it| trail.value(it.seq, "assessment")?.as_str()) == Some(digest.as_str()) {
        return Ok(());
    }
    let pack = record.state().pack.clone().ok_or("nothing was published")?;
    record.transact(clock.now(), |turn| {
        turn.append(
            Actor::draft(actor, Act::TenderAssessed)
                .about("tender", id)
                .with("bank", works.bank.version.to_string())
                .with("bank_digest", works.bank.digest.as_str())
                .with("data_digest", pack.data_digest.as_str())
                .with("on", pack.on.to_string())
                .with("program", program())
                .with("rules_digest", works.engine.rules().digest.as_str())
                .hide("assessment", digest.as_str())
                .hide("scores", scores(&assessment.answers)),
        )?;
        let raised = turn.state().tenders.get(id).map_or(0, |it| it.flags.len());
        let refer =
            assessment.answers.iter().flat_map(|answer| answer.refer.iter().map(move |it| (answer, it)));
        for ((answer, it), n) in refer.zip(raised + 1..) {
            let place = answer.place.as_ref().map(ToString::to_string).unwrap_or_default();
            turn.append(
                Draft::of_system(Act::FlagRaised)
                    .about("tender", id)
                    .about("flag", format!("F-{n:03}"))
                    .with("code", it.code.as_str())
                    .with("question", answer.question.as_str())
                    .hide("message", shortened(&it.message))
                    .hide("place", place),
            )?;
        }
        for clause in &assessment.clauses {
            let known = turn
                .state()
                .tenders
                .get(id)
                .is_some_and(|it| it.clauses.contains_key(clause.clause.as_str()));
            if known {
                continue;
            }
            let because: Vec<String> =
                clause.because.iter().map(|it| format!("{} {}", it.question, it.part)).collect();
            turn.append(
                Draft::of_system(Act::ClauseRecommended)
                    .about("tender", id)
                    .about("clause", clause.clause.as_str())
                    .with("strength", crate::report::words::clause(clause.strength))
                    .hide("because", because),
            )?;
        }
        Ok::<_, RecordError>(())
    })?;
    Ok(())
}
