//! The joining of dark detections as work of its own: taken from the watch, weighed on any thread, told to the watch.
//!
//! With thousands of detections it takes seconds; meanwhile the watch goes on.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use vigie_sea::Time;

use crate::detection::{
    Appearance, Chain, ChainConfig, DarkSighting, Explained, LookOver, MotionModel,
    chain_sightings, reappeared,
};

/// So long the ships that begin to be heard may wait to be compared, milliseconds of event time.
const AGAIN_MS: i64 = 600_000;

/// What the watch remembers of the joining.
#[derive(Debug, Default)]
pub(super) struct DarkMemory {
    /// What the last answer rested on.
    pub(super) told: Option<Marks>,
    /// Its chains, by what they rested on: they are joined anew only when detections or looks change.
    pub(super) chains: Option<(u64, Arc<[Chain]>)>,
}

/// Fingerprints of what an answer rests on: the same again has the same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// The dark detections.
    pub(super) sightings: u64,
    /// Those and the looks.
    pub(super) looks: u64,
    /// Ten minutes of event time, in which ships may begin to be heard.
    again: i64,
}

impl Marks {
    pub(super) fn of(at: Time, sightings: &[DarkSighting], looks: &[LookOver]) -> Self {
        let sightings = mark(sightings);
        let mut hasher = DefaultHasher::new();
        sightings.hash(&mut hasher);
        for look in looks {
            let recall = look.traits.seen_most.to_bits();
            (&look.scene, look.time, look.footprint.is_some(), recall).hash(&mut hasher);
        }
        Self {
            sightings,
            looks: hasher.finish(),
            again: at.ms().div_euclid(AGAIN_MS),
        }
    }
}

/// A fingerprint of dark detections.
pub(super) fn mark(sightings: &[DarkSighting]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for sighting in sightings {
        (&sighting.id, sighting.dark.to_bits()).hash(&mut hasher);
    }
    hasher.finish()
}

/// Dark detections, looks and ships that begin to be heard, to be weighed.
#[derive(Debug)]
pub struct DarkWork {
    pub(super) sightings: Vec<DarkSighting>,
    pub(super) looks: Arc<[LookOver]>,
    pub(super) appearances: Vec<Appearance>,
    pub(super) model: Arc<MotionModel>,
    pub(super) config: ChainConfig,
    pub(super) marks: Marks,
    /// The chains, if they are known.
    pub(super) chains: Option<Arc<[Chain]>>,
}

/// What came of it: for [`super::Watch::tell_dark`].
#[derive(Debug)]
pub struct DarkFound {
    pub(super) marks: Marks,
    pub(super) chains: Arc<[Chain]>,
    pub(super) appearances: Vec<Appearance>,
    pub(super) explained: Vec<Option<Explained>>,
}

impl DarkWork {
    /// Joins the detections to chains, and compares those with the ships that begin to be heard.
    #[must_use]
    pub fn weigh(self) -> DarkFound {
        let (model, config) = (self.model.as_ref(), &self.config);
        let chains = self.chains.unwrap_or_else(|| {
            let mut chains = chain_sightings(&self.sightings, &self.looks, model, config);
            chains.retain(|chain| chain.is_again(config));
            chains.into()
        });
        DarkFound {
            explained: reappeared(&chains, &self.appearances, model, config),
            marks: self.marks,
            chains,
            appearances: self.appearances,
        }
    }
}
