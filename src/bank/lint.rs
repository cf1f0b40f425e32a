//! What `bank check` asks beyond what a release needs to load: that every file has its place, that the wording
//! keeps the law and the house's rules, and that nothing cited has lapsed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Bank, Form, Question, Source, SourceStatus,
    question::{question, question_files},
    read::SOURCES,
    register::sources,
    release::{release, releases},
};
use crate::{
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::{BankVersion, Date, QuestionId},
    source::SourceFile,
};

const CLAUSES: &str = "scoring/clauses/";

/// Every fault of every file of the bank. With a day, also which sources do not count on it and which were last
/// checked more than a year before.
pub(super) fn lint(files: &[SourceFile], on: Option<Date>) -> Diagnostics {
    let mut faults = Diagnostics::default();
    let register = sources(files, &mut faults);
    strays(files, &mut faults);

    let mut in_a_release = BTreeSet::new();
    let mut newest = None;
    if releases(files).is_empty() {
        release(files, None, &mut faults);
    }
    for version in releases(files).into_keys() {
        if let Some(bank) = release(files, Some(version), &mut faults) {
            in_a_release.extend(bank.questions.iter().map(|it| (it.id.clone(), it.revision)));
            newest = Some(bank);
        }
    }
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
    }
    if let Some(bank) = newest {
        standing(files, &bank, on, &mut faults);
    }
    faults.into_distinct()
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
