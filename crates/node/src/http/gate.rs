//! The gate before every handler: who asks, and may they?
//!
//! A browser shows its session cookie and, for a change, the `x-vigie-csrf` header; a program shows a token as Bearer,
//! or as the password of HTTP Basic (GDAL and QGIS can only do that).

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use vigie_store::{Ledger, UserRow};

use super::{App, Problem, route::Access};
use crate::{
    auth::{Role, csrf_of, fingerprint, same},
    live::now,
};

/// A session not used for this time is over: a watch officer who left the room.
pub(super) const IDLE_MS: i64 = 2 * 3_600_000;
/// A session ends after this time whatever happens: a watch is 12 hours at most, with its handover.
pub(super) const SESSION_MS: i64 = 14 * 3_600_000;
/// Use of a session is noted at most this often.
const NOTE_EVERY_MS: i64 = 60_000;
/// The session cookie's name before the node's own ending: cookies know no ports, and two nodes on one machine must not
/// sign each other's officers out.
pub(crate) const COOKIE: &str = "vigie_session";
/// The header that a page must send with a change.
pub(super) const CSRF_HEADER: &str = "x-vigie-csrf";

/// The gate of one route.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) app: Arc<App>,
    pub(super) access: Access,
}

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// Name of the person, or `token:NAME`.
    pub(crate) user: String,
    pub(crate) role: Role,
    /// The session, if it is one.
    pub(crate) session: Option<Session>,
    /// What is kept of the token, if it is one.
    token: Option<String>,
    /// When the sign-in or token ends.
    pub(crate) expires_ms: Option<i64>,
}

/// A session and the secret that the browser holds.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) secret: String,
}

pub(super) async fn pass(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    if let Access::Role(needed) = gate.access {
        let address = request
            .extensions()
            .get::<ConnectInfo<SocketAddr>>()
            .map(|c| c.0);
        match admit(
            &gate.app,
            needed,
            request.method(),
            request.headers(),
            address,
        )
        .await
        {
            Ok(who) => {
                request.extensions_mut().insert(who);
            }
            Err(problem) => return problem.into_response(),
        }
    }
    next.run(request).await
}

async fn admit(
    app: &Arc<App>,
    needed: Role,
    method: &Method,
    headers: &HeaderMap,
    address: Option<SocketAddr>,
) -> Result<Who, Problem> {
    let who = who(app, headers, address)
        .await?
        .ok_or_else(Problem::unauthorised)?;
    if let Some(session) = &who.session {
        check_csrf(method, headers, session)?;
    }
    if !who.role.may(needed) {
        return Err(Problem::forbidden("role-too-low", needed.code()));
    }
    Ok(who)
}

/// Whether a change really comes from the page that signed in.
pub(super) fn check_csrf(
    method: &Method,
    headers: &HeaderMap,
    session: &Session,
) -> Result<(), Problem> {
    if matches!(*method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    let given = headers
        .get(CSRF_HEADER)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    if same(given, &csrf_of(&session.secret)) {
        Ok(())
    } else {
        Err(Problem::forbidden("csrf-missing", CSRF_HEADER))
    }
}

/// Who asks, by token or by cookie; `None` if the request shows neither or one that is over.
pub(super) async fn who(
    app: &Arc<App>,
    headers: &HeaderMap,
    address: Option<SocketAddr>,
) -> Result<Option<Who>, Problem> {
    if let Some(token) = token_of(headers) {
        return token_holder(app, &token, address).await;
    }
    match cookie_of(headers, &app.cookie) {
        Some(secret) => session_holder(app, secret).await,
        None => Ok(None),
    }
}

async fn token_holder(
    app: &Arc<App>,
    token: &str,
    address: Option<SocketAddr>,
) -> Result<Option<Who>, Problem> {
    let who = by_token(app, fingerprint(token)).await?;
    if who.is_some() {
        return Ok(who);
    }
    let key = address.map_or_else(String::new, |a| format!("token from {}", a.ip()));
    if let Some(wait) = app.throttle.wait(&[&key], Instant::now()) {
        return Err(Problem::wait("too-many-tries", wait.as_secs().max(1)));
    }
    app.throttle.failed(&[&key], Instant::now());
    Ok(None)
}

/// Who holds the token of which this is kept, unless it is over.
async fn by_token(app: &Arc<App>, hash: String) -> Result<Option<Who>, Problem> {
    let found = app.ledger(move |ledger| ledger.token(&hash)).await?;
    let valid = found.filter(|t| t.expires_ms.is_none_or(|end| now().ms() < end));
    Ok(valid.and_then(|t| {
        let role = Role::from_code(&t.role)?;
        Some(Who {
            user: format!("token:{}", t.name),
            role,
            session: None,
            token: Some(t.hash),
            expires_ms: t.expires_ms,
        })
    }))
}

async fn session_holder(app: &Arc<App>, secret: String) -> Result<Option<Who>, Problem> {
    let hash = fingerprint(&secret);
    let time_ms = now().ms();
    let found = app
        .ledger(move |ledger| in_use(ledger, &hash, time_ms))
        .await?;
    Ok(found.and_then(|(user, expires_ms)| {
        let role = Role::from_code(&user.role)?;
        let session = Some(Session { secret });
        Some(Who {
            user: user.name,
            role,
            session,
            token: None,
            expires_ms: Some(expires_ms),
        })
    }))
}

/// The account of a session that is not over, and when the session ends at the latest. A disk that takes no writes must
/// not keep anyone from the picture: what cannot be noted is only logged.
fn in_use(
    ledger: &mut Ledger,
    hash: &str,
    time_ms: i64,
) -> Result<Option<(UserRow, i64)>, vigie_store::Error> {
    let Some(session) = ledger.session(hash)? else {
        return Ok(None);
    };
    let is_over = session.expires_ms <= time_ms || session.seen_ms + IDLE_MS <= time_ms;
    let noted = if is_over {
        ledger.end_session(hash)
    } else if session.seen_ms + NOTE_EVERY_MS <= time_ms {
        ledger.see_session(hash, time_ms)
    } else {
        Ok(())
    };
    if let Err(error) = noted {
        tracing::warn!(code = error.code(), %error, "use of a session cannot be noted");
    }
    if is_over {
        return Ok(None);
    }
    let user = ledger.user(&session.user)?.filter(|user| !user.disabled);
    Ok(user.map(|user| (user, session.expires_ms)))
}

/// Whether who opened a stream may still read it.
pub(super) async fn is_still_in(app: &Arc<App>, who: &Who) -> bool {
    let still = match (&who.session, &who.token) {
        (Some(session), _) => session_holder(app, session.secret.clone()).await,
        (None, Some(hash)) => by_token(app, hash.clone()).await,
        (None, None) => Ok(None),
    };
    still.is_ok_and(|who| who.is_some())
}

fn token_of(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(from_base64(rest.trim())?).ok()?;
        return pair
            .split_once(':')
            .map(|(_, password)| password.to_owned());
    }
    None
}

/// Base64 (RFC 4648 section 4), padding optional; `None` for any other character.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count).to_le_bytes()[0]);
        }
    }
    Some(out)
}

pub(super) fn cookie_of(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok());
    cookies
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use axum::http::HeaderValue;
    use vigie_store::SessionRow;

    fn with(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn tokens_are_read_from_bearer_and_basic() {
        let token = |value: &str| token_of(&with(header::AUTHORIZATION, value));
        assert_eq!(token("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(token("Basic Z2RhbDphYmM=").as_deref(), Some("abc"));
        assert_eq!(token("basic Z2RhbDphYmM6ZA").as_deref(), Some("abc:d"));
        assert_eq!(token("Basic ???"), None);
        assert_eq!(token("Digest x"), None);
    }

    #[test]
    fn a_disk_that_takes_no_writes_keeps_nobody_from_the_picture() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let mut ledger = Ledger::open(&path, "live").unwrap();
        let user = UserRow {
            name: "mika".to_owned(),
            role: "viewer".to_owned(),
            password: String::new(),
            disabled: false,
            created_ms: 0,
        };
        ledger.add_user(&user).unwrap();
        let session = SessionRow {
            hash: "h".to_owned(),
            user: "mika".to_owned(),
            created_ms: 0,
            expires_ms: SESSION_MS,
            seen_ms: 0,
        };
        ledger.add_session(&session).unwrap();
        let mut full = Ledger::open_to_read(&path).unwrap();
        assert!(full.see_session("h", 1).is_err());
        let found = in_use(&mut full, "h", 2 * NOTE_EVERY_MS).unwrap();
        assert_eq!(found, Some((user, SESSION_MS)));
        assert_eq!(in_use(&mut full, "h", IDLE_MS).unwrap(), None);
        assert_eq!(ledger.session("h").unwrap().unwrap().seen_ms, 0);
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let headers = with(header::COOKIE, "a=1; vigie_session=s3cret ;b=2");
        assert_eq!(cookie_of(&headers, COOKIE).as_deref(), Some("s3cret"));
        assert_eq!(
            cookie_of(&with(header::COOKIE, "vigie_sessionx=1"), COOKIE),
            None
        );
    }
}
