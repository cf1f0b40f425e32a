//! Answers that are not scored: met, perhaps not met, or unclear. A person decides; nothing is ever rejected here.

use super::{Fields, quoted};
use crate::{
    assess::{Outcome, Referral, Status, gather::Weighed},
    bank::{Question, Use},
    tender::ResponseState,
};

/// What an answer comes to where its question is no award criterion, with the clarification that is drafted; none where
/// it is scored or only informs.
pub(in crate::assess) fn outcome(
    question: &Question,
    state: ResponseState,
    parts: &[Weighed],
    fields: &Fields,
) -> Option<(Outcome, Option<Referral>)> {
    if matches!(question.used_as, Use::Scored | Use::Information) {
        return None;
    }
    let any_mandatory = parts.iter().any(|it| it.finding.mandatory);
    let counts = |it: &&Weighed| it.finding.mandatory || !any_mandatory;
    let settled = |it: &Weighed| it.low == it.high;
    let failed: Vec<&Weighed> = parts
        .iter()
        .filter(counts)
        .filter(|it| settled(it) && matches!(it.finding.status, Status::Negated | Status::Historic))
        .collect();
    if !failed.is_empty() {
        return Some((Outcome::NotMetProposed, referral(question, "not-met-proposed", &failed)));
    }
    let met = |it: &Weighed| {
        settled(it)
            && match it.finding.status {
                Status::Affirmed => true,
                Status::AffirmedWithException => !it.finding.mandatory,
                _ => false,
            }
    };
    let complete = !fields.refer.iter().any(|it| it.code.as_str() == "field-missing");
    let open: Vec<&Weighed> = parts.iter().filter(|it| !met(it)).collect();
    if open.is_empty() && complete && !parts.is_empty() && state != ResponseState::Unreadable {
        return Some((Outcome::Met, None));
    }
    Some((Outcome::Unclear, referral(question, "outcome-unclear", &open)))
}

fn referral(question: &Question, code: &str, parts: &[&Weighed]) -> Option<Referral> {
    let titles: Vec<&str> = parts.iter().map(|it| it.finding.title.as_str()).collect();
    let what = match question.used_as {
        Use::ConditionOfParticipation => "condition of participation",
        Use::PassFail => "requirement",
        _ => "commitment",
    };
    let titles = titles.join("; ");
    let words: Vec<String> =
        parts.iter().filter_map(|it| it.finding.claims.first()).map(|it| quoted(&it.text)).collect();
    let (message, ask) = if code == "not-met-proposed" {
        (
            format!("Possible failure of a {what}, for a person to decide: {titles} ({}).", words.join(", ")),
            format!(
                "You wrote: {}. Do we understand rightly that this {what} ({titles}) is not met? If it is met, please say \
                 how.",
                words.join(", ")
            ),
        )
    } else if parts.is_empty() {
        (format!("Whether this {what} is met is not clear."), String::new())
    } else {
        (
            format!("Whether this {what} is met is not clear of: {titles}."),
            format!("Please say plainly whether each of these is met: {titles}."),
        )
    };
    Some(Referral { code: code.parse().ok()?, message, ask })
}
