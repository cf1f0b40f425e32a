//! Results, their working, and what would change them.

use probity::{
    award::{
        AwardError, Contest, Fate, FlagKind, InputFault, LotResult, Matter, Outcome, State, Tender, result,
        review::review,
    },
    procurement::method::{Method, Money},
};

use super::{item, name, questions, ready, tender};

const TWO: [(&str, u32); 2] = [("AAA-01", 60), ("AAA-02", 40)];

fn of(method: &Method, tenders: &[Tender]) -> LotResult {
    let criteria = questions(&TWO);
    result(&Contest { method, criteria: &criteria, tenders, draw: &[] }).unwrap()
}

fn two(id: &str, pounds: i64, one: u8, two: u8) -> Tender {
    tender(id, pounds, &[("AAA-01", one), ("AAA-02", two)])
}

/// Everything that people see of a result, as text.
fn told(method: &Method, tenders: &[Tender]) -> String {
    let criteria = questions(&TWO);
    let contest = Contest { method, criteria: &criteria, tenders, draw: &[] };
    let result = result(&contest).unwrap();
    let mut text = String::new();
    for it in &result.standings {
        text.push_str(&format!("{} {:?} {}\n", it.tender, it.state, it.published.as_deref().unwrap_or("-")));
        for line in &it.working {
            text.push_str(&format!("  {line}\n"));
        }
        for it in it.thresholds.iter().filter(|it| !it.met) {
            text.push_str(&format!("  ! {:?} has {} and needs {}\n", it.at, it.has, it.needs));
        }
        for flag in &it.flags {
            text.push_str(&format!("  ? {}\n", flag.message));
        }
    }
    let review = review(&contest).unwrap();
    text.push_str(&format!("first {:?}, open {:?}\n", result.first, result.open));
    text.push_str(&format!(
        "margin {:?}\n",
        review.margin.map(|it| (it.second, it.by.to_string(), it.narrow))
    ));
    for it in review.flips {
        text.push_str(&format!("flip {} {} {} to {}: {:?}\n", it.tender, it.item, it.from, it.to, it.first));
    }
    for it in review.removals.iter().filter(|it| it.order != it.without) {
        text.push_str(&format!("without {}: {:?} becomes {:?}\n", it.tender, it.order, it.without));
    }
    text
}

#[test]
fn each_formula_shows_its_working() {
    let tenders = [
        two("ash", 90_000, 4, 4),
        two("birch", 100_000, 5, 4),
        two("cedar", 100_000, 3, 3),
        two("dogwood", 59_999, 1, 2),
    ];
    let mut text = String::new();
    for id in [
        "quality-60-price-40",
        "quality-70-price-30-benchmark",
        "quality-60-price-40-mean",
        "price-per-quality-point",
        "lowest-price-passing",
    ] {
        text.push_str(&format!("# {id}\n{}\n", told(&ready(id), &tenders)));
    }
    insta::assert_snapshot!("formulas", text);
}

#[test]
fn a_price_that_looks_too_low_is_a_flag_and_never_a_score() {
    let method = ready("quality-60-price-40");
    let mut tenders =
        vec![two("ash", 70_000, 4, 4), two("birch", 100_000, 4, 4), two("cedar", 100_000, 4, 4)];
    let result = of(&method, &tenders);
    assert_eq!(result.first, [name("ash")]);
    assert_eq!(result.standings[0].flags[0].kind, FlagKind::AbnormallyLow);
    assert_eq!(result.open.len(), 1);
    tenders[0].kept.insert(Matter::AbnormallyLow, "It showed its rates and its stock.".to_owned());
    let kept = of(&method, &tenders);
    assert_eq!(kept.first, [name("ash")]);
    assert!(kept.open.is_empty());
    // To disregard it takes both letters.
    tenders[0].outcome = Outcome {
        is: Fate::AbnormallyLow,
        fact: "£70,000.00 against £100,000.00".to_owned(),
        reason: "It could not show how it pays its staff.".to_owned(),
        by: "Procurement lead".to_owned(),
        ..Outcome::default()
    };
    let criteria = questions(&TWO);
    let contest = Contest { method: &method, criteria: &criteria, tenders: &tenders, draw: &[] };
    let Err(AwardError::Input(faults)) = result_of(&contest) else { panic!() };
    assert_eq!(faults.len(), 2, "{faults:?}");
    tenders[0].outcome.told = Some("2026-10-01".parse().unwrap());
    tenders[0].outcome.heard = Some("2026-10-08".parse().unwrap());
    let result = of(&method, &tenders);
    assert_eq!(result.lowest, Some(Money::of_pence(10_000_000)));
    assert_eq!(result.standings[2].state, State::NotAssessed);
}

fn result_of(contest: &Contest<'_>) -> Result<LotResult, AwardError> {
    result(contest)
}

#[test]
fn every_outcome_says_what_it_rests_on() {
    for fate in [
        Fate::ConditionOfParticipation,
        Fate::Excluded,
        Fate::Excludable,
        Fate::AbnormallyLow,
        Fate::Procedural,
        Fate::Disqualified,
        Fate::Withdrawn,
        Fate::Late,
    ] {
        let mut outcome = Outcome { is: fate, ..Outcome::default() };
        assert!(outcome.lacks().iter().any(|it| it.contains("`fact`")), "{fate:?}");
        assert_eq!(outcome.lacks().iter().any(|it| it.contains("`reason`")), fate.is_discretion());
        outcome.fact = "Cell D9 says so.".to_owned();
        outcome.reason = "It would give an unfair advantage.".to_owned();
        outcome.by = "Procurement lead".to_owned();
        outcome.rule = "Instruction 4.2".to_owned();
        outcome.told = Some("2026-10-01".parse().unwrap());
        outcome.heard = Some("2026-10-08".parse().unwrap());
        assert!(outcome.lacks().is_empty(), "{fate:?}");
    }
    assert!(Outcome::default().lacks().is_empty());
}

#[test]
fn all_that_is_wrong_with_the_input_is_told_at_once() {
    let method = ready("quality-50-social-10-price-40");
    let criteria = questions(&[("AAA-01", 60), ("AAA-01", 0)]);
    let mut tenders = [tender("ash", 1, &[("AAA-01", 6), ("AAA-09", 1)]), tender("ash", 1, &[])];
    tenders[1].kept.insert(Matter::AboveMaximum, " ".to_owned());
    let contest = Contest { method: &method, criteria: &criteria, tenders: &tenders, draw: &[] };
    let Err(AwardError::Input(faults)) = result(&contest) else { panic!() };
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("input_faults", told.join("\n"));
    assert!(faults.contains(&InputFault::Twice(item("AAA-01"))));
}

#[test]
fn thresholds_are_compared_before_rounding() {
    // 40% of the marks are needed; 2 and 2 are exactly that, and 2 and 1 are 32%.
    let method = ready("quality-60-price-40");
    let result = of(&method, &[two("ash", 100_000, 2, 2), two("birch", 50_000, 2, 1)]);
    assert_eq!(result.first, [name("ash")]);
    assert_eq!(result.standings[1].state, State::Failed);
    // What cannot win sets no measure for what can.
    assert_eq!(result.lowest, Some(Money::of_pence(10_000_000)));
    // A third of a weight is no decimal: 39.99…% would round to 40.
    let criteria = questions(&[("AAA-01", 1), ("AAA-02", 2999)]);
    let tenders = [tender("ash", 100_000, &[("AAA-01", 1), ("AAA-02", 2)])];
    let result = probity::award::result(&Contest {
        method: &method,
        criteria: &criteria,
        tenders: &tenders,
        draw: &[],
    });
    let standing = &result.unwrap().standings[0];
    assert_eq!(standing.state, State::Failed);
    assert!(standing.thresholds[0].has.to_string().starts_with("39.993333"));
}

#[test]
fn nothing_of_no_quality_wins_and_nothing_divides_by_nothing() {
    let mut free = two("ash", 0, 5, 5);
    let result = of(&ready("quality-60-price-40"), &[free.clone(), two("birch", 50_000, 3, 3)]);
    assert!(matches!(result.standings[1].state, State::Unresolved { .. }));
    assert_eq!(result.open.len(), 1);
    free.price = None;
    let result = of(&ready("quality-60-price-40"), &[free]);
    assert!(result.first.is_empty());
    let result = of(&ready("price-per-quality-point"), &[two("ash", 1, 0, 0)]);
    assert_eq!(result.standings[0].state, State::Failed);
}

#[test]
fn a_draw_decides_only_what_it_was_held_for() {
    let method = ready("quality-60-price-40");
    let tenders = [two("ash", 90_000, 4, 4), two("birch", 90_000, 4, 4), two("cedar", 90_000, 4, 4)];
    let criteria = questions(&TWO);
    let with = |draw: &[&str]| {
        let draw: Vec<_> = draw.iter().map(|it| name(it)).collect();
        result(&Contest { method: &method, criteria: &criteria, tenders: &tenders, draw: &draw }).unwrap()
    };
    assert_eq!(with(&[]).first.len(), 3);
    assert_eq!(with(&["birch", "ash"]).first.len(), 3, "one of the three had no lot");
    let drawn = with(&["cedar", "ash", "birch"]);
    assert_eq!(drawn.first, [name("cedar")]);
    assert!(drawn.open.is_empty());
    assert!(!with(&[]).open.is_empty());
}

#[test]
fn a_relative_formula_can_turn_on_a_tender_that_did_not_win() {
    // Cedar is cheap and poor; its price sets the measure for the other two.
    let tenders = [two("ash", 100_000, 5, 5), two("birch", 80_000, 3, 5), two("cedar", 40_000, 2, 2)];
    let method = ready("quality-60-price-40");
    let criteria = questions(&TWO);
    let it = review(&Contest { method: &method, criteria: &criteria, tenders: &tenders, draw: &[] }).unwrap();
    assert!(it.removals.iter().any(|it| it.tender == name("cedar")));
    let absolute = ready("quality-70-price-30-benchmark");
    let it =
        review(&Contest { method: &absolute, criteria: &criteria, tenders: &tenders, draw: &[] }).unwrap();
    assert!(it.is_stable(), "no other price matters there");
}

#[test]
fn figures_that_do_not_fit_are_an_error() {
    let method = ready("quality-60-price-40-mean");
    let huge: Vec<Tender> = (0..60)
        .map(|n: i64| {
            let mut it = two(&format!("t{n}"), 1, 3, 3);
            it.price = Some(Money::of_pence(i64::MAX - n));
            it
        })
        .collect();
    let criteria = questions(&TWO);
    // Either the right figure or an error; the sums alone go beyond what a machine word holds.
    match result(&Contest { method: &method, criteria: &criteria, tenders: &huge, draw: &[] }) {
        Ok(it) => assert_eq!(it.standings.len(), 60),
        Err(error) => assert!(matches!(error, AwardError::TooLarge(_)), "{error}"),
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    const RELATIVE: [&str; 4] = [
        "quality-60-price-40",
        "quality-60-price-40-mean",
        "quality-70-price-30-benchmark",
        "price-per-quality-point",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

        #[test]
        fn more_for_the_same_price_never_ranks_lower(
            which in 0_usize..4,
            list in proptest::collection::vec((40_000_i64..160_000, 0_u8..=5, 0_u8..=4), 2..7),
        ) {
            let method = ready(RELATIVE[which]);
            let tenders = |more: u8| -> Vec<Tender> {
                let one = |(n, (price, a, b)): (usize, &(i64, u8, u8))| {
                    two(&format!("t{n}"), *price, *a, if n == 0 { b + more } else { *b })
                };
                list.iter().enumerate().map(one).collect()
            };
            // A tender that passes only then sets a new measure for others too, but never one that hurts itself.
            let rank = |more: u8| {
                let result = of(&method, &tenders(more));
                result.standings.iter().find(|it| it.tender == name("t0")).unwrap().rank().unwrap_or(usize::MAX)
            };
            prop_assert!(rank(1) <= rank(0));
        }

        #[test]
        fn the_order_in_which_tenders_are_listed_says_nothing(
            which in 0_usize..4,
            list in proptest::collection::vec((40_000_i64..160_000, 0_u8..=5, 0_u8..=5), 1..7),
        ) {
            let method = ready(RELATIVE[which]);
            let mut tenders: Vec<Tender> =
                list.iter().enumerate().map(|(n, (price, a, b))| two(&format!("t{n}"), *price, *a, *b)).collect();
            let ranks = |tenders: &[Tender]| {
                let mut all: Vec<_> =
                    of(&method, tenders).standings.iter().map(|it| (it.tender.clone(), it.rank(), it.total)).collect();
                all.sort();
                all
            };
            let before = ranks(&tenders);
            tenders.reverse();
            prop_assert_eq!(before, ranks(&tenders));
        }

        #[test]
        fn points_stay_within_what_is_available(
            which in 0_usize..3,
            list in proptest::collection::vec((1_i64..160_000, 0_u8..=5, 0_u8..=5), 1..7),
        ) {
            let method = ready(RELATIVE[which]);
            let tenders: Vec<Tender> =
                list.iter().enumerate().map(|(n, (price, a, b))| two(&format!("t{n}"), *price, *a, *b)).collect();
            for it in of(&method, &tenders).standings {
                let hundred = probity::award::Ratio::whole(100);
                prop_assert!(it.total.is_none_or(|it| it <= hundred && it >= probity::award::Ratio::ZERO));
            }
        }
    }
}
