//! Where a point's words stand together: the frame test.
//!
//! A point fires only where all its slots have a hit in one clause, or where a label, heading, letter, pronoun
//! or ellipsis carries the missing one over. Words that merely stand in the same answer are no evidence.

use std::ops::Range;

use super::{
    compile::{Compiled, CompiledPoint, Source},
    lead::Reply,
    titled::Body,
};
use crate::language::{
    reading::{Hit, Reading},
    segment::{AUXILIARIES, Sentence},
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
    /// What was replied, where the words are those of a question.
    pub(super) reply: Option<Reply>,
    /// What the words wait for, where they are those of a label or heading.
    pub(super) body: Option<Body>,
}

impl Target {
    pub(super) fn new(sentence: usize, head: Hit, others: Vec<Hit>, carried: Option<Carry>) -> Self {
        Self { sentence, head, others, carried, lead: None, said: Vec::new(), reply: None, body: None }
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
    /// For each character of the cell, its first byte: a long cell has many claims, each with its words.
    bytes: Vec<usize>,
}

impl<'a> Piece<'a> {
    /// `text` is the cell's, of which `reading` was made.
    pub(super) fn new(compiled: &'a Compiled, text: &str, reading: Reading, muted: Vec<bool>) -> Self {
        let bytes = text.char_indices().map(|(at, _)| at).collect();
        Self { compiled, reading, muted, bytes }
    }

    /// The characters `start..end` of the cell's `text`.
    pub(super) fn slice(&self, text: &str, start: usize, end: usize) -> String {
        let byte = |at: usize| self.bytes.get(at).copied().unwrap_or(text.len());
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

    pub(super) fn hits(&self, source: Source, within: Range<usize>) -> Vec<Hit> {
        match source {
            Source::Group(group) => {
                let list = self.reading.groups.of(group);
                let first = list.partition_point(|it| it.from < within.start);
                list.iter().skip(first).take_while(|it| it.from < within.end).copied().collect()
            }
            Source::Value(kind) => {
                let list = &self.reading.values;
                let first = list.partition_point(|it| it.from < within.start);
                let inside = list.iter().skip(first).take_while(|it| it.from < within.end);
                inside
                    .filter(|it| it.kind == kind)
                    .map(|it| Hit { from: it.from, to: it.to, denies: false })
                    .collect()
            }
        }
    }

    pub(super) fn any_hit(&self, sources: &[Source], within: &Range<usize>) -> Option<(Source, Hit)> {
        sources.iter().find_map(|it| self.hits(*it, within.clone()).first().map(|hit| (*it, *hit)))
    }

    pub(super) fn slot_hits(&self, slot: &[Source], within: &Range<usize>) -> Vec<Hit> {
        let mut all: Vec<Hit> = slot.iter().flat_map(|it| self.hits(*it, within.clone())).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether the sentence stands under a label, heading or letter of the part.
    pub(super) fn under(&self, sentence: &Sentence, part: usize) -> bool {
        let letter = self.compiled.question.parts.get(part).and_then(|it| it.letter);
        if letter.is_some() && sentence.ordinal.is_some() {
            return letter == sentence.ordinal;
        }
        let groups = self.compiled.labels.get(part).map(Vec::as_slice).unwrap_or_default();
        let named = |range: &Option<Range<usize>>| {
            range.as_ref().is_some_and(|it| {
                groups.iter().any(|group| !self.hits(Source::Group(*group), it.clone()).is_empty())
            })
        };
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

    /// All places of a sentence where the point fires.
    pub(super) fn targets(&self, point: &CompiledPoint, sentence_index: usize) -> Vec<Target> {
        let Some(sentence) = self.sentence(sentence_index) else { return Vec::new() };
        if self.muted.get(sentence_index).copied().unwrap_or(false) {
            return Vec::new();
        }
        if sentence.asks {
            return self.asked(point, sentence_index);
        }
        let labelled = point.parts.iter().any(|it| self.under(sentence, *it));
        if point.point.labelled && !labelled {
            return Vec::new();
        }
        let range = sentence.tokens.clone();
        let slots: Vec<Vec<Hit>> = point.slots.iter().map(|slot| self.slot_hits(slot, &range)).collect();
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
        for head in heads {
            let mut found = Vec::new();
            let mut missing = 0;
            for slot in slots.iter().take(others) {
                match self.nearest(slot, head, point.point.within) {
                    Some(hit) => found.push(hit),
                    None => missing += 1,
                }
            }
            let carried = match missing {
                0 => None,
                1 if labelled && head.from >= sentence.body => Some(Carry::Label),
                1 if self.context_fills(point, &found, sentence, others) => Some(Carry::Label),
                1 if self.pronoun_fills(point, head, sentence_index) => Some(Carry::Pronoun),
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
        if let Some(lead) = self.lead_of(sentence) {
            let said: Vec<Hit> = point.slots.iter().flat_map(|slot| self.slot_hits(slot, &lead)).collect();
            for it in &mut out {
                it.lead = Some(lead.clone());
                it.said.clone_from(&said);
            }
        }
        for it in &mut out {
            it.body = self.body_of(it);
        }
        // Where the body says the point's words itself, the label adds nothing.
        let spoken = out.iter().any(|it| it.body.is_none());
        out.retain(|it| match &it.body {
            Some(body) if body.sentence == sentence_index => !spoken,
            Some(body) => self.targets(point, body.sentence).is_empty(),
            None => true,
        });
        out.retain(|it| {
            let clause = self.clause(it.head.from);
            let same = range.clone().filter(|token| self.clause(*token) == clause);
            let (first, last) = (same.clone().min(), same.max());
            let span = first.unwrap_or(range.start)..last.map_or(range.end, |it| it + 1);
            !point.unless.iter().any(|source| {
                self.hits(*source, span.clone()).iter().any(|hit| {
                    self.clause(hit.from) == clause || hit.from < it.head.to && it.head.from < hit.to
                })
            })
        });
        out
    }

    /// The hit of a slot that stands nearest to the head, in its clause.
    pub(super) fn nearest(&self, slot: &[Hit], head: &Hit, within: usize) -> Option<Hit> {
        let clause = self.clause(head.from);
        slot.iter()
            .filter(|it| self.close(self.clause(it.from), clause))
            .map(|it| {
                let gap =
                    if it.from >= head.to { it.from - head.to } else { head.from.saturating_sub(it.to) };
                (gap, self.clause(it.from) != clause, *it)
            })
            .filter(|(gap, _, _)| *gap <= within)
            .min_by_key(|(gap, other, it)| (*other, *gap, it.from))
            .map(|(_, _, it)| it)
    }

    /// Whether the label or heading holds the words of the slot that is missing.
    fn context_fills(
        &self,
        point: &CompiledPoint,
        found: &[Hit],
        sentence: &Sentence,
        others: usize,
    ) -> bool {
        if found.len() + 1 != others {
            return false;
        }
        let above = [&sentence.label, &sentence.heading, &sentence.column, &sentence.lead];
        let ranges: Vec<Range<usize>> = above.into_iter().flatten().cloned().collect();
        point
            .slots
            .iter()
            .take(others)
            .any(|slot| ranges.iter().any(|range| !self.slot_hits(slot, range).is_empty()))
    }

    /// Whether a pronoun before the head takes up the missing words from the clause or sentence before.
    fn pronoun_fills(&self, point: &CompiledPoint, head: &Hit, sentence_index: usize) -> bool {
        const FURTHEST: usize = 7;
        let Some(sentence) = self.sentence(sentence_index) else { return false };
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
        // A bullet and a paragraph stand for themselves: what they take up is said in them, or their order would matter.
        let bullet = self.reading.tokens.mark_at(sentence.tokens.start) == '\u{2022}'
            || self.reading.tokens.list.get(sentence.tokens.start).is_some_and(|it| it.breaks > 1);
        let reach = usize::from(!bullet);
        let earlier = sentence_index
            .checked_sub(1)
            .and_then(|it| self.sentence(it))
            .filter(|it| has_pronoun && sentence.line <= it.line + reach)
            .filter(|_| !self.muted.get(sentence_index - 1).copied().unwrap_or(false));
        let others = point.slots.len().saturating_sub(1);
        point.slots.iter().take(others).all(|slot| {
            let mut here = self.slot_hits(slot, &before);
            here.retain(|it| self.clause(it.from) != clause || it.from < head.from);
            !here.is_empty() || earlier.is_some_and(|it| !self.slot_hits(slot, &it.tokens).is_empty())
        })
    }

    /// Whether the word at `at` stands for something said before: `these are …`, but not `these servers`.
    fn takes_up(&self, at: usize) -> bool {
        const ALONE: &[&str] = &["it", "they", "them", "everything", "copies", "copy"];
        const OR_BEFORE_A_NOUN: &[&str] =
            &["this", "these", "those", "both", "all", "each", "one", "same", "either"];
        const GO_ON: &[&str] = &["of", "too", "also", "then", "never", "always", "now", "only"];
        let tokens = &self.reading.tokens;
        let (word, next) = (tokens.word_at(at), tokens.word_at(at + 1));
        ALONE.contains(&word)
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

    /// `… and archives likewise`, `tapes are not`: the object stands here, the predicate was said before.
    fn ellipsis(&self, point: &CompiledPoint, slots: &[Vec<Hit>], sentence_index: usize) -> Option<Target> {
        const ECHOES: &[&str] = &["likewise", "too", "ditto", "same", "similarly", "also", "as"];
        // What is feared is not said again by `the same goes for them`.
        if point.point.adverse {
            return None;
        }
        let sentence = self.sentence(sentence_index)?;
        let objects = slots.first()?;
        let heads = point.slots.last()?;
        let earlier = sentence_index.checked_sub(1).and_then(|it| self.sentence(it));
        let said = |before: usize| {
            // What follows in a sentence takes up its beginning: `these are yours, and so are the scores`.
            let first = self.clause(before) == self.clause(sentence.body);
            !self.slot_hits(heads, &(sentence.tokens.start..before)).is_empty()
                || first && earlier.is_some_and(|it| !self.slot_hits(heads, &it.tokens).is_empty())
        };
        objects.iter().find_map(|object| {
            if !said(object.from) {
                return None;
            }
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
                    after.len() <= 2
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
            let before_object = (object.from.saturating_sub(4)..object.from)
                .filter(|at| self.clause(*at) == clause)
                .any(|at| {
                    let word = self.reading.tokens.word_at(at);
                    let next = self.reading.tokens.word_at(at + 1);
                    match word {
                        "so" | "as" => AUXILIARIES.contains(&next),
                        "likewise" | "ditto" => true,
                        // `the same goes for archives`, but not `the same engineers`.
                        "same" => {
                            matches!(next, "is" | "goes" | "applies" | "holds" | "for" | "with" | "true")
                        }
                        _ => false,
                    }
                });
            if !closes && !before_object {
                return None;
            }
            let to = end.max(object.to);
            let head = Hit { from: to.saturating_sub(1).max(object.from), to, denies: false };
            Some(Target::new(sentence_index, head, vec![*object], Some(Carry::Ellipsis)))
        })
    }
}
