//! Flights of an order: from the ground, along the route and its search patterns, and back, with the turnaround between two.
//!
//! The plan's times are kept as far as the class can: she takes off when the plan says, not before; she flies no slower and no
//! faster than she can; who comes early circles, who is late flies as fast as she can. An order that does not end on the ground
//! ends where she stood when the story began. Fuel is counted from take-off, of who is in the air already from now.

use vigie_sea::{METRES_PER_NM, Time};

use crate::agenda::{Planner, Task};
use crate::chart::{Offset, Place};
use crate::current::Current;
use crate::hull::Pose;
use crate::order::{Waypoint, milliseconds, place, speed_kn};
use crate::ship::{Role, Ship};

/// Above this she is in the air, knots.
pub(crate) const AIRBORNE_KN: f64 = 60.0;
/// Fastest on the square on which she waits, knots.
const CIRCLING_KN: f64 = 180.0;
/// Half the diagonal of that square of 5 nm, nautical miles.
const CIRCLE_NM: f64 = 3.5;
/// Plans are made to the full endurance: so much longer is still within the reserve, hours.
pub(crate) const RESERVE_H: f64 = 0.25;
/// Who is in the air and would have to wait longer than this lands first, milliseconds.
const IDLE_MS: i64 = 3_600_000;

/// What an order makes her do.
pub(crate) struct Flights {
    pub(crate) tasks: Vec<Task>,
    /// Longest time in the air, hours.
    pub(crate) longest_h: f64,
}

struct Flight<'a> {
    p: Planner<'a>,
    role: Role,
    /// Since when she is in the air.
    up: Option<Time>,
    longest_h: f64,
}

/// Her agenda under these waypoints, from where she is to the end of the story.
pub(crate) fn flights(
    waypoints: &[Waypoint],
    ship: &Ship,
    sea: &Current,
    from: Pose,
    end: Time,
) -> Flights {
    let mut flight = Flight {
        p: Planner::new(sea, from.place, from.time),
        role: ship.role,
        up: (from.sog_kn() > AIRBORNE_KN).then_some(from.time),
        longest_h: 0.0,
    };
    let home = ship.start.place;
    let ahead = ahead(waypoints, from.time);
    let first = ahead.first().and_then(|first| first.depart);
    if flight.up.is_some() && first.is_some_and(|t| t > from.time.plus_ms(IDLE_MS)) {
        flight.land(home, None, 0.0);
    }
    for waypoint in ahead {
        flight.to(waypoint);
    }
    if flight.up.is_some() {
        flight.land(home, None, 0.0);
    }
    let ground = flight.p.place;
    flight.p.moor(ground, end);
    Flights {
        longest_h: flight.longest_h,
        tasks: flight.p.finish(),
    }
}

/// Without the waypoints at which all was to be over by now; the last always stays.
fn ahead(waypoints: &[Waypoint], now: Time) -> &[Waypoint] {
    let is_over = |waypoint: &Waypoint| {
        let arrive = waypoint.arrive;
        arrive.is_some_and(|t| t.plus_ms(milliseconds(waypoint.loiter_s)) <= now)
    };
    let over = waypoints.iter().take_while(|it| is_over(it)).count();
    let over = over.min(waypoints.len().saturating_sub(1));
    waypoints.get(over..).unwrap_or_default()
}

impl Flight<'_> {
    fn to(&mut self, waypoint: &Waypoint) {
        if let Some(depart) = waypoint.depart.filter(|t| *t > self.p.time) {
            self.wait(depart);
        }
        let to = place(waypoint.at);
        if waypoint.land {
            self.land(to, waypoint.arrive, waypoint.loiter_s);
            return;
        }
        let there = self.p.place.distance_m(to) < 2.0 * CIRCLE_NM * METRES_PER_NM;
        let kn = speed_kn(&self.p, self.role, to, waypoint.arrive);
        self.take_off();
        match waypoint.sweep_m {
            Some(sweep_m) => self.p.search(to, kn, sweep_m),
            None => self.p.steam(to, kn),
        };
        // Who is there already stays as long as she was to.
        let late = waypoint.arrive.map_or(self.p.time, |t| t.max(self.p.time));
        let from = waypoint.arrive.filter(|_| there).unwrap_or(late);
        let until = from.plus_ms(milliseconds(waypoint.loiter_s));
        if until > self.p.time {
            self.circle(to, until);
        }
        self.note();
    }

    /// On the ground, or in the air where she is.
    fn wait(&mut self, until: Time) {
        let here = self.p.place;
        if self.up.is_some() {
            self.circle(here, until);
        } else {
            self.p.moor(here, until);
        }
    }

    fn land(&mut self, at: Place, arrive: Option<Time>, stay_s: f64) {
        if self.up.is_none() && self.p.place.distance_m(at) < METRES_PER_NM {
            // Who stands there already does not fly, and stays as long as she was to.
            let stay_s = stay_s.max(self.role.turnaround_h() * 3_600.0);
            let since = arrive.unwrap_or(self.p.time);
            let until = since.plus_ms(milliseconds(stay_s));
            if until > self.p.time {
                self.p.moor(at, until);
            }
            return;
        }
        let kn = speed_kn(&self.p, self.role, at, arrive);
        self.take_off();
        self.p.steam_and_stop(at, kn);
        self.note();
        self.up = None;
        let turned = self
            .p
            .time
            .plus_ms(milliseconds(self.role.turnaround_h() * 3_600.0));
        let from = arrive.map_or(self.p.time, |t| t.max(self.p.time));
        let stays = from.plus_ms(milliseconds(stay_s));
        self.p.moor(at, stays.max(turned));
    }

    fn take_off(&mut self) {
        self.up.get_or_insert(self.p.time);
    }

    fn note(&mut self) {
        let up_h = self.up.map_or(0.0, |up| self.p.time.since_s(up) / 3_600.0);
        self.longest_h = self.longest_h.max(up_h);
    }

    /// Around a place, no longer than somewhat above what her fuel lasts: such an order is refused.
    fn circle(&mut self, around: Place, until: Time) {
        self.take_off();
        let fuel_ms = milliseconds((self.role.endurance_h() + 1.0) * 3_600.0);
        let until = until.min(self.p.time.plus_ms(fuel_ms));
        let kn = CIRCLING_KN.min(self.role.usual_kn()[0]);
        let mut side = 0;
        while self.p.time < until {
            let direction_deg = f64::from(side % 4) * 90.0 + 45.0;
            let corner = Offset::polar(direction_deg, CIRCLE_NM * METRES_PER_NM);
            self.p.steam(around.moved(corner), kn);
            side += 1;
        }
        self.note();
    }
}
