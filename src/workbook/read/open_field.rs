//! Fields of an Open Document: elements within a text whose words a program fills in anew, so that what the file holds
//! need not be what a person sees.

use crate::workbook::read::runs::shortened;

/// Elements within a text whose words stand for themselves.
const PLAIN: &[&str] = &[
    "a",
    "bookmark",
    "bookmark-end",
    "bookmark-start",
    "h",
    "line-break",
    "list",
    "list-item",
    "meta",
    "note",
    "note-body",
    "note-citation",
    "p",
    "ruby",
    "ruby-base",
    "ruby-text",
    "s",
    "soft-page-break",
    "span",
    "tab",
];

/// Whether an element is a field.
pub(crate) fn is_one(element: &str) -> bool {
    element.strip_prefix("text:").is_some_and(|it| !PLAIN.contains(&it))
}

/// What a field shows in place of the words that the file holds; none where it is the same.
pub(crate) fn shown(element: &str, words: &str, sheet: &str) -> Option<String> {
    let words = words.trim();
    let name = element.trim_start_matches("text:");
    if name == "sheet-name" {
        return (words != sheet).then(|| sheet.to_owned());
    }
    let quoted = shortened(words, 80);
    (!words.is_empty()).then(|| format!("what a program fills in for “{quoted}” (a field `{name}`)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_shows_what_the_program_fills_in() {
        assert!(is_one("text:sheet-name") && is_one("text:hidden-text") && !is_one("text:span"));
        assert_eq!(shown("text:sheet-name", "Responses", "Responses"), None);
        assert_eq!(shown("text:sheet-name", "not ", "Responses").as_deref(), Some("Responses"));
        assert!(
            shown("text:title", "not", "Responses").is_some_and(|it| it.contains("“not” (a field `title`)"))
        );
        assert_eq!(shown("text:bookmark-ref", "", "Responses"), None);
    }
}
