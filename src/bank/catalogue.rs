//! The catalogue of a release as Markdown, for people who do not run the program.

use std::collections::BTreeSet;

use super::{Bank, Question, SourceRef};

const HEAD: &str = "\
<!-- Generated from the files beside it; do not edit. `PROBITY_BLESS=1 cargo test --test it bank` writes it. -->
";

/// The catalogue of `bank`, in Markdown.
pub fn catalogue(bank: &Bank) -> String {
    let mut text = format!(
        "{HEAD}\n# Question bank {}\n\nReleased on {}.\nDigest of the release: `{}`.\n\n",
        bank.version, bank.date, bank.digest
    );
    for change in &bank.changes {
        text.push_str(&format!("- {change}\n"));
    }
    text.push_str("\n| question | title | form | weight | parts | words |\n|---|---|---|---:|---:|---:|\n");
    for it in &bank.questions {
        text.push_str(&format!(
            "| [{id}](#{anchor}) | {title} | {form} | {weight} | {parts} | {words} |\n",
            id = it.id,
            anchor = anchor(it),
            title = it.title,
            form = form(it),
            weight = it.weight,
            parts = it.parts.len(),
            words = it.word_limit,
        ));
    }
    text.push_str(
        "\nWeights are out of 100 over the release, and those of parts out of 100 over their question.\n\
         The denial of a mandatory part caps the score at 2 and is put to a person.\n\
         Wherever a standard is named, an equivalent is accepted.\n",
    );
    for it in &bank.questions {
        question(it, &mut text);
    }
    sources(bank, &mut text);
    text
}

/// The form in words, with the tick where there is one.
pub fn form(question: &Question) -> String {
    let tick = if question.yes_no { "yes-no + " } else { "" };
    format!("{tick}{}", question.form.as_str())
}

fn anchor(question: &Question) -> String {
    let heading = format!("{} {}", question.id, question.title).to_lowercase();
    heading
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' => Some(c),
            _ => None,
        })
        .collect()
}

fn question(it: &Question, text: &mut String) {
    text.push_str(&format!(
        "\n## {} {}\n\nRevision {} · {} · weight {} · at most {} words\n\n> {}\n\n{}\n\n",
        it.id,
        it.title,
        it.revision,
        form(it),
        it.weight,
        it.word_limit,
        it.text,
        it.why,
    ));
    text.push_str("| part | weight | mandatory | a good answer |\n|---|---:|---|---|\n");
    for part in &it.parts {
        let letter = part.letter.map(|c| format!("({c}) ")).unwrap_or_default();
        let mandatory = if part.mandatory { "yes" } else { "" };
        text.push_str(&format!(
            "| {letter}{} `{}` | {} | {mandatory} | {} |\n",
            part.title, part.id, part.weight, part.guidance
        ));
    }
    text.push_str(&format!("\n### For suppliers ({})\n\n{}\n", it.id, it.supplier_guidance));
    text.push_str(&format!(
        "\n### For evaluators ({})\n\n{}\n",
        it.id,
        blank_before_lists(&it.evaluator_guidance)
    ));
    let clauses: Vec<String> = it.clauses.iter().map(|it| format!("`{it}`")).collect();
    text.push_str(&format!("\n### References ({})\n\n- From: {}\n", it.id, references(&it.sources)));
    text.push_str(&format!("- See also: {}\n", references(&it.crosswalk)));
    text.push_str(&format!("- Clauses: {}\n", clauses.join(", ")));
}

/// Markdown wants a blank line between a paragraph and the list below it.
fn blank_before_lists(text: &str) -> String {
    text.replace(":\n- ", ":\n\n- ")
}

fn references(list: &[SourceRef]) -> String {
    let names: Vec<String> = list
        .iter()
        .map(|it| match it.at.as_str() {
            "" => format!("`{}`", it.source),
            at => format!("`{}` ({at})", it.source),
        })
        .collect();
    names.join("; ")
}

fn sources(bank: &Bank, text: &mut String) {
    let cited: BTreeSet<&String> = bank
        .questions
        .iter()
        .flat_map(|it| it.sources.iter().chain(&it.crosswalk))
        .map(|it| &it.source)
        .collect();
    text.push_str(
        "\n## Sources\n\nSources that no question of this release cites are kept because answers name them.\n\n\
         | key | title | edition | status | counts | accepted in its place | note |\n|---|---|---|---|---|---|---|\n",
    );
    for (key, it) in &bank.sources {
        let counts = match (it.valid_from, it.valid_to) {
            (None, None) => String::new(),
            (Some(from), None) => format!("from {from}"),
            (None, Some(to)) => format!("to {to}"),
            (Some(from), Some(to)) => format!("{from} to {to}"),
        };
        let star = if cited.contains(key) { "" } else { " (not cited)" };
        text.push_str(&format!(
            "| `{key}`{star} | {}, {} | {} | {} | {counts} | {} | {} Checked on {}. |\n",
            it.title,
            it.publisher,
            it.edition,
            it.status.as_str(),
            it.equivalent,
            it.note,
            it.checked_on
        ));
    }
}
