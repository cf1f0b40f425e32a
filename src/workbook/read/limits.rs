//! How much of a supplier's file is read before it is refused; every limit is named in the message that
//! refuses.

/// Of the file, in bytes.
pub const FILE_BYTES: usize = 25 * MIB;
/// Of all parts of a package together, inflated, in bytes.
pub const PACKAGE_BYTES: usize = 200 * MIB;
/// Of one part of a package, inflated, in bytes.
pub const PART_BYTES: usize = 64 * MIB;
/// Parts of a package.
pub const PARTS: usize = 2_000;
/// Sheets of a workbook.
pub const SHEETS: usize = 100;
/// Cells that are not empty, over all visible sheets.
pub const CELLS: usize = 200_000;
/// Text of one cell, in bytes.
pub const CELL_BYTES: usize = MIB;
/// Text of all cells together, in bytes: one shared text may be named by many cells.
pub const TEXT_BYTES: usize = 50 * MIB;
/// Characters that spreadsheet programs keep in a cell.
pub const CELL_CHARACTERS: usize = 32_767;
/// Elements within elements.
pub const DEPTH: usize = 64;
/// Attributes of one element, namespaces among them.
pub const ATTRIBUTES: usize = 64;
/// Cell formats of a workbook.
pub const FORMATS: usize = 65_490;
/// Rows of a sheet.
pub const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
pub const COLUMNS: u32 = 16_384;
/// Cells of a merged range that a person could have meant.
pub const MERGED_CELLS: u64 = 10_000;
const MIB: usize = 1024 * 1024;
