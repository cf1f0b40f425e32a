//! The register of sources: standards, laws and guides with edition, status and dates.

use std::collections::BTreeMap;

use super::{
    Source,
    file::SourcesFile,
    read::{SOURCES, parse, read},
};
use crate::{
    diag::{Diagnostic, Diagnostics, Place},
    id::Date,
    source::{SourceFile, Spanned},
};

/// The sources by key. Two entries of one key are a fault; the first stands.
pub(super) fn sources(files: &[SourceFile], faults: &mut Diagnostics) -> BTreeMap<String, Source> {
    let mut sources = BTreeMap::new();
    let Some(file) = files.iter().find(|it| it.path == SOURCES) else {
        faults.push(
            Diagnostic::error(
                Place::Whole { path: SOURCES.to_owned() },
                "bank/no-sources",
                "the bank has no register of sources",
            )
            .help(format!("add `{SOURCES}`")),
        );
        return sources;
    };
    let Some(read) = read::<SourcesFile>(file, faults) else { return sources };
    for it in read.sources {
        let mut date =
            |day: &Option<Spanned<String>>| day.as_ref().and_then(|day| parse::<Date>(file, day, faults));
        let (valid_from, valid_to) = (date(&it.valid_from), date(&it.valid_to));
        let checked_on = parse::<Date>(file, &it.checked_on, faults);
        if let (Some(from), Some(to), Some(place)) = (valid_from, valid_to, &it.valid_to)
            && to < from
        {
            faults.push(
                Diagnostic::error(
                    file.place_of(place),
                    "bank/dates",
                    format!("`{to}` is before `{from}`, on which the source began to count"),
                )
                .help("mend one of the two dates"),
            );
        }
        let key = it.key.get_ref().clone();
        if sources.contains_key(&key) {
            faults.push(
                Diagnostic::error(
                    file.place_of(&it.key),
                    "bank/duplicate-source",
                    format!("the key `{key}` stands twice"),
                )
                .help("give each edition of a source a key of its own"),
            );
            continue;
        }
        let Some(checked_on) = checked_on else { continue };
        let source = Source {
            title: it.title,
            publisher: it.publisher,
            edition: it.edition,
            status: it.status,
            valid_from,
            valid_to,
            checked_on,
            note: it.note,
            equivalent: it.equivalent,
            named_as: it.named_as,
            link: it.link,
        };
        sources.insert(key, source);
    }
    sources
}
