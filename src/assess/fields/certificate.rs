//! Rows of certificates: whose they are, of which edition, by whom issued and until when. Dates decide, and a
//! certificate of a host or a parent is not the bidder's.

use std::collections::BTreeSet;

use super::{Context, Verdict, day, plain, quoted, rank};
use crate::{
    assess::{Status, Strength, engine::name_words},
    bank::{
        Source, SourceStatus,
        field::{Field, Scheme},
    },
    diag::Place,
    id::{Date, PartId},
    rule::CertificateWords,
    tender::FieldCell,
};

/// What each row makes of its parts.
pub(super) fn rows(
    context: Context<'_>,
    field: &Field,
    schemes: &[Scheme],
    rows: &[Vec<FieldCell>],
) -> Vec<(Vec<PartId>, Place, Verdict)> {
    let each = rows.iter().filter_map(|cells| {
        let row = Row { context, field, cells };
        let place = cells.first()?.place.clone();
        let scheme = row.scheme(schemes);
        let parts = match scheme {
            Some(it) => it.part.iter().chain(&field.part).take(1).cloned().collect(),
            // It may stand for any of them.
            None if field.part.is_some() => field.part.iter().cloned().collect(),
            None => field.parts().cloned().collect(),
        };
        Some((parts, place, row.verdict(scheme)))
    });
    each.collect()
}

/// One row.
struct Row<'a> {
    context: Context<'a>,
    field: &'a Field,
    cells: &'a [FieldCell],
}

/// What the checks of a row came to: the least that any of them leaves, with its reason.
struct Checks {
    verdict: Verdict,
}

impl Checks {
    fn lower(&mut self, status: Status, why: &str) {
        if rank(status, Strength::Specific) < rank(self.verdict.status, Strength::Specific) {
            self.verdict.status = status;
            self.verdict.strength = Strength::Generic;
            why.clone_into(&mut self.verdict.because);
        }
    }

    fn ask(&mut self, code: &'static str, message: String, ask: String) {
        self.verdict = self.verdict.clone().asking(code, message, ask);
    }
}

impl<'a> Row<'a> {
    fn cell(&self, column: &str) -> &'a str {
        let found = self.cells.iter().find(|it| it.column.as_str() == column);
        let text = found.map_or("", |it| it.text.trim());
        if self.words().blank.contains(&plain(text)) { "" } else { text }
    }

    fn words(&self) -> &'a CertificateWords {
        self.context.certificates
    }

    fn is_beside(&self, word: &str) -> bool {
        self.words().beside.iter().any(|it| it == word)
    }

    /// The scheme of the list that the row names.
    fn scheme(&self, schemes: &'a [Scheme]) -> Option<&'a Scheme> {
        let named = self.cell("scheme");
        if let Some(it) =
            schemes.iter().find(|it| plain(&it.title) == plain(named) || it.id.as_str() == plain(named))
        {
            return Some(it);
        }
        let said = words(named);
        schemes
            .iter()
            .filter(|it| {
                let asked = words(&it.title);
                let of_edition = |word: &str| {
                    it.editions
                        .iter()
                        .filter_map(|it| self.context.sources.get(it))
                        .any(|it| words(&it.edition).contains(word))
                };
                let beside = |word: &str| {
                    self.is_beside(word) || word.contains(|c: char| c.is_ascii_digit()) || of_edition(word)
                };
                let core: Vec<&String> = asked.iter().filter(|it| !self.is_beside(it)).collect();
                !core.is_empty()
                    && core.iter().all(|it| said.contains(*it))
                    && said.iter().all(|it| asked.contains(it) || beside(it))
            })
            .max_by_key(|it| words(&it.title).len())
    }

    fn verdict(&self, scheme: Option<&Scheme>) -> Verdict {
        let name = match self.cell("scheme") {
            "" => "a certificate without a name".to_owned(),
            it => it.to_owned(),
        };
        let printed: Vec<&str> = self.cells.iter().map(|it| it.text.trim()).collect();
        let mut verdict = Verdict::new(Status::Affirmed, Strength::Specific, printed.join(", "));
        let number = self.cell("number");
        if !number.is_empty() {
            verdict = verdict.holding("certificate", number);
        }
        if !self.cell("scheme").is_empty() {
            let edition = self.cell("edition");
            let standard = if edition.is_empty() || name.contains(edition) {
                name.clone()
            } else {
                format!("{name}, {edition}")
            };
            verdict = verdict.holding("standard", standard);
        }
        if !self.cell("expires").is_empty() {
            verdict = verdict.holding("date", self.cell("expires"));
        }
        let mut checks = Checks { verdict: verdict.because("a current certificate of the bidder") };
        if let Some(scheme) = scheme {
            self.edition(scheme, &name, &mut checks);
        } else {
            checks.lower(Status::Umbrella, "not one of the schemes that are named");
            checks.ask(
                    "certificate-equivalent",
                    format!(
                        "“{}”: {} is none of the schemes that are named. Equivalents count: please judge whether it verifies the \
                         same.",
                        self.field.title,
                        quoted(&name)
                    ),
                    format!("Please show how {name} verifies the same as the scheme that is asked for."),
                );
        }
        self.dates(scheme, &name, &mut checks);
        self.holder(&name, &mut checks);
        self.particulars(&name, &mut checks);
        checks.verdict
    }

    /// The words by which the scope may leave something out that matters.
    fn narrowed(&self) -> Option<&'a str> {
        let apart = plain(self.cell("scope")).replace([',', ';', ':', '.', '(', ')'], " ");
        let scope = format!(" {} ", apart.split_whitespace().collect::<Vec<_>>().join(" "));
        let narrowed = self.words().narrowed.iter().map(String::as_str);
        narrowed.filter(|it| scope.contains(&format!(" {it} "))).max_by_key(|it| it.len())
    }

    fn edition(&self, scheme: &Scheme, name: &str, checks: &mut Checks) {
        if scheme.editions.is_empty() {
            return;
        }
        let given = self.cell("edition");
        let named = words(&scheme.title);
        let text = format!("{given} {}", self.cell("scheme"));
        let said: Vec<String> = ordered(&text)
            .into_iter()
            .filter(|it| !named.contains(it) && !self.is_beside(it))
            .map(|it| {
                it.strip_prefix('v')
                    .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
                    .map_or(it.clone(), str::to_owned)
            })
            .collect();
        if said.is_empty() {
            checks.lower(Status::Hedged, "no edition given");
            checks.ask(
                "certificate-edition",
                format!("“{}”: the edition of {name} is not given.", self.field.title),
                format!("To which edition is your {name} certificate issued?"),
            );
            return;
        }
        let Some(source) = self.source(scheme, &said) else {
            checks.lower(Status::Uncertain, "an edition that is not known");
            checks.ask(
                "certificate-edition",
                format!(
                    "“{}”: {} is no edition of {name} that is known here.",
                    self.field.title,
                    quoted(if given.is_empty() { name } else { given })
                ),
                format!("Please confirm the edition of your {name} certificate."),
            );
            return;
        };
        let on = self.context.when.on;
        if source.valid_from.is_some_and(|it| on < it) {
            checks.lower(Status::Uncertain, "an edition that does not count yet");
            checks.ask(
                "certificate-edition",
                format!(
                    "“{}”: {} does not count before {}.",
                    self.field.title,
                    source.edition,
                    shown(source.valid_from)
                ),
                format!("Please confirm the edition of your {name} certificate."),
            );
        }
        // A certificate to an edition that was replaced runs to its own end where the scheme sets one; to an edition
        // that was withdrawn none counts any more.
        let issued_under = day::read(self.cell("issued"))
            .is_some_and(|(_, last)| source.valid_to.is_some_and(|it| last <= it));
        let runs_on =
            source.status == SourceStatus::Superseded && scheme.valid_months.is_some() && issued_under;
        if source.valid_to.is_some_and(|it| it < on) && runs_on {
            checks.ask(
                "certificate-superseded",
                format!(
                    "“{}”: {} was replaced on {}; the certificate runs to its own end, and its renewal goes by the new \
                     edition.",
                    self.field.title,
                    source.edition,
                    shown(source.valid_to)
                ),
                format!("Your {name} certificate is to an earlier edition. When will it be renewed to the current one?"),
            );
        }
        if source.valid_to.is_some_and(|it| it < on) && !runs_on {
            checks.lower(Status::Historic, "an edition that no longer counts");
            checks.ask(
                "certificate-edition",
                format!("“{}”: {} counted until {}.", self.field.title, source.edition, shown(source.valid_to)),
                format!(
                    "Your certificate is to {}, which no longer counts. Do you hold one to a current edition or an \
                     equivalent?",
                    source.edition
                ),
            );
        }
    }

    /// The source whose edition the words name: one of the scheme's, or another edition of the same.
    fn source(&self, scheme: &Scheme, said: &[String]) -> Option<&'a Source> {
        let all = self.context.sources;
        let stem = |key: &str| key.rsplit_once('-').map(|(stem, _)| stem.to_owned());
        let own = scheme.editions.iter().filter_map(|it| all.get(it));
        let listed: Vec<&Source> = own.collect();
        let akin = all.iter().filter(|(key, it)| {
            scheme.editions.iter().any(|own| {
                stem(own) == stem(key)
                    || all.get(own).is_some_and(|own| own.title == it.title && own.publisher == it.publisher)
            })
        });
        let candidates: Vec<&Source> = listed.into_iter().chain(akin.map(|(_, it)| it)).collect();
        said.iter().find_map(|word| {
            candidates
                .iter()
                .copied()
                .find(|it| words(&it.edition).contains(word) || words(&it.title).contains(word))
        })
    }

    fn dates(&self, scheme: Option<&Scheme>, name: &str, checks: &mut Checks) {
        let (on, title) = (self.context.when.on, &self.field.title);
        let mut read = |column: &str, what: &str| {
            let text = self.cell(column);
            let days = day::read(text);
            if !text.is_empty() && days.is_none() {
                checks.lower(Status::Uncertain, "a day that cannot be read");
                checks.ask(
                    "certificate-dates",
                    format!("“{title}”: {} is no day on which {name} {what}.", quoted(text)),
                    format!(
                        "On which day {}? Please give day, month and year.",
                        if column == "issued" {
                            format!("was {name} issued")
                        } else {
                            format!("does {name} expire")
                        }
                    ),
                );
            }
            days
        };
        let issued = read("issued", "was issued");
        let expires = read("expires", "expires");
        if issued.is_some_and(|(first, _)| first > on) {
            checks.lower(Status::Planned, "issued after the day of evaluation");
        }
        let months = scheme.and_then(|it| it.valid_months);
        let own_end = months.zip(issued).and_then(|(months, (_, last))| day::months_after(last, months));
        match (expires, own_end) {
            (Some((first, last)), _) if last < on => expired(first, title, name, checks),
            (Some((first, _)), _) if first < on => {
                checks.lower(Status::Uncertain, "the day of expiry decides");
                checks.ask(
                    "certificate-dates",
                    format!("“{title}”: {name} expires in the month of the evaluation, and the day decides."),
                    format!("On which day does {name} expire?"),
                );
            }
            (Some((_, last)), Some(end)) if last > end => {
                if end < on {
                    checks.lower(Status::Uncertain, "valid only if it runs longer than the scheme allows");
                }
                let months = months.unwrap_or_default();
                checks.ask(
                    "certificate-validity",
                    format!("“{title}”: {name} is said to run to {last}, longer than the {months} months of its scheme."),
                    format!("A {name} certificate lasts {months} months. Please confirm the day of issue and of expiry."),
                );
            }
            (None, Some(end)) if end < on => expired(end, title, name, checks),
            (None, _) if self.cell("expires").is_empty() => {
                if own_end.is_none() {
                    checks.lower(Status::Uncertain, "no day of expiry given");
                }
                checks.ask(
                    "certificate-dates",
                    format!("“{title}”: the day on which {name} expires is not given."),
                    format!("On which day does {name} expire?"),
                );
            }
            _ => {}
        }
    }

    fn holder(&self, name: &str, checks: &mut Checks) {
        let (holder, title) = (self.cell("holder"), &self.field.title);
        let said = plain(holder);
        if self.words().own.contains(&said) {
            return;
        }
        if holder.is_empty() {
            checks.lower(Status::Hedged, "no holder given");
            checks.ask(
                "certificate-holder",
                format!("“{title}”: the holder of {name} is not given."),
                format!("Which legal entity holds the {name} certificate?"),
            );
            return;
        }
        let held: BTreeSet<String> = name_words(holder).into_iter().collect();
        let bidder: BTreeSet<String> = self.context.bidder.iter().cloned().collect();
        if !bidder.is_empty() && held == bidder {
            return;
        }
        let known = self.context.others.contains(&said)
            || held.iter().any(|it| it.len() > 2 && self.context.others.contains(it));
        let akin =
            !held.is_empty() && (held.is_subset(&bidder) || !bidder.is_empty() && bidder.is_subset(&held));
        let another = !akin && (known || !bidder.is_empty());
        if another {
            checks.lower(Status::ThirdParty, "held by somebody else");
        }
        let message = if another {
            format!("“{title}”: {name} is held by {}, not by the bidder.", quoted(holder))
        } else {
            format!(
                "“{title}”: {name} is held by {}; please see that this is the bidder itself.",
                quoted(holder)
            )
        };
        checks.ask(
            "certificate-holder",
            message,
            format!("You name {} as the holder of {name}. Is that the legal entity that tenders, and if not, what do you hold yourself?", quoted(holder)),
        );
    }

    fn particulars(&self, name: &str, checks: &mut Checks) {
        let title = &self.field.title;
        let lacking: Vec<&str> = [("number", "its number"), ("certifying-body", "the body that issued it")]
            .into_iter()
            .filter(|(column, _)| self.cell(column).is_empty())
            .map(|(_, words)| words)
            .collect();
        if !lacking.is_empty() {
            checks.lower(Status::Hedged, "without number or body");
            checks.ask(
                "certificate-particulars",
                format!("“{title}”: {name} is given without {}.", lacking.join(" and ")),
                format!("Please give for {name}: {}.", lacking.join(" and ")),
            );
        }
        let accreditation = plain(self.cell("accreditation"));
        let denied = self.words().unaccredited.contains(&accreditation);
        if denied {
            checks.lower(Status::Related, "issued by a body without accreditation");
        }
        if denied || accreditation.is_empty() {
            checks.ask(
                "certificate-accreditation",
                format!("“{title}”: no accreditation is given of the body that issued {name}."),
                format!("By which accreditation body is the body accredited that issued {name}?"),
            );
        }
        if let Some(word) = self.narrowed() {
            checks.lower(Status::Uncertain, "a scope that may leave the service out");
            checks.ask(
                "certificate-scope",
                format!(
                    "“{title}”: the scope of {name} is narrowed by “{word}”: {}. It counts only if the service lies \
                     within it.",
                    quoted(self.cell("scope"))
                ),
                format!(
                    "The scope of your {name} certificate reads {}. Is the service that you tender within it?",
                    quoted(self.cell("scope"))
                ),
            );
        }
        if self.cell("scope").is_empty() {
            checks.ask(
                "certificate-scope",
                format!("“{title}”: the scope of {name} is not given."),
                format!("What does the scope of {name} cover, and is the service that you tender within it?"),
            );
        }
    }
}

fn expired(day: Date, title: &str, name: &str, checks: &mut Checks) {
    checks.lower(Status::Historic, "expired");
    checks.ask(
        "certificate-dates",
        format!("“{title}”: {name} expired on {day}."),
        format!(
            "Your {name} certificate expired on {day}. Has it been renewed? If so, please send the new one."
        ),
    );
}

fn shown(day: Option<Date>) -> String {
    day.map(|it| it.to_string()).unwrap_or_default()
}

/// The words and numbers of a name; `3.3` stays one.
fn ordered(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '.'))
        .map(|it| it.trim_matches('.').to_lowercase())
        .filter(|it| !it.is_empty())
        .collect()
}

fn words(text: &str) -> BTreeSet<String> {
    ordered(text).into_iter().collect()
}
