//! The ranked list, as JSON and as files.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    App, Problem,
    input::{Asked, words},
};
use crate::live::{ListEntry, ListSnapshot};

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
                list.areas.get(n).is_some_and(|area| area.contains(ranked.last.position))
            })
            && self.text.as_deref().is_none_or(|text| has_text(entry, text))
    }
}

/// Event identifiers begin with their kind.
fn has_kind(entry: &ListEntry, kinds: &[String]) -> bool {
    let mut events = entry.ranked.reasons.iter().flat_map(|reason| &reason.events);
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
    let kept: Vec<&ListEntry> =
        list.entries.iter().filter(|entry| sieve.keeps(entry, &list)).collect();
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
    Asked(filter): Asked<Filter>,
) -> Result<Response, Problem> {
    let list = app.board.list();
    let sieve = Sieve::of(&filter, &list)?;
    let kept = list.entries.iter().filter(|entry| sieve.keeps(entry, &list));
    let features: Vec<Value> = kept
        .map(|entry| {
            let position = entry.ranked.last.position;
            json!({
                "type": "Feature", "id": entry.ranked.track,
                "geometry": {"type": "Point", "coordinates": position},
                "properties": shown(entry),
            })
        })
        .collect();
    let body = json!({"type": "FeatureCollection", "features": features});
    Ok(file("application/geo+json", "list.geojson", body.to_string().into_bytes()))
}

pub(super) async fn csv(
    State(app): State<Arc<App>>,
    Asked(filter): Asked<Filter>,
) -> Result<Response, Problem> {
    let list = app.board.list();
    let sieve = Sieve::of(&filter, &list)?;
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let mut put = |cells: &[String]| {
        writer.write_record(cells).map_err(|fault| Problem::internal("export-failed", fault))
    };
    put(&COLUMNS.map(str::to_owned))?;
    for entry in list.entries.iter().filter(|entry| sieve.keeps(entry, &list)) {
        put(&cells(entry))?;
    }
    let bytes = writer.into_inner().map_err(|fault| Problem::internal("export-failed", fault))?;
    Ok(file("text/csv; charset=utf-8", "list.csv", bytes))
}

pub(super) async fn xlsx(
    State(app): State<Arc<App>>,
    Asked(filter): Asked<Filter>,
) -> Result<Response, Problem> {
    let list = app.board.list();
    let sieve = Sieve::of(&filter, &list)?;
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let broken = |fault| Problem::internal("export-failed", fault);
    for (column, name) in (0u16..).zip(COLUMNS) {
        sheet.write_string(0, column, name).map_err(broken)?;
    }
    let kept = list.entries.iter().filter(|entry| sieve.keeps(entry, &list));
    for (row, entry) in (1u32..).zip(kept) {
        for (column, cell) in (0u16..).zip(cells(entry)) {
            let written = match cell.parse::<f64>() {
                Ok(number) if NUMBERS.contains(&usize::from(column)) => {
                    sheet.write_number(row, column, number)
                }
                _ => sheet.write_string(row, column, &cell),
            };
            written.map_err(broken)?;
        }
    }
    let bytes = book.save_to_buffer().map_err(broken)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(kind, "list.xlsx", bytes))
}

const COLUMNS: [&str; 18] = [
    "rank", "points", "points_low", "points_high", "mmsi", "track", "name", "call_sign", "imo",
    "flag", "gear", "ship_type", "length_m", "last_time", "last_lat_deg", "last_lon_deg", "reasons",
    "events",
];

/// Columns that hold numbers to reckon with; an MMSI or IMO number is a name.
const NUMBERS: [usize; 7] = [0, 1, 2, 3, 12, 14, 15];

fn cells(entry: &ListEntry) -> [String; 18] {
    let r = &entry.ranked;
    let text = |value: &Option<String>| safe(value.as_deref().unwrap_or_default());
    let number = |value: Option<String>| value.unwrap_or_default();
    let reasons: Vec<String> =
        r.reasons.iter().map(|reason| format!("{} {:.1}", reason.code, reason.points)).collect();
    let events: Vec<&str> =
        r.reasons.iter().flat_map(|reason| &reason.events).map(String::as_str).collect();
    [
        r.rank.to_string(),
        format!("{:.2}", r.score.points),
        format!("{:.2}", r.score.low),
        format!("{:.2}", r.score.high),
        r.mmsi.to_string(),
        r.track.clone(),
        text(&r.name),
        text(&r.call_sign),
        number(r.imo.map(|v| v.to_string())),
        text(&r.flag),
        text(&r.gear),
        number(r.ship_type.map(|v| v.to_string())),
        number(entry.length_m.map(|v| v.to_string())),
        r.last.time.to_string(),
        format!("{:.5}", r.last.position.lat_deg()),
        format!("{:.5}", r.last.position.lon_deg()),
        reasons.join("; "),
        events.join("; "),
    ]
}

/// A ship can send any name: one that a spreadsheet would take for a formula gets a quote before it
/// (OWASP, CSV injection).
fn safe(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

pub(super) fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}
