//! CSV that a spreadsheet may open: RFC 4180, UTF-8, no cell that could run as a formula.

use std::io::{self, Write};

use super::list::Cell;

/// What begins a formula in the spreadsheet programs in use (OWASP, CSV injection); the full-width forms do so in Japanese
/// ones.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Writes a table: a header and rows.
///
/// # Errors
/// A full disk.
pub fn write_csv(
    out: &mut impl Write,
    columns: &[&str],
    rows: impl IntoIterator<Item = Vec<Cell>>,
    byte_order_mark: bool,
) -> io::Result<()> {
    if byte_order_mark {
        out.write_all(b"\xef\xbb\xbf")?;
    }
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    writer.write_record(columns)?;
    for row in rows {
        writer.write_record(row.iter().map(text))?;
    }
    writer.flush()
}

/// The text of a cell. A text that would be a formula gets an apostrophe before it, as a person would
/// type it; numbers are numbers, negative ones too.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => plain(text),
    }
}

/// A text that no spreadsheet takes for a formula.
pub(crate) fn plain(text: &str) -> String {
    if text.starts_with(FORMULA_STARTS) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::list::{COLUMNS, Heading, row, tests::sample};
    use super::*;
    use crate::i18n::Catalogue;

    fn written(mark: bool) -> String {
        let cells = row(&sample(), &Heading::default(), &Catalogue::new("en"));
        let mut out = Vec::new();
        write_csv(&mut out, &COLUMNS, [cells], mark).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn full_width_signs_begin_formulas_too() {
        assert_eq!(plain("＝SUM(A1)"), "'＝SUM(A1)");
        assert_eq!(plain("\n=1"), "'\n=1");
        assert_eq!(plain("第三海王丸"), "第三海王丸");
    }

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        let text = written(false);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(&record[3], "'=HYPERLINK(\"x\"), \"魚\"");
        assert_eq!(&record[4], "'+AB1");
        assert_eq!(&record[11], "-180");
        assert!(text.contains("\r\n") && written(true).starts_with('\u{feff}'));
    }
}
