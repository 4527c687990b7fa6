//! How the sea carries a ship that lies stopped: current, and wind on her side.
//!
//! The current is a mean eastward set (the Kuroshio Extension and the North Pacific Current run at
//! 0.2 to 1 kn there) plus three standing eddies from a stream function, so that water neither piles up
//! nor vanishes and neighbours drift together, as fleets on a sea anchor do. The wind turns slowly.

use libm::{cos, sin};
use vigie_sea::{MPS_PER_KN, Span, Time, lon_delta_deg};

use crate::chance::{Chance, Stream};
use crate::chart::{Offset, Place};
use crate::trig::sin_rad;

const EDDIES: usize = 3;
const MEAN_EAST_MPS: f64 = 0.22;
/// Speed of the water in an eddy, metres per second.
const EDDY_MPS: f64 = 0.12;
/// Size of the eddies, degrees of latitude from crest to crest (about 150 to 300 nm).
const EDDY_DEG: [f64; 2] = [2.5, 5.0];
/// Leeway of a stopped ship as a share of the wind's speed (2 to 4 % for small and medium hulls: Allen and Plourde 1999,
/// *Review of leeway*, US Coast Guard CG-D-08-99).
const LEEWAY_SHARE: f64 = 0.03;
/// Wind and Douglas sea state where the scenario says nothing.
const USUAL_WIND_KN: f64 = 12.0;
const USUAL_SEA_STATE: f64 = 3.0;
/// The wind goes once round in so many hours (a passing low).
const WIND_TURN_H: f64 = 90.0;

#[derive(Debug, Clone, Copy, Default)]
struct Eddy {
    along: f64,
    across: f64,
    phase: f64,
    /// Unit vector of the wave.
    set_east: f64,
    set_north: f64,
}

/// Wind and sea for a while.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spell {
    pub(crate) span: Span,
    pub(crate) wind_kn: f64,
    pub(crate) sea_state: f64,
}

/// Wind and sea of a moment, as far as ships feel them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Weather {
    /// Leeway of a usual stopped ship, metres per second.
    pub(crate) leeway: Offset,
    /// Wind, knots.
    pub(crate) wind_kn: f64,
    /// Douglas sea state, 0 to 9.
    pub(crate) sea_state: f64,
}

impl Weather {
    /// Share of her speed that a ship keeps in this sea: full to sea state 4, 0.92 at 5, 0.83 at 6, 0.70 at 7, then half
    /// (involuntary and voluntary speed loss of medium ships in head seas; the order of Kwon 2008, *The Naval Architect*).
    pub(crate) fn speed_share(&self) -> f64 {
        match self.sea_state {
            s if s < 4.5 => 1.0,
            s if s < 5.5 => 0.92,
            s if s < 6.5 => 0.83,
            s if s < 7.5 => 0.70,
            _ => 0.5,
        }
    }
}

/// The moving sea of one world.
#[derive(Debug, Clone)]
pub(crate) struct Current {
    eddies: [Eddy; EDDIES],
    wind_phase: f64,
    spells: Vec<Spell>,
}

impl Current {
    pub(crate) fn new(chance: Chance, spells: Vec<Spell>) -> Self {
        let mut eddies = [Eddy::default(); EDDIES];
        for (index, eddy) in (0_u64..).zip(eddies.iter_mut()) {
            let first = chance.draw(Stream::Sea, index, 0);
            let wave = core::f64::consts::TAU / first.between(EDDY_DEG[0], EDDY_DEG[1]);
            let angle = first.next().between(0.0, core::f64::consts::TAU);
            let phase = first.next().next().between(0.0, core::f64::consts::TAU);
            let (set_east, set_north) = (cos(angle), sin(angle));
            *eddy = Eddy {
                along: wave * set_east,
                across: wave * set_north,
                phase,
                set_east,
                set_north,
            };
        }
        let wind_phase = chance
            .draw(Stream::Sea, 99, 0)
            .between(0.0, core::f64::consts::TAU);
        Self {
            eddies,
            wind_phase,
            spells,
        }
    }

    /// Wind and sea of a moment: the same all over. The last spell that covers it counts.
    #[allow(clippy::cast_precision_loss, reason = "milliseconds fit f64")]
    pub(crate) fn weather(&self, time: Time) -> Weather {
        let spell = self.spells.iter().rev().find(|s| s.span.contains(time));
        let (wind_kn, sea_state) = spell.map_or((USUAL_WIND_KN, USUAL_SEA_STATE), |s| {
            (s.wind_kn, s.sea_state)
        });
        let hours = time.ms() as f64 / 3_600_000.0;
        let turn = self.wind_phase + core::f64::consts::TAU * (hours / WIND_TURN_H);
        Weather {
            leeway: Offset::new(sin(turn), cos(turn)).times(LEEWAY_SHARE * wind_kn * MPS_PER_KN),
            wind_kn,
            sea_state,
        }
    }

    /// Velocity of a stopped ship, metres per second; `leeway` is her windage (1 = usual).
    pub(crate) fn drift(&self, place: Place, time: Time, leeway: f64) -> Offset {
        self.water(place)
            .plus(self.weather(time).leeway.times(leeway))
    }

    /// Velocity of the water, metres per second.
    pub(crate) fn water(&self, place: Place) -> Offset {
        let east_deg = lon_delta_deg(180.0, place.lon_deg);
        let mut flow = Offset::new(MEAN_EAST_MPS, 0.0);
        for eddy in &self.eddies {
            let slope = sin_rad(eddy.along * east_deg + eddy.across * place.lat_deg + eddy.phase);
            let speed = EDDY_MPS * slope;
            flow = flow.plus(Offset::new(-speed * eddy.set_north, speed * eddy.set_east));
        }
        flow
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drift_is_slow_and_the_same_on_both_sides_of_180() {
        let sea = Current::new(Chance::new(5), Vec::new());
        let time = Time::from_s(1_783_000_000);
        let west = sea.drift(Place::new(42.0, 179.999_99), time, 1.0);
        let east = sea.drift(Place::new(42.0, -179.999_99), time, 1.0);
        assert!(west.minus(east).length() < 1e-4);
        for step in 0..500 {
            let place = Place::new(36.0 + f64::from(step) / 50.0, 145.0 + f64::from(step) / 8.0);
            let kn = sea.drift(place, time, 1.0).length() / vigie_sea::MPS_PER_KN;
            assert!(kn < 1.8, "{kn} kn");
        }
    }
}
