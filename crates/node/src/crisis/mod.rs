//! The crisis room of a node: registers of nationals in emergencies abroad, opened from the store into memory.
//!
//! Every person's record is sealed in the store with a key of its own, and that key with the key of the vault. In memory
//! records are open, because a search over every writing of a name cannot be made over sealed ones.

pub(crate) mod after;
mod alert_desk;
mod aside;
pub(crate) mod cap_message;
pub(crate) mod closing;
pub(crate) mod evacuation;
mod fuse;
pub(crate) mod import;
pub(crate) mod joint;
mod limit;
mod match_desk;
pub(crate) mod message;
pub(crate) mod outbox;
mod paper;
mod recall;
pub(crate) mod reception;
mod register;
mod retention;
mod seat_desk;
mod table;
#[cfg(test)]
mod testing;
mod vault;
pub(crate) mod work;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Mutex, OnceLock, PoisonError},
};

use vigie_crisis::{CrisisId, Readings, pseudonym};
use vigie_store::{CrisisPart, Ledger};

use crate::http::Problem;

pub(crate) use alert_desk::keep_alerts;
pub(crate) use limit::ReportLimit;
pub(crate) use match_desk::{MatchProgress, keep_matches};
pub(crate) use paper::{
    AsidePaper, CrisisPaper, Decided, DevicePaper, Hold, PlaceKind, PlacePaper, SealedRecord,
};
pub(crate) use recall::{recall_erased, recall_withdrawn};
pub(crate) use register::{PUBLIC, Register};
pub(crate) use retention::keep_retention;
pub(crate) use seat_desk::keep_seats;
pub(crate) use table::{TableFile, read_table};
pub(crate) use vault::Vault;

/// For what the key of pseudonyms is.
const PSEUDONYM: &[u8] = b"pseudonym";

/// The room.
#[derive(Debug)]
pub(crate) struct CrisisRoom {
    vault: Vault,
    inside: Mutex<Inside>,
    /// What each partner was told last, by object, since the start: what did not change is not told again.
    told: Mutex<BTreeMap<(String, String), [u8; 32]>>,
    /// How much the public may report.
    pub(crate) reports: ReportLimit,
    /// Comparisons that are being computed.
    pub(crate) matches: MatchProgress,
}

#[derive(Debug)]
struct Inside {
    ledger: Ledger,
    open: BTreeMap<CrisisId, Register>,
}

/// One crisis at work: its register, and the store inside one change.
pub(crate) struct Desk<'a> {
    pub(crate) register: &'a mut Register,
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) vault: &'a Vault,
}

/// How Japanese names are read; made of the list in the program at the first need.
pub(crate) fn readings() -> &'static Readings {
    static BUILTIN: OnceLock<Readings> = OnceLock::new();
    BUILTIN.get_or_init(Readings::builtin)
}

impl CrisisRoom {
    /// Opens the room in a data folder.
    ///
    /// # Errors
    /// The disk, or keys that do not open.
    pub(crate) fn open(
        folder: &Path,
        ledger: Ledger,
    ) -> Result<Self, crate::partner::own::KeyError> {
        Ok(Self {
            vault: Vault::open(folder)?,
            inside: Mutex::new(Inside {
                ledger,
                open: BTreeMap::new(),
            }),
            told: Mutex::default(),
            reports: ReportLimit::default(),
            matches: MatchProgress::default(),
        })
    }

    /// Whether a partner was not told this yet.
    pub(crate) fn is_news(&self, party: &str, told: &crate::partner::room::Told) -> bool {
        let all = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (party.to_owned(), told.id.clone());
        all.get(&key) != Some(&told.digest())
    }

    /// From now on it was told.
    pub(crate) fn note_told(&self, party: &str, told: &[crate::partner::room::Told]) {
        let mut all = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = told
            .iter()
            .map(|it| ((party.to_owned(), it.id.clone()), it.digest()));
        all.extend(keys);
    }

    /// Under which pseudonyms partners may have been told of persons who are erased here.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn erased_pseudonyms(&self) -> Result<BTreeSet<String>, Problem> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let mut erased = BTreeSet::new();
        for row in inside.ledger.crises()? {
            let key = self.vault.crisis_key(CrisisId(row.id), PSEUDONYM);
            let receipts = inside.ledger.crisis_parts(&row.id, CrisisPart::Erasure)?;
            let of = receipts
                .iter()
                .filter_map(|it| pseudonym(&key, b"person", &it.id));
            erased.extend(of);
        }
        Ok(erased)
    }

    /// All crises.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn list(&self) -> Result<Vec<CrisisPaper>, Problem> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = inside.ledger.crises()?;
        Ok(rows
            .iter()
            .filter_map(|row| CrisisPaper::read(&row.body))
            .collect())
    }

    /// Crises that are open here, under the ids of partners too where two were made one.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn known_crises(&self) -> Result<BTreeSet<CrisisId>, Problem> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = BTreeSet::new();
        for row in inside.ledger.crises()? {
            let own = CrisisId(row.id);
            known.insert(own);
            let all = joint::unions(&inside.ledger, own)?.into_iter();
            let live = all.filter(|it| it.state == joint::UnionState::InForce);
            known.extend(live.map(|it| it.theirs));
        }
        Ok(known)
    }

    /// Our crisis that is one with a partner's; the same id where both have one.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn own_crisis(&self, party: &str, theirs: CrisisId) -> Result<CrisisId, Problem> {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        for row in inside.ledger.crises()? {
            let own = CrisisId(row.id);
            let all = joint::unions(&inside.ledger, own)?;
            let one = all.iter().find(|it| {
                it.party == party && it.theirs == theirs && it.state == joint::UnionState::InForce
            });
            if one.is_some() {
                return Ok(own);
            }
        }
        Ok(theirs)
    }

    /// Works with the store alone, in one change.
    ///
    /// # Errors
    /// What the work says, and the store.
    pub(crate) fn store<T>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.ledger.whole(work)
    }

    /// Works with one crisis. What the work changes in store and register is kept together or not at all.
    ///
    /// # Errors
    /// `not-found` when there is no such crisis; what the work says; the store.
    pub(crate) fn with<T>(
        &self,
        crisis: CrisisId,
        work: impl FnOnce(&mut Desk<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let mut guard = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let Inside { ledger, open } = &mut *guard;
        let register = match open.entry(crisis) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                let loaded = Register::load(ledger, &self.vault, crisis)?;
                new.insert(loaded.ok_or_else(|| Problem::not_found(crisis))?)
            }
        };
        register.changed = false;
        let vault = &self.vault;
        let done = ledger.whole(|ledger| {
            work(&mut Desk {
                register,
                ledger,
                vault,
            })
        });
        // What was changed in memory and not kept is read anew from the store.
        if done.is_err() && open.get(&crisis).is_some_and(|register| register.changed) {
            open.remove(&crisis);
        }
        done
    }

    /// Works with what is kept of one crisis but its persons, in one change: nobody's record is opened.
    ///
    /// # Errors
    /// `not-found` when there is no such crisis; what the work says; the store.
    pub(crate) fn papers<T>(
        &self,
        crisis: CrisisId,
        work: impl FnOnce(&mut Ledger, &CrisisPaper) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.store(|ledger| {
            let rows = ledger.crises()?;
            let row = rows.iter().find(|row| row.id == crisis.0);
            let paper = row.and_then(|row| CrisisPaper::read(&row.body));
            let paper = paper.ok_or_else(|| Problem::not_found(crisis))?;
            work(ledger, &paper)
        })
    }

    /// Empties the write-ahead log after an erasure, so that no file holds what was destroyed.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn forget_erased(&self) -> Result<bool, Problem> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(inside.ledger.forget_deleted()?)
    }
}
