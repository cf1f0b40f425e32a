//! What in a workbook would act, or fetch, or is a file of its own: told, never run and never opened.

use crate::{
    diag::Place,
    tender::Flag,
    workbook::read::{
        formula::Dangers, issued, listing::Listing, package::Package, relations::Relations, runs::shortened,
        tally::Tally,
    },
};

/// What is told of macros, wherever they are found.
pub(crate) const MACROS: &str =
    "the workbook carries macros; they were not run and nothing was read from them";

/// Whether a package carries macros or says that it may.
pub(crate) fn has_macros(package: &Package) -> bool {
    let types = String::from_utf8_lossy(package.part("[Content_Types].xml").unwrap_or_default());
    let stored = |it: &String| it.to_ascii_lowercase().ends_with("vbaproject.bin");
    types.contains("macroEnabled") && !types.contains("binary.macroEnabled")
        || package.names.iter().any(stored)
}

/// Tells of macros, embedded files, links and connections.
pub(crate) fn tell(package: &Package, relations: &Relations, listing: &Listing, flags: &mut Vec<Flag>) {
    let mut push = |code: &str, message: String| flags.push(Flag { code: code.into(), place: None, message });
    let lower: Vec<String> = package.names.iter().map(|it| it.to_ascii_lowercase()).collect();
    if has_macros(package) || listing.acts.is_some() || lower.iter().any(|it| it.contains("/macrosheets/")) {
        push("macro-present", MACROS.into());
    }
    let embedded =
        |it: &&String| it.contains("/embeddings/") || it.contains("/activex/") && it.ends_with(".bin");
    if let Some(first) = lower.iter().find(embedded) {
        let count = lower.iter().filter(embedded).count();
        push(
            "embedded-object",
            format!(
                "{count} {} embedded in the workbook (the first is `{}`) and not opened; if it is evidence, ask \
                 for it as a file of its own",
                if count == 1 { "file is" } else { "files are" },
                shortened(first, 120)
            ),
        );
    }
    for it in relations.iter().filter(|it| it.external && it.kind != "hyperlink") {
        push(
            "external-link",
            format!(
                "the workbook takes something ({}) from outside, `{}`; it was not fetched, and it may show another \
                 thing tomorrow",
                what(&it.kind),
                shortened(&it.target, 200)
            ),
        );
    }
    if let Some(first) = lower.iter().find(|it| it.contains("xl/revisions/") && it.ends_with(".xml")) {
        push(
            "tracked-changes",
            format!(
                "the workbook keeps what its cells held before (`{}`); only what they hold now was read",
                shortened(first, 120)
            ),
        );
    }
    let connects = |it: &&String| {
        it.ends_with("/connections.xml")
            || it.contains("/querytables/")
            || it.contains("/webextensions/webextension")
    };
    if let Some(first) = lower.iter().find(connects) {
        push(
            "external-connection",
            format!("the workbook connects to data elsewhere (`{first}`); nothing was fetched"),
        );
    }
    // A shown name is for a list of choices or a constant of one word; a sentence in it is read by nobody either.
    let hidden = listing.hidden_names.iter().map(|it| (it, 2, "that no menu shows"));
    let shown = listing.names.iter().map(|it| (it, 4, "that only a list of names shows"));
    for ((name, words), fewest, how) in hidden.chain(shown) {
        // A reference hides nothing, nor does one word such as a version; a sentence may.
        let constant = words.contains('"');
        if constant && !issued::bears_marks(name, words) && words.split_whitespace().count() >= fewest {
            push(
                "hidden-name",
                format!(
                    "a name {how}, `{}`, carries the words “{}”; they were not scored",
                    shortened(name, 60),
                    shortened(words.trim_matches('"'), 300)
                ),
            );
        }
    }
}

fn what(kind: &str) -> &str {
    match kind {
        "image" => "a picture",
        "externalLinkPath" => "values of another workbook",
        "oleObject" => "an object",
        "attachedTemplate" => "a template",
        other => other,
    }
}

/// Tells of a formula that reaches out of the workbook.
pub(crate) fn formula(dangers: Dangers, place: &Place, tally: &mut Tally<'_>) {
    if dangers.starts {
        let message = format!("the formula in {place} would start another program; it was not run");
        tally.tell("dde-formula", Some(place.clone()), message);
    }
    if dangers.reaches {
        let message =
            format!("the formula in {place} would fetch from or send to the internet; nothing was sent");
        tally.tell("external-function", Some(place.clone()), message);
    }
}

/// Tells of a link that is not one to a page or an address.
pub(crate) fn link(target: &str, place: &Place, tally: &mut Tally<'_>) {
    let plain: String = target.chars().filter(|it| !it.is_whitespace() && !it.is_control()).collect();
    let lower = plain.to_ascii_lowercase();
    let known = ["http://", "https://", "mailto:", "tel:", "#"].iter().any(|it| lower.starts_with(it));
    let scheme =
        lower.split_once(':').is_some_and(|(it, _)| it.len() > 1 && it.chars().all(char::is_alphanumeric));
    if !known && (scheme || lower.starts_with("\\\\") || lower.starts_with("//")) {
        let message = format!(
            "the link of {place} does not lead to a page (`{}`); it is shown as text and must not be followed",
            shortened(target, 120)
        );
        tally.tell("suspicious-hyperlink", Some(place.clone()), message);
    }
}
