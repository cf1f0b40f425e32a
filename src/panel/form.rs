//! A workbook that is given out to be filled in and comes back: where its cells of entry stand, and marks of all that was
//! printed, so that an altered cell is known.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    diag::{Diagnostic, Diagnostics, Place},
    id::{Digest, QuestionId, mark},
};

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One evaluator's scores.
    Scores,
    /// The panel's scores.
    Moderation,
    /// Clauses of the tender that wins.
    Clauses,
}

impl Kind {
    /// As the workbook says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scores => "scores",
            Self::Moderation => "moderation",
            Self::Clauses => "clauses",
        }
    }
}

/// What belongs into a cell of entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A score of the scale.
    Score,
    /// Why. Of a moderation: for the supplier.
    Reason,
    /// Where in the tender.
    Evidence,
    /// What speaks for a part, by its position in the question.
    For(usize),
    /// What speaks against it.
    Against(usize),
    /// Why, within the authority.
    Internal,
    /// Why the individual scores lay apart.
    Note,
    /// Who holds another view, and which.
    Dissent,
    /// Who was there.
    Present,
    /// `accepted`, `amended` or `rejected`.
    Outcome,
    /// The text instead.
    Text,
    /// What is measured.
    Measure,
    /// The date or frequency.
    Date,
    /// Who decides.
    Person,
}

impl What {
    /// As messages name it.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Reason => "reason",
            Self::Evidence => "evidence",
            Self::For(_) => "points for",
            Self::Against(_) => "points against",
            Self::Internal => "internal rationale",
            Self::Note => "note on the spread",
            Self::Dissent => "dissent",
            Self::Present => "who was present",
            Self::Outcome => "decision",
            Self::Text => "amended text",
            Self::Measure => "measure",
            Self::Date => "date",
            Self::Person => "person",
        }
    }
}

/// What entries are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The question, if one.
    pub question: Option<QuestionId>,
    /// The tender, if one.
    pub tender: Option<String>,
    /// Of clauses: `clause`, `promise` or `indicator` and which.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// For messages.
    pub label: String,
}

/// A cell of entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u32,
    /// Which subject.
    pub of: usize,
    /// What belongs there.
    pub what: What,
}

/// A cell that was printed: row, column and a mark of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed(pub u32, pub u32, pub u64);

impl Printed {
    /// Of a cell and its text, whatever spaces and line breaks a program makes of it.
    pub fn new(row: u32, column: u32, text: &str) -> Self {
        Self(row, column, mark(plain(text).as_bytes()))
    }
}

fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A sheet of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSheet {
    /// Its name.
    pub name: String,
    /// What was printed, by row and column.
    pub printed: Vec<Printed>,
    /// Where something may be entered.
    pub inputs: Vec<Input>,
}

/// A form as it was given out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What it is for.
    pub kind: Kind,
    /// The procurement.
    pub procurement: String,
    /// For whom it is, by sign.
    pub person: String,
    /// What entries are about.
    pub subjects: Vec<Subject>,
    /// Its sheets, but for those in which nothing is entered.
    pub sheets: Vec<FormSheet>,
}

/// An entry that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Where it stands.
    pub place: Place,
    /// What was entered; empty where nothing was.
    pub text: String,
}

/// A cell of a returned sheet.
#[derive(Debug, Clone, Copy)]
pub struct Returned<'a> {
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u32,
    /// As it is shown.
    pub text: &'a str,
    /// Whether a formula made it.
    pub formula: bool,
}

/// How many altered cells of a sheet are told one by one.
const TOLD: usize = 8;

impl Form {
    /// By which a returned workbook is known as this form.
    ///
    /// The form is written as JSON, which never fails for it.
    pub fn digest(&self) -> Digest {
        Digest::of(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// What was entered, by subject and kind, and all that is wrong with the sheets themselves: those that are missing,
    /// printed cells that were altered, formulas. `sheet` gives the cells of a returned sheet by its name.
    pub fn read<'a>(
        &self,
        file: &str,
        mut sheet: impl FnMut(&str) -> Option<Vec<Returned<'a>>>,
    ) -> (BTreeMap<(usize, What), Filled>, Diagnostics) {
        let mut entries = BTreeMap::new();
        let mut faults = Diagnostics::default();
        for issued in &self.sheets {
            let at = |row: u32, column: u32| Place::Cell {
                file: Some(file.to_owned()),
                sheet: issued.name.clone(),
                cell: cell_name(row, column),
            };
            let Some(cells) = sheet(&issued.name) else {
                let place = Place::Whole { path: file.to_owned() };
                let message = format!("the sheet `{}` is missing", issued.name);
                let fault = Diagnostic::error(place, "panel/sheet-missing", message);
                faults
                    .push(fault.help("take the workbook that was issued, and leave its sheets as they are"));
                continue;
            };
            let cells: BTreeMap<(u32, u32), Returned<'_>> =
                cells.into_iter().map(|it| ((it.row, it.column), it)).collect();
            let mut altered = Vec::new();
            for Printed(row, column, was) in issued.printed.iter().copied() {
                let text = cells.get(&(row, column)).map_or("", |it| it.text);
                if mark(plain(text).as_bytes()) != was {
                    altered.push((row, column));
                }
            }
            let open: std::collections::BTreeSet<(u32, u32)> =
                issued.inputs.iter().map(|it| (it.row, it.column)).collect();
            for (row, column) in altered.iter().take(TOLD) {
                let message = "this cell does not say what was issued";
                let fault = Diagnostic::error(at(*row, *column), "panel/cell-altered", message);
                faults.push(fault.help(
                    "undo the change, or copy your entries into the workbook that was issued: scores must be of what \
                     the tenders say",
                ));
            }
            if let Some((row, column)) = altered.get(TOLD) {
                let message = format!("{} more cells do not say what was issued", altered.len() - TOLD);
                let fault = Diagnostic::error(at(*row, *column), "panel/cell-altered", message);
                faults.push(
                    fault.help("rows may have moved: copy your entries into the workbook that was issued"),
                );
            }
            for input in &issued.inputs {
                let found = cells.get(&(input.row, input.column));
                let place = at(input.row, input.column);
                if found.is_some_and(|it| it.formula) {
                    let message = format!("the {} is a formula", input.what.words());
                    let fault = Diagnostic::error(place.clone(), "panel/formula", message);
                    faults.push(fault.help("type what you mean as a number or as words"));
                }
                let text = found.map_or("", |it| it.text).trim().to_owned();
                entries.insert((input.of, input.what.clone()), Filled { place, text });
            }
            let known: std::collections::BTreeSet<(u32, u32)> =
                issued.printed.iter().map(|it| (it.0, it.1)).collect();
            for it in cells.values() {
                let at_cell = (it.row, it.column);
                if !open.contains(&at_cell)
                    && !known.contains(&at_cell)
                    && !it.formula
                    && !plain(it.text).is_empty()
                {
                    let message = format!("words stand where nothing is entered: “{}”", start(it.text));
                    let fault = Diagnostic::error(at(it.row, it.column), "panel/cell-beside", message);
                    faults.push(fault.help("move them into a yellow cell, or take them out"));
                }
            }
        }
        (entries, faults)
    }
}

/// The first words of a text, for a message.
pub(super) fn start(text: &str) -> String {
    let plain = plain(text);
    if plain.chars().count() <= 60 {
        return plain;
    }
    let cut: String = plain.chars().take(60).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |it| it.0))
}

/// A cell in A1 form; row and column count from 0.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    let column = super::letters(usize::try_from(column).unwrap_or(0));
    format!("{column}{}", u64::from(row) + 1)
}
