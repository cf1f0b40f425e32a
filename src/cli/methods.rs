//! `probity methods`: the assessment methodologies, what they say and what they do.

use std::path::Path;

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use super::{Failure, Outcome, out};
use crate::{
    award::{
        criteria,
        dry::{DryRun, dry_run},
    },
    bank::{Bank, profile, profile::Profile},
    procurement::method::{METHODS, Method, Money, Passage, Settings},
    source::SourceFile,
    store,
};

/// What `methods` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the ready assessment methodologies
    List,
    /// Show a whole methodology in the sentences that suppliers read
    Show {
        /// A ready method, or a file of your own
        #[arg(value_name = "METHOD")]
        method: String,
        #[command(flatten)]
        amounts: Amounts,
        /// As what
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Try a methodology on made-up tenders before it is published
    Try {
        /// A ready method, or a file of your own
        #[arg(value_name = "METHOD")]
        method: String,
        /// Whose questions and weights are used
        #[arg(long, value_name = "PROFILE", default_value = profile::DEFAULT)]
        profile: String,
        #[command(flatten)]
        amounts: Amounts,
        /// As what
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

/// What a method leaves to the procurement.
#[derive(Debug, clap::Args)]
struct Amounts {
    /// Of a benchmark: the price with all points
    #[arg(long, value_name = "POUNDS")]
    full_marks_at: Option<Money>,
    /// Of a benchmark: the price with none
    #[arg(long, value_name = "POUNDS")]
    no_marks_at: Option<Money>,
    /// The fixed price
    #[arg(long, value_name = "POUNDS")]
    fixed_price: Option<Money>,
    /// Your own estimate
    #[arg(long, value_name = "POUNDS")]
    estimate: Option<Money>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Serialize)]
struct MethodV1<'a> {
    schema: &'static str,
    method: &'a Method,
    sentences: Vec<Passage>,
}

#[derive(Serialize)]
struct DryRunV1<'a> {
    schema: &'static str,
    dry_run: &'a DryRun,
}

/// Carries out `methods`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::data(data)?;
    match args.command {
        Command::List => {
            let methods = Method::all(&files)?;
            let longest = methods.iter().map(|it| it.id.as_str().len()).max().unwrap_or(0);
            let lines = methods.iter().map(|it| format!("{:longest$}  {}\n", it.id.as_str(), it.title));
            out::print(&lines.collect::<Vec<_>>().concat())?;
            Ok(Outcome::Done)
        }
        Command::Show { method, amounts, format } => {
            let method = find(&files, &method)?.with(&amounts.into());
            out::print(&match format {
                Format::Text => shown(&method),
                Format::Json => json(&MethodV1 {
                    schema: "probity.method/1",
                    sentences: method.passages(),
                    method: &method,
                })?,
            })?;
            Ok(Outcome::Done)
        }
        Command::Try { method, profile, amounts, format } => {
            let method = find(&files, &method)?.with(&amounts.into());
            let bank = Bank::load(&files, None)?.under(&Profile::load(&files, &profile)?)?;
            let run = dry_run(&method, &criteria(&bank, &method));
            out::print(&match format {
                Format::Text => run.lines().join("\n") + "\n",
                Format::Json => json(&DryRunV1 { schema: "probity.dry-run/1", dry_run: &run })?,
            })?;
            Ok(if run.has_faults() { Outcome::Refused } else { Outcome::Done })
        }
    }
}

impl From<Amounts> for Settings {
    fn from(it: Amounts) -> Self {
        Self {
            full_marks_at: it.full_marks_at,
            no_marks_at: it.no_marks_at,
            fixed_price: it.fixed_price,
            estimate: it.estimate,
            ..Self::default()
        }
    }
}

/// A ready method by its name, or a buyer's own by its path.
fn find(files: &[SourceFile], named: &str) -> Result<Method, Failure> {
    let is_path = Path::new(named).extension().is_some_and(|it| it == "toml") && !named.starts_with(METHODS);
    if !is_path {
        return Ok(Method::load(files, named)?);
    }
    match Method::read(files, &store::text(Path::new(named))?) {
        (Some(method), faults) if !faults.has_errors() => Ok(method),
        (_, faults) => Err(faults.into()),
    }
}

fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(value).map(|it| it + "\n")
}

/// A whole method in its sentences.
fn shown(method: &Method) -> String {
    let mut text = format!("{}: {}\n\n", method.id, method.title);
    out::wrapped(&mut text, "For  ", &method.meant_for);
    if let Some(caution) = &method.caution {
        out::wrapped(&mut text, "But  ", caution);
    }
    for passage in method.passages() {
        text.push_str(&format!("\n{}\n", passage.title));
        for sentence in &passage.sentences {
            out::wrapped(&mut text, "  - ", sentence);
        }
    }
    let unset = method.unset();
    if !unset.is_empty() {
        text.push_str("\nTo be set by the procurement\n");
        for it in &unset {
            out::wrapped(&mut text, "  - ", it);
        }
    }
    text
}
