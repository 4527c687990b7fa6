//! Lights by night that belong to a ship heard on AIS: who was lit, for the fishing that is only told from a drift by night.
//!
//! A jigger on station and a longliner asleep drift alike; lamps tell them apart. A weak sign all the same: deck lights are lamps
//! too, and the sensor places to some 750 m.

use super::matching::{MatchConfig, SceneResult, Verdict};
use super::scene::Scene;
use super::sensor::SensorKind;
use super::unseen::mmsi_of;
use crate::Lit;

/// The vessels to which a look by night (VIIRS) gives a light, surely enough.
#[must_use]
pub fn lit_vessels(scene: &Scene, result: &SceneResult, config: &MatchConfig) -> Vec<Lit> {
    if scene.sensor != SensorKind::Viirs {
        return Vec::new();
    }
    let lit = result.detections.iter().filter_map(|said| {
        let track = said.assigned.as_ref()?;
        let candidate = said.candidates.iter().find(|c| c.track == *track)?;
        let is_sure = said.verdict == Verdict::OnAis && candidate.probability >= config.lit_from;
        let light = scene.detections.get(said.detection)?;
        is_sure.then_some(Lit {
            mmsi: mmsi_of(track)?,
            time: light.time,
        })
    });
    lit.collect()
}
