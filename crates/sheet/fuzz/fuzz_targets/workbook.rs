//! Any bytes as a workbook; half the inputs become its parts, so that the XML is reached behind the archive.
#![no_main]

use std::io::{Cursor, Write as _};

use libfuzzer_sys::fuzz_target;
use vigie_sheet::{Book, Limits};

const RELATIONS: &[u8] =
    br#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>"#;
const WORKBOOK: &[u8] = br#"<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>"#;

fn packed(data: &[u8]) -> Option<Vec<u8>> {
    let mut parts = data.splitn(3, |byte| *byte == 0xff);
    let parts = [
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/styles.xml", parts.next()?),
        ("xl/sharedStrings.xml", parts.next().unwrap_or_default()),
        ("xl/worksheets/sheet1.xml", parts.next().unwrap_or_default()),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in parts {
        zip.start_file(name, options).ok()?;
        zip.write_all(bytes).ok()?;
    }
    Some(zip.finish().ok()?.into_inner())
}

fuzz_target!(|data: &[u8]| {
    let limits = Limits { part_bytes: 1 << 20, all_bytes: 4 << 20, text_bytes: 1 << 20, ..Limits::default() };
    let bytes = match data.split_first() {
        Some((0, rest)) => packed(rest).unwrap_or_default(),
        _ => data.to_vec(),
    };
    if let Ok(mut book) = Book::open(&bytes, limits) {
        for at in 0..book.names().count() {
            let _read = book.sheet(at);
        }
    }
});
