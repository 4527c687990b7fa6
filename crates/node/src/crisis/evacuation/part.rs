//! Families as groups of a plan: whole, or in the parts in which they really are.
//!
//! A family is one group and no plan divides it. But where some of it are aboard, or adults of it were met at two places, it
//! is in parts already; each part is planned from where it is, so that no seat waits at a place where nobody is. Minors are
//! no part by themselves: they count with their adults, and are told of until they are with them.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use vigie_crisis::{FunnelState, GroupId, LegId, Person, PersonId, PlaceId, Standing};
use vigie_sea::Time;

use super::{PlanPaper, leavers};
use crate::crisis::Register;

/// The group a person travels with; alone, one of their own.
pub(crate) fn group_of(person: &Person) -> GroupId {
    person.group.unwrap_or(GroupId(person.id.0))
}

/// The part of a group that is aboard a leg while others of it are not: a group of its own in the plan. Who is not aboard
/// keeps the group's id, because these are the ones who are told of the plan.
pub(crate) fn part_aboard(group: GroupId, leg: LegId) -> GroupId {
    GroupId::derive(&[b"aboard", &group.0, &leg.0])
}

/// The part of a group that was met at another place than most of it.
fn part_at(group: GroupId, place: PlaceId) -> GroupId {
    GroupId::derive(&[b"at", &group.0, &place.0])
}

/// Who is one group of a plan.
pub(super) struct Part<'a> {
    pub(super) id: GroupId,
    /// The leg they are aboard.
    pub(super) leg: Option<LegId>,
    /// Where they were met, of a family that was met at several places.
    pub(super) at: Option<PlaceId>,
    /// Others of the family are aboard, or ashore while these are aboard.
    pub(super) split: bool,
    pub(super) family: GroupId,
    pub(super) members: Vec<Member<'a>>,
}

pub(super) type Member<'a> = (&'a Person, &'a Standing);

impl Part<'_> {
    pub(super) fn count(&self, of: impl Fn(&Person) -> bool) -> u16 {
        let found = self.members.iter().filter(|(person, _)| of(person));
        u16::try_from(found.count()).unwrap_or(u16::MAX)
    }

    pub(super) fn adults(&self) -> u16 {
        self.count(|person| !person.needs.minor)
    }

    /// Whether they were met apart from most of the family.
    pub(super) fn is_apart(&self) -> bool {
        self.leg.is_none() && self.id != self.family
    }

    /// Minors who count with their adults here and were met at another place.
    pub(super) fn elsewhere(&self, at: PlaceId) -> u32 {
        let away = |it: &&Member<'_>| met_at(it).is_some_and(|met| met != at);
        let count = self.members.iter().filter(away).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

fn aboard(standing: &Standing) -> Option<LegId> {
    standing
        .leg
        .filter(|_| standing.state == FunnelState::Embarked)
}

/// Where somebody saw a person who has not gone on.
fn met_at((_, standing): &Member<'_>) -> Option<PlaceId> {
    standing
        .place
        .filter(|_| standing.state == FunnelState::AtAssemblyPoint)
}

/// A family as it is now: whole, or in parts by the leg that each is aboard and by where the others were met.
pub(super) fn parts_of(family: GroupId, members: Vec<Member<'_>>) -> Vec<Part<'_>> {
    let mut by_leg: BTreeMap<Option<LegId>, Vec<Member<'_>>> = BTreeMap::new();
    for member in members {
        by_leg.entry(aboard(member.1)).or_default().push(member);
    }
    let split = by_leg.len() > 1;
    let mut parts = Vec::new();
    for (leg, members) in by_leg {
        let whole = Part {
            id: leg
                .filter(|_| split)
                .map_or(family, |leg| part_aboard(family, leg)),
            leg,
            at: None,
            split,
            family,
            members,
        };
        match leg {
            Some(_) => parts.push(whole),
            None => parts.extend(by_place(whole)),
        }
    }
    parts
}

/// Who is not aboard, by the places where adults of them were met. Who was not met is where they are said to be when some
/// of them are there, else with most of them.
fn by_place(whole: Part<'_>) -> Vec<Part<'_>> {
    let met: BTreeSet<PlaceId> = whole.members.iter().filter_map(met_at).collect();
    if met.len() < 2 {
        return vec![whole];
    }
    let place = |member: &Member<'_>| {
        let said = || member.1.place.or(member.0.place);
        met_at(member).or_else(|| said().filter(|at| met.contains(at)))
    };
    let mut people: BTreeMap<PlaceId, (bool, usize)> = BTreeMap::new();
    for member in &whole.members {
        if let Some(at) = place(member) {
            let (adult, count) = people.entry(at).or_default();
            *adult |= !member.0.needs.minor;
            *count += 1;
        }
    }
    let most = people
        .iter()
        .max_by_key(|(at, most)| (**most, Reverse(**at)));
    let Some(most) = most.map(|(at, _)| *at) else {
        return vec![whole];
    };
    let has_adult = |at: &PlaceId| people.get(at).is_some_and(|(adult, _)| *adult);
    let Part { split, family, .. } = whole;
    let mut parts: BTreeMap<PlaceId, Vec<Member<'_>>> = BTreeMap::new();
    for member in whole.members {
        let at = place(&member).filter(has_adult).unwrap_or(most);
        parts.entry(at).or_default().push(member);
    }
    let part = |(at, members): (PlaceId, Vec<_>)| Part {
        id: if at == most {
            family
        } else {
            part_at(family, at)
        },
        leg: None,
        at: Some(at),
        split,
        family,
        members,
    };
    parts.into_iter().map(part).collect()
}

/// Which group of a plan each person is of.
pub(crate) struct Seating {
    now: BTreeMap<PersonId, GroupId>,
    planned: BTreeSet<GroupId>,
    /// Who has a seat on which leg.
    ways: BTreeSet<(GroupId, LegId)>,
    /// Where a part of a family can have been met.
    places: BTreeSet<PlaceId>,
}

impl Seating {
    /// Of the plan in force, if there is one, for people as they are now.
    pub(crate) fn read(register: &mut Register, plan: Option<&PlanPaper>, now: Time) -> Self {
        let groups = plan.into_iter().flat_map(|it| &it.instance.groups);
        let ways = plan.into_iter().flat_map(|it| &it.plan.assignments);
        Self {
            planned: groups.map(|it| it.id).collect(),
            ways: ways.map(|it| (it.group, it.leg)).collect(),
            places: plan
                .into_iter()
                .flat_map(|it| &it.instance.groups)
                .map(|it| it.at)
                .collect(),
            now: leavers(register, "", now).group_of,
        }
    }

    /// The group by which the plan has a seat on a leg for who is aboard it or came by it: the part aboard, the family, or
    /// the part that was met apart from it.
    pub(crate) fn part_on(&self, family: GroupId, leg: LegId) -> Option<GroupId> {
        let aboard = part_aboard(family, leg);
        if self.planned.contains(&aboard) {
            return Some(aboard);
        }
        if self.ways.contains(&(family, leg)) {
            return Some(family);
        }
        let mut parts = self.places.iter().map(|at| part_at(family, *at));
        parts.find(|part| self.ways.contains(&(*part, leg)))
    }

    /// The group of a person who goes; a part of a family that the plan does not know yet goes by what is planned for the
    /// family.
    pub(crate) fn group(&self, person: &Person) -> Option<GroupId> {
        let now = *self.now.get(&person.id)?;
        let known = self.planned.contains(&now);
        Some(if known { now } else { group_of(person) })
    }
}
