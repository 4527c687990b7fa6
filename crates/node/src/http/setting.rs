//! Retention, and the rules in force.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use serde_json::{Value, json};
use vigie_store::Retention;

use super::{App, Deed, Problem, gate::Who, input::Told};

/// A century: longer is for ever, which is 0.
const DAYS_MAX: u32 = 36_500;

pub(super) async fn show(State(app): State<Arc<App>>) -> Result<Json<Retention>, Problem> {
    app.ledger(|ledger| ledger.retention()).await.map(Json)
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<Retention>,
) -> Result<Json<Retention>, Problem> {
    if wish.positions_days > DAYS_MAX || wish.events_days > DAYS_MAX {
        return Err(Problem::bad("retention-too-long", DAYS_MAX));
    }
    let detail = serde_json::to_value(wish).unwrap_or(Value::Null);
    let deed = Deed::new(&who.user, "retention-changed", "", detail);
    app.change(move |ledger| Ok((ledger.set_retention(wish)?, Some(deed))))
        .await?;
    Ok(Json(wish))
}

pub(super) async fn rules(State(app): State<Arc<App>>) -> Json<Value> {
    let version = app.board.status().rules_version.clone();
    Json(json!({"version": version, "toml": app.rules_text}))
}
