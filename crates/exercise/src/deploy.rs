//! Fleets on their grounds: where each ship of a fleet begins, and her routine.
//!
//! Stations are a jittered grid, so that fleets are dense but ships keep their distance; merchants are strung along
//! a lane, both ways.

use vigie_sea::{METRES_PER_NM, Span};

use crate::behaviour::{Fishery, shift};
use crate::chance::{Draw, Stream};
use crate::chart::{Offset, Place};
use crate::muster::{Berth, Muster, flag_of, key_of};
use crate::routine::{DayTrip, after_h, off_nm, voyage};
use crate::scenario::{FleetSpec, Layout, Places};
use crate::ship::{Deceit, Role};
use crate::truth::{TruthEvent, TruthKind};

/// Adds all ships of a fleet.
pub(crate) fn deploy(
    m: &mut Muster<'_>,
    fleet: &FleetSpec,
    places: &Places<'_>,
    truth: &mut Vec<TruthEvent>,
) {
    for number in 0..fleet.count {
        let key = key_of(&fleet.id, number);
        let place = station(m, fleet, number, key, places);
        let mut dice = m.dice(key);
        let from = match fleet.role {
            Role::SquidJigger => off_nm(place.at, dice.between(0.0, 360.0), dice.between(0.0, 0.8)),
            _ => place.at,
        };
        let mut p = m.planner(from);
        if fleet.role.is_fishing() {
            if fleet.role == Role::DriftingLongliner {
                let first = after_h(m.start, dice.between(0.2, 5.0));
                p.drift(first, None);
            }
            let fishery = Fishery {
                role: fleet.role,
                shift: shift(fleet.shift),
                reach_nm: fleet.reach_nm,
                home: place.trip,
            };
            fishery.work(&mut p, &mut dice, m.end);
        } else if place.ahead.is_empty() {
            while p.time < m.end {
                let to = off_nm(p.place, dice.between(0.0, 360.0), dice.between(20.0, 120.0));
                p.steam(to, dice.between(fleet.kn[0], fleet.kn[1]));
            }
        } else {
            let kn = dice.between(fleet.kn[0], fleet.kn[1]);
            voyage(&mut p, &place.ahead, kn, m.end);
        }
        p.drift(m.end, None);
        let agenda = p.finish();
        let ship = m.add(&berth(fleet, number, key), from, agenda);
        go_dark(m, ship, fleet, key, truth);
    }
}

fn berth(fleet: &FleetSpec, number: u64, key: u64) -> Berth {
    let count = fleet.flags.len().max(1) as u64;
    let flag = usize::try_from(number % count)
        .ok()
        .and_then(|i| fleet.flags.get(i));
    let every = fleet.class_b_every;
    Berth {
        key,
        id: format!("{}-{}", fleet.id, number + 1),
        role: fleet.role,
        flag: flag_of(flag.map_or("", String::as_str)),
        class_a: every == 0 || number % every != every / 3,
        mmsi: None,
        name: None,
        licensed: number >= fleet.unlicensed,
    }
}

/// Where a ship begins and what she is about.
struct Station {
    at: Place,
    ahead: Vec<Place>,
    trip: Option<DayTrip>,
}

fn station(
    m: &Muster<'_>,
    fleet: &FleetSpec,
    number: u64,
    key: u64,
    places: &Places<'_>,
) -> Station {
    let draw = m.chance.draw(Stream::Agenda, key, 0);
    let plain = |at| Station {
        at,
        ahead: Vec::new(),
        trip: None,
    };
    match &fleet.layout {
        Layout::Grid {
            centre,
            columns,
            spacing_nm,
            jitter,
        } => {
            let rows = fleet.count.div_ceil(*columns);
            let along = |index: u64, of: u64, draw: Draw| {
                whole(index) - whole(of) / 2.0 + 0.5 + draw.between(-jitter, *jitter)
            };
            let east = along(number % columns, *columns, draw) * spacing_nm[0];
            let north = along(number / columns, rows, draw.next()) * spacing_nm[1];
            plain(centre.moved(Offset::new(east * METRES_PER_NM, north * METRES_PER_NM)))
        }
        Layout::Lane { points, spread_nm } => {
            let off = Offset::new(0.0, draw.between(-spread_nm, *spread_nm) * METRES_PER_NM);
            let mut points: Vec<Place> = points.iter().map(|p| p.moved(off)).collect();
            if number % 2 == 1 {
                points.reverse();
            }
            let (at, ahead) = part_way(&points, draw.next().between(0.02, 0.5));
            Station {
                at,
                ahead,
                trip: None,
            }
        }
        Layout::Ports(ports) => {
            let count = ports.len().max(1) as u64;
            let id = usize::try_from(number % count)
                .ok()
                .and_then(|i| ports.get(i));
            let Some(harbour) = id.and_then(|id| places.harbour(id)) else {
                return plain(Place::new(40.0, 180.0));
            };
            let side_nm = 0.08 * whole(number / count);
            let at = off_nm(harbour.place, harbour.seaward_deg + 90.0, side_nm);
            let trip = DayTrip {
                berth: at,
                gate: harbour.gate(),
                seaward_deg: harbour.seaward_deg,
            };
            Station {
                at,
                ahead: Vec::new(),
                trip: Some(trip),
            }
        }
        Layout::Anywhere { centre, size_deg } => {
            let lon = centre.lon_deg + size_deg[0] * (draw.unit() - 0.5);
            plain(Place::new(
                centre.lat_deg + size_deg[1] * (draw.next().unit() - 0.5),
                lon,
            ))
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "numbers of ships")]
fn whole(number: u64) -> f64 {
    number as f64
}

/// The place at this share of a track's length, and the points still ahead.
fn part_way(points: &[Place], share: f64) -> (Place, Vec<Place>) {
    let legs = || points.iter().zip(points.iter().skip(1));
    let length_m: f64 = legs().map(|(a, b)| a.distance_m(*b)).sum();
    let mut left_m = length_m * share;
    for (index, (a, b)) in legs().enumerate() {
        let leg_m = a.distance_m(*b);
        if left_m < leg_m {
            return (
                a.moved(a.to(*b).times(left_m / leg_m)),
                points.iter().skip(index + 1).copied().collect(),
            );
        }
        left_m -= leg_m;
    }
    (
        points.first().copied().unwrap_or(Place::new(40.0, 180.0)),
        points.iter().skip(1).copied().collect(),
    )
}

/// Some of a fleet go dark once.
fn go_dark(
    m: &mut Muster<'_>,
    ship: usize,
    fleet: &FleetSpec,
    key: u64,
    truth: &mut Vec<TruthEvent>,
) {
    let Some((share, [least_h, most_h])) = fleet.dark else {
        return;
    };
    let draw = m.chance.draw(Stream::Dark, key, 0);
    if !draw.happens(share) {
        return;
    }
    let whole_h = m.end.since_s(m.start) / 3_600.0;
    let hours = draw.next().between(least_h, most_h).min(whole_h);
    let start = after_h(m.start, draw.next().next().between(0.0, whole_h - hours));
    let span = Span {
        start,
        end: after_h(start, hours).min(m.end),
    };
    if let Some(who) = m.ships.get_mut(ship) {
        who.deceits.push(Deceit::Silent { span });
        truth.push(TruthEvent::new(
            TruthKind::IntentionalGap,
            vec![who.mmsi],
            span,
            "fleet-dark",
        ));
    }
}
