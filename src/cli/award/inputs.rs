//! What a result is worked out from, taken from the record alone: consensus scores, prices, outcomes and decisions. The
//! command and verification read it here, so that both work on the same.

use std::collections::BTreeMap;

use serde_json::Value;

use super::basis::{Basis, PublishedLot};
use crate::{
    award::{
        Fate, Matter, Outcome, Tender,
        pricing::{Correction, Normalisation, Story, normalised},
        sheet::{Sheet, SheetLot},
    },
    cli::Failure,
    id::{Digest, Name, TenderId},
    ledger::{
        act::Act,
        event::{Entry, Event},
        process::{State, TenderState},
        trail::{Trail, WITHHELD},
    },
    procurement::method::{Formula, ItemId, Money},
};

/// The acts that a result rests on.
const RESTS_ON: [Act; 16] = [
    Act::PackPublished,
    Act::PackAmended,
    Act::TenderReceived,
    Act::TenderAdmitted,
    Act::TenderExcluded,
    Act::TenderDisregarded,
    Act::TenderReinstated,
    Act::TenderWithdrawn,
    Act::MatterKept,
    Act::ModerationAgreed,
    Act::ScoreDecided,
    Act::CriterionAgreed,
    Act::PriceOpened,
    Act::PriceReckoned,
    Act::PriceNormalised,
    Act::DrawHeld,
];

/// A value that a result rests on and that is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    pub(crate) seq: u64,
    pub(crate) field: &'static str,
    /// What it is, in words.
    pub(crate) what: String,
    /// Of which tender, where it is of one.
    pub(crate) tender: Option<String>,
}

/// All that a result is worked out from.
#[derive(Debug)]
pub(crate) struct Inputs {
    pub(crate) sheet: Sheet,
    /// What is not shown.
    pub(crate) missing: Vec<Missing>,
    /// What a person must do before there can be a result: whole sentences.
    pub(crate) open: Vec<String>,
    /// What a person should know of it: whole sentences.
    pub(crate) told: Vec<String>,
    /// Over the events that it rests on. Each has salted values, so that this tells nothing of them.
    pub(crate) digest: Digest,
}

/// What the result before the event `until` rests on.
///
/// # Errors
/// When what was published is not whole.
pub(crate) fn inputs(trail: &Trail, until: u64, basis: &Basis) -> Result<Inputs, Failure> {
    let mut state = State::default();
    let mut rests_on = String::new();
    let leaves = trail.leaves();
    for ((entry, leaf), seq) in trail.entries.iter().zip(&leaves).zip(0_u64..) {
        if seq >= until {
            break;
        }
        match entry {
            Entry::Withheld { .. } => state.skip(),
            Entry::Event(event) => {
                if RESTS_ON.contains(&event.act) || event.act == Act::LotsPreferred {
                    rests_on.push_str(&format!("{seq} {} {}\n", event.act, leaf.hex()));
                }
                if state.admit(event).is_err() {
                    state.force(event);
                }
            }
        }
    }
    let mut reading = Reading {
        trail,
        until,
        basis,
        state: &state,
        missing: Vec::new(),
        open: Vec::new(),
        told: Vec::new(),
        opened: BTreeMap::new(),
    };
    let mut lots = Vec::new();
    for lot in basis.lots()? {
        lots.push(reading.lot(&lot)?);
    }
    // Who can win how many lots rests on whose tender it is.
    if basis.is_divided() && basis.procurement.lots.maximum_awarded.is_some() {
        for (id, it) in &state.tenders {
            reading.value(it.seq, "supplier", || format!("whose tender {id} is"));
        }
    }
    let preferences = reading.preferences();
    let (mut missing, mut open, mut told) = (reading.missing, reading.open, reading.told);
    told.sort();
    // A question may be asked in several lots.
    told.dedup();
    missing.dedup();
    open.sort();
    open.dedup();
    let sheet = Sheet {
        title: basis.procurement.title.clone(),
        method: basis.method.clone(),
        lots,
        most_lots: basis.procurement.lots.maximum_awarded,
        preferences,
        digest: Digest::of(rests_on.as_bytes()),
    };
    Ok(Inputs { digest: sheet.digest.clone(), sheet, missing, open, told })
}

/// What a tender's price comes to in each lot.
#[derive(Debug, Clone, Default)]
struct Reckoned {
    prices: BTreeMap<String, Money>,
    tendered: BTreeMap<String, Money>,
    corrections: BTreeMap<String, Vec<Correction>>,
}

struct Reading<'a> {
    trail: &'a Trail,
    until: u64,
    basis: &'a Basis,
    state: &'a State,
    missing: Vec<Missing>,
    open: Vec<String>,
    told: Vec<String>,
    opened: BTreeMap<String, Reckoned>,
}

impl<'a> Reading<'a> {
    fn events(&self) -> impl Iterator<Item = &'a Event> {
        let until = self.until;
        self.trail.events().take_while(move |it| it.seq < until)
    }

    fn of_tender(&self, act: Act, id: &str) -> Vec<&'a Event> {
        self.events().filter(|it| it.act == act && it.about("tender") == Some(id)).collect()
    }

    /// A value that is shown; what is not is noted.
    fn value(&mut self, seq: u64, field: &'static str, what: impl FnOnce() -> String) -> Option<&'a Value> {
        let value = self.trail.value(seq, field);
        if value.is_none() {
            let event = self.trail.events().find(|it| it.seq == seq);
            let tender = event.and_then(|it| it.about("tender")).map(str::to_owned);
            let it = Missing { seq, field, what: what(), tender };
            if !self.missing.contains(&it) {
                self.missing.push(it);
            }
        }
        value
    }

    /// Words that no figure rests on.
    fn words(&self, seq: u64, field: &'static str) -> String {
        let value = self.trail.value(seq, field);
        value.map_or_else(|| WITHHELD.to_owned(), |it| it.as_str().unwrap_or_default().to_owned())
    }

    fn lot(&mut self, lot: &PublishedLot) -> Result<SheetLot, Failure> {
        let named = self.basis.is_divided().then(|| lot.id.to_string());
        let named = named.as_deref();
        let mut tenders = Vec::new();
        let mut stories = Vec::new();
        for (id, it) in &self.state.tenders {
            if it.out == Some("replaced by another") {
                continue;
            }
            let outcome = self.outcome(id, it, named);
            if let Some(lot) = named
                && !it.lots.is_empty()
                && !it.lots.contains(lot)
            {
                continue;
            }
            let (price, story) = self.price(id, it, &outcome, &lot.id, named.is_none())?;
            let scores = self.scores(id, it, lot);
            stories.extend(story);
            tenders.push(Tender {
                id: id.parse()?,
                supplier: self.trail.supplier(id),
                price,
                scores,
                outcome,
                kept: self.kept(id, named),
            });
        }
        let normalisations = self.normalisations(named)?;
        if !normalisations.is_empty() {
            let prices: BTreeMap<TenderId, Money> = tenders
                .iter()
                .filter(|it| normalisations.iter().all(|of| of.amounts.contains_key(&it.id)))
                .filter_map(|it| Some((it.id.clone(), it.price?)))
                .collect();
            let compared = normalised(&prices, &normalisations)?;
            for it in &mut tenders {
                it.price = compared.get(&it.id).copied().or(it.price);
            }
            for it in &mut stories {
                it.compared = compared.get(&it.tender).copied().or(it.compared);
            }
        }
        let draw = self.events().filter(|it| it.act == Act::DrawHeld && it.text("lot") == named).last();
        let draw = draw.map(|it| it.texts("tenders")).unwrap_or_default();
        Ok(SheetLot {
            id: lot.id.clone(),
            title: lot.title.clone(),
            method: self.basis.method.clone(),
            criteria: lot.criteria.clone(),
            tenders,
            draw: draw.into_iter().map(str::parse).collect::<Result<_, _>>()?,
            prices: stories,
            normalisations,
        })
    }

    /// What became of a tender, with what that rests on.
    fn outcome(&mut self, id: &str, tender: &TenderState, lot: Option<&str>) -> Outcome {
        let mine = |act: Act| {
            let events = self.of_tender(act, id);
            events.into_iter().rev().find(|it| it.text("lot").is_none() || it.text("lot") == lot)
        };
        let back = mine(Act::TenderReinstated).map(|it| it.seq);
        let mine = mine(Act::TenderDisregarded).filter(|it| back.is_none_or(|back| back < it.seq));
        if let Some(event) = mine {
            let fate = event.text("fate").unwrap_or_default();
            return Outcome {
                is: serde_json::from_value(Value::String(fate.to_owned())).unwrap_or_default(),
                fact: self.words(event.seq, "fact"),
                reason: self.words(event.seq, "why"),
                by: self.trail.person(&event.by),
                rule: self.words(event.seq, "rule"),
                clarified: self.words(event.seq, "clarified"),
                told: event.text("told").and_then(|it| it.parse().ok()),
                heard: event.text("heard").and_then(|it| it.parse().ok()),
            };
        }
        if let Some(event) = self.of_tender(Act::TenderWithdrawn, id).last() {
            let fact = self.words(event.seq, "reason");
            return Outcome {
                is: Fate::Withdrawn,
                fact: format!("Taken back, as recorded on {}: {fact}", event.at.date()),
                by: self.trail.person(&event.by),
                ..Outcome::default()
            };
        }
        let how = "`probity award outcome DIR";
        if let Some(event) = self.of_tender(Act::TenderExcluded, id).last() {
            let ground = event.text("ground").unwrap_or_default();
            self.open.push(format!(
                "{id} was excluded under `{ground}` (event {}): say which outcome of section 19 that is, with its fact: \
                 {how} {id} --is excluded|excludable|condition-of-participation|procedural|disqualified …`.",
                event.seq
            ));
        } else if tender.late && !tender.admitted {
            self.open.push(format!(
                "{id} came after the deadline and nobody has decided on it: {how} {id} --is late --fact … --reason …`."
            ));
        } else if tender.refused {
            self.open.push(format!(
                "{id} could not be read, and nobody is excluded by a program: ask for a file that can be read, or decide \
                 with {how} {id} --is procedural …`."
            ));
        }
        Outcome::default()
    }

    /// The panel's scores of what is scored for this lot.
    fn scores(&mut self, id: &str, tender: &TenderState, lot: &PublishedLot) -> BTreeMap<ItemId, u8> {
        let mut scores = BTreeMap::new();
        let items: Vec<ItemId> =
            lot.criteria.iter().flat_map(|it| &it.items).map(|it| it.id.clone()).collect();
        for item in items {
            let Some(seq) = tender.counts(item.as_str()) else { continue };
            let value = self.value(seq, "score", || format!("the score of {id} for {item}"));
            let score = value.and_then(Value::as_u64).and_then(|it| u8::try_from(it).ok());
            self.told.extend(self.beside(id, tender, &item, (seq, score)));
            if let Some(score) = score {
                scores.insert(item, score);
            }
        }
        for other in &self.basis.method.others {
            let Some(seq) = tender.beside.get(other.id.as_str()).copied() else {
                if tender.is_active() && !tender.refused {
                    self.open.push(format!(
                        "{id} has no score for `{}` ({}): the panel agrees on it before prices are opened, with `probity \
                         award score`.",
                        other.id, other.title
                    ));
                }
                continue;
            };
            let value = self.value(seq, "score", || format!("the score of {id} for {}", other.id));
            if let Some(score) = value.and_then(Value::as_u64).and_then(|it| u8::try_from(it).ok()) {
                scores.insert(other.id.clone(), score);
            }
        }
        scores
    }

    /// That a score was decided which does not count, since the panel agreed on another.
    fn beside(
        &self,
        id: &str,
        tender: &TenderState,
        item: &ItemId,
        (counts, score): (u64, Option<u8>),
    ) -> Option<String> {
        let decided = tender.decided.get(item.as_str()).copied().filter(|it| *it != counts)?;
        let other = self.trail.value(decided, "score").and_then(Value::as_u64)?;
        let score = score.filter(|it| u64::from(*it) != other)?;
        Some(format!(
            "{id} has two scores for {item}: {score} counts, on which the panel agreed (event {counts}); {other}, which was \
             decided beside it (event {decided}), does not"
        ))
    }

    fn price(
        &mut self,
        id: &str,
        tender: &TenderState,
        outcome: &Outcome,
        lot: &Name,
        whole: bool,
    ) -> Result<(Option<Money>, Option<Story>), Failure> {
        let key = if whole { crate::award::sheet::WHOLE } else { lot.as_str() };
        if !self.opened.contains_key(id) {
            let reckoned = self.reckoned(id, tender)?;
            self.opened.insert(id.to_owned(), reckoned);
        }
        let reckoned = self.opened.get(id).cloned().unwrap_or_default();
        let price = reckoned.prices.get(key).copied();
        let needed = !matches!(self.basis.method.price.formula, Formula::Fixed { .. });
        let hidden = tender.reckoned.is_some_and(|seq| self.trail.value(seq, "prices").is_none());
        if price.is_none() && needed && outcome.is == Fate::Assessed && tender.is_active() && !hidden {
            self.open.push(if !tender.price_opened {
                format!("The price of {id} is sealed: two people open it with `probity price open DIR {id}`.")
            } else if tender.reckoned.is_none() {
                format!("The price of {id} was opened and not added up: `probity price settle DIR {id} …`.")
            } else {
                format!(
                    "The price of {id} is open: what could not be added up is asked of the supplier and settled with \
                     `probity price settle DIR {id} …`."
                )
            });
        }
        let story = (!reckoned.prices.is_empty()).then(|| -> Result<Story, Failure> {
            Ok(Story {
                tender: id.parse()?,
                tendered: reckoned.tendered.get(key).copied(),
                corrections: reckoned.corrections.get(key).cloned().unwrap_or_default(),
                reckoned: price,
                compared: price,
            })
        });
        Ok((price, story.transpose()?))
    }

    fn reckoned(&mut self, id: &str, tender: &TenderState) -> Result<Reckoned, Failure> {
        let Some(seq) = tender.reckoned else { return Ok(Reckoned::default()) };
        let mut reckoned = Reckoned::default();
        let read = |value: Option<&Value>| -> Result<BTreeMap<String, Money>, Failure> {
            Ok(value.map(|it| serde_json::from_value(it.clone())).transpose()?.unwrap_or_default())
        };
        reckoned.prices = read(self.value(seq, "prices", || format!("the price of {id}")))?;
        reckoned.tendered = read(self.trail.value(seq, "tendered"))?;
        if let Some(it) = self.trail.value(seq, "corrections") {
            reckoned.corrections = serde_json::from_value(it.clone())?;
        }
        Ok(reckoned)
    }

    fn normalisations(&mut self, lot: Option<&str>) -> Result<Vec<Normalisation>, Failure> {
        let mut all = Vec::new();
        let events: Vec<&Event> = self
            .events()
            .filter(|it| {
                it.act == Act::PriceNormalised && (it.text("lot").is_none() || it.text("lot") == lot)
            })
            .collect();
        for event in events {
            let what = || "what was added to prices to make them comparable".to_owned();
            let Some(amounts) = self.value(event.seq, "amounts", what) else { continue };
            all.push(Normalisation {
                what: self.words(event.seq, "what"),
                reason: self.words(event.seq, "reason"),
                by: self.trail.person(&event.by),
                amounts: serde_json::from_value(amounts.clone())?,
            });
        }
        Ok(all)
    }

    fn kept(&self, id: &str, lot: Option<&str>) -> BTreeMap<Matter, String> {
        let mut kept = BTreeMap::new();
        for event in self.of_tender(Act::MatterKept, id) {
            if event.text("lot").is_some() && event.text("lot") != lot {
                continue;
            }
            let matter = event.text("matter").unwrap_or_default().to_owned();
            let Ok(matter) = serde_json::from_value::<Matter>(Value::String(matter)) else { continue };
            let reason = self.words(event.seq, "reason");
            kept.insert(matter, format!("{reason} ({})", self.trail.person(&event.by)));
        }
        kept
    }

    fn preferences(&self) -> BTreeMap<String, Vec<Name>> {
        let mut preferences = BTreeMap::new();
        for event in self.events().filter(|it| it.act == Act::LotsPreferred) {
            let lots: Vec<Name> = event.texts("lots").into_iter().filter_map(|it| it.parse().ok()).collect();
            preferences.insert(self.trail.supplier(event.about("tender").unwrap_or_default()), lots);
        }
        preferences
    }
}

impl Inputs {
    /// The sheet for points of quality alone, where not all is shown: they rest on no price and on no other tender. Gives
    /// with it the tenders whose scores are all shown.
    pub(crate) fn of_quality(&self) -> (Sheet, Vec<TenderId>) {
        let unseen = |id: &TenderId| {
            let of = |it: &Missing| it.field == "score" && it.tender.as_deref() == Some(id.as_str());
            self.missing.iter().any(of)
        };
        let mut sheet = self.sheet.clone();
        let mut whole = Vec::new();
        for lot in &mut sheet.lots {
            lot.draw.clear();
            for tender in &mut lot.tenders {
                tender.price = Some(Money::of_pence(100));
                if unseen(&tender.id) {
                    tender.outcome =
                        Outcome { is: Fate::Withdrawn, fact: WITHHELD.to_owned(), ..Outcome::default() };
                } else if !whole.contains(&tender.id) {
                    whole.push(tender.id.clone());
                }
            }
        }
        (sheet, whole)
    }
}
