//! `record export`: a bag that verifies offline, or a table of what was done.

use std::path::{Path, PathBuf};

use super::{
    Clock, Secret,
    dossier::{Dossier, put_checkpoints},
    log::Filter,
    wrote,
};
use crate::{
    cli::{
        Failure, Outcome,
        rights::{Actor, allowed},
    },
    id::Moment,
    ledger::{
        act::Act,
        bag::{self, Files, Info},
        checkpoint::Checkpoint,
        event::Draft,
        note::{Key, Note},
        receipt::Receipt,
        trail::Trail,
        verify::contents_text,
    },
    panel::Deed,
    report::trail::{self as face, Descent},
    store::record::{Record, is_procurement, write_file, write_files},
    workbook::write as workbook,
};

/// What `record export` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the procurement, or, for tables, a bag
    #[arg(value_name = "DIR|BAG")]
    folder: PathBuf,
    /// What to write
    #[arg(long = "as", value_enum, value_name = "FORM")]
    form: Form,
    /// Where to: a folder that does not exist yet for a bag, else a file
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Whom it is for; this is recorded
    #[arg(long = "for", value_name = "WHOM", default_value = "not said")]
    whom: String,
    /// Who gives the record out; not asked where tables are made of a bag
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    clock: Clock,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A `BagIt` folder with all that is needed to verify it offline
    Bag,
    /// One event a line, with what is disclosed of it
    Jsonl,
    /// One row for each event, for spreadsheets
    Csv,
    /// A workbook: what was done, and for each score how it came about
    Xlsx,
    /// The same as a page
    Html,
}

impl Form {
    fn as_str(self) -> &'static str {
        match self {
            Self::Bag => "bag",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
        }
    }
}

/// Exports.
pub(super) fn run(_data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let live = is_procurement(&args.folder);
    if args.form == Form::Bag {
        if !live {
            return Err(format!(
                "`{}` is no procurement: a bag is made from the living record",
                args.folder.display()
            )
            .into());
        }
        let key = args.secret.key(&args.folder)?.ok_or(
            "a bag is signed: name the file of the passphrase with `--passphrase-file`, or set PROBITY_PASSPHRASE",
        )?;
        let files = bag_of(&args.folder, &key, (args.by.as_deref(), &args.whom), args.clock)?;
        write_files(&args.out, &files)?;
        wrote(&args.out, "the bag");
        return Ok(Outcome::Done);
    }
    if live {
        let mut record = Record::open(&args.folder)?;
        let actor = giver(&mut record, args.by.as_deref(), Deed::ExportRecord, args.clock.now())?;
        note_export(&mut record, &actor, (args.form.as_str(), &args.whom, false), args.clock)?;
    }
    let dossier = Dossier::open(&args.folder)?;
    let bytes = table(&dossier, args.form, &args.filter)?;
    write_file(&args.out, &bytes)?;
    wrote(&args.out, "the export");
    Ok(Outcome::Done)
}

/// Whoever gives the record out, if the table lets them.
pub(super) fn giver(record: &mut Record, by: Option<&str>, deed: Deed, at: Moment) -> Result<Actor, Failure> {
    let by = by.ok_or("who gives the record out? Name the person with `--by`: it is recorded")?;
    allowed(record, by, deed, at)
}

/// Records that it was given out: in what form, for whom, and whether something was withheld.
pub(super) fn note_export(
    record: &mut Record,
    actor: &Actor,
    (form, whom, redacted): (&str, &str, bool),
    clock: Clock,
) -> Result<(), Failure> {
    let draft = Draft::new(Act::ExportMade, &actor.id, actor.role)
        .with("form", form)
        .with("redacted", redacted)
        .hide("for", whom);
    record.transact(clock.now(), |turn| turn.append(draft))?;
    Ok(())
}

fn table(dossier: &Dossier, form: Form, filter: &Filter) -> Result<Vec<u8>, Failure> {
    let rows: Vec<_> = dossier.trail.rows().into_iter().filter(|it| filter.fits(it)).collect();
    let descents = descents(&dossier.trail, &dossier.files);
    Ok(match form {
        Form::Csv => face::csv(&rows).into_bytes(),
        Form::Html => face::html(&about(&dossier.trail, None), &rows, &descents)?.into_bytes(),
        Form::Xlsx => workbook::trail(&about(&dossier.trail, None), &rows, &descents)?,
        Form::Jsonl | Form::Bag => face::jsonl(&dossier.trail).into_bytes(),
    })
}

/// What stands above the trail.
pub(super) fn about(trail: &Trail, checkpoint: Option<&Checkpoint>) -> face::About {
    let opened = trail.events().find(|it| it.act == Act::RecordOpened);
    let text = |name: &str| opened.and_then(|it| it.text(name)).unwrap_or_default().to_owned();
    face::About {
        title: text("title"),
        buyer: text("buyer"),
        origin: opened.map(|it| it.log.clone()).unwrap_or_default(),
        events: trail.lines.len(),
        root: checkpoint.map(Checkpoint::short_root).unwrap_or_default(),
    }
}

/// The line of descent of each score, from the findings that the bag holds.
pub(super) fn descents(trail: &Trail, files: &Files) -> Vec<Descent> {
    let findings = files.iter().filter_map(|(path, bytes)| {
        let tender = path.strip_prefix("data/assessments/")?.strip_suffix(".json")?;
        Some((tender.to_owned(), serde_json::from_slice(bytes).ok()?))
    });
    face::descents(trail, &findings.collect())
}

/// The bag of the living record, signed, with the export itself recorded in it.
pub(super) fn bag_of(
    folder: &Path,
    key: &Key,
    (by, whom): (Option<&str>, &str),
    clock: Clock,
) -> Result<Files, Failure> {
    let mut record = Record::open(folder)?;
    let actor = giver(&mut record, by, Deed::ExportRecord, clock.now())?;
    note_export(&mut record, &actor, ("bag", whom, false), clock)?;
    let checkpoint = record.checkpoint(key)?;
    let mut dossier = Dossier::of(&mut record)?;
    if u64::try_from(dossier.trail.lines.len()).ok() != Some(checkpoint.size) {
        return Err("somebody recorded an act meanwhile: export again".into());
    }
    put_checkpoints(&mut dossier.files, &record.checkpoints()?);
    let files = std::mem::take(&mut dossier.files);
    finish(files, &dossier.trail, &checkpoint, key)
}

/// Adds what is made of the trail, signs the list of contents and packs it.
pub(super) fn finish(
    mut files: Files,
    trail: &Trail,
    checkpoint: &Checkpoint,
    key: &Key,
) -> Result<Files, Failure> {
    let tree = trail.tree();
    for event in trail.events().filter(|it| it.act == Act::TenderReceived) {
        let line = usize::try_from(event.seq).ok().and_then(|it| trail.lines.get(it));
        let receipt = line.and_then(|it| Receipt::new(it, event.seq, &tree, checkpoint));
        if let (Some(tender), Some(receipt)) = (event.about("tender"), receipt) {
            files.insert(format!("data/receipts/{tender}.tlog-proof"), receipt.to_string().into_bytes());
        }
    }
    let about = about(trail, Some(checkpoint));
    let (rows, descents) = (trail.rows(), descents(trail, &files));
    files.insert("data/reports/trail.html".into(), face::html(&about, &rows, &descents)?.into_bytes());
    files.insert("data/reports/trail.csv".into(), face::csv(&rows).into_bytes());
    files.insert("data/reports/trail.xlsx".into(), workbook::trail(&about, &rows, &descents)?);
    files.insert("data/VERIFY.txt".into(), how_to_verify(&about, key).into_bytes());
    let last = trail.events().last().ok_or("the record shows no event")?;
    let date = last.at.date();
    let text = contents_text(&files, &checkpoint.origin, checkpoint.size, date);
    files.insert("data/contents".into(), Note::new(text, key)?.to_string().into_bytes());
    let info = Info { organisation: about.buyer, origin: checkpoint.origin.clone(), date };
    Ok(bag::pack(files, &info))
}

fn how_to_verify(about: &face::About, key: &Key) -> String {
    format!(
        "This is the record of a procurement: {title}, {buyer}.\n\
         \n\
         It can be checked without a network and without trusting whoever gave it to you. You need the log's key as the\n\
         authority published it (its web site, the tender notice). Do not take it from here. It should read\n\
         \n\
         \x20 {key}\n\
         \n\
         Write it into a file `trust.policy`, with the keys of witnesses if there are any:\n\
         \n\
         \x20 log {key}\n\
         \x20 quorum none\n\
         \n\
         Then:\n\
         \n\
         \x20 probity record verify BAG --policy trust.policy\n\
         \n\
         with --since FILE for a checkpoint and --receipt FILE for a receipt that you kept. The second verifier, in\n\
         Python and independent of that program, is `verify_bag.py` in the program's sources. Any BagIt tool checks the\n\
         files; `reports/trail.html` and `reports/trail.xlsx` are for reading.\n\
         \n\
         {events} events; the root begins {root}. If that is not what stands in the signed evaluation report, ask why.\n\
         \n\
         Whoever holds the log's key and the database can write another history, as long as nobody else kept a\n\
         checkpoint, a receipt or an earlier export. Keep yours.\n",
        title = about.title,
        buyer = about.buyer,
        key = key.public(),
        events = about.events,
        root = about.root,
    )
}
