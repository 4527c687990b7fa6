//! The watched folder: files of detections that a service drops, taken in once each.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{DetectionSpec, join_dark, keep};
use crate::http::App;

/// How often folder and due scenes are looked at.
const EVERY: Duration = Duration::from_secs(5);
/// Looks at the folder between two looks at due scenes.
const AGAIN_EVERY: u64 = 12;
/// Largest file, bytes: as the API takes it.
const FILE_BYTES_MAX: u64 = 32 << 20;
/// Who takes in what a folder brings.
const USER: &str = "folder";

/// Size and time of change of a file when it was last looked at.
type Stamp = (u64, SystemTime);

/// Takes in new files and weighs scenes again, until the node stops.
pub(crate) async fn keep_scenes(app: Arc<App>, specs: Vec<DetectionSpec>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut seen: BTreeMap<PathBuf, (Stamp, bool)> = BTreeMap::new();
    for tick in 0_u64.. {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.stopped() => return,
        }
        let mut taken = 0;
        for spec in &specs {
            taken += look(&app, spec, &mut seen).await;
        }
        if taken > 0
            && let Err(problem) = join_dark(&app).await
        {
            tracing::warn!(code = problem.code, "dark detections not joined");
        }
        if !tick.is_multiple_of(AGAIN_EVERY) {
            continue;
        }
        match keep::weigh_due(&app).await {
            Ok(0) => {}
            Ok(scenes) => tracing::info!(scenes, "scenes weighed again"),
            Err(problem) => tracing::warn!(code = problem.code, "scenes not weighed again"),
        }
    }
}

/// One look at a folder. A file is taken when it did not change between two looks: it may still be being written.
/// Gives how many were.
async fn look(
    app: &Arc<App>,
    spec: &DetectionSpec,
    seen: &mut BTreeMap<PathBuf, (Stamp, bool)>,
) -> usize {
    let mut taken = 0;
    for path in files(&spec.path) {
        let Ok(found) = std::fs::metadata(&path) else {
            continue;
        };
        let stamp = (
            found.len(),
            found.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        );
        let before = seen.insert(path.clone(), (stamp, false));
        match before {
            Some((was, true)) if was == stamp => {
                seen.insert(path, (stamp, true));
            }
            Some((was, false)) if was == stamp => {
                seen.insert(path.clone(), (stamp, true));
                taken += usize::from(take(app, spec, &path, stamp.0).await);
            }
            _ => {}
        }
    }
    taken
}

/// Whether the file was taken.
async fn take(app: &Arc<App>, spec: &DetectionSpec, path: &Path, bytes: u64) -> bool {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    if bytes > FILE_BYTES_MAX {
        tracing::warn!(name, bytes, "detections not taken: file too large");
        return false;
    }
    let read = match std::fs::read(path) {
        Ok(read) => read,
        Err(fault) => {
            tracing::warn!(name, %fault, "detections not taken");
            return false;
        }
    };
    let Some(columns) = &spec.columns else {
        tracing::warn!(name, "detections not taken: no columns");
        return false;
    };
    match keep::take_columns(app, USER, &name, columns, &read).await {
        Ok(taken) => {
            tracing::info!(
                name,
                scenes = taken.scenes.len(),
                faults = taken.faults.len(),
                "detections taken"
            );
            true
        }
        Err(problem) => {
            tracing::warn!(name, code = problem.code, "detections not taken");
            false
        }
    }
}

/// The file itself, or the files of a folder that may hold detections, by name.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let fits = |p: &PathBuf| {
        let ending = p.extension().map(|e| e.to_string_lossy().to_lowercase());
        ending.is_some_and(|e| ["csv", "geojson", "json"].contains(&e.as_str())) && p.is_file()
    };
    let mut found: Vec<PathBuf> = match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|e| e.path()).filter(fits).collect(),
        Err(_) => Vec::new(),
    };
    found.sort();
    found
}
