//! VMS against AIS: a ship heard on the one and not on the other, or whose two systems put it in different places.
//!
//! What it means: a fishing vessel of the high seas carries both, and they are hard to falsify alike. A ship that its flag
//! State's monitoring follows while its AIS is silent hides from those around it; one that sails on with AIS after its VMS
//! fell silent hides from its flag State; two places at one time mean that one of them is false. Only a ship that was heard
//! on both is judged: many carry one alone by right.
//!
//! Method (own; no peer and no public labels exist, so it is validated on made-up voyages only):
//! - `off-ais`: several VMS positions away from port, for long after the last AIS position, where other ships' AIS was heard
//!   around (within a degree, in the time of the silence) or the loaded map of reception says that it would be. Elsewhere
//!   silence means nothing.
//! - `off-vms`: several VMS reports are missing by the ship's own usual interval (the median of its last ones), while AIS
//!   goes on away from port and VMS reports of other ships keep coming: else the VMS feed itself is silent, or the data
//!   were given up as agreed.
//! - `apart`: each VMS position is compared with the place between the AIS positions before and after it. Twice in a row
//!   further off than the two systems' rounding and the ship's freedom between pings allow (a NAF message may round to a
//!   whole minute of arc, 1 nm, and of time).
//!
//! VMS comes minutes to an hour after AIS, often later than the watch waits (`watch.lateness_min`). The newest VMS report of a ship
//! is judged all the same: by the AIS positions of the last two hours, which are remembered. It ends a silence of VMS that
//! had lasted long enough until then; a silence that reports from inside, in whatever order, leave too short is withdrawn.
//!
//! State is kept by MMSI, not by track: two systems far apart are two tracks of one MMSI.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, Time};

mod apart;
mod telling;

use self::apart::{Apart, compare};
use self::telling::{id, tell_silence};
use crate::detector::Detector;
use crate::rules::within;
use crate::{Context, EndPoint, Error, EventBook, EventState, Fix, SourceKind};

/// Intervals of VMS remembered of a ship.
const INTERVALS: usize = 5;
/// Fewer do not say what is usual.
const INTERVALS_MIN: usize = 3;
/// AIS positions remembered of a ship, at least so many seconds apart: two hours of them.
const TRAIL: usize = 24;
const TRAIL_STEP_S: f64 = 300.0;
/// Ships at which those not heard for long are dropped first.
const SHIPS_MIN: usize = 1_024;
/// Not heard for so long, a ship is forgotten, days.
const FORGET_D: f64 = 45.0;

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Silence of AIS, at least, hours…
    pub off_ais_h: f64,
    /// …with so many VMS positions in it.
    pub off_ais_positions: u32,
    /// Positions a day that a ship under way would be heard with, for reception to count as good without others heard.
    pub reception_per_day: f64,
    /// VMS reports missing by the ship's own interval…
    pub off_vms_missed: f64,
    /// …and silence of VMS, at least, hours…
    pub off_vms_h: f64,
    /// …with so many AIS positions in it.
    pub off_vms_positions: u32,
    /// Nearer to a known port nothing is said of silences, nautical miles.
    pub port_nm: f64,
    /// Distance between the two systems that is always allowed, nautical miles…
    pub apart_nm: f64,
    /// …and for each hour to the nearer AIS position, knots.
    pub slack_kn: f64,
    /// Longest time between the AIS positions around a VMS position, minutes.
    pub bracket_min: f64,
}

impl Config {
    /// How long VMS is silent before it counts, seconds, for a ship that usually reports so often.
    fn off_vms_s(&self, usual_s: f64) -> f64 {
        (self.off_vms_missed * usual_s).max(self.off_vms_h * 3_600.0)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        let name = "vms_mismatch";
        within(name, self.off_ais_h, 1.0..=240.0)?;
        within(name, f64::from(self.off_ais_positions), 1.0..=1_000.0)?;
        within(name, self.reception_per_day, 0.0..=10_000.0)?;
        within(name, self.off_vms_missed, 1.0..=100.0)?;
        within(name, self.off_vms_h, 0.5..=240.0)?;
        within(name, f64::from(self.off_vms_positions), 1.0..=1_000.0)?;
        within(name, self.port_nm, 0.0..=200.0)?;
        within(name, self.apart_nm, 0.1..=100.0)?;
        within(name, self.slack_kn, 0.0..=50.0)?;
        within(name, self.bracket_min, 1.0..=1_440.0)
    }
}

#[derive(Debug, Clone, Copy)]
struct Heard {
    time: Time,
    position: Position,
    track: u32,
}

impl Heard {
    fn of(fix: &Fix) -> Self {
        Self {
            time: fix.time,
            position: fix.position,
            track: fix.track,
        }
    }

    fn end_point(self) -> EndPoint {
        EndPoint {
            time: self.time,
            position: self.position,
        }
    }
}

/// A silence of one system while the other goes on.
#[derive(Debug, Clone, Copy)]
struct Silence {
    /// Last word of the silent system.
    since: Heard,
    /// Last word of the other.
    last: Heard,
    /// Positions of the other.
    count: u32,
    told_at: u32,
    others_heard: bool,
    reception_per_day: Option<f64>,
    ports_known: bool,
}

impl Silence {
    fn new(since: Heard, ports_known: bool) -> Self {
        Self {
            since,
            last: since,
            count: 0,
            told_at: 0,
            others_heard: false,
            reception_per_day: None,
            ports_known,
        }
    }

    /// The other system was heard once more.
    fn goes_on(&mut self, fix: &Fix, others_heard: bool) {
        self.count += 1;
        self.last = Heard::of(fix);
        self.others_heard |= others_heard;
    }
}

/// A silence of VMS that was told and ended.
#[derive(Debug, Clone, Copy)]
struct Ended {
    /// Its name: when it began, as it was told.
    since: Time,
    /// What of it no report has cut off.
    from: Time,
    until: Time,
}

/// What is remembered of one ship that was heard on VMS.
#[derive(Debug, Clone, Default)]
struct Ship {
    ais: Option<Heard>,
    /// AIS positions of the last hours, the oldest first: VMS comes late.
    trail: VecDeque<Heard>,
    vms: Option<Heard>,
    intervals_s: Vec<f64>,
    /// VMS positions that wait for the next AIS position.
    waiting: Vec<Heard>,
    off_ais: Option<Silence>,
    off_vms: Option<Silence>,
    /// The last silence of VMS that was told and ended, with what is left of it: reports from inside may still come.
    ended: Option<Ended>,
    apart: Option<Apart>,
}

impl Ship {
    /// Takes an AIS position; gives the one before.
    fn hear_ais(&mut self, heard: Heard) -> Option<Heard> {
        let newest = self.trail.back().map(|h| heard.time.since_s(h.time));
        if newest.is_none_or(|seconds| seconds >= TRAIL_STEP_S) {
            if self.trail.len() == TRAIL {
                self.trail.pop_front();
            }
            self.trail.push_back(heard);
        }
        self.ais.replace(heard)
    }

    /// The AIS positions remembered before and after a moment.
    fn around(&self, time: Time) -> Option<[Heard; 2]> {
        let after = self.trail.iter().position(|h| h.time >= time);
        let after = after.unwrap_or(self.trail.len());
        let before = self.trail.get(after.checked_sub(1)?)?;
        let after = self.trail.get(after).or(self.ais.as_ref())?;
        (after.time >= time).then_some([*before, *after])
    }

    fn last(&self) -> Option<Time> {
        let times = [self.ais, self.vms].map(|heard| heard.map(|h| h.time));
        times.into_iter().flatten().max()
    }

    /// The usual time between VMS reports, seconds; `None` if it is not known yet.
    fn usual_s(&self) -> Option<f64> {
        (self.intervals_s.len() >= INTERVALS_MIN).then_some(())?;
        let mut sorted = self.intervals_s.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }
}

/// The detector.
#[derive(Debug)]
pub struct VmsDetector {
    config: Config,
    version: String,
    ships: FxHashMap<u32, Ship>,
    /// The last two ships heard on AIS in a square of one degree.
    around: FxHashMap<(i16, i16), LastTwo>,
    /// The last two ships heard on VMS.
    on_vms: LastTwo,
    drop_at: usize,
}

impl VmsDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        Self {
            config,
            version: version.to_owned(),
            ships: FxHashMap::default(),
            around: FxHashMap::default(),
            on_vms: LastTwo::default(),
            drop_at: SHIPS_MIN,
        }
    }

    fn vms(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        note(&mut self.on_vms, fix.mmsi, fix.time);
        let ship = self.ships.entry(fix.mmsi).or_default();
        let before = ship.vms;
        if before.is_some_and(|b| b.time >= fix.time) {
            return;
        }
        let silence = ship.off_vms.take();
        if let Some(told) = silence.filter(|silence| silence.told_at > 0) {
            ship.ended = Some(Ended {
                since: told.since.time,
                from: told.since.time,
                until: fix.time,
            });
        }
        tell_end(book, &self.version, fix, OFF_VMS, silence);
        if let Some(before) = before {
            let seconds = fix.time.since_s(before.time);
            if ship.intervals_s.len() == INTERVALS {
                ship.intervals_s.remove(0);
            }
            ship.intervals_s.push(seconds);
        }
        ship.vms = Some(Heard::of(fix));
        let Some(ais) = ship.ais else { return };
        if fix.time < ais.time {
            // It came late: what AIS said around that time is known already.
            if let Some(around) = ship.around(fix.time) {
                let rule = (&self.config, self.version.as_str());
                compare(rule, ship, around, Heard::of(fix), fix.mmsi, book);
            }
            return;
        }
        // Of a ship that is silent on AIS for months only the newest can lie near enough to the next AIS position.
        if ship.waiting.len() == TRAIL {
            ship.waiting.remove(0);
        }
        ship.waiting.push(Heard::of(fix));
        let hours = fix.time.since_s(ais.time) / 3_600.0;
        let near = near_port(context, fix.position, self.config.port_nm);
        if hours <= 0.0 || near == Some(true) {
            return;
        }
        let others_heard = is_heard(&self.around, fix.mmsi, fix.position, ais.time);
        let silence = (ship.off_ais).get_or_insert(Silence::new(ais, near.is_some()));
        silence.goes_on(fix, others_heard);
        let here = context.reception.per_day(fix.position, fix.class);
        silence.reception_per_day = lower(silence.reception_per_day, here);
        let is_good = silence
            .reception_per_day
            .is_some_and(|per_day| per_day >= self.config.reception_per_day);
        let is_long =
            hours >= self.config.off_ais_h && silence.count >= self.config.off_ais_positions;
        if is_long && (silence.others_heard || is_good) {
            tell_next(book, &self.version, fix.mmsi, OFF_AIS, silence);
        }
    }

    fn ais(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        // Nothing to compare with until anybody was heard on VMS; then the sea around is remembered too.
        if self.on_vms.iter().all(Option::is_none) {
            return;
        }
        let square = self.around.entry(square(fix.position)).or_default();
        note(square, fix.mmsi, fix.time);
        let Some(ship) = self.ships.get_mut(&fix.mmsi) else {
            return;
        };
        let silence = ship.off_ais.take();
        tell_end(book, &self.version, fix, OFF_AIS, silence);
        let before = ship.hear_ais(Heard::of(fix));
        let waiting = std::mem::take(&mut ship.waiting);
        if let Some(before) = before {
            for vms in waiting {
                let rule = (&self.config, self.version.as_str());
                compare(rule, ship, [before, Heard::of(fix)], vms, fix.mmsi, book);
            }
        }
        let (Some(vms), Some(usual_s)) = (ship.vms, ship.usual_s()) else {
            return;
        };
        let seconds = fix.time.since_s(vms.time);
        let near = near_port(context, fix.position, self.config.port_nm);
        if seconds <= usual_s || near == Some(true) {
            return;
        }
        let is_other =
            |(mmsi, time): &(u32, Time)| *mmsi != fix.mmsi && time.since_s(vms.time) > usual_s;
        let others_heard = self.on_vms.iter().flatten().any(is_other);
        let silence = (ship.off_vms).get_or_insert(Silence::new(vms, near.is_some()));
        silence.goes_on(fix, others_heard);
        let is_long = seconds >= self.config.off_vms_s(usual_s)
            && silence.count >= self.config.off_vms_positions;
        if is_long && silence.others_heard {
            tell_next(book, &self.version, fix.mmsi, OFF_VMS, silence);
        }
    }

    /// Drops ships and squares not heard for long, when there are twice as many as last time.
    fn make_room(&mut self, now: Time) {
        if self.ships.len() + self.around.len() < self.drop_at {
            return;
        }
        let is_kept = |time: Time| now.since_s(time) < FORGET_D * 86_400.0;
        self.ships
            .retain(|_, ship| ship.last().is_some_and(is_kept));
        self.around
            .retain(|_, heard| heard.iter().flatten().any(|(_, time)| is_kept(*time)));
        self.drop_at = SHIPS_MIN.max(2 * (self.ships.len() + self.around.len()));
    }
}

impl Detector for VmsDetector {
    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        match fix.source {
            SourceKind::Vms => self.vms(fix, context, book),
            SourceKind::Ais => self.ais(fix, context, book),
            SourceKind::Detection | SourceKind::Sighting => return,
        }
        self.make_room(fix.time);
    }

    /// A report that came late withdraws the silence that was told meanwhile. VMS is late as a rule: its newest report counts
    /// as any other.
    fn late(
        &mut self,
        fix: &Fix,
        slots: &[u32],
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        self.withdraw(fix, now, book);
        if fix.source == SourceKind::Vms && !slots.is_empty() {
            // A late fix names no track: she is on the one she was last heard on.
            let ship = self.ships.get(&fix.mmsi);
            let heard = ship.and_then(|ship| ship.ais.or(ship.vms));
            let track = heard.map_or(1, |heard| heard.track);
            self.vms(&Fix { track, ..*fix }, context, book);
        }
    }

    fn forget(&mut self, _slot: u32) {}
}

impl VmsDetector {
    fn withdraw(&mut self, fix: &Fix, now: Time, book: &mut EventBook) {
        let Some(ship) = self.ships.get_mut(&fix.mmsi) else {
            return;
        };
        let inside = |s: &Silence| fix.time > s.since.time && fix.time <= s.last.time;
        match fix.source {
            SourceKind::Vms => {
                let long_s = self.config.off_vms_s(ship.usual_s().unwrap_or(0.0));
                // Only where it was no silence until then: else this report ends it.
                let was_none = |s: &Silence| inside(s) && fix.time.since_s(s.since.time) < long_s;
                if let Some(silence) = ship.off_vms.take_if(|s| was_none(s)) {
                    let told = id(fix.mmsi, OFF_VMS, silence.since.time);
                    book.retract(now, &told, WITHDRAWN);
                }
                if let Some(ended) = ship.ended.take_if(|it| it.cut(fix.time, long_s)) {
                    let told = id(fix.mmsi, OFF_VMS, ended.since);
                    book.retract(now, &told, WITHDRAWN);
                }
            }
            SourceKind::Ais => {
                if let Some(silence) = ship.off_ais.take_if(|s| inside(s)) {
                    let told = id(fix.mmsi, OFF_AIS, silence.since.time);
                    book.retract(now, &told, WITHDRAWN);
                }
                // A silence that goes on is counted from here.
                if let Some(heard) = ship.ais.as_mut().filter(|h| h.time < fix.time) {
                    (heard.time, heard.position) = (fix.time, fix.position);
                }
            }
            SourceKind::Detection | SourceKind::Sighting => {}
        }
    }
}

impl Ended {
    /// A report from inside cuts off what it is near to; true when what is left is too short to be a silence.
    fn cut(&mut self, time: Time, long_s: f64) -> bool {
        if time <= self.from || time >= self.until {
            return false;
        }
        if time.since_s(self.from) < long_s {
            self.from = time;
        } else if self.until.since_s(time) < long_s {
            self.until = time;
        }
        self.until.since_s(self.from) < long_s
    }
}

/// Why a silence is taken back.
const WITHDRAWN: &str = "late-positions-inside";
const OFF_AIS: &str = "off-ais";
const OFF_VMS: &str = "off-vms";
const APART: &str = "apart";
/// The last two ships heard somewhere, the newest first.
type LastTwo = [Option<(u32, Time)>; 2];

/// Puts a ship first among the last two heard.
fn note(heard: &mut LastTwo, mmsi: u32, time: Time) {
    let [first, second] = heard;
    if first.is_some_and(|(newest, _)| newest != mmsi) {
        *second = *first;
    }
    *first = Some((mmsi, time));
}

fn is_next(count: u32, told_at: &mut u32) -> bool {
    let is_next = count >= told_at.saturating_mul(2);
    if is_next {
        *told_at = count;
    }
    is_next
}

/// A silence that goes on is told anew each time its positions have doubled.
fn tell_next(
    book: &mut EventBook,
    version: &str,
    mmsi: u32,
    check: &'static str,
    silence: &mut Silence,
) {
    if is_next(silence.count, &mut silence.told_at) {
        let open = (silence.last, EventState::Open);
        tell_silence(book, version, mmsi, check, silence, open);
    }
}

/// The silent system is heard again: what was told of its silence ends.
fn tell_end(
    book: &mut EventBook,
    version: &str,
    by: &Fix,
    check: &'static str,
    silence: Option<Silence>,
) {
    if let Some(silence) = silence.filter(|s| s.told_at > 0) {
        let ended = end(silence.since, Heard::of(by));
        tell_silence(book, version, by.mmsi, check, &silence, ended);
    }
}

fn lower(known: Option<f64>, here: Option<f64>) -> Option<f64> {
    match (known, here) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whether a known port is near; `None` when no ports are known.
fn near_port(context: &Context, position: Position, port_nm: f64) -> Option<bool> {
    let distance_m = context.port_distance_m(position)?;
    Some(distance_m <= port_nm * METRES_PER_NM)
}

#[allow(clippy::cast_possible_truncation, reason = "degrees")]
fn square(place: Position) -> (i16, i16) {
    (
        place.lat_deg().floor() as i16,
        place.lon_deg().floor() as i16,
    )
}

/// Whether another ship's AIS was heard within about a degree since a moment.
fn is_heard(
    around: &FxHashMap<(i16, i16), LastTwo>,
    mmsi: u32,
    place: Position,
    since: Time,
) -> bool {
    let (row, column) = square(place);
    let columns = [-1, 0, 1].map(|step| (column + step + 540).rem_euclid(360) - 180);
    [-1, 0, 1].iter().any(|step| {
        columns.iter().any(|column| {
            around.get(&(row + step, *column)).is_some_and(|heard| {
                let other = |(who, time): &(u32, Time)| *who != mmsi && *time > since;
                heard.iter().flatten().any(other)
            })
        })
    })
}

fn end(since: Heard, by: Heard) -> (Heard, EventState) {
    (
        if by.time > since.time { by } else { since },
        EventState::Closed,
    )
}
