//! The list of receivers an operator loads: station names as the feeds write them, with kind and place.
//!
//! Two forms are read, told apart by their first line: a CSV with the columns `name`, `kind` (`terrestrial`,
//! `satellite`, `dynamic`), `lat`, `lon` and, for satellites, either `time` (one row for each known point below)
//! or `tle1` and `tle2`; or plain three-line elements, whose first line is the receiver's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use vigie_sea::{Position, Time};

use crate::orbit::{Orbit, read_elements};
use crate::receiver_set::{ReceiverFact, ReceiverPlace};
use crate::{Error, Reception};

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiverFault {
    /// Line in the file, from 1.
    pub line: u64,
    /// Stable code of the reason, such as `position-unreadable`.
    pub reason: &'static str,
}

/// Receivers by name; `Default` knows none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReceiverList {
    facts: BTreeMap<String, ReceiverFact>,
}

/// The columns of the CSV, by place.
struct Columns {
    name: usize,
    kind: Option<usize>,
    lat: Option<usize>,
    lon: Option<usize>,
    time: Option<usize>,
    tle: Option<(usize, usize)>,
}

impl ReceiverList {
    /// Reads a list; rows that cannot be read are told, the rest kept.
    ///
    /// # Errors
    /// A CSV without the column `name`.
    pub fn from_text(text: &str) -> Result<(Self, Vec<ReceiverFault>), Error> {
        let text = text.trim_start_matches('\u{feff}');
        let table = Self::from_csv(text);
        let second = text.lines().nth(1).unwrap_or_default();
        if table.is_err() && second.starts_with("1 ") {
            return Ok(Self::from_elements(text));
        }
        table
    }

    fn from_csv(text: &str) -> Result<(Self, Vec<ReceiverFault>), Error> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        let columns = Columns::of(&header)?;
        let (mut list, mut faults) = (Self::default(), Vec::new());
        let mut row = csv::StringRecord::new();
        loop {
            let read = reader.read_record(&mut row);
            let line = row.position().map_or(0, csv::Position::line);
            let taken = match read {
                Ok(false) => return Ok((list, faults)),
                Ok(true) => list.take(&columns, &row),
                Err(_unreadable) => Err("row-unreadable"),
            };
            if let Err(reason) = taken {
                faults.push(ReceiverFault { line, reason });
            }
        }
    }

    fn take(&mut self, columns: &Columns, row: &csv::StringRecord) -> Result<(), &'static str> {
        let text = |column: Option<usize>| row.get(column?).filter(|t| !t.is_empty());
        let name = text(Some(columns.name)).ok_or("name-missing")?;
        let reception = match text(columns.kind) {
            None => Reception::Unknown,
            Some(word) => kind_of(word).ok_or("kind-unknown")?,
        };
        let orbit = columns
            .tle
            .and_then(|(a, b)| Some((text(Some(a))?, text(Some(b))?)));
        if let Some((line1, line2)) = orbit {
            let orbit = Orbit::from_tle(line1, line2).ok_or("elements-unreadable")?;
            return self.put(name, reception, ReceiverPlace::Orbit(Arc::new(orbit)));
        }
        let place = match (text(columns.lat), text(columns.lon)) {
            (None, None) => None,
            (Some(lat), Some(lon)) => Some(place_of(lat, lon)?),
            _ => return Err("position-unreadable"),
        };
        match (place, text(columns.time)) {
            (Some(below), Some(time)) => {
                let time = Time::parse(time).map_err(|_unreadable| "time-unreadable")?;
                self.pass(name, reception, time, below)
            }
            (None, Some(_)) => Err("position-unreadable"),
            (Some(_), None) if reception == Reception::Satellite => Err("satellite-needs-time"),
            (Some(_), None) if reception == Reception::Dynamic => Err("moving-has-no-place"),
            (Some(place), None) => self.put(name, reception, ReceiverPlace::Station(place)),
            (None, None) if reception == Reception::Unknown => Err("nothing-said"),
            (None, None) => self.put(name, reception, ReceiverPlace::Unknown),
        }
    }

    fn put(
        &mut self,
        name: &str,
        reception: Reception,
        place: ReceiverPlace,
    ) -> Result<(), &'static str> {
        let fact = ReceiverFact { reception, place };
        let orbits = matches!(fact.place, ReceiverPlace::Orbit(_));
        if orbits && fact.kind() != Reception::Satellite {
            return Err("kind-contradicts-place");
        }
        if self.facts.contains_key(name) {
            return Err("name-repeated");
        }
        self.facts.insert(name.to_owned(), fact);
        Ok(())
    }

    fn pass(
        &mut self,
        name: &str,
        reception: Reception,
        time: Time,
        below: Position,
    ) -> Result<(), &'static str> {
        if !matches!(reception, Reception::Satellite | Reception::Unknown) {
            return Err("kind-contradicts-place");
        }
        let fact = self.facts.entry(name.to_owned()).or_insert(ReceiverFact {
            reception: Reception::Satellite,
            place: ReceiverPlace::Passes(BTreeMap::new()),
        });
        let ReceiverPlace::Passes(passes) = &mut fact.place else {
            return Err("name-repeated");
        };
        passes.insert(time, below);
        Ok(())
    }

    /// Three-line elements: name, line 1, line 2, and again.
    fn from_elements(text: &str) -> (Self, Vec<ReceiverFault>) {
        let (mut list, mut faults) = (Self::default(), Vec::new());
        for (line, name, orbit) in read_elements(text) {
            let taken = orbit.ok_or("elements-unreadable").and_then(|orbit| {
                let place = ReceiverPlace::Orbit(Arc::new(orbit));
                list.put(name, Reception::Satellite, place)
            });
            if let Err(reason) = taken {
                faults.push(ReceiverFault { line, reason });
            }
        }
        (list, faults)
    }

    /// What is said of the receiver with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ReceiverFact> {
        self.facts.get(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ReceiverFact)> {
        self.facts.iter().map(|(name, fact)| (name.as_str(), fact))
    }

    /// One receiver as a list of its own, in the form that [`Self::from_text`] reads; `None` if it is not here.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<String> {
        let fact = self.facts.get(name)?;
        let kind = kind_code(fact.kind());
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut row = |cells: [&str; 7]| writer.write_record(cells);
        let at = |p: Position| (p.lat_deg().to_string(), p.lon_deg().to_string());
        let mut write = || -> Result<(), csv::Error> {
            row(["name", "kind", "lat", "lon", "time", "tle1", "tle2"])?;
            match &fact.place {
                ReceiverPlace::Unknown => row([name, kind, "", "", "", "", ""])?,
                ReceiverPlace::Station(place) => {
                    let (lat, lon) = at(*place);
                    row([name, kind, &lat, &lon, "", "", ""])?;
                }
                ReceiverPlace::Passes(passes) => {
                    for (time, below) in passes {
                        let (lat, lon) = at(*below);
                        row([name, kind, &lat, &lon, &time.to_string(), "", ""])?;
                    }
                }
                ReceiverPlace::Orbit(orbit) => {
                    let [line1, line2] = orbit.lines();
                    row([name, kind, "", "", "", line1, line2])?;
                }
            }
            Ok(())
        };
        write().ok()?;
        String::from_utf8(writer.into_inner().ok()?).ok()
    }

    /// Takes in another list; its facts replace those of the same name.
    pub fn extend(&mut self, other: Self) {
        self.facts.extend(other.facts);
    }

    /// Removes one; says whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        self.facts.remove(name).is_some()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.len()
    }
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, Error> {
        let find = |names: &[&str]| {
            let is = |h: &str| names.iter().any(|n| h.eq_ignore_ascii_case(n));
            header.iter().position(is)
        };
        Ok(Self {
            name: find(&["name", "station", "receiver"]).ok_or_else(|| Error::Column {
                column: "name".to_owned(),
            })?,
            kind: find(&["kind"]),
            lat: find(&["lat", "latitude"]),
            lon: find(&["lon", "longitude"]),
            time: find(&["time"]),
            tle: find(&["tle1"]).zip(find(&["tle2"])),
        })
    }
}

/// The word for how a receiver hears, as in the list; empty if not known.
#[must_use]
pub(crate) fn kind_code(kind: Reception) -> &'static str {
    match kind {
        Reception::Unknown => "",
        Reception::Terrestrial => "terrestrial",
        Reception::Satellite => "satellite",
        Reception::Dynamic => "dynamic",
    }
}

fn kind_of(word: &str) -> Option<Reception> {
    let all = [
        ("terrestrial", Reception::Terrestrial),
        ("satellite", Reception::Satellite),
        ("dynamic", Reception::Dynamic),
    ];
    let found = all
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name));
    found.map(|(_, kind)| kind)
}

fn place_of(lat: &str, lon: &str) -> Result<Position, &'static str> {
    let number = |text: &str| text.parse::<f64>().ok();
    let (lat, lon) = number(lat).zip(number(lon)).ok_or("position-unreadable")?;
    Position::new(lat, lon).map_err(|_range| "position-out-of-range")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn reads_stations_satellites_and_says_what_it_cannot() {
        let csv = "name,kind,lat,lon,time\n\
                   EXADAK,terrestrial,51.88,-176.65,\n\
                   衛星1,satellite,10,179.9,2026-07-06T00:00:00Z\n\
                   衛星1,satellite,14,179.5,2026-07-06T00:01:00Z\n\
                   PATROL,dynamic,,,\n\
                   X,radio,1,1,\nY,satellite,1,1,\nZ,,91,0,\nEXADAK,terrestrial,1,1,\n,,1,1,\n";
        let (list, faults) = ReceiverList::from_text(csv).unwrap();
        let reasons: Vec<_> = faults.iter().map(|f| (f.line, f.reason)).collect();
        assert_eq!(
            reasons,
            [
                (6, "kind-unknown"),
                (7, "satellite-needs-time"),
                (8, "position-out-of-range"),
                (9, "name-repeated"),
                (10, "name-missing"),
            ]
        );
        assert_eq!(list.len(), 3);
        assert_eq!(list.get("PATROL").unwrap().kind(), Reception::Dynamic);
        let ReceiverPlace::Passes(passes) = &list.get("衛星1").unwrap().place else {
            panic!("points below")
        };
        assert_eq!(passes.len(), 2);
        assert!(ReceiverList::from_text("lat,lon\n1,2\n").is_err());
        for (name, fact) in list.iter() {
            let (again, faults) = ReceiverList::from_text(&list.text_of(name).unwrap()).unwrap();
            assert_eq!((again.get(name), faults.len()), (Some(fact), 0));
        }
    }

    #[test]
    fn reads_three_line_elements() {
        let text = "SAT A\r\n1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927\r\n\
                    2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537\r\nSAT B\r\n1 x\r\n2 y\r\n";
        let (list, faults) = ReceiverList::from_text(text).unwrap();
        assert_eq!(list.get("SAT A").unwrap().kind(), Reception::Satellite);
        assert_eq!((faults.len(), faults[0].line), (1, 4));
    }

    proptest::proptest! {
        /// No text makes it panic, and no more receivers come out than lines went in.
        #[test]
        fn any_text_is_survived(text in "(name,kind,lat,lon,time,tle1,tle2\n)?[ -~\n,0-9é船]{0,300}") {
            if let Ok((list, faults)) = ReceiverList::from_text(&text) {
                proptest::prop_assert!(list.len() + faults.len() <= text.lines().count() + 1);
            }
        }
    }
}
