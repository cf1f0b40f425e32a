//! Assessments built by hand, so that the faces are tested apart from the engine: a full tender, a hostile one,
//! a foreign questionnaire, and a file that was refused.

use probity::{
    assess::{Answer, AppliedCap, CheckFinding, Claim, PartFinding, Referral, Score, Value},
    bank::Bank,
    diag::Place,
    id::{Digest, QuestionId},
    likeness::{self, SharedPassage},
    report::{Alike, Assessment, Basis, Method, Report, RuleEntry, ScaleStep},
    rule::{Status, Strength},
    tender::{Flag, Intake, Origin, Piece, Response, ResponseState, Tender, Verdict, YesNo},
};

/// What a report is made of, owned.
pub(crate) struct Sample {
    pub bank: Bank,
    pub method: Method,
    pub assessments: Vec<Assessment>,
    pub alike: Vec<Alike>,
}

impl Sample {
    pub(crate) fn report(&self) -> Report<'_> {
        Report { bank: &self.bank, method: &self.method, assessments: &self.assessments, alike: &self.alike }
    }
}

pub(crate) const HOSTILE: &str = "=HYPERLINK(\"http://example.invalid\",\"x\")\n</mark><script>alert(1)</script> {{ 7 * 7 }} \
                                  {% for x in y %} & \"quoted\" 'single' \u{202e}desrever\u{202c} _x0041_ \u{0}\u{7} 😀 ]]>";

pub(crate) fn sample() -> Sample {
    let bank = crate::core_bank();
    let assessments = vec![full(&bank), hostile(&bank), foreign(&bank), refused(&bank)];
    Sample { method: method(), bank, assessments, alike: vec![alike()] }
}

/// A hostile passage that the second tender shares with the first.
fn alike() -> Alike {
    let passage = |at: &str| likeness::Passage {
        question: "SLP-08".parse().unwrap(),
        place: cell("Responses", at),
        text: HOSTILE.to_owned(),
    };
    Alike {
        first: 0,
        second: 1,
        codes: vec!["shared-passage"],
        message: format!("similarity found between `A` and `{HOSTILE}`"),
        passage: Some(SharedPassage { words: 41, first: passage("E9"), second: passage("E10") }),
    }
}

fn method() -> Method {
    let scale = ["Unacceptable", "Poor", "Partial", "Acceptable", "Good", "Excellent"];
    Method {
        scale: (0..)
            .zip(scale)
            .map(|(score, title)| ScaleStep {
                score,
                title: title.to_owned(),
                descriptor: format!("what an answer of {score} shows"),
            })
            .collect(),
        rules: vec![RuleEntry {
            id: "SLP-08.backups.encrypted".parse().unwrap(),
            question: "SLP-08".parse().unwrap(),
            parts: vec!["backups".parse().unwrap()],
            title: "backups are encrypted".into(),
        }],
    }
}

pub(crate) fn cell(sheet: &str, cell: &str) -> Place {
    Place::Cell { file: None, sheet: sheet.to_owned(), cell: cell.to_owned() }
}

fn assessment(
    bank: &Bank,
    file: &str,
    supplier: Option<&str>,
    intake: Intake,
    answers: Vec<Answer>,
) -> Assessment {
    let responses = answers
        .iter()
        .map(|it| Response {
            question: it.question.clone(),
            state: it.state,
            yes_no: it.yes_no,
            pieces: it
                .place
                .iter()
                .map(|place| Piece {
                    place: place.clone(),
                    text: it.text.clone(),
                    yes_no: None,
                    item: None,
                    parts: None,
                })
                .collect(),
            evidence: None,
            confidential: false,
            fields: Vec::new(),
        })
        .collect();
    Assessment {
        tender: Tender {
            file: file.to_owned(),
            digest: Digest::of(file.as_bytes()),
            supplier: supplier.map(str::to_owned),
            origin: Origin::default(),
            intake,
            responses,
        },
        bank: bank.version,
        bank_digest: bank.digest.clone(),
        rules_digest: Digest::of(b"rules"),
        on: "2026-09-01".parse().unwrap(),
        basis: Basis::default(),
        answers,
        checks: Vec::new(),
        clauses: Vec::new(),
    }
}

pub(crate) fn accepted(layout: &str) -> Intake {
    Intake {
        verdict: Verdict::Accepted,
        reason: None,
        explanation: None,
        layout: Some(layout.to_owned()),
        flags: Vec::new(),
        sheets: Vec::new(),
    }
}

/// What an answer says of one part: its slug, and the words that say it.
type Says<'a> = (&'a str, Status, Strength, &'a [&'a str]);

fn answer(
    bank: &Bank,
    id: &str,
    row: u32,
    text: &str,
    says: &[Says<'_>],
    score: (u8, u8, Option<u8>),
) -> Answer {
    let id: QuestionId = id.parse().unwrap();
    let question = bank.question(&id).unwrap();
    let parts: Vec<PartFinding> = question
        .parts
        .iter()
        .map(|part| {
            let (status, strength, quotes) = says
                .iter()
                .find(|it| it.0 == part.id.as_str())
                .map_or((Status::Absent, Strength::Generic, &[][..]), |it| (it.1, it.2, it.3));
            PartFinding {
                part: part.id.clone(),
                title: part.title.clone(),
                mandatory: part.mandatory,
                status,
                strength,
                credit: match (status, strength) {
                    (Status::Affirmed, Strength::Specific) => 1000,
                    (Status::Affirmed, Strength::Generic) => 700,
                    (Status::Absent | Status::Negated, _) => 0,
                    _ => 400,
                },
                weight: part.weight,
                claims: quotes
                    .iter()
                    .map(|quote| {
                        let at = text.find(quote).unwrap();
                        let start = text[..at].chars().count();
                        Claim {
                            rule: format!("{id}.{}.encrypted", part.id).parse().unwrap(),
                            status,
                            strength,
                            start,
                            end: start + quote.chars().count(),
                            text: (*quote).to_owned(),
                            because: vec![format!("lexicon.words@{start}")],
                            values: Vec::new(),
                            place: None,
                            item: None,
                        }
                    })
                    .collect(),
            }
        })
        .collect();
    let coverage = parts.iter().map(|it| it.credit * it.weight).sum::<u32>() / 100;
    Answer {
        question: id,
        state: if text.is_empty() { ResponseState::Blank } else { ResponseState::Answered },
        place: Some(cell("Responses", &format!("D{row}"))),
        yes_no: None,
        text: text.to_owned(),
        score: Score { low: score.0, high: score.1, proposed: score.2 },
        coverage,
        parts,
        caps: Vec::new(),
        refer: Vec::new(),
        would_raise: Vec::new(),
        fields: Vec::new(),
        used_as: probity::bank::Use::Scored,
        outcome: None,
    }
}

const ENCRYPTION: &str = "(a) All laptops and phones that hold Council data are encrypted with BitLocker or FileVault (AES-256).\n\
    (b) Export to portable devices is switched off by group policy.\n\
    (c) Archives are encrypted.\n\
    (d) Nightly backups are encrypted with AES-256, but the weekly tape that goes to our vault in Leeds is not encrypted.\n\
    (e) All transfers, including integration with other systems, use TLS 1.3; connections below TLS 1.2 are refused.\n\
    (f) We are working towards pseudonymising data before it reaches our analytics service, planned for spring.\n\
    (g) Data between and inside our data centres in Slough and Park Royal is encrypted at all times by MACsec.";

fn full(bank: &Bank) -> Assessment {
    use Status::{Affirmed, Negated, Planned, Umbrella};
    use Strength::{Generic, Specific};
    let mut encryption = answer(
        bank,
        "SLP-08",
        9,
        ENCRYPTION,
        &[
            (
                "devices",
                Affirmed,
                Specific,
                &[
                    "All laptops and phones that hold Council data are encrypted with BitLocker or FileVault (AES-256)",
                    "AES-256",
                ],
            ),
            (
                "portable-export",
                Affirmed,
                Specific,
                &["Export to portable devices is switched off by group policy"],
            ),
            ("archives", Affirmed, Generic, &["Archives are encrypted"]),
            (
                "backups",
                Negated,
                Generic,
                &[
                    "the weekly tape that goes to our vault in Leeds is not encrypted",
                    "Nightly backups are encrypted with AES-256, but the weekly tape",
                ],
            ),
            (
                "transfers",
                Affirmed,
                Specific,
                &["All transfers, including integration with other systems, use TLS 1.3"],
            ),
            ("pseudonymisation", Planned, Generic, &["working towards pseudonymising data"]),
            ("data-centres", Affirmed, Specific, &["is encrypted at all times by MACsec"]),
        ],
        (2, 2, Some(2)),
    );
    encryption.parts[0].claims[0].values =
        vec![Value { kind: "cipher".parse().unwrap(), text: "AES-256".to_owned() }];
    encryption.caps = vec![AppliedCap {
        id: "mandatory-negated".parse().unwrap(),
        max: 2,
        reason: "a mandatory part, that backups are encrypted, is denied".to_owned(),
    }];
    encryption.refer = vec![Referral {
        code: "contradiction".parse().unwrap(),
        message: "The answer says that backups are encrypted and that the weekly tape is not.".to_owned(),
        ask: "Please confirm whether the weekly tape holds Council data, and if it does, by when it will be \
              encrypted."
            .to_owned(),
    }];
    encryption.would_raise = vec![
        "the weekly tape encrypted".to_owned(),
        "pseudonymisation in place, with when and how".to_owned(),
    ];
    let mut ownership = answer(
        bank,
        "SLP-02",
        3,
        "Yes. All data entered into or generated by the platform belongs to the Council. We keep no rights.",
        &[
            (
                "data-entered-generated",
                Affirmed,
                Specific,
                &["All data entered into or generated by the platform belongs to the Council"],
            ),
            ("derived-data", Umbrella, Generic, &["All data"]),
            ("retained-rights", Affirmed, Specific, &["We keep no rights"]),
        ],
        (3, 4, None),
    );
    ownership.yes_no = Some(YesNo::Yes);
    let scores = [4_u8, 0, 5, 3, 1, 4, 3, 0, 5, 2, 3, 0, 4];
    let answers = (2..)
        .zip(&bank.questions)
        .zip(scores)
        .map(|((row, question), score)| match question.id.as_str() {
            "SLP-08" => encryption.clone(),
            "SLP-02" => ownership.clone(),
            "SLP-12" => answer(bank, "SLP-12", row, "", &[], (0, 0, Some(0))),
            id => {
                let text = format!(
                    "We meet this in full. Our {} is described in our policy of March 2026, reviewed every year by our \
                     head of assurance, and shown to customers on request.",
                    question.title.to_lowercase()
                );
                let first = question.parts[0].id.as_str();
                answer(bank, id, row, &text, &[(first, Affirmed, Generic, &["We meet this in full"])], (
                    score,
                    score,
                    Some(score),
                ))
            }
        })
        .collect();
    let mut it = assessment(
        bank,
        "tenders/northbank.xlsx",
        Some("Northbank Digital Ltd"),
        accepted("probity-1"),
        answers,
    );
    it.checks = vec![CheckFinding {
        id: "subcontract-vs-hosting".parse().unwrap(),
        message: "SLP-12 is blank, yet SLP-08 speaks of a vault in Leeds.".to_owned(),
        places: vec![cell("Responses", "D9"), cell("Responses", "D13")],
        ask: "Please say who keeps the vault in Leeds.".to_owned(),
    }];
    it
}

fn hostile(bank: &Bank) -> Assessment {
    let answers = (2..)
        .zip(&bank.questions)
        .map(|(row, question)| {
            let mut it = answer(
                bank,
                question.id.as_str(),
                row,
                HOSTILE,
                &[(
                    question.parts[0].id.as_str(),
                    Status::Uncertain,
                    Strength::Generic,
                    &["<script>alert(1)</script>"],
                )],
                (1, 2, None),
            );
            it.refer = vec![Referral {
                code: "unclear".parse().unwrap(),
                message: format!("the words `{HOSTILE}` are unclear"),
                ask: HOSTILE.to_owned(),
            }];
            it
        })
        .collect();
    let mut intake = accepted("probity-1");
    intake.verdict = Verdict::AcceptedWithFlags;
    intake.flags = vec![Flag {
        code: "formula-text".to_owned(),
        place: Some(cell("<b>Responses</b>", "D2")),
        message: HOSTILE.to_owned(),
    }];
    assessment(
        bank,
        "=cmd|' /C calc'!A0.xlsx",
        Some("Harbour & Sons <script>alert(2)</script> {{ bank }}"),
        intake,
        answers,
    )
}

fn foreign(bank: &Bank) -> Assessment {
    let first = "Yes, data at rest is encrypted with AES-256.";
    let second = "Backups are encrypted.";
    let mut it = answer(
        bank,
        "SLP-08",
        140,
        &format!("{first}\n\n{second}"),
        &[
            ("archives", Status::Umbrella, Strength::Generic, &["data at rest is encrypted"]),
            ("backups", Status::Affirmed, Strength::Generic, &["Backups are encrypted"]),
        ],
        (1, 3, None),
    );
    // Claims count characters of their own cell.
    let places = [cell("CAIQv4.0.2", "D140"), cell("CAIQv4.0.2", "D141")];
    for (part, place, item) in [("archives", &places[0], "CEK-03.1"), ("backups", &places[1], "BCR-08.1")] {
        let claim =
            it.parts.iter_mut().find(|it| it.part.as_str() == part).unwrap().claims.first_mut().unwrap();
        if part == "backups" {
            (claim.start, claim.end) = (0, 21);
        }
        claim.place = Some(place.clone());
        claim.item = Some(item.to_owned());
    }
    let mut whole = assessment(bank, "caiq.xlsx", None, accepted("caiq-4"), vec![it]);
    whole.tender.responses[0].pieces = [(first, "CEK-03.1"), (second, "BCR-08.1")]
        .iter()
        .zip(places)
        .map(|((text, item), place)| Piece {
            place,
            text: (*text).to_owned(),
            yes_no: Some(YesNo::Yes),
            item: Some((*item).to_owned()),
            parts: None,
        })
        .collect();
    whole
}

fn refused(bank: &Bank) -> Assessment {
    let intake = Intake {
        verdict: Verdict::Refused,
        reason: Some("password".to_owned()),
        explanation: Some(
            "the file is protected by a password and could not be opened; ask the supplier for a copy without one"
                .to_owned(),
        ),
        layout: None,
        flags: Vec::new(),
        sheets: Vec::new(),
    };
    assessment(bank, "locked.xlsx", None, intake, Vec::new())
}
