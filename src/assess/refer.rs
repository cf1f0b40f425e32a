//! What a person must look at, with the question to put to the supplier; and doubts that widen the score.

use std::collections::BTreeSet;

use super::{
    Referral,
    compile::Compiled,
    find::Piece,
    frame::Frame,
    gather::{Gathered, Worth, count_words, credit, is_empty, quote},
};
use crate::{
    bank::{Form, Use},
    rule::{Scale, Status, Strength},
    tender::{Response, YesNo},
};

/// Resolves doubts about the whole answer the other way too.
pub(super) fn doubts(
    compiled: &Compiled,
    scale: &Scale,
    frames: &[(Piece<'_>, Frame)],
    named: &BTreeSet<usize>,
    gathered: &mut Gathered,
) {
    let form = compiled.question.form;
    // What is named in words that no rule knows may well be met.
    let met = credit(scale, form, Status::Affirmed, Strength::Generic);
    for n in named {
        if let Some(part) = gathered.parts.get_mut(*n)
            && part.finding.status == Status::Absent
        {
            part.high = Worth { status: Status::Affirmed, credit: met };
        }
    }
    let listed = frames.iter().any(|(_, it)| !it.listed.is_empty());
    // A question that is asked back promises nothing, nor does what it says beside.
    let copied =
        frames.iter().any(|(_, it)| !it.copied.is_empty() && it.copied.iter().all(|n| !it.asks.contains(n)));
    let nothing = gathered.parts.iter().all(|it| it.finding.status == Status::Absent);
    if nothing && (listed || copied && form == Form::Undertaking) {
        // Saying a promise back may be giving it; pouring out its words is not.
        let promised = copied && form == Form::Undertaking;
        let status = if promised { Status::Affirmed } else { Status::BareAssent };
        let it = Worth { status, credit: credit(scale, form, status, Strength::Specific) };
        for part in &mut gathered.parts {
            part.high = it;
        }
    }
}

/// All referrals of an answer, in a fixed order.
pub(super) fn referrals(
    compiled: &Compiled,
    scale: &Scale,
    response: &Response,
    frames: &[(Piece<'_>, Frame)],
    gathered: &Gathered,
    coverage: u32,
) -> Vec<Referral> {
    let mut out = Referrals { scale, list: Vec::new() };
    for it in &gathered.parts {
        let words = it.finding.claims.first().map(|it| format!("“{}”", it.text)).unwrap_or_default();
        let with = [("part", it.finding.title.as_str()), ("words", words.as_str())];
        if it.finding.mandatory && it.finding.status == Status::Negated {
            out.add("mandatory-part-denied", &with);
        }
        if it.contradicted {
            let denies = |status: Status| status == Status::Negated;
            let first = it.finding.claims.first().is_some_and(|it| denies(it.status));
            let against = it.finding.claims.iter().find(|it| {
                let affirms = it.status.is_met();
                if first { affirms } else { denies(it.status) }
            });
            let both = format!("{words} and “{}”", against.map_or("", |it| it.text.as_str()));
            out.add("contradiction", &[("part", it.finding.title.as_str()), ("words", both.as_str())]);
        }
        if it.equivalent {
            out.add("equivalent-offered", &with);
        }
        if !it.falls_short.is_empty() {
            let signs: Vec<String> = it.falls_short.iter().map(|it| format!("`{it}`")).collect();
            let signs = signs.join(", ");
            let with = [with.as_slice(), &[("signs", signs.as_str())]].concat();
            out.add("falls-short", &with);
        }
        // Of a field the person is told what is wrong with its value.
        if it.low != it.high && !it.finding.claims.is_empty() && !it.by_field {
            out.add("uncertain", &with);
        }
    }
    tick(response, gathered, &mut out);
    for ((piece, frame), cell) in frames.iter().zip(&response.pieces) {
        let sentence = |n: usize| {
            piece
                .sentence(n)
                .map(|it| quote(piece, &cell.text, it.tokens.start, it.tokens.end))
                .unwrap_or_default()
        };
        if let Some(n) = frame.listed.first() {
            out.add("keyword-list", &[("words", &sentence(*n))]);
        }
        if let Some(n) = frame.copied.first() {
            out.add("copied-question", &[("words", &sentence(*n))]);
        }
        if let Some(it) = frame.elsewhere.first() {
            out.add("refers-elsewhere", &[("words", &quote(piece, &cell.text, it.start, it.end))]);
        }
        if let Some(n) = frame.asks.first().filter(|_| {
            frame.asks.len() == piece.reading.segments.sentences.len()
                || gathered.parts.iter().all(|it| it.finding.claims.is_empty())
        }) {
            out.add("asks-back", &[("words", &sentence(*n))]);
        }
        if !piece.reading.tokens.text.invisible.is_empty() {
            out.add(
                "invisible-characters",
                &[("count", &piece.reading.tokens.text.invisible.len().to_string())],
            );
        }
        if let Some(words) = unexplained(compiled, piece, frame, gathered, &cell.text) {
            out.add("unexplained-content", &[("words", &words)]);
        }
    }
    const EDGE: u32 = 20;
    let near =
        scale.bands.iter().filter_map(|it| it.when.coverage_below).any(|it| coverage.abs_diff(it) <= EDGE);
    let scored = compiled.question.used_as == Use::Scored;
    if near && scored && compiled.rules.bands.is_empty() && !is_empty(response.state) {
        out.add("band-edge", &[("coverage", &coverage.to_string())]);
    }
    out.list
}

struct Referrals<'a> {
    scale: &'a Scale,
    list: Vec<Referral>,
}

impl Referrals<'_> {
    fn add(&mut self, code: &str, with: &[(&str, &str)]) {
        let Some((name, text)) = self.scale.referrals.get_key_value(code) else {
            return;
        };
        // One after the other: what is filled in for one may itself look like the next.
        let fill = |template: &str| {
            with.iter().fold(template.to_owned(), |text, (key, value)| {
                if text.contains('{') { text.replace(&format!("{{{key}}}"), value) } else { text }
            })
        };
        let it = Referral { code: name.clone(), message: fill(&text.message), ask: fill(&text.ask) };
        if !self.list.contains(&it) {
            self.list.push(it);
        }
    }
}

/// A tick that the words do not bear out.
fn tick(response: &Response, gathered: &Gathered, out: &mut Referrals<'_>) {
    let (tick, against): (&str, fn(Status) -> bool) = match response.yes_no {
        Some(YesNo::Yes) => ("Yes", |it| it == Status::Negated),
        Some(YesNo::No) => ("No", |it| it.is_met()),
        Some(YesNo::NotApplicable) => ("N/A", |it| matches!(it, Status::Affirmed | Status::Negated)),
        _ => return,
    };
    let heaviest = gathered
        .parts
        .iter()
        .filter(|it| (it.finding.mandatory || tick != "Yes") && against(it.finding.status))
        .max_by_key(|it| it.finding.weight);
    if let Some(it) = heaviest {
        let words = it.finding.claims.first().map(|it| format!("“{}”", it.text)).unwrap_or_default();
        out.add(
            "tick-against-words",
            &[("tick", tick), ("part", it.finding.title.as_str()), ("words", words.as_str())],
        );
    }
}

/// Sentences with words of the question's lexicons of which no rule made anything, where there are two of them or
/// more and a part is still unaddressed.
fn unexplained(
    compiled: &Compiled,
    piece: &Piece<'_>,
    frame: &Frame,
    gathered: &Gathered,
    text: &str,
) -> Option<String> {
    // Where a part may be met in them, one is enough.
    let widened = gathered.parts.iter().any(|it| it.finding.claims.is_empty() && it.low != it.high);
    let fewest = if widened { 1 } else { 2 };
    if gathered.parts.iter().all(|it| it.finding.status != Status::Absent) || count_words(piece) < 12 {
        return None;
    }
    let spans: Vec<(usize, usize)> =
        gathered.parts.iter().flat_map(|it| &it.finding.claims).map(|it| (it.start, it.end)).collect();
    let _ = compiled;
    let mut silent = Vec::new();
    for (n, sentence) in piece.reading.segments.sentences.iter().enumerate() {
        if sentence.asks || frame.copied.contains(&n) || frame.listed.contains(&n) {
            continue;
        }
        let (start, end) = super::engine::span(piece, sentence.tokens.start, sentence.tokens.end);
        let explained = spans.iter().any(|(from, to)| *from < end && start < *to);
        if !explained && piece.topics(n) >= 2 {
            silent.push(sentence);
        }
    }
    let first = silent.first().filter(|_| silent.len() >= fewest)?;
    Some(quote(piece, text, first.tokens.start, first.tokens.end))
}
