//! How the elements of a text may stand in each other, and whose they are. Readers of spreadsheets look for the names that
//! they know and pass over the rest, each in its own way: where these are not as the format has them, what one program
//! shows is not what another reads.

use quick_xml::events::BytesStart;

/// The namespaces of spreadsheets: the usual one and that of the strict form.
const MAIN: [&str; 2] = [
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
];

/// The prefix of an element, with its colon.
pub(crate) fn prefix<'a>(element: &'a BytesStart<'_>) -> &'a str {
    let name = element.name().into_inner();
    name.find(':').and_then(|it| name.get(..=it)).unwrap_or_default()
}

/// Whether an element declares that its prefix means spreadsheets; none where it declares nothing for it.
fn declared(element: &BytesStart<'_>, prefix: &str) -> Option<bool> {
    let raw = element.attributes_raw();
    if !raw.contains('x') || !raw.contains("xmlns") {
        return None;
    }
    let wanted = prefix.trim_end_matches(':');
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let found = attributes.filter_map(Result::ok).find(|it| {
        let name = it.key.as_ref();
        if wanted.is_empty() { name == "xmlns" } else { name.strip_prefix("xmlns:") == Some(wanted) }
    })?;
    Some(MAIN.contains(&found.value.as_ref()))
}

/// Whether the outermost element of a part is one of spreadsheets.
pub(crate) fn is_ours(root: &BytesStart<'_>) -> bool {
    declared(root, prefix(root)) == Some(true)
}

/// Whether an element within gives the prefix of spreadsheets another meaning.
pub(crate) fn estranges(element: &BytesStart<'_>, prefix: &str) -> bool {
    declared(element, prefix) == Some(false)
}

/// The elements of one text that are open.
#[derive(Debug, Default)]
pub(crate) struct Nest(Vec<Kind>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Run,
    Spoken,
    Other,
}

impl Nest {
    /// An element begins inside a text; false where it may not stand there.
    pub(crate) fn open(&mut self, name: &str) -> bool {
        let above = self.0.last().copied();
        let (kind, fits) = match name {
            "t" => (Kind::Text, matches!(above, None | Some(Kind::Run | Kind::Spoken))),
            "r" => (Kind::Run, above.is_none()),
            "rPh" => (Kind::Spoken, above.is_none()),
            "si" | "is" => (Kind::Other, false),
            _ => (Kind::Other, above != Some(Kind::Text)),
        };
        self.0.push(kind);
        fits
    }

    /// Whether what is open says how to pronounce the text.
    pub(crate) fn is_spoken(&self) -> bool {
        self.0.contains(&Kind::Spoken)
    }

    /// An element ends inside a text.
    pub(crate) fn close(&mut self) {
        self.0.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_hold_runs_and_runs_hold_texts() {
        let fits = |names: &[&str]| {
            let mut nest = Nest::default();
            names.iter().all(|it| nest.open(it))
        };
        for good in [&["t"][..], &["r", "t"], &["r", "rPr", "b"], &["rPh", "t"], &["phoneticPr"]] {
            assert!(fits(good), "{good:?}");
        }
        for wrong in [&["si"][..], &["t", "t"], &["r", "r"], &["ext", "t"], &["t", "b"], &["r", "rPh"]] {
            assert!(!fits(wrong), "{wrong:?}");
        }
    }
}
