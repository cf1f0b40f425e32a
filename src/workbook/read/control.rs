//! Check boxes and their kin, and what old drawings say: words and ticks that stand in no cell.

use std::collections::BTreeMap;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::workbook::read::{
    Refusal,
    drawing::entity,
    grid::Grid,
    limits,
    markup::{attribute, says, text_of},
    part,
    runs::shortened,
    tally::Tally,
};

/// How much of a caption is quoted in a flag.
const QUOTED: usize = 300;

/// Something on a sheet that a person can tick, choose from or press.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Control {
    /// The cell at its corner.
    pub at: (u32, u32),
    /// What it is, as the file says it.
    pub kind: String,
    /// The words beside it.
    pub caption: String,
    /// How it stands; none where the file does not say.
    pub state: Option<String>,
    /// The cell that its state goes to.
    pub linked: Option<String>,
}

/// What a sheet says of a control: where it lies, and which parts say more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The number by which old drawings know it.
    pub shape: String,
    /// The relationship that has its state.
    pub id: String,
    /// The cell at its corner.
    pub at: Option<(u32, u32)>,
}

/// A shape of an old drawing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Its number.
    pub number: String,
    /// What it is: `Checkbox`, `Note` and the like; empty for plain shapes.
    pub control: Control,
}

impl Control {
    /// What the file calls it, in words.
    fn name(&self) -> &'static str {
        let kind = self.kind.to_ascii_lowercase();
        match kind.as_str() {
            "checkbox" => "a check box",
            "radio" => "an option button",
            "drop" | "combobox" => "a drop-down list",
            "list" | "listbox" => "a list to choose from",
            "scroll" | "spin" => "a spin button",
            "button" => "a button",
            "label" | "gbox" => "a label",
            "edit" | "editbox" | "text" | "textarea" => "a field to write in",
            _ => "a control",
        }
    }

    /// Tells of it as what it is.
    pub(crate) fn tell(&self, grid: &Grid, tally: &mut Tally<'_>) {
        let place = grid.place(self.at.0, self.at.1);
        let mut message =
            format!("{} lies over the sheet at {place}, which no cell holds and no score saw", self.name());
        if !self.caption.is_empty() {
            message.push_str(&format!(". It says “{}”", shortened(&self.caption, QUOTED)));
        }
        match &self.state {
            Some(state) => message.push_str(&format!(" and is {}", shortened(state, QUOTED))),
            None => message.push_str("; how it was left, the file does not say"),
        }
        if let Some(linked) = &self.linked {
            message.push_str(&format!(" (its state goes to the cell {})", shortened(linked, 60)));
        }
        tally.tell("form-control", Some(place), message);
    }
}

/// Finds the controls that a sheet lists, each once: programs of different ages find each its own list.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    found: Vec<Listed>,
    open: bool,
    /// In the upper left corner of the one that is open, and which number of it comes next.
    in_corner: bool,
    column_next: Option<bool>,
    column: u32,
}

impl Listing {
    /// Takes an element where it is of a control; false where it is not.
    pub(crate) fn open(&mut self, element: &BytesStart<'_>, local: &str, stays: bool) -> bool {
        if local == "control" {
            let shape = text_of(element, "shapeId").unwrap_or_default();
            let known = self.found.iter().any(|it| it.shape == shape);
            self.open = stays && !known;
            if !known {
                let id = text_of(element, "id").unwrap_or_default();
                self.found.push(Listed { shape, id, at: None });
            }
            return true;
        }
        match local {
            _ if !self.open => return false,
            "from" => self.in_corner = stays,
            "col" => self.column_next = stays.then_some(true),
            "row" => self.column_next = stays.then_some(false),
            _ => {}
        }
        true
    }

    /// Takes words where they are of a control; false where they are not.
    pub(crate) fn words(&mut self, words: &str) -> bool {
        if let (true, Some(column), Ok(number)) =
            (self.in_corner, self.column_next, words.trim().parse::<u32>())
        {
            let number = number.min(limits::ROWS - 1);
            match self.found.last_mut() {
                Some(it) if !column => it.at = Some((number, self.column)),
                _ => self.column = number,
            }
        }
        self.open
    }

    /// Ends an element.
    pub(crate) fn close(&mut self, local: &str) {
        match local {
            "control" => self.open = false,
            "from" => self.in_corner = false,
            "col" | "row" => self.column_next = None,
            _ => {}
        }
    }

    /// What was found.
    pub(crate) fn finish(self) -> Vec<Listed> {
        self.found
    }
}

/// How a box with this number is left.
fn ticked(number: &str) -> String {
    match number.trim() {
        "0" | "Unchecked" | "unchecked" => "not ticked",
        "2" | "Mixed" | "unknown" => "ticked in part",
        _ => "ticked",
    }
    .to_owned()
}

fn may_be_ticked(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("checkbox") || kind.eq_ignore_ascii_case("radio")
}

/// The state of a control, from the part that newer programs keep it in.
///
/// # Errors
/// When it is not plain XML.
pub(crate) fn properties(name: &str, xml: &[u8]) -> Result<Control, Refusal> {
    let mut control = Control::default();
    part::walk(name, xml, |event, _| {
        if let Event::Start(it) | Event::Empty(it) = event
            && it.local_name().as_ref() == "formControlPr"
        {
            control.kind = text_of(it, "objectType").unwrap_or_default();
            let chosen = || text_of(it, "sel").or_else(|| text_of(it, "val"));
            control.state = if may_be_ticked(&control.kind) {
                Some(ticked(&text_of(it, "checked").unwrap_or_else(|| "0".to_owned())))
            } else {
                chosen().map(|it| format!("set to {it}"))
            };
            control.linked = text_of(it, "fmlaLink").filter(|it| !it.is_empty());
        }
        Ok(())
    })?;
    Ok(control)
}

/// The shapes of an old drawing, and whether it could be read to its end. Programs write these as they wrote web pages,
/// with elements that never close: it is read as it comes, and none of it is trusted with anything but words.
pub(crate) fn shapes(xml: &[u8]) -> (Vec<Shape>, bool) {
    let text = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut pass = Shapes::default();
    let whole = loop {
        match reader.read_event() {
            Ok(Event::Start(it)) => pass.open(&it, true),
            Ok(Event::Empty(it)) => pass.open(&it, false),
            Ok(Event::End(it)) => pass.close(it.local_name().as_ref()),
            Ok(Event::Text(it)) => pass.words(&it),
            Ok(Event::CData(it)) => pass.words(&it),
            Ok(Event::GeneralRef(it)) => pass.words(&entity(&it)),
            Ok(Event::Eof) => break true,
            Ok(_) => {}
            Err(_) => break false,
        }
    };
    pass.end();
    (pass.found, whole)
}

#[derive(Default)]
struct Shapes {
    found: Vec<Shape>,
    shape: Option<Shape>,
    in_words: bool,
    field: String,
    value: String,
    /// What the fields of the open shape say.
    fields: BTreeMap<String, String>,
}

impl Shapes {
    fn open(&mut self, element: &BytesStart<'_>, stays: bool) {
        let local = element.local_name();
        match local.as_ref() {
            "shape" | "rect" | "roundrect" | "oval" => {
                self.end();
                let id = text_of(element, "spid").or_else(|| text_of(element, "id")).unwrap_or_default();
                let number = id.rsplit("_s").next().unwrap_or_default().to_owned();
                self.shape = Some(Shape { number, control: Control::default() });
            }
            "textbox" => self.in_words = stays,
            "ClientData" => {
                self.in_words = false;
                if let Some(shape) = &mut self.shape {
                    shape.control.kind = text_of(element, "ObjectType").unwrap_or_default();
                }
            }
            "Anchor" | "Checked" | "FmlaLink" | "Sel" | "Val" => {
                self.value.clear();
                self.field = if stays { local.as_ref().to_owned() } else { String::new() };
            }
            // A line end between two words.
            _ => self.words(" "),
        }
    }

    fn words(&mut self, words: &str) {
        if !self.field.is_empty() {
            self.value.push_str(words);
        } else if let Some(shape) = self.shape.as_mut().filter(|_| self.in_words) {
            shape.control.caption.push_str(words);
        }
    }

    fn close(&mut self, local: &str) {
        match local {
            "shape" | "rect" | "roundrect" | "oval" => self.end(),
            "textbox" => self.in_words = false,
            _ if local == self.field => {
                let (field, value) = (std::mem::take(&mut self.field), std::mem::take(&mut self.value));
                self.fields.insert(field, value.trim().to_owned());
            }
            _ => {}
        }
    }

    fn end(&mut self) {
        self.in_words = false;
        self.field.clear();
        let mut fields = std::mem::take(&mut self.fields);
        let Some(mut shape) = self.shape.take() else { return };
        let control = &mut shape.control;
        control.caption = control.caption.split_whitespace().collect::<Vec<_>>().join(" ");
        // Column, offset, row, offset; then the same of the lower right corner.
        let anchor = fields.remove("Anchor").unwrap_or_default();
        let corner = |n: usize| anchor.split(',').nth(n)?.trim().parse::<u32>().ok();
        // Beyond the last row there is none.
        let corner = |n: usize| corner(n).unwrap_or(0).min(limits::ROWS - 1);
        control.at = (corner(2), corner(0));
        control.linked = fields.remove("FmlaLink").filter(|it| !it.is_empty());
        control.state = if may_be_ticked(&control.kind) {
            Some(ticked(&fields.remove("Checked").unwrap_or_else(|| "0".to_owned())))
        } else {
            fields.remove("Sel").or_else(|| fields.remove("Val")).map(|it| format!("set to {it}"))
        };
        self.found.push(shape);
    }
}

/// Whether a shape is what a person ticks or presses; notes and plain shapes are not.
pub(crate) fn is_control(kind: &str) -> bool {
    const KINDS: [&str; 11] =
        ["button", "checkbox", "dialog", "drop", "edit", "gbox", "label", "list", "radio", "scroll", "spin"];
    KINDS.iter().any(|it| kind.eq_ignore_ascii_case(it))
}

/// A control of an Open Document, as its form describes it; none where an element is none.
pub(crate) fn of_form(element: &BytesStart<'_>) -> Option<(String, Control)> {
    let name = element.name();
    let kind = name.as_ref().strip_prefix("form:")?;
    let written = || attribute(element, "current-value").or_else(|| attribute(element, "value"));
    let state = match kind {
        "checkbox" => Some(ticked(
            &attribute(element, "current-state")
                .or_else(|| attribute(element, "state"))
                .unwrap_or(std::borrow::Cow::Borrowed("unchecked")),
        )),
        "radio" => Some(ticked(if says(element, "current-selected") || says(element, "selected") {
            "1"
        } else {
            "0"
        })),
        "text" | "textarea" | "combobox" => {
            Some(written().map_or_else(|| "empty".to_owned(), |it| format!("filled with “{it}”")))
        }
        "listbox" | "button" => None,
        _ => return None,
    };
    let control = Control {
        at: (0, 0),
        kind: kind.to_owned(),
        caption: text_of(element, "label").unwrap_or_default(),
        state,
        linked: text_of(element, "linked-cell"),
    };
    Some((text_of(element, "id")?, control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_drawings_are_read_as_they_come() {
        let xml = "<xml xmlns:v=\"urn:v\" xmlns:x=\"urn:x\"><v:shape id=\"_x0000_s1025\" type=\"#_x0000_t201\">\
            <v:textbox><div><font>We sell<br>no &amp; data</font></div></v:textbox>\
            <x:ClientData ObjectType=\"Checkbox\"><x:Anchor>3, 15, 4, 2, 4, 1, 5, 0</x:Anchor><x:Checked>1</x:Checked>\
            <x:FmlaLink>$F$5</x:FmlaLink></x:ClientData></v:shape>\
            <v:shape id=\"_x0000_s1026\"><v:textbox>Note</v:textbox><x:ClientData ObjectType=\"Note\"/></v:shape></xml>";
        let (found, whole) = shapes(xml.as_bytes());
        assert!(whole);
        let first = &found[0];
        assert_eq!((first.number.as_str(), first.control.at), ("1025", (4, 3)));
        assert_eq!(first.control.caption, "We sell no & data");
        assert_eq!(first.control.state.as_deref(), Some("ticked"));
        assert_eq!(first.control.linked.as_deref(), Some("$F$5"));
        assert_eq!(found[1].control.kind, "Note");
        assert!(!is_control("Note") && is_control("Checkbox"));
        assert!(!shapes(b"<xml><v:shape id=\"a\"><v:textbox>x<").1);
    }

    #[test]
    fn the_state_of_a_control_is_read() {
        let read = |xml: &str| properties("c", xml.as_bytes()).unwrap();
        let it = read("<formControlPr objectType=\"CheckBox\" checked=\"Mixed\" fmlaLink=\"$B$2\"/>");
        assert_eq!((it.state.as_deref(), it.linked.as_deref()), (Some("ticked in part"), Some("$B$2")));
        assert_eq!(read("<formControlPr objectType=\"Drop\" sel=\"3\"/>").state.as_deref(), Some("set to 3"));
        assert_eq!(read("<formControlPr objectType=\"Radio\"/>").state.as_deref(), Some("not ticked"));
    }
}
