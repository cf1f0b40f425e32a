//! Answers that were planted in workbooks of every dress are found word for word at their cells. `PROBITY_PLANTED` makes
//! more than the usual 100 workbooks.

use super::{
    edits::{Dice, asked},
    forge::{Forge, escape, open_document},
};
use crate::workbooks::{BANK, read};

const WORDS: [&str; 24] = [
    "Yes",
    "No",
    "we",
    "hold",
    "ISO 27001",
    "\u{2014}",
    "\u{141}\u{f3}d\u{17a}",
    "5 < 7 & so",
    "\"quoted\"",
    "it's",
    "a;b",
    "a,b",
    "100 %",
    "\u{a3}12",
    "{{ id }}",
    "<b>",
    "]]>",
    "\\",
    "e.g.",
    "12/03/2027",
    "AES-256",
    "\u{516c}\u{53f8}",
    "T\u{177}",
    "www.example.org",
];

fn words(row: u32, dice: &mut Dice, lines: bool) -> String {
    let mut text = row.to_string();
    for _ in 0..=dice.below(12) {
        text.push(if lines && dice.below(5) == 0 { '\n' } else { ' ' });
        let word: &&str = dice.of(&WORDS);
        text.push_str(word);
    }
    text
}

/// The answer sheet as text.
fn table(forge: &Forge, delimiter: char) -> Vec<u8> {
    let last = forge.cells.keys().map(|it| it.0).max().unwrap();
    let mut text = String::new();
    for row in 0..=last {
        let fields: Vec<String> = (0..5)
            .map(|column| {
                let text = forge.cells.get(&(row, column)).map_or("", |it| it);
                format!("\"{}\"", text.replace('"', "\"\""))
            })
            .collect();
        text.push_str(&(fields.join(&delimiter.to_string()) + "\r\n"));
    }
    text.into_bytes()
}

/// With its answers among the shared texts, some of them in runs of letters.
fn shared(mut forge: Forge, dice: &mut Dice) -> Vec<u8> {
    let mut list = String::new();
    let answers: Vec<((u32, u32), String)> = forge
        .cells
        .iter()
        .filter(|((_, column), _)| *column == 3)
        .map(|(at, it)| (*at, it.clone()))
        .collect();
    for (n, ((row, column), text)) in answers.into_iter().enumerate() {
        let cut = text.char_indices().nth(dice.below(text.chars().count())).map_or(0, |(at, _)| at);
        let t = |it: &str| format!("<t xml:space=\"preserve\">{}</t>", escape(it));
        list.push_str(&match dice.below(2) {
            0 => format!("<si>{}</si>", t(&text)),
            _ => format!("<si><r>{}</r><r><rPr><b/></rPr>{}</r></si>", t(&text[..cut]), t(&text[cut..])),
        });
        forge.raw.insert((row, column), format!("<c r=\"D{}\" t=\"s\"><v>{n}</v></c>", row + 1));
    }
    forge
        .part("xl/sharedStrings.xml", format!("<sst>{list}</sst>"))
        .related(false, "rIdT", "sharedStrings", "sharedStrings.xml")
        .xlsx()
}

#[test]
fn planted_answers_are_found_word_for_word_at_their_cells() {
    let mut dice = Dice(3);
    let count = asked("PROBITY_PLANTED", 100);
    for n in 0..count {
        let kind = n % 5;
        let mut forge = Forge::new();
        let mut planted = Vec::new();
        for row in 1..=13 {
            // The smith of Open Documents makes no paragraphs.
            planted.push(words(row, &mut dice, kind != 0));
            forge.cells.insert((row, 3), planted.last().unwrap().clone());
        }
        let down = u32::try_from(dice.below(6)).unwrap();
        forge.cells =
            forge.cells.into_iter().map(|((row, column), text)| ((row + down, column), text)).collect();
        let (name, bytes) = match kind {
            0 => ("planted.ods", open_document(&forge, "", "")),
            1 => ("planted.csv", table(&forge, ',')),
            2 => ("planted.csv", table(&forge, ';')),
            3 => ("planted.xlsx", shared(forge, &mut dice)),
            _ => ("planted.xlsx", forge.xlsx()),
        };
        let tender = read(name, &bytes);
        assert_eq!(tender.responses.len(), BANK.questions.len(), "{n}: {:?}", tender.intake);
        for (row, (response, planted)) in (2 + down..).zip(tender.responses.iter().zip(&planted)) {
            assert_eq!(response.pieces[0].text, *planted, "{n} {name}");
            assert!(response.pieces[0].place.to_string().ends_with(&format!(" D{row}")), "{n} {name}");
        }
    }
    println!("{count} workbooks, {} planted answers", count * BANK.questions.len());
}
