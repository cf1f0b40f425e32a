//! Statements set against each other, of which one has only its verb: `although upgrades are charged for, tracking is
//! not`, `it is not so today, though it will be by June`.

use super::{
    find::{Carry, Target},
    lead::Reply,
    status::{Judge, Traits},
};
use crate::{
    language::{
        reading::{CueHit, Hit},
        segment::{AUXILIARIES, Sentence},
    },
    rule::{CueClass, Status},
};

const CONTRASTS: &[&str] = &["although", "though", "while", "whilst", "whereas", "but"];

impl Judge<'_> {
    /// Whether a denial is a bare verb that leaves out what the clause set against it says: `although upgrades are charged for,
    /// tracking is not: our officer reads …`. It denies nothing that is said in full.
    pub(super) fn leaves_out(&self, hit: &CueHit, target: &Target, sentence: &Sentence) -> bool {
        let tokens = &self.piece.reading.tokens;
        let word = |at: usize| tokens.word_at(at);
        let Some(not) = hit.to.checked_sub(1).filter(|it| word(*it) == "not" && *it > sentence.body) else {
            return false;
        };
        let bare = AUXILIARIES.contains(&word(not - 1))
            && (hit.to >= sentence.tokens.end
                || matches!(tokens.mark_at(hit.to), ',' | ';' | ':' | '.' | '\u{2013}' | ')'));
        if !bare || target.carried == Some(Carry::Ellipsis) {
            return false;
        }
        let against = (sentence.body..not).rev().find(|at| CONTRASTS.contains(&word(*at)));
        against.is_some_and(|at| {
            let before = if at == sentence.body { at..not - 1 } else { sentence.body..at };
            before.into_iter().any(|it| AUXILIARIES.contains(&word(it)))
        })
    }

    /// `Anti-malware is another story: an agent runs on each server`: whether what is told behind a colon or semicolon begins
    /// anew after a cue.
    pub(super) fn told_anew(&self, hit: &CueHit, head: &Hit) -> bool {
        (hit.to..head.from).any(|at| matches!(self.piece.reading.tokens.mark_at(at), ':' | ';'))
    }

    /// What a pronoun and a bare verb make of a statement, later in its sentence: `not encrypted today, though they will be by
    /// June` is planned, and so is `in clear at present; from May they will not be`.
    pub(super) fn turned_later(
        &self,
        target: &Target,
        point: Traits,
        negative: bool,
        negators: &[CueHit],
        sentence: &Sentence,
    ) -> Option<Status> {
        const FURTHEST: usize = 24;
        if point.adverse || target.reply.is_some() {
            return None;
        }
        let said = std::iter::once(&target.head).chain(&target.others).map(|it| it.to).max()?;
        let said = negators.iter().map(|it| it.to).fold(said, usize::max);
        let range = said..sentence.tokens.end.min(said + FURTHEST);
        let (reply, later) = self.piece.taken_back(&range)?;
        // What the words themselves deny (`in clear`) is undone by a `not`.
        let by_words = negative && negators.is_empty();
        let asks = self.cues_of(sentence).iter().any(|it| self.class(it) == Some(CueClass::SaidBack));
        match (negative, reply) {
            _ if asks => None,
            (true, Reply::Yes) if !by_words => Some(Status::Affirmed),
            (true, Reply::Planned) if !by_words => Some(Status::Planned),
            (true, Reply::No | Reply::Planned) if by_words && later => Some(Status::Planned),
            (false, Reply::No) if !later => Some(Status::Negated),
            _ => None,
        }
    }
}
