//! The beginning of a record: its key, who takes part, what was published.

use std::path::{Path, PathBuf};

use super::{Clock, Published, Secret, add_person, begin, person, publish as record_publication, works};
use crate::{
    bank::{Bank, Use, profile::Profile},
    cli::{
        Failure, Outcome, out,
        procured::versions,
        rights::{Actor, allowed, allowed_or_program},
        worker,
    },
    diag::counted,
    id::{BankVersion, Date, Moment},
    ledger::act::Role,
    panel::Deed,
    procurement::{
        self, Procurement,
        manifest::{INPUTS, Manifest},
    },
    rule::Rules,
    source::SourceFile,
    store::{
        self,
        folder::Folder,
        record::{Opening, Record},
    },
};

/// What `record open` takes.
#[derive(Debug, clap::Args)]
pub(super) struct OpenArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The name of the record for all time, without a scheme: `council.gov.uk/2026/lighting-017`
    #[arg(long, value_name = "NAME")]
    origin: String,
    /// The contracting authority
    #[arg(long, value_name = "NAME")]
    buyer: String,
    /// What is bought
    #[arg(long, value_name = "TITLE")]
    title: String,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    clock: Clock,
}

/// Begins a record.
pub(super) fn open(args: OpenArgs) -> Result<Outcome, Failure> {
    let passphrase = args.secret.need()?;
    let opening = Opening { buyer: &args.buyer, title: &args.title };
    let record = begin(&args.folder, &args.origin, opening, &passphrase, args.clock.now())?;
    out::print(&format!("{}\n", record.state().key))?;
    out::note(&format!(
        "the record of `{}` is open. Publish the line above (it is also in keys/log.vkey): by it others check the \
         record. Give keys/trust.policy to whoever will verify",
        args.origin
    ));
    Ok(Outcome::Done)
}

/// What `record declare` takes.
#[derive(Debug, clap::Args)]
pub(super) struct DeclareArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Who takes part
    #[arg(long, value_name = "NAME")]
    name: String,
    /// As what: lead, evaluator, moderator, commercial, legal, auditor, administrator, observer
    #[arg(long, value_name = "ROLE", value_parser = |it: &str| it.parse::<Role>())]
    role: Role,
    /// Why this person is fit for it
    #[arg(long, value_name = "WORDS", default_value = "")]
    why: String,
    /// The conflict of interest that is declared; left out, none is
    #[arg(long, value_name = "WORDS")]
    conflict: Option<String>,
    /// Who names this person: the lead or an administrator; left out of the first of them, who begins the procurement
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    clock: Clock,
}

/// Adds a person with a declaration.
pub(super) fn declare(args: DeclareArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    if let Some((id, role)) = person(&mut record, &args.name)? {
        return Err(format!("`{}` takes part already, as {role}, under the pseudonym {id}", args.name).into());
    }
    if args.role == Role::System {
        return Err("`system` is this program, and no role of a person".into());
    }
    let now = args.clock.now();
    let by = namer(&mut record, &args, now)?;
    let id = record.transact(now, |turn| {
        add_person(turn, by.as_ref(), &args.name, args.role, &args.why, args.conflict.as_deref())
    })?;
    out::print(&format!("{id}\n"))?;
    Ok(Outcome::Done)
}

/// Who names the person, if the table lets them; nobody where this is the first who leads.
fn namer(record: &mut Record, args: &DeclareArgs, now: Moment) -> Result<Option<Actor>, Failure> {
    let leads = [Role::Lead, Role::Administrator];
    let begun = record.state().persons.values().any(|it| !it.removed);
    match &args.by {
        Some(by) => {
            let adviser = [Role::Auditor, Role::Legal, Role::Observer, Role::Administrator];
            let deed = if adviser.contains(&args.role) { Deed::AddAdviser } else { Deed::AddPerson };
            Ok(Some(allowed(record, by, deed, now)?))
        }
        None if begun => Err(
            "who takes part is named by the lead or an administrator: say who names this person with `--by`"
                .into(),
        ),
        None if leads.contains(&args.role) => Ok(None),
        None => {
            Err("the first to take part is the lead or an administrator, who then names the others".into())
        }
    }
}

/// What `record publish` takes.
#[derive(Debug, clap::Args)]
pub(super) struct PublishArgs {
    /// The folder of the procurement
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The pack's name; its files stand in `pack/<NAME>` [default: the last that `probity publish` made, else v1]
    #[arg(long, value_name = "NAME")]
    pack: Option<String>,
    /// Until when tenders are received, with the offset: 2026-10-09T12:00:00+01:00 [default: as the pack says, by
    /// the clocks of the United Kingdom]
    #[arg(long, value_name = "TIME")]
    deadline: Option<Moment>,
    /// The day as of which answers are judged [default: that of the deadline]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// The release of the question bank, where the pack does not say [default: the newest]
    #[arg(long, value_name = "VERSION")]
    bank: Option<BankVersion>,
    /// The questions, by profile, where the pack does not say
    #[arg(long, value_name = "PROFILE", default_value = crate::bank::profile::DEFAULT)]
    profile: String,
    /// Why an earlier pack is amended
    #[arg(long, value_name = "WORDS", requires = "by")]
    amend: Option<String>,
    /// Who publishes; needed to amend
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    clock: Clock,
}

/// Records what was published.
pub(super) fn publish(data: Option<&Path>, args: PublishArgs) -> Result<Outcome, Failure> {
    let mut record = Record::open(&args.folder)?;
    let files = store::data(data)?;
    let published = versions(&Folder::at(&args.folder))?;
    let pack = args.pack.clone().or_else(|| published.last().map(name)).unwrap_or_else(|| "v1".to_owned());
    let inputs = args.folder.join("pack").join(&pack).join(INPUTS);
    let file = inputs.join(procurement::FILE);
    let (bank, said) = if file.is_file() {
        let overlay = works::overlay(&inputs, &file)?;
        (worker::procured(&files, &file, overlay.as_deref())?, deadline(&file)?)
    } else {
        (Bank::load(&files, args.bank)?.under(&Profile::load(&files, &args.profile)?)?, None)
    };
    let deadline = args
        .deadline
        .or(said)
        .ok_or("until when are tenders received? Name it with `--deadline`, with the offset of its time")?;
    let rules = Rules::load(&files, &bank)?;
    let by = allowed_or_program(&mut record, args.by.as_deref(), Deed::PublishPack, args.clock.now())?;
    let by = by.map(|it| (it.id, it.role));
    let manifest = published.iter().find(|it| name(it) == pack);
    let scored = bank.questions.iter().filter(|it| it.used_as == Use::Scored);
    let published = Published {
        pack: &pack,
        data: &files,
        bank: &bank,
        rules_digest: &rules.digest,
        method_digest: manifest.and_then(|it| it.method_digest.as_ref()),
        questions: scored.map(|it| it.id.clone()).collect(),
        on: args.on.unwrap_or_else(|| deadline.date()),
        deadline,
        by,
        reason: args.amend.as_deref(),
    };
    record_publication(&mut record, &published, args.clock.now())?;
    out::note(&format!(
        "recorded: pack {pack}, bank {}, {}, tenders until {}",
        bank.version,
        counted(published.questions.len(), "scored question"),
        works::shown(deadline)
    ));
    Ok(Outcome::Done)
}

/// Records a pack that was published by `probity publish`.
pub(super) fn publish_pack(data: Option<&Path>, folder: &Path, pack: &str) -> Result<(), Failure> {
    let args = PublishArgs {
        folder: folder.to_owned(),
        pack: Some(pack.to_owned()),
        deadline: None,
        on: None,
        bank: None,
        profile: crate::bank::profile::DEFAULT.to_owned(),
        amend: None,
        by: None,
        clock: Clock { clock: None },
    };
    publish(data, args).map(|_| ())
}

/// The folder of a version within `pack`.
fn name(it: &Manifest) -> String {
    format!("v{}", it.version)
}

/// The deadline that a procurement's file states, by the clocks of the United Kingdom.
fn deadline(file: &Path) -> Result<Option<Moment>, Failure> {
    let text =
        String::from_utf8(store::read(file)?).map_err(|_| format!("`{}` is no text", file.display()))?;
    let (procurement, _) = Procurement::read(&SourceFile::new(file.display().to_string(), text));
    let Some(dates) = procurement.map(|it| it.dates) else { return Ok(None) };
    let time = dates.deadline_time.trim().split_once(':');
    let time = time.and_then(|(hour, minute)| Some((hour.parse().ok()?, minute.parse().ok()?)));
    Ok(dates.deadline.zip(time).and_then(|(day, (hour, minute))| Moment::in_the_uk(day, hour, minute)))
}
