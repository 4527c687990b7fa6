//! Lying still away from port: the part of [`crate::port`] that finds a ship at anchor where no
//! anchorage is named.

use vigie_sea::distance_m;

use crate::port::{Config, event_of};
use crate::way_bound::way_bound_m;
use crate::{Context, EndPoint, EventBook, EventKind, EventState, Fix};

/// Faster than this a ship is under way, whatever its place; a ship swings at its anchor more slowly.
const UNDER_WAY_KN: f64 = 1.0;
/// Positions needed: fewer say nothing about where a ship was in between.
const POSITIONS_MIN: u32 = 6;

/// A ship that has kept still so far.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lying {
    start: EndPoint,
    last: EndPoint,
    mmsi: u32,
    track: u32,
    positions: u32,
    radius_m: f64,
    shore_m: Option<f64>,
    told: Told,
}

/// What the book knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    NotYet,
    Open,
    /// Too far from shore: never.
    No,
}

impl Lying {
    /// One more position: goes on lying, ends, or begins anew.
    pub(crate) fn step(
        kept: &mut Option<Self>,
        fix: &Fix,
        in_port: bool,
        rule: (&Config, &str),
        context: &Context,
        book: &mut EventBook,
    ) {
        let under_way = fix.sog_kn.is_some_and(|kn| kn >= UNDER_WAY_KN);
        if let Some(lying) = kept {
            if !in_port && !under_way && lying.goes_on(fix, rule.0) {
                lying.tell_if_due(fix, rule, context, book);
                return;
            }
            if lying.told == Told::Open {
                lying.tell(fix, EventState::Closed, rule.1, book);
            }
            *kept = None;
        }
        if !in_port && !under_way {
            let here = EndPoint {
                time: fix.time,
                position: fix.position,
            };
            *kept = Some(Self {
                start: here,
                last: here,
                mmsi: fix.mmsi,
                track: fix.track,
                positions: 1,
                radius_m: 0.0,
                shore_m: None,
                told: Told::NotYet,
            });
        }
    }

    fn goes_on(&mut self, fix: &Fix, config: &Config) -> bool {
        let silent_h = fix.time.since_s(self.last.time) / 3_600.0;
        if silent_h > config.lie_silence_h {
            return false;
        }
        // Mostly she is no farther off than she was before.
        if way_bound_m(self.start.position, fix.position) > self.radius_m {
            let off_m = distance_m(self.start.position, fix.position);
            if off_m > config.lie_m {
                return false;
            }
            self.radius_m = self.radius_m.max(off_m);
        }
        self.positions = self.positions.saturating_add(1);
        self.last = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        true
    }

    fn tell_if_due(
        &mut self,
        fix: &Fix,
        (config, version): (&Config, &str),
        context: &Context,
        book: &mut EventBook,
    ) {
        let hours = fix.time.since_s(self.start.time) / 3_600.0;
        let long = hours >= config.lie_h && self.positions >= POSITIONS_MIN;
        if self.told != Told::NotYet || !long {
            return;
        }
        self.shore_m = context.shore_distance_m(self.start.position);
        if self.shore_m.is_some_and(|m| m > config.lie_shore_m) {
            self.told = Told::No;
            return;
        }
        self.told = Told::Open;
        self.tell(fix, EventState::Open, version, book);
    }

    fn tell(&self, fix: &Fix, state: EventState, version: &str, book: &mut EventBook) {
        let kind = EventKind::AnchorageVisit;
        let mut event = event_of(kind, self.mmsi, self.track, self.start, version);
        event.rule.name = "anchorage_visit.lying".to_owned();
        event.state = state;
        event.end = Some(self.last);
        // The same level as a port visit without a named port: a stop, and an end once seen.
        event.confidence = if state == EventState::Closed {
            0.75
        } else {
            0.5
        };
        let evidence = &mut event.evidence;
        evidence.number("visit_h", self.last.time.since_s(self.start.time) / 3_600.0);
        evidence.number("positions", f64::from(self.positions));
        evidence.number("radius_m", self.radius_m);
        evidence.maybe("shore_distance_m", self.shore_m);
        evidence.code("port", "unnamed");
        book.put(fix.time, event);
    }
}
