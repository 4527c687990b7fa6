//! The manifest of a leg at the door: who is expected, who is aboard, who is called when a seat stays empty.
//!
//! A scan says at once whether a person may board. Families stay whole: while one of a group is aboard, seats are kept for
//! the rest until check-in closes; who is called from standby must fit as a whole group.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{GroupId, LegId, PersonId};

/// Where a person on a manifest stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// To come.
    Expected,
    /// On standby, not called.
    Standby,
    /// Aboard.
    Boarded,
    /// Did not come; the seat was given back.
    NoShow,
}

/// A person on a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Person.
    pub person: PersonId,
    /// Group.
    pub group: GroupId,
    /// Partner that answers for them.
    pub partner: String,
    /// Lies down.
    #[serde(default)]
    pub stretcher: bool,
    /// A minor.
    #[serde(default)]
    pub minor: bool,
    /// Guardian of the group's minors.
    #[serde(default)]
    pub guardian: bool,
    /// Rank on standby; `None`: has a seat.
    #[serde(default)]
    pub standby: Option<u32>,
    /// Where they stand.
    pub state: EntryState,
}

/// Why a scan is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScanRefusal {
    /// Not on this manifest.
    NotListed,
    /// Already aboard: scanned twice, or two people with one band.
    AlreadyAboard,
    /// On standby and not called.
    NotCalled,
    /// A minor whose guardian is not aboard yet.
    GuardianFirst,
    /// Check-in is closed.
    Closed,
}

impl ScanRefusal {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotListed => "boarding-not-listed",
            Self::AlreadyAboard => "boarding-already-aboard",
            Self::NotCalled => "boarding-not-called",
            Self::GuardianFirst => "boarding-guardian-first",
            Self::Closed => "boarding-closed",
        }
    }
}

/// What closing check-in left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Aboard, per partner.
    pub carried: BTreeMap<String, u32>,
    /// Who did not come.
    pub no_show: Vec<PersonId>,
    /// Seats and stretcher places that leave empty.
    pub empty: (u32, u32),
    /// Groups of which only a part is aboard: they must be told, and asked, before the door shuts.
    pub split: Vec<GroupId>,
}

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Leg.
    pub leg: LegId,
    /// Seats and stretcher places.
    pub places: (u32, u32),
    /// Whether check-in is closed.
    #[serde(default)]
    pub closed: bool,
    /// People.
    pub entries: Vec<Entry>,
}

impl Manifest {
    /// Someone is scanned at the door.
    ///
    /// # Errors
    /// The reason the person may not board.
    pub fn board(&mut self, person: PersonId) -> Result<(), ScanRefusal> {
        if self.closed {
            return Err(ScanRefusal::Closed);
        }
        let at = self
            .entries
            .iter()
            .position(|it| it.person == person)
            .ok_or(ScanRefusal::NotListed)?;
        let Some(entry) = self.entries.get(at) else {
            return Err(ScanRefusal::NotListed);
        };
        match entry.state {
            EntryState::Boarded => return Err(ScanRefusal::AlreadyAboard),
            EntryState::Standby => return Err(ScanRefusal::NotCalled),
            EntryState::Expected | EntryState::NoShow => {}
        }
        let group = entry.group;
        let guardian = |it: &&Entry| it.group == group && it.guardian;
        let alone = entry.minor
            && self.entries.iter().any(|it| guardian(&it))
            && !self
                .entries
                .iter()
                .filter(guardian)
                .any(|it| it.state == EntryState::Boarded);
        if alone {
            return Err(ScanRefusal::GuardianFirst);
        }
        if let Some(entry) = self.entries.get_mut(at) {
            entry.state = EntryState::Boarded;
        }
        Ok(())
    }

    /// Someone leaves the leg again before departure.
    pub fn offload(&mut self, person: PersonId) -> bool {
        let aboard = self
            .entries
            .iter_mut()
            .find(|it| it.person == person && it.state == EntryState::Boarded);
        aboard.map(|it| it.state = EntryState::Expected).is_some()
    }

    /// Says that a group will not come: its seats are free for standby.
    pub fn release(&mut self, group: GroupId) {
        for entry in self
            .entries
            .iter_mut()
            .filter(|it| it.group == group && it.state == EntryState::Expected)
        {
            entry.state = EntryState::NoShow;
        }
    }

    /// Seats and stretcher places that nobody has or is expected on.
    #[must_use]
    pub fn free(&self) -> (u32, u32) {
        let taken = |lying: bool| {
            let here = self.entries.iter().filter(|it| {
                it.stretcher == lying
                    && matches!(it.state, EntryState::Expected | EntryState::Boarded)
            });
            u32::try_from(here.count()).unwrap_or(u32::MAX)
        };
        (
            self.places.0.saturating_sub(taken(false)),
            self.places.1.saturating_sub(taken(true)),
        )
    }

    /// Calls the first groups on standby that fit as a whole; they are expected from then on.
    pub fn call(&mut self) -> Vec<GroupId> {
        let mut waiting: Vec<(u32, GroupId)> = self
            .entries
            .iter()
            .filter(|it| it.state == EntryState::Standby)
            .map(|it| (it.standby.unwrap_or(u32::MAX), it.group))
            .collect();
        waiting.sort_unstable();
        waiting.dedup_by_key(|it| it.1);
        let mut called = Vec::new();
        let mut seen = BTreeSet::new();
        for (_, group) in waiting.into_iter().filter(|it| seen.insert(it.1)) {
            let need = |lying: bool| {
                let here = self
                    .entries
                    .iter()
                    .filter(|it| it.group == group && it.stretcher == lying);
                u32::try_from(here.count()).unwrap_or(u32::MAX)
            };
            let free = self.free();
            if need(false) <= free.0 && need(true) <= free.1 && !self.closed {
                for entry in self.entries.iter_mut().filter(|it| it.group == group) {
                    entry.state = EntryState::Expected;
                }
                called.push(group);
            }
        }
        called
    }

    /// Closes check-in: who is not aboard did not come. Closing again changes nothing.
    pub fn close(&mut self) -> Closing {
        self.closed = true;
        for entry in self
            .entries
            .iter_mut()
            .filter(|it| it.state == EntryState::Expected)
        {
            entry.state = EntryState::NoShow;
        }
        let of = |state: EntryState| self.entries.iter().filter(move |it| it.state == state);
        let mut carried: BTreeMap<String, u32> = BTreeMap::new();
        for entry in of(EntryState::Boarded) {
            *carried.entry(entry.partner.clone()).or_default() += 1;
        }
        let aboard: BTreeSet<GroupId> = of(EntryState::Boarded).map(|it| it.group).collect();
        let missing: BTreeSet<GroupId> = of(EntryState::NoShow).map(|it| it.group).collect();
        Closing {
            carried,
            no_show: of(EntryState::NoShow).map(|it| it.person).collect(),
            empty: self.free(),
            split: aboard.intersection(&missing).copied().collect(),
        }
    }
}
