//! Check-in devices: enrolled with a key of their own, given what a desk needs, and read from whenever they come back.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::{CrisisId, DeviceId, FunnelState, GroupId, LegId, PersonId, pseudonym};
use vigie_exchange::unhex;
use vigie_store::{CrisisPart, CrisisRow, Ledger};

use super::{
    App, Deed, Problem,
    crisis::at_desk,
    crisis_joint::with_partners,
    crisis_person::class_code,
    gate::Who,
    input::{Asked, Told},
};
use crate::{
    auth::{Role, hex},
    crisis::{
        AsidePaper, DevicePaper,
        closing::{closed_since, closings},
        evacuation::{PlanPaper, Seating, Transport},
        work,
    },
    live::now,
};

/// Devices of one crisis.
const DEVICES_MAX: usize = 1_000;
/// Events in one delivery or one answer.
const EVENTS_MAX: usize = 2_000;
/// Records in one delivery: a page of before sends every walk-in that it ever registered.
const RECORDS_MAX: usize = 20_000;
/// What a fingerprint of a document is a pseudonym of.
const DOCUMENT: &[u8] = b"document";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDevice {
    id: DeviceId,
    name: String,
    public: String,
}

/// Enrols a device: from now on what it signs is believed to be its own.
pub(super) async fn enrol(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(wish): Told<NewDevice>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let key = unhex(&wish.public).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let key = key.and_then(|bytes| ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok());
    if key.is_none_or(|key| key.is_weak()) || wish.name.chars().count() > 60 {
        return Err(Problem::bad("crisis-device-key", ""));
    }
    at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        if desk.register.devices.len() >= DEVICES_MAX {
            return Err(Problem::bad("crisis-devices-too-many", DEVICES_MAX));
        }
        let own = desk.register.own_device();
        let known = desk.register.devices.get(&wish.id);
        if wish.id == own || known.is_some_and(|known| known.public != wish.public) {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "crisis-device-taken",
                wish.id,
            ));
        }
        let paper = DevicePaper {
            id: wish.id,
            name: wish.name,
            public: wish.public,
            enrolled_ms: now().ms(),
            enrolled_by: who.user.clone(),
            revoked_ms: None,
            revoked_by: None,
            revoked_why: String::new(),
        };
        let body = serde_json::to_string(&paper);
        let row = CrisisRow {
            id: paper.id.0,
            body: body.map_err(|fault| Problem::internal("work-broke", fault))?,
        };
        desk.register.changed = true;
        desk.ledger
            .put_crisis_part(&crisis.0, CrisisPart::Device, &row)?;
        let detail = json!({"crisis": crisis, "name": paper.name});
        Deed::new(&who.user, "crisis-device-enrolled", paper.id, detail).note(desk.ledger)?;
        desk.register.devices.insert(paper.id, paper);
        Ok(())
    })
    .await?;
    Ok((StatusCode::CREATED, Json(json!({"enrolled": true}))))
}

/// Devices of a crisis, and what revoked ones delivered since: it is shown and counts nowhere.
pub(super) async fn devices(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, move |desk| {
        let register = &*desk.register;
        let aside: Vec<_> = register.waiting_aside().collect();
        let refused: Vec<_> = register.waiting_refused().collect();
        let (in_all, refused_in_all) = (aside.len(), refused.len());
        // Who is to decide sees whom a note is about.
        let officer = who.role == Role::Consular;
        let mut seen = 0_usize;
        let mut shown = |mut notes: Vec<&AsidePaper>| -> Vec<Value> {
            notes.sort_by_key(|it| std::cmp::Reverse((it.taken_ms, it.seq)));
            let notes = notes.into_iter().take(EVENTS_MAX).map(|it| {
                let event = serde_json::from_str(&it.text).unwrap_or_else(|_none| json!({}));
                let walk_in = officer
                    .then(|| register.aside_record(desk.vault, it))
                    .flatten();
                let known = event["person"].as_str().and_then(|it| it.parse().ok());
                let known = known.and_then(|it: PersonId| register.persons.get(&it));
                let about = walk_in.as_ref().or(known.filter(|_| officer));
                seen += usize::from(about.is_some());
                json!({
                    "device": it.device, "seq": it.seq, "taken_ms": it.taken_ms, "event": event,
                    "names": about.map(|person| &person.names), "record": it.record.is_some(), "refused": it.refused,
                })
            });
            notes.collect()
        };
        let (aside, refused) = (shown(aside), shown(refused));
        let answer = json!({
            "devices": work::devices(register), "aside": aside, "aside_in_all": in_all,
            "refused": refused, "refused_in_all": refused_in_all,
        });
        if seen > 0 {
            let crisis = register.paper.id;
            let detail = json!({"names": seen});
            Deed::new(&who.user, "crisis-aside-seen", crisis, detail).note(desk.ledger)?;
        }
        Ok(answer)
    });
    Ok(Json(answer.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Revocation {
    #[serde(default)]
    reason: String,
}

fn known_form(device: &str) -> Result<DeviceId, Problem> {
    device.parse().map_err(|_form| Problem::not_found(device))
}

/// Revokes a device that was lost or is in the wrong hands.
pub(super) async fn revoke(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, device)): Path<(String, String)>,
    Told(wish): Told<Revocation>,
) -> Result<Json<Value>, Problem> {
    let device = known_form(&device)?;
    let answer = at_desk(&app, &id, move |desk| {
        work::revoke(desk, device, &wish.reason, &who.user)?;
        Ok(json!({"devices": work::devices(desk.register)}))
    });
    Ok(Json(answer.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AsideWish {
    /// Take in, or drop.
    take: bool,
    /// Numbers of the device; without them all that wait.
    seqs: Option<Vec<u64>>,
    /// Of what the node refused, which can be put away and not taken in.
    #[serde(default)]
    refused: bool,
    #[serde(default)]
    reason: String,
}

/// Takes in, or drops, what a revoked device delivered; puts away what the node refused.
pub(super) async fn aside(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, device)): Path<(String, String)>,
    Told(wish): Told<AsideWish>,
) -> Result<Json<Value>, Problem> {
    let device = known_form(&device)?;
    if wish.refused {
        if wish.take {
            return Err(Problem::bad("query-unreadable", "take"));
        }
        let answer = at_desk(&app, &id, move |desk| {
            let seqs = wish.seqs.as_deref();
            let notes = work::dismiss_refused(desk, device, seqs, &wish.reason, &who.user)?;
            Ok(json!({"notes": notes, "taken": 0, "persons": 0, "without_record": 0}))
        });
        return Ok(Json(answer.await?));
    }
    let dropped = !wish.take;
    let answer = at_desk(&app, &id, move |desk| {
        let word = (wish.take, wish.reason.as_str());
        let done = work::decide_aside(desk, device, wish.seqs.as_deref(), word, &who.user)?;
        Ok(json!(done))
    })
    .await?;
    if dropped {
        // Records of walk-ins went with them.
        let emptied = tokio::task::spawn_blocking(move || app.crisis.forget_erased()).await;
        emptied.map_err(|broken| Problem::internal("work-broke", broken))??;
    }
    Ok(Json(answer))
}

/// Legs that people may board: those of what carries people, and partners' of the plan in force, with the time at which
/// boarding was closed.
fn legs_of(
    ledger: &Ledger,
    crisis: CrisisId,
    plan: Option<&PlanPaper>,
    closed: &BTreeMap<LegId, i64>,
) -> Result<Vec<Value>, Problem> {
    let own = Transport::load(ledger, crisis)?;
    let mut legs = own.map(|it| it.instance.legs).unwrap_or_default();
    let known: BTreeSet<LegId> = legs.iter().map(|it| it.id).collect();
    let planned = plan.into_iter().flat_map(|it| &it.instance.legs);
    legs.extend(planned.filter(|it| !known.contains(&it.id)).cloned());
    let shown = legs.iter().map(|it| {
        json!({"id": it.id, "name": it.name, "from": it.from, "departure_ms": it.departure.ms(), "cutoff_ms": it.cutoff.ms(),
            "seats": it.seats, "stretchers": it.stretchers, "boarding_closed_ms": closed.get(&it.id)})
    });
    Ok(shown.collect())
}

/// What a desk needs without a network: places, and of people who are not yet out their names, groups and needs. Numbers
/// of documents are there as keyed fingerprints only.
pub(super) async fn pack(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let realm = app.realm_word();
    let answer = with_partners(&app, &id, move |desk, partners| {
        let crisis = desk.register.paper.id;
        let closed = closed_since(&closings(desk.ledger, crisis)?, partners);
        let document_key = desk.vault.crisis_key(crisis, DOCUMENT);
        let board = desk.register.board().clone();
        let plan = PlanPaper::load(desk.ledger, crisis)?;
        let seating = Seating::read(desk.register, plan.as_ref(), now());
        let register = &*desk.register;
        let legs = legs_of(desk.ledger, crisis, plan.as_ref(), &closed)?;
        let ways = plan.map(|it| it.plan.assignments);
        let seats: BTreeMap<GroupId, LegId> = ways
            .unwrap_or_default()
            .iter()
            .map(|it| (it.group, it.leg))
            .collect();
        // A wristband is believed by the key of the device that printed it.
        let devices: Vec<Value> = register
            .devices
            .values()
            .map(|it| json!({"id": it.id, "public": it.public, "revoked": it.revoked_ms.is_some()}))
            .collect();
        let out =
            |state: FunnelState| matches!(state, FunnelState::Arrived | FunnelState::Deceased);
        let persons: Vec<Value> = board
            .persons
            .iter()
            .filter(|(_, standing)| !out(standing.state))
            .filter_map(|(id, standing)| {
                let person = register.persons.get(id)?;
                let tags: Vec<String> = person
                    .documents
                    .iter()
                    .filter_map(|document| {
                        let text = format!("{} {}", document.issuer, document.number);
                        pseudonym(&document_key, DOCUMENT, text.as_bytes())
                    })
                    .collect();
                let mut view = json!(person.for_desk());
                view["state"] = json!(standing.state);
                view["leg"] = json!(standing.leg);
                // Who is aboard has a seat there, whatever is planned for the rest of the family.
                let aboard = standing
                    .leg
                    .filter(|_| standing.state == FunnelState::Embarked);
                let planned = || seats.get(&seating.group(person)?).copied();
                view["planned_leg"] = json!(aboard.or_else(planned));
                view["class"] = json!(class_code(person));
                view["documents"] = json!(tags);
                view["birth_year"] = json!(person.birth.map(|birth| birth.year));
                Some(view)
            })
            .collect();
        let detail = json!({"persons": persons.len()});
        Deed::new(&who.user, "crisis-pack-taken", crisis, detail).note(desk.ledger)?;
        Ok(json!({
            "crisis": {"id": crisis, "name": register.paper.name}, "now_ms": now().ms(),
            "document_key": hex(&document_key), "places": register.places.values().collect::<Vec<_>>(),
            "persons": persons, "newest": register.newest, "legs": legs, "devices": devices,
            "realm": realm,
        }))
    });
    Ok(Json(answer.await?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignedEvent {
    text: String,
    signature: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Delivered {
    /// The device's clock at the moment of delivery, milliseconds since 1970 UTC.
    now_ms: i64,
    events: Vec<SignedEvent>,
    /// Records of walk-ins, each read by itself.
    #[serde(default)]
    persons: Vec<Value>,
}

/// Takes in what a device noted while it was away. What is wrong with one note or one record is said by its place, and
/// keeps nothing else from being taken.
pub(super) async fn deliver(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Told(told): Told<Delivered>,
) -> Result<Json<Value>, Problem> {
    if told.events.len() > EVENTS_MAX || told.persons.len() > RECORDS_MAX {
        return Err(Problem::bad("crisis-delivery-long", EVENTS_MAX));
    }
    let answer = at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        let events: Vec<(String, String)> = told
            .events
            .into_iter()
            .map(|event| (event.text, event.signature))
            .collect();
        let now_ms = now().ms();
        let delivery = desk
            .register
            .deliver(desk.ledger, &events, told.now_ms, now_ms)?;
        let register = &mut *desk.register;
        let records =
            register.take_records(desk.ledger, desk.vault, told.persons, &delivery, now_ms)?;
        let detail = json!({
            "delivery": delivery, "walk_ins": records.taken, "records_aside": records.aside,
            "records_refused": records.refused,
        });
        Deed::new(&who.user, "crisis-events-delivered", crisis, detail).note(desk.ledger)?;
        Ok(json!({
            "taken": delivery.taken, "known": delivery.known, "forked": delivery.forked,
            "refused": delivery.refused, "aside": delivery.aside, "walk_ins": records.taken.len(),
            "persons_refused": records.refused, "now_ms": now_ms,
            "missing": desk.register.journal.missing(),
        }))
    });
    Ok(Json(answer.await?))
}

#[derive(Deserialize)]
pub(super) struct After {
    after: Option<u64>,
}

/// What others noted, in the order in which the node learned it.
pub(super) async fn events(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Asked(asked): Asked<After>,
) -> Result<Json<Value>, Problem> {
    let answer = at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        let after = asked.after.unwrap_or(0);
        let limit = u64::try_from(EVENTS_MAX).unwrap_or(u64::MAX);
        let rows = desk.ledger.journey_after(&crisis.0, after, limit)?;
        let newest = rows.last().map_or(after, |(place, _)| *place);
        let events: Vec<Value> = rows
            .iter()
            .map(|(_, row)| json!({"text": row.text, "signature": row.signature.as_deref().map(hex)}))
            .collect();
        Ok(json!({"events": events, "newest": newest}))
    });
    Ok(Json(answer.await?))
}
