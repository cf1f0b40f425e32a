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

use std::{collections::BTreeMap, ops::Range};

use super::{
    token::{Kind, Tokens},
    value::{Value, ValueKind},
    vocabulary::{FIRST_WORD, NUMBER, Spelled, Vocabulary},
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

/// Many phrases in one graph, being gathered. Its steps are words; [`Matcher::of`] makes it ready to be walked.
#[derive(Debug)]
pub struct Phrases {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    next: Vec<(u32, u32)>,
    gaps: Vec<(u8, u32)>,
    entries: Vec<u32>,
}

impl Default for Phrases {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl Phrases {
    /// Adds all phrases of `pattern`, to be reported as `entry`.
    pub fn add(&mut self, words: &mut Vocabulary, pattern: &str, entry: usize) -> Result<(), PatternError> {
        let entry = u32::try_from(entry).unwrap_or(u32::MAX);
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
            let end = self.insert(words, 0, &phrase);
            if let Some(it) = self.node(end)
                && !it.entries.contains(&entry)
            {
                it.entries.push(entry);
            }
        }
        Ok(())
    }

    fn node(&mut self, at: u32) -> Option<&mut Node> {
        self.nodes.get_mut(index(at))
    }

    /// Adds a phrase from `node` on; gives where it ends. Choices meet again in one node, so that a pattern costs
    /// the sum of its words and not their product.
    fn insert(&mut self, words: &mut Vocabulary, node: u32, phrase: &Phrase) -> u32 {
        phrase.0.iter().fold(node, |node, part| match part {
            Part::One(element) => self.follow(words, node, element),
            Part::Any(choice) => {
                let ends: Vec<u32> = choice.iter().map(|it| self.insert(words, node, it)).collect();
                let meet = self.new_node();
                for end in ends {
                    if let Some(it) = self.node(end) {
                        it.gaps.push((0, meet));
                    }
                }
                meet
            }
        })
    }

    fn follow(&mut self, words: &mut Vocabulary, node: u32, element: &Element) -> u32 {
        if let Element::Gap(most) = element {
            let known =
                self.nodes.get(index(node)).and_then(|it| it.gaps.iter().find(|(it, _)| it == most).copied());
            if let Some((_, it)) = known {
                return it;
            }
            let new = self.new_node();
            if let Some(it) = self.node(node) {
                it.gaps.push((*most, new));
            }
            return new;
        }
        let symbol = match element {
            Element::Word(word) => words.word(word),
            Element::Prefix(word) => words.prefix(word),
            Element::Value(kind) => kind.symbol(),
            Element::Mark(mark) => words.mark(*mark),
            Element::Number | Element::Gap(_) => NUMBER,
        };
        let place = self.nodes.get(index(node)).map(|it| {
            it.next.binary_search_by_key(&symbol, |(it, _)| *it).map(|at| it.next.get(at).copied())
        });
        let at = match place {
            Some(Ok(Some((_, it)))) => return it,
            Some(Err(at)) => at,
            _ => return node,
        };
        let new = self.new_node();
        if let Some(it) = self.node(node) {
            it.next.insert(at, (symbol, new));
        }
        new
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
    }
}

impl Node {
    /// Whether anything is found here, or reached by a word.
    fn leads_on(&self) -> bool {
        !self.next.is_empty() || !self.entries.is_empty() || self.gaps.iter().any(|(most, _)| *most > 0)
    }
}

/// The sets of nodes that are states, each with its number.
struct Sets<'a> {
    phrases: &'a Phrases,
    /// The nodes of all sets, one set after the other.
    nodes: Vec<u32>,
    /// For each state where its nodes stand.
    ranges: Vec<Range<usize>>,
    /// For each node the state that it makes alone, or [`NOWHERE`].
    alone: Vec<u32>,
    several: BTreeMap<Vec<u32>, u32>,
    closure: Vec<u32>,
}

impl<'a> Sets<'a> {
    fn of(phrases: &'a Phrases) -> Self {
        Self {
            phrases,
            nodes: Vec::new(),
            ranges: Vec::new(),
            alone: vec![NOWHERE; phrases.nodes.len()],
            several: BTreeMap::new(),
            closure: Vec::new(),
        }
    }

    /// The state of the nodes `from` and those that are reached from them without a word.
    fn state(&mut self, from: &[u32]) -> u32 {
        let nodes = &self.phrases.nodes;
        let closure = &mut self.closure;
        closure.clear();
        closure.extend_from_slice(from);
        let mut at = 0;
        while let Some(node) = closure.get(at).and_then(|it| nodes.get(index(*it))) {
            for (_, next) in node.gaps.iter().filter(|(most, _)| *most == 0) {
                if !closure.contains(next) {
                    closure.push(*next);
                }
            }
            at += 1;
        }
        closure.retain(|it| nodes.get(index(*it)).is_some_and(Node::leads_on));
        closure.sort_unstable();
        closure.dedup();
        let known = match closure.as_slice() {
            [one] => self.alone.get(index(*one)).copied().filter(|it| *it != NOWHERE),
            several => self.several.get(several).copied(),
        };
        if let Some(known) = known {
            return known;
        }
        let state = count(self.ranges.len());
        let start = self.nodes.len();
        self.nodes.extend_from_slice(closure);
        self.ranges.push(start..self.nodes.len());
        match closure.as_slice() {
            [one] => {
                if let Some(it) = self.alone.get_mut(index(*one)) {
                    *it = state;
                }
            }
            several => {
                self.several.insert(several.to_vec(), state);
            }
        }
        state
    }
}

/// Phrases ready to be found. Of the graph's nodes those that the same words lead to are one state, so that a word
/// is looked up once and not once for each phrase that begins like it; only gaps still branch.
#[derive(Debug, Default)]
pub struct Matcher {
    /// For each symbol, the state that it begins, or [`NOWHERE`].
    first: Vec<u32>,
    states: Vec<State>,
    /// Symbol and state, for each state by symbol.
    edges: Vec<(u32, u32)>,
    /// Most words passed over, and state.
    gaps: Vec<(u8, u32)>,
    entries: Vec<u32>,
}

/// Where in the lists of the matcher a state's own begin; they end where the next state's begin.
#[derive(Debug, Clone, Copy)]
struct State {
    edges: u32,
    gaps: u32,
    entries: u32,
}

/// A state's own lists.
struct View<'a> {
    entries: &'a [u32],
    edges: &'a [(u32, u32)],
    gaps: &'a [(u8, u32)],
}

const NOWHERE: u32 = u32::MAX;

/// A position in a list. The lists of a matcher are far shorter than four thousand million.
#[inline]
fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

impl Matcher {
    /// Makes `phrases` ready.
    pub fn of(phrases: &Phrases) -> Self {
        let mut out = Self::default();
        let mut sets = Sets::of(phrases);
        sets.state(&[0]);
        let (mut next, mut gaps, mut to) = (Vec::new(), Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(set) = sets.ranges.get(at).cloned() {
            out.states.push(out.ends());
            let from = out.entries.len();
            next.clear();
            gaps.clear();
            for node in sets.nodes.get(set).unwrap_or_default() {
                let Some(node) = phrases.nodes.get(index(*node)) else { continue };
                next.extend_from_slice(&node.next);
                gaps.extend(node.gaps.iter().filter(|it| it.0 > 0).copied());
                out.entries.extend_from_slice(&node.entries);
            }
            if let Some(own) = out.entries.get_mut(from..) {
                own.sort_unstable();
            }
            next.sort_unstable();
            for run in next.chunk_by(|a, b| a.0 == b.0) {
                let Some((symbol, _)) = run.first() else { continue };
                to.clear();
                to.extend(run.iter().map(|it| it.1));
                let state = sets.state(&to);
                if at > 0 {
                    out.edges.push((*symbol, state));
                    continue;
                }
                let symbol = index(*symbol);
                if out.first.len() <= symbol {
                    out.first.resize(symbol + 1, NOWHERE);
                }
                if let Some(it) = out.first.get_mut(symbol) {
                    *it = state;
                }
            }
            gaps.sort_unstable();
            for run in gaps.chunk_by(|a, b| a.0 == b.0) {
                let Some((most, _)) = run.first() else { continue };
                to.clear();
                to.extend(run.iter().map(|it| it.1));
                out.gaps.push((*most, sets.state(&to)));
            }
            at += 1;
        }
        out.states.push(out.ends());
        out
    }

    #[inline]
    fn view(&self, state: u32) -> Option<View<'_>> {
        let at = index(state);
        let (here, next) = (self.states.get(at)?, self.states.get(at + 1)?);
        Some(View {
            entries: self.entries.get(index(here.entries)..index(next.entries))?,
            edges: self.edges.get(index(here.edges)..index(next.edges))?,
            gaps: self.gaps.get(index(here.gaps)..index(next.gaps))?,
        })
    }

    fn ends(&self) -> State {
        State {
            edges: count(self.edges.len()),
            gaps: count(self.gaps.len()),
            entries: count(self.entries.len()),
        }
    }

    /// All phrases in `tokens`, overlapping ones too, by first token; no phrase crosses from one stretch of
    /// `stretches` (sentences) into another.
    pub fn find(
        &self,
        tokens: &Tokens,
        spelled: &Spelled,
        values: &[Value],
        stretches: impl Iterator<Item = Range<usize>>,
    ) -> Vec<Hit> {
        let mut walk = Walk { matcher: self, tokens, spelled, values, hits: Vec::new(), first: 0, end: 0 };
        // A pattern may begin with a gap, though none has a reason to.
        let root = self.view(0).filter(|it| !it.gaps.is_empty());
        for stretch in stretches {
            walk.end = stretch.end;
            for at in stretch {
                walk.first = at;
                let from = walk.hits.len();
                for symbol in spelled.symbols(at) {
                    walk.begin(*symbol, at + 1);
                }
                if let Some(root) = &root {
                    walk.visit(root, at);
                }
                for value in spelled.values(at, values) {
                    if value.to <= walk.end {
                        walk.begin(value.kind.symbol(), value.to);
                    }
                }
                walk.close(from);
            }
        }
        walk.hits
    }
}

struct Walk<'a> {
    matcher: &'a Matcher,
    tokens: &'a Tokens,
    spelled: &'a Spelled,
    values: &'a [Value],
    hits: Vec<Hit>,
    first: usize,
    end: usize,
}

impl Walk<'_> {
    #[inline]
    fn begin(&mut self, symbol: u32, at: usize) {
        match self.matcher.first.get(index(symbol)) {
            None | Some(&NOWHERE) => {}
            Some(state) => self.step(*state, at),
        }
    }

    /// Puts the hits from `from` on, which are those of one token, in order, each once.
    #[inline]
    fn close(&mut self, from: usize) {
        let Some(own) = self.hits.get_mut(from..).filter(|it| it.len() > 1) else { return };
        own.sort_unstable();
        let mut kept = from;
        for n in from..self.hits.len() {
            let it = self.hits.get(n).copied();
            if n > from && kept.checked_sub(1).and_then(|last| self.hits.get(last).copied()) == it {
                continue;
            }
            if let (Some(it), Some(slot)) = (it, self.hits.get_mut(kept)) {
                *slot = it;
                kept += 1;
            }
        }
        self.hits.truncate(kept);
    }

    fn step(&mut self, state: u32, at: usize) {
        if let Some(here) = self.matcher.view(state) {
            self.visit(&here, at);
        }
    }

    fn visit(&mut self, here: &View<'_>, at: usize) {
        for entry in here.entries {
            self.hits.push(Hit { from: self.first, to: at, entry: index(*entry) });
        }
        if !here.edges.is_empty() && at < self.end {
            self.follow(here.edges, at);
        }
        for (most, next) in here.gaps {
            self.pass(usize::from(*most), *next, at);
        }
    }

    /// Steps along the edges that the token at `at` has the words for.
    fn follow(&mut self, edges: &[(u32, u32)], at: usize) {
        let spelled = self.spelled;
        for symbol in spelled.symbols(at) {
            if let Some(next) = edge(edges, *symbol) {
                self.step(next, at + 1);
            }
        }
        // The symbols of values are the lowest.
        if edges.first().is_some_and(|(symbol, _)| *symbol < FIRST_WORD) {
            let values = self.values;
            for value in spelled.values(at, values) {
                if let Some(next) = edge(edges, value.kind.symbol()).filter(|_| value.to <= self.end) {
                    self.step(next, value.to);
                }
            }
        }
    }

    /// Goes on behind a gap: at `at` and at each of as many tokens behind it as may be passed over.
    fn pass(&mut self, most: usize, state: u32, at: usize) {
        let Some(here) = self.matcher.view(state) else { return };
        for skip in 0..=most {
            if skip > 0 && !self.may_skip(at + skip - 1) {
                break;
            }
            self.visit(&here, at + skip);
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

#[inline]
fn edge(edges: &[(u32, u32)], symbol: u32) -> Option<u32> {
    const FEW: usize = 8;
    if edges.len() <= FEW {
        return edges.iter().find(|it| it.0 == symbol).map(|it| it.1);
    }
    let at = edges.binary_search_by_key(&symbol, |(it, _)| *it).ok()?;
    edges.get(at).map(|(_, it)| *it)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> Vec<String> {
        let mut words = Vocabulary::default();
        let mut phrases = Phrases::default();
        phrases.add(&mut words, pattern, 0).unwrap();
        words.seal();
        let matcher = Matcher::of(&phrases);
        let tokens = Tokens::of(text);
        let values = crate::language::value::find(&tokens);
        let spelled = words.spell(&tokens, &values);
        let hits = matcher.find(&tokens, &spelled, &values, std::iter::once(0..tokens.list.len()));
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
