//! The list as a workbook (XLSX, ECMA-376), and back: what planners work in.
//!
//! The writer is `rust_xlsxwriter`; the reader takes what any spreadsheet writes (shared, inline and rich texts,
//! numbers, booleans), and nothing but texts: formulas are not computed, their last value is read. Both ways go
//! through the `zip` crate that the writer already brings.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _},
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use super::model::{ColumnKind, Msel};
use super::sheet::{from_tables, tables};
use super::table::{COLUMNS_MAX, ROWS_MAX, Read, Table};
use crate::error::Error;

/// Largest part of a workbook, unpacked, bytes: a broken or hostile file must not fill the memory.
const PART_BYTES_MAX: u64 = 64 << 20;
/// Largest whole number that a sheet's double keeps exactly.
const EXACT_MAX: i64 = 1 << 53;

fn broken(detail: impl std::fmt::Display) -> Error {
    Error::File {
        form: "xlsx",
        detail: detail.to_string(),
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
        let mut book = Book::open(bytes)?;
        let sheets = book.sheets()?;
        let mut tables = Vec::new();
        for (name, path) in sheets {
            tables.push(book.table(name, &path)?);
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

/// An opened workbook.
struct Book<'a> {
    zip: zip::ZipArchive<Cursor<&'a [u8]>>,
    shared: Vec<String>,
}

impl<'a> Book<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        let mut book = Self {
            zip,
            shared: Vec::new(),
        };
        if let Some(part) = book.part("xl/sharedStrings.xml")? {
            book.shared = shared(&part)?;
        }
        Ok(book)
    }

    fn part(&mut self, path: &str) -> Result<Option<String>, Error> {
        let Ok(file) = self.zip.by_name(path) else {
            return Ok(None);
        };
        let mut text = String::new();
        let size = file
            .take(PART_BYTES_MAX + 1)
            .read_to_string(&mut text)
            .map_err(broken)?;
        if size as u64 > PART_BYTES_MAX {
            return Err(Error::TooMany {
                what: "bytes",
                most: usize::try_from(PART_BYTES_MAX).unwrap_or(usize::MAX),
            });
        }
        Ok(Some(text))
    }

    /// Names of the sheets and where each is.
    fn sheets(&mut self) -> Result<Vec<(String, String)>, Error> {
        let relations = self
            .part("xl/_rels/workbook.xml.rels")?
            .ok_or_else(|| broken("no relations"))?;
        let mut targets = BTreeMap::new();
        each_start(&relations, |name, element| {
            if name == "Relationship"
                && let (Some(id), Some(target)) =
                    (attribute(element, "Id"), attribute(element, "Target"))
            {
                let path = target
                    .strip_prefix('/')
                    .map_or_else(|| format!("xl/{target}"), str::to_owned);
                targets.insert(id, path);
            }
        })?;
        let workbook = self
            .part("xl/workbook.xml")?
            .ok_or_else(|| broken("no workbook"))?;
        let mut sheets = Vec::new();
        each_start(&workbook, |name, element| {
            if name == "sheet"
                && let (Some(title), Some(id)) =
                    (attribute(element, "name"), attribute(element, "id"))
                && let Some(path) = targets.get(&id)
            {
                sheets.push((title, path.clone()));
            }
        })?;
        Ok(sheets)
    }

    fn table(&mut self, name: String, path: &str) -> Result<Table, Error> {
        let part = self
            .part(path)?
            .ok_or_else(|| broken(format!("no part {path}")))?;
        let mut rows = cells(&part, &self.shared)?.into_iter();
        let head = rows.next().map(|(_, row)| row).unwrap_or_default();
        Ok(Table {
            name,
            head,
            rows: rows.collect(),
        })
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn attribute(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let found = element
        .attributes()
        .flatten()
        .find(|one| local(one.key.as_ref()) == wanted)?;
    quick_xml::escape::unescape(&found.value)
        .ok()
        .map(std::borrow::Cow::into_owned)
}

fn each_start(xml: &str, mut visit: impl FnMut(&str, &BytesStart<'_>)) -> Result<(), Error> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Eof => return Ok(()),
            Event::Start(element) | Event::Empty(element) => {
                visit(local(element.name().as_ref()), &element)
            }
            _ => {}
        }
    }
}

/// Text that is being read, with its entities resolved.
fn add_text(event: &Event<'_>, text: &mut String) -> Result<(), Error> {
    match event {
        Event::Text(piece) => text.push_str(&quick_xml::escape::unescape(piece).map_err(broken)?),
        Event::CData(piece) => text.push_str(piece),
        Event::GeneralRef(name) => {
            let name: &str = name;
            text.push_str(&quick_xml::escape::unescape(&format!("&{name};")).map_err(broken)?);
        }
        _ => {}
    }
    Ok(())
}

/// The shared texts: each `si` holds one text, in one run or several; phonetic runs (`rPh`) are not part of it.
fn shared(xml: &str) -> Result<Vec<String>, Error> {
    let mut reader = Reader::from_str(xml);
    let (mut texts, mut text, mut inside, mut phonetic) = (Vec::new(), String::new(), false, false);
    loop {
        let event = reader.read_event().map_err(broken)?;
        match &event {
            Event::Eof => return Ok(texts),
            Event::Start(element) => match local(element.name().as_ref()) {
                "si" => text.clear(),
                "rPh" => phonetic = true,
                "t" => inside = true,
                _ => {}
            },
            Event::End(element) => match local(element.name().as_ref()) {
                "si" => texts.push(unescaped(&std::mem::take(&mut text))),
                "rPh" => phonetic = false,
                "t" => inside = false,
                _ => {}
            },
            Event::Empty(element) if local(element.name().as_ref()) == "si" => {
                texts.push(String::new())
            }
            other if inside && !phonetic => add_text(other, &mut text)?,
            _ => {}
        }
    }
}

/// Column number of a cell's name such as `AB12`, from 0.
fn column_of(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.fold(0usize, |sum, b| {
        sum.saturating_mul(26)
            .saturating_add(usize::from(b - b'A') + 1)
    });
    number.checked_sub(1)
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    column: usize,
    kind: String,
    text: String,
}

impl Cell {
    fn value(self, shared: &[String]) -> String {
        match self.kind.as_str() {
            "s" => {
                let index = self.text.trim().parse::<usize>().ok();
                index
                    .and_then(|index| shared.get(index))
                    .cloned()
                    .unwrap_or_default()
            }
            "b" => if self.text.trim() == "1" { "yes" } else { "no" }.to_owned(),
            "inlineStr" | "str" => unescaped(&self.text),
            "e" => String::new(),
            _ => self.text.trim().to_owned(),
        }
    }
}

/// Rows with their numbers.
fn cells(xml: &str, shared: &[String]) -> Result<Vec<(usize, Vec<String>)>, Error> {
    let mut reader = Reader::from_str(xml);
    let mut rows: Vec<(usize, Vec<String>)> = Vec::new();
    let (mut row, mut number): (Vec<String>, usize) = (Vec::new(), 0);
    let (mut cell, mut inside) = (Cell::default(), false);
    loop {
        let event = reader.read_event().map_err(broken)?;
        match &event {
            Event::Eof => return Ok(rows),
            Event::Start(element) => match local(element.name().as_ref()) {
                "row" => {
                    let said = attribute(element, "r").and_then(|text| text.parse().ok());
                    number = said.unwrap_or(number + 1);
                    row.clear();
                }
                "c" => {
                    let place = attribute(element, "r").and_then(|name| column_of(&name));
                    let kind = attribute(element, "t").unwrap_or_default();
                    cell = Cell {
                        column: place.unwrap_or(row.len()),
                        kind,
                        text: String::new(),
                    };
                }
                "v" | "t" => inside = true,
                _ => {}
            },
            Event::End(element) => match local(element.name().as_ref()) {
                "row" if rows.len() >= ROWS_MAX => {
                    return Err(Error::TooMany {
                        what: "rows",
                        most: ROWS_MAX,
                    });
                }
                "row" => rows.push((number, std::mem::take(&mut row))),
                "c" => {
                    let done = std::mem::take(&mut cell);
                    let column = done.column;
                    if column < COLUMNS_MAX {
                        row.resize(row.len().max(column + 1), String::new());
                        if let Some(place) = row.get_mut(column) {
                            *place = done.value(shared);
                        }
                    }
                }
                "v" | "t" => inside = false,
                _ => {}
            },
            other if inside => add_text(other, &mut cell.text)?,
            _ => {}
        }
    }
}

/// Spreadsheets write characters that XML cannot hold as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19).
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let code = tail.get(2..6).filter(|_| tail.get(6..7) == Some("_"));
        let character = code
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .and_then(char::from_u32);
        match character {
            Some(character) => {
                out.push(character);
                rest = tail.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = tail.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}
