//! How high the sun stands: day or night at a place and moment.
//!
//! Method: the low-precision solar position of the Astronomical Almanac (section C, "low precision
//! formulas for the Sun"), good to about 0.01° from 1950 to 2050, without refraction.

use vigie_sea::{Position, Time};

/// 2000-01-01T12:00:00Z, ms since 1970.
const J2000_MS: i64 = 946_728_000_000;

/// Altitude of the sun's centre above the horizon, degrees, −90 to 90.
#[must_use]
pub fn sun_altitude_deg(time: Time, place: Position) -> f64 {
    #[allow(
        clippy::cast_precision_loss,
        reason = "years 1 to 9999 in ms are below 2^53"
    )]
    let days = (time.ms() - J2000_MS) as f64 / 86_400_000.0;
    let mean_lon_deg = 280.460 + 0.985_647_4 * days;
    let anomaly = (357.528 + 0.985_600_3 * days)
        .rem_euclid(360.0)
        .to_radians();
    let ecliptic_deg = mean_lon_deg + 1.915 * anomaly.sin() + 0.020 * (2.0 * anomaly).sin();
    let ecliptic = ecliptic_deg.rem_euclid(360.0).to_radians();
    let tilt = (23.439 - 0.000_000_4 * days).to_radians();
    let right_ascension = (tilt.cos() * ecliptic.sin()).atan2(ecliptic.cos());
    let declination = (tilt.sin() * ecliptic.sin()).asin();
    let sidereal_deg = 15.0 * (18.697_374_558 + 24.065_709_824_419_08 * days).rem_euclid(24.0);
    let hour_angle = (sidereal_deg + place.lon_deg()).to_radians() - right_ascension;
    let lat = place.lat_deg().to_radians();
    let sine = lat.sin() * declination.sin() + lat.cos() * declination.cos() * hour_angle.cos();
    sine.clamp(-1.0, 1.0).asin().to_degrees()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn altitude(time: &str, lat: f64, lon: f64) -> f64 {
        sun_altitude_deg(Time::parse(time).unwrap(), Position::new(lat, lon).unwrap())
    }

    /// Dates of equinoxes and solstices and the tilt of the axis are known facts; the equation of time
    /// shifts true noon by at most 16 minutes (4°).
    #[test]
    fn known_moments() {
        assert!((altitude("2024-03-20T12:07:00Z", 0.0, 0.0) - 90.0).abs() < 0.5);
        assert!((altitude("2024-06-20T12:02:00Z", 23.44, 0.0) - 90.0).abs() < 0.5);
        assert!((altitude("2024-12-21T11:58:00Z", -23.44, 0.0) - 90.0).abs() < 0.5);
        assert!((altitude("2024-06-20T00:02:00Z", 90.0, 0.0) - 23.44).abs() < 0.1);
        // Sun overhead at 180 degrees at midnight UTC.
        assert!((altitude("2024-03-20T00:07:00Z", 0.0, 180.0) - 90.0).abs() < 0.5);
        assert!((altitude("2024-03-20T00:07:00Z", 0.0, -179.99) - 90.0).abs() < 0.5);
    }

    #[test]
    fn sunrise_at_greenwich_on_midsummer() {
        // Geometric sunrise without refraction, about four minutes after the almanac's 03:43 UTC.
        assert!(altitude("2024-06-20T03:35:00Z", 51.48, 0.0) < 0.0);
        assert!(altitude("2024-06-20T03:58:00Z", 51.48, 0.0) > 0.0);
    }
}
