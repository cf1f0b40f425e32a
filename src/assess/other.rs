//! Others: what is said of firms that are spoken of from outside, and what they say of themselves.

use std::ops::Range;

use super::{find::Target, status::Judge};
use crate::{
    language::{reading::CueHit, segment::Sentence, token::Kind, vocabulary::UNKNOWN, words::Lists},
    rule::CueClass,
};

impl Judge<'_> {
    /// `Larchmere, from whom we buy the controllers, work to it`: a relative clause between commas tells who its subject
    /// is, and what stands behind it is said of the same.
    pub(super) fn told_apart(&self, target: &Target, sentence: &Sentence, cues: &[CueHit]) -> Option<CueHit> {
        const LONGEST: usize = 6;
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let comma = |at: &usize| matches!(tokens.mark_at(*at), ',' | ')');
        let opens = (sentence.body..target.head.from).find(|at| matches!(tokens.mark_at(*at), ',' | '('))?;
        let subject = sentence.body..opens;
        let plain = subject.clone().all(|at| !tokens.is(at, Lists::AUXILIARY.and(Lists::FRONT)))
            && self.words_between(subject.start, subject.end) <= LONGEST
            && self.names_bidder(sentence, opens).is_none();
        let it = cues.iter().find(|it| {
            self.class(it) == Some(CueClass::ThirdParty)
                && it.from > opens
                && it.to <= target.head.from
                && (matches!(word(it.from), "who" | "which" | "whose") || word(it.from + 1) == "whom")
        })?;
        let closes = (it.to..target.head.from).rev().find(comma)?;
        (plain && !self.speaks_of_us(subject) && !self.speaks_of_us(closes..target.head.from)).then_some(*it)
    }

    /// Whether the bidder is named within some tokens.
    pub(super) fn speaks_of_us(&self, within: Range<usize>) -> bool {
        self.piece.reading.cues_in(&within).iter().any(|it| self.class(it) == Some(CueClass::Bidder))
    }

    /// `Rubrik states that …`, `our maker has stated that it …`: another's word for it. What another states of the bidder
    /// is none: `BSI states that our service conforms`.
    pub(super) fn hearsay(&self, target: &Target, sentence: &Sentence, cues: &[CueHit]) -> bool {
        const SAYS: &[&str] = &[
            "states",
            "says",
            "claims",
            "asserts",
            "insists",
            "maintains",
            "boasts",
            "advertises",
            "promises",
            "declares",
            "contends",
            "assures",
        ];
        const SAID: &[&str] =
            &["stated", "said", "claimed", "asserted", "insisted", "promised", "declared", "assured", "told"];
        const FURTHEST: usize = 6;
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let first = std::iter::once(&target.head).chain(&target.others).map(|it| it.from).min().unwrap_or(0);
        let end = (sentence.body + FURTHEST).min(target.head.from);
        let Some(verb) = (sentence.body + 1..end).find(|at| {
            let says = SAYS.contains(&word(*at))
                || SAID.contains(&word(*at)) && matches!(word(at - 1), "has" | "have");
            let that = word(at + 1) == "that" || word(at + 1) == "us" && word(at + 2) == "that";
            says && that
        }) else {
            return false;
        };
        if first < verb && first > sentence.body {
            return false;
        }
        let holder = |it: &&CueHit| {
            matches!(self.class(it), Some(CueClass::ThirdParty | CueClass::Bidder))
                && !self.names_another(it, cues)
        };
        let before = self.piece.reading.cues_in(&(sentence.body..verb)).iter().find(holder).copied();
        let another = match before {
            Some(it) => self.class(&it) == Some(CueClass::ThirdParty),
            None => self.firm_opens(sentence),
        };
        another && !self.speaks_of_us(verb..target.head.from) && self.names_bidder(sentence, verb).is_none()
    }

    /// Whether a sentence opens with what looks like the name of a firm: a capitalised word that is no common one, and that
    /// no determiner makes a thing.
    fn firm_opens(&self, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        let opens = tokens.list.get(sentence.body).is_some_and(|it| it.kind == Kind::Word && it.capital);
        let common = Lists::TITLE
            .and(Lists::PRONOUN)
            .and(Lists::DEMONSTRATIVE)
            .and(Lists::FRONT)
            .and(Lists::RELATIVE)
            .and(Lists::NUMBER)
            .and(Lists::SCHEME);
        opens && !tokens.is(sentence.body, common)
    }

    /// `X encrypts backups for its subscribers`, `X offers its users …`, `Norvik has mapped its own controls`: a firm that
    /// is spoken of with customers or things of its own is not the one that bids. The bidder's customer is the Council.
    pub(super) fn with_customers(&self, sentence: &Sentence, target: &Target, cues: &[CueHit]) -> bool {
        const CUSTOMERS: &[&str] =
            &["users", "customers", "subscribers", "members", "clients", "tenants", "passengers", "readers"];
        const FAR: usize = 8;
        const GIVES: &[&str] = &["gives", "offers", "grants", "lets", "allows", "sells"];
        let tokens = &self.piece.reading.tokens;
        let clause = self.piece.clause(target.head.from);
        let word = |at: usize| tokens.word_at(at);
        let body = sentence.body..sentence.tokens.end;
        let spoken = body.clone().any(|at| {
            matches!(
                word(at),
                "we" | "our" | "us" | "i" | "you" | "your" | "council" | "authority" | "bidder"
            )
        });
        let named = tokens.list.get(sentence.body).is_some_and(|it| it.capital)
            && self.names_bidder(sentence, target.head.from.max(sentence.body + 1)).is_none()
            && !matches!(word(sentence.body), "the" | "all" | "every" | "each" | "this" | "its");
        if spoken || !named {
            return false;
        }
        let mut here = body.filter(|at| self.piece.clause(*at) == clause);
        // A name that no rule knows, or one that is known for another's.
        let foreign = self.firm_opens(sentence) && self.piece.reading.word_id(sentence.body) == UNKNOWN
            || cues.iter().any(|it| {
                it.from == sentence.body
                    && self.class(it) == Some(CueClass::ThirdParty)
                    && word(it.from) != "they"
            });
        here.any(|at| {
            let theirs = matches!(word(at), "its" | "their" | "many" | "most")
                && (at + 1..at + 3).any(|it| CUSTOMERS.contains(&word(it)));
            let own = word(at) == "its" && word(at + 1) == "own";
            // `Google does not bill customers for ingress to its storage`
            let apart = CUSTOMERS.contains(&word(at))
                && !matches!(word(at.saturating_sub(1)), "the" | "all" | "any" | "many")
                && (at..at + FAR)
                    .any(|it| matches!(word(it), "its" | "their") && self.piece.clause(it) == clause);
            let gives = GIVES.contains(&word(at)) && CUSTOMERS.contains(&word(at + 1));
            theirs || foreign && (own || gives || apart)
        })
    }

    /// `They must encrypt data, and tell us of a breach`, `it has to ask us`: a verb that stands under a duty reports nothing.
    pub(super) fn under_a_duty(&self, holder: &CueHit, verb: usize) -> bool {
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        (holder.to..verb).any(|at| {
            matches!(word(at), "must" | "shall" | "should" | "will" | "undertakes" | "undertake")
                || word(at) == "to"
                    && matches!(
                        word(at.saturating_sub(1)),
                        "has"
                            | "have"
                            | "had"
                            | "bound"
                            | "obliged"
                            | "required"
                            | "needs"
                            | "need"
                            | "are"
                            | "is"
                            | "agrees"
                            | "agree"
                            | "agreed"
                            | "contracted"
                            | "supposed"
                    )
        })
    }
}
