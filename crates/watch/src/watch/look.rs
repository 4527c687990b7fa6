//! What looks of satellites say: events that come from detections, not from positions, and lights that bear out others.

use std::collections::{BTreeMap, BTreeSet};

use vigie_sea::Time;

use super::Watch;
use crate::detection::NOT_SEEN;
use crate::{Event, EventKind, EventState, Lit};

/// Method of fishing that a light bears out.
const BY_NIGHT: &str = "slow-by-night";
/// Products mask the shore by a kilometre, and the coast inside the program is drawn within five (own choice), metres.
const SHORE_M: f64 = 6_000.0;

impl Watch {
    /// Takes what a look of a satellite says ([`crate::detection::scene_events`], [`crate::detection::unseen_events`]): new and
    /// changed events are kept, and those of the same scene that are no longer said are withdrawn.
    pub fn tell_scene(&mut self, at: Time, scene: &str, events: Vec<Event>) {
        let events: Vec<Event> = events.into_iter().filter_map(|e| self.of_own(e)).collect();
        let said: BTreeSet<String> = events.iter().map(|e| e.id.clone()).collect();
        let of_scene =
            |e: &&Event| is_of_look(e) && e.evidence.codes.get("scene").is_some_and(|s| s == scene);
        let known = self.book.iter().filter(of_scene);
        let gone: Vec<(String, EventKind)> = known
            .filter(|e| !said.contains(&e.id))
            .map(|e| (e.id.clone(), e.kind))
            .collect();
        for event in events {
            self.book.put(at, event);
        }
        for (id, kind) in gone {
            if kind == EventKind::DarkDetection {
                self.book.retract(at, &id, "explained-by-a-track");
            } else {
                self.book.retract(at, &id, "look-weighed-again");
            }
        }
    }

    /// A look counts the tracks of an MMSI from the beginning of its own window. The number becomes that of the list; where
    /// several ships send the MMSI nobody knows which of them is meant, and none is told of.
    fn of_own(&self, mut event: Event) -> Option<Event> {
        let near = |end: crate::EndPoint| {
            let off_m = self.context().shore_distance_m(end.position);
            off_m.is_some_and(|m| m < SHORE_M)
        };
        // What lies by the shore no look shows.
        if event.kind == EventKind::ImplausiblePosition
            && (near(event.start) || event.end.is_some_and(near))
        {
            return None;
        }
        if let Some(vessel) = event.vessels.first_mut() {
            match self.vessel(vessel.mmsi).as_slice() {
                [] => {}
                [only] => vessel.track = format!("{}-{}", only.mmsi, only.track),
                _ => return None,
            }
        }
        Some(event)
    }

    /// Takes the vessels that a look by night found lit ([`crate::detection::lit_vessels`]): apparent fishing that is only told
    /// from a drift by night, and during which its vessel was lit, is a little surer. What the same look no longer says is taken back.
    pub fn tell_lights(&mut self, at: Time, scene: &str, lit: &[Lit]) {
        let mut times: BTreeMap<u32, Vec<Time>> = BTreeMap::new();
        for light in lit {
            // Of an MMSI that several ships share nobody knows which was lit.
            if self.vessel(light.mmsi).len() <= 1 {
                times.entry(light.mmsi).or_default().push(light.time);
            }
        }
        let is_lit = |event: &&Event| {
            let vessel = event.vessels.first();
            let seen = vessel.and_then(|v| times.get(&v.mmsi));
            is_by_night(event) && seen.is_some_and(|seen| seen.iter().any(|t| during(event, *t)))
        };
        let known = self.book.iter().filter(is_lit);
        let lit: BTreeSet<String> = known.map(|event| event.id.clone()).collect();
        let raise = self.rules().detection.lit_raise;
        self.book.unlight(at, scene, &lit);
        for id in &lit {
            self.book.light(at, id, scene, raise);
        }
    }

    /// Takes an event of an earlier run as it was known: what a look said is not made anew by a replay.
    pub fn recall(&mut self, event: Event) {
        self.book.recall(event);
    }

    /// Takes up, after a replay, that an earlier run knew this event to be lit by this look.
    pub fn recall_light(&mut self, event: &str, scene: &str) {
        let raise = self.rules().detection.lit_raise;
        if let Some(at) = self.now() {
            self.book.light(at, event, scene, raise);
        }
    }
}

/// Whether an event comes from a look, and not from positions.
fn is_of_look(event: &Event) -> bool {
    let by_check = |event: &Event| {
        event
            .evidence
            .codes
            .get("check")
            .is_some_and(|c| c == NOT_SEEN)
    };
    match event.kind {
        EventKind::DarkDetection => true,
        EventKind::ImplausiblePosition => by_check(event),
        _ => false,
    }
}

fn is_by_night(event: &Event) -> bool {
    let method = event.evidence.codes.get("method");
    event.kind == EventKind::Fishing
        && event.state != EventState::Retracted
        && method.is_some_and(|method| method == BY_NIGHT)
}

fn during(event: &Event, time: Time) -> bool {
    let ended = event.end.is_some_and(|end| end.time < time);
    event.start.time <= time && (event.state == EventState::Open || !ended)
}
