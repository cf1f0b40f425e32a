//! Several lots: who gets which where one supplier cannot win them all.

use std::collections::BTreeMap;

use serde::Serialize;

use super::LotResult;
use crate::{
    id::{Name, TenderId},
    procurement::method::LotSelection,
};

/// What one lot goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LotAward {
    /// Which lot.
    pub lot: Name,
    /// The tender that it goes to; none where no tender can win it, or where people must decide first.
    pub tender: Option<TenderId>,
    /// Tenders that stand before it and do not get the lot, because their supplier wins others.
    pub passed_over: Vec<TenderId>,
    /// Why it goes to none.
    pub open: Option<String>,
}

/// Shares the lots out. `most` is how many one supplier can win; `preferences` has, by supplier, the lots that it prefers,
/// the dearest first.
///
/// Each lot asks its tenders in the order of their ranks; a supplier that is asked by more lots than it can win keeps those
/// that come first, by the method's rule, and the others ask on. Whatever the order of asking, the outcome is the same.
pub fn share_out(
    lots: &[(Name, &LotResult)],
    most: Option<u32>,
    selection: LotSelection,
    preferences: &BTreeMap<String, Vec<Name>>,
) -> Vec<LotAward> {
    let most = most.map_or(usize::MAX, |it| usize::try_from(it).unwrap_or(usize::MAX));
    let mut asking: Vec<Asking> = lots.iter().map(|(lot, result)| Asking::new(lot, result)).collect();
    // Which lot is dearer to a supplier: the smaller number.
    let dear = |supplier: &str, lot: usize| -> (usize, usize) {
        let id = lots.get(lot).map(|(id, _)| id);
        let said = preferences.get(supplier).filter(|_| selection == LotSelection::SupplierPreference);
        let place = said.and_then(|list| list.iter().position(|it| Some(it) == id)).unwrap_or(usize::MAX);
        (place, lot)
    };
    while let Some(lot) = asking.iter().position(Asking::is_asking) {
        let Some((tender, supplier)) = asking.get_mut(lot).and_then(Asking::ask) else { continue };
        if let Some(it) = asking.get_mut(lot) {
            it.held = Some((tender, supplier.clone()));
        }
        let mut holds: Vec<usize> = (0..asking.len())
            .filter(|it| {
                asking.get(*it).and_then(|it| it.held.as_ref()).is_some_and(|(_, held)| *held == supplier)
            })
            .collect();
        holds.sort_by_key(|it| dear(&supplier, *it));
        for refused in holds.into_iter().skip(most) {
            if let Some(it) = asking.get_mut(refused) {
                it.refused();
            }
        }
    }
    asking.into_iter().map(Asking::into_award).collect()
}

struct Asking {
    lot: Name,
    /// The ranked tenders with their suppliers and ranks.
    ranked: Vec<(TenderId, String, usize)>,
    next: Option<usize>,
    held: Option<(TenderId, String)>,
    passed_over: Vec<TenderId>,
    stuck: Option<String>,
}

impl Asking {
    fn new(lot: &Name, result: &LotResult) -> Self {
        let ranked: Vec<(TenderId, String, usize)> = result
            .standings
            .iter()
            .filter_map(|it| Some((it.tender.clone(), it.supplier.clone(), it.rank()?)))
            .collect();
        let next = (!ranked.is_empty()).then_some(0);
        let stuck = if ranked.is_empty() { Some("no tender for it is ranked".to_owned()) } else { None };
        Self { lot: lot.clone(), ranked, next, held: None, passed_over: Vec::new(), stuck }
    }

    fn is_asking(&self) -> bool {
        self.held.is_none() && self.stuck.is_none() && self.next.is_some()
    }

    /// The next tender in rank; where others share the rank with it, people must separate them first.
    fn ask(&mut self) -> Option<(TenderId, String)> {
        let at = self.next?;
        let Some((tender, supplier, rank)) = self.ranked.get(at).cloned() else {
            self.next = None;
            self.stuck =
                Some("every supplier with a ranked tender for it wins as many others as it can".to_owned());
            return None;
        };
        if self.ranked.iter().filter(|(_, _, it)| *it == rank).count() > 1 {
            self.stuck = Some(format!("the tenders of rank {rank} are equal and must be separated first"));
            return None;
        }
        self.next = Some(at + 1);
        Some((tender, supplier))
    }

    fn refused(&mut self) {
        if let Some((tender, _)) = self.held.take() {
            self.passed_over.push(tender);
        }
    }

    fn into_award(self) -> LotAward {
        LotAward {
            lot: self.lot,
            tender: self.held.map(|(tender, _)| tender),
            passed_over: self.passed_over,
            open: self.stuck,
        }
    }
}
