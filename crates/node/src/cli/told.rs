//! What a watch has told in all: every event that stands, though its vessels may be out of view by now.
//!
//! The watch itself forgets vessels and events older than `watch.forget_days`; a summary of feeds of years must not.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_watch::{Change, EventKind, EventState, Observation, SourceKind, Watch, is_unnumbered};

use super::console::Console;
use super::summary::plural;
use crate::moment::minute;

/// Milliseconds of a day.
const DAY_MS: f64 = 86_400_000.0;

/// An event that was told and not withdrawn.
struct Standing {
    kind: EventKind,
    start: Time,
    /// Tracks of its vessels, `MMSI-n`.
    tracks: Vec<String>,
}

/// Events told so far, and vessels that no list ties to an MMSI.
#[derive(Default)]
pub(super) struct Told {
    standing: BTreeMap<String, Standing>,
    untied: BTreeSet<u32>,
}

impl Told {
    /// A report goes to the watch.
    pub(super) fn give(&mut self, observation: &Observation) {
        if observation.source == SourceKind::Vms && is_unnumbered(observation.mmsi) {
            self.untied.insert(observation.mmsi);
        }
    }

    /// The watch told a change of an event.
    pub(super) fn hear(&mut self, change: &Change) {
        let event = &change.event;
        if event.state == EventState::Retracted {
            self.standing.remove(&event.id);
            return;
        }
        let standing = Standing {
            kind: event.kind,
            start: event.start.time,
            tracks: event.vessels.iter().map(|v| v.track.clone()).collect(),
        };
        self.standing.insert(event.id.clone(), standing);
    }

    /// Events not withdrawn, by kind.
    pub(super) fn by_kind(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for event in self.standing.values() {
            *counts.entry(event.kind.code()).or_default() += 1;
        }
        counts
    }

    /// Ships of VMS reports that have no MMSI by themselves or by a list.
    pub(super) fn untied(&self) -> u64 {
        self.untied.len() as u64
    }

    /// The vessels with events that are not on the list because the watch has forgotten them; `None` of a watch that heard
    /// nothing.
    pub(super) fn left_out(&self, watch: &Watch) -> Option<LeftOut> {
        let forget_days = watch.rules().watch.forget_days;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the days are checked to be few"
        )]
        let before = watch.now()?.plus_ms(-((forget_days * DAY_MS) as i64));
        let in_view: BTreeSet<String> = watch
            .vessels()
            .map(|vessel| format!("{}-{}", vessel.mmsi, vessel.track))
            .collect();
        // A dark vessel was never heard, and what sent no place is in no track: neither was forgotten.
        let is_old =
            |event: &&Standing| event.kind != EventKind::DarkVessel && event.start < before;
        let gone: BTreeSet<&String> = self
            .standing
            .values()
            .filter(is_old)
            .flat_map(|event| &event.tracks)
            .filter(|track| !in_view.contains(*track))
            .collect();
        Some(LeftOut {
            vessels: gone.len() as u64,
            before,
            forget_days,
        })
    }
}

/// Vessels with events that the list leaves out.
pub(super) struct LeftOut {
    pub(super) vessels: u64,
    /// They were last heard before this.
    before: Time,
    forget_days: f64,
}

impl LeftOut {
    pub(super) fn json(&self) -> Value {
        json!({"vessels": self.vessels, "heard_before": self.before, "forget_days": self.forget_days})
    }

    pub(super) fn line(&self, console: &Console) -> String {
        let args = [
            ("count", plural(self.vessels)),
            ("days", format!("{}", self.forget_days).into()),
            ("before", minute(self.before).into()),
        ];
        console.text("watch-left-out", &args)
    }
}
