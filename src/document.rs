//! Word documents: real templates, whose parts are files below `document/templates`, filled and zipped.

mod award;
mod clauses;
mod contract;
mod letter;
mod markup;
mod package;
mod tender;
mod twin;

pub use award::{assessment_summary, evaluation_report};
pub use clauses::{Schedule, clause_schedule};
pub use contract::{ContractSchedule, DecidedClause, DecidedPromise, contract_schedule};
pub use letter::{letter, letter_templates};
pub use package::Templates;
pub use tender::{Document, built_in, documents};
pub use twin::Twin;

/// A document that could not be made: always a fault of the program's own templates, never of what fills them.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A part of the document could not be filled.
    #[error("the template of the document could not be filled")]
    Template(#[from] tera::Error),
    /// A template says what a document cannot hold.
    #[error("the template `{template}` cannot be read at line {line} of what it makes: {what}")]
    Markup {
        /// Its name.
        template: String,
        /// Of what it makes, from 1.
        line: usize,
        /// What is wrong there.
        what: String,
    },
    /// The parts could not be packed together.
    #[error("the parts of the document could not be packed")]
    Package(#[from] zip::result::ZipError),
    /// The parts could not be written.
    #[error("the parts of the document could not be written")]
    Write(#[from] std::io::Error),
}
