//! Faults that the framework finds before a handler runs (a word where a path has a number, bytes that are no text), as
//! problem details like all others: it would say them as plain text.

use axum::{
    body::to_bytes,
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::Problem;

/// More of a sentence is not passed on.
const DETAIL_BYTES_MAX: usize = 4_096;

/// Says a plain fault again as a problem.
pub(super) async fn explain(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_plain = kind
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/plain"));
    if !status.is_client_error() || !is_plain {
        return response;
    }
    let body = to_bytes(response.into_body(), DETAIL_BYTES_MAX).await;
    let body = body.unwrap_or_default();
    let detail = String::from_utf8_lossy(&body);
    let code = if status == StatusCode::PAYLOAD_TOO_LARGE {
        "body-too-large"
    } else if detail.starts_with("Invalid URL") {
        "path-unreadable"
    } else {
        "body-unreadable"
    };
    Problem::new(status, code, detail).into_response()
}
