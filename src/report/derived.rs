//! Documents that follow from a procurement's file and save days: timetable, standstill, clarifications, transparency
//! records, the catalogue record and the tender as open contracting data.
//!
//! Each is a draft for a person: what the file does not say is left open in square brackets.

pub mod atrs;
pub mod clarifications;
pub mod dcat;
pub mod dtpr;
pub mod ocds;
pub mod timetable;

/// What a person still has to write.
fn open(what: &str) -> String {
    format!("[{what}]")
}

/// A text of the file, or what is to be written there.
fn said(text: &str, what: &str) -> String {
    if text.trim().is_empty() { open(what) } else { text.trim().to_owned() }
}
