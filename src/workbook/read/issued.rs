//! The marks that an issued workbook bears: of which procurement, pack and questions it is. They stand in four places,
//! because programs that save a workbook keep some of them and lose others; where they do not agree, a person is told.

use std::collections::BTreeMap;

use quick_xml::{Reader, escape::unescape, events::Event};

use crate::{
    pack::Mark,
    tender::Flag,
    workbook::{
        layout::fold,
        read::{
            Book,
            grid::Grid,
            markup::{plain, text_of},
            package::Package,
        },
    },
};

/// The name that an issued workbook defines, and its deep sheet.
const NAME: &str = "_probity";

/// Longer values are no marks.
const LONGEST: usize = 200;

/// Marks that were found together, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    place: &'static str,
    marks: BTreeMap<Mark, String>,
}

/// The marks among the properties of a package and its defined names; what is damaged is left out.
pub(crate) fn read(package: &Package) -> Vec<Issued> {
    let mut found = Vec::new();
    for part in ["docProps/custom.xml", "meta.xml"] {
        let listed =
            package.part(part).map(|it| named(part, it, "property", "user-defined")).unwrap_or_default();
        let marks = listed.iter().filter_map(|(name, value)| Some((mark(name)?, value.clone()))).collect();
        found.push(Issued { place: "the document properties", marks });
    }
    for part in ["xl/workbook.xml", "content.xml"] {
        let listed = package
            .part(part)
            .filter(|_| part.starts_with("xl"))
            .map(|it| named(part, it, "definedName", "definedName"));
        for (name, value) in listed.unwrap_or_default() {
            if name == NAME {
                let parts = value.trim_matches('"').split(" | ").filter_map(|it| it.split_once(": "));
                let marks = parts.filter_map(|(name, value)| Some((mark(name)?, value.to_owned()))).collect();
                found.push(Issued { place: "the name that the workbook defines", marks });
            }
        }
    }
    found.retain(|it| !it.marks.is_empty());
    found
}

/// Whether a name of the workbook is the one that bears its marks, and says nothing else.
pub(crate) fn bears_marks(name: &str, words: &str) -> bool {
    const LONGEST: usize = 120;
    let told = |it: &str| {
        it.split_once(':').is_some_and(|(label, value)| {
            mark(label.trim()).is_some()
                && !value.trim().contains(char::is_whitespace)
                && value.len() <= LONGEST
        })
    };
    name == NAME && words.trim_matches('"').split('|').all(told)
}

fn mark(label: &str) -> Option<Mark> {
    Mark::ALL.into_iter().find(|it| it.label() == label.trim())
}

/// The elements of either local name that have a name, with their words.
fn named(part: &str, xml: &[u8], one: &str, other: &str) -> Vec<(String, String)> {
    let Ok(text) = plain(part, xml) else { return Vec::new() };
    let mut reader = Reader::from_str(text);
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open: Option<(String, String)> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(it) if it.local_name().as_ref() == one || it.local_name().as_ref() == other => {
                open = Some((text_of(&it, "name").unwrap_or_default(), String::new()));
            }
            Event::Text(it) => {
                if let Some((_, value)) = &mut open {
                    value.push_str(&it.xml10_content());
                }
            }
            Event::GeneralRef(it) => {
                if let Some((_, value)) = &mut open {
                    let reference = format!("&{};", it.xml10_content());
                    value.push_str(&unescape(&reference).unwrap_or_default());
                }
            }
            Event::End(it) if it.local_name().as_ref() == one || it.local_name().as_ref() == other => {
                found.extend(open.take().filter(|(_, value)| value.len() <= LONGEST * 4));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// The marks of a sheet, each beside its label.
fn of_sheet(grid: &Grid) -> BTreeMap<Mark, String> {
    let mut marks = BTreeMap::new();
    for row in grid.rows() {
        if let [label, value, ..] = row
            && let Some(mark) =
                label.text().and_then(|it| Mark::ALL.into_iter().find(|mark| fold(mark.label()) == fold(it)))
        {
            let value = value.shown();
            if value.len() <= LONGEST {
                marks.insert(mark, value.trim().to_owned());
            }
        }
    }
    marks
}

/// Adds the marks that stand in the sheets of `book`, and tells of those that do not agree.
pub(crate) fn gather(book: &mut Book) {
    let deep = book.hidden.iter().filter(|it| it.name == NAME);
    let mut found: Vec<Issued> =
        deep.map(|it| Issued { place: "the sheet that only a program shows", marks: of_sheet(it) }).collect();
    for grid in &book.grids {
        let marks = of_sheet(grid);
        // A bank version alone stands in workbooks of other origin too.
        if marks.len() > 1 {
            found.push(Issued { place: "the sheet of the supplier", marks });
        }
    }
    found.retain(|it| !it.marks.is_empty());
    book.issued.extend(found);
    for mark in Mark::ALL {
        let mut said: Vec<(&str, &str)> = Vec::new();
        for it in &book.issued {
            if let Some(value) = it.marks.get(&mark) {
                said.push((it.place, value));
            }
        }
        let Some((first, value)) = said.first() else { continue };
        if let Some((place, other)) = said.iter().find(|(_, other)| other != value) {
            let message = format!(
                "the marks of the issued workbook do not agree: the {} is `{value}` in {first} and `{other}` in {place}",
                mark.label().to_lowercase()
            );
            book.flags.push(Flag { code: "fingerprint-mismatch".into(), place: None, message });
        }
        book.origin.issued.insert(mark.label().to_owned(), (*value).to_owned());
    }
}
