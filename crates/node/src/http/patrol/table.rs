//! A plan as a file for spreadsheets, and its orders as documents.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

use serde::Deserialize;
use vigie_patrol::order::{OrderDetails, conflicts, deconfliction, orders};

use super::{any_sheet, joint, joint_shown};
use crate::{
    http::{App, Problem, input::Asked, list::file},
    i18n::Catalogue,
    live::now,
    order,
    patrol::{sheet::Sheet, table::table},
};

pub(in crate::http) async fn csv(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = any_sheet(&app, &id, None).await?;
    let (version, sheet) = found.ok_or_else(|| Problem::not_found(&id))?;
    let bytes = table(&sheet).map_err(|fault| Problem::internal("table-broke", fault))?;
    let name = format!("attachment; filename=\"{id}-{version}.csv\"");
    let kind = "text/csv; charset=utf-8".to_owned();
    Ok((
        [
            (header::CONTENT_TYPE, kind),
            (header::CONTENT_DISPOSITION, name),
        ],
        bytes,
    )
        .into_response())
}

fn is_own(app: &App, sheet: &Sheet, asset: &str) -> bool {
    let mut assets = sheet.request.assets.iter();
    assets.any(|a| a.id == asset && a.agency == app.planner.agency)
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
        any_sheet(&app, &id, None).await?
    };
    let (version, sheet) = found.ok_or_else(|| Problem::not_found(&id))?;
    let details = OrderDetails {
        title: sheet.title.clone(),
        number: format!("{id}-{version}"),
        ..OrderDetails::default()
    };
    // Without corners the way from stop to stop is the great circle that the plan was made on.
    let all = orders(&sheet.request, &sheet.plan, &details, now(), |_, _, _| {
        Vec::new()
    });
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
                .then_some("EXERCISE · EXERCICE · 演習"),
        };
        let catalogue = Catalogue::new(asked.lang.as_deref().unwrap_or("en"));
        let html = order::to_html(&catalogue, &paper);
        return Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response());
    }
    let document = order::Document::new(&format, itinerary, actions, now())
        .ok_or_else(|| Problem::not_found(&format))?;
    let mark = if app.realm.is_exercise() {
        "EXERCISE-EXERCICE-演習-"
    } else {
        ""
    };
    let ending = match format.as_str() {
        "waypoints" => "waypoints",
        "cot" => "cot.xml",
        other => other,
    };
    let name = format!("{mark}{id}-{asset}.{ending}");
    Ok(file(document.media_type, &name, document.text.into_bytes()))
}
