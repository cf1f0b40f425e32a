//! Whether what is asked is in proportion to what is bought, by the house rule of `scoring/proportion.toml`.

use serde::Deserialize;

use super::Desk;
use crate::{
    bank::{Bank, profile::Profile},
    diag::Diagnostics,
    procurement::law::{pounds, read},
    source::SourceFile,
};

const CODE: &str = "procurement/proportion";

/// Where the rule stands.
const RULE: &str = "scoring/proportion.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    band: Vec<Band>,
    heavy: Vec<Heavy>,
}

/// How much may be asked below a value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Band {
    below: u64,
    questions: usize,
    words: u64,
}

/// What should not be asked for below a value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Heavy {
    words: Vec<String>,
    below: u64,
    instead: String,
}

/// Tells what is much for the value.
pub(super) fn check(desk: &mut Desk<'_>, files: &[SourceFile], bank: &Bank) -> Result<(), Diagnostics> {
    let mut faults = Diagnostics::default();
    let Some(rule) = read::<Rule>(files, RULE, &mut faults) else { return Err(faults) };
    let it = desk.procurement;
    if it.value == 0 {
        return Ok(());
    }
    let profile = it.profile.as_ref().and_then(|it| Profile::load(files, it.as_str()).ok());
    if let Some(profile) = profile.filter(|profile| it.value < profile.value_from) {
        desk.warn(
            "profile",
            CODE,
            format!(
                "the profile `{}` is meant for contracts from {}, and this one is worth {}",
                profile.id,
                pounds(profile.value_from),
                pounds(it.value)
            ),
            "take a smaller profile, such as `core`, and add what matters",
        );
    }
    let words: u64 = bank.questions.iter().map(|it| u64::from(it.word_limit)).sum();
    let band = rule.band.iter().filter(|band| it.value < band.below).min_by_key(|it| it.below);
    if let Some(band) = band {
        let value = pounds(it.value);
        if bank.questions.len() > band.questions {
            desk.warn(
                "profile",
                CODE,
                format!("{} questions are asked for a contract of {value}", bank.questions.len()),
                format!(
                    "ask {} or fewer below {}: every question costs small suppliers a day",
                    band.questions,
                    pounds(band.below)
                ),
            );
        }
        if words > band.words {
            desk.warn(
                "profile",
                CODE,
                format!("answers may have {words} words in all for a contract of {value}"),
                format!(
                    "keep to {} below {}; an overlay can lower the limits",
                    band.words,
                    pounds(band.below)
                ),
            );
        }
    }
    for (n, condition) in it.condition.iter().enumerate() {
        let text = format!("{} {}", condition.text, condition.evidence).to_lowercase();
        for heavy in rule.heavy.iter().filter(|heavy| it.value < heavy.below) {
            if let Some(word) = heavy.words.iter().find(|word| text.contains(word.as_str())) {
                desk.warn(
                    &format!("condition[{n}].text"),
                    CODE,
                    format!("`{word}` is a condition of a contract of {}", pounds(it.value)),
                    heavy.instead.clone(),
                );
            }
        }
    }
    Ok(())
}
