//! Comparing what came back with what was issued, blind to what spreadsheets and typists change by themselves.

use crate::{
    bank::{Bank, Question, field::Field},
    id::QuestionId,
};

/// The longest name that spreadsheet programs give a sheet.
const SHEET_NAME: usize = 31;

/// An id of the bank as people write it: `slp 08`, `SLP-8` and `SLP–08` are `SLP-08`. None where it is not one of
/// the bank's; letters of other alphabets that look alike are not the same.
pub(crate) fn question<'a>(bank: &'a Bank, text: &str) -> Option<&'a Question> {
    if text.len() > 64 {
        return None;
    }
    let kept: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let digits = kept.find(|c: char| c.is_ascii_digit())?;
    let (area, number) = kept.split_at_checked(digits)?;
    if !number.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let number = number.trim_start_matches('0');
    let id: QuestionId = format!("{area}-{number:0>2}").parse().ok()?;
    bank.question(&id)
}

/// A field of a question as people write it: `DPL-06.notice-hours`, `dpl 6 Notice_Hours`. A sheet's name may have been
/// cut at its end, as spreadsheet programs do. None where it names no field of the bank.
pub(crate) fn field<'a>(bank: &'a Bank, text: &str) -> Option<(&'a Question, &'a Field)> {
    let text = text.trim();
    if text.len() > 96 || bank.questions.iter().all(|it| it.fields.is_empty()) {
        return None;
    }
    let marks = text.char_indices().filter(|(at, c)| *at > 0 && !c.is_alphanumeric());
    marks.filter_map(|(at, _)| text.split_at_checked(at)).find_map(|(before, after)| {
        let question = question(bank, before)?;
        let named = kebab(after);
        let exact = question.fields.iter().find(|it| it.id.as_str() == named);
        let cut = || {
            let mut begun = question.fields.iter().filter(|it| it.id.as_str().starts_with(&named));
            let only = begun.next().filter(|_| text.chars().count() == SHEET_NAME && named.len() > 3)?;
            begun.next().is_none().then_some(only)
        };
        Some((question, exact.or_else(cut)?))
    })
}

/// Words in small letters with hyphens between them.
fn kebab(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// An item of a foreign questionnaire, such as `CEK-03.1` or `A&A-01.2`; none where the text is no id.
pub(crate) fn item(text: &str) -> Option<String> {
    if text.len() > 24 {
        return None;
    }
    let mut id = String::with_capacity(text.len());
    for c in text.trim().trim_end_matches(['*', ':', ' ', '.']).chars() {
        match c {
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => id.push('-'),
            _ if c.is_whitespace() => {}
            _ => id.push(c.to_ascii_uppercase()),
        }
    }
    let (area, number) = id.split_once('-')?;
    let shaped = (2..=5).contains(&area.len())
        && area.bytes().all(|it| it.is_ascii_uppercase() || it == b'&')
        && number.split('.').count() <= 2
        && number
            .split('.')
            .all(|it| (1..=2).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit()));
    shaped.then_some(id)
}

/// Whether the wording that came back is the one that was issued.
pub(crate) fn same_question(issued: &Question, returned: &str) -> bool {
    if returned.trim() == issued.text.trim() {
        return true;
    }
    let returned = plain(returned);
    returned == plain(&issued.text)
        || returned
            .strip_prefix(&plain(&issued.title))
            .is_some_and(|rest| rest.trim_start_matches(['.', ':', '-', ' ']) == plain(&issued.text))
}

/// Whether the words at a field's cell are those that were issued, with or without the help below them.
pub(crate) fn same_field(issued: &Field, returned: &str) -> bool {
    let returned = plain(returned);
    returned == plain(&issued.printed()) || returned == plain(&issued.title)
}

/// Text without what changes by itself: kinds of quotation marks and dashes, kinds and number of spaces, line ends.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        let c = match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '`' | '\u{b4}' => '\'',
            '\u{201c}'..='\u{201f}' | '\u{2033}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{2026}' => {
                plain.push_str("..");
                '.'
            }
            c if c.is_whitespace() => {
                space = true;
                continue;
            }
            c => c,
        };
        if space && !plain.is_empty() {
            plain.push(' ');
        }
        space = false;
        plain.push(c);
    }
    plain
}

/// Whether the weight that came back is the one that was issued: `10`, `10.0`, `10%` and `0.1` are the same.
pub(crate) fn same_weight(issued: u32, returned: &str) -> bool {
    let returned = returned.trim().trim_end_matches('%').trim_end();
    let returned =
        if returned.contains('.') { returned.trim_end_matches('0').trim_end_matches('.') } else { returned };
    let share = format!("0.{issued:02}");
    returned == issued.to_string() || (issued < 100 && returned == share.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_told_from_words() {
        for (text, id) in [
            ("CEK-03.1", "CEK-03.1"),
            (" a&a-01.2 ", "A&A-01.2"),
            ("DOCU–01*", "DOCU-01"),
            ("I&S-03.1", "I&S-03.1"),
        ] {
            assert_eq!(item(text).as_deref(), Some(id));
        }
        for word in ["DOCU", "ISO-27001", "SOC-2 report", "TLS-1.2.3", "x"] {
            assert_eq!(item(word), None, "{word}");
        }
    }

    #[test]
    fn weights_are_compared_as_numbers() {
        for same in ["10", "10.0", "10 %", "0.1", "0.10"] {
            assert!(same_weight(10, same), "{same}");
        }
        assert!(same_weight(5, "0.05"));
        for other in ["1", "100", "0.01", "ten", "-10"] {
            assert!(!same_weight(10, other), "{other}");
        }
    }
}
