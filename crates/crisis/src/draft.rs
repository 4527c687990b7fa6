//! From a contingency plan to what a crisis begins with: places with their positions, halls, havens and roads.
//!
//! Nothing is invented: a plan book knows no departures and no buses, so the draft has no legs and no bus seats. Carriers
//! are named for whoever asks them, and what could not be placed is named too.

use std::collections::{BTreeMap, BTreeSet};

use vigie_sea::Time;

use crate::book::{BookEntry, BookPlan, EntryKind};
use crate::plan::{AssemblyPoint, EmbarkationPoint, Instance, Road, SafeHaven, Weights};
use crate::{CrisisId, PlaceId};

/// Length of a bus slot of a draft, minutes.
const SLOT_MIN: u32 = 60;
/// Bus slots of a draft: three days, as the first legs are asked for.
const SLOTS: u32 = 72;
/// Longest name of a place, characters.
const NAME_CHARS_MAX: usize = 120;
/// What stands between the two ends in the key of a route, such as `school-RPLL` or `school→RPLL`.
const BETWEEN: [char; 9] = ['-', '–', '—', '>', '→', '/', ':', '_', ' '];

/// What a plan of an evacuation begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Places and roads; no legs, buses or groups.
    pub instance: Instance,
    /// Places that the plan gives no position: nothing can be planned from them.
    pub unplaced: Vec<BookEntry>,
    /// Routes whose key does not name an assembly point and an embarkation point of the plan, or that have no minutes.
    pub unread: Vec<BookEntry>,
    /// Who can be asked for transport.
    pub carriers: Vec<BookEntry>,
}

/// The place of an entry in a crisis: the same for everyone who opens the crisis from the plan under one id. An airport
/// where people also gather is one place.
#[must_use]
pub fn place_id(crisis: CrisisId, entry: &BookEntry) -> PlaceId {
    let what: &[u8] = match entry.kind {
        EntryKind::Haven => b"haven",
        _ => b"land",
    };
    PlaceId::derive(&[b"plan-book", &crisis.0, what, entry.key.as_bytes()])
}

/// The name of a place as a crisis has it.
#[must_use]
pub fn place_name(entry: &BookEntry) -> String {
    let name = match entry.name.trim() {
        "" => entry.key.trim(),
        name => name,
    };
    name.chars().take(NAME_CHARS_MAX).collect()
}

/// Makes the draft. `own` is this node's code among the partners; those who pledged something are the others.
#[must_use]
pub fn draft(plan: &BookPlan, crisis: CrisisId, own: &str, start: Time) -> Draft {
    let carriers = plan.entries.iter();
    let carriers = carriers.filter(|it| it.kind == EntryKind::Provider);
    let carriers = carriers.cloned().collect();
    let mut instance = Instance {
        start,
        slot_min: SLOT_MIN,
        slots: SLOTS,
        partners: partners(plan, own),
        assembly: Vec::new(),
        embarkation: Vec::new(),
        havens: Vec::new(),
        roads: Vec::new(),
        legs: Vec::new(),
        vehicles: Vec::new(),
        groups: Vec::new(),
        weights: Weights::default(),
    };
    let mut unplaced = Vec::new();
    for entry in &plan.entries {
        let (id, name) = (place_id(crisis, entry), place_name(entry));
        match (entry.kind, entry.position) {
            (EntryKind::Assembly, Some(position)) => instance.assembly.push(AssemblyPoint {
                id,
                name,
                position,
                bus_seats: Vec::new(),
            }),
            (EntryKind::Embarkation, Some(position)) => {
                instance.embarkation.push(EmbarkationPoint {
                    id,
                    name,
                    position,
                    code: code(&entry.key),
                    holding: entry.quantity,
                    closed: Vec::new(),
                });
            }
            (EntryKind::Haven, Some(position)) => {
                instance.havens.push(SafeHaven {
                    beds: entry.quantity,
                    ..SafeHaven::new(id, name, position)
                });
            }
            (EntryKind::Assembly | EntryKind::Embarkation | EntryKind::Haven, None) => {
                unplaced.push(entry.clone());
            }
            _ => {}
        }
    }
    let (roads, unread) = roads(plan, crisis);
    instance.roads = roads;
    Draft {
        instance,
        unplaced,
        unread,
        carriers,
    }
}

fn partners(plan: &BookPlan, own: &str) -> Vec<String> {
    let pledges = plan.entries.iter();
    let pledges = pledges.filter(|it| it.kind == EntryKind::Pledge);
    let owners = pledges
        .map(|it| it.owner.trim())
        .filter(|it| !it.is_empty());
    let mut all: BTreeSet<&str> = owners.take(crate::plan::PARTNERS_MAX - 1).collect();
    all.insert(own);
    all.into_iter().map(str::to_owned).collect()
}

/// The key, where it is an ICAO code or a UN/LOCODE.
fn code(key: &str) -> String {
    let is_code = matches!(key.len(), 4 | 5)
        && key
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_code {
        key.to_owned()
    } else {
        String::new()
    }
}

fn is_between(c: char) -> bool {
    BETWEEN.contains(&c)
}

fn roads(plan: &BookPlan, crisis: CrisisId) -> (Vec<Road>, Vec<BookEntry>) {
    let placed = |kind: EntryKind| -> BTreeMap<&str, PlaceId> {
        let all = plan.entries.iter();
        let all = all.filter(|it| it.kind == kind && it.position.is_some());
        all.map(|it| (it.key.as_str(), place_id(crisis, it)))
            .collect()
    };
    let (gather, leave) = (placed(EntryKind::Assembly), placed(EntryKind::Embarkation));
    let ends = |key: &str| -> Option<(PlaceId, PlaceId)> {
        key.char_indices()
            .filter(|(_, c)| is_between(*c))
            .find_map(|(at, _)| {
                let (left, right) = key.split_at_checked(at)?;
                let (left, right) = (
                    left.trim_end_matches(is_between),
                    right.trim_start_matches(is_between),
                );
                let one = |from: &str, to: &str| Some((*gather.get(from)?, *leave.get(to)?));
                one(left, right).or_else(|| one(right, left))
            })
    };
    let mut roads: BTreeMap<(PlaceId, PlaceId), Road> = BTreeMap::new();
    let mut unread = Vec::new();
    let routes = plan.entries.iter();
    for entry in routes.filter(|it| it.kind == EntryKind::Route) {
        match (ends(&entry.key), entry.quantity) {
            (Some((from, to)), Some(travel_min)) => {
                roads.entry((from, to)).or_insert(Road {
                    from,
                    to,
                    travel_min,
                    people_per_slot: None,
                    closed: Vec::new(),
                });
            }
            _ => unread.push(entry.clone()),
        }
    }
    (roads.into_values().collect(), unread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_sea::Position;

    fn entry(kind: EntryKind, key: &str, is_placed: bool, quantity: Option<u32>) -> BookEntry {
        let position = Position::new(14.5, 121.0).ok();
        BookEntry {
            kind,
            key: key.into(),
            name: String::new(),
            owner: if kind == EntryKind::Pledge { "JP" } else { "" }.into(),
            position: position.filter(|_| is_placed),
            quantity,
            note: String::new(),
        }
    }

    #[test]
    fn places_halls_havens_and_roads_come_from_the_plan_and_nothing_is_invented() {
        let plan = BookPlan {
            key: "PH-LUZON".into(),
            name: "Luzon".into(),
            country: "PH".into(),
            version: 3,
            made: Time::from_s(0),
            by: "a".into(),
            exercised: None,
            entries: vec![
                entry(EntryKind::Assembly, "new-school", true, Some(400)),
                entry(EntryKind::Assembly, "hall", false, Some(50)),
                entry(EntryKind::Embarkation, "RPLL", true, Some(500)),
                entry(EntryKind::Haven, "ROAH", true, None),
                entry(EntryKind::Route, "new-school-RPLL", false, Some(90)),
                entry(EntryKind::Route, "RPLL → new-school", false, Some(95)),
                entry(EntryKind::Route, "NAIA-road", false, Some(90)),
                entry(EntryKind::Route, "new-school/RPLL", false, None),
                entry(EntryKind::Provider, "JAL", false, Some(180)),
                entry(EntryKind::Pledge, "bus", false, Some(5)),
                entry(EntryKind::Contact, "embassy", true, None),
            ],
        };
        let crisis = CrisisId::from_number(1);
        let made = draft(&plan, crisis, "CA", Time::from_s(0));
        let it = &made.instance;
        assert_eq!(it.bounded(), Ok(()));
        assert_eq!(it.partners, ["CA", "JP"]);
        assert_eq!((it.assembly.len(), it.havens.len()), (1, 1));
        assert_eq!(it.assembly[0].name, "new-school");
        let hall = &it.embarkation[0];
        assert_eq!((hall.code.as_str(), hall.holding), ("RPLL", Some(500)));
        let road = &it.roads[0];
        assert_eq!(
            (it.roads.len(), road.from, road.to, road.travel_min),
            (1, it.assembly[0].id, hall.id, 90),
            "told twice, the first counts"
        );
        assert!(it.legs.is_empty() && it.assembly[0].bus_seats.is_empty());
        let keys = |of: &[BookEntry]| of.iter().map(|it| it.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&made.unplaced), ["hall"]);
        assert_eq!(keys(&made.unread), ["NAIA-road", "new-school/RPLL"]);
        assert_eq!(keys(&made.carriers), ["JAL"]);
        assert_eq!(
            draft(&plan, crisis, "CA", Time::from_s(0)),
            made,
            "the same for everyone"
        );
    }
}
