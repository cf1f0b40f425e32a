//! Names of sheets: what Excel accepts, and no two alike.

use std::collections::BTreeSet;

/// The most UTF-16 units that Excel allows in the name of a sheet.
const LIMIT: usize = 31;

/// The sheet that is always there, and the one that Excel keeps for itself.
const TAKEN: [&str; 3] = ["compare", "history", "similar"];

/// A sheet name for each supplier, in their order: the supplier's name as far as Excel allows, with a
/// number behind it where two would be alike.
pub(super) fn unique<'a>(suppliers: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken: BTreeSet<String> = TAKEN.into_iter().map(str::to_owned).collect();
    suppliers
        .map(|supplier| {
            let wanted = allowed(supplier);
            let mut name = fit(&wanted, LIMIT);
            let mut n = 1_u32;
            // Excel compares the names of sheets without regard to case.
            while !taken.insert(name.to_lowercase()) {
                n = n.saturating_add(1);
                let tail = format!(" ({n})");
                name = fit(&wanted, LIMIT - tail.len()) + &tail;
            }
            name
        })
        .collect()
}

/// Without the characters that Excel refuses, or that mean something in a formula; never empty.
fn allowed(supplier: &str) -> String {
    let text: String = supplier
        .chars()
        .map(|it| match it {
            // Excel takes the last four, but formulas name the sheet, and there they mean something.
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '|' | '!' | '=' | '"' => ' ',
            it if it.is_control() || it.is_whitespace() => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => ' ',
            it => it,
        })
        .collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_matches(['\'', ' ']);
    if text.is_empty() { "Supplier".to_owned() } else { text.replace('\'', "\u{2019}") }
}

/// At most `limit` UTF-16 units, with no apostrophe or blank left at the end.
fn fit(text: &str, limit: usize) -> String {
    let mut units = 0;
    let cut: String = text
        .chars()
        .take_while(|it| {
            units += it.len_utf16();
            units <= limit
        })
        .collect();
    cut.trim_end_matches(['\'', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ones_that_excel_accepts_and_no_two_are_alike() {
        let long = "The Quite Extraordinarily Long Supplier Name Company Limited";
        let names = unique(
            ["Acme Ltd", "ACME LTD", "Compare", "a/b:c*?[d]", "'quoted'", "", "\u{202e}", long, long]
                .into_iter(),
        );
        assert_eq!(
            names,
            [
                "Acme Ltd",
                "ACME LTD (2)",
                "Compare (2)",
                "a b c d",
                "quoted",
                "Supplier",
                "Supplier (2)",
                "The Quite Extraordinarily Long",
                "The Quite Extraordinarily L (2)",
            ]
        );
        assert!(names.iter().all(|it| it.encode_utf16().count() <= LIMIT));
    }
}
