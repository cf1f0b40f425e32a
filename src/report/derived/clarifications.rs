//! The clarification log and the letter that goes with it to all suppliers.

use serde::Serialize;
use tera::{Context, Tera};

use crate::{
    id::Date,
    procurement::{Procurement, clarification::Log},
    report::html::RenderError,
};

const TEMPLATES: [(&str, &str); 2] = [
    ("clarifications.html", include_str!("../templates/clarifications.html")),
    ("style.css", include_str!("../templates/style.css")),
];

#[derive(Serialize)]
struct Page<'a> {
    procurement: &'a str,
    title: &'a str,
    buyer: &'a str,
    contact: &'a str,
    address: &'a str,
    deadline: String,
    close: Option<Date>,
    on: Date,
    log: &'a Log,
}

/// The letter to all suppliers with the log in it; a word processor opens it.
///
/// # Errors
/// When the template does not fit, which a test would have caught.
pub fn letter(procurement: &Procurement, log: &Log, on: Date) -> Result<String, RenderError> {
    let mut tera = Tera::new();
    tera.add_raw_templates(TEMPLATES)?;
    let time = procurement.dates.deadline_time.trim();
    let deadline = procurement.dates.deadline.map(|it| match time {
        "" => it.to_string(),
        time => format!("{it} at {time}"),
    });
    let page = Page {
        procurement: procurement.id(),
        title: &procurement.title,
        buyer: &procurement.buyer,
        contact: &procurement.contacts.procurement,
        address: &procurement.contacts.address,
        deadline: deadline.unwrap_or_default(),
        close: procurement.dates.clarifications_close,
        on,
        log,
    };
    Ok(tera.render("clarifications.html", &Context::from_serialize(&page)?)?)
}

/// The log for a terminal.
pub fn text(log: &Log) -> String {
    let mut text = String::new();
    for it in &log.published {
        let day = |it: Option<Date>| it.map_or_else(|| "day not given".to_owned(), |it| it.to_string());
        text.push_str(&format!(
            "{}. received {}, answered {}\n",
            it.number,
            day(it.received),
            day(it.answered)
        ));
        text.push_str(&format!("   Question: {}\n", indented(&it.question)));
        let answer = if it.answer.is_empty() { "[still to be answered]" } else { &it.answer };
        text.push_str(&format!("   Answer:   {}\n", indented(answer)));
        if !it.changes.is_empty() {
            text.push_str(&format!("   Changes:  {}\n", indented(&it.changes)));
        }
    }
    if log.confidential > 0 {
        text.push_str(&format!("\n{} kept in confidence and not listed\n", log.confidential));
    }
    text
}

/// Lines after the first stand under the first; nothing in them is obeyed by a terminal.
fn indented(text: &str) -> String {
    let plain: String =
        text.chars().map(|it| if it.is_control() && it != '\n' { '\u{fffd}' } else { it }).collect();
    plain.replace('\n', "\n             ")
}
