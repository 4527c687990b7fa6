//! What is told after a crisis: figures that name nobody, as JSON and as a table.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use serde_json::Value;

use super::{App, Problem, crisis::at_desk, crisis_joint::heard, list};
use crate::{
    crisis::{
        after::{COLUMNS, after_report, rows},
        joint::{partners_of, unions},
    },
    export::write_csv,
    partner::room::OF_CRISIS,
};

async fn made(app: &Arc<App>, id: &str) -> Result<Value, Problem> {
    let heard = heard(app, OF_CRISIS).await?;
    at_desk(app, id, move |desk| {
        let crisis = desk.register.paper.id;
        let partners = partners_of(crisis, &heard, &unions(desk.ledger, crisis)?);
        after_report(desk, &partners)
    })
    .await
}

pub(super) async fn report(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(made(&app, &id).await?))
}

pub(super) async fn report_csv(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let report = made(&app, &id).await?;
    let mut bytes = Vec::new();
    // With the mark: spreadsheets take names of places in kanji for something else without it.
    write_csv(&mut bytes, &COLUMNS, rows(&report), true)
        .map_err(|fault| Problem::internal("export-failed", fault))?;
    Ok(list::file(
        "text/csv; charset=utf-8",
        &app.file_name("vigie-crisis-report.csv"),
        bytes,
    ))
}
