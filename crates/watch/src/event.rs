//! Events: what the watch says happened, with evidence, that open, update, close and can be retracted.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

/// Kind of event; the word used in code, API, screen and book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Silence longer than the rule allows.
    Gap,
    /// Two vessels close together, slow, for long enough.
    Encounter,
    /// A carrier, bunker or support vessel slow for long, far from shore.
    Loitering,
    /// Apparent fishing.
    Fishing,
    /// Entry, stop and exit at a port.
    PortVisit,
    /// Stop at an anchorage.
    AnchorageVisit,
    /// Entry into, stay in and exit from an area.
    AreaVisit,
    /// A position that cannot be true.
    ImplausiblePosition,
    /// One identity field contradicts another, or changed.
    IdentityConflict,
    /// One MMSI used by several ships at the same time.
    SharedMmsi,
    /// A vessel that matches an IUU or authorisation list.
    ListMatch,
    /// Heard on VMS and not on AIS, on AIS and not on VMS, or on both in different places.
    VmsMismatch,
    /// Something a satellite saw that no known track explains.
    DarkDetection,
    /// Dark detections of several looks that are one vessel.
    DarkVessel,
}

impl EventKind {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Encounter => "encounter",
            Self::Loitering => "loitering",
            Self::Fishing => "fishing",
            Self::PortVisit => "port_visit",
            Self::AnchorageVisit => "anchorage_visit",
            Self::AreaVisit => "area_visit",
            Self::ImplausiblePosition => "implausible_position",
            Self::IdentityConflict => "identity_conflict",
            Self::SharedMmsi => "shared_mmsi",
            Self::ListMatch => "list_match",
            Self::VmsMismatch => "vms_mismatch",
            Self::DarkDetection => "dark_detection",
            Self::DarkVessel => "dark_vessel",
        }
    }
}

/// State of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventState {
    /// Still going on, as far as known.
    Open,
    /// Over.
    Closed,
    /// Withdrawn: later data showed that it did not happen as told.
    Retracted,
}

/// When and where something began or ended.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EndPoint {
    /// Moment of the position used.
    pub time: Time,
    /// Place, `[lon, lat]`.
    pub position: Position,
}

/// A vessel in an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Participant {
    /// MMSI as sent.
    pub mmsi: u32,
    /// Track of that MMSI, `MMSI-n`: several ships may share one MMSI.
    pub track: String,
    /// Part played, such as `vessel`, `carrier`, `fishing`, `other`.
    pub role: String,
}

/// The rule that fired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleRef {
    /// Name of the rule, such as `gap.disabling`.
    pub name: String,
    /// Version of the rule file.
    pub version: String,
}

/// Why an event was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Retraction {
    /// Stable code, such as `late-positions-inside`.
    pub reason: String,
    /// Event time known when it was withdrawn.
    pub at: Time,
}

/// Evidence: named numbers with units in their names, named codes, and series for plotting.
/// Keys are sorted, so the same evidence always gives the same bytes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Measured or looked-up numbers; `None` means not known.
    pub numbers: BTreeMap<String, Option<f64>>,
    /// Stable codes and identifiers, such as `assessment` = `supported`.
    pub codes: BTreeMap<String, String>,
    /// Named series for plots: rows of `[time in Unix s, value]`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub series: BTreeMap<String, Vec<[f64; 2]>>,
    /// Places that matter, by name, such as `possible_centre`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub places: BTreeMap<String, Position>,
}

impl Evidence {
    /// Sets a number, rounded to 6 decimals so that the same evidence gives the same text.
    pub fn number(&mut self, name: &str, value: f64) -> &mut Self {
        let rounded = (value * 1e6).round() / 1e6;
        let kept = rounded.is_finite().then_some(rounded);
        self.numbers.insert(name.to_owned(), kept);
        self
    }

    /// Sets a number that may be unknown.
    pub fn maybe(&mut self, name: &str, value: Option<f64>) -> &mut Self {
        match value {
            Some(v) => self.number(name, v),
            None => {
                self.numbers.insert(name.to_owned(), None);
                self
            }
        }
    }

    /// Sets a code.
    pub fn code(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        self.codes.insert(name.to_owned(), value.into());
        self
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Deterministic identifier: kind, vessels and start, such as `gap-416000301-1-1545738042`.
    pub id: String,
    /// Kind.
    pub kind: EventKind,
    /// State.
    pub state: EventState,
    /// Counts up from 1 with every change of this event.
    pub revision: u32,
    /// Vessels concerned; the first is the one ranked, for symmetric kinds the lower MMSI. None for a detection
    /// that no track explains.
    pub vessels: Vec<Participant>,
    /// Beginning.
    pub start: EndPoint,
    /// End, or the last point known while open.
    pub end: Option<EndPoint>,
    /// Rule.
    pub rule: RuleRef,
    /// 0 to 1: how much of the claim the evidence supports; not a probability of guilt.
    pub confidence: f64,
    /// Evidence.
    pub evidence: Evidence,
    /// Stable codes of what would refute this event.
    pub refuted_by: Vec<String>,
    /// Present when retracted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retraction: Option<Retraction>,
}

/// One change of an event, in the order the watch made them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Event time at which the watch knew.
    pub at: Time,
    /// The event after the change, whole.
    pub event: Event,
}

/// Evidence code of an event with a vessel that a vessel monitoring system saw during it, of what was told when such a report
/// was heard, or of what is about VMS: its value is `vms`. Such data is given for a purpose and a time, and what is told from it is bound by the same.
pub const RESTS_ON: &str = "rests_on";
const ON_VMS: &str = "vms";
/// Evidence code of fishing by night during which a look found the vessel lit: the look.
pub const LIT: &str = "lit";
/// Its confidence without that.
const UNLIT: &str = "unlit_confidence_share";
/// VMS positions remembered of an MMSI: three weeks of hourly reports.
const VMS_TIMES: usize = 512;

/// A vessel that a look by night found lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lit {
    /// Its MMSI.
    pub mmsi: u32,
    /// When it was seen.
    pub time: Time,
}

/// What bears out an event by night.
#[derive(Debug, Clone, PartialEq)]
struct Light {
    scene: String,
    raise: f64,
}

impl Light {
    /// Marks an event, once.
    fn shine_on(&self, event: &mut Event) {
        if event.evidence.codes.contains_key(LIT) {
            return;
        }
        let unlit = event.confidence;
        event.evidence.number(UNLIT, unlit).code(LIT, &*self.scene);
        event.confidence = ((unlit + self.raise).min(0.99) * 100.0).round() / 100.0;
    }
}

/// What is kept for whoever follows the book.
#[derive(Debug, Clone)]
enum Told {
    /// Every change.
    Changes(Vec<Change>),
    /// Events as they were when they were forgotten.
    Forgotten(Vec<Event>),
}

impl Default for Told {
    fn default() -> Self {
        Self::Changes(Vec::new())
    }
}

/// All events of one watch, and the changes not yet taken by the node.
#[derive(Debug, Clone, Default)]
pub struct EventBook {
    events: BTreeMap<String, Event>,
    told: Told,
    vms: BTreeMap<u32, VecDeque<Time>>,
    hearing: Hearing,
    /// Lights by the event they bear out.
    lights: BTreeMap<String, Light>,
}

/// What the watch is hearing while detectors speak.
#[derive(Debug, Clone, Copy, Default)]
struct Hearing {
    /// The vessel whose VMS report is heard: what is told of it now rests on that report, whatever its times.
    vms: Option<u32>,
    /// The watch's own time, while something late is heard: nobody knew earlier.
    now: Option<Time>,
}

impl EventBook {
    /// A report of this vessel is heard, by VMS or not; late if it came after `now`.
    pub(crate) fn hear(&mut self, mmsi: u32, by_vms: bool, late_at: Option<Time>) {
        self.hearing = Hearing {
            vms: by_vms.then_some(mmsi),
            now: late_at,
        };
    }

    /// It was heard.
    pub(crate) fn heard(&mut self) {
        self.hearing = Hearing::default();
    }

    /// Whether what is heard came by VMS.
    pub(crate) fn hears_vms(&self) -> bool {
        self.hearing.vms.is_some()
    }

    /// What is heard next was said of a vessel by VMS, or of none; gives what was heard before.
    pub(crate) fn hear_word(&mut self, of_vms: Option<u32>) -> Option<u32> {
        std::mem::replace(&mut self.hearing.vms, of_vms)
    }

    /// A vessel monitoring system saw this vessel.
    pub(crate) fn seen_by_vms(&mut self, mmsi: u32, time: Time) {
        let times = self.vms.entry(mmsi).or_default();
        // Late ones come out of order.
        let at = times.partition_point(|known| *known < time);
        if times.get(at) == Some(&time) {
            return;
        }
        times.insert(at, time);
        if times.len() > VMS_TIMES {
            times.pop_front();
        }
    }

    fn rests_on_vms(&self, event: &Event) -> bool {
        let until = event.end.map(|end| end.time);
        let during =
            |time: &Time| *time >= event.start.time && until.is_none_or(|until| *time <= until);
        let seen = |it: &Participant| {
            self.hearing.vms == Some(it.mmsi)
                || (self.vms.get(&it.mmsi)).is_some_and(|t| t.iter().any(during))
        };
        event.kind == EventKind::VmsMismatch || event.vessels.iter().any(seen)
    }

    /// Records a new or changed event; its revision is set here, and whether it rests on VMS: once so, always so. An equal
    /// content is no change.
    pub fn put(&mut self, at: Time, mut event: Event) {
        let at = self.hearing.now.map_or(at, |now| now.max(at));
        let known = self.events.get(&event.id);
        if known.is_some_and(|known| known.evidence.codes.contains_key(RESTS_ON))
            || self.rests_on_vms(&event)
        {
            event.evidence.code(RESTS_ON, ON_VMS);
        }
        if let Some(light) = self.lights.get(&event.id) {
            light.shine_on(&mut event);
        }
        if let Some(known) = self.events.get(&event.id) {
            event.revision = known.revision;
            if *known == event {
                return;
            }
            event.revision = known.revision.saturating_add(1);
        } else {
            event.revision = 1;
        }
        if let Told::Changes(changes) = &mut self.told {
            let event = event.clone();
            changes.push(Change { at, event });
        }
        self.events.insert(event.id.clone(), event);
    }

    /// Withdraws an event with a reason; unknown or already withdrawn events are left alone.
    pub fn retract(&mut self, at: Time, id: &str, reason: &str) {
        let Some(known) = self.events.get(id) else {
            return;
        };
        if known.state == EventState::Retracted {
            return;
        }
        let mut event = known.clone();
        event.state = EventState::Retracted;
        event.retraction = Some(Retraction {
            reason: reason.to_owned(),
            at,
        });
        self.put(at, event);
    }

    /// Tracks, with where each was last, that nobody heard for as long as the watch remembers: what is open of them ended there.
    /// Else a visit of a ship that never came back would stay open, and in memory, for ever.
    pub(crate) fn end_of(&mut self, at: Time, gone: &BTreeMap<String, EndPoint>) {
        if gone.is_empty() {
            return;
        }
        let is_open = |event: &&Event| event.state == EventState::Open;
        let ended = |event: &Event| {
            let last = gone.get(&event.vessels.first()?.track)?;
            let mut event = event.clone();
            event.state = EventState::Closed;
            // An open event may have told how far it had come; she was heard until then.
            event.end = event.end.filter(|end| end.time > last.time).or(Some(*last));
            event.evidence.code("ended_by", "not-heard-again");
            Some(event)
        };
        let ended: Vec<Event> = self
            .events
            .values()
            .filter(is_open)
            .filter_map(ended)
            .collect();
        for event in ended {
            self.put(at, event);
        }
    }

    /// A look found the vessel of this event lit; the first look counts.
    pub(crate) fn light(&mut self, at: Time, id: &str, scene: &str, raise: f64) {
        let Some(event) = self.events.get(id).cloned() else {
            return;
        };
        let light = Light {
            scene: scene.to_owned(),
            raise,
        };
        self.lights.entry(id.to_owned()).or_insert(light);
        self.put(at, event);
    }

    /// Takes the lights of this look back, but for those of these events.
    pub(crate) fn unlight(&mut self, at: Time, scene: &str, lit: &BTreeSet<String>) {
        let is_gone = |(id, light): &(&String, &Light)| light.scene == scene && !lit.contains(*id);
        let gone: Vec<String> = self
            .lights
            .iter()
            .filter(is_gone)
            .map(|(id, _)| id.clone())
            .collect();
        for id in gone {
            self.lights.remove(&id);
            let Some(mut event) = self.events.get(&id).cloned() else {
                continue;
            };
            event.evidence.codes.remove(LIT);
            if let Some(Some(unlit)) = event.evidence.numbers.remove(UNLIT) {
                event.confidence = unlit;
            }
            self.put(at, event);
        }
    }

    /// Takes an event as it was known before, with its revision: no change.
    pub(crate) fn recall(&mut self, event: Event) {
        self.events.entry(event.id.clone()).or_insert(event);
    }

    /// The event with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Event> {
        self.events.get(id)
    }

    /// All events by id.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.events.values()
    }

    /// Takes the changes made since the last call, oldest first.
    pub fn drain(&mut self) -> Vec<Change> {
        match &mut self.told {
            Told::Changes(changes) => std::mem::take(changes),
            Told::Forgotten(_) => Vec::new(),
        }
    }

    /// From now on tells no changes, but with each event that is forgotten how it was then. For whoever asks only how events
    /// ended: most change several times.
    pub(crate) fn keep_forgotten(&mut self) {
        self.told = Told::Forgotten(Vec::new());
    }

    /// Takes the events forgotten since the last call, in the order in which they were.
    pub(crate) fn drain_forgotten(&mut self) -> Vec<Event> {
        match &mut self.told {
            Told::Changes(_) => Vec::new(),
            Told::Forgotten(events) => std::mem::take(events),
        }
    }

    /// Forgets closed and retracted events that ended before `before`.
    pub fn forget_before(&mut self, before: Time) {
        let is_old = |_: &String, e: &mut Event| {
            e.state != EventState::Open && e.end.unwrap_or(e.start).time < before
        };
        let old = self.events.extract_if(.., is_old).map(|(_, event)| event);
        match &mut self.told {
            Told::Changes(_) => old.for_each(drop),
            Told::Forgotten(events) => events.extend(old),
        }
        let events = &self.events;
        self.lights.retain(|id, _| events.contains_key(id));
        self.vms
            .retain(|_, times| times.back().is_some_and(|last| *last >= before));
    }
}
