//! The sheet `Responses`: a row for each question and for each value that it asks for beside words.

use super::{Lists, parts, tables};
use crate::{
    bank::{
        Question, Use,
        field::{Field, FieldKind},
    },
    pack::Issue,
    workbook::write::sheet::{Cell, Check, Formula, Holds, Look, Rule, Sheet, Value},
};

/// The sheet's name.
pub(super) const NAME: &str = "Responses";

/// Where in `COLUMNS` a supplier's choice, words and evidence stand, and the count of the words.
pub(super) const TICK: usize = 4;
pub(super) const ANSWER: usize = 5;
pub(super) const WORDS: usize = 6;
pub(super) const EVIDENCE: usize = 7;

/// As they are issued: each label is one that the layout knows, in its order.
const COLUMNS: [(&str, u32); 10] = [
    ("Question ID", 11),
    ("Question", 44),
    ("What a full answer shows", 31),
    ("Weight", 9),
    ("Yes/No", 11),
    ("Response", 60),
    ("Words", 11),
    ("Evidence", 20),
    ("Confidential", 13),
    ("Reason", 18),
];

/// So that an answer of a few lines is seen while it is written, in points.
const ROOM: u32 = 96;

/// The sheet.
pub(super) fn sheet(issue: &Issue<'_>, lists: &mut Lists) -> Sheet {
    let widths: Vec<u32> = COLUMNS.iter().map(|(_, width)| *width).collect();
    let mut sheet = Sheet::new(NAME, &widths);
    sheet.push_at_least(
        32,
        COLUMNS
            .iter()
            .map(|(label, _)| {
                let look = if *label == "Weight" { Look::HeadCentre } else { Look::Head };
                Cell::text(look, *label)
            })
            .collect(),
    );
    sheet.header = Some(0);
    sheet.fixed = 1;
    let sections = issue.sections();
    let several = sections.len() > 1;
    for (title, questions) in sections {
        if several {
            sheet.push(vec![Cell::text(Look::Section, title)]);
        }
        for question in questions {
            row(&mut sheet, question, lists);
            for field in question.fields.iter().filter(|it| !it.is_table()) {
                value(&mut sheet, question, field, lists);
            }
        }
    }
    sheet
}

fn row(sheet: &mut Sheet, question: &Question, lists: &mut Lists) {
    let number = sheet.next() + 1;
    let names: Vec<String> =
        question.fields.iter().filter(|it| it.is_table()).map(|it| tables::name(question, it)).collect();
    let limit = format!(
        "At most {} words. What a good answer shows stands on the sheet Guidance.",
        question.word_limit
    );
    let words = sheet.check(Check::new(Rule::Any, question.id.as_str(), &limit));
    let tick = question.yes_no.then(|| {
        let rule = lists.words(&["Yes", "No", "Partly", "Not applicable"]);
        sheet.check(Check::new(rule, "Yes or no", "Choose an entry, and say more under Response."))
    });
    let (evidence, confidential, reason) = beside(sheet, lists);
    let weight = match question.used_as {
        Use::Scored => Holds::Number(question.weight),
        _ => Holds::Nothing,
    };
    sheet.push_at_least(
        ROOM,
        vec![
            Cell::text(Look::Id, question.id.as_str()),
            Cell::text(Look::Question, question.text.trim()),
            Cell::text(Look::Small, parts(question, &names)),
            Cell::new(Look::Centre, weight),
            match tick {
                Some(check) => Cell::blank(Look::Tick).checked(check),
                None => Cell::blank(Look::Shut),
            },
            Cell::blank(Look::Answer).checked(words),
            Cell::new(Look::Small, Holds::Formula(count(&format!("F{number}"), question.word_limit))),
            Cell::blank(Look::Answer).checked(evidence),
            Cell::blank(Look::Tick).checked(confidential),
            Cell::blank(Look::Answer).checked(reason),
        ],
    );
}

/// The checks of what stands beside an answer.
fn beside(sheet: &mut Sheet, lists: &mut Lists) -> (usize, usize, usize) {
    let evidence = sheet.check(Check::new(
        Rule::Any,
        "Evidence",
        "The file name, section and date of a document that you send with the tender. It does not replace the answer.",
    ));
    let rule = lists.words(&["Yes", "No"]);
    let confidential = sheet.check(Check::new(rule, "Confidential", "Yes only with a reason beside it."));
    let reason = sheet.check(Check::new(
        Rule::Any,
        "Reason",
        "Why it is confidential: a trade secret, or whose interests its disclosure would harm, and for how long.",
    ));
    (evidence, confidential, reason)
}

/// The row of a value that a question asks for beside words.
fn value(sheet: &mut Sheet, question: &Question, field: &Field, lists: &mut Lists) {
    let id = format!("{}.{}", question.id, field.id);
    let (look, rule, wanted) = match &field.kind {
        FieldKind::YesNo => (
            Look::Tick,
            lists.words(&["Yes", "No", "Partly", "Not applicable"]),
            "Choose yes or no".to_owned(),
        ),
        FieldKind::Choice(options) => {
            let titles: Vec<String> = options.iter().map(|it| it.title.clone()).collect();
            (Look::Tick, lists.one_of(&titles), "Choose from the list".to_owned())
        }
        FieldKind::Number(it) => (Look::Number, Rule::Number, format!("A number: {}", it.unit)),
        FieldKind::Date(_) => (Look::Day, Rule::Day, "A day".to_owned()),
        FieldKind::Evidence => {
            (Look::Answer, Rule::Any, "A document that you send: file name, section, date".to_owned())
        }
        _ => (Look::Answer, Rule::Any, "A line of text".to_owned()),
    };
    let must = if field.required { "must be filled in" } else { "may be left empty" };
    let check = sheet.check(Check::new(rule, &field.title, &field.help));
    let shut = || Cell::blank(Look::Shut);
    sheet.push_at_least(
        22,
        vec![
            Cell::text(Look::Small, id),
            Cell::text(Look::Text, field.printed()),
            Cell::text(Look::Small, format!("{wanted}; {must}")),
            shut(),
            shut(),
            Cell::blank(look).checked(check),
            shut(),
            shut(),
            shut(),
            shut(),
        ],
    );
}

/// How many words stand in a cell, of how many: what is between spaces and line breaks.
fn count(cell: &str, limit: u32) -> Formula {
    let plain = format!("TRIM(SUBSTITUTE({{{cell}}},CHAR(10),\" \"))");
    let words = format!("IF(LEN({plain})=0,0,LEN({plain})-LEN(SUBSTITUTE({plain},\" \",\"\"))+1)");
    let written = format!("{words}&\" of {limit}\"&IF({words}>{limit},\": too long\",\"\")");
    Formula::new(&written, Value::Text(format!("0 of {limit}")))
}
