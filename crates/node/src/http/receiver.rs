//! Receivers: who hears for this node, from where, and what an officer says of them.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_sea::METRES_PER_NM;
use vigie_store::ReceiverFactRow;
use vigie_watch::{ReceiverFact, ReceiverList, ReceiverPlace, Reception};

use super::{App, Deed, Problem, gate::Who, input::Asked};
use crate::engine::Engine;

/// Receivers of which something may be said: each may be an orbit of some kilobytes.
const SAID_MAX: usize = 10_000;

#[derive(Deserialize)]
pub(super) struct Source {
    source: Option<String>,
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let receivers = app.ask(|engine| shown(engine)).await?;
    Ok(Json(json!({"receivers": receivers})))
}

fn kind_code(kind: Reception) -> &'static str {
    match kind {
        Reception::Unknown => "unknown",
        Reception::Terrestrial => "terrestrial",
        Reception::Satellite => "satellite",
        Reception::Dynamic => "dynamic",
    }
}

/// Every receiver heard, then those only spoken of.
fn shown(engine: &Engine) -> Vec<Value> {
    let heard = engine
        .receiving
        .names()
        .map(|(number, name)| one(engine, number, name));
    let unheard = engine.receiving.said().filter(|name| {
        let mut names = engine.receiving.names();
        !names.any(|(_, known)| known == *name)
    });
    let unheard = unheard.filter_map(|name| {
        let fact = engine.receiving.fact(name)?;
        let at = engine.watch.now();
        let (place, _) = said_place(fact, at);
        Some(json!({
            "number": null, "feed": null, "name": name, "kind": kind_code(fact.kind()), "place": place,
            "place_from": "said", "by_officer": engine.receiving.is_of_officers(name),
            "positions": 0, "usual_range_nm": null,
        }))
    });
    heard.chain(unheard).collect()
}

/// Where a receiver is by what was said, at a moment.
fn said_place(
    fact: &ReceiverFact,
    at: Option<vigie_sea::Time>,
) -> (Option<vigie_sea::Position>, bool) {
    match &fact.place {
        ReceiverPlace::Station(place) => (Some(*place), true),
        ReceiverPlace::Orbit(orbit) => (at.and_then(|at| orbit.below(at)), true),
        ReceiverPlace::Passes(_) => (None, true),
        ReceiverPlace::Unknown => (None, false),
    }
}

fn one(engine: &Engine, number: u32, name: &str) -> Value {
    let set = &engine.watch.context().receivers;
    let habit = engine.watch.receiver_habit(number);
    let fact = engine.receiving.fact(name);
    let (said, is_said) = fact.map_or((None, false), |f| said_place(f, engine.watch.now()));
    let kind = set.reception(number);
    let learned = habit
        .filter(|_| kind != Reception::Satellite)
        .and_then(|h| h.middle);
    let (place, from) = match (is_said, set.reported_place(number), learned) {
        (true, ..) => (said, Some("said")),
        (false, Some(reported), _) => (Some(reported), Some("reported")),
        (false, None, Some(middle)) => (Some(middle), Some("learned")),
        (false, None, None) => (None, None),
    };
    json!({
        "number": number, "feed": number >> 16, "name": name, "kind": kind_code(kind), "place": place,
        "place_from": from, "by_officer": engine.receiving.is_of_officers(name),
        "positions": habit.map_or(0, |h| h.positions),
        "usual_range_nm": habit.map(|h| (h.usual_range_m / METRES_PER_NM).round()),
    })
}

pub(super) async fn add(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Asked(asked): Asked<Source>,
    body: Bytes,
) -> Result<Response, Problem> {
    let text = std::str::from_utf8(&body).map_err(|_fault| Problem::bad("text-not-utf8", ""))?;
    let (list, faults) =
        ReceiverList::from_text(text).map_err(|error| Problem::bad(error.code(), &error))?;
    let source = asked.source.unwrap_or_default();
    let names: Vec<String> = list.iter().map(|(name, _)| name.to_owned()).collect();
    let detail = json!({"source": source, "faults": faults.len()});
    if !list.is_empty() {
        app.ask(move |engine| say(engine, list, &source, &who.user, &detail))
            .await??;
    }
    let status = if names.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((status, Json(json!({"added": names, "faults": faults}))).into_response())
}

/// Keeps what is said with the number of the next observation, and tells the watch.
fn say(
    engine: &mut Engine,
    list: ReceiverList,
    source: &str,
    user: &str,
    detail: &Value,
) -> Result<(), Problem> {
    if engine.receiving.said().count() + list.len() > SAID_MAX {
        return Err(Problem::bad("receivers-too-many", SAID_MAX));
    }
    let from_arrival = engine.archive.next_arrival();
    engine.ledger.whole(|ledger| {
        for (name, _) in list.iter() {
            ledger.put_receiver_fact(&ReceiverFactRow {
                name: name.to_owned(),
                from_arrival,
                until_arrival: None,
                source: source.to_owned(),
                body: list.text_of(name).unwrap_or_default(),
            })?;
            Deed::new(user, "receiver-said", name, detail.clone()).note(ledger)?;
        }
        Ok::<(), vigie_store::Error>(())
    })?;
    let set = &mut engine.watch.context_mut().receivers;
    engine.receiving.say(list, set);
    Ok(())
}

pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let wanted = name.clone();
    let removed = app
        .ask(move |engine| {
            if !engine.receiving.is_of_officers(&wanted) {
                return Ok(false);
            }
            let arrival = engine.archive.next_arrival();
            engine.ledger.whole(|ledger| {
                ledger.end_receiver_fact(&wanted, arrival)?;
                Deed::new(&who.user, "receiver-withdrawn", &wanted, json!({})).note(ledger)
            })?;
            let set = &mut engine.watch.context_mut().receivers;
            Ok::<bool, vigie_store::Error>(engine.receiving.withdraw(&wanted, set))
        })
        .await??;
    if !removed {
        return Err(Problem::not_found(&name));
    }
    Ok(StatusCode::NO_CONTENT)
}
