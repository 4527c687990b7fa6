//! The plan book: contingency plans per country or city, made before anything happens. Versions are added, never changed;
//! two versions, or ours and a partner's, are compared entry by entry.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::book::{BookEntry, BookPlan};
use vigie_exchange::{PartyId, Purpose};
use vigie_sea::Time;
use vigie_store::Ledger;

use super::{
    App, Deed, Problem,
    crisis_joint::heard,
    evacuation::refused,
    gate::Who,
    input::{Asked, Told},
};
use crate::{
    live::now,
    partner::room::{BOOK, Told as Said},
};

/// Kind of the documents that hold versions of plans.
const KIND: &str = "plan-book";
/// Plans of one node.
const PLANS_MAX: u64 = 1_000;
/// Longest plan that is shared, bytes of JSON: a large one goes in pieces.
const SHARED_BYTES_MAX: usize = 4_000_000;

fn versions(ledger: &Ledger, key: Option<&str>) -> Result<Vec<BookPlan>, vigie_store::Error> {
    let rows = ledger.document_versions(KIND, key)?;
    Ok(rows
        .iter()
        .filter_map(|row| serde_json::from_str(&row.body).ok())
        .collect())
}

/// Plans of partners, newest version of each.
async fn theirs(app: &Arc<App>) -> Result<Vec<(String, BookPlan)>, Problem> {
    let plans = heard(app, &[BOOK]).await?.into_iter();
    Ok(plans
        .filter_map(|it| {
            Some((
                it.party,
                serde_json::from_value(it.body["plan"].clone()).ok()?,
            ))
        })
        .collect())
}

/// The newest version of each plan: ours, and those that partners told with the name of who did.
pub(super) async fn newest(app: &Arc<App>) -> Result<Vec<(Option<String>, BookPlan)>, Problem> {
    let rows = app
        .ledger(|ledger| ledger.documents(KIND, PLANS_MAX))
        .await?;
    let own = rows
        .iter()
        .filter_map(|row| serde_json::from_str(&row.body).ok());
    let mut all: Vec<(Option<String>, BookPlan)> = own.map(|plan| (None, plan)).collect();
    let told = theirs(app).await?.into_iter();
    all.extend(told.map(|(party, plan)| (Some(party), plan)));
    Ok(all)
}

/// The newest version of one plan of ours.
pub(super) async fn own(app: &Arc<App>, key: &str) -> Result<BookPlan, Problem> {
    let wanted = key.to_owned();
    let all = app
        .ledger(move |ledger| versions(ledger, Some(&wanted)))
        .await?;
    all.into_iter()
        .next_back()
        .ok_or_else(|| Problem::not_found(key))
}

fn brief(plan: &BookPlan) -> Value {
    json!({
        "key": plan.key, "name": plan.name, "country": plan.country, "version": plan.version, "made": plan.made, "by": plan.by,
        "exercised": plan.exercised, "entries": plan.entries.len(),
    })
}

/// All plans, ours and partners'.
pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let rows = app
        .ledger(|ledger| ledger.documents(KIND, PLANS_MAX))
        .await?;
    let own: Vec<Value> = rows
        .iter()
        .filter_map(|row| serde_json::from_str::<BookPlan>(&row.body).ok())
        .map(|plan| brief(&plan))
        .collect();
    let theirs: Vec<Value> = theirs(&app)
        .await?
        .iter()
        .map(|(party, plan)| {
            let mut shown = brief(plan);
            shown["party"] = json!(party);
            shown
        })
        .collect();
    Ok(Json(json!({"plans": own, "partners": theirs})))
}

/// One plan with its history.
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Path(key): Path<String>,
) -> Result<Json<Value>, Problem> {
    let wanted = key.clone();
    let all = app
        .ledger(move |ledger| versions(ledger, Some(&wanted)))
        .await?;
    let newest = all.last().ok_or_else(|| Problem::not_found(&key))?;
    let history: Vec<Value> = all.iter().map(brief).collect();
    Ok(Json(
        json!({"plan": newest, "pledged": pledged(newest), "history": history}),
    ))
}

fn pledged(plan: &BookPlan) -> Vec<Value> {
    let all = plan.pledged().into_iter();
    all.map(|((owner, key), sum)| json!({"owner": owner, "key": key, "sum": sum}))
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewVersion {
    name: String,
    country: String,
    #[serde(default)]
    exercised: Option<Time>,
    entries: Vec<BookEntry>,
    /// The version it was made from: someone else's newer one is not overwritten unseen. 0 for the first.
    from: u32,
}

/// Adds a version.
pub(super) async fn put(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(key): Path<String>,
    Told(wish): Told<NewVersion>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let mut plan = BookPlan {
        key,
        name: wish.name,
        country: wish.country,
        version: wish.from.saturating_add(1),
        made: now(),
        by: who.user.clone(),
        exercised: wish.exercised,
        entries: wish.entries,
    };
    plan.entries
        .sort_by(|a, b| (a.kind, &a.key).cmp(&(b.kind, &b.key)));
    plan.check().map_err(refused)?;
    let shown = json!({"plan": plan, "pledged": pledged(&plan)});
    let kept = app
        .change(move |ledger| {
            let known = versions(ledger, Some(&plan.key))?.len();
            if known != wish.from as usize {
                return Ok((Err(known), None));
            }
            let body = serde_json::to_string(&plan).unwrap_or_default();
            ledger.put_document(KIND, &plan.key, plan.made.ms(), &who.user, &body)?;
            let detail = json!({"version": plan.version, "entries": plan.entries.len()});
            Ok((
                Ok(()),
                Some(Deed::new(&who.user, "plan-book-kept", &plan.key, detail)),
            ))
        })
        .await?;
    match kept {
        Ok(()) => Ok((StatusCode::CREATED, Json(shown))),
        Err(known) => Err(Problem::new(StatusCode::CONFLICT, "plan-book-newer", known)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Against {
    /// A version of ours; the newest if none is named.
    left: Option<u32>,
    /// Another version of ours,
    right: Option<u32>,
    /// or the same plan of a partner.
    party: Option<String>,
}

/// What differs, entry by entry.
pub(super) async fn compare(
    State(app): State<Arc<App>>,
    Path(key): Path<String>,
    Asked(asked): Asked<Against>,
) -> Result<Json<Value>, Problem> {
    let wanted = key.clone();
    let all = app
        .ledger(move |ledger| versions(ledger, Some(&wanted)))
        .await?;
    let version = |number: Option<u32>| match number {
        Some(number) => all.iter().find(|plan| plan.version == number),
        None => all.last(),
    };
    let left = version(asked.left).ok_or_else(|| Problem::not_found(&key))?;
    let partners = theirs(&app).await?;
    let right = match &asked.party {
        Some(party) => partners
            .iter()
            .find(|(of, plan)| of == party && plan.key == key)
            .map(|it| &it.1),
        None => version(asked.right),
    };
    let right = right.ok_or_else(|| Problem::not_found(&key))?;
    Ok(Json(
        json!({"left": brief(left), "right": brief(right), "differences": left.compare(right)}),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Share {
    party: PartyId,
    purpose: Purpose,
}

/// Tells a partner the newest version.
pub(super) async fn share(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(key): Path<String>,
    Told(wish): Told<Share>,
) -> Result<Json<Value>, Problem> {
    let wanted = key.clone();
    let plan = app
        .ledger(move |ledger| versions(ledger, Some(&wanted)))
        .await?;
    let mut plan = plan
        .into_iter()
        .next_back()
        .ok_or_else(|| Problem::not_found(&key))?;
    // Who wrote it is nobody's business over there.
    plan.by = String::new();
    let body = json!({"key": plan.key, "plan": plan});
    if body.to_string().len() > SHARED_BYTES_MAX {
        return Err(Problem::bad("crisis-share-too-long", SHARED_BYTES_MAX));
    }
    let told = [Said::open(BOOK, key.clone(), &plan.name, body)];
    let detail = json!({"to": wish.party, "version": plan.version, "purpose": wish.purpose});
    let deed = Deed::new(&who.user, "plan-book-shared", key, detail);
    let released = app
        .act(deed, move |desk| {
            Ok(desk
                .tell_partner(&wish.party, &told, &wish.purpose, &who.user)?
                .len())
        })
        .await?;
    if released == 0 {
        return Err(Problem::new(StatusCode::CONFLICT, "release-denied", ""));
    }
    Ok(Json(json!({ "released": released })))
}
