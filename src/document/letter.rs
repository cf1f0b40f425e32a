//! Letters to suppliers around an award, each as Word and as a page, from templates that a buyer can replace.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Context;

use super::{
    DocumentError, Templates, Twin,
    package::SHARED,
    twin::{Head, cleaned, twin},
};
use crate::{
    award::{
        letter::{Body, Kind, Letter, Told},
        summary::{Assessed, Summary},
    },
    id::Date,
    pack::day_in_words,
};

const TEXTS: &[(&str, &str)] = &[
    ("awarded.html", include_str!("templates/letters/awarded.html")),
    ("clarification.html", include_str!("templates/letters/clarification.html")),
    ("letter-foot.html", include_str!("templates/letters/letter-foot.html")),
    ("letter-head.html", include_str!("templates/letters/letter-head.html")),
    ("letter-page.html", include_str!("templates/letters/letter-page.html")),
    ("not-assessed.html", include_str!("templates/letters/not-assessed.html")),
    ("not-awarded.html", include_str!("templates/letters/not-awarded.html")),
    ("price-asked.html", include_str!("templates/letters/price-asked.html")),
    ("price-decided.html", include_str!("templates/letters/price-decided.html")),
    ("standstill.html", include_str!("templates/letters/standstill.html")),
    ("style.css", include_str!("templates/pack/style.css")),
];

/// The templates of letters that are built in, each with the path under which a buyer can replace it.
pub fn letter_templates() -> impl Iterator<Item = (&'static str, &'static str)> {
    let parts = SHARED
        .iter()
        .filter(|(name, _)| ["word/styles.xml", "word/header1.xml", "word/footer1.xml"].contains(name));
    TEXTS.iter().copied().chain(parts.copied())
}

/// A row of the figures that a supplier is told.
#[derive(Debug, Serialize)]
struct Figure {
    title: String,
    own: String,
    winner: String,
    available: String,
}

/// A letter, by the templates built in and those given.
///
/// # Errors
/// When a template given is faulty; the error names it.
pub fn letter(of: &Letter, templates: &Templates) -> Result<Twin, DocumentError> {
    let mut context = Context::new();
    context.insert("l", &cleaned(serde_json::to_value(of).unwrap_or_default()));
    context.insert("subject", of.kind.subject());
    let mut days: Vec<(&str, Option<Date>)> = vec![("on", Some(of.on))];
    match &of.body {
        Body::Outcome(told) => {
            days.extend(outcome(told, &mut context));
        }
        Body::NotAssessed(it) => insert(&mut context, "n", it),
        Body::PriceAsked(it) => {
            insert(&mut context, "p", it);
            days.push(("answer_by", Some(it.answer_by)));
        }
        Body::PriceDecided(it) => {
            insert(&mut context, "p", it);
            days.extend([("asked", it.asked), ("heard", it.heard)]);
        }
        Body::Clarification(it) => {
            insert(&mut context, "c", it);
            days.push(("answer_by", Some(it.answer_by)));
        }
    }
    let days: BTreeMap<&str, String> =
        days.into_iter().map(|(name, day)| (name, day.map(day_in_words).unwrap_or_default())).collect();
    context.insert("day", &days);
    let head = Head {
        title: of.kind.subject(),
        subtitle: format!("{}: {}", of.header.title, of.recipient.name),
        page: "letter-page.html",
        header_right: format!("To {} only", of.recipient.name),
        footer_left: match of.header.notice.as_str() {
            "" => of.header.authority.clone(),
            notice => format!("{}, {notice}", of.header.authority),
        },
        on: of.on.to_string(),
        on_words: day_in_words(of.on),
    };
    twin(TEXTS, template(of.kind), context, head, templates)
}

fn template(kind: Kind) -> &'static str {
    match kind {
        Kind::Awarded => "awarded.html",
        Kind::NotAwarded => "not-awarded.html",
        Kind::NotAssessed => "not-assessed.html",
        Kind::PriceAsked => "price-asked.html",
        Kind::PriceDecided => "price-decided.html",
        Kind::Clarification => "clarification.html",
    }
}

fn insert<T: Serialize>(context: &mut Context, name: &'static str, value: &T) {
    context.insert(name, &cleaned(serde_json::to_value(value).unwrap_or_default()));
}

/// What the letter with an assessment summary fills in; and its days.
fn outcome(told: &Told, context: &mut Context) -> Vec<(&'static str, Option<Date>)> {
    insert(context, "told", told);
    insert(context, "s", &told.summary);
    insert(context, "wait", &told.standstill);
    insert(context, "figures", &figures(&told.summary));
    let wait = told.standstill.as_ref();
    vec![
        ("replaces", told.summary.replaces),
        ("from", wait.map(|it| it.from)),
        ("ends", wait.map(|it| it.ends)),
        ("sign_from", wait.and_then(|it| it.sign_from)),
    ]
}

/// The recipient's figures beside the successful tender's, as they are published.
fn figures(of: &Summary) -> Vec<Figure> {
    let Some(winner) = &of.winner else { return Vec::new() };
    let dash = || "–".to_owned();
    let of_total = |it: &Assessed| it.total.clone().unwrap_or_else(dash);
    let mut rows = Vec::new();
    if winner.assessed.quality.is_some() {
        for (n, it) in winner.assessed.criteria.iter().enumerate() {
            let own = of.own.criteria.get(n).filter(|own| own.title == it.title);
            rows.push(Figure {
                title: it.title.clone(),
                own: own.map_or_else(dash, |own| own.points.clone()),
                winner: it.points.clone(),
                available: it.available.clone(),
            });
        }
        let points = |it: &Assessed| it.price.as_ref().and_then(|it| it.points.clone()).unwrap_or_else(dash);
        if let Some(price) = winner.assessed.price.as_ref().filter(|it| it.points.is_some()) {
            rows.push(Figure {
                title: "Price".to_owned(),
                own: points(&of.own),
                winner: points(&winner.assessed),
                available: price.available.to_string(),
            });
        }
    }
    rows.push(Figure {
        title: winner.assessed.total_is.clone(),
        own: of_total(&of.own),
        winner: of_total(&winner.assessed),
        available: dash(),
    });
    rows
}
