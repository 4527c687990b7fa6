//! Workbooks (XLSX, ECMA-376 part 1) to rows of typed cells.
//!
//! Takes what any spreadsheet writes: shared, inline and rich texts, numbers, booleans, dates by their number format.
//! Formulas are not computed, their last value is read. Nothing is taken for good that is not: a cell that holds an error,
//! or a date that does not exist, is [`Cell::Broken`] and keeps its place. Everything is bounded by [`Limits`] before it
//! is unpacked, so that a file of a few kilobytes cannot fill the memory, whether by compression or by ten thousand
//! cells that name one long text.

mod book;
mod date;
mod read;
mod xml;

pub use book::Book;
pub use read::{Broken, Cell, Row, Sheet, column_name};

use thiserror::Error as ThisError;

/// How much a workbook may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one part, unpacked.
    pub part_bytes: u64,
    /// Bytes of all parts that are read, unpacked.
    pub all_bytes: u64,
    /// Bytes of the texts of one sheet, shared ones counted each time.
    pub text_bytes: usize,
    /// Rows of one sheet.
    pub rows: usize,
    /// Columns up to which cells may stand.
    pub columns: usize,
    /// Cells of one sheet, empty ones before the last of a row counted: a row with one cell far to the right holds many.
    pub cells: usize,
    /// Sheets.
    pub sheets: usize,
}

impl Default for Limits {
    /// A register of 250,000 rows of fifty columns.
    fn default() -> Self {
        Self {
            part_bytes: 160 << 20,
            all_bytes: 256 << 20,
            text_bytes: 128 << 20,
            rows: 250_001,
            columns: 200,
            cells: 12_500_000,
            sheets: 255,
        }
    }
}

/// Why bytes are no workbook that is taken.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// Not a workbook, or a damaged one.
    #[error("workbook: {detail}")]
    Broken {
        /// What the reader says.
        detail: String,
    },
    /// More of something than [`Limits`] allow.
    #[error("workbook: more than {most} {what}")]
    TooMuch {
        /// What.
        what: &'static str,
        /// The limit.
        most: u64,
    },
}

impl Error {
    fn broken(detail: impl std::fmt::Display) -> Self {
        let detail: String = detail.to_string().chars().take(200).collect();
        Self::Broken { detail }
    }

    fn too_much(what: &'static str, most: usize) -> Self {
        Self::TooMuch {
            what,
            most: u64::try_from(most).unwrap_or(u64::MAX),
        }
    }
}

/// Whether bytes begin as a ZIP archive does: a workbook, not a text.
#[must_use]
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}
