//! The umpire aboard every ship: writes down what happens in the true world.

use std::collections::BTreeMap;

use vigie_sea::{METRES_PER_NM, Span, Time};

use crate::agenda::{NavStatus, Order, Task, Work};
use crate::hull::{Pose, WINDOW_MS, Wake};
use crate::scenario::Scenario;
use crate::ship::Ship;
use crate::truth::{TruthEvent, TruthKind};

/// Distance of an encounter (the GFW definition of `iuu-detection.md` 2.2).
const TOGETHER_M: f64 = 500.0;
/// Speed below which ships lie together or loiter.
const SLOW_KN: f64 = 2.0;
/// Least loitering (8 h, as GFW first published) and least shadow worth a line.
const LOITER_MS: i64 = 8 * 3_600_000;
const SHADOW_MS: i64 = 3_600_000;
/// Least encounter.
const ENCOUNTER_MS: i64 = 30 * 60_000;
/// Away from any harbour.
const OFFSHORE_M: f64 = 20.0 * METRES_PER_NM;
/// Least transit worth a line, and the speed of one.
const TRANSIT_MS: i64 = 3_600_000;
const UNDER_WAY_KN: f64 = 4.0;
/// Farther north or south than this a ship cannot be in port, nor have been a minute ago.
const FAR_FROM_PORT_M: f64 = 8_000.0;
/// In port within 3 km, out beyond 4 km (GFW anchorages).
const PORT_ENTRY_M: f64 = 3_000.0;
const PORT_EXIT_M: f64 = 4_000.0;

/// An interval being written, by what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Work(usize),
    Unlicensed(usize),
    Transit(usize),
    Area(usize, usize),
    Harbour(usize, usize),
    Loiter(usize),
    Shadow(usize, usize),
    Outage(usize),
    Pair(usize),
}

#[derive(Debug, Clone, Copy)]
struct Line {
    start: Time,
    last: Time,
    work: Option<Work>,
    stopped: bool,
}

/// Writes the truth of one world.
#[derive(Debug, Clone, Default)]
pub(crate) struct Observer {
    open: BTreeMap<Topic, Line>,
    done: Vec<TruthEvent>,
}

impl Observer {
    /// One ship in one window.
    pub(crate) fn see(&mut self, number: usize, ship: &Ship, wake: &Wake, world: &Scenario) {
        if ship.role.flies() {
            return;
        }
        let pose = *wake.first();
        let task = ship.agenda.get(wake.task);
        self.see_work(number, ship, pose, task, world);
        let mut closed = false;
        for (index, area) in world.zones.iter().enumerate() {
            let inside = area.holds(pose.place);
            closed |= inside && area.kind == "closed";
            self.note(Topic::Area(number, index), inside, pose.time, ship, world);
        }
        let work = task.and_then(|t| t.work);
        let topic = Topic::Unlicensed(number);
        if work.is_some() && (!ship.licensed || closed) {
            self.keep(topic, pose.time, work, false);
        } else {
            self.note(topic, false, pose.time, ship, world);
        }
        let steams = work.is_none() && matches!(task.map(|t| t.order), Some(Order::Steam { .. }));
        let under_way = steams && pose.sog_kn() > UNDER_WAY_KN;
        self.note(Topic::Transit(number), under_way, pose.time, ship, world);
        self.see_harbours(number, ship, pose, world);
        self.see_loitering(number, ship, pose, world);
        for (index, shadow) in world.receivers.shadows.iter().enumerate() {
            let inside = shadow.covers(pose.place);
            self.note(Topic::Shadow(number, index), inside, pose.time, ship, world);
        }
        let out = world.receivers.is_out(pose.time);
        self.note(Topic::Outage(number), out, pose.time, ship, world);
    }

    fn see_loitering(&mut self, number: usize, ship: &Ship, pose: Pose, world: &Scenario) {
        if !ship.role.is_support() {
            return;
        }
        let near_land = || {
            world
                .harbours
                .iter()
                .any(|h| h.place.distance_m(pose.place) < OFFSHORE_M)
        };
        let loiters = pose.sog_kn() < SLOW_KN && !near_land();
        self.note(Topic::Loiter(number), loiters, pose.time, ship, world);
    }

    fn see_work(
        &mut self,
        number: usize,
        ship: &Ship,
        pose: Pose,
        task: Option<&Task>,
        world: &Scenario,
    ) {
        let work = task.and_then(|t| t.work);
        for topic in [Topic::Work(number), Topic::Unlicensed(number)] {
            if self.open.get(&topic).is_some_and(|line| line.work != work) {
                self.close(topic, ship, world);
            }
        }
        if let Some(work) = work {
            self.keep(Topic::Work(number), pose.time, Some(work), false);
        }
    }

    fn see_harbours(&mut self, number: usize, ship: &Ship, pose: Pose, world: &Scenario) {
        for (index, harbour) in world.harbours.iter().enumerate() {
            let away_lat_m = (harbour.place.lat_deg - pose.place.lat_deg).abs() * 111_000.0;
            if away_lat_m > FAR_FROM_PORT_M {
                continue;
            }
            let topic = Topic::Harbour(number, index);
            let known = self.open.contains_key(&topic);
            let distance_m = harbour.place.distance_m(pose.place);
            let limit_m = if known { PORT_EXIT_M } else { PORT_ENTRY_M };
            if distance_m < limit_m {
                self.keep(topic, pose.time, None, pose.sog_kn() < 0.2);
            } else if known {
                self.close(topic, ship, world);
            }
        }
    }

    /// Two ships that may be together.
    pub(crate) fn see_pair(&mut self, index: usize, ships: [&Ship; 2], poses: [Pose; 2]) {
        let [a, b] = poses;
        let near = a.place.distance_m(b.place) <= TOGETHER_M;
        let slow = a.sog_kn() < SLOW_KN && b.sog_kn() < SLOW_KN;
        let topic = Topic::Pair(index);
        if near && slow {
            self.keep(topic, a.time, None, false);
        } else if let Some(line) = self.open.remove(&topic) {
            self.write_pair(line, ships);
        }
    }

    fn write_pair(&mut self, line: Line, ships: [&Ship; 2]) {
        let span = Span {
            start: line.start,
            end: line.last.plus_ms(WINDOW_MS),
        };
        if span.end.ms() - span.start.ms() < ENCOUNTER_MS {
            return;
        }
        let note = format!("{}-with-{}", ships[0].role.code(), ships[1].role.code());
        let mmsis = ships.map(|ship| ship.mmsi).to_vec();
        self.done
            .push(TruthEvent::new(TruthKind::Encounter, mmsis, span, &note));
    }

    fn note(&mut self, topic: Topic, holds: bool, time: Time, ship: &Ship, world: &Scenario) {
        if holds {
            self.keep(topic, time, None, false);
        } else if self.open.contains_key(&topic) {
            self.close(topic, ship, world);
        }
    }

    fn keep(&mut self, topic: Topic, time: Time, work: Option<Work>, stopped: bool) {
        let new = Line {
            start: time,
            last: time,
            work,
            stopped: false,
        };
        let line = self.open.entry(topic).or_insert(new);
        line.last = time;
        line.stopped |= stopped;
    }

    fn close(&mut self, topic: Topic, ship: &Ship, world: &Scenario) {
        let Some(line) = self.open.remove(&topic) else {
            return;
        };
        let span = Span {
            start: line.start,
            end: line.last.plus_ms(WINDOW_MS),
        };
        let length_ms = span.end.ms() - span.start.ms();
        let work = line.work.map_or("", Work::note);
        let (kind, note) = match topic {
            Topic::Work(_) => (TruthKind::Fishing, work),
            Topic::Unlicensed(_) => (TruthKind::UnauthorisedFishing, work),
            Topic::Transit(_) => (TruthKind::Transit, ship.role.code()),
            Topic::Area(_, index) => {
                let id = world.zones.get(index).map_or("", |a| a.id.as_str());
                (TruthKind::AreaVisit, id)
            }
            Topic::Harbour(_, index) => match world.harbours.get(index) {
                Some(h) if h.anchorage => (TruthKind::AnchorageVisit, h.id.as_str()),
                Some(h) => (TruthKind::PortVisit, h.id.as_str()),
                None => return,
            },
            Topic::Loiter(_) => (TruthKind::Loitering, ship.role.code()),
            Topic::Shadow(_, index) => {
                let note = world
                    .receivers
                    .shadows
                    .get(index)
                    .map_or("", |s| s.note.as_str());
                (TruthKind::InnocentGap, note)
            }
            Topic::Outage(_) => (TruthKind::InnocentGap, "feed-outage"),
            Topic::Pair(_) => return,
        };
        let too_short = match kind {
            TruthKind::Loitering => length_ms < LOITER_MS,
            TruthKind::InnocentGap => length_ms < SHADOW_MS,
            TruthKind::Transit => length_ms < TRANSIT_MS,
            TruthKind::PortVisit | TruthKind::AnchorageVisit => !line.stopped,
            _ => false,
        };
        if !too_short {
            self.done
                .push(TruthEvent::new(kind, vec![ship.mmsi], span, note));
        }
    }

    /// Ends all that is open and gives the truth in order of time.
    pub(crate) fn finish(mut self, world: &Scenario) -> Vec<TruthEvent> {
        let topics: Vec<Topic> = self.open.keys().copied().collect();
        for topic in topics {
            if let Topic::Pair(index) = topic {
                let both = world
                    .pairs
                    .get(index)
                    .and_then(|[a, b]| world.ships.get(*a).zip(world.ships.get(*b)));
                if let (Some(line), Some((a, b))) = (self.open.remove(&topic), both) {
                    self.write_pair(line, [a, b]);
                }
            } else if let Some(ship) = topic.ship().and_then(|n| world.ships.get(n)) {
                self.close(topic, ship, world);
            }
        }
        self.done.sort();
        self.done
    }
}

impl Topic {
    fn ship(self) -> Option<usize> {
        match self {
            Self::Work(n)
            | Self::Unlicensed(n)
            | Self::Transit(n)
            | Self::Area(n, _)
            | Self::Harbour(n, _)
            | Self::Loiter(n)
            | Self::Outage(n)
            | Self::Shadow(n, _) => Some(n),
            Self::Pair(_) => None,
        }
    }
}

/// The navigational status a ship shows for her task.
pub(crate) fn status_of(task: Option<&Task>) -> NavStatus {
    match task {
        Some(Task {
            order: Order::Lie { .. },
            status,
            ..
        }) => *status,
        Some(task) => task.status,
        None => NavStatus::UnderWay,
    }
}
