//! The catalogue of a release as Markdown, for people who do not run the program.

use std::collections::BTreeSet;

use super::{Bank, Question, SourceRef, Use};

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
    if !bank.migration.is_empty() {
        text.push_str("\nFor whoever moves from the release before:\n\n");
    }
    for it in &bank.migration {
        text.push_str(&format!("- {it}\n"));
    }
    text.push_str(
        "\n| question | title | use | asked where | form | weight | parts | words |\n\
         |---|---|---|---|---|---:|---:|---:|\n",
    );
    for it in &bank.questions {
        text.push_str(&format!(
            "| [{id}](#{anchor}) | {title} | {used_as} | {asked} | {form} | {weight} | {parts} | {words} |\n",
            id = it.id,
            anchor = anchor(it),
            title = it.title,
            used_as = it.used_as.as_str(),
            asked = asked(it),
            form = form(it),
            weight = weight(it),
            parts = it.parts.len(),
            words = it.word_limit,
        ));
    }
    text.push_str(if bank.proportional {
        "\nWeights are in proportion to each other, and a [profile](profiles/README.md) makes whole numbers of them that \
         sum to 100; those of parts are out of 100 over their question.\n"
    } else {
        "\nWeights are out of 100 over the release, and those of parts out of 100 over their question.\n"
    });
    text.push_str(
        "\
         The denial of a mandatory part caps the score at 2 and is put to a person.\n\
         Wherever a standard is named, an equivalent is accepted.\n",
    );
    for it in &bank.questions {
        question(bank, it, &mut text);
    }
    sources(bank, &mut text);
    text
}

/// The form in words, with the tick where there is one.
pub fn form(question: &Question) -> String {
    let tick = if question.yes_no { "yes-no + " } else { "" };
    format!("{tick}{}", question.form.as_str())
}

/// What must be bought for it to be asked; nothing where it is asked of all.
fn asked(question: &Question) -> String {
    let tags: Vec<&str> = question.tags.iter().map(|it| it.as_str()).collect();
    let module = if question.optional { "optional" } else { "" };
    match (tags.is_empty(), module) {
        (true, module) => module.to_owned(),
        (false, "") => tags.join(", "),
        (false, module) => format!("{}; {module}", tags.join(", ")),
    }
}

fn weight(question: &Question) -> String {
    if question.used_as == Use::Scored { question.weight.to_string() } else { String::new() }
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

fn question(bank: &Bank, it: &Question, text: &mut String) {
    let mut facts = vec![format!("Revision {}", it.revision)];
    let theme = bank.themes.iter().find(|(id, _)| Some(id) == it.theme.as_ref());
    facts.extend(theme.map(|(_, title)| title.clone()));
    facts.push(it.used_as.as_str().to_owned());
    facts.extend(Some(asked(it)).filter(|it| !it.is_empty()).map(|it| format!("asked where: {it}")));
    facts.push(form(it));
    if it.used_as == Use::Scored {
        facts.push(format!("weight {}", it.weight));
    }
    facts.push(format!("at most {} words", it.word_limit));
    text.push_str(&format!(
        "\n## {} {}\n\n{}\n\n> {}\n\n{}\n\n",
        it.id,
        it.title,
        facts.join(" · "),
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
    if !it.fields.is_empty() {
        text.push_str("\n| value or table | kind | answers the part | required | how to fill it |\n|---|---|---|---|---|\n");
    }
    for field in &it.fields {
        let parts: Vec<String> = field.parts().map(|it| format!("`{it}`")).collect();
        let required = if field.required { "yes" } else { "" };
        text.push_str(&format!(
            "| {} `{}` | {} | {} | {required} | {} |\n",
            field.title,
            field.id,
            field.kind.as_str(),
            parts.join(", "),
            field.help
        ));
    }
    if !it.if_missing.is_empty() {
        text.push_str(&format!("\nIf nothing is answered: {}\n", it.if_missing));
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
