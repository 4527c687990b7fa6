//! Detections of satellites matched to positions.

use std::collections::HashMap;

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use vigie_watch::detection::{
    ColumnPreset, Lookout, MotionModel, Scene, SceneResult, match_scene, read_detections,
    read_detections_geojson, scene_events,
};
use vigie_watch::{Context, Event, Gear, Observation, Rules, Watch};

use crate::column::{Positions, VesselRow};

/// Scenes with their results and events as JSON texts, refused rows of detections (line, reason), refused positions.
type Matched = (Vec<String>, Vec<String>, Vec<(u64, String)>, u64);

/// Matches the detections of a file (CSV or GeoJSON) to positions.
#[pyfunction]
#[pyo3(signature = (detections, preset, mmsi, time_ms, lat, lon, sog=None, cog=None, vessels=Vec::new(), rules_text=None))]
#[allow(clippy::too_many_arguments, reason = "one argument a column")]
pub(crate) fn match_detections(
    py: Python<'_>,
    detections: &[u8],
    preset: &str,
    mmsi: PyBuffer<u32>,
    time_ms: PyBuffer<i64>,
    lat: PyBuffer<f64>,
    lon: PyBuffer<f64>,
    sog: Option<PyBuffer<f64>>,
    cog: Option<PyBuffer<f64>>,
    vessels: Vec<VesselRow>,
    rules_text: Option<&str>,
) -> PyResult<Matched> {
    let wrong = |fault: &dyn std::fmt::Display| PyValueError::new_err(fault.to_string());
    let columns =
        ColumnPreset::builtin(preset).ok_or_else(|| wrong(&format!("preset unknown: {preset}")))?;
    let is_json = detections.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
    let read = if is_json {
        read_detections_geojson(&String::from_utf8_lossy(detections), &columns)
    } else {
        read_detections(detections, &columns)
    };
    let read = read.map_err(|fault| wrong(&fault))?;
    let rules = crate::watch::rules(rules_text)?;
    let positions = Positions {
        mmsi,
        time_ms,
        lat,
        lon,
        sog,
        cog,
    };
    let known: HashMap<u32, (String, Option<f64>)> = vessels
        .iter()
        .map(|(mmsi, gear, _, length, _)| {
            let class = gear.as_deref().and_then(Gear::of).map_or("*", Gear::code);
            (*mmsi, (class.to_owned(), length.map(f64::from)))
        })
        .collect();
    let (observations, refused) = positions.observations(py, vessels)?;
    let scenes = read.scenes;
    let told = py.detach(|| run(&scenes, rules, observations, &known));
    let (mut results, mut events) = (Vec::new(), Vec::new());
    for (scene, (result, said)) in scenes.iter().zip(told) {
        let value = serde_json::json!({
            "id": scene.id, "sensor": scene.sensor, "time": scene.time, "seen": scene.detections, "result": result,
        });
        results.push(value.to_string());
        for event in said {
            events.push(serde_json::to_string(&event).map_err(|fault| wrong(&fault))?);
        }
    }
    let faults = read
        .faults
        .into_iter()
        .map(|f| (f.line, f.reason))
        .collect();
    Ok((results, events, faults, refused))
}

fn run(
    scenes: &[Scene],
    mut rules: Rules,
    observations: Vec<Observation>,
    known: &HashMap<u32, (String, Option<f64>)>,
) -> Vec<(SceneResult, Vec<Event>)> {
    let (config, version) = (rules.detection, rules.version.clone());
    rules.watch.detectors.clear();
    rules.watch.presence = false;
    let moments: Vec<_> = scenes.iter().map(|s| s.time).collect();
    let mut lookout = Lookout::new(&moments, config.window_h);
    let mut watch = Watch::new(rules, Context::default());
    watch.keep_fixes();
    for (number, observation) in observations.into_iter().enumerate() {
        watch.push(observation);
        if number % 65_536 == 0 {
            watch.drain_fixes().iter().for_each(|fix| lookout.fix(fix));
        }
    }
    watch.finish();
    watch.drain_fixes().iter().for_each(|fix| lookout.fix(fix));
    let class = |mmsi: u32, _track: u32| {
        let found = known.get(&mmsi).cloned();
        found.unwrap_or_else(|| ("*".to_owned(), None))
    };
    let model = MotionModel::builtin();
    let views = lookout.finish(class);
    let weigh = |(scene, tracks): (&Scene, Vec<_>)| {
        let result = match_scene(scene, &tracks, &model, &config);
        let events = scene_events(scene, &result, &config, &version);
        (result, events)
    };
    scenes.iter().zip(views).map(weigh).collect()
}
