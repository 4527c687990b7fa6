//! From what was typed or scanned to the fields of a document and what is wrong with them.

use serde::{Deserialize, Serialize};

use super::{
    check::{check_digit, value},
    country::is_issuer,
    layout::{Field, Format, at},
    repair::{Repair, propose},
};
use crate::{BirthDate, Error};

/// Why a character or field cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// A character that this field never holds.
    Character,
    /// The check digit does not fit.
    Check,
    /// No such state.
    State,
    /// No such date.
    Date,
    /// Not a document code.
    Code,
}

/// Something that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fault {
    /// The field.
    pub field: Field,
    /// Why.
    pub kind: FaultKind,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// What a zone says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// Kind of zone.
    pub format: Format,
    /// Document code, `P`, `V`, `I`, `AC`.
    pub code: String,
    /// Issuing state.
    pub issuer: String,
    /// Document number, with the part that stands in the optional data when it is long.
    pub number: String,
    /// Nationality.
    pub nationality: String,
    /// Date of birth, of which parts may be unknown.
    pub birth: Option<BirthDate>,
    /// `M`, `F` or nothing.
    pub sex: Option<char>,
    /// Date of expiry.
    pub expires: Option<BirthDate>,
    /// Family name (primary identifier), parts by spaces.
    pub family: String,
    /// Given names (secondary identifier), parts by spaces.
    pub given: String,
    /// The names fill their field to its end and may be cut off.
    pub names_cut: bool,
    /// Optional data.
    pub optional: String,
}

/// A zone as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The lines, as read.
    pub lines: Vec<String>,
    /// What they say.
    pub zone: Zone,
    /// What cannot be.
    pub faults: Vec<Fault>,
    /// Exchanges of look-alikes that would make all of it fit; empty when there is nothing to repair or no one way.
    pub repairs: Vec<Repair>,
}

/// Reads a zone as typed or sent by a reader: lines of their own, or all in one; lower case and spaces are forgiven.
/// `year` is the year of today, from which centuries are told.
///
/// # Errors
/// `crisis-mrz-length` when number and length of lines fit no format.
pub fn read_zone(text: &str, year: i16) -> Result<Reading, Error> {
    let lines = lines_of(text)?;
    let mut reading = judged(lines, year)?;
    if !reading.faults.is_empty() {
        reading.repairs = propose(&reading, year);
    }
    Ok(reading)
}

/// Lines of one length.
fn lines_of(text: &str) -> Result<Vec<String>, Error> {
    let clean = |line: &str| -> String {
        let line = line.replace(['«', '‹'], "<");
        line.chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect()
    };
    let lines: Vec<String> = text.lines().map(clean).filter(|l| !l.is_empty()).collect();
    let fault = || Error::MrzLength {
        lines: lines.iter().map(|line| line.chars().count()).collect(),
    };
    if !lines.iter().all(|line| line.is_ascii()) {
        return Err(fault());
    }
    if let [one] = lines.as_slice() {
        let (count, width) = match one.len() {
            88 => (2, 44),
            72 => (2, 36),
            90 => (3, 30),
            _ => return Err(fault()),
        };
        let part = |n: usize| one.get(n * width..(n + 1) * width).unwrap_or_default();
        return Ok((0..count).map(|n| part(n).to_owned()).collect());
    }
    let width = lines.first().map_or(0, String::len);
    if lines.iter().any(|line| line.len() != width) || Format::of(&lines).is_none() {
        return Err(fault());
    }
    Ok(lines)
}

/// Fields and faults of lines.
pub(super) fn judged(lines: Vec<String>, year: i16) -> Result<Reading, Error> {
    let format = Format::of(&lines).ok_or_else(|| Error::MrzLength {
        lines: lines.iter().map(String::len).collect(),
    })?;
    let mut faults = Vec::new();
    for (field, place) in format.fields() {
        let text = at(&lines, place);
        let fault = |kind, offset: usize| Fault {
            field,
            kind,
            line: place.0 + 1,
            column: place.1 + offset + 1,
        };
        let wrong = text
            .chars()
            .enumerate()
            .filter(|(n, c)| !may_hold(field, *n, *c));
        let before = faults.len();
        faults.extend(wrong.map(|(n, _)| fault(FaultKind::Character, n)));
        if faults.len() == before
            && let Some(kind) = meaning(field, text, year)
        {
            faults.push(fault(kind, 0));
        }
    }
    checks(&lines, format, &mut faults);
    faults.sort();
    let zone = zone(&lines, format, year);
    Ok(Reading {
        lines,
        zone,
        faults,
        repairs: Vec::new(),
    })
}

/// Whether a field may hold a character at a place.
pub(super) fn may_hold(field: Field, place: usize, c: char) -> bool {
    let letter = c.is_ascii_uppercase();
    let digit = c.is_ascii_digit();
    match field {
        Field::Code => letter || (place > 0 && c == '<'),
        Field::Issuer | Field::Nationality => letter || (place > 0 && c == '<'),
        Field::Names => letter || c == '<',
        Field::Number => letter || digit || (place > 0 && c == '<'),
        Field::Optional | Field::OptionalMore => letter || digit || c == '<',
        Field::Birth => digit || (place > 1 && c == '<'),
        Field::Expiry | Field::BirthCheck | Field::ExpiryCheck | Field::Composite => digit,
        Field::NumberCheck | Field::OptionalCheck => digit || c == '<',
        Field::Sex => matches!(c, 'M' | 'F' | '<'),
    }
}

/// Whether a field of possible characters means nothing.
fn meaning(field: Field, text: &str, year: i16) -> Option<FaultKind> {
    let bare = text.trim_end_matches('<');
    let fits = match field {
        Field::Code => matches!(text.chars().next(), Some('P' | 'V' | 'I' | 'A' | 'C')),
        Field::Issuer | Field::Nationality => is_issuer(bare),
        Field::Birth => birth(text, year).is_some(),
        Field::Expiry => expiry(text, year).is_some(),
        Field::Names => !bare.is_empty() && !text.starts_with('<'),
        _ => true,
    };
    let kind = match field {
        Field::Birth | Field::Expiry => FaultKind::Date,
        Field::Issuer | Field::Nationality => FaultKind::State,
        Field::Names => FaultKind::Character,
        _ => FaultKind::Code,
    };
    (!fits).then_some(kind)
}

fn two(text: &str, from: usize) -> Option<u8> {
    text.get(from..from + 2)?.parse().ok()
}

/// A date of birth: not after this year. All unknown is a date too.
fn birth(text: &str, year: i16) -> Option<Option<BirthDate>> {
    let short = i16::from(two(text, 0)?);
    let century = year - year.rem_euclid(100);
    let full = if century + short > year {
        century - 100 + short
    } else {
        century + short
    };
    let part = |from: usize| match text.get(from..from + 2) {
        Some("<<") => Some(None),
        _ => two(text, from).map(Some),
    };
    BirthDate::new(full, part(2)?, part(4)?).ok().map(Some)
}

/// A date of expiry: at most fifty years before or after this year.
fn expiry(text: &str, year: i16) -> Option<BirthDate> {
    let short = i16::from(two(text, 0)?);
    let near = |full: &i16| (i32::from(*full) - i32::from(year)).abs();
    let century = year - year.rem_euclid(100) + short;
    let full = [century - 100, century, century + 100]
        .into_iter()
        .min_by_key(near)?;
    BirthDate::new(full, Some(two(text, 2)?), Some(two(text, 4)?)).ok()
}

/// Checks every check digit.
fn checks(lines: &[String], format: Format, faults: &mut Vec<Fault>) {
    let fields = format.fields();
    let place = |wanted: Field| fields.iter().find(|(f, _)| *f == wanted).map(|(_, at)| *at);
    let text = |wanted: Field| place(wanted).map_or("", |place| at(lines, place));
    let mut note = |field: Field, over: &str, digit: &str| {
        let Some((line, column, _)) = place(field) else {
            return;
        };
        let fits = check_digit(over).is_some_and(|want| digit == want.to_string());
        if !fits && over.chars().all(|c| value(c).is_some()) {
            faults.push(Fault {
                field,
                kind: FaultKind::Check,
                line: line + 1,
                column: column + 1,
            });
        }
    };
    let (number, digit) = long_number(
        text(Field::Number),
        text(Field::NumberCheck),
        text(Field::Optional),
        format,
    );
    note(Field::NumberCheck, &number, &digit);
    note(
        Field::BirthCheck,
        text(Field::Birth),
        text(Field::BirthCheck),
    );
    note(
        Field::ExpiryCheck,
        text(Field::Expiry),
        text(Field::ExpiryCheck),
    );
    if format == Format::Td3 {
        let (over, digit) = (text(Field::Optional), text(Field::OptionalCheck));
        // An empty field may have a filler for its digit (9303-4 section 4.2.2).
        if !(digit == "<" && over.chars().all(|c| c == '<')) {
            note(Field::OptionalCheck, over, digit);
        }
    }
    if !format.composite().is_empty() {
        let over: String = format
            .composite()
            .iter()
            .map(|place| at(lines, *place))
            .collect();
        note(Field::Composite, &over, text(Field::Composite));
    }
}

/// A number longer than its field goes on in the optional data, its check digit last, and has a filler where the check
/// digit would stand (9303-5 section 4.2.4, 9303-6).
fn long_number(number: &str, digit: &str, optional: &str, format: Format) -> (String, String) {
    let is_long = digit == "<" && matches!(format, Format::Td1 | Format::Td2);
    let rest = optional.split('<').next().unwrap_or_default();
    match rest.char_indices().next_back() {
        Some((last, check)) if is_long => {
            let more = rest.get(..last).unwrap_or_default();
            (format!("{number}{more}"), check.to_string())
        }
        _ => (number.to_owned(), digit.to_owned()),
    }
}

fn zone(lines: &[String], format: Format, year: i16) -> Zone {
    let fields = format.fields();
    let text = |wanted: Field| {
        let place = fields.iter().find(|(f, _)| *f == wanted).map(|(_, at)| *at);
        place.map_or("", |place| at(lines, place))
    };
    let bare = |wanted: Field| text(wanted).trim_end_matches('<').to_owned();
    let names = text(Field::Names);
    let (family, given) = names.split_once("<<").unwrap_or((names, ""));
    let spaced = |text: &str| {
        let parts: Vec<&str> = text.split('<').filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let (number, _) = long_number(
        text(Field::Number),
        text(Field::NumberCheck),
        text(Field::Optional),
        format,
    );
    let long = number.len() > 9;
    Zone {
        format,
        code: bare(Field::Code),
        issuer: bare(Field::Issuer),
        number: number.trim_end_matches('<').to_owned(),
        nationality: bare(Field::Nationality),
        birth: birth(text(Field::Birth), year).flatten(),
        sex: text(Field::Sex).chars().next().filter(|c| *c != '<'),
        expires: expiry(text(Field::Expiry), year),
        family: spaced(family),
        given: spaced(given),
        names_cut: !names.ends_with('<'),
        optional: if long {
            bare(Field::OptionalMore)
        } else {
            bare(Field::Optional)
        },
    }
}
