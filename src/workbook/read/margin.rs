//! What is printed above and below a sheet, without the codes that make page numbers and typefaces.

/// The words of headers and footers; empty where they only number the pages or name the file.
pub(crate) fn words(codes: &str) -> String {
    let mut out = String::new();
    let mut rest = codes.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '&' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('&') => out.push('&'),
            // A typeface by its name, and a colour by its number.
            Some('"') => while rest.next().is_some_and(|it| it != '"') {},
            Some('K') => {
                for _ in 0..6 {
                    rest.next_if(char::is_ascii_hexdigit);
                }
            }
            Some(digit) if digit.is_ascii_digit() => while rest.next_if(char::is_ascii_digit).is_some() {},
            Some(_) => out.push(' '),
            None => {}
        }
    }
    let said = |word: &&str| {
        let word: String =
            word.chars().filter(|it| it.is_alphabetic()).flat_map(char::to_lowercase).collect();
        !word.is_empty() && !["page", "of", "sheet", "pages"].contains(&word.as_str())
    };
    if out.split_whitespace().any(|it| said(&it)) {
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_no_words() {
        assert_eq!(words("&L&\"Arial,Bold\"&12&F&RPage &P of &N"), "");
        assert_eq!(words("&C&K00FF00Smith && Sons &D"), "Smith & Sons");
        assert_eq!(words("&CNotwithstanding the above"), "Notwithstanding the above");
    }
}
