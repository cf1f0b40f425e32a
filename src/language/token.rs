//! Words, numbers and marks, with the way back to the cell.
//!
//! Words are split so that one pattern meets all spellings: `air-gapped` and `air gapped`, `TLS1.2` and
//! `TLS 1.2`, `don't`, `dont` and `do not` give the same tokens.

use super::normalise::Normalised;

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

/// Negative contractions written without an apostrophe.
const BARE: &[(&str, &str)] = &[
    ("dont", "do"),
    ("doesnt", "does"),
    ("didnt", "did"),
    ("isnt", "is"),
    ("arent", "are"),
    ("wasnt", "was"),
    ("werent", "were"),
    ("wont", "will"),
    ("cant", "can"),
    ("cannot", "can"),
    ("couldnt", "could"),
    ("wouldnt", "would"),
    ("shouldnt", "should"),
    ("hasnt", "has"),
    ("havent", "have"),
    ("hadnt", "had"),
    ("neednt", "need"),
    ("mustnt", "must"),
];

impl Tokens {
    /// Cuts `text`.
    pub fn of(text: &str) -> Self {
        let text = Normalised::of(text);
        let mut list = Vec::with_capacity(text.low.len() / 4);
        Cutter { text: &text, list: &mut list, at: 0, spaced: true, breaks: 0 }.run();
        Self { text, list }
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
}

impl Cutter<'_> {
    fn run(&mut self) {
        while let Some(c) = self.peek(self.at) {
            match c {
                '\n' => {
                    self.breaks = self.breaks.saturating_add(1);
                    self.spaced = true;
                    self.at += 1;
                }
                c if c.is_whitespace() => {
                    self.spaced = true;
                    self.at += c.len_utf8();
                }
                c if c.is_ascii_digit() => self.number(),
                c if c.is_alphanumeric() => self.word(),
                c => self.mark(c),
            }
        }
    }

    fn peek(&self, at: usize) -> Option<char> {
        self.text.low.get(at..)?.chars().next()
    }

    fn push(&mut self, kind: Kind, mark: char, word: Word, from: usize, to: usize, possessive: bool) {
        let start = self.text.origin.get(from).copied().unwrap_or(self.text.length);
        let end = self.text.origin.get(to.saturating_sub(1)).map_or(start, |it| it + 1);
        let capital = self.text.capital.get(from).copied().unwrap_or(false);
        self.list.push(Token {
            kind,
            mark,
            word,
            start,
            end,
            capital,
            spaced: self.spaced,
            breaks: self.breaks,
            possessive,
        });
        self.spaced = false;
        self.breaks = 0;
    }

    fn number(&mut self) {
        if self.address() {
            return;
        }
        let from = self.at;
        let mut to = from;
        while let Some(c) = self.peek(to) {
            let inside = matches!(c, '.' | ',') && self.peek(to + 1).is_some_and(|it| it.is_ascii_digit());
            if !c.is_ascii_digit() && !inside {
                break;
            }
            to += c.len_utf8();
        }
        self.at = to;
        self.push(Kind::Number, ' ', Word::Slice(from, to), from, to, false);
    }

    fn word(&mut self) {
        if self.address() {
            return;
        }
        let from = self.at;
        let mut to = from;
        while let Some(c) = self.peek(to) {
            // Digits of other scripts are letters here: what begins a word must end up in it, or the cell has no end.
            if !c.is_alphanumeric() || c.is_ascii_digit() {
                break;
            }
            to += c.len_utf8();
        }
        let word = self.text.low.get(from..to).unwrap_or_default();
        let rest = self.text.low.get(to..).unwrap_or_default();
        if word == "n" && rest.starts_with("/a") {
            self.at = to + 2;
            self.push(Kind::Word, ' ', Word::Fixed("n/a"), from, to + 2, false);
            return;
        }
        if let Some((_, verb)) = BARE.iter().find(|(bare, _)| *bare == word) {
            self.at = to;
            self.push(Kind::Word, ' ', Word::Fixed(verb), from, to, false);
            self.push(Kind::Word, ' ', Word::Fixed("not"), from, to, false);
            return;
        }
        if rest.starts_with('\'') {
            self.contraction(from, to, word, rest);
            return;
        }
        self.at = to;
        self.push(Kind::Word, ' ', Word::Slice(from, to), from, to, false);
    }

    fn contraction(&mut self, from: usize, to: usize, word: &str, rest: &str) {
        let ends = |ending: &str| {
            rest.starts_with(ending)
                && !rest.get(ending.len()..).and_then(|it| it.chars().next()).is_some_and(char::is_alphabetic)
        };
        if let Some(stem) = word.strip_suffix('n').filter(|_| ends("'t")) {
            let end = to + 2;
            self.at = end;
            let verb = match stem {
                "ca" => Word::Fixed("can"),
                "wo" => Word::Fixed("will"),
                "sha" => Word::Fixed("shall"),
                _ => Word::Slice(from, to - 1),
            };
            self.push(Kind::Word, ' ', verb, from, end, false);
            self.push(Kind::Word, ' ', Word::Fixed("not"), from, end, false);
        } else if let Some((ending, verb)) = ENDINGS.iter().find(|(ending, _)| ends(ending)) {
            let end = to + ending.len();
            self.at = end;
            self.push(Kind::Word, ' ', Word::Slice(from, to), from, to, false);
            self.push(Kind::Word, ' ', Word::Fixed(verb), to, end, false);
        } else if ends("'s") {
            self.at = to + 2;
            if IS.contains(&word) {
                self.push(Kind::Word, ' ', Word::Slice(from, to), from, to, false);
                self.push(Kind::Word, ' ', Word::Fixed("is"), to, to + 2, false);
            } else {
                self.push(Kind::Word, ' ', Word::Slice(from, to), from, to + 2, true);
            }
        } else {
            self.at = to;
            self.push(Kind::Word, ' ', Word::Slice(from, to), from, to, false);
        }
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
        self.push(Kind::Address, ' ', Word::Fixed(""), from, self.at, false);
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
                    self.push(Kind::Mark, '\u{2013}', Word::Fixed(""), from, self.at, false);
                }
            }
            '\u{2013}' => {
                // A range such as 9–17 keeps its numbers together as far as clauses go.
                let digit_before = self.list.last().is_some_and(|it| it.kind == Kind::Number) && !self.spaced;
                let mark =
                    if digit_before && next.is_some_and(|it| it.is_ascii_digit()) { '~' } else { '\u{2013}' };
                self.push(Kind::Mark, mark, Word::Fixed(""), from, self.at, false);
            }
            '&' => self.push(Kind::Word, ' ', Word::Fixed("and"), from, self.at, false),
            c => self.push(Kind::Mark, c, Word::Fixed(""), from, self.at, false),
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
