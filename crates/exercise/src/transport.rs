//! What carries people in an exercise with nationals abroad: assembly points, harbours, roads, and each partner's legs, as
//! the document that a plan of evacuation is made from: written by hand for the library, made by rule for any other scenario
//! with nationals.
//!
//! Times are hours from a start that the caller gives: a crisis goes by the clock of its node, not by that of the story.

use serde::{Deserialize, Serialize};
use serde_json::json;
use vigie_sea::Time;

use crate::chart::Place;
use crate::lift::made;
use crate::routine::HOUR_MS;
use crate::scenario::Scenario;

/// By code of the scenario.
const LIFTS: [(&str, &str); 2] = [
    (
        "earthquake-evacuation",
        include_str!("../data/transport/earthquake-evacuation.json"),
    ),
    (
        "three-protocols",
        include_str!("../data/transport/three-protocols.json"),
    ),
];

/// What is written for a scenario serves another of the same code only if its nationals are no farther away, metres.
const SERVES_M: f64 = 150_000.0;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lift {
    pub(crate) slot_min: u32,
    pub(crate) slots: usize,
    pub(crate) partners: Vec<String>,
    pub(crate) assembly: Vec<Point>,
    pub(crate) embarkation: Vec<Point>,
    pub(crate) havens: Vec<Point>,
    pub(crate) roads: Vec<Road>,
    pub(crate) legs: Vec<Leg>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Longitude, latitude.
    pub(crate) position: [f64; 2],
    /// Seats that leave in each slot.
    #[serde(default)]
    pub(crate) bus_seats: u32,
    #[serde(default)]
    pub(crate) code: String,
}

/// From an assembly point to a place of embarkation.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Road {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) travel_min: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Leg {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) mode: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) cutoff_h: i64,
    pub(crate) departure_h: i64,
    pub(crate) arrival_h: i64,
    pub(crate) seats: u32,
    pub(crate) stretchers: u32,
    pub(crate) open_to: Vec<String>,
    /// Of the whole leg, to be recovered from who uses its seats.
    #[serde(default)]
    pub(crate) cost: Option<Cost>,
}

/// An amount in the smallest unit of its currency.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cost {
    pub(crate) currency: String,
    pub(crate) minor: i64,
}

fn written(scenario: &Scenario) -> Option<Lift> {
    let (_, text) = LIFTS.iter().find(|(code, _)| *code == scenario.code())?;
    // Sound by test.
    let lift: Lift = serde_json::from_str(text).ok()?;
    let near = |place: Place| {
        let mut points = lift.assembly.iter().map(placed);
        points.any(|(_, at)| at.distance_m(place) <= SERVES_M)
    };
    let mut groups = scenario.file.nationals.iter();
    groups.all(|group| near(group.place)).then_some(lift)
}

fn lift(scenario: &Scenario) -> Option<Lift> {
    if scenario.file.nationals.is_empty() {
        return None;
    }
    Some(written(scenario).unwrap_or_else(|| made(scenario)))
}

fn placed(point: &Point) -> (String, Place) {
    let [lon, lat] = point.position;
    (point.name.clone(), Place::new(lat, lon))
}

/// Names and places of the points where nationals gather in a scenario; empty if it has none.
pub(crate) fn assembly_points(scenario: &Scenario) -> Vec<(String, Place)> {
    let points = lift(scenario).map_or_else(Vec::new, |lift| lift.assembly);
    points.iter().map(placed).collect()
}

impl Scenario {
    /// The transport of one partner (`ca`, `jp`), in the form that *What carries people* takes: the places and roads that both
    /// have, and its own legs, from `start` on. `None` where there are no nationals.
    #[must_use]
    pub fn transport_json(&self, partner: &str, start: Time) -> Option<String> {
        lift(self).map(|lift| document(&lift, partner, start))
    }
}

fn document(lift: &Lift, partner: &str, start: Time) -> String {
    let own = partner.to_ascii_uppercase();
    let hour = |hours: i64| start.plus_ms(hours.saturating_mul(HOUR_MS));
    let assembly = lift.assembly.iter().map(|point| {
        json!({"id": point.id, "name": point.name, "position": point.position,
            "bus_seats": vec![point.bus_seats; lift.slots]})
    });
    let embarkation = lift.embarkation.iter().map(
        |point| json!({"id": point.id, "name": point.name, "position": point.position, "code": point.code}),
    );
    let havens = lift
        .havens
        .iter()
        .map(|point| json!({"id": point.id, "name": point.name, "position": point.position}));
    let legs = lift.legs.iter().filter(|leg| leg.owner == own).map(|leg| {
        json!({"id": leg.id, "name": leg.name, "owner": leg.owner, "mode": leg.mode, "from": leg.from, "to": leg.to,
            "cutoff": hour(leg.cutoff_h), "departure": hour(leg.departure_h), "arrival": hour(leg.arrival_h),
            "seats": leg.seats, "stretchers": leg.stretchers, "open_to": leg.open_to, "cost": leg.cost, "status": "confirmed"})
    });
    let document = json!({"own": own, "instance": {
        "start": start, "slot_min": lift.slot_min, "slots": lift.slots, "partners": lift.partners,
        "assembly": assembly.collect::<Vec<_>>(), "embarkation": embarkation.collect::<Vec<_>>(),
        "havens": havens.collect::<Vec<_>>(), "roads": lift.roads, "legs": legs.collect::<Vec<_>>(), "groups": [],
    }});
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::Settings;
    use serde_json::Value;

    fn start() -> Time {
        Time::from_s(1_800_000_000)
    }

    fn scenario(name: &str) -> Scenario {
        let settings = Settings {
            seed: 1,
            start: start(),
        };
        Scenario::from_library(name, settings).unwrap()
    }

    /// Ids of the legs of both partners.
    fn legs(scenario: &Scenario) -> Vec<String> {
        let mut seen = Vec::new();
        for partner in ["ca", "jp"] {
            let text = scenario.transport_json(partner, start()).unwrap();
            assert_eq!(text, scenario.transport_json(partner, start()).unwrap());
            let value: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(value["own"], partner.to_uppercase());
            assert_eq!(value["instance"]["start"], start().to_string());
            let legs = value["instance"]["legs"].as_array().unwrap();
            assert!(!legs.is_empty(), "{} {partner}", scenario.code());
            seen.extend(legs.iter().map(|leg| leg["id"].to_string()));
            for place in ["assembly", "embarkation", "havens"] {
                let all = value["instance"][place].as_array().unwrap();
                let marked = |it: &Value| it["name"].as_str().unwrap().starts_with("EX ");
                assert!(!all.is_empty() && all.iter().all(marked), "{place}");
            }
        }
        seen.sort();
        seen
    }

    #[test]
    fn every_lift_is_sound_and_each_partner_has_legs_of_its_own() {
        for (code, text) in LIFTS {
            let lift: Lift = serde_json::from_str(text).unwrap();
            let scenario = scenario(code);
            let written = written(&scenario).unwrap();
            assert_eq!(written.legs.len(), lift.legs.len(), "by hand, not by rule");
            let mut seen = legs(&scenario);
            let count = seen.len();
            seen.dedup();
            assert_eq!(seen.len(), count);
        }
        let watch = scenario("north-pacific-watch");
        assert_eq!(watch.transport_json("ca", start()), None);
    }

    #[test]
    fn a_scenario_of_ones_own_has_what_carries_its_nationals() {
        let text = crate::library()
            .iter()
            .find(|entry| entry.name == "earthquake-evacuation")
            .map(|entry| entry.toml.replace("earthquake-evacuation", "my-quake"))
            .unwrap();
        let settings = Settings {
            seed: 1,
            start: start(),
        };
        let own = Scenario::from_toml("my-quake", &text, &|_| None, settings).unwrap();
        assert!(written(&own).is_none());
        let lift = lift(&own).unwrap();
        let mut seen = legs(&own);
        let count = seen.len();
        seen.dedup();
        assert_eq!(seen.len(), count, "both files fit together");
        for owner in ["CA", "JP"] {
            let legs = lift.legs.iter().filter(|leg| leg.owner == owner);
            let seats: u64 = legs.map(|leg| u64::from(leg.seats)).sum();
            let own = own.file.nationals.iter();
            let own = own.filter(|group| group.partner.eq_ignore_ascii_case(owner));
            assert!(seats > own.map(|group| group.count).sum::<u64>(), "{owner}");
        }
        // What nationals tell names a point that the paper has.
        let points = assembly_points(&own);
        assert_eq!(points.len(), lift.assembly.len());
    }
}
