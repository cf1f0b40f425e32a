//! What a reason must have, and who sees what of it.

use std::collections::BTreeSet;

use probity::{
    panel::{Alike, Policy, Voice, alike},
    store,
};

fn policy() -> Policy {
    Policy::load(&store::data(None).unwrap()).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn copied_reasons_are_found_within_a_group_only() {
    let policy = policy();
    let texts = [
        "The tender names monthly restore drills and an air gap in its second paragraph",
        "The tender names monthly restore drills and an air gap, in its second paragraph.",
        "Nothing but promises of later encryption stands in the whole of this text",
        "The tender names monthly restore drills and one air gap in its second paragraph",
    ];
    let voices = |groups: [usize; 4]| -> Vec<Voice<'_>> {
        (0..4).map(|at| Voice { at, group: groups[at], text: texts[at] }).collect()
    };
    let found = alike(&voices([0; 4]), &policy);
    assert_eq!(found[0], Alike { first: 0, second: 1, same: true });
    assert!(found.iter().all(|it| it.second != 2), "{found:?}");
    assert!(alike(&voices([0, 1, 2, 3]), &policy).is_empty());
}

/// Averages mislead courts and suppliers alike: none is computed anywhere in the panel's code.
#[test]
fn no_average_is_computed() {
    let root = crate::properties::corpus::root().join("src");
    let mut todo = vec![root.join("panel"), root.join("panel.rs"), root.join("workbook/write/panel")];
    let mut read = BTreeSet::new();
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(std::fs::read_dir(&path).unwrap().map(|it| it.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (n, line) in text.lines().enumerate().filter(|(_, it)| !it.trim_start().starts_with("//")) {
            for word in ["AVERAGE", "MEDIAN", "mean(", "/ scores.len()", "f64", "f32"] {
                assert!(!line.contains(word), "{}:{}: {line}", path.display(), n + 1);
            }
        }
        read.insert(path);
    }
    assert!(read.len() > 10);
}
