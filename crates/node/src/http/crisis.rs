//! Crises: opened and closed, their board and funnel, contradictions, and the counts that may be told.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::{Class, CrisisId, Funnel, FunnelState, PlaceId, RetentionRule};
use vigie_store::{CrisisPart, Ledger};

use super::{App, Deed, Problem, gate::Who, input::Told};
use crate::{
    crisis::{
        CrisisPaper, Desk, PlaceKind, PlacePaper,
        work::{self, counts_of, place_of_person, row_of},
    },
    live::now,
    partner::own::random,
};

/// Crises of one node.
const CRISES_MAX: usize = 200;
/// Places of one crisis.
const PLACES_MAX: usize = 2_000;
/// Longest name, characters.
const NAME_CHARS_MAX: usize = 120;

/// Works with one crisis, off the threads that serve sockets.
pub(super) async fn at_desk<T: Send + 'static>(
    app: &Arc<App>,
    id: &str,
    work: impl FnOnce(&mut Desk<'_>) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let crisis: CrisisId = id.parse().map_err(|_form| Problem::not_found(id))?;
    let app = Arc::clone(app);
    let done = tokio::task::spawn_blocking(move || app.crisis.with(crisis, work)).await;
    done.map_err(|broken| Problem::internal("work-broke", broken))?
}

/// Works with the papers of one crisis; the register stays sealed.
pub(super) async fn at_papers<T: Send + 'static>(
    app: &Arc<App>,
    id: &str,
    work: impl FnOnce(&mut Ledger, &CrisisPaper) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let crisis: CrisisId = id.parse().map_err(|_form| Problem::not_found(id))?;
    let app = Arc::clone(app);
    let done = tokio::task::spawn_blocking(move || app.crisis.papers(crisis, work)).await;
    done.map_err(|broken| Problem::internal("work-broke", broken))?
}

/// A new id.
pub(super) fn new_id() -> Result<[u8; 16], Problem> {
    let id = random::<16>().map_err(|fault| Problem::internal("no-randomness", fault))?;
    Ok(*id)
}

fn crisis_json(paper: &CrisisPaper) -> Value {
    json!({
        "id": paper.id, "name": paper.name, "opened_ms": paper.opened_ms, "closed_ms": paper.closed_ms,
        "self_report": paper.self_report, "retention": paper.retention, "alert": paper.alert, "hold": paper.hold,
    })
}

pub(super) async fn all(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    let done = tokio::task::spawn_blocking(move || app.crisis.list()).await;
    let mut papers = done.map_err(|broken| Problem::internal("work-broke", broken))??;
    papers.sort_by_key(|paper| std::cmp::Reverse(paper.opened_ms));
    let crises: Vec<Value> = papers.iter().map(crisis_json).collect();
    Ok(Json(json!({ "crises": crises })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlace {
    name: String,
    kind: PlaceKind,
    #[serde(default)]
    position: Option<[f64; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCrisis {
    name: String,
    #[serde(default)]
    self_report: bool,
    #[serde(default)]
    places: Vec<NewPlace>,
    #[serde(default)]
    retention: Option<RetentionRule>,
    /// The alert from which it is opened: source, sender and id as the list of alerts has them.
    #[serde(default)]
    alert: Option<String>,
    /// The contingency plan of the plan book whose places, roads and havens it begins with,
    #[serde(default)]
    plan: Option<String>,
    /// and our code among the partners, such as `JP`, in the draft of what carries people.
    #[serde(default)]
    own: Option<String>,
}

pub(super) fn named(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(Problem::bad("crisis-name-unfit", ""));
    }
    Ok(name.to_owned())
}

fn place_of(new: NewPlace) -> Result<PlacePaper, Problem> {
    if let Some([lon, lat]) = new.position {
        vigie_sea::Position::new(lat, lon).map_err(|fault| Problem::bad(fault.code(), &fault))?;
    }
    Ok(PlacePaper {
        id: PlaceId(new_id()?),
        name: named(&new.name)?,
        kind: new.kind,
        position: new.position,
    })
}

/// Opens a crisis in one step, with its places.
pub(super) async fn open(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Told(wish): Told<NewCrisis>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let alert = match &wish.alert {
        None => None,
        Some(id) => Some(super::hazard::one(&app, id).await?),
    };
    let paper = CrisisPaper {
        alert,
        hold: None,
        id: CrisisId(new_id()?),
        name: named(&wish.name)?,
        opened_ms: now().ms(),
        closed_ms: None,
        self_report: wish.self_report,
        retention: wish.retention.unwrap_or_default(),
    };
    if wish.places.len() > PLACES_MAX {
        return Err(Problem::bad("crisis-places-too-many", PLACES_MAX));
    }
    let places = wish.places.into_iter().map(place_of);
    let mut places: Vec<PlacePaper> = places.collect::<Result<_, _>>()?;
    let mut answer = crisis_json(&paper);
    let begun = match &wish.plan {
        None => None,
        Some(key) => {
            Some(super::crisis_draft::begin(&app, key, wish.own.as_deref(), paper.id).await?)
        }
    };
    if let Some(begun) = &begun {
        places.extend(begun.places.iter().cloned());
        answer["draft"] = begun.told.clone();
    }
    if places.len() > PLACES_MAX {
        return Err(Problem::bad("crisis-places-too-many", PLACES_MAX));
    }
    let done = tokio::task::spawn_blocking(move || {
        if app.crisis.list()?.len() >= CRISES_MAX {
            return Err(Problem::bad("crises-too-many", CRISES_MAX));
        }
        app.crisis.store(|ledger| {
            work::open(ledger, &paper, &places, &who.user)?;
            let begun = begun.as_ref();
            begun.map_or(Ok(()), |it| it.keep(ledger, paper.id, &who.user))
        })
    });
    done.await
        .map_err(|broken| Problem::internal("work-broke", broken))??;
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Closes a crisis: no self-reports any more, and the time of retention begins.
pub(super) async fn close(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, move |desk| {
        let mut paper = desk.register.paper.clone();
        paper.closed_ms.get_or_insert(now().ms());
        paper.self_report = false;
        desk.register.changed = true;
        desk.ledger.put_crisis(&row_of(paper.id.0, &paper)?)?;
        Deed::new(&who.user, "crisis-closed", paper.id, json!({})).note(desk.ledger)?;
        let answer = crisis_json(&paper);
        desk.register.paper = paper;
        Ok(answer)
    });
    Ok(Json(answer.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewHold {
    /// Why erasure is suspended; absent or null lifts the hold.
    reason: Option<String>,
}

/// Puts a register under legal hold, or lifts it: under it nobody is erased, by the clock or by hand.
pub(super) async fn hold(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<NewHold>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, move |desk| {
        work::set_hold(desk, wish.reason.as_deref(), &who.user)?;
        Ok(crisis_json(&desk.register.paper))
    });
    Ok(Json(answer.await?))
}

/// Replaces the rule by which records are erased. Who is due by the new one is erased within the hour, as always.
pub(super) async fn retention(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(rule): Told<RetentionRule>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, move |desk| {
        let mut paper = desk.register.paper.clone();
        let detail = json!({"from": paper.retention, "to": rule});
        paper.retention = rule;
        desk.register.changed = true;
        desk.ledger.put_crisis(&row_of(paper.id.0, &paper)?)?;
        Deed::new(&who.user, "crisis-retention-set", paper.id, detail).note(desk.ledger)?;
        let answer = crisis_json(&paper);
        desk.register.paper = paper;
        Ok(answer)
    });
    Ok(Json(answer.await?))
}

/// Adds a place.
pub(super) async fn add_place(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<NewPlace>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let place = place_of(wish)?;
    let answer = json!(place);
    at_desk(&app, &id, move |desk| {
        if desk.register.places.len() >= PLACES_MAX {
            return Err(Problem::bad("crisis-places-too-many", PLACES_MAX));
        }
        desk.register.changed = true;
        let crisis = desk.register.paper.id;
        let row = row_of(place.id.0, &place)?;
        desk.ledger
            .put_crisis_part(&crisis.0, CrisisPart::Place, &row)?;
        let detail = json!({"name": place.name, "kind": place.kind});
        Deed::new(&who.user, "crisis-place-added", crisis, detail).note(desk.ledger)?;
        desk.register.places.insert(place.id, place);
        Ok(())
    })
    .await?;
    Ok((StatusCode::CREATED, Json(answer)))
}

fn funnel_json(funnel: &Funnel) -> Value {
    let states = FunnelState::ALL.iter();
    states
        .map(|state| (state.code().to_owned(), json!(funnel.of(*state))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The board: the funnel in all, by place and by class. Counts only; they add up to the register.
pub(super) async fn board(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        let board = desk.register.board().clone();
        let register = &*desk.register;
        let mut by_place: BTreeMap<Option<PlaceId>, Funnel> = BTreeMap::new();
        let mut by_class: BTreeMap<Class, Funnel> = BTreeMap::new();
        let (mut needs_help, mut erased) = (0_u32, 0_u32);
        for (person, standing) in &board.persons {
            let place = place_of_person(register, *person, standing);
            by_place.entry(place).or_default().count(standing.state);
            let known = register.persons.get(person);
            let class = known.map_or(Class::General, |person| person.needs.class());
            by_class.entry(class).or_default().count(standing.state);
            needs_help += u32::from(standing.needs_help);
            erased += u32::from(known.is_none());
        }
        let places: Vec<Value> = by_place
            .iter()
            .map(|(place, funnel)| {
                let paper = place.and_then(|place| register.places.get(&place));
                json!({
                    "place": place, "name": paper.map(|p| &p.name), "kind": paper.map(|p| p.kind),
                    "total": funnel.sum(), "funnel": funnel_json(funnel),
                })
            })
            .collect();
        let classes: Vec<Value> = by_class
            .iter()
            .map(|(class, funnel)| {
                json!({"class": class.code(), "total": funnel.sum(), "funnel": funnel_json(funnel)})
            })
            .collect();
        Ok(json!({
            "crisis": crisis_json(&register.paper), "register": board.persons.len(),
            "funnel": funnel_json(&board.funnel()), "places": places, "classes": classes,
            "overdue": register.overdue(now().ms()).len(), "needs_help": needs_help, "erased": erased, "merged": board.merged.len(),
            "conflicts_open": board.open_conflicts().count(), "missing": register.journal.missing(),
            "aside": register.waiting_aside().count(), "refused": register.waiting_refused().count(), "events": register.journal.len(), "digest": board.digest(),
            "all_places": register.places.values().collect::<Vec<_>>(),
        }))
    });
    Ok(Json(answer.await?))
}

/// Contradictions, open ones first. They name persons by id only.
pub(super) async fn conflicts(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        let mut conflicts = desk.register.board().conflicts.clone();
        conflicts.sort_by_key(|conflict| conflict.settled.is_some());
        Ok(json!({ "conflicts": conflicts }))
    });
    Ok(Json(answer.await?))
}

/// L0: counts by place and class as a partner may see them, small ones left out.
pub(super) async fn counts(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| Ok(counts_of(desk.register)));
    Ok(Json(json!(answer.await?)))
}

/// Puts the counts where an officer can release them to a partner.
pub(super) async fn offer(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, move |desk| work::offer_counts(desk, &who.user));
    Ok(Json(answer.await?))
}
