//! From files to a release that can be relied on: every fault of every file in one go, each at its place.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use super::{
    Bank, Part, Question, Source, SourceRef,
    file::{PartFile, QuestionFile, ReleaseFile, ReleasedFile, SourceRefFile, SourcesFile},
};
use crate::{
    diag::{Diagnostic, Diagnostics, nearest},
    id::{BankVersion, Date, Digest, IdError, QuestionId},
    source::{SourceFile, Spanned},
};

/// Where the bank stands among the data files.
const RELEASES: &str = "question-bank/releases/";
const QUESTIONS: &str = "question-bank/questions/";
const SOURCES: &str = "question-bank/sources.toml";

/// Reads the release `version`, or the newest. What is wrong goes into `faults`; the bank is there even beside
/// faults if enough could be read.
pub(super) fn release(
    files: &[SourceFile],
    version: Option<BankVersion>,
    faults: &mut Diagnostics,
) -> Option<Bank> {
    let known = releases(files);
    let (version, file) = match version {
        Some(version) => known.get_key_value(&version),
        None => known.last_key_value(),
    }
    .or_else(|| {
        faults.push(no_release(&known, version));
        None
    })?;
    let sources = sources(files, faults);
    let release: ReleaseFile = read(file, faults)?;
    let date = parse::<Date>(file, &release.date, faults);
    stem(file, &release.version, &version.to_string(), faults);

    let mut questions = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in &release.questions {
        if !seen.insert(entry.id.get_ref().clone()) {
            faults.push(
                Diagnostic::error(
                    file.place_of(&entry.id),
                    "bank/duplicate-question",
                    format!("`{}` stands twice in the release", entry.id.get_ref()),
                )
                .help("keep one entry for each question"),
            );
        }
        if let Some(found) = released(files, file, entry, &sources, faults) {
            questions.push(found);
        }
    }
    let total: u32 = questions.iter().map(|it| it.weight).sum();
    if questions.len() == release.questions.len() && total != 100 {
        faults.push(
            Diagnostic::error(
                file.whole(),
                "bank/weights",
                format!("the weights of the questions sum to {total}, not to 100"),
            )
            .help("release revisions whose weights sum to 100"),
        );
    }
    Some(Bank {
        version: *version,
        date: date?,
        digest: Digest::of(file.text.as_bytes()),
        changes: release.changes,
        questions,
        sources,
    })
}

/// Every release that has a file, oldest first.
pub(super) fn releases(files: &[SourceFile]) -> BTreeMap<BankVersion, &SourceFile> {
    files
        .iter()
        .filter_map(|file| {
            let version = file.path.strip_prefix(RELEASES)?.strip_suffix(".toml")?;
            Some((version.parse().ok()?, file))
        })
        .collect()
}

/// Every question file, with the id and the revision that its path names.
pub(super) fn question_files(files: &[SourceFile]) -> impl Iterator<Item = (&str, &str, &SourceFile)> {
    files.iter().filter_map(|file| {
        let (id, revision) = file.path.strip_prefix(QUESTIONS)?.strip_suffix(".toml")?.split_once('/')?;
        Some((id, revision, file))
    })
}

fn no_release(known: &BTreeMap<BankVersion, &SourceFile>, version: Option<BankVersion>) -> Diagnostic {
    let place = crate::diag::Place::Whole { path: RELEASES.to_owned() };
    let names: Vec<String> = known.keys().map(|it| format!("`{it}`")).collect();
    let Some(version) = version else {
        return Diagnostic::error(place, "bank/no-release", "the bank has no release")
            .help("add `question-bank/releases/1.0.0.toml`");
    };
    let help = match names.as_slice() {
        [] => "the bank has no release; add `question-bank/releases/1.0.0.toml`".to_owned(),
        names => format!("the releases are {}", names.join(", ")),
    };
    Diagnostic::error(place, "bank/unknown-release", format!("the bank has no release `{version}`"))
        .help(help)
}

/// The question that an entry of a release names, if its file is there and is the one that was released.
fn released(
    files: &[SourceFile],
    release: &SourceFile,
    entry: &ReleasedFile,
    sources: &BTreeMap<String, Source>,
    faults: &mut Diagnostics,
) -> Option<Question> {
    let digest = parse::<Digest>(release, &entry.digest, faults);
    let path = format!("{QUESTIONS}{}/{}.toml", entry.id.get_ref(), entry.revision.get_ref());
    let Some(file) = files.iter().find(|it| it.path == path) else {
        let ids: BTreeSet<&str> = question_files(files).map(|(id, _, _)| id).collect();
        let near = nearest(entry.id.get_ref(), ids);
        let mut fault = Diagnostic::error(
            release.place_of(&entry.id),
            "bank/unknown-question",
            format!("there is no file `{path}` for `{}`", entry.id.get_ref()),
        );
        if let Some(near) = near.filter(|it| it != entry.id.get_ref()) {
            fault = fault.help(format!("the nearest id is `{near}`"));
        }
        faults.push(fault);
        return None;
    };
    let found = Digest::of(file.text.as_bytes());
    if digest.as_ref().is_some_and(|it| *it != found) {
        let revision = entry.revision.get_ref();
        faults.push(
            Diagnostic::error(
                release.place_of(&entry.digest),
                "bank/released-file-changed",
                format!("`{path}` is not the file that was released: its digest is `{found}`"),
            )
            .help(format!(
                "a released file never changes: put it back, and make a new revision `{}.toml` beside it for \
                 the next release",
                revision.saturating_add(1)
            )),
        );
    }
    let mut question = question(file, sources, faults)?;
    question.change = entry.change;
    Some(question)
}

/// The question of one file.
pub(super) fn question(
    file: &SourceFile,
    sources: &BTreeMap<String, Source>,
    faults: &mut Diagnostics,
) -> Option<Question> {
    let read: QuestionFile = read(file, faults)?;
    let id = parse::<QuestionId>(file, &read.id, faults);
    if let Some((folder, revision, _)) = question_files(std::slice::from_ref(file)).next() {
        stem(file, &read.id, folder, faults);
        stem(file, &read.revision, revision, faults);
    }
    for text in [&read.title, &read.text, &read.why, &read.supplier_guidance, &read.evaluator_guidance] {
        not_empty(file, text, faults);
    }
    for (number, what) in [(&read.weight, "weight"), (&read.word_limit, "word limit")] {
        if *number.get_ref() == 0 {
            faults.push(
                Diagnostic::error(file.place_of(number), "bank/zero", format!("the {what} is 0"))
                    .help("give a whole number from 1"),
            );
        }
    }
    let parts = parts(file, &read.parts, faults);
    let mut references = |list: &[SourceRefFile]| -> Vec<SourceRef> {
        list.iter().map(|it| reference(file, it, sources, faults)).collect()
    };
    let cited = references(&read.sources);
    let crosswalk = references(&read.crosswalk);
    let clauses = read.clauses.iter().filter_map(|it| parse(file, it, faults)).collect();
    let mut question = Question {
        id: id?,
        revision: *read.revision.get_ref(),
        title: read.title.into_inner(),
        form: read.form,
        yes_no: read.yes_no,
        weight: *read.weight.get_ref(),
        text: read.text.into_inner(),
        parts,
        supplier_guidance: read.supplier_guidance.into_inner(),
        evaluator_guidance: read.evaluator_guidance.into_inner(),
        why: read.why.into_inner(),
        sources: cited,
        crosswalk,
        clauses,
        word_limit: *read.word_limit.get_ref(),
        change: super::Change::New,
        digest: Digest::of(b""),
    };
    question.digest = wording(&question);
    Some(question)
}

/// Over what suppliers see. Every field goes in behind its length, so that no two wordings share a digest.
fn wording(question: &Question) -> Digest {
    let mut text = String::new();
    let mut field = |value: &str| text.push_str(&format!("{}:{value}\n", value.len()));
    field(question.id.as_str());
    field(&question.title);
    field(&format!("{:?}", question.form));
    field(&question.yes_no.to_string());
    field(&question.weight.to_string());
    field(&question.word_limit.to_string());
    field(&question.text);
    for part in &question.parts {
        field(part.id.as_str());
        field(&part.title);
        field(&part.weight.to_string());
        field(&part.mandatory.to_string());
        field(&part.letter.map(String::from).unwrap_or_default());
    }
    Digest::of(text.as_bytes())
}

fn parts(file: &SourceFile, list: &[PartFile], faults: &mut Diagnostics) -> Vec<Part> {
    let mut ids = BTreeSet::new();
    let mut letters = BTreeSet::new();
    let mut parts = Vec::new();
    for it in list {
        if !ids.insert(it.id.get_ref()) {
            faults.push(
                Diagnostic::error(
                    file.place_of(&it.id),
                    "bank/duplicate-part",
                    format!("the part `{}` stands twice", it.id.get_ref()),
                )
                .help("give each part an id of its own"),
            );
        }
        if *it.weight.get_ref() == 0 {
            faults.push(
                Diagnostic::error(file.place_of(&it.weight), "bank/zero", "the weight is 0")
                    .help("give a whole number from 1, or leave the part out"),
            );
        }
        not_empty(file, &it.title, faults);
        not_empty(file, &it.guidance, faults);
        let letter = it.letter.as_ref().and_then(|text| letter(file, text, &mut letters, faults));
        if let Some(id) = parse(file, &it.id, faults) {
            parts.push(Part {
                id,
                title: it.title.get_ref().clone(),
                weight: *it.weight.get_ref(),
                mandatory: it.mandatory,
                letter,
                guidance: it.guidance.get_ref().clone(),
            });
        }
    }
    let total: u32 = list.iter().map(|it| *it.weight.get_ref()).sum();
    if total != 100 {
        let place = list.first().map_or_else(|| file.whole(), |it| file.place_of(&it.weight));
        faults.push(
            Diagnostic::error(
                place,
                "bank/weights",
                format!("the weights of the parts sum to {total}, not to 100"),
            )
            .help("change them so that they sum to 100"),
        );
    }
    if !letters.is_empty() {
        for it in list.iter().filter(|it| it.letter.is_none()) {
            faults.push(
                Diagnostic::error(
                    file.place_of(&it.id),
                    "bank/missing-letter",
                    format!("the part `{}` has no letter, but others have", it.id.get_ref()),
                )
                .help("give every part of the question a letter, or none"),
            );
        }
    }
    parts
}

fn letter(
    file: &SourceFile,
    text: &Spanned<String>,
    seen: &mut BTreeSet<char>,
    faults: &mut Diagnostics,
) -> Option<char> {
    let mut chars = text.get_ref().chars();
    let letter = match (chars.next(), chars.next()) {
        (Some(it), None) if it.is_ascii_lowercase() => it,
        _ => {
            faults.push(
                Diagnostic::error(
                    file.place_of(text),
                    "bank/letter",
                    format!("`{}` is not a letter from `a` to `z`", text.get_ref()),
                )
                .help("write the one letter under which the question asks for the part"),
            );
            return None;
        }
    };
    if !seen.insert(letter) {
        faults.push(
            Diagnostic::error(
                file.place_of(text),
                "bank/duplicate-letter",
                format!("the letter `{letter}` stands twice"),
            )
            .help("give each part the letter under which the question asks for it"),
        );
    }
    Some(letter)
}

fn reference(
    file: &SourceFile,
    it: &SourceRefFile,
    sources: &BTreeMap<String, Source>,
    faults: &mut Diagnostics,
) -> SourceRef {
    let key = it.source.get_ref();
    if !sources.contains_key(key) {
        let help = match nearest(key, sources.keys().map(String::as_str)) {
            Some(near) => format!("the nearest key is `{near}`"),
            None => format!("add an entry with the key `{key}` to `{SOURCES}`"),
        };
        faults.push(
            Diagnostic::error(
                file.place_of(&it.source),
                "bank/unknown-source",
                format!("`{key}` is not a source of `{SOURCES}`"),
            )
            .help(help),
        );
    }
    SourceRef { source: key.clone(), at: it.at.clone() }
}

/// The sources by key. Two entries of one key are a fault; the first stands.
pub(super) fn sources(files: &[SourceFile], faults: &mut Diagnostics) -> BTreeMap<String, Source> {
    let mut sources = BTreeMap::new();
    let Some(file) = files.iter().find(|it| it.path == SOURCES) else {
        faults.push(
            Diagnostic::error(
                crate::diag::Place::Whole { path: SOURCES.to_owned() },
                "bank/no-sources",
                "the bank has no register of sources",
            )
            .help(format!("add `{SOURCES}`")),
        );
        return sources;
    };
    let Some(read) = read::<SourcesFile>(file, faults) else { return sources };
    for it in read.sources {
        let mut date =
            |day: &Option<Spanned<String>>| day.as_ref().and_then(|day| parse::<Date>(file, day, faults));
        let (valid_from, valid_to) = (date(&it.valid_from), date(&it.valid_to));
        let checked_on = parse::<Date>(file, &it.checked_on, faults);
        if let (Some(from), Some(to), Some(place)) = (valid_from, valid_to, &it.valid_to)
            && to < from
        {
            faults.push(
                Diagnostic::error(
                    file.place_of(place),
                    "bank/dates",
                    format!("`{to}` is before `{from}`, on which the source began to count"),
                )
                .help("mend one of the two dates"),
            );
        }
        let key = it.key.get_ref().clone();
        if sources.contains_key(&key) {
            faults.push(
                Diagnostic::error(
                    file.place_of(&it.key),
                    "bank/duplicate-source",
                    format!("the key `{key}` stands twice"),
                )
                .help("give each edition of a source a key of its own"),
            );
            continue;
        }
        let Some(checked_on) = checked_on else { continue };
        let source = Source {
            title: it.title,
            publisher: it.publisher,
            edition: it.edition,
            status: it.status,
            valid_from,
            valid_to,
            checked_on,
            note: it.note,
            equivalent: it.equivalent,
            named_as: it.named_as,
            link: it.link,
        };
        sources.insert(key, source);
    }
    sources
}

/// Reads a file into its `…File` struct; its faults go with the others.
fn read<T: serde::de::DeserializeOwned>(file: &SourceFile, faults: &mut Diagnostics) -> Option<T> {
    let (value, found) = file.toml_all();
    faults.extend(found);
    value
}

/// Parses an id, a date or a digest where it stands.
fn parse<T: FromStr<Err = IdError>>(
    file: &SourceFile,
    value: &Spanned<String>,
    faults: &mut Diagnostics,
) -> Option<T> {
    match value.get_ref().parse() {
        Ok(it) => Some(it),
        Err(error) => {
            faults.push(
                Diagnostic::error(file.place_of(value), "bank/form", error.to_string())
                    .help("write it in that form"),
            );
            None
        }
    }
}

/// A field that repeats what the path says must say the same.
fn stem<T: ToString>(file: &SourceFile, value: &Spanned<T>, path: &str, faults: &mut Diagnostics) {
    let written = value.get_ref().to_string();
    if written != path {
        faults.push(
            Diagnostic::error(
                file.place_of(value),
                "bank/path",
                format!("the file says `{written}`, but its path says `{path}`"),
            )
            .help("mend the one that is wrong"),
        );
    }
}

fn not_empty(file: &SourceFile, text: &Spanned<String>, faults: &mut Diagnostics) {
    if text.get_ref().trim().is_empty() {
        faults
            .push(Diagnostic::error(file.place_of(text), "bank/empty", "the text is empty").help("write it"));
    }
}
