//! VMS: position reports of licensed fishing and support vessels, hourly, in the North Atlantic Format.
//!
//! A VMS unit is sealed: it tells the true place and goes on when AIS is switched off. A vessel without a licence has none.
//! Hourly reports are the rule of the North Pacific Fisheries Commission (CMM 2021-12 and its successors). Each message says
//! EXERCISE in its text field (MS) and in the names.

use vigie_sea::Time;

use super::{Look, ReportFormat, SensorReport};
use crate::moment::{clock, date};
use crate::scenario::{SensorSpec, SensorWork};

pub(crate) fn report(look: &Look<'_>, sensor: &SensorSpec, said: &mut Vec<SensorReport>) {
    let SensorWork::Vms {
        flags,
        every_min,
        loss,
    } = &sensor.kind
    else {
        return;
    };
    let every = whole(*every_min).max(1);
    for (ship, wake) in look.ships() {
        let wanted = ship.role.is_fishing() || ship.role.is_support();
        let flies_it = flags.iter().any(|f| f == ship.flag);
        if !wanted || !flies_it || !ship.licensed || (look.minute() + ship.key) % every != 0 {
            continue;
        }
        let draw = look.draw(&sensor.id, ship.key, look.start);
        if draw.happens(*loss) {
            continue;
        }
        let pose = wake.first();
        let delay_s = draw.next().between(60.0, 900.0);
        said.push(SensorReport {
            at: crate::routine::after_h(pose.time, delay_s / 3_600.0),
            sensor: sensor.id.clone(),
            kind: "vms",
            partner: sensor.partner.clone(),
            format: ReportFormat::Naf,
            header: None,
            body: naf(ship, pose.time, pose),
        });
    }
}

fn naf(ship: &crate::ship::Ship, time: Time, pose: &crate::hull::Pose) -> String {
    let papers = &ship.particulars;
    let imo = papers
        .imo
        .map_or_else(String::new, |imo| format!("//IM/{imo}"));
    format!(
        "//SR//AD/XEX//FR/{flag}//TM/POS//RC/{sign}//NA/{name}//FS/{flag}{imo}//DA/{date}//TI/{clock}//LT/{lat:+.3}//LG/{lon:+.3}\
         //SP/{speed:.0}//CO/{course:.0}//MS/EXERCISE EXERCICE//ER//\n",
        flag = ship.flag,
        sign = papers.call_sign,
        name = papers.name,
        date = date(time),
        clock = clock(time),
        lat = pose.place.lat_deg,
        lon = pose.place.lon_deg,
        speed = pose.sog_kn() * 10.0,
        course = pose.velocity.direction_deg() % 360.0,
    )
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "minutes of a day"
)]
fn whole(minutes: f64) -> u64 {
    minutes as u64
}
