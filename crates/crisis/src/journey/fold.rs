//! From the set of events to where everyone is.
//!
//! Events of one device count in the order of its numbers; events of different devices in the order of their times, each
//! corrected by what is known of the device's clock. Where two orders are possible and it matters, a conflict is listed
//! and the state is the one that leaves nobody behind: seen on land after boarding means at the assembly point.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    Act, Conflict, ConflictId, ConflictKind, Event, EventId, Journal, event::hex, walk::walk,
};
use crate::{DeviceId, Eligibility, Funnel, FunnelState, LegId, PersonId, PlaceId, Source};

/// Thresholds of the fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// Sightings at two places closer in time than this contradict each other, seconds. Half an hour: two points worth
    /// two names are further apart in a crisis, counting the queue at the second.
    pub two_places_s: i64,
    /// A clock may go back by so much without a word, seconds: a time server setting it right.
    pub clock_back_s: i64,
    /// The device whose times people enter, if any: the node's own. What was entered later may have happened earlier.
    pub by_hand: Option<DeviceId>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            two_places_s: 1_800,
            clock_back_s: 120,
            by_hand: None,
        }
    }
}

/// What the register and the plan know that events do not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Minors and who is responsible for them, if anyone is named.
    pub minors: BTreeMap<PersonId, Option<PersonId>>,
    /// How many people each leg can take, sitting or lying.
    pub seats: BTreeMap<LegId, u32>,
    /// Legs whose boarding is closed.
    pub closed: BTreeMap<LegId, ClosedBoarding>,
}

/// The final manifest of a leg, as far as a contradiction needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClosedBoarding {
    /// When boarding was closed, milliseconds since 1970 UTC.
    pub closed_ms: i64,
    /// Who was aboard then.
    pub aboard: BTreeSet<PersonId>,
}

/// Where a person stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// State in the funnel.
    pub state: FunnelState,
    /// When that state began, milliseconds since 1970 UTC, by corrected clocks.
    pub since_ms: i64,
    /// The event that says so.
    pub event: EventId,
    /// Last place seen at.
    pub place: Option<PlaceId>,
    /// The leg offered, accepted, boarded or come by.
    pub leg: Option<LegId>,
    /// Eligibility decided.
    pub eligibility: Eligibility,
    /// The leg that they did not come to; nothing was seen or heard of them since, and a seat has to be found for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_show: Option<LegId>,
    /// Said that they need help where they are, and has not been met since.
    pub needs_help: bool,
    /// The person was seen or spoken to, answered or reported: a message that went out is not that.
    pub heard_of: bool,
    /// Handed over.
    pub handed_over: bool,
    /// Case closed.
    pub closed: bool,
    /// Came into the register from.
    pub source: Option<Source>,
}

/// Where everyone stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// By person. Who was merged into another is not here.
    pub persons: BTreeMap<PersonId, Standing>,
    /// Who was merged, and into whom.
    pub merged: BTreeMap<PersonId, PersonId>,
    /// Contradictions, settled ones too, in a fixed order.
    pub conflicts: Vec<Conflict>,
}

impl Board {
    /// How many people are in each state.
    #[must_use]
    pub fn funnel(&self) -> Funnel {
        let mut funnel = Funnel::default();
        for standing in self.persons.values() {
            funnel.count(standing.state);
        }
        funnel
    }

    /// Contradictions that nobody has looked at.
    pub fn open_conflicts(&self) -> impl Iterator<Item = &Conflict> {
        self.conflicts.iter().filter(|c| c.settled.is_none())
    }

    /// SHA-256 over all of it, hexadecimal: two nodes that hold the same events show the same.
    #[must_use]
    pub fn digest(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let digest: [u8; 32] = Sha256::digest(text).into();
        hex(&digest)
    }
}

impl Journal {
    /// Where everyone stands, by all events.
    #[must_use]
    pub fn fold(&self, facts: &Facts, config: &Config) -> Board {
        let mut found = BTreeSet::new();
        let Journeys {
            voided,
            merged,
            of: journeys,
        } = journeys(self, config, &mut found);
        let mut persons = BTreeMap::new();
        for (person, journey) in journeys {
            if let Some(standing) = walk(person, &journey, config, &mut found) {
                persons.insert(person, standing);
            }
        }
        across(&persons, facts, &mut found);
        late(&persons, facts, &merged, &mut found);
        same_documents(self, &voided, &merged, &mut found);
        let settled = settled(self, &voided);
        let conflicts = found
            .into_iter()
            .map(|kind| {
                let id = kind.id();
                let settled = settled.get(&id).copied();
                Conflict { id, kind, settled }
            })
            .collect();
        Board {
            persons,
            merged,
            conflicts,
        }
    }

    /// What is added to the time of an event of this number for what was noted of its device's clock, milliseconds.
    #[must_use]
    pub fn clock_offset_ms(&self, id: EventId) -> i64 {
        let voided = voided(self, &mut Found::new());
        in_force(&clocks(self, &voided), id).1
    }
}

pub(super) type Found = BTreeSet<ConflictKind>;

/// An event with its corrected time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timed<'a> {
    pub(super) at_ms: i64,
    pub(super) event: &'a Event,
}

/// The events that count, by the person they are about.
pub(super) struct Journeys<'a> {
    voided: BTreeSet<EventId>,
    merged: BTreeMap<PersonId, PersonId>,
    /// In the order of time; who was merged is under the id that remains.
    pub(super) of: BTreeMap<PersonId, Vec<Timed<'a>>>,
}

/// Everyone's journey; says what contradicts in clocks, chains, corrections and merges.
pub(super) fn journeys<'a>(
    journal: &'a Journal,
    config: &Config,
    found: &mut Found,
) -> Journeys<'a> {
    let voided = voided(journal, found);
    let clocks = clocks(journal, &voided);
    let timed = timed(journal, &clocks, config, found);
    let merged = merges(journal, &voided, found);
    let mut of: BTreeMap<PersonId, Vec<Timed<'a>>> = BTreeMap::new();
    for one in timed {
        if voided.contains(&one.event.id) || is_administrative(&one.event.act) {
            continue;
        }
        let person = merged.get(&one.event.person).copied();
        let person = person.unwrap_or(one.event.person);
        of.entry(person).or_default().push(one);
    }
    for journey in of.values_mut() {
        journey.sort_by_key(|one| (one.at_ms, one.event.id));
    }
    Journeys { voided, merged, of }
}

/// Events about events and clocks, not about a person's way.
fn is_administrative(act: &Act) -> bool {
    matches!(
        act,
        Act::Corrected { .. } | Act::Settled { .. } | Act::ClockNoted { .. } | Act::Merged { .. }
    )
}

fn voided(journal: &Journal, found: &mut Found) -> BTreeSet<EventId> {
    let mut voided = BTreeSet::new();
    for event in journal.events() {
        let Act::Corrected { of } = event.act else {
            continue;
        };
        let mut targets = journal.of(of).peekable();
        let idle = targets.peek().is_none()
            || targets.any(|target| matches!(target.act, Act::Corrected { .. }));
        if idle {
            found.insert(ConflictKind::IdleCorrection { event: event.id });
        } else {
            voided.insert(of);
        }
    }
    voided
}

/// What to add to the times of each device, from which number on.
fn clocks(journal: &Journal, voided: &BTreeSet<EventId>) -> BTreeMap<DeviceId, BTreeMap<u64, i64>> {
    let mut clocks: BTreeMap<DeviceId, BTreeMap<u64, i64>> = BTreeMap::new();
    for event in journal.events().filter(|e| !voided.contains(&e.id)) {
        if let Act::ClockNoted {
            device,
            from_seq,
            add_ms,
        } = event.act
        {
            clocks.entry(device).or_default().insert(from_seq, add_ms);
        }
    }
    clocks
}

/// From which number on the offset holds that an event's device has at this number, and the offset, milliseconds.
fn in_force(clocks: &BTreeMap<DeviceId, BTreeMap<u64, i64>>, id: EventId) -> (u64, i64) {
    let noted = clocks.get(&id.device);
    let noted = noted.and_then(|noted| noted.range(..=id.seq).next_back());
    noted.map_or((0, 0), |(from, add)| (*from, *add))
}

/// All events with corrected times that never go back within a device, but where people enter them; says which chains and
/// clocks are broken.
fn timed<'a>(
    journal: &'a Journal,
    clocks: &BTreeMap<DeviceId, BTreeMap<u64, i64>>,
    config: &Config,
    found: &mut Found,
) -> Vec<Timed<'a>> {
    let mut timed: Vec<Timed<'a>> = Vec::with_capacity(journal.len());
    let (mut before, mut here): (Vec<Link>, Vec<Link>) = (Vec::new(), Vec::new());
    let mut last: Option<EventId> = None;
    for event in journal.events() {
        let (part, add_ms) = in_force(clocks, event.id);
        let raw_ms = event.at_ms.saturating_add(add_ms);
        if last == Some(event.id) {
            found.insert(ConflictKind::Forked { event: event.id });
        } else {
            let follows = last.is_some_and(|last| last.device == event.id.device)
                && last.map(|last| last.seq.saturating_add(1)) == Some(event.id.seq);
            // With a hole before it, nothing is known of what it follows.
            before = if follows {
                std::mem::take(&mut here)
            } else {
                Vec::new()
            };
            here.clear();
        }
        let link = before.iter().find(|link| link.hash == event.before);
        if link.is_none() && (!before.is_empty() || event.id.seq == 1 && !event.before.is_empty()) {
            found.insert(ConflictKind::BrokenChain { event: event.id });
        }
        let mut at_ms = raw_ms;
        if let Some(link) = link
            .or_else(|| before.first())
            .filter(|link| link.part == part)
        {
            let back_ms = config.clock_back_s.saturating_mul(1_000);
            let is_far_back = raw_ms.saturating_add(back_ms) < link.at_ms;
            if !is_far_back {
                at_ms = raw_ms.max(link.at_ms);
            } else if config.by_hand != Some(event.id.device) {
                let (device, event) = (event.id.device, event.id);
                found.insert(ConflictKind::ClockBack { device, event });
                at_ms = link.at_ms;
            }
        }
        let hash = event.hash().unwrap_or_default();
        here.push(Link { hash, part, at_ms });
        timed.push(Timed { at_ms, event });
        last = Some(event.id);
    }
    timed
}

/// An event that the next one of its device may follow.
struct Link {
    hash: String,
    /// From which number on its clock offset holds.
    part: u64,
    at_ms: i64,
}

/// Who is who: the id that remains for each merged one.
fn merges(
    journal: &Journal,
    voided: &BTreeSet<EventId>,
    found: &mut Found,
) -> BTreeMap<PersonId, PersonId> {
    let mut said: BTreeMap<PersonId, BTreeMap<PersonId, Vec<EventId>>> = BTreeMap::new();
    for event in journal.events().filter(|e| !voided.contains(&e.id)) {
        if let Act::Merged { into } = event.act {
            let into = said
                .entry(event.person)
                .or_default()
                .entry(into)
                .or_default();
            into.push(event.id);
        }
    }
    let one = |person: PersonId| {
        let mut targets = said.get(&person)?.keys();
        let target = *targets.next()?;
        targets.next().is_none().then_some(target)
    };
    let mut merged = BTreeMap::new();
    for (person, targets) in &said {
        let events = || targets.values().flatten().copied().collect();
        match remaining(*person, one, said.len()) {
            Some(into) => {
                merged.insert(*person, into);
            }
            None => {
                let (person, events) = (*person, events());
                found.insert(ConflictKind::MergeUnclear { person, events });
            }
        }
    }
    merged
}

/// The end of the line of merges that begins at a person; none when it is unclear or a circle.
fn remaining(
    person: PersonId,
    one: impl Fn(PersonId) -> Option<PersonId>,
    longest: usize,
) -> Option<PersonId> {
    let mut at = one(person)?;
    for _step in 0..=longest {
        match one(at) {
            None => return Some(at),
            Some(next) if next == at => return None,
            Some(next) => at = next,
        }
    }
    None
}

/// What only shows when everyone is looked at: minors alone, and legs with more people than seats.
fn across(persons: &BTreeMap<PersonId, Standing>, facts: &Facts, found: &mut Found) {
    let embarked = |person: &PersonId| {
        let standing = persons.get(person)?;
        let on_board = standing.state == FunnelState::Embarked;
        standing.leg.filter(|_| on_board)
    };
    for (person, guardian) in &facts.minors {
        let Some(leg) = embarked(person) else {
            continue;
        };
        if guardian.as_ref().and_then(embarked) != Some(leg) {
            found.insert(ConflictKind::MinorAlone {
                person: *person,
                guardian: *guardian,
                leg,
            });
        }
    }
    let mut boarded: BTreeMap<LegId, u32> = BTreeMap::new();
    for standing in persons.values() {
        if let Some(leg) = standing.leg.filter(|_| standing.state.has_left()) {
            *boarded.entry(leg).or_default() += 1;
        }
    }
    for (leg, boarded) in boarded {
        if let Some(seats) = facts.seats.get(&leg).copied().filter(|s| boarded > *s) {
            found.insert(ConflictKind::OverCapacity {
                leg,
                seats,
                boarded,
            });
        }
    }
}

/// Who is aboard a leg, or came by it, without being on the manifest that was final when its boarding was closed.
fn late(
    persons: &BTreeMap<PersonId, Standing>,
    facts: &Facts,
    merged: &BTreeMap<PersonId, PersonId>,
    found: &mut Found,
) {
    for (leg, closed) in &facts.closed {
        let remains = |id: &PersonId| merged.get(id).copied().unwrap_or(*id);
        let listed: BTreeSet<PersonId> = closed.aboard.iter().map(remains).collect();
        for (person, standing) in persons {
            let came = standing.state.has_left() && standing.leg == Some(*leg);
            if came && !listed.contains(person) {
                found.insert(ConflictKind::LateAboard {
                    person: *person,
                    leg: *leg,
                    event: standing.event,
                    closed_ms: closed.closed_ms,
                });
            }
        }
    }
}

fn same_documents(
    journal: &Journal,
    voided: &BTreeSet<EventId>,
    merged: &BTreeMap<PersonId, PersonId>,
    found: &mut Found,
) {
    let mut seen: BTreeMap<&str, BTreeMap<PersonId, EventId>> = BTreeMap::new();
    for event in journal.events().filter(|e| !voided.contains(&e.id)) {
        if let Act::CheckedIn {
            document: Some(document),
            ..
        } = &event.act
        {
            let person = merged.get(&event.person).copied().unwrap_or(event.person);
            let persons = seen.entry(document).or_default();
            persons.entry(person).or_insert(event.id);
        }
    }
    for persons in seen.into_values().filter(|persons| persons.len() > 1) {
        found.insert(ConflictKind::SameDocument {
            persons: persons.keys().copied().collect(),
            events: persons.values().copied().collect(),
        });
    }
}

fn settled(journal: &Journal, voided: &BTreeSet<EventId>) -> BTreeMap<ConflictId, EventId> {
    let mut settled = BTreeMap::new();
    for event in journal.events().filter(|e| !voided.contains(&e.id)) {
        if let Act::Settled { conflict } = &event.act {
            settled.entry(conflict.clone()).or_insert(event.id);
        }
    }
    settled
}
