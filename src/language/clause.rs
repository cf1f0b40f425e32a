//! Clauses: where in a sentence a cue's reach ends.

use super::{
    segment::{Clause, Segments},
    token::{Kind, Tokens},
    words::Lists,
};

pub(super) const DEMONSTRATIVES: &[&str] = &[
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
pub(super) const CONTRASTS: &[&str] = &[
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
pub(super) const JOINERS: &[&str] = &["and", "or", "so", "because", "since", "as"];
pub(super) const FRONTS: &[&str] = &[
    "if", "when", "where", "should", "once", "whenever", "as", "after", "before", "until", "wherever",
    "whether",
];
/// Verbs in the third person that are hardly ever nouns: with a subject before them they make a clause.
pub(super) const FINITE: &[&str] = &[
    "follows",
    "complies",
    "conforms",
    "holds",
    "keeps",
    "sends",
    "goes",
    "comes",
    "gets",
    "gives",
    "takes",
    "makes",
    "sits",
    "lives",
    "stays",
    "belongs",
    "remains",
    "becomes",
    "encrypts",
    "protects",
    "provides",
    "includes",
    "requires",
    "contains",
    "covers",
    "meets",
    "applies",
    "allows",
    "lets",
    "speaks",
    "carries",
    "passes",
    "receives",
    "maintains",
    "publishes",
    "operates",
    "employs",
    "owns",
    "pays",
    "sees",
    "knows",
    "says",
    "tells",
    "deletes",
    "removes",
    "stores",
    "uses",
    "runs",
    "serves",
    "exposes",
    "leaves",
    "lasts",
    "means",
    "needs",
    "wants",
    "happens",
    "expires",
    "lapses",
    "grants",
    "retains",
    "assigns",
    "vests",
];
/// What opens a cell of a table that denies.
const DENYING: &[&str] = &[
    "no", "not", "none", "never", "nil", "without", "planned", "pending", "tbc", "tbd", "lapsed", "expired",
];
pub(super) const RELATIVES: &[&str] = &["which", "who", "whose", "where"];

impl Segments {
    /// Cuts a sentence into clauses.
    pub(super) fn cut_clauses(&mut self, tokens: &Tokens, sentence: usize) {
        let Some(sentence) = self.sentences.get(sentence) else { return };
        let range = sentence.tokens.clone();
        let body = sentence.body;
        let mut cutter = ClauseCutter {
            tokens,
            out: &mut self.clauses,
            stack: Vec::new(),
            current: 0,
            has_verb: false,
            cell_apart: false,
            listing: false,
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

struct ClauseCutter<'a> {
    tokens: &'a Tokens,
    out: &'a mut Vec<Clause>,
    /// Interrupted clauses, each with whether it had a verb and the mark that ends the interruption.
    stack: Vec<(usize, bool, char)>,
    current: usize,
    has_verb: bool,
    /// Whether a cell of the row was set apart.
    cell_apart: bool,
    /// Whether a colon has opened a list of what `the following` stands for.
    listing: bool,
    first: usize,
    end: usize,
}

impl ClauseCutter<'_> {
    fn begin(&mut self, inside: Option<usize>, contrast: bool) {
        self.out.push(Clause { inside, contrast, fronted: false });
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
            ';' if self.listing && self.bare_item(at + 1) => return self.current,
            ';' => {
                let own = self.current;
                // `(BitLocker; Intune on phones), save for six handsets`: within a bracket it parts only what is in it.
                let bracket = self.stack.iter().rposition(|(_, _, until)| matches!(until, ')' | ']'));
                if let Some(n) = bracket.filter(|_| self.closes_bracket(at)) {
                    self.stack.truncate(n + 1);
                    let outer = self.stack.last().map(|it| it.0);
                    self.begin(outer, false);
                    return own;
                }
                self.stack.clear();
                self.begin(None, false);
                return own;
            }
            ':' if (self.first..at).any(|it| tokens.word_at(it) == "following") && self.bare_item(at + 1) => {
                self.listing = true;
                return self.current;
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
            '|' => {
                // A cell that denies speaks for itself: `Archives | AES-256 | not yet for tapes`.
                let own = self.current;
                if self.cell_apart || DENYING.contains(&tokens.word_at(at + 1)) {
                    self.stack.clear();
                    self.begin(Some(own), false);
                    self.cell_apart = true;
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
                if tokens.is(at + 1, Lists::RELATIVE) {
                    self.interrupt(',');
                } else if (self.has_verb || self.spliced(at)) && self.subject_and_verb(at + 1) {
                    // `Should the law change, the platform …`: a fronted condition and its main clause are read together.
                    let fronted = tokens.is(self.first, Lists::FRONT)
                        || matches!(tokens.word_at(self.first), "had" | "were");
                    self.begin(fronted.then_some(own), false);
                    if let Some(it) = self.out.last_mut() {
                        it.fronted = fronted;
                    }
                } else if self.has_verb && self.participle_tail(at + 1) {
                    self.begin(None, false);
                }
                return own;
            }
            _ => {}
        }
        let lists = tokens.list.get(at).map(|it| it.lists).unwrap_or_default();
        let no_contrast = || {
            if self.leaves_one(at) {
                return true;
            }
            let before = at.checked_sub(1).map_or("", |it| tokens.word_at(it));
            is_no_contrast(tokens.word_at(at), before, tokens.word_at(at + 1))
        };
        if lists.meets(Lists::CONTRAST) && !no_contrast() {
            self.stack.retain(|(_, _, until)| *until != ',');
            self.begin(None, true);
        } else if lists.meets(Lists::JOINER) && !self.joins_no_clause(at) && self.subject_and_verb(at + 1) {
            // `No waiting, and there is a sandbox`: behind a comma a pronoun with its verb is a clause of its own, whatever
            // stands before.
            let apart = at > self.first
                && tokens.mark_at(at - 1) == ','
                && tokens.is(at + 1, Lists::PRONOUN)
                && tokens.is(at + 2, Lists::AUXILIARY);
            if self.has_verb || apart {
                self.begin(None, false);
            }
        } else if self.has_verb && self.gives_reason(at) {
            self.begin(None, false);
        }
        if lists.meets(Lists::AUXILIARY.and(Lists::PRONOUN)) || self.is_finite(at) {
            self.has_verb = true;
        }
        self.current
    }

    /// `None of the following is encrypted: archives; backups`: whether what stands from `at` to the next semicolon is only a
    /// thing.
    fn bare_item(&self, at: usize) -> bool {
        let end = (at..self.end).find(|it| self.tokens.mark_at(*it) == ';').unwrap_or(self.end);
        !(at..end).any(|it| self.tokens.is(it, Lists::AUXILIARY.and(Lists::PRONOUN)) || self.is_finite(it))
    }

    /// `Exports never go to sticks, they are fetched`: behind the comma at `at` a pronoun begins anew what a verb that is
    /// not known ended.
    fn spliced(&self, at: usize) -> bool {
        let tokens = self.tokens;
        tokens.is(at + 1, Lists::PRONOUN)
            && tokens.is(at + 2, Lists::AUXILIARY)
            && (self.first..at).any(|it| tokens.word_at(it) == "never")
    }

    /// Whether a bracket that is open at `at` is closed again.
    fn closes_bracket(&self, at: usize) -> bool {
        const FURTHEST: usize = 60;
        (at..self.end.min(at + FURTHEST)).any(|it| matches!(self.tokens.mark_at(it), ')' | ']'))
    }

    /// `…, since officers connect with keys of their own`: behind a comma a reason is a clause whatever its verb.
    fn gives_reason(&self, at: usize) -> bool {
        let tokens = self.tokens;
        let joined = matches!(tokens.word_at(at), "because" | "since");
        joined
            && at > self.first
            && tokens.mark_at(at - 1) == ','
            && tokens.list.get(at + 1).is_some_and(|it| it.kind == Kind::Word)
            && !matches!(tokens.word_at(at + 1), "of" | "then" | "when")
    }

    /// `as yet`, `so as to have`, `as well as`: joiners that open no clause.
    fn joins_no_clause(&self, at: usize) -> bool {
        let (word, next) = (self.tokens.word_at(at), self.tokens.word_at(at + 1));
        match word {
            "as" => {
                // `encrypted as it enters, moves within and leaves …`: a time, no statement of its own.
                let time = matches!(next, "it" | "they" | "you")
                    && !self.tokens.is(at + 2, Lists::AUXILIARY)
                    && self.tokens.list.get(at + 2).is_some_and(|it| it.kind == Kind::Word);
                matches!(next, "yet" | "to" | "well" | "of" | "per") || time
            }
            "so" => matches!(next, "as" | "far"),
            _ => false,
        }
    }

    /// `every port but the one we use`, `no way in but through the gateway`: what the `but` at `at` leaves of all or none.
    fn leaves_one(&self, at: usize) -> bool {
        const FURTHEST: usize = 9;
        const ALL: &[&str] =
            &["every", "all", "no", "nothing", "none", "any", "each", "nobody", "never", "not"];
        let tokens = &self.tokens;
        let word = |at: usize| tokens.word_at(at);
        let left = match word(at + 1) {
            "the" => matches!(word(at + 2), "one" | "ones" | "two" | "three" | "few" | "single"),
            "through" | "by" | "via" | "those" | "one" => true,
            _ => false,
        };
        word(at) == "but"
            && left
            && (at.saturating_sub(FURTHEST).max(self.first)..at)
                .rev()
                .take_while(|it| !word(*it).is_empty())
                .any(|it| ALL.contains(&word(it)))
    }

    /// Whether a subject with a finite verb of its own begins at `at`.
    fn subject_and_verb(&self, at: usize) -> bool {
        const FURTHEST: usize = 8;
        let tokens = self.tokens;
        if at >= self.end || tokens.is(at, Lists::AUXILIARY) || matches!(tokens.word_at(at), "not" | "only") {
            return false;
        }
        if tokens.is(at, Lists::PRONOUN) {
            return true;
        }
        // `typed in or measured is yours`, `lost or exposed we shall`: a participle is no subject.
        let participle =
            tokens.word_at(at).ends_with("ed") && tokens.is(at + 1, Lists::AUXILIARY.and(Lists::PRONOUN));
        if participle {
            return false;
        }
        let demonstrative = tokens.is(at, Lists::DEMONSTRATIVE);
        for next in at + 1..self.end.min(at + FURTHEST) {
            if tokens.is(next, Lists::AUXILIARY) || self.determined(at) && self.is_finite(next) {
                return true;
            }
            let word = tokens.word_at(next);
            if demonstrative && next == at + 1 && word.is_empty() {
                return false;
            }
            // `and the only thing which leaves is …`: the verb behind the relative's own.
            let relative = tokens.is(next, Lists::RELATIVE) || word == "that";
            if relative {
                return self.determined(at) && self.verb_past_relative(next);
            }
            if tokens.is(next, Lists::CONTRAST) || tokens.mark_at(next) != ' ' {
                return false;
            }
        }
        false
    }

    /// `TLS 1.2 on every link, older versions being refused`, `…, older ones refused.`: a noun with its participle
    /// and nothing else behind a comma stands for itself.
    fn participle_tail(&self, at: usize) -> bool {
        const FURTHEST: usize = 4;
        const TURNED: &[&str] = &[
            "refused",
            "rejected",
            "disabled",
            "blocked",
            "barred",
            "banned",
            "forbidden",
            "denied",
            "dropped",
            "excluded",
            "retired",
            "removed",
            "prohibited",
            "declined",
        ];
        let tokens = self.tokens;
        let end = self.end.min(at + FURTHEST);
        let plain = |it: &usize| !tokens.word_at(*it).is_empty();
        (at + 1..end).take_while(plain).any(|next| {
            // `backups being no exception` is told of the clause before it.
            let exception = (next + 1..next + 4).any(|it| tokens.word_at(it).starts_with("exception"));
            let being = tokens.word_at(next) == "being" && !exception;
            let turned = TURNED.contains(&tokens.word_at(next));
            let closes = next + 1 >= self.end || matches!(tokens.mark_at(next + 1), '.' | ';' | ')');
            being || turned && closes
        })
    }

    /// Whether the relative clause that begins at `at` is short and closed by the verb of what it stands in.
    fn verb_past_relative(&self, at: usize) -> bool {
        const FURTHEST: usize = 6;
        let tokens = self.tokens;
        let near = (at + 2..self.end.min(at + FURTHEST)).take_while(|it| tokens.mark_at(*it) == ' ');
        let mut verbs = near.filter(|it| tokens.is(*it, Lists::AUXILIARY));
        let own = tokens.is(at + 1, Lists::AUXILIARY);
        verbs.next().is_some_and(|first| !own || first > at + 2)
    }

    /// Whether a subject begins at `at` with a word that opens one.
    fn determined(&self, at: usize) -> bool {
        const OPENERS: &[&str] =
            &["the", "our", "every", "each", "its", "their", "your", "all", "any", "this", "no"];
        OPENERS.contains(&self.tokens.word_at(at))
    }

    /// Whether the word at `at` is a finite verb: it stands in the list and behind a word that can be its subject.
    fn is_finite(&self, at: usize) -> bool {
        const NO_SUBJECTS: &[&str] = &[
            "the", "a", "an", "of", "to", "for", "in", "on", "by", "with", "from", "and", "or", "our", "its",
            "their", "your", "such", "any", "all", "these", "those", "other", "new", "as", "at", "no",
        ];
        let tokens = self.tokens;
        let Some(before) = at.checked_sub(1).filter(|it| *it >= self.first) else { return false };
        let subject = tokens.word_at(before);
        tokens.is(at, Lists::FINITE) && !subject.is_empty() && !NO_SUBJECTS.contains(&subject)
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
