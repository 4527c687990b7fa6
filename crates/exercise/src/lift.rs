//! What carries people in a scenario of one's own that holds nationals: made from where they are and from its ports.
//!
//! By rule, so that both nodes make the same: an assembly point where each group is (groups nearer than 5 km share one); an
//! airfield beside each, and its nearest port of the scenario, if one is within 300 km; two safe havens, the nearest that are
//! at least 400 km from everybody; buses that empty a point in a day; and legs of each partner with seats for a tenth more than
//! its nationals, by air, and one by sea where there is a port. Figures are of our own choice.

use vigie_sea::normalise_lon_deg;

use crate::chart::{Offset, Place};
use crate::scenario::{NationalsSpec, Scenario};
use crate::transport::{Leg, Lift, Point, Road};

const SLOT_MIN: u32 = 60;
const SLOTS: usize = 96;
/// Groups nearer than this share an assembly point, metres.
const TOGETHER_M: f64 = 5_000.0;
/// A port farther away serves nobody, metres.
const PORT_M: f64 = 300_000.0;
/// A haven is at least so far away from everybody, metres.
const SAFE_M: f64 = 400_000.0;
/// Buses on these roads, metres a minute: 30 km/h.
const ROAD_M_PER_MIN: f64 = 500.0;
const SHORTEST_ROAD_MIN: f64 = 20.0;
/// Seats of a bus.
const BUS: u64 = 40;
/// A point is emptied in so many slots.
const DAY_SLOTS: u64 = 24;
/// Seats of one flight, and most flights of one partner from one place.
const FLIGHT: u64 = 180;
const FLIGHTS_MAX: u64 = 24;
/// Seats of a partner's ship.
const SHIP: u32 = 300;
/// Metres an hour: a jet at 750 km/h, a ship at 16 kn.
const JET_M_PER_H: f64 = 750_000.0;
const SHIP_M_PER_H: f64 = 29_632.0;
/// The first leg leaves so many hours after the beginning of the day.
const FIRST_H: i64 = 30;

/// Places that may be safe havens: name, latitude, longitude.
const HAVENS: [(&str, f64, f64); 10] = [
    ("EX Naha", 26.21, 127.68),
    ("EX Tokyo", 35.68, 139.76),
    ("EX Sapporo", 43.06, 141.35),
    ("EX Guam", 13.48, 144.75),
    ("EX Singapore", 1.29, 103.85),
    ("EX Sydney", -33.87, 151.21),
    ("EX Honolulu", 21.31, -157.86),
    ("EX Anchorage", 61.22, -149.90),
    ("EX Vancouver", 49.28, -123.12),
    ("EX Halifax", 44.65, -63.57),
];

/// What carries the nationals of a scenario.
pub(crate) fn made(scenario: &Scenario) -> Lift {
    let groups = &scenario.file.nationals;
    let mut lift = Lift {
        slot_min: SLOT_MIN,
        slots: SLOTS,
        partners: vec!["CA".to_owned(), "JP".to_owned()],
        assembly: Vec::new(),
        embarkation: Vec::new(),
        havens: Vec::new(),
        roads: Vec::new(),
        legs: Vec::new(),
    };
    let safe = havens(groups);
    for (number, (name, place)) in (1..).zip(&safe) {
        lift.havens.push(point((3, number), name, *place));
    }
    for (number, gathered) in (1..).zip(gathered(groups)) {
        gather(&mut lift, scenario, (number, &gathered), &safe);
    }
    lift
}

/// Groups of one assembly point.
struct Gathered<'a> {
    at: Place,
    groups: Vec<&'a NationalsSpec>,
}

fn gathered(groups: &[NationalsSpec]) -> Vec<Gathered<'_>> {
    let mut out: Vec<Gathered<'_>> = Vec::new();
    for group in groups {
        let near = |it: &&mut Gathered<'_>| it.at.distance_m(group.place) < TOGETHER_M;
        match out.iter_mut().find(near) {
            Some(one) => one.groups.push(group),
            None => out.push(Gathered {
                at: group.place,
                groups: vec![group],
            }),
        }
    }
    out
}

/// The two nearest havens that are far enough from everybody.
fn havens(groups: &[NationalsSpec]) -> Vec<(&'static str, Place)> {
    let nearest_m = |place: Place| {
        let all = groups.iter().map(|group| group.place.distance_m(place));
        all.fold(f64::MAX, f64::min)
    };
    let places = HAVENS.map(|(name, lat, lon)| (name, Place::new(lat, lon)));
    let mut safe: Vec<_> = places
        .into_iter()
        .filter(|(_, place)| nearest_m(*place) >= SAFE_M)
        .collect();
    safe.sort_by(|a, b| nearest_m(a.1).total_cmp(&nearest_m(b.1)));
    safe.truncate(2);
    safe
}

/// The same in every scenario of one's own: kind and number.
fn id(kind: u64, number: u64) -> String {
    format!("f{:031x}", (kind << 32) | number)
}

fn point((kind, number): (u64, u64), name: &str, at: Place) -> Point {
    Point {
        id: id(kind, number),
        name: name.to_owned(),
        position: [
            thousandth(normalise_lon_deg(at.lon_deg)),
            thousandth(at.lat_deg),
        ],
        bus_seats: 0,
        code: String::new(),
    }
}

/// About a hundred metres: who reads the paper types it in.
fn thousandth(degrees: f64) -> f64 {
    libm::round(degrees * 1_000.0) / 1_000.0
}

fn gather(
    lift: &mut Lift,
    scenario: &Scenario,
    (number, gathered): (u64, &Gathered<'_>),
    safe: &[(&'static str, Place)],
) {
    let here = gathered.at;
    let people: u64 = gathered.groups.iter().map(|group| group.count).sum();
    let mut assembly = point((1, number), &format!("EX Assembly point {number}"), here);
    let buses = people.div_ceil(DAY_SLOTS * BUS).max(1);
    assembly.bus_seats = seats(buses.saturating_mul(BUS));
    let assembly_id = assembly.id.clone();
    lift.assembly.push(assembly);
    let field = here.moved(Offset::new(0.0, 10_000.0));
    let air = point((2, 2 * number), &format!("EX Airfield {number}"), field);
    let ports = scenario.harbours.iter().filter(|it| !it.anchorage);
    let ports = ports.filter(|it| it.place.distance_m(here) <= PORT_M);
    let port = ports.min_by(|a, b| {
        let far_m = |it: &crate::zone::Harbour| it.place.distance_m(here);
        far_m(a).total_cmp(&far_m(b))
    });
    let sea = port.map(|port| {
        let name = format!("EX Port {number} ({})", port.name);
        let mut sea = point((2, 2 * number + 1), &name, port.place);
        sea.code.clone_from(&port.id);
        (sea, port.place)
    });
    for (to, place) in [(&air, field)]
        .into_iter()
        .chain(sea.as_ref().map(|(p, at)| (p, *at)))
    {
        let minutes = here.distance_m(place) / ROAD_M_PER_MIN;
        lift.roads.push(Road {
            from: assembly_id.clone(),
            to: to.id.clone(),
            travel_min: whole(minutes.max(SHORTEST_ROAD_MIN)),
        });
    }
    for (turn, owner) in ["CA", "JP"].into_iter().enumerate() {
        let own = gathered.groups.iter();
        let own = own.filter(|group| group.partner.eq_ignore_ascii_case(owner));
        let own: u64 = own.map(|group| group.count).sum();
        let haven_at = turn.min(safe.len().saturating_sub(1));
        let Some((_, haven_place)) = safe.get(haven_at).filter(|_| own > 0) else {
            continue;
        };
        let to = id(3, haven_at as u64 + 1);
        let wanted = own.saturating_add(own.div_ceil(10));
        let flights = wanted.div_ceil(FLIGHT).clamp(1, FLIGHTS_MAX);
        let way_h = (field.distance_m(*haven_place) / JET_M_PER_H).max(1.0);
        for flight in 0..flights {
            let departs_h = FIRST_H + i64::try_from(flight % 16).unwrap_or(0);
            lift.legs.push(leg(
                (lift.legs.len(), owner, "air"),
                (&air.id, &to),
                (departs_h, way_h),
                seats(FLIGHT),
            ));
        }
        if let Some((port, at)) = &sea {
            let way_h = at.distance_m(*haven_place) / SHIP_M_PER_H;
            // What does not arrive within the plan's time is no use.
            if FIRST_H as f64 + 9.0 + way_h < SLOTS as f64 {
                lift.legs.push(leg(
                    (lift.legs.len(), owner, "sea"),
                    (&port.id, &to),
                    (FIRST_H + 8, way_h),
                    SHIP,
                ));
            }
        }
    }
    lift.embarkation.push(air);
    lift.embarkation.extend(sea.map(|(port, _)| port));
}

fn leg(
    (number, owner, mode): (usize, &str, &str),
    (from, to): (&str, &str),
    (departure_h, way_h): (i64, f64),
    seats: u32,
) -> Leg {
    let kind = if mode == "sea" { "SHIP" } else { "CHARTER" };
    let other = if owner == "CA" { "JP" } else { "CA" };
    Leg {
        id: id(4, number as u64 + 1),
        name: format!("EX {owner} {kind} {}", number + 1),
        owner: owner.to_owned(),
        mode: mode.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        cutoff_h: departure_h - 2,
        departure_h,
        arrival_h: departure_h + i64::from(whole(libm::ceil(way_h))),
        seats,
        stretchers: if mode == "sea" { 16 } else { 4 },
        open_to: vec![other.to_owned()],
        cost: None,
    }
}

fn seats(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "minutes of a road, hours of a way: never negative"
)]
fn whole(number: f64) -> u32 {
    number as u32
}
