//! Weather windows: where and when the sea is too high. Day and night.

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, Span, Time, distance_m};

use crate::Circle;

/// Altitude of the sun's centre at sunrise and sunset, degrees (refraction and radius of the disc).
pub const SUNRISE_DEG: f64 = -0.833;

/// A forecast of rough sea.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weather {
    /// Where.
    pub area: Circle,
    /// When.
    pub span: Span,
    /// Sea state (Douglas, 0 to 9).
    pub sea_state: u8,
}

impl Weather {
    /// Whether it holds at a place.
    #[must_use]
    pub fn covers(&self, place: Position) -> bool {
        distance_m(self.area.centre, place) <= self.area.radius_nm * METRES_PER_NM
    }
}

/// Highest sea state forecast at a place between two moments, at least `usual`.
#[must_use]
pub fn sea_state(forecasts: &[Weather], usual: u8, place: Position, from: Time, until: Time) -> u8 {
    forecasts
        .iter()
        .filter(|w| w.span.start <= until && from < w.span.end && w.covers(place))
        .map(|w| w.sea_state)
        .fold(usual, u8::max)
}

/// Altitude of the sun's centre, degrees (low-precision formulas of the Astronomical Almanac, about
/// 0.01 degrees, without refraction).
#[must_use]
pub fn sun_altitude_deg(time: Time, place: Position) -> f64 {
    #[allow(
        clippy::cast_precision_loss,
        reason = "years 1 to 9999 in ms are below 2^53"
    )]
    let days = (time.ms() - 946_728_000_000) as f64 / 86_400_000.0;
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let mean_deg = 280.460 + 0.985_647_4 * days;
    let ecliptic = (mean_deg + 1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin()).to_radians();
    let tilt = (23.439 - 0.000_000_4 * days).to_radians();
    let ascension = (tilt.cos() * ecliptic.sin()).atan2(ecliptic.cos());
    let declination = (tilt.sin() * ecliptic.sin()).asin();
    let sidereal_h = (18.697_374_558 + 24.065_709_824_419_08 * days).rem_euclid(24.0);
    let hour_angle = (15.0 * sidereal_h + place.lon_deg()).to_radians() - ascension;
    let lat = place.lat_deg().to_radians();
    let sine = lat.sin() * declination.sin() + lat.cos() * declination.cos() * hour_angle.cos();
    sine.clamp(-1.0, 1.0).asin().to_degrees()
}
