//! The rules of the process: refused when somebody tries, found when somebody has got round that.

use probity::{
    id::Digest,
    ledger::{
        act::{Act, Role},
        event::Draft,
    },
};

use super::{Case, at, check, decided, declared, opened, person, published, received};

fn lead(act: Act) -> Draft {
    Draft::new(act, "p-0001", Role::Lead)
}

fn computed() -> Draft {
    Draft::of_system(Act::ResultComputed)
        .with("inputs_digest", Digest::of(b"inputs").as_str())
        .with("method_digest", Digest::of(b"method").as_str())
        .with("program", "probity 0")
        .hide("result", "T-001")
}

/// Each breach: its rule, what went before, and the act that may not follow.
fn breaches() -> Vec<(&'static str, Case, Draft)> {
    let viewed = |by: &str, role| {
        Draft::new(Act::TenderViewed, by, role).about("tender", "T-001").with("what", "report")
    };
    let locked = |by: &str, of: &str| {
        Draft::new(Act::ScoreLocked, by, Role::Evaluator)
            .about("person", of)
            .about("question", "SLP-08")
            .about("tender", "T-001")
            .hide("evidence", "D14")
            .hide("score", 3)
            .because("Backups are covered in D14, archives are not.")
    };
    let peer = || {
        Draft::new(Act::ScoreViewed, "p-0002", Role::Evaluator)
            .about("person", "p-0001")
            .about("question", "SLP-08")
            .about("tender", "T-001")
    };
    let opened_price = |persons: Vec<&str>| {
        lead(Act::PriceOpened).about("tender", "T-001").with("persons", persons).hide("price", "1")
    };
    let sealed = |tender: &str| {
        Draft::of_system(Act::PriceSealed)
            .about("tender", tender)
            .with("sha256", Digest::of(tender.as_bytes()).as_str())
    };
    let begun = || {
        let mut case = Case::begun(1);
        case.receive("T-001", "Cobalt Street Lamps Ltd", false);
        case
    };
    let with = |draft: Draft| {
        let mut case = begun();
        case.add(draft);
        case
    };
    let priced = |tenders: &[&str]| {
        let mut case = begun();
        case.receive("T-002", "Halden Lighting Ltd", false);
        case.add(decided("T-001", 3)).add(decided("T-002", 2));
        for it in tenders {
            case.add(sealed(it));
        }
        for it in tenders {
            case.add(opened_price(vec!["p-0001", "p-0002"]).about("tender", *it));
        }
        case
    };
    let resulted = |more: &[Draft]| {
        let mut case = priced(&["T-001", "T-002"]);
        case.add(computed());
        for it in more {
            case.add(it.clone());
        }
        case
    };
    let awarded = || lead(Act::AwardDecided).with("tenders", vec!["T-001"]).because("It is the best.");
    let kept = || {
        lead(Act::MatterKept)
            .about("tender", "T-002")
            .with("matter", "threshold")
            .because("It was looked at.")
    };
    let disregarded = |fate: &str| {
        lead(Act::TenderDisregarded)
            .about("tender", "T-002")
            .with("fate", fate)
            .hide("clarified", "")
            .hide("fact", "Its price of £1.")
            .hide("rule", "")
            .hide("why", "It did not answer.")
    };
    let summary = |tender: &str| {
        lead(Act::SummarySent)
            .about("tender", tender)
            .with("sent", at(90).to_string())
            .with("sha256", Digest::of(b"summary").as_str())
    };
    let lot =
        || lead(Act::LotAwarded).about("tender", "T-001").with("departs", false).because("It is the best.");
    let notice = || lead(Act::NoticePublished).with("notice", "2026-000456").with("on", "2026-11-20");
    let normalised = |tenders: Vec<&str>| {
        lead(Act::PriceNormalised)
            .with("tenders", tenders)
            .hide("amounts", "")
            .hide("what", "Training")
            .because("Only one could price it.")
    };
    let reckoned = || {
        lead(Act::PriceReckoned)
            .about("tender", "T-001")
            .hide("corrections", "")
            .hide("prices", "")
            .hide("schedule", "")
            .hide("tendered", "")
            .because("Added up.")
    };
    let draw = |tenders: Vec<&str>| {
        lead(Act::DrawHeld).with("tenders", tenders).hide("witnesses", "A and B").because("Equal in all.")
    };
    let late = || {
        let mut case = Case::begun(1);
        case.receive("T-001", "Cobalt Street Lamps Ltd", true);
        case
    };
    let stranger = || {
        let mut case = begun();
        case.add(person("p-0003", Role::Evaluator, "Cy"));
        case
    };
    let conflict = || {
        let mut case = stranger();
        case.add(
            Draft::new(Act::InterestDeclared, "p-0003", Role::Evaluator)
                .about("person", "p-0003")
                .with("outcome", "conflict")
                .hide("interest", "owns shares"),
        );
        case
    };
    let mut unpublished = Case::empty(1);
    unpublished.add(opened());
    vec![
        ("opened-first", Case::empty(1), person("p-0001", Role::Lead, "Ada")),
        ("opened-first", begun(), opened()),
        ("before-pack", unpublished, received("T-001", "Cobalt", b"x", false)),
        ("twice", begun(), published()),
        ("twice", begun(), person("p-0001", Role::Lead, "Ada")),
        ("twice", begun(), received("T-001", "Cobalt", b"x", false)),
        ("deadline", begun(), received("T-002", "Cobalt", b"x", false).with("late", true)),
        (
            "deadline",
            begun(),
            received("T-002", "Cobalt", b"x", false).with("deadline", at(2000).to_string()),
        ),
        ("unknown-person", begun(), viewed("p-0009", Role::Evaluator)),
        ("unknown-tender", begun(), decided("T-009", 3)),
        ("interest", stranger(), viewed("p-0003", Role::Evaluator)),
        ("interest", conflict(), viewed("p-0003", Role::Evaluator)),
        ("own-score", begun(), locked("p-0002", "p-0001")),
        ("twice", with(locked("p-0002", "p-0002")), locked("p-0002", "p-0002")),
        ("peer-score", with(locked("p-0001", "p-0001")), peer()),
        ("late", late(), decided("T-001", 3)),
        (
            "not-late",
            begun(),
            lead(Act::TenderAdmitted).about("tender", "T-001").because("The portal was down."),
        ),
        ("revision", with(decided("T-001", 3)), decided("T-001", 4)),
        ("revision", begun(), decided("T-001", 4).with("revises", 3)),
        ("unsealed", with(decided("T-001", 3)), opened_price(vec!["p-0001", "p-0002"])),
        ("scores-first", with(sealed("T-001")), opened_price(vec!["p-0001", "p-0002"])),
        ("twice", with(sealed("T-001")), sealed("T-001")),
        (
            "two-persons",
            {
                let mut case = with(decided("T-001", 3));
                case.add(sealed("T-001"));
                case
            },
            opened_price(vec!["p-0001"]),
        ),
        ("quality-first", priced(&["T-001"]), decided("T-002", 4).with("revises", 9)),
        ("quality-first", priced(&["T-001"]), locked("p-0002", "p-0002")),
        ("sealed-late", priced(&["T-001"]), sealed("T-002")),
        ("unopened", begun(), reckoned()),
        ("unopened", priced(&["T-001"]), normalised(vec!["T-001", "T-002"])),
        ("not-alike", priced(&["T-001", "T-002"]), normalised(vec!["T-001"])),
        ("before-result", priced(&["T-001", "T-002"]), draw(vec!["T-002", "T-001"])),
        ("draw", resulted(&[]), draw(vec!["T-001", "T-001"])),
        ("fate", resulted(&[]), disregarded("disliked")),
        ("low-price", resulted(&[]), disregarded("abnormally-low")),
        (
            "low-price",
            resulted(&[]),
            disregarded("abnormally-low").with("told", "2026-09-10").with("heard", "2026-09-10"),
        ),
        ("out", resulted(&[disregarded("excludable")]), disregarded("excludable")),
        ("not-late", resulted(&[]), disregarded("late")),
        ("stale-result", resulted(&[kept()]), awarded()),
        ("stale-result", resulted(&[disregarded("procedural")]), awarded()),
        ("out", resulted(&[disregarded("procedural"), computed()]), awarded().with("tenders", vec!["T-002"])),
        ("before-award", resulted(&[]), summary("T-001")),
        ("before-award", resulted(&[]), lot()),
        ("before-award", resulted(&[]), notice()),
        ("twice", resulted(&[awarded()]), awarded()),
        ("twice", resulted(&[awarded(), lot()]), lot()),
        ("twice", resulted(&[awarded(), summary("T-001")]), summary("T-001")),
        ("after-award", resulted(&[awarded()]), disregarded("procedural")),
        ("after-award", resulted(&[awarded()]), kept()),
        ("after-result", resulted(&[awarded()]), computed()),
        ("summaries-first", resulted(&[awarded(), summary("T-001")]), notice()),
        ("twice", resulted(&[awarded(), summary("T-001"), summary("T-002"), notice()]), notice()),
        (
            "no-flag",
            begun(),
            lead(Act::FlagResolved)
                .about("tender", "T-001")
                .about("flag", "F-001")
                .with("outcome", "seen")
                .because("It was seen."),
        ),
        (
            "clause",
            begun(),
            lead(Act::ClauseAdopted).about("tender", "T-001").about("clause", "x").because("It is needed."),
        ),
        (
            "before-result",
            begun(),
            lead(Act::AwardDecided).with("tenders", vec!["T-001"]).because("It is the best."),
        ),
        ("after-result", Case::whole(1), decided("T-001", 5).with("revises", 11)),
        (
            "correction",
            begun(),
            lead(Act::CorrectionMade).with("corrects", 99).hide("correction", "x").because("It was wrong."),
        ),
        (
            "moderation",
            begun(),
            lead(Act::ModerationAgreed)
                .about("tender", "T-001")
                .about("question", "SLP-08")
                .with("present", vec!["p-0001"])
                .hide("dissent", "none")
                .hide("internal", "")
                .hide("note", "")
                .hide("points", "")
                .hide("score", 3)
                .because("Agreed on D14."),
        ),
        ("not-asked", begun(), decided("T-001", 3).about("question", "SLP-09")),
    ]
}

#[test]
fn what_may_not_follow_is_refused_and_is_found_in_a_bag() {
    for (rule, mut case, draft) in breaches() {
        let act = draft.act();
        let seq = case.state.size;
        let sealed = draft.clone().seal(seq, at(seq), super::ORIGIN, &mut case.salts).unwrap();
        let breach = case.state.clone().admit(&sealed.event).unwrap_err();
        assert_eq!(breach.rule, rule, "{act}: {breach}");
        assert!(case.try_add(draft).is_err());
        if seq < 3 {
            continue;
        }
        // As if the store had not asked.
        case.state.force(&sealed.event);
        if act == Act::TenderReceived {
            case.originals.push(b"x".to_vec());
        }
        case.sealed.push(sealed);
        let report = check(&case.bag());
        let told = report.to_string();
        assert!(told.contains("FAIL 8"), "{rule}: {told}");
        assert!(told.contains(&format!("event {seq}: {breach}")), "{rule}: {told}");
    }
}

#[test]
fn a_disregarded_tender_needs_no_summary_before_the_notice() {
    let mut case = Case::begun(1);
    case.receive("T-001", "Cobalt Street Lamps Ltd", false).receive("T-002", "Halden Lighting Ltd", false);
    case.add(decided("T-001", 3)).add(decided("T-002", 2)).add(computed());
    case.add(
        lead(Act::TenderDisregarded)
            .about("tender", "T-002")
            .with("fate", "excluded")
            .hide("clarified", "")
            .hide("fact", "On the debarment list since May.")
            .hide("rule", "")
            .hide("why", ""),
    );
    case.add(computed());
    case.add(lead(Act::AwardDecided).with("tenders", vec!["T-001"]).because("It is the best."));
    case.add(
        lead(Act::SummarySent)
            .about("tender", "T-001")
            .with("sent", at(30).to_string())
            .with("sha256", Digest::of(b"summary").as_str()),
    );
    case.add(lead(Act::NoticePublished).with("notice", "2026-000456").with("on", "2026-11-20"));
    assert_eq!(check(&case.bag()).verdict.status(), 0);
}

#[test]
fn a_late_tender_takes_part_once_somebody_has_decided_so() {
    let mut case = Case::begun(1);
    case.receive("T-001", "Cobalt Street Lamps Ltd", true);
    assert!(case.try_add(decided("T-001", 3)).is_err());
    case.add(
        lead(Act::TenderAdmitted)
            .about("tender", "T-001")
            .because("The portal was down from 11:50 to 12:10."),
    );
    case.add(decided("T-001", 3)).add(decided("T-001", 2).with("revises", 8));
    assert_eq!(check(&case.bag()).verdict.status(), 0);
}

#[test]
fn a_decision_needs_its_reason() {
    let mut case = Case::begun(1);
    case.receive("T-001", "Cobalt Street Lamps Ltd", false);
    assert!(case.try_add(decided("T-001", 3).because("")).is_err());
    assert!(case.try_add(declared("p-0001", Role::Lead)).is_ok());
}

#[test]
fn where_people_score_alone_the_panels_consensus_counts() {
    let mut case = Case::begun(1);
    case.receive("T-001", "Cobalt Street Lamps Ltd", false);
    let of = |act: Act| lead(act).about("question", "SLP-08").about("tender", "T-001").hide("score", 4);
    case.add(of(Act::ScoreLocked).about("person", "p-0001").hide("evidence", "D14").because("It is on D14."));
    // What one person decides beside the panel settles nothing.
    case.add(decided("T-001", 2));
    assert!(!case.state.is_settled());
    assert!(case.try_add(computed()).is_err());
    let agreed = case.state.size;
    case.add(
        of(Act::ModerationAgreed)
            .with("present", vec!["p-0001"])
            .hide("dissent", "none")
            .hide("internal", "")
            .hide("note", "")
            .hide("points", "")
            .because("Agreed on D14."),
    );
    assert!(case.state.is_settled());
    let tender = &case.state.tenders["T-001"];
    assert_eq!(tender.counts("SLP-08"), Some(agreed));
    assert!(tender.decided.contains_key("SLP-08"), "it is kept");
    assert_eq!(check(&case.bag()).verdict.status(), 0);
}
