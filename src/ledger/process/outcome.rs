//! The rules from prices to the award notice.

use std::collections::BTreeSet;

use super::{Breach, State, TenderState, breach, if_so, revises};
use crate::ledger::event::Event;

/// The outcomes that a tender can be disregarded with, as [`crate::award::Fate`] writes them.
const FATES: [&str; 8] = [
    "abnormally-low",
    "condition-of-participation",
    "disqualified",
    "excludable",
    "excluded",
    "late",
    "procedural",
    "withdrawn",
];

/// What a person may decide not to hold against a tender, as [`crate::award::Matter`] writes it.
const MATTERS: [&str; 3] = ["abnormally-low", "above-maximum", "threshold"];

impl State {
    /// The tenders that suppliers must be told the assessment of: all that take part, though they cannot win.
    pub fn assessed(&self) -> impl Iterator<Item = (&str, &TenderState)> {
        self.tenders.iter().filter(|(_, it)| it.is_active() && !it.refused).map(|(id, it)| (id.as_str(), it))
    }

    pub(super) fn check_award(&self, event: &Event) -> Result<(), Breach> {
        let Some(result) = self.result else {
            return breach("before-result", "the award is decided on a result, and none was computed");
        };
        if let Some(seq) = self.award {
            return breach("twice", format!("the award was decided before (event {seq})"));
        }
        if self.stale {
            return breach(
                "stale-result",
                format!(
                    "the result (event {result}) rests on less than was decided since: compute it anew with \
                     `probity award DIR`"
                ),
            );
        }
        event.texts("tenders").into_iter().try_for_each(|it| self.active(it).map(|_| ()))
    }

    pub(super) fn check_lot(&self, event: &Event, id: &str) -> Result<(), Breach> {
        self.active(id)?;
        let lot = event.text("lot").unwrap_or_default();
        match self.award {
            None => {
                breach("before-award", "a lot goes to a tender by a decision on the award, and there is none")
            }
            Some(_) if self.lots.contains_key(lot) => {
                breach("twice", "it was decided before to which tender this lot goes")
            }
            Some(_) => Ok(()),
        }
    }

    pub(super) fn check_summary(&self, event: &Event, id: &str, tender: &TenderState) -> Result<(), Breach> {
        if self.result.is_none() {
            return breach("before-result", "no assessment summary is sent before a result is computed");
        }
        if self.award.is_none() {
            return breach("before-award", "no assessment summary is sent before the award is decided");
        }
        if_so(tender.told.is_some(), "twice", || format!("the summary of `{id}` was sent before"))?;
        // Records of before summaries were events of their own have none; after a decision was replaced, there must be.
        let made = self.made.get(id).map(String::as_str);
        let asked = !self.made.is_empty() || !self.reopened.decisions.is_empty();
        if_so(asked && made != event.text("sha256"), "summary", || {
            format!(
                "what is sent to the supplier of `{id}` is not the summary that was made of the decision in force: \
                 `probity award summaries`"
            )
        })
    }

    pub(super) fn check_notice(&self) -> Result<(), Breach> {
        if let Some(seq) = self.contract {
            return breach("after-contract", format!("the contract was entered into (event {seq})"));
        }
        if self.award.is_none() {
            return breach("before-award", "no award notice is published before the award is decided");
        }
        if let Some((id, _)) = self.assessed().find(|(_, it)| it.told.is_none()) {
            return breach(
                "summaries-first",
                format!(
                    "before the award notice, the supplier of `{id}` must be sent its assessment summary (section \
                     50(1) of the Procurement Act 2023)"
                ),
            );
        }
        if_so(self.notice.is_some(), "twice", || "the award notice was published before".to_owned())
    }

    pub(super) fn check_disregarded(&self, event: &Event, id: &str) -> Result<(), Breach> {
        self.before_award("a tender is disregarded")?;
        let fate = event.text("fate").unwrap_or_default();
        if !FATES.contains(&fate) {
            return breach(
                "fate",
                format!("`{fate}` is no outcome of a tender: one of {}", FATES.join(", ")),
            );
        }
        let tender = self.known(id)?;
        if tender.out == Some("disregarded") {
            return breach("out", format!("`{id}` was disregarded before"));
        }
        if tender.out == Some("replaced by another") {
            return breach("out", format!("`{id}` was replaced by another"));
        }
        if fate == "late" && !tender.late {
            return breach("not-late", format!("`{id}` is not late"));
        }
        if fate == "late" && tender.admitted {
            return breach("late", format!("`{id}` is late, and was admitted"));
        }
        if fate == "abnormally-low" {
            if !tender.price_opened {
                return breach("low-price", format!("the price of `{id}` was not opened"));
            }
            let days = (event.text("told"), event.text("heard"));
            let (Some(told), Some(heard)) = days else {
                return breach(
                    "low-price",
                    "a price is held against a tender only after its supplier was told and heard (section 19(4))",
                );
            };
            if heard <= told || heard > event.at.date().to_string().as_str() {
                return breach(
                    "low-price",
                    "the supplier is heard after it was told, and before it is decided (section 19(4))",
                );
            }
        }
        Ok(())
    }

    pub(super) fn check_kept(&self, event: &Event, id: &str) -> Result<(), Breach> {
        self.before_award("a matter is decided on")?;
        self.active(id)?;
        let matter = event.text("matter").unwrap_or_default();
        if_so(!MATTERS.contains(&matter), "matter", || {
            format!(
                "`{matter}` is nothing that could be held against a tender: one of {}",
                MATTERS.join(", ")
            )
        })
    }

    pub(super) fn check_beside(&self, event: &Event, id: &str, tender: &TenderState) -> Result<(), Breach> {
        self.active(id)?;
        self.may_see(&event.by)?;
        if self.tenders.values().any(|it| it.price_opened) {
            return breach("quality-first", "what is scored is scored before a price is opened");
        }
        revises(event, tender.beside.get(event.text("criterion").unwrap_or_default()).copied())
    }

    pub(super) fn check_reckoned(&self, event: &Event, id: &str, tender: &TenderState) -> Result<(), Breach> {
        self.active(id)?;
        if !tender.price_opened {
            return breach("unopened", format!("the price of `{id}` was not opened"));
        }
        revises(event, tender.reckoned)
    }

    /// What is done to one price of a lot is done to all.
    pub(super) fn check_normalised(&self, event: &Event) -> Result<(), Breach> {
        let lot = event.text("lot");
        let of_lot = |it: &TenderState| {
            it.lots.is_empty() || lot.is_none_or(|lot| it.lots.contains(lot) && !it.disregarded.contains(lot))
        };
        let named: BTreeSet<&str> = event.texts("tenders").into_iter().collect();
        let mut due = BTreeSet::new();
        for (id, it) in self.assessed().filter(|(_, it)| of_lot(it)) {
            if !it.price_opened {
                return breach(
                    "unopened",
                    format!("prices are made comparable once all are open, and that of `{id}` is not"),
                );
            }
            due.insert(id);
        }
        if let Some(id) = due.difference(&named).next() {
            return breach(
                "not-alike",
                format!("what is done to one price is done to all, and `{id}` is left out"),
            );
        }
        match named.difference(&due).next() {
            Some(id) => {
                breach("not-alike", format!("`{id}` has no price here that could be made comparable"))
            }
            None => Ok(()),
        }
    }

    pub(super) fn check_draw(&self, event: &Event) -> Result<(), Breach> {
        self.before_award("a draw is held")?;
        if self.result.is_none() {
            return breach(
                "before-result",
                "a draw is between tenders that the result leaves equal, and none was computed",
            );
        }
        let tenders = event.texts("tenders");
        let distinct: BTreeSet<&&str> = tenders.iter().collect();
        if distinct.len() != tenders.len() || tenders.len() < 2 {
            return breach("draw", "a draw is between two or more tenders, each once");
        }
        tenders.into_iter().try_for_each(|it| self.active(it).map(|_| ()))
    }

    pub(super) fn before_award(&self, what: &str) -> Result<(), Breach> {
        match self.award {
            Some(seq) => breach(
                "after-award",
                format!(
                    "{what} before the award, which was decided (event {seq}); `probity award reopen` lets it be decided \
                         anew"
                ),
            ),
            None => Ok(()),
        }
    }
}
