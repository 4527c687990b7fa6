//! Accounts, for administrators.

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
use vigie_store::UserRow;

use super::{App, Deed, Problem, gate::Who, input::Told};
use crate::{
    auth::{Role, hash_password, password_fits},
    live::now,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewUser {
    user: String,
    password: String,
    role: Role,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    role: Option<Role>,
    password: Option<String>,
    disabled: Option<bool>,
}

/// Whether a name can be an account's: 1 to 64 letters, digits, `.`, `_`, `-`, `@`, of any script.
pub(super) fn name_fits(name: &str) -> bool {
    let chars = name.chars().count();
    (1..=64).contains(&chars)
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@'))
}

/// Hashes a password off the threads that serve sockets, a few at a time.
pub(super) async fn hashed(app: &Arc<App>, password: String) -> Result<String, Problem> {
    let _place = app
        .hashing
        .acquire()
        .await
        .map_err(|_closed| Problem::busy("stopping"))?;
    let hash = tokio::task::spawn_blocking(move || hash_password(&password)).await;
    match hash {
        Ok(Some(hash)) => Ok(hash),
        Ok(None) => Err(Problem::internal("no-randomness", "")),
        Err(broken) => Err(Problem::internal("work-broke", broken)),
    }
}

fn shown(user: &UserRow) -> Value {
    json!({
        "user": user.name, "role": user.role, "disabled": user.disabled,
        "created": Time::from_ms(user.created_ms),
    })
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let users = app.ledger(|ledger| ledger.users()).await?;
    Ok(Json(
        json!({"users": users.iter().map(shown).collect::<Vec<_>>()}),
    ))
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<NewUser>,
) -> Result<Response, Problem> {
    if !name_fits(&wish.user) {
        return Err(Problem::bad("user-name-unfit", &wish.user));
    }
    if !password_fits(&wish.password, &wish.user) {
        return Err(Problem::bad("password-too-weak", ""));
    }
    let user = UserRow {
        name: wish.user,
        role: wish.role.code().to_owned(),
        password: hashed(&app, wish.password).await?,
        disabled: false,
        created_ms: now().ms(),
    };
    let body = shown(&user);
    let name = user.name.clone();
    let deed = Deed::new(&who.user, "user-added", name, json!({"role": wish.role}));
    app.change(move |ledger| Ok((ledger.add_user(&user)?, Some(deed))))
        .await?;
    Ok((StatusCode::CREATED, Json(body)).into_response())
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    Told(wish): Told<Change>,
) -> Result<Json<Value>, Problem> {
    let wanted = name.clone();
    let found = app.ledger(move |ledger| ledger.user(&wanted)).await?;
    let found = found.ok_or_else(|| Problem::not_found(&name))?;
    let detail = json!({
        "role": wish.role, "disabled": wish.disabled, "password": wish.password.is_some(),
    });
    let end_sessions = wish.password.is_some() || wish.disabled == Some(true);
    let password = match wish.password {
        Some(password) if !password_fits(&password, &name) => {
            return Err(Problem::bad("password-too-weak", ""));
        }
        Some(password) => Some(hashed(&app, password).await?),
        None => None,
    };
    let deed = Deed::new(&who.user, "user-changed", &name, detail);
    let done = app
        .change(move |ledger| {
            // Read again: a password takes its time, and who was disabled meanwhile stays so.
            let mut user = ledger.user(&found.name)?.unwrap_or(found);
            let is_administrator =
                |user: &UserRow| user.role == Role::Administrator.code() && !user.disabled;
            let was_administrator = is_administrator(&user);
            user.password = password.unwrap_or(user.password);
            user.role = wish.role.map_or(user.role, |role| role.code().to_owned());
            user.disabled = wish.disabled.unwrap_or(user.disabled);
            let last = ledger.active_users(Role::Administrator.code())? <= 1;
            if was_administrator && !is_administrator(&user) && last {
                return Ok((None, None));
            }
            ledger.change_user(&user, end_sessions)?;
            Ok((Some(shown(&user)), Some(deed)))
        })
        .await?;
    match done {
        Some(body) => Ok(Json(body)),
        None => Err(Problem::new(
            StatusCode::CONFLICT,
            "last-administrator",
            name,
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_fit() {
        assert!(name_fits("mika.k") && name_fits("渡辺") && name_fits("émile@garde"));
        assert!(!name_fits("") && !name_fits("a b") && !name_fits("a\n") && !name_fits("<x>"));
        assert!(!name_fits(&"x".repeat(65)));
    }
}
