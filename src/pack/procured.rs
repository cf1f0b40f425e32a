//! From a procurement's own file to what its pack says.

use super::{Contact, Issue, Lot, Pack, Passage, PriceLine};
use crate::{
    bank::{Bank, Tag},
    clause::Library,
    id::{Date, Digest},
    procurement::{Capacity, Procurement, method::Method},
    rule::Rules,
};

/// The most years that are priced apart.
const YEARS: i32 = 10;

/// What a pack is made of beside the procurement.
#[derive(Debug, Clone, Copy)]
pub struct Made<'a> {
    /// The questions with their weights.
    pub bank: &'a Bank,
    /// Over the questions as they are asked.
    pub questions: &'a Digest,
    /// How answers are read.
    pub rules: &'a Rules,
    /// The clauses.
    pub library: &'a Library,
    /// How tenders are compared; none while none is chosen.
    pub method: Option<&'a Method>,
    /// The version of the pack.
    pub version: u32,
}

impl<'a> Pack<'a> {
    /// What the documents of `procurement` say.
    pub fn of(procurement: &Procurement, made: Made<'a>) -> Self {
        let mut method: Vec<Passage> = made
            .method
            .map(|it| {
                let said = it.passages().into_iter();
                said.map(|it| Passage { title: it.title.to_owned(), says: it.sentences }).collect()
            })
            .unwrap_or_default();
        method.extend(lots(procurement, made.bank));
        Self {
            issue: issue(procurement, made),
            regime: regime(procurement),
            tags: procurement.tags.clone(),
            opening: opening(procurement),
            procedure: procedure(procurement),
            disqualifiers: procurement
                .disqualifier
                .iter()
                .map(|it| {
                    let id = it.id.as_ref().map(ToString::to_string);
                    let question = it.question.as_ref().map(ToString::to_string);
                    (question.or(id).unwrap_or_default(), sentence(&it.text))
                })
                .collect(),
            method,
            pricing: pricing(procurement),
            rules: made.rules,
            library: made.library,
        }
    }
}

fn issue<'a>(procurement: &Procurement, made: Made<'a>) -> Issue<'a> {
    let dates = &procurement.dates;
    let contact = Contact {
        name: procurement.contacts.procurement.trim().to_owned(),
        address: procurement.contacts.address.trim().to_owned(),
    };
    let time = dates.deadline_time.trim();
    let deadline = dates.deadline.map(in_words).unwrap_or_default();
    Issue {
        title: procurement.title.trim().to_owned(),
        buyer: procurement.buyer.trim().to_owned(),
        procurement: procurement.id().to_owned(),
        version: made.version,
        // While no day is settled, that of the bank: a draft must not change by itself.
        on: dates.publication.unwrap_or(made.bank.date),
        deadline: if time.is_empty() || deadline.is_empty() {
            deadline
        } else {
            format!("{time} on {deadline}")
        },
        contacts: Some(contact)
            .filter(|it| !it.name.is_empty() || !it.address.is_empty())
            .into_iter()
            .collect(),
        lots: procurement
            .lot
            .iter()
            .map(|it| Lot { id: it.id.to_string(), title: it.title.trim().to_owned() })
            .collect(),
        bank: made.bank,
        questions: made.questions.clone(),
    }
}

fn regime(procurement: &Procurement) -> String {
    let Some(regime) = procurement.regime else { return String::new() };
    let mut said = regime.title().to_owned();
    if let Some(first) = said.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    said
}

fn opening(procurement: &Procurement) -> Vec<Passage> {
    let opening = &procurement.opening;
    let actions = opening
        .action
        .iter()
        .map(|it| format!("IF {} had {}, THEN {}.", bare(&it.actor), bare(&it.had), bare(&it.action)));
    let insights = opening
        .insight
        .iter()
        .map(|it| format!("{}: {} {}", it.who.trim(), sentence(&it.form), sentence(&it.how)));
    let data = opening.data.iter().map(|it| {
        let looked = [&it.open_data, &it.council_data, &it.third_party_data];
        let looked: Vec<String> =
            looked.into_iter().filter(|it| !it.trim().is_empty()).map(|it| sentence(it)).collect();
        let new = match it.new_data {
            Some(true) => " New data are collected.",
            Some(false) => " No new data are collected.",
            None => "",
        };
        format!("{} {}{new}", sentence(&it.need), looked.join(" "))
    });
    let all = [
        ("What is bought", vec![sentence(&procurement.description)]),
        ("The outcome", vec![sentence(&opening.outcome)]),
        ("How we shall know", vec![sentence(&opening.measure)]),
        ("Who can do what", actions.collect()),
        ("What they need to know, and how", insights.collect()),
        ("The data that this needs", data.collect()),
    ];
    passages(all)
}

fn procedure(procurement: &Procurement) -> Vec<Passage> {
    let dates = &procurement.dates;
    let day = |what: &str, day: Option<Date>| day.map(|it| format!("{what}: {}.", in_words(it)));
    let days = [
        day("Publication", dates.publication),
        day("Last day for suppliers’ questions", dates.clarifications_close),
        day("Last day for tenders", dates.deadline),
        day("First day of the evaluation", dates.evaluation),
        day("Planned award", dates.award),
        day("First day of the contract", dates.start),
        day("Last day of the contract, without extensions", dates.end),
    ];
    let conditions = procurement.condition.iter().map(|it| {
        let about = match it.about {
            Some(Capacity::LegalAndFinancial) => "Legal and financial capacity: ",
            Some(Capacity::Technical) => "Technical ability: ",
            None => "",
        };
        let shown = if it.evidence.trim().is_empty() {
            String::new()
        } else {
            format!(" Shown by: {}", sentence(&it.evidence))
        };
        format!("{about}{}{shown}", sentence(&it.text))
    });
    let extensions =
        procurement.extension.iter().map(|it| format!("By {} months: {}", it.months, sentence(&it.text)));
    let most = |number: Option<u32>, what: &str| {
        number.map(|it| format!("A supplier can {what} {it} of the lots at most."))
    };
    let limits = [
        most(procurement.lots.maximum_tendered, "tender for"),
        most(procurement.lots.maximum_awarded, "win"),
    ];
    let mut limits: Vec<String> = limits.into_iter().flatten().collect();
    limits.extend(Some(sentence(&procurement.lots.selection)));
    passages([
        ("Dates", days.into_iter().flatten().collect()),
        ("Conditions of participation", conditions.collect()),
        ("Extensions of the contract", extensions.collect()),
        ("Limits on lots", limits),
    ])
}

/// What weighs otherwise in a lot than in the whole.
fn lots(procurement: &Procurement, bank: &Bank) -> Option<Passage> {
    let mut says = Vec::new();
    for lot in &procurement.lot {
        if lot.questions.is_empty() && lot.weights.is_empty() {
            continue;
        }
        let (Some(of_lot), _) = procurement.bank_of_lot(bank, lot) else { continue };
        let weights: Vec<String> = of_lot
            .questions
            .iter()
            .filter(|it| it.weight > 0)
            .map(|it| format!("{} {}", it.id, it.weight))
            .collect();
        says.push(format!("In lot {} the questions weigh, out of 100: {}.", lot.id, weights.join(", ")));
    }
    (!says.is_empty()).then(|| Passage { title: "Weights of lots".to_owned(), says })
}

/// The lines that the procurement gives; else those that every contract of a service has: setting up, each year, and the
/// way out.
pub fn pricing(procurement: &Procurement) -> Vec<PriceLine> {
    if !procurement.pricing.is_empty() {
        let given = procurement.pricing.iter().map(|it| PriceLine {
            lot: it.lot.as_ref().map(ToString::to_string),
            item: it.item.trim().to_owned(),
            unit: it.unit.trim().to_owned(),
            quantity: it.quantity,
        });
        return given.collect();
    }
    let line = |item: &str, unit: &str, quantity| PriceLine {
        lot: None,
        item: item.to_owned(),
        unit: unit.to_owned(),
        quantity,
    };
    let mut lines =
        vec![line("Setting up: design, configuration, migration and training", "all of it", Some(1))];
    if procurement.has(Tag::Hardware) {
        lines.push(line("Devices, supplied and installed", "device", None));
        lines.push(line("Upkeep of a device: connectivity, calibration, repair", "device and year", None));
    }
    let years = match (procurement.dates.start, procurement.dates.end) {
        (Some(start), Some(end)) => {
            let months =
                i32::from(end.year() - start.year()) * 12 + i32::from(end.month()) - i32::from(start.month());
            (months.max(1) + 11) / 12
        }
        _ => 1,
    };
    for year in 1..=years.clamp(1, YEARS) {
        lines.push(line(
            &format!("The service in year {year}: licences, hosting, support and maintenance"),
            "year",
            Some(1),
        ));
    }
    lines.push(line("Exit: return of data and help with handing over", "all of it", Some(1)));
    lines
}

fn passages<const N: usize>(all: [(&str, Vec<String>); N]) -> Vec<Passage> {
    let kept = all.into_iter().map(|(title, says)| Passage {
        title: title.to_owned(),
        says: says.into_iter().filter(|it| !it.trim().is_empty()).collect(),
    });
    kept.filter(|it| !it.says.is_empty()).collect()
}

/// With a full stop behind it.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

fn bare(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

/// `1 September 2026`.
pub(super) fn in_words(date: Date) -> String {
    let month = match date.month() {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    };
    format!("{} {month} {}", date.day(), date.year())
}
