//! Rows of a table: what the cell under `Expires` or `Issued` says of the certificate that is named in another cell.

use std::ops::Range;

use super::{
    find::Target,
    status::{Judge, Traits},
};
use crate::{
    id::Date,
    language::{
        segment::Sentence,
        value::{Amount, ValueKind},
    },
    rule::{CueClass, Kind},
};

impl Judge<'_> {
    /// Whether the row in which a certificate stands says that it is over: by `lapsed` in one of its cells, by a day under
    /// `Expires` that is past, or by one under `Issued` that is longer ago than such a certificate lasts.
    pub(super) fn over_by_its_row(&self, target: &Target, point: Traits, sentence: &Sentence) -> bool {
        const LAPSED: &[&str] = &["lapsed", "expired"];
        const ISSUED: &[&str] = &["issued", "issue", "awarded", "granted", "dated", "certified", "achieved"];
        let is_certificate = point.kind == Kind::Credential && !point.adverse;
        if !is_certificate || !sentence.in_table || sentence.is_name {
            return false;
        }
        let tokens = &self.piece.reading.tokens;
        let cells = self.row_of(target.head.from);
        // `never lapsed`
        let denied = |at: usize| matches!(tokens.word_at(at.saturating_sub(1)), "never" | "not");
        let lapsed = |cell: &Range<usize>| {
            cell.clone().any(|at| LAPSED.contains(&tokens.word_at(at)) && !denied(at))
                && !cell.clone().any(|at| matches!(tokens.word_at(at), "renewed" | "restored" | "replaced"))
        };
        if cells.iter().any(|(_, cell)| lapsed(cell)) {
            return true;
        }
        let named =
            |name: &Range<usize>, words: &[&str]| name.clone().any(|at| words.contains(&tokens.word_at(at)));
        let expires = |name: &Range<usize>| {
            let mut cues = self.piece.reading.cues_in(name).iter();
            cues.any(|it| self.class(it) == Some(CueClass::Expiry))
        };
        let under = |wanted: &dyn Fn(&Range<usize>) -> bool| -> Vec<Date> {
            let of = cells.iter().filter(|(name, _)| name.as_ref().is_some_and(wanted));
            of.flat_map(|(_, cell)| self.days_in(cell)).collect()
        };
        let ends = under(&expires);
        if !ends.is_empty() {
            return ends.iter().all(|it| *it < self.on);
        }
        let Some(months) = point.lasts_months.and_then(|it| i32::try_from(it).ok()) else { return false };
        let begun = under(&|name| named(name, ISSUED));
        !begun.is_empty() && begun.iter().all(|it| it.months_later(months).is_some_and(|end| end < self.on))
    }

    /// The cells of the row in which a token stands, each with what names its column.
    fn row_of(&self, at: usize) -> Vec<(Option<Range<usize>>, Range<usize>)> {
        let reading = &self.piece.reading;
        let tokens = &reading.tokens;
        let breaks = |it: usize| tokens.list.get(it).is_none_or(|it| it.breaks > 0);
        let start = (0..=at).rev().find(|it| breaks(*it)).unwrap_or(0);
        let end = (at + 1..tokens.list.len()).find(|it| breaks(*it)).unwrap_or(tokens.list.len());
        let mut named =
            reading.segments.tables.iter().filter_map(|it| Some((it.names.first()?.start, &it.names)));
        let names = named.rfind(|(first, _)| *first < start).map(|(_, names)| names);
        let mut bars: Vec<usize> = (start + 1..end).filter(|it| tokens.mark_at(*it) == '|').collect();
        bars.push(end);
        let mut from = start;
        let mut out = Vec::with_capacity(bars.len());
        for (column, bar) in bars.into_iter().enumerate() {
            out.push((names.and_then(|it| it.get(column)).cloned(), from..bar));
            from = bar + 1;
        }
        out
    }

    fn days_in(&self, cell: &Range<usize>) -> impl Iterator<Item = Date> {
        self.piece.reading.values_in(cell).iter().filter_map(|it| match it.amount {
            Amount::Days(_, last) if it.kind == ValueKind::Date => Some(last),
            _ => None,
        })
    }
}
