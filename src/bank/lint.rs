//! What `bank check` asks beyond what a release needs to load: that every file has its place, that the wording
//! keeps the law and the house's rules, and that nothing cited has lapsed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Bank, Form, Question, Source, SourceStatus,
    field::FieldKind,
    file::LintFile,
    question::{question, question_files},
    read::{LINT, SOURCES, THEMES, read},
    register::sources,
    release::{release, releases},
};
use crate::{
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::{BankVersion, Date, Name, QuestionId},
    source::SourceFile,
};

mod history;
mod purpose;
mod words;

const CLAUSES: &str = "scoring/clauses/";

/// Every fault of every file of the bank. With a day, also which sources do not count on it and which were last
/// checked more than a year before.
pub(super) fn lint(files: &[SourceFile], on: Option<Date>) -> Diagnostics {
    let mut faults = Diagnostics::default();
    let register = sources(files, &mut faults);
    strays(files, &mut faults);

    let mut in_a_release = BTreeSet::new();
    let mut banks = Vec::new();
    if releases(files).is_empty() {
        release(files, None, |_| true, &mut faults);
    }
    for version in releases(files).into_keys() {
        if let Some(bank) = release(files, Some(version), |_| true, &mut faults) {
            in_a_release.extend(bank.questions.iter().map(|it| (it.id.clone(), it.revision)));
            banks.push(bank);
        }
    }
    history::history(files, &banks, &mut faults);
    let newest = banks.last();
    let lists = lists(files, &mut faults);
    let (costly, lists) = (lists.costly, words::Lists::new(LintFile { costly: Vec::new(), ..lists }));
    let ends = |key: &str| register.get(key).and_then(|it| end(it, on));
    for (_, _, file) in question_files(files) {
        let Some(question) = question(file, &register, &mut faults) else { continue };
        if !in_a_release.contains(&(question.id.clone(), question.revision)) {
            faults.push(
                Diagnostic::warning(file.whole(), "bank/unreleased", "no release names this revision")
                    .help("name it in the next release, or remove it"),
            );
        }
        wording(file, &question, &register, &mut faults);
        clauses(files, file, &question, &mut faults);
        editions(file, &question, &register, &mut faults);
        let current = newest.and_then(|it| it.question(&question.id)).map(|it| it.revision);
        let asked = current == Some(question.revision);
        if asked {
            purpose::dead(file, &question, &ends, &mut faults);
        }
        // What was released and replaced cannot be mended any more.
        if asked || !in_a_release.contains(&(question.id.clone(), question.revision)) {
            lists.check(file, &question, &mut faults);
            purpose::purpose(file, &question, &mut faults);
        }
        let themes = newest.map(|it| it.themes.as_slice()).unwrap_or_default();
        theme(file, &question, themes, &mut faults);
    }
    purpose::caps(files, &mut faults);
    purpose::all_profiles(files, newest, &costly, &mut faults);
    if let Some(bank) = newest {
        standing(files, bank, on, &mut faults);
    }
    faults.into_distinct()
}

/// What to look for in words; nothing where the bank has no lists.
fn lists(files: &[SourceFile], faults: &mut Diagnostics) -> LintFile {
    let file = files.iter().find(|it| it.path == LINT);
    file.and_then(|it| read::<LintFile>(it, faults)).unwrap_or_default()
}

/// Why a source does not count, if it does not.
fn end(source: &Source, on: Option<Date>) -> Option<String> {
    match source.status {
        SourceStatus::Withdrawn => return Some("is withdrawn".to_owned()),
        SourceStatus::Superseded => return Some("is superseded".to_owned()),
        SourceStatus::Current | SourceStatus::Coming | SourceStatus::Unverified => {}
    }
    let over = source.valid_to.filter(|it| on.is_some_and(|on| *it < on));
    over.map(|it| format!("ceased to count after {it}"))
}

/// The editions that a certificate may be of are sources.
fn editions(
    file: &SourceFile,
    question: &Question,
    sources: &BTreeMap<String, Source>,
    faults: &mut Diagnostics,
) {
    for field in &question.fields {
        let FieldKind::Certificates(schemes) = &field.kind else { continue };
        for key in schemes.iter().flat_map(|it| &it.editions).filter(|it| !sources.contains_key(*it)) {
            let fault = Diagnostic::error(
                place_of_text(file, &file.text, &format!("\"{key}\"")),
                "bank/unknown-source",
                format!("`{key}` is not a source of `{SOURCES}`"),
            );
            faults.push(match nearest(key, sources.keys().map(String::as_str)) {
                Some(near) => fault.help(format!("the nearest key is `{near}`")),
                None => fault,
            });
        }
    }
}

/// A question's theme is one of the bank's.
fn theme(file: &SourceFile, question: &Question, themes: &[(Name, String)], faults: &mut Diagnostics) {
    let Some(theme) = &question.theme else { return };
    if themes.is_empty() || themes.iter().any(|(id, _)| id == theme) {
        return;
    }
    let fault = Diagnostic::error(
        place_of_text(file, &file.text, &format!("\"{theme}\"")),
        "bank/unknown-theme",
        format!("`{theme}` is not a theme of `{THEMES}`"),
    );
    faults.push(match nearest(theme.as_str(), themes.iter().map(|(id, _)| id.as_str())) {
        Some(near) => fault.help(format!("the nearest is `{near}`")),
        None => fault,
    });
}

/// Files that no release could ever name.
fn strays(files: &[SourceFile], faults: &mut Diagnostics) {
    for file in files {
        let Some((folder, rest)) = file.path.strip_prefix("question-bank/").and_then(|it| it.split_once('/'))
        else {
            continue;
        };
        let stem = rest.strip_suffix(".toml");
        let (fits, form) = match folder {
            "releases" => (stem.is_some_and(|it| it.parse::<BankVersion>().is_ok()), "`releases/1.0.0.toml`"),
            "questions" => {
                let fits = stem.and_then(|it| it.split_once('/')).is_some_and(|(id, revision)| {
                    id.parse::<QuestionId>().is_ok()
                        && revision.parse::<u32>().is_ok_and(|it| it > 0 && it.to_string() == revision)
                });
                (fits, "`questions/SLP-08/1.toml`")
            }
            "profiles" => {
                let fits = rest == "README.md" || stem.is_some_and(|it| it.parse::<Name>().is_ok());
                (fits, "`profiles/camera-counting.toml`")
            }
            _ => continue,
        };
        if !fits {
            faults.push(
                Diagnostic::error(
                    file.whole(),
                    "bank/stray-file",
                    format!("`{rest}` is not named as files of `{folder}` are"),
                )
                .help(format!("name it in the form {form}, or move it elsewhere")),
            );
        }
    }
}

/// What the texts must keep: equivalents are admitted, yes is safe, letters are those of the question.
fn wording(
    file: &SourceFile,
    question: &Question,
    sources: &BTreeMap<String, Source>,
    faults: &mut Diagnostics,
) {
    let mut texts = vec![&question.text, &question.supplier_guidance, &question.evaluator_guidance];
    texts.extend(question.parts.iter().map(|it| &it.guidance));
    for text in texts {
        let named = sources.values().flat_map(|it| &it.named_as).find(|name| text.contains(name.as_str()));
        if let Some(name) = named
            && !text.contains("equivalent")
        {
            faults.push(
                Diagnostic::error(
                    place_of_text(file, text, name),
                    "bank/no-equivalent",
                    format!("`{name}` is named and nothing says that equivalents are accepted"),
                )
                .help("write `or equivalent` beside it: section 56 of the Procurement Act 2023 asks for it"),
            );
        }
    }
    if question.yes_no && question.form != Form::Undertaking {
        let asked = question.text.split('?').next().unwrap_or_default();
        let negative = asked
            .split(|c: char| !c.is_alphanumeric())
            .find(|it| ["not", "never", "neither", "nor", "without"].contains(&it.to_lowercase().as_str()));
        if let Some(word) = negative {
            faults.push(
                Diagnostic::error(
                    place_of_text(file, &question.text, word),
                    "bank/negative-question",
                    format!("a yes-or-no question is asked with `{word}`, so that `No` can mean either"),
                )
                .help("ask it so that Yes is the safe answer"),
            );
        }
    }
    for letter in question.parts.iter().filter_map(|it| it.letter) {
        if !question.text.contains(&format!("({letter})")) {
            faults.push(
                Diagnostic::error(
                    place_of_text(file, &question.text, ""),
                    "bank/letter",
                    format!("a part has the letter `{letter}`, but the question asks for no `({letter})`"),
                )
                .help("give the part the letter under which the question asks for it"),
            );
        }
    }
}

/// The place of `word` within `text`, itself found in the file; the whole file where escapes hide it.
fn place_of_text(file: &SourceFile, text: &str, word: &str) -> Place {
    match (file.text.find(text), text.find(word)) {
        (Some(start), Some(within)) => file.place(start + within),
        _ => file.whole(),
    }
}

/// Every clause that a question names stands in the library, as far as there is one.
fn clauses(files: &[SourceFile], file: &SourceFile, question: &Question, faults: &mut Diagnostics) {
    let library: BTreeSet<&str> = files
        .iter()
        .filter_map(|it| it.path.strip_prefix(CLAUSES)?.strip_suffix(".md"))
        .filter(|it| !it.contains('/'))
        .collect();
    if library.is_empty() {
        return;
    }
    for clause in question.clauses.iter().filter(|it| !library.contains(it.as_str())) {
        let help = match nearest(clause.as_str(), library.iter().copied()) {
            Some(near) => format!("the nearest clause is `{near}`"),
            None => format!("add `{CLAUSES}{clause}.md`"),
        };
        let place = match file.text.find(&format!("\"{clause}\"")) {
            Some(at) => file.place(at),
            None => file.whole(),
        };
        faults.push(
            Diagnostic::error(place, "bank/unknown-clause", format!("the library has no clause `{clause}`"))
                .help(help),
        );
    }
}

/// Whether what the newest release cites can be relied on.
fn standing(files: &[SourceFile], bank: &Bank, on: Option<Date>, faults: &mut Diagnostics) {
    let register = files.iter().find(|it| it.path == SOURCES);
    let cited: BTreeSet<&String> = bank
        .questions
        .iter()
        .flat_map(|it| it.sources.iter().chain(&it.crosswalk))
        .map(|it| &it.source)
        .collect();
    for (key, source) in bank.sources.iter().filter(|(key, _)| cited.contains(key)) {
        let place = || match register {
            Some(file) => file
                .text
                .find(&format!("key = \"{key}\""))
                .map_or_else(|| file.whole(), |at| file.place(at + "key = ".len())),
            None => Place::Whole { path: SOURCES.to_owned() },
        };
        let mut warn = |code, message: String, help: &str| {
            faults.push(Diagnostic::warning(place(), code, message).help(help));
        };
        match source.status {
            SourceStatus::Current | SourceStatus::Coming => {}
            SourceStatus::Superseded | SourceStatus::Withdrawn => warn(
                "bank/dead-source",
                format!("release `{}` cites `{key}`, which no longer counts", bank.version),
                "cite what took its place in the next revision",
            ),
            SourceStatus::Unverified => warn(
                "bank/unverified-source",
                format!("no one has confirmed that `{key}` ({}) is current", source.edition),
                "check it with its publisher before a pack is issued, and write down status and day",
            ),
        }
        let Some(on) = on else { continue };
        if source.valid_to.is_some_and(|it| it < on) || source.valid_from.is_some_and(|it| on < it) {
            warn(
                "bank/dead-source",
                format!("release `{}` cites `{key}`, which does not count on {on}", bank.version),
                "cite what counts on that day in the next revision",
            );
        }
        let a_year_later =
            (source.checked_on.year().saturating_add(1), source.checked_on.month(), source.checked_on.day());
        if (on.year(), on.month(), on.day()) > a_year_later {
            warn(
                "bank/stale-source",
                format!("`{key}` was last checked on {}, more than a year before {on}", source.checked_on),
                "check it with its publisher and write down the day",
            );
        }
    }
}
