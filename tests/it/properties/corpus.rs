//! What properties are tried on: sentences of the rules' own tests and of the example tenders, and the words of
//! each question's lexicons.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{LazyLock, OnceLock},
};

use probity::{
    assess::{Answer, Engine, Status},
    bank::{Bank, Question},
    diag::Place,
    id::{Date, PartId, QuestionId},
    intake,
    rule::{On, Rules},
    store,
    tender::{Piece, Response, ResponseState, Tender, YesNo},
    workbook::layout::Layouts,
};

/// All that answers are scored with, and what they are made of.
pub(crate) struct Works {
    pub(crate) bank: Bank,
    pub(crate) engine: Engine,
    pub(crate) tenders: Vec<Tender>,
    pub(crate) fields: Vec<Field>,
}

/// One question with the sentences that bear on it.
pub(crate) struct Field {
    pub(crate) question: Question,
    /// Sentences of tests and of example tenders.
    pub(crate) sentences: Vec<String>,
    /// One phrase for each pattern of each lexicon that the question's points use.
    pub(crate) bag: Vec<String>,
    candidates: Vec<Candidate>,
    told: OnceLock<Told>,
}

/// A test's sentence, with the part that it should bear on.
struct Candidate {
    part: PartId,
    text: String,
    status: Status,
}

/// What the tests' sentences do to a whole answer that holds nothing else.
#[derive(Default)]
pub(crate) struct Told {
    /// They affirm, nothing in them says anything worse of any part, and they neither gainsay another point (that AWS
    /// hosts the service gainsays that nothing is sub-contracted) nor call for a cap
    /// nor make an exception.
    pub(crate) affirm: Vec<String>,
    /// They deny this part and are worth nothing.
    pub(crate) deny: Vec<(PartId, String)>,
}

pub(crate) static WORKS: LazyLock<Works> = LazyLock::new(|| Works::load(|it| it));

/// The same by the rules alone, without what was learned of words that fall short.
pub(crate) static RULES_ALONE: LazyLock<Works> = LazyLock::new(|| Works::load(Rules::undoubting));

/// The root of the repository: files are read from it, so that rules can be tried without building anew.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The day on which everything here is judged; the example tenders are written for it.
pub(crate) fn day() -> Date {
    Date::from_ymd(2026, 9, 1).unwrap()
}

impl Works {
    fn load(with: impl FnOnce(Rules) -> Rules) -> Self {
        let files = store::data(Some(root())).unwrap();
        let bank = Bank::load(&files, None).unwrap_or_else(|faults| panic!("{faults}"));
        let rules = Rules::load(&files, &bank).unwrap_or_else(|faults| panic!("{faults}"));
        let layouts = Layouts::load(&files).unwrap_or_else(|faults| panic!("{faults}"));
        let engine = Engine::new(&bank, with(rules)).unwrap();
        // The example tenders answer the core questions.
        let core = crate::core_bank();
        let tenders: Vec<Tender> =
            tender_files().iter().map(|path| intake::open(path, &layouts, &core, None).unwrap()).collect();
        let fields = bank
            .questions
            .iter()
            .filter(|it| engine.rules().questions.contains_key(&it.id))
            .map(|it| Field::of(it, engine.rules(), &tenders))
            .collect();
        Self { bank, engine, tenders, fields }
    }

    /// Scores `text` as the whole answer to a question.
    pub(crate) fn answer(&self, question: &QuestionId, text: &str) -> Answer {
        self.ticked(question, None, text)
    }

    /// The same, with a tick beside it.
    pub(crate) fn ticked(&self, question: &QuestionId, yes_no: Option<YesNo>, text: &str) -> Answer {
        let place = Place::Cell { file: None, sheet: "Responses".to_owned(), cell: "D2".to_owned() };
        let piece = Piece { place, text: text.to_owned(), yes_no, item: None, parts: None };
        let response = Response {
            question: question.clone(),
            state: ResponseState::Answered,
            yes_no,
            pieces: vec![piece],
            evidence: None,
            confidential: false,
            fields: Vec::new(),
        };
        self.engine.answer(&response, "", day()).unwrap()
    }
}

/// The example tenders, in the order of their names.
fn tender_files() -> Vec<PathBuf> {
    let folder = root().join("fixtures/tenders");
    let known = |path: &Path| {
        path.extension().is_some_and(|it| ["xlsx", "ods", "csv"].iter().any(|known| it == *known))
    };
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).filter(|it| known(it)).collect();
    files.sort();
    files
}

impl Field {
    fn of(question: &Question, rules: &Rules, tenders: &[Tender]) -> Self {
        let own = &rules.questions[&question.id];
        let mut sentences = Vec::new();
        let mut candidates = Vec::new();
        for point in own.points.iter().filter(|it| it.on == On::Words) {
            for test in &point.tests {
                sentences.push(test.text.clone());
                candidates.extend(point.parts.iter().map(|part| Candidate {
                    part: part.clone(),
                    text: test.text.clone(),
                    status: test.expect,
                }));
            }
        }
        for response in tenders.iter().flat_map(|it| &it.responses).filter(|it| it.question == question.id) {
            for piece in &response.pieces {
                sentences.extend(cut(&piece.text));
            }
        }
        sentences.sort();
        sentences.dedup();
        let names: BTreeSet<_> = own.points.iter().flat_map(|it| it.needs.iter().flatten()).collect();
        let lexicons = names.into_iter().filter_map(|it| rules.lexicon(own, it));
        let mut bag: Vec<String> = lexicons.flat_map(|it| &it.any).filter_map(|it| spoken(it)).collect();
        bag.sort();
        bag.dedup();
        Self { question: question.clone(), sentences, bag, candidates, told: OnceLock::new() }
    }

    /// Which of the tests' sentences affirm and deny when they stand alone.
    pub(crate) fn told(&self, works: &Works) -> &Told {
        self.told.get_or_init(|| {
            let mut told = Told::default();
            let rules = &works.engine.rules().questions[&self.question.id];
            let exceptions = rules.points.iter().filter(|it| it.open_exception).map(|it| &it.id);
            let gainsay: BTreeSet<_> = rules
                .points
                .iter()
                .flat_map(|it| &it.unless_claimed)
                .chain(rules.caps.iter().flat_map(|it| &it.when.claims))
                .chain(exceptions)
                .collect();
            for it in &self.candidates {
                if !matches!(it.status, Status::Affirmed | Status::Negated) {
                    continue;
                }
                let answer = works.answer(&self.question.id, &it.text);
                let claims: Vec<Status> =
                    answer.parts.iter().flat_map(|it| &it.claims).map(|it| it.status).collect();
                let of_part = answer.parts.iter().find(|own| own.part == it.part).map(|it| it.status);
                let stops =
                    answer.parts.iter().flat_map(|it| &it.claims).any(|it| gainsay.contains(&it.rule));
                let excepts = answer
                    .parts
                    .iter()
                    .flat_map(|it| &it.claims)
                    .flat_map(|it| &it.because)
                    .any(|it| it.starts_with("exc."));
                let flawed = stops
                    || excepts
                    || answer.caps.iter().any(|it| it.id.as_str() == "open-exception")
                    || !answer.refer.iter().all(|it| it.code.as_str() == "band-edge");
                if of_part == Some(Status::Affirmed)
                    && claims.iter().all(|it| *it == Status::Affirmed)
                    && !flawed
                    && !told.affirm.contains(&it.text)
                {
                    told.affirm.push(it.text.clone());
                }
                if of_part == Some(Status::Negated) && answer.coverage == 0 {
                    told.deny.push((it.part.clone(), it.text.clone()));
                }
            }
            told
        })
    }
}

/// A text cut where a person would say that sentences end; roughly, so as not to lean on the engine's own way.
/// Headings are left out: they speak for whatever happens to follow.
fn cut(text: &str) -> Vec<String> {
    text.split('\n')
        .flat_map(|line| line.split_inclusive(". "))
        .map(|it| it.trim().to_owned())
        .filter(|it| it.chars().count() > 2 && !it.ends_with(':'))
        .collect()
}

/// One phrase that a pattern finds; none where the pattern takes a value or is a statement, such as `agreed.` or
/// `included : yes`.
pub(crate) fn spoken(pattern: &str) -> Option<String> {
    if pattern.contains(['{', '.', ':', '?']) {
        return None;
    }
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '(' | '[' => {
                let inside = &rest[..closing(rest)?];
                rest = &rest[inside.len() + 1..];
                // `backup(s)`: the ending may stay away; `(held|kept)`: one of the words may not.
                if c == '(' && (out.ends_with(' ') || out.is_empty()) {
                    out.push_str(&spoken(&inside[..alternative(inside)])?);
                }
            }
            '*' => {}
            '~' => rest = rest.trim_start_matches(|it: char| it.is_ascii_digit()),
            '#' => out.push_str("27"),
            _ => out.push(c),
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    Some(words.join(" ")).filter(|it| !it.is_empty())
}

/// Where the bracket closes that was opened before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => return Some(at),
            ')' | ']' => depth -= 1,
            _ => {}
        }
        None
    })
}

/// Where the first alternative of `text` ends.
fn alternative(text: &str) -> usize {
    let mut depth = 0;
    let end = text.char_indices().find(|(_, c)| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        *c == '|' && depth == 0
    });
    end.map_or(text.len(), |(at, _)| at)
}
