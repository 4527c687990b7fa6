//! What a ship has been told to do, one task after another.
//!
//! A task ends when she has arrived (`Steam`) or at a set time (all others); the next begins at once.
//! Times are set, speeds are wanted: the sea and her helm decide when she really arrives.

use vigie_sea::{MPS_PER_KN, Time};

use crate::chart::{Offset, Place};
use crate::current::Current;

/// AIS navigational status that goes with a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum NavStatus {
    UnderWay = 0,
    AtAnchor = 1,
    Moored = 5,
    Fishing = 7,
}

/// Work worth a line in the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Jigging,
    SettingLine,
    HaulingLine,
    PoleFishing,
    CoastalFishing,
    Trawling,
    PurseSeining,
}

impl Work {
    pub(crate) fn note(self) -> &'static str {
        match self {
            Self::Jigging => "jigging-under-lamps",
            Self::SettingLine => "setting-longline",
            Self::HaulingLine => "hauling-longline",
            Self::PoleFishing => "pole-and-line-fishing",
            Self::CoastalFishing => "coastal-fishing",
            Self::Trawling => "trawling",
            Self::PurseSeining => "purse-seining",
        }
    }
}

/// A point that drifts steadily and that two ships agreed to meet at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Meeting {
    /// Where the point is at `time`.
    pub(crate) place: Place,
    pub(crate) time: Time,
    /// Metres per second.
    pub(crate) drift: Offset,
}

impl Meeting {
    /// Before the appointed time the point lies still, so that both ships can steer for it.
    pub(crate) fn at(&self, time: Time) -> Place {
        self.place
            .moved(self.drift.times(time.since_s(self.time).max(0.0)))
    }

    pub(crate) fn drift_at(&self, time: Time) -> Offset {
        if time < self.time {
            Offset::default()
        } else {
            self.drift
        }
    }
}

/// One order to a ship.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Order {
    /// Go there; `stop` = lose way before arriving.
    Steam { to: Place, kn: f64, stop: bool },
    /// Stop the engine and drift.
    Drift { until: Time },
    /// Go to a drifting point and keep this far from it.
    Meet {
        point: Meeting,
        offset: Offset,
        until: Time,
    },
    /// Be there at that time, as a recorded ship was.
    Follow { to: Place, by: Time },
    /// Lie to an anchor (swinging this far) or alongside (0).
    Lie {
        at: Place,
        swing_m: f64,
        until: Time,
    },
}

/// An order with what it shows on AIS and what it means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Task {
    pub(crate) order: Order,
    pub(crate) status: NavStatus,
    pub(crate) work: Option<Work>,
    /// She searches on the way: sweep width, metres.
    pub(crate) sweep_m: Option<f64>,
}

/// Writes an agenda while reckoning where and when the ship will about be.
#[derive(Debug)]
pub(crate) struct Planner<'a> {
    sea: &'a Current,
    start: Time,
    /// Reckoned place.
    pub(crate) place: Place,
    /// Reckoned time.
    pub(crate) time: Time,
    tasks: Vec<Task>,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(sea: &'a Current, place: Place, time: Time) -> Self {
        Self {
            sea,
            start: time,
            place,
            time,
            tasks: Vec::new(),
        }
    }

    /// When the plan began.
    pub(crate) fn start(&self) -> Time {
        self.start
    }

    /// How a stopped ship drifts there and then, metres per second.
    pub(crate) fn flow(&self, place: Place, time: Time) -> Offset {
        self.sea.drift(place, time, 1.0)
    }

    pub(crate) fn finish(self) -> Vec<Task> {
        self.tasks
    }

    fn push(&mut self, order: Order, status: NavStatus, work: Option<Work>) {
        self.tasks.push(Task {
            order,
            status,
            work,
            sweep_m: None,
        });
    }

    /// Steams without stopping at the end.
    pub(crate) fn steam(&mut self, to: Place, kn: f64) -> &mut Self {
        self.leg(to, kn, false, NavStatus::UnderWay, None)
    }

    /// Flies a leg of a search pattern with this sweep width.
    pub(crate) fn search(&mut self, to: Place, kn: f64, sweep_m: f64) -> &mut Self {
        self.steam(to, kn);
        if let Some(leg) = self.tasks.last_mut() {
            leg.sweep_m = Some(sweep_m);
        }
        self
    }

    /// Steams and stops there.
    pub(crate) fn steam_and_stop(&mut self, to: Place, kn: f64) -> &mut Self {
        self.leg(to, kn, true, NavStatus::UnderWay, None)
    }

    /// One leg of fishing work.
    pub(crate) fn work_leg(&mut self, to: Place, kn: f64, work: Work) -> &mut Self {
        self.leg(to, kn, false, NavStatus::Fishing, Some(work))
    }

    #[allow(
        clippy::cast_possible_truncation,
        reason = "a leg lasts days, not centuries"
    )]
    fn leg(&mut self, to: Place, kn: f64, stop: bool, s: NavStatus, w: Option<Work>) -> &mut Self {
        let seconds = self.place.distance_m(to) / (kn.max(0.5) * MPS_PER_KN);
        self.push(Order::Steam { to, kn, stop }, s, w);
        self.place = to;
        self.time = self.time.plus_ms((seconds * 1_000.0) as i64);
        self
    }

    /// Drifts; does nothing when `until` is past.
    pub(crate) fn drift(&mut self, until: Time, work: Option<Work>) -> &mut Self {
        if until <= self.time {
            return self;
        }
        let status = if work.is_some() {
            NavStatus::Fishing
        } else {
            NavStatus::UnderWay
        };
        self.push(Order::Drift { until }, status, work);
        let flow = self.sea.drift(self.place, self.time, 1.0);
        self.place = self.place.moved(flow.times(until.since_s(self.time)));
        self.time = until;
        self
    }

    /// Goes to a meeting (arriving near it at `kn`) and stays until the given time.
    pub(crate) fn meet(
        &mut self,
        point: Meeting,
        offset: Offset,
        kn: f64,
        until: Time,
    ) -> &mut Self {
        self.steam_and_stop(point.at(self.time).moved(offset.times(8.0)), kn);
        self.push(
            Order::Meet {
                point,
                offset,
                until,
            },
            NavStatus::UnderWay,
            None,
        );
        self.place = point.at(until);
        self.time = until;
        self
    }

    /// Holds a position under way, engine running; does nothing when `until` is past.
    pub(crate) fn hold(&mut self, at: Place, until: Time) -> &mut Self {
        if until <= self.time {
            return self;
        }
        let point = Meeting {
            place: at,
            time: self.time,
            drift: Offset::default(),
        };
        self.push(
            Order::Meet {
                point,
                offset: Offset::default(),
                until,
            },
            NavStatus::UnderWay,
            None,
        );
        self.place = at;
        self.time = until;
        self
    }

    /// Follows a recorded track.
    pub(crate) fn follow(&mut self, to: Place, by: Time) -> &mut Self {
        self.push(Order::Follow { to, by }, NavStatus::UnderWay, None);
        (self.place, self.time) = (to, by);
        self
    }

    /// Lies alongside.
    pub(crate) fn moor(&mut self, at: Place, until: Time) -> &mut Self {
        self.push(
            Order::Lie {
                at,
                swing_m: 0.0,
                until,
            },
            NavStatus::Moored,
            None,
        );
        self.place = at;
        self.time = until;
        self
    }

    /// Lies at anchor.
    pub(crate) fn anchor(&mut self, at: Place, until: Time) -> &mut Self {
        self.push(
            Order::Lie {
                at,
                swing_m: 70.0,
                until,
            },
            NavStatus::AtAnchor,
            None,
        );
        self.place = at;
        self.time = until;
        self
    }
}
