//! Characters in an answer that a person does not see, or sees as another: told, never removed and never scored
//! around in silence.

use crate::{
    diag::Place,
    tender::Flag,
    workbook::read::{alike, grid::is_unseen},
};

/// Tells of odd characters in the text of a cell.
pub(crate) fn tell(text: &str, place: &Place, flags: &mut Vec<Flag>) {
    let mut push = |code: &str, message: String| {
        flags.push(Flag { code: code.to_owned(), place: Some(place.clone()), message });
    };
    if looks_like_formula(text) {
        push(
            "formula-like-text",
            format!("the text in {place} begins as a formula does; it was read as text"),
        );
    }
    if let Some(word) = alike::small_l(text) {
        push("mixed-script", seeming(word, place));
    }
    // Most answers are plain, and have nothing more to tell.
    if text.bytes().all(|it| (0x20..0x7f).contains(&it) || it == b'\n') {
        return;
    }
    let count = |odd: fn(char) -> bool| text.chars().filter(|c| odd(*c)).count();
    let unseen = count(|c| is_unseen(c) && !is_joiner(c));
    if unseen > 0 || joins_latin(text) || parts_words(text) {
        push(
            "invisible-characters",
            format!("the text in {place} holds characters that show nothing ({} of them)", unseen.max(1)),
        );
    }
    if count(is_direction) > 0 {
        push("bidi-control", format!("the text in {place} is shown in another order than it is stored"));
    }
    if count(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) > 0 {
        push("control-characters", format!("the text in {place} holds control characters"));
    }
    let struck = count(alike::strikes) > 1;
    if struck {
        push("strikethrough-text", format!("letters of the text in {place} are struck through one by one"));
    }
    if let Some(word) = alike::seeming(text).filter(|it| !struck || !it.contains(alike::strikes)) {
        push("mixed-script", seeming(word, place));
    }
    if let Some(word) = alike::mixed(text) {
        push(
            "mixed-script",
            format!("the word “{word}” in {place} mixes letters of several alphabets that look alike"),
        );
    }
}

fn seeming(word: &str, place: &Place) -> String {
    format!("“{word}” in {place} is written in signs that only look like plain letters")
}

/// Joiners and marks of direction have honest uses in other scripts and in pictures.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{ad}')
}

/// Changes of direction that override what the letters themselves say.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A joiner between Latin letters joins nothing.
fn joins_latin(text: &str) -> bool {
    let mut before = ' ';
    let mut joined = false;
    for c in text.chars() {
        if matches!(c, '\u{200c}' | '\u{200d}') {
            joined = before.is_ascii_alphabetic();
        } else {
            if joined && c.is_ascii_alphabetic() {
                return true;
            }
            joined = false;
            before = c;
        }
    }
    false
}

/// Whether an unseen hyphen or mark of direction stands between Latin letters where a copied text has none: hyphens that
/// show only at the end of a line come with whole pages of text, one in a short word is put there.
fn parts_words(text: &str) -> bool {
    let soft = |c: char| matches!(c, '\u{ad}' | '\u{200e}' | '\u{200f}');
    text.split(|c: char| c.is_whitespace()).any(|word| {
        let letters = word.chars().filter(char::is_ascii_alphabetic).count();
        letters > 0 && letters < 6 && word.trim_matches(soft).contains(soft)
    })
}

/// Whether a spreadsheet program would take the text for a formula, were it typed in.
fn looks_like_formula(text: &str) -> bool {
    let mut rest = text.chars();
    match rest.next() {
        // An arrow is none.
        Some('=' | '＝' | '\t') => rest.next().is_some_and(|it| !matches!(it, '>' | '=' | '＞')),
        // A list begins with a dash, a telephone number with a plus and a name on the web with this sign; a call begins
        // with a name and a bracket.
        Some('+' | '-' | '＋' | '－' | '@' | '＠') => {
            let calls = |pair: (char, char)| {
                (pair.0.is_ascii_alphanumeric() && matches!(pair.1, '|' | '!'))
                    || pair.0.is_ascii_alphabetic() && pair.1 == '('
            };
            let first = rest.clone().next().is_some_and(|c| !c.is_whitespace());
            first && rest.clone().zip(rest.skip(1)).any(calls)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<String> {
        let mut flags = Vec::new();
        tell(text, &Place::Whole { path: "a".into() }, &mut flags);
        flags.into_iter().map(|it| it.code).collect()
    }

    #[test]
    fn odd_characters_are_told_by_their_kind() {
        for (text, code) in [
            ("Confirmed n\u{200b}ot.", "invisible-characters"),
            ("n\u{200d}ot", "invisible-characters"),
            ("Only to serve.\u{e0061}\u{e0077}", "invisible-characters"),
            ("Confirmed \u{202e}deerga ton\u{202c}.", "bidi-control"),
            ("ok\u{1b}[2J", "control-characters"),
            ("IS\u{41e}27001", "mixed-script"),
            ("\u{1d402}\u{1d428}\u{1d427}firmed", "mixed-script"),
            ("\u{ff23}\u{ff4f}\u{ff4e}\u{ff46}irmed", "mixed-script"),
            ("N\u{336}o\u{336}t\u{336} confirmed", "strikethrough-text"),
            ("We do n\u{338}ot sell.", "mixed-script"),
            ("We do \u{39d}\u{39f}\u{3a4} sell.", "mixed-script"),
            ("lSO 27001 held.", "mixed-script"),
            ("Confirmed no\u{ad}t.", "invisible-characters"),
            ("Confirmed\u{3164}not", "invisible-characters"),
            ("Confirmed\u{2800}not", "invisible-characters"),
            ("Confirmed\u{fff9}not\u{fffb}", "invisible-characters"),
            ("=cmd|' /C calc'!A0", "formula-like-text"),
            ("@SUM(1+1)", "formula-like-text"),
            ("=see(Annex)", "formula-like-text"),
            ("@A1!B2", "formula-like-text"),
            ("-2+3+cmd|' /C calc'!A0", "formula-like-text"),
        ] {
            assert_eq!(codes(text), [code], "{text:?}");
        }
    }

    #[test]
    fn honest_texts_of_any_script_have_nothing_to_tell() {
        for text in [
            "- first\n- second (see annex)",
            "+44 (0)20 7946 0000",
            "=> see Annex B",
            "@supplier is our handle",
            "@supplier",
            "Tŷ Dŵr Cymru, Łódź, شركة, 公司, Москва",
            "5 kΩ at 3 μm",
            "👩\u{200d}💻 on call",
            "£184,500 – “agreed”",
            "inter\u{ad}national stan\u{ad}dards",
            "❤\u{fe0f} A ≠ B, Ⓒ",
        ] {
            assert_eq!(codes(text), [""; 0], "{text:?}");
        }
    }
}
