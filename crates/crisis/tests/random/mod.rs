//! Random small instances of an evacuation, the same for the same seed.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "shared by tests that each use a part"
)]

use vigie_crisis::plan::{
    AssemblyPoint, Commitment, Effort, EmbarkationPoint, Instance, Plan, PlanGroup, Replan, Road,
    SafeHaven, Verdict, Weights, best_plan, bound, check, replan,
};
use vigie_crisis::{GroupId, Leg, LegId, LegStatus, Mode, PlaceId};
use vigie_sea::{Position, Span, Time};

pub(crate) const QUICK: Effort = Effort {
    gap_pct: 0.5,
    rounds_max: 400,
    rounds_each: 200,
    chains: 5_000,
};

pub(crate) struct Dice(u64);

impl Dice {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

pub(crate) fn place(kind: u128, index: usize) -> PlaceId {
    PlaceId::from_number(kind << 64 | index as u128)
}

/// Small and awkward: closed roads, closed ports, documents, pets, escorts, limits of every kind, nonsense entries.
pub(crate) fn random(seed: u64) -> Instance {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1);
    let start = Time::parse("2028-02-28T22:00:00Z").unwrap();
    let at = |lat: f64, lon: f64| Position::new(lat, lon).unwrap();
    let minute = |minute: u64| start.plus_ms(i64::try_from(minute).unwrap() * 60_000);
    let slot_min = [30, 60, 180][dice.below(3) as usize];
    let slots = 6 + dice.below(10) as u32;
    let end = u64::from(slots * slot_min);
    let partners: Vec<String> = ["CA", "JP", "AU"]
        .iter()
        .take(1 + dice.below(3) as usize)
        .map(|it| (*it).to_owned())
        .collect();
    let (a, p, h) = (
        1 + dice.below(4) as usize,
        1 + dice.below(3) as usize,
        1 + dice.below(2) as usize,
    );
    let closed = |dice: &mut Dice| {
        if dice.one_in(4) {
            let from = dice.below(end);
            vec![Span {
                start: minute(from),
                end: minute(from + dice.below(end) + 1),
            }]
        } else {
            Vec::new()
        }
    };
    let mut assembly: Vec<AssemblyPoint> = (0..a)
        .map(|index| AssemblyPoint {
            id: place(1, index),
            name: format!("A{index}"),
            position: at(10.0, 179.9),
            bus_seats: (0..slots).map(|_| dice.below(30) as u32).collect(),
        })
        .collect();
    let embarkation: Vec<EmbarkationPoint> = (0..p)
        .map(|index| EmbarkationPoint {
            id: place(2, index),
            name: format!("P{index}"),
            position: at(10.0, -179.9),
            code: String::new(),
            holding: dice.one_in(2).then(|| dice.below(80) as u32),
            closed: closed(&mut dice),
        })
        .collect();
    if dice.one_in(3) {
        // Buses leave from an embarkation point too.
        let bus_seats = (0..slots).map(|_| dice.below(10) as u32).collect();
        assembly.push(AssemblyPoint {
            id: place(2, 0),
            name: "P0".into(),
            position: at(10.0, -179.9),
            bus_seats,
        });
    }
    let mut roads = Vec::new();
    for from in &assembly {
        for to in embarkation.iter().filter(|to| to.id != from.id) {
            if !dice.one_in(4) {
                roads.push(Road {
                    from: from.id,
                    to: to.id,
                    travel_min: dice.below(200) as u32,
                    people_per_slot: dice.one_in(3).then(|| dice.below(15) as u32),
                    closed: closed(&mut dice),
                });
            }
        }
    }
    let legs = (0..4 + dice.below(14))
        .map(|index| {
            let cutoff = dice.below(end + 200);
            let departure = cutoff + dice.below(90);
            let owner = partners[dice.below(partners.len() as u64) as usize].clone();
            Leg {
                id: LegId::from_number(u128::from(index)),
                name: format!("L{index}"),
                open_to: partners
                    .iter()
                    .filter(|_| !dice.one_in(4))
                    .cloned()
                    .collect(),
                owner,
                mode: Mode::Air,
                from: place(2, dice.below(p as u64) as usize),
                to: place(3, dice.below(h as u64) as usize),
                cutoff: minute(cutoff),
                departure: minute(departure),
                arrival: if dice.one_in(20) {
                    minute(cutoff)
                } else {
                    minute(departure + dice.below(400))
                },
                seats: dice.below(60) as u32,
                stretchers: dice.below(3) as u32,
                wheelchairs: dice.one_in(2).then(|| dice.below(3) as u32),
                pets: dice.one_in(2),
                document_required: dice.one_in(3),
                cost: None,
                reliability_pct: 50 + dice.below(51) as u8,
                status: if dice.one_in(10) {
                    LegStatus::Cancelled
                } else {
                    LegStatus::Planned
                },
            }
        })
        .collect();
    let mut groups: Vec<PlanGroup> = (0..dice.below(50))
        .map(|index| {
            let size = 1 + dice.below(7) as u16;
            let stretchers = if dice.one_in(6) { 1 } else { 0 };
            let minors = dice.below(u64::from(size) + 1) as u16;
            PlanGroup {
                id: GroupId::from_number(u128::from(index)),
                partner: partners[dice.below(partners.len() as u64) as usize].clone(),
                at: if dice.one_in(8) {
                    place(2, dice.below(p as u64) as usize)
                } else {
                    place(1, dice.below(a as u64) as usize)
                },
                ready: start.plus_ms(dice.below(end * 60_000) as i64),
                class: dice.below(4) as u8,
                size: if dice.one_in(40) { 0 } else { size },
                stretchers,
                wheelchairs: if size > stretchers && dice.one_in(5) {
                    1
                } else {
                    0
                },
                minors,
                guardians: (size - minors).min(1),
                escorted_by: None,
                pets: dice.one_in(8),
                documents: !dice.one_in(6),
                havens: dice.one_in(6).then(|| vec![place(3, 0)]),
            }
        })
        .collect();
    for index in 1..groups.len() {
        if groups[index].guardians == 0 && groups[index].minors > 0 && !dice.one_in(3) {
            let escort = groups[index - 1].clone();
            groups[index].escorted_by = Some(escort.id);
            groups[index].at = escort.at;
        }
    }
    Instance {
        start,
        slot_min,
        slots,
        partners,
        assembly,
        embarkation,
        havens: (0..h)
            .map(|index| SafeHaven::new(place(3, index), format!("H{index}"), at(0.0, 0.0)))
            .collect(),
        roads,
        legs,
        vehicles: Vec::new(),
        groups,
        weights: Weights::default(),
    }
}

/// A plan breaks no rule, costs what it says, and stays above its bound.
pub(crate) fn sound(
    instance: &Instance,
    plan: &Plan,
    committed: &[Commitment],
    seed: u64,
) -> Verdict {
    let verdict = check(instance, &plan.assignments, committed);
    assert_eq!(verdict.violations, [], "seed {seed}");
    assert_eq!(verdict.objective, plan.objective, "seed {seed}");
    let proven = bound(instance, committed, &plan.prices);
    assert!(
        proven <= plan.objective as f64 + 0.5,
        "seed {seed}: {proven} above {}",
        plan.objective
    );
    assert!((proven - plan.bound).abs() < 1.0, "seed {seed}");
    verdict
}

/// A plan, and the one made anew when a port shuts a third of the way: it breaks no rule and stays above its bound.
pub(crate) fn replanned(mut instance: Instance, seed: u64) -> (Plan, Replan) {
    let old = best_plan(&instance, &[], None, QUICK).unwrap();
    let now = instance
        .start
        .plus_ms(i64::from(instance.slots * instance.slot_min) * 20_000);
    instance.embarkation[0].closed.push(Span {
        start: now,
        end: now.plus_ms(86_400_000_000),
    });
    let new = replan(&instance, &old, now, QUICK).unwrap();
    let (frozen, committed) = (&new.frozen.instance, &new.frozen.committed);
    let verdict = check(frozen, &new.plan.assignments, committed);
    assert_eq!(verdict.violations, [], "seed {seed}");
    assert!(
        bound(frozen, committed, &new.plan.prices) <= verdict.objective as f64 + 0.5,
        "seed {seed}"
    );
    (old, new)
}
