//! Workbooks go out and come back.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{Desk, change};
use crate::{
    assess::Answer,
    clause::{Library, promises},
    cli::{Failure, Outcome, contract, out},
    diag::{Diagnostic, Diagnostics, Place, counted},
    document::{ContractSchedule, DecidedClause, DecidedPromise, contract_schedule},
    id::QuestionId,
    panel::{Deed, Form, Kind, Person, Role, Step, Weighing, check_consensus, check_scores, check_weighings},
    store::{self, output::Output},
    workbook::{read::form::ReturnedBook, write::panel as print},
};

pub(super) fn issue(mut desk: Desk, sign: &str, out: &Path) -> Result<Outcome, Failure> {
    let person = desk.person(sign)?;
    let role = desk.may(&person, Deed::TakeWorkbook)?;
    if person.qualified.is_empty() {
        return Err(format!(
            "nothing says why `{sign}` can judge these questions: say it under `qualified` in the procurement's file"
        )
        .into());
    }
    let printed = desk.with(|works| print::scores(works, &person, desk.on))?;
    desk.journal.keep_form(&printed.form, &printed.bytes)?;
    let tenders = desk.tenders.iter().map(|it| it.id.clone()).collect();
    store::panel::write(out, &printed.bytes)?;
    desk.did(&person, role, Step::Issued { form: printed.form.digest(), tenders })?;
    out::print(&format!(
        "the workbook for `{sign}` is in `{}`: {} of {}\n",
        out.display(),
        counted(printed.form.sheets.len(), "question"),
        counted(desk.tenders.len(), "tender")
    ))?;
    Ok(Outcome::Done)
}

/// A workbook that came back, with its form and whose it is.
struct Back {
    bytes: Vec<u8>,
    book: ReturnedBook,
    form: Form,
    person: Person,
}

impl Desk {
    /// Reads a workbook that came back; what is wrong with it as a whole is a fault.
    fn back(&self, path: &Path, kind: Kind) -> Result<Result<Back, Diagnostic>, Failure> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = store::read(path)?;
        let whole = || Place::Whole { path: name.clone() };
        // By a worker, as a supplier's file is: what comes back was in other hands.
        let book = match self.reader.returned(name.clone(), bytes.clone())? {
            Ok(it) => it,
            Err(explanation) => {
                return Ok(Err(Diagnostic::error(whole(), "panel/unreadable", explanation)
                    .help("send the workbook that was issued, saved as .xlsx or .ods")));
            }
        };
        let marks = &book.marks;
        if marks.procurement != self.procurement.id() {
            let message = format!("the workbook is of the procurement `{}`", marks.procurement);
            return Ok(Err(Diagnostic::error(whole(), "panel/procurement", message)
                .help("give the files of this procurement")));
        }
        let form = match self.journal.form(&marks.fingerprint) {
            Ok(it) => it,
            Err(store::panel::PanelError::UnknownForm(_)) => {
                let message = format!(
                    "the fingerprint of the workbook is not one that was issued: `{}`",
                    marks.fingerprint
                );
                return Ok(Err(Diagnostic::error(whole(), "panel/fingerprint", message)
                    .help("copy the entries into the workbook that was issued")));
            }
            Err(error) => return Err(error.into()),
        };
        if form.kind != kind {
            let message = format!("the workbook is for {}, not for {}", form.kind.as_str(), kind.as_str());
            return Ok(Err(Diagnostic::error(whole(), "panel/kind", message).help(
                "`panel collect` takes scores, `panel agree` the moderation, `panel adopt` the clauses",
            )));
        }
        let Some(person) = self.people.get(&form.person).cloned() else {
            let message = format!("`{}` no longer takes part", form.person);
            return Ok(Err(Diagnostic::error(whole(), "panel/person", message)
                .help("put the person back into the procurement's file")));
        };
        Ok(Ok(Back { bytes, book, form, person }))
    }
}

pub(super) fn collect(mut desk: Desk, files: &[PathBuf]) -> Result<Outcome, Failure> {
    let mut refused = 0;
    let mut told = String::new();
    for path in files {
        match collected(&mut desk, path)? {
            Ok(line) => told.push_str(&line),
            Err(faults) => {
                refused += 1;
                out::report(&faults);
                out::note(&format!("`{}` is sent back: nothing of it was locked", path.display()));
            }
        }
    }
    out::print(&told)?;
    let waiting: Vec<String> =
        desk.with(|works| works.waiting_for(&desk.state).iter().map(|it| it.id.clone()).collect());
    if waiting.is_empty() {
        out::note("all scores are locked: `panel moderate` puts them side by side");
    } else {
        out::note(&format!("still to come: {}", waiting.join(", ")));
    }
    Ok(if refused > 0 { Outcome::Refused } else { Outcome::Done })
}

fn one(fault: Diagnostic) -> Diagnostics {
    let mut faults = Diagnostics::default();
    faults.push(fault);
    faults
}

/// One evaluator's workbook: the line to print, or all that is wrong with it.
fn collected(desk: &mut Desk, path: &Path) -> Result<Result<String, Diagnostics>, Failure> {
    let back = match desk.back(path, Kind::Scores)? {
        Ok(it) => it,
        Err(fault) => return Ok(Err(one(fault))),
    };
    let whole = || Place::Whole { path: path.file_name().unwrap_or_default().to_string_lossy().into_owned() };
    let Back { bytes, book, form, person } = back;
    let role = match desk.with(|works| works.may(&desk.state, &person, Deed::LockScores)) {
        Ok(it) => it,
        Err(refusal) => {
            let fault = Diagnostic::error(whole(), "panel/authority", refusal.to_string());
            return Ok(Err(one(fault.help("`panel status` tells how everybody stands"))));
        }
    };
    if desk.state.issued.get(&person.id) != Some(&form.digest()) {
        let message = format!("a newer workbook was issued to `{}`", person.id);
        let fault = Diagnostic::error(whole(), "panel/workbook-old", message);
        return Ok(Err(one(fault.help("copy the entries into the newest workbook"))));
    }
    let (entries, mut faults) = book.read(&form);
    let (scores, found) = desk.with(|works| check_scores(works, &desk.state, &person, &form, &entries));
    faults.extend(found);
    if faults.has_errors() {
        return Ok(Err(faults));
    }
    out::report(&faults);
    let file = desk.journal.keep_returned(&bytes)?;
    let count = scores.len();
    desk.did(&person, role, Step::Locked { form: form.digest(), file, scores })?;
    let are = if count == 1 { "is" } else { "are" };
    Ok(Ok(format!("{} of `{}` {are} locked\n", counted(count, "score"), person.id)))
}

pub(super) fn moderate(
    mut desk: Desk,
    by: Option<&str>,
    questions: &[QuestionId],
    out: &Path,
) -> Result<Outcome, Failure> {
    let moderators: Vec<Person> =
        desk.people.active(&desk.state).into_iter().filter(|it| it.has(Role::Moderator)).cloned().collect();
    let person = match (by, moderators.as_slice()) {
        (Some(by), _) => desk.person(by)?,
        (None, [one]) => one.clone(),
        (None, []) => return Err("nobody moderates: name a moderator in the procurement's file".into()),
        (None, _) => return Err("several people moderate: say who with `--by`".into()),
    };
    let waiting: Vec<String> =
        desk.with(|works| works.waiting_for(&desk.state).iter().map(|it| it.id.clone()).collect());
    let role = desk.may(&person, Deed::Moderate).map_err(|refusal| -> Failure {
        if waiting.is_empty() {
            refusal
        } else {
            format!("{refusal}; still to lock their scores: {}", waiting.join(", ")).into()
        }
    })?;
    let asked: Vec<QuestionId> = desk.with(|works| works.questions.iter().map(|it| it.id.clone()).collect());
    if let Some(wrong) = questions.iter().find(|it| !asked.contains(it)) {
        return Err(format!("{wrong} is not a scored question of this procurement").into());
    }
    let printed = desk.with(|works| print::moderation(works, &desk.state, &person, questions, desk.on))?;
    desk.journal.keep_form(&printed.form, &printed.bytes)?;
    store::panel::write(out, &printed.bytes)?;
    let chosen = if questions.is_empty() { asked } else { questions.to_vec() };
    let count = chosen.len();
    desk.did(&person, role, Step::Compared { form: printed.form.digest(), questions: chosen })?;
    out::print(&format!(
        "the workbook for the moderation is in `{}`: {} of {}\n",
        out.display(),
        counted(count, "question"),
        counted(desk.tenders.len(), "tender")
    ))?;
    Ok(Outcome::Done)
}

pub(super) fn agree(mut desk: Desk, path: &Path, reason: Option<&str>) -> Result<Outcome, Failure> {
    let back = match desk.back(path, Kind::Moderation)? {
        Ok(it) => it,
        Err(fault) => return Ok(sent_back(&one(fault), path)),
    };
    let Back { bytes, book, form, person } = back;
    let role = desk.may(&person, Deed::Moderate)?;
    let (entries, mut faults) = book.read(&form);
    let (scores, found) = desk.with(|works| check_consensus(works, &desk.state, &form, &entries));
    faults.extend(found);
    if faults.has_errors() {
        return Ok(sent_back(&faults, path));
    }
    out::report(&faults);
    // What stands there unchanged was agreed before.
    let scores: Vec<_> = scores.into_iter().filter(|it| !change::stands(&desk, it)).collect();
    if scores.is_empty() {
        return Err("nothing is filled in that was not agreed before".into());
    }
    let change = change::why(&desk, &scores, reason)?;
    let file = desk.journal.keep_returned(&bytes)?;
    let count = scores.len();
    desk.did(&person, role, Step::Agreed { form: form.digest(), file, scores, change })?;
    let all = desk.with(|works| works.tenders.len() * works.questions.len());
    let are = if count == 1 { "is" } else { "are" };
    out::print(&format!(
        "{} of the panel {are} locked; {} one\n",
        counted(count, "score"),
        have(desk.state.scores.len(), all)
    ))?;
    Ok(Outcome::Done)
}

/// How many of all answers have what is told next.
pub(super) fn have(count: usize, all: usize) -> String {
    format!("{count} of {all} answers {}", if count == 1 { "has" } else { "have" })
}

fn sent_back(faults: &Diagnostics, path: &Path) -> Outcome {
    out::report(faults);
    out::note(&format!("`{}` is sent back: nothing of it was recorded", path.display()));
    Outcome::Refused
}

pub(super) fn clauses(desk: Desk, tender: &str, by: &str, out: &Path) -> Result<Outcome, Failure> {
    let person = desk.person(by)?;
    desk.may(&person, Deed::DecideClause)?;
    let Some(received) = desk.tenders.iter().find(|it| it.id == tender) else {
        return Err(format!("no tender `{tender}` takes part").into());
    };
    let library = Library::load(&desk.files, &desk.bank)?;
    let answers: &[Answer] = &received.answers;
    let known = contract::of(&desk.procurement, None);
    let recommended = library.recommend_for(answers, &known);
    let promised = promises(answers, &recommended);
    let offer = print::Offer {
        procurement: desk.procurement.id(),
        title: &desk.procurement.title,
        tender,
        supplier: &received.supplier,
        clauses: &recommended,
        promises: &promised,
    };
    let printed = print::clauses(offer, &person, desk.on)?;
    desk.journal.keep_form(&printed.form, &printed.bytes)?;
    store::panel::write(out, &printed.bytes)?;
    out::print(&format!(
        "the schedule of `{tender}` is in `{}`: {} and {} to decide on\n",
        out.display(),
        counted(recommended.len(), "clause"),
        counted(promised.len(), "promise")
    ))?;
    Ok(Outcome::Done)
}

pub(super) fn adopt(mut desk: Desk, path: &Path) -> Result<Outcome, Failure> {
    let back = match desk.back(path, Kind::Clauses)? {
        Ok(it) => it,
        Err(fault) => return Ok(sent_back(&one(fault), path)),
    };
    let Back { bytes, book, form, person } = back;
    let role = desk.may(&person, Deed::DecideClause)?;
    let (entries, mut faults) = book.read(&form);
    let (decisions, found) = check_weighings(&desk.people, &form, &entries);
    faults.extend(found);
    if faults.has_errors() {
        return Ok(sent_back(&faults, path));
    }
    out::report(&faults);
    let tender = form.subjects.iter().find_map(|it| it.tender.clone()).unwrap_or_default();
    let count = |outcome: &str| decisions.iter().filter(|it| it.outcome == outcome).count();
    let line = format!(
        "decided for `{tender}`: {} accepted, {} amended, {} rejected\n",
        count("accepted"),
        count("amended"),
        count("rejected")
    );
    let schedule = schedule(&desk, &tender, &decisions)?;
    let home = desk.folder.join(crate::cli::award::FOLDER).join(crate::cli::award::CONTRACT);
    let output = Output::claim(&home, false)?;
    let file = desk.journal.keep_returned(&bytes)?;
    desk.did(&person, role, Step::Weighed { tender: tender.clone(), form: form.digest(), file, decisions })?;
    let twin = contract_schedule(&schedule)?;
    output.write(&[
        (&format!("schedule-{tender}.docx"), twin.word),
        (&format!("schedule-{tender}.html"), twin.page.into_bytes()),
    ])?;
    out::print(&line)?;
    out::note(&format!("the schedule of the contract is in `{}`, for legal review", home.display()));
    Ok(Outcome::Done)
}

/// What was decided, as it goes to whoever drafts the contract.
fn schedule(desk: &Desk, tender: &str, decisions: &[Weighing]) -> Result<ContractSchedule, Failure> {
    let Some(received) = desk.tenders.iter().find(|it| it.id == tender) else {
        return Err(format!("no tender `{tender}` takes part").into());
    };
    let library = Library::load(&desk.files, &desk.bank)?;
    let recommended = library.recommend_for(&received.answers, &contract::of(&desk.procurement, None));
    let promised = promises(&received.answers, &recommended);
    let mut of = ContractSchedule {
        authority: desk.procurement.buyer.clone(),
        title: desk.procurement.title.clone(),
        supplier: received.supplier.clone(),
        tender: tender.to_owned(),
        on: desk.at.date(),
        clauses: Vec::new(),
        rejected: Vec::new(),
        promises: Vec::new(),
        left_out: Vec::new(),
        indicators: Vec::new(),
    };
    // Promises of the same part are told apart by their order, which is that of the form.
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for it in decisions {
        let taken = it.outcome != "rejected";
        let lines =
            |text: &str| text.lines().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
        if it.kind == "clause" {
            let found = recommended.iter().find(|of| Some(&of.clause) == it.clause.as_ref());
            let because = found.into_iter().flat_map(|it| &it.because);
            let mut because: Vec<String> = because.map(|it| it.question.to_string()).collect();
            because.dedup();
            let text = found.map(|it| it.text.as_str()).unwrap_or_default();
            let decided = DecidedClause {
                title: it.about.clone(),
                outcome: it.outcome.clone(),
                because,
                text: lines(if it.text.is_empty() { text } else { &it.text }),
                reason: it.reason.clone(),
                person: it.person.clone(),
            };
            if taken { &mut of.clauses } else { &mut of.rejected }.push(decided);
            continue;
        }
        let nth = seen.entry((it.kind.as_str(), it.about.as_str())).or_default();
        let mut same = promised.iter().filter(|of| format!("{} {}", of.question, of.title) == it.about);
        let found = same.nth(*nth);
        *nth += 1;
        let words = found.map(|it| it.words.clone()).unwrap_or_default();
        let decided = DecidedPromise {
            what: it.about.clone(),
            words: if it.text.is_empty() { words } else { it.text.clone() },
            amended: !it.text.is_empty(),
            cell: found.map(|it| it.cell.clone()).unwrap_or_default(),
            measure: it.measure.clone(),
            date: it.date.clone(),
            reason: it.reason.clone(),
            person: it.person.clone(),
        };
        match (it.kind.as_str(), taken) {
            ("indicator", true) => of.indicators.push(decided),
            // What was proposed as an indicator and is none stays a promise.
            ("indicator", false) => {}
            (_, true) => of.promises.push(decided),
            (_, false) => of.left_out.push(decided),
        }
    }
    Ok(of)
}
