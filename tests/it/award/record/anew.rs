//! An award that was decided, told and noticed is decided anew: what it took the place of stays, and all is verified.

use std::fs;

use probity::panel::What;

use super::desk::{self, Desk, SCORES};
use crate::panels::folder::reason;

const REOPEN: [&str; 6] = ["award", "reopen", "anew", "--by", "JK", "--reason"];

/// From a folder whose notice is published: a score was written down wrongly, and the winner turns out to be insolvent.
pub(super) fn decided_anew(desk: &mut Desk) {
    desk.copied("anew");
    let question = crate::core_bank().questions[0].id.to_string();
    let score = format!("T-002={question}");
    let refused = desk.refused(&[
        "award",
        "outcome",
        "anew",
        "T-001",
        "--by",
        "JK",
        "--is",
        "excludable",
        "--fact",
        "Its bank holds it insolvent.",
        "--reason",
        "It cannot perform for three years.",
    ]);
    assert!(refused.contains("it is too late: the award notice is published"), "{refused}");
    let refused = desk.refused(&["award", "reopen", "anew", "--by", "FI", "--reason", "The score is wrong."]);
    assert!(refused.contains("`FI` may not reopen the award: that is for lead"), "{refused}");
    let refused = desk.refused(&[&REOPEN[..], &["Wrong."]].concat());
    assert!(refused.contains("the reason says nothing"), "{refused}");
    let refused =
        desk.refused(&[&REOPEN[..], &["A score was copied wrongly.", "--score", "T-002=SLP-99"]].concat());
    assert!(refused.contains("has no score that could be agreed on anew"), "{refused}");
    let why = "The notes of the panel have another score than the workbook.";
    let (_, err) = desk.ran(0, &[&REOPEN[..], &[why, "--score", score.as_str()]].concat());
    for said in [
        "the suppliers of T-001, T-002, T-003 hold a summary that is right no longer",
        "section 50(1)",
        "a contract award notice was published on 2027-04-06",
        "The standstill of eight working days is counted anew",
        "the panel agrees anew on T-002",
    ] {
        assert!(err.contains(said), "{said}: {err}");
    }
    assert!(desk.path("anew/award/summaries/REPLACED.txt").is_file());
    // Nothing goes on before the panel has agreed anew, and nothing else is scored anew.
    let refused = desk.refused(&["award", "anew", "--by", "FI"]);
    assert!(refused.contains("not before prices are open"), "{refused}");
    let other = crate::core_bank().questions[1].id.to_string();
    agreed(desk, &other, 1, 4, "other.xlsx");
    let refused = desk.refused(&["panel", "agree", "anew", "other.xlsx"]);
    assert!(refused.contains("say why that changes"), "{refused}");
    let said = "Another score was written down wrongly too.";
    let refused = desk.refused(&["panel", "agree", "anew", "other.xlsx", "--reason", said]);
    assert!(refused.contains("only a correction can follow"), "{refused}");
    // Nobody's workbook is written over.
    let again = ["panel", "moderate", "anew", "--questions", question.as_str(), "--out", "other.xlsx"];
    let refused = desk.refused(&again);
    assert!(refused.contains("`other.xlsx` is there already and may have been filled in"), "{refused}");
    agreed(desk, &question, 1, 4, "anew.xlsx");
    desk.run(&["panel", "agree", "anew", "anew.xlsx"]);
    another_winner(desk);
    told_anew(desk);
    verified_anew(desk);
    entered(desk);
}

/// The moderation's workbook of one question, with another score for one tender.
fn agreed(desk: &mut Desk, question: &str, of: usize, score: u8, book: &str) {
    desk.run(&["panel", "moderate", "anew", "--questions", question, "--out", book]);
    let form = desk.form_in("anew", book);
    let subjects = form.subjects.clone();
    desk.fill(book, &form, &mut |at, what| {
        let tender = subjects[at].tender.as_deref().unwrap_or("T-001");
        let place = desk::place(tender);
        if place != of && *what != What::Present {
            return None;
        }
        Some(match what {
            What::Present => "AB, CD, EF, GH".to_owned(),
            What::Score => if place == of { score } else { SCORES[place] }.to_string(),
            What::Reason => {
                format!("{} Section 4 of the statement, read again.", reason("again", tender, at))
            }
            What::Internal => format!("The panel went back to its notes {}", reason("notes", tender, at)),
            What::For(_) => "Named with a date in the first paragraph.".to_owned(),
            What::Against(_) => "It does not say for how long.".to_owned(),
            _ => return None,
        })
    });
}

fn another_winner(desk: &mut Desk) {
    let refused = desk.refused(&["award", "decide", "anew", "--by", "JK", "--reason", "It is the best one."]);
    assert!(refused.contains("something was decided after the result was computed"), "{refused}");
    let gone = ["award", "outcome", "anew", "T-001", "--by", "JK", "--is", "excludable"];
    let said = ["--fact", "Its bank holds it insolvent.", "--reason", "It cannot perform for three years."];
    desk.run(&[&gone[..], &said].concat());
    // Disregarded by mistake, and back again.
    desk.run(&[
        "award",
        "reinstate",
        "anew",
        "T-001",
        "--by",
        "JK",
        "--reason",
        "The entry is of another company.",
    ]);
    let (out, _) = desk.ran(0, &["award", "anew", "--by", "FI"]);
    assert!(out.contains("First by the method: T-001"), "{out}");
    desk.run(&[&gone[..], &said].concat());
    let (out, _) = desk.ran(0, &["award", "anew", "--by", "FI"]);
    assert!(out.contains("First by the method: T-002"), "{out}");
    let told =
        desk.run(&["award", "decide", "anew", "--by", "JK", "--reason", "It is now the most advantageous."]);
    assert_eq!(told, "the contract goes to T-002, as by the method\n");
}

fn told_anew(desk: &mut Desk) {
    let refused = desk.refused(&["award", "send", "anew", "--by", "JK"]);
    assert!(refused.contains("are not made yet"), "{refused}");
    let summaries =
        ["award", "summaries", "anew", "--people", "people.toml", "--on", "2027-04-19", "--by", "JK"];
    let refused = desk.refused(&summaries);
    assert!(refused.contains("[no-word-on-replacement]"), "{refused}");
    let people = desk::people(true).replacen(
        "[header]\n",
        "[header]\nreopened = \"A score was written down wrongly, and a supplier is assessed no further.\"\n",
        1,
    );
    let people = people.replacen("2027-04-06", "2027-02-24", 1).replacen("2027-04-15", "2027-03-05", 1);
    fs::write(desk.path("people.toml"), people).unwrap();
    desk.run(&summaries);
    let page = fs::read_to_string(desk.path("anew/award/summaries/summary-T-003.html")).unwrap();
    assert!(page.contains("takes the place of the one that we sent you on"), "it says what it replaces");
    assert!(page.contains("A score was written down wrongly"), "and why");
    let send = ["award", "send", "anew", "--by", "JK"];
    // What was sent before is kept, and is not what is sent now.
    let old = desk.path("anew/award/replaced");
    assert_eq!(fs::read_dir(&old).unwrap().count(), 1);
    let (_, err) = desk.ran(0, &send);
    assert!(err.contains("the award notice may be published"), "{err}");
    // Suppliers were told of another day.
    let notice = |on| ["award", "notice", "anew", "--by", "JK", "--reference", "2027-000789", "--on", on];
    let refused = desk.refused(&notice("2027-04-06"));
    assert!(refused.contains("said to be of 2027-04-06") && refused.contains("say 2027-02-24"), "{refused}");
    let (_, err) = desk.ran(0, &notice("2027-02-24"));
    assert!(err.contains("the standstill begins on 2027-02-24 and ends with 2027-03-05"), "{err}");
    let log = desk.run(&["record", "log", "anew", "--act", "award"]);
    assert_eq!(log.matches("award decided").count(), 2, "{log}");
    assert!(log.contains("award reopened"), "{log}");
}

fn verified_anew(desk: &mut Desk) {
    let verify = ["record", "verify", "anew", "--policy", "p/keys/trust.policy"];
    let told = desk.run(&verify);
    assert!(told.starts_with("VERIFIED"), "{told}");
    let home = fs::read_dir(desk.path("anew/award/replaced")).unwrap().next().unwrap().unwrap().path();
    let name = home.file_name().unwrap().to_string_lossy().into_owned();
    for (file, said) in [
        ("summaries/summary-T-002.docx", "is not the summary that was sent"),
        ("award.json", "is not the result that was recorded"),
    ] {
        let good = fs::read(home.join(file)).unwrap();
        fs::write(home.join(file), b"another").unwrap();
        let (told, _) = desk.ran(1, &verify);
        assert!(told.contains(&format!("data/award/replaced/{name}/{file}: {said}")), "{told}");
        fs::write(home.join(file), good).unwrap();
    }
}

/// Once the contract is entered into, nothing is decided anew; that it was too early is told and not hidden.
fn entered(desk: &mut Desk) {
    let (_, err) = desk.ran(0, &["award", "contract", "anew", "--by", "JK", "--on", "2027-02-24"]);
    assert!(err.contains("the standstill runs to the end of 2027-03-05"), "{err}");
    let refused = desk.refused(&[&REOPEN[..], &["The price was added up wrongly."]].concat());
    assert!(refused.contains("the contract was entered into"), "{refused}");
}

/// Letters that go out before there is a result, and what comes back.
pub(super) fn letters_before_the_result(desk: &mut Desk) {
    desk.copied("early");
    fs::write(desk.path("people.toml"), desk::people(true)).unwrap();
    let common = [
        "--people",
        "people.toml",
        "--on",
        "2027-02-25",
        "--signed-by",
        "R. Sample, Head of procurement",
        "--out",
    ];
    let low = ["letters", "low-price", "early", "--tender", "T-003", "--answer-by", "2027-03-05"];
    desk.run(&[&low[..], &common, &["low"]].concat());
    let page = fs::read_to_string(desk.path("low/price-asked-T-003.html")).unwrap();
    assert!(page.contains("60,024.93"), "its price, as it was opened");
    let gone = ["award", "outcome", "early", "T-002", "--by", "JK", "--is", "condition-of-participation"];
    desk.run(
        &[
            &gone[..],
            &[
                "--fact",
                "No accounts were given, Responses D4.",
                "--rule",
                "Section 3 asks for accounts.",
                "--clarified",
                "It was asked on 1 February and gave none.",
            ],
        ]
        .concat(),
    );
    let told = ["letters", "disregarded", "early"];
    desk.run(&[&told[..], &common, &["gone"]].concat());
    assert!(desk.path("gone/notice-T-002.docx").is_file());
    let refused = desk.refused(&[&["letters", "outcome", "early"][..], &common, &["out"]].concat());
    assert!(refused.contains("follow the decision on the award"), "{refused}");
    // What went out and what came back is kept and recorded.
    let sent = [
        "letters",
        "sent",
        "early",
        "T-003",
        "low/price-asked-T-003.docx",
        "--kind",
        "price-asked",
        "--by",
        "JK",
    ];
    let refused = desk.refused(&sent);
    assert!(refused.contains("--reason"), "{refused}");
    let id = desk.run(&[&sent[..], &["--reason", "Its price is far below the others."]].concat());
    assert_eq!(id, "Q-001\n");
    fs::write(desk.path("answer.txt"), "Our devices are in stock.").unwrap();
    desk.run(&["letters", "answered", "early", "T-003", "answer.txt", "--to", "Q-001", "--by", "JK"]);
    desk.run(&[
        "letters",
        "sent",
        "early",
        "T-002",
        "gone/notice-T-002.docx",
        "--kind",
        "not-assessed",
        "--by",
        "JK",
    ]);
    let verify = ["record", "verify", "early", "--policy", "p/keys/trust.policy"];
    let told = desk.run(&verify);
    assert!(told.starts_with("VERIFIED"), "{told}");
    let kept: Vec<_> =
        fs::read_dir(desk.path("early/award/letters")).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(kept.len(), 3);
    fs::write(&kept[0], "another").unwrap();
    let (told, _) = desk.ran(1, &verify);
    assert!(told.contains("is not the letter that was recorded"), "{told}");
}
