//! Orders of a patrol plan to an asset of the exercise: waypoints with times and loitering. The asset follows them as well as
//! she can: at the speed the plan needs, never above what she can do, in the sea there is.

use serde::{Deserialize, Serialize};
use vigie_sea::{METRES_PER_NM, Position, Time};

use crate::agenda::{Planner, Task};
use crate::chart::{Offset, Place};
use crate::current::Current;
use crate::error::Error;
use crate::hull::Pose;
use crate::ship::Ship;

/// Slowest an aircraft flies, knots.
const STALL_KN: f64 = 110.0;
/// Slowest a ship is sent on the way to a waypoint with a time, knots.
const SLOWEST_KN: f64 = 3.0;

/// One point of an order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Waypoint {
    /// Where to be, `[longitude, latitude]` in JSON.
    pub at: Position,
    /// When to be there, if the plan says so; else at cruising speed.
    pub arrive: Option<Time>,
    /// How long to stay there, seconds: a ship stops, an aircraft circles.
    pub loiter_s: f64,
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
        // A ship waits in harbour or at sea; an aircraft is in the air from the first leg on.
        let away_h = if ship.role.flies() {
            fastest_h
        } else {
            fastest_h.max(planned_h)
        };
        if away_h > ship.role.endurance_h() {
            return Err(self.refused("order-endurance"));
        }
        Ok(number)
    }

    /// Her agenda under this order, from where she is.
    pub(crate) fn agenda(&self, ship: &Ship, sea: &Current, from: Pose, end: Time) -> Vec<Task> {
        let [slow, fast] = ship.role.usual_kn();
        let cruise_kn = f64::midpoint(slow, fast);
        let least_kn = if ship.role.flies() {
            STALL_KN
        } else {
            SLOWEST_KN
        };
        let mut p = Planner::new(sea, from.place, from.time);
        for waypoint in &self.waypoints {
            let to = place(waypoint.at);
            let hours = waypoint.arrive.map(|t| t.since_s(p.time) / 3_600.0);
            let kn = match hours {
                Some(hours) if hours > 0.0 => p.place.distance_m(to) / METRES_PER_NM / hours,
                Some(_) => ship.role.most_kn(),
                None => cruise_kn,
            };
            if ship.role.flies() {
                fly(
                    &mut p,
                    to,
                    kn.clamp(least_kn, ship.role.most_kn()),
                    waypoint.loiter_s,
                );
                continue;
            }
            // Who is there already stays as long as she was to.
            let there = p.place.distance_m(to) < METRES_PER_NM;
            p.steam_and_stop(to, kn.clamp(least_kn, ship.role.most_kn()));
            let early = waypoint.arrive.filter(|t| *t > p.time).unwrap_or(p.time);
            let from = waypoint.arrive.filter(|_| there).unwrap_or(early);
            p.hold(to, from.plus_ms(milliseconds(waypoint.loiter_s)));
        }
        if ship.role.flies() {
            // She ends on the ground of her last point.
            p.steam_and_stop(p.place, least_kn);
            p.moor(p.place, end);
        } else {
            p.drift(end, None);
        }
        p.finish()
    }
}

/// An aircraft waits on a square of 5 nm.
fn fly(p: &mut Planner<'_>, to: Place, kn: f64, loiter_s: f64) {
    p.steam(to, kn);
    let until = p.time.plus_ms(milliseconds(loiter_s));
    let mut side = 0;
    while p.time < until {
        let corner = Offset::polar(f64::from(side % 4) * 90.0 + 45.0, 3.5 * METRES_PER_NM);
        p.steam(to.moved(corner), kn.min(180.0));
        side += 1;
    }
}

fn place(at: Position) -> Place {
    Place::new(at.lat_deg(), at.lon_deg())
}

#[allow(clippy::cast_possible_truncation, reason = "a loiter of hours")]
fn milliseconds(seconds: f64) -> i64 {
    (seconds.max(0.0) * 1_000.0) as i64
}
