//! What scoring costs, as ratios within one run: `cargo bench`.
//!
//! Seconds differ from machine to machine and from hour to hour; a ratio to a bare calamine read of the same files,
//! taken in turn with it, does not. The suppliers are made here, the same in every run. A goal that is missed ends the
//! run with status 1. `cargo bench --bench score -- quick` takes fewer rounds; with one or more of `ratio`, `intake`,
//! `start`, `memory` and `growth` only those parts are run.
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
    hint::black_box,
    io::Cursor,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use calamine::{Reader as _, Xlsx};
use probity::{
    assess::Engine,
    bank::{Bank, profile::Profile},
    clause::{Circumstances, Library},
    diag::Place,
    id::Date,
    intake::{self, Allowance, Desk},
    report::{Assessment, Basis, Method, Report, json},
    rule::Rules,
    source::SourceFile,
    store,
    tender::{Piece, Response, ResponseState, Tender},
    workbook::{layout::Layouts, write},
};

mod suppliers;

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    match asked.first().map(String::as_str) {
        Some("load-core") => return load_once(Works::load),
        Some("load-all") => return load_once(load_all),
        _ => {}
    }
    let quick = asked.iter().any(|it| it == "quick");
    let rounds = if quick { 3 } else { 9 };
    let parts: Vec<&str> = asked.iter().map(String::as_str).filter(|it| *it != "quick").collect();
    let wanted = |part: &str| parts.is_empty() || parts.contains(&part);
    let desk = tempfile::tempdir().unwrap();
    let works = Works::load();
    let mut goals = Goals(true);
    let files = suppliers::write(&desk.path().join("x13"), &works.bank, 200, 13);
    if wanted("ratio") {
        ratios(&works, &files, 13, rounds, &mut goals);
        let files = suppliers::write(&desk.path().join("x60"), &works.bank, 200, 60);
        ratios(&works, &files, 60, rounds, &mut goals);
    }
    if wanted("intake") {
        worker(&works, &files, 13, rounds, &mut goals);
        let files = suppliers::write(&desk.path().join("w60"), &works.bank, 200, 60);
        worker(&works, &files, 60, rounds, &mut goals);
    }
    if wanted("start") {
        let mut starts: Vec<f64> =
            (0..if quick { 5 } else { 21 }).map(|_| time(|| run(&files[..1])) * 1e3).collect();
        let usual = median(&mut starts);
        goals.at_most("cold start to the first scored workbook, ms", usual, 60.0);
        println!("  the shortest of them: {:.2}", starts[0]);
        let times = if quick { 5 } else { 21 };
        println!("  of it, loading what the thirteen need, ms: {:.2}", load("load-core", times));
        goals.at_most(
            "loading the whole bank, all rules, clauses and layouts, ms",
            load("load-all", times),
            25.0,
        );
    }
    if wanted("memory") {
        memory(&files, &mut goals);
    }
    if wanted("growth") {
        growth(&works, &files, rounds, &mut goals);
    }
    if goals.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Loads once, in a process that has loaded nothing before, and says in how many milliseconds. What was loaded is not
/// taken apart again, as the program does not.
fn load_once<T>(load: impl FnOnce() -> T) -> ExitCode {
    println!("{}", time(|| std::mem::forget(black_box(load()))) * 1e3);
    ExitCode::SUCCESS
}

/// The newest release whole, with the rules of all its questions, the clauses and the layouts, these beside it as `score`
/// does it.
fn load_all() -> (Engine, Library, Layouts, Bank) {
    let files = store::ready(None).unwrap();
    let (bank, layouts) =
        rayon::join(|| Bank::load(&files, None).unwrap(), || Layouts::load(&files).unwrap());
    let (engine, library) = engine_and_clauses(&files, &bank);
    (engine, library, layouts, bank)
}

/// At the same time, as the program does it.
fn engine_and_clauses(files: &[SourceFile], bank: &Bank) -> (Engine, Library) {
    rayon::join(
        || Engine::new(bank, Rules::load(files, bank).unwrap()).unwrap(),
        || Library::load(files, bank).unwrap(),
    )
}

/// The usual time of so many processes that load `what`, in ms.
fn load(what: &str, times: u32) -> f64 {
    let once = || {
        let told = Command::new(std::env::current_exe().unwrap()).arg(what).output().unwrap();
        String::from_utf8(told.stdout).unwrap().trim().parse().unwrap()
    };
    median(&mut (0..times).map(|_| once()).collect::<Vec<f64>>())
}

/// What a workbook costs, by the stages of the work, to a bare read of it. The stages take turns at every file, so
/// that each finds the caches as the others leave them; of each file and stage the shortest of all rounds counts, for
/// whatever else the machine does only makes some of them longer.
fn ratios(works: &Works, files: &[PathBuf], rows: usize, rounds: usize, goals: &mut Goals) {
    let mut shortest = Shortest::<6>::of(files);
    for _ in 0..rounds {
        for (n, path) in files.iter().enumerate() {
            let mut spent = [0.0; 6];
            spent[0] = time(|| bare(path));
            let (mut tender, mut assessment) = (None, None);
            spent[1] = time(|| tender = intake::open(path, &works.layouts, &works.bank, None).ok());
            spent[2] = time(|| assessment = Some(works.assess(tender.take().unwrap())));
            let assessment = assessment.unwrap();
            spent[3] = time(|| drop(black_box(json::line(&assessment).unwrap())));
            spent[4] = time(|| drop(black_box(works.workbook(std::slice::from_ref(&assessment)))));
            spent[5] = time(|| drop(assessment));
            shortest.take(n, spent);
        }
    }
    let (bare_ms, [_, intake, assess, json, workbook, end]) = shortest.ratios();
    println!("200 workbooks of {rows} rows; a bare read takes {bare_ms:.2} ms each, and in its units");
    println!(
        "  intake {intake:.2}, assessment and clauses {assess:.2}, JSON {json:.2}, score workbook {workbook:.2}"
    );
    goals.at_most(&format!("  x{rows}: JSON out"), intake + assess + json + end, 2.6);
    goals.at_most(&format!("  x{rows}: a score workbook each"), intake + assess + workbook + end, 4.5);
}

/// What it costs to read workbooks in a worker, with all that is looked for before a cell is read, beside a bare read
/// of their cells. All three take turns at every file, as above.
fn worker(works: &Works, files: &[PathBuf], rows: usize, rounds: usize, goals: &mut Goals) {
    let desk = Desk::new(
        PathBuf::from(env!("CARGO_BIN_EXE_probity")),
        None,
        &works.bank,
        None,
        Allowance::default(),
    );
    desk.warm().unwrap();
    let mut shortest = Shortest::<3>::of(files);
    for _ in 0..rounds {
        for (n, path) in files.iter().enumerate() {
            let mut spent = [0.0; 3];
            spent[0] = time(|| bare(path));
            spent[1] =
                time(|| drop(black_box(intake::open(path, &works.layouts, &works.bank, None).unwrap())));
            spent[2] = time(|| drop(black_box(desk.open(path).unwrap())));
            shortest.take(n, spent);
        }
    }
    let (bare_ms, [_, here, there]) = shortest.ratios();
    println!(
        "200 workbooks of {rows} rows; a bare read takes {bare_ms:.2} ms each; read here {here:.2} of that, by a worker {there:.2}"
    );
    goals.at_most(&format!("  x{rows}: what looking first and a worker add"), there - 1.0, 0.8);
}

/// For each file the shortest time of each stage, in seconds; the first stage is what the others are compared with.
struct Shortest<const N: usize>(Vec<[f64; N]>);

impl<const N: usize> Shortest<N> {
    fn of(files: &[PathBuf]) -> Self {
        Self(vec![[f64::INFINITY; N]; files.len()])
    }

    fn take(&mut self, file: usize, spent: [f64; N]) {
        for (shortest, it) in self.0[file].iter_mut().zip(spent) {
            *shortest = shortest.min(it);
        }
    }

    /// What the first stage takes for a file, in milliseconds, and all stages in units of it.
    fn ratios(&self) -> (f64, [f64; N]) {
        let sums: [f64; N] = std::array::from_fn(|stage| self.0.iter().map(|it| it[stage]).sum());
        (sums[0] * 1e3 / self.0.len() as f64, sums.map(|it| it / sums[0]))
    }
}

fn memory(files: &[PathBuf], goals: &mut Goals) {
    let many: Vec<PathBuf> = files.iter().cycle().take(2000).cloned().collect();
    if let (Some(few), Some(more)) = (peak(files), peak(&many)) {
        println!("peak memory: {few} KiB for 200 workbooks, {more} KiB for 2,000");
        goals.at_most("  2,000 to 200", more as f64 / few as f64, 1.1);
    } else {
        println!("peak memory: not known on this system");
    }
}

/// How time grows with the number of files, with the length of an answer, and under answers made to be slow.
fn growth(works: &Works, files: &[PathBuf], rounds: usize, goals: &mut Goals) {
    let points: Vec<(f64, f64)> = [25, 50, 100, 200]
        .into_iter()
        .map(|n| (n as f64, best(rounds, || files[..n].iter().for_each(|it| works.json(it)))))
        .collect();
    goals.at_most("time grows with files as their number to the power of", exponent(&points), 1.1);

    let mut growths: Vec<(f64, &str)> = Vec::new();
    let mut paces: Vec<(f64, &str, &str)> = Vec::new();
    for question in &works.bank.questions {
        let id = question.id.as_str();
        let long = suppliers::answer(id, 7, 32_000);
        let points: Vec<(f64, f64)> = [4_000, 8_000, 16_000, 32_000]
            .into_iter()
            .map(|n| {
                let text: String = long.chars().take(n).collect();
                (n as f64, best(rounds, || works.answer(id, &text)))
            })
            .collect();
        growths.push((exponent(&points), id));
        let usual = suppliers::answer(id, 7, 1_200);
        let pace = usual.chars().count() as f64 / best(rounds * 5, || works.answer(id, &usual));
        for (name, text) in suppliers::adversaries() {
            let took = best(2, || works.answer(id, &text));
            paces.push((text.chars().count() as f64 / took / pace, id, name));
        }
    }
    growths.sort_by(|a, b| b.0.total_cmp(&a.0));
    paces.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (worst, id) = growths[0];
    goals.at_most(&format!("time grows with an answer's length to the power of (worst: {id})"), worst, 1.25);
    println!("the slowest answers of 32,767 characters, by their pace to that of an ordinary answer:");
    for (pace, id, name) in paces.iter().take(8) {
        println!("  {pace:.3} {id} {name}");
    }
    goals.at_least("  the slowest of all", paces[0].0, 0.1);
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
        let files = store::ready(None).unwrap();
        let core = Profile::load(&files, "core").unwrap();
        let bank = Bank::load_under(&files, None, &core).unwrap();
        let layouts = Layouts::load(&files).unwrap();
        let (engine, library) = engine_and_clauses(&files, &bank);
        let method = Method::of(engine.rules());
        Self { engine, library, layouts, method, bank, on: "2026-09-01".parse().unwrap() }
    }

    fn assess(&self, tender: Tender) -> Assessment {
        let (answers, checks) = self.engine.assess(&tender, self.on);
        let clauses = self.library.name_for(&answers, &Circumstances::default());
        Assessment {
            tender,
            bank: self.bank.version,
            bank_digest: self.bank.digest.clone(),
            rules_digest: self.engine.rules().digest.clone(),
            on: self.on,
            basis: Basis::default(),
            answers,
            checks,
            clauses,
        }
    }

    fn json(&self, path: &Path) {
        let tender = intake::open(path, &self.layouts, &self.bank, None).unwrap();
        drop(black_box(json::line(&self.assess(tender)).unwrap()));
    }

    fn workbook(&self, assessments: &[Assessment]) -> Vec<u8> {
        write::scores(&Report { bank: &self.bank, method: &self.method, assessments, alike: &[] }).unwrap()
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
            confidential: false,
            fields: Vec::new(),
        };
        black_box(self.engine.answer(&response, "Bench Ltd", self.on));
    }
}

/// What the same file costs to read and nothing else.
fn bare(path: &Path) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(fs::read(path).unwrap())).unwrap();
    for sheet in book.sheet_names() {
        black_box(book.worksheet_range(&sheet).unwrap());
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

/// In seconds.
fn time(work: impl FnOnce()) -> f64 {
    let from = Instant::now();
    work();
    from.elapsed().as_secs_f64()
}

/// The shortest of several times, in seconds: what the work costs when nothing disturbs it.
fn best(rounds: usize, mut work: impl FnMut()) -> f64 {
    (0..rounds).map(|_| time(&mut work)).fold(f64::INFINITY, f64::min)
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
