//! What a revoked device delivered: kept as it came, counted nowhere, until an officer looked at it and takes it in or drops
//! it. A walk-in's record that came with it is kept sealed, so that taking it in loses nothing.
//!
//! What the node refused is kept beside it with the reason, so that an officer learns that something was noted; it leaves the
//! list when the same note is good later, or an officer has looked at it.

use sha2::{Digest as _, Sha256};
use vigie_crisis::{Act, DeviceId, Event, Person, PersonId, Source, Taken};
use vigie_exchange::unhex;
use vigie_store::{CrisisPart, Ledger, PersonRow};

use super::{AsidePaper, Decided, Register, SealedRecord, Vault, readings, work::row_of};
use crate::{auth::hex, http::Problem, partner::round::NODE};

/// Refused notes that wait in one register.
const REFUSED_MAX: usize = 2_000;
/// Longest text that is kept of one, bytes: a note is a third of it.
const TEXT_BYTES_MAX: usize = 2_000;
/// Length of a signature, hexadecimal.
const SIGNATURE_CHARS: usize = 128;

/// What came of a decision.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(crate) struct AsideDone {
    /// Notes decided on.
    pub(crate) notes: usize,
    /// Of them new to the journal.
    pub(crate) taken: usize,
    /// Walk-ins that are in the register now.
    pub(crate) persons: usize,
    /// Notes that register someone whose record never came, or was erased.
    pub(crate) without_record: usize,
}

fn damaged(what: impl std::fmt::Display) -> Problem {
    Problem::internal("crisis-store-damaged", what)
}

/// Under what a refused note is kept: with its signature, so that a copy with a false one hides no true note.
fn refused_id((text, signature): (&str, &str)) -> [u8; 16] {
    let mut digest = Sha256::new();
    digest.update(b"refused");
    digest.update((text.len() as u64).to_be_bytes());
    digest.update(text.as_bytes());
    digest.update(signature.as_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    let mut id = [0; 16];
    id.copy_from_slice(digest.get(..16).unwrap_or(&[0; 16]));
    id
}

/// The device and the number that a text claims, as far as it can be read.
fn claimed(text: &str) -> (DeviceId, u64) {
    let read: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let id = &read["id"];
    let device = id["device"].as_str().and_then(|it| it.parse().ok());
    let nobody = DeviceId([0; 16]);
    (device.unwrap_or(nobody), id["seq"].as_u64().unwrap_or(0))
}

impl Register {
    /// What waits for an officer.
    pub(crate) fn waiting_aside(&self) -> impl Iterator<Item = &AsidePaper> {
        let notes = self.aside.values().filter(|it| it.refused.is_none());
        notes.filter(|it| it.decided.is_none())
    }

    /// What the node refused and nobody has looked at.
    pub(crate) fn waiting_refused(&self) -> impl Iterator<Item = &AsidePaper> {
        let notes = self.aside.values().filter(|it| it.refused.is_some());
        notes.filter(|it| it.decided.is_none())
    }

    /// Keeps a note that the node refused, with the reason; the same one once. Of what is no note, which may hold anything,
    /// only the number that it claims is kept.
    pub(super) fn keep_refused(
        &mut self,
        ledger: &mut Ledger,
        (text, signature): (&str, &str),
        code: &str,
        now_ms: i64,
    ) -> Result<(), Problem> {
        let id = refused_id((text, signature));
        if self.aside.contains_key(&id) || self.waiting_refused().count() >= REFUSED_MAX {
            return Ok(());
        }
        let is_note = text.len() <= TEXT_BYTES_MAX && Event::read(text).is_ok();
        let is_signed = is_note && signature.len() == SIGNATURE_CHARS;
        let (device, seq) = claimed(text);
        let paper = AsidePaper {
            device,
            seq,
            text: if is_note { text } else { "" }.to_owned(),
            signature: if is_signed { signature } else { "" }.to_owned(),
            taken_ms: now_ms,
            refused: Some(code.to_owned()),
            record: None,
            decided: None,
        };
        self.keep_aside(ledger, id, paper)
    }

    /// A note that was refused before, and is good now, waits for nobody.
    pub(super) fn settle_refused(
        &mut self,
        ledger: &mut Ledger,
        note: (&str, &str),
        now_ms: i64,
    ) -> Result<(), Problem> {
        let id = refused_id(note);
        let found = self.aside.get(&id).filter(|it| it.decided.is_none());
        let Some(mut paper) = found.cloned() else {
            return Ok(());
        };
        paper.decided = Some(Decided {
            at_ms: now_ms,
            by: NODE.to_owned(),
            taken: true,
            why: String::new(),
        });
        self.keep_aside(ledger, id, paper)
    }

    /// An officer has looked at what was refused of a device: at these numbers, or at all. Says how many notes those were.
    pub(crate) fn dismiss_refused(
        &mut self,
        ledger: &mut Ledger,
        device: DeviceId,
        seqs: Option<&[u64]>,
        decided: &Decided,
    ) -> Result<usize, Problem> {
        let seen: Vec<([u8; 16], AsidePaper)> = self
            .aside
            .iter()
            .filter(|(_, it)| it.refused.is_some() && it.decided.is_none())
            .filter(|(_, it)| it.device == device)
            .filter(|(_, it)| seqs.is_none_or(|seqs| seqs.contains(&it.seq)))
            .map(|(id, it)| (*id, it.clone()))
            .collect();
        let count = seen.len();
        for (id, mut paper) in seen {
            paper.decided = Some(decided.clone());
            self.keep_aside(ledger, id, paper)?;
        }
        Ok(count)
    }

    pub(super) fn keep_aside(
        &mut self,
        ledger: &mut Ledger,
        id: [u8; 16],
        paper: AsidePaper,
    ) -> Result<(), Problem> {
        self.changed = true;
        let row = row_of(id, &paper)?;
        ledger.put_crisis_part(&self.paper.id.0, CrisisPart::Aside, &row)?;
        self.aside.insert(id, paper);
        Ok(())
    }

    /// Keeps the record of a walk-in whom only a note that was set aside registers.
    pub(crate) fn keep_aside_record(
        &mut self,
        ledger: &mut Ledger,
        vault: &Vault,
        person: &Person,
    ) -> Result<(), Problem> {
        let registers = |paper: &AsidePaper| {
            let event = Event::read(&paper.text).ok();
            event.is_some_and(|it| {
                it.person == person.id && matches!(it.act, Act::Registered { .. })
            })
        };
        let found = self.aside.iter().filter(|(_, it)| it.refused.is_none());
        let mut found = found.filter(|(_, it)| it.record.is_none() && it.decided.is_none());
        let Some((id, paper)) = found.find(|(_, it)| registers(it)) else {
            return Ok(());
        };
        let row = vault.seal(self.paper.id, person).map_err(damaged)?.row;
        let (id, mut paper) = (*id, paper.clone());
        paper.record = Some(SealedRecord {
            sealed: hex(&row.sealed),
            key: hex(&row.key),
        });
        self.keep_aside(ledger, id, paper)
    }

    /// Destroys the records of walk-ins that still wait, their time being over; says how many.
    pub(crate) fn drop_aside_records(&mut self, ledger: &mut Ledger) -> Result<usize, Problem> {
        let waiting = self.aside.iter().filter(|(_, it)| it.record.is_some());
        let waiting: Vec<([u8; 16], AsidePaper)> =
            waiting.map(|(id, it)| (*id, it.clone())).collect();
        let count = waiting.len();
        for (id, mut paper) in waiting {
            paper.record = None;
            self.keep_aside(ledger, id, paper)?;
        }
        Ok(count)
    }

    /// Destroys the record of one person that waits beside a note: who is erased is erased there, too.
    pub(super) fn drop_aside_record(
        &mut self,
        ledger: &mut Ledger,
        person: PersonId,
    ) -> Result<(), Problem> {
        let is_of = |it: &AsidePaper| {
            let event = it.record.as_ref().and_then(|_| Event::read(&it.text).ok());
            event.is_some_and(|event| event.person == person)
        };
        let waiting = self.aside.iter().filter(|(_, it)| is_of(it));
        let waiting: Vec<([u8; 16], AsidePaper)> =
            waiting.map(|(id, it)| (*id, it.clone())).collect();
        for (id, mut paper) in waiting {
            paper.record = None;
            self.keep_aside(ledger, id, paper)?;
        }
        Ok(())
    }

    /// The record that came with a note.
    pub(crate) fn aside_record(&self, vault: &Vault, paper: &AsidePaper) -> Option<Person> {
        let event = Event::read(&paper.text).ok()?;
        let record = paper.record.as_ref()?;
        let row = PersonRow {
            id: event.person.0,
            sealed: unhex(&record.sealed)?,
            key: unhex(&record.key)?,
        };
        vault.unseal(self.paper.id, &row).ok()
    }

    /// Takes in, or drops, notes of a revoked device: those of these numbers, or all that wait. The records of walk-ins go
    /// into the register before their notes; dropped ones are destroyed with their keys.
    pub(crate) fn decide_aside(
        &mut self,
        ledger: &mut Ledger,
        vault: &Vault,
        device: DeviceId,
        seqs: Option<&[u64]>,
        decided: &Decided,
    ) -> Result<AsideDone, Problem> {
        let mut chosen: Vec<([u8; 16], AsidePaper)> = self
            .aside
            .iter()
            .filter(|(_, it)| it.refused.is_none() && it.decided.is_none())
            .filter(|(_, it)| it.device == device)
            .filter(|(_, it)| seqs.is_none_or(|seqs| seqs.contains(&it.seq)))
            .map(|(id, it)| (*id, it.clone()))
            .collect();
        chosen.sort_by_key(|(_, it)| it.seq);
        let mut done = AsideDone::default();
        for (id, mut paper) in chosen {
            done.notes += 1;
            if decided.taken {
                // The signature was checked when it came; what is kept is checked again.
                let (event, signature) = self
                    .checked(&paper.text, &paper.signature)
                    .map_err(|code| Problem::bad(code, paper.seq))?;
                if matches!(event.act, Act::Registered { .. })
                    && !self.persons.contains_key(&event.person)
                {
                    let erased = self.receipts.iter().any(|it| it.person == event.person);
                    match self.aside_record(vault, &paper).filter(|_| !erased) {
                        Some(mut person) => {
                            person.source = Source::WalkIn;
                            self.put_person(ledger, vault, readings(), person)?;
                            done.persons += 1;
                        }
                        None => done.without_record += 1,
                    }
                }
                let new = self.take(ledger, event, Some(signature), decided.at_ms)?;
                done.taken += usize::from(new != Taken::Known);
            }
            paper.record = None;
            paper.decided = Some(decided.clone());
            self.keep_aside(ledger, id, paper)?;
        }
        Ok(done)
    }
}
