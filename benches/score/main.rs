//! What scoring costs, as ratios within one run: `cargo bench`.
//!
//! Seconds differ from machine to machine and from hour to hour; a ratio to a bare calamine read of the same files,
//! taken in turn with it, does not. The suppliers are made here, the same in every run. A goal that is missed ends the
//! run with status 1. `cargo bench -- quick` takes fewer rounds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_arithmetic,
    reason = "a bench touches files and the clock, reports figures, and stops at the first surprise"
)]

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use calamine::{Reader as _, Xlsx};
use probity::{
    assess::Engine,
    bank::Bank,
    clause::Library,
    diag::Place,
    id::Date,
    intake,
    report::{Assessment, Method, Report, json},
    rule::Rules,
    store,
    tender::{Piece, Response, ResponseState},
    workbook::{layout::Layouts, write},
};

mod suppliers;

fn main() -> ExitCode {
    let quick = std::env::args().any(|it| it == "quick");
    let rounds = if quick { 3 } else { 9 };
    let desk = tempfile::tempdir().unwrap();
    let works = Works::load();
    let mut goals = Goals(true);

    for rows in [13, 60] {
        let files = suppliers::write(&desk.path().join(format!("x{rows}")), &works.bank, 200, rows);
        let mut to_json = Vec::new();
        let mut to_xlsx = Vec::new();
        let mut bare_ms = Vec::new();
        for _ in 0..rounds {
            let bare = time(|| files.iter().for_each(|it| bare(it)));
            let json = time(|| files.iter().for_each(|it| works.json(it)));
            let xlsx = time(|| files.iter().for_each(|it| works.xlsx(it)));
            to_json.push(ratio(json, bare));
            to_xlsx.push(ratio(xlsx, bare));
            bare_ms.push(bare.as_secs_f64() * 1000.0 / files.len() as f64);
        }
        println!("200 workbooks of {rows} rows; a bare read takes {:.2} ms each", median(&mut bare_ms));
        goals.at_most(&format!("  x{rows}: JSON out, to a bare read"), median(&mut to_json), 2.6);
        goals.at_most(
            &format!("  x{rows}: a score workbook each, to a bare read"),
            median(&mut to_xlsx),
            4.5,
        );
    }

    let files = suppliers::write(&desk.path().join("x13"), &works.bank, 200, 13);
    let mut starts: Vec<f64> =
        (0..if quick { 5 } else { 21 }).map(|_| time(|| run(&files[..1])).as_secs_f64() * 1000.0).collect();
    goals.at_most("cold start to the first scored workbook, ms", median(&mut starts), 60.0);

    let many: Vec<PathBuf> = files.iter().cycle().take(2000).cloned().collect();
    if let (Some(few), Some(more)) = (peak(&files), peak(&many)) {
        println!("peak memory: {} KiB for 200 workbooks, {} KiB for 2,000", few, more);
        goals.at_most("  2,000 to 200", more as f64 / few as f64, 1.1);
    } else {
        println!("peak memory: not known on this system");
    }

    let points: Vec<(f64, f64)> = [25, 50, 100, 200]
        .into_iter()
        .map(|n| (n as f64, best(rounds, || files[..n].iter().for_each(|it| works.json(it)))))
        .collect();
    goals.at_most("time grows with files as their number to the power of", exponent(&points), 1.1);

    let mut worst = (f64::INFINITY, "");
    let mut growth: f64 = 0.0;
    for question in &works.bank.questions {
        let normal = suppliers::answer(question.id.as_str(), 7, 32_000);
        let points: Vec<(f64, f64)> = [4_000, 8_000, 16_000, 32_000]
            .into_iter()
            .map(|n| {
                let text: String = normal.chars().take(n).collect();
                (n as f64, best(rounds, || works.answer(question.id.as_str(), &text)))
            })
            .collect();
        growth = growth.max(exponent(&points));
        let usual = suppliers::answer(question.id.as_str(), 7, 1_200);
        let pace =
            usual.chars().count() as f64 / best(rounds * 5, || works.answer(question.id.as_str(), &usual));
        for (name, text) in suppliers::adversaries() {
            let took = best(2, || works.answer(question.id.as_str(), &text));
            let relative = text.chars().count() as f64 / took / pace;
            if relative < worst.0 {
                worst = (relative, name);
            }
        }
    }
    goals.at_most("time grows with an answer's length to the power of (worst question)", growth, 1.25);
    goals.at_least(
        &format!("pace on the worst answer of 32,767 characters ({}), to an ordinary one", worst.1),
        worst.0,
        0.1,
    );
    if goals.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Goals(bool);

impl Goals {
    fn at_most(&mut self, what: &str, value: f64, goal: f64) {
        self.say(what, value, "≤", goal, value <= goal);
    }

    fn at_least(&mut self, what: &str, value: f64, goal: f64) {
        self.say(what, value, "≥", goal, value >= goal);
    }

    fn say(&mut self, what: &str, value: f64, sign: &str, goal: f64, met: bool) {
        println!("{what}: {value:.2} (goal {sign} {goal}{})", if met { "" } else { ", MISSED" });
        self.0 &= met;
    }
}

/// All that `score` goes by, on one thread.
struct Works {
    bank: Bank,
    engine: Engine,
    library: Library,
    layouts: Layouts,
    method: Method,
    on: Date,
}

impl Works {
    fn load() -> Self {
        let files = store::data(None).unwrap();
        let bank = Bank::load(&files, None).unwrap();
        let rules = Rules::load(&files, &bank).unwrap();
        let method = Method::of(&rules);
        Self {
            engine: Engine::new(&bank, rules).unwrap(),
            library: Library::load(&files, &bank).unwrap(),
            layouts: Layouts::load(&files).unwrap(),
            method,
            bank,
            on: "2026-09-01".parse().unwrap(),
        }
    }

    fn assess(&self, path: &Path) -> Assessment {
        let tender = intake::open(path, &self.layouts, &self.bank, None).unwrap();
        let (answers, checks) = self.engine.assess(&tender, self.on);
        let clauses = self.library.recommend(&answers);
        Assessment {
            tender,
            bank: self.bank.version,
            bank_digest: self.bank.digest.clone(),
            rules_digest: self.engine.rules().digest.clone(),
            on: self.on,
            answers,
            checks,
            clauses,
        }
    }

    fn json(&self, path: &Path) {
        std::hint::black_box(json::line(&self.assess(path)).unwrap());
    }

    fn xlsx(&self, path: &Path) {
        let assessments = [self.assess(path)];
        let report = Report { bank: &self.bank, method: &self.method, assessments: &assessments };
        std::hint::black_box(write::scores(&report).unwrap());
    }

    fn answer(&self, question: &str, text: &str) {
        let place = Place::Cell { file: None, sheet: "Responses".to_owned(), cell: "C2".to_owned() };
        let piece = Piece { place, text: text.to_owned(), yes_no: None, item: None, parts: None };
        let response = Response {
            question: question.parse().unwrap(),
            state: ResponseState::Answered,
            yes_no: None,
            pieces: vec![piece],
            evidence: None,
        };
        std::hint::black_box(self.engine.answer(&response, "Bench Ltd", self.on));
    }
}

/// What the same file costs to read and nothing else.
fn bare(path: &Path) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(fs::read(path).unwrap())).unwrap();
    for sheet in book.sheet_names() {
        std::hint::black_box(book.worksheet_range(&sheet).unwrap());
    }
}

fn command(files: &[PathBuf]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
    command.args(["score", "--format", "json", "--on", "2026-09-01"]).args(files);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn run(files: &[PathBuf]) {
    assert!(command(files).status().unwrap().success());
}

/// The most memory that the program held for `files`, in KiB: the last that Linux tells before it ends.
fn peak(files: &[PathBuf]) -> Option<u64> {
    let mut child = command(files).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().unwrap().is_none() {
        let seen = fs::read_to_string(&status).ok().and_then(|text| {
            let line = text.lines().find(|it| it.starts_with("VmHWM:"))?;
            line.split_whitespace().nth(1)?.parse().ok()
        });
        peak = peak.max(seen);
        std::thread::sleep(Duration::from_millis(1));
    }
    peak
}

fn time(work: impl FnOnce()) -> Duration {
    let from = Instant::now();
    work();
    from.elapsed()
}

/// The shortest of several times, in seconds: what the work costs when nothing disturbs it.
fn best(rounds: usize, mut work: impl FnMut()) -> f64 {
    (0..rounds).map(|_| time(&mut work).as_secs_f64()).fold(f64::INFINITY, f64::min)
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The slope of a straight line through the logarithms, by least squares.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let (mx, my) = (logs.iter().map(|it| it.0).sum::<f64>() / n, logs.iter().map(|it| it.1).sum::<f64>() / n);
    let over: f64 = logs.iter().map(|(x, y)| (x - mx) * (y - my)).sum();
    let under: f64 = logs.iter().map(|(x, _)| (x - mx).powi(2)).sum();
    over / under
}
