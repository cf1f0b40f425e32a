//! What all commands of a panel work on: the procurement, its tenders as they were received and assessed, its people, and
//! what was done so far.

use std::path::{Path, PathBuf};

use rayon::prelude::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::{Common, record};
use crate::{
    assess::{Answer, Engine},
    bank::{Bank, Question, Use},
    cli::{Failure, contract, out, procured::Procured, rights::suppliers, worker},
    diag::Diagnostics,
    id::{Date, Digest, Moment, QuestionId},
    intake,
    panel::{
        Deed, Entry, Lodged, Meaning, People, Person, Policy, Role, Shown, State, Step, Terms, Works,
        letters, names,
    },
    procurement::{
        Procurement,
        method::{Method, Proposals, ThresholdOn},
    },
    rule::Rules,
    source::SourceFile,
    store::{
        self,
        folder::Folder,
        panel::{Journal, Kept},
        record::{Record, kept},
    },
    tender::Verdict,
    workbook::layout::Layouts,
};

/// A tender as it was received, and its answers.
pub(super) struct Received {
    pub id: String,
    pub supplier: String,
    pub names: Vec<String>,
    pub digest: Digest,
    pub answers: Vec<Answer>,
}

/// What a command needs of the tenders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// Who tendered.
    Suppliers,
    /// What was answered, as the rules read it.
    Answers,
}

/// All that a command works on.
pub(super) struct Desk {
    pub folder: PathBuf,
    pub files: Vec<SourceFile>,
    pub procurement: Procurement,
    pub bank: Bank,
    /// Reads what comes back.
    pub reader: intake::Desk,
    pub terms: Terms,
    pub reasons: Policy,
    pub people: People,
    /// Those whom the procurement's file names and nobody has named in the record since the panel began.
    pub strangers: Vec<Person>,
    pub tenders: Vec<Received>,
    /// The suppliers whose tenders are assessed no further.
    pub gone: Vec<String>,
    pub journal: Journal,
    pub record: Option<Record>,
    pub state: State,
    pub at: Moment,
    pub on: Date,
}

impl Desk {
    pub(super) fn open(data: Option<&Path>, common: Common, want: Want) -> Result<Self, Failure> {
        let files = store::ready(data)?;
        let procured = Procured::read(&common.folder)?;
        let bank = procured.bank(&files)?;
        let procurement = procured.procurement;
        let scored: Vec<QuestionId> =
            bank.questions.iter().filter(|it| it.used_as == Use::Scored).map(|it| it.id.clone()).collect();
        let (people, faults) = People::of(&procurement, &scored);
        out::report(&faults);
        if faults.has_errors() {
            return Err("the panel of the procurement is not right yet".into());
        }
        let terms = terms(&procurement, &files, &scored)?;
        let reasons = Policy::load(&files)?;
        let layouts = Layouts::load(&files)?;
        let reader = worker::desk(data, &bank, None)?;
        let journal = Journal::open(&common.folder)?;
        let mut record = match Record::open(&common.folder) {
            Ok(it) => Some(it),
            Err(store::record::RecordError::Missing(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let (people, strangers) = match &record {
            Some(record) => record::known(record.state(), people)?,
            None => (people, Vec::new()),
        };
        let at = common.at.unwrap_or_else(now);
        let pack = record.as_ref().and_then(|it| it.state().pack.clone());
        let on = pack.as_ref().map(|it| it.on).or(procurement.dates.deadline).unwrap_or_else(|| at.date());
        let rules = match want {
            Want::Answers => Some(Rules::load(&files, &bank)?),
            Want::Suppliers => None,
        };
        if let Some(pack) = &pack {
            let of_bank = ("question bank", &pack.bank_digest, &bank.digest);
            let of_rules = rules.as_ref().map(|it| ("rules", &pack.rules_digest, &it.digest));
            for (what, pinned, have) in std::iter::once(of_bank).chain(of_rules) {
                if pinned != have {
                    return Err(format!(
                        "the {what} is not the one that was published with {}: {have} stands where {pinned} was \
                         pinned. Use the program and the data of that day",
                        pack.id
                    )
                    .into());
                }
            }
        }
        let raw = match &mut record {
            Some(record) => of_record(record)?,
            None => of_folder(&Folder::at(&common.folder))?,
        };
        // Whoever declares or asks how far it is needs no answers.
        let engine = match (want, rules) {
            (Want::Answers, Some(rules)) => Some(Engine::new(&bank, rules)?),
            _ => None,
        };
        let tenders: Vec<Option<Received>> = raw
            .par_iter()
            .map(|it| {
                let tender = intake::receive(&it.file, &it.bytes, &layouts, &bank, None);
                if tender.intake.verdict == Verdict::Refused {
                    return None;
                }
                let supplier = it.supplier.clone().or_else(|| tender.supplier.clone());
                let supplier = supplier.filter(|it| !it.trim().is_empty()).unwrap_or_else(|| it.id.clone());
                let when = contract::of(&procurement, Some(on)).when.unwrap_or_else(|| on.into());
                let answers = engine.as_ref().map_or_else(Vec::new, |it| it.assess(&tender, when).0);
                let names = names(&supplier, &answers);
                Some(Received { id: it.id.clone(), supplier, names, digest: tender.digest, answers })
            })
            .collect();
        let mut found = Vec::new();
        for (it, raw) in tenders.into_iter().zip(&raw) {
            match it {
                Some(it) => found.push(it),
                None => {
                    out::note(&format!("`{}` cannot be read and is left out of the panel's work", raw.id));
                }
            }
        }
        // The order of letters says nothing of the order in which tenders came in.
        if terms.mask {
            found.sort_by(|a, b| a.digest.cmp(&b.digest));
        }
        let gone = match &mut record {
            Some(record) => gone(record)?,
            None => Vec::new(),
        };
        let mut desk = Self {
            folder: common.folder,
            files,
            procurement,
            bank,
            reader,
            terms,
            reasons,
            people,
            strangers,
            tenders: found,
            gone,
            journal,
            record,
            state: State::default(),
            at,
            on,
        };
        desk.settle()?;
        Ok(desk)
    }

    /// What was done so far, as the journal says and the record confirms.
    fn settle(&mut self) -> Result<(), Failure> {
        if let Some(record) = &mut self.record {
            record::confirm(record, &mut self.journal.kept)?;
        }
        let entries: Vec<Entry> = self.journal.kept.iter().map(|it| it.entry.clone()).collect();
        if let Some((n, what)) = State::out_of_order(&entries).first() {
            return Err(format!("act {} of the panel stands where it may not: {what}", n + 1).into());
        }
        self.state = State::of(&entries);
        if let Some(record) = &self.record {
            self.state.later = record::later(record.state());
        }
        Ok(())
    }

    /// Gives what the engine works on to `work`.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Works<'_>) -> T) -> T {
        let questions: Vec<&Question> =
            self.bank.questions.iter().filter(|it| it.used_as == Use::Scored).collect();
        let tenders: Vec<Lodged<'_>> = self
            .tenders
            .iter()
            .enumerate()
            .map(|(n, it)| Lodged {
                id: &it.id,
                label: if self.terms.mask {
                    format!("Tender {}", letters(n))
                } else {
                    self.name(&it.supplier, &it.id)
                },
                supplier: &it.supplier,
                names: &it.names,
                digest: &it.digest,
                answers: &it.answers,
            })
            .collect();
        work(&Works {
            procurement: self.procurement.id(),
            title: &self.procurement.title,
            questions: &questions,
            terms: &self.terms,
            tenders: &tenders,
            gone: &self.gone,
            people: &self.people,
            reasons: &self.reasons,
        })
    }

    /// A supplier's name, with the tender's id where two have the same.
    fn name(&self, supplier: &str, id: &str) -> String {
        let twice = self.tenders.iter().filter(|it| it.supplier == supplier).count() > 1;
        if twice { format!("{supplier} ({id})") } else { supplier.to_owned() }
    }

    /// The person with this sign.
    pub(super) fn person(&self, sign: &str) -> Result<Person, Failure> {
        if let Some(it) = self.people.get(sign) {
            Ok(it.clone())
        } else if self.strangers.iter().any(|it| it.id == sign) {
            Err(format!(
                "`{sign}` stands in the procurement's file since the panel began, and nobody has named it in the record: \
                 `probity panel add DIR --of {sign} --by LEAD`"
            )
            .into())
        } else {
            let known: Vec<&str> = self.people.iter().map(|it| it.id.as_str()).collect();
            Err(format!("`{sign}` takes no part in this procurement; those who do: {}", known.join(", "))
                .into())
        }
    }

    /// Whether the person may do it now, and in which role.
    pub(super) fn may(&self, person: &Person, deed: Deed) -> Result<Role, Failure> {
        Ok(self.with(|works| works.may(&self.state, person, deed))?)
    }

    /// Names somebody in the record.
    pub(super) fn named(&mut self, by: &Person, role: Role, of: &Person) -> Result<(), Failure> {
        let record = self.record.as_mut().ok_or("there is no record that it could be named in")?;
        record::name(record, self.at, (by, role), of)
    }

    /// Records an act.
    pub(super) fn did(&mut self, by: &Person, role: Role, step: Step) -> Result<(), Failure> {
        let entry = Entry { at: self.at.to_string(), by: by.id.clone(), role, step };
        match &mut self.record {
            Some(record) => {
                let journal = &mut self.journal;
                record::record(record, self.at, &self.people, &entry, |events| {
                    journal.append(Kept { entry: entry.clone(), events: Some(events) })
                })?;
            }
            None => self.journal.append(Kept { entry: entry.clone(), events: None })?,
        }
        self.state.take(&entry);
        Ok(())
    }
}

/// A file as it was received.
struct Raw {
    id: String,
    supplier: Option<String>,
    file: String,
    bytes: Vec<u8>,
}

/// The tenders that take part, as the record says.
fn of_record(record: &mut Record) -> Result<Vec<Raw>, Failure> {
    let trail = record.trail()?;
    let folder = record.folder().to_owned();
    let mut found = Vec::new();
    for (id, it) in record.state().tenders.iter().filter(|(_, it)| it.is_active() && !it.refused) {
        let bytes = kept(&folder, id, &it.sha256)?;
        let supplier = Some(trail.supplier(id)).filter(|it| it != id);
        found.push(Raw { id: id.clone(), supplier, file: format!("{id}.xlsx"), bytes });
    }
    Ok(found)
}

/// The suppliers whose tenders were excluded, withdrawn, replaced or disregarded.
fn gone(record: &mut Record) -> Result<Vec<String>, Failure> {
    let trail = record.trail()?;
    let state = record.state();
    let gone =
        suppliers(state).into_iter().filter(|id| state.tenders.get(*id).is_some_and(|it| !it.is_active()));
    Ok(gone.map(|id| trail.supplier(id)).collect())
}

/// The tenders that lie in the folder, where there is no record: one file in a folder of its own for each.
fn of_folder(folder: &Folder) -> Result<Vec<Raw>, Failure> {
    let mut found = Vec::new();
    for id in folder.names("tenders")? {
        let below = format!("tenders/{id}");
        if id.starts_with('.') || !folder.path(&below).is_dir() {
            continue;
        }
        let (sheets, _) = store::spreadsheets(&folder.path(&below))?;
        let mut answers = sheets.into_iter().filter(|it| {
            let name = it.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            !name.starts_with("pricing")
        });
        let Some(path) = answers.next() else { continue };
        if answers.next().is_some() {
            return Err(
                format!("`{below}` holds more than one spreadsheet: leave the one that is assessed").into()
            );
        }
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.push(Raw { id, supplier: None, file, bytes: store::read(&path)? });
    }
    Ok(found)
}

/// What the method says of how people assess.
fn terms(procurement: &Procurement, files: &[SourceFile], scored: &[QuestionId]) -> Result<Terms, Failure> {
    let Some(id) = &procurement.method else {
        return Err("the procurement names no `method`: people score by the published method only".into());
    };
    let method = Method::load(files, id.as_str()).map_err(|it: Diagnostics| it)?;
    let mut least: std::collections::BTreeMap<QuestionId, u8> = std::collections::BTreeMap::new();
    for threshold in &method.thresholds {
        if let ThresholdOn::Question { of, least: score } = &threshold.on {
            for question in
                scored.iter().filter(|it| of.is_empty() || of.iter().any(|of| of.as_str() == it.as_str()))
            {
                least.insert(question.clone(), *score);
            }
        }
    }
    for it in &procurement.question {
        if let Some(score) = it.minimum {
            least.insert(it.id.clone(), score);
        }
    }
    Ok(Terms {
        scale: method
            .scale
            .descriptors
            .iter()
            .map(|it| Meaning { score: it.score, name: it.name.clone(), text: it.text.clone() })
            .collect(),
        least,
        proposals: match method.assessment.proposals {
            Proposals::WithAnswers => Shown::WithAnswers,
            Proposals::AfterOwnScore => Shown::AfterOwnScore,
            Proposals::Never => Shown::Never,
        },
        mask: method.assessment.mask_names,
        least_panel: usize::try_from(method.assessment.least_panel).unwrap_or(2),
    })
}

/// The moment that the clock shows.
#[expect(clippy::disallowed_methods, reason = "`cli` is where the clock enters, as a value")]
fn now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment::from_unix_millis(since.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(0)))
}
