//! A list as plain tables: what CSV and XLSX both hold.

use super::model::Msel;
use crate::error::Error;

/// Most rows of one table: 500 entries are a large exercise, 20,000 a broken file.
pub(super) const ROWS_MAX: usize = 20_000;
/// Most columns of a table.
pub(super) const COLUMNS_MAX: usize = 200;
/// Longest text of a cell, by the limit of XLSX, in UTF-16 units.
pub(super) const CELL_UNITS_MAX: usize = 32_767;

/// One table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Table {
    /// Its name.
    pub(super) name: String,
    /// Headings.
    pub(super) head: Vec<String>,
    /// Rows, with the number of each in its file, from 1.
    pub(super) rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    pub(super) fn new(name: &str, head: &[&str]) -> Self {
        let head = head.iter().map(|text| (*text).to_owned()).collect();
        Self {
            name: name.to_owned(),
            head,
            rows: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, row: Vec<String>) {
        self.rows.push((self.rows.len() + 2, row));
    }

    /// The cell of a row under a heading; empty if there is none.
    pub(super) fn cell<'a>(&self, row: &'a [String], heading: &str) -> &'a str {
        let column = self
            .head
            .iter()
            .position(|one| one.trim().eq_ignore_ascii_case(heading));
        column
            .and_then(|index| row.get(index))
            .map_or("", String::as_str)
    }
}

/// A row or part of a list that could not be read and was left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The table, such as `MSEL`.
    pub table: String,
    /// Line of the text file or row of the sheet, from 1.
    pub line: usize,
    /// What is wrong.
    pub error: Error,
}

/// A list as read, with what had to be left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    /// What could be read.
    pub msel: Msel,
    /// What could not.
    pub faults: Vec<Fault>,
}

/// Text as every form can hold it: line ends as one character, no other control characters but tabs.
pub(super) fn clean(field: &str, text: &str) -> Result<String, Error> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let unfit = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    if text.chars().any(unfit) || text.encode_utf16().count() > CELL_UNITS_MAX {
        return Err(Error::Text {
            field: field.to_owned(),
        });
    }
    Ok(text)
}
