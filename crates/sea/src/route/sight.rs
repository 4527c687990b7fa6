//! Line of sight: whether the great circle between two places is clear of land and closed waters.
//!
//! Sphere tracing: from each place on it, as far as the nearest cell that is not open allows; near land in
//! pieces of a few miles, each tested against the vector coast with the offing.

use crate::EARTH_RADIUS_M;
use crate::lon_delta_deg;

use super::cell::{CELL_DEG, CELL_NEAR_ERROR, cell, cell_near};
use super::land::Kind;
use super::vector::{Unit, Way, degrees};
use super::waters::Waters;

/// Pieces near land, radians: 8 km, so that a great circle is straight on the chart to within 10 m.
const PIECE: f64 = 8_000.0 / EARTH_RADIUS_M;
/// Steps shorter than this are made as pieces.
const STEP_MIN: f64 = 4_000.0 / EARTH_RADIUS_M;
/// Lines longer than this are looked at here and there first, radians: 100 km.
const LONG: f64 = 100_000.0 / EARTH_RADIUS_M;
/// Where, as parts of the line.
const PROBES: [f64; 7] = [0.5, 0.25, 0.75, 0.125, 0.875, 0.375, 0.625];
/// Cells nearer than this to one that is not open are looked up exactly.
const NEAR_SHORE: u8 = 4;
/// Spacing at which the cost of waters is read, radians.
const COST_STEP: f64 = 10_000.0 / EARTH_RADIUS_M;

impl Waters {
    /// Whether the great circle is clear all the way, both ends included.
    pub(super) fn sees(&self, a: Unit, b: Unit) -> bool {
        let way = Way::new(a, b);
        // Most long lines that are not clear lead over the middle of some land: a few looks there are cheap.
        if way.angle > LONG
            && PROBES
                .iter()
                .any(|part| self.is_shut(way.at(part * way.angle)))
        {
            return false;
        }
        let offing = self.offing_m / EARTH_RADIUS_M;
        let mut s = 0.0;
        let mut at = a;
        // Where it is, degrees, if that is known already.
        let mut known: Option<[f64; 2]> = None;
        loop {
            let near = known.map_or_else(|| cell_near(at), |[lon, lat]| cell(lon, lat));
            let mut clear = self.clearance.get(near).copied().unwrap_or(0);
            let mut here = known.take();
            if clear < NEAR_SHORE {
                let exact = here.unwrap_or_else(|| degrees(at));
                let number = cell(exact[0], exact[1]);
                clear = self.clearance.get(number).copied().unwrap_or(0);
                if clear == 0 && self.kind.get(number) == Some(&Kind::Shut) {
                    return false;
                }
                here = Some(exact);
            }
            // The nearest meridian so many cells away is no nearer than this (a sine is below its arc).
            let cells = (f64::from(clear.saturating_sub(1)) * CELL_DEG).to_radians();
            // A sine below its arc, without asking for it: x − x³/6.
            let sine = cells * (1.0 - cells * cells / 6.0);
            let safe = (at[0] * at[0] + at[1] * at[1]).sqrt() * sine - offing - CELL_NEAR_ERROR;
            if safe >= STEP_MIN {
                s += safe;
                if s >= way.angle {
                    return true;
                }
                at = way.at(s);
                continue;
            }
            let end = (s + PIECE).min(way.angle);
            let here = here.unwrap_or_else(|| degrees(at));
            let next = way.at(end);
            let there = degrees(next);
            let to = [here[0] + lon_delta_deg(here[0], there[0]), there[1]];
            if self.land.shore.blocks(here, to, self.offing_m) || self.closed.blocks(here, to, 0.0)
            {
                return false;
            }
            if end >= way.angle {
                return true;
            }
            (s, at, known) = (end, next, Some(there));
        }
    }

    fn is_shut(&self, at: Unit) -> bool {
        if self
            .clearance
            .get(cell_near(at))
            .is_some_and(|c| *c >= NEAR_SHORE)
        {
            return false;
        }
        let [lon, lat] = degrees(at);
        self.kind.get(cell(lon, lat)) == Some(&Kind::Shut)
    }

    /// Mean cost of a mile on the way.
    pub(super) fn mean_factor(&self, a: Unit, b: Unit) -> f64 {
        let way = Way::new(a, b);
        let steps = (way.angle / COST_STEP).ceil().max(1.0);
        let (mut sum, mut n) = (0.0, 0.5);
        while n < steps {
            let [lon, lat] = degrees(way.at(way.angle * n / steps));
            sum += self
                .dear
                .get(cell(lon, lat))
                .map_or(0.0, |more| f64::from(*more) / 100.0);
            n += 1.0;
        }
        1.0 + sum / steps
    }
}
