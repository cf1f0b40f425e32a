//! The layers of ARCHITECTURE.md, the owners of outside packages and the length of files, as tests.

use std::{fs, path::Path};

/// Each module with those of this crate that it may name, lowest layer first.
const MAY_USE: &[(&str, &[&str])] = &[
    ("id", &[]),
    ("together", &[]),
    ("diag", &["id"]),
    ("source", &["id", "diag"]),
    ("bank", &["id", "diag", "source"]),
    ("tender", &["id", "diag", "source", "bank"]),
    ("procurement", &["id", "diag", "source", "bank", "tender", "rule"]),
    ("language", &["id"]),
    ("likeness", &["id", "diag", "source", "bank", "tender", "language"]),
    ("rule", &["id", "together", "diag", "source", "bank", "tender", "language"]),
    ("assess", &["id", "together", "diag", "source", "bank", "tender", "rule", "language"]),
    ("clause", &["id", "diag", "source", "bank", "tender", "rule", "language", "assess"]),
    ("award", &["id", "diag", "source", "bank", "tender", "rule", "procurement"]),
    (
        "panel",
        &[
            "id",
            "diag",
            "source",
            "bank",
            "tender",
            "rule",
            "language",
            "assess",
            "procurement",
            "award",
            "likeness",
        ],
    ),
    (
        "ledger",
        &[
            "id",
            "together",
            "diag",
            "source",
            "bank",
            "tender",
            "rule",
            "procurement",
            "award",
            "panel",
            "assess",
        ],
    ),
    ("pack", &["id", "diag", "source", "bank", "tender", "rule", "assess", "clause", "procurement", "award"]),
    ("workbook", FACES),
    ("document", FACES),
    ("report", FACES),
    ("store", SHELL),
    ("intake", SHELL),
];

/// Faces may name the model, the engine and one another.
const FACES: &[&str] = &[
    "id",
    "diag",
    "source",
    "bank",
    "tender",
    "rule",
    "language",
    "assess",
    "clause",
    "likeness",
    "procurement",
    "award",
    "pack",
    "panel",
    "ledger",
    "workbook",
    "document",
    "report",
];

/// `store` and `intake` may name all but `cli`.
const SHELL: &[&str] = &[
    "id",
    "diag",
    "source",
    "bank",
    "tender",
    "rule",
    "language",
    "assess",
    "clause",
    "likeness",
    "procurement",
    "award",
    "pack",
    "panel",
    "ledger",
    "workbook",
    "document",
    "report",
    "store",
];

/// Outside packages and the modules (path prefixes below `src`) that own them.
const OWNERS: &[(&str, &[&str])] = &[
    ("calamine", &["workbook/read"]),
    ("quick_xml", &["workbook/read", "document"]),
    ("csv", &["workbook/read"]),
    ("chardetng", &["workbook/read"]),
    ("encoding_rs", &["workbook/read"]),
    ("zip", &["workbook/read", "workbook/write", "document"]),
    ("flate2", &["workbook/read"]),
    ("rustix", &["intake"]),
    ("rust_xlsxwriter", &["workbook/write"]),
    ("tera", &["report", "document"]),
    ("unicode_normalization", &["language"]),
    ("toml", &["source"]),
    ("sha2", &["id"]),
    ("jiff", &["id"]),
    ("similar", &["bank/diff"]),
    ("clap", &["cli", "main"]),
    ("rayon", &["cli"]),
    ("indicatif", &["cli"]),
    ("rusqlite", &["store"]),
    ("age", &["store"]),
    ("getrandom", &["store"]),
    ("ed25519_dalek", &["ledger"]),
    ("base64", &["ledger"]),
];

#[test]
fn modules_name_only_modules_of_lower_layers() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = path.split(['/', '.']).next().unwrap();
        let Some((_, allowed)) = MAY_USE.iter().find(|(it, _)| *it == module) else { continue };
        for (n, line) in text.lines().enumerate() {
            for used in crate_paths(line) {
                if used != module && MAY_USE.iter().any(|(it, _)| *it == used) && !allowed.contains(&used)
                    || used == "cli"
                {
                    wrong.push(format!("src/{path}:{}: `{module}` names `{used}`", n + 1));
                }
            }
            if line.contains("super::super") {
                wrong.push(format!("src/{path}:{}: `super::super`: name the module from `crate`", n + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outside_packages_have_one_owner() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        for (package, owners) in OWNERS {
            let named = |line: &str| {
                let line = line.trim_start().trim_start_matches("pub ");
                line.starts_with(&format!("use {package}::")) || line.starts_with(&format!("use {package};"))
            };
            for (n, line) in
                text.lines().enumerate().filter(|(_, it)| !it.trim_start().starts_with("//") && named(it))
            {
                if !owners.iter().any(|it| path.starts_with(it)) {
                    wrong.push(format!(
                        "src/{path}:{}: `{package}` belongs to {owners:?}: {}",
                        n + 1,
                        line.trim()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_longer_than_can_be_read() {
    const LONGEST: usize = 800;
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > LONGEST)
        .map(|(path, _)| path)
        .collect();
    assert!(long.is_empty(), "over {LONGEST} lines: {long:?}");
}

/// What a tool leaves behind is easily committed with the rest: packages, archives, pictures, programs.
#[test]
fn the_repository_holds_only_what_the_project_is_made_of() {
    const TOP: &[&str] = &[
        ".ci",
        ".gitattributes",
        ".gitignore",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "benches",
        "build.rs",
        "clippy.toml",
        "deny.toml",
        "fixtures",
        "fuzz",
        "limits.toml",
        "question-bank",
        "rust-toolchain.toml",
        "rustfmt.toml",
        "scoring",
        "src",
        "tests",
    ];
    const LARGEST: u64 = 2_000_000;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = std::process::Command::new("git").args(["ls-files", "-z"]).current_dir(root).output();
    let listed = match listed {
        Ok(it) if it.status.success() => String::from_utf8(it.stdout).unwrap(),
        _ => return crate::not_checked("git", "what the repository holds is not looked at"),
    };
    let mut wrong = Vec::new();
    for path in listed.split_terminator('\0') {
        if !path.split('/').next().is_some_and(|top| TOP.contains(&top)) {
            wrong.push(format!("`{path}` stands at the top, where it is not known"));
        }
        let size = fs::metadata(root.join(path)).map_or(0, |it| it.len());
        if size > LARGEST {
            wrong.push(format!("`{path}` has {size} bytes, more than {LARGEST}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_question_rule_or_clause_id_stands_in_the_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let clauses: Vec<String> = fs::read_dir(root.join("scoring/clauses"))
        .unwrap()
        .filter_map(|it| it.unwrap().path().file_stem().map(|it| it.to_string_lossy().into_owned()))
        .filter(|it| it.contains('-'))
        .collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (n, line) in code.lines().enumerate() {
            let said = line.trim_start();
            if said.starts_with("//") {
                continue;
            }
            let question = said.match_indices("\"SLP-").next().is_some();
            let clause = clauses.iter().any(|it| said.contains(&format!("\"{it}\"")));
            if question || clause {
                wrong.push(format!("src/{path}:{}: {said}", n + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_path_of_a_machine_stands_in_the_project() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for folder in ["src", "scoring", "question-bank", "tests", "benches"] {
        for (path, text) in files(&root.join(folder)) {
            for (n, line) in text.lines().enumerate() {
                if ["/work/", "/root/", "/home/"].iter().any(|it| line.contains(it))
                    && !path.ends_with("architecture.rs")
                {
                    wrong.push(format!("{folder}/{path}:{}", n + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    files(&root).into_iter().filter(|(path, _)| path.ends_with(".rs")).collect()
}

/// All text files below `root`, with their paths below it.
fn files(root: &Path) -> Vec<(String, String)> {
    let mut todo = vec![root.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(fs::read_dir(&path).unwrap().map(|it| it.unwrap().path()));
        } else if let Ok(text) = fs::read_to_string(&path) {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push((name, text));
        }
    }
    found.sort();
    found
}

fn crate_paths(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").filter_map(|(at, _)| {
        line.get(at + "crate::".len()..)?.split(|c: char| !c.is_alphanumeric() && c != '_').next()
    })
}
