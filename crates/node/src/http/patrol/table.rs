//! A plan as a file for spreadsheets, and its orders as documents.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

use serde::Deserialize;
use serde_json::{Value, json};
use vigie_patrol::order::{OrderDetails, WaypointKind, conflicts, deconfliction, orders};

use super::{any_sheet, joint, joint_shown, read_sheet, read_status};
use crate::{
    http::{App, Problem, input::Asked, list::file},
    i18n::Catalogue,
    live::now,
    order,
    patrol::{legs_for, sheet::Sheet, table::table, terms},
};

pub(in crate::http) async fn csv(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = any_sheet(&app, &id, None).await?;
    let (version, sheet) = found.ok_or_else(|| Problem::not_found(&id))?;
    let bytes = table(&sheet).map_err(|fault| Problem::internal("table-broke", fault))?;
    let name = app.file_name(&format!("{id}-{version}.csv"));
    Ok(file(
        "text/csv; charset=utf-8",
        &name,
        app.marked_table(bytes)?,
    ))
}

fn is_own(app: &App, sheet: &Sheet, asset: &str) -> bool {
    let mut assets = sheet.request.assets.iter();
    assets.any(|a| a.id == asset && a.agency == app.planner.agency)
}

#[derive(Deserialize)]
pub(in crate::http) struct OfVersion {
    version: Option<String>,
}

/// The way of each asset of a plan, as its order has it: the corners around land too, without those inside search areas.
/// Of a joint plan any version is shown, and the way of everyone in it.
pub(in crate::http) async fn ways(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(asked): Asked<OfVersion>,
) -> Result<Json<Value>, Problem> {
    let found = if joint_shown::is_joint(&id) {
        let standing = joint::standing(&app, &id).await?;
        let shown = joint_shown::sheet(&standing, asked.version.as_deref());
        shown.map(|(number, _, sheet)| (number, sheet))
    } else {
        let version = asked.version.map(|text| text.parse());
        let version = version.transpose();
        any_sheet(
            &app,
            &id,
            version.map_err(|_fault| Problem::not_found(&id))?,
        )
        .await?
    };
    let (version, sheet) = found.ok_or_else(|| Problem::not_found(&id))?;
    let made = tokio::task::spawn_blocking(move || {
        let legs = legs_for(&sheet.request);
        let details = OrderDetails::default();
        let of = |medium, from, to| legs.way(medium, from, to);
        orders(&sheet.request, &sheet.plan, &details, now(), of)
    });
    let all = made
        .await
        .map_err(|fault| Problem::internal("order-broke", fault))?;
    let ways: Vec<Value> = all
        .iter()
        .map(|(itinerary, _)| {
            let points = itinerary.waypoints.iter();
            let points = points.filter(|w| w.kind != WaypointKind::Search);
            // An escort ends elsewhere than it begins.
            let places = points.flat_map(|w| {
                let end = w.stop.as_ref().map(|stop| stop.position_end);
                std::iter::once(w.position).chain(end.filter(|end| *end != w.position))
            });
            json!({"asset": itinerary.asset, "places": places.collect::<Vec<_>>()})
        })
        .collect();
    Ok(Json(json!({"version": version, "ways": ways})))
}

#[derive(Deserialize)]
pub(in crate::http) struct Paper {
    lang: Option<String>,
}

/// The order of one asset: a document for its navigation system, or a sheet for people (`sheet`).
pub(in crate::http) async fn document(
    State(app): State<Arc<App>>,
    Path((id, asset, format)): Path<(String, String, String)>,
    Asked(asked): Asked<Paper>,
) -> Result<Response, Problem> {
    let found = if joint_shown::is_joint(&id) {
        // Orders are of what both agreed to, and of the own assets only: the partner orders its own.
        let found = joint_shown::sheet_in_force(&joint::standing(&app, &id).await?);
        found.filter(|(_, sheet)| is_own(&app, sheet, &asset))
    } else {
        // What is under orders is what the assets were told, whatever was planned since; without orders it is a draft's.
        let plan = id.clone();
        app.ledger(move |ledger| {
            let version = read_status(ledger, &plan)?.ordered();
            read_sheet(ledger, &plan, version)
        })
        .await?
    };
    let (version, sheet) = found.ok_or_else(|| Problem::not_found(&id))?;
    let plan = id.clone();
    let said = app
        .ledger(move |ledger| terms::of_plan(ledger, &plan))
        .await?;
    let details = said.details(app.marked_title(&sheet.title), format!("{id}-{version}"));
    let (request, plan, told) = (sheet.request.clone(), sheet.plan.clone(), details.clone());
    let made = tokio::task::spawn_blocking(move || {
        let legs = legs_for(&request);
        orders(&request, &plan, &told, now(), |medium, from, to| {
            legs.way(medium, from, to)
        })
    });
    let all = made
        .await
        .map_err(|fault| Problem::internal("order-broke", fault))?;
    let own = all.iter().find(|(itinerary, _)| itinerary.asset == asset);
    let (itinerary, actions) = own.ok_or_else(|| Problem::not_found(&asset))?;
    if format == "sheet" {
        let occupations = deconfliction(&sheet.request, &sheet.plan);
        let conflicts = conflicts(&sheet.request, &occupations);
        let paper = order::Sheet {
            itinerary,
            actions,
            details: &details,
            occupations: &occupations,
            conflicts: &conflicts,
            marking: app
                .realm
                .is_exercise()
                .then_some(vigie_exercise::Marking::LINE),
        };
        let catalogue = Catalogue::new(asked.lang.as_deref().unwrap_or("en"));
        let html = order::to_html(&catalogue, &paper);
        return Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response());
    }
    let document = order::Document::new(&format, itinerary, actions, now())
        .ok_or_else(|| Problem::not_found(&format))?;
    let ending = match format.as_str() {
        "waypoints" => "waypoints",
        "cot" => "cot.xml",
        other => other,
    };
    let name = app.file_name(&format!("{id}-{asset}.{ending}"));
    Ok(file(document.media_type, &name, document.text.into_bytes()))
}
