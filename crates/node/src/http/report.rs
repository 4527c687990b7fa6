//! Presence and apparent fishing by flag and gear, for any area and period.

use super::Problem;
use axum::{http::StatusCode, response::Response};

pub(super) async fn presence() -> Result<Response, Problem> {
    Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "report-unavailable", ""))
}

pub(super) async fn presence_csv() -> Result<Response, Problem> {
    Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "report-unavailable", ""))
}
