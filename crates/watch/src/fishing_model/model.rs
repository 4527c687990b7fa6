//! A trained model, its data sheet, and its answer.

use serde::{Deserialize, Serialize};

use super::boost::Ensemble;
use super::features::{FishingPoint, Variant, features, heard, speeds_kn};
use super::score::FishingScore;
use super::stack::{Stack, depth};
use crate::Error;
use crate::band::Band;
use crate::gear::Gear;

/// Version of the file format and of the features.
const FORMAT: u32 = 1;
/// Fewer positions than this in the hour around, and the band answers.
const LEAST_HEARD: usize = 4;
/// What a built-in band is taken to be worth where no labels tell: usual, not measured.
const BAND_INSIDE: f64 = 0.7;
/// The same outside of the band.
const BAND_OUTSIDE: f64 = 0.15;

/// What a model was made of and how good it was on tracks it had not seen.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DataSheet {
    /// Where the labels come from, with their licences, in the words of whoever trained.
    pub sources: String,
    /// Fleets (sets of labels).
    pub fleets: usize,
    /// Vessels or trips.
    pub tracks: usize,
    /// Labelled positions.
    pub positions: usize,
    /// Share of them that fish.
    pub fishing_share: f64,
    /// Seed of the training.
    pub seed: u64,
    /// Scores with whole tracks held out; absent if there were too few.
    pub held_out: Option<FishingScore>,
    /// Scores of the speed band on the same held-out tracks.
    pub band_held_out: Option<FishingScore>,
}

/// How an answer was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FishingMethod {
    /// By the trained model.
    Model,
    /// By the speed band: no model for the gear, or the track is too thin here.
    SpeedBand,
}

/// The answer for one position.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FishingProbability {
    /// Probability of fishing, 0 to 1.
    pub probability: f64,
    /// Yes or no, at the cut that was best on held-out tracks.
    pub fishing: bool,
    /// How it was found.
    pub method: FishingMethod,
}

/// A trained model for one gear.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FishingModel {
    pub(super) format: u32,
    /// Gear it holds for.
    pub gear: Gear,
    /// Which positions it may look at.
    pub variant: Variant,
    /// What it was made of.
    pub data_sheet: DataSheet,
    pub(super) trees: Ensemble,
    pub(super) stack: Stack,
    pub(super) cut: f64,
    /// The speed band of the same labels.
    pub band: Band,
    /// Share of labelled positions inside the band that fish, and outside.
    pub(super) band_shares: [f64; 2],
}

impl FishingModel {
    /// Reads a model file.
    ///
    /// # Errors
    /// [`Error::Rules`] with the line, or of line 0 if the format is another.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let model: Self = serde_json::from_str(text).map_err(|e| Error::Rules {
            line: e.line(),
            detail: e.to_string(),
        })?;
        if model.format != FORMAT {
            return Err(Error::Rules {
                line: 0,
                detail: format!("format {}", model.format),
            });
        }
        Ok(model)
    }

    /// The model file.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(super) fn of(
        gear: Gear,
        variant: Variant,
        data_sheet: DataSheet,
        trees: Ensemble,
        band: Band,
    ) -> Self {
        Self {
            format: FORMAT,
            gear,
            variant,
            data_sheet,
            trees,
            stack: Stack::default(),
            cut: 0.5,
            band,
            band_shares: [BAND_INSIDE, BAND_OUTSIDE],
        }
    }

    /// The probability of fishing at each position of a track in order of time. Where fewer than four
    /// positions lie in the hour around, the band answers.
    #[must_use]
    pub fn judge(&self, points: &[FishingPoint]) -> Vec<FishingProbability> {
        let speeds = speeds_kn(points);
        let rows = features(points, self.variant);
        let heard = heard(points, self.variant);
        let of = |((row, kn), heard): ((&[f32; super::FEATURES], &f64), usize)| {
            if heard < LEAST_HEARD {
                return by_band(&self.band, self.band_shares, *kn);
            }
            let odds = self.trees.log_odds(row);
            let probability = self.stack.probability(odds, depth(&self.band, *kn));
            FishingProbability {
                probability,
                fishing: probability >= self.cut,
                method: FishingMethod::Model,
            }
        };
        rows.iter().zip(&speeds).zip(heard).map(of).collect()
    }

    /// The answer of this model's speed band alone, with its shares on the training labels.
    #[must_use]
    pub fn judge_by_own_band(&self, points: &[FishingPoint]) -> Vec<FishingProbability> {
        let speeds = speeds_kn(points);
        let of = |kn: &f64| by_band(&self.band, self.band_shares, *kn);
        speeds.iter().map(of).collect()
    }

    /// The answer without a model: the band of the gear alone. Its probabilities are usual values, not measured.
    #[must_use]
    pub fn judge_by_band(band: &Band, points: &[FishingPoint]) -> Vec<FishingProbability> {
        let shares = [BAND_INSIDE, BAND_OUTSIDE];
        let speeds = speeds_kn(points);
        speeds.iter().map(|kn| by_band(band, shares, *kn)).collect()
    }
}

pub(super) fn by_band(band: &Band, shares: [f64; 2], kn: f64) -> FishingProbability {
    let fishing = kn >= band.low_kn && kn <= band.high_kn;
    let [inside, outside] = shares;
    FishingProbability {
        probability: if fishing { inside } else { outside },
        fishing,
        method: FishingMethod::SpeedBand,
    }
}
