//! `probity rules`: the tests that stand inside the rule files.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};
use serde::de::DeserializeOwned;

use super::{Failure, Outcome, out, worker};
use crate::{
    assess::{
        Engine,
        busy::{self, Busy},
        learn::{self, shortfall::Shown},
        trial,
    },
    bank::Bank,
    id::{BankVersion, Date, QuestionId},
    rule::Rules,
    store,
    tender::{Tender, Verdict},
};

/// What `rules` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Run every test of every rule, as a sentence, a bullet, a table cell and in capitals
    Test {
        /// Only the rules of this question
        #[arg(long, value_name = "ID")]
        question: Option<QuestionId>,
        /// The release of the bank [default: the newest]
        #[arg(long, value_name = "VERSION")]
        bank: Option<BankVersion>,
    },
    /// Tell which points speak on answers to other questions: the words of one that does so often are too broad
    Busy {
        /// Tenders to try it on: .xlsx, .ods or .csv
        #[arg(required = true, value_name = "FILE")]
        tenders: Vec<PathBuf>,
        /// Only the rules of this question
        #[arg(long, value_name = "ID")]
        question: Option<QuestionId>,
        /// Tell points that speak on more than so many in a hundred
        #[arg(long, value_name = "PERCENT", default_value_t = 2)]
        above: usize,
        /// The day as of which answers are judged
        #[arg(long, value_name = "DATE")]
        on: Date,
        /// The release of the bank [default: the newest]
        #[arg(long, value_name = "VERSION")]
        bank: Option<BankVersion>,
    },
    /// Learn from labelled sentences which words are typical of which part, and print `associations.toml`
    Learn {
        /// A sentence to a line, as JSON: question, part, status (or label), text; with `--short` also pages of expectations, .md
        #[arg(required = true, value_name = "SENTENCES.jsonl")]
        sentences: Vec<PathBuf>,
        /// Learn which words are typical of what falls short, and print `doubts.toml`
        #[arg(long)]
        short: bool,
        /// The release of the bank [default: the newest]
        #[arg(long, value_name = "VERSION")]
        bank: Option<BankVersion>,
    },
}

/// Carries out `rules`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let (Command::Test { bank, .. } | Command::Busy { bank, .. } | Command::Learn { bank, .. }) =
        &args.command;
    let files = store::data(data)?;
    let bank = Bank::load(&files, *bank)?;
    let rules = Rules::load(&files, &bank)?;
    let alone = matches!(args.command, Command::Test { .. });
    let engine = Engine::new(&bank, if alone { rules.undoubting() } else { rules })?;
    let question = match args.command {
        Command::Test { question, .. } => question,
        Command::Busy { tenders, question, above, on, .. } => {
            let desk = worker::desk(data, &bank, None)?;
            let read = tenders.iter().map(|it| desk.open(it)).collect::<Result<Vec<_>, _>>()?;
            return busy(&engine, &bank, &read, question.as_ref(), above, on);
        }
        Command::Learn { sentences, short, .. } => {
            let learned = if short {
                learn::shortfall::learn(&engine, &shown(&sentences)?)
            } else {
                learn::learn(&engine, &labelled(&sentences)?)
            };
            write!(std::io::stdout().lock(), "{learned}")?;
            return Ok(Outcome::Done);
        }
    };
    let report = trial::run(&engine, question.as_ref());
    let mut out = std::io::stdout().lock();
    for it in &report.failures {
        writeln!(out, "{it}\n")?;
    }
    for it in &report.lints {
        writeln!(out, "{it}")?;
    }
    writeln!(
        out,
        "{} tests, {} failed, {} known gaps, {} points short of tests",
        report.run,
        report.failures.len(),
        report.known,
        report.lints.len()
    )?;
    Ok(if report.failures.is_empty() && report.lints.is_empty() { Outcome::Done } else { Outcome::Refused })
}

/// What stands in `files`, one to a line, or as a page of expectations.
fn shown(files: &[PathBuf]) -> Result<Vec<Shown>, Failure> {
    let (pages, lines): (Vec<PathBuf>, Vec<PathBuf>) =
        files.iter().cloned().partition(|it| it.extension().is_some_and(|it| it == "md"));
    let mut out = labelled(&lines)?;
    for page in pages {
        out.extend(learn::shortfall::of_page(&String::from_utf8_lossy(&store::read(&page)?)));
    }
    Ok(out)
}

/// What stands in `files`, one to a line.
fn labelled<T: DeserializeOwned>(files: &[PathBuf]) -> Result<Vec<T>, Failure> {
    let mut out = Vec::new();
    for file in files {
        let text = store::read(file)?;
        let text = String::from_utf8_lossy(&text);
        for line in text.lines().filter(|it| !it.trim().is_empty()) {
            out.push(serde_json::from_str(line)?);
        }
    }
    Ok(out)
}

fn busy(
    engine: &Engine,
    bank: &Bank,
    tenders: &[Tender],
    only: Option<&QuestionId>,
    above: usize,
    on: Date,
) -> Result<Outcome, Failure> {
    for it in tenders.iter().filter(|it| it.intake.verdict == Verdict::Refused) {
        out::note(&format!("`{}` was refused and is left out", it.file));
    }
    let answers = busy::answers(tenders);
    let asked = bank.questions.iter().map(|it| &it.id).filter(|it| only.is_none_or(|only| only == *it));
    let asked: Vec<&QuestionId> = asked.filter(|it| engine.rules().questions.contains_key(*it)).collect();
    let mut found: Vec<Busy> =
        asked.par_iter().flat_map_iter(|it| busy::points(engine, it, &answers, on)).collect();
    found.retain(|it| it.above(above));
    found.sort_by(|a, b| (b.spoke * a.of).cmp(&(a.spoke * b.of)).then_with(|| a.rule.cmp(&b.rule)));
    let mut told = String::new();
    for it in &found {
        told.push_str(&format!("{:>4} of {:>4}  {}\n", it.spoke, it.of, it.rule));
    }
    told.push_str(&format!(
        "{} points speak on more than {above} in a hundred of the {} answers to other questions\n",
        found.len(),
        answers.len()
    ));
    out::print(&told)?;
    Ok(Outcome::Done)
}
