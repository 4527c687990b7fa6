//! Presence: how many hours which fleets spent in an area, for a community or a fisheries council.
//!
//! Unit: vessel-hours. The time between two consecutive positions of one track is shared in halves
//! between the places of its two ends, each half between the UTC days it lies in. Of a longer silence
//! only `interval_max_h` is counted, half next to each end, so that a gap is not presence. "Apparent
//! fishing" is what the fishing detector says of the interval: a judgement on speed and course, not a
//! catch. A visit while closed is a stay in a closed area in its season; coming back within
//! `return_h` is the same visit. Everywhere, time in any closed area counts once, however many of them lie over each other,
//! and who goes on from one to the next is on one visit. The same ship under two MMSIs, or two ships under one, count as the
//! tracks they are told as; ships without AIS are not in it at all.
//!
//! For the map the same hours are summed by squares of one degree, each fleet apart.
//!
//! Memory: one cell per day, area, flag and gear, and one for each square that it touched, whatever the number of positions.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{Area, AreaSet, Closure, Time};

use crate::presence_report::{PresenceQuery, PresenceReport};
use crate::rules::within;
use crate::{Error, Fix};

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Most of the time between two positions that counts as presence, hours. Global Fishing Watch's
    /// naive gap is 12 h, satellites pass every few hours; own choice in between.
    pub interval_max_h: f64,
    /// Back in a closed area within this time it is the same visit, hours. Own choice.
    pub return_h: f64,
    /// Most cells kept; beyond it the oldest days are dropped and the report says so.
    pub cells_max: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            interval_max_h: 6.0,
            return_h: 12.0,
            cells_max: 2_000_000,
        }
    }
}

impl Config {
    /// Whether each threshold lies in its sensible range.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), Error> {
        within("presence.interval_max_h", self.interval_max_h, 0.1..=24.0)?;
        within("presence.return_h", self.return_h, 0.0..=720.0)
    }
}

/// Who a fix is of, and what the ship seemed to do since the fix before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doer<'a> {
    /// Flag, ISO 3166 alpha-3; `None` if not known.
    pub flag: Option<&'a str>,
    /// Gear or class, such as `squid_jigger`; `None` if not known.
    pub gear: Option<&'a str>,
    /// Whether it was apparently fishing since the fix before.
    pub fishing: bool,
}

/// Sums of one cell. Whole milliseconds, so that no order of adding changes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) presence_ms: u64,
    pub(crate) fishing_ms: u64,
    pub(crate) closed_ms: u64,
    pub(crate) closed_fishing_ms: u64,
    pub(crate) vessel_days: u64,
    pub(crate) closed_visits: u64,
}

impl Sums {
    pub(crate) fn add(&mut self, more: &Self) {
        self.presence_ms += more.presence_ms;
        self.fishing_ms += more.fishing_ms;
        self.closed_ms += more.closed_ms;
        self.closed_fishing_ms += more.closed_fishing_ms;
        self.vessel_days += more.vessel_days;
        self.closed_visits += more.closed_visits;
    }
}

/// A cell: a UTC day (days since 1970), an area (0 is everywhere), a flag and a gear by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cell {
    pub(crate) day: i32,
    pub(crate) area: u16,
    pub(crate) flag: u16,
    pub(crate) gear: u16,
}

/// A cell in a square of one degree: rows of squares from the south pole, columns from 180°W.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Square {
    pub(crate) cell: Cell,
    pub(crate) square: u16,
}

/// Squares in a row.
pub(crate) const SQUARES_IN_ROW: u16 = 360;

/// The number of the square that holds a place; the last row and column take in the pole and 180°.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 179 and 0 to 359"
)]
fn square_of(place: vigie_sea::Position) -> u16 {
    let row = ((place.lat_deg() + 90.0).floor() as u16).min(179);
    let column = ((place.lon_deg() + 180.0).floor() as u16).min(SQUARES_IN_ROW - 1);
    row * SQUARES_IN_ROW + column
}

/// What was counted of one track in one area.
#[derive(Debug, Clone, Copy)]
struct Seen {
    area: u16,
    day: i32,
    at: Time,
    closed_at: Option<Time>,
}

/// Names by number; 0 is "not known".
#[derive(Debug, Clone)]
pub(crate) struct Names {
    names: Vec<String>,
    numbers: FxHashMap<String, u16>,
}

/// Most names of one kind: gears come from files of others. More are counted under `other`.
const NAMES_MAX: usize = 10_000;
const DAY_MS: i64 = 86_400_000;

impl Names {
    fn new() -> Self {
        Self {
            names: vec![String::new()],
            numbers: FxHashMap::default(),
        }
    }

    fn number(&mut self, name: Option<&str>) -> u16 {
        let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
            return 0;
        };
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let name = if self.names.len() < NAMES_MAX {
            name
        } else {
            "other"
        };
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u16::try_from(self.names.len()).unwrap_or(0);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The number of a name that was met; of the empty name that of "not known".
    pub(crate) fn find(&self, name: &str) -> Option<u16> {
        if name.is_empty() {
            return Some(0);
        }
        self.numbers.get(name).copied()
    }

    /// The name of a number; `None` for "not known".
    pub(crate) fn name(&self, number: u16) -> Option<&str> {
        self.names
            .get(usize::from(number))
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }
}

/// Vessel-hours by day, area, flag and gear.
#[derive(Debug, Clone)]
pub struct Presence {
    pub(crate) config: Config,
    pub(crate) cells: FxHashMap<Cell, Sums>,
    /// Presence and apparent fishing, ms.
    pub(crate) squares: FxHashMap<Square, (u64, u64)>,
    pub(crate) areas: Names,
    pub(crate) flags: Names,
    pub(crate) gears: Names,
    tracks: Vec<Vec<Seen>>,
    /// First day still kept, if older ones were dropped.
    pub(crate) first_day: Option<i32>,
    /// Cells at which days are dropped next.
    drop_at: usize,
    before: Vec<(u16, bool)>,
    now: Vec<(u16, bool)>,
}

impl Presence {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            cells: FxHashMap::default(),
            squares: FxHashMap::default(),
            areas: Names::new(),
            flags: Names::new(),
            gears: Names::new(),
            tracks: Vec::new(),
            first_day: None,
            drop_at: config.cells_max,
            before: Vec::new(),
            now: Vec::new(),
            config,
        }
    }

    /// Counts one fix and the time since the fix before it on its track. Fixes of a track come in
    /// order of time, as the watch gives them.
    pub fn add(&mut self, fix: &Fix, doer: Doer<'_>, areas: &AreaSet) {
        let (flag, gear) = (self.flags.number(doer.flag), self.gears.number(doer.gear));
        let mut now = std::mem::take(&mut self.now);
        self.places(fix.time, fix.position, areas, &mut now);
        self.count_seen(fix, (flag, gear), &now);
        if let Some((time, position)) = fix.before {
            let mut before = std::mem::take(&mut self.before);
            self.places(time, position, areas, &mut before);
            let half_ms = self.half_ms(fix.time.ms().saturating_sub(time.ms()));
            let doer = (flag, gear, doer.fishing);
            let (left, reached) = (square_of(position), square_of(fix.position));
            let (from_ms, to_ms) = (time.ms(), fix.time.ms());
            let (leaves_ms, comes_ms) = (from_ms + half_ms, to_ms - half_ms);
            if leaves_ms == comes_ms && left == reached && before == now {
                self.count_time((from_ms, to_ms), doer, &now, reached);
            } else {
                self.count_time((from_ms, leaves_ms), doer, &before, left);
                self.count_time((comes_ms, to_ms), doer, &now, reached);
            }
            self.before = before;
        }
        self.now = now;
        if self.cells.len() + self.squares.len() > self.drop_at {
            self.drop_oldest();
        }
    }

    /// The slot of a track was given back: forget what was kept of the track.
    pub fn forget(&mut self, slot: u32) {
        if let Some(seen) = self.tracks.get_mut(slot as usize) {
            *seen = Vec::new();
        }
    }

    /// The report for one area, or for everywhere, and a period.
    #[must_use]
    pub fn report(&self, query: &PresenceQuery) -> PresenceReport {
        PresenceReport::of(self, query)
    }

    #[allow(clippy::cast_possible_truncation, reason = "a checked number of hours")]
    fn half_ms(&self, interval_ms: i64) -> i64 {
        interval_ms.clamp(0, (self.config.interval_max_h * 3.6e6) as i64) / 2
    }

    /// Everywhere and the areas that hold a place, each with whether it is closed at that time: everywhere, whether any of
    /// them is.
    fn places(
        &mut self,
        time: Time,
        position: vigie_sea::Position,
        areas: &AreaSet,
        into: &mut Vec<(u16, bool)>,
    ) {
        into.clear();
        into.push((0, false));
        let names = &mut self.areas;
        let mut in_closed = false;
        areas.for_each_at(position, |number| {
            if let Some(area) = areas.get(number) {
                let closed = area.closed_at(time) == Closure::Yes;
                in_closed |= closed;
                into.push((names.number(Some(&area.id)), closed));
            }
        });
        if let Some((_everywhere, closed)) = into.first_mut() {
            *closed = in_closed;
        }
    }

    /// Counts a day of this vessel in each area once, and a visit while closed once.
    fn count_seen(&mut self, fix: &Fix, (flag, gear): (u16, u16), places: &[(u16, bool)]) {
        let slot = fix.slot as usize;
        if self.tracks.len() <= slot {
            self.tracks.resize_with(slot + 1, Vec::new);
        }
        let Some(seen) = self.tracks.get_mut(slot) else {
            return;
        };
        let day = day_of(fix.time.ms());
        let return_s = self.config.return_h * 3_600.0;
        // What can no longer change a count is forgotten.
        seen.retain(|s| s.day == day || fix.time.since_s(s.at) <= return_s);
        for &(area, closed) in places {
            let known = seen.iter_mut().find(|s| s.area == area);
            let new_day = known.as_ref().is_none_or(|s| s.day != day);
            let back = known.as_ref().and_then(|s| s.closed_at);
            let new_visit = closed && back.is_none_or(|at| fix.time.since_s(at) > return_s);
            let closed_at = if closed { Some(fix.time) } else { back };
            let now = Seen {
                area,
                day,
                at: fix.time,
                closed_at,
            };
            match known {
                Some(known) => *known = now,
                None => seen.push(now),
            }
            if new_day || new_visit {
                let sums = self
                    .cells
                    .entry(Cell {
                        day,
                        area,
                        flag,
                        gear,
                    })
                    .or_default();
                sums.vessel_days += u64::from(new_day);
                sums.closed_visits += u64::from(new_visit);
            }
        }
    }

    /// Adds a stretch of time to the cells of its places, cut at midnight UTC.
    fn count_time(
        &mut self,
        (mut from_ms, to_ms): (i64, i64),
        (flag, gear, fishing): (u16, u16, bool),
        places: &[(u16, bool)],
        square: u16,
    ) {
        while from_ms < to_ms {
            let day = day_of(from_ms);
            let midnight = (i64::from(day) + 1) * DAY_MS;
            let ms = u64::try_from(to_ms.min(midnight) - from_ms).unwrap_or(0);
            for &(area, closed) in places {
                let cell = Cell {
                    day,
                    area,
                    flag,
                    gear,
                };
                let sums = self.cells.entry(cell).or_default();
                sums.presence_ms += ms;
                sums.fishing_ms += if fishing { ms } else { 0 };
                sums.closed_ms += if closed { ms } else { 0 };
                sums.closed_fishing_ms += if closed && fishing { ms } else { 0 };
                let in_square = self.squares.entry(Square { cell, square });
                let in_square = in_square.or_default();
                in_square.0 += ms;
                in_square.1 += if fishing { ms } else { 0 };
            }
            from_ms = midnight;
        }
    }

    /// Drops the older half of the days.
    fn drop_oldest(&mut self) {
        let mut days: Vec<i32> = self.cells.keys().map(|cell| cell.day).collect();
        days.sort_unstable();
        days.dedup();
        // With one day only there is nothing older to drop: the newest day is always kept.
        if let Some(first) = days.get(days.len() / 2).copied().filter(|_| days.len() > 1) {
            self.cells.retain(|cell, _| cell.day >= first);
            self.squares.retain(|square, _| square.cell.day >= first);
            self.first_day = Some(first);
        }
        // Not again before it grew by a quarter, so that one crowded day is not searched at each fix.
        let kept = self.cells.len() + self.squares.len();
        self.drop_at = self.config.cells_max.max(kept + kept / 4);
    }
}

/// Whether the area with this id, or any area at all, says when it is closed. Where none does, hours while closed are not
/// known, and nought would read as none.
#[must_use]
pub fn closures_told(areas: &AreaSet, area: Option<&str>) -> bool {
    // Whether something is said does not depend on the moment.
    let says = |area: &Area| area.closed_at(Time::from_s(0)) != Closure::Unknown;
    match area {
        Some(id) => areas.by_id(id).is_some_and(says),
        None => areas.areas().iter().any(says),
    }
}

/// Days since 1970 of a moment.
pub(crate) fn day_of(ms: i64) -> i32 {
    i32::try_from(ms.div_euclid(DAY_MS)).unwrap_or(i32::MAX)
}
