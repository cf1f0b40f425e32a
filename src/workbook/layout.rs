//! Layout files: where ids, answers and notes stand in a workbook, and how a foreign questionnaire's items
//! bear on our questions.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{
    diag::{Diagnostic, Diagnostics},
    id::{Name, PartId, QuestionId},
    source::{SourceFile, Spanned},
};

/// The folder of the layout files.
const FOLDER: &str = "scoring/layouts/";

/// No heading is longer: what is, is an answer.
const LABEL_BYTES: usize = 100;

/// All layouts, in the order of their ids.
#[derive(Debug, Clone, Default)]
pub struct Layouts(Vec<Layout>);

/// Where things stand in one kind of workbook.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Such as `probity-1`.
    pub id: Name,
    /// For people.
    pub title: String,
    /// What a row answers.
    pub rows: Rows,
    /// The header may stand in any of this many rows from the top.
    pub header_rows: u32,
    /// The header is repeated at each section.
    pub repeats: bool,
    /// Usual names of the sheets with answers, folded; an unusual name is told to the person. None are usual
    /// when empty.
    pub sheets: BTreeSet<String>,
    /// Names, folded, of further sheets that belong to the layout and hold nothing of the supplier's.
    pub furniture: BTreeSet<String>,
    /// With which the labels of columns begin.
    initials: BTreeSet<char>,
    /// The labels of each column.
    columns: Vec<(Column, Labels)>,
    /// Labels, folded, of particulars that stand beside their values on a sheet of their own.
    particulars: BTreeMap<String, Particular>,
    /// Areas such as `REQU`, one of which must be among the ids that are found.
    pub areas: BTreeSet<String>,
    /// What the items bear on.
    pub map: BTreeMap<String, Vec<Bearing>>,
}

/// What the rows of a layout answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rows {
    /// The bank's own questions.
    Questions,
    /// Items of a foreign questionnaire.
    Items,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// The id of the question or item.
    Id,
    /// Its wording, as it was sent back.
    Question,
    /// Its weight, as it was sent back.
    Weight,
    /// A tick.
    YesNo,
    /// The words; in a foreign questionnaire's answer column a tick or words.
    Response,
    /// Words beside the answer.
    Notes,
    /// Where evidence is found.
    Evidence,
    /// Whether the supplier holds it to be confidential.
    Confidential,
    /// Known and not read: reasons, limits, guidance.
    Other,
}

/// A particular of the tender that stands beside its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Particular {
    /// The supplier's name.
    Supplier,
    /// The version of the bank that the workbook was made from.
    BankVersion,
    /// Known and not read.
    Other,
}

/// How a column is recognised.
#[derive(Debug, Clone)]
struct Labels {
    words: BTreeSet<String>,
    required: bool,
}

/// What an item of a foreign questionnaire bears on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearing {
    /// Our question.
    pub question: QuestionId,
    /// Its parts; all of them when none are named.
    pub parts: Vec<PartId>,
    /// Words, in lower case, that the item's wording must hold where the workbook has it.
    pub about: Vec<String>,
    /// A yes is the bad answer, so that the tick is no assent.
    pub against: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LayoutFile {
    id: Name,
    title: String,
    rows: Rows,
    header_rows: u32,
    #[serde(default)]
    repeats: bool,
    #[serde(default)]
    sheets: Vec<String>,
    #[serde(default)]
    furniture: Vec<String>,
    #[serde(default)]
    areas: BTreeSet<String>,
    #[serde(default)]
    particulars: Vec<ParticularFile>,
    columns: Vec<ColumnFile>,
    #[serde(default)]
    map: Vec<Spanned<MapFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ColumnFile {
    column: Column,
    labels: Vec<String>,
    #[serde(default)]
    required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ParticularFile {
    particular: Particular,
    labels: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MapFile {
    item: String,
    question: QuestionId,
    #[serde(default)]
    parts: Vec<PartId>,
    #[serde(default)]
    about: Vec<String>,
    #[serde(default)]
    against: bool,
}

impl Layouts {
    /// Reads `scoring/layouts/*.toml` among the data files. All faults are reported at once.
    ///
    /// # Errors
    /// When a layout file is faulty or two have the same id.
    pub fn load(files: &[SourceFile]) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        let mut layouts: BTreeMap<Name, Layout> = BTreeMap::new();
        for file in files.iter().filter(|it| is_layout(&it.path)) {
            match file.toml::<LayoutFile>() {
                Ok(read) => {
                    let layout = Layout::new(file, read, &mut faults);
                    if layouts.contains_key(&layout.id) {
                        let message = format!("the layout `{}` stands in two files", layout.id);
                        let fault = Diagnostic::error(file.whole(), "layout/twice", message);
                        faults.push(fault.help("give one of them another id, or remove it"));
                    }
                    layouts.insert(layout.id.clone(), layout);
                }
                Err(fault) => faults.push(fault),
            }
        }
        if faults.has_errors() { Err(faults) } else { Ok(Self(layouts.into_values().collect())) }
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Layout> {
        self.0.iter()
    }

    /// The layout with this id.
    pub fn get(&self, id: &str) -> Option<&Layout> {
        self.0.iter().find(|it| it.id.as_str() == id)
    }
}

impl Layout {
    fn new(file: &SourceFile, read: LayoutFile, faults: &mut Diagnostics) -> Self {
        let mut map: BTreeMap<String, Vec<Bearing>> = BTreeMap::new();
        for entry in read.map {
            let start = entry.span().start;
            let MapFile { item, question, parts, about, against } = entry.into_inner();
            let bearings = map.entry(item.clone()).or_default();
            if bearings.iter().any(|it| it.question == question) {
                let message = format!("`{item}` is mapped to `{question}` twice");
                let fault = Diagnostic::error(file.place(start), "layout/mapped-twice", message);
                faults.push(fault.help("name all the parts in one entry"));
            } else {
                let about = about.iter().map(|it| it.to_lowercase()).collect();
                bearings.push(Bearing { question, parts, about, against });
            }
        }
        let mut columns: Vec<(Column, Labels)> = Vec::new();
        for it in read.columns {
            let words: BTreeSet<String> = it.labels.iter().map(|label| fold(label)).collect();
            for word in &words {
                if let Some((other, _)) = columns.iter().find(|(_, labels)| labels.words.contains(word)) {
                    let message = format!("the label `{word}` belongs to {other:?} and {:?}", it.column);
                    let fault = Diagnostic::error(file.whole(), "layout/label-twice", message);
                    faults.push(fault.help("a label names one column"));
                }
            }
            columns.push((it.column, Labels { words, required: it.required }));
        }
        let labels = columns.iter().flat_map(|(_, labels)| &labels.words);
        let initials = labels.filter_map(|it| it.chars().next()).collect();
        let particulars = read.particulars.iter();
        Self {
            id: read.id,
            title: read.title,
            rows: read.rows,
            header_rows: read.header_rows,
            repeats: read.repeats,
            sheets: read.sheets.iter().map(|it| fold(it)).collect(),
            furniture: read.furniture.iter().map(|it| fold(it)).collect(),
            initials,
            columns,
            particulars: particulars
                .flat_map(|it| it.labels.iter().map(|label| (fold(label), it.particular)))
                .collect(),
            areas: read.areas,
            map,
        }
    }

    /// The column that a header cell names.
    pub fn column(&self, label: &str) -> Option<Column> {
        // Most cells are answers, and are told apart before anything is copied.
        let start = label.chars().find(|c| !c.is_whitespace());
        if label.len() > LABEL_BYTES
            || !start.is_some_and(|it| self.initials.contains(&it.to_ascii_lowercase()))
        {
            return None;
        }
        let label = fold(label);
        if label.is_empty() {
            return None;
        }
        self.columns.iter().find(|(_, labels)| labels.words.contains(&label)).map(|(column, _)| *column)
    }

    /// The columns without which a row is no header, each with its labels for messages.
    pub fn required(&self) -> impl Iterator<Item = (Column, impl Iterator<Item = &str>)> {
        let required = self.columns.iter().filter(|(_, labels)| labels.required);
        required.map(|(column, labels)| (*column, labels.words.iter().map(String::as_str)))
    }

    /// The columns in the usual order.
    pub fn order(&self) -> impl Iterator<Item = Column> {
        self.columns.iter().map(|(column, _)| *column)
    }

    /// The particular that a label names.
    pub fn particular(&self, label: &str) -> Option<Particular> {
        if self.particulars.is_empty() || label.len() > LABEL_BYTES {
            None
        } else {
            self.particulars.get(&fold(label)).copied()
        }
    }
}

fn is_layout(path: &str) -> bool {
    path.strip_prefix(FOLDER).is_some_and(|it| it.strip_suffix(".toml").is_some())
}

/// A label without what people change in labels: case, spacing, a mark of obligation, a note in brackets.
pub fn fold(label: &str) -> String {
    let label = match label.trim_end().strip_suffix(')').and_then(|it| it.rsplit_once('(')) {
        Some((before, _)) if !before.trim().is_empty() => before,
        _ => label,
    };
    let words = label.split(|c: char| c.is_whitespace() || c == '_' || c == '\u{200b}');
    let mut folded = String::with_capacity(label.len());
    for word in words.filter(|it| !it.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    let kept = folded.trim_end_matches(['*', ':', '?', '.', ' ']).len();
    folded.truncate(kept);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_compared_without_case_spacing_marks_and_notes() {
        for label in ["Question ID", " question\u{a0}id ", "QUESTION_ID*", "Question ID (do not change)"] {
            assert_eq!(fold(label), "question id", "{label}");
        }
        assert_eq!(fold("(a)"), "(a)");
    }

    #[test]
    fn all_faults_of_a_layout_are_told_with_their_places() {
        let text = r#"
id = "odd-1"
title = "Odd"
rows = "items"
header-rows = 40
[[columns]]
column = "response"
labels = ["Answer"]
[[columns]]
column = "notes"
labels = ["ANSWER "]
[[map]]
item = "A-01"
question = "SLP-08"
[[map]]
item = "A-01"
question = "SLP-08"
parts = ["backups"]
"#;
        let file = SourceFile::new("scoring/layouts/odd.toml", text);
        let faults = Layouts::load(&[file]).unwrap_err().to_string();
        assert!(faults.contains("layout/label-twice"), "{faults}");
        assert!(faults.contains("scoring/layouts/odd.toml:15"), "{faults}");
    }
}
