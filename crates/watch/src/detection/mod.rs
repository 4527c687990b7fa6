//! Detections matched to tracks: which echo, light, radio signal or sighting belongs to no AIS.
//!
//! A [`Scene`] is one look of one sensor: a footprint, a moment and the [`Detection`]s in it. Each track
//! near it is carried to the moment of the look with an uncertainty learnt from AIS itself ([`MotionModel`]),
//! moved by the azimuth shift that radar gives a moving ship ([`SatelliteTrack`]), and all detections are
//! weighed against all tracks at once ([`match_scene`]) with "not on AIS" and "missed by the sensor" as
//! outcomes of their own. Each detection gets a probability that it is dark, with its working.
//!
//! Sources: Kroodsma et al., *Scientific Reports* 12, 21004 (2022) for the terms of the score; Williams and
//! Lau, *IEEE Transactions on Aerospace and Electronic Systems* 50 (2014) for the marginal probabilities.
//!
//! What stays dark in several looks and may be one vessel is joined to a chain ([`chain_sightings`]), which foretells where to
//! look next ([`chain_event`]) until AIS that appears explains it ([`reappeared`]).
//!
//! "Dark" means: no track that this node knows explains the detection. It may be a boat that needs no AIS, an
//! AIS the node does not hear, a platform or a false echo. It is a lead, never a verdict.

mod alone;
mod assign;
mod azimuth;
mod cells;
mod chain;
mod chain_grow;
mod chain_joint;
mod chain_pair;
mod chain_step;
mod chain_telling;
mod chain_walk;
mod dark_sighting;
mod geojson;
mod ground;
mod hearing;
mod learn;
mod lit;
mod lookout;
mod marginal;
mod matched;
mod matching;
mod motion;
mod motion_file;
mod outline;
mod pairing;
mod producers;
mod product_time;
mod reach;
mod reader;
mod reappear;
mod satellite;
mod scene;
mod scored;
mod sensor;
mod sighting;
mod telling;
mod unseen;

pub use azimuth::SatelliteTrack;
pub use chain::{
    Chain, ChainConfig, ChainLink, DARK_MIN, NotSeenAgain, SIGHTINGS_MAX, chain_sightings,
    dark_event_id, dark_name, is_dark_number,
};
pub use chain_telling::{AIS_APPEARED, FOUNDER, MEMBERS, chain_event};
pub use dark_sighting::{DarkSighting, LookOver};
pub use geojson::read_detections_geojson;
pub use learn::{MotionSample, learn_motion, samples_of_track};
pub use lit::lit_vessels;
pub use lookout::Lookout;
pub use matching::{
    Candidate, DetectionResult, MatchConfig, SceneResult, TrackResult, Verdict, match_scene,
};
pub use motion::{Fit, MotionCell, MotionComponent, MotionModel, Ping, PlaceDensity, TrackView};
pub use reach::Implied;
pub use reader::{ColumnPreset, DetectionFault, DetectionRead, read_detections};
pub use reappear::{Appearance, Explained, reappeared};
pub use satellite::Satellites;
pub use scene::{Detection, Scene};
pub use scored::{ScoredPair, ScoredResult, match_scores};
pub use sensor::{GivenTraits, SensorKind, SensorTraits};
pub use sighting::{EyeColumns, Witness, name_sighted};
pub use telling::scene_events;
pub use unseen::{NOT_SEEN, unseen_events};
