//! When the plan under orders is due to be made anew, and why. Nobody's plan is changed by it: an officer re-plans.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde_json::{Value, json};
use vigie_patrol::{StopKind, TaskKind, Weather, sea_state};
use vigie_sea::Time;
use vigie_store::Ledger;

use super::{book, joint, joint_shown, ordered, read_sheet};
use crate::{
    http::{App, Problem},
    live::now,
    patrol::{
        derive::{Derived, Origin},
        job::tell,
        sheet::{DUE, Sheet},
    },
};

/// How often new tasks are looked for.
const EVERY: Duration = Duration::from_secs(20);
/// Who says that a new task makes a plan due.
const USER: &str = "watch";
/// Earlier reasons looked at: a task is a reason once.
const SAID_MAX: u64 = 500;
/// Reason of a task that no plan holds.
const NEW_TASK: &str = "new-task";

/// Says that the ordered plan is due, and why.
pub(super) fn mark(
    ledger: &mut Ledger,
    at: i64,
    user: &str,
    reason: &Value,
) -> Result<(), vigie_store::Error> {
    ledger.append_patrol(DUE, "due", at, user, Some(&reason.to_string()))?;
    Ok(())
}

/// What is under orders, a joint plan in force too: its name and the sheet; of a plan of this node also the tasks that a
/// newer draft knows.
pub(super) async fn under_orders(
    app: &Arc<App>,
) -> Result<Option<(String, Sheet, BTreeSet<String>)>, Problem> {
    let tasks = |sheet: &Sheet| -> BTreeSet<String> {
        sheet.request.tasks.iter().map(|t| t.id.clone()).collect()
    };
    let Some((plan, version)) = app.ledger(|ledger| ordered(ledger)).await? else {
        return Ok(None);
    };
    if joint_shown::is_joint(&plan) {
        let standing = joint::standing(app, &plan).await?;
        let found = joint_shown::sheet_in_force(&standing);
        return Ok(found.map(|(_, sheet)| {
            let known = tasks(&sheet);
            (plan, sheet, known)
        }));
    }
    let id = plan.clone();
    let found = app
        .ledger(move |ledger| {
            Ok((
                read_sheet(ledger, &id, version)?,
                read_sheet(ledger, &id, None)?,
            ))
        })
        .await?;
    Ok(match found {
        (Some((_, sheet)), newest) => {
            let mut known = tasks(&sheet);
            known.extend(newest.iter().flat_map(|(_, newest)| tasks(newest)));
            Some((plan, sheet, known))
        }
        (None, _) => None,
    })
}

/// What a forecast closes of a plan: visits still to be made in a sea that is too high for who makes them.
pub(super) fn closed_by(sheet: &Sheet, weather: &Weather, thing: &str, now: Time) -> Option<Value> {
    let one = std::slice::from_ref(weather);
    let mut closed = sheet.plan.stops().filter_map(|(asset, stop)| {
        let StopKind::Task { task } = &stop.kind else {
            return None;
        };
        if stop.end <= now {
            return None;
        }
        let asset = sheet.request.assets.iter().find(|a| a.id == asset)?;
        let task = sheet.request.tasks.iter().find(|t| t.id == *task)?;
        let most = if matches!(task.kind, TaskKind::Board { .. }) {
            asset.limits.board_sea_state_max
        } else {
            asset.limits.task_sea_state_max
        };
        let sea = sea_state(one, 0, stop.position, stop.begin, stop.end);
        (sea > most).then(|| (task.id.clone(), asset.id.clone()))
    });
    let (task, asset) = closed.next()?;
    let more = closed.count();
    Some(
        json!({"reason": "weather-closed", "weather": thing, "task": task, "asset": asset, "visits": more + 1}),
    )
}

/// The most valuable open task of the watch that no plan holds, that is worth a new plan and was no reason before.
fn new_task(
    derived: &Derived,
    points_min: f64,
    known: &BTreeSet<String>,
    said: &BTreeSet<String>,
) -> Option<Value> {
    let tasks = derived.tasks.iter().filter(|task| {
        let id = &task.value.id;
        task.origin == Origin::Watch
            && task.state == "open"
            && task.value.value >= points_min
            && !known.contains(id)
            && !said.contains(id)
    });
    let best = tasks.max_by(|a, b| {
        let by_value = a.value.value.total_cmp(&b.value.value);
        by_value.then_with(|| b.value.id.cmp(&a.value.id))
    })?;
    let points = (best.value.value * 10.0).round() / 10.0;
    Some(
        json!({"reason": NEW_TASK, "task": best.value.id, "name": best.value.name, "mmsi": best.mmsi,
        "points": points}),
    )
}

/// Tasks that were a reason before.
fn said(ledger: &Ledger) -> Result<BTreeSet<String>, vigie_store::Error> {
    let rows = ledger.patrol_versions(DUE, "due", SAID_MAX)?;
    let reasons = rows
        .into_iter()
        .filter_map(|row| serde_json::from_str::<Value>(&row.body?).ok());
    let tasks = reasons.filter(|reason| reason["reason"] == NEW_TASK);
    Ok(tasks
        .filter_map(|reason| reason["task"].as_str().map(str::to_owned))
        .collect())
}

/// Looks for new tasks until the node stops.
pub(crate) async fn keep_due(app: Arc<App>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // What devices delivered to a program that did not count boardings yet.
    if let Err(problem) = super::settle(&app, USER).await {
        tracing::warn!(code = problem.code, "boardings not counted");
    }
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.stopped() => return,
        }
        if let Err(problem) = look(&app).await {
            tracing::warn!(code = problem.code, "new tasks not looked for");
        }
    }
}

async fn look(app: &Arc<App>) -> Result<(), Problem> {
    let (waits, said) = app
        .ledger(|ledger| {
            let waits = ordered(ledger)?.is_some() && super::due(ledger)?.is_none();
            Ok((waits, said(ledger)?))
        })
        .await?;
    if !waits {
        return Ok(());
    }
    let Some((_, _, known)) = under_orders(app).await? else {
        return Ok(());
    };
    let (book, derived) = book(app).await?;
    let points_min = book.settings.replan_points_min;
    let Some(reason) = new_task(&derived, points_min, &known, &said) else {
        return Ok(());
    };
    app.ledger(move |ledger| mark(ledger, now().ms(), USER, &reason))
        .await?;
    tell(app, "patrol", &json!({"kind": DUE, "id": "due"}));
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::patrol::{derive::Standing, job::trial_sheet};
    use vigie_patrol::{Circle, trial};
    use vigie_sea::Span;

    fn planned() -> Sheet {
        trial_sheet(&trial::north_pacific(0)).unwrap()
    }

    #[test]
    fn a_forecast_is_a_reason_only_where_it_closes_what_is_still_to_be_done() {
        let sheet = planned();
        let stops = sheet.plan.stops();
        let mut tasks = stops.filter(|(_, s)| matches!(s.kind, StopKind::Task { .. }));
        let (asset, stop) = tasks.next().unwrap();
        let gale = |sea_state: u8| Weather {
            area: Circle {
                centre: stop.position,
                radius_nm: 20.0,
            },
            span: Span {
                start: stop.begin,
                end: stop.end,
            },
            sea_state,
        };
        let before = stop.begin.plus_ms(-1_000);
        let reason = closed_by(&sheet, &gale(9), "gale", before).unwrap();
        assert_eq!(
            (&reason["reason"], &reason["weather"]),
            (&json!("weather-closed"), &json!("gale"))
        );
        assert!(reason["visits"].as_u64().unwrap() >= 1);
        assert_eq!(closed_by(&sheet, &gale(0), "calm", before), None);
        // What is past is closed to nobody.
        let end = sheet.request.span.end;
        assert_eq!(closed_by(&sheet, &gale(9), "gale", end), None, "{asset}");
    }

    #[test]
    fn a_new_task_is_a_reason_once_and_from_so_many_points_on() {
        let lent = trial::north_pacific(0).tasks;
        let task = |n: usize, id: &str, value: f64, origin: Origin, state: &'static str| {
            let mut task = lent[n].clone();
            (task.id, task.value) = (id.to_owned(), value);
            Standing {
                origin,
                state,
                mmsi: Some(412_000_001),
                events: vec![],
                value: task,
            }
        };
        let derived = Derived {
            tasks: vec![
                task(0, "held", 90.0, Origin::Watch, "open"),
                task(1, "done", 80.0, Origin::Watch, "done"),
                task(2, "hand", 80.0, Origin::Hand, "open"),
                task(3, "new", 40.0, Origin::Watch, "open"),
                task(4, "newer", 30.0, Origin::Watch, "open"),
                task(5, "little", 10.0, Origin::Watch, "open"),
            ],
            ..Derived::default()
        };
        let set =
            |ids: &[&str]| -> BTreeSet<String> { ids.iter().map(|id| (*id).to_owned()).collect() };
        let found = |said: &[&str]| {
            let reason = new_task(&derived, 25.0, &set(&["held"]), &set(said));
            reason.map(|reason| reason["task"].as_str().unwrap().to_owned())
        };
        assert_eq!(found(&[]).as_deref(), Some("new"));
        assert_eq!(found(&["new"]).as_deref(), Some("newer"));
        assert_eq!(found(&["new", "newer"]), None);
    }
}
