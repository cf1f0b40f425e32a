//! When likeness is told, and what is alike in all tenders: `scoring/likeness.toml`.

use serde::Deserialize;

use super::words;
use crate::{
    bank::Bank,
    diag::{Diagnostic, Diagnostics, Place},
    source::SourceFile,
};

const FILE: &str = "scoring/likeness.toml";

/// When likeness is told, and what is set aside.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Thousandths of a tender's words from which on it is told that they stand in another.
    pub contained: u32,
    /// Words from which on a shared passage is told.
    pub passage: usize,
    /// From so many misspellings on that only two tenders have they are told.
    pub misspellings: usize,
    /// What more tenders than this share says nothing.
    pub(super) common: usize,
    /// Authors that name nobody, in lower case.
    pub(super) nobody: Vec<String>,
    /// Phrases that are cut out of what is compared, each as words, the longest first.
    pub(super) stock: Vec<Vec<String>>,
    /// Hashes of the runs of words of the questions, in order.
    pub(super) asked: Vec<u64>,
    /// The words of the questions and those that are often misspelt, in order.
    pub(super) vocabulary: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    contained: u32,
    passage: usize,
    misspellings: usize,
    common: usize,
    nobody: Vec<String>,
    stock: Vec<String>,
    spelt: String,
}

impl Policy {
    /// Reads the policy, with the questions and the names of standards of `bank` to set aside.
    ///
    /// # Errors
    /// All faults of the file, each with its place.
    pub fn load(files: &[SourceFile], bank: &Bank) -> Result<Self, Diagnostics> {
        let Some(file) = files.iter().find(|it| it.path.ends_with(FILE)) else {
            let place = Place::Whole { path: FILE.to_owned() };
            let fault = Diagnostic::error(place, "likeness/missing", "the file is missing")
                .help("restore it: it says when two tenders are alike");
            let mut faults = Diagnostics::default();
            faults.push(fault);
            return Err(faults);
        };
        let (read, faults) = file.toml_all::<PolicyFile>();
        let Some(read) = read.filter(|_| faults.is_empty()) else { return Err(faults) };
        let named = bank.sources.values().flat_map(|it| it.named_as.iter().chain([&it.title]));
        let mut stock: Vec<Vec<String>> = read.stock.iter().chain(named).map(|it| words::of(it)).collect();
        stock.retain(|it| it.len() > 1);
        stock.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        stock.dedup();
        let mut asked = Vec::new();
        let mut vocabulary = words::of(&read.spelt);
        for question in &bank.questions {
            let parts = question.parts.iter().flat_map(|it| [&it.title, &it.guidance]);
            for text in [&question.title, &question.text].into_iter().chain(parts) {
                let words = words::of(text);
                asked.extend(words.windows(words::RUN).map(words::hash));
                vocabulary.extend(words);
            }
        }
        asked.sort_unstable();
        asked.dedup();
        vocabulary.sort_unstable();
        vocabulary.dedup();
        let nobody = read.nobody.iter().map(|it| it.trim().to_lowercase()).collect();
        Ok(Self {
            contained: read.contained,
            passage: read.passage,
            misspellings: read.misspellings,
            common: read.common,
            nobody,
            stock,
            asked,
            vocabulary,
        })
    }

    /// Whether the words at the beginning of `words` are a stock phrase; how many there are of them.
    pub(super) fn stock_at(&self, words: &[&str]) -> Option<usize> {
        let is_here = |it: &&Vec<String>| {
            words.len() >= it.len() && it.iter().zip(words).all(|(a, b)| a.as_str() == *b)
        };
        self.stock.iter().find(is_here).map(Vec::len)
    }
}
