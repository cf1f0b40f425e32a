//! What letters go by: the result of scores and prices, and what people say of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::Scores;
use crate::{
    award::{
        Fate, Standing,
        sheet::{LotOutcome, Outcomes, Sheet, SheetLot},
        summary::{Header, People, Recipient, Summary, TenderText, file::Telling},
    },
    cli::{Failure, award::tell::gathered, out},
    id::TenderId,
    procurement::method::Money,
    source::SourceFile,
    store,
};

/// The result of all lots.
#[derive(Default)]
pub(super) struct Award {
    pub lots: Vec<AwardLot>,
}

/// One lot.
pub(super) struct AwardLot {
    pub of: SheetLot,
    pub outcome: LotOutcome,
    /// What its tenders say and cost.
    pub texts: BTreeMap<TenderId, TenderText>,
    many: bool,
    /// Where its letters go, where one tender is for several lots.
    pub home: String,
}

impl Award {
    /// Reads the file of scores, or the record of a folder, which then adds to what people say. Faults are told, and then
    /// there is none.
    pub(super) fn read(
        data: Option<&Path>,
        files: &[SourceFile],
        scores: &Scores,
        decided: bool,
        telling: &mut Telling,
    ) -> Result<Option<Self>, Failure> {
        if scores.of.is_dir() {
            if scores.method.is_some() {
                return Err(
                    "`--method` is for a plain file: of a procurement the method is the published one".into(),
                );
            }
            let gathered = gathered(data, &scores.of, std::mem::take(telling), decided)?;
            *telling = gathered.telling;
            return Ok(Some(Self::of(gathered.sheet, gathered.outcomes, &gathered.texts)));
        }
        let own = scores.method.as_deref().map(store::text).transpose()?;
        let (sheet, faults) = Sheet::read(files, &store::text(&scores.of)?, own.as_ref());
        out::report(&faults);
        let Some(sheet) = sheet else { return Ok(None) };
        let outcomes = sheet.outcomes()?;
        Ok(Some(Self::of(sheet, outcomes, &telling.texts())))
    }

    fn of(sheet: Sheet, outcomes: Outcomes, all: &BTreeMap<TenderId, TenderText>) -> Self {
        let many = sheet.lots.len() > 1;
        let mut seen = BTreeSet::new();
        let tenders = sheet.lots.iter().flat_map(|it| &it.tenders);
        let shared = tenders.filter(|it| !seen.insert(it.id.clone())).count() > 0;
        let lots = sheet.lots.into_iter().zip(outcomes.lots).map(|(of, outcome)| {
            let home = if shared { format!("{}/", of.id) } else { String::new() };
            let mut texts = all.clone();
            texts.retain(|tender, _| of.tenders.iter().any(|it| it.id == *tender));
            for it in &of.tenders {
                let price = it.price.map(|it| it.to_string());
                texts.entry(it.id.clone()).or_default().price = price;
            }
            AwardLot { of, outcome, texts, many, home }
        });
        Self { lots: lots.collect() }
    }

    /// Where a tender stands, and in which lot.
    pub(super) fn standing(&self, tender: &TenderId) -> Result<(&AwardLot, &Standing), Failure> {
        let all = self.lots.iter().flat_map(|lot| lot.standings().map(move |it| (lot, it)));
        let all: Vec<(&AwardLot, &Standing)> = all.filter(|(_, it)| it.tender == *tender).collect();
        // Of a tender for several lots, where there is something to write of.
        let told =
            |(_, it): &&(&AwardLot, &Standing)| !it.flags.is_empty() || it.outcome.is != Fate::Assessed;
        if let Some(found) = all.iter().find(told).or(all.first()) {
            return Ok(*found);
        }
        let known: Vec<&str> =
            self.lots.iter().flat_map(AwardLot::standings).map(|it| it.tender.as_str()).collect();
        Err(format!("there is no tender `{tender}`; those of the file are {}", known.join(", ")).into())
    }
}

impl AwardLot {
    pub(super) fn standings(&self) -> impl Iterator<Item = &Standing> {
        self.outcome.result.standings.iter()
    }

    /// The head of its letters.
    pub(super) fn header(&self, telling: &Telling) -> Header {
        let title = if self.many { self.of.title.clone() } else { String::new() };
        Header { lot: title, ..telling.header.clone() }
    }

    pub(super) fn recipient(telling: &Telling, of: &Standing) -> Recipient {
        let known = telling.tender.get(&of.tender).map(|it| it.recipient.clone());
        let mut recipient = known.unwrap_or_default();
        if recipient.name.is_empty() {
            recipient.name.clone_from(&of.supplier);
        }
        recipient
    }

    /// What the tender costs, as it was entered.
    pub(super) fn price(&self, tender: &TenderId) -> Option<Money> {
        self.of.tenders.iter().find(|it| it.id == *tender)?.price
    }

    pub(super) fn summaries(&self, telling: &Telling) -> Vec<Summary> {
        let (recipients, explained) = (telling.recipients(), telling.explained());
        let people = People { recipients: &recipients, explained: &explained };
        let decided = telling.decided.get(&self.of.id).map(|it| &it.tender);
        Summary::of(&self.header(telling), &self.of.contest(), &self.outcome, decided, people)
    }
}

/// What all suppliers are called, by tender.
pub(super) fn names(telling: &Telling, lot: Option<&AwardLot>) -> BTreeMap<TenderId, String> {
    let mut names: BTreeMap<TenderId, String> =
        telling.recipients().into_iter().map(|(id, it)| (id, it.name)).collect();
    for it in lot.into_iter().flat_map(AwardLot::standings) {
        names.insert(it.tender.clone(), it.supplier.clone());
    }
    names
}
