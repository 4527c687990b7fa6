//! Tracks: several ships may send one MMSI, and one wrong position may not bend a ship's track.
//! Each fix joins the track of its MMSI that it fits best, or opens a new one.
//!
//! Method: the discrepancy metric of Global Fishing Watch's `gpsdio-segment` (see rules.toml), on
//! great circles instead of plane degrees, so that it holds across 180° and at the poles. Differences,
//! and why:
//! - after the 8 h of that method a track is not simply closed: a silence of a lone ship would then
//!   never be seen as a gap. A track continues over a longer silence when it is the only one, or
//!   clearly the nearest one, that the ship could have sailed from at a credible speed;
//! - a fix that two tracks claim about equally goes to the one established track, else to the one
//!   heard by the same shore station, else to the clearly nearer, else to the better; that method
//!   ends both and opens a third, which only helps if somebody stitches them afterwards;
//! - a silent track that lies clearly nearer than the best of the others is taken before them;
//! - a track also reckons with the course and speed it made good, for feeds that lose the reported;
//! - speeds that mean "not available" or are known noise, and courses without a value, count as unknown.
//!
//! Fixes come in canonical order, so the result does not depend on the order of arrival.

mod past;
mod repeat;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{
    METRES_PER_NM, Position, Time, bearing_deg, destination, distance_m, lon_delta_deg,
};

use self::past::Track;
use self::repeat::Heard;
use crate::circle::length;
use crate::rules::within;
use crate::{AisClass, Error, PositionReport, Reception};

/// Fixes of a track looked back at, at most; more needs a larger buffer in each track.
const RECENT_MAX: usize = 5;

/// Added to ways that are compared, nautical miles: below this, nearer means nothing (a harbour).
const NEAR_NM: f64 = 1.0;

/// Shortest time over which course and speed made good are measured, s: over less, the rounding of
/// a position (18 m) is a knot and more.
const MADE_GOOD_S: f64 = 60.0;

/// Thresholds of the split into tracks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Greatest speed that a discrepancy may stand for, knots.
    pub speed_max_kn: f64,
    /// Discrepancies that stand for more than this speed are strongly discouraged, knots.
    pub speed_penalty_kn: f64,
    /// No ship sails faster than this, knots; a fix that needs more is another ship or false.
    pub jump_kn: f64,
    /// Way always allowed besides, for rounding and receiver clocks, nautical miles.
    pub jump_nm: f64,
    /// Time added (in quadrature) to the time between fixes, hours.
    pub padding_h: f64,
    /// Dead reckoning is trusted less from about this time on, hours.
    pub reckoning_h: f64,
    /// Weight of an error against staying put, and across the course.
    pub shape_factor: f64,
    /// After this silence the metric no longer joins, hours.
    pub join_h: f64,
    /// Credible speed over a longer silence, knots.
    pub silent_speed_kn: f64,
    /// Longest silence bridged on an MMSI that several ships use, hours.
    pub shared_silence_h: f64,
    /// How much nearer one track must be than the next to be clearly the one.
    pub clearly_nearer: f64,
    /// A silent track so near continues though another is almost as near, nautical miles.
    pub near_nm: f64,
    /// Earlier fixes of a track that a fix may match instead of the last.
    pub lookback: usize,
    /// How much better an earlier match must be, per step back.
    pub lookback_factor: f64,
    /// Tracks whose metrics differ by less than this factor are ambiguous.
    pub ambiguity_factor: f64,
    /// Weight if the AIS class differs.
    pub class_weight: f64,
    /// Tracks with fewer fixes weigh less.
    pub short_fixes: f64,
    /// Most open tracks of one MMSI.
    pub open_max: usize,
}

impl Config {
    /// Whether a fix begins a new segment of its track, as the published method counts segments: it
    /// is the first, or came after a silence longer than `join_h`. A track is a ship; a segment is a
    /// part of its way without a long silence.
    #[must_use]
    pub fn begins_segment(&self, fix: &crate::Fix) -> bool {
        fix.before
            .is_none_or(|(time, _)| fix.time.since_s(time) > self.join_h * 3_600.0)
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        within("track.speed_max_kn", self.speed_max_kn, 1.0..=200.0)?;
        within("track.speed_penalty_kn", self.speed_penalty_kn, 0.1..=200.0)?;
        within("track.jump_kn", self.jump_kn, 1.0..=1_000.0)?;
        within("track.jump_nm", self.jump_nm, 0.01..=60.0)?;
        within("track.padding_h", self.padding_h, 0.01..=4.0)?;
        within("track.reckoning_h", self.reckoning_h, 0.1..=48.0)?;
        within("track.shape_factor", self.shape_factor, 1.0..=20.0)?;
        within("track.join_h", self.join_h, 0.1..=168.0)?;
        within("track.silent_speed_kn", self.silent_speed_kn, 1.0..=200.0)?;
        within("track.clearly_nearer", self.clearly_nearer, 1.0..=100.0)?;
        within(
            "track.shared_silence_h",
            self.shared_silence_h,
            0.1..=8_784.0,
        )?;
        within("track.near_nm", self.near_nm, 0.0..=600.0)?;
        within("track.lookback_factor", self.lookback_factor, 1.0..=100.0)?;
        within(
            "track.ambiguity_factor",
            self.ambiguity_factor,
            1.0..=1_000.0,
        )?;
        within("track.class_weight", self.class_weight, 0.0..=1.0)?;
        within("track.short_fixes", self.short_fixes, 1.0..=1_000.0)?;
        if self.lookback == 0 || self.lookback > RECENT_MAX {
            return Err(Error::Threshold {
                name: "track.lookback",
            });
        }
        if self.open_max == 0 || self.open_max > 1_000 {
            return Err(Error::Threshold {
                name: "track.open_max",
            });
        }
        Ok(())
    }
}

/// What the split needs to know of a fix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mark {
    pub(crate) time: Time,
    pub(crate) position: Position,
    pub(crate) sog_kn: Option<f64>,
    pub(crate) cog_deg: Option<f64>,
    pub(crate) class: AisClass,
    pub(crate) reception: Reception,
    pub(crate) receiver: u32,
}

/// Where a fix belongs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Joined {
    pub(crate) slot: u32,
    pub(crate) track: u32,
    pub(crate) before: Option<(Time, Position)>,
    pub(crate) is_new: bool,
}

#[derive(Debug, Default)]
struct Ship {
    heard: Heard,
    tracks: Vec<Track>,
    opened: u32,
}

/// The tracks of every MMSI in view.
#[derive(Debug)]
pub(crate) struct Segmenter {
    config: Config,
    same_ms: i64,
    ships: FxHashMap<u32, Ship>,
}

/// A track not heard for longer than the metric joins, that a fix could continue.
#[derive(Debug, Clone, Copy)]
struct Silent {
    index: usize,
    /// Way to the fix, with [`NEAR_NM`] added.
    way_nm: f64,
    hours: f64,
    established: bool,
}

/// How a fix matches one track.
#[derive(Debug, Clone, Copy)]
struct Match {
    index: usize,
    back: usize,
    metric: f64,
    weighted: f64,
    fixes: f64,
    distance_m: f64,
    same_station: bool,
}

impl Segmenter {
    /// Within `same_ms` the same report of one MMSI is one transmission.
    pub(crate) fn new(config: Config, same_ms: i64) -> Self {
        Self {
            config,
            same_ms,
            ships: FxHashMap::default(),
        }
    }

    /// Whether this report of an MMSI was heard before, through another receiver; else it is remembered. Reports come in
    /// order of time.
    pub(crate) fn is_repeat(&mut self, mmsi: u32, time: Time, report: &PositionReport) -> bool {
        let ship = self.ships.entry(mmsi).or_default();
        ship.heard.is_repeat(time, report, self.same_ms)
    }

    /// The track that an MMSI has mostly, if any.
    pub(crate) fn likely_slot(&self, mmsi: u32) -> Option<u32> {
        let track = self.ships.get(&mmsi)?.tracks.first()?;
        (track.fixes > 0.0).then_some(track.slot)
    }

    /// Finds or opens the track of a fix; `open` gives a free slot.
    pub(crate) fn join(&mut self, mmsi: u32, mark: Mark, open: impl FnOnce() -> u32) -> Joined {
        let ship = self.ships.entry(mmsi).or_default();
        let found = self
            .config
            .quick(ship, &mark)
            .or_else(|| self.config.best(ship, &mark));
        if let Some((index, back, metric)) = found
            && let Some(track) = ship.tracks.get_mut(index)
        {
            let before = track.add(mark, metric, back);
            return Joined {
                slot: track.slot,
                track: track.track,
                before,
                is_new: false,
            };
        }
        if ship.tracks.len() >= self.config.open_max
            && let Some(stalest) = stalest(&ship.tracks)
        {
            ship.tracks.swap_remove(stalest);
        }
        ship.opened = ship.opened.saturating_add(1);
        let track = Track::begin(open(), ship.opened, mark);
        let joined = Joined {
            slot: track.slot,
            track: track.track,
            before: None,
            is_new: true,
        };
        ship.tracks.push(track);
        joined
    }

    /// Forgets one track; the MMSI too when it was the last.
    pub(crate) fn forget(&mut self, mmsi: u32, slot: u32) {
        if let Some(ship) = self.ships.get_mut(&mmsi) {
            ship.tracks.retain(|t| t.slot != slot);
            if ship.tracks.is_empty() {
                self.ships.remove(&mmsi);
            }
        }
    }

    /// Forgets numbers that never had a track and were not heard since, such as those of sets that only ever sent 0°N 0°E.
    pub(crate) fn forget_before(&mut self, before: Time) {
        let is_kept = |ship: &Ship| !ship.tracks.is_empty() || ship.heard.is_since(before);
        self.ships.retain(|_, ship| is_kept(ship));
    }
}

fn stalest(tracks: &[Track]) -> Option<usize> {
    (0..tracks.len()).min_by_key(|i| tracks.get(*i).map(|t| (t.last().time, t.track)))
}

impl Config {
    /// The usual case in dense data: one track, and a fix where it was about to be. Reckoned on a
    /// plane, which is exact enough for a degree away from the poles.
    fn quick(&self, ship: &Ship, mark: &Mark) -> Option<(usize, usize, f64)> {
        let [track] = ship.tracks.as_slice() else {
            return None;
        };
        let last = track.last();
        let hours = mark.time.since_s(last.time) / 3_600.0;
        let (from, to) = (last.position, mark.position);
        let north_nm = 60.0 * (to.lat_deg() - from.lat_deg());
        let east_deg = lon_delta_deg(from.lon_deg(), to.lon_deg());
        let near = north_nm.abs() < 60.0 && east_deg.abs() < 1.0 && from.lat_deg().abs() < 80.0;
        if hours > 1.0 || !near || !track.knows_class(mark.class) {
            return None;
        }
        let east_nm = 60.0 * east_deg * from.lat_deg().to_radians().cos();
        let stayed_nm = self.shape_factor * length(north_nm, east_nm);
        let padded_h = length(hours, self.padding_h);
        let penalty_nm = self.speed_penalty_kn * padded_h;
        let off_nm = match (speed_kn(last), last.cog_deg) {
            (Some(sog_kn), Some(cog_deg)) if stayed_nm > penalty_nm => {
                let run_nm = sog_kn * hours / (1.0 + (hours / self.reckoning_h).sqrt());
                let (sin, cos) = cog_deg.to_radians().sin_cos();
                length(north_nm - run_nm * cos, east_nm - run_nm * sin).min(stayed_nm)
            }
            _ => stayed_nm,
        };
        let share = off_nm / penalty_nm;
        (share <= 1.0).then(|| (0, 0, (-share * share).exp() / padded_h))
    }

    /// The track that fits best: its index, how far back it matched, and the metric.
    fn best(&self, ship: &Ship, mark: &Mark) -> Option<(usize, usize, f64)> {
        let mut matches: Vec<Match> = ship
            .tracks
            .iter()
            .enumerate()
            .filter_map(|(index, track)| self.match_of(index, track, mark))
            .collect();
        let silent = self.silent(ship, mark);
        let chosen = match matches.as_slice() {
            [] => {
                return self
                    .after_silence(ship, &silent)
                    .map(|index| (index, 0, 0.0));
            }
            [only] => *only,
            _ => {
                matches.sort_by(|a, b| b.weighted.total_cmp(&a.weighted));
                self.settle(&matches)?
            }
        };
        let near = (chosen.distance_m / METRES_PER_NM + NEAR_NM) / self.clearly_nearer;
        if silent.first().is_some_and(|s| s.way_nm <= near) {
            return self
                .after_silence(ship, &silent)
                .map(|index| (index, 0, 0.0));
        }
        Some((chosen.index, chosen.back, chosen.metric))
    }

    fn settle(&self, matches: &[Match]) -> Option<Match> {
        let best = matches.first()?;
        let close: Vec<&Match> = matches
            .iter()
            .filter(|m| m.weighted * self.ambiguity_factor >= best.weighted)
            .collect();
        if let [only] = close.as_slice() {
            return Some(**only);
        }
        let established: Vec<&&Match> = close
            .iter()
            .filter(|m| m.fixes >= self.short_fixes)
            .collect();
        if let [only] = established.as_slice() {
            return Some(***only);
        }
        let here: Vec<&&Match> = close.iter().filter(|m| m.same_station).collect();
        if let [only] = here.as_slice() {
            return Some(***only);
        }
        let nearest = close
            .iter()
            .min_by(|a, b| a.distance_m.total_cmp(&b.distance_m))?;
        let others_apart = close
            .iter()
            .filter(|m| m.index != nearest.index)
            .all(|m| m.distance_m >= nearest.distance_m * self.clearly_nearer);
        if others_apart {
            Some(**nearest)
        } else {
            Some(*best)
        }
    }

    fn match_of(&self, index: usize, track: &Track, mark: &Mark) -> Option<Match> {
        let class_weight = if track.knows_class(mark.class) {
            1.0
        } else {
            self.class_weight
        };
        let mut best: Option<(usize, f64, f64)> = None;
        let mut to_beat = 0.0;
        for (back, kept) in track.recent().take(self.lookback).enumerate() {
            let hours = mark.time.since_s(kept.mark.time) / 3_600.0;
            if hours > self.join_h {
                break;
            }
            let made_good = track.made_good(back);
            if let Some(metric) = self.metric(&kept.mark, mark, hours, made_good) {
                let metric = metric * class_weight;
                #[allow(clippy::cast_precision_loss, reason = "at most 5")]
                let steps = (back as f64 * self.lookback_factor).max(1.0);
                let lowered = metric / steps;
                if lowered > to_beat && best.is_none_or(|(_, _, b)| lowered > b) {
                    best = Some((back, metric, lowered));
                }
            }
            to_beat = kept.metric;
        }
        let (back, metric, _) = best?;
        let last = track.last();
        let share = track.fixes / self.short_fixes;
        Some(Match {
            index,
            back,
            metric,
            weighted: metric * share / (1.0 + share * share).sqrt(),
            fixes: track.fixes,
            distance_m: distance_m(last.position, mark.position),
            same_station: mark.receiver != 0
                && mark.reception == Reception::Terrestrial
                && last.receiver == mark.receiver,
        })
    }

    /// How well `b` follows `a`: higher is better, `None` is impossible.
    fn metric(&self, a: &Mark, b: &Mark, hours: f64, made_good: Option<Way>) -> Option<f64> {
        let way_nm = distance_m(a.position, b.position) / METRES_PER_NM;
        if way_nm > self.jump_nm + self.jump_kn * hours {
            return None;
        }
        let padded_h = length(hours, self.padding_h);
        let allowed_nm = self.speed_max_kn * padded_h;
        let trusted_h = hours / (1.0 + (hours / self.reckoning_h).sqrt());
        let mut off_nm = self.discrepancy_nm(a, b, trusted_h);
        if let Some(way) = made_good {
            off_nm = off_nm.min(way.error_nm(a.position, b.position, trusted_h));
        }
        if off_nm > allowed_nm {
            return None;
        }
        let share = (self.speed_max_kn / self.speed_penalty_kn) * off_nm / allowed_nm;
        Some((-share * share).exp() / padded_h)
    }

    /// How far the two marks are from one plausible movement, nautical miles.
    fn discrepancy_nm(&self, a: &Mark, b: &Mark, hours: f64) -> f64 {
        let way_nm = distance_m(a.position, b.position) / METRES_PER_NM;
        let reckoned = (reckoning_error_nm(a, b.position, way_nm, hours, false)
            + reckoning_error_nm(b, a.position, way_nm, hours, true))
            / 2.0;
        let stayed = way_nm * self.shape_factor;
        let across = (across_nm(a, a.position, b.position, way_nm, hours)
            + across_nm(b, a.position, b.position, way_nm, hours))
            / 2.0
            * self.shape_factor;
        reckoned.min(stayed).min(across)
    }

    /// The silent tracks that the ship could have sailed on from, nearest first; established ones
    /// only, if there are any, so that old false positions do not compete with the ship's own track.
    fn silent(&self, ship: &Ship, mark: &Mark) -> Vec<Silent> {
        let mut reachable: Vec<Silent> = Vec::new();
        for (index, track) in ship.tracks.iter().enumerate() {
            let last = track.last();
            let hours = mark.time.since_s(last.time) / 3_600.0;
            let way_nm = distance_m(last.position, mark.position) / METRES_PER_NM;
            if hours > self.join_h && way_nm <= self.silent_speed_kn * hours {
                let established = track.fixes >= self.short_fixes;
                reachable.push(Silent {
                    index,
                    way_nm: way_nm + NEAR_NM,
                    hours,
                    established,
                });
            }
        }
        if reachable.iter().any(|s| s.established) {
            reachable.retain(|s| s.established);
        }
        reachable.sort_by(|x, y| x.way_nm.total_cmp(&y.way_nm));
        reachable
    }

    /// The one silent track, or the clearly nearest of them.
    fn after_silence(&self, ship: &Ship, silent: &[Silent]) -> Option<usize> {
        let shared = ship
            .tracks
            .iter()
            .filter(|t| t.fixes >= self.short_fixes)
            .count()
            > 1;
        let longest_h = if shared {
            self.shared_silence_h
        } else {
            f64::INFINITY
        };
        let best = silent.first()?;
        let clear = best.way_nm <= self.near_nm
            || silent
                .get(1)
                .is_none_or(|next| next.way_nm >= best.way_nm * self.clearly_nearer);
        (clear && best.hours <= longest_h).then_some(best.index)
    }
}

/// Course and speed that a track made good between its own fixes: feeds that lose the reported
/// course (both shared MMSIs of the public test set have it always 0) would else break every track.
#[derive(Debug, Clone, Copy)]
struct Way {
    course_deg: f64,
    speed_kn: f64,
}

impl Way {
    fn error_nm(self, from: Position, to: Position, hours: f64) -> f64 {
        let run_m = self.speed_kn * hours * METRES_PER_NM;
        distance_m(destination(from, self.course_deg, run_m), to) / METRES_PER_NM
    }
}

/// Speed that can be believed: 51.2, 63.0 and 102.3 kn are noise or "not available"
/// (gpsdio-segment; ITU-R M.1371-5 for type 27 and for 1023).
fn speed_kn(mark: &Mark) -> Option<f64> {
    mark.sog_kn.filter(|kn| {
        ![51.2, 63.0, 102.3]
            .iter()
            .any(|noise: &f64| (kn - noise).abs() < 0.05)
            && *kn < 102.0
    })
}

/// Distance between where dead reckoning puts the ship and where it says it was.
fn reckoning_error_nm(from: &Mark, to: Position, way_nm: f64, hours: f64, back: bool) -> f64 {
    let Some(sog_kn) = speed_kn(from) else {
        return way_nm;
    };
    let run_nm = sog_kn * hours;
    match from.cog_deg {
        Some(cog_deg) => {
            let course = if back { cog_deg + 180.0 } else { cog_deg };
            let reckoned = destination(from.position, course, run_nm * METRES_PER_NM);
            distance_m(reckoned, to) / METRES_PER_NM
        }
        // Slow ships often have no course; then they may be anywhere on the circle.
        None => (way_nm - run_nm).abs(),
    }
}

/// Distance across the course if the way lies ahead and within reach, else infinite.
fn across_nm(mark: &Mark, a: Position, b: Position, way_nm: f64, hours: f64) -> f64 {
    let (Some(cog_deg), Some(sog_kn)) = (mark.cog_deg, speed_kn(mark)) else {
        return f64::INFINITY;
    };
    let off = (cog_deg - bearing_deg(a, b)).to_radians();
    let along_nm = off.cos() * way_nm;
    if along_nm > 0.0 && along_nm <= sog_kn * hours {
        (off.sin() * way_nm).abs()
    } else {
        f64::INFINITY
    }
}
