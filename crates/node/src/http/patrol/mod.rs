//! Patrol: what the planner keeps, plans, orders, reports. Shapes are in docs/api.md.

mod alternatives;
mod back;
mod boarded;
mod due;
mod fleet;
pub(super) mod joint;
mod joint_shown;
mod keep;
mod order;
mod plan;
mod sailed;
mod search;
mod table;
mod terms;

pub(super) use alternatives::{alternatives, choose, make_alternatives};
pub(super) use back::{report, reports};
pub(super) use boarded::settle;
pub(crate) use due::keep_due;
pub(super) use fleet::{fleet, read_fleet};
pub(super) use keep::{
    Kind, drop_task, put, put_settings, put_task, remove, service, settings, tasks, things,
};
pub(super) use order::{order, status};
pub(super) use plan::{amend, card, difference, list, make, replan, stop};
pub(super) use sailed::{drop_track, put_mmsi, put_track, sailed, sailed_csv, tracks};
pub(super) use search::search;
pub(super) use table::{csv, document, ways};
pub(super) use terms::{drop_terms, put_terms, show_terms};

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_store::{EventFilter, Ledger, PatrolRow};
use vigie_watch::{Event, EventKind, EventState};

use super::{App, Problem, input::Asked};
use crate::{
    live::{ListSnapshot, now},
    patrol::{
        book::Book,
        derive::{DARK_DAYS, DARK_MAX, Derived, Happened, derive, request},
        fleet::id_fits,
        report::closed_vessels,
        sheet::{DUE, PLAN, STATUS, Sheet, VersionStatus},
    },
};

/// Days of a plan at most.
const DAYS_MAX: f64 = 366.0;
/// Events of a vessel that are asked for news, the newest.
const NEWS_MAX: u64 = 100;
/// How long an event that went on while the vessel was looked at, and goes on, is no news.
const GOES_ON_MS: i64 = 86_400_000;

/// The time that plans are made for.
fn plan_now(app: &App) -> Time {
    let told = app.board.status().event_time;
    told.filter(|_| app.realm.is_exercise()).unwrap_or_else(now)
}

fn examine_id(id: &str) -> Result<(), Problem> {
    if id_fits(id) {
        return Ok(());
    }
    Err(Problem::bad("id-unfit", id))
}

/// The book and the tasks of now.
async fn book(app: &Arc<App>) -> Result<(Book, Derived), Problem> {
    let (list, owner) = (app.board.list(), app.planner.agency.clone());
    let now = plan_now(app);
    app.ledger(move |ledger| {
        let book = Book::read(ledger)?;
        let happened = Happened {
            unseen: unseen(ledger, list.event_time.unwrap_or(now))?,
            news: news(ledger, &book, &list, now)?,
            now,
        };
        let derived = derive(&book, &list, &happened, &owner);
        Ok((book, derived))
    })
    .await
}

/// What was seen lately and no track explains, again or once, the newest first; not what an officer dismissed.
fn unseen(ledger: &Ledger, now: Time) -> Result<Vec<Event>, vigie_store::Error> {
    let mut found = Vec::new();
    for kind in [EventKind::DarkVessel, EventKind::DarkDetection] {
        let filter = EventFilter {
            kinds: vec![kind.code().to_owned()],
            from_ms: Some(now.ms() - DARK_DAYS * 86_400_000),
            to_ms: Some(now.ms()),
            limit: 4 * DARK_MAX as u64,
            ..EventFilter::default()
        };
        found.extend(events(ledger, &filter)?);
    }
    Ok(found)
}

/// Events that were neither taken back nor dismissed by an officer.
fn events(ledger: &Ledger, filter: &EventFilter) -> Result<Vec<Event>, vigie_store::Error> {
    let mut found = Vec::new();
    for (_, id, body) in ledger.events(filter)?.events {
        let Ok(event) = serde_json::from_str::<Event>(&body) else {
            tracing::error!(%id, "event unreadable");
            continue;
        };
        let dismissed = ledger
            .reviewed(&id)?
            .is_some_and(|r| r.state == "dismissed");
        if event.state != EventState::Retracted && !dismissed {
            found.push(event);
        }
    }
    Ok(found)
}

/// When the newest event behind the points of each vessel that an outcome is about began or changed. An event that goes on
/// ends where it was known last, so its end moves with what becomes known of it.
fn news(
    ledger: &Ledger,
    book: &Book,
    list: &ListSnapshot,
    now: Time,
) -> Result<BTreeMap<u32, Time>, vigie_store::Error> {
    let mut newest = BTreeMap::new();
    for (mmsi, closed) in closed_vessels(&book.reports, now) {
        let entries = list.entries.iter().filter(|e| e.ranked.mmsi == mmsi);
        let behind: BTreeSet<&String> = entries
            .flat_map(|e| e.ranked.reasons.iter().flat_map(|r| &r.events))
            .collect();
        let filter = EventFilter {
            mmsi: Some(mmsi),
            from_ms: Some(closed.ms()),
            limit: NEWS_MAX,
            ..EventFilter::default()
        };
        let found = events(ledger, &filter)?;
        let counted = found.iter().filter(|event| behind.contains(&event.id));
        let times = counted.map(|event| {
            let start = event.start.time;
            let end = event.end.map_or(start, |end| end.time.max(start));
            // What went on then and goes on still is news after a day only: she was looked at in the middle of it.
            let goes_on = start <= closed && event.state == EventState::Open;
            if goes_on && end < closed.plus_ms(GOES_ON_MS) {
                start
            } else {
                end
            }
        });
        if let Some(time) = times.max() {
            newest.insert(mmsi, time);
        }
    }
    Ok(newest)
}

/// A version of a plan; the newest if none is named.
fn read_sheet(
    ledger: &Ledger,
    plan: &str,
    version: Option<u32>,
) -> Result<Option<(u32, Sheet)>, vigie_store::Error> {
    let Some(row) = ledger.patrol_version(PLAN, plan, version)? else {
        return Ok(None);
    };
    let body = row.body.unwrap_or_default();
    match serde_json::from_str(&body) {
        Ok(sheet) => Ok(Some((row.version, sheet))),
        Err(fault) => {
            tracing::error!(plan, version = row.version, %fault, "plan unreadable");
            Ok(None)
        }
    }
}

/// A version of a joint plan, also its `draft`; the newest if none is named.
async fn joint_sheet(
    app: &Arc<App>,
    plan: &str,
    version: Option<&str>,
) -> Result<Option<(u32, Sheet)>, Problem> {
    let standing = joint::standing(app, plan).await?;
    let shown = joint_shown::sheet(&standing, version);
    Ok(shown.map(|(number, _, sheet)| (number, sheet)))
}

/// A version of any plan, a joint one too; the newest if none is named.
async fn any_sheet(
    app: &Arc<App>,
    plan: &str,
    version: Option<u32>,
) -> Result<Option<(u32, Sheet)>, Problem> {
    if joint_shown::is_joint(plan) {
        let version = version.map(|v| v.to_string());
        return joint_sheet(app, plan, version.as_deref()).await;
    }
    let plan = plan.to_owned();
    app.ledger(move |ledger| read_sheet(ledger, &plan, version))
        .await
}

/// A version of any plan by its number, of a joint plan also its `draft`; the newest if none is named.
async fn named(app: &Arc<App>, plan: &str, version: Option<&str>) -> Result<(u32, Sheet), Problem> {
    let version = version.filter(|version| !version.is_empty());
    let found = if joint_shown::is_joint(plan) {
        joint_sheet(app, plan, version).await?
    } else {
        let number = version.map(str::parse::<u32>).transpose();
        let number = number.map_err(|_fault| Problem::not_found(plan))?;
        any_sheet(app, plan, number).await?
    };
    found.ok_or_else(|| Problem::not_found(plan))
}

/// A joint plan is changed with the partner, never by one alone.
fn not_joint(plan: &str) -> Result<(), Problem> {
    if joint_shown::is_joint(plan) {
        let conflict = axum::http::StatusCode::CONFLICT;
        return Err(Problem::new(conflict, "plan-is-joint", plan));
    }
    Ok(())
}

fn said(row: &PatrolRow) -> Option<VersionStatus> {
    serde_json::from_str(row.body.as_deref()?).ok()
}

/// Where a plan stands, and which of its versions that was said of.
fn read_status(ledger: &Ledger, plan: &str) -> Result<VersionStatus, vigie_store::Error> {
    let row = ledger.patrol_version(STATUS, plan, None)?;
    row.map_or_else(|| Ok(VersionStatus::default()), |row| of_row(ledger, &row))
}

/// What a row of the log says, with the version that it was said of.
fn of_row(ledger: &Ledger, row: &PatrolRow) -> Result<VersionStatus, vigie_store::Error> {
    let Some(mut status) = said(row) else {
        return Ok(VersionStatus::default());
    };
    if status.version.is_none() {
        // Said before versions were kept with it: then it was said of the newest that there was.
        let mut known = ledger.patrol_version(PLAN, &row.id, None)?;
        while let Some(made) = known.take_if(|made| made.number > row.number) {
            known = ledger.patrol_version(PLAN, &row.id, Some(made.version.saturating_sub(1)))?;
        }
        status.version = known.map(|made| made.version);
    }
    Ok(status)
}

/// The plan that is ordered, the newest of several, with the version under orders; a joint plan has none.
fn ordered(ledger: &Ledger) -> Result<Option<(String, Option<u32>)>, vigie_store::Error> {
    let rows = ledger.patrol(STATUS)?;
    let ordered = rows
        .into_iter()
        .filter(|row| said(row).is_some_and(|s| s.status == "ordered"));
    let Some(row) = ordered.max_by_key(|row| row.number) else {
        return Ok(None);
    };
    let version = of_row(ledger, &row)?.version;
    Ok(Some((row.id, version)))
}

/// Why the ordered plan should be made anew, if it should.
fn due(ledger: &Ledger) -> Result<Option<Value>, vigie_store::Error> {
    let row = ledger.patrol(DUE)?.pop();
    Ok(row.and_then(|r| serde_json::from_str(&r.body?).ok()))
}

pub(super) async fn glance(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let (book, derived) = book(&app).await?;
    let (ordered, due, plans) = app
        .ledger(|ledger| Ok((ordered(ledger)?, due(ledger)?, ledger.patrol(PLAN)?.len())))
        .await?;
    let (ordered, ordered_version) = ordered.unzip();
    let in_service = book
        .assets
        .iter()
        .filter(|a| book.service(&a.id).in_service)
        .count();
    let open = derived.tasks.iter().filter(|t| t.state == "open").count();
    Ok(Json(json!({
        "agency": app.planner.agency, "now": plan_now(&app), "assets": book.assets.len(),
        "in_service": in_service, "tasks": open, "plans": plans, "ordered": ordered,
        "ordered_version": ordered_version.flatten(), "running": app.planner.running(),
        "reports": book.reports.len(), "replan_due": due,
    })))
}

#[derive(Deserialize)]
pub(super) struct Span {
    days: Option<f64>,
}

/// The request as it would be made now: the input of `vigie plan`.
pub(super) async fn show_request(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Span>,
) -> Result<Json<Value>, Problem> {
    let (book, derived) = book(&app).await?;
    let days = asked.days.unwrap_or(book.settings.days);
    if !(0.01..=DAYS_MAX).contains(&days) {
        return Err(Problem::bad("days-out-of-range", days));
    }
    Ok(Json(json!(request(
        &book,
        &derived,
        "",
        plan_now(&app),
        days
    ))))
}
