//! `probity panel`: people score alone, then together, and every step is recorded.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::{Failure, Outcome, out};
use crate::id::{Moment, QuestionId};

mod change;
mod desk;
mod forms;
mod people;
mod record;

use desk::{Desk, Want};

/// What `panel` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

/// What all commands of a panel take.
#[derive(Debug, clap::Args)]
struct Common {
    /// The procurement's folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// When it is done, such as 2027-03-01T09:30:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tell who takes part and how far everybody is
    Status {
        #[command(flatten)]
        common: Common,
    },
    /// Print who may do what when
    Rights,
    /// Print the briefing, or acknowledge it
    Brief {
        #[command(flatten)]
        common: Common,
        /// Who has read it, by sign
        #[arg(long, value_name = "PERSON")]
        by: Option<String>,
    },
    /// List the suppliers that tendered, or declare interests in them
    Declare {
        #[command(flatten)]
        common: Common,
        /// Who declares, by sign
        #[arg(long, value_name = "PERSON", requires = "what")]
        by: Option<String>,
        /// The mark of the list of suppliers, as this command prints it
        #[arg(long, value_name = "MARK", requires = "by")]
        list: Option<String>,
        /// No interest, direct or indirect, in any supplier of the list
        #[arg(long, group = "what", requires = "by")]
        none: bool,
        /// An interest, in words: in whom, and of what kind
        #[arg(long, value_name = "TEXT", group = "what", requires = "by")]
        interest: Option<String>,
    },
    /// Decide what follows from an interest that somebody declared
    Review {
        #[command(flatten)]
        common: Common,
        /// Who decides, by sign
        #[arg(long, value_name = "PERSON")]
        by: String,
        /// Whose interest
        #[arg(long, value_name = "PERSON")]
        of: String,
        /// Whether the person may take part
        #[arg(long, value_enum)]
        outcome: Verdict,
        /// Why, and what is done about it
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Name somebody in the record whom the procurement's file names since the panel began
    Add {
        #[command(flatten)]
        common: Common,
        /// Who names: the lead or an administrator, by sign
        #[arg(long, value_name = "PERSON")]
        by: String,
        /// Who is to take part, by sign
        #[arg(long, value_name = "PERSON")]
        of: String,
    },
    /// Take somebody off the panel; what the person did stays
    Remove {
        #[command(flatten)]
        common: Common,
        /// Who decides, by sign
        #[arg(long, value_name = "PERSON")]
        by: String,
        /// Who goes
        #[arg(long, value_name = "PERSON")]
        of: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Write the workbook in which an evaluator scores
    Issue {
        #[command(flatten)]
        common: Common,
        /// The evaluator, by sign
        #[arg(long = "for", value_name = "PERSON")]
        person: String,
        /// The workbook to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Take scored workbooks back, in any order: check them and lock the scores
    Collect {
        #[command(flatten)]
        common: Common,
        /// Workbooks as evaluators returned them
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Write the workbook for the moderation: individual scores side by side
    Moderate {
        #[command(flatten)]
        common: Common,
        /// The moderator, by sign [default: the only one]
        #[arg(long, value_name = "PERSON")]
        by: Option<String>,
        /// Only these questions
        #[arg(long, value_name = "ID", value_delimiter = ',')]
        questions: Vec<QuestionId>,
        /// The workbook to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Take the moderation's workbook back: check it and lock what the panel agreed
    Agree {
        #[command(flatten)]
        common: Common,
        /// The workbook as the moderator returned it
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Why the panel changes what it agreed before; asked for where it does
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Write the workbook in which clauses, promises and indicators of a tender are decided on
    Clauses {
        #[command(flatten)]
        common: Common,
        /// The tender that wins
        #[arg(long, value_name = "TENDER")]
        tender: String,
        /// Who asks for it, by sign: the lead or legal
        #[arg(long, value_name = "PERSON")]
        by: String,
        /// The workbook to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Take decisions on clauses back
    Adopt {
        #[command(flatten)]
        common: Common,
        /// The workbook as it was returned
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// What follows from a declared interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Verdict {
    /// The person may take part
    Cleared,
    /// The person takes no part
    Barred,
}

/// Carries out `panel`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Rights => {
            out::print(&people::rights())?;
            Ok(Outcome::Done)
        }
        Command::Status { common } => people::status(&Desk::open(data, common, Want::Suppliers)?),
        Command::Brief { common, by } => {
            people::brief(Desk::open(data, common, Want::Suppliers)?, by.as_deref())
        }
        Command::Declare { common, by, list, none: _, interest } => people::declare(
            Desk::open(data, common, Want::Suppliers)?,
            by.as_deref(),
            list.as_deref(),
            interest,
        ),
        Command::Review { common, by, of, outcome, reason } => people::review(
            Desk::open(data, common, Want::Suppliers)?,
            &by,
            &of,
            outcome == Verdict::Cleared,
            &reason,
        ),
        Command::Add { common, by, of } => people::add(Desk::open(data, common, Want::Suppliers)?, &by, &of),
        Command::Remove { common, by, of, reason } => {
            people::remove(Desk::open(data, common, Want::Suppliers)?, &by, &of, &reason)
        }
        Command::Issue { common, person, out } => {
            forms::issue(Desk::open(data, common, Want::Answers)?, &person, &out)
        }
        Command::Collect { common, files } => {
            forms::collect(Desk::open(data, common, Want::Answers)?, &files)
        }
        Command::Moderate { common, by, questions, out } => {
            forms::moderate(Desk::open(data, common, Want::Answers)?, by.as_deref(), &questions, &out)
        }
        Command::Agree { common, file, reason } => {
            forms::agree(Desk::open(data, common, Want::Answers)?, &file, reason.as_deref())
        }
        Command::Clauses { common, tender, by, out } => {
            forms::clauses(Desk::open(data, common, Want::Answers)?, &tender, &by, &out)
        }
        Command::Adopt { common, file } => forms::adopt(Desk::open(data, common, Want::Answers)?, &file),
    }
}
