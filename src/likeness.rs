//! What tenders of one procurement have in common that they need not: passages, misspellings, authorship.
//!
//! Passages are found by winnowing (Schleimer, Wilkerson and Aiken, 2003): of every four neighbouring runs of five
//! words the least hash is kept, so that any run of eight words that two tenders share is found. What the question
//! says, names of standards, stock phrases and what many tenders say are set aside first. Findings say that a
//! likeness was found and never why: common templates, bid writers and shared tools explain most of them.

use crate::{diag::Place, id::QuestionId, tender::Origin};

mod pairs;
mod policy;
mod spelling;
mod words;

pub use pairs::compare;
pub use policy::Policy;

/// One tender, as far as likeness goes by it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// What the file says of who made it.
    pub origin: &'a Origin,
    /// Its answers, each with its question and cell.
    pub answers: &'a [Passage],
}

/// Words of a tender and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Which question they answer.
    pub question: QuestionId,
    /// The cell.
    pub place: Place,
    /// As they were typed.
    pub text: String,
}

/// Two tenders that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The position of the first in the list that was compared.
    pub first: usize,
    /// The position of the second.
    pub second: usize,
    /// Thousandths of the first one's own words that stand in the second too.
    pub contained_in_second: u32,
    /// Thousandths of the second one's own words that stand in the first too.
    pub contained_in_first: u32,
    /// The longest passage that both have, as each of them has it; none below the policy's length.
    pub passage: Option<SharedPassage>,
    /// Misspelt words that stand in these two and in no other tender, in order.
    pub misspellings: Vec<String>,
    /// What their files say alike of who made them.
    pub authorship: Vec<SharedMark>,
}

/// The longest passage that two tenders share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPassage {
    /// How many words.
    pub words: usize,
    /// As the first has it.
    pub first: Passage,
    /// As the second has it.
    pub second: Passage,
}

/// Something that two files say alike of who made them, and when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SharedMark {
    /// In words: `author`, `last saved by`, `made at`, `last saved at`.
    pub what: &'static str,
    /// What both say.
    pub value: String,
}

impl Likeness {
    /// Codes of what was found, for machines: `shared-authorship`, `shared-text`, `shared-passage`,
    /// `shared-misspellings`.
    pub fn codes(&self, policy: &Policy) -> Vec<&'static str> {
        [
            (!self.authorship.is_empty(), "shared-authorship"),
            (self.contained_in_first.max(self.contained_in_second) >= policy.contained, "shared-text"),
            (self.passage.is_some(), "shared-passage"),
            (self.misspellings.len() >= policy.misspellings, "shared-misspellings"),
        ]
        .into_iter()
        .filter_map(|(found, code)| found.then_some(code))
        .collect()
    }

    /// In a sentence that an officer can paste; `first` and `second` are the suppliers' names.
    pub fn message(&self, policy: &Policy, first: &str, second: &str) -> String {
        let mut found = Vec::new();
        for it in &self.authorship {
            found.push(format!("both files give `{}` as {}", it.value, it.what));
        }
        let contained = self.contained_in_first.max(self.contained_in_second);
        if contained >= policy.contained {
            let share = |thousandths: u32| format!("{} %", (thousandths + 5) / 10);
            found.push(format!(
                "{} of the words of `{first}` stand in the other tender and {} of those of `{second}`",
                share(self.contained_in_second),
                share(self.contained_in_first)
            ));
        }
        if let Some(it) = &self.passage {
            found.push(format!(
                "a passage of {} words stands in both ({}, {})",
                it.words, it.first.question, it.second.question
            ));
        }
        if self.misspellings.len() >= policy.misspellings {
            let words: Vec<String> = self.misspellings.iter().map(|it| format!("`{it}`")).collect();
            found.push(format!("both misspell {} and no other tender does", words.join(", ")));
        }
        format!(
            "similarity found between `{first}` and `{second}`: {}. A common template, bid writer or writing tool may \
             be the reason; ask before you conclude anything.",
            found.join("; ")
        )
    }
}
