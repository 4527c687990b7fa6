//! A search for a vessel: effort, rectangles and patterns, with the tasks that a plan can take them as.

use serde_json::{Value, json};
use vigie_patrol::search::{SearchError, SearchRequest, plan_search};
use vigie_sea::Coast;

/// The plan of a search as it is told, with its assignments as tasks of an agency.
pub(crate) fn made(request: &SearchRequest, owner: &str) -> Result<Value, SearchError> {
    let coast = Coast::builtin();
    let plan = plan_search(request, |place| !coast.on_land(place))?;
    let mut told = json!(plan);
    told["tasks"] = json!(plan.tasks(request, owner));
    Ok(told)
}
