//! What the templates of a pack read: plain values, with every word that the program says.

use serde::Serialize;

use super::method::{self, MethodView};
use crate::{
    bank::{Form, Question, Tag, Use, field::FieldKind},
    clause::Clause,
    pack::{Pack, Passage, if_missing, use_in_words},
};

/// All that is said.
#[derive(Debug, Serialize)]
pub(super) struct View {
    title_of_procurement: String,
    buyer: String,
    procurement: String,
    version: u32,
    deadline: String,
    regime: String,
    contacts: Vec<[String; 2]>,
    lots: Vec<[String; 2]>,
    tags: Vec<&'static str>,
    bank: String,
    bank_digest: String,
    questions_digest: String,
    rules_digest: String,
    library_digest: String,
    opening: Vec<Passage>,
    procedure: Vec<Passage>,
    comparison: Vec<Passage>,
    pricing: Vec<[String; 3]>,
    top: u8,
    scale: Vec<Step>,
    sections: Vec<Section>,
    /// How many questions are put to each use.
    uses: Vec<(String, usize)>,
    disqualifying: Vec<[String; 2]>,
    method: MethodView,
    clauses: Vec<ClauseView>,
    definitions: Vec<[String; 2]>,
    personal: Vec<QuestionView>,
}

#[derive(Debug, Serialize)]
struct Step {
    score: u8,
    name: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Section {
    title: String,
    questions: Vec<QuestionView>,
}

/// One question.
#[derive(Debug, Clone, Serialize)]
pub(super) struct QuestionView {
    id: String,
    title: String,
    use_words: String,
    scored: bool,
    weight: u32,
    word_limit: u32,
    form: &'static str,
    yes_no: bool,
    lines: Vec<String>,
    parts: Vec<PartView>,
    why: String,
    how: Vec<Prose>,
    look_for: Vec<Prose>,
    if_missing: String,
    sources: Vec<String>,
    fields: Vec<FieldView>,
    clauses: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct PartView {
    id: String,
    letter: String,
    title: String,
    weight: u32,
    mandatory: bool,
    guidance: String,
}

#[derive(Debug, Clone, Serialize)]
struct FieldView {
    id: String,
    title: String,
    asks: String,
    required: bool,
    help: String,
}

/// A paragraph with the list that follows it.
#[derive(Debug, Clone, Serialize)]
struct Prose {
    text: String,
    items: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ClauseView {
    title: String,
    purpose: String,
    standard: bool,
    when: Vec<String>,
    paragraphs: Vec<ParagraphView>,
    filled_from: Vec<String>,
    note: String,
    goes_into: String,
    sources: String,
}

#[derive(Debug, Serialize)]
struct ParagraphView {
    number: String,
    deep: bool,
    text: String,
}

impl View {
    pub(super) fn of(pack: &Pack<'_>) -> Self {
        let issue = &pack.issue;
        let scale = &pack.rules.scale;
        let sections: Vec<Section> = issue
            .sections()
            .into_iter()
            .map(|(title, questions)| Section {
                title: title.to_owned(),
                questions: questions.into_iter().map(|it| QuestionView::of(it, pack)).collect(),
            })
            .collect();
        let personal =
            issue.bank.questions.iter().filter(|it| is_about_people(it)).map(|it| QuestionView::of(it, pack));
        let counted = [
            (Use::ConditionOfParticipation, "conditions of participation"),
            (Use::PassFail, "questions that are passed or failed"),
            (Use::Scored, "questions that are scored"),
            (Use::Declaration, "undertakings"),
            (Use::Information, "questions for information only"),
        ];
        let uses = counted
            .into_iter()
            .map(|(used, words)| {
                (words.to_owned(), issue.bank.questions.iter().filter(|it| it.used_as == used).count())
            })
            .filter(|(_, count)| *count > 0)
            .collect();
        let disqualifying = issue
            .bank
            .questions
            .iter()
            .filter(|it| matches!(it.used_as, Use::PassFail | Use::ConditionOfParticipation))
            .map(|it| [format!("{} {}", it.id, it.title), use_in_words(it)])
            .chain(pack.disqualifiers.iter().map(|(what, text)| [what.clone(), text.clone()]))
            .collect();
        Self {
            title_of_procurement: issue.title.clone(),
            buyer: issue.buyer.clone(),
            procurement: issue.procurement.clone(),
            version: issue.version,
            deadline: issue.deadline.clone(),
            regime: pack.regime.clone(),
            contacts: issue.contacts.iter().map(|it| [it.name.clone(), it.address.clone()]).collect(),
            lots: issue.lots.iter().map(|it| [it.id.clone(), it.title.clone()]).collect(),
            tags: pack.tags.iter().map(|it| tag(*it)).collect(),
            bank: issue.bank.version.to_string(),
            bank_digest: issue.bank.digest.to_string(),
            questions_digest: issue.fingerprint().questions.to_string(),
            rules_digest: pack.rules.digest.to_string(),
            library_digest: pack.library.digest.to_string(),
            opening: pack.opening.clone(),
            procedure: pack.procedure.clone(),
            comparison: pack.method.clone(),
            pricing: pack
                .pricing
                .iter()
                .filter(|it| !it.item.is_empty())
                .map(|it| {
                    let quantity = it.quantity.map_or_else(|| "as you offer".to_owned(), |it| it.to_string());
                    [it.item.clone(), it.unit.clone(), quantity]
                })
                .collect(),
            top: scale.descriptors.iter().map(|it| it.score).max().unwrap_or(0),
            scale: scale
                .descriptors
                .iter()
                .map(|it| Step { score: it.score, name: it.name.clone(), text: it.text.clone() })
                .collect(),
            sections,
            uses,
            disqualifying,
            method: method::view(pack),
            clauses: pack.library.clauses.iter().filter_map(|it| clause(it, pack)).collect(),
            definitions: pack
                .library
                .definitions
                .iter()
                .map(|it| [it.term.clone(), it.means.clone()])
                .collect(),
            personal: personal.collect(),
        }
    }
}

impl QuestionView {
    fn of(question: &Question, pack: &Pack<'_>) -> Self {
        let source = |it: &crate::bank::SourceRef| {
            let named = pack.issue.bank.sources.get(&it.source);
            let title = named.map_or_else(
                || it.source.clone(),
                |it| {
                    if it.edition.is_empty() {
                        it.title.clone()
                    } else {
                        format!("{}, {}", it.title, it.edition)
                    }
                },
            );
            if it.at.is_empty() { title } else { format!("{title}, {}", it.at) }
        };
        Self {
            id: question.id.to_string(),
            title: question.title.clone(),
            use_words: use_in_words(question),
            scored: question.used_as == Use::Scored,
            weight: question.weight,
            word_limit: question.word_limit,
            form: form(question.form),
            yes_no: question.yes_no,
            lines: question
                .text
                .trim()
                .lines()
                .map(str::to_owned)
                .filter(|it| !it.trim().is_empty())
                .collect(),
            parts: question
                .parts
                .iter()
                .map(|it| PartView {
                    id: it.id.to_string(),
                    letter: it.letter.map(String::from).unwrap_or_default(),
                    title: it.title.clone(),
                    weight: it.weight,
                    mandatory: it.mandatory,
                    guidance: it.guidance.trim().to_owned(),
                })
                .collect(),
            why: one_line(&question.why),
            how: prose(&question.supplier_guidance),
            look_for: prose(&question.evaluator_guidance),
            if_missing: if_missing(question),
            sources: question.sources.iter().map(source).collect(),
            fields: question
                .fields
                .iter()
                .map(|it| FieldView {
                    id: format!("{}.{}", question.id, it.id),
                    title: it.title.clone(),
                    asks: asks(&it.kind),
                    required: it.required,
                    help: one_line(&it.help),
                })
                .collect(),
            clauses: question
                .clauses
                .iter()
                .filter_map(|it| pack.library.clause(it))
                .map(|it| it.title.clone())
                .collect(),
        }
    }
}

/// Whether a question belongs into an assessment of what is done with data about people.
fn is_about_people(question: &Question) -> bool {
    let tagged = question.tags.iter().any(|it| matches!(it, Tag::PersonalData | Tag::Camera | Tag::Ai));
    tagged || question.sources.iter().any(|it| it.source.contains("gdpr") || it.source.contains("dpa-"))
}

/// A clause that this pack can call for; none where it asks nothing that calls for it.
fn clause(clause: &Clause, pack: &Pack<'_>) -> Option<ClauseView> {
    let bank = pack.issue.bank;
    let tags = clause.tags();
    let tagged = tags.iter().any(|it| pack.tags.contains(it));
    let asked = clause.questions().into_iter().any(|it| bank.question(it).is_some());
    if !clause.is_standard() && !tagged && !asked {
        return None;
    }
    let mut paragraphs = Vec::new();
    for line in clause.text().lines() {
        let words = line.trim_start();
        let (number, text) = words.split_once(' ').unwrap_or(("", words));
        let deep = number.starts_with('(');
        paragraphs.push(ParagraphView {
            number: number.trim_end_matches('.').to_owned(),
            deep,
            text: text.replace("{{ ", "[").replace(" }}", "]"),
        });
    }
    let mut goes_into =
        format!("Short Form: {}. Mid-Tier: {}.", clause.plugs_into.short_form, clause.plugs_into.mid_tier);
    if let Some(it) = &clause.plugs_into.security_schedule {
        goes_into.push_str(&format!(" Security schedule: {it}."));
    }
    Some(ClauseView {
        title: clause.title.clone(),
        purpose: clause.purpose.clone(),
        standard: clause.is_standard(),
        when: clause.called_for_among(|it| bank.question(it).is_some()),
        paragraphs,
        filled_from: clause
            .placeholders()
            .into_iter()
            .map(|(name, from, otherwise)| {
                format!("[{name}]: {from}; otherwise {}", otherwise.unwrap_or("the sub-clause is left out"))
            })
            .collect(),
        note: clause.note.clone(),
        goes_into,
        sources: clause.sources.join("; "),
    })
}

fn tag(tag: Tag) -> &'static str {
    match tag {
        Tag::PersonalData => "personal data is processed",
        Tag::Camera => "images, sound or radio signals of people are captured",
        Tag::Hardware => "devices are supplied or installed",
        Tag::Cloud => "software is supplied as a service",
        Tag::Ai => "algorithms decide or advise",
        Tag::Critical => "failure would harm people or essential services",
    }
}

fn form(form: Form) -> &'static str {
    match form {
        Form::Undertaking => "An undertaking: say plainly whether you give it.",
        Form::Describe => "A description: show how each part is met.",
        Form::Declare => "A declaration: give the facts, with evidence.",
        Form::Disclose => "A disclosure: say too what is not met; an honest exception is no fault of form.",
    }
}

fn asks(kind: &FieldKind) -> String {
    match kind {
        FieldKind::YesNo => "Yes or no".to_owned(),
        FieldKind::Choice(options) => {
            let titles: Vec<&str> = options.iter().map(|it| it.title.as_str()).collect();
            format!("One of: {}", titles.join("; "))
        }
        FieldKind::Number(it) => format!("A number: {}", it.unit),
        FieldKind::Date(_) => "A day".to_owned(),
        FieldKind::Text => "A line of text".to_owned(),
        FieldKind::Certificates(_) => "A table of certificates, one row each".to_owned(),
        FieldKind::Table(it) => {
            let titles: Vec<&str> = it.columns.iter().map(|it| it.title.as_str()).collect();
            format!("A table, with the columns {}", titles.join("; "))
        }
        FieldKind::Evidence => "A document that is sent with the tender".to_owned(),
    }
}

/// The lines of a text of the bank as paragraphs and lists.
fn prose(text: &str) -> Vec<Prose> {
    let mut out: Vec<Prose> = Vec::new();
    let mut blank = true;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            blank = true;
            continue;
        }
        match (line.strip_prefix("- "), out.last_mut()) {
            (Some(item), Some(last)) => last.items.push(item.to_owned()),
            (Some(item), None) => out.push(Prose { text: String::new(), items: vec![item.to_owned()] }),
            (None, Some(last)) if !blank && last.items.is_empty() => {
                last.text.push(' ');
                last.text.push_str(line);
            }
            (None, _) => out.push(Prose { text: line.to_owned(), items: Vec::new() }),
        }
        blank = false;
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
