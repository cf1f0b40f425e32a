//! What a large panel costs: 40 tenders, 62 questions, 5 evaluators, by the commands as they are typed:
//! `cargo bench --bench panel`. Each command reads and assesses all tenders anew. A goal that is missed ends the run with
//! status 1.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a bench touches files and the clock, reports figures, and stops at the first surprise"
)]

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};

use probity::{
    bank::{Bank, profile::Profile},
    panel::{Form, What},
    store,
};

#[path = "../../tests/it/panels/fill.rs"]
mod fill;
#[path = "../score/suppliers.rs"]
#[expect(dead_code, reason = "the other bench uses the rest")]
mod suppliers;

const TENDERS: usize = 40;
const EVALUATORS: [&str; 5] = ["AB", "CD", "EF", "GH", "JK"];
const MOST: f64 = 3.0;

fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    set_up(at);
    let told = panel(at, &["declare", "."]).0;
    let list = told.lines().last().unwrap().strip_prefix("list ").unwrap().to_owned();
    for person in EVALUATORS.iter().chain(&["MO"]) {
        panel(at, &["declare", ".", "--by", person, "--list", &list, "--none"]);
        panel(at, &["brief", ".", "--by", person]);
    }
    let mut kept = true;
    let mut goal = |what: &str, seconds: f64| {
        let good = seconds <= MOST;
        kept &= good;
        println!("{:5} {what}: {seconds:.2} s, at most {MOST:.1}", if good { "ok" } else { "MISS" });
    };
    let mut slowest: f64 = 0.0;
    for person in EVALUATORS {
        let file = format!("{person}.xlsx");
        slowest = slowest.max(panel(at, &["issue", ".", "--for", person, "--out", &file]).1);
        score(at, person);
    }
    goal("a workbook for one evaluator", slowest);
    let files: Vec<String> = EVALUATORS.iter().map(|it| format!("{it}.xlsx")).collect();
    let mut args = vec!["collect", "."];
    args.extend(files.iter().map(String::as_str));
    let (told, seconds) = panel(at, &args);
    print!("{told}");
    goal("five workbooks collected", seconds);
    let (told, seconds) = panel(at, &["moderate", ".", "--out", "moderation.xlsx"]);
    print!("{told}");
    goal("the workbook for the moderation", seconds);
    let size = |name: &str| fs::metadata(at.join(name)).unwrap().len() / 1024;
    println!(
        "sizes: {} KiB for an evaluator, {} KiB for the moderation",
        size("AB.xlsx"),
        size("moderation.xlsx")
    );
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn set_up(at: &Path) {
    let files = store::data(None).unwrap();
    let bank = Bank::load(&files, None).unwrap();
    let bank = bank.under(&Profile::load(&files, "camera-counting").unwrap()).unwrap();
    let mut toml = String::from(
        "id = \"bench\"\ntitle = \"Bench\"\nbuyer = \"Sampleford Borough Council\"\nprofile = \"camera-counting\"\n\
         method = \"quality-60-price-40\"\n[dates]\ndeadline = \"2026-09-01\"\n",
    );
    for person in EVALUATORS.iter().chain(&["MO"]) {
        let role = if *person == "MO" { "moderator" } else { "evaluator" };
        toml.push_str(&format!(
            "[[panel]]\nperson = \"{person}\"\npost = \"Officer\"\nrole = \"{role}\"\nqualified = \"Trained in May\"\n"
        ));
    }
    fs::write(at.join("procurement.toml"), toml).unwrap();
    let made = at.join("made");
    for (n, file) in suppliers::write(&made, &bank, TENDERS, bank.questions.len()).into_iter().enumerate() {
        let home = at.join(format!("tenders/T-{:03}", n + 1));
        fs::create_dir_all(&home).unwrap();
        fs::rename(&file, home.join("response.xlsx")).unwrap();
    }
}

fn panel(at: &Path, args: &[&str]) -> (String, f64) {
    let start = Instant::now();
    let run =
        Command::new(env!("CARGO_BIN_EXE_probity")).arg("panel").args(args).current_dir(at).output().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{args:?}: {}", told.lines().take(20).collect::<Vec<_>>().join("\n"));
    (String::from_utf8(run.stdout).unwrap(), seconds)
}

fn score(at: &Path, person: &str) {
    let path = at.join(format!("{person}.xlsx"));
    let bytes = fs::read(&path).unwrap();
    let text = fill::part(&bytes, "docProps/custom.xml");
    let digest = text.find("sha256:").unwrap() + "sha256:".len();
    let form = fs::read(at.join(format!("panel/forms/{}.json", &text[digest..digest + 64]))).unwrap();
    let form: Form = serde_json::from_slice(&form).unwrap();
    let mut cells = Vec::new();
    for (n, sheet) in form.sheets.iter().enumerate() {
        for it in &sheet.inputs {
            let text = match it.what {
                What::Score => ((it.of * 7 + person.len()) % 5).to_string(),
                What::Reason => reason(person, it.of),
                _ => "Section 4 of the method statement".to_owned(),
            };
            cells.push((n, it.row, it.column, text));
        }
    }
    fs::write(path, fill::filled(&bytes, &cells)).unwrap();
}

/// Some forty words of which no two reasons share many.
fn reason(person: &str, n: usize) -> String {
    let mut seed = person.bytes().map(u64::from).sum::<u64>() * 1_000_003 + u64::try_from(n).unwrap() * 7919;
    let mut text = String::new();
    for _ in 0..30 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push_str(&format!("word{} ", (seed >> 33) % 5000));
    }
    text
}
