//! Signing in and out, and the set-up of the first administrator.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use vigie_sea::Time;
use vigie_store::{SessionRow, UserRow};

use super::{
    App, Deed, Problem,
    gate::{self, SESSION_MS},
    input::Told,
    user::{hashed, name_fits},
};
use crate::{
    auth::{Role, csrf_of, fingerprint, new_secret, password_fits, same, verify_password},
    live::now,
};

/// Where the hash of the set-up token is kept until the first account is made.
pub(crate) const SETUP_KEY: &str = "setup-token";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetUp {
    token: String,
    user: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    user: String,
    password: String,
}

/// Makes the first administrator, for who holds the link printed at the first start, and signs in.
pub(super) async fn set_up(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Told(wish): Told<SetUp>,
) -> Result<Response, Problem> {
    let key = format!("setup from {}", address.ip());
    if let Some(wait) = app.throttle.wait(&[&key], Instant::now()) {
        return Err(Problem::wait("too-many-tries", wait.as_secs().max(1)));
    }
    let expected = app
        .ledger(|ledger| ledger.meta(SETUP_KEY))
        .await?
        .unwrap_or_default();
    if !same(&fingerprint(&wish.token), &expected) {
        app.throttle.failed(&[&key], Instant::now());
        return Err(Problem::forbidden("setup-token-wrong", ""));
    }
    if !name_fits(&wish.user) {
        return Err(Problem::bad("user-name-unfit", &wish.user));
    }
    if !password_fits(&wish.password, &wish.user) {
        return Err(Problem::bad("password-too-weak", ""));
    }
    let user = UserRow {
        name: wish.user.clone(),
        role: Role::Administrator.code().to_owned(),
        password: hashed(&app, wish.password).await?,
        disabled: false,
        created_ms: now().ms(),
    };
    let made = app
        .change(move |ledger| {
            let made = ledger.add_first_user(&user)?;
            ledger.set_meta(SETUP_KEY, "")?;
            let deed = Deed::new(&user.name, "setup-done", &user.name, json!({}));
            Ok((made, made.then_some(deed)))
        })
        .await?;
    if !made {
        return Err(Problem::forbidden("setup-done", ""));
    }
    open_session(&app, &wish.user, Role::Administrator).await
}

/// Signs in with name and password.
pub(super) async fn sign_in(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Told(wish): Told<SignIn>,
) -> Result<Response, Problem> {
    // No account has a longer name, and what strangers send is not kept whole.
    let name: String = wish.user.chars().take(64).collect();
    let by_user = format!("user {name}");
    let by_address = format!("sign-in from {}", address.ip());
    let not_yet = || {
        let wait = app.throttle.wait(&[&by_user, &by_address], Instant::now());
        wait.map(|wait| Problem::wait("too-many-tries", wait.as_secs().max(1)))
    };
    if let Some(refused) = not_yet() {
        return Err(refused);
    }
    let asked = wish.user.clone();
    let user = app
        .ledger(move |ledger| ledger.user(&asked))
        .await?
        .filter(|u| !u.disabled);
    let hash = user.as_ref().map(|u| u.password.clone());
    let place = app
        .hashing
        .acquire()
        .await
        .map_err(|_closed| Problem::busy("stopping"))?;
    // Tries sent all at once have passed the first look together; they come here one after the other.
    if let Some(refused) = not_yet() {
        return Err(refused);
    }
    let right = verified(wish.password, hash).await?;
    let role = user.as_ref().and_then(|u| Role::from_code(&u.role));
    let (Some(user), Some(role), true) = (user, role, right) else {
        app.throttle
            .failed(&[&by_user, &by_address], Instant::now());
        drop(place);
        let detail = json!({"address": address.ip()});
        app.note(Deed::new(&name, "sign-in-refused", "", detail))
            .await?;
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "sign-in-wrong", ""));
    };
    drop(place);
    app.throttle.succeeded(&by_user);
    let detail = json!({"address": address.ip()});
    app.note(Deed::new(&user.name, "signed-in", "", detail))
        .await?;
    open_session(&app, &user.name, role).await
}

async fn verified(password: String, hash: Option<String>) -> Result<bool, Problem> {
    let work = move || verify_password(&password, hash.as_deref());
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|broken| Problem::internal("work-broke", broken))
}

async fn open_session(app: &Arc<App>, user: &str, role: Role) -> Result<Response, Problem> {
    let secret = new_secret().ok_or_else(|| Problem::internal("no-randomness", ""))?;
    let time_ms = now().ms();
    let session = SessionRow {
        hash: fingerprint(&secret),
        user: user.to_owned(),
        created_ms: time_ms,
        expires_ms: time_ms + SESSION_MS,
        seen_ms: time_ms,
    };
    let expires = Time::from_ms(session.expires_ms);
    app.ledger(move |ledger| ledger.add_session(&session))
        .await?;
    let csrf = csrf_of(&secret);
    let body = json!({"user": user, "role": role, "csrf": csrf, "expires": expires, "realm": app.realm_word()});
    let secure = if app.secure { " Secure;" } else { "" };
    let cookie = format!(
        "{}={secret}; Path=/; HttpOnly;{secure} SameSite=Strict; Max-Age={}",
        app.cookie,
        SESSION_MS / 1_000
    );
    Ok(([(header::SET_COOKIE, cookie)], Json(body)).into_response())
}

/// Who is signed in; of an exercise everyone is told that it is one.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(who) = gate::who(&app, &headers, Some(address)).await? {
        let csrf = who.session.map(|s| csrf_of(&s.secret));
        let expires = who.expires_ms.map(Time::from_ms);
        let body = json!({"user": who.user, "role": who.role, "csrf": csrf, "expires": expires, "realm": app.realm_word()});
        return Ok(Json(body).into_response());
    }
    let users = app.ledger(|ledger| ledger.users()).await?;
    let body = json!({"user": null, "setup_needed": users.is_empty(), "realm": app.realm_word()});
    Ok(Json(body).into_response())
}

/// Signs out.
pub(super) async fn sign_out(
    State(app): State<Arc<App>>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let who = gate::who(&app, &headers, Some(address))
        .await?
        .ok_or_else(Problem::unauthorised)?;
    if let Some(session) = who.session {
        gate::check_csrf(&Method::DELETE, &headers, &session)?;
        let hash = fingerprint(&session.secret);
        let deed = Deed::new(&who.user, "signed-out", "", json!({}));
        app.change(move |ledger| Ok((ledger.end_session(&hash)?, Some(deed))))
            .await?;
    }
    let cookie = format!(
        "{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0",
        app.cookie
    );
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
