//! What a reason must have: words of its own, and something of the tender that it points at.

use std::{cell::OnceCell, collections::BTreeSet};

use serde::Deserialize;

use super::{
    Citation, Terms,
    cite::{self, citations},
};
use crate::{
    assess::Answer,
    bank::Question,
    diag::{Diagnostic, Diagnostics, Place, counted},
    source::SourceFile,
    tender::ResponseState,
};

const FILE: &str = "scoring/reasons.toml";

/// What a reason must have: `scoring/reasons.toml`.
#[derive(Debug, Clone)]
pub struct Policy {
    least_words: usize,
    least_own: usize,
    /// Thousandths.
    pub(super) copied: usize,
    pub(super) copied_words: usize,
    pointers: BTreeSet<String>,
    nothing: Vec<Vec<String>>,
    empty: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PolicyFile {
    words: usize,
    own: usize,
    copied: usize,
    copied_words: usize,
    pointers: Vec<String>,
    nothing: Vec<String>,
    empty: String,
}

impl Policy {
    /// Reads the policy.
    ///
    /// # Errors
    /// All faults of the file.
    pub fn load(files: &[SourceFile]) -> Result<Self, Diagnostics> {
        let Some(file) = files.iter().find(|it| it.path.ends_with(FILE)) else {
            let place = Place::Whole { path: FILE.to_owned() };
            let mut faults = Diagnostics::default();
            let fault = Diagnostic::error(place, "panel/policy-missing", "the file is missing");
            faults.push(fault.help("restore it: it says what a reason for a score must have"));
            return Err(faults);
        };
        let (read, faults) = file.toml_all::<PolicyFile>();
        let Some(read) = read.filter(|_| faults.is_empty()) else { return Err(faults) };
        Ok(Self {
            least_words: read.words,
            least_own: read.own,
            copied: read.copied,
            copied_words: read.copied_words,
            pointers: read.pointers.iter().map(|it| it.to_lowercase()).collect(),
            nothing: read.nothing.iter().map(|it| words(it)).collect(),
            empty: read.empty.split_whitespace().map(stem).collect(),
        })
    }

    pub(super) fn is_pointer(&self, word: &str) -> bool {
        self.pointers.contains(word) || word.strip_suffix('s').is_some_and(|it| self.pointers.contains(it))
    }

    /// Whether the text says that there is nothing to point at.
    fn says_nothing(&self, text: &str) -> bool {
        let said = words(text);
        self.nothing.iter().any(|it| cite::contains(&said, it))
    }

    /// Words of `text` that the scale and the question do not give, each once.
    fn own(&self, text: &str, context: &Context<'_>) -> BTreeSet<String> {
        let own = words(text).iter().map(|it| stem(it)).collect::<BTreeSet<_>>();
        own.into_iter()
            .filter(|it| !self.empty.contains(it) && !context.given.contains(it) && !self.is_pointer(it))
            .collect()
    }

    /// All that `reason` and the pointer `evidence` beside it lack, each as what is wrong and what to do.
    pub fn check(
        &self,
        reason: &str,
        evidence: &str,
        score: u8,
        context: &Context<'_>,
    ) -> Vec<(&'static str, String, String)> {
        let mut faults = Vec::new();
        let mut fault = |code, message: &str, help: &str| {
            faults.push((code, message.to_owned(), help.to_owned()));
        };
        let said = words(reason);
        if said.is_empty() {
            fault("panel/reason-missing", "the reason is missing", "say what in the tender led to the score");
            return faults;
        }
        let found = citations(&[reason, evidence], context, self);
        for it in &found {
            match it {
                Citation::NotThere(quoted) => fault(
                    "panel/quotation",
                    &format!("the words “{quoted}” do not stand in this answer"),
                    "quote the tender as it is written, and without quotation marks what is yours",
                ),
                Citation::Cell(cell) if !context.cells.is_empty() && !context.cells.contains(cell) => fault(
                    "panel/evidence-cell",
                    &format!("`{cell}` is not a cell in which this tender answers"),
                    "name the cell that stands behind the answer, such as the one shown beside it",
                ),
                _ => {}
            }
        }
        let blank = context.answer.is_none_or(|it| it.state != ResponseState::Answered);
        let nothing = (score == 0 || blank) && (self.says_nothing(evidence) || self.says_nothing(reason));
        let own = self.own(reason, context).len();
        let cited = found.iter().any(|it| matches!(it, Citation::Words(_)));
        if said.len() < self.least_words && !nothing {
            fault(
                "panel/reason-short",
                &format!("a reason of {} explains nothing", counted(said.len(), "word")),
                "say what the tender shows and what is missing, so that the supplier could understand the score",
            );
        } else if own < self.least_own && !cited && !nothing {
            fault(
                "panel/reason-restates",
                "the reason only repeats the scale and the question",
                "say what this tender says: which words, figures, names or documents led to the score",
            );
        }
        let pointed = found.iter().any(|it| match it {
            Citation::Cell(cell) => context.cells.is_empty() || context.cells.contains(cell),
            Citation::NotThere(_) | Citation::Part(_) => false,
            _ => true,
        });
        if !pointed && !nothing {
            fault(
                "panel/evidence-missing",
                "nothing says where in the tender the reason is to be found",
                "name the cell, quote the words, or name the document with its page or section",
            );
        }
        faults
    }
}

/// What a reason is checked against.
#[derive(Debug)]
pub struct Context<'a> {
    /// The question.
    pub question: &'a Question,
    /// The answer, if there is one.
    pub answer: Option<&'a Answer>,
    /// The cells in which the tender answers, this question or others.
    pub cells: &'a BTreeSet<String>,
    /// Stems of the words of the scale and the question.
    pub(super) given: &'a BTreeSet<String>,
    /// Stems of the words of each part's title.
    pub(super) titles: &'a [BTreeSet<String>],
    said: OnceCell<Vec<String>>,
}

/// What all reasons for one question are checked against.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub words: BTreeSet<String>,
    pub titles: Vec<BTreeSet<String>>,
}

impl Given {
    pub(super) fn of(question: &Question, terms: &Terms, policy: &Policy) -> Self {
        let stems = |text: &str| words(text).iter().map(|it| stem(it)).collect::<Vec<_>>();
        let mut given: BTreeSet<String> = BTreeSet::new();
        for it in &terms.scale {
            given.extend(stems(&it.name));
            given.extend(stems(&it.text));
        }
        given.extend(stems(&question.title));
        given.extend(stems(&question.text));
        for it in &question.parts {
            given.extend(stems(&it.title));
            given.extend(stems(&it.guidance));
        }
        let title = |it: &crate::bank::Part| {
            stems(&it.title).into_iter().filter(|it| !policy.empty.contains(it)).collect()
        };
        Self { words: given, titles: question.parts.iter().map(title).collect() }
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(
        question: &'a Question,
        answer: Option<&'a Answer>,
        cells: &'a BTreeSet<String>,
        given: &'a Given,
    ) -> Self {
        Self { question, answer, cells, given: &given.words, titles: &given.titles, said: OnceCell::new() }
    }

    /// Whether the answer says these words, one after the other.
    pub(super) fn says(&self, said: &[String]) -> bool {
        let all = self.said.get_or_init(|| {
            let mut all = Vec::new();
            if let Some(answer) = self.answer {
                all = words(&answer.text);
                for field in &answer.fields {
                    all.extend(words(&format!("{:?}", field.said)));
                }
            }
            all
        });
        cite::contains(all, said)
    }
}

/// The words of a text in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    if text.is_ascii() {
        let split = text.split(|c: char| !c.is_ascii_alphanumeric());
        return split.filter(|it| !it.is_empty()).map(str::to_ascii_lowercase).collect();
    }
    cite::spelled(text).iter().flat_map(|it| words_of_token(it)).collect()
}

fn words_of_token(text: &str) -> Vec<String> {
    let split = text.split(|c: char| !c.is_alphanumeric());
    split.filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
}

/// A word without its ending, so that `encrypts` and `encrypted` are one.
pub(super) fn stem(word: &str) -> String {
    for ending in ["ing", "ed", "es", "s"] {
        if let Some(it) = word.strip_suffix(ending)
            && it.chars().count() >= 3
        {
            return it.trim_end_matches('e').to_owned();
        }
    }
    word.trim_end_matches('e').to_owned()
}
