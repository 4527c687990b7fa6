//! A plan as a file for spreadsheets.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};

use super::read_sheet;
use crate::{
    http::{App, Problem},
    patrol::table::table,
};

pub(in crate::http) async fn csv(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let wanted = id.clone();
    let found = app
        .ledger(move |ledger| read_sheet(ledger, &wanted, None))
        .await?;
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
