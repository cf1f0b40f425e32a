//! What is said once for several things: lines that open a list (`We never:`), labels that deny (`Not covered:
//! archives`), and questions that the supplier answers at once (`Backups encrypted? Sadly not.`).

use std::{borrow::Cow, ops::Range};

use super::{
    compile::CompiledPoint,
    find::{Carry, Piece, Target},
    status::{Judge, Traits},
};
use crate::{
    language::{
        reading::{CueHit, Hit},
        segment::{AUXILIARIES, Sentence},
        token::Kind,
        value::ValueKind,
    },
    rule::CueClass,
};

/// What a supplier replies to a question of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    Yes,
    No,
    Planned,
    Conditional,
    Hedged,
}

impl Piece<'_> {
    /// What a sentence stands under that may turn it: the line that opens its list, or its own label.
    pub(super) fn lead_of(&self, sentence: &Sentence) -> Option<Range<usize>> {
        // A label turns its own sentence, unless nothing is behind it: `Not met: nil. Checked line by line.`
        let nil = matches!(self.reading.tokens.word_at(sentence.body), "nil" | "none" | "no" | "nothing");
        let own = |it: &&Range<usize>| it.start >= sentence.tokens.start && it.end < sentence.body && !nil;
        sentence.lead.clone().or_else(|| sentence.label.as_ref().filter(own).cloned())
    }

    /// `The following are encrypted:` above `laptops`: the predicate stands in the lead and the thing in the item.
    pub(super) fn listed(&self, point: &CompiledPoint, sentence_index: usize) -> Vec<Target> {
        const LONGEST: usize = 10;
        let none = Vec::new;
        let Some(sentence) = self.sentence(sentence_index) else { return none() };
        let Some(lead) = self.lead_of(sentence) else { return none() };
        let [objects, heads] = point.slots.as_slice() else { return none() };
        let tokens = &self.reading.tokens;
        let body = sentence.body..sentence.tokens.end;
        let words = body.clone().map(|at| tokens.word_at(at)).filter(|it| !it.is_empty());
        let said = words.clone().any(|it| AUXILIARIES.contains(&it));
        if said || words.count() > LONGEST {
            return none();
        }
        // `Encryption:` is only a heading; `Encrypted:` and `The following have encryption:` say something.
        let speaks = lead.clone().any(|at| {
            let word = tokens.word_at(at);
            AUXILIARIES.contains(&word) || matches!(word, "following" | "we" | "our")
        });
        let participle = |hit: &Hit| {
            let last = tokens.word_at(hit.to.saturating_sub(1));
            last.ends_with("ed") || last.ends_with("able") || last.ends_with("en")
        };
        if !self.slot_hits(heads, &lead).iter().any(|it| speaks || participle(it)) {
            return none();
        }
        let objects = self.slot_hits(objects, &body);
        let target = |it: &Hit| Target::new(sentence_index, *it, vec![*it], Some(Carry::Label));
        objects.iter().map(target).collect()
    }

    /// `Backups encrypted? Not yet.`: the words of the question, with what is replied.
    pub(super) fn asked(&self, point: &CompiledPoint, sentence_index: usize) -> Vec<Target> {
        let none = Vec::new;
        let Some(sentence) = self.sentence(sentence_index) else { return none() };
        let Some(reply) = self.reply(sentence_index).filter(|_| !point.point.labelled) else {
            return none();
        };
        let slots: Vec<Cow<'_, [Hit]>> =
            point.slots.iter().map(|slot| self.slot_hits(slot, &sentence.tokens)).collect();
        let Some((heads, others)) = slots.split_last() else { return none() };
        let mut out = Vec::new();
        for head in heads.iter() {
            let found: Vec<Hit> =
                others.iter().filter_map(|it| self.nearest(it, head, point.point.within)).collect();
            if found.len() == others.len() {
                let mut it = Target::new(sentence_index, *head, found, None);
                it.reply = Some(reply);
                out.push(it);
            }
        }
        out
    }

    /// What is replied to the question at `sentence_index`.
    fn reply(&self, sentence_index: usize) -> Option<Reply> {
        const OPEN: &[&str] =
            &["what", "how", "where", "who", "whose", "when", "why", "which", "whom", "whether"];
        const NO: &[&str] = &["no", "nope", "none", "never", "nil", "nobody", "nothing", "neither", "not"];
        const SADLY: &[&str] = &[
            "sadly",
            "unfortunately",
            "afraid",
            "alas",
            "regrettably",
            "certainly",
            "absolutely",
            "definitely",
            "really",
            "currently",
            "i",
            "we",
            "am",
            "are",
            "at",
            "present",
            "us",
            "well",
            "honestly",
            "of",
            "course",
            "quite",
            "but",
            "do",
            "is",
            "it",
            "they",
            "have",
        ];
        const YES: &[&str] = &[
            "yes",
            "yep",
            "yup",
            "always",
            "absolutely",
            "certainly",
            "indeed",
            "naturally",
            "correct",
            "sure",
            "definitely",
            "done",
            "all",
            "both",
            "everything",
            "everywhere",
        ];
        const SHORT: usize = 6;
        const ASKS: usize = 3;
        let question = self.sentence(sentence_index)?;
        let answer = self.sentence(sentence_index + 1).filter(|it| !it.asks)?;
        let tokens = &self.reading.tokens;
        // `A drawing of how it hangs together? Nobody ever made one.` asks whether there is one.
        // `You asked whether they are encrypted. They are.` can be answered by a bare verb.
        let asks = question.tokens.start..question.tokens.end.min(question.tokens.start + ASKS);
        let told = |at: usize| at.checked_sub(1).is_some_and(|it| tokens.word_at(it).starts_with("ask"));
        if asks.into_iter().any(|at| OPEN.contains(&tokens.word_at(at)) && !told(at)) {
            return None;
        }
        // Behind `A:` the answer begins.
        let labelled = answer.label.as_ref().is_some_and(|it| it.start >= answer.tokens.start);
        let start = if labelled { answer.tokens.start } else { answer.body };
        let words: Vec<&str> =
            (start..answer.tokens.end).map(|at| tokens.word_at(at)).filter(|it| !it.is_empty()).collect();
        let has = |class: CueClass| {
            let mut cues = self.reading.cues_in(&answer.tokens).iter();
            cues.any(|it| self.compiled.class(it) == Some(class))
        };
        let first = words.iter().position(|it| !SADLY.contains(it)).unwrap_or(words.len());
        let opens = words.get(first).copied().unwrap_or_default();
        let closed = tokens.mark_at(start + 1) != ' ' || words.len() <= SHORT;
        let turned = if has(CueClass::Planned) {
            Some(Reply::Planned)
        } else if has(CueClass::Conditional) {
            Some(Reply::Conditional)
        } else if has(CueClass::Hedge) {
            Some(Reply::Hedged)
        } else {
            None
        };
        // `We have not got one.`
        let taken_up = opens == "not"
            && words.iter().skip(first + 1).take(3).any(|it| {
                matches!(*it, "one" | "any" | "it" | "that" | "this" | "them" | "these" | "such" | "yet")
            });
        if taken_up {
            return Some(turned.filter(|it| *it == Reply::Planned).unwrap_or(Reply::No));
        }
        // `Nobody has ever made one.`
        let nobody = matches!(opens, "nobody" | "nothing" | "none")
            && words
                .iter()
                .skip(first + 1)
                .take(4)
                .any(|it| matches!(*it, "one" | "any" | "it" | "that" | "them" | "this"));
        if nobody {
            return Some(turned.filter(|it| *it == Reply::Planned).unwrap_or(Reply::No));
        }
        // `Ours are not.`
        if let Some(it) = self.reply_at(start, &(start..answer.tokens.end)) {
            return Some(it);
        }
        // `From January 2027.`
        const SOON: usize = 4;
        let from = start..answer.tokens.end.min(start + SOON);
        let dated = matches!(opens, "from" | "by")
            && self.reading.values_in(&from).iter().any(|it| it.kind == ValueKind::Date);
        if dated {
            return Some(turned.unwrap_or(Reply::Planned));
        }
        if NO.contains(&opens) && (opens != "not" || words.len() <= SHORT) {
            Some(turned.filter(|it| *it == Reply::Planned).unwrap_or(Reply::No)).filter(|_| {
                // `No member of staff …` says something else.
                closed || first > 0 || matches!(tokens.mark_at(start + 1), ',' | '.' | ';')
            })
        } else if words.iter().take(2).any(|it| YES.contains(it)) {
            Some(turned.unwrap_or(Reply::Yes)).filter(|_| closed)
        } else {
            turned.filter(|_| words.len() <= SHORT)
        }
    }
}

/// The cues of a lead that turn what stands below it.
#[derive(Debug, Default)]
pub(super) struct Led {
    pub(super) negative: Option<CueHit>,
    pub(super) excepted: Option<CueHit>,
    pub(super) historic: Vec<CueHit>,
    pub(super) planned: Vec<CueHit>,
    pub(super) conditional: Vec<CueHit>,
    pub(super) hedges: Vec<CueHit>,
}

impl Judge<'_> {
    /// `Encrypted: live data (yes), archives (no)`: what a bracket right behind a thing says of it.
    pub(super) fn ticked(&self, target: &Target) -> Option<Reply> {
        let tokens = &self.piece.reading.tokens;
        target.others.iter().find_map(|it| {
            let closed = tokens.mark_at(it.to) == '(' && tokens.mark_at(it.to + 2) == ')';
            match tokens.word_at(it.to + 1) {
                "no" | "n" | "none" | "never" | "excluded" if closed => Some(Reply::No),
                "planned" | "pending" if closed => Some(Reply::Planned),
                "partly" | "partial" | "partially" | "tbc" if closed => Some(Reply::Hedged),
                _ => None,
            }
        })
    }

    /// What the lead of the target's sentence makes of it. A cue that is part of the point's own words in the lead
    /// (`Not available:` where that is what was asked for) turns nothing.
    pub(super) fn led(&self, target: &Target, point: Traits, sentence: &Sentence) -> Led {
        let mut out = Led::default();
        let Some(lead) = target.lead.clone() else { return out };
        let opens_list = sentence.lead.is_some();
        let all = &self.piece.reading.cues;
        let first = all.partition_point(|it| it.from < lead.start);
        for it in all.iter().skip(first).take_while(|it| it.from < lead.end) {
            let own = target.said.iter().any(|hit| it.from < hit.to && hit.from < it.to);
            let kinds =
                self.cue(it).is_some_and(|cue| cue.kinds.is_empty() || cue.kinds.contains(&point.kind));
            if own || !kinds || self.is_number(it) {
                continue;
            }
            // `Not within the price: the interface, £900`: what is feared stands in the body and is not denied by it.
            let content =
                || self.words_between(lead.start, lead.end) > self.words_between(it.from, it.to) + 1;
            match self.class(it) {
                Some(CueClass::Negate) if point.adverse && !opens_list && content() => {}
                Some(CueClass::Negate) => out.negative = Some(*it),
                // `No resale: …` is a statement of its own; `None of these are sold:` opens a list.
                Some(CueClass::NegateNoun | CueClass::NegateWord) if opens_list => out.negative = Some(*it),
                Some(CueClass::Exception) if opens_list => out.excepted = Some(*it),
                Some(CueClass::Historic) => out.historic.push(*it),
                Some(CueClass::Planned) => out.planned.push(*it),
                Some(CueClass::Conditional) => out.conditional.push(*it),
                Some(CueClass::Hedge) if opens_list => out.hedges.push(*it),
                _ => {}
            }
        }
        out
    }

    /// `No. 4`, `no. CM-4471` and `NO2` deny nothing.
    pub(super) fn is_number(&self, it: &CueHit) -> bool {
        let tokens = &self.piece.reading.tokens;
        let number = |at: usize| tokens.list.get(at).is_some_and(|it| it.kind == Kind::Number);
        let joined = tokens.list.get(it.to).is_some_and(|it| !it.spaced);
        // A `no.` within a sentence is short for number: one that answers ends its sentence.
        let short = tokens.mark_at(it.to) == '.'
            && tokens.list.get(it.to + 1).is_some_and(|it| it.breaks == 0)
            && self.piece.clause(it.to) == self.piece.clause(it.to + 1);
        tokens.word_at(it.from) == "no" && it.to == it.from + 1 && (short || number(it.to) && joined)
    }
}
