//! Single edits of the wording that was issued: one that a person made is always told, one that a program or a
//! typist makes by itself never. `PROBITY_EDITS` takes more than the usual 5,000.

use super::forge::ANSWERS;
use crate::workbooks::{BANK, flags, read};

/// Numbers that are the same in every run.
pub(super) struct Dice(pub u64);

impl Dice {
    /// A number below `most`.
    pub(super) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }

    pub(super) fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

pub(super) fn asked(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

/// All questions as text with a header, each with its wording as `word` makes it.
fn sheet(mut word: impl FnMut(&str) -> String, mut id: impl FnMut(&str) -> String) -> Vec<u8> {
    let mut text = String::from("Question ID,Question,Weight,Response\r\n");
    for (question, answer) in BANK.questions.iter().zip(ANSWERS) {
        let wording = word(&question.text).replace('"', "\"\"");
        text.push_str(&format!(
            "\"{}\",\"{wording}\",{},\"{answer}\"\r\n",
            id(question.id.as_str()),
            question.weight
        ));
    }
    text.into_bytes()
}

fn edited(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.trim().chars().collect();
    loop {
        let at = dice.below(letters.len());
        let before = letters[at];
        // Spaces and marks have harmless forms, which the other test holds.
        if !before.is_alphanumeric() {
            continue;
        }
        match dice.below(5) {
            0 => {
                letters.remove(at);
            }
            1 => letters.insert(at, *dice.of(&['e', 't', 'n', 'x', '7'])),
            2 => letters[at] = if before == 'q' { 'z' } else { 'q' },
            3 => letters.insert(at, '\u{200b}'),
            _ => match before {
                'o' => letters[at] = '\u{43e}',
                'e' => letters[at] = '\u{435}',
                _ if before.is_lowercase() => letters[at] = before.to_ascii_uppercase(),
                _ => letters[at] = if before == 'A' { 'B' } else { 'A' },
            },
        }
        return letters.into_iter().collect();
    }
}

#[test]
fn every_edit_of_a_single_letter_is_told() {
    let (edits, mut dice, mut done) = (asked("PROBITY_EDITS", 5_000), Dice(1), 0);
    while done < edits {
        let mut wordings = Vec::new();
        let bytes = sheet(
            |it| {
                wordings.push(edited(it, &mut dice));
                wordings.last().unwrap().clone()
            },
            str::to_owned,
        );
        let tender = read("edited.csv", &bytes);
        let told: Vec<&str> = tender
            .intake
            .flags
            .iter()
            .filter(|it| it.code == "question-altered")
            .map(|it| it.message.as_str())
            .collect();
        assert_eq!(told.len(), BANK.questions.len(), "{wordings:?}");
        for (question, message) in BANK.questions.iter().zip(&told) {
            assert!(message.contains(question.text.trim()), "the issued text is told: {message}");
        }
        done += told.len();
    }
}

fn harmless(text: &str, dice: &mut Dice) -> String {
    let text = text.trim();
    match dice.below(6) {
        0 => text.replace('\'', "\u{2019}"),
        1 => text.replacen(' ', "\u{a0}", 1 + dice.below(4)),
        2 => text.replacen(' ', "  ", 1 + dice.below(3)),
        3 => text.replace('\n', "\r\n"),
        4 => format!(" {text}\n"),
        _ => text.replace('-', "\u{2013}").replace('"', "\u{201d}"),
    }
}

#[test]
fn harmless_edits_are_never_told() {
    let (edits, mut dice, mut done) = (asked("PROBITY_EDITS", 5_000) / 5, Dice(2), 0);
    while done < edits {
        let mut ids = Dice(u64::try_from(done).unwrap());
        let bytes = sheet(
            |it| harmless(it, &mut dice),
            |it| match ids.below(4) {
                0 => it.to_lowercase(),
                1 => it.replace('-', " "),
                2 => it.replace('-', "\u{2011}"),
                _ => format!(" {it} "),
            },
        );
        let tender = read("retyped.csv", &bytes);
        assert_eq!(flags(&tender), [""; 0], "{:?}", tender.intake.flags);
        done += BANK.questions.len();
    }
}
