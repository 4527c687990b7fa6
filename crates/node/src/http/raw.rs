//! The bytes of feeds as they were received: what is kept, for how long, and what is deleted when who gave them asks for it.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_store::RawRule;

use super::{App, Deed, Problem, gate::Who, input::Told};

/// A century: longer is for ever, which is 0.
const DAYS_MAX: u32 = 36_500;
/// Room for all feeds, MB: 4 TB.
const MB_MAX: u32 = 4 << 20;
/// Longest reason, letters.
const WHY_MAX: usize = 200;

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let rule = app.ledger(|ledger| ledger.raw_rule()).await?;
    Ok(Json(json!({"rule": rule, "feeds": app.raw.shown()})))
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<RawRule>,
) -> Result<Json<RawRule>, Problem> {
    if wish.days > DAYS_MAX || wish.vms_days > DAYS_MAX || wish.mb > MB_MAX {
        return Err(Problem::bad("retention-too-long", DAYS_MAX));
    }
    let detail = serde_json::to_value(wish).unwrap_or(Value::Null);
    let deed = Deed::new(&who.user, "raw-rule-changed", "", detail);
    app.change(move |ledger| Ok((ledger.set_raw_rule(wish)?, Some(deed))))
        .await?;
    let keeper = Arc::clone(&app.raw);
    apart(move || keeper.set_rule(wish)).await?;
    Ok(Json(wish))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Purge {
    /// Who asked for it, and on what ground.
    why: String,
}

/// Deletes the raw bytes of a feed, as a recall of VMS asks; a legal hold keeps what it holds.
pub(super) async fn purge(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(feed): Path<u16>,
    Told(wish): Told<Purge>,
) -> Result<Json<Value>, Problem> {
    let why = wish.why.trim().to_owned();
    if why.is_empty() || why.chars().count() > WHY_MAX {
        return Err(Problem::bad("raw-why-needed", WHY_MAX));
    }
    if !app.raw.shown().iter().any(|one| one.feed == feed) {
        return Err(Problem::not_found(feed));
    }
    let (keeper, reason) = (Arc::clone(&app.raw), format!("recalled: {why}"));
    let purged = apart(move || keeper.purge(feed, &reason)).await??;
    let detail = json!({"why": why, "segments": purged.segments, "held": purged.held});
    app.note(Deed::new(&who.user, "raw-purged", feed, detail))
        .await?;
    Ok(Json(json!(purged)))
}

/// Waits for the keeper off the threads that serve sockets.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|broken| Problem::internal("work-broke", broken))
}
