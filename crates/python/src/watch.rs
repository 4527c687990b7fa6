//! Positions to tracks and events: the detectors of the watch floor.

use std::collections::BTreeMap;

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_watch::fishing_model::{FishingModel, FishingModels};
use vigie_watch::{Context, Fix, PortSet, Rules, ShoreMap, Watch};

use crate::column::{Positions, Refused, VesselRow, bytes};

/// Columns of tracks: mmsi (u32), track (u32), time (i64 ms), lat, lon, sog, cog (f64, NaN not known).
type TrackColumns<'py> = [Bound<'py, PyBytes>; 7];

pub(crate) fn rules(text: Option<&str>) -> PyResult<Rules> {
    Rules::parse(text.unwrap_or("")).map_err(|fault| PyValueError::new_err(fault.to_string()))
}

/// Positions to events (JSON texts, the last state of each, by id), tracks, and rows refused.
#[pyfunction]
#[pyo3(signature = (mmsi, time_ms, lat, lon, sog=None, cog=None, vessels=Vec::new(), rules_text=None, models=Vec::new()))]
#[allow(clippy::too_many_arguments, reason = "one argument a column")]
pub(crate) fn watch<'py>(
    py: Python<'py>,
    mmsi: PyBuffer<u32>,
    time_ms: PyBuffer<i64>,
    lat: PyBuffer<f64>,
    lon: PyBuffer<f64>,
    sog: Option<PyBuffer<f64>>,
    cog: Option<PyBuffer<f64>>,
    vessels: Vec<VesselRow>,
    rules_text: Option<&str>,
    models: Vec<String>,
) -> PyResult<(Vec<String>, TrackColumns<'py>, Refused)> {
    let rules = rules(rules_text)?;
    let mut fishing_models = FishingModels::default();
    for text in &models {
        let model = FishingModel::from_json(text).and_then(|m| fishing_models.put(m));
        model.map_err(|fault| PyValueError::new_err(fault.to_string()))?;
    }
    let positions = Positions {
        mmsi,
        time_ms,
        lat,
        lon,
        sog,
        cog,
    };
    let mut rows = positions.rows(py, vessels)?;
    let refused = std::mem::take(&mut rows.refused);
    let context = Context {
        ports: PortSet::builtin(),
        shore: ShoreMap::builtin(),
        fishing_models,
        ..Context::default()
    };
    let mut watch = Watch::new(rules, context);
    watch.keep_fixes();
    let (mut last, mut tracks) = (BTreeMap::new(), Tracks::default());
    rows.heard_by(py, &mut watch, |watch| {
        watch.drain_fixes().iter().for_each(|fix| tracks.take(fix));
        let changes = watch.drain().into_iter();
        last.extend(changes.map(|c| (c.event.id.clone(), c.event)));
    })?;
    drop(watch);
    let texts: Result<Vec<String>, _> = last.values().map(serde_json::to_string).collect();
    let texts = texts.map_err(|fault| PyValueError::new_err(fault.to_string()))?;
    Ok((texts, tracks.columns(py), refused))
}

/// Positions with the track each belongs to, a column each.
#[derive(Default)]
struct Tracks {
    mmsi: Vec<u32>,
    track: Vec<u32>,
    time_ms: Vec<i64>,
    /// Latitude, longitude, speed, course.
    numbers: [Vec<f64>; 4],
}

impl Tracks {
    fn take(&mut self, fix: &Fix) {
        self.mmsi.push(fix.mmsi);
        self.track.push(fix.track);
        self.time_ms.push(fix.time.ms());
        let values = [
            fix.position.lat_deg(),
            fix.position.lon_deg(),
            fix.sog_kn.unwrap_or(f64::NAN),
            fix.cog_deg.unwrap_or(f64::NAN),
        ];
        for (column, value) in self.numbers.iter_mut().zip(values) {
            column.push(value);
        }
    }

    fn columns(self, py: Python<'_>) -> TrackColumns<'_> {
        let [lat, lon, sog, cog] = self.numbers;
        // Each column is let go when it is handed over.
        let double = |column: Vec<f64>| bytes(py, &column, |v| v.to_le_bytes());
        let number = |column: Vec<u32>| bytes(py, &column, |v| v.to_le_bytes());
        [
            number(self.mmsi),
            number(self.track),
            bytes(py, &self.time_ms, |v| v.to_le_bytes()),
            double(lat),
            double(lon),
            double(sog),
            double(cog),
        ]
    }
}
