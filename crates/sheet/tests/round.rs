//! Whatever a spreadsheet holds is read back; whatever is not a workbook is refused, in bounds.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use vigie_sheet::{Book, Cell, Error, Limits, is_zip};

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Empty),
        // Control characters cannot stand in XML and are written in a form of their own.
        "[^\u{0}-\u{1f}\u{7f}-\u{9f}\u{fffe}\u{ffff}]{1,12}".prop_map(Cell::Text),
        "_x[0-9A-F]{4}_[a-z]{0,3}".prop_map(Cell::Text),
        (-9_007_199_254_740_991_i64..9_007_199_254_740_991)
            .prop_map(|number| Cell::Number(number.to_string())),
        any::<bool>().prop_map(Cell::Truth),
        (1900_u16..9999, 1_u8..=12, 1_u8..=28)
            .prop_map(|(y, m, d)| Cell::Date(format!("{y:04}-{m:02}-{d:02}"))),
    ]
}

fn write(rows: &[Vec<Cell>], mark: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Register").unwrap();
    let date = Format::new().set_num_format(mark);
    for (line, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Empty | Cell::Broken(_) => continue,
                Cell::Text(text) => sheet.write_string(line, column, text),
                Cell::Number(text) => {
                    sheet.write_number(line, column, text.parse::<f64>().unwrap())
                }
                Cell::Truth(yes) => sheet.write_boolean(line, column, *yes),
                Cell::Date(text) => {
                    let day = ExcelDateTime::parse_from_str(text).unwrap();
                    sheet.write_datetime_with_format(line, column, &day, &date)
                }
            }
            .unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELATIONS: &[u8] =
    br#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>"#;
const WORKBOOK: &[u8] = br#"<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(
        rows in prop::collection::vec(prop::collection::vec(cell(), 1..8), 1..12),
        mark in prop_oneof![Just("yyyy-mm-dd"), Just("d/m/yy"), Just("[$-411]ggge\"年\"m\"月\"d\"日\"")],
    ) {
        let bytes = write(&rows, mark);
        prop_assert!(is_zip(&bytes));
        let mut book = Book::open(&bytes, Limits::default()).unwrap();
        let sheet = book.sheet(0).unwrap();
        let mut want: Vec<(usize, Vec<Cell>)> = Vec::new();
        for (line, row) in rows.iter().enumerate() {
            let last = row.iter().rposition(|cell| *cell != Cell::Empty);
            if let Some(last) = last {
                want.push((line + 1, row[..=last].to_vec()));
            }
        }
        let got: Vec<(usize, Vec<Cell>)> = sheet.rows.into_iter().map(|row| (row.number, row.cells)).collect();
        prop_assert_eq!(got, want);
    }

    #[test]
    fn a_workbook_with_changed_bytes_is_read_or_refused(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = write(&[vec![Cell::Text("佐藤".to_owned()), Cell::Truth(true)]], "d/m/yy");
        for (place, byte) in at {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(mut book) = Book::open(&bytes, Limits::default()) {
            for at in 0..book.names().count() {
                let _read = book.sheet(at);
            }
        }
    }
}

#[test]
fn a_file_that_unpacks_to_more_than_allowed_is_refused_before_it_is_unpacked() {
    let limits = Limits {
        part_bytes: 1 << 20,
        ..Limits::default()
    };
    let mut sheet = b"<worksheet><sheetData>".to_vec();
    sheet.resize(64 << 20, b' ');
    let bytes = archive(&[
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/worksheets/sheet1.xml", &sheet),
    ]);
    assert!(bytes.len() < 200_000, "a bomb of {} bytes", bytes.len());
    let mut book = Book::open(&bytes, limits).unwrap();
    let refused = book.sheet(0).unwrap_err();
    assert_eq!(
        refused,
        Error::TooMuch {
            what: "bytes",
            most: 1 << 20
        }
    );
}

#[test]
fn cells_that_all_name_one_long_text_are_refused() {
    let text = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000));
    let mut sheet = "<worksheet><sheetData>".to_owned();
    for row in 1..=20_000 {
        sheet.push_str(&format!(
            "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>"
        ));
    }
    sheet.push_str("</sheetData></worksheet>");
    let bytes = archive(&[
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/sharedStrings.xml", text.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    let mut book = Book::open(&bytes, Limits::default()).unwrap();
    let refused = book.sheet(0).unwrap_err();
    assert!(
        matches!(refused, Error::TooMuch { what: "text", .. }),
        "{refused}"
    );
}

#[test]
fn rows_that_are_empty_but_for_one_cell_far_right_are_counted_whole() {
    let mut sheet = "<worksheet><sheetData>".to_owned();
    for _ in 0..100 {
        sheet.push_str("<row><c r=\"GR1\"><v>1</v></c></row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let bytes = archive(&[
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    let with = |cells| {
        let limits = Limits {
            cells,
            ..Limits::default()
        };
        Book::open(&bytes, limits).unwrap().sheet(0)
    };
    assert_eq!(with(20_000).unwrap().rows.len(), 100);
    let refused = with(19_999).unwrap_err();
    assert!(
        matches!(refused, Error::TooMuch { what: "cells", .. }),
        "{refused}"
    );
}

/// As LibreOffice writes it: `General` under a number of its own, and every cell in it.
#[test]
fn numbers_in_the_general_format_are_no_dates() {
    let styles = br#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="General"/></numFmts>
<cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>"#;
    let sheet = br#"<worksheet><sheetData><row r="1"><c r="A1" s="0"><v>41299</v></c></row></sheetData></worksheet>"#;
    let bytes = archive(&[
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/styles.xml", styles),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    let mut book = Book::open(&bytes, Limits::default()).unwrap();
    let rows = book.sheet(0).unwrap().rows;
    assert_eq!(rows[0].cells, [Cell::Number("41299".to_owned())]);
}

#[test]
fn errors_and_days_that_never_were_keep_their_place() {
    let sheet = br#"<worksheet><sheetData><row r="3"><c r="B3" t="e"><v>#REF!</v></c><c r="C3" t="s"><v>7</v></c><c r="D3"><v>1x</v></c>
<c r="E3" t="d"><v>2016-04-01T00:00:00</v></c><c r="F3" t="inlineStr"><is><t>A</t><rPh sb="0" eb="1"><t>B</t></rPh></is></c></row></sheetData></worksheet>"#;
    let bytes = archive(&[
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    let mut book = Book::open(&bytes, Limits::default()).unwrap();
    let rows = book.sheet(0).unwrap().rows;
    use vigie_sheet::Broken;
    assert_eq!(rows[0].number, 3);
    assert_eq!(
        rows[0].cells,
        [
            Cell::Empty,
            Cell::Broken(Broken::Failed),
            Cell::Broken(Broken::Text),
            Cell::Broken(Broken::Number),
            Cell::Date("2016-04-01".to_owned()),
            Cell::Text("A".to_owned()),
        ]
    );
}
