//! From the register to a plan: who wants to leave, as groups without names, and what is kept of a plan.

mod part;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;
use vigie_crisis::plan::{Commitment, Instance, PartnerFigure, Plan, PlanGroup};
use vigie_crisis::seat::Escrow;
use vigie_crisis::{
    Act, Class, CrisisId, DeviceId, Eligibility, FunnelState, GroupId, Leg, LegId, Person,
    PersonId, PlaceId, Standing,
};
use vigie_sea::Time;
use vigie_store::{CrisisPart, CrisisRow, Ledger};

use part::{Member, Part, parts_of};
pub(crate) use part::{Seating, group_of};

use super::Register;
use crate::http::{Deed, Problem};

/// What carries people, as kept. The groups inside are the partners'; ours come from the register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transport {
    /// Which of the partners this node is.
    pub(crate) own: String,
    pub(crate) instance: Instance,
}

/// The plan in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PlanPaper {
    pub(crate) version: u32,
    pub(crate) made_ms: i64,
    pub(crate) by: String,
    /// What it was made for.
    pub(crate) instance: Instance,
    pub(crate) committed: Vec<Commitment>,
    pub(crate) plan: Plan,
    pub(crate) partners: Vec<PartnerFigure>,
    /// Told something new by this version.
    pub(crate) changed: Vec<GroupId>,
    /// Their way was gone.
    pub(crate) disrupted: Vec<GroupId>,
    /// Whom somebody must look at beside it.
    #[serde(default)]
    pub(crate) apart: Apart,
}

/// The id of the only row of a part.
const ONLY: [u8; 16] = [0; 16];

fn broken(what: impl std::fmt::Display) -> Problem {
    Problem::internal("crisis-store-damaged", what)
}

fn only<T: serde::de::DeserializeOwned>(
    ledger: &Ledger,
    crisis: CrisisId,
    part: CrisisPart,
) -> Result<Option<T>, Problem> {
    let rows = ledger.crisis_parts(&crisis.0, part)?;
    rows.first()
        .map(|row| serde_json::from_str(&row.body).map_err(broken))
        .transpose()
}

fn keep(
    ledger: &mut Ledger,
    crisis: CrisisId,
    part: CrisisPart,
    id: [u8; 16],
    paper: &impl Serialize,
) -> Result<(), Problem> {
    let body = serde_json::to_string(paper).map_err(broken)?;
    Ok(ledger.put_crisis_part(&crisis.0, part, &CrisisRow { id, body })?)
}

impl Transport {
    pub(crate) fn load(ledger: &Ledger, crisis: CrisisId) -> Result<Option<Self>, Problem> {
        only(ledger, crisis, CrisisPart::Transport)
    }

    /// The same where nothing can be done without it.
    ///
    /// # Errors
    /// No transport told; the store.
    pub(crate) fn needed(ledger: &Ledger, crisis: CrisisId) -> Result<Self, Problem> {
        let kept = Self::load(ledger, crisis)?;
        kept.ok_or_else(|| Problem::bad("evacuation-no-transport", ""))
    }

    pub(crate) fn keep(&self, ledger: &mut Ledger, crisis: CrisisId) -> Result<(), Problem> {
        keep(ledger, crisis, CrisisPart::Transport, ONLY, self)
    }
}

impl PlanPaper {
    pub(crate) fn load(ledger: &Ledger, crisis: CrisisId) -> Result<Option<Self>, Problem> {
        only(ledger, crisis, CrisisPart::Plan)
    }

    pub(crate) fn keep(&self, ledger: &mut Ledger, crisis: CrisisId) -> Result<(), Problem> {
        keep(ledger, crisis, CrisisPart::Plan, ONLY, self)
    }
}

/// Books of seats of one crisis.
pub(crate) fn escrows(ledger: &Ledger, crisis: CrisisId) -> Result<Vec<Escrow>, Problem> {
    let rows = ledger.crisis_parts(&crisis.0, CrisisPart::Seat)?;
    rows.iter()
        .map(|row| serde_json::from_str(&row.body).map_err(broken))
        .collect()
}

/// The book of one leg, where one is kept.
pub(crate) fn escrow_of(
    ledger: &Ledger,
    crisis: CrisisId,
    leg: LegId,
) -> Result<Option<Escrow>, Problem> {
    let mut books = escrows(ledger, crisis)?.into_iter();
    Ok(books.find(|it| it.leg == leg))
}

/// The book of a leg of ours, a new one where none is kept; time passes first, and what expired is noted.
pub(crate) fn escrow_at(
    ledger: &mut Ledger,
    crisis: CrisisId,
    leg: &Leg,
    now: Time,
) -> Result<Escrow, Problem> {
    let book = escrow_of(ledger, crisis, leg.id)?;
    let mut book = book.unwrap_or_else(|| Escrow::new(leg));
    for release in book.tick(now) {
        Deed::new("vigie", "seats-released", leg.id, json!(release)).note(ledger)?;
    }
    Ok(book)
}

/// Keeps the book of one leg.
pub(crate) fn keep_escrow(
    ledger: &mut Ledger,
    crisis: CrisisId,
    book: &Escrow,
) -> Result<(), Problem> {
    keep(ledger, crisis, CrisisPart::Seat, book.leg.0, book)
}

/// Who wants to leave, and who boarded.
pub(crate) struct Leavers {
    pub(crate) groups: Vec<PlanGroup>,
    pub(crate) committed: Vec<Commitment>,
    /// The group of the plan that each person is of.
    pub(crate) group_of: BTreeMap<PersonId, GroupId>,
    /// When each group was last seen where its entry says.
    pub(crate) seen: BTreeMap<GroupId, Time>,
    /// Whom somebody must look at beside the plan.
    pub(crate) apart: Apart,
}

/// Whom a plan does not speak of, and whom somebody must look at beside it: numbers of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Apart {
    /// Want to leave, and nobody knows where they are.
    pub(crate) placeless: u32,
    /// Minors of a family that is not together any more, none of whose adults is with them.
    pub(crate) minors_apart: u32,
    /// Aboard a leg that the transport does not name.
    pub(crate) aboard_other: u64,
    /// Met at another place than most of their family: planned from there, or, of minors, with their adults.
    pub(crate) elsewhere: u32,
}

/// Whether a person is on the way out or wants to be. Who did not come to a leg is: nobody else took them out.
fn leaves(standing: &Standing) -> bool {
    use FunnelState::{Accepted, AtAssemblyPoint, Embarked, Offered, Unaccounted, WantsToLeave};
    let missed = standing.state == Unaccounted && standing.no_show.is_some();
    missed
        || matches!(
            standing.state,
            WantsToLeave | Offered | Accepted | AtAssemblyPoint | Embarked
        )
}

/// Whether a person goes with a family of which one leaves: nobody has to have answered for a child to have a seat.
fn goes_along(person: &Person, standing: &Standing) -> bool {
    use FunnelState::{Arrived, Deceased, Declined};
    !matches!(standing.state, Arrived | Declined | Deceased)
        && person.eligibility != Eligibility::No
        && standing.eligibility != Eligibility::No
}

/// Reads them from the register, without names. When one of a family leaves, all of it is planned for: families travel
/// whole. Who boarded without the others is aboard, who was met at another place is there: see [`Part`].
pub(crate) fn leavers(register: &mut Register, own: &str, now: Time) -> Leavers {
    let board = register.board().clone();
    let register = &*register;
    let clocks = Clocks::read(register);
    let mut families: BTreeMap<GroupId, Vec<Member<'_>>> = BTreeMap::new();
    for (id, standing) in &board.persons {
        let person = register.persons.get(id);
        if let Some(person) = person.filter(|it| goes_along(it, standing)) {
            let family = families.entry(group_of(person)).or_default();
            family.push((person, standing));
        }
    }
    families.retain(|_, members| members.iter().any(|(_, standing)| leaves(standing)));
    let parts: Vec<Part<'_>> = families
        .into_iter()
        .flat_map(|(id, members)| parts_of(id, members))
        .collect();
    let part_of: BTreeMap<PersonId, GroupId> = parts
        .iter()
        .flat_map(|part| {
            let members = part.members.iter();
            members.map(move |(person, _)| (person.id, part.id))
        })
        .collect();
    // Of each family that is not together: the part aboard that has an adult.
    let with_adult: BTreeMap<GroupId, GroupId> = parts
        .iter()
        .filter(|part| part.leg.is_some() && part.split && part.adults() > 0)
        .map(|part| (part.family, part.id))
        .collect();
    let guardian = |person: &Person| {
        let named = person.guardian?;
        let id = board.merged.get(&named).copied().unwrap_or(named);
        let elsewhere = || register.persons.get(&id).map(group_of);
        part_of.get(&id).copied().or_else(elsewhere)
    };
    let mut out = Leavers {
        groups: Vec::new(),
        committed: Vec::new(),
        group_of: part_of.clone(),
        seen: BTreeMap::new(),
        apart: Apart::default(),
    };
    // Families of which an adult has gone ahead and is on no leg any more.
    let gone: BTreeSet<GroupId> = board
        .persons
        .iter()
        .filter(|(_, it)| it.state == FunnelState::Arrived)
        .filter_map(|(id, _)| register.persons.get(id))
        .filter(|it| !it.needs.minor)
        .map(group_of)
        .collect();
    for part in &parts {
        let people = u32::try_from(part.members.len()).unwrap_or(u32::MAX);
        let place = clocks.place(register, part, now);
        if part.adults() == 0 && (part.split || gone.contains(&part.family)) {
            out.apart.minors_apart += people;
        }
        if let Some((at, _)) = place {
            let away = part.elsewhere(at);
            out.apart.elsewhere += if part.is_apart() { people } else { away };
            // The adults are here, and these are not with them.
            if part.adults() > 0 {
                out.apart.minors_apart += away;
            }
        }
        let at = match (place, part.leg) {
            (Some((at, _)), _) => at,
            // On board it does not matter where they came from.
            (None, Some(_)) => PlaceId::from_number(0),
            (None, None) => {
                out.apart.placeless += people;
                continue;
            }
        };
        if let Some(leg) = part.leg {
            out.committed.push(Commitment {
                group: part.id,
                leg,
            });
        } else if let Some((_, Some(seen))) = place {
            out.seen.insert(part.id, seen);
        }
        let named = part.members.iter().find_map(|(it, _)| guardian(it));
        let beside = || with_adult.get(&part.family).copied();
        let escort = named.filter(|it| *it != part.id).or_else(beside);
        out.groups.push(PlanGroup {
            at,
            escorted_by: escort.filter(|it| part.adults() == 0 && *it != part.id),
            ..group(part, own, now)
        });
    }
    out
}

/// What was noted of the clocks of devices.
struct Clocks(BTreeMap<DeviceId, BTreeMap<u64, i64>>);

impl Clocks {
    fn read(register: &Register) -> Self {
        let mut noted: BTreeMap<DeviceId, BTreeMap<u64, i64>> = BTreeMap::new();
        for event in register.journal.events() {
            if let Act::ClockNoted {
                device,
                from_seq,
                add_ms,
            } = event.act
            {
                noted.entry(device).or_default().insert(from_seq, add_ms);
            }
        }
        Self(noted)
    }

    /// When the event happened by which a person stands where they stand.
    fn seen(&self, register: &Register, standing: &Standing, now: Time) -> Time {
        let id = standing.event;
        let offset = self.0.get(&id.device);
        let offset = offset.and_then(|it| it.range(..=id.seq).next_back());
        let add_ms = offset.map_or(0, |it| *it.1);
        let times = register.journal.of(id).map(|event| event.at_ms);
        let at_ms = times.max().unwrap_or(standing.since_ms);
        let at_ms = at_ms.saturating_add(add_ms).max(standing.since_ms);
        Time::from_ms(at_ms.min(now.ms()))
    }

    /// Where a part of a family is, and when it was seen there: where the one was seen who was met last; else where one who
    /// leaves is said to be; else where any of them is.
    fn place(
        &self,
        register: &Register,
        part: &Part<'_>,
        now: Time,
    ) -> Option<(PlaceId, Option<Time>)> {
        let met = part
            .members
            .iter()
            .filter(|(_, standing)| standing.state == FunnelState::AtAssemblyPoint)
            .filter(|(_, standing)| part.at.is_none() || part.at == standing.place)
            .filter_map(|(_, standing)| Some((self.seen(register, standing, now), standing.place?)))
            .max();
        if let Some((seen, place)) = met {
            return Some((place, Some(seen)));
        }
        let said = |(person, standing): &Member<'_>| standing.place.or(person.place);
        let mut leaving = part.members.iter().filter(|(_, it)| leaves(it));
        let place = leaving.find_map(said);
        let place = place.or_else(|| part.members.iter().find_map(said));
        place.map(|place| (place, None))
    }
}

fn group(part: &Part<'_>, own: &str, now: Time) -> PlanGroup {
    let members = &part.members;
    let minors = part.count(|person| person.needs.minor);
    let class = members
        .iter()
        .map(|(person, _)| person.needs.class())
        .min()
        .unwrap_or(Class::General);
    let size = u16::try_from(members.len()).unwrap_or(u16::MAX);
    PlanGroup {
        id: part.id,
        partner: own.to_owned(),
        at: PlaceId::from_number(0),
        ready: now,
        class: match class {
            Class::Stretcher => 0,
            Class::Care => 1,
            Class::Minor => 2,
            Class::General => 3,
        },
        size,
        stretchers: part.count(|person| person.needs.stretcher),
        wheelchairs: part.count(|person| person.needs.wheelchair && !person.needs.stretcher),
        minors,
        guardians: size - minors.min(size),
        escorted_by: None,
        pets: members.iter().any(|(person, _)| person.needs.pets > 0),
        documents: members
            .iter()
            .all(|(person, _)| !person.documents.is_empty()),
        havens: None,
    }
}
