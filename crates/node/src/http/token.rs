//! Tokens for programs, for administrators. A token is shown once.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_store::TokenRow;

use super::{App, Deed, Problem, gate::Who, input::Told};
use crate::{
    auth::{Role, fingerprint, new_secret},
    live::now,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewToken {
    name: String,
    role: Role,
    #[serde(default)]
    expires: Option<Time>,
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let tokens = app.ledger(|ledger| ledger.tokens()).await?;
    let shown: Vec<Value> = tokens
        .iter()
        .map(|t| {
            json!({
                "id": t.id, "name": t.name, "role": t.role, "created_by": t.created_by,
                "created": Time::from_ms(t.created_ms), "expires": t.expires_ms.map(Time::from_ms),
            })
        })
        .collect();
    Ok(Json(json!({"tokens": shown})))
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<NewToken>,
) -> Result<Response, Problem> {
    let name = wish.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 64 {
        return Err(Problem::bad("token-name-unfit", name));
    }
    if wish.expires.is_some_and(|end| end <= now()) {
        return Err(Problem::bad("token-expired", ""));
    }
    let secret = new_secret().ok_or_else(|| Problem::internal("no-randomness", ""))?;
    let row = TokenRow {
        id: 0,
        name: name.clone(),
        role: wish.role.code().to_owned(),
        hash: fingerprint(&secret),
        created_by: who.user.clone(),
        created_ms: now().ms(),
        expires_ms: wish.expires.map(Time::ms),
    };
    let detail = json!({"name": name, "role": wish.role, "expires": wish.expires});
    let (made_by, made) = (row.created_by.clone(), Time::from_ms(row.created_ms));
    let user = who.user;
    let id = app
        .change(move |ledger| {
            let id = ledger.add_token(&row)?;
            Ok((id, Some(Deed::new(&user, "token-added", id, detail))))
        })
        .await?;
    let body = json!({
        "id": id, "name": name, "role": wish.role, "created_by": made_by, "created": made,
        "expires": wish.expires, "token": secret,
    });
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<i64>,
) -> Result<StatusCode, Problem> {
    let deed = Deed::new(&who.user, "token-removed", id, json!({}));
    let ended = app
        .change(move |ledger| {
            let ended = ledger.end_token(id)?;
            Ok((ended, ended.then_some(deed)))
        })
        .await?;
    if !ended {
        return Err(Problem::not_found(id));
    }
    Ok(StatusCode::NO_CONTENT)
}
