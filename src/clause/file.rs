//! Clause files: what they may say, and everything that can be wrong with them, told at once.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Clause, Library,
    field::{CellTest, FieldOf, Range, RowTest},
    format::{Chosen, ClauseFile, LibraryFile, On, TriggerFile, VariableFile},
    text::Body,
    trigger::{Parts, Trigger},
    variable::{Source, Take, Variable},
};
use crate::{
    assess::Status,
    bank::{
        Bank,
        field::{Anchor, Field, FieldKind},
    },
    diag::{Diagnostic, Diagnostics, Place, nearest},
    id::{ClauseId, Digest, Name, PartId, QuestionId},
    source::{SourceFile, Spanned},
    tender::YesNo,
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

/// The part that a column of a table answers, else that of the table.
fn column_part(field: &Field, column: Option<&Name>) -> Option<PartId> {
    let own = match &field.kind {
        FieldKind::Table(it) => {
            it.columns.iter().find(|it| Some(&it.id) == column).and_then(|it| it.part.clone())
        }
        _ => None,
    };
    own.or_else(|| field.part.clone()).or_else(|| field.parts().next().cloned())
}

/// Reads one clause file and tells its faults.
struct Reader<'a> {
    file: &'a SourceFile,
    files: &'a [SourceFile],
    bank: &'a Bank,
    faults: &'a mut Diagnostics,
}

impl<'a> Reader<'a> {
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
            ("field", it.field.is_some()),
            ("column", it.column.is_some()),
            ("says", !it.says.is_empty()),
            ("when", !it.when.is_empty()),
            ("unless", !it.unless.is_empty()),
            ("before", it.before.is_some()),
            ("at-least", it.at_least.is_some()),
            ("at-most", it.at_most.is_some()),
            ("above", it.above.is_some()),
            ("below", it.below.is_some()),
            ("tag", it.tag.is_some()),
            ("policy", it.policy.is_some()),
            ("strength", it.strength.is_some()),
        ];
        let mut fits = true;
        for (field, given) in given {
            let (needed, taken) = (it.on.needs().contains(&field), it.on.takes().contains(&field));
            let wrong = match (needed, given) {
                (true, false) => format!("the trigger lacks `{field}`"),
                (false, true) if !taken => format!("a trigger of this kind takes no `{field}`"),
                _ => continue,
            };
            self.fault(at, "clause/trigger", wrong);
            fits = false;
        }
        let parts = if it.parts.is_empty() {
            None
        } else {
            it.question.as_ref().and_then(|question| self.parts(question, &it.parts))
        };
        let kind = it.value.as_ref().and_then(|kind| self.kind(kind));
        if !fits {
            return None;
        }
        let range = Range { at_least: it.at_least, at_most: it.at_most, above: it.above, below: it.below };
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
            On::Policy => {
                let policy = self.parsed(it.policy.as_ref()?, "clause/trigger")?;
                Some(Trigger::Policy { policy, strength: it.strength? })
            }
            On::ContractValue if range.is_empty() => {
                self.fault(at, "clause/trigger", "the trigger lacks a bound, such as `above`".to_owned());
                None
            }
            On::ContractValue => Some(Trigger::ContractValue { range, strength: it.strength? }),
            On::Field => {
                let (of, known) = self.field(it.question.as_ref()?, it.field.as_ref()?)?;
                let test = self.cell_test(at, it, range, known)?;
                let part = known.and_then(|it| it.parts().next().cloned());
                Some(Trigger::Field { of, part, test, strength: it.strength? })
            }
            On::Row => {
                let (of, known) = self.field(it.question.as_ref()?, it.field.as_ref()?)?;
                let test = self.row_test(at, it.column.as_ref(), &it.when, &it.unless, it.before, known)?;
                let part = known.and_then(|it| column_part(it, test.column.as_ref()));
                Some(Trigger::Row { of, part, test, strength: it.strength? })
            }
        }
    }

    /// The field of a question; what it is, where the release at hand asks it.
    fn field(
        &mut self,
        question: &Spanned<String>,
        field: &Spanned<String>,
    ) -> Option<(FieldOf, Option<&'a Field>)> {
        let Parts { question: id, .. } = self.parts(question, &[])?;
        let name: Name = self.parsed(field, "clause/field")?;
        let bank = self.bank;
        let of = FieldOf { question: id.clone(), field: name.clone() };
        let Some(known) = bank.question(&id).filter(|it| !it.fields.is_empty()) else {
            return Some((of, None));
        };
        if let Some(found) = known.fields.iter().find(|it| it.id == name) {
            return Some((of, Some(found)));
        }
        let place = self.file.front_matter_place(field.span().start);
        let fault = Diagnostic::error(place, "clause/field", format!("`{id}` has no field `{name}`"));
        let near = nearest(name.as_str(), known.fields.iter().map(|it| it.id.as_str()));
        self.faults.push(offer(fault, near, "field"));
        None
    }

    fn cell_test(
        &mut self,
        at: usize,
        it: &TriggerFile,
        range: Range,
        known: Option<&Field>,
    ) -> Option<CellTest> {
        let kind = known.map(|it| &it.kind);
        let test = match (it.says.is_empty(), range.is_empty(), it.before) {
            (false, true, None) => {
                let (mut options, mut ticks) = (Vec::new(), Vec::new());
                for said in &it.says {
                    let name: Name = self.parsed(said, "clause/field")?;
                    let is_option = match kind {
                        Some(FieldKind::Choice(all)) => all.iter().any(|it| it.id == name),
                        Some(FieldKind::YesNo) | None => true,
                        Some(_) => false,
                    };
                    if !is_option {
                        let fault = format!("the field has no option `{name}`");
                        self.fault(said.span().start, "clause/field", fault);
                        return None;
                    }
                    match YesNo::parse(name.as_str()) {
                        Some(tick) if !matches!(kind, Some(FieldKind::Choice(_))) => ticks.push(tick),
                        _ => options.push(name),
                    }
                }
                CellTest::Says { options, ticks }
            }
            (true, false, None) if matches!(kind, None | Some(FieldKind::Number(_))) => {
                CellTest::Number(range)
            }
            (true, true, Some(anchor)) if matches!(kind, None | Some(FieldKind::Date(_))) => {
                CellTest::Before(anchor)
            }
            _ => {
                let fault =
                    "the trigger has one of `says`, a bound of a number, and `before`, as fits the field";
                self.fault(at, "clause/trigger", fault.to_owned());
                return None;
            }
        };
        Some(test)
    }

    fn row_test(
        &mut self,
        at: usize,
        column: Option<&Spanned<String>>,
        when: &[String],
        unless: &[String],
        before: Option<Anchor>,
        known: Option<&Field>,
    ) -> Option<RowTest> {
        let tests = usize::from(!when.is_empty()) + usize::from(!unless.is_empty());
        let tests = tests + usize::from(before.is_some());
        if tests > 1 || tests == 1 && column.is_none() {
            let fault = "a row is chosen by a `column` and one of `when`, `unless` and `before`";
            self.fault(at, "clause/trigger", fault.to_owned());
            return None;
        }
        let column = match column {
            Some(it) => Some(self.column(it, known)?),
            None => None,
        };
        Some(RowTest { column, when: when.to_vec(), unless: unless.to_vec(), before })
    }

    fn column(&mut self, column: &Spanned<String>, known: Option<&Field>) -> Option<Name> {
        let name: Name = self.parsed(column, "clause/field")?;
        let has = match known.map(|it| &it.kind) {
            Some(FieldKind::Table(it)) => it.columns.iter().any(|it| it.id == name),
            // The columns of certificates are the same everywhere, and are no part of the bank.
            Some(FieldKind::Certificates(_)) | None => true,
            Some(_) => false,
        };
        if !has {
            self.fault(column.span().start, "clause/field", format!("the field has no column `{name}`"));
        }
        has.then_some(name)
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
        let at = name.span().start;
        let with = it.with.as_ref().and_then(|kind| self.kind(kind));
        let take = match it.take.get_ref().as_str() {
            "words" => Some(Take::Words { with }),
            other => {
                if let Some(with) = &it.with {
                    let fault = "`with` goes with `take = \"words\"` alone".to_owned();
                    self.fault(with.span().start, "clause/variable", fault);
                }
                if other == "cell" { Some(Take::Cell) } else { self.kind(&it.take).map(Take::Values) }
            }
        };
        let mut sources: Vec<Option<Source>> = Vec::new();
        if let Some(question) = &it.question {
            let rows = Chosen::default();
            sources.push(self.source(
                at,
                question,
                &it.parts,
                &it.from,
                (it.field.as_ref(), it.column.as_ref()),
                rows,
            ));
        }
        for source in &it.sources {
            let at = source.span().start;
            let source = source.get_ref();
            let Some(question) = &source.question else {
                self.fault(at, "clause/variable", "the source names no `question`".to_owned());
                continue;
            };
            let rows = Chosen {
                by: source.by.as_ref(),
                when: &source.when,
                unless: &source.unless,
                before: source.before,
            };
            sources.push(self.source(
                at,
                question,
                &source.parts,
                &source.from,
                (source.field.as_ref(), source.column.as_ref()),
                rows,
            ));
        }
        if sources.is_empty() {
            self.fault(at, "clause/variable", "the variable has neither `question` nor `sources`".to_owned());
        }
        let sources: Option<Vec<Source>> = sources.into_iter().collect();
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
        Some(Variable { name, sources: sources?, take: take?, choose: it.choose, many: it.many, otherwise })
    }

    fn source(
        &mut self,
        at: usize,
        question: &Spanned<String>,
        parts: &[Spanned<String>],
        from: &[Status],
        (field, column): (Option<&Spanned<String>>, Option<&Spanned<String>>),
        chosen: Chosen<'_>,
    ) -> Option<Source> {
        match (field, parts) {
            (None, [_, ..]) => {
                Some(Source::Claims { parts: self.parts(question, parts)?, from: from.to_vec() })
            }
            (Some(field), []) => {
                let (of, known) = self.field(question, field)?;
                let Some(column) = column else { return Some(Source::Cell { of }) };
                let name = self.column(column, known)?;
                let Chosen { by, when, unless, before } = chosen;
                let rows = if when.is_empty() && unless.is_empty() && before.is_none() {
                    RowTest::default()
                } else {
                    self.row_test(at, by.or(Some(column)), when, unless, before, known)?
                };
                Some(Source::Column { of, column: name, rows })
            }
            _ => {
                let fault = "a variable is filled from `parts` or from a `field`".to_owned();
                self.fault(at, "clause/variable", fault);
                None
            }
        }
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
