//! Feeds and what could not be read of them.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    App, Deed, Problem,
    gate::Who,
    input::{Asked, Told},
    list::file,
};
use crate::{
    feed::{FeedSpec, Format, Place},
    feeding::{FEEDS_MAX, format_name},
};

const LIMIT: usize = 200;
const LIMIT_MAX: usize = 2_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFeed {
    address: String,
    #[serde(default)]
    format: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Filter {
    feed: Option<u16>,
    reason: Option<String>,
    limit: Option<usize>,
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({"feeds": app.feeds.statuses()}))
}

pub(super) async fn start(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<NewFeed>,
) -> Result<Response, Problem> {
    let refused = |error: crate::feed::Error| {
        use crate::feed::Error;
        let status = match error {
            Error::Outside { .. } | Error::Target { .. } => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        };
        Problem::new(status, error.code(), &error)
    };
    let mut spec = FeedSpec::parse(wish.address.trim()).map_err(refused)?;
    if let Some(format) = wish.format.as_deref().filter(|f| !f.is_empty()) {
        spec.format = Format::parse(format).map_err(refused)?;
    }
    let is_own = |place: &Place| matches!(place, Place::Path(path) if app.feeds.is_own(path));
    if spec.place == Place::Stdin || is_own(&spec.place) {
        return Err(Problem::bad("feed-address-unknown", &spec.name));
    }
    let (feeds, place) = (Arc::clone(&app.feeds), spec.place.clone());
    let admitted = tokio::task::spawn_blocking(move || feeds.admit(&place)).await;
    let admitted = admitted.map_err(|broken| Problem::internal("work-broke", broken))?;
    admitted.map_err(refused)?;
    if app.realm.is_exercise() {
        // A real ship must not sail into an exercise.
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "exercise-takes-no-feeds",
            "",
        ));
    }
    if app.feeds.statuses().len() >= FEEDS_MAX {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "feeds-too-many",
            FEEDS_MAX,
        ));
    }
    let (address, format) = (spec.name.clone(), format_name(spec.format));
    let user = who.user.clone();
    // From here on the node starts it by itself after each start: it must be known by whom.
    let number = app
        .change(move |ledger| {
            let number = ledger.feed_number(&address, &format, true)?;
            let detail = json!({"address": address, "format": format});
            let deed = Deed::new(&user, "feed-started", number, detail);
            Ok((number, Some(deed)))
        })
        .await?;
    let status = match app.feeds.start_asked(&spec, number) {
        Ok(status) => status,
        Err(error) => {
            let detail = json!({"error": error.code()});
            let deed = Deed::new(&who.user, "feed-stopped", number, detail);
            app.change(move |ledger| Ok((ledger.drop_feed(number)?, Some(deed))))
                .await?;
            return Err(refused(error));
        }
    };
    Ok((StatusCode::CREATED, Json(status)).into_response())
}

pub(super) async fn stop(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<u16>,
) -> Result<StatusCode, Problem> {
    if app.feeds.status(id).is_none() {
        return Err(Problem::not_found(id));
    }
    let deed = Deed::new(&who.user, "feed-stopped", id, json!({}));
    // Kept first: a feed that only seems to be gone would be back with the next start.
    app.change(move |ledger| Ok((ledger.drop_feed(id)?, Some(deed))))
        .await?;
    app.feeds.stop(id);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn quarantine(
    State(app): State<Arc<App>>,
    Asked(filter): Asked<Filter>,
) -> Json<Value> {
    let limit = filter.limit.unwrap_or(LIMIT).min(LIMIT_MAX);
    let reason = filter.reason.as_deref().filter(|r| !r.is_empty());
    let (counts, lines) = app.feeds.quarantine(filter.feed, reason, limit);
    let counts: Vec<Value> = counts
        .into_iter()
        .map(|(feed, reason, count)| json!({"feed": feed, "reason": reason, "count": count}))
        .collect();
    Json(json!({"counts": counts, "lines": lines}))
}

pub(super) async fn quarantine_file(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let paths = app.feeds.quarantine_files();
    let read = move || {
        let mut all = Vec::new();
        for path in paths {
            match std::fs::read(&path) {
                Ok(bytes) => all.extend(bytes),
                // Put aside or deleted meanwhile, or nothing was unreadable yet.
                Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(all)
    };
    let read = tokio::task::spawn_blocking(read).await;
    let bytes = read.map_err(|broken| Problem::internal("work-broke", broken))?;
    let bytes = bytes.map_err(|fault| Problem::internal("file-unreadable", fault))?;
    let name = app.file_name("quarantine.log");
    Ok(file("text/plain; charset=utf-8", &name, bytes))
}
