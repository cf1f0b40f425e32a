//! All integration tests, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "tests stop at the first surprise, touch files and report figures"
)]

use probity::{
    bank::{Bank, profile::Profile},
    store,
};

/// The core questions of the newest release, which is what is asked where nothing is said.
fn core_bank() -> Bank {
    let files = store::data(None).unwrap();
    let bank = Bank::load(&files, None).unwrap_or_else(|faults| panic!("{faults}"));
    bank.under(&Profile::load(&files, "core").unwrap()).unwrap()
}

mod architecture;
mod award;
mod bank;
mod chain;
mod clauses;
mod cli;
mod corpus;
mod expert;
mod fields;
mod intake;
mod language;
mod likeness;
mod pack;
mod panel;
mod panels;
mod procurement;
mod procurements;
mod properties;
mod ready;
mod record;
mod reports;
mod rules;
mod tenders;
mod torture;
mod validator;
mod workbooks;

/// Says so past the test harness, which keeps what a passing test prints to itself. Where nothing may be skipped it is a
/// failure.
fn not_checked(program: &str, what: &str) {
    let message = format!("NOT CHECKED: {program} is not installed, so {what}\n");
    std::io::Write::write_all(&mut std::io::stderr(), message.as_bytes()).unwrap();
    assert!(std::env::var_os("PROBITY_NO_SKIP").is_none(), "{message}");
}
