//! Company: which ships came near each other at all, cell by cell of space and time, so that meetings can be judged on
//! many machines.
//!
//! Method (own). A watch over some vessels gives where each was at ten-minute moments ([`crate::Watch::drain_whereabouts`]):
//! the very moments that the detector of encounters pairs. Each goes to the cells ([`Company::cells`]) it lies in or near, so
//! that two ships within reach always share one. In a cell, [`Company`] finds who lay within the radius of whom: a superset
//! of all contacts. Two ships without contacts as far apart in time as the shortest meeting lasts ([`Company::slots_min`]) cannot
//! have met; all others are judged by the detector itself, on the rows of the pair's ships alone, for the state of a pair
//! depends on nothing else. The one exception is a crowd, in which the detector looks at the nearest only: there a bond of
//! company says that the judging watch must know the others of the crowd too.

use rustc_hash::FxHashMap;
use vigie_sea::Position;

use crate::EncounterConfig;
use crate::neighbour::{LOOK_MAX, arc_m, floor, xyz_m};

/// Side of a cell of space, metres.
const CELL_M: f64 = 200_000.0;
/// Moments in a cell of time: six hours.
const CELL_SLOTS: i64 = 36;
/// Places are told in degrees: a hair wider than the radius itself.
const SLACK_M: f64 = 1.0;

/// Where a ship was at a ten-minute moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Whereabouts {
    /// MMSI as sent.
    pub mmsi: u32,
    /// Moment: ten-minute steps since 1970 UTC.
    pub slot: i64,
    /// Place.
    pub position: Position,
}

/// That two ships came near each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bond {
    /// A pair: the lower MMSI. A crowd: the ship in it.
    pub ship: u32,
    /// A pair: the higher MMSI. A crowd: another of those around.
    pub other: u32,
    /// Whether this is about a crowd.
    pub crowd: bool,
    /// First moment.
    pub first_slot: i64,
    /// Last moment.
    pub last_slot: i64,
}

/// Finds bonds; takes whereabouts in order of moments.
#[derive(Debug, Default)]
pub struct Company {
    radius_m: f64,
    most: usize,
    slots_min: i64,
    slot: i64,
    now: Vec<(u32, [f64; 3])>,
    bonds: FxHashMap<(u32, u32, bool), (i64, i64)>,
}

impl Company {
    /// For the thresholds of a rule file.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "minutes of hours in slots")]
    pub fn new(config: &EncounterConfig) -> Self {
        let presets = config.in_force();
        let radius_m = presets
            .iter()
            .map(|(_, p)| p.distance_m)
            .fold(0.0, f64::max);
        let least_min = presets.iter().map(|(_, p)| p.duration_min);
        let least_min = least_min.fold(f64::INFINITY, f64::min);
        Self {
            radius_m: radius_m.max(1.0) + SLACK_M,
            most: config.neighbours_max,
            slots_min: (least_min.min(1e6) / 10.0).ceil() as i64,
            slot: i64::MIN,
            ..Self::default()
        }
    }

    /// Moments that a pair's first and last contacts must lie apart, at least, for the shortest meeting.
    #[must_use]
    pub fn slots_min(&self) -> i64 {
        self.slots_min
    }

    /// Numbers of the cells that must know of a ship there and then: one, up to eight near an edge. Two cells
    /// may share a number; that costs work and changes nothing.
    pub fn cells(&self, at: &Whereabouts) -> impl Iterator<Item = i64> + use<> {
        // All that [`Self::settle`] looks at lies within two of its cubes, four times the radius, on each axis.
        let near = 4.0 * self.radius_m / CELL_M;
        let axes = xyz_m(at.position).map(|v| {
            let (cell, within) = (floor(v / CELL_M), (v / CELL_M).rem_euclid(1.0));
            let low = within < near;
            let high = within > 1.0 - near;
            [cell - i32::from(low), cell + i32::from(high)]
        });
        let time = at.slot.div_euclid(CELL_SLOTS);
        let [x, y, z] = axes.map(|[from, to]| from..=to);
        x.flat_map(move |x| {
            let z = z.clone();
            y.clone()
                .flat_map(move |y| z.clone().map(move |z| number(time, [x, y, z])))
        })
    }

    /// Takes the next; moments must not go back.
    pub fn push(&mut self, at: &Whereabouts) {
        if at.slot != self.slot {
            self.settle();
            self.slot = at.slot;
        }
        self.now.push((at.mmsi, xyz_m(at.position)));
    }

    /// All bonds, in order.
    #[must_use]
    pub fn finish(mut self) -> Vec<Bond> {
        self.settle();
        let bond = |((ship, other, crowd), (first_slot, last_slot))| Bond {
            ship,
            other,
            crowd,
            first_slot,
            last_slot,
        };
        let mut bonds: Vec<Bond> = self.bonds.drain().map(bond).collect();
        bonds.sort_unstable();
        bonds
    }

    /// All ships of one moment are known.
    fn settle(&mut self) {
        let mut now = std::mem::take(&mut self.now);
        now.sort_unstable_by(|a, b| {
            let places = a.1.iter().zip(&b.1);
            let place = places.map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne());
            a.0.cmp(&b.0)
                .then(place.unwrap_or(std::cmp::Ordering::Equal))
        });
        // A ship near an edge comes from several cells.
        now.dedup_by(|a, b| a == b);
        let side_m = (self.radius_m - SLACK_M) * 2.0;
        let cube = |xyz: &[f64; 3]| xyz.map(|v| floor(v / side_m));
        let mut cubes: FxHashMap<[i32; 3], Vec<usize>> = FxHashMap::default();
        for (n, (_, xyz)) in now.iter().enumerate() {
            cubes.entry(cube(xyz)).or_default().push(n);
        }
        let mut around: Vec<usize> = Vec::new();
        for (ship, xyz) in &now {
            around.clear();
            let [x, y, z] = cube(xyz);
            for step in 0..27 {
                let key = [x + step % 3 - 1, y + step / 3 % 3 - 1, z + step / 9 - 1];
                around.extend(cubes.get(&key).into_iter().flatten());
            }
            let mut near = 0;
            for n in &around {
                let Some((other, place)) = now.get(*n) else {
                    continue;
                };
                if other == ship || arc_m(xyz, place) > self.radius_m {
                    continue;
                }
                near += 1;
                if ship < other {
                    bind(&mut self.bonds, (*ship, *other, false), self.slot);
                }
            }
            if near > self.most || around.len() > LOOK_MAX {
                for (other, _) in around.iter().filter_map(|n| now.get(*n)) {
                    if other != ship {
                        bind(&mut self.bonds, (*ship, *other, true), self.slot);
                    }
                }
            }
        }
        now.clear();
        self.now = now;
    }
}

fn bind(bonds: &mut FxHashMap<(u32, u32, bool), (i64, i64)>, key: (u32, u32, bool), slot: i64) {
    let (first, last) = bonds.entry(key).or_insert((slot, slot));
    (*first, *last) = ((*first).min(slot), (*last).max(slot));
}

/// One number of a cell (splitmix64's last step, one part after the other).
fn number(time: i64, [x, y, z]: [i32; 3]) -> i64 {
    let parts = [time, i64::from(x), i64::from(y), i64::from(z)];
    let mixed = parts.into_iter().fold(0_u64, |key, part| {
        let mut z = (key ^ part.cast_unsigned()).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    });
    mixed.cast_signed()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use vigie_sea::{destination, distance_m};

    use super::*;

    fn bonds(company: impl Fn() -> Company, told: &[Whereabouts]) -> Vec<Bond> {
        // Each cell by itself, as on a machine of its own.
        let mut cells: BTreeMap<i64, Vec<Whereabouts>> = BTreeMap::new();
        for at in told {
            for cell in company().cells(at) {
                cells.entry(cell).or_default().push(*at);
            }
        }
        let mut all: BTreeMap<(bool, u32, u32), Bond> = BTreeMap::new();
        for mut of_cell in cells.into_values() {
            of_cell.sort_by_key(|w| w.slot);
            let mut company = company();
            of_cell.iter().for_each(|w| company.push(w));
            for bond in company.finish() {
                let known = all
                    .entry((bond.crowd, bond.ship, bond.other))
                    .or_insert(bond);
                known.first_slot = known.first_slot.min(bond.first_slot);
                known.last_slot = known.last_slot.max(bond.last_slot);
            }
        }
        all.into_values().collect()
    }

    proptest! {
        /// Cells find every pair within the radius, wherever their edges, 180° and the poles lie.
        #[test]
        fn cells_lose_no_pair(
            centre in (-90.0..=90.0f64, prop_oneof![-180.0..180.0f64, Just(180.0)]),
            ships in proptest::collection::vec((0..6i64, 0.0..360.0f64, 0.0..1_500.0f64), 2..40),
        ) {
            let centre = Position::new(centre.0, centre.1).unwrap();
            let config = EncounterConfig::default();
            let told: Vec<Whereabouts> = ships.iter().zip(1..).map(|((slot, bearing, away_m), mmsi)| Whereabouts {
                mmsi, slot: *slot + 34, position: destination(centre, *bearing, *away_m),
            }).collect();
            let found = bonds(|| Company::new(&config), &told);
            for a in &told {
                for b in told.iter().filter(|b| a.mmsi < b.mmsi && a.slot == b.slot) {
                    if distance_m(a.position, b.position) <= 500.0 {
                        let bond = |b: &&Bond, o: &Whereabouts| !b.crowd && b.other == o.mmsi;
                        prop_assert!(found.iter().filter(|f| f.ship == a.mmsi).any(|f| bond(&f, b)));
                    }
                }
            }
            prop_assert!(found.iter().all(|b| b.crowd || b.ship < b.other));
        }
    }

    #[test]
    fn a_crowd_is_bound_together() {
        let config = EncounterConfig {
            neighbours_max: 3,
            ..EncounterConfig::default()
        };
        let place = Position::new(45.0, 180.0).unwrap();
        let told: Vec<Whereabouts> = (1..6)
            .map(|mmsi| Whereabouts {
                mmsi,
                slot: 7,
                position: destination(place, 90.0, f64::from(mmsi)),
            })
            .collect();
        let found = bonds(|| Company::new(&config), &told);
        assert_eq!(found.iter().filter(|b| b.crowd).count(), 20);
        assert_eq!(found.iter().filter(|b| !b.crowd).count(), 10);
        assert_eq!(Company::new(&config).slots_min(), 3);
    }
}
