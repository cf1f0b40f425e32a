//! Answers beyond prose: what a filled field makes of its part, by the bounds of the bank and the day, with no reading
//! of words.
//!
//! A filled field decides its part. What a person must settle (a number that cannot be read, a day that depends on the
//! contract's dates, a certificate of somebody else) is never settled here: it is a range, with the question to ask.

use std::collections::{BTreeMap, BTreeSet};

use super::{Claim, FieldFinding, Referral, Status, Strength, Value, When};
use crate::{
    bank::{
        Question, Source,
        field::{Field, FieldKind, Quantity, Watch},
    },
    diag::Place,
    id::{Date, Name, PartId},
    rule::CertificateWords,
    tender::{FieldAnswer, Response, Said, YesNo},
};

mod certificate;
mod day;
mod outcome;
mod table;
mod value;
mod weave;

pub(super) use outcome::outcome;

/// What fields are judged by, beside themselves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) question: &'a Question,
    pub(super) sources: &'a BTreeMap<String, Source>,
    pub(super) when: When,
    /// The words of the bidder's name; empty where the file does not state it.
    pub(super) bidder: &'a [String],
    /// Names of hosts and others that hold certificates of their own.
    pub(super) others: &'a BTreeSet<String>,
    /// Words in the rows of certificates.
    pub(super) certificates: &'a CertificateWords,
}

/// All that the fields of a response come to.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// One for each field of the question that the file says something of, in the bank's order.
    pub(super) findings: Vec<FieldFinding>,
    /// What a person must look at.
    pub(super) refer: Vec<Referral>,
    /// What was found of each part, by its position.
    pub(super) parts: BTreeMap<usize, Vec<Judged>>,
    /// Parts of which a required field is missing.
    lacking: BTreeSet<usize>,
    /// The cells.
    places: BTreeSet<Place>,
}

/// What the cell of a field was understood as, for whoever asks more of it than whether its part is met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Held {
    /// Words, rows, or nothing that was understood.
    #[default]
    Words,
    /// A yes or a no.
    Tick(YesNo),
    /// The option with this id.
    Option(Name),
    /// A number in the unit of the field.
    Number(Quantity),
    /// A day, or the first and last day that it can be.
    Day(Date, Date),
}

/// Whether two cells say the same, whatever their letters and spaces.
pub fn alike(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

/// The first and last day that a cell can mean, where it means one.
pub(crate) fn days(text: &str) -> Option<(Date, Date)> {
    day::read(text)
}

/// What one field, or a row of it, says of a part.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) status: Status,
    pub(super) strength: Strength,
    pub(super) claims: Vec<Claim>,
}

/// What one cell or one table amounts to, before it is a claim.
#[derive(Debug, Clone)]
struct Verdict {
    status: Status,
    strength: Strength,
    /// The value as it is printed, without the field's title.
    printed: String,
    values: Vec<Value>,
    /// What led to the status: the bound or the option.
    because: String,
    asks: Vec<Ask>,
    held: Held,
}

/// What a person is told and the supplier asked, of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ask {
    code: String,
    message: String,
    question: String,
}

impl Verdict {
    fn new(status: Status, strength: Strength, printed: impl Into<String>) -> Self {
        Self {
            status,
            strength,
            printed: printed.into(),
            values: Vec::new(),
            because: String::new(),
            asks: Vec::new(),
            held: Held::Words,
        }
    }

    fn held(mut self, held: Held) -> Self {
        self.held = held;
        self
    }

    /// What cannot be decided here.
    fn uncertain(printed: &str, code: &'static str, message: String, ask: String) -> Self {
        Self::new(Status::Uncertain, Strength::Generic, printed).asking(code, message, ask)
    }

    fn asking(mut self, code: &'static str, message: String, ask: String) -> Self {
        self.asks.push(Ask { code: code.to_owned(), message, question: ask });
        self
    }

    /// A row that the bank wants a person to see, under the flag that it gives.
    fn watch(&mut self, watch: &Watch, message: String, ask: String) {
        self.asks.push(Ask { code: watch.flag.to_string(), message, question: ask });
    }

    fn because(mut self, why: impl Into<String>) -> Self {
        self.because = why.into();
        self
    }

    fn holding(mut self, kind: &str, text: impl Into<String>) -> Self {
        if let Ok(kind) = kind.parse() {
            self.values.push(Value { kind, text: text.into() });
        }
        self
    }
}

impl Fields {
    /// Judges what stands in the fields of `response`.
    pub(super) fn of(context: Context<'_>, response: &Response) -> Self {
        let mut out = Self::default();
        let mut missing: Vec<&Field> = Vec::new();
        for field in &context.question.fields {
            let answer = response.fields.iter().find(|it| it.field == field.id);
            let filled = answer.filter(|it| !it.is_blank());
            if field.required && filled.is_none() {
                missing.push(field);
                out.lacking.extend(field.parts().filter_map(|it| context.part(it)));
            }
            match (answer, filled) {
                (_, Some(it)) => out.judge(context, field, it),
                (Some(it), None) => {
                    out.places.extend(it.places().cloned());
                    out.findings.push(FieldFinding::of(it, Status::Absent, Strength::Generic));
                }
                (None, None) => {}
            }
        }
        out.say_missing(context.question, &missing);
        out
    }

    /// Whether a claim stands in a cell of a field and not in the words.
    pub(super) fn holds(&self, place: Option<&Place>) -> bool {
        place.is_some_and(|it| self.places.contains(it))
    }

    fn judge(&mut self, context: Context<'_>, field: &Field, answer: &FieldAnswer) {
        self.places.extend(answer.places().cloned());
        let verdicts: Vec<(Vec<PartId>, Place, Verdict)> = match (&field.kind, &answer.said) {
            (_, Said::Unreadable) => {
                vec![(field.parts().cloned().collect(), answer.place.clone(), unreadable(field, answer))]
            }
            (FieldKind::Certificates(schemes), Said::Rows(rows)) => {
                certificate::rows(context, field, schemes, rows)
            }
            (FieldKind::Table(it), Said::Rows(rows)) => table::rows(field, it, rows, &answer.place),
            (FieldKind::Certificates(_) | FieldKind::Table(_), Said::Text(text)) => {
                let parts = field.parts().cloned().collect();
                vec![(parts, answer.place.clone(), table::words(field, text, &answer.place))]
            }
            (_, Said::Rows(rows)) => {
                vec![(
                    field.part.iter().cloned().collect(),
                    answer.place.clone(),
                    value::listed(context, field, rows),
                )]
            }
            (_, Said::Text(text)) => {
                let verdict = value::cell(context, field, text, &answer.place);
                vec![(field.part.iter().cloned().collect(), answer.place.clone(), verdict)]
            }
        };
        // Of several rows on one part the best counts: an old certificate beside a new one is no fault.
        let mut best: BTreeMap<usize, Vec<(&Place, &Verdict)>> = BTreeMap::new();
        for (parts, place, verdict) in &verdicts {
            for part in parts.iter().filter_map(|it| context.part(it)) {
                best.entry(part).or_default().push((place, verdict));
            }
            self.tell(&verdict.asks);
        }
        // The field as a whole is what it makes of the part of which it shows least.
        let of_all = verdicts.iter().map(|(_, _, it)| (it.status, it.strength));
        let mut whole = of_all.max_by_key(|(status, strength)| rank(*status, *strength));
        for (part, mut list) in best {
            list.sort_by_key(|(_, it)| std::cmp::Reverse(rank(it.status, it.strength)));
            let Some((_, first)) = list.first().copied() else { continue };
            whole = whole
                .into_iter()
                .chain([(first.status, first.strength)])
                .min_by_key(|(status, strength)| rank(*status, *strength));
            let claims = list.iter().filter_map(|(place, it)| claim(context, part, field, answer, place, it));
            let claims = claims.collect();
            let it = Judged { status: first.status, strength: first.strength, claims };
            self.parts.entry(part).or_default().push(it);
        }
        let (status, strength) = whole.unwrap_or((Status::Absent, Strength::Generic));
        let (held, values) = match verdicts.as_slice() {
            [(_, _, it)] => (it.held.clone(), it.values.clone()),
            _ => (Held::Words, Vec::new()),
        };
        self.findings.push(FieldFinding { held, values, ..FieldFinding::of(answer, status, strength) });
    }

    fn tell(&mut self, asks: &[Ask]) {
        for it in asks {
            self.refer(&it.code, it.message.clone(), it.question.clone());
        }
    }

    fn refer(&mut self, code: &str, message: String, ask: String) {
        let Ok(code) = code.parse() else { return };
        let it = Referral { code, message, ask };
        if !self.refer.contains(&it) {
            self.refer.push(it);
        }
    }

    /// One referral for all that is missing, so that a person is not buried.
    fn say_missing(&mut self, question: &Question, missing: &[&Field]) {
        if missing.is_empty() {
            return;
        }
        let titles: Vec<String> = missing.iter().map(|it| format!("“{}”", it.title)).collect();
        let helps: Vec<String> =
            missing.iter().map(|it| format!("{} ({})", it.title, it.help.trim_end_matches('.'))).collect();
        let means =
            if question.if_missing.is_empty() { String::new() } else { format!(" {}", question.if_missing) };
        self.refer(
            "field-missing",
            format!("Required and not filled in: {}.{means}", titles.join(", ")),
            format!("Please give what is asked for and was left empty: {}.", helps.join("; ")),
        );
    }
}

impl Context<'_> {
    /// The position of a part.
    fn part(&self, id: &PartId) -> Option<usize> {
        self.question.parts.iter().position(|it| it.id == *id)
    }
}

/// From what shows least to what shows most; what nobody can decide stands between, so that it is never lost behind
/// something worse that a person has to read anyway.
fn rank(status: Status, strength: Strength) -> (u8, Strength) {
    let n = match status {
        Status::Absent | Status::NotApplicable => 0,
        Status::Negated => 1,
        Status::Related => 2,
        Status::Historic => 3,
        Status::BareAssent => 4,
        Status::Planned => 5,
        Status::ThirdParty => 6,
        Status::Uncertain => 7,
        Status::Hedged => 8,
        Status::Conditional => 9,
        Status::Umbrella => 10,
        Status::AffirmedWithException => 11,
        Status::Affirmed => 12,
    };
    (n, strength)
}

fn claim(
    context: Context<'_>,
    part: usize,
    field: &Field,
    answer: &FieldAnswer,
    place: &Place,
    it: &Verdict,
) -> Option<Claim> {
    let part = context.question.parts.get(part)?;
    let typed = match &answer.said {
        Said::Text(text) => text.chars().count(),
        Said::Rows(_) | Said::Unreadable => 0,
    };
    let because = if it.because.is_empty() { Vec::new() } else { vec![it.because.clone()] };
    Some(Claim {
        rule: format!("{}.{}.{}", context.question.id, part.id, field.id).parse().ok()?,
        status: it.status,
        strength: it.strength,
        start: 0,
        end: typed,
        text: format!("{}: {}", field.title, it.printed),
        because,
        values: it.values.clone(),
        place: Some(place.clone()),
        item: None,
    })
}

fn unreadable(field: &Field, answer: &FieldAnswer) -> Verdict {
    Verdict::uncertain(
        "could not be read",
        "field-unreadable",
        format!("“{}” ({}) holds something that could not be read: please look.", field.title, answer.place),
        format!(
            "We could not read what you gave for “{}”. Please give it as text: {}",
            field.title, field.help
        ),
    )
}

/// A text in quotation marks, shortened for a message.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 160;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= LONGEST {
        return format!("“{words}”");
    }
    format!("“{}…”", words.chars().take(LONGEST).collect::<String>())
}

/// A text in small letters with single spaces, for comparison.
fn plain(text: &str) -> String {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    folded.trim_end_matches(['.', ',', ';']).to_owned()
}
