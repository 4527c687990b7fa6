//! Is the node alive, is it ready, how is it doing.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};

use super::App;
use crate::live::{Status, now};

pub(super) async fn alive() -> &'static str {
    "ok"
}

pub(super) async fn ready(State(app): State<Arc<App>>) -> impl IntoResponse {
    let fit = app.board.is_ready() && app.board.status().store_fault.is_none();
    if fit {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready")
    }
}

pub(super) async fn status(State(app): State<Arc<App>>) -> Json<Status> {
    let mut status = Status::clone(&app.board.status());
    status.now = now();
    Json(status)
}

/// Prometheus text format 0.0.4.
pub(super) async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    let status = app.board.status();
    let truth = |value: bool| f64::from(u8::from(value));
    let event_time = status.event_time.map_or(0, |t| t.s().max(0).unsigned_abs());
    let mut out = String::new();
    for (name, kind, help, value) in [
        (
            "vessels",
            "gauge",
            "Tracks in view",
            count(status.vessels as u64),
        ),
        (
            "positions_total",
            "counter",
            "Positions accepted",
            count(status.positions),
        ),
        (
            "positions_per_second",
            "gauge",
            "Observations taken a second",
            status.positions_per_s,
        ),
        (
            "events_open",
            "gauge",
            "Events going on",
            count(status.events_open as u64),
        ),
        (
            "late_total",
            "counter",
            "Observations older than the tolerance",
            count(status.late),
        ),
        (
            "duplicates_total",
            "counter",
            "Duplicate observations",
            count(status.duplicates),
        ),
        (
            "faults_total",
            "counter",
            "Unreadable lines",
            count(status.faults),
        ),
        (
            "event_time_seconds",
            "gauge",
            "Time of the newest data",
            count(event_time),
        ),
        (
            "store_fault",
            "gauge",
            "1 while the disk refuses",
            truth(status.store_fault.is_some()),
        ),
        (
            "ready",
            "gauge",
            "1 when the archive is replayed",
            truth(app.board.is_ready()),
        ),
    ] {
        head(&mut out, name, kind, help);
        out.push_str(&format!("vigie_{name} {value}\n"));
    }
    raw_metrics(&app, &mut out);
    let feeds = app.feeds.statuses();
    head(
        &mut out,
        "feed_positions_total",
        "counter",
        "Observations by feed",
    );
    for feed in &feeds {
        let (id, positions) = (feed.id, feed.positions);
        out.push_str(&format!(
            "vigie_feed_positions_total{{feed=\"{id}\"}} {positions}\n"
        ));
    }
    head(&mut out, "feed_running", "gauge", "1 while the feed reads");
    for feed in &feeds {
        let (id, running) = (feed.id, u8::from(feed.state == "running"));
        out.push_str(&format!("vigie_feed_running{{feed=\"{id}\"}} {running}\n"));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], out)
}

/// What is kept of the bytes of feeds.
fn raw_metrics(app: &App, out: &mut String) {
    let logs = app.raw.shown();
    let since = logs.iter().filter_map(|log| log.since).min();
    let since = since.map_or(0, |time| time.s().max(0).unsigned_abs());
    let sum = |of: fn(&crate::raw::RawShown) -> u64| logs.iter().map(of).sum::<u64>();
    let failing = logs.iter().any(|log| log.fault.is_some());
    for (name, kind, help, value) in [
        (
            "raw_bytes",
            "gauge",
            "Bytes of feeds on the disk, as received and packed",
            sum(|log| log.packed_bytes),
        ),
        (
            "raw_since_seconds",
            "gauge",
            "Receipt of the oldest of them",
            since,
        ),
        (
            "raw_lost_bytes_total",
            "counter",
            "Bytes received that the disk refused",
            sum(|log| log.lost_bytes),
        ),
        (
            "raw_fault",
            "gauge",
            "1 while raw bytes cannot be kept",
            u64::from(failing),
        ),
    ] {
        head(out, name, kind, help);
        out.push_str(&format!("vigie_{name} {}\n", count(value)));
    }
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    out.push_str(&format!(
        "# HELP vigie_{name} {help}\n# TYPE vigie_{name} {kind}\n"
    ));
}

#[allow(
    clippy::cast_precision_loss,
    reason = "Prometheus knows only 64-bit floats"
)]
fn count(value: u64) -> f64 {
    value as f64
}
