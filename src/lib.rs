//! Probity: supplier assurance and procurement evaluation for UK public bodies.

pub mod assess;
pub mod award;
pub mod bank;
pub mod clause;
pub mod cli;
pub mod diag;
pub mod document;
pub mod id;
pub mod intake;
pub mod language;
pub mod ledger;
pub mod likeness;
pub mod pack;
pub mod panel;
pub mod procurement;
pub mod report;
pub mod rule;
pub mod source;
pub mod store;
pub mod tender;
pub mod together;
pub mod workbook;
