//! From the fields of a question's file to fields: each kind has what it needs and nothing of another's.

use std::collections::BTreeSet;

use super::{
    Part,
    field::{Field, FieldKind, NumberField, Table},
    file::{FieldFile, FieldKindFile},
    read::{not_empty, parse},
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    id::{Name, PartId},
    source::SourceFile,
};

/// The fields of a question whose parts are `parts`.
pub(super) fn fields(
    file: &SourceFile,
    list: &[FieldFile],
    parts: &[Part],
    faults: &mut Diagnostics,
) -> Vec<Field> {
    let mut ids = BTreeSet::new();
    let mut out = Vec::new();
    for it in list {
        not_empty(file, &it.title, faults);
        not_empty(file, &it.help, faults);
        if !ids.insert(it.id.get_ref()) {
            faults.push(
                Diagnostic::error(
                    file.place_of(&it.id),
                    "bank/duplicate-field",
                    format!("the field `{}` stands twice", it.id.get_ref()),
                )
                .help("give each field an id of its own"),
            );
        }
        let part = it.part.as_ref().and_then(|text| {
            let part = parse::<PartId>(file, text, faults)?;
            if !parts.iter().any(|it| it.id == part) {
                faults.push(
                    Diagnostic::error(
                        file.place_of(text),
                        "bank/unknown-part",
                        format!("the question has no part `{part}`"),
                    )
                    .help("name one of its parts, or leave the key out for information"),
                );
            }
            Some(part)
        });
        let Some(kind) = kind(it) else {
            let needs = match it.kind.get_ref() {
                FieldKindFile::Choice => "a choice needs two `options` or more",
                FieldKindFile::Number => "a number needs a `unit` and `good`",
                FieldKindFile::Date => "a day needs `day`, which says when it counts",
                FieldKindFile::Certificates => "certificates need `schemes`",
                FieldKindFile::Table => "a table needs `columns`",
                FieldKindFile::YesNo | FieldKindFile::Text | FieldKindFile::Evidence => {
                    "the kind needs nothing more"
                }
            };
            faults.push(Diagnostic::error(file.place_of(&it.kind), "bank/field", needs).help("add it"));
            continue;
        };
        if let Some(id) = parse::<Name>(file, &it.id, faults) {
            out.push(Field {
                id,
                title: it.title.get_ref().clone(),
                part,
                required: it.required,
                help: it.help.get_ref().clone(),
                kind,
            });
        }
    }
    out
}

/// What the field asks for; none where something of its kind is missing.
fn kind(it: &FieldFile) -> Option<FieldKind> {
    Some(match it.kind.get_ref() {
        FieldKindFile::YesNo => FieldKind::YesNo,
        FieldKindFile::Text => FieldKind::Text,
        FieldKindFile::Evidence => FieldKind::Evidence,
        FieldKindFile::Choice => FieldKind::Choice(Some(it.options.clone()).filter(|it| it.len() > 1)?),
        FieldKindFile::Number => FieldKind::Number(NumberField {
            unit: Some(it.unit.clone()).filter(|it| !it.is_empty())?,
            good: it.good?,
            fair: it.fair,
            plausible: it.plausible,
        }),
        FieldKindFile::Date => FieldKind::Date(it.day?),
        FieldKindFile::Certificates => {
            FieldKind::Certificates(Some(it.schemes.clone()).filter(|it| !it.is_empty())?)
        }
        FieldKindFile::Table => FieldKind::Table(Table {
            columns: Some(it.columns.clone()).filter(|it| !it.is_empty())?,
            min_rows: it.min_rows,
            watch: it.watch.clone(),
        }),
    })
}
