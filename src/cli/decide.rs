//! `probity decide`: the panel's scores and reasons come back in the score workbook and become decisions of the record.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{
    Failure, Outcome, out,
    record::{By, Clock, Secret, works::Works},
    rights::{Actor, stage},
};
use crate::{
    assess::Answer,
    diag::{Diagnostic, Diagnostics, Place, counted},
    id::{Moment, QuestionId},
    ledger::{
        act::Act,
        event::Draft,
        reason::{Against, lack},
        trail::Trail,
    },
    panel::{Deed, Stage},
    report::Assessment,
    store::{
        self,
        record::{Record, RecordError, kept},
    },
    workbook::read::scores::{self, Entry},
};

/// What `decide` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The score workbook, with *Awarded score* and *Reason* filled in
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    clock: Clock,
}

/// One decision, ready to be recorded.
struct Decision {
    tender: String,
    question: QuestionId,
    score: u8,
    proposed: Option<u8>,
    reason: String,
    revises: Option<u64>,
}

/// Decides.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let now = args.clock.now();
    let Actor { id: by, role } = args.by.allowed(&mut record, Deed::DecideScores, now)?;
    alone_first(&record, now)?;
    let pack = record.state().pack.clone().ok_or("nothing was published")?;
    let works = Works::load(data, &args.folder, &pack)?;
    let bytes = store::read(&args.file)?;
    let name = args.file.display().to_string();
    let layouts = crate::workbook::layout::Layouts::load(&works.files)?;
    let (entries, mut faults) = scores::read(&name, &bytes, &layouts);
    let trail = record.trail()?;
    let seen = Seen::new(&record, &works, &trail, &args.folder, &entries)?;
    let (mut decisions, mut open, mut same) = (Vec::new(), 0, 0);
    for entry in &entries {
        match seen.judge(entry, &name, &mut faults) {
            Judged::Open => open += 1,
            Judged::Same => same += 1,
            Judged::Faulty => {}
            Judged::Decided(it) => decisions.push(it),
        }
    }
    if faults.has_errors() {
        out::report(&faults);
        return Err("nothing was recorded: mend what is named above and give the workbook again".into());
    }
    out::report(&faults);
    let count = decisions.len();
    let beside = beside(&record, &decisions);
    record.transact(now, |turn| {
        for it in decisions {
            let mut draft = Draft::new(Act::ScoreDecided, &by, role)
                .about("tender", it.tender)
                .about("question", it.question.to_string())
                .hide("proposed", it.proposed)
                .hide("score", it.score)
                .because(&it.reason);
            if let Some(seq) = it.revises {
                draft = draft.with("revises", seq);
            }
            turn.append(draft)?;
        }
        Ok::<_, RecordError>(())
    })?;
    if let Some(key) = args.secret.key(&args.folder)? {
        record.checkpoint(&key)?;
    }
    out::note(&format!(
        "{} recorded, {same} {} recorded before, {open} {} still open",
        counted(count, "decision"),
        if same == 1 { "was" } else { "were" },
        if open == 1 { "is" } else { "are" }
    ));
    if beside > 0 {
        out::note(&format!(
            "{} for answers that people scored alone: what the panel agrees on with `probity panel agree` counts there, and \
             what was decided now is kept beside it and does not",
            counted(beside, "decision")
        ));
    }
    Ok(Outcome::Done)
}

/// How many of the decisions are of answers that a panel scores, so that they do not count.
fn beside(record: &Record, decisions: &[Decision]) -> usize {
    let tenders = &record.state().tenders;
    let panels = |it: &&Decision| {
        tenders.get(&it.tender).is_some_and(|of| of.locked.contains_key(it.question.as_str()))
    };
    decisions.iter().filter(panels).count()
}

/// Where people score alone, the panel decides once all of them have.
fn alone_first(record: &Record, now: Moment) -> Result<(), Failure> {
    let state = record.state();
    let begun = state.tenders.values().any(|it| !it.locked.is_empty());
    if begun && stage(state, now) < Stage::Moderating {
        return Err("people score alone here, and not all have locked their scores: what the panel agrees on comes after".into());
    }
    Ok(())
}

/// What entries are held against.
struct Seen<'a> {
    top: u8,
    scale: Vec<String>,
    works: &'a Works,
    trail: &'a Trail,
    /// By the digest of the file: the tender and what was found in it.
    tenders: BTreeMap<String, (String, Assessment, BTreeMap<String, u64>)>,
}

enum Judged {
    Open,
    Same,
    Faulty,
    Decided(Decision),
}

impl<'a> Seen<'a> {
    fn new(
        record: &Record,
        works: &'a Works,
        trail: &'a Trail,
        folder: &Path,
        entries: &[Entry],
    ) -> Result<Self, Failure> {
        let descriptors = &works.engine.rules().scale.descriptors;
        let scale = descriptors.iter().map(|it| format!("{} {}", it.name, it.text)).collect();
        let mut tenders = BTreeMap::new();
        for (id, state) in &record.state().tenders {
            let sum = state.sha256.trim_start_matches("sha256:").to_owned();
            if state.refused || !entries.iter().any(|it| it.sha256 == sum) {
                continue;
            }
            let bytes = kept(folder, id, &state.sha256)?;
            let file = trail.value(state.seq, "file").and_then(serde_json::Value::as_str).unwrap_or(id);
            let assessment = works.assess(works.read(file, &bytes)?);
            tenders.insert(sum, (id.clone(), assessment, state.decided.clone()));
        }
        let top = descriptors.iter().map(|it| it.score).max().unwrap_or(0);
        Ok(Self { top, scale, works, trail, tenders })
    }

    fn judge(&self, entry: &Entry, file: &str, faults: &mut Diagnostics) -> Judged {
        let place = |cell: &str| Place::Cell {
            file: Some(file.to_owned()),
            sheet: entry.sheet.clone(),
            cell: cell.to_owned(),
        };
        if entry.score.is_empty() && entry.reason.trim().is_empty() {
            return Judged::Open;
        }
        let Some((tender, assessment, decided)) = self.tenders.get(&entry.sha256) else {
            let what = format!("no tender was received whose file has the digest {}", entry.sha256);
            faults.push(
                Diagnostic::error(place("A2"), "decide/unknown-tender", what)
                    .help("give the workbook that `probity assess` wrote for this procurement"),
            );
            return Judged::Faulty;
        };
        let Some(answer) = assessment.answer(&entry.question) else {
            let what = format!("{} is not among the questions of this procurement", entry.question);
            faults.push(Diagnostic::error(place(&entry.question_cell), "decide/unknown-question", what));
            return Judged::Faulty;
        };
        let mut sound = true;
        let mut fault = |cell: &str, code, message: String, help: Option<String>| {
            let it = Diagnostic::error(place(cell), code, message);
            faults.push(match help {
                Some(help) => it.help(help),
                None => it,
            });
            sound = false;
        };
        let score = entry.score.trim().parse::<u8>().ok().filter(|it| *it <= self.top);
        let top = self.top;
        if entry.score.trim().is_empty() {
            fault(
                &entry.score_cell,
                "decide/score-missing",
                format!("there is a reason for {} and no score", entry.question),
                Some(format!("enter a whole number from 0 to {top}")),
            );
        } else if score.is_none() {
            fault(
                &entry.score_cell,
                "decide/off-the-scale",
                format!("`{}` is not on the scale", shown(&entry.score)),
                Some(format!("enter a whole number from 0 to {top}")),
            );
        }
        if let Some(lack) = self.lack(entry, answer) {
            let code = "decide/reason";
            fault(&entry.reason_cell, code, lack, None);
        }
        let (true, Some(score)) = (sound, score) else { return Judged::Faulty };
        let revises = decided.get(entry.question.as_str()).copied();
        if let Some(seq) = revises
            && self.trail.value(seq, "score").and_then(serde_json::Value::as_u64) == Some(u64::from(score))
            && self.trail.value(seq, "reason").and_then(serde_json::Value::as_str)
                == Some(entry.reason.trim())
        {
            return Judged::Same;
        }
        Judged::Decided(Decision {
            tender: tender.clone(),
            question: entry.question.clone(),
            score,
            proposed: answer.score.proposed,
            reason: entry.reason.trim().to_owned(),
            revises,
        })
    }

    fn lack(&self, entry: &Entry, answer: &Answer) -> Option<String> {
        let question = self.works.bank.question(&answer.question);
        let titles: Vec<String> = question
            .into_iter()
            .flat_map(|it| {
                std::iter::once(it.title.clone()).chain(it.parts.iter().map(|it| it.title.clone()))
            })
            .collect();
        let against = Against { scale: &self.scale, question: &titles, answer: &answer.text };
        lack(&entry.reason, against).map(crate::ledger::reason::Lack::message)
    }
}

fn shown(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(40).collect()
}
