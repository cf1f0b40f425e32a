//! The whole rule set in words: credits, bands, limits, referrals, checks, and for each question its parts, its values
//! and its rules. What can move a score is here, by the name that it has in the data.

use serde::Serialize;

use crate::{
    assess::Status,
    bank::{
        Question, Use,
        field::{Anchor, Bounds, Field, FieldKind, Standing},
    },
    pack::Pack,
    report::words,
    rule::{Band, Cap, CertificateWords, Kind, On, Point, QuestionRules, Strength, When},
};

/// What the methodology prints beside the questions themselves.
#[derive(Debug, Serialize)]
pub(super) struct MethodView {
    scale: String,
    statuses: Vec<StatusView>,
    credits: Vec<CreditView>,
    bands: Vec<BandView>,
    caps: Vec<CapView>,
    referrals: Vec<ReferralView>,
    checks: Vec<CheckView>,
    questions: Vec<RulesView>,
    cues: usize,
    lexicons: usize,
    rules: usize,
}

#[derive(Debug, Serialize)]
struct StatusView {
    name: String,
    means: &'static str,
}

#[derive(Debug, Serialize)]
struct CreditView {
    name: String,
    means: &'static str,
    per_mille: u32,
    percent: String,
}

#[derive(Debug, Serialize)]
struct BandView {
    score: u8,
    when: String,
}

#[derive(Debug, Serialize)]
struct CapView {
    id: String,
    max: u8,
    reason: String,
    when: String,
}

#[derive(Debug, Serialize)]
struct ReferralView {
    code: String,
    message: String,
    ask: String,
    withholds: bool,
}

#[derive(Debug, Serialize)]
struct CheckView {
    id: String,
    message: String,
}

#[derive(Debug, Serialize)]
struct RulesView {
    id: String,
    title: String,
    used: String,
    scored: bool,
    weight: u32,
    parts: Vec<RulePart>,
    values: Vec<[String; 2]>,
    caps: Vec<CapView>,
    bands: Vec<BandView>,
    points: Vec<PointView>,
}

#[derive(Debug, Serialize)]
struct RulePart {
    id: String,
    title: String,
    weight: u32,
    mandatory: bool,
    gathers: String,
}

#[derive(Debug, Serialize)]
struct PointView {
    id: String,
    parts: String,
    why: String,
    reads: String,
}

const STATUSES: [(Status, &str); 14] = [
    (Status::Affirmed, "The words say that it is so."),
    (Status::AffirmedWithException, "They say that it is so and name what is excepted."),
    (
        Status::Umbrella,
        "It is covered only by a general statement, such as that all requirements are met in detail elsewhere.",
    ),
    (Status::Conditional, "It is so only if something is bought, asked for or agreed."),
    (Status::Hedged, "It is said with reserve: generally, where possible, we believe."),
    (
        Status::ThirdParty,
        "It is said of somebody else, such as a cloud provider, and not of the tenderer or its solution.",
    ),
    (Status::Planned, "It is still to come."),
    (Status::BareAssent, "The answer agrees without saying anything of the matter."),
    (Status::Historic, "It was so; nothing shows that it still is."),
    (Status::Related, "Something near it is said, but not it."),
    (Status::Negated, "The words say that it is not so."),
    (Status::Absent, "Nothing is said of it."),
    (Status::NotApplicable, "It is said not to apply; that counts only with a reason that a person accepts."),
    (Status::Uncertain, "The words can be read in more than one way; the score becomes a range."),
];

pub(super) fn view(pack: &Pack<'_>) -> MethodView {
    let (bank, rules) = (pack.issue.bank, pack.rules);
    let scale = &rules.scale;
    let statuses = STATUSES.iter().map(|(status, means)| StatusView {
        name: words::status(*status, Strength::Specific).replace(", with specifics", ""),
        means,
    });
    let mut credits: Vec<CreditView> = scale
        .credit
        .iter()
        .map(|(name, per_mille)| CreditView {
            name: name.to_string(),
            means: credit(name.as_str()),
            per_mille: *per_mille,
            percent: percent(*per_mille),
        })
        .collect();
    credits.sort_by(|a, b| b.per_mille.cmp(&a.per_mille).then(a.name.cmp(&b.name)));
    let questions: Vec<RulesView> = pack
        .issue
        .sections()
        .into_iter()
        .flat_map(|(_, questions)| questions)
        .map(|it| of_question(it, rules.questions.get(&it.id), &rules.certificates))
        .collect();
    MethodView {
        scale: scale.id.to_string(),
        statuses: statuses.collect(),
        credits,
        bands: bands(&scale.bands),
        caps: scale.caps.iter().map(cap).collect(),
        referrals: scale
            .referrals
            .values()
            .map(|it| ReferralView {
                code: it.code.to_string(),
                message: open(&it.message),
                ask: open(&it.ask),
                withholds: it.withholds,
            })
            .collect(),
        checks: rules
            .checks
            .iter()
            .map(|it| CheckView { id: it.id.to_string(), message: open(&it.message) })
            .collect(),
        cues: rules.cues.len(),
        lexicons: rules.lexicons.len(),
        rules: bank
            .questions
            .iter()
            .filter_map(|it| rules.questions.get(&it.id))
            .map(|it| it.points.len())
            .sum(),
        questions,
    }
}

/// Places that are filled in when something is told, as a reader sees them.
fn open(text: &str) -> String {
    text.replace('{', "[").replace('}', "]")
}

fn percent(per_mille: u32) -> String {
    if per_mille.is_multiple_of(10) {
        format!("{}%", per_mille / 10)
    } else {
        format!("{}.{}%", per_mille / 10, per_mille % 10)
    }
}

/// What earns a credit, by the name that the scale gives it.
fn credit(name: &str) -> &'static str {
    match name {
        "affirmed-specific" => "Said to be so, with a value, a mechanism or a proof that can be checked",
        "affirmed" => "Said to be so, without specifics",
        "affirmed-partial" => "Said to be so of fewer things than the part asks for",
        "affirmed-with-exception" => "Said to be so, with an exception that is named",
        "affirmed-with-exception-disclosed" => {
            "The same, where the question asks for exceptions to be disclosed"
        }
        "umbrella" => "Covered only by a general statement",
        "conditional" => "So only on a condition",
        "hedged" => "Said with reserve",
        "third-party" => "Said of somebody else",
        "planned" => "Still to come",
        "bare-assent" => "Agreed to without a word on the matter",
        "historic" => "Was so, and not shown to be current",
        "related" => "Something near it",
        "negated" => "Said not to be so",
        "absent" => "Nothing said",
        _ => "As it is named",
    }
}

fn cap(cap: &Cap) -> CapView {
    CapView { id: cap.id.to_string(), max: cap.max, reason: cap.reason.clone(), when: when(&cap.when) }
}

fn bands(bands: &[Band]) -> Vec<BandView> {
    bands
        .iter()
        .map(|it| {
            let said = when(&it.when);
            BandView {
                score: it.score,
                when: if said.is_empty() { "in every other case".to_owned() } else { said },
            }
        })
        .collect()
}

/// A condition in words: all that it names must hold.
fn when(when: &When) -> String {
    let statuses = |list: &[Status]| {
        let named: Vec<String> =
            list.iter().map(|it| format!("“{}”", words::status(*it, Strength::Generic))).collect();
        named.join(" or ")
    };
    let mut all: Vec<String> = Vec::new();
    if !when.form.is_empty() {
        let forms: Vec<&str> = when.form.iter().map(|it| it.as_str()).collect();
        all.push(format!("the question is of the form {}", forms.join(" or ")));
    }
    if !when.mandatory.is_empty() {
        all.push(format!("a mandatory part is found: {}", statuses(&when.mandatory)));
    }
    if !when.parts.is_empty() || !when.status.is_empty() || when.credit_below.is_some() {
        let parts: Vec<&str> = when.parts.iter().map(crate::id::PartId::as_str).collect();
        let of =
            if parts.is_empty() { "all parts".to_owned() } else { format!("the parts {}", parts.join(", ")) };
        let mut said = match (when.at_least, when.at_most) {
            (Some(least), Some(most)) => format!("of {of} from {least} to {most} are"),
            (None, Some(most)) => format!("of {of} at most {most} are"),
            (None | Some(1), None) => format!("of {of} at least one is"),
            (Some(least), None) => format!("of {of} at least {least} are"),
        };
        if !when.status.is_empty() {
            said.push_str(&format!(" found: {}", statuses(&when.status)));
        }
        if let Some(below) = when.credit_below {
            said.push_str(&format!(" worth less than {} of its weight", percent(below)));
        }
        all.push(said);
    }
    if !when.claims.is_empty() {
        let claims: Vec<&str> = when.claims.iter().map(crate::id::RuleId::as_str).collect();
        let said = statuses(&when.claim_status);
        let said = if said.is_empty() { "counts".to_owned() } else { format!("is found: {said}") };
        all.push(format!("the rule {} {said}", claims.join(" or ")));
    }
    if let Some(below) = when.coverage_below {
        all.push(format!("the coverage is below {} ({below} thousandths)", percent(below)));
    }
    match when.admissible {
        Some(true) => all.push("some words count".to_owned()),
        Some(false) => all.push("no words of the answer count for or against any part".to_owned()),
        None => {}
    }
    match when.assent {
        Some(true) => all.push("the answer assents".to_owned()),
        Some(false) => all.push("the answer does not assent".to_owned()),
        None => {}
    }
    if let Some(least) = when.open_exceptions {
        all.push(match least {
            1 => "an exception that is declared stands open".to_owned(),
            _ => format!("{least} or more exceptions that are declared stand open"),
        });
    }
    all.join(", and ")
}

fn of_question(
    question: &Question,
    rules: Option<&QuestionRules>,
    certificates: &CertificateWords,
) -> RulesView {
    let parts = question
        .parts
        .iter()
        .map(|part| {
            let tuned = rules.and_then(|it| it.parts.iter().find(|it| it.part == part.id));
            let gathers = tuned.map_or_else(String::new, |it| {
                let mut said = match it.specific_at {
                    Some(least) => format!("Specific from {least} different points"),
                    None => "As specific as its words".to_owned(),
                };
                if let Some(months) = it.lasts_months {
                    said.push_str(&format!("; issued more than {months} months ago it has run out"));
                }
                if it.generic_at > 1 {
                    said.push_str(&format!("; fewer than {} points are partial", it.generic_at));
                }
                if it.label_denies {
                    said.push_str("; a flat no under its label denies it");
                }
                said.push('.');
                said
            });
            RulePart {
                id: part.id.to_string(),
                title: part.title.clone(),
                weight: part.weight,
                mandatory: part.mandatory,
                gathers,
            }
        })
        .collect();
    RulesView {
        id: question.id.to_string(),
        title: question.title.clone(),
        used: crate::pack::use_in_words(question),
        scored: question.used_as == Use::Scored,
        weight: question.weight,
        parts,
        values: question.fields.iter().map(|it| value(it, certificates)).collect(),
        caps: rules.map_or_else(Vec::new, |it| it.caps.iter().map(cap).collect()),
        bands: rules.map_or_else(Vec::new, |it| bands(&it.bands)),
        points: rules.map_or_else(Vec::new, |it| it.points.iter().map(|it| point(it)).collect()),
    }
}

fn point(point: &Point) -> PointView {
    let parts: Vec<&str> = point.parts.iter().map(crate::id::PartId::as_str).collect();
    let names =
        |list: &[crate::id::Name]| list.iter().map(crate::id::Name::as_str).collect::<Vec<_>>().join(" or ");
    let status = |it: Status| words::status(it, Strength::Generic);
    let mut said: Vec<String> = Vec::new();
    match point.on {
        On::Words => {
            let needs: Vec<String> = point.needs.iter().map(|it| names(it)).collect();
            said.push(format!("In one clause: {}", needs.join("; with ")));
            if point.needs.len() > 1 {
                said.push(format!("at most {} words apart", point.within));
            }
        }
        On::Assent => said.push("The answer is nothing but assent".to_owned()),
        On::Refusal => said.push("The answer is nothing but refusal".to_owned()),
    }
    said.push(format!("read as {}", kind(point.kind)));
    if point.adverse {
        said.push("the words name what is feared, so that denying them affirms the part".to_owned());
    }
    if !point.unless.is_empty() {
        said.push(format!("not beside {}", names(&point.unless)));
    }
    if !point.specific_if.is_empty() {
        said.push(format!("specific beside {}", names(&point.specific_if)));
    }
    if point.at_most == Strength::Generic {
        said.push("never more than generic".to_owned());
    }
    if let Some(it) = point.reads_as {
        said.push(format!("affirmed, it counts as: {}", status(it)));
    }
    if let Some(it) = point.denied_as {
        said.push(format!("denied, it counts as: {}", status(it)));
    }
    if point.any_holder {
        said.push("whoever it is said of".to_owned());
    }
    if point.support {
        said.push("denying it does not deny the part".to_owned());
    }
    if point.labelled {
        said.push("only under a label of its part".to_owned());
    }
    if !point.settles.is_empty() {
        let settled: Vec<&str> = point.settles.iter().map(crate::id::PartId::as_str).collect();
        said.push(format!("it answers {} too", settled.join(", ")));
    }
    if !point.unless_claimed.is_empty() {
        let others: Vec<&str> = point.unless_claimed.iter().map(crate::id::RuleId::as_str).collect();
        said.push(format!("unless {} is found", others.join(" or ")));
    }
    if point.open_exception {
        said.push("affirmed, it is an exception that stands open".to_owned());
    }
    if !point.equivalents.is_empty() {
        said.push("of an equivalent, that the named thing is not held denies nothing beside it".to_owned());
    }
    PointView {
        id: point.id.to_string(),
        parts: parts.join(", "),
        why: point.why.split_whitespace().collect::<Vec<_>>().join(" "),
        reads: said.join("; ") + ".",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Undertaking => "an undertaking (a promise is what is asked for)",
        Kind::Practice => "a practice (how the service behaves now)",
        Kind::Capability => "a capability (what can be done)",
        Kind::Credential => "a credential (held, appointed or done)",
        Kind::Event => "an event (what may happen)",
        Kind::Fact => "a fact (said or not said)",
    }
}

/// A value or table and what counts as met.
fn value(field: &Field, certificates: &CertificateWords) -> [String; 2] {
    let part = field
        .part
        .as_ref()
        .map_or_else(|| "It moves no score".to_owned(), |it| format!("It decides the part {it}"));
    let said = match &field.kind {
        FieldKind::YesNo => "yes is met, no is not met, partly is met with reserve".to_owned(),
        FieldKind::Choice(options) => {
            let each: Vec<String> =
                options.iter().map(|it| format!("“{}”: {}", it.title, standing(it.means))).collect();
            each.join("; ")
        }
        FieldKind::Number(it) => {
            let mut said = format!("in {}: met {}", it.unit, bounds(&it.good));
            if let Some(fair) = &it.fair {
                said.push_str(&format!(", met with an exception {}", bounds(fair)));
            }
            said.push_str(", otherwise not met");
            if let Some(plausible) = &it.plausible {
                said.push_str(&format!("; a person is asked about any number not {}", bounds(plausible)));
            }
            said
        }
        FieldKind::Date(it) => {
            let mut said: Vec<String> = Vec::new();
            if let Some(anchor) = it.not_before {
                said.push(format!("met where not before {}", self::anchor(anchor)));
            }
            if let Some(anchor) = it.not_after {
                said.push(format!("met where not after {}", self::anchor(anchor)));
            }
            if let Some(months) = it.within_months {
                said.push(format!("met where at most {months} months before the day of evaluation"));
            }
            if said.is_empty() { "any day".to_owned() } else { said.join(", and ") }
        }
        FieldKind::Text => "a line of text, which is kept and read by a person".to_owned(),
        FieldKind::Evidence => "a document that is sent with the tender; a person looks at it".to_owned(),
        FieldKind::Certificates(schemes) => {
            let each: Vec<String> = schemes
                .iter()
                .map(|it| {
                    let valid = it
                        .valid_months
                        .map_or(String::new(), |months| format!(", for {months} months at most"));
                    let part =
                        it.part.as_ref().map_or(String::new(), |part| format!(", for the part {part}"));
                    let editions = if it.editions.is_empty() {
                        String::new()
                    } else {
                        format!(", of {}", it.editions.join(" or "))
                    };
                    format!("{}{editions}{valid}{part}", it.title)
                })
                .collect();
            format!(
                "a row counts whose certificate is in force on the day of evaluation and is the tenderer's own: {}; a \
                 person is asked where its scope holds one of these: {}; a body without accreditation ({}) makes it \
                 something near",
                each.join("; "),
                certificates.narrowed.join(", "),
                certificates.unaccredited.join(", ")
            )
        }
        FieldKind::Table(table) => {
            let mut said = format!("at least {} filled rows", table.min_rows);
            let needed: Vec<&str> =
                table.columns.iter().filter(|it| it.required).map(|it| it.title.as_str()).collect();
            if !needed.is_empty() {
                said.push_str(&format!(", each with {}", needed.join("; ")));
            }
            for it in &table.columns {
                if let Some(part) = &it.part {
                    said.push_str(&format!("; the column “{}” decides the part {part}", it.title));
                }
            }
            for it in &table.watch {
                said.push_str(&format!(
                    "; a person is shown ({}): {}",
                    it.flag,
                    it.message.trim_end_matches('.')
                ));
            }
            said
        }
    };
    [format!("{} ({})", field.title, field.id), format!("{part}: {said}.")]
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Met => "met",
        Standing::MetWithException => "met with an exception",
        Standing::Partly => "met with reserve",
        Standing::Planned => "planned",
        Standing::NotMet => "not met",
    }
}

fn bounds(bounds: &Bounds) -> String {
    match (bounds.at_least, bounds.at_most) {
        (Some(least), Some(most)) => format!("from {least} to {most}"),
        (Some(least), None) => format!("from {least} up"),
        (None, Some(most)) => format!("up to {most}"),
        (None, None) => "always".to_owned(),
    }
}

fn anchor(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Evaluation => "the day of evaluation",
        Anchor::ContractStart => "the first day of the contract",
        Anchor::ContractEnd => "the last day of the contract",
    }
}
