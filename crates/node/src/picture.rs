//! The live picture: the newest position of every station heard, as the 24-byte records of docs/api.md.
//!
//! The watch holds observations back until late ones have come; the picture does not wait: it shows what was heard
//! last. Only where several ships share one MMSI it shows the watch's tracks, or the symbol would jump between them.

use rustc_hash::{FxHashMap, FxHashSet};
use vigie_sea::Time;
use vigie_watch::{
    AisClass, EventKind, EventState, Observation, PositionReport, Report, SourceKind, Vessel,
};

/// Bytes of one record.
pub(crate) const RECORD_BYTES: usize = 24;
/// Where in a record it is said what saw the vessel.
pub(crate) const SOURCE_AT: usize = 21;
/// Receivers remembered for one station.
const SOURCES_MAX: usize = 8;

/// Who heard a station.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source {
    pub(crate) feed: u16,
    pub(crate) receiver: u32,
    pub(crate) positions: u64,
    pub(crate) last: Time,
}

#[derive(Debug, Clone)]
struct Station {
    time: Time,
    report: PositionReport,
    source: SourceKind,
    ship_type: Option<u8>,
    gear_kind: Option<u8>,
    sources: Vec<Source>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    open: u32,
    silent: u32,
    listed: bool,
}

/// All stations heard.
#[derive(Debug, Default)]
pub(crate) struct Picture {
    stations: FxHashMap<u32, Station>,
    marks: FxHashMap<u32, Marks>,
    open: FxHashMap<String, (Vec<u32>, bool)>,
    changed: FxHashSet<u32>,
    identities: FxHashMap<u32, (Option<u8>, Option<u8>)>,
    /// All records as last made, and where each station's are.
    whole: Vec<u8>,
    places: FxHashMap<(u32, u8), usize>,
    exercise: bool,
}

impl Picture {
    pub(crate) fn new(exercise: bool) -> Self {
        Self {
            exercise,
            ..Self::default()
        }
    }

    /// Takes in what was heard.
    pub(crate) fn hear(&mut self, observation: &Observation) {
        match &observation.report {
            Report::Identity(report) => {
                let known = self.identities.entry(observation.mmsi).or_default();
                let gear_kind = report.gear.as_deref().map(kind_of_gear);
                *known = (report.ship_type.or(known.0), gear_kind.or(known.1));
                if let Some(station) = self.stations.get_mut(&observation.mmsi) {
                    (station.ship_type, station.gear_kind) = *known;
                    self.changed.insert(observation.mmsi);
                }
            }
            Report::Position(report) => {
                let on_earth = report.lat_e7.unsigned_abs() <= 900_000_000
                    && report.lon_e7.unsigned_abs() <= 1_800_000_000;
                if on_earth {
                    self.place(observation, *report);
                }
            }
        }
    }

    fn place(&mut self, observation: &Observation, report: PositionReport) {
        let (ship_type, gear_kind) = self
            .identities
            .get(&observation.mmsi)
            .copied()
            .unwrap_or_default();
        let station = self
            .stations
            .entry(observation.mmsi)
            .or_insert_with(|| Station {
                time: observation.time,
                report,
                source: observation.source,
                ship_type,
                gear_kind,
                sources: Vec::new(),
            });
        note_source(&mut station.sources, observation);
        if station.time <= observation.time {
            station.time = observation.time;
            station.report = report;
            station.source = observation.source;
            self.changed.insert(observation.mmsi);
        }
    }

    /// Notes that an event opened, changed or ended.
    pub(crate) fn mark(&mut self, event: &vigie_watch::Event) {
        let was = self.open.remove(&event.id);
        if let Some((mmsis, silent)) = was {
            for mmsi in mmsis {
                let marks = self.marks.entry(mmsi).or_default();
                marks.open = marks.open.saturating_sub(1);
                marks.silent = marks.silent.saturating_sub(u32::from(silent));
                self.changed.insert(mmsi);
            }
        }
        if event.state == EventState::Open {
            let mmsis: Vec<u32> = event.vessels.iter().map(|v| v.mmsi).collect();
            let silent = event.kind == EventKind::Gap;
            for mmsi in &mmsis {
                let marks = self.marks.entry(*mmsi).or_default();
                marks.open += 1;
                marks.silent += u32::from(silent);
                self.changed.insert(*mmsi);
            }
            self.open.insert(event.id.clone(), (mmsis, silent));
        }
    }

    /// Events going on.
    pub(crate) fn open_events(&self) -> usize {
        self.open.len()
    }

    /// Notes which vessels the ranked list holds.
    pub(crate) fn mark_listed(&mut self, listed: &FxHashSet<u32>) {
        for (mmsi, marks) in &mut self.marks {
            if marks.listed && !listed.contains(mmsi) {
                marks.listed = false;
                self.changed.insert(*mmsi);
            }
        }
        for mmsi in listed {
            let marks = self.marks.entry(*mmsi).or_default();
            if !marks.listed {
                marks.listed = true;
                self.changed.insert(*mmsi);
            }
        }
    }

    /// Forgets stations not heard since `before`.
    pub(crate) fn forget(&mut self, before: Time) {
        self.stations.retain(|_, station| station.time >= before);
        // Made anew without those that left.
        self.whole.clear();
        self.places.clear();
        self.changed.extend(self.stations.keys());
        let stations = &self.stations;
        self.marks
            .retain(|mmsi, marks| marks.open > 0 || stations.contains_key(mmsi));
        self.identities
            .retain(|mmsi, _| stations.contains_key(mmsi));
    }

    /// Who heard this station.
    pub(crate) fn sources(&self, mmsi: u32) -> &[Source] {
        self.stations.get(&mmsi).map_or(&[], |s| &s.sources)
    }

    /// Whether something changed since [`Self::take_changed`].
    pub(crate) fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// Records of what changed since the last call.
    pub(crate) fn take_changed<'w>(&mut self, tracks: impl Fn(u32) -> Vec<&'w Vessel>) -> Vec<u8> {
        let mut changed: Vec<u32> = self.changed.drain().collect();
        changed.sort_unstable();
        let records = self.records(&changed, tracks);
        for record in records.chunks_exact(RECORD_BYTES) {
            self.put(record);
        }
        records
    }

    /// Puts a record in its station's place among all records.
    fn put(&mut self, record: &[u8]) {
        let (Some(mmsi), Some(track)) = (record.first_chunk::<4>(), record.last()) else {
            return;
        };
        let key = (u32::from_le_bytes(*mmsi), *track);
        let at = *self.places.entry(key).or_insert(self.whole.len());
        match self.whole.get_mut(at..at + RECORD_BYTES) {
            Some(place) => place.copy_from_slice(record),
            None => self.whole.extend_from_slice(record),
        }
    }

    /// Records of all stations, as of the last [`Self::take_changed`].
    pub(crate) fn whole(&self) -> Vec<u8> {
        self.whole.clone()
    }

    fn records<'w>(&self, mmsis: &[u32], tracks: impl Fn(u32) -> Vec<&'w Vessel>) -> Vec<u8> {
        let mut out = Vec::with_capacity(mmsis.len() * RECORD_BYTES);
        for mmsi in mmsis {
            let Some(station) = self.stations.get(mmsi) else {
                continue;
            };
            let flags = self.flags(*mmsi);
            let tracks = tracks(*mmsi);
            if let [_, _, ..] = tracks[..] {
                for vessel in tracks {
                    put_track(&mut out, vessel, station, flags);
                }
            } else {
                let track = tracks.first().map_or(1, |v| v.track);
                put_station(&mut out, *mmsi, station, track, flags);
            }
        }
        out
    }

    fn flags(&self, mmsi: u32) -> u8 {
        let marks = self.marks.get(&mmsi).copied().unwrap_or_default();
        u8::from(marks.listed)
            | u8::from(marks.open > 0) << 1
            | u8::from(marks.silent > 0) << 2
            | u8::from(self.exercise) << 3
    }
}

fn note_source(sources: &mut Vec<Source>, observation: &Observation) {
    let same = |s: &&mut Source| s.feed == observation.feed && s.receiver == observation.receiver;
    if let Some(known) = sources.iter_mut().find(same) {
        known.positions += 1;
        known.last = known.last.max(observation.time);
        return;
    }
    if sources.len() >= SOURCES_MAX
        && let Some(oldest) = (0..sources.len()).min_by_key(|n| sources.get(*n).map(|s| s.last))
    {
        sources.remove(oldest);
    }
    sources.push(Source {
        feed: observation.feed,
        receiver: observation.receiver,
        positions: 1,
        last: observation.time,
    });
}

fn put_station(out: &mut Vec<u8>, mmsi: u32, station: &Station, track: u32, flags: u8) {
    let report = &station.report;
    out.extend_from_slice(&mmsi.to_le_bytes());
    out.extend_from_slice(&report.lon_e7.to_le_bytes());
    out.extend_from_slice(&report.lat_e7.to_le_bytes());
    out.extend_from_slice(&report.sog_dkn.unwrap_or(u16::MAX).to_le_bytes());
    out.extend_from_slice(&report.cog_ddeg.unwrap_or(u16::MAX).to_le_bytes());
    out.extend_from_slice(&unix_s(station.time).to_le_bytes());
    out.push(kind_of(
        mmsi,
        report.class,
        station.ship_type,
        station.gear_kind,
    ));
    out.push(source_code(station.source));
    out.push(flags);
    out.push(track.to_le_bytes()[0]);
}

fn put_track(out: &mut Vec<u8>, vessel: &Vessel, station: &Station, flags: u8) {
    let (lat_e7, lon_e7) = vessel.last.position.to_e7();
    let report = PositionReport {
        lat_e7,
        lon_e7,
        sog_dkn: tenths(vessel.last_sog_kn),
        cog_ddeg: tenths(vessel.last_cog_deg),
        class: vessel.class,
        ..PositionReport::default()
    };
    let shown = Station {
        time: vessel.last.time,
        report,
        source: vessel.source,
        ship_type: vessel.identity.ship_type.or(station.ship_type),
        gear_kind: vessel.gear().map(kind_of_gear).or(station.gear_kind),
        sources: Vec::new(),
    };
    put_station(out, vessel.mmsi, &shown, vessel.track, flags);
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "held within 0 to 65,534 first"
)]
fn tenths(value: Option<f64>) -> Option<u16> {
    value.map(|v| (v * 10.0).round().clamp(0.0, 65_534.0) as u16)
}

/// Unix seconds as the records carry them; right until the year 2106.
pub(crate) fn unix_s(time: Time) -> u32 {
    u32::try_from(time.s().max(0)).unwrap_or(u32::MAX)
}

pub(crate) fn source_code(source: SourceKind) -> u8 {
    match source {
        SourceKind::Ais => 0,
        SourceKind::Vms => 1,
        SourceKind::Detection => 2,
        SourceKind::Sighting => 3,
    }
}

/// Kind of symbol: by the form of the MMSI (ITU-R M.585), the gear from a registry, and the AIS ship type
/// (ITU-R M.1371-5 table 53).
pub(crate) fn kind_of(
    mmsi: u32,
    class: AisClass,
    ship_type: Option<u8>,
    gear_kind: Option<u8>,
) -> u8 {
    match (class, mmsi) {
        (AisClass::Base, _) | (_, 1..=9_999_999) => return 11,
        (AisClass::Aton, _) | (_, 990_000_000..=999_999_999) => return 10,
        (AisClass::Sar, _) | (_, 111_000_000..=111_999_999 | 970_000_000..=974_999_999) => {
            return 9;
        }
        _ => {}
    }
    if let Some(kind) = gear_kind.filter(|kind| *kind != 0) {
        return kind;
    }
    match ship_type {
        None | Some(0) => 0,
        Some(30) => 1,
        Some(70..=79) => 3,
        Some(80..=89) => 4,
        Some(60..=69 | 40..=49) => 5,
        Some(35 | 55) => 6,
        Some(31..=34 | 50 | 52..=54) => 7,
        Some(36 | 37) => 8,
        Some(51) => 9,
        Some(_) => 12,
    }
}

/// Kind by the words of a registry's gear column.
fn kind_of_gear(gear: &str) -> u8 {
    let lower = gear.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    if has(&["carrier", "reefer", "bunker", "support"]) {
        2
    } else if has(&[
        "jig", "longline", "trawl", "seine", "net", "pot", "trap", "fishing", "dredge", "line",
    ]) {
        1
    } else if has(&["patrol", "research", "enforcement"]) {
        6
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(mmsi: u32, s: i64, lon_e7: i32) -> Observation {
        let report = PositionReport {
            lon_e7,
            ..PositionReport::default()
        };
        Observation {
            time: Time::from_s(s),
            mmsi,
            source: SourceKind::Ais,
            feed: 1,
            receiver: 2,
            reception: vigie_watch::Reception::Unknown,
            report: Report::Position(report),
        }
    }

    #[test]
    fn the_whole_picture_is_that_of_all_changes() {
        let mut picture = Picture::new(true);
        let none = |_: u32| Vec::new();
        for (mmsi, s, lon) in [(1_111, 10, 5), (412_000_001, 20, 6), (412_000_001, 15, 7)] {
            picture.hear(&heard(mmsi, s, lon));
        }
        let first = picture.take_changed(none);
        assert_eq!(first.len(), 2 * RECORD_BYTES);
        assert_eq!(picture.whole(), first);
        picture.hear(&heard(412_000_001, 30, 8));
        let second = picture.take_changed(none);
        assert_eq!(second.len(), RECORD_BYTES);
        let whole = picture.whole();
        assert_eq!(whole.get(RECORD_BYTES..), Some(&second[..]));
        assert_eq!(
            second.get(4..8),
            Some(&8i32.to_le_bytes()[..]),
            "the newest, not the last heard"
        );
        assert_eq!(whole.get(20), Some(&11), "a base station by its MMSI");
        assert_eq!(whole.get(22), Some(&8), "an exercise");
        assert!(picture.take_changed(none).is_empty());
        picture.forget(Time::from_s(25));
        picture.take_changed(none);
        assert_eq!(picture.whole(), second);
    }

    #[test]
    fn a_place_off_the_earth_is_not_shown() {
        let mut picture = Picture::new(false);
        picture.hear(&heard(412_000_002, 0, 1_810_000_000));
        assert!(!picture.has_changed());
    }

    #[test]
    fn kinds_follow_mmsi_gear_and_ship_type() {
        let kind = |ship_type, gear: Option<&str>| {
            kind_of(412_000_001, AisClass::A, ship_type, gear.map(kind_of_gear))
        };
        assert_eq!(kind(Some(30), None), 1);
        assert_eq!(kind(Some(70), Some("fish_carrier")), 2);
        assert_eq!(kind(Some(70), Some("unheard of")), 3);
        assert_eq!(kind(None, Some("squid_jigger")), 1);
        assert_eq!(kind(None, None), 0);
        assert_eq!(kind_of(992_000_001, AisClass::Unknown, None, None), 10);
        assert_eq!(kind_of(970_123_456, AisClass::Unknown, None, None), 9);
    }
}
