//! The record of a procurement: events that nobody can change unseen, and what an outsider needs to check them.
//!
//! `README.md` beside this file's modules says how the format works and what it cannot promise. All here is pure: the
//! clock and randomness are injected, and a bag is a map from paths to bytes.

pub mod act;
pub mod bag;
pub mod base64;
pub mod bidder;
pub mod checkpoint;
pub mod disclosure;
pub mod event;
mod form;
mod named;
pub mod note;
pub mod policy;
pub mod process;
pub mod reason;
pub mod receipt;
pub mod redact;
pub mod trail;
pub mod tree;
pub mod verify;
