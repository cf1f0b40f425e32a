//! Every command that changes the state of a procurement asks the one table of acts: gone through from the list of commands
//! itself, so that a new one cannot forget.

use std::{collections::BTreeSet, fs, path::Path};

use clap::CommandFactory as _;
use probity::{cli::Probity, store::record::Record};

use super::record::desk::Desk;

/// Commands that record nothing, by their beginning.
const READING: &[&str] = &[
    "score",
    "explain",
    "inspect",
    "bank",
    "methods",
    "rules",
    "clauses",
    "new",
    "check",
    "derive",
    "pack",
    "read-for-desk",
    "letters outcome",
    "letters disregarded",
    "letters low-price",
    "letters clarify",
    "letters templates",
    "price add-up",
    "panel status",
    "panel rights",
    "record log",
    "record verify",
    // A pack is put into the record by this program where no person is, and an amendment by `record publish`.
    "publish",
    // Signatures: whoever holds the key and its passphrase may, and nothing of the procurement is decided.
    "record key",
    "record receipt",
    "record checkpoint",
    "record cosign",
    // The first act, before anybody takes part.
    "record open",
];

/// Commands that change a state, each as somebody gives it who may not: an evaluator where the lead acts, the commercial
/// person where the panel does.
const ASKING: &[(&str, &str)] = &[
    ("receive", "receive p other.csv --at 2027-02-21T10:00:00Z --by AB"),
    ("assess", "assess p --by AB"),
    ("decide", "decide p scores.xlsx --by AB"),
    ("price key", "price key p --of AB --passphrase-file AB.txt"),
    ("price seal", "price seal p T-001 other.csv --to FI --to JK --by AB"),
    ("price settle", "price settle p T-001 --amount 1.00 --reason Because_it_is. --by AB"),
    ("price normalise", "price normalise p --what A --reason Because_it_is. --amount T-001=1 --by AB"),
    ("price open", "price open p --by AB --by-passphrase AB.txt --with JK --with-passphrase JK.txt"),
    ("award", "award p --by AB"),
    ("award outcome", "award outcome p T-001 --is excluded --fact It_is_on_the_list. --by AB"),
    ("award keep", "award keep p T-001 --matter threshold --reason Because_it_is_so. --by AB"),
    (
        "award score",
        "award score p T-001 --criterion social-value --score 3 --present AB --reason Because_it_is_so. --by FI",
    ),
    (
        "award draw",
        "award draw p --order T-001,T-002 --witness A --witness B --reason Because_it_is_so. --by AB",
    ),
    ("award prefer", "award prefer p T-001 --lots north --place D70 --by AB"),
    ("award reinstate", "award reinstate p T-001 --reason Because_it_is_so. --by AB"),
    ("award decide", "award decide p --reason Because_it_is_so. --by AB"),
    ("award reopen", "award reopen p --reason Because_it_is_so. --by AB"),
    ("award summaries", "award summaries p --people people.toml --by AB"),
    ("award send", "award send p --by AB"),
    ("award notice", "award notice p --reference 1 --on 2027-02-24 --by AB"),
    ("award contract", "award contract p --on 2027-02-24 --by AB"),
    ("letters sent", "letters sent p T-001 other.csv --kind not-assessed --by AB"),
    ("letters answered", "letters answered p T-001 other.csv --to Q-001 --by AB"),
    ("panel brief", "panel brief p --by ZZ"),
    ("panel declare", "panel declare p --by ZZ --list LIST --none"),
    ("panel review", "panel review p --by AB --of CD --outcome cleared --reason Because_it_is_so."),
    ("panel add", "panel add p --by AB --of XY"),
    ("panel remove", "panel remove p --by AB --of CD --reason Because_it_is_so."),
    ("panel issue", "panel issue p --for FI --out FI.xlsx"),
    ("panel collect", ""),
    ("panel moderate", "panel moderate p --by AB --out m.xlsx"),
    ("panel agree", ""),
    ("panel clauses", "panel clauses p --tender T-001 --by AB --out c.xlsx"),
    ("panel adopt", ""),
    ("record declare", "record declare p --name X --role evaluator --by AB"),
    ("record publish", "record publish p --amend Because_it_is_so. --by AB"),
    ("record review", "record review p CD --outcome cleared --reason Because_it_is_so. --by AB"),
    ("record admit", "record admit p T-001 --reason Because_it_is_so. --by AB"),
    ("record exclude", "record exclude p T-001 --ground g --reason Because_it_is_so. --by AB"),
    ("record withdraw", "record withdraw p T-001 --reason Because_it_is_so. --by AB"),
    (
        "record resolve",
        "record resolve p T-001 --flag F-001 --outcome seen --reason Because_it_is_so. --by AB",
    ),
    ("record correct", "record correct p --event 1 --correction x --reason Because_it_is_so. --by AB"),
    ("record export", "record export p --as jsonl --out e.jsonl --by AB"),
    ("record redact", "record redact p --policy foi.toml --out r --by AB"),
    ("record rotate", "record rotate p --reason Because_it_is_so. --by AB"),
    ("record erase", "record erase p --event 1 --field name --basis law --reason Because_it_is_so. --by AB"),
];

/// The same without naming anybody: where that is taken, it is for this program, and not at every stage.
const UNNAMED: &[&str] = &[
    "record declare p --name X --role lead",
    "record export p --as jsonl --out e.jsonl",
    "record redact p --policy foi.toml --out r",
    "record publish p",
];

fn leaves() -> BTreeSet<String> {
    fn walk(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
        let below: Vec<_> = command.get_subcommands().filter(|it| it.get_name() != "help").collect();
        // `award` is a command and holds others.
        if below.is_empty() || path == "award" {
            found.insert(path.to_owned());
        }
        for it in below {
            walk(it, format!("{path} {}", it.get_name()).trim(), found);
        }
    }
    let mut found = BTreeSet::new();
    walk(&Probity::command(), "", &mut found);
    found
}

fn reads(path: &str) -> bool {
    READING.iter().any(|it| path == *it || path.strip_prefix(it).is_some_and(|rest| rest.starts_with(' ')))
}

#[test]
fn every_command_is_known_to_read_or_to_ask() {
    let asking: BTreeSet<&str> = ASKING.iter().map(|(path, _)| *path).collect();
    let commands = leaves();
    assert!(commands.len() > 60, "{commands:?}");
    let unknown: Vec<&String> =
        commands.iter().filter(|it| !asking.contains(it.as_str()) && !reads(it)).collect();
    assert!(unknown.is_empty(), "say of {unknown:?} whether they change the state of a procurement");
    let gone: Vec<&&str> = asking.iter().filter(|it| !commands.contains(**it)).collect();
    assert!(gone.is_empty(), "{gone:?} are no commands");
}

/// Whatever appends to the record asks the table, or is named here with the reason.
#[test]
fn whatever_appends_to_the_record_asks_the_table() {
    const ELSEWHERE: &[(&str, &str)] = &[
        ("panel/desk.rs", "`Desk::may` was asked by whoever calls"),
        ("panel/record.rs", "`Desk::may` was asked by whoever calls"),
        ("record.rs", "`open::namer` and `allowed_or_program` were asked by whoever calls"),
    ];
    fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
        for it in fs::read_dir(folder).unwrap() {
            let path = it.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push((path.display().to_string(), fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    let mut files = Vec::new();
    walk(&crate::properties::corpus::root().join("src/cli"), &mut files);
    let appends = files.iter().filter(|(_, text)| text.contains(".transact(") || text.contains(".append("));
    let silent: Vec<&str> = appends
        .filter(|(path, text)| {
            let asks = ["allowed(", "allowed_or_program(", "giver("].iter().any(|it| text.contains(it));
            !asks && !ELSEWHERE.iter().any(|(name, _)| path.ends_with(&format!("src/cli/{name}")))
        })
        .map(|(path, _)| path.as_str())
        .collect();
    assert!(silent.is_empty(), "{silent:?} append to the record and ask nobody");
}

#[test]
fn whoever_may_not_changes_nothing() {
    let mut desk = Desk::published();
    desk.received();
    fs::write(desk.path("other.csv"), "Question ID,Response\n").unwrap();
    fs::write(desk.path("people.toml"), super::record::desk::people(true)).unwrap();
    fs::write(desk.path("foi.toml"), "[[withhold]]\nexemption = \"FOIA s.43(2)\"\nfields = [\"price\"]\n")
        .unwrap();
    fs::copy(desk.path("response.xlsx"), desk.path("scores.xlsx")).unwrap();
    let told = desk.run(&["panel", "declare", "p"]);
    let list = told.lines().last().unwrap().strip_prefix("list ").unwrap().to_owned();
    let size = |desk: &Desk| Record::open(&desk.path("p")).unwrap().state().size;
    let before = size(&desk);
    let mut tried = 0;
    for line in
        ASKING.iter().map(|(_, line)| *line).filter(|it| !it.is_empty()).chain(UNNAMED.iter().copied())
    {
        let args: Vec<String> =
            line.split(' ').map(|it| it.replace('_', " ").replace("LIST", &list)).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let refused = desk.refused(&args);
        let said = [
            "may not",
            "takes no part",
            "takes part in nothing",
            "may open them",
            "who gives the record out",
            "say who names this person",
            "was published before",
            "what follows amends it",
            "names no `XY`",
        ];
        assert!(said.iter().any(|it| refused.contains(it)), "{line}: {refused}");
        assert_eq!(size(&desk), before, "{line} left something behind");
        tried += 1;
    }
    assert!(tried > 45, "{tried}");
    println!("{tried} commands by people who may not: 0 events");
}
