//! The azimuth shift: radar places a ship that moves along the line of sight off its true place.

use serde::{Deserialize, Serialize};
use vigie_sea::{EARTH_RADIUS_M, MPS_PER_KN, Position, bearing_deg, destination, distance_m};

/// Where and how the satellite flew during the look.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SatelliteTrack {
    /// A point under its path near the moment of the look.
    pub below: Position,
    /// Course over ground there, degrees true.
    pub course_deg: f64,
    /// Height above the ground, metres.
    pub height_m: f64,
    /// Speed over ground, metres per second (about 6,800 for Sentinel-1, 6,700 for RADARSAT-2).
    pub ground_speed_mps: f64,
}

impl SatelliteTrack {
    /// How far the radar moves a ship along the satellite's course, metres; negative is backwards.
    ///
    /// A ship that goes away from the radar appears behind its true place. `shift = slant range × radial
    /// speed / speed of the satellite`; the radial speed is that across the path times the sine of the look
    /// angle (Kroodsma et al. 2022). The side of the look comes from where the ship is.
    #[must_use]
    pub fn shift_m(&self, ship: Position, sog_kn: f64, cog_deg: f64) -> f64 {
        let off = (bearing_deg(self.below, ship) - self.course_deg).to_radians();
        let angle = distance_m(self.below, ship) / EARTH_RADIUS_M;
        // Signed distance to the great circle under the satellite; right of it is positive.
        let across_m = (angle.sin() * off.sin()).clamp(-1.0, 1.0).asin() * EARTH_RADIUS_M;
        let slant_m = across_m.hypot(self.height_m);
        let sin_look = across_m.abs() / slant_m.max(1.0);
        let right_mps = sog_kn * MPS_PER_KN * (cog_deg - self.course_deg).to_radians().sin();
        let away_mps = if across_m < 0.0 {
            -right_mps
        } else {
            right_mps
        };
        let satellite_mps =
            self.ground_speed_mps * (EARTH_RADIUS_M + self.height_m) / EARTH_RADIUS_M;
        if satellite_mps < 1.0 {
            return 0.0;
        }
        -away_mps * sin_look / satellite_mps * slant_m
    }

    /// Where the radar shows a ship that is at `ship`.
    #[must_use]
    pub fn shown_at(&self, ship: Position, sog_kn: f64, cog_deg: f64) -> Position {
        destination(ship, self.course_deg, self.shift_m(ship, sog_kn, cog_deg))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn northward() -> SatelliteTrack {
        SatelliteTrack {
            below: Position::new(0.0, 179.0).unwrap(),
            course_deg: 0.0,
            height_m: 700_000.0,
            ground_speed_mps: 6_800.0,
        }
    }

    #[test]
    fn going_away_is_shown_behind_on_either_side_and_across_180() {
        let east = Position::new(0.0, -178.5).unwrap();
        let west = Position::new(0.0, 176.5).unwrap();
        let away = northward().shift_m(east, 10.0, 90.0);
        // 278 km off the path: slant 753 km, sine of look 0.369, 5.14 m/s, 7,547 m/s.
        assert!((away + 189.7).abs() < 2.0, "{away}");
        assert!((northward().shift_m(west, 10.0, 270.0) - away).abs() < 0.5);
        assert!((northward().shift_m(east, 10.0, 270.0) + away).abs() < 0.5);
        assert!(northward().shift_m(east, 10.0, 0.0).abs() < 0.5);
    }
}
