//! Who still chooses, as units that go one way together; who is aboard already takes places, who cannot go counts as left.

use std::collections::{BTreeMap, BTreeSet};

use super::{Left, Net, Path, Unit};
use crate::plan::instance::PlanGroup;
use crate::plan::schedule::{Assignment, Commitment};
use crate::{GroupId, LegId};

impl Net<'_> {
    pub(super) fn units(&mut self, committed: &BTreeMap<GroupId, &Commitment>) {
        let faulty = self.instance.faulty("group");
        let usable = self.may.pop().unwrap_or_default();
        let mut sets: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
        let mut wards: BTreeMap<GroupId, Vec<usize>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut heads = Vec::new();
        let counted = self.instance.counted_with();
        let partners: Vec<Option<usize>> = counted
            .iter()
            .map(|with| self.instance.partners.iter().position(|it| it == with))
            .collect();
        for (index, group) in self.instance.groups.iter().enumerate() {
            let partner = partners.get(index).copied().flatten();
            if !seen.insert(group.id) {
                continue;
            }
            // Who is aboard takes places, whatever is wrong with the entry.
            if let Some(kept) = committed.get(&group.id) {
                self.keep(index, partner, kept);
            } else if faulty.contains(&group.id.to_string()) {
                self.settle(index, partner, None);
            } else if let Some(escort) = group.escorted_by {
                wards.entry(escort).or_default().push(index);
            } else {
                heads.push(index);
            }
        }
        for head in heads {
            let Some(group) = self.instance.groups.get(head) else {
                continue;
            };
            let mut members = vec![head];
            members.extend(wards.remove(&group.id).unwrap_or_default());
            self.unit(members, &usable, &mut sets);
        }
        // Wards whose escort is aboard follow on the same leg or not at all; whose escort is left out stays too.
        for (escort, indices) in wards {
            let kept = committed
                .get(&escort)
                .and_then(|kept| self.position(kept.leg));
            let only: Vec<bool> = (0..usable.len())
                .map(|leg| Some(leg) == kept && usable.get(leg) == Some(&true))
                .collect();
            for index in indices {
                let partner = partners.get(index).copied().flatten();
                if only.contains(&true) {
                    self.unit(vec![index], &only, &mut sets);
                    // They count with who escorts them, as before the escort went ahead.
                    if let Some((unit, partner)) = self.units.last_mut().zip(partner) {
                        unit.partner = partner;
                    }
                } else {
                    self.settle(index, partner, None);
                }
            }
        }
    }

    fn position(&self, leg: LegId) -> Option<usize> {
        self.legs
            .iter()
            .position(|it| self.instance.legs.get(it.source).map(|it| it.id) == Some(leg))
    }

    /// A group that does not choose.
    fn settle(&mut self, group: usize, partner: Option<usize>, leg: Option<usize>) {
        let Some(group) = self.instance.groups.get(group) else {
            return;
        };
        let minutes = leg
            .and_then(|leg| self.legs.get(leg))
            .map_or(self.stay_min, |leg| leg.arrival_min);
        let weight = self.instance.weights.of(group.class);
        let cost = u64::from(weight) * u64::from(group.size) * minutes.unsigned_abs();
        if let Some(sum) = partner.and_then(|at| self.settled_cost.get_mut(at)) {
            *sum += cost;
        }
    }

    /// A group that is aboard: takes its places, whatever was planned.
    fn keep(&mut self, index: usize, partner: Option<usize>, kept: &Commitment) {
        let Some(group) = self.instance.groups.get(index) else {
            return;
        };
        let leg = self.position(kept.leg);
        self.settle(index, partner, leg);
        let Some(leg) = leg else {
            return;
        };
        self.settled.push(Assignment {
            group: group.id,
            ride: None,
            leg: kept.leg,
        });
        let unit = Unit {
            groups: vec![index],
            origin: None,
            port: self.legs.get(leg).map(|leg| leg.port),
            ready_min: self.ready_min(group.ready),
            hall_min: self.instance.minute(group.ready),
            weight: 0,
            // Not in the hall any more.
            size: 0,
            seats: u32::from(group.size.saturating_sub(group.stretchers)),
            stretchers: u32::from(group.stretchers),
            wheelchairs: u32::from(group.wheelchairs),
            beds: u32::from(group.size),
            partner: 0,
            board: 0,
        };
        let mut left = std::mem::replace(&mut self.left, Left::empty());
        left.take(self, &unit, Path { ride: None, leg });
        // More may have boarded than there are seats: then there are none, not fewer.
        for table in [&mut left.seat, &mut left.stretcher, &mut left.wheelchair] {
            if let Some(cell) = table.get_mut(leg) {
                *cell = (*cell).max(0);
            }
        }
        for row in self.beds.rows_of(leg) {
            if let Some(cell) = left.bed.get_mut(row) {
                *cell = (*cell).max(0);
            }
        }
        self.left = left;
    }

    /// The first whole minute at or after a moment.
    fn ready_min(&self, ready: vigie_sea::Time) -> i64 {
        let ms = ready.ms() - self.instance.start.ms();
        ms.div_euclid(60_000) + i64::from(ms.rem_euclid(60_000) > 0)
    }

    fn unit(
        &mut self,
        members: Vec<usize>,
        usable: &[bool],
        sets: &mut BTreeMap<Vec<bool>, usize>,
    ) {
        let instance = self.instance;
        let groups: Vec<_> = members
            .iter()
            .filter_map(|it| instance.groups.get(*it))
            .collect();
        let Some(head) = groups.first() else { return };
        let may: Vec<bool> = self
            .legs
            .iter()
            .zip(usable)
            .map(|(leg, usable)| {
                *usable
                    && instance.legs.get(leg.source).is_some_and(|leg| {
                        groups.iter().all(|group| {
                            leg.takes(&group.partner)
                                && group.havens.as_ref().is_none_or(|it| it.contains(&leg.to))
                                && (group.documents || !leg.document_required)
                                && (leg.pets || !group.pets)
                        })
                    })
            })
            .collect();
        let board = *sets.entry(may).or_insert_with_key(|may| {
            let mut legs: Vec<usize> = (0..may.len())
                .filter(|at| may.get(*at) == Some(&true))
                .collect();
            legs.sort_by_key(|at| {
                self.legs
                    .get(*at)
                    .map(|leg| (leg.arrival_min, leg.cutoff_min))
            });
            self.boards.push(legs);
            self.may.push(may.clone());
            self.boards.len() - 1
        });
        let weight = |class: u8| u64::from(instance.weights.of(class));
        let ready_min = groups
            .iter()
            .map(|group| self.ready_min(group.ready))
            .max()
            .unwrap_or(0);
        let sum = |of: fn(&PlanGroup) -> u16| -> u32 {
            groups.iter().map(|group| u32::from(of(group))).sum()
        };
        let (size, stretchers) = (sum(|it| it.size), sum(|it| it.stretchers));
        let unit = Unit {
            origin: self.origin(head.at),
            port: self.port(head.at),
            ready_min,
            hall_min: groups
                .iter()
                .map(|group| instance.minute(group.ready))
                .min()
                .unwrap_or(0),
            weight: groups
                .iter()
                .map(|group| weight(group.class) * u64::from(group.size))
                .sum(),
            size,
            seats: size - stretchers,
            stretchers,
            wheelchairs: sum(|it| it.wheelchairs),
            beds: size,
            partner: instance
                .partners
                .iter()
                .position(|it| *it == head.partner)
                .unwrap_or(0),
            board,
            groups: members,
        };
        self.units.push(unit);
    }
}
