//! Looks of satellites and sightings of people: files of detections in, each weighed against what the node heard, results
//! kept.
//!
//! A file comes by the API, by a watched folder or on the command line. Each of its scenes is matched with the
//! positions of the archive around its moment; what no track explains becomes an event. Positions may still come:
//! a scene is weighed again some hours of event time later, and its events change or are withdrawn.

mod chains;
mod folder;
mod glances;
mod keep;
mod matching;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vigie_watch::detection::{
    ColumnPreset, DetectionRead, Scene, SceneResult, SensorKind, TrackResult, Verdict,
    read_detections, read_detections_geojson,
};

use crate::reference;

pub(crate) use chains::join_dark;
pub(crate) use folder::keep_scenes;
pub(crate) use glances::{kept_glances, shown};
pub(crate) use keep::{FILE_KIND, SCENE_KIND, take_columns, take_file};
pub(crate) use matching::known_vessels;

/// What a file is read by when nobody says.
pub(crate) const PRESET: &str = "plain";

/// A file or folder of detections and how to read it: `ksat-radar@scene.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct DetectionSpec {
    /// Name of the column preset, or the file of own columns.
    pub preset: String,
    /// File or folder.
    pub path: PathBuf,
    /// The columns; of a file of own ones once it was read.
    pub columns: Option<ColumnPreset>,
}

/// How a file of own columns ends.
const OWN: &str = ".toml";

impl DetectionSpec {
    /// Reads `PRESET@PATH`, `FILE.toml@PATH` or `PATH`; `None` if the preset is not known. A file of own columns is not read
    /// here: see [`Self::read_columns`].
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (preset, path) = match text.split_once('@') {
            Some((preset, path)) if preset.ends_with(OWN) || !preset.contains('/') => {
                (preset, path)
            }
            _ => (PRESET, text),
        };
        let columns = ColumnPreset::builtin(preset);
        (columns.is_some() || preset.ends_with(OWN)).then(|| Self {
            preset: preset.to_owned(),
            path: Path::new(path).to_owned(),
            columns,
        })
    }

    /// Reads the file of own columns, if one is named.
    ///
    /// # Errors
    /// A file that cannot be read, or that names no columns.
    pub fn read_columns(mut self) -> Result<Self, reference::Error> {
        if self.columns.is_none() {
            let path = Path::new(&self.preset);
            let text = String::from_utf8_lossy(&reference::read(path)?).into_owned();
            let columns =
                ColumnPreset::from_toml(&text).map_err(|source| reference::Error::Watch {
                    path: path.to_owned(),
                    source,
                })?;
            self.columns = Some(columns);
        }
        Ok(self)
    }
}

/// Reads detections, CSV or GeoJSON by their first sign.
pub(crate) fn read(
    bytes: &[u8],
    preset: &ColumnPreset,
) -> Result<DetectionRead, vigie_watch::Error> {
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    if first == Some(&b'{') {
        return read_detections_geojson(&String::from_utf8_lossy(bytes), preset);
    }
    read_detections(bytes, preset)
}

/// How many detections came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) dark: usize,
    pub(crate) on_ais: usize,
    pub(crate) uncertain: usize,
    /// Tracks that were probably inside the look and that the sensor did not show.
    pub(crate) missed: usize,
}

impl Outcome {
    pub(crate) fn of(result: &SceneResult) -> Self {
        let count = |v: Verdict| result.detections.iter().filter(|d| d.verdict == v).count();
        let missed = result
            .tracks
            .iter()
            .filter(|t| is_missed(t.inside, t.detected));
        Self {
            dark: count(Verdict::Dark),
            on_ais: count(Verdict::OnAis),
            uncertain: count(Verdict::Uncertain),
            missed: missed.count(),
        }
    }

    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            dark: self.dark + other.dark,
            on_ais: self.on_ais + other.on_ais,
            uncertain: self.uncertain + other.uncertain,
            missed: self.missed + other.missed,
        }
    }

    pub(crate) fn json(self) -> Value {
        json!({"dark": self.dark, "on_ais": self.on_ais, "uncertain": self.uncertain, "missed": self.missed})
    }
}

/// Surely inside and surely none of the detections.
fn is_missed(inside: Option<f64>, detected: f64) -> bool {
    inside.is_some_and(|p| p >= 0.9) && detected <= 0.1
}

/// A scene and what it says, as the API shows it: each detection with its working, each track with what became of it.
pub(crate) fn scene_json(scene: &Scene, result: &SceneResult) -> Value {
    let detections: Vec<Value> = scene
        .detections
        .iter()
        .zip(&result.detections)
        .map(|(seen, said)| {
            let mut shown = json!({
                "id": seen.id, "time": seen.time, "position": seen.position, "length_m": seen.length_m,
                "confidence": seen.confidence, "dark": said.dark, "verdict": said.verdict,
                "ais_heard": said.ais_heard, "assigned": said.assigned, "alone_per_km2": said.alone_per_km2, "candidates": said.candidates,
            });
            if let (Some(members), Some(witness)) = (shown.as_object_mut(), &seen.witness) {
                members.insert("witness".to_owned(), json!(witness));
            }
            shown
        })
        .collect();
    // Of a sighting only what may have been seen: of all other ships it says nothing.
    let by_eye = scene.sensor == SensorKind::Sighting;
    let is_of_interest =
        |t: &TrackResult| t.inside.is_some_and(|p| p >= 0.01) || t.detected >= 0.01;
    let tracks: Vec<Value> = result
        .tracks
        .iter()
        .filter(|t| is_of_interest(t) || (!by_eye && t.inside.is_none()))
        .map(|t| {
            let outcome = if t.detected >= 0.5 {
                "detected"
            } else if is_missed(t.inside, t.detected) {
                "missed-by-the-sensor"
            } else {
                "uncertain"
            };
            json!({"track": t.track, "inside": t.inside, "seen": t.seen, "missed": t.missed,
                "detected": t.detected, "outcome": outcome})
        })
        .collect();
    json!({
        "id": scene.id, "platform": scene.platform, "satellite": scene.satellite, "sensor": scene.sensor, "traits": scene.traits, "time": scene.time,
        "footprint": scene.footprint.as_ref().map(vigie_sea::Polygon::rings),
        "expected_dark": result.expected_dark, "ais_heard": result.ais_heard, "outcome": Outcome::of(result).json(),
        "detections": detections, "tracks": tracks,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_spec_names_preset_and_path() {
        let spec = DetectionSpec::parse("ksat-radar@a/b@c.csv").unwrap();
        assert_eq!(
            (spec.preset.as_str(), spec.path.to_str().unwrap()),
            ("ksat-radar", "a/b@c.csv")
        );
        assert_eq!(DetectionSpec::parse("./a@b.csv").unwrap().preset, "plain");
        assert!(DetectionSpec::parse("unheard-of@a.csv").is_none());
        let own = DetectionSpec::parse("/etc/own.toml@a.csv").unwrap();
        assert_eq!(
            (own.preset.as_str(), &own.columns),
            ("/etc/own.toml", &None)
        );
        assert_eq!(own.path.to_str(), Some("a.csv"));
    }
}
