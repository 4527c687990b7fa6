//! Apparent fishing: a vessel moves as its gear does when it works.
//!
//! Method: a band of speed for each gear, with hysteresis so that noise at its edge does not chop a haul,
//! and by night only for gears that fish under lamps (squid jigs, stick-held dip nets; slow while the sun
//! is below the horizon). A band learned on other vessels of a fleet often has a better F1 than
//! larger models (Vigie's own measurement on labelled tracks, see `examples/fishing_eval.rs`), and an
//! officer can read it. Events are put together as Global Fishing Watch does: pieces join if less than
//! 1 h and 2 km apart, split at 10 km or 2 h, and are dropped below 20 min, 6 positions or 500 m
//! (50 m for squid).
//!
//! AIS says "fishing vessel" but not which gear. By night such a vessel that drifts may be jigging under lamps,
//! hauling or asleep: it is told as `slow-by-night`, `validated` = `no`, with the least confidence.
//!
//! Where an operator gave a model learnt on the fleet's own labels ([`crate::fishing_model`]), it answers for its
//! gear, and the speed band only where the track is too thin; the event says which answered how often.
//!
//! No labelled tracks of squid jiggers, stick-held dip nets or longliners are public: for these the
//! event says `validated` = `no`. For trawls, pots and dredges the labels are of few and mostly small
//! boats: `partly`.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Time, distance_m};

use crate::band::{Band, Bands, Validation};
use crate::fishing_model::{FishingModel, FishingPoint, FishingProbability, LiveTrack};
use crate::gear::Gear;
use crate::role::{KnownRole, Role};
use crate::rules::within;
use crate::sun::sun_altitude_deg;
use crate::{
    Context, Detector, EndPoint, Error, Event, EventBook, EventKind, EventState, Evidence, Fix,
    IdentityReport, Participant, RuleRef, SourceKind,
};

mod learnt;

use learnt::{Learnt, confidence, method};

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How far beyond its band a speed may go before fishing is held to have stopped, knots.
    pub hysteresis_kn: f64,
    /// Night begins when the sun's altitude falls below this, degrees.
    pub night_sun_deg: f64,
    /// A vessel of unknown gear that is slower than this by night may be jigging, knots; 0 = not told.
    pub night_drift_kn: f64,
    /// Closer to a port than this, slow is no sign, kilometres.
    pub port_km: f64,
    /// Pieces closer than this in time join, hours…
    pub join_h: f64,
    /// …if they are also closer than this, kilometres.
    pub join_km: f64,
    /// A silence longer than this splits, hours.
    pub split_h: f64,
    /// A leap longer than this splits, kilometres.
    pub split_km: f64,
    /// Shortest event, minutes.
    pub least_min: f64,
    /// Fewest positions of an event.
    pub least_positions: u32,
    /// Shortest path of an event, kilometres.
    pub least_km: f64,
    /// Shortest path of an event of a gear that lies still under lamps, kilometres.
    pub least_night_km: f64,
    /// An open event is told again when it grew by this, minutes.
    pub update_min: f64,
    /// Speeds by gear.
    pub bands: Bands,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("fishing.hysteresis_kn", self.hysteresis_kn, 0.0..=5.0)?;
        within("fishing.night_sun_deg", self.night_sun_deg, -90.0..=90.0)?;
        within("fishing.night_drift_kn", self.night_drift_kn, 0.0..=5.0)?;
        within("fishing.port_km", self.port_km, 0.0..=1_000.0)?;
        within("fishing.join_h", self.join_h, 0.0..=48.0)?;
        within("fishing.split_h", self.split_h, 0.1..=48.0)?;
        within("fishing.least_min", self.least_min, 0.0..=1_440.0)?;
        within("fishing.update_min", self.update_min, 1.0..=10_080.0)?;
        for band in self.bands.all() {
            within("fishing.bands.low_kn", band.low_kn, 0.0..=band.high_kn)?;
            within("fishing.bands.high_kn", band.high_kn, 0.0..=30.0)?;
        }
        Ok(())
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            hysteresis_kn: 0.3,
            night_sun_deg: 0.0,
            night_drift_kn: 2.0,
            port_km: 2.0,
            join_h: 1.0,
            join_km: 2.0,
            split_h: 2.0,
            split_km: 10.0,
            least_min: 20.0,
            least_positions: 6,
            least_km: 0.5,
            least_night_km: 0.05,
            update_min: 60.0,
            bands: Bands::default(),
        }
    }
}

/// Judges the positions of one vessel in order; what it said last holds until its band is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FishingJudge {
    fishing: bool,
    /// Only because the vessel drifts by night.
    drifting: bool,
}

impl FishingJudge {
    /// Whether the vessel seems to fish at this fix. Without any speed the last answer stands.
    pub fn step(&mut self, config: &Config, gear: Gear, fix: &Fix) -> bool {
        let band = config.bands.of(gear);
        // At anchor, aground or moored a vessel does not tow or haul.
        if matches!(fix.nav_status, Some(1 | 5 | 6)) {
            *self = Self::default();
            return false;
        }
        let Some(kn) = speed_kn(fix, config.split_h) else {
            return self.fishing;
        };
        let slack = if self.fishing {
            config.hysteresis_kn
        } else {
            0.0
        };
        let in_band = kn >= band.low_kn - slack && kn <= band.high_kn + slack;
        let dark = || sun_altitude_deg(fix.time, fix.position) < config.night_sun_deg;
        let by_band = in_band && (!band.night || dark());
        self.drifting = !by_band && gear == Gear::Other && kn <= config.night_drift_kn && dark();
        self.fishing = by_band || self.drifting;
        self.fishing
    }
}

/// Speed over ground as sent, else from the fix before.
fn speed_kn(fix: &Fix, longest_h: f64) -> Option<f64> {
    fix.sog_kn.or_else(|| {
        let (time, place) = fix.before?;
        let seconds = fix.time.since_s(time);
        let usable = seconds > 0.0 && seconds <= longest_h * 3_600.0;
        usable.then(|| distance_m(place, fix.position) / seconds / MPS_PER_KN)
    })
}

/// An event in the making.
#[derive(Debug, Clone, Copy)]
struct Haul {
    gear: Gear,
    start: EndPoint,
    end: EndPoint,
    positions: u32,
    path_m: f64,
    fishing_ms: i64,
    /// Positions that only drift by night.
    drifting: u32,
    /// What the learnt model had its part in.
    learnt: Option<Learnt>,
    told: Option<Time>,
}

impl Haul {
    /// Whether most of it is a drift by night of a vessel whose gear nobody told.
    fn is_night_drift(&self) -> bool {
        self.drifting * 2 > self.positions
    }
}

#[derive(Debug, Clone, Default)]
struct Ship {
    mmsi: u32,
    track: u32,
    gear: Option<Gear>,
    known: KnownRole,
    judge: FishingJudge,
    /// The day behind, for a learnt model, and its last answer.
    live: LiveTrack,
    answer: Option<FishingProbability>,
    last: Option<EndPoint>,
    haul: Option<Haul>,
    /// Moment and answer of the last look for a port.
    port: Option<(Time, bool)>,
    /// Whether this ship stands in the queue of timers.
    queued: bool,
}

impl Ship {
    /// The gear whose band is used; `None` for a vessel that does not fish.
    fn fishes_with(&self) -> Option<Gear> {
        match (self.known.role(), self.gear) {
            (Role::Fishing, gear) => Some(gear.unwrap_or(Gear::Other)),
            _ => None,
        }
    }

    /// The answer of a learnt model; a position too soon after the last leaves that one standing.
    fn by_model(&mut self, model: &FishingModel, fix: &Fix) -> bool {
        let point = FishingPoint {
            time: fix.time,
            position: fix.position,
            sog_kn: fix.sog_kn,
        };
        if let Some(answer) = model.judge_next(&mut self.live, point) {
            self.answer = Some(answer);
        }
        // At anchor, aground or moored a vessel does not tow or haul.
        let lies = matches!(fix.nav_status, Some(1 | 5 | 6));
        let fishing = !lies && self.answer.is_some_and(|a| a.fishing);
        self.judge = FishingJudge {
            fishing,
            drifting: false,
        };
        fishing
    }
}

/// Finds apparent fishing.
#[derive(Debug, Default)]
pub struct FishingDetector {
    config: Config,
    version: String,
    ships: Vec<Ship>,
    waiting: BinaryHeap<Reverse<(i64, u32)>>,
}

#[allow(clippy::cast_possible_truncation, reason = "a rule of hours in ms")]
fn ms(hours: f64) -> i64 {
    (hours.clamp(0.0, 1e4) * 3.6e6) as i64
}

#[allow(clippy::cast_precision_loss, reason = "spans of at most years in ms")]
fn hours(ms: i64) -> f64 {
    ms as f64 / 3.6e6
}

impl FishingDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        Self {
            config,
            version: version.to_owned(),
            ..Self::default()
        }
    }

    /// Whether the vessel in this slot seems to fish now; `None` if it is not known to fish at all.
    #[must_use]
    pub fn is_fishing(&self, slot: u32) -> Option<bool> {
        let ship = self.ships.get(slot as usize)?;
        ship.fishes_with().map(|_| ship.judge.fishing)
    }

    fn ship(&mut self, slot: u32) -> Option<&mut Ship> {
        let at = slot as usize;
        if self.ships.len() <= at {
            self.ships.resize(at + 1, Ship::default());
        }
        self.ships.get_mut(at)
    }

    fn step(&mut self, gear: Gear, fix: &Fix, context: &Context, book: &mut EventBook) {
        let config = &self.config;
        let here = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let Some(ship) = self.ships.get_mut(fix.slot as usize) else {
            return;
        };
        let mut fishing = match context.fishing_models.of(gear) {
            Some(model) => ship.by_model(model, fix),
            None => ship.judge.step(config, gear, fix),
        };
        if fishing && near_port(ship, here, config, context) {
            (fishing, ship.judge) = (false, FishingJudge::default());
        }
        let before = ship.last.replace(here);
        let ended = ship.haul.is_some_and(|haul| {
            let apart_h = here.time.since_s(haul.end.time) / 3_600.0;
            let apart_km = distance_m(haul.end.position, here.position) / 1e3;
            let silence_h = before.map_or(0.0, |b| here.time.since_s(b.time) / 3_600.0);
            let leap_km = before.map_or(0.0, |b| distance_m(b.position, here.position) / 1e3);
            haul.gear != gear
                || silence_h > config.split_h
                || leap_km > config.split_km
                || apart_h >= config.split_h.max(config.join_h)
                || (before != Some(haul.end)
                    && (apart_h >= config.join_h || apart_km >= config.join_km))
        });
        if ended {
            self.finish(fix.slot, fix.time, context, book);
        }
        if fishing {
            self.grow(fix.slot, gear, here, before, context, book);
        }
    }

    /// A fishing position joins the haul or begins one.
    fn grow(
        &mut self,
        slot: u32,
        gear: Gear,
        here: EndPoint,
        before: Option<EndPoint>,
        context: &Context,
        book: &mut EventBook,
    ) {
        let wait_ms = ms(self.config.split_h);
        let Some(ship) = self.ships.get_mut(slot as usize) else {
            return;
        };
        match &mut ship.haul {
            Some(haul) => {
                haul.path_m += distance_m(haul.end.position, here.position);
                if before == Some(haul.end) {
                    haul.fishing_ms += here.time.ms() - haul.end.time.ms();
                }
                haul.end = here;
                haul.positions = haul.positions.saturating_add(1);
                haul.drifting += u32::from(ship.judge.drifting);
            }
            none => {
                *none = Some(Haul {
                    gear,
                    start: here,
                    end: here,
                    positions: 1,
                    path_m: 0.0,
                    fishing_ms: 0,
                    drifting: u32::from(ship.judge.drifting),
                    learnt: None,
                    told: None,
                });
            }
        }
        if let (Some(haul), Some(answer)) = (&mut ship.haul, &ship.answer) {
            haul.learnt.get_or_insert_default().add(answer);
        }
        let Some(haul) = ship.haul else { return };
        let told_min = haul.told.map(|told| here.time.since_s(told) / 60.0);
        if self.config.counts(&haul) && told_min.is_none_or(|m| m >= self.config.update_min) {
            if !std::mem::replace(&mut ship.queued, true) {
                self.waiting
                    .push(Reverse((here.time.ms() + wait_ms + 1, slot)));
            }
            self.tell(slot, here.time, EventState::Open, context, book);
        }
    }

    fn finish(&mut self, slot: u32, at: Time, context: &Context, book: &mut EventBook) {
        let told = self.ships.get(slot as usize).and_then(|s| s.haul?.told);
        if told.is_some() {
            self.tell(slot, at, EventState::Closed, context, book);
        }
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            ship.haul = None;
        }
    }

    fn tell(
        &mut self,
        slot: u32,
        at: Time,
        state: EventState,
        context: &Context,
        book: &mut EventBook,
    ) {
        let Some(event) = self.event(slot, state, context) else {
            return;
        };
        if let Some(haul) = self
            .ships
            .get_mut(slot as usize)
            .and_then(|s| s.haul.as_mut())
        {
            haul.told = Some(haul.end.time);
        }
        book.put(at, event);
    }

    fn event(&self, slot: u32, state: EventState, context: &Context) -> Option<Event> {
        let ship = self.ships.get(slot as usize)?;
        let haul = ship.haul?;
        let drift = Band {
            low_kn: 0.0,
            high_kn: self.config.night_drift_kn,
            night: true,
            validated: Validation::No,
        };
        let band = if haul.is_night_drift() {
            &drift
        } else {
            self.config.bands.of(haul.gear)
        };
        let duration_h = hours(haul.end.time.ms() - haul.start.time.ms());
        let model = haul.learnt.zip(context.fishing_models.of(haul.gear));
        let tested = model.map_or(band.validated == Validation::Partly, |(_, model)| {
            model.data_sheet.held_out.is_some()
        });
        let mut evidence = Evidence::default();
        evidence
            .number("duration_h", duration_h)
            .number("fishing_h", hours(haul.fishing_ms))
            .number("positions", haul.positions.into())
            .number("path_km", haul.path_m / 1e3)
            .number(
                "mean_speed_kn",
                haul.path_m / 1_852.0 / duration_h.max(1e-6),
            )
            .number("band_low_kn", band.low_kn)
            .number("band_high_kn", band.high_kn)
            .code("gear", haul.gear.code())
            .code("gear_source", ship.known.source())
            .code("method", method(&haul, band))
            .code("validated", if tested { "partly" } else { "no" });
        if let Some((learnt, model)) = model {
            let mean = learnt.probabilities / f64::from(learnt.by_model.max(1));
            evidence
                .maybe("probability_mean", (learnt.by_model > 0).then_some(mean))
                .number("positions_by_model", learnt.by_model.into())
                .number("positions_by_band", learnt.by_band.into())
                .number("band_low_kn", model.band.low_kn)
                .number("band_high_kn", model.band.high_kn)
                .code("model", model.name());
        }
        Some(Event {
            id: format!(
                "fishing-{}-{}-{}",
                ship.mmsi,
                ship.track,
                haul.start.time.s()
            ),
            kind: EventKind::Fishing,
            state,
            revision: 0,
            vessels: vec![Participant {
                mmsi: ship.mmsi,
                track: format!("{}-{}", ship.mmsi, ship.track),
                role: "fishing".to_owned(),
            }],
            start: haul.start,
            end: Some(haul.end),
            rule: RuleRef {
                name: match method(&haul, band) {
                    "model" => "fishing.model",
                    "slow-by-night" => "fishing.night",
                    _ => "fishing.band",
                }
                .to_owned(),
                version: self.version.clone(),
            },
            confidence: confidence(&haul, band, tested),
            evidence,
            refuted_by: [
                "logbook-shows-no-fishing",
                "drifting-or-sheltering",
                "other-gear",
            ]
            .map(str::to_owned)
            .to_vec(),
            retraction: None,
        })
    }
}

/// Whether a port is near; looked up again after half an hour.
fn near_port(ship: &mut Ship, here: EndPoint, config: &Config, context: &Context) -> bool {
    if let Some((at, near)) = ship.port
        && here.time.since_s(at).abs() < 1_800.0
    {
        return near;
    }
    let near = context
        .ports
        .nearest_number(here.position, config.port_km * 1e3)
        .is_some();
    ship.port = Some((here.time, near));
    near
}

impl Config {
    fn counts(&self, haul: &Haul) -> bool {
        let least_km = if self.bands.of(haul.gear).night || haul.is_night_drift() {
            self.least_night_km
        } else {
            self.least_km
        };
        haul.end.time.since_s(haul.start.time) / 60.0 >= self.least_min
            && haul.positions >= self.least_positions
            && haul.path_m / 1e3 >= least_km
    }
}

impl Detector for FishingDetector {
    fn fishing(&self, slot: u32) -> Option<bool> {
        self.is_fishing(slot)
    }

    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        self.tick(fix.time, context, book);
        if matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
            return;
        }
        let Some(ship) = self.ship(fix.slot) else {
            return;
        };
        (ship.mmsi, ship.track) = (fix.mmsi, fix.track);
        if let Some(gear) = ship.fishes_with() {
            self.step(gear, fix, context, book);
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
        if let Some(gear) = &report.gear {
            ship.gear = Gear::of(gear);
        }
        if ship.fishes_with().is_some() {
            return;
        }
        (ship.judge, ship.last) = (FishingJudge::default(), None);
        let (mmsi, track) = (ship.mmsi, ship.track);
        if let Some(haul) = ship.haul.take().filter(|h| h.told.is_some()) {
            let id = format!("fishing-{mmsi}-{track}-{}", haul.start.time.s());
            book.retract(time, &id, "vessel-does-not-fish");
        }
    }

    fn due(&self) -> Option<Time> {
        self.waiting
            .peek()
            .map(|Reverse((due, _))| Time::from_ms(*due))
    }

    fn tick(&mut self, now: Time, context: &Context, book: &mut EventBook) {
        let wait_ms = ms(self.config.split_h) + 1;
        while let Some(Reverse((due, slot))) = self.waiting.peek().copied() {
            if due > now.ms() {
                return;
            }
            self.waiting.pop();
            let Some(ship) = self.ships.get_mut(slot as usize) else {
                continue;
            };
            ship.queued = false;
            let Some(haul) = ship.haul.filter(|h| h.told.is_some()) else {
                continue;
            };
            let real = haul.end.time.ms() + wait_ms;
            if real > due {
                ship.queued = true;
                self.waiting.push(Reverse((real, slot)));
            } else {
                self.finish(slot, Time::from_ms(due), context, book);
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
