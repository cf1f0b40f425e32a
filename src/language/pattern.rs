//! Phrases of lexicons and cues, written as an officer would, and found in one walk over the tokens.
//!
//! | written | finds |
//! |---|---|
//! | `disaster recovery` | these words, however they are joined (`disaster-recovery`) |
//! | `encrypt*` | any word that begins so |
//! | `backup(s)` | `backup` and `backups` |
//! | `lack(s\|ed)` | `lack`, `lacks` and `lacked` |
//! | `(held\|kept) in [the] UK` | one of several; something that may be missing |
//! | `restore ~4 test*` | up to four words between, within one clause's marks |
//! | `within {duration}` | a value of a kind; `#` any number |

use std::collections::BTreeMap;

use super::{
    token::{Kind, Tokens},
    value::{Value, ValueKind},
};

/// A pattern that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing to find.
    #[error("the pattern `{0}` is empty")]
    Empty(String),
    /// A bracket without its fellow.
    #[error("the pattern `{0}` has an unclosed bracket")]
    Unclosed(String),
    /// `{…}` with a kind that does not exist.
    #[error("`{0}` is not a kind of value")]
    UnknownValue(String),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Element {
    Word(String),
    Prefix(String),
    Mark(char),
    Number,
    Value(ValueKind),
    Gap(u8),
}

/// A place in a phrase: one of several phrases may stand there.
type Choice = Vec<Phrase>;

/// What stands one after another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Phrase(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    One(Element),
    Any(Choice),
}

impl Phrase {
    fn is_empty(&self) -> bool {
        self.0.iter().all(|it| match it {
            Part::One(_) => false,
            Part::Any(choice) => choice.iter().any(Self::is_empty),
        })
    }
}

/// Reads `pattern`.
fn parse(pattern: &str) -> Result<Phrase, PatternError> {
    let phrase = sequence(pattern, pattern)?;
    if phrase.is_empty() { Err(PatternError::Empty(pattern.to_owned())) } else { Ok(phrase) }
}

/// Checks that `pattern` can be read.
///
/// # Errors
/// Says what is wrong with it.
pub fn check(pattern: &str) -> Result<(), PatternError> {
    parse(pattern).map(|_| ())
}

fn sequence(text: &str, whole: &str) -> Result<Phrase, PatternError> {
    let mut out = Phrase::default();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (mut choice, mut after) = if let Some(open @ ('(' | '[')) = rest.chars().next() {
            let close = if open == '(' { ')' } else { ']' };
            let (inner, after) =
                bracketed(rest, open, close).ok_or_else(|| PatternError::Unclosed(whole.to_owned()))?;
            let mut choice = Vec::new();
            for it in split_top(inner) {
                choice.push(sequence(it, whole)?);
            }
            if open == '[' {
                choice.push(Phrase::default());
            }
            (choice, after)
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | '(')).unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            (vec![element(word, whole)?], after)
        };
        // An ending that touches what stands before it: `lack(s|ed)`, `(partner|vendor)(s)`, `(design|test)*`.
        if after.starts_with('(') {
            let (inner, rest) =
                bracketed(after, '(', ')').ok_or_else(|| PatternError::Unclosed(whole.to_owned()))?;
            let endings: Vec<&str> = split_top(inner);
            let extended =
                choice.iter().flat_map(|it| endings.iter().filter_map(|ending| with_ending(it, ending)));
            let extended: Vec<Phrase> = extended.collect();
            choice.extend(extended);
            after = rest;
        }
        if let Some(rest) = after.strip_prefix('*') {
            for it in &mut choice {
                if let Some(Part::One(Element::Word(last))) = it.0.pop() {
                    it.0.push(Part::One(Element::Prefix(last)));
                }
            }
            after = rest;
        }
        match choice.len() {
            1 => out.0.extend(choice.into_iter().flat_map(|it| it.0)),
            _ => out.0.push(Part::Any(choice)),
        }
        rest = after.trim_start();
    }
    Ok(out)
}

/// The phrase with `ending` on its last word.
fn with_ending(phrase: &Phrase, ending: &str) -> Option<Phrase> {
    let (last, before) = phrase.0.split_last()?;
    let Part::One(Element::Word(word)) = last else { return None };
    if ending.is_empty() {
        return None;
    }
    let mut out = before.to_vec();
    out.push(Part::One(Element::Word(format!("{word}{ending}"))));
    Some(Phrase(out))
}

fn bracketed(text: &str, open: char, close: char) -> Option<(&str, &str)> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some((text.get(open.len_utf8()..at)?, text.get(at + close.len_utf8()..)?));
            }
        }
    }
    None
}

/// Splits at the bars that stand outside brackets.
fn split_top(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut out = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '|' if depth == 0 => {
                out.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
    }
    out.extend(text.get(from..));
    out
}

fn element(word: &str, whole: &str) -> Result<Phrase, PatternError> {
    let one = |it| Ok(Phrase(vec![Part::One(it)]));
    if word == "#" {
        return one(Element::Number);
    }
    if let Some(kind) = word.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        let kind = ValueKind::parse(kind).ok_or_else(|| PatternError::UnknownValue(kind.to_owned()))?;
        return one(Element::Value(kind));
    }
    if let Some(gap) = word.strip_prefix('~').and_then(|it| it.parse().ok()) {
        return one(Element::Gap(gap));
    }
    let (stem, prefix) =
        word.strip_suffix('*').filter(|it| !it.is_empty()).map_or((word, false), |it| (it, true));
    let it = literal(stem, prefix);
    if it.is_empty() {
        Err(PatternError::Empty(whole.to_owned()))
    } else {
        Ok(Phrase(it.into_iter().map(Part::One).collect()))
    }
}

fn literal(word: &str, prefix: bool) -> Vec<Element> {
    let tokens = Tokens::of(word);
    let mut out: Vec<Element> = tokens
        .list
        .iter()
        .map(|it| match it.kind {
            Kind::Mark => Element::Mark(it.mark),
            _ => Element::Word(tokens.word(it).to_owned()),
        })
        .collect();
    if prefix && let Some(Element::Word(last)) = out.pop() {
        out.push(Element::Prefix(last));
    }
    out
}

/// A phrase that was found: which, and its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First token.
    pub from: usize,
    /// One past the last token.
    pub to: usize,
    /// What the phrase was added as.
    pub entry: usize,
}

/// Many phrases, ready to be found.
#[derive(Debug, Default)]
pub struct Matcher {
    letters: Vec<Letter>,
    nodes: Vec<Node>,
    symbols: usize,
    marks: BTreeMap<char, usize>,
}

#[derive(Debug, Default)]
struct Letter {
    next: Vec<(u8, usize)>,
    word: Option<usize>,
    prefix: Option<usize>,
}

#[derive(Debug, Default)]
struct Node {
    next: Vec<(usize, usize)>,
    gaps: Vec<(u8, usize)>,
    entries: Vec<usize>,
}

/// Symbols below this stand for numbers and kinds of value.
const FIRST_WORD: usize = 32;
const NUMBER: usize = 0;

impl Matcher {
    /// Without phrases.
    pub fn new() -> Self {
        Self {
            letters: vec![Letter::default()],
            nodes: vec![Node::default()],
            symbols: FIRST_WORD,
            marks: BTreeMap::new(),
        }
    }

    /// Adds all phrases of `pattern`, to be reported as `entry`.
    pub fn add(&mut self, pattern: &str, entry: usize) -> Result<(), PatternError> {
        let mut todo = vec![parse(pattern)?];
        while let Some(mut phrase) = todo.pop() {
            // What may be missing at the beginning is added with and without: a way on from the root that needs no
            // word would be walked at every token.
            if let Some(Part::Any(choice)) = phrase.0.first_mut()
                && choice.iter().any(Phrase::is_empty)
            {
                choice.retain(|it| !it.is_empty());
                let rest = phrase.0.get(1..).unwrap_or_default().to_vec();
                todo.push(Phrase(rest));
                todo.push(phrase);
                continue;
            }
            if phrase.0.is_empty() {
                continue;
            }
            let end = self.insert(0, &phrase);
            if let Some(it) = self.nodes.get_mut(end)
                && !it.entries.contains(&entry)
            {
                it.entries.push(entry);
            }
        }
        Ok(())
    }

    /// Adds a phrase from `node` on; gives where it ends. Choices meet again in one node, so that a pattern costs
    /// the sum of its words and not their product.
    fn insert(&mut self, node: usize, phrase: &Phrase) -> usize {
        phrase.0.iter().fold(node, |node, part| match part {
            Part::One(element) => self.follow(node, element),
            Part::Any(choice) => {
                let ends: Vec<usize> = choice.iter().map(|it| self.insert(node, it)).collect();
                let meet = self.new_node();
                for end in ends {
                    if let Some(it) = self.nodes.get_mut(end) {
                        it.gaps.push((0, meet));
                    }
                }
                meet
            }
        })
    }

    fn follow(&mut self, node: usize, element: &Element) -> usize {
        if let Element::Gap(most) = element {
            if let Some((_, it)) =
                self.nodes.get(node).and_then(|it| it.gaps.iter().find(|(it, _)| it == most))
            {
                return *it;
            }
            let new = self.new_node();
            if let Some(it) = self.nodes.get_mut(node) {
                it.gaps.push((*most, new));
            }
            return new;
        }
        let symbol = match element {
            Element::Word(word) => self.word_symbol(word, false),
            Element::Prefix(word) => self.word_symbol(word, true),
            Element::Value(kind) => kind.symbol(),
            Element::Mark(mark) => self.mark_symbol(*mark),
            Element::Number | Element::Gap(_) => NUMBER,
        };
        let found = self.nodes.get(node).and_then(|it| {
            it.next.binary_search_by_key(&symbol, |(it, _)| *it).ok().and_then(|at| it.next.get(at))
        });
        if let Some((_, it)) = found {
            return *it;
        }
        let new = self.new_node();
        if let Some(it) = self.nodes.get_mut(node) {
            let at = it.next.partition_point(|(it, _)| *it < symbol);
            it.next.insert(at, (symbol, new));
        }
        new
    }

    fn new_node(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    fn mark_symbol(&mut self, mark: char) -> usize {
        let next = self.symbols;
        let it = *self.marks.entry(mark).or_insert(next);
        if it == next {
            self.symbols += 1;
        }
        it
    }

    fn word_symbol(&mut self, word: &str, prefix: bool) -> usize {
        let mut at = 0;
        for byte in word.bytes() {
            let known = self
                .letters
                .get(at)
                .and_then(|it| it.next.iter().find(|(b, _)| *b == byte))
                .map(|(_, it)| *it);
            at = known.unwrap_or_else(|| {
                self.letters.push(Letter::default());
                let new = self.letters.len() - 1;
                if let Some(it) = self.letters.get_mut(at) {
                    it.next.push((byte, new));
                }
                new
            });
        }
        let next = self.symbols;
        let Some(letter) = self.letters.get_mut(at) else { return NUMBER };
        let slot = if prefix { &mut letter.prefix } else { &mut letter.word };
        let symbol = *slot.get_or_insert(next);
        if symbol == next {
            self.symbols += 1;
        }
        symbol
    }

    /// All phrases in `tokens`, overlapping ones too, by first token; no phrase crosses from one stretch of
    /// `stretches` (sentences) into another.
    pub fn find(
        &self,
        tokens: &Tokens,
        values: &[Value],
        stretches: impl Iterator<Item = std::ops::Range<usize>>,
    ) -> Vec<Hit> {
        let mut walk = Walk {
            matcher: self,
            tokens,
            values,
            arena: Vec::new(),
            spans: Vec::with_capacity(tokens.list.len()),
            hits: Vec::new(),
            first: 0,
            end: 0,
        };
        for token in &tokens.list {
            let from = walk.arena.len();
            self.symbols_of(tokens.word(token), token.kind, token.mark, &mut walk.arena);
            walk.spans.push(from..walk.arena.len());
        }
        for stretch in stretches {
            walk.end = stretch.end;
            for at in stretch {
                walk.first = at;
                walk.step(0, at, 0);
            }
        }
        walk.hits.sort_unstable();
        walk.hits.dedup();
        walk.hits
    }

    fn symbols_of(&self, word: &str, kind: Kind, mark: char, out: &mut Vec<usize>) {
        if kind == Kind::Mark {
            out.extend(self.marks.get(&mark));
            return;
        }
        if kind == Kind::Number {
            out.push(NUMBER);
        }
        let mut at = 0;
        for byte in word.bytes() {
            let Some(letter) = self.letters.get(at) else { return };
            out.extend(letter.prefix);
            match letter.next.iter().find(|(b, _)| *b == byte) {
                Some((_, next)) => at = *next,
                None => return,
            }
        }
        if let Some(letter) = self.letters.get(at) {
            out.extend(letter.prefix);
            out.extend(letter.word);
        }
    }
}

struct Walk<'a> {
    matcher: &'a Matcher,
    tokens: &'a Tokens,
    values: &'a [Value],
    arena: Vec<usize>,
    spans: Vec<std::ops::Range<usize>>,
    hits: Vec<Hit>,
    first: usize,
    end: usize,
}

impl Walk<'_> {
    fn step(&mut self, node: usize, at: usize, depth: u8) {
        const DEEPEST: u8 = 80;
        let matcher = self.matcher;
        let Some(here) = matcher.nodes.get(node) else { return };
        if at > self.first {
            for entry in &here.entries {
                self.hits.push(Hit { from: self.first, to: at, entry: *entry });
            }
        }
        if depth > DEEPEST {
            return;
        }
        if at < self.end && !here.next.is_empty() {
            let span = self.spans.get(at).cloned().unwrap_or(0..0);
            for n in span {
                let Some(symbol) = self.arena.get(n).copied() else { continue };
                if let Some(next) = edge(here, symbol) {
                    self.step(next, at + 1, depth + 1);
                }
            }
            let values = self.values;
            let from = values.partition_point(|it| it.from < at);
            for value in values.iter().skip(from).take_while(|it| it.from == at) {
                if let Some(next) = edge(here, value.kind.symbol()).filter(|_| value.to <= self.end) {
                    self.step(next, value.to, depth + 1);
                }
            }
        }
        for (most, next) in &here.gaps {
            for skip in 0..=usize::from(*most) {
                if skip > 0 && !self.may_skip(at + skip - 1) {
                    break;
                }
                self.step(*next, at + skip, depth + 1);
            }
        }
    }

    /// A gap passes over words, numbers and commas, not over the marks that part clauses.
    fn may_skip(&self, at: usize) -> bool {
        at < self.end
            && self
                .tokens
                .list
                .get(at)
                .is_some_and(|it| it.kind != Kind::Mark || matches!(it.mark, ',' | '%' | '£' | '/' | '+'))
    }
}

fn edge(node: &Node, symbol: usize) -> Option<usize> {
    let at = node.next.binary_search_by_key(&symbol, |(it, _)| *it).ok()?;
    node.next.get(at).map(|(_, it)| *it)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> Vec<String> {
        let mut matcher = Matcher::new();
        matcher.add(pattern, 0).unwrap();
        let tokens = Tokens::of(text);
        let values = crate::language::value::find(&tokens);
        let mut hits = matcher.find(&tokens, &values, std::iter::once(0..tokens.list.len()));
        hits.retain(|it| it.entry == 0);
        hits.iter()
            .map(|it| (it.from..it.to).map(|at| tokens.word_at(at)).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn patterns_find_what_they_are_written_for() {
        assert_eq!(found("disaster recovery", "Our Disaster-Recovery plan"), ["disaster recovery"]);
        assert_eq!(found("encrypt*", "encrypted, unencrypted"), ["encrypted"]);
        assert_eq!(found("backup(s)", "Backup of backups"), ["backup", "backups"]);
        assert_eq!(
            found("(held|kept) in [the] UK", "kept in the UK, held in UK"),
            ["kept in the uk", "held in uk"]
        );
        assert_eq!(
            found("restore ~2 test*", "restore is regularly tested. restore. tested"),
            ["restore is regularly tested"]
        );
        assert_eq!(found("within {duration}", "within two working days"), ["within two working days"]);
    }

    #[test]
    fn a_faulty_pattern_is_refused() {
        assert!(matches!(parse("(a|b"), Err(PatternError::Unclosed(_))));
        assert!(matches!(parse(""), Err(PatternError::Empty(_))));
        assert!(matches!(parse("{colour}"), Err(PatternError::UnknownValue(_))));
    }
}
