//! A document twice, as Word and as a page, from one text: so that both say the same.

use std::collections::BTreeMap;

use serde_json::Value;
use tera::{Context, Tera};

use super::{
    DocumentError, Templates, markup,
    package::{SHARED, clean, pack},
};

/// One document, twice.
#[derive(Debug, Clone)]
pub struct Twin {
    /// The Word file.
    pub word: Vec<u8>,
    /// The page, which says the same.
    pub page: String,
}

/// The parts of a Word file beside those that all documents share.
const PARTS: &[(&str, &str)] = &[
    ("word/document.xml", include_str!("templates/pack/document.xml")),
    ("word/numbering.xml", include_str!("templates/pack/numbering.xml")),
];

/// What stands around the text.
pub(super) struct Head {
    /// Of the document.
    pub(super) title: &'static str,
    /// Below it.
    pub(super) subtitle: String,
    /// The template of the page.
    pub(super) page: &'static str,
    /// At the right of each page's head.
    pub(super) header_right: String,
    /// At the left of each page's foot.
    pub(super) footer_left: String,
    /// The day of the document.
    pub(super) on: String,
    /// In words.
    pub(super) on_words: String,
}

/// Fills `template` of `texts`, those of `own` in the place of those built in.
pub(super) fn twin(
    texts: &[(&str, &str)],
    template: &str,
    mut context: Context,
    head: Head,
    own: &Templates,
) -> Result<Twin, DocumentError> {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    let mut all: BTreeMap<&str, &str> = texts.iter().copied().collect();
    let given = own.names().filter(|it| it.ends_with(".html") || it.ends_with(".css"));
    all.extend(given.filter_map(|it| Some((it, own.text(it)?))));
    tera.add_raw_templates(all)?;
    let blocks = markup::read(template, &tera.render(template, &context)?)?;
    context.insert("title", head.title);
    context.insert("subtitle", &clean(&head.subtitle));
    context.insert("subject", &clean(&head.subtitle));
    context.insert("header_left", head.title);
    context.insert("header_right", &clean(&head.header_right));
    context.insert("footer_left", &clean(&head.footer_left));
    context.insert("on", &head.on);
    context.insert("on_words", &head.on_words);
    context.insert("tool_version", env!("CARGO_PKG_VERSION"));
    context.insert("numbered", &false);
    let (contents, body) = markup::page(&blocks);
    context.insert("contents", &contents);
    context.insert("body", &body);
    let page = tera.render(head.page, &context)?;
    let (body, lists) = markup::body(&blocks);
    context.insert("body", &body);
    context.insert("lists", &(2..2 + lists).collect::<Vec<_>>());
    let mut parts: Vec<(&str, &[u8])> =
        SHARED.iter().chain(PARTS).map(|(name, text)| (*name, text.as_bytes())).collect();
    for (part, bytes) in own.parts() {
        match parts.iter_mut().find(|(it, _)| *it == part) {
            Some(known) => known.1 = bytes,
            None => parts.push((part, bytes)),
        }
    }
    Ok(Twin { word: pack(&parts, &context)?, page })
}

/// Every text of a value as a document can hold it, under keys that a template can name.
pub(super) fn cleaned(value: Value) -> Value {
    match value {
        Value::String(it) => Value::String(clean(&it)),
        Value::Array(list) => Value::Array(list.into_iter().map(cleaned).collect()),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, it)| (key.replace('-', "_"), cleaned(it))).collect())
        }
        other => other,
    }
}
