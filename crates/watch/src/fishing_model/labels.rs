//! Labelled tracks from CSV: what a partner knows of its own fleet, position by position.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use super::features::FishingPoint;
use super::train::LabelledTrack;
use crate::Error;
use crate::gear::Gear;

/// Words that mean "fishes", beside numbers above 0.
const FISHES: [&str; 7] = [
    "fishing", "hauling", "setting", "towing", "true", "yes", "y",
];
/// Words that mean "does not fish".
const FISHES_NOT: [&str; 12] = [
    "not_fishing",
    "not fishing",
    "not hauling",
    "steaming",
    "transit",
    "searching",
    "anchored",
    "in port",
    "false",
    "no",
    "n",
    "other",
];

/// Which column holds what; names are compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LabelColumns {
    /// Trip, or all there is of a vessel.
    pub track: String,
    /// Vessel; may be absent.
    pub vessel: String,
    /// Moment, UTC.
    pub time: String,
    /// Latitude, degrees.
    pub lat: String,
    /// Longitude, degrees.
    pub lon: String,
    /// Speed over ground, knots; may be absent or empty.
    pub speed_kn: String,
    /// Gear, in a registry's words or FAO code; may be absent.
    pub gear: String,
    /// 1 or 0, or a word such as `fishing`, `hauling`, `steaming`.
    pub fishing: String,
}

impl LabelColumns {
    /// A built-in set of names: `plain` (`track`, `time`, `lat`, `lon`, `speed`, `gear`, `fishing`),
    /// `gfw` (`mmsi`, `timestamp` in Unix seconds, `is_fishing`; −1 means no label), or `vms` (TACSAT: `VE_REF`, `SI_TIMESTAMP`, …).
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        let of = |c: [&str; 8]| {
            let [track, vessel, time, lat, lon, speed_kn, gear, fishing] = c.map(str::to_owned);
            Self {
                track,
                vessel,
                time,
                lat,
                lon,
                speed_kn,
                gear,
                fishing,
            }
        };
        Some(match name {
            "plain" => of([
                "track", "vessel", "time", "lat", "lon", "speed", "gear", "fishing",
            ]),
            "gfw" => of([
                "mmsi",
                "mmsi",
                "timestamp",
                "lat",
                "lon",
                "speed",
                "gear",
                "is_fishing",
            ]),
            "vms" => of([
                "FT_REF",
                "VE_REF",
                "SI_TIMESTAMP",
                "SI_LATI",
                "SI_LONG",
                "SI_SP",
                "LE_GEAR",
                "SI_STATE",
            ]),
            _ => return None,
        })
    }
}

impl Default for LabelColumns {
    fn default() -> Self {
        Self::builtin("plain").unwrap_or_else(|| Self {
            track: String::new(),
            vessel: String::new(),
            time: String::new(),
            lat: String::new(),
            lon: String::new(),
            speed_kn: String::new(),
            gear: String::new(),
            fishing: String::new(),
        })
    }
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelFault {
    /// Line in the file, from 1.
    pub line: u64,
    /// Stable code of the reason, such as `time-unreadable`.
    pub reason: String,
}

/// What a file held.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LabelRead {
    /// Tracks in order of time, by gear, then name.
    pub tracks: Vec<(Gear, LabelledTrack)>,
    /// Rows refused.
    pub faults: Vec<LabelFault>,
    /// Rows without a label, passed over.
    pub unlabelled: u64,
    /// Rows that repeat a moment of their track, passed over.
    pub repeated: u64,
}

struct At {
    track: usize,
    time: usize,
    lat: usize,
    lon: usize,
    fishing: usize,
    vessel: Option<usize>,
    speed_kn: Option<usize>,
    gear: Option<usize>,
}

impl At {
    fn of(header: &csv::StringRecord, columns: &LabelColumns) -> Result<Self, Error> {
        let find = |name: &str| {
            let same = |h: &str| !name.is_empty() && h.trim().eq_ignore_ascii_case(name);
            header.iter().position(same)
        };
        let need = |name: &str| {
            find(name).ok_or_else(|| Error::Column {
                column: name.to_owned(),
            })
        };
        Ok(Self {
            track: need(&columns.track)?,
            time: need(&columns.time)?,
            lat: need(&columns.lat)?,
            lon: need(&columns.lon)?,
            fishing: need(&columns.fishing)?,
            vessel: find(&columns.vessel),
            speed_kn: find(&columns.speed_kn),
            gear: find(&columns.gear),
        })
    }
}

type Key = (Gear, String, Option<String>);

/// Reads labelled positions of one fleet. `gear` is what a row without a gear of its own is taken for. A row that
/// cannot be used is refused with its line and reason; the rest is read.
///
/// # Errors
/// [`Error::Column`] if track, time, place or label have no column.
pub fn read_labels(
    bytes: &[u8],
    fleet: &str,
    columns: &LabelColumns,
    gear: Option<Gear>,
) -> Result<LabelRead, Error> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().cloned().unwrap_or_default();
    let at = At::of(&header, columns)?;
    let mut read = LabelRead::default();
    let mut tracks: BTreeMap<Key, Vec<(FishingPoint, bool)>> = BTreeMap::new();
    let mut row = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        let fault = |reason: &str| LabelFault {
            line,
            reason: reason.to_owned(),
        };
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => match point(&row, &at, gear) {
                Ok(Some((key, point, fishing))) => {
                    tracks.entry(key).or_default().push((point, fishing));
                }
                Ok(None) => read.unlabelled += 1,
                Err(reason) => read.faults.push(fault(reason)),
            },
            Err(_) => read.faults.push(fault("row-unreadable")),
        }
    }
    for ((gear, track, vessel), mut rows) in tracks {
        rows.sort_by_key(|(p, _)| p.time);
        let all = rows.len();
        rows.dedup_by_key(|(p, _)| p.time);
        read.repeated += (all - rows.len()) as u64;
        let (points, fishing) = rows.into_iter().unzip();
        let fleet = fleet.to_owned();
        read.tracks.push((
            gear,
            LabelledTrack {
                fleet,
                track,
                vessel,
                points,
                fishing,
            },
        ));
    }
    Ok(read)
}

fn point(
    row: &csv::StringRecord,
    at: &At,
    gear: Option<Gear>,
) -> Result<Option<(Key, FishingPoint, bool)>, &'static str> {
    let text = |column: usize| row.get(column).unwrap_or("").trim();
    let maybe = |column: Option<usize>| column.map(text).filter(|t| !t.is_empty());
    let Some(fishing) = label(text(at.fishing)).ok_or("label-unreadable")? else {
        return Ok(None);
    };
    let time = moment(text(at.time)).ok_or("time-unreadable")?;
    let number = |t: &str| t.parse::<f64>().ok().filter(|v| v.is_finite());
    let (Some(lat), Some(lon)) = (number(text(at.lat)), number(text(at.lon))) else {
        return Err("position-unreadable");
    };
    let position = Position::new(lat, lon).map_err(|_range| "position-out-of-range")?;
    let gear = maybe(at.gear)
        .and_then(Gear::of)
        .or(gear)
        .ok_or("gear-unknown")?;
    let track = text(at.track);
    if track.is_empty() {
        return Err("track-missing");
    }
    let key = (gear, track.to_owned(), maybe(at.vessel).map(str::to_owned));
    let sog_kn = maybe(at.speed_kn)
        .and_then(number)
        .filter(|kn| (0.0..102.3).contains(kn));
    Ok(Some((
        key,
        FishingPoint {
            time,
            position,
            sog_kn,
        },
        fishing,
    )))
}

/// A moment as text, or Unix seconds.
fn moment(text: &str) -> Option<Time> {
    if let Ok(time) = Time::parse(&text.replace('/', "-")) {
        return Some(time);
    }
    let seconds = text.parse::<f64>().ok().filter(|s| s.abs() < 4e10)?;
    #[allow(clippy::cast_possible_truncation, reason = "within a thousand years")]
    Some(Time::from_ms((seconds * 1e3).round() as i64))
}

/// `Some(None)`: no label; `None`: a word nobody knows. Numbers follow the public sets: −1 none, 0 no, above 0 the
/// share of labellers who saw fishing.
#[allow(clippy::option_option, reason = "no label and no word are told apart")]
fn label(text: &str) -> Option<Option<bool>> {
    if text.is_empty() {
        return Some(None);
    }
    if let Ok(value) = text.parse::<f64>() {
        return Some((value >= 0.0).then_some(value >= 0.5));
    }
    let plain = text.to_lowercase();
    if FISHES_NOT.contains(&plain.as_str()) {
        return Some(Some(false));
    }
    FISHES.contains(&plain.as_str()).then_some(Some(true))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn rows_become_tracks_and_bad_ones_are_told() {
        let csv = "Track,time,lat,lon,speed,gear,fishing,vessel\n\
            a,2024-02-29T23:59:00Z,45,179.99,3.5,OTB,1,X\n\
            a,2024-03-01T00:01:00Z,45,-179.99,,OTB,hauling,X\n\
            a,2024-03-01T00:01:00Z,45,-179.99,,OTB,1,X\n\
            a,2024-03-01T00:05:00Z,45,-179.9,9,OTB,-1,X\n\
            a,never,45,179,9,OTB,0,X\n\
            a,2024-03-01T00:05:00Z,95,179,9,OTB,0,X\n\
            b,1709251500,45,179,9,,steaming,\n\
            b,2024-03-01T00:06:00Z,45,179,9,OTB,perhaps,\n";
        let columns = LabelColumns::default();
        let read = read_labels(csv.as_bytes(), "f", &columns, Some(Gear::Pots)).unwrap();
        let found: Vec<(Gear, &str, usize)> = read
            .tracks
            .iter()
            .map(|(g, t)| (*g, t.track.as_str(), t.points.len()))
            .collect();
        assert_eq!(found, [(Gear::Trawl, "a", 2), (Gear::Pots, "b", 1)]);
        assert_eq!((read.unlabelled, read.repeated), (1, 1));
        let faults: Vec<(u64, &str)> = read
            .faults
            .iter()
            .map(|f| (f.line, f.reason.as_str()))
            .collect();
        assert_eq!(
            faults,
            [
                (6, "time-unreadable"),
                (7, "position-out-of-range"),
                (9, "label-unreadable")
            ]
        );
        let none = read_labels(b"a,b\n", "f", &columns, None).unwrap_err();
        assert_eq!(none.code(), "column-missing");
    }
}
