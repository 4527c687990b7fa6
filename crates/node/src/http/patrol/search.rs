//! Search effort: where to look for a vessel, with what and how. Nothing is kept: the tasks that come of it are written
//! like any other.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::Value;
use tokio::sync::Semaphore;
use vigie_patrol::search::{SearchError, SearchRequest};

use crate::{
    http::{App, Problem, input::Told},
    patrol::search::made,
};

/// One at a time: each takes seconds of a core.
static DESK: Semaphore = Semaphore::const_new(1);

pub(in crate::http) async fn search(
    State(app): State<Arc<App>>,
    Told(asked): Told<SearchRequest>,
) -> Result<Json<Value>, Problem> {
    asked.examine().map_err(|fault| unfit(&fault))?;
    let Ok(place) = DESK.try_acquire() else {
        return Err(Problem::busy("search-busy"));
    };
    let owner = app.planner.agency.clone();
    let work = tokio::task::spawn_blocking(move || {
        let found = made(&asked, &owner);
        drop(place);
        found
    });
    match work.await {
        Ok(Ok(plan)) => Ok(Json(plan)),
        Ok(Err(fault)) => Err(unfit(&fault)),
        Err(broken) => Err(Problem::internal("work-broke", broken)),
    }
}

fn unfit(fault: &SearchError) -> Problem {
    Problem::bad(fault.code(), fault)
}
