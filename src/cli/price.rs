//! `probity price`: prices sealed to two people, and opened by both when quality is settled.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{
    Failure, Outcome, out,
    procured::{Procured, versions},
    record::{Clock, person},
    rights::{Actor, allowed, allowed_or_program, could},
};
use crate::{
    award::pricing::Issued,
    id::Digest,
    ledger::{act::Act, event::Draft},
    pack::pricing,
    panel::Deed,
    store::folder::Folder,
    store::{
        self,
        keys::{FOLDER, Passphrase},
        record::{Record, RecordError},
        seal,
    },
    workbook::layout::Layouts,
};

mod alike;
mod reckon;

use reckon::{Asked, Reckoned, not_added_up};

/// What a sealed price is called in a tender's folder; the ending of what was sealed stands before the last.
const SEALED: &str = "price";

/// What `price` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the key of one of the people who open prices together
    Key {
        /// The folder of the procurement
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Who: a name that was declared with `record declare`, or its pseudonym
        #[arg(long, value_name = "NAME")]
        of: String,
        /// A file whose first line is this person's passphrase
        #[arg(long, value_name = "FILE")]
        passphrase_file: PathBuf,
    },
    /// Seal a price as it comes in: neither of the two people can open it alone
    Seal {
        /// The folder of the procurement
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Whose price
        #[arg(value_name = "TENDER")]
        tender: String,
        /// The pricing workbook
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The two people: name it twice
        #[arg(long, value_name = "NAME", required = true)]
        to: Vec<String>,
        /// Who takes it in [default: this program, for the portal that hands it on]
        #[arg(long, value_name = "PERSON")]
        by: Option<String>,
        #[command(flatten)]
        clock: Clock,
    },
    /// Add a pricing workbook up: what does not add up is corrected by the published rule, and told
    AddUp {
        /// The pricing workbook, opened
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Settle what a price comes to where its workbook could not be added up, after the supplier was asked
    Settle(alike::SettleArgs),
    /// Make the prices of all tenders comparable, each by its amount and all for one reason
    Normalise(alike::NormaliseArgs),
    /// Open prices and add them up, when every consensus score of every tender is settled
    Open {
        /// The folder of the procurement
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Whose price; all that are sealed and not yet open where left out
        #[arg(value_name = "TENDER")]
        tenders: Vec<String>,
        /// One of the two people
        #[arg(long, value_name = "NAME")]
        by: String,
        /// A file whose first line is that person's passphrase
        #[arg(long, value_name = "FILE")]
        by_passphrase: PathBuf,
        /// The other
        #[arg(long, value_name = "NAME")]
        with: String,
        /// A file whose first line is the other's passphrase
        #[arg(long, value_name = "FILE")]
        with_passphrase: PathBuf,
        #[command(flatten)]
        clock: Clock,
    },
}

/// Carries out `price`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let layouts = Layouts::load(&store::data(data)?)?;
    match args.command {
        Command::AddUp { file } => {
            let reckoned = Reckoned::of(&file.display().to_string(), &store::read(&file)?, &layouts, None)?;
            out::print(&reckoned.text)?;
            return Ok(if reckoned.is_whole() { Outcome::Done } else { Outcome::Refused });
        }
        Command::Settle(args) => return alike::settle(&args),
        Command::Normalise(args) => return alike::normalise(&args),
        Command::Key { folder, of, passphrase_file } => {
            let mut record = Record::open(&folder)?;
            let id = known(&mut record, &of)?.0;
            may_open(&record, &id)?;
            seal::custodian(&folder.join(FOLDER), &key(&id), &passphrase(&passphrase_file)?)?;
            out::note(&format!("the key of {id} is in `{}`", folder.join(FOLDER).display()));
        }
        Command::Seal { folder, tender, file, to, by, clock } => {
            let mut record = Record::open(&folder)?;
            let now = clock.now();
            let actor = allowed_or_program(&mut record, by.as_deref(), Deed::ReceiveTender, now)?;
            let [one, other] = to.as_slice() else {
                return Err("a price is sealed to exactly two people: give `--to` twice".into());
            };
            let one = custodian(&mut record, &folder, one)?;
            let other = custodian(&mut record, &folder, other)?;
            let sealed = seal::seal(&store::read(&file)?, &one, &other)?;
            let ending = file.extension().and_then(|it| it.to_str()).unwrap_or("bin").to_ascii_lowercase();
            let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
            if !record.state().tenders.contains_key(&tender) {
                return Err(format!("there is no tender `{tender}`").into());
            }
            let path = home(&folder, &tender).join(format!("{SEALED}.{ending}.age"));
            // On the disk before the event that speaks of it.
            seal::keep(&path, &sealed)?;
            record.transact(now, |turn| {
                turn.append(
                    Actor::draft(actor.as_ref(), Act::PriceSealed)
                        .about("tender", tender.as_str())
                        .with("sha256", Digest::of(&sealed).as_str()),
                )?;
                Ok::<_, RecordError>(())
            })?;
            out::note(&format!(
                "sealed as `{}`; the open file `{}` still stands where it was: destroy it",
                path.display(),
                file.display()
            ));
        }
        Command::Open { folder, tenders, by, by_passphrase, with, with_passphrase, clock } => {
            let people = (by.as_str(), by_passphrase.as_path(), with.as_str(), with_passphrase.as_path());
            return open(&layouts, &folder, &tenders, people, clock);
        }
    }
    Ok(Outcome::Done)
}

/// A price that was opened and is not yet recorded.
struct Opened {
    tender: String,
    path: PathBuf,
    plain: Vec<u8>,
    reckoned: Result<Reckoned, String>,
}

/// Two people open prices, and what they come to is recorded with that.
fn open(
    layouts: &Layouts,
    folder: &Path,
    tenders: &[String],
    (by, by_passphrase, with, with_passphrase): (&str, &Path, &str, &Path),
    clock: Clock,
) -> Result<Outcome, Failure> {
    let mut record = Record::open(folder)?;
    let now = clock.now();
    let one = allowed(&mut record, by, Deed::OpenPrices, now)?;
    let other = allowed(&mut record, with, Deed::OpenPrices, now)?;
    let all: Vec<String> = if tenders.is_empty() { due(&record)? } else { tenders.to_vec() };
    let opener = |id: &str, file: &Path| -> Result<seal::Opener, Failure> {
        Ok(seal::opener(&folder.join(FOLDER).join(format!("{}.age", key(id))), &passphrase(file)?)?)
    };
    let (first, second) = (opener(&one.id, by_passphrase)?, opener(&other.id, with_passphrase)?);
    let asked = asked(folder, &record)?;
    let mut opened = Vec::new();
    for tender in &all {
        let (path, ending, sealed) = sealed(&record, folder, tender)?;
        let plain =
            seal::open(&sealed, &first, &second).map_err(|error| format!("`{}`: {error}", path.display()))?;
        let path = home(folder, tender).join(format!("{SEALED}.{ending}"));
        if path.exists() && store::read(&path)? != plain {
            return Err(seal::SealError::Exists(path).into());
        }
        let reckoned = Reckoned::of(&path.display().to_string(), &plain, layouts, Some(&asked));
        let reckoned = reckoned.map_err(|error| error.to_string());
        opened.push(Opened { tender: tender.clone(), path, plain, reckoned });
    }
    let divided = !asked.lots.is_empty();
    // The record refuses while a score is open or one person stands for two; then nothing is written.
    record.transact(now, |turn| {
        for it in &opened {
            let total = it.reckoned.as_ref().ok().and_then(Reckoned::total);
            // What could not be added up is said to be so; the file itself is kept by its seal's digest.
            turn.append(
                Draft::new(Act::PriceOpened, &one.id, one.role)
                    .about("tender", it.tender.as_str())
                    .with("persons", vec![one.id.clone(), other.id.clone()])
                    .hide("price", total.as_deref().unwrap_or("not added up")),
            )?;
            turn.append(match &it.reckoned {
                Ok(reckoned) => reckoned.draft(&it.tender, &one.id, one.role, divided),
                Err(why) => not_added_up(&it.tender, &one.id, one.role, why),
            })?;
        }
        Ok::<_, RecordError>(())
    })?;
    let mut outcome = Outcome::Done;
    for it in &opened {
        // A file that is there already is the same: it was written before a record that was then not confirmed.
        if !it.path.exists() {
            seal::keep(&it.path, &it.plain)?;
        }
        out::note(&format!("the price of {} is in `{}`", it.tender, it.path.display()));
        match &it.reckoned {
            Ok(reckoned) => out::print(&reckoned.text)?,
            Err(error) => out::note(&format!("it was not added up: {error}")),
        }
        if !it.reckoned.as_ref().is_ok_and(Reckoned::is_whole) {
            outcome = Outcome::Refused;
            out::note(&format!(
                "ask the supplier, then record what it comes to: `probity price settle DIR {} …`",
                it.tender
            ));
        }
    }
    Ok(outcome)
}

/// The tenders that take part and whose prices are not yet open.
fn due(record: &Record) -> Result<Vec<String>, Failure> {
    let due: Vec<String> =
        record.state().assessed().filter(|(_, it)| !it.price_opened).map(|(id, _)| id.to_owned()).collect();
    if due.is_empty() { Err("there is no price that is still sealed".into()) } else { Ok(due) }
}

/// What the published pack asks suppliers to price; nothing where nothing was published from this folder.
fn asked(folder: &Path, record: &Record) -> Result<Asked, Failure> {
    let Some(pack) = &record.state().pack else { return Ok(Asked::default()) };
    let at = Folder::at(folder);
    let Some(version) = versions(&at)?.into_iter().find(|it| format!("v{}", it.version) == pack.id) else {
        return Ok(Asked::default());
    };
    let published = Procured::published(&at, &version)?;
    let lots = published.procurement.lot.iter().map(|it| it.id.to_string()).collect();
    let lines = pricing(&published.procurement).into_iter();
    let lines = lines.map(|it| (it.lot, Issued { what: it.item, quantity: it.quantity })).collect();
    Ok(Asked { lots, lines })
}

fn home(folder: &Path, tender: &str) -> PathBuf {
    folder.join("tenders").join(tender)
}

fn key(person: &str) -> String {
    format!("price-{person}")
}

fn known(record: &mut Record, name: &str) -> Result<(String, crate::ledger::act::Role), Failure> {
    person(record, name)?.ok_or_else(|| {
        format!("`{name}` takes part in nothing: add them with `probity record declare`").into()
    })
}

fn custodian(record: &mut Record, folder: &Path, name: &str) -> Result<seal::Custodian, Failure> {
    let (id, _) = known(record, name)?;
    may_open(record, &id)?;
    Ok(seal::public(&folder.join(FOLDER).join(format!("{}.pub", key(&id))))?)
}

/// Keys are made long before prices are opened: only the role is asked for here.
fn may_open(record: &Record, id: &str) -> Result<(), Failure> {
    if could(record.state(), id, Deed::OpenPrices) {
        return Ok(());
    }
    Err(format!(
        "prices are sealed to the lead and to commercial people, who may open them: `{id}` is neither"
    )
    .into())
}

fn passphrase(file: &Path) -> Result<Passphrase, Failure> {
    let text =
        String::from_utf8(store::read(file)?).map_err(|_| format!("`{}` is no text", file.display()))?;
    let line = text.lines().next().unwrap_or_default();
    Ok(Passphrase::new(line).ok_or_else(|| format!("`{}` holds no passphrase", file.display()))?)
}

/// The sealed price of a tender: its file, the ending of what was sealed, and its bytes, which are those that were recorded.
fn sealed(record: &Record, folder: &Path, tender: &str) -> Result<(PathBuf, String, Vec<u8>), Failure> {
    let state = record.state().tenders.get(tender).ok_or_else(|| format!("there is no tender `{tender}`"))?;
    let home = home(folder, tender);
    let names = seal::names(&home)?;
    let found = names.iter().find_map(|name| {
        let ending = name.strip_prefix(SEALED)?.strip_prefix('.')?.strip_suffix(".age")?;
        Some((home.join(name), ending.to_owned()))
    });
    let (path, ending) = found.ok_or_else(|| format!("no price of `{tender}` was sealed"))?;
    let bytes = store::read(&path)?;
    if state.sealed.as_deref() != Some(Digest::of(&bytes).as_str()) {
        return Err(format!(
            "`{}` is not the file that was sealed and recorded: put it back from a copy",
            path.display()
        )
        .into());
    }
    Ok((path, ending, bytes))
}
