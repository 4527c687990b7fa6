//! What the plan is worth when legs fail: made-up courses of events, and the legs whose failure costs most.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::plan::{check_plan, stress};
use vigie_crisis::{GroupId, LegId, LegStatus};

use super::{
    App, Problem,
    crisis::at_papers,
    evacuation::{Turn, name_of, refused},
    input::Told,
};
use crate::crisis::evacuation::PlanPaper;

/// Courses of events, when nobody says how many, and at most.
const RUNS: u32 = 100;
const RUNS_MOST: u32 = 1_000;
/// Legs shown.
const CRITICAL_SHOWN: usize = 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trial {
    #[serde(default)]
    runs: Option<u32>,
}

/// Tries the plan in force; the same plan gives the same answer.
pub(super) async fn tried(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Told(wish): Told<Trial>,
) -> Result<Json<Value>, Problem> {
    let turn = Turn::take()?;
    let kept = at_papers(&app, &id, |ledger, paper| PlanPaper::load(ledger, paper.id));
    let paper = kept.await?.ok_or_else(|| Problem::not_found(&id))?;
    let runs = wish.runs.unwrap_or(RUNS).clamp(1, RUNS_MOST);
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        trial(&paper, runs)
    });
    let found = done
        .await
        .map_err(|broken| Problem::internal("work-broke", broken))?;
    Ok(Json(found?))
}

fn trial(paper: &PlanPaper, runs: u32) -> Result<Value, Problem> {
    let (instance, plan) = (&paper.instance, &paper.plan);
    let seed = u64::from(paper.version);
    let found = stress(instance, plan, &paper.committed, seed, runs).map_err(refused)?;
    let sizes: BTreeMap<GroupId, u64> = instance
        .groups
        .iter()
        .map(|it| (it.id, u64::from(it.size)))
        .collect();
    let mut aboard: BTreeMap<LegId, u64> = BTreeMap::new();
    for way in &plan.assignments {
        *aboard.entry(way.leg).or_default() += sizes.get(&way.group).copied().unwrap_or(0);
    }
    let uncertain = instance.legs.iter().filter(|leg| {
        let ahead = matches!(leg.status, LegStatus::Planned | LegStatus::Confirmed);
        ahead && leg.reliability_pct < 100
    });
    let costly = found.critical.iter().filter(|it| it.1 >= 60.0);
    let critical = costly.take(CRITICAL_SHOWN).filter_map(|(id, extra, failed)| {
        let leg = instance.legs.iter().find(|it| it.id == *id)?;
        Some(json!({
            "id": leg.id, "name": leg.name, "owner": leg.owner, "from": name_of(instance, leg.from),
            "to": name_of(instance, leg.to), "departure": leg.departure, "reliability_pct": leg.reliability_pct,
            "people": aboard.get(id).copied().unwrap_or(0), "failed": failed, "extra_h": extra / 60.0,
        }))
    });
    Ok(json!({
        "version": paper.version, "runs": found.runs,
        "planned_not_lifted": check_plan(instance, plan, &paper.committed).not_lifted,
        "not_lifted_mean": found.not_lifted_mean, "not_lifted_p90": found.not_lifted_p90,
        "not_lifted_worst": found.not_lifted_worst, "extra_h": found.extra_mean / 60.0,
        "uncertain": uncertain.count(), "critical": critical.collect::<Vec<_>>(),
    }))
}
