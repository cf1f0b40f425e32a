//! The bank as text for a terminal.

use crate::{
    bank::{
        Bank, Origin, Question, SourceRef, Use,
        catalogue::form,
        diff::{Diff, Kind, ValueChange, Words},
        profile::Profile,
    },
    id::{PartId, QuestionId},
    source::SourceFile,
};

/// How wide running text is set, in characters.
const WIDTH: usize = 92;

/// The questions of a release as a table.
pub(super) fn list(bank: &Bank) -> String {
    let mut rows = vec![["ID", "TITLE", "FORM", "WEIGHT", "PARTS"].map(String::from)];
    rows.extend(bank.questions.iter().map(|it| {
        [it.id.to_string(), it.title.clone(), form(it), it.weight.to_string(), it.parts.len().to_string()]
    }));
    format!("Question bank {}, released on {}\n\n{}", bank.version, bank.date, table(&rows, &[3, 4]))
}

/// One question whole.
pub(super) fn show(bank: &Bank, it: &Question) -> String {
    let weight = match it.used_as {
        Use::Scored if bank.proportional => format!("weight in proportion to {}", it.weight),
        Use::Scored => format!("weight {} of 100", it.weight),
        other => format!("{}, no weight", other.as_str()),
    };
    let mut text = format!(
        "{} {}\nBank {} · revision {} · {} · {weight} · at most {} words\n",
        it.id,
        it.title,
        bank.version,
        it.revision,
        form(it),
        it.word_limit,
    );
    origin(it, &mut text);
    text.push_str(&format!("\n{}", wrapped(&it.text, 0)));

    let mut rows = vec![["", "PART", "WEIGHT", "MANDATORY", "NAME IN FILES"].map(String::from)];
    rows.extend(it.parts.iter().map(|part| {
        [
            part.letter.map(|c| format!("({c})")).unwrap_or_default(),
            part.title.clone(),
            part.weight.to_string(),
            if part.mandatory { "yes" } else { "" }.to_owned(),
            part.id.to_string(),
        ]
    }));
    heading("Parts", &mut text);
    text.push_str(&table(&rows, &[2]));

    if !it.fields.is_empty() {
        let mut rows = vec![["FIELD", "KIND", "ANSWERS THE PART", "REQUIRED"].map(String::from)];
        rows.extend(it.fields.iter().map(|field| {
            let parts: Vec<&str> = field.parts().map(PartId::as_str).collect();
            let required = if field.required { "yes" } else { "" };
            [field.title.clone(), field.kind.as_str().to_owned(), parts.join(", "), required.to_owned()]
        }));
        heading("Values and tables", &mut text);
        text.push_str(&table(&rows, &[]));
    }
    if !it.if_missing.is_empty() {
        heading("If nothing is answered", &mut text);
        text.push_str(&wrapped(&it.if_missing, 0));
    }

    heading("Why it is asked", &mut text);
    text.push_str(&wrapped(&it.why, 0));
    heading("For suppliers", &mut text);
    text.push_str(&wrapped(&it.supplier_guidance, 0));
    for part in &it.parts {
        text.push_str(&format!("\n{}\n{}", part.title, wrapped(&part.guidance, 2)));
    }
    heading("For evaluators", &mut text);
    text.push_str(&wrapped(&it.evaluator_guidance, 0));
    heading("From", &mut text);
    references(bank, &it.sources, &mut text);
    heading("The same requirement elsewhere", &mut text);
    references(bank, &it.crosswalk, &mut text);
    heading("Clauses that answers can call for", &mut text);
    for clause in &it.clauses {
        text.push_str(&format!("{clause}\n"));
    }
    text
}

/// Who asks it so, where that is not the bank alone.
fn origin(it: &Question, text: &mut String) {
    if let Origin::Overlay { title, added, changes, .. } = &it.origin {
        let by = if *added { "Asked" } else { "Changed" };
        text.push_str(&format!("{by} by the overlay “{title}”:\n"));
        for change in changes {
            text.push_str(&wrapped(&format!("- {change}"), 0));
        }
    }
}

/// A set of questions, with what each weighs or does.
pub(super) fn set(bank: &Bank, files: &[SourceFile]) -> String {
    let mut text = format!("Question bank {}, released on {}\n", bank.version, bank.date);
    let profile = bank.profile.as_ref().and_then(|it| Profile::load(files, it.as_str()).ok());
    if let Some(it) = profile {
        text.push_str(&format!("Profile {}: {}\n{}", it.id, it.title, wrapped(&it.meant_for, 0)));
    }
    if let Some(it) = &bank.overlay {
        text.push_str(&overlaid(bank));
        for gone in &it.removed {
            text.push_str(&wrapped(&format!("- left out: {} {}: {}", gone.id, gone.title, gone.reason), 0));
        }
    }
    let mut rows = vec![["ID", "TITLE", "THEME", "USE", "WEIGHT", "ORIGIN"].map(String::from)];
    rows.extend(bank.questions.iter().map(|it| {
        let weight = if it.used_as == Use::Scored { it.weight.to_string() } else { String::new() };
        let origin = match &it.origin {
            Origin::Bank => "",
            Origin::Overlay { added: true, .. } => "overlay",
            Origin::Overlay { .. } => "bank, changed by the overlay",
        };
        [
            it.id.to_string(),
            it.title.clone(),
            it.theme.as_ref().map(ToString::to_string).unwrap_or_default(),
            it.used_as.as_str().to_owned(),
            weight,
            origin.to_owned(),
        ]
    }));
    text.push_str(&format!("\n{}", table(&rows, &[4])));
    let scored = bank.questions.iter().filter(|it| it.used_as == Use::Scored);
    let total: u32 = scored.clone().map(|it| it.weight).sum();
    text.push_str(&format!(
        "\n{} questions, {} of them scored, with weights {} {total}\n",
        bank.questions.len(),
        scored.count(),
        if bank.proportional { "in proportion, which sum to" } else { "that sum to" }
    ));
    text
}

/// What an overlay does, in a line or a few.
pub(super) fn overlaid(bank: &Bank) -> String {
    let Some(it) = &bank.overlay else { return String::new() };
    let of = |added: bool| {
        let ours = |it: &&Question| matches!(it.origin, Origin::Overlay { added: own, .. } if own == added);
        bank.questions.iter().filter(ours).count()
    };
    let mut text = format!(
        "overlay “{}” on bank {}: {} added, {} changed, {} left out, {} loosened\n",
        it.title,
        bank.version,
        of(true),
        of(false),
        it.removed.len(),
        it.loosened.len()
    );
    for what in &it.loosened {
        text.push_str(&wrapped(&format!("- asks less than the bank: {what}"), 0));
    }
    text
}

/// The profiles that fit a release.
pub(super) fn profiles(bank: &Bank, fitting: &[(Profile, Bank)]) -> String {
    let mut rows = vec![["PROFILE", "TITLE", "QUESTIONS", "SCORED", "FROM"].map(String::from)];
    rows.extend(fitting.iter().map(|(it, set)| {
        let scored = set.questions.iter().filter(|it| it.used_as == Use::Scored).count();
        let value = if it.value_from == 0 { String::new() } else { format!("£{}", it.value_from) };
        [it.id.to_string(), it.title.clone(), set.questions.len().to_string(), scored.to_string(), value]
    }));
    let mut text = format!("Profiles of bank {}\n\n{}", bank.version, table(&rows, &[2, 3, 4]));
    for (it, _) in fitting {
        text.push_str(&format!("\n{}\n{}", it.id, wrapped(&it.meant_for, 2)));
    }
    text
}

/// What became of each question, in words: `[-gone-]` and `{+come+}` within a text.
pub(super) fn diff(diff: &Diff) -> String {
    let mut text = format!("From bank {} to bank {}\n", diff.from, diff.to);
    for it in &diff.migration {
        text.push_str(&wrapped(&format!("- {}: {}", it.release, it.text), 0));
    }
    for kind in
        [Kind::Same, Kind::Reworded, Kind::Changed, Kind::Split, Kind::Merged, Kind::New, Kind::Retired]
    {
        let of: Vec<_> = diff.questions.iter().filter(|it| it.kind == kind).collect();
        if of.is_empty() {
            continue;
        }
        heading(&format!("{} ({})", kind.as_str(), of.len()), &mut text);
        for it in of {
            text.push_str(&format!("{} {}", it.id, it.title));
            let from: Vec<&str> =
                it.from.iter().filter(|from| **from != it.id).map(QuestionId::as_str).collect();
            if !from.is_empty() {
                text.push_str(&format!(" (from {})", from.join(", ")));
            }
            text.push('\n');
            if let Some(reason) = &it.reason {
                text.push_str(&wrapped(reason, 2));
            }
            if !it.instead.is_empty() {
                let instead: Vec<&str> = it.instead.iter().map(QuestionId::as_str).collect();
                text.push_str(&format!("  instead: {}\n", instead.join(", ")));
            }
            for value in &it.values {
                text.push_str(&wrapped(&format!("- {}", differs(value)), 2));
            }
            for change in &it.texts {
                text.push_str(&wrapped(&format!("- {}: {}", change.what, marked(&change.words)), 2));
            }
        }
    }
    text
}

/// A value that differs, on one line.
pub(super) fn differs(value: &ValueChange) -> String {
    let shown = |it: &Option<String>| it.clone().unwrap_or_else(|| "none".to_owned());
    format!("{}: {} → {}", value.what, shown(&value.old), shown(&value.new))
}

/// Both texts in one; long stretches that did not change are shortened.
pub(super) fn marked(words: &[Words]) -> String {
    let last = words.len().saturating_sub(1);
    let shown = words.iter().enumerate().map(|(n, it)| match it {
        Words::Removed(it) => format!("[-{it}-]"),
        Words::Added(it) => format!("{{+{it}+}}"),
        Words::Kept(it) => {
            let all: Vec<&str> = it.split(' ').collect();
            let (head, tail) = (if n == 0 { 0 } else { 6 }, if n == last { 0 } else { 6 });
            if all.len() <= head + tail + 3 {
                return it.clone();
            }
            let head = all.get(..head).unwrap_or_default().join(" ");
            let tail = all.get(all.len() - tail..).unwrap_or_default().join(" ");
            format!("{head} … {tail}").trim().to_owned()
        }
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn heading(title: &str, text: &mut String) {
    text.push_str(&format!("\n{}\n", title.to_uppercase()));
}

fn references(bank: &Bank, list: &[SourceRef], text: &mut String) {
    for it in list {
        let mut line = match bank.sources.get(&it.source) {
            Some(source) => format!("- {}, {} ({})", source.title, source.edition, source.status.as_str()),
            None => format!("- {}", it.source),
        };
        if !it.at.is_empty() {
            line.push_str(&format!(": {}", it.at));
        }
        text.push_str(&wrapped(&line, 0));
    }
}

/// Columns as wide as their widest cell; those of `right` are set to the right, and trailing blanks are left out.
fn table<const N: usize>(rows: &[[String; N]], right: &[usize]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (n, (cell, width)) in row.iter().zip(widths).enumerate().filter(|(_, (_, width))| *width > 0) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            line.push_str(&if right.contains(&n) {
                format!("{cell:>width$}")
            } else {
                format!("{cell:<width$}")
            });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Paragraphs and list items set to the width; lines that stand together in the file run on.
fn wrapped(text: &str, indent: usize) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            blocks.push(String::new());
            open = false;
        } else if line.starts_with("- ") || !open {
            blocks.push(line.to_owned());
            open = true;
        } else if let Some(last) = blocks.last_mut() {
            last.push(' ');
            last.push_str(line);
        }
    }
    let mut set = String::new();
    for block in blocks {
        let hang = if block.starts_with("- ") { indent + 2 } else { indent };
        let mut line = " ".repeat(indent);
        let mut column = indent;
        let mut empty = true;
        for word in block.split_whitespace() {
            let wide = word.chars().count();
            if !empty && column + 1 + wide > WIDTH {
                set.push_str(&line);
                set.push('\n');
                line = " ".repeat(hang);
                column = hang;
                empty = true;
            }
            if !empty {
                line.push(' ');
                column += 1;
            }
            line.push_str(word);
            column += wide;
            empty = false;
        }
        set.push_str(line.trim_end());
        set.push('\n');
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_run_on_and_list_items_hang() {
        let long = "word ".repeat(25);
        let set = wrapped(&format!("One.\nTwo.\n\nLook for:\n- {long};\n- short."), 0);
        let lines: Vec<&str> = set.lines().collect();
        assert_eq!(lines[..3], ["One. Two.", "", "Look for:"]);
        assert!(lines[3].starts_with("- word") && lines[4].starts_with("  word"), "{set}");
        assert!(lines.iter().all(|it| it.chars().count() <= WIDTH), "{set}");
    }

    #[test]
    fn a_column_without_words_takes_no_room() {
        let rows = [["", "A", "9"].map(String::from), ["", "BB", "10"].map(String::from)];
        assert_eq!(table(&rows, &[2]), "A    9\nBB  10\n");
    }
}
