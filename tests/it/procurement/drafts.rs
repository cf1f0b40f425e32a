//! `new` and `check`: what a draft is told.

use super::{Desk, EXAMPLES, example, told};

#[test]
fn a_new_procurement_says_by_line_what_is_still_to_fill() {
    let desk = Desk::new();
    desk.run(&["new", "p", "--profile", "environmental-sensors"]).is(0);
    let checked = desk.run(&["check", "p", "--on", "2026-11-26"]).is(1);
    let text = std::fs::read_to_string(desk.path("p/procurement.toml")).unwrap();
    let line = text.lines().position(|it| it == "title = \"\"").unwrap() + 1;
    assert!(checked.out.starts_with("Still to fill ("), "{}", checked.out);
    assert!(
        checked
            .out
            .contains(&format!("  p/procurement.toml:{line}  title: write how suppliers will know it"))
    );
    for key in [
        "dates.deadline",
        "opening.outcome",
        "method",
        "contacts.owner",
        "panel[0].person",
        "opening.data[0].open-data",
    ] {
        assert!(checked.out.contains(&format!("  {key}: ")), "{key}\n{}", checked.out);
    }
    assert!(checked.out.contains("is not ready as of 2026-11-26"));
    // What the guide and the law ask is in the file, and no point of it is unknown.
    assert!(text.contains("[readiness.dpia]") && !checked.out.contains("no point of the readiness report"));
    desk.run(&["new", "p"]).is(2);
    // A command that is suggested can be pasted, whatever the folder is called.
    let name = "Bin Sensörs – Łot 1";
    let suggested = format!("`probity check '{name}'`");
    assert!(desk.run(&["new", name]).is(0).err.contains(&suggested));
    assert!(desk.run(&["new", name]).is(2).err.contains(&suggested));
    desk.put("q/letter.txt", "Dear");
    assert!(desk.run(&["new", "q"]).is(2).err.contains("is not empty"));
}

#[test]
fn json_and_page_say_what_the_text_says_and_are_the_same_twice() {
    let desk = Desk::with("cameras");
    let args = ["check", "p", "--on", "2026-11-26", "--format"];
    let run = |format: &'static str| desk.run(&[&args[..], &[format]].concat()).is(0).out;
    let value: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(value["schema"], "probity.check/1");
    assert_eq!(value["ready"], true);
    assert!(value["tried"][0]["run"]["bids"].as_array().unwrap().len() >= 5);
    assert_eq!(value["readiness"].as_array().unwrap().len(), 5);
    let page = run("html");
    assert!(page.contains("Readiness by the five principles") && page.contains("DPIA 2026/17 v2"));
    assert!(!page.contains("{{") && !page.contains("<script"));
    assert_eq!(page, run("html"));
}

/// An example with one thing changed, and what is then told of it.
fn changed(name: &str, from: &str, to: &str) -> String {
    let text = example(name).text.into_owned();
    assert!(text.contains(from), "{from}");
    told(&text.replacen(from, to, 1), "2026-11-26").join("\n")
}

#[test]
fn each_fault_is_found_where_it_stands() {
    let cases = [
        (
            "conflicts-assessment = \"2026-12-07\"",
            "conflicts-assessment = \"2027-01-11\"",
            "procurement/conflicts",
        ),
        (
            "deadline = \"2027-02-19\"",
            "deadline = \"2027-02-04\"",
            "24 days from notice to deadline are fewer than 25",
        ),
        (
            "deadline = \"2027-02-19\"",
            "deadline = \"2027-01-04\"",
            "`dates.deadline` (2027-01-04) is before `dates.clarifications-close`",
        ),
        ("deadline-time = \"17:00\"", "deadline-time = \"5 pm\"", "`5 pm` is no time of day"),
        ("start = \"2027-06-01\"", "start = \"2027-04-20\"", "within the standstill"),
        ("award = \"2027-04-12\"", "award = \"2027-05-03\"", "`dates.award` falls on a bank holiday"),
        ("value = 265000", "value = 150000", "below the threshold of £207,720"),
        ("regime = \"procurement-act-2023\"", "regime = \"below-threshold\"", "not below the threshold"),
        ("value = 265000", "value = 40000", "is meant for contracts from £50,000"),
        ("minimum = 3", "minimum = 9", "a minimum score of 9"),
        (
            "question = \"ETH-04\"\ntext",
            "question = \"ETH-06\"\ntext",
            "a score below 3 for `ETH-04` loses the tender",
        ),
        (
            "question = \"DEV-01\"",
            "question = \"ENC-01\"",
            "`DEV-01` (Unique device credentials) is pass or fail",
        ),
        ("role = \"evaluator\"", "role = \"observer\"", "promises 3 evaluators, and 2 are named"),
        ("person = \"G.R.\"", "person = \"F.P.\"", "`F.P.` is an evaluator twice"),
        ("person = \"L.V.\"", "person = \"F.P.\"", "`F.P.` scores quality and sees prices"),
        ("no-marks-at = 260000", "", "(`no-marks-at`)"),
        (
            "method = \"quality-70-price-30-benchmark\"",
            "method = \"quality-70-price-3\"",
            "procurement/method",
        ),
        (
            "method = \"quality-70-price-30-benchmark\"",
            "method = \"nothing-like-it\"",
            "procurement.toml:21:1 method/unknown",
        ),
        ("\"personal-data\", ", "", "the procurement is not tagged `personal-data`"),
        (
            "dpia-monitoring = { reference = ",
            "dpia-monitoring = { reason = ",
            "compulsory (UK GDPR article 35(3)(c))",
        ),
        (
            "equality-assessment = ",
            "equality-asessment = ",
            "`equality-asessment` is no point of the readiness report",
        ),
        ("signs = { reference = ", "signs = { reason = ", ""),
        ("weight = 15", "weight = 99", "leaves 1 for"),
    ];
    for (from, to, expected) in cases {
        let told = changed("cameras", from, to);
        // A methodology that does not exist is told by the nearest name.
        let expected = if expected == "procurement/method" { "method/unknown" } else { expected };
        assert!(told.contains(expected), "{to}\n{told}");
    }
}

#[test]
fn lots_are_checked_against_the_whole() {
    for (from, to, expected) in [
        (
            "value = 144000",
            "value = 150000",
            "the values of the lots sum to 318000, that of the contract is 312000",
        ),
        ("maximum-awarded = 2", "maximum-awarded = 1", "no rule says which of them a supplier gets"),
        ("maximum-awarded = 2", "maximum-awarded = 3", "at most 3 of 2 lots"),
        ("id = \"south\"", "id = \"north\"", "the lot `north` stands twice"),
        (
            "title = \"Schools north of the railway\"",
            "title = \"North\"\nquestions = [\"ENC-01\"]\nweights = { ENC-01 = 40 }",
            "the weights of lot `north` sum to 40, not to 100",
        ),
        ("conflicts-assessment", "# conflicts-assessment", "`dates.conflicts-assessment` is still to fill"),
        ("planned-notice = \"2026-12-01\"", "planned-notice = \"2026-12-20\"", "shortens nothing"),
    ] {
        let told = changed("air-quality", from, to);
        assert!(told.contains(expected), "{to}\n{told}");
    }
}

#[test]
fn an_opening_is_sent_back_with_the_guides_contrast() {
    let outcome = "outcome = \"Children at twenty primary schools breathe cleaner air on their way to school and in the \
                   playground, and their parents can see that they do.\"";
    for (to, expected) in [
        (
            "outcome = \"We want smart sensors at all schools.\"",
            "names technology or data: `sensor`, `smart`",
        ),
        (
            "outcome = \"We want to install benches for people in parks\"",
            "begins with something to buy or do: `install`",
        ),
        ("outcome = \"Flooding stops sooner.\"", "names nobody who is better off"),
    ] {
        let told = changed("air-quality", outcome, to);
        assert!(told.contains(expected), "{to}\n{told}");
    }
    let desk = Desk::with("air-quality");
    desk.edit(outcome, "outcome = \"Sensors at the gates of schools.\"");
    let out = desk.run(&["check", "p", "--on", "2026-11-26"]).is(1).out;
    assert!(
        out.contains("not “Air quality sensors at every school gate” but “Children breathe cleaner air"),
        "{out}"
    );
    for (from, to, expected) in [
        ("if = \"The traffic team\"", "if = \"The council\"", "`The council` could be anybody"),
        ("if = \"The traffic team\"", "if = \"\"", "`opening.action[1].if` is still to fill"),
        (
            "had = \"the hours and streets",
            "had = \"a dashboard of the hours and streets",
            "named by a technology: `dashboard`",
        ),
        ("open-data = \"The London", "open-data = \"N/A\" #", "not compared with open data: `N/A`"),
        ("new-data = true", "", "`opening.data[0].new-data` is still to fill"),
    ] {
        let told = changed("air-quality", from, to);
        assert!(told.contains(expected), "{to}\n{told}");
    }
}

#[test]
fn the_examples_need_no_amendment_of_their_openings() {
    for name in EXAMPLES {
        let told = told(&example(name).text, "2026-11-26").join("\n");
        assert!(!told.contains("procurement/opening"), "{told}");
    }
}
