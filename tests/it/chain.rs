//! Procurements from the empty folder to the letters, by commands alone: made by a seeded generator, filled in as people
//! would, recorded, verified, redacted and verified again.
//!
//! Every build carries the small one through. `PROBITY_CHAIN=12` and `PROBITY_CHAIN=40` do the larger ones, which want a
//! release build; `PROBITY_KEEP=FOLDER` leaves what they made there.

mod made;
mod seen;
mod way;

use made::Plan;
use way::Way;

/// Five tenders, three evaluators, the thirteen core questions.
const SMALL: Plan = Plan {
    id: "bins",
    title: "Sensors in litter bins",
    profile: "core",
    tags: "",
    questions: 13,
    tenders: 5,
    evaluators: 3,
    lots: &[],
    sentences: 2,
    seed: 5,
};

/// Two lots.
const MIDDLE: Plan = Plan {
    id: "lamps",
    title: "Sensors on lamp posts",
    tenders: 12,
    evaluators: 4,
    lots: &[("north", "North of the railway"), ("south", "South of the railway")],
    sentences: 4,
    seed: 12,
    ..SMALL
};

/// As many as a council has ever had to read.
const LARGE: Plan = Plan {
    id: "counts",
    title: "Counting people in the high street",
    profile: "camera-counting",
    tags: "\"personal-data\", \"camera\", \"hardware\", \"cloud\"",
    questions: 62,
    tenders: 40,
    evaluators: 5,
    lots: &[],
    sentences: 5,
    seed: 40,
};

#[test]
fn a_small_procurement_goes_from_the_empty_folder_to_the_letters() {
    carried(&SMALL);
}

#[test]
fn larger_procurements_go_the_same_way() {
    match std::env::var("PROBITY_CHAIN").as_deref() {
        Ok("12") => carried(&MIDDLE),
        Ok("40") => carried(&LARGE),
        Ok(other) => panic!("PROBITY_CHAIN is 12 or 40, not `{other}`"),
        Err(_) => {}
    }
}

fn carried(plan: &Plan) {
    let mut way = Way::new(plan);
    way.publish();
    way.receive();
    way.no_price_is_seen();
    way.assess();
    way.score();
    way.moderate();
    way.no_price_is_seen();
    way.open_prices();
    way.award();
    way.verify();
    way.valid();
    way.tell_times();
}
