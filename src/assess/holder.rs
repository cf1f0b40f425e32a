//! Who: whether the subject of what is said is the bidder or somebody else.

use super::{
    find::{Carry, Target},
    status::{Judge, Traits},
};
use crate::{
    language::{
        reading::{CueHit, Hit},
        segment::Sentence,
    },
    rule::{CueClass, Kind},
};

impl Judge<'_> {
    /// Whether the subject of the target's clause is somebody else.
    pub(super) fn third_party(
        &self,
        target: &Target,
        point: Traits,
        sentence: &Sentence,
        cues: &[CueHit],
    ) -> Option<CueHit> {
        let clause = self.piece.clause(target.head.from);
        let first_word = std::iter::once(&target.head)
            .chain(&target.others)
            .map(|it| it.from)
            .min()
            .unwrap_or(target.head.from);
        let overlaps = |it: &CueHit| {
            std::iter::once(&target.head)
                .chain(&target.others)
                .any(|hit| it.from < hit.to && hit.from < it.to)
        };
        if let Some(it) = cues.iter().find(|it| {
            self.class(it) == Some(CueClass::Deflect)
                && self.cue(it).is_some_and(|cue| {
                    (cue.kinds.is_empty() || cue.kinds.contains(&point.kind))
                        && (self.overlap(it, cue, target) == Some(true)
                            || std::iter::once(&target.head)
                                .chain(&target.others)
                                .any(|hit| self.reaches_hit(it, cue, hit)))
                })
        }) {
            return Some(*it);
        }
        // A `they` that stands for the thing spoken of is nobody.
        let stands_for_it = |it: &CueHit| self.is_thing(it, target, sentence);
        let subject_of = |clause: usize| {
            cues.iter().filter(|it| !overlaps(it) && it.to <= target.head.from.max(first_word)).find(|it| {
                let holder = matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder));
                holder
                    && !stands_for_it(it)
                    && !self.names_another(it, cues)
                    && !self.names_feature(it)
                    && self.piece.clause(it.from) == clause
                    && (it.from >= sentence.body)
                    && !self.after_preposition(it.from)
            })
        };
        // `The university is certified (number 7, scope: storage)`: a bracket that borrows its words from the clause
        // around it has that clause's subject too.
        let around = || {
            let outer = self.piece.outer(clause)?;
            let borrows = target.others.iter().any(|it| self.piece.clause(it.from) == outer);
            borrows.then(|| subject_of(outer)).flatten()
        };
        // `…, who are certified`: the subject is what the relative clause follows.
        if let Some(outer) = self.piece.outer(clause) {
            let start = sentence.tokens.clone().find(|at| self.piece.clause(*at) == clause).unwrap_or(0);
            let relative =
                matches!(self.piece.reading.tokens.word_at(start), "which" | "who" | "whose" | "where");
            let before = cues.iter().rev().find(|it| {
                it.to <= start
                    && self.piece.clause(it.from) == outer
                    && self.words_between(it.to, start) <= 1
                    && matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder))
            });
            if relative && let Some(it) = before.filter(|it| self.class(it) == Some(CueClass::ThirdParty)) {
                return Some(*it);
            }
        }
        if let Some(it) = self.told_apart(target, sentence, cues) {
            return Some(it);
        }
        if let Some(it) = self.holds_it(target, point, cues).or_else(|| self.noted_beside(target, point)) {
            return Some(it);
        }
        if let Some(it) = self.done_by(target, point) {
            return Some(it);
        }
        // `the provider's vault holds the keys with which we encrypt …`
        let ours_behind = |it: &CueHit| {
            (it.to..target.head.from).any(|at| {
                let tokens = &self.piece.reading.tokens;
                matches!(tokens.word_at(at), "which" | "whom") && tokens.word_at(at + 1) == "we"
            })
        };
        let subject = subject_of(clause).or_else(around).filter(|it| !ours_behind(it));
        let own_name = self.names_bidder(sentence, target.head.from);
        match subject {
            Some(it)
                if self.class(it) == Some(CueClass::ThirdParty)
                    && own_name.is_none_or(|at| at >= it.from) =>
            {
                return Some(*it);
            }
            Some(_) => return None,
            None => {}
        }
        // A pronoun brings the holder of what it stands for: `the host does its own backups and these are …`.
        if target.carried == Some(Carry::Pronoun) {
            let named =
                cues.iter().filter(|it| it.to <= target.head.from && it.from >= sentence.body).find(|it| {
                    matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder))
                        && !stands_for_it(it)
                        && !self.after_preposition(it.from)
                });
            if let Some(it) = named.filter(|it| self.class(it) == Some(CueClass::ThirdParty)) {
                return Some(*it);
            }
        }
        // `Our parent company holds:` above a list.
        if let Some(lead) = sentence.lead.as_ref() {
            let first = self.piece.reading.cues_in(lead).iter().find(|it| {
                matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder))
                    && it.to <= lead.end
                    && !self.after_preposition(it.from)
            });
            let all = self.piece.reading.cues_in(lead);
            let other = first
                .filter(|it| self.class(it) == Some(CueClass::ThirdParty) || self.names_another(it, all));
            let has = |it: &CueHit| {
                (it.to..lead.end).any(|at| {
                    matches!(
                        self.piece.reading.tokens.word_at(at),
                        "has" | "have" | "holds" | "hold" | "is" | "are"
                    )
                })
            };
            if let Some(it) = other.filter(|it| has(it)) {
                return Some(*it);
            }
        }
        // A certificate listed under another firm's name is that firm's.
        if point.kind == Kind::Credential
            && let Some(label) = &sentence.label
        {
            let holders = self.piece.reading.cues_in(label).iter().filter(|it| it.to <= label.end);
            let mut holders =
                holders.filter(|it| matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder)));
            if let Some(it) = holders.next().filter(|it| self.class(it) == Some(CueClass::ThirdParty)) {
                return Some(*it);
            }
        }
        None
    }

    /// `Hosting is with Azure, certified to ISO 27001`, `the PCs are kept by Brightmoor, a holder of Cyber Essentials`: a
    /// certificate told in the phrase behind a name is of that name, whatever stands before it.
    fn holds_it(&self, target: &Target, point: Traits, cues: &[CueHit]) -> Option<CueHit> {
        const HOLDING: &[&str] =
            &["certified", "accredited", "certificated", "registered", "audited", "holder", "holders"];
        const SPAN: usize = 4;
        if point.adverse {
            return None;
        }
        let tokens = &self.piece.reading.tokens;
        let first = std::iter::once(&target.head).chain(&target.others).map(|it| it.from).min()?;
        let it = cues.iter().rev().find(|it| {
            it.to <= first && matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder))
        })?;
        let behind = tokens.mark_at(it.to) == ',' && self.class(it) == Some(CueClass::ThirdParty);
        let opens = tokens.word_at(it.to + 1);
        let noun = matches!(opens, "a" | "an" | "the" | "itself" | "both" | "fully" | "already" | "also");
        let holding = HOLDING.contains(&opens)
            || noun && (it.to + 2..it.to + SPAN).any(|at| HOLDING.contains(&tokens.word_at(at)));
        (behind && holding).then_some(*it)
    }

    /// `Backups are encrypted by Google.`: who does it stands behind the deed, and nothing of the bidder's behind that.
    fn done_by(&self, target: &Target, point: Traits) -> Option<CueHit> {
        let deed = matches!(point.kind, Kind::Practice | Kind::Capability) && !point.adverse;
        let tokens = &self.piece.reading.tokens;
        let by = target.head.to;
        let last = tokens.word_at(by.checked_sub(1)?);
        if !deed || tokens.word_at(by) != "by" || !(last.ends_with("ed") || last.ends_with("en")) {
            return None;
        }
        let near = self.piece.reading.cues_in(&(by..by + 4)).iter();
        let mut agents = near.filter(|it| self.class(it) == Some(CueClass::ThirdParty) && it.from > by);
        agents
            .find(|it| {
                let next = tokens.word_at(it.to);
                next.is_empty() && tokens.mark_at(it.to) != '('
                    || matches!(next, "by" | "itself" | "for" | "automatically")
            })
            .copied()
    }

    /// `ISO 27001:2022 (AWS)`, `ISO 27001 | our data centre | 2027`: a bracket or cell that holds nothing but another firm,
    /// beside a certificate, tells whose it is.
    fn noted_beside(&self, target: &Target, point: Traits) -> Option<CueHit> {
        const FURTHEST: usize = 24;
        if point.kind != Kind::Credential || point.adverse {
            return None;
        }
        let tokens = &self.piece.reading.tokens;
        let from = target.head.to;
        let new_line = |at: &usize| tokens.list.get(*at).is_none_or(|it| it.breaks > 0);
        let end = (from..from + FURTHEST).find(new_line).unwrap_or(from + FURTHEST);
        let closes = |at: usize| at >= end || matches!(tokens.mark_at(at), ')' | '|');
        let opens = |at: usize| {
            let before = |n: usize| at.checked_sub(n).filter(|it| *it >= from);
            let marked = |it: usize| matches!(tokens.mark_at(it), '(' | '|');
            let article = |it: usize| matches!(tokens.word_at(it), "our" | "the");
            before(1).is_some_and(|it| marked(it) || article(it) && before(2).is_some_and(marked))
        };
        // `cloud platform` is what the certificate covers.
        let thing = |it: &&CueHit| {
            matches!(tokens.word_at(it.to - 1), "platform" | "service" | "services" | "hosting")
        };
        let within = self.piece.reading.cues_in(&(from..end)).iter();
        within
            .filter(|it| self.class(it) == Some(CueClass::ThirdParty) && it.from >= from && !thing(it))
            .find(|it| opens(it.from) && closes(it.to))
            .copied()
    }

    /// `Microsoft lists its own sub-processors`, `our parent has an officer`: said of another even where the words
    /// count whoever they are said of.
    pub(super) fn of_its_own(
        &self,
        sentence: &Sentence,
        cues: &[CueHit],
        target: &Target,
        point: Traits,
    ) -> Option<CueHit> {
        let tokens = &self.piece.reading.tokens;
        let clause = self.piece.clause(target.head.from);
        if let Some(it) = self.told_apart(target, sentence, cues) {
            return Some(it);
        }
        // `According to its website the vendor …`
        let source = cues.iter().find(|it| {
            self.class(it) == Some(CueClass::Deflect)
                && it.from == sentence.body
                && tokens.word_at(it.from) == "according"
        });
        if let Some(it) = source.filter(|it| !self.speaks_of_us(it.to..target.head.from)) {
            return Some(*it);
        }
        let first = cues.iter().find(|it| {
            let holder = matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder));
            holder
                && !self.names_another(it, cues)
                && it.from >= sentence.body
                && self.piece.clause(it.from) == clause
                && !self.after_preposition(it.from)
        })?;
        if self.class(first) != Some(CueClass::ThirdParty) || first.from > target.head.from {
            return None;
        }
        let word = |at: usize| tokens.word_at(at);
        let said = first.to..target.head.to.max(first.to);
        let reports = self.reports(first, target, sentence);
        let own = (first.to + 1..sentence.tokens.end)
            .any(|at| word(at) == "own" && matches!(word(at - 1), "its" | "their" | "his" | "her"));
        // `third parties receive their own keys` is what was looked for; what they have of their own is theirs.
        let has =
            said.clone().any(|at| matches!(word(at), "has" | "have" | "holds" | "hold" | "lists" | "list"));
        // So is what one firm has: `our partner can give credentials to its own gateway`.
        let past = target.head.to.max(first.to)..sentence.tokens.end;
        let alone = own && said.clone().chain(past).any(|at| word(at) == "its" && word(at + 1) == "own");
        let own = own && (!point.any_holder || reports || has || alone);
        // What is feared of another and names it (`our parent follows its own policy`) is feared all the same; and where
        // the other is what was looked for (`the group companies take their own view`), that is what was asked.
        let names = |hit: &Hit| first.from < hit.to && hit.from < first.to;
        let asked = point.any_holder && !reports && !own;
        if (point.adverse || asked) && std::iter::once(&target.head).chain(&target.others).any(names) {
            return None;
        }
        // `our landlord's certificate` is the landlord's; what an affiliate does that is feared is the bidder's all the same.
        if !point.adverse
            && !point.any_holder
            && first.to.checked_sub(1).and_then(|it| tokens.list.get(it)).is_some_and(|it| it.possessive)
        {
            return Some(*first);
        }
        let is = said.into_iter().any(|at| {
            // `no sub-processor starts until it has signed`
            word(at) == "has" && !point.any_holder
                || word(at) == "is" && matches!(word(at + 1), "a" | "an" | "the" | "our" | "your")
        });
        (own || is || reports).then_some(*first)
    }

    /// `AWS states that objects are spread …`, `the carrier tells us its plan is tested`: somebody else's word for it.
    fn reports(&self, holder: &CueHit, target: &Target, sentence: &Sentence) -> bool {
        const WORD: &[&str] = &[
            "states",
            "state",
            "says",
            "say",
            "claims",
            "claim",
            "tells",
            "tell",
            "told",
            "reports",
            "assures",
            "assure",
            "publishes",
            "published",
            "advertises",
            "boasts",
            "points",
        ];
        let clause = self.piece.clause(target.head.from);
        let last =
            std::iter::once(&target.head).chain(&target.others).map(|it| it.to).max().unwrap_or(holder.to);
        let tokens = &self.piece.reading.tokens;
        (holder.to..last.min(sentence.tokens.end)).any(|at| {
            WORD.contains(&tokens.word_at(at))
                && self.piece.clause(at) == clause
                && !self.under_a_duty(holder, at)
                && !matches!(tokens.word_at(at - 1), "the" | "a" | "its" | "their" | "our")
        })
    }

    /// Whether `they` or `their` stands for things: nobody but the bidder was named before it. A bullet takes up
    /// nobody from the one before, or their order would matter.
    fn is_thing(&self, it: &CueHit, target: &Target, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        if !matches!(tokens.word_at(it.from), "they" | "their") || it.to > it.from + 1 {
            return false;
        }
        let before = target.sentence.checked_sub(1).and_then(|at| self.piece.sentence(at));
        let before = before.filter(|_| !self.piece.is_bullet(sentence));
        let start = before.map_or(sentence.tokens.start, |it| it.tokens.start);
        let somebody = self.piece.reading.cues_in(&(start..it.from)).iter().any(|other| {
            self.class(other) == Some(CueClass::ThirdParty)
                && !matches!(tokens.word_at(other.from), "they" | "their")
        });
        target.carried == Some(Carry::Pronoun) || !somebody
    }

    /// `our hosting provider` is no `our`; `both we and Microsoft` is still `we`.
    pub(super) fn names_another(&self, it: &CueHit, cues: &[CueHit]) -> bool {
        self.class(it) == Some(CueClass::Bidder)
            && self.piece.reading.tokens.word_at(it.to.saturating_sub(1)) != "and"
            && cues.iter().any(|next| next.from == it.to && self.class(next) == Some(CueClass::ThirdParty))
    }

    /// `AWS security groups confine each tier`: the name of what the bidder has set up there, and nobody.
    fn names_feature(&self, it: &CueHit) -> bool {
        const FEATURES: &[&str] = &[
            "waf",
            "shield",
            "defender",
            "sentinel",
            "firewall",
            "firewalls",
            "kms",
            "iam",
            "guardduty",
            "nsg",
            "nsgs",
            "acl",
            "acls",
            "backup",
        ];
        const PAIRS: &[(&str, &[&str])] = &[
            ("security", &["group", "groups"]),
            ("network", &["acl", "acls", "security", "firewall"]),
            ("key", &["vault", "vaults"]),
            ("conditional", &["access"]),
            ("front", &["door"]),
            ("secrets", &["manager"]),
        ];
        let tokens = &self.piece.reading.tokens;
        let (next, second) = (tokens.word_at(it.to), tokens.word_at(it.to + 1));
        let pair = PAIRS.iter().any(|(first, rest)| *first == next && rest.contains(&second));
        self.class(it) == Some(CueClass::ThirdParty)
            && (FEATURES.contains(&next) || pair)
            && tokens.list.get(it.from).is_some_and(|it| it.capital)
    }

    pub(super) fn after_preposition(&self, at: usize) -> bool {
        const PREPOSITIONS: &[&str] = &[
            "by",
            "with",
            "via",
            "using",
            "through",
            "from",
            "in",
            "on",
            "at",
            "to",
            "of",
            "for",
            "under",
            "behind",
            "between",
            "into",
            "within",
            "against",
            "than",
            "over",
            "inside",
            "onto",
            "per",
            "alongside",
            "like",
            "as",
            "use",
            "uses",
            "run",
            "runs",
            "enabled",
        ];
        let tokens = &self.piece.reading.tokens;
        let back = |n: usize| at.checked_sub(n).map_or("", |it| tokens.word_at(it));
        PREPOSITIONS.contains(&back(1))
            || matches!(
                back(1),
                "the"
                    | "our"
                    | "a"
                    | "an"
                    | "their"
                    | "its"
                    | "either"
                    | "both"
                    | "two"
                    | "three"
                    | "several"
                    | "different"
                    | "separate"
                    | "another"
                    | "one"
            ) && PREPOSITIONS.contains(&back(2))
    }

    pub(super) fn names_bidder(&self, sentence: &Sentence, before: usize) -> Option<usize> {
        let first = self.bidder.first()?;
        (sentence.body..before).find(|at| self.piece.reading.tokens.word_at(*at) == first)
    }
}
