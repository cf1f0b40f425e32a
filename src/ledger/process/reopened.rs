//! What was decided and is decided anew: the decision on an award, and what led to it. Nothing is taken back; what is
//! recorded next takes the place of what was.

use std::collections::BTreeSet;

use super::{Breach, State, breach, if_so};
use crate::ledger::{act::Act, event::Event};

/// What was reopened and is not closed again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reopened {
    /// Tender and question, or criterion beside the questions, that the panel still has to agree on anew.
    pub scores: BTreeSet<(String, String)>,
    /// Whether prices may be reckoned anew, until the next result.
    pub prices: bool,
    /// The decisions on the award that were replaced, the oldest first.
    pub decisions: Vec<u64>,
    /// The award notices that hold no longer.
    pub notices: Vec<u64>,
    /// How often it was reopened.
    pub times: usize,
}

impl Reopened {
    /// Whether the event is of something that was reopened, so that it may follow on the result.
    pub(super) fn lets(&self, event: &Event) -> bool {
        match event.act {
            Act::ModerationAgreed | Act::ScoreDecided | Act::CriterionAgreed => self.holds(event),
            Act::PriceOpened | Act::PriceReckoned | Act::PriceNormalised => self.prices,
            _ => false,
        }
    }

    /// Whether this very score was reopened.
    pub(super) fn holds(&self, event: &Event) -> bool {
        item(event).is_some_and(|it| self.scores.contains(&it))
    }

    /// The panel has agreed anew.
    pub(super) fn close(&mut self, event: &Event) {
        if let Some(it) = item(event) {
            self.scores.remove(&it);
        }
    }
}

fn item(event: &Event) -> Option<(String, String)> {
    let of = match event.act {
        Act::CriterionAgreed => event.text("criterion"),
        _ => event.about("question"),
    };
    Some((event.about("tender")?.to_owned(), of?.to_owned()))
}

impl State {
    pub(super) fn check_reopened(&self, event: &Event) -> Result<(), Breach> {
        let Some(result) = self.result else {
            return breach("before-result", "no result was computed that could be reopened");
        };
        if let Some(seq) = self.contract {
            return breach(
                "after-contract",
                format!(
                    "the contract was entered into (event {seq}): an award is not decided anew after that. What is \
                     changed then is a modification of the contract, or ends it; take legal advice"
                ),
            );
        }
        if event.count("result") != Some(result) {
            return breach("revision", format!("the result in force is that of event {result}: look again"));
        }
        if event.count("replaces") != self.award {
            return breach("revision", "this is not the decision on the award that is in force: look again");
        }
        let scores = event.texts("scores");
        if self.award.is_none() && scores.is_empty() && !event.is("prices") {
            return breach(
                "nothing",
                "the award is not decided yet: outcomes are recorded and the result is computed anew without this. \
                 Name the scores or the prices that are wrong",
            );
        }
        for it in scores {
            let Some((id, of)) = it.split_once(' ') else {
                return breach("scores", format!("`{it}` does not name a tender and what of it is scored"));
            };
            let tender = self.active(id)?;
            if_so(!tender.settled(of) && !tender.beside.contains_key(of), "scores", || {
                format!("{of} of `{id}` has no score that could be agreed on anew")
            })?;
        }
        Ok(())
    }

    pub(super) fn take_reopened(&mut self, event: &Event) {
        let scores = event.texts("scores").into_iter().filter_map(|it| it.split_once(' '));
        self.reopened.scores.extend(scores.map(|(id, of)| (id.to_owned(), of.to_owned())));
        self.reopened.prices |= event.is("prices");
        self.reopened.times += 1;
        self.stale |= self.reopened.prices || !self.reopened.scores.is_empty();
        self.reopened.decisions.extend(self.award.take());
        self.reopened.notices.extend(self.notice.take());
        self.noticed_on = None;
        self.lots.clear();
        self.made.clear();
        for it in self.tenders.values_mut() {
            it.told_before = it.told.take().or(it.told_before);
        }
    }

    pub(super) fn check_reinstated(&self, event: &Event, id: &str) -> Result<(), Breach> {
        self.before_award("a tender is let take part again")?;
        let tender = self.known(id)?;
        let lies = match event.text("lot") {
            Some(lot) => tender.disregarded.contains(lot),
            None => tender.out == Some("disregarded"),
        };
        if_so(!lies, "not-out", || format!("`{id}` was not disregarded there"))
    }

    /// Summaries follow from the decision that is in force.
    pub(super) fn check_made(&self, event: &Event) -> Result<(), Breach> {
        if self.award.is_none() {
            return breach("before-award", "no assessment summary is made before the award is decided");
        }
        if event.count("award") != self.award {
            return breach("revision", "the summaries follow from another decision than the one in force");
        }
        for it in event.texts("summaries") {
            let id = it.split_once(' ').map_or(it, |(id, _)| id);
            if let Some(told) = self.known(id)?.told {
                let same = self.made.get(id).is_some_and(|made| it.ends_with(made.as_str()));
                if_so(!same, "twice", || {
                    format!(
                        "the summary of `{id}` was sent (event {told}) and is not made anew: what was wrong in it is \
                         reopened first"
                    )
                })?;
            }
        }
        Ok(())
    }

    pub(super) fn check_contract(&self, event: &Event) -> Result<(), Breach> {
        let Some(noticed) = &self.noticed_on else {
            return breach(
                "before-notice",
                "no contract is entered into before its award notice is published (section 50 of the Procurement Act \
                 2023)",
            );
        };
        if let Some(seq) = self.contract {
            return breach("twice", format!("the contract was entered into before (event {seq})"));
        }
        if_so(event.text("on").is_none_or(|it| it < noticed.as_str()), "before-notice", || {
            format!("the contract is not entered into before the day of its award notice, {noticed}")
        })
    }
}
