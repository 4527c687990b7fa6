//! What patrol ships and aircraft see: radar contacts, and by day and near enough a name.
//!
//! Ranges: a ship's radar finds a fishing vessel at 12 nm, lookouts read a name within 3 nm by day; an aircraft's radar at
//! 60 nm, its crew reads a name within 8 nm of its track (round figures of sighting annexes; above sea state 4 a quarter
//! less for each state). An asset tells of one ship at most every six hours, on the half hour. She states the radius in which 95 of 100 of her
//! places are true (2.45 standard deviations per axis), and whether she received the ship's AIS.
//!
//! On a leg of an ordered search pattern an aircraft sees by the sweep width that was planned: what comes within half of it of
//! her way, and nothing beyond. She then looks every minute, along the whole way of that minute; a ship is missed or found once
//! for the leg.

use core::fmt::Write;
use std::collections::BTreeMap;

use vigie_sea::{METRES_PER_NM, Time};

use super::{Look, ReportFormat, SensorReport, blurred, field};
use crate::almanac::sun_altitude_deg;
use crate::chart::Offset;
use crate::flight::AIRBORNE_KN;
use crate::hull::Pose;
use crate::scenario::{SensorSpec, SensorWork};
use crate::ship::Ship;

const HEADER: &str = "time,lat,lon,observer,means,mmsi,name,flag,what,activity,length_m,uncertainty_m,call_sign,ais,verified,id,note";
/// An asset looks round every so many minutes.
const EVERY_MIN: u64 = 5;
const AGAIN_MS: i64 = 6 * 3_600_000;
/// Assets report on the half hour…
const REPORTS_MS: i64 = 1_800_000;
/// …what they saw until some minutes before.
const WRITING_MS: i64 = 180_000;

struct Reach {
    radar_m: f64,
    read_m: f64,
}

fn reach(asset: &Ship, pose: &Pose, sea_state: f64) -> Reach {
    let left = (1.0 - 0.25 * (sea_state - 4.0).max(0.0)).max(0.2);
    let (radar_nm, read_nm) = if asset.role.flies() {
        (60.0, 8.0)
    } else {
        (12.0, 3.0)
    };
    let by_day = sun_altitude_deg(pose.time, pose.place) > 0.0;
    Reach {
        radar_m: radar_nm * left * METRES_PER_NM,
        read_m: if by_day {
            read_nm * left * METRES_PER_NM
        } else {
            0.0
        },
    }
}

pub(crate) fn report(
    look: &Look<'_>,
    sensor: &SensorSpec,
    told: &mut BTreeMap<(u64, u64), Time>,
    said: &mut Vec<SensorReport>,
) {
    let SensorWork::Sighting { loss } = sensor.kind else {
        return;
    };
    let looks = look.minute().is_multiple_of(EVERY_MIN);
    if !looks && !look.world.searches {
        return;
    }
    let sea_state = look.world.sea.weather(look.start).sea_state;
    for (asset, wake) in look.ships() {
        let Some(partner) = &asset.partner else {
            continue;
        };
        let own = wake.first();
        // An aircraft on the ground sees nobody.
        if asset.role.flies() && own.sog_kn() < AIRBORNE_KN {
            continue;
        }
        let leg = asset.agenda.get(wake.task);
        let sweep_m = leg.and_then(|leg| leg.sweep_m);
        if !looks && sweep_m.is_none() {
            continue;
        }
        let mut reach = reach(asset, own, sea_state);
        if let Some(sweep_m) = sweep_m {
            reach.radar_m = sweep_m / 2.0;
            reach.read_m = reach.read_m.min(reach.radar_m);
        }
        let way = sweep_m.map(|_| own.place.to(wake.at(look.window().end).place));
        for (ship, seen) in look.ships() {
            let pose = seen.first();
            if ship.partner.is_some() || (pose.place.lat_deg - own.place.lat_deg).abs() > 1.2 {
                continue;
            }
            let apart_m = nearest_m(own.place.to(pose.place), way);
            let key = (asset.key, ship.key);
            let fresh = told
                .get(&key)
                .is_none_or(|t| look.start.ms() - t.ms() >= AGAIN_MS);
            let chance = sweep_m.map_or(look.start, |_| leg_of(wake.task));
            let draw = look.draw(&sensor.id, asset.key ^ ship.key, chance);
            if apart_m > reach.radar_m || !fresh || draw.happens(loss.max(0.1)) {
                continue;
            }
            told.insert(key, look.start);
            said.push(SensorReport {
                at: told_at(look.start),
                sensor: sensor.id.clone(),
                kind: "sighting",
                partner: partner.clone(),
                format: ReportFormat::Csv,
                header: Some(HEADER),
                body: row(asset, ship, pose, seen.task, apart_m < reach.read_m, draw),
            });
        }
    }
}

/// How near she comes to a thing that lies so from where she is, on her way of this minute.
fn nearest_m(to: Offset, way: Option<Offset>) -> f64 {
    let Some(way) = way else {
        return to.length();
    };
    let square = way.east * way.east + way.north * way.north;
    let along = (to.east * way.east + to.north * way.north) / square.max(1.0);
    to.minus(way.times(along.clamp(0.0, 1.0))).length()
}

/// The tick of the draws of a leg.
fn leg_of(task: usize) -> Time {
    Time::from_ms(i64::try_from(task).unwrap_or(0))
}

/// The half hour at which what was seen now is told.
fn told_at(seen: Time) -> Time {
    let written_ms = seen.ms() + WRITING_MS;
    Time::from_ms((written_ms.div_euclid(REPORTS_MS) + 1) * REPORTS_MS)
}

fn row(
    asset: &Ship,
    ship: &Ship,
    pose: &Pose,
    task: usize,
    read: bool,
    draw: crate::chance::Draw,
) -> String {
    let (sigma_m, radius_m) = if read { (100.0, 250) } else { (400.0, 1_000) };
    let at = blurred(pose, draw.next(), sigma_m);
    // The name on her hull is her true one, whatever AIS says; the number is what her AIS says, if she sends.
    let heard = ship.transmits(pose.time);
    let mmsi = if heard {
        ship.mmsi.to_string()
    } else {
        String::new()
    };
    let work = ship.agenda.get(task).and_then(|t| t.work);
    let mut out = String::new();
    let (name, sign, flag, what, activity) = if read {
        let doing = work.map_or(
            if pose.sog_kn() > 2.0 {
                "under-way"
            } else {
                "stopped"
            },
            crate::agenda::Work::note,
        );
        (
            ship.particulars.name.as_str(),
            ship.particulars.call_sign.as_str(),
            ship.flag,
            ship.role.code(),
            doing,
        )
    } else {
        ("", "", "", "", "")
    };
    let length_m = f64::from(ship.particulars.length_m) * draw.next().next().between(0.85, 1.15);
    let means = match (asset.role.flies(), read) {
        (true, true) => "aircraft-visual",
        (true, false) => "aircraft-radar",
        (false, true) => "ship-visual",
        (false, false) => "ship-radar",
    };
    let ais = if heard { "yes" } else { "no" };
    // The running number of a report tells nothing of the ship.
    let id = draw.next().next().next().next().next().below(1 << 32);
    let _ok = writeln!(
        out,
        "{},{:.4},{:.4},{},{means},{mmsi},{},{flag},{what},{activity},{length_m:.0},{radius_m},{},{ais},yes,EX{id:08x},EXERCISE",
        pose.time,
        at.lat_deg,
        at.lon_deg,
        field(&asset.particulars.name),
        field(name),
        field(sign),
    );
    out
}
