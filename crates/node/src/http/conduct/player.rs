//! The players' side: their inbox, and NO DUFF.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{examine, with};
use crate::{
    conduct::{
        Part,
        message::Delivered,
        player::{Player, SEEN, SeenNote},
    },
    drill::{door, handout},
    http::{App, Deed, Problem, gate::Who, input::Told, list::file},
    live::now,
};

fn shown_inject(inject: &Delivered, seen: Option<&SeenNote>) -> Value {
    json!({"inject": inject, "seen": seen})
}

/// The players' inbox, and what part this node has.
pub(in crate::http) async fn inbox(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let live = app.live.clone();
    match &app.conduct {
        Some(Part::Player(player)) => {
            let shown = player.shown();
            let rows = app.ledger(|ledger| Player::inbox(ledger)).await?;
            let injects: Vec<Value> = rows
                .iter()
                .map(|(inject, seen)| shown_inject(inject, seen.as_ref()))
                .collect();
            let frozen = shown.called || shown.clock.is_some_and(|clock| clock.frozen);
            Ok(Json(
                json!({"part": "player", "connected": shown.connected, "clock": shown.clock, "frozen": frozen,
                "injects": injects, "live": live, "refused": shown.refused}),
            ))
        }
        Some(Part::Control(control)) => {
            let told = control.state().told();
            Ok(Json(
                json!({"part": "control", "connected": true, "clock": told, "frozen": told.frozen, "injects": [], "live": live}),
            ))
        }
        None => Ok(Json(
            json!({"part": "none", "connected": false, "clock": null, "frozen": false, "injects": [], "live": live}),
        )),
    }
}

/// What people told this partner in the exercise, table by table, and the papers it was handed.
pub(in crate::http) async fn told(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let mut tables = app.ledger(|ledger| door::told(ledger, None)).await?;
    tables.extend(app.handouts.all(now()));
    let shown = tables.iter().map(|(name, table)| {
        json!({"name": name, "kind": table.kind, "rows": table.rows, "newest": table.newest})
    });
    Ok(Json(json!({"tables": shown.collect::<Vec<Value>>()})))
}

/// One of these tables, as a file to read or to import.
pub(in crate::http) async fn told_table(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let wanted = name.clone();
    let mut tables = app
        .ledger(move |ledger| door::told(ledger, Some(&wanted)))
        .await?;
    tables.extend(app.handouts.all(now()));
    let table = tables
        .remove(&name)
        .ok_or_else(|| Problem::not_found(&name))?;
    if table.kind == handout::TRANSPORT {
        let file_name = app.file_name(&format!("{name}.json"));
        return Ok(file("application/json", &file_name, table.text));
    }
    let file_name = app.file_name(&format!("{name}.csv"));
    Ok(file("text/csv; charset=utf-8", &file_name, table.text))
}

/// A player says that an inject was seen.
pub(in crate::http) async fn acknowledge(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(inject): Path<String>,
) -> Result<StatusCode, Problem> {
    let Some(Part::Player(player)) = &app.conduct else {
        return Err(Problem::not_found("exercise"));
    };
    let player = Arc::clone(player);
    let clock = player.shown().clock;
    let note = SeenNote {
        by: who.user.clone(),
        at: clock.map(|clock| clock.now),
    };
    let (id, user) = (inject.clone(), who.user.clone());
    let known = app
        .change(move |ledger| {
            if !Player::inbox(ledger)?.iter().any(|(one, _)| one.id == id) {
                return Ok((false, None));
            }
            if ledger.document(SEEN, &id)?.is_none() {
                let body = serde_json::to_string(&note).unwrap_or_default();
                ledger.put_document(SEEN, &id, now().ms(), &user, &body)?;
            }
            Ok((
                true,
                Some(Deed::new(&user, "inject-acknowledged", &id, json!({}))),
            ))
        })
        .await?;
    if !known {
        return Err(Problem::not_found(&inject));
    }
    player.tell(crate::conduct::message::ToControl::Acknowledged {
        inject,
        by: who.user,
    });
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NoDuff {
    title: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    place: String,
}

/// Real life comes first: the exercise freezes; the answer says where real life is, with the incident ready.
pub(in crate::http) async fn no_duff(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<NoDuff>,
) -> Result<Json<Value>, Problem> {
    let title = wish.title.trim().to_owned();
    if title.is_empty() {
        return Err(Problem::bad("no-duff-empty", ""));
    }
    for text in [&title, &wish.text, &wish.place] {
        examine(text)?;
    }
    let detail = json!({"title": title, "text": wish.text, "place": wish.place});
    match &app.conduct {
        Some(Part::Player(player)) => {
            // First of all: a ledger that cannot be written must not keep the exercise running.
            player.call_no_duff(title.clone(), &who.user);
            let deed = Deed::new(&who.user, "no-duff", &title, detail);
            if let Err(problem) = app.note(deed).await {
                tracing::error!(
                    code = problem.code,
                    "NO DUFF could not be noted in the audit"
                );
            }
        }
        Some(Part::Control(_)) => {
            let (user, title) = (who.user.clone(), title.clone());
            with(&app, move |control| {
                Ok(control.no_duff("control", title, &user)?)
            })
            .await?;
        }
        None => return Err(Problem::not_found("exercise")),
    }
    let address = app.live.as_deref().map(|live| {
        let words = [
            ("title", title.as_str()),
            ("text", &wish.text),
            ("place", &wish.place),
            ("by", &who.user),
        ];
        let query: Vec<String> = words
            .iter()
            .map(|(name, text)| format!("{name}={}", encoded(text)))
            .collect();
        format!(
            "{}/#/incident?{}",
            live.trim_end_matches('/'),
            query.join("&")
        )
    });
    Ok(Json(json!({"frozen": true, "live": address, "at": now()})))
}

/// A text for the query of an address (RFC 3986 section 2.3: unreserved characters stand for themselves).
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte))
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
