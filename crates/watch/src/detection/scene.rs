//! One look of a sensor and what it saw.

use serde::{Deserialize, Serialize};
use vigie_sea::{Polygon, Position, Time};

use super::{SatelliteTrack, SensorKind, SensorTraits, Witness};

/// Something seen without an identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// The producer's id, else one made of the row.
    pub id: String,
    /// Scene it belongs to; empty when the producer names none.
    pub scene: String,
    /// Moment of the look. For a scene with start and stop, the middle of both.
    pub time: Time,
    /// Where.
    pub position: Position,
    /// Length as the sensor sees it, metres.
    pub length_m: Option<f64>,
    /// The producer's confidence that this is a vessel, 0 to 1.
    pub confidence: Option<f64>,
    /// Of a sighting: who saw it and what was read. Of a satellite's detection: the vessel that its producer matched it with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Witness>,
}

/// One look of one sensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The producer's id.
    pub id: String,
    /// Name of the satellite as the producer writes it, else the part of the scene's id before its first underscore (`RS2`,
    /// `S1A`); empty if there is none.
    pub platform: String,
    /// Kind of sensor.
    pub sensor: SensorKind,
    /// How well it places and sees; start from [`SensorKind::traits`].
    pub traits: SensorTraits,
    /// Moment of the look.
    pub time: Time,
    /// What was looked at; `None` if the producer does not say: then nothing is called missed and the area
    /// is taken from the detections.
    pub footprint: Option<Polygon>,
    /// Where the satellite flew, for the azimuth shift of radar.
    pub satellite: Option<SatelliteTrack>,
    /// What was seen.
    pub detections: Vec<Detection>,
}
