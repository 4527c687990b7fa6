//! Who is called when a seat stays empty.

use super::net::{Net, Path};
use super::schedule::Standby;

/// Most groups called for one leg's empty seats.
const STANDBY_MAX: u32 = 20;

/// Who is in the hall when check-in of a leg closes and goes later: by priority, then by how long they wait.
pub(crate) fn standby(net: &Net<'_>, ways: &[Option<Path>]) -> Vec<Standby> {
    let mut by_port: Vec<Vec<(u64, i64, usize, usize)>> = vec![Vec::new(); net.ports.len()];
    for (at, (unit, way)) in net.units.iter().zip(ways).enumerate() {
        let Some(path) = way else { continue };
        let (port, _, rank) = net.ranks(unit, *path);
        let per_person = unit.weight / u64::from(unit.size.max(1));
        if let Some(list) = by_port.get_mut(port) {
            list.push((
                u64::MAX - per_person,
                net.at_port_min(unit, *path),
                rank,
                at,
            ));
        }
    }
    let mut out = Vec::new();
    for (port, mut list) in net.ports.iter().zip(by_port) {
        list.sort_unstable();
        for (rank, leg) in port.legs.iter().enumerate() {
            let Some(entry) = net.legs.get(*leg) else {
                continue;
            };
            let Some(leg_id) = net.instance.legs.get(entry.source).map(|it| it.id) else {
                continue;
            };
            let mut called = 0;
            for (_, _, _, at) in list
                .iter()
                .filter(|it| it.1 <= entry.cutoff_min && it.2 > rank)
            {
                let Some(unit) = net.units.get(*at) else {
                    continue;
                };
                let may = net.may.get(unit.board).and_then(|may| may.get(*leg)) == Some(&true);
                if !may || unit.groups.len() > 1 || unit.stretchers > 0 {
                    continue;
                }
                let Some(group) = unit
                    .groups
                    .first()
                    .and_then(|it| net.instance.groups.get(*it))
                else {
                    continue;
                };
                called += 1;
                out.push(Standby {
                    leg: leg_id,
                    group: group.id,
                    rank: called,
                });
                if called >= STANDBY_MAX {
                    break;
                }
            }
        }
    }
    out
}
