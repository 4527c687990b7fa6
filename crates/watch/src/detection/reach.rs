//! Where a vessel that was seen in some looks may be at another moment, and whether it can be there at all.
//!
//! How far ships stray is the model of movement learnt from AIS ([`MotionModel`]): from the newest sighting, with the
//! speed and course that the sightings before it imply, and for a share of the density with neither, as fishing boats
//! turn between two looks. The error of the implied speed grows with time. Nothing is faster than ships of its length.

use vigie_sea::{MPS_PER_KN, Position, Time, bearing_deg, destination, distance_m};

use super::chain::ChainConfig;
use super::dark_sighting::DarkSighting;
use super::motion::{Fit, Lobe, MotionModel, Ping, PlaceDensity, TrackView};
use super::outline::Outline;

/// Sightings closer in time than this give no speed, seconds: the errors of both places would be its whole.
pub(super) const BASE_MIN_S: f64 = 1_800.0;
/// Nor do those further apart, seconds: what lies between is not a straight way.
pub(super) const BASE_MAX_S: f64 = 36.0 * 3_600.0;
/// Share of the density that goes on as the sightings imply; the rest is of a vessel whose movement is not known.
const GOES_ON: f64 = 0.7;
/// Error of a place that no sensor states: azimuth shift of a moving ship, clocks, its own length; metres.
const FLOOR_M: f64 = 250.0;
/// Radius that holds 95 of 100 of a round normal distribution, in standard deviations per axis.
const RADIUS_SIGMAS: f64 = 2.447_7;
/// From this length on a ship is no boat, metres…
const MEDIUM_M: f64 = 24.0;
/// …and from this on a large one.
const LARGE_M: f64 = 100.0;

/// Speed and course between two sightings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Implied {
    /// Speed made good, knots.
    pub sog_kn: f64,
    /// Course made good, degrees true.
    pub cog_deg: f64,
    /// Standard deviation of the speed from the errors of both places, knots.
    pub spread_kn: f64,
}

/// Where a dark vessel is expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expected {
    /// Middle of where it may be.
    pub(super) position: Position,
    /// Radius that holds it with a probability of 95 %, metres.
    pub(super) radius_m: f64,
}

/// Speed and course that one sighting after another implies; `None` if too little or too much time lies between.
pub(super) fn implied(before: &DarkSighting, after: &DarkSighting) -> Option<Implied> {
    let seconds = after.time.since_s(before.time);
    if !(BASE_MIN_S..=BASE_MAX_S).contains(&seconds) {
        return None;
    }
    let far_m = distance_m(before.position, after.position);
    Some(Implied {
        sog_kn: far_m / seconds / MPS_PER_KN,
        cog_deg: bearing_deg(before.position, after.position),
        spread_kn: before.place_m.hypot(after.place_m).hypot(FLOOR_M) / seconds / MPS_PER_KN,
    })
}

/// What is known of the movement of one chain.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    last: Ping,
    place_m: f64,
    implied: Option<Implied>,
    length_m: Option<f64>,
}

impl Reach {
    /// Of sightings in order of time; `None` of none.
    pub(super) fn of<'a>(seen: impl DoubleEndedIterator<Item = &'a DarkSighting>) -> Option<Self> {
        let mut back = seen.rev();
        let last = back.next()?;
        let (mut logs, mut lengths) = (0.0, 0.0);
        let mut found = None;
        let mut note = |length_m: Option<f64>| {
            if let Some(length_m) = length_m {
                logs += length_m.ln();
                lengths += 1.0;
            }
        };
        note(last.length_m);
        for before in back {
            note(before.length_m);
            found = found.or_else(|| implied(before, last));
        }
        Some(Self {
            last: Ping {
                time: last.time,
                position: last.position,
                sog_kn: None,
                cog_deg: None,
            },
            place_m: last.place_m,
            implied: found,
            length_m: (lengths > 0.0).then(|| (logs / lengths).exp()),
        })
    }

    pub(super) fn implied(&self) -> Option<Implied> {
        self.implied
    }

    /// Mean of the lengths told, metres.
    pub(super) fn length_m(&self) -> Option<f64> {
        self.length_m
    }

    /// Newest place.
    pub(super) fn last_place(&self) -> Position {
        self.last.position
    }

    /// When that was.
    pub(super) fn last_time(&self) -> Time {
        self.last.time
    }

    /// The most that [`Self::can_be`] allows at `time`, whatever is seen there, metres.
    pub(super) fn most_m(&self, time: Time, place_m: f64, config: &ChainConfig) -> f64 {
        let any_length = [None, Some(0.0), Some(f64::INFINITY)].into_iter();
        any_length
            .map(|length_m| self.reach_m(time, (place_m, length_m), config))
            .fold(0.0, f64::max)
    }

    /// How far a ship of its length can be from its newest place then, metres.
    fn reach_m(
        &self,
        time: Time,
        (place_m, length_m): (f64, Option<f64>),
        config: &ChainConfig,
    ) -> f64 {
        let limit_kn = match self.length_m.or(length_m) {
            Some(m) if m < MEDIUM_M => config.small_kn,
            Some(m) if m >= LARGE_M => config.large_kn,
            _ => config.medium_kn,
        };
        let run_m = limit_kn * MPS_PER_KN * time.since_s(self.last.time).abs();
        run_m + 3.0 * self.place_m.hypot(place_m).hypot(FLOOR_M)
    }

    /// Whether a ship of its length can be there then.
    pub(super) fn can_be(
        &self,
        place: Position,
        time: Time,
        error: (f64, Option<f64>),
        config: &ChainConfig,
    ) -> bool {
        self.may_be(place, time, error, config)
            && distance_m(self.last.position, place) <= self.reach_m(time, error, config)
    }

    /// A quick no: further north or south than it can be is out of reach. A degree of latitude is 111 km everywhere.
    pub(super) fn may_be(
        &self,
        place: Position,
        time: Time,
        error: (f64, Option<f64>),
        config: &ChainConfig,
    ) -> bool {
        let north_m = (place.lat_deg() - self.last.position.lat_deg()).abs() * 111_000.0;
        north_m <= self.reach_m(time, error, config) * 1.01
    }

    /// Both ways to have moved: as implied, and unknown.
    fn densities(&self, model: &MotionModel, time: Time) -> Vec<(f64, PlaceDensity)> {
        let view = |ping: Ping| TrackView {
            id: String::new(),
            class: "*".to_owned(),
            length_m: self.length_m,
            before: Some(ping),
            after: None,
        };
        let unknown = model.place_unknown(&self.last, time);
        let known = self.implied.and_then(|way| {
            let ping = Ping {
                sog_kn: Some(way.sog_kn),
                cog_deg: Some(way.cog_deg),
                ..self.last
            };
            model.place(&view(ping), time)
        });
        match known {
            Some(known) => vec![(GOES_ON, known), (1.0 - GOES_ON, unknown)],
            None => vec![(1.0, unknown)],
        }
    }

    /// Error of the newest place and of the speed, carried to `time`, metres per axis.
    fn carried_m(&self, time: Time) -> f64 {
        let seconds = time.since_s(self.last.time).abs();
        let spread_m = self
            .implied
            .map_or(0.0, |way| way.spread_kn * MPS_PER_KN * seconds);
        self.place_m.hypot(spread_m).hypot(FLOOR_M)
    }

    /// Carried to a moment.
    pub(super) fn at(&self, model: &MotionModel, time: Time) -> Carried {
        Carried {
            parts: self.densities(model, time),
            error_m: self.carried_m(time),
        }
    }

    /// Where it is expected at `time`: middle and radius of the whole density.
    pub(super) fn expected(&self, model: &MotionModel, time: Time) -> Expected {
        let origin = self.last.position;
        let parts = self.densities(model, time);
        let lobes: Vec<(f64, &Lobe)> = parts
            .iter()
            .flat_map(|(share, it)| it.lobes.iter().map(move |l| (share * l.weight, l)))
            .collect();
        let whole: f64 = lobes.iter().map(|(weight, _)| weight).sum();
        if whole <= 0.0 {
            return Expected {
                position: origin,
                radius_m: RADIUS_SIGMAS * self.carried_m(time),
            };
        }
        // Metres east and north of the newest sighting: small against the earth.
        let at = |lobe: &Lobe| {
            let far_m = distance_m(origin, lobe.centre);
            let bearing = bearing_deg(origin, lobe.centre).to_radians();
            (far_m * bearing.sin(), far_m * bearing.cos())
        };
        let (mut east, mut north) = (0.0, 0.0);
        for (weight, lobe) in &lobes {
            let (x, y) = at(lobe);
            east += weight / whole * x;
            north += weight / whole * y;
        }
        let mut variance = self.carried_m(time).powi(2);
        for (weight, lobe) in &lobes {
            let (x, y) = at(lobe);
            let off = (x - east).powi(2) + (y - north).powi(2);
            let own = lobe.along_m.powi(2) + lobe.cross_m.powi(2);
            variance += weight / whole * (off + own) / 2.0;
        }
        Expected {
            position: destination(origin, east.atan2(north).to_degrees(), east.hypot(north)),
            radius_m: RADIUS_SIGMAS * variance.sqrt(),
        }
    }

    /// How its movement is reckoned, for the working.
    pub(super) fn fit(&self, model: &MotionModel) -> Fit {
        let hour = self.last.time.plus_ms(3_600_000);
        let parts = self.densities(model, hour);
        parts.first().map_or(Fit::Formula, |(_, it)| it.fit)
    }
}

/// A chain carried to a moment.
#[derive(Debug, Clone)]
pub(super) struct Carried {
    parts: Vec<(f64, PlaceDensity)>,
    error_m: f64,
}

impl Carried {
    /// Probability per km² that it is seen there by a sensor that places things with `place_m` per axis.
    pub(super) fn per_km2(&self, place: Position, place_m: f64) -> f64 {
        let error_m = self.error_m.hypot(place_m);
        let parts = self.parts.iter();
        parts
            .map(|(share, it)| share * it.per_km2(place, error_m))
            .sum()
    }

    /// Share of the density that is inside an outline.
    pub(super) fn inside(&self, outline: &Outline<'_>) -> f64 {
        let of = |(share, it): &(f64, PlaceDensity)| share * outline.holds(it);
        self.parts.iter().map(of).sum()
    }
}
