//! What a named vessel does, step by step: the steps of the scenario file become tasks of her agenda.
//!
//! A step without a length lasts until the next appointment: the next step's time, or the moment she must leave for
//! her meeting. After the last step a fishing vessel fishes on, any other drifts.

use vigie_sea::{METRES_PER_NM, Span, Time};

use crate::agenda::{Meeting, Planner};
use crate::chart::{Offset, Place};
use crate::muster::{Berth, Muster, flag_of, key_of};
use crate::routine::{
    DayTrip, Dice, after_h, day_trips, jig, longline, off_nm, pole_and_line, purse_seine, trawl,
    voyage,
};
use crate::scenario::{Places, RecordedSpec, Step, StepSpec, VesselSpec, inbound};
use crate::ship::{Deceit, Role};
use crate::truth::{TruthEvent, TruthKind};

/// Spare time before a meeting, hours.
const SPARE_H: f64 = 1.5;
/// How far a ship may be from where she began to fish, nautical miles.
const ASTRAY_NM: f64 = 12.0;
/// Where two ships lie from the point they agreed on, metres east and north: 80 m apart.
const BERTHS: [Offset; 2] = [
    Offset {
        east: -45.0,
        north: 25.0,
    },
    Offset {
        east: 30.0,
        north: 0.0,
    },
];

/// How a gear fishes, with the numbers it needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fishery {
    pub(crate) role: Role,
    pub(crate) shift: Offset,
    pub(crate) reach_nm: f64,
    pub(crate) home: Option<DayTrip>,
}

impl Fishery {
    /// Fishes until then.
    pub(crate) fn work(&self, p: &mut Planner<'_>, dice: &mut Dice, until: Time) {
        let station = p.place;
        match (self.role, self.home) {
            (Role::Coastal, Some(trip)) => day_trips(p, dice, &trip, until),
            (Role::SquidJigger, _) => jig(p, dice, station, self.shift, until),
            (Role::DriftingLongliner, _) => longline(p, dice, until),
            (Role::PoleAndLine, _) => pole_and_line(p, dice, self.reach_nm, until),
            (Role::PurseSeiner, _) => purse_seine(p, dice, until),
            (Role::Trawler | Role::Coastal, _) => trawl(p, dice, until),
            _ => {
                p.drift(until, None);
            }
        }
    }
}

/// A shift of direction and nautical miles a day.
pub(crate) fn shift([direction_deg, nm]: [f64; 2]) -> Offset {
    Offset::polar(direction_deg, nm * METRES_PER_NM)
}

/// Adds a vessel with her agenda.
pub(crate) fn add(m: &mut Muster<'_>, vessel: &VesselSpec, places: &Places<'_>) -> usize {
    let key = key_of(&vessel.id, 0);
    let mut dice = m.dice(key);
    let from = begins(vessel, places, m.start);
    let mut p = m.planner(from);
    for (index, step) in vessel.does.iter().enumerate() {
        if let Some(at) = step.at {
            wait(&mut p, vessel.role, at.on(m.start));
        }
        let appointment = vessel
            .does
            .get(index + 1)
            .map(|next| appointed(&p, next, places, m.start));
        let until = appointment.flatten().unwrap_or(m.end).min(m.end);
        take(&mut p, &mut dice, vessel, step, places, until);
    }
    let fishes_last = matches!(vessel.does.last().map(|s| &s.step), Some(Step::Fish { .. }));
    if vessel.role.is_fishing() && !fishes_last {
        plain_fishery(vessel.role).work(&mut p, &mut dice, m.end);
    }
    wait(&mut p, vessel.role, m.end);
    let berth = Berth {
        key,
        id: vessel.id.clone(),
        role: vessel.role,
        flag: flag_of(&vessel.flag),
        class_a: vessel.class_a,
        mmsi: vessel.mmsi,
        name: vessel.name.clone(),
        licensed: vessel.licensed,
    };
    m.add(&berth, from, p.finish())
}

/// Adrift, or on the ground.
fn wait(p: &mut Planner<'_>, role: Role, until: Time) {
    if role.flies() && until > p.time {
        p.moor(p.place, until);
    } else {
        p.drift(until, None);
    }
}

fn plain_fishery(role: Role) -> Fishery {
    Fishery {
        role,
        shift: Offset::default(),
        reach_nm: 13.0,
        home: None,
    }
}

/// Where she is at the start: as written, at her first port, or where she must be to come to her meeting in time.
pub(crate) fn begins(vessel: &VesselSpec, places: &Places<'_>, start: Time) -> Place {
    let first = vessel.does.first();
    let found = vessel.at.or_else(|| match &first?.step {
        Step::Meet {
            meeting,
            kn,
            from_deg,
        } => {
            let meeting = places.meeting(meeting)?;
            let hours = meeting.when.from.on(start).since_s(start) / 3_600.0;
            Some(inbound(
                meeting.place,
                from_deg.unwrap_or(180.0),
                *kn,
                hours,
            ))
        }
        Step::Fish {
            port: Some(port), ..
        }
        | Step::Call { port, .. } => Some(places.harbour(port)?.place),
        Step::Patrol { between, .. } => between.first().copied(),
        Step::Transit { to, .. } => to.first().copied(),
        _ => None,
    });
    found.unwrap_or(Place::new(40.0, 180.0))
}

/// When she must leave what she does for this step.
fn appointed(p: &Planner<'_>, next: &StepSpec, places: &Places<'_>, start: Time) -> Option<Time> {
    if let Some(at) = next.at {
        return Some(at.on(start));
    }
    let Step::Meet { meeting, kn, .. } = &next.step else {
        return None;
    };
    let meeting = places.meeting(meeting)?;
    let way_nm = p.place.distance_m(meeting.place) / METRES_PER_NM + ASTRAY_NM;
    Some(after_h(
        meeting.when.from.on(start),
        -(way_nm / kn + SPARE_H),
    ))
}

fn take(
    p: &mut Planner<'_>,
    dice: &mut Dice,
    vessel: &VesselSpec,
    step: &StepSpec,
    places: &Places<'_>,
    until: Time,
) {
    let lasts = |p: &Planner<'_>, hours: &Option<f64>| {
        hours.map_or(until, |h| after_h(p.time, h).min(until))
    };
    match &step.step {
        Step::Transit { to, kn, stop } => {
            voyage(p, to, *kn, until);
            if let (true, Some(last)) = (*stop, to.last()) {
                p.steam_and_stop(*last, *kn);
            }
        }
        Step::Fish {
            port,
            hours,
            shift: by,
            reach_nm,
        } => {
            let home = port
                .as_ref()
                .and_then(|id| places.harbour(id))
                .map(|h| DayTrip {
                    berth: h.place,
                    gate: h.gate(),
                    seaward_deg: h.seaward_deg,
                });
            let fishery = Fishery {
                role: vessel.role,
                shift: shift(*by),
                reach_nm: *reach_nm,
                home,
            };
            let end = lasts(p, hours);
            fishery.work(p, dice, end);
        }
        Step::Drift { hours } => {
            let end = lasts(p, hours);
            p.drift(end, None);
        }
        Step::Meet { meeting, kn, .. } => meet(p, vessel, meeting, *kn, places),
        Step::Call { port, hours, kn } => call(p, port, *hours, *kn, places),
        Step::Patrol { between, kn, hours } => {
            let end = lasts(p, hours);
            patrol(p, dice, between, *kn, end);
        }
    }
}

fn meet(p: &mut Planner<'_>, vessel: &VesselSpec, meeting: &str, kn: f64, places: &Places<'_>) {
    let guest = places.guest(meeting, &vessel.id);
    let Some(meeting) = places.meeting(meeting) else {
        return;
    };
    let time = meeting.when.from.on(p.start());
    let point = Meeting {
        place: meeting.place,
        time,
        drift: p.flow(meeting.place, time),
    };
    let offset = BERTHS.get(guest).copied().unwrap_or_default();
    p.meet(point, offset, kn, after_h(time, meeting.when.hours));
}

fn call(p: &mut Planner<'_>, port: &str, hours: f64, kn: f64, places: &Places<'_>) {
    let Some(harbour) = places.harbour(port) else {
        return;
    };
    p.steam(harbour.gate(), kn)
        .steam_and_stop(harbour.place, kn.min(7.0));
    let until = after_h(p.time, hours);
    if harbour.anchorage {
        p.anchor(harbour.place, until);
    } else {
        p.moor(harbour.place, until);
    }
    p.steam(harbour.gate(), kn.min(7.0));
}

/// To and fro along a beat, never twice on the same line.
fn patrol(p: &mut Planner<'_>, dice: &mut Dice, between: &[Place], kn: f64, until: Time) {
    let mut forth = true;
    while p.time < until && between.len() > 1 {
        let mut points = between.to_vec();
        if !forth {
            points.reverse();
        }
        for leg in points.windows(2) {
            if let [from, to] = leg {
                let middle = from.moved(from.to(*to).times(0.5));
                let knee_nm = (from.distance_m(*to) / METRES_PER_NM * 0.1).min(25.0);
                p.steam(off_nm(middle, dice.between(0.0, 360.0), knee_nm), kn)
                    .steam(*to, kn);
            }
        }
        forth = !forth;
    }
}
/// Ships of a recording, each on her track and quiet where nothing was heard of her.
pub(crate) fn sail_again(
    m: &mut Muster<'_>,
    recorded: &[RecordedSpec],
    truth: &mut Vec<TruthEvent>,
) {
    for spec in recorded {
        let at = |minutes: f64| after_h(m.start, minutes / 60.0);
        let (Some(first), Some(last)) = (spec.track.first(), spec.track.last()) else {
            continue;
        };
        let mut p = m.planner(first.1);
        for (minutes, place) in &spec.track {
            if at(*minutes) > p.time {
                p.follow(*place, at(*minutes));
            } else {
                p.place = *place;
            }
        }
        let begins = on_track_at_start(spec);
        let (from, until) = (at(first.0).max(m.start), at(last.0).min(m.end));
        p.drift(m.end, None);
        let agenda = p.finish();
        let berth = Berth {
            key: key_of(&spec.id, 0),
            id: spec.id.clone(),
            role: spec.role,
            flag: flag_of(&spec.flag),
            class_a: spec.class_a,
            mmsi: spec.mmsi,
            name: None,
            licensed: true,
        };
        let quiet = spec.quiet.iter().map(|(from, to)| (at(*from), at(*to)));
        let outside = [(m.start, from), (until, m.end.plus_ms(1))];
        let silent = quiet.chain(outside).filter(|(from, to)| from < to);
        let silent: Vec<Deceit> = silent
            .map(|(start, end)| Deceit::Silent {
                span: Span { start, end },
            })
            .collect();
        let number = m.add(&berth, begins, agenda);
        let Some(ship) = m.ships.get_mut(number) else {
            continue;
        };
        (ship.deceits, ship.recorded) = (silent, true);
        // A ship of unknown making: she follows her track whatever her class could do.
        ship.handling.accel_mps2 = ship.handling.accel_mps2.max(0.05);
        ship.handling.turn_deg_s = ship.handling.turn_deg_s.max(3.0);
        if from < until {
            let span = Span {
                start: from,
                end: until,
            };
            let note = "real-traffic";
            truth.push(TruthEvent::new(
                TruthKind::Recorded,
                vec![ship.mmsi],
                span,
                note,
            ));
        }
    }
}

/// Where she is when the exercise starts: at her first point, or on the way when she sailed before.
fn on_track_at_start(spec: &RecordedSpec) -> Place {
    let pairs = spec.track.iter().zip(spec.track.iter().skip(1));
    let mut around = pairs.filter(|((a, _), (b, _))| *a <= 0.0 && *b > 0.0);
    let first = spec.track.first().map_or(Place::new(0.0, 0.0), |it| it.1);
    around.next().map_or(first, |((a, from), (b, to))| {
        from.moved(from.to(*to).times(-a / (b - a)))
    })
}
