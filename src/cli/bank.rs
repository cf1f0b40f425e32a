//! `probity bank`: list, show, compare and check the questions.

use std::path::{Path, PathBuf};

use super::{Failure, Outcome, edition, out};
use crate::{
    bank::{Bank, diff, profile::Profile},
    id::{BankVersion, Date, Name, QuestionId},
    source::SourceFile,
    store,
};

mod carry;
mod into;
mod json;
mod text;

/// What `bank` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do with the bank
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the questions of a release
    List {
        /// Which questions
        #[command(flatten)]
        set: Set,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Show one question whole: wording, parts, guidance, why it is asked, sources, clauses; without a question, the
    /// whole set
    Show {
        /// Which question, such as SLP-08
        question: Option<QuestionId>,
        /// Which questions
        #[command(flatten)]
        set: Set,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// List the profiles: ready sets of questions for kinds of purchase
    Profiles {
        /// Which release of the bank; the newest if left out
        #[arg(long, value_name = "VERSION")]
        bank: Option<BankVersion>,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Say what became of each question between two releases, word by word
    Diff {
        /// The earlier release
        old: BankVersion,
        /// The later release
        new: BankVersion,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Say which of a supplier's earlier answers still stand in a later release, which must be confirmed, and what is
    /// asked again
    Carry {
        /// The release that the file answers
        old: BankVersion,
        /// The release that is asked now
        new: BankVersion,
        /// The supplier's earlier file
        file: PathBuf,
        /// What is asked now, by profile; the whole release if left out
        #[arg(long, value_name = "PROFILE")]
        profile: Option<String>,
        /// Also write it as a table (.csv) with a column in which the supplier confirms
        #[arg(long, value_name = "FILE")]
        table: Option<PathBuf>,
        /// What is asked now, by the folder of a procurement: its published pack, or its draft
        #[arg(long, value_name = "DIR", conflicts_with = "profile")]
        procurement: Option<PathBuf>,
        /// Of a procurement whose lots ask differently, the lot
        #[arg(long, value_name = "LOT", requires = "procurement")]
        lot: Option<Name>,
        /// Also write the procurement's response workbook with what stands in its place already
        #[arg(long, value_name = "FILE", requires = "procurement")]
        workbook: Option<PathBuf>,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Check every file of the bank, and that nothing released has changed
    Check {
        /// Also report which cited sources do not count on this day or were checked more than a year before
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
        /// Also check this overlay, and tell what it loosens
        #[arg(long, value_name = "FILE")]
        overlay: Option<PathBuf>,
    },
}

/// Which questions are meant.
#[derive(Debug, clap::Args)]
struct Set {
    /// Which release of the bank; the newest if left out
    #[arg(long, value_name = "VERSION", conflicts_with = "overlay")]
    bank: Option<BankVersion>,
    /// Only what this profile asks, with its weights
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// With this overlay on top of the release that it extends
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
}

impl Set {
    fn load(&self, files: &[SourceFile]) -> Result<Bank, Failure> {
        let bank = match &self.overlay {
            Some(path) => edition::overlaid(files, path)?,
            None => Bank::load(files, self.bank)?,
        };
        match &self.profile {
            Some(profile) => Ok(bank.under(&Profile::load(files, profile)?)?),
            None => Ok(bank),
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Carries out `bank`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::data(data)?;
    match args.command {
        Command::List { set, format } => {
            let bank = set.load(&files)?;
            out::print(&match format {
                Format::Text => text::list(&bank),
                Format::Json => json::list(&bank)?,
            })?;
            Ok(Outcome::Done)
        }
        Command::Show { question, set, format } => {
            let bank = set.load(&files)?;
            let Some(question) = question else {
                out::print(&match format {
                    Format::Text => text::set(&bank, &files),
                    Format::Json => json::list(&bank)?,
                })?;
                return Ok(Outcome::Done);
            };
            let found = bank.question(&question).ok_or_else(|| unknown(&bank, &question))?;
            out::print(&match format {
                Format::Text => text::show(&bank, found),
                Format::Json => json::show(&bank, found)?,
            })?;
            Ok(Outcome::Done)
        }
        Command::Profiles { bank, format } => {
            let bank = Bank::load(&files, bank)?;
            let profiles = Profile::all(&files)?;
            let mut fitting = Vec::new();
            for it in profiles.into_iter().filter(|it| it.since <= bank.version) {
                let set = bank.clone().under(&it)?;
                fitting.push((it, set));
            }
            out::print(&match format {
                Format::Text => text::profiles(&bank, &fitting),
                Format::Json => json::profiles(&bank, &fitting)?,
            })?;
            Ok(Outcome::Done)
        }
        Command::Diff { old, new, format } => {
            let (old, new) = in_order(&files, old, new)?;
            let diff = diff::diff(&files, &old, &new)?;
            out::print(&match format {
                Format::Text => text::diff(&diff),
                Format::Json => json::diff(&diff)?,
            })?;
            Ok(Outcome::Done)
        }
        Command::Carry { old, new, file, profile, table, procurement, lot, workbook, format } => {
            let (old, mut new) = in_order(&files, old, new)?;
            if let Some(profile) = profile {
                new = new.under(&Profile::load(&files, &profile)?)?;
            }
            let asked = match &procurement {
                Some(folder) => Some(into::Asked::read(folder, lot.as_ref(), &files, new.version)?),
                None => None,
            };
            if let Some(asked) = &asked {
                new = asked.bank.clone();
            }
            let to = carry::To { table: table.as_deref(), workbook: asked.as_ref().zip(workbook.as_deref()) };
            carry::run(data, &files, &old, &new, &file, &to, format)
        }
        Command::Check { on, overlay } => check(&files, on, overlay.as_deref()),
    }
}

fn in_order(files: &[SourceFile], old: BankVersion, new: BankVersion) -> Result<(Bank, Bank), Failure> {
    if new < old {
        return Err(format!("release `{old}` came after `{new}`: name the earlier one first").into());
    }
    Ok((Bank::load(files, Some(old))?, Bank::load(files, Some(new))?))
}

fn check(files: &[SourceFile], on: Option<Date>, overlay: Option<&Path>) -> Result<Outcome, Failure> {
    let faults = Bank::check(files, on);
    out::report(&faults);
    if faults.has_errors() {
        return Ok(Outcome::Refused);
    }
    let bank = Bank::load(files, None)?;
    let mut told = format!(
        "bank {} is sound: {} questions, {} sources\n",
        bank.version,
        bank.questions.len(),
        bank.sources.len()
    );
    if let Some(path) = overlay {
        let (laid, faults) = Bank::overlaid(files, &edition::text(path)?);
        out::report(&faults);
        let Some(laid) = laid else { return Ok(Outcome::Refused) };
        told.push_str(&text::overlaid(&laid));
    }
    out::print(&told)?;
    Ok(Outcome::Done)
}

fn unknown(bank: &Bank, question: &QuestionId) -> String {
    let ids: Vec<&str> = bank.questions.iter().map(|it| it.id.as_str()).collect();
    format!("release `{}` has no question `{question}`; it has {}", bank.version, ids.join(", "))
}
