//! The words that patterns are made of, as numbers: each word of a text is looked up once, whatever looks for phrases
//! in it afterwards.

use std::ops::Range;

use super::{
    token::{Kind, Token, Tokens},
    value::Value,
    words::Hash,
};

/// Symbols below this stand for numbers and kinds of value.
pub(super) const FIRST_WORD: u32 = 32;
/// Any number.
pub(super) const NUMBER: u32 = 0;

/// Words, beginnings of words and marks, each with its symbol.
#[derive(Debug)]
pub struct Vocabulary {
    /// A table by hash: one more than the position of a word, or 0.
    places: Vec<u32>,
    words: Vec<Known>,
    letters: Vec<Letter>,
    marks: Vec<(char, u32)>,
    symbols: u32,
    /// The symbols of known words, one word after the other.
    spellings: Vec<u32>,
}

#[derive(Debug)]
struct Known {
    hash: u32,
    text: Box<str>,
    symbol: u32,
    /// Where in `spellings` its symbols stand, once sealed.
    spelling: Range<u32>,
}

/// A node of the tree of beginnings.
#[derive(Debug, Default)]
struct Letter {
    next: Vec<(u8, u32)>,
    symbol: Option<u32>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            places: vec![0; 64],
            words: Vec::new(),
            letters: vec![Letter::default()],
            marks: Vec::new(),
            symbols: FIRST_WORD,
            spellings: Vec::new(),
        }
    }
}

impl Vocabulary {
    fn new_symbol(&mut self) -> u32 {
        self.symbols += 1;
        self.symbols - 1
    }

    fn known(&self, word: &str, hash: Hash) -> Option<&Known> {
        let mut place = hash.place(self.places.len());
        loop {
            let found = self.places.get(place).copied().unwrap_or(0).checked_sub(1)?;
            let known = self.words.get(index(found))?;
            if known.hash == hash.bits() && *known.text == *word {
                return Some(known);
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }

    /// The symbol of `word`.
    pub(super) fn word(&mut self, word: &str) -> u32 {
        let hash = Hash::of(word);
        if let Some(it) = self.known(word, hash) {
            return it.symbol;
        }
        let symbol = self.new_symbol();
        self.words.push(Known { hash: hash.bits(), text: word.into(), symbol, spelling: 0..0 });
        if self.words.len() * 2 > self.places.len() {
            self.places = vec![0; self.places.len() * 4];
            for n in 0..self.words.len() {
                self.place(n);
            }
        } else {
            self.place(self.words.len() - 1);
        }
        symbol
    }

    /// Enters the word at `position` into the table.
    fn place(&mut self, position: usize) {
        let Some(word) = self.words.get(position) else { return };
        let mut place = Hash::of(&word.text).place(self.places.len());
        while let Some(found) = self.places.get_mut(place) {
            if *found == 0 {
                *found = u32::try_from(position + 1).unwrap_or(0);
                return;
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }

    /// The symbol of all words that begin with `word`.
    pub(super) fn prefix(&mut self, word: &str) -> u32 {
        let mut at = 0;
        for byte in word.bytes() {
            let known = self.letters.get(at).and_then(|it| it.next.iter().find(|(b, _)| *b == byte));
            at = if let Some((_, it)) = known {
                index(*it)
            } else {
                self.letters.push(Letter::default());
                let new = self.letters.len() - 1;
                if let Some(it) = self.letters.get_mut(at) {
                    it.next.push((byte, u32::try_from(new).unwrap_or(0)));
                }
                new
            };
        }
        if let Some(symbol) = self.letters.get(at).and_then(|it| it.symbol) {
            return symbol;
        }
        let symbol = self.new_symbol();
        if let Some(letter) = self.letters.get_mut(at) {
            letter.symbol = Some(symbol);
        }
        symbol
    }

    /// The symbol of `mark`.
    pub(super) fn mark(&mut self, mark: char) -> u32 {
        match self.marks.binary_search_by_key(&mark, |it| it.0) {
            Ok(at) => self.marks.get(at).map_or(NUMBER, |it| it.1),
            Err(at) => {
                let symbol = self.new_symbol();
                self.marks.insert(at, (mark, symbol));
                symbol
            }
        }
    }

    /// Works out under which symbols each known word goes. To be called once all patterns are added.
    pub fn seal(&mut self) {
        let mut spellings = Vec::new();
        let ranges: Vec<Range<u32>> = self
            .words
            .iter()
            .map(|it| {
                let from = end(&spellings);
                if it.text.bytes().next().is_some_and(|it| it.is_ascii_digit()) {
                    spellings.push(NUMBER);
                }
                spellings.push(it.symbol);
                self.prefixes(&it.text, &mut spellings);
                from..end(&spellings)
            })
            .collect();
        for (word, range) in self.words.iter_mut().zip(ranges) {
            word.spelling = range;
        }
        self.spellings = spellings;
    }

    fn prefixes(&self, word: &str, out: &mut Vec<u32>) {
        let mut at = self.letters.first();
        let mut bytes = word.bytes();
        while let Some(letter) = at {
            out.extend(letter.symbol);
            let Some(byte) = bytes.next() else { return };
            let next = letter.next.iter().find(|(b, _)| *b == byte);
            at = next.and_then(|(_, next)| self.letters.get(index(*next)));
        }
    }

    /// Looks up all words of `tokens`.
    pub fn spell(&self, tokens: &Tokens, values: &[Value]) -> Spelled {
        let count = tokens.list.len();
        let mut out = Spelled {
            symbols: Vec::with_capacity(count + count / 4),
            tokens: Vec::with_capacity(count + 1),
            values: Vec::with_capacity(count + 1),
        };
        let mut value = 0;
        for (at, token) in tokens.list.iter().enumerate() {
            out.tokens.push(end(&out.symbols));
            self.spell_one(tokens, token, &mut out.symbols);
            while values.get(value).is_some_and(|it| it.from < at) {
                value += 1;
            }
            out.values.push(u32::try_from(value).unwrap_or(u32::MAX));
        }
        out.tokens.push(end(&out.symbols));
        out.values.push(end(values));
        out
    }

    fn spell_one(&self, tokens: &Tokens, token: &Token, out: &mut Vec<u32>) {
        if token.kind == Kind::Mark {
            out.extend(self.marks.iter().find(|it| it.0 == token.mark).map(|it| it.1));
            return;
        }
        let word = tokens.word(token);
        if let Some(known) = self.known(word, token.hash()) {
            let range = index(known.spelling.start)..index(known.spelling.end);
            out.extend(self.spellings.get(range).unwrap_or_default());
            return;
        }
        if token.kind == Kind::Number {
            out.push(NUMBER);
        }
        self.prefixes(word, out);
    }
}

/// The symbols of a text's tokens, and where its values begin.
#[derive(Debug)]
pub struct Spelled {
    symbols: Vec<u32>,
    /// For each token the position of its first symbol, and one more.
    tokens: Vec<u32>,
    /// For each token the position of the first value that begins there or later, and one more.
    values: Vec<u32>,
}

impl Spelled {
    /// The symbols that the token at `at` goes by.
    #[inline]
    pub(super) fn symbols(&self, at: usize) -> &[u32] {
        stretch(&self.tokens, at).and_then(|it| self.symbols.get(it)).unwrap_or_default()
    }

    /// Those of the text's `values` that begin at the token at `at`.
    #[inline]
    pub(super) fn values<'a>(&self, at: usize, values: &'a [Value]) -> &'a [Value] {
        stretch(&self.values, at).and_then(|it| values.get(it)).unwrap_or_default()
    }
}

#[inline]
fn stretch(starts: &[u32], at: usize) -> Option<Range<usize>> {
    Some(index(*starts.get(at)?)..index(*starts.get(at + 1)?))
}

#[inline]
fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn end<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
