//! A panel from declarations to agreed scores and clauses: what may be done when, and what is sent back.

mod authority;
pub(crate) mod fill;
pub(crate) mod folder;
mod programs;
mod reasons;
mod way;
