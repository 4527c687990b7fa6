//! Receiver clock: a receiver that stamps what it hears with a wrong time.
//!
//! At sea: positions of one satellite that come two minutes early or late make every track under it zigzag
//! and look like jumps or like two ships. Global Fishing Watch drops a satellite for the hour in which it is
//! more than 30 s off the others (`satellite-timing-offset-table.md`).
//!
//! Method (own): a ship on a steady course heard by one receiver soon after another was where its
//! speed puts it; the difference is the difference of the two clocks. A receiver is told when, within an
//! hour, several vessels and at least two other receivers agree on its error. The event says that the
//! positions carry a wrong time; it is no sign against the vessels, and the ranked list gives it no points. What
//! looked like jumps or like two ships under it is withdrawn ([`crate::shared_mmsi`]).

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Position, Span, Time};

use crate::circle::offset_m;
use crate::claim::{Claim, Run, Teller, here};
use crate::rules::within;
use crate::{Error, EventState, Evidence, Fix};

/// Vessels whose last report is remembered.
const VESSELS_MAX: usize = 100_000;
/// Receivers judged; more are not.
const RECEIVERS_MAX: usize = 10_000;
/// Comparisons kept of one receiver.
const SAMPLES_MAX: usize = 64;
/// Other receivers that must agree, and comparisons with each.
const OTHERS_MIN: usize = 2;
const EACH_MIN: usize = 3;
/// Time within which comparisons count together, s.
const WINDOW_S: f64 = 3_600.0;
/// Between two reports a ship keeps speed and course within these, or it is not on a steady course.
const STEADY_KN: f64 = 1.0;
const STEADY_DEG: f64 = 10.0;
/// Way beside the course allowed: a share of the way and metres.
const BESIDE_SHARE: f64 = 0.2;
const BESIDE_M: f64 = 100.0;

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Error of a clock, more than, seconds.
    pub off_s: f64,
    /// Greatest error looked for, seconds.
    pub off_max_s: f64,
    /// Speed of vessels compared, at least, knots.
    pub speed_kn: f64,
    /// Time between two reports compared, at most, seconds.
    pub between_s: f64,
    /// Comparisons within an hour, at least.
    pub samples_min: u32,
    /// Vessels among them, at least.
    pub vessels_min: u32,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let name = "implausible_position.clock";
        within(name, self.off_s, 1.0..=3_600.0)?;
        within(name, self.off_max_s, 10.0..=86_400.0)?;
        within(name, self.speed_kn, 1.0..=50.0)?;
        within(name, self.between_s, 1.0..=3_600.0)?;
        within(name, f64::from(self.samples_min), 1.0..=64.0)?;
        within(name, f64::from(self.vessels_min), 1.0..=64.0)
    }
}

/// A receiver whose clock is wrong, and when that is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WrongClock {
    /// The receiver's number.
    pub receiver: u32,
    /// From an hour before the first comparison to an hour after the newest.
    pub span: Span,
    /// By how much it is ahead, milliseconds.
    pub error_ms: i64,
}

/// A wrong clock is said again after so long, s.
const AGAIN_S: f64 = 900.0;

#[derive(Debug, Clone, Copy)]
struct Last {
    receiver: u32,
    time: Time,
    position: Position,
    sog_kn: f64,
    cog_deg: f64,
}

#[derive(Debug, Clone, Copy)]
struct Sample {
    time: Time,
    other: u32,
    mmsi: u32,
    off_s: f64,
}

#[derive(Debug, Default)]
struct Receiver {
    samples: VecDeque<Sample>,
    told: Option<(Run, f64)>,
    news: Option<Time>,
}

/// What is known of the clocks of all receivers.
#[derive(Debug, Default)]
pub(crate) struct Clocks {
    last: FxHashMap<u32, Last>,
    receivers: FxHashMap<u32, Receiver>,
    news: VecDeque<WrongClock>,
}

impl Clocks {
    /// The next wrong clock that others should know of.
    pub(crate) fn take_news(&mut self) -> Option<WrongClock> {
        self.news.pop_front()
    }

    /// One more fix of any vessel.
    pub(crate) fn step(&mut self, config: &Config, fix: &Fix, teller: &mut Teller<'_>) {
        let (Some(sog_kn), Some(cog_deg)) = (fix.sog_kn, fix.cog_deg) else {
            return;
        };
        if fix.receiver == 0 || sog_kn < config.speed_kn {
            return;
        }
        let now = Last {
            receiver: fix.receiver,
            time: fix.time,
            position: fix.position,
            sog_kn,
            cog_deg,
        };
        if self.last.len() >= VESSELS_MAX && !self.last.contains_key(&fix.mmsi) {
            self.last
                .retain(|_, l| fix.time.since_s(l.time) <= WINDOW_S);
        }
        let Some(before) = self.last.insert(fix.mmsi, now) else {
            return;
        };
        let Some(off_s) = difference_s(config, &before, &now) else {
            return;
        };
        self.note(config, fix, before.receiver, off_s, teller);
        self.note_other(before.receiver, fix, -off_s);
    }

    fn receiver(&mut self, number: u32) -> Option<&mut Receiver> {
        let full = self.receivers.len() >= RECEIVERS_MAX;
        if full && !self.receivers.contains_key(&number) {
            return None;
        }
        Some(self.receivers.entry(number).or_default())
    }

    /// The receiver heard before is off by as much the other way; it is judged when it hears again.
    fn note_other(&mut self, number: u32, fix: &Fix, off_s: f64) {
        let sample = Sample {
            time: fix.time,
            other: fix.receiver,
            mmsi: fix.mmsi,
            off_s,
        };
        if let Some(receiver) = self.receiver(number) {
            receiver.add(sample);
        }
    }

    fn note(
        &mut self,
        config: &Config,
        fix: &Fix,
        other: u32,
        off_s: f64,
        teller: &mut Teller<'_>,
    ) {
        let sample = Sample {
            time: fix.time,
            other,
            mmsi: fix.mmsi,
            off_s,
        };
        let Some(receiver) = self.receiver(fix.receiver) else {
            return;
        };
        receiver.add(sample);
        let mut news = None;
        match receiver.error_s(config) {
            Some(error_s) => {
                let (run, worst_s) = receiver
                    .told
                    .get_or_insert_with(|| (Run::at(fix, here(fix)), error_s));
                *worst_s = error_s;
                let is_news = |t: Time| fix.time.since_s(t) >= AGAIN_S;
                if receiver.news.is_none_or(is_news) {
                    receiver.news = Some(fix.time);
                    news = wrong_clock(fix.receiver, &receiver.samples, error_s);
                }
                if run.step(fix) {
                    let run = *run;
                    teller.tell(claim(&run, fix.receiver, error_s, EventState::Open));
                }
            }
            None => {
                if let Some((run, error_s)) = receiver.told.take() {
                    teller.tell(claim(&run, fix.receiver, error_s, EventState::Closed));
                }
            }
        }
        self.news.extend(news);
    }
}

impl Receiver {
    fn add(&mut self, sample: Sample) {
        while self
            .samples
            .front()
            .is_some_and(|s| sample.time.since_s(s.time) > WINDOW_S)
            || self.samples.len() >= SAMPLES_MAX
        {
            self.samples.pop_front();
        }
        self.samples.push_back(sample);
    }

    /// The error of this clock on which vessels and other receivers agree.
    fn error_s(&self, config: &Config) -> Option<f64> {
        if self.samples.len() < config.samples_min as usize {
            return None;
        }
        let all: Vec<f64> = self.samples.iter().map(|s| s.off_s).collect();
        let error_s = median(all)?;
        if error_s.abs() <= config.off_s {
            return None;
        }
        let count = |of: &dyn Fn(&Sample) -> u32| {
            let mut all: Vec<u32> = self.samples.iter().map(of).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        if count(&|s| s.mmsi).len() < config.vessels_min as usize {
            return None;
        }
        let agreeing = count(&|s| s.other)
            .into_iter()
            .filter(|other| {
                let with = self.samples.iter().filter(|s| s.other == *other);
                let with: Vec<f64> = with.map(|s| s.off_s).collect();
                let enough = with.len() >= EACH_MIN;
                let off = median(with).unwrap_or(0.0);
                enough && off * error_s > 0.0 && off.abs() > config.off_s
            })
            .count();
        (agreeing >= OTHERS_MIN).then_some(error_s)
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "an error within the greatest looked for"
)]
fn wrong_clock(number: u32, samples: &VecDeque<Sample>, error_s: f64) -> Option<WrongClock> {
    let window_ms = (WINDOW_S * 1_000.0) as i64;
    Some(WrongClock {
        receiver: number,
        span: Span {
            start: samples.front()?.time.plus_ms(-window_ms),
            end: samples.back()?.time.plus_ms(window_ms),
        },
        error_ms: (error_s * 1_000.0) as i64,
    })
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// By how much the clock of the newer report is ahead of the older one's, s.
fn difference_s(config: &Config, before: &Last, now: &Last) -> Option<f64> {
    let between_s = now.time.since_s(before.time);
    let turn_deg = vigie_sea::lon_delta_deg(before.cog_deg, now.cog_deg).abs();
    let steady = before.receiver != now.receiver
        && between_s <= config.between_s
        && (now.sog_kn - before.sog_kn).abs() <= STEADY_KN
        && turn_deg <= STEADY_DEG;
    if !steady {
        return None;
    }
    let (north_m, east_m) = offset_m(before.position, now.position);
    let (sin, cos) = before.cog_deg.to_radians().sin_cos();
    let along_m = north_m * cos + east_m * sin;
    let beside_m = (east_m * cos - north_m * sin).abs();
    let speed_mps = (before.sog_kn + now.sog_kn) / 2.0 * MPS_PER_KN;
    let off_s = between_s - along_m / speed_mps;
    let same_ship = beside_m <= BESIDE_M + BESIDE_SHARE * along_m.abs();
    (same_ship && off_s.abs() <= config.off_max_s).then_some(off_s)
}

fn claim(run: &Run, receiver: u32, error_s: f64, state: EventState) -> Claim<'_> {
    let mut evidence = Evidence::default();
    evidence
        .number("clock_error_s", error_s)
        .code("receiver", receiver.to_string());
    Claim {
        check: "receiver-clock",
        run,
        state,
        confidence: 0.8,
        evidence,
        refuted_by: &["receiver-clock-checked"],
        other: None,
    }
}
