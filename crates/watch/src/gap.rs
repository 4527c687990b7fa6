//! Gap: a vessel that was heard is heard no more, for longer than the rule allows.
//!
//! Method: Global Fishing Watch's pipe-gaps (two consecutive positions further apart than a
//! threshold; positions in the 12 h before by kind of reception), in linear time. A gap opens by
//! event time when the silence passes the threshold, tells where the vessel may be by now, and closes
//! on its return. Whether the set may have been switched off is a separate judgement
//! ([`crate::disabling`]). Positions that come late from inside a gap edit, split or retract it.
//! Distances and the middle are on the great circle, so a gap across 180° has its middle there.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Position, Time, distance_m, midpoint};

use crate::disabling::{self, Assessment, Facts};
use crate::heard::{Heard, Log};
use crate::hearing::{Hearing, Question};
use crate::reception::ReceptionMeasure;
use crate::rules::within;
use crate::{
    AisClass, Context, Detector, EndPoint, Error, Event, EventBook, EventKind, EventState,
    Evidence, Fix, Participant, RuleRef, SourceKind,
};

/// Closed gaps of a track that late positions may still edit.
const CLOSED_MAX: usize = 8;
const HOUR_MS: f64 = 3_600_000.0;

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// A silence longer than this is a gap, hours.
    pub silence_h: f64,
    /// Positions are counted so long before it, hours.
    pub before_h: f64,
    /// Positions of a further track of an MMSI before its silence is a gap.
    pub fixes_min: u32,
    /// Speed that bounds where the vessel may be, knots.
    pub credible_kn: f64,
    /// A late position belongs into a gap if it needs no more speed than this, knots.
    pub late_kn: f64,
    /// The disabling rule.
    pub disabling: disabling::Config,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("gap.silence_h", self.silence_h, 0.1..=720.0)?;
        within("gap.before_h", self.before_h, 1.0..=168.0)?;
        within("gap.credible_kn", self.credible_kn, 1.0..=100.0)?;
        within("gap.late_kn", self.late_kn, 1.0..=1_000.0)?;
        self.disabling.check()
    }
}

/// A gap that ended, kept for late positions.
#[derive(Debug, Clone, Copy)]
struct Closed {
    start: EndPoint,
    end: EndPoint,
    heard: Option<Heard>,
}

/// One track.
#[derive(Debug, Clone, Default)]
struct Ship {
    life: u32,
    mmsi: u32,
    track: u32,
    fixes: u32,
    class: AisClass,
    last: Option<EndPoint>,
    heard: Log,
    /// When the open gap is told again, ms; none if no gap is open.
    open_ms: Option<i64>,
    closed: VecDeque<Closed>,
    armed: bool,
}

/// A silence to be told.
#[derive(Debug, Clone, Copy)]
struct Silence {
    start: EndPoint,
    end: Option<EndPoint>,
    until: Time,
    heard: Option<Heard>,
}

/// The detector.
#[derive(Debug)]
pub struct GapDetector {
    config: Config,
    version: String,
    forget_ms: i64,
    ships: Vec<Ship>,
    timers: BinaryHeap<Reverse<(i64, u32, u32)>>,
    measure: ReceptionMeasure,
    hearing: Hearing,
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "thresholds are checked to be small"
)]
fn ms(hours: f64) -> i64 {
    (hours * HOUR_MS).round() as i64
}

impl Ship {
    fn keep(&mut self, closed: Closed) {
        if self.closed.len() >= CLOSED_MAX {
            self.closed.pop_front();
        }
        self.closed.push_back(closed);
    }
}

impl GapDetector {
    /// Makes the detector; `version` is that of the rule file, `forget_days` that of the watch.
    #[must_use]
    pub fn new(config: Config, version: &str, forget_days: f64) -> Self {
        Self {
            config,
            version: version.to_owned(),
            forget_ms: ms(forget_days * 24.0),
            ships: Vec::new(),
            timers: BinaryHeap::new(),
            measure: ReceptionMeasure::default(),
            hearing: Hearing::default(),
        }
    }

    fn silence_ms(&self) -> i64 {
        ms(self.config.silence_h)
    }

    fn before_s(&self) -> i64 {
        ms(self.config.before_h) / 1_000
    }

    /// When a gap that has lasted `silence_ms` is told again: when disabling can be judged, and at
    /// each doubling, so that the number of changes stays small however long it lasts.
    fn told_again_ms(&self, silence_ms: i64) -> i64 {
        let mut next = self.silence_ms().max(1);
        while next <= silence_ms {
            next = next.saturating_mul(2);
        }
        let judged = ms(self.config.disabling.silence_h);
        [judged, self.forget_ms]
            .into_iter()
            .filter(|t| *t > silence_ms)
            .fold(next, i64::min)
    }

    fn ship(&mut self, slot: u32) -> Option<&mut Ship> {
        let index = slot as usize;
        if index >= self.ships.len() {
            self.ships.resize_with(index + 1, Ship::default);
        }
        self.ships.get_mut(index)
    }

    fn arm(&mut self, slot: u32, due_ms: i64) {
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            ship.armed = true;
            self.timers.push(Reverse((due_ms, slot, ship.life)));
        }
    }

    /// A timer of this track ran out: perhaps the silence is a gap now, or has lasted longer.
    fn expire(&mut self, slot: u32, now: Time, context: &Context, book: &mut EventBook) {
        let silence_ms = self.silence_ms();
        let (fixes_min, forget_ms) = (self.config.fixes_min, self.forget_ms);
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        let Some(last) = ship.last else { return };
        let due_ms = ship
            .open_ms
            .unwrap_or(last.time.ms().saturating_add(silence_ms + 1));
        if due_ms > now.ms() {
            self.arm(slot, due_ms);
            return;
        }
        if ship.track > 1 && ship.fixes < fixes_min {
            ship.armed = false;
            return;
        }
        let heard = Some(ship.heard.counts());
        let lasted_ms = now.ms() - last.time.ms();
        let silence = Silence {
            start: last,
            end: None,
            until: now,
            heard,
        };
        if lasted_ms >= forget_ms {
            ship.open_ms = None;
            ship.armed = false;
        }
        let mut event = self.event(slot, &silence, context);
        if lasted_ms >= forget_ms {
            event.state = EventState::Closed;
            event.evidence.code("outcome", "not-heard-again");
            book.put(now, event);
            return;
        }
        book.put(now, event);
        let next_ms = last.time.ms().saturating_add(self.told_again_ms(lasted_ms));
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            ship.open_ms = Some(next_ms);
        }
        self.arm(slot, next_ms);
    }

    fn id(ship: &Ship, start: Time) -> String {
        format!("gap-{}-{}-{}", ship.mmsi, ship.track, start.s())
    }

    fn event(&self, slot: u32, silence: &Silence, context: &Context) -> Event {
        let ship = self.ships.get(slot as usize).cloned().unwrap_or_default();
        let mut evidence = Evidence::default();
        let silence_h = silence.until.since_s(silence.start.time) / 3_600.0;
        evidence.number("silence_h", silence_h);
        self.write_way(silence, silence_h, &mut evidence);
        Heard::write(silence.heard, &mut evidence);
        write_areas(silence, context, &mut evidence);
        let place = silence.start.position;
        let facts = Facts {
            silence_h,
            shore_m: context.shore_distance_m(place),
            loaded_per_day: context.reception.per_day(place, ship.class),
            measured_per_day: self.measure.per_day(place, ship.class),
            heard: silence.heard,
            feeds: self.hearing.around(&Question {
                start: silence.start.time,
                end: silence.until,
                place,
                before_h: (self.before_s() / 3_600).max(1),
                own_positions: silence.heard.map_or(0.0, |h| f64::from(h.all())),
                dead_expected: self.config.disabling.feed_expected,
                dead_share: self.config.disabling.feed_share,
            }),
        };
        let verdict = self.config.disabling.judge(&facts, &mut evidence);
        let supported = verdict.assessment == Assessment::Supported;
        Event {
            id: Self::id(&ship, silence.start.time),
            kind: EventKind::Gap,
            state: if silence.end.is_some() {
                EventState::Closed
            } else {
                EventState::Open
            },
            revision: 0,
            vessels: vec![Participant {
                mmsi: ship.mmsi,
                track: format!("{}-{}", ship.mmsi, ship.track),
                role: "vessel".to_owned(),
            }],
            start: silence.start,
            end: silence.end,
            rule: RuleRef {
                name: if supported {
                    "gap.disabling"
                } else {
                    "gap.silence"
                }
                .to_owned(),
                version: self.version.clone(),
            },
            confidence: verdict.confidence,
            evidence,
            refuted_by: [
                "late-positions-inside",
                "vms-report-in-gap",
                "second-provider-heard-vessel",
                "equipment-failure-reported",
            ]
            .map(str::to_owned)
            .to_vec(),
            retraction: None,
        }
    }

    /// How far it went, and where it may have been or be by now: inside an ellipse whose foci are the
    /// two ends, or a circle while the gap is open.
    fn write_way(&self, silence: &Silence, silence_h: f64, evidence: &mut Evidence) {
        let reach_m = self.config.credible_kn * MPS_PER_KN * silence_h * 3_600.0;
        evidence.number("possible_speed_kn", self.config.credible_kn);
        let start = silence.start.position;
        let Some(end) = silence.end else {
            evidence.number("possible_radius_m", reach_m);
            evidence.places.insert("possible_centre".to_owned(), start);
            return;
        };
        let way_m = distance_m(start, end.position);
        evidence.number("distance_m", way_m);
        evidence.maybe(
            "implied_speed_kn",
            (silence_h > 0.0).then(|| way_m / (silence_h * 3_600.0) / MPS_PER_KN),
        );
        let reach_m = reach_m.max(way_m);
        evidence.number("possible_semi_major_m", reach_m / 2.0);
        let across_m = (reach_m * reach_m - way_m * way_m).max(0.0).sqrt() / 2.0;
        evidence.number("possible_semi_minor_m", across_m);
        evidence
            .places
            .insert("midpoint".to_owned(), midpoint(start, end.position));
    }

    /// Takes a late position into the silence it came from.
    fn late_into(
        &mut self,
        place: Inside,
        fix: &Fix,
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        let point = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let silence_ms = self.silence_ms();
        let before_s = self.before_s();
        let Some(ship) = self.ships.get_mut(place.slot as usize) else {
            return;
        };
        let heard = place
            .closed
            .map_or_else(|| Some(ship.heard.counts()), |c| c.heard);
        let was_told = place.closed.is_some() || ship.open_ms.is_some();
        let id = Self::id(ship, place.start.time);
        let first = Silence {
            start: place.start,
            end: Some(point),
            until: fix.time,
            heard,
        };
        if place.closed.is_none() {
            ship.last = Some(point);
            ship.open_ms = None;
            ship.fixes = ship.fixes.saturating_add(1);
            ship.heard.add(fix.time, fix.reception, before_s);
        } else {
            ship.closed.retain(|c| c.start.time != place.start.time);
        }
        if fix.time.ms() - place.start.time.ms() > silence_ms {
            ship.keep(Closed {
                start: place.start,
                end: point,
                heard,
            });
            let mut event = self.event(place.slot, &first, context);
            event.evidence.code("edited", "late-positions-inside");
            book.put(now, event);
        } else if was_told {
            book.retract(now, &id, "late-positions-inside");
        }
        match place.closed {
            Some(closed) => self.split_rest(place.slot, point, closed, now, context, book),
            None => self.expire(place.slot, now, context, book),
        }
    }

    /// The part of a closed gap after a late position is a gap of its own if it is long enough.
    fn split_rest(
        &mut self,
        slot: u32,
        point: EndPoint,
        closed: Closed,
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        let rest_ms = closed.end.time.ms() - point.time.ms();
        if rest_ms <= self.silence_ms() {
            return;
        }
        let end = closed.end;
        // How many positions lie in the hours before the late one is no longer known.
        let rest = Silence {
            start: point,
            end: Some(end),
            until: end.time,
            heard: None,
        };
        let mut event = self.event(slot, &rest, context);
        event.evidence.code("edited", "late-positions-inside");
        book.put(now, event);
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            ship.keep(Closed {
                start: point,
                end,
                heard: None,
            });
        }
    }

    /// The silence of this track that a position at this time and place would fall into, and the
    /// speed it would need.
    fn inside(&self, slot: u32, fix: &Fix) -> Option<(f64, Inside)> {
        let ship = self.ships.get(slot as usize)?;
        let last = ship.last?;
        let needs = |a: &EndPoint| {
            let hours = (fix.time.since_s(a.time) / 3_600.0).abs();
            distance_m(a.position, fix.position) / MPS_PER_KN / 3_600.0 / hours
        };
        let found = if fix.time > last.time {
            (
                needs(&last),
                Inside {
                    slot,
                    start: last,
                    closed: None,
                },
            )
        } else {
            let closed = ship
                .closed
                .iter()
                .find(|c| c.start.time < fix.time && fix.time < c.end.time)?;
            let speed = needs(&closed.start).max(needs(&closed.end));
            (
                speed,
                Inside {
                    slot,
                    start: closed.start,
                    closed: Some(*closed),
                },
            )
        };
        (found.0 <= self.config.late_kn).then_some(found)
    }
}

/// A silence that a late position falls into.
#[derive(Debug, Clone, Copy)]
struct Inside {
    slot: u32,
    start: EndPoint,
    /// None while the track has not been heard since.
    closed: Option<Closed>,
}

/// Areas at both ends, never at the mean of them.
fn write_areas(silence: &Silence, context: &Context, evidence: &mut Evidence) {
    let ids = |place: Position| {
        let at = context.areas.at(place);
        let named = at
            .iter()
            .filter_map(|i| context.areas.get(*i))
            .map(|a| a.id.as_str());
        named.collect::<Vec<_>>().join(" ")
    };
    let start = ids(silence.start.position);
    if !start.is_empty() {
        evidence.code("areas_start", start);
    }
    let end = silence.end.map(|e| ids(e.position)).unwrap_or_default();
    if !end.is_empty() {
        evidence.code("areas_end", end);
    }
}

impl Detector for GapDetector {
    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        if matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
            return;
        }
        let (silence_ms, before_s) = (self.silence_ms(), self.before_s());
        self.hearing.fix(fix.mmsi, fix.time, fix.position);
        self.measure.fix(fix, self.config.silence_h * 3_600.0);
        let now = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let fixes_min = self.config.fixes_min;
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        if let Some(last) = ship.last
            && fix.time.ms() - last.time.ms() > silence_ms
            && (fix.track == 1 || ship.fixes >= fixes_min)
        {
            let heard = Some(ship.heard.counts());
            ship.keep(Closed {
                start: last,
                end: now,
                heard,
            });
            let silence = Silence {
                start: last,
                end: Some(now),
                until: fix.time,
                heard,
            };
            let event = self.event(fix.slot, &silence, context);
            book.put(fix.time, event);
        }
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        (ship.mmsi, ship.track) = (fix.mmsi, fix.track);
        if fix.class != AisClass::Unknown {
            ship.class = fix.class;
        }
        ship.last = Some(now);
        ship.open_ms = None;
        ship.fixes = ship.fixes.saturating_add(1);
        ship.heard.add(fix.time, fix.reception, before_s);
        if !ship.armed {
            self.arm(fix.slot, fix.time.ms().saturating_add(silence_ms + 1));
        }
    }

    fn due(&self) -> Option<Time> {
        self.timers
            .peek()
            .map(|Reverse((due_ms, ..))| Time::from_ms(*due_ms))
    }

    fn tick(&mut self, now: Time, context: &Context, book: &mut EventBook) {
        while let Some(Reverse((due_ms, slot, life))) = self.timers.peek().copied() {
            if due_ms > now.ms() {
                break;
            }
            self.timers.pop();
            if self
                .ships
                .get(slot as usize)
                .is_some_and(|s| s.life == life)
            {
                self.expire(slot, now, context, book);
            }
        }
    }

    fn forget(&mut self, slot: u32) {
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            *ship = Ship {
                life: ship.life.wrapping_add(1),
                ..Ship::default()
            };
        }
    }

    fn late(
        &mut self,
        fix: &Fix,
        slots: &[u32],
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        let best = slots
            .iter()
            .filter_map(|slot| self.inside(*slot, fix))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.slot.cmp(&b.1.slot)));
        if let Some((_, place)) = best {
            self.late_into(place, fix, now, context, book);
        }
    }
}
