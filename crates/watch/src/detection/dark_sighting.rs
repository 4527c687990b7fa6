//! What the joining of looks needs: each dark detection with its place and its doubt, and what each look went over.

use vigie_sea::{Polygon, Position, Time};

use super::scene::Scene;
use super::sensor::{SensorKind, SensorTraits};
use crate::{Event, EventKind};

/// A detection that no track explains well enough.
#[derive(Debug, Clone, PartialEq)]
pub struct DarkSighting {
    /// Id of its event.
    pub id: String,
    /// Scene it is of.
    pub scene: String,
    /// Kind of sensor.
    pub sensor: SensorKind,
    /// When.
    pub time: Time,
    /// Where.
    pub position: Position,
    /// Length as the sensor sees it, metres.
    pub length_m: Option<f64>,
    /// Probability that no track explains it.
    pub dark: f64,
    /// Standard deviation of the place per axis, metres.
    pub place_m: f64,
    /// Density of detections that stand alone there, per km².
    pub alone_per_km2: f64,
}

impl DarkSighting {
    /// What an event `dark_detection` holds of it; `None` for any other event, or one without that evidence.
    #[must_use]
    pub fn of(event: &Event) -> Option<Self> {
        if event.kind != EventKind::DarkDetection {
            return None;
        }
        let number = |name: &str| event.evidence.numbers.get(name).copied().flatten();
        let code = |name: &str| event.evidence.codes.get(name);
        let sensor = SensorKind::of(code("sensor")?)?;
        let place_m = number("place_m").filter(|m| *m > 0.0);
        Some(Self {
            id: event.id.clone(),
            scene: code("scene")?.clone(),
            sensor,
            time: event.start.time,
            position: event.start.position,
            length_m: number("length_m").filter(|m| *m > 1.0),
            dark: number("dark_probability")?.clamp(0.0, 1.0),
            place_m: place_m.unwrap_or(sensor.traits().place_m),
            alone_per_km2: number("alone_per_km2")?,
        })
    }
}

/// What a look went over, whether or not it saw anything.
#[derive(Debug, Clone, PartialEq)]
pub struct LookOver {
    /// The scene's id.
    pub scene: String,
    /// Kind of sensor.
    pub sensor: SensorKind,
    /// Moment of the look.
    pub time: Time,
    /// What was looked at; without it nothing is said to be not seen.
    pub footprint: Option<Polygon>,
    /// How well it sees.
    pub traits: SensorTraits,
}

impl From<&Scene> for LookOver {
    fn from(scene: &Scene) -> Self {
        Self {
            scene: scene.id.clone(),
            sensor: scene.sensor,
            time: scene.time,
            footprint: scene.footprint.clone(),
            traits: scene.traits,
        }
    }
}
