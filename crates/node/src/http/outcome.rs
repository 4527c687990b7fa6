//! What boardings teach: outcomes of alerts, how often each rule held, and the outcomes as labels for the weights.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, extract::State};
use serde_json::{Value, json};
use vigie_case::{
    case::{Case, Deed as CaseDeed, Entry},
    outcome::{Labelled, Outcome, Standing, Stretch, boardings, hit_rates},
};
use vigie_sea::Time;
use vigie_watch::{Event, EventState, RankQuery};

use super::{App, Problem, boarding, case::entries_of};
use crate::{engine::Engine, live::now};

/// Fields of a report that say when the vessel was met, the earliest step first.
const MET: [&str; 5] = [
    "sighted_at",
    "hailed_at",
    "boarded_at",
    "inspected_from",
    "left_at",
];

/// Writes into an outcome what is for the node to say: who, when, which rule made the alert, and where the vessel stood
/// on the list before it was met.
pub(super) async fn complete(
    app: &Arc<App>,
    user: &str,
    case: &str,
    outcome: Outcome,
) -> Result<Outcome, Problem> {
    let (id, event, report) = (
        case.to_owned(),
        outcome.event.clone(),
        outcome.report.clone(),
    );
    let (body, about, met_ms) = app
        .ledger(move |ledger| {
            let own = entries_of(ledger, Some(&id))?.remove(&id);
            let case = Case::fold(&own.unwrap_or_default());
            let (reports, _) = boarding::journal(ledger)?.fold();
            // The report named, or the only one of the case.
            let mut of_case = case.items.iter().filter(|item| item.kind == "report");
            let only = of_case.next().filter(|_| of_case.next().is_none());
            let name = if report.is_empty() {
                only.map(|item| item.id.clone()).unwrap_or_default()
            } else {
                report
            };
            let fields = reports.get(&name).map(|report| &report.fields);
            let met = MET.iter().find_map(|field| fields?.get(*field)?.as_i64());
            Ok((ledger.event(&event)?, case.mmsi, (name, met)))
        })
        .await?;
    let event: Option<Event> = body.and_then(|body| serde_json::from_str(&body).ok());
    let (report, met_ms) = met_ms;
    let mut rule = outcome.rule;
    if let Some(event) = event.as_ref().filter(|_| rule.is_empty()) {
        rule = format!("{}/{}", event.rule.name, event.rule.version);
    }
    if rule.is_empty() {
        return Err(Problem::bad("outcome-rule-unknown", &outcome.event));
    }
    let mmsis: Vec<u32> = event
        .iter()
        .flat_map(|event| event.vessels.iter().map(|vessel| vessel.mmsi))
        .collect();
    // Of the two ships of a meeting the one that the case is about.
    let about = about.filter(|mmsi| mmsis.is_empty() || mmsis.contains(mmsi));
    let standing = match about.or_else(|| mmsis.first().copied()) {
        Some(mmsi) => {
            app.ask(move |engine| standing(engine, mmsi, met_ms))
                .await?
        }
        None => None,
    };
    Ok(Outcome {
        rule,
        report,
        standing,
        user: user.to_owned(),
        at_ms: now().ms(),
        ..outcome
    })
}

/// The place of a vessel on the list at a moment, as shares of its reasons.
fn standing(engine: &Engine, mmsi: u32, met_ms: Option<i64>) -> Option<Standing> {
    let query = RankQuery {
        // Before she was met: the look of this very boarding must not be a reason for it.
        as_of: met_ms.map(|met| Time::from_ms(met.saturating_sub(1))),
        text: Some(mmsi.to_string()),
        ..RankQuery::default()
    };
    let rules = engine.watch.rules();
    let ranked = engine.watch.ranked(&query);
    let found = ranked.into_iter().find(|one| one.mmsi == mmsi)?;
    let bounds = &rules.rank.points;
    let share = |points: f64, most: f64| {
        let share = if most > 0.0 { points / most } else { 0.0 };
        (share.clamp(0.0, 1.0) * 1_000.0).round() / 1_000.0
    };
    let shares = found.reasons.iter().map(|reason| {
        // What takes points off has a bound of its own.
        let (points, most) = if reason.points < 0.0 {
            let most = match reason.code.as_str() {
                "authorised" => bounds.authorised,
                "recently-inspected" => bounds.recently_inspected,
                // What a notice takes off is a part of what the meeting gave.
                "transshipment-notified" => bounds.encounter_carrier_fishing,
                _ => 0.0,
            };
            (-reason.points, most)
        } else {
            (reason.points, reason.max_points)
        };
        (reason.code.clone(), share(points, most))
    });
    Some(Standing {
        mmsi,
        as_of_ms: met_ms.unwrap_or_else(|| now().ms()),
        rules: rules.version.clone(),
        shares: shares.collect(),
    })
}

/// Every outcome of our own entries with where it was entered.
fn labelled(cases: &BTreeMap<String, Vec<Entry>>) -> Vec<Labelled> {
    let mut all = Vec::new();
    for (case, entries) in cases {
        for entry in entries {
            if let CaseDeed::Outcome(outcome) = &entry.deed {
                all.push(Labelled {
                    case: case.clone(),
                    party: entry.party.clone(),
                    stretch: None,
                    outcome: outcome.clone(),
                });
            }
        }
    }
    all.sort_by_key(|one| one.outcome.at_ms);
    all
}

/// What an event that has ended says of one vessel.
fn stretch(body: &str) -> Option<Stretch> {
    let event: Event = serde_json::from_str(body).ok()?;
    let [vessel] = event.vessels.as_slice() else {
        return None;
    };
    let ended = event.state != EventState::Open;
    Some(Stretch {
        mmsi: vessel.mmsi,
        from_ms: event.start.time.ms(),
        to_ms: event.end.filter(|_| ended)?.time.ms(),
        gear: event.evidence.codes.get("gear").cloned(),
    })
}

/// How often each rule held when somebody looked.
pub(super) async fn rates(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let cases = app.ledger(|ledger| entries_of(ledger, None)).await?;
    let all = labelled(&cases);
    Ok(Json(
        json!({"rules": hit_rates(all.iter().map(|one| &one.outcome))}),
    ))
}

/// The outcomes as labels, each with its origin: what `vigie refit` and `vigie train` read.
pub(super) async fn labels(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let all = app
        .ledger(|ledger| {
            let mut all = labelled(&entries_of(ledger, None)?);
            for label in &mut all {
                let body = ledger.event(&label.outcome.event)?;
                label.stretch = body.and_then(|body| stretch(&body));
            }
            Ok(all)
        })
        .await?;
    let (boardings, without) = boardings(&all);
    Ok(Json(
        json!({"labels": all, "boardings": boardings.len(), "without_place": without}),
    ))
}
