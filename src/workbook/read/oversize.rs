//! Refusals of files that hold more than a tender needs.

use crate::workbook::read::{Refusal, limits};

/// Refuses a text that no answer needs.
pub(crate) fn cell_too_large() -> Refusal {
    Refusal::new(
        "cell-too-large",
        format!(
            "a cell holds more than {} MiB of text. Ask the supplier to keep to the word limit and send long \
             documents beside the workbook.",
            limits::CELL_BYTES >> 20
        ),
    )
}

/// Refuses a sheet that no tender needs.
pub(crate) fn too_many_cells() -> Refusal {
    Refusal::new(
        "too-many-cells",
        format!(
            "the workbook holds more than {} filled cells. Ask the supplier to copy the answers into the workbook \
             that was issued, without other sheets.",
            limits::CELLS
        ),
    )
}
