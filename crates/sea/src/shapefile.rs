//! Areas read from a shapefile: the bytes of its `.shp`, `.dbf` and `.prj`.
//!
//! Layouts: ESRI Shapefile Technical Description (1998), polygon types 5, 15 and 25; dBase III for the
//! attributes, in UTF-8 or else Latin-1. A record that cannot be read is counted with its number and
//! reason; the rest are kept.

use serde_json::{Map, Value};

use crate::geojson::area_of;
use crate::ring::Ring;
use crate::{AreaSet, Error, Polygon, Position};

const FILE_CODE: u32 = 9_994;
const HEADER: usize = 100;
/// Null shape, and polygon plain, with Z and with M.
const NULL: i32 = 0;
const POLYGONS: [i32; 3] = [5, 15, 25];
/// Points of a hole that are asked which outer ring holds them.
const HOLE_WITNESSES: usize = 5;

impl AreaSet {
    /// Reads a shapefile of polygons in longitude and latitude. `source` says where the limits come
    /// from; a `source` attribute wins. Also returns the faults by number of the record from 0.
    ///
    /// # Errors
    /// Bytes that are no shapefile of polygons, or one in other coordinates than degrees.
    pub fn from_shapefile(
        shp: &[u8],
        dbf: Option<&[u8]>,
        prj: Option<&str>,
        source: &str,
    ) -> Result<(Self, Vec<Error>), Error> {
        let refuse = |reason| Error::Area { feature: 0, reason };
        if prj.is_some_and(|text| !text.trim_start().to_ascii_uppercase().starts_with("GEOG")) {
            return Err(refuse("crs-not-lon-lat"));
        }
        let header = Bytes(shp);
        if header.big_u32(0) != Some(FILE_CODE) {
            return Err(refuse("not-a-shapefile"));
        }
        if !header.i32(32).is_some_and(|kind| POLYGONS.contains(&kind)) {
            return Err(refuse("not-a-polygon"));
        }
        let mut faults = Vec::new();
        let table = dbf.map(Table::read);
        if table.as_ref().is_some_and(Option::is_none) {
            faults.push(refuse("dbf-unreadable"));
        }
        let table = table.flatten();
        let mut areas = Vec::new();
        let records = Records {
            bytes: shp,
            at: HEADER,
        };
        for (number, record) in records.enumerate() {
            let row = table.as_ref().map(|t| t.row(number));
            let read = record.and_then(polygons_of).and_then(|polygons| {
                let properties = match row {
                    None => Map::new(),
                    Some(Row::Deleted) => return Err("record-deleted"),
                    Some(Row::Missing) => return Err("attributes-missing"),
                    Some(Row::Read(properties)) => properties,
                };
                Ok(area_of(None, number, source, properties, polygons))
            });
            match read {
                Ok((area, doubt)) => {
                    areas.push(area);
                    faults.extend(doubt.map(|reason| Error::Area {
                        feature: number,
                        reason,
                    }));
                }
                Err(reason) => faults.push(Error::Area {
                    feature: number,
                    reason,
                }),
            }
        }
        Ok((Self::new(areas), faults))
    }
}

/// Numbers at places of a file.
#[derive(Clone, Copy)]
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn big_u32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_be_bytes)
    }

    fn i32(self, at: usize) -> Option<i32> {
        self.array(at).map(i32::from_le_bytes)
    }

    fn count(self, at: usize) -> Option<usize> {
        self.i32(at).and_then(|n| usize::try_from(n).ok())
    }

    fn f64(self, at: usize) -> Option<f64> {
        self.array(at).map(f64::from_le_bytes)
    }
}

/// The contents of the records one after another; a torn one is the last.
struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<&'a [u8], &'static str>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let begin = self.at.saturating_add(8);
        let words = Bytes(self.bytes)
            .big_u32(self.at + 4)
            .and_then(|n| usize::try_from(n).ok());
        let end = words.and_then(|words| begin.checked_add(words.checked_mul(2)?));
        let content = end.and_then(|end| self.bytes.get(begin..end));
        self.at = if content.is_some() {
            end?
        } else {
            self.bytes.len()
        };
        Some(content.ok_or("record-torn"))
    }
}

/// The polygons of one record: clockwise rings are outer ones, the others are holes in them.
fn polygons_of(content: &[u8]) -> Result<Vec<Polygon>, &'static str> {
    let mut outers: Vec<Vec<Vec<[f64; 2]>>> = Vec::new();
    let mut holes = Vec::new();
    for ring in rings_of(content)? {
        match Ring::new(&ring) {
            Ok(checked) if is_outer(&checked) => outers.push(vec![ring]),
            Ok(_) => holes.push(ring),
            // Slivers without area, left by whoever simplified the lines.
            Err("ring-too-short" | "ring-without-area") => {}
            Err(reason) => return Err(reason),
        }
    }
    if outers.is_empty() {
        // Drawn the other way round: every ring is an area.
        outers = holes.drain(..).map(|ring| vec![ring]).collect();
    }
    let alone = outers
        .iter()
        .map(|rings| Polygon::new(rings))
        .collect::<Result<Vec<_>, _>>()?;
    for hole in holes {
        let best = alone
            .iter()
            .enumerate()
            .map(|(n, outer)| (witnesses(outer, &hole), n))
            .max();
        match best
            .filter(|(held, _)| *held > 0)
            .and_then(|(_, n)| outers.get_mut(n))
        {
            Some(rings) => rings.push(hole),
            None => outers.push(vec![hole]),
        }
    }
    let polygons = outers
        .iter()
        .map(|rings| Polygon::new(rings))
        .collect::<Result<Vec<_>, _>>()?;
    if polygons.is_empty() {
        Err("no-polygon")
    } else {
        Ok(polygons)
    }
}

fn is_outer(ring: &Ring) -> bool {
    match ring.turns {
        0 => ring.doubled_area() < 0.0,
        // Clockwise seen from above: eastwards round the South Pole, westwards round the North Pole.
        turns => (turns > 0) != ring.holds_north_pole,
    }
}

/// How many of a few points of the hole an outer ring holds.
fn witnesses(outer: &Polygon, hole: &[[f64; 2]]) -> usize {
    let step = (hole.len() / HOLE_WITNESSES).max(1);
    let places = hole
        .iter()
        .step_by(step)
        .filter_map(|p| Position::new(p[1], p[0]).ok());
    places.filter(|place| outer.contains(*place)).count()
}

fn rings_of(content: &[u8]) -> Result<Vec<Vec<[f64; 2]>>, &'static str> {
    let bytes = Bytes(content);
    match bytes.i32(0).ok_or("record-torn")? {
        NULL => return Err("no-geometry"),
        kind if POLYGONS.contains(&kind) => {}
        _ => return Err("not-a-polygon"),
    }
    let (parts, points) = bytes.count(36).zip(bytes.count(40)).ok_or("record-torn")?;
    let points_at = parts
        .checked_mul(4)
        .and_then(|n| n.checked_add(44))
        .ok_or("record-torn")?;
    let end = points
        .checked_mul(16)
        .and_then(|n| n.checked_add(points_at));
    if end.is_none_or(|end| end > content.len()) {
        return Err("record-torn");
    }
    let begins: Vec<usize> = (0..parts)
        .map(|n| bytes.count(44 + 4 * n))
        .collect::<Option<_>>()
        .ok_or("part-unreadable")?;
    let ends = begins.iter().skip(1).copied().chain([points]);
    let ring = |(begin, end): (usize, usize)| {
        if begin > end || end > points {
            return None;
        }
        (begin..end)
            .map(|n| {
                Some([
                    bytes.f64(points_at + 16 * n)?,
                    bytes.f64(points_at + 16 * n + 8)?,
                ])
            })
            .collect::<Option<Vec<_>>>()
    };
    begins
        .iter()
        .copied()
        .zip(ends)
        .map(ring)
        .collect::<Option<_>>()
        .ok_or("part-unreadable")
}

/// A dBase III table.
struct Table<'a> {
    bytes: &'a [u8],
    records: usize,
    first: usize,
    width: usize,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    kind: u8,
    at: usize,
    width: usize,
}

enum Row {
    Read(Map<String, Value>),
    Deleted,
    Missing,
}

impl<'a> Table<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let numbers = Bytes(bytes);
        let first = usize::from(numbers.array(8).map(u16::from_le_bytes)?);
        let width = usize::from(numbers.array(10).map(u16::from_le_bytes)?);
        let mut fields = Vec::new();
        // The first byte of each record says whether it was deleted.
        let mut at = 1;
        for field in bytes
            .get(32..first)?
            .chunks_exact(32)
            .take_while(|field| field[0] != 0x0D)
        {
            let name = field.get(..11)?.split(|b| *b == 0).next()?;
            let field = Field {
                name: decoded(name),
                kind: *field.get(11)?,
                at,
                width: usize::from(*field.get(16)?),
            };
            at += field.width;
            fields.push(field);
        }
        let fits = width >= at && !fields.is_empty();
        fits.then_some(Self {
            bytes,
            records: numbers.count(4)?,
            first,
            width,
            fields,
        })
    }

    fn row(&self, number: usize) -> Row {
        let begin = number
            .checked_mul(self.width)
            .and_then(|n| n.checked_add(self.first));
        let record = begin
            .filter(|_| number < self.records)
            .and_then(|begin| self.bytes.get(begin..begin.checked_add(self.width)?));
        let Some(record) = record else {
            return Row::Missing;
        };
        if record.first() == Some(&b'*') {
            return Row::Deleted;
        }
        let values = self.fields.iter().filter_map(|field| {
            let bytes = record.get(field.at..field.at + field.width)?;
            Some((field.name.clone(), field.value(bytes)))
        });
        Row::Read(values.collect())
    }
}

impl Field {
    fn value(&self, bytes: &[u8]) -> Value {
        let text = decoded(bytes);
        match self.kind {
            _ if text.is_empty() => Value::Null,
            // A number filled with stars was too wide for its field.
            b'N' | b'F' => serde_json::from_str::<serde_json::Number>(&text)
                .map(Value::Number)
                .or_else(|_| text.parse::<f64>().map(Value::from))
                .unwrap_or(Value::Null),
            b'L' => match text.as_str() {
                "T" | "t" | "Y" | "y" => Value::Bool(true),
                "F" | "f" | "N" | "n" => Value::Bool(false),
                _ => Value::Null,
            },
            b'D' if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) => {
                let (year, rest) = text.split_at(4);
                let (month, day) = rest.split_at(2);
                Value::from(format!("{year}-{month}-{day}"))
            }
            _ => Value::from(text),
        }
    }
}

/// UTF-8, else Latin-1; padding removed.
fn decoded(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_latin) => bytes.iter().copied().map(char::from).collect(),
    };
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0')
        .to_owned()
}
