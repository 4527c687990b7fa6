//! Bytes of a CSV or XLSX file to the table that an import reads.

use vigie_crisis::{Column, Mapping, Table};
use vigie_sheet::{Book, Cell, Error, Limits, Row, Sheet, is_zip};

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
    /// A workbook that cannot be read.
    Book,
    /// A workbook that holds, or would unpack to, more than a register can.
    TooLarge,
    /// The workbook has no such sheet.
    Sheet,
}

impl TableFault {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Text => "text-not-utf8",
            Self::Empty => "crisis-import-empty",
            Self::TooLong => "crisis-import-long",
            Self::Book => "crisis-import-book",
            Self::TooLarge => "crisis-import-large",
            Self::Sheet => "crisis-import-sheet",
        }
    }
}

impl From<Error> for TableFault {
    fn from(error: Error) -> Self {
        match error {
            Error::TooMuch { what: "rows", .. } => Self::TooLong,
            Error::TooMuch { .. } => Self::TooLarge,
            _ => Self::Book,
        }
    }
}

/// A file that was read.
#[derive(Debug, Default)]
pub(crate) struct TableFile {
    pub(crate) table: Table,
    /// Names of all sheets, if the file has sheets.
    pub(crate) sheets: Vec<String>,
}

/// Reads a file. A workbook begins as a ZIP archive does; everything else is a text of separated values. `sheet`: which
/// sheet of a workbook, if not the first whose headings name people.
pub(crate) fn read_table(bytes: &[u8], sheet: Option<&str>) -> Result<TableFile, TableFault> {
    if is_zip(bytes) {
        read_book(bytes, sheet)
    } else {
        let table = read_text(bytes)?;
        let sheets = Vec::new();
        Ok(TableFile { table, sheets })
    }
}

/// Comma, semicolon or tab, whichever the heading line has most of.
fn read_text(bytes: &[u8]) -> Result<Table, TableFault> {
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

fn read_book(bytes: &[u8], wanted: Option<&str>) -> Result<TableFile, TableFault> {
    let limits = Limits {
        rows: ROWS_MAX + 1,
        ..Limits::default()
    };
    let mut book = Book::open(bytes, limits)?;
    let sheets: Vec<String> = book.names().map(str::to_owned).collect();
    if let Some(wanted) = wanted {
        let at = sheets.iter().position(|name| name == wanted);
        let at = at.ok_or(TableFault::Sheet)?;
        let table = of_sheet(book.sheet(at)?).ok_or(TableFault::Empty)?;
        return Ok(TableFile { table, sheets });
    }
    let mut first = None;
    for at in 0..sheets.len() {
        let Some(table) = of_sheet(book.sheet(at)?) else {
            continue;
        };
        if names_people(&table) {
            return Ok(TableFile { table, sheets });
        }
        first.get_or_insert(table);
    }
    let table = first.ok_or(TableFault::Empty)?;
    Ok(TableFile { table, sheets })
}

fn names_people(table: &Table) -> bool {
    let guessed = Mapping::guess(&table.headings).0;
    let names = [
        Column::Family,
        Column::FamilyKana,
        Column::FamilyKanji,
        Column::FullName,
    ];
    names.iter().any(|column| guessed.contains_key(column))
}

/// A sheet as a table: its first row that holds anything is the headings.
fn of_sheet(sheet: Sheet) -> Option<Table> {
    let mut rows = sheet.rows.into_iter();
    let head = rows.next()?;
    let mut table = Table {
        headings: head
            .cells
            .iter()
            .map(|cell| text(cell).trim().to_owned())
            .collect(),
        sheet: Some(sheet.name),
        ..Table::default()
    };
    for Row { number, cells } in rows {
        for (at, _) in cells
            .iter()
            .enumerate()
            .filter(|(_, it)| matches!(it, Cell::Broken(_)))
        {
            table.bad.insert((number, at));
        }
        table.rows.push((number, cells.iter().map(text).collect()));
    }
    Some(table)
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Broken(_) => String::new(),
        Cell::Text(text) | Cell::Number(text) | Cell::Date(text) => text.clone(),
        Cell::Truth(yes) => if *yes { "yes" } else { "no" }.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    #[test]
    fn marks_are_found_and_lines_are_those_of_the_file() {
        let read = |bytes: &[u8]| read_table(bytes, None).map(|it| it.table);
        let table = read("\u{FEFF}姓;名\n佐藤;\"裕\n子\"\n田中;一\n".as_bytes()).unwrap();
        assert_eq!(table.headings, ["姓", "名"]);
        assert_eq!(table.rows[0].1[1], "裕\n子");
        assert_eq!(table.rows[1].0, 4);
        assert_eq!(read(b"\xFF\xFE").unwrap_err(), TableFault::Text);
        assert_eq!(read(b"").unwrap_err(), TableFault::Empty);
        assert_eq!(read(b"PK\x03\x04").unwrap_err(), TableFault::Book);
    }

    #[test]
    fn a_workbook_gives_the_table_that_its_text_gives() {
        let mut book = Workbook::new();
        book.add_worksheet()
            .set_name("Notes")
            .unwrap()
            .write(0, 0, "as of Monday")
            .unwrap();
        let sheet = book.add_worksheet().set_name("Register").unwrap();
        let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        for (column, head) in (0..).zip(["登録番号", "姓", "生年月日", "電話番号", "同意"])
        {
            sheet.write(2, column, head).unwrap();
        }
        let born = ExcelDateTime::from_ymd(1984, 2, 29).unwrap();
        sheet.write(3, 0, 1).unwrap();
        sheet.write(3, 1, "佐藤").unwrap();
        sheet
            .write_datetime_with_format(3, 2, &born, &date)
            .unwrap();
        sheet.write(3, 3, 81_901_234_567_f64).unwrap();
        sheet.write(3, 4, true).unwrap();
        let failed = Formula::new("=1/0").set_result("#DIV/0!");
        sheet.write(4, 1, "田中").unwrap();
        sheet.write_formula(4, 0, failed).unwrap();
        sheet.write_number_with_format(5, 2, -3, &date).unwrap();
        let bytes = book.save_to_buffer().unwrap();

        let file = read_table(&bytes, None).unwrap();
        assert_eq!(file.sheets, ["Notes", "Register"]);
        let table = file.table;
        assert_eq!(table.sheet.as_deref(), Some("Register"));
        assert_eq!(table.headings[1], "姓");
        assert_eq!(table.rows[0].0, 4);
        assert_eq!(
            table.rows[0].1,
            ["1", "佐藤", "1984-02-29", "81901234567", "yes"]
        );
        assert!(table.bad.contains(&(6, 2)), "{:?}", table.bad);
        let notes = read_table(&bytes, Some("Notes")).unwrap().table;
        assert_eq!(notes.headings, ["as of Monday"]);
        assert_eq!(
            read_table(&bytes, Some("Nothing")).unwrap_err(),
            TableFault::Sheet
        );
    }
}
