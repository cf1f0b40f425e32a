//! A Word document as a zip of parts: the same parts give the same bytes.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write as _},
};

use tera::{Context, Tera};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::DocumentError;

/// One part of a document: its name in the package and its template.
pub(super) type Part = (&'static str, &'static str);

/// The parts that all documents share, in the order of the package. Word wants the content types first.
pub(super) const SHARED: &[Part] = &[
    ("[Content_Types].xml", include_str!("templates/word/[Content_Types].xml")),
    ("_rels/.rels", include_str!("templates/word/_rels/.rels")),
    ("docProps/app.xml", include_str!("templates/word/docProps/app.xml")),
    ("docProps/core.xml", include_str!("templates/word/docProps/core.xml")),
    ("word/_rels/document.xml.rels", include_str!("templates/word/word/_rels/document.xml.rels")),
    ("word/fontTable.xml", include_str!("templates/word/word/fontTable.xml")),
    ("word/footer1.xml", include_str!("templates/word/word/footer1.xml")),
    ("word/header1.xml", include_str!("templates/word/word/header1.xml")),
    ("word/settings.xml", include_str!("templates/word/word/settings.xml")),
    ("word/styles.xml", include_str!("templates/word/word/styles.xml")),
    ("word/theme/theme1.xml", include_str!("templates/word/word/theme/theme1.xml")),
];

/// Templates of a buyer's own, by their paths: texts such as `tender-questions.html`, and parts of a Word file such as
/// `word/styles.xml` or a picture. What is not among them is taken from those built in.
#[derive(Debug, Clone, Default)]
pub struct Templates(BTreeMap<String, Vec<u8>>);

impl Templates {
    /// From files, each with its path below the folder of templates.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// The text of a template, if it is given and is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.0.get(name)?).ok()
    }

    /// The files that stand where a Word file has its parts.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let is_part = |name: &str| {
            name == "[Content_Types].xml"
                || ["word/", "docProps/", "_rels/"].iter().any(|it| name.starts_with(it))
        };
        self.0
            .iter()
            .filter(move |(name, _)| is_part(name))
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// The paths of all of them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// Fills every part from `context` and packs them in order. Parts named `.xml` are templates whose values are
/// escaped; the others (relationships, pictures) are taken as they are.
pub(super) fn fill(parts: &[Part], context: &Context) -> Result<Vec<u8>, DocumentError> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    pack(&parts, context)
}

/// The same for parts of which some are a buyer's own.
pub(super) fn pack(parts: &[(&str, &[u8])], context: &Context) -> Result<Vec<u8>, DocumentError> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut templates = Tera::new();
    // The suffixes are those of Tera's own defaults; stating them keeps a new default from turning escaping off.
    templates.autoescape_on(vec![".xml"]);
    let filled: Vec<(&str, String)> = parts
        .iter()
        .filter(|(name, _)| is_template(name))
        .map(|(name, bytes)| (*name, text(bytes)))
        .collect();
    templates.add_raw_templates(filled.iter().map(|(name, text)| (*name, text.as_str())))?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        package.start_file(*name, options)?;
        if is_template(name) {
            package.write_all(templates.render(name, context)?.as_bytes())?;
        } else {
            package.write_all(bytes)?;
        }
    }
    Ok(package.finish()?.into_inner())
}

fn is_template(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, suffix)| suffix == "xml")
}

/// Text as XML 1.0 and Word can hold it: one line, without characters that XML forbids and without those that
/// reverse the order in which the others are shown.
pub(super) fn clean(text: &str) -> String {
    let kept = text.chars().filter_map(|it| match it {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => None,
        it if it.is_control() => None,
        it => Some(it),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_never_read_as_a_template() {
        let mut context = Context::new();
        context.insert("it", &"<w:p> & {{ it }} \"'");
        let bytes = fill(&[("a.xml", "<a>{{ it }}</a>"), ("b.rels", "{{ it }}")], &context).unwrap();
        let mut package = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        let mut part = |name: &str| std::io::read_to_string(package.by_name(name).unwrap()).unwrap();
        assert_eq!(part("a.xml"), "<a>&lt;w:p&gt; &amp; {{ it }} &quot;&#39;</a>");
        assert_eq!(part("b.rels"), "{{ it }}");
        assert_eq!(bytes, fill(&[("a.xml", "<a>{{ it }}</a>"), ("b.rels", "{{ it }}")], &context).unwrap());
    }

    #[test]
    fn characters_that_a_document_cannot_hold_are_left_out() {
        assert_eq!(clean("a\u{0}b\u{1b}\nc\u{202e}d\u{ffff}é"), "ab cdé");
    }
}
