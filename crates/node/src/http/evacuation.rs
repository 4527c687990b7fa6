//! Evacuation: what carries people, the plan and its proof.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};
use vigie_crisis::plan::{
    Assignment, Effort, Instance, Known, NOT_HELD, Plan, Resource, Verdict, bound, check_plan,
    fairness, freeze_known, helps, pooled_plan, reception, replan_known, stranded,
};
use vigie_crisis::seat::Escrow;
use vigie_crisis::{GroupId, Leg, LegId, PlaceId};
use vigie_sea::Time;

use super::{
    App, Deed, Problem,
    crisis::at_desk,
    crisis_joint::heard,
    evacuation_change::{Made, changes, revision},
    gate::Who,
    input::{Asked, Told},
};
use crate::crisis::{
    evacuation::{Leavers, PlanPaper, Transport, escrows, group_of, leavers},
    joint::{add_places, partners_of, places_of, unions},
};
use crate::live::now;
use crate::partner::room::OF_CRISIS;

/// What would help, shown.
const HELPS_SHOWN: usize = 20;
/// One plan is made or tried at a time: it takes a core for seconds.
static PLANNING: AtomicBool = AtomicBool::new(false);

pub(super) struct Turn;

impl Turn {
    pub(super) fn take() -> Result<Self, Problem> {
        match PLANNING.swap(true, Ordering::AcqRel) {
            true => Err(Problem::busy("evacuation-planning")),
            false => Ok(Self),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        PLANNING.store(false, Ordering::Release);
    }
}

pub(super) fn refused(fault: vigie_crisis::Error) -> Problem {
    Problem::bad(fault.code(), &fault)
}

/// As it is kept, with what is wrong in it and what a change of it says that it was made from.
fn kept_json(kept: Option<&Transport>) -> Value {
    let faults = kept.map(|it| it.instance.faults());
    json!({"transport": kept, "faults": faults.unwrap_or_default(), "revision": revision(kept)})
}

/// What carries people, as told last.
pub(super) async fn transport(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        let kept = Transport::load(desk.ledger, desk.register.paper.id)?;
        Ok(kept_json(kept.as_ref()))
    });
    Ok(Json(answer.await?))
}

/// Replaces it.
pub(super) async fn put_transport(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Asked(made): Asked<Made>,
    Told(wish): Told<Transport>,
) -> Result<Json<Value>, Problem> {
    wish.instance.bounded().map_err(refused)?;
    if !wish.instance.partners.contains(&wish.own) {
        return Err(Problem::bad("evacuation-own-unknown", &wish.own));
    }
    let answer = at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        let was = Transport::load(desk.ledger, crisis)?;
        // Who did not see what another officer kept meanwhile does not write over it.
        if made.from.is_some_and(|from| from != revision(was.as_ref())) {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "evacuation-transport-newer",
                crisis,
            ));
        }
        wish.keep(desk.ledger, crisis)?;
        // People can be at any place that buses or legs leave from.
        add_places(desk, places_of(&wish.instance))?;
        let detail = json!({
            "legs": wish.instance.legs.len(), "groups": wish.instance.groups.len(),
            "changed": changes(was.as_ref(), &wish),
        });
        Deed::new(&who.user, "evacuation-transport", crisis, detail).note(desk.ledger)?;
        let kept = Transport::load(desk.ledger, crisis)?;
        Ok(kept_json(kept.as_ref()))
    });
    Ok(Json(answer.await?))
}

/// What a plan is made from at this moment.
struct Task {
    instance: Instance,
    leavers: Leavers,
    /// Parts of families that are not together, and of which each is.
    parted: BTreeMap<GroupId, GroupId>,
    old: Option<PlanPaper>,
    now: Time,
}

/// Makes a plan, or a new one that changes as little as it can, and keeps it.
pub(super) async fn plan(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let turn = Turn::take()?;
    let heard = heard(&app, OF_CRISIS).await?;
    let task = at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        let kept = Transport::needed(desk.ledger, crisis)?;
        let now = now();
        let mut leavers = leavers(desk.register, &kept.own, now);
        let persons = &desk.register.persons;
        let parted = leavers.group_of.iter().filter_map(|(person, group)| {
            let family = group_of(persons.get(person)?);
            (family != *group).then_some((*group, family))
        });
        let parted = parted.collect();
        let old = PlanPaper::load(desk.ledger, crisis)?;
        let mut instance = kept.instance;
        let partners = partners_of(crisis, &heard, &unions(desk.ledger, crisis)?);
        let aboard = desk.join(&mut instance, &kept.own, &partners, now)?;
        leavers.committed.extend(aboard);
        instance.bounded().map_err(refused)?;
        set_aside(&mut instance, &escrows(desk.ledger, crisis)?);
        Ok(Task {
            instance,
            leavers,
            parted,
            old,
            now,
        })
    })
    .await?;
    let by = who.user.clone();
    let done = tokio::task::spawn_blocking(move || (make(task, by), turn)).await;
    let (made, _turn) = done.map_err(|broken| Problem::internal("work-broke", broken))?;
    let paper = made?;
    let answer = at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        let held = PlanPaper::load(desk.ledger, crisis)?.map_or(0, |it| it.version);
        if held + 1 != paper.version {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "evacuation-plan-newer",
                held,
            ));
        }
        paper.keep(desk.ledger, crisis)?;
        desk.register.read_seats(desk.ledger);
        let detail = json!({"version": paper.version, "gap_pct": paper.plan.gap_pct(), "changed": paper.changed.len()});
        Deed::new(&who.user, "evacuation-planned", crisis, detail).note(desk.ledger)?;
        Ok(plan_json(&paper))
    });
    Ok((StatusCode::CREATED, Json(answer.await?)))
}

/// Seats set aside for partners whose groups are not in the plan are not ours to fill.
fn set_aside(instance: &mut Instance, books: &[Escrow]) {
    let planned = |partner: &str| instance.groups.iter().any(|group| group.partner == partner);
    let mut taken: BTreeMap<LegId, (u32, u32)> = BTreeMap::new();
    for book in books {
        let cell = taken.entry(book.leg).or_default();
        let open = book
            .offers
            .iter()
            .filter(|it| !planned(&it.to))
            .map(|it| book.open(it));
        let held = book
            .held()
            .into_iter()
            .filter(|it| !planned(&it.0))
            .map(|it| it.1);
        for (seats, stretchers) in open.chain(held) {
            *cell = (cell.0 + seats, cell.1 + stretchers);
        }
    }
    for leg in &mut instance.legs {
        if let Some((seats, stretchers)) = taken.get(&leg.id) {
            leg.seats = leg.seats.saturating_sub(*seats);
            leg.stretchers = leg.stretchers.saturating_sub(*stretchers);
        }
    }
}

fn make(task: Task, by: String) -> Result<PlanPaper, Problem> {
    let Task {
        mut instance,
        leavers,
        parted,
        old,
        now,
    } = task;
    instance.groups.extend(leavers.groups);
    instance.bounded().map_err(refused)?;
    let effort = Effort::default();
    let version = old.as_ref().map_or(1, |it| it.version.saturating_add(1));
    let made_ms = now.ms();
    let known = Known {
        aboard: leavers.committed,
        seen: leavers.seen,
    };
    let people = instance.people();
    // A way that the register says is behind them counts from where they are now.
    let before = old
        .as_ref()
        .map(|it| &it.plan)
        .filter(|plan| !plan.assignments.is_empty());
    let before: Option<Plan> = before.cloned();
    let mut paper = if let Some(before) = before {
        let mut new = replan_known(&instance, &before, &known, now, effort).map_err(refused)?;
        // Who was told of a way with the family and is met apart from it now.
        let told: BTreeSet<GroupId> = before.assignments.iter().map(|it| it.group).collect();
        let aboard: BTreeSet<GroupId> = known.aboard.iter().map(|it| it.group).collect();
        let new_parts = parted.iter().filter(|(part, family)| {
            told.contains(family) && !told.contains(part) && !aboard.contains(part)
        });
        new.changed.extend(new_parts.map(|(part, _)| *part));
        // Who joined a family since was told of another way, or of none.
        let sizes: BTreeMap<GroupId, u16> = old
            .iter()
            .flat_map(|it| &it.instance.groups)
            .map(|it| (it.id, it.size))
            .collect();
        let grown: Vec<GroupId> = new
            .frozen
            .instance
            .groups
            .iter()
            .filter(|it| sizes.get(&it.id).is_some_and(|size| *size < it.size))
            .map(|it| it.id)
            .filter(|id| told.contains(id) && !aboard.contains(id) && !new.changed.contains(id))
            .collect();
        new.changed.extend(grown);
        PlanPaper {
            version,
            made_ms,
            by,
            instance: new.frozen.instance,
            committed: new.frozen.committed,
            plan: new.plan,
            partners: new.partners,
            changed: new.changed,
            disrupted: new.disrupted,
            apart: leavers.apart,
        }
    } else {
        let frozen = freeze_known(&instance, None, &known, now);
        let pooled =
            pooled_plan(&frozen.instance, &frozen.committed, None, effort).map_err(refused)?;
        PlanPaper {
            version,
            made_ms,
            by,
            instance: frozen.instance,
            committed: frozen.committed,
            plan: pooled.plan,
            partners: pooled.partners,
            changed: Vec::new(),
            disrupted: Vec::new(),
            apart: leavers.apart,
        }
    };
    paper.apart.aboard_other = people.saturating_sub(paper.instance.people());
    Ok(paper)
}

/// The plan in force.
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        let paper = PlanPaper::load(desk.ledger, desk.register.paper.id)?;
        Ok(json!({"plan": paper.as_ref().map(plan_json)}))
    });
    Ok(Json(answer.await?))
}

pub(super) fn name_of(instance: &Instance, place: PlaceId) -> Option<&str> {
    let assembly = instance.assembly.iter().map(|it| (it.id, it.name.as_str()));
    let ports = instance
        .embarkation
        .iter()
        .map(|it| (it.id, it.name.as_str()));
    let havens = instance.havens.iter().map(|it| (it.id, it.name.as_str()));
    assembly
        .chain(ports)
        .chain(havens)
        .find(|it| it.0 == place)
        .map(|it| it.1)
}

/// The method of a plan that was not held against what each partner would reach alone.
const NOT_COMPARED: &str = "not-compared";

/// How the plan shares, as far as its figures bear it out: a claim that nobody is worse off than alone stands only beside
/// figures of this very plan by which it holds.
fn method<'a>(paper: &'a PlanPaper, verdict: &Verdict) -> &'a str {
    let told = paper.plan.method.as_str();
    if !matches!(told, "volume" | "no-harm" | "stand-alone" | NOT_HELD) {
        return told;
    }
    let pooled = paper.partners.iter().map(|it| &it.pooled);
    if !pooled.eq(&verdict.partner_objective) {
        NOT_COMPARED
    } else if paper.partners.iter().any(|it| it.is_harmed()) {
        NOT_HELD
    } else {
        told
    }
}

/// Counts and proof; no group is named.
pub(super) fn plan_json(paper: &PlanPaper) -> Value {
    let (instance, plan) = (&paper.instance, &paper.plan);
    let verdict = check_plan(instance, plan, &paper.committed);
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    let mut faults: BTreeMap<&str, u64> = BTreeMap::new();
    for it in stranded(instance, plan, &paper.committed) {
        *reasons.entry(it.obstacle.code()).or_default() += u64::from(it.size);
        if let Some(fault) = it.fault {
            *faults.entry(fault.code()).or_default() += u64::from(it.size);
        }
    }
    let figures = fairness(instance, &plan.assignments);
    let method = method(paper, &verdict);
    // Figures of another plan are worse than none.
    let partners = paper.partners.iter();
    let partners: Vec<_> = partners.filter(|_| method != NOT_COMPARED).collect();
    json!({
        "version": paper.version, "made_ms": paper.made_ms, "by": paper.by, "method": method,
        "objective": verdict.objective, "bound": bound(instance, &paper.committed, &plan.prices),
        "gap_pct": plan.gap_pct(), "lifted": verdict.lifted, "not_lifted": verdict.not_lifted,
        "violations": verdict.violations, "partners": partners, "stranded": reasons,
        "faults": faults, "placeless": paper.apart.placeless, "minors_apart": paper.apart.minors_apart,
        "aboard_other": paper.apart.aboard_other, "elsewhere": paper.apart.elsewhere,
        "fairness": {"all": figures.all, "partner": figures.partner, "partner_class": figures.partner_class},
        "helps": helps(instance, plan, HELPS_SHOWN).iter().map(|help| help_json(instance, help)).collect::<Vec<_>>(),
        "changed": paper.changed.len(), "disrupted": paper.disrupted.len(),
        "legs": legs_json(instance, &plan.assignments), "buses": buses_json(instance, &plan.assignments),
        "vehicles": vehicles_json(instance, plan), "reception": reception_json(instance, &plan.assignments),
    })
}

fn help_json(instance: &Instance, help: &vigie_crisis::plan::Help) -> Value {
    let leg = |id: LegId| instance.legs.iter().find(|it| it.id == id);
    let (place, leg, slot) = match help.resource {
        Resource::BusSeat { at, slot } => (name_of(instance, at), None, Some(slot)),
        Resource::Road { from, slot, .. } | Resource::VehicleSeat { from, slot, .. } => {
            (name_of(instance, from), None, Some(slot))
        }
        Resource::Seat { leg: id }
        | Resource::Stretcher { leg: id }
        | Resource::Wheelchair { leg: id } => (
            leg(id).and_then(|it| name_of(instance, it.from)),
            leg(id),
            None,
        ),
        Resource::Hall { at, leg: id } => (name_of(instance, at), leg(id), None),
        Resource::Bed { at } | Resource::Received { at } => (name_of(instance, at), None, None),
    };
    let departure = slot.map(|slot| instance.time(i64::from(slot) * i64::from(instance.slot_min)));
    json!({
        "code": help.resource.code(), "place": place, "leg": leg.map(|it| &it.name),
        "time": departure.or(leg.map(|it| it.departure)), "saves_h": help.saves / 60.0,
    })
}

fn legs_json(instance: &Instance, assignments: &[Assignment]) -> Vec<Value> {
    let groups: BTreeMap<GroupId, _> = instance.groups.iter().map(|it| (it.id, it)).collect();
    let mut aboard: BTreeMap<LegId, BTreeMap<&str, u64>> = BTreeMap::new();
    for assignment in assignments {
        if let Some(group) = groups.get(&assignment.group) {
            let count = aboard
                .entry(assignment.leg)
                .or_default()
                .entry(&group.partner)
                .or_default();
            *count += u64::from(group.size);
        }
    }
    let mut legs: Vec<&Leg> = instance.legs.iter().collect();
    legs.sort_by_key(|leg| (leg.departure, leg.id));
    legs.iter()
        .map(|leg| {
            let people = aboard.get(&leg.id);
            json!({
                "id": leg.id, "name": leg.name, "owner": leg.owner, "mode": leg.mode, "status": leg.status,
                "from": name_of(instance, leg.from), "to": name_of(instance, leg.to), "cutoff": leg.cutoff,
                "departure": leg.departure, "arrival": leg.arrival, "seats": leg.seats, "stretchers": leg.stretchers,
                "people": people.map_or(0, |it| it.values().sum::<u64>()), "partners": people,
            })
        })
        .collect()
}

fn buses_json(instance: &Instance, assignments: &[Assignment]) -> Vec<Value> {
    let sizes: BTreeMap<GroupId, u64> = instance
        .groups
        .iter()
        .map(|it| (it.id, u64::from(it.size)))
        .collect();
    let mut buses: BTreeMap<_, u64> = BTreeMap::new();
    for ride in assignments
        .iter()
        .filter_map(|it| Some((it.ride?, sizes.get(&it.group)?)))
    {
        *buses
            .entry((ride.0.departure, ride.0.from, ride.0.to))
            .or_default() += ride.1;
    }
    buses
        .into_iter()
        .map(|((departure, from, to), people)| {
            json!({"departure": departure, "from": name_of(instance, from), "to": name_of(instance, to), "people": people})
        })
        .collect()
}

/// How full each safe haven that has a limit gets.
fn reception_json(instance: &Instance, assignments: &[Assignment]) -> Vec<Value> {
    let shown = reception(instance, assignments).into_iter();
    let shown = shown.filter_map(|it| {
        let haven = instance.havens.iter().find(|one| one.id == it.haven)?;
        Some(json!({
            "id": it.haven, "name": haven.name, "people": it.people, "beds": haven.beds, "stay_h": haven.stay_h,
            "per_day": haven.per_day, "most": it.most, "most_at": it.most_at, "most_per_day": it.most_per_day,
        }))
    });
    shown.collect()
}

/// What each vehicle that chooses its own trips does: its driver's day.
fn vehicles_json(instance: &Instance, plan: &Plan) -> Vec<Value> {
    let shown = instance.vehicles.iter().map(|it| {
        let own = plan.trips.iter().filter(|trip| trip.vehicle == it.id);
        let trips = own.map(|trip| {
            let road = instance
                .roads
                .iter()
                .find(|road| (road.from, road.to) == (trip.from, trip.to));
            let travel_ms = road.map_or(0, |road| i64::from(road.travel_min) * 60_000);
            json!({
                "departure": trip.departure, "from": name_of(instance, trip.from), "to": name_of(instance, trip.to),
                "arrival": trip.departure.plus_ms(travel_ms),
            })
        });
        json!({
            "id": it.id, "name": it.name, "owner": it.owner, "seats": it.seats, "at": name_of(instance, it.at),
            "trips": trips.collect::<Vec<_>>(),
        })
    });
    shown.collect()
}
