//! What the words of a question must keep, by the lists of `question-bank/lint.toml`.

use regex::Regex;

use super::place_of_text;
use crate::{
    bank::{Question, Use, field::FieldKind, file::LintFile},
    diag::{Diagnostic, Diagnostics},
    source::SourceFile,
};

/// The lists, made ready.
pub(super) struct Lists {
    brands: Vec<String>,
    origins: Vec<String>,
    subjective: Vec<String>,
    of_the_supplier: Vec<String>,
    asks: Vec<String>,
    design: Vec<String>,
    /// A numbered standard and, in the group `edition`, its edition.
    standard: Option<Regex>,
}

impl Lists {
    pub(super) fn new(file: LintFile) -> Self {
        let names: Vec<String> = file.standards.iter().map(|it| regex::escape(it)).collect();
        let pattern = format!(
            r"\b(?:{})[ -]\d[\d-]*(?: \d{{3}}\b)?(?P<edition>:\d{{4}}|,? (?:V|version |edition )\d)?",
            names.join("|")
        );
        Self {
            brands: file.brands,
            origins: file.origins,
            subjective: file.subjective,
            of_the_supplier: file.of_the_supplier,
            asks: file.asks,
            design: file.design,
            standard: Regex::new(&pattern).ok().filter(|_| !names.is_empty()),
        }
    }

    /// Everything that the words of one question do not keep.
    pub(super) fn check(&self, file: &SourceFile, question: &Question, faults: &mut Diagnostics) {
        self.names(file, question, faults);
        self.editions(file, question, faults);
        self.design(file, question, faults);
        let asked = &question.text;
        if question.used_as == Use::Scored
            && let Some(found) = first(asked, &self.of_the_supplier)
        {
            faults.push(
                Diagnostic::error(
                    place_of_text(file, asked, found),
                    "bank/supplier-criterion",
                    format!("`{found}` asks what the supplier is or has done, and the answer is scored"),
                )
                .help(
                    "ask it as a condition of participation: an award criterion is of the tender (sections 22 and \
                     23 of the Procurement Act 2023)",
                ),
            );
        }
        for found in self.subjective.iter().filter(|it| at_words(asked, it).is_some()) {
            let described = question.parts.iter().any(|it| at_words(&it.guidance, found).is_some());
            if !described && question.used_as != Use::Information {
                faults.push(
                    Diagnostic::warning(
                        place_of_text(file, asked, found),
                        "bank/subjective",
                        format!("`{found}` is in the eye of the reader, and no part says what it means"),
                    )
                    .help("ask for what can be seen or measured, or describe it in the guidance of a part"),
                );
            }
        }
        if question.parts.iter().all(|it| it.letter.is_none())
            && let Some(found) = self.joined(asked)
        {
            faults.push(
                Diagnostic::warning(
                    place_of_text(file, asked, &found),
                    "bank/double-barrelled",
                    format!("one sentence asks two things, joined by `{found}`"),
                )
                .help("ask each in a sentence of its own, or give the parts letters"),
            );
        }
    }

    /// Brands and places of origin in what suppliers must meet.
    fn names(&self, file: &SourceFile, question: &Question, faults: &mut Diagnostics) {
        let mut texts: Vec<&String> = vec![&question.title, &question.text];
        texts.extend(question.parts.iter().flat_map(|it| [&it.title, &it.guidance]));
        for it in &question.fields {
            texts.extend([&it.title, &it.help]);
            match &it.kind {
                FieldKind::Choice(options) => texts.extend(options.iter().map(|it| &it.title)),
                FieldKind::Table(table) => {
                    texts.extend(table.columns.iter().flat_map(|it| it.options.iter().chain([&it.title])));
                }
                _ => {}
            }
        }
        for text in texts {
            for (list, what, help) in [
                (&self.brands, "a brand", "ask for what it does (section 56 of the Procurement Act 2023)"),
                (&self.origins, "an origin", "ask for what matters about it (section 56 of the same Act)"),
            ] {
                let Some(found) = first(text, list) else { continue };
                let place = place_of_text(file, text, found);
                let message = format!("`{found}` names {what}");
                let fault = if text.contains("equivalent") {
                    Diagnostic::warning(place, "bank/brand", message)
                } else {
                    Diagnostic::error(place, "bank/brand", message)
                };
                faults.push(fault.help(help));
            }
        }
    }

    /// How a thing is to be made, where what it does is meant.
    fn design(&self, file: &SourceFile, question: &Question, faults: &mut Diagnostics) {
        for text in [&question.text].into_iter().chain(question.parts.iter().map(|it| &it.guidance)) {
            let Some(found) = first(text, &self.design).filter(|_| !text.contains("equivalent")) else {
                continue;
            };
            faults.push(
                Diagnostic::warning(
                    place_of_text(file, text, found),
                    "bank/design-not-performance",
                    format!("`{found}` asks how it is made and not what it does"),
                )
                .help("ask for what it does, or accept equivalents (section 56 of the Procurement Act 2023)"),
            );
        }
    }

    /// Numbered standards without an edition, where the answer is not to say which.
    fn editions(&self, file: &SourceFile, question: &Question, faults: &mut Diagnostics) {
        let Some(standard) = &self.standard else { return };
        for text in [&question.text].into_iter().chain(question.parts.iter().map(|it| &it.guidance)) {
            if text.contains("edition") {
                continue;
            }
            let bare = standard.captures_iter(text).find(|it| it.name("edition").is_none());
            if let Some(found) = bare.and_then(|it| it.get(0)) {
                let name = found.as_str();
                faults.push(
                    Diagnostic::warning(
                        place_of_text(file, text, name),
                        "bank/no-edition",
                        format!("`{name}` is named without its edition"),
                    )
                    .help("write the edition, such as `ISO/IEC 27001:2022`, or ask which edition it is"),
                );
            }
        }
    }

    /// `and describe` within a sentence that asks something before it.
    fn joined(&self, text: &str) -> Option<String> {
        for sentence in text.split(['.', '?', ';', '\n']) {
            let words: Vec<String> = sentence
                .split(|c: char| !c.is_alphanumeric())
                .filter(|it| !it.is_empty())
                .map(str::to_lowercase)
                .collect();
            let asks = |it: Option<&String>| it.is_some_and(|it| self.asks.contains(it));
            let mut asked = false;
            for (n, word) in words.iter().enumerate() {
                if word == "and" && asked && asks(words.get(n + 1)) {
                    return words.get(n + 1).map(|it| format!("and {it}"));
                }
                asked |= n == 0 && asks(Some(word));
            }
        }
        None
    }
}

/// The first of `list` that stands in `text` as words.
fn first<'a>(text: &str, list: &'a [String]) -> Option<&'a str> {
    list.iter().map(String::as_str).find(|it| at_words(text, it).is_some())
}

/// Where `name` stands in `text` with no letter or digit on either side.
fn at_words(text: &str, name: &str) -> Option<usize> {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|it| it.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|it| it.chars().next());
        !inside(before) && !inside(after)
    })
}
