//! From an outline to a plan in times and places.

use super::outline::Outline;
use super::voyage::{Doing, Timed};
use super::world::World;
use crate::{Measures, Plan, Route, Stop, StopKind};

pub(super) fn plan(world: &World<'_>, outline: &Outline) -> Plan {
    let mut worths = std::collections::BTreeMap::new();
    let mut visits = Vec::new();
    let mut total = Measures::default();
    for t in 0..world.works.len() {
        outline.visits(world, t, &mut visits);
        if !visits.is_empty() {
            total.value += world.worth(t, &mut visits, |visit, value| {
                worths.insert(visit.look, value);
            });
        }
    }
    let mut routes = Vec::new();
    for (a, leg) in outline.legs.iter().enumerate() {
        let last = leg.run.timed.len();
        let stops: Vec<Stop> = leg
            .run
            .timed
            .iter()
            .enumerate()
            .map(|(number, timed)| {
                let mut made = stop(world, a, timed, number < leg.frozen);
                if let Doing::Look(look) = timed.step.doing {
                    made.value = worths.get(&look).copied().unwrap_or(0.0);
                }
                if number + 1 == last && made.kind.in_port() {
                    made.end = made.begin;
                }
                made
            })
            .collect();
        let hours = leg.run.away_s as f64 / 3_600.0;
        total.distance_nm += leg.run.nm;
        total.fuel_t += leg.run.fuel_t;
        total.hours += hours;
        total.cost += hours * world.asset(a).cost_per_h;
        total.tasks += stops
            .iter()
            .filter(|s| matches!(s.kind, StopKind::Task { .. }))
            .count();
        routes.push(Route {
            asset: world.asset(a).id.clone(),
            stops,
        });
    }
    Plan { routes, total }
}

fn stop(world: &World<'_>, a: usize, timed: &Timed, frozen: bool) -> Stop {
    let request = world.request;
    let asset = world.asset(a);
    let kind = match timed.step.doing {
        Doing::Look(look) => StopKind::Task {
            task: world.task(world.task_of[look as usize]).id.clone(),
        },
        Doing::Port(p) => StopKind::Port {
            port: request.ports[p as usize].id.clone(),
        },
        Doing::Tanker(k) => StopKind::Tanker {
            tanker: request.tankers[k as usize].id.clone(),
        },
        Doing::Embark(r) => StopKind::Embark {
            rider: request.riders[r as usize].id.clone(),
        },
    };
    Stop {
        kind,
        mode: asset.modes[usize::from(timed.step.mode)].name.clone(),
        depart: world.time(timed.depart),
        arrive: world.time(timed.arrive),
        begin: world.time(timed.begin),
        end: world.time(timed.end),
        position: world.position(timed.from),
        position_end: world.position(timed.until),
        distance_nm: timed.nm,
        fuel_used_t: timed.fuel_used_t,
        fuel_taken_t: timed.fuel_taken_t,
        fuel_end_t: timed.fuel_end_t,
        value: 0.0,
        instrument: timed
            .licence
            .map(|l| asset.authorities[l as usize].instrument.clone()),
        frozen,
    }
}
