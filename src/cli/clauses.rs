//! `probity clauses`: what the clause library holds.

use std::path::Path;

use clap::{Subcommand, ValueEnum};
use serde::Serialize;

use super::{Failure, Outcome, out};
use crate::{
    bank::Bank,
    clause::{Clause, Library, PlugsInto},
    diag::nearest,
    id::{ClauseId, Digest, QuestionId},
    store,
};

/// The longest line that is written, in characters.
const WIDTH: usize = 100;

/// What `clauses` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the clauses in their order, with the questions whose answers can call for each
    List {
        /// As what
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Show one clause: what calls for it, its text, and what fills its placeholders
    Show {
        /// Which, as `clauses list` names it
        #[arg(value_name = "ID")]
        id: String,
        /// As what
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// There is no such clause.
#[derive(Debug, thiserror::Error)]
#[error("there is no clause `{id}`; {help}")]
struct UnknownClause {
    id: String,
    help: String,
}

/// The library as a program reads it.
#[derive(Serialize)]
struct ListV1<'a> {
    schema: &'static str,
    digest: &'a Digest,
    clauses: Vec<ClauseV1<'a>>,
}

#[derive(Serialize)]
struct ClauseV1<'a> {
    clause: &'a ClauseId,
    title: &'a str,
    purpose: &'a str,
    questions: Vec<&'a QuestionId>,
    called_for: Vec<String>,
    sources: &'a [String],
    plugs_into: &'a PlugsInto,
    note: &'a str,
    placeholders: Vec<PlaceholderV1<'a>>,
    text: String,
}

#[derive(Serialize)]
struct PlaceholderV1<'a> {
    name: &'a str,
    filled_from: String,
    /// None where the sub-clause is left out.
    otherwise: Option<&'a str>,
}

/// Carries out `clauses`.
pub fn run(data: Option<&Path>, args: Args) -> Result<Outcome, Failure> {
    let files = store::data(data)?;
    let bank = Bank::load(&files, None)?;
    let library = Library::load(&files, &bank)?;
    let text = match args.command {
        Command::List { format: Format::Text } => list(&library),
        Command::List { format: Format::Json } => json(&ListV1 {
            schema: "probity.clauses/1",
            digest: &library.digest,
            clauses: library.clauses.iter().map(ClauseV1::new).collect(),
        })?,
        Command::Show { id, format } => {
            let clause = find(&library, &id)?;
            match format {
                Format::Text => show(clause),
                Format::Json => json(&ClauseV1::new(clause))?,
            }
        }
    };
    out::print(&text)?;
    Ok(Outcome::Done)
}

fn find<'a>(library: &'a Library, id: &str) -> Result<&'a Clause, UnknownClause> {
    let parsed: Option<ClauseId> = id.parse().ok();
    parsed.and_then(|it| library.clause(&it)).ok_or_else(|| {
        let near = nearest(id, library.clauses.iter().map(|it| it.id.as_str()));
        let help = near.map_or_else(
            || "`probity clauses list` names them all".to_owned(),
            |near| format!("the nearest is `{near}`"),
        );
        UnknownClause { id: id.to_owned(), help }
    })
}

impl<'a> ClauseV1<'a> {
    fn new(clause: &'a Clause) -> Self {
        Self {
            clause: &clause.id,
            title: &clause.title,
            purpose: &clause.purpose,
            questions: clause.questions().into_iter().collect(),
            called_for: clause.called_for_when(),
            sources: &clause.sources,
            plugs_into: &clause.plugs_into,
            note: &clause.note,
            placeholders: clause
                .placeholders()
                .into_iter()
                .map(|(name, filled_from, otherwise)| PlaceholderV1 { name, filled_from, otherwise })
                .collect(),
            text: clause.text(),
        }
    }
}

fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(value).map(|it| it + "\n")
}

fn list(library: &Library) -> String {
    let longest = |of: fn(&Clause) -> usize| library.clauses.iter().map(of).max().unwrap_or(0);
    let ids = longest(|it| it.id.as_str().chars().count());
    let titles = longest(|it| it.title.chars().count());
    let mut text = String::new();
    for clause in &library.clauses {
        let mut called: Vec<&str> = clause.questions().into_iter().map(QuestionId::as_str).collect();
        if clause.is_standard() {
            called.insert(0, "always");
        }
        text.push_str(&format!(
            "{:ids$}  {:titles$}  {}\n",
            clause.id.as_str(),
            clause.title,
            called.join(" ")
        ));
    }
    text
}

fn show(clause: &Clause) -> String {
    let mut text = format!("{}: {}\n\n", clause.id, clause.title);
    wrapped(&mut text, "", &clause.purpose);
    text.push_str("\nCalled for\n");
    for when in clause.called_for_when() {
        wrapped(&mut text, "  - ", &when);
    }
    text.push_str("\nText\n");
    for line in clause.text().lines() {
        let words = line.trim_start();
        let depth = line.chars().count() - words.chars().count();
        let (mark, words) = words.split_once(' ').unwrap_or(("", words));
        wrapped(&mut text, &format!("  {:depth$}{mark} ", ""), words);
    }
    if !clause.placeholders().is_empty() {
        text.push_str("\nFilled from the answers\n");
        for (name, from, otherwise) in clause.placeholders() {
            let otherwise = otherwise.unwrap_or("the sub-clause is left out");
            wrapped(&mut text, "  - ", &format!("{name}: {from}; otherwise {otherwise}"));
        }
    }
    text.push_str("\nGoes into\n");
    wrapped(&mut text, "  - ", &format!("Short Form: {}", clause.plugs_into.short_form));
    wrapped(&mut text, "  - ", &format!("Mid-Tier: {}", clause.plugs_into.mid_tier));
    if let Some(schedule) = &clause.plugs_into.security_schedule {
        wrapped(&mut text, "  - ", &format!("Security schedule: {schedule}"));
    }
    text.push_str("\nSources\n");
    for source in &clause.sources {
        wrapped(&mut text, "  - ", source);
    }
    text.push_str("\nDrafting note\n");
    wrapped(&mut text, "  ", &clause.note);
    text
}

/// Adds a paragraph in lines of at most [`WIDTH`] characters: the first begins with `lead`, the others stand below
/// its end.
fn wrapped(text: &mut String, lead: &str, paragraph: &str) {
    let indent = lead.chars().count();
    text.push_str(lead);
    let mut column = indent;
    let mut words: Vec<String> = Vec::new();
    for word in paragraph.split_whitespace() {
        match words.last_mut() {
            // A placeholder stands on one line.
            Some(last) if last.contains("{{") && !last.contains("}}") => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    for word in words {
        let length = word.chars().count();
        if column > indent && column + 1 + length > WIDTH {
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            column = indent;
        } else if column > indent {
            text.push(' ');
            column += 1;
        }
        text.push_str(&word);
        column += length;
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_hangs_below_its_lead() {
        let mut text = String::new();
        wrapped(&mut text, "- ", &"word ".repeat(25));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|it| it.chars().count() <= WIDTH));
        assert!(lines[0].starts_with("- word") && lines[1].starts_with("  word"));
    }
}
