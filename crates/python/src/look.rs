//! Detections of satellites and sightings of people matched to positions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use vigie_watch::detection::{
    ColumnPreset, DetectionRead, LookOver, Lookout, MatchConfig, MotionModel, Scene, SceneResult,
    TrackView, match_scene, name_sighted, read_detections, read_detections_geojson, scene_events,
    unseen_events,
};
use vigie_watch::{Context, Event, Gear, Rules, Watch};

use crate::column::{Positions, Refused, Rows, VesselRow};
use crate::reference::{Files, load};

/// Scenes with their results and events as JSON texts, refused rows of detections (line, reason), refused positions.
type Matched = (Vec<String>, Vec<String>, Vec<(u64, String)>, Refused);
/// Class of movement and length of a vessel.
type Known = HashMap<u32, (String, Option<f64>)>;

fn wrong(fault: &dyn std::fmt::Display) -> PyErr {
    PyValueError::new_err(fault.to_string())
}

/// Matches the detections of a file (CSV or GeoJSON) to positions. `columns` is a TOML text of own columns in place of the
/// preset, `files` are reference files, `motion` the text of a learnt model of movement.
#[pyfunction]
#[pyo3(signature = (detections, preset, mmsi, time_ms, lat, lon, sog=None, cog=None, vessels=Vec::new(), rules_text=None, columns=None, files=Vec::new(), motion=None))]
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
    columns: Option<&str>,
    files: Files,
    motion: Option<&str>,
) -> PyResult<Matched> {
    let read = read_file(preset, columns, detections)?;
    let (rules, mut context, _receivers) = load(&files)?;
    let rules = match rules_text {
        Some(text) => crate::watch::rules(Some(text))?,
        None => rules,
    };
    if let Some(text) = motion {
        let model = MotionModel::from_json(text).map_err(|fault| wrong(&fault))?;
        context.motion = Some(Arc::new(model));
    }
    let positions = Positions {
        mmsi,
        time_ms,
        lat,
        lon,
        sog,
        cog,
    };
    let known: Known = vessels
        .iter()
        .map(|(mmsi, gear, _, length, _)| (*mmsi, movement(gear.as_deref(), *length)))
        .collect();
    let mut rows = positions.rows(py, vessels)?;
    let refused = std::mem::take(&mut rows.refused);
    let mut scenes = read.scenes;
    let (told, said) = run(py, &mut scenes, rules, context, rows, known)?;
    let mut results = Vec::new();
    for (scene, result) in scenes.iter().zip(told) {
        results.push(scene_json(scene, &result));
    }
    let events: Result<Vec<String>, _> = said.iter().map(serde_json::to_string).collect();
    let faults = read
        .faults
        .into_iter()
        .map(|f| (f.line, f.reason))
        .collect();
    let events = events.map_err(|fault| wrong(&fault))?;
    Ok((results, events, faults, refused))
}

/// A file of detections: name, preset, own columns (a TOML text) in place of it, bytes.
pub(crate) type SceneFile = (String, String, Option<String>, Vec<u8>);

fn read_file(preset: &str, columns: Option<&str>, bytes: &[u8]) -> PyResult<DetectionRead> {
    let columns = match columns {
        Some(text) => ColumnPreset::from_toml(text).map_err(|fault| wrong(&fault))?,
        None => ColumnPreset::builtin(preset)
            .ok_or_else(|| wrong(&format!("preset unknown: {preset}")))?,
    };
    let is_json = bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
    let read = if is_json {
        read_detections_geojson(&String::from_utf8_lossy(bytes), &columns)
    } else {
        read_detections(bytes, &columns)
    };
    read.map_err(|fault| wrong(&fault))
}

/// The scenes of some files in their order, and refused rows: file, line and reason.
pub(crate) fn read_scenes(
    files: &[SceneFile],
) -> PyResult<(Vec<Scene>, Vec<(String, u64, String)>)> {
    let (mut scenes, mut faults) = (Vec::new(), Vec::new());
    for (name, preset, columns, bytes) in files {
        let read = read_file(preset, columns.as_deref(), bytes)
            .map_err(|fault| wrong(&format!("{name}: {fault}")))?;
        scenes.extend(read.scenes);
        let told = read.faults.into_iter();
        faults.extend(told.map(|f| (name.clone(), f.line, f.reason)));
    }
    Ok((scenes, faults))
}

/// What a scene shows and what was said of it.
pub(crate) fn scene_json(scene: &Scene, result: &SceneResult) -> String {
    let value = serde_json::json!({
        "id": scene.id, "sensor": scene.sensor, "time": scene.time, "footprint": scene.footprint.as_ref().map(vigie_sea::Polygon::rings), "seen": scene.detections,
        "result": result,
    });
    value.to_string()
}

fn movement(gear: Option<&str>, length_m: Option<u16>) -> (String, Option<f64>) {
    let class = gear.and_then(Gear::of).map_or("*", Gear::code);
    (class.to_owned(), length_m.map(f64::from))
}

/// What each scene says, and the last state of every event, by id: what is dark, what should have been seen, and what was
/// seen again.
fn run(
    py: Python<'_>,
    scenes: &mut [Scene],
    mut rules: Rules,
    context: Context,
    rows: Rows,
    known: Known,
) -> PyResult<(Vec<SceneResult>, Vec<Event>)> {
    let (config, version) = (rules.detection, rules.version.clone());
    rules.watch.detectors.clear();
    rules.watch.presence = false;
    let moments: Vec<_> = scenes.iter().map(|s| s.time).collect();
    let mut lookout = Lookout::new(&moments, config.window_h);
    let mut watch = Watch::new(rules, context);
    watch.keep_fixes();
    rows.heard_by(py, &mut watch, |watch| {
        watch.drain_fixes().iter().for_each(|fix| lookout.fix(fix));
    })?;
    Ok(py.detach(|| weigh(scenes, watch, lookout, known, (config, &version))))
}

fn weigh(
    scenes: &mut [Scene],
    mut watch: Watch,
    lookout: Lookout,
    mut known: Known,
    (config, version): (MatchConfig, &str),
) -> (Vec<SceneResult>, Vec<Event>) {
    // With what a list tells of a vessel; of one that is out of sight by now, what the caller told.
    for vessel in watch.vessels() {
        let told = movement(vessel.gear(), vessel.identity.length_m);
        known.insert(vessel.mmsi, told);
    }
    let class = |mmsi: u32, _track: u32| {
        let found = known.get(&mmsi).cloned();
        found.unwrap_or_else(|| ("*".to_owned(), None))
    };
    let model = watch.context().motion_model();
    let views = lookout.finish(class);
    name_sighted(scenes.iter_mut(), watch.vessels());
    let mut results = Vec::new();
    let weigh = |scene: &Scene, tracks: &[TrackView]| {
        let result = match_scene(scene, tracks, &model, &config);
        let mut events = scene_events(scene, &result, &config, version);
        events.extend(unseen_events(scene, &result, tracks, &config, version));
        (result, events)
    };
    for (scene, tracks) in scenes.iter_mut().zip(&views) {
        watch.context().satellites.place(scene);
        let (result, events) = weigh(scene, tracks);
        let at = watch.now().unwrap_or(scene.time);
        watch.tell_scene(at, &scene.id, events);
        results.push(result);
    }
    let over: Vec<LookOver> = scenes.iter().map(LookOver::from).collect();
    let newest = scenes.iter().map(|scene| scene.time).max();
    if let Some(at) = watch.now().or(newest) {
        watch.tell_dark_vessels(at, &over, &BTreeSet::new());
    }
    let changes = watch.drain().into_iter();
    let last: BTreeMap<String, Event> = changes.map(|c| (c.event.id.clone(), c.event)).collect();
    (results, last.into_values().collect())
}
