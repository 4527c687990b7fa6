//! Recreate: the unserved, in one of several random orders, each to its cheapest place.

use super::route::NOWHERE;
use super::search::{Search, Solution, UNSERVED};
use crate::Chance;

/// Chance that the cheapest place is passed over.
const BLINK: f64 = 1.0 / 128.0;

impl Search<'_> {
    pub(super) fn recreate(&mut self, solution: &mut Solution, chance: &mut Chance) {
        self.sort_unserved(solution, chance);
        let order = std::mem::take(&mut self.order);
        for &packed in &order {
            let k = (packed & 0xffff) as u16;
            let mut best = NOWHERE;
            let mut chosen = 0;
            for r in 0..self.m {
                let spot = self.spot(k, r, &solution.routes[r]);
                if spot.cost < best.cost {
                    (best, chosen) = (spot, r);
                }
            }
            if best == NOWHERE {
                continue;
            }
            if chance.happens(BLINK) {
                best = solution.routes[chosen].spot(self.instance, k, best.after);
                if best == NOWHERE {
                    continue;
                }
            }
            let mut route = std::mem::take(&mut solution.routes[chosen]);
            route.visits.insert(usize::from(best.after) + 1, k);
            self.rebuild(&mut route);
            solution.routes[chosen] = route;
            solution.place[usize::from(k)] = chosen as u8;
        }
        self.order = order;
    }

    /// The unserved in one of nine orders, packed as key and customer.
    fn sort_unserved(&mut self, solution: &Solution, chance: &mut Chance) {
        let kind = chance.below(9);
        let instance = self.instance;
        let tenth = f64::from(self.distance_max) * 0.1;
        self.order.clear();
        for &k in &self.reachable {
            if solution.place[usize::from(k)] != UNSERVED {
                continue;
            }
            let c = usize::from(k);
            let score = instance.score[c] as f64;
            let key = match kind {
                0 => chance.unit(),
                1 | 2 => -score * chance.between(0.7, 1.3),
                3 => -score,
                4 => -score / (f64::from(instance.service[c]) + tenth) * chance.between(0.5, 1.5),
                5 => f64::from(instance.close[c] - instance.open[c]),
                6 => f64::from(instance.close[c]),
                7 => f64::from(instance.d(0, k)),
                _ => -f64::from(instance.d(0, k)),
            };
            self.order.push(sortable(key) << 16 | u64::from(k));
        }
        self.order.sort_unstable();
    }
}

/// The 48 upper bits of a number, in its order.
fn sortable(key: f64) -> u64 {
    let bits = key.to_bits();
    let ordered = if bits >> 63 == 1 {
        !bits
    } else {
        bits | (1 << 63)
    };
    ordered >> 16
}
