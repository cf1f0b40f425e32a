//! `probity price`: prices sealed to two people, and opened by both when quality is settled.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{
    Failure, Outcome, out,
    record::{Clock, person},
};
use crate::{
    award::pricing::add_up,
    id::Digest,
    ledger::{act::Act, event::Draft},
    store::{
        self,
        keys::{FOLDER, Passphrase},
        record::{Record, RecordError},
        seal,
    },
    workbook::{layout::Layouts, read::pricing},
};

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
        #[command(flatten)]
        clock: Clock,
    },
    /// Add a pricing workbook up: what does not add up is corrected by the published rule, and told
    AddUp {
        /// The pricing workbook, opened
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Open the price of a tender, when every consensus score of every tender is settled
    Open {
        /// The folder of the procurement
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Whose price
        #[arg(value_name = "TENDER")]
        tender: String,
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
            let (text, total) = added_up(&file.display().to_string(), &store::read(&file)?, &layouts)?;
            out::print(&text)?;
            return Ok(if total.is_some() { Outcome::Done } else { Outcome::Refused });
        }
        Command::Key { folder, of, passphrase_file } => {
            let mut record = Record::open(&folder)?;
            let id = known(&mut record, &of)?.0;
            seal::custodian(&folder.join(FOLDER), &key(&id), &passphrase(&passphrase_file)?)?;
            out::note(&format!("the key of {id} is in `{}`", folder.join(FOLDER).display()));
        }
        Command::Seal { folder, tender, file, to, clock } => {
            let mut record = Record::open(&folder)?;
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
            record.transact(clock.now(), |turn| {
                turn.append(
                    Draft::of_system(Act::PriceSealed)
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
        Command::Open { folder, tender, by, by_passphrase, with, with_passphrase, clock } => {
            let mut record = Record::open(&folder)?;
            let (one, role) = known(&mut record, &by)?;
            let (other, _) = known(&mut record, &with)?;
            let (path, ending) = sealed(&folder, &tender)?;
            let bytes = store::read(&path)?;
            let key = |id: &str, file: &Path| -> Result<seal::Opener, Failure> {
                Ok(seal::opener(&folder.join(FOLDER).join(format!("{}.age", key(id))), &passphrase(file)?)?)
            };
            let plain = seal::open(&bytes, &key(&one, &by_passphrase)?, &key(&other, &with_passphrase)?)?;
            let path = home(&folder, &tender).join(format!("{SEALED}.{ending}"));
            let added = added_up(&path.display().to_string(), &plain, &layouts);
            let total = added.as_ref().ok().and_then(|(_, total)| total.clone());
            // The record refuses while a score is open or one person stands for two; then nothing is written.
            record.transact(clock.now(), |turn| {
                // What could not be added up is said to be so; the file itself is kept by its seal's digest.
                let draft = Draft::new(Act::PriceOpened, &one, role)
                    .about("tender", tender.as_str())
                    .with("persons", vec![one.clone(), other.clone()])
                    .hide("price", total.as_deref().unwrap_or("not added up"));
                turn.append(draft)?;
                Ok::<_, RecordError>(())
            })?;
            seal::keep(&path, &plain)?;
            out::note(&format!("the price of {tender} is in `{}`", path.display()));
            match added {
                Ok((text, _)) => out::print(&text)?,
                Err(error) => out::note(&format!("it was not added up: {error}")),
            }
            if total.is_none() {
                return Ok(Outcome::Refused);
            }
        }
    }
    Ok(Outcome::Done)
}

/// What a pricing workbook comes to, in lines for people, and the total of each sheet where nothing is open.
fn added_up(name: &str, bytes: &[u8], layouts: &Layouts) -> Result<(String, Option<String>), Failure> {
    let (sheets, faults) = pricing::read(name, bytes, layouts);
    out::report(&faults);
    if sheets.is_empty() {
        return Err(format!("`{name}` holds no price schedule").into());
    }
    let (mut text, mut totals) = (String::new(), Vec::new());
    for it in &sheets {
        let priced = add_up(&it.schedule)?;
        let total = priced.total.map_or_else(|| "open".to_owned(), |it| it.to_string());
        text.push_str(&format!("{}: {total}\n", out::plain(&it.sheet)));
        for it in &priced.corrections {
            text.push_str(&format!(
                "  corrected {} {}: {} counts in place of {}, since {}\n",
                it.place,
                out::plain(&it.what),
                it.counts,
                it.stated,
                it.because
            ));
        }
        for it in &priced.open {
            text.push_str(&format!("  open: {}\n", out::plain(it)));
        }
        totals.extend(priced.total.map(|total| match sheets.len() {
            1 => total.to_string(),
            _ => format!("{}: {total}", it.sheet),
        }));
    }
    let whole = totals.len() == sheets.len() && !faults.has_errors();
    Ok((text, whole.then(|| totals.join("; "))))
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
    Ok(seal::public(&folder.join(FOLDER).join(format!("{}.pub", key(&id))))?)
}

fn passphrase(file: &Path) -> Result<Passphrase, Failure> {
    let text =
        String::from_utf8(store::read(file)?).map_err(|_| format!("`{}` is no text", file.display()))?;
    let line = text.lines().next().unwrap_or_default();
    Ok(Passphrase::new(line).ok_or_else(|| format!("`{}` holds no passphrase", file.display()))?)
}

/// The sealed price of a tender, and the ending of what was sealed.
fn sealed(folder: &Path, tender: &str) -> Result<(PathBuf, String), Failure> {
    let home = home(folder, tender);
    let names = seal::names(&home)?;
    let found = names.iter().find_map(|name| {
        let ending = name.strip_prefix(SEALED)?.strip_prefix('.')?.strip_suffix(".age")?;
        Some((home.join(name), ending.to_owned()))
    });
    found.ok_or_else(|| format!("no price of `{tender}` was sealed").into())
}
