//! Who hears a ship: shore stations near ports and satellites on their passes.
//!
//! Satellites are circular orbits of 600 km (period 96.7 min, inclination 97.8°) that hear 1,900 km around
//! the point below them, so a place at 40° N is heard for some 7 minutes, then not at all for 20 to
//! 90: bursts, as real satellite AIS. Within a pass most transmissions are lost to collisions; the share
//! that is heard is set so that a class A ship gives about 100 positions a day and a class B ship
//! about 20, of the order that GFW's reception rasters show in this ocean. A shadow is a place or time with bad
//! reception: an innocent reason to be silent.

use libm::{asin, atan2, cos, sin};
use vigie_sea::{Span, Time};

use crate::chance::{Chance, Stream};
use crate::chart::Place;
use crate::trig::sin_cos_deg;

/// Seconds a satellite takes round the earth.
const ORBIT_S: f64 = 5_802.0;
const INCLINATION_DEG: f64 = 97.8;
/// The earth turns once in a sidereal day.
const EARTH_TURN_S: f64 = 86_164.09;
/// Cosine of 17.1° (1,900 km on the ground).
const FOOTPRINT_COS: f64 = 0.955_8;
/// Range of a shore station on a hill, metres (45 nm).
const SHORE_RANGE_M: f64 = 83_340.0;
/// A feed of shore stations is thinned to about one report in so many seconds.
const SHORE_THINNED_S: f64 = 100.0;

/// What a transmission is, as far as hearing it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signal {
    /// Class A position, 12.5 W.
    PositionA,
    /// Class B position, 2 W.
    PositionB,
    /// Class A static and voyage data, two slots.
    StaticA,
    /// Class B static data.
    StaticB,
    /// Long-range report, made for satellites.
    LongRange,
}

impl Signal {
    /// Share heard by a satellite that is in view.
    fn satellite_share(self) -> f64 {
        match self {
            Self::PositionA => 0.06,
            Self::PositionB => 0.12,
            Self::StaticA | Self::StaticB => 0.08,
            Self::LongRange => 0.12,
        }
    }
}

/// A station on shore.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ShoreStation {
    /// Name in the tag block, marked EX.
    pub(crate) name: String,
    pub(crate) mmsi: u32,
    pub(crate) place: Place,
}

/// A place that satellites hear badly, for the whole exercise: deep within half its radius, then less and less.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shadow {
    pub(crate) centre: Place,
    pub(crate) radius_m: f64,
    /// What is left of the usual share in the middle.
    pub(crate) left: f64,
    pub(crate) note: String,
}

impl Shadow {
    /// What is left of the usual share at a place.
    pub(crate) fn left_at(&self, place: Place) -> f64 {
        let out = (self.centre.distance_m(place) / self.radius_m * 2.0 - 1.0).clamp(0.0, 1.0);
        self.left + (1.0 - self.left) * out
    }

    /// Less than a third is heard.
    pub(crate) fn covers(&self, place: Place) -> bool {
        self.left_at(place) < 0.33
    }
}

/// All receivers of one exercise.
#[derive(Debug, Clone)]
pub(crate) struct Receivers {
    pub(crate) shore: Vec<ShoreStation>,
    pub(crate) shadows: Vec<Shadow>,
    /// When the feed brings nothing at all.
    pub(crate) outages: Vec<Span>,
    phases: Vec<(f64, f64)>,
    names: Vec<String>,
}

/// Which receivers a ship is in view of during one window.
#[derive(Debug, Clone, Default)]
pub(crate) struct InView {
    /// Receiver numbers: satellites first, then shore stations.
    pub(crate) receivers: Vec<u32>,
    /// What is left of the satellites' usual share.
    pub(crate) satellite_left: f64,
}

impl Receivers {
    pub(crate) fn new(
        chance: Chance,
        satellites: u32,
        shore: Vec<ShoreStation>,
        shadows: Vec<Shadow>,
        outages: Vec<Span>,
    ) -> Self {
        let shift = chance.draw(Stream::Orbit, 0, 0).unit();
        let mut phases = Vec::new();
        let mut names = Vec::new();
        for index in 0..satellites {
            let plane = f64::from(index) / f64::from(satellites);
            // Golden-ratio phases keep neighbours' passes apart.
            let phase = (f64::from(index) * 0.618_034 + shift) % 1.0;
            phases.push((
                plane * core::f64::consts::TAU,
                phase * core::f64::consts::TAU,
            ));
            names.push(format!("EXSAT{}", index + 1));
        }
        Self {
            shore,
            shadows,
            outages,
            phases,
            names,
        }
    }

    /// Name of a receiver in the tag block.
    pub(crate) fn name(&self, receiver: u32) -> &str {
        let index = receiver as usize;
        match self.names.get(index) {
            Some(name) => name,
            None => self
                .shore
                .get(index - self.names.len())
                .map_or("EXSHORE", |s| s.name.as_str()),
        }
    }

    /// How many satellites: shore stations are numbered after them.
    fn satellites(&self) -> u32 {
        u32::try_from(self.names.len()).unwrap_or(0)
    }

    pub(crate) fn is_satellite(&self, receiver: u32) -> bool {
        (receiver as usize) < self.names.len()
    }

    /// Whether the feed is down.
    pub(crate) fn is_out(&self, time: Time) -> bool {
        self.outages.iter().any(|span| span.contains(time))
    }

    /// Unit vectors to the points below the satellites.
    pub(crate) fn below(&self, time: Time) -> Vec<[f64; 3]> {
        self.phases
            .iter()
            .map(|&(plane, phase)| below(time, plane, phase))
            .collect()
    }

    /// Fills `view` with what a ship at `place` is in view of.
    pub(crate) fn look(&self, place: Place, below: &[[f64; 3]], view: &mut InView) {
        view.receivers.clear();
        view.receivers.extend(overhead(unit_vector(place), below));
        view.satellite_left = 1.0;
        if !view.receivers.is_empty() {
            for shadow in &self.shadows {
                view.satellite_left = view.satellite_left.min(shadow.left_at(place));
            }
        }
        for (number, station) in (self.satellites()..).zip(&self.shore) {
            if (station.place.lat_deg - place.lat_deg).abs() < 1.0
                && station.place.distance_m(place) < SHORE_RANGE_M
            {
                view.receivers.push(number);
            }
        }
    }

    /// Share of such a signal, sent every `interval_s`, that this receiver hears.
    pub(crate) fn share(
        &self,
        receiver: u32,
        view: &InView,
        signal: Signal,
        interval_s: f64,
    ) -> f64 {
        if self.is_satellite(receiver) {
            return signal.satellite_share() * view.satellite_left;
        }
        match signal {
            Signal::LongRange => 0.0,
            Signal::StaticA | Signal::StaticB => 0.4,
            Signal::PositionA | Signal::PositionB => (interval_s / SHORE_THINNED_S).min(1.0),
        }
    }
}

impl Receivers {
    /// Where the satellites stand over a span, looked at often enough for a mean.
    pub(crate) fn sky(&self, span: Span) -> Vec<Vec<[f64; 3]>> {
        let mut sky = Vec::new();
        let mut time = span.start;
        while time < span.end {
            sky.push(self.below(time));
            time = time.plus_ms(EXPECTED_STEP_MS);
        }
        sky
    }

    /// The points below the satellites over a span, close enough in time to tell those between.
    pub(crate) fn passes(&self, span: Span) -> Vec<(&str, Time, Place)> {
        let mut passes = Vec::new();
        let mut time = span.start;
        while time < span.end.plus_ms(EXPECTED_STEP_MS) {
            for (name, [x, y, z]) in self.names.iter().zip(self.below(time)) {
                let (lat, lon) = (asin(z).to_degrees(), atan2(y, x).to_degrees());
                passes.push((name.as_str(), time, Place::new(lat, lon)));
            }
            time = time.plus_ms(EXPECTED_STEP_MS);
        }
        passes
    }

    /// Positions a day that a ship under way at `place` is heard with by satellites, classes A and B: from
    /// the passes of a sky and the shadows. Outages are not foreseen.
    pub(crate) fn expected_per_day(&self, place: Place, sky: &[Vec<[f64; 3]>]) -> [f64; 2] {
        let here = unit_vector(place);
        let (mut looks, mut sum) = (0.0, 0.0);
        for below in sky {
            let satellites = overhead(here, below).count();
            sum += f64::from(u8::try_from(satellites).unwrap_or(u8::MAX));
            looks += 1.0;
        }
        let left = self
            .shadows
            .iter()
            .fold(1.0, |left, s| f64::min(left, s.left_at(place)));
        let seconds = sum / f64::max(looks, 1.0) * 86_400.0 * left;
        let per_day =
            |signal: Signal, interval_s: f64| seconds / interval_s * signal.satellite_share();
        [
            per_day(Signal::PositionA, 10.0) + per_day(Signal::LongRange, 180.0),
            per_day(Signal::PositionB, 30.0),
        ]
    }
}

/// A pass lasts some minutes: looking every two is enough for a mean.
const EXPECTED_STEP_MS: i64 = 120_000;

/// Numbers of the satellites whose footprint holds a place.
fn overhead(here: [f64; 3], below: &[[f64; 3]]) -> impl Iterator<Item = u32> {
    (0_u32..)
        .zip(below)
        .filter(move |(_, there)| {
            here[0] * there[0] + here[1] * there[1] + here[2] * there[2] > FOOTPRINT_COS
        })
        .map(|(number, _)| number)
}

#[allow(clippy::cast_precision_loss, reason = "milliseconds fit f64")]
fn below(time: Time, plane: f64, phase: f64) -> [f64; 3] {
    let seconds = time.ms() as f64 / 1_000.0;
    let along = core::f64::consts::TAU * ((seconds / ORBIT_S) % 1.0) + phase;
    let tilt = INCLINATION_DEG.to_radians();
    let lat = asin(sin(tilt) * sin(along));
    let turned = core::f64::consts::TAU * ((seconds / EARTH_TURN_S) % 1.0);
    let lon = plane + atan2(cos(tilt) * sin(along), cos(along)) - turned;
    [cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)]
}

fn unit_vector(place: Place) -> [f64; 3] {
    let (sin_lat, cos_lat) = sin_cos_deg(place.lat_deg);
    let (sin_lon, cos_lon) = sin_cos_deg(place.lon_deg);
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_come_in_bursts_with_silences_of_satellite_length() {
        let receivers = Receivers::new(Chance::new(1), 12, Vec::new(), Vec::new(), Vec::new());
        let start = Time::from_s(1_783_300_000);
        let mut view = InView::default();
        for place in [
            Place::new(36.0, 150.0),
            Place::new(42.0, 179.9),
            Place::new(46.0, -172.0),
        ] {
            let mut silences = Vec::new();
            let mut silent_min = 0;
            let mut heard_min = 0;
            for minute in 0..5 * 1_440 {
                let time = start.plus_ms(minute * 60_000);
                receivers.look(place, &receivers.below(time), &mut view);
                if view.receivers.is_empty() {
                    silent_min += 1;
                } else {
                    if silent_min > 0 {
                        silences.push(silent_min);
                    }
                    silent_min = 0;
                    heard_min += 1;
                }
            }
            silences.sort_unstable();
            let median = silences[silences.len() / 2];
            assert!((12..60).contains(&median), "median {median} min");
            assert!(
                silences.iter().all(|s| *s < 240),
                "longest {:?}",
                silences.last()
            );
            let share = f64::from(heard_min) / 7_200.0;
            assert!((0.12..0.35).contains(&share), "in view {share}");
        }
    }
}
