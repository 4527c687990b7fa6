//! The independent checker finds every kind of violation that is put into a sound plan, and names the instrument.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use vigie_patrol::joint::{Effort, Solver};
use vigie_patrol::{
    Circle, GreatCircle, Plan, Repeat, Request, Rule, StopKind, Task, Violation, Weather, check,
    sun_altitude_deg, trial,
};
use vigie_sea::{Position, Span};

/// Puts one violation in; false if the plan gives no opportunity.
type Injection = fn(&mut Request, &mut Plan) -> bool;

const HOUR_MS: i64 = 3_600_000;

/// Route and stop of the first stop that fits.
fn find(plan: &Plan, fits: impl Fn(usize, &vigie_patrol::Stop) -> bool) -> Option<(usize, usize)> {
    plan.routes.iter().enumerate().find_map(|(r, route)| {
        let stop = route
            .stops
            .iter()
            .enumerate()
            .position(|(n, s)| fits(n, s))?;
        Some((r, stop))
    })
}

fn is_task(stop: &vigie_patrol::Stop) -> bool {
    matches!(stop.kind, StopKind::Task { .. })
}

fn task_of<'r>(request: &'r mut Request, plan: &Plan, (r, n): (usize, usize)) -> &'r mut Task {
    let id = plan.routes[r].stops[n].kind.id().to_owned();
    request.tasks.iter_mut().find(|t| t.id == id).unwrap()
}

fn any_task(request: &mut Request, plan: &Plan, change: impl Fn(&mut Task)) -> bool {
    let Some(at) = find(plan, |_, s| is_task(s)) else {
        return false;
    };
    change(task_of(request, plan, at));
    true
}

fn assets(request: &mut Request, change: impl Fn(&mut vigie_patrol::Asset)) -> bool {
    request.assets.iter_mut().for_each(change);
    true
}

fn stop(
    plan: &mut Plan,
    fits: impl Fn(usize, &vigie_patrol::Stop) -> bool,
    change: impl Fn(&mut vigie_patrol::Stop),
) -> bool {
    let Some((r, n)) = find(plan, fits) else {
        return false;
    };
    change(&mut plan.routes[r].stops[n]);
    true
}

fn boards(request: &Request, stop: &vigie_patrol::Stop) -> bool {
    request
        .tasks
        .iter()
        .any(|t| t.id == stop.kind.id() && t.needs.authority.is_some())
}

fn met(request: &Request, stop: &vigie_patrol::Stop) -> bool {
    request
        .tasks
        .iter()
        .any(|t| t.id == stop.kind.id() && t.meet.is_some())
}

const INJECTIONS: &[(&str, Injection)] = &[
    ("asset-unknown", |_, p| {
        p.routes[0].asset = "ghost".to_owned();
        true
    }),
    ("route-twice", |_, p| {
        let r = p.routes[0].clone();
        p.routes.push(r);
        true
    }),
    ("stop-unknown", |_, p| {
        stop(
            p,
            |_, s| is_task(s),
            |s| {
                s.kind = StopKind::Task {
                    task: "ghost".to_owned(),
                }
            },
        )
    }),
    ("mode-unknown", |_, p| {
        stop(p, |_, _| true, |s| s.mode = "warp".to_owned())
    }),
    ("ends-at-sea", |_, p| {
        let Some((r, _)) = find(p, |_, s| is_task(s)) else {
            return false;
        };
        p.routes[r].stops.pop();
        true
    }),
    ("port-not-allowed", |r, p| {
        let Some((route, _)) = find(p, |_, s| is_task(s)) else {
            return false;
        };
        let id = p.routes[route].asset.clone();
        let a = r.assets.iter_mut().find(|a| a.id == id).unwrap();
        a.bases = vec!["nowhere".to_owned()];
        true
    }),
    ("times-disordered", |_, p| {
        stop(
            p,
            |_, s| is_task(s),
            |s| s.begin = s.arrive.plus_ms(-HOUR_MS),
        )
    }),
    ("too-fast", |_, p| {
        stop(
            p,
            |_, s| s.distance_nm > 100.0,
            |s| s.arrive = s.depart.plus_ms(60_000),
        )
    }),
    ("distance-wrong", |_, p| {
        stop(p, |_, s| s.distance_nm > 10.0, |s| s.distance_nm *= 0.8)
    }),
    ("place-wrong", |_, p| {
        stop(
            p,
            |_, s| is_task(s),
            |s| s.position = Position::new(10.0, 10.0).unwrap(),
        )
    }),
    ("outside-plan", |r, _| {
        r.span.end = r.span.start.plus_ms(HOUR_MS);
        true
    }),
    ("outside-asset-window", |r, _| {
        let at = r.span.start;
        assets(r, |a| {
            a.windows = vec![Span {
                start: at,
                end: at.plus_ms(1),
            }]
        })
    }),
    ("fuel-below-reserve", |r, _| {
        assets(r, |a| a.fuel_reserve_t = a.fuel_capacity_t)
    }),
    ("fuel-wrong", |_, p| {
        stop(p, |_, s| is_task(s), |s| s.fuel_used_t *= 0.5)
    }),
    ("fuel-not-there", |_, p| {
        stop(p, |_, s| is_task(s), |s| s.fuel_taken_t = 5.0)
    }),
    ("sortie-too-long", |r, _| assets(r, |a| a.endurance_h = 0.5)),
    ("hours-exceeded", |r, _| {
        assets(r, |a| a.crew.total_max_h = Some(0.5))
    }),
    ("stay-too-short", |r, p| {
        find(p, |n, s| n > 0 && s.kind.in_port())
            .is_some_and(|_| assets(r, |a| a.turn_round_h = 5_000.0))
            && p.routes
                .iter()
                .any(|t| t.stops.iter().filter(|s| s.kind.in_port()).count() > 1)
    }),
    ("outside-window", |r, p| {
        let end = r.span.end;
        any_task(r, p, |t| t.windows = vec![Span { start: end, end }])
    }),
    ("work-too-short", |_, p| {
        stop(p, |_, s| is_task(s), |s| s.end = s.begin.plus_ms(60_000))
    }),
    ("not-released", |r, p| {
        any_task(r, p, |t| {
            t.owner = "nobody".to_owned();
            t.releasable_to.clear();
        })
    }),
    ("class-wrong", |r, p| {
        any_task(r, p, |t| {
            t.needs.classes = vec![vigie_patrol::AssetClass::UnmannedVessel]
        })
    }),
    ("no-sensor", |r, p| {
        any_task(r, p, |t| t.needs.sensor = Some("dipping-sonar".to_owned()))
    }),
    ("no-boarding-team", |r, p| {
        find(p, |_, s| boards(r, s)).is_some() && assets(r, |a| a.boarding_team = false)
    }),
    ("no-authority", |r, p| {
        find(p, |_, s| boards(r, s)).is_some()
            && assets(r, |a| {
                a.authorities
                    .iter_mut()
                    .for_each(|h| h.flags = vec!["XXX".to_owned()])
            })
    }),
    ("not-registered", |r, p| {
        find(p, |_, s| boards(r, s)).is_some()
            && assets(r, |a| {
                a.authorities
                    .iter_mut()
                    .for_each(|h| h.register = Some("NPFC-HSBI".to_owned()))
            })
    }),
    ("no-officer-for-authority", |r, p| {
        find(p, |_, s| boards(r, s)).is_some()
            && assets(r, |a| {
                a.authorities
                    .iter_mut()
                    .for_each(|h| h.officer = Some("ZZ".to_owned()))
            })
    }),
    ("instrument-wrong", |_, p| {
        stop(
            p,
            |_, s| s.instrument.is_some(),
            |s| s.instrument = Some("a letter".to_owned()),
        )
    }),
    ("no-officer", |r, p| {
        any_task(r, p, |t| t.needs.officers = vec!["ZZ".to_owned()])
    }),
    ("rider-twice", |_, p| {
        let Some((r, n)) = find(p, |_, s| matches!(s.kind, StopKind::Embark { .. })) else {
            return false;
        };
        let again = p.routes[r].stops[n].clone();
        p.routes[r].stops.insert(n, again);
        true
    }),
    ("rider-not-allowed", |r, p| {
        r.riders.iter_mut().for_each(|o| o.serves.clear());
        find(p, |_, s| matches!(s.kind, StopKind::Embark { .. })).is_some()
    }),
    ("tanker-not-allowed", |r, p| {
        r.tankers.iter_mut().for_each(|t| {
            t.agency = "ZZ".to_owned();
            t.serves.clear();
        });
        find(p, |_, s| matches!(s.kind, StopKind::Tanker { .. })).is_some()
    }),
    ("tanker-empty", |r, p| {
        r.tankers.iter_mut().for_each(|t| t.fuel_t = 0.0);
        find(p, |_, s| {
            matches!(s.kind, StopKind::Tanker { .. }) && s.fuel_taken_t > 0.5
        })
        .is_some()
    }),
    ("no-daylight", |r, p| {
        let Some(at) = find(p, |_, s| {
            is_task(s) && sun_altitude_deg(s.begin, s.position) < -5.0
        }) else {
            return false;
        };
        task_of(r, p, at).needs.daylight = true;
        true
    }),
    ("sea-too-high", |r, p| {
        let Some((a, n)) = find(p, |_, s| is_task(s)) else {
            return false;
        };
        let s = &p.routes[a].stops[n];
        r.weather.push(Weather {
            area: Circle {
                centre: s.position,
                radius_nm: 10.0,
            },
            span: Span {
                start: s.begin,
                end: s.end.plus_ms(1),
            },
            sea_state: 9,
        });
        true
    }),
    ("too-many-visits", |r, p| {
        let Some((a, n)) = find(p, |_, s| is_task(s)) else {
            return false;
        };
        task_of(r, p, (a, n)).repeat = None;
        let id = p.routes[a].stops[n].kind.clone();
        let max = usize::from(
            r.tasks
                .iter()
                .find(|t| t.id == id.id())
                .unwrap()
                .visits_max(),
        );
        for _ in 0..max {
            let again = p.routes[a].stops[n].clone();
            p.routes[a].stops.insert(n, again);
        }
        true
    }),
    ("visit-too-soon", |r, p| {
        let Some((a, n)) = find(p, |_, s| is_task(s)) else {
            return false;
        };
        task_of(r, p, (a, n)).repeat = Some(Repeat {
            visits_max: 9,
            factor: 0.5,
            gap_h: 9.0,
        });
        let again = p.routes[a].stops[n].clone();
        p.routes[a].stops.insert(n, again);
        true
    }),
    ("meeting-incomplete", |r, p| {
        let Some((a, n)) = find(p, |_, s| met(r, s)) else {
            return false;
        };
        p.routes[a].stops.remove(n);
        true
    }),
    ("meeting-missed", |r, p| {
        stop(
            p,
            |_, s| met(r, s),
            |s| s.begin = s.begin.plus_ms(9 * HOUR_MS),
        )
    }),
    ("meeting-alone", |r, p| {
        let Some((a, n)) = find(p, |_, s| met(r, s)) else {
            return false;
        };
        let group = r
            .tasks
            .iter()
            .find(|t| t.id == p.routes[a].stops[n].kind.id())
            .unwrap()
            .meet
            .clone();
        let own = p.routes[a].stops[n].clone();
        let other = r
            .tasks
            .iter()
            .find(|t| t.meet == group && t.id != own.kind.id())
            .unwrap()
            .id
            .clone();
        let Some((b, m)) = find(p, |_, s| s.kind.id() == other) else {
            return false;
        };
        let moved = p.routes[b].stops.remove(m);
        p.routes[a].stops.insert(n, moved);
        true
    }),
    ("air-conflict", |r, _| {
        r.separation.distance_nm = 20_000.0;
        r.separation.altitude_ft = 1e6;
        r.assets
            .iter_mut()
            .filter(|a| a.class.flies())
            .for_each(|a| a.altitude_ft = Some(0.0));
        true
    }),
    ("pin-broken", |r, p| {
        let Some((a, n)) = find(p, |_, s| is_task(s)) else {
            return false;
        };
        let task = p.routes[a].stops[n].kind.id().to_owned();
        let other = r
            .assets
            .iter()
            .find(|x| x.id != p.routes[a].asset)
            .unwrap()
            .id
            .clone();
        r.rules.push(Rule::Pin { task, asset: other });
        true
    }),
    ("forbidden", |r, p| {
        let Some((a, n)) = find(p, |_, s| is_task(s)) else {
            return false;
        };
        let task = p.routes[a].stops[n].kind.id().to_owned();
        r.rules.push(Rule::Forbid { task, asset: None });
        true
    }),
    ("order-broken", |r, p| {
        let pair = p.routes.iter().find_map(|t| {
            let tasks: Vec<_> = t.stops.iter().filter(|s| is_task(s)).collect();
            tasks
                .windows(2)
                .find(|w| w[0].kind != w[1].kind)
                .map(|w| (w[0].kind.id().to_owned(), w[1].kind.id().to_owned()))
        });
        let Some((second, first)) = pair else {
            return false;
        };
        r.rules.push(Rule::Order { first, second });
        true
    }),
    ("frozen-changed", |r, p| {
        r.before = Some(p.clone());
        r.now = Some(r.span.end);
        stop(
            p,
            |_, s| is_task(s),
            |s| s.depart = s.depart.plus_ms(-60_000),
        )
    }),
    ("value-wrong", |_, p| {
        stop(p, |_, s| s.value > 1.0, |s| s.value *= 2.0)
    }),
    ("total-wrong", |_, p| {
        p.total.distance_nm += 100.0;
        true
    }),
];

fn sound_plans() -> Vec<(Request, Plan)> {
    let large = (0..2).map(trial::north_pacific);
    let small = (0..60).map(trial::small);
    large
        .chain(small)
        .map(|request| {
            let effort = Effort {
                iterations: 300,
                lanes: 1,
                ..Effort::default()
            };
            let mut solver = Solver::new(&request, &GreatCircle, effort, &[]).unwrap();
            solver.run();
            let plan = solver.plan();
            let found = check(&request, &GreatCircle, &plan);
            assert!(found.is_empty(), "{}: {found:#?}", request.title);
            (request, plan)
        })
        // A small trial may have nothing that can be done.
        .filter(|(_, plan)| plan.total.tasks > 0)
        .collect()
}

#[test]
fn every_kind_of_injected_violation_is_found() {
    let sound = sound_plans();
    for (code, inject) in INJECTIONS {
        let mut tried = 0;
        for (request, plan) in &sound {
            let (mut request, mut plan) = (request.clone(), plan.clone());
            if !inject(&mut request, &mut plan) {
                continue;
            }
            let found = check(&request, &GreatCircle, &plan);
            let hit = found.iter().any(|f| f.violation.code() == *code);
            // Requests in the small trials may lack what the injection needs in the air.
            if *code == "air-conflict" && !hit {
                continue;
            }
            assert!(hit, "{code} not found: {found:#?}");
            tried += 1;
        }
        assert!(tried > 0, "no plan gave an opportunity for {code}");
    }
}

#[test]
fn the_instrument_that_does_not_reach_is_named() {
    let (mut request, plan) = sound_plans().swap_remove(0);
    for asset in &mut request.assets {
        for held in &mut asset.authorities {
            held.areas = vec!["ELSEWHERE".to_owned()];
        }
    }
    let found = check(&request, &GreatCircle, &plan);
    let named = found.iter().any(|f| match &f.violation {
        Violation::NoAuthority { instruments, .. } => instruments
            .iter()
            .any(|i| i.starts_with("NPFC CMM 2017-09")),
        _ => false,
    });
    assert!(named, "{found:#?}");
}
