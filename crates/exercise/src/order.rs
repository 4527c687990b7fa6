//! Orders of a patrol plan to an asset of the exercise: waypoints with times and loitering. The asset follows them as well as
//! she can: at the speed the plan needs, never above what she can do, in the sea there is.

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, Time};

use crate::agenda::{Planner, Task};
use crate::chart::Place;
use crate::current::Current;
use crate::error::Error;
use crate::flight::{RESERVE_H, flights};
use crate::hull::Pose;
use crate::ship::{Role, Ship};

/// One point of an order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Waypoint {
    /// Where to be, `[longitude, latitude]` in JSON.
    pub at: Position,
    /// When to be there, if the plan says so; else at cruising speed.
    pub arrive: Option<Time>,
    /// How long to stay there, seconds: a ship stops, an aircraft circles, or stays on the ground where she lands.
    pub loiter_s: f64,
    /// An aircraft does not leave for here before: until then she stays on the ground, or circles where she is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depart: Option<Time>,
    /// An aircraft lands here, and is not in the air again before her turnaround is over.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub land: bool,
    /// The way here is a leg of a search pattern that an aircraft flies with this sweep width, metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sweep_m: Option<f64>,
}

impl Waypoint {
    /// A place to pass at cruising speed.
    #[must_use]
    pub fn by(at: Position) -> Self {
        Self {
            at,
            arrive: None,
            loiter_s: 0.0,
            depart: None,
            land: false,
            sweep_m: None,
        }
    }
}

/// The orders of one asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatrolOrder {
    /// Name of the asset in the scenario.
    pub asset: String,
    /// Where to go, in order.
    pub waypoints: Vec<Waypoint>,
}

impl PatrolOrder {
    fn refused(&self, reason: &'static str) -> Error {
        Error::Order {
            asset: self.asset.clone(),
            reason,
        }
    }

    /// Number of the ship that the order is for, if she can follow it.
    ///
    /// # Errors
    /// [`Error::Order`]: no such asset, nothing to do, times that go back, farther than her fuel or stores reach.
    pub(crate) fn asset_in(
        &self,
        ships: &[Ship],
        now: Time,
        from: impl Fn(usize) -> Option<Pose>,
    ) -> Result<usize, Error> {
        let found = ships
            .iter()
            .position(|ship| ship.id == self.asset && ship.partner.is_some());
        let number = found.ok_or_else(|| self.refused("order-unknown-asset"))?;
        let ship = ships
            .get(number)
            .ok_or_else(|| self.refused("order-unknown-asset"))?;
        if self.waypoints.is_empty() {
            return Err(self.refused("order-no-waypoint"));
        }
        let times: Vec<Time> = self.waypoints.iter().filter_map(|w| w.arrive).collect();
        if times.iter().zip(times.iter().skip(1)).any(|(a, b)| a > b) {
            return Err(self.refused("order-times-back"));
        }
        if ship.role.flies() {
            // Flight by flight, when they are laid out.
            return Ok(number);
        }
        let mut at = from(number).map_or(ship.start.place, |pose| pose.place);
        let (mut way_nm, mut loiter_h) = (0.0, 0.0);
        for waypoint in &self.waypoints {
            let to = place(waypoint.at);
            way_nm += at.distance_m(to) / METRES_PER_NM;
            loiter_h += waypoint.loiter_s.max(0.0) / 3_600.0;
            at = to;
        }
        let fastest_h = way_nm / ship.role.most_kn() + loiter_h;
        let planned_h = times.last().map_or(0.0, |t| t.since_s(now) / 3_600.0);
        // A ship waits in harbour or at sea.
        if fastest_h.max(planned_h) > ship.role.endurance_h() {
            return Err(self.refused("order-endurance"));
        }
        Ok(number)
    }

    /// Her agenda under this order, from where she is.
    ///
    /// # Errors
    /// [`Error::Order`]: a flight longer than her fuel lasts.
    pub(crate) fn agenda(
        &self,
        ship: &Ship,
        sea: &Current,
        from: Pose,
        end: Time,
    ) -> Result<Vec<Task>, Error> {
        if ship.role.flies() {
            let flights = flights(&self.waypoints, ship, sea, from, end);
            if flights.longest_h > ship.role.endurance_h() + RESERVE_H {
                return Err(self.refused("order-endurance"));
            }
            return Ok(flights.tasks);
        }
        let mut p = Planner::new(sea, from.place, from.time);
        for waypoint in &self.waypoints {
            let to = place(waypoint.at);
            // Who is there already stays as long as she was to.
            let there = p.place.distance_m(to) < METRES_PER_NM;
            let kn = speed_kn(&p, ship.role, to, waypoint.arrive);
            p.steam_and_stop(to, kn);
            let early = waypoint.arrive.filter(|t| *t > p.time).unwrap_or(p.time);
            let from = waypoint.arrive.filter(|_| there).unwrap_or(early);
            p.hold(to, from.plus_ms(milliseconds(waypoint.loiter_s)));
        }
        p.drift(end, None);
        Ok(p.finish())
    }

    /// Whether a search pattern with a sweep width is in it.
    pub(crate) fn searches(&self) -> bool {
        self.waypoints.iter().any(|it| it.sweep_m.is_some())
    }
}

/// The speed on the way to a place that the plan's time needs, within what a role can; without a time its cruising speed.
pub(crate) fn speed_kn(p: &Planner<'_>, role: Role, to: Place, arrive: Option<Time>) -> f64 {
    let way_nm = p.place.distance_m(to) / METRES_PER_NM;
    let hours = arrive.map(|t| t.since_s(p.time) / 3_600.0);
    let [slow, fast] = role.usual_kn();
    let kn = match hours {
        Some(hours) if hours > 0.0 => way_nm / hours,
        Some(_) => role.most_kn(),
        None => f64::midpoint(slow, fast),
    };
    kn.clamp(role.slowest_kn(), role.most_kn())
}

pub(crate) fn place(at: Position) -> Place {
    Place::new(at.lat_deg(), at.lon_deg())
}

#[allow(clippy::cast_possible_truncation, reason = "a loiter of hours")]
pub(crate) fn milliseconds(seconds: f64) -> i64 {
    (seconds.max(0.0) * 1_000.0) as i64
}
