//! The list as a workbook (XLSX): texts as texts, numbers as numbers, header frozen, filters on.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use vigie_watch::Ranked;

use super::list::{COLUMNS, Cell, Heading, row};
use crate::i18n::Catalogue;

/// Most rows of one sheet, by the file format, the header aside.
pub const ROWS_MAX: usize = 1_048_575;
/// Longest text of a cell, by the file format.
const TEXT_CHARS_MAX: usize = 32_767;

/// The bytes of the workbook; rows beyond [`ROWS_MAX`] do not fit and are left out.
///
/// # Errors
/// What the writer of the format says.
pub fn workbook(
    list: &[Ranked],
    heading: &Heading,
    catalogue: &Catalogue,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("list")?;
    let bold = Format::new().set_bold();
    for (column, name) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &bold)?;
    }
    for (line, one) in (1_u32..).zip(list.iter().take(ROWS_MAX)) {
        for (column, cell) in (0_u16..).zip(row(one, heading, catalogue)) {
            match cell {
                Cell::Empty => {}
                // Written as a string it can never be a formula.
                Cell::Text(text) => {
                    let short: String = text.chars().take(TEXT_CHARS_MAX).collect();
                    sheet.write_string(line, column, short)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(line, column, number)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last_row = u32::try_from(list.len().min(ROWS_MAX)).unwrap_or(0);
    sheet.autofilter(
        0,
        0,
        last_row,
        u16::try_from(COLUMNS.len() - 1).unwrap_or(0),
    )?;
    for (column, width) in [(3, 24.0), (9, 22.0), (15, 40.0), (19, 60.0)] {
        sheet.set_column_width(column, width)?;
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::list::tests::sample;
    use super::*;

    #[test]
    fn is_a_zip_with_a_sheet() {
        let bytes = workbook(&[sample()], &Heading::default(), &Catalogue::new("ja")).unwrap();
        assert!(bytes.starts_with(b"PK"));
        let name = b"xl/worksheets/sheet1.xml";
        assert!(bytes.windows(name.len()).any(|part| part == name));
    }
}
