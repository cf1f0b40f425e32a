//! `probity check`: everything that is wrong with a draft, at once.

use std::path::{Path, PathBuf};

use super::{
    Failure, Outcome, out,
    procured::{self, Procured},
};
use crate::{
    award::dry::Weight,
    diag::{Diagnostic, Diagnostics, Place},
    id::Date,
    procurement::check::check,
    report::draft::Draft,
    store,
};

/// What `check` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The procurement's folder
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The day as of which it is checked, such as 2026-09-01 [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// A page with the readiness report, to be saved
    Html,
    /// For programs
    Json,
}

/// Carries out `check`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::ready(data)?;
    let procured = Procured::read(&args.folder)?;
    let on = args.on.unwrap_or_else(super::today);
    let mut checked = check(&files, &procured.procurement, procured.overlay(), on)?;
    checked.faults.extend(procured.faults.clone());
    let tried = checked.bank.as_ref().map(|bank| procured.tried(&files, bank)).unwrap_or_default();
    for it in tried.iter().flat_map(|it| &it.run.findings) {
        let place = procured.procurement.place("method");
        match it.weight {
            Weight::Fault => checked.faults.push(
                Diagnostic::error(place, "procurement/dry-run", it.message.clone())
                    .help("choose another methodology, or mend what it is set by; `probity methods try` shows the trial"),
            ),
            Weight::Warning => {
                checked.faults.push(Diagnostic::warning(place, "procurement/dry-run", it.message.clone()));
            }
            Weight::Note => {}
        }
    }
    let published = published(&procured, &mut checked.faults)?;
    let draft = Draft::of(&procured.procurement, &checked, &tried, &published);
    out::print(&match args.format {
        Format::Text => draft.text(),
        Format::Html => draft.html()?,
        Format::Json => draft.json()?,
    })?;
    Ok(if checked.faults.has_errors() { Outcome::Refused } else { Outcome::Done })
}

/// How the draft stands to what was published; a published file that was edited is a fault.
fn published(procured: &Procured, faults: &mut Diagnostics) -> Result<Vec<String>, Failure> {
    let versions = procured::versions(&procured.folder)?;
    for version in &versions {
        for it in procured::edited(&procured.folder, version)? {
            let path = procured.folder.path(&version.folder()).display().to_string().replace('\\', "/");
            faults.push(Diagnostic::error(Place::Whole { path }, "procurement/published", it).help(
                "put it back as it was: what was published never changes; an amendment is a new version",
            ));
        }
    }
    let Some(last) = versions.last() else { return Ok(Vec::new()) };
    let day = last.publication.as_ref().map(|it| format!(" on {} with notice {}", it.on, it.notice));
    let mut told = vec![format!("{} was published{}", last.name(), day.unwrap_or_default())];
    let inputs: Vec<_> = procured.inputs().into_iter().map(|(pin, _)| pin).collect();
    for it in inputs.iter().filter(|it| !last.inputs.contains(it)) {
        told.push(format!(
            "`{}` is not as it was published: this draft is an amendment, and `probity publish` asks for its `--basis`",
            it.file
        ));
    }
    Ok(told)
}
