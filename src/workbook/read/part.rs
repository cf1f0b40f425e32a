//! Any XML part of a package, event by event, within the limits that hold for all of them. Parsers disagree on XML that
//! is nearly well formed, so such a part is refused and never mended.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::workbook::read::{
    Refusal, limits,
    markup::{malformed, plain},
    package::RESAVE,
};

/// Shows each event of the part `name` to `see`, with the byte at which the event begins.
///
/// # Errors
/// When the part is not plain, well-formed XML within the limits, or `see` refuses.
pub(crate) fn walk<'a>(
    name: &str,
    xml: &'a [u8],
    mut see: impl FnMut(&Event<'a>, u64) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(plain(name, xml)?);
    let mut frame = Frame::default();
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|fault| malformed(name, &fault.to_string()))?;
        if !frame.holds(name, &event)? {
            return Ok(());
        }
        see(&event, at)?;
    }
}

/// The nesting of a part so far.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    depth: usize,
    rooted: bool,
}

impl Frame {
    /// Checks the next event; false at the end of the part.
    ///
    /// # Errors
    /// When the event breaks the form of XML or a limit.
    pub(crate) fn holds(&mut self, name: &str, event: &Event<'_>) -> Result<bool, Refusal> {
        match event {
            Event::Start(element) => {
                self.element(name, element)?;
                self.depth += 1;
                if self.depth > limits::DEPTH {
                    return Err(Refusal::new(
                        "xml-too-deep",
                        format!(
                            "the part `{name}` nests elements more than {} deep. {RESAVE}",
                            limits::DEPTH
                        ),
                    ));
                }
            }
            Event::Empty(element) => self.element(name, element)?,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Text(text) if self.depth == 0 && !text.trim().is_empty() => {
                return Err(malformed(name, "it has text outside of its elements"));
            }
            Event::DocType(_) => return Err(malformed(name, "it declares a document type")),
            Event::Eof if self.depth > 0 || !self.rooted => {
                return Err(malformed(name, "it ends before it is complete"));
            }
            Event::Eof => return Ok(false),
            _ => {}
        }
        Ok(true)
    }

    fn element(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.depth == 0 && std::mem::replace(&mut self.rooted, true) {
            return Err(malformed(name, "it has more than one outermost element"));
        }
        let attributes = element.attributes_raw();
        if attributes.is_empty() {
            return Ok(());
        }
        // An attribute takes at least four bytes: only a long tag can hold too many.
        if attributes.len() > limits::ATTRIBUTES * 4
            && element.attributes().with_checks(false).count() > limits::ATTRIBUTES
        {
            return Err(Refusal::new(
                "xml-attribute-limit",
                format!("an element of `{name}` has more than {} attributes. {RESAVE}", limits::ATTRIBUTES),
            ));
        }
        if !are_sound(element)
            && let Some(fault) = element.attributes().find_map(Result::err)
        {
            return Err(malformed(name, &fault.to_string()));
        }
        Ok(())
    }
}

/// Whether attributes are well formed and no two alike. Where there are more than a few it is left open: to compare
/// them all takes a list of its own.
fn are_sound(element: &BytesStart<'_>) -> bool {
    let mut seen = [""; 8];
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let mut places = 0..seen.len();
    for it in attributes {
        let (Ok(it), Some(place)) = (it, places.next()) else { return false };
        let name = it.key.into_inner();
        if seen.iter().take(place).any(|other| *other == name) {
            return false;
        }
        if let Some(slot) = seen.get_mut(place) {
            *slot = name;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(xml: &str) -> Option<&'static str> {
        walk("a.xml", xml.as_bytes(), |_, _| Ok(())).err().map(|it| it.code)
    }

    #[test]
    fn nearly_well_formed_is_refused() {
        assert_eq!(code("<?xml version=\"1.0\"?>\n<a b=\"1\"><c/>text</a>\n<!-- end -->"), None);
        for wrong in [
            "",
            "<a>",
            "<a></b>",
            "<a/><a/>",
            "<a/>text",
            "<a b=\"1\" b=\"2\"/>",
            "<a b=1/>",
            "<a>\u{1}</a>",
            "text",
        ] {
            assert_eq!(code(wrong), Some("xml-malformed"), "{wrong:?}");
        }
        assert_eq!(code(&format!("{}{}", "<a>".repeat(65), "</a>".repeat(65))), Some("xml-too-deep"));
        let many = (0..65).fold(String::new(), |all, n| format!("{all} a{n}=\"\""));
        assert_eq!(code(&format!("<a{many}/>")), Some("xml-attribute-limit"));
        assert_eq!(code("<!DOCTYPE a><a/>"), Some("xml-dtd"));
        assert_eq!(code("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><a/>"), Some("xml-encoding"));
    }
}
