//! The set of events.

use std::collections::{BTreeMap, BTreeSet};

use super::{Event, EventId};
use crate::DeviceId;

/// What became of an event that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is new.
    New,
    /// It was here already.
    Known,
    /// It is new, and its number was taken by another event: both are kept.
    Forked,
}

/// Events that a device made and that are not here yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Missing {
    /// The device.
    pub device: DeviceId,
    /// First missing number.
    pub from_seq: u64,
    /// Last missing number.
    pub to_seq: u64,
}

/// All events known. It only grows; equal sets are equal journals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journal {
    events: BTreeSet<Event>,
}

impl Journal {
    /// Takes an event in.
    pub fn take(&mut self, event: Event) -> Taken {
        if self.events.contains(&event) {
            return Taken::Known;
        }
        let forked = self.of(event.id).next().is_some();
        self.events.insert(event);
        if forked { Taken::Forked } else { Taken::New }
    }

    /// Takes in all that another journal knows.
    pub fn merge(&mut self, other: &Self) {
        self.events.extend(other.events.iter().cloned());
    }

    /// The events in the order of device and number.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter()
    }

    /// Events of one number: one, unless the device was copied.
    pub fn of(&self, id: EventId) -> impl Iterator<Item = &Event> {
        self.after(id.device, id.seq.saturating_sub(1))
            .take_while(move |event| event.id == id)
    }

    /// Events of a device after a number: what a peer that has up to there lacks.
    pub fn after(&self, device: DeviceId, seq: u64) -> impl Iterator<Item = &Event> {
        let first = Event::least(EventId {
            device,
            seq: seq.saturating_add(1),
        });
        self.events
            .range(first..)
            .take_while(move |event| event.id.device == device)
    }

    /// How many events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The highest number of each device.
    #[must_use]
    pub fn heads(&self) -> BTreeMap<DeviceId, u64> {
        let mut heads = BTreeMap::new();
        for event in &self.events {
            heads.insert(event.id.device, event.id.seq);
        }
        heads
    }

    /// The holes in the numbers of each device: what was made and has not arrived. Empty means that nothing was lost up
    /// to the heads.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let mut holes = Vec::new();
        let mut last: Option<EventId> = None;
        for event in &self.events {
            let before = last
                .filter(|id| id.device == event.id.device)
                .map_or(0, |id| id.seq);
            if event.id.seq > before.saturating_add(1) {
                holes.push(Missing {
                    device: event.id.device,
                    from_seq: before + 1,
                    to_seq: event.id.seq - 1,
                });
            }
            last = Some(event.id);
        }
        holes
    }
}

impl FromIterator<Event> for Journal {
    fn from_iter<T: IntoIterator<Item = Event>>(events: T) -> Self {
        Self {
            events: events.into_iter().collect(),
        }
    }
}

impl Event {
    /// The event that sorts before every other of its number.
    fn least(id: EventId) -> Self {
        Self {
            id,
            before: String::new(),
            at_ms: i64::MIN,
            by: String::new(),
            person: crate::PersonId([0; 16]),
            act: super::Act::Registered {
                source: crate::Source::Roca,
            },
        }
    }
}
