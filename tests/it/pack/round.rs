//! Whatever suppliers write comes back as they wrote it, in both formats.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _, Write as _},
};

use probity::{tender::Verdict, workbook::write};
use proptest::prelude::*;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{asked, issue, read_back};

/// The text parts of a package by name.
pub(super) fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut held = Vec::new();
        part.read_to_end(&mut held).unwrap();
        if let Ok(text) = String::from_utf8(held) {
            parts.insert(name, text);
        }
    }
    parts
}

/// The package with its parts changed.
pub(super) fn edited(bytes: &[u8], change: &dyn Fn(&str, &str) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let method = part.compression();
        out.start_file(name.as_str(), SimpleFileOptions::default().compression_method(method)).unwrap();
        out.write_all(change(&name, &text).as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// Words as a person types them, and as nobody should: formulas, lines, quotes, signs of other alphabets, long texts.
fn answer() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9 .,;:()'\"%&<>/-]{1,60}",
        1 => Just("\n".to_owned()),
        1 => Just("=1+1".to_owned()),
        1 => Just("=HYPERLINK(\"http://example.org\",\"x\")".to_owned()),
        1 => Just("+44 20 7946 0000".to_owned()),
        1 => Just("“quoted” ‘words’ – 99.95 % …".to_owned()),
        1 => Just("🚲🌳 naïve café Zoë".to_owned()),
        1 => Just("  two  spaces ".to_owned()),
        1 => Just("@SUM(A1) -5 1-2 00123 TRUE".to_owned()),
        1 => Just("</text:p><script> &amp; ]]>".to_owned()),
        1 => Just("{{ x }} {% y %} _x000D_".to_owned()),
        1 => Just("Wir prüfen täglich. Nous vérifions. 我们每天检查".to_owned()),
    ];
    prop_oneof![
        20 => proptest::collection::vec(piece, 1..12).prop_map(|it| it.concat()),
        1 => Just("x".repeat(32_767)),
        1 => Just("long answer. ".repeat(2_500)),
    ]
    .prop_filter("something is written", |it| !it.trim().is_empty())
}

/// Few by default, because each makes and reads two workbooks.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(16)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// Set `PROPTEST_CASES` for more; a filling has thirteen answers in each of two formats.
    #[test]
    fn what_is_written_comes_back_verbatim(answers in proptest::collection::vec(answer(), 13)) {
        let bank = asked("core");
        let issue = issue(&bank);
        for open in [false, true] {
            // Values that are asked for beside words stand in rows of their own among them.
            let mut wrote = BTreeMap::new();
            let mut next = answers.iter().cycle();
            let bytes = write::filled(&issue, open, &mut |sheet, row, column| match (sheet, column) {
                ("Responses", 5) => {
                    let text = next.next().cloned();
                    wrote.insert(format!("Responses › F{}", row + 1), text.clone().unwrap_or_default());
                    text
                }
                _ => None,
            }).unwrap();
            let tender = read_back(if open { "a.ods" } else { "a.xlsx" }, &bytes, &bank);
            prop_assert_ne!(tender.intake.verdict, Verdict::Refused, "{:?}", tender.intake.explanation);
            for it in tender.responses.iter().flat_map(|it| &it.pieces) {
                prop_assert_eq!(Some(&it.text), wrote.get(&it.place.to_string()), "open: {}, {}", open, it.place);
            }
            prop_assert_eq!(tender.responses.len(), 13);
        }
    }
}
