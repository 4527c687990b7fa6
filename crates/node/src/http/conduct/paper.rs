//! Papers of an exercise: the list of events as a file, in and out, and the after-action report.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exercise::{
    MARKING, Marking,
    msel::{Grounds, Msel, Read, lint},
};

use super::with;
use crate::{
    conduct::{paper, print, scoring},
    http::{App, Deed, Problem, gate::Who, input::Asked, list::file},
};

#[derive(Deserialize)]
pub(in crate::http) struct Language {
    lang: Option<String>,
}

/// The list as a file: `toml`, `csv` or `xlsx`.
pub(in crate::http) async fn list(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<Response, Problem> {
    with(&app, move |control| {
        let msel = control.state().conduct.msel.clone();
        let name = MARKING.file_name(&format!("{}.{form}", msel.id));
        match form.as_str() {
            "toml" => Ok(file("application/toml", &name, msel.to_toml().into_bytes())),
            "csv" => Ok(file(
                "text/csv; charset=utf-8",
                &name,
                msel.to_csv().into_bytes(),
            )),
            "xlsx" => {
                let bytes = msel
                    .to_xlsx(Marking::LINE)
                    .map_err(|fault| Problem::bad(fault.code(), fault))?;
                Ok(file(
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    &name,
                    bytes,
                ))
            }
            _ => Err(Problem::not_found(form)),
        }
    })
    .await
}

/// A list in whichever form it comes.
pub(crate) fn read_list(bytes: &[u8]) -> Result<Read, vigie_exercise::Error> {
    if bytes.starts_with(b"PK") {
        return Msel::from_xlsx(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    if text.trim_start().starts_with('[') || text.contains("[exercise]") {
        Msel::from_toml(&text)
    } else {
        Msel::from_csv(&text)
    }
}

fn checked(read: &Read, grounds: &Grounds) -> Value {
    let faults: Vec<Value> = read
        .faults
        .iter()
        .map(|fault| json!({"table": fault.table, "line": fault.line, "code": fault.error.code(), "detail": fault.error.to_string()}))
        .collect();
    json!({"id": read.msel.id, "injects": read.msel.injects.len(), "faults": faults, "findings": lint(&read.msel, grounds)})
}

/// Reads a list and says what is wrong with it; keeps nothing.
pub(in crate::http) async fn check(
    State(app): State<Arc<App>>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    with(&app, move |control| {
        let read = read_list(&body).map_err(|fault| Problem::bad(fault.code(), fault))?;
        Ok(Json(checked(&read, &control.grounds())))
    })
    .await
}

/// Replaces the list; one with rows that cannot be read is refused.
pub(in crate::http) async fn put_list(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    with(&app, move |control| {
        let read = read_list(&body).map_err(|fault| Problem::bad(fault.code(), fault))?;
        let answer = checked(&read, &control.grounds());
        if let Some(fault) = read.faults.first() {
            return Err(Problem::bad(fault.error.code(), &fault.error).at_line(fault.line));
        }
        control.put_list(&who.user, read.msel)?;
        Ok(Json(answer))
    })
    .await
}

/// The after-action report: `html`, `pdf`, `json` or `csv`.
pub(in crate::http) async fn report(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(form): Path<String>,
    Asked(asked): Asked<Language>,
) -> Result<Response, Problem> {
    let wanted = form.clone();
    let made = with(&app, move |control| {
        let report = scoring::report(control);
        let language = asked.lang.unwrap_or_default();
        let name = MARKING.file_name(&format!("{}.{form}", control.state().conduct.msel.id));
        match form.as_str() {
            "html" => Ok(file(
                "text/html; charset=utf-8",
                &name,
                paper::html(&report, &language).into_bytes(),
            )),
            "pdf" => Ok(file(
                "application/pdf",
                &name,
                print::print(&report, &language),
            )),
            "csv" => Ok(file(
                "text/csv; charset=utf-8",
                &name,
                report.to_csv().into_bytes(),
            )),
            "json" => {
                let bytes = serde_json::to_vec(&report)
                    .map_err(|fault| Problem::internal("work-broke", fault))?;
                Ok(file("application/json", &name, bytes))
            }
            _ => Err(Problem::not_found(form)),
        }
    })
    .await?;
    app.note(Deed::new(&who.user, "conduct-report", &wanted, json!({})))
        .await?;
    Ok(made)
}
