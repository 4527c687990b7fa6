//! Line of sight: whether the great circle between two places is clear of land and closed waters.
//!
//! Sphere tracing: from each place on it, as far as the nearest cell that is not open allows; near land in
//! pieces of a few miles, each tested against the vector coast with the offing.

use crate::EARTH_RADIUS_M;
use crate::lon_delta_deg;

use super::cell::{CELL_DEG, cell};
use super::land::Kind;
use super::vector::{Unit, Way, degrees};
use super::waters::Waters;

/// Pieces near land, radians: 8 km, so that a great circle is straight on the chart to within 10 m.
const PIECE: f64 = 8_000.0 / EARTH_RADIUS_M;
/// Steps shorter than this are made as pieces.
const STEP_MIN: f64 = 4_000.0 / EARTH_RADIUS_M;
/// Spacing at which the cost of waters is read, radians.
const COST_STEP: f64 = 10_000.0 / EARTH_RADIUS_M;

impl Waters {
    /// Whether the great circle is clear all the way, both ends included.
    pub(super) fn sees(&self, a: Unit, b: Unit) -> bool {
        let way = Way::new(a, b);
        let offing = self.offing_m / EARTH_RADIUS_M;
        let mut s = 0.0;
        let mut at = a;
        loop {
            let here = degrees(at);
            let number = cell(here[0], here[1]);
            if self.kind.get(number) == Some(&Kind::Shut) {
                return false;
            }
            let clear = self.clearance.get(number).copied().unwrap_or(0);
            // The nearest meridian so many cells away is no nearer than this (a sine is below its arc).
            let cells = (f64::from(clear.saturating_sub(1)) * CELL_DEG).to_radians();
            // A sine below its arc, without asking for it: x − x³/6.
            let sine = cells * (1.0 - cells * cells / 6.0);
            let safe = (at[0] * at[0] + at[1] * at[1]).sqrt() * sine - offing;
            let end = if safe >= STEP_MIN {
                s + safe
            } else {
                (s + PIECE).min(way.angle)
            };
            if safe < STEP_MIN {
                let there = degrees(way.at(end));
                let to = [here[0] + lon_delta_deg(here[0], there[0]), there[1]];
                if self.land.shore.blocks(here, to, self.offing_m)
                    || self.closed.blocks(here, to, 0.0)
                {
                    return false;
                }
            }
            if end >= way.angle {
                return true;
            }
            s = end;
            at = way.at(s);
        }
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
