//! Lines, bullets, labels and headings; sentences; clauses.

use std::{collections::BTreeMap, ops::Range};

use super::{
    asked::{answers_at, asked_of_us},
    full_stop::ends_sentence,
    notes::{is_marker, particulars_at, parts_names, parts_ticks, past_marker, tick_at},
    table,
    token::{Kind, Token, Tokens},
    words::Lists,
};

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
    /// What names its column, in a table.
    pub column: Option<Range<usize>>,
    /// Whether it stands in a table.
    pub in_table: bool,
    /// Whether it only names what stands below.
    pub is_name: bool,
    /// The line above that opens the list in which it stands, as in `We never:`.
    pub lead: Option<Range<usize>>,
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
    /// Whether it is the main clause behind a fronted one (`Where we can, backups are encrypted`), which it interrupts.
    pub fronted: bool,
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
    /// For each table its columns.
    pub tables: Vec<Columns>,
}

/// The columns of a table.
#[derive(Debug)]
pub struct Columns {
    /// What names them, if a row does.
    pub names: Vec<Range<usize>>,
    /// Whether some cells only tick.
    pub ticks: bool,
}

/// Finite verbs that show a clause of its own.
pub const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "am", "has", "have", "had", "will", "would", "shall", "should", "can",
    "could", "may", "might", "must", "do", "does", "did",
];

pub(super) const PRONOUNS: &[&str] = &["we", "they", "it", "you", "i", "he", "she", "there"];
pub(super) const ABBREVIATIONS: &[&str] = &[
    "e", "g", "i", "eg", "ie", "no", "nos", "ltd", "approx", "v", "vs", "dr", "mr", "mrs", "ms", "inc", "co",
    "st", "ref", "cl", "art", "arts", "s", "ss", "para", "p", "pp", "incl", "fig", "sec", "cert", "dept",
    "tel", "min", "max", "est", "ext", "exp",
];

impl Segments {
    /// Segments `tokens`. A row of a table is a sentence.
    pub fn of(tokens: &Tokens) -> Self {
        Self::parting(tokens, &[])
    }

    /// Segments `tokens`, with a sentence for each cell of the tables `parted`, which stand under names of their own.
    pub fn parting(tokens: &Tokens, parted: &[usize]) -> Self {
        let mut out = Self::default();
        let tables = table::tables(tokens);
        let mut cells = BTreeMap::new();
        let mut pairs = BTreeMap::new();
        for (n, table) in tables.into_iter().enumerate() {
            out.tables.push(Columns { names: table.names, ticks: table.ticks });
            let part = parted.contains(&n);
            cells.extend(table.cells.into_iter().filter(|(_, it)| part || it.column == 0));
            pairs.extend(table.pairs.into_iter().filter(|_| !part));
        }
        let starts = sentence_starts(tokens, &cells);
        let mut row: Option<Range<usize>> = None;
        let mut cell: Option<&table::Cell> = None;
        let mut lead = Lead::default();
        let mut line = 0;
        let mut heading: Option<Range<usize>> = None;
        let mut label: Option<Range<usize>> = None;
        let mut ordinal = None;
        let mut outer = Outer::default();
        let mut question: Option<usize> = None;
        for (n, from) in starts.iter().enumerate() {
            let to = starts.get(n + 1).map_or(tokens.list.len(), |it| it.at);
            let range = from.at..to;
            if from.new_line {
                line += 1;
                label = None;
                ordinal = None;
                row = None;
                cell = None;
                lead.item(tokens, &range, starts.get(n + 1..).unwrap_or_default());
            }
            let own_cell = cells.get(&from.at);
            cell = own_cell.or(cell);
            let mut head = Head::read(tokens, range.clone());
            // `Laptops | BitLocker`: two cells are a label and what it speaks for.
            if let Some(bar) = pairs.get(&from.at).filter(|it| head.label.is_none() && **it > head.start) {
                head.label = Some(head.start..*bar);
                head.body = bar + 1;
            }
            if own_cell.is_some() {
                label.clone_from(&row);
            }
            if let Some(letter) = head.ordinal {
                ordinal = Some(letter);
                label = None;
            }
            if let Some(own) = head.label.clone() {
                label = Some(own);
            }
            // The first cell with words names its row.
            if own_cell.is_some_and(|it| !it.is_name) && row.is_none() {
                let named = head.label.clone().unwrap_or(head.start..bare_end(tokens, &range));
                row = Some(named).filter(|it| it.len() <= LONGEST_LABEL && has_word(tokens, it));
            }
            // `Malware. All nodes run …`: a word or three at a line's start, before more of the line, name what follows.
            let opens = cell.is_none() && from.new_line && starts.get(n + 1).is_some_and(|it| !it.new_line);
            if head.label.is_none() && opens && is_short_title(tokens, head.start..range.end) {
                label = Some(head.start..range.end - 1);
            }
            let whole_line =
                cell.is_none() && from.new_line && starts.get(n + 1).is_none_or(|it| it.new_line);
            let is_heading =
                whole_line && is_heading(tokens, &range, &head, starts.get(n + 1).map(|it| it.at));
            let next_at = starts.get(n + 1).map(|it| it.at);
            if from.new_line {
                let line_end = starts.iter().skip(n + 1).find(|it| it.new_line).map(|it| it.at);
                let number = line;
                let line = from.at..line_end.unwrap_or(tokens.list.len());
                outer.line(tokens, &line, &head);
                // A blank line ends what a question speaks for, but not the one right below it.
                let apart = tokens.list.get(from.at).is_some_and(|it| it.breaks > 1);
                if apart && question.is_some_and(|it| it + 1 < number) {
                    question = None;
                    heading = None;
                }
            }
            if is_heading {
                question = None;
                heading = Some(head.body.min(to)..to).filter(|it| !it.is_empty()).or(head.label.clone());
            }
            let said = bare_end(tokens, &range);
            // `HSM: ?` asks nothing: it is not known.
            let open = head.label.is_some() && head.body + 1 == said;
            let asks =
                said > range.start && tokens.mark_at(said - 1) == '?' && !open || asked_of_us(tokens, &range);
            // `What happens if data is lost?` above its answer.
            if asks && whole_line && next_at.is_some() && range.len() <= LONGEST_QUESTION {
                heading = Some(head.start..range.end - 1);
                question = Some(line);
            }
            // `ISO 9001? Lapsed in 2023.`: a short question that is answered at once is a label.
            const SHORT: usize = 6;
            const LONG: usize = 10;
            // What is answered by `nobody` or `none` is not named by its question.
            let denied = next_at.is_some_and(|it| {
                matches!(
                    tokens.word_at(it),
                    "no" | "none" | "nobody" | "nothing" | "never" | "not" | "sadly" | "unfortunately"
                )
            });
            let most = if denied { SHORT } else { LONG };
            if asks && range.len() <= most && starts.get(n + 1).is_some_and(|it| !it.new_line) {
                label = Some(head.start..range.end - 1);
            }
            // `Contact: N. Brook. There are no departures.`: what begins so has a subject of its own.
            let opens_anew = !from.new_line
                && cell.is_none()
                && tokens.word_at(head.body) == "there"
                && tokens.is(head.body + 1, Lists::AUXILIARY);
            out.sentences.push(Sentence {
                body: if is_heading { head.start } else { head.body },
                label: if is_heading || opens_anew { None } else { label.clone() },
                heading: if is_heading { None } else { outer.name().or_else(|| heading.clone()) },
                column: cell.filter(|_| !parted.is_empty()).and_then(|it| it.name.clone()),
                in_table: cell.is_some(),
                is_name: cell.is_some_and(|it| it.is_name),
                lead: lead.range.clone().filter(|it| it.end <= range.start),
                tokens: range.clone(),
                ordinal,
                line,
                asks,
            });
            let ends_line = starts.get(n + 1).is_none_or(|it| it.new_line);
            if ends_line && tokens.mark_at(range.end.saturating_sub(1)) == ':' {
                lead = Lead { range: Some(head.start..range.end - 1), items: 0, marked: false };
            }
        }
        out.clause_of = vec![0; tokens.list.len()];
        for n in 0..out.sentences.len() {
            out.cut_clauses(tokens, n);
        }
        out
    }
}

#[derive(Debug, Clone, Copy)]
struct Start {
    at: usize,
    new_line: bool,
}

/// The items that stand further out than the line, each with how far it is set in and its name.
#[derive(Debug, Default)]
struct Outer {
    items: Vec<(u8, Option<Range<usize>>)>,
    own: bool,
}

impl Outer {
    /// A new line begins.
    fn line(&mut self, tokens: &Tokens, line: &Range<usize>, head: &Head) {
        const DEEPEST: usize = 8;
        const LONGEST: usize = 12;
        let indent = tokens.list.get(line.start).map_or(0, |it| it.indent);
        while self.items.pop_if(|(it, _)| *it >= indent).is_some() {}
        let end = bare_end(tokens, line);
        let body = head.start..end;
        let short = body.len() <= LONGEST
            && !body.clone().any(|at| tokens.is(at, Lists::AUXILIARY.and(Lists::PRONOUN)))
            && has_word(tokens, &body);
        let name = if short { Some(body) } else { head.label.clone() };
        if self.items.len() < DEEPEST {
            self.items.push((indent, name));
            self.own = true;
        } else {
            self.own = false;
        }
    }

    /// What the line stands within.
    fn name(&self) -> Option<Range<usize>> {
        let own = usize::from(self.own);
        self.items.iter().rev().nth(own).and_then(|it| it.1.clone())
    }
}

/// A line that ends in a colon, and how far the list below it has come.
#[derive(Debug, Default)]
struct Lead {
    range: Option<Range<usize>>,
    items: usize,
    marked: bool,
}

impl Lead {
    /// A new line begins: is it still an item of the list?
    fn item(&mut self, tokens: &Tokens, line: &Range<usize>, next: &[Start]) {
        const SHORT: usize = 14;
        let apart = tokens.list.get(line.start).is_some_and(|it| it.breaks > 1);
        let marked = matches!(tokens.mark_at(line.start), '\u{2022}' | '*' | '\u{2013}' | '-' | '>')
            || ordinal_at(tokens, line.start).is_some()
            || tokens.list.get(line.start).is_some_and(|it| it.kind == Kind::Number);
        let end = next.iter().find(|it| it.new_line).map_or(tokens.list.len(), |it| it.at);
        let long = end - line.start > SHORT;
        if self.items > 0 && (apart || self.marked && !marked) || !marked && long {
            self.range = None;
        }
        self.marked = marked;
        self.items += 1;
    }
}

/// The end of a cell without the bar that closes it.
fn bare_end(tokens: &Tokens, range: &Range<usize>) -> usize {
    let closed = range.end > range.start && tokens.mark_at(range.end - 1) == '|';
    range.end - usize::from(closed)
}

fn has_word(tokens: &Tokens, range: &Range<usize>) -> bool {
    range.clone().any(|at| tokens.list.get(at).is_some_and(|it| it.kind == Kind::Word))
}

pub(super) const LONGEST_LABEL: usize = 9;
const LONGEST_QUESTION: usize = 24;

/// What opens a label or heading in the form of a question: `What we hold`.
const ASKING: &[&str] = &["what", "where", "why", "who", "whom", "which", "how", "when"];

/// A text without full stops is cut all the same, at a mark once it is long and anywhere once it is longer: what is
/// looked for in a sentence takes time by the square of its length, and no person would read it as one either.
const LONG_SENTENCE: usize = 200;
const LONGEST_SENTENCE: usize = 250;

/// Where sentences begin.
fn sentence_starts(tokens: &Tokens, cells: &BTreeMap<usize, table::Cell>) -> Vec<Start> {
    let mut starts = Vec::new();
    let mut ordinal = None;
    let mut item = item_at(tokens, 0);
    let mut line_start = 0;
    for (at, token) in tokens.list.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|it| tokens.list.get(it));
        let Some(before) = before else {
            starts.push(Start { at, new_line: true });
            ordinal = ordinal_at(tokens, at).map(|(letter, _)| letter);
            continue;
        };
        if cells.get(&at).is_some_and(|it| it.column > 0) {
            starts.push(Start { at, new_line: false });
            continue;
        }
        let wrapped = !cells.contains_key(&at)
            && token.breaks == 1
            && is_soft_wrap(tokens, line_start, at, before, token);
        if (token.breaks > 0 && !wrapped) || token.mark == '\u{2022}' {
            starts.push(Start { at, new_line: true });
            line_start = at;
            item = item_at(tokens, at).or(item);
            if let Some((letter, _)) = ordinal_at(tokens, at) {
                ordinal = Some(letter);
            }
            continue;
        }
        // Lettered answers are often run on: `a) laptops … b) none … c) …`.
        if let Some(last) = ordinal
            && token.spaced
            && let Some((letter, _)) = ordinal_at(tokens, at)
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
        } else if before.mark == '?'
            && asks_by_name(tokens, past_marker(tokens, starts.last().map_or(0, |it| it.at)), at - 1)
        {
            // `HSM? Yes.` is `HSM: yes.`
        } else if parts_names(tokens, starts.last().map_or(0, |it| it.at), at)
            || answers_at(tokens, starts.last().map_or(0, |it| it.at), at)
            || parts_ticks(tokens, starts.last().map_or(0, |it| it.at), at)
        {
            starts.push(Start { at, new_line: false });
        } else if matches!(before.mark, '.' | '!' | '?' | '\u{2026}') && ends_sentence(tokens, at) {
            // So are numbered ones: `1) Getting connected. … 2) What is served. …`.
            let next = item_at(tokens, at).filter(|it| item.is_some_and(|last| *it == last + 1));
            item = next.or(item);
            starts.push(Start { at, new_line: next.is_some() });
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

/// The number of the item that begins at `at`: `2)`.
fn item_at(tokens: &Tokens, at: usize) -> Option<u32> {
    let number = tokens.list.get(at).filter(|it| it.kind == Kind::Number && tokens.mark_at(at + 1) == ')')?;
    tokens.word(number).parse().ok()
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
        let [byte @ b'a'..=b'm'] = tokens.word_at(at).as_bytes() else { return None };
        Some(char::from(*byte))
    };
    if tokens.mark_at(at) == '(' && tokens.mark_at(at + 2) == ')' {
        return letter(at + 1).map(|it| (it, at + 3));
    }
    let it = letter(at)?;
    if is_marker(tokens, at) {
        return None;
    }
    match tokens.mark_at(at + 1) {
        ')' | '.' | '\u{2013}' | ':' => Some((it, at + 2)),
        _ => None,
    }
}

/// Whether the bracketed letter at `at` closes a label: `Transfers (e):`.
fn ends_label(tokens: &Tokens, at: usize) -> bool {
    tokens.mark_at(at) == '(' && matches!(tokens.mark_at(at + 3), ':' | '\u{2013}')
}

/// Whether a question from `start` to its mark at `mark` only names what it asks for, and is answered by a name or a
/// word: `Any extra cost? None.`
fn asks_by_name(tokens: &Tokens, start: usize, mark: usize) -> bool {
    const LONGEST: usize = 8;
    const SHORTEST_ANSWER: usize = 4;
    let verbs = Lists::AUXILIARY.and(Lists::PRONOUN).and(Lists::FINITE);
    mark > start
        && mark - start <= LONGEST
        && (start..mark).all(|at| {
            !tokens.is(at, verbs)
                && !ASKING.contains(&tokens.word_at(at))
                && !matches!(tokens.mark_at(at), '.' | '?' | '!' | ':')
        })
        && (mark + 1..tokens.list.len())
            .take_while(|at| tokens.list.get(*at).is_some_and(|it| it.breaks == 0))
            .position(|at| matches!(tokens.mark_at(at), '.' | '!' | ';' | ','))
            .is_none_or(|it| it <= SHORTEST_ANSWER)
        && tokens.list.get(mark + 1).is_some_and(|it| it.breaks == 0 && it.spaced)
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
        let mut at = range.start;
        while at < range.end && matches!(tokens.mark_at(at), '\u{2022}' | '*' | '\u{2013}' | '>' | 'o' | '|')
        {
            at += 1;
        }
        at = past_marker(tokens, at);
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
        // `Backups no.`
        if let Some(tick) = tick_at(tokens, start).filter(|it| it + 2 >= range.end) {
            let start = start + usize::from(matches!(tokens.word_at(start), "but" | "and" | "while"));
            return Self { ordinal, label: Some(start..tick), start, body: tick };
        }
        let mut label = None;
        let asking = asks_for(tokens, start, range.end);
        let mut bracket: Option<usize> = None;
        let mut aside = 0;
        for to in start..range.end.min(start + LONGEST_LABEL * 2) {
            if to - start - aside >= LONGEST_LABEL {
                break;
            }
            let mark = tokens.mark_at(to);
            // `Cyber Essentials Plus (v3.2) – …`: what stands in brackets makes the name no longer.
            match (mark, bracket) {
                ('(', None) => bracket = Some(to),
                (')', Some(open)) => {
                    aside += to + 1 - open;
                    bracket = None;
                }
                _ => {}
            }
            let number_before =
                to > start && tokens.list.get(to - 1).is_some_and(|it| it.kind == Kind::Number);
            let number_after =
                tokens.list.get(to + 1).is_some_and(|it| it.kind == Kind::Number && !it.spaced);
            let asked = mark == '?' && to + 1 < range.end && asks_by_name(tokens, start, to);
            let dash = mark == '\u{2013}' && to - start - aside <= 5 && !asking;
            if (mark == ':' && !(number_before && number_after)) || dash || asked {
                if to > start {
                    label = Some(start..to);
                    at = past_marker(tokens, to + 1);
                }
                break;
            }
            // `ISO 27001 (BSI, IS 700122, to March 2028).`: the bracket speaks for the name.
            if mark == '(' && to > start && particulars_at(tokens, to, range.end) {
                label = Some(start..to);
                at = to + 1;
                break;
            }
            let clausal = tokens.is(to, Lists::AUXILIARY.and(Lists::PRONOUN)) || is_finite(tokens, start, to);
            if matches!(mark, '.' | ';' | '?' | '!' | ',') || clausal && !asking {
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

/// Whether a label begins at `start` that may hold a pronoun or a verb: `What we hold: …`, `Rights we keep: …`, `Not
/// there: …`.
fn asks_for(tokens: &Tokens, start: usize, end: usize) -> bool {
    const LONGEST: usize = 8;
    let Some(to) = (start..end.min(start + LONGEST + 1)).find(|it| tokens.mark_at(*it) != ' ') else {
        return false;
    };
    if tokens.mark_at(to) != ':' {
        return false;
    }
    let words: Vec<&str> = (start..to).map(|at| tokens.word_at(at)).collect();
    match words.as_slice() {
        [first, ..] if ASKING.contains(first) => true,
        ["there"] | ["not", "there"] | [_, "we" | "you", _] | [_, _, "we" | "you", _] => true,
        _ => false,
    }
}

/// Whether the word at `at` is plainly a verb with a subject before it: `no third party processes …`.
fn is_finite(tokens: &Tokens, start: usize, at: usize) -> bool {
    const VERBS: &[&str] = &[
        "processes",
        "sells",
        "sees",
        "touches",
        "gets",
        "uses",
        "holds",
        "keeps",
        "goes",
        "leaves",
        "runs",
        "sends",
    ];
    const LONGEST: usize = 2;
    let word = tokens.word_at(at);
    // `Nothing moves in clear: …`, `The cost never falls on you: …`
    let pronoun = matches!(tokens.word_at(start), "nothing" | "nobody" | "everything" | "everyone" | "none");
    at >= start + LONGEST && (VERBS.contains(&word) || word == "never" || tokens.is(at, Lists::FINITE))
        || pronoun && at == start + 1 && word.len() > 3 && word.ends_with('s')
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
    let asking = ASKING.contains(&tokens.word_at(head.start));
    let plain = body.clone().all(|it| {
        let Some(token) = tokens.list.get(it) else { return false };
        token.kind == Kind::Word && (asking || !token.lists.meets(Lists::AUXILIARY.and(Lists::PRONOUN)))
            || matches!(token.mark, '(' | ')' | ':')
    });
    let long_below = next.is_some_and(|it| {
        tokens.list.iter().skip(it + 1).take(LONGEST + 4).take_while(|it| it.breaks == 0).count() >= LONGEST
    });
    let apart = next.and_then(|it| tokens.list.get(it)).is_some_and(|it| it.breaks >= 2);
    let takes_up = next.is_some_and(|it| takes_up(tokens, it));
    plain && body.len() <= LONGEST && last != '.' && (long_below || apart || takes_up)
}

/// Whether a line has no subject of its own, so that it speaks of the line above: `We do not hold any.`
fn takes_up(tokens: &Tokens, at: usize) -> bool {
    const ANSWERS: &[&str] = &["these", "this", "none", "nil", "never", "yes", "no", "not"];
    let alone = || {
        let mut line = (at + 1..tokens.list.len())
            .take_while(|it| tokens.list.get(*it).is_some_and(|it| it.breaks == 0));
        !line.any(|it| tokens.mark_at(it) == ':')
    };
    (tokens.is(at, Lists::PRONOUN) || ANSWERS.contains(&tokens.word_at(at))) && alone()
}

/// Verbs of several things that hardly ever stand in a title.
const PLAIN_VERBS: &[&str] = &[
    "use", "run", "sit", "go", "hold", "keep", "live", "stay", "need", "follow", "meet", "belong", "remain",
    "sell", "leave", "travel", "rest", "get", "come", "see",
];

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
    let asking = words > 1 && ASKING.contains(&tokens.word_at(range.start));
    let plain = range.clone().take(words).enumerate().all(|(n, at)| {
        // `ISO 27001.`
        let number = n > 0;
        tokens.list.get(at).is_some_and(|it| it.kind == Kind::Word || number && it.kind == Kind::Number)
            && (asking || !tokens.is(at, Lists::AUXILIARY.and(Lists::PRONOUN)))
    });
    // `Core updates cost nothing.` and `USB ports blocked.` are said.
    let last = tokens.word_at(range.start + words.saturating_sub(1));
    let told = matches!(last, "nothing" | "none" | "nobody" | "free" | "nowhere") || last.ends_with("ed");
    // `Transfers use HTTPS.`
    let says = range.clone().take(words).skip(1).any(|at| PLAIN_VERBS.contains(&tokens.word_at(at)));
    if words > 1 && (told || says) {
        return false;
    }
    let available = tokens.word_at(range.start) == "not" && words == 2;
    capital
        && plain
        && (1..=WORDS).contains(&words)
        && tokens.mark_at(range.end.saturating_sub(1)) == '.'
        && (available || !ANSWERS.contains(&tokens.word_at(range.start)))
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
