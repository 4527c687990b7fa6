//! Sine and cosine for the inner loops: the same bits on every machine, because they are nothing but sums and products, and some
//! five times faster than a general library function.
//!
//! An angle is reduced to an eighth of a turn; there the Taylor series to the 13th and 14th power are good to 3e-14.

use core::f64::consts::TAU;

/// Adding and taking away 1.5 · 2⁵² rounds to the nearest whole number (IEEE 754, ties to even), for |x| < 2⁵¹.
const ROUNDS: f64 = 6_755_399_441_055_744.0;

#[inline]
fn nearest(x: f64) -> f64 {
    (x + ROUNDS) - ROUNDS
}

/// Sine and cosine of so many turns; |turns| below 10⁹.
#[inline]
pub(crate) fn sin_cos_turns(turns: f64) -> (f64, f64) {
    let part = turns - nearest(turns);
    let quarter = nearest(part * 4.0);
    let x = (part - quarter * 0.25) * TAU;
    // Estrin's order: short chains of dependent sums, so several are under way at once.
    let x2 = x * x;
    let (x4, x8) = (x2 * x2, x2 * x2 * x2 * x2);
    let sine = x
        * ((1.0 + x2 * (-1.0 / 6.0) + x4 * (1.0 / 120.0 + x2 * (-1.0 / 5_040.0)))
            + x8 * (1.0 / 362_880.0 + x2 * (-1.0 / 39_916_800.0) + x4 * (1.0 / 6_227_020_800.0)));
    let cosine = (1.0 + x2 * -0.5 + x4 * (1.0 / 24.0 + x2 * (-1.0 / 720.0)))
        + x8 * ((1.0 / 40_320.0 + x2 * (-1.0 / 3_628_800.0))
            + x4 * (1.0 / 479_001_600.0 + x2 * (-1.0 / 87_178_291_200.0)));
    if quarter == 0.0 {
        (sine, cosine)
    } else if quarter == 1.0 {
        (cosine, -sine)
    } else if quarter == -1.0 {
        (-cosine, sine)
    } else {
        (-sine, -cosine)
    }
}

/// Sine and cosine of an angle in degrees.
#[inline]
pub(crate) fn sin_cos_deg(deg: f64) -> (f64, f64) {
    sin_cos_turns(deg * (1.0 / 360.0))
}

/// A wave between −1 and 1 with a period of one turn, two parabolas: within 0.06 of the sine, for what need only swing.
#[inline]
pub(crate) fn swing_turns(turns: f64) -> f64 {
    let part = turns - nearest(turns);
    8.0 * part * (1.0 - 2.0 * part.abs())
}

/// Cosine of an angle in degrees.
#[inline]
pub(crate) fn cos_deg(deg: f64) -> f64 {
    sin_cos_deg(deg).1
}

/// Sine of an angle in radians.
#[inline]
pub(crate) fn sin_rad(rad: f64) -> f64 {
    sin_cos_turns(rad * (1.0 / TAU)).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_good_as_the_library() {
        for step in -40_000..40_000 {
            let turns = f64::from(step) / 7_919.0;
            let (sine, cosine) = sin_cos_turns(turns);
            let exact = turns * TAU;
            assert!((sine - libm::sin(exact)).abs() < 1e-13, "{turns}");
            assert!((cosine - libm::cos(exact)).abs() < 1e-13, "{turns}");
        }
        for step in -500..500 {
            let turns = f64::from(step) / 97.0;
            assert!((swing_turns(turns) - sin_cos_turns(turns).0).abs() < 0.06);
        }
        assert_eq!(sin_cos_deg(0.0), (0.0, 1.0));
        assert_eq!(cos_deg(180.0), -1.0);
        assert!(cos_deg(90.0).abs() < 1e-13);
    }
}
