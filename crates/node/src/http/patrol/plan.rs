//! Plans: made, stopped, amended, re-planned, compared.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_patrol::{
    Measures, Request, Rule,
    compare::{self, Emphasis},
};
use vigie_sea::Time;

use super::{
    DAYS_MAX, any_sheet, book, joint_shown, joint_shown::is_joint, not_joint, plan_now, read_sheet,
    read_status,
};
use crate::{
    http::{
        App, Deed, Problem,
        gate::Who,
        input::{Asked, Told},
    },
    patrol::{
        amend,
        derive::request,
        highest_number,
        job::{SECONDS_MAX, Wanted, start},
        plan_name,
        sheet::{
            Brief, Cause, ORDER, OrderStatus, PLAN, Sheet, VersionStatus, difference as compared,
        },
    },
};

/// Length of a search unless it is said, seconds.
pub(super) const SECONDS: f64 = 20.0;
/// The same for an amendment or a re-plan.
pub(super) const SOON_SECONDS: f64 = 2.0;
/// Characters of a title or reason.
const TITLE_CHARS_MAX: usize = 200;
/// Highest sea state (Douglas).
const SEA_STATE_MAX: u8 = 9;
/// Versions of a plan that are listed.
const VERSIONS_MAX: u64 = 200;

/// What a new plan is asked to be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewPlan {
    #[serde(default)]
    title: String,
    days: Option<f64>,
    from: Option<Time>,
    seconds: Option<f64>,
    iterations: Option<u64>,
    seed: Option<u64>,
    emphasis: Option<Emphasis>,
    sea_state: Option<u8>,
    request: Option<Request>,
}

pub(super) fn seconds(asked: Option<f64>, usual: f64) -> Result<f64, Problem> {
    let seconds = asked.unwrap_or(usual);
    if !(0.1..=SECONDS_MAX).contains(&seconds) {
        return Err(Problem::bad("seconds-out-of-range", seconds));
    }
    Ok(seconds)
}

pub(super) fn title(text: String) -> Result<String, Problem> {
    if text.chars().count() > TITLE_CHARS_MAX {
        return Err(Problem::bad("text-too-long", TITLE_CHARS_MAX));
    }
    Ok(text)
}

fn accepted(
    app: &Arc<App>,
    wanted: Wanted,
    request: Request,
) -> Result<(StatusCode, Json<Value>), Problem> {
    request
        .examine()
        .map_err(|fault| Problem::bad(fault.code(), &fault))?;
    let id = wanted.plan.clone();
    if !start(app, wanted, request) {
        return Err(Problem::new(StatusCode::CONFLICT, "planner-busy", id));
    }
    Ok((StatusCode::ACCEPTED, Json(json!({"id": id}))))
}

pub(in crate::http) async fn make(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(asked): Told<NewPlan>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let title = title(asked.title)?;
    if let Some(days) = asked.days.filter(|d| !(0.01..=DAYS_MAX).contains(d)) {
        return Err(Problem::bad("days-out-of-range", days));
    }
    if let Some(state) = asked.sea_state.filter(|s| *s > SEA_STATE_MAX) {
        return Err(Problem::bad("value-out-of-range", state));
    }
    let mut whole = match asked.request {
        Some(request) => request,
        None => {
            let (book, derived) = book(&app).await?;
            let from = asked.from.unwrap_or_else(|| plan_now(&app));
            request(
                &book,
                &derived,
                &title,
                from,
                asked.days.unwrap_or(book.settings.days),
            )
        }
    };
    if let Some(state) = asked.sea_state {
        whole.sea_state = state;
    }
    if let Some(emphasis) = asked.emphasis.filter(|e| *e != Emphasis::Value) {
        let most = whole.tasks.iter().map(|t| t.value).sum::<f64>();
        // Before any plan the whole request stands for one: all value, and what all assets could spend.
        let hours = whole.span.end.since_s(whole.span.start) / 3_600.0 * whole.assets.len() as f64;
        let speed = whole
            .assets
            .iter()
            .filter_map(|a| a.modes.first())
            .map(|m| m.speed_kn)
            .fold(0.0, f64::max);
        let base = Measures {
            value: most,
            distance_nm: hours * speed,
            fuel_t: hours,
            hours,
            cost: hours,
            tasks: 0,
        };
        whole.weights = compare::weights(emphasis, &base);
    }
    let highest = app
        .ledger(|ledger| {
            let plans = ledger.patrol(PLAN)?;
            Ok(highest_number(plans.iter().map(|row| row.id.as_str())))
        })
        .await?;
    let wanted = Wanted {
        plan: plan_name(app.planner.take_number(highest)),
        title,
        cause: Cause {
            kind: "made".to_owned(),
            reason: String::new(),
        },
        user: who.user,
        seed: asked.seed.unwrap_or(1),
        seconds: seconds(asked.seconds, SECONDS)?,
        iterations: asked.iterations,
        warm: Vec::new(),
        gentle: false,
    };
    accepted(&app, wanted, whole)
}

pub(in crate::http) async fn list(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let rows = app
        .ledger(|ledger| {
            let rows = ledger.patrol(PLAN)?;
            rows.into_iter()
                .map(|row| Ok((read_status(ledger, &row.id)?, row)))
                .collect::<Result<Vec<_>, vigie_store::Error>>()
        })
        .await?;
    let mut plans: Vec<Value> = Vec::new();
    for (status, row) in rows {
        let Some(brief) = row
            .body
            .and_then(|b| serde_json::from_str::<Brief>(&b).ok())
        else {
            continue;
        };
        let job = app.planner.job(&row.id);
        let running = job.is_some_and(|j| j.is_running());
        plans.push(json!({
            "id": row.id, "title": brief.title, "version": row.version, "made": Time::from_ms(row.at_ms),
            "user": row.user, "status": status.of(row.version), "ordered_version": status.ordered(), "state": if running { "running" } else { "ready" },
            "cause": brief.cause, "value": brief.plan.total.value, "points": brief.points,
            "bound": brief.bound, "visits": brief.plan.total.tasks, "findings": brief.findings.len(),
        }));
    }
    for id in app.planner.running() {
        if plans.iter().any(|p| p["id"] == json!(id)) {
            continue;
        }
        let progress = app
            .planner
            .job(&id)
            .map(|j| j.progress().0)
            .unwrap_or_default();
        plans.push(
            json!({"id": id, "title": "", "version": 0, "state": "running", "status": "draft",
            "ordered_version": null, "value": progress.value, "points": progress.points, "bound": progress.bound}),
        );
    }
    Ok(Json(json!({"plans": plans})))
}

#[derive(Deserialize)]
pub(in crate::http) struct Version {
    version: Option<u32>,
}

pub(in crate::http) async fn card(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(asked): Asked<Version>,
) -> Result<Json<Value>, Problem> {
    if is_joint(&id) {
        let version = asked.version.map(|v| v.to_string());
        return joint_shown::card(&app, &id, version.as_deref())
            .await
            .map(Json);
    }
    let wanted = id.clone();
    let kept = app
        .ledger(move |ledger| {
            let Some((version, sheet)) = read_sheet(ledger, &wanted, asked.version)? else {
                return Ok(None);
            };
            let versions = ledger.patrol_versions(PLAN, &wanted, VERSIONS_MAX)?;
            Ok(Some((
                version,
                sheet,
                versions,
                read_status(ledger, &wanted)?,
                orders(ledger, &wanted)?,
            )))
        })
        .await?;
    let job = app.planner.job(&id);
    if kept.is_none() && job.is_none() {
        return Err(Problem::not_found(&id));
    }
    let fault = job.as_ref().and_then(|j| j.fault());
    let state = match &job {
        Some(job) if job.is_running() => "running",
        _ if fault.is_some() && kept.is_none() => "failed",
        _ => "ready",
    };
    let (progress, best) = job.map(|j| j.progress()).unwrap_or_default();
    let mut shown = json!({"id": id, "state": state, "progress": progress, "fault": fault});
    match kept {
        Some((version, sheet, versions, status, orders)) => {
            let mut whole = json!(sheet);
            if let (Some(shown), Some(members)) = (shown.as_object_mut(), whole.as_object_mut()) {
                shown.append(members);
            }
            shown["version"] = json!(version);
            shown["status"] = json!(status.of(version));
            shown["ordered_version"] = json!(status.ordered());
            shown["orders"] = json!(orders);
            let lines = versions.iter().filter_map(|row| version_line(row, &status));
            shown["versions"] = lines.collect();
        }
        None => shown["plan"] = json!(best),
    }
    Ok(Json(shown))
}

fn version_line(row: &vigie_store::PatrolRow, status: &VersionStatus) -> Option<Value> {
    let brief: Brief = serde_json::from_str(row.body.as_deref()?).ok()?;
    Some(
        json!({"version": row.version, "made": Time::from_ms(row.at_ms), "user": row.user,
        "cause": brief.cause, "value": brief.plan.total.value, "status": status.of(row.version)}),
    )
}

/// Where the orders of a plan stand, by asset.
pub(super) fn orders(
    ledger: &vigie_store::Ledger,
    plan: &str,
) -> Result<BTreeMap<String, Value>, vigie_store::Error> {
    let mut found = BTreeMap::new();
    for row in crate::patrol::book::all::<OrderStatus>(ledger, ORDER)? {
        if let Some(asset) = row
            .id
            .strip_prefix(plan)
            .and_then(|rest| rest.strip_prefix('/'))
        {
            found.insert(
                asset.to_owned(),
                json!({"status": row.value.status, "note": row.value.note, "user": row.user, "changed": row.changed}),
            );
        }
    }
    Ok(found)
}

pub(in crate::http) async fn stop(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let job = app.planner.job(&id).filter(|job| job.is_running());
    let Some(job) = job else {
        return Err(Problem::new(StatusCode::CONFLICT, "plan-not-running", id));
    };
    job.stop();
    app.note(Deed::new(&who.user, "plan-stopped", &id, json!({})))
        .await?;
    Ok(Json(json!({"id": id})))
}

async fn newest(app: &Arc<App>, id: &str) -> Result<Sheet, Problem> {
    let found = any_sheet(app, id, None).await?;
    found
        .map(|(_, sheet)| sheet)
        .ok_or_else(|| Problem::not_found(id))
}

/// What a re-plan mends: what is under orders, for that is what is sailed, with the rules and the assets of the newest
/// version; without orders the newest version itself.
async fn under_way(app: &Arc<App>, id: &str) -> Result<Sheet, Problem> {
    let newest = newest(app, id).await?;
    let plan = id.to_owned();
    let ordered = app
        .ledger(move |ledger| match read_status(ledger, &plan)?.ordered() {
            Some(version) => read_sheet(ledger, &plan, Some(version)),
            None => Ok(None),
        })
        .await?;
    Ok(match ordered {
        Some((_, sheet)) => amend::carried(sheet, &newest),
        None => newest,
    })
}

fn next(id: &str, who: Who, sheet: &Sheet, kind: &str, reason: String, seconds: f64) -> Wanted {
    Wanted {
        plan: id.to_owned(),
        title: sheet.title.clone(),
        cause: Cause {
            kind: kind.to_owned(),
            reason,
        },
        user: who.user,
        seed: sheet.seed,
        seconds,
        iterations: None,
        warm: Vec::new(),
        gentle: true,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Amendment {
    #[serde(default)]
    add: Vec<Rule>,
    #[serde(default)]
    remove: Vec<usize>,
    seconds: Option<f64>,
}

pub(in crate::http) async fn amend(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(asked): Told<Amendment>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    not_joint(&id)?;
    let sheet = newest(&app, &id).await?;
    let seconds = seconds(asked.seconds, SOON_SECONDS)?;
    let request = amend::amended(&sheet, asked.add, &asked.remove);
    let wanted = next(&id, who, &sheet, "amended", String::new(), seconds);
    accepted(&app, wanted, request)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Replan {
    #[serde(default)]
    reason: String,
    now: Option<Time>,
    #[serde(default)]
    without: Vec<String>,
    seconds: Option<f64>,
}

pub(in crate::http) async fn replan(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(asked): Told<Replan>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    not_joint(&id)?;
    let sheet = under_way(&app, &id).await?;
    let (book, derived) = book(&app).await?;
    let from = asked.now.unwrap_or_else(|| plan_now(&app));
    let request = amend::replanned(&sheet, &book, &derived, from, &asked.without);
    let seconds = seconds(asked.seconds, SOON_SECONDS)?;
    let wanted = next(&id, who, &sheet, "replanned", title(asked.reason)?, seconds);
    accepted(&app, wanted, request)
}

#[derive(Deserialize)]
pub(in crate::http) struct Versions {
    from: Option<u32>,
    to: Option<u32>,
}

pub(in crate::http) async fn difference(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(asked): Asked<Versions>,
) -> Result<Json<Value>, Problem> {
    let found = match any_sheet(&app, &id, asked.to).await? {
        Some((to, new)) => {
            let from = asked.from.unwrap_or_else(|| to.saturating_sub(1).max(1));
            let old = any_sheet(&app, &id, Some(from)).await?;
            old.map(|(from, old)| (from, to, old.plan, new.plan))
        }
        None => None,
    };
    let Some((from, to, old, new)) = found else {
        return Err(Problem::not_found(&id));
    };
    let (changes, kept, of) = compared(&old, &new);
    Ok(Json(
        json!({"from": from, "to": to, "changes": changes, "kept": kept, "of": of}),
    ))
}
