//! Areas an operator loads: no boundary is drawn here that nobody brought, and its source stays with it.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_sea::{Area, AreaSet, Time};
use vigie_store::AreaRow;

use super::{App, Deed, Problem, gate::Who, input::Asked};
use crate::engine::Engine;

/// Areas of one node: their index is looked at for every position.
const AREAS_MAX: usize = 10_000;

#[derive(Deserialize)]
pub(super) struct Source {
    source: Option<String>,
}

/// An area as a GeoJSON feature.
pub(super) fn feature(area: &Area, at: Option<Time>) -> Value {
    let mut properties = area.properties.clone();
    properties.insert("id".to_owned(), Value::from(area.id.clone()));
    properties.insert("name".to_owned(), Value::from(area.name.clone()));
    properties.insert("kind".to_owned(), Value::from(area.kind.code()));
    properties.insert("source".to_owned(), Value::from(area.source.clone()));
    let closed = at.map(|time| area.closed_at(time).code());
    properties.insert("closed".to_owned(), Value::from(closed));
    json!({
        "type": "Feature", "id": area.id, "properties": properties,
        "geometry": geometry(area),
    })
}

fn geometry(area: &Area) -> Value {
    let closed = |mut ring: Vec<[f64; 2]>| {
        ring.extend(ring.first().copied());
        ring
    };
    let rings: Vec<Value> = area
        .polygons
        .iter()
        .map(|p| json!(p.rings().into_iter().map(closed).collect::<Vec<_>>()))
        .collect();
    match <[Value; 1]>::try_from(rings) {
        Ok([one]) => json!({"type": "Polygon", "coordinates": one}),
        Err(many) => json!({"type": "MultiPolygon", "coordinates": many}),
    }
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let features = app
        .ask(|engine| {
            let at = engine.newest.or(engine.watch.now());
            let areas = engine.watch.context().areas.areas();
            areas
                .iter()
                .map(|area| feature(area, at))
                .collect::<Vec<_>>()
        })
        .await?;
    let body = json!({"type": "FeatureCollection", "features": features});
    Ok((
        [(header::CONTENT_TYPE, "application/geo+json")],
        body.to_string(),
    )
        .into_response())
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Asked(asked): Asked<Source>,
    body: Bytes,
) -> Result<Response, Problem> {
    let text = std::str::from_utf8(&body).map_err(|_fault| Problem::bad("text-not-utf8", ""))?;
    let source = asked.source.unwrap_or_default();
    let (areas, faults) =
        AreaSet::from_geojson(text, &source).map_err(|error| Problem::bad(error.code(), &error))?;
    let faults: Vec<Value> = faults
        .iter()
        .map(|fault| match fault {
            vigie_sea::Error::Area { feature, reason } => {
                json!({"feature": feature, "reason": reason})
            }
            other => json!({"feature": null, "reason": other.code()}),
        })
        .collect();
    let new: Vec<Area> = areas.areas().to_vec();
    let detail = json!({"source": source, "faults": faults.len()});
    let added = app
        .ask(move |engine| load(engine, new, &who.user, &detail))
        .await??;
    let status = if added.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((status, Json(json!({"added": added, "faults": faults}))).into_response())
}

/// Adds areas to the watch, from the next observation on, and keeps them with that number.
fn load(
    engine: &mut Engine,
    new: Vec<Area>,
    user: &str,
    detail: &Value,
) -> Result<Vec<String>, Problem> {
    if engine.watch.context().areas.len() + new.len() > AREAS_MAX {
        return Err(Problem::bad("areas-too-many", AREAS_MAX));
    }
    let arrival = engine.archive.next_arrival();
    let before = engine.watch.context().areas.len();
    // Tried on a copy: the watch takes it only when it is kept.
    let mut areas = engine.watch.context().areas.clone();
    areas.extend(new);
    let kept = areas.areas().iter().skip(before);
    let kept: Vec<AreaRow> = kept.map(|area| row(area, arrival)).collect();
    engine.ledger.whole(|ledger| {
        for row in &kept {
            ledger.put_area(row)?;
            Deed::new(user, "area-added", &row.id, detail.clone()).note(ledger)?;
        }
        Ok::<(), vigie_store::Error>(())
    })?;
    engine.watch.context_mut().areas = areas;
    engine.context_changed();
    Ok(kept.into_iter().map(|row| row.id).collect())
}

fn row(area: &Area, from_arrival: u64) -> AreaRow {
    AreaRow {
        id: area.id.clone(),
        from_arrival,
        until_arrival: None,
        source: area.source.clone(),
        body: feature(area, None).to_string(),
    }
}

pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let wanted = id.clone();
    let removed = app
        .ask(move |engine| {
            let mut areas = engine.watch.context().areas.clone();
            if areas.remove(&wanted).is_none() {
                return Ok(false);
            }
            let arrival = engine.archive.next_arrival();
            engine.ledger.whole(|ledger| {
                ledger.end_area(&wanted, arrival)?;
                Deed::new(&who.user, "area-removed", &wanted, json!({})).note(ledger)
            })?;
            engine.watch.context_mut().areas = areas;
            engine.context_changed();
            Ok::<bool, vigie_store::Error>(true)
        })
        .await??;
    if !removed {
        return Err(Problem::not_found(&id));
    }
    Ok(StatusCode::NO_CONTENT)
}
