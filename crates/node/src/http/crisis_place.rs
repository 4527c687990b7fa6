//! A place of a crisis under another name, or gone when nothing points to it.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use vigie_crisis::plan::Instance;
use vigie_crisis::{Act, PlaceId};
use vigie_store::CrisisPart;

use super::{
    App, Deed, Problem,
    crisis::{at_desk, named},
    crisis_joint::with_partners,
    gate::Who,
    input::Told,
};
use crate::crisis::{
    Desk,
    evacuation::{PlanPaper, Transport},
    joint::{Partners, UnionState, unions},
    work::row_of,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewName {
    name: String,
}

fn place_id(place: &str) -> Result<PlaceId, Problem> {
    place.parse().map_err(|_form| Problem::not_found(place))
}

/// Gives a place another name, in what carries people too. Its id stays: whoever is there stays there.
pub(super) async fn rename(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, place)): Path<(String, String)>,
    Told(wish): Told<NewName>,
) -> Result<Json<Value>, Problem> {
    let place = place_id(&place)?;
    let name = named(&wish.name)?;
    let answer = at_desk(&app, &id, move |desk| {
        let crisis = desk.register.paper.id;
        let known = desk.register.places.get(&place).cloned();
        let mut paper = known.ok_or_else(|| Problem::not_found(place))?;
        let was = std::mem::replace(&mut paper.name, name);
        desk.register.changed = true;
        let row = row_of(place.0, &paper)?;
        desk.ledger
            .put_crisis_part(&crisis.0, CrisisPart::Place, &row)?;
        let mut carried = false;
        if let Some(mut kept) = Transport::load(desk.ledger, crisis)? {
            carried = rename_in(&mut kept.instance, place, &paper.name);
            if carried {
                kept.keep(desk.ledger, crisis)?;
            }
        }
        let detail = json!({"place": place, "from": was, "to": paper.name, "transport": carried});
        Deed::new(&who.user, "crisis-place-renamed", crisis, detail).note(desk.ledger)?;
        desk.register.places.insert(place, paper.clone());
        Ok(json!(paper))
    });
    Ok(Json(answer.await?))
}

/// The same name in what carries people; says whether the place is there.
fn rename_in(instance: &mut Instance, place: PlaceId, name: &str) -> bool {
    let assembly = instance.assembly.iter_mut().map(|it| (it.id, &mut it.name));
    let ports = instance
        .embarkation
        .iter_mut()
        .map(|it| (it.id, &mut it.name));
    let havens = instance.havens.iter_mut().map(|it| (it.id, &mut it.name));
    let all = assembly.chain(ports).chain(havens);
    let mut found = false;
    for (_, known) in all.filter(|it| it.0 == place) {
        name.clone_into(known);
        found = true;
    }
    found
}

/// Removes a place that nothing points to.
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Extension(who): Extension<Who>,
    Path((id, place)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let place = place_id(&place)?;
    with_partners(&app, &id, move |desk, partners| {
        let crisis = desk.register.paper.id;
        let known = desk.register.places.get(&place).cloned();
        let paper = known.ok_or_else(|| Problem::not_found(place))?;
        let used = pointers(desk, place, partners)?;
        if !used.is_empty() {
            return Err(Problem::new(
                StatusCode::CONFLICT,
                "crisis-place-used",
                used.join(", "),
            ));
        }
        desk.register.changed = true;
        desk.ledger
            .drop_crisis_part(&crisis.0, CrisisPart::Place, &place.0)?;
        let detail = json!({"place": place, "name": paper.name, "kind": paper.kind});
        Deed::new(&who.user, "crisis-place-removed", crisis, detail).note(desk.ledger)?;
        desk.register.places.remove(&place);
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// What points to a place: people of the register, notes of journeys, what carries people, the plan in force, crises held as
/// one, groups of partners.
fn pointers(
    desk: &mut Desk<'_>,
    place: PlaceId,
    partners: &Partners,
) -> Result<Vec<&'static str>, Problem> {
    let crisis = desk.register.paper.id;
    let mut used = Vec::new();
    let mut people = desk.register.persons.values();
    if people.any(|it| it.place == Some(place)) {
        used.push("people");
    }
    let mut events = desk.register.journal.events();
    let at_place = |act: &Act| matches!(act, Act::CheckedIn { place: at, .. } | Act::Moved { place: at } | Act::Arrived { place: at } if *at == place);
    if events.any(|it| at_place(&it.act)) {
        used.push("journeys");
    }
    let kept = Transport::load(desk.ledger, crisis)?;
    if kept.is_some_and(|it| is_in(&it.instance, place)) {
        used.push("transport");
    }
    let plan = PlanPaper::load(desk.ledger, crisis)?;
    if plan.is_some_and(|it| is_planned(&it, place)) {
        used.push("plan");
    }
    let held = |state: UnionState| matches!(state, UnionState::Proposed | UnionState::InForce);
    let all = unions(desk.ledger, crisis)?;
    let mut pairs = all
        .iter()
        .filter(|it| held(it.state))
        .flat_map(|it| &it.union.pairs);
    if pairs.any(|it| it.ours == place) {
        used.push("union");
    }
    let mut groups = partners.values().flat_map(|it| it.groups.iter().flatten());
    if groups.any(|it| it.at == place) {
        used.push("partners");
    }
    Ok(used)
}

fn is_in(instance: &Instance, place: PlaceId) -> bool {
    let assembly = instance.assembly.iter().map(|it| it.id);
    let ports = instance.embarkation.iter().map(|it| it.id);
    let havens = instance.havens.iter().map(|it| it.id);
    let roads = instance.roads.iter().flat_map(|it| [it.from, it.to]);
    let legs = instance.legs.iter().flat_map(|it| [it.from, it.to]);
    let vehicles = instance.vehicles.iter().map(|it| it.at);
    let groups = instance.groups.iter().map(|it| it.at);
    let spots = assembly.chain(ports).chain(havens).chain(roads);
    let mut all = spots.chain(legs).chain(vehicles).chain(groups);
    all.any(|it| it == place)
}

/// Whether the plan in force sends anybody there, or away from there.
fn is_planned(paper: &PlanPaper, place: PlaceId) -> bool {
    let ways = &paper.plan.assignments;
    let rides = ways.iter().filter_map(|it| it.ride);
    let rides = rides.flat_map(|it| [it.from, it.to]);
    let legs = paper.instance.legs.iter();
    let legs = legs.filter(|leg| ways.iter().any(|it| it.leg == leg.id));
    let legs = legs.flat_map(|it| [it.from, it.to]);
    let groups = paper.instance.groups.iter().map(|it| it.at);
    let mut all = rides.chain(legs).chain(groups);
    all.any(|it| it == place)
}
