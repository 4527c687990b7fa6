//! What holds for every answer: the Host check, the security headers, and `ETag`s.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    body::{Body, HttpBody as _, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use super::{App, Problem};
use crate::auth::hex;

/// Scripts, styles, workers and connections from the node itself only; images may also be `data:` (the icons of the
/// map's style). Nothing inline, nothing evaluated, nothing framed.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self'; \
worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
frame-ancestors 'none'";

/// The one page that may ask where the device is: a photograph of a boarding carries its place.
const BOARDING_PAGE: &str = "/boarding.html";

/// Answers up to this size get an `ETag`.
const TAGGED_BYTES_MAX: u64 = 8 << 20;

/// Answers that a browser must keep nowhere, not even to ask whether they are new: names of nationals, whom the next one
/// at the same desk may not see, and the value that goes with every change.
const NOT_KEPT: [&str; 2] = ["/api/v1/crises", "/api/v1/session"];

/// Refuses requests meant for another host, and puts the security headers on every answer.
pub(super) async fn protect(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = std::time::Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = if !host_fits(app.listen, request.headers()) {
        let status = StatusCode::MISDIRECTED_REQUEST;
        Problem::new(status, "host-unknown", "").into_response()
    } else if !origin_fits(request.method(), request.headers()) {
        Problem::forbidden("origin-foreign", "").into_response()
    } else {
        next.run(request).await
    };
    let status = response.status().as_u16();
    // Without query, headers and body: none of the secrets is in the path.
    tracing::debug!(%method, path, status, ms = began.elapsed().as_secs_f64() * 1e3, "answered");
    let permissions = if path == BOARDING_PAGE {
        "camera=(), microphone=(), geolocation=(self), usb=()"
    } else {
        "camera=(), microphone=(), geolocation=(), usb=()"
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (HeaderName::from_static("permissions-policy"), permissions),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// A node on the loopback address answers only to loopback names: a page from elsewhere that points its own name at
/// 127.0.0.1 (DNS rebinding) is refused.
fn host_fits(listen: SocketAddr, headers: &HeaderMap) -> bool {
    if !listen.ip().is_loopback() {
        return true;
    }
    let Some(host) = headers.get(header::HOST).and_then(|v| v.to_str().ok()) else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

/// A change that a browser says comes from another origin is refused.
fn origin_fits(method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD) {
        return true;
    }
    let text = |name| {
        headers
            .get(name)
            .and_then(|v: &HeaderValue| v.to_str().ok())
    };
    match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin
            .split_once("://")
            .is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(host)),
        (Some(_), None) => false,
    }
}

/// Puts an `ETag` on whole JSON and CSV answers, and answers 304 when the client has the same bytes.
pub(super) async fn remember(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let may_be_kept = !NOT_KEPT.iter().any(|start| path.starts_with(start));
    let is_get = request.method() == Method::GET;
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let response = next.run(request).await;
    let size = response.body().size_hint().exact();
    let taggable = is_get
        && may_be_kept
        && response.status() == StatusCode::OK
        && !response.headers().contains_key(header::ETAG)
        && size.is_some_and(|bytes| bytes <= TAGGED_BYTES_MAX);
    if !taggable {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Problem::internal("answer-broke", "body").into_response();
    };
    let digest = Sha256::digest(&bytes);
    let tag = format!("W/\"{}\"", hex(digest.get(..12).unwrap_or(&digest)));
    let Ok(tag) = HeaderValue::from_str(&tag) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    let cache = HeaderValue::from_static("private, no-cache");
    parts.headers.entry(header::CACHE_CONTROL).or_insert(cache);
    parts.headers.insert(header::ETAG, tag.clone());
    if known.is_some_and(|known| matches(&known, &tag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// Weak comparison of `If-None-Match` (RFC 9110 section 13.1.2).
pub(super) fn matches(known: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(known), Ok(tag)) = (known.to_str(), tag.to_str()) else {
        return false;
    };
    let bare = |text: &str| text.trim().trim_start_matches("W/").to_owned();
    known
        .split(',')
        .any(|one| one.trim() == "*" || bare(one) == bare(tag))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (n.clone(), HeaderValue::from_str(v).unwrap()))
            .collect()
    }

    #[test]
    fn a_loopback_node_answers_only_to_loopback_names() {
        let here: SocketAddr = "127.0.0.1:8750".parse().unwrap();
        let fits = |host: &str| host_fits(here, &headers(&[(header::HOST, host)]));
        assert!(fits("127.0.0.1:8750") && fits("localhost:8750") && fits("[::1]:8750"));
        assert!(!fits("evil.example") && !fits("127.0.0.1.evil.example:8750"));
        assert!(!host_fits(here, &HeaderMap::new()));
        let open: SocketAddr = "0.0.0.0:8750".parse().unwrap();
        assert!(host_fits(
            open,
            &headers(&[(header::HOST, "watch.example")])
        ));
    }

    #[test]
    fn a_change_from_another_origin_is_refused() {
        let host = (header::HOST, "127.0.0.1:8750");
        let fits = |method: Method, origin: &str| {
            origin_fits(&method, &headers(&[host.clone(), (header::ORIGIN, origin)]))
        };
        assert!(fits(Method::POST, "http://127.0.0.1:8750"));
        assert!(!fits(Method::POST, "http://evil.example"));
        assert!(!fits(Method::POST, "null"));
        assert!(fits(Method::GET, "http://evil.example"));
        assert!(origin_fits(&Method::POST, &headers(&[host])));
    }
}
