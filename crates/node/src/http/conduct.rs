//! The conduct of an exercise: control's console, the evaluator's form, the players' inbox, NO DUFF.

use std::sync::Arc;

use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_exercise::{
    MARKING,
    conduct::{Clock, Deed as Act, How, Remark, matrix},
    expectation::Rating,
    msel::{Grounds, Msel, Read, lint},
};
use vigie_sea::Time;

use super::{
    App, Deed, Problem,
    gate::Who,
    input::{Asked, Told},
    list::file,
};
use crate::{
    conduct::{
        Part,
        control::{Control, Refused},
        message::Delivered,
        paper,
        player::{Player, SEEN, SeenNote},
        print, scoring,
    },
    live::now,
};

/// Longest text of a remark, note or incident, characters.
const CHARS_MAX: usize = 4_000;

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Exercise(error) => Self::new(StatusCode::CONFLICT, error.code(), error),
            Refused::Store(error) => error.into(),
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
pub(super) async fn show(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
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
        "clock": state.told(), "parties": conduct.msel.parties, "seats": seats, "moves": moves, "objectives": objectives,
        "injects": rows, "expectations": judged, "assessments": assessments, "remarks": remarks, "log": newest,
        "truth_known": !state.truth.is_empty(),
    })
}

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ClockWish {
    Pause,
    Run { speed: f64 },
    Step { seconds: i64 },
    Freeze,
    Resume,
    End,
}

pub(super) async fn clock(
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
pub(super) enum InjectWish {
    Send,
    Late { at: Time },
    Hold,
    Free,
    Close,
    Acknowledge { party: String, by: String },
}

/// Sends, holds, frees or closes an inject, or notes what was done by hand.
pub(super) async fn act(
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

/// One entry in the list's own form, for editing.
pub(super) async fn entry(
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
pub(super) struct EntryText {
    text: String,
}

/// Changes an entry that was not given yet, or adds one.
pub(super) async fn edit(
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
pub(super) struct RatingWish {
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
pub(super) async fn rate(
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

pub(super) async fn remark(
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
pub(super) async fn knowledge(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
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
pub(super) async fn truth(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
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
            .filter(|one| !matches!(paper::code_of(one.kind), "fishing" | "port_visit" | "anchorage_visit" | "innocent_gap" | "other"))
            .collect();
        let in_incident = |mmsi: u32| incidents.iter().find(|one| one.mmsis.contains(&mmsi)).map(|one| paper::code_of(one.kind));
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

#[derive(Deserialize)]
pub(super) struct Language {
    lang: Option<String>,
}

fn marked(name: &str) -> String {
    format!("{}-{}-{}-{name}", MARKING.en, MARKING.fr, MARKING.ja)
}

/// The list as a file: `toml`, `csv` or `xlsx`.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Path(form): Path<String>,
) -> Result<Response, Problem> {
    with(&app, move |control| {
        let msel = control.state().conduct.msel.clone();
        let name = marked(&format!("{}.{form}", msel.id));
        match form.as_str() {
            "toml" => Ok(file("application/toml", &name, msel.to_toml().into_bytes())),
            "csv" => Ok(file(
                "text/csv; charset=utf-8",
                &name,
                msel.to_csv().into_bytes(),
            )),
            "xlsx" => {
                let mark = format!("{} / {} / {}", MARKING.en, MARKING.fr, MARKING.ja);
                let bytes = msel
                    .to_xlsx(&mark)
                    .map_err(|fault| Problem::bad(fault.code(), fault))?;
                Ok(file(
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    &name,
                    bytes,
                ))
            }
            _ => Err(Problem::not_found(form)),
        }
    })
    .await
}

/// A list in whichever form it comes.
pub(crate) fn read_list(bytes: &[u8]) -> Result<Read, vigie_exercise::Error> {
    if bytes.starts_with(b"PK") {
        return Msel::from_xlsx(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    if text.trim_start().starts_with('[') || text.contains("[exercise]") {
        Msel::from_toml(&text)
    } else {
        Msel::from_csv(&text)
    }
}

fn checked(read: &Read, grounds: &Grounds) -> Value {
    let faults: Vec<Value> = read
        .faults
        .iter()
        .map(|fault| json!({"table": fault.table, "line": fault.line, "code": fault.error.code(), "detail": fault.error.to_string()}))
        .collect();
    json!({"id": read.msel.id, "injects": read.msel.injects.len(), "faults": faults, "findings": lint(&read.msel, grounds)})
}

/// Reads a list and says what is wrong with it; keeps nothing.
pub(super) async fn check(
    State(app): State<Arc<App>>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    with(&app, move |control| {
        let read = read_list(&body).map_err(|fault| Problem::bad(fault.code(), fault))?;
        Ok(Json(checked(&read, &control.grounds())))
    })
    .await
}

/// Replaces the list; one with rows that cannot be read is refused.
pub(super) async fn put_list(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    with(&app, move |control| {
        let read = read_list(&body).map_err(|fault| Problem::bad(fault.code(), fault))?;
        let answer = checked(&read, &control.grounds());
        if let Some(fault) = read.faults.first() {
            return Err(Problem::bad(fault.error.code(), &fault.error).at_line(fault.line));
        }
        control.put_list(&who.user, read.msel)?;
        Ok(Json(answer))
    })
    .await
}

/// The after-action report: `html`, `pdf`, `json` or `csv`.
pub(super) async fn report(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(form): Path<String>,
    Asked(asked): Asked<Language>,
) -> Result<Response, Problem> {
    let wanted = form.clone();
    let made = with(&app, move |control| {
        let report = scoring::report(control);
        let language = asked.lang.unwrap_or_default();
        let name = marked(&format!("{}.{form}", control.state().conduct.msel.id));
        match form.as_str() {
            "html" => Ok(file(
                "text/html; charset=utf-8",
                &name,
                paper::html(&report, &language).into_bytes(),
            )),
            "pdf" => Ok(file(
                "application/pdf",
                &name,
                print::print(&report, &language),
            )),
            "csv" => Ok(file(
                "text/csv; charset=utf-8",
                &name,
                report.to_csv().into_bytes(),
            )),
            "json" => {
                let bytes = serde_json::to_vec(&report)
                    .map_err(|fault| Problem::internal("work-broke", fault))?;
                Ok(file("application/json", &name, bytes))
            }
            _ => Err(Problem::not_found(form)),
        }
    })
    .await?;
    app.note(Deed::new(&who.user, "conduct-report", &wanted, json!({})))
        .await?;
    Ok(made)
}

fn shown_inject(inject: &Delivered, seen: Option<&SeenNote>) -> Value {
    json!({"inject": inject, "seen": seen})
}

/// The players' inbox, and what part this node has.
pub(super) async fn inbox(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let live = app.live.clone();
    match &app.conduct {
        Some(Part::Player(player)) => {
            let shown = player.shown();
            let rows = app.ledger(|ledger| Player::inbox(ledger)).await?;
            let injects: Vec<Value> = rows
                .iter()
                .map(|(inject, seen)| shown_inject(inject, seen.as_ref()))
                .collect();
            let frozen = shown.called || shown.clock.is_some_and(|clock| clock.frozen);
            Ok(Json(
                json!({"part": "player", "connected": shown.connected, "clock": shown.clock, "frozen": frozen,
                "injects": injects, "live": live}),
            ))
        }
        Some(Part::Control(control)) => {
            let told = control.state().told();
            Ok(Json(
                json!({"part": "control", "connected": true, "clock": told, "frozen": told.frozen, "injects": [], "live": live}),
            ))
        }
        None => Ok(Json(
            json!({"part": "none", "connected": false, "clock": null, "frozen": false, "injects": [], "live": live}),
        )),
    }
}

/// A player says that an inject was seen.
pub(super) async fn acknowledge(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(inject): Path<String>,
) -> Result<StatusCode, Problem> {
    let Some(Part::Player(player)) = &app.conduct else {
        return Err(Problem::not_found("exercise"));
    };
    let player = Arc::clone(player);
    let clock = player.shown().clock;
    let note = SeenNote {
        by: who.user.clone(),
        at: clock.map(|clock| clock.now),
    };
    let (id, user) = (inject.clone(), who.user.clone());
    let known = app
        .change(move |ledger| {
            if !Player::inbox(ledger)?.iter().any(|(one, _)| one.id == id) {
                return Ok((false, None));
            }
            if ledger.document(SEEN, &id)?.is_none() {
                let body = serde_json::to_string(&note).unwrap_or_default();
                ledger.put_document(SEEN, &id, now().ms(), &user, &body)?;
            }
            Ok((
                true,
                Some(Deed::new(&user, "inject-acknowledged", &id, json!({}))),
            ))
        })
        .await?;
    if !known {
        return Err(Problem::not_found(&inject));
    }
    player.tell(crate::conduct::message::ToControl::Acknowledged {
        inject,
        by: who.user,
    });
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoDuff {
    title: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    place: String,
}

/// Real life comes first: the exercise freezes; the answer says where real life is, with the incident ready.
pub(super) async fn no_duff(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<NoDuff>,
) -> Result<Json<Value>, Problem> {
    let title = wish.title.trim().to_owned();
    if title.is_empty() {
        return Err(Problem::bad("no-duff-empty", ""));
    }
    for text in [&title, &wish.text, &wish.place] {
        examine(text)?;
    }
    let detail = json!({"title": title, "text": wish.text, "place": wish.place});
    match &app.conduct {
        Some(Part::Player(player)) => {
            app.note(Deed::new(&who.user, "no-duff", &title, detail))
                .await?;
            player.call_no_duff(title.clone(), &who.user);
        }
        Some(Part::Control(_)) => {
            let (user, title) = (who.user.clone(), title.clone());
            with(&app, move |control| {
                Ok(control.no_duff("control", title, &user)?)
            })
            .await?;
        }
        None => return Err(Problem::not_found("exercise")),
    }
    let address = app.live.as_deref().map(|live| {
        let words = [
            ("title", title.as_str()),
            ("text", &wish.text),
            ("place", &wish.place),
            ("by", &who.user),
        ];
        let query: Vec<String> = words
            .iter()
            .map(|(name, text)| format!("{name}={}", encoded(text)))
            .collect();
        format!(
            "{}/#/incident?{}",
            live.trim_end_matches('/'),
            query.join("&")
        )
    });
    Ok(Json(json!({"frozen": true, "live": address, "at": now()})))
}

/// A text for the query of an address (RFC 3986 section 2.3: unreserved characters stand for themselves).
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte))
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
