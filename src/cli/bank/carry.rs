//! `probity bank carry`: a supplier's earlier answers, and what each is worth to a later release.

use std::path::Path;

use serde::Serialize;

use super::{Format, into::Asked, text};
use crate::{
    bank::{
        Bank,
        diff::{Carry, Diff, Item, Kind, TextChange, ValueChange, diff},
    },
    cli::{Failure, Outcome, out, worker},
    diag::Place,
    id::{BankVersion, QuestionId},
    report::{
        csv as table,
        words::{self, visible},
    },
    source::SourceFile,
    store,
    tender::{Response, ResponseState, Tender, Verdict, YesNo},
    workbook::write,
};

/// What is worth what, version 1: fields may be added, never changed.
#[derive(Serialize)]
struct Carried<'a> {
    schema: &'static str,
    from: BankVersion,
    to: BankVersion,
    file: &'a str,
    sha256: &'a str,
    supplier: Option<&'a str>,
    questions: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    question: &'a QuestionId,
    title: &'a str,
    outcome: Carry,
    because: Kind,
    /// What was answered before, word for word; of what is asked again, for reference only.
    earlier: Vec<Earlier<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    texts: &'a [TextChange],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    values: &'a [ValueChange],
}

#[derive(Serialize)]
struct Earlier<'a> {
    question: &'a QuestionId,
    state: ResponseState,
    yes_no: Option<YesNo>,
    answers: Vec<Cell<'a>>,
    evidence: Option<&'a str>,
}

#[derive(Serialize)]
struct Cell<'a> {
    place: &'a Place,
    text: &'a str,
}

/// Where it is written beside what is printed.
pub(super) struct To<'a> {
    /// A table.
    pub(super) table: Option<&'a Path>,
    /// The response workbook of what a procurement asks.
    pub(super) workbook: Option<(&'a Asked, &'a Path)>,
}

/// Reads `file` as answering `old`, and says what of it stands in `new`; writes it `to` where that is wanted.
pub(super) fn run(
    data: Option<&Path>,
    files: &[SourceFile],
    old: &Bank,
    new: &Bank,
    file: &Path,
    to: &To<'_>,
    format: Format,
) -> Result<Outcome, Failure> {
    let tender = worker::desk(data, old, None)?.open(file)?;
    if tender.intake.verdict == Verdict::Refused {
        let why = tender.intake.explanation.as_deref().unwrap_or("it could not be read");
        out::note(&format!("`{}` was refused: {why}", file.display()));
        return Ok(Outcome::Refused);
    }
    for flag in tender.intake.flags.iter().filter(|it| it.code == "bank-version-mismatch") {
        out::note(&flag.message);
    }
    let diff = diff(files, old, new)?;
    let lines: Vec<Line<'_>> = diff.questions.iter().filter_map(|it| line(it, &tender)).collect();
    let carried = Carried {
        schema: "probity.carry/1",
        from: diff.from,
        to: diff.to,
        file: &tender.file,
        sha256: tender.digest.hex(),
        supplier: tender.supplier.as_deref(),
        questions: lines,
    };
    if let Some(path) = to.table {
        store::write_new(path, csv(&carried, &diff).as_bytes())?;
        out::note(&format!(
            "`{}` has a row for each question: what stands, what the supplier must confirm, and what is asked again",
            path.display()
        ));
    }
    if let Some((asked, path)) = to.workbook {
        let earlier: Vec<write::Earlier> = carried.questions.iter().map(moved).collect();
        store::write_new(path, &asked.workbook(files, &earlier)?)?;
        let stand = carried.questions.iter().filter(|it| it.outcome == Carry::Carried).count();
        out::note(&format!(
            "`{}` is the response workbook with {stand} answers in their places; the sheet `Earlier answers` shows the rest, and none of those counts until the supplier puts it there",
            path.display()
        ));
    }
    match format {
        Format::Json => out::print(&(serde_json::to_string(&carried)? + "\n"))?,
        Format::Text => out::print(&told(&carried, &diff))?,
    }
    Ok(Outcome::Done)
}

/// A table to send to the supplier: it confirms in the last column, and answers anew where nothing stands.
fn csv(carried: &Carried<'_>, diff: &Diff) -> String {
    let mut out = table::line([
        "Question ID",
        "Title",
        "What to do",
        "Because",
        "What has changed",
        "Earlier question",
        "Earlier yes or no",
        "Earlier answer",
        "Where it stood",
        "Earlier evidence",
        "Confirmed by the supplier (yes or a new answer)",
    ]);
    for it in &carried.questions {
        let what = match it.outcome {
            Carry::Carried => "stands as it is",
            Carry::Confirm => "to be confirmed",
            Carry::AskAgain => "to be answered again",
        };
        let join = |each: Vec<String>| each.join("\n\n");
        let of = |what: &dyn Fn(&Earlier<'_>) -> String| join(it.earlier.iter().map(what).collect());
        out.push_str(&table::line([
            it.question.as_str(),
            it.title,
            what,
            it.because.as_str(),
            &changed(it),
            &of(&|it| it.question.to_string()),
            &of(&|it| it.yes_no.map_or_else(String::new, |it| words::yes_no(it).to_owned())),
            &of(&|it| join(it.answers.iter().map(|it| it.text.to_owned()).collect())),
            &of(&|it| join(it.answers.iter().map(|it| it.place.to_string()).collect())),
            &of(&|it| it.evidence.unwrap_or_default().to_owned()),
            "",
        ]));
    }
    for it in diff.questions.iter().filter(|it| it.kind == Kind::Retired) {
        let row = [it.id.as_str(), &it.title, "asked no more", it.kind.as_str(), "", "", "", "", "", "", ""];
        out.push_str(&table::line(row));
    }
    out
}

/// What has changed of a question, a line each.
fn changed(it: &Line<'_>) -> String {
    let values = it.values.iter().map(text::differs);
    let texts = it.texts.iter().map(|change| format!("{}: {}", change.what, text::marked(&change.words)));
    values.chain(texts).collect::<Vec<_>>().join("\n")
}

/// A line as the response workbook takes it.
fn moved(it: &Line<'_>) -> write::Earlier {
    // Where several questions became one, each answer is told from the others.
    let several = it.earlier.len() > 1;
    let answer = |earlier: &Earlier<'_>| {
        let texts: Vec<&str> = earlier.answers.iter().map(|it| it.text).collect();
        let words = texts.join("\n\n");
        if several { format!("{}: {words}", earlier.question) } else { words }
    };
    let first = it.earlier.first();
    write::Earlier {
        question: it.question.clone(),
        title: it.title.to_owned(),
        worth: it.outcome,
        changed: changed(it),
        yes_no: first.and_then(|it| it.yes_no).map_or_else(String::new, |it| words::yes_no(it).to_owned()),
        answer: it.earlier.iter().map(answer).collect::<Vec<_>>().join("\n\n"),
        evidence: it.earlier.iter().filter_map(|it| it.evidence).collect::<Vec<_>>().join("\n"),
    }
}

/// None for what is asked no more. What was not answered is asked again, however alike the questions are.
fn line<'a>(it: &'a Item, tender: &'a Tender) -> Option<Line<'a>> {
    let earlier: Vec<Earlier<'a>> = tender
        .responses
        .iter()
        .filter(|response| it.from.contains(&response.question) && answered(response))
        .map(earlier)
        .collect();
    let outcome = if earlier.is_empty() { it.carry().map(|_| Carry::AskAgain) } else { it.carry() };
    Some(Line {
        question: &it.id,
        title: &it.title,
        outcome: outcome?,
        because: it.kind,
        earlier,
        texts: &it.texts,
        values: &it.values,
    })
}

fn answered(response: &Response) -> bool {
    matches!(response.state, ResponseState::Answered | ResponseState::NotApplicable)
}

fn earlier(response: &Response) -> Earlier<'_> {
    Earlier {
        question: &response.question,
        state: response.state,
        yes_no: response.yes_no,
        answers: response.pieces.iter().map(|it| Cell { place: &it.place, text: &it.text }).collect(),
        evidence: response.evidence.as_deref(),
    }
}

fn told(carried: &Carried<'_>, diff: &Diff) -> String {
    let mut text = format!(
        "{}: answers to bank {}, carried to bank {}\n",
        visible(carried.file),
        carried.from,
        carried.to
    );
    for (outcome, title) in [
        (Carry::Carried, "Stand as they are"),
        (Carry::Confirm, "To be confirmed by the supplier: the words have changed"),
        (Carry::AskAgain, "Asked again"),
    ] {
        let of: Vec<&Line<'_>> = carried.questions.iter().filter(|it| it.outcome == outcome).collect();
        text.push_str(&format!("\n{title} ({})\n", of.len()));
        for it in of {
            let (kind, none) = (it.because.as_str(), it.earlier.is_empty());
            let why = if none && it.because != Kind::New { ", not answered before" } else { "" };
            text.push_str(&format!("  {} {} ({kind}{why})\n", it.question, it.title));
            if outcome == Carry::Confirm {
                for value in it.values {
                    text.push_str(&format!("    {}\n", text::differs(value)));
                }
                for change in it.texts {
                    text.push_str(&format!("    {}: {}\n", change.what, text::marked(&change.words)));
                }
            }
        }
    }
    let gone: Vec<&str> =
        diff.questions.iter().filter(|it| it.kind == Kind::Retired).map(|it| it.id.as_str()).collect();
    if !gone.is_empty() {
        text.push_str(&format!("\nAsked no more: {}\n", gone.join(", ")));
    }
    text
}
