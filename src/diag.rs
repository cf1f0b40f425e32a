//! What is wrong with a file, where, and what to do about it.

use std::{cmp::Ordering, fmt};

use serde::{Deserialize, Serialize};

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth a look; nothing stops.
    Warning,
    /// The file cannot be used as it stands.
    Error,
}

/// Where something stands, for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// A cell of a workbook: `acme.xlsx › Responses › D14`.
    Cell {
        /// The file, as the user named it; left out where the file is plain from around it.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<String>,
        /// The sheet's name; `CSV` for a plain text file.
        sheet: String,
        /// The cell in A1 form.
        cell: String,
    },
    /// A line of a data file, from 1; the column counts characters from 1.
    Line {
        /// The path as the user named it.
        path: String,
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
    },
    /// The file as a whole.
    Whole {
        /// The path as the user named it.
        path: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { file: Some(file), sheet, cell } => write!(f, "{file} › {sheet} › {cell}"),
            Self::Cell { file: None, sheet, cell } => write!(f, "{sheet} › {cell}"),
            Self::Line { path, line, column } => write!(f, "{path}:{line}:{column}"),
            Self::Whole { path } => f.write_str(path),
        }
    }
}

impl Place {
    /// The order in which a person goes over places: the cells of a sheet by row and column, all else as it is written.
    fn read_before(&self, other: &Self) -> Ordering {
        if let (
            Self::Cell { file, sheet, cell },
            Self::Cell { file: other_file, sheet: other_sheet, cell: other_cell },
        ) = (self, other)
        {
            let by_cell = || position(cell).cmp(&position(other_cell)).then_with(|| cell.cmp(other_cell));
            return file.cmp(other_file).then_with(|| sheet.cmp(other_sheet)).then_with(by_cell);
        }
        self.cmp(other)
    }
}

/// The row of a cell in A1 form, and its column as what sorts like it: `Z` stands before `AA`.
fn position(cell: &str) -> (u64, usize, &str) {
    let column = cell.trim_end_matches(|it: char| it.is_ascii_digit());
    let row = cell.strip_prefix(column).and_then(|it| it.parse().ok()).unwrap_or(0);
    (row, column.len(), column)
}

/// One fault of one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where.
    pub place: Place,
    /// Whether it stops the file from being used.
    pub severity: Severity,
    /// `area/kebab-case`, stable.
    pub code: &'static str,
    /// Lower case, one clause, the user's words in backticks.
    pub message: String,
    /// What to do, in the imperative.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A fault that stops the file from being used.
    pub fn error(place: Place, code: &'static str, message: impl Into<String>) -> Self {
        Self { place, severity: Severity::Error, code, message: message.into(), help: None }
    }

    /// Something worth a look.
    pub fn warning(place: Place, code: &'static str, message: impl Into<String>) -> Self {
        Self { place, severity: Severity::Warning, code, message: message.into(), help: None }
    }

    /// With what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}[{}]: {}\n  --> {}", self.code, self.message, self.place)?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// Several faults, in the order of their places, for an error that must tell all of them at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another list.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|it| it.severity == Severity::Error)
    }

    /// All of them, sorted by place.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort_by(|a, b| a.place.read_before(&b.place).then_with(|| a.cmp(b)));
        self.0
    }

    /// Each fault once, where the same file was read for several reasons.
    #[must_use]
    pub fn into_distinct(self) -> Self {
        let mut all = self.into_sorted();
        all.dedup();
        Self(all)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, it) in self.clone().into_sorted().iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{it}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// So many of a thing, in words.
pub fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// The nearest of `candidates` to `word`, for a help line; none if nothing is near.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|it| (distance(word, it), it))
        .filter(|(far, _)| *far <= allowed)
        .min()
        .map(|(_, it)| it)
}

/// Levenshtein's distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, left) in a.chars().enumerate() {
        let mut before = n;
        let mut last = n + 1;
        if let Some(first) = row.first_mut() {
            *first = last;
        }
        for (right, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let changed = before + usize::from(left != *right);
            before = *cell;
            *cell = changed.min(before + 1).min(last + 1);
            last = *cell;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_says_what_where_and_what_to_do() {
        let it = Diagnostic::error(
            Place::Line { path: "scoring/rules/SLP-08/1.toml".into(), line: 3, column: 12 },
            "rule/unknown-part",
            "`backup` is not a part of `SLP-08`",
        )
        .help("the nearest part is `backups`");
        assert_eq!(
            it.to_string(),
            "error[rule/unknown-part]: `backup` is not a part of `SLP-08`\n  --> scoring/rules/SLP-08/1.toml:3:12\n  help: the nearest part is `backups`"
        );
    }

    #[test]
    fn faults_of_a_sheet_are_told_by_row_and_column() {
        let at = |sheet: &str, cell: &str| {
            let (file, sheet) = (Some("a.xlsx".to_owned()), sheet.to_owned());
            Diagnostic::error(Place::Cell { file, sheet, cell: cell.to_owned() }, "panel/a", "wrong")
        };
        let mut faults = Diagnostics::default();
        for (sheet, cell) in [("B", "A1"), ("A", "H12"), ("A", "AA5"), ("A", "H5"), ("A", "C12"), ("A", "H5")]
        {
            faults.push(at(sheet, cell));
        }
        let sorted: Vec<String> =
            faults.into_distinct().into_sorted().iter().map(|it| it.place.to_string()).collect();
        let cells = ["A › H5", "A › AA5", "A › C12", "A › H12", "B › A1"];
        assert_eq!(sorted, cells.map(|it| format!("a.xlsx › {it}")));
    }

    #[test]
    fn one_thing_is_not_several() {
        assert_eq!([0, 1, 2].map(|it| counted(it, "flag")), ["0 flags", "1 flag", "2 flags"]);
    }

    #[test]
    fn the_nearest_word_is_offered_only_when_near() {
        assert_eq!(nearest("backup", ["archives", "backups"]), Some("backups"));
        assert_eq!(nearest("zebra", ["archives", "backups"]), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
