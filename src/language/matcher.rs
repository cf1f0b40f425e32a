//! Phrases ready to be found in one walk over the tokens.

use std::ops::Range;

use super::{
    graph::{NOWHERE, Phrases, count, index},
    vocabulary::{Marks, Spelled},
};

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

/// The sets of nodes that are states, each with its number.
struct Sets<'a> {
    phrases: &'a Phrases,
    /// The nodes of all sets, one set after the other.
    nodes: Vec<u32>,
    /// For each state where its nodes end; they begin where those of the state before end.
    ends: Vec<usize>,
    /// For each node the state that it makes alone, or [`NOWHERE`].
    alone: Vec<u32>,
    /// A table of the states of several nodes: one more than the state, or 0.
    places: Vec<u32>,
    several: usize,
    closure: Vec<u32>,
}

impl<'a> Sets<'a> {
    fn of(phrases: &'a Phrases) -> Self {
        Self {
            phrases,
            nodes: Vec::with_capacity(phrases.len() * 2),
            ends: Vec::with_capacity(phrases.len()),
            alone: vec![NOWHERE; phrases.len()],
            places: vec![0; 1024],
            several: 0,
            closure: Vec::new(),
        }
    }

    fn nodes(&self, state: usize) -> Option<&[u32]> {
        let from = state.checked_sub(1).and_then(|it| self.ends.get(it)).copied().unwrap_or(0);
        self.nodes.get(from..*self.ends.get(state)?)
    }

    /// The state of the nodes `from` and those that are reached from them without a word.
    fn state(&mut self, from: &[(u32, u32)]) -> u32 {
        let phrases = self.phrases;
        let closure = &mut self.closure;
        closure.clear();
        closure.extend(from.iter().map(|it| it.1));
        let mut at = 0;
        while let Some(node) = closure.get(at).copied() {
            for (_, next) in phrases.gaps(node).filter(|(most, _)| *most == 0) {
                if !closure.contains(&next) {
                    closure.push(next);
                }
            }
            at += 1;
        }
        closure.retain(|it| phrases.leads_on(*it));
        if let [one] = closure.as_slice() {
            let known = self.alone.get(index(*one)).copied().unwrap_or(NOWHERE);
            if known != NOWHERE {
                return known;
            }
            let state = count(self.ends.len());
            if let Some(it) = self.alone.get_mut(index(*one)) {
                *it = state;
            }
            self.nodes.push(*one);
            self.ends.push(self.nodes.len());
            return state;
        }
        closure.sort_unstable();
        closure.dedup();
        let mut place = self.place(&self.closure);
        while let Some(found) = self.places.get(place).and_then(|it| it.checked_sub(1)) {
            if self.nodes(index(found)) == Some(&self.closure) {
                return found;
            }
            place = (place + 1) & (self.places.len() - 1);
        }
        let state = count(self.ends.len());
        self.nodes.extend_from_slice(&self.closure);
        self.ends.push(self.nodes.len());
        if let Some(it) = self.places.get_mut(place) {
            *it = state + 1;
        }
        self.several += 1;
        if self.several * 2 > self.places.len() {
            self.grow();
        }
        state
    }

    fn place(&self, nodes: &[u32]) -> usize {
        let mix =
            |sum: u64, it: &u32| (sum ^ u64::from(*it)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        let mixed = nodes.iter().fold(0, mix);
        usize::try_from(mixed >> 32).unwrap_or(0) & (self.places.len() - 1)
    }

    fn grow(&mut self) {
        let before = std::mem::take(&mut self.places);
        self.places = vec![0; before.len() * 4];
        for state in before.into_iter().filter(|it| *it != 0) {
            let mut place = self.place(self.nodes(index(state - 1)).unwrap_or_default());
            while self.places.get(place).is_some_and(|it| *it != 0) {
                place = (place + 1) & (self.places.len() - 1);
            }
            if let Some(it) = self.places.get_mut(place) {
                *it = state;
            }
        }
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
    gaps: Vec<(u32, u32)>,
    entries: Vec<u32>,
}

/// Where in the lists of the matcher a state's own begin; they end where the next state's begin.
#[derive(Debug, Clone, Copy)]
struct State {
    edges: u32,
    gaps: u32,
    entries: u32,
    /// Of the symbols of its edges.
    marks: Marks,
}

/// A state's own lists.
struct View<'a> {
    entries: &'a [u32],
    edges: &'a [(u32, u32)],
    gaps: &'a [(u32, u32)],
    marks: Marks,
}

impl Matcher {
    /// Makes `phrases` ready.
    pub fn of(phrases: &Phrases) -> Self {
        let mut out = Self::default();
        let mut sets = Sets::of(phrases);
        sets.state(&[(0, 0)]);
        let (mut next, mut gaps) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(nodes) = sets.nodes(at) {
            out.states.push(out.ends());
            let from = out.entries.len();
            next.clear();
            gaps.clear();
            for node in nodes {
                next.extend(phrases.words(*node));
                gaps.extend(phrases.gaps(*node).filter(|it| it.0 > 0));
                out.entries.extend(phrases.entries(*node));
            }
            if let Some(own) = out.entries.get_mut(from..) {
                own.sort_unstable();
            }
            next.sort_unstable();
            for run in next.chunk_by(|a, b| a.0 == b.0) {
                let Some((symbol, _)) = run.first() else { continue };
                let state = sets.state(run);
                if at == 0 {
                    out.begin(*symbol, state);
                    continue;
                }
                out.edges.push((*symbol, state));
                if let Some(it) = out.states.last_mut() {
                    it.marks.add(*symbol);
                }
            }
            gaps.sort_unstable();
            for run in gaps.chunk_by(|a, b| a.0 == b.0) {
                let Some((most, _)) = run.first() else { continue };
                out.gaps.push((*most, sets.state(run)));
            }
            at += 1;
        }
        out.states.push(out.ends());
        out
    }

    fn begin(&mut self, symbol: u32, state: u32) {
        let symbol = index(symbol);
        if self.first.len() <= symbol {
            self.first.resize(symbol + 1, NOWHERE);
        }
        if let Some(it) = self.first.get_mut(symbol) {
            *it = state;
        }
    }

    #[inline]
    fn view(&self, state: u32) -> Option<View<'_>> {
        let at = index(state);
        let (here, next) = (self.states.get(at)?, self.states.get(at + 1)?);
        Some(View {
            entries: self.entries.get(index(here.entries)..index(next.entries))?,
            edges: self.edges.get(index(here.edges)..index(next.edges))?,
            gaps: self.gaps.get(index(here.gaps)..index(next.gaps))?,
            marks: here.marks,
        })
    }

    fn ends(&self) -> State {
        State {
            edges: count(self.edges.len()),
            gaps: count(self.gaps.len()),
            entries: count(self.entries.len()),
            marks: Marks::default(),
        }
    }

    /// All phrases in a text, overlapping ones too; no phrase crosses from one stretch of `stretches` (sentences) into
    /// another. One that is there in several ways may be told several times.
    pub fn find(&self, text: &Spelled, stretches: impl Iterator<Item = Range<usize>>) -> Vec<Hit> {
        let mut walk = Walk { matcher: self, text, hits: Vec::new(), first: 0, end: 0 };
        // A pattern may begin with a gap, though none has a reason to.
        let root = self.view(0).filter(|it| !it.gaps.is_empty());
        for stretch in stretches {
            walk.end = stretch.end;
            for step in text.steps(stretch.clone()) {
                let state = self.first.get(index(step.symbol)).copied().unwrap_or(NOWHERE);
                if state != NOWHERE && index(step.to) <= walk.end {
                    walk.first = index(step.from);
                    walk.step(state, index(step.to));
                }
            }
            if let Some(root) = &root {
                for at in stretch {
                    walk.first = at;
                    walk.visit(root, at);
                }
            }
        }
        walk.hits
    }
}

struct Walk<'a> {
    matcher: &'a Matcher,
    text: &'a Spelled,
    hits: Vec<Hit>,
    first: usize,
    end: usize,
}

impl Walk<'_> {
    fn step(&mut self, state: u32, at: usize) {
        if let Some(here) = self.matcher.view(state) {
            self.visit(&here, at);
        }
    }

    #[inline]
    fn visit(&mut self, here: &View<'_>, at: usize) {
        for entry in here.entries {
            self.hits.push(Hit { from: self.first, to: at, entry: index(*entry) });
        }
        if at < self.end && here.marks.meets(self.text.marks(at)) {
            self.follow(here.edges, at);
        }
        for (most, next) in here.gaps {
            self.pass(index(*most), *next, at);
        }
    }

    /// Steps along the edges that the token at `at` has the words for.
    fn follow(&mut self, edges: &[(u32, u32)], at: usize) {
        let text = self.text;
        for step in text.steps(at..at + 1) {
            if index(step.to) <= self.end
                && let Some(next) = edge(edges, step.symbol)
            {
                self.step(next, index(step.to));
            }
        }
    }

    /// Goes on behind a gap: at `at` and at each of as many tokens behind it as may be passed over.
    fn pass(&mut self, most: usize, state: u32, at: usize) {
        let Some(here) = self.matcher.view(state) else { return };
        // Behind nearly all gaps stand words, and nearly always they are not there.
        let only_words = here.entries.is_empty() && here.gaps.is_empty();
        if only_words && self.text.ahead(at, most).is_some_and(|it| !it.meets(here.marks)) {
            return;
        }
        for at in at..=at + most {
            self.visit(&here, at);
            // A gap passes over words, numbers and commas, not over the marks that part clauses.
            if at >= self.end || !self.text.marks(at).may_be_passed() {
                break;
            }
        }
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
