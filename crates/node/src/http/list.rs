//! The ranked list, as JSON and as files.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_watch::Ranked;

use super::{
    App, Problem,
    input::{Asked, words},
};
use crate::{
    export::{Heading, ListFormat, write_list},
    i18n::Catalogue,
    live::{ListEntry, ListSnapshot},
};

const LIMIT: usize = 100;
const LIMIT_MAX: usize = 10_000;

/// Which vessels of the list.
#[derive(Deserialize)]
pub(super) struct Filter {
    flag: Option<String>,
    gear: Option<String>,
    kind: Option<String>,
    min_points: Option<f64>,
    area: Option<String>,
    q: Option<String>,
    limit: Option<usize>,
    offset: Option<usize>,
    /// Language of the sentences in a file.
    lang: Option<String>,
}

/// A filter ready to be applied.
struct Sieve {
    flags: Vec<String>,
    gears: Vec<String>,
    kinds: Vec<String>,
    min_points: f64,
    area: Option<usize>,
    text: Option<String>,
}

impl Sieve {
    fn of(filter: &Filter, list: &ListSnapshot) -> Result<Self, Problem> {
        let area = match filter.area.as_deref().filter(|a| !a.is_empty()) {
            None => None,
            Some(id) => {
                let found = list.areas.areas().iter().position(|a| a.id == id);
                Some(found.ok_or_else(|| Problem::bad("area-unknown", id))?)
            }
        };
        let text = filter.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
        Ok(Self {
            flags: words(filter.flag.as_deref()),
            gears: words(filter.gear.as_deref()),
            kinds: words(filter.kind.as_deref()),
            min_points: filter.min_points.unwrap_or(0.0),
            area,
            text: text.map(str::to_lowercase),
        })
    }

    fn keeps(&self, entry: &ListEntry, list: &ListSnapshot) -> bool {
        let ranked = &entry.ranked;
        let one_of = |wanted: &[String], value: Option<&str>| {
            wanted.is_empty()
                || value.is_some_and(|v| wanted.iter().any(|w| w.eq_ignore_ascii_case(v)))
        };
        ranked.score.points >= self.min_points
            && one_of(&self.flags, ranked.flag.as_deref())
            && one_of(&self.gears, ranked.gear.as_deref())
            && (self.kinds.is_empty() || has_kind(entry, &self.kinds))
            && self.area.is_none_or(|n| {
                list.areas
                    .get(n)
                    .is_some_and(|area| area.contains(ranked.last.position))
            })
            && self
                .text
                .as_deref()
                .is_none_or(|text| has_text(entry, text))
    }
}

/// Event identifiers begin with their kind.
fn has_kind(entry: &ListEntry, kinds: &[String]) -> bool {
    let mut events = entry
        .ranked
        .reasons
        .iter()
        .flat_map(|reason| &reason.events);
    events.any(|id| {
        let kind = id.split('-').next().unwrap_or_default();
        kinds.iter().any(|wanted| wanted == kind)
    })
}

fn has_text(entry: &ListEntry, text: &str) -> bool {
    let ranked = &entry.ranked;
    let holds = |value: Option<&str>| value.is_some_and(|v| v.to_lowercase().contains(text));
    ranked.mmsi.to_string().contains(text)
        || ranked.imo.is_some_and(|imo| imo.to_string().contains(text))
        || holds(ranked.name.as_deref())
        || holds(ranked.call_sign.as_deref())
}

/// One vessel as the API shows it.
pub(super) fn shown(entry: &ListEntry) -> Value {
    let r = &entry.ranked;
    json!({
        "rank": r.rank, "mmsi": r.mmsi, "track": r.track,
        "identity": {
            "name": r.name, "call_sign": r.call_sign, "imo": r.imo, "flag": r.flag,
            "ship_type": r.ship_type, "gear": r.gear, "length_m": entry.length_m,
        },
        "last": {
            "time": r.last.time, "position": r.last.position,
            "sog_kn": entry.sog_kn, "cog_deg": entry.cog_deg,
        },
        "score": r.score, "reasons": r.reasons, "would_change": r.would_change,
        "unknowns": r.unknowns,
    })
}

pub(super) async fn json(
    State(app): State<Arc<App>>,
    Asked(filter): Asked<Filter>,
) -> Result<Json<Value>, Problem> {
    let list = app.board.list();
    let sieve = Sieve::of(&filter, &list)?;
    let kept: Vec<&ListEntry> = list
        .entries
        .iter()
        .filter(|entry| sieve.keeps(entry, &list))
        .collect();
    let limit = filter.limit.unwrap_or(LIMIT).min(LIMIT_MAX);
    let page = kept.iter().skip(filter.offset.unwrap_or(0)).take(limit);
    let vessels: Vec<Value> = page.map(|entry| shown(entry)).collect();
    Ok(Json(json!({
        "event_time": list.event_time, "total": kept.len(), "rules_version": list.rules_version,
        "vessels": vessels,
    })))
}

pub(super) async fn geojson(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Asked(filter): Asked<Filter>,
) -> Result<Response, Problem> {
    export(
        &app,
        &headers,
        &filter,
        ListFormat::GeoJson,
        "application/geo+json",
        "geojson",
    )
    .await
}

pub(super) async fn csv(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Asked(filter): Asked<Filter>,
) -> Result<Response, Problem> {
    export(
        &app,
        &headers,
        &filter,
        ListFormat::Csv,
        "text/csv; charset=utf-8",
        "csv",
    )
    .await
}

pub(super) async fn xlsx(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Asked(filter): Asked<Filter>,
) -> Result<Response, Problem> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    export(&app, &headers, &filter, ListFormat::Xlsx, kind, "xlsx").await
}

pub(super) async fn parquet(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Asked(filter): Asked<Filter>,
) -> Result<Response, Problem> {
    let kind = "application/vnd.apache.parquet";
    export(
        &app,
        &headers,
        &filter,
        ListFormat::GeoParquet,
        kind,
        "parquet",
    )
    .await
}

async fn export(
    app: &App,
    headers: &HeaderMap,
    filter: &Filter,
    format: ListFormat,
    kind: &'static str,
    ending: &str,
) -> Result<Response, Problem> {
    let list = app.board.list();
    let sieve = Sieve::of(filter, &list)?;
    let kept = list
        .entries
        .iter()
        .filter(|entry| sieve.keeps(entry, &list));
    let ranked: Vec<Ranked> = kept.map(|entry| entry.ranked.clone()).collect();
    let heading = Heading {
        as_of: list
            .event_time
            .map_or_else(String::new, |time| time.to_string()),
        rules_version: list.rules_version.clone(),
    };
    let wanted = filter
        .lang
        .clone()
        .unwrap_or_else(|| accepted_language(headers));
    let write = move || {
        let mut out = Vec::new();
        let catalogue = Catalogue::new(&wanted);
        write_list(
            &mut out,
            format,
            &ranked,
            &heading,
            &catalogue,
            format == ListFormat::Csv,
        )?;
        Ok::<_, std::io::Error>(out)
    };
    let written = tokio::task::spawn_blocking(write).await;
    let written = written.map_err(|broken| Problem::internal("work-broke", broken))?;
    let bytes = written.map_err(|fault| Problem::internal("export-failed", fault))?;
    let name = app.file_name(&format!("vigie-list.{ending}"));
    Ok(file(kind, &name, bytes))
}

/// The language the client prefers, for the sentences in a file.
pub(super) fn accepted_language(headers: &HeaderMap) -> String {
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok());
    let first = accepted
        .unwrap_or_default()
        .split([',', ';'])
        .next()
        .unwrap_or_default();
    first.trim().to_owned()
}

/// A file to save under a name of any script (RFC 6266, RFC 8187).
pub(super) fn file(kind: &'static str, name: &str, body: impl Into<Body>) -> Response {
    let plain: String = name.chars().filter(char::is_ascii).collect();
    let mut extended = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            extended.push(char::from(byte));
        } else {
            extended.push_str(&format!("%{byte:02X}"));
        }
    }
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{extended}");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, body.into()).into_response()
}
