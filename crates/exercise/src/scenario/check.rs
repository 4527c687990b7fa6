//! What a reader of one table cannot see: names of nothing, areas that cross themselves, behaviours that cannot be, times
//! out of order, meetings that nobody can reach.

use std::collections::BTreeMap;

use vigie_sea::{Coast, METRES_PER_NM, Position, Time};

use super::build::Places;
use super::fault::{FaultReason, Mark, ScenarioFault};
use super::file::*;
use super::table::Faults;
use crate::chart::Place;
use crate::ship::Role;
use crate::zone::{Harbour, Zone};

/// A start at noon, for scenarios that leave it open.
const NOMINAL_START_S: i64 = 1_783_339_200;

/// Checks a scenario as a whole.
pub(crate) fn check(name: &str, file: &ScenarioFile, faults: &Faults) {
    let start = file.start.unwrap_or(Time::from_s(NOMINAL_START_S));
    let c = Check {
        file,
        faults,
        start,
    };
    c.names();
    c.areas();
    file.fleets.iter().for_each(|f| c.fleet(f));
    file.vessels.iter().for_each(|v| c.vessel(v));
    file.meetings.iter().for_each(|m| c.meeting(m));
    c.times();
    c.references();
    let nobody = file.fleets.is_empty()
        && file.vessels.is_empty()
        && file.recorded.is_empty()
        && file.incidents.is_empty();
    if nobody && faults.borrow().is_empty() {
        let mark = Mark {
            file: name.to_owned(),
            line: 1,
        };
        c.fault(&mark, FaultReason::Empty);
    }
}

struct Check<'a> {
    file: &'a ScenarioFile,
    faults: &'a Faults,
    start: Time,
}

impl Check<'_> {
    fn fault(&self, mark: &Mark, reason: FaultReason) {
        self.faults.borrow_mut().push(ScenarioFault {
            mark: mark.clone(),
            reason,
        });
    }

    fn hours(&self, when: When) -> f64 {
        when.on(self.start).since_s(self.start) / 3_600.0
    }

    /// Every name once.
    fn names(&self) {
        let f = self.file;
        let ships = f
            .fleets
            .iter()
            .map(|x| (&x.mark, &x.id))
            .chain(f.vessels.iter().map(|x| (&x.mark, &x.id)));
        let groups: [(&str, Vec<(&Mark, &String)>); 6] = [
            ("area", f.areas.iter().map(|x| (&x.mark, &x.id)).collect()),
            ("port", f.ports.iter().map(|x| (&x.mark, &x.id)).collect()),
            ("ship", ships.collect()),
            (
                "meeting",
                f.meetings.iter().map(|x| (&x.mark, &x.id)).collect(),
            ),
            (
                "sensor",
                f.sensors.iter().map(|x| (&x.mark, &x.id)).collect(),
            ),
            (
                "incident",
                f.incidents.iter().map(|x| (&x.mark, &x.id)).collect(),
            ),
        ];
        for (what, all) in groups {
            let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
            for (mark, id) in all {
                if seen.insert(id, ()).is_some() {
                    self.fault(
                        mark,
                        FaultReason::DuplicateName {
                            what: what.to_owned(),
                            name: id.clone(),
                        },
                    );
                }
            }
        }
        let mut seen: BTreeMap<u32, ()> = BTreeMap::new();
        let vessels = f.vessels.iter().map(|it| (it.mmsi, &it.mark));
        let recorded = f.recorded.iter().map(|it| (it.mmsi, &it.mark));
        for (mmsi, mark) in vessels.chain(recorded) {
            if let Some(mmsi) = mmsi
                && seen.insert(mmsi, ()).is_some()
            {
                let (what, name) = ("mmsi".to_owned(), mmsi.to_string());
                self.fault(mark, FaultReason::DuplicateName { what, name });
            }
        }
    }

    fn areas(&self) {
        for area in &self.file.areas {
            let name = area.id.clone();
            if area.ring.len() < 3 {
                self.fault(&area.mark, FaultReason::AreaWithoutInside { name });
            } else if Zone::new(&area.id, area.kind, String::new(), &area.ring).crosses_itself() {
                self.fault(&area.mark, FaultReason::AreaCrossesItself { name });
            }
        }
    }

    fn dangling(&self, mark: &Mark, what: &str, name: &str) {
        self.fault(
            mark,
            FaultReason::DanglingName {
                what: what.to_owned(),
                name: name.to_owned(),
            },
        );
    }

    fn port(&self, mark: &Mark, id: &str) {
        if !self.file.ports.iter().any(|p| p.id == id) {
            self.dangling(mark, "port", id);
        }
    }

    fn cannot(&self, mark: &Mark, role: Role, behaviour: &str) {
        let (gear, behaviour) = (role.code().to_owned(), behaviour.to_owned());
        self.fault(mark, FaultReason::BehaviourCannotBe { gear, behaviour });
    }

    fn speed(&self, mark: &Mark, role: Role, kn: f64) {
        if kn > role.most_kn() {
            let (gear, most_kn) = (role.code().to_owned(), role.most_kn().to_string());
            self.fault(
                mark,
                FaultReason::TooFast {
                    gear,
                    kn: kn.to_string(),
                    most_kn,
                },
            );
        }
    }

    fn on_land(&self, mark: &Mark, name: &str, place: Place) {
        let position = Position::new(place.lat_deg, place.lon_deg);
        if position.is_ok_and(|p| Coast::builtin().on_land(p)) {
            self.fault(
                mark,
                FaultReason::OnLand {
                    name: name.to_owned(),
                },
            );
        }
    }

    fn fleet(&self, fleet: &FleetSpec) {
        self.speed(&fleet.mark, fleet.role, fleet.kn[1]);
        if fleet.role.is_patrol() || fleet.role.is_support() {
            self.cannot(&fleet.mark, fleet.role, "fleet");
        }
        match &fleet.layout {
            Layout::Ports(ports) => {
                ports.iter().for_each(|id| self.port(&fleet.mark, id));
                if fleet.role != Role::Coastal {
                    self.cannot(&fleet.mark, fleet.role, "ports");
                }
            }
            Layout::Lane { .. } if fleet.role.is_fishing() => {
                self.cannot(&fleet.mark, fleet.role, "lane")
            }
            Layout::Grid { centre, .. } => self.on_land(&fleet.mark, &fleet.id, *centre),
            Layout::Lane { .. } | Layout::Anywhere { .. } => {}
        }
    }

    fn vessel(&self, vessel: &VesselSpec) {
        if let Some(place) = vessel.at
            && !vessel.role.flies()
        {
            self.on_land(&vessel.mark, &vessel.id, place);
        }
        if vessel.at.is_none() && !places_itself(vessel) {
            self.fault(
                &vessel.mark,
                FaultReason::Missing {
                    key: "at".to_owned(),
                },
            );
        }
        let mut last_h = 0.0;
        for (index, step) in vessel.does.iter().enumerate() {
            self.step(vessel, step);
            if let Some(at) = step.at {
                let hours = self.hours(at);
                if hours < last_h {
                    self.fault(
                        &step.mark,
                        FaultReason::TimesOutOfOrder {
                            name: vessel.id.clone(),
                        },
                    );
                }
                last_h = hours;
                self.begins(&step.mark, &vessel.id, hours);
            }
            let endless = matches!(
                &step.step,
                Step::Fish { hours: None, .. }
                    | Step::Drift { hours: None }
                    | Step::Patrol { hours: None, .. }
            );
            let next = vessel.does.get(index + 1);
            if endless
                && next.is_some_and(|n| n.at.is_none() && !matches!(n.step, Step::Meet { .. }))
            {
                self.fault(
                    &step.mark,
                    FaultReason::Missing {
                        key: "hours".to_owned(),
                    },
                );
            }
        }
        self.tricks(vessel);
        self.arrival(vessel);
    }

    fn step(&self, vessel: &VesselSpec, step: &StepSpec) {
        let role = vessel.role;
        self.speed(&step.mark, role, step.step.kn());
        let can = match &step.step {
            Step::Fish { .. } => role.is_fishing(),
            Step::Patrol { .. } => role.is_patrol(),
            Step::Transit { .. } => true,
            Step::Drift { .. } | Step::Meet { .. } | Step::Call { .. } => !role.flies(),
        };
        if !can {
            self.cannot(&step.mark, role, step.step.code());
        }
        match &step.step {
            Step::Fish {
                port: Some(port), ..
            }
            | Step::Call { port, .. } => self.port(&step.mark, port),
            Step::Meet { meeting, .. } if !self.file.meetings.iter().any(|m| m.id == *meeting) => {
                self.dangling(&step.mark, "meeting", meeting);
            }
            Step::Transit { to, .. } if !role.flies() => {
                to.iter()
                    .for_each(|place| self.on_land(&step.mark, &vessel.id, *place));
            }
            _ => {}
        }
    }

    fn begins(&self, mark: &Mark, name: &str, at_h: f64) {
        if at_h >= self.file.hours {
            let (at_h, hours) = (format!("{at_h:.1}"), self.file.hours.to_string());
            self.fault(
                mark,
                FaultReason::AfterTheEnd {
                    name: name.to_owned(),
                    at_h,
                    hours,
                },
            );
        }
    }

    fn tricks(&self, vessel: &VesselSpec) {
        let mut places: Vec<(f64, f64, &Mark)> = Vec::new();
        for trick in &vessel.hides {
            let from = self.hours(trick.when.from);
            self.begins(&trick.mark, &vessel.id, from);
            match &trick.trick {
                Trick::MmsiOf { vessel: other }
                    if !self.file.vessels.iter().any(|v| v.id == *other) =>
                {
                    self.dangling(&trick.mark, "vessel", other);
                }
                Trick::Offset { .. }
                | Trick::Circle { .. }
                | Trick::Replay { .. }
                | Trick::Frozen { .. }
                | Trick::Dark => {
                    places.push((from, from + trick.when.hours, &trick.mark));
                }
                _ => {}
            }
        }
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (a, b) in places.iter().zip(places.iter().skip(1)) {
            if b.0 < a.1 {
                self.fault(
                    b.2,
                    FaultReason::DeceitsOverlap {
                        name: vessel.id.clone(),
                    },
                );
            }
        }
    }

    /// Whether she can be at her first meeting in time.
    fn arrival(&self, vessel: &VesselSpec) {
        let meets = vessel
            .does
            .iter()
            .enumerate()
            .find(|(_, s)| matches!(s.step, Step::Meet { .. }));
        let Some((index, step)) = meets else { return };
        let Step::Meet { meeting, kn, .. } = &step.step else {
            return;
        };
        let harbours: Vec<Harbour> = Vec::new();
        let places = Places {
            harbours: &harbours,
            file: self.file,
        };
        let Some(meeting) = places.meeting(meeting) else {
            return;
        };
        let busy_h: f64 = vessel
            .does
            .iter()
            .take(index)
            .map(|s| match s.step {
                Step::Fish { hours: Some(h), .. }
                | Step::Drift { hours: Some(h) }
                | Step::Call { hours: h, .. } => h,
                _ => 0.0,
            })
            .sum();
        if vessel.at.is_none() && index == 0 {
            return;
        }
        let from = crate::behaviour::begins(vessel, &places, self.start);
        let needs_h = from.distance_m(meeting.place) / METRES_PER_NM / kn + busy_h;
        let has_h = self.hours(meeting.when.from);
        if needs_h > has_h {
            let (needs_h, has_h) = (format!("{needs_h:.1}"), format!("{has_h:.1}"));
            self.fault(
                &step.mark,
                FaultReason::CannotArrive {
                    name: meeting.id.clone(),
                    needs_h,
                    has_h,
                },
            );
        }
    }

    fn meeting(&self, meeting: &MeetingSpec) {
        let comes = |v: &&VesselSpec| {
            v.does
                .iter()
                .any(|s| matches!(&s.step, Step::Meet { meeting: m, .. } if *m == meeting.id))
        };
        let ships = self.file.vessels.iter().filter(comes).count();
        if ships != 2 {
            self.fault(
                &meeting.mark,
                FaultReason::MeetingNotOfTwo {
                    name: meeting.id.clone(),
                    ships,
                },
            );
        }
        self.on_land(&meeting.mark, &meeting.id, meeting.place);
        self.begins(&meeting.mark, &meeting.id, self.hours(meeting.when.from));
    }

    fn times(&self) {
        for incident in &self.file.incidents {
            self.begins(&incident.mark, &incident.id, self.hours(incident.at));
        }
        for link in &self.file.links {
            self.begins(&link.mark, "link", self.hours(link.when.from));
        }
        for sensor in &self.file.sensors {
            if let SensorWork::Scene { looks_h, .. } = &sensor.kind {
                if looks_h
                    .iter()
                    .zip(looks_h.iter().skip(1))
                    .any(|(a, b)| a >= b)
                {
                    self.fault(
                        &sensor.mark,
                        FaultReason::TimesOutOfOrder {
                            name: sensor.id.clone(),
                        },
                    );
                }
                // Later looks of a fragment may lie beyond a short story; the first may not.
                if let Some(first) = looks_h.first() {
                    self.begins(&sensor.mark, &sensor.id, *first);
                }
            }
        }
    }

    fn references(&self) {
        for group in &self.file.nationals {
            if !self.file.incidents.iter().any(|i| i.id == group.incident) {
                self.dangling(&group.mark, "incident", &group.incident);
            }
        }
        for sensor in &self.file.sensors {
            if let SensorWork::Citizen { port, .. } = &sensor.kind {
                self.port(&sensor.mark, port);
            }
        }
    }
}

/// Whether her first step says where she begins.
fn places_itself(vessel: &VesselSpec) -> bool {
    match vessel.does.first().map(|s| &s.step) {
        Some(Step::Meet { from_deg, .. }) => from_deg.is_some(),
        Some(Step::Fish { port, .. }) => port.is_some(),
        Some(Step::Call { .. } | Step::Patrol { .. }) => true,
        _ => false,
    }
}
