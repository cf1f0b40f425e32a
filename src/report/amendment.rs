//! What an amendment of a pack changes, as a page for suppliers.

use serde::Serialize;
use tera::{Context, Tera};

use super::html::RenderError;
use crate::procurement::{Procurement, difference::Difference, manifest::Publication};

const TEMPLATES: [(&str, &str); 2] = [
    ("amendment.html", include_str!("templates/amendment.html")),
    ("style.css", include_str!("templates/style.css")),
];

#[derive(Serialize)]
struct Page<'a> {
    procurement: &'a str,
    title: &'a str,
    buyer: &'a str,
    version: u32,
    before: u32,
    publication: &'a Publication,
    basis: &'a str,
    differences: &'a [Difference],
}

/// The list of differences between a version and the one before it.
///
/// # Errors
/// When the template does not fit, which a test would have caught.
pub fn html(
    procurement: &Procurement,
    version: u32,
    publication: &Publication,
    differences: &[Difference],
) -> Result<String, RenderError> {
    let mut tera = Tera::new();
    tera.add_raw_templates(TEMPLATES)?;
    let page = Page {
        procurement: procurement.id(),
        title: &procurement.title,
        buyer: &procurement.buyer,
        version,
        before: version.saturating_sub(1),
        publication,
        basis: publication.basis.map_or("", |it| it.title()),
        differences,
    };
    Ok(tera.render("amendment.html", &Context::from_serialize(&page)?)?)
}
