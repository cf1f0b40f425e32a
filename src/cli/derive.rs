//! `probity derive`: documents that follow from a procurement's file.

use std::path::{Path, PathBuf};

use super::{Failure, Outcome, out, procured::Procured};
use crate::{
    id::Date,
    procurement::{
        Regime,
        clarification::{self, Entry},
        law::Law,
        timetable::timetable,
    },
    report::derived::{atrs, clarifications, dcat, dtpr, ocds, timetable as shown},
    store,
    workbook::{layout::Layouts, read},
};

/// What `derive` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which document
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// The steps of the procurement in order, with the days that the law derives from those given
    Timetable {
        /// The procurement's folder
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// When the standstill ends, day by day, with the bank holidays of England and Wales
    Standstill {
        /// The procurement's folder; left out where `--notice-on` is given
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        /// The day of the award notice [default: `dates.award` of the procurement]
        #[arg(long, value_name = "DATE", required_unless_present = "folder")]
        notice_on: Option<Date>,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// The list of questions and answers for all suppliers, from the team's list as a spreadsheet: columns Received,
    /// Supplier, Question, Answer, Answered, Confidential, Changes
    Clarifications {
        /// The procurement's folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The team's list (.csv, .xlsx, .ods)
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The day of the letter [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
        /// How to print it
        #[arg(long, value_enum, default_value_t)]
        format: Shape,
    },
    /// The chain of purpose, technology, data, storage and access, in the shape of DTPR, as JSON
    Dtpr {
        /// The procurement's folder
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
    },
    /// The skeleton of an algorithmic transparency record, in Markdown
    Atrs {
        /// The procurement's folder
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
    },
    /// The catalogue record of the data sets that are asked for, as DCAT in JSON-LD
    Dcat {
        /// The procurement's folder
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
    },
    /// The tender as open contracting data (OCDS 1.1): lots, award criteria, weights, minimum scores
    Ocds {
        /// The procurement's folder
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
        /// The identifier that the platform gave
        #[arg(long, value_name = "OCID", default_value = "ocds-h6vhtk-000000")]
        ocid: String,
        /// The day that the release bears [default: today]
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
    },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Shape {
    /// The list, for people
    #[default]
    Text,
    /// The letter to all suppliers with the list in it, as a page that a word processor opens
    Letter,
    /// For programs
    Json,
}

/// Carries out `derive`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::ready(data)?;
    match args.command {
        Command::Timetable { folder, format } => {
            let steps = timetable(&read_whole(&folder)?.procurement, &Law::load(&files)?);
            out::print(&match format {
                Format::Text => shown::text(&steps),
                Format::Json => json(&steps)?,
            })?;
        }
        Command::Standstill { folder, notice_on, format } => {
            let procured = folder.map(|it| read_whole(&it)).transpose()?;
            let regime = procured.as_ref().and_then(|it| it.procurement.regime);
            let award = notice_on.or_else(|| procured.as_ref().and_then(|it| it.procurement.dates.award));
            let award = award.ok_or("`dates.award` is still to fill: fill it, or give `--notice-on`")?;
            let regime = regime.unwrap_or(Regime::ProcurementAct2023);
            let standstill = Law::load(&files)?
                .standstill(regime, award)
                .ok_or_else(|| format!("{} ask for no standstill", regime.title()))?;
            out::print(&match format {
                Format::Text => shown::standstill(&standstill),
                Format::Json => json(&standstill)?,
            })?;
        }
        Command::Clarifications { folder, file, on, format } => {
            return clarified(&files, &folder, &file, on, format);
        }
        Command::Dtpr { folder } => out::print(&json(&dtpr::dtpr(&read_whole(&folder)?.procurement))?)?,
        Command::Atrs { folder } => out::print(&atrs::atrs(&read_whole(&folder)?.procurement))?,
        Command::Dcat { folder } => out::print(&json(&dcat::dcat(&read_whole(&folder)?.procurement))?)?,
        Command::Ocds { folder, ocid, on } => {
            let procured = read_whole(&folder)?;
            let bank = procured.bank(&files)?;
            let method = procured.procurement.method(&files).ok_or("`method` is still to fill")??;
            let on = on.unwrap_or_else(super::today);
            out::print(&json(&ocds::ocds(&procured.procurement, &bank, &method, &ocid, on))?)?;
            if ocid.ends_with("-000000") {
                out::note(
                    "the release bears a placeholder for its identifier: give the platform's with `--ocid`",
                );
            }
        }
    }
    Ok(Outcome::Done)
}

/// A procurement whose file can be read.
fn read_whole(folder: &Path) -> Result<Procured, Failure> {
    let procured = Procured::read(folder)?;
    if procured.faults.has_errors() {
        return Err(procured.faults.into());
    }
    Ok(procured)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn clarified(
    files: &[crate::source::SourceFile],
    folder: &Path,
    file: &Path,
    on: Option<Date>,
    format: Shape,
) -> Result<Outcome, Failure> {
    let procured = read_whole(folder)?;
    let entries = entries(files, file)?;
    let on = on.unwrap_or_else(super::today);
    let log = clarification::log(&procured.procurement, &entries, on);
    for it in &log.problems {
        out::note(it);
    }
    out::print(&match format {
        Shape::Text => clarifications::text(&log),
        Shape::Letter => clarifications::letter(&procured.procurement, &log, on)?,
        Shape::Json => json(&log)?,
    })?;
    Ok(if log.problems.is_empty() { Outcome::Done } else { Outcome::Refused })
}

/// The columns of the team's list, by what they may be called.
const COLUMNS: [(&str, &[&str]); 7] = [
    ("received", &["received", "date received", "date", "asked on"]),
    ("supplier", &["supplier", "from", "bidder", "tenderer", "organisation"]),
    ("question", &["question", "clarification question", "query"]),
    ("answer", &["answer", "response", "our answer", "council response"]),
    ("answered", &["answered", "date answered", "answered on"]),
    ("confidential", &["confidential", "in confidence", "confidential?"]),
    ("changes", &["changes", "document changed", "changed document", "changes which document"]),
];

/// The team's list.
fn entries(files: &[crate::source::SourceFile], file: &Path) -> Result<Vec<Entry>, Failure> {
    let shown = file.display().to_string();
    let layouts = Layouts::load(files)?;
    let book = read::book(&shown, &store::read(file)?, &layouts).map_err(|it| it.explanation)?;
    let mut found = Vec::new();
    for grid in &book.grids {
        let mut columns: Vec<(u32, &str)> = Vec::new();
        for row in grid.rows() {
            if columns.is_empty() {
                let named: Vec<(u32, &str)> = row
                    .iter()
                    .filter_map(|cell| {
                        let label = cell.shown().trim().to_lowercase();
                        let known = COLUMNS.iter().find(|(_, names)| names.contains(&label.as_str()));
                        known.map(|(id, _)| (cell.column, *id))
                    })
                    .collect();
                if named.iter().any(|(_, id)| *id == "question") {
                    columns = named;
                }
                continue;
            }
            let text = |id: &str| {
                let column = columns.iter().find(|(_, it)| *it == id).map(|(column, _)| *column);
                let cell = row.iter().find(|cell| Some(cell.column) == column);
                cell.map(|it| it.shown().trim().to_owned()).unwrap_or_default()
            };
            let at = row.first().map_or_else(String::new, |it| grid.place(it.row, it.column).to_string());
            let day = |id: &str| -> Result<Option<Date>, Failure> {
                let text = text(id);
                let text = text.split(['T', ' ']).next().unwrap_or_default();
                if text.is_empty() {
                    Ok(None)
                } else {
                    Ok(Some(text.parse().map_err(|it| format!("{shown} › {at}: {it}"))?))
                }
            };
            if text("question").is_empty() {
                continue;
            }
            found.push(Entry {
                received: day("received")?,
                supplier: text("supplier"),
                question: text("question"),
                answer: text("answer"),
                answered: day("answered")?,
                confidential: matches!(text("confidential").to_lowercase().as_str(), "yes" | "y" | "true"),
                changes: text("changes"),
                at,
            });
        }
    }
    if found.is_empty() {
        return Err(format!("`{shown}` has no row under a heading `Question`").into());
    }
    Ok(found)
}
