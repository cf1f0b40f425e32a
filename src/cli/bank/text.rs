//! The bank as text for a terminal.

use crate::bank::{Bank, Question, SourceRef, catalogue::form};

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
    let mut text = format!(
        "{} {}\nBank {} · revision {} · {} · weight {} of 100 · at most {} words\n\n{}",
        it.id,
        it.title,
        bank.version,
        it.revision,
        form(it),
        it.weight,
        it.word_limit,
        wrapped(&it.text, 0)
    );

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
