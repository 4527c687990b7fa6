//! The conduct of an exercise: control's console and the evaluator's form.

mod file;
mod paper;
mod player;

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exercise::{
    conduct::{Clock, Deed as Act, How, Remark, matrix},
    expectation::Rating,
};
use vigie_sea::Time;

pub(crate) use self::paper::read_list;
pub(super) use self::{
    file::{file_here, inbox_file, put_file},
    paper::{check, list, put_list, report},
    player::{acknowledge, inbox, no_duff, told, told_table},
};
use super::{App, Problem, gate::Who, input::Told};
use crate::conduct::{
    Part,
    control::{Control, Refused},
};

/// Longest text of a remark, note or incident, characters.
const CHARS_MAX: usize = 4_000;

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Exercise(error) => Self::new(StatusCode::CONFLICT, error.code(), error),
            Refused::Store(error) => error.into(),
            Refused::Stage(error) => Self::internal("conduct-stage", error),
        }
    }
}

fn control(app: &App) -> Result<Arc<Control>, Problem> {
    match &app.conduct {
        Some(Part::Control(control)) => Ok(Arc::clone(control)),
        _ => Err(Problem::not_found("exercise-control")),
    }
}

/// Works with control off the threads that serve sockets.
async fn with<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Control) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let control = control(app)?;
    let done = tokio::task::spawn_blocking(move || work(&control)).await;
    done.map_err(|broken| Problem::internal("work-broke", broken))?
}

/// The exercise as it stands, for controllers and evaluators.
pub(in crate::http) async fn show(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    with(&app, |control| Ok(Json(standing(control)))).await
}

fn standing(control: &Control) -> Value {
    let state = control.state();
    let (conduct, now) = (&state.conduct, state.dial.now);
    let judged = conduct.judged(now, &state.observed);
    let mut injects: Vec<&vigie_exercise::msel::Inject> = conduct.msel.injects.iter().collect();
    injects.sort_by_key(|inject| inject.number);
    let rows: Vec<Value> = injects
        .iter()
        .map(|inject| {
            let known = conduct.injects.get(&inject.id).cloned().unwrap_or_default();
            json!({
                "id": inject.id, "number": inject.number, "move": inject.in_move, "kind": inject.kind,
                "channel": inject.channel, "title": inject.title, "body": inject.body, "from": inject.from, "to": inject.to,
                "visible": inject.visible, "when": inject.trigger.to_string(), "controller": inject.controller,
                "objective": inject.objective, "task": inject.task, "evaluator": inject.evaluator, "payload": inject.payload,
                "status": conduct.status(inject), "planned": conduct.planned(inject, &judged, &state.observed),
                "sent": known.sent, "how": known.how, "held": known.held, "edited": known.edited,
                "acknowledged": known.acknowledged.iter().map(|(party, (at, by))| json!({"party": party, "at": at, "by": by})).collect::<Vec<_>>(),
                "receivers": inject.receivers(),
            })
        })
        .collect();
    let seats: Vec<Value> = state
        .seats
        .iter()
        .map(|(party, seat)| json!({"party": party, "connected": seat.connected, "event_time": seat.event_time, "fed": seat.fed, "alerts": seat.changes.len()}))
        .collect();
    let assessments: Vec<Value> = conduct
        .assessments
        .iter()
        .map(|((objective, party), (rating, at, note))| json!({"objective": objective, "party": party, "rating": rating, "at": at, "note": note}))
        .collect();
    let remarks: Vec<Value> = conduct
        .remarks
        .iter()
        .map(|(at, user, remark)| json!({"at": at, "user": user, "remark": remark}))
        .collect();
    let objectives: Vec<Value> = conduct
        .msel
        .objectives
        .iter()
        .map(|one| json!({"id": one.id, "text": one.text}))
        .collect();
    let moves: Vec<Value> = conduct
        .msel
        .moves
        .iter()
        .map(|one| json!({"number": one.number, "at": conduct.start.plus_ms(one.at.ms()), "title": one.title, "situation": one.situation}))
        .collect();
    let newest = conduct
        .log
        .iter()
        .rev()
        .take(60)
        .map(|entry| json!(entry))
        .collect::<Vec<_>>();
    json!({
        "id": conduct.msel.id, "title": conduct.msel.title, "scenario": control.scenario.code(), "seed": control.scenario.seed(),
        "start": conduct.start, "ends": conduct.start.plus_ms(conduct.msel.ends.ms()), "branch": conduct.branch,
        "clock": state.told(), "parties": conduct.msel.parties, "seats": seats, "links": state.links_shown(), "files": state.files_shown(), "moves": moves, "objectives": objectives,
        "injects": rows, "expectations": judged, "assessments": assessments, "remarks": remarks, "log": newest,
        "truth_known": !state.truth.is_empty(),
    })
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(in crate::http) enum ClockWish {
    Pause,
    Run { speed: f64 },
    Step { seconds: i64 },
    Freeze,
    Resume,
    End,
}

pub(in crate::http) async fn clock(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<ClockWish>,
) -> Result<Json<Value>, Problem> {
    let clock = match wish {
        ClockWish::Pause => Clock::Pause,
        ClockWish::Run { speed } => Clock::Run { speed },
        ClockWish::Step { seconds } => Clock::Step { seconds },
        ClockWish::Freeze => Clock::Freeze,
        ClockWish::Resume => Clock::Resume,
        ClockWish::End => Clock::End,
    };
    with(&app, move |control| {
        control.turn(&who.user, clock)?;
        Ok(Json(json!({"clock": control.state().told()})))
    })
    .await
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(in crate::http) enum InjectWish {
    Send,
    Late { at: Time },
    Hold,
    Free,
    Close,
    Acknowledge { party: String, by: String },
}

/// Sends, holds, frees or closes an inject, or notes what was done by hand.
pub(in crate::http) async fn act(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(inject): Path<String>,
    Told(wish): Told<InjectWish>,
) -> Result<StatusCode, Problem> {
    with(&app, move |control| {
        let mut state = control.state();
        let now = state.dial.now;
        let (at, deed) = match wish {
            InjectWish::Send => (
                now,
                Act::Sent {
                    inject,
                    how: How::Now,
                },
            ),
            InjectWish::Late { at } if at > now => {
                return Err(Problem::bad("conduct-late-future", at));
            }
            InjectWish::Late { at } => (
                at,
                Act::Sent {
                    inject,
                    how: How::Late,
                },
            ),
            InjectWish::Hold => (now, Act::Held { inject }),
            InjectWish::Free => (now, Act::Freed { inject }),
            InjectWish::Close => (now, Act::Closed { inject }),
            InjectWish::Acknowledge { party, by } => (now, Act::Acknowledged { inject, party, by }),
        };
        control.enter_at(&mut state, &who.user, at, deed)?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// The moments that the exercise can be set back to, oldest first.
pub(in crate::http) async fn checkpoints(
    State(app): State<Arc<App>>,
) -> Result<Json<Value>, Problem> {
    with(&app, |control| {
        Ok(Json(json!({"checkpoints": control.checkpoints()})))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct CheckpointWish {
    #[serde(default)]
    name: String,
}

/// Keeps a checkpoint of the whole exercise.
pub(in crate::http) async fn keep_checkpoint(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<CheckpointWish>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    examine(&wish.name)?;
    with(&app, move |control| {
        let kept = control.checkpoint(&who.user, wish.name.trim())?;
        Ok((StatusCode::CREATED, Json(json!(kept))))
    })
    .await
}

/// Sets the whole exercise back to a checkpoint.
pub(in crate::http) async fn set_back(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(checkpoint): Path<String>,
) -> Result<Json<Value>, Problem> {
    with(&app, move |control| {
        let branch = control.set_back(&who.user, &checkpoint)?;
        Ok(Json(
            json!({"branch": branch, "clock": control.state().told()}),
        ))
    })
    .await
}

/// One entry in the list's own form, for editing.
pub(in crate::http) async fn entry(
    State(app): State<Arc<App>>,
    Path(inject): Path<String>,
) -> Result<Json<Value>, Problem> {
    with(&app, move |control| {
        let text = control.state().conduct.msel.entry_text(&inject);
        let text = text.ok_or_else(|| Problem::not_found(&inject))?;
        Ok(Json(json!({"id": inject, "text": text})))
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct EntryText {
    text: String,
}

/// Changes an entry that was not given yet, or adds one.
pub(in crate::http) async fn edit(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(inject): Path<String>,
    Told(wish): Told<EntryText>,
) -> Result<StatusCode, Problem> {
    with(&app, move |control| {
        control.enter(
            &who.user,
            Act::Edited {
                inject,
                text: wish.text,
            },
        )?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct RatingWish {
    rating: Rating,
    #[serde(default)]
    note: String,
    #[serde(default)]
    expectation: Option<String>,
    #[serde(default)]
    objective: Option<String>,
    #[serde(default)]
    party: Option<String>,
}

fn examine(text: &str) -> Result<(), Problem> {
    if text.chars().count() > CHARS_MAX {
        return Err(Problem::bad("note-too-long", CHARS_MAX));
    }
    Ok(())
}

/// An evaluator rates an expectation, or an objective for a partner.
pub(in crate::http) async fn rate(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<RatingWish>,
) -> Result<StatusCode, Problem> {
    examine(&wish.note)?;
    let (rating, note) = (wish.rating, wish.note);
    let deed = match (wish.expectation, wish.objective, wish.party) {
        (Some(expectation), None, None) => Act::Rated {
            expectation,
            rating,
            note,
        },
        (None, Some(objective), Some(party)) => Act::Assessed {
            objective,
            party,
            rating,
            note,
        },
        _ => return Err(Problem::bad("conduct-rating-of-what", "")),
    };
    with(&app, move |control| {
        control.enter(&who.user, deed)?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

pub(in crate::http) async fn remark(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(remark): Told<Remark>,
) -> Result<StatusCode, Problem> {
    examine(&remark.text)?;
    if remark.text.trim().is_empty() {
        return Err(Problem::bad("conduct-remark-empty", ""));
    }
    with(&app, move |control| {
        control.enter(&who.user, Act::Remarked(remark))?;
        Ok(StatusCode::CREATED)
    })
    .await
}

/// Who knows what.
pub(in crate::http) async fn knowledge(
    State(app): State<Arc<App>>,
) -> Result<Json<Value>, Problem> {
    with(&app, |control| {
        let (conduct, truth, observed, now) = {
            let state = control.state();
            (
                state.conduct.clone(),
                Arc::clone(&state.truth),
                state.observed.clone(),
                state.dial.now,
            )
        };
        let rows = matrix(&conduct, &truth, &observed, now);
        Ok(Json(
            json!({"now": now, "parties": conduct.msel.parties, "rows": rows}),
        ))
    })
    .await
}

/// The true world of now, and the incidents that are going on. Only control has it.
pub(in crate::http) async fn truth(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    with(&app, |control| {
        let (ships, truth, now) = {
            let state = control.state();
            (state.ships.clone(), Arc::clone(&state.truth), state.dial.now)
        };
        let names: std::collections::BTreeMap<u32, (String, &str)> =
            control.scenario.actors().map(|actor| (actor.mmsi, (actor.particulars.name.clone(), actor.flag))).collect();
        let incidents: Vec<_> = truth
            .iter()
            .filter(|one| one.start <= now && now <= one.end)
            .filter(|one| one.kind.is_incident())
            .collect();
        let in_incident = |mmsi: u32| incidents.iter().find(|one| one.mmsis.contains(&mmsi)).map(|one| one.kind.code());
        let shown: Vec<Value> = ships
            .iter()
            .map(|(mmsi, lat, lon, sog, cog)| {
                let name = names.get(mmsi);
                json!({"mmsi": mmsi, "lat": lat, "lon": lon, "sog_kn": sog, "cog_deg": cog,
                    "name": name.map(|(name, _)| name), "flag": name.map(|(_, flag)| flag), "incident": in_incident(*mmsi)})
            })
            .collect();
        Ok(Json(json!({"now": now, "ships": shown, "incidents": incidents})))
    })
    .await
}
