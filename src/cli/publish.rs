//! `probity publish`: the pack as it goes out, held by digests from then on.

use std::path::{Path, PathBuf};

use super::{
    Failure, Outcome, out,
    procured::{self, Procured},
};
use crate::{
    award::dry::Weight,
    bank::Bank,
    id::{Date, Digest},
    procurement::{
        Procedure,
        check::check,
        difference::{Difference, differences},
        manifest::{self, Basis, INPUTS, MANIFEST, Manifest, PACK, Pinned, Publication},
    },
    report,
    rule::Rules,
    source::SourceFile,
    store,
};

/// The list of digests that stands beside a draft; the manifest takes its place.
const SUMS: &str = "SHA256SUMS";

/// What came of the trial of the methodology.
const DRY_RUN: &str = "dry-run.json";

/// What `publish` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The procurement's folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The notice that the pack is published with, such as 2027-000123
    #[arg(long, value_name = "ID")]
    notice: String,
    /// The day of the notice
    #[arg(long, value_name = "DATE")]
    on: Date,
    /// Of an amendment: the law that allows it
    #[arg(long, value_enum, requires = "reason")]
    basis: Option<Law>,
    /// Of an amendment: why, as suppliers will read it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Law {
    /// Section 24: award criteria are refined as the notice said that they would be
    S24,
    /// Section 31: the terms are modified before the deadline
    S31,
}

impl Law {
    fn basis(self) -> Basis {
        match self {
            Self::S24 => Basis::Refinement,
            Self::S31 => Basis::Modification,
        }
    }
}

/// Carries out `publish`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::ready(data)?;
    let procured = Procured::read(&args.folder)?;
    let versions = procured::versions(&procured.folder)?;
    for it in &versions {
        refuse(
            &format!("{} was edited; put it back as it was", it.name()),
            &procured::edited(&procured.folder, it)?,
        )?;
    }
    let bank = procured.bank(&files)?;
    let checked = check(&files, &procured.procurement, procured.overlay(), args.on)?;
    if checked.faults.has_errors() {
        let folder = out::quoted(&args.folder);
        return Err(format!(
            "the draft is not ready ({} to mend): `probity check {folder} --on {}` tells what is wrong",
            checked.counts().0,
            args.on
        )
        .into());
    }
    let tried = procured.tried(&files, &bank);
    let failed: Vec<String> = tried
        .iter()
        .flat_map(|it| &it.run.findings)
        .filter(|it| it.weight == Weight::Fault)
        .map(|it| it.message.clone())
        .collect();
    refuse("the methodology failed its trial on made-up tenders", &failed)?;
    let tried = serde_json::to_string_pretty(&tried)? + "\n";
    let mut pack = pack(&procured)?;
    let mut differing = Vec::new();
    let version = match versions.last() {
        None if args.basis.is_some() => {
            return Err("nothing is published yet, so there is nothing to amend: leave `--basis` out".into());
        }
        None => 1,
        Some(last) => {
            differing = amended(&files, &procured, last, &bank, &pack, &args)?;
            last.version + 1
        }
    };
    let publication = Publication {
        notice: args.notice.trim().to_owned(),
        on: args.on,
        basis: args.basis.map(Law::basis),
        reason: args.reason.clone().filter(|_| args.basis.is_some()),
    };
    let made = made(&files, &procured, &bank, version)?;
    fresh(&procured, &made, &pack, &args.folder)?;
    if version > 1 {
        let page = report::amendment::html(&procured.procurement, version, &publication, &differing)?;
        pack.push(("changes.html".to_owned(), page.into_bytes()));
    }
    let mut pinned: Vec<Pinned> = pack.iter().map(|(name, bytes)| Pinned::of(name.clone(), bytes)).collect();
    pinned.sort();
    let mut made = made;
    // Evidence that the methodology was tried before it went out; it is no business of suppliers.
    made.inputs.push(Pinned::of(DRY_RUN, tried.as_bytes()));
    let manifest = Manifest { files: pinned, publication: Some(publication), differences: differing, ..made };
    let mut written = pack;
    for (pin, bytes) in procured.inputs() {
        written.push((format!("{INPUTS}/{}", pin.file), bytes));
    }
    written.push((format!("{INPUTS}/{DRY_RUN}"), tried.into_bytes()));
    written.push((MANIFEST.to_owned(), manifest.json()?.into_bytes()));
    procured.folder.add(&manifest::folder(version), &written)?;
    let recorded =
        super::record::after_publication(data, &args.folder, &format!("v{version}"), args.reason.as_deref());
    if let Err(error) = recorded {
        out::note(&format!(
            "the pack is published, and not yet in the record ({error}): `probity record publish {}` puts it there",
            out::quoted(&args.folder)
        ));
    }
    if procured.procurement.dates.publication.is_some_and(|it| it != args.on) {
        out::note("the notice bears another day than `dates.publication` of the draft");
    }
    let changes = match manifest.differences.len() {
        0 => String::new(),
        1 => "; suppliers are told of 1 difference in `changes.html`".to_owned(),
        many => format!("; suppliers are told of {many} differences in `changes.html`"),
    };
    out::print(&format!(
        "{} is published with notice {} on {}: {} files and {} inputs are held by digest in `{}/{}`{changes}\n",
        manifest.name(),
        args.notice.trim(),
        args.on,
        manifest.files.len(),
        manifest.inputs.len(),
        manifest::folder(version),
        MANIFEST
    ))?;
    Ok(Outcome::Done)
}

/// Stops with the sentences, if there are any.
fn refuse(what: &str, told: &[String]) -> Result<(), Failure> {
    if told.is_empty() {
        return Ok(());
    }
    for it in told {
        out::note(it);
    }
    Err(what.into())
}

/// The documents of the draft.
fn pack(procured: &Procured) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    if !procured.folder.has(PACK) {
        return Err("there is no pack yet: `probity pack` makes it".into());
    }
    let version = |name: &str| manifest::version(name).is_some();
    let names = procured.folder.files(PACK, |name| name == MANIFEST || name == SUMS || version(name))?;
    let mut files = Vec::new();
    for name in names {
        let bytes = procured.folder.bytes(&format!("{PACK}/{name}"))?;
        files.push((name, bytes));
    }
    if files.is_empty() {
        return Err("the pack is empty: `probity pack` makes it".into());
    }
    Ok(files)
}

/// What is held of the draft beside its documents.
fn made(files: &[SourceFile], procured: &Procured, bank: &Bank, version: u32) -> Result<Manifest, Failure> {
    let method = procured.procurement.method.clone();
    let path = |it: &crate::id::Name| format!("scoring/methods/{it}.toml");
    let method_digest =
        method.as_ref().and_then(|id| files.iter().find(|it| it.path == path(id))).map(SourceFile::digest);
    Ok(Manifest {
        schema: manifest::SCHEMA.to_owned(),
        procurement: procured.procurement.id().to_owned(),
        version,
        bank: bank.version,
        bank_digest: bank.digest.clone(),
        questions_digest: procured.procurement.questions_digest(bank),
        rules_digest: Rules::load(files, bank)?.digest,
        method,
        method_digest,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        inputs: procured.inputs().into_iter().map(|(pin, _)| pin).collect(),
        files: Vec::new(),
        publication: None,
        differences: Vec::new(),
    })
}

/// A pack that was made before the last edit of the draft does not go out; what was changed in it by hand is told.
fn fresh(
    procured: &Procured,
    made: &Manifest,
    pack: &[(String, Vec<u8>)],
    folder: &Path,
) -> Result<(), Failure> {
    let path = format!("{PACK}/{MANIFEST}");
    if !procured.folder.has(&path) {
        return Ok(());
    }
    let Ok(draft) = Manifest::read(&procured.folder.bytes(&path)?) else { return Ok(()) };
    let same = draft.inputs == made.inputs
        && draft.questions_digest == made.questions_digest
        && draft.rules_digest == made.rules_digest
        && draft.method_digest == made.method_digest;
    if same && draft.version == made.version {
        let now = pack.iter().map(|(name, bytes)| (name.clone(), Digest::of(bytes))).collect();
        for it in manifest::changes(&draft.files, &now, "the draft of the pack") {
            // The list of digests is no document.
            if !it.starts_with("`SHA256SUMS`") {
                out::note(
                    &it.replace("since it was published", "by hand")
                        .replace("after it was published", "by hand"),
                );
            }
        }
        return Ok(());
    }
    let folder = out::quoted(folder);
    Err(format!("the draft has changed since its pack was made: run `probity pack {folder}` again").into())
}

/// What an amendment changes, if the law and the state of the procurement allow one.
fn amended(
    files: &[SourceFile],
    procured: &Procured,
    last: &Manifest,
    bank: &Bank,
    pack: &[(String, Vec<u8>)],
    args: &Args,
) -> Result<Vec<Difference>, Failure> {
    let before = Procured::published(&procured.folder, last)?;
    let old = before.bank(files)?;
    let found = differences((&before.procurement, &old), (&procured.procurement, bank));
    let published = last.publication.as_ref().map_or(args.on, |it| it.on);
    let Some(basis) = args.basis else {
        let told: Vec<String> =
            found.iter().map(|it| format!("`{}` was “{}” and is “{}”", it.what, it.was, it.is)).collect();
        refuse(
            &format!("{} was published on {published}: what differs from it is an amendment", last.name()),
            &told,
        )?;
        return Err(format!(
            "{} was published on {published} and stands: to amend it, edit the draft, make its pack again, and name the \
             law with `--basis` and the `--reason`",
            last.name()
        )
        .into());
    };
    let names: Vec<Pinned> = pack.iter().map(|(name, bytes)| Pinned::of(name.clone(), bytes)).collect();
    let changed = last.files.iter().filter(|it| it.file != "changes.html").any(|it| !names.contains(it));
    if found.is_empty() && !changed && before.inputs().iter().eq(procured.inputs().iter()) {
        return Err(format!("nothing differs from {}, so there is nothing to amend", last.name()).into());
    }
    if !procured.folder.names("tenders")?.is_empty() {
        return Err("tenders were received: the pack by which they were made can no longer be amended; end the procurement \
                    and begin another, and take advice first"
            .into());
    }
    let open = before.procurement.procedure != Some(Procedure::CompetitiveFlexible);
    if open && basis == Law::S24 {
        return Err("section 24 lets award criteria be refined in a competitive flexible procedure only: this one is not"
            .into());
    }
    if let Some(deadline) = before.procurement.dates.deadline.filter(|it| *it < args.on && open) {
        return Err(format!("the deadline was {deadline}: after it the terms stand (section 31)").into());
    }
    if args.on < published {
        return Err(format!(
            "the amendment is dated {}, before {} was published ({published})",
            args.on,
            last.name()
        )
        .into());
    }
    Ok(found)
}
