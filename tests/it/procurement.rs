//! Procurements from draft to publication.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

use probity::{
    diag::Diagnostics,
    id::Date,
    procurement::{
        FILE, Procurement, Regime,
        check::check,
        clarification::{self, Entry},
        law::Law,
        schema,
        timetable::timetable,
    },
    source::SourceFile,
    store,
};

/// The examples.
const EXAMPLES: [&str; 3] = ["air-quality", "cameras", "platform"];

/// The data files, read once: many drafts are checked.
static FILES: LazyLock<Vec<SourceFile>> = LazyLock::new(|| store::ready(None).unwrap());

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn example(name: &str) -> SourceFile {
    let text = fs::read_to_string(root().join("fixtures/procurements").join(name).join(FILE)).unwrap();
    SourceFile::new(FILE, text)
}

fn read(text: &str) -> (Option<Procurement>, Diagnostics) {
    Procurement::read(&SourceFile::new(FILE, text.to_owned()))
}

mod drafts;
mod ocds;
mod publication;

/// A folder for procurements, which goes when the test ends.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// An example with a pack of one document.
    fn with(name: &str) -> Self {
        let desk = Self::new();
        desk.put("p/procurement.toml", &example(name).text);
        desk.put("p/pack/tender-questions.txt", "What we ask.");
        desk
    }

    fn put(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn edit(&self, from: &str, to: &str) {
        let path = self.path("p/procurement.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    fn run(&self, args: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_probity"))
            .args(args)
            .current_dir(self.0.path())
            .output()
            .unwrap();
        Run {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Run {
    fn is(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.out, self.err);
        self
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What a check of a text tells, each with its line.
fn told(text: &str, on: &str) -> Vec<String> {
    let (procurement, faults) = read(text);
    assert_eq!(faults.to_string(), "");
    let checked = check(&FILES, &procurement.unwrap(), None, day(on)).unwrap();
    let all = checked.faults.into_sorted();
    all.iter().map(|it| format!("{} {} {}", it.place, it.code, it.message)).collect()
}

#[test]
fn the_examples_are_ready_for_their_packs() {
    for name in EXAMPLES {
        let procurement = Procurement::read(&example(name)).0.unwrap();
        let checked = check(&FILES, &procurement, None, day("2026-11-26")).unwrap();
        assert!(!checked.faults.has_errors(), "{name}: {}", checked.faults);
        assert!(checked.readiness.points().count() > 20);
    }
}

#[test]
fn the_standstill_counts_working_days_from_the_day_of_the_notice() {
    let law = Law::load(&FILES).unwrap();
    let ends = |notice: &str| {
        let it = law.standstill(Regime::ProcurementAct2023, day(notice)).unwrap();
        (it.ends.to_string(), it.sign_from.to_string())
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(ends("2026-09-01"), pair("2026-09-10", "2026-09-11"));
    // Every bank holiday of a December.
    assert_eq!(ends("2025-12-18"), pair("2025-12-31", "2026-01-02"));
    // Easter.
    assert_eq!(ends("2027-03-22"), pair("2027-04-02", "2027-04-05"));
    // A notice on a Saturday: the Monday is the first day.
    assert_eq!(ends("2026-09-05"), pair("2026-09-16", "2026-09-17"));
    let pcr = law.standstill(Regime::Pcr2015, day("2026-09-01")).unwrap();
    assert_eq!(pcr.ends, day("2026-09-11"));
    assert!(law.standstill(Regime::BelowThreshold, day("2026-09-01")).is_none());
    let beyond = law.standstill(Regime::ProcurementAct2023, day("2028-12-20")).unwrap();
    assert!(beyond.notes.iter().any(|it| it.contains("are known from 2025-01-01 to 2028-12-31 only")));
}

#[test]
fn the_timetable_is_in_order_and_summaries_come_before_the_notice() {
    let law = Law::load(&FILES).unwrap();
    for name in EXAMPLES {
        let steps = timetable(&Procurement::read(&example(name)).0.unwrap(), &law);
        assert!(steps.is_sorted_by_key(|it| it.day), "{name}");
        let at = |what: &str| steps.iter().position(|it| it.what == what).unwrap();
        assert!(at("Assessment summaries sent") < at("Contract award notice"));
        assert!(at("Conflicts assessment") < at("Tender notice and pack"));
        assert!(steps[at("Standstill ends")].day < steps[at("Contract begins")].day);
    }
}

#[test]
fn clarifications_go_to_all_without_names_and_confidence_is_kept() {
    let procurement = Procurement::read(&example("platform")).0.unwrap();
    let entry = |supplier: &str, question: &str, answer: &str| Entry {
        at: "row".into(),
        received: Some(day("2027-01-20")),
        supplier: supplier.into(),
        question: question.into(),
        answer: answer.into(),
        answered: Some(day("2027-01-25")),
        ..Entry::default()
    };
    let entries = [
        entry("Example Ltd", "May Example Ltd tender for part?", "No."),
        Entry { confidential: true, ..entry("Sample plc", "Our patent?", "Noted.") },
        Entry { received: Some(day("2027-02-09")), ..entry("Third", "Late?", "") },
        Entry { changes: "pricing.xlsx".into(), ..entry("Fourth", "Units?", "Years.") },
    ];
    let log = clarification::log(&procurement, &entries, day("2027-02-10"));
    assert_eq!(log.published.len(), 3);
    assert_eq!(log.confidential, 1);
    let all = log.problems.join("\n");
    for it in [
        "names a supplier (`example ltd`)",
        "kept in confidence",
        "after the last day for questions (2027-02-03)",
        "there is no answer yet",
        "changes `pricing.xlsx`: that is an amendment",
    ] {
        assert!(all.contains(it), "{it}\n{all}");
    }
}

#[test]
fn the_examples_are_read_whole_and_their_weights_sum_to_100_for_each_lot() {
    for name in EXAMPLES {
        let (read, faults) = Procurement::read(&example(name));
        assert_eq!(faults.to_string(), "", "{name}");
        let procurement = read.unwrap();
        let (bank, faults) = procurement.bank(&FILES, None);
        assert_eq!(faults.to_string(), "", "{name}");
        let bank = bank.unwrap();
        assert_eq!(bank.questions.iter().map(|it| it.weight).sum::<u32>(), 100, "{name}");
        for lot in &procurement.lot {
            let (of_lot, faults) = procurement.bank_of_lot(&bank, lot);
            assert_eq!(faults.to_string(), "", "{name}");
            assert_eq!(of_lot.unwrap().questions.iter().map(|it| it.weight).sum::<u32>(), 100);
        }
        for it in procurement.question.iter().filter_map(|it| Some((&it.id, it.weight?))) {
            assert_eq!(bank.question(it.0).unwrap().weight, it.1);
        }
    }
}

#[test]
fn what_is_empty_is_still_to_fill_and_what_is_wrong_is_told_all_at_once() {
    let (draft, faults) = read("id = \"\"\nregime = \"\"\nvalue = 0\n[dates]\ndeadline = \"\"\n");
    assert_eq!(faults.to_string(), "");
    let draft = draft.unwrap();
    assert!(draft.id.is_none() && draft.regime.is_none() && draft.dates.deadline.is_none());
    assert_eq!(draft.place("dates.deadline").to_string(), "procurement.toml:5:1");
    assert_eq!(draft.place("dates.award").to_string(), "procurement.toml:4:2");

    let (_, faults) = read(
        "id = \"Not A Name\"\nregim = \"pcr-2015\"\n[dates]\ndeadline = \"2026-02-30\"\n[[lot]]\nid = \"1\"\n\
         questions = [\"SLP08\"]\n",
    );
    let told: Vec<String> =
        faults.into_sorted().iter().map(|it| format!("{} {}", it.place, it.message)).collect();
    assert_eq!(
        told,
        [
            "procurement.toml:1:6 `Not A Name` is not a name such as `mandatory-negated`",
            "procurement.toml:2:1 unknown field `regim`",
            "procurement.toml:4:12 `2026-02-30` is not a date such as `2026-09-01`",
            "procurement.toml:7:14 `SLP08` is not a question id such as `SLP-08`",
        ]
    );
}

#[test]
fn weights_that_are_given_hold_and_the_rest_is_shared() {
    let weights = |text: &str| {
        let (procurement, faults) = read(text);
        assert_eq!(faults.to_string(), "");
        let procurement = procurement.unwrap();
        let (bank, faults) = procurement.bank(&FILES, None);
        let told: Vec<String> =
            faults.into_sorted().iter().map(|it| format!("{} {}", it.place, it.message)).collect();
        (procurement, bank, told)
    };
    let (procurement, bank, told) = weights(
        "profile = \"core\"\n[[question]]\nid = \"SLP-08\"\nweight = 40\n[[lot]]\nid = \"1\"\n\
         questions = [\"SLP-01\", \"SLP-08\"]\n[[lot]]\nid = \"2\"\nquestions = [\"SLP-01\", \"SLP-08\"]\n\
         weights = { SLP-01 = 90, SLP-08 = 5 }\n",
    );
    assert_eq!(told, Vec::<String>::new());
    let bank = bank.unwrap();
    assert_eq!(bank.question(&"SLP-08".parse().unwrap()).unwrap().weight, 40);
    assert_eq!(bank.questions.iter().map(|it| it.weight).sum::<u32>(), 100);
    let (first, _) = procurement.bank_of_lot(&bank, &procurement.lot[0]);
    let shared: Vec<u32> = first.unwrap().questions.iter().map(|it| it.weight).collect();
    assert_eq!(shared, [15, 85]);
    let (second, faults) = procurement.bank_of_lot(&bank, &procurement.lot[1]);
    assert!(second.is_none());
    assert!(faults.to_string().contains("the weights of lot `2` sum to 95, not to 100"), "{faults}");
    assert!(faults.to_string().contains("procurement.toml:11:26"), "{faults}");

    let (_, bank, told) =
        weights("[[question]]\nid = \"SLP-01\"\nweight = 30\n[[question]]\nid = \"SLP-02\"\nweight = 60\n");
    assert!(bank.is_none());
    assert_eq!(told, ["procurement.toml:6:1 the weights of the procurement sum to 90, not to 100"]);
    let (_, _, told) = weights("profile = \"cor\"\n");
    assert_eq!(told, ["procurement.toml:1:1 the bank has no profile `cor`"]);
    let (_, _, told) = weights("title = \"x\"\n");
    assert_eq!(told, ["procurement.toml no question is chosen"]);
}

#[test]
fn the_schema_is_current() {
    let path = root().join("scoring/schema/procurement.json");
    let made = schema::procurement().unwrap();
    if std::env::var_os("PROBITY_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &made).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap_or_default(),
        made,
        "write it with `PROBITY_BLESS=1 cargo test --test it procurement`"
    );
}
