//! That every question is asked for something, weighs what its use allows, and asks no more than the purchase bears.

use super::place_of_text;
use crate::{
    bank::{
        Bank, Question, Use,
        field::FieldKind,
        file::CostlyFile,
        profile::{Profile, profile, profiles},
    },
    diag::{Diagnostic, Diagnostics},
    source::{SourceFile, Spanned},
};

const RULES: &str = "scoring/rules/";
const SCALES: &str = "scoring/scales/";

/// Why one question is asked.
pub(super) fn purpose(file: &SourceFile, question: &Question, faults: &mut Diagnostics) {
    let place = |key: &str| {
        file.text.find(&format!("\n{key} =")).map_or_else(|| file.whole(), |at| file.place(at + 1))
    };
    let scored = question.used_as == Use::Scored;
    if scored && question.weight == 0 {
        faults.push(
            Diagnostic::error(place("weight"), "bank/no-weight", "the question is scored and weighs nothing")
                .help("give it a weight, or say in `use` what its answer is for"),
        );
    }
    if !scored && question.weight > 0 {
        faults.push(
            Diagnostic::error(
                place("weight"),
                "bank/weight-unscored",
                format!("`{}` is never scored, and the question has a weight", question.used_as.as_str()),
            )
            .help("write `weight = 0`"),
        );
    }
    let decides = matches!(question.used_as, Use::PassFail | Use::ConditionOfParticipation);
    if decides && question.if_missing.trim().is_empty() {
        faults.push(
            Diagnostic::error(
                place("use"),
                "bank/disqualifier-unstated",
                "failing it can end a tender, and nothing says what becomes of one that does not show it",
            )
            .help("say it in `if-missing`: section 23 of the Procurement Act 2023 asks for it in the pack"),
        );
    }
    if question.clauses.is_empty() {
        let fault = match question.used_as {
            Use::Declaration => Diagnostic::error(
                place("clauses"),
                "bank/no-purpose",
                "the answer is to become a clause, and no clause is named",
            ),
            Use::Information => Diagnostic::warning(
                place("clauses"),
                "bank/no-purpose",
                "the answer is neither scored nor made a clause",
            ),
            Use::Scored | Use::PassFail | Use::ConditionOfParticipation => return,
        };
        faults.push(fault.help("name the clause, or ask nothing that nobody will use"));
    }
}

/// Every cap says why, and every score what earns it: a supplier must be able to read both beforehand.
pub(super) fn caps(files: &[SourceFile], faults: &mut Diagnostics) {
    #[derive(serde::Deserialize)]
    struct Rules {
        #[serde(default)]
        cap: Vec<Cap>,
        #[serde(default)]
        descriptor: Vec<Descriptor>,
    }
    #[derive(serde::Deserialize)]
    struct Descriptor {
        score: Spanned<u8>,
        #[serde(default)]
        text: String,
    }
    #[derive(serde::Deserialize)]
    struct Cap {
        id: Spanned<String>,
        #[serde(default)]
        reason: String,
    }
    let with_caps = files.iter().filter(|it| it.path.starts_with(RULES) || it.path.starts_with(SCALES));
    for file in with_caps.filter(|it| it.path.ends_with(".toml")) {
        // Whatever else is wrong with the file is told when rules are loaded.
        let Ok(read) = file.toml::<Rules>() else { continue };
        for it in read.descriptor.iter().filter(|it| it.text.trim().is_empty()) {
            faults.push(
                Diagnostic::error(
                    file.place_of(&it.score),
                    "bank/no-descriptor",
                    format!("nothing says what an answer of {} shows", it.score.get_ref()),
                )
                .help("write the `text` that is published, full marks above all"),
            );
        }
        for it in read.cap.iter().filter(|it| it.reason.trim().is_empty()) {
            faults.push(
                Diagnostic::error(
                    file.place_of(&it.id),
                    "bank/unpublished-cap",
                    format!("the cap `{}` gives no reason, so no pack can publish it", it.id.get_ref()),
                )
                .help("write the `reason` that suppliers will read"),
            );
        }
    }
}

/// Every profile loads, fits the newest release and asks nothing out of proportion.
pub(super) fn all_profiles(
    files: &[SourceFile],
    newest: Option<&Bank>,
    costly: &[CostlyFile],
    faults: &mut Diagnostics,
) {
    for (_, file) in profiles(files) {
        let Some(profile) = profile(files, file, faults) else { continue };
        let Some(bank) = newest else { continue };
        match bank.clone().under(&profile) {
            Ok(set) => proportion(file, &profile, &set, costly, faults),
            Err(found) => faults.extend(found),
        }
    }
}

fn proportion(
    file: &SourceFile,
    profile: &Profile,
    set: &Bank,
    costly: &[CostlyFile],
    faults: &mut Diagnostics,
) {
    let decides = |it: &&Question| matches!(it.used_as, Use::PassFail | Use::ConditionOfParticipation);
    for question in set.questions.iter().filter(decides) {
        let out = costly.iter().find(|it| profile.value_from < it.below && requires(question, it));
        if let Some(it) = out {
            let at = file.text.find("value-from").unwrap_or_default();
            faults.push(
                Diagnostic::warning(
                    file.place(at),
                    "bank/disproportionate",
                    format!(
                        "`{}` decides by {}, which is much to ask of a contract of £{}",
                        question.id, it.name, profile.value_from
                    ),
                )
                .help(format!(
                    "leave it out, score it, or begin the profile at £{}: what is asked must be in proportion",
                    it.below
                )),
            );
        }
    }
}

/// Whether the question asks for the certification, in words or as a row that must be there.
fn requires(question: &Question, costly: &CostlyFile) -> bool {
    let named = question.text.contains(&costly.name)
        || question.parts.iter().any(|it| it.mandatory && it.guidance.contains(&costly.name));
    named
        || question.fields.iter().any(|it| match &it.kind {
            FieldKind::Certificates(schemes) => {
                it.required && schemes.iter().any(|it| it.title.contains(&costly.name))
            }
            _ => false,
        })
}

/// Uses of sources that no longer count, each where it stands.
pub(super) fn dead(
    file: &SourceFile,
    question: &Question,
    ends: &dyn Fn(&str) -> Option<String>,
    faults: &mut Diagnostics,
) {
    for it in question.sources.iter().chain(&question.crosswalk) {
        if let Some(why) = ends(&it.source) {
            faults.push(
                Diagnostic::warning(
                    place_of_text(file, &file.text, &format!("\"{}\"", it.source)),
                    "bank/dead-source",
                    format!("`{}` cites `{}`, which {why}", question.id, it.source),
                )
                .help("cite what took its place in the next revision"),
            );
        }
    }
}
