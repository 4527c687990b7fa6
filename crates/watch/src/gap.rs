//! Gap: a vessel that was heard is heard no more, for longer than the rule allows.
//!
//! Method: Global Fishing Watch's pipe-gaps (two consecutive positions further apart than a
//! threshold; positions in the 12 h before by kind of reception), in linear time. A gap opens by
//! event time when the silence passes the threshold, tells where the vessel may be by now, and closes
//! on its return. Time in which the node itself did not listen is marked. Whether the set may have been switched off is a separate judgement
//! ([`crate::disabling`]). Positions that come late from inside a gap edit, split or retract it.
//! Distances and the middle are on the great circle, so a gap across 180° has its middle there.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{Span, Time};

use crate::disabling;
use crate::heard::{Heard, Log};
use crate::hearing::Hearing;
use crate::listening::{Feeds, Listening};
use crate::reception::ReceptionMeasure;
use crate::rules::within;
use crate::{AisClass, Context, Detector, EndPoint, Error, EventBook, EventState, Fix, SourceKind};

mod late;
mod silence;
mod way;

pub(crate) use way::{Audible, Way};

/// Closed gaps of a track that late positions may still edit.
const CLOSED_MAX: usize = 8;
const HOUR_MS: f64 = 3_600_000.0;
/// Course and speed made good are measured over about so long, ms.
const EARLIER_MS: i64 = 3_600_000;

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
    feeds: Feeds,
    earlier: Option<EndPoint>,
}

/// One track.
#[derive(Debug, Clone, Default)]
struct Ship {
    life: u32,
    mmsi: u32,
    track: u32,
    fixes: u32,
    class: AisClass,
    first: Option<Time>,
    last: Option<EndPoint>,
    /// A fix an hour and more before the last, if there is one: the way it made good.
    earlier: Option<EndPoint>,
    heard: Log,
    feeds: Feeds,
    /// Its last AIS position, and whether VMS spoke since: the time between two positions of AIS is what says how AIS is received.
    by_ais: Option<EndPoint>,
    vms_since: bool,
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
    feeds: Feeds,
    earlier: Option<EndPoint>,
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
    listening: Listening,
    /// Tracks of each MMSI.
    by_mmsi: FxHashMap<u32, Vec<u32>>,
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "thresholds are checked to be small"
)]
fn ms(hours: f64) -> i64 {
    (hours * HOUR_MS).round() as i64
}

#[allow(clippy::cast_precision_loss, reason = "years in ms are below 2^53")]
fn hours(ms: i64) -> f64 {
    ms as f64 / HOUR_MS
}

impl Ship {
    fn keep(&mut self, closed: Closed) {
        if self.closed.len() >= CLOSED_MAX {
            self.closed.pop_front();
        }
        self.closed.push_back(closed);
    }

    fn look_ahead(&self) -> u64 {
        let last = self.last.map_or(0, |last| last.time.ms());
        let earlier = self.earlier.map_or(0, |earlier| earlier.time.ms());
        (last ^ earlier).cast_unsigned() ^ u64::from(self.fixes ^ self.heard.edges())
    }

    /// The timer that is set counts no more; another must be set.
    fn disarm(&mut self) {
        self.life = self.life.wrapping_add(1);
        self.armed = false;
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
            listening: Listening::default(),
            by_mmsi: FxHashMap::default(),
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

    /// Learns how AIS is received. VMS reaches us by another way: it proves neither that the AIS feed was alive nor that a
    /// set was heard.
    fn learn(&mut self, fix: &Fix, now: EndPoint) {
        let by_ais = fix.source == SourceKind::Ais;
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        let vms_between = std::mem::replace(&mut ship.vms_since, !by_ais);
        if !by_ais {
            return;
        }
        let before = ship.by_ais.replace(now).map(|e| (e.time, e.position));
        let fix = Fix {
            before: if vms_between { before } else { fix.before },
            ..*fix
        };
        self.hearing.fix(fix.mmsi, fix.time, fix.position);
        self.measure.fix(&fix, self.config.silence_h * 3_600.0);
    }

    /// Whether only VMS was heard on this track, of a number whose radio was heard on another: the ship is on that, and where
    /// her VMS was for a while falls silent with her return.
    fn is_vms_piece(&self, slot: u32) -> bool {
        let Some(ship) = self.ships.get(slot as usize) else {
            return false;
        };
        let all = self.by_mmsi.get(&ship.mmsi).filter(|all| all.len() > 1);
        let by_ais = |slot: &u32| {
            let ship = self.ships.get(*slot as usize);
            ship.is_some_and(|ship| ship.by_ais.is_some())
        };
        ship.by_ais.is_none() && all.is_some_and(|all| all.iter().any(by_ais))
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
        let is_piece = self.is_vms_piece(slot);
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
        let is_told = ship.open_ms.is_some();
        if (ship.track > 1 && ship.fixes < fixes_min) || (is_piece && !is_told) {
            ship.armed = false;
            return;
        }
        let lasted_ms = now.ms() - last.time.ms();
        let silence = Silence {
            start: last,
            end: None,
            until: now,
            heard: Some(ship.heard.counts()),
            feeds: ship.feeds,
            earlier: ship.earlier,
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
}

impl Detector for GapDetector {
    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        if matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
            return;
        }
        let (silence_ms, before_s) = (self.silence_ms(), self.before_s());
        let now = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let is_piece = self.is_vms_piece(fix.slot);
        self.learn(fix, now);
        let fixes_min = self.config.fixes_min;
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        if let Some(last) = ship.last
            && (!is_piece || ship.open_ms.is_some())
            && fix.time.ms() - last.time.ms() > silence_ms
            && (fix.track == 1 || ship.fixes >= fixes_min)
        {
            let heard = Some(ship.heard.counts());
            let (feeds, earlier) = (ship.feeds, ship.earlier);
            ship.keep(Closed {
                start: last,
                end: now,
                heard,
                feeds,
                earlier,
            });
            let silence = Silence {
                start: last,
                end: Some(now),
                until: fix.time,
                heard,
                feeds,
                earlier,
            };
            let event = self.event(fix.slot, &silence, context);
            book.put(fix.time, event);
        }
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        (ship.mmsi, ship.track) = (fix.mmsi, fix.track);
        let is_new = ship.first.is_none();
        ship.first.get_or_insert(fix.time);
        if fix.class != AisClass::Unknown {
            ship.class = fix.class;
        }
        let long_ago = |e: EndPoint| fix.time.ms() - e.time.ms() >= 2 * EARLIER_MS;
        if ship.earlier.is_none_or(long_ago) {
            ship.earlier = ship.last.or(Some(now));
        }
        ship.last = Some(now);
        if ship.open_ms.take().is_some() {
            // The timer stands where the silence that is over was to be told again, perhaps weeks ahead.
            ship.disarm();
        }
        ship.fixes = ship.fixes.saturating_add(1);
        if fix.source == SourceKind::Ais {
            ship.heard.add(fix.time, fix.reception, before_s);
        } else {
            ship.heard.pass(fix.time, before_s);
        }
        let armed = ship.armed;
        if is_new {
            self.by_mmsi.entry(fix.mmsi).or_default().push(fix.slot);
        }
        if !armed {
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

    fn heard_by(&mut self, slot: u32, feed: u16, time: Time) {
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            ship.feeds.note(feed, time);
        }
    }

    fn not_listening(
        &mut self,
        feed: u16,
        span: Span,
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        self.listening.add(feed, span);
        self.judge_anew(span, now, context, book);
    }

    fn look_ahead(&self, slots: &[u32]) -> u64 {
        let ships = slots
            .iter()
            .filter_map(|slot| self.ships.get(*slot as usize));
        ships.fold(0, |seen, ship| seen ^ ship.look_ahead())
    }

    fn forget(&mut self, slot: u32) {
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            if let Some(slots) = self.by_mmsi.get_mut(&ship.mmsi) {
                slots.retain(|other| *other != slot);
                if slots.is_empty() {
                    self.by_mmsi.remove(&ship.mmsi);
                }
            }
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

#[cfg(test)]
mod tests {
    use vigie_sea::Position;

    use super::*;
    use crate::{Reception, Rules};

    /// VMS comes late as a rule, every hour, for years.
    #[test]
    fn late_reports_leave_no_timers_behind() {
        let mut gaps = GapDetector::new(Rules::builtin().gap, "test", 45.0);
        let (context, mut book) = (Context::default(), EventBook::default());
        let fix = |hour: i64| Fix {
            mmsi: 412_000_001,
            track: 1,
            slot: 0,
            time: Time::from_s(hour * 3_600),
            position: Position::from_e7(400_000_000, 1_799_000_000),
            sog_kn: None,
            cog_deg: None,
            nav_status: None,
            class: AisClass::Unknown,
            source: SourceKind::Vms,
            reception: Reception::Unknown,
            receiver: 0,
            before: None,
        };
        gaps.fix(&fix(0), &context, &mut book);
        for hour in 1..400 {
            let now = Time::from_s(hour * 3_600 + 1_800);
            gaps.tick(now, &context, &mut book);
            gaps.late(&fix(hour), &[0], now, &context, &mut book);
        }
        assert!(gaps.timers.len() < 20, "{}", gaps.timers.len());
        assert_eq!(book.iter().count(), 0, "she was heard every hour");
    }
}
