//! The pages: built by Node into `web/dist`, embedded into the program. A build without Node still gives a node with
//! a plain page that says so; the API is the same.

use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{Problem, guard};
use crate::auth::hex;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Pages;

const PLAIN_PAGE: &str = "<!doctype html>
<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Vigie</title></head>
<body><h1>Vigie</h1>
<p>This program was built without its pages. Build them with <code>make web</code> and build again.</p>
<p>The API works: <code>GET /api/v1/session</code>, <code>/ogc</code>, <code>/healthz</code>.</p>
</body></html>
";

pub(super) async fn index(headers: HeaderMap) -> Response {
    match Pages::get("index.html") {
        Some(file) => answer("index.html", file, &headers),
        None => (
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            PLAIN_PAGE,
        )
            .into_response(),
    }
}

pub(super) async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match Pages::get(&path) {
        Some(file) => answer(&path, file, &headers),
        None => Problem::not_found(path).into_response(),
    }
}

fn answer(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!(
        "\"{}\"",
        hex(file.metadata.sha256_hash().get(..12).unwrap_or_default())
    );
    let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""));
    let cache = if has_hashed_name(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = headers.get(header::IF_NONE_MATCH);
    let (status, body) = if known.is_some_and(|known| guard::matches(known, &tag)) {
        (StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        (StatusCode::OK, Body::from(file.data))
    };
    let mut response = (status, body).into_response();
    let out = response.headers_mut();
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(kind_of(path)),
    );
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::ETAG, tag);
    response
}

/// Vite puts a hash of the content into the names of what it builds, under `assets/`.
fn has_hashed_name(path: &str) -> bool {
    path.starts_with("assets/")
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "ftl" | "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
