//! What a revoked device delivered: kept as it came, counted nowhere, until an officer looked at it and takes it in or drops
//! it. A walk-in's record that came with it is kept sealed, so that taking it in loses nothing.

use vigie_crisis::{Act, DeviceId, Event, Person, Source, Taken};
use vigie_exchange::unhex;
use vigie_store::{CrisisPart, Ledger, PersonRow};

use super::{AsidePaper, Decided, Register, SealedRecord, Vault, readings, work::row_of};
use crate::{auth::hex, http::Problem};

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

impl Register {
    /// What waits for an officer.
    pub(crate) fn waiting_aside(&self) -> impl Iterator<Item = &AsidePaper> {
        self.aside.values().filter(|it| it.decided.is_none())
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
        let found = self.aside.iter();
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
            .filter(|(_, it)| it.device == device && it.decided.is_none())
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
