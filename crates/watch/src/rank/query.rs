//! Which vessels of the ranked list an officer wants to see.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::Draft;
use crate::{Context, Event, EventKind, Vessel};

/// What to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RankQuery {
    /// Moment the list is for; event time reached when absent.
    pub as_of: Option<Time>,
    /// Only these flags (ISO 3166 alpha-3); empty means all.
    pub flags: Vec<String>,
    /// Only vessels whose gear or role has one of these words; empty means all.
    pub gears: Vec<String>,
    /// Only these AIS ship types; empty means all.
    pub ship_types: Vec<u8>,
    /// Identifiers of events that give no points, such as those an officer dismissed; the events themselves stay as they are.
    pub leave_out: BTreeSet<String>,
    /// Only vessels with an event of one of these kinds; empty means all.
    pub kinds: Vec<EventKind>,
    /// Only vessels with at least so many points.
    pub points_min: f64,
    /// Only vessels last seen in, or with an event that starts or ends in, this area (its index).
    pub area: Option<usize>,
    /// Only vessels whose MMSI, IMO, call sign or name contains this text.
    pub text: Option<String>,
    /// Places to skip.
    pub offset: usize,
    /// Places to give; absent means all.
    pub limit: Option<usize>,
}

impl RankQuery {
    pub(super) fn wants(&self, draft: &Draft<'_>, context: &Context) -> bool {
        let identity = &draft.vessel.identity;
        let flag = self.flags.is_empty()
            || draft
                .flag
                .as_ref()
                .is_some_and(|f| self.flags.iter().any(|w| w.eq_ignore_ascii_case(f)));
        let ship_type = self.ship_types.is_empty()
            || identity
                .ship_type
                .is_some_and(|t| self.ship_types.contains(&t));
        let kinds: FxHashSet<EventKind> = draft.events.iter().map(|e| e.kind).collect();
        let kind = self.kinds.is_empty() || self.kinds.iter().any(|k| kinds.contains(k));
        flag && ship_type
            && kind
            && draft.score.points >= self.points_min
            && self.wants_gear(draft)
            && self.wants_area(draft, context)
            && self.wants_text(draft.vessel)
    }

    fn wants_gear(&self, draft: &Draft<'_>) -> bool {
        let gear = draft.vessel.gear().unwrap_or("").to_lowercase();
        let role = draft.role.code();
        let wanted = |word: &String| {
            let word = word.to_lowercase();
            gear.contains(&word) || role == word
        };
        self.gears.is_empty() || self.gears.iter().any(wanted)
    }

    fn wants_area(&self, draft: &Draft<'_>, context: &Context) -> bool {
        let Some(number) = self.area else { return true };
        let Some(area) = context.areas.get(number) else {
            return false;
        };
        let ends = |e: &&Event| [Some(e.start), e.end];
        let places = draft
            .events
            .iter()
            .flat_map(ends)
            .flatten()
            .map(|p| p.position);
        std::iter::once(draft.vessel.last.position)
            .chain(places)
            .any(|p| area.contains(p))
    }

    fn wants_text(&self, vessel: &Vessel) -> bool {
        let Some(text) = self
            .text
            .as_deref()
            .map(str::trim)
            .filter(|t| !t.is_empty())
        else {
            return true;
        };
        let text = text.to_lowercase();
        let identity = &vessel.identity;
        let has = |value: &Option<String>| {
            value
                .as_ref()
                .is_some_and(|v| v.to_lowercase().contains(&text))
        };
        vessel.mmsi.to_string().contains(&text)
            || identity
                .imo
                .is_some_and(|imo| imo.to_string().contains(&text))
            || has(&identity.call_sign)
            || has(&identity.name)
    }
}
