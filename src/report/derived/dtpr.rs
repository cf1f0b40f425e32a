//! The chain of data in the shape of DTPR (Digital Trust for Places and Routines): what a sign on the spot tells.

use serde_json::{Value, json};

use super::{open, said};
use crate::{bank::Tag, procurement::Procurement};

/// The chain, with what the supplier must still tell left open.
pub fn dtpr(procurement: &Procurement) -> Value {
    let supplier = "to be filled from the supplier's tender";
    let opening = &procurement.opening;
    let mut technology = Vec::new();
    for (tag, what) in [
        (Tag::Camera, "images, sound or radio signals of people are captured"),
        (Tag::Hardware, "devices stand in the place"),
        (Tag::Ai, "algorithms decide or advise"),
        (Tag::Cloud, "software runs as a service"),
    ] {
        if procurement.has(tag) {
            technology.push(json!({ "category": tag.as_str(), "description": what }));
        }
    }
    let data: Vec<Value> = procurement
        .dataset
        .iter()
        .map(|it| {
            json!({
                "id": it.id,
                "name": it.title,
                "description": it.description,
                "personal": it.personal,
                "access": said(&it.access, "who has access"),
                "storage": said(&it.storage, "where it is stored"),
                "retention": said(&it.retention, "for how long it is kept"),
            })
        })
        .collect();
    json!({
        "form": "in the shape of a DTPR data chain; to be published it is mapped to the current taxonomy of dtpr.io",
        "id": procurement.id(),
        "name": said(&procurement.title, "the name of the system"),
        "type": if procurement.has(Tag::Ai) { "ai" } else { "device" },
        "accountable": {
            "organisation": said(&procurement.buyer, "the authority"),
            "contact": said(&procurement.contacts.address, "where questions are answered"),
            "data_protection": said(&procurement.contacts.data_protection, "who answers for personal data"),
            "supplier": open(supplier),
        },
        "purpose": said(&opening.outcome, "who is better off in what way"),
        "technology": technology,
        "data": data,
        "process": opening.insight.iter().map(|it| json!({ "for": it.who, "output": it.form, "leads_to": it.how })).collect::<Vec<_>>(),
        "decisions": opening.action.iter().map(|it| json!({ "by": it.actor, "on": it.had, "then": it.action })).collect::<Vec<_>>(),
        "rights": "Ask the authority what is held on you, and object, at the address above.",
    })
}
