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

use super::{joint, joint_shown, named, read_status};
use crate::{
    http::{App, Problem, input::Asked, list::file},
    i18n::Catalogue,
    live::now,
    order,
    patrol::{joint::AS_DRAFT, legs_for, sheet::Sheet, table::table, terms},
};

/// The stops of a version, the newest if none is named; of a joint plan also of its draft.
pub(in crate::http) async fn csv(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(asked): Asked<OfVersion>,
) -> Result<Response, Problem> {
    let (version, sheet) = named(&app, &id, asked.version.as_deref()).await?;
    let bytes = table(&sheet).map_err(|fault| Problem::internal("table-broke", fault))?;
    let label = label(version, asked.version.as_deref());
    let name = app.file_name(&format!("{id}-{label}.csv"));
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

/// Which version is asked for: a number, or `draft` of a joint plan.
#[derive(Deserialize)]
pub(in crate::http) struct OfVersion {
    pub(super) version: Option<String>,
}

/// A version as a document names it: the draft of a joint plan is not what its number will be.
fn label(number: u32, asked: Option<&str>) -> String {
    if asked == Some(AS_DRAFT) {
        format!("{number}-draft")
    } else {
        number.to_string()
    }
}

/// The way of each asset of a plan, as its order has it: the corners around land too, without those inside search areas.
/// Of a joint plan any version is shown, and the way of everyone in it.
pub(in crate::http) async fn ways(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(asked): Asked<OfVersion>,
) -> Result<Json<Value>, Problem> {
    let (version, sheet) = named(&app, &id, asked.version.as_deref()).await?;
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
    version: Option<String>,
}

/// A version of whose orders a document is made.
struct Issue {
    number: u32,
    sheet: Sheet,
    /// Whether it is under orders.
    stands: bool,
}

/// The version that is named, else the one under orders, else the newest. Of a joint plan orders are of the own assets only,
/// for the partner orders its own; without a name they are of what both agreed to.
async fn issue(
    app: &Arc<App>,
    id: &str,
    asset: &str,
    version: Option<&str>,
) -> Result<Option<Issue>, Problem> {
    if !joint_shown::is_joint(id) {
        let plan = id.to_owned();
        let ordered = app
            .ledger(move |ledger| Ok(read_status(ledger, &plan)?.ordered()))
            .await?;
        // What is under orders is what the assets were told, whatever was planned since; without orders it is a draft's.
        let under_orders = ordered.map(|number| number.to_string());
        let wanted = version.map(str::to_owned).or(under_orders);
        let (number, sheet) = named(app, id, wanted.as_deref()).await?;
        return Ok(Some(Issue {
            number,
            sheet,
            stands: ordered == Some(number),
        }));
    }
    let standing = joint::standing(app, id).await?;
    let in_force = standing.thread.in_force().map(|(_, v)| v.number);
    let found = match version {
        Some(_) => {
            let shown = joint_shown::sheet(&standing, version);
            shown.map(|(number, _, sheet)| (number, sheet))
        }
        None => joint_shown::sheet_in_force(&standing),
    };
    let own = found.filter(|(_, sheet)| is_own(app, sheet, asset));
    Ok(own.map(|(number, sheet)| Issue {
        number,
        sheet,
        stands: version != Some(AS_DRAFT) && in_force == Some(number),
    }))
}

/// The order of one asset: a document for its navigation system, or a sheet for people (`sheet`).
pub(in crate::http) async fn document(
    State(app): State<Arc<App>>,
    Path((id, asset, format)): Path<(String, String, String)>,
    Asked(asked): Asked<Paper>,
) -> Result<Response, Problem> {
    let version = asked.version.as_deref().filter(|v| !v.is_empty());
    let found = issue(&app, &id, &asset, version).await?;
    let Issue {
        number,
        sheet,
        stands,
    } = found.ok_or_else(|| Problem::not_found(&id))?;
    let number = label(number, version);
    let plan = id.clone();
    let said = app
        .ledger(move |ledger| terms::of_plan(ledger, &plan))
        .await?;
    let mut details = said.details(app.marked_title(&sheet.title), format!("{id}-{number}"));
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
        let catalogue = Catalogue::new(asked.lang.as_deref().unwrap_or("en"));
        if !stands {
            let draft = catalogue.text("order-not-in-force", &[]);
            details.remarks = format!("{draft} {}", details.remarks).trim().to_owned();
        }
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
    // Of several versions side by side each says which it is.
    let name = match version {
        Some(_) => format!("{id}-{number}-{asset}.{ending}"),
        None => format!("{id}-{asset}.{ending}"),
    };
    let name = app.file_name(&name);
    Ok(file(document.media_type, &name, document.text.into_bytes()))
}
