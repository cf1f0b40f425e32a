//! Phrases in one graph, being gathered: nodes, words that lead from one to the next, and gaps.

use super::{
    pattern::{Parsed, PatternError, Read, Tail, alternatives, ends_open, first},
    token::{Kind, POSSESSIVE, Tokens},
    value::ValueKind,
    vocabulary::{NUMBER, Vocabulary},
    words::{Hash, Lists, lists},
};

/// No node, link or state.
pub(super) const NOWHERE: u32 = u32::MAX;

/// A position in a list. The lists of a graph are far shorter than four thousand million.
#[inline]
pub(super) fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

pub(super) fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Many phrases in one graph; [`Matcher::of`](super::matcher::Matcher::of) makes it ready to be walked.
#[derive(Debug)]
pub struct Phrases {
    nodes: Vec<Node>,
    links: Vec<Link>,
    /// A table by node and symbol: one more than the position of a link, or 0.
    places: Vec<u32>,
    words: usize,
    /// Where the alternatives that are being read end.
    ends: Vec<u32>,
    /// Room for the word that is being read.
    last: String,
}

/// The first of each list of a node's links.
#[derive(Debug, Clone, Copy)]
struct Node {
    words: u32,
    gaps: u32,
    entries: u32,
}

/// A way on from a node, or what is found there.
#[derive(Debug, Clone, Copy)]
struct Link {
    from: u32,
    /// The symbol, the most words of the gap, or the entry.
    key: u32,
    to: u32,
    /// The node's next link of its kind.
    rest: u32,
}

impl Default for Phrases {
    fn default() -> Self {
        let root = Node { words: NOWHERE, gaps: NOWHERE, entries: NOWHERE };
        Self {
            nodes: vec![root],
            links: Vec::new(),
            places: vec![0; 1024],
            words: 0,
            ends: Vec::new(),
            last: String::new(),
        }
    }
}

impl Phrases {
    /// Adds all phrases of `pattern`, to be reported as `entry`.
    ///
    /// # Errors
    /// When the pattern cannot be read.
    pub fn add(&mut self, words: &mut Vocabulary, pattern: &str, entry: usize) -> Result<(), PatternError> {
        if ends_open(pattern, false, pattern)? {
            return Err(PatternError::Open(pattern.to_owned()));
        }
        let entry = count(entry);
        let Some((end, false)) = self.sequence(words, 0, pattern, Tail::None, pattern)? else {
            return Err(PatternError::Empty(pattern.to_owned()));
        };
        if self.entries(end).all(|it| it != entry) {
            self.link(end, entry, NOWHERE, |it| &mut it.entries);
        }
        Ok(())
    }

    /// Gives each symbol the new one that stands at its place in `names`. The phrases cannot be added to afterwards.
    pub(super) fn rename(&mut self, names: &[u32]) {
        for node in 0..count(self.nodes.len()) {
            let mut at = self.nodes.get(index(node)).map_or(NOWHERE, |it| it.words);
            while let Some(link) = self.links.get_mut(index(at)) {
                link.key = names.get(index(link.key)).copied().unwrap_or(link.key);
                at = link.rest;
            }
        }
        self.places = Vec::new();
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    fn list(&self, mut at: u32) -> impl Iterator<Item = Link> {
        std::iter::from_fn(move || {
            let link = self.links.get(index(at)).copied()?;
            at = link.rest;
            Some(link)
        })
    }

    /// The symbols that lead on from a node, each with where it leads.
    pub(super) fn words(&self, node: u32) -> impl Iterator<Item = (u32, u32)> {
        let first = self.nodes.get(index(node)).map_or(NOWHERE, |it| it.words);
        self.list(first).map(|it| (it.key, it.to))
    }

    /// The gaps behind a node: the most words that are passed over, and where each leads. Of no word is also one: what
    /// may be missing, and what goes on behind a choice.
    pub(super) fn gaps(&self, node: u32) -> impl Iterator<Item = (u32, u32)> {
        let first = self.nodes.get(index(node)).map_or(NOWHERE, |it| it.gaps);
        self.list(first).map(|it| (it.key, it.to))
    }

    /// What is found at a node.
    pub(super) fn entries(&self, node: u32) -> impl Iterator<Item = u32> {
        let first = self.nodes.get(index(node)).map_or(NOWHERE, |it| it.entries);
        self.list(first).map(|it| it.key)
    }

    /// Whether a node has no gaps behind it, and leads to something.
    #[inline]
    pub(super) fn is_plain(&self, node: u32) -> bool {
        self.nodes
            .get(index(node))
            .is_some_and(|it| it.gaps == NOWHERE && (it.words != NOWHERE || it.entries != NOWHERE))
    }

    /// Whether anything is found at a node, or reached from it by a word.
    pub(super) fn leads_on(&self, node: u32) -> bool {
        self.nodes.get(index(node)).is_some_and(|it| it.words != NOWHERE || it.entries != NOWHERE)
            || self.gaps(node).any(|(most, _)| most > 0)
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node { words: NOWHERE, gaps: NOWHERE, entries: NOWHERE });
        count(self.nodes.len() - 1)
    }

    /// Puts a link at the head of one of a node's lists.
    fn link(&mut self, from: u32, key: u32, to: u32, list: impl Fn(&mut Node) -> &mut u32) -> u32 {
        let new = count(self.links.len());
        let Some(node) = self.nodes.get_mut(index(from)) else { return NOWHERE };
        let rest = std::mem::replace(list(node), new);
        self.links.push(Link { from, key, to, rest });
        new
    }

    fn place(&self, node: u32, symbol: u32) -> usize {
        let mixed = (u64::from(node) << 32 | u64::from(symbol)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        usize::try_from(mixed >> 32).unwrap_or(0) & (self.places.len() - 1)
    }

    /// The node that `symbol` leads to from `node`; it is made where there is none.
    fn follow(&mut self, node: u32, symbol: u32) -> u32 {
        let mut place = self.place(node, symbol);
        while let Some(found) = self.places.get(place).and_then(|it| it.checked_sub(1)) {
            match self.links.get(index(found)) {
                Some(it) if it.from == node && it.key == symbol => return it.to,
                _ => place = (place + 1) & (self.places.len() - 1),
            }
        }
        let new = self.new_node();
        let link = self.link(node, symbol, new, |it| &mut it.words);
        if let Some(it) = self.places.get_mut(place) {
            *it = link + 1;
        }
        self.words += 1;
        if self.words * 2 > self.places.len() {
            self.grow();
        }
        new
    }

    fn grow(&mut self) {
        self.places = vec![0; self.places.len() * 4];
        for node in 0..count(self.nodes.len()) {
            let mut at = self.nodes.get(index(node)).map_or(NOWHERE, |it| it.words);
            while let Some(link) = self.links.get(index(at)).copied() {
                let mut place = self.place(link.from, link.key);
                while self.places.get(place).is_some_and(|it| *it != 0) {
                    place = (place + 1) & (self.places.len() - 1);
                }
                if let Some(it) = self.places.get_mut(place) {
                    *it = at + 1;
                }
                at = link.rest;
            }
        }
    }

    /// The node behind a gap of at most so many words.
    fn pass(&mut self, node: u32, most: u8) -> u32 {
        let most = u32::from(most);
        let known = self.gaps(node).find(|(it, _)| *it == most);
        if let Some((_, to)) = known {
            return to;
        }
        let new = self.new_node();
        self.link(node, most, new, |it| &mut it.gaps);
        new
    }

    /// Adds what `text` says from `node` on, the last word changed by `tail`; gives where it ends and whether it can
    /// be nothing. None where the last thing is no word that `tail` could be put to. Alternatives meet again in one
    /// node, so that a pattern costs the sum of its words and not their product.
    fn sequence(
        &mut self,
        words: &mut Vocabulary,
        mut node: u32,
        text: &str,
        tail: Tail<'_>,
        whole: &str,
    ) -> Result<Option<(u32, bool)>, PatternError> {
        let mut nothing = true;
        let mut rest = text.trim();
        if rest.is_empty() && tail.is_ending() {
            return Ok(None);
        }
        while !rest.is_empty() {
            let element = first(rest, whole)?;
            rest = element.after;
            let single = element.endings.is_none() && !element.star;
            if single
                && let Some(after) = possessive_behind(rest)
                && let Some(end) = self.possessive(words, node, &element, whole)?
            {
                (node, nothing, rest) = (end, false, after);
                if rest.is_empty() && tail.is_ending() {
                    return Ok(None);
                }
                continue;
            }
            let last = if rest.is_empty() { tail } else { Tail::None };
            match element.read {
                Read::Word(word) if single => match self.word(words, node, word, last, whole)? {
                    Some(end) => {
                        node = end;
                        nothing = false;
                    }
                    None => return Ok(None),
                },
                // A group of one alternative is only what stands in it.
                Read::Group(inner, '(') if single && alternatives(inner).nth(1).is_none() => {
                    match self.sequence(words, node, inner, last, whole)? {
                        Some((end, empty)) => {
                            node = end;
                            nothing &= empty;
                        }
                        None => return Ok(None),
                    }
                }
                _ if last.is_ending() => return Ok(None),
                // The ending of a choice has nothing to be put to, and takes it away.
                _ if last == Tail::Star => {}
                _ => {
                    let (end, empty) = self.choice(words, node, &element, whole)?;
                    node = end;
                    nothing &= empty;
                }
            }
        }
        Ok(Some((node, nothing)))
    }

    /// Adds one of several things.
    fn choice(
        &mut self,
        words: &mut Vocabulary,
        node: u32,
        element: &Parsed<'_>,
        whole: &str,
    ) -> Result<(u32, bool), PatternError> {
        let from = self.ends.len();
        let mut nothing = false;
        let tails = || {
            let plain = if element.star { Tail::Star } else { Tail::None };
            let given = element.endings.into_iter().flat_map(alternatives).filter(|it| !it.is_empty());
            std::iter::once(plain)
                .chain(given.map(|it| if element.star { Tail::EndingStar(it) } else { Tail::Ending(it) }))
        };
        match element.read {
            Read::Word(word) => {
                for tail in tails() {
                    let end = self.word(words, node, word, tail, whole)?;
                    self.ends.extend(end);
                }
            }
            Read::Group(inner, open) => {
                for tail in tails() {
                    for alternative in alternatives(inner) {
                        if let Some((end, empty)) = self.sequence(words, node, alternative, tail, whole)? {
                            self.ends.push(end);
                            nothing |= empty;
                        }
                    }
                }
                if open == '[' {
                    self.ends.push(node);
                    nothing = true;
                }
            }
        }
        Ok((self.meet(from), nothing))
    }

    /// Adds a thing with the `s` of its possessive behind it, however that is joined: `council s` finds `council's`.
    /// None where there is no word that it could be put to.
    fn possessive(
        &mut self,
        words: &mut Vocabulary,
        node: u32,
        element: &Parsed<'_>,
        whole: &str,
    ) -> Result<Option<u32>, PatternError> {
        let from = self.ends.len();
        let alternative = match element.read {
            Read::Word(word) => word,
            Read::Group(inner, '(') => inner,
            Read::Group(..) => return Ok(None),
        };
        for alternative in alternatives(alternative) {
            let with = self.sequence(words, node, alternative, Tail::Ending(POSSESSIVE), whole)?;
            self.ends.extend(with.map(|it| it.0));
        }
        if self.ends.len() == from {
            return Ok(None);
        }
        let (apart, empty) = match element.read {
            Read::Word(word) => (self.word(words, node, word, Tail::None, whole)?, false),
            Read::Group(..) => {
                let (end, empty) = self.choice(words, node, element, whole)?;
                (Some(end), empty)
            }
        };
        if let Some(end) = apart.filter(|_| !empty) {
            let end = self.follow(end, words.word("s"));
            self.ends.push(end);
        }
        Ok(Some(self.meet(from)))
    }

    /// The node in which the alternatives meet that ended in `ends` from a place on.
    fn meet(&mut self, from: usize) -> u32 {
        if self.ends.len() == from + 1
            && let Some(end) = self.ends.pop()
        {
            return end;
        }
        let meet = self.new_node();
        while self.ends.len() > from {
            if let Some(end) = self.ends.pop() {
                self.link(end, 0, meet, |it| &mut it.gaps);
            }
        }
        meet
    }

    /// Adds a word of a pattern as it is written; it may be several tokens, a number, a value or a gap.
    fn word(
        &mut self,
        words: &mut Vocabulary,
        node: u32,
        word: &str,
        tail: Tail<'_>,
        whole: &str,
    ) -> Result<Option<u32>, PatternError> {
        let way = if word == "#" {
            Some(Ok(NUMBER))
        } else if let Some(kind) = word.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            let kind = ValueKind::parse(kind).ok_or_else(|| PatternError::UnknownValue(kind.to_owned()))?;
            Some(Ok(kind.symbol()))
        } else {
            word.strip_prefix('~').and_then(|it| it.parse().ok()).map(Err)
        };
        match (way, tail) {
            (None, _) => self.literal(words, node, word, tail, whole),
            (Some(_), Tail::Ending(_) | Tail::EndingStar(_)) => Ok(None),
            (Some(_), Tail::Star) => Ok(Some(node)),
            (Some(Ok(symbol)), Tail::None) => Ok(Some(self.follow(node, symbol))),
            (Some(Err(most)), Tail::None) => Ok(Some(self.pass(node, most))),
        }
    }

    /// Adds a word as it is cut into tokens: `TLS1.2` is two.
    fn literal(
        &mut self,
        words: &mut Vocabulary,
        node: u32,
        word: &str,
        tail: Tail<'_>,
        whole: &str,
    ) -> Result<Option<u32>, PatternError> {
        let (stem, star) =
            word.strip_suffix('*').filter(|it| !it.is_empty()).map_or((word, false), |it| (it, true));
        if star && tail.is_ending() {
            return Ok(None);
        }
        let mut last = std::mem::take(&mut self.last);
        last.clear();
        let mut node = node;
        let mut is_word = is_one_token(stem);
        if is_word {
            last.push_str(stem);
            last.make_ascii_lowercase();
            is_word = !lists(&last, Hash::of(&last)).meets(Lists::BARE);
        }
        let mut mark = None;
        if !is_word {
            let tokens = Tokens::of(stem);
            let Some((end, before)) = tokens.list.split_last() else {
                return Err(PatternError::Empty(whole.to_owned()));
            };
            if before.is_empty() && star && end.kind == Kind::Mark {
                return Err(PatternError::Empty(whole.to_owned()));
            }
            for it in before {
                let symbol = match it.kind {
                    Kind::Mark => words.mark(it.mark),
                    _ => words.word(tokens.possessive(it).unwrap_or(tokens.word(it))),
                };
                node = self.follow(node, symbol);
            }
            is_word = end.kind != Kind::Mark;
            mark = Some(end.mark);
            last.clear();
            last.push_str(tokens.possessive(end).unwrap_or(tokens.word(end)));
        }
        let end = match (tail, mark.filter(|_| !is_word)) {
            // What a star or an ending is put to must be a word.
            (Tail::None, Some(mark)) if !star => {
                let symbol = words.mark(mark);
                Some(self.follow(node, symbol))
            }
            (Tail::None | Tail::Star, Some(_)) => Some(node),
            (Tail::Star, None) if star => Some(node),
            (_, Some(_)) => None,
            (_, None) => {
                if let Tail::Ending(ending) | Tail::EndingStar(ending) = tail {
                    last.push_str(ending);
                }
                let begins = star || matches!(tail, Tail::Star | Tail::EndingStar(_));
                let symbol = if begins { words.prefix(&last) } else { words.word(&last) };
                Some(self.follow(node, symbol))
            }
        };
        self.last = last;
        Ok(end)
    }
}

/// What stands behind the `s` of a possessive that is written as a word of its own: `council s data`.
fn possessive_behind(text: &str) -> Option<&str> {
    let after = text.strip_prefix('s')?;
    (after.is_empty() || after.starts_with(' ')).then(|| after.trim_start())
}

/// Whether a word of a pattern is surely one token: letters or digits alone.
fn is_one_token(word: &str) -> bool {
    !word.is_empty()
        && (word.bytes().all(|it| it.is_ascii_alphabetic()) || word.bytes().all(|it| it.is_ascii_digit()))
}
