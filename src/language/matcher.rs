//! Phrases ready to be found in one walk over the tokens.

use std::{borrow::Cow, ops::Range};

use super::{
    graph::{NOWHERE, Phrases, count, index},
    made::{Made, Number, number},
    vocabulary::{MARKS, Marks, Spelled, Step},
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

/// The marks of so many words are made when they are needed: to keep them would make most states twice as large, and what
/// is large is far from the processor.
const FEW: usize = 3;

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
        // Nearly always a word leads to one node, and on by words alone.
        if let [(_, one)] = from
            && phrases.is_plain(*one)
        {
            return self.alone(*one);
        }
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
        if let [one] = *closure.as_slice() {
            return self.alone(one);
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

    /// The state of one node.
    fn alone(&mut self, node: u32) -> u32 {
        let state = count(self.ends.len());
        match self.alone.get_mut(index(node)) {
            Some(known) if *known != NOWHERE => return *known,
            Some(new) => *new = state,
            None => {}
        }
        self.nodes.push(node);
        self.ends.push(self.nodes.len());
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
///
/// A state is a stretch of one list, so that all of it is near: how many entries, gaps and words it has, the marks of
/// its words where it has so many that they are not quickly made of them, its entries, its gaps (most words and state), and its words (their symbols, in order,
/// and then for each a state).
///
/// All of it is numbers as they are kept, so that what was made when the program was built is used where it lies.
#[derive(Debug, Default)]
pub struct Matcher {
    /// A bit for each symbol that begins something, the lower half first, and how many begin something before these 64:
    /// most words do not, and are told by so small a list.
    begins: Cow<'static, [[Number; 3]]>,
    /// What each of the symbols that begin something begins, in their order.
    starts: Cow<'static, [Start]>,
    states: Cow<'static, [Number]>,
    /// The state that nothing has led to yet, where a pattern begins with a gap.
    root: Option<u32>,
}

/// A state that a first word leads to; whether a word must follow; one with these marks.
type Start = [Number; 2 + MARKS];

/// A state's own lists.
#[derive(Debug, Clone, Copy)]
struct View<'a> {
    marks: Marks,
    entries: &'a [Number],
    /// Most words passed over, and state.
    gaps: &'a [Number],
    symbols: &'a [Number],
    targets: &'a [Number],
}

impl Matcher {
    /// Makes `phrases` ready.
    pub fn of(phrases: &Phrases) -> Self {
        let mut out = Self::default();
        let mut sets = Sets::of(phrases);
        sets.state(&[(0, 0)]);
        let mut drafts: Vec<Draft> = Vec::with_capacity(phrases.len());
        let (mut words, mut targets) = (Vec::new(), Vec::new());
        let (mut next, mut gaps, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(nodes) = sets.nodes(drafts.len()) {
            next.clear();
            gaps.clear();
            entries.clear();
            for node in nodes {
                next.extend(phrases.words(*node));
                gaps.extend(phrases.gaps(*node).filter(|it| it.0 > 0));
                entries.extend(phrases.entries(*node));
            }
            next.sort_unstable();
            gaps.sort_unstable();
            entries.sort_unstable();
            entries.dedup();
            let from = words.len();
            words.extend_from_slice(&entries);
            for run in gaps.chunk_by(|a, b| a.0 == b.0) {
                words.extend(run.first().map(|it| it.0));
                targets.push((words.len(), sets.state(run)));
                words.push(0);
            }
            let mut symbols = 0;
            for run in next.chunk_by(|a, b| a.0 == b.0) {
                words.extend(run.first().map(|it| it.0));
                symbols += 1;
            }
            for run in next.chunk_by(|a, b| a.0 == b.0) {
                targets.push((words.len(), sets.state(run)));
                words.push(0);
            }
            drafts.push(Draft { from, entries: entries.len(), symbols });
        }
        for (at, state) in targets {
            if let Some(it) = words.get_mut(at) {
                *it = state;
            }
        }
        out.lay_out(&drafts, &words);
        out
    }

    /// All that it is, as numbers.
    pub(super) fn numbers(&self) -> Vec<Number> {
        let counts =
            [self.begins.len(), self.starts.len(), self.states.len(), usize::from(self.root.is_some())];
        let mut out: Vec<Number> = counts.map(|it| count(it).to_le_bytes()).to_vec();
        out.extend_from_slice(self.begins.as_flattened());
        out.extend_from_slice(self.starts.as_flattened());
        out.extend_from_slice(&self.states);
        out
    }

    /// What `numbers` made.
    pub(super) fn of_numbers(made: &mut Made) -> Option<Self> {
        let [begins, starts, states, root] =
            made.numbers(4)?.try_into().ok().map(|it: [Number; 4]| it.map(number))?;
        Some(Self {
            begins: made.numbers(begins.checked_mul(3)?)?.as_chunks().0.into(),
            starts: made.numbers(starts.checked_mul(2 + count(MARKS))?)?.as_chunks().0.into(),
            states: made.numbers(states)?.into(),
            root: (root > 0).then_some(0),
        })
    }

    /// Writes the states, each near to those that lead to it.
    fn lay_out(&mut self, drafts: &[Draft], words: &[u32]) {
        let end = |n: usize| drafts.get(n + 1).map_or(words.len(), |it| it.from);
        let mut places = vec![NOWHERE; drafts.len()];
        let mut todo = vec![0_u32];
        let mut order = Vec::with_capacity(drafts.len());
        let mut seen = vec![false; drafts.len()];
        let mut size = 0;
        while let Some(state) = todo.pop() {
            let n = index(state);
            let Some(draft) =
                drafts.get(n).filter(|_| !std::mem::replace(seen.get_mut(n).unwrap_or(&mut true), true))
            else {
                continue;
            };
            let own = words.get(draft.from..end(n)).unwrap_or_default();
            if let Some(it) = places.get_mut(n) {
                *it = count(size);
            }
            size += 2 + if draft.symbols > FEW { MARKS } else { 0 } + own.len();
            order.push(n);
            // The last is the first to be written.
            let (_, gaps, _, targets) = draft.parts(own);
            todo.extend(gaps.chunks(2).filter_map(|it| it.get(1)).chain(targets).rev());
        }
        let mut states: Vec<u32> = Vec::with_capacity(size);
        let place = |state: u32| places.get(index(state)).copied().unwrap_or(NOWHERE);
        for n in order {
            let Some(draft) = drafts.get(n) else { continue };
            let own = words.get(draft.from..end(n)).unwrap_or_default();
            let (entries, gaps, symbols, targets) = draft.parts(own);
            states.push(count(entries.len()) | count(gaps.len() / 2) << 16);
            states.push(count(symbols.len()));
            if symbols.len() > FEW {
                states.extend(Marks::all(symbols.iter().copied()).words());
            }
            states.extend_from_slice(entries);
            for gap in gaps.chunks(2) {
                states.extend(gap.first().copied());
                states.extend(gap.get(1).map(|it| place(*it)));
            }
            states.extend_from_slice(symbols);
            states.extend(targets.iter().map(|it| place(*it)));
        }
        self.states = states.into_iter().map(u32::to_le_bytes).collect();
        let Some(root) = self.view(0) else { return };
        let begins: Vec<(u32, u32)> =
            root.symbols.iter().zip(root.targets).map(|(a, b)| (number(*a), number(*b))).collect();
        self.root = (!root.gaps.is_empty()).then_some(0);
        let (mut bits, mut starts): (Vec<(u64, u32)>, Vec<Start>) = Default::default();
        for (symbol, state) in begins {
            let Some(it) = self.view(state) else { continue };
            let only_words = it.entries.is_empty() && it.gaps.is_empty();
            let at = index(symbol / 64);
            bits.resize(at + 1, (0, count(starts.len())));
            if let Some((bits, _)) = bits.get_mut(at) {
                *bits |= 1 << (symbol % 64);
            }
            let [a, b, c, d] = it.marks.words();
            starts.push([state, u32::from(only_words), a, b, c, d].map(u32::to_le_bytes));
        }
        let halves = |it: u64| [it & u64::from(u32::MAX), it >> 32].map(|it| u32::try_from(it).unwrap_or(0));
        let begins = bits.into_iter().map(|(bits, before)| {
            let [low, high] = halves(bits);
            [low, high, before].map(u32::to_le_bytes)
        });
        self.begins = begins.collect();
        self.starts = starts.into();
    }

    /// What `symbol` begins.
    #[inline]
    fn start(&self, symbol: u32) -> Option<&Start> {
        let [low, high, before] = self.begins.get(index(symbol / 64))?.map(number);
        let bits = u64::from(low) | u64::from(high) << 32;
        let bit = 1 << (symbol % 64);
        if bits & bit == 0 {
            return None;
        }
        self.starts.get(index(before + (bits & (bit - 1)).count_ones()))
    }

    #[inline]
    fn view(&self, state: u32) -> Option<View<'_>> {
        let ([head, symbols], rest) = self.states.get(index(state)..)?.split_first_chunk()?;
        let head = number(*head);
        let (entries, gaps, symbols) = (index(head & 0xffff), index(head >> 16), index(number(*symbols)));
        let (marks, rest) = if symbols > FEW {
            let (marks, rest) = rest.split_first_chunk::<MARKS>()?;
            (Some(Marks::of(marks.map(number))), rest)
        } else {
            (None, rest)
        };
        let (entries, rest) = rest.split_at_checked(entries)?;
        let (gaps, rest) = rest.split_at_checked(gaps * 2)?;
        let (symbols, rest) = rest.split_at_checked(symbols)?;
        let marks = marks.unwrap_or_else(|| Marks::all(symbols.iter().map(|it| number(*it))));
        Some(View { marks, entries, gaps, symbols, targets: rest.get(..symbols.len())? })
    }

    /// All phrases in a text, overlapping ones too; no phrase crosses from one stretch of `stretches` (sentences) into
    /// another. One that is there in several ways may be told several times.
    pub fn find(&self, text: &Spelled, stretches: impl Iterator<Item = Range<usize>>) -> Vec<Hit> {
        let mut walk = Walk { matcher: self, text, hits: Vec::with_capacity(64), first: 0, end: 0 };
        // What begins is looked for first, and then what follows: looking is waiting for memory, and waiting for many
        // things at once takes no longer than for one.
        let mut begun: Vec<(u32, Step)> = Vec::with_capacity(64);
        for stretch in stretches {
            walk.end = stretch.end;
            begun.clear();
            for step in text.steps(stretch.clone()) {
                if let Some(start) = self.start(step.symbol)
                    && index(step.to) <= walk.end
                {
                    let [state, only_words, marks @ ..] = start.map(number);
                    if only_words == 0 || Marks::of(marks).meets(text.marks(index(step.to))) {
                        begun.push((state, *step));
                    }
                }
            }
            for (state, step) in &begun {
                walk.first = index(step.from);
                walk.step(*state, index(step.to));
            }
            if let Some(root) = self.root.and_then(|it| self.view(it)) {
                for at in stretch {
                    walk.first = at;
                    walk.visit(&root, at);
                }
            }
        }
        walk.hits
    }
}

/// A state as it was found: where its lists begin among those of all, and how long the first and the last are.
#[derive(Debug, Clone, Copy)]
struct Draft {
    from: usize,
    entries: usize,
    symbols: usize,
}

impl Draft {
    /// Entries, gaps, symbols and targets, of all that is the state's own.
    fn parts<'a>(&self, own: &'a [u32]) -> (&'a [u32], &'a [u32], &'a [u32], &'a [u32]) {
        let (own, targets) = own.split_at_checked(own.len() - self.symbols).unwrap_or_default();
        let (own, symbols) = own.split_at_checked(own.len() - self.symbols).unwrap_or_default();
        let (entries, gaps) = own.split_at_checked(self.entries).unwrap_or_default();
        (entries, gaps, symbols, targets)
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
            self.hits.push(Hit { from: self.first, to: at, entry: index(number(*entry)) });
        }
        if at < self.end && here.marks.meets(self.text.marks(at)) {
            self.follow(here, at);
        }
        for gap in here.gaps.chunks_exact(2) {
            if let [most, state] = gap {
                self.pass(index(number(*most)), number(*state), at);
            }
        }
    }

    /// Steps along the words that the token at `at` has.
    fn follow(&mut self, here: &View<'_>, at: usize) {
        let text = self.text;
        for step in text.steps(at..at + 1) {
            if index(step.to) <= self.end
                && let Some(next) = here.next(step.symbol)
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
            // A gap passes over words, numbers and commas, not over the marks that part clauses, nor over denials.
            if at >= self.end || !self.text.marks(at).may_be_passed() {
                break;
            }
        }
    }
}

impl View<'_> {
    #[inline]
    fn next(&self, symbol: u32) -> Option<u32> {
        const SHORT: usize = 8;
        let at = if self.symbols.len() <= SHORT {
            self.symbols.iter().position(|it| number(*it) == symbol)?
        } else {
            self.symbols.binary_search_by_key(&symbol, |it| number(*it)).ok()?
        };
        self.targets.get(at).map(|it| number(*it))
    }
}
