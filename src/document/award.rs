//! Documents of an award, each as Word and as a page: the assessment summary of one supplier, and the evaluation report for
//! those who approve.

use serde::Serialize;
use serde_json::Value;
use tera::Context;

use super::{
    DocumentError, Templates, Twin,
    twin::{Head, cleaned, twin},
};
use crate::{
    award::{
        Ratio, Separation, Standing, State,
        pricing::{Normalisation, Story},
        sheet::{LotOutcome, Outcomes, Sheet, SheetLot, WHOLE},
        summary::Summary,
    },
    id::{Name, TenderId},
    pack::day_in_words,
    procurement::method::{Formula, Money, Passage, RoundingMode},
};

const TEXTS: &[(&str, &str)] = &[
    ("assessment-summary.html", include_str!("templates/award/assessment-summary.html")),
    ("award-report.html", include_str!("templates/award/award-report.html")),
    ("assessed.html", include_str!("templates/award/assessed.html")),
    ("scores.html", include_str!("templates/award/scores.html")),
    ("page.html", include_str!("templates/pack/page.html")),
    ("style.css", include_str!("templates/pack/style.css")),
];

/// The assessment summary of one supplier.
///
/// # Errors
/// When a template of the program is faulty; what stands in the summary cannot make it fail.
pub fn assessment_summary(summary: &Summary) -> Result<Twin, DocumentError> {
    let mut context = Context::new();
    context.insert("s", &cleaned(serde_json::to_value(summary).unwrap_or_default()));
    let day = |it: Option<crate::id::Date>| it.map(day_in_words).unwrap_or_default();
    context.insert("sent_words", &day(summary.header.sent));
    context.insert("replaces_words", &day(summary.replaces));
    context.insert("notice_words", &day(summary.header.award_notice));
    context.insert("standstill_words", &day(summary.header.standstill_ends));
    let head = Head {
        title: if summary.is_due() { "Assessment summary" } else { "Notice of the outcome" },
        subtitle: format!("{}: {}", summary.header.title, summary.recipient.name),
        page: "page.html",
        header_right: format!("To {} only", summary.recipient.name),
        footer_left: format!("{}, {}", summary.header.authority, summary.header.notice),
        on: summary.header.sent.map(|it| it.to_string()).unwrap_or_default(),
        on_words: day(summary.header.sent),
    };
    twin(TEXTS, "assessment-summary.html", context, head, &Templates::default())
}

/// The result of all lots, with the working and what would change it, for those who approve the award. `facts` says how the
/// evaluation was carried out, in sentences.
///
/// # Errors
/// When a template of the program is faulty.
pub fn evaluation_report(
    sheet: &Sheet,
    outcomes: &Outcomes,
    facts: &[String],
) -> Result<Twin, DocumentError> {
    let lots: Vec<LotText> = outcomes
        .lots
        .iter()
        .zip(&sheet.lots)
        .zip(&outcomes.awards)
        .map(|((outcome, lot), award)| LotText::new(outcome, lot, award))
        .collect();
    let mut context = Context::new();
    let text = Report {
        o: Bought {
            title: &outcomes.title,
            method: &outcomes.method,
            method_digest: outcomes.method_digest.as_str(),
        },
        method_title: &sheet.method.title,
        many: lots.len() > 1,
        facts,
        ready: outcomes.lots.iter().all(|it| it.result.open.is_empty()),
        // A lot's settings stand in the sentences; where there are several they are those of the first.
        method: sheet.lots.first().map_or_else(Vec::new, |it| it.method.passages()),
        lots,
    };
    if let Value::Object(fields) = cleaned(serde_json::to_value(text).unwrap_or_default()) {
        for (name, value) in fields {
            context.insert(name, &value);
        }
    }
    let head = Head {
        title: "Evaluation report",
        subtitle: outcomes.title.clone(),
        page: "page.html",
        header_right: "For approval".to_owned(),
        footer_left: outcomes.title.clone(),
        on: String::new(),
        on_words: String::new(),
    };
    twin(TEXTS, "award-report.html", context, head, &Templates::default())
}

#[derive(Serialize)]
struct Report<'a> {
    o: Bought<'a>,
    method_title: &'a str,
    many: bool,
    facts: &'a [String],
    ready: bool,
    method: Vec<Passage>,
    lots: Vec<LotText>,
}

#[derive(Serialize)]
struct Bought<'a> {
    title: &'a str,
    method: &'a Name,
    method_digest: &'a str,
}

#[derive(Serialize)]
struct LotText {
    id: String,
    title: String,
    verdict: String,
    /// What those who approve are asked to decide.
    asked: String,
    open: Vec<String>,
    rows: Vec<Row>,
    bars: Vec<Bar>,
    firm: Vec<String>,
    flips: Vec<FlipText>,
    scores: Vec<ScoreTable>,
    prices: Vec<PriceText>,
    normalised: Vec<String>,
}

#[derive(Serialize)]
struct PriceText {
    supplier: String,
    tendered: String,
    corrections: Vec<String>,
    reckoned: String,
    compared: String,
}

#[derive(Serialize)]
struct Row {
    rank: String,
    supplier: String,
    tender: String,
    quality: String,
    price: String,
    result: String,
    remark: String,
    working: Vec<String>,
}

#[derive(Serialize)]
struct Bar {
    supplier: String,
    blocks: String,
    total: String,
}

#[derive(Serialize)]
struct FlipText {
    tender: String,
    item: String,
    from: u8,
    to: u8,
    first: String,
}

/// As many tenders stand side by side on a page.
const COLUMNS: usize = 6;

/// The scores of some tenders.
#[derive(Serialize)]
struct ScoreTable {
    columns: Vec<String>,
    widths: String,
    rows: Vec<ScoreRow>,
}

impl ScoreTable {
    fn new(of: &[&Standing]) -> Self {
        Self {
            // A name does not fit above a column of single figures.
            columns: of.iter().map(|it| it.tender.to_string()).collect(),
            widths: format!("4 2{}", " 2".repeat(of.len())),
            rows: scores(of),
        }
    }
}

#[derive(Serialize)]
struct ScoreRow {
    title: String,
    weight: String,
    scores: Vec<String>,
}

impl LotText {
    fn new(outcome: &LotOutcome, lot: &SheetLot, award: &crate::award::lots::LotAward) -> Self {
        let standings = &outcome.result.standings;
        let supplier = |tender: &TenderId| {
            let found = standings.iter().find(|it| it.tender == *tender);
            found.map_or_else(|| tender.to_string(), |it| it.supplier.clone())
        };
        let mut verdict = match (&award.tender, &award.open) {
            (Some(tender), _) => {
                format!("By the method the tender of {} ({tender}) is first.", supplier(tender))
            }
            (None, Some(why)) => format!("The lot goes to none: {why}."),
            (None, None) => "The lot goes to none.".to_owned(),
        };
        for it in &award.passed_over {
            verdict.push_str(&format!(
                " {} ({it}) stands before it and wins as many other lots as it can.",
                supplier(it)
            ));
        }
        let points = lot.method.price.formula.gives_points()
            || matches!(lot.method.price.formula, Formula::Fixed { .. });
        let scored: Vec<&Standing> = standings.iter().filter(|it| !it.criteria.is_empty()).collect();
        Self {
            id: outcome.id.to_string(),
            title: outcome.title.clone(),
            asked: asked(outcome, award),
            verdict,
            open: outcome.result.open.iter().map(|it| it.replace('`', "")).collect(),
            rows: standings.iter().map(row).collect(),
            bars: standings.iter().filter(|it| points && it.rank().is_some()).map(bar).collect(),
            firm: firm(outcome, points, &supplier),
            flips: outcome
                .review
                .flips
                .iter()
                .map(|it| FlipText {
                    tender: supplier(&it.tender),
                    item: it.item.to_string(),
                    from: it.from,
                    to: it.to,
                    first: names(&it.first, &supplier),
                })
                .collect(),
            scores: scored.chunks(COLUMNS).map(ScoreTable::new).collect(),
            prices: lot.prices.iter().map(|it| price(it, &supplier)).collect(),
            normalised: lot.normalisations.iter().map(|it| normalisation(it, &supplier)).collect(),
        }
    }
}

/// What those who approve are asked: the result by the method, which they follow or give a reason against.
fn asked(outcome: &LotOutcome, award: &crate::award::lots::LotAward) -> String {
    let what = match outcome.id.as_str() {
        WHOLE => "the contract".to_owned(),
        _ => format!("lot {} ({})", outcome.id, outcome.title),
    };
    let standing = award
        .tender
        .as_ref()
        .and_then(|tender| outcome.result.standings.iter().find(|it| it.tender == *tender));
    match standing {
        Some(it) => {
            let price = it.price.as_ref().map(|it| format!(", at the price of {}", it.price));
            format!(
                "whether {what} is awarded to {} ({}){}",
                it.supplier,
                it.tender,
                price.unwrap_or_default()
            )
        }
        None => format!("what becomes of {what}, which by the method goes to none"),
    }
}

/// How a price came to be what is compared.
fn price(of: &Story, supplier: &impl Fn(&TenderId) -> String) -> PriceText {
    let amount = |it: Option<Money>| it.map_or_else(|| "–".to_owned(), |it| it.to_string());
    PriceText {
        supplier: supplier(&of.tender),
        tendered: of.tendered.map_or_else(|| "no sum stated".to_owned(), |it| it.to_string()),
        corrections: of
            .corrections
            .iter()
            .map(|it| {
                format!(
                    "{} {}: {} in place of {}, since {}",
                    it.place, it.what, it.counts, it.stated, it.because
                )
            })
            .collect(),
        reckoned: amount(of.reckoned),
        compared: amount(of.compared),
    }
}

/// What was done to all prices alike.
fn normalisation(of: &Normalisation, supplier: &impl Fn(&TenderId) -> String) -> String {
    let amounts: Vec<String> =
        of.amounts.iter().map(|(it, amount)| format!("{} {amount}", supplier(it))).collect();
    format!("{}: {} Decided by {}. {}.", of.what, full_stop(&of.reason), of.by, amounts.join("; "))
}

fn full_stop(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn names(of: &[TenderId], supplier: &impl Fn(&TenderId) -> String) -> String {
    let names: Vec<String> = of.iter().map(supplier).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(" and ") }
}

fn row(of: &Standing) -> Row {
    let remark = match &of.state {
        State::Ranked { separated: Some(Separation::TieBreak(_)), .. } => {
            "Equal; placed by the tie-break.".to_owned()
        }
        State::Ranked { separated: Some(Separation::Nothing), .. } => "Equal with the one before.".to_owned(),
        State::Ranked { .. } => String::new(),
        State::Failed => "Misses a threshold.".to_owned(),
        State::NoQuality => "No points for quality.".to_owned(),
        State::Unresolved { why } => format!("No result yet: {why}."),
        State::NotAssessed => format!("{}. {}", of.outcome.is.in_words(), of.outcome.fact),
    };
    let flags = of.flags.iter().map(|it| {
        let mut rest = it.message.chars();
        let message: String =
            rest.next().map(|it| it.to_uppercase().chain(rest).collect()).unwrap_or_default();
        match &it.kept {
            Some(reason) => format!(" {message} Decided: {reason}"),
            None => format!(" {message}"),
        }
    });
    let dash = || "–".to_owned();
    Row {
        rank: of.rank().map_or_else(dash, |it| it.to_string()),
        supplier: of.supplier.clone(),
        tender: of.tender.to_string(),
        quality: of.quality_percent.map_or_else(dash, |it| two(it) + "%"),
        price: of.price.as_ref().map_or_else(dash, |it| it.price.to_string()),
        result: of.published.clone().unwrap_or_else(dash),
        remark: std::iter::once(remark).chain(flags).collect::<String>().trim().to_owned(),
        working: of.working.clone(),
    }
}

fn two(of: Ratio) -> String {
    of.decimal(2, RoundingMode::HalfUp).unwrap_or_default()
}

/// A block for every two and a half points, so that all points take one line.
fn bar(of: &Standing) -> Bar {
    let blocks = |it: Option<Ratio>| -> usize {
        let fifths = it.and_then(|it| it.times(Ratio::new(2, 5).ok()?).ok());
        fifths
            .and_then(|it| it.decimal(0, RoundingMode::HalfUp).ok())
            .and_then(|it| it.parse().ok())
            .unwrap_or(0)
    };
    let price = of.price.as_ref().and_then(|it| it.points);
    Bar {
        supplier: of.supplier.clone(),
        blocks: "█".repeat(blocks(of.quality_points).min(40)) + &"▒".repeat(blocks(price).min(40)),
        total: of.published.clone().unwrap_or_default(),
    }
}

fn firm(outcome: &LotOutcome, points: bool, supplier: &impl Fn(&TenderId) -> String) -> Vec<String> {
    let review = &outcome.review;
    let mut said = Vec::new();
    if let Some(margin) = &review.margin {
        let narrow = if margin.narrow { " That is a narrow margin by the method." } else { "" };
        let unit = if points { " points" } else { "% of its figure" };
        said.push(format!(
            "The first is {}{unit} before {}.{narrow}",
            two(margin.by),
            supplier(&margin.second)
        ));
    }
    said.push(match review.flips.len() {
        0 => format!("None of {} changes of one score by one point would change who is first.", review.tried),
        n => format!("{n} of {} changes of one score by one point would change who is first.", review.tried),
    });
    let moved: Vec<_> = review.removals.iter().filter(|it| it.order != it.without).collect();
    if moved.is_empty() {
        said.push("The order of the tenders rests on none that did not win.".to_owned());
    }
    for it in moved {
        let who = supplier(&it.tender);
        said.push(if it.changes_first() {
            let first = it.without.first().map(|it| names(it, supplier)).unwrap_or_default();
            format!("Without the tender of {who}, which did not win, {first} would be first.")
        } else {
            format!("Without the tender of {who} the order of others behind the first would change.")
        });
    }
    said
}

fn scores(scored: &[&Standing]) -> Vec<ScoreRow> {
    let Some(first) = scored.first() else { return Vec::new() };
    let mut rows = Vec::new();
    for criterion in &first.criteria {
        for item in &criterion.items {
            let of = |it: &&Standing| {
                let found = it.criteria.iter().flat_map(|it| &it.items).find(|it| it.id == item.id);
                found.map_or_else(|| "–".to_owned(), |it| it.score.to_string())
            };
            rows.push(ScoreRow {
                title: format!("{} {}", item.id, item.title),
                weight: if criterion.quality {
                    item.weight.to_string()
                } else {
                    format!("{}%", criterion.available)
                },
                scores: scored.iter().map(of).collect(),
            });
        }
    }
    rows
}
