//! The world in motion: every ship step by step, what she sends, who hears it.
//!
//! The world moves in windows of one minute and hands out lines in order of arrival. Asking for it in many
//! small steps or one large one gives the same bytes; nothing that listens changes what happens.

use vigie_sea::{Span, Time};

use crate::chance::Chance;
use crate::hull::{Hull, Pose, WINDOW_MS, Wake};
use crate::observer::Observer;
use crate::outbox::{Emission, Outbox};
use crate::radio::Radio;
use crate::receiver::InView;
use crate::scenario::Scenario;
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
    scenario: Scenario,
    hulls: Vec<Hull>,
    /// What each ship did in the last window.
    wakes: Vec<Wake>,
    now: Time,
    listening: Listening,
    observer: Option<Observer>,
    radio: Radio,
    outbox: Outbox,
}

impl World {
    pub(crate) fn new(scenario: Scenario, listening: Listening) -> Self {
        let chance = Chance::new(scenario.seed());
        let hulls: Vec<Hull> = (0_u64..)
            .zip(&scenario.ships)
            .map(|(number, ship)| Hull::new(chance, number, ship.start, ship.handling))
            .collect();
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
        }
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
            self.window();
            self.outbox.hand_out(time.min(self.now.plus_ms(-1)), sink);
        }
        self.outbox.hand_out(time, sink);
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

    fn window(&mut self) {
        let start = self.now;
        let receivers = &self.scenario.receivers;
        let middle = start.plus_ms(WINDOW_MS / 2);
        let below = receivers.below(middle);
        let wind = self.scenario.sea.wind(start);
        let out = receivers.is_out(start);
        let mut view = InView::default();
        let moving = self.hulls.iter_mut().zip(&mut self.wakes);
        for (number, (ship, (hull, kept))) in self.scenario.ships.iter().zip(moving).enumerate() {
            let wake = hull.window(&ship.agenda, &self.scenario.sea, wind);
            *kept = wake;
            match (&mut self.observer, self.listening) {
                (Some(observer), _) => observer.see(number, ship, &wake, receivers),
                (None, Listening::Receivers) if out => {}
                (None, Listening::Receivers) => {
                    receivers.look(wake.first().place, &below, &mut view);
                    if !view.receivers.is_empty() {
                        let heard = self.radio.heard(number, ship, &wake, receivers, &view);
                        self.outbox.send_all(heard, receivers, number);
                    }
                }
                (None, Listening::Everything) => {
                    self.radio.everything(number, ship, &wake, &mut self.outbox);
                }
                (None, Listening::Nobody) => {}
            }
        }
        if self.listening == Listening::Receivers && !out {
            self.radio.base_stations(start, receivers, &mut self.outbox);
        }
        self.see_pairs();
        self.now = start.plus_ms(WINDOW_MS);
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
            self.window();
        }
        let observer = self.observer.take().unwrap_or_default();
        observer.finish(
            &self.scenario.ships,
            &self.scenario.pairs,
            &self.scenario.receivers,
        )
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
