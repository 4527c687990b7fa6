//! Looks of satellites: files of detections in, what each scene says out.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_watch::detection::ColumnPreset;

use super::{App, Problem, gate::Who, input::Asked};
use crate::scene::{PRESET, SCENE_KIND, join_dark, kept_glances, shown, take_columns};

/// Scenes listed with a footprint, the newest kept first, and as many without.
const SCENES_MAX: u64 = 1_000;
/// Longest text of own columns, bytes: it comes in the address of the request.
const COLUMNS_BYTES_MAX: usize = 4_096;
/// Longest name of a file, characters.
const NAME_CHARS_MAX: usize = 200;

#[derive(Deserialize)]
pub(super) struct Form {
    preset: Option<String>,
    /// Own columns, as a TOML text, in place of a preset.
    columns: Option<String>,
    /// Share of ships that the look shows, as its sensor's operator tells it, 0 to 1.
    recall: Option<f64>,
    name: Option<String>,
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let kept = app
        .ledger(|ledger| kept_glances(ledger, SCENES_MAX))
        .await?;
    let scenes: Vec<Value> = kept.into_iter().map(|(_, glance)| shown(glance)).collect();
    Ok(Json(json!({"scenes": scenes})))
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let wanted = id.clone();
    let kept = app
        .ledger(move |ledger| ledger.document(SCENE_KIND, &wanted))
        .await?;
    let kept = kept.ok_or_else(|| Problem::not_found(&id))?;
    let mut body: Value = serde_json::from_str(&kept.body)
        .map_err(|fault| Problem::internal("scene-damaged", fault))?;
    if let Some(members) = body.as_object_mut() {
        members.remove("again_ms");
        members.insert("version".to_owned(), kept.version.into());
    }
    Ok(Json(body))
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Asked(form): Asked<Form>,
    body: Bytes,
) -> Result<Response, Problem> {
    let name: String = form
        .name
        .unwrap_or_default()
        .chars()
        .take(NAME_CHARS_MAX)
        .collect();
    let mut columns = match (form.columns, form.preset) {
        (Some(_), Some(preset)) => return Err(Problem::bad("columns-and-preset", preset)),
        (Some(text), None) => own_columns(&text)?,
        (None, preset) => {
            let preset = preset.unwrap_or_else(|| PRESET.to_owned());
            let columns = ColumnPreset::builtin(&preset);
            columns.ok_or_else(|| Problem::bad("preset-unknown", preset))?
        }
    };
    if let Some(recall) = form.recall {
        columns = columns
            .with_recall(recall)
            .map_err(|fault| Problem::bad(fault.code(), &fault))?;
    }
    let taken = take_columns(&app, &who.user, &name, &columns, &body).await?;
    join_dark(&app).await?;
    let told =
        json!({"scenes": taken.scenes, "faults": taken.faults, "passed_over": taken.passed_over});
    Ok((StatusCode::CREATED, Json(told)).into_response())
}

/// Columns of a producer that is not built in.
fn own_columns(text: &str) -> Result<ColumnPreset, Problem> {
    if text.len() > COLUMNS_BYTES_MAX {
        return Err(Problem::bad("columns-too-long", COLUMNS_BYTES_MAX));
    }
    ColumnPreset::from_toml(text).map_err(|fault| Problem::bad(fault.code(), &fault))
}
