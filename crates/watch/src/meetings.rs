//! The meetings of all pairs under one preset: opened, told again, closed, and repaired by late positions.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use rustc_hash::FxHashMap;
use vigie_sea::Time;

use crate::encounter::Ship;
use crate::meeting::{confidence, evidence, pair_code};
use crate::pair::{Contact, Pair, Step};
use crate::preset::{Preset, PresetName};
use crate::resample::{Reach, SLOT_MS};
use crate::{
    Context, EndPoint, Event, EventBook, EventKind, EventState, Fix, RuleRef, transshipment,
    transshipment_judge,
};

/// Closed meetings that late positions may still repair, and their contacts in all: about 20 MB. Ships
/// that call by satellite bring what was missed within hours; thousands of meetings are weeks.
const OVER_MAX: usize = 4_096;
const OVER_CONTACTS_MAX: usize = 100_000;

type Key = (u32, u32);

/// What telling an event needs besides the pair.
pub(crate) struct Tell<'a> {
    pub(crate) ships: &'a [Ship],
    pub(crate) version: &'a str,
    pub(crate) notice: &'a transshipment::Config,
    pub(crate) context: &'a Context,
}

/// See the head of this file.
#[derive(Debug)]
pub(crate) struct Meetings {
    name: PresetName,
    rule: Preset,
    reach: Reach,
    update_min: f64,
    pairs: FxHashMap<Key, Pair>,
    closing: BinaryHeap<Reverse<(i64, u32, u32)>>,
    over: VecDeque<(Key, Pair)>,
    over_contacts: usize,
}

impl Meetings {
    pub(crate) fn new(name: PresetName, rule: Preset, reach: Reach, update_min: f64) -> Self {
        Self {
            name,
            rule,
            reach,
            update_min,
            pairs: FxHashMap::default(),
            closing: BinaryHeap::new(),
            over: VecDeque::new(),
            over_contacts: 0,
        }
    }

    /// Pairs remembered.
    pub(crate) fn held(&self) -> usize {
        self.pairs.len()
    }

    pub(crate) fn distance_m(&self) -> f64 {
        self.rule.distance_m
    }

    /// When the next pair's patience may be over, ms.
    pub(crate) fn due_ms(&self) -> Option<i64> {
        self.closing.peek().map(|Reverse((due, ..))| *due)
    }

    /// When no contact that belongs to the meeting, or without one to the run, can come any more.
    fn over_ms(&self, pair: &Pair) -> Option<i64> {
        let rule = &self.rule;
        let until = pair.meeting_until(rule).or_else(|| pair.run_until(rule))?;
        Some(until * SLOT_MS + self.reach.gap_ms)
    }

    /// Two ships near each other at a slot.
    pub(crate) fn contact(
        &mut self,
        at: Time,
        key: Key,
        contact: Contact,
        tell: &Tell<'_>,
        book: &mut EventBook,
    ) {
        if contact.distance_m > self.rule.distance_m {
            return;
        }
        let fresh = !self.pairs.contains_key(&key);
        let pair = self.pairs.entry(key).or_default();
        let mut step = pair.contact(contact, &self.rule);
        if fresh && let Some(over_ms) = self.pairs.get(&key).and_then(|p| self.over_ms(p)) {
            self.closing.push(Reverse((over_ms, key.0, key.1)));
        }
        if step == Step::Over {
            self.tell(at, key, EventState::Closed, tell, book);
            self.remember(key);
            step = self.pairs.entry(key).or_default().restart(&self.rule);
        }
        if step == Step::Holds && self.worth_telling(key) {
            self.tell(at, key, EventState::Open, tell, book);
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "slots are far below 2^52")]
    fn worth_telling(&self, key: Key) -> bool {
        let Some(pair) = self.pairs.get(&key) else {
            return false;
        };
        match (pair.held, pair.told) {
            (Some(held), Some(told)) => (held - told) as f64 * 10.0 >= self.update_min,
            (held, _) => held.is_some(),
        }
    }

    /// The next pair whose patience may be over.
    pub(crate) fn close_next(&mut self, tell: &Tell<'_>, book: &mut EventBook) {
        let Some(Reverse((due_ms, a, b))) = self.closing.pop() else {
            return;
        };
        let key = (a, b);
        let over_ms = self.pairs.get(&key).and_then(|p| self.over_ms(p));
        let Some(over_ms) = over_ms else {
            self.pairs.remove(&key);
            return;
        };
        if over_ms > due_ms {
            self.closing.push(Reverse((over_ms, a, b)));
            return;
        }
        self.tell(Time::from_ms(due_ms), key, EventState::Closed, tell, book);
        self.remember(key);
        let Some(pair) = self.pairs.get_mut(&key) else {
            return;
        };
        // A later run that came too late to join may become a meeting of its own.
        pair.end();
        let next_ms = self.pairs.get(&key).and_then(|p| self.over_ms(p));
        match next_ms {
            Some(next_ms) if next_ms > due_ms => self.closing.push(Reverse((next_ms, a, b))),
            _ => {
                self.pairs.remove(&key);
            }
        }
    }

    /// Keeps a told meeting for late positions, the oldest dropped first.
    fn remember(&mut self, key: Key) {
        let Some(pair) = self.pairs.get(&key).filter(|p| p.event.is_some()) else {
            return;
        };
        let meeting = pair.over();
        self.over_contacts += meeting.len();
        self.over.push_back((key, meeting));
        while self.over.len() > OVER_MAX || self.over_contacts > OVER_CONTACTS_MAX {
            let Some((_, oldest)) = self.over.pop_front() else {
                return;
            };
            self.over_contacts -= oldest.len();
        }
    }

    /// Puts the pair's meeting into the book; a pair that never held the rule tells nothing.
    fn tell(
        &mut self,
        at: Time,
        key: Key,
        state: EventState,
        tell: &Tell<'_>,
        book: &mut EventBook,
    ) {
        let Some(pair) = self.pairs.get_mut(&key) else {
            return;
        };
        if state == EventState::Closed {
            pair.settle(&self.rule);
        }
        let Some(event) = event(self.name, &self.rule, (key, pair), state, tell) else {
            return;
        };
        pair.told = pair.held;
        pair.event = Some(event.id.clone());
        put(at, event, book);
    }

    /// A position that came too late to be sorted in: the ship may prove to have been elsewhere.
    pub(crate) fn late(
        &mut self,
        fix: &Fix,
        slots: &[u32],
        now: Time,
        tell: &Tell<'_>,
        book: &mut EventBook,
    ) {
        let concerns = |key: &Key| slots.contains(&key.0) || slots.contains(&key.1);
        let side = |key: &Key| usize::from(!slots.contains(&key.0));
        let mut open: Vec<Key> = self.pairs.keys().filter(|k| concerns(k)).copied().collect();
        open.sort_unstable();
        for key in open {
            let Some(pair) = self.pairs.get_mut(&key) else {
                continue;
            };
            if pair.repair(side(&key), fix.time.ms(), fix.position, &self.rule) {
                let state = EventState::Open;
                corrected(self.name, &self.rule, (key, pair), state, now, tell, book);
            }
        }
        for (key, pair) in &mut self.over {
            if !concerns(key) {
                continue;
            }
            if pair.repair(side(key), fix.time.ms(), fix.position, &self.rule) {
                let (key, state) = (*key, EventState::Closed);
                corrected(self.name, &self.rule, (key, pair), state, now, tell, book);
            }
        }
        self.over.retain(|(_, pair)| pair.event.is_some());
        self.over_contacts = self.over.iter().map(|(_, pair)| pair.len()).sum();
    }

    /// A beacon on a net is no vessel: its meetings are withdrawn.
    pub(crate) fn withdraw_gear(&mut self, slot: u32, at: Time, book: &mut EventBook) {
        let mut keys: Vec<Key> = self
            .pairs
            .keys()
            .filter(|k| k.0 == slot || k.1 == slot)
            .copied()
            .collect();
        keys.sort_unstable();
        let mut ids: Vec<String> = keys
            .iter()
            .filter_map(|key| self.pairs.remove(key)?.event)
            .collect();
        let of_gear = self.over.iter().filter(|(k, _)| k.0 == slot || k.1 == slot);
        ids.extend(of_gear.filter_map(|(_, pair)| pair.event.clone()));
        self.drop_over(slot);
        for id in ids {
            book.retract(at, &id, "vessel-is-gear");
        }
    }

    fn drop_over(&mut self, slot: u32) {
        self.over.retain(|(k, _)| k.0 != slot && k.1 != slot);
        self.over_contacts = self.over.iter().map(|(_, pair)| pair.len()).sum();
    }

    /// The track in this slot is forgotten.
    pub(crate) fn forget(&mut self, slot: u32) {
        self.pairs.retain(|key, _| key.0 != slot && key.1 != slot);
        self.drop_over(slot);
    }
}

/// An event once withdrawn stays withdrawn.
fn put(at: Time, event: Event, book: &mut EventBook) {
    if book
        .get(&event.id)
        .is_none_or(|known| known.state != EventState::Retracted)
    {
        book.put(at, event);
    }
}

/// Tells what a late position left of a meeting.
fn corrected(
    name: PresetName,
    rule: &Preset,
    (key, pair): (Key, &mut Pair),
    state: EventState,
    now: Time,
    tell: &Tell<'_>,
    book: &mut EventBook,
) {
    let Some(id) = pair.event.clone() else {
        return;
    };
    match event(name, rule, (key, pair), state, tell) {
        Some(event) => {
            pair.told = pair.held;
            put(now, event, book);
        }
        None => {
            book.retract(now, &id, "late-positions-inside");
            (pair.event, pair.told) = (None, None);
        }
    }
}

fn event(
    name: PresetName,
    rule: &Preset,
    (key, pair): (Key, &Pair),
    state: EventState,
    tell: &Tell<'_>,
) -> Option<Event> {
    let contacts = pair.meeting();
    let (first, last) = (contacts.first()?, contacts.last()?);
    let ships = [
        tell.ships.get(key.0 as usize)?,
        tell.ships.get(key.1 as usize)?,
    ];
    let start_s = first.slot * SLOT_MS / 1_000;
    let [a, b] = ships;
    let point = |c: &Contact| EndPoint {
        time: Time::from_ms(c.slot * SLOT_MS),
        position: c.between,
    };
    let mut evidence = evidence(rule, pair, contacts, tell.context);
    evidence.code("preset", name.code());
    evidence.code("pair", pair_code(a.known.role(), b.known.role()));
    evidence.code("role_source_first", a.known.source());
    evidence.code("role_source_second", b.known.source());
    if pair.repaired {
        evidence.code("edited", "late-positions-inside");
    }
    let id = pair.event.clone().unwrap_or_else(|| {
        let word = name.id_word();
        format!(
            "{word}-{}-{}-{}-{}-{start_s}",
            a.mmsi, a.track, b.mmsi, b.track
        )
    });
    let mut event = Event {
        id,
        kind: EventKind::Encounter,
        state,
        revision: 0,
        vessels: ships.iter().map(|s| s.participant()).collect(),
        start: point(first),
        end: Some(point(last)),
        rule: RuleRef {
            name: name.rule().to_owned(),
            version: tell.version.to_owned(),
        },
        confidence: confidence(rule, &evidence),
        evidence,
        refuted_by: [
            "positions-apart-from-another-source",
            "sighting-apart",
            "vessel-is-gear",
        ]
        .map(str::to_owned)
        .to_vec(),
        retraction: None,
    };
    transshipment_judge::tell(tell.notice, &mut event, &ships.map(Ship::met), tell.context);
    Some(event)
}
