//! Words, numbers and marks, with the way back to the cell.
//!
//! Words are split so that one pattern meets all spellings: `air-gapped` and `air gapped`, `TLS1.2` and
//! `TLS 1.2`, `don't`, `dont` and `do not` give the same tokens.

use super::{
    normalise::Normalised,
    words::{self, Hash, Lists},
};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters.
    Word,
    /// Digits, with points and commas inside.
    Number,
    /// An e-mail or web address.
    Address,
    /// Anything else that is not space: `.`, `;`, `(`, `£` …
    Mark,
}

/// One token.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// For a mark, which.
    pub mark: char,
    word: Word,
    hash: Hash,
    /// The lists of the language that its word stands in.
    pub lists: Lists,
    /// First character of the cell.
    pub start: u32,
    /// One past the last character of the cell.
    pub end: u32,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// Whether space or the line's start stands before it.
    pub spaced: bool,
    /// How many line breaks stand before it.
    pub breaks: u8,
    /// How far its line is set in, where it begins one.
    pub indent: u8,
    /// Whether the word carries `'s`.
    pub possessive: bool,
}

#[derive(Debug, Clone, Copy)]
enum Word {
    Slice(usize, usize),
    Fixed(&'static str),
}

/// A text cut into tokens.
#[derive(Debug)]
pub struct Tokens {
    /// In one spelling.
    pub text: Normalised,
    /// In order.
    pub list: Vec<Token>,
}

/// What a possessive carries.
pub(super) const POSSESSIVE: &str = "'s";

/// How contractions open. The second word replaces the apostrophe and what follows it.
const ENDINGS: &[(&str, &str)] =
    &[("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am"), ("'d", "would")];

/// Words whose `'s` is `is`, not possession.
const IS: &[&str] = &[
    "it",
    "that",
    "there",
    "what",
    "who",
    "he",
    "she",
    "here",
    "where",
    "everything",
    "nothing",
    "this",
    "one",
];

/// Words whose `'s` is `is` or `has` before a verb: `nobody's ever drawn it`, but `nobody's business`.
const SOMEBODY: &[&str] = &["nobody", "everybody", "everyone", "somebody", "someone", "anybody", "anyone"];

/// Negative contractions written without an apostrophe.
pub(super) const BARE: &[&str] = &[
    "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "wont", "cant", "cannot", "couldnt",
    "wouldnt", "shouldnt", "hasnt", "havent", "hadnt", "neednt", "mustnt",
];

/// For each of them its verb.
const BARE_VERBS: &[&str] = &[
    "do", "does", "did", "is", "are", "was", "were", "will", "can", "can", "could", "would", "should", "has",
    "have", "had", "need", "must",
];

impl Token {
    /// The hash of its word, as [`words::hash`] makes it.
    pub fn hash_of_word(&self) -> u32 {
        self.hash.bits()
    }

    /// Of its word.
    #[inline]
    pub(super) fn hash(&self) -> Hash {
        self.hash
    }
}

impl Tokens {
    /// Cuts `text`.
    pub fn of(text: &str) -> Self {
        let text = Normalised::of(text);
        let mut list = Vec::with_capacity(text.low.len() / 4);
        let addresses = text.low.contains('@') || text.low.contains('/') && text.low.contains("://");
        Cutter { text: &text, list: &mut list, at: 0, spaced: true, breaks: 0, indent: 0, addresses }.run();
        Self { text, list }
    }

    /// A word that carries `'s`, with it; none of others.
    pub(super) fn possessive(&self, token: &Token) -> Option<&str> {
        let Word::Slice(from, to) = token.word else { return None };
        token.possessive.then(|| self.text.low.get(from..to + POSSESSIVE.len())).flatten()
    }

    /// The token's word in lower case; empty for a mark.
    pub fn word(&self, token: &Token) -> &str {
        match token.word {
            Word::Slice(from, to) => self.text.low.get(from..to).unwrap_or_default(),
            Word::Fixed(word) => word,
        }
    }

    /// The word of the token at `index`; empty past the end.
    pub fn word_at(&self, index: usize) -> &str {
        self.list.get(index).map_or("", |it| self.word(it))
    }

    /// Whether the word at `index` stands in one of `lists`.
    #[inline]
    pub fn is(&self, index: usize, lists: Lists) -> bool {
        self.list.get(index).is_some_and(|it| it.lists.meets(lists))
    }

    /// The mark at `index`; a space where there is none.
    pub fn mark_at(&self, index: usize) -> char {
        self.list.get(index).map_or(' ', |it| it.mark)
    }
}

struct Cutter<'a> {
    text: &'a Normalised,
    list: &'a mut Vec<Token>,
    at: usize,
    spaced: bool,
    breaks: u8,
    /// Spaces since the line's beginning.
    indent: u8,
    /// Whether there is anything in the text that an address not beginning with `www.` has.
    addresses: bool,
}

impl Cutter<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.text.low.as_bytes().get(self.at).copied() {
            match byte {
                b'\n' => {
                    self.breaks = self.breaks.saturating_add(1);
                    self.indent = 0;
                    self.spaced = true;
                    self.at += 1;
                }
                b' ' => {
                    self.indent = self.indent.saturating_add(1);
                    self.spaced = true;
                    self.at += 1;
                }
                b'a'..=b'z' => self.word(),
                b'0'..=b'9' => self.number(),
                _ => match self.peek(self.at) {
                    Some(c) if c.is_whitespace() => {
                        self.spaced = true;
                        self.at += c.len_utf8();
                    }
                    Some(c) if c.is_alphanumeric() => self.word(),
                    Some(c) => self.mark(c),
                    None => return,
                },
            }
        }
    }

    fn peek(&self, at: usize) -> Option<char> {
        let byte = self.text.low.as_bytes().get(at).copied()?;
        if byte.is_ascii() { Some(char::from(byte)) } else { self.text.low.get(at..)?.chars().next() }
    }

    /// Adds what stands in the bytes `from..to` as a word.
    fn push_slice(&mut self, kind: Kind, from: usize, to: usize, end: usize, possessive: bool) {
        let hash = Hash::of(self.text.low.get(from..to).unwrap_or_default());
        self.push_hashed(kind, hash, from, to, end, possessive);
    }

    fn push_hashed(&mut self, kind: Kind, hash: Hash, from: usize, to: usize, end: usize, possessive: bool) {
        let lists = words::lists(self.text.low.get(from..to).unwrap_or_default(), hash);
        self.push(kind, ' ', Word::Slice(from, to), hash, lists, from, end, possessive);
    }

    fn push_fixed(&mut self, word: &'static str, from: usize, to: usize) {
        let hash = Hash::of(word);
        self.push(Kind::Word, ' ', Word::Fixed(word), hash, words::lists(word, hash), from, to, false);
    }

    fn push_mark(&mut self, mark: char, from: usize) {
        self.push(Kind::Mark, mark, Word::Fixed(""), Hash::EMPTY, Lists::default(), from, self.at, false);
    }

    #[expect(clippy::too_many_arguments, reason = "a token is made of all of these, in one place")]
    fn push(
        &mut self,
        kind: Kind,
        mark: char,
        word: Word,
        hash: Hash,
        lists: Lists,
        from: usize,
        to: usize,
        possessive: bool,
    ) {
        let start = self.text.origin(from).unwrap_or(self.text.length);
        let end = self.text.origin(to.saturating_sub(1)).map_or(start, |it| it + 1);
        let capital = self.text.is_capital(from);
        self.list.push(Token {
            kind,
            mark,
            word,
            hash,
            lists,
            start,
            end,
            capital,
            spaced: self.spaced,
            breaks: self.breaks,
            indent: if self.breaks > 0 { self.indent } else { 0 },
            possessive,
        });
        self.spaced = false;
        self.breaks = 0;
    }

    fn number(&mut self) {
        if self.may_be_address() && self.address() {
            return;
        }
        let bytes = self.text.low.as_bytes();
        let from = self.at;
        let mut to = from;
        let mut hash = Hash::EMPTY;
        while let Some(byte) = bytes.get(to).copied() {
            let inside = matches!(byte, b'.' | b',') && bytes.get(to + 1).is_some_and(u8::is_ascii_digit);
            if !byte.is_ascii_digit() && !inside {
                break;
            }
            hash = hash.with(byte);
            to += 1;
        }
        self.at = to;
        self.push_hashed(Kind::Number, hash, from, to, to, false);
    }

    fn word(&mut self) {
        if self.may_be_address() && self.address() {
            return;
        }
        let bytes = self.text.low.as_bytes();
        let from = self.at;
        let mut to = from;
        let mut hash = Hash::EMPTY;
        while let Some(byte) = bytes.get(to).copied() {
            if byte.is_ascii_lowercase() {
                hash = hash.with(byte);
                to += 1;
                continue;
            }
            // Digits of other scripts are letters here: what begins a word must end up in it, or the cell has no end.
            let Some(c) = self.peek(to).filter(|c| !c.is_ascii() && c.is_alphanumeric()) else { break };
            let after = to + c.len_utf8();
            hash = bytes.get(to..after).unwrap_or_default().iter().fold(hash, |hash, it| hash.with(*it));
            to = after;
        }
        let word = self.text.low.get(from..to).unwrap_or_default();
        let next = bytes.get(to).copied().unwrap_or(b' ');
        if next == b'/' && word == "n" && bytes.get(to + 1) == Some(&b'a') {
            self.at = to + 2;
            self.push_fixed("n/a", from, to + 2);
            return;
        }
        let dotted = next == b'.' && bytes.get(to + 1).is_some_and(u8::is_ascii_lowercase);
        if dotted && self.host() {
            return;
        }
        let lists = words::lists(word, hash);
        if lists.meets(Lists::BARE)
            && let Some(verb) = BARE.iter().position(|it| *it == word).and_then(|it| BARE_VERBS.get(it))
        {
            self.at = to;
            self.push_fixed(verb, from, to);
            self.push_fixed("not", from, to);
            return;
        }
        if next == b'\'' {
            self.contraction(from, to);
            return;
        }
        self.at = to;
        self.push(Kind::Word, ' ', Word::Slice(from, to), hash, lists, from, to, false);
    }

    fn contraction(&mut self, from: usize, to: usize) {
        let text = self.text;
        let word = text.low.get(from..to).unwrap_or_default();
        let rest = text.low.get(to..).unwrap_or_default();
        let ends = |ending: &str| {
            rest.starts_with(ending)
                && !rest.get(ending.len()..).and_then(|it| it.chars().next()).is_some_and(char::is_alphabetic)
        };
        if let Some(stem) = word.strip_suffix('n').filter(|_| ends("'t")) {
            let end = to + 2;
            self.at = end;
            match stem {
                "ca" => self.push_fixed("can", from, end),
                "wo" => self.push_fixed("will", from, end),
                "sha" => self.push_fixed("shall", from, end),
                _ => self.push_slice(Kind::Word, from, to - 1, end, false),
            }
            self.push_fixed("not", from, end);
        } else if let Some((ending, verb)) = ENDINGS.iter().find(|(ending, _)| ends(ending)) {
            let end = to + ending.len();
            self.at = end;
            self.push_slice(Kind::Word, from, to, to, false);
            self.push_fixed(verb, to, end);
        } else if ends(POSSESSIVE) {
            let end = to + POSSESSIVE.len();
            self.at = end;
            if IS.contains(&word) || SOMEBODY.contains(&word) && self.is_said(end) {
                self.push_slice(Kind::Word, from, to, to, false);
                self.push_fixed("is", to, end);
            } else {
                self.push_slice(Kind::Word, from, to, end, true);
            }
        } else {
            self.at = to;
            self.push_slice(Kind::Word, from, to, to, false);
        }
    }

    /// Whether the word behind the byte `at` makes the `'s` before it a verb.
    fn is_said(&self, at: usize) -> bool {
        const NEXT: &[&str] = &[
            "ever", "never", "been", "got", "a", "an", "the", "not", "allowed", "able", "going", "to", "in",
            "on", "at", "yet", "actually", "really", "done", "drawn", "seen", "had", "gone", "written",
            "made",
        ];
        let rest = self.text.low.get(at..).unwrap_or_default().trim_start_matches(' ');
        let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        NEXT.contains(&word) || word.len() > 4 && (word.ends_with("ing") || word.ends_with("ed"))
    }

    /// Whether an address could begin here: nearly always none could.
    #[inline]
    fn may_be_address(&self) -> bool {
        self.addresses || self.text.low.as_bytes().get(self.at..).is_some_and(|it| it.starts_with(b"www."))
    }

    /// A host's name that begins here without more to know it by: `docs.supplier.example/v2`.
    fn host(&mut self) -> bool {
        const LONGEST: usize = 254;
        const ENDS: &[&str] = &["example", "com", "org", "uk", "io", "eu", "dev"];
        const BARE_ENDS: usize = 2;
        if !self.spaced && self.list.last().is_none_or(|it| !matches!(it.mark, '(' | '<' | ':' | ',')) {
            return false;
        }
        let rest = self.text.low.get(self.at..).unwrap_or_default();
        let ends = |c: &u8| !c.is_ascii_alphanumeric() && !matches!(c, b'.' | b'-');
        let length = rest.bytes().take(LONGEST).position(|it| ends(&it)).unwrap_or(rest.len().min(LONGEST));
        let name = rest.get(..length).unwrap_or_default().trim_end_matches(['.', '-']);
        let labels = name.split('.').count();
        let last = name.rsplit('.').next().unwrap_or_default();
        if !ENDS.contains(&last)
            || labels < BARE_ENDS
            || name.split('.').any(str::is_empty)
            || name.split('.').next().is_some_and(|it| it.len() < BARE_ENDS)
        {
            return false;
        }
        let path = rest.get(name.len()..).unwrap_or_default();
        let path = if path.starts_with('/') {
            let end =
                path.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | ',' | ';'));
            path.get(..end.unwrap_or(path.len()).min(LONGEST))
                .unwrap_or_default()
                .trim_end_matches(['.', ':', '!', '?'])
        } else {
            ""
        };
        let from = self.at;
        self.at = from + name.len() + path.len();
        self.push(Kind::Address, ' ', Word::Fixed(""), Hash::EMPTY, Lists::default(), from, self.at, false);
        true
    }

    /// An e-mail or web address that begins here, as one token.
    fn address(&mut self) -> bool {
        // Addresses begin where a word begins; looking no further keeps hostile text linear.
        if !self.spaced && self.list.last().is_none_or(|it| !matches!(it.mark, '(' | '<' | ':' | ',')) {
            return false;
        }
        const LONGEST: usize = 254;
        let rest = self.text.low.get(self.at..).unwrap_or_default();
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | '<' | '>' | ',' | ';');
        let length = rest
            .char_indices()
            .take(LONGEST)
            .find(|(_, c)| ends(*c))
            .map_or(rest.len().min(LONGEST), |(at, _)| at);
        let chunk = rest.get(..length).unwrap_or_default();
        let chunk = chunk.trim_end_matches(['.', ':', '!', '?', '\'']);
        let is_web = chunk.contains("://") || chunk.starts_with("www.");
        let is_mail = chunk.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'));
        if !is_web && !is_mail {
            return false;
        }
        let from = self.at;
        self.at = from + chunk.len();
        let (word, hash, lists) = (Word::Fixed(""), Hash::EMPTY, Lists::default());
        self.push(Kind::Address, ' ', word, hash, lists, from, self.at, false);
        true
    }

    fn mark(&mut self, c: char) {
        let from = self.at;
        self.at += c.len_utf8();
        let next = self.peek(self.at);
        match c {
            // Quotation marks say nothing that we read.
            '"' | '\'' => {}
            // A hyphen inside a word only joins; one that stands free parts clauses.
            '-' => {
                let joined = !self.spaced && next.is_some_and(char::is_alphanumeric);
                if !joined {
                    self.push_mark('\u{2013}', from);
                }
            }
            '\u{2013}' => {
                // A range such as 9–17 keeps its numbers together as far as clauses go.
                let digit_before = self.list.last().is_some_and(|it| it.kind == Kind::Number) && !self.spaced;
                let mark =
                    if digit_before && next.is_some_and(|it| it.is_ascii_digit()) { '~' } else { '\u{2013}' };
                self.push_mark(mark, from);
            }
            '&' => self.push_fixed("and", from, self.at),
            c => self.push_mark(c, from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let tokens = Tokens::of(text);
        let list: Vec<String> = tokens
            .list
            .iter()
            .map(|it| if it.kind == Kind::Mark { it.mark.to_string() } else { tokens.word(it).to_owned() })
            .collect();
        list.join(" ")
    }

    #[test]
    fn spellings_meet() {
        assert_eq!(words("air-gapped"), words("air gapped"));
        assert_eq!(words("TLS1.2+"), "tls 1.2 +");
        assert_eq!(words("We don't, dont, can't, won\u{2019}t"), "we do not , do not , can not , will not");
        assert_eq!(words("It's the Council's; we've"), "it is the council ; we have");
        assert_eq!(words("ISO/IEC 27001:2022"), "iso / iec 27001 : 2022");
        assert_eq!(words("N/A - none"), "n/a \u{2013} none");
        assert_eq!(words("1,000 homes"), "1,000 homes");
        assert_eq!(words("\u{663}\u{664} days"), "\u{663}\u{664} days");
    }

    #[test]
    fn an_address_is_one_token() {
        let tokens = Tokens::of("Write to dpo@loom.example, or see https://loom.example/a.");
        assert_eq!(tokens.list.iter().filter(|it| it.kind == Kind::Address).count(), 2);
    }
}
