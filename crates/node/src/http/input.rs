//! Reading requests: the query and the body, with problem details for what cannot be read.

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;
use vigie_sea::Time;

use super::Problem;

/// The query of a request.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(fault) => Err(Problem::bad("query-unreadable", fault.body_text())),
        }
    }
}

/// The JSON body of a request.
pub(super) struct Told<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Told<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(JsonRejection::BytesRejection(fault))
                if fault.status() == StatusCode::PAYLOAD_TOO_LARGE =>
            {
                Err(Problem::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "body-too-large",
                    "",
                ))
            }
            Err(fault) => Err(Problem::bad("body-unreadable", fault.body_text())),
        }
    }
}

/// Reads a moment of the query.
pub(super) fn moment(text: Option<&str>) -> Result<Option<Time>, Problem> {
    let Some(text) = text.filter(|t| !t.is_empty()) else {
        return Ok(None);
    };
    match Time::parse(text) {
        Ok(time) => Ok(Some(time)),
        Err(error) => Err(Problem::bad(error.code(), text)),
    }
}

/// The words of a comma-separated list.
pub(super) fn words(text: Option<&str>) -> Vec<String> {
    let words = text
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|w| !w.is_empty());
    words.map(str::to_owned).collect()
}
