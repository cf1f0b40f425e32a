//! The skeleton of an algorithmic transparency record.

use super::{open, said};
use crate::procurement::{Kind, Procedure, Procurement};

/// The record in Markdown: tier 1 in plain words, tier 2 in detail. What only the supplier knows is left open.
pub fn atrs(procurement: &Procurement) -> String {
    let it = procurement;
    let supplier = |what: &str| open(&format!("from the supplier's tender: {what}"));
    let mut text = format!("# Algorithmic transparency record: {}\n\n", said(&it.title, "name of the tool"));
    text.push_str(
        "A skeleton made from the procurement's file. It follows the order of the Algorithmic Transparency Recording \
         Standard, which is compulsory for central government and recommended to councils. What stands in square brackets \
         is still to be written; compare it with the current template before publishing.\n\n",
    );
    let mut section = |title: &str, rows: &[(&str, String)]| {
        text.push_str(&format!("## {title}\n\n"));
        for (name, value) in rows {
            text.push_str(&format!("- **{name}:** {value}\n"));
        }
        text.push('\n');
    };
    section(
        "Tier 1: in short",
        &[
            ("Name", said(&it.title, "name of the tool")),
            ("Description", said(&it.description, "what it does, in two sentences")),
            ("Why it is used", said(&it.opening.outcome, "who is better off in what way")),
            ("Contact", said(&it.contacts.address, "address for questions")),
        ],
    );
    section(
        "Tier 2: owner and responsibility",
        &[
            ("Organisation", said(&it.buyer, "the authority")),
            ("Senior responsible owner", said(&it.contacts.owner, "the post")),
            ("Supplier", supplier("name and Companies House number")),
            ("Supplier's role", supplier("what it builds, runs and can change")),
            (
                "How it was procured",
                format!(
                    "{}, {}",
                    it.procedure.map_or_else(|| open("procedure"), |it| procedure(it).to_owned()),
                    it.regime.map_or_else(|| open("law"), |it| format!("under {}", it.title()))
                ),
            ),
            ("What was procured", it.kind.map_or_else(|| open("kind"), |it| kind(it).to_owned())),
            ("Supplier's access to data", supplier("which data, for what, for how long")),
        ],
    );
    let actions: Vec<String> = it
        .opening
        .action
        .iter()
        .map(|it| format!("{}, knowing {}, {}", it.actor.trim(), it.had.trim(), it.action.trim()))
        .collect();
    section(
        "Tier 2: description and rationale",
        &[
            ("Scope", said(&it.description, "scope")),
            ("Benefits and how they are measured", said(&it.opening.measure, "measure")),
            ("What was there before", open("the process that it replaces")),
            ("Alternatives considered", alternatives(it)),
        ],
    );
    section(
        "Tier 2: decisions and human oversight",
        &[
            (
                "What its output is used for",
                if actions.is_empty() { open("actions") } else { actions.join("; ") },
            ),
            (
                "What people see of it",
                it.opening.insight.iter().map(|it| it.form.trim()).collect::<Vec<_>>().join("; "),
            ),
            ("Who can decide otherwise, and how", open("post and procedure")),
            ("Training", reference(it, "people-ready", "training of the people who use it")),
            ("Appeal and review", open("how somebody affected can ask for a review")),
        ],
    );
    section(
        "Tier 2: tool and model",
        &[
            ("Kind of model", supplier("kind, version, who made it")),
            ("Performance, by group of people", supplier("measures and tests")),
            ("Architecture", supplier("where it runs, what it calls")),
            ("Changes", supplier("how often it changes and how the authority is told")),
        ],
    );
    let mut rows: Vec<(&str, String)> = Vec::new();
    for set in &it.dataset {
        let personal = if set.personal { "personal data" } else { "no personal data" };
        rows.push((
            set.title.as_str(),
            format!(
                "{} {personal}; kept {}; stored: {}; access: {}",
                said(&set.description, "what is in it"),
                said(&set.retention, "how long"),
                said(&set.storage, "where"),
                said(&set.access, "who")
            ),
        ));
    }
    rows.push(("Data that the model was trained on", supplier("source, licence, known gaps")));
    section("Tier 2: data", &rows);
    section(
        "Tier 2: risks and assessments",
        &[
            ("Data protection impact assessment", reference(it, "dpia", "reference or reason")),
            ("Equality impact assessment", reference(it, "equality-assessment", "reference or reason")),
            ("Ethics", reference(it, "ethics-framework", "framework and result")),
            ("Risks and what is done about them", open("from the assessments")),
        ],
    );
    text
}

fn reference(procurement: &Procurement, point: &str, what: &str) -> String {
    let answer = procurement.readiness.get(point);
    let text =
        answer.map_or("", |it| if it.reference.trim().is_empty() { &it.reason } else { &it.reference });
    said(text, what)
}

fn alternatives(procurement: &Procurement) -> String {
    let list: Vec<String> = procurement
        .opening
        .data
        .iter()
        .flat_map(|it| [&it.open_data, &it.council_data, &it.third_party_data])
        .filter(|it| !it.trim().is_empty())
        .map(|it| it.trim().to_owned())
        .collect();
    if list.is_empty() { open("data that were looked at instead") } else { list.join(" ") }
}

fn procedure(it: Procedure) -> &'static str {
    match it {
        Procedure::Open => "open procedure",
        Procedure::CompetitiveFlexible => "competitive flexible procedure",
        Procedure::Framework => "competition under a framework",
        Procedure::Quotation => "quotations",
    }
}

fn kind(it: Kind) -> &'static str {
    match it {
        Kind::Goods => "goods",
        Kind::Services => "services",
        Kind::Works => "works",
        Kind::LightTouch => "light-touch services",
    }
}
