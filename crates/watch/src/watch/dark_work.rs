//! The joining of dark detections as work of its own: taken from the watch, weighed on any thread, told to the watch.
//!
//! With thousands of detections it takes seconds; meanwhile the watch goes on.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use vigie_sea::{Polygon, Time};

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
            (&look.scene, look.time).hash(&mut hasher);
            let traits = look.traits;
            let seen = [traits.seen_half_m, traits.seen_slope, traits.seen_most];
            seen.map(f64::to_bits).hash(&mut hasher);
            let rings = look.footprint.as_ref().map(Polygon::rings);
            rings.is_some().hash(&mut hasher);
            for ring in rings.iter().flatten() {
                ring.len().hash(&mut hasher);
                for place in ring {
                    place.map(f64::to_bits).hash(&mut hasher);
                }
            }
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
        // An id names scene and detection: a corrected file may put the same elsewhere.
        (&sighting.id, sighting.time, sighting.position.to_e7()).hash(&mut hasher);
        let numbers = [sighting.dark, sighting.place_m, sighting.alone_per_km2];
        numbers.map(f64::to_bits).hash(&mut hasher);
        sighting.length_m.map(f64::to_bits).hash(&mut hasher);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use vigie_sea::Position;

    use super::*;
    use crate::detection::SensorKind;

    fn sighting(lon_deg: f64) -> DarkSighting {
        DarkSighting {
            id: "dark-S1-1".to_owned(),
            scene: "S1".to_owned(),
            sensor: SensorKind::Sar,
            time: Time::from_s(1_000_000),
            position: Position::new(45.0, lon_deg).unwrap(),
            length_m: Some(60.0),
            dark: 0.9,
            place_m: 100.0,
            alone_per_km2: 1e-5,
        }
    }

    fn look(east_deg: f64) -> LookOver {
        let ring = vec![[170.0, 43.0], [east_deg, 43.0], [east_deg, 47.0]];
        LookOver {
            scene: "S1".to_owned(),
            sensor: SensorKind::Sar,
            time: Time::from_s(1_000_000),
            footprint: Some(Polygon::new(&[ring]).unwrap()),
            traits: SensorKind::Sar.traits(),
        }
    }

    #[test]
    fn the_same_detection_elsewhere_or_another_outline_is_joined_anew() {
        let at = Time::from_s(1_100_000);
        let marks = |sighting, look| Marks::of(at, &[sighting], &[look]);
        let first = marks(sighting(171.0), look(172.0));
        assert_eq!(marks(sighting(171.0), look(172.0)), first);
        let elsewhere = marks(sighting(171.1), look(172.0));
        assert_ne!(elsewhere.sightings, first.sightings);
        assert_ne!(elsewhere.looks, first.looks);
        let mut longer = sighting(171.0);
        longer.length_m = Some(61.0);
        assert_ne!(marks(longer, look(172.0)).looks, first.looks);
        assert_ne!(marks(sighting(171.0), look(173.0)).looks, first.looks);
        let mut keener = look(172.0);
        keener.traits.seen_half_m += 1.0;
        assert_ne!(marks(sighting(171.0), keener).looks, first.looks);
    }
}
