//! The machine-readable description of the API.

use axum::{http::header, response::IntoResponse};

const OPENAPI: &str = include_str!("openapi.json");

pub(super) async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.1")], OPENAPI)
}

/// OGC API Features asks for a description of its own; GDAL reads the parameters from it.
pub(super) async fn ogc() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.0")], OPENAPI)
}
