//! What carries people in an exercise with nationals abroad: assembly points, harbours, roads, and each partner's legs, as
//! the document that a plan of evacuation is made from.
//!
//! Times are hours from a start that the caller gives: a crisis goes by the clock of its node, not by that of the story.

use serde::Deserialize;
use serde_json::{Value, json};
use vigie_sea::Time;

use crate::chart::Place;
use crate::routine::HOUR_MS;

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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lift {
    slot_min: u32,
    slots: usize,
    partners: Vec<String>,
    assembly: Vec<Point>,
    embarkation: Vec<Point>,
    havens: Vec<Point>,
    roads: Vec<Value>,
    legs: Vec<Leg>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Point {
    id: String,
    name: String,
    /// Longitude, latitude.
    position: [f64; 2],
    /// Seats that leave in each slot.
    #[serde(default)]
    bus_seats: u32,
    #[serde(default)]
    code: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Leg {
    id: String,
    name: String,
    owner: String,
    mode: String,
    from: String,
    to: String,
    cutoff_h: i64,
    departure_h: i64,
    arrival_h: i64,
    seats: u32,
    stretchers: u32,
    open_to: Vec<String>,
}

fn lift(scenario: &str) -> Option<Lift> {
    let (_, text) = LIFTS.iter().find(|(code, _)| *code == scenario)?;
    // Sound by test.
    serde_json::from_str(text).ok()
}

/// Names and places of the points where nationals gather in a scenario; empty if it has none.
pub(crate) fn assembly_points(scenario: &str) -> Vec<(String, Place)> {
    let points = lift(scenario).map_or_else(Vec::new, |lift| lift.assembly);
    let placed = points.into_iter().map(|point| {
        let [lon, lat] = point.position;
        (point.name, Place::new(lat, lon))
    });
    placed.collect()
}

/// The transport of one partner (`ca`, `jp`) in a scenario of the library, in the form that *What carries people* takes: the
/// places and roads that both have, and its own legs, from `start` on. `None` where nobody is evacuated.
#[must_use]
pub fn transport_json(scenario: &str, partner: &str, start: Time) -> Option<String> {
    let lift = lift(scenario)?;
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
            "seats": leg.seats, "stretchers": leg.stretchers, "open_to": leg.open_to, "status": "confirmed"})
    });
    let document = json!({"own": own, "instance": {
        "start": start, "slot_min": lift.slot_min, "slots": lift.slots, "partners": lift.partners,
        "assembly": assembly.collect::<Vec<_>>(), "embarkation": embarkation.collect::<Vec<_>>(),
        "havens": havens.collect::<Vec<_>>(), "roads": lift.roads, "legs": legs.collect::<Vec<_>>(), "groups": [],
    }});
    Some(format!("{document:#}\n"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_lift_is_sound_and_each_partner_has_legs_of_its_own() {
        let start = Time::from_s(1_800_000_000);
        for (code, text) in LIFTS {
            serde_json::from_str::<Lift>(text).unwrap();
            let mut seen = Vec::new();
            for partner in ["ca", "jp"] {
                let text = transport_json(code, partner, start).unwrap();
                assert_eq!(text, transport_json(code, partner, start).unwrap());
                let value: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(value["own"], partner.to_uppercase());
                assert_eq!(value["instance"]["start"], start.to_string());
                let legs = value["instance"]["legs"].as_array().unwrap();
                assert!(!legs.is_empty(), "{code} {partner}");
                seen.extend(legs.iter().map(|leg| leg["id"].to_string()));
                for place in ["assembly", "embarkation", "havens"] {
                    let all = value["instance"][place].as_array().unwrap();
                    assert!(
                        all.iter()
                            .all(|it| it["name"].as_str().unwrap().starts_with("EX "))
                    );
                }
            }
            let count = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), count);
        }
        assert_eq!(transport_json("north-pacific-watch", "ca", start), None);
    }
}
