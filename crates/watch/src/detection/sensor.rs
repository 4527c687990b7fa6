//! What each kind of sensor sees, and how well it places it.

use serde::{Deserialize, Serialize};

use crate::Error;

/// What a recall may be: of a sensor that shows nothing there are no looks.
pub(super) const RECALL: std::ops::RangeInclusive<f64> = 0.01..=1.0;

/// Kind of sensor that saw something without an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SensorKind {
    /// Synthetic aperture radar.
    Sar,
    /// Light by night (VIIRS day/night band).
    Viirs,
    /// Radio emission located from orbit (marine radar, satellite telephone).
    Rf,
    /// Optical imagery.
    Optical,
    /// A person's eye, or the radar of a ship or aircraft: one thing at a time, without a footprint.
    Sighting,
}

impl SensorKind {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sar => "sar",
            Self::Viirs => "viirs",
            Self::Rf => "rf",
            Self::Optical => "optical",
            Self::Sighting => "sighting",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        [
            Self::Sar,
            Self::Viirs,
            Self::Rf,
            Self::Optical,
            Self::Sighting,
        ]
        .into_iter()
        .find(|kind| kind.code() == code)
    }

    /// Usual traits. Places and rates are round figures from producers' notes, not measured here; a
    /// service that publishes its own replaces them.
    #[must_use]
    pub fn traits(self) -> SensorTraits {
        let of = |place_m, seen_half_m, seen_slope, seen_most| SensorTraits {
            place_m,
            seen_half_m,
            seen_slope,
            seen_most,
        };
        match self {
            Self::Sar => of(100.0, 20.0, 5.0, 0.92),
            Self::Viirs => of(750.0, 0.0, 0.0, 0.4),
            Self::Rf => of(4_000.0, 0.0, 0.0, 0.5),
            Self::Optical => of(50.0, 15.0, 4.0, 0.85),
            // Each report states its own place.
            Self::Sighting => of(800.0, 0.0, 0.0, 0.9),
        }
    }
}

/// How well a sensor places and sees ships.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SensorTraits {
    /// Standard deviation of a place per axis, metres.
    pub place_m: f64,
    /// Length at which half of the most are seen, metres; 0 if length does not decide.
    pub seen_half_m: f64,
    /// Steepness: the share seen grows as `(length / seen_half_m)^seen_slope`.
    pub seen_slope: f64,
    /// Share of long ships that is seen.
    pub seen_most: f64,
}

impl SensorTraits {
    /// Probability that a ship of this length inside the footprint is detected. A ship of unknown length is
    /// taken to be 40 m long, about a small ocean-going fishing vessel.
    #[must_use]
    pub fn seen(&self, length_m: Option<f64>) -> f64 {
        if self.seen_half_m <= 0.0 {
            return self.seen_most;
        }
        let length_m = length_m.filter(|l| *l > 0.0).unwrap_or(40.0);
        let odds = (length_m / self.seen_half_m).powf(self.seen_slope);
        self.seen_most * odds / (1.0 + odds)
    }
}

/// Traits that a producer or operator knows better than [`SensorKind::traits`]; what is not given stays as usual.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GivenTraits {
    /// Standard deviation of a place per axis, metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place_m: Option<f64>,
    /// Recall: share of long ships that is seen, above 0 and at most 1…
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
    /// …the length at which half of that is seen, metres; 0 if length does not decide…
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall_half_m: Option<f64>,
    /// …and how steeply it grows with length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall_slope: Option<f64>,
}

impl GivenTraits {
    /// Whether nothing is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// # Errors
    /// [`Error::Preset`] for what no sensor can have.
    pub fn check(&self) -> Result<(), Error> {
        for (name, value, range) in [
            ("place_m", self.place_m, 1.0..=100_000.0),
            ("recall", self.recall, RECALL),
            ("recall_half_m", self.recall_half_m, 0.0..=500.0),
            ("recall_slope", self.recall_slope, 0.0..=50.0),
        ] {
            if value.is_some_and(|value| !range.contains(&value)) {
                let detail = format!("{name} out of range");
                return Err(Error::Preset { detail });
            }
        }
        Ok(())
    }

    /// The usual traits with these in their place.
    #[must_use]
    pub fn over(&self, usual: SensorTraits) -> SensorTraits {
        SensorTraits {
            place_m: self.place_m.unwrap_or(usual.place_m),
            seen_half_m: self.recall_half_m.unwrap_or(usual.seen_half_m),
            seen_slope: self.recall_slope.unwrap_or(usual.seen_slope),
            seen_most: self.recall.unwrap_or(usual.seen_most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_ships_are_seen_more_often() {
        let radar = SensorKind::Sar.traits();
        assert!(radar.seen(Some(10.0)) < 0.1);
        assert!(radar.seen(Some(100.0)) > 0.9);
        assert!((radar.seen(None) - radar.seen(Some(40.0))).abs() < 1e-12);
        assert!((SensorKind::Viirs.traits().seen(Some(8.0)) - 0.4).abs() < 1e-12);
    }

    #[test]
    fn what_is_given_replaces_the_usual_and_nothing_else() {
        let given = GivenTraits {
            recall: Some(0.7),
            ..GivenTraits::default()
        };
        let (usual, own) = (
            SensorKind::Sar.traits(),
            given.over(SensorKind::Sar.traits()),
        );
        assert!((own.seen(Some(300.0)) - 0.7).abs() < 1e-3);
        assert!((own.place_m - usual.place_m).abs() < 1e-12);
        assert!(given.check().is_ok());
        let never = GivenTraits {
            recall: Some(0.0),
            ..given
        };
        assert_eq!(
            never.check().map_err(|e| e.code()),
            Err("preset-unreadable")
        );
    }
}
