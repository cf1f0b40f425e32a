//! What lies on a sheet and is in no cell: pictures, the words of text boxes, and notes.

use quick_xml::events::{BytesStart, Event};

use crate::workbook::read::{
    Refusal,
    grid::{Area, Picture, cell_position},
    limits,
    markup::{Markup, attribute, text_of},
    part,
};

/// What one drawing part holds.
#[derive(Debug, Default)]
pub(crate) struct Drawing {
    /// Where each picture lies.
    pub pictures: Vec<(Anchor, bool)>,
    /// The words of shapes, each with the cell at its corner.
    pub texts: Vec<((u32, u32), String)>,
    /// Relationships that a click follows, each with the cell at its corner.
    pub links: Vec<((u32, u32), String)>,
}

/// Where something lies on a sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Anchor {
    from: (u32, u32),
    to: Option<(u32, u32)>,
    /// Whether the lower right cell is touched at all.
    inside: (bool, bool),
    /// Width and height in English Metric Units, 914,400 an inch.
    size: Option<(i64, i64)>,
}

#[derive(Default)]
struct Pass {
    drawing: Drawing,
    anchor: Anchor,
    corner: Option<bool>,
    field: Field,
    words: String,
    in_words: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Field {
    #[default]
    None,
    Row,
    Column,
    RowOffset,
    ColumnOffset,
}

/// Reads the drawing part `name`.
///
/// # Errors
/// When it is not plain XML.
pub(crate) fn read(name: &str, xml: &[u8]) -> Result<Drawing, Refusal> {
    let mut pass = Pass::default();
    part::walk(name, xml, |event, _| {
        match event {
            Event::Start(it) => pass.open(it),
            Event::Empty(it) => {
                pass.open(it);
                pass.close(it.local_name().as_ref());
            }
            Event::End(it) => pass.close(it.local_name().as_ref()),
            Event::Text(it) => pass.text(it),
            Event::CData(it) => pass.text(it),
            Event::GeneralRef(it) if pass.in_words => pass.words.push_str(&entity(it)),
            _ => {}
        }
        Ok(())
    })?;
    Ok(pass.drawing)
}

/// What a reference to a character means.
pub(crate) fn entity(name: &str) -> String {
    let whole = format!("&{name};");
    quick_xml::escape::unescape(&whole).map_or_else(|_| whole.clone(), std::borrow::Cow::into_owned)
}

impl Pass {
    fn open(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "oneCellAnchor" | "twoCellAnchor" | "absoluteAnchor" => self.anchor = Anchor::default(),
            "from" => self.corner = Some(true),
            "to" => {
                self.corner = Some(false);
                self.anchor.to = Some(self.anchor.from);
            }
            "col" => self.field = Field::Column,
            "row" => self.field = Field::Row,
            "colOff" => self.field = Field::ColumnOffset,
            "rowOff" => self.field = Field::RowOffset,
            "ext" if self.anchor.size.is_none() => {
                let number = |key| attribute(element, key).and_then(|it| it.parse::<i64>().ok());
                self.anchor.size = number("cx").zip(number("cy"));
            }
            "blip" => {
                let has = |key| attribute(element, key).is_some_and(|it| !it.is_empty());
                self.drawing.pictures.push((self.anchor, has("link") && !has("embed")));
            }
            "hlinkClick" | "hlinkHover" => {
                let id = attribute(element, "id").map(std::borrow::Cow::into_owned);
                self.drawing.links.extend(id.map(|it| (self.anchor.from, it)));
            }
            "t" => self.in_words = true,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_words {
            self.words.push_str(text);
            return;
        }
        let Ok(number) = text.trim().parse::<u32>() else { return };
        // Beyond the last row there is none.
        let number = number.min(limits::ROWS - 1);
        let to = &mut self.anchor;
        let corner = match self.corner {
            Some(true) => &mut to.from,
            Some(false) => to.to.get_or_insert_default(),
            None => return,
        };
        match self.field {
            Field::Row => corner.0 = number,
            Field::Column => corner.1 = number,
            Field::RowOffset if self.corner == Some(false) => to.inside.0 = number > 0,
            Field::ColumnOffset if self.corner == Some(false) => to.inside.1 = number > 0,
            Field::RowOffset | Field::ColumnOffset | Field::None => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "from" | "to" => self.corner = None,
            "col" | "row" | "colOff" | "rowOff" => self.field = Field::None,
            "t" => {
                self.in_words = false;
                self.words.push(' ');
            }
            "txBody" => {
                let words = std::mem::take(&mut self.words);
                let text = (self.anchor.from, words.split_whitespace().collect::<Vec<_>>().join(" "));
                // The same shape may be drawn twice, for programs of different ages.
                if !text.1.is_empty() && !self.drawing.texts.contains(&text) {
                    self.drawing.texts.push(text);
                }
            }
            _ => {}
        }
    }
}

impl Anchor {
    /// The cells that are covered, where the size must be reckoned by the widths and heights that the sheet states.
    pub(crate) fn picture(self, markup: &Markup, linked: bool) -> Picture {
        const COLUMN: i64 = 9_000;
        const ROW: i64 = 15_000;
        let last = match (self.to, self.size) {
            (Some(to), _) => {
                let back =
                    |n: u32, inside: bool, from: u32| if inside { n } else { n.saturating_sub(1).max(from) };
                (back(to.0, self.inside.0, self.from.0), back(to.1, self.inside.1, self.from.1))
            }
            (None, Some((width, height))) => {
                // A point is 12,700 units; a character of the usual typeface some 7 pixels of 9,525.
                let height_of = |row: u32| {
                    let n = markup.heights.partition_point(|(it, _)| *it < row);
                    let stated = markup.heights.get(n).filter(|(it, _)| *it == row);
                    stated.map_or(ROW, |(_, it)| i64::from(*it)) * 127 / 10
                };
                let width_of = |column: u32| {
                    let stated =
                        markup.widths.iter().find(|(first, last, _)| (*first..=*last).contains(&column));
                    stated.map_or(COLUMN, |(_, _, it)| i64::from(*it)) * 66_675 / 1_000
                };
                (reach(self.from.0, height, height_of), reach(self.from.1, width, width_of))
            }
            (None, None) => self.from,
        };
        let last = (last.0.max(self.from.0), last.1.max(self.from.1));
        Picture { area: Area { first: self.from, last }, linked }
    }
}

/// The last row or column that something of this size covers half of, from `first` on.
fn reach(first: u32, mut size: i64, extent: impl Fn(u32) -> i64) -> u32 {
    let mut at = first;
    // Nobody looks at more than a screen or two.
    for _ in 0..500 {
        let here = extent(at).max(1);
        if size <= here + extent(at + 1) / 2 {
            break;
        }
        size -= here;
        at += 1;
    }
    at
}

/// Words with the cell that they are attached to.
pub(crate) type Note = ((u32, u32), String);

/// The notes of a part: the cell of each and its words.
///
/// # Errors
/// When it is not plain XML.
pub(crate) fn notes(name: &str, xml: &[u8]) -> Result<Vec<Note>, Refusal> {
    let mut notes = Vec::new();
    let (mut at, mut words, mut inside) = (None, String::new(), false);
    part::walk(name, xml, |event, _| {
        match event {
            Event::Start(it) | Event::Empty(it) => match it.local_name().as_ref() {
                "comment" | "threadedComment" => {
                    at = text_of(it, "ref").as_deref().and_then(cell_position);
                    words.clear();
                }
                "t" | "text" => inside = matches!(event, Event::Start(_)),
                _ => {}
            },
            Event::End(it) => match it.local_name().as_ref() {
                "comment" | "threadedComment" => {
                    let said = words.split_whitespace().collect::<Vec<_>>().join(" ");
                    notes.extend(at.take().filter(|_| !said.is_empty()).map(|it| (it, said)));
                }
                "text" => inside = false,
                _ => {}
            },
            Event::Text(it) if inside => words.push_str(it),
            Event::CData(it) if inside => words.push_str(it),
            Event::GeneralRef(it) if inside => words.push_str(&entity(it)),
            _ => {}
        }
        Ok(())
    })?;
    Ok(notes)
}

/// What newer programs write in the old note that stands in for a conversation.
const STAND_IN: &str = "[Threaded comment] Your version of Excel allows you to read this threaded comment; however, any edits \
                        to it will get removed if the file is opened in a newer version of Excel. Learn more: \
                        https://go.microsoft.com/fwlink/?linkid=870924";

/// What a note says itself, without what programs put before it.
pub(crate) fn own_words(note: &str) -> &str {
    note.strip_prefix(STAND_IN).map_or(note, str::trim_start)
}

/// Whether an old note only stands in for a conversation and says nothing that is not said in it. One in another language
/// is taken for a note of its own.
pub(crate) fn stands_in(note: &str, conversation: &[&str]) -> bool {
    let Some(mut rest) = note.strip_prefix(STAND_IN).map(str::trim_start) else { return false };
    for said in conversation {
        let labelled = ["Comment:", "Reply:"].iter().find_map(|it| rest.strip_prefix(it));
        let Some(after) = labelled.and_then(|it| it.trim_start().strip_prefix(said)) else { return false };
        rest = after.trim_start();
    }
    rest.is_empty()
}

/// All words that shapes of a part show, as one text.
///
/// # Errors
/// When it is not plain XML.
pub(crate) fn all_words(name: &str, xml: &[u8]) -> Result<String, Refusal> {
    let (mut words, mut inside) = (String::new(), false);
    part::walk(name, xml, |event, _| {
        match event {
            Event::Start(it) => inside = it.local_name().as_ref() == "t",
            Event::End(_) => inside = false,
            Event::Text(it) if inside => {
                words.push_str(it);
                words.push(' ');
            }
            Event::GeneralRef(it) if inside => words.push_str(&entity(it)),
            _ => {}
        }
        Ok(())
    })?;
    Ok(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_words_are_found_at_their_cells() {
        let xml = "<wsDr><oneCellAnchor><from><col>3</col><colOff>0</colOff><row>7</row><rowOff>0</rowOff></from>\
            <ext cx=\"3000000\" cy=\"150000\"/><pic><blipFill><blip r:embed=\"rId1\"/></blipFill></pic></oneCellAnchor>\
            <twoCellAnchor><from><col>0</col><row>0</row></from><to><col>2</col><colOff>0</colOff><row>4</row><rowOff>9</rowOff></to>\
            <sp><txBody><p><r><t>Smith &amp; Sons</t></r></p></txBody></sp><pic><blip r:link=\"rId2\"/></pic></twoCellAnchor></wsDr>";
        let it = read("d", xml.as_bytes()).unwrap();
        let markup = Markup { widths: vec![(3, 3, 60_000)], ..Markup::default() };
        let pictures: Vec<Picture> =
            it.pictures.iter().map(|(at, linked)| at.picture(&markup, *linked)).collect();
        let area = |first, last| Area { first, last };
        assert_eq!(pictures[0], Picture { area: area((7, 3), (7, 3)), linked: false });
        assert_eq!(pictures[1], Picture { area: area((0, 0), (4, 1)), linked: true });
        assert_eq!(it.texts, [((0, 0), "Smith & Sons".to_owned())]);
    }

    #[test]
    fn a_note_stands_in_for_a_conversation_only_where_it_says_nothing_more() {
        let note = |more: &str| format!("{STAND_IN} Comment: Is it so? Reply: It is.{more}");
        let said = ["Is it so?", "It is."];
        assert!(stands_in(&note(""), &said));
        assert!(!stands_in(&note(" And we sell data."), &said));
        assert!(!stands_in(&note(""), &said[..1]));
        assert!(!stands_in("We sell data.", &said));
        assert!(!stands_in(&format!("{STAND_IN} Comment: We sell data."), &said));
    }

    #[test]
    fn notes_are_found_at_their_cells() {
        let xml = "<comments><authors><author>x</author></authors><commentList><comment ref=\"D4\"><text><r><t>But </t></r>\
            <r><t>not.</t></r></text></comment></commentList></comments>";
        assert_eq!(notes("c", xml.as_bytes()).unwrap(), [((3, 3), "But not.".to_owned())]);
    }
}
