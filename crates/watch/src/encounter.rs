//! Encounter: two vessels close together, slow, for long enough to pass fish, fuel or people across.
//!
//! Method: Global Fishing Watch's encounter definition (500 m, 2 h, median speed under 2 kn, more than
//! 10 km from port, meetings of a pair less than 4 h apart are one), and Skylight's shorter rendezvous
//! (250 m, 30 min) as preset `short`. Three known faults of the reference code are absent here: no day
//! border cuts a meeting, longitude is never averaged across 180°, and two pings never make two hours.
//!
//! A pair of vessels that only seem to meet is refuted by positions from another source that lie apart.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{Time, midpoint};

use crate::meeting::{confidence, evidence, pair_code};
use crate::neighbour::{Neighbour, Neighbourhood};
use crate::pair::{Contact, Pair, Step};
use crate::resample::{Moment, Reach, Resampler, SLOT_MS};
use crate::role::{KnownRole, Role};
use crate::rules::within;
use crate::{
    AisClass, Context, Detector, EndPoint, Error, Event, EventBook, EventKind, EventState, Fix,
    IdentityReport, Participant, RuleRef, SourceKind,
};

/// Thresholds of one preset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Greatest distance of a contact, metres.
    pub distance_m: f64,
    /// Shortest meeting, minutes from first to last contact.
    pub duration_min: f64,
    /// Shortest unbroken run of contacts that counts, minutes.
    pub run_min: f64,
    /// Longest silence inside a run, hours, while nothing shows the two apart.
    pub silence_max_h: f64,
    /// Runs of a pair less than this apart are one meeting, hours.
    pub merge_gap_h: f64,
    /// The median speed of the pair stays below this, knots.
    pub speed_kn: f64,
    /// Real pings needed of each vessel inside the meeting.
    pub pings_min: u32,
    /// Share of the meeting that each vessel's own pings must span, 0 to 1.
    pub pings_span_share: f64,
}

/// Which preset is in force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresetName {
    /// Global Fishing Watch: 500 m, 2 h.
    #[default]
    Standard,
    /// Skylight: 250 m, 30 min.
    Short,
}

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Preset in force.
    pub preset: PresetName,
    /// 500 m, 2 h.
    pub standard: Preset,
    /// 250 m, 30 min.
    pub short: Preset,
    /// Silence of a track that is still bridged along the great circle, minutes (at most 60).
    pub bridge_min: f64,
    /// How far beyond the last evidence a place is claimed, minutes (at most 10).
    pub beyond_min: f64,
    /// Closer to a port than this, ships lie together for other reasons, kilometres.
    pub port_km: f64,
    /// Nearest neighbours paired at one moment; the rest is counted as skipped.
    pub neighbours_max: usize,
    /// An open event is told again when it grew by this, minutes.
    pub update_min: f64,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("encounter.bridge_min", self.bridge_min, 10.0..=60.0)?;
        within("encounter.beyond_min", self.beyond_min, 0.0..=10.0)?;
        within("encounter.port_km", self.port_km, 0.0..=1_000.0)?;
        within("encounter.update_min", self.update_min, 1.0..=10_080.0)?;
        for preset in [&self.standard, &self.short] {
            within("encounter.distance_m", preset.distance_m, 1.0..=50_000.0)?;
            within(
                "encounter.duration_min",
                preset.duration_min,
                10.0..=10_080.0,
            )?;
            within(
                "encounter.run_min",
                preset.run_min,
                0.0..=preset.duration_min,
            )?;
            within("encounter.silence_max_h", preset.silence_max_h, 0.0..=10.0)?;
            within("encounter.merge_gap_h", preset.merge_gap_h, 0.0..=168.0)?;
            within("encounter.speed_kn", preset.speed_kn, 0.1..=50.0)?;
            within(
                "encounter.pings_span_share",
                preset.pings_span_share,
                0.0..=1.0,
            )?;
        }
        Ok(())
    }
}

impl Default for Config {
    fn default() -> Self {
        let standard = Preset {
            distance_m: 500.0,
            duration_min: 120.0,
            run_min: 60.0,
            silence_max_h: 2.0,
            merge_gap_h: 4.0,
            speed_kn: 2.0,
            pings_min: 2,
            pings_span_share: 0.5,
        };
        let short = Preset {
            distance_m: 250.0,
            duration_min: 30.0,
            run_min: 30.0,
            ..standard.clone()
        };
        Self {
            preset: PresetName::Standard,
            standard,
            short,
            bridge_min: 60.0,
            beyond_min: 10.0,
            port_km: 10.0,
            neighbours_max: 24,
            update_min: 60.0,
        }
    }
}

impl Config {
    /// The preset in force.
    #[must_use]
    pub fn rule(&self) -> &Preset {
        match self.preset {
            PresetName::Standard => &self.standard,
            PresetName::Short => &self.short,
        }
    }

    fn rule_name(&self) -> &'static str {
        match self.preset {
            PresetName::Standard => "encounter.standard",
            PresetName::Short => "encounter.short",
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "held within an hour")]
    fn reach(&self) -> Reach {
        Reach {
            gap_ms: (self.bridge_min.clamp(10.0, 60.0) * 60e3) as i64,
            beyond_ms: (self.beyond_min.clamp(0.0, 10.0) * 60e3) as i64,
        }
    }

    /// When no contact that belongs to the meeting, or without one to the run, can come any more.
    fn over_ms(&self, pair: &Pair) -> Option<i64> {
        let rule = self.rule();
        let until = pair.meeting_until(rule).or_else(|| pair.run_until(rule))?;
        Some(until * SLOT_MS + self.reach().gap_ms)
    }
}

#[derive(Debug, Clone, Default)]
struct Ship {
    mmsi: u32,
    track: u32,
    known: KnownRole,
}

/// Finds encounters.
#[derive(Debug, Default)]
pub struct EncounterDetector {
    config: Config,
    version: String,
    ships: Vec<Ship>,
    resampler: Resampler,
    near: Neighbourhood,
    pairs: FxHashMap<(u32, u32), Pair>,
    closing: BinaryHeap<Reverse<(i64, u32, u32)>>,
    moments: Vec<Moment>,
    found: Vec<Neighbour>,
}

impl EncounterDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        Self {
            config,
            version: version.to_owned(),
            ..Self::default()
        }
    }

    /// Possible pairs not looked at because too many ships lay together.
    #[must_use]
    pub fn pairs_skipped(&self) -> u64 {
        self.near.skipped
    }

    /// Pairs remembered now.
    #[must_use]
    pub fn pairs_held(&self) -> usize {
        self.pairs.len()
    }

    fn ship(&mut self, slot: u32) -> Option<&mut Ship> {
        let at = slot as usize;
        if self.ships.len() <= at {
            self.ships.resize(at + 1, Ship::default());
        }
        self.ships.get_mut(at)
    }

    /// Everything that event time alone brings, in time order.
    fn advance(&mut self, now: Time, context: &Context, book: &mut EventBook) {
        let reach = self.config.reach();
        loop {
            let silent = self.resampler.due_ms(reach).filter(|due| *due <= now.ms());
            let closing = self.closing.peek().map(|Reverse((due, ..))| *due);
            let closing = closing.filter(|due| *due <= now.ms());
            match (silent, closing) {
                (Some(s), c) if c.is_none_or(|c| s <= c) => self.extrapolate(now, context, book),
                (_, Some(_)) => self.close_next(context, book),
                _ => return,
            }
        }
    }

    fn extrapolate(&mut self, now: Time, context: &Context, book: &mut EventBook) {
        let reach = self.config.reach();
        if let Some((due_ms, moments)) = self.resampler.silent(now.ms(), reach) {
            for (index, moment) in moments {
                self.resolved(Time::from_ms(due_ms), index, moment, context, book);
            }
            self.near
                .forget((due_ms - reach.gap_ms).div_euclid(SLOT_MS));
        }
    }

    /// A track is known to be somewhere at a slot: who else was there?
    fn resolved(
        &mut self,
        at: Time,
        index: u32,
        moment: Moment,
        context: &Context,
        book: &mut EventBook,
    ) {
        if self.role(index) == Role::Gear || self.in_port(moment, context) {
            return;
        }
        let mut found = std::mem::take(&mut self.found);
        let (radius_m, most) = (self.config.rule().distance_m, self.config.neighbours_max);
        self.near.meet(index, moment, radius_m, most, &mut found);
        for other in &found {
            self.met(at, (index, moment), other, context, book);
        }
        self.found = found;
    }

    fn in_port(&self, moment: Moment, context: &Context) -> bool {
        let reach_m = self.config.port_km * 1e3;
        context
            .ports
            .nearest_number(moment.position, reach_m)
            .is_some()
    }

    fn role(&self, slot: u32) -> Role {
        self.ships
            .get(slot as usize)
            .map(|s| s.known.role())
            .unwrap_or_default()
    }

    fn met(
        &mut self,
        at: Time,
        (index, moment): (u32, Moment),
        other: &Neighbour,
        context: &Context,
        book: &mut EventBook,
    ) {
        let sort_key = |slot: u32| self.ships.get(slot as usize).map(|s| (s.mmsi, s.track));
        let (Some(own), Some(their)) = (sort_key(index), sort_key(other.index)) else {
            return;
        };
        // Two tracks of one MMSI are more often one ship cut in two than two ships that meet.
        if own.0 == their.0 || self.role(other.index) == Role::Gear {
            return;
        }
        let (key, moments) = if own < their {
            ((index, other.index), [moment, other.moment])
        } else {
            ((other.index, index), [other.moment, moment])
        };
        let between = midpoint(moment.position, other.moment.position);
        let distance_m = other.distance_m;
        let contact = Contact {
            slot: moment.slot,
            distance_m,
            between,
            moments,
        };
        let rule = self.config.rule().clone();
        let fresh = !self.pairs.contains_key(&key);
        let pair = self.pairs.entry(key).or_default();
        let mut step = pair.contact(contact, &rule);
        let over_ms = self.config.over_ms(pair);
        if step == Step::Over {
            self.tell(at, key, EventState::Closed, context, book);
            step = self.pairs.entry(key).or_default().restart(&rule);
        }
        if fresh && let Some(due_ms) = over_ms {
            self.closing.push(Reverse((due_ms, key.0, key.1)));
        }
        if step == Step::Holds && self.worth_telling(key) {
            self.tell(at, key, EventState::Open, context, book);
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "slots are far below 2^52")]
    fn worth_telling(&self, key: (u32, u32)) -> bool {
        let Some(pair) = self.pairs.get(&key) else {
            return false;
        };
        match (pair.held, pair.told) {
            (Some(held), Some(told)) => (held - told) as f64 * 10.0 >= self.config.update_min,
            (held, _) => held.is_some(),
        }
    }

    /// The next pair whose patience may be over.
    fn close_next(&mut self, context: &Context, book: &mut EventBook) {
        let Some(Reverse((due_ms, a, b))) = self.closing.pop() else {
            return;
        };
        let key = (a, b);
        let over_ms = self.pairs.get(&key).and_then(|p| self.config.over_ms(p));
        let Some(over_ms) = over_ms else {
            self.pairs.remove(&key);
            return;
        };
        if over_ms > due_ms {
            self.closing.push(Reverse((over_ms, a, b)));
            return;
        }
        let due = Time::from_ms(due_ms);
        self.tell(due, key, EventState::Closed, context, book);
        let Some(pair) = self.pairs.get_mut(&key) else {
            return;
        };
        // A later run that came too late to join may become a meeting of its own.
        pair.end();
        match self.config.over_ms(pair) {
            Some(next_ms) if next_ms > due_ms => self.closing.push(Reverse((next_ms, a, b))),
            _ => {
                self.pairs.remove(&key);
            }
        }
    }

    /// Puts the pair's meeting into the book; a pair that never held the rule tells nothing.
    fn tell(
        &mut self,
        at: Time,
        key: (u32, u32),
        state: EventState,
        context: &Context,
        book: &mut EventBook,
    ) {
        if state == EventState::Closed
            && let Some(pair) = self.pairs.get_mut(&key)
        {
            pair.settle(self.config.rule());
        }
        let Some(event) = self.event(key, state, context) else {
            return;
        };
        if let Some(pair) = self.pairs.get_mut(&key) {
            pair.told = pair.held;
            pair.event = Some(event.id.clone());
        }
        if book
            .get(&event.id)
            .is_none_or(|known| known.state != EventState::Retracted)
        {
            book.put(at, event);
        }
    }

    fn event(&self, key: (u32, u32), state: EventState, context: &Context) -> Option<Event> {
        let pair = self.pairs.get(&key)?;
        let contacts = pair.meeting();
        let (first, last) = (contacts.first()?, contacts.last()?);
        let ships = [
            self.ships.get(key.0 as usize)?,
            self.ships.get(key.1 as usize)?,
        ];
        let start_s = first.slot * SLOT_MS / 1_000;
        let [a, b] = ships;
        let point = |c: &Contact| EndPoint {
            time: Time::from_ms(c.slot * SLOT_MS),
            position: c.between,
        };
        let mut evidence = evidence(self.config.rule(), pair, contacts, context);
        evidence.code("pair", pair_code(a.known.role(), b.known.role()));
        evidence.code("role_source_first", a.known.source());
        evidence.code("role_source_second", b.known.source());
        Some(Event {
            id: format!(
                "encounter-{}-{}-{}-{}-{start_s}",
                a.mmsi, a.track, b.mmsi, b.track
            ),
            kind: EventKind::Encounter,
            state,
            revision: 0,
            vessels: ships.iter().map(|s| s.participant()).collect(),
            start: point(first),
            end: Some(point(last)),
            rule: RuleRef {
                name: self.config.rule_name().to_owned(),
                version: self.version.clone(),
            },
            confidence: confidence(self.config.rule(), &evidence),
            evidence,
            refuted_by: [
                "positions-apart-from-another-source",
                "sighting-apart",
                "vessel-is-gear",
            ]
            .map(str::to_owned)
            .to_vec(),
            retraction: None,
        })
    }

    /// A beacon on a net is no vessel: its meetings are withdrawn.
    fn withdraw_gear(&mut self, slot: u32, at: Time, book: &mut EventBook) {
        let mut keys: Vec<(u32, u32)> = self
            .pairs
            .keys()
            .filter(|k| k.0 == slot || k.1 == slot)
            .copied()
            .collect();
        keys.sort_unstable();
        for key in keys {
            if let Some(id) = self.pairs.remove(&key).and_then(|pair| pair.event) {
                book.retract(at, &id, "vessel-is-gear");
            }
        }
    }
}

impl Ship {
    fn participant(&self) -> Participant {
        Participant {
            mmsi: self.mmsi,
            track: format!("{}-{}", self.mmsi, self.track),
            role: self.known.role().code().to_owned(),
        }
    }
}

impl Detector for EncounterDetector {
    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        self.advance(fix.time, context, book);
        let no_ship = matches!(fix.class, AisClass::Base | AisClass::Aton | AisClass::Sar);
        if no_ship || matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
            return;
        }
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        (ship.mmsi, ship.track) = (fix.mmsi, fix.track);
        let mut moments = std::mem::take(&mut self.moments);
        self.resampler
            .fix(fix.slot, fix, self.config.reach(), &mut moments);
        for moment in moments.drain(..) {
            self.resolved(fix.time, fix.slot, moment, context, book);
        }
        self.moments = moments;
    }

    fn identity(
        &mut self,
        slot: u32,
        _mmsi: u32,
        time: Time,
        report: &IdentityReport,
        _context: &Context,
        book: &mut EventBook,
    ) {
        let Some(ship) = self.ship(slot) else { return };
        let was_gear = ship.known.role() == Role::Gear;
        ship.known.learn(report);
        if ship.known.role() == Role::Gear && !was_gear {
            self.withdraw_gear(slot, time, book);
        }
    }

    fn due(&self) -> Option<Time> {
        let silent = self.resampler.due_ms(self.config.reach());
        let closing = self.closing.peek().map(|Reverse((due, ..))| *due);
        [silent, closing]
            .into_iter()
            .flatten()
            .min()
            .map(Time::from_ms)
    }

    fn tick(&mut self, now: Time, context: &Context, book: &mut EventBook) {
        self.advance(now, context, book);
    }

    fn forget(&mut self, slot: u32) {
        self.resampler.forget(slot);
        self.pairs.retain(|key, _| key.0 != slot && key.1 != slot);
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            *ship = Ship::default();
        }
    }
}
