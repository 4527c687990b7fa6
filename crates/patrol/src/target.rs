//! Targets: ships that move, with what is predicted of them and how fast the prediction ages.

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, Time, bearing_deg, destination, interpolate};

/// A place at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// When.
    pub time: Time,
    /// Where, `[lon, lat]`.
    pub position: Position,
}

/// A ship that may be intercepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Identifier, unique in the request.
    pub id: String,
    /// Name or call sign, if known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Flag, ISO 3166 alpha-3; none if unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    /// Class for sensors, such as `fishing-large`.
    #[serde(default)]
    pub class: String,
    /// Last known place first, then predicted places in order of time.
    pub track: Vec<Fix>,
    /// Course after the last fix of `track`, degrees true; it lies still if the speed is 0.
    #[serde(default)]
    pub course_deg: f64,
    /// Speed after the last fix of `track`, knots.
    #[serde(default)]
    pub speed_kn: f64,
    /// Radius within which it is known at the first fix, nautical miles.
    #[serde(default)]
    pub uncertainty_nm: f64,
    /// How fast that radius grows, nautical miles an hour.
    #[serde(default)]
    pub growth_nm_per_h: f64,
}

impl Target {
    /// Where it is predicted to be: along its track by great circles at even speed, then straight on.
    /// Before the first fix it is at the first fix.
    #[must_use]
    pub fn position_at(&self, time: Time) -> Option<Position> {
        let after = self.track.partition_point(|fix| fix.time <= time);
        let Some(index) = after.checked_sub(1) else {
            return self.track.first().map(|fix| fix.position);
        };
        let from = self.track.get(index)?;
        let Some(to) = self.track.get(after) else {
            let run_m = self.speed_kn * METRES_PER_NM * time.since_s(from.time) / 3_600.0;
            return Some(destination(from.position, self.course_deg, run_m));
        };
        let fraction = time.since_s(from.time) / to.time.since_s(from.time);
        Some(interpolate(from.position, to.position, fraction))
    }

    /// Fastest speed it makes at any moment, knots.
    #[must_use]
    pub fn speed_max_kn(&self) -> f64 {
        self.track.windows(2).fold(self.speed_kn, |most, pair| {
            let [a, b] = pair else { return most };
            let hours = b.time.since_s(a.time) / 3_600.0;
            let run_nm = vigie_sea::distance_m(a.position, b.position) / METRES_PER_NM;
            most.max(if hours > 0.0 { run_nm / hours } else { 0.0 })
        })
    }

    /// Radius within which it is known at a moment, nautical miles.
    #[must_use]
    pub fn uncertainty_at_nm(&self, time: Time) -> f64 {
        let age_h = self
            .track
            .first()
            .map_or(0.0, |fix| time.since_s(fix.time).max(0.0) / 3_600.0);
        self.uncertainty_nm + self.growth_nm_per_h * age_h
    }

    /// Course at a moment, degrees true.
    #[must_use]
    pub fn course_at_deg(&self, time: Time) -> f64 {
        let after = self.track.partition_point(|fix| fix.time <= time);
        match (
            after.checked_sub(1).and_then(|i| self.track.get(i)),
            self.track.get(after),
        ) {
            (Some(a), Some(b)) => bearing_deg(a.position, b.position),
            _ => self.course_deg,
        }
    }
}
