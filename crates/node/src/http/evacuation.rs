//! Evacuation: what carries people, the plan and its proof, offers of seats, the ledger, manifests.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::plan::{
    Assignment, Effort, Instance, Resource, bound, check, fairness, helps, pooled_plan, replan,
    stranded,
};
use vigie_crisis::seat::{Answer, Claim, CostRule, Escrow, Use, balances, ledger};
use vigie_crisis::{FunnelState, GroupId, Leg, LegId, PlaceId};
use vigie_sea::Time;

use super::{App, Deed, Problem, crisis::at_desk, gate::Who, input::Told};
use crate::crisis::evacuation::{
    Leavers, PlanPaper, Transport, escrows, group_of, keep_escrow, leavers,
};
use crate::live::now;

/// What would help, shown.
const HELPS_SHOWN: usize = 20;
/// One plan is made at a time: it takes a core for seconds.
static PLANNING: AtomicBool = AtomicBool::new(false);

struct Turn;

impl Turn {
    fn take() -> Result<Self, Problem> {
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

fn refused(fault: vigie_crisis::Error) -> Problem {
    Problem::bad(fault.code(), &fault)
}

/// What carries people, as told last, with what is wrong in it.
pub(super) async fn transport(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        let kept = Transport::load(desk.ledger, desk.register.paper.id)?;
        let faults = kept.as_ref().map(|it| it.instance.faults());
        Ok(json!({"transport": kept, "faults": faults.unwrap_or_default()}))
    });
    Ok(Json(answer.await?))
}

/// Replaces it.
pub(super) async fn put_transport(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<Transport>,
) -> Result<Json<Value>, Problem> {
    wish.instance.bounded().map_err(refused)?;
    if !wish.instance.partners.contains(&wish.own) {
        return Err(Problem::bad("evacuation-own-unknown", &wish.own));
    }
    let answer = at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        wish.keep(desk.ledger, crisis)?;
        let detail =
            json!({"legs": wish.instance.legs.len(), "groups": wish.instance.groups.len()});
        Deed::new(&who.user, "evacuation-transport", crisis, detail).note(desk.ledger)?;
        Ok(json!({"transport": wish, "faults": wish.instance.faults()}))
    });
    Ok(Json(answer.await?))
}

/// What a plan is made from at this moment.
struct Task {
    instance: Instance,
    leavers: Leavers,
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
    let task = at_desk(&app, &id, |desk| {
        let crisis = desk.register.paper.id;
        let kept = Transport::load(desk.ledger, crisis)?;
        let kept = kept.ok_or_else(|| Problem::bad("evacuation-no-transport", ""))?;
        let now = now();
        let leavers = leavers(desk.register, &kept.own, now);
        let old = PlanPaper::load(desk.ledger, crisis)?;
        let mut instance = kept.instance;
        set_aside(&mut instance, &escrows(desk.ledger, crisis)?);
        Ok(Task {
            instance,
            leavers,
            old,
            now,
        })
    })
    .await?;
    let by = who.user.clone();
    let done = tokio::task::spawn_blocking(move || (make(task, by), turn)).await;
    let (made, _turn) = done.map_err(|broken| Problem::internal("work-broke", broken))?;
    let (paper, placeless) = made?;
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
        let detail = json!({"version": paper.version, "gap_pct": paper.plan.gap_pct(), "changed": paper.changed.len()});
        Deed::new(&who.user, "evacuation-planned", crisis, detail).note(desk.ledger)?;
        let mut answer = plan_json(&paper);
        if let Some(map) = answer.as_object_mut() {
            map.insert("placeless".to_owned(), json!(placeless));
        }
        Ok(answer)
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

fn make(task: Task, by: String) -> Result<(PlanPaper, u32), Problem> {
    let Task {
        mut instance,
        leavers,
        old,
        now,
    } = task;
    instance.groups.extend(leavers.groups);
    let effort = Effort::default();
    let version = old.as_ref().map_or(1, |it| it.version.saturating_add(1));
    let made_ms = now.ms();
    let known = old.as_ref().map(|it| &it.plan.prices);
    // A way that the register says is behind them counts from where they are now.
    let ways: Vec<Assignment> = old
        .as_ref()
        .map(|it| it.plan.assignments.clone())
        .unwrap_or_default();
    let paper = if ways.is_empty() {
        for group in &mut instance.groups {
            group.ready = group.ready.max(now);
        }
        let pooled = pooled_plan(&instance, &leavers.committed, None, effort).map_err(refused)?;
        PlanPaper {
            version,
            made_ms,
            by,
            instance,
            committed: leavers.committed,
            plan: pooled.plan,
            partners: pooled.partners,
            changed: Vec::new(),
            disrupted: Vec::new(),
        }
    } else {
        let new = replan(&instance, &ways, now, known, effort).map_err(refused)?;
        PlanPaper {
            version,
            made_ms,
            by,
            instance: new.frozen.instance,
            committed: new.frozen.committed,
            plan: new.plan,
            partners: old.map(|it| it.partners).unwrap_or_default(),
            changed: new.changed,
            disrupted: new.disrupted,
        }
    };
    Ok((paper, leavers.placeless))
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

fn name_of(instance: &Instance, place: PlaceId) -> Option<&str> {
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

/// Counts and proof; no group is named.
fn plan_json(paper: &PlanPaper) -> Value {
    let (instance, plan) = (&paper.instance, &paper.plan);
    let verdict = check(instance, &plan.assignments, &paper.committed);
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for it in stranded(instance, plan, &paper.committed) {
        *reasons.entry(it.obstacle.code()).or_default() += u64::from(it.size);
    }
    let figures = fairness(instance, &plan.assignments);
    json!({
        "version": paper.version, "made_ms": paper.made_ms, "by": paper.by, "method": plan.method,
        "objective": verdict.objective, "bound": bound(instance, &paper.committed, &plan.prices),
        "gap_pct": plan.gap_pct(), "lifted": verdict.lifted, "not_lifted": verdict.not_lifted,
        "violations": verdict.violations, "partners": paper.partners, "stranded": reasons,
        "fairness": {"all": figures.all, "partner": figures.partner, "partner_class": figures.partner_class},
        "helps": helps(instance, plan, HELPS_SHOWN).iter().map(|help| help_json(instance, help)).collect::<Vec<_>>(),
        "changed": paper.changed.len(), "disrupted": paper.disrupted.len(),
        "legs": legs_json(instance, &plan.assignments), "buses": buses_json(instance, &plan.assignments),
    })
}

fn help_json(instance: &Instance, help: &vigie_crisis::plan::Help) -> Value {
    let leg = |id: LegId| instance.legs.iter().find(|it| it.id == id);
    let (place, leg, slot) = match help.resource {
        Resource::BusSeat { at, slot } => (name_of(instance, at), None, Some(slot)),
        Resource::Road { from, slot, .. } => (name_of(instance, from), None, Some(slot)),
        Resource::Seat { leg: id }
        | Resource::Stretcher { leg: id }
        | Resource::Wheelchair { leg: id } => (
            leg(id).and_then(|it| name_of(instance, it.from)),
            leg(id),
            None,
        ),
        Resource::Hall { at, leg: id } => (name_of(instance, at), leg(id), None),
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

/// The manifest of a leg: our people by name, partners' by group. Every look is noted.
pub(super) async fn manifest(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, leg)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let leg: LegId = leg.parse().map_err(|_form| Problem::not_found(&leg))?;
    let answer = at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        let paper = PlanPaper::load(desk.ledger, crisis)?;
        let paper = paper.ok_or_else(|| Problem::not_found(leg))?;
        let entry = paper.instance.legs.iter().find(|it| it.id == leg);
        let entry = entry.ok_or_else(|| Problem::not_found(leg))?;
        Deed::new(
            &who.user,
            "manifest-seen",
            leg,
            json!({"version": paper.version}),
        )
        .note(desk.ledger)?;
        let members = |group: GroupId| -> Vec<Value> {
            let persons = desk.register.persons.values();
            persons
                .filter(|it| group_of(it) == group)
                .map(|it| json!(it.for_desk()))
                .collect()
        };
        let groups: BTreeMap<GroupId, _> =
            paper.instance.groups.iter().map(|it| (it.id, it)).collect();
        let line = |group: GroupId, standby: Option<u32>| {
            groups.get(&group).map(|it| {
                json!({
                    "group": group, "partner": it.partner, "size": it.size, "stretchers": it.stretchers,
                    "wheelchairs": it.wheelchairs, "minors": it.minors, "standby": standby, "members": members(group),
                })
            })
        };
        let seated = paper.plan.assignments.iter().filter(|it| it.leg == leg);
        let lines: Vec<Value> = seated.filter_map(|it| line(it.group, None)).collect();
        let standby = paper.plan.standby.iter().filter(|it| it.leg == leg);
        let standby: Vec<Value> = standby
            .filter_map(|it| line(it.group, Some(it.rank)))
            .collect();
        Ok(json!({
            "leg": entry, "from": name_of(&paper.instance, entry.from), "to": name_of(&paper.instance, entry.to),
            "version": paper.version, "groups": lines, "standby": standby,
        }))
    });
    Ok(Json(answer.await?))
}

fn book_json(book: &Escrow, legs: &[Leg]) -> Value {
    let leg = legs.iter().find(|it| it.id == book.leg);
    let offers: Vec<Value> = book
        .offers
        .iter()
        .map(|offer| json!({"offer": offer, "open": book.open(offer)}))
        .collect();
    json!({
        "leg": book.leg, "name": leg.map(|it| &it.name), "departure": leg.map(|it| it.departure), "cutoff": book.cutoff,
        "owner": book.owner, "places": book.places, "own": book.own, "free": book.free(), "held": book.held(),
        "offers": offers, "claims": book.claims,
    })
}

/// Works on the book of one leg of ours; time passes first, so that what expired is released and kept.
async fn at_book<T: Send + 'static>(
    app: &Arc<App>,
    id: &str,
    who: Who,
    leg: LegId,
    work: impl FnOnce(&mut Escrow, Time) -> Result<(T, &'static str, Value), Problem> + Send + 'static,
) -> Result<(T, Value), Problem> {
    at_desk(app, id, move |desk| {
        let crisis = desk.register.paper.id;
        let kept = Transport::load(desk.ledger, crisis)?;
        let kept = kept.ok_or_else(|| Problem::bad("evacuation-no-transport", ""))?;
        let entry = kept
            .instance
            .legs
            .iter()
            .find(|it| it.id == leg && it.owner == kept.own);
        let entry = entry.ok_or_else(|| Problem::not_found(leg))?;
        let books = escrows(desk.ledger, crisis)?;
        let mut book = books
            .into_iter()
            .find(|it| it.leg == leg)
            .unwrap_or_else(|| Escrow::new(entry));
        let now = now();
        for release in book.tick(now) {
            Deed::new("vigie", "seats-released", leg, json!(release)).note(desk.ledger)?;
        }
        book.own = own_use(desk.ledger, crisis, leg, &kept.own)?.unwrap_or(book.own);
        let (done, action, detail) = work(&mut book, now)?;
        keep_escrow(desk.ledger, crisis, &book)?;
        Deed::new(&who.user, action, leg, detail).note(desk.ledger)?;
        Ok((done, book_json(&book, &kept.instance.legs)))
    })
    .await
}

/// What our own people use of a leg by the plan in force.
fn own_use(
    store: &vigie_store::Ledger,
    crisis: vigie_crisis::CrisisId,
    leg: LegId,
    own: &str,
) -> Result<Option<(u32, u32)>, Problem> {
    let Some(paper) = PlanPaper::load(store, crisis)? else {
        return Ok(None);
    };
    let groups: BTreeMap<GroupId, _> = paper.instance.groups.iter().map(|it| (it.id, it)).collect();
    let mine = paper.plan.assignments.iter().filter(|it| it.leg == leg);
    let used = mine
        .filter_map(|it| groups.get(&it.group))
        .filter(|it| it.partner == own);
    Ok(Some(used.fold((0, 0), |sum, it| {
        let lying = u32::from(it.stretchers);
        (
            sum.0 + u32::from(it.size) - lying.min(u32::from(it.size)),
            sum.1 + lying,
        )
    })))
}

/// Offers of seats and what became of them.
pub(super) async fn offers(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        let crisis = desk.register.paper.id;
        let legs = Transport::load(desk.ledger, crisis)?
            .map(|it| it.instance.legs)
            .unwrap_or_default();
        let mut books = escrows(desk.ledger, crisis)?;
        for book in &mut books {
            let released = book.tick(now());
            if !released.is_empty() {
                keep_escrow(desk.ledger, crisis, book)?;
                for release in released {
                    Deed::new("vigie", "seats-released", book.leg, json!(release))
                        .note(desk.ledger)?;
                }
            }
        }
        let books: Vec<Value> = books.iter().map(|book| book_json(book, &legs)).collect();
        Ok(json!({"books": books}))
    });
    Ok(Json(answer.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOffer {
    leg: LegId,
    to: String,
    seats: u32,
    #[serde(default)]
    stretchers: u32,
    #[serde(default)]
    conditions: String,
    expires: Time,
}

/// Sets seats of a leg of ours aside for a partner.
pub(super) async fn offer(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<NewOffer>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let leg = wish.leg;
    let (_, book) = at_book(&app, &id, who, leg, move |book, now| {
        let seats = (wish.seats, wish.stretchers);
        let made = book
            .offer(&wish.to, seats, &wish.conditions, now, wish.expires)
            .map_err(refused)?;
        Ok(((), "seats-offered", json!(made)))
    })
    .await?;
    Ok((StatusCode::CREATED, Json(book)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfferName {
    leg: LegId,
    number: u32,
}

/// Takes an offer back.
pub(super) async fn withdraw(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<OfferName>,
) -> Result<Json<Value>, Problem> {
    let (_, book) = at_book(&app, &id, who, wish.leg, move |book, now| {
        let release = book.withdraw(wish.number, now);
        let release = release.ok_or_else(|| Problem::bad("seat-offer-not-open", wish.number))?;
        Ok(((), "seats-withdrawn", json!(release)))
    })
    .await?;
    Ok(Json(book))
}

/// A partner's claim, as it came. The same claim gets the same answer.
pub(super) async fn claim(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<Claim>,
) -> Result<Json<Value>, Problem> {
    let (answer, book) = at_book(&app, &id, who, wish.leg, move |book, now| {
        let answer = book.claim(&wish, now);
        Ok((
            answer,
            "seats-claimed",
            json!({"claim": wish, "answer": answer}),
        ))
    })
    .await?;
    let refusal = match answer {
        Answer::Confirmed => None,
        Answer::Refused(refusal) => Some(refusal.code()),
    };
    Ok(Json(
        json!({"answer": answer, "refusal": refusal, "book": book}),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GiveBack {
    leg: LegId,
    from: String,
    number: u64,
    seats: u32,
    #[serde(default)]
    stretchers: u32,
}

/// A partner gives seats of a claim back.
pub(super) async fn give_back(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<GiveBack>,
) -> Result<Json<Value>, Problem> {
    let (_, book) = at_book(&app, &id, who, wish.leg, move |book, _| {
        book.give_back(&wish.from, wish.number, (wish.seats, wish.stretchers))
            .map_err(refused)?;
        let detail = json!({"from": wish.from, "number": wish.number, "seats": wish.seats});
        Ok(((), "seats-given-back", detail))
    })
    .await?;
    Ok(Json(book))
}

/// Seats given and received on our legs, and what is to be recovered, by seat.
pub(super) async fn accounts(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, |desk| {
        let crisis = desk.register.paper.id;
        let kept = Transport::load(desk.ledger, crisis)?;
        let Some(kept) = kept else {
            return Ok(json!({"lines": [], "balances": []}));
        };
        let mut aboard: BTreeMap<LegId, u32> = BTreeMap::new();
        for standing in desk.register.board().persons.values() {
            let went = matches!(standing.state, FunnelState::Embarked | FunnelState::Arrived);
            if let Some(leg) = standing.leg.filter(|_| went) {
                *aboard.entry(leg).or_default() += 1;
            }
        }
        let mut uses: Vec<Use> = aboard
            .iter()
            .map(|(leg, carried)| Use {
                leg: *leg,
                partner: kept.own.clone(),
                held: *carried,
                given_back: 0,
                carried: *carried,
            })
            .collect();
        for book in escrows(desk.ledger, crisis)? {
            for (partner, (seats, stretchers)) in book.held() {
                let back = book.claims.iter().filter(|it| it.claim.from == partner);
                let given_back = back.map(|it| it.given_back.0 + it.given_back.1).sum();
                // What the partner holds when the leg leaves is what it used: its people are not in our register.
                let held = seats + stretchers;
                uses.push(Use {
                    leg: book.leg,
                    partner,
                    held,
                    given_back,
                    carried: held,
                });
            }
        }
        let lines = ledger(&kept.instance.legs, &uses, CostRule::BySeat);
        Ok(json!({"lines": lines, "balances": balances(&lines)}))
    });
    Ok(Json(answer.await?))
}
