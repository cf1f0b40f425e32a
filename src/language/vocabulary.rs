//! The words that patterns are made of, as numbers: each word of a text is looked up once, whatever looks for phrases
//! in it afterwards.

use std::{collections::BTreeMap, ops::Range};

use super::{
    token::{Kind, POSSESSIVE, Tokens},
    value::Value,
    words::Hash,
};

/// Symbols below this stand for numbers and kinds of value.
const FIRST_WORD: u32 = 32;
/// Most gaps are not wider.
const AHEAD: usize = 8;
/// Any number.
pub(super) const NUMBER: u32 = 0;
/// What stands before a word, a beginning and a mark in a list of them.
const WORD: char = '=';
const BEGINNING: char = '*';
const MARK: char = '.';
/// The symbol of a word that no pattern has.
pub const UNKNOWN: u32 = u32::MAX;

/// Words that are heard as another too: a pattern that asks for `council` finds `borough`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms(Vec<(String, String)>);

impl Synonyms {
    /// Adds `also` as heard as `word`, both in small letters.
    pub fn add(&mut self, word: &str, also: &str) {
        self.0.push((word.to_owned(), also.to_owned()));
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(word, also)| (word.as_str(), also.as_str()))
    }
}

fn owned_by(word: &str) -> String {
    format!("{word}{POSSESSIVE}")
}

/// Words, beginnings of words and marks, each with its symbol.
#[derive(Debug)]
pub struct Vocabulary {
    /// A table by hash: one more than the position of a word, or 0.
    places: Vec<u32>,
    words: Vec<Known>,
    /// The letters of all words.
    text: String,
    letters: Vec<Letter>,
    /// The beginnings themselves, each with its symbol.
    beginnings: Vec<(Box<str>, u32)>,
    marks: Vec<(char, u32)>,
    symbols: u32,
    /// The symbols of known words, one word after the other.
    spellings: Vec<u32>,
}

#[derive(Debug)]
struct Known {
    hash: u32,
    symbol: u32,
    /// Its first letters, and then naughts: nearly all words are no longer, and what is near is read quickly.
    letters: [u8; SHORT],
    /// Where all its letters begin, and how many bytes they are.
    from: u32,
    length: u32,
    /// Where in `spellings` its symbols stand, once sealed, and how many there are. Where there is one, it is the word's.
    spelling: u32,
    symbols: u32,
    marks: Marks,
}

/// Words of so many bytes are compared where they stand.
const SHORT: usize = 16;

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
            text: String::new(),
            letters: vec![Letter::default()],
            beginnings: Vec::new(),
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

    #[inline]
    fn letters_of(&self, word: &Known) -> &str {
        self.text.get(index(word.from)..index(word.from + word.length)).unwrap_or_default()
    }

    #[inline]
    fn is(&self, known: &Known, word: &str) -> bool {
        let bytes = word.as_bytes();
        let short =
            bytes.len() == index(known.length) && known.letters.iter().zip(bytes).all(|(a, b)| a == b);
        short && (bytes.len() <= SHORT || self.letters_of(known) == word)
    }

    #[inline]
    fn known(&self, word: &str, hash: Hash) -> Option<&Known> {
        let mut place = hash.place(self.places.len());
        loop {
            let found = self.places.get(place).copied().unwrap_or(0).checked_sub(1)?;
            let known = self.words.get(index(found))?;
            if known.hash == hash.bits() && self.is(known, word) {
                return Some(known);
            }
            place = (place + 1) & (self.places.len() - 1);
        }
    }

    /// The symbol of `word`; it is known from now on.
    pub fn word(&mut self, word: &str) -> u32 {
        let hash = Hash::of(word);
        match self.known(word, hash) {
            Some(it) => it.symbol,
            None => self.enter(word, hash),
        }
    }

    /// The symbol of a `word` that was not known.
    fn enter(&mut self, word: &str, hash: Hash) -> u32 {
        let symbol = self.new_symbol();
        let from = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let length = u32::try_from(word.len()).unwrap_or(0);
        self.text.push_str(word);
        let mut letters = [0; SHORT];
        letters.iter_mut().zip(word.bytes()).for_each(|(it, byte)| *it = byte);
        self.words.push(Known {
            hash: hash.bits(),
            symbol,
            letters,
            from,
            length,
            spelling: 0,
            symbols: 0,
            marks: Marks::default(),
        });
        if self.words.len() * 2 > self.places.len() {
            self.places = vec![0; self.places.len() * 2];
            for n in 0..self.words.len() {
                self.place(n);
            }
        } else {
            self.place_at(self.words.len() - 1, hash);
        }
        symbol
    }

    /// Enters the word at `position` into the table.
    fn place(&mut self, position: usize) {
        let Some(word) = self.words.get(position) else { return };
        self.place_at(position, Hash::of(self.letters_of(word)));
    }

    /// Enters the word at `position`, whose hash is `hash`, into the table.
    fn place_at(&mut self, position: usize, hash: Hash) {
        let mut place = hash.place(self.places.len());
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
        self.beginnings.push((word.into(), symbol));
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

    /// All that is known, one a line, in the order of its symbols.
    pub fn list(&self) -> String {
        let words = self.words.iter().map(|it| (it.symbol, WORD, self.letters_of(it).to_owned()));
        let beginnings = self.beginnings.iter().map(|it| (it.1, BEGINNING, it.0.to_string()));
        let marks = self.marks.iter().map(|it| (it.1, MARK, it.0.to_string()));
        let mut all: Vec<(u32, char, String)> = words.chain(beginnings).chain(marks).collect();
        all.sort_unstable();
        let lines: Vec<String> = all.into_iter().map(|(_, kind, text)| format!("{kind}{text}")).collect();
        lines.join("\n")
    }

    /// A vocabulary of what is listed, with the same symbols.
    pub fn of_list(list: &str) -> Self {
        // Not `lines`, whose search for an end costs more than the few letters of a line.
        let ends = || list.bytes().enumerate().filter(|it| it.1 == b'\n').map(|it| it.0);
        let lines = ends().count() + 1;
        let places = (lines * 2).next_power_of_two().max(64);
        let mut out = Self { places: vec![0; places], words: Vec::with_capacity(lines), ..Self::default() };
        out.text.reserve(list.len());
        let mut from = 0;
        for end in ends().chain([list.len()]) {
            let line = list.get(from..end).unwrap_or_default();
            from = end + 1;
            let mut rest = line.chars();
            match rest.next() {
                Some(WORD) => _ = out.enter(rest.as_str(), Hash::of(rest.as_str())),
                Some(BEGINNING) => _ = out.prefix(rest.as_str()),
                _ => _ = rest.next().map(|it| out.mark(it)),
            }
        }
        out
    }

    /// Enters all that `other` knows; gives for each of its symbols the one here.
    pub(super) fn adopt(&mut self, other: &Self) -> Vec<u32> {
        let mut names: Vec<u32> = (0..other.symbols).collect();
        let mut name = |theirs: u32, ours: u32| {
            if let Some(it) = names.get_mut(index(theirs)) {
                *it = ours;
            }
        };
        for it in &other.words {
            name(it.symbol, self.word(other.letters_of(it)));
        }
        for (word, symbol) in &other.beginnings {
            name(*symbol, self.prefix(word));
        }
        for (mark, symbol) in &other.marks {
            name(*symbol, self.mark(*mark));
        }
        names
    }

    /// Works out under which symbols each known word goes, and those that are heard as it. To be called once all patterns
    /// are added.
    pub fn seal(&mut self, synonyms: &Synonyms) {
        // By the symbol of each that is heard as another: all that finds the other, beginnings of words included.
        let mut heard: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (word, also) in synonyms.pairs() {
            for (word, also) in [(word.to_owned(), also.to_owned()), (owned_by(word), owned_by(also))] {
                let mut symbols = Vec::new();
                symbols.extend(self.known(&word, Hash::of(&word)).map(|it| it.symbol));
                self.prefixes(&word, |it| symbols.push(it));
                if !symbols.is_empty() {
                    heard.entry(self.word(&also)).or_default().extend(symbols);
                }
            }
        }
        let mut words = std::mem::take(&mut self.words);
        let mut spellings = Vec::with_capacity(words.len() * 2);
        let mut own = Vec::new();
        for it in &mut words {
            let word = self.letters_of(it);
            it.spelling = end(&spellings);
            own.clear();
            if word.bytes().next().is_some_and(|it| it.is_ascii_digit()) {
                own.push(NUMBER);
            }
            own.push(it.symbol);
            self.prefixes(word, |it| own.push(it));
            for symbol in heard.get(&it.symbol).into_iter().flatten() {
                if !own.contains(symbol) {
                    own.push(*symbol);
                }
            }
            for symbol in &own {
                it.marks.add(*symbol);
            }
            spellings.extend_from_slice(&own);
            it.symbols = end(&spellings) - it.spelling;
        }
        self.words = words;
        self.spellings = spellings;
    }

    /// Under which symbols a known word goes, once sealed.
    #[inline]
    fn symbols_of(&self, known: &Known) -> &[u32] {
        let range = index(known.spelling)..index(known.spelling + known.symbols);
        self.spellings.get(range).unwrap_or_default()
    }

    fn prefixes(&self, word: &str, mut add: impl FnMut(u32)) {
        let mut at = self.letters.first();
        let mut bytes = word.bytes();
        while let Some(letter) = at {
            letter.symbol.into_iter().for_each(&mut add);
            let Some(byte) = bytes.next() else { return };
            let next = letter.next.iter().find(|(b, _)| *b == byte);
            at = next.and_then(|(_, next)| self.letters.get(index(*next)));
        }
    }

    /// Looks up all words of `tokens`.
    pub fn spell(&self, tokens: &Tokens, values: &[Value]) -> Spelled {
        let count = tokens.list.len();
        let mut out = Spelled {
            steps: Vec::with_capacity(count * 2),
            tokens: Vec::with_capacity(count + 1),
            marks: Vec::with_capacity(count),
            ahead: Vec::new(),
            words: Vec::with_capacity(count),
        };
        let mut values = values.iter().peekable();
        for (from, token) in (0_u32..).zip(&tokens.list) {
            out.tokens.push(end(&out.steps));
            let mut marks = Marks::default();
            let mut word = UNKNOWN;
            let to = from + 1;
            if token.kind == Kind::Mark {
                // A question is answered as a label is: `any extra cost? none`.
                let also = if token.mark == '?' { ':' } else { token.mark };
                for (_, symbol) in self.marks.iter().filter(|it| it.0 == token.mark || it.0 == also) {
                    marks.add(*symbol);
                    out.steps.push(Step { symbol: *symbol, from, to });
                }
                if matches!(token.mark, ',' | '%' | '£' | '/' | '+') {
                    marks.pass();
                }
            } else {
                let text = tokens.word(token);
                if let Some(known) = self.known(text, token.hash()) {
                    word = known.symbol;
                    marks = known.marks;
                    if known.symbols == 1 {
                        out.steps.push(Step { symbol: word, from, to });
                    } else {
                        let symbols = self.symbols_of(known);
                        out.steps.extend(symbols.iter().map(|symbol| Step { symbol: *symbol, from, to }));
                    }
                } else {
                    let mut add = |symbol: u32| {
                        marks.add(symbol);
                        out.steps.push(Step { symbol, from, to });
                    };
                    if token.kind == Kind::Number {
                        add(NUMBER);
                    }
                    self.prefixes(text, add);
                }
                // What asks for `council's` finds it; what asks for `council` finds it too.
                let carries = tokens.possessive(token).and_then(|it| self.known(it, Hash::of(it)));
                if let Some(known) = carries {
                    for symbol in self.symbols_of(known) {
                        marks.add(*symbol);
                        out.steps.push(Step { symbol: *symbol, from, to });
                    }
                }
                // A gap that passed over a denial would say what the words deny.
                if !matches!(text, "not" | "never") {
                    marks.pass();
                }
            }
            while let Some(value) = values.next_if(|it| it.from <= index(from)) {
                let symbol = value.kind.symbol();
                marks.add(symbol);
                out.steps.push(Step { symbol, from, to: u32::try_from(value.to).unwrap_or(u32::MAX) });
            }
            out.marks.push(marks);
            out.words.push(word);
        }
        out.tokens.push(end(&out.steps));
        out.ahead = ahead(&out.marks);
        out
    }
}

/// For each token its marks and those of the [`AHEAD`] behind it.
fn ahead(marks: &[Marks]) -> Vec<Marks> {
    let mut sum = marks.to_vec();
    // Of two, of four, of eight; and of nine.
    for step in [1, 2, 4] {
        for at in 0..sum.len() {
            let next = sum.get(at + step).copied().unwrap_or_default();
            if let Some(it) = sum.get_mut(at) {
                *it = it.and(next);
            }
        }
    }
    for (it, next) in sum.iter_mut().zip(marks.iter().skip(AHEAD)) {
        *it = it.and(*next);
    }
    sum
}

/// A bit of each of some symbols: where two have none in common, they have no symbol in common.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Marks(u128);

/// How many words of four bytes [`Marks`] are.
pub(super) const MARKS: usize = 4;

impl Marks {
    /// As a matcher keeps them.
    pub(super) fn words(self) -> [u32; MARKS] {
        [0, 32, 64, 96].map(|shift| u32::try_from(self.0 >> shift & u128::from(u32::MAX)).unwrap_or(0))
    }

    /// As a matcher has kept them.
    #[inline]
    pub(super) fn of([a, b, c, d]: [u32; MARKS]) -> Self {
        Self(u128::from(a) | u128::from(b) << 32 | u128::from(c) << 64 | u128::from(d) << 96)
    }

    /// The bit that says that a gap may pass over a token.
    const PASS: u128 = 1 << 127;

    /// Of all `symbols`.
    #[inline]
    pub(super) fn all(symbols: impl Iterator<Item = u32>) -> Self {
        let mut marks = Self::default();
        symbols.for_each(|it| marks.add(it));
        marks
    }

    #[inline]
    pub(super) fn add(&mut self, symbol: u32) {
        self.0 |= 1 << (symbol % 127);
    }

    #[inline]
    fn pass(&mut self) {
        self.0 |= Self::PASS;
    }

    #[inline]
    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 & !Self::PASS != 0
    }

    #[inline]
    pub(super) fn may_be_passed(self) -> bool {
        self.0 & Self::PASS != 0
    }
}

/// A way from one token on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// By which symbol.
    pub(super) symbol: u32,
    /// From which token.
    pub(super) from: u32,
    /// To which: the next one, or that behind a value.
    pub(super) to: u32,
}

/// The symbols of a text's tokens.
#[derive(Debug)]
pub struct Spelled {
    steps: Vec<Step>,
    /// For each token the position of its first step, and one more.
    tokens: Vec<u32>,
    /// For each token the marks of its symbols.
    marks: Vec<Marks>,
    /// For each token its marks and those of as many more as a gap of [`AHEAD`] words reaches.
    ahead: Vec<Marks>,
    /// For each token the symbol of its word alone, or [`UNKNOWN`].
    words: Vec<u32>,
}

impl Spelled {
    /// The ways on from some tokens.
    #[inline]
    pub(super) fn steps(&self, tokens: Range<usize>) -> &[Step] {
        let at = |n: usize| self.tokens.get(n).map(|it| index(*it));
        let range = at(tokens.start).zip(at(tokens.end)).map(|(from, to)| from..to);
        range.and_then(|it| self.steps.get(it)).unwrap_or_default()
    }

    #[inline]
    pub(super) fn marks(&self, at: usize) -> Marks {
        self.marks.get(at).copied().unwrap_or_default()
    }

    /// The marks of the token at `at` and at least of those that a gap of `most` words reaches; none where it may reach
    /// further than was looked.
    #[inline]
    pub(super) fn ahead(&self, at: usize, most: usize) -> Option<Marks> {
        self.ahead.get(at).filter(|_| most <= AHEAD).copied()
    }

    /// The symbol of the word at `at` alone, or [`UNKNOWN`].
    #[inline]
    pub(super) fn word(&self, at: usize) -> u32 {
        self.words.get(at).copied().unwrap_or(UNKNOWN)
    }
}

#[inline]
fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

fn end<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}
