//! Documents that follow from a procurement: open contracting data against its schema, and the others by what they say.

use std::fs;

use serde_json::Value;

use super::{Desk, EXAMPLES, root};

#[test]
fn the_tender_is_open_contracting_data() {
    let schema = fs::read_to_string(root().join("fixtures/schema/ocds-1.1-tender.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for name in EXAMPLES {
        let desk = Desk::with(name);
        let made =
            desk.run(&["derive", "ocds", "p", "--on", "2027-01-18", "--ocid", "ocds-h6vhtk-04fe3b"]).is(0);
        let value: Value = serde_json::from_str(&made.out).unwrap();
        let faults: Vec<String> =
            schema.iter_errors(&value).map(|it| format!("{}: {it}", it.instance_path())).collect();
        assert_eq!(faults, Vec::<String>::new(), "{name}");
        let tender = &value["releases"][0]["tender"];
        let whole = vec![tender.clone()];
        for it in tender["lots"].as_array().unwrap_or(&whole) {
            let criteria = it["awardCriteria"]["criteria"].as_array().unwrap();
            let sum: i64 = criteria.iter().map(|it| hundredths(&it["numbers"][0]["number"])).sum();
            assert_eq!(sum, 10_000, "{name}");
        }
        if name == "cameras" {
            let eth =
                criteria_of(tender).into_iter().find(|it| it["name"].as_str().unwrap().starts_with("ETH-04"));
            assert_eq!(eth.unwrap()["numbers"][1]["number"], 3);
            assert_eq!(tender["tenderPeriod"]["endDate"], "2027-02-19T17:00:00Z");
        }
        // What the schema must not let through.
        for (pointer, wrong) in [
            ("/releases/0/tag/0", Value::from("offer")),
            ("/releases/0/tender/procurementMethod", Value::from("free")),
            ("/releases/0/date", Value::from("18 January")),
            ("/version", Value::from("1.2")),
        ] {
            let mut broken = value.clone();
            *broken.pointer_mut(pointer).unwrap() = wrong;
            assert!(!schema.is_valid(&broken), "{pointer}");
        }
    }
}

fn criteria_of(tender: &Value) -> Vec<Value> {
    tender["awardCriteria"]["criteria"].as_array().unwrap().clone()
}

/// A number with at most two decimals, in hundredths, by its text.
fn hundredths(number: &Value) -> i64 {
    let text = number.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let part = format!("{part:0<2}");
    assert_eq!(part.len(), 2, "{text}");
    whole.parse::<i64>().unwrap() * 100 + part.parse::<i64>().unwrap()
}

#[test]
fn records_for_the_public_hold_what_the_file_says_and_leave_open_what_it_does_not() {
    let desk = Desk::with("cameras");
    let dtpr: Value = serde_json::from_str(&desk.run(&["derive", "dtpr", "p"]).is(0).out).unwrap();
    assert_eq!(dtpr["type"], "ai");
    assert_eq!(dtpr["data"][1]["personal"], true);
    assert!(dtpr["purpose"].as_str().unwrap().starts_with("Small traders"));
    assert!(dtpr["accountable"]["supplier"].as_str().unwrap().starts_with('['));

    let dcat: Value = serde_json::from_str(&desk.run(&["derive", "dcat", "p"]).is(0).out).unwrap();
    let sets = dcat["dcat:dataset"].as_array().unwrap();
    assert_eq!(sets[0]["dcat:distribution"].as_array().unwrap().len(), 2);
    assert_eq!(sets[1]["dct:accessRights"], "non-public: personal data");
    assert_eq!(sets[1]["dcat:distribution"].as_array().unwrap().len(), 0);

    let atrs = desk.run(&["derive", "atrs", "p"]).is(0).out;
    for it in [
        "Tier 1: in short",
        "DPIA 2026/17 v2",
        "[from the supplier's tender: kind, version, who made it]",
        "competitive flexible procedure",
    ] {
        assert!(atrs.contains(it), "{it}\n{atrs}");
    }
}

#[test]
fn timetable_standstill_and_letter_are_printed() {
    let desk = Desk::with("air-quality");
    let out = desk.run(&["derive", "timetable", "p"]).is(0).out;
    assert!(out.contains("Tue 2027-04-06  Contract award notice"), "{out}");
    let out = desk.run(&["derive", "standstill", "--notice-on", "2025-12-18"]).is(0).out;
    assert!(
        out.contains("Thu 2025-12-25  bank holiday") && out.contains("It ends with Wed 2025-12-31"),
        "{out}"
    );
    desk.put(
        "list.csv",
        "Received,Supplier,Question,Answer,Answered,Confidential,Changes\n\
         2027-01-20,Example Ltd,\"Is <b>LoRaWAN</b> asked for?\nOr not?\",No: any open standard.,2027-01-22,,\n\
         2027-01-21,Sample plc,Our price model?,Noted.,2027-01-22,yes,\n",
    );
    let run = desk.run(&["derive", "clarifications", "p", "list.csv", "--on", "2027-01-25"]).is(1);
    assert!(
        run.out.contains("1. received 2027-01-20, answered 2027-01-22") && !run.out.contains("Example Ltd"),
        "{}",
        run.out
    );
    assert!(run.err.contains("kept in confidence"), "{}", run.err);
    let letter = desk
        .run(&["derive", "clarifications", "p", "list.csv", "--on", "2027-01-25", "--format", "letter"])
        .is(1)
        .out;
    assert!(letter.contains("Is &lt;b&gt;LoRaWAN") && !letter.contains("Sample plc"), "{letter}");
}
