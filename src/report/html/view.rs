//! What the page shows, in words and with every anchor, so that the templates only lay it out.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    assess::{Answer, Claim, Outcome, Status, Strength},
    bank::{self, Use},
    clause::Cause,
    diag::Place,
    id::{QuestionId, RuleId},
    likeness::Passage,
    report::{Alike, Assessment, Entry, Report, RuleEntry, ScaleStep, words},
    tender::{ResponseState, Verdict},
};

use super::spans::{self, Segment, Span};

/// The whole page.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    bank: String,
    bank_digest: &'a str,
    rules_digest: &'a str,
    on: String,
    day: String,
    top: u8,
    key: Vec<Sign>,
    /// What else the tenders were judged by: profile, overlay, contract.
    basis: Vec<Entry>,
    warnings: &'a [String],
    suppliers: Vec<Supplier<'a>>,
    alike: Vec<Pair>,
    questions: Vec<Question<'a>>,
    scale: &'a [ScaleStep],
    rules: &'a [RuleEntry],
}

#[derive(Serialize)]
struct Sign {
    shown: &'static str,
    name: &'static str,
    class: &'static str,
}

/// One tender, apart from its answers.
#[derive(Serialize)]
struct Supplier<'a> {
    number: usize,
    name: String,
    named: bool,
    file: String,
    sha256: &'a str,
    verdict: &'static str,
    refused: bool,
    explanation: String,
    layout: &'a str,
    flags: Vec<Note>,
    strip: Vec<Column>,
    strip_words: String,
    answered: usize,
    questions: usize,
    looks: usize,
    ranges: usize,
    capped: usize,
    checks: Vec<Note>,
    asks: Vec<Ask<'a>>,
    clauses: Vec<Clause>,
}

/// Two tenders that are alike.
#[derive(Serialize)]
struct Pair {
    first: usize,
    first_name: String,
    second: usize,
    second_name: String,
    message: String,
    codes: String,
    passages: Vec<Shared>,
}

/// A passage as one of them has it.
#[derive(Serialize)]
struct Shared {
    name: String,
    place: String,
    text: String,
}

impl Pair {
    fn of(it: &Alike, report: &Report<'_>) -> Self {
        let name = |at: usize| {
            let supplier = report.assessments.get(at).map_or("", Assessment::supplier);
            words::visible(supplier).into_owned()
        };
        let shared = |at: usize, passage: &Passage| Shared {
            name: name(at),
            place: format!("{}, {}", passage.question, passage.place),
            text: words::visible(&passage.text).into_owned(),
        };
        let both = it.passage.iter().flat_map(|both| [(it.first, &both.first), (it.second, &both.second)]);
        Self {
            first: it.first + 1,
            first_name: name(it.first),
            second: it.second + 1,
            second_name: name(it.second),
            message: words::visible(&it.message).into_owned(),
            codes: it.codes.join(", "),
            passages: both.map(|(at, it)| shared(at, it)).collect(),
        }
    }
}

/// Something said of a tender, with its place.
#[derive(Serialize)]
struct Note {
    code: String,
    message: String,
    place: String,
    ask: String,
}

/// A draft clarification question.
#[derive(Serialize)]
struct Ask<'a> {
    question: &'a str,
    anchor: String,
    wording: String,
}

/// One question of the strip, in units of a drawing 1000 wide and 60 high.
#[derive(Serialize)]
struct Column {
    x: u32,
    width: u32,
    low_y: u32,
    low_height: u32,
    doubt_y: u32,
    doubt_height: u32,
    title: String,
}

#[derive(Serialize)]
struct Score {
    tender: String,
    shown: String,
    spoken: String,
    class: String,
    look: bool,
    anchor: String,
}

#[derive(Serialize)]
struct Clause {
    anchor: String,
    id: String,
    title: String,
    does: &'static str,
    text: String,
    note: String,
    because: Vec<Because>,
}

#[derive(Serialize)]
struct Because {
    question: String,
    part: String,
    says: &'static str,
    anchor: String,
}

/// One question with all its answers.
#[derive(Serialize)]
struct Question<'a> {
    id: &'a str,
    title: &'a str,
    form: &'static str,
    yes_no: bool,
    weight: u32,
    r#use: &'static str,
    text: &'a str,
    why: &'a str,
    guidance: &'a str,
    parts: Vec<Part<'a>>,
    /// One for each tender, read or not.
    scores: Vec<Score>,
    answers: Vec<Reply<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    letter: String,
    title: &'a str,
    weight: u32,
    mandatory: bool,
}

/// One answer.
#[derive(Serialize)]
struct Reply<'a> {
    supplier: usize,
    name: String,
    anchor: String,
    shown: String,
    spoken: String,
    class: String,
    look: bool,
    state: &'static str,
    tick: &'static str,
    coverage: String,
    parts: Vec<Finding<'a>>,
    caps: Vec<String>,
    refer: Vec<Note>,
    would_raise: Vec<String>,
    pieces: Vec<Piece>,
    evidence: String,
    clauses: Vec<ClauseLink>,
}

#[derive(Serialize)]
struct ClauseLink {
    anchor: String,
    title: String,
}

#[derive(Serialize)]
struct Finding<'a> {
    title: &'a str,
    weight: u32,
    mandatory: bool,
    sign: &'static str,
    class: &'static str,
    says: &'static str,
    credit: String,
    claims: Vec<Quote>,
}

/// A claim, as it stands in the list of findings.
#[derive(Serialize)]
struct Quote {
    number: usize,
    text: String,
    /// Whether it stands here for the first time; it may speak for several parts.
    first: bool,
    says: &'static str,
    sign: &'static str,
    rule: String,
    listed: bool,
    place: String,
    item: String,
    because: String,
    values: String,
    from: usize,
    to: usize,
}

/// One cell of an answer.
#[derive(Serialize)]
struct Piece {
    item: String,
    place: String,
    tick: &'static str,
    segments: Vec<Segment>,
}

impl<'a> Page<'a> {
    /// What the page shows of `report`.
    pub(super) fn of(report: &Report<'a>) -> Self {
        let first = report.assessments.first();
        let total: u32 = report.bank.questions.iter().map(|it| it.weight).sum();
        let listed: Vec<&RuleId> = report.method.rules.iter().map(|it| &it.id).collect();
        Self {
            bank: report.bank.version.to_string(),
            bank_digest: report.bank.digest.as_str(),
            rules_digest: first.map_or("", |it| it.rules_digest.as_str()),
            on: first.map_or(String::new(), |it| it.on.to_string()),
            day: first.map_or(String::new(), |it| words::day(it.on)),
            basis: first.map(|it| it.basis.entries()).unwrap_or_default(),
            warnings: first.map_or(&[], |it| &it.basis.warnings),
            top: report.method.top(),
            key: words::Grade::ALL
                .iter()
                .map(|it| Sign { shown: it.sign(), name: it.name(), class: it.class() })
                .collect(),
            suppliers: (1..)
                .zip(report.assessments)
                .map(|(n, it)| Supplier::of(n, it, report, total.max(1)))
                .collect(),
            alike: report.alike.iter().map(|it| Pair::of(it, report)).collect(),
            questions: report.bank.questions.iter().map(|it| Question::of(it, report, &listed)).collect(),
            scale: &report.method.scale,
            rules: &report.method.rules,
        }
    }
}

impl<'a> Supplier<'a> {
    fn of(number: usize, it: &'a Assessment, report: &Report<'a>, total: u32) -> Self {
        let intake = &it.tender.intake;
        let top = u32::from(report.method.top()).max(1);
        let mut strip = Vec::new();
        let mut spoken = Vec::new();
        let mut before = 0;
        for question in &report.bank.questions {
            // Whole numbers throughout: a column ends where the next one begins.
            let x = before * 1000 / total;
            before += question.weight;
            let width = (before * 1000 / total).saturating_sub(x).saturating_sub(4);
            if let Some(answer) = it.answer(&question.id) {
                let low = u32::from(answer.score.low).min(top) * 60 / top;
                let high = u32::from(answer.score.high).min(top) * 60 / top;
                let title = format!("{} {}", question.id, words::result(answer));
                spoken.push(title.clone());
                strip.push(Column {
                    x,
                    width,
                    low_y: 60 - low,
                    low_height: low,
                    doubt_y: 60 - high,
                    doubt_height: high.saturating_sub(low),
                    title,
                });
            }
        }
        let mut asks: Vec<Ask<'a>> = Vec::new();
        for answer in &it.answers {
            for referral in answer.refer.iter().filter(|it| !it.ask.is_empty()) {
                asks.push(Ask {
                    question: answer.question.as_str(),
                    anchor: anchor(number, answer.question.as_str()),
                    wording: words::visible(&referral.ask).into_owned(),
                });
            }
        }
        Self {
            number,
            name: words::visible(it.supplier()).into_owned(),
            named: it.tender.supplier.is_some(),
            file: words::visible(&it.tender.file).into_owned(),
            sha256: it.tender.digest.hex(),
            verdict: words::verdict(intake.verdict),
            refused: intake.verdict == Verdict::Refused,
            explanation: intake.explanation.clone().or_else(|| intake.reason.clone()).unwrap_or_default(),
            layout: intake.layout.as_deref().unwrap_or_default(),
            flags: intake
                .flags
                .iter()
                .map(|it| Note {
                    code: it.code.clone(),
                    message: words::visible(&it.message).into_owned(),
                    place: place(it.place.as_ref()),
                    ask: words::visible(&it.ask().unwrap_or_default()).into_owned(),
                })
                .collect(),
            strip,
            strip_words: spoken.join(", "),
            answered: it.answers.iter().filter(|it| it.state == ResponseState::Answered).count(),
            questions: report.bank.questions.len(),
            looks: it.answers.iter().filter(|it| !it.refer.is_empty()).count(),
            ranges: it.answers.iter().filter(|it| it.score.proposed.is_none()).count(),
            capped: it.answers.iter().filter(|it| !it.caps.is_empty()).count(),
            checks: it
                .checks
                .iter()
                .map(|it| Note {
                    code: it.id.to_string(),
                    message: words::visible(&it.message).into_owned(),
                    place: it.places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
                    ask: words::visible(&it.ask).into_owned(),
                })
                .collect(),
            asks,
            clauses: clauses(number, it, report),
        }
    }
}

impl Score {
    fn of(number: usize, assessment: &Assessment, question: &QuestionId, top: u32) -> Self {
        let tender = words::visible(assessment.supplier()).into_owned();
        match assessment.answer(question) {
            Some(answer) => Self {
                tender,
                shown: words::result(answer),
                spoken: spoken(answer, top),
                class: class(answer, top),
                look: !answer.refer.is_empty(),
                anchor: anchor(number, question.as_str()),
            },
            None => Self {
                tender,
                shown: String::new(),
                spoken: "not read".to_owned(),
                class: "none".to_owned(),
                look: false,
                anchor: String::new(),
            },
        }
    }
}

impl<'a> Question<'a> {
    fn of(it: &'a bank::Question, report: &Report<'a>, listed: &[&RuleId]) -> Self {
        let top = u32::from(report.method.top()).max(1);
        Self {
            id: it.id.as_str(),
            title: &it.title,
            form: match it.form {
                bank::Form::Undertaking => "an undertaking: a promise is asked for",
                bank::Form::Describe => "a description: each part must be shown",
                bank::Form::Declare => "a declaration: facts with evidence",
                bank::Form::Disclose => "a disclosure: what is not met must be said too",
            },
            yes_no: it.yes_no,
            weight: it.weight,
            r#use: words::used_as(it.used_as),
            text: &it.text,
            why: &it.why,
            guidance: &it.evaluator_guidance,
            parts: it
                .parts
                .iter()
                .map(|it| Part {
                    letter: it.letter.map(String::from).unwrap_or_default(),
                    title: &it.title,
                    weight: it.weight,
                    mandatory: it.mandatory,
                })
                .collect(),
            scores: (1..).zip(report.assessments).map(|(n, of)| Score::of(n, of, &it.id, top)).collect(),
            answers: (1..)
                .zip(report.assessments)
                .filter_map(|(n, of)| Some(Reply::of(n, of, of.answer(&it.id)?, top, listed)))
                .collect(),
        }
    }
}

impl<'a> Reply<'a> {
    fn of(
        supplier: usize,
        assessment: &'a Assessment,
        answer: &'a Answer,
        top: u32,
        listed: &[&RuleId],
    ) -> Self {
        let mut numbers = Numbers::default();
        let parts: Vec<Finding<'a>> = answer
            .parts
            .iter()
            .map(|part| {
                let grade = words::Grade::of(part.status, part.strength);
                Finding {
                    title: &part.title,
                    weight: part.weight,
                    mandatory: part.mandatory,
                    sign: grade.sign(),
                    class: grade.class(),
                    says: words::status(part.status, part.strength),
                    credit: words::thousandths(part.credit * part.weight),
                    claims: part
                        .claims
                        .iter()
                        .map(|claim| {
                            let (number, first) = numbers.of(claim);
                            Quote::of(number, first, claim, listed)
                        })
                        .collect(),
                }
            })
            .collect();
        let evidence = response(assessment, answer).and_then(|it| it.evidence.as_deref()).unwrap_or_default();
        Self {
            supplier,
            name: words::visible(assessment.supplier()).into_owned(),
            anchor: anchor(supplier, answer.question.as_str()),
            shown: words::result(answer),
            spoken: spoken(answer, top),
            class: class(answer, top),
            look: !answer.refer.is_empty(),
            state: words::state(answer.state),
            tick: answer.yes_no.map_or("", words::yes_no),
            coverage: words::thousandths(answer.coverage * 100),
            parts,
            caps: answer.caps.iter().map(words::cap).collect(),
            refer: answer
                .refer
                .iter()
                .map(|it| Note {
                    code: it.code.to_string(),
                    message: words::visible(&it.message).into_owned(),
                    place: String::new(),
                    ask: words::visible(&it.ask).into_owned(),
                })
                .collect(),
            would_raise: answer.would_raise.clone(),
            pieces: pieces(assessment, answer),
            evidence: words::visible(evidence).into_owned(),
            clauses: assessment
                .clauses
                .iter()
                .filter(|it| it.because.iter().any(|it| it.question == answer.question))
                .map(|it| ClauseLink {
                    anchor: format!("clause-{supplier}-{}", it.clause),
                    title: it.title.clone(),
                })
                .collect(),
        }
    }
}

impl Quote {
    fn of(number: usize, first: bool, claim: &Claim, listed: &[&RuleId]) -> Self {
        let values: Vec<String> =
            claim.values.iter().map(|it| format!("{} {}", it.kind, words::visible(&it.text))).collect();
        Self {
            number,
            first,
            text: words::visible(&claim.text).into_owned(),
            says: words::status(claim.status, claim.strength),
            sign: words::Grade::of(claim.status, claim.strength).sign(),
            rule: claim.rule.to_string(),
            listed: listed.contains(&&claim.rule),
            place: place(claim.place.as_ref()),
            item: claim.item.clone().unwrap_or_default(),
            because: claim.because.join(", "),
            values: values.join(", "),
            from: claim.start,
            to: claim.end,
        }
    }
}

/// The numbers of an answer's claims, in the order in which its parts have them. A claim that speaks for several
/// parts keeps its number.
#[derive(Default)]
struct Numbers<'a>(BTreeMap<ClaimKey<'a>, usize>);

/// What makes two claims the same claim.
type ClaimKey<'a> = (Option<&'a Place>, usize, usize, &'a str, Status, Strength);

impl<'a> Numbers<'a> {
    /// The number of `claim`, and whether it was not met before.
    fn of(&mut self, claim: &'a Claim) -> (usize, bool) {
        let next = self.0.len() + 1;
        let key =
            (claim.place.as_ref(), claim.start, claim.end, claim.rule.as_str(), claim.status, claim.strength);
        let number = *self.0.entry(key).or_insert(next);
        (number, number == next)
    }
}

fn response<'a>(assessment: &'a Assessment, answer: &Answer) -> Option<&'a crate::tender::Response> {
    assessment.tender.responses.iter().find(|it| it.question == answer.question)
}

/// The cells of an answer, each cut at the claims that stand in it.
fn pieces(assessment: &Assessment, answer: &Answer) -> Vec<Piece> {
    // Each claim once, with the number that the list of findings gives it.
    let mut numbers = Numbers::default();
    let mut claims: Vec<(usize, &Claim, String, &'static str)> = Vec::new();
    for claim in answer.parts.iter().flat_map(|it| &it.claims) {
        if let (number, true) = numbers.of(claim) {
            let says = words::status(claim.status, claim.strength);
            let class = words::Grade::of(claim.status, claim.strength).class();
            claims.push((number, claim, format!("{number}: {says}, rule {}", claim.rule), class));
        }
    }
    let cut = |text: &str, holds: &dyn Fn(&Claim) -> bool| {
        let spans: Vec<Span<'_>> = claims
            .iter()
            .filter(|(_, claim, ..)| holds(claim))
            .map(|(number, claim, title, class)| Span {
                number: *number,
                start: claim.start,
                end: claim.end,
                title,
                class,
            })
            .collect();
        spans::cut(text, &spans)
    };
    let pieces = response(assessment, answer).map(|it| it.pieces.as_slice()).unwrap_or_default();
    let mut out: Vec<Piece> = if pieces.is_empty() && answer.fields.is_empty() {
        vec![Piece {
            item: String::new(),
            place: place(answer.place.as_ref()),
            tick: "",
            segments: cut(&answer.text, &|_| true),
        }]
    } else {
        let each = pieces.iter().enumerate().map(|(n, piece)| Piece {
            item: piece.item.clone().unwrap_or_default(),
            place: piece.place.to_string(),
            tick: piece.yes_no.map_or("", words::yes_no),
            segments: cut(&piece.text, &|claim| match &claim.place {
                Some(place) => *place == piece.place,
                // A claim without a place stands in the only, or the first, cell.
                None => n == 0,
            }),
        });
        each.collect()
    };
    for field in &answer.fields {
        for (at, text) in words::said(field) {
            // A value is read as a whole, and a row too.
            let length = text.chars().count();
            let spans: Vec<Span<'_>> = claims
                .iter()
                .filter(|(_, claim, ..)| claim.place.as_ref() == Some(at))
                .map(|(number, _, title, class)| Span {
                    number: *number,
                    start: 0,
                    end: length,
                    title,
                    class,
                })
                .collect();
            out.push(Piece {
                item: field.field.to_string(),
                place: at.to_string(),
                tick: "",
                segments: spans::cut(&text, &spans),
            });
        }
    }
    out
}

fn clauses(supplier: usize, assessment: &Assessment, report: &Report<'_>) -> Vec<Clause> {
    let bank = report.bank;
    assessment
        .clauses
        .iter()
        .map(|it| Clause {
            anchor: format!("clause-{supplier}-{}", it.clause),
            id: it.clause.to_string(),
            title: it.title.clone(),
            does: words::clause(it.strength),
            text: words::visible(&it.text).into_owned(),
            note: it.note.clone(),
            because: it
                .because
                .iter()
                .map(|it| Because {
                    question: it.question.to_string(),
                    part: words::subject(bank, it),
                    says: words::status(it.status, strength(assessment, it)),
                    anchor: anchor(supplier, it.question.as_str()),
                })
                .collect(),
        })
        .collect()
}

/// How much the finding shows that called for a clause.
fn strength(assessment: &Assessment, cause: &Cause) -> Strength {
    assessment
        .answer(&cause.question)
        .and_then(|it| it.parts.iter().find(|it| it.part == cause.part))
        .map_or(Strength::Generic, |it| it.strength)
}

/// The place of an answer in the page.
fn anchor(supplier: usize, question: &str) -> String {
    format!("answer-{supplier}-{question}")
}

fn place(place: Option<&Place>) -> String {
    place.map_or(String::new(), |it| words::visible(&it.to_string()).into_owned())
}

/// The score in words.
fn spoken(answer: &Answer, top: u32) -> String {
    let score = answer.score;
    let look = if answer.refer.is_empty() { "" } else { "; a person must look first" };
    if answer.used_as == Use::Information {
        return "for information: not scored".to_owned();
    }
    if let Some(outcome) = answer.outcome {
        return match outcome {
            Outcome::Met => format!("proposed: met{look}"),
            Outcome::NotMetProposed => "perhaps not met; a person decides".to_owned(),
            Outcome::Unclear => "whether it is met is unclear; a person decides".to_owned(),
        };
    }
    match score.proposed {
        Some(one) => format!("proposed score {one} of {top}{look}"),
        None if score.low == score.high => {
            format!("no score proposed; the rules would say {} of {top}{look}", score.low)
        }
        None => format!("no single score proposed, {} to {} of {top}{look}", score.low, score.high),
    }
}

/// The shade of a score in fifths of the scale, or that of a range.
fn class(answer: &Answer, top: u32) -> String {
    match answer.score.proposed.filter(|_| answer.outcome.is_none()) {
        Some(score) => format!("fifth-{}", u32::from(score).min(top) * 5 / top),
        None => "range".to_owned(),
    }
}
