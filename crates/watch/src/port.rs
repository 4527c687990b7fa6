//! Port visit and anchorage visit: where a vessel landed, took fuel or waited.
//!
//! Method: the port event machine of Global Fishing Watch (`pipe-anchorages`, anchorage_cfg.yaml):
//! a vessel is in port from its first position within 3 km of a port to its first beyond 4 km; a stop
//! begins below 0.2 kn and ends above 0.5 kn; a silence in port of more than 4 h also counts, as ships
//! switch off alongside. A visit's level is 4 with entry, exit and a stop or silence, 3 with one of
//! entry and exit, 2 with a stop or silence alone, 1 without one: a ship that passes by, a canal
//! transit. Level 1 is not told unless the rules ask for it. (GFW: 78 % of visits at 2 and above are 4.)
//!
//! The same machine at a named anchorage gives an anchorage visit. So does lying within 0.5 km for 12 h
//! away from any port (GFW's definition of an anchorage, for one ship) not farther from shore than
//! anchors reach; farther out a vessel that keeps still is loitering, another rule's business.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Time, distance_m};

use crate::lying::Lying;
use crate::rules::within;
use crate::way_bound::ClearOfPort;
use crate::{
    AisClass, Context, Detector, EndPoint, Error, Event, EventBook, EventKind, EventState,
    Evidence, Fix, Participant, Port, PortKind, PortSet, RuleRef, SourceKind,
};

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// A vessel this near to a port is in it, metres.
    pub enter_m: f64,
    /// A vessel in port is out beyond this, metres.
    pub leave_m: f64,
    /// A stop begins below this speed, knots.
    pub stop_kn: f64,
    /// A stop ends above this speed, knots.
    pub go_kn: f64,
    /// Silence in port longer than this counts like a stop, hours.
    pub gap_h: f64,
    /// Lowest level of a port visit that is told, 1 to 4.
    pub level_min: u8,
    /// An open visit is told again when it grew by this, hours.
    pub update_h: f64,
    /// Lying within this of the first position is lying still, metres.
    pub lie_m: f64,
    /// Lying still this long away from port is an anchorage visit, hours.
    pub lie_h: f64,
    /// Silence longer than this ends the claim of lying still, hours.
    pub lie_silence_h: f64,
    /// Farther from shore than this no ship anchors, metres; where shore is unknown it may.
    pub lie_shore_m: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            enter_m: 3_000.0,
            leave_m: 4_000.0,
            stop_kn: 0.2,
            go_kn: 0.5,
            gap_h: 4.0,
            level_min: 2,
            update_h: 12.0,
            lie_m: 500.0,
            lie_h: 12.0,
            lie_silence_h: 6.0,
            lie_shore_m: 50_000.0,
        }
    }
}

impl Config {
    /// Whether each threshold lies in its sensible range.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), Error> {
        within("port.enter_m", self.enter_m, 10.0..=50_000.0)?;
        within("port.leave_m", self.leave_m, self.enter_m..=100_000.0)?;
        within("port.stop_kn", self.stop_kn, 0.0..=5.0)?;
        within("port.go_kn", self.go_kn, self.stop_kn..=10.0)?;
        within("port.gap_h", self.gap_h, 0.1..=168.0)?;
        within("port.level_min", f64::from(self.level_min), 1.0..=4.0)?;
        within("port.update_h", self.update_h, 0.1..=8_760.0)?;
        within("port.lie_m", self.lie_m, 10.0..=10_000.0)?;
        within("port.lie_h", self.lie_h, 0.1..=720.0)?;
        within("port.lie_silence_h", self.lie_silence_h, 0.1..=168.0)?;
        within("port.lie_shore_m", self.lie_shore_m, 0.0..=10_000_000.0)
    }

    #[allow(clippy::cast_possible_truncation, reason = "a checked number of hours")]
    fn gap_ms(&self) -> i64 {
        (self.gap_h * 3.6e6) as i64
    }
}

/// Between positions farther apart than this a speed cannot be reckoned, hours.
const RECKON_H: f64 = 1.0;

/// What is kept of one track.
#[derive(Debug, Default)]
struct Track {
    clear: ClearOfPort,
    stay: Option<Box<Stay>>,
    lying: Option<Lying>,
    /// A timer for silence in port is set.
    timed: bool,
}

/// A stay in port, not yet over.
#[derive(Debug)]
struct Stay {
    mmsi: u32,
    track: u32,
    port: Port,
    port_m: f64,
    start: EndPoint,
    last: EndPoint,
    entered: bool,
    stopped: bool,
    stops: u32,
    stop_h: f64,
    gaps: u32,
    gap_h: f64,
    /// The silence going on has been counted by the timer.
    gap_open: bool,
    told: Option<Time>,
}

/// Watches visits to ports and anchorages.
#[derive(Debug, Default)]
pub struct PortVisitDetector {
    config: Config,
    version: String,
    tracks: Vec<Track>,
    silences: BTreeSet<(Time, u32)>,
    ports_seen: usize,
}

impl PortVisitDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        Self {
            config,
            version: version.to_owned(),
            ..Self::default()
        }
    }

    /// The stay that begins here, if any.
    fn enter(&self, fix: &Fix, clear: &mut ClearOfPort, ports: &PortSet) -> Option<Box<Stay>> {
        let (number, port_m) = clear.nearest(ports, fix.position, self.config.enter_m)?;
        let here = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        Some(Box::new(Stay {
            mmsi: fix.mmsi,
            track: fix.track,
            port: ports.get(number)?.clone(),
            port_m,
            start: here,
            last: here,
            entered: fix.before.is_some(),
            stopped: false,
            stops: 0,
            stop_h: 0.0,
            gaps: 0,
            gap_h: 0.0,
            gap_open: false,
            told: None,
        }))
    }

    /// One more position of a vessel in port; `false` when it has left.
    fn stay(&self, fix: &Fix, stay: &mut Stay, ports: &PortSet, book: &mut EventBook) -> bool {
        let hours = fix.time.since_s(stay.last.time) / 3_600.0;
        if hours > self.config.gap_h {
            stay.gaps += u32::from(!stay.gap_open);
            stay.gap_h += hours;
        } else if stay.stopped {
            stay.stop_h += hours;
        }
        stay.gap_open = false;
        stay.last = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let Some((port, port_m)) = ports.nearest_within(fix.position, self.config.leave_m) else {
            if stay.level(true) >= self.config.level_min {
                stay.tell(self, fix.time, true, book);
            }
            return false;
        };
        let speed_kn = fix.sog_kn.or_else(|| reckoned_kn(fix));
        if !stay.stopped && speed_kn.is_some_and(|kn| kn < self.config.stop_kn) {
            // The port is where the ship first stopped, unless it has been told already.
            if stay.stops == 0 && stay.told.is_none() {
                (stay.port, stay.port_m) = (port.clone(), port_m);
            }
            stay.stopped = true;
            stay.stops += 1;
        } else if stay.stopped && speed_kn.is_some_and(|kn| kn > self.config.go_kn) {
            stay.stopped = false;
        }
        self.tell_if_due(fix.time, stay, book);
        true
    }

    fn tell_if_due(&self, now: Time, stay: &mut Stay, book: &mut EventBook) {
        let due = match stay.told {
            None => stay.level(false) >= self.config.level_min,
            Some(told) => now.since_s(told) >= self.config.update_h * 3_600.0,
        };
        if due {
            stay.told = Some(now);
            stay.tell(self, now, false, book);
        }
    }

    /// Sets the timer for silence of a vessel in port, one at a time.
    fn set_timer(&mut self, slot: u32) {
        let gap_ms = self.config.gap_ms();
        let Some(track) = self.tracks.get_mut(slot as usize) else {
            return;
        };
        let Some(stay) = track
            .stay
            .as_deref()
            .filter(|s| !s.gap_open && !track.timed)
        else {
            return;
        };
        // One millisecond more, as a silence must be longer than the threshold.
        self.silences
            .insert((stay.last.time.plus_ms(gap_ms + 1), slot));
        track.timed = true;
    }
}

/// Speed made good since the position before, knots, where the vessel told none.
fn reckoned_kn(fix: &Fix) -> Option<f64> {
    let (time, position) = fix.before?;
    let seconds = fix.time.since_s(time);
    let usable = seconds > 0.0 && seconds <= RECKON_H * 3_600.0;
    usable.then(|| distance_m(position, fix.position) / seconds / MPS_PER_KN)
}

impl Stay {
    /// Level 1 to 4 of what is known of this visit.
    fn level(&self, left: bool) -> u8 {
        let ends = u8::from(self.entered) + u8::from(left);
        if self.stops + self.gaps == 0 {
            1
        } else {
            2 + ends
        }
    }

    fn tell(&self, detector: &PortVisitDetector, now: Time, left: bool, book: &mut EventBook) {
        let kind = match self.port.kind {
            PortKind::Port => EventKind::PortVisit,
            PortKind::Anchorage => EventKind::AnchorageVisit,
        };
        let level = self.level(left);
        let mut event = event_of(kind, self.mmsi, self.track, self.start, &detector.version);
        event.state = if left {
            EventState::Closed
        } else {
            EventState::Open
        };
        event.end = Some(self.last);
        event.confidence = f64::from(level) / 4.0;
        let evidence = &mut event.evidence;
        evidence.code("port", &self.port.id);
        evidence.code("port_name", &self.port.name);
        evidence.code("port_country", &self.port.country);
        evidence.code("port_source", &self.port.source);
        evidence.code("entry", if self.entered { "seen" } else { "unseen" });
        evidence.code("exit", if left { "seen" } else { "none-yet" });
        evidence.number("level", f64::from(level));
        evidence.number("port_distance_m", self.port_m);
        evidence.number("stops", f64::from(self.stops));
        evidence.number("stop_h", self.stop_h);
        evidence.number("gaps", f64::from(self.gaps));
        evidence.number("gap_h", self.gap_h);
        evidence.number("visit_h", self.last.time.since_s(self.start.time) / 3_600.0);
        evidence
            .places
            .insert("port".to_owned(), self.port.position);
        book.put(now, event);
    }
}

/// An event of this detector, its evidence still to be filled in.
pub(crate) fn event_of(
    kind: EventKind,
    mmsi: u32,
    track: u32,
    start: EndPoint,
    version: &str,
) -> Event {
    Event {
        id: format!("{}-{mmsi}-{track}-{}", kind.code(), start.time.s()),
        kind,
        state: EventState::Open,
        revision: 0,
        vessels: vec![Participant {
            mmsi,
            track: format!("{mmsi}-{track}"),
            role: "vessel".to_owned(),
        }],
        start,
        end: None,
        rule: RuleRef {
            name: kind.code().to_owned(),
            version: version.to_owned(),
        },
        confidence: 0.0,
        evidence: Evidence::default(),
        refuted_by: vec!["position-false".to_owned(), "port-not-there".to_owned()],
        retraction: None,
    }
}

impl Detector for PortVisitDetector {
    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        let no_ship = matches!(fix.class, AisClass::Base | AisClass::Aton | AisClass::Sar);
        if no_ship || fix.source == SourceKind::Detection {
            return;
        }
        let (ports, slot) = (&context.ports, fix.slot as usize);
        if self.ports_seen != ports.ports().len() {
            self.ports_seen = ports.ports().len();
            let all = self.tracks.iter_mut();
            all.for_each(|track| track.clear = ClearOfPort::default());
        }
        if self.tracks.len() <= slot {
            self.tracks.resize_with(slot + 1, Track::default);
        }
        let Some(track) = self.tracks.get_mut(slot) else {
            return;
        };
        let (mut stay, mut clear) = (track.stay.take(), track.clear);
        if stay.is_none() {
            stay = self.enter(fix, &mut clear, ports);
        }
        if let Some(staying) = stay.as_deref_mut()
            && !self.stay(fix, staying, ports, book)
        {
            stay = None;
        }
        let in_port = stay.is_some();
        let Some(track) = self.tracks.get_mut(slot) else {
            return;
        };
        (track.stay, track.clear) = (stay, clear);
        let rule = (&self.config, self.version.as_str());
        Lying::step(&mut track.lying, fix, in_port, rule, context, book);
        if in_port {
            self.set_timer(fix.slot);
        }
    }

    fn due(&self) -> Option<Time> {
        self.silences.first().map(|(time, _)| *time)
    }

    fn tick(&mut self, now: Time, _context: &Context, book: &mut EventBook) {
        while let Some((time, slot)) = self.silences.first().copied() {
            if time > now {
                return;
            }
            self.silences.pop_first();
            let Some(kept) = self.tracks.get_mut(slot as usize) else {
                continue;
            };
            kept.timed = false;
            let Some(mut stay) = kept.stay.take() else {
                continue;
            };
            if stay.last.time.plus_ms(self.config.gap_ms()) < now && !stay.gap_open {
                stay.gap_open = true;
                stay.gaps += 1;
                self.tell_if_due(now, &mut stay, book);
            }
            if let Some(kept) = self.tracks.get_mut(slot as usize) {
                kept.stay = Some(stay);
            }
            self.set_timer(slot);
        }
    }

    fn forget(&mut self, slot: u32) {
        if let Some(track) = self.tracks.get_mut(slot as usize) {
            *track = Track::default();
        }
        self.silences.retain(|(_, timed)| *timed != slot);
    }
}

#[cfg(test)]
mod tests;
