//! The cells of one sheet.

use std::collections::BTreeSet;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::{
    Error, Limits, date,
    xml::{add_text, attribute, local, unescaped},
};

/// A whole number below this has one form as a double.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// A sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Rows that have a cell, in the order of the file.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Its number in the sheet, from 1.
    pub number: usize,
    /// Cells from column A on.
    pub cells: Vec<Cell>,
}

/// What a cell holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A number, as people write it: a whole one without point or exponent.
    Number(String),
    /// Yes or no.
    Truth(bool),
    /// A date, `YYYY-MM-DD`, with `THH:MM:SS` when it is not midnight.
    Date(String),
    /// Something that cannot be taken for a value.
    Broken(Broken),
}

/// Why a cell holds no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// A formula that failed, such as `#REF!`.
    Failed,
    /// A date that does not exist.
    Date,
    /// A number that cannot be read.
    Number,
    /// A text that the workbook does not have.
    Text,
}

/// What cells are read with.
pub(crate) struct Frame<'a> {
    pub(crate) shared: &'a [String],
    pub(crate) dates: &'a BTreeSet<usize>,
    pub(crate) from_1904: bool,
    pub(crate) limits: Limits,
}

/// Letters of a column, from 0: `A`, `Z`, `AA`.
#[must_use]
pub fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column.saturating_add(1);
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
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
struct Open {
    column: usize,
    kind: String,
    style: usize,
    text: String,
}

impl Open {
    fn new(element: &BytesStart<'_>, next: usize) -> Self {
        let place = attribute(element, "r").and_then(|name| column_of(&name));
        let style = attribute(element, "s").and_then(|text| text.parse().ok());
        Self {
            column: place.unwrap_or(next),
            kind: attribute(element, "t").unwrap_or_default(),
            style: style.unwrap_or(0),
            text: String::new(),
        }
    }

    fn value(self, frame: &Frame<'_>) -> Cell {
        let plain = self.text.trim();
        match self.kind.as_str() {
            "s" => {
                let index = plain.parse::<usize>().ok();
                let text = index.and_then(|index| frame.shared.get(index));
                text.map_or(Cell::Broken(Broken::Text), |text| of_text(text.clone()))
            }
            "inlineStr" | "str" => of_text(unescaped(&self.text)),
            "b" => match plain {
                "" => Cell::Empty,
                other => Cell::Truth(other == "1" || other == "true"),
            },
            "e" => Cell::Broken(Broken::Failed),
            "d" => of_iso(plain),
            _ if plain.is_empty() => Cell::Empty,
            _ => match plain.parse::<f64>() {
                Ok(number) if frame.dates.contains(&self.style) => {
                    date::of_serial(number, frame.from_1904)
                        .map_or(Cell::Broken(Broken::Date), Cell::Date)
                }
                Ok(number) if number.is_finite() => Cell::Number(of_number(number, plain)),
                _ => Cell::Broken(Broken::Number),
            },
        }
    }
}

fn of_text(text: String) -> Cell {
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

/// A date in ISO 8601, without what says midnight.
fn of_iso(text: &str) -> Cell {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let digits = |at: std::ops::Range<usize>| {
        let part = day.get(at)?;
        part.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse::<u32>().ok())?
    };
    let fits = day.len() == 10
        && matches!(digits(0..4), Some(1..))
        && matches!(digits(5..7), Some(1..=12))
        && matches!(digits(8..10), Some(1..=31));
    if !fits {
        return Cell::Broken(Broken::Date);
    }
    let midnight = time.chars().all(|c| !('1'..='9').contains(&c));
    Cell::Date(if midnight { day } else { text }.to_owned())
}

/// A whole number without exponent, another as the shortest form that reads back.
fn of_number(number: f64, text: &str) -> String {
    if number.abs() < EXACT_MAX {
        // Rust writes doubles without exponent; minus zero is zero.
        format!("{}", number + 0.0)
    } else {
        text.to_owned()
    }
}

/// All rows.
pub(crate) fn rows(xml: &str, frame: &Frame<'_>) -> Result<Vec<Row>, Error> {
    let mut reader = Reader::from_str(xml);
    let limits = frame.limits;
    let mut rows: Vec<Row> = Vec::new();
    let (mut row, mut cell, mut inside) = (Row::default(), Open::default(), false);
    // How a text is read aloud stands inside the cell and is not part of it.
    let mut phonetic = false;
    let (mut text_bytes, mut cells) = (0_usize, 0_usize);
    loop {
        let event = reader.read_event().map_err(Error::broken)?;
        match &event {
            Event::Eof => return Ok(rows),
            Event::Start(element) => match local(element.name().as_ref()) {
                "row" => {
                    let said = attribute(element, "r").and_then(|text| text.parse().ok());
                    row.number = said.unwrap_or_else(|| row.number.saturating_add(1));
                    row.cells.clear();
                }
                "c" => cell = Open::new(element, row.cells.len()),
                "v" | "t" => inside = true,
                "rPh" => phonetic = true,
                _ => {}
            },
            Event::End(element) => match local(element.name().as_ref()) {
                "row" if row.cells.is_empty() => {}
                "row" if rows.len() >= limits.rows => {
                    return Err(Error::too_much("rows", limits.rows));
                }
                "row" => {
                    cells = cells.saturating_add(row.cells.len());
                    rows.push(Row {
                        number: row.number,
                        cells: std::mem::take(&mut row.cells),
                    });
                }
                "c" => {
                    let done = std::mem::take(&mut cell);
                    let column = done.column;
                    let value = done.value(frame);
                    if value == Cell::Empty {
                        continue;
                    }
                    if column >= limits.columns {
                        return Err(Error::too_much("columns", limits.columns));
                    }
                    if let Cell::Text(text) | Cell::Number(text) | Cell::Date(text) = &value {
                        text_bytes = text_bytes.saturating_add(text.len());
                    }
                    if text_bytes > limits.text_bytes {
                        return Err(Error::too_much("text", limits.text_bytes));
                    }
                    let wide = row.cells.len().max(column.saturating_add(1));
                    if cells.saturating_add(wide) > limits.cells {
                        return Err(Error::too_much("cells", limits.cells));
                    }
                    row.cells.resize(wide, Cell::Empty);
                    if let Some(place) = row.cells.get_mut(column) {
                        *place = value;
                    }
                }
                "v" | "t" => inside = false,
                "rPh" => phonetic = false,
                _ => {}
            },
            other if inside && !phonetic => add_text(other, &mut cell.text)?,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_name(column), name);
            assert_eq!(column_of(&format!("{name}7")), Some(column));
        }
    }

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (text, want) in [
            ("8.1901234567E10", "81901234567"),
            ("-0", "0"),
            ("0.5", "0.5"),
            ("12", "12"),
        ] {
            assert_eq!(of_number(text.parse().unwrap_or(f64::NAN), text), want);
        }
    }
}
