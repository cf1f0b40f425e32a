//! Colours of a workbook as a person sees them, and whether letters stand out from what is behind them. Whole numbers
//! only; the eye needs no more.

use quick_xml::events::{BytesStart, Event};

use crate::workbook::read::{Refusal, markup::attribute, part};

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub u8, pub u8, pub u8);

/// Paper.
pub(crate) const WHITE: Colour = Colour(255, 255, 255);
/// Ink.
pub(crate) const BLACK: Colour = Colour(0, 0, 0);

/// The eight colours that a workbook without a palette of its own numbers 0 to 7, and again 8 to 15.
const BASIC: [Colour; 8] = [
    BLACK,
    WHITE,
    Colour(255, 0, 0),
    Colour(0, 255, 0),
    Colour(0, 0, 255),
    Colour(255, 255, 0),
    Colour(255, 0, 255),
    Colour(0, 255, 255),
];
/// The pale ones among the further numbers, by which letters could be hidden.
const PALE: [(usize, Colour); 9] = [
    (22, Colour(192, 192, 192)),
    (26, Colour(255, 255, 204)),
    (27, Colour(204, 255, 255)),
    (34, Colour(204, 255, 255)),
    (35, Colour(204, 255, 204)),
    (41, Colour(204, 255, 255)),
    (42, Colour(204, 255, 204)),
    (43, Colour(255, 255, 153)),
    (65, WHITE),
];

impl Colour {
    /// Six or eight hexadecimal digits, of which the last six count.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        let digits = digits.get(digits.len().checked_sub(6)?..)?;
        let two = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self(two(0)?, two(2)?, two(4)?))
    }

    /// Whether letters of this colour can be read on `ground`: their contrast is at least 3 to 2.
    pub(crate) fn stands_out_from(self, ground: Self) -> bool {
        // Relative luminance with a square in place of the exact curve, out of 650 million; the law of contrast adds
        // a twentieth to both.
        let light = |Self(r, g, b): Self| {
            let square = |it: u8| u64::from(it) * u64::from(it);
            2_126 * square(r) + 7_152 * square(g) + 722 * square(b) + 32_512_500
        };
        let (a, b) = (light(self), light(ground));
        2 * a.max(b) >= 3 * a.min(b)
    }

    /// Lighter or darker by so many thousandths.
    fn tinted(self, thousandths: i32) -> Self {
        let change = |it: u8| {
            let it = i32::from(it);
            let whole = if thousandths >= 0 {
                it + (255 - it) * thousandths / 1000
            } else {
                it + it * thousandths / 1000
            };
            u8::try_from(whole.clamp(0, 255)).unwrap_or(u8::MAX)
        };
        Self(change(self.0), change(self.1), change(self.2))
    }
}

/// The colours that a workbook numbers.
#[derive(Debug, Clone)]
pub(crate) struct Palette {
    theme: Vec<Colour>,
    indexed: Vec<Colour>,
}

impl Default for Palette {
    fn default() -> Self {
        let theme = [0xff_ff_ff, 0, 0xe7_e6_e6, 0x44_54_6a, 0x44_72_c4, 0xed_7d_31, 0xa5_a5_a5, 0xff_c0_00];
        let theme = theme.map(|it: u32| Colour::parse(&format!("{it:06x}")).unwrap_or(BLACK));
        Self { theme: theme.to_vec(), indexed: Vec::new() }
    }
}

impl Palette {
    /// The palette of a workbook whose theme part, if any, is given.
    ///
    /// # Errors
    /// When the part is not plain XML.
    pub(crate) fn of(theme: Option<(&str, &[u8])>) -> Result<Self, Refusal> {
        let mut palette = Self::default();
        let Some((name, xml)) = theme else { return Ok(palette) };
        let (mut inside, mut found) = (false, Vec::new());
        part::walk(name, xml, |event, _| {
            match event {
                Event::Start(it) if it.local_name().as_ref() == "clrScheme" => inside = true,
                Event::End(it) if it.local_name().as_ref() == "clrScheme" => inside = false,
                Event::Start(it) | Event::Empty(it) if inside => match it.local_name().as_ref() {
                    "srgbClr" => found.extend(attribute(it, "val").as_deref().and_then(Colour::parse)),
                    "sysClr" => {
                        let said = attribute(it, "lastClr").as_deref().and_then(Colour::parse);
                        let window = attribute(it, "val").is_some_and(|it| it == "window");
                        found.push(said.unwrap_or(if window { WHITE } else { BLACK }));
                    }
                    _ => {}
                },
                _ => {}
            }
            Ok(())
        })?;
        // The file has dark before light, and numbers light before dark.
        for pair in found.chunks_mut(2).take(2) {
            pair.reverse();
        }
        if found.len() >= 4 {
            palette.theme = found;
        }
        Ok(palette)
    }

    /// With the colours that the workbook numbers itself.
    pub(crate) fn number(&mut self, colour: Colour) {
        self.indexed.push(colour);
    }

    /// The colour that a `color` element and its kin name; none for the automatic one.
    pub(crate) fn read(&self, element: &BytesStart<'_>) -> Option<Colour> {
        let number = |key: &str| attribute(element, key).and_then(|it| it.parse::<usize>().ok());
        let colour = if let Some(rgb) = attribute(element, "rgb") {
            Colour::parse(&rgb)?
        } else if let Some(n) = number("theme") {
            *self.theme.get(n)?
        } else if let Some(n) = number("indexed") {
            let basic = || if n < 16 { BASIC.get(n % 8).copied() } else { None };
            let pale = || PALE.iter().find(|(it, _)| *it == n).map(|(_, it)| *it);
            self.indexed.get(n).copied().or_else(basic).or_else(pale)?
        } else {
            return None;
        };
        Some(colour.tinted(attribute(element, "tint").map_or(0, |it| thousandths(&it))))
    }
}

/// A decimal number in thousandths; 0 where it is none.
pub(crate) fn thousandths(text: &str) -> i32 {
    let text = text.trim();
    let (minus, digits) = text.strip_prefix('-').map_or((false, text), |it| (true, it));
    // Numbers with an exponent are tiny or absurd.
    if digits.contains(['e', 'E']) {
        return 0;
    }
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let number = format!("{}{part}", if whole.is_empty() { "0" } else { whole }).parse::<i32>().unwrap_or(0);
    if minus { -number } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_white_does_not_stand_out_from_white_and_grey_does() {
        let hex = |text: &str| Colour::parse(text).unwrap();
        for pale in ["FFFFFFFF", "FFFEFEFE", "F2F2F2", "FFFF00", "FFD9D9D9"] {
            assert!(!hex(pale).stands_out_from(WHITE), "{pale}");
        }
        for ink in ["000000", "FF808080", "0563C1", "FF0000", "A6A6A6"] {
            assert!(hex(ink).stands_out_from(WHITE), "{ink}");
        }
        assert!(WHITE.stands_out_from(hex("1F4E78")));
        assert!(!BLACK.stands_out_from(BLACK));
    }

    #[test]
    fn numbers_are_read_in_thousandths() {
        for (text, thousand) in [("0.5", 500), ("-0.249977", -249), ("1", 1000), ("12.75", 12_750), ("x", 0)]
        {
            assert_eq!(thousandths(text), thousand);
        }
        assert_eq!(BLACK.tinted(500), Colour(127, 127, 127));
        assert_eq!(WHITE.tinted(-500), Colour(128, 128, 128));
    }
}
