//! Events: found by what they are, shown with all their revisions, reviewed by watch officers.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_store::{EventFilter, Review};
use vigie_watch::{EventKind, EventState};

use super::{
    App, Deed, Problem,
    gate::Who,
    input::{Asked, Told, moment, words},
};
use crate::live::now;

const LIMIT: u64 = 100;
const LIMIT_MAX: u64 = 1_000;
const NOTE_CHARS_MAX: usize = 4_000;

#[derive(Deserialize)]
pub(super) struct Filter {
    kind: Option<String>,
    state: Option<String>,
    mmsi: Option<u32>,
    from: Option<String>,
    to: Option<String>,
    area: Option<String>,
    limit: Option<u64>,
    cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewReview {
    state: String,
    #[serde(default)]
    note: String,
}

fn is_word<T: DeserializeOwned>(word: &str) -> bool {
    serde_json::from_value::<T>(word.into()).is_ok()
}

fn filter_of(asked: Filter) -> Result<EventFilter, Problem> {
    let after = match asked.cursor.as_deref().filter(|c| !c.is_empty()) {
        None => None,
        Some(cursor) => {
            let parts = cursor
                .split_once('~')
                .and_then(|(ms, id)| Some((ms.parse().ok()?, id)));
            let (ms, id) = parts.ok_or_else(|| Problem::bad("cursor-unreadable", cursor))?;
            Some((ms, id.to_owned()))
        }
    };
    let kinds = words(asked.kind.as_deref());
    let state = asked.state.filter(|s| !s.is_empty());
    // A misspelt word would answer that there is nothing.
    if let Some(kind) = kinds.iter().find(|it| !is_word::<EventKind>(it)) {
        return Err(Problem::bad("event-kind-unknown", kind));
    }
    if let Some(state) = state.as_ref().filter(|it| !is_word::<EventState>(it)) {
        return Err(Problem::bad("event-state-unknown", state));
    }
    Ok(EventFilter {
        kinds,
        state,
        mmsi: asked.mmsi,
        from_ms: moment(asked.from.as_deref())?.map(Time::ms),
        to_ms: moment(asked.to.as_deref())?.map(Time::ms),
        area: asked.area.filter(|a| !a.is_empty()),
        after,
        limit: asked.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX),
        ..EventFilter::default()
    })
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Filter>,
) -> Result<Json<Value>, Problem> {
    let filter = filter_of(asked)?;
    let limit = filter.limit;
    let page = app.ledger(move |ledger| ledger.events(&filter)).await?;
    let full = page.events.len() as u64 >= limit;
    let last = page.events.last().filter(|_| full);
    let next_cursor = last.map(|(start_ms, id, _)| format!("{start_ms}~{id}"));
    let mut events = Vec::with_capacity(page.events.len());
    for (_, _, body) in page.events {
        let event: Value = serde_json::from_str(&body)
            .map_err(|fault| Problem::internal("event-damaged", fault))?;
        events.push(event);
    }
    Ok(Json(
        json!({"events": events, "next_cursor": next_cursor, "total": page.total}),
    ))
}

pub(super) async fn card(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let wanted = id.clone();
    let (event, history, review) = app
        .ledger(move |ledger| {
            let (event, history) = (ledger.event(&wanted)?, ledger.event_history(&wanted)?);
            Ok((event, history, ledger.reviewed(&wanted)?))
        })
        .await?;
    let event = event.ok_or_else(|| Problem::not_found(&id))?;
    let read = |body: &String| serde_json::from_str::<Value>(body);
    let parsed = read(&event).and_then(|event| {
        Ok((
            event,
            history.iter().map(read).collect::<Result<Vec<_>, _>>()?,
        ))
    });
    let (event, history) = parsed.map_err(|fault| Problem::internal("event-damaged", fault))?;
    Ok(Json(
        json!({"event": event, "history": history, "review": review.as_ref().map(shown)}),
    ))
}

fn shown(review: &Review) -> Value {
    json!({
        "state": review.state, "user": review.user, "time": Time::from_ms(review.time_ms),
        "note": review.note,
    })
}

pub(super) async fn review(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<NewReview>,
) -> Result<Json<Value>, Problem> {
    if !["confirmed", "dismissed", "open"].contains(&wish.state.as_str()) {
        return Err(Problem::bad("review-state-unknown", wish.state));
    }
    if wish.note.chars().count() > NOTE_CHARS_MAX {
        return Err(Problem::bad("note-too-long", NOTE_CHARS_MAX));
    }
    let review = Review {
        state: wish.state,
        user: who.user.clone(),
        time_ms: now().ms(),
        note: wish.note,
    };
    let (event, kept) = (id.clone(), review.clone());
    let detail = json!({"state": review.state, "note": review.note});
    let deed = Deed::new(&who.user, "event-reviewed", &id, detail);
    let known = app
        .change(move |ledger| {
            if ledger.event(&event)?.is_none() {
                return Ok((false, None));
            }
            ledger.review(&event, &kept.state, &kept.user, kept.time_ms, &kept.note)?;
            Ok((true, Some(deed)))
        })
        .await?;
    if !known {
        return Err(Problem::not_found(&id));
    }
    heed(&app).await;
    Ok(Json(shown(&review)))
}

/// The list leaves out what was dismissed. The review is kept whatever happens here: a start of the node heeds it too.
async fn heed(app: &App) {
    match app.ask(|engine| engine.heed_reviews()).await {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::error!(code = fault.code(), %fault, "review not heeded"),
        Err(problem) => tracing::error!(code = problem.code, "review not heeded"),
    }
}
