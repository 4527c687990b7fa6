//! What ships of each gear do when nothing special happens.
//!
//! Rhythms after descriptions of the fisheries: squid jiggers drift on a sea anchor from dusk to dawn and
//! shift ground by day; drifting longliners shoot some 36 nm of line at 8 kn in half a day, let it soak and haul
//! it back at about 3 kn; pole-and-line boats search at 10 kn by day and stop on schools; coastal boats are
//! home every night; otter trawlers tow 2 to 5 h at 3 to 4.5 kn and turn back over the same ground; purse seiners search
//! at 11 to 14 kn, pay the net out in a tight circle at full speed within 10 minutes and lie beside it for 1.5 to 3 h.
//! Sources: FAO fishing technique fact sheets (squid jigging, industrial longlining, pole and line, bottom trawling, tuna
//! purse seining); speed bands of gears in de Souza et al. 2016 (PLoS ONE 11(7): trawl, longline and purse seine from AIS).
//! Speeds and hours differ from ship to ship and day to day by chance.

use vigie_sea::{METRES_PER_NM, Span, Time};

use crate::agenda::{Planner, Work};
use crate::almanac::nights;
use crate::chance::{Chance, Draw, Stream};
use crate::chart::{Offset, Place};

/// One hour, milliseconds.
pub(crate) const HOUR_MS: i64 = 3_600_000;

/// So many hours after.
#[allow(clippy::cast_possible_truncation, reason = "hours of one exercise")]
pub(crate) fn after_h(time: Time, hours: f64) -> Time {
    time.plus_ms((hours * 3_600_000.0) as i64)
}

/// A place so many nautical miles away.
pub(crate) fn off_nm(place: Place, direction_deg: f64, nm: f64) -> Place {
    place.moved(Offset::polar(direction_deg, nm * METRES_PER_NM))
}

/// Draws for one ship's agenda, one after another.
#[derive(Debug)]
pub(crate) struct Dice {
    chance: Chance,
    entity: u64,
    tick: u64,
}

impl Dice {
    pub(crate) fn new(chance: Chance, entity: u64) -> Self {
        Self {
            chance,
            entity,
            tick: 0,
        }
    }

    pub(crate) fn roll(&mut self) -> Draw {
        self.tick += 1;
        self.chance.draw(Stream::Agenda, self.entity, self.tick)
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        self.roll().between(low, high)
    }
}

/// Nights of squid jigging at `station`, which moves by `shift` (metres) every day with the whole fleet.
pub(crate) fn jig(
    p: &mut Planner<'_>,
    dice: &mut Dice,
    station: Place,
    shift: Offset,
    until: Time,
) {
    let mut ground = station;
    for night in nights(
        station,
        Span {
            start: p.time,
            end: until,
        },
    ) {
        let leave = after_h(night.start, -dice.between(1.6, 2.6));
        p.drift(leave, None);
        if p.place.distance_m(ground) > 2_000.0 {
            p.steam_and_stop(ground, dice.between(6.0, 8.5));
        }
        p.drift(night.start, None);
        let up = after_h(night.end, dice.between(-0.4, 0.3));
        p.drift(up.min(until), Some(Work::Jigging));
        ground = ground.moved(shift);
    }
    p.drift(until, None);
}

/// Longline operations of about 20 h each, around where the ship is.
pub(crate) fn longline(p: &mut Planner<'_>, dice: &mut Dice, until: Time) {
    let home = p.place;
    while p.time < until {
        let east = home.to(p.place).east < 0.0;
        let bearing = if east {
            dice.between(65.0, 115.0)
        } else {
            dice.between(245.0, 295.0)
        };
        let (length_nm, kn) = (dice.between(30.0, 40.0), dice.between(7.6, 9.0));
        if after_h(p.time, length_nm / kn + 8.0) > until {
            p.drift(until, None);
            return;
        }
        let from = p.place;
        let knee = off_nm(from, bearing + dice.between(-8.0, 8.0), length_nm / 2.0);
        let to = off_nm(knee, bearing + dice.between(-8.0, 8.0), length_nm / 2.0);
        p.work_leg(knee, kn, Work::SettingLine)
            .work_leg(to, kn, Work::SettingLine);
        let soaked = after_h(p.time, dice.between(3.0, 4.5));
        p.drift(soaked, None);
        haul(p, dice, from, until);
        let next = off_nm(p.place, dice.between(0.0, 360.0), dice.between(4.0, 9.0));
        p.steam(next, dice.between(8.0, 9.5));
    }
}

/// Hauls back towards `from` in short legs of uneven speed: the line comes in as it comes.
fn haul(p: &mut Planner<'_>, dice: &mut Dice, from: Place, until: Time) {
    let begun = p.place;
    let way = begun.to(from);
    let legs = 14;
    for leg in 1..=legs {
        if p.time > until {
            return;
        }
        let share = f64::from(leg) / f64::from(legs);
        let side = Offset::polar(dice.between(0.0, 360.0), 400.0);
        p.work_leg(
            begun.moved(way.times(share)).moved(side),
            dice.between(2.3, 4.2),
            Work::HaulingLine,
        );
    }
}

/// Days of pole-and-line fishing within `reach_nm` of home; nights hove to.
pub(crate) fn pole_and_line(p: &mut Planner<'_>, dice: &mut Dice, reach_nm: f64, until: Time) {
    let home = p.place;
    let nights = nights(
        home,
        Span {
            start: p.time,
            end: until,
        },
    );
    for night in &nights {
        while after_h(p.time, 1.5) < night.start {
            let school = off_nm(home, dice.between(0.0, 360.0), dice.between(2.0, reach_nm));
            p.steam_and_stop(school, dice.between(9.0, 11.5));
            if dice.roll().happens(0.6) {
                let done = after_h(p.time, dice.between(0.5, 1.1));
                p.drift(done, Some(Work::PoleFishing));
            }
        }
        p.drift(night.end.min(until), None);
    }
    p.drift(until, None);
}

/// Day trips out of a port.
pub(crate) fn day_trips(p: &mut Planner<'_>, dice: &mut Dice, trip: &DayTrip, until: Time) {
    let mut sail = after_h(p.time, dice.between(1.0, 9.0));
    loop {
        p.moor(trip.berth, sail);
        if after_h(sail, 14.0) > until {
            break;
        }
        p.steam(trip.gate, 7.5);
        let ground = off_nm(
            trip.gate,
            trip.seaward_deg + dice.between(-35.0, 35.0),
            dice.between(9.0, 16.0),
        );
        p.steam(ground, dice.between(8.0, 10.0));
        let back = after_h(p.time, dice.between(4.0, 6.0));
        while p.time < back {
            let next = off_nm(ground, dice.between(0.0, 360.0), dice.between(0.8, 2.5));
            p.work_leg(next, dice.between(2.0, 3.4), Work::CoastalFishing);
        }
        p.steam(trip.gate, dice.between(8.0, 10.0))
            .steam_and_stop(trip.berth, 7.5);
        sail = after_h(p.time, dice.between(9.0, 13.0));
    }
    p.moor(trip.berth, until);
}

/// Tows over the same ground, one after another, day and night.
pub(crate) fn trawl(p: &mut Planner<'_>, dice: &mut Dice, until: Time) {
    let ground = p.place;
    let strike_deg = dice.between(0.0, 180.0);
    let mut back = false;
    while p.time < until {
        let (hours, kn) = (dice.between(2.0, 5.0), dice.between(3.0, 4.5));
        if after_h(p.time, hours + 0.6) > until {
            p.drift(until, None);
            return;
        }
        // Home again when the current or the tows have carried her off the ground.
        let astray = p.place.to(ground);
        let bearing = if astray.length() > 25.0 * METRES_PER_NM {
            astray.direction_deg()
        } else {
            strike_deg + if back { 180.0 } else { 0.0 } + dice.between(-15.0, 15.0)
        };
        let legs = 3;
        for _leg in 0..legs {
            let next = off_nm(
                p.place,
                bearing + dice.between(-12.0, 12.0),
                hours * kn / f64::from(legs),
            );
            p.work_leg(next, kn * dice.between(0.95, 1.05), Work::Trawling);
        }
        // Net up, fish out, net down.
        let handled = after_h(p.time, dice.between(0.3, 0.6));
        p.drift(handled, None);
        back = !back;
    }
}

/// Search by day, set on schools, lie beside the net; nights adrift.
pub(crate) fn purse_seine(p: &mut Planner<'_>, dice: &mut Dice, until: Time) {
    let home = p.place;
    let nights = nights(
        home,
        Span {
            start: p.time,
            end: until,
        },
    );
    for night in &nights {
        while after_h(p.time, 5.0) < night.start {
            let school = off_nm(home, dice.between(0.0, 360.0), dice.between(8.0, 35.0));
            p.steam(school, dice.between(11.0, 14.0));
            if dice.roll().happens(0.45) {
                set_net(p, dice);
            }
        }
        p.drift(night.end.min(until), None);
    }
    p.drift(until, None);
}

/// One set: a circle of some 0.3 nm at 10 to 12 kn, then pursing and brailing nearly stopped.
fn set_net(p: &mut Planner<'_>, dice: &mut Dice) {
    let radius_m = dice.between(480.0, 640.0);
    let centre = p
        .place
        .moved(Offset::polar(dice.between(0.0, 360.0), radius_m));
    let first_deg = centre.to(p.place).direction_deg();
    let kn = dice.between(9.5, 12.0);
    for eighth in 1..=8 {
        let at = centre.moved(Offset::polar(
            first_deg + 45.0 * f64::from(eighth),
            radius_m,
        ));
        p.work_leg(at, kn, Work::PurseSeining);
    }
    let done = after_h(p.time, dice.between(1.5, 3.0));
    p.drift(done, Some(Work::PurseSeining));
}

/// Where a coastal boat lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DayTrip {
    pub(crate) berth: Place,
    /// Open water off the harbour.
    pub(crate) gate: Place,
    pub(crate) seaward_deg: f64,
}

/// Steams through the points, one after another, until time is up or points are.
pub(crate) fn voyage(p: &mut Planner<'_>, points: &[Place], kn: f64, until: Time) {
    for point in points {
        if p.time >= until {
            return;
        }
        p.steam(*point, kn);
    }
}
