//! What the planner keeps: assets, ports, tankers, officers, forecasts, tasks by hand, settings.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use vigie_patrol::{Asset, Port, Request, Rider, Tanker, Weather};

use super::{book, due, examine_id, plan_now};
use crate::{
    http::{App, Deed, Problem, gate::Who, input::Told},
    live::now,
    patrol::{
        book::{
            ASSET, Book, DROPPED, HandTask, PORT, REGISTER, RIDER, SERVICE, SETTINGS, Service,
            Settings, TANKER, TASK, WEATHER,
        },
        derive::{Derived, request},
        job::tell,
        register::{LISTED_MAX, Register},
        report,
    },
};

/// Things of one kind at one node.
const THINGS_MAX: usize = 2_000;

/// A kind of thing that is kept as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Kind {
    Asset,
    Port,
    Tanker,
    Rider,
    Weather,
    Register,
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Self::Asset => ASSET,
            Self::Port => PORT,
            Self::Tanker => TANKER,
            Self::Rider => RIDER,
            Self::Weather => WEATHER,
            Self::Register => REGISTER,
        }
    }

    fn plural(self) -> &'static str {
        match self {
            Self::Asset => "assets",
            Self::Port => "ports",
            Self::Tanker => "tankers",
            Self::Rider => "riders",
            Self::Weather => "weather",
            Self::Register => "registers",
        }
    }

    fn written(self) -> &'static str {
        match self {
            Self::Asset => "asset-written",
            Self::Port => "port-written",
            Self::Tanker => "tanker-written",
            Self::Rider => "rider-written",
            Self::Weather => "weather-written",
            Self::Register => "register-written",
        }
    }

    fn removed(self) -> &'static str {
        match self {
            Self::Asset => "asset-removed",
            Self::Port => "port-removed",
            Self::Tanker => "tanker-removed",
            Self::Rider => "rider-removed",
            Self::Weather => "weather-removed",
            Self::Register => "register-removed",
        }
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    serde_json::from_value(value.clone()).map_err(|fault| Problem::bad("body-unreadable", fault))
}

/// The request as it would be made now, without the waters that are closed: a thing makes sense or not whatever they are.
fn of_now(app: &App, book: &Book, derived: &Derived) -> Request {
    let mut whole = request(book, derived, "", plan_now(app), 1.0);
    whole.waters = vigie_patrol::SeaLimits::default();
    whole
}

/// What does not make sense, with the field where a form shows it.
fn unexamined(fault: &vigie_patrol::Error) -> Problem {
    let problem = Problem::bad(fault.code(), fault);
    match *fault {
        vigie_patrol::Error::Range { field, ref place } => problem.at_field(field, place),
        vigie_patrol::Error::Unknown {
            kind, ref place, ..
        } => problem.at_field(kind, place),
        _ => problem,
    }
}

pub(in crate::http) async fn things(
    State(app): State<Arc<App>>,
    Extension(kind): Extension<Kind>,
) -> Result<Json<Value>, Problem> {
    let (book, _) = book(&app).await?;
    let shown = match kind {
        Kind::Asset => {
            let assets = book.assets.iter().map(|asset| {
                let service = book.service(&asset.id);
                let mut shown = json!(asset);
                shown["in_service"] = json!(service.in_service);
                shown["note"] = json!(service.note);
                shown
            });
            json!(assets.collect::<Vec<_>>())
        }
        Kind::Port => json!(book.ports),
        Kind::Tanker => json!(book.tankers),
        Kind::Rider => json!(book.riders),
        Kind::Weather => json!(book.weather),
        Kind::Register => json!(book.registers),
    };
    Ok(Json(json!({ kind.plural(): shown })))
}

/// Makes or replaces a thing, if the request with it still makes sense.
pub(in crate::http) async fn put(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
    Told(mut value): Told<Value>,
) -> Result<Json<Value>, Problem> {
    examine_id(&id)?;
    if !matches!(kind, Kind::Weather | Kind::Register) {
        let fields = value.as_object_mut();
        let fields = fields.ok_or_else(|| Problem::bad("body-unreadable", "not an object"))?;
        if fields.get("id").is_some_and(|said| !said.is_string()) {
            return Err(Problem::bad("body-unreadable", "id: not a string"));
        }
        fields.insert("id".to_owned(), json!(id));
    }
    let (book, derived) = book(&app).await?;
    let mut whole = of_now(&app, &book, &derived);
    tried(&mut whole, kind, &id, &value, &book)?;
    let reason = match kind {
        Kind::Weather => closed(&app, &id, &value).await?,
        _ => None,
    };
    let (code, action) = (kind.code(), kind.written());
    let (text, at) = (value.to_string(), now().ms());
    let thing = id.clone();
    let version = app
        .change(move |ledger| {
            let version = ledger.append_patrol(code, &thing, at, &who.user, Some(&text))?;
            if let Some(reason) = reason {
                due::mark(ledger, at, &who.user, &reason)?;
            }
            let deed = Deed::new(&who.user, action, &thing, json!({"version": version}));
            Ok((version, Some(deed)))
        })
        .await?;
    tell(&app, "patrol", &json!({"kind": code, "id": id}));
    Ok(Json(json!({"id": id, "version": version})))
}

/// Why the plan under orders is due when this forecast comes in, if it closes a visit of it.
async fn closed(app: &Arc<App>, id: &str, value: &Value) -> Result<Option<Value>, Problem> {
    let weather: Weather = read(value)?;
    let planned = due::under_orders(app).await?;
    Ok(planned.and_then(|(_, sheet, _)| due::closed_by(&sheet, &weather, id, plan_now(app))))
}

/// Puts the thing into a request and examines it.
fn tried(
    whole: &mut Request,
    kind: Kind,
    id: &str,
    value: &Value,
    book: &crate::patrol::book::Book,
) -> Result<(), Problem> {
    let count = match kind {
        Kind::Asset => {
            let asset: Asset = read(value)?;
            whole.assets.retain(|a| a.id != id);
            whole.assets.push(asset);
            book.assets.len()
        }
        Kind::Port => {
            let port: Port = read(value)?;
            whole.ports.retain(|p| p.id != id);
            whole.ports.push(port);
            book.ports.len()
        }
        Kind::Tanker => {
            let tanker: Tanker = read(value)?;
            whole.tankers.retain(|t| t.id != id);
            whole.tankers.push(tanker);
            book.tankers.len()
        }
        Kind::Rider => {
            let rider: Rider = read(value)?;
            whole.riders.retain(|r| r.id != id);
            whole.riders.push(rider);
            book.riders.len()
        }
        Kind::Weather => {
            let weather: Weather = read(value)?;
            whole.weather.push(weather);
            book.weather.len()
        }
        Kind::Register => {
            let register: Register = read(value)?;
            if register.assets.len() > LISTED_MAX {
                return Err(Problem::bad("things-too-many", LISTED_MAX));
            }
            book.registers.len()
        }
    };
    if count >= THINGS_MAX {
        return Err(Problem::bad("things-too-many", THINGS_MAX));
    }
    whole.examine().map_err(|fault| unexamined(&fault))
}

pub(in crate::http) async fn remove(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Extension(kind): Extension<Kind>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (code, action) = (kind.code(), kind.removed());
    let (book, derived) = book(&app).await?;
    let mut whole = of_now(&app, &book, &derived);
    whole.ports.retain(|p| kind != Kind::Port || p.id != id);
    // A port that an asset or officer needs stays.
    whole
        .examine()
        .map_err(|fault| Problem::new(StatusCode::CONFLICT, "still-needed", fault))?;
    let thing = id.clone();
    let removed = app
        .change(move |ledger| {
            let known = ledger.patrol_version(code, &thing, None)?;
            if known.is_none_or(|row| row.body.is_none()) {
                return Ok((false, None));
            }
            ledger.append_patrol(code, &thing, now().ms(), &who.user, None)?;
            Ok((true, Some(Deed::new(&who.user, action, &thing, json!({})))))
        })
        .await?;
    if !removed {
        return Err(Problem::not_found(&id));
    }
    tell(&app, "patrol", &json!({"kind": code, "id": id}));
    Ok(StatusCode::NO_CONTENT)
}

/// Takes an asset out of service, or back.
pub(in crate::http) async fn service(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(asked): Told<Service>,
) -> Result<Json<Value>, Problem> {
    let thing = id.clone();
    let changed = app
        .change(move |ledger| {
            let known = ledger.patrol_version(ASSET, &thing, None)?;
            if known.is_none_or(|row| row.body.is_none()) {
                return Ok((false, None));
            }
            let (at, body) = (now().ms(), json!(asked).to_string());
            ledger.append_patrol(SERVICE, &thing, at, &who.user, Some(&body))?;
            let reason = json!({"reason": if asked.in_service { "asset-back" } else { "asset-out" }, "asset": thing});
            due::mark(ledger, at, &who.user, &reason)?;
            let detail = json!({"in_service": asked.in_service, "note": asked.note});
            Ok((true, Some(Deed::new(&who.user, "asset-service", &thing, detail))))
        })
        .await?;
    if !changed {
        return Err(Problem::not_found(&id));
    }
    tell(&app, "patrol", &json!({"kind": SERVICE, "id": id}));
    Ok(Json(json!({"id": id})))
}

pub(in crate::http) async fn tasks(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let (book, derived) = book(&app).await?;
    let plan = app
        .ledger(|ledger| match super::ordered(ledger)? {
            Some((plan, version)) => {
                let found = super::read_sheet(ledger, &plan, version)?;
                Ok(found.map(|(_, sheet)| (plan, sheet)))
            }
            None => Ok(None),
        })
        .await?;
    let tasks: Vec<Value> = derived
        .tasks
        .iter()
        .map(|task| {
            let mut shown = json!(task);
            // A visit that an outcome ended is past, though news of the vessel opened the task again.
            let ended = report::closed_at(&book.reports, &task.value.id);
            let ended = ended.filter(|_| task.state == "open");
            let found = plan.as_ref().and_then(|(plan, sheet)| {
                let mut stops = sheet.plan.stops();
                stops
                    .find(|(_, s)| {
                        s.kind.id() == task.value.id && ended.is_none_or(|ended| s.begin > ended)
                    })
                    .map(|(asset, s)| (plan, asset, s.begin))
            });
            if let Some((plan, asset, begin)) = found {
                if task.state == "open" {
                    shown["state"] = json!("planned");
                }
                shown["plan"] = json!(plan);
                shown["asset"] = json!(asset);
                shown["begin"] = json!(begin);
            }
            shown
        })
        .collect();
    Ok(Json(json!({"tasks": tasks, "targets": derived.targets})))
}

/// Makes a task by hand, or fixes a derived one. A body may hold its target beside the task.
pub(in crate::http) async fn put_task(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(mut value): Told<Value>,
) -> Result<Json<Value>, Problem> {
    examine_id(&id)?;
    let target = value.get_mut("target_value").map(Value::take);
    if let Some(members) = value.as_object_mut() {
        members.remove("target_value");
        members.insert("id".to_owned(), json!(id));
        members
            .entry("owner")
            .or_insert_with(|| json!(app.planner.agency));
    }
    let hand = HandTask {
        task: read(&value)?,
        target: target.as_ref().map(read).transpose()?,
    };
    let (book, derived) = book(&app).await?;
    if book.tasks.len() >= THINGS_MAX {
        return Err(Problem::bad("things-too-many", THINGS_MAX));
    }
    let mut whole = of_now(&app, &book, &derived);
    whole.tasks.retain(|t| t.id != id);
    whole.tasks.push(hand.task.clone());
    if let Some(target) = &hand.target {
        whole.targets.retain(|t| t.id != target.id);
        whole.targets.push(target.clone());
    }
    whole.examine().map_err(|fault| unexamined(&fault))?;
    let (thing, text) = (id.clone(), json!(hand).to_string());
    let version = app
        .change(move |ledger| {
            let at = now().ms();
            let version = ledger.append_patrol(TASK, &thing, at, &who.user, Some(&text))?;
            ledger.append_patrol(DROPPED, &thing, at, &who.user, None)?;
            let deed = Deed::new(
                &who.user,
                "task-written",
                &thing,
                json!({"version": version}),
            );
            Ok((version, Some(deed)))
        })
        .await?;
    tell(&app, "patrol", &json!({"kind": TASK, "id": id}));
    Ok(Json(json!({"id": id, "version": version})))
}

/// Drops a task: one made by hand is gone, a derived one is not planned any more.
pub(in crate::http) async fn drop_task(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (_, derived) = book(&app).await?;
    if !derived.tasks.iter().any(|t| t.value.id == id) {
        return Err(Problem::not_found(&id));
    }
    let thing = id.clone();
    app.change(move |ledger| {
        let at = now().ms();
        ledger.append_patrol(TASK, &thing, at, &who.user, None)?;
        ledger.append_patrol(DROPPED, &thing, at, &who.user, Some("{}"))?;
        Ok((
            (),
            Some(Deed::new(&who.user, "task-dropped", &thing, json!({}))),
        ))
    })
    .await?;
    tell(&app, "patrol", &json!({"kind": TASK, "id": id}));
    Ok(StatusCode::NO_CONTENT)
}

pub(in crate::http) async fn settings(
    State(app): State<Arc<App>>,
) -> Result<Json<Settings>, Problem> {
    Ok(Json(book(&app).await?.0.settings))
}

pub(in crate::http) async fn put_settings(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(asked): Told<Settings>,
) -> Result<Json<Settings>, Problem> {
    let fine = (0.0..=1e6).contains(&asked.points_min)
        && (0.0..=1e6).contains(&asked.board_points_min)
        && asked.vessels_max <= 500
        && (0.1..=1e5).contains(&asked.half_life_h)
        && (0.0..=50.0).contains(&asked.growth_nm_per_h)
        && (0.0..=1e6).contains(&asked.replan_points_min)
        && (0.01..=super::DAYS_MAX).contains(&asked.days);
    if !fine {
        return Err(Problem::bad("value-out-of-range", ""));
    }
    let unknown = |id: &&String| vigie_sea::route::Canal::of(id).is_none();
    if let Some(id) = asked.canals_closed.iter().find(unknown) {
        return Err(Problem::bad("canal-unknown", id));
    }
    super::terms::examine(&asked.orders)?;
    let kept = asked.clone();
    app.change(move |ledger| {
        let body = json!(asked).to_string();
        ledger.append_patrol(SETTINGS, "settings", now().ms(), &who.user, Some(&body))?;
        Ok((
            (),
            Some(Deed::new(&who.user, "patrol-settings", "", json!(asked))),
        ))
    })
    .await?;
    Ok(Json(kept))
}
