//! What a file says of who made it: the core properties of a workbook (ECMA-376 part 2, section 11) and the
//! metadata of an Open Document (part 3 of ISO/IEC 26300, section 4.3). It is not checked and may be false.

use quick_xml::{Reader, escape::unescape, events::Event};

use crate::{
    tender::Origin,
    workbook::read::{markup, package::Package},
};

/// Longer values are no names and no times.
const LONGEST: usize = 200;

/// Reads the properties of `package`; what is missing or damaged is left out, since nothing rests on it.
pub(crate) fn read(package: &Package) -> Origin {
    let workbook = package.part("docProps/core.xml").map(|it| ("docProps/core.xml", it, false));
    let document = || package.part("meta.xml").map(|it| ("meta.xml", it, true));
    let Some((name, part, open)) = workbook.or_else(document) else { return Origin::default() };
    let Ok(text) = markup::plain(name, part) else { return Origin::default() };
    let mut reader = Reader::from_str(text);
    let mut origin = Origin::default();
    let mut element = String::new();
    let mut value = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(it) => {
                it.name().as_ref().clone_into(&mut element);
                value.clear();
            }
            Event::Text(it) => value.push_str(&it.xml10_content()),
            Event::GeneralRef(it) => {
                let reference = format!("&{};", it.xml10_content());
                value.push_str(&unescape(&reference).unwrap_or_default());
            }
            Event::End(_) => {
                let slot = match (open, element.as_str()) {
                    (false, "dc:creator") | (true, "meta:initial-creator") => Some(&mut origin.author),
                    (false, "cp:lastModifiedBy") | (true, "dc:creator") => Some(&mut origin.saved_by),
                    (false, "dcterms:created") | (true, "meta:creation-date") => Some(&mut origin.made_at),
                    (false, "dcterms:modified") | (true, "dc:date") => Some(&mut origin.saved_at),
                    _ => None,
                };
                let said = value.trim();
                if let Some(slot) = slot
                    && !said.is_empty()
                    && said.len() <= LONGEST
                {
                    *slot = Some(said.to_owned());
                }
                element.clear();
                value.clear();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    origin
}
