//! General truths: `unencrypted backups are a common cause of loss` says nothing of anybody's backups; and what `most vendors`
//! do says nothing of the bidder's.

use super::{find::Target, lead::Reply, status::Judge};
use crate::{
    language::{reading::CueHit, segment::Sentence},
    rule::CueClass,
};

impl Judge<'_> {
    /// Whether a target's clause is a truth about the world.
    pub(super) fn in_general(&self, target: &Target, sentence: &Sentence, near: &[CueHit]) -> bool {
        if !near.iter().any(|it| self.class(it) == Some(CueClass::General)) {
            return false;
        }
        let clause = self.piece.clause(target.head.from);
        self.general(sentence)
            .is_some_and(|it| self.piece.clause(it.from) == clause || self.piece.clause(it.to - 1) == clause)
    }

    /// What makes a sentence a truth about the world: it speaks of neither bidder nor buyer, stands under no label, and
    /// what is so in the world is no condition of something else (`except where it is required by the Act`).
    pub(super) fn general(&self, sentence: &Sentence) -> Option<CueHit> {
        const ADDRESSED: &[&str] = &[
            "you",
            "your",
            "yours",
            "council",
            "authority",
            "borough",
            "we",
            "our",
            "ours",
            "us",
            "i",
            "my",
        ];
        const ANY: &[&str] = &["every", "any", "each", "a", "no"];
        const HANGS: &[&str] =
            &["where", "as", "if", "which", "that", "when", "unless", "except", "save", "what", "because"];
        if sentence.label.is_some() || sentence.ordinal.is_some() || sentence.in_table {
            return None;
        }
        let tokens = &self.piece.reading.tokens;
        let cues = self.cues_of(sentence).iter();
        let it = cues.copied().find(|it| {
            let clause = self.piece.clause(it.from);
            let mut before = (sentence.body..it.from).filter(|at| self.piece.clause(*at) == clause);
            self.class(it) == Some(CueClass::General)
                && it.from >= sentence.body
                && !before.any(|at| HANGS.contains(&tokens.word_at(at)))
        })?;
        // What is set against it may speak of the bidder: `…; we have none`.
        let end = (it.to..sentence.tokens.end).find(|at| {
            tokens.mark_at(*at) == ';' || matches!(tokens.word_at(*at), "but" | "whereas" | "however" | "yet")
        });
        let body = sentence.body..end.unwrap_or(sentence.tokens.end);
        let addressed = body.clone().any(|at| {
            ADDRESSED.contains(&tokens.word_at(at)) && !ANY.contains(&tokens.word_at(at.saturating_sub(1)))
        });
        let ours = self.speaks_of_us(body) || self.names_bidder(sentence, sentence.tokens.end).is_some();
        (!addressed && !ours).then_some(it)
    }

    /// `Unlike most vendors, who leave backups in the clear, we …`, `Where others sell data, ours …`: whether a target is told
    /// of what others do, to set the bidder apart. It is so up to where the bidder is spoken of.
    pub(super) fn of_the_trade(
        &self,
        target: &Target,
        sentence: &Sentence,
        near: &[CueHit],
    ) -> Option<Contrast> {
        const FRONT: usize = 4;
        const APART: &[&str] = &["unlike", "where", "while", "whilst", "whereas", "although", "though"];
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let trade = near.iter().find(|it| self.class(it) == Some(CueClass::Trade))?;
        let is_mark = |at: usize| tokens.mark_at(at) != ' ' && word(at).is_empty();
        let opens =
            (sentence.body..trade.from).rev().find(|at| is_mark(*at)).map_or(sentence.body, |it| it + 1);
        // `our rivals` is no `our`.
        let ours = |at: usize| {
            (at < trade.from || at >= trade.to)
                && (WE.contains(&word(at)) || self.names_bidder(sentence, at + 1) == Some(at))
        };
        // `Whether other companies use it …` asks.
        let asks = (opens..trade.from).any(|at| matches!(word(at), "whether" | "if" | "what" | "which"));
        if trade.from - opens > FRONT || asks || (opens..trade.from).any(ours) {
            return None;
        }
        let us = (trade.to..sentence.tokens.end).find(|at| ours(*at));
        let end = us.unwrap_or(sentence.tokens.end);
        let next = self.piece.sentence(target.sentence + 1).filter(|it| it.line == sentence.line);
        let answer = us.or_else(|| {
            let next = next?;
            (next.body..next.body + FRONT).find(|at| WE.contains(&word(*at)))
        });
        let apart = (opens..trade.from).any(|at| APART.contains(&word(at)));
        if !(answer.is_some() || apart) || !(opens..end).contains(&target.head.from) {
            return None;
        }
        Some(answer.and_then(|at| self.does_so(at)).map_or(Contrast::Aside, Contrast::Answered))
    }

    /// `we do`, `ours are not`: what the bidder says that it does of the same, in so many words.
    fn does_so(&self, we: usize) -> Option<Reply> {
        const DO: &[&str] = &["do", "are", "have", "will", "can", "would", "shall"];
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let never = usize::from(word(we + 1) == "never");
        let verb = we + 1 + never;
        if !DO.contains(&word(verb)) {
            return None;
        }
        let not = usize::from(word(verb + 1) == "not");
        let so = verb + 1 + not;
        let end = so + usize::from(matches!(word(so), "so" | "it" | "this" | "that"));
        let closed = matches!(word(end), "" | "without" | "unless" | "with" | "and" | "but" | "because");
        closed.then_some(if not + never > 0 { Reply::No } else { Reply::Yes })
    }
}

const WE: &[&str] = &["we", "our", "ours", "us", "i", "my", "mine"];

/// What is said of others, and whether the bidder says that it does the same.
#[derive(Debug, Clone, Copy)]
pub(super) enum Contrast {
    /// Nothing is said of the bidder in it.
    Aside,
    /// `…; we do not.`
    Answered(Reply),
}
