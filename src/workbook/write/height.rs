//! How high a row must be for its text. Programs that open a workbook differ in whether they work it out
//! themselves, so it is written into the file, by a rough measure that errs on the high side.

/// Points for a line of text at the size that the sheets use.
const LINE_HEIGHT: usize = 13;
/// The highest row that Excel knows, in points.
const HIGHEST_ROW: usize = 409;

/// How many characters fit on a line of a column that is `width` units wide. A unit is a digit of 11 points, the
/// text is of 10 points with a margin on both sides, and capitals are wide.
pub(super) fn line(width: usize) -> usize {
    (width.saturating_sub(2) * 6 / 5).max(1)
}

/// The height of a row in points for `text` on lines of `width` characters.
pub(super) fn height(text: &str, width: usize) -> u32 {
    let lines: usize = text.split('\n').map(|it| wrapped(it, width)).sum();
    u32::try_from((lines.max(1) * LINE_HEIGHT + 4).min(HIGHEST_ROW)).unwrap_or(409)
}

/// The lines that a paragraph takes when it is wrapped between words.
fn wrapped(paragraph: &str, width: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    let mut place = |length: usize| {
        if used > 0 && used + 1 + length > width {
            lines += 1;
            used = 0;
        }
        used += length + usize::from(used > 0);
        // A word that is longer than a line is broken.
        if used > width {
            lines += (used - 1) / width;
            used = (used - 1) % width + 1;
        }
    };
    let mut length = 0;
    for byte in paragraph.bytes() {
        if byte == b' ' {
            place(length);
            length = 0;
        } else if !(0x80..0xc0).contains(&byte) {
            // The first byte of a character.
            length += 1;
        }
    }
    place(length);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_high_enough_for_its_lines_and_never_too_high_for_excel() {
        assert_eq!(height("", 100), 17);
        assert_eq!(height("one\ntwo\n\nthree", 100), 56);
        assert_eq!(height(&"x".repeat(32_767), 100), 409);
    }

    #[test]
    fn lines_break_between_words_and_in_words_that_are_too_long() {
        assert_eq!(wrapped("aaa bbb ccc", 7), 2);
        assert_eq!(wrapped("aaa bbb ccc", 11), 1);
        assert_eq!(wrapped(&"x".repeat(21), 10), 3);
        assert_eq!(wrapped(&"x".repeat(20), 10), 2);
        assert_eq!(wrapped("", 10), 1);
    }
}
