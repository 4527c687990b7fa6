//! Labelled tracks from CSV: what a partner knows of its own fleet, position by position.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use super::features::FishingPoint;
use super::label_words::{
    ALSO_DAY, ALSO_FISHING, ALSO_GEAR, ALSO_LAT, ALSO_LON, ALSO_SPEED, ALSO_TIME, ALSO_TRACK,
    ALSO_VESSEL, DayOrder, OTHER_SPEEDS, VMS_STATE, label, moment, plain_name, text_of,
};
use super::train::LabelledTrack;
use crate::Error;
use crate::gear::Gear;

/// Which column holds what; of names only letters and digits count, without regard to case. A name that the file does not have is sought by the
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
    /// Words of labels that are not understood.
    pub words: BTreeSet<String>,
}

impl LabelRead {
    fn fault(&mut self, line: u64, reason: &str) {
        let reason = reason.to_owned();
        self.faults.push(LabelFault { line, reason });
    }
}

/// Code of a label that is not understood.
const NO_WORD: &str = "label-unreadable";

struct At {
    track: usize,
    time: usize,
    /// The day, where the moment may be a time of day alone.
    day: Option<usize>,
    order: DayOrder,
    lat: usize,
    lon: usize,
    fishing: usize,
    vessel: Option<usize>,
    speed: Option<usize>,
    /// Knots in one unit of the speed.
    kn: f64,
    gear: Option<usize>,
    /// Whether `f`, `s` and `h` are states.
    states: bool,
    /// Whether decimals may have commas.
    comma: bool,
}

impl At {
    fn of(
        header: &csv::StringRecord,
        rows: &[Line],
        columns: &LabelColumns,
        comma: bool,
    ) -> Result<Self, Error> {
        let names: Vec<String> = header.iter().map(plain_name).collect();
        let named = |name: &str| {
            let name = plain_name(name);
            let same = |h: &String| !name.is_empty() && *h == name;
            names.iter().position(same)
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
        let is_state = |column: usize| names.get(column) == Some(&plain_name(VMS_STATE));
        // A column of that name, else that of which most is understood: a navigational status is no label.
        let understood = |column: &usize| {
            let told = rows.iter().filter_map(|(_, row)| row.get(*column));
            let known = told.filter_map(|text| label(text.trim(), is_state(*column)).flatten());
            known.count()
        };
        let others = ALSO_FISHING.iter().copied().filter_map(named);
        // Of equal ones the first: the last maximum counts.
        let others = others.collect::<Vec<_>>().into_iter().rev();
        let fishing = named(&columns.fishing).or_else(|| others.max_by_key(understood));
        let fishing = need(&columns.fishing, fishing)?;
        let time = need(&columns.time, find(&columns.time, &ALSO_TIME))?;
        let days = ALSO_DAY.iter().copied().filter_map(named);
        let day = days.into_iter().find(|d| *d != time);
        let texts = rows
            .iter()
            .filter_map(|(_, row)| row.get(day.unwrap_or(time)));
        let knots = find(&columns.speed_kn, &ALSO_SPEED).map(|at| (at, 1.0));
        let speed = knots.or_else(|| {
            let each = OTHER_SPEEDS.iter();
            each.copied()
                .find_map(|(name, kn)| Some((named(name)?, kn)))
        });
        Ok(Self {
            track: need(&columns.track, track)?,
            time,
            day,
            order: DayOrder::of(texts),
            lat: need(&columns.lat, find(&columns.lat, &ALSO_LAT))?,
            lon: need(&columns.lon, find(&columns.lon, &ALSO_LON))?,
            fishing,
            vessel,
            speed: speed.map(|s| s.0),
            kn: speed.map_or(1.0, |s| s.1),
            gear: find(&columns.gear, &ALSO_GEAR),
            states: is_state(fishing),
            comma,
        })
    }

    fn moment(&self, row: &csv::StringRecord) -> Option<Time> {
        let text = row.get(self.time)?.trim();
        let day = || row.get(self.day?).map(str::trim);
        moment(text, self.order).or_else(|| moment(&format!("{} {text}", day()?), self.order))
    }
}

/// A row and its line in the file.
type Line = (u64, csv::StringRecord);

type Key = (Gear, String, Option<String>);

/// Reads labelled positions of one fleet. `gear` is what a row without a gear of its own is taken for. A row that
/// cannot be used is refused with its line and reason; the rest is read. Fields are parted by commas, or by semicolons or tabs
/// (then decimals may have commas), as the header has most of. Moments are ISO 8601, Unix seconds or milliseconds, or dates
/// with the year last; a time of day may stand beside a column of days. Longitudes may run to 360°.
///
/// # Errors
/// [`Error::Column`] if track, time, place or label have no column.
pub fn read_labels(
    bytes: &[u8],
    fleet: &str,
    columns: &LabelColumns,
    gear: Option<Gear>,
) -> Result<LabelRead, Error> {
    let text = text_of(bytes);
    let delimiter = delimiter(text.as_bytes());
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let mut read = LabelRead::default();
    let mut lines: Vec<Line> = Vec::new();
    let mut counted = Counted::default();
    let mut row = csv::StringRecord::new();
    loop {
        let line = counted.line(text.as_bytes(), reader.position().byte());
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => lines.push((line, row.clone())),
            Err(_) => read.fault(line, "row-unreadable"),
        }
    }
    let at = At::of(&header, &lines, columns, delimiter != b',')?;
    let mut tracks: BTreeMap<Key, Vec<(FishingPoint, bool)>> = BTreeMap::new();
    for (line, row) in &lines {
        match point(row, &at, gear) {
            Ok(Some((key, point, fishing))) => {
                tracks.entry(key).or_default().push((point, fishing));
            }
            Ok(None) => read.unlabelled += 1,
            Err(reason) => {
                read.fault(*line, reason);
                if reason == NO_WORD {
                    let word = row.get(at.fishing).unwrap_or_default().trim();
                    read.words.insert(word.chars().take(40).collect());
                }
            }
        }
    }
    read.faults.sort_by_key(|f| f.line);
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

/// Lines counted so far: the reader's own count lags behind where lines end with two signs.
#[derive(Default)]
struct Counted {
    byte: usize,
    ends: u64,
}

impl Counted {
    /// The line, from 1, of the row that begins at this byte.
    fn line(&mut self, text: &[u8], byte: u64) -> u64 {
        let mut to = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
        while matches!(text.get(to), Some(b'\n' | b'\r')) {
            to += 1;
        }
        let passed = text.get(self.byte..to).unwrap_or_default();
        self.ends += passed.iter().filter(|b| **b == b'\n').count() as u64;
        self.byte = self.byte.max(to);
        self.ends + 1
    }
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
    let Some(fishing) = label(text(at.fishing), at.states).ok_or(NO_WORD)? else {
        return Ok(None);
    };
    let time = at.moment(row).ok_or("time-unreadable")?;
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
    let lon = if lon > 180.0 && lon <= 360.0 {
        lon - 360.0
    } else {
        lon
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
    let sog_kn = maybe(at.speed)
        .and_then(number)
        .map(|speed| speed * at.kn)
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
        assert!(read.words.iter().eq(["F"]));
        let vms = LabelColumns::builtin("vms").unwrap();
        let tacsat = "VE_REF,FT_REF,SI_TIMESTAMP,SI_LATI,SI_LONG,SI_SP,LE_GEAR,SI_STATE\n\
            A,1,2023-01-02 03:04:05,55,3,3.1,OTB,f\nA,1,2023-01-02 05:04:05,55,3.1,9,OTB,s\n";
        let read = read_labels(tacsat.as_bytes(), "f", &vms, None).unwrap();
        assert_eq!(read.tracks[0].1.fishing, [true, false]);
    }

    #[test]
    fn days_apart_from_hours_other_units_and_two_signs_at_the_end_of_a_line_are_read() {
        let csv = "Vessel ID\tSI_DATE\tSI_TIME\tlat\tlon\tspeed_kmh\tstatus\tbehaviour\r\n\
            V1\t31/12/2023\t23:59\t40,5\t190,5\t18,52\tunder way sailing\ttravel\r\n\
            V1\t01/01/2024\t0:01\t40,5\t190,6\t5\tunder way sailing\tfish\r\n\
            V1\t01/01/2024\tsoon\t40,5\t190,6\t5\tunder way sailing\tfish\r\n";
        let plain = LabelColumns::default();
        let read = read_labels(csv.as_bytes(), "f", &plain, Some(Gear::Other)).unwrap();
        let faults: Vec<(u64, &str)> = read
            .faults
            .iter()
            .map(|f| (f.line, f.reason.as_str()))
            .collect();
        assert_eq!(faults, [(4, "time-unreadable")]);
        let track = &read.tracks[0].1;
        // A navigational status is no label.
        assert_eq!(track.fishing, [false, true]);
        let [first, second] = track.points[..] else {
            panic!("two positions")
        };
        assert!((second.time.since_s(first.time) - 120.0).abs() < 1e-9);
        assert!((first.position.lon_deg() + 169.5).abs() < 1e-6);
        assert!((first.sog_kn.unwrap() - 10.0).abs() < 1e-9);
        // Latin-1, as older tables are.
        let latin = b"boat;time;lat;lon;label\nA;2024-03-01 00:00;1;2;en p\xEAche\n";
        let read = read_labels(latin, "f", &plain, Some(Gear::Other)).unwrap();
        assert_eq!(read.tracks[0].1.fishing, [true]);
    }
}
