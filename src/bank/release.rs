//! From files to a release that can be relied on: every fault of every file in one go, each at its place.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Bank, Question, Retired, Source,
    file::{ReleaseFile, ReleasedFile, RetiredFile},
    question::{question, question_files},
    read::{QUESTIONS, RELEASES, not_empty, parse, read, stem},
    register::sources,
    theme::themes,
};
use crate::{
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::{BankVersion, Date, Digest, QuestionId},
    source::SourceFile,
    together,
};

/// Reads the release `version`, or the newest. What is wrong goes into `faults`; the bank is there even beside
/// faults if enough could be read. Questions that are not `wanted` are not there, where what is built in was checked.
pub(super) fn release(
    files: &[SourceFile],
    version: Option<BankVersion>,
    wanted: impl Fn(&QuestionId) -> bool,
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

    let mut asked = Vec::new();
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
        if file.is_checked() && entry.id.get_ref().parse().is_ok_and(|it| !wanted(&it)) {
            continue;
        }
        asked.push(entry);
    }
    let read = |entry| {
        let mut own = Diagnostics::default();
        (released(files, file, entry, &sources, &mut own), own)
    };
    let mut questions = Vec::new();
    for (found, own) in together::each(asked, together::threads(), read) {
        faults.extend(own);
        questions.extend(found);
    }
    let total: u32 = questions.iter().map(|it| it.weight).sum();
    if !release.weights_by_profile && questions.len() == release.questions.len() && total != 100 {
        faults.push(
            Diagnostic::error(
                file.whole(),
                "bank/weights",
                format!("the weights of the questions sum to {total}, not to 100"),
            )
            .help("release revisions whose weights sum to 100"),
        );
    }
    let retired = release.retired.iter().filter_map(|it| retired(file, it, faults)).collect();
    Some(Bank {
        version: *version,
        date: date?,
        digest: file.digest(),
        changes: release.changes,
        migration: release.migration,
        retired,
        profile: None,
        overlay: None,
        proportional: release.weights_by_profile,
        themes: themes(files, faults),
        questions,
        sources,
    })
}

fn retired(file: &SourceFile, it: &RetiredFile, faults: &mut Diagnostics) -> Option<Retired> {
    not_empty(file, &it.reason, faults);
    let instead = it.instead.iter().filter_map(|it| parse(file, it, faults)).collect();
    Some(Retired { id: parse(file, &it.id, faults)?, reason: it.reason.get_ref().clone(), instead })
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

fn no_release(known: &BTreeMap<BankVersion, &SourceFile>, version: Option<BankVersion>) -> Diagnostic {
    let place = Place::Whole { path: RELEASES.to_owned() };
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
    let found = file.digest();
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
    question.from = entry.from.iter().filter_map(|it| parse(release, it, faults)).collect();
    Some(question)
}
