//! Nationals in a crisis: who they are, where, what befell them, and how they report.
//!
//! Names are invented and begin with EX; the truth about each stays with the controllers. A share reports itself within a
//! day of the incident, most of it in the first hours (exponential with a mean of 4 h: design).

use core::fmt::Write;

use serde::Serialize;
use vigie_sea::Time;

use super::{Look, ReportFormat, SensorReport, field};
use crate::chance::{Chance, Stream};
use crate::chart::{Offset, Place};
use crate::muster::key_of;
use crate::routine::after_h;
use crate::scenario::{NationalsSpec, Scenario};
use crate::transport::assembly_points;

/// In the words that the register reads: the key is that of [`Scenario::register_csv`], the place the nearest assembly point.
const HEADER: &str = "time,key,family name,given name,lat,lon,place,reply,note";
/// Mean time to a first report, hours.
const MEAN_H: f64 = 4.0;
/// One of so many Canadians speaks French: about the share in the census (21 %).
const FRENCH_ONE_IN: usize = 5;
/// Where no message ever arrives (RFC 2606).
const NOWHERE: &str = "exercise.invalid";
/// Nobody reports after so long by themselves.
const LAST_H: f64 = 24.0;

/// What became of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Unhurt.
    Safe,
    /// Hurt.
    Injured,
    /// Dead.
    Dead,
}

/// One national of the exercise: the truth, for controllers and scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Person {
    /// Key in the register's file.
    pub key: String,
    /// Whose national: `ca` or `jp`.
    pub partner: String,
    /// Family name, marked EX.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Year of birth.
    pub born: i32,
    /// True latitude, degrees.
    pub lat_deg: f64,
    /// True longitude, degrees.
    pub lon_deg: f64,
    /// What became of them.
    pub condition: Condition,
    /// When they report themselves, if they do.
    pub reports: Option<Time>,
}

const FAMILIES: [[&str; 8]; 2] = [
    [
        "TREMBLAY",
        "MARTIN",
        "SINGH",
        "WONG",
        "ROY",
        "MACDONALD",
        "GAGNON",
        "CHEN",
    ],
    [
        "SATO",
        "SUZUKI",
        "TAKAHASHI",
        "TANAKA",
        "WATANABE",
        "ITO",
        "NAKAMURA",
        "KOBAYASHI",
    ],
];
const GIVEN: [[&str; 8]; 2] = [
    [
        "ALICE", "LIAM", "CHLOE", "OMAR", "MAEVE", "LOUIS", "PRIYA", "NOAH",
    ],
    [
        "YUKO", "HIROSHI", "AKI", "KENJI", "SAKURA", "DAIKI", "EMI", "RYO",
    ],
];

impl Scenario {
    /// All nationals of the exercise, by group and number.
    #[must_use]
    pub fn people(&self) -> Vec<Person> {
        let chance = Chance::new(self.seed());
        let groups = self.file.nationals.iter();
        groups
            .flat_map(|group| (0..group.count).map(move |n| person(chance, self, group, n)))
            .collect()
    }

    /// A partner's register before the crisis, in the columns that the register reads; `ca` or `jp`.
    #[must_use]
    pub fn register_csv(&self, partner: &str) -> String {
        let mut out = String::from(
            "key,family name,given name,date of birth,nationality,eligibility,language,e-mail,note\n",
        );
        let nation = if partner == "jp" { "JPN" } else { "CAN" };
        let people = self.people();
        let own = people.iter().filter(|p| p.partner == partner);
        for (number, person) in own.enumerate() {
            let language = match partner {
                "jp" => "ja",
                _ if number.is_multiple_of(FRENCH_ONE_IN) => "fr",
                _ => "en",
            };
            let _ok = writeln!(
                out,
                "{},{},{},{}-01-01,{nation},citizen,{language},{}@{NOWHERE},EXERCISE EXERCICE 演習",
                person.key,
                field(&person.family),
                person.given,
                person.born,
                person.key.to_lowercase(),
            );
        }
        out
    }
}

#[allow(clippy::cast_possible_truncation, reason = "years of a life")]
fn person(chance: Chance, world: &Scenario, group: &NationalsSpec, number: u64) -> Person {
    let draw = chance.draw(Stream::People, key_of(&group.id, number), 0);
    let nation = usize::from(group.partner == "jp");
    let word = |words: &[[&'static str; 8]; 2], d: crate::chance::Draw| {
        let row = words.get(nation).copied().unwrap_or_default();
        row.get(usize::try_from(d.below(8)).unwrap_or(0))
            .copied()
            .unwrap_or("")
    };
    let fate = draw.next();
    let condition = match fate.unit() {
        u if u < group.dead => Condition::Dead,
        u if u < group.dead + group.injured => Condition::Injured,
        _ => Condition::Safe,
    };
    let place = fate.next();
    let out_m = libm::sqrt(place.unit()) * group.radius_km * 1_000.0;
    let at = group
        .place
        .moved(Offset::polar(place.next().between(0.0, 360.0), out_m));
    let tells = place.next().next();
    let wait_h = -MEAN_H * libm::log(1.0 - tells.next().unit());
    let incident = world.file.incidents.iter().find(|i| i.id == group.incident);
    let able = condition != Condition::Dead && tells.happens(group.reports) && wait_h < LAST_H;
    let reports = incident
        .filter(|_| able)
        .map(|i| after_h(i.at.on(world.start()), wait_h));
    Person {
        key: format!("EX-{}-{number:05}", group.id),
        partner: group.partner.clone(),
        family: format!("EX {}", word(&FAMILIES, draw)),
        given: word(&GIVEN, draw.next().next().next()).to_owned(),
        // All are of age: the register says no families, and a minor goes nowhere without a guardian.
        born: 1_940 + draw.next().next().below(68) as i32,
        lat_deg: at.lat_deg,
        lon_deg: at.lon_deg,
        condition,
        reports: reports.filter(|t| *t < world.end()),
    }
}

pub(crate) fn report(look: &Look<'_>, said: &mut Vec<SensorReport>) {
    let world = look.world;
    let mut points: Option<Vec<(String, Place)>> = None;
    for group in &world.file.nationals {
        let incident = world.file.incidents.iter().find(|i| i.id == group.incident);
        let Some(begun) = incident.map(|i| i.at.on(world.start())) else {
            continue;
        };
        if look.start < begun.plus_ms(-60_000) || look.start > after_h(begun, LAST_H) {
            continue;
        }
        for number in 0..group.count {
            let person = person(look.chance, world, group, number);
            let Some(time) = person.reports.filter(|t| look.window().contains(*t)) else {
                continue;
            };
            let reply = match person.condition {
                Condition::Injured => "needs help",
                _ if number % 3 == 0 => "wants to leave",
                _ => "safe",
            };
            let points = points.get_or_insert_with(|| assembly_points(world));
            let here = Place::new(person.lat_deg, person.lon_deg);
            let nearest = points
                .iter()
                .min_by(|a, b| here.distance_m(a.1).total_cmp(&here.distance_m(b.1)));
            let place = nearest.map_or("", |(name, _)| name.as_str());
            said.push(SensorReport {
                at: time,
                sensor: group.id.clone(),
                kind: "person",
                partner: group.partner.clone(),
                format: ReportFormat::Csv,
                header: Some(HEADER),
                body: format!(
                    "{time},{},{},{},{:.4},{:.4},{},{reply},EXERCISE\n",
                    person.key,
                    field(&person.family),
                    person.given,
                    person.lat_deg,
                    person.lon_deg,
                    field(place)
                ),
            });
        }
    }
}
