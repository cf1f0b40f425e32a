//! The award as open contracting data (OCDS 1.1): a fragment for the system that publishes the contract award notice.
//!
//! It holds who is awarded what and how many tendered. What others scored or asked for does not belong there.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    award::{
        Fate, Standing,
        sheet::Outcomes,
        summary::{Header, Recipient},
    },
    id::{Date, Name, TenderId},
};

/// The extensions that it uses.
const EXTENSIONS: [&str; 2] = [
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/master/extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/master/extension.json",
];

/// The release package. `decided` has, by lot, the tender that people decided to award it to; `on` is the day that the
/// fragment bears.
pub fn ocds_award(
    header: &Header,
    outcomes: &Outcomes,
    decided: &BTreeMap<Name, TenderId>,
    recipients: &BTreeMap<TenderId, Recipient>,
    on: Date,
) -> Value {
    let many = outcomes.lots.len() > 1;
    let (buyer_id, buyer_name) = (or(&header.authority_id, "buyer"), or(&header.authority, "[authority]"));
    let buyer = json!({ "id": buyer_id, "name": buyer_name });
    let mut parties: BTreeMap<String, Value> = BTreeMap::new();
    let (mut awards, mut statistics) = (Vec::new(), Vec::new());
    for lot in &outcomes.lots {
        let standings = &lot.result.standings;
        let mut count = |measure: &str, which: &dyn Fn(&Standing) -> bool| {
            let mut it = Map::new();
            it.insert("id".to_owned(), json!(format!("{}-{measure}", lot.id)));
            it.insert("measure".to_owned(), json!(measure));
            it.insert("value".to_owned(), json!(standings.iter().filter(|it| which(it)).count()));
            if many {
                it.insert("relatedLot".to_owned(), json!(lot.id));
            }
            statistics.push(Value::Object(it));
        };
        count("bids", &|it| it.outcome.is != Fate::Late);
        count("validBids", &|it| it.outcome.is == Fate::Assessed);
        count("disqualifiedBids", &|it| {
            !matches!(it.outcome.is, Fate::Assessed | Fate::Late | Fate::Withdrawn)
        });
        count("tendersAbnormallyLow", &|it| it.outcome.is == Fate::AbnormallyLow);
        let Some(winner) = decided.get(&lot.id).and_then(|it| standings.iter().find(|of| of.tender == *it))
        else {
            continue;
        };
        let who = recipients.get(&winner.tender);
        let id = who.map_or("", |it| it.identifier.trim());
        let id = if id.is_empty() { format!("supplier-{}", winner.tender) } else { id.to_owned() };
        let name = who.map_or(winner.supplier.as_str(), |it| it.name.as_str());
        parties.insert(id.clone(), json!({ "id": id, "name": name, "roles": ["supplier", "tenderer"] }));
        let mut award = Map::new();
        award.insert("id".to_owned(), json!(format!("award-{}", lot.id)));
        award.insert(
            "title".to_owned(),
            json!(if lot.title.is_empty() { &outcomes.title } else { &lot.title }),
        );
        award.insert("status".to_owned(), json!("pending"));
        award.insert("date".to_owned(), json!(moment(on)));
        // The prices are compared without VAT or with it as the method says; the notice states which.
        if let Some(price) = &winner.price {
            award.insert("value".to_owned(), json!({ "amount": amount(price.price), "currency": "GBP" }));
        }
        award.insert("suppliers".to_owned(), json!([{ "id": id, "name": name }]));
        if many {
            award.insert("relatedLots".to_owned(), json!([lot.id]));
        }
        if let Some(sent) = header.sent {
            award.insert("assessmentSummariesDateSent".to_owned(), json!(moment(sent)));
        }
        if let Some(end) = header.standstill_ends {
            let mut period = Map::new();
            if let Some(start) = header.award_notice {
                period.insert("startDate".to_owned(), json!(moment(start)));
            }
            period.insert("endDate".to_owned(), json!(moment(end)));
            award.insert("standstillPeriod".to_owned(), Value::Object(period));
        }
        awards.push(Value::Object(award));
    }
    let mut all = vec![json!({ "id": buyer_id, "name": buyer_name, "roles": ["buyer", "procuringEntity"] })];
    all.extend(parties.into_values());
    let ocid = or(&header.ocid, "[ocid]");
    let mut release = Map::new();
    for (key, value) in [
        ("ocid", json!(ocid)),
        ("id", json!(format!("{ocid}-award-{on}"))),
        ("date", json!(moment(on))),
        ("tag", json!(["award"])),
        ("initiationType", json!("tender")),
        ("language", json!("en")),
        ("parties", json!(all)),
        ("buyer", buyer),
        ("bids", json!({ "statistics": statistics })),
        ("awards", json!(awards)),
    ] {
        release.insert(key.to_owned(), value);
    }
    if many {
        let lots: Vec<Value> =
            outcomes.lots.iter().map(|it| json!({ "id": it.id, "title": it.title })).collect();
        release.insert("tender".to_owned(), json!({ "id": ocid, "title": outcomes.title, "lots": lots }));
    }
    json!({
        "uri": format!("urn:ocid:{ocid}:award:{on}"),
        "version": "1.1",
        "extensions": EXTENSIONS,
        "publishedDate": moment(on),
        "publisher": { "name": or(&header.authority, "[authority]") },
        "license": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "releases": [release],
    })
}

fn or(text: &str, otherwise: &str) -> String {
    let text = text.trim();
    if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
}

/// An amount as it is written: it is text on its way to text, and nothing is reckoned with it.
fn amount(of: crate::procurement::method::Money) -> Value {
    let text = serde_json::to_value(of).unwrap_or_default();
    text.as_str().and_then(|it| serde_json::from_str(it).ok()).unwrap_or(Value::Null)
}

fn moment(day: Date) -> String {
    format!("{day}T00:00:00Z")
}
