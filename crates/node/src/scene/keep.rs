//! Taking in a file of detections, and weighing a kept scene again.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use tokio::sync::Mutex;
use vigie_sea::Time;
use vigie_watch::detection::{
    ColumnPreset, MotionModel, Scene, SensorKind, TrackView, lit_vessels, match_scene,
    name_sighted, scene_events, unseen_events,
};
use vigie_watch::{Event, Lit, Rules};

use super::chains::join_dark;
use super::glances;
use super::matching::{KnownVessels, known_vessels, seen_tracks};
use super::{read, scene_json};
use crate::{
    auth::fingerprint,
    engine::Engine,
    http::{App, Deed, Problem},
    live::now,
};

/// Documents that hold the files as they came, by their SHA-256.
pub(crate) const FILE_KIND: &str = "detection-file";
/// Documents that hold scenes with their results, by the scene's id.
pub(crate) const SCENE_KIND: &str = "scene";
/// Scenes of one file.
const SCENES_MAX: usize = 1_000;
/// Detections of one scene: what is said of each is kept, some hundred bytes.
const DETECTIONS_MAX: usize = 50_000;
/// Scenes that are looked at for whether they are due, the newest kept, and as many sightings.
const DUE_MAX: u64 = 2_000;
/// Sightings weighed together, so that the positions around them are read once…
const TOGETHER_MAX: usize = 64;
/// …if no two of them are further apart in time than this, milliseconds.
const TOGETHER_MS: i64 = 3 * 3_600_000;
/// A scene is weighed again when event time is so far past it, hours.
const AGAIN_H: [i64; 3] = [1, 4, 12];

/// One at a time reads, weighs and keeps: what was read first must not be kept last.
static WEIGHING: Mutex<()> = Mutex::const_new(());

/// What became of a file.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// One summary a scene.
    pub(crate) scenes: Vec<Value>,
    /// Rows refused, or used without a value that cannot be right: line, reason and which of both.
    pub(crate) faults: Vec<Value>,
    /// Rows that the producer marks as no vessel.
    pub(crate) passed_over: u64,
}

/// A scene to be weighed.
struct Due {
    /// Who brought it.
    user: String,
    /// The file it came in.
    file: String,
    scene: Scene,
}

/// What a scene says, in the form it is kept.
struct Weighed {
    user: String,
    id: String,
    time: Time,
    body: String,
    glance: Value,
    events: Vec<Event>,
    lit: Vec<Lit>,
}

/// Takes in a file of one of the built-in producers.
pub(crate) async fn take_file(
    app: &Arc<App>,
    user: &str,
    name: &str,
    preset: &str,
    bytes: &[u8],
) -> Result<Taken, Problem> {
    let columns =
        ColumnPreset::builtin(preset).ok_or_else(|| Problem::bad("preset-unknown", preset))?;
    take_columns(app, user, name, &columns, bytes).await
}

/// Reads a file, weighs its scenes, keeps file, results and events, all or nothing a scene.
pub(crate) async fn take_columns(
    app: &Arc<App>,
    user: &str,
    name: &str,
    columns: &ColumnPreset,
    bytes: &[u8],
) -> Result<Taken, Problem> {
    let preset = columns.name.as_str();
    let read = read(bytes, columns).map_err(|fault| Problem::bad(fault.code(), &fault))?;
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
    let mut body = json!({"name": name, "preset": preset, "text": text});
    // Own columns stay with the file: it is read again, and the file that named them may be gone by then.
    if let Some(members) = body.as_object_mut()
        && ColumnPreset::builtin(preset).as_ref() != Some(columns)
    {
        members.insert("columns".to_owned(), json!(columns));
    }
    let body = body.to_string();
    let (by, kept) = (user.to_owned(), file.clone());
    let _one = WEIGHING.lock().await;
    let detail = json!({"name": name, "preset": preset, "scenes": read.scenes.len(), "faults": read.faults.len()});
    let deed = Deed::new(user, "detections-taken", &file, detail);
    app.change(move |ledger| {
        let known = ledger.document(FILE_KIND, &kept)?;
        // The same file may come again with other columns: by those it is read again from now on.
        let is_new = known.is_none_or(|known| known.body != body);
        if is_new {
            ledger.put_document(FILE_KIND, &kept, now().ms(), &by, &body)?;
        }
        Ok(((), is_new.then_some(deed)))
    })
    .await?;
    let due = |scene| Due {
        user: user.to_owned(),
        file: file.clone(),
        scene,
    };
    let scenes = weigh_all(app, read.scenes.into_iter().map(due).collect()).await?;
    let fault = |f: &vigie_watch::detection::DetectionFault| json!({"line": f.line, "reason": f.reason, "used": f.used});
    Ok(Taken {
        scenes,
        faults: read.faults.iter().map(fault).collect(),
        passed_over: read.passed_over,
    })
}

/// Weighs again the scenes whose time has come, and joins what stays dark; gives how many.
pub(super) async fn weigh_due(app: &Arc<App>) -> Result<usize, Problem> {
    let event_time = app
        .ask(|engine| engine.newest.or(engine.watch.now()))
        .await?;
    let Some(event_time) = event_time else {
        return Ok(0);
    };
    let glances = app
        .ledger(|ledger| glances::kept_glances(ledger, DUE_MAX))
        .await?;
    let mut files: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (user, glance) in glances {
        let next_ms = glance.get("again_ms").and_then(Value::as_i64);
        if next_ms.is_none_or(|next| event_time.ms() < next) {
            continue;
        }
        let text = |name: &str| glance.get(name).and_then(Value::as_str).unwrap_or_default();
        let scenes = files.entry(text("file").to_owned()).or_default();
        scenes.insert(text("id").to_owned(), user);
    }
    let (mut done, mut small) = (0, Vec::new());
    for (file, users) in files {
        // File by file, so that an officer's own waits for one at most.
        let _one = WEIGHING.lock().await;
        let looks = due_of_file(app, &file, &users).await?;
        // Sightings come in many small files; they wait for those of the same hours.
        if looks.iter().all(is_sighting) {
            small.push((file, users));
            continue;
        }
        done += looks.len();
        weigh_all(app, looks).await?;
    }
    let one = WEIGHING.lock().await;
    let mut sighted = Vec::new();
    for (file, users) in &small {
        sighted.append(&mut due_of_file(app, file, users).await?);
    }
    done += sighted.len();
    weigh_all(app, sighted).await?;
    drop(one);
    join_dark(app).await?;
    Ok(done)
}

/// What of a file is to be weighed again, by scene and who brought it; not what came anew in another file since.
async fn due_of_file(
    app: &Arc<App>,
    file: &str,
    users: &BTreeMap<String, String>,
) -> Result<Vec<Due>, Problem> {
    let mut due = Vec::new();
    for scene in scenes_of_file(app, file).await? {
        let Some(user) = users.get(&scene.id).cloned() else {
            continue;
        };
        let (id, of) = (scene.id.clone(), file.to_owned());
        if app
            .ledger(move |ledger| glances::is_of_file(ledger, &id, &of))
            .await?
        {
            let file = file.to_owned();
            due.push(Due { user, file, scene });
        }
    }
    Ok(due)
}

fn is_sighting(due: &Due) -> bool {
    due.scene.sensor == SensorKind::Sighting
}

/// What is weighed together: sightings near in time; any other scene by itself, in the order given.
fn batches(mut all: Vec<Due>) -> Vec<Vec<Due>> {
    all.sort_by_key(|due| is_sighting(due).then_some(due.scene.time));
    let mut batches: Vec<Vec<Due>> = Vec::new();
    for due in all {
        let takes = |batch: &Vec<Due>| {
            batch.len() < TOGETHER_MAX
                && batch.first().is_some_and(|first| {
                    let ms = due.scene.time.ms().saturating_sub(first.scene.time.ms());
                    is_sighting(first) && is_sighting(&due) && ms <= TOGETHER_MS
                })
        };
        match batches.last_mut() {
            Some(batch) if takes(batch) => batch.push(due),
            _ => batches.push(vec![due]),
        }
    }
    batches
}

/// Weighs scenes and keeps what they say; a glance at each.
async fn weigh_all(app: &Arc<App>, due: Vec<Due>) -> Result<Vec<Value>, Problem> {
    let mut told = Vec::with_capacity(due.len());
    for batch in batches(due) {
        told.extend(weigh_and_keep(app, batch).await?);
    }
    Ok(told)
}

/// The scenes of a file that was taken in.
async fn scenes_of_file(app: &Arc<App>, file: &str) -> Result<Vec<Scene>, Problem> {
    let wanted = file.to_owned();
    let Some(kept) = app
        .ledger(move |ledger| ledger.document(FILE_KIND, &wanted))
        .await?
    else {
        return Ok(Vec::new());
    };
    let body: Value = serde_json::from_str(&kept.body).unwrap_or_default();
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let own = body.get("columns").cloned();
    let own = own.and_then(|own| serde_json::from_value::<ColumnPreset>(own).ok());
    let Some(columns) = own.or_else(|| ColumnPreset::builtin(text("preset"))) else {
        return Ok(Vec::new());
    };
    let read = read(text("text").as_bytes(), &columns);
    Ok(read.map(|r| r.scenes).unwrap_or_default())
}

async fn weigh_and_keep(app: &Arc<App>, batch: Vec<Due>) -> Result<Vec<Value>, Problem> {
    let mut batch = batch;
    let (batch, rules, known, model, as_of) = app
        .ask(move |engine| {
            let as_of = engine.newest.or(engine.watch.now());
            let model = engine.watch.context().motion_model();
            for due in &mut batch {
                engine.watch.context().satellites.place(&mut due.scene);
            }
            let scenes = batch.iter_mut().map(|due| &mut due.scene);
            name_sighted(scenes, engine.watch.vessels());
            let rules = engine.watch.rules().clone();
            (batch, rules, known_vessels(&engine.watch), model, as_of)
        })
        .await?;
    let at = Arc::clone(app);
    let work =
        tokio::task::spawn_blocking(move || weigh(&at, batch, as_of, &rules, (&known, &model)));
    let weighed = work
        .await
        .map_err(|broken| Problem::internal("work-broke", broken))??;
    app.ask(move |engine| {
        let mut told = Vec::with_capacity(weighed.len());
        for one in weighed {
            told.push(keep(engine, one, as_of)?);
        }
        engine.publish();
        Ok::<Vec<Value>, vigie_store::Error>(told)
    })
    .await?
    .map_err(Problem::from)
}

/// Keeps what a scene says and tells it to the watch; a glance at it.
fn keep(
    engine: &mut Engine,
    weighed: Weighed,
    as_of: Option<Time>,
) -> Result<Value, vigie_store::Error> {
    let (id, kept_ms) = (weighed.id.as_str(), now().ms());
    let user = weighed.user.as_str();
    let ledger = &mut engine.ledger;
    // Before the first of a new version is kept, or those of earlier ones would be taken to have theirs.
    glances::fill_in(ledger)?;
    ledger.put_document(SCENE_KIND, id, kept_ms, user, &weighed.body)?;
    glances::put(ledger, (id, user, kept_ms), &weighed.glance)?;
    let at = as_of.unwrap_or(weighed.time);
    engine.watch.tell_scene(at, id, weighed.events);
    engine.watch.tell_lights(at, id, &weighed.lit);
    Ok(glances::shown(weighed.glance))
}

/// Weighs scenes of a batch. Their text is made here too: of a large one it is many megabytes.
fn weigh(
    app: &App,
    batch: Vec<Due>,
    as_of: Option<Time>,
    rules: &Rules,
    (known, model): (&KnownVessels, &MotionModel),
) -> Result<Vec<Weighed>, Problem> {
    let moments: Vec<Time> = batch.iter().map(|due| due.scene.time).collect();
    let views = seen_tracks(&app.archive, &moments, rules, known)?;
    let config = &rules.detection;
    let one = |(due, tracks): (Due, Vec<TrackView>)| {
        let Due { user, file, scene } = due;
        let result = match_scene(&scene, &tracks, model, config);
        let version = &rules.version;
        let mut events = scene_events(&scene, &result, config, version);
        events.extend(unseen_events(&scene, &result, &tracks, config, version));
        let mut body = scene_json(&scene, &result);
        if let Some(members) = body.as_object_mut() {
            members.insert("file".to_owned(), file.into());
            members.insert("as_of".to_owned(), json!(as_of));
            members.insert("again_ms".to_owned(), json!(again_ms(scene.time, as_of)));
        }
        Weighed {
            user,
            time: scene.time,
            body: body.to_string(),
            glance: glances::glance(&body),
            events,
            lit: lit_vessels(&scene, &result, config),
            id: scene.id,
        }
    };
    Ok(batch.into_iter().zip(views).map(one).collect())
}

/// The next moment of event time at which the scene is weighed again; `None` when all that can come has come.
fn again_ms(time: Time, as_of: Option<Time>) -> Option<i64> {
    let past = |hours: &i64| time.ms() + hours * 3_600_000;
    AGAIN_H
        .iter()
        .map(past)
        .find(|at| as_of.is_none_or(|now| now.ms() < *at))
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

    #[test]
    fn sightings_of_the_same_hours_are_weighed_together_and_other_scenes_alone() {
        let due = |sensor: SensorKind, hour: i64| Due {
            user: String::new(),
            file: String::new(),
            scene: Scene {
                id: hour.to_string(),
                platform: String::new(),
                sensor,
                traits: sensor.traits(),
                time: Time::from_s(hour * 3_600),
                footprint: None,
                satellite: None,
                detections: Vec::new(),
            },
        };
        let (eye, radar) = (SensorKind::Sighting, SensorKind::Sar);
        let all = vec![
            due(eye, 9),
            due(radar, 5),
            due(eye, 1),
            due(radar, 2),
            due(eye, 3),
            due(eye, 5),
        ];
        let ids = |batch: Vec<Due>| batch.into_iter().map(|due| due.scene.id).collect();
        let found: Vec<Vec<String>> = batches(all).into_iter().map(ids).collect();
        let wanted = [vec!["5"], vec!["2"], vec!["1", "3"], vec!["5"], vec!["9"]];
        assert_eq!(found, wanted);
    }
}
