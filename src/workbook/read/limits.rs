//! How much of a supplier's file is read before it is refused: the figures of `limits.toml`, and what a sheet can
//! have at all.

include!(concat!(env!("OUT_DIR"), "/limits.rs"));

/// Rows of a sheet.
pub const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
pub const COLUMNS: u32 = 16_384;
