//! Flags of one sheet, told one by one up to a limit and then counted, so that a person is not buried.

use std::collections::BTreeMap;

use crate::{diag::Place, tender::Flag, workbook::read::limits};

/// Counts the flags of each kind.
#[derive(Debug)]
pub(crate) struct Tally<'a> {
    sheet: String,
    flags: &'a mut Vec<Flag>,
    told: BTreeMap<&'static str, usize>,
}

impl<'a> Tally<'a> {
    /// For the sheet of this name.
    pub(crate) fn new(sheet: &str, flags: &'a mut Vec<Flag>) -> Self {
        Self { sheet: sheet.to_owned(), flags, told: BTreeMap::new() }
    }

    /// Tells one more thing.
    pub(crate) fn tell(&mut self, code: &'static str, place: Option<Place>, message: String) {
        let told = self.told.entry(code).or_default();
        *told += 1;
        if *told <= limits::TOLD {
            self.flags.push(Flag { code: code.to_owned(), place, message });
        }
    }

    /// Says how many more there were of each kind.
    pub(crate) fn finish(self) {
        for (code, told) in self.told {
            if let Some(more @ 1..) = told.checked_sub(limits::TOLD) {
                let message =
                    format!("and {more} more of this kind (`{code}`) on the sheet `{}`", self.sheet);
                self.flags.push(Flag { code: code.to_owned(), place: None, message });
            }
        }
    }
}
