//! Ports and anchorages by name and place.
//!
//! Three layouts of CSV are read, told apart by their headers: the World Port Index (NGA Publication
//! 150), named anchorages as Global Fishing Watch publishes them (one row per place where ships were
//! seen to lie, `label` being the port), and our own short list. A list of ports is never complete: a
//! small harbour that is in none of them is no port here, and events say which port they mean.

use serde::{Deserialize, Serialize};
use vigie_sea::{PlaceIndex, Position};

use crate::Error;
use crate::flag::flag_of_name;

const BUILTIN: &[u8] = include_bytes!("../../../data/ports-north-pacific.csv");

/// Whether a place is a port or an anchorage.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PortKind {
    /// A port or harbour.
    #[default]
    Port,
    /// A named anchorage.
    Anchorage,
}

impl PortKind {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Port => "port",
            Self::Anchorage => "anchorage",
        }
    }
}

/// One port or anchorage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Port {
    /// Identifier: the UN/LOCODE, else the source's own number or name.
    pub id: String,
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-3 code of the country, empty if not known.
    pub country: String,
    /// Port or anchorage.
    pub kind: PortKind,
    /// Place.
    pub position: Position,
    /// Where the entry comes from.
    pub source: String,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PortFault {
    /// Number of the row after the header, from 1.
    pub row: usize,
    /// Stable code of the reason, such as `position-unreadable`.
    pub reason: &'static str,
}

/// Ports with an index; `Default` knows none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PortSet {
    ports: Vec<Port>,
    index: PlaceIndex,
}

impl PortSet {
    /// A set of these ports.
    #[must_use]
    pub fn new(ports: Vec<Port>) -> Self {
        let places: Vec<Position> = ports.iter().map(|p| p.position).collect();
        Self {
            index: PlaceIndex::new(&places),
            ports,
        }
    }

    /// The ports of the North Pacific that come with the program.
    #[must_use]
    pub fn builtin() -> Self {
        Self::from_csv(BUILTIN, "vigie")
            .map(|(set, _)| set)
            .unwrap_or_default()
    }

    /// Reads a CSV of one of the three layouts; rows that cannot be read are told, the rest kept.
    ///
    /// # Errors
    /// The header fits none of the layouts.
    pub fn from_csv(csv: &[u8], source: &str) -> Result<(Self, Vec<PortFault>), Error> {
        let csv = csv.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(csv);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
        let header = reader.byte_headers().cloned().unwrap_or_default();
        let layout = Layout::of(&header)?;
        let (mut ports, mut faults) = (Vec::new(), Vec::new());
        let mut record = csv::ByteRecord::new();
        for row in 1.. {
            match reader.read_byte_record(&mut record) {
                Ok(false) => break,
                Ok(true) => match layout.port(&record, source) {
                    Ok(port) => ports.push(port),
                    Err(reason) => faults.push(PortFault { row, reason }),
                },
                Err(_unreadable) => faults.push(PortFault {
                    row,
                    reason: "row-unreadable",
                }),
            }
        }
        Ok((Self::new(ports), faults))
    }

    /// Adds ports.
    pub fn extend(&mut self, ports: impl IntoIterator<Item = Port>) {
        let mut all = std::mem::take(&mut self.ports);
        all.extend(ports);
        *self = Self::new(all);
    }

    /// All ports; their order is their numbers.
    #[must_use]
    pub fn ports(&self) -> &[Port] {
        &self.ports
    }

    /// The port of this number.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<&Port> {
        self.ports.get(number)
    }

    /// Whether no port is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ports.is_empty()
    }

    /// The nearest port not farther than `distance_m` (which may be infinite) and its distance, metres.
    #[must_use]
    pub fn nearest_within(&self, position: Position, distance_m: f64) -> Option<(&Port, f64)> {
        let (number, distance_m) = self.nearest_number(position, distance_m)?;
        Some((self.ports.get(number)?, distance_m))
    }

    /// Number of the nearest port not farther than `distance_m` and its distance, metres.
    #[must_use]
    pub fn nearest_number(&self, position: Position, distance_m: f64) -> Option<(usize, f64)> {
        self.index.nearest_within(position, distance_m)
    }
}

/// Where the columns are.
struct Layout {
    lat: usize,
    lon: usize,
    name: usize,
    second_name: Option<usize>,
    id: Vec<(usize, &'static str)>,
    country: Option<usize>,
    kind: Option<usize>,
}

impl Layout {
    fn of(header: &csv::ByteRecord) -> Result<Self, Error> {
        let find = |names: &[&str]| {
            let is = |h: &[u8]| {
                names
                    .iter()
                    .any(|n| h.trim_ascii().eq_ignore_ascii_case(n.as_bytes()))
            };
            header.iter().position(is)
        };
        let need = |names: &[&str]| {
            let column = || names.first().map_or(String::new(), |n| (*n).to_owned());
            find(names).ok_or_else(|| Error::Column { column: column() })
        };
        let ids = [
            (find(&["locode", "UN/LOCODE"]), ""),
            (find(&["World Port Index Number"]), "wpi-"),
            (find(&["s2id"]), "s2-"),
            (find(&["id"]), ""),
        ];
        Ok(Self {
            lat: need(&["lat", "latitude"])?,
            lon: need(&["lon", "longitude"])?,
            name: need(&["name", "Main Port Name", "label"])?,
            second_name: find(&["sublabel"]),
            id: ids
                .into_iter()
                .filter_map(|(at, prefix)| Some((at?, prefix)))
                .collect(),
            country: find(&["country", "iso3", "Country Code"]),
            kind: find(&["kind"]),
        })
    }

    fn port(&self, row: &csv::ByteRecord, source: &str) -> Result<Port, &'static str> {
        let text = |column: usize| row.get(column).map(decoded).filter(|t| !t.is_empty());
        let number = |column: usize| text(column)?.parse::<f64>().ok();
        let (lat, lon) = number(self.lat)
            .zip(number(self.lon))
            .ok_or("position-unreadable")?;
        let position = Position::new(lat, lon).map_err(|_range| "position-out-of-range")?;
        let name = text(self.name).ok_or("name-missing")?;
        let part = self.second_name.and_then(text).filter(|part| *part != name);
        let told = self.kind.and_then(text);
        let is_anchorage = told.as_deref() == Some(PortKind::Anchorage.code())
            || [Some(&name), part.as_ref()]
                .into_iter()
                .flatten()
                .any(|n| names_anchorage(n));
        let id = self
            .id
            .iter()
            .find_map(|(at, prefix)| Some(format!("{prefix}{}", text(*at)?)));
        let country = self
            .country
            .and_then(text)
            .map(|c| country_code(&c))
            .unwrap_or_default();
        let name = part.map_or(name.clone(), |part| format!("{name}, {part}"));
        Ok(Port {
            id: id.unwrap_or_else(|| name.clone()).replace(' ', ""),
            name,
            country,
            kind: if is_anchorage {
                PortKind::Anchorage
            } else {
                PortKind::Port
            },
            position,
            source: source.to_owned(),
        })
    }
}

fn names_anchorage(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric())
        .any(|word| word.eq_ignore_ascii_case("anchorage") || word.eq_ignore_ascii_case("anch"))
}

/// Text of a field: UTF-8, else Latin-1, which is what older lists are written in.
fn decoded(field: &[u8]) -> String {
    let text = match std::str::from_utf8(field) {
        Ok(text) => text.to_owned(),
        Err(_latin) => field.iter().copied().map(char::from).collect(),
    };
    text.trim().to_owned()
}

/// A three-letter code as given, or the code of a country's name.
fn country_code(given: &str) -> String {
    let is_code = given.len() == 3 && given.bytes().all(|b| b.is_ascii_uppercase());
    if is_code {
        return given.to_owned();
    }
    flag_of_name(given)
        .map(|flag| flag.iso3.to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::io::Read;
    use vigie_sea::distance_m;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    fn shared(name: &str) -> Option<Vec<u8>> {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/ref-ports/"
        );
        let Ok(file) = std::fs::File::open(format!("{folder}{name}")) else {
            eprintln!("skipped: no {folder}{name}");
            return None;
        };
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(file)
            .read_to_end(&mut bytes)
            .unwrap();
        Some(bytes)
    }

    #[test]
    fn the_builtin_list_is_whole() {
        let (set, faults) = PortSet::from_csv(BUILTIN, "vigie").unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        assert!(set.ports().len() >= 60);
        let (port, distance) = set.nearest_within(at(42.98, 144.37), 3_000.0).unwrap();
        assert_eq!(
            (port.name.as_str(), port.country.as_str()),
            ("Kushiro", "JPN")
        );
        assert!(distance < 2_000.0);
        assert_eq!(set.nearest_within(at(40.0, 180.0), 50_000.0), None);
        assert!(
            PortSet::builtin()
                .nearest_within(at(40.0, 180.0), f64::INFINITY)
                .is_some()
        );
    }

    #[test]
    fn bad_rows_are_told_and_the_rest_kept() {
        let csv = b"s2id,latitude,longitude,label,sublabel,iso3\n\
            1,51.86,179.99,ADAK,WEST ANCHORAGE,USA\n2,x,1,A,,\n3,91,1,B,,\n4,1,2,,,\n\
            5,1,2,S\xC3O JO\xC3O,,PRT\n";
        let (set, faults) = PortSet::from_csv(csv, "list").unwrap();
        let reasons: Vec<_> = faults.iter().map(|f| (f.row, f.reason)).collect();
        let expected = [
            (2, "position-unreadable"),
            (3, "position-out-of-range"),
            (4, "name-missing"),
        ];
        assert_eq!(reasons, expected);
        let (port, _) = set.nearest_within(at(51.86, -179.99), 3_000.0).unwrap();
        assert_eq!((port.kind, port.id.as_str()), (PortKind::Anchorage, "s2-1"));
        assert_eq!(port.name, "ADAK, WEST ANCHORAGE");
        assert_eq!(set.get(1).unwrap().name, "SÃO JOÃO");
        assert!(PortSet::from_csv(b"a,b\n1,2\n", "x").is_err());
        assert!(PortSet::from_csv(b"", "x").is_err());
    }

    #[test]
    fn the_world_port_index_and_named_anchorages_are_read() {
        let Some(index) = shared("UpdatedPub150.csv.gz") else {
            return;
        };
        let (set, faults) = PortSet::from_csv(&index, "World Port Index").unwrap();
        assert!(
            faults.is_empty() && set.ports().len() > 3_000,
            "{}",
            set.ports().len()
        );
        let unknown = set.ports().iter().filter(|p| p.country.is_empty()).count();
        assert!(
            unknown * 50 < set.ports().len(),
            "{unknown} without a country"
        );
        let (kushiro, _) = set.nearest_within(at(42.98, 144.37), 5_000.0).unwrap();
        assert_eq!(
            (kushiro.id.as_str(), kushiro.country.as_str()),
            ("JPKUH", "JPN")
        );

        let Some(named) = shared("anchorage_overrides.csv.gz") else {
            return;
        };
        let (mut set, faults) = PortSet::from_csv(&named, "anchorages").unwrap();
        assert!(
            faults.len() * 1_000 < set.ports().len(),
            "{:?}",
            faults.first()
        );
        assert!(set.ports().iter().any(|p| p.kind == PortKind::Anchorage));
        // Our own list lies where ships were seen to lie or where the index has the port; a few fishing
        // harbours are in neither.
        set.extend(
            PortSet::from_csv(&index, "World Port Index")
                .unwrap()
                .0
                .ports()
                .to_vec(),
        );
        let own = PortSet::builtin();
        let mut alone = 0;
        for port in own.ports() {
            let (near, distance) = set.nearest_within(port.position, f64::INFINITY).unwrap();
            assert!((distance_m(port.position, near.position) - distance).abs() < 0.1);
            alone += usize::from(distance > 5_000.0);
        }
        assert!(alone * 10 < own.ports().len(), "{alone}");
    }
}
