//! What tests of the learnt model of fishing share: a quick training, tracks with drawn noise, answers to be scored.

use vigie_watch::fishing_model::{FishingPoint, FishingProbability, LabelledTrack, TrainConfig};

pub(crate) const SMALL: TrainConfig = TrainConfig {
    rounds: 30,
    rate: 0.15,
    depth: 3,
    bags: 2,
    seed: 7,
};

/// Numbers from −0.5 to 0.5, the same for the same seed.
pub(crate) fn noise(mut dice: u64) -> impl FnMut() -> f64 {
    move || {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as f64 / f64::from(u32::MAX >> 1) - 0.5
    }
}

/// A trip of the drawn fleet.
pub(crate) fn trip(seed: u64, points: Vec<FishingPoint>, fishing: Vec<bool>) -> LabelledTrack {
    LabelledTrack {
        fleet: "drawn".to_owned(),
        track: seed.to_string(),
        vessel: None,
        points,
        fishing,
    }
}

/// Answers of the model alone, with the labels.
pub(crate) fn of_model(
    told: &[Vec<(FishingProbability, FishingProbability, bool)>],
) -> Vec<(f64, bool, bool)> {
    let each = told.iter().flatten();
    each.map(|(m, _, t)| (m.probability, m.fishing, *t))
        .collect()
}
