//! From a question's file to the question: its parts, its references, the digest of its wording.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Change, Origin, Part, Question, Source, SourceRef, Use, field_file as field,
    file::{PartFile, QuestionFile, SourceRefFile},
    read::{QUESTIONS, SOURCES, not_empty, parse, read, stem},
    written,
};
use crate::{
    diag::{Diagnostic, Diagnostics, nearest},
    id::{Digest, Name, PartId, QuestionId},
    source::{SourceFile, Spanned},
};

/// Every question file, with the id and the revision that its path names.
pub(super) fn question_files(files: &[SourceFile]) -> impl Iterator<Item = (&str, &str, &SourceFile)> {
    files.iter().filter_map(|file| {
        let (id, revision) = file.path.strip_prefix(QUESTIONS)?.strip_suffix(".toml")?.split_once('/')?;
        Some((id, revision, file))
    })
}

/// Whether some file of the bank asks `question` and, where given, has this part in it, whichever release holds it.
pub(super) fn asks(files: &[SourceFile], question: &QuestionId, part: Option<&PartId>) -> bool {
    #[derive(serde::Deserialize)]
    struct Outline {
        parts: Vec<OutlinePart>,
    }
    #[derive(serde::Deserialize)]
    struct OutlinePart {
        id: String,
    }
    question_files(files).filter(|(id, _, _)| *id == question.as_str()).any(|(_, _, file)| {
        let Some(part) = part else { return true };
        file.toml::<Outline>().is_ok_and(|it| it.parts.iter().any(|it| it.id == part.as_str()))
    })
}

/// The question of one file.
pub(super) fn question(
    file: &SourceFile,
    sources: &BTreeMap<String, Source>,
    faults: &mut Diagnostics,
) -> Option<Question> {
    let read: QuestionFile = read(file, faults)?;
    if let Some((folder, revision, _)) = question_files(std::slice::from_ref(file)).next() {
        stem(file, &read.id, folder, faults);
        stem(file, &read.revision, revision, faults);
    }
    made(file, read, sources, faults)
}

/// The question that stands in `file`, be it alone there or within an overlay.
pub(super) fn made(
    file: &SourceFile,
    read: QuestionFile,
    sources: &BTreeMap<String, Source>,
    faults: &mut Diagnostics,
) -> Option<Question> {
    let id = parse::<QuestionId>(file, &read.id, faults);
    for text in [&read.title, &read.text, &read.why, &read.supplier_guidance, &read.evaluator_guidance] {
        not_empty(file, text, faults);
    }
    if *read.word_limit.get_ref() == 0 {
        faults.push(
            Diagnostic::error(file.place_of(&read.word_limit), "bank/zero", "the word limit is 0")
                .help("give a whole number from 1"),
        );
    }
    weighed(file, &read, faults);
    let parts = parts(file, &read.parts, faults);
    let mut references = |list: &[SourceRefFile]| -> Vec<SourceRef> {
        list.iter().map(|it| reference(file, it, sources, faults)).collect()
    };
    let cited = references(&read.sources);
    let crosswalk = references(&read.crosswalk);
    let clauses = read.clauses.iter().filter_map(|it| parse(file, it, faults)).collect();
    let fields = field::fields(file, &read.fields, &parts, faults);
    let theme = read.theme.as_ref().and_then(|it| parse::<Name>(file, it, faults));
    let mut question = Question {
        id: id?,
        revision: *read.revision.get_ref(),
        title: read.title.into_inner(),
        theme,
        used_as: read.used_as,
        tags: read.tags,
        optional: read.optional,
        if_missing: read.if_missing,
        fields,
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
        change: Change::New,
        from: Vec::new(),
        origin: Origin::Bank,
        digest: Digest::of(b""),
    };
    question.digest = wording(&question);
    Some(question)
}

/// Over what suppliers see. Every field goes in behind its length, so that no two wordings share a digest.
fn wording(question: &Question) -> Digest {
    let mut text = String::new();
    let mut field = |value: &str| {
        for it in [&value.len().to_string(), ":", value, "\n"] {
            text.push_str(it);
        }
    };
    field(question.id.as_str());
    field(&question.title);
    field(question.form.as_str());
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
    // The digests of the first release are kept: what it had no word for is left out where it says nothing.
    if question.used_as != Use::Scored {
        field(question.used_as.as_str());
    }
    for it in &question.fields {
        written::field(it, &mut field);
    }
    Digest::of(text.as_bytes())
}

/// What is scored weighs something, and what is not weighs nothing.
fn weighed(file: &SourceFile, read: &QuestionFile, faults: &mut Diagnostics) {
    let scored = read.used_as == Use::Scored;
    let (wrong, help) = match (*read.weight.get_ref(), scored) {
        (0, true) => ("the weight is 0, though the question is scored", "give a whole number from 1"),
        (1.., false) => {
            ("the question is not scored and has a weight", "write 0, or make it a scored criterion")
        }
        _ => return,
    };
    faults.push(Diagnostic::error(file.place_of(&read.weight), "bank/zero", wrong).help(help));
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
    if total != 100 && !list.is_empty() {
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
