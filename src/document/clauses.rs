//! The clause schedule: for each supplier the clauses that its answers call for, each with the answers.

use serde::Serialize;
use tera::Context;

use super::{
    DocumentError,
    package::{Part, SHARED, clean, fill},
};
use crate::{
    assess::{Answer, PartFinding, Status, Strength},
    bank::Bank,
    clause::{Cause, Clause, Level, Library, Paragraph, Recommendation, Run, sentence},
    id::{Date, Digest, Name},
    pack::day_in_words,
    report::Entry,
    tender::{ResponseState, Said},
};

/// The parts that only this document has, beside those that all share.
const PARTS: &[Part] = &[
    ("word/document.xml", include_str!("templates/clauses/word/document.xml")),
    ("word/numbering.xml", include_str!("templates/clauses/word/numbering.xml")),
];

const TITLE: &str = "Schedule of recommended clauses";

/// The most quotations that stand beside one part of an answer, and the most characters of each; the workbook and
/// the report have them all.
const QUOTES: usize = 3;
const LONGEST_QUOTE: usize = 400;

/// What a clause schedule says, of one supplier or several.
#[derive(Debug)]
pub struct Schedule<'a> {
    bank: &'a Bank,
    library: &'a Library,
    on: Date,
    by: Vec<Entry>,
    parts: Vec<SupplierText>,
    clauses: usize,
}

impl<'a> Schedule<'a> {
    /// An empty schedule of an evaluation on the day `on`.
    pub fn new(bank: &'a Bank, library: &'a Library, on: Date) -> Self {
        Self { bank, library, on, by: Vec::new(), parts: Vec::new(), clauses: 0 }
    }

    /// The same with what else the evaluation went by, such as the profile: names and values for its first page.
    #[must_use]
    pub fn by(mut self, by: Vec<Entry>) -> Self {
        self.by = by.into_iter().map(|it| Entry { value: clean(&it.value), ..it }).collect();
        self
    }

    /// Adds a part for one supplier: its name, the file that was read and its digest, what is recommended, and the
    /// answers that it follows from. A file that was refused has no answers and no recommendations, and is said
    /// to have none.
    pub fn add(
        &mut self,
        supplier: &str,
        file: &str,
        digest: &Digest,
        recommendations: &[Recommendation],
        answers: &[Answer],
    ) {
        let number = self.parts.len() + 1;
        let clauses = recommendations
            .iter()
            .map(|it| {
                self.clauses += 1;
                let anchor = format!("clause_{}", self.clauses);
                ClauseText::new(self.clauses, anchor, it, self.library.clause(&it.clause), self.bank, answers)
            })
            .collect();
        self.parts.push(SupplierText {
            num: number,
            supplier: clean(supplier),
            file: clean(file),
            digest: digest.to_string(),
            clauses,
        });
    }
}

/// The schedule as a Word document.
///
/// # Errors
/// When a template of the program is faulty; what stands in the schedule cannot make it fail.
pub fn clause_schedule(schedule: &Schedule<'_>) -> Result<Vec<u8>, DocumentError> {
    let subtitle = match schedule.parts.as_slice() {
        [one] => one.supplier.clone(),
        all => format!("{} suppliers", all.len()),
    };
    let mut context = Context::new();
    context.insert("title", TITLE);
    context.insert("subtitle", &subtitle);
    context.insert("tool_version", env!("CARGO_PKG_VERSION"));
    context.insert("on", &schedule.on);
    context.insert("on_words", &day_in_words(schedule.on));
    context.insert("bank", &schedule.bank.version);
    context.insert("bank_digest", &schedule.bank.digest);
    context.insert("by", &schedule.by);
    context.insert("library_digest", &schedule.library.digest);
    context.insert("definitions", &schedule.library.definitions);
    context.insert("many", &(schedule.parts.len() > 1));
    context.insert("parts", &schedule.parts);
    context.insert("subject", "Recommended contract clauses, for legal review");
    context.insert("header_left", TITLE);
    context.insert("header_right", "For legal review: not adopted");
    context.insert(
        "footer_left",
        &format!("Evaluated on {}, bank {}", day_in_words(schedule.on), schedule.bank.version),
    );
    context.insert("numbered", &true);
    fill(&[SHARED, PARTS].concat(), &context)
}

/// One supplier's part, as the template reads it.
#[derive(Debug, Serialize)]
struct SupplierText {
    /// Its own list of numbers, so that every supplier's clauses begin at 1.
    num: usize,
    supplier: String,
    file: String,
    digest: String,
    clauses: Vec<ClauseText>,
}

#[derive(Debug, Serialize)]
struct ClauseText {
    bookmark: usize,
    anchor: String,
    title: String,
    strength: String,
    purpose: String,
    /// One line a question, for the table of contents.
    why: Vec<String>,
    causes: Vec<CauseText>,
    paragraphs: Vec<ParagraphText>,
    note: String,
    short_form: String,
    mid_tier: String,
    security_schedule: Option<String>,
    sources: String,
}

#[derive(Debug, Serialize)]
struct CauseText {
    question: String,
    part: String,
    place: Option<String>,
    status: &'static str,
    words: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ParagraphText {
    style: &'static str,
    level: u8,
    runs: Vec<RunText>,
}

#[derive(Debug, Serialize)]
struct RunText {
    style: Option<&'static str>,
    text: String,
}

impl ClauseText {
    fn new(
        bookmark: usize,
        anchor: String,
        recommendation: &Recommendation,
        clause: Option<&Clause>,
        bank: &Bank,
        answers: &[Answer],
    ) -> Self {
        let causes: Vec<(&Cause, CauseText)> =
            recommendation.because.iter().map(|it| (it, CauseText::new(it, bank, answers))).collect();
        Self {
            bookmark,
            anchor,
            title: clean(&recommendation.title),
            strength: recommendation.strength.to_string(),
            purpose: clause.map_or_else(String::new, |it| clean(&it.purpose)),
            why: why(&causes),
            causes: merged(causes.into_iter().map(|(_, it)| it)),
            paragraphs: recommendation.body.iter().map(ParagraphText::new).collect(),
            note: clean(&recommendation.note),
            short_form: clause.map_or_else(String::new, |it| clean(&it.plugs_into.short_form)),
            mid_tier: clause.map_or_else(String::new, |it| clean(&it.plugs_into.mid_tier)),
            security_schedule: clause.and_then(|it| it.plugs_into.security_schedule.as_deref()).map(clean),
            sources: clause.map_or_else(String::new, |it| clean(&it.sources.join("; "))),
        }
    }
}

/// Parts of which the same words of the same cell say the same share a row.
fn merged(causes: impl Iterator<Item = CauseText>) -> Vec<CauseText> {
    let mut rows: Vec<CauseText> = Vec::new();
    for it in causes {
        match rows.last_mut() {
            Some(last)
                if (&last.question, &last.place, last.status, &last.words)
                    == (&it.question, &it.place, it.status, &it.words) =>
            {
                last.part = format!("{}; {}", last.part, it.part);
            }
            _ => rows.push(it),
        }
    }
    rows
}

/// `SLP-08 planned: backups; said to be so: devices, archives`, one line a question.
fn why(causes: &[(&Cause, CauseText)]) -> Vec<String> {
    if causes.is_empty() {
        return vec!["Every contract of the kind".to_owned()];
    }
    let settled = in_plain_words(Status::Affirmed, Strength::Specific);
    let line = |of: &[(&Cause, CauseText)]| {
        let mut statuses: Vec<&str> = Vec::new();
        for (_, text) in of {
            if !statuses.contains(&text.status) {
                statuses.push(text.status);
            }
        }
        // What is open comes first: it is what the reader looks for.
        statuses.sort_by_key(|it| *it == settled);
        let groups = statuses.into_iter().map(|status| {
            let parts = of.iter().filter(|(_, it)| it.status == status).map(|(_, it)| it.part.as_str());
            format!("{}: {}", lower_first(status), parts.collect::<Vec<_>>().join(", "))
        });
        let question = of.first().map_or("", |(cause, _)| cause.question.as_str());
        format!("{question} {}", groups.collect::<Vec<_>>().join("; "))
    };
    causes.chunk_by(|(a, _), (b, _)| a.question == b.question).map(line).collect()
}

fn lower_first(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|it| it.to_lowercase().chain(rest).collect()).unwrap_or_default()
}

impl CauseText {
    fn new(cause: &Cause, bank: &Bank, answers: &[Answer]) -> Self {
        let answer = answers.iter().find(|it| it.question == cause.question);
        let part = answer.and_then(|it| it.parts.iter().find(|part| part.part == cause.part));
        if let Some(field) = &cause.field {
            return Self::of_field(cause, field, bank, answer);
        }
        let title = bank.question(&cause.question).map_or("", |it| it.title.as_str());
        Self {
            question: clean(format!("{} {title}", cause.question).trim()),
            part: clean(part.map_or(cause.part.as_str(), |it| it.title.as_str())),
            place: part
                .and_then(|it| it.claims.first())
                .and_then(|it| it.place.as_ref())
                .or(answer.and_then(|it| it.place.as_ref()))
                .map(|it| clean(&it.to_string())),
            status: in_plain_words(cause.status, part.map_or(Strength::Generic, |it| it.strength)),
            words: words(answer, part),
        }
    }
}

impl CauseText {
    /// A field whose value called for the clause, with what stands in it.
    fn of_field(cause: &Cause, field: &Name, bank: &Bank, answer: Option<&Answer>) -> Self {
        let question = bank.question(&cause.question);
        let title = question.map_or("", |it| it.title.as_str());
        let asked = question.and_then(|it| it.fields.iter().find(|it| it.id == *field));
        let found = answer.and_then(|it| it.fields.iter().find(|it| it.field == *field));
        let mut words: Vec<String> = match found.map(|it| &it.said) {
            Some(Said::Text(text)) => vec![text.clone()],
            Some(Said::Rows(rows)) => rows
                .iter()
                .map(|row| row.iter().map(|it| it.text.trim()).collect::<Vec<_>>().join(", "))
                .collect(),
            Some(Said::Unreadable) | None => Vec::new(),
        };
        let more = words.len().saturating_sub(QUOTES);
        words.truncate(QUOTES);
        let mut words: Vec<String> = words.iter().map(|it| format!("“{}”", clip(clean(it).trim()))).collect();
        if more > 0 {
            words.push(format!("and {more} more in the score workbook"));
        }
        Self {
            question: clean(format!("{} {title}", cause.question).trim()),
            part: clean(asked.map_or(field.as_str(), |it| it.title.as_str())),
            place: found.map(|it| clean(&it.place.to_string())),
            status: in_plain_words(cause.status, found.map_or(Strength::Generic, |it| it.strength)),
            words,
        }
    }
}

/// The supplier's words on a part, or why there are none.
fn words(answer: Option<&Answer>, part: Option<&PartFinding>) -> Vec<String> {
    let mut quotes: Vec<String> = Vec::new();
    for claim in part.iter().flat_map(|it| &it.claims) {
        let quote = clip(clean(answer.map_or(claim.text.as_str(), |it| sentence(it, claim))).trim());
        if !quote.is_empty() && !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    if quotes.is_empty() {
        let none = match answer.map(|it| it.state) {
            Some(ResponseState::Blank) => "The cell was left blank.",
            Some(ResponseState::Unreadable) => "The cell could not be read.",
            Some(ResponseState::Missing) => "The file has no row for this question.",
            Some(ResponseState::NotApplicable) => "The supplier says that the question does not apply.",
            Some(ResponseState::Answered) | None => "The answer has no words on this part.",
        };
        return vec![none.to_owned()];
    }
    let more = quotes.len().saturating_sub(QUOTES);
    quotes.truncate(QUOTES);
    let mut lines: Vec<String> = quotes.into_iter().map(|it| format!("“{it}”")).collect();
    if more > 0 {
        lines.push(format!("and {more} more in the score workbook"));
    }
    lines
}

fn clip(text: &str) -> String {
    if text.chars().count() <= LONGEST_QUOTE {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LONGEST_QUOTE).collect();
    format!("{} […]", kept.trim_end())
}

impl ParagraphText {
    fn new(paragraph: &Paragraph) -> Self {
        let (style, level) = match paragraph.level {
            Level::SubClause => ("SubClause", 1),
            Level::Item => ("ClauseItem", 2),
        };
        let run = |run: &Run| RunText {
            style: match run {
                Run::Drafted(_) => None,
                Run::Tendered(_) => Some("Tendered"),
                Run::Open(_) => Some("Open"),
            },
            text: clean(run.text()),
        };
        Self { style, level, runs: paragraph.runs.iter().map(run).collect() }
    }
}

fn in_plain_words(status: Status, shown: Strength) -> &'static str {
    match status {
        Status::Affirmed if shown == Strength::Generic => "Said to be so, without specifics",
        Status::Affirmed => "Said to be so",
        Status::AffirmedWithException => "Said to be so, with an exception",
        Status::Umbrella => "Covered only by a general statement",
        Status::Conditional => "Subject to a condition",
        Status::Hedged => "Said with reserve",
        Status::ThirdParty => "Said of somebody else",
        Status::Planned => "Planned",
        Status::BareAssent => "Agreed to without detail",
        Status::Historic => "Said of the past",
        Status::Related => "Something near it, but not it",
        Status::Negated => "Said not to be so",
        Status::Absent => "Not mentioned",
        Status::NotApplicable => "Said not to apply",
        Status::Uncertain => "Can be read in more than one way",
    }
}
