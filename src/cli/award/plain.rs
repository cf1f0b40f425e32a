//! A result from a plain file of scores and prices, and what suppliers are told of it.

use std::{collections::BTreeMap, path::Path};

use super::{Format, ResultArgs, table};
use crate::{
    award::{
        sheet::{Outcomes, Sheet},
        summary::{Header, People, Summary, check, file::Telling},
    },
    cli::{Failure, Outcome, out, today},
    document::{assessment_summary, evaluation_report},
    id::{Name, TenderId},
    report::ocds_award::ocds_award,
    store::{self, output::Output},
};

/// Works it out.
pub(super) fn run(data: Option<&Path>, file: &Path, args: ResultArgs) -> Result<Outcome, Failure> {
    if args.force && args.out.is_none() {
        return Err("`--force` goes with `--out`".into());
    }
    let files = store::data(data)?;
    let output = args.out.as_deref().map(|it| Output::claim(it, args.force)).transpose()?;
    let own = args.method.as_deref().map(store::text).transpose()?;
    let (sheet, faults) = Sheet::read(&files, &store::text(file)?, own.as_ref());
    out::report(&faults);
    let Some(sheet) = sheet else { return Ok(Outcome::Refused) };
    let telling = match &args.people {
        None => None,
        Some(path) => {
            let (telling, faults) = Telling::read(&store::text(path)?);
            out::report(&faults);
            let Some(telling) = telling else { return Ok(Outcome::Refused) };
            Some(telling)
        }
    };
    let outcomes = sheet.outcomes()?;
    let json = serde_json::to_string_pretty(&outcomes)? + "\n";
    out::print(&match args.format {
        Format::Text => table::outcomes(&sheet, &outcomes),
        Format::Json => json.clone(),
    })?;
    let mut written: Vec<(String, Vec<u8>)> = Vec::new();
    let report = evaluation_report(&sheet, &outcomes, &[])?;
    written.push(("evaluation-report.docx".to_owned(), report.word));
    written.push(("evaluation-report.html".to_owned(), report.page.into_bytes()));
    written.push(("award.json".to_owned(), json.into_bytes()));
    let mut outcome = Outcome::Done;
    if let Some(telling) = &telling {
        outcome = tell(&sheet, &outcomes, telling, &mut written)?;
        let decided: BTreeMap<Name, TenderId> =
            telling.decided.iter().map(|(lot, it)| (lot.clone(), it.tender.clone())).collect();
        let on = args.on.unwrap_or_else(today);
        let ocds = ocds_award(&telling.header, &outcomes, &decided, &telling.recipients(), on);
        written
            .push(("ocds-award.json".to_owned(), (serde_json::to_string_pretty(&ocds)? + "\n").into_bytes()));
    }
    if let Some(output) = output {
        let files: Vec<(&str, Vec<u8>)> =
            written.iter().map(|(name, it)| (name.as_str(), it.clone())).collect();
        output.write(&files)?;
    }
    Ok(outcome)
}

/// Makes the summaries of all lots. What keeps one from being sent is told, and that one is not made.
fn tell(
    sheet: &Sheet,
    outcomes: &Outcomes,
    telling: &Telling,
    written: &mut Vec<(String, Vec<u8>)>,
) -> Result<Outcome, Failure> {
    let (recipients, explained) = (telling.recipients(), telling.explained());
    let known: Vec<(String, String)> =
        telling.published.iter().map(|it| (it.place.clone(), it.text.clone())).collect();
    let mut outcome = Outcome::Done;
    for (lot, of) in sheet.lots.iter().zip(&outcomes.lots) {
        let mut texts = telling.texts();
        texts.retain(|tender, _| of.result.standings.iter().any(|it| it.tender == *tender));
        for it in &of.result.standings {
            let price = it.price.as_ref().map(|it| it.price.to_string());
            texts.entry(it.tender.clone()).or_default().price = price;
        }
        let title = if sheet.lots.len() > 1 { lot.title.clone() } else { String::new() };
        let header = Header { lot: title, ..telling.header.clone() };
        let people = People { recipients: &recipients, explained: &explained };
        let decided = telling.decided.get(&lot.id).map(|it| &it.tender);
        let summaries = Summary::of(&header, &lot.contest(), of, decided, people);
        let faults = check(&summaries, &texts, &known);
        for it in &faults {
            outcome = Outcome::Refused;
            out::note(&it.to_string());
        }
        for it in summaries.iter().filter(|it| faults.iter().all(|fault| fault.tender != it.tender)) {
            let twin = assessment_summary(it)?;
            written.push((format!("summary-{}.docx", it.tender), twin.word));
            written.push((format!("summary-{}.html", it.tender), twin.page.into_bytes()));
        }
    }
    Ok(outcome)
}
