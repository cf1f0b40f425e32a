//! `record log`: what was done, by whom, when and why.

use std::path::PathBuf;

use super::{dossier::Dossier, works::shown};
use crate::{
    cli::{Failure, Outcome, out, receive::several},
    id::Moment,
    ledger::{bidder, trail::Row},
    report::words,
};

/// What `record log` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the procurement, or a bag
    #[arg(value_name = "DIR|BAG")]
    folder: PathBuf,
    #[command(flatten)]
    filter: Filter,
}

/// Which events.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Filter {
    /// Only of this tender: its id or supplier
    #[arg(long, value_name = "TENDER")]
    tender: Option<String>,
    /// Only of this question
    #[arg(long, value_name = "QUESTION")]
    question: Option<String>,
    /// Only by or about this person: a pseudonym or name
    #[arg(long, value_name = "PERSON")]
    person: Option<String>,
    /// Only this act, such as `score.decided`, or all of a kind, such as `score`
    #[arg(long, value_name = "ACT")]
    act: Option<String>,
    /// Only from this time on
    #[arg(long, value_name = "TIME")]
    from: Option<Moment>,
    /// Only before this time
    #[arg(long, value_name = "TIME")]
    until: Option<Moment>,
}

impl Filter {
    pub(super) fn fits(&self, row: &Row) -> bool {
        let has = |wanted: &Option<String>, found: &[&str]| {
            wanted.as_ref().is_none_or(|it| found.iter().any(|found| found.eq_ignore_ascii_case(it)))
        };
        let person = self.person.as_ref().is_none_or(|it| {
            let wanted = it.to_lowercase();
            row.who.to_lowercase().contains(&wanted)
                || row.detail.to_lowercase().contains(&wanted)
                || row.person == *it
        });
        let act = self.act.as_ref().is_none_or(|it| row.act == *it || row.act.starts_with(&format!("{it}.")));
        has(&self.tender, &[&row.tender, &row.supplier])
            && has(&self.question, &[&row.question])
            && person
            && act
            && self.from.is_none_or(|it| row.at.is_some_and(|at| at >= it))
            && self.until.is_none_or(|it| row.at.is_some_and(|at| at < it))
    }
}

/// Shows the log.
pub(super) fn run(args: Args) -> Result<Outcome, Failure> {
    let dossier = Dossier::open(&args.folder)?;
    let rows = dossier.trail.rows();
    let mut text = String::new();
    for row in rows.iter().filter(|it| args.filter.fits(it)) {
        text.push_str(&line(row));
    }
    if text.is_empty() {
        out::note(&format!("none of the {} events is of what was asked for", rows.len()));
    }
    out::print(&text)?;
    for all in bidder::tenders(&dossier.state(), &dossier.trail) {
        let supplier = all.first().map(|it| dossier.trail.supplier(it)).unwrap_or_default();
        out::note(&several(&supplier, &all));
    }
    Ok(Outcome::Done)
}

fn line(row: &Row) -> String {
    let at = row.at.map_or_else(String::new, shown);
    let who = if row.who.is_empty() { row.role.as_str() } else { row.who.as_str() };
    let mut about = Vec::new();
    if !row.tender.is_empty() {
        let name = if row.supplier == row.tender { String::new() } else { format!(" {}", row.supplier) };
        about.push(format!("{}{name}", row.tender));
    }
    if !row.question.is_empty() {
        about.push(row.question.clone());
    }
    let about = if about.is_empty() { String::new() } else { format!(" · {}", about.join(" · ")) };
    let mut text = format!("{:>5}  {at:<23}  {}{about}  ({who})\n", row.seq, row.what);
    if !row.detail.is_empty() {
        text.push_str(&format!("{:>32}{}\n", "", words::visible(&row.detail).replace('\n', " ")));
    }
    if !row.reason.is_empty() {
        text.push_str(&format!("{:>32}why: {}\n", "", words::visible(&row.reason).replace('\n', " ")));
    }
    text
}
