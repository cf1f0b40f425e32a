//! What the commands say: results to standard output, messages to standard error.

use std::{
    io::{self, Write as _},
    path::Path,
};

use super::Failure;
use crate::diag::Diagnostics;

/// Writes a result to standard output. A reader that has gone away, as `head` does, is no failure.
///
/// # Errors
/// When standard output cannot be written for another reason, such as a full disk.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("standard output could not be written: {error}").into())
        }
        _ => Ok(()),
    }
}

/// Writes faults to standard error, in the order of their places.
pub fn report(faults: &Diagnostics) {
    if !faults.is_empty() {
        let text = format!("{faults}\n");
        // There is no one left to tell if standard error is gone.
        let _gone = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// Writes a message to standard error, on a line of its own and with nothing in it that a terminal obeys.
pub fn note(message: &str) {
    let plain: String = message.chars().map(|it| if it.is_control() { '\u{fffd}' } else { it }).collect();
    // There is no one left to tell if standard error is gone.
    let _gone = io::stderr().lock().write_all(format!("probity: {plain}\n").as_bytes());
}

/// The longest line that is written, in characters.
const WIDTH: usize = 100;

/// Adds a paragraph in lines of at most [`WIDTH`] characters: the first begins with `lead`, the others stand below its end.
/// What a supplier wrote may hold what a terminal obeys; that is left out.
pub(super) fn wrapped(text: &mut String, lead: &str, paragraph: &str) {
    let indent = lead.chars().count();
    text.push_str(lead);
    let mut column = indent;
    for word in paragraph.split_whitespace() {
        let word = plain(word);
        let length = word.chars().count();
        if column > indent && column + 1 + length > WIDTH {
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            column = indent;
        } else if column > indent {
            text.push(' ');
            column += 1;
        }
        text.push_str(&word);
        column += length;
    }
    text.push('\n');
}

/// Without what a terminal obeys.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).collect()
}

/// A path within a command that is suggested, so that a shell takes it as one word when a person pastes it.
pub(super) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |it: char| it.is_alphanumeric() || "/._-+:@,=".contains(it) || cfg!(windows) && it == '\\';
    match (!text.is_empty() && text.chars().all(plain), cfg!(windows)) {
        (true, _) => text,
        // No name of a file there holds such a mark.
        (false, true) => format!("\"{text}\""),
        (false, false) => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(not(windows))]
    fn a_path_is_one_word_for_a_shell() {
        for (path, said) in [
            ("p/pack.v1", "p/pack.v1"),
            ("Sensörs", "Sensörs"),
            ("Bin Sensörs – Łot 1", "'Bin Sensörs – Łot 1'"),
            ("the buyer's", r"'the buyer'\''s'"),
            ("$(x)", "'$(x)'"),
            ("~", "'~'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(Path::new(path)), said);
        }
    }
}
