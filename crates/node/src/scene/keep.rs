//! Taking in a file of detections, and weighing a kept scene again.

use std::sync::Arc;

use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_watch::detection::{
    ColumnPreset, MotionModel, Scene, SceneResult, match_scene, scene_events,
};
use vigie_watch::{Event, Rules};

use super::matching::{KnownVessels, known_vessels, seen_tracks};
use super::{read, scene_json};
use crate::{
    auth::fingerprint,
    http::{App, Deed, Problem},
    live::now,
};

/// Documents that hold the files as they came, by their SHA-256.
pub(crate) const FILE_KIND: &str = "detection-file";
/// Documents that hold scenes with their results, by the scene's id.
pub(crate) const SCENE_KIND: &str = "scene";
/// Scenes of one file.
const SCENES_MAX: usize = 1_000;
/// Detections of one scene: the matching looks at every pair of detection and track.
const DETECTIONS_MAX: usize = 20_000;
/// Scenes that are looked at for whether they are due, the newest kept.
const DUE_MAX: u64 = 500;
/// A scene is weighed again when event time is so far past it, hours.
const AGAIN_H: [i64; 3] = [1, 4, 12];

/// What became of a file.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// One summary a scene.
    pub(crate) scenes: Vec<Value>,
    /// Rows refused: line and reason.
    pub(crate) faults: Vec<Value>,
    /// Rows that the producer marks as no vessel.
    pub(crate) passed_over: u64,
}

/// A scene with what it says.
struct Weighed {
    scene: Scene,
    result: SceneResult,
    events: Vec<Event>,
    /// Event time up to which positions were looked at.
    as_of: Option<Time>,
}

/// Reads a file, weighs its scenes, keeps file, results and events, all or nothing a scene.
pub(crate) async fn take_file(
    app: &Arc<App>,
    user: &str,
    name: &str,
    preset: &str,
    bytes: &[u8],
) -> Result<Taken, Problem> {
    let columns =
        ColumnPreset::builtin(preset).ok_or_else(|| Problem::bad("preset-unknown", preset))?;
    let read = read(bytes, &columns).map_err(|fault| Problem::bad(fault.code(), &fault))?;
    let too_many = read.scenes.len() > SCENES_MAX
        || read
            .scenes
            .iter()
            .any(|s| s.detections.len() > DETECTIONS_MAX);
    if too_many {
        return Err(Problem::bad("detections-too-many", DETECTIONS_MAX));
    }
    if read.scenes.is_empty() {
        let first = read
            .faults
            .first()
            .map_or("-", |f| f.reason.as_str())
            .to_owned();
        return Err(Problem::bad("nothing-detected", first));
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    let file = fingerprint(&text);
    let body = json!({"name": name, "preset": preset, "text": text}).to_string();
    let (by, kept) = (user.to_owned(), file.clone());
    let detail = json!({"name": name, "preset": preset, "scenes": read.scenes.len(), "faults": read.faults.len()});
    let deed = Deed::new(user, "detections-taken", &file, detail);
    app.change(move |ledger| {
        let is_new = ledger.document(FILE_KIND, &kept)?.is_none();
        if is_new {
            ledger.put_document(FILE_KIND, &kept, now().ms(), &by, &body)?;
        }
        Ok(((), is_new.then_some(deed)))
    })
    .await?;
    let mut scenes = Vec::with_capacity(read.scenes.len());
    for scene in read.scenes {
        scenes.push(weigh_and_keep(app, user, &file, scene).await?);
    }
    let fault =
        |f: &vigie_watch::detection::DetectionFault| json!({"line": f.line, "reason": f.reason});
    Ok(Taken {
        scenes,
        faults: read.faults.iter().map(fault).collect(),
        passed_over: read.passed_over,
    })
}

/// Weighs again the scenes whose time has come; gives how many.
pub(super) async fn weigh_due(app: &Arc<App>) -> Result<usize, Problem> {
    let event_time = app
        .ask(|engine| engine.newest.or(engine.watch.now()))
        .await?;
    let Some(event_time) = event_time else {
        return Ok(0);
    };
    let documents = app
        .ledger(|ledger| ledger.documents(SCENE_KIND, DUE_MAX))
        .await?;
    let mut done = 0;
    for document in documents {
        let body: Value = serde_json::from_str(&document.body).unwrap_or_default();
        let next_ms = body.get("again_ms").and_then(Value::as_i64);
        if next_ms.is_none_or(|next| event_time.ms() < next) {
            continue;
        }
        let file = body
            .get("file")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if let Some(scene) = scene_of_file(app, &file, &document.id).await? {
            weigh_and_keep(app, &document.user, &file, scene).await?;
            done += 1;
        }
    }
    Ok(done)
}

/// A scene out of the file it came in.
async fn scene_of_file(app: &Arc<App>, file: &str, id: &str) -> Result<Option<Scene>, Problem> {
    let wanted = file.to_owned();
    let Some(kept) = app
        .ledger(move |ledger| ledger.document(FILE_KIND, &wanted))
        .await?
    else {
        return Ok(None);
    };
    let body: Value = serde_json::from_str(&kept.body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let Some(columns) = ColumnPreset::builtin(text("preset")) else {
        return Ok(None);
    };
    let read = read(text("text").as_bytes(), &columns);
    Ok(read
        .ok()
        .and_then(|r| r.scenes.into_iter().find(|s| s.id == id)))
}

async fn weigh_and_keep(
    app: &Arc<App>,
    user: &str,
    file: &str,
    scene: Scene,
) -> Result<Value, Problem> {
    let mut scene = scene;
    let (scene, rules, known, as_of) = app
        .ask(move |engine| {
            let as_of = engine.newest.or(engine.watch.now());
            engine.watch.context().satellites.place(&mut scene);
            let rules = engine.watch.rules().clone();
            (scene, rules, known_vessels(&engine.watch), as_of)
        })
        .await?;
    let at = Arc::clone(app);
    let work = tokio::task::spawn_blocking(move || weigh(&at, scene, &rules, &known, as_of));
    let weighed = work
        .await
        .map_err(|broken| Problem::internal("work-broke", broken))??;
    let (user, file) = (user.to_owned(), file.to_owned());
    app.ask(move |engine| {
        let mut body = scene_json(&weighed.scene, &weighed.result);
        let id = weighed.scene.id.clone();
        if let Some(members) = body.as_object_mut() {
            members.insert("file".to_owned(), file.into());
            members.insert("as_of".to_owned(), json!(weighed.as_of));
            members.insert(
                "again_ms".to_owned(),
                json!(again_ms(weighed.scene.time, weighed.as_of)),
            );
        }
        engine
            .ledger
            .put_document(SCENE_KIND, &id, now().ms(), &user, &body.to_string())?;
        let at = weighed.as_of.unwrap_or(weighed.scene.time);
        engine.watch.tell_scene(at, &id, weighed.events);
        engine.publish();
        Ok::<Value, vigie_store::Error>(glance(&body))
    })
    .await?
    .map_err(Problem::from)
}

fn weigh(
    app: &App,
    scene: Scene,
    rules: &Rules,
    known: &KnownVessels,
    as_of: Option<Time>,
) -> Result<Weighed, Problem> {
    let tracks = seen_tracks(&app.archive, &scene, rules, known)?;
    let model = MotionModel::builtin();
    let result = match_scene(&scene, &tracks, &model, &rules.detection);
    let events = scene_events(&scene, &result, &rules.detection, &rules.version);
    Ok(Weighed {
        scene,
        result,
        events,
        as_of,
    })
}

/// The next moment of event time at which the scene is weighed again; `None` when all that can come has come.
fn again_ms(time: Time, as_of: Option<Time>) -> Option<i64> {
    let past = |hours: &i64| time.ms() + hours * 3_600_000;
    AGAIN_H
        .iter()
        .map(past)
        .find(|at| as_of.is_none_or(|now| now.ms() < *at))
}

/// A scene without its detections and tracks.
pub(crate) fn glance(body: &Value) -> Value {
    let mut short = body.clone();
    if let Some(members) = short.as_object_mut() {
        let count = |v: Option<Value>| v.and_then(|v| v.as_array().map(Vec::len)).unwrap_or(0);
        let detections = count(members.remove("detections"));
        let tracks = count(members.remove("tracks"));
        members.insert("detections".to_owned(), detections.into());
        members.insert("tracks".to_owned(), tracks.into());
        members.remove("again_ms");
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_is_weighed_again_until_nothing_can_come() {
        let look = Time::from_s(1_000_000);
        let after = |hours: i64| Some(look.plus_ms(hours * 3_600_000));
        assert_eq!(again_ms(look, None), Some(look.ms() + 3_600_000));
        assert_eq!(again_ms(look, after(2)), Some(look.ms() + 4 * 3_600_000));
        assert_eq!(again_ms(look, after(12)), None);
    }
}
