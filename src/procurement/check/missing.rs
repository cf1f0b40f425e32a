//! What is still to fill.

use super::Desk;
use crate::{bank::Tag, procurement::opening::comparisons};

const CODE: &str = "procurement/to-fill";

/// Tells each place that is still empty and what belongs there.
pub(super) fn check(desk: &mut Desk<'_>) {
    let it = desk.procurement;
    let mut empty: Vec<(String, &str)> = Vec::new();
    let mut need = |missing: bool, path: &str, help: &'static str| {
        if missing {
            empty.push((path.to_owned(), help));
        }
    };
    let blank = |text: &str| text.trim().is_empty();
    need(it.id.is_none(), "id", "give a short name of small letters, digits and hyphens");
    need(blank(&it.title), "title", "write how suppliers will know it");
    need(blank(&it.buyer), "buyer", "name the contracting authority");
    need(blank(&it.description), "description", "say in two or three sentences what is bought");
    need(it.regime.is_none(), "regime", "choose procurement-act-2023, pcr-2015 or below-threshold");
    need(it.authority.is_none(), "authority", "choose sub-central or central");
    need(it.kind.is_none(), "kind", "choose goods, services, works or light-touch");
    need(it.procedure.is_none(), "procedure", "choose open, competitive-flexible, framework or quotation");
    need(it.value == 0, "value", "estimate it in whole pounds with VAT and every extension");
    need(
        it.method.is_none(),
        "method",
        "name an assessment methodology; `probity methods list` says which there are",
    );
    let opening = &it.opening;
    need(
        blank(&opening.outcome),
        "opening.outcome",
        "say who will be better off in what way, without technology or data",
    );
    need(blank(&opening.measure), "opening.measure", "say how you will tell that the outcome came about");
    need(
        opening.action.is_empty(),
        "opening.action",
        "add `[[opening.action]]`: if somebody had access to something, then they could do something",
    );
    for (n, action) in opening.action.iter().enumerate() {
        let at = |key: &str| format!("opening.action[{n}].{key}");
        need(blank(&action.actor), &at("if"), "name the people or the system that would act");
        need(blank(&action.had), &at("had"), "name the information that they need");
        need(blank(&action.action), &at("then"), "say what they could then do");
    }
    need(
        opening.insight.is_empty(),
        "opening.insight",
        "add `[[opening.insight]]`: in what form they need the information",
    );
    for (n, insight) in opening.insight.iter().enumerate() {
        let at = |key: &str| format!("opening.insight[{n}].{key}");
        need(blank(&insight.who), &at("who"), "name who takes it in");
        need(blank(&insight.form), &at("form"), "a map, a list in order of need, an alert, a message …");
        need(blank(&insight.how), &at("how"), "say how it leads to the action");
    }
    need(
        opening.data.is_empty(),
        "opening.data",
        "add `[[opening.data]]`: what must be known, compared with what there is already",
    );
    for (n, data) in opening.data.iter().enumerate() {
        let at = |key: &str| format!("opening.data[{n}].{key}");
        need(blank(&data.need), &at("need"), "say what must be known");
        for (key, _, text) in comparisons(data) {
            need(blank(text), &at(key), "say which source was looked at and why it does or does not serve");
        }
        need(data.new_data.is_none(), &at("new-data"), "write `new-data = true` or `new-data = false`");
    }
    let dates = &it.dates;
    need(
        dates.conflicts_assessment.is_none(),
        "dates.conflicts-assessment",
        "give the day of the conflicts assessment, which comes before the tender notice",
    );
    for (day, path) in [
        (dates.publication, "dates.publication"),
        (dates.clarifications_close, "dates.clarifications-close"),
        (dates.deadline, "dates.deadline"),
        (dates.evaluation, "dates.evaluation"),
        (dates.award, "dates.award"),
        (dates.start, "dates.start"),
        (dates.end, "dates.end"),
    ] {
        need(day.is_none(), path, "write it as 2027-03-31");
    }
    let contacts = &it.contacts;
    need(blank(&contacts.procurement), "contacts.procurement", "name the team that suppliers write to");
    need(blank(&contacts.address), "contacts.address", "give the address or the platform");
    need(blank(&contacts.owner), "contacts.owner", "name the post that answers for the outcome");
    need(
        blank(&contacts.data_protection) && it.has(Tag::PersonalData),
        "contacts.data-protection",
        "name the post that answers for personal data",
    );
    for (n, person) in it.panel.iter().enumerate() {
        let at = |key: &str| format!("panel[{n}].{key}");
        need(blank(&person.person), &at("person"), "give a sign such as initials");
        need(blank(&person.post), &at("post"), "name the post that the person holds");
        need(
            person.role.is_none(),
            &at("role"),
            "choose evaluator, moderator, commercial, adviser or observer",
        );
    }
    for (n, lot) in it.lot.iter().enumerate() {
        need(blank(&lot.title), &format!("lot[{n}].title"), "write a few words");
        need(lot.value == 0, &format!("lot[{n}].value"), "estimate it in whole pounds with VAT");
    }
    for (n, condition) in it.condition.iter().enumerate() {
        let at = |key: &str| format!("condition[{n}].{key}");
        need(condition.id.is_none(), &at("id"), "give a short name");
        need(blank(&condition.text), &at("text"), "say what the supplier must meet");
        need(condition.about.is_none(), &at("about"), "choose legal-and-financial or technical");
        need(blank(&condition.evidence), &at("evidence"), "say how it is shown, and that equivalents count");
        need(blank(&condition.why), &at("why"), "say why it is proportionate to what is bought");
    }
    for (n, it) in it.disqualifier.iter().enumerate() {
        need(it.id.is_none(), &format!("disqualifier[{n}].id"), "give a short name");
        need(
            blank(&it.text),
            &format!("disqualifier[{n}].text"),
            "state the failure and that it disqualifies",
        );
    }
    for (n, it) in it.dataset.iter().enumerate() {
        need(it.id.is_none(), &format!("dataset[{n}].id"), "give a short name");
        need(blank(&it.title), &format!("dataset[{n}].title"), "write a few words");
        need(blank(&it.access), &format!("dataset[{n}].access"), "write `open`, or who has access and why");
        need(blank(&it.retention), &format!("dataset[{n}].retention"), "say for how long it is kept");
        need(blank(&it.storage), &format!("dataset[{n}].storage"), "say where it is stored");
    }
    for (path, help) in empty {
        desk.error(&path, CODE, format!("`{path}` is still to fill"), help);
    }
}
