//! The list as a workbook (XLSX, ECMA-376), and back: what planners work in.
//!
//! The writer is `rust_xlsxwriter`, the reader [`vigie_sheet`]; of its typed cells the texts are taken.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use vigie_sheet::{Book, Broken, Cell, Limits, Row, Sheet};

use super::model::{ColumnKind, Msel};
use super::sheet::{from_tables, tables};
use super::table::{COLUMNS_MAX, ROWS_MAX, Read, Table};
use crate::error::Error;

/// Largest whole number that a sheet's double keeps exactly.
const EXACT_MAX: i64 = 1 << 53;

fn broken(detail: impl std::fmt::Display) -> Error {
    Error::File {
        form: "xlsx",
        detail: detail.to_string(),
    }
}

fn limits() -> Limits {
    Limits {
        part_bytes: 64 << 20,
        rows: ROWS_MAX,
        columns: COLUMNS_MAX,
        ..Limits::default()
    }
}

fn unread(error: vigie_sheet::Error) -> Error {
    match error {
        vigie_sheet::Error::TooMuch { what, most } => Error::TooMany {
            what,
            most: usize::try_from(most).unwrap_or(usize::MAX),
        },
        other => broken(other),
    }
}

impl Msel {
    /// The list as a workbook: a sheet for the entries and one each for exercise, objectives, moves and columns.
    /// `mark` stands in the header of every printed page.
    ///
    /// # Errors
    /// A text that a sheet cannot hold.
    pub fn to_xlsx(&self, mark: &str) -> Result<Vec<u8>, Error> {
        write(self, mark).map_err(broken)
    }

    /// Reads a workbook.
    ///
    /// # Errors
    /// Not a workbook, or no sheet `MSEL` in it.
    pub fn from_xlsx(bytes: &[u8]) -> Result<Read, Error> {
        let mut book = Book::open(bytes, limits()).map_err(unread)?;
        let mut tables = Vec::new();
        for at in 0..book.names().count() {
            tables.push(table(book.sheet(at).map_err(unread)?));
        }
        from_tables(&tables, "xlsx")
    }
}

fn write(msel: &Msel, mark: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let number = |column: &str| {
        let found = msel.columns.iter().find(|one| one.name == column);
        found.is_some_and(|one| matches!(one.kind, ColumnKind::Integer | ColumnKind::Number))
    };
    for table in tables(msel) {
        let sheet = book.add_worksheet();
        sheet.set_name(&table.name)?;
        sheet.set_freeze_panes(1, if table.name == "MSEL" { 2 } else { 0 })?;
        sheet.set_header(format!("&C{mark}"));
        sheet.set_landscape();
        for (column, name) in (0_u16..).zip(&table.head) {
            sheet.write_string_with_format(0, column, name, &head)?;
            let width = if name.starts_with("body") || name == "expectations" {
                48.0
            } else {
                18.0
            };
            sheet.set_column_width(column, width)?;
        }
        for (line, (_, row)) in (1_u32..).zip(&table.rows) {
            for ((column, name), cell) in (0_u16..).zip(&table.head).zip(row) {
                let as_number = (name == "number" || number(name))
                    .then(|| exact(cell))
                    .flatten();
                match as_number {
                    Some(value) => sheet.write_number_with_format(line, column, value, &wrapped)?,
                    None if cell.is_empty() => continue,
                    // Written as a string it can never be a formula.
                    None => sheet.write_string_with_format(line, column, cell, &wrapped)?,
                };
            }
        }
    }
    book.save_to_buffer()
}

/// The number, if a sheet gives back exactly this text.
fn exact(text: &str) -> Option<f64> {
    let whole = text
        .parse::<i64>()
        .ok()
        .filter(|n| n.abs() <= EXACT_MAX && n.to_string() == text);
    #[allow(clippy::cast_precision_loss, reason = "below 2^53")]
    whole.map(|n| n as f64)
}

/// The first row holds the headings.
fn table(sheet: Sheet) -> Table {
    let texts = |row: Row| row.cells.into_iter().map(text).collect::<Vec<String>>();
    let mut rows = sheet.rows.into_iter();
    Table {
        name: sheet.name,
        head: rows.next().map(texts).unwrap_or_default(),
        rows: rows.map(|row| (row.number, texts(row))).collect(),
    }
}

fn text(cell: Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Number(text) | Cell::Date(text) => text,
        Cell::Truth(yes) => if yes { "yes" } else { "no" }.to_owned(),
        Cell::Empty | Cell::Broken(Broken::Failed | Broken::Text) => String::new(),
        // Not taken for an empty cell: what needs a value says that this is none.
        Cell::Broken(Broken::Date | Broken::Number) => "#VALUE!".to_owned(),
    }
}
