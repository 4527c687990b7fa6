//! What the orders of a plan say beyond it: coordinators, airspace, channels, reports.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};
use vigie_store::Ledger;

use super::{any_sheet, plan::orders};
use crate::{
    http::{App, Deed, Problem, gate::Who, input::Told},
    live::now,
    patrol::{
        job::tell,
        sheet::{ORDER, OrderState, OrderStatus},
        terms::{self, TERMS, Terms},
    },
};

/// What is wrong with them, as a problem.
pub(super) fn examine(terms: &Terms) -> Result<(), Problem> {
    terms
        .examine()
        .map_err(|(code, about)| Problem::bad(code, about))
}

async fn known(app: &Arc<App>, plan: &str) -> Result<(), Problem> {
    let found = any_sheet(app, plan, None).await?;
    found.map(|_| ()).ok_or_else(|| Problem::not_found(plan))
}

pub(in crate::http) async fn show_terms(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    known(&app, &id).await?;
    let (usual, own) = app
        .ledger(move |ledger| Ok((terms::usual(ledger)?, terms::own(ledger, &id)?)))
        .await?;
    Ok(Json(json!({"usual": usual, "plan": own})))
}

/// Orders that stand say something new: they are issued anew, whatever was acknowledged of the old ones.
fn issue_anew(
    ledger: &mut Ledger,
    plan: &str,
    at: i64,
    user: &str,
) -> Result<Vec<String>, vigie_store::Error> {
    let issued = OrderStatus {
        status: OrderState::Issued,
        note: String::new(),
    };
    let issued = json!(issued).to_string();
    let over = [json!(OrderState::Completed), json!(OrderState::Refused)];
    let mut anew = Vec::new();
    for (asset, standing) in orders(ledger, plan)? {
        if over.contains(&standing["status"]) {
            continue;
        }
        ledger.append_patrol(ORDER, &format!("{plan}/{asset}"), at, user, Some(&issued))?;
        anew.push(asset);
    }
    Ok(anew)
}

/// Says what the orders of a plan say. Orders that stand are issued anew if that changes them.
pub(in crate::http) async fn put_terms(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(asked): Told<Terms>,
) -> Result<Json<Value>, Problem> {
    examine(&asked)?;
    known(&app, &id).await?;
    let plan = id.clone();
    let anew = app
        .change(move |ledger| {
            let at = now().ms();
            let before = terms::of_plan(ledger, &plan)?;
            let body = json!(asked).to_string();
            ledger.append_patrol(TERMS, &plan, at, &who.user, Some(&body))?;
            let anew = if before == asked {
                Vec::new()
            } else {
                issue_anew(ledger, &plan, at, &who.user)?
            };
            let detail = json!({"terms": asked, "issued": anew});
            let deed = Deed::new(&who.user, "order-terms-written", &plan, detail);
            Ok((anew, Some(deed)))
        })
        .await?;
    tell(&app, "plan", &json!({"id": id, "state": "order"}));
    Ok(Json(json!({"id": id, "issued": anew})))
}

/// What is usual holds for the plan again.
pub(in crate::http) async fn drop_terms(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let plan = id.clone();
    let dropped = app
        .change(move |ledger| {
            let Some(before) = terms::own(ledger, &plan)? else {
                return Ok((false, None));
            };
            let at = now().ms();
            ledger.append_patrol(TERMS, &plan, at, &who.user, None)?;
            let anew = if before == terms::usual(ledger)? {
                Vec::new()
            } else {
                issue_anew(ledger, &plan, at, &who.user)?
            };
            if !orders(ledger, &plan)?.is_empty() {
                terms::settle(ledger, &plan, at, &who.user)?;
            }
            let deed = Deed::new(
                &who.user,
                "order-terms-dropped",
                &plan,
                json!({"issued": anew}),
            );
            Ok((true, Some(deed)))
        })
        .await?;
    if !dropped {
        return Err(Problem::not_found(&id));
    }
    tell(&app, "plan", &json!({"id": id, "state": "order"}));
    Ok(StatusCode::NO_CONTENT)
}
