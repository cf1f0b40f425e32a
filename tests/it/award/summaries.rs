//! Assessment summaries: what must stand in them, and what must not.

use std::{collections::BTreeMap, fs, path::Path};

use probity::{
    award::{
        Fate, Fault, Outcome,
        sheet::{LotOutcome, Sheet},
        summary::{Explained, Explanation, Header, People, Recipient, Summary, TenderText, check},
    },
    id::TenderId,
    source::SourceFile,
    store,
};

use super::{Dice, item, name};

/// The northern lot of the fixture: a winner, two that are ranked below it or fail, and one that fails a minimum.
fn lot() -> (Sheet, LotOutcome) {
    let files = store::data(None).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/awards/street-sensors.toml");
    let text = fs::read_to_string(path).unwrap();
    let (sheet, faults) = Sheet::read(&files, &SourceFile::new("street-sensors.toml", text), None);
    let sheet = sheet.unwrap_or_else(|| panic!("{faults}"));
    let lot = sheet.outcomes().unwrap().lots.remove(0);
    (sheet, lot)
}

fn header() -> Header {
    Header {
        authority: "Borough of Wexcombe".into(),
        authority_id: "GB-PPON-PXYZ-1234-ABCD".into(),
        title: "Street sensors and their data".into(),
        ocid: "ocds-h6vhtk-05f1a2".into(),
        notice: "012345-2026".into(),
        lot: "North of the river".into(),
        regime: "Procurement Act 2023".into(),
        sent: Some("2026-11-02".parse().unwrap()),
        channel: "The procurement portal".into(),
        award_notice: Some("2026-11-03".parse().unwrap()),
        standstill_ends: Some("2026-11-12".parse().unwrap()),
        contact: "procurement@wexcombe.example".into(),
        full_methodology_at: "Tender documents, assessment-methodology.docx".into(),
        bank: "2.0.0".into(),
        record: "sha256:0000".into(),
        reopened: String::new(),
        signed_off: vec!["Evaluation lead".into(), "Procurement lead".into()],
    }
}

/// Explanations that a panel could have written, one of its own for each score.
fn people(lot: &LotOutcome) -> (BTreeMap<TenderId, Recipient>, BTreeMap<TenderId, Explained>) {
    let (mut recipients, mut explained) = (BTreeMap::new(), BTreeMap::new());
    for it in &lot.result.standings {
        recipients.insert(
            it.tender.clone(),
            Recipient {
                name: it.supplier.clone(),
                address: "1 Example Street, Wexcombe".into(),
                email: "bids@supplier.example".into(),
                identifier: "GB-PPON-PABC-0001-WXYZ".into(),
            },
        );
        let scores = it.criteria.iter().flat_map(|it| &it.items).map(|score| {
            let reason = format!(
                "Tender {} answers {} in cell D{} with named measures, their owners and dates of the last test.",
                it.tender,
                score.id,
                score.score + 3
            );
            let explanation = Explanation {
                reason,
                why_not_higher: "It leaves open how the measure is checked over the term.".into(),
                evidence: vec![format!("Responses, D{}", score.score + 3)],
            };
            (score.id.clone(), explanation)
        });
        let not_awarded = format!(
            "Tender {} lost most on secure storage, where it names no test of restoring, and on the price.",
            it.tender
        );
        explained.insert(
            it.tender.clone(),
            Explained { scores: scores.collect(), not_awarded, ..Explained::default() },
        );
    }
    (recipients, explained)
}

fn summaries(
    sheet: &Sheet,
    lot: &LotOutcome,
    recipients: &BTreeMap<TenderId, Recipient>,
    explained: &BTreeMap<TenderId, Explained>,
) -> Vec<Summary> {
    let people = People { recipients, explained };
    Summary::of(&header(), &sheet.lots[0].contest(), lot, Some(&name("heron-north")), people)
}

fn codes(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|it| it.code).collect()
}

#[test]
fn a_whole_summary_has_every_field_and_no_fault() {
    let (sheet, lot) = lot();
    let (recipients, explained) = people(&lot);
    let all = summaries(&sheet, &lot, &recipients, &explained);
    assert_eq!(all.len(), 4);
    let faults = check(&all, &BTreeMap::new(), &[]);
    assert!(faults.is_empty(), "{faults:#?}");
    let winner = all.iter().find(|it| it.successful).unwrap();
    assert!(winner.winner.is_none() && winner.not_awarded.is_empty());
    let loser = all.iter().find(|it| it.tender == name("lantern-north")).unwrap();
    assert_eq!(loser.winner.as_ref().unwrap().name, "Heronsgate Sensing");
    // How and how much each criterion counts, the score, the scale, and why.
    for block in loser.own.scores().chain(loser.winner.as_ref().unwrap().assessed.scores()) {
        assert!(!block.explanation.reason.is_empty() && !block.called.is_empty() && block.out_of == 5);
    }
    assert!(loser.method.iter().flat_map(|it| &it.sentences).count() > 20);
    let failed = all.iter().find(|it| it.tender == name("quill-north")).unwrap();
    assert!(failed.own.missed[0].contains("SLP-08: 1 where 2 is needed."), "{:?}", failed.own.missed);
    // No loser is told of another loser.
    let text = serde_json::to_string(loser).unwrap();
    for other in ["Osier and Vane", "Quillmere", "osier-north", "52,000", "79,999"] {
        assert!(!text.contains(other), "{other}");
    }
}

#[test]
fn what_keeps_a_summary_from_being_sent_is_named() {
    let (sheet, lot) = lot();
    let (mut recipients, mut explained) = people(&lot);
    let of = name("lantern-north");
    recipients.get_mut(&of).unwrap().address.clear();
    let it = explained.get_mut(&of).unwrap();
    it.not_awarded.clear();
    let mut score = |id: &str, reason: &str, why: &str, evidence: &str| {
        let evidence = if evidence.is_empty() { Vec::new() } else { vec![evidence.to_owned()] };
        it.scores
            .insert(item(id), Explanation { reason: reason.into(), why_not_higher: why.into(), evidence });
    };
    score("SLP-01", "", "", "");
    score(
        "SLP-02",
        "All or nearly all parts met with specifics; a minor gap or a declared exception here.",
        "",
        "D4",
    );
    score(
        "SLP-08",
        "The answer describes the encryption and the keys and the people who hold them each day.",
        "",
        "",
    );
    score("SLP-11", "Good answer.", "It could say more.", "D9");
    let faults = check(&summaries(&sheet, &lot, &recipients, &explained), &BTreeMap::new(), &[]);
    assert!(faults.iter().all(|it| it.tender == of), "{faults:#?}");
    assert_eq!(
        codes(&faults),
        [
            "incomplete",
            "no-explanation",
            "no-further-explanation",
            "no-reference",
            "repeats-descriptor",
            "too-short",
            "why-not-higher"
        ]
    );
    // The same words for two tenders were written for one of them at most.
    let (recipients, mut explained) = people(&lot);
    let copied = explained["heron-north"].scores[&item("SLP-01")].clone();
    explained.get_mut(&of).unwrap().scores.insert(item("SLP-01"), copied);
    let faults = check(&summaries(&sheet, &lot, &recipients, &explained), &BTreeMap::new(), &[]);
    assert_eq!(codes(&faults), ["same-words"]);
    // Sums that do not add, and dates in the wrong order.
    let (recipients, explained) = people(&lot);
    let mut all = summaries(&sheet, &lot, &recipients, &explained);
    all[0].own.criteria[0].points = "1.00".into();
    all[0].header.sent = Some("2026-11-04".parse().unwrap());
    assert_eq!(codes(&check(&all, &BTreeMap::new(), &[])), ["after-notice", "does-not-add", "does-not-add"]);
}

#[test]
fn a_tender_that_is_not_assessed_gets_the_facts_and_no_scores_of_the_winner() {
    let (mut sheet, _) = lot();
    sheet.lots[0].tenders[1].outcome = Outcome {
        is: Fate::Procedural,
        fact: "The pricing schedule was left out.".into(),
        reason: "The price cannot be known without it.".into(),
        rule: "Instructions, 4.2".into(),
        by: "Procurement lead".into(),
        ..Outcome::default()
    };
    let lot = sheet.outcomes().unwrap().lots.remove(0);
    let (recipients, explained) = people(&lot);
    let all = summaries(&sheet, &lot, &recipients, &explained);
    let it = all.iter().find(|it| it.tender == name("lantern-north")).unwrap();
    assert!(!it.is_due() && it.winner.is_none());
    assert_eq!(it.disregarded.as_ref().unwrap().rule, "Instructions, 4.2");
    assert!(check(&all, &BTreeMap::new(), &[]).is_empty());
}

/// Answers as suppliers write them.
fn answers() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/panel/answers.jsonl");
    let text = fs::read_to_string(path).unwrap();
    let answer = |line: &str| -> Option<String> {
        let it: serde_json::Value = serde_json::from_str(line).unwrap();
        it["text"].as_str().or(it["answer"].as_str()).map(str::to_owned)
    };
    text.lines().filter_map(answer).collect()
}

#[test]
fn a_sentence_of_one_supplier_in_anothers_summary_is_always_found() {
    let (sheet, lot) = lot();
    let answers = answers();
    assert!(answers.len() > 100);
    let mut dice = Dice(3);
    let (mut found, mut tried) = (0, 0);
    while tried < 100 {
        let (recipients, mut explained) = people(&lot);
        let mut texts = BTreeMap::new();
        for it in &lot.result.standings {
            let passages =
                (0..8).map(|n| (format!("{} D{n}", it.tender), dice.one(&answers), false)).collect();
            texts.insert(
                it.tender.clone(),
                TenderText { passages, price: it.price.as_ref().map(|it| it.price.to_string()) },
            );
        }
        // Without anything planted there is nothing to find.
        let clean = check(&summaries(&sheet, &lot, &recipients, &explained), &texts, &[]);
        assert!(clean.is_empty(), "{clean:#?}");
        let tenders: Vec<TenderId> = texts.keys().cloned().collect();
        let (told, source) = (dice.one(&tenders), dice.one(&tenders));
        let passage = dice.one(&texts[&source].passages).1;
        let sentences: Vec<&str> = passage.split_inclusive(['.', ';']).map(str::trim).collect();
        let planted = dice.one(&sentences);
        let own = texts[&told].passages.iter().any(|(_, text, _)| text.contains(planted));
        if told == source || own || planted.split_whitespace().count() < 6 {
            continue;
        }
        tried += 1;
        let at = item(dice.one(&["SLP-01", "SLP-02", "SLP-08", "SLP-11"]));
        let it = &mut explained.get_mut(&told).unwrap().scores.get_mut(&at).unwrap().reason;
        *it = format!("{it} {planted} This was weighed by the panel.");
        let faults = check(&summaries(&sheet, &lot, &recipients, &explained), &texts, &[]);
        let told_of = |it: &Fault| it.tender == told && it.code == "tells-of-another" && it.at == at.as_str();
        found += usize::from(faults.iter().any(told_of));
    }
    assert_eq!(found, 100);
}

#[test]
fn the_winner_may_be_referred_to_but_for_what_it_keeps_confidential() {
    let (sheet, lot) = lot();
    let (recipients, mut explained) = people(&lot);
    let winner: TenderId = name("heron-north");
    let secret = "Our margin on sensors is kept at eleven per cent of the list price.";
    let open = "Keys are rotated every ninety days by two officers of the council.";
    let texts = BTreeMap::from([(
        winner.clone(),
        TenderText {
            passages: vec![("D9".into(), open.into(), false), ("D10".into(), secret.into(), true)],
            price: Some("£91,250.00".into()),
        },
    )]);
    let reason = |text: &str| Explanation {
        reason: format!("The tender says in D9 that it does this well and in detail: {text}"),
        why_not_higher: "No drill is described.".into(),
        evidence: vec!["D9".into()],
    };
    explained.get_mut(&winner).unwrap().scores.insert(item("SLP-08"), reason(open));
    assert!(check(&summaries(&sheet, &lot, &recipients, &explained), &texts, &[]).is_empty());
    explained.get_mut(&winner).unwrap().scores.insert(item("SLP-08"), reason(secret));
    let faults = check(&summaries(&sheet, &lot, &recipients, &explained), &texts, &[]);
    assert_eq!(faults.len(), 3, "in the summary of each of the others: {faults:#?}");
    assert!(
        faults.iter().all(|it| it.message.contains("its supplier marked it confidential")),
        "{faults:#?}"
    );
    // Another loser's price in a text is found however it is written.
    let (recipients, mut explained) = people(&lot);
    explained.get_mut("osier-north").unwrap().not_awarded =
        "It did not win because another tender was offered at 84000 and this one was weaker in most answers."
            .into();
    let texts = BTreeMap::from([(
        name("lantern-north"),
        TenderText { passages: Vec::new(), price: Some("£84,000.00".into()) },
    )]);
    let faults = check(&summaries(&sheet, &lot, &recipients, &explained), &texts, &[]);
    assert_eq!(codes(&faults), ["tells-a-price"]);
}
