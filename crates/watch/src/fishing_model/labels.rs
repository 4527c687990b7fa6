//! Labelled tracks from CSV: what a partner knows of its own fleet, position by position.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use super::features::FishingPoint;
use super::train::LabelledTrack;
use crate::Error;
use crate::gear::Gear;

/// Words that mean "fishes", beside numbers from a half up; blanks, `_` and `-` are alike.
const FISHES: [&str; 24] = [
    "fishing",
    "hauling",
    "haul",
    "setting",
    "shooting",
    "towing",
    "trawling",
    "dredging",
    "lifting",
    "deploying",
    "retrieving",
    "true",
    "yes",
    "y",
    "t",
    "pêche",
    "en pêche",
    "filage",
    "virage",
    "oui",
    "操業",
    "操業中",
    "投網",
    "揚網",
];
/// Words that mean "does not fish".
const FISHES_NOT: [&str; 34] = [
    "not fishing",
    "non fishing",
    "nonfishing",
    "no fishing",
    "not hauling",
    "steaming",
    "sailing",
    "cruising",
    "transit",
    "transiting",
    "searching",
    "drifting",
    "anchored",
    "at anchor",
    "moored",
    "stopped",
    "port",
    "in port",
    "harbour",
    "in harbour",
    "false",
    "no",
    "n",
    "other",
    "hors pêche",
    "en route",
    "route",
    "au port",
    "au mouillage",
    "non",
    "航行",
    "航行中",
    "停泊",
    "漂泊",
];
/// Words that mean "nobody said".
const NO_LABEL: [&str; 8] = [
    "na",
    "n/a",
    "nan",
    "null",
    "none",
    "unknown",
    "unlabelled",
    "unlabeled",
];
/// Letters of the state in VMS tables (TACSAT): fishing, steaming, harbour. Elsewhere `f` may be "false".
const VMS_STATE: &str = "SI_STATE";

/// Names by which a column is also known, in the order in which they are looked for.
const ALSO_TRACK: [&str; 4] = ["trip", "trip_id", "tripid", "voyage"];
const ALSO_VESSEL: [&str; 8] = [
    "vessel_id",
    "vesselid",
    "boat",
    "boat_id",
    "boatid",
    "ship",
    "mmsi",
    "ve_ref",
];
const ALSO_TIME: [&str; 5] = ["timestamp", "datetime", "date_time", "time_utc", "utc"];
const ALSO_LAT: [&str; 2] = ["latitude", "lat_deg"];
const ALSO_LON: [&str; 4] = ["longitude", "long", "lng", "lon_deg"];
const ALSO_SPEED: [&str; 7] = [
    "sog",
    "speed_kn",
    "speed_knots",
    "sog_kn",
    "speed_kts",
    "knots",
    "si_sp",
];
const ALSO_GEAR: [&str; 4] = ["gear_type", "geartype", "gear_code", "le_gear"];
const ALSO_FISHING: [&str; 10] = [
    "is_fishing",
    "label",
    "status",
    "state",
    "activity",
    "behaviour",
    "behavior",
    "fishing_operation",
    "fishingoperation",
    "si_state",
];

/// Which column holds what; names are compared without regard to case. A name that the file does not have is sought by the
/// usual other names of the same thing (`latitude`, `trip_id`, `sog`, `status`, …).
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
    /// Whether `f`, `s` and `h` are states.
    states: bool,
    /// Whether decimals may have commas.
    comma: bool,
}

impl At {
    fn of(header: &csv::StringRecord, columns: &LabelColumns) -> Result<Self, Error> {
        let named = |name: &str| {
            let same = |h: &str| !name.is_empty() && h.trim().eq_ignore_ascii_case(name);
            header.iter().position(same)
        };
        let find = |name: &str, also: &[&str]| {
            named(name).or_else(|| also.iter().copied().find_map(named))
        };
        let need = |name: &str, found: Option<usize>| {
            found.ok_or_else(|| Error::Column {
                column: name.to_owned(),
            })
        };
        let vessel = find(&columns.vessel, &ALSO_VESSEL);
        // Without trips a track is all there is of a vessel.
        let track = find(&columns.track, &ALSO_TRACK).or(vessel);
        let fishing = need(&columns.fishing, find(&columns.fishing, &ALSO_FISHING))?;
        let name = header.get(fishing).unwrap_or_default().trim();
        Ok(Self {
            track: need(&columns.track, track)?,
            time: need(&columns.time, find(&columns.time, &ALSO_TIME))?,
            lat: need(&columns.lat, find(&columns.lat, &ALSO_LAT))?,
            lon: need(&columns.lon, find(&columns.lon, &ALSO_LON))?,
            fishing,
            vessel,
            speed_kn: find(&columns.speed_kn, &ALSO_SPEED),
            gear: find(&columns.gear, &ALSO_GEAR),
            states: name.eq_ignore_ascii_case(VMS_STATE),
            comma: false,
        })
    }
}

type Key = (Gear, String, Option<String>);

/// Reads labelled positions of one fleet. `gear` is what a row without a gear of its own is taken for. A row that
/// cannot be used is refused with its line and reason; the rest is read. Fields are parted by commas, semicolons (then
/// decimals may have commas) or tabs, as the header has most of.
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
    let delimiter = delimiter(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(bytes);
    let header = reader.headers().cloned().unwrap_or_default();
    let at = At {
        comma: delimiter == b';',
        ..At::of(&header, columns)?
    };
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

/// What parts the fields of the header.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |of: u8| header.iter().filter(|b| **b == of).count();
    let best = [b',', b';', b'\t'].into_iter().rev();
    best.max_by_key(|d| count(*d)).unwrap_or(b',')
}

fn point(
    row: &csv::StringRecord,
    at: &At,
    gear: Option<Gear>,
) -> Result<Option<(Key, FishingPoint, bool)>, &'static str> {
    let text = |column: usize| row.get(column).unwrap_or("").trim();
    let maybe = |column: Option<usize>| column.map(text).filter(|t| !t.is_empty());
    let Some(fishing) = label(text(at.fishing), at.states).ok_or("label-unreadable")? else {
        return Ok(None);
    };
    let time = moment(text(at.time)).ok_or("time-unreadable")?;
    let number = |t: &str| {
        let value = if at.comma {
            t.replace(',', ".").parse::<f64>()
        } else {
            t.parse()
        };
        value.ok().filter(|v| v.is_finite())
    };
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
fn label(text: &str, states: bool) -> Option<Option<bool>> {
    if let Ok(value) = text.parse::<f64>() {
        let told = value.is_finite() && value >= 0.0;
        return Some(told.then_some(value >= 0.5));
    }
    let lower = text.to_lowercase().replace(['_', '-'], " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let plain = words.join(" ");
    match plain.as_str() {
        "" => Some(None),
        "f" if states => Some(Some(true)),
        "s" | "h" if states => Some(Some(false)),
        word if NO_LABEL.contains(&word) => Some(None),
        word if FISHES_NOT.contains(&word) => Some(Some(false)),
        word => FISHES.contains(&word).then_some(Some(true)),
    }
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
    #[test]
    fn other_names_of_columns_words_and_separators_are_read() {
        let ices = "\"BOAT_ID\";\"TRIP_ID\";\"DATE_TIME\";\"LONGITUDE\";\"LATITUDE\";\"GEAR\";\"STATUS\";\"SPEED\"\n\
            V1;7;2023-01-02 03:04:05;-7,83;37,02;FPO;Not_Fishing;6,5\n\
            V1;7;2023-01-02 03:05:05;-7,82;37,02;FPO;HAULING;NA\n\
            V1;7;2023-01-02 03:06:05;-7,81;37,02;FPO;NA;1\n\
            V2;7;2023-01-02 03:04:05;-7,83;37,02;FPO;en pêche;1\n";
        let plain = LabelColumns::default();
        let read = read_labels(ices.as_bytes(), "f", &plain, None).unwrap();
        assert_eq!((read.faults.len(), read.unlabelled), (0, 1));
        let told: Vec<(Option<&str>, &[bool])> = read
            .tracks
            .iter()
            .map(|(_, t)| (t.vessel.as_deref(), t.fishing.as_slice()))
            .collect();
        assert_eq!(
            told,
            [(Some("V1"), &[false, true][..]), (Some("V2"), &[true][..])]
        );
        let first = read.tracks[0].1.points[0];
        assert_eq!(first.sog_kn, Some(6.5));
        assert!((first.position.lon_deg() + 7.83).abs() < 1e-9);
        assert_eq!(read.tracks[0].1.points[1].sog_kn, None);
        // Without trips a track is all there is of a vessel.
        let mmsi = "mmsi\ttimestamp\tlatitude\tlongitude\tlabel\n\
            316000001\t1709251500\t45\t-125\t操業\n316000001\t1709251560\t45\t-125\tF\n";
        let read = read_labels(mmsi.as_bytes(), "f", &plain, Some(Gear::Other)).unwrap();
        assert_eq!(read.tracks[0].1.track, "316000001");
        // Outside of VMS tables nobody knows whether it is "fishing" or "false".
        assert_eq!(read.faults[0].reason, "label-unreadable");
        let vms = LabelColumns::builtin("vms").unwrap();
        let tacsat = "VE_REF,FT_REF,SI_TIMESTAMP,SI_LATI,SI_LONG,SI_SP,LE_GEAR,SI_STATE\n\
            A,1,2023-01-02 03:04:05,55,3,3.1,OTB,f\nA,1,2023-01-02 05:04:05,55,3.1,9,OTB,s\n";
        let read = read_labels(tacsat.as_bytes(), "f", &vms, None).unwrap();
        assert_eq!(read.tracks[0].1.fishing, [true, false]);
    }
}
