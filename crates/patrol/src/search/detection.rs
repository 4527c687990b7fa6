//! How likely a search is to see what is there: laws of detection (Koopman, *Search and Screening*,
//! 1946; IAMSAR Manual Vol. II, chapter 4).
//!
//! Coverage C = sweep width × track length ÷ area. The random law is what a search gives when its
//! tracks are laid without order; parallel sweeps of an eye or radar with an inverse cube glimpse do
//! better; a sensor that sees all within its swath and nothing beyond does best.

use serde::{Deserialize, Serialize};

use super::error::{SearchError, not_negative, positive};

/// How detection grows with coverage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetectionLaw {
    /// Tracks without order: POD = 1 − e^−C. The cautious choice, and the one allocation rests on.
    #[default]
    Random,
    /// Parallel sweeps by eye: POD = erf(√π/2 · C), 0.79 at C = 1.
    InverseCube,
    /// All within the swath is seen, nothing beyond: POD = min(C, 1).
    DefiniteRange,
}

impl DetectionLaw {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::InverseCube => "inverse-cube",
            Self::DefiniteRange => "definite-range",
        }
    }

    /// Probability of detection at this coverage, 0 to 1; a coverage below 0 counts as 0.
    #[must_use]
    pub fn pod(self, coverage: f64) -> f64 {
        let c = coverage.max(0.0);
        match self {
            Self::Random => -libm::expm1(-c),
            Self::InverseCube => libm::erf(std::f64::consts::PI.sqrt() / 2.0 * c),
            Self::DefiniteRange => c.min(1.0),
        }
    }
}

/// What a searcher sees with, against one class of target in one sea state.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sensor {
    /// Sweep width W, metres: twice the range at which as many are missed within as are seen beyond.
    pub sweep_width_m: f64,
    /// Law of detection.
    #[serde(default)]
    pub law: DetectionLaw,
}

/// Coverage C = W L / A of a track of `length_m` in `area_m2`.
///
/// # Errors
/// A value that is negative or no number; an area of 0.
pub fn coverage(sweep_width_m: f64, length_m: f64, area_m2: f64) -> Result<f64, SearchError> {
    let swept = not_negative("sweep-width", sweep_width_m)? * not_negative("length", length_m)?;
    Ok(swept / positive("area", area_m2)?)
}

/// Track spacing S = W / C that gives this coverage, metres.
///
/// # Errors
/// A value that is not above 0.
pub fn track_spacing_m(sweep_width_m: f64, coverage: f64) -> Result<f64, SearchError> {
    Ok(positive("sweep-width", sweep_width_m)? / positive("coverage", coverage)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn laws_at_coverage_one() {
        assert!((DetectionLaw::Random.pod(1.0) - 0.632_120_559).abs() < 1e-9);
        assert!((DetectionLaw::InverseCube.pod(1.0) - 0.789_908).abs() < 1e-6);
        assert_eq!(DetectionLaw::DefiniteRange.pod(1.0), 1.0);
        assert_eq!(DetectionLaw::DefiniteRange.pod(0.4), 0.4);
        assert_eq!(DetectionLaw::Random.pod(-1.0), 0.0);
    }

    #[test]
    fn spacing_and_coverage_are_inverse() {
        let spacing = track_spacing_m(6_000.0, 0.75).unwrap();
        assert_eq!(spacing, 8_000.0);
        // One leg of 50 km serves a strip as wide as the spacing.
        assert_eq!(coverage(6_000.0, 50_000.0, 50_000.0 * spacing), Ok(0.75));
        assert!(coverage(6_000.0, 1.0, 0.0).is_err());
        assert!(track_spacing_m(f64::NAN, 1.0).is_err());
    }
}
