//! Records of walk-ins that a device brings: each is looked at by itself, and none comes into the register but by a note
//! that counts.

use std::collections::BTreeSet;

use serde_json::Value;
use vigie_crisis::{Act, Eligibility, Event, Person, PersonId, Source};
use vigie_store::Ledger;

use super::{Delivery, Register, broken};
use crate::{
    crisis::{Vault, readings},
    http::Problem,
};

/// An officer dropped the note that registers this person.
const DROPPED: &str = "crisis-record-dropped";
/// No note that counts, and none that waits for an officer, registers this person.
const UNREGISTERED: &str = "crisis-record-unregistered";

/// What became of the records of a delivery.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Records {
    /// In the register now.
    pub(crate) taken: Vec<PersonId>,
    /// Kept sealed beside the note that waits for an officer.
    pub(crate) aside: usize,
    /// Place in the delivery, from 0, and why.
    pub(crate) refused: Vec<(usize, &'static str)>,
}

/// Reads one record; a bad one is no reason to lose the others.
fn read(record: Value) -> Result<Person, &'static str> {
    let person: Person = serde_json::from_value(record).map_err(|fault| {
        let is_date = fault.to_string().starts_with("crisis-date");
        if is_date {
            "crisis-date"
        } else {
            "crisis-record-unreadable"
        }
    })?;
    person.check().map_err(|error| error.code())?;
    Ok(person)
}

impl Register {
    /// Takes in the records of walk-ins that came with a delivery, after its events.
    pub(crate) fn take_records(
        &mut self,
        ledger: &mut Ledger,
        vault: &Vault,
        records: Vec<Value>,
        delivery: &Delivery,
        now_ms: i64,
    ) -> Result<Records, Problem> {
        let mut done = Records::default();
        if records.is_empty() {
            return Ok(done);
        }
        let mut registered = self.registered();
        let [mut waiting, dropped, taken_in] = self.walk_ins_aside();
        registered.extend(taken_in);
        let erased: BTreeSet<PersonId> = self.receipts.iter().map(|it| it.person).collect();
        for (at, record) in records.into_iter().enumerate() {
            let mut person = match read(record) {
                Ok(person) => person,
                Err(code) => {
                    done.refused.push((at, code));
                    continue;
                }
            };
            let id = person.id;
            // A desk brings new people; it does not rewrite those of the register, nor bring back erased ones.
            if self.persons.contains_key(&id) || erased.contains(&id) {
                continue;
            }
            // Who may use a seat is an officer's to decide.
            person.eligibility = Eligibility::Unknown;
            person.source = Source::WalkIn;
            if dropped.contains(&id) {
                done.refused.push((at, DROPPED));
                continue;
            }
            if registered.contains(&id) {
                self.put_person(ledger, vault, readings(), person)?;
                done.taken.push(id);
                continue;
            }
            // The note was taken before the device was revoked, the record comes after: an officer looks at both.
            if let Some((event, signature)) = delivery.known_walk_ins.get(&id) {
                let text = event.text().map_err(broken)?;
                if self.set_aside(ledger, event, &text, signature, now_ms)? {
                    waiting.insert(id);
                }
            }
            if waiting.contains(&id) {
                self.keep_aside_record(ledger, vault, &person)?;
                done.aside += 1;
            } else {
                done.refused.push((at, UNREGISTERED));
            }
        }
        Ok(done)
    }

    /// Persons whom a note of the node, or of a device that is not revoked, registers.
    fn registered(&self) -> BTreeSet<PersonId> {
        let own = self.own_device();
        let is_trusted = |event: &&Event| {
            let device = self.devices.get(&event.id.device);
            event.id.device == own || device.is_some_and(|it| it.revoked_ms.is_none())
        };
        let registers = |event: &&Event| matches!(event.act, Act::Registered { .. });
        let notes = self.journal.events().filter(registers).filter(is_trusted);
        notes.map(|event| event.person).collect()
    }

    /// Persons whom notes of revoked devices register: those that wait for an officer, those that one dropped, and
    /// those that one took in. The notes are kept when they were decided on, so that what was dropped stays so.
    fn walk_ins_aside(&self) -> [BTreeSet<PersonId>; 3] {
        let [mut waiting, mut dropped, mut taken_in] =
            [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
        // Most notes are of check-ins: they are not read.
        let notes = self.aside.values().filter(|it| it.refused.is_none());
        for paper in notes.filter(|it| it.text.contains("\"registered\"")) {
            let Ok(event) = Event::read(&paper.text) else {
                continue;
            };
            if !matches!(event.act, Act::Registered { .. }) {
                continue;
            }
            match &paper.decided {
                None => waiting.insert(event.person),
                Some(decided) if !decided.taken => dropped.insert(event.person),
                // An officer took the note in; its record may come after it.
                Some(_) => taken_in.insert(event.person),
            };
        }
        [waiting, dropped, taken_in]
    }
}
