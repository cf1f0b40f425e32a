//! Styles of an Open Document by which a cell or its words are not seen, or are struck out.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use crate::workbook::read::{
    Refusal,
    colour::{BLACK, Colour, WHITE, thousandths},
    markup::{attribute, text_of},
    part,
};

/// Letters smaller than this, in thousandths of a millimetre, are not read by eye: four and a half points.
const SMALLEST: i64 = 1_587;
/// Rows lower and columns narrower than this, in thousandths of a millimetre, show nothing of a text.
const FLATTEST: i64 = 1_000;
/// How long the units of the format are, in thousandths of a millimetre.
const UNITS: &[(&str, i64)] =
    &[("mm", 1_000), ("cm", 10_000), ("in", 25_400), ("pt", 353), ("pc", 4_233), ("px", 265)];

/// A length in thousandths of a millimetre; none where it has no unit that is known.
fn length(written: &str) -> Option<i64> {
    let written = written.trim();
    UNITS.iter().find_map(|(unit, size)| {
        let number = written.strip_suffix(unit)?;
        Some(i64::from(thousandths(number)) * size / 1_000)
    })
}

/// What one style says.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    ink: Option<Colour>,
    ground: Option<Colour>,
    size: Option<i64>,
    struck: bool,
    hidden: bool,
    /// Rows without height, columns without width.
    pub flat: bool,
    /// Sheets that are not displayed.
    pub unseen: bool,
}

impl Style {
    /// What letters look like that have the style `inner` within one of this: what that leaves unsaid holds on.
    pub(crate) fn with(self, inner: Self) -> Self {
        Self {
            ink: inner.ink.or(self.ink),
            ground: inner.ground.or(self.ground),
            size: inner.size.or(self.size),
            struck: self.struck || inner.struck,
            hidden: self.hidden || inner.hidden,
            ..inner
        }
    }

    /// Whether a line goes through what is written in it.
    pub(crate) fn is_struck(&self) -> bool {
        self.struck
    }

    /// Why what is written in it is not seen, if it is not.
    pub(crate) fn hides(&self) -> Option<&'static str> {
        let (ink, ground) = (self.ink.unwrap_or(BLACK), self.ground.unwrap_or(WHITE));
        if self.hidden {
            Some("letters that are marked as hidden")
        } else if self.size.is_some_and(|it| it < SMALLEST) {
            Some("letters too small to be read")
        } else if ink.stands_out_from(ground) {
            None
        } else {
            Some("letters of the colour that is behind them")
        }
    }
}

/// The styles of a document by name, and the one whose properties are being read.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    named: BTreeMap<String, Style>,
    open: String,
    /// What is printed above and below the sheets.
    pub margins: String,
}

impl Styles {
    /// Reads the styles that stand in a part of their own, and what is printed in the margins.
    ///
    /// # Errors
    /// When the part is not plain XML.
    pub(crate) fn read(name: &str, xml: &[u8]) -> Result<Self, Refusal> {
        let mut styles = Self::default();
        let (mut margin, mut field) = (0_usize, 0_usize);
        part::walk(name, xml, |event, _| {
            let is_margin = |it: &str| it.starts_with("header") || it.starts_with("footer");
            let is_field = |it: &str| {
                matches!(
                    it,
                    "sheet-name" | "page-number" | "page-count" | "date" | "time" | "title" | "file-name"
                )
            };
            match event {
                Event::Start(it) => {
                    let local = it.local_name();
                    margin += usize::from(is_margin(local.as_ref()) && !local.as_ref().ends_with("style"));
                    field += usize::from(is_field(local.as_ref()));
                    styles.element(it);
                }
                Event::Empty(it) => styles.element(it),
                Event::End(it) => {
                    let local = it.local_name();
                    let ends = is_margin(local.as_ref()) && !local.as_ref().ends_with("style");
                    margin = margin.saturating_sub(usize::from(ends));
                    field = field.saturating_sub(usize::from(is_field(local.as_ref())));
                }
                Event::Text(it) if margin > 0 && field == 0 => {
                    styles.margins.push_str(it);
                    styles.margins.push(' ');
                }
                _ => {}
            }
            Ok(())
        })?;
        styles.margins = crate::workbook::read::margin::words(&styles.margins.replace('&', "&&"));
        Ok(styles)
    }

    /// The style of this name; a plain one where there is none.
    pub(crate) fn get(&self, name: &str) -> Style {
        self.named.get(name).copied().unwrap_or_default()
    }

    /// Takes note of an element if it defines a style or says something of one.
    pub(crate) fn element(&mut self, element: &BytesStart<'_>) {
        let local = element.local_name();
        match local.as_ref() {
            "style" | "default-style" => {
                let family = text_of(element, "family").unwrap_or_default();
                // What drawings and paragraphs have by default is not what cells have.
                let default = if family.is_empty() || family == "table-cell" {
                    String::new()
                } else {
                    format!(" {family}")
                };
                let parent = text_of(element, "parent-style-name");
                let inherited = match parent {
                    Some(parent) => self.get(&parent),
                    None if is_of_letters(&family) => Style::default(),
                    None => self.get(&default),
                };
                self.open = text_of(element, "name").unwrap_or(default);
                self.named.insert(self.open.clone(), inherited);
            }
            "text-properties"
            | "table-cell-properties"
            | "table-row-properties"
            | "table-column-properties"
            | "table-properties" => {
                let mut style = self.get(&self.open);
                let value = |key: &str| attribute(element, key);
                if let Some(colour) = value("color") {
                    style.ink = Colour::parse(&colour);
                }
                if let Some(colour) = value("background-color") {
                    style.ground = if colour == "transparent" { None } else { Colour::parse(&colour) };
                }
                if let Some(size) = value("font-size").as_deref().and_then(length) {
                    style.size = Some(size);
                }
                let line = value("text-line-through-style").or_else(|| value("text-line-through-type"));
                if let Some(line) = line {
                    style.struck = line != "none";
                }
                style.hidden |=
                    local.as_ref() == "text-properties" && value("display").is_some_and(|it| it == "none");
                style.unseen |=
                    local.as_ref() == "table-properties" && value("display").is_some_and(|it| it == "false");
                if let Some(extent) = value("row-height").or_else(|| value("column-width")) {
                    style.flat = length(&extent).unwrap_or_else(|| thousandths(&extent).into()) < FLATTEST;
                }
                self.named.insert(self.open.clone(), style);
            }
            _ => {}
        }
    }
}

/// Styles that say only what is other than around the letters.
fn is_of_letters(family: &str) -> bool {
    matches!(family, "text" | "paragraph")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_compared_in_one_unit() {
        for (written, size) in [
            ("0.3mm", Some(300)),
            ("0.03cm", Some(300)),
            ("0.5pt", Some(176)),
            ("0.01in", Some(254)),
            ("12.8pt", Some(4_518)),
            ("0.45cm", Some(4_500)),
            ("12", None),
            ("50%", None),
        ] {
            assert_eq!(length(written), size, "{written}");
        }
    }
}
