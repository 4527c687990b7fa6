//! People who have come to a safe haven and are in no group any more: they take beds, whoever planned their way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_crisis::plan::{Instance, Received};
use vigie_crisis::{FunnelState, PlaceId};
use vigie_sea::Time;

use super::Register;

/// Those who come within an hour are counted together, at its end.
const STEP_MS: i64 = 3_600_000;

/// People who came to one place: no name, no family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AtHaven {
    pub(crate) place: PlaceId,
    pub(crate) at: Time,
    pub(crate) people: u32,
}

/// Who of our register is at a safe haven, by place and hour.
pub(crate) fn at_havens(register: &mut Register, instance: &Instance, now: Time) -> Vec<AtHaven> {
    let limited = |place: PlaceId| {
        let mut havens = instance.havens.iter();
        havens.any(|it| it.id == place && (it.beds.is_some() || it.per_day.is_some()))
    };
    let mut by_hour: BTreeMap<(PlaceId, i64), u32> = BTreeMap::new();
    for standing in register.board().persons.values() {
        let place = standing
            .place
            .filter(|_| standing.state == FunnelState::Arrived);
        let Some(place) = place.filter(|it| limited(*it)) else {
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
