//! `probity pack`: all documents of a tender pack, from the procurement's folder.

use std::path::{Path, PathBuf};

use super::{
    Failure, Outcome, out,
    procured::{self, Procured},
};
use crate::{
    bank::Bank,
    clause::Library,
    document::{Templates, documents},
    pack::{Made, Pack},
    procurement::{
        Procurement,
        manifest::{self, MANIFEST, Manifest, PACK, Pinned},
    },
    rule::Rules,
    source::SourceFile,
    store::{self, output::Output},
    workbook::write,
};

/// What `pack` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The procurement's folder, with its `procurement.toml`
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Take templates of your own from this folder, in place of those built in
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Write the templates that are built in to this new folder, to begin from, and nothing else
    #[arg(long, value_name = "NEW", conflicts_with = "templates")]
    write_templates: Option<PathBuf>,
    /// Write over documents of the draft that were changed by hand
    #[arg(long)]
    force: bool,
}

/// Carries out `pack`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    if let Some(folder) = &args.write_templates {
        let files: Vec<(&str, Vec<u8>)> =
            crate::document::built_in().map(|(name, text)| (name, text.into())).collect();
        Output::claim(folder, false)?.write(&files)?;
        out::print(&format!("{} templates are in {}\n", files.len(), folder.display()))?;
        return Ok(Outcome::Done);
    }
    let target = args.folder.join(PACK);
    let output = Output::claim_beside(&target, args.force, |name| manifest::version(name).is_some())?;
    let templates = match &args.templates {
        Some(folder) => Templates::new(store::pack::templates(folder)?),
        None => Templates::default(),
    };
    let files = store::ready(data)?;
    let procured = Procured::read(&args.folder)?;
    let bank = procured.bank(&files)?;
    let procurement = &procured.procurement;
    // With the prices and minimum scores that the procurement sets: they can move a result, so they are published.
    let method = procurement.method(&files).transpose()?;
    let rules = Rules::load(&files, &bank)?;
    let library = Library::load(&files, &bank)?;
    let questions = procurement.questions_digest(&bank);
    let version = procured::versions(&procured.folder)?.last().map_or(0, |it| it.version) + 1;
    let made = Made {
        bank: &bank,
        questions: &questions,
        rules: &rules,
        library: &library,
        method: method.as_ref(),
        version,
    };
    let pack = Pack::of(procurement, made);
    let mut written = workbooks(procurement, made, &pack)?;
    for it in documents(&pack, &templates)? {
        written.push((format!("{}.docx", it.name), it.word));
        written.push((format!("{}.html", it.name), it.page.into_bytes()));
    }
    written.push(("assessment-rules.txt".to_owned(), published_rules(&files, &bank).into_bytes()));
    written.sort();
    let manifest = Manifest {
        schema: manifest::SCHEMA.to_owned(),
        procurement: procurement.id().to_owned(),
        version,
        bank: bank.version,
        bank_digest: bank.digest.clone(),
        questions_digest: questions.clone(),
        rules_digest: rules.digest.clone(),
        method: method.as_ref().map(|it| it.id.clone()),
        method_digest: method.as_ref().map(|it| it.digest.clone()),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: procured.inputs().into_iter().map(|(pin, _)| pin).collect(),
        files: written.iter().map(|(name, bytes)| Pinned::of(name.as_str(), bytes)).collect(),
        publication: None,
        differences: Vec::new(),
    };
    let mut all: Vec<(&str, Vec<u8>)> =
        written.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    all.push((MANIFEST, manifest.json()?.into_bytes()));
    output.write(&all)?;
    let asked = bank.questions.len();
    out::print(&format!(
        "pack v{version} of `{}`, a draft with {asked} questions: {} files in {}\n",
        procurement.id(),
        all.len(),
        target.display()
    ))?;
    if method.is_none() {
        out::note(
            "no method is chosen, so the documents do not say how tenders are compared: name one under `method`",
        );
    }
    Ok(Outcome::Done)
}

/// The workbooks: one response for all lots, or one for each where lots ask or weigh otherwise; and the prices.
fn workbooks(
    procurement: &Procurement,
    made: Made<'_>,
    pack: &Pack<'_>,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut written = vec![("pricing.xlsx".to_owned(), write::pricing(&pack.issue, &pack.pricing)?)];
    let differ = procurement.lot.iter().any(|it| !it.questions.is_empty() || !it.weights.is_empty());
    if !differ {
        written.push(("response.xlsx".to_owned(), write::response(&pack.issue)?));
        written.push(("response.ods".to_owned(), write::response_open(&pack.issue)?));
        return Ok(written);
    }
    for lot in &procurement.lot {
        let (bank, faults) = procurement.bank_of_lot(made.bank, lot);
        let bank = bank.ok_or(faults)?;
        let mut issue = Pack::of(procurement, Made { bank: &bank, ..made }).issue;
        issue.lots.retain(|it| it.id == lot.id.as_str());
        written.push((format!("response-{}.xlsx", lot.id), write::response(&issue)?));
        written.push((format!("response-{}.ods", lot.id), write::response_open(&issue)?));
    }
    Ok(written)
}

/// Every file of data by which the answers of `bank` are read, one after the other, each with its digest.
fn published_rules(files: &[SourceFile], bank: &Bank) -> String {
    let mut text = String::from(
        "The rules by which answers are read, as data. The document Assessment methodology says what they mean.\n",
    );
    for file in files.iter().filter(|it| it.path.starts_with("scoring/")) {
        let path = file.path.trim_start_matches("scoring/");
        let asked = |rest: &str| {
            rest.split('/').next().is_some_and(|id| bank.questions.iter().any(|it| it.id.as_str() == id))
        };
        let taken = match path.split_once('/') {
            Some(("rules", rest)) => asked(rest),
            Some(("lexicons" | "checks" | "scales", _)) => true,
            None => path.ends_with(".toml"),
            _ => false,
        };
        if taken {
            text.push_str(&format!("\n==== {} {}\n\n{}", file.path, file.digest(), file.text));
        }
    }
    text
}
