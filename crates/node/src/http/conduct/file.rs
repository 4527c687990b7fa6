//! Files that go with injects: kept at control, read by the players who got the inject.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use serde_json::{Value, json};
use vigie_exercise::{MARKING, msel::AttachmentKind};

use super::with;
use crate::{
    conduct::player::Player,
    http::{App, Problem, gate::Who, list::file},
};

fn kind(name: &str) -> Result<AttachmentKind, Problem> {
    AttachmentKind::by_name(name).map_err(|fault| Problem::bad(fault.code(), fault))
}

/// Keeps a file at control, in place of an older one of its name. The injects that name it go out with it; who has such an
/// inject already gets it.
pub(in crate::http) async fn put_file(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    AttachmentKind::of(&name, &body).map_err(|fault| Problem::bad(fault.code(), fault))?;
    with(&app, move |control| {
        let kept = control.keep_file(&who.user, &name, body.to_vec())?;
        Ok(Json(json!(kept)))
    })
    .await
}

/// A file that control has.
pub(in crate::http) async fn file_here(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let media = kind(&name)?.media();
    with(&app, move |control| {
        let kept = control.file(&name);
        let kept = kept.ok_or_else(|| Problem::not_found(&name))?;
        Ok(file(media, &MARKING.file_name(&name), kept.bytes.clone()))
    })
    .await
}

/// A file that came with an inject.
pub(in crate::http) async fn inbox_file(
    State(app): State<Arc<App>>,
    Path((inject, name)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let media = kind(&name)?.media();
    let rows = app.ledger(|ledger| Player::inbox(ledger)).await?;
    let found = rows.into_iter().find(|(one, _)| one.id == inject);
    let files = found.map(|(one, _)| one.files).unwrap_or_default();
    let about = files.into_iter().find(|one| one.name == name);
    let about = about.ok_or_else(|| Problem::not_found(&name))?;
    let attachments = app.attachments.clone();
    let read = tokio::task::spawn_blocking(move || attachments.read(&about.sha256)).await;
    let bytes = read.map_err(|broken| Problem::internal("work-broke", broken))??;
    let bytes = bytes.ok_or_else(|| Problem::not_found(&name))?;
    Ok(file(media, &app.file_name(&name), bytes))
}
