//! A learnt probability of fishing for each position, from the track alone.
//!
//! One small ensemble of boosted trees per gear over features of several windows, together with the speed band
//! of the same labels ([`FishingModel`]). Trained by [`train`] on a partner's own labels, reproducible by
//! seed; the model carries its data sheet. Two variants: past only, for the live picture, and centred, for
//! the archive. Where nothing was learnt or the track is too thin the answer is that of the speed band and
//! says so ([`FishingMethod`]).
//!
//! Method: gradient boosting of regression trees on the logistic loss with second-order gains (Friedman,
//! *Annals of Statistics* 29, 2001; Chen and Guestrin, KDD 2016), features after Kroodsma et al., *Science*
//! 359 (2018). Models do not travel well between fleets: retrain on the fleet they are used for. No labels
//! are public for squid jigging, dip nets or longlines: nothing is claimed for them.

mod boost;
mod features;
mod labels;
mod model;
mod models;
mod score;
mod stack;
mod train;

pub use features::{FEATURES, FishingPoint, LiveTrack, Variant};
pub use labels::{LabelColumns, LabelFault, LabelRead, read_labels};
pub use model::{DataSheet, FishingMethod, FishingModel, FishingProbability};
pub use models::FishingModels;
pub use score::{FishingScore, score};
pub use train::{LabelledTrack, TrainConfig, held_out, train, train_unscored};
