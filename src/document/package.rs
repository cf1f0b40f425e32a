//! A Word document as a zip of parts: the same parts give the same bytes.

use std::io::{Cursor, Write as _};

use tera::{Context, Tera};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::DocumentError;

/// One part of a document: its name in the package and its template.
pub(super) type Part = (&'static str, &'static str);

/// Fills every part from `context` and packs them in order. Parts named `.xml` are templates whose values are
/// escaped; the others (relationships) are taken as they are.
pub(super) fn fill(parts: &[Part], context: &Context) -> Result<Vec<u8>, DocumentError> {
    let mut templates = Tera::new();
    // The suffixes are those of Tera's own defaults; stating them keeps a new default from turning escaping off.
    templates.autoescape_on(vec![".xml"]);
    templates.add_raw_templates(parts.iter().filter(|(name, _)| is_template(name)).copied())?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        package.start_file(*name, options)?;
        if is_template(name) {
            package.write_all(templates.render(name, context)?.as_bytes())?;
        } else {
            package.write_all(text.as_bytes())?;
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
