//! Bytes of a CSV file to the table that an import reads.

use vigie_crisis::Table;

/// Rows of one file: the largest register known had about 108,000.
const ROWS_MAX: usize = 250_000;

/// Why a file is no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableFault {
    /// Not UTF-8.
    Text,
    /// No heading line.
    Empty,
    /// More rows than a register can have.
    TooLong,
}

impl TableFault {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Text => "text-not-utf8",
            Self::Empty => "crisis-import-empty",
            Self::TooLong => "crisis-import-long",
        }
    }
}

/// Reads a file: comma, semicolon or tab, whichever the heading line has most of.
pub(crate) fn read_table(bytes: &[u8]) -> Result<Table, TableFault> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_fault| TableFault::Text)?;
    let first = text.lines().next().filter(|line| !line.trim().is_empty());
    let first = first.ok_or(TableFault::Empty)?;
    let count = |mark: char| first.matches(mark).count();
    let marks = [(',', b','), (';', b';'), ('\t', b'\t')];
    let mark = marks.into_iter().max_by_key(|(mark, _)| count(*mark));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(mark.map_or(b',', |(_, byte)| byte))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut table = Table::default();
    for (number, record) in reader.records().enumerate() {
        // Text is UTF-8 and rows may be of any length, so nothing else can be wrong with a row.
        let Ok(record) = record else { continue };
        let line = record.position().map_or(number + 1, |at| {
            usize::try_from(at.line()).unwrap_or(number + 1)
        });
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if number == 0 {
            table.headings = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        } else if table.rows.len() >= ROWS_MAX {
            return Err(TableFault::TooLong);
        } else {
            table.rows.push((line, cells));
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn marks_are_found_and_lines_are_those_of_the_file() {
        let table = read_table("\u{FEFF}姓;名\n佐藤;\"裕\n子\"\n田中;一\n".as_bytes()).unwrap();
        assert_eq!(table.headings, ["姓", "名"]);
        assert_eq!(table.rows[0].1[1], "裕\n子");
        assert_eq!(table.rows[1].0, 4);
        assert_eq!(read_table(b"\xFF\xFE").unwrap_err(), TableFault::Text);
        assert_eq!(read_table(b"").unwrap_err(), TableFault::Empty);
    }
}
