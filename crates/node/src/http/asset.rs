//! The pages: built by Node into `web/dist`, embedded into the program. A build without Node still gives a node with
//! a plain page that says so; the API is the same.

use std::borrow::Cow;

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
    let sha256 = file.metadata.sha256_hash();
    let tag = format!("\"{}\"", hex(sha256.get(..12).unwrap_or_default()));
    let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""));
    let cache = if has_hashed_name(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = headers.get(header::IF_NONE_MATCH);
    let mut response = if known.is_some_and(|known| guard::matches(known, &tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        content(file.data, wanted(headers, &tag))
    };
    let out = response.headers_mut();
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(kind_of(path)),
    );
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    out.insert(header::ETAG, tag);
    response
}

/// The range asked for, if it is for this version of the file: the page reads single tiles of the coast.
fn wanted<'h>(headers: &'h HeaderMap, tag: &HeaderValue) -> Option<&'h str> {
    if headers
        .get(header::IF_RANGE)
        .is_some_and(|known| known != tag)
    {
        return None;
    }
    headers.get(header::RANGE)?.to_str().ok()
}

/// The file, or one part of it (RFC 9110 section 14). Several parts at once are answered with the whole.
fn content(data: Cow<'static, [u8]>, range: Option<&str>) -> Response {
    let whole = data.len();
    match range.map_or(Part::Whole, |range| part(range, whole)) {
        Part::Whole => Body::from(data).into_response(),
        Part::Bytes(from, to) => {
            let bytes = data.get(from..to).unwrap_or_default().to_vec();
            let place = format!("bytes {from}-{}/{whole}", to.saturating_sub(1));
            let headers = [(header::CONTENT_RANGE, place)];
            (StatusCode::PARTIAL_CONTENT, headers, Body::from(bytes)).into_response()
        }
        Part::Beyond => {
            let headers = [(header::CONTENT_RANGE, format!("bytes */{whole}"))];
            (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response()
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// From this byte up to, not including, that one.
    Bytes(usize, usize),
    Beyond,
}

fn part(range: &str, whole: usize) -> Part {
    let Some((first, last)) = range.strip_prefix("bytes=").and_then(|r| r.split_once('-')) else {
        return Part::Whole;
    };
    let (from, to) = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(from), Ok(last)) if from <= last => (from, last.saturating_add(1).min(whole)),
        (Ok(from), Err(_)) if last.is_empty() => (from, whole),
        (Err(_), Ok(length)) if first.is_empty() => (whole.saturating_sub(length), whole),
        _ => return Part::Whole,
    };
    if from < to {
        Part::Bytes(from, to)
    } else {
        Part::Beyond
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_file_are_those_asked_for() {
        assert_eq!(part("bytes=0-9", 100), Part::Bytes(0, 10));
        assert_eq!(part("bytes=90-200", 100), Part::Bytes(90, 100));
        assert_eq!(part("bytes=90-", 100), Part::Bytes(90, 100));
        assert_eq!(part("bytes=-5", 100), Part::Bytes(95, 100));
        assert_eq!(part("bytes=-500", 100), Part::Bytes(0, 100));
        assert_eq!(part("bytes=100-", 100), Part::Beyond);
        assert_eq!(part("bytes=-0", 100), Part::Beyond);
        for odd in [
            "bytes=5-2",
            "bytes=0-1,5-6",
            "lines=0-1",
            "bytes=",
            "bytes=x-y",
            "bytes=-",
        ] {
            assert_eq!(part(odd, 100), Part::Whole, "{odd}");
        }
        assert_eq!(part("bytes=0-0", 0), Part::Beyond);
    }
}
