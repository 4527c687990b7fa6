//! What administrators and officers declare for the exchange: own keys, patrols, scopes, consents, comparisons of lists.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exchange::{Area, KeyId, ObjectId, PartyId, Patrol, Scope, Time};
use vigie_sea::AreaSet;

use super::{
    App, Deed, Problem,
    exchange::party,
    gate::Who,
    input::{Told, moment},
};
use crate::partner::desk::DeskError;

/// Corners of a ring that an officer draws.
const CORNERS_MAX: usize = vigie_exchange::CORNERS_MAX;
/// Where the vessels of the own ranked list stand for a list.
const WATCH: &str = "watch";

pub(super) async fn keys(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    app.desk(|desk| Ok(desk.keys_shown())).await.map(Json)
}

pub(super) async fn rotate(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
) -> Result<Json<Value>, Problem> {
    let deed = Deed::new(&who.user, "key-rotated", "", json!({}));
    app.act(deed, move |desk| {
        desk.rotate(&who.user)?;
        Ok(desk.keys_shown())
    })
    .await
    .map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkWish {
    /// Without waiting until every partner knows the new key.
    #[serde(default)]
    at_once: bool,
}

pub(super) async fn change_link(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<LinkWish>,
) -> Result<Json<Value>, Problem> {
    let detail = json!({"at_once": wish.at_once});
    let deed = Deed::new(&who.user, "link-key-changed", "", detail);
    app.act(deed, move |desk| {
        desk.change_link_key(wish.at_once, &who.user)?;
        Ok(desk.keys_shown())
    })
    .await
    .map(Json)
}

pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let key: KeyId = id.parse().map_err(|_fault| Problem::not_found(&id))?;
    let deed = Deed::new(&who.user, "key-revoked", id, json!({}));
    app.act(deed, move |desk| {
        desk.revoke(key, &who.user)?;
        Ok(desk.keys_shown())
    })
    .await
    .map(Json)
}

pub(super) async fn declared(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    if app.desk.is_none() {
        return Ok(Json(json!({"patrols": [], "scopes": [], "consents": []})));
    }
    app.desk(|desk| Ok(desk.declared_shown())).await.map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPatrol {
    party: PartyId,
    /// An area that is loaded here.
    area: Option<String>,
    /// Or a ring of corners, longitude and latitude.
    ring: Option<Vec<[f64; 2]>>,
    from: Option<String>,
    until: String,
}

fn time(text: Option<&str>) -> Result<Option<Time>, Problem> {
    Ok(moment(text)?.map(|time| Time::from_ms(time.ms())))
}

async fn rings(app: &Arc<App>, wish: &NewPatrol) -> Result<Vec<Vec<(f64, f64)>>, Problem> {
    let corner = |[lon, lat]: &[f64; 2]| (*lat, *lon);
    if let Some(ring) = &wish.ring {
        if ring.len() > CORNERS_MAX {
            return Err(Problem::bad("patrol-area-unfit", CORNERS_MAX));
        }
        return Ok(vec![ring.iter().map(corner).collect()]);
    }
    let id = wish.area.clone().unwrap_or_default();
    let wanted = id.clone();
    let row = app
        .ledger(move |ledger| {
            let areas = ledger.areas()?.into_iter();
            let mut now = areas.filter(|row| row.until_arrival.is_none());
            Ok(now.find(|row| row.id == wanted))
        })
        .await?;
    let row = row.ok_or_else(|| Problem::not_found(&id))?;
    let (areas, _) = AreaSet::from_geojson(&row.body, &row.source)
        .map_err(|_fault| Problem::bad("patrol-area-unfit", &id))?;
    let mut rings = Vec::new();
    for polygon in areas.areas().iter().flat_map(|area| &area.polygons) {
        let found = polygon.rings();
        // A hole would be lost: what it leaves out must not count as inside.
        let [outer] = found.as_slice() else {
            return Err(Problem::bad("patrol-area-holes", &id));
        };
        rings.push(outer.iter().map(corner).collect());
    }
    Ok(rings)
}

pub(super) async fn open_patrol(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<NewPatrol>,
) -> Result<Response, Problem> {
    let area = Area::new(rings(&app, &wish).await?);
    let area = area.map_err(|_fault| Problem::bad("patrol-area-unfit", ""))?;
    let now = crate::partner::desk::moment();
    let until = time(Some(&wish.until))?;
    let patrol = Patrol {
        party: wish.party,
        area,
        from: time(wish.from.as_deref())?.unwrap_or(now),
        until: until.ok_or_else(|| Problem::bad("patrol-time-unfit", ""))?,
    };
    let detail = json!({"from": patrol.from, "until": patrol.until});
    let deed = Deed::new(&who.user, "patrol-declared", &patrol.party, detail);
    let shown = app
        .act(deed, move |desk| {
            let id = desk.open_patrol(&patrol, &who.user)?;
            Ok(json!({ "id": id }))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

pub(super) async fn close_patrol(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let object: ObjectId = id.parse().map_err(|_fault| Problem::not_found(&id))?;
    let deed = Deed::new(&who.user, "patrol-ended", &id, json!({}));
    app.act(deed, move |desk| {
        let recalled = desk.close_patrol(object, "patrol ended", &who.user)?;
        Ok(json!({ "recalled": recalled }))
    })
    .await
    .map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScopeWish {
    active: bool,
}

pub(super) async fn scope(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    Told(wish): Told<ScopeWish>,
) -> Result<Json<Value>, Problem> {
    let scope = Scope::new(&name).map_err(|_unfit| Problem::bad("scope-unfit", &name))?;
    let detail = json!({"active": wish.active});
    let deed = Deed::new(&who.user, "scope-declared", name, detail);
    app.act(deed, move |desk| {
        desk.declare_scope(&scope, wish.active, &who.user)?;
        Ok(desk.declared_shown())
    })
    .await
    .map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentWish {
    to: PartyId,
    until: Option<String>,
}

pub(super) async fn consent(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((name, seq)): Path<(String, u64)>,
    Told(wish): Told<ConsentWish>,
) -> Result<StatusCode, Problem> {
    let with = party(&name)?;
    let until = time(wish.until.as_deref())?;
    let detail = json!({"seq": seq, "to": wish.to, "until": wish.until});
    let deed = Deed::new(&who.user, "consent-given", name, detail);
    app.act(deed, move |desk| {
        desk.consent(&with, seq, &wish.to, until, &who.user)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn matches(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    app.desk(|desk| Ok(desk.matches_shown())).await.map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    party: PartyId,
    kind: String,
    /// A vessel list, or `watch` for the ranked list.
    list: String,
}

/// The identifiers of a kind in a list.
async fn identifiers(app: &Arc<App>, list: &str, kind: &str) -> Result<Vec<String>, Problem> {
    let imo = kind == "imo";
    if list == WATCH {
        let list = app.board.list();
        let all = list.entries.iter().map(|entry| &entry.ranked);
        let one = |r: &vigie_watch::Ranked| match kind {
            "call-sign" => r.call_sign.clone(),
            _ if imo => r.imo.map(|imo| imo.to_string()),
            _ => Some(r.mmsi.to_string()),
        };
        return Ok(all.filter_map(one).collect());
    }
    let (id, kind) = (list.to_owned(), kind.to_owned());
    let found = app
        .ask(move |engine| {
            let mut lists = engine.watch.context().lists.iter();
            let list = lists.find(|list| list.info.id == id)?;
            let numbers = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect();
            let of = |row: &vigie_watch::ListRow| -> Vec<String> {
                match kind.as_str() {
                    "call-sign" => row.call_signs.clone(),
                    _ if imo => numbers(&row.imos),
                    _ => numbers(&row.mmsis),
                }
            };
            Some(list.rows.iter().flat_map(of).collect::<Vec<String>>())
        })
        .await?;
    found.ok_or_else(|| Problem::not_found(list))
}

pub(super) async fn ask_match(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<Question>,
) -> Result<Response, Problem> {
    let asked = identifiers(&app, &wish.list, &wish.kind).await?;
    let detail = json!({"kind": wish.kind, "list": wish.list, "count": asked.len()});
    let deed = Deed::new(&who.user, "list-match-asked", &wish.party, detail);
    let shown = app
        .act(deed, move |desk| {
            let id = desk.ask_match(&wish.party, &wish.kind, &asked, &who.user)?;
            Ok(json!({ "id": id }))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(shown)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    /// The list that answers; none refuses.
    list: Option<String>,
}

pub(super) async fn answer_match(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(reply): Told<Reply>,
) -> Result<Json<Value>, Problem> {
    let run = id.clone();
    let kind = app.desk(move |desk| desk.match_kind(&run)).await?;
    let action = match &reply.list {
        Some(_) => "list-match-answered",
        None => "list-match-refused",
    };
    let deed = Deed::new(&who.user, action, &id, json!({"list": reply.list}));
    let listed = match &reply.list {
        Some(list) => Some(identifiers(&app, list, &kind).await?),
        None => None,
    };
    app.act(deed, move |desk| {
        match listed {
            Some(listed) => desk.answer_match(&id, &listed, &who.user)?,
            None => desk.refuse_match(&id, &who.user)?,
        }
        Ok::<_, DeskError>(desk.matches_shown())
    })
    .await
    .map(Json)
}
