//! Errors as RFC 9457 problem details. `code` is stable and is the Fluent id of the sentence.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// What went wrong with a request.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) detail: String,
    retry_after_s: Option<u64>,
    /// Line of the input, from 1.
    line: Option<usize>,
    /// Field of a thing, and the thing.
    field: Option<(&'static str, String)>,
}

impl Problem {
    /// Says in which line of the input the fault is.
    pub(crate) fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// Says in which field of which thing the fault is.
    pub(crate) fn at_field(mut self, field: &'static str, about: &str) -> Self {
        self.field = Some((field, about.to_owned()));
        self
    }

    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl std::fmt::Display,
    ) -> Self {
        Self {
            status,
            code,
            detail: detail.to_string(),
            retry_after_s: None,
            line: None,
            field: None,
        }
    }

    pub(crate) fn bad(code: &'static str, detail: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    pub(crate) fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", what)
    }

    pub(crate) fn unauthorised() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign-in-needed", "")
    }

    pub(crate) fn forbidden(code: &'static str, detail: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    pub(crate) fn busy(code: &'static str) -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, "");
        problem.retry_after_s = Some(1);
        problem
    }

    pub(crate) fn wait(code: &'static str, seconds: u64) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, code, seconds);
        problem.retry_after_s = Some(seconds);
        problem
    }

    /// A fault of the node's own; the detail goes to the log, not to the client.
    pub(crate) fn internal(code: &'static str, detail: impl std::fmt::Display) -> Self {
        tracing::error!(code, %detail, "request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, code, "")
    }
}

impl From<vigie_store::Error> for Problem {
    fn from(error: vigie_store::Error) -> Self {
        match error {
            vigie_store::Error::Exists { ref what } => {
                Self::new(StatusCode::CONFLICT, error.code(), what)
            }
            other => Self::internal(other.code(), &other),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.detail,
        });
        if let Some(line) = self.line {
            body["line"] = json!(line);
        }
        if let Some((field, about)) = &self.field {
            body["field"] = json!(field);
            body["about"] = json!(about);
        }
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        let kind = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, kind);
        if self.status == StatusCode::UNAUTHORIZED {
            // Not `Basic`, though it is accepted: a browser would open its own dialog over the page.
            let ask = HeaderValue::from_static("Bearer realm=\"vigie\"");
            headers.insert(header::WWW_AUTHENTICATE, ask);
        }
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
