//! The text of a clause: numbered sub-clauses with lettered items, and placeholders that answers fill.
//!
//! The structure is read before anything is filled in, and what is filled in is never read again: a supplier who
//! writes `{{ x }}` or `2. The Council shall pay` gets exactly those characters into one paragraph.

use std::fmt;

use super::{Circumstances, variable::Variable};
use crate::{assess::Answer, id::Name};

/// The most characters of a supplier's words that stand in the text of a contract; the tender itself has the rest.
pub(super) const LONGEST_QUOTE: usize = 600;

/// One paragraph of a filled clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands in the numbering.
    pub level: Level,
    /// Its words, in order.
    pub runs: Vec<Run>,
}

/// How deep a paragraph is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `1`, `2` …
    SubClause,
    /// `(a)`, `(b)` …
    Item,
}

/// Words of one origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// The library's.
    Drafted(String),
    /// The supplier's, from the tender.
    Tendered(String),
    /// In square brackets, for a lawyer to settle.
    Open(String),
}

impl Run {
    /// The words.
    pub fn text(&self) -> &str {
        match self {
            Self::Drafted(text) | Self::Tendered(text) | Self::Open(text) => text,
        }
    }
}

/// The text of a clause before it is filled.
#[derive(Debug, Clone)]
pub(super) struct Body(Vec<(Level, Vec<Token>)>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Words(String),
    /// In square brackets in the library's own text: nothing of a tender can settle it.
    Open(String),
    Placeholder(Name),
}

/// A fault of a clause's text: the byte at which it stands, what is wrong, what to do.
pub(super) struct TextFault {
    pub(super) at: usize,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: &'static str,
}

impl Body {
    /// Reads the text below the front matter.
    pub(super) fn parse(text: &str) -> (Self, Vec<TextFault>) {
        let mut paragraphs: Vec<(Level, Vec<Token>)> = Vec::new();
        let mut faults = Vec::new();
        let (mut number, mut letter) = (0_u32, 'a');
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let here = at;
            at += line.len();
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let words = match marker(line) {
                Some(Marker::Number(found, words)) => {
                    number += 1;
                    letter = 'a';
                    if found != number {
                        faults.push(TextFault {
                            at: here,
                            code: "clause/numbering",
                            message: format!("sub-clause `{found}.` stands where `{number}.` is expected"),
                            help: "number the sub-clauses 1, 2, 3 … in order",
                        });
                    }
                    paragraphs.push((Level::SubClause, Vec::new()));
                    words
                }
                Some(Marker::Letter(found, words)) => {
                    if found != letter || paragraphs.is_empty() {
                        faults.push(TextFault {
                            at: here,
                            code: "clause/numbering",
                            message: format!("item `({found})` stands where `({letter})` is expected"),
                            help: "letter the items of a sub-clause (a), (b), (c) … in order",
                        });
                    }
                    letter = char::from_u32(u32::from(found) + 1).unwrap_or('a');
                    paragraphs.push((Level::Item, Vec::new()));
                    words
                }
                None => line,
            };
            let Some((_, tokens)) = paragraphs.last_mut() else {
                faults.push(TextFault {
                    at: here,
                    code: "clause/numbering",
                    message: "the text does not begin with a sub-clause".to_owned(),
                    help: "begin it with `1. `",
                });
                continue;
            };
            if !tokens.is_empty() {
                push_words(tokens, " ");
            }
            tokenise(words, here, tokens, &mut faults);
        }
        if paragraphs.is_empty() && faults.is_empty() {
            faults.push(TextFault {
                at: 0,
                code: "clause/no-text",
                message: "the clause has no text".to_owned(),
                help: "write it below the second `+++`, beginning with `1. `",
            });
        }
        (Self(paragraphs), faults)
    }

    /// The placeholders, in order of use.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = &Name> {
        self.0.iter().flat_map(|(_, tokens)| tokens).filter_map(|it| match it {
            Token::Placeholder(name) => Some(name),
            Token::Words(_) | Token::Open(_) => None,
        })
    }

    /// The placeholders of lettered items, which cannot go without the others.
    pub(super) fn placeholders_of_items(&self) -> impl Iterator<Item = &Name> {
        let items = self.0.iter().filter(|(level, _)| *level == Level::Item);
        items.flat_map(|(_, tokens)| tokens).filter_map(|it| match it {
            Token::Placeholder(name) => Some(name),
            Token::Words(_) | Token::Open(_) => None,
        })
    }

    /// The text with every placeholder filled from the answers, or left open in square brackets. A sub-clause with
    /// a placeholder that may be left out is left out, with its items, where no answer has a value for it.
    pub(super) fn fill(
        &self,
        variables: &[Variable],
        answers: &[Answer],
        known: &Circumstances,
    ) -> Vec<Paragraph> {
        let run = |token: &Token| match token {
            Token::Words(words) => Some(Run::Drafted(words.clone())),
            Token::Open(words) => Some(Run::Open(words.clone())),
            Token::Placeholder(name) => variables.iter().find(|it| it.name == *name)?.fill(answers, known),
        };
        let mut filled = Vec::new();
        let mut kept = true;
        for (level, tokens) in &self.0 {
            let runs: Option<Vec<Run>> = tokens.iter().map(run).collect();
            if *level == Level::SubClause {
                kept = runs.is_some();
            }
            if let (true, Some(runs)) = (kept, runs) {
                filled.push(Paragraph { level: *level, runs });
            }
        }
        filled
    }
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |token: &Token| match token {
            Token::Words(words) | Token::Open(words) => Run::Drafted(words.clone()),
            Token::Placeholder(name) => Run::Drafted(format!("{{{{ {name} }}}}")),
        };
        let shown: Vec<Paragraph> = self
            .0
            .iter()
            .map(|(level, tokens)| Paragraph { level: *level, runs: tokens.iter().map(show).collect() })
            .collect();
        f.write_str(&plain(&shown))
    }
}

/// The paragraphs as plain text, each on a line with its number.
pub(super) fn plain(paragraphs: &[Paragraph]) -> String {
    let mut text = String::new();
    let (mut number, mut letter) = (0, 'a');
    for paragraph in paragraphs {
        if !text.is_empty() {
            text.push('\n');
        }
        match paragraph.level {
            Level::SubClause => {
                number += 1;
                letter = 'a';
                text.push_str(&format!("{number}. "));
            }
            Level::Item => {
                text.push_str(&format!("   ({letter}) "));
                letter = char::from_u32(u32::from(letter) + 1).unwrap_or('a');
            }
        }
        text.extend(paragraph.runs.iter().map(Run::text));
    }
    text
}

enum Marker<'a> {
    Number(u32, &'a str),
    Letter(char, &'a str),
}

/// `1. words` or `(a) words`.
fn marker(line: &str) -> Option<Marker<'_>> {
    if let Some((number, words)) = line.split_once(". ")
        && let Ok(number) = number.parse()
    {
        return Some(Marker::Number(number, words.trim_start()));
    }
    let (letter, words) = line.strip_prefix('(')?.split_once(") ")?;
    let mut letters = letter.chars();
    match (letters.next(), letters.next()) {
        (Some(letter @ 'a'..='z'), None) => Some(Marker::Letter(letter, words.trim_start())),
        _ => None,
    }
}

fn tokenise(words: &str, at: usize, tokens: &mut Vec<Token>, faults: &mut Vec<TextFault>) {
    let mut rest = words;
    while let Some((before, after)) = rest.split_once("{{") {
        push_words(tokens, before);
        let name = after.split_once("}}").map(|(name, after)| (name.trim().parse::<Name>(), after));
        if let Some((Ok(name), after)) = name {
            tokens.push(Token::Placeholder(name));
            rest = after;
        } else {
            faults.push(TextFault {
                at,
                code: "clause/placeholder",
                message: "`{{` does not open a placeholder".to_owned(),
                help: "write it as `{{ breach-time }}` on one line",
            });
            rest = after;
        }
    }
    push_words(tokens, rest);
}

fn push_words(tokens: &mut Vec<Token>, words: &str) {
    if let Some((before, after)) = words.split_once('[')
        && let Some((open, after)) = after.split_once(']')
    {
        push_words(tokens, before);
        tokens.push(Token::Open(format!("[{open}]")));
        push_words(tokens, after);
        return;
    }
    if words.is_empty() {
        return;
    }
    if let Some(Token::Words(last)) = tokens.last_mut() {
        last.push_str(words);
    } else {
        tokens.push(Token::Words(words.to_owned()));
    }
}

/// White space of any kind, and control characters, as single spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// At most `longest` characters, and a mark where some were left out.
pub(super) fn clip(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest).collect();
    format!("{} […]", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_numbered_paragraphs() {
        let (body, faults) = Body::parse(
            "1. The Supplier shall\n   act:\n   (a) soon; and\n   (b) within {{ time }}.\n\n2. End.\n",
        );
        assert!(faults.is_empty());
        assert_eq!(
            body.to_string(),
            "1. The Supplier shall act:\n   (a) soon; and\n   (b) within {{ time }}.\n2. End."
        );
        assert_eq!(body.placeholders().map(Name::as_str).collect::<Vec<_>>(), ["time"]);
    }

    #[test]
    fn faults_of_the_text_are_all_named() {
        let (_, faults) = Body::parse("Stray.\n1. One {{ Bad }}.\n3. Three.\n   (b) item\n");
        let codes: Vec<_> = faults.iter().map(|it| it.code).collect();
        assert_eq!(codes, ["clause/numbering", "clause/placeholder", "clause/numbering", "clause/numbering"]);
        assert_eq!(Body::parse("\n\n").1.first().map(|it| it.code), Some("clause/no-text"));
    }

    #[test]
    fn what_a_supplier_wrote_is_one_line_and_not_too_long() {
        assert_eq!(one_line(" a\r\n\tb\u{0}c "), "a b c");
        assert_eq!(clip("abcdef", 3), "abc […]");
        assert_eq!(clip("abc", 3), "abc");
    }
}
