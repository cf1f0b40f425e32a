//! What the panel agreed is agreed anew: only for a reason, and what it takes the place of stays.

use super::{desk::Desk, people::said};
use crate::{cli::Failure, diag::counted, panel::Consensus};

/// The reason for which `scores` take the place of what the panel agreed before; none where they take no such place.
///
/// # Errors
/// When an agreed score changes and no reason is given, or one is given for nothing.
pub(super) fn why(
    desk: &Desk,
    scores: &[Consensus],
    reason: Option<&str>,
) -> Result<Option<String>, Failure> {
    let before = |it: &Consensus| desk.state.agreed(&it.tender, &it.question).map(|old| old.consensus.score);
    let changed: Vec<(&Consensus, u8)> = scores.iter().filter_map(|it| Some((it, before(it)?))).collect();
    if let Some(reason) = reason {
        if changed.is_empty() {
            return Err("nothing of this was agreed before: leave `--reason` out".into());
        }
        return said(reason).map(Some);
    }
    let unsaid: Vec<&(&Consensus, u8)> = changed.iter().filter(|(it, _)| !is_reopened(desk, it)).collect();
    let Some((first, old)) = unsaid.first() else { return Ok(None) };
    let more = match unsaid.len() {
        1 => String::new(),
        all => format!(" and {} more", counted(all - 1, "answer")),
    };
    Err(format!(
        "the panel agreed before on {} of `{}` (then {old}, now {}){more}: say why that changes with `--reason \"…\"`, or \
         leave those cells as they were. What was agreed before stays in the record",
        first.question, first.tender, first.score
    )
    .into())
}

/// Whether the panel agreed on just this before, in whichever cell it stood.
pub(super) fn stands(desk: &Desk, it: &Consensus) -> bool {
    let before = desk.state.agreed(&it.tender, &it.question).map(|it| &it.consensus);
    before.is_some_and(|old| *it == Consensus { cell: it.cell.clone(), ..old.clone() })
}

/// Whether `award reopen` opened the score: it has said why.
fn is_reopened(desk: &Desk, it: &Consensus) -> bool {
    let key = (it.tender.clone(), it.question.to_string());
    desk.record.as_ref().is_some_and(|record| record.state().reopened.scores.contains(&key))
}
