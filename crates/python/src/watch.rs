//! Positions to tracks and events: the detectors of the watch floor.

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_watch::fishing_model::{FishingModel, FishingModels};
use vigie_watch::{Context, Event, Fix, Observation, PortSet, Rules, ShoreMap, Watch};

use crate::column::{Positions, VesselRow, bytes};

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
) -> PyResult<(Vec<String>, TrackColumns<'py>, u64)> {
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
    let (observations, refused) = positions.observations(py, vessels)?;
    let context = Context {
        ports: PortSet::builtin(),
        shore: ShoreMap::builtin(),
        fishing_models,
        ..Context::default()
    };
    let (events, fixes) = py.detach(|| run(rules, context, observations));
    let texts: Result<Vec<String>, _> = events.iter().map(serde_json::to_string).collect();
    let texts = texts.map_err(|fault| PyValueError::new_err(fault.to_string()))?;
    Ok((texts, columns(py, &fixes), refused))
}

fn run(rules: Rules, context: Context, observations: Vec<Observation>) -> (Vec<Event>, Vec<Fix>) {
    let mut watch = Watch::new(rules, context);
    watch.keep_fixes();
    let (mut last, mut fixes) = (std::collections::BTreeMap::new(), Vec::new());
    let mut take = |watch: &mut Watch| {
        fixes.extend(watch.drain_fixes());
        last.extend(
            watch
                .drain()
                .into_iter()
                .map(|c| (c.event.id.clone(), c.event)),
        );
    };
    for (number, observation) in observations.into_iter().enumerate() {
        watch.push(observation);
        if number % 65_536 == 0 {
            take(&mut watch);
        }
    }
    watch.finish();
    take(&mut watch);
    (last.into_values().collect(), fixes)
}

fn columns<'py>(py: Python<'py>, fixes: &[Fix]) -> TrackColumns<'py> {
    let known = |v: Option<f64>| v.unwrap_or(f64::NAN).to_le_bytes();
    [
        bytes(py, fixes, |f| f.mmsi.to_le_bytes()),
        bytes(py, fixes, |f| f.track.to_le_bytes()),
        bytes(py, fixes, |f| f.time.ms().to_le_bytes()),
        bytes(py, fixes, |f| f.position.lat_deg().to_le_bytes()),
        bytes(py, fixes, |f| f.position.lon_deg().to_le_bytes()),
        bytes(py, fixes, |f| known(f.sog_kn)),
        bytes(py, fixes, |f| known(f.cog_deg)),
    ]
}
