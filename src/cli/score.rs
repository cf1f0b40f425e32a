//! `probity score`: suppliers' files in, proposed scores and reports out.
//!
//! Files are read and assessed on all cores, a stretch at a time so that a long batch needs no more memory than
//! a short one, and their results come out in the order in which the files were named.

use std::{
    io::IsTerminal as _,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::{
    Failure, Outcome,
    contract::{self, Contract},
    edition,
    issue::Issue,
    out, worker,
};
use crate::{
    assess::Engine,
    bank::{
        Bank,
        profile::{self, Profile},
    },
    clause::Library,
    document::{Schedule, clause_schedule},
    id::{BankVersion, Date, Name},
    intake::Desk,
    ledger::bidder,
    likeness::Policy,
    report::{Alike, Assessment, Basis, Method, Report, csv, html, json, words},
    rule::Rules,
    source::SourceFile,
    store::{self, output::Output},
    tender::{Tender, Verdict},
    workbook::{layout::Layouts, write},
};

/// Files that are worked on before their results are written: enough for all cores, few enough to hold.
const STRETCH: usize = 64;
/// From so many files on a bar is shown.
const MANY: usize = 10;

/// What `score` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Suppliers' spreadsheets (.xlsx, .ods, .csv), or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The release of the question bank [default: the one that the first file names, else the
    /// newest]
    #[arg(long, value_name = "VERSION")]
    bank: Option<BankVersion>,
    /// A buyer's own file on top of the release that it extends
    #[arg(long, value_name = "FILE", conflicts_with = "bank")]
    overlay: Option<PathBuf>,
    /// The questions that are expected, by profile: `probity bank profiles` lists them
    #[arg(long, value_name = "PROFILE", default_value = profile::DEFAULT)]
    profile: String,
    /// Score by the published pack of this procurement: its questions, weights and rules, and no other; a workbook of
    /// another pack is refused
    #[arg(long, value_name = "DIR", conflicts_with_all = ["bank", "profile", "overlay"])]
    procurement: Option<PathBuf>,
    /// Of a procurement in lots that ask or weigh otherwise: the lot that the files answer
    #[arg(long, value_name = "LOT", requires = "procurement")]
    lot: Option<Name>,
    /// The day as of which answers are judged, such as 2026-09-01: has a certificate expired? [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// What is known of the contract
    #[command(flatten)]
    contract: Contract,
    /// Read the files by this layout only, such as `caiq-4`
    #[arg(long, value_name = "LAYOUT")]
    layout: Option<String>,
    /// Write scores.xlsx, report.html, clauses.docx, assessment.jsonl and scores.csv to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print the results; without `--out`, and where they do not go to a terminal, as JSON
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to the folder of `--out` even if it holds other files or results that have changed
    #[arg(long, requires = "out")]
    force: bool,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One JSON object for each file, one a line
    Json,
    /// One row for each supplier and question
    Csv,
}

/// All that scoring goes by.
struct Works {
    bank: Bank,
    engine: Engine,
    library: Library,
    /// Only for reports.
    likeness: Option<Policy>,
    desk: Desk,
    on: Date,
    /// The published pack, where files are scored by one.
    issue: Option<Issue>,
    basis: Basis,
    /// Read already.
    first: Mutex<Option<First>>,
}

/// What was asked for.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    bank: Option<BankVersion>,
    procurement: Option<&'a Path>,
    lot: Option<&'a Name>,
    overlay: Option<&'a Path>,
    profile: &'a str,
    layout: Option<&'a str>,
    on: Option<Date>,
    contract: &'a Contract,
    reports: bool,
}

/// What is made of the data files beside the bank.
struct Made {
    library: Library,
    likeness: Option<Policy>,
    engine: Engine,
}

impl Made {
    fn load(files: &[SourceFile], bank: &Bank, reports: bool) -> Result<Self, Failure> {
        // Who is done with the first file takes the clauses.
        let rules = || -> Result<Engine, Failure> { Ok(Engine::new(bank, Rules::load(files, bank)?)?) };
        let (engine, library) = rayon::join(rules, || Library::load(files, bank));
        let (library, engine) = (library?, engine?);
        let likeness = if reports { Some(Policy::load(files, bank)?) } else { None };
        Ok(Self { library, likeness, engine })
    }
}

/// The first file that could be read: one run compares like with like, so it decides on the release for all. Others
/// that name another release are flagged.
struct First {
    path: PathBuf,
    tender: Tender,
}

impl First {
    fn read(desk: &Desk, files: &[PathBuf]) -> Option<Self> {
        let opened = files.iter().take(4).filter_map(|path| Some((path, desk.open(path).ok()?)));
        let mut readable = opened.filter(|(_, tender)| tender.intake.verdict != Verdict::Refused);
        readable.next().map(|(path, tender)| Self { path: path.clone(), tender })
    }
}

/// Carries out `score`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let format = match (args.format, &args.out) {
        (None, None) if std::io::stdout().is_terminal() => {
            return Err("there is nowhere to put the results: add `--out FOLDER` for the reports, or `--format json` \
                        to print them"
                .into());
        }
        (None, None) => Some(Format::Json),
        (format, _) => format,
    };
    let output = args.out.as_deref().map(|it| Output::claim(it, args.force)).transpose()?;
    let mut tally = Tally::default();
    let files = tally.files(args.files);
    let wanted = Wanted {
        bank: args.bank,
        procurement: args.procurement.as_deref(),
        lot: args.lot.as_ref(),
        overlay: args.overlay.as_deref(),
        profile: &args.profile,
        layout: args.layout.as_deref(),
        on: args.on,
        contract: &args.contract,
        reports: output.is_some(),
    };
    let works = Works::load(data, &wanted, &files)?;
    if args.on.is_none() {
        out::note(&format!(
            "answers are judged as of {}, today by the clock in UTC; choose the day with `--on`",
            works.on
        ));
    }
    for it in &works.basis.warnings {
        out::note(&format!("a source is past its date: {it}"));
    }
    let bar = bar(files.len());
    if format == Some(Format::Csv) {
        out::print(&csv::header())?;
    }
    let mut kept = Vec::new();
    for stretch in files.chunks(STRETCH) {
        let results: Vec<Result<Scored, String>> = stretch
            .par_iter()
            .map(|path| works.score(path, format, output.is_some()).inspect(|_| bar.inc(1)))
            .collect();
        let mut printed = String::new();
        for (path, result) in stretch.iter().zip(results) {
            match result {
                Ok(scored) => {
                    tally.count(path, &scored.assessment);
                    printed.push_str(&scored.printed);
                    if output.is_some() {
                        kept.push(scored.assessment);
                    }
                }
                Err(message) => tally.lost(&bar, &message),
            }
        }
        out::print(&printed)?;
    }
    bar.finish_and_clear();
    if tally.read == 0 {
        return Err("none of the files could be read".into());
    }
    if let (Some(output), Some(folder)) = (output, &args.out) {
        output.write(&works.results(&kept)?)?;
        out::note(&format!(
            "{} against bank {}{} as of {}; the reports are in `{}`: begin with report.html or scores.xlsx",
            tally,
            works.bank.version,
            works.basis.line(),
            works.on,
            folder.display()
        ));
    }
    works.leave();
    Ok(if tally.refused + tally.lost > 0 { Outcome::Refused } else { Outcome::Done })
}

/// One file, scored.
struct Scored {
    assessment: Assessment,
    printed: String,
}

impl Works {
    /// All of it for the release that is wanted or, where none is, that the first of `files` names.
    fn load(data: Option<&Path>, wanted: &Wanted<'_>, files: &[PathBuf]) -> Result<Self, Failure> {
        let data_files = store::ready(data)?;
        let profile = Profile::load(&data_files, wanted.profile)?;
        let issue = wanted.procurement.map(|it| Issue::published(&data_files, it, wanted.lot)).transpose()?;
        let bank = || {
            Ok::<_, Failure>(match (&issue, wanted.overlay) {
                (Some(issue), _) => issue.bank.clone(),
                (None, Some(path)) => edition::overlaid(&data_files, path)?.under(&profile)?,
                (None, None) => Bank::load_under(&data_files, wanted.bank, &profile)?,
            })
        };
        let (bank, layouts) = rayon::join(bank, || Layouts::load(&data_files));
        let (bank, layouts) = (bank?, layouts?);
        if let Some(asked) = wanted.layout.filter(|it| layouts.get(it).is_none()) {
            let known: Vec<String> = layouts.iter().map(|it| format!("`{}`", it.id)).collect();
            return Err(format!("there is no layout `{asked}`: choose one of {}", known.join(", ")).into());
        }
        let mut desk = worker::desk(data, &bank, wanted.layout)?.over(wanted.overlay);
        if let Some(issue) = &issue {
            desk = desk.for_procurement(&issue.inputs.0, issue.inputs.1.as_deref());
        }
        if let Some(lot) = wanted.lot {
            desk = desk.for_lot(lot);
        }
        // It gets ready while the rules are read.
        desk.warm()?;
        let (first, made) =
            rayon::join(|| First::read(&desk, files), || Made::load(&data_files, &bank, wanted.reports));
        let named = first.as_ref().and_then(|it| edition::named(&data_files, &profile, &it.tender));
        let chosen = wanted.bank.is_some() || wanted.overlay.is_some() || issue.is_some();
        if let Some(named) = named.filter(|_| !chosen) {
            out::note(&format!(
                "the workbooks were made from bank {named}, by which they are read; choose another release with `--bank`"
            ));
            return Self::load(data, &Wanted { bank: Some(named), ..*wanted }, files);
        }
        let Made { library, likeness, engine } = made?;
        if let Some(issue) = &issue {
            issue.rules(&engine.rules().digest)?;
            out::note(&format!("scored by {}", issue.manifest.name()));
        }
        wanted.contract.policies_are_known(&library)?;
        let on = wanted.on.unwrap_or_else(super::today);
        let known = match &issue {
            Some(issue) => contract::of(issue.procurement(), Some(on)),
            None => contract::of_profile(&profile, on),
        };
        let basis = Basis::of(&bank, wanted.contract.known(known)?, on);
        Ok(Self { bank, engine, library, likeness, desk, on, issue, basis, first: Mutex::new(first) })
    }

    /// Ends the workers. The rest goes with the process: to take rules apart piece by piece would take as long as to
    /// score several files.
    fn leave(self) {
        let Self { bank, engine, library, likeness, desk, .. } = self;
        drop(desk);
        std::mem::forget((bank, engine, library, likeness));
    }

    /// Reads and assesses the file at `path` and makes what is printed of it. What is wrong with the world or
    /// with this program comes back as a message; what is wrong with the file is part of the result. Only for reports
    /// are the clauses drafted.
    fn score(&self, path: &Path, format: Option<Format>, reports: bool) -> Result<Scored, String> {
        let tender = match self.read_before(path) {
            Some(tender) => tender,
            None => self.desk.open(path).map_err(|it| told(&it))?,
        };
        let tender = match &self.issue {
            Some(issue) => issue.checked(tender),
            None => tender,
        };
        // One answer that the engine cannot cope with must not take the other suppliers with it.
        let work = AssertUnwindSafe(|| {
            let (answers, checks) = match tender.intake.verdict {
                Verdict::Refused => (Vec::new(), Vec::new()),
                Verdict::Accepted | Verdict::AcceptedWithFlags => {
                    let when = self.basis.known.when.unwrap_or_else(|| self.on.into());
                    self.engine.assess(&tender, when)
                }
            };
            let known = &self.basis.known;
            let clauses = if reports {
                self.library.recommend_for(&answers, known)
            } else {
                self.library.name_for(&answers, known)
            };
            let assessment = Assessment {
                tender,
                bank: self.bank.version,
                bank_digest: self.bank.digest.clone(),
                rules_digest: self.engine.rules().digest.clone(),
                on: self.on,
                basis: self.basis.clone(),
                answers,
                checks,
                clauses,
            };
            let printed = match format {
                None => String::new(),
                Some(Format::Csv) => csv::rows(&self.bank, &assessment),
                Some(Format::Json) => json::line(&assessment).map_err(|it| told(&it))? + "\n",
            };
            Ok(Scored { assessment, printed })
        });
        panic::catch_unwind(work).unwrap_or_else(|_| {
            Err(format!(
                "`{}` could not be assessed by a fault of this program; the file is not to blame, please report it",
                path.display()
            ))
        })
    }

    /// The tender of the first file, which was read to learn its release.
    fn read_before(&self, path: &Path) -> Option<Tender> {
        let mut first = self.first.lock().ok()?;
        first.take_if(|it| it.path == path).map(|it| it.tender)
    }

    /// The files of `--out`, each a name and its bytes.
    fn results(&self, assessments: &[Assessment]) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
        let by = (&self.bank, self.engine.rules(), &self.library);
        let files = assessments.iter().map(|it| (it.supplier(), it.tender.file.as_str()));
        for (supplier, files) in bidder::shared(files) {
            out::note(&format!(
                "{} files are of `{}`, {}: all are scored, and which one counts is for a person to say",
                files.len(),
                words::visible(supplier).replace('\n', " "),
                files.join(", ")
            ));
        }
        results(by, self.likeness.as_ref(), self.on, assessments)
    }
}

/// The reports on `assessments`, each a name and its bytes.
pub(super) fn results(
    (bank, rules, library): (&Bank, &Rules, &Library),
    likeness: Option<&Policy>,
    on: Date,
    assessments: &[Assessment],
) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let method = Method::of(rules);
    let alike = likeness.map_or_else(Vec::new, |policy| Alike::among(assessments, policy));
    if !alike.is_empty() {
        out::note(&format!(
            "similarity was found between {} {} of tenders: see `Tenders that are alike` in report.html",
            alike.len(),
            if alike.len() == 1 { "pair" } else { "pairs" }
        ));
    }
    let report = Report { bank, method: &method, assessments, alike: &alike };
    let basis = assessments.first().map(|it| it.basis.entries()).unwrap_or_default();
    let mut schedule = Schedule::new(bank, library, on).by(basis);
    let mut lines = String::new();
    let mut table = csv::header();
    for it in assessments {
        let tender = &it.tender;
        schedule.add(it.supplier(), &tender.file, &tender.digest, &it.clauses, &it.answers);
        lines.push_str(&json::line(it)?);
        lines.push('\n');
        table.push_str(&csv::rows(bank, it));
    }
    Ok(vec![
        ("scores.xlsx", write::scores(&report)?),
        ("report.html", html::render(&report)?.into_bytes()),
        ("clauses.docx", clause_schedule(&schedule)?),
        ("assessment.jsonl", lines.into_bytes()),
        ("scores.csv", table.into_bytes()),
    ])
}

/// What became of the files.
#[derive(Debug, Default)]
struct Tally {
    read: usize,
    flagged: usize,
    refused: usize,
    lost: usize,
}

impl Tally {
    /// The files that the user named, with the spreadsheets of folders in place of the folders.
    fn files(&mut self, named: Vec<PathBuf>) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for path in named {
            if !path.is_dir() {
                files.push(path);
                continue;
            }
            match store::spreadsheets(&path) {
                Ok((found, others)) => {
                    if found.is_empty() {
                        self.lost += 1;
                        out::note(&format!("`{}` holds no spreadsheets", path.display()));
                    }
                    for other in others {
                        out::note(&format!("`{}` is passed over: it is not a spreadsheet", other.display()));
                    }
                    files.extend(found);
                }
                Err(error) => {
                    self.lost += 1;
                    out::note(&told(&error));
                }
            }
        }
        files
    }

    fn count(&mut self, path: &Path, assessment: &Assessment) {
        let intake = &assessment.tender.intake;
        self.read += 1;
        match intake.verdict {
            Verdict::Accepted => {}
            Verdict::AcceptedWithFlags => self.flagged += 1,
            Verdict::Refused => {
                self.refused += 1;
                let reason = intake.reason.as_deref().unwrap_or("unreadable");
                let why = intake.explanation.as_deref().unwrap_or_default();
                out::note(&format!("`{}` was refused ({reason}): {why}", path.display()));
            }
        }
    }

    fn lost(&mut self, bar: &ProgressBar, message: &str) {
        self.lost += 1;
        bar.suspend(|| out::note(message));
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scored = self.read.saturating_sub(self.refused);
        write!(f, "scored {scored} {}", if scored == 1 { "file" } else { "files" })?;
        for (n, what) in [
            (self.flagged, "with flags that a person should look at"),
            (self.refused, "refused"),
            (self.lost, "could not be read"),
        ] {
            if n > 0 {
                write!(f, ", {n} {what}")?;
            }
        }
        Ok(())
    }
}

/// An error with its causes, on one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(it) = cause {
        message.push_str(&format!(": {it}"));
        cause = it.source();
    }
    words::visible(&message).into_owned()
}

/// A bar on stderr where there are many files and somebody watches; nothing in a pipe.
fn bar(files: usize) -> ProgressBar {
    if files < MANY || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(u64::try_from(files).ok(), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} files, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
