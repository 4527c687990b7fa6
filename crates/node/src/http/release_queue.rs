//! Around releases: what waits for an officer's word, and ships that only the watch knows, not the ranked list.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{Extension, Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exchange::Mark;

use super::{App, Deed, Problem, exchange::ReleaseWish, gate::Who, input::Told};
use crate::partner::{
    deed::Wish,
    matter::{ALERT, VESSEL},
    ship::Ship,
};

pub(super) async fn waiting(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    if app.desk.is_none() {
        return Ok(Json(json!({"waiting": [], "more": false})));
    }
    app.desk(|desk| desk.waiting_shown()).await.map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelWish {
    kind: String,
    id: String,
    mark: Mark,
}

/// Adds to the label of one object: from now on it leaves under both.
pub(super) async fn label(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(told): Told<LabelWish>,
) -> Result<Json<Value>, Problem> {
    let kind = kind_of(told.kind);
    let ship = ship_of(&app, &kind, &told.id).await?;
    let detail = json!({"kind": kind, "mark": told.mark});
    let deed = Deed::new(&who.user, "label-marked", &told.id, detail);
    app.act(deed, move |desk| {
        let matter = desk.named(&kind, &told.id, ship.as_ref())?;
        desk.mark(&kind, &matter, &told.mark, &who.user)
    })
    .await
    .map(Json)
}

/// An officer sees events; partners get alerts.
pub(super) fn kind_of(asked: String) -> String {
    match asked.as_str() {
        "event" => ALERT.to_owned(),
        _ => asked,
    }
}

/// What the watch knows of a vessel.
async fn ship_of(app: &App, kind: &str, id: &str) -> Result<Option<Ship>, Problem> {
    let Some(mmsi) = id.parse::<u32>().ok().filter(|_| kind == VESSEL) else {
        return Ok(None);
    };
    app.ask(move |engine| Ship::newest(&engine.watch.vessel(mmsi)))
        .await
}

/// What an officer named; of a vessel with what the watch knows of it.
pub(super) async fn wish_of(app: &App, told: ReleaseWish) -> Result<Wish, Problem> {
    let mut wish = Wish::from(told);
    wish.ship = ship_of(app, &wish.kind, &wish.id).await?;
    Ok(wish)
}

/// Whether a copy says something of a ship: by itself, or as one of several.
pub(super) fn is_about(copy: &Value, mmsi: u32) -> bool {
    let body = &copy["body"];
    let among = body["mmsis"].as_array();
    body["mmsi"] == mmsi || among.is_some_and(|all| all.iter().any(|one| *one == mmsi))
}

/// Compares copies of ships that are not on the ranked list with what the watch knows of them. Without an answer of the
/// watch they stay as they are.
pub(super) async fn compare_unlisted(app: &App, copies: &mut [Value]) {
    let mmsi_of = |copy: &Value| {
        let mmsi = copy["body"]["mmsi"]
            .as_u64()
            .filter(|_| copy["own"].is_null());
        mmsi.and_then(|mmsi| u32::try_from(mmsi).ok())
    };
    let wanted: BTreeSet<u32> = copies.iter().filter_map(mmsi_of).collect();
    if wanted.is_empty() {
        return;
    }
    let known = app
        .ask(move |engine| {
            let ships = wanted.iter().filter_map(|mmsi| {
                let ship = Ship::newest(&engine.watch.vessel(*mmsi))?;
                Some((*mmsi, ship))
            });
            ships.collect::<BTreeMap<u32, Ship>>()
        })
        .await;
    let known = known.unwrap_or_default();
    for copy in copies {
        let ship = mmsi_of(copy).and_then(|mmsi| known.get(&mmsi));
        if let Some(ship) = ship {
            copy["own"] = json!({"mmsi": ship.mmsi});
            copy["differences"] = Value::from(ship.differences(&copy["body"]));
        }
    }
}
