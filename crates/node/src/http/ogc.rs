//! OGC API Features (Part 1: Core, GeoJSON): vessels, tracks, events and areas for GIS programs.
//!
//! Positions are CRS84 longitude and latitude. A `bbox` whose west is greater than its east crosses 180° (clause 7.15.3
//! of OGC 17-069r4).

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use vigie_sea::{Area, Time};
use vigie_store::{Content, EventFilter, Kept};
use vigie_watch::Vessel;

use super::{
    App, Problem, area,
    input::Asked,
    ogc_api, vessel,
    window::{Query, Window, touches},
};
use crate::export::cut_geometry;

/// Points of one track feature.
const TRACK_POINTS: usize = 1_000;

pub(super) const COLLECTIONS: [(&str, &str, &str); 4] = [
    (
        "vessels",
        "Vessels",
        "Vessels in view at their newest position",
    ),
    (
        "tracks",
        "Tracks",
        "Tracks of the last seven days of data, one feature for each vessel; a box asks where its newest position is",
    ),
    (
        "events",
        "Events",
        "What the watch says happened, at the place where it began",
    ),
    ("areas", "Areas", "Areas that operators loaded"),
];

const CONFORMS_TO: [&str; 3] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
];

/// A page of features.
struct Page {
    features: Vec<Value>,
    total: u64,
}

/// The address by which the client reached the node, for links: a client follows `next` with its token.
fn base(app: &App, headers: &HeaderMap) -> String {
    let scheme = if app.secure { "https" } else { "http" };
    let host = headers
        .get(header::HOST)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("127.0.0.1");
    format!("{scheme}://{host}/ogc")
}

fn link(href: String, rel: &str, kind: &str) -> Value {
    json!({"href": href, "rel": rel, "type": kind})
}

pub(super) async fn landing(State(app): State<Arc<App>>, headers: HeaderMap) -> Json<Value> {
    let base = base(&app, &headers);
    let kind = "application/json";
    Json(json!({
        "title": "Vigie", "description": "Vessels, tracks, events and areas of one Vigie node",
        "links": [
            link(base.clone(), "self", kind),
            link(format!("{base}/api"), "service-desc", ogc_api::MEDIA_TYPE),
            link(format!("{base}/conformance"), "conformance", kind),
            link(format!("{base}/collections"), "data", kind),
        ],
    }))
}

pub(super) async fn conformance() -> Json<Value> {
    Json(json!({"conformsTo": CONFORMS_TO}))
}

fn described(base: &str, (id, title, description): (&str, &str, &str)) -> Value {
    let here = format!("{base}/collections/{id}");
    json!({
        "id": id, "title": title, "description": description, "itemType": "feature",
        "crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
        "extent": {"spatial": {
            "bbox": [[-180.0, -90.0, 180.0, 90.0]],
            "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        }},
        "links": [
            link(here.clone(), "self", "application/json"),
            link(format!("{here}/items"), "items", "application/geo+json"),
        ],
    })
}

pub(super) async fn collections(State(app): State<Arc<App>>, headers: HeaderMap) -> Json<Value> {
    let base = base(&app, &headers);
    let all: Vec<Value> = COLLECTIONS.iter().map(|c| described(&base, *c)).collect();
    let here = link(format!("{base}/collections"), "self", "application/json");
    Json(json!({"collections": all, "links": [here]}))
}

pub(super) async fn collection(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let found = COLLECTIONS.iter().find(|(known, _, _)| *known == id);
    let found = found.ok_or_else(|| Problem::not_found(&id))?;
    Ok(Json(described(&base(&app, &headers), *found)))
}

pub(super) async fn items(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(id): Path<String>,
    Asked(query): Asked<Query>,
) -> Result<Response, Problem> {
    let window = Window::of(&query)?;
    let page = match id.as_str() {
        "vessels" => vessels(&app, window.clone()).await?,
        "tracks" => tracks(&app, window.clone()).await?,
        "events" => events(&app, window.clone()).await?,
        "areas" => areas(&app, window.clone()).await?,
        _ => return Err(Problem::not_found(&id)),
    };
    let links = page_links(&base(&app, &headers), &id, &query, &window, &page);
    let body = json!({
        "type": "FeatureCollection", "numberMatched": page.total,
        "numberReturned": page.features.len(), "timeStamp": crate::live::now(),
        "links": links, "features": page.features,
    });
    Ok(geojson(&body))
}

fn geojson(body: &Value) -> Response {
    (
        [(header::CONTENT_TYPE, "application/geo+json")],
        body.to_string(),
    )
        .into_response()
}

fn page_links(base: &str, id: &str, query: &Query, window: &Window, page: &Page) -> Vec<Value> {
    let href = |offset: u64| {
        let mut href = format!(
            "{base}/collections/{id}/items?limit={}&offset={offset}",
            window.limit
        );
        for (key, value) in [("bbox", &query.bbox), ("datetime", &query.datetime)] {
            if let Some(value) = value.as_deref().filter(|v| !v.is_empty()) {
                let plain: String = value.chars().flat_map(escaped).collect();
                href.push_str(&format!("&{key}={plain}"));
            }
        }
        href
    };
    let kind = "application/geo+json";
    let mut links = vec![link(href(window.offset), "self", kind)];
    let end = window.offset.saturating_add(page.features.len() as u64);
    if end < page.total && !page.features.is_empty() {
        links.push(link(href(end), "next", kind));
    }
    if window.offset > 0 {
        links.push(link(
            href(window.offset.saturating_sub(window.limit)),
            "prev",
            kind,
        ));
    }
    links
}

/// Both values were read as numbers and times; what could break a link is escaped all the same.
fn escaped(c: char) -> Vec<char> {
    match c {
        '+' => vec!['%', '2', 'B'],
        '&' => vec!['%', '2', '6'],
        '#' => vec!['%', '2', '3'],
        ' ' => vec!['%', '2', '0'],
        c => vec![c],
    }
}

/// An identifier as one segment of a path: those of areas are whatever an operator wrote.
fn segment(id: &str) -> String {
    let mut out = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn cut(all: Vec<Value>, window: &Window) -> Page {
    let total = all.len() as u64;
    let skip = usize::try_from(window.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(window.limit).unwrap_or(usize::MAX);
    Page {
        features: all.into_iter().skip(skip).take(take).collect(),
        total,
    }
}

async fn vessels(app: &Arc<App>, window: Window) -> Result<Page, Problem> {
    app.ask(move |engine| {
        let fits =
            |v: &&Vessel| window.holds(v.last.position) && window.meets(v.last.time, v.last.time);
        let found: Vec<&Vessel> = engine.watch.vessels().filter(fits).collect();
        let skip = usize::try_from(window.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let total = found.len() as u64;
        let features = found
            .into_iter()
            .skip(skip)
            .take(take)
            .map(vessel_feature)
            .collect();
        Page { features, total }
    })
    .await
}

fn vessel_feature(vessel: &Vessel) -> Value {
    let identity = &vessel.identity;
    json!({
        "type": "Feature", "id": vessel::track_name(vessel),
        "geometry": {"type": "Point", "coordinates": vessel.last.position},
        "properties": {
            "mmsi": vessel.mmsi, "track": vessel::track_name(vessel), "name": identity.name,
            "call_sign": identity.call_sign, "imo": identity.imo, "flag": vessel::flag(vessel),
            "ship_type": identity.ship_type, "gear": vessel.gear(), "length_m": identity.length_m,
            "time": vessel.last.time, "sog_kn": vessel.last_sog_kn, "cog_deg": vessel.last_cog_deg,
            "source": vessel.source, "positions": vessel.positions,
        },
    })
}

async fn tracks(app: &Arc<App>, window: Window) -> Result<Page, Problem> {
    let asked = window.clone();
    let found: Vec<(u32, String, Option<String>)> = app
        .ask(move |engine| {
            let fits = |v: &&Vessel| {
                asked.holds(v.last.position) && asked.meets(v.first.time, v.last.time)
            };
            let one = |v: &Vessel| (v.mmsi, vessel::track_name(v), v.identity.name.clone());
            engine.watch.vessels().filter(fits).map(one).collect()
        })
        .await?;
    let total = found.len() as u64;
    let newest = app.board.status().event_time.map_or(i64::MAX, Time::ms);
    let to_ms = window.to_ms.unwrap_or(newest);
    let from_ms = window
        .from_ms
        .unwrap_or(to_ms.saturating_sub(7 * 86_400_000));
    let skip = usize::try_from(window.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let mut features = Vec::new();
    for (mmsi, track, name) in found.into_iter().skip(skip).take(take) {
        let points = vessel::points(app, mmsi, from_ms, to_ms).await?;
        let kept = points
            .into_iter()
            .find(|(known, _)| *known == track)
            .map(|(_, kept)| kept);
        features.push(track_feature(mmsi, &track, name, &kept.unwrap_or_default()));
    }
    Ok(Page { features, total })
}

/// A track as lines, cut at 180° (RFC 7946 section 3.1.9).
fn track_feature(mmsi: u32, track: &str, name: Option<String>, kept: &[Kept]) -> Value {
    let mut lines: Vec<Vec<[f64; 2]>> = vec![Vec::new()];
    for kept in vessel::thinned(kept, TRACK_POINTS) {
        let Content::Place(place) = &kept.row.content else {
            continue;
        };
        let here = [f64::from(place.lon_e7) / 1e7, f64::from(place.lat_e7) / 1e7];
        let before = lines.last().and_then(|line| line.last()).copied();
        if let Some(before) = before
            && (before[0] - here[0]).abs() > 180.0
        {
            let edge = if before[0] > 0.0 { 180.0 } else { -180.0 };
            let width = here[0] + 2.0 * edge - before[0];
            // From 180° itself to −180° is no way at all.
            let part = if width == 0.0 {
                0.0
            } else {
                (edge - before[0]) / width
            };
            let lat = before[1] + (here[1] - before[1]) * part;
            if let Some(line) = lines.last_mut() {
                line.push([edge, lat]);
            }
            lines.push(vec![[-edge, lat]]);
        }
        if let Some(line) = lines.last_mut() {
            line.push(here);
        }
    }
    lines.retain(|line| line.len() > 1);
    let geometry = if lines.is_empty() {
        Value::Null
    } else {
        json!({"type": "MultiLineString", "coordinates": lines})
    };
    let time = |k: Option<&Kept>| k.map(|k| Time::from_ms(k.row.time_ms));
    json!({
        "type": "Feature", "id": track, "geometry": geometry,
        "properties": {
            "mmsi": mmsi, "track": track, "name": name, "start": time(kept.first()),
            "end": time(kept.last()), "positions": kept.len(),
        },
    })
}

async fn events(app: &Arc<App>, window: Window) -> Result<Page, Problem> {
    let filter = EventFilter {
        bbox: window.bbox,
        from_ms: window.from_ms,
        to_ms: window.to_ms,
        limit: window.limit,
        offset: window.offset,
        ..EventFilter::default()
    };
    let page = app.ledger(move |ledger| ledger.events(&filter)).await?;
    let features: Result<Vec<Value>, Problem> = page
        .events
        .iter()
        .map(|(_, _, body)| event_feature(body))
        .collect();
    Ok(Page {
        features: features?,
        total: page.total,
    })
}

fn event_feature(body: &str) -> Result<Value, Problem> {
    let event: vigie_watch::Event =
        serde_json::from_str(body).map_err(|fault| Problem::internal("event-damaged", fault))?;
    let mmsis: Vec<u32> = event.vessels.iter().map(|v| v.mmsi).collect();
    let mut properties = Map::new();
    let mut put = |key: &str, value: Value| drop(properties.insert(key.to_owned(), value));
    put("kind", Value::from(event.kind.code()));
    put(
        "state",
        serde_json::to_value(event.state).unwrap_or(Value::Null),
    );
    put("revision", Value::from(event.revision));
    put("mmsi", Value::from(mmsis.first().copied()));
    put("other_mmsi", Value::from(mmsis.get(1).copied()));
    put("start", Value::from(event.start.time.to_string()));
    put(
        "end",
        event
            .end
            .map_or(Value::Null, |end| Value::from(end.time.to_string())),
    );
    put("confidence", Value::from(event.confidence));
    put("rule", Value::from(event.rule.name));
    put("rules_version", Value::from(event.rule.version));
    for (key, value) in &event.evidence.numbers {
        put(key, Value::from(*value));
    }
    for (key, value) in &event.evidence.codes {
        put(key, Value::from(value.clone()));
    }
    Ok(json!({
        "type": "Feature", "id": event.id,
        "geometry": {"type": "Point", "coordinates": event.start.position},
        "properties": properties,
    }))
}

/// An area for GIS programs, which draw nothing right that runs on past 180° (RFC 7946 section 3.1.9).
fn area_feature(area: &Area, at: Option<Time>) -> Value {
    let mut feature = area::feature(area, at);
    if let Some(members) = feature.as_object_mut() {
        members.insert("geometry".to_owned(), cut_geometry(area));
    }
    feature
}

async fn areas(app: &Arc<App>, window: Window) -> Result<Page, Problem> {
    app.ask(move |engine| {
        let at = engine.newest.or(engine.watch.now());
        let areas = engine.watch.context().areas.areas();
        let all = areas.iter().map(|one| area_feature(one, at));
        let fits = |feature: &Value| window.bbox.is_none_or(|bbox| touches(feature, bbox));
        cut(all.filter(fits).collect(), &window)
    })
    .await
}

pub(super) async fn item(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path((collection, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let feature = match collection.as_str() {
        "events" => {
            let wanted = id.clone();
            let body = app.ledger(move |ledger| ledger.event(&wanted)).await?;
            body.as_deref().map(event_feature).transpose()?
        }
        "areas" => {
            let wanted = id.clone();
            app.ask(move |engine| {
                let at = engine.newest.or(engine.watch.now());
                engine
                    .watch
                    .context()
                    .areas
                    .by_id(&wanted)
                    .map(|one| area_feature(one, at))
            })
            .await?
        }
        "vessels" | "tracks" => one_vessel(&app, &collection, &id).await?,
        _ => None,
    };
    let mut feature = feature.ok_or_else(|| Problem::not_found(&id))?;
    let base = format!("{}/collections/{collection}", base(&app, &headers));
    if let Some(feature) = feature.as_object_mut() {
        let links = json!([
            link(
                format!("{base}/items/{}", segment(&id)),
                "self",
                "application/geo+json"
            ),
            link(base, "collection", "application/json"),
        ]);
        feature.insert("links".to_owned(), links);
    }
    Ok(geojson(&feature))
}

async fn one_vessel(app: &Arc<App>, collection: &str, id: &str) -> Result<Option<Value>, Problem> {
    let Some(mmsi) = id.split('-').next().and_then(|m| m.parse::<u32>().ok()) else {
        return Ok(None);
    };
    let wanted = id.to_owned();
    let found = app
        .ask(move |engine| {
            let tracks = engine.watch.vessel(mmsi);
            let vessel = tracks
                .into_iter()
                .find(|v| vessel::track_name(v) == wanted)?;
            Some((
                vessel_feature(vessel),
                vessel.identity.name.clone(),
                vessel.last.time,
            ))
        })
        .await?;
    let Some((feature, name, last)) = found else {
        return Ok(None);
    };
    if collection == "vessels" {
        return Ok(Some(feature));
    }
    let from_ms = last.ms().saturating_sub(7 * 86_400_000);
    let points = vessel::points(app, mmsi, from_ms, i64::MAX).await?;
    let kept = points
        .into_iter()
        .find(|(known, _)| *known == id)
        .map(|(_, kept)| kept);
    Ok(Some(track_feature(
        mmsi,
        id,
        name,
        &kept.unwrap_or_default(),
    )))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_identifier_is_one_segment_of_a_path() {
        assert_eq!(segment("gap-412-1"), "gap-412-1");
        assert_eq!(segment("FAO/61 é"), "FAO%2F61%20%C3%A9");
    }

    #[test]
    fn a_track_across_180_is_cut_there() {
        let at = |lon_e7: i32| Kept {
            arrival: 0,
            clock_ms: 0,
            row: vigie_store::Row {
                time_ms: 0,
                mmsi: 1,
                source: 0,
                feed: 0,
                receiver: 0,
                reception: 0,
                class: 0,
                content: Content::Place(vigie_store::Place {
                    lon_e7,
                    ..Default::default()
                }),
            },
        };
        let on_it = [at(1_800_000_000), at(-1_800_000_000), at(-1_790_000_000)];
        let feature = track_feature(1, "1-1", None, &on_it);
        assert_eq!(
            feature.pointer("/geometry/coordinates").unwrap(),
            &json!([
                [[180.0, 0.0], [180.0, 0.0]],
                [[-180.0, 0.0], [-180.0, 0.0], [-179.0, 0.0]],
            ])
        );
        let kept = [at(1_790_000_000), at(-1_790_000_000), at(-1_780_000_000)];
        let feature = track_feature(1, "1-1", None, &kept);
        let lines = feature.pointer("/geometry/coordinates").unwrap();
        assert_eq!(
            lines,
            &json!([
                [[179.0, 0.0], [180.0, 0.0]],
                [[-180.0, 0.0], [-179.0, 0.0], [-178.0, 0.0]],
            ])
        );
    }
}
