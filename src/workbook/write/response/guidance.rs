//! The sheet `Guidance`: for each question what a good answer shows, and what it means that nothing is answered.

use crate::{
    bank::{Question, Use},
    pack::{Issue, if_missing, use_in_words},
    workbook::write::sheet::{Cell, Look, Sheet},
};

/// The sheet.
pub(super) fn sheet(issue: &Issue<'_>) -> Sheet {
    let mut sheet = Sheet::new("Guidance", &[11, 26, 44, 52, 34]);
    let heads =
        ["Number", "Title and use", "How to answer", "What a good answer shows", "If nothing is answered"];
    sheet.push_at_least(20, heads.iter().map(|it| Cell::text(Look::Head, *it)).collect());
    sheet.header = Some(0);
    sheet.fixed = 1;
    for (_, questions) in issue.sections() {
        for question in questions {
            sheet.push(vec![
                Cell::text(Look::Id, question.id.as_str()),
                Cell::text(
                    Look::Text,
                    format!(
                        "{}\n{}\nAt most {} words.",
                        question.title,
                        use_in_words(question),
                        question.word_limit
                    ),
                ),
                Cell::text(Look::Text, question.supplier_guidance.trim()),
                Cell::text(Look::Text, shows(question)),
                Cell::text(Look::Text, if_missing(question)),
            ]);
        }
    }
    sheet
}

/// Each part with its weight and what shows it.
fn shows(question: &Question) -> String {
    let line = |part: &crate::bank::Part| {
        let letter = part.letter.map_or(String::new(), |it| format!("({it}) "));
        let weight =
            if question.used_as == Use::Scored { format!(" ({}%)", part.weight) } else { String::new() };
        let mandatory = if part.mandatory { " It must be met." } else { "" };
        let guidance = part.guidance.trim();
        let said = if guidance.is_empty() { String::new() } else { format!(": {guidance}") };
        format!("{letter}{}{weight}{said}{mandatory}", part.title)
    };
    question.parts.iter().map(line).collect::<Vec<_>>().join("\n")
}
