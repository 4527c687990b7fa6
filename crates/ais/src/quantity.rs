//! From the integers of the air to quantities: scales, "not available" and out of range.
//!
//! ITU-R M.1371-5, annex 8, tables 48 to 84. A value that is not available is `None`, so is one outside its range
//! (latitude 95 degrees, course 400 degrees); the integer stays in the message and is never clamped.

/// Raw longitude for "not available", 181 degrees in 1/10,000 minute.
pub const NO_LON: i32 = 108_600_000;
/// Raw latitude for "not available", 91 degrees in 1/10,000 minute.
pub const NO_LAT: i32 = 54_600_000;
/// Raw longitude for "not available" in the coarse grid of 1/10 minute (types 17, 22, 23, 27).
pub const NO_COARSE_LON: i32 = 108_600;
/// Raw latitude for "not available" in the coarse grid of 1/10 minute (types 17, 22, 23, 27).
pub const NO_COARSE_LAT: i32 = 54_600;
/// Raw speed over ground for "not available" (10 bits).
pub const NO_SOG: u16 = 1023;
/// Raw speed over ground meaning "this or more" (10 bits).
pub const SOG_OR_MORE: u16 = 1022;
/// Raw course over ground for "not available" (12 bits).
pub const NO_COG: u16 = 3600;
/// Raw true heading for "not available".
pub const NO_HEADING: u16 = 511;
/// Raw rate of turn for "not available".
pub const NO_ROT: i8 = -128;
/// Raw second of the fix for "not available".
pub const NO_SECOND: u8 = 60;

/// Grid of positions in 1/10,000 minute: units in a degree.
pub(crate) const FINE_PER_DEG: i32 = 600_000;
/// Grid of positions in 1/10 minute: units in a degree.
pub(crate) const COARSE_PER_DEG: i32 = 600;

/// A raw coordinate in degrees, when its size is at most `limit_deg`.
#[inline]
pub(crate) fn coordinate_deg(raw: i32, per_deg: i32, limit_deg: i32) -> Option<f64> {
    (raw.unsigned_abs() <= (limit_deg * per_deg) as u32)
        .then(|| f64::from(raw) / f64::from(per_deg))
}

/// Speed in 0.1 knot; the "or more" value is given as its limit of 102.2 knots.
#[inline]
pub(crate) fn sog_kn(raw: u16) -> Option<f64> {
    (raw <= SOG_OR_MORE).then(|| f64::from(raw) / 10.0)
}

/// Course in 0.1 degree.
#[inline]
pub(crate) fn cog_deg(raw: u16) -> Option<f64> {
    (raw < NO_COG).then(|| f64::from(raw) / 10.0)
}

/// Heading in whole degrees.
#[inline]
pub(crate) fn heading_deg(raw: u16) -> Option<f64> {
    (raw < 360).then(|| f64::from(raw))
}

/// Rate of turn in degrees a minute, positive to starboard. The values 127 and -127 say only "faster than 5 degrees
/// in 30 seconds, no turn indicator" and have no number.
#[inline]
pub(crate) fn rot_deg_min(raw: i8) -> Option<f64> {
    (raw.unsigned_abs() < 127).then(|| {
        let root = f64::from(raw) / 4.733;
        root * root.abs()
    })
}

/// Second of the fix, when it is a second at all.
#[inline]
pub(crate) fn fix_second(raw: u8) -> Option<u8> {
    (raw < 60).then_some(raw)
}

/// A value for which one raw number means "not available".
#[inline]
pub(crate) fn unless<T: PartialEq>(raw: T, absent: T) -> Option<T> {
    (raw != absent).then_some(raw)
}

/// Whether a raw coordinate is neither on the earth nor the "not available" value.
#[inline]
pub(crate) const fn coordinate_wrong(raw: i32, per_deg: i32, limit_deg: i32) -> bool {
    raw.unsigned_abs() > (limit_deg * per_deg) as u32 && raw != (limit_deg + 1) * per_deg
}

/// Whether a raw course (12 bits) is in the reserved range.
#[inline]
pub(crate) const fn cog_wrong(raw: u16) -> bool {
    raw > NO_COG
}

/// Whether a raw heading is in the reserved range.
#[inline]
pub(crate) const fn heading_wrong(raw: u16) -> bool {
    raw >= 360 && raw != NO_HEADING
}

/// Degrees in the fine grid of 1/10,000 minute, for writing a message.
#[must_use]
pub fn fine_from_deg(deg: f64) -> i32 {
    (deg * f64::from(FINE_PER_DEG)).round() as i32
}

/// Degrees in the coarse grid of 1/10 minute, for writing a message.
#[must_use]
pub fn coarse_from_deg(deg: f64) -> i32 {
    (deg * f64::from(COARSE_PER_DEG)).round() as i32
}

/// Knots in 0.1 knot (10 bits); 102.2 and more become "or more".
#[must_use]
pub fn sog_from_kn(kn: f64) -> u16 {
    if kn.is_finite() {
        ((kn * 10.0).round().max(0.0) as u16).min(SOG_OR_MORE)
    } else {
        NO_SOG
    }
}

/// Degrees in 0.1 degree, for any angle.
#[must_use]
pub fn cog_from_deg(deg: f64) -> u16 {
    if deg.is_finite() {
        (deg.rem_euclid(360.0) * 10.0).round() as u16 % NO_COG
    } else {
        NO_COG
    }
}

/// Heading in whole degrees, for any angle.
#[must_use]
pub fn heading_from_deg(deg: f64) -> u16 {
    if deg.is_finite() {
        deg.rem_euclid(360.0).round() as u16 % 360
    } else {
        NO_HEADING
    }
}

/// Rate of turn from degrees a minute, positive to starboard; 708 and more become 126.
#[must_use]
pub fn rot_from_deg_min(deg_min: f64) -> i8 {
    if !deg_min.is_finite() {
        return NO_ROT;
    }
    let size = (4.733 * deg_min.abs().sqrt()).round().min(126.0) as i8;
    if deg_min < 0.0 { -size } else { size }
}

/// Implements the position accessors of a message with fields `lon` and `lat`.
macro_rules! position_accessors {
    ($name:ident, $per_deg:expr) => {
        impl $name {
            /// Longitude in degrees, east positive.
            #[must_use]
            pub fn lon_deg(&self) -> Option<f64> {
                $crate::quantity::coordinate_deg(self.lon, $per_deg, 180)
            }

            /// Latitude in degrees, north positive.
            #[must_use]
            pub fn lat_deg(&self) -> Option<f64> {
                $crate::quantity::coordinate_deg(self.lat, $per_deg, 90)
            }

            /// Whether longitude or latitude is neither on the earth nor "not available".
            #[must_use]
            pub const fn position_out_of_range(&self) -> bool {
                $crate::quantity::coordinate_wrong(self.lon, $per_deg, 180)
                    || $crate::quantity::coordinate_wrong(self.lat, $per_deg, 90)
            }
        }
    };
}
pub(crate) use position_accessors;

/// Implements the accessors of a message with `sog`, `cog`, `heading` and `second` in the fine scales.
macro_rules! movement_accessors {
    ($name:ident) => {
        impl $name {
            /// Speed over ground in knots; 102.2 means that or more.
            #[must_use]
            pub fn sog_kn(&self) -> Option<f64> {
                $crate::quantity::sog_kn(self.sog)
            }

            /// Course over ground in degrees.
            #[must_use]
            pub fn cog_deg(&self) -> Option<f64> {
                $crate::quantity::cog_deg(self.cog)
            }

            /// True heading in degrees.
            #[must_use]
            pub fn heading_deg(&self) -> Option<f64> {
                $crate::quantity::heading_deg(self.heading)
            }

            /// Second of the minute of the fix; not a time of reception.
            #[must_use]
            pub fn fix_second(&self) -> Option<u8> {
                $crate::quantity::fix_second(self.second)
            }

            /// Whether course or heading is in a range the standard does not use.
            #[must_use]
            pub const fn movement_out_of_range(&self) -> bool {
                $crate::quantity::cog_wrong(self.cog)
                    || $crate::quantity::heading_wrong(self.heading)
            }
        }
    };
}
pub(crate) use movement_accessors;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_available_and_out_of_range_have_no_number() {
        assert_eq!(coordinate_deg(NO_LON, FINE_PER_DEG, 180), None);
        assert!(!coordinate_wrong(NO_LON, FINE_PER_DEG, 180));
        assert_eq!(coordinate_deg(57_000_000, FINE_PER_DEG, 90), None);
        assert!(coordinate_wrong(57_000_000, FINE_PER_DEG, 90));
        assert!(coordinate_wrong(-NO_LAT, FINE_PER_DEG, 90));
        assert!(coordinate_wrong(i32::MIN, FINE_PER_DEG, 90));
        assert_eq!(
            (cog_deg(3599), cog_deg(3600), cog_deg(4000)),
            (Some(359.9), None, None)
        );
        assert_eq!((sog_kn(1022), sog_kn(1023)), (Some(102.2), None));
        assert_eq!(
            (heading_deg(359), heading_deg(360), heading_deg(511)),
            (Some(359.0), None, None)
        );
    }

    #[test]
    fn both_sides_of_180_degrees_are_on_the_earth() {
        assert_eq!(coordinate_deg(108_000_000, FINE_PER_DEG, 180), Some(180.0));
        assert_eq!(
            coordinate_deg(-108_000_000, FINE_PER_DEG, 180),
            Some(-180.0)
        );
    }

    #[test]
    fn the_rate_of_turn_keeps_its_sign() {
        assert_eq!(rot_deg_min(0), Some(0.0));
        assert!(rot_deg_min(-20).is_some_and(|rot| (rot + 17.856).abs() < 0.01));
        assert_eq!(
            (rot_deg_min(127), rot_deg_min(-127), rot_deg_min(-128)),
            (None, None, None)
        );
    }
}
