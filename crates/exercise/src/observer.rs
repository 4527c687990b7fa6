//! The umpire aboard every ship: writes down what happens in the true world.

use std::collections::BTreeMap;

use vigie_sea::{METRES_PER_NM, Span, Time};

use crate::agenda::{NavStatus, Order, Task, Work};
use crate::closed_area::CLOSED_AREAS;
use crate::fleet::HARBOURS;
use crate::hull::{Pose, WINDOW_MS, Wake};
use crate::receiver::Receivers;
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
/// In port within 3 km, out beyond 4 km (GFW anchorages).
const PORT_ENTRY_M: f64 = 3_000.0;
const PORT_EXIT_M: f64 = 4_000.0;

/// An interval being written, by what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Work(usize),
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
    pub(crate) fn see(&mut self, number: usize, ship: &Ship, wake: &Wake, receivers: &Receivers) {
        let pose = *wake.first();
        let task = ship.agenda.get(wake.task);
        self.see_work(number, ship, pose, task);
        for (index, area) in CLOSED_AREAS.iter().enumerate() {
            self.note(
                Topic::Area(number, index),
                area.holds(pose.place),
                pose.time,
                ship,
            );
        }
        self.see_harbours(number, ship, pose);
        let near_land = HARBOURS
            .iter()
            .any(|h| h.place().distance_m(pose.place) < OFFSHORE_M);
        let loiters = ship.role.is_support() && pose.sog_kn() < SLOW_KN && !near_land;
        self.note(Topic::Loiter(number), loiters, pose.time, ship);
        for (index, shadow) in receivers.shadows.iter().enumerate() {
            let inside = shadow.covers(pose.place);
            self.note_shadow(
                Topic::Shadow(number, index),
                inside,
                pose.time,
                ship,
                shadow.note,
            );
        }
        let out = receivers.is_out(pose.time);
        self.note_shadow(Topic::Outage(number), out, pose.time, ship, "feed-outage");
    }

    fn see_work(&mut self, number: usize, ship: &Ship, pose: Pose, task: Option<&Task>) {
        let work = task.and_then(|t| t.work);
        let topic = Topic::Work(number);
        let changed = self.open.get(&topic).is_some_and(|line| line.work != work);
        if changed {
            self.close(topic, ship, "");
        }
        if let Some(work) = work {
            self.keep(topic, pose.time, Some(work), false);
        }
    }

    fn see_harbours(&mut self, number: usize, ship: &Ship, pose: Pose) {
        for (index, harbour) in HARBOURS.iter().enumerate() {
            let topic = Topic::Harbour(number, index);
            let known = self.open.contains_key(&topic);
            let away_lat_m = (harbour.lat_deg - pose.place.lat_deg).abs() * 111_000.0;
            if !known && away_lat_m > PORT_EXIT_M {
                continue;
            }
            let distance_m = harbour.place().distance_m(pose.place);
            let limit_m = if known { PORT_EXIT_M } else { PORT_ENTRY_M };
            if distance_m < limit_m {
                self.keep(topic, pose.time, None, pose.sog_kn() < 0.2);
            } else if known {
                self.close(topic, ship, "");
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

    fn note(&mut self, topic: Topic, holds: bool, time: Time, ship: &Ship) {
        self.note_shadow(topic, holds, time, ship, "");
    }

    fn note_shadow(&mut self, topic: Topic, holds: bool, time: Time, ship: &Ship, note: &str) {
        if holds {
            self.keep(topic, time, None, false);
        } else if self.open.contains_key(&topic) {
            self.close(topic, ship, note);
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

    fn close(&mut self, topic: Topic, ship: &Ship, note: &str) {
        let Some(line) = self.open.remove(&topic) else {
            return;
        };
        let span = Span {
            start: line.start,
            end: line.last.plus_ms(WINDOW_MS),
        };
        let length_ms = span.end.ms() - span.start.ms();
        let (kind, note) = match topic {
            Topic::Work(_) => (TruthKind::Fishing, line.work.map_or("", Work::note)),
            Topic::Area(_, index) => (
                TruthKind::AreaVisit,
                CLOSED_AREAS.get(index).map_or("", |a| a.id),
            ),
            Topic::Harbour(_, index) => match HARBOURS.get(index) {
                Some(h) if h.anchorage => (TruthKind::AnchorageVisit, h.id),
                Some(h) => (TruthKind::PortVisit, h.id),
                None => return,
            },
            Topic::Loiter(_) => (TruthKind::Loitering, ship.role.code()),
            Topic::Shadow(..) | Topic::Outage(_) => (TruthKind::InnocentGap, note),
            Topic::Pair(_) => return,
        };
        let too_short = match kind {
            TruthKind::Loitering => length_ms < LOITER_MS,
            TruthKind::InnocentGap => length_ms < SHADOW_MS,
            TruthKind::PortVisit | TruthKind::AnchorageVisit => !line.stopped,
            _ => false,
        };
        if !too_short {
            self.done
                .push(TruthEvent::new(kind, vec![ship.mmsi], span, note));
        }
    }

    /// Ends all that is open and gives the truth in order of time.
    pub(crate) fn finish(
        mut self,
        ships: &[Ship],
        pairs: &[[usize; 2]],
        receivers: &Receivers,
    ) -> Vec<TruthEvent> {
        let topics: Vec<Topic> = self.open.keys().copied().collect();
        for topic in topics {
            match topic {
                Topic::Pair(index) => {
                    let both = pairs
                        .get(index)
                        .and_then(|[a, b]| ships.get(*a).zip(ships.get(*b)));
                    if let (Some(line), Some((a, b))) = (self.open.remove(&topic), both) {
                        self.write_pair(line, [a, b]);
                    }
                }
                Topic::Work(n)
                | Topic::Area(n, _)
                | Topic::Harbour(n, _)
                | Topic::Loiter(n)
                | Topic::Outage(n)
                | Topic::Shadow(n, _) => {
                    let note = match topic {
                        Topic::Shadow(_, index) => {
                            receivers.shadows.get(index).map_or("", |s| s.note)
                        }
                        Topic::Outage(_) => "feed-outage",
                        _ => "",
                    };
                    if let Some(ship) = ships.get(n) {
                        self.close(topic, ship, note);
                    }
                }
            }
        }
        self.done.sort();
        self.done
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
