//! People who have come to a safe haven and are in no group any more: they take beds, whoever planned their way.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_crisis::plan::{Instance, Received};
use vigie_crisis::{FunnelState, PlaceId};
use vigie_sea::Time;

use super::{PlaceKind, Register};

/// Those who come within an hour are counted together, at its end.
const STEP_MS: i64 = 3_600_000;

/// People who came to one place: no name, no family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AtHaven {
    pub(crate) place: PlaceId,
    pub(crate) at: Time,
    pub(crate) people: u32,
}

/// Who of our register is at a safe haven that takes so many and no more, by place and hour.
pub(crate) fn at_havens(register: &mut Register, instance: &Instance, now: Time) -> Vec<AtHaven> {
    let limited = |place: PlaceId| {
        let mut havens = instance.havens.iter();
        havens.any(|it| it.id == place && (it.beds.is_some() || it.per_day.is_some()))
    };
    counted(register, now, &limited)
}

/// Who of our register is at any safe haven, for a partner: how many it takes may be known to that partner alone.
pub(crate) fn at_any_haven(
    register: &mut Register,
    instance: &Instance,
    now: Time,
) -> Vec<AtHaven> {
    let places = register.places.values();
    let places = places.filter(|it| matches!(it.kind, PlaceKind::SafeHaven));
    let mut havens: BTreeSet<PlaceId> = places.map(|it| it.id).collect();
    havens.extend(instance.havens.iter().map(|it| it.id));
    counted(register, now, &|place| havens.contains(&place))
}

fn counted(register: &mut Register, now: Time, wanted: &dyn Fn(PlaceId) -> bool) -> Vec<AtHaven> {
    let mut by_hour: BTreeMap<(PlaceId, i64), u32> = BTreeMap::new();
    for standing in register.board().persons.values() {
        let place = standing
            .place
            .filter(|_| standing.state == FunnelState::Arrived);
        let Some(place) = place.filter(|it| wanted(*it)) else {
            continue;
        };
        let hour = standing.since_ms.div_euclid(STEP_MS).saturating_add(1);
        let at_ms = hour.saturating_mul(STEP_MS).min(now.ms());
        let people = by_hour.entry((place, at_ms)).or_default();
        *people = people.saturating_add(1);
    }
    by_hour
        .into_iter()
        .map(|((place, at_ms), people)| AtHaven {
            place,
            at: Time::from_ms(at_ms),
            people,
        })
        .collect()
}

/// Counts them where a plan is made.
pub(crate) fn count_in(instance: &mut Instance, came: &[AtHaven]) {
    for one in came {
        if let Some(haven) = instance.havens.iter_mut().find(|it| it.id == one.place) {
            haven.received.push(Received {
                at: one.at,
                people: one.people,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;
    use vigie_crisis::{Act, PersonId};

    use super::*;
    use crate::{crisis::testing, live::now};

    /// The partner alone may know that the place is small: our people who are there are told all the same.
    #[test]
    fn a_partner_is_told_of_people_at_safe_havens_without_a_limit_of_ours() {
        let id = |number: u8| format!("{number:032x}");
        let instance: Instance = serde_json::from_value(json!({
            "start": "2026-03-06T00:00:00Z", "slot_min": 60, "slots": 24, "partners": ["JP"], "assembly": [], "embarkation": [],
            "havens": [{"id": id(3), "name": "Naha", "position": [127.6, 26.2]}], "roads": [], "legs": [], "groups": [],
        }))
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let room = testing::room(folder.path(), 0, None);
        let found = room.with(testing::CRISIS, |desk| {
            let (person, place) = (PersonId::from_number(1), PlaceId::from_number(3));
            let act = Act::Arrived { place };
            let at_ms = now().ms() - STEP_MS;
            desk.register
                .note(desk.ledger, person, act, "mika", at_ms)?;
            let told = at_any_haven(desk.register, &instance, now());
            let ours = at_havens(desk.register, &instance, now());
            Ok((told, ours))
        });
        let (told, ours) = found.unwrap();
        let told: Vec<(PlaceId, u32)> = told.iter().map(|it| (it.place, it.people)).collect();
        assert_eq!(told, [(PlaceId::from_number(3), 1)]);
        assert_eq!(ours, [], "nothing to plan by");
    }
}
