//! What comes back from sea: reports that close tasks, move targets, take vessels down the list, and show what was seen.

use std::sync::Arc;

use axum::{Extension, Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use super::{book, due, ordered};
use crate::{
    http::{App, Deed, Problem, gate::Who, input::Told},
    live::now,
    patrol::{
        book::REPORT,
        job::tell,
        looks::REPORT_NAME,
        report::{Report, ReportKind},
        seen::{PRESET, UNCERTAINTY_M_MAX, sighting},
    },
    scene::{join_dark, take_file},
};

/// Characters of a report.
const TEXT_CHARS_MAX: usize = 4_000;

pub(in crate::http) async fn reports(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let (mut book, _) = book(&app).await?;
    book.reports.reverse();
    Ok(Json(json!({"reports": book.reports})))
}

fn examine(report: &Report) -> Result<(), Problem> {
    if report.text.chars().count() > TEXT_CHARS_MAX {
        return Err(Problem::bad("text-too-long", TEXT_CHARS_MAX));
    }
    let is_outcome = report.kind == ReportKind::Outcome;
    if is_outcome && (report.task.is_none() || report.outcome.is_none()) {
        return Err(Problem::bad("outcome-needs-task", ""));
    }
    // A dark vessel has no number, but she was somewhere.
    if !is_outcome && report.mmsi.is_none() && report.position.is_none() {
        return Err(Problem::bad("report-needs-place", ""));
    }
    let fits = |m: f64| m > 0.0 && m <= UNCERTAINTY_M_MAX;
    if report.uncertainty_m.is_some_and(|m| !fits(m)) {
        return Err(Problem::bad("value-out-of-range", "uncertainty_m"));
    }
    Ok(())
}

/// Takes a report. It closes tasks and moves targets by what it says; unless it says what was planned, the ordered
/// plan is due to be made anew. What was done counts in the rank; what was seen somewhere is matched with the tracks.
pub(in crate::http) async fn report(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(asked): Told<Report>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    examine(&asked)?;
    let (told, user) = (asked.clone(), who.user.clone());
    let (id, is_due) = app
        .change(move |ledger| {
            let number = ledger.patrol(REPORT)?.len() + 1;
            let id = format!("{REPORT_NAME}{number}");
            let (at, body) = (now().ms(), json!(told).to_string());
            ledger.append_patrol(REPORT, &id, at, &who.user, Some(&body))?;
            let is_due = !told.as_planned() && ordered(ledger)?.is_some();
            if is_due {
                let reason =
                    json!({"reason": "report", "report": id, "task": told.task, "mmsi": told.mmsi});
                due::mark(ledger, at, &who.user, &reason)?;
            }
            let deed = Deed::new(
                &who.user,
                "report-written",
                &id,
                json!({"task": told.task, "mmsi": told.mmsi}),
            );
            Ok(((id, is_due), Some(deed)))
        })
        .await?;
    if asked.outcome.is_some() {
        heed(&app).await;
    }
    let seen = seen(&app, &user, &id, &asked).await;
    tell(&app, "patrol", &json!({"kind": REPORT, "id": id}));
    Ok((
        StatusCode::CREATED,
        Json(json!({"id": id, "replan_due": is_due, "sighting": seen})),
    ))
}

/// The rank counts the look. The report is kept whatever happens here: a start of the node counts it too.
pub(super) async fn heed(app: &App) {
    match app.ask(|engine| engine.heed_looks()).await {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::error!(code = fault.code(), %fault, "looks not counted"),
        Err(problem) => tracing::error!(code = problem.code, "looks not counted"),
    }
}

/// What was seen goes to the tracks; what became of it, or a code of what went wrong: the report is kept all the same.
async fn seen(app: &Arc<App>, user: &str, id: &str, report: &Report) -> Value {
    let file = match sighting(id, report) {
        Ok(Some(file)) => file,
        Ok(None) => return Value::Null,
        Err(fault) => {
            tracing::error!(%fault, id, "sighting not written");
            return json!({"fault": "table-broke"});
        }
    };
    match take_file(app, user, &format!("{id}.csv"), PRESET, &file).await {
        Ok(taken) => {
            if let Err(problem) = join_dark(app).await {
                tracing::warn!(code = problem.code, id, "dark detections not joined");
            }
            match taken.scenes.first() {
                Some(scene) => json!({"scene": scene["id"], "outcome": scene["outcome"]}),
                None => json!({"fault": "nothing-detected"}),
            }
        }
        Err(problem) => {
            tracing::warn!(
                code = problem.code,
                id,
                "sighting not matched with the tracks"
            );
            json!({"fault": problem.code})
        }
    }
}
