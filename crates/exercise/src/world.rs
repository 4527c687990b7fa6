//! The world in motion: every ship step by step, what she sends, who hears it.
//!
//! The world moves in windows of one minute and hands out lines in order of arrival. Asking for it in many
//! small steps or one large one gives the same bytes; nothing that listens changes what happens.

use std::sync::Arc;

use vigie_sea::{Span, Time};

use crate::chance::Chance;
use crate::current::Weather;
use crate::digest::{StateHash, state_hash};
use crate::hull::{Hull, Pose, WINDOW_MS, Wake};
use crate::observer::Observer;
use crate::outbox::{Emission, Outbox};
use crate::radio::Radio;
use crate::receiver::InView;
use crate::scenario::{Scenario, SensorWork};
use crate::sensor::{SensorReport, Sensors};
use crate::ship::Ship;
use crate::truth::TruthEvent;

/// Who listens to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    /// Nobody: only the truth is wanted.
    Nobody,
    /// Shore stations and satellites, as in life.
    Receivers,
    /// An ideal receiver that hears every transmission of every ship, without faults (for measuring).
    Everything,
}

/// One run of a scenario.
#[derive(Debug, Clone)]
pub struct World {
    scenario: Arc<Scenario>,
    hulls: Vec<Hull>,
    /// What each ship did in the last window.
    wakes: Vec<Wake>,
    now: Time,
    listening: Listening,
    observer: Option<Observer>,
    radio: Radio,
    outbox: Outbox,
    sensors: Sensors,
    /// Sensors besides AIS look.
    looks: bool,
    /// Every so many minutes the state is hashed into the log; 0: never.
    hash_every_min: i64,
    log: Vec<(Time, StateHash)>,
    /// Only ships whose number leaves this rest modulo that move here.
    part: (usize, usize),
}

/// A world at one moment, to come back to: cheap to take, and all that the future depends on.
#[derive(Debug, Clone)]
pub struct Snapshot {
    scenario: Arc<Scenario>,
    hulls: Vec<Hull>,
    now: Time,
    listening: Listening,
    observer: Option<Observer>,
    outbox: Outbox,
    sensors: Sensors,
    looks: bool,
    hash_every_min: i64,
    log: Vec<(Time, StateHash)>,
    part: (usize, usize),
}

impl Snapshot {
    /// The moment it is of.
    #[must_use]
    pub fn time(&self) -> Time {
        self.now
    }

    /// The world as it was then.
    #[must_use]
    pub fn restore(&self) -> World {
        let chance = Chance::new(self.scenario.seed());
        World {
            wakes: self
                .hulls
                .iter()
                .map(|hull| Wake::still(hull.pose))
                .collect(),
            hulls: self.hulls.clone(),
            now: self.now,
            listening: self.listening,
            observer: self.observer.clone(),
            radio: Radio::new(chance, &self.scenario, self.listening),
            outbox: self.outbox.clone(),
            sensors: self.sensors.clone(),
            looks: self.looks,
            hash_every_min: self.hash_every_min,
            log: self.log.clone(),
            part: self.part,
            scenario: Arc::clone(&self.scenario),
        }
    }
}

/// Windows that ships pass one after the other where nothing between needs them all.
const WINDOWS_AT_ONCE: i64 = 10;

/// What is the same for all ships in one window.
struct Sky {
    start: Time,
    weather: Weather,
    /// Unit vectors to the points below the satellites.
    below: Vec<[f64; 3]>,
    /// The feed brings nothing.
    out: bool,
}

impl Sky {
    fn at(scenario: &Scenario, start: Time) -> Self {
        Self {
            start,
            weather: scenario.sea.weather(start),
            below: scenario.receivers.below(start.plus_ms(WINDOW_MS / 2)),
            out: scenario.receivers.is_out(start),
        }
    }
}

impl World {
    pub(crate) fn new(scenario: Arc<Scenario>, listening: Listening) -> Self {
        let chance = Chance::new(scenario.seed());
        let hull = |ship: &Ship| Hull::new(chance, ship.key, ship.start, ship.handling);
        let hulls: Vec<Hull> = scenario.ships.iter().map(hull).collect();
        let wakes = hulls.iter().map(|hull| Wake::still(hull.pose)).collect();
        let radio = Radio::new(chance, &scenario, listening);
        let outbox = Outbox::new(chance, listening == Listening::Receivers);
        let observer = (listening == Listening::Nobody).then(Observer::default);
        Self {
            now: scenario.start(),
            scenario,
            hulls,
            wakes,
            listening,
            observer,
            radio,
            outbox,
            sensors: Sensors::new(chance),
            looks: listening == Listening::Receivers,
            hash_every_min: 0,
            log: Vec::new(),
            part: (0, 1),
        }
    }

    /// Only every `of`th ship, from number `index`: worlds of all parts together send what the whole world sends, on as
    /// many threads as there are parts. Sensors besides AIS speak in a whole world only.
    pub(crate) fn of_part(mut self, index: usize, of: usize) -> Self {
        self.part = (index, of.max(1));
        self
    }

    /// The same world for one who only hears AIS: no other sensor looks, [`World::reports`] stays empty, the lines are the same.
    #[must_use]
    pub fn without_sensors(mut self) -> Self {
        self.looks = false;
        self
    }

    /// Everything that the future depends on, to come back to. Taken between two windows, as the world always stands.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            scenario: Arc::clone(&self.scenario),
            hulls: self.hulls.clone(),
            now: self.now,
            listening: self.listening,
            observer: self.observer.clone(),
            outbox: self.outbox.clone(),
            sensors: self.sensors.clone(),
            looks: self.looks,
            hash_every_min: self.hash_every_min,
            log: self.log.clone(),
            part: self.part,
        }
    }

    /// From now on notes the hash of the state every so many minutes of the story.
    pub fn log_state_every(&mut self, minutes: u32) {
        self.hash_every_min = i64::from(minutes);
    }

    /// The hashes noted so far, in order of time.
    #[must_use]
    pub fn state_log(&self) -> &[(Time, StateHash)] {
        &self.log
    }

    /// Hash of the true state of all ships now: equal hashes, equal worlds.
    #[must_use]
    pub fn state_hash(&self) -> StateHash {
        state_hash(self.now, &self.scenario.ships, &self.hulls)
    }

    /// What sensors besides AIS said and what arrived by the time last stepped to, in order of arrival; each once.
    pub fn reports(&mut self) -> Vec<SensorReport> {
        self.sensors.take()
    }

    /// Changes the scenario under way; the hulls of ships in `new_orders` begin their agenda anew.
    pub(crate) fn change(&mut self, scenario: Scenario, new_orders: &[usize]) {
        self.scenario = Arc::new(scenario);
        for number in new_orders {
            if let Some(hull) = self.hulls.get_mut(*number) {
                hull.task = 0;
            }
        }
    }

    /// Where a ship is now and how she moves: for new orders.
    pub(crate) fn pose(&self, number: usize) -> Option<Pose> {
        self.hulls.get(number).map(|hull| hull.pose)
    }

    /// The scenario that runs.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The moment up to which the world has moved: up to a minute ahead of what was handed out.
    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }

    /// Whether the scenario is over and every line handed out.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.now >= self.scenario.end() && self.outbox.is_empty()
    }

    /// Moves on and hands out every line that arrives at or before `time`, in order of arrival.
    pub fn step_until(&mut self, time: Time, sink: &mut impl FnMut(Emission<'_>)) {
        while self.now <= time && self.now < self.scenario.end() {
            self.windows(self.windows_at_once(time));
            self.outbox.hand_out(time.min(self.now.plus_ms(-1)), sink);
        }
        self.outbox.hand_out(time, sink);
        self.sensors.arrive(time);
    }

    /// The true place and motion of a ship, by her number, at a moment of the minute that ended at
    /// [`World::now`]: for tests and the controllers' view, never for players.
    #[must_use]
    pub fn true_state(&self, ship: usize, time: Time) -> Option<TrueState> {
        let wake = self.wakes.get(ship)?;
        let mmsi = self.scenario.ships.get(ship)?.mmsi;
        let known = Span {
            start: wake.first().time,
            end: self.now.plus_ms(1),
        };
        known
            .contains(time)
            .then(|| TrueState::of(mmsi, &wake.at(time)))
    }

    /// How many windows may pass ship by ship until `time` is reached: more than one where nobody looks at all ships between.
    fn windows_at_once(&self, time: Time) -> i64 {
        if self.listening != Listening::Receivers || (self.looks && self.sensors_see_ships()) {
            return 1;
        }
        let last = time.min(self.scenario.end().plus_ms(-1));
        let wanted = (last.ms() - self.now.ms()).div_euclid(WINDOW_MS) + 1;
        let most = if self.hash_every_min > 0 {
            self.hash_every_min - self.minute().rem_euclid(self.hash_every_min)
        } else {
            WINDOWS_AT_ONCE
        };
        wanted.min(most).clamp(1, WINDOWS_AT_ONCE)
    }

    fn sensors_see_ships(&self) -> bool {
        let mut sensors = self.scenario.file.sensors.iter();
        sensors.any(|sensor| !matches!(sensor.kind, SensorWork::ShoreAis { .. }))
    }

    /// Minute of the story.
    fn minute(&self) -> i64 {
        (self.now.ms() - self.scenario.start().ms()) / WINDOW_MS
    }

    /// Moves every ship through so many windows, one ship after the other: what a ship needs stays in the processor's cache.
    fn windows(&mut self, count: i64) {
        let receivers = &self.scenario.receivers;
        let skies: Vec<Sky> = (0..count)
            .map(|index| Sky::at(&self.scenario, self.now.plus_ms(index * WINDOW_MS)))
            .collect();
        let mut view = InView::default();
        let (index, of) = self.part;
        let moving = self.hulls.iter_mut().zip(&mut self.wakes);
        let ships = self.scenario.ships.iter().zip(moving).enumerate();
        for (number, (ship, (hull, wake))) in ships.skip(index).step_by(of) {
            for sky in &skies {
                hull.window(&ship.agenda, &self.scenario.sea, &sky.weather, wake);
                match (&mut self.observer, self.listening) {
                    (Some(observer), _) => observer.see(number, ship, wake, &self.scenario),
                    (None, Listening::Receivers) if sky.out => {}
                    (None, Listening::Receivers) => {
                        receivers.look(wake.first().place, &sky.below, &mut view);
                        if !view.receivers.is_empty() {
                            let heard = self.radio.heard(number, ship, wake, receivers, &view);
                            self.outbox.send_all(heard, receivers, number, ship.key);
                        }
                    }
                    (None, Listening::Everything) => {
                        self.radio.everything(number, ship, wake, &mut self.outbox);
                    }
                    (None, Listening::Nobody) => {}
                }
            }
        }
        for sky in &skies {
            if self.listening == Listening::Receivers && !sky.out && index == 0 {
                self.radio
                    .base_stations(sky.start, &self.scenario.receivers, &mut self.outbox);
            }
            if self.looks && of == 1 {
                self.sensors.look(&self.scenario, &self.wakes, sky.start);
            }
        }
        self.see_pairs();
        self.now = self.now.plus_ms(count * WINDOW_MS);
        if self.hash_every_min > 0 && self.minute() % self.hash_every_min == 0 {
            self.log.push((self.now, self.state_hash()));
        }
    }

    fn see_pairs(&mut self) {
        let Some(observer) = &mut self.observer else {
            return;
        };
        for (index, [a, b]) in self.scenario.pairs.iter().enumerate() {
            let ships = self.scenario.ships.get(*a).zip(self.scenario.ships.get(*b));
            let poses = self.hulls.get(*a).zip(self.hulls.get(*b));
            if let (Some((a, b)), Some((x, y))) = (ships, poses) {
                observer.see_pair(index, [a, b], [x.pose, y.pose]);
            }
        }
    }

    /// Runs to the end and gives what the observer wrote.
    pub(crate) fn observe(mut self) -> Vec<TruthEvent> {
        while self.now < self.scenario.end() {
            self.windows(1);
        }
        let observer = self.observer.take().unwrap_or_default();
        observer.finish(&self.scenario)
    }
}

/// Where a ship truly is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrueState {
    /// Her MMSI.
    pub mmsi: u32,
    /// Moment.
    pub time: Time,
    /// Latitude, degrees.
    pub lat_deg: f64,
    /// Longitude, degrees.
    pub lon_deg: f64,
    /// Speed over ground, knots.
    pub sog_kn: f64,
    /// Course over ground, degrees true.
    pub cog_deg: f64,
}

impl TrueState {
    pub(crate) fn of(mmsi: u32, pose: &Pose) -> Self {
        Self {
            mmsi,
            time: pose.time,
            lat_deg: pose.place.lat_deg,
            lon_deg: pose.place.lon_deg,
            sog_kn: pose.sog_kn(),
            cog_deg: pose.velocity.direction_deg(),
        }
    }
}
