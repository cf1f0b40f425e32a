//! Denials and exceptions: whether the words around a target deny it, and by how much it is cut down.

use super::{
    find::{Carry, Target},
    status::{Excepted, Judge, Traits},
};
use crate::{
    language::{
        reading::{CueHit, Hit},
        segment::{AUXILIARIES, Sentence},
        words::Lists,
    },
    rule::{Cue, CueClass, Direction, Kind},
};

impl Judge<'_> {
    /// Whether the words deny the target, and by which cues.
    pub(super) fn polarity(
        &self,
        target: &Target,
        point: Traits,
        sentence: &Sentence,
        cues: &[CueHit],
    ) -> (bool, Vec<CueHit>) {
        let mut by: Vec<CueHit> = Vec::new();
        let mut denials = 0;
        let head = &target.head;
        // Of a pair of denials the one whose words are the target's own is spent: the other acts.
        let own = |it: &CueHit| {
            std::iter::once(head).chain(&target.others).any(|hit| it.from < hit.to && hit.from < it.to)
        };
        let mut paired = self.paired(cues, head, sentence);
        paired.retain(|(first, second)| !own(first) && !own(second));
        let acts = |hit: &CueHit, class: CueClass| {
            let Some(cue) = self.cue(hit) else { return false };
            if self.is_number(hit) || paired.iter().any(|(first, second)| first == hit || second == hit) {
                return false;
            }
            if let Some(acts) = self.overlap(hit, cue, target) {
                return acts;
            }
            let verb = || {
                self.looks_back(hit, head) || self.parts_verb(hit, head) || self.turns_auxiliary(hit, target)
            };
            if class == CueClass::Negate && verb() {
                return true;
            }
            // Undertakings list at length what is forsworn: `neither … sell it, use it … or pass it on`; and what opens
            // a clause denies it all: `no member of the group will sell …`.
            let forsworn = point.kind == Kind::Undertaking && class == CueClass::Negate;
            let subject = class == CueClass::NegateNoun && self.opens(hit, sentence);
            let far = if forsworn || subject { None } else { cue.tokens };
            let on_head = self.reaches_within(hit, cue, far, head);
            // `encryption is not applied to backups`: the denial stands between predicate and object.
            let between =
                |it: &Hit| head.to <= hit.from && hit.to <= it.from && self.reaches_within(hit, cue, far, it);
            // `backups (not archives) are encrypted`: a bracket denies what it names.
            let bracketed = |it: &Hit| {
                let inner = self.piece.clause(it.from);
                self.piece.clause(hit.from) == inner
                    && self.piece.outer(inner) == Some(self.piece.clause(head.from))
                    && hit.to <= it.from
                    && self.words_between(hit.to, it.from) <= 1
            };
            let on_others = match class {
                CueClass::Negate => target.others.iter().any(|it| between(it) || bracketed(it)),
                _ => target.others.iter().any(|it| self.reaches_within(hit, cue, far, it)),
            };
            (hit.from >= sentence.body || cue.sentence || head.to <= sentence.body)
                && (on_head || on_others)
                && !self.colon_parts(hit, head)
                && !(class != CueClass::NegateWord && self.says_anew(hit, head))
                && !self.is_answer(hit, sentence)
                && !self.is_lifted(hit, head.from)
                && !(class == CueClass::NegateNoun && self.list_goes_on(hit, head, sentence))
                && !(class == CueClass::NegateWord
                    && (matches!(
                        self.piece.reading.tokens.word_at(hit.from),
                        "no" | "without" | "zero" | "with"
                    ) || matches!(self.piece.reading.tokens.word_at(hit.from), "instead" | "rather"))
                    && self.list_goes_on(hit, head, sentence))
                && !(class == CueClass::NegateNoun && self.of_an_item(hit, head))
                && !(class == CueClass::Negate && self.of_a_noun(hit, head))
                && !(class == CueClass::NegateWord && self.of_one_deed(hit, head))
                && !(class != CueClass::NegateWord && self.of_less(hit, sentence))
                && !self.of_a_relative(hit, head)
                && !self.is_passed_over(hit, head)
                && !self.confines(hit, target)
                && !(sentence.in_table && self.of_a_cell(hit, head, sentence))
                && !self.only_elsewhere(hit, head, sentence)
                && !self.joins_another(hit, cue, head)
                && !self.leaves_out(hit, target, sentence)
                && !(class == CueClass::NegateWord && self.of_what_is_below(hit, head))
        };
        let denying = |it: &CueHit| {
            self.class(it)
                .filter(|it| matches!(it, CueClass::Negate | CueClass::NegateNoun | CueClass::NegateWord))
        };
        let found: Vec<(CueClass, CueHit)> = cues
            .iter()
            .filter_map(|it| denying(it).map(|class| (class, *it)))
            .filter(|(class, it)| acts(it, *class))
            .collect();
        let last = std::iter::once(head).chain(&target.others).map(|it| it.from).max().unwrap_or(head.from);
        let denied_anew =
            |it: &CueHit| found.iter().any(|(class, next)| self.begins_anew(it, next, *class, last));
        for class in [CueClass::Negate, CueClass::NegateNoun, CueClass::NegateWord] {
            // Two cues that share words are one denial.
            let apart = |it: &CueHit| !by.iter().any(|other| other.from < it.to && it.from < other.to);
            let first = found
                .iter()
                .filter(|(of, it)| *of == class && !denied_anew(it))
                .map(|(_, it)| *it)
                .find(apart);
            if let Some(first) = first {
                denials += 1;
                by.push(first);
            }
        }
        if target.carried == Some(Carry::Ellipsis) {
            let range = target.others.first().map_or(head.from, |it| it.to)..head.to;
            let own = cues.iter().find(|it| {
                self.class(it) == Some(CueClass::Negate) && it.from >= range.start && it.to <= range.end
            });
            if let Some(own) = own.filter(|it| !by.contains(it)) {
                denials += 1;
                by.push(*own);
            }
        }
        let said = || std::iter::once(head).chain(&target.others);
        let mut without = said().filter_map(|it| self.piece.goes_without(it, sentence.tokens.end));
        // Its `not` and its `none` are no further denial, nor is it one where a point looks for it.
        let meets = |it: &CueHit, from: usize, to: usize| from < it.to && it.from < to;
        let own = |it: &CueHit| {
            !self.told_anew(it, head)
                && !by.iter().any(|other| meets(it, other.from, other.to))
                && (target.carried == Some(Carry::Ellipsis) || !said().any(|hit| meets(it, hit.from, hit.to)))
        };
        if let Some(it) = without.find(own) {
            denials += 1;
            by.push(it);
        }
        denials += said().filter(|it| it.denies).count();
        (denials % 2 == 1, by)
    }

    /// `It refuses anything below TLS 1.2`: what is refused is what falls short of the target.
    fn of_what_is_below(&self, hit: &CueHit, head: &Hit) -> bool {
        let before = head.from.checked_sub(1).map_or("", |at| self.piece.reading.tokens.word_at(at));
        head.from > hit.to && matches!(before, "below" | "under" | "than" | "beneath")
    }

    /// `Encryption is confined to laptops`: what something is confined to has it.
    fn confines(&self, hit: &CueHit, target: &Target) -> bool {
        matches!(self.piece.reading.tokens.word_at(hit.from), "confined" | "limited" | "stops")
            && target.others.iter().any(|it| hit.to <= it.from && self.words_between(hit.to, it.from) <= 1)
    }

    /// `Rather than OAuth we issue keys`, `Instead of LoRaWAN the devices speak Zigbee`: what is passed over ends where
    /// the sentence names who does something else.
    fn is_passed_over(&self, hit: &CueHit, head: &Hit) -> bool {
        const DETERMINERS: &[&str] = &["the", "our", "each", "every", "all", "its", "these"];
        let tokens = &self.piece.reading.tokens;
        let passes = matches!(tokens.word_at(hit.from), "rather" | "instead") && head.from > hit.to;
        // `Instead of encrypting the backups` passes over what the deed is done to.
        let deed = tokens.word_at(hit.to).ends_with("ing");
        passes
            && (hit.to + 1..head.from)
                .any(|at| tokens.is(at, Lists::PRONOUN) || !deed && DETERMINERS.contains(&tokens.word_at(at)))
    }

    /// Denials that undo each other: `there is no copy that is not encrypted`, `not a table that the API does not reach`,
    /// `nothing you hold that we cannot export`. What a relative clause denies of things that are not there holds of
    /// all that are.
    fn paired(&self, cues: &[CueHit], head: &Hit, sentence: &Sentence) -> Vec<(CueHit, CueHit)> {
        const FURTHEST: usize = 12;
        // No denial acts on what stands further off, and a sentence may be made of nothing else.
        const REACH: usize = 32;
        let first = cues.partition_point(|it| it.from + REACH < head.from);
        let last = cues.partition_point(|it| it.from <= head.to + REACH);
        let cues = cues.get(first..last).unwrap_or_default();
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let denying = |it: &&CueHit| {
            it.from >= sentence.body
                && matches!(
                    self.class(it),
                    Some(CueClass::Negate | CueClass::NegateNoun | CueClass::NegateWord)
                )
        };
        let mut denials = cues.iter().filter(denying);
        if denials.by_ref().nth(1).is_none() {
            return Vec::new();
        }
        let denials: Vec<&CueHit> = cues.iter().filter(denying).collect();
        let mut out = Vec::new();
        for (n, first) in denials.iter().enumerate() {
            let absent = match self.class(first) {
                Some(CueClass::NegateNoun) => !(first.from..first.to).any(|at| {
                    matches!(word(at), "all" | "every" | "everything" | "few" | "little" | "many" | "much")
                }),
                Some(CueClass::Negate) => {
                    matches!(word(first.to), "a" | "an" | "any" | "one" | "single")
                        && matches!(word(first.to.saturating_sub(1)), "not" | "never")
                }
                _ => false,
            };
            if !absent {
                continue;
            }
            let exists = word(first.from) == "there"
                || first.from.checked_sub(2).is_some_and(|at| word(at) == "there");
            let near = |it: &&&CueHit| it.from <= first.to + REACH;
            for second in denials.iter().skip(n + 1).take_while(near).filter(|it| it.from >= first.to) {
                let relative = (first.to..second.from).rev().find(|at| {
                    matches!(word(*at), "that" | "which" | "whose" | "who" | "whom")
                        || exists
                            && *at > first.to
                            && tokens.is(*at, Lists::PRONOUN)
                            && !word(*at - 1).is_empty()
                });
                let Some(relative) = relative else { continue };
                let joined = (first.to..second.from).any(|at| {
                    matches!(word(at), "and" | "but" | "or" | "because" | "so" | "since" | "though")
                        || matches!(tokens.mark_at(at), ';' | ':')
                });
                let near = self.words_between(relative, second.from) <= FURTHEST
                    && !(relative..second.from).any(|at| tokens.mark_at(at) == ',');
                let single = matches!(self.class(second), Some(CueClass::Negate))
                    && !matches!(word(second.from), "nor" | "neither")
                    || self.class(second) == Some(CueClass::NegateWord);
                if near && single && !joined && relative > first.from {
                    out.push((**first, **second));
                    break;
                }
            }
        }
        out
    }

    /// `Rights are never granted to persons, only to roles`: what is denied of one and affirmed of another, said with the
    /// same preposition, holds.
    fn only_elsewhere(&self, hit: &CueHit, head: &Hit, sentence: &Sentence) -> bool {
        const PREPOSITIONS: &[&str] = &[
            "to", "by", "for", "in", "on", "with", "at", "through", "via", "from", "under", "over", "within",
        ];
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let clause = self.piece.clause(hit.from);
        let end = (hit.to..sentence.tokens.end).find(|at| self.piece.clause(*at) != clause);
        let end = end.unwrap_or(sentence.tokens.end);
        let only = (hit.to.max(head.to)..end).find(|at| {
            matches!(word(*at), "only" | "just" | "solely")
                && tokens.mark_at(at.saturating_sub(1)) == ','
                && PREPOSITIONS.contains(&word(*at + 1))
        });
        only.is_some_and(|at| (hit.to..at).any(|it| word(it) == word(at + 1)))
    }

    /// Whether a condition is the `only to …` of such a contrast.
    pub(super) fn contrasts(&self, it: &CueHit, cues: &[CueHit]) -> bool {
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        word(it.from) == "only"
            && it.from.checked_sub(1).is_some_and(|at| tokens.mark_at(at) == ',')
            && cues.iter().any(|hit| {
                self.class(hit) == Some(CueClass::Negate)
                    && hit.to <= it.from
                    && self.piece.clause(hit.from) == self.piece.clause(it.from)
                    && (hit.to..it.from).any(|at| word(at) == word(it.from + 1))
            })
    }

    /// `Copies are exempt from the policy and stand in the clear`: a denial that looks back at a thing does not act on what
    /// is said of it behind `and`.
    fn joins_another(&self, hit: &CueHit, cue: &Cue, head: &Hit) -> bool {
        const VERBS: &[&str] =
            &["stand", "sit", "remain", "stay", "go", "lie", "travel", "run", "leave", "move"];
        let tokens = &self.piece.reading.tokens;
        cue.direction == Direction::Backward
            && head.from >= hit.to
            && (hit.to..head.from).any(|at| {
                matches!(tokens.word_at(at), "and" | "but")
                    && (VERBS.contains(&tokens.word_at(at + 1)) || tokens.is(at + 1, Lists::AUXILIARY))
            })
    }

    /// `no person, and no strategy`, `neither a person nor a strategy`: each item of a list has its own denial, and the
    /// last before the target's words is the one that counts.
    fn begins_anew(&self, hit: &CueHit, next: &CueHit, class: CueClass, last: usize) -> bool {
        let tokens = &self.piece.reading.tokens;
        // `no 27001, and we have never applied for it`: with its own subject and auxiliary.
        let verb = (next.from.saturating_sub(2)..next.from)
            .rev()
            .take_while(|at| tokens.is(*at, Lists::AUXILIARY) || tokens.is(*at, Lists::PRONOUN))
            .take_while(|at| tokens.mark_at(*at) == ' ')
            .last();
        let before = verb.unwrap_or(next.from).checked_sub(1);
        let (mark, word) = before.map_or((' ', ""), |it| (tokens.mark_at(it), tokens.word_at(it)));
        hit.to <= next.from
            && next.to <= last
            && (tokens.word_at(next.from) == "nor"
                || matches!(class, CueClass::Negate | CueClass::NegateNoun)
                    && (mark == ',' || matches!(word, "and" | "or")))
    }

    /// `Nothing moves in clear: WireGuard encrypts …`: what stands behind a colon is said anew, unless the denial opens it:
    /// `We never: sell the data, …`.
    fn colon_parts(&self, hit: &CueHit, head: &Hit) -> bool {
        let tokens = &self.piece.reading.tokens;
        let colon = (hit.to..head.from).rev().find(|at| tokens.mark_at(*at) == ':');
        // `Your data never leaves Scotland: it is kept in Perth.`
        let anew = |at: usize| tokens.is(at + 1, Lists::PRONOUN) && self.words_between(hit.to, at) > 0;
        colon.is_some_and(|at| anew(at) || !self.before_colon(hit, self.piece.clause(at + 1)))
    }

    /// `We have never been fined and comply with the law`, `it does not sell data and keeps none`: behind `and` a verb
    /// that cannot stand under the denial's own begins a new statement.
    fn says_anew(&self, hit: &CueHit, head: &Hit) -> bool {
        const PRESENT: &[&str] = &[
            "comply", "follow", "conform", "hold", "keep", "use", "run", "own", "encrypt", "publish",
            "maintain", "meet", "remain", "belong", "operate", "provide",
        ];
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        if matches!(word(hit.from), "neither" | "nor") {
            return false;
        }
        // `have not been fined`: a participle, beside which `comply` is no infinitive.
        let perfect = (hit.from.saturating_sub(2)..hit.to + 2).any(|at| matches!(word(at), "been" | "had"));
        (hit.to..head.to).any(|at| {
            let next = word(at + 1);
            // `we do not argue it, and the scores are yours`
            let ended = word(at) == "and"
                && at >= 2
                && tokens.mark_at(at - 1) == ','
                && matches!(word(at - 2), "it" | "them" | "this" | "that" | "so" | "one" | "any");
            if ended {
                return true;
            }
            matches!(word(at), "and" | "so")
                && !(at + 1..head.from).any(|it| matches!(word(it), "or" | "nor" | "any"))
                && (matches!(next, "is" | "are" | "has" | "have" | "will" | "was" | "were" | "can" | "must")
                    || tokens.is(at + 1, Lists::FINITE)
                    || perfect && PRESENT.contains(&next))
        })
    }

    /// `27001 we have never gone for`: a denial right behind the auxiliary that was taken for the verb.
    fn parts_verb(&self, hit: &CueHit, head: &Hit) -> bool {
        const FULL: &[&str] = &["have", "has", "had", "do", "does", "did"];
        let tokens = &self.piece.reading.tokens;
        head.to == hit.from
            && head.to > head.from
            && FULL.contains(&tokens.word_at(head.to - 1))
            && !tokens.word_at(hit.to).is_empty()
            && !matches!(tokens.word_at(hit.to), "only" | "just" | "least" | "merely")
    }

    /// `An air gap we have not`, `a drawing exists not`, `a certificate we do not hold`: what was put first is denied by
    /// a `not` that nothing follows, or only the verb that the thing was taken from.
    fn looks_back(&self, hit: &CueHit, head: &Hit) -> bool {
        const FURTHEST: usize = 7;
        const VERBS: &[&str] = &[
            "have", "hold", "own", "possess", "offer", "provide", "keep", "run", "operate", "use", "need",
            "do", "know", "maintain", "give", "sell", "make", "support",
        ];
        const BOUND: &[&str] = &["or", "if", "why", "and", "but", "whether", "certainly", "of"];
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let closes = |at: usize| {
            at >= tokens.list.len()
                || matches!(tokens.mark_at(at), '.' | ',' | ';' | ')' | '|' | '!')
                || tokens.list.get(at).is_some_and(|it| it.breaks > 0)
        };
        if word(hit.to - 1) != "not" || head.to > hit.from || hit.from == 0 {
            return false;
        }
        let before = word(hit.from - 1);
        // `we do not have`: the subject stands between the thing and its denial.
        let taken = VERBS.contains(&word(hit.to)) && closes(hit.to + 1);
        let subject = (head.to..hit.from).any(|at| matches!(word(at), "we" | "i" | "they"));
        let bare = closes(hit.to) && !BOUND.contains(&before) && !before.is_empty();
        self.piece.clause(hit.from) == self.piece.clause(head.from)
            && self.words_between(head.to, hit.from) <= FURTHEST
            && !(head.to..hit.from).any(|at| matches!(tokens.mark_at(at), ',' | ';' | ':'))
            && (bare || taken && subject)
    }

    /// `no login, OpenAPI 3.1`: what stands behind the comma is the next thing of the list and not denied, unless `or`
    /// binds it (`no sale, loan or gift`) or the comma stands before the verb.
    fn list_goes_on(&self, hit: &CueHit, head: &Hit, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        let clause = self.piece.clause(hit.from);
        let comma = (hit.to..head.from).find(|at| tokens.mark_at(*at) == ',');
        let Some(comma) = comma else { return false };
        let bound = (comma..sentence.tokens.end)
            .filter(|at| self.piece.clause(*at) == clause)
            .any(|at| matches!(tokens.word_at(at), "or" | "nor"));
        let verb = (hit.to..head.from).any(|at| AUXILIARIES.contains(&tokens.word_at(at)));
        !bound && !verb
    }

    /// `Laptops only, no desktops: FileVault`: an item of a list before a colon is denied for itself.
    fn of_an_item(&self, hit: &CueHit, head: &Hit) -> bool {
        const NEAR: usize = 3;
        let tokens = &self.piece.reading.tokens;
        hit.from.checked_sub(1).is_some_and(|at| tokens.mark_at(at) == ',')
            && (hit.to + 1..hit.to + NEAR).any(|at| tokens.mark_at(at) == ':' && at < head.from)
    }

    /// `the ordinary one not the Plus, renewed in May`: where no verb is denied, the denial ends with its noun.
    fn of_a_noun(&self, hit: &CueHit, head: &Hit) -> bool {
        const NEAR: usize = 3;
        const BEFORE_A_NOUN: &[&str] =
            &["the", "a", "an", "our", "your", "their", "its", "those", "these", "on", "in", "by", "for"];
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        // `it is those, not last year's build sheet, that it is raised from`
        let aside = hit.from.checked_sub(1).is_some_and(|at| tokens.mark_at(at) == ',')
            && (hit.to..head.from).find(|at| tokens.mark_at(*at) == ',').is_some_and(|end| {
                !(hit.to..end).any(|at| tokens.is(at, Lists::AUXILIARY) || matches!(word(at), "or" | "nor"))
                    && (matches!(word(end + 1), "that" | "which" | "who")
                        || tokens.is(end + 1, Lists::AUXILIARY))
            });
        if aside && word(hit.from) == "not" {
            return true;
        }
        word(hit.from) == "not"
            && hit.to == hit.from + 1
            && BEFORE_A_NOUN.contains(&word(hit.to))
            && hit.from.checked_sub(1).is_some_and(|at| !word(at).is_empty())
            && !(hit.from.saturating_sub(NEAR)..hit.from)
                .any(|at| tokens.is(at, Lists::AUXILIARY.and(Lists::PRONOUN)))
            && (hit.to..head.from).any(|at| matches!(tokens.mark_at(at), ',' | ';'))
    }

    /// `accounts are disabled the same day and overwritten after 90`: a deed is denied, and the next is another.
    fn of_one_deed(&self, hit: &CueHit, head: &Hit) -> bool {
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let deed = |at: usize| word(at).len() > 3 && (word(at).ends_with("ed") || word(at).ends_with("en"));
        deed(hit.to.saturating_sub(1))
            && (hit.to..head.to).any(|at| word(at) == "and" && deed(at + 1) && at < head.to)
            && !(hit.from..head.to).any(|at| matches!(word(at), "or" | "nor"))
    }

    /// `nobody works for us on looser terms than yours`: what is denied is less than what is asked.
    fn of_less(&self, hit: &CueHit, sentence: &Sentence) -> bool {
        const FURTHEST: usize = 12;
        const NEAR: usize = 4;
        const LESS: &[&str] = &[
            "looser", "lighter", "weaker", "lower", "laxer", "softer", "slacker", "worse", "lesser",
            "poorer", "less", "easier", "milder", "gentler",
        ];
        let tokens = &self.piece.reading.tokens;
        let clause = self.piece.clause(hit.from);
        let end = sentence.tokens.end.min(hit.to + FURTHEST);
        (hit.to..end).any(|at| {
            LESS.contains(&tokens.word_at(at))
                && self.piece.clause(at) == clause
                && (at + 1..at + NEAR).any(|it| tokens.word_at(it) == "than")
        })
    }

    /// `A programmer who had never met us could start from the manual`: a relative clause denies its own verb, and the verb
    /// behind it belongs to what it stands in.
    fn of_a_relative(&self, hit: &CueHit, head: &Hit) -> bool {
        const NEAR: usize = 3;
        let tokens = &self.piece.reading.tokens;
        // `undertakes that neither it nor …` is no relative.
        let relative = (hit.from.saturating_sub(NEAR)..hit.from).any(|at| match tokens.word_at(at) {
            "who" | "which" => true,
            "that" => tokens.is(at + 1, Lists::AUXILIARY),
            _ => false,
        });
        relative
            && (hit.to + 1..head.from).any(|at| {
                let before = at - 1;
                tokens.is(at, Lists::AUXILIARY)
                    && !tokens.word_at(before).is_empty()
                    && !tokens.is(
                        before,
                        Lists::AUXILIARY.and(Lists::PRONOUN).and(Lists::RELATIVE).and(Lists::JOINER),
                    )
                    && !matches!(tokens.word_at(before), "to" | "that" | "not")
            })
    }

    /// `sftp, nothing else listens | TLS 1.2`: what a cell denies among other words is denied there.
    fn of_a_cell(&self, hit: &CueHit, head: &Hit, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        let bar = |at: &usize| tokens.mark_at(*at) == '|';
        let Some(end) = (hit.to..head.from).find(bar) else { return false };
        let start =
            (sentence.tokens.start..hit.from).rev().find(bar).map_or(sentence.tokens.start, |it| it + 1);
        self.words_between(start, end) > self.words_between(hit.from, hit.to) + 1
    }

    /// Whether a cue is the first word of its clause, but for a joiner.
    fn opens(&self, hit: &CueHit, sentence: &Sentence) -> bool {
        const JOINERS: &[&str] = &["and", "or", "but", "so", "because", "since", "as"];
        let clause = self.piece.clause(hit.from);
        !(sentence.body..hit.from).any(|at| {
            let word = self.piece.reading.tokens.word_at(at);
            self.piece.clause(at) == clause && !word.is_empty() && !JOINERS.contains(&word)
        })
    }

    /// How a cue acts that shares words with the target; none where it shares none. A cue never acts on words that
    /// it is part of (`nothing you cannot get`); one that only ends in them does (`are not provided`), unless the
    /// shared word is the denial itself (`is prohibited` where prohibiting is what is wished for).
    pub(super) fn overlap(&self, hit: &CueHit, cue: &Cue, target: &Target) -> Option<bool> {
        const DENIALS: &[&str] = &[
            "not", "never", "no", "none", "nor", "neither", "without", "nothing", "nobody", "hardly",
            "cannot",
        ];
        const SMALL: &[&str] = &[
            "with", "of", "to", "from", "for", "in", "on", "is", "are", "was", "were", "be", "been", "has",
            "have", "had",
        ];
        let mut shared = std::iter::once(&target.head)
            .chain(&target.others)
            .filter(|it| hit.from < it.to && it.from < hit.to)
            .peekable();
        shared.peek()?;
        let inside = |at: usize| {
            std::iter::once(&target.head).chain(&target.others).any(|it| it.from <= at && at < it.to)
        };
        let mut outside = (hit.from..hit.to)
            .filter(|at| !inside(*at))
            .map(|at| self.piece.reading.tokens.word_at(at))
            .peekable();
        let denies = matches!(cue.class, CueClass::Negate | CueClass::NegateNoun | CueClass::NegateWord);
        // `dispensed with` may share its `with`, `is what we lack` its `is`.
        let only_small = (hit.from..hit.to)
            .filter(|at| inside(*at))
            .all(|at| SMALL.contains(&self.piece.reading.tokens.word_at(at)));
        Some(outside.peek().is_some() && (!denies || only_small || outside.any(|it| DENIALS.contains(&it))))
    }

    /// The `No,` that answers a question denies nothing of what follows.
    pub(super) fn is_answer(&self, hit: &CueHit, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        hit.from == sentence.body && tokens.word_at(hit.from) == "no" && tokens.mark_at(hit.to) == ','
    }

    /// `not complete until it is written`, `we hold no names, just levels`: what stands behind is not denied.
    pub(super) fn is_lifted(&self, hit: &CueHit, head: usize) -> bool {
        let tokens = &self.piece.reading.tokens;
        // `never to persons, only to roles`: where `only` itself is looked for.
        let only = head > hit.to
            && matches!(tokens.word_at(head), "only" | "just" | "solely")
            && tokens.mark_at(head - 1) == ',';
        only || (hit.to..head).any(|at| {
            let word = tokens.word_at(at);
            // `is never plugged in between restores`: the time is not denied.
            matches!(word, "until" | "unless" | "before")
                || word == "between" && at + 1 == head
                || matches!(word, "just" | "only" | "merely" | "simply")
                    && at > 0
                    && tokens.mark_at(at - 1) == ','
        })
    }

    /// Whether an exception is told as a sentence tells it of its subject: `… is the lone straggler`.
    pub(super) fn is_predicate(&self, hit: &CueHit) -> bool {
        matches!(self.piece.reading.tokens.word_at(hit.from), "is" | "are" | "remains" | "remain")
    }

    /// How the target stands to the sentence's exception phrases.
    pub(super) fn exception(
        &self,
        target: &Target,
        cues: &[CueHit],
        sentence: &Sentence,
    ) -> (Excepted, Option<CueHit>) {
        let mut result = (Excepted::No, None);
        for hit in
            cues.iter().filter(|it| self.class(it) == Some(CueClass::Exception) && it.from >= sentence.body)
        {
            // `never other than encrypted`, where that is what was looked for.
            let within = |it: &Hit| it.from <= hit.from && hit.to <= it.to;
            if std::iter::once(&target.head).chain(&target.others).any(within) {
                continue;
            }
            let clause = self.piece.clause(hit.to);
            let tokens = &self.piece.reading.tokens;
            let bare_but = tokens.word_at(hit.from) == "but" && hit.to > hit.from + 1;
            let bare_but = bare_but && !matches!(tokens.word_at(hit.from + 1), "for" | "not");
            if bare_but && !self.takes_out(hit, sentence) {
                continue;
            }
            if self.cue(hit).is_some_and(|it| it.direction == Direction::Backward) {
                // `…, free-text notes excluded`: the phrase begins after the comma before it. In `…; the timetable, in
                // plain HTTP, is the lone straggler` two commas stand around an aside.
                let aside = self.is_predicate(hit)
                    && hit.from.checked_sub(1).is_some_and(|it| tokens.mark_at(it) == ',');
                let start = (sentence.body..hit.from)
                    .rev()
                    .filter(|at| matches!(tokens.mark_at(*at), ',' | ';' | '(' | '\u{2013}'))
                    .nth(if aside { 2 } else { 0 });
                // `ISO 9001 apart, nothing is held`
                let opens = tokens.mark_at(hit.to) == ',' && self.words_between(sentence.body, hit.from) <= 4;
                let object = target.others.first().unwrap_or(&target.head);
                // `The backups are the one thing that is not encrypted.`
                let not = (hit.from..hit.to).any(|at| tokens.word_at(at) == "not");
                if not && start.is_none() && self.is_predicate(hit) && object.to <= hit.from {
                    return (Excepted::Inside, Some(*hit));
                }
                let Some(start) =
                    start.or(sentence.body.checked_sub(1).filter(|_| opens)).or(opens.then_some(0))
                else {
                    continue;
                };
                if (object.from > start || opens && object.from >= start) && object.to <= hit.from {
                    return (Excepted::Inside, Some(*hit));
                }
                // Another clause is not cut down by it.
                let parted = (target.head.to..=start).any(|at| tokens.mark_at(at) == ';');
                if target.head.to <= start && !parted {
                    result = (Excepted::Qualified, Some(*hit));
                }
                continue;
            }
            // `Everything bar the print server has …`: an exception that opens the clause ends at its verb.
            let fronted = self.opens(hit, sentence);
            let end = (hit.to..sentence.tokens.end)
                .find(|at| {
                    fronted && matches!(tokens.word_at(*at), "has" | "have" | "is" | "are")
                        || self.piece.clause(*at) != clause
                        || matches!(tokens.mark_at(*at), ',' | ';' | '.' | ')')
                            && !self.goes_on(hit.to, *at, sentence)
                })
                .unwrap_or(sentence.tokens.end);
            let inside = |it: &Hit| it.from >= hit.to && it.to <= end;
            let behind = self.piece.clause(target.head.from);
            let relative = tokens.mark_at(end) == ','
                && tokens.is(end + 1, Lists::RELATIVE)
                && self.piece.clause(end + 1) == behind
                && clause != behind;
            if relative {
                return (Excepted::Told, Some(*hit));
            }
            // `…, though not at the depot`: a contrast that opens a clause speaks of the one before it.
            let contrasted = matches!(tokens.word_at(hit.from), "but" | "though" | "although");
            let before = (sentence.body..hit.from).rev().find(|at| tokens.mark_at(*at) == ' ');
            let before = before.filter(|_| contrasted).map(|at| self.piece.clause(at));
            let outside_clause = |it: &Hit| {
                let (a, b) = (self.piece.clause(it.from), self.piece.clause(hit.from));
                let apart = a != b && self.piece.outer(b) != Some(a) && self.piece.outer(a) != Some(b);
                apart && before != Some(a)
            };
            let object = target.others.first().unwrap_or(&target.head);
            // `all backups save the weekly tape are encrypted`: what is named before the exception is what is claimed.
            let named_before = target.alike.iter().any(|it| {
                it.to <= hit.from
                    && it.from >= sentence.body
                    && self.piece.clause(it.from) == self.piece.clause(hit.from)
            });
            if inside(object) && named_before {
                result = (Excepted::Qualified, Some(*hit));
                continue;
            }
            // `never other than encrypted`, `on nothing but the current one`: what a denial leaves is affirmed.
            let left = inside(&target.head) && self.denied_before(hit, cues, sentence);
            if inside(object) || left {
                return (Excepted::Inside, Some(*hit));
            }
            let far = outside_clause(&target.head)
                && end < sentence.tokens.end
                && target.head.from > end
                && tokens.mark_at(end) != ',';
            if !far && !inside(&target.head) && !outside_clause(&target.head) {
                result = (Excepted::Qualified, Some(*hit));
            }
        }
        result
    }

    /// `All backups are encrypted but the two oldest sets`: whether a `but` with a few things behind it takes them out of
    /// all that was told. What goes on with a verb (`but the older ones use …`) tells something else.
    fn takes_out(&self, hit: &CueHit, sentence: &Sentence) -> bool {
        const LONGEST: usize = 8;
        const ALL: &[&str] =
            &["all", "every", "each", "everything", "everyone", "everywhere", "any", "whole"];
        let tokens = &self.piece.reading.tokens;
        let end = (hit.to..sentence.tokens.end)
            .find(|at| matches!(tokens.mark_at(*at), ',' | ';' | '.' | ')' | '('))
            .unwrap_or(sentence.tokens.end);
        const VERBS: &[&str] = &[
            "use", "uses", "take", "takes", "need", "needs", "run", "runs", "go", "goes", "sit", "sits",
            "stay", "stays", "keep", "keeps", "hold", "holds", "come", "comes", "work", "works", "rely",
            "relies", "follow", "follows", "get", "gets", "carry", "carries", "speak", "speaks", "wait",
            "waits",
        ];
        let of_all = (sentence.body..hit.from).any(|at| ALL.contains(&tokens.word_at(at)));
        let tells = (hit.from..end).any(|at| {
            VERBS.contains(&tokens.word_at(at))
                || tokens.is(at, Lists::AUXILIARY.and(Lists::FINITE).and(Lists::PRONOUN))
        });
        of_all && !tells && self.words_between(hit.from, end) <= LONGEST
    }

    /// Whether a denial stands before an exception in its clause.
    fn denied_before(&self, hit: &CueHit, cues: &[CueHit], sentence: &Sentence) -> bool {
        cues.iter().any(|it| {
            matches!(self.class(it), Some(CueClass::Negate | CueClass::NegateNoun))
                && it.from >= sentence.body
                && it.to <= hit.from
                && self.piece.clause(it.from) == self.piece.clause(hit.from)
        })
    }

    /// Whether a comma inside an exception phrase only parts its items: `save tapes, exports and logs`.
    pub(super) fn goes_on(&self, from: usize, at: usize, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        // `everything but 443, and a firewall in front`: `, and` closes a list only where a comma opened it.
        let listed = tokens.word_at(at + 1) != "and" || (from..at).any(|it| tokens.mark_at(it) == ',');
        tokens.mark_at(at) == ','
            && listed
            && (at + 1..(at + 4).min(sentence.tokens.end))
                .any(|it| matches!(tokens.word_at(it), "and" | "or"))
            && !(at + 1..(at + 4).min(sentence.tokens.end))
                .any(|it| AUXILIARIES.contains(&tokens.word_at(it)))
    }
}
