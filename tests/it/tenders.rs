//! Tenders that are written as TOML, one table a question: as workbooks, and as what intake makes of them.

use std::{collections::BTreeSet, sync::LazyLock};

use probity::{
    assess::{Answer, Engine},
    bank::{
        Bank, Question,
        field::{Field, FieldKind},
        profile::Profile,
    },
    clause::Library,
    intake,
    rule::Rules,
    source::SourceFile,
    store,
    tender::Tender,
};

use crate::{
    properties::corpus::root,
    workbooks::{LAYOUTS, Sheet, xlsx},
};

/// The data as it stands in the project's folder.
pub(crate) static FILES: LazyLock<Vec<SourceFile>> = LazyLock::new(|| store::data(Some(root())).unwrap());

/// All that a profile's tenders are assessed by.
pub(crate) struct Works {
    pub(crate) bank: Bank,
    pub(crate) profile: Option<Profile>,
    pub(crate) engine: Engine,
    pub(crate) library: Library,
}

impl Works {
    /// The newest release, or what a profile asks of it.
    pub(crate) fn of(profile: Option<&str>) -> Self {
        let bank = Bank::load(&FILES, None).unwrap_or_else(|faults| panic!("{faults}"));
        let profile = profile.map(|it| Profile::load(&FILES, it).unwrap());
        let bank = match &profile {
            Some(it) => bank.under(it).unwrap(),
            None => bank,
        };
        Self::made(bank, profile)
    }

    pub(crate) fn made(bank: Bank, profile: Option<Profile>) -> Self {
        let rules = Rules::load(&FILES, &bank).unwrap_or_else(|faults| panic!("{faults}"));
        let library = Library::load(&FILES, &bank).unwrap_or_else(|faults| panic!("{faults}"));
        Self { engine: Engine::new(&bank, rules).unwrap(), bank, profile, library }
    }

    /// What intake makes of the file.
    pub(crate) fn read(&self, name: &str, bytes: &[u8]) -> Tender {
        intake::receive(name, bytes, &LAYOUTS, &self.bank, None)
    }
}

/// The whole of the newest release.
pub(crate) static WHOLE: LazyLock<Works> = LazyLock::new(|| Works::of(None));

/// The headings of a table of certificates, by column.
const CERTIFICATE: [(&str, &str); 9] = [
    ("scheme", "Scheme"),
    ("edition", "Edition"),
    ("number", "Number"),
    ("certifying-body", "Certifying body"),
    ("accreditation", "Accreditation"),
    ("holder", "Holder"),
    ("scope", "Scope"),
    ("issued", "Issued"),
    ("expires", "Expires"),
];

/// The sheets of a response workbook that holds what `written` answers: particulars, answers, tables.
pub(crate) fn sheets(bank: &Bank, written: &toml::Table) -> Vec<(String, Sheet)> {
    let mut responses = Sheet::new();
    let mut tables = Vec::new();
    for (column, label) in (0..).zip(["Question ID", "Question", "Weight", "Yes/No", "Response", "Evidence"])
    {
        responses.insert((0, column), label.to_owned());
    }
    let mut row = 1;
    for question in &bank.questions {
        responses.insert((row, 0), question.id.to_string());
        responses.insert((row, 1), question.text.clone());
        responses.insert((row, 2), question.weight.to_string());
        let given = written.get(question.id.as_str()).and_then(toml::Value::as_table);
        let text = |key: &str| given.and_then(|it| it.get(key)).map(as_text);
        for (column, key) in [(3, "tick"), (4, "answer"), (5, "evidence")] {
            if let Some(it) = text(key) {
                responses.insert((row, column), it);
            }
        }
        row += 1;
        for field in &question.fields {
            let value = given.and_then(|it| it.get(field.id.as_str()));
            if let Some(rows) = value.and_then(toml::Value::as_array) {
                tables.push((format!("{}.{}", question.id, field.id), table(field, rows)));
            } else {
                responses.insert((row, 0), format!("{}.{}", question.id, field.id));
                responses.insert((row, 1), field.title.clone());
                if let Some(it) = value {
                    responses.insert((row, 4), as_text(it));
                }
                row += 1;
            }
        }
        unknown(question, given);
    }
    let supplier = written.get("supplier").map_or_else(|| "Sample Ltd".to_owned(), as_text);
    let mut particulars = Sheet::new();
    for (row, (label, value)) in (0..).zip([
        ("Field", "Value".to_owned()),
        ("Supplier name", supplier),
        ("Bank version", bank.version.to_string()),
    ]) {
        particulars.insert((row, 0), label.to_owned());
        particulars.insert((row, 1), value);
    }
    let mut all = vec![("Supplier".to_owned(), particulars), ("Responses".to_owned(), responses)];
    all.extend(tables);
    all
}

/// A key of a fixture that its question does not have is a slip of the pen.
fn unknown(question: &Question, given: Option<&toml::Table>) {
    for key in given.into_iter().flat_map(toml::Table::keys) {
        let known = ["tick", "answer", "evidence"].contains(&key.as_str())
            || question.fields.iter().any(|it| it.id.as_str() == key);
        assert!(known, "{} has no field `{key}`", question.id);
    }
}

fn table(field: &Field, rows: &[toml::Value]) -> Sheet {
    let columns: Vec<(String, String)> = match &field.kind {
        FieldKind::Table(it) => it.columns.iter().map(|it| (it.id.to_string(), it.title.clone())).collect(),
        _ => CERTIFICATE.iter().map(|(id, title)| ((*id).to_owned(), (*title).to_owned())).collect(),
    };
    let mut sheet = Sheet::new();
    for (column, (_, title)) in (0..).zip(&columns) {
        sheet.insert((0, column), title.clone());
    }
    for (row, given) in (1..).zip(rows) {
        let given = given.as_table().unwrap();
        for (column, (id, _)) in (0..).zip(&columns) {
            if let Some(it) = given.get(id) {
                sheet.insert((row, column), as_text(it));
            }
        }
        for key in given.keys() {
            assert!(columns.iter().any(|(id, _)| id == key), "{} has no column `{key}`", field.id);
        }
    }
    sheet
}

fn as_text(it: &toml::Value) -> String {
    it.as_str().map_or_else(|| it.to_string(), str::to_owned)
}

/// The workbook.
pub(crate) fn workbook(bank: &Bank, written: &toml::Table) -> Vec<u8> {
    let sheets = sheets(bank, written);
    let named: Vec<(&str, &Sheet)> = sheets.iter().map(|(name, sheet)| (name.as_str(), sheet)).collect();
    xlsx(&named)
}

/// The codes of an answer's referrals, sorted, each once.
pub(crate) fn codes(answer: &Answer) -> Vec<String> {
    let codes: BTreeSet<String> = answer.refer.iter().map(|it| it.code.to_string()).collect();
    codes.into_iter().collect()
}
