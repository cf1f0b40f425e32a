//! The readiness report: what the guide's five principles and the law ask of the authority itself, and what was done.

use serde::{Deserialize, Serialize};

use super::{Procurement, law::read};
use crate::{
    bank::Tag,
    diag::{Diagnostic, Diagnostics, nearest},
    id::Name,
    source::SourceFile,
};

/// Where the points stand.
const POINTS: &str = "scoring/readiness.toml";

/// What is asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principles {
    principle: Vec<Principle>,
    point: Vec<Point>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Principle {
    id: Name,
    title: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Point {
    id: Name,
    principle: Name,
    title: String,
    todo: String,
    /// What makes it compulsory.
    law: Option<String>,
    /// It is asked where one of these is bought; always where empty.
    #[serde(default)]
    when: Vec<Tag>,
    /// Whether a reason stands for a reference.
    #[serde(default = "yes")]
    reason_suffices: bool,
}

fn yes() -> bool {
    true
}

/// How ready a procurement is, principle by principle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In the guide's order.
    pub principles: Vec<PrincipleReport>,
}

/// How far one principle is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrincipleReport {
    /// From 1.
    pub number: usize,
    /// As the guide has it, shortened.
    pub title: String,
    /// What is asked of it.
    pub points: Vec<PointReport>,
}

/// What was done on one point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PointReport {
    /// The key under `[readiness]`.
    pub id: Name,
    /// A sentence that is true where it is met.
    pub title: String,
    /// Whether it is met.
    pub state: PointState,
    /// The reference or the reason.
    pub said: String,
    /// What to do about a gap.
    pub todo: String,
    /// What makes it compulsory.
    pub law: Option<String>,
}

/// Whether a point is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointState {
    /// There is a reference.
    Met,
    /// There is a reason why not.
    Reasoned,
    /// There is neither.
    Gap,
    /// The law makes it compulsory and there is nothing that suffices.
    Missing,
    /// Nothing is bought that it would apply to.
    NotApplicable,
}

impl Principles {
    /// Reads what is asked.
    ///
    /// # Errors
    /// When the file is missing or faulty.
    pub fn load(files: &[SourceFile]) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        let read = read(files, POINTS, &mut faults);
        read.filter(|_| !faults.has_errors()).ok_or(faults)
    }

    /// What was done on each point.
    pub fn report(&self, procurement: &Procurement) -> Report {
        let principles = self.principle.iter().enumerate().map(|(n, principle)| PrincipleReport {
            number: n + 1,
            title: principle.title.clone(),
            points: self
                .point
                .iter()
                .filter(|it| it.principle == principle.id)
                .map(|it| it.on(procurement))
                .collect(),
        });
        Report { principles: principles.collect() }
    }

    /// What the law makes compulsory and is missing, what else is a gap, and what is answered that nobody asked.
    pub fn check(&self, procurement: &Procurement) -> Diagnostics {
        let mut faults = Diagnostics::default();
        for it in self.report(procurement).points() {
            let place = procurement.place(&format!("readiness.{}", it.id));
            match (it.state, &it.law) {
                (PointState::Missing, Some(law)) => faults.push(
                    Diagnostic::error(
                        place,
                        "procurement/compulsory",
                        format!("nothing shows that this is done, which is compulsory ({law}): {}", it.title),
                    )
                    .help(format!("{}; then name it under `readiness.{}`", it.todo, it.id)),
                ),
                (PointState::Gap | PointState::Missing, _) => faults.push(
                    Diagnostic::warning(place, "procurement/readiness", format!("a gap: {}", it.title)).help(
                        format!("{}; then name it under `readiness.{}`, or give the reason", it.todo, it.id),
                    ),
                ),
                _ => {}
            }
        }
        for id in procurement.readiness.keys().filter(|id| !self.point.iter().any(|it| it.id == **id)) {
            let known = self.point.iter().map(|it| it.id.as_str());
            let fault = Diagnostic::error(
                procurement.place(&format!("readiness.{id}")),
                "procurement/readiness",
                format!("`{id}` is no point of the readiness report"),
            );
            faults.push(match nearest(id.as_str(), known) {
                Some(near) => fault.help(format!("the nearest is `{near}`")),
                None => fault.help("take it out; `probity check --format json` names all points"),
            });
        }
        faults
    }

    /// The points as lines that a person fills, for a new procurement that buys `tags`.
    pub fn template(&self) -> String {
        let mut text = String::new();
        for principle in &self.principle {
            text.push_str(&format!("\n# {}\n", principle.title));
            for it in self.point.iter().filter(|it| it.principle == principle.id) {
                let when: Vec<&str> = it.when.iter().map(|it| it.as_str()).collect();
                let mut note = it.title.clone();
                if let Some(law) = &it.law {
                    note.push_str(&format!(" (compulsory: {law})"));
                }
                if !when.is_empty() {
                    note.push_str(&format!(" [only where {} is bought]", when.join(" or ")));
                }
                text.push_str(&format!("# {note}\n[readiness.{}]\nreference = \"\"\nreason = \"\"\n", it.id));
            }
        }
        text
    }
}

impl Point {
    fn on(&self, procurement: &Procurement) -> PointReport {
        let said = procurement.readiness.get(&self.id);
        let reference = said.map_or("", |it| it.reference.trim());
        let reason = said.map_or("", |it| it.reason.trim());
        let applies = self.when.is_empty() || self.when.iter().any(|it| procurement.has(*it));
        let state = if !reference.is_empty() {
            PointState::Met
        } else if !applies {
            PointState::NotApplicable
        } else if !reason.is_empty() && self.reason_suffices {
            PointState::Reasoned
        } else if self.law.is_some() {
            PointState::Missing
        } else {
            PointState::Gap
        };
        PointReport {
            id: self.id.clone(),
            title: self.title.clone(),
            state,
            said: if reference.is_empty() { reason.to_owned() } else { reference.to_owned() },
            todo: self.todo.clone(),
            law: self.law.clone(),
        }
    }
}

impl Report {
    /// All points in order.
    pub fn points(&self) -> impl Iterator<Item = &PointReport> {
        self.principles.iter().flat_map(|it| &it.points)
    }
}

impl PointState {
    /// As people say it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Reasoned => "not done, with a reason",
            Self::Gap => "gap",
            Self::Missing => "missing, compulsory",
            Self::NotApplicable => "does not apply",
        }
    }
}
