//! Exchanges of look-alikes that make a zone fit: proposed, never made.

use serde::{Deserialize, Serialize};

use super::{
    layout::{Field, Format},
    read::{Reading, judged, may_hold},
};

/// Characters that readers and typists take for each other.
const LOOK_ALIKES: &[(char, char)] = &[
    ('O', '0'),
    ('Q', '0'),
    ('D', '0'),
    ('I', '1'),
    ('L', '1'),
    ('Z', '2'),
    ('S', '5'),
    ('G', '6'),
    ('B', '8'),
    ('K', '<'),
];
/// Exchanges proposed at most: with more the zone is read anew.
const REPAIRS_MAX: usize = 6;

/// One exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Repair {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// The character read.
    pub from: char,
    /// The character that fits.
    pub to: char,
}

/// The one set of exchanges after which nothing is wrong; empty when there is none, or more than one.
pub(super) fn propose(reading: &Reading, year: i16) -> Vec<Repair> {
    let mut lines = reading.lines.clone();
    let mut made = Vec::new();
    for (place, options) in forced(&lines, reading.zone.format) {
        let [to] = options.as_slice() else {
            return Vec::new();
        };
        made.extend(exchange(&mut lines, place, *to));
    }
    if made.len() > REPAIRS_MAX {
        return Vec::new();
    }
    let sound = |lines: &[String]| judged(lines.to_vec(), year).is_ok_and(|r| r.faults.is_empty());
    if sound(&lines) {
        return made;
    }
    // What may stand where it stands, and is wrong by a check digit only: one exchange, if only one fits.
    let mut fitting = Vec::new();
    for (place, options) in possible(&lines, reading.zone.format) {
        for to in options {
            let mut tried = lines.clone();
            let one = exchange(&mut tried, place, to);
            if sound(&tried) {
                fitting.extend(one);
            }
        }
    }
    match fitting.as_slice() {
        [one] => {
            made.push(*one);
            made.sort();
            made
        }
        _ => Vec::new(),
    }
}

type Place = (usize, usize);

/// Places with a character that cannot stand there, and its look-alikes that can.
fn forced(lines: &[String], format: Format) -> Vec<(Place, Vec<char>)> {
    exchanges(lines, format, |field, n, c| !may_hold(field, n, c))
}

/// Places with a character that has look-alikes that could stand there too.
fn possible(lines: &[String], format: Format) -> Vec<(Place, Vec<char>)> {
    exchanges(lines, format, may_hold)
}

fn exchanges(
    lines: &[String],
    format: Format,
    wanted: impl Fn(Field, usize, char) -> bool,
) -> Vec<(Place, Vec<char>)> {
    let mut found = Vec::new();
    for (field, at @ (line, from, _)) in format.fields() {
        for (n, c) in super::layout::at(lines, at).chars().enumerate() {
            if !wanted(field, n, c) {
                continue;
            }
            let twin = |(a, b): &(char, char)| match c {
                c if c == *a => Some(*b),
                c if c == *b => Some(*a),
                _ => None,
            };
            let twins = LOOK_ALIKES.iter().filter_map(twin);
            let options: Vec<char> = twins.filter(|to| may_hold(field, n, *to)).collect();
            let is_wrong = !may_hold(field, n, c);
            if is_wrong || !options.is_empty() {
                // 0 may be O, Q or D: O is by far the most usual.
                let options = if is_wrong {
                    options.into_iter().take(1).collect()
                } else {
                    options
                };
                found.push(((line, from + n), options));
            }
        }
    }
    found
}

fn exchange(lines: &mut [String], (line, column): Place, to: char) -> Option<Repair> {
    let text = lines.get_mut(line)?;
    let from = text.chars().nth(column)?;
    text.replace_range(column..=column, to.encode_utf8(&mut [0; 4]));
    Some(Repair {
        line: line + 1,
        column: column + 1,
        from,
        to,
    })
}
