//! Two frames of one emergency, opened apart, are one on both sides.

#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_crisis::plan::{
    Buses, DifferenceKind, Instance, LuzonSize, PlacePair, Union, differences, luzon, regrid,
    suggest_pairs,
};
use vigie_crisis::{LegId, PlaceId};
use vigie_sea::Position;

const HOUR_MS: i64 = 3_600_000;

/// The same emergency as another would describe it: other ids, legs of its own, places a little aside.
fn apart(of: &Instance, owner: &str, aside_deg: f64) -> Instance {
    let other = |id: PlaceId| PlaceId(id.0.map(|byte| byte ^ 0x55));
    let moved = |at: Position| Position::new(at.lat_deg() + aside_deg, at.lon_deg()).unwrap();
    let mut out = of.clone();
    for it in &mut out.assembly {
        (it.id, it.position) = (other(it.id), moved(it.position));
    }
    for it in &mut out.embarkation {
        (it.id, it.position) = (other(it.id), moved(it.position));
    }
    for it in &mut out.havens {
        (it.id, it.position) = (other(it.id), moved(it.position));
    }
    for it in &mut out.roads {
        (it.from, it.to) = (other(it.from), other(it.to));
    }
    out.legs.retain(|leg| leg.owner == owner);
    for it in &mut out.legs {
        (it.from, it.to) = (other(it.from), other(it.to));
    }
    out.groups.clear();
    out
}

fn two() -> (Instance, Instance) {
    let size = LuzonSize {
        people: 400,
        assembly: 6,
        legs: 30,
        slot_min: 180,
        days: 3,
    };
    let all = luzon(size, 5).unwrap();
    let mut ours = all.clone();
    ours.groups.clear();
    ours.legs.retain(|leg| leg.owner == "CA");
    (ours, apart(&all, "JP", 0.001))
}

/// Both by our ids, in one order.
fn sorted(mut it: Instance) -> Instance {
    it.assembly.sort_by_key(|it| it.id);
    it.embarkation.sort_by_key(|it| it.id);
    it.havens.sort_by_key(|it| it.id);
    it.roads.sort_by_key(|it| (it.from, it.to));
    it.legs.clear();
    for place in &mut it.assembly {
        while place.bus_seats.last() == Some(&0) {
            place.bus_seats.pop();
        }
    }
    it
}

#[test]
fn the_same_places_are_paired_and_others_left_alone() {
    let (ours, mut theirs) = two();
    let pairs = suggest_pairs(&ours, &theirs);
    let count = ours.assembly.len() + ours.embarkation.len() + ours.havens.len();
    assert_eq!(pairs.len(), count, "{pairs:?}");
    for pair in &pairs {
        assert_eq!(pair.ours.0.map(|byte| byte ^ 0x55), pair.theirs.0);
    }
    let union = Union {
        pairs,
        ..Union::default()
    };
    assert!(union.fits(&ours, &theirs).is_ok());
    assert_eq!(union.mirrored().mirrored(), union);
    // A place elsewhere under another name is nobody's twin.
    theirs.assembly[0].position = Position::new(18.0, 122.0).unwrap();
    theirs.assembly[0].name = "Tuguegarao camp".to_owned();
    let fewer = suggest_pairs(&ours, &theirs);
    assert_eq!(fewer.len(), count - 1);
    let twice = Union {
        pairs: vec![
            fewer[0],
            PlacePair {
                theirs: theirs.assembly[0].id,
                ours: fewer[0].ours,
            },
        ],
        ..Union::default()
    };
    assert!(twice.fits(&ours, &theirs).is_err());
}

#[test]
fn what_cannot_both_be_so_is_listed() {
    let (ours, mut theirs) = two();
    let union = Union {
        pairs: suggest_pairs(&ours, &theirs),
        lead: true,
        buses: Buses::Same,
    };
    let kinds = |theirs: &Instance, code: &str| -> Vec<DifferenceKind> {
        let found = differences(("CA", &ours), (code, theirs), &union);
        found.into_iter().map(|it| it.what).collect()
    };
    let plain = kinds(&theirs, "JP");
    assert!(
        plain.iter().all(|it| *it == DifferenceKind::BusSeats),
        "{plain:?}"
    );
    assert_eq!(
        plain.len(),
        ours.assembly.len(),
        "told twice, or two times as many?"
    );
    theirs.embarkation[0].name = "NAIA".to_owned();
    theirs.embarkation[0].holding = Some(7);
    theirs.embarkation[0].position = Position::new(14.6, 121.2).unwrap();
    theirs.start = theirs.start.plus_ms(HOUR_MS);
    theirs.weights.not_lifted_h = 100;
    theirs.roads[0].travel_min += 60;
    theirs.legs[0].id = ours.legs[0].id;
    let mut double = ours.legs[1].clone();
    double.owner = "JP".to_owned();
    double.id = LegId::from_number(99);
    let back = union.mirrored().read(&Instance {
        legs: vec![double],
        ..ours.clone()
    });
    theirs.legs.extend(back.legs);
    let found = kinds(&theirs, "JP");
    for wanted in [
        DifferenceKind::Name,
        DifferenceKind::Position,
        DifferenceKind::Holding,
        DifferenceKind::Slots,
        DifferenceKind::Weights,
        DifferenceKind::Travel,
        DifferenceKind::LegId,
        DifferenceKind::LegAlike,
    ] {
        assert!(found.contains(&wanted), "{wanted:?} in {found:?}");
    }
    assert!(kinds(&theirs, "CA").contains(&DifferenceKind::Code));
    assert!(DifferenceKind::Code.blocks() && DifferenceKind::LegId.blocks());
}

proptest! {
    #[test]
    fn both_sides_plan_on_one_frame(
        late_h in -30_i64..30, slot in 0_usize..4, slots in 1_u32..40, together in any::<bool>(), lead in any::<bool>(), unpaired in 0_usize..4,
    ) {
        let (ours, mut theirs) = two();
        theirs.start = theirs.start.plus_ms(late_h * HOUR_MS);
        theirs.slot_min = [60, 120, 180, 240][slot];
        theirs.slots = slots;
        theirs.weights.not_lifted_h = 99;
        let mut pairs = suggest_pairs(&ours, &theirs);
        pairs.truncate(pairs.len() - unpaired);
        let union = Union { pairs, lead, buses: if together { Buses::Together } else { Buses::Same } };
        let mut here = ours.clone();
        union.join(&mut here, &union.read(&theirs));
        let mirror = union.mirrored();
        let mut there = theirs.clone();
        mirror.join(&mut there, &mirror.read(&ours));
        // Theirs told by our ids: one and the same frame, whoever looks.
        let told = union.read(&there);
        prop_assert_eq!(sorted(here.clone()), sorted(told));
        // Nothing that still can leave is lost.
        let lead_frame = if lead { &ours } else { &theirs };
        let sum = |it: &Instance| -> u64 { it.assembly.iter().flat_map(|it| &it.bus_seats).map(|it| u64::from(*it)).sum() };
        let on_grid = |it: &Instance| {
            let mut it = it.clone();
            regrid(&mut it, lead_frame.start, lead_frame.slot_min, here.slots);
            sum(&it)
        };
        if together {
            prop_assert_eq!(sum(&here), on_grid(&ours) + on_grid(&theirs));
        } else {
            prop_assert!(sum(&here) >= on_grid(lead_frame));
        }
    }

    #[test]
    fn no_bus_leaves_before_it_is_there(start_min in -3_000_i64..3_000, slot_min in 1_u32..400) {
        let (ours, _) = two();
        let mut new = ours.clone();
        regrid(&mut new, ours.start.plus_ms(start_min * 60_000), slot_min, 336);
        for (before, after) in ours.assembly.iter().zip(&new.assembly) {
            // Up to any moment no more seats have left than before.
            let left = |it: &Instance, seats: &[u32], minute: i64| -> u64 {
                let at = |slot: usize| (it.start.ms() - ours.start.ms()) / 60_000 + slot as i64 * i64::from(it.slot_min);
                seats.iter().enumerate().filter(|(slot, _)| at(*slot) <= minute).map(|(_, it)| u64::from(*it)).sum()
            };
            for minute in (-3_000..8_000).step_by(97) {
                prop_assert!(left(&new, &after.bus_seats, minute) <= left(&ours, &before.bus_seats, minute));
            }
        }
    }
}
