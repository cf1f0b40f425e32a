//! The workbook in which suppliers answer: one book of sheets, written as `response.xlsx` and as `response.ods`.
//!
//! What stands in it is what the reader of `workbook::read` looks for, and nothing in it is what that reader warns
//! of: the formulas stand beside the answers, the margins hold page numbers alone, and the hidden sheets are those
//! that the layout names.

use crate::{
    bank::{Question, Use},
    pack::{Issue, Mark, use_in_words},
    workbook::{
        read::LISTS_HEAD,
        write::{
            WriteError,
            sheet::{Book, Cell, Check, Holds, Look, Row, Rule, Sheet, Shown},
        },
    },
};

mod answers;
mod earlier;
mod guidance;
mod tables;

pub use earlier::Earlier;

/// `response.xlsx`.
///
/// # Errors
/// When the questions do not fit into a workbook.
pub fn response(issue: &Issue<'_>) -> Result<Vec<u8>, WriteError> {
    super::excel::write(&book(issue))
}

/// `response.ods`, with the same cells.
///
/// # Errors
/// When the file could not be packed.
pub fn response_open(issue: &Issue<'_>) -> Result<Vec<u8>, WriteError> {
    super::open::write(&book(issue))
}

/// `response.xlsx` with a supplier's answers to an earlier release carried into it.
///
/// # Errors
/// When the questions or the answers do not fit into a workbook.
pub fn carried(issue: &Issue<'_>, earlier: &[Earlier]) -> Result<Vec<u8>, WriteError> {
    let mut book = book(issue);
    earlier::carry(&mut book, issue, earlier);
    super::excel::write(&book)
}

/// The workbook with `fill` in its cells of answers: called for each with the sheet, the row and column from 0. For
/// tests of what comes back.
///
/// # Errors
/// When a filling does not fit.
pub fn filled(
    issue: &Issue<'_>,
    open: bool,
    fill: &mut dyn FnMut(&str, u32, u16) -> Option<String>,
) -> Result<Vec<u8>, WriteError> {
    let mut book = book(issue);
    for sheet in &mut book.sheets {
        for (row, it) in (0_u32..).zip(&mut sheet.rows) {
            let mut column = 0_u16;
            for cell in &mut it.cells {
                if cell.look.is_open()
                    && let Some(text) = fill(&sheet.name, row, column)
                {
                    cell.holds = Holds::Text(text);
                }
                column = column.saturating_add(cell.span.max(1));
            }
        }
    }
    if open { super::open::write(&book) } else { super::excel::write(&book) }
}

fn book(issue: &Issue<'_>) -> Book {
    let fingerprint = issue.fingerprint();
    let mut lists = Lists::new();
    let supplier = supplier(issue, &mut lists);
    let responses = answers::sheet(issue, &mut lists);
    let tables = tables::sheets(issue, &mut lists);
    let mut sheets = vec![instructions(issue, &tables), supplier, responses];
    sheets.extend(tables.into_iter().map(|it| it.sheet));
    sheets.push(guidance::sheet(issue));
    sheets.push(lists.sheet);
    sheets.push(super::marks(&fingerprint));
    Book {
        title: format!("Response to tender: {}", issue.title),
        subject: format!("Questions of {} to suppliers", issue.buyer),
        properties: Mark::ALL.iter().map(|it| (it.label().to_owned(), fingerprint.value(*it))).collect(),
        constant: (super::CONSTANT.to_owned(), fingerprint.to_string()),
        on: issue.on,
        sheets,
    }
}

/// The sheet in which the entries of all lists stand, one under the other.
struct Lists {
    sheet: Sheet,
    known: Vec<(Vec<String>, u32)>,
}

impl Lists {
    fn new() -> Self {
        let mut sheet = Sheet::new("Lists", &[60]);
        sheet.shown = Shown::Hidden;
        sheet.push(vec![Cell::text(Look::Label, LISTS_HEAD)]);
        Self { sheet, known: Vec::new() }
    }

    /// The rule that one of `entries` is chosen.
    fn one_of(&mut self, entries: &[String]) -> Rule {
        let known = self.known.iter().find(|(it, _)| it == entries).map(|(_, first)| *first);
        let first = known.unwrap_or_else(|| {
            let first = self.sheet.next();
            for it in entries {
                self.sheet.push(vec![Cell::text(Look::Plain, it.as_str())]);
            }
            self.known.push((entries.to_vec(), first));
            first
        });
        let last = u32::try_from(entries.len()).unwrap_or(1).max(1) - 1 + first;
        Rule::OneOf(entries.to_vec(), first, last)
    }

    fn words(&mut self, entries: &[&str]) -> Rule {
        let entries: Vec<String> = entries.iter().map(|it| (*it).to_owned()).collect();
        self.one_of(&entries)
    }
}

/// The first sheet: what to do, in the order in which it is done.
fn instructions(issue: &Issue<'_>, tables: &[tables::Issued]) -> Sheet {
    let mut sheet = Sheet::new("Instructions", &[24, 104]);
    sheet.push(vec![Cell::text(Look::Title, issue.title.as_str()).over(2)]);
    sheet.push(vec![
        Cell::text(Look::Lead, format!("Response workbook of the procurement by {}", issue.buyer)).over(2),
    ]);
    sheet.rows.push(Row { height: 8, cells: Vec::new() });
    let mut line = |label: &str, text: String| {
        sheet.push(vec![Cell::text(Look::Label, label), Cell::text(Look::Text, text)]);
    };
    line("Reference", format!("{}, pack version {}", issue.procurement, issue.version));
    if !issue.deadline.is_empty() {
        line("Send it by", issue.deadline.clone());
    }
    let contacts: Vec<String> =
        issue.contacts.iter().map(|it| format!("{}, {}", it.name, it.address)).collect();
    if !contacts.is_empty() {
        line("Ask", contacts.join("\n"));
    }
    if !issue.lots.is_empty() {
        let lots: Vec<String> = issue.lots.iter().map(|it| format!("{}: {}", it.id, it.title)).collect();
        line("Lots", lots.join("\n"));
    }
    sheet.push(vec![Cell::text(Look::Section, "How to answer").over(2)]);
    let scored = issue.bank.questions.iter().any(|it| it.used_as == Use::Scored);
    let mut steps = vec![
        (
            "1. Who you are",
            "Fill in the sheet Supplier first. Yellow cells are yours; all others are locked without a password, only \
             against slips. The key Tab goes from one yellow cell to the next."
                .to_owned(),
        ),
        (
            "2. The questions",
            "Answer every question on the sheet Responses, in the column Response. Write words, not formulas, and no \
             pictures: only what stands in the cell as text is read. Alt and Enter begin a new line in a cell. Make a \
             row higher if you need to see more of it."
                .to_owned(),
        ),
        (
            "3. Yes or no",
            "Where the column Yes/No is yellow, choose an entry and say more under Response. “Not applicable” counts \
             only with a reason under Response that a person accepts."
                .to_owned(),
        ),
        (
            "4. Length",
            "The column Words counts as you write. A limit is for the words of the answer; what you show in a table or \
             send as evidence is not counted. An answer over its limit is shown as too long, which the panel sees too; nothing is cut off."
                .to_owned(),
        ),
    ];
    if !tables.is_empty() {
        let names: Vec<&str> = tables.iter().map(|it| it.sheet.name.as_str()).collect();
        steps.push((
            "5. The tables",
            format!(
                "Some questions ask for rows of a table on a sheet of their own, one row for each thing: {}. Leave \
                 unused rows empty.",
                names.join(", ")
            ),
        ));
    }
    steps.extend([
        (
            "Evidence",
            "Name a document that you send with the tender by its file name, section and date in the column Evidence. \
             Evidence supports an answer and does not replace it."
                .to_owned(),
        ),
        (
            "Confidential",
            "Choose Yes only for what you hold to be confidential and give the reason. The buyer decides what it must \
             publish or disclose."
                .to_owned(),
        ),
        (
            "What a good answer shows",
            "The sheet Guidance says for each question what a full answer shows, what it is for, and what it means that \
             nothing is answered."
                .to_owned(),
        ),
        (
            "Prices",
            "Prices belong in the workbook pricing.xlsx alone. Do not write any price here.".to_owned(),
        ),
        (
            "Sending it back",
            "Keep the questions, their order and the sheets as they are, and save as .xlsx or .ods. The workbook bears \
             marks that show which questions were issued; a changed question is told to the panel."
                .to_owned(),
        ),
    ]);
    if scored {
        steps.push((
            "How it is scored",
            "A program reads the answers by published rules and proposes a score with the words that led to it. It \
             awards nothing: people read your whole answer, decide, and give their reasons. The document Assessment \
             methodology has every weight, limit and rule."
                .to_owned(),
        ));
    }
    for (label, text) in steps {
        sheet.push(vec![Cell::text(Look::Label, label), Cell::text(Look::Text, text)]);
    }
    sheet
}

/// The sheet with the supplier's particulars and the marks of the issue.
fn supplier(issue: &Issue<'_>, lists: &mut Lists) -> Sheet {
    let mut sheet = Sheet::new("Supplier", &[34, 86]);
    sheet.push(vec![Cell::text(Look::Title, "Who answers").over(2)]);
    sheet.push(vec![Cell::text(Look::Head, "Field"), Cell::text(Look::Head, "Value")]);
    sheet.header = Some(1);
    let fields = [
        ("Supplier name", "The name of the company or body that tenders, as it is registered."),
        ("Company number", "The number at Companies House or in another register."),
        ("Unique identifier", "From the central digital platform, such as GB-PPON-…"),
        ("Address", "The registered address."),
        ("Contact name", "Whom we may write to about this tender."),
        ("Contact email", "Where we may write to."),
        ("Telephone", "With the code of the country if it is not the United Kingdom."),
    ];
    for (label, help) in fields {
        let check = sheet.check(Check::new(Rule::Any, label, help));
        sheet.push_at_least(
            22,
            vec![Cell::text(Look::Label, label), Cell::blank(Look::Answer).checked(check)],
        );
    }
    if !issue.lots.is_empty() {
        let lots: Vec<String> = issue.lots.iter().map(|it| format!("{}: {}", it.id, it.title)).collect();
        let rule = lists.one_of(&lots);
        let check = sheet.check(Check::new(
            rule,
            "Lot",
            "The lot that these answers are for; send one workbook for each lot.",
        ));
        sheet.push_at_least(22, vec![Cell::text(Look::Label, "Lot"), Cell::blank(Look::Tick).checked(check)]);
    }
    sheet.push(vec![Cell::text(Look::Section, "What you answer: please leave it as it is").over(2)]);
    let fingerprint = issue.fingerprint();
    for mark in Mark::ALL {
        sheet.push(vec![
            Cell::text(Look::Label, mark.label()),
            Cell::text(Look::Small, fingerprint.value(mark)),
        ]);
    }
    sheet
}

/// What a full answer to `question` consists of, in a few lines.
fn parts(question: &Question, tables: &[String]) -> String {
    let mut lines: Vec<String> = Vec::new();
    if question.used_as != Use::Scored {
        lines.push(use_in_words(question));
    }
    for part in &question.parts {
        let letter = part.letter.map_or(String::new(), |it| format!("({it}) "));
        let mandatory = if part.mandatory { ", must be met" } else { "" };
        if question.used_as == Use::Scored {
            lines.push(format!("{letter}{}: {}%{mandatory}", part.title, part.weight));
        } else {
            lines.push(format!("{letter}{}{mandatory}", part.title));
        }
    }
    for it in tables {
        lines.push(format!("Fill in the sheet {it} too."));
    }
    lines.join("\n")
}
