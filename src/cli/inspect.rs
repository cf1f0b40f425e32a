//! `probity inspect`: what intake makes of files, without scoring them.

use std::{
    borrow::Cow,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use serde::Serialize;

use super::{Failure, Outcome, edition, issue::Issue, out, worker};
use crate::{
    bank::{
        Bank,
        profile::{self, Profile},
    },
    diag::Place,
    id::{BankVersion, Name},
    likeness::{Passage, Policy},
    report::Alike,
    store,
    tender::{Intake, Piece, Response, ResponseState, SheetUse, Tender, Verdict, YesNo},
    workbook::layout::Layouts,
};

/// How many characters of an answer are shown.
const SHOWN: usize = 60;

/// What `inspect` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The suppliers' files: .xlsx, .ods or .csv
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read the files by this layout only, such as `caiq-4`
    #[arg(long, value_name = "LAYOUT")]
    layout: Option<String>,
    /// The version of the question bank; the one that the file names, else the newest, when not given
    #[arg(long, value_name = "VERSION")]
    bank: Option<BankVersion>,
    /// The questions that are expected, by profile
    #[arg(long, value_name = "PROFILE", default_value = profile::DEFAULT)]
    profile: String,
    /// Expect what the published pack of this procurement asks; a workbook of another pack is refused
    #[arg(long, value_name = "DIR", conflicts_with_all = ["bank", "profile"])]
    procurement: Option<PathBuf>,
    /// Of a procurement in lots that ask or weigh otherwise: the lot that the files answer
    #[arg(long, value_name = "LOT", requires = "procurement")]
    lot: Option<Name>,
    /// For people, or one JSON object a line
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How the outcome is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object a line
    Json,
}

/// A layout that does not exist.
#[derive(Debug, thiserror::Error)]
#[error("there is no layout `{asked}`; choose one of {}", known.join(", "))]
struct UnknownLayout {
    asked: String,
    known: Vec<String>,
}

/// No file could be opened.
#[derive(Debug, thiserror::Error)]
#[error("none of the files could be read")]
struct NothingRead;

/// Carries out `inspect`.
#[expect(clippy::needless_pass_by_value, reason = "all commands take what was typed")]
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::ready(data)?;
    let layouts = Layouts::load(&files)?;
    let profile = Profile::load(&files, &args.profile)?;
    let issue =
        args.procurement.as_deref().map(|it| Issue::published(&files, it, args.lot.as_ref())).transpose()?;
    let bank = match &issue {
        Some(issue) => issue.bank.clone(),
        None => Bank::load(&files, args.bank)?.under(&profile)?,
    };
    if let Some(asked) = args.layout.as_deref().filter(|it| layouts.get(it).is_none()) {
        let known = layouts.iter().map(|it| format!("`{}`", it.id)).collect();
        return Err(UnknownLayout { asked: asked.to_owned(), known }.into());
    }
    let mut desk = worker::desk(data, &bank, args.layout.as_deref())?;
    if let Some(issue) = &issue {
        desk = desk.for_procurement(&issue.inputs.0, issue.inputs.1.as_deref());
        if let Some(lot) = &args.lot {
            desk = desk.for_lot(lot);
        }
    }
    let chosen = args.bank.is_some() || issue.is_some();
    // What tenders share is told once all are read.
    let policy = (args.files.len() > 1).then(|| Policy::load(&files, &bank)).transpose()?;
    let (mut outcome, mut tenders, mut banks) = (Outcome::Done, Vec::new(), Vec::new());
    for path in &args.files {
        match desk.open(path) {
            Ok(mut tender) => {
                let mut bank = Cow::Borrowed(&bank);
                if let Some(named) = edition::named(&files, &profile, &tender).filter(|_| !chosen) {
                    let other = Bank::load(&files, Some(named))?.under(&profile)?;
                    tender = worker::desk(data, &other, args.layout.as_deref())?.open(path)?;
                    bank = Cow::Owned(other);
                }
                if let Some(issue) = &issue {
                    tender = issue.checked(tender);
                }
                if tender.intake.verdict == Verdict::Refused {
                    outcome = Outcome::Refused;
                }
                if args.format == Format::Text {
                    let between = if tenders.is_empty() { "" } else { "\n" };
                    out::print(&format!("{between}{}", text(&tender, &bank)))?;
                }
                tenders.push(tender);
                banks.push(bank);
            }
            Err(failure) => {
                outcome = Outcome::Refused;
                super::complain(&failure.into());
            }
        }
    }
    let alike = policy.map(|it| Alike::of(&tenders.iter().collect::<Vec<_>>(), &it)).unwrap_or_default();
    match args.format {
        Format::Text => out::print(&shared(&tenders, &alike))?,
        Format::Json => {
            for (at, (tender, bank)) in tenders.iter().zip(&banks).enumerate() {
                let mut inspection = Inspection::of(tender, bank);
                inspection.alike = alike.iter().filter_map(|it| Other::of(it, at, &tenders)).collect();
                out::print(&format!("{}\n", serde_json::to_string(&inspection)?))?;
            }
        }
    }
    if tenders.is_empty() { Err(NothingRead.into()) } else { Ok(outcome) }
}

/// What tenders share, for people; nothing where they share nothing.
fn shared(tenders: &[Tender], alike: &[Alike]) -> String {
    let mut out = String::new();
    for (n, it) in alike.iter().enumerate() {
        let file = |at: usize| tenders.get(at).map_or_else(String::new, |it| plain(&it.file));
        if n == 0 {
            out.push_str("\nacross the files\n");
        }
        let codes = it.codes.join(", ");
        let _ =
            writeln!(out, "  {} and {} ({codes}): {}", file(it.first), file(it.second), plain(&it.message));
        for side in it.passage.iter().flat_map(|it| [&it.first, &it.second]) {
            let _ = writeln!(out, "    {}: “{}”", plain(&side.place.to_string()), plain(&side.text));
        }
    }
    out
}

/// The outcome for people.
fn text(tender: &Tender, bank: &Bank) -> String {
    let mut out = String::new();
    let intake = &tender.intake;
    let verdict = match intake.verdict {
        Verdict::Accepted => "accepted",
        Verdict::AcceptedWithFlags => "accepted, with flags that a person should look at",
        Verdict::Refused => {
            "refused: not read, and nobody is excluded by that; a person decides what follows"
        }
    };
    let _ = writeln!(out, "{}", plain(&tender.file));
    line(&mut out, "verdict", verdict);
    if let Some(reason) = &intake.reason {
        line(&mut out, "reason", reason);
    }
    if let Some(explanation) = &intake.explanation {
        line(&mut out, "", &plain(explanation));
    }
    line(&mut out, "sha256", tender.digest.hex());
    if let Some(supplier) = &tender.supplier {
        line(&mut out, "supplier", &plain(supplier));
    }
    if let Some(layout) = &intake.layout {
        line(&mut out, "layout", &format!("{layout}, read against bank {}", bank.version));
    }
    for (n, sheet) in intake.sheets.iter().enumerate() {
        let used = match sheet.used {
            SheetUse::Answers => format!("{} answers located", sheet.rows),
            SheetUse::Particulars => "the supplier's particulars".to_owned(),
            SheetUse::Other => "no answers".to_owned(),
            SheetUse::Hidden => "hidden, not read".to_owned(),
        };
        line(&mut out, if n == 0 { "sheets" } else { "" }, &format!("{}: {used}", plain(&sheet.name)));
    }
    for (n, flag) in intake.flags.iter().enumerate() {
        let place =
            flag.place.as_ref().map(|it| format!(" ({})", plain(&it.to_string()))).unwrap_or_default();
        line(
            &mut out,
            if n == 0 { "flags" } else { "" },
            &format!("{}{place}: {}", flag.code, plain(&flag.message)),
        );
        if let Some(ask) = flag.ask() {
            line(&mut out, "", &format!("  to the supplier: {}", plain(&ask)));
        }
    }
    if intake.verdict != Verdict::Refused {
        out.push_str("  answers\n");
        for question in &bank.questions {
            let found = tender.responses.iter().find(|it| it.question == question.id);
            let state = found.map_or(ResponseState::Missing, |it| it.state);
            let _ = writeln!(out, "    {}  {:<14}  {}", question.id, state_name(state), question.title);
            for piece in found.map(|it| it.pieces.as_slice()).unwrap_or_default() {
                let _ = writeln!(out, "            {}", piece_line(piece));
            }
        }
    }
    out
}

fn line(out: &mut String, label: &str, text: &str) {
    let _ = writeln!(out, "  {label:<9} {text}");
}

/// A place, the foreign item, the tick and the first words.
fn piece_line(piece: &Piece) -> String {
    let mut parts = vec![plain(&piece.place.to_string())];
    parts.extend(piece.item.clone());
    parts.extend(piece.yes_no.map(|it| tick_name(it).to_owned()));
    let words = plain(&piece.text);
    let words = words.trim();
    if !words.is_empty() {
        let start: String = words.chars().take(SHOWN).collect();
        let more = if words.chars().count() > SHOWN { "…" } else { "" };
        parts.push(format!("“{start}{more}”"));
    }
    parts.join("  ")
}

/// Supplier's text on one line, with nothing in it that a terminal obeys.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            c if u32::from(c) < 0x20 => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

fn state_name(state: ResponseState) -> &'static str {
    match state {
        ResponseState::Answered => "answered",
        ResponseState::Blank => "blank",
        ResponseState::Unreadable => "unreadable",
        ResponseState::NotApplicable => "not applicable",
        ResponseState::Missing => "missing",
    }
}

fn tick_name(tick: YesNo) -> &'static str {
    match tick {
        YesNo::Yes => "yes",
        YesNo::No => "no",
        YesNo::Partly => "partly",
        YesNo::NotApplicable => "not applicable",
    }
}

/// The object of `inspect --format json`, version 1: fields may be added, never changed.
#[derive(Serialize)]
struct Inspection<'a> {
    schema: &'static str,
    file: &'a str,
    sha256: &'a str,
    supplier: Option<&'a str>,
    bank: String,
    bank_digest: &'a str,
    intake: &'a Intake,
    /// Draft clarifications to the supplier, in the order of the flags that call for them.
    clarifications: Vec<Clarification<'a>>,
    answers: Vec<Answer<'a>>,
    /// What it shares with other files of the same call. It moves no score.
    alike: Vec<Other<'a>>,
}

/// Another file with which one shares something.
#[derive(Serialize)]
struct Other<'a> {
    file: &'a str,
    codes: &'a [&'static str],
    message: &'a str,
    /// The longest passage that both have: here and there.
    #[serde(skip_serializing_if = "Option::is_none")]
    passage: Option<[Side<'a>; 2]>,
}

#[derive(Serialize)]
struct Side<'a> {
    question: &'a str,
    place: &'a Place,
    text: &'a str,
}

impl<'a> Other<'a> {
    /// The other one of the two, where the file at `at` is one.
    fn of(alike: &'a Alike, at: usize, tenders: &'a [Tender]) -> Option<Self> {
        let other = match at {
            _ if at == alike.first => alike.second,
            _ if at == alike.second => alike.first,
            _ => return None,
        };
        let side =
            |it: &'a Passage| Side { question: it.question.as_str(), place: &it.place, text: &it.text };
        let passage = alike.passage.as_ref().map(|it| {
            let (here, there) =
                if at == alike.first { (&it.first, &it.second) } else { (&it.second, &it.first) };
            [side(here), side(there)]
        });
        Some(Self { file: &tenders.get(other)?.file, codes: &alike.codes, message: &alike.message, passage })
    }
}

#[derive(Serialize)]
struct Clarification<'a> {
    code: &'a str,
    place: Option<&'a Place>,
    ask: String,
}

#[derive(Serialize)]
struct Answer<'a> {
    question: &'a str,
    state: ResponseState,
    place: Option<&'a Place>,
    yes_no: Option<YesNo>,
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a str>,
    /// All cells, where the answer stands in more than one or comes from a foreign questionnaire.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pieces: Vec<PieceView<'a>>,
}

#[derive(Serialize)]
struct PieceView<'a> {
    place: &'a Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<&'a str>>,
    yes_no: Option<YesNo>,
    text: &'a str,
}

impl<'a> Inspection<'a> {
    fn of(tender: &'a Tender, bank: &'a Bank) -> Self {
        let refused = tender.intake.verdict == Verdict::Refused;
        let answers = bank.questions.iter().filter(|_| !refused).map(|question| {
            let found = tender.responses.iter().find(|it| it.question == question.id);
            Answer::of(question.id.as_str(), found)
        });
        Self {
            schema: "probity.inspection/1",
            file: &tender.file,
            sha256: tender.digest.hex(),
            supplier: tender.supplier.as_deref(),
            bank: bank.version.to_string(),
            bank_digest: bank.digest.as_str(),
            intake: &tender.intake,
            clarifications: tender
                .intake
                .flags
                .iter()
                .filter_map(|it| {
                    Some(Clarification { code: &it.code, place: it.place.as_ref(), ask: it.ask()? })
                })
                .collect(),
            answers: answers.collect(),
            alike: Vec::new(),
        }
    }
}

impl<'a> Answer<'a> {
    fn of(question: &'a str, found: Option<&'a Response>) -> Self {
        let Some(found) = found else {
            return Self {
                question,
                state: ResponseState::Missing,
                place: None,
                yes_no: None,
                text: None,
                evidence: None,
                pieces: Vec::new(),
            };
        };
        let first = found.pieces.first();
        let several = found.pieces.len() > 1 || first.is_some_and(|it| it.item.is_some());
        let view = |it: &'a Piece| PieceView {
            place: &it.place,
            item: it.item.as_deref(),
            parts: it.parts.as_ref().map(|it| it.iter().map(crate::id::PartId::as_str).collect()),
            yes_no: it.yes_no,
            text: &it.text,
        };
        Self {
            question,
            state: found.state,
            place: first.map(|it| &it.place),
            yes_no: found.yes_no,
            text: first.map(|it| it.text.as_str()),
            evidence: found.evidence.as_deref(),
            pieces: if several { found.pieces.iter().map(view).collect() } else { Vec::new() },
        }
    }
}
