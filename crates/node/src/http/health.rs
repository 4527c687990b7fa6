//! Is the node alive, is it ready, how is it doing.

use std::{fmt::Write as _, sync::Arc};

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
    if fit { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready") }
}

pub(super) async fn status(State(app): State<Arc<App>>) -> Json<Status> {
    let mut status = Status::clone(&app.board.status());
    status.now = now();
    Json(status)
}

/// Prometheus text format 0.0.4.
pub(super) async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    let status = app.board.status();
    let mut out = String::new();
    let mut put = |name: &str, kind: &str, help: &str, value: f64| {
        // Writing to a String cannot fail.
        drop(write!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"));
    };
    put("vigie_vessels", "gauge", "Tracks in view", count(status.vessels as u64));
    put("vigie_positions_total", "counter", "Positions accepted", count(status.positions));
    put("vigie_positions_per_second", "gauge", "Observations taken a second", status.positions_per_s);
    put("vigie_events_open", "gauge", "Events going on", count(status.events_open as u64));
    put("vigie_late_total", "counter", "Observations older than the tolerance", count(status.late));
    put("vigie_duplicates_total", "counter", "Duplicate observations", count(status.duplicates));
    put("vigie_faults_total", "counter", "Unreadable lines", count(status.faults));
    let event_time = status.event_time.map_or(0, |t| t.s());
    put("vigie_event_time_seconds", "gauge", "Time of the newest data", count(event_time.max(0).unsigned_abs()));
    put("vigie_store_fault", "gauge", "1 while the disk refuses", f64::from(u8::from(status.store_fault.is_some())));
    put("vigie_ready", "gauge", "1 when the archive is replayed", f64::from(u8::from(app.board.is_ready())));
    drop(writeln!(out, "# HELP vigie_feed_positions_total Observations by feed\n# TYPE vigie_feed_positions_total counter"));
    for feed in app.feeds.statuses() {
        drop(writeln!(out, "vigie_feed_positions_total{{feed=\"{}\"}} {}", feed.id, feed.positions));
    }
    drop(writeln!(out, "# HELP vigie_feed_running 1 while the feed reads\n# TYPE vigie_feed_running gauge"));
    for feed in app.feeds.statuses() {
        let running = u8::from(feed.state == "running");
        drop(writeln!(out, "vigie_feed_running{{feed=\"{}\"}} {running}", feed.id));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], out)
}

#[allow(clippy::cast_precision_loss, reason = "Prometheus knows only 64-bit floats")]
fn count(value: u64) -> f64 {
    value as f64
}
