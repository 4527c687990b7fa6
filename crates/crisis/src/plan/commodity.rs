//! People who differ in nothing that a bound sees, counted together: class weight, legs they may board, needs, partner.
//!
//! A family of five with one stretcher uses a fifth of a stretcher place for each person. So people with special needs
//! are a commodity per make-up of group: a bound that forgets this proves too little (more than 5 % on the reference).
//! Partners share a commodity unless a rule tells them apart.

use std::collections::BTreeMap;

use super::net::{Net, Path, Unit};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    board: usize,
    partner: usize,
    weight: u64,
    special: [u32; 4],
}

/// One commodity.
pub(crate) struct Commodity {
    /// Class weight of a person.
    pub(crate) weight: f64,
    /// Seats a person takes; likewise stretcher and wheelchair places.
    pub(crate) seat: f64,
    pub(crate) stretcher: f64,
    pub(crate) wheelchair: f64,
    /// Set of legs they may board.
    pub(crate) board: usize,
    pub(crate) partner: usize,
    pub(crate) units: Vec<usize>,
}

impl Commodity {
    /// Whether they need more than a seat.
    pub(crate) fn special(&self) -> bool {
        self.stretcher + self.wheelchair > 0.0
    }
}

/// How many people of a commodity should use each way.
pub(crate) struct Quota {
    /// Index of the commodity.
    pub(crate) commodity: usize,
    pub(crate) paths: Vec<(Path, f64)>,
}

/// Sorts units into commodities. `split`: partners apart.
pub(crate) fn commodities(net: &Net<'_>, free: &[usize], split: bool) -> Vec<Commodity> {
    let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, unit) in free
        .iter()
        .filter_map(|at| Some((*at, net.units.get(*at)?)))
    {
        by_key.entry(key(net, unit, split)).or_default().push(at);
    }
    by_key
        .into_iter()
        .filter_map(|(key, units)| {
            let head = net.units.get(*units.first()?)?;
            let size = f64::from(head.size.max(1));
            Some(Commodity {
                weight: head.weight as f64 / size,
                seat: f64::from(head.seats) / size,
                stretcher: f64::from(head.stretchers) / size,
                wheelchair: f64::from(key.special[3]) / size,
                board: head.board,
                partner: head.partner,
                units,
            })
        })
        .collect()
}

fn key(net: &Net<'_>, unit: &Unit, split: bool) -> Key {
    let legs = net.boards.get(unit.board).map_or(&[][..], Vec::as_slice);
    let wheels = unit.wheelchairs > 0
        && legs
            .iter()
            .any(|leg| net.legs.get(*leg).is_some_and(|it| it.wheelchairs_limited));
    let size = u64::from(unit.size.max(1));
    let special = unit.stretchers > 0 || wheels || !unit.weight.is_multiple_of(size);
    Key {
        board: unit.board,
        partner: if split { unit.partner } else { 0 },
        weight: if special {
            unit.weight
        } else {
            unit.weight / size
        },
        special: if special {
            [
                unit.size,
                unit.seats,
                unit.stretchers,
                if wheels { unit.wheelchairs } else { 0 },
            ]
        } else {
            [0; 4]
        },
    }
}
