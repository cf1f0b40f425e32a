//! Whose tenders are whose: suppliers' names as people write them.

use std::collections::BTreeMap;

use super::{
    process::{State, TenderState},
    trail::Trail,
};

/// A supplier's name without what people write in two ways: case, spacing, stops, `Ltd` for `Limited`, `&` for `and`.
pub fn folded(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty() && *it != "and");
    words.map(|it| if it == "ltd" { "limited" } else { it }).collect::<Vec<_>>().join(" ")
}

/// The tenders of each supplier that has more than one for the same contract or lot, as far as names are shown. Those that
/// were taken back, replaced or excluded, or could not be read, are passed over.
pub fn tenders(state: &State, trail: &Trail) -> Vec<Vec<String>> {
    let mut of: BTreeMap<String, Vec<(&String, &TenderState)>> = BTreeMap::new();
    for (id, it) in state.tenders.iter().filter(|(_, it)| it.out.is_none() && !it.refused) {
        of.entry(folded(&trail.supplier(id))).or_default().push((id, it));
    }
    let several = of.into_values().filter(|it| it.iter().enumerate().any(|(n, one)| meets(one.1, it, n)));
    several.map(|it| it.into_iter().map(|it| it.0.clone()).collect()).collect()
}

/// Of names with what bears them, those that are borne by several.
pub fn shared<'a>(of: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut all: BTreeMap<String, (&str, Vec<&str>)> = BTreeMap::new();
    for (name, it) in of {
        all.entry(folded(name)).or_insert_with(|| (name, Vec::new())).1.push(it);
    }
    all.into_values().filter(|(_, it)| it.len() > 1).collect()
}

/// Whether one before the `n`th is for the same lot; a tender whose lots are not known yet may be for any.
fn meets(one: &TenderState, all: &[(&String, &TenderState)], n: usize) -> bool {
    all.iter()
        .take(n)
        .any(|(_, other)| one.lots.is_empty() || other.lots.is_empty() || !one.lots.is_disjoint(&other.lots))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_in_whichever_way_it_is_written() {
        let one = folded("Zorvane Street Lamps Ltd");
        for other in
            ["ZORVANE  STREET LAMPS LIMITED", "Zorvane Street Lamps Ltd.", " Zorvane Street Lamps, Ltd "]
        {
            assert_eq!(folded(other), one, "{other}");
        }
        assert_eq!(folded("Ash & Elm Limited"), folded("Ash and Elm Ltd"));
        assert_ne!(folded("Zorvane Street Lamps (Wales) Ltd"), one);
        assert_ne!(folded("Zorvane Ltd"), one);
    }

    #[test]
    fn what_bears_one_name_is_told_together() {
        let files = [("Acme Ltd", "a.xlsx"), ("Halden Ltd", "b.xlsx"), ("ACME Limited", "c.xlsx")];
        assert_eq!(shared(files), [("Acme Ltd", vec!["a.xlsx", "c.xlsx"])]);
    }
}
