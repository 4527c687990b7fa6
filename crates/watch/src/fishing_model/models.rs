//! The models a watch uses, one a gear.

use std::collections::BTreeMap;

use super::features::Variant;
use super::model::FishingModel;
use crate::Error;
use crate::gear::Gear;

/// At most one model for each gear; a gear without one is judged by its speed band.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FishingModels(BTreeMap<Gear, FishingModel>);

impl FishingModels {
    /// Adds a model; one of the same gear is replaced.
    ///
    /// # Errors
    /// [`Error::Model`] for a centred model: a watch goes with event time and cannot look ahead.
    pub fn put(&mut self, model: FishingModel) -> Result<(), Error> {
        if model.variant == Variant::Centred {
            return Err(Error::Model {
                detail: "variant centred".to_owned(),
            });
        }
        self.0.insert(model.gear, model);
        Ok(())
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
}
