//! Missing noise: a track too exact to be a ship's.
//!
//! At sea: wind, waves, the helmsman or the autopilot and the receiver put every position of a ship some
//! metres beside its course; tracks made up at a desk lack this (SkyTruth on faked tracks of warships, 2021).
//!
//! Method (own): three positions of a vessel under way, at least three minutes and some ship's lengths
//! apart. How far the middle one lies beside the line through the others does not depend on clocks
//! or speed. AIS rounds to a ten-thousandth of a minute (0.185 m, ITU-R M.1371-5); an exact track stays
//! within two such steps at every triple on a leg, a ship at few: a good receiver alone is a metre off
//! after some minutes, helm and waves add more. Told when nearly all of the last triples are exact. Made-up tracks
//! whose positions are rounded more coarsely than AIS rounds them cannot be told from real ones by this.

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, cross_track_m, lon_delta_deg};

use crate::circle::{length, offset_m};
use crate::claim::{Claim, Run, Teller, here};
use crate::rules::within;
use crate::way_bound::is_nearer;
use crate::{EndPoint, Error, EventState, Evidence, Fix};

/// Triples looked back at.
const TRIPLES: u32 = 20;
/// Beyond this distance from a straight line in degrees the exact lines are not worth working out, metres.
const FAR_M: f64 = 500.0;

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Time between the positions of a triple, at least, seconds.
    pub spacing_s: f64,
    /// Way between them, at least, metres.
    pub way_m: f64,
    /// Silence that ends a run, hours.
    pub silence_h: f64,
    /// Distance beside the line up to which a triple is exact, metres.
    pub exact_m: f64,
    /// Exact triples of the last 20 that make a track too smooth.
    pub exact_min: u32,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let name = "implausible_position.smooth";
        within(name, self.spacing_s, 10.0..=3_600.0)?;
        within(name, self.way_m, 10.0..=100_000.0)?;
        within(name, self.silence_h, 0.1..=48.0)?;
        within(name, self.exact_m, 0.01..=100.0)?;
        within(
            name,
            f64::from(self.exact_min),
            f64::from(TRIPLES / 2)..=f64::from(TRIPLES),
        )
    }
}

/// What is remembered of one track.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Smooth {
    /// The two positions kept before, the newer second.
    kept: [Option<EndPoint>; 2],
    /// One bit a triple, the newest lowest.
    exact: u32,
    triples: u32,
    start: Option<EndPoint>,
    told: Option<Run>,
}

impl Smooth {
    /// One more fix of the track.
    pub(crate) fn step(&mut self, config: &Config, fix: &Fix, teller: &mut Teller<'_>) {
        let now = here(fix);
        let [older, Some(last)] = self.kept else {
            self.kept = [None, Some(now)];
            return;
        };
        let seconds = fix.time.since_s(last.time);
        if seconds < config.spacing_s {
            return;
        }
        if seconds > config.silence_h * 3_600.0 {
            self.end(teller);
            *self = Self {
                kept: [None, Some(now)],
                ..Self::default()
            };
            return;
        }
        if is_nearer(last.position, fix.position, config.way_m) {
            return;
        }
        self.kept = [Some(last), Some(now)];
        let Some(older) = older else { return };
        if [older.position, last.position, fix.position]
            .into_iter()
            .any(coarse)
        {
            return;
        }
        let off_m = beside_m(older.position, last.position, fix.position);
        self.note(config, off_m <= config.exact_m, older, fix, teller);
    }

    fn note(
        &mut self,
        config: &Config,
        exact: bool,
        older: EndPoint,
        fix: &Fix,
        teller: &mut Teller<'_>,
    ) {
        self.start.get_or_insert(older);
        self.exact = (self.exact << 1 | u32::from(exact)) & ((1 << TRIPLES) - 1);
        self.triples = self.triples.saturating_add(1);
        let count = self.exact.count_ones();
        if self.triples >= TRIPLES && count >= config.exact_min {
            let start = self.start.unwrap_or(older);
            let before = self.triples;
            let run = self.told.get_or_insert_with(|| {
                let mut run = Run::at(fix, start);
                run.count = before;
                run
            });
            if run.step(fix) {
                let run = *run;
                teller.tell(self.claim(config, &run, EventState::Open));
            }
        } else if self.told.is_some() {
            self.end(teller);
        }
        // Not exact lately: what comes now begins anew.
        if self.told.is_none() && self.exact & 0b1_1111 == 0 {
            (self.start, self.triples, self.exact) = (None, 0, 0);
        }
    }

    fn end(&mut self, teller: &mut Teller<'_>) {
        if let Some(run) = self.told.take() {
            // The run ended before its last triples failed.
            let mut evidence = Evidence::default();
            evidence.number("duration_h", run.end.time.since_s(run.start.time) / 3_600.0);
            teller.tell(said(&run, EventState::Closed, evidence));
        }
    }

    fn claim<'a>(&self, config: &Config, run: &'a Run, state: EventState) -> Claim<'a> {
        let mut evidence = Evidence::default();
        evidence
            .number("duration_h", run.end.time.since_s(run.start.time) / 3_600.0)
            .number("exact_triples", f64::from(self.exact.count_ones()))
            .number("triples", f64::from(TRIPLES))
            .number("beside_line_m", config.exact_m);
        said(run, state, evidence)
    }
}

/// Own weight: some feeds fill gaps with reckoned positions, then the feed is exact and not the ship.
fn said(run: &Run, state: EventState, evidence: Evidence) -> Claim<'_> {
    Claim {
        check: "too-smooth",
        run,
        state,
        confidence: 0.7,
        evidence,
        refuted_by: &["sighted-there", "positions-filled-in-by-provider"],
        other: None,
    }
}

/// Whether a position was rounded more coarsely than AIS does: to a tenth of a minute (message 27) or
/// to four decimals of a degree. A ship that steams due east then keeps its latitude to the last
/// digit, and its track only looks exact.
fn coarse(position: Position) -> bool {
    let (lat_e7, lon_e7) = position.to_e7();
    [lat_e7, lon_e7].into_iter().all(|e7| {
        let tenths_of_minutes = f64::from(e7) * 6e-5;
        e7 % 1_000 == 0 || (tenths_of_minutes - tenths_of_minutes.round()).abs() < 1.1e-4
    })
}

/// How far `b` lies beside the line from `a` to `c`, metres: straight in degrees, on the great circle
/// or at a constant course, whichever is nearest, for all three are drawn at desks.
fn beside_m(a: Position, b: Position, c: Position) -> f64 {
    let (bn, be) = offset_m(b, a);
    let (cn, ce) = offset_m(b, c);
    let plane_m = off_line(bn, be, cn, ce);
    if plane_m > FAR_M {
        return plane_m;
    }
    // Over a mile or less, and away from the poles, the three lines are the same within 0.1 m.
    if length(cn - bn, ce - be) < METRES_PER_NM && b.lat_deg().abs() < 60.0 {
        return plane_m;
    }
    let great_m = cross_track_m(b, a, c).abs();
    let stretch = |p: Position| {
        let lat = p.lat_deg().clamp(-89.9, 89.9).to_radians();
        (lat / 2.0 + std::f64::consts::FRAC_PI_4).tan().ln()
    };
    let scale_m = vigie_sea::EARTH_RADIUS_M * b.lat_deg().to_radians().cos();
    let mid = stretch(b);
    let east = |p: Position| lon_delta_deg(b.lon_deg(), p.lon_deg()).to_radians() * scale_m;
    let north = |p: Position| (stretch(p) - mid) * scale_m;
    let course_m = off_line(north(a), east(a), north(c), east(c));
    plane_m.min(great_m).min(course_m)
}

/// Distance of the origin from the line through two points.
fn off_line(ax: f64, ay: f64, bx: f64, by: f64) -> f64 {
    let line_m = length(bx - ax, by - ay);
    if line_m > 0.0 {
        (ax * by - ay * bx).abs() / line_m
    } else {
        length(ax, ay)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_sea::{destination, interpolate};

    #[test]
    fn lines_across_180_and_near_the_pole_are_lines() {
        for (lat, lon) in [(45.0, 179.95), (0.0, 10.0), (84.0, -170.0)] {
            let a = Position::new(lat, lon).unwrap();
            let c = destination(a, 70.0, 20_000.0);
            assert!(beside_m(a, interpolate(a, c, 0.4), c) < 0.1);
            // The three lines lie apart by the way and the latitude; the nearest counts.
            let b = destination(interpolate(a, c, 0.4), 160.0, 500.0);
            assert!(beside_m(a, b, c) > 300.0);
        }
    }

    #[test]
    fn a_way_there_and_back_is_not_exact() {
        let a = Position::new(45.0, 10.0).unwrap();
        assert!(beside_m(a, destination(a, 90.0, 1_000.0), a) > 900.0);
    }
}
