//! What a reason points at: cells, parts of the question, words of the tender, documents.

use std::collections::BTreeSet;

use super::reason::{Context, Policy, words};
use crate::{id::PartId, language::token::Tokens};

/// Something that a reason points at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Citation {
    /// A part of the question, by letter, title or words that were found for it.
    Part(PartId),
    /// A cell, such as `D14`.
    Cell(String),
    /// Words that stand in the answer, as quoted.
    Words(String),
    /// Words that are quoted and do not stand in the answer.
    NotThere(String),
    /// A document, page or section.
    Document(String),
}

/// The shortest quotation that is one, in words.
const QUOTE: usize = 2;

/// All that `texts` point at, each once.
pub fn citations(texts: &[&str], context: &Context<'_>, policy: &Policy) -> BTreeSet<Citation> {
    let mut found = BTreeSet::new();
    for text in texts {
        cells(text, &mut found);
        quotes(text, context, &mut found);
        parts(text, context, &mut found);
        documents(text, policy, &mut found);
    }
    found
}

/// A citation in a few words, for a table.
pub fn shown(it: &Citation, context: &Context<'_>) -> String {
    match it {
        Citation::Part(part) => {
            let found = context.question.parts.iter().find(|it| it.id == *part);
            match found.map(|it| (it.letter, it.title.as_str())) {
                Some((Some(letter), title)) => format!("({letter}) {title}"),
                Some((None, title)) => title.to_owned(),
                None => part.to_string(),
            }
        }
        Citation::Cell(cell) => cell.clone(),
        Citation::Words(words) | Citation::NotThere(words) => format!("“{words}”"),
        Citation::Document(document) => document.clone(),
    }
}

fn cells(text: &str, found: &mut BTreeSet<Citation>) {
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = word.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let Some((letters, number)) = word.split_at_checked(digits) else { continue };
        let is_cell = (1..=3).contains(&letters.len())
            && letters.bytes().all(|it| it.is_ascii_uppercase())
            && (1..=7).contains(&number.len())
            && !number.starts_with('0')
            && number.bytes().all(|it| it.is_ascii_digit());
        if is_cell {
            found.insert(Citation::Cell(word.to_owned()));
        }
    }
}

fn quotes(text: &str, context: &Context<'_>, found: &mut BTreeSet<Citation>) {
    for quoted in quoted(text) {
        let said = words(quoted);
        if said.len() < QUOTE {
            continue;
        }
        let plain: String = quoted.split_whitespace().collect::<Vec<_>>().join(" ");
        if !context.says(&said) {
            found.insert(Citation::NotThere(plain));
            continue;
        }
        for part in context.answer.iter().flat_map(|it| &it.parts) {
            let of_part = part.claims.iter().map(|it| words(&it.text));
            if of_part.into_iter().any(|it| contains(&it, &said) || contains(&said, &it)) {
                found.insert(Citation::Part(part.part.clone()));
            }
        }
        found.insert(Citation::Words(plain));
    }
}

/// What stands in double quotation marks of either kind.
pub(super) fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['“', '"', '„', '«']) {
        let Some(after) = rest.get(start..).map(|it| {
            let mut chars = it.chars();
            chars.next();
            chars.as_str()
        }) else {
            break;
        };
        let Some(end) = after.find(['”', '"', '“', '»']) else { break };
        found.extend(after.get(..end));
        rest = after
            .get(end..)
            .and_then(|it| it.char_indices().nth(1).and_then(|(n, _)| it.get(n..)))
            .unwrap_or("");
    }
    found
}

/// Whether `inner` stands in `outer`, word for word.
pub(super) fn contains(outer: &[String], inner: &[String]) -> bool {
    !inner.is_empty() && outer.windows(inner.len()).any(|it| it == inner)
}

fn parts(text: &str, context: &Context<'_>, found: &mut BTreeSet<Citation>) {
    let said: BTreeSet<String> = words(text).iter().map(|it| super::reason::stem(it)).collect();
    let lower = text.to_lowercase();
    for (n, part) in context.question.parts.iter().enumerate() {
        let lettered = part.letter.is_some_and(|it| lower.contains(&format!("({it})")));
        let title = context.titles.get(n);
        let named = title.is_some_and(|it| !it.is_empty() && it.iter().all(|word| said.contains(word)));
        if lettered || named {
            found.insert(Citation::Part(part.id.clone()));
        }
    }
}

/// `page 4`, `section 3.2`, `Appendix B`, and names of files.
fn documents(text: &str, policy: &Policy, found: &mut BTreeSet<Citation>) {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    for (n, token) in tokens.iter().enumerate() {
        let bare = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let name = bare.trim_end_matches('.');
        let ending = name.rsplit_once('.').map_or("", |it| it.1);
        if ["pdf", "docx", "xlsx", "ods", "odt", "csv", "png"].contains(&ending.to_lowercase().as_str()) {
            found.insert(Citation::Document(name.to_owned()));
        }
        let word = name.to_lowercase();
        let Some(next) = tokens.get(n + 1) else { continue };
        let next = next.trim_matches(|c: char| !c.is_alphanumeric());
        let counts = next.starts_with(|c: char| c.is_ascii_digit())
            || (next.chars().count() <= 2 && next.starts_with(|c: char| c.is_ascii_uppercase()));
        let short = matches!(word.as_str(), "p" | "pp" | "pg" | "para");
        if counts && (short || policy.is_pointer(&word)) {
            found.insert(Citation::Document(format!("{name} {next}")));
        }
    }
}

/// The words of an answer in one spelling, for finding quotations.
pub(super) fn spelled(text: &str) -> Vec<String> {
    let tokens = Tokens::of(text);
    let list = tokens.list.iter().map(|it| tokens.word(it).to_owned());
    list.filter(|it| it.chars().any(char::is_alphanumeric)).collect()
}
