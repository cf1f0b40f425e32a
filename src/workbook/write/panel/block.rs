//! What both workbooks show of an answer: its words, what was found, what a person must look at.

use rust_xlsxwriter::XlsxError;

use super::Pen;
use crate::{
    assess::{Answer, Claim, PartFinding},
    bank::Question,
    panel::{Lodged, Works, masked},
    report::words,
};

/// The most quotations for a part; the one that decided comes first.
const QUOTES: usize = 3;

/// Text with the supplier's name hidden where the method says so.
pub(super) fn said(works: &Works<'_>, tender: &Lodged<'_>, text: &str) -> String {
    let text = words::visible(text);
    if works.terms.mask { masked(&text, tender.names, &tender.label) } else { text.into_owned() }
}

/// The first line of an answer: whether there is one, and in which cell.
pub(super) fn state(answer: Option<&Answer>) -> String {
    let Some(answer) = answer else { return "not in the file".to_owned() };
    let tick = answer.yes_no.map_or(String::new(), |it| format!(", ticked {}", words::yes_no(it)));
    let place = answer.place.as_ref().map_or(String::new(), |it| format!(", cell {it}"));
    format!("{}{tick}{place}", words::state(answer.state))
}

/// The answer in full over the columns `first` to `last`, the values beside it, and what a person must look at.
pub(super) fn answer(
    pen: &mut Pen<'_>,
    works: &Works<'_>,
    tender: &Lodged<'_>,
    answer: &Answer,
    columns: (u16, u16),
) -> Result<(), XlsxError> {
    let formats = pen.formats;
    if !answer.text.trim().is_empty() {
        let text = said(works, tender, &answer.text);
        pen.long("Answer", &text, columns, (&formats.answer_label, &formats.answer))?;
    }
    for (at, text) in answer.fields.iter().flat_map(words::said) {
        let text = format!("{} ({at})", said(works, tender, &text));
        pen.long("Value", &text, columns, (&formats.answer_label, &formats.answer))?;
    }
    for it in &answer.refer {
        let text = said(works, tender, &it.message);
        pen.long("Look", &text, columns, (&formats.look_label, &formats.look))?;
    }
    Ok(())
}

/// The letter of the part in its question, and its title.
pub(super) fn part_title(question: &Question, n: usize, part: &PartFinding) -> (String, String) {
    let letter = question.parts.get(n).and_then(|it| it.letter);
    let label = letter.map_or_else(|| "part".to_owned(), |it| format!("({it})"));
    let must = if part.mandatory { ", mandatory" } else { "" };
    (label, format!("{} [{}%{must}]", part.title, part.weight))
}

/// The words that led to a finding, with where they stand.
pub(super) fn quotes(works: &Works<'_>, tender: &Lodged<'_>, part: &PartFinding, most: usize) -> String {
    let most = most.min(QUOTES);
    let mut lines: Vec<String> = part.claims.iter().take(most).map(|it| quote(works, tender, it)).collect();
    let more = part.claims.len().saturating_sub(most);
    if more > 0 {
        lines.push(format!("[and {more} more in the answer]"));
    }
    lines.join("\n")
}

fn quote(works: &Works<'_>, tender: &Lodged<'_>, claim: &Claim) -> String {
    let item = claim.item.as_deref().map_or(String::new(), |it| format!("from {it}, "));
    let place = claim.place.as_ref().map_or(String::new(), |it| format!("{it}, "));
    format!(
        "“{}” [{item}{place}characters {} to {}]",
        said(works, tender, &claim.text),
        claim.start,
        claim.end
    )
}
