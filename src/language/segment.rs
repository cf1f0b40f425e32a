//! Lines, bullets, labels and headings; sentences; clauses.

use std::ops::Range;

use super::token::{Kind, Token, Tokens};

/// One sentence, or a line that stands alone.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its tokens, label and bullet included.
    pub tokens: Range<usize>,
    /// First token after bullet, ordinal and label.
    pub body: usize,
    /// The label that speaks for it (`Backups:`), from its own line.
    pub label: Option<Range<usize>>,
    /// The heading above it.
    pub heading: Option<Range<usize>>,
    /// The letter under which it answers, as in `(d) nightly, AES-256`.
    pub ordinal: Option<char>,
    /// Which line (or bullet) it stands in, from 0.
    pub line: usize,
    /// Whether it asks something.
    pub asks: bool,
}

/// A clause: a stretch of a sentence within which cues act.
#[derive(Debug, Clone, Copy)]
pub struct Clause {
    /// The clause that this one interrupts: a bracket, or `, which …,`.
    pub inside: Option<usize>,
    /// Whether it begins with a contrast such as `but`.
    pub contrast: bool,
}

/// How a text falls into sentences and clauses.
#[derive(Debug, Default)]
pub struct Segments {
    /// In order.
    pub sentences: Vec<Sentence>,
    /// For each token, its clause.
    pub clause_of: Vec<usize>,
    /// The clauses.
    pub clauses: Vec<Clause>,
}

/// Finite verbs that show a clause of its own.
pub const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "am", "has", "have", "had", "will", "would", "shall", "should", "can",
    "could", "may", "might", "must", "do", "does", "did",
];

const PRONOUNS: &[&str] = &["we", "they", "it", "you", "i", "he", "she", "there"];
const DEMONSTRATIVES: &[&str] = &[
    "this",
    "that",
    "these",
    "those",
    "each",
    "all",
    "both",
    "none",
    "nobody",
    "everyone",
    "neither",
    "nothing",
    "everything",
];
const CONTRASTS: &[&str] = &[
    "but",
    "however",
    "although",
    "though",
    "whereas",
    "while",
    "whilst",
    "yet",
    "nevertheless",
    "nonetheless",
];
const JOINERS: &[&str] = &["and", "or", "so", "because", "since", "as"];
const FRONTS: &[&str] =
    &["if", "when", "where", "should", "once", "whenever", "as", "after", "before", "until", "wherever"];
const RELATIVES: &[&str] = &["which", "who", "whose", "where"];
const ABBREVIATIONS: &[&str] = &[
    "e", "g", "i", "eg", "ie", "no", "nos", "ltd", "approx", "v", "vs", "dr", "mr", "mrs", "ms", "inc", "co",
    "st", "ref", "cl", "art", "arts", "s", "ss", "para", "p", "pp", "incl", "fig", "sec", "cert", "dept",
    "tel", "min", "max", "est", "ext", "exp",
];

impl Segments {
    /// Segments `tokens`.
    pub fn of(tokens: &Tokens) -> Self {
        let mut out = Self::default();
        let starts = sentence_starts(tokens);
        let mut line = 0;
        let mut heading: Option<Range<usize>> = None;
        let mut label: Option<Range<usize>> = None;
        let mut ordinal = None;
        for (n, from) in starts.iter().enumerate() {
            let to = starts.get(n + 1).map_or(tokens.list.len(), |it| it.at);
            let range = from.at..to;
            if from.new_line {
                line += 1;
                label = None;
                ordinal = None;
            }
            let head = Head::read(tokens, range.clone());
            if let Some(letter) = head.ordinal {
                ordinal = Some(letter);
                label = None;
            }
            if let Some(own) = head.label.clone() {
                label = Some(own);
            }
            // `Malware. All nodes run …`: a word or three at a line's start, before more of the line, name what follows.
            let opens = from.new_line && starts.get(n + 1).is_some_and(|it| !it.new_line);
            if head.label.is_none() && opens && is_short_title(tokens, head.start..range.end) {
                label = Some(head.start..range.end - 1);
            }
            let whole_line = from.new_line && starts.get(n + 1).is_none_or(|it| it.new_line);
            let is_heading =
                whole_line && is_heading(tokens, &range, &head, starts.get(n + 1).map(|it| it.at));
            if is_heading {
                heading = Some(head.body.min(to)..to).filter(|it| !it.is_empty()).or(head.label.clone());
            }
            let asks = (range.end > range.start) && tokens.mark_at(range.end - 1) == '?';
            // `ISO 9001? Lapsed in 2023.`: a short question that is answered at once is a label.
            const SHORT: usize = 6;
            if asks && range.len() <= SHORT && starts.get(n + 1).is_some_and(|it| !it.new_line) {
                label = Some(head.start..range.end - 1);
            }
            out.sentences.push(Sentence {
                body: if is_heading { head.start } else { head.body },
                label: if is_heading { None } else { label.clone() },
                heading: if is_heading { None } else { heading.clone() },
                tokens: range,
                ordinal,
                line,
                asks,
            });
        }
        out.clause_of = vec![0; tokens.list.len()];
        for n in 0..out.sentences.len() {
            out.cut_clauses(tokens, n);
        }
        out
    }

    fn cut_clauses(&mut self, tokens: &Tokens, sentence: usize) {
        let Some(sentence) = self.sentences.get(sentence) else { return };
        let range = sentence.tokens.clone();
        let body = sentence.body;
        let mut cutter = ClauseCutter {
            tokens,
            out: &mut self.clauses,
            stack: Vec::new(),
            current: 0,
            has_verb: false,
            first: body,
            end: range.end,
        };
        cutter.begin(None, false);
        for at in range {
            if at == body {
                cutter.begin(None, false);
            }
            let clause = cutter.step(at);
            if let Some(slot) = self.clause_of.get_mut(at) {
                *slot = clause;
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Start {
    at: usize,
    new_line: bool,
}

/// A text without full stops is cut all the same, at a mark once it is long and anywhere once it is longer: what is
/// looked for in a sentence takes time by the square of its length, and no person would read it as one either.
const LONG_SENTENCE: usize = 200;
const LONGEST_SENTENCE: usize = 250;

/// Where sentences begin.
fn sentence_starts(tokens: &Tokens) -> Vec<Start> {
    let mut starts = Vec::new();
    let mut ordinal = None;
    let mut line_start = 0;
    for (at, token) in tokens.list.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|it| tokens.list.get(it));
        let Some(before) = before else {
            starts.push(Start { at, new_line: true });
            ordinal = ordinal_at(tokens, at).map(|(letter, _)| letter);
            continue;
        };
        let wrapped = token.breaks == 1 && is_soft_wrap(tokens, line_start, at, before, token);
        if (token.breaks > 0 && !wrapped) || token.mark == '\u{2022}' {
            starts.push(Start { at, new_line: true });
            line_start = at;
            if let Some((letter, _)) = ordinal_at(tokens, at) {
                ordinal = Some(letter);
            }
            continue;
        }
        // Lettered answers are often run on: `a) laptops … b) none … c) …`.
        let letter = ordinal_at(tokens, at).map(|(letter, _)| letter);
        if let (Some(letter), Some(last)) = (letter, ordinal)
            && token.spaced
            && u32::from(letter) == u32::from(last) + 1
            && !ends_label(tokens, at)
        {
            starts.push(Start { at, new_line: true });
            ordinal = Some(letter);
            continue;
        }
        let since = at - starts.last().map_or(0, |it| it.at);
        if since >= LONGEST_SENTENCE || since >= LONG_SENTENCE && matches!(before.mark, ';' | ':' | ',') {
            starts.push(Start { at, new_line: false });
        } else if matches!(before.mark, '.' | '!' | '?' | '\u{2026}') && ends_sentence(tokens, at) {
            starts.push(Start { at, new_line: false });
            if let Some((letter, _)) = ordinal_at(tokens, at) {
                ordinal = Some(letter);
                if let Some(it) = starts.last_mut() {
                    it.new_line = true;
                }
            }
        }
    }
    starts
}

/// Whether the mark before `at` ends a sentence.
fn ends_sentence(tokens: &Tokens, at: usize) -> bool {
    let (Some(token), Some(mark)) =
        (tokens.list.get(at), at.checked_sub(1).and_then(|it| tokens.list.get(it)))
    else {
        return false;
    };
    if mark.mark != '.' {
        return token.spaced;
    }
    let word = at.checked_sub(2).map_or("", |it| tokens.word_at(it));
    let is_short =
        ABBREVIATIONS.contains(&word) || (word.len() == 1 && word.chars().all(char::is_alphabetic));
    token.spaced && !is_short
}

/// A line break that only wraps a long line.
fn is_soft_wrap(tokens: &Tokens, line_start: usize, at: usize, before: &Token, token: &Token) -> bool {
    let length = before.end.saturating_sub(tokens.list.get(line_start).map_or(0, |it| it.start));
    let lower = token.kind == Kind::Word && !token.capital;
    lower
        && length >= 60
        && !matches!(before.mark, '.' | ':' | ';' | '!' | '?')
        && ordinal_at(tokens, at).is_none()
}

/// A letter that numbers what follows: `(a)`, `a)`, `a.` or `a -`; with the token after it.
fn ordinal_at(tokens: &Tokens, at: usize) -> Option<(char, usize)> {
    let letter = |at: usize| {
        let word = tokens.word_at(at);
        let mut chars = word.chars();
        chars.next().filter(|c| chars.next().is_none() && ('a'..='m').contains(c))
    };
    if tokens.mark_at(at) == '(' && tokens.mark_at(at + 2) == ')' {
        return letter(at + 1).map(|it| (it, at + 3));
    }
    let it = letter(at)?;
    match tokens.mark_at(at + 1) {
        ')' | '.' | '\u{2013}' | ':' => Some((it, at + 2)),
        _ => None,
    }
}

/// Whether the bracketed letter at `at` closes a label: `Transfers (e):`.
fn ends_label(tokens: &Tokens, at: usize) -> bool {
    tokens.mark_at(at) == '(' && matches!(tokens.mark_at(at + 3), ':' | '\u{2013}')
}

/// What stands at a sentence's beginning before its words.
struct Head {
    ordinal: Option<char>,
    label: Option<Range<usize>>,
    /// After bullet and ordinal.
    start: usize,
    /// After the label too.
    body: usize,
}

impl Head {
    fn read(tokens: &Tokens, range: Range<usize>) -> Self {
        const LONGEST_LABEL: usize = 9;
        let mut at = range.start;
        while at < range.end && matches!(tokens.mark_at(at), '\u{2022}' | '*' | '\u{2013}' | '>' | 'o') {
            at += 1;
        }
        let mut ordinal = None;
        if let Some((letter, after)) = ordinal_at(tokens, at).filter(|(_, after)| *after <= range.end) {
            ordinal = Some(letter);
            at = after;
        } else if tokens.list.get(at).is_some_and(|it| it.kind == Kind::Number)
            && matches!(tokens.mark_at(at + 1), ')' | '.')
            && at + 2 < range.end
        {
            at += 2;
        }
        let start = at;
        let mut label = None;
        for to in start..range.end.min(start + LONGEST_LABEL) {
            let mark = tokens.mark_at(to);
            let number_before =
                to > start && tokens.list.get(to - 1).is_some_and(|it| it.kind == Kind::Number);
            let number_after =
                tokens.list.get(to + 1).is_some_and(|it| it.kind == Kind::Number && !it.spaced);
            if (mark == ':' && !(number_before && number_after)) || (mark == '\u{2013}' && to - start <= 5) {
                if to > start {
                    label = Some(start..to);
                    at = to + 1;
                }
                break;
            }
            if matches!(mark, '.' | ';' | '?' | '!' | ',')
                || AUXILIARIES.contains(&tokens.word_at(to))
                || PRONOUNS.contains(&tokens.word_at(to))
            {
                break;
            }
            if let Some(letter) = ordinal_in_brackets(tokens, to, range.end) {
                ordinal = Some(letter);
            }
        }
        if label.is_none() && ordinal.is_some() && start == range.start {
            // A bracketed letter that closes no label is a reference, not an ordinal.
            ordinal = None;
        }
        Self { ordinal, label, start, body: at }
    }
}

fn ordinal_in_brackets(tokens: &Tokens, at: usize, end: usize) -> Option<char> {
    (tokens.mark_at(at) == '(' && at + 2 < end)
        .then(|| ordinal_at(tokens, at))
        .flatten()
        .map(|(letter, _)| letter)
}

/// A short line that names what the lines below it speak of.
fn is_heading(tokens: &Tokens, range: &Range<usize>, head: &Head, next: Option<usize>) -> bool {
    const LONGEST: usize = 8;
    if next.is_none() || head.body >= range.end && head.label.is_none() {
        return false;
    }
    let last = tokens.mark_at(range.end.saturating_sub(1));
    if last == ':' && head.body >= range.end {
        return true;
    }
    // `Entered data: property of the Council` answers by itself.
    if head.label.is_some() && head.body < range.end {
        return false;
    }
    let body = head.start..range.end;
    let plain = body.clone().all(|it| {
        let Some(token) = tokens.list.get(it) else { return false };
        token.kind == Kind::Word
            && !AUXILIARIES.contains(&tokens.word(token))
            && !PRONOUNS.contains(&tokens.word(token))
            || matches!(token.mark, '(' | ')' | ':')
    });
    let long_below = next.is_some_and(|it| {
        tokens.list.iter().skip(it + 1).take(LONGEST + 4).take_while(|it| it.breaks == 0).count() >= LONGEST
    });
    let apart = next.and_then(|it| tokens.list.get(it)).is_some_and(|it| it.breaks >= 2);
    plain && body.len() <= LONGEST && last != '.' && (long_below || apart)
}

/// A capitalised word or three with a full stop and no verb, that say neither yes nor no.
fn is_short_title(tokens: &Tokens, range: Range<usize>) -> bool {
    const WORDS: usize = 4;
    const ANSWERS: &[&str] = &[
        "yes",
        "no",
        "agreed",
        "confirmed",
        "none",
        "nil",
        "never",
        "absolutely",
        "certainly",
        "accepted",
        "compliant",
        "n/a",
        "correct",
        "ours",
        "yours",
        "done",
        "not",
    ];
    let words = range.len().saturating_sub(1);
    let capital = tokens.list.get(range.start).is_some_and(|it| it.capital);
    let plain = range.clone().take(words).all(|at| {
        tokens.list.get(at).is_some_and(|it| it.kind == Kind::Word)
            && !AUXILIARIES.contains(&tokens.word_at(at))
            && !PRONOUNS.contains(&tokens.word_at(at))
    });
    let available = tokens.word_at(range.start) == "not" && words == 2;
    capital
        && plain
        && (1..=WORDS).contains(&words)
        && tokens.mark_at(range.end.saturating_sub(1)) == '.'
        && (available || !ANSWERS.contains(&tokens.word_at(range.start)))
}

struct ClauseCutter<'a> {
    tokens: &'a Tokens,
    out: &'a mut Vec<Clause>,
    /// Interrupted clauses, each with whether it had a verb and the mark that ends the interruption.
    stack: Vec<(usize, bool, char)>,
    current: usize,
    has_verb: bool,
    first: usize,
    end: usize,
}

impl ClauseCutter<'_> {
    fn begin(&mut self, inside: Option<usize>, contrast: bool) {
        self.out.push(Clause { inside, contrast });
        self.current = self.out.len() - 1;
        self.has_verb = false;
    }

    fn interrupt(&mut self, until: char) {
        const DEEPEST: usize = 8;
        if self.stack.len() < DEEPEST {
            self.stack.push((self.current, self.has_verb, until));
            self.begin(Some(self.current), false);
        }
    }

    fn resume(&mut self, mark: char) -> bool {
        if let Some((clause, has_verb, _)) = self.stack.pop_if(|(_, _, until)| *until == mark) {
            self.current = clause;
            self.has_verb = has_verb;
            return true;
        }
        false
    }

    /// Places the token at `at`; gives its clause.
    fn step(&mut self, at: usize) -> usize {
        let tokens = self.tokens;
        let word = tokens.word_at(at);
        let mark = tokens.mark_at(at);
        match mark {
            '(' | '[' => {
                let before = self.current;
                self.interrupt(if mark == '(' { ')' } else { ']' });
                return before;
            }
            ')' | ']' => {
                self.resume(',');
                self.resume(mark);
                return self.current;
            }
            ';' => {
                let own = self.current;
                self.stack.clear();
                self.begin(None, false);
                return own;
            }
            ':' => {
                let own = self.current;
                let tight = tokens.list.get(at + 1).is_some_and(|it| it.kind == Kind::Number && !it.spaced);
                if !tight {
                    // What stands before a colon lends its words to what follows: `four data sets: levels, …`.
                    self.begin(Some(own), false);
                }
                return own;
            }
            '\u{2013}' => {
                let own = self.current;
                if !self.resume('\u{2013}') {
                    let closes = (at + 2..self.end.min(at + 14)).any(|it| tokens.mark_at(it) == '\u{2013}');
                    if closes {
                        self.interrupt('\u{2013}');
                    } else {
                        self.begin(None, false);
                    }
                }
                return own;
            }
            ',' => {
                let own = self.current;
                if self.resume(',') {
                    return own;
                }
                if RELATIVES.contains(&tokens.word_at(at + 1)) {
                    self.interrupt(',');
                } else if self.has_verb && self.subject_and_verb(at + 1) {
                    // `Should the law change, the platform …`: a fronted condition and its main clause are read together.
                    let fronted = FRONTS.contains(&tokens.word_at(self.first));
                    self.begin(fronted.then_some(own), false);
                }
                return own;
            }
            _ => {}
        }
        let before = at.checked_sub(1).map_or("", |it| tokens.word_at(it));
        if CONTRASTS.contains(&word) && !is_no_contrast(word, before, tokens.word_at(at + 1)) {
            self.stack.retain(|(_, _, until)| *until != ',');
            self.begin(None, true);
        } else if JOINERS.contains(&word) && self.subject_and_verb(at + 1) {
            // `No waiting, and there is a sandbox`: behind a comma a pronoun with its verb is a clause of its own, whatever
            // stands before.
            let apart = at > self.first
                && tokens.mark_at(at - 1) == ','
                && PRONOUNS.contains(&tokens.word_at(at + 1))
                && AUXILIARIES.contains(&tokens.word_at(at + 2));
            if self.has_verb || apart {
                self.begin(None, false);
            }
        }
        if AUXILIARIES.contains(&word) || PRONOUNS.contains(&word) {
            self.has_verb = true;
        }
        self.current
    }

    /// Whether a subject with a finite verb of its own begins at `at`.
    fn subject_and_verb(&self, at: usize) -> bool {
        const FURTHEST: usize = 8;
        let first = self.tokens.word_at(at);
        if at >= self.end || AUXILIARIES.contains(&first) || first == "not" {
            return false;
        }
        if PRONOUNS.contains(&first) {
            return true;
        }
        let demonstrative = DEMONSTRATIVES.contains(&first);
        for next in at + 1..self.end.min(at + FURTHEST) {
            let word = self.tokens.word_at(next);
            if AUXILIARIES.contains(&word) {
                return true;
            }
            if demonstrative && next == at + 1 && word.is_empty() {
                return false;
            }
            let stops = RELATIVES.contains(&word) || word == "that" || CONTRASTS.contains(&word);
            if stops || self.tokens.mark_at(next) != ' ' {
                return false;
            }
        }
        false
    }
}

/// `all but two`, `nothing but`, `not yet`: words of contrast that part no clauses.
fn is_no_contrast(word: &str, before: &str, after: &str) -> bool {
    match word {
        "but" => {
            matches!(
                before,
                "all"
                    | "nothing"
                    | "anything"
                    | "everything"
                    | "none"
                    | "everyone"
                    | "everybody"
                    | "last"
                    | "cannot"
                    | "every"
                    | "any"
            ) || after == "for"
        }
        "yet" => matches!(before, "not" | "as" | "nor" | "have" | "has" | "is" | "are"),
        "while" | "whilst" => before == "a",
        "though" => before == "as" || before == "even" && after == "so",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let tokens = Tokens::of(text);
        Segments::of(&tokens)
            .sentences
            .iter()
            .map(|it| {
                let words: Vec<&str> =
                    it.tokens.clone().map(|at| tokens.word_at(at)).filter(|it| !it.is_empty()).collect();
                words.join(" ")
            })
            .collect()
    }

    /// Clauses as words, in the order of their first words.
    fn clauses(text: &str) -> Vec<String> {
        let tokens = Tokens::of(text);
        let segments = Segments::of(&tokens);
        let mut out: Vec<(usize, String)> = Vec::new();
        for (at, clause) in segments.clause_of.iter().enumerate() {
            let word = tokens.word_at(at);
            if word.is_empty() {
                continue;
            }
            match out.iter_mut().find(|(id, _)| id == clause) {
                Some((_, words)) => {
                    words.push(' ');
                    words.push_str(word);
                }
                None => out.push((*clause, word.to_owned())),
            }
        }
        out.into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn sentences_end_at_full_stops_but_not_at_abbreviations_or_numbers() {
        assert_eq!(
            sentences("See cl. 3 of ISO 27001:2022, e.g. A.5. We use TLS 1.3. Yes"),
            ["see cl 3 of iso 27001 2022 e g a 5", "we use tls 1.3", "yes"]
        );
    }

    #[test]
    fn lettered_answers_are_parted_even_when_run_on() {
        let tokens = Tokens::of("a) FileVault on b) none, see a) above c) no archives d) Google does these");
        let letters: Vec<Option<char>> =
            Segments::of(&tokens).sentences.iter().map(|it| it.ordinal).collect();
        assert_eq!(letters, [Some('a'), Some('b'), Some('c'), Some('d')]);
    }

    #[test]
    fn labels_speak_for_their_line() {
        let tokens = Tokens::of("Backups: nightly. Kept apart.\nArchives (c): none");
        let segments = Segments::of(&tokens);
        let labels: Vec<String> = segments
            .sentences
            .iter()
            .map(|it| it.label.clone().map(|it| tokens.word_at(it.start).to_owned()).unwrap_or_default())
            .collect();
        assert_eq!(labels, ["backups", "backups", "archives"]);
        assert_eq!(segments.sentences[2].ordinal, Some('c'));
    }

    #[test]
    fn clauses_part_where_a_new_subject_has_its_own_verb() {
        assert_eq!(
            clauses("We do not store card data, and all backups are encrypted."),
            ["we do not store card data", "and all backups are encrypted"]
        );
        assert_eq!(
            clauses("Backups and archives are encrypted and signed."),
            ["backups and archives are encrypted and signed"]
        );
        assert_eq!(
            clauses("Backups, which are not kept on site, are encrypted."),
            ["backups are encrypted", "which are not kept on site"]
        );
        assert_eq!(
            clauses("Laptops are encrypted but tapes are not."),
            ["laptops are encrypted", "but tapes are not"]
        );
        assert_eq!(
            clauses("Backups (not archives) are encrypted."),
            ["backups are encrypted", "not archives"]
        );
    }
}
