//! What people ashore and small-boat crews report: rough, late, sometimes about nothing, and precious at times. Nobody
//! verified it, and it says so.

use super::{Look, ReportFormat, SensorReport, field};
use crate::chance::Draw;
use crate::chart::Offset;
use crate::routine::after_h;
use crate::scenario::{SensorSpec, SensorWork};

const HEADER: &str =
    "time,lat,lon,what,count,uncertainty_m,means,vessel,verified,id,language,words,note";
/// How far from the port people notice things, metres.
const HORIZON_M: f64 = 25.0 * 1_852.0;
/// How far off a place can be, metres: they say so.
const VAGUE_M: f64 = 3_500.0;
/// What is no vessel.
const ADRIFT: &str = "fishing-gear-adrift";

/// What a person says of a ship in sight, and in which words.
const SAYINGS: [(&str, &str, &str); 3] = [
    (
        "lights-at-night",
        "Bright lights offshore, moving slowly",
        "沖に明るい灯火、ゆっくり移動している",
    ),
    (
        "boat-close-inshore",
        "An unknown boat close to the shore",
        "岸近くに見慣れない船がいる",
    ),
    (ADRIFT, "Floats and line adrift", "浮き玉と縄が漂流している"),
];

pub(crate) fn report(look: &Look<'_>, sensor: &SensorSpec, said: &mut Vec<SensorReport>) {
    let SensorWork::Citizen { per_day, port } = &sensor.kind else {
        return;
    };
    let draw = look.draw(&sensor.id, 0, look.start);
    if !draw.happens(per_day / 1_440.0) {
        return;
    }
    let Some(harbour) = look.world.harbours.iter().find(|h| h.id == *port) else {
        return;
    };
    let near: Vec<_> = look
        .ships()
        .filter(|(ship, _)| !ship.role.flies() && ship.partner.is_none())
        .map(|(_, wake)| wake.first().place)
        .filter(|at| harbour.place.distance_m(*at) < HORIZON_M)
        .collect();
    let pick = usize::try_from(draw.next().below(near.len() as u64)).unwrap_or(0);
    // One in five is about nothing.
    let about = near
        .get(pick)
        .copied()
        .filter(|_| draw.next().next().happens(0.8));
    let vague = Offset::polar(
        draw.next().between(0.0, 360.0),
        draw.between(200.0, VAGUE_M),
    );
    let seaward = Offset::polar(harbour.seaward_deg, 9_000.0);
    let at = about
        .unwrap_or_else(|| harbour.place.moved(seaward))
        .moved(vague);
    let (what, english, japanese) = saying(draw.next().next().next());
    let (language, words) = if harbour.country == "JPN" {
        ("ja", japanese)
    } else {
        ("en", english)
    };
    let count = 1 + draw.next().below(2);
    let vessel = if what == ADRIFT { "no" } else { "yes" };
    let id = draw.next().next().next().next().below(1 << 32);
    said.push(SensorReport {
        at: after_h(look.start, draw.next().between(0.1, 1.5)),
        sensor: sensor.id.clone(),
        kind: "citizen",
        partner: sensor.partner.clone(),
        format: ReportFormat::Csv,
        header: Some(HEADER),
        body: format!(
            "{},{:.3},{:.3},{what},{count},{VAGUE_M:.0},shore-visual,{vessel},no,EX{id:08x},{language},{},EXERCISE\n",
            look.start,
            at.lat_deg,
            at.lon_deg,
            field(&format!("EXERCISE 演習 {words}")),
        ),
    });
}

fn saying(draw: Draw) -> (&'static str, &'static str, &'static str) {
    let index = usize::try_from(draw.below(SAYINGS.len() as u64)).unwrap_or(0);
    SAYINGS.get(index).copied().unwrap_or(("", "", ""))
}
