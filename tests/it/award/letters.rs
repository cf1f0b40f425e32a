//! Letters around an award: what each says, that none tells of another supplier, and that office programs open them.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use probity::{
    award::{
        Fate, Fault, Flag, FlagKind, Outcome, Standing,
        letter::{Known, Letter, LetterLaw, Office, Point, Wait, check},
        sheet::{LotOutcome, Sheet, SheetLot},
        summary::{Header, People, Recipient, Summary, TenderText, file::Telling, leak::Guard},
    },
    document::{Templates, letter},
    id::{Date, TenderId},
    procurement::{Regime, law::Law, method::Money},
    store,
};

use super::{
    Dice, name,
    told::{told, words},
};
use crate::not_checked;

struct Case {
    law: LetterLaw,
    days: Law,
    sheet: Sheet,
    outcomes: Vec<LotOutcome>,
    telling: Telling,
}

fn case() -> Case {
    let files = store::data(None).unwrap();
    let (sheet, outcomes, mut telling) = told();
    for (id, it) in &mut telling.tender {
        if id.as_str() != "heron-north" {
            it.explained.relative_advantages =
                "The successful tender names its roles, its key lengths and the change of keys every ninety days.".into();
        }
    }
    Case {
        law: LetterLaw::load(&files).unwrap(),
        days: Law::load(&files).unwrap(),
        sheet,
        outcomes: outcomes.lots,
        telling,
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl Case {
    fn office(&self, regime: Regime) -> Office<'_> {
        Office { law: &self.law, regime, on: day("2026-11-02"), signed_by: "R. Sample, Head of Procurement" }
    }

    fn lot(&self) -> (&SheetLot, &LotOutcome) {
        (&self.sheet.lots[0], &self.outcomes[0])
    }

    fn standing(&self, tender: &str) -> &Standing {
        let mut all = self.outcomes.iter().flat_map(|it| &it.result.standings);
        all.find(|it| it.tender.as_str() == tender).unwrap()
    }

    fn summaries(&self, regime: Regime) -> Vec<Summary> {
        let (lot, of) = self.lot();
        let (recipients, explained) = (self.telling.recipients(), self.telling.explained());
        let header = Header {
            lot: lot.title.clone(),
            // Another law keeps another standstill.
            standstill_ends: self
                .telling
                .header
                .standstill_ends
                .filter(|_| regime == Regime::ProcurementAct2023),
            ..self.telling.header.clone()
        };
        let decided = self.telling.decided.get(&lot.id).map(|it| &it.tender);
        Summary::of(
            &header,
            &lot.contest(),
            of,
            decided,
            People { recipients: &recipients, explained: &explained },
        )
    }

    fn wait(&self, regime: Regime) -> Option<Wait> {
        let from = if regime == Regime::Pcr2015 { "2026-11-02" } else { "2026-11-03" };
        self.days.standstill(regime, day(from)).map(|it| Wait::of(&it))
    }

    fn outcome(&self, regime: Regime, tender: &str) -> Letter {
        let summaries = self.summaries(regime);
        let summary = summaries.iter().find(|it| it.tender.as_str() == tender).unwrap();
        let before = ["Evidence of the insurances that the contract asks for".to_owned()];
        self.office(regime).outcome(summary, self.wait(regime).as_ref(), &before).unwrap()
    }

    fn to(&self, tender: &str) -> (Header, Recipient) {
        (self.telling.header.clone(), self.telling.recipients()[&name::<TenderId>(tender)].clone())
    }

    fn asked(&self, regime: Regime) -> Letter {
        let (header, recipient) = self.to("osier-north");
        let standing = self.standing("osier-north");
        let price = Some(Money::of_pence(5_200_000));
        let ask = ["How the yearly calibration of 400 devices is priced.".to_owned()];
        let asked = ("", ask.as_slice(), day("2026-11-12"));
        self.office(regime).price_asked(
            standing,
            (&self.sheet.lots[0].method, price),
            &header,
            &recipient,
            asked,
        )
    }

    fn decided(&self, regime: Regime, kept: bool) -> Letter {
        let (header, recipient) = self.to("osier-north");
        let mut standing = self.standing("osier-north").clone();
        if kept {
            standing.flags = vec![Flag {
                kind: FlagKind::AbnormallyLow,
                message: "below the others".into(),
                kept: Some(
                    "The breakdown of 20 October shows that the devices are in stock and paid for.".into(),
                ),
            }];
        } else {
            standing.outcome = Outcome {
                is: Fate::AbnormallyLow,
                fact: "No breakdown was sent; the answer of 20 October repeats the total.".into(),
                reason: "The price leaves out calibration, which the specification asks for every year."
                    .into(),
                by: "Director of Place".into(),
                told: Some(day("2026-10-12")),
                heard: Some(day("2026-10-23")),
                ..Outcome::default()
            };
        }
        let price = Some(Money::of_pence(5_200_000));
        let heard = (Some(day("2026-10-12")), Some(day("2026-10-23")), "Director of Place");
        self.office(regime).price_decided(&standing, price, &header, &recipient, heard).unwrap()
    }

    fn notice(&self, regime: Regime, outcome: &Outcome) -> Letter {
        let (header, recipient) = self.to("tarn-south");
        let standing = Standing { outcome: outcome.clone(), ..self.standing("tarn-south").clone() };
        self.office(regime).not_assessed(&standing, &header, &recipient).unwrap()
    }

    fn questions(&self, regime: Regime) -> Letter {
        let (header, recipient) = self.to("osier-north");
        let point = |question: &str, place: &str, text: &str| Point {
            question: question.into(),
            place: place.into(),
            text: text.into(),
        };
        let points = vec![
            point(
                "SLP-08",
                "Responses, D11",
                "Is the certificate that you name your own, or your hosting company's?",
            ),
            point("", "", "Which of the two delivery dates is the one that you offer?"),
        ];
        self.office(regime).clarification(
            &name("osier-north"),
            &header,
            &recipient,
            points,
            day("2026-11-09"),
        )
    }

    fn all(&self, regime: Regime) -> Vec<(&'static str, Letter)> {
        let late = self.standing("tarn-south").outcome.clone();
        let mut all = vec![
            ("awarded", self.outcome(regime, "heron-north")),
            ("not-awarded", self.outcome(regime, "lantern-north")),
            ("missed-a-threshold", self.outcome(regime, "quill-north")),
            ("late", self.notice(regime, &late)),
            ("disqualified", self.notice(regime, &disqualified())),
            ("price-asked", self.asked(regime)),
            ("price-kept", self.decided(regime, true)),
            ("price-dropped", self.decided(regime, false)),
            ("questions", self.questions(regime)),
        ];
        if regime == Regime::BelowThreshold {
            all.retain(|(it, _)| it.contains("awarded"));
        }
        all
    }

    fn names(&self) -> BTreeMap<TenderId, String> {
        self.telling.recipients().into_iter().map(|(id, it)| (id, it.name)).collect()
    }

    fn texts(&self) -> BTreeMap<TenderId, TenderText> {
        let mut texts = self.telling.texts();
        texts.retain(|it, _| it.as_str().ends_with("-north"));
        for it in &self.sheet.lots[0].tenders {
            texts.entry(it.id.clone()).or_default().price = it.price.map(|it| it.to_string());
        }
        texts
    }

    fn faults(&self, of: &Letter) -> Vec<Fault> {
        checked(of, &self.texts(), &self.names())
    }
}

fn checked(
    of: &Letter,
    texts: &BTreeMap<TenderId, TenderText>,
    names: &BTreeMap<TenderId, String>,
) -> Vec<Fault> {
    check(of, Known { guard: &Guard::new(texts, &[]), texts, names })
}

fn disqualified() -> Outcome {
    Outcome {
        is: Fate::Disqualified,
        fact: "The answer to SLP-03 (Responses, D6) says that readings are sold to insurers.".into(),
        rule: "Tender questions, section 2: data may not be sold; a tender that does not accept this is disqualified.".into(),
        by: "Director of Place".into(),
        clarified: "Asked on 12 October; the answer of 14 October confirms the sale.".into(),
        ..Outcome::default()
    }
}

fn plain(text: &str) -> String {
    let text = text.replace("&amp;", "&").replace("&#39;", "'").replace("&apos;", "'");
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">")
}

/// What a page says, without its tags.
fn untagged(page: &str) -> String {
    page.split('<').map(|it| it.split_once('>').map_or(it, |(_, words)| words)).collect()
}

const REGIMES: [Regime; 3] = [Regime::ProcurementAct2023, Regime::Pcr2015, Regime::BelowThreshold];

#[test]
fn each_letter_says_what_the_law_and_a_supplier_ask_for() {
    let case = case();
    let mut text = String::new();
    for regime in REGIMES {
        for (what, it) in case.all(regime) {
            assert_eq!(case.faults(&it), [], "{what}");
            let twin = letter(&it, &Templates::default()).unwrap();
            assert_eq!(twin.word, letter(&it, &Templates::default()).unwrap().word, "the same every time");
            let said = plain(&words(&twin));
            // The page has tags of its own within a line.
            let page = plain(&untagged(&twin.page));
            for line in said.lines().filter(|it| it.len() > 20) {
                assert!(page.contains(line), "{what}: the page lacks {line:?}");
            }
            text.push_str(&format!("==== {what}, {}\n{said}\n", regime.as_str()));
        }
    }
    insta::assert_snapshot!("letters", text);
}

#[test]
fn days_are_those_of_the_law() {
    let case = case();
    let ends = |it: &Letter| words(&letter(it, &Templates::default()).unwrap());
    let act = ends(&case.outcome(Regime::ProcurementAct2023, "lantern-north"));
    assert!(act.contains("8 working days") && act.contains("12 November 2026"), "{act}");
    let regulations = ends(&case.outcome(Regime::Pcr2015, "lantern-north"));
    assert!(regulations.contains("10 days") && regulations.contains("12 November 2026"), "{regulations}");
    assert!(!ends(&case.outcome(Regime::BelowThreshold, "lantern-north")).contains("standstill period is"));
    // A summary that says another day, and a notice before the letter.
    let mut summaries = case.summaries(Regime::ProcurementAct2023);
    summaries[0].header.standstill_ends = Some(day("2026-11-11"));
    let office = case.office(Regime::ProcurementAct2023);
    let early = case.days.standstill(Regime::ProcurementAct2023, day("2026-10-30")).map(|it| Wait::of(&it));
    let codes = |it: Letter| -> Vec<&'static str> { case.faults(&it).iter().map(|it| it.code).collect() };
    let it = office.outcome(&summaries[0], early.as_ref(), &[]).unwrap();
    assert_eq!(codes(it), ["after-notice", "standstill-differs"]);
    assert_eq!(codes(office.outcome(&summaries[0], None, &[]).unwrap()), ["no-standstill"]);
}

#[test]
fn what_a_letter_lacks_is_told() {
    let case = case();
    let act = Regime::ProcurementAct2023;
    let codes = |it: &Letter| -> Vec<(&'static str, String)> {
        case.faults(it).into_iter().map(|it| (it.code, it.at)).collect()
    };
    let bare = Outcome { is: Fate::Procedural, ..Outcome::default() };
    let lacks: Vec<String> = codes(&case.notice(act, &bare)).into_iter().map(|(_, at)| at).collect();
    assert_eq!(lacks, ["fact", "person who decided", "reason", "rule", "word on clarification"]);
    let mut unsigned = case.questions(act);
    unsigned.signed_by.clear();
    unsigned.recipient = Recipient::default();
    assert_eq!(codes(&unsigned).len(), 3);
    // No time to answer, and a decision before the supplier was heard.
    let mut asked = case.asked(act);
    asked.on = day("2026-11-12");
    assert_eq!(codes(&asked), [("no-time", "answer".to_owned())]);
    let mut decided = case.decided(act, false);
    decided.on = day("2026-10-20");
    assert_eq!(codes(&decided), [("too-early", "opportunity".to_owned())]);
    let mut advantages = case.outcome(Regime::Pcr2015, "lantern-north");
    let probity::award::letter::Body::Outcome(told) = &mut advantages.body else { panic!() };
    told.summary.relative_advantages.clear();
    assert_eq!(codes(&advantages), [("incomplete", "relative advantages".to_owned())]);
}

#[test]
fn nothing_of_another_supplier_is_told() {
    let case = case();
    let act = Regime::ProcurementAct2023;
    // The flag of the result names the mean of the others' prices; the letter to the supplier does not.
    let flag = case.standing("osier-north").flags[0].message.clone();
    assert!(flag.contains("£85,083.33"), "{flag}");
    let said = words(&letter(&case.asked(act), &Templates::default()).unwrap());
    for amount in ["85,083", "84,000", "91,250", "79,999"] {
        assert!(!said.contains(amount), "{amount}");
    }
    let mut dice = Dice(11);
    let some: Vec<String> =
        "vault keys turn nightly under dual control with hardware tokens kept by officers of the works \
                             depot whose logs are sealed hourly and shipped to an archive beyond the river"
            .split_whitespace()
            .map(str::to_owned)
            .collect();
    let mut found = 0;
    for round in 0..100 {
        let planted: Vec<String> = (0..9).map(|_| dice.one(&some)).collect();
        let planted = planted.join(" ");
        let mut texts = case.texts();
        let passage = ("Responses, D11".to_owned(), format!("We say: {planted}."), round % 2 == 0);
        texts.get_mut(&name::<TenderId>("lantern-north")).unwrap().passages.push(passage);
        let said = format!("Others write that {planted}, and this tender does not.");
        let letter = match round % 4 {
            0 => {
                let outcome = Outcome { reason: said, ..disqualified() };
                let mut it = case.notice(act, &outcome);
                it.tender = name("osier-north");
                it
            }
            1 => {
                let mut it = case.decided(act, round % 3 == 0);
                let probity::award::letter::Body::PriceDecided(body) = &mut it.body else { panic!() };
                body.reason = said;
                it
            }
            2 => {
                let mut it = case.asked(act);
                let probity::award::letter::Body::PriceAsked(body) = &mut it.body else { panic!() };
                body.ask.push(said);
                it
            }
            _ => {
                let mut it = case.questions(act);
                let probity::award::letter::Body::Clarification(body) = &mut it.body else { panic!() };
                body.points[0].text = said;
                it
            }
        };
        let faults = checked(&letter, &texts, &case.names());
        found += usize::from(faults.iter().any(|it| it.code == "tells-of-another"));
    }
    assert_eq!(found, 100);
    // A price, and a name.
    let mut it = case.questions(act);
    let probity::award::letter::Body::Clarification(body) = &mut it.body else { panic!() };
    body.points[0].text = "Lantern Row Systems offers it for £84000; why do you not?".into();
    let codes: Vec<&str> = case.faults(&it).iter().map(|it| it.code).collect();
    assert_eq!(codes, ["names-another", "tells-a-price"]);
}

#[test]
fn the_command_writes_letters_by_a_buyers_own_templates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
        let ran = command.current_dir(folder.path()).arg("letters").args(args).output().unwrap();
        let text = |it: Vec<u8>| String::from_utf8(it).unwrap();
        (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
    };
    for it in ["street-sensors.toml", "street-sensors-people.toml"] {
        fs::copy(root.join("fixtures/awards").join(it), folder.path().join(it)).unwrap();
    }
    let common =
        ["--people", "street-sensors-people.toml", "--on", "2026-11-02", "--signed-by", "R. Sample, Lead"];
    let with = |args: &[&str]| {
        let all: Vec<&str> = args.iter().chain(&common).copied().collect();
        run(&all)
    };
    let (status, out, err) = with(&["outcome", "street-sensors.toml", "--out", "outcome"]);
    assert_eq!(status, 0, "{err}");
    assert!(out.starts_with("6 letters") && err.contains("a lawyer must read it"), "{out}{err}");
    let (status, out, _) = with(&["disregarded", "street-sensors.toml", "--out", "notices"]);
    assert_eq!((status, &out[..9]), (0, "1 letter,"));
    let low = ["low-price", "street-sensors.toml", "--tender", "osier-north", "--out", "low"];
    let (status, _, err) = with(&[&low[..], &["--answer-by", "2026-11-12"]].concat());
    assert_eq!(status, 0, "{err}");
    assert!(folder.path().join("low/price-asked-osier-north.docx").exists());
    let (status, _, err) = with(&[&low[..], &["--decided", "--force"]].concat());
    assert_eq!(status, 2);
    assert!(err.contains("nothing is decided on the price of `osier-north`"), "{err}");
    let (status, _, err) =
        with(&["outcome", "street-sensors.toml", "--out", "x", "--notice-on", "2026-11-04"]);
    assert_eq!(status, 2);
    assert!(err.contains("one day only can be told"), "{err}");
    // Words of a buyer's own, and what is wrong with them.
    assert_eq!(run(&["templates", "own"]).0, 0);
    let path = folder.path().join("own/letter-head.html");
    let head = fs::read_to_string(&path).unwrap();
    fs::write(&path, head.replace("<p>Dear", "<p>To the directors of")).unwrap();
    let own = ["disregarded", "street-sensors.toml", "--out", "own-notices", "--templates", "own"];
    assert_eq!(with(&own).0, 0);
    let page = fs::read_to_string(folder.path().join("own-notices/notice-tarn-south.html")).unwrap();
    assert!(page.contains("To the directors of Tarnhow Instruments"));
    fs::write(&path, "<script>x</script>").unwrap();
    let (status, _, err) = with(&[&own[..], &["--force"]].concat());
    assert_eq!(status, 2);
    assert!(err.contains("a template has no element `<script>`"), "{err}");
}

/// With `PROBITY_KEEP` set to a folder the letters stay there, to be looked at.
#[test]
fn office_programs_open_every_letter() {
    let case = case();
    let folder = tempfile::tempdir().unwrap();
    let keep = std::env::var_os("PROBITY_KEEP").map(std::path::PathBuf::from);
    let home = keep.as_deref().unwrap_or(folder.path());
    let mut files = Vec::new();
    for regime in REGIMES {
        for (what, it) in case.all(regime) {
            let twin = letter(&it, &Templates::default()).unwrap();
            let path = home.join(format!("letter-{}-{what}.docx", regime.as_str()));
            fs::write(path.with_extension("html"), &twin.page).unwrap();
            fs::write(&path, &twin.word).unwrap();
            files.push(path);
        }
    }
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let ran = Command::new("soffice")
        .arg(profile)
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(home)
        .args(&files)
        .output();
    if !ran.is_ok_and(|it| it.status.success()) {
        return not_checked("LibreOffice Writer", "letters were not opened by it");
    }
    for it in files {
        assert!(it.with_extension("pdf").is_file(), "{}", it.display());
    }
}
