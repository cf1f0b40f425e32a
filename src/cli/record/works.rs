//! Assessing by what was published, and by nothing else.

use std::path::{Path, PathBuf};

use super::{data_digest, pinned};
use crate::{
    assess::{Answer, Engine},
    bank::{Bank, Use, profile::Profile},
    clause::{Circumstances, Library},
    cli::{
        Failure,
        award::{
            basis::Basis as Published,
            figures::{figures, quality},
            inputs::{Missing, inputs},
        },
        contract, edition, worker,
    },
    id::{Date, Moment},
    intake::Desk,
    ledger::{
        bag::Files,
        process::Pack,
        trail::Trail,
        verify::{Recompute, ResultAnew, Unseen},
    },
    procurement::{self, Procurement, manifest::INPUTS},
    report::{Assessment, Basis},
    rule::Rules,
    source::SourceFile,
    store::{self, record::write_files},
    tender::{Tender, Verdict},
};

/// All that tenders are assessed by.
pub(crate) struct Works {
    pub(crate) files: Vec<SourceFile>,
    pub(crate) bank: Bank,
    pub(crate) engine: Engine,
    pub(crate) library: Library,
    pub(crate) desk: Desk,
    pack: Pack,
    /// The folder of what the procurement chose, as it was published.
    inputs: PathBuf,
    /// What the procurement says of itself.
    known: Circumstances,
    /// Holds the data of a bag for the workers while they read.
    _unpacked: Option<tempfile::TempDir>,
}

impl Works {
    /// What `pack` pins: the data of `--data` or of this program if they are the ones, else those kept in the folder.
    pub(crate) fn load(data: Option<&Path>, folder: &Path, pack: &Pack) -> Result<Self, Failure> {
        let files = store::data(data)?;
        let inputs = folder.join("pack").join(&pack.id).join(INPUTS);
        if data_digest(&files) == pack.data_digest {
            return Self::of(data, files, pack, &inputs, None);
        }
        let home = pinned(folder, &pack.data_digest);
        let kept = store::data(Some(&home)).map_err(|error| {
            format!("the questions and rules that were published are not those of this program, and {error}")
        })?;
        if data_digest(&kept) != pack.data_digest {
            return Err(
                format!("`{}` holds other questions and rules than were published", home.display()).into()
            );
        }
        Self::of(Some(&home), kept, pack, &inputs, None)
    }

    /// What a bag pins.
    pub(crate) fn of_bag(data: Option<&Path>, files: &Files, pack: &Pack) -> Result<Self, Failure> {
        let below = |prefix: &str| -> Files {
            files
                .iter()
                .filter_map(|(path, bytes)| Some((path.strip_prefix(prefix)?.to_owned(), bytes.clone())))
                .collect()
        };
        let folder = store::record::scratch()?;
        let inputs: PathBuf = folder.path().join("inputs");
        let given = below(&format!("data/pack/{}/{INPUTS}/", pack.id));
        if !given.is_empty() {
            write_files(&inputs, &given)?;
        }
        let own = store::data(data)?;
        if data_digest(&own) == pack.data_digest {
            return Self::of(data, own, pack, &inputs, Some(folder));
        }
        let home: PathBuf = folder.path().join("data");
        write_files(&home, &below("data/pinned/"))?;
        let data = store::data(Some(&home))?;
        if data_digest(&data) != pack.data_digest {
            return Err("the bag holds other questions and rules than were published".into());
        }
        Self::of(Some(&home), data, pack, &inputs, Some(folder))
    }

    fn of(
        data: Option<&Path>,
        files: Vec<SourceFile>,
        pack: &Pack,
        inputs: &Path,
        unpacked: Option<tempfile::TempDir>,
    ) -> Result<Self, Failure> {
        let file = inputs.join(procurement::FILE);
        let procured = file.is_file();
        let overlay = overlay(inputs, &file)?;
        let mut bank = if procured {
            worker::procured(&files, &file, overlay.as_deref())?
        } else {
            Bank::load(&files, Some(pack.bank))?
        };
        if let Some(profile) = pack.profile.as_ref().filter(|_| !procured) {
            bank = bank.under(&Profile::load(&files, profile)?)?;
        }
        let rules = Rules::load(&files, &bank)?;
        if bank.digest != pack.bank_digest || rules.digest != pack.rules_digest {
            return Err(
                "the questions or rules are not those that were published: nothing is assessed by others"
                    .into(),
            );
        }
        let library = Library::load(&files, &bank)?;
        let mut desk = worker::desk(data, &bank, None)?;
        if procured {
            desk = desk.for_procurement(&file, overlay.as_deref());
        }
        let engine = Engine::new(&bank, rules)?;
        let known = if procured { known(&file, pack.on)? } else { Circumstances::default() };
        let inputs = inputs.to_owned();
        Ok(Self {
            files,
            bank,
            engine,
            library,
            desk,
            pack: pack.clone(),
            inputs,
            known,
            _unpacked: unpacked,
        })
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str, bytes: &[u8]) -> Result<Tender, Failure> {
        Ok(self.desk.receive(name.to_owned(), bytes.to_vec())?)
    }

    /// Assesses what was read.
    pub(crate) fn assess(&self, tender: Tender) -> Assessment {
        let (answers, checks) = match tender.intake.verdict {
            Verdict::Refused => (Vec::new(), Vec::new()),
            Verdict::Accepted | Verdict::AcceptedWithFlags => {
                let when = self.known.when.unwrap_or_else(|| self.pack.on.into());
                self.engine.assess(&tender, when)
            }
        };
        let clauses = self.library.recommend_for(&answers, &self.known);
        Assessment {
            tender,
            bank: self.bank.version,
            bank_digest: self.bank.digest.clone(),
            rules_digest: self.engine.rules().digest.clone(),
            on: self.pack.on,
            basis: Basis::of(&self.bank, self.known.clone(), self.pack.on),
            answers,
            checks,
            clauses,
        }
    }
}

/// What a procurement's file says of the contract.
fn known(file: &Path, on: Date) -> Result<Circumstances, Failure> {
    let (procurement, _) = Procurement::read(&edition::text(file)?);
    Ok(procurement.map(|it| contract::of(&it, Some(on))).unwrap_or_default())
}

/// The overlay that a procurement's file names beside it.
pub(super) fn overlay(inputs: &Path, file: &Path) -> Result<Option<PathBuf>, Failure> {
    if !file.is_file() {
        return Ok(None);
    }
    let text =
        String::from_utf8(store::read(file)?).map_err(|_| format!("`{}` is no text", file.display()))?;
    let (procurement, _) = Procurement::read(&SourceFile::new(file.display().to_string(), text));
    match procurement.as_ref().and_then(Procurement::overlay) {
        None => Ok(None),
        Some(Ok(name)) => Ok(Some(inputs.join(name))),
        Some(Err(name)) => {
            Err(format!("the overlay `{name}` is not a file of the procurement's folder").into())
        }
    }
}

/// The proposed scores as the record discloses them: by question, from the lowest to the highest that they may be.
pub(crate) fn scores(answers: &[Answer]) -> serde_json::Value {
    let scored = answers.iter().filter(|it| it.used_as == Use::Scored);
    let each = scored.map(|it| {
        let score = &it.score;
        let value = serde_json::json!({"high": score.high, "low": score.low, "proposed": score.proposed});
        (it.question.to_string(), value)
    });
    serde_json::Value::Object(each.collect())
}

/// This program, as events name it.
pub(crate) fn program() -> String {
    format!("probity {}", env!("CARGO_PKG_VERSION"))
}

/// A moment for people.
pub(crate) fn shown(at: Moment) -> String {
    let text = at.to_string();
    let (day, time) = text.split_once('T').unwrap_or((&text, ""));
    format!("{day} {} UTC", time.get(..8).unwrap_or(time))
}

/// Computes scores anew for verification.
pub(crate) struct Anew(pub(crate) Works);

impl Recompute for Anew {
    fn scores(
        &self,
        pack: &Pack,
        tender: &str,
        file: &str,
        original: &[u8],
    ) -> Result<serde_json::Value, String> {
        if *pack != self.0.pack {
            return Err(format!("`{tender}` was assessed by another pack than the last"));
        }
        let read = self.0.read(file, original).map_err(|error| error.to_string())?;
        Ok(scores(&self.0.assess(read).answers))
    }

    fn result(&self, pack: &Pack, trail: &Trail, seq: u64) -> Result<ResultAnew, String> {
        let told = |error: Failure| error.to_string();
        let basis = Published::read(&self.0.files, &self.0.inputs, pack).map_err(told)?;
        let inputs = inputs(trail, seq, &basis).map_err(told)?;
        let failed = |error: crate::award::sheet::LotError| match std::error::Error::source(&error) {
            Some(why) => format!("{error}: {why}"),
            None => error.to_string(),
        };
        let figures = if !inputs.open.is_empty() {
            serde_json::json!({})
        } else if inputs.missing.is_empty() {
            figures(&inputs.sheet.outcomes().map_err(failed)?)
        } else {
            let (sheet, whole) = inputs.of_quality();
            quality(&sheet.outcomes().map_err(failed)?, &whole)
        };
        let unseen = |it: &Missing| Unseen { seq: it.seq, field: it.field.to_owned(), what: it.what.clone() };
        Ok(ResultAnew {
            figures,
            inputs_digest: inputs.digest.clone(),
            method_digest: basis.method.digest.clone(),
            unseen: inputs.missing.iter().map(unseen).collect(),
            open: inputs.open.clone(),
        })
    }

    fn program(&self) -> String {
        program()
    }
}
