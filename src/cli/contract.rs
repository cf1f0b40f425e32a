//! What is told of the contract on the command line.

use std::collections::BTreeSet;

use super::Failure;
use crate::{
    assess::When,
    bank::{Tag, profile::Profile},
    clause::{Circumstances, Library},
    id::{Date, Name},
    procurement::Procurement,
};

/// What is known of the contract. It decides fields that ask for a day before or after it, and clauses.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Contract {
    /// The first day of the contract, such as 2027-04-01
    #[arg(long = "contract-start", value_name = "DATE")]
    starts: Option<Date>,
    /// The last day of the contract
    #[arg(long = "contract-end", value_name = "DATE")]
    ends: Option<Date>,
    /// The contract's value in pounds, such as 250000: some clauses are for large contracts only
    #[arg(long, value_name = "POUNDS", value_parser = pounds)]
    value: Option<u64>,
    /// Something that is bought, beside what the profile says: personal-data, camera, hardware, cloud, ai, critical
    #[arg(long = "tag", value_name = "TAG", value_parser = tag)]
    tags: Vec<Tag>,
    /// A policy of the buyer that calls for a clause, such as uk-only-hosting
    #[arg(long = "policy", value_name = "POLICY")]
    policies: Vec<Name>,
}

/// What a profile says of the procurement.
pub(super) fn of_profile(profile: &Profile, on: Date) -> Circumstances {
    Circumstances {
        tags: profile.tags.iter().flatten().copied().collect(),
        when: Some(on.into()),
        ..Circumstances::default()
    }
}

/// What a procurement says of itself, as on a day: that of its evaluation, where none is given.
pub(crate) fn of(procurement: &Procurement, on: Option<Date>) -> Circumstances {
    let dates = &procurement.dates;
    let on = on.or(dates.evaluation);
    Circumstances {
        tags: procurement.tags.iter().copied().collect(),
        policies: BTreeSet::new(),
        value: Some(procurement.value).filter(|it| *it > 0),
        when: on.map(|on| When { on, starts: dates.start, ends: dates.end }),
    }
}

impl Contract {
    /// What is `known` with what was typed beside or instead of it.
    ///
    /// # Errors
    /// When the contract ends before it starts.
    pub(super) fn known(&self, mut known: Circumstances) -> Result<Circumstances, Failure> {
        if let Some(when) = &mut known.when {
            when.starts = self.starts.or(when.starts);
            when.ends = self.ends.or(when.ends);
            if let (Some(starts), Some(ends)) = (when.starts, when.ends)
                && ends < starts
            {
                return Err(format!("the contract ends on {ends}, before it starts on {starts}").into());
            }
        }
        known.tags.extend(&self.tags);
        known.policies.extend(self.policies.iter().cloned());
        known.value = self.value.or(known.value);
        Ok(known)
    }

    /// That some clause of `library` knows each policy: what none knows would be passed over in silence.
    ///
    /// # Errors
    /// When none does.
    pub(super) fn policies_are_known(&self, library: &Library) -> Result<(), Failure> {
        let known: BTreeSet<&Name> = library.policies();
        let Some(unknown) = self.policies.iter().find(|it| !known.contains(it)) else { return Ok(()) };
        let known: Vec<String> = known.into_iter().map(|it| format!("`{it}`")).collect();
        Err(format!("no clause is for the policy `{unknown}`: those that are known are {}", known.join(", "))
            .into())
    }
}

fn tag(text: &str) -> Result<Tag, String> {
    const ALL: [Tag; 6] = [Tag::PersonalData, Tag::Camera, Tag::Hardware, Tag::Cloud, Tag::Ai, Tag::Critical];
    ALL.into_iter().find(|it| it.as_str() == text).ok_or_else(|| {
        let all: Vec<&str> = ALL.into_iter().map(Tag::as_str).collect();
        format!("`{text}` is not a tag: give one of {}", all.join(", "))
    })
}

/// A sum in whole pounds, with its sign and commas or without.
fn pounds(text: &str) -> Result<u64, String> {
    let digits = text.trim().trim_start_matches('£').replace([',', '_'], "");
    digits.parse().map_err(|_| format!("`{text}` is not a sum in whole pounds: give it as 250000"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_write_them() {
        assert_eq!(pounds("£1,250,000"), Ok(1_250_000));
        assert!(pounds("1.5m").is_err());
        assert_eq!(tag("critical"), Ok(Tag::Critical));
        assert!(tag("crucial").is_err());
    }
}
