//! `probity new`: a folder for a procurement, with a file to fill.

use std::path::{Path, PathBuf};

use super::{Failure, Outcome, out};
use crate::{
    procurement::{self, FILE},
    store::{self, folder::Folder},
};

/// What `new` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to make
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The ready set of questions to begin with: `probity bank profiles` lists them
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
}

/// Carries out `new`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::ready(data)?;
    let folder = Folder::at(&args.folder);
    let (shown, quoted) = (args.folder.display(), out::quoted(&args.folder));
    if folder.has(FILE) {
        return Err(format!(
            "`{shown}` holds a procurement already: `probity check {quoted}` says how it stands"
        )
        .into());
    }
    if !folder.is_vacant() {
        return Err(format!("`{shown}` is not empty: name a folder that does not exist yet").into());
    }
    let text = procurement::template(&files, args.profile.as_deref())?;
    folder.add("", &[(FILE.to_owned(), text.into_bytes())])?;
    out::note(&format!("fill in `{shown}/{FILE}`, and run `probity check {quoted}` as often as you like"));
    Ok(Outcome::Done)
}
