//! The tender as open contracting data (OCDS 1.1): lots, award criteria with weights and thresholds. A fragment for the
//! notice's own system, which publishes; nothing of it is about suppliers.

use serde_json::{Map, Number, Value, json};

use super::said;
use crate::{
    bank::{Bank, Use},
    id::Date,
    procurement::{
        Kind, Procedure, Procurement,
        method::{Method, ThresholdOn},
    },
};

/// The extensions that it uses.
const EXTENSIONS: [&str; 2] = [
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/master/extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_awardCriteria_extension/master/extension.json",
];

/// The release package. `on` is the day that it bears, `ocid` the identifier that the platform gave.
pub fn ocds(procurement: &Procurement, bank: &Bank, method: &Method, ocid: &str, on: Date) -> Value {
    let it = procurement;
    let buyer_id = if it.buyer_id.trim().is_empty() { "buyer" } else { it.buyer_id.trim() };
    let buyer = json!({ "id": buyer_id, "name": said(&it.buyer, "authority") });
    let mut tender = Map::new();
    let mut put = |key: &str, value: Value| {
        if !value.is_null() {
            tender.insert(key.to_owned(), value);
        }
    };
    put("id", json!(it.id()));
    put("title", json!(said(&it.title, "title")));
    put("description", json!(said(&it.description, "what is bought")));
    put("status", json!("planned"));
    put("value", amount(it.value));
    put("mainProcurementCategory", it.kind.map_or(Value::Null, category));
    if let Some(procedure) = it.procedure {
        let (method, details) = match procedure {
            Procedure::Open => ("open", "Open procedure"),
            Procedure::CompetitiveFlexible => ("selective", "Competitive flexible procedure"),
            Procedure::Framework => ("selective", "Competition under a framework"),
            Procedure::Quotation => ("selective", "Below threshold, quotations"),
        };
        put("procurementMethod", json!(method));
        put("procurementMethodDetails", json!(details));
    }
    let dates = &it.dates;
    let begin = |day: Date| moment(day, "00:00");
    let end = |day: Date, at: &str| moment(day, if at.is_empty() { "23:59" } else { at });
    put(
        "tenderPeriod",
        period(dates.publication.map(begin), dates.deadline.map(|day| end(day, dates.deadline_time.trim()))),
    );
    put(
        "enquiryPeriod",
        period(dates.publication.map(begin), dates.clarifications_close.map(|day| end(day, ""))),
    );
    put("awardPeriod", period(dates.evaluation.map(begin), dates.award.map(|day| end(day, ""))));
    put("contractPeriod", period(dates.start.map(begin), dates.end.map(|day| end(day, ""))));
    put("submissionMethod", json!(["electronicSubmission"]));
    let items: Vec<Value> = it
        .cpv
        .iter()
        .enumerate()
        .map(|(n, code)| json!({ "id": (n + 1).to_string(), "classification": { "scheme": "CPV", "id": code } }))
        .collect();
    if !items.is_empty() {
        put("items", json!(items));
    }
    let lots: Vec<Value> = it
        .lot
        .iter()
        .map(|lot| {
            let of_lot = it.bank_of_lot(bank, lot).0;
            json!({
                "id": lot.id,
                "title": said(&lot.title, "title"),
                "value": amount(lot.value),
                "status": "planned",
                "awardCriteria": criteria(of_lot.as_ref().unwrap_or(bank), method),
            })
        })
        .collect();
    if lots.is_empty() {
        put("awardCriteria", criteria(bank, method));
    } else {
        put("lots", json!(lots));
        let mut limits = Map::new();
        if let Some(most) = it.lots.maximum_tendered {
            limits.insert("maximumLotsBidPerSupplier".to_owned(), json!(most));
        }
        if let Some(most) = it.lots.maximum_awarded {
            limits.insert("maximumLotsAwardedPerSupplier".to_owned(), json!(most));
        }
        put("lotDetails", if limits.is_empty() { Value::Null } else { Value::Object(limits) });
    }
    json!({
        "uri": format!("urn:procurement:{}:tender", it.id()),
        "version": "1.1",
        "extensions": EXTENSIONS,
        "publishedDate": moment(on, "00:00"),
        "publisher": { "name": said(&it.buyer, "authority") },
        "license": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "releases": [{
            "ocid": ocid,
            "id": format!("{ocid}-tender-{on}"),
            "date": moment(on, "00:00"),
            "tag": ["tender"],
            "initiationType": "tender",
            "language": "en",
            "parties": [{ "id": buyer_id, "name": said(&it.buyer, "authority"), "roles": ["buyer", "procuringEntity"] }],
            "buyer": buyer,
            "tender": tender,
        }],
    })
}

/// The award criteria with their weights in percent of the total, which sum to 100, and what must be reached.
fn criteria(bank: &Bank, method: &Method) -> Value {
    let mut list = Vec::new();
    for it in bank.questions.iter().filter(|it| it.used_as == Use::Scored) {
        let mut numbers = vec![json!({
            "number": hundredths(u64::from(method.quality) * u64::from(it.weight)),
            "weight": "percentageExact",
        })];
        let least = method.thresholds.iter().filter_map(|threshold| match &threshold.on {
            ThresholdOn::Question { of, least }
                if of.is_empty() || of.iter().any(|of| of.as_str() == it.id.as_str()) =>
            {
                Some(*least)
            }
            _ => None,
        });
        if let Some(least) = least.max() {
            numbers.push(json!({ "number": least, "threshold": "minimumScore" }));
        }
        list.push(json!({
            "type": "quality",
            "name": format!("{} {}", it.id, it.title),
            "description": it.text,
            "numbers": numbers,
        }));
    }
    for it in &method.others {
        list.push(json!({
            "type": "quality",
            "name": it.title,
            "description": it.how,
            "numbers": [{ "number": it.percent, "weight": "percentageExact" }],
        }));
    }
    if method.price_percent > 0 {
        list.push(json!({
            "type": "price",
            "name": "Price",
            "description": method.price.basis,
            "numbers": [{ "number": method.price_percent, "weight": "percentageExact" }],
        }));
    }
    json!({
        "weightingDescription": method.title,
        "criteria": list,
    })
}

/// A number of hundredths as it is written: 420 is 4.2. It is text on its way to text; nothing is reckoned with it.
fn hundredths(value: u64) -> Number {
    let text = format!("{}.{:02}", value / 100, value % 100);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    serde_json::from_str(text).unwrap_or_else(|_| Number::from(value / 100))
}

fn amount(value: u64) -> Value {
    if value == 0 { Value::Null } else { json!({ "amount": value, "currency": "GBP" }) }
}

fn category(kind: Kind) -> Value {
    json!(match kind {
        Kind::Goods => "goods",
        Kind::Services | Kind::LightTouch => "services",
        Kind::Works => "works",
    })
}

fn period(start: Option<String>, end: Option<String>) -> Value {
    let mut map = Map::new();
    for (key, value) in [("startDate", start), ("endDate", end)] {
        if let Some(value) = value {
            map.insert(key.to_owned(), json!(value));
        }
    }
    if map.is_empty() { Value::Null } else { Value::Object(map) }
}

/// A time of day in London, as data are exchanged.
fn moment(day: Date, at: &str) -> String {
    let zone = if summer(day) { "+01:00" } else { "Z" };
    format!("{day}T{at}:00{zone}")
}

/// Whether clocks are an hour ahead on most of this day: from the last Sunday of March to that of October.
fn summer(day: Date) -> bool {
    let last_sunday = |month: i8| {
        let end = Date::last_of_month(day.year(), month)?;
        Some(end.plus_days(-i64::from(end.weekday() % 7)))
    };
    match (last_sunday(3), last_sunday(10)) {
        (Some(from), Some(to)) => from <= day && day < to,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_are_written_without_zeros() {
        let written: Vec<String> = [420, 600, 4255, 5].iter().map(|it| hundredths(*it).to_string()).collect();
        assert_eq!(written, ["4.2", "6", "42.55", "0.05"]);
    }

    #[test]
    fn clocks_go_forward_in_march_and_back_in_october() {
        let at = |day: &str| moment(day.parse().unwrap(), "12:00");
        assert_eq!(at("2027-03-27"), "2027-03-27T12:00:00Z");
        assert_eq!(at("2027-03-28"), "2027-03-28T12:00:00+01:00");
        assert_eq!(at("2027-10-30"), "2027-10-30T12:00:00+01:00");
        assert_eq!(at("2027-10-31"), "2027-10-31T12:00:00Z");
    }
}
