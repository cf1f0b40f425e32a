//! From text to what can be said of it: tokens with their places in the cell, sentences and clauses, hits of
//! lexicons and cues, and values with their units.
//!
//! The phases, in order, each in a module of its own:
//! 1. [`normalise`]: one spelling of quotes, dashes, spaces and letters, each byte with its place in the cell;
//! 2. [`token`]: words (contractions opened, hyphens and letter-digit borders split), numbers, marks;
//! 3. [`segment`]: lines, bullets, labels and headings, sentences, clauses; `notes` knows the marks of note form;
//! 4. [`value`]: durations, dates, money, percentages, versions, editions, certificate numbers, names;
//! 5. [`vocabulary`]: each word as a number, so that it is looked up once;
//! 6. [`pattern`]: phrases of lexicons and cues, found in one walk over the tokens; [`made`] keeps those that are built in.
//!
//! Nothing here knows a question or a rule, and nothing decides what a claim is worth.

mod asked;
mod clause;
mod full_stop;
pub mod graph;
pub mod made;
pub mod matcher;
pub mod normalise;
mod notes;
pub mod pattern;
pub mod reading;
pub mod segment;
mod table;
pub mod token;
pub mod value;
pub mod vocabulary;
pub mod words;
