//! Lots that one supplier cannot win all.

use std::collections::BTreeMap;

use probity::{
    award::{Contest, LotResult, Tender, lots::share_out, result},
    id::Name,
    procurement::method::LotSelection,
};

use super::{Dice, name, questions, ready, tender};

/// A lot with these suppliers in this order of rank.
fn lot(id: &str, suppliers: &[&str]) -> (Name, LotResult) {
    let tenders: Vec<Tender> = suppliers
        .iter()
        .enumerate()
        .map(|(n, supplier)| {
            let mut it = tender(
                &format!("{supplier}-{id}"),
                50_000 + 1000 * i64::try_from(n).unwrap(),
                &[("AAA-01", 5)],
            );
            (*supplier).clone_into(&mut it.supplier);
            it
        })
        .collect();
    let method = ready("quality-60-price-40");
    let criteria = questions(&[("AAA-01", 1)]);
    (
        name(id),
        result(&Contest { method: &method, criteria: &criteria, tenders: &tenders, draw: &[] }).unwrap(),
    )
}

fn shared(
    lots: &[(Name, LotResult)],
    most: Option<u32>,
    selection: LotSelection,
    wishes: &BTreeMap<String, Vec<Name>>,
) -> Vec<Option<String>> {
    let lots: Vec<(Name, &LotResult)> = lots.iter().map(|(id, result)| (id.clone(), result)).collect();
    let awards = share_out(&lots, most, selection, wishes);
    awards.into_iter().map(|it| it.tender.map(|it| it.to_string())).collect()
}

fn some(list: &[&str]) -> Vec<Option<String>> {
    list.iter().map(|it| Some((*it).to_owned())).collect()
}

#[test]
fn a_supplier_keeps_as_many_lots_as_it_can_win() {
    let lots = [lot("one", &["a", "b", "c"]), lot("two", &["a", "b", "c"]), lot("three", &["a", "c"])];
    let none = BTreeMap::new();
    assert_eq!(shared(&lots, None, LotSelection::LotOrder, &none), some(&["a-one", "a-two", "a-three"]));
    assert_eq!(shared(&lots, Some(1), LotSelection::LotOrder, &none), some(&["a-one", "b-two", "c-three"]));
    let wishes = BTreeMap::from([("a".to_owned(), vec![name("three"), name("two")])]);
    assert_eq!(
        shared(&lots, Some(1), LotSelection::SupplierPreference, &wishes),
        some(&["b-one", "c-two", "a-three"])
    );
    assert_eq!(
        shared(&lots, Some(2), LotSelection::SupplierPreference, &wishes),
        some(&["b-one", "a-two", "a-three"])
    );
}

#[test]
fn a_lot_whose_suppliers_win_others_goes_to_none_and_says_so() {
    let lots = [lot("one", &["a"]), lot("two", &["a"])];
    let refs: Vec<(Name, &LotResult)> = lots.iter().map(|(id, result)| (id.clone(), result)).collect();
    let awards = share_out(&refs, Some(1), LotSelection::LotOrder, &BTreeMap::new());
    assert_eq!(awards[1].tender, None);
    assert_eq!(awards[1].passed_over, [name("a-two")]);
    assert!(awards[1].open.is_some());
}

/// In the order of the lots, each goes to the best of those that can still win: worked out one lot at a time.
#[test]
fn in_the_order_of_lots_it_is_what_one_lot_after_the_other_gives() {
    let mut dice = Dice(7);
    for _ in 0..300 {
        let suppliers = ["a", "b", "c", "d"];
        let mut lots = Vec::new();
        for n in 0..4 {
            let mut field: Vec<&str> = suppliers.iter().copied().filter(|_| dice.chance(75)).collect();
            for at in (1..field.len()).rev() {
                field.swap(at, dice.below(at + 1));
            }
            if field.is_empty() {
                field.push("a");
            }
            lots.push((lot(&format!("l{n}"), &field), field));
        }
        let most = 1 + u32::try_from(dice.below(2)).unwrap();
        let mut won: BTreeMap<&str, u32> = BTreeMap::new();
        let mut expected = Vec::new();
        for ((id, _), field) in &lots {
            let best = field.iter().find(|it| won.get(*it).copied().unwrap_or(0) < most);
            if let Some(it) = best {
                *won.entry(it).or_default() += 1;
            }
            expected.push(best.map(|it| format!("{it}-{id}")));
        }
        let results: Vec<(Name, LotResult)> = lots.into_iter().map(|(it, _)| it).collect();
        assert_eq!(shared(&results, Some(most), LotSelection::LotOrder, &BTreeMap::new()), expected);
        // With preferences: no lot and no supplier would both rather have each other.
        let wishes: BTreeMap<String, Vec<Name>> = suppliers
            .iter()
            .map(|it| {
                let mut list: Vec<Name> = results.iter().map(|(id, _)| id.clone()).collect();
                for at in (1..list.len()).rev() {
                    list.swap(at, dice.below(at + 1));
                }
                ((*it).to_owned(), list)
            })
            .collect();
        let awards = shared(&results, Some(most), LotSelection::SupplierPreference, &wishes);
        let holder = |lot: usize| awards[lot].as_deref().map(|it| it.split_once('-').unwrap().0);
        for (n, (id, result)) in results.iter().enumerate() {
            for it in result.standings.iter().take_while(|it| Some(it.supplier.as_str()) != holder(n)) {
                let list = &wishes[&it.supplier];
                let place = |lot: &Name| list.iter().position(|it| it == lot).unwrap();
                let holds: Vec<usize> =
                    (0..results.len()).filter(|lot| holder(*lot) == Some(it.supplier.as_str())).collect();
                assert_eq!(holds.len(), usize::try_from(most).unwrap(), "it could have won one more");
                assert!(
                    holds.iter().all(|lot| place(&results[*lot].0) < place(id)),
                    "it would rather have this one"
                );
            }
        }
    }
}
