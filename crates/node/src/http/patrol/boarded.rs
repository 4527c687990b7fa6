//! Boardings that devices delivered, taken into the patrol: tasks closed, the rank told, a new plan due. All of it is
//! derived anew from the reports as they stand, so that a device that delivers twice changes nothing the second time.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use vigie_store::Ledger;

use super::{back::heed, due::mark, ordered};
use crate::{
    http::{App, Deed, Problem, boarding_journal},
    live::now,
    patrol::{
        boarded::{BOARDED, Delivered, Effect, asset_names, delivered},
        book::REPORT,
        job::tell,
    },
};

/// Takes in what boarding reports say now, with what was corrected or withdrawn.
pub(in crate::http) async fn settle(app: &Arc<App>, user: &str) -> Result<(), Problem> {
    let user = user.to_owned();
    let changed = app
        .ledger(move |ledger| ledger.whole(|ledger| write(ledger, &user)))
        .await?;
    if changed.is_empty() {
        return Ok(());
    }
    heed(app).await;
    for id in changed {
        tell(app, "patrol", &json!({"kind": REPORT, "id": id}));
    }
    Ok(())
}

/// Writes what changed and gives the names of those reports.
fn write(ledger: &mut Ledger, user: &str) -> Result<Vec<String>, vigie_store::Error> {
    let (reports, conflicts) = boarding_journal(ledger)?.fold();
    let assets = asset_names(ledger)?;
    let rows = ledger.patrol(BOARDED)?.into_iter();
    let known: BTreeMap<String, String> =
        rows.filter_map(|row| Some((row.id, row.body?))).collect();
    let is_ordered = ordered(ledger)?.is_some();
    let at = now().ms();
    let mut changed = Vec::new();
    for (name, told) in &reports {
        let fresh = delivered(told, &conflicts, &assets).ok();
        let body = fresh.as_ref().map(|says| json!(says).to_string());
        let before = known.get(name);
        if body.as_ref() == before {
            continue;
        }
        ledger.append_patrol(BOARDED, name, at, user, body.as_deref())?;
        let old: Option<Effect> = before
            .and_then(|text| serde_json::from_str::<Delivered>(text).ok())
            .map(|says| says.effect());
        let new = fresh.as_ref().map(Delivered::effect);
        let first = fresh.as_ref().and_then(|says| says.reports.first());
        let (task, mmsi) = first.map_or((None, None), |r| (r.task.clone(), r.mmsi));
        let what: Value = json!({"task": task, "mmsi": mmsi});
        if old != new && is_ordered {
            let code = if new.is_some() {
                "boarding"
            } else {
                "boarding-withdrawn"
            };
            let reason = json!({"reason": code, "report": name, "task": task, "mmsi": mmsi});
            mark(ledger, at, user, &reason)?;
        }
        let action = if new.is_some() {
            "boarding-counted"
        } else {
            "boarding-taken-back"
        };
        Deed::new(user, action, name, what).note(ledger)?;
        changed.push(name.clone());
    }
    Ok(changed)
}
