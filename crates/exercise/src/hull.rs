//! A ship's motion: what helm, engine and sea make of her orders.
//!
//! Velocity over ground is held within a step and changes between steps by no more than her engine
//! (acceleration) and rudder (rate of turn) allow, so speed and course reported at any moment are
//! exactly those of the motion. Long straight legs take steps of 60 s, manoeuvres of 10 s; the choice
//! depends on the ship alone.

use libm::{atan2, sqrt};
use vigie_sea::{MPS_PER_KN, Time};

use crate::agenda::{Order, Task};
use crate::chance::{Chance, Stream};
use crate::chart::{Offset, Place};
use crate::current::{Current, Weather};
use crate::trig::{sin_cos_turns, swing_turns};

/// Length of one window, milliseconds.
pub(crate) const WINDOW_MS: i64 = 60_000;
/// Step while manoeuvring, milliseconds.
pub(crate) const FINE_STEP_MS: i64 = 10_000;
/// Most steps in a window.
pub(crate) const STEPS: usize = 6;

/// Engine and rudder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Handling {
    /// Metres per second per second.
    pub(crate) accel_mps2: f64,
    /// Degrees per second.
    pub(crate) turn_deg_s: f64,
    /// Windage while stopped, 1 = usual.
    pub(crate) leeway: f64,
    /// The sea is nothing to her.
    pub(crate) flies: bool,
}

/// Where a ship is and how she moves from `time` until the next step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pose {
    pub(crate) time: Time,
    pub(crate) place: Place,
    /// Metres per second over ground.
    pub(crate) velocity: Offset,
    /// Degrees per minute, right positive.
    pub(crate) turn_deg_min: f64,
}

impl Pose {
    /// The pose a little later in the same step.
    #[inline]
    pub(crate) fn at(&self, time: Time) -> Self {
        let place = self
            .place
            .moved(self.velocity.times(time.since_s(self.time)));
        Self {
            time,
            place,
            ..*self
        }
    }

    #[inline]
    pub(crate) fn sog_kn(&self) -> f64 {
        self.velocity.length() / MPS_PER_KN
    }
}

/// The steps of one window.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(crate) struct Wake {
    count: usize,
    /// Task at the end of the window.
    pub(crate) task: usize,
    poses: [Pose; STEPS],
}

impl Wake {
    /// Of a ship that has not moved yet.
    pub(crate) fn still(pose: Pose) -> Self {
        Self {
            poses: [pose; STEPS],
            count: 1,
            task: 0,
        }
    }

    /// First pose of the window.
    pub(crate) fn first(&self) -> &Pose {
        &self.poses[0]
    }

    /// Pose at a moment inside the window.
    pub(crate) fn at(&self, time: Time) -> Pose {
        let mut found = &self.poses[0];
        for pose in self.poses.iter().take(self.count).skip(1) {
            if pose.time <= time {
                found = pose;
            }
        }
        found.at(time)
    }
}

/// The moving part of a ship.
#[derive(Debug, Clone)]
pub(crate) struct Hull {
    pub(crate) pose: Pose,
    pub(crate) task: usize,
    handling: Handling,
    /// Period in seconds and phase in turns, of speed and of course.
    sway: [(f64, f64); 2],
}

/// Sway in speed and course of this moment, each about −1 to 1.
#[derive(Debug, Clone, Copy, Default)]
struct Sway {
    speed: f64,
    course: f64,
    /// Share of her speed that the sea leaves her.
    share: f64,
}

/// A recorded ship that fell behind makes up for it at this speed at most: 60 kn.
const FOLLOW_MPS_MAX: f64 = 31.0;
/// Share of her speed that waves add or take.
const SPEED_SWAY: f64 = 0.03;
/// Yaw as a share of speed across the course (about 1.4°).
const COURSE_SWAY: f64 = 0.025;

impl Hull {
    pub(crate) fn new(chance: Chance, entity: u64, start: Pose, handling: Handling) -> Self {
        let mut sway = [(0.0, 0.0); 2];
        for (index, part) in (0_u64..).zip(sway.iter_mut()) {
            let draw = chance.draw(Stream::Sway, entity, index);
            let period_s = draw.between(420.0, 2_400.0);
            *part = (period_s, draw.next().unit());
        }
        Self {
            pose: start,
            task: 0,
            handling,
            sway,
        }
    }

    /// Moves through the window that starts at the pose's time.
    pub(crate) fn window(
        &mut self,
        agenda: &[Task],
        sea: &Current,
        weather: &Weather,
        wake: &mut Wake,
    ) {
        let start = self.pose.time;
        let end = start.plus_ms(WINDOW_MS);
        let mut sway = self.sway_at(start);
        sway.share = if self.handling.flies {
            1.0
        } else {
            weather.speed_share()
        };
        let mut flow = None;
        wake.count = 0;
        while self.pose.time < end && wake.count < STEPS {
            let way = self.take_next_task(agenda);
            let order = agenda.get(self.task).map(|task| task.order);
            let wanted = self.wanted(order.as_ref(), way, sway, || {
                let leeway = weather.leeway.times(self.handling.leeway);
                *flow.get_or_insert_with(|| sea.water(self.pose.place).plus(leeway))
            });
            let left_ms = end.ms() - self.pose.time.ms();
            let steady = wake.count == 0 && self.steady(order.as_ref(), way, wanted);
            let step_ms = if steady {
                left_ms
            } else {
                FINE_STEP_MS.min(left_ms)
            };
            self.obey(wanted, step_ms);
            wake.poses[wake.count] = self.pose;
            wake.count += 1;
            self.pose = self.pose.at(self.pose.time.plus_ms(step_ms));
        }
        wake.task = self.task;
    }

    #[allow(clippy::cast_precision_loss, reason = "milliseconds fit f64")]
    fn sway_at(&self, time: Time) -> Sway {
        let seconds = time.ms() as f64 / 1_000.0;
        let part = |(period_s, phase): (f64, f64)| {
            // Phase in turns.
            swing_turns(seconds / period_s + phase)
        };
        Sway {
            speed: part(self.sway[0]),
            course: part(self.sway[1]),
            share: 1.0,
        }
    }

    /// Begins the next task if one is over; gives the way to where she steams and its length, metres.
    fn take_next_task(&mut self, agenda: &[Task]) -> (Offset, f64) {
        while let Some(task) = agenda.get(self.task) {
            let mut way = Offset::default();
            let mut distance_m = 0.0;
            let over = match task.order {
                Order::Steam { to, .. } => {
                    way = self.pose.place.to(to);
                    distance_m = way.length();
                    self.arrived(way, distance_m)
                }
                Order::Drift { until } | Order::Meet { until, .. } | Order::Lie { until, .. } => {
                    self.pose.time >= until
                }
                Order::Follow { by, .. } => self.pose.time >= by,
            };
            if !over {
                return (way, distance_m);
            }
            self.task += 1;
        }
        (Offset::default(), 0.0)
    }

    /// Close enough, or abeam and too close to turn for it.
    fn arrived(&self, way: Offset, distance_m: f64) -> bool {
        let speed = self.pose.velocity.length();
        let radius_m = speed / self.handling.turn_deg_s.to_radians();
        let ahead = way.east * self.pose.velocity.east + way.north * self.pose.velocity.north;
        distance_m < (30.0 * speed).max(150.0) || (distance_m < 3.0 * radius_m && ahead < 0.0)
    }

    fn wanted(
        &self,
        order: Option<&Order>,
        way: (Offset, f64),
        sway: Sway,
        flow: impl FnOnce() -> Offset,
    ) -> Offset {
        match *order.unwrap_or(&Order::Drift {
            until: self.pose.time,
        }) {
            Order::Steam { kn, stop, .. } => self.wanted_to_steam(way, kn, stop, sway),
            Order::Drift { .. } => flow().plus(Offset::new(sway.speed, sway.course).times(0.03)),
            Order::Meet { point, offset, .. } => {
                let to = point.at(self.pose.time).moved(offset);
                let error = self.pose.place.to(to);
                let most = sqrt(0.5 * self.handling.accel_mps2 * error.length()).min(4.0);
                point
                    .drift_at(self.pose.time)
                    .plus(error.times(1.0 / 240.0).at_most(most))
            }
            Order::Follow { to, by } => {
                let left_s = by.since_s(self.pose.time).max(10.0);
                let way = self.pose.place.to(to);
                way.times(1.0 / left_s).at_most(FOLLOW_MPS_MAX)
            }
            Order::Lie { at, swing_m, .. } => {
                let swing = Offset::polar(60.0 * sway.course, swing_m);
                self.pose
                    .place
                    .to(at.moved(swing))
                    .times(1.0 / 200.0)
                    .at_most(1.5)
            }
        }
    }

    fn wanted_to_steam(
        &self,
        (way, length_m): (Offset, f64),
        kn: f64,
        stop: bool,
        sway: Sway,
    ) -> Offset {
        let distance_m = length_m.max(1.0);
        let mut speed = kn * MPS_PER_KN * sway.share * (1.0 + SPEED_SWAY * sway.speed);
        if stop {
            speed = speed.min(sqrt(1.2 * self.handling.accel_mps2 * distance_m).max(0.6));
        }
        let ahead = way.times(speed / distance_m);
        let yaw = COURSE_SWAY * sway.course;
        ahead.plus(Offset::new(-ahead.north, ahead.east).times(yaw))
    }

    /// Nothing to manoeuvre for in this window: one step will do.
    fn steady(&self, order: Option<&Order>, way: (Offset, f64), wanted: Offset) -> bool {
        let settled = wanted.minus(self.pose.velocity).length() < 0.12 + 0.07 * wanted.length();
        let far = match order {
            Some(Order::Steam { kn, stop, .. }) => {
                let speed = kn * MPS_PER_KN;
                let braking_m = if *stop {
                    speed * speed / self.handling.accel_mps2
                } else {
                    0.0
                };
                way.1 > 200.0 * speed + braking_m
            }
            Some(Order::Follow { by, .. }) => by.ms() - self.pose.time.ms() >= WINDOW_MS,
            Some(Order::Meet { point, offset, .. }) => {
                let to = point.at(self.pose.time).moved(*offset);
                self.pose.place.distance_m(to) < 100.0
            }
            _ => true,
        };
        settled && far
    }

    /// Changes velocity towards `wanted` as far as engine and rudder allow in one step.
    #[allow(clippy::cast_precision_loss, reason = "a step is at most 60,000 ms")]
    fn obey(&mut self, wanted: Offset, step_ms: i64) {
        let seconds = step_ms as f64 / 1_000.0;
        let most = self.handling.accel_mps2 * seconds;
        let now = self.pose.velocity;
        let (speed, wanted_speed) = (now.length(), wanted.length());
        self.pose.turn_deg_min = 0.0;
        if speed < 1.2 || wanted_speed < 0.3 {
            self.pose.velocity = now.plus(wanted.minus(now).at_most(most));
            return;
        }
        let cross = now.north * wanted.east - now.east * wanted.north;
        let along = now.east * wanted.east + now.north * wanted.north;
        let limit = self.handling.turn_deg_s.to_radians() * seconds;
        let new_speed = speed + (wanted_speed - speed).clamp(-most, most);
        // On course but for a hair (below 2.9°): the tangent is the angle, and no rudder limit is near.
        if cross.abs() < 0.05 * along && limit > 0.05 {
            self.pose.velocity = wanted.times(new_speed / wanted_speed);
            self.pose.turn_deg_min = (cross / along).to_degrees() * 60.0 / seconds;
            return;
        }
        let turned = atan2(cross, along).clamp(-limit, limit);
        let (s, c) = sin_cos_turns(turned / core::f64::consts::TAU);
        let heading = Offset::new(now.east * c + now.north * s, now.north * c - now.east * s);
        self.pose.velocity = heading.times(new_speed / speed);
        self.pose.turn_deg_min = turned.to_degrees() * 60.0 / seconds;
    }
}
