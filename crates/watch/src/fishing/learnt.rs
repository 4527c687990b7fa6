//! What a learnt model had its part in, and how sure an event may be of it.

use super::{Haul, hours};
use crate::band::{Band, Validation};
use crate::fishing_model::{FishingMethod, FishingProbability};
use crate::gear::Gear;

/// The part of a learnt model in an event.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Learnt {
    /// Sum of the model's probabilities.
    pub(super) probabilities: f64,
    pub(super) by_model: u32,
    pub(super) by_band: u32,
}

impl Learnt {
    pub(super) fn add(&mut self, answer: &FishingProbability) {
        match answer.method {
            FishingMethod::Model => {
                self.by_model = self.by_model.saturating_add(1);
                self.probabilities += answer.probability;
            }
            FishingMethod::SpeedBand => self.by_band = self.by_band.saturating_add(1),
        }
    }
}

/// What said it: the learnt model if it answered for most positions, else the band.
pub(super) fn method(haul: &Haul, band: &Band) -> &'static str {
    match haul.learnt {
        Some(learnt) if learnt.by_model > learnt.by_band => "model",
        _ if band.night => "slow-by-night",
        _ => "speed-band",
    }
}

/// How far band or model was tested, whether the gear is known, and how densely the vessel was heard.
pub(super) fn confidence(haul: &Haul, band: &Band, tested: bool) -> f64 {
    let tested = match (tested, haul.gear) {
        (true, _) => 0.7,
        (false, Gear::Other) => 0.25,
        (false, _) => 0.4,
    };
    let tested = match haul.learnt.filter(|l| l.by_model > l.by_band) {
        // The model's own mean probability, no more than what was tested allows.
        Some(learnt) => (learnt.probabilities / f64::from(learnt.by_model)).min(tested + 0.2),
        None if band.validated == Validation::No && haul.learnt.is_some() => tested.min(0.4),
        None => tested,
    };
    let duration_h = hours(haul.end.time.ms() - haul.start.time.ms());
    // A position every half hour hardly misses a change of speed.
    let heard = (f64::from(haul.positions) / (2.0 * duration_h).max(1.0)).clamp(0.0, 1.0);
    (tested * (0.6 + 0.4 * heard) * 100.0).round() / 100.0
}
