//! The workbook of the moderation: for each question and tender the individual scores side by side, and a form for what the
//! panel agrees.

use std::collections::BTreeMap;

use rust_xlsxwriter::{XlsxError, utility::row_col_to_cell};

use super::{Content, Cover, Pen, Printed, block, bound};
use crate::{
    bank::Question,
    id::{Date, QuestionId},
    panel::{Kind, Lodged, Person, State, Subject, View, Views, What, Works, same_evidence, shown},
    report::words,
    workbook::write::{WriteError, formats::Formats, height},
};

const LABEL: u16 = 0;
const WHO: u16 = 1;
const SCORE: u16 = 2;
const FOR: u16 = 3;
const AGAINST: u16 = 4;
const ONLY: u16 = 5;

const COLUMNS: [(&str, u32); 6] = [
    ("Tender", 12),
    ("Evaluator, or part of the question", 30),
    ("Score", 9),
    ("Reason; points for a part", 52),
    ("Evidence; points against a part", 46),
    ("What only this reason points at; what the rules found", 36),
];

/// The workbook in which `moderator` writes down what the panel agrees on `questions`.
///
/// # Errors
/// When it does not fit into a workbook.
pub fn moderation(
    works: &Works<'_>,
    state: &State,
    moderator: &Person,
    questions: &[QuestionId],
    on: Date,
) -> Result<Printed, WriteError> {
    let formats = Formats::new();
    let about = format!("Moderation, led by {} ({})", moderator.id, moderator.post);
    let cover = Cover {
        kind: Kind::Moderation,
        title: works.title,
        procurement: works.procurement,
        about: &about,
        person: &moderator.id,
        on,
    };
    let views = Views::new(works);
    let mut subjects = Vec::new();
    let mut sheets = Vec::new();
    let mut contents = Vec::new();
    let asked: Vec<&Question> = works
        .questions
        .iter()
        .copied()
        .filter(|it| questions.is_empty() || questions.contains(&it.id))
        .collect();
    let mut all: BTreeMap<(&str, &QuestionId), View<'_>> = BTreeMap::new();
    for question in &asked {
        for tender in works.tenders {
            all.insert((tender.id, &question.id), views.view(works, state, &question.id, tender.id));
        }
    }
    let mut overview = overview(works, &asked, &all, &formats)?;
    overview.page(&cover, "Overview");
    contents.push(Content {
        sheet: "Overview".to_owned(),
        title: "Where individual scores lie apart, by question and tender".to_owned(),
        weight: None,
        of: works.tenders.len(),
        done: None,
    });
    sheets.push((overview.sheet, overview.form));
    for question in &asked {
        let (mut pen, scores) = sheet(works, state, question, &all, &views, &formats, &mut subjects)?;
        pen.page(&cover, &format!("{} {}", question.id, question.title));
        let cells: Vec<String> = scores
            .iter()
            .map(|(row, col)| format!("'{}'!{}", question.id, row_col_to_cell(*row, *col)))
            .collect();
        // A function takes at most 255 values.
        let counts: Vec<String> = cells.chunks(200).map(|it| format!("COUNT({})", it.join(","))).collect();
        contents.push(Content {
            sheet: question.id.to_string(),
            title: question.title.clone(),
            weight: Some(question.weight),
            of: works.tenders.len(),
            done: Some((format!("({})", counts.join("+")), 0)),
        });
        sheets.push((pen.sheet, pen.form));
    }
    bound(&cover, &steps(works), Some(works), &contents, subjects, sheets, &formats)
}

fn steps(works: &Works<'_>) -> Vec<(&'static str, String)> {
    vec![
        (
            "1. Meet",
            format!(
                "Take one question at a time, for all tenders. At the head of each sheet enter the signs of all who are \
                 there, with commas between: the moderator and at least {} of those who scored the question.",
                works.terms.least_panel
            ),
        ),
        (
            "2. Hear everybody",
            "Individual scores stand side by side, with what only one of the reasons points at: begin there. What one \
             has read and others have not is the commonest cause of a wrong consensus. Also where all agree the panel \
             talks and gives its reason."
                .to_owned(),
        ),
        (
            "3. Part by part",
            "For every part of the question write what speaks for it and what against; at least one of the two.".to_owned(),
        ),
        (
            "4. Agree on a score",
            format!(
                "Enter one whole number from 0 to {}. It follows from the points and the scale, never from adding up or \
                 dividing scores; this workbook computes no average.",
                works.terms.top()
            ),
        ),
        (
            "5. The reason for the supplier",
            "Write the panel's own reason, which the supplier will read: by reference to its tender, what led to the \
             score and why it is not higher. No other tender, no evaluator and no scale's words alone; quote or name the \
             cell or document."
                .to_owned(),
        ),
        (
            "6. The internal rationale",
            "How the panel came to it: what weighed most, what was uncertain, what was clarified. It is not sent, and can \
             be disclosed in court."
                .to_owned(),
        ),
        (
            "7. Spread and dissent",
            "Where scores lie two or more apart, or on both sides of a threshold, a note must say why. Dissent is written \
             down, a line for each: the sign, a colon, the view."
                .to_owned(),
        ),
        (
            "8. Send it back",
            "Answers of which nothing is filled in stay open, so that a panel can meet more than once. Only yellow cells \
             are yours: a changed other cell is noticed."
                .to_owned(),
        ),
    ]
}

/// Questions down, tenders across: the lowest and the highest score.
fn overview<'a>(
    works: &Works<'_>,
    asked: &[&Question],
    all: &BTreeMap<(&str, &QuestionId), View<'_>>,
    formats: &'a Formats,
) -> Result<Pen<'a>, XlsxError> {
    let mut widths = vec![10, 34];
    widths.extend(works.tenders.iter().map(|_| 12_u32));
    let mut pen = Pen::new("Overview", formats, &widths)?;
    pen.text(0, "Individual scores, lowest to highest", &formats.title)?;
    pen.sheet.set_row_height(0, 24)?;
    pen.row = 1;
    pen.text(
        0,
        "2–5 !: a note on the spread is required. ≡: reasons share their words. One number: all agree, and the panel \
         still gives its reason.",
        &formats.line,
    )?;
    pen.row = 3;
    let heads = ["Question", "Title"].into_iter().map(str::to_owned);
    let heads: Vec<String> = heads.chain(works.tenders.iter().map(|it| it.label.clone())).collect();
    let mut highest = 20;
    for (col, head) in (0..).zip(&heads) {
        pen.text(col, head, if col > 1 { &formats.head_centre } else { &formats.head })?;
        highest = highest.max(height::height(head, height::line(pen.width(col, col)) * 8 / 10));
    }
    pen.sheet.set_row_height(pen.row, highest)?;
    pen.row += 1;
    pen.sheet.set_freeze_panes(pen.row, 2)?;
    pen.sheet.set_repeat_rows(pen.row - 1, pen.row - 1)?;
    for question in asked {
        pen.text(0, question.id.as_str(), &formats.label)?;
        pen.text(1, &question.title, &formats.text)?;
        for (col, tender) in (2..).zip(works.tenders) {
            let Some(view) = all.get(&(tender.id, &question.id)) else { continue };
            let text = match (view.sides.is_empty(), view.spread()) {
                (true, _) => "–".to_owned(),
                (false, 0) => view.low.to_string(),
                (false, _) => format!("{}–{}", view.low, view.high),
            };
            let note = if view.note_because().is_some() { " !" } else { "" };
            let shared = if view.shared.is_empty() { "" } else { " ≡" };
            let format = if note.is_empty() { &formats.number } else { &formats.score };
            pen.text(col, &format!("{text}{note}{shared}"), format)?;
        }
        pen.fit(&[(1, question.title.as_str())])?;
        pen.row += 1;
    }
    Ok(pen)
}

fn sheet<'a>(
    works: &Works<'_>,
    state: &State,
    question: &Question,
    all: &BTreeMap<(&str, &QuestionId), View<'_>>,
    views: &Views,
    formats: &'a Formats,
    subjects: &mut Vec<Subject>,
) -> Result<(Pen<'a>, Vec<(u32, u16)>), XlsxError> {
    let mut pen = Pen::new(question.id.as_str(), formats, &COLUMNS.map(|it| it.1))?;
    pen.text(0, &format!("{}  {}", question.id, question.title), &formats.title)?;
    pen.sheet.set_row_height(0, 24)?;
    pen.row = 1;
    let line = height::line(pen.width(0, ONLY));
    pen.over(0, ONLY, &question.text, &formats.note)?;
    pen.sheet.set_row_height(1, height::height(&question.text, line))?;
    pen.row = 2;
    let of = subjects.len();
    subjects.push(Subject {
        question: Some(question.id.clone()),
        tender: None,
        item: String::new(),
        label: question.id.to_string(),
    });
    pen.over(0, WHO, "Present for this question (signs, with commas)", &formats.label)?;
    pen.input((2, SCORE), (2, ONLY), of, What::Present, &formats.reason)?;
    pen.sheet.set_row_height(2, 22)?;
    pen.row = 3;
    let mut highest = 0;
    for (col, (head, width)) in (0..).zip(COLUMNS) {
        pen.text(col, head, if col == SCORE { &formats.head_centre } else { &formats.head })?;
        let width = usize::try_from(width).unwrap_or(8);
        highest = highest.max(height::height(head, height::line(width) * 8 / 10));
    }
    pen.sheet.set_row_height(3, highest)?;
    pen.sheet.set_freeze_panes(4, 1)?;
    pen.sheet.set_repeat_rows(3, 3)?;
    pen.row = 4;
    let alike = unequal(works, state, question);
    let mut places = Places::default();
    for tender in works.tenders {
        let of = subjects.len();
        subjects.push(Subject {
            question: Some(question.id.clone()),
            tender: Some(tender.id.to_owned()),
            item: String::new(),
            label: format!("{} of {}", question.id, tender.label),
        });
        let Some(view) = all.get(&(tender.id, &question.id)) else { continue };
        let like: Vec<&str> = alike.iter().filter(|it| it.0 == tender.id).map(|it| it.1.as_str()).collect();
        individual(&mut pen, works, question, tender, view, &like, views)?;
        form(&mut pen, works, question, tender, view, of, &mut places)?;
    }
    pen.score_rule(&places.scores, works.terms.top(), "The panel's score")?;
    pen.words_rule(
        &places.reasons,
        "For the supplier",
        "Why this score, by reference to this tender, and why not a higher one.",
    )?;
    pen.words_rule(&places.internal, "Internal rationale", "How the panel came to the score. Not sent.")?;
    pen.words_rule(
        &places.notes,
        "Note on the spread",
        "What was read differently, and what the panel made of it.",
    )?;
    let last = pen.row.saturating_sub(1).max(4);
    formats.shade_findings(&mut pen.sheet, ONLY, (4, last))?;
    Ok((pen, places.scores))
}

/// Tenders that show the same of every part and were scored differently by somebody: by tender, a sentence.
fn unequal(works: &Works<'_>, state: &State, question: &Question) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (person, scores) in &state.locked {
        let own: BTreeMap<&str, u8> = scores
            .iter()
            .filter(|it| it.question == question.id)
            .map(|it| (it.tender.as_str(), it.score))
            .collect();
        for (first, second) in same_evidence(works, &question.id, &own) {
            let label = works.tender(first).map_or(first, |it| it.label.as_str());
            let (a, b) = (own.get(first).copied().unwrap_or(0), own.get(second).copied().unwrap_or(0));
            let text = format!(
                "{person} gave {b} here and {a} to {label}, where the rules find the same of every part."
            );
            found.push((second.to_owned(), text));
        }
    }
    found
}

/// The scores of the evaluators, and what stands out.
fn individual(
    pen: &mut Pen<'_>,
    works: &Works<'_>,
    question: &Question,
    tender: &Lodged<'_>,
    view: &View<'_>,
    alike: &[&str],
    views: &Views,
) -> Result<(), XlsxError> {
    let formats = pen.formats;
    let answer = tender.answer(&question.id);
    let mut told: Vec<String> = Vec::new();
    told.extend(view.note_because().map(|it| format!("A note is required: {it}.")));
    for it in view.sides.iter().filter(|it| it.outlier) {
        told.push(format!("{} stands alone with {}.", it.person, it.individual.score));
    }
    for (one, other) in &view.shared {
        told.push(format!("The reasons of {one} and {other} have the same words."));
    }
    told.extend(alike.iter().map(|it| (*it).to_owned()));
    if told.is_empty() && !view.sides.is_empty() {
        told.push(match view.spread() {
            0 => format!("All give {}. The panel still gives its own reason.", view.low),
            _ => "The scores lie one apart.".to_owned(),
        });
    }
    let told = told.join("\n");
    let state = block::state(answer);
    pen.text(LABEL, &tender.label, &formats.question)?;
    pen.text(WHO, &state, &formats.question_note)?;
    pen.text(SCORE, "", &formats.question_number)?;
    pen.over(FOR, ONLY, &told, &formats.question_note)?;
    let high = height::height(&told, height::line(pen.width(FOR, ONLY)));
    pen.fit_at_least(high, &[(LABEL, tender.label.as_str()), (WHO, state.as_str())])?;
    pen.row += 1;
    if let Some(answer) = answer {
        block::answer(pen, works, tender, answer, (WHO, ONLY))?;
    }
    let context = views.context(works, &question.id, tender.id);
    for side in &view.sides {
        let post = works.people.get(side.person).map_or("", |it| it.post.as_str());
        let who = if post.is_empty() { side.person.to_owned() } else { format!("{}, {post}", side.person) };
        let only: Vec<String> = match &context {
            Some(context) => side.only.iter().map(|it| shown(it, context)).collect(),
            None => Vec::new(),
        };
        let only = only.join("\n");
        pen.text(LABEL, "scored", &formats.part_label)?;
        pen.text(WHO, &who, &formats.part)?;
        pen.number(SCORE, u32::from(side.individual.score), &formats.score)?;
        pen.text(FOR, &side.individual.reason, &formats.part)?;
        pen.text(AGAINST, &side.individual.evidence, &formats.part)?;
        pen.text(ONLY, &only, &formats.part)?;
        let cells = [
            (WHO, who.as_str()),
            (FOR, side.individual.reason.as_str()),
            (AGAINST, side.individual.evidence.as_str()),
            (ONLY, only.as_str()),
        ];
        pen.fit(&cells)?;
        pen.row += 1;
    }
    Ok(())
}

/// Where cells of entry stand, by what is said beside them.
#[derive(Default)]
struct Places {
    scores: Vec<(u32, u16)>,
    reasons: Vec<(u32, u16)>,
    internal: Vec<(u32, u16)>,
    notes: Vec<(u32, u16)>,
}

/// What the panel fills in.
fn form(
    pen: &mut Pen<'_>,
    works: &Works<'_>,
    question: &Question,
    tender: &Lodged<'_>,
    view: &View<'_>,
    of: usize,
    places: &mut Places,
) -> Result<(), XlsxError> {
    let formats = pen.formats;
    let answer = tender.answer(&question.id);
    for (n, asked) in question.parts.iter().enumerate() {
        let finding = answer.and_then(|it| it.parts.get(n));
        let (letter, title) = match finding {
            Some(it) => block::part_title(question, n, it),
            None => ("part".to_owned(), asked.title.clone()),
        };
        let found = finding.map_or(String::new(), |it| {
            let quotes = block::quotes(works, tender, it, 1);
            if quotes.is_empty() { words::finding(it) } else { format!("{}\n{quotes}", words::finding(it)) }
        });
        pen.text(LABEL, &letter, &formats.part_label)?;
        pen.text(WHO, &title, &formats.part)?;
        pen.text(SCORE, "", &formats.part)?;
        let row = pen.row;
        pen.input((row, FOR), (row, FOR), of, What::For(n), &formats.reason)?;
        pen.input((row, AGAINST), (row, AGAINST), of, What::Against(n), &formats.reason)?;
        pen.text(ONLY, &found, &formats.part)?;
        pen.fit_at_least(44, &[(WHO, title.as_str()), (ONLY, found.as_str())])?;
        pen.row += 1;
    }
    let row = pen.row;
    pen.text(LABEL, "agreed", &formats.look_label)?;
    pen.text(WHO, "The panel's score, and its reason for the supplier", &formats.label)?;
    pen.input((row, SCORE), (row, SCORE), of, What::Score, &formats.awarded)?;
    pen.input((row, FOR), (row, ONLY), of, What::Reason, &formats.reason)?;
    pen.sheet.set_row_height(row, 84)?;
    places.scores.push((row, SCORE));
    places.reasons.push((row, FOR));
    pen.row += 1;
    let note = match view.note_because() {
        Some(it) => format!("Note on the spread (required: {it})"),
        None => "Note on the spread (if any)".to_owned(),
    };
    let lines = [
        ("Internal rationale (not sent)".to_owned(), What::Internal, 64),
        (note, What::Note, 44),
        ("Dissent (sign: view)".to_owned(), What::Dissent, 32),
    ];
    for (label, what, high) in lines {
        let row = pen.row;
        pen.text(LABEL, "", &formats.part_label)?;
        pen.over(WHO, SCORE, &label, &formats.label)?;
        match what {
            What::Internal => places.internal.push((row, FOR)),
            What::Note => places.notes.push((row, FOR)),
            _ => {}
        }
        pen.input((row, FOR), (row, ONLY), of, what, &formats.reason)?;
        let needed = height::height(&label, height::line(pen.width(WHO, SCORE)) * 9 / 10);
        pen.sheet.set_row_height(row, needed.max(high))?;
        pen.row += 1;
    }
    Ok(())
}
