//! Clause files: what they may say, and everything that can be wrong with them, told at once.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{
    Clause, Definition, Library, PlugsInto, Strength,
    text::{Body, Take, Variable},
    trigger::{Parts, Tag, Trigger},
};
use crate::{
    assess::{self, Status},
    bank::Bank,
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::{ClauseId, Digest, Name, PartId, QuestionId},
    source::{SourceFile, Spanned},
};

/// Where the library stands among the data files.
const FOLDER: &str = "scoring/clauses/";
/// The file that gives its order and its definitions.
const ORDER: &str = "scoring/clauses/library.toml";

/// The kinds of value that the language engine tells apart.
const KINDS: [&str; 11] = [
    "certificate",
    "cipher",
    "date",
    "duration",
    "email",
    "frequency",
    "money",
    "name",
    "percentage",
    "standard",
    "tls",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LibraryFile {
    order: Vec<Spanned<String>>,
    #[serde(default)]
    definition: Vec<Definition>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ClauseFile {
    id: Spanned<String>,
    title: Spanned<String>,
    purpose: Spanned<String>,
    sources: Spanned<Vec<String>>,
    note: Spanned<String>,
    plugs_into: PlugsInto,
    #[serde(default)]
    trigger: Vec<Spanned<TriggerFile>>,
    #[serde(default)]
    variable: BTreeMap<Spanned<String>, VariableFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TriggerFile {
    on: On,
    question: Option<Spanned<String>>,
    #[serde(default)]
    parts: Vec<Spanned<String>>,
    #[serde(default)]
    is: Vec<Status>,
    shown: Option<assess::Strength>,
    value: Option<Spanned<String>>,
    tag: Option<Tag>,
    strength: Option<Strength>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum On {
    Always,
    Status,
    Gap,
    Value,
    Tag,
}

impl On {
    /// The fields that a trigger of this kind takes, all of them needed but `shown`.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Always => &[],
            Self::Status => &["question", "parts", "is", "shown", "strength"],
            Self::Gap => &["question", "parts"],
            Self::Value => &["question", "parts", "value", "strength"],
            Self::Tag => &["tag", "strength"],
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VariableFile {
    question: Spanned<String>,
    parts: Vec<Spanned<String>>,
    take: Spanned<String>,
    with: Option<Spanned<String>>,
    #[serde(default = "said")]
    from: Vec<Status>,
    #[serde(default)]
    many: bool,
    otherwise: Option<Spanned<String>>,
}

fn said() -> Vec<Status> {
    vec![Status::Affirmed, Status::AffirmedWithException]
}

pub(super) fn load(files: &[SourceFile], bank: &Bank) -> Result<Library, Diagnostics> {
    let mut faults = Diagnostics::default();
    let mut clauses: BTreeMap<String, Clause> = BTreeMap::new();
    let mut order = None;
    let mut all = String::new();
    for file in files.iter().filter(|it| it.path.starts_with(FOLDER)) {
        if file.path == ORDER {
            match file.toml::<LibraryFile>() {
                Ok(read) => order = Some((file, read)),
                Err(fault) => faults.push(fault),
            }
        } else if stem(file).is_some() {
            let mut reader = Reader { file, files, bank, faults: &mut faults };
            if let Some(clause) = reader.clause() {
                clauses.insert(clause.id.to_string(), clause);
            }
        } else {
            continue;
        }
        all.push_str(&format!("{} {}\n", file.path, file.digest()));
    }
    let Some((file, read)) = order else {
        if !faults.has_errors() {
            let place = Place::Whole { path: ORDER.to_owned() };
            faults.push(
                Diagnostic::error(place, "clause/no-order", "the clause library has no order")
                    .help("list the ids of the clauses as `order = [\"data-ownership\", …]`"),
            );
        }
        return Err(faults);
    };
    let mut ordered = Vec::new();
    // A clause file that is faulty has told so itself; its id is not unknown.
    let stems: BTreeSet<&str> = files.iter().filter_map(stem).collect();
    for id in &read.order {
        let place = || file.place(id.span().start);
        if let Some(clause) = clauses.remove(id.get_ref().as_str()) {
            ordered.push(clause);
        } else if ordered.iter().any(|it: &Clause| it.id.as_str() == id.get_ref()) {
            faults.push(Diagnostic::error(
                place(),
                "clause/order",
                format!("`{}` is listed twice", id.get_ref()),
            ));
        } else if !stems.contains(id.get_ref().as_str()) {
            let fault = format!("there is no clause `{}`", id.get_ref());
            let near = nearest(id.get_ref(), stems.iter().copied());
            faults.push(offer(Diagnostic::error(place(), "clause/order", fault), near, "clause"));
        }
    }
    for id in clauses.keys() {
        let fault = format!("the clause `{id}` has no place in the order");
        faults.push(Diagnostic::error(file.whole(), "clause/order", fault).help("add its id to `order`"));
    }
    if faults.has_errors() {
        return Err(faults);
    }
    Ok(Library { digest: Digest::of(all.as_bytes()), definitions: read.definition, clauses: ordered })
}

/// The stem of a clause file's name; none for any other file.
fn stem(file: &SourceFile) -> Option<&str> {
    let name = file.path.strip_prefix(FOLDER)?.strip_suffix(".md")?;
    (name != "README" && !name.contains('/')).then_some(name)
}

fn offer(diagnostic: Diagnostic, near: Option<&str>, what: &str) -> Diagnostic {
    match near {
        Some(near) => diagnostic.help(format!("the nearest {what} is `{near}`")),
        None => diagnostic,
    }
}

/// Reads one clause file and tells its faults.
struct Reader<'a> {
    file: &'a SourceFile,
    files: &'a [SourceFile],
    bank: &'a Bank,
    faults: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn clause(&mut self) -> Option<Clause> {
        let (read, text) = match self.file.front_matter::<ClauseFile>() {
            Ok(read) => read,
            Err(fault) => {
                self.faults.push(fault);
                return None;
            }
        };
        let id = self.id(&read.id);
        for field in [&read.title, &read.purpose, &read.note] {
            if field.get_ref().trim().is_empty() {
                self.fault(field.span().start, "clause/empty", "the field is empty".to_owned());
            }
        }
        if read.sources.get_ref().iter().all(|it| it.trim().is_empty()) {
            self.fault(read.sources.span().start, "clause/empty", "the clause names no source".to_owned());
        }
        if read.trigger.is_empty() {
            let fault =
                Diagnostic::error(self.file.whole(), "clause/no-trigger", "nothing calls for the clause");
            self.faults.push(fault.help("add a `[[trigger]]`, such as `on = \"always\"`"));
        }
        let triggers = read.trigger.iter().filter_map(|it| self.trigger(it)).collect();
        let body = self.body(text, &read.variable);
        let variables = read.variable.iter().filter_map(|(name, it)| self.variable(name, it)).collect();
        Some(Clause {
            id: id?,
            title: read.title.into_inner(),
            purpose: read.purpose.into_inner(),
            sources: read.sources.into_inner(),
            plugs_into: read.plugs_into,
            note: read.note.into_inner(),
            triggers,
            variables,
            body,
        })
    }

    fn id(&mut self, id: &Spanned<String>) -> Option<ClauseId> {
        if stem(self.file) != Some(id.get_ref()) {
            let fault = format!("the id `{}` is not the name of the file", id.get_ref());
            let place = self.file.front_matter_place(id.span().start);
            self.faults.push(
                Diagnostic::error(place, "clause/id", fault)
                    .help("a clause's id and the stem of its file are the same word"),
            );
            return None;
        }
        self.parsed(id, "clause/id")
    }

    fn trigger(&mut self, it: &Spanned<TriggerFile>) -> Option<Trigger> {
        let at = it.span().start;
        let it = it.get_ref();
        let given = [
            ("question", it.question.is_some()),
            ("parts", !it.parts.is_empty()),
            ("is", !it.is.is_empty()),
            ("shown", it.shown.is_some()),
            ("value", it.value.is_some()),
            ("tag", it.tag.is_some()),
            ("strength", it.strength.is_some()),
        ];
        let fields = it.on.fields();
        let mut fits = true;
        for (field, given) in given {
            let wrong = match (fields.contains(&field), given) {
                (true, false) if field != "shown" => format!("the trigger lacks `{field}`"),
                (false, true) => format!("a trigger of this kind takes no `{field}`"),
                _ => continue,
            };
            self.fault(at, "clause/trigger", wrong);
            fits = false;
        }
        let parts = it.question.as_ref().and_then(|question| self.parts(question, &it.parts));
        let kind = it.value.as_ref().and_then(|kind| self.kind(kind));
        if !fits {
            return None;
        }
        match it.on {
            On::Always => Some(Trigger::Always),
            On::Gap => Some(Trigger::Gap { parts: parts? }),
            On::Status => Some(Trigger::Status {
                parts: parts?,
                is: it.is.clone(),
                shown: it.shown,
                strength: it.strength?,
            }),
            On::Value => Some(Trigger::Value { parts: parts?, kind: kind?, strength: it.strength? }),
            On::Tag => Some(Trigger::Tag { tag: it.tag?, strength: it.strength? }),
        }
    }

    fn parts(&mut self, question: &Spanned<String>, parts: &[Spanned<String>]) -> Option<Parts> {
        let id: QuestionId = self.parsed(question, "clause/question")?;
        let bank = self.bank;
        let Some(known) = bank.question(&id) else {
            // Another release asks it: no answer of this one will speak of it.
            if Bank::asked_anywhere(self.files, &id, None) {
                let parts = parts.iter().filter_map(|it| self.parsed(it, "clause/part")).collect();
                return Some(Parts { question: id, parts });
            }
            let place = self.file.front_matter_place(question.span().start);
            let fault = format!("the bank has no question `{id}`");
            let near = nearest(id.as_str(), bank.questions.iter().map(|it| it.id.as_str()));
            self.faults.push(offer(Diagnostic::error(place, "clause/question", fault), near, "question"));
            return None;
        };
        let mut found = Vec::new();
        for part in parts {
            let place = self.file.front_matter_place(part.span().start);
            let Some(part) = self.parsed::<PartId>(part, "clause/part") else { continue };
            let here = known.parts.iter().any(|it| it.id == part);
            if here || Bank::asked_anywhere(self.files, &id, Some(&part)) {
                found.push(part);
            } else {
                let near = nearest(part.as_str(), known.parts.iter().map(|it| it.id.as_str()));
                let fault = format!("`{part}` is not a part of `{id}`");
                self.faults.push(offer(Diagnostic::error(place, "clause/part", fault), near, "part"));
            }
        }
        Some(Parts { question: id, parts: found })
    }

    fn kind(&mut self, kind: &Spanned<String>) -> Option<Name> {
        if KINDS.contains(&kind.get_ref().as_str()) {
            return self.parsed(kind, "clause/value");
        }
        let place = self.file.front_matter_place(kind.span().start);
        let fault = format!("`{}` is not a kind of value", kind.get_ref());
        self.faults.push(
            Diagnostic::error(place, "clause/value", fault).help(format!("use one of {}", KINDS.join(", "))),
        );
        None
    }

    fn body(&mut self, text: &str, variables: &BTreeMap<Spanned<String>, VariableFile>) -> Body {
        let start = self.file.text.len() - text.len();
        let (body, faults) = Body::parse(text);
        for it in faults {
            let place = self.file.place(start + it.at);
            self.faults.push(Diagnostic::error(place, it.code, it.message).help(it.help));
        }
        let used: BTreeSet<&str> = body.placeholders().map(Name::as_str).collect();
        let known: BTreeSet<&str> = variables.keys().map(|it| it.get_ref().as_str()).collect();
        for name in used.difference(&known) {
            let place = self.file.place(text.find(name).map_or(start, |at| start + at));
            let fault = format!("nothing fills the placeholder `{name}`");
            let fault = Diagnostic::error(place, "clause/placeholder", fault);
            self.faults.push(match nearest(name, known.iter().copied()) {
                Some(near) => fault.help(format!("the nearest variable is `{near}`")),
                None => fault.help(format!("add `[variable.{name}]` to the front matter")),
            });
        }
        let of_items: BTreeSet<&str> = body.placeholders_of_items().map(Name::as_str).collect();
        for (name, it) in variables {
            if it.otherwise.is_none() && of_items.contains(name.get_ref().as_str()) {
                let fault = format!("`{}` fills a lettered item and has no `otherwise`", name.get_ref());
                self.fault(name.span().start, "clause/variable", fault);
            }
        }
        for name in variables.keys().filter(|it| !used.contains(it.get_ref().as_str())) {
            let fault = format!("the text has no placeholder `{}`", name.get_ref());
            self.fault(name.span().start, "clause/placeholder", fault);
        }
        body
    }

    fn variable(&mut self, name: &Spanned<String>, it: &VariableFile) -> Option<Variable> {
        let parts = self.parts(&it.question, &it.parts);
        let with = it.with.as_ref().and_then(|kind| self.kind(kind));
        let take = if it.take.get_ref() == "words" {
            Some(Take::Words { with })
        } else {
            if let Some(with) = &it.with {
                let fault = "`with` goes with `take = \"words\"` alone".to_owned();
                self.fault(with.span().start, "clause/variable", fault);
            }
            self.kind(&it.take).map(Take::Values)
        };
        if let Some(otherwise) = &it.otherwise
            && !(otherwise.get_ref().starts_with('[') && otherwise.get_ref().contains(']'))
        {
            let fault = format!("`{}` does not begin with square brackets", otherwise.get_ref());
            let place = self.file.front_matter_place(otherwise.span().start);
            self.faults.push(
                Diagnostic::error(place, "clause/variable", fault)
                    .help("put what is left open in square brackets, such as `[X] hours`"),
            );
        }
        let otherwise = it.otherwise.as_ref().map(|it| it.get_ref().clone());
        let name = self.parsed(name, "clause/variable")?;
        let Parts { question, parts } = parts?;
        let from = it.from.clone();
        Some(Variable { name, question, parts, from, take: take?, many: it.many, otherwise })
    }

    fn parsed<T: std::str::FromStr<Err = crate::id::IdError>>(
        &mut self,
        word: &Spanned<String>,
        code: &'static str,
    ) -> Option<T> {
        match word.get_ref().parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.fault(word.span().start, code, error.to_string());
                None
            }
        }
    }

    fn fault(&mut self, at: usize, code: &'static str, message: String) {
        self.faults.push(Diagnostic::error(self.file.front_matter_place(at), code, message));
    }
}
