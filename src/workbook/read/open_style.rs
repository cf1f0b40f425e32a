//! Styles of an Open Document by which a cell or its words are not seen, or are struck out.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use crate::workbook::read::{
    Refusal,
    colour::{BLACK, Colour, WHITE, thousandths},
    markup::{attribute, text_of},
    part,
};

/// Letters smaller than this, in thousandths of a point, are not read by eye.
const SMALLEST: i32 = 4_500;

/// What one style says.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    ink: Option<Colour>,
    ground: Option<Colour>,
    size: Option<i32>,
    struck: bool,
    hidden: bool,
    /// Rows without height, columns without width.
    pub flat: bool,
    /// Sheets that are not displayed.
    pub unseen: bool,
}

impl Style {
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
                self.open = text_of(element, "name").unwrap_or_default();
                let parent = text_of(element, "parent-style-name").unwrap_or_default();
                let inherited = self.get(&parent);
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
                if let Some(size) = value("font-size").as_deref().and_then(|it| it.strip_suffix("pt")) {
                    style.size = Some(thousandths(size));
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
                    let number = extent.trim_end_matches(|it: char| it.is_ascii_alphabetic());
                    // A tenth of a millimetre, whatever the unit: less than any letter.
                    style.flat = thousandths(number) < 40;
                }
                self.named.insert(self.open.clone(), style);
            }
            _ => {}
        }
    }
}
