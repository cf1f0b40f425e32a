//! The formats of a workbook by which a cell shows something else than it holds, or nothing.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use crate::workbook::read::{
    Refusal,
    colour::{BLACK, Colour, Palette, WHITE, thousandths},
    format::{self, Format, Shown},
    limits,
    markup::{attribute, text_of},
    package::RESAVE,
    part,
};

/// Letters smaller than this, in thousandths of a point, are not read by eye.
const SMALLEST: i32 = 4_500;
/// Typefaces of signs: words set in them are not seen as words.
const SIGNS: [&str; 7] =
    ["wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol", "marlett", "zapfdingbats"];

/// How a format shows its cell otherwise than plainly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// Why a person does not see it.
    pub unseen: Option<&'static str>,
    /// A line goes through it.
    pub struck: bool,
    /// The typeface shows signs in place of letters.
    pub signs: bool,
    /// A number format that shows other words, or none.
    pub format: Option<Format>,
}

impl Look {
    fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// The formats of a workbook that are not plain.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    /// By the number that a cell names.
    pub cells: BTreeMap<u32, Look>,
    /// For each format whether it shows a number as a date or a time, or may.
    pub dates: Vec<bool>,
    /// What is behind the letters of a format, where it is not the paper.
    pub grounds: BTreeMap<u32, Colour>,
    /// By the number that a conditional format names: why it hides what it is applied to.
    pub conditional: BTreeMap<u32, &'static str>,
    /// The colours, for letters inside texts.
    pub palette: Palette,
}

/// A typeface as a style or a run of letters has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Font {
    colour: Option<Colour>,
    size: Option<i32>,
    struck: bool,
    signs: bool,
    hidden: bool,
}

impl Font {
    /// Takes note of one element inside a `font` or `rPr`.
    pub(crate) fn take(&mut self, element: &BytesStart<'_>, palette: &Palette) {
        let on = || attribute(element, "val").is_none_or(|it| it != "0" && it != "false");
        match element.local_name().as_ref() {
            "color" => self.colour = palette.read(element),
            "sz" => self.size = attribute(element, "val").map(|it| thousandths(&it)),
            "strike" => self.struck = on(),
            "vanish" => self.hidden = on(),
            "name" | "rFont" => {
                let name = text_of(element, "val").unwrap_or_default().to_lowercase();
                self.signs = SIGNS.contains(&name.as_str());
            }
            _ => {}
        }
    }

    /// The colour that it names itself.
    pub(crate) fn ink(&self) -> Option<Colour> {
        self.colour
    }

    /// Why letters of it are not seen whatever their colour, if they are not.
    pub(crate) fn unseen_on_any(&self) -> Option<&'static str> {
        if self.hidden {
            Some("letters that are marked as hidden")
        } else if self.size.is_some_and(|it| it < SMALLEST) {
            Some("letters too small to be read")
        } else {
            None
        }
    }

    /// Whether a line goes through it.
    pub(crate) fn is_struck(&self) -> bool {
        self.struck
    }

    /// Why letters of it are not seen on `ground`, if they are not.
    pub(crate) fn unseen(&self, ground: Colour) -> Option<&'static str> {
        self.unseen_on_any().or_else(|| lost(self.colour.unwrap_or(BLACK), ground))
    }
}

/// Why letters of a colour are not seen on `ground`, if they are not.
pub(crate) fn lost(ink: Colour, ground: Colour) -> Option<&'static str> {
    if ink.stands_out_from(ground) {
        None
    } else if ground == WHITE {
        Some("white or nearly white letters")
    } else {
        Some("letters of the colour that is behind them")
    }
}

/// Where in the part the pass is.
#[derive(Default)]
struct Pass {
    fonts: Vec<Font>,
    fills: Vec<Option<Colour>>,
    formats: BTreeMap<u32, Format>,
    /// For each number format of the workbook's own whether it may be of dates.
    of_dates: BTreeMap<u32, bool>,
    styles: Styles,
    /// The lists that are open.
    within: Vec<&'static str>,
    pattern: String,
    count: u32,
    rules: u32,
    rule: Font,
    rule_fill: Option<Colour>,
    rule_shows: Option<&'static str>,
}

/// The lists of the part that matter.
const LISTS: [&str; 8] =
    ["fonts", "fills", "cellXfs", "dxfs", "cellStyleXfs", "numFmts", "indexedColors", "dxf"];

impl Styles {
    /// Reads the part of styles, if there is one, with the part of the theme.
    ///
    /// # Errors
    /// When it is not plain XML or defines more formats than programs take.
    pub(crate) fn read(styles: Option<(&str, &[u8])>, theme: Option<(&str, &[u8])>) -> Result<Self, Refusal> {
        let mut pass = Pass::default();
        pass.styles.palette = Palette::of(theme)?;
        if let Some((name, xml)) = styles {
            // Colours that the workbook numbers itself stand after the formats that name them.
            if xml.windows(12).any(|it| it == b"<rgbColor rg") {
                part::walk(name, xml, |event, _| {
                    if let Event::Start(it) | Event::Empty(it) = event
                        && it.local_name().as_ref() == "rgbColor"
                    {
                        let colour = attribute(it, "rgb").as_deref().and_then(Colour::parse);
                        pass.styles.palette.number(colour.unwrap_or(BLACK));
                    }
                    Ok(())
                })?;
            }
            part::walk(name, xml, |event, _| {
                match event {
                    Event::Start(it) => pass.open(it, true)?,
                    Event::Empty(it) => pass.open(it, false)?,
                    Event::End(it) => pass.close(it.local_name().as_ref()),
                    _ => {}
                }
                Ok(())
            })?;
        }
        Ok(pass.styles)
    }
}

impl Pass {
    fn open(&mut self, element: &BytesStart<'_>, stays: bool) -> Result<(), Refusal> {
        let local = element.local_name();
        let name = local.as_ref();
        let within = self.within.last().copied().unwrap_or_default();
        match (within, name) {
            ("fonts", "font") => self.fonts.push(Font::default()),
            ("fonts", _) => {
                let palette = &self.styles.palette;
                if let Some(font) = self.fonts.last_mut() {
                    font.take(element, palette);
                }
            }
            ("fills", "fill") => self.fills.push(None),
            ("fills" | "dxf", "patternFill") => {
                self.pattern = text_of(element, "patternType").unwrap_or_default();
            }
            ("fills", "fgColor") if self.pattern == "solid" => self.fill(element),
            ("fills", "color") => self.fill(element),
            ("numFmts", "numFmt") => {
                let id = attribute(element, "numFmtId").and_then(|it| it.parse().ok());
                if let (Some(id), Some(code)) = (id, text_of(element, "formatCode")) {
                    self.of_dates.insert(id, format::of_dates(&code));
                    if let Some(format) = Format::odd(&code) {
                        self.formats.insert(id, format);
                    }
                }
            }
            ("cellXfs", "xf") => self.cell_format(element)?,
            ("dxf", "numFmt") => {
                let code = text_of(element, "formatCode").unwrap_or_default();
                self.rule_shows = Format::odd(&code).and_then(|it| match it.of_text() {
                    _ if it.blanks() => Some("a number format that shows nothing"),
                    Shown::Words(_) | Shown::Beside { .. } => {
                        Some("a number format that shows other words than the cell holds")
                    }
                    Shown::Value | Shown::Nothing => None,
                });
            }
            ("dxf", "bgColor") => self.rule_fill = self.styles.palette.read(element),
            ("dxf", "fgColor") if self.rule_fill.is_none() && self.pattern == "solid" => {
                self.rule_fill = self.styles.palette.read(element);
            }
            ("dxf", "color" | "sz" | "strike" | "vanish") => {
                let palette = &self.styles.palette;
                self.rule.take(element, palette);
            }
            ("dxfs", "dxf") => {
                (self.rule, self.rule_fill, self.rule_shows) = (Font::default(), None, None);
                self.pattern.clear();
                if !stays {
                    self.rules += 1;
                }
            }
            _ => {}
        }
        if stays && let Some(list) = LISTS.iter().find(|it| **it == name) {
            self.within.push(list);
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        if self.within.last().is_some_and(|it| *it == name) {
            self.within.pop();
            if name == "dxf" {
                if let Some(why) = hides(&self.rule, self.rule_fill, self.rule_shows) {
                    self.styles.conditional.insert(self.rules, why);
                }
                self.rules += 1;
            }
        }
    }

    /// The first colour of a fill counts; a gradient hides letters only where it begins.
    fn fill(&mut self, element: &BytesStart<'_>) {
        let colour = self.styles.palette.read(element);
        if let Some(fill) = self.fills.last_mut()
            && fill.is_none()
        {
            *fill = colour;
        }
    }

    fn cell_format(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let number = self.count;
        self.count += 1;
        if usize::try_from(number).is_ok_and(|it| it >= limits::FORMATS) {
            return Err(Refusal::new(
                "part-limit",
                format!(
                    "the workbook defines more than {} cell formats, which is all that spreadsheets allow. {RESAVE}",
                    limits::FORMATS
                ),
            ));
        }
        let index = |key: &str| attribute(element, key).and_then(|it| it.parse::<usize>().ok()).unwrap_or(0);
        let ground = self.fills.get(index("fillId")).copied().flatten().unwrap_or(WHITE);
        let mut look = Look::default();
        if let Some(font) = self.fonts.get(index("fontId")) {
            look.unseen = font.unseen(ground);
            look.struck = font.struck;
            look.signs = font.signs;
        }
        let format = u32::try_from(index("numFmtId")).unwrap_or(0);
        look.format = self.formats.get(&format).cloned();
        let built_in = matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58);
        self.styles.dates.push(self.of_dates.get(&format).copied().unwrap_or(built_in));
        if !look.is_plain() {
            self.styles.cells.insert(number, look);
        }
        if ground != WHITE {
            self.styles.grounds.insert(number, ground);
        }
        Ok(())
    }
}

/// Why a conditional format hides what it is applied to, if it does.
pub(crate) fn hides(font: &Font, fill: Option<Colour>, shows: Option<&'static str>) -> Option<&'static str> {
    if shows.is_some() {
        return shows;
    }
    // What a rule leaves alone is as the cell has it, and cells are dark on light.
    if font.colour.is_some() || fill.is_some() || font.hidden || font.size.is_some() {
        font.unseen(fill.unwrap_or(WHITE))
    } else {
        font.struck.then_some("letters with a line through them")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(inside: &str) -> Styles {
        let xml = format!("<styleSheet>{inside}</styleSheet>");
        Styles::read(Some(("xl/styles.xml", xml.as_bytes())), None).unwrap()
    }

    #[test]
    fn formats_that_hide_are_told_from_those_that_adorn() {
        let it = styles(
            "<numFmts><numFmt numFmtId=\"164\" formatCode=\";;;\"/></numFmts>\
             <fonts><font><sz val=\"11\"/><color theme=\"1\"/></font><font><color rgb=\"FFFEFEFE\"/></font>\
             <font><sz val=\"1\"/></font><font><strike/></font><font><color indexed=\"9\"/></font></fonts>\
             <fills><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>\
             <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF1F4E78\"/></patternFill></fill>\
             <fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF000000\"/></patternFill></fill></fills>\
             <cellStyleXfs><xf fontId=\"1\"/></cellStyleXfs>\
             <cellXfs><xf fontId=\"0\" fillId=\"0\"/><xf fontId=\"1\" fillId=\"0\"/><xf fontId=\"1\" fillId=\"2\"/>\
             <xf fontId=\"2\"/><xf fontId=\"3\"/><xf fontId=\"0\" fillId=\"3\"/><xf fontId=\"4\" fillId=\"1\"/>\
             <xf numFmtId=\"164\"/></cellXfs>\
             <dxfs><dxf><font><color rgb=\"FFFFFFFF\"/></font></dxf>\
             <dxf><font><color rgb=\"FFFFFFFF\"/></font><fill><patternFill><bgColor rgb=\"FF006100\"/></patternFill></fill></dxf>\
             <dxf/><dxf><numFmt numFmtId=\"170\" formatCode=\";;;\"/></dxf></dxfs>",
        );
        let unseen: Vec<u32> =
            it.cells.iter().filter(|(_, it)| it.unseen.is_some()).map(|(n, _)| *n).collect();
        assert_eq!(unseen, [1, 3, 5, 6]);
        assert!(it.cells[&4].struck && it.cells[&4].unseen.is_none());
        assert!(it.cells[&7].format.is_some());
        assert_eq!(it.conditional.keys().copied().collect::<Vec<_>>(), [0, 3]);
    }
}
