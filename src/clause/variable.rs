//! What fills a placeholder: words and values of answers, from one place of the tender or the first of several.

use std::fmt;

use super::{
    Circumstances,
    field::{FieldOf, RowTest},
    quote::sentence,
    text::{LONGEST_QUOTE, Run, clip, one_line},
    trigger::Parts,
};
use crate::{
    assess::{Answer, Claim, FieldFinding, Status},
    id::Name,
    language::{
        token::Tokens,
        value::{self, Amount},
    },
    tender::Said,
};

/// What fills a placeholder.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: Name,
    /// Where it is looked for, in order.
    pub(super) sources: Vec<Source>,
    pub(super) take: Take,
    pub(super) choose: Choose,
    /// Whether several values make a list; otherwise they are put to the lawyer.
    pub(super) many: bool,
    /// What stands where no answer has it, in square brackets. Where there is none, the sub-clause goes.
    pub(super) otherwise: Option<String>,
}

/// Where a placeholder's words are looked for.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// The claims on parts that say so much of them.
    Claims { parts: Parts, from: Vec<Status> },
    /// The cell of a field.
    Cell { of: FieldOf },
    /// A column of a table, in the rows that are meant.
    Column { of: FieldOf, column: Name, rows: RowTest },
}

/// What a placeholder takes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Take {
    /// Values of this kind.
    Values(Name),
    /// Words, in quotation marks; only of claims that carry a value of this kind, where one is named.
    Words { with: Option<Name> },
    /// What stands in the cells, as it stands.
    Cell,
}

/// Which of several sources counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Choose {
    /// The first that has anything.
    #[default]
    First,
    /// All of them.
    All,
    /// The smallest value of all.
    Least,
    /// The greatest value of all.
    Most,
}

impl Variable {
    pub(super) fn fill(&self, answers: &[Answer], of: &Circumstances) -> Option<Run> {
        let mut each = self.sources.iter().map(|it| it.found(&self.take, answers, of));
        let found = match self.choose {
            Choose::First => each.find(|it| !it.is_empty()).unwrap_or_default(),
            Choose::All => each.flatten().collect(),
            Choose::Least => extreme(each.flatten().collect(), false),
            Choose::Most => extreme(each.flatten().collect(), true),
        };
        let mut distinct: Vec<String> = Vec::new();
        for it in found {
            if !it.is_empty() && !distinct.iter().any(|other| other.eq_ignore_ascii_case(&it)) {
                distinct.push(it);
            }
        }
        Some(match (&self.take, distinct.as_slice()) {
            (_, []) => Run::Open(self.otherwise.clone()?),
            (Take::Words { .. }, all) => Run::Tendered(all.join("; ")),
            (_, [one]) => Run::Tendered(one.clone()),
            (_, [before @ .., last]) if self.many => {
                Run::Tendered(format!("{} and {last}", before.join(", ")))
            }
            (_, all) => Run::Open(format!("[{}: the Tender states more than one]", all.join(" or "))),
        })
    }
}

/// The value of the least or greatest size; all of them where one has no size that others can be compared with.
fn extreme(found: Vec<String>, most: bool) -> Vec<String> {
    let sized: Option<Vec<u64>> = found.iter().map(|it| size(it)).collect();
    let Some(sized) = sized else { return found };
    let best = if most { sized.iter().max() } else { sized.iter().min() };
    let at = best.and_then(|best| sized.iter().position(|it| it == best));
    at.and_then(|it| found.into_iter().nth(it)).into_iter().collect()
}

fn size(text: &str) -> Option<u64> {
    match value::find(&Tokens::of(text)).first()?.amount {
        Amount::Minutes(it) | Amount::Pence(it) => Some(it),
        Amount::PerYear(it) | Amount::PerMille(it) | Amount::Version(it) | Amount::Bits(it) => {
            Some(it.into())
        }
        Amount::Days(..) | Amount::None => None,
    }
}

impl Source {
    fn found(&self, take: &Take, answers: &[Answer], known: &Circumstances) -> Vec<String> {
        match self {
            Self::Claims { parts, from } => {
                let answers = answers.iter().filter(|it| it.question == parts.question);
                let of = |answer: &Answer| -> Vec<String> {
                    let parts = answer.parts.iter().filter(|it| parts.parts.contains(&it.part));
                    let claims = parts.flat_map(|it| &it.claims).filter(|it| from.contains(&it.status));
                    claims.flat_map(|it| take.from(answer, it)).collect()
                };
                answers.flat_map(of).collect()
            }
            Self::Cell { of } => of.of(answers).map(|(_, it)| take.of_cell(it)).unwrap_or_default(),
            Self::Column { of, column, rows } => {
                let Some((_, finding)) = of.of(answers) else { return Vec::new() };
                let cells = rows.rows(finding, known).into_iter().flatten();
                let cells = cells.filter(|it| it.column == *column);
                cells.map(|it| take.dressed(&it.text)).filter(|it| !it.is_empty()).collect()
            }
        }
    }
}

impl Take {
    fn from(&self, answer: &Answer, claim: &Claim) -> Vec<String> {
        match self {
            Self::Values(kind) => {
                // A claim carries the values of its sentence; those in its own words are nearer the point.
                let of_kind = || claim.values.iter().filter(|it| it.kind == *kind).map(|it| &it.text);
                let own = of_kind().any(|it| claim.text.contains(it.as_str()));
                let near = of_kind().filter(|it| !own || claim.text.contains(it.as_str()));
                near.map(|it| clip(&one_line(it), LONGEST_QUOTE)).collect()
            }
            Self::Words { with } => {
                let carried = with.as_ref().is_none_or(|kind| claim.values.iter().any(|it| it.kind == *kind));
                if !carried {
                    return Vec::new();
                }
                let words = self.dressed(sentence(answer, claim));
                if words.is_empty() { Vec::new() } else { vec![words] }
            }
            Self::Cell => vec![self.dressed(&claim.text)],
        }
    }

    fn of_cell(&self, finding: &FieldFinding) -> Vec<String> {
        if let Self::Values(kind) = self {
            let values = finding.values.iter().filter(|it| it.kind == *kind);
            return values.map(|it| clip(&one_line(&it.text), LONGEST_QUOTE)).collect();
        }
        let typed = match (&finding.said, finding.values.first()) {
            // A number is printed with its unit.
            (Said::Text(_), Some(value)) => value.text.as_str(),
            (Said::Text(text), None) => text.as_str(),
            (Said::Rows(_) | Said::Unreadable, _) => return Vec::new(),
        };
        let it = self.dressed(typed);
        if it.is_empty() { Vec::new() } else { vec![it] }
    }

    /// Words as they stand in a contract: on one line, not too long, in quotation marks where they are quoted.
    fn dressed(&self, words: &str) -> String {
        let words = clip(&one_line(words), LONGEST_QUOTE);
        match self {
            Self::Words { .. } => {
                // The sentence of the clause has a full stop of its own.
                let words = words.trim_end_matches(['.', ';', ',']);
                if words.is_empty() { String::new() } else { format!("“{words}”") }
            }
            Self::Values(_) | Self::Cell => words,
        }
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match &self.take {
            Take::Values(kind) => format!("the {kind}"),
            Take::Words { with: Some(kind) } => format!("the words with a {kind}"),
            Take::Words { with: None } => "the words".to_owned(),
            Take::Cell => "what stands".to_owned(),
        };
        let which = match (self.choose, self.sources.len()) {
            (Choose::Least, _) => "the least of ",
            (Choose::Most, _) => "the most of ",
            _ => "",
        };
        let sources: Vec<String> = self.sources.iter().map(ToString::to_string).collect();
        let between = if self.choose == Choose::First { ", or else " } else { ", and " };
        write!(f, "{which}{what} {}", sources.join(between))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claims { parts, from } => {
                let from: Vec<String> = from.iter().map(super::word).collect();
                write!(f, "of {parts}, where {}", from.join(" or "))
            }
            Self::Cell { of } => write!(f, "in {of}"),
            Self::Column { of, column, rows } => {
                write!(f, "under `{column}` in {of}")?;
                if *rows == RowTest::default() { Ok(()) } else { write!(f, " where it {rows}") }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_is_found_by_size_and_not_by_spelling() {
        let of = |all: &[&str]| extreme(all.iter().map(|it| (*it).to_owned()).collect(), false);
        assert_eq!(of(&["48 hours", "1 day", "36 hours"]), ["1 day"]);
        assert_eq!(of(&["soon", "1 day"]), ["soon", "1 day"]);
        assert!(of(&[]).is_empty());
    }
}
