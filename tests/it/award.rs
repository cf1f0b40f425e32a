//! Assessment methodologies, the arithmetic of an award, and what suppliers are told of it.

mod commands;
mod dry;
mod letters;
mod lots;
mod methods;
mod oracle;
mod prices;
mod record;
mod results;
mod summaries;
mod told;

use std::collections::BTreeMap;

use probity::{
    award::{Criterion, Item, Outcome, Tender},
    procurement::method::{ItemId, Method, Money, Settings},
    store,
};

/// Whole numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// From 0 to below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap()).unwrap()
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn chance(&mut self, in_100: usize) -> bool {
        self.below(100) < in_100
    }
}

fn name<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn item(text: &str) -> ItemId {
    text.parse().unwrap()
}

/// A criterion for each question, with its weight.
fn questions(weights: &[(&str, u32)]) -> Vec<Criterion> {
    let one = |(id, weight): &(&str, u32)| Criterion {
        id: item(id),
        title: format!("Question {id}"),
        items: vec![Item { id: item(id), title: format!("Question {id}"), weight: *weight }],
    };
    weights.iter().map(one).collect()
}

/// An assessed tender with scores for the questions in order.
fn tender(id: &str, pounds: i64, scores: &[(&str, u8)]) -> Tender {
    Tender {
        id: name(id),
        supplier: format!("{id} Ltd"),
        price: Some(Money::of_pence(pounds * 100)),
        scores: scores.iter().map(|(id, score)| (item(id), *score)).collect(),
        outcome: Outcome::default(),
        kept: BTreeMap::new(),
    }
}

/// A ready method with amounts for those that need them.
fn ready(id: &str) -> Method {
    let files = store::data(None).unwrap();
    let amount = |pounds: i64| Some(Money::of_pence(pounds * 100));
    Method::load(&files, id).unwrap_or_else(|faults| panic!("{faults}")).with(&Settings {
        full_marks_at: amount(80_000),
        no_marks_at: amount(120_000),
        fixed_price: amount(100_000),
        estimate: amount(100_000),
        minimum: BTreeMap::new(),
    })
}
