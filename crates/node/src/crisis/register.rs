//! One register in memory: persons, what devices saw of them, and where everyone stands.

mod record;
mod review;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};
use vigie_crisis::{
    Act, Board, ClosedBoarding, CrisisId, DeviceId, Due, ErasureReason, ErasureReceipt, Event,
    EventId, Facts, Hit, Journal, JourneyConfig, LegId, NameIndex, Person, PersonId, PlaceId,
    Readings, Source, Standing, Taken,
};
use vigie_exchange::unhex;
use vigie_store::{CrisisPart, CrisisRow, JourneyRow, Ledger};

pub(crate) use review::PUBLIC;

use super::{
    AsidePaper, CrisisPaper, DevicePaper, PlacePaper, Vault, closing::closings,
    evacuation::PlanPaper,
};
use crate::{auth::hex, http::Problem, live::now};

/// Events read from the store at once.
const EVENTS_AT_ONCE: u64 = 10_000;
/// Events of revoked devices that one register keeps.
const ASIDE_MAX: usize = 50_000;
/// A device whose clock differs by more than this is noted, milliseconds: two minutes, as the fold forgives.
const CLOCK_OFF_MS: u64 = 120_000;

/// A register.
#[derive(Debug)]
pub(crate) struct Register {
    pub(crate) paper: CrisisPaper,
    pub(crate) places: BTreeMap<PlaceId, PlacePaper>,
    pub(crate) devices: BTreeMap<DeviceId, DevicePaper>,
    pub(crate) persons: BTreeMap<PersonId, Person>,
    pub(crate) journal: Journal,
    /// Place in the order of arrival up to which events are here.
    pub(crate) newest: u64,
    pub(crate) receipts: Vec<ErasureReceipt>,
    /// What revoked devices delivered, by the first half of the hash of the text, and what was refused.
    pub(crate) aside: BTreeMap<[u8; 16], AsidePaper>,
    /// Something here was changed by the work under way.
    pub(crate) changed: bool,
    /// Number and hash of the node's own newest event.
    own_last: (u64, String),
    /// When the node learned of each event, by its own clock, milliseconds.
    heard: BTreeMap<EventId, i64>,
    /// People whom each leg of the plan in force can take.
    seats: BTreeMap<LegId, u32>,
    /// Legs whose boarding is closed, and who was aboard then.
    closed: BTreeMap<LegId, ClosedBoarding>,
    board: Option<Board>,
    index: Option<NameIndex>,
}

/// What became of a delivery of events.
#[derive(Debug, Default, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Delivery {
    pub(crate) taken: usize,
    pub(crate) known: usize,
    pub(crate) forked: usize,
    /// Set aside, because the device was revoked before it delivered them.
    pub(crate) aside: usize,
    /// Notes of revoked devices that were taken before, by the walk-in they register, with their signatures.
    #[serde(skip)]
    known_walk_ins: BTreeMap<PersonId, (Event, Vec<u8>)>,
    /// Place in the delivery, from 0, and why.
    pub(crate) refused: Vec<(usize, &'static str)>,
}

fn broken(what: impl std::fmt::Display) -> Problem {
    Problem::internal("crisis-store-damaged", what)
}

/// What the check-in page notes (web/src/checkin/canon.ts). A desk enrols its own devices, so a device may note no more
/// than a desk: every other act is an officer's, who signs in at the node.
fn is_of_a_desk(act: &Act) -> bool {
    matches!(
        act,
        Act::Registered {
            source: Source::WalkIn
        } | Act::CheckedIn { .. }
            | Act::Boarded { .. }
            | Act::Arrived { .. }
    )
}

impl Register {
    /// Reads a register from the store; `None` when there is no such crisis.
    pub(crate) fn load(
        ledger: &Ledger,
        vault: &Vault,
        crisis: CrisisId,
    ) -> Result<Option<Self>, Problem> {
        let rows = ledger.crises()?;
        let Some(row) = rows.iter().find(|row| row.id == crisis.0) else {
            return Ok(None);
        };
        let paper = CrisisPaper::read(&row.body).ok_or_else(|| broken("crisis"))?;
        let mut register = Self::new(paper);
        for row in ledger.crisis_parts(&crisis.0, CrisisPart::Place)? {
            let place: PlacePaper = serde_json::from_str(&row.body).map_err(broken)?;
            register.places.insert(place.id, place);
        }
        for row in ledger.crisis_parts(&crisis.0, CrisisPart::Device)? {
            let device: DevicePaper = serde_json::from_str(&row.body).map_err(broken)?;
            register.devices.insert(device.id, device);
        }
        for row in ledger.crisis_parts(&crisis.0, CrisisPart::Erasure)? {
            let receipt = serde_json::from_str(&row.body).map_err(broken)?;
            register.receipts.push(receipt);
        }
        for row in ledger.crisis_parts(&crisis.0, CrisisPart::Aside)? {
            let aside = serde_json::from_str(&row.body).map_err(broken)?;
            register.aside.insert(row.id, aside);
        }
        ledger.each_person(&crisis.0, |row| {
            let person = vault.unseal(crisis, &row).map_err(broken)?;
            register.persons.insert(person.id, person);
            Ok::<(), Problem>(())
        })?;
        register.load_events(ledger)?;
        register.read_seats(ledger);
        register.read_closings(ledger);
        Ok(Some(register))
    }

    pub(crate) fn new(paper: CrisisPaper) -> Self {
        Self {
            paper,
            places: BTreeMap::new(),
            devices: BTreeMap::new(),
            persons: BTreeMap::new(),
            journal: Journal::default(),
            newest: 0,
            receipts: Vec::new(),
            aside: BTreeMap::new(),
            changed: false,
            own_last: (0, String::new()),
            heard: BTreeMap::new(),
            seats: BTreeMap::new(),
            closed: BTreeMap::new(),
            board: None,
            index: None,
        }
    }

    fn load_events(&mut self, ledger: &Ledger) -> Result<(), Problem> {
        loop {
            let rows = ledger.journey_after(&self.paper.id.0, self.newest, EVENTS_AT_ONCE)?;
            if rows.is_empty() {
                return Ok(());
            }
            for (place, row) in rows {
                let event = Event::read(&row.text).map_err(broken)?;
                if event.id.device == self.own_device() && event.id.seq > self.own_last.0 {
                    self.own_last = (event.id.seq, row.hash);
                }
                self.hear(event.id, row.taken_ms);
                self.journal.take(event);
                self.newest = place;
            }
        }
    }

    /// The node as a device of this crisis.
    pub(crate) fn own_device(&self) -> DeviceId {
        DeviceId::derive(&[b"node", &self.paper.id.0])
    }

    /// Where everyone stands.
    pub(crate) fn board(&mut self) -> &Board {
        let config = JourneyConfig {
            by_hand: Some(self.own_device()),
            ..JourneyConfig::default()
        };
        let (journal, persons, seats) = (&self.journal, &self.persons, &self.seats);
        let closed = &self.closed;
        self.board.get_or_insert_with(|| {
            let minors = persons.values().filter(|person| person.needs.minor);
            let facts = Facts {
                minors: minors.map(|person| (person.id, person.guardian)).collect(),
                seats: seats.clone(),
                closed: closed.clone(),
            };
            journal.fold(&facts, &config)
        })
    }

    /// Takes from the plan in force how many people each leg can take, sitting and lying. A plan that cannot be read is
    /// said where plans are worked with; without one no leg is too full.
    pub(crate) fn read_seats(&mut self, ledger: &Ledger) {
        let plan = PlanPaper::load(ledger, self.paper.id).unwrap_or_default();
        let legs = plan.map(|it| it.instance.legs).unwrap_or_default();
        let room = |leg: &vigie_crisis::Leg| leg.seats.saturating_add(leg.stretchers);
        let seats: BTreeMap<LegId, u32> = legs.iter().map(|leg| (leg.id, room(leg))).collect();
        if self.seats != seats {
            self.seats = seats;
            self.board = None;
        }
    }

    /// Takes up which legs are closed, so that a scan that comes later is told of. One that cannot be read is said where
    /// closings are worked with.
    pub(crate) fn read_closings(&mut self, ledger: &Ledger) {
        let papers = closings(ledger, self.paper.id).unwrap_or_default();
        let in_force = papers.iter().filter(|it| it.is_in_force());
        let closed: BTreeMap<LegId, ClosedBoarding> =
            in_force.map(|it| (it.leg, it.for_facts())).collect();
        if self.closed != closed {
            self.closed = closed;
            self.board = None;
        }
    }

    /// Of two events of one number the later counts: nothing is over sooner for it.
    fn hear(&mut self, event: EventId, at_ms: i64) {
        let heard = self.heard.entry(event).or_insert(at_ms);
        *heard = at_ms.max(*heard);
    }

    /// When a person's record is to be erased, and why. No time begins before the node heard of the return, nor before the
    /// crisis was opened.
    pub(crate) fn erasure_due(&self, standing: &Standing) -> Option<Due> {
        let heard_ms = self.heard.get(&standing.event).copied();
        let opened_ms = self.paper.opened_ms;
        self.paper.retention.due_heard(
            standing,
            heard_ms.unwrap_or(opened_ms).max(opened_ms),
            self.paper.closed_ms,
            self.paper.hold.is_some(),
        )
    }

    /// Who may be meant by a name.
    pub(crate) fn search(&mut self, query: &str, readings: &Readings, most: usize) -> Vec<Hit> {
        let persons = &self.persons;
        let index = self.index.get_or_insert_with(|| {
            let mut index = NameIndex::default();
            for person in persons.values() {
                index.put(person.id, &person.names, readings);
            }
            index
        });
        index.search(query, readings, most)
    }

    /// Forgets the index of names: taking out many one by one takes longer than making it anew.
    pub(crate) fn forget_index(&mut self) {
        self.index = None;
    }

    /// Keeps a person's record; one that is as before is left alone. Says whether anything changed.
    pub(crate) fn put_person(
        &mut self,
        ledger: &mut Ledger,
        vault: &Vault,
        readings: &Readings,
        person: Person,
    ) -> Result<bool, Problem> {
        if self.persons.get(&person.id) == Some(&person) {
            return Ok(false);
        }
        let sealed = vault.seal(self.paper.id, &person).map_err(broken)?;
        self.changed = true;
        ledger.put_person(&self.paper.id.0, &sealed.row)?;
        if let Some(index) = &mut self.index {
            let before = self.persons.get(&person.id).map(|known| &known.names);
            if before != Some(&person.names) {
                index.put(person.id, &person.names, readings);
            }
        }
        self.board = None;
        self.persons.insert(person.id, person);
        Ok(true)
    }

    /// Destroys a person's record and its key. What stays are events by id, and the receipt.
    pub(crate) fn erase(
        &mut self,
        ledger: &mut Ledger,
        person: PersonId,
        reason: ErasureReason,
        at_ms: i64,
    ) -> Result<Option<ErasureReceipt>, Problem> {
        if !self.persons.contains_key(&person) {
            return Ok(None);
        }
        let sealed = ledger.sealed_person(&self.paper.id.0, &person.0)?;
        let sealed_sha256 = sealed.map_or_else(String::new, |it| hex(&Sha256::digest(&it)));
        self.changed = true;
        ledger.erase_person(&self.paper.id.0, &person.0)?;
        let receipt = ErasureReceipt {
            person,
            at_ms,
            reason,
            sealed_sha256,
        };
        let row = CrisisRow {
            id: person.0,
            body: serde_json::to_string(&receipt).map_err(broken)?,
        };
        ledger.put_crisis_part(&self.paper.id.0, CrisisPart::Erasure, &row)?;
        if let Some(index) = &mut self.index {
            index.remove(person);
        }
        self.drop_aside_record(ledger, person)?;
        self.persons.remove(&person);
        self.receipts.push(receipt.clone());
        self.board = None;
        Ok(Some(receipt))
    }

    /// Notes what a person at the node did or learned.
    pub(crate) fn note(
        &mut self,
        ledger: &mut Ledger,
        person: PersonId,
        act: Act,
        by: &str,
        at_ms: i64,
    ) -> Result<EventId, Problem> {
        let device = self.own_device();
        let (last, before) = self.own_last.clone();
        let seq = last + 1;
        let by: String = by.chars().take(16).collect();
        let event = Event {
            id: EventId { device, seq },
            before,
            at_ms,
            by,
            person,
            act,
        };
        let id = event.id;
        if matches!(event.act, Act::Boarded { .. } | Act::Arrived { .. }) {
            self.read_seats(ledger);
        }
        // When it happened is what the person says; when it was heard is now.
        self.take(ledger, event, None, now().ms())?;
        Ok(id)
    }

    /// Notes that new persons came into the register.
    pub(crate) fn note_registered(
        &mut self,
        ledger: &mut Ledger,
        persons: &[(PersonId, Source)],
        by: &str,
        at_ms: i64,
    ) -> Result<(), Problem> {
        for (person, source) in persons {
            let act = Act::Registered { source: *source };
            self.note(ledger, *person, act, by, at_ms)?;
        }
        Ok(())
    }

    pub(super) fn take(
        &mut self,
        ledger: &mut Ledger,
        event: Event,
        signature: Option<Vec<u8>>,
        now_ms: i64,
    ) -> Result<Taken, Problem> {
        // What could not be read back would lose the whole register.
        event
            .check()
            .map_err(|error| Problem::bad(error.code(), &error))?;
        let text = event.text().map_err(broken)?;
        // As `Event::hash`, without writing the text twice.
        let hash = hex(&Sha256::digest(text.as_bytes()));
        if event.id.device == self.own_device() && event.id.seq > self.own_last.0 {
            self.own_last = (event.id.seq, hash.clone());
        }
        let row = JourneyRow {
            device: event.id.device.0,
            seq: event.id.seq,
            hash,
            text,
            signature,
            taken_ms: now_ms,
        };
        self.changed = true;
        ledger.put_journey(&self.paper.id.0, &row)?;
        let id = event.id;
        let taken = self.journal.take(event);
        if taken != Taken::Known {
            self.hear(id, now_ms);
        }
        self.board = None;
        Ok(taken)
    }

    /// Takes in what a device noted. An event that is not signed by a device of this crisis, or that is not a desk's to
    /// note, is refused and set aside with the reason, the rest taken.
    pub(crate) fn deliver(
        &mut self,
        ledger: &mut Ledger,
        events: &[(String, String)],
        device_now_ms: i64,
        now_ms: i64,
    ) -> Result<Delivery, Problem> {
        let mut delivery = Delivery::default();
        let mut first_new: BTreeMap<DeviceId, u64> = BTreeMap::new();
        for (at, (text, signed)) in events.iter().enumerate() {
            let (event, signature) = match self.checked(text, signed) {
                Ok((event, _)) if !is_of_a_desk(&event.act) => {
                    self.keep_refused(ledger, (text, signed), "crisis-act-not-desk", now_ms)?;
                    delivery.refused.push((at, "crisis-act-not-desk"));
                    continue;
                }
                Ok(good) => good,
                Err(code) => {
                    self.keep_refused(ledger, (text, signed), code, now_ms)?;
                    delivery.refused.push((at, code));
                    continue;
                }
            };
            self.settle_refused(ledger, (text, signed), now_ms)?;
            let id = event.id;
            let device = self.devices.get(&id.device);
            if device.is_some_and(|it| it.revoked_ms.is_some()) {
                if self.journal.of(id).any(|known| *known == event) {
                    delivery.known += 1;
                    if matches!(event.act, Act::Registered { .. }) {
                        let known = (event, signature);
                        delivery.known_walk_ins.insert(known.0.person, known);
                    }
                } else {
                    self.set_aside(ledger, &event, text, &signature, now_ms)?;
                    delivery.aside += 1;
                }
                continue;
            }
            match self.take(ledger, event, Some(signature), now_ms)? {
                Taken::New => delivery.taken += 1,
                Taken::Known => {
                    delivery.known += 1;
                    continue;
                }
                Taken::Forked => delivery.forked += 1,
            }
            let first = first_new.entry(id.device).or_insert(id.seq);
            *first = id.seq.min(*first);
        }
        let off_ms = now_ms.saturating_sub(device_now_ms);
        // A delivery comes from one device; others' events in it were noted when those delivered.
        if let [(device, seq)] = first_new.into_iter().collect::<Vec<_>>().as_slice() {
            self.note_clock(ledger, (*device, *seq), off_ms, now_ms)?;
        }
        if delivery.taken + delivery.forked > 0 {
            self.read_seats(ledger);
        }
        Ok(delivery)
    }

    /// Notes by how much the clock of a device is off from its first new event on, when that differs from what is added to
    /// its times so far: a clock that was put right too, whose correction would go on for ever.
    fn note_clock(
        &mut self,
        ledger: &mut Ledger,
        (device, from_seq): (DeviceId, u64),
        off_ms: i64,
        now_ms: i64,
    ) -> Result<(), Problem> {
        let first = EventId {
            device,
            seq: from_seq,
        };
        let added_ms = self.journal.clock_offset_ms(first);
        if off_ms.saturating_sub(added_ms).unsigned_abs() <= CLOCK_OFF_MS {
            return Ok(());
        }
        let is_right = off_ms.unsigned_abs() <= CLOCK_OFF_MS;
        let act = Act::ClockNoted {
            device,
            from_seq,
            add_ms: if is_right { 0 } else { off_ms },
        };
        self.note(ledger, PersonId([0; 16]), act, "node", now_ms)?;
        Ok(())
    }

    /// Keeps an event of a revoked device where it counts nowhere; says whether it is new there. The clock of such a device
    /// says nothing: what was not delivered before it was revoked may have been noted by whoever holds it now.
    fn set_aside(
        &mut self,
        ledger: &mut Ledger,
        event: &Event,
        text: &str,
        signature: &[u8],
        now_ms: i64,
    ) -> Result<bool, Problem> {
        let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        let mut id = [0; 16];
        id.copy_from_slice(digest.get(..16).unwrap_or(&[0; 16]));
        if self.aside.contains_key(&id) {
            return Ok(false);
        }
        if self.aside.len() >= ASIDE_MAX {
            return Err(Problem::bad("crisis-aside-many", ASIDE_MAX));
        }
        let paper = AsidePaper {
            device: event.id.device,
            seq: event.id.seq,
            text: text.to_owned(),
            signature: hex(signature),
            taken_ms: now_ms,
            refused: None,
            record: None,
            decided: None,
        };
        self.keep_aside(ledger, id, paper)?;
        Ok(true)
    }

    pub(super) fn checked(
        &self,
        text: &str,
        signature: &str,
    ) -> Result<(Event, Vec<u8>), &'static str> {
        let event = Event::read(text).map_err(|error| error.code())?;
        let device = self.devices.get(&event.id.device);
        let device = device.ok_or("crisis-device-unknown")?;
        let wrong = "crisis-event-signature";
        let key = unhex(&device.public).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let key = key.and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let bytes = unhex(signature).ok_or(wrong)?;
        let signature = Signature::from_slice(&bytes).map_err(|_length| wrong)?;
        let key = key.ok_or(wrong)?;
        key.verify_strict(text.as_bytes(), &signature)
            .map_err(|_differs| wrong)?;
        Ok((event, bytes))
    }
}
