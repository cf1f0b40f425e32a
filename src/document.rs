//! Word documents: real templates, whose parts are files below `document/templates`, filled and zipped.

mod clauses;
mod package;

pub use clauses::{Schedule, clause_schedule};

/// A document that could not be made: always a fault of the program's own templates, never of what fills them.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A part of the document could not be filled.
    #[error("the template of the document could not be filled")]
    Template(#[from] tera::Error),
    /// The parts could not be packed together.
    #[error("the parts of the document could not be packed")]
    Package(#[from] zip::result::ZipError),
    /// The parts could not be written.
    #[error("the parts of the document could not be written")]
    Write(#[from] std::io::Error),
}
