//! The rules of `scoring/opening.toml`: what the guide asks of an outcome, an action, an insight and a need of data.

use serde::Deserialize;

use super::DataNeed;
use crate::{
    diag::{Diagnostic, Diagnostics},
    procurement::{Procurement, law::read},
    source::SourceFile,
};

/// Where the rules stand.
const RULES: &str = "scoring/opening.toml";

/// How an opening is checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OpeningRules {
    technology: Vec<String>,
    data: Vec<String>,
    buying: Vec<String>,
    people: Vec<String>,
    vague_actors: Vec<String>,
    empty_comparisons: Vec<String>,
    comparison_words: usize,
    contrast: Vec<Contrast>,
}

/// An outcome as it should be, beside a purchase that it is not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contrast {
    about: Vec<String>,
    with: String,
    without: String,
}

impl OpeningRules {
    /// Reads them.
    ///
    /// # Errors
    /// When the file is missing or faulty.
    pub fn load(files: &[SourceFile]) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        let rules = read(files, RULES, &mut faults);
        rules.filter(|_| !faults.has_errors()).ok_or(faults)
    }

    /// What must be written anew in the opening of a procurement. What is empty is not told here.
    pub fn check(&self, procurement: &Procurement) -> Diagnostics {
        let mut faults = Diagnostics::default();
        let mut tell = |path: &str, wrong: Option<Fault>| {
            let Some(Fault { message, help, stops }) = wrong else { return };
            let place = procurement.place(path);
            let fault = if stops {
                Diagnostic::error(place, "procurement/opening", message)
            } else {
                Diagnostic::warning(place, "procurement/opening", message)
            };
            faults.push(fault.help(help));
        };
        let opening = &procurement.opening;
        for wrong in self.outcome(&opening.outcome) {
            tell("opening.outcome", Some(wrong));
        }
        for (n, it) in opening.action.iter().enumerate() {
            let at = format!("opening.action[{n}]");
            tell(&format!("{at}.if"), self.actor(&it.actor));
            tell(&format!("{at}.had"), self.information(&it.had));
        }
        for (n, it) in opening.data.iter().enumerate() {
            for (key, what, text) in comparisons(it) {
                tell(&format!("opening.data[{n}].{key}"), self.comparison(what, text));
            }
        }
        faults
    }

    /// An outcome says who is better off in what way, and names no means.
    fn outcome(&self, text: &str) -> Vec<Fault> {
        let words = words(text);
        let mut wrong = Vec::new();
        if words.is_empty() {
            return wrong;
        }
        let named: Vec<&str> = self
            .technology
            .iter()
            .chain(&self.data)
            .filter(|it| says(&words, it))
            .map(String::as_str)
            .collect();
        let contrast = self.contrast(&words);
        if !named.is_empty() {
            wrong.push(Fault::stop(
                format!("the outcome names technology or data: {}", quoted(&named)),
                format!("say who will be better off and how they notice it, and leave the means to the tender; {contrast}"),
            ));
        }
        let begins = words.iter().position(|it| !is_small(it)).unwrap_or(0);
        let rest = words.get(begins..).unwrap_or_default();
        if let Some(it) = self.buying.iter().find(|it| starts(rest, it)) {
            wrong.push(Fault::stop(
                format!("the outcome begins with something to buy or do: `{it}`"),
                format!("begin with the people and what changes for them; {contrast}"),
            ));
        }
        if !self.people.iter().any(|it| says(&words, it)) {
            wrong.push(Fault::warn(
                "the outcome names nobody who is better off".to_owned(),
                format!("name the people or businesses; {contrast}"),
            ));
        }
        wrong
    }

    /// The contrast that is nearest to what the outcome is about.
    fn contrast(&self, words: &[String]) -> String {
        let near = |it: &&Contrast| it.about.iter().filter(|about| says(words, about)).count();
        // The first of equal ones.
        let best = self.contrast.iter().rev().max_by_key(near);
        best.map_or_else(String::new, |it| format!("not “{}” but “{}”", it.without, it.with))
    }

    fn actor(&self, text: &str) -> Option<Fault> {
        let words = words(text);
        let all = words.join(" ");
        self.vague_actors.contains(&all).then(|| {
            Fault::stop(
                format!("`{}` could be anybody", text.trim()),
                "name the team, the post or the system that would act: if nobody can be named, more data will not help"
                    .to_owned(),
            )
        })
    }

    fn information(&self, text: &str) -> Option<Fault> {
        let words = words(text);
        let named: Vec<&str> =
            self.technology.iter().filter(|it| says(&words, it)).map(String::as_str).collect();
        (!named.is_empty()).then(|| {
            Fault::warn(
                format!("the information is named by a technology: {}", quoted(&named)),
                "say what they would know, such as which homes were below 18 °C for a week".to_owned(),
            )
        })
    }

    fn comparison(&self, what: &str, text: &str) -> Option<Fault> {
        let words = words(text);
        if words.is_empty() {
            return None;
        }
        let empty = self.empty_comparisons.contains(&words.join(" "));
        (empty || words.len() < self.comparison_words).then(|| {
            Fault::stop(
                format!("the need is not compared with {what}: `{}`", text.trim()),
                "say which source was looked at and why it does or does not serve; a device on the street is the last resort"
                    .to_owned(),
            )
        })
    }
}

/// The three kinds of data that a need is compared with: key, name, what is said.
pub(in crate::procurement) fn comparisons(need: &DataNeed) -> [(&'static str, &'static str, &str); 3] {
    [
        ("open-data", "open data", &need.open_data),
        ("council-data", "the council's own data", &need.council_data),
        ("third-party-data", "data of other public, private or voluntary bodies", &need.third_party_data),
    ]
}

/// What is wrong with a text, and how to mend it.
struct Fault {
    message: String,
    help: String,
    stops: bool,
}

impl Fault {
    fn stop(message: String, help: String) -> Self {
        Self { message, help, stops: true }
    }

    fn warn(message: String, help: String) -> Self {
        Self { message, help, stops: false }
    }
}

/// The words of a text in small letters.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|it: char| !it.is_alphanumeric());
    parts.filter(|it| !it.is_empty()).map(str::to_lowercase).collect()
}

/// Whether a phrase stands among the words; the last word of it may be a plural.
fn says(words: &[String], phrase: &str) -> bool {
    (0..words.len()).any(|at| words.get(at..).is_some_and(|rest| starts(rest, phrase)))
}

fn starts(words: &[String], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let last = phrase.len().saturating_sub(1);
    phrase.iter().enumerate().all(|(n, it)| {
        words.get(n).is_some_and(|word| {
            word == it || n == last && word.strip_suffix('s').is_some_and(|word| word == *it)
        })
    })
}

/// Words before the one that an outcome begins with.
fn is_small(word: &str) -> bool {
    matches!(
        word,
        "we" | "want"
            | "to"
            | "will"
            | "would"
            | "like"
            | "the"
            | "council"
            | "aim"
            | "our"
            | "is"
            | "as"
            | "staff"
    )
}

fn quoted(words: &[&str]) -> String {
    let list: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
    list.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words_and_in_the_plural() {
        let words = words("We want Smart-Lamps and data sets.");
        assert!(says(&words, "smart") && says(&words, "data set") && says(&words, "lamp"));
        assert!(!says(&words, "lam") && !says(&words, "set lamp"));
    }
}
