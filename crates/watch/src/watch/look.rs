//! What looks of satellites say: events that come from detections, not from positions.

use std::collections::BTreeSet;

use vigie_sea::Time;

use super::Watch;
use crate::{Event, EventKind};

impl Watch {
    /// Takes what a look of a satellite says ([`crate::detection::scene_events`]): new and changed events are kept,
    /// and those of the same scene that are no longer said are withdrawn as explained by a track.
    pub fn tell_scene(&mut self, at: Time, scene: &str, events: Vec<Event>) {
        let said: BTreeSet<String> = events.iter().map(|e| e.id.clone()).collect();
        let of_scene = |e: &&Event| {
            e.kind == EventKind::DarkDetection
                && e.evidence.codes.get("scene").is_some_and(|s| s == scene)
        };
        let known = self.book.iter().filter(of_scene).map(|e| e.id.clone());
        let gone: Vec<String> = known.filter(|id| !said.contains(id)).collect();
        for event in events {
            self.book.put(at, event);
        }
        for id in gone {
            self.book.retract(at, &id, "explained-by-a-track");
        }
    }

    /// Takes an event of an earlier run as it was known: what a look said is not made anew by a replay.
    pub fn recall(&mut self, event: Event) {
        self.book.recall(event);
    }
}
