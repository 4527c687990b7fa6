//! A learnt probability of fishing for each position, from the track alone.
//!
//! One small ensemble of boosted trees per gear over features of several windows, all measured by the vessel's own speeds,
//! put together with the speed band of the same labels ([`FishingModel`]). Trained by [`train`] on a partner's own labels
//! and, as far as it helps on vessels held out, on those of other fleets ([`Support`]); reproducible by seed; the
//! model carries its data sheet. Two variants: past only, for the live picture ([`FishingModels`]), and centred, for
//! tracks known whole ([`ArchiveModels`]). Where nothing was learnt or the track is too thin the answer is that of the
//! speed band and says so ([`FishingMethod`]). The published logistic model stands beside as a baseline
//! ([`LogisticModel`]).
//!
//! Method: gradient boosting of regression trees on the logistic loss with second-order gains (Friedman,
//! *Annals of Statistics* 29, 2001; Chen and Guestrin, KDD 2016), features after Kroodsma et al., *Science*
//! 359 (2018). Models do not travel well between fleets: retrain on the fleet they are used for. No labels
//! are public for squid jigging, dip nets or longlines: nothing is claimed for them.

mod again;
mod archive;
mod around;
mod boost;
mod features;
mod fit;
mod label_words;
mod labels;
mod logistic;
mod model;
mod models;
mod plain;
mod score;
mod stack;
mod train;

pub use archive::{ArchiveModels, JudgedTrack};
pub use features::{FEATURES, FishingPoint, LiveTrack, Variant};
pub use labels::{LabelColumns, LabelFault, LabelRead, read_labels};
pub use logistic::{LogisticModel, heuristic};
pub use model::{DataSheet, FishingMethod, FishingModel, FishingProbability};
pub use models::FishingModels;
pub use plain::{plain_trees_held_out, plain_trees_taught, plain_trees_until};
pub use score::{FishingScore, score};
pub use train::{
    LabelledTrack, ROUNDS_MAX, Stop, Support, TrainConfig, held_out, train, train_unscored,
    train_until,
};
