//! One assessed answer as plain text, for a terminal.

use crate::{
    assess::Answer,
    bank::Use,
    report::words,
    rule::{Status, Strength},
};

/// The answer's score, parts, claims, caps, referrals and what would have raised it.
pub fn text(answer: &Answer) -> String {
    let mut out = String::new();
    let score = match answer.score.proposed {
        _ if answer.used_as == Use::Information => "for information, not scored".to_owned(),
        _ if answer.outcome.is_some() => words::result(answer),
        Some(score) => format!("proposed score {score}"),
        None => format!("no score proposed: {} to {}", answer.score.low, answer.score.high),
    };
    out.push_str(&format!("{}: {score} (coverage {} of 1000)\n", answer.question, answer.coverage));
    for part in &answer.parts {
        let strength = if part.status == Status::Affirmed && part.strength == Strength::Specific {
            ", specific"
        } else {
            ""
        };
        let must = if part.mandatory { " (mandatory)" } else { "" };
        out.push_str(&format!(
            "\n{}{must}: {}{strength}; {} of 1000, weight {}\n",
            part.title,
            name(part.status),
            part.credit,
            part.weight
        ));
        for claim in &part.claims {
            out.push_str(&format!(
                "  {} [{}-{}] “{}”\n",
                name(claim.status),
                claim.start,
                claim.end,
                claim.text.replace('\n', " ")
            ));
            out.push_str(&format!("    {}: {}\n", claim.rule, claim.because.join(", ")));
        }
    }
    for field in &answer.fields {
        let cells: Vec<String> = words::said(field).into_iter().map(|(_, it)| it.into_owned()).collect();
        out.push_str(&format!(
            "\nfield {}: “{}”, {}\n",
            field.field,
            cells.join(" / ").replace('\n', " "),
            name(field.status)
        ));
    }
    for cap in &answer.caps {
        out.push_str(&format!("\nheld at {}: {}\n", cap.max, cap.reason));
    }
    for it in &answer.refer {
        out.push_str(&format!("\nfor a person: {}\n", it.message));
        if !it.ask.is_empty() {
            out.push_str(&format!("  ask: {}\n", it.ask));
        }
    }
    if !answer.would_raise.is_empty() {
        out.push_str("\na higher score would need the supplier to\n");
        for it in &answer.would_raise {
            out.push_str(&format!("  - {it}\n"));
        }
    }
    // A supplier's words may hold what a terminal obeys.
    out.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// A status in words.
pub fn name(status: Status) -> &'static str {
    match status {
        Status::Affirmed => "affirmed",
        Status::AffirmedWithException => "affirmed with an exception",
        Status::Umbrella => "covered by a general statement only",
        Status::Conditional => "conditional",
        Status::Hedged => "said with reserve",
        Status::ThirdParty => "said of another party",
        Status::Planned => "planned",
        Status::BareAssent => "bare assent",
        Status::Historic => "no longer so",
        Status::Related => "near it, but not it",
        Status::Negated => "denied",
        Status::Absent => "not addressed",
        Status::NotApplicable => "said not to apply",
        Status::Uncertain => "uncertain",
    }
}
