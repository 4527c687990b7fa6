//! From the register to a plan: who wants to leave, as groups without names, and what is kept of a plan.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_crisis::plan::{Commitment, Instance, PartnerFigure, Plan, PlanGroup};
use vigie_crisis::seat::Escrow;
use vigie_crisis::{Class, CrisisId, Eligibility, FunnelState, GroupId, LegId, Person, Standing};
use vigie_sea::Time;
use vigie_store::{CrisisPart, CrisisRow, Ledger};

use super::Register;
use crate::http::Problem;

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
    /// People who want to leave and whose place nobody knows.
    pub(crate) placeless: u32,
}

/// The group a person travels with; alone, one of their own.
pub(crate) fn group_of(person: &Person) -> GroupId {
    person.group.unwrap_or(GroupId(person.id.0))
}

fn leaves(person: &Person, standing: &Standing) -> bool {
    use FunnelState::{Accepted, AtAssemblyPoint, Embarked, Offered, WantsToLeave};
    let on_the_way = matches!(
        standing.state,
        WantsToLeave | Offered | Accepted | AtAssemblyPoint | Embarked
    );
    on_the_way && person.eligibility != Eligibility::No && standing.eligibility != Eligibility::No
}

/// Reads them from the register, without names.
pub(crate) fn leavers(register: &mut Register, own: &str, now: Time) -> Leavers {
    let board = register.board().clone();
    let mut by_group: BTreeMap<GroupId, Vec<(&Person, &Standing)>> = BTreeMap::new();
    for (id, standing) in &board.persons {
        if let Some(person) = register.persons.get(id).filter(|it| leaves(it, standing)) {
            by_group
                .entry(group_of(person))
                .or_default()
                .push((person, standing));
        }
    }
    let mut out = Leavers {
        groups: Vec::new(),
        committed: Vec::new(),
        placeless: 0,
    };
    for (id, members) in &by_group {
        let place = members
            .iter()
            .find_map(|(person, standing)| standing.place.or(person.place));
        let Some(at) = place else {
            out.placeless += u32::try_from(members.len()).unwrap_or(u32::MAX);
            continue;
        };
        let aboard: Option<LegId> = members
            .iter()
            .find(|(_, standing)| standing.state == FunnelState::Embarked)
            .and_then(|(_, standing)| standing.leg);
        if let Some(leg) = aboard {
            out.committed.push(Commitment { group: *id, leg });
        }
        out.groups.push(PlanGroup {
            at,
            ..group(*id, own, members, now, register)
        });
    }
    out
}

fn group(
    id: GroupId,
    own: &str,
    members: &[(&Person, &Standing)],
    now: Time,
    register: &Register,
) -> PlanGroup {
    let count = |of: &dyn Fn(&Person) -> bool| {
        let found = members.iter().filter(|(person, _)| of(person));
        u16::try_from(found.count()).unwrap_or(u16::MAX)
    };
    let minors = count(&|person| person.needs.minor);
    let class = members
        .iter()
        .map(|(person, _)| person.needs.class())
        .min()
        .unwrap_or(Class::General);
    let guardian = |person: &Person| register.persons.get(&person.guardian?).map(group_of);
    let size = u16::try_from(members.len()).unwrap_or(u16::MAX);
    let escorts = members.iter().find_map(|(person, _)| guardian(person));
    PlanGroup {
        id,
        partner: own.to_owned(),
        at: vigie_crisis::PlaceId::from_number(0),
        ready: now,
        class: match class {
            Class::Stretcher => 0,
            Class::Care => 1,
            Class::Minor => 2,
            Class::General => 3,
        },
        size,
        stretchers: count(&|person| person.needs.stretcher),
        wheelchairs: count(&|person| person.needs.wheelchair && !person.needs.stretcher),
        minors,
        guardians: size - minors.min(size),
        escorted_by: escorts.filter(|escort| minors == size && *escort != id),
        pets: members.iter().any(|(person, _)| person.needs.pets > 0),
        documents: members
            .iter()
            .all(|(person, _)| !person.documents.is_empty()),
        havens: None,
    }
}
