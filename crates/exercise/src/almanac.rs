//! When it is night: squid jiggers fish under lamps between dusk and dawn.
//!
//! Low-precision sun of the Astronomical Almanac (good to 0.01° between 1950 and 2050), far better
//! than needed to know when lamps go on. Night here is the sun 6° below the horizon (civil dusk).

use libm::{asin, atan2, cos, sin};
use vigie_sea::{Span, Time};

use crate::chart::Place;

/// 2000-01-01T12:00:00Z.
const J2000_MS: i64 = 946_728_000_000;
const DUSK_ALTITUDE_DEG: f64 = -6.0;
const SCAN_MS: i64 = 10 * 60_000;

/// Altitude of the sun, degrees.
#[allow(
    clippy::cast_precision_loss,
    reason = "milliseconds of ten thousand years fit f64"
)]
pub(crate) fn sun_altitude_deg(time: Time, place: Place) -> f64 {
    let days = (time.ms() - J2000_MS) as f64 / 86_400_000.0;
    let mean_longitude = 280.460 + 0.985_647_4 * days;
    let anomaly = (357.528 + 0.985_600_3 * days).to_radians();
    let longitude =
        (mean_longitude + 1.915 * sin(anomaly) + 0.020 * sin(2.0 * anomaly)).to_radians();
    let tilt = 23.439_f64.to_radians();
    let declination = asin(sin(tilt) * sin(longitude));
    let ascension_deg = atan2(cos(tilt) * sin(longitude), cos(longitude)).to_degrees();
    let sidereal_deg = (18.697_374_558 + 24.065_709_824_419_08 * days).rem_euclid(24.0) * 15.0;
    let hour_angle = (sidereal_deg + place.lon_deg - ascension_deg).to_radians();
    let latitude = place.lat_deg.to_radians();
    asin(sin(latitude) * sin(declination) + cos(latitude) * cos(declination) * cos(hour_angle))
        .to_degrees()
}

/// The nights at `place` that overlap `span`, to ten minutes.
pub(crate) fn nights(place: Place, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut dusk = None;
    let mut at = span.start;
    while at < span.end {
        let dark = sun_altitude_deg(at, place) < DUSK_ALTITUDE_DEG;
        match (dark, dusk) {
            (true, None) => dusk = Some(at),
            (false, Some(start)) => {
                found.push(Span { start, end: at });
                dusk = None;
            }
            _ => {}
        }
        at = at.plus_ms(SCAN_MS);
    }
    if let Some(start) = dusk {
        found.push(Span {
            start,
            end: span.end,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    #[test]
    fn the_sun_stands_where_the_calendar_says() {
        // June solstice 2024, 20 June 20:51 UTC: declination 23.44°. Noon at 135° E is about 03:02 UTC.
        let noon = sun_altitude_deg(at("2024-06-21T03:02:00Z"), Place::new(40.0, 135.0));
        assert!((noon - 73.44).abs() < 0.2, "{noon}");
        // Equinox, sunrise on the equator at Greenwich, about 06:04 UTC.
        let rise = sun_altitude_deg(at("2024-03-20T06:07:00Z"), Place::new(0.0, 0.0));
        assert!(rise.abs() < 0.6, "{rise}");
    }

    #[test]
    fn one_night_a_day_on_both_sides_of_180() {
        let span = Span {
            start: at("2026-07-06T03:00:00Z"),
            end: at("2026-07-11T03:00:00Z"),
        };
        for lon_deg in [155.0, 179.9, -179.9] {
            let nights = nights(Place::new(43.0, lon_deg), span);
            assert!((5..=6).contains(&nights.len()), "{nights:?}");
            let hours = nights[1].end.since_s(nights[1].start) / 3_600.0;
            assert!((6.5..9.0).contains(&hours), "{hours}");
        }
    }
}
