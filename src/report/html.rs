//! `report.html`: one self-contained file that needs no script, for screen, print and screen reader.
//!
//! Phases: the assessments become a view (what is shown, in words, with every anchor), the supplier's text
//! is cut at the ends of the claims, and Tera fills the templates with autoescape on. Nothing that a supplier
//! wrote is ever a template: it reaches Tera as a value.

use tera::{Context, Tera};

use super::Report;

mod spans;
mod view;

/// The templates, each under the name by which the others include it.
const TEMPLATES: [(&str, &str); 7] = [
    ("page.html", include_str!("templates/page.html")),
    ("summary.html", include_str!("templates/summary.html")),
    ("alike.html", include_str!("templates/alike.html")),
    ("question.html", include_str!("templates/question.html")),
    ("tender.html", include_str!("templates/tender.html")),
    ("method.html", include_str!("templates/method.html")),
    ("style.css", include_str!("templates/style.css")),
];

/// A report that could not be made: a fault of the templates, never of a tender.
#[derive(Debug, thiserror::Error)]
#[error("the HTML report could not be made")]
pub struct RenderError(#[from] tera::Error);

/// The whole report as one HTML file.
///
/// # Errors
/// When a template does not fit the view, which a test would have caught.
pub fn render(report: &Report<'_>) -> Result<String, RenderError> {
    let mut tera = Tera::new();
    tera.add_raw_templates(TEMPLATES)?;
    let context = Context::from_serialize(&view::Page::of(report))?;
    Ok(tera.render("page.html", &context)?)
}
