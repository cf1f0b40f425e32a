//! Spreadsheet bytes to and from the model.

pub mod layout;
pub mod read;
pub mod write;
