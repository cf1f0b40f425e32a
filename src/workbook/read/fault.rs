//! Errors in cells that newer programs write, such as `#SPILL!`: a cell that holds one is unreadable, and no reason to
//! refuse the rest of the workbook, as the reader of values would.

use std::ops::Range;

use quick_xml::events::Event;

use crate::workbook::read::{
    Refusal,
    markup::{attribute, plain},
    part,
};

/// The errors that the reader of values knows.
const KNOWN: &[&str] = &["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
/// The longest that is taken for an error.
const LONGEST: usize = 24;

/// Whether a value has the form of an error.
pub(crate) fn is_error(value: &str) -> bool {
    let sign = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || matches!(it, b'/' | b'_');
    value.strip_prefix('#').is_some_and(|it| {
        let name = it.trim_end_matches(['!', '?']);
        !name.is_empty() && it.len() < LONGEST && name.bytes().all(sign)
    })
}

/// Whether the reader of values would refuse it.
pub(crate) fn is_new(error: &str) -> bool {
    !KNOWN.contains(&error)
}

/// The XML of a sheet with an old error in the place of each new one.
///
/// # Errors
/// When the XML is not well formed, which the pass over it would have told.
pub(crate) fn aged(name: &str, xml: &[u8]) -> Result<Vec<u8>, Refusal> {
    let text = plain(name, xml)?;
    let (mut in_error, mut in_value) = (false, false);
    let mut found: Vec<Range<usize>> = Vec::new();
    part::walk(name, xml, |event, at| {
        match event {
            Event::Start(it) => match it.local_name().as_ref() {
                "c" => in_error = attribute(it, "t").is_some_and(|it| it == "e"),
                local => in_value = local == "v",
            },
            Event::End(_) => in_value = false,
            Event::Text(it) if in_error && in_value && is_error(it) && is_new(it) => {
                let at = usize::try_from(at).unwrap_or(text.len());
                found.push(at..at.saturating_add(it.len()));
            }
            _ => {}
        }
        Ok(())
    })?;
    let mut aged = String::with_capacity(text.len());
    let mut from = 0;
    for span in found {
        aged.push_str(text.get(from..span.start).unwrap_or_default());
        aged.push_str("#VALUE!");
        from = span.end;
    }
    aged.push_str(text.get(from..).unwrap_or_default());
    Ok(aged.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_from_words() {
        for error in ["#SPILL!", "#GETTING_DATA", "#DIV/0!", "#NAME?", "#N/A", "#BUSY!"] {
            assert!(is_error(error), "{error}");
        }
        for word in ["", "#", "#!", "SPILL!", "#spill", "#1 in the market", "# NO"] {
            assert!(!is_error(word), "{word}");
        }
    }

    #[test]
    fn only_values_of_errors_are_replaced() {
        let xml = "<worksheet><c t=\"e\"><f>A1&lt;2</f><v>#SPILL!</v></c><c t=\"str\"><v>#SPILL!</v></c>\
                   <c t=\"e\"><v>#N/A</v></c></worksheet>";
        let aged = aged("s", xml.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(aged).unwrap(), xml.replacen("#SPILL!", "#VALUE!", 1));
    }
}
