//! A trained model, its data sheet, and its answer.

use serde::{Deserialize, Serialize};

use super::around::{ANSWERS, averaged, heard};
use super::boost::Ensemble;
use super::features::{FishingPoint, LiveTrack, Variant, features, speeds_kn};
use super::score::FishingScore;
use super::stack::{Evidence, Stack, depth};
use crate::Error;
use crate::band::Band;
use crate::gear::Gear;

/// Version of the file format, of the features and of the rule by which a track is thin.
const FORMAT: u32 = 4;
/// Fewer positions than this in the hour around, and the band answers; less where the labels are reported less often.
pub(super) const LEAST_HEARD: usize = 4;
/// What a built-in band is taken to be worth where no labels tell: usual, not measured.
const BAND_INSIDE: f64 = 0.7;
/// The same outside of the band.
pub(super) const BAND_OUTSIDE: f64 = 0.15;

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
    /// Tracks of other fleets that were offered beside.
    #[serde(default)]
    pub support_tracks: usize,
    /// How much a track of another fleet with the same gear counted against an own one, 0 to 1, as chosen on vessels held out.
    #[serde(default)]
    pub support_share: f64,
    /// Scores with whole tracks held out; absent if there were too few.
    pub held_out: Option<FishingScore>,
    /// Scores of the speed band on the same held-out tracks.
    pub band_held_out: Option<FishingScore>,
    /// Who trained it.
    #[serde(default)]
    pub made_by: String,
    /// Stable codes of what nobody checked: `other-fleets`, `few-tracks`, `not-held-out`, `part-held-out`, `calibration`,
    /// `band-better`, `night-gear`.
    #[serde(default)]
    pub not_validated: Vec<String>,
}

impl DataSheet {
    /// Fewer tracks than this say little of another vessel.
    const FEW_TRACKS: usize = 5;
    /// A greater calibration error than this is said.
    const CALIBRATION_MAX: f64 = 0.05;

    /// Says what these scores do not show.
    pub(super) fn note_gaps(&mut self, gear: Gear) {
        let (held, band) = (self.held_out, self.band_held_out);
        let better = |(band, held): (FishingScore, FishingScore)| band.f1 > held.f1;
        let gaps = [
            (self.fleets < 2, "other-fleets"),
            (self.tracks < Self::FEW_TRACKS, "few-tracks"),
            (held.is_none(), "not-held-out"),
            (
                held.is_some_and(|s| s.positions < self.positions),
                "part-held-out",
            ),
            (
                held.is_some_and(|s| s.calibration_error > Self::CALIBRATION_MAX),
                "calibration",
            ),
            (band.zip(held).is_some_and(better), "band-better"),
            (
                matches!(gear, Gear::SquidJigger | Gear::LiftNet),
                "night-gear",
            ),
        ];
        let found = gaps.iter().filter(|(is, _)| *is);
        self.not_validated = found.map(|(_, code)| (*code).to_owned()).collect();
    }
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
    /// Positions in the hour around from which the model answers.
    pub(super) least_heard: usize,
    /// The speed band of the same labels.
    pub band: Band,
    /// Share of labelled positions inside the band that fish, and outside.
    pub(super) band_shares: [f64; 2],
}

/// What every format of the file begins with.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

impl FishingModel {
    /// Reads a model file.
    ///
    /// # Errors
    /// [`Error::Model`] if the text is no model or of another format.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let fault = |detail: String| Error::Model { detail };
        // Of another format nothing but its number can be relied on.
        let head: Head = serde_json::from_str(text).map_err(|e| fault(e.to_string()))?;
        if head.format != FORMAT {
            return Err(fault(format!(
                "format {}, this program reads format {FORMAT}: train it anew",
                head.format
            )));
        }
        serde_json::from_str(text).map_err(|e| fault(e.to_string()))
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
            least_heard: LEAST_HEARD,
            band,
            band_shares: [BAND_INSIDE, BAND_OUTSIDE],
        }
    }

    /// A short name for events that cite it: gear, variant, tracks learnt from, seed.
    #[must_use]
    pub fn name(&self) -> String {
        let variant = self.variant.code();
        let sheet = &self.data_sheet;
        format!(
            "{}-{variant}-{}-{}",
            self.gear.code(),
            sheet.tracks,
            sheet.seed
        )
    }

    /// The probability of fishing at each position of a track in order of time. Where fewer than four
    /// positions lie in the hour around (less, if the labels were reported less often, or in proportion if the track begins or
    /// ends within it), the band answers.
    #[must_use]
    pub fn judge(&self, points: &[FishingPoint]) -> Vec<FishingProbability> {
        let speeds = speeds_kn(points);
        let rows = features(points, self.variant);
        let heard = heard(points, self.variant);
        let odds: Vec<f64> = rows.iter().map(|row| self.trees.log_odds(row)).collect();
        let around = averaged(points, &odds, self.variant);
        odds.into_iter()
            .zip(around)
            .zip(&speeds)
            .zip(heard)
            .map(|((told, kn), heard)| self.answer(told, *kn, heard))
            .collect()
    }

    /// The answer for the next position of a growing track; `None` if it comes within 10 s of the last one
    /// used: then the last answer stands. The model must look back only ([`Variant::Past`]); of a centred one
    /// the band answers, because what comes after is not known yet.
    pub fn judge_next(
        &self,
        track: &mut LiveTrack,
        point: FishingPoint,
    ) -> Option<FishingProbability> {
        let newest = track.push(point)?;
        if self.variant == Variant::Centred {
            return Some(by_band(&self.band, self.band_shares, newest.kn));
        }
        let odds = self.trees.log_odds(&newest.row);
        let around = track.answer(odds);
        Some(self.answer((odds, around), newest.kn, newest.heard))
    }

    /// `told` are the log odds of the trees here and their means around.
    fn answer(&self, told: (f64, [f64; ANSWERS]), kn: f64, heard: usize) -> FishingProbability {
        if heard < self.least_heard {
            return by_band(&self.band, self.band_shares, kn);
        }
        let (trees, around) = told;
        let band = depth(&self.band, kn);
        let evidence = Evidence {
            trees,
            around,
            band,
        };
        let probability = self.stack.probability(&evidence);
        FishingProbability {
            probability,
            fishing: probability >= self.cut,
            method: FishingMethod::Model,
        }
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
