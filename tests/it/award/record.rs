//! One procurement from its draft to the award notice, by commands alone: what an officer relies on at each step.

mod anew;
pub(super) mod desk;
mod prices;

use std::fs;

use desk::{Desk, SCORES};

#[test]
fn from_the_draft_to_the_award_notice() {
    let mut desk = Desk::published();
    desk.received();
    desk.no_price_is_seen("as tenders come in");
    too_early(&mut desk);
    desk.scored();
    desk.no_price_is_seen("while evaluators score");
    desk.moderated();
    decided_beside(&mut desk);
    desk.exported_without_prices();
    opened(&mut desk);
    anew::letters_before_the_result(&mut desk);
    resulted(&mut desk);
    a_false_result_is_found(&mut desk);
    another_outcome(&mut desk);
    otherwise(&mut desk);
    decided(&mut desk);
    told(&mut desk);
    anew::decided_anew(&mut desk);
    verified(&mut desk);
    redacted(&mut desk);
}

/// What the table of rights and the order of the process refuse before its time.
fn too_early(desk: &mut Desk) {
    let refused = desk.refused(&["award", "p", "--by", "FI"]);
    assert!(refused.contains("not before prices are open"), "{refused}");
    let refused = desk.refused(&["award", "p"]);
    assert!(refused.contains("Name the person with `--by`"), "{refused}");
    let refused = desk.refused(&["award", "p", "--by", "AB"]);
    assert!(refused.contains("that is for commercial, lead"), "{refused}");
    let refused = desk.refused(&["award", "decide", "p", "--by", "JK", "--reason", "It is the best one."]);
    assert!(refused.contains("not before the result is computed"), "{refused}");
    let refused = desk.refused(&["award", "send", "p", "--by", "JK"]);
    assert!(refused.contains("not before the award is decided"), "{refused}");
    let refused =
        desk.refused(&["award", "notice", "p", "--by", "JK", "--reference", "2027-1", "--on", "2027-04-06"]);
    assert!(refused.contains("not before every summary is sent"), "{refused}");
    let refused = desk.open_prices(2);
    assert!(refused.contains("not before every consensus score is agreed"), "{refused}");
}

/// Somebody decides alone on what the panel has agreed on: it is kept, and the panel's consensus counts.
fn decided_beside(desk: &mut Desk) {
    use probity::{
        ledger::{
            act::{Act, Role},
            event::Draft,
        },
        store::record::Record,
    };
    let question = crate::core_bank().questions[0].id.to_string();
    let draft = Draft::new(Act::ScoreDecided, "GH", Role::Moderator)
        .about("question", question)
        .about("tender", "T-001")
        .hide("proposed", 3)
        .hide("score", 0)
        .because("The moderator alone would give nothing for it.");
    let mut record = Record::open(&desk.path("p")).unwrap();
    record.transact(desk.moment(), |turn| turn.append(draft)).unwrap();
}

fn opened(desk: &mut Desk) {
    // Who scored opens no price, and one person is not two.
    let refused = desk.refused(&[
        "price",
        "open",
        "p",
        "--by",
        "AB",
        "--by-passphrase",
        "FI.txt",
        "--with",
        "JK",
        "--with-passphrase",
        "JK.txt",
    ]);
    assert!(refused.contains("`AB` may not open prices: that is for commercial, lead"), "{refused}");
    let told = desk.open_prices(0);
    // What did not add up is corrected in sight of all, and the tendered sum is kept.
    assert!(told.contains("Pricing: £80,013.69"), "{told}");
    assert!(told.contains("tendered: £81,013.69"), "{told}");
    assert!(
        told.contains(
            "corrected E4 Devices with installation: £65,012.40 counts in place of £66,012.40, since 40 × £1,625.31 = \
             £65,012.40"
        ),
        "{told}"
    );
    assert!(told.contains("corrected Total All lines"), "{told}");
    assert!(desk.holds(b"2000.17"), "once open, the price is in the tender's folder");
    // Nothing is scored after a price was seen.
    let refused = desk.panel_refused(&["agree", "p", "moderation.xlsx"]);
    assert!(refused.contains("it is too late") || refused.contains("a price is open"), "{refused}");
    let left_out = [
        "price",
        "normalise",
        "p",
        "--by",
        "FI",
        "--what",
        "Training",
        "--reason",
        "Only one could price it.",
        "--amount",
        "T-001=-1000.00",
    ];
    let refused = desk.refused(&left_out);
    assert!(
        refused.contains("what is done to one price is done to all, and `T-002` is left out"),
        "{refused}"
    );
    let alike = [&left_out[..], &["--amount", "T-002=0", "--amount", "T-003=0"]].concat();
    let refused =
        desk.refused(&alike.iter().map(|it| if *it == "FI" { "JK" } else { it }).collect::<Vec<_>>());
    assert!(refused.contains("that is for commercial"), "{refused}");
    desk.run(&alike);
}

fn resulted(desk: &mut Desk) {
    // A price that looks abnormally low is a flag, and a person decides.
    let (out, err) = desk.ran(1, &["award", "p", "--by", "FI"]);
    assert!(out.contains("First by the method: T-001. People decide on the award."), "{out}");
    assert!(out.contains("Tender `T-003`: its price of £60,024.93 is more than 20% below the mean"), "{out}");
    assert!(err.contains("Nobody is awarded anything by it"), "{err}");
    assert!(err.contains("counts, on which the panel agreed (event "), "{err}");
    assert!(err.contains("); 0, which was decided beside it (event "), "{err}");
    let refused =
        desk.refused(&["award", "decide", "p", "--by", "JK", "--reason", "It is the most advantageous."]);
    assert!(refused.contains("1 thing above is to be decided before the award"), "{refused}");
    desk.run(&[
        "award",
        "keep",
        "p",
        "T-003",
        "--matter",
        "abnormally-low",
        "--by",
        "JK",
        "--reason",
        "The supplier was heard and showed its purchase prices.",
    ]);
    let refused =
        desk.refused(&["award", "decide", "p", "--by", "JK", "--reason", "It is the most advantageous."]);
    assert!(refused.contains("something was decided after the result was computed"), "{refused}");
    let (out, err) = desk.ran(0, &["award", "p", "--by", "FI"]);
    // 60 × 80% + 40 × 60,024.93 ÷ 94,007.67, to two decimals.
    assert!(out.contains("£94,007.67         73.54"), "{out}");
    assert!(out.contains("recorded as event") || err.contains("recorded as event"), "{err}");
    let (_, err) = desk.ran(0, &["award", "p", "--by", "FI"]);
    assert!(err.contains("this result was recorded before"), "{err}");
    let page = fs::read_to_string(desk.path("p/award/evaluation-report.html")).unwrap();
    for said in ["£81,013.69", "£80,013.69", "Training", "Only one could price it.", "£94,007.67"] {
        assert!(page.contains(said), "no `{said}` in the evaluation report");
    }
    let award: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.path("p/award/award.json")).unwrap()).unwrap();
    assert_eq!(award["awards"][0]["tender"], "T-001");
    // A draft that was edited since moves nothing: the published method and weights count.
    let draft = fs::read_to_string(desk.path("p/procurement.toml")).unwrap();
    fs::write(
        desk.path("p/procurement.toml"),
        draft.replace("quality-60-price-40", "price-per-quality-point"),
    )
    .unwrap();
    let (_, err) = desk.ran(0, &["award", "p", "--by", "FI"]);
    assert!(err.contains("this result was recorded before"), "{err}");
    fs::write(desk.path("p/procurement.toml"), draft).unwrap();
}

/// Somebody who gets round the command and writes another result into the record is found out by whoever verifies it.
fn a_false_result_is_found(desk: &mut Desk) {
    use probity::{
        ledger::{act::Act, event::Draft},
        store::record::Record,
    };
    desk.copied("copy");
    let mut record = Record::open(&desk.path("copy")).unwrap();
    let trail = record.trail().unwrap();
    let event = trail.latest(Act::ResultComputed, &[]).unwrap().clone();
    let mut result = trail.value(event.seq, "result").unwrap().clone();
    result["lots"]["whole"]["tenders"]["T-002"]["rank"] = 1.into();
    result["lots"]["whole"]["goes-to"] = "T-002".into();
    let text = |name: &str| event.text(name).unwrap().to_owned();
    let mut draft = Draft::of_system(Act::ResultComputed).hide("result", result);
    for name in ["inputs_digest", "method_digest", "program"] {
        draft = draft.with(name, text(name));
    }
    record.transact(desk.moment(), |turn| turn.append(draft)).unwrap();
    drop(record);
    let (told, _) = desk.ran(1, &["record", "verify", "copy", "--policy", "p/keys/trust.policy"]);
    assert!(told.starts_with("TAMPERED"), "{told}");
    assert!(told.contains("FAIL 10"), "{told}");
    assert!(
        told.contains(
            "is not what the record comes to: whole, goes-to is recorded as T-002 and comes to T-001"
        ),
        "{told}"
    );
    assert!(told.contains("whole, tenders, T-002, rank is recorded as 1 and comes to 2"), "{told}");
}

/// A tender is disregarded after the result: the fact, the rule and the reason are asked for, and the result is made anew.
fn another_outcome(desk: &mut Desk) {
    desk.copied("fewer");
    let base = ["award", "outcome", "fewer", "T-001", "--by", "JK", "--fact", "Its bank holds it insolvent."];
    let with = |more: &[&'static str]| [&base[..], more].concat();
    let refused = desk.refused(&with(&["--is", "excludable"]));
    assert!(refused.contains("lacks the reason why the authority chose so"), "{refused}");
    let refused = desk.refused(&with(&["--is", "procedural", "--reason", "It gives an advantage."]));
    assert!(refused.contains("lacks the rule of the tender documents that was broken"), "{refused}");
    let refused = desk.refused(&with(&["--is", "abnormally-low", "--reason", "It did not answer."]));
    assert!(refused.contains("the day on which the supplier was told"), "{refused}");
    let refused = desk.refused(&with(&["--is", "late", "--reason", "It came late."]));
    assert!(refused.contains("`T-001` is not late"), "{refused}");
    let (_, err) =
        desk.ran(0, &with(&["--is", "excludable", "--reason", "It cannot perform for three years."]));
    assert!(err.contains("the result that was computed no longer holds"), "{err}");
    let (out, _) = desk.ran(0, &["award", "fewer", "--by", "JK"]);
    assert!(out.contains("First by the method: T-002. People decide on the award."), "{out}");
    assert!(out.contains("Disregarded: the supplier is an excludable supplier"), "{out}");
    // Two were sent prices that were compared, and a third is left: its mean is of the others.
    let told = desk.run(&["record", "verify", "fewer", "--policy", "p/keys/trust.policy"]);
    assert!(told.starts_with("VERIFIED") && told.contains("results of 3 tenders computed anew"), "{told}");
}

/// People may decide otherwise than by the method, with a reason that stands in the record.
fn otherwise(desk: &mut Desk) {
    desk.copied("other");
    let told = desk.run(&[
        "award",
        "decide",
        "other",
        "--by",
        "JK",
        "--reason",
        "The board decided on 12 March.",
        "--tender",
        "T-002",
        "--departs",
        "The first supplier cannot begin before the winter.",
    ]);
    assert_eq!(told, "the contract goes to T-002, otherwise than by the method\n");
    let told = desk.run(&["record", "log", "other", "--act", "lot.awarded"]);
    assert!(told.contains("departs: yes") && told.contains("cannot begin before the winter"), "{told}");
    let told = desk.run(&["record", "verify", "other", "--policy", "p/keys/trust.policy"]);
    assert!(told.starts_with("VERIFIED"), "{told}");
}

fn decided(desk: &mut Desk) {
    let refused =
        desk.refused(&["award", "decide", "p", "--by", "FI", "--reason", "It is the most advantageous."]);
    assert!(refused.contains("that is for lead"), "{refused}");
    let other =
        ["award", "decide", "p", "--by", "JK", "--reason", "The board prefers it.", "--tender", "T-002"];
    let refused = desk.refused(&other);
    assert!(
        refused.contains("by the published method the contract goes to T-001, and not to T-002"),
        "{refused}"
    );
    let refused = desk.refused(&["award", "summaries", "p", "--people", "people.toml", "--by", "JK"]);
    assert!(refused.contains("not before the award is decided"), "{refused}");
    let told =
        desk.run(&["award", "decide", "p", "--by", "JK", "--reason", "It is the most advantageous tender."]);
    assert_eq!(told, "the contract goes to T-001, as by the method\n");
    let refused = desk.refused(&["award", "p", "--by", "FI"]);
    assert!(refused.contains("it is too late: the award is decided"), "{refused}");
}

fn told(desk: &mut Desk) {
    let refused = desk.refused(&["award", "send", "p", "--by", "JK"]);
    assert!(refused.contains("no summaries were made yet"), "{refused}");
    fs::write(desk.path("people.toml"), desk::people(false)).unwrap();
    let (_, err) = desk
        .ran(2, &["award", "summaries", "p", "--people", "people.toml", "--on", "2027-04-05", "--by", "JK"]);
    assert!(err.contains("T-002, why it is not awarded [no-further-explanation]"), "{err}");
    assert!(!desk.path("p/award/summaries").exists(), "all of them or none");
    // Of the winner's tender others are told, but for what it marked confidential.
    let advantages =
        "explained.relative-advantages = \"It says that Commonreach Trading Ltd, our only subsidiary.\"\n";
    let people = desk::people(true).replacen("[tender.T-003]\n", &format!("[tender.T-003]\n{advantages}"), 1);
    fs::write(desk.path("people.toml"), people).unwrap();
    let summaries =
        ["award", "summaries", "p", "--people", "people.toml", "--on", "2027-04-05", "--by", "JK"];
    let refused = desk.refused(&summaries);
    assert!(refused.contains("T-003, the winner's advantages [tells-of-another]"), "{refused}");
    assert!(refused.contains("(Responses › E4), and its supplier marked it confidential"), "{refused}");
    assert!(refused.contains("1 thing above keeps summaries from being sent"), "{refused}");
    standstill(desk, &summaries);
    fs::write(desk.path("people.toml"), desk::people(true)).unwrap();
    desk.run(&["award", "summaries", "p", "--people", "people.toml", "--on", "2027-04-05", "--by", "JK"]);
    let page = fs::read_to_string(desk.path("p/award/summaries/summary-T-002.html")).unwrap();
    assert!(page.contains("panel finds") && page.contains("Section 4"), "the panel's own reason");
    let page = fs::read_to_string(desk.path("p/award/summaries/summary-T-001.html")).unwrap();
    assert!(!page.contains("moderator alone"), "what was decided beside it is told to nobody");
    let page = fs::read_to_string(desk.path("p/award/summaries/summary-T-002.html")).unwrap();
    assert!(!page.contains("60,024.93"), "no price of a third supplier");
    assert!(page.contains("94,007.67"), "the winner's price");
    let sent = ["award", "send", "p", "T-001", "T-002", "--by", "JK"];
    let (_, err) = desk.ran(0, &sent);
    assert!(err.contains("still to be told before the award notice: T-003"), "{err}");
    let notice = ["award", "notice", "p", "--by", "JK", "--reference", "2027-000456", "--on", "2027-04-06"];
    let refused = desk.refused(&notice);
    assert!(refused.contains("not before every summary is sent"), "{refused}");
    // What was changed after it was checked is not sent.
    let file = desk.path("p/award/summaries/summary-T-003.docx");
    let good = fs::read(&file).unwrap();
    fs::write(&file, [&good[..], b"x"].concat()).unwrap();
    let refused = desk.refused(&["award", "send", "p", "--by", "JK"]);
    assert!(refused.contains("was changed since it was made and checked"), "{refused}");
    fs::write(&file, good).unwrap();
    let (_, err) = desk.ran(0, &["award", "send", "p", "--by", "JK"]);
    assert!(err.contains("the award notice may be published"), "{err}");
    desk.run(&notice);
    let log = desk.run(&["record", "log", "p", "--act", "summary.sent"]);
    assert_eq!(log.matches("assessment summary sent").count(), 3, "{log}");
}

/// No supplier is told that its time is over before it is: neither when summaries are made nor when they are sent later.
fn standstill(desk: &mut Desk, summaries: &[&str]) {
    let people = desk::people(true).replacen("2027-04-15", "2027-04-13", 1);
    fs::write(desk.path("people.toml"), &people).unwrap();
    let refused = desk.refused(summaries);
    assert!(
        refused
            .contains("an award notice of 2027-04-06 ends with 2027-04-15, and the summaries say 2027-04-13"),
        "{refused}"
    );
    // Without the day of the notice it is counted from the summaries, over the bank holidays of Easter.
    let people = people.replacen("award-notice = \"2027-04-06\"\n", "sent = \"2027-03-22\"\n", 1);
    let until = |day: &str| people.replacen("2027-04-13", day, 1);
    fs::write(desk.path("people.toml"), until("2027-04-01")).unwrap();
    let refused = desk.refused(summaries);
    assert!(
        refused.contains("after summaries of 2027-03-22 ends with 2027-04-02 at the earliest"),
        "{refused}"
    );
    assert!(!desk.path("p/award/summaries").exists(), "all of them or none");
    fs::write(desk.path("people.toml"), until("2027-04-02")).unwrap();
    desk.run(summaries);
    let late = ["award", "send", "p", "--by", "JK", "--sent", "2027-03-24T10:00:00Z"];
    let refused = desk.refused(&late);
    assert!(
        refused.contains("ends with 2027-04-06 at the earliest, and the summaries say 2027-04-02"),
        "{refused}"
    );
    assert!(refused.contains("nothing was recorded"), "{refused}");
}

fn verified(desk: &mut Desk) {
    desk.run(&["record", "export", "p", "--as", "bag", "--out", "bag", "--by", "JK"]);
    let told = desk.run(&["record", "verify", "bag", "--policy", "p/keys/trust.policy"]);
    assert!(told.starts_with("VERIFIED"), "{told}");
    assert!(told.contains("results of 3 tenders computed anew"), "{told}");
    let told = desk.run(&["record", "verify", "p", "--policy", "p/keys/trust.policy"]);
    assert!(told.starts_with("VERIFIED"), "{told}");
    // A summary that is not the one that was sent is told of by its name.
    let file = desk.path("p/award/summaries/summary-T-002.docx");
    let good = fs::read(&file).unwrap();
    fs::write(&file, b"another").unwrap();
    let (told, _) = desk.ran(1, &["record", "verify", "p", "--policy", "p/keys/trust.policy"]);
    assert!(
        told.contains("data/award/summaries/summary-T-002.docx: is not the summary that was sent"),
        "{told}"
    );
    fs::write(&file, good).unwrap();
}

fn redacted(desk: &mut Desk) {
    fs::write(
        desk.path("foi.toml"),
        "[[withhold]]\nexemption = \"FOIA s.43(2)\"\n\
         fields = [\"price\", \"prices\", \"schedule\", \"corrections\", \"tendered\", \"amounts\", \"result\"]\n",
    )
    .unwrap();
    desk.run(&["record", "redact", "p", "--policy", "foi.toml", "--out", "foi", "--by", "JK"]);
    let (told, _) = desk.ran(2, &["record", "verify", "foi", "--policy", "p/keys/trust.policy"]);
    assert!(told.starts_with("REDACTED"), "{told}");
    assert!(told.contains("is computed anew in part: the price of T-001"), "{told}");
    assert!(told.contains("withheld under FOIA s.43(2)"), "{told}");
    assert!(
        !desk.below("foi", b"94007.67") && !desk.below("foi", b"94,007.67"),
        "no price in the redacted bag"
    );
    assert_eq!(SCORES.len(), 3);
}
