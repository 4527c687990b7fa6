//! Orbits: where a satellite is, by the two-line elements that its operator or a public catalogue publishes.
//!
//! Method: SGP4, the propagator that two-line elements are made for (Vallado and others, "Revisiting Spacetrack
//! Report #3", AIAA 2006-6753), by the crate `sgp4`. The point below is taken on the sphere with mean sidereal
//! time (IAU 1982); against a footprint of more than a thousand miles both errors, some 20 km, are nothing.

use vigie_sea::{EARTH_RADIUS_M, Position, Time, normalise_lon_deg};

/// Elements older or younger than this say nothing: drag carries a satellite hundreds of kilometres along.
const AGE_MAX_S: f64 = 14.0 * 86_400.0;
/// J2000.0, Unix seconds (2000-01-01 12:00).
const J2000_S: f64 = 946_728_000.0;

/// Three-line elements: of each group the line of its name in the file, from 1, the name, and the orbit if its two lines are
/// readable. Some catalogues write the name as line 0.
pub(crate) fn read_elements(text: &str) -> Vec<(u64, &str, Option<Orbit>)> {
    let lines = (1..).zip(text.trim_start_matches('\u{feff}').lines().map(str::trim));
    let lines: Vec<(u64, &str)> = lines.filter(|(_, line)| !line.is_empty()).collect();
    let group = |group: &[(u64, &'_ str)]| match group {
        [_, (_, line1), (_, line2)] => Orbit::from_tle(line1, line2),
        _ => None,
    };
    let named = lines.chunks(3).filter_map(|all| {
        let (number, name) = *all.first()?;
        let name = name.strip_prefix("0 ").unwrap_or(name).trim();
        Some((number, name, group(all)))
    });
    named.collect()
}

/// The orbit of one satellite.
#[derive(Debug, Clone)]
pub struct Orbit {
    epoch: Time,
    lines: [String; 2],
    constants: sgp4::Constants,
}

impl PartialEq for Orbit {
    fn eq(&self, other: &Self) -> bool {
        self.lines == other.lines
    }
}

impl Orbit {
    /// From the two lines of elements; `None` if they are not that, or describe no orbit.
    #[must_use]
    pub fn from_tle(line1: &str, line2: &str) -> Option<Self> {
        let (line1, line2) = (line1.trim(), line2.trim());
        let elements = sgp4::Elements::from_tle(None, line1.as_bytes(), line2.as_bytes()).ok()?;
        let constants = sgp4::Constants::from_elements(&elements).ok()?;
        let epoch = Time::from_ms(elements.datetime.and_utc().timestamp_millis());
        Some(Self {
            epoch,
            lines: [line1.to_owned(), line2.to_owned()],
            constants,
        })
    }

    /// When the elements were measured.
    #[must_use]
    pub fn epoch(&self) -> Time {
        self.epoch
    }

    /// The two lines.
    #[must_use]
    pub fn lines(&self) -> &[String; 2] {
        &self.lines
    }

    /// The point below the satellite; `None` more than two weeks from the elements' date.
    #[must_use]
    pub fn below(&self, time: Time) -> Option<Position> {
        self.above(time).map(|(below, _)| below)
    }

    /// The point below the satellite and its height over the mean sphere, metres; `None` as [`Self::below`].
    #[must_use]
    pub fn above(&self, time: Time) -> Option<(Position, f64)> {
        let since_s = time.since_s(self.epoch);
        if since_s.abs() > AGE_MAX_S {
            return None;
        }
        let minutes = sgp4::MinutesSinceEpoch(since_s / 60.0);
        let [x, y, z] = self.constants.propagate(minutes).ok()?.position;
        let days = time.since_s(Time::from_s(0)) - J2000_S;
        let sidereal_deg = 280.460_618_37 + 360.985_647_366_29 * (days / 86_400.0);
        let lon_deg = normalise_lon_deg((y.atan2(x).to_degrees() - sidereal_deg).rem_euclid(360.0));
        let height_m = x.hypot(y).hypot(z) * 1_000.0 - EARTH_RADIUS_M;
        let below = Position::new(z.atan2(x.hypot(y)).to_degrees(), lon_deg).ok()?;
        Some((below, height_m))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_sea::distance_m;

    /// The ISS example that explains the format everywhere; the ground track runs within its inclination and
    /// comes back over the same latitude after one revolution, 22.9° further west.
    #[test]
    fn a_satellite_goes_round() {
        let orbit = Orbit::from_tle(
            "1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927",
            "2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537",
        )
        .unwrap();
        assert!(orbit.epoch().to_string().starts_with("2008-09-20T12:25:40"));
        let start = orbit.epoch();
        let mut highest: f64 = 0.0;
        for minute in 0..93 {
            let place = orbit.below(start.plus_ms(minute * 60_000)).unwrap();
            highest = highest.max(place.lat_deg().abs());
        }
        assert!((51.0..51.8).contains(&highest), "{highest}");
        let revolution_ms = (86_400_000.0 / 15.721_253_91) as i64;
        let (a, b) = (
            orbit.below(start).unwrap(),
            orbit.below(start.plus_ms(revolution_ms)).unwrap(),
        );
        let west_deg = vigie_sea::lon_delta_deg(a.lon_deg(), b.lon_deg());
        assert!((west_deg + 22.9).abs() < 0.6, "{west_deg}");
        assert!((a.lat_deg() - b.lat_deg()).abs() < 0.5);
        assert!(distance_m(a, b) > 1.0e6);
        assert_eq!(orbit.below(start.plus_ms(15 * 86_400_000)), None);
        assert!(Orbit::from_tle("1 25544U", "2 25544").is_none());
    }
}
