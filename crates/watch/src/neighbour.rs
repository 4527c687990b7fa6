//! Who was near whom at one slot: a hash of space that knows no edge.
//!
//! Places are hashed as points of three-dimensional space in cubes of twice the search radius, so
//! neither 180° nor the poles need a special case: a chord is never longer than its arc, hence eight
//! cubes always hold every neighbour.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;
use vigie_sea::{EARTH_RADIUS_M, Position};

use crate::resample::Moment;

/// Entries looked at per search. Above it lie rafts of moored ships; more would be quadratic work.
pub(crate) const LOOK_MAX: usize = 512;

/// A track near the place searched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Neighbour {
    /// Index of the other track.
    pub(crate) index: u32,
    /// Its moment.
    pub(crate) moment: Moment,
    /// Distance, metres.
    pub(crate) distance_m: f64,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    index: u32,
    next: u32,
    xyz_m: [f64; 3],
    moment: Moment,
}

const END: u32 = u32::MAX;

#[derive(Debug, Default)]
struct Table {
    heads: FxHashMap<u64, u32>,
    entries: Vec<Entry>,
}

/// The tables of the slots that tracks may still resolve.
#[derive(Debug, Default)]
pub(crate) struct Neighbourhood {
    tables: VecDeque<(i64, Table)>,
    spare: Vec<Table>,
    /// Entries not looked at because a crowd exceeded the limit.
    pub(crate) skipped: u64,
}

impl Neighbourhood {
    /// Puts a track at its moment and gives the at most `most` nearest others within `radius_m`,
    /// nearest first, that were put there before.
    pub(crate) fn meet(
        &mut self,
        index: u32,
        moment: Moment,
        radius_m: f64,
        most: usize,
        found: &mut Vec<Neighbour>,
    ) {
        found.clear();
        let xyz_m = xyz_m(moment.position);
        let side_m = radius_m.max(1.0) * 2.0;
        let cell = xyz_m.map(|v| floor(v / side_m));
        let toward = [0, 1, 2].map(|axis| {
            let inside = xyz_m[axis] / side_m - f64::from(cell[axis]);
            if inside < 0.5 { -1 } else { 1 }
        });
        let mut skipped = 0;
        let table = self.table(moment.slot);
        let mut looked = 0;
        for corner in 0..8 {
            let near = [0, 1, 2].map(|axis| {
                let step = if corner >> axis & 1 == 1 {
                    toward[axis]
                } else {
                    0
                };
                cell[axis] + step
            });
            table.collect(key(near), &xyz_m, radius_m, &mut looked, found);
        }
        if looked > LOOK_MAX {
            skipped += looked - LOOK_MAX;
        }
        table.insert(key(cell), index, xyz_m, moment);
        found.sort_unstable_by(|a, b| {
            a.distance_m
                .total_cmp(&b.distance_m)
                .then(a.index.cmp(&b.index))
        });
        skipped += found.len().saturating_sub(most);
        found.truncate(most);
        self.skipped += skipped as u64;
    }

    fn table(&mut self, slot: i64) -> &mut Table {
        let at = match self.tables.binary_search_by_key(&slot, |(s, _)| *s) {
            Ok(i) => i,
            Err(i) => {
                let table = self.spare.pop().unwrap_or_default();
                self.tables.insert(i, (slot, table));
                i
            }
        };
        &mut self.tables[at].1
    }

    /// Forgets slots up to and including `slot`.
    pub(crate) fn forget(&mut self, slot: i64) {
        while self.tables.front().is_some_and(|(s, _)| *s <= slot) {
            if let Some((_, mut table)) = self.tables.pop_front() {
                table.heads.clear();
                table.entries.clear();
                self.spare.push(table);
            }
        }
    }
}

impl Table {
    fn collect(
        &self,
        key: u64,
        from_m: &[f64; 3],
        radius_m: f64,
        looked: &mut usize,
        found: &mut Vec<Neighbour>,
    ) {
        let mut at = self.heads.get(&key).copied().unwrap_or(END);
        while let Some(entry) = self.entries.get(at as usize) {
            *looked += 1;
            if *looked > LOOK_MAX {
                return;
            }
            let distance_m = arc_m(from_m, &entry.xyz_m);
            if distance_m <= radius_m {
                found.push(Neighbour {
                    index: entry.index,
                    moment: entry.moment,
                    distance_m,
                });
            }
            at = entry.next;
        }
    }

    fn insert(&mut self, key: u64, index: u32, xyz_m: [f64; 3], moment: Moment) {
        let Ok(at) = u32::try_from(self.entries.len()) else {
            return;
        };
        let next = self.heads.insert(key, at).unwrap_or(END);
        self.entries.push(Entry {
            index,
            next,
            xyz_m,
            moment,
        });
    }
}

/// One number for a cube. Only cubes thousands of kilometres apart share one, and distances are looked at besides.
fn key(cell: [i32; 3]) -> u64 {
    let bits = |v: i32| u64::from(v.cast_unsigned() & 0x1F_FFFF);
    cell.iter().fold(0, |key, v| key << 21 | bits(*v))
}

pub(crate) fn xyz_m(p: Position) -> [f64; 3] {
    on_sphere(p).map(|v| v * EARTH_RADIUS_M)
}

/// A place as a point of the unit sphere.
pub(crate) fn on_sphere(p: Position) -> [f64; 3] {
    let (lat, lon) = (p.lat_deg().to_radians(), p.lon_deg().to_radians());
    let (sin_lat, cos_lat) = lat.sin_cos();
    let (sin_lon, cos_lon) = lon.sin_cos();
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

/// Great-circle distance from the chord.
pub(crate) fn arc_m(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let chord = a
        .iter()
        .zip(b)
        .map(|(x, y)| (x - y) * (x - y))
        .sum::<f64>()
        .sqrt();
    2.0 * EARTH_RADIUS_M * (chord / (2.0 * EARTH_RADIUS_M)).min(1.0).asin()
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "at most 6.4e6 m over a side of 2 m"
)]
pub(crate) fn floor(v: f64) -> i32 {
    v.floor() as i32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;
    use vigie_sea::{destination, distance_m};

    use super::*;

    fn moment(position: Position) -> Moment {
        Moment {
            slot: 7,
            position,
            speed_kn: 0.0,
            pings: 1,
            ping_before_ms: 0,
            ping_after_ms: 0,
            lying: false,
            known: 1,
        }
    }

    proptest! {
        #[test]
        fn finds_a_neighbour_anywhere_on_earth(
            lat in prop_oneof![-90.0..90.0f64, 89.99..90.0f64, -90.0..-89.99f64],
            lon in prop_oneof![-180.0..180.0f64, 179.99..180.0f64],
            bearing in 0.0..360.0f64,
            apart in 0.0..1_000.0f64,
        ) {
            let a = Position::new(lat, lon).unwrap();
            let b = destination(a, bearing, apart);
            let mut near = Neighbourhood::default();
            let mut found = Vec::new();
            near.meet(1, moment(a), 500.0, 8, &mut found);
            near.meet(2, moment(b), 500.0, 8, &mut found);
            let real = distance_m(a, b);
            prop_assume!((real - 500.0).abs() > 0.01);
            prop_assert_eq!(found.len() == 1, real <= 500.0);
            if let Some(n) = found.first() {
                prop_assert!((n.distance_m - real).abs() < 0.01);
            }
        }
    }

    #[test]
    fn a_raft_of_ships_stays_bounded_and_is_counted() {
        let mut near = Neighbourhood::default();
        let mut found = Vec::new();
        for i in 0..2_000u32 {
            let p = Position::new(31.0 + f64::from(i) * 1e-6, 122.0).unwrap();
            near.meet(i, moment(p), 500.0, 16, &mut found);
            assert!(found.len() <= 16);
        }
        assert!(near.skipped > 0);
        near.forget(7);
        assert!(near.tables.is_empty());
    }
}
