//! Where a point's words stand together: the frame test.
//!
//! A point fires only where all its slots have a hit in one clause, or where a label, heading, letter, pronoun
//! or ellipsis carries the missing one over. Words that merely stand in the same answer are no evidence.

use std::{borrow::Cow, ops::Range};

use super::{
    compile::{Compiled, CompiledPoint, Need, Source},
    lead::Reply,
    titled::Body,
};
use crate::{
    language::{
        reading::{CueHit, Hit, Reading},
        segment::{AUXILIARIES, Sentence},
        value::ValueKind,
    },
    rule::{CueClass, Status},
};

/// Words of a point that stand together.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) sentence: usize,
    /// The hit that cues act upon: the predicate, or the only one.
    pub(super) head: Hit,
    /// The other slots' hits that stand in the sentence.
    pub(super) others: Vec<Hit>,
    /// How a missing slot was filled.
    pub(super) carried: Option<Carry>,
    /// What the sentence stands under, and the point's words in it.
    pub(super) lead: Option<Range<usize>>,
    pub(super) said: Vec<Hit>,
    /// All hits in the sentence of the slot that names the thing.
    pub(super) alike: Vec<Hit>,
    /// For `likewise` and its kin the words that are taken up, with their sentence.
    pub(super) antecedent: Option<(usize, Hit)>,
    /// What was replied, where the words are those of a question.
    pub(super) reply: Option<Reply>,
    /// What the words wait for, where they are those of a label or heading.
    pub(super) body: Option<Body>,
}

impl Target {
    pub(super) fn new(sentence: usize, head: Hit, others: Vec<Hit>, carried: Option<Carry>) -> Self {
        Self {
            sentence,
            head,
            others,
            carried,
            lead: None,
            said: Vec::new(),
            alike: Vec::new(),
            antecedent: None,
            reply: None,
            body: None,
        }
    }
}

/// What filled a slot whose words are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carry {
    Label,
    Pronoun,
    Ellipsis,
}

/// One answer's cell as read, with what its sentences stand under.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    pub(super) compiled: &'a Compiled,
    pub(super) reading: Reading,
    /// For each sentence, whether it is only copied from the question or a list of keywords.
    pub(super) muted: Vec<bool>,
    /// For each character of the cell, its first byte: a long cell has many claims, each with its words. Empty where
    /// each is a byte.
    bytes: Vec<usize>,
    spread: Spread,
}

/// In which sentences the words of each source stand: a row of bits for each.
#[derive(Debug)]
struct Spread {
    /// So many numbers make a row.
    width: usize,
    bits: Vec<u64>,
    groups: usize,
    /// The sentences that stand under a lead or a label.
    led: Vec<u64>,
}

impl Spread {
    fn of(reading: &Reading) -> Self {
        let sentences = &reading.segments.sentences;
        let width = sentences.len().div_ceil(64).max(1);
        let groups = reading.groups.count();
        let mut of_token = vec![0_usize; reading.tokens.list.len()];
        for (n, it) in sentences.iter().enumerate() {
            if let Some(own) = of_token.get_mut(it.tokens.clone()) {
                own.fill(n);
            }
        }
        let mut bits = vec![0_u64; (groups + ValueKind::COUNT) * width];
        for (row, hits) in reading.groups.iter().chain(reading.kinds.iter()).enumerate() {
            for hit in hits {
                let sentence = of_token.get(hit.from).copied().unwrap_or(0);
                if let Some(it) = bits.get_mut(row * width + sentence / 64) {
                    *it |= 1 << (sentence % 64);
                }
            }
        }
        let mut led = vec![0_u64; width];
        for (n, it) in sentences.iter().enumerate() {
            if let Some(bits) = led.get_mut(n / 64).filter(|_| it.lead.is_some() || it.label.is_some()) {
                *bits |= 1 << (n % 64);
            }
        }
        Self { width, bits, groups, led }
    }

    /// See [`Piece::candidates`].
    fn candidates(&self, point: &CompiledPoint, n: usize) -> u64 {
        match point.slots.as_slice() {
            [] => u64::MAX,
            [objects, heads] => {
                let own = self.row(heads, n);
                let last = n.checked_sub(1).map_or(0, |it| self.row(heads, it) >> 63);
                let before = if point.point.adverse { 0 } else { own << 1 | last };
                let led = self.led.get(n).copied().unwrap_or(0);
                own | self.row(objects, n) & (before | led)
            }
            [.., heads] => self.row(heads, n),
        }
    }

    /// Whether no sentence holds what a point needs; told without looking at the point itself. Where there are two
    /// slots, words of the first alone are enough under a lead.
    fn lacks(&self, need: &Need, rows: &[u32]) -> bool {
        let [from, objects, heads] = need.ends.map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        let any = |slot: Range<usize>, n: usize| {
            let bits = rows.get(slot).unwrap_or_default().iter().filter_map(|it| {
                self.bits.get(
                    usize::try_from(*it).unwrap_or(usize::MAX).saturating_mul(self.width).saturating_add(n),
                )
            });
            bits.fold(0, |a, b| a | b)
        };
        !need.nothing
            && (0..self.width).all(|n| {
                let led = self.led.get(n).copied().unwrap_or(0);
                any(objects..heads, n) == 0 && (!need.two || led == 0 || any(from..objects, n) & led == 0)
            })
    }

    /// The sentences, of those of a row's `n`th number, that hold words of a slot.
    fn row(&self, slot: &[Source], n: usize) -> u64 {
        let row = |it: &Source| match it {
            Source::Group(group) => *group,
            Source::Value(kind) => self.groups + kind.index(),
        };
        slot.iter().filter_map(|it| self.bits.get(row(it) * self.width + n)).fold(0, |a, b| a | b)
    }
}

/// The sentences in which a point could fire.
#[derive(Debug)]
pub(super) struct Candidates<'a> {
    piece: &'a Piece<'a>,
    point: &'a CompiledPoint,
    number: usize,
    bits: u64,
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.number += 1;
            if self.number >= self.piece.spread.width {
                return None;
            }
            self.bits = self.piece.spread.candidates(self.point, self.number);
        }
        let at = self.number * 64 + usize::try_from(self.bits.trailing_zeros()).unwrap_or(0);
        self.bits &= self.bits - 1;
        self.piece.sentence(at).map(|_| at)
    }
}

impl<'a> Piece<'a> {
    /// `text` is the cell's, of which `reading` was made.
    pub(super) fn new(compiled: &'a Compiled, text: &str, reading: Reading, muted: Vec<bool>) -> Self {
        let plain = text.is_ascii();
        let bytes = if plain { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() };
        let spread = Spread::of(&reading);
        Self { compiled, reading, muted, bytes, spread }
    }

    /// The characters `start..end` of the cell's `text`.
    pub(super) fn slice(&self, text: &str, start: usize, end: usize) -> String {
        let plain = self.bytes.is_empty();
        let byte = |at: usize| if plain { Some(at) } else { self.bytes.get(at).copied() };
        let byte = |at: usize| byte(at).unwrap_or(text.len()).min(text.len());
        text.get(byte(start)..byte(end)).unwrap_or_default().to_owned()
    }

    pub(super) fn sentence(&self, n: usize) -> Option<&Sentence> {
        self.reading.segments.sentences.get(n)
    }

    /// The sentences of one line.
    pub(super) fn sentences_of_line(&self, line: usize) -> impl Iterator<Item = &Sentence> {
        let list = &self.reading.segments.sentences;
        let first = list.partition_point(|it| it.line < line);
        list.iter().skip(first).take_while(move |it| it.line == line)
    }

    pub(super) fn clause(&self, token: usize) -> usize {
        self.reading.segments.clause_of.get(token).copied().unwrap_or(usize::MAX)
    }

    /// The clause that `clause` interrupts, if any.
    pub(super) fn outer(&self, clause: usize) -> Option<usize> {
        self.reading.segments.clauses.get(clause).and_then(|it| it.inside)
    }

    /// Whether two clauses are one, or one interrupts the other.
    fn close(&self, a: usize, b: usize) -> bool {
        a == b || self.outer(a) == Some(b) || self.outer(b) == Some(a)
    }

    /// The hits of a source that begin within a stretch of tokens.
    pub(super) fn hits(&self, source: Source, within: Range<usize>) -> &[Hit] {
        let list = match source {
            Source::Group(group) => self.reading.groups.of(group),
            Source::Value(kind) => self.reading.kinds.of(kind.index()),
        };
        if list.is_empty() {
            return &[];
        }
        let first = list.partition_point(|it| it.from < within.start);
        let last = list.partition_point(|it| it.from < within.end);
        list.get(first..last).unwrap_or_default()
    }

    /// Whether a sentence holds words of a slot.
    fn stands_in(&self, slot: &[Source], sentence: usize) -> bool {
        self.spread.row(slot, sentence / 64) >> (sentence % 64) & 1 != 0
    }

    /// How many lexicons have words in a sentence.
    pub(super) fn topics(&self, sentence: usize) -> usize {
        let spread = &self.spread;
        let rows = (0..spread.groups).filter_map(|it| spread.bits.get(it * spread.width + sentence / 64));
        rows.filter(|it| **it & (1 << (sentence % 64)) != 0).count()
    }

    /// The sentences in which the point could fire, in order: those that hold words of its last slot, on which cues
    /// act, or, where it has two, of the first, to which the sentence before or a lead may lend the other's. All of
    /// them where it needs no words. [`Self::targets`] finds nothing in others, which builds for tests hold it to.
    pub(super) fn candidates<'b>(&'b self, point: &'b CompiledPoint) -> Candidates<'b> {
        let bits = self.spread.candidates(point, 0);
        Candidates { piece: self, point, number: 0, bits }
    }

    /// The sentences that hold words of any of some sources, in order.
    pub(super) fn holding<'b>(&'b self, sources: &'b [Source]) -> impl Iterator<Item = usize> + 'b {
        (0..self.spread.width).flat_map(move |n| {
            let bits = self.spread.row(sources, n);
            (0..64).filter(move |bit| bits >> bit & 1 != 0).map(move |bit| n * 64 + bit)
        })
    }

    pub(super) fn any_hit(&self, sources: &[Source], within: &Range<usize>) -> Option<(Source, Hit)> {
        sources.iter().find_map(|it| self.hits(*it, within.clone()).first().map(|hit| (*it, *hit)))
    }

    /// Whether [`Self::candidates`] of the point at `index`, which is read from words, has none.
    #[inline]
    pub(super) fn lacks(&self, index: usize) -> bool {
        let compiled = self.compiled;
        compiled.needs.get(index).is_some_and(|it| self.spread.lacks(it, &compiled.rows))
    }

    /// Panics where [`Self::targets`] finds something in a sentence that is no candidate. Long texts are not tried.
    pub(super) fn hold_to(&self, point: &CompiledPoint) {
        const LONG: usize = 12;
        let candidates: Vec<usize> = self.candidates(point).collect();
        let sentences = 0..self.reading.segments.sentences.len();
        for n in sentences.filter(|it| *it < LONG && !candidates.contains(it)) {
            debug_assert!(
                self.targets(point, n).is_empty(),
                "{} fires in a sentence without its words",
                point.point.id
            );
        }
    }

    /// The hits of all sources of a slot within a stretch of tokens; nearly always they are of one source.
    pub(super) fn slot_hits<'b>(&'b self, slot: &[Source], within: &Range<usize>) -> Cow<'b, [Hit]> {
        let mut seen = slot.iter().map(|it| self.hits(*it, within.clone())).filter(|it| !it.is_empty());
        let Some(first) = seen.next() else { return Cow::Borrowed(&[]) };
        let Some(second) = seen.next() else { return Cow::Borrowed(first) };
        let mut all = [first, second].concat();
        seen.for_each(|it| all.extend_from_slice(it));
        all.sort_unstable();
        all.dedup();
        Cow::Owned(all)
    }

    /// Whether the sentence stands under a label, heading or letter of the part.
    pub(super) fn under(&self, sentence: &Sentence, part: usize) -> bool {
        let letter = self.compiled.question.parts.get(part).and_then(|it| it.letter);
        if letter.is_some() && sentence.ordinal.is_some() {
            return letter == sentence.ordinal;
        }
        let named = |range: &Option<Range<usize>>| range.as_ref().is_some_and(|it| self.names_part(part, it));
        if named(&sentence.column) || sentence.label.is_some() && named(&sentence.label) {
            return true;
        }
        // A label that speaks for another part takes the sentence out of the heading's reach.
        let other = sentence.label.as_ref().is_some_and(|label| {
            self.compiled
                .labels
                .iter()
                .flatten()
                .any(|group| !self.hits(Source::Group(*group), label.clone()).is_empty())
        });
        !other && named(&sentence.heading)
    }

    /// Whether a stretch has a name of the part, as its labels have it.
    pub(super) fn names_part(&self, part: usize, range: &Range<usize>) -> bool {
        let groups = self.compiled.labels.get(part).map(Vec::as_slice).unwrap_or_default();
        groups.iter().any(|group| !self.hits(Source::Group(*group), range.clone()).is_empty())
    }

    /// Of some parts those that the pronoun which opens a target stands for: `The forecasts are made by our engine; they are
    /// our property` says nothing of what was named in the sentence before. None where it may stand for all.
    pub(super) fn stood_for(&self, target: &Target, parts: &[usize]) -> Option<Vec<usize>> {
        let sentence = self.sentence(target.sentence)?;
        let pronoun = matches!(self.reading.tokens.word_at(target.head.from), "they" | "these" | "those");
        if parts.len() < 2 || !pronoun || target.head.from <= sentence.body {
            return None;
        }
        let before = sentence.body..target.head.from;
        let compiled = self.compiled;
        let named = |part: &usize| {
            let labels = compiled.labels.get(*part).into_iter().flatten().map(|it| Source::Group(*it));
            let topics = compiled.points.iter().filter(|it| it.fallback && it.parts.contains(part));
            let mut all = labels.chain(topics.flat_map(|it| it.slots.iter().flatten().copied()));
            all.any(|it| !self.hits(it, before.clone()).is_empty())
        };
        let out: Vec<usize> = parts.iter().copied().filter(named).collect();
        (!out.is_empty() && out.len() < parts.len()).then_some(out)
    }

    /// All places of a sentence where the point fires.
    pub(super) fn targets(&self, point: &CompiledPoint, sentence_index: usize) -> Vec<Target> {
        let Some(sentence) = self.sentence(sentence_index) else { return Vec::new() };
        if self.muted.get(sentence_index).copied().unwrap_or(false) {
            return Vec::new();
        }
        if sentence.asks {
            return self.asked(point, sentence_index);
        }
        let labelled = || point.parts.iter().any(|it| self.under(sentence, *it));
        if point.point.labelled && !labelled() {
            return Vec::new();
        }
        let range = sentence.tokens.clone();
        let slots: Vec<Cow<'_, [Hit]>> =
            point.slots.iter().map(|slot| self.slot_hits(slot, &range)).collect();
        let Some(heads) = slots.last() else {
            let whole = Hit { from: sentence.body, to: range.end, denies: false };
            let empty = whole.from >= whole.to;
            return if empty {
                Vec::new()
            } else {
                vec![Target::new(sentence_index, whole, Vec::new(), Some(Carry::Label))]
            };
        };
        let others = slots.len().saturating_sub(1);
        let mut out = Vec::new();
        for head in heads.iter() {
            let mut found = Vec::new();
            let mut missing = Vec::new();
            // `Held: ISO 9001`: a label that says something says it of its body.
            let labels_body = others > 0 && head.to <= sentence.body && sentence.body > range.start;
            for (slot, sources) in slots.iter().zip(&point.slots).take(others) {
                let behind = || {
                    let body = slot.iter().filter(|it| it.from >= sentence.body);
                    labels_body.then(|| body.min_by_key(|it| it.from).copied()).flatten()
                };
                match self.nearest(slot, head, point.point.within).or_else(behind) {
                    Some(hit) => found.push(hit),
                    None => missing.push(sources),
                }
            }
            let carried = match missing.as_slice() {
                [] => None,
                [_] if head.from >= sentence.body && labelled() => Some(Carry::Label),
                [slot] if self.context_fills(slot, sentence) => Some(Carry::Label),
                [_] if self.pronoun_fills(point, head, sentence_index) => Some(Carry::Pronoun),
                _ => continue,
            };
            out.push(Target::new(sentence_index, *head, found, carried));
        }
        if out.is_empty() && others == 1 {
            out.extend(self.ellipsis(point, &slots, sentence_index));
        }
        if out.is_empty() {
            out = self.listed(point, sentence_index);
        }
        if out.is_empty() {
            return out;
        }
        if let Some(lead) = self.lead_of(sentence) {
            let slots = point.slots.iter();
            let said: Vec<Hit> = slots.flat_map(|slot| self.slot_hits(slot, &lead).into_owned()).collect();
            for it in &mut out {
                it.lead = Some(lead.clone());
                it.said.clone_from(&said);
            }
        }
        for it in &mut out {
            it.body = self.body_of(it);
            it.alike = slots.first().map(|it| it.to_vec()).unwrap_or_default();
        }
        // Where the body says the point's words itself, the label adds nothing.
        let spoken = out.iter().any(|it| it.body.is_none());
        out.retain(|it| match &it.body {
            Some(body) if body.sentence == sentence_index => !spoken,
            Some(body) => self.targets(point, body.sentence).is_empty(),
            None => true,
        });
        for it in
            out.iter_mut().filter(|it| point.point.labelled && it.body.is_none() && it.carried.is_none())
        {
            it.body = self.body_before(it);
        }
        if point.unless.is_empty() {
            return out;
        }
        out.retain(|it| {
            let clause = self.clause(it.head.from);
            let last = range.clone().rev().find(|token| self.clause(*token) == clause).unwrap_or(range.end);
            // So do they in the clause of another slot, where they are its words: `readings` in `no readings lost`.
            let own = |hit: &Hit| {
                let in_other = |of: &Hit| {
                    hit.from < of.to && of.from < hit.to && self.clause(hit.from) == self.clause(of.from)
                };
                self.clause(hit.from) == clause
                    || it.others.iter().any(in_other)
                    || hit.from <= last && hit.from < it.head.to && it.head.from < hit.to
            };
            !point.unless.iter().any(|source| self.hits(*source, range.clone()).iter().any(own))
        });
        out
    }

    /// The hit of a slot that stands nearest to the head, in its clause.
    pub(super) fn nearest(&self, slot: &[Hit], head: &Hit, within: usize) -> Option<Hit> {
        let clause = self.clause(head.from);
        slot.iter()
            .filter(|it| self.close(self.clause(it.from), clause))
            .map(|it| {
                let gap = if it.from >= head.to { head.to..it.from } else { it.to..head.from };
                // A bracket that interrupts both keeps them no further apart.
                let own = self.clause(it.from);
                let apart = gap.filter(|at| {
                    let of = self.clause(*at);
                    of == clause || of == own
                });
                (apart.count(), own != clause, *it)
            })
            .filter(|(gap, _, _)| *gap <= within)
            .min_by_key(|(gap, other, it)| (*other, *gap, it.from))
            .map(|(_, _, it)| it)
    }

    /// Whether the label or heading holds the words of the slot that is missing.
    fn context_fills(&self, slot: &[Source], sentence: &Sentence) -> bool {
        let above = [&sentence.label, &sentence.heading, &sentence.column, &sentence.lead];
        above.into_iter().flatten().any(|range| self.any_hit(slot, range).is_some())
    }

    /// A bullet, a paragraph and a line under its own letter or label stand for themselves: what they take up is said in
    /// them, or their order would matter.
    fn stands_for_itself(&self, sentence: &Sentence) -> bool {
        let opens = self.reading.tokens.list.get(sentence.tokens.start);
        let labelled = sentence.label.as_ref().is_some_and(|it| it.start >= sentence.tokens.start);
        let lettered = sentence.ordinal.is_some() && opens.is_some_and(|it| it.breaks > 0);
        self.is_bullet(sentence) || labelled || lettered || opens.is_some_and(|it| it.breaks > 1)
    }

    pub(super) fn is_bullet(&self, sentence: &Sentence) -> bool {
        self.reading.tokens.mark_at(sentence.tokens.start) == '\u{2022}'
    }

    /// Whether a pronoun before the head takes up the missing words from the clause or sentence before.
    fn pronoun_fills(&self, point: &CompiledPoint, head: &Hit, sentence_index: usize) -> bool {
        const FURTHEST: usize = 7;
        let Some(sentence) = self.sentence(sentence_index) else { return false };
        let others = point.slots.len().saturating_sub(1);
        let near = |slot: &Vec<Source>| {
            self.stands_in(slot, sentence_index)
                || sentence_index.checked_sub(1).is_some_and(|it| self.stands_in(slot, it))
        };
        if !point.slots.iter().take(others).all(near) {
            return false;
        }
        let clause = self.clause(head.from);
        let start = head.from.saturating_sub(FURTHEST).max(sentence.tokens.start);
        let before = || (start..head.from).filter(|at| self.clause(*at) == clause);
        let mut has_pronoun = before().any(|at| self.takes_up(at));
        // `…, which are encrypted`: a relative takes up what its own sentence says.
        let relative = before().any(|at| matches!(self.reading.tokens.word_at(at), "which" | "that"));
        has_pronoun |= (head.to..(head.to + 2).min(sentence.tokens.end))
            .any(|at| matches!(self.reading.tokens.word_at(at), "it" | "them" | "these" | "both"));
        if !has_pronoun && !relative {
            return false;
        }
        let before = sentence.tokens.start..head.from;
        let reach = usize::from(!self.stands_for_itself(sentence));
        let earlier = sentence_index
            .checked_sub(1)
            .and_then(|it| self.sentence(it))
            .filter(|it| has_pronoun && sentence.line <= it.line + reach)
            .filter(|_| !self.muted.get(sentence_index - 1).copied().unwrap_or(false));
        point.slots.iter().take(others).all(|slot| {
            self.any_hit(slot, &before).is_some()
                || earlier.is_some_and(|it| self.any_hit(slot, &it.tokens).is_some())
        })
    }

    /// Whether the word at `at` stands for something said before: `these are …`, but not `these servers`.
    fn takes_up(&self, at: usize) -> bool {
        const ALONE: &[&str] = &["it", "they", "them", "everything", "ours"];
        const OR_BEFORE_A_NOUN: &[&str] =
            &["this", "these", "those", "both", "all", "each", "one", "same", "either"];
        const GO_ON: &[&str] = &["of", "too", "also", "then", "never", "always", "now", "only"];
        let tokens = &self.reading.tokens;
        let (word, next) = (tokens.word_at(at), tokens.word_at(at + 1));
        let before = at.checked_sub(1).map_or("", |it| tokens.word_at(it));
        // `copies are encrypted too`, but not `the safety copies`.
        let copies = matches!(word, "copies" | "copy")
            && (matches!(
                before,
                "" | "the" | "all" | "both" | "any" | "each" | "these" | "those" | "and" | "such" | "every"
            ));
        ALONE.contains(&word)
            || copies
            || OR_BEFORE_A_NOUN.contains(&word)
                && (next.is_empty() || AUXILIARIES.contains(&next) || GO_ON.contains(&next))
    }

    /// Whether at most so many words stand before `object` in its clause, so that it can be the subject of a verb that is not
    /// said again: `archives too`, but not `the undertaking covers archives too`.
    fn opens_clause(&self, object: &Hit, sentence: &Sentence, most: usize) -> bool {
        let clause = self.clause(object.from);
        let tokens = &self.reading.tokens;
        let from = (sentence.body..object.from)
            .rev()
            .find(|at| self.clause(*at) != clause || matches!(tokens.mark_at(*at), ',' | ';' | ':'))
            .map_or(sentence.body, |it| it + 1);
        let before: Vec<&str> =
            (from..object.from).map(|at| tokens.word_at(at)).filter(|it| !it.is_empty()).collect();
        before.len() <= most
            && !before
                .iter()
                .any(|it| matches!(*it, "we" | "it" | "this" | "that" | "they" | "you" | "these"))
    }

    /// `… uses the same method with a different key`: whether what is said of a thing is that it is treated as the one
    /// before. The same building or the same engineers say nothing of that.
    fn same_way(&self, range: Range<usize>) -> bool {
        const WAYS: &[&str] = &[
            "method",
            "methods",
            "cipher",
            "ciphers",
            "algorithm",
            "way",
            "manner",
            "fashion",
            "protection",
            "treatment",
            "encryption",
            "scheme",
            "standard",
            "arrangement",
            "arrangements",
            "terms",
            "rule",
            "rules",
            "basis",
            "regime",
            "means",
            "protocol",
            "protocols",
            "controls",
            "conditions",
        ];
        let word = |at: usize| self.reading.tokens.word_at(at);
        range
            .clone()
            .any(|at| word(at) == "same" && WAYS.contains(&word(at + 1)) && range.contains(&(at + 1)))
            && !range.clone().any(|at| matches!(word(at), "not" | "no" | "never" | "nor"))
    }

    /// `This includes backups`, `It does not extend to archives`: whether the verb at `at` takes in what follows.
    fn takes_in(&self, at: usize) -> bool {
        const TAKES: &[&str] = &["goes", "applies", "apply", "go"];
        const REACHES: &[&str] =
            &["includes", "include", "covers", "cover", "extends", "extend", "reaches", "reach", "included"];
        let word = |n: usize| self.reading.tokens.word_at(at + n);
        let denied = matches!(word(0), "does" | "do" | "did") && word(1) == "not";
        let also = usize::from(matches!(word(0), "also" | "equally" | "only"));
        let holds = matches!(word(0), "holds" | "hold") && matches!(word(1), "for" | "of" | "good" | "true");
        holds
            || TAKES.contains(&word(also))
            || REACHES.contains(&word(also))
            || denied && (TAKES.contains(&word(2)) || REACHES.contains(&word(2)))
    }

    /// `archives go without`, `the same cannot be said of archives`: what denies of an object whatever was said before.
    pub(super) fn goes_without(&self, object: &Hit, end: usize) -> Option<CueHit> {
        const FURTHEST: usize = 8;
        const BETWEEN: &[&str] = &["the", "our", "its", "their", "any", "all", "for", "of"];
        let between = |range: Range<usize>| {
            range.into_iter().all(|at| BETWEEN.contains(&self.reading.tokens.word_at(at)))
        };
        let near = object.from.saturating_sub(FURTHEST)..end.min(object.to + FURTHEST);
        let cues = self.reading.cues_in(&near).iter().copied();
        cues.filter(|it| self.compiled.class(it) == Some(CueClass::GoesWithout)).find(|it| {
            it.to <= object.from && between(it.to..object.from)
                || object.to <= it.from && between(object.to..it.from)
        })
    }

    /// `… and archives likewise`, `tapes are not`: the object stands here, the predicate was said before.
    fn ellipsis(
        &self,
        point: &CompiledPoint,
        slots: &[Cow<'_, [Hit]>],
        sentence_index: usize,
    ) -> Option<Target> {
        const ECHOES: &[&str] = &["likewise", "too", "ditto", "same", "similarly", "also", "as"];
        // What is feared is not said again by `the same goes for them`.
        if point.point.adverse || point.point.reads_as == Some(Status::Negated) {
            return None;
        }
        let sentence = self.sentence(sentence_index)?;
        let objects = slots.first()?;
        let heads = point.slots.last()?;
        let earlier = sentence_index
            .checked_sub(1)
            .and_then(|it| self.sentence(it))
            .filter(|_| !self.stands_for_itself(sentence));
        let said = |before: usize| {
            // What follows in a sentence takes up its beginning: `these are yours, and so are the scores`.
            let first = self.clause(before) == self.clause(sentence.body);
            let here = self.slot_hits(heads, &(sentence.tokens.start..before)).last().copied();
            here.map(|it| (sentence_index, it)).or_else(|| {
                let earlier = earlier.filter(|_| first)?;
                self.slot_hits(heads, &earlier.tokens).last().map(|it| (sentence_index - 1, *it))
            })
        };
        objects.iter().find_map(|object| {
            let antecedent = said(object.from)?;
            let clause = self.clause(object.from);
            let end = (object.to..sentence.tokens.end)
                .find(|at| {
                    self.clause(*at) != clause
                        || matches!(self.reading.tokens.mark_at(*at), '.' | ',' | ';' | '!')
                })
                .unwrap_or(sentence.tokens.end);
            let rest: Vec<&str> = (object.to..end)
                .map(|at| self.reading.tokens.word_at(at))
                .filter(|it| !it.is_empty())
                .collect();
            let verb = rest.iter().position(|it| AUXILIARIES.contains(it));
            let closes = match (verb, rest.as_slice()) {
                (Some(at), words) => {
                    let after = words.get(at + 1..).unwrap_or_default();
                    // `tapes remain as they were`
                    let own = words.get(..at).is_some_and(|it| !it.contains(&"they") && !it.contains(&"it"));
                    own && after.len() <= 2
                        && self.opens_clause(object, sentence, 3)
                        && after
                            .iter()
                            .all(|it| matches!(*it, "not" | "too" | "also" | "likewise" | "never" | "all"))
                }
                (None, words) => {
                    words.len() <= 3
                        && words.iter().any(|it| ECHOES.contains(it))
                        && self.opens_clause(object, sentence, 2)
                }
            };
            let before_object = (object.from.saturating_sub(6)..object.from)
                .filter(|at| self.clause(*at) == clause)
                .any(|at| {
                    let word = self.reading.tokens.word_at(at);
                    let next = self.reading.tokens.word_at(at + 1);
                    match word {
                        "so" | "as" | "neither" | "nor" => {
                            AUXILIARIES.contains(&next) || word == "so" && next == "too"
                        }
                        "that" | "this" | "which" | "it" | "these" | "they" => self.takes_in(at + 1),
                        "likewise" | "ditto" => true,
                        // `the same goes for archives`, but not `the same engineers`.
                        "same" => {
                            matches!(next, "is" | "goes" | "applies" | "holds" | "for" | "with" | "true")
                        }
                        _ => false,
                    }
                });
            let as_before = self.same_way(object.to..end);
            let without = self.goes_without(object, end).is_some();
            let closes = closes || without && self.opens_clause(object, sentence, 9);
            if !closes && !before_object && !as_before {
                return None;
            }
            let to = end.max(object.to);
            let head = Hit { from: to.saturating_sub(1).max(object.from), to, denies: false };
            let mut it = Target::new(sentence_index, head, vec![*object], Some(Carry::Ellipsis));
            // `Tapes are not` says its own; `tapes likewise` says what was said.
            let echoes = before_object || as_before || rest.iter().any(|it| ECHOES.contains(it));
            it.antecedent = Some(antecedent).filter(|_| echoes && !rest.contains(&"not"));
            Some(it)
        })
    }
}
