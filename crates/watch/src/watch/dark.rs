//! Dark vessels: what stays dark in several looks, joined, told, withdrawn, and listed beside the vessels with a name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vigie_sea::Time;

use super::Watch;
use super::dark_work::{DarkFound, DarkMemory, DarkWork, Marks, mark};
use crate::detection::{
    AIS_APPEARED, Appearance, Chain, DarkSighting, FOUNDER, LookOver, MEMBERS, SIGHTINGS_MAX,
    chain_event, dark_event_id, dark_name,
};
use crate::{
    AisClass, EndPoint, Event, EventKind, EventState, Identity, RESTS_ON, Reception, SourceKind,
    Vessel,
};

/// In the first hours of a watch every ship is heard for the first time.
const SETTLED_MS: i64 = 12 * 3_600_000;

impl Watch {
    /// Joins the dark detections that stand to chains anew, and tells what became of them: a chain is an event
    /// `dark_vessel`; one that is joined no longer, or that AIS explains, is withdrawn with the reason. `looks` are the looks
    /// whose outlines are known, with or without detections; `leave_out` are detections that an officer dismissed. `at` is
    /// when that is known. The answer depends on what stands, not on the order in which it came.
    pub fn tell_dark_vessels(
        &mut self,
        at: Time,
        looks: &[LookOver],
        leave_out: &BTreeSet<String>,
    ) {
        if let Some(work) = self.dark_work(at, looks.into(), leave_out) {
            self.tell_dark(at, work.weigh(), leave_out);
        }
    }

    /// The first half of [`Self::tell_dark_vessels`]: what there is to weigh, which takes no part of the watch and can be
    /// weighed on any thread. `None` if the answer is known.
    #[must_use]
    pub fn dark_work(
        &self,
        at: Time,
        looks: Arc<[LookOver]>,
        leave_out: &BTreeSet<String>,
    ) -> Option<DarkWork> {
        let sightings = self.dark_standing(leave_out);
        let marks = Marks::of(at, &sightings, &looks);
        if self.dark.told == Some(marks) {
            return None;
        }
        let known = self.dark.chains.as_ref();
        Some(DarkWork {
            chains: known
                .filter(|it| it.0 == marks.looks)
                .map(|it| Arc::clone(&it.1)),
            sightings,
            looks,
            appearances: self.appearances(),
            model: self.context.motion_model(),
            config: self.rules.dark_vessel,
            marks,
        })
    }

    /// The second half: tells what was found. `false`, and nothing is told, if other dark detections stand by now.
    pub fn tell_dark(&mut self, at: Time, found: DarkFound, leave_out: &BTreeSet<String>) -> bool {
        let sightings = self.dark_standing(leave_out);
        if mark(&sightings) != found.marks.sightings {
            return false;
        }
        let at_hand: BTreeSet<&str> = sightings.iter().map(|s| s.id.as_str()).collect();
        self.dark = DarkMemory {
            told: Some(found.marks),
            chains: Some((found.marks.looks, Arc::clone(&found.chains))),
        };
        let (config, model) = (self.rules.dark_vessel, self.context.motion_model());
        let mut chains = found.chains.to_vec();
        self.keep_names(&mut chains, &at_hand, leave_out);
        let mut said: BTreeMap<String, Event> = BTreeMap::new();
        for (chain, how) in chains.iter().zip(&found.explained) {
            let id = dark_event_id(chain.number);
            let known = self.book.get(&id);
            if how.is_none() && known.is_some_and(|event| is_explained(event, chain)) {
                // The ship that explained it may be out of sight by now; it is explained all the same.
                said.extend(known.map(|event| (id, event.clone())));
                continue;
            }
            let how = how
                .as_ref()
                .and_then(|how| Some((how, found.appearances.get(how.appearance)?)));
            let version = &self.rules.version;
            let event = chain_event(chain, how, (model.as_ref(), &config), version, (at, known));
            said.extend(event.map(|event| (id, event)));
        }
        let gone = self.gone(&said, &at_hand, leave_out);
        for event in said.into_values() {
            self.book.put(at, event);
        }
        for (id, reason) in gone {
            self.book.retract(at, &id, reason);
        }
        true
    }

    /// When the first of the dark detections that are joined was seen: looks before it matter to none.
    #[must_use]
    pub fn dark_since(&self, leave_out: &BTreeSet<String>) -> Option<Time> {
        let standing = self.dark_standing(leave_out);
        standing.first().map(|sighting| sighting.time)
    }

    /// The dark detections that stand, the newest that are joined, in order.
    fn dark_standing(&self, leave_out: &BTreeSet<String>) -> Vec<DarkSighting> {
        let stands = |event: &&Event| {
            event.kind == EventKind::DarkDetection
                && event.state != EventState::Retracted
                && !leave_out.contains(&event.id)
        };
        let standing = self.book.iter().filter(stands);
        let mut sightings: Vec<DarkSighting> = standing.filter_map(DarkSighting::of).collect();
        sightings.sort_by(|a, b| (a.time, &a.id).cmp(&(b.time, &b.id)));
        sightings.drain(..sightings.len().saturating_sub(SIGHTINGS_MAX));
        sightings
    }

    /// Whether a sighting was taken back: explained by a track, or dismissed.
    fn is_taken_back(&self, id: &str, leave_out: &BTreeSet<String>) -> bool {
        let known = self.book.get(id);
        leave_out.contains(id) || known.is_some_and(|event| event.state == EventState::Retracted)
    }

    /// A chain whose first sighting is out of memory goes on under its name.
    fn keep_names(
        &self,
        chains: &mut [Chain],
        at_hand: &BTreeSet<&str>,
        leave_out: &BTreeSet<String>,
    ) {
        let is_out = |id: &str| !at_hand.contains(id) && !self.is_taken_back(id, leave_out);
        let is_headless = |event: &&Event| {
            let founder = event.evidence.codes.get(FOUNDER);
            is_standing(event) && founder.is_some_and(|id| is_out(id))
        };
        let mut names: BTreeMap<&str, u32> = BTreeMap::new();
        for event in self.book.iter().filter(is_headless) {
            let number = event.vessels.first().map(|v| v.mmsi);
            names.extend(members(event).filter_map(|member| Some((member, number?))));
        }
        let mut taken: BTreeSet<u32> = chains.iter().map(|chain| chain.number).collect();
        for chain in chains {
            let ids = chain.links.iter().map(|link| link.sighting.id.as_str());
            let named = ids.filter_map(|id| names.get(id)).copied().next();
            if let Some(number) = named.filter(|number| taken.insert(*number)) {
                chain.number = number;
            }
        }
    }

    /// What was told and is not said any more, and why.
    fn gone(
        &self,
        said: &BTreeMap<String, Event>,
        at_hand: &BTreeSet<&str>,
        leave_out: &BTreeSet<String>,
    ) -> Vec<(String, &'static str)> {
        let joined: BTreeSet<&str> = said.values().flat_map(members).collect();
        let stood = self
            .book
            .iter()
            .filter(|event| is_standing(event) && !said.contains_key(&event.id));
        let reason = |event: &Event| {
            let is_explained = |id: &str| {
                let found = self.book.get(id);
                found.is_some_and(|it| it.state == EventState::Retracted)
            };
            let founder = event.evidence.codes.get(FOUNDER);
            if members(event).any(is_explained) {
                Some("explained-by-a-track")
            } else if members(event).any(|id| leave_out.contains(id)) {
                Some("sighting-dismissed")
            } else if members(event).any(|id| !at_hand.contains(id)) {
                // Part of it is out of memory: it was what it was.
                None
            } else if founder.is_some_and(|id| joined.contains(id.as_str())) {
                Some("joined-to-earlier-sightings")
            } else {
                Some("sightings-no-longer-joined")
            }
        };
        stood
            .filter_map(|event| Some((event.id.clone(), reason(event)?)))
            .collect()
    }

    /// Ships that are heard for the first time, or again after a silence.
    fn appearances(&self) -> Vec<Appearance> {
        let begun = self.vessels().map(|v| v.first.time).min();
        let Some(settled) = begun.map(|time| time.plus_ms(SETTLED_MS)) else {
            return Vec::new();
        };
        let sends = |v: &&Vessel| matches!(v.source, SourceKind::Ais | SourceKind::Vms);
        let first = self.vessels().filter(sends).filter(|v| {
            v.first.time > settled && self.vessel(v.mmsi).len() == 1 && v.positions > 1
        });
        // Her newest position may be by AIS and the one that appeared not: who speaks by VMS at all is taken to have appeared so.
        let by_vms =
            |v: &Vessel| v.source == SourceKind::Vms || self.vms_word.contains_key(&v.mmsi);
        let of = |v: &Vessel, at: EndPoint, silent_from: Option<EndPoint>| Appearance {
            track: format!("{}-{}", v.mmsi, v.track),
            at,
            silent_from,
            length_m: v.identity.length_m.map(f64::from),
            by_vms: by_vms(v),
        };
        let mut all: Vec<Appearance> = first.map(|v| of(v, v.first, None)).collect();
        let silences = self
            .book
            .iter()
            .filter(|event| event.kind == EventKind::Gap && event.state == EventState::Closed);
        for event in silences {
            let who = event.vessels.first();
            let tracks = who.map(|who| self.vessel(who.mmsi)).unwrap_or_default();
            let same =
                |v: &&Vessel| who.is_some_and(|who| who.track == format!("{}-{}", v.mmsi, v.track));
            if let Some((vessel, end)) = tracks.into_iter().find(same).zip(event.end) {
                let mut again = of(vessel, end, Some(event.start));
                again.by_vms |= event.evidence.codes.contains_key(RESTS_ON);
                all.push(again);
            }
        }
        all.sort_by(|a, b| (&a.track, a.at.time).cmp(&(&b.track, b.at.time)));
        all
    }

    /// Dark vessels that stand on the list: chains that were seen lately, as vessels under numbers of this node
    /// ([`crate::detection::DARK_MIN`]) with a name like `D-KQHXFTR`.
    #[must_use]
    pub fn dark_vessels(&self) -> Vec<Vessel> {
        self.dark_vessels_at(self.now)
    }

    /// As they stood on the list of another moment.
    pub(super) fn dark_vessels_at(&self, now: Option<Time>) -> Vec<Vessel> {
        let listed_s = self.rules.dark_vessel.listed_d * 86_400.0;
        let is_listed = |event: &&Event| {
            let last = event.end.unwrap_or(event.start).time;
            is_standing(event) && now.is_none_or(|now| now.since_s(last) <= listed_s)
        };
        let listed = self.book.iter().filter(is_listed);
        listed.filter_map(as_vessel).collect()
    }

    /// The dark vessel with this number, listed or not, unless it was withdrawn.
    #[must_use]
    pub fn dark_vessel(&self, number: u32) -> Option<Vessel> {
        let event = self.book.get(&dark_event_id(number))?;
        as_vessel(event).filter(|vessel| is_standing(event) && vessel.mmsi == number)
    }

    /// When and where the dark vessel with this number was seen, oldest first; none if it was withdrawn.
    #[must_use]
    pub fn dark_sightings(&self, number: u32) -> Vec<EndPoint> {
        let event = self.book.get(&dark_event_id(number));
        let stands = event.filter(|event| event.state != EventState::Retracted);
        let ids = stands.into_iter().flat_map(members);
        let mut seen: Vec<EndPoint> = ids
            .filter_map(|id| self.book.get(id))
            .map(|sighting| sighting.start)
            .collect();
        seen.sort_by_key(|at| at.time);
        seen
    }
}

/// Whether it is a dark vessel that was not withdrawn.
fn is_standing(event: &Event) -> bool {
    event.kind == EventKind::DarkVessel && event.state != EventState::Retracted
}

/// Ids of the sightings of a chain that its event names.
fn members(event: &Event) -> impl Iterator<Item = &str> {
    let ids = event.evidence.codes.get(MEMBERS);
    ids.into_iter().flat_map(|ids| ids.split(' '))
}

/// Whether this event was withdrawn because AIS explains just these sightings.
fn is_explained(event: &Event, chain: &Chain) -> bool {
    let reason = event.retraction.as_ref().map(|it| it.reason.as_str());
    let end = chain.span().map(|(_, last)| last);
    reason == Some(AIS_APPEARED) && event.end.map(|end| end.time) == end
}

fn as_vessel(event: &Event) -> Option<Vessel> {
    let number = |name: &str| event.evidence.numbers.get(name).copied().flatten();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held within what a ship can be"
    )]
    let whole = |value: f64| value.round().clamp(0.0, 65_535.0) as u16;
    let mmsi = event.vessels.first()?.mmsi;
    Some(Vessel {
        mmsi,
        track: 1,
        slot: u32::MAX,
        first: event.start,
        last: event.end.unwrap_or(event.start),
        last_sog_kn: number("implied_speed_kn"),
        last_cog_deg: number("implied_course_deg"),
        nav_status: None,
        class: AisClass::Unknown,
        source: SourceKind::Detection,
        reception: Reception::Unknown,
        receiver: 0,
        positions: number("sightings").map_or(0, |n| u64::from(whole(n))),
        identity: Identity {
            name: Some(dark_name(mmsi)),
            length_m: number("length_m").map(whole),
            ..Identity::default()
        },
        listed_gear: None,
        flag: None,
    })
}
