//! Ways as assignments, there and back.

use std::collections::BTreeMap;

use super::{Net, Path, Unit};
use crate::plan::schedule::{Assignment, Ride};

impl Net<'_> {
    /// Ways of the units in a list of assignments; `None` where a unit has none or one that is gone.
    pub(crate) fn paths(&self, assignments: &[Assignment]) -> Vec<Option<Path>> {
        let legs: BTreeMap<_, usize> = self
            .legs
            .iter()
            .enumerate()
            .filter_map(|(at, leg)| Some((self.instance.legs.get(leg.source)?.id, at)))
            .collect();
        let by_group: BTreeMap<_, _> = assignments.iter().map(|it| (it.group, it)).collect();
        self.units
            .iter()
            .map(|unit| {
                let head = self.instance.groups.get(*unit.groups.first()?)?;
                let old = by_group.get(&head.id)?;
                let leg = *legs.get(&old.leg)?;
                if self.may.get(unit.board)?.get(leg) != Some(&true) {
                    return None;
                }
                let ride = match old.ride {
                    None => None,
                    // The ride is behind them: they are at the embarkation point.
                    Some(ride) if unit.port.is_some() && self.port(ride.to) == unit.port => None,
                    Some(ride) => Some(self.ride(unit, &ride)?),
                };
                let path = Path { ride, leg };
                let entry = self.legs.get(leg)?;
                let at_min = self.at_port_min(unit, path);
                let joined = match ride {
                    Some((road, _)) => self.roads.get(road)?.port == entry.port,
                    None => unit.port == Some(entry.port),
                };
                (joined && at_min <= entry.cutoff_min).then_some(path)
            })
            .collect()
    }

    /// A ride as road and slot, if it can still be taken.
    fn ride(&self, unit: &Unit, ride: &Ride) -> Option<(usize, usize)> {
        let origin = self
            .origin(ride.from)
            .filter(|at| unit.origin == Some(*at))?;
        let port = self.port(ride.to)?;
        let road = self
            .roads
            .iter()
            .position(|it| it.origin == origin && it.port == port)?;
        let minute = self.instance.minute(ride.departure);
        let slot = usize::try_from(minute / self.slot_min).ok()?;
        let fine = minute % self.slot_min == 0 && minute >= unit.ready_min;
        (fine && self.roads.get(road)?.open.get(slot) == Some(&true)).then_some((road, slot))
    }

    /// Writes ways as assignments, settled ones included, in order of groups.
    pub(crate) fn assignments(&self, ways: &[Option<Path>]) -> Vec<Assignment> {
        let mut out = self.settled.clone();
        for (unit, path) in self.units.iter().zip(ways) {
            let Some(path) = path else { continue };
            let Some(leg) = self
                .legs
                .get(path.leg)
                .and_then(|leg| self.instance.legs.get(leg.source))
            else {
                continue;
            };
            let ride = match path.ride {
                Some((road, slot)) => self.roads.get(road).and_then(|road| {
                    Some(Ride {
                        from: self.origins.get(road.origin)?.place,
                        to: self.ports.get(road.port)?.place,
                        departure: self.instance.time(self.departure_min(slot)),
                    })
                }),
                None => None,
            };
            for group in unit
                .groups
                .iter()
                .filter_map(|at| self.instance.groups.get(*at))
            {
                out.push(Assignment {
                    group: group.id,
                    ride,
                    leg: leg.id,
                });
            }
        }
        out.sort_by_key(|it| it.group);
        out
    }
}
