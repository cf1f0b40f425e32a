//! `probity explain`: one answer from standard input, scored, with what led to the score.

use std::{
    io::{Read as _, Write as _},
    path::Path,
};

use super::{Failure, Outcome};
use crate::{
    assess::{Engine, When},
    bank::Bank,
    diag::Place,
    id::{BankVersion, Date, QuestionId},
    report,
    rule::Rules,
    store,
    tender::{FieldAnswer, Piece, Response, ResponseState, Said, YesNo},
};

/// What `explain` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The question that the answer on standard input replies to, such as `SLP-08`
    question: QuestionId,
    /// The day on which the answer is judged: certificates and dates are read as on that day [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// The tick beside the answer: Yes, No, Partially, N/A
    #[arg(long, value_name = "TICK")]
    yes_no: Option<String>,
    /// The bidder's name, so that it is not taken for another party
    #[arg(long, value_name = "NAME", default_value = "")]
    supplier: String,
    /// What stands in a field of the question, as `notice-hours=24`; may be given several times
    #[arg(long = "field", value_name = "NAME=VALUE")]
    fields: Vec<String>,
    /// The first day of the contract, for fields that ask for a day before or after it
    #[arg(long, value_name = "DATE")]
    contract_start: Option<Date>,
    /// The last day of the contract
    #[arg(long, value_name = "DATE")]
    contract_end: Option<Date>,
    /// The release of the bank [default: the newest]
    #[arg(long, value_name = "VERSION")]
    bank: Option<BankVersion>,
    /// How to show it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// How an explanation is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object, as in the entries of an assessment
    Json,
}

/// Carries out `explain`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let engine = engine(data, args.bank)?;
    let yes_no = match args.yes_no.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
        Some(tick) => Some(
            YesNo::parse(tick)
                .ok_or_else(|| format!("`{tick}` is not a tick: give `Yes`, `No`, `Partially` or `N/A`"))?,
        ),
        None => None,
    };
    let mut text = Vec::new();
    std::io::stdin().read_to_end(&mut text)?;
    let text = String::from_utf8_lossy(&text).trim_end_matches(['\n', '\r']).to_owned();
    let place = Place::Cell { file: None, sheet: "stdin".to_owned(), cell: "A1".to_owned() };
    let not_applicable = YesNo::parse(&text) == Some(YesNo::NotApplicable)
        || text.trim().is_empty() && yes_no == Some(YesNo::NotApplicable);
    let state = match (text.trim().is_empty(), yes_no) {
        _ if not_applicable => ResponseState::NotApplicable,
        (true, None) if args.fields.is_empty() => ResponseState::Blank,
        _ => ResponseState::Answered,
    };
    let piece = Piece { place, text, yes_no, item: None, parts: None };
    let response = Response {
        question: args.question.clone(),
        state,
        yes_no,
        pieces: vec![piece],
        evidence: None,
        confidential: false,
        fields: args.fields.iter().map(|it| field(it)).collect::<Result<_, _>>()?,
    };
    let on = args.on.unwrap_or_else(super::today);
    let when = When { on, starts: args.contract_start, ends: args.contract_end };
    let answer = engine.answer(&response, &args.supplier, when).ok_or_else(|| {
        format!(
            "the bank holds no question `{}`: `probity bank list` names those that it holds",
            args.question
        )
    })?;
    let mut out = std::io::stdout().lock();
    match args.format {
        Format::Json => {
            serde_json::to_writer(&mut out, &answer)?;
            writeln!(out)?;
        }
        Format::Text => out.write_all(report::explain::text(&answer).as_bytes())?,
    }
    Ok(Outcome::Done)
}

/// `notice-hours=24` as the cell of a field.
fn field(typed: &str) -> Result<FieldAnswer, Failure> {
    let (name, value) = typed
        .split_once('=')
        .ok_or_else(|| format!("`{typed}` is not a field with its value: give it as `notice-hours=24`"))?;
    let place = Place::Cell { file: None, sheet: "field".to_owned(), cell: name.trim().to_owned() };
    Ok(FieldAnswer { field: name.trim().parse()?, place, said: Said::Text(value.to_owned()) })
}

/// The engine for a release of the bank.
pub(super) fn engine(data: Option<&Path>, version: Option<BankVersion>) -> Result<Engine, Failure> {
    let files = store::ready(data)?;
    let bank = Bank::load(&files, version)?;
    let rules = Rules::load(&files, &bank)?;
    Ok(Engine::new(&bank, rules)?)
}
