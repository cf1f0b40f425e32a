//! How a field of a question is written out for the digest of its wording. Digests that were released may never
//! change, so every value is written here by name, and what is added later is left out where it says nothing.

use super::field::{
    Anchor, Bounds, Choice, Column, DateField, Field, FieldKind, NumberField, Scheme, Standing, Watch,
};

/// Gives `put` every value of `it` in order, each list behind its length.
pub(super) fn field(it: &Field, put: &mut impl FnMut(&str)) {
    put(it.id.as_str());
    put(&it.title);
    put(it.part.as_ref().map_or("", |it| it.as_str()));
    put(&it.required.to_string());
    put(&it.help);
    put(it.kind.as_str());
    match &it.kind {
        FieldKind::YesNo | FieldKind::Text | FieldKind::Evidence => {}
        FieldKind::Choice(options) => list(options, choice, put),
        FieldKind::Number(it) => number(it, put),
        FieldKind::Date(it) => day(*it, put),
        FieldKind::Certificates(schemes) => list(schemes, scheme, put),
        FieldKind::Table(it) => {
            list(&it.columns, column, put);
            put(&it.min_rows.to_string());
            list(&it.watch, watch, put);
        }
    }
}

fn list<T, P: FnMut(&str)>(items: &[T], each: impl Fn(&T, &mut P), put: &mut P) {
    put(&items.len().to_string());
    for it in items {
        each(it, put);
    }
}

fn words(items: &[String], put: &mut impl FnMut(&str)) {
    put(&items.len().to_string());
    for it in items {
        put(it);
    }
}

fn choice(it: &Choice, put: &mut impl FnMut(&str)) {
    put(it.id.as_str());
    put(&it.title);
    put(match it.means {
        Standing::Met => "met",
        Standing::MetWithException => "met-with-exception",
        Standing::Partly => "partly",
        Standing::Planned => "planned",
        Standing::NotMet => "not-met",
    });
}

fn number(it: &NumberField, put: &mut impl FnMut(&str)) {
    put(&it.unit);
    bounds(Some(it.good), put);
    bounds(it.fair, put);
    bounds(it.plausible, put);
}

fn bounds(it: Option<Bounds>, put: &mut impl FnMut(&str)) {
    let end = |it: Option<super::field::Quantity>| it.map(|it| it.to_string()).unwrap_or_default();
    put(&it.map(|it| end(it.at_least)).unwrap_or_default());
    put(&it.map(|it| end(it.at_most)).unwrap_or_default());
}

fn day(it: DateField, put: &mut impl FnMut(&str)) {
    for anchor in [it.not_before, it.not_after] {
        put(match anchor {
            None => "",
            Some(Anchor::Evaluation) => "evaluation",
            Some(Anchor::ContractStart) => "contract-start",
            Some(Anchor::ContractEnd) => "contract-end",
        });
    }
    put(&it.within_months.map(|it| it.to_string()).unwrap_or_default());
}

fn scheme(it: &Scheme, put: &mut impl FnMut(&str)) {
    put(it.id.as_str());
    put(&it.title);
    put(it.part.as_ref().map_or("", |it| it.as_str()));
    words(&it.editions, put);
    put(&it.valid_months.map(|it| it.to_string()).unwrap_or_default());
}

fn column(it: &Column, put: &mut impl FnMut(&str)) {
    put(it.id.as_str());
    put(&it.title);
    put(&it.required.to_string());
    words(&it.options, put);
    put(it.part.as_ref().map_or("", |it| it.as_str()));
}

fn watch(it: &Watch, put: &mut impl FnMut(&str)) {
    put(it.column.as_str());
    words(&it.unless, put);
    words(&it.when, put);
    put(it.flag.as_str());
    put(&it.message);
    put(&it.ask);
}
