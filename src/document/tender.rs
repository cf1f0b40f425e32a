//! The documents of a tender pack: each a text template that a buyer can replace, filled once and written twice, as
//! Word and as a page.

use tera::{Context, Tera};

use super::{
    DocumentError, markup,
    package::{SHARED, Templates, pack},
};
use crate::pack::{Pack, day_in_words};

mod method;
mod view;

/// A document of the pack.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name of its file, without an ending.
    pub name: &'static str,
    /// The Word file.
    pub word: Vec<u8>,
    /// The page.
    pub page: String,
}

/// The documents, each with its title, whom it is for and its template.
const DOCUMENTS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "tender-questions",
        "Tender questions",
        "For suppliers",
        "tender-questions.html",
        include_str!("templates/pack/tender-questions.html"),
    ),
    (
        "assessment-methodology",
        "Assessment methodology",
        "Published with the tender notice",
        "assessment-methodology.html",
        include_str!("templates/pack/assessment-methodology.html"),
    ),
    (
        "evaluator-guide",
        "Guide for evaluators",
        "For the panel",
        "evaluator-guide.html",
        include_str!("templates/pack/evaluator-guide.html"),
    ),
    (
        "clause-schedule",
        "Schedule of draft clauses",
        "For legal review: drafts",
        "clause-schedule.html",
        include_str!("templates/pack/clause-schedule.html"),
    ),
    (
        "dpia-questions",
        "Questions for the data protection impact assessment",
        "For the data protection officer",
        "dpia-questions.html",
        include_str!("templates/pack/dpia-questions.html"),
    ),
];

/// What templates include.
const INCLUDED: &[(&str, &str)] = &[
    ("question.html", include_str!("templates/pack/question.html")),
    ("page.html", include_str!("templates/pack/page.html")),
    ("style.css", include_str!("templates/pack/style.css")),
];

/// The parts of a Word file beside those that all documents share.
const PARTS: &[(&str, &str)] = &[
    ("word/document.xml", include_str!("templates/pack/document.xml")),
    ("word/numbering.xml", include_str!("templates/pack/numbering.xml")),
];

/// The templates that are built in, each with the path under which a buyer can replace it.
pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
    let texts = DOCUMENTS.iter().map(|(_, _, _, name, text)| (*name, *text));
    let parts = SHARED
        .iter()
        .filter(|(name, _)| ["word/styles.xml", "word/header1.xml", "word/footer1.xml"].contains(name));
    texts.chain(INCLUDED.iter().copied()).chain(parts.copied())
}

/// All documents of a pack, by the templates built in and those given.
///
/// # Errors
/// When a template given is faulty; the error names it.
pub fn documents(of: &Pack<'_>, templates: &Templates) -> Result<Vec<Document>, DocumentError> {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html"]);
    let built_in = DOCUMENTS.iter().map(|(_, _, _, name, text)| ((*name).to_owned(), *text));
    let included = INCLUDED.iter().map(|(name, text)| ((*name).to_owned(), *text));
    // A buyer's own pieces may be included too.
    let own: Vec<(String, &str)> = templates
        .names()
        .filter(|it| it.ends_with(".html") || it.ends_with(".css"))
        .filter_map(|it| Some((it.to_owned(), templates.text(it)?)))
        .collect();
    let all: std::collections::BTreeMap<String, &str> = built_in.chain(included).chain(own).collect();
    tera.add_raw_templates(all.iter().map(|(name, text)| (name.as_str(), *text)))?;
    let mut context = Context::from_serialize(&view::View::of(of))?;
    let issue = &of.issue;
    let footer = format!(
        "{}, pack version {}, question bank {}",
        issue.procurement, issue.version, issue.bank.version
    );
    context.insert("footer_left", &footer);
    context.insert("on", &issue.on);
    context.insert("on_words", &day_in_words(issue.on));
    context.insert("tool_version", env!("CARGO_PKG_VERSION"));
    context.insert("numbered", &false);
    DOCUMENTS
        .iter()
        .map(|(name, title, reader, template, _)| {
            context.insert("title", title);
            context.insert("subtitle", &issue.title);
            context.insert("subject", &format!("{}: {reader}", issue.title));
            context.insert("header_left", title);
            context.insert("header_right", reader);
            document(name, template, &tera, &mut context, templates)
        })
        .collect()
}

fn document(
    name: &'static str,
    template: &str,
    tera: &Tera,
    context: &mut Context,
    templates: &Templates,
) -> Result<Document, DocumentError> {
    let blocks = markup::read(template, &tera.render(template, context)?)?;
    let (contents, body) = markup::page(&blocks);
    context.insert("contents", &contents);
    context.insert("body", &body);
    let page = tera.render("page.html", context)?;
    let (body, lists) = markup::body(&blocks);
    context.insert("body", &body);
    context.insert("lists", &(2..2 + lists).collect::<Vec<_>>());
    let mut parts: Vec<(&str, &[u8])> = Vec::new();
    for (part, text) in SHARED.iter().chain(PARTS) {
        parts.push((part, text.as_bytes()));
    }
    for (part, bytes) in templates.parts() {
        match parts.iter_mut().find(|(it, _)| *it == part) {
            Some(known) => known.1 = bytes,
            None => parts.push((part, bytes)),
        }
    }
    Ok(Document { name, word: pack(&parts, context)?, page })
}
