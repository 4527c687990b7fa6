//! The door of a leg: who is aboard and who is not, boarding closed by an officer, opened again, and told to the partners
//! whose people are on it.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_crisis::seat::{Entry, EntryState};
use vigie_crisis::{ConflictKind, EventId, GroupId, LegId, PersonId};
use vigie_exchange::PartyId;

use super::{
    App, Deed, Problem, crisis_joint::with_partners, crisis_joint_seat::tell_offers, gate::Who,
    input::Told,
};
use crate::{
    crisis::{
        Desk, Register,
        closing::{CloseWish, ClosingPaper, FinalLine, closing, closing_told},
        joint::Partners,
    },
    partner::room,
};

fn leg_id(leg: &str) -> Result<LegId, Problem> {
    leg.parse().map_err(|_form| Problem::not_found(leg))
}

/// One of ours by name; who is erased by id only.
fn named(register: &Register, person: PersonId) -> Value {
    let known = register.persons.get(&person);
    json!({
        "id": person, "names": known.map(|it| &it.names), "minor": known.is_some_and(|it| it.needs.minor),
        "stretcher": known.is_some_and(|it| it.needs.stretcher),
    })
}

/// One of ours with their family, and whether or in which turn they stand by.
fn in_family(
    register: &Register,
    person: PersonId,
    group: GroupId,
    standby: impl Serialize,
) -> Value {
    let mut seen = named(register, person);
    seen["group"] = json!(group);
    seen["standby"] = json!(standby);
    seen
}

fn lines(register: &Register, all: &[FinalLine]) -> Vec<Value> {
    let all = all.iter();
    all.map(|it| in_family(register, it.person, it.group, it.standby))
        .collect()
}

/// A closing as officers see it: the final manifest by name, and whether it is still what its digest says.
fn paper_json(register: &Register, paper: &ClosingPaper) -> Value {
    json!({
        "in_force": paper.is_in_force(), "owner": paper.owner, "closed_ms": paper.closed_ms, "said_ms": paper.said_ms,
        "by": paper.by, "version": paper.version, "digest": paper.digest,
        "intact": paper.digest_of(register.paper.id) == paper.digest,
        "aboard": lines(register, &paper.aboard), "absent": lines(register, &paper.absent),
        "partners": paper.partners, "empty": paper.empty, "reopened": paper.reopened, "undone": paper.undone,
    })
}

/// Scans that contradict the closing: who was scanned aboard when, by which device, and when boarding was closed.
fn late(register: &mut Register, leg: LegId) -> Vec<Value> {
    let conflicts = register.board().conflicts.clone();
    let register = &*register;
    let time = |id: EventId| {
        let event = register.journal.of(id).next();
        event.map(|it| {
            it.at_ms
                .saturating_add(register.journal.clock_offset_ms(id))
        })
    };
    let of = conflicts.iter().filter_map(|one| {
        let (person, scan, closed_ms) = match &one.kind {
            ConflictKind::LateAboard {
                person,
                leg: of,
                event,
                closed_ms,
            } if *of == leg => (*person, *event, Some(*closed_ms)),
            ConflictKind::NoShowAboard {
                person,
                leg: of,
                events: [scan, absent],
            } if *of == leg => (*person, *scan, time(*absent)),
            _ => return None,
        };
        let mut seen = named(register, person);
        let device = register.devices.get(&scan.device);
        seen["kind"] = json!(one.kind.code());
        seen["scanned_ms"] = json!(time(scan));
        // Without a device it was noted at the node.
        seen["device"] = json!(device.map(|it| &it.name));
        seen["closed_ms"] = json!(closed_ms);
        seen["settled"] = json!(one.settled.is_some());
        Some(seen)
    });
    of.collect()
}

fn door_json(desk: &mut Desk<'_>, leg: LegId, partners: &Partners) -> Result<Value, Problem> {
    let paper = closing(desk.ledger, desk.register.paper.id, leg)?;
    let door = desk.door(leg, None, partners)?;
    let alone = desk.register.board().open_conflicts();
    let alone =
        alone.filter(|it| matches!(it.kind, ConflictKind::MinorAlone { leg: of, .. } if of == leg));
    let alone = alone.count();
    let late = late(desk.register, leg);
    let register = &*desk.register;
    let entries = &door.manifest.entries;
    let person = |it: &Entry| in_family(register, it.person, it.group, it.standby);
    let of = |state: EntryState| -> Vec<Value> {
        let all = entries.iter().filter(|it| it.state == state);
        all.map(person).collect()
    };
    let split = door.manifest.split();
    let families = split.iter().map(|group| {
        let side = |aboard: bool| -> Vec<Value> {
            let family = entries.iter().filter(|it| it.group == *group);
            let side = family.filter(|it| (it.state == EntryState::Boarded) == aboard);
            side.map(person).collect()
        };
        json!({
            "group": group, "aboard": side(true), "ashore": side(false), "minor_alone": door.manifest.parts_minor(*group),
        })
    });
    let families: Vec<Value> = families.collect();
    let told = partners.iter().flat_map(|(party, it)| {
        let of_leg = it.closings.iter().filter(move |one| one.leg == leg);
        of_leg.map(move |one| json!({"party": party, "closing": one}))
    });
    let told: Option<Value> = told.last();
    Ok(json!({
        "leg": door.leg, "ours": door.ours, "version": door.version, "places": door.manifest.places,
        "aboard": of(EntryState::Boarded), "waiting": of(EntryState::Expected), "standby": of(EntryState::Standby),
        "families": families, "partners": door.partners, "minors_alone": alone,
        "closing": paper.map(|it| paper_json(register, &it)), "told": told, "late": late,
    }))
}

/// Who is at the door; every look is noted.
pub(super) async fn door(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, leg)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let leg = leg_id(&leg)?;
    with_partners(&app, &id, move |desk, partners| {
        let shown = door_json(desk, leg, partners)?;
        let detail = json!({"crisis": desk.register.paper.id});
        Deed::new(&who.user, "boarding-seen", leg, detail).note(desk.ledger)?;
        Ok(shown)
    })
    .await
    .map(Json)
}

/// What each partner with people or seats on a leg of ours is told.
fn words(
    desk: &Desk<'_>,
    paper: &ClosingPaper,
    partners: &Partners,
) -> Result<Vec<(PartyId, room::Told)>, Problem> {
    let crisis = desk.register.paper.id;
    let (leg, ours) = desk.leg_at_door(paper.leg, partners)?;
    if !ours {
        return Ok(Vec::new());
    }
    let word = |(party, partner): (&String, &crate::crisis::joint::Partner)| {
        let code = &partner.frame.as_ref()?.own;
        let told = closing_told(crisis, paper, code, (&partner.lines, &leg))?;
        Some((PartyId::new(party).ok()?, told))
    };
    Ok(partners.iter().filter_map(word).collect())
}

/// Tells them, as far as the agreement names the kind: how many heard of it.
async fn tell(app: &Arc<App>, words: Vec<(PartyId, room::Told)>, user: &str) -> usize {
    let mut heard = 0;
    for (party, told) in words {
        let user = user.to_owned();
        let done = app.desk(move |desk| desk.tell_seats(&party, &[told], &user));
        // What could not be told is seen in the answer, and told when boarding is opened or closed again.
        heard += done.await.unwrap_or(0);
    }
    heard
}

/// Tells partners of a door, its open seats too; the door as shown, and how many of them heard.
async fn told(
    app: &Arc<App>,
    id: &str,
    leg: LegId,
    user: &str,
    (mut shown, words): (Value, Vec<(PartyId, room::Told)>),
) -> Json<Value> {
    let to_tell = words.len();
    let heard = tell(app, words, user).await;
    tell_offers(app, id, leg, user).await;
    shown["partners_told"] = json!(heard);
    shown["partners_untold"] = json!(to_tell.saturating_sub(heard));
    Json(shown)
}

/// Closes boarding.
pub(super) async fn close(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, leg)): Path<(String, String)>,
    Told(wish): Told<CloseWish>,
) -> Result<Json<Value>, Problem> {
    let leg = leg_id(&leg)?;
    let user = who.user.clone();
    let done = with_partners(&app, &id, move |desk, partners| {
        let done = desk.close_boarding(leg, &wish, partners, &user)?;
        let words = words(desk, &done.paper, partners)?;
        let mut shown = door_json(desk, leg, partners)?;
        shown["back"] = json!(done.back);
        shown["off"] = json!(done.off);
        Ok((shown, words))
    })
    .await?;
    Ok(told(&app, &id, leg, &who.user, done).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reopening {
    reason: String,
}

/// Opens boarding again, until departure.
pub(super) async fn reopen(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, leg)): Path<(String, String)>,
    Told(wish): Told<Reopening>,
) -> Result<Json<Value>, Problem> {
    let leg = leg_id(&leg)?;
    let user = who.user.clone();
    let done = with_partners(&app, &id, move |desk, partners| {
        let paper = desk.reopen_boarding(leg, &wish.reason, partners, &user)?;
        let words = words(desk, &paper, partners)?;
        Ok((door_json(desk, leg, partners)?, words))
    })
    .await?;
    Ok(told(&app, &id, leg, &who.user, done).await)
}
