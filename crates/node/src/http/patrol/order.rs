//! Orders: what is told to whom, and where each order stands.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};
use vigie_patrol::Plan;
use vigie_store::Ledger;

use super::{due, not_joint, plan::orders, read_sheet, read_status};
use crate::{
    http::{App, Deed, Problem, gate::Who, input::Told},
    live::now,
    patrol::{
        job::tell,
        sheet::{DUE, ORDER, OrderState, OrderStatus, STATUS, VersionStatus, tells_the_same},
        terms,
    },
};

/// What became of a change of status.
enum Answer {
    Done(u32),
    Unknown,
    Unsound(usize),
}

/// Turns a plan into orders and gives whose are new. Whose stops are as they were ordered before keeps its order as it
/// stands; who has nothing to do any more has none.
fn issue(
    ledger: &mut Ledger,
    plan: &str,
    before: Option<&Plan>,
    after: &Plan,
    at: i64,
    user: &str,
) -> Result<Vec<String>, vigie_store::Error> {
    let standing = orders(ledger, plan)?;
    for asset in standing.keys() {
        if after.route(asset).is_none_or(|r| r.stops.is_empty()) {
            ledger.append_patrol(ORDER, &format!("{plan}/{asset}"), at, user, None)?;
        }
    }
    let issued = OrderStatus {
        status: OrderState::Issued,
        note: String::new(),
    };
    let issued = json!(issued).to_string();
    let mut fresh = Vec::new();
    for route in after.routes.iter().filter(|r| !r.stops.is_empty()) {
        let known = before.and_then(|plan| plan.route(&route.asset));
        let same = known.is_some_and(|known| tells_the_same(known, route));
        if same && standing.contains_key(&route.asset) {
            continue;
        }
        let order = format!("{plan}/{}", route.asset);
        ledger.append_patrol(ORDER, &order, at, user, Some(&issued))?;
        fresh.push(route.asset.clone());
    }
    Ok(fresh)
}

/// Orders a version of a plan, the newest if none is named, or withdraws what is ordered. A version in which the checker
/// finds anything is not ordered.
pub(in crate::http) async fn status(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(asked): Told<VersionStatus>,
) -> Result<Json<Value>, Problem> {
    if !["draft", "ordered", "withdrawn"].contains(&asked.status.as_str()) {
        return Err(Problem::bad("status-unknown", &asked.status));
    }
    not_joint(&id)?;
    let (plan, told) = (id.clone(), asked.status.clone());
    let answer = app
        .change(move |ledger| {
            let before = read_status(ledger, &plan)?.ordered();
            let ordering = asked.status == "ordered";
            // What is withdrawn is what was ordered, though a newer draft may stand.
            let meant = if ordering { asked.version } else { before };
            let Some((version, sheet)) = read_sheet(ledger, &plan, meant)? else {
                return Ok((Answer::Unknown, None));
            };
            if ordering && !sheet.findings.is_empty() {
                return Ok((Answer::Unsound(sheet.findings.len()), None));
            }
            let at = now().ms();
            let status = VersionStatus {
                status: asked.status,
                version: Some(version),
            };
            let body = json!(status).to_string();
            ledger.append_patrol(STATUS, &plan, at, &who.user, Some(&body))?;
            let mut detail = json!(status);
            let old = match before {
                Some(version) => read_sheet(ledger, &plan, Some(version))?,
                None => None,
            };
            let old = old.map(|(_, sheet)| sheet.plan);
            let after = if ordering {
                sheet.plan
            } else {
                Plan::default()
            };
            let fresh = issue(ledger, &plan, old.as_ref(), &after, at, &who.user)?;
            if ordering {
                terms::settle(ledger, &plan, at, &who.user)?;
                ledger.append_patrol(DUE, "due", at, &who.user, None)?;
                detail["issued"] = json!(fresh);
            }
            Ok((
                Answer::Done(version),
                Some(Deed::new(&who.user, "plan-status", &plan, detail)),
            ))
        })
        .await?;
    match answer {
        Answer::Unknown => Err(Problem::not_found(&id)),
        Answer::Unsound(count) => Err(Problem::new(StatusCode::CONFLICT, "plan-unsound", count)),
        Answer::Done(version) => {
            tell(&app, "plan", &json!({"id": id, "state": told}));
            Ok(Json(json!({"id": id, "status": told, "version": version})))
        }
    }
}

/// Where the order of one asset stands.
pub(in crate::http) async fn order(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, asset)): Path<(String, String)>,
    Told(asked): Told<OrderStatus>,
) -> Result<Json<Value>, Problem> {
    let (plan, of) = (id.clone(), asset.clone());
    let done = app
        .change(move |ledger| {
            let (at, order, body) = (now().ms(), format!("{plan}/{of}"), json!(asked).to_string());
            // Only an order that stands is answered: a draft was told to nobody.
            let issued = ledger.patrol_version(ORDER, &order, None)?;
            if issued.is_none_or(|row| row.body.is_none()) {
                return Ok((false, None));
            }
            ledger.append_patrol(ORDER, &order, at, &who.user, Some(&body))?;
            if asked.status == OrderState::Refused {
                let reason = json!({"reason": "order-refused", "asset": of});
                due::mark(ledger, at, &who.user, &reason)?;
            }
            Ok((
                true,
                Some(Deed::new(&who.user, "order-status", &order, json!(asked))),
            ))
        })
        .await?;
    if !done {
        return Err(Problem::not_found(format!("{id}/{asset}")));
    }
    tell(&app, "plan", &json!({"id": id, "state": "order"}));
    Ok(Json(json!({"id": id, "asset": asset})))
}
