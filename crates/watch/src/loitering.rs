//! Loitering: a carrier, bunker or support vessel slow for hours far from shore, where a partner that
//! sends no AIS may lie alongside.
//!
//! Method: Global Fishing Watch's rule (mean speed under 2 kn for 8 h, or 4 h as reported to RFMOs, at
//! least 20 nm from shore), but over a window that slides with the fixes instead of clock hours, so the
//! same behaviour gives the same event whatever minute it began. A slow stretch is the union of all one-hour
//! windows with a mean speed below the limit, without the fast legs at its two ends.
//!
//! Any slow vessel loiters: a jigger on station or a longliner hauling would drown the list. So only
//! vessels that serve a fleet are told, and vessels of unknown kind, with less confidence; once such a
//! vessel proves to be of another kind, all that was told of it is withdrawn. How unusual a slow stretch is
//! for a fishing vessel of some gear is not judged here.
//!
//! A position that comes too late to be sorted in and shows that the vessel went somewhere meanwhile cuts
//! the stretch there; what is left too short is withdrawn. A late position never makes a stretch.
//!
//! Nor do false ones: where [`crate::frozen`] tells that a track stays at one place to the last digit, the
//! stretch ends there, and what is left too short is withdrawn.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, Time, distance_m};

use crate::frozen::{self, Same};
use crate::role::{KnownRole, Role};
use crate::rules::within;
use crate::stretch::{Course, Leg, Stretch, hours};
use crate::way_bound::is_nearer;
use crate::{
    Context, Detector, EndPoint, Error, Event, EventBook, EventKind, EventState, Evidence, Fix,
    IdentityReport, Participant, RuleRef, SourceKind,
};

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Mean speed below which a window counts as slow, knots.
    pub speed_kn: f64,
    /// Shortest slow stretch, hours: 8 as first published, 4 as reported to RFMOs.
    pub duration_h: f64,
    /// Length of the sliding window, hours.
    pub window_h: f64,
    /// Least distance from shore, nautical miles.
    pub shore_nm: f64,
    /// A longer silence ends a stretch, hours.
    pub silence_max_h: f64,
    /// Whether vessels of unknown kind are told too.
    pub unknown_vessels: bool,
    /// An open event is told again after this, hours.
    pub update_h: f64,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("loitering.speed_kn", self.speed_kn, 0.1..=30.0)?;
        within("loitering.duration_h", self.duration_h, 0.1..=720.0)?;
        within("loitering.window_h", self.window_h, 0.1..=24.0)?;
        within("loitering.shore_nm", self.shore_nm, 0.0..=2_000.0)?;
        within("loitering.silence_max_h", self.silence_max_h, 0.1..=168.0)?;
        within("loitering.update_h", self.update_h, 0.1..=720.0)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            speed_kn: 2.0,
            duration_h: 8.0,
            window_h: 1.0,
            shore_nm: 20.0,
            silence_max_h: 6.0,
            unknown_vessels: true,
            update_h: 6.0,
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a rule of hours in ms")]
fn ms(hours: f64) -> i64 {
    (hours.clamp(0.0, 1e5) * 3.6e6) as i64
}

/// What ended a stretch where the positions are false.
const FROZEN: &str = "frozen";
/// A track at one place for less is not asked about: a frozen position is never told sooner at low speed.
const SAME_H: f64 = 1.0;

/// Ended stretches of a track that a late position or a vessel's true kind may still take back.
const OVER_MAX: usize = 8;

#[derive(Debug, Clone, Default)]
struct Ship {
    mmsi: u32,
    track: u32,
    known: KnownRole,
    last: Option<EndPoint>,
    course: Course,
    over: VecDeque<Stretch>,
    same: Same,
    /// Place and answer of the last look for the shore.
    shore: Option<(Position, Option<f64>)>,
    /// Whether this ship stands in the queue of timers.
    queued: bool,
}

/// Finds loitering.
#[derive(Debug, Default)]
pub struct LoiteringDetector {
    config: Config,
    version: String,
    ships: Vec<Ship>,
    silent: BinaryHeap<Reverse<(i64, u32)>>,
}

impl LoiteringDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        Self {
            config,
            version: version.to_owned(),
            ..Self::default()
        }
    }

    fn ship(&mut self, slot: u32) -> Option<&mut Ship> {
        let at = slot as usize;
        if self.ships.len() <= at {
            self.ships.resize(at + 1, Ship::default());
        }
        self.ships.get_mut(at)
    }

    fn is_told(&self, role: Role) -> bool {
        role.serves_fleet() || (role == Role::Unknown && self.config.unknown_vessels)
    }

    fn step(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        let here = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let (silence_ms, limit_m) = (
            ms(self.config.silence_max_h),
            self.config.shore_nm * METRES_PER_NM,
        );
        let Some(ship) = self.ships.get_mut(fix.slot as usize) else {
            return;
        };
        let Some(last) = ship.last.replace(here) else {
            return;
        };
        let since_ms = fix.time.ms() - last.time.ms();
        if since_ms <= 0 {
            ship.last = Some(last);
            return;
        }
        let metres = distance_m(last.position, here.position);
        let begin_m = ship
            .course
            .legs
            .back()
            .map_or(0.0, |l| l.begin_m + l.metres);
        let leg = Leg {
            from: last,
            to: here,
            metres,
            begin_m,
        };
        // Shore is looked up only where it can matter: for a slow leg or inside a stretch.
        let matters = leg.speed_kn() < self.config.speed_kn || ship.course.stretch.is_some();
        let shore_m = if matters {
            ship.shore_m(fix.position, limit_m, context)
        } else {
            None
        };
        if since_ms > silence_ms {
            self.end(fix.slot, fix.time, "silence", book);
        } else if shore_m.is_some_and(|d| d < limit_m) {
            self.end(fix.slot, fix.time, "near-shore", book);
        } else if shore_m.is_none() && matters && matches!(fix.nav_status, Some(1 | 5 | 6)) {
            // Without a shore a ship that says it lies at anchor or moored is taken at its word.
            self.end(fix.slot, fix.time, "lies-still", book);
        } else {
            self.walk(fix.slot, leg, shore_m, book);
        }
    }

    /// Lets the window slide along one leg.
    fn walk(&mut self, slot: u32, leg: Leg, shore_m: Option<f64>, book: &mut EventBook) {
        let now = leg.to.time;
        let window_ms = ms(self.config.window_h).max(60_000);
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        ship.course.legs.push_back(leg);
        ship.course.thin();
        let slow = ship.course.slow_spans(leg, window_ms, self.config.speed_kn);
        let over = ship.course.stretch.as_ref().is_some_and(|s| {
            now.ms() - window_ms > s.window_end_ms
                && slow
                    .first()
                    .is_none_or(|(from, _)| from - window_ms > s.window_end_ms)
        });
        if over {
            self.finish(slot, now, "under-way", book);
        }
        let limit_kn = self.config.speed_kn;
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        for (from_ms, to_ms) in slow {
            ship.course.extend(from_ms - window_ms, to_ms, limit_kn);
        }
        ship.course.note(leg, shore_m, limit_kn);
        ship.course.drop_before(now.ms() - 2 * window_ms);
        self.tell_if_due(slot, now, book);
    }

    fn tell_if_due(&mut self, slot: u32, now: Time, book: &mut EventBook) {
        let Some(ship) = self.ships.get(slot as usize) else {
            return;
        };
        let Some(stretch) = &ship.course.stretch else {
            return;
        };
        if !self.is_told(ship.known.role()) {
            return;
        }
        let long = hours(stretch.end.time.ms() - stretch.start.time.ms()) >= self.config.duration_h;
        let grown = stretch
            .told_ms
            .is_none_or(|told| stretch.end.time.ms() - told >= ms(self.config.update_h));
        if long && grown {
            self.tell(slot, now, EventState::Open, "", book);
        }
    }

    fn tell(
        &mut self,
        slot: u32,
        at: Time,
        state: EventState,
        ended_by: &str,
        book: &mut EventBook,
    ) {
        let stretch = self
            .ships
            .get(slot as usize)
            .and_then(|s| s.course.stretch.as_ref());
        let Some(event) = stretch.and_then(|s| self.event(slot, s, state, ended_by)) else {
            return;
        };
        let silence_ms = ms(self.config.silence_max_h);
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        let last_ms = ship.last.map_or(at.ms(), |l| l.time.ms());
        if let Some(stretch) = &mut ship.course.stretch {
            if !std::mem::replace(&mut ship.queued, true) {
                self.silent.push(Reverse((last_ms + silence_ms + 1, slot)));
            }
            stretch.event = Some(event.id.clone());
            stretch.told_ms = Some(stretch.end.time.ms());
        }
        book.put(at, event);
    }

    /// Ends the stretch, if any, and forgets the legs before it.
    fn end(&mut self, slot: u32, at: Time, ended_by: &str, book: &mut EventBook) {
        self.finish(slot, at, ended_by, book);
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            ship.course.clear();
        }
    }

    fn finish(&mut self, slot: u32, at: Time, ended_by: &str, book: &mut EventBook) {
        let told = self
            .ships
            .get(slot as usize)
            .and_then(|s| s.course.stretch.as_ref()?.event.clone());
        if told.is_some() {
            self.tell(slot, at, EventState::Closed, ended_by, book);
        }
        if let Some(ship) = self.ships.get_mut(slot as usize)
            && let Some(mut stretch) = ship.course.stretch.take()
            && stretch.event.is_some()
        {
            ended_by.clone_into(&mut stretch.ended_by);
            if ship.over.len() >= OVER_MAX {
                ship.over.pop_front();
            }
            ship.over.push_back(stretch);
        }
    }

    /// Positions told as frozen are no evidence of loitering.
    fn refuse_frozen(&mut self, fix: &Fix, since: EndPoint, book: &mut EventBook) {
        let Some(ship) = self.ships.get(fix.slot as usize) else {
            return;
        };
        if ship.course.stretch.is_none() || hours(fix.time.ms() - since.time.ms()) < SAME_H {
            return;
        }
        let id = frozen::id(fix.mmsi, fix.track, since);
        if book
            .get(&id)
            .is_none_or(|e| e.state == EventState::Retracted)
        {
            return;
        }
        let long_ms = ms(self.config.duration_h);
        let mut over = std::mem::take(match self.ships.get_mut(fix.slot as usize) {
            Some(ship) => &mut ship.over,
            None => return,
        });
        for stretch in over.iter_mut().filter(|s| s.end.time > since.time) {
            FROZEN.clone_into(&mut stretch.ended_by);
            stretch.end_at(since);
            if let Some(id) = &stretch.event
                && stretch.end.time.ms() - stretch.start.time.ms() < long_ms
            {
                book.retract(fix.time, id, "position-frozen");
            } else if let Some(event) = self.event(fix.slot, stretch, EventState::Closed, FROZEN) {
                book.put(fix.time, event);
            }
        }
        over.retain(|s| s.end.time.ms() - s.start.time.ms() >= long_ms);
        let Some(ship) = self.ships.get_mut(fix.slot as usize) else {
            return;
        };
        ship.over = over;
        if let Some(stretch) = &mut ship.course.stretch {
            stretch.end_at(since);
            if stretch.end.time.ms() - stretch.start.time.ms() < long_ms {
                if let Some(id) = &stretch.event {
                    book.retract(fix.time, id, "position-frozen");
                }
                ship.course.stretch = None;
            }
        }
        self.end(fix.slot, fix.time, FROZEN, book);
    }

    /// What a late position left of one told stretch.
    fn corrected(
        &self,
        slot: u32,
        stretch: &Stretch,
        state: EventState,
        now: Time,
        book: &mut EventBook,
    ) {
        let Some(id) = &stretch.event else { return };
        let long_ms = ms(self.config.duration_h);
        if stretch.end.time.ms() - stretch.start.time.ms() < long_ms {
            book.retract(now, id, "late-positions-inside");
        } else if let Some(event) = self.event(slot, stretch, state, &stretch.ended_by) {
            book.put(now, event);
        }
    }

    fn event(
        &self,
        slot: u32,
        stretch: &Stretch,
        state: EventState,
        ended_by: &str,
    ) -> Option<Event> {
        let ship = self.ships.get(slot as usize)?;
        let role = ship.known.role();
        let duration_h = hours(stretch.end.time.ms() - stretch.start.time.ms());
        let mut evidence = Evidence::default();
        evidence
            .number("duration_h", duration_h)
            .number(
                "mean_speed_kn",
                stretch.path_m / METRES_PER_NM / duration_h.max(1e-6),
            )
            .number("path_km", stretch.path_m / 1e3)
            .number(
                "drift_km",
                distance_m(stretch.start.position, stretch.end.position) / 1e3,
            )
            .number("positions", stretch.positions.into())
            .number("longest_silence_h", hours(stretch.longest_silence_ms))
            .maybe(
                "shore_min_nm",
                stretch.shore_min_m.map(|m| m / METRES_PER_NM),
            )
            .number("rule_speed_kn", self.config.speed_kn)
            .number("rule_duration_h", self.config.duration_h)
            .code("role", role.code())
            .code("role_source", ship.known.source())
            .code(
                "shore",
                if stretch.shore_min_m.is_some() {
                    "known"
                } else {
                    "unknown"
                },
            );
        if !ended_by.is_empty() {
            evidence.code("ended_by", ended_by);
        }
        if stretch.cut {
            evidence.code("edited", "late-positions-inside");
        }
        evidence
            .series
            .insert("speed_kn".to_owned(), stretch.series.clone());
        let start_s = stretch.start.time.s();
        let id = stretch.event.clone();
        Some(Event {
            id: id.unwrap_or_else(|| format!("loitering-{}-{}-{start_s}", ship.mmsi, ship.track)),
            kind: EventKind::Loitering,
            state,
            revision: 0,
            vessels: vec![Participant {
                mmsi: ship.mmsi,
                track: format!("{}-{}", ship.mmsi, ship.track),
                role: role.code().to_owned(),
            }],
            start: stretch.start,
            end: Some(stretch.end),
            rule: RuleRef {
                name: "loitering".to_owned(),
                version: self.version.clone(),
            },
            confidence: confidence(stretch, role, duration_h),
            evidence,
            refuted_by: [
                "partner-seen-on-ais",
                "engine-trouble-reported",
                "waiting-for-orders",
            ]
            .map(str::to_owned)
            .to_vec(),
            retraction: None,
        })
    }
}

impl Ship {
    /// Distance from shore, looked up again once the ship moved a kilometre or could have crossed the
    /// limit; in between the last answer stands.
    fn shore_m(&mut self, here: Position, limit_m: f64, context: &Context) -> Option<f64> {
        if let Some((place, answer)) = self.shore {
            let margin_m = answer.map_or(f64::INFINITY, |d| (d - limit_m).abs());
            if is_nearer(place, here, margin_m.min(1_000.0)) {
                return answer;
            }
        }
        let answer = context.shore_distance_m(here);
        self.shore = Some((here, answer));
        answer
    }
}

/// How much it bears: what is known of the vessel, of the shore, and how often it was heard.
fn confidence(stretch: &Stretch, role: Role, duration_h: f64) -> f64 {
    let kind = if role == Role::Unknown { 0.45 } else { 0.75 };
    let shore = if stretch.shore_min_m.is_some() {
        1.0
    } else {
        0.8
    };
    let heard = (f64::from(stretch.positions) / duration_h.max(1.0)).clamp(0.0, 1.0);
    (kind * shore * (0.6 + 0.4 * heard) * 100.0).round() / 100.0
}

impl Detector for LoiteringDetector {
    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        self.tick(fix.time, context, book);
        if matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
            return;
        }
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        (ship.mmsi, ship.track) = (fix.mmsi, fix.track);
        let since = ship.same.step(fix);
        let role = ship.known.role();
        if self.is_told(role) {
            self.step(fix, context, book);
            if let Some(since) = since {
                self.refuse_frozen(fix, since, book);
            }
        }
    }

    fn identity(
        &mut self,
        slot: u32,
        mmsi: u32,
        time: Time,
        report: &IdentityReport,
        _context: &Context,
        book: &mut EventBook,
    ) {
        let Some(ship) = self.ship(slot) else { return };
        ship.mmsi = mmsi;
        ship.known.learn(report);
        let role = ship.known.role();
        if self.is_told(role) {
            return;
        }
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        ship.course.clear();
        ship.last = None;
        let over = std::mem::take(&mut ship.over);
        for id in over
            .into_iter()
            .chain(ship.course.stretch.take())
            .filter_map(|s| s.event)
        {
            book.retract(time, &id, "vessel-does-not-serve-a-fleet");
        }
    }

    fn late(
        &mut self,
        fix: &Fix,
        slots: &[u32],
        now: Time,
        _context: &Context,
        book: &mut EventBook,
    ) {
        if matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
            return;
        }
        let (at, limit_kn) = ((fix.time, fix.position), self.config.speed_kn);
        for slot in slots {
            let Some(ship) = self.ships.get_mut(*slot as usize) else {
                continue;
            };
            let open = ship.course.stretch.as_mut();
            let cut_open = open.is_some_and(|s| s.cut_at(at, limit_kn));
            let cut_over: Vec<usize> = (0..ship.over.len())
                .filter(|i| {
                    ship.over
                        .get_mut(*i)
                        .is_some_and(|s| s.cut_at(at, limit_kn))
                })
                .collect();
            let mut over = std::mem::take(&mut ship.over);
            let open = ship.course.stretch.clone().filter(|_| cut_open);
            if let Some(stretch) = &open {
                self.corrected(*slot, stretch, EventState::Open, now, book);
            }
            for stretch in cut_over.iter().filter_map(|i| over.get(*i)) {
                self.corrected(*slot, stretch, EventState::Closed, now, book);
            }
            let long_ms = ms(self.config.duration_h);
            over.retain(|s| s.end.time.ms() - s.start.time.ms() >= long_ms);
            if let Some(ship) = self.ships.get_mut(*slot as usize) {
                ship.over = over;
                if let Some(stretch) = ship.course.stretch.as_mut().filter(|_| cut_open) {
                    let long = stretch.end.time.ms() - stretch.start.time.ms() >= long_ms;
                    // What is left may grow into a stretch of its own, with its own name.
                    if !long {
                        (stretch.event, stretch.told_ms) = (None, None);
                    }
                }
            }
        }
    }

    fn due(&self) -> Option<Time> {
        self.silent
            .peek()
            .map(|Reverse((due, _))| Time::from_ms(*due))
    }

    fn tick(&mut self, now: Time, _context: &Context, book: &mut EventBook) {
        let silence_ms = ms(self.config.silence_max_h);
        while let Some(Reverse((due, slot))) = self.silent.peek().copied() {
            if due > now.ms() {
                return;
            }
            self.silent.pop();
            let Some(ship) = self.ships.get_mut(slot as usize) else {
                continue;
            };
            ship.queued = false;
            let open = ship
                .course
                .stretch
                .as_ref()
                .is_some_and(|s| s.event.is_some());
            let real = ship.last.map_or(due, |l| l.time.ms() + silence_ms + 1);
            if open && real > due {
                ship.queued = true;
                self.silent.push(Reverse((real, slot)));
            } else if open {
                self.end(slot, Time::from_ms(due), "silence", book);
            }
        }
    }

    fn forget(&mut self, slot: u32) {
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            *ship = Ship {
                queued: ship.queued,
                ..Ship::default()
            };
        }
    }
}
