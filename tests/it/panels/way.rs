//! The whole way by commands, and what is refused on it.

use std::{collections::BTreeMap, fs};

use probity::{
    id::Moment,
    panel::{Form, What},
};

use super::folder::{Desk, TENDERS, reason};

/// What is entered in a form of the moderation: for each subject and kind.
fn agreed(form: &Form, desk: &Desk, scores: &dyn Fn(usize) -> u8) {
    let subjects = form.subjects.clone();
    desk.fill("moderation.xlsx", form, &mut |of, what| {
        let tender = subjects[of].tender.as_deref().unwrap_or("all");
        Some(match what {
            What::Present => "AB, CD, EF, GH".to_owned(),
            What::Score => scores(of).to_string(),
            What::Reason => format!("{} Section 4 of the statement.", reason("panel", tender, of)),
            What::Internal => format!("The panel weighed {} first", reason("inside", tender, of)),
            What::Note => "CD had not read the second paragraph; the panel read it together.".to_owned(),
            What::For(_) => "Named with a date in the first paragraph.".to_owned(),
            _ => return None,
        })
    });
}

/// A reason of ten words for the first answer.
fn short_reason(form: &Form, desk: &Desk) {
    let first = form.subjects.iter().position(|it| it.tender.is_some()).unwrap();
    desk.fill("moderation.xlsx", form, &mut |of, what| {
        let short = || "Section 4 names gateways and leaves drills and escrow open.".to_owned();
        (of == first && *what == What::Reason).then(short)
    });
}

/// Another score for the first answer.
fn other_score(form: &Form, desk: &Desk, score: u8) {
    let first = form.subjects.iter().position(|it| it.tender.is_some()).unwrap();
    desk.fill("moderation.xlsx", form, &mut |of, what| {
        (of == first && *what == What::Score).then(|| score.to_string())
    });
}

#[test]
fn scores_come_in_any_order_and_are_agreed() {
    let desk = Desk::new("quality-60-price-40");
    let refused = desk.panel(&["issue", "--for", "AB", "--out", "AB.xlsx"]);
    refused.failed("has made no declaration of interest");
    let list = desk.list();
    desk.panel(&["declare", "--by", "AB", "--list", "00000000", "--none"]).failed("the list has changed");
    desk.panel(&[
        "declare",
        "--by",
        "AB",
        "--list",
        &list,
        "--interest",
        "My brother works for Commonreach.",
    ])
    .ok();
    desk.panel(&["issue", "--for", "AB", "--out", "AB.xlsx"]).failed("an interest that nobody has reviewed");
    let mine = ["review", "--by", "AB", "--of", "AB", "--outcome", "cleared", "--reason", "It is my own."];
    desk.panel(&mine).failed("that is for lead, legal");
    desk.panel(&[
        "review",
        "--by",
        "JK",
        "--of",
        "AB",
        "--outcome",
        "cleared",
        "--reason",
        "It is another firm of that name.",
    ])
    .ok();
    desk.panel(&["issue", "--for", "AB", "--out", "AB.xlsx"]).failed("has not acknowledged the briefing");
    desk.panel(&["brief", "--by", "AB"]).ok();
    for person in ["CD", "EF", "GH"] {
        desk.panel(&["declare", "--by", person, "--list", &list, "--none"]).ok();
        desk.panel(&["brief", "--by", person]).ok();
    }
    desk.panel(&["issue", "--for", "GH", "--out", "GH.xlsx"]).failed("that is for evaluator");
    let forms: BTreeMap<&str, Form> = ["AB", "CD", "EF"].into_iter().map(|it| (it, desk.issue(it))).collect();
    let count = forms["AB"].subjects.len();
    assert_eq!(count, 13 * TENDERS.len());

    // Nothing is filled in: every cell is told, nothing is locked.
    let told = desk.panel(&["collect", "CD.xlsx"]).failed("is sent back");
    assert_eq!(told.matches("error[panel/score-missing]").count(), count);
    assert_eq!(told.matches("error[panel/reason-missing]").count(), count);

    desk.score("AB", &forms["AB"], &|_| 3);
    desk.score("CD", &forms["CD"], &|n| if n == 4 { 5 } else { 3 });
    desk.score("EF", &forms["EF"], &|_| 3);
    desk.panel(&["collect", "EF.xlsx"]).ok();
    desk.panel(&["moderate", "--out", "moderation.xlsx"]).failed("still to lock their scores: AB, CD");
    let run = desk.panel(&["collect", "CD.xlsx", "AB.xlsx"]);
    assert!(run.err.contains("all scores are locked"), "{}", run.err);
    run.ok();
    desk.panel(&["collect", "AB.xlsx"]).failed("may not lock scores");
    desk.panel(&["issue", "--for", "AB", "--out", "AB2.xlsx"]).failed("may not take a workbook");

    desk.panel(&["moderate", "--out", "moderation.xlsx"]).ok();
    let form = desk.form("moderation.xlsx");
    desk.panel(&["collect", "moderation.xlsx"]).failed("the workbook is for moderation, not for scores");
    agreed(&form, &desk, &|_| 3);
    // What no supplier could be sent is not agreed on either.
    short_reason(&form, &desk);
    let told = desk.panel(&["agree", "moderation.xlsx"]).failed("is sent back");
    assert!(told.contains("has 10 words, and no summary is sent with fewer than 12"), "{told}");
    assert_eq!(told.matches("error[panel/reason-short]").count(), 1, "{told}");
    agreed(&form, &desk, &|_| 3);
    let told = desk.panel(&["agree", "moderation.xlsx"]).ok();
    assert!(told.contains(&format!("{count} scores of the panel are locked")), "{told}");
    desk.panel(&["agree", "moderation.xlsx"]).failed("nothing is filled in that was not agreed before");
    let status = desk.panel(&["status"]).ok();
    assert!(status.contains("every consensus score is agreed"), "{status}");
    // Clauses wait for the result.
    desk.panel(&["declare", "--by", "LM", "--list", &list, "--none"]).ok();
    let early = ["clauses", "--tender", "T-001", "--by", "LM", "--out", "clauses.xlsx"];
    desk.panel(&early).failed("not before the result is computed");
    // A journal that was changed is not believed.
    let journal = fs::read_to_string(desk.path("panel/journal.jsonl")).unwrap();
    let without: Vec<&str> = journal.lines().filter(|it| !it.contains("\"compared\"")).collect();
    fs::write(desk.path("panel/journal.jsonl"), without.join("\n")).unwrap();
    desk.panel(&["status"]).failed("before they were put side by side");
}

#[test]
fn what_is_wrong_with_a_workbook_is_told_at_once_and_by_cell() {
    let desk = Desk::new("fixed-price-quality");
    desk.ready();
    let form = desk.issue("AB");
    let subjects = form.subjects.clone();
    let clean = fs::read(desk.path("AB.xlsx")).unwrap();
    desk.fill("AB.xlsx", &form, &mut |of, what| {
        let tender = subjects[of].tender.as_deref().unwrap();
        Some(match (of, what) {
            (0, What::Score) => "3.5".to_owned(),
            (1, What::Score) => "9".to_owned(),
            (_, What::Score) => "3".to_owned(),
            (2, What::Reason) => {
                "All or nearly all parts met with specifics; a minor gap or a declared exception.".to_owned()
            }
            (3, What::Reason) => "Good answer".to_owned(),
            (7 | 8, What::Reason) => reason("AB", "T-001", 5),
            (9, What::Reason) => {
                "It says “the moon is made of green cheese” and more besides, so far".to_owned()
            }
            (_, What::Reason) => reason("AB", tender, of),
            (10, What::Evidence) => return None,
            (11, What::Evidence) => "ZZ987".to_owned(),
            (_, What::Evidence) => "Section 4 of the method statement".to_owned(),
            _ => return None,
        })
    });
    // A printed cell says something else, and words stand beside.
    let bytes = fs::read(desk.path("AB.xlsx")).unwrap();
    let printed = form.sheets[0].printed[6];
    let bytes = super::fill::filled(&bytes, &[(0, printed.0, printed.1, "We never said so".to_owned())]);
    fs::write(desk.path("AB.xlsx"), bytes).unwrap();
    let told = desk.panel(&["collect", "AB.xlsx"]).failed("nothing of it was locked");
    for code in [
        "score-off-scale",
        "reason-restates",
        "reason-short",
        "reason-copied",
        "quotation",
        "evidence-missing",
        "evidence-cell",
        "cell-altered",
    ] {
        assert!(told.contains(&format!("error[panel/{code}]")), "no {code} in\n{told}");
    }
    assert_eq!(told.matches("error[panel/score-off-scale]").count(), 2, "{told}");
    let altered = format!(
        "AB.xlsx › {} › {}{}",
        form.sheets[0].name,
        probity::panel::letters(printed.1 as usize),
        printed.0 + 1
    );
    assert!(told.contains(&altered), "{altered} not in\n{told}");
    assert!(desk.panel(&["status"]).ok().contains("issued"));

    // Another's workbook, one of nowhere, and one without marks.
    fs::write(desk.path("AB.xlsx"), &clean).unwrap();
    fs::copy(desk.path("tenders/T-001/commonreach.xlsx"), desk.path("x.xlsx")).unwrap();
    desk.panel(&["collect", "x.xlsx"]).failed("its marks are missing");
    fs::remove_dir_all(desk.path("panel/forms")).unwrap();
    desk.panel(&["collect", "AB.xlsx"]).failed("is not one that was issued");
}

#[test]
fn names_and_scores_are_withheld_as_the_method_says() {
    let desk = Desk::new("fixed-price-quality");
    desk.ready();
    desk.issue("AB");
    let bytes = fs::read(desk.path("AB.xlsx")).unwrap();
    let text = super::fill::part(&bytes, "xl/sharedStrings.xml");
    assert!(text.contains("Tender A") && text.contains("Tender C"));
    for name in ["Commonreach", "commonreach", "Halvorsen", "Thornwick"] {
        assert!(
            !text.contains(name),
            "{name}: {:?}",
            text.find(name).map(|it| &text[it.saturating_sub(90)..it + 60])
        );
    }
    assert!(!text.contains("Proposed by rules") && !text.contains("Held at"));
    let shown = Desk::new("quality-60-price-40");
    shown.ready();
    shown.issue("AB");
    let bytes = fs::read(shown.path("AB.xlsx")).unwrap();
    assert!(super::fill::part(&bytes, "xl/sharedStrings.xml").contains("Proposed by rules"));
}

#[test]
fn a_moderation_is_held_to_its_form() {
    let desk = Desk::new("quality-60-price-40");
    desk.ready();
    for (n, person) in ["AB", "CD", "EF"].into_iter().enumerate() {
        let form = desk.issue(person);
        desk.score(person, &form, &|of| if of == 1 && n == 2 { 5 } else { 2 });
        desk.panel(&["collect", &format!("{person}.xlsx")]).ok();
    }
    desk.panel(&["moderate", "--questions", "SLP-01", "--out", "moderation.xlsx"]).ok();
    let form = desk.form("moderation.xlsx");
    assert_eq!(form.subjects.len(), 1 + TENDERS.len());
    let subjects = form.subjects.clone();
    let clean = fs::read(desk.path("moderation.xlsx")).unwrap();
    desk.fill("moderation.xlsx", &form, &mut |of, what| {
        let tender = subjects[of].tender.as_deref().unwrap_or("all");
        Some(match (of, what) {
            (_, What::Present) => "AB, GH, ZZ".to_owned(),
            (1, What::Score) => "2.3".to_owned(),
            (_, What::Score) => "2".to_owned(),
            (2, What::Reason) => reason("AB", tender, 1),
            (_, What::Reason) | (3, What::Internal) => {
                "Poor answer of little confidence, less than that of Tender A".to_owned()
            }
            (3, What::Dissent) => "somebody disagreed".to_owned(),
            _ => return None,
        })
    });
    let told = desk.panel(&["agree", "moderation.xlsx"]).failed("nothing of it was recorded");
    for code in [
        "score-off-scale",
        "note-missing",
        "reason-individual",
        "internal-missing",
        "internal-copied",
        "part-missing",
        "dissent",
        "present-unknown",
        "present-few",
    ] {
        assert!(told.contains(&format!("error[panel/{code}]")), "no {code} in\n{told}");
    }
    assert!(told.contains("the scores lie 3 apart, and no note says why"), "{told}");
    // One answer can be agreed on and the others stay open.
    fs::write(desk.path("moderation.xlsx"), clean).unwrap();
    desk.fill("moderation.xlsx", &form, &mut |of, what| {
        if of > 1 {
            return None;
        }
        Some(match what {
            What::Present => "AB, CD, EF; GH".to_owned(),
            What::Score => "2".to_owned(),
            What::Reason => format!("{} Page 3 of the statement.", reason("panel", "T", of)),
            What::Internal => "The gap in the second paragraph weighed most with all four.".to_owned(),
            What::Dissent => "CD: the tender deserves a 3 for its pilot.".to_owned(),
            What::For(_) => "Named with a date.".to_owned(),
            _ => return None,
        })
    });
    let told = desk.panel(&["agree", "moderation.xlsx"]).ok();
    assert!(told.starts_with("1 score of the panel is locked; 1 of 39 answers has one"), "{told}");
    // The same words of another answer are refused while they can be mended, also where they were agreed before.
    desk.panel(&["moderate", "--questions", "SLP-02", "--out", "more.xlsx"]).ok();
    let form = desk.form("more.xlsx");
    desk.fill("more.xlsx", &form, &mut |of, what| {
        if of > 1 {
            return None;
        }
        Some(match what {
            What::Present => "AB, CD, EF; GH".to_owned(),
            What::Score => "2".to_owned(),
            What::Reason => format!("{} Page 3 of the statement.", reason("panel", "T", 1)),
            What::Internal => "The gap in the third paragraph weighed most with all four.".to_owned(),
            What::For(_) => "Named with a date.".to_owned(),
            _ => return None,
        })
    });
    let told = desk.panel(&["agree", "more.xlsx"]).failed("nothing of it was recorded");
    assert!(told.contains("error[panel/reason-copied]: the reason is that of "), "{told}");
    assert!(told.contains(", SLP-01, word for word"), "{told}");
}

#[test]
fn every_step_is_an_event_of_the_record() {
    use probity::{
        bank::{Bank, Use, profile::Profile},
        id::Digest,
        ledger::{
            act::Act,
            event::Draft,
            note::{Key, Kind},
        },
        rule::Rules,
        store::{
            self,
            record::{Opening, Record, keep},
        },
    };
    let desk = Desk::new("quality-60-price-40");
    fs::remove_dir_all(desk.path("tenders")).unwrap();
    let files = store::data(None).unwrap();
    let bank = Bank::load(&files, None).unwrap().under(&Profile::load(&files, "core").unwrap()).unwrap();
    let rules = Rules::load(&files, &bank).unwrap();
    let key = Key::new("sampleford.example/bins", Kind::Log, &[7; 32]).unwrap();
    let at = |text: &str| text.parse::<Moment>().unwrap();
    let folder = desk.path("");
    let opening = Opening { buyer: "Sampleford Borough Council", title: "Sensors in litter bins" };
    let mut record = Record::create(&folder, opening, &key, at("2026-07-01T09:00:00Z")).unwrap();
    let questions: Vec<String> =
        bank.questions.iter().filter(|it| it.used_as == Use::Scored).map(|it| it.id.to_string()).collect();
    let deadline = at("2026-09-01T12:00:00Z");
    record
        .transact(at("2026-07-02T09:00:00Z"), |turn| {
            turn.append(
                Draft::of_system(Act::PackPublished)
                    .about("pack", "v1")
                    .with("bank", bank.version.to_string())
                    .with("bank_digest", bank.digest.as_str())
                    .with("data_digest", bank.digest.as_str())
                    .with("deadline", deadline.to_string())
                    .with("on", "2026-09-01")
                    .with("pack_digest", bank.digest.as_str())
                    .with("profile", "core")
                    .with("questions", questions.clone())
                    .with("rules_digest", rules.digest.as_str()),
            )?;
            for (id, file) in TENDERS {
                let bytes =
                    fs::read(crate::properties::corpus::root().join("fixtures/tenders").join(file)).unwrap();
                keep(turn.folder(), id, file, &bytes)?;
                turn.append(
                    Draft::of_system(Act::TenderReceived)
                        .about("tender", id)
                        .with("bytes", bytes.len() as u64)
                        .with("deadline", deadline.to_string())
                        .with("late", false)
                        .with("received", "2026-08-30T10:00:00.000Z")
                        .with("sha256", Digest::of(&bytes).as_str())
                        .with("verdict", "accepted")
                        .hide("file", file)
                        .hide("supplier", file.split('.').next().unwrap()),
                )?;
            }
            Ok(())
        })
        .unwrap();
    drop(record);
    desk.ready();
    for person in ["AB", "CD", "EF"] {
        let form = desk.issue(person);
        desk.score(person, &form, &|_| 2);
        desk.panel(&["collect", &format!("{person}.xlsx")]).ok();
    }
    desk.panel(&["moderate", "--out", "moderation.xlsx"]).ok();
    let form = desk.form("moderation.xlsx");
    agreed(&form, &desk, &|_| 3);
    let for_nothing = ["agree", "moderation.xlsx", "--reason", "It was copied wrongly from the notes."];
    desk.panel(&for_nothing).failed("nothing of this was agreed before");
    desk.panel(&["agree", "moderation.xlsx"]).ok();
    // What was agreed changes for a reason only, and both stand in the record.
    other_score(&form, &desk, 4);
    let told = desk.panel(&["agree", "moderation.xlsx"]).failed("say why that changes with `--reason");
    assert!(told.contains("(then 3, now 4)"), "{told}");
    desk.panel(&["agree", "moderation.xlsx", "--reason", "Wrong."]).failed("the reason says nothing");
    desk.panel(&for_nothing).ok();
    desk.panel(&for_nothing).failed("nothing is filled in that was not agreed before");
    let mut record = Record::open(&folder).unwrap();
    let trail = record.trail().unwrap();
    let corrected = trail.events().find(|it| it.act == Act::CorrectionMade).unwrap();
    assert_eq!(trail.words(corrected, "reason"), "It was copied wrongly from the notes.");
    let both = trail.events().filter(|it| {
        Some(it.seq) == corrected.count("corrects") || it.count("revises") == corrected.count("corrects")
    });
    let both: Vec<String> = both.map(|it| trail.words(it, "score")).collect();
    assert_eq!(both, ["3", "4"]);
    let count = |act: Act| trail.events().filter(|it| it.act == act).count();
    let answers = 13 * TENDERS.len();
    assert_eq!(count(Act::PersonAdded), 7);
    assert_eq!(count(Act::InterestDeclared), 5);
    assert_eq!(count(Act::BriefingAcknowledged), 5);
    assert_eq!(count(Act::TenderViewed), 3 * TENDERS.len());
    assert_eq!(count(Act::ScoreLocked), 3 * answers);
    assert_eq!(count(Act::ScoreViewed), 3 * answers);
    assert_eq!(count(Act::ModerationAgreed), answers + 1);
    let first = |act: Act| trail.events().find(|it| it.act == act).unwrap().seq;
    assert!(first(Act::InterestDeclared) < first(Act::TenderViewed));
    assert!(first(Act::TenderViewed) < first(Act::ScoreLocked));
    assert!(first(Act::ScoreLocked) < first(Act::ScoreViewed));
    assert!(first(Act::ScoreViewed) < first(Act::ModerationAgreed));
    let agreed = trail.events().find(|it| it.act == Act::ModerationAgreed).unwrap();
    assert!(trail.words(agreed, "reason").contains("panel finds"));
    assert!(trail.words(agreed, "internal").contains("weighed"));
    // Once there is a result, legal decides on what goes into the contract.
    record
        .transact(at("2099-01-01T09:00:00Z"), |turn| {
            turn.append(
                Draft::of_system(Act::ResultComputed)
                    .with("inputs_digest", bank.digest.as_str())
                    .with("method_digest", bank.digest.as_str())
                    .with("program", "probity")
                    .hide("result", "T-001"),
            )
        })
        .unwrap();
    drop(record);
    let later = ["--at", "2099-01-02T09:00:00Z"];
    let list = desk.list();
    desk.panel(&["declare", "--by", "LM", "--list", &list, "--none", later[0], later[1]]).ok();
    let out = "clauses.xlsx";
    desk.panel(&["clauses", "--tender", "T-001", "--by", "LM", "--out", out, later[0], later[1]]).ok();
    let form = desk.form(out);
    let told = desk.panel(&["adopt", out, later[0], later[1]]).failed("nothing is decided on");
    assert!(told.contains("clauses.xlsx › Clauses › E4"), "{told}");
    desk.fill(out, &form, &mut |of, what| {
        Some(match what {
            What::Outcome if of == 0 => "rejected".to_owned(),
            What::Outcome => "accepted".to_owned(),
            What::Reason => "It was offered and assessed.".to_owned(),
            What::Person => "LM".to_owned(),
            What::Measure => "As tendered, by the monthly report".to_owned(),
            What::Date => "Monthly".to_owned(),
            _ => return None,
        })
    });
    let told = desk.panel(&["adopt", out, later[0], later[1]]).ok();
    assert!(told.contains("0 amended, 1 rejected"), "{told}");
    let mut record = Record::open(&folder).unwrap();
    let trail = record.trail().unwrap();
    let count = |act: Act| trail.events().filter(|it| it.act == act).count();
    assert_eq!(count(Act::ClauseRejected), 1);
    // Promises and indicators are decisions too, and what was decided goes to whoever drafts the contract.
    assert!(count(Act::PromiseDecided) > 3, "{}", count(Act::PromiseDecided));
    let page = fs::read_to_string(desk.path("award/contract/schedule-T-001.html")).unwrap();
    for said in [
        "It was offered and assessed.",
        "As tendered, by the monthly report",
        "Part 4: What was not taken in",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(desk.path("award/contract/schedule-T-001.docx").is_file());
    assert!(count(Act::ClauseAdopted) > 10);
    drop(record);
    // A score that is changed in the journal is not the record's.
    let path = desk.path("panel/journal.jsonl");
    let journal = fs::read_to_string(&path).unwrap();
    fs::write(&path, journal.replacen("\"score\":2", "\"score\":5", 1)).unwrap();
    desk.panel(&["status"]).failed("is not what the record says");
}
