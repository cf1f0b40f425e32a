//! `record verify`: one page, and an exit status.

use std::path::{Path, PathBuf};

use super::{
    dossier::Dossier,
    works::{Anew, Works},
};
use crate::{
    cli::{Failure, Outcome, complain, out},
    ledger::{
        bag::Files,
        policy::Policy,
        verify::{Recompute, Report, Request, Verdict, verify},
    },
    store::{
        self,
        record::{Record, RecordError, is_bag, is_procurement, read_files},
    },
};

/// What `record verify` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A bag, or the folder of the procurement
    #[arg(value_name = "BAG|DIR")]
    folder: PathBuf,
    /// The trust policy: the log's key as it was published, and those of witnesses. It must not come with the bag
    #[arg(long, value_name = "FILE")]
    policy: PathBuf,
    /// A checkpoint that you kept: the record must continue it
    #[arg(long, value_name = "FILE")]
    since: Vec<PathBuf>,
    /// A supplier's receipt: the record must hold what it proves
    #[arg(long, value_name = "FILE")]
    receipt: Vec<PathBuf>,
    /// Do not compute the proposed scores and the result anew
    #[arg(long)]
    no_recompute: bool,
}

/// Reads a trust policy.
pub(super) fn policy(path: &Path) -> Result<Policy, Failure> {
    let name = path.display().to_string();
    let text = String::from_utf8(store::read(path)?).map_err(|_| format!("`{name}` is no text"))?;
    Ok(Policy::parse(&name, &text)?)
}

fn texts(paths: &[PathBuf]) -> Result<Vec<(String, String)>, Failure> {
    let read = |path: &PathBuf| -> Result<(String, String), Failure> {
        let name = path.display().to_string();
        let text = String::from_utf8(store::read(path)?).map_err(|_| format!("`{name}` is no text"))?;
        Ok((name, text))
    };
    paths.iter().map(read).collect()
}

/// Verifies. What could not be read is told with the status that says so: the one of other commands that could not be carried
/// out means here that a redacted record holds.
pub(super) fn run(data: Option<&Path>, args: &Args) -> Result<Outcome, Failure> {
    match verified(data, args) {
        Ok(report) => {
            out::print(&report.to_string())?;
            Ok(Outcome::Status(report.verdict.status()))
        }
        Err(failure) => {
            complain(&failure);
            Ok(Outcome::Status(Verdict::Unreadable.status()))
        }
    }
}

fn verified(data: Option<&Path>, args: &Args) -> Result<Report, Failure> {
    let policy = policy(&args.policy)?;
    let (since, receipts) = (texts(&args.since)?, texts(&args.receipt)?);
    let (files, live) = if is_procurement(&args.folder) {
        let mut record = Record::open(&args.folder)?;
        record.integrity()?;
        (Dossier::of(&mut record)?.files, true)
    } else {
        match read_files(&args.folder) {
            Err(RecordError::NoFile(path)) if is_bag(&args.folder) => {
                let place = path.strip_prefix(&args.folder).unwrap_or(&path).display().to_string();
                return Ok(Report::foreign(&policy, &place, "is a link or a device, which no bag holds"));
            }
            files => (files?, false),
        }
    };
    let anew = if args.no_recompute { None } else { anew(data, &files) };
    let recompute = anew.as_ref().map(|it| {
        let it: &dyn Recompute = it;
        it
    });
    let request =
        Request { files: &files, policy: &policy, since: &since, receipts: &receipts, live, recompute };
    Ok(verify(&request))
}

/// The means to compute scores anew, where the bag has something to compute them from; what is wrong with it, other
/// steps tell.
pub(super) fn anew(data: Option<&Path>, files: &Files) -> Option<Anew> {
    let dossier = Dossier::of_bag(files.clone()).ok()?;
    let state = dossier.state();
    let any = state.result.is_some() || state.tenders.values().any(|it| it.assessed.is_some());
    let pack = state.pack.as_ref().filter(|_| any)?;
    match Works::of_bag(data, files, pack) {
        Ok(works) => Some(Anew(works)),
        Err(error) => {
            out::note(&format!("proposed scores and the result are not computed anew: {error}"));
            None
        }
    }
}
