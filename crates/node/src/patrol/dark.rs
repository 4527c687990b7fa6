//! Looks at what sends no signal: what was seen once, where it was; what was seen again, where it goes on to.
//!
//! A chain of sightings whose newest imply that it made way is carried on as it went, in a circle that grows as fast as the
//! chain foretells; one at work stays about where it was. A sighting that is part of a chain is no task of its own.

use std::collections::BTreeSet;

use vigie_patrol::{Decay, Fix, Needs, Target, Task, TaskKind};
use vigie_sea::{METRES_PER_NM, Position, Time};
use vigie_watch::detection::MEMBERS;
use vigie_watch::{Event, EventKind};

use super::book::Settings;
use super::derive::{LARGE_M, LOOK, PASSAGE_KN, REPORT_NM};

/// Points of a look at something that surely sends no signal; about those of a vessel with one serious event.
const POINTS: f64 = 30.0;
/// What was seen again, and is foretold, is worth so much more.
const AGAIN: f64 = 1.5;
/// Growth of the circle in which it is, nautical miles an hour: whether it works or makes way is not known, so half of
/// what a vessel under way could be off.
const GROWTH_NM_PER_H: f64 = 1.0;
/// A place seen once loses half its value in so much less time than a vessel that is followed…
const HASTE: f64 = 4.0;
/// …and one that was seen again in half as much less.
const HASTE_AGAIN: f64 = 2.0;
/// Characters of an event's identifier in that of its task.
const ID_CHARS: usize = 64;

/// The dark vessels, then what was seen once; each in the order given.
pub(super) fn worth_a_look(unseen: &[Event]) -> impl Iterator<Item = &Event> {
    let is_vessel = |event: &&Event| event.kind == EventKind::DarkVessel;
    let members: BTreeSet<&str> = unseen
        .iter()
        .filter(is_vessel)
        .filter_map(|event| event.evidence.codes.get(MEMBERS))
        .flat_map(|ids| ids.split(' '))
        .collect();
    let once = unseen
        .iter()
        .filter(move |event| !is_vessel(event) && !members.contains(event.id.as_str()));
    unseen.iter().filter(is_vessel).chain(once)
}

/// A look at what was seen once: where it was, in a circle that grows.
pub(super) fn once(event: &Event, settings: &Settings, owner: &str) -> (Target, Task) {
    let sure = number(event, "dark_probability").unwrap_or(0.5);
    let look = Look {
        event,
        name: String::new(),
        at: (event.start.time, event.start.position),
        way: None,
        growth_nm_per_h: GROWTH_NM_PER_H,
        value: POINTS * sure.clamp(0.0, 1.0),
        haste: HASTE,
    };
    look.task(settings, owner)
}

/// A look at what was seen again: on from its last sighting.
pub(super) fn vessel(event: &Event, settings: &Settings, owner: &str) -> (Target, Task) {
    let last = event.end.unwrap_or(event.start);
    let speed_kn = number(event, "implied_speed_kn").filter(|kn| *kn >= PASSAGE_KN);
    let way = speed_kn.zip(number(event, "implied_course_deg"));
    let radius = |hours: u8| number(event, &format!("predicted_{hours}h_radius_m"));
    let grown = radius(24).zip(radius(6));
    // Half of the growth of the circle that holds it with 95 %: that of its standard deviation.
    let growth = grown.map(|(day, quarter)| (day - quarter) / 18.0 / METRES_PER_NM / 2.0);
    let look = Look {
        event,
        name: event
            .evidence
            .codes
            .get("dark_name")
            .cloned()
            .unwrap_or_default(),
        at: (last.time, last.position),
        way,
        growth_nm_per_h: growth.unwrap_or(0.0).clamp(GROWTH_NM_PER_H, 5.0),
        value: POINTS * AGAIN * event.confidence.clamp(0.0, 1.0),
        haste: HASTE_AGAIN,
    };
    look.task(settings, owner)
}

fn number(event: &Event, name: &str) -> Option<f64> {
    event.evidence.numbers.get(name).copied().flatten()
}

/// What to look for.
struct Look<'a> {
    event: &'a Event,
    name: String,
    at: (Time, Position),
    /// Speed and course, knots and degrees true.
    way: Option<(f64, f64)>,
    growth_nm_per_h: f64,
    value: f64,
    haste: f64,
}

impl Look<'_> {
    fn task(self, settings: &Settings, owner: &str) -> (Target, Task) {
        let skip = self.event.id.chars().count().saturating_sub(ID_CHARS);
        let id: String = self.event.id.chars().skip(skip).collect();
        let length_m = number(self.event, "length_m");
        let (time, position) = self.at;
        let (speed_kn, course_deg) = self.way.unwrap_or((0.0, 0.0));
        let place_m = number(self.event, "place_m").unwrap_or(0.0).max(0.0);
        let target = Target {
            id: id.clone(),
            name: self.name.clone(),
            flag: None,
            class: if length_m.is_none_or(|m| m >= f64::from(LARGE_M)) {
                "fishing-large"
            } else {
                "fishing-small"
            }
            .to_owned(),
            track: vec![Fix { time, position }],
            course_deg,
            speed_kn,
            uncertainty_nm: REPORT_NM + place_m / METRES_PER_NM,
            growth_nm_per_h: self.growth_nm_per_h,
        };
        let task = Task {
            id: format!("{LOOK}{id}"),
            name: self.name,
            kind: TaskKind::Intercept {
                target: id,
                locate_h: 1.0,
            },
            owner: owner.to_owned(),
            releasable_to: settings.release_to.clone(),
            value: self.value,
            windows: Vec::new(),
            duration_h: 1.5,
            decay: Some(Decay {
                from: time,
                half_life_h: (settings.half_life_h / self.haste).max(0.1),
                floor: 0.05,
            }),
            repeat: None,
            needs: Needs::default(),
            meet: None,
        };
        (target, task)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_watch::{EndPoint, EventState, Evidence, RuleRef};

    fn event(kind: EventKind, id: &str) -> Event {
        let at = |hours: i64| EndPoint {
            time: Time::from_s(hours * 3_600),
            position: Position::new(45.0, 179.9 + 0.2 * hours as f64).unwrap(),
        };
        Event {
            id: id.to_owned(),
            kind,
            state: EventState::Closed,
            revision: 1,
            vessels: Vec::new(),
            start: at(0),
            end: Some(at(1)),
            rule: RuleRef {
                name: String::new(),
                version: String::new(),
            },
            confidence: 0.8,
            evidence: Evidence::default(),
            refuted_by: Vec::new(),
            retraction: None,
        }
    }

    #[test]
    fn a_vessel_seen_again_is_one_task_ahead_of_its_sightings() {
        let mut again = event(EventKind::DarkVessel, "dark_vessel-D-BBBBBBB");
        again
            .evidence
            .number("implied_speed_kn", 8.0)
            .number("implied_course_deg", 90.0)
            .number("predicted_6h_radius_m", 80_000.0)
            .number("predicted_24h_radius_m", 360_000.0)
            .code("dark_name", "D-BBBBBBB")
            .code(MEMBERS, "dark-S1-a-0 dark-S2-a-3600");
        let unseen = [
            event(EventKind::DarkDetection, "dark-S1-a-0"),
            event(EventKind::DarkDetection, "dark-S9-b-0"),
            again.clone(),
        ];
        let ids: Vec<&str> = worth_a_look(&unseen).map(|e| e.id.as_str()).collect();
        assert_eq!(ids, ["dark_vessel-D-BBBBBBB", "dark-S9-b-0"]);
        let settings = Settings::default();
        let (target, task) = vessel(&again, &settings, "can-dfo");
        assert_eq!(target.name, "D-BBBBBBB");
        assert_eq!(task.id, "look-dark_vessel-D-BBBBBBB");
        // From where it was last, on as it went: over 180° within the hour.
        let last = again.end.unwrap();
        let later = target.position_at(last.time.plus_ms(3_600_000)).unwrap();
        let gone_nm = vigie_sea::distance_m(last.position, later) / METRES_PER_NM;
        assert!((gone_nm - 8.0).abs() < 0.1, "{gone_nm}");
        assert!((1.0..=5.0).contains(&target.growth_nm_per_h));
        let (_, single) = once(&unseen[1], &settings, "can-dfo");
        assert!(task.value > single.value * 1.5, "{task:?} {single:?}");
    }
}
