//! The catalogue record of the data sets that a contract is asked to make, as DCAT in JSON-LD.

use serde_json::{Value, json};

use super::said;
use crate::procurement::{Dataset, Procurement};

/// The record. Personal data are described without a way to get at them.
pub fn dcat(procurement: &Procurement) -> Value {
    let sets: Vec<Value> = procurement.dataset.iter().map(|it| dataset(procurement, it)).collect();
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
        },
        "@type": "dcat:Catalog",
        "@id": format!("urn:procurement:{}", procurement.id()),
        "dct:title": said(&procurement.title, "title"),
        "dct:publisher": { "@type": "foaf:Organization", "foaf:name": said(&procurement.buyer, "authority") },
        "dcat:dataset": sets,
    })
}

fn dataset(procurement: &Procurement, it: &Dataset) -> Value {
    let id = it.id.as_ref().map_or("unnamed", |it| it.as_str());
    let open = !it.personal && it.access.trim().eq_ignore_ascii_case("open");
    let distributions: Vec<Value> = it
        .formats
        .iter()
        .filter(|_| open)
        .map(|format| {
            json!({
                "@type": "dcat:Distribution",
                "dct:format": format,
                "dct:license": said(&it.licence, "licence"),
                "dcat:accessURL": "[where it is published]",
            })
        })
        .collect();
    json!({
        "@type": "dcat:Dataset",
        "@id": format!("urn:procurement:{}:{id}", procurement.id()),
        "dct:identifier": id,
        "dct:title": said(&it.title, "title"),
        "dct:description": said(&it.description, "what is in it"),
        "dct:accrualPeriodicity": said(&it.frequency, "how often it is brought up to date"),
        "dct:spatial": said(&it.place, "place"),
        "dct:accessRights": if open { "public" } else if it.personal { "non-public: personal data" } else { "restricted" },
        "dct:provenance": format!("{} Kept {}.", said(&procurement.description, "how it is made"), said(&it.retention, "how long")),
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": said(&procurement.contacts.owner, "post"),
            "vcard:hasEmail": said(&procurement.contacts.address, "address"),
        },
        "dcat:distribution": distributions,
    })
}
