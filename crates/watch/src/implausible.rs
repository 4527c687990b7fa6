//! Implausible positions: places a vessel cannot have been, judged on one track.
//!
//! Checks (own, after the signs collected in the reference literature: default positions, "missing
//! noise", positions out of reach of the station that heard them — SkyTruth 2016):
//! - `default-position`: exactly 0°N 0°E, what a set sends that has no position;
//! - `frozen`: the same place again and again with speed over ground;
//! - `receiver-range`: a shore station heard it far beyond all that it usually hears.
//!
//! Jumps and single false positions are told by [`crate::shared_mmsi`], which sees all tracks of an MMSI.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, Time, distance_m};

use crate::rules::within;
use crate::{
    Context, Detector, EndPoint, Error, Event, EventBook, EventKind, EventState, Evidence, Fix,
    Participant, Reception, RuleRef,
};

/// Distance bins of a station's habit, 20 nm each.
const BINS: usize = 64;
const BIN_M: f64 = 20.0 * METRES_PER_NM;
/// Vessels without a position remembered before old ones are dropped.
const DEFAULTS_MAX: usize = 10_000;
/// Stations remembered; more are not judged.
const STATIONS_MAX: usize = 100_000;

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Equal places in a row with speed that make a frozen position.
    pub frozen_fixes: u32,
    /// They span at least this, minutes.
    pub frozen_min: f64,
    /// Reported speed of each, more than, knots.
    pub frozen_kn: f64,
    /// Positions from which a station's habit is known.
    pub range_fixes: u32,
    /// A station's usual range holds this share of them.
    pub range_share: f64,
    /// Beyond so many times the usual range…
    pub range_factor: f64,
    /// …and beyond this, nautical miles, a position is implausible.
    pub range_nm: f64,
    /// Implausible positions closer in time than this are one event, hours.
    pub merge_h: f64,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within(
            "implausible_position.frozen_min",
            self.frozen_min,
            0.1..=1_440.0,
        )?;
        within(
            "implausible_position.frozen_kn",
            self.frozen_kn,
            0.1..=100.0,
        )?;
        within(
            "implausible_position.range_share",
            self.range_share,
            0.5..=1.0,
        )?;
        within(
            "implausible_position.range_factor",
            self.range_factor,
            1.0..=100.0,
        )?;
        within(
            "implausible_position.range_nm",
            self.range_nm,
            1.0..=10_000.0,
        )?;
        within("implausible_position.merge_h", self.merge_h, 0.1..=720.0)
    }
}

/// A run of implausible positions of one kind on one track.
#[derive(Debug, Clone, Copy)]
struct Run {
    mmsi: u32,
    track: u32,
    start: EndPoint,
    end: EndPoint,
    count: u32,
    told_at: u32,
    /// Speed reported (frozen) or distance from the station's middle (range).
    measure: f64,
    usual: f64,
}

#[derive(Debug, Clone, Default)]
struct Ship {
    still: Option<(EndPoint, u32, f64)>,
    frozen: Option<Run>,
    range: Option<Run>,
}

/// What a shore station usually hears: the middle of it and how far from there.
#[derive(Debug, Clone)]
struct Station {
    heard: u32,
    sum: [f64; 3],
    bins: [u32; BINS],
}

/// The detector.
#[derive(Debug)]
pub struct ImplausibleDetector {
    config: Config,
    version: String,
    ships: Vec<Ship>,
    stations: FxHashMap<u32, Station>,
    defaults: FxHashMap<u32, Run>,
}

impl Station {
    fn new() -> Self {
        Self {
            heard: 0,
            sum: [0.0; 3],
            bins: [0; BINS],
        }
    }

    fn middle(&self) -> Option<Position> {
        let [x, y, z] = self.sum;
        let lat = z.atan2(x.hypot(y)).to_degrees();
        Position::new(lat, y.atan2(x).to_degrees()).ok()
    }

    /// Distance within which the given share was heard, metres.
    fn range_m(&self, share: f64) -> f64 {
        let wanted = f64::from(self.heard) * share;
        let mut sum = 0.0;
        let mut range_m = 0.0;
        for bin in &self.bins {
            range_m += BIN_M;
            sum += f64::from(*bin);
            if sum >= wanted {
                break;
            }
        }
        range_m
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a distance on earth in bins"
    )]
    fn learn(&mut self, place: Position, away_m: f64) {
        let (lat, lon) = (place.lat_deg().to_radians(), place.lon_deg().to_radians());
        let [x, y, z] = &mut self.sum;
        *x += lat.cos() * lon.cos();
        *y += lat.cos() * lon.sin();
        *z += lat.sin();
        self.heard = self.heard.saturating_add(1);
        let index = ((away_m / BIN_M) as usize).min(BINS - 1);
        if let Some(bin) = self.bins.get_mut(index) {
            *bin = bin.saturating_add(1);
        }
    }
}

impl Run {
    fn at(fix: &Fix, start: EndPoint, measure: f64, usual: f64) -> Self {
        let end = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let (mmsi, track) = (fix.mmsi, fix.track);
        Self {
            mmsi,
            track,
            start,
            end,
            count: 0,
            told_at: 0,
            measure,
            usual,
        }
    }

    /// One more; true when it is to be told: the first time and at each doubling.
    fn step(&mut self, fix: &Fix, measure: f64) -> bool {
        self.end = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        self.measure = self.measure.max(measure);
        self.count = self.count.saturating_add(1);
        let tell = self.count >= self.told_at.saturating_mul(2);
        if tell {
            self.told_at = self.count.max(1);
        }
        tell
    }
}

impl ImplausibleDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        Self {
            config,
            version: version.to_owned(),
            ships: Vec::new(),
            stations: FxHashMap::default(),
            defaults: FxHashMap::default(),
        }
    }

    fn tell(&self, run: &Run, check: &str, state: EventState, at: Time, book: &mut EventBook) {
        let mut evidence = Evidence::default();
        evidence
            .code("check", check)
            .number("positions", f64::from(run.count));
        let confidence = match check {
            "frozen" => {
                evidence.number("reported_speed_kn", run.measure);
                evidence.number("duration_h", run.end.time.since_s(run.start.time) / 3_600.0);
                0.8
            }
            "receiver-range" => {
                evidence
                    .number("distance_m", run.measure)
                    .number("usual_range_m", run.usual);
                0.7
            }
            _ => 1.0,
        };
        book.put(
            at,
            Event {
                id: format!(
                    "implausible_position-{}-{}-{}-{check}",
                    run.mmsi,
                    run.track,
                    run.start.time.s()
                ),
                kind: EventKind::ImplausiblePosition,
                state,
                revision: 0,
                vessels: vec![Participant {
                    mmsi: run.mmsi,
                    track: format!("{}-{}", run.mmsi, run.track),
                    role: "vessel".to_owned(),
                }],
                start: run.start,
                end: Some(run.end),
                rule: RuleRef {
                    name: format!("implausible_position.{check}"),
                    version: self.version.clone(),
                },
                confidence,
                evidence,
                refuted_by: vec!["sighted-there".to_owned(), "receiver-moved".to_owned()],
                retraction: None,
            },
        );
    }

    /// The same place again and again although the ship says it moves.
    fn frozen(&mut self, fix: &Fix, book: &mut EventBook) {
        let (kn, fixes, span_s) = (
            self.config.frozen_kn,
            self.config.frozen_fixes,
            self.config.frozen_min * 60.0,
        );
        let Some(ship) = self.ships.get_mut(fix.slot as usize) else {
            return;
        };
        let now = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let sog_kn = fix.sog_kn.filter(|s| *s < 102.0).unwrap_or(0.0);
        let stays = ship
            .still
            .is_some_and(|(since, ..)| since.position == fix.position);
        if !stays || sog_kn <= kn {
            ship.still = (sog_kn > kn).then_some((now, 1, sog_kn));
            if let Some(run) = ship.frozen.take() {
                self.tell(&run, "frozen", EventState::Closed, fix.time, book);
            }
            return;
        }
        let Some((since, count, _)) = &mut ship.still else {
            return;
        };
        *count = count.saturating_add(1);
        if *count < fixes || fix.time.since_s(since.time) < span_s {
            return;
        }
        let count = *count;
        let run = ship
            .frozen
            .get_or_insert_with(|| Run::at(fix, *since, sog_kn, 0.0));
        run.count = count - 1;
        if run.step(fix, sog_kn) {
            let run = *run;
            self.tell(&run, "frozen", EventState::Open, fix.time, book);
        }
    }

    /// Far beyond what the station that heard it usually hears.
    fn out_of_range(&mut self, fix: &Fix, book: &mut EventBook) {
        if fix.receiver == 0 || fix.reception != Reception::Terrestrial {
            return;
        }
        if self.stations.len() >= STATIONS_MAX && !self.stations.contains_key(&fix.receiver) {
            return;
        }
        let station = self
            .stations
            .entry(fix.receiver)
            .or_insert_with(Station::new);
        let middle = station
            .middle()
            .filter(|_| station.heard > 0)
            .unwrap_or(fix.position);
        let away_m = distance_m(middle, fix.position);
        let usual_m = station.range_m(self.config.range_share);
        let limit_m =
            (usual_m * self.config.range_factor).max(self.config.range_nm * METRES_PER_NM);
        if station.heard < self.config.range_fixes || away_m <= limit_m {
            station.learn(fix.position, away_m);
            return;
        }
        let merge_s = self.config.merge_h * 3_600.0;
        let Some(ship) = self.ships.get_mut(fix.slot as usize) else {
            return;
        };
        let now = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        if ship
            .range
            .is_some_and(|r| fix.time.since_s(r.end.time) > merge_s)
        {
            ship.range = None;
        }
        let run = ship
            .range
            .get_or_insert_with(|| Run::at(fix, now, away_m, usual_m));
        if run.step(fix, away_m) {
            let run = *run;
            self.tell(&run, "receiver-range", EventState::Closed, fix.time, book);
        }
    }
}

impl Detector for ImplausibleDetector {
    fn fix(&mut self, fix: &Fix, _context: &Context, book: &mut EventBook) {
        let index = fix.slot as usize;
        if index >= self.ships.len() {
            self.ships.resize_with(index + 1, Ship::default);
        }
        self.frozen(fix, book);
        self.out_of_range(fix, book);
    }

    fn unplaced(&mut self, fix: &Fix, _context: &Context, book: &mut EventBook) {
        let now = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let merge_s = self.config.merge_h * 3_600.0;
        if self.defaults.len() >= DEFAULTS_MAX {
            self.defaults
                .retain(|_, run| fix.time.since_s(run.end.time) <= merge_s);
        }
        if self
            .defaults
            .get(&fix.mmsi)
            .is_some_and(|r| fix.time.since_s(r.end.time) > merge_s)
        {
            self.defaults.remove(&fix.mmsi);
        }
        let run = self
            .defaults
            .entry(fix.mmsi)
            .or_insert_with(|| Run::at(fix, now, 0.0, 0.0));
        if run.step(fix, 0.0) {
            let run = *run;
            self.tell(&run, "default-position", EventState::Closed, fix.time, book);
        }
    }

    fn forget(&mut self, slot: u32) {
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            *ship = Ship::default();
        }
    }
}
