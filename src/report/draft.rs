//! What a check of a draft found: for people on a terminal, as a page, and as JSON.

use serde::Serialize;
use tera::{Context, Tera};

use super::html::RenderError;
use crate::{
    award::dry::DryRun,
    bank::Use,
    diag::{Diagnostic, Place, Severity},
    id::{BankVersion, Date, Name, QuestionId},
    procurement::{
        Procurement,
        check::{Checked, Fact},
        readiness::{PointState, PrincipleReport},
    },
};

/// The code of what is still to fill.
const TO_FILL: &str = "procurement/to-fill";

const TEMPLATES: [(&str, &str); 2] = [
    ("draft.html", include_str!("templates/draft.html")),
    ("style.css", include_str!("templates/style.css")),
];

/// The methodology tried on made-up tenders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// For the questions of this lot; of the whole where none is named.
    pub lot: Option<Name>,
    /// What came of it.
    pub run: DryRun,
}

/// What is shown of a check.
#[derive(Debug, Serialize)]
pub struct Draft<'a> {
    schema: &'static str,
    procurement: &'a str,
    title: &'a str,
    buyer: &'a str,
    on: Date,
    ready: bool,
    errors: usize,
    warnings: usize,
    bank: Option<BankVersion>,
    profile: Option<&'a Name>,
    method: Option<&'a Name>,
    /// What the published versions of the pack have to do with the draft.
    published: &'a [String],
    faults: Vec<Told>,
    facts: &'a [Fact],
    asked: Option<Asked>,
    tried: &'a [Tried],
    /// The same in lines.
    tried_lines: Vec<(String, Vec<String>)>,
    readiness: &'a [PrincipleReport],
}

#[derive(Debug, Serialize)]
struct Told {
    severity: Severity,
    code: &'static str,
    place: Place,
    at: String,
    message: String,
    help: Option<String>,
}

/// What suppliers would be asked.
#[derive(Debug, Serialize)]
struct Asked {
    questions: usize,
    scored: usize,
    words: u64,
    weights: Vec<(QuestionId, u32)>,
    lots: Vec<OfLot>,
}

#[derive(Debug, Serialize)]
struct OfLot {
    id: Name,
    title: String,
    questions: usize,
    weights: Vec<(QuestionId, u32)>,
}

impl<'a> Draft<'a> {
    /// What is shown of `checked`.
    pub fn of(
        procurement: &'a Procurement,
        checked: &'a Checked,
        tried: &'a [Tried],
        published: &'a [String],
    ) -> Self {
        let (errors, warnings) = checked.counts();
        let weights = |bank: &crate::bank::Bank| -> Vec<(QuestionId, u32)> {
            let scored = bank.questions.iter().filter(|it| it.used_as == Use::Scored);
            scored.map(|it| (it.id.clone(), it.weight)).collect()
        };
        let asked = checked.bank.as_ref().map(|bank| Asked {
            questions: bank.questions.len(),
            scored: bank.questions.iter().filter(|it| it.used_as == Use::Scored).count(),
            words: bank.questions.iter().map(|it| u64::from(it.word_limit)).sum(),
            weights: weights(bank),
            lots: procurement
                .lot
                .iter()
                .filter_map(|lot| Some((lot, procurement.bank_of_lot(bank, lot).0?)))
                .map(|(lot, bank)| OfLot {
                    id: lot.id.clone(),
                    title: lot.title.clone(),
                    questions: bank.questions.len(),
                    weights: weights(&bank),
                })
                .collect(),
        });
        let mut faults: Vec<Told> = checked.faults.clone().into_sorted().into_iter().map(Told::of).collect();
        // What stops the pack comes first, each in the order of the file.
        faults.sort_by_key(|it| std::cmp::Reverse(it.severity));
        Self {
            schema: "probity.check/1",
            procurement: procurement.id(),
            title: &procurement.title,
            buyer: &procurement.buyer,
            on: checked.on,
            ready: errors == 0,
            errors,
            warnings,
            bank: checked.bank.as_ref().map(|it| it.version),
            profile: procurement.profile.as_ref(),
            method: procurement.method.as_ref(),
            published,
            faults,
            facts: &checked.facts,
            asked,
            tried,
            tried_lines: tried
                .iter()
                .map(|it| (it.lot.as_ref().map(ToString::to_string).unwrap_or_default(), it.run.lines()))
                .collect(),
            readiness: &checked.readiness.principles,
        }
    }

    /// As one JSON object.
    ///
    /// # Errors
    /// Never in practice.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// As a page.
    ///
    /// # Errors
    /// When the template does not fit, which a test would have caught.
    pub fn html(&self) -> Result<String, RenderError> {
        let mut tera = Tera::new();
        tera.add_raw_templates(TEMPLATES)?;
        Ok(tera.render("draft.html", &Context::from_serialize(self)?)?)
    }

    /// For a terminal.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let to_fill: Vec<&Told> = self.faults.iter().filter(|it| it.code == TO_FILL).collect();
        let wrong =
            |severity| self.faults.iter().filter(move |it| it.code != TO_FILL && it.severity == severity);
        if !to_fill.is_empty() {
            text.push_str(&format!("Still to fill ({})\n", to_fill.len()));
            for it in to_fill {
                let key = it.message.split('`').nth(1).unwrap_or_default();
                text.push_str(&format!("  {}  {key}: {}\n", it.at, it.help.as_deref().unwrap_or_default()));
            }
            text.push('\n');
        }
        for (severity, title) in [(Severity::Error, "Wrong"), (Severity::Warning, "Worth a look")] {
            let list: Vec<&Told> = wrong(severity).collect();
            if list.is_empty() {
                continue;
            }
            text.push_str(&format!("{title} ({})\n", list.len()));
            for it in list {
                text.push_str(&format!("  {}  {}\n", it.at, it.message));
                if let Some(help) = &it.help {
                    text.push_str(&format!("      {help}\n"));
                }
            }
            text.push('\n');
        }
        self.asked_in_words(&mut text);
        for (lot, lines) in &self.tried_lines {
            let of = if lot.is_empty() { String::new() } else { format!(" for lot {lot}") };
            text.push_str(&format!("The methodology tried on made-up tenders{of}\n"));
            for line in lines {
                text.push_str(&format!("  {line}\n"));
            }
            text.push('\n');
        }
        if !self.facts.is_empty() {
            text.push_str("What the law says\n");
            for it in self.facts {
                let mark = if it.unverified { "; a person must check this" } else { "" };
                text.push_str(&format!("  {} ({}{mark})\n", it.text, it.source));
            }
            text.push('\n');
        }
        text.push_str("Readiness by the five principles\n");
        for it in self.readiness {
            let count = |state: PointState| it.points.iter().filter(|it| it.state == state).count();
            let (met, reasoned) = (count(PointState::Met), count(PointState::Reasoned));
            let (gaps, missing) = (count(PointState::Gap), count(PointState::Missing));
            let asked = met + reasoned + gaps + missing;
            let mut line = format!("  {} {}: {met} of {asked} met", it.number, it.title);
            for (count, what) in
                [(reasoned, "with a reason"), (gaps, "open"), (missing, "missing and compulsory")]
            {
                if count > 0 {
                    line.push_str(&format!(", {count} {what}"));
                }
            }
            text.push_str(&format!("{line}\n"));
        }
        text.push('\n');
        for it in self.published {
            text.push_str(&format!("{it}\n"));
        }
        text.push_str(&self.verdict());
        text
    }

    fn asked_in_words(&self, text: &mut String) {
        let Some(asked) = &self.asked else { return };
        let bank = self.bank.map(|it| it.to_string()).unwrap_or_default();
        text.push_str(&format!(
            "What is asked: {} questions of bank {bank}, {} of them scored, at most {} words\n",
            asked.questions, asked.scored, asked.words
        ));
        for lot in &asked.lots {
            text.push_str(&format!("  lot {}: {} questions ({})\n", lot.id, lot.questions, lot.title));
        }
        text.push('\n');
    }

    fn verdict(&self) -> String {
        let many = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        };
        if self.ready {
            format!(
                "{} is ready for its pack as of {}; {} worth a look\n",
                self.procurement,
                self.on,
                many(self.warnings, "thing")
            )
        } else {
            format!(
                "{} is not ready as of {}: {} to mend, {} worth a look\n",
                self.procurement,
                self.on,
                many(self.errors, "thing"),
                many(self.warnings, "thing")
            )
        }
    }
}

impl Told {
    fn of(it: Diagnostic) -> Self {
        // The column helps an editor and not a reader.
        let at = match &it.place {
            Place::Line { path, line, .. } => format!("{path}:{line}"),
            other => other.to_string(),
        };
        Self { severity: it.severity, code: it.code, at, place: it.place, message: it.message, help: it.help }
    }
}
