//! Tracks that are known whole: each position judged by what comes before and after it.

use std::collections::BTreeMap;

use super::features::{FishingPoint, Variant};
use super::model::{BAND_OUTSIDE, FishingMethod, FishingModel, FishingProbability};
use crate::band::Validation;
use crate::fishing::Config;
use crate::gear::Gear;
use crate::sun::sun_altitude_deg;

/// At most one model for each gear, for tracks that are known whole. A centred model goes before one that only looks
/// back, whatever the order in which they are given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArchiveModels(BTreeMap<Gear, FishingModel>);

/// The answers for a track.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedTrack<'a> {
    /// One for each position.
    pub answers: Vec<FishingProbability>,
    /// The model of the gear; without one the built-in speed band answered.
    pub model: Option<&'a FishingModel>,
}

impl ArchiveModels {
    /// Adds a model of either variant; of one gear and variant the last counts.
    pub fn put(&mut self, model: FishingModel) {
        let known = self.0.get(&model.gear).map(|m| m.variant);
        if known != Some(Variant::Centred) || model.variant == Variant::Centred {
            self.0.insert(model.gear, model);
        }
    }

    /// The model of this gear.
    #[must_use]
    pub fn of(&self, gear: Gear) -> Option<&FishingModel> {
        self.0.get(&gear)
    }

    /// All models, by gear.
    pub fn iter(&self) -> impl Iterator<Item = &FishingModel> {
        self.0.values()
    }

    /// The probability of fishing at each position of a track in order of time. Without a model the band of the rules
    /// answers, for gears worked under lamps only by night.
    #[must_use]
    pub fn judge(&self, gear: Gear, config: &Config, points: &[FishingPoint]) -> JudgedTrack<'_> {
        let model = self.of(gear);
        let band = config.bands.of(gear);
        let answers = match model {
            Some(model) => model.judge(points),
            None => {
                let mut answers = FishingModel::judge_by_band(band, points);
                for (answer, p) in answers.iter_mut().zip(points) {
                    let dark = || sun_altitude_deg(p.time, p.position) < config.night_sun_deg;
                    if band.night && answer.fishing && !dark() {
                        (answer.fishing, answer.probability) = (false, BAND_OUTSIDE);
                    }
                }
                answers
            }
        };
        JudgedTrack { answers, model }
    }
}

impl JudgedTrack<'_> {
    /// How far what answered was tested: a model on vessels or trips held out, a band on few labels or not at all. Of gears
    /// that work by night nothing was.
    #[must_use]
    pub fn validated(
        &self,
        gear: Gear,
        config: &Config,
        answer: &FishingProbability,
    ) -> Validation {
        let by_night = matches!(gear, Gear::SquidJigger | Gear::LiftNet);
        match (self.model, answer.method) {
            _ if by_night => Validation::No,
            (None, _) => config.bands.of(gear).validated,
            (Some(model), FishingMethod::Model) if model.data_sheet.held_out.is_some() => {
                Validation::Partly
            }
            (Some(model), FishingMethod::SpeedBand) if model.data_sheet.band_held_out.is_some() => {
                Validation::Partly
            }
            (Some(_), _) => Validation::No,
        }
    }
}
