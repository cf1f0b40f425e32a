//! General truths: `unencrypted backups are a common cause of loss` says nothing of anybody's backups.

use super::{find::Target, status::Judge};
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
        let body = sentence.body..sentence.tokens.end;
        let cues = self.cues_of(sentence).iter();
        let it = cues.copied().find(|it| {
            let clause = self.piece.clause(it.from);
            let mut before = (sentence.body..it.from).filter(|at| self.piece.clause(*at) == clause);
            self.class(it) == Some(CueClass::General)
                && it.from >= sentence.body
                && !before.any(|at| HANGS.contains(&tokens.word_at(at)))
        })?;
        let addressed = body.clone().any(|at| {
            ADDRESSED.contains(&tokens.word_at(at)) && !ANY.contains(&tokens.word_at(at.saturating_sub(1)))
        });
        let ours = self.speaks_of_us(body) || self.names_bidder(sentence, sentence.tokens.end).is_some();
        (!addressed && !ours).then_some(it)
    }
}
