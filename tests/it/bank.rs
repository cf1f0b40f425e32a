//! The bank as it is shipped, and what is said of a bank that is wrong.

use probity::{bank::Bank, store};

#[test]
fn the_bank_loads() {
    let bank = Bank::load(&store::data(None).unwrap(), None).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(bank.questions.len(), 13);
    assert_eq!(bank.questions.iter().map(|it| it.weight).sum::<u32>(), 100);
}
