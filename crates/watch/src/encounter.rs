//! Encounter: two vessels close together, slow, for long enough to pass fish, fuel or people across.
//!
//! Method: Global Fishing Watch's encounter definition (500 m, 2 h, median speed under 2 kn, more than
//! 10 km from port, meetings of a pair less than 4 h apart are one), and Skylight's shorter rendezvous
//! (250 m, 30 min) beside it. Three known faults of the reference code are absent here: no day
//! border cuts a meeting, longitude is never averaged across 180°, and two pings never make two hours.
//!
//! A vessel without an MMSI (VMS names it by call sign) and one with an MMSI are two ships only if their IMO numbers or call
//! signs say so: else a ship that two systems hear would meet itself.
//!
//! A pair of vessels that only seem to meet is refuted by positions from another source that lie apart.
//! A position that comes too late to be sorted in and shows one of them elsewhere takes away what it
//! refutes ([`crate::pair`]); a late position never makes a meeting, because what the others did at
//! that time is no longer remembered.

use std::collections::BTreeMap;

use vigie_sea::{Time, midpoint};

use crate::company::Whereabouts;
use crate::list::plain_call_sign;
use crate::meetings::{Meetings, Tell};
use crate::neighbour::{Neighbour, Neighbourhood};
use crate::pair::Contact;
use crate::resample::{Moment, Resampler, SLOT_MS};
use crate::role::{KnownRole, Role};
use crate::transshipment::Met;
use crate::transshipment_judge::tell as tell_notices;
use crate::way_bound::ClearOfPort;
use crate::{
    AisClass, Context, Detector, Event, EventBook, EventKind, EventState, Fix, IdentityReport,
    Participant, ShipName, SourceKind, flag_of, is_unnumbered,
};

pub use crate::preset::{Config, Preset, PresetName};

/// One track that may meet others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ship {
    pub(crate) mmsi: u32,
    pub(crate) track: u32,
    pub(crate) known: KnownRole,
    papers: Papers,
    clear: ClearOfPort,
}

/// What tells ships apart that two systems know by different numbers, and what notices know them by.
#[derive(Debug, Clone, Default)]
struct Papers {
    imo: Option<u32>,
    call_sign: Option<Box<str>>,
    name: Option<Box<str>>,
    flag: Option<Box<str>>,
}

impl Papers {
    fn learn(&mut self, report: &IdentityReport) {
        self.imo = report.imo.filter(|imo| *imo != 0).or(self.imo);
        let sign = report.call_sign.as_deref().map(plain_call_sign);
        if let Some(sign) = sign.filter(|sign| !sign.is_empty()) {
            self.call_sign = Some(sign.into());
        }
        let said = |text: &Option<String>| {
            text.as_deref()
                .filter(|t| !t.is_empty())
                .map(Box::<str>::from)
        };
        self.name = said(&report.name).or_else(|| self.name.take());
        self.flag = said(&report.flag).or_else(|| self.flag.take());
    }

    /// Surely two ships. Names are spelled too differently to tell.
    fn differ(&self, other: &Self) -> bool {
        match (self.imo, other.imo) {
            (Some(a), Some(b)) => a != b,
            _ => matches!((&self.call_sign, &other.call_sign), (Some(a), Some(b)) if a != b),
        }
    }
}

/// Finds encounters.
#[derive(Debug, Default)]
pub struct EncounterDetector {
    config: Config,
    version: String,
    ships: Vec<Ship>,
    resampler: Resampler,
    near: Neighbourhood,
    /// One for each preset in force.
    rules: Vec<Meetings>,
    radius_m: f64,
    moments: Vec<Moment>,
    found: Vec<Neighbour>,
    /// Where ships were, told in place of who met whom.
    whereabouts: Option<Vec<Whereabouts>>,
    /// Number of ports that ships were found to be clear of.
    ports_seen: usize,
    /// Generations of notices and lists that all meetings were last compared with.
    heeded: (u64, u64),
}

impl EncounterDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        let reach = config.reach();
        let rules: Vec<Meetings> = config
            .in_force()
            .into_iter()
            .map(|(name, preset)| Meetings::new(name, preset, reach, config.update_min))
            .collect();
        let radius_m = rules.iter().map(Meetings::distance_m).fold(0.0, f64::max);
        Self {
            config,
            version: version.to_owned(),
            rules,
            radius_m,
            ..Self::default()
        }
    }

    /// Possible pairs not looked at because too many ships lay together.
    #[must_use]
    pub fn pairs_skipped(&self) -> u64 {
        self.near.skipped
    }

    /// Pairs remembered now, of all presets.
    #[must_use]
    pub fn pairs_held(&self) -> usize {
        self.rules.iter().map(Meetings::held).sum()
    }

    fn ship(&mut self, slot: u32) -> Option<&mut Ship> {
        let at = slot as usize;
        if self.ships.len() <= at {
            self.ships.resize(at + 1, Ship::default());
        }
        self.ships.get_mut(at)
    }

    /// After a change of notices or lists: every meeting that is still remembered is compared with them anew. Nothing else of it is
    /// told again.
    fn heed_notices(&mut self, now: Time, context: &Context, book: &mut EventBook) {
        let generations = (context.notices.generation(), context.lists.generation());
        if self.heeded == generations {
            return;
        }
        self.heeded = generations;
        let tellable =
            |e: &&Event| e.kind == EventKind::Encounter && e.state != EventState::Retracted;
        let meetings: Vec<&Event> = book.iter().filter(tellable).collect();
        if meetings.is_empty() {
            return;
        }
        let known = self.ships.iter().map(|s| (s.participant().track, s));
        let known: BTreeMap<String, &Ship> = known.collect();
        let anew = |event: &Event| {
            let [a, b] = event.vessels.as_slice() else {
                return None;
            };
            // A ship that is forgotten meanwhile can no longer be compared: what was told stays.
            let met = [known.get(&a.track)?.met(), known.get(&b.track)?.met()];
            let mut anew = event.clone();
            tell_notices(&self.config.notice, &mut anew, &met, context);
            (anew != *event).then_some(anew)
        };
        let changed: Vec<Event> = meetings.into_iter().filter_map(anew).collect();
        for event in changed {
            book.put(now, event);
        }
    }

    /// Everything that event time alone brings, in time order; equal times in order of presets.
    fn advance(&mut self, now: Time, context: &Context, book: &mut EventBook) {
        let reach = self.config.reach();
        loop {
            let silent = self.resampler.due_ms(reach).filter(|due| *due <= now.ms());
            let closing = self
                .rules
                .iter()
                .enumerate()
                .filter_map(|(rule, m)| Some((m.due_ms()?, rule)))
                .filter(|(due, _)| *due <= now.ms())
                .min();
            match (silent, closing) {
                (Some(s), c) if c.is_none_or(|(due, _)| s <= due) => {
                    self.extrapolate(now, context, book);
                }
                (_, Some((_, rule))) => self.close_next(rule, context, book),
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

    fn close_next(&mut self, rule: usize, context: &Context, book: &mut EventBook) {
        let tell = Tell {
            ships: &self.ships,
            version: &self.version,
            notice: &self.config.notice,
            context,
        };
        if let Some(meetings) = self.rules.get_mut(rule) {
            meetings.close_next(&tell, book);
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
        if self.role(index) == Role::Gear || self.in_port(index, moment, context) {
            return;
        }
        if let Some(told) = &mut self.whereabouts {
            let mmsi = self.ships.get(index as usize).map_or(0, |s| s.mmsi);
            let (slot, position) = (moment.slot, moment.position);
            told.push(Whereabouts {
                mmsi,
                slot,
                position,
            });
            return;
        }
        let mut found = std::mem::take(&mut self.found);
        let most = self.config.neighbours_max;
        self.near
            .meet(index, moment, self.radius_m, most, &mut found);
        for other in &found {
            self.met(at, (index, moment), other, context, book);
        }
        self.found = found;
    }

    fn in_port(&mut self, index: u32, moment: Moment, context: &Context) -> bool {
        let (ports, reach_m) = (&context.ports, self.config.port_km * 1e3);
        if self.ports_seen != ports.ports().len() {
            self.ports_seen = ports.ports().len();
            let all = self.ships.iter_mut();
            all.for_each(|ship| ship.clear = ClearOfPort::default());
        }
        let ship = self.ships.get_mut(index as usize);
        ship.is_some_and(|ship| {
            ship.clear
                .nearest(ports, moment.position, reach_m)
                .is_some()
        })
    }

    fn role(&self, slot: u32) -> Role {
        self.ships
            .get(slot as usize)
            .map(|s| s.known.role())
            .unwrap_or_default()
    }

    fn differ(&self, one: u32, other: u32) -> bool {
        let papers = |slot: u32| self.ships.get(slot as usize).map(|ship| &ship.papers);
        let both = papers(one).zip(papers(other));
        both.is_some_and(|(a, b)| a.differ(b))
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
        if is_unnumbered(own.0) != is_unnumbered(their.0) && !self.differ(index, other.index) {
            return;
        }
        let (key, moments) = if own < their {
            ((index, other.index), [moment, other.moment])
        } else {
            ((other.index, index), [other.moment, moment])
        };
        let contact = Contact {
            slot: moment.slot,
            distance_m: other.distance_m,
            between: midpoint(moment.position, other.moment.position),
            moments,
        };
        let tell = Tell {
            ships: &self.ships,
            version: &self.version,
            notice: &self.config.notice,
            context,
        };
        for meetings in &mut self.rules {
            meetings.contact(at, key, contact, &tell, book);
        }
    }
}

impl Ship {
    /// What notices can be compared with.
    pub(crate) fn met(&self) -> Met<'_> {
        let papers = &self.papers;
        let by_mmsi = || flag_of(self.mmsi).map(|flag| flag.iso3);
        Met {
            mmsi: Some(self.mmsi).filter(|mmsi| !is_unnumbered(*mmsi)),
            imo: papers.imo,
            call_sign: papers.call_sign.as_deref(),
            name: papers
                .name
                .as_deref()
                .map(ShipName::new)
                .filter(|n| !n.is_empty()),
            flag: papers.flag.as_deref().or_else(by_mmsi),
        }
    }

    pub(crate) fn participant(&self) -> Participant {
        Participant {
            mmsi: self.mmsi,
            track: format!("{}-{}", self.mmsi, self.track),
            role: self.known.role().code().to_owned(),
        }
    }
}

impl Detector for EncounterDetector {
    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        self.heed_notices(fix.time, context, book);
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
        ship.papers.learn(report);
        if ship.known.role() == Role::Gear && !was_gear {
            for meetings in &mut self.rules {
                meetings.withdraw_gear(slot, time, book);
            }
        }
    }

    fn due(&self) -> Option<Time> {
        let silent = self.resampler.due_ms(self.config.reach());
        let closing = self.rules.iter().filter_map(Meetings::due_ms);
        silent.into_iter().chain(closing).min().map(Time::from_ms)
    }

    fn tick(&mut self, now: Time, context: &Context, book: &mut EventBook) {
        self.heed_notices(now, context, book);
        self.advance(now, context, book);
    }

    fn late(
        &mut self,
        fix: &Fix,
        slots: &[u32],
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        if matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
            return;
        }
        let tell = Tell {
            ships: &self.ships,
            version: &self.version,
            notice: &self.config.notice,
            context,
        };
        for meetings in &mut self.rules {
            meetings.late(fix, slots, now, &tell, book);
        }
    }

    fn tell_whereabouts(&mut self, out: &mut Vec<Whereabouts>) {
        out.append(self.whereabouts.get_or_insert_default());
    }

    fn look_ahead(&self, slots: &[u32]) -> u64 {
        let ships = slots
            .iter()
            .filter_map(|slot| self.ships.get(*slot as usize));
        let seen = ships.fold(0, |seen, ship| seen ^ u64::from(ship.mmsi));
        seen ^ self.resampler.look_ahead(slots)
    }

    fn forget(&mut self, slot: u32) {
        self.resampler.forget(slot);
        for meetings in &mut self.rules {
            meetings.forget(slot);
        }
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            *ship = Ship::default();
        }
    }
}
