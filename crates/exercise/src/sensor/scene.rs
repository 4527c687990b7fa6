//! Looks from space: radar (SAR), lights by night (VIIRS), radio emissions (RF), as CSV tables of public producers.
//!
//! Models, with their sources; round figures, to be replaced by a producer's own:
//! - SAR: P(detect) = 0.95·x/(1+x), x = (length/l50)⁵, l50 = 20 m to sea state 3 and 12 % more for each state above (of the
//!   order of Vachon et al. 1997, *Canadian J. Remote Sensing* 23(1)). A ship that moves along the line of sight is shown off
//!   her place along the path: slant range × radial speed / speed of the satellite (Raney 1971). Length error 12 m; false
//!   echoes 0.2 per 10,000 km², twice that above sea state 4.
//! - VIIRS: only at night, only ships under lamps (0.85) and a few deck lights (0.04), not under cloud, which covers 45 % of
//!   cells of 1° (Elvidge et al. 2015, *Remote Sensing* 7(3)); place good to 375 m.
//! - RF: marine radars, 0.55 of ships above 24 m, transponder or not; place good to 4 km.

use core::fmt::Write;

use vigie_sea::Time;

use super::{Look, ReportFormat, SensorReport, blurred};
use crate::agenda::Work;
use crate::almanac::sun_altitude_deg;
use crate::chance::Draw;
use crate::chart::{Offset, Place};
use crate::hull::Pose;
use crate::routine::after_h;
use crate::scenario::{SceneKind, SensorSpec, SensorWork};
use crate::ship::Ship;

const SAR_HEADER: &str = "time,lat,lon,id,scene,length_m,confidence,footprint,note";
const VIIRS_HEADER: &str = "id_Key,Date_Mscan,Lat_DNB,Lon_DNB,QF_Detect,Rad_DNB,note";
const RF_HEADER: &str = "time,lat,lon,id,scene,length_m,confidence,footprint,band,note";

/// Slant range over the speed of a satellite, seconds (Sentinel-1: 850 km, 7.6 km/s), and sine of the look angle.
const RANGE_OVER_SPEED_S: f64 = 112.0;
const SIN_LOOK: f64 = 0.6;
/// Course of an ascending path, degrees.
const PATH_DEG: f64 = 348.0;
/// The sun is so low that lamps are seen.
const DARK_DEG: f64 = -9.0;

struct Scene<'a> {
    look: &'a Look<'a>,
    sensor: &'a SensorSpec,
    time: Time,
    centre: Place,
    half_m: [f64; 2],
}

pub(crate) fn report(look: &Look<'_>, sensor: &SensorSpec, said: &mut Vec<SensorReport>) {
    let SensorWork::Scene {
        kind,
        looks_h,
        centre,
        size_nm,
        delay_h,
    } = &sensor.kind
    else {
        return;
    };
    let window = look.window();
    let written = looks_h
        .iter()
        .map(|h| after_h(look.world.start(), *h))
        .find(|t| window.contains(*t));
    let nightly = (*kind == SceneKind::Viirs && looks_h.is_empty())
        .then(|| nightly(look, *centre))
        .flatten();
    let Some(time) = written.or(nightly) else {
        return;
    };
    let half = |nm: f64| nm * vigie_sea::METRES_PER_NM / 2.0;
    let scene = Scene {
        look,
        sensor,
        time,
        centre: *centre,
        half_m: [half(size_nm[0]), half(size_nm[1])],
    };
    let (name, header, body) = match kind {
        SceneKind::Sar => ("sar", SAR_HEADER, scene.radar()),
        SceneKind::Viirs => ("viirs", VIIRS_HEADER, scene.lights()),
        SceneKind::Rf => ("rf", RF_HEADER, scene.emissions()),
    };
    said.push(SensorReport {
        at: after_h(time, *delay_h),
        sensor: sensor.id.clone(),
        kind: name,
        partner: sensor.partner.clone(),
        format: ReportFormat::Csv,
        header: Some(header),
        body,
    });
}

/// 01:30 local time, if it falls into the window.
#[allow(clippy::cast_possible_truncation, reason = "milliseconds of a day")]
fn nightly(look: &Look<'_>, centre: Place) -> Option<Time> {
    const DAY_MS: i64 = 86_400_000;
    let utc_ms = (((1.5 - centre.lon_deg / 15.0) * 3_600_000.0) as i64).rem_euclid(DAY_MS);
    let time = Time::from_ms(look.start.ms().div_euclid(DAY_MS) * DAY_MS + utc_ms);
    look.window().contains(time).then_some(time)
}

impl Scene<'_> {
    fn name(&self) -> String {
        format!("{}-{}", self.sensor.id, self.time.s())
    }

    fn holds(&self, place: Place) -> bool {
        let off = self.centre.to(place);
        off.east.abs() < self.half_m[0] && off.north.abs() < self.half_m[1]
    }

    /// Ships on the water inside the scene, with the draw of each.
    fn ships(&self) -> impl Iterator<Item = (&Ship, Pose, usize, Draw)> {
        self.look
            .ships()
            .filter(|(ship, _)| !ship.role.flies())
            .filter_map(|(ship, wake)| {
                let pose = wake.at(self.time);
                let draw = self.look.draw(&self.sensor.id, ship.key, self.time);
                self.holds(pose.place)
                    .then_some((ship, pose, wake.task, draw))
            })
    }

    fn footprint(&self) -> String {
        let corner = |east: f64, north: f64| {
            let at = self
                .centre
                .moved(Offset::new(east * self.half_m[0], north * self.half_m[1]));
            // Counted on past 180 so that the ring is not cut.
            let lon =
                self.centre.lon_deg + vigie_sea::lon_delta_deg(self.centre.lon_deg, at.lon_deg);
            format!("{lon:.4} {:.4}", at.lat_deg)
        };
        let ring = [
            (-1.0, -1.0),
            (1.0, -1.0),
            (1.0, 1.0),
            (-1.0, 1.0),
            (-1.0, -1.0),
        ];
        let corners: Vec<String> = ring.iter().map(|(e, n)| corner(*e, *n)).collect();
        format!("\"POLYGON (({}))\"", corners.join(", "))
    }

    fn radar(&self) -> String {
        let (name, footprint) = (self.name(), self.footprint());
        let sea_state = self.look.world.sea.weather(self.time).sea_state;
        let half_seen_m = 20.0 * (1.0 + 0.12 * (sea_state - 3.0).max(0.0));
        let mut rows = Vec::new();
        for (ship, pose, _, draw) in self.ships() {
            let length = f64::from(ship.particulars.length_m);
            let fifth = |x: f64| x * x * x * x * x;
            let x = fifth(length / half_seen_m);
            if !draw.happens(0.95 * x / (1.0 + x)) {
                continue;
            }
            let draw = draw.next();
            let right_deg = PATH_DEG + 90.0;
            let right = Offset::polar(right_deg, 1.0);
            let away =
                (pose.velocity.east * right.east + pose.velocity.north * right.north) * SIN_LOOK;
            let shift = Offset::polar(PATH_DEG, -away * RANGE_OVER_SPEED_S);
            let seen = blurred(&pose, draw, 60.0).moved(shift);
            let seen_m = (length + draw.next().next().next().normal() * 12.0).max(8.0);
            rows.push((seen, seen_m, draw.next().between(0.7, 0.99)));
        }
        self.false_echoes(sea_state, &mut rows);
        rows.sort_by(|a, b| {
            a.0.lat_deg
                .total_cmp(&b.0.lat_deg)
                .then(a.0.lon_deg.total_cmp(&b.0.lon_deg))
        });
        let mut out = String::new();
        for (index, (at, length_m, sure)) in rows.iter().enumerate() {
            let time = self.time;
            let _ok = writeln!(
                out,
                "{time},{:.5},{:.5},{name}-{index},{name},{length_m:.0},{sure:.2},{footprint},EXERCISE",
                at.lat_deg, at.lon_deg
            );
        }
        out
    }

    fn false_echoes(&self, sea_state: f64, rows: &mut Vec<(Place, f64, f64)>) {
        let area_km2 = 4.0 * self.half_m[0] * self.half_m[1] / 1e6;
        let rate = if sea_state > 4.0 { 0.4 } else { 0.2 };
        for index in 0..poisson(
            self.look.draw(&self.sensor.id, 1, self.time),
            rate * area_km2 / 1e4,
        ) {
            let draw = self.look.draw(&self.sensor.id, 1_000 + index, self.time);
            let by = Offset::new(
                draw.between(-1.0, 1.0) * self.half_m[0],
                draw.next().between(-1.0, 1.0) * self.half_m[1],
            );
            let length_m = draw.next().next().between(8.0, 45.0);
            rows.push((
                self.centre.moved(by),
                length_m,
                draw.next().between(0.5, 0.8),
            ));
        }
    }

    fn lights(&self) -> String {
        let name = self.name();
        let mut out = String::new();
        for (ship, pose, task, draw) in self.ships() {
            if sun_altitude_deg(self.time, pose.place) > DARK_DEG || self.cloudy(pose.place) {
                continue;
            }
            let lit = ship.agenda.get(task).and_then(|t| t.work) == Some(Work::Jigging);
            if !draw.happens(if lit { 0.85 } else { 0.04 }) {
                continue;
            }
            let at = blurred(&pose, draw.next(), 375.0);
            let flag = if lit && draw.next().next().happens(0.8) {
                1
            } else {
                2
            };
            let light = if lit {
                draw.next().between(20.0, 160.0)
            } else {
                draw.next().between(0.5, 6.0)
            };
            let _ok = writeln!(
                out,
                "{name}-{},{},{:.5},{:.5},{flag},{light:.2},EXERCISE",
                ship.key % 100_000,
                self.time,
                at.lat_deg,
                at.lon_deg
            );
        }
        out
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole degrees"
    )]
    fn cloudy(&self, place: Place) -> bool {
        let cell = ((place.lat_deg + 90.0) as u64) * 1_000 + (place.lon_deg + 180.0) as u64;
        self.look
            .draw(
                "cloud",
                cell,
                Time::from_ms(self.time.ms().div_euclid(43_200_000)),
            )
            .happens(0.45)
    }

    fn emissions(&self) -> String {
        let (name, footprint) = (self.name(), self.footprint());
        let mut out = String::new();
        for (ship, pose, _, draw) in self.ships() {
            if ship.particulars.length_m < 24 || !draw.happens(0.55) {
                continue;
            }
            let at = blurred(&pose, draw.next(), 4_000.0);
            let band = if ship.particulars.length_m > 90 {
                "S"
            } else {
                "X"
            };
            let _ok = writeln!(
                out,
                "{},{:.4},{:.4},{name}-{},{name},,0.8,{footprint},{band},EXERCISE",
                self.time,
                at.lat_deg,
                at.lon_deg,
                ship.key % 100_000
            );
        }
        out
    }
}

/// A count of rare things with this mean (Knuth's product method; means here are below 30).
fn poisson(draw: Draw, mean: f64) -> u64 {
    let limit = libm::exp(-mean.min(30.0));
    let (mut product, mut count, mut draw) = (draw.unit(), 0, draw);
    while product > limit && count < 200 {
        draw = draw.next();
        product *= draw.unit();
        count += 1;
    }
    count
}
