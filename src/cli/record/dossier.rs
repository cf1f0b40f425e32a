//! The living record or a bag, read to the same form.

use std::{collections::BTreeMap, path::Path};

use crate::{
    cli::Failure,
    ledger::{
        act::Act, bag::Files, checkpoint::Checkpoint, disclosure, process::State, trail::Trail,
        verify::Declared,
    },
    store::record::{Record, is_procurement, kept, read_files},
};

/// A record with all that belongs to it.
pub(super) struct Dossier {
    pub(super) trail: Trail,
    /// The files of the bag, or those that a bag of the living record would hold, unsigned.
    pub(super) files: Files,
    pub(super) declared: Declared,
}

impl Dossier {
    /// Reads the record of a procurement, or a bag.
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        if is_procurement(folder) {
            let mut record = Record::open(folder)?;
            return Self::of(&mut record);
        }
        Self::of_bag(read_files(folder)?)
    }

    /// Reads a bag.
    pub(super) fn of_bag(files: Files) -> Result<Self, Failure> {
        let text = |path: &str| {
            let bytes =
                files.get(path).ok_or_else(|| format!("there is no record here: `{path}` is missing"))?;
            std::str::from_utf8(bytes).map_err(|_| format!("`{path}` is no text"))
        };
        let lines = text("data/events.jsonl")?.lines().map(|it| it.as_bytes().to_vec()).collect();
        let disclosures: Option<Vec<(u64, &str)>> =
            text("data/disclosures.jsonl")?.lines().map(disclosure::parse_line).collect();
        let disclosures = disclosures.ok_or("`data/disclosures.jsonl` is damaged")?;
        let trail = Trail::new(lines, disclosures)?;
        let declared = serde_json::from_str(text("data/redaction.json")?)
            .map_err(|error| format!("`data/redaction.json` is damaged: {error}"))?;
        Ok(Self { trail, files, declared })
    }

    /// Reads the living record.
    pub(super) fn of(record: &mut Record) -> Result<Self, Failure> {
        let trail = record.trail()?;
        let declared = record.erased()?;
        let mut files = Files::new();
        files.insert("data/events.jsonl".into(), trail.event_lines());
        files.insert("data/disclosures.jsonl".into(), trail.disclosure_lines().into_bytes());
        files.insert("data/redaction.json".into(), declared.text().into_bytes());
        let checkpoints = record.checkpoints()?;
        put_checkpoints(&mut files, &checkpoints);
        let folder = record.folder().to_owned();
        for event in trail.events().filter(|it| it.act == Act::TenderReceived) {
            let (Some(tender), Some(sum)) = (event.about("tender"), event.text("sha256")) else { continue };
            let bytes = kept(&folder, tender, sum)?;
            files.insert(format!("data/originals/{}", sum.trim_start_matches("sha256:")), bytes);
        }
        let letters = folder.join(crate::cli::award::FOLDER).join(crate::cli::award::LETTERS);
        let letters = if letters.is_dir() { read_files(&letters)? } else { Files::new() };
        for event in trail.events().filter(|it| it.act == Act::ClarificationAnswered) {
            let mine = format!("{:05}-", event.seq);
            let found = letters.iter().find(|(name, _)| name.starts_with(&mine));
            if let (Some(sum), Some((_, bytes))) = (event.text("sha256"), found) {
                files.insert(format!("data/originals/{}", sum.trim_start_matches("sha256:")), bytes.clone());
            }
        }
        let packs = folder.join("pack");
        for pack in &record.state().packs {
            let home = packs.join(pack);
            if home.is_dir() {
                put_below(&mut files, &format!("data/pack/{pack}"), read_files(&home)?);
            }
        }
        if let Some(pack) = &record.state().pack {
            let home = super::pinned(&folder, &pack.data_digest);
            if home.is_dir() {
                put_below(&mut files, "data/pinned", read_files(&home)?);
            }
        }
        let award = folder.join(crate::cli::award::FOLDER);
        if award.is_dir() {
            put_below(&mut files, "data/award", read_files(&award)?);
        }
        for tender in record.state().tenders.keys() {
            let home = folder.join("tenders").join(tender).join("assessment.json");
            if home.is_file() {
                let bytes = crate::store::read(&home)?;
                files.insert(format!("data/assessments/{tender}.json"), bytes);
            }
        }
        Ok(Self { trail, files, declared })
    }

    /// Where the process stands, as far as it is shown.
    pub(super) fn state(&self) -> State {
        let mut state = State::default();
        for entry in &self.trail.entries {
            match entry.event() {
                None => state.skip(),
                Some(event) => {
                    if state.admit(event).is_err() {
                        state.force(event);
                    }
                }
            }
        }
        state
    }
}

/// The last checkpoint as `data/checkpoint`, earlier ones by their size.
pub(super) fn put_checkpoints(files: &mut Files, checkpoints: &BTreeMap<u64, Checkpoint>) {
    let Some((last, earlier)) = checkpoints.iter().next_back().map(|last| (last, checkpoints.iter())) else {
        return;
    };
    files.insert("data/checkpoint".into(), last.1.to_string().into_bytes());
    for (size, it) in earlier.filter(|(size, _)| *size < last.0) {
        files.insert(format!("data/checkpoints/{size:010}"), it.to_string().into_bytes());
    }
}

fn put_below(files: &mut Files, prefix: &str, more: Files) {
    files.extend(more.into_iter().map(|(path, bytes)| (format!("{prefix}/{path}"), bytes)));
}
