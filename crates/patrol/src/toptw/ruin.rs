//! Ruin: strings of stops around a seed customer are cut from the routes near it.

use super::search::{Search, Solution, UNSERVED};
use crate::Chance;

/// Longest string cut.
const STRING_MAX: usize = 12;
/// Mean number of customers cut.
const CUT_MEAN: f64 = 8.0;
/// Chance that a string keeps a piece in its middle, and that the piece grows by one more.
const SPLIT: f64 = 0.5;
const SPLIT_GROWS: f64 = 0.9;

impl Search<'_> {
    pub(super) fn ruin(&mut self, solution: &mut Solution, chance: &mut Chance) {
        let served: usize = solution.routes.iter().map(|r| r.customers().len()).sum();
        if served == 0 || self.reachable.is_empty() {
            return;
        }
        let mean = served.div_ceil(self.m);
        let longest = STRING_MAX.min(mean.max(1));
        let routes_max = (4.0 * CUT_MEAN / (1.0 + longest as f64) - 1.0).max(1.0);
        let cuts = (chance.between(1.0, routes_max + 1.0)) as usize;
        let seed = self.reachable[chance.below(self.reachable.len())];
        let mut touched: u128 = 0;
        let mut done = 0;
        for index in 0..self.near[usize::from(seed)].len() {
            let k = self.near[usize::from(seed)][index];
            let r = solution.place[usize::from(k)];
            if r == UNSERVED || (r < 128 && touched & (1 << r) != 0) {
                continue;
            }
            touched |= 1_u128.checked_shl(u32::from(r)).unwrap_or(0);
            self.cut(solution, usize::from(r), k, longest, chance);
            done += 1;
            if done >= cuts.min(self.m) {
                break;
            }
        }
    }

    /// Cuts a string that contains customer `k` from route `r`.
    fn cut(
        &mut self,
        solution: &mut Solution,
        r: usize,
        k: u16,
        longest: usize,
        chance: &mut Chance,
    ) {
        let route = &mut solution.routes[r];
        let len = route.customers().len();
        let length = 1 + chance.below(longest.min(len));
        let Some(at) = route.visits.iter().position(|v| *v == k) else {
            return;
        };
        let mut kept = 0;
        if length > 1 && length < len && chance.happens(SPLIT) {
            kept = 1;
            while length + kept < len && chance.happens(SPLIT_GROWS) {
                kept += 1;
            }
        }
        let whole = length + kept;
        // The string lies within stops 1..=len and contains `at`.
        let low = at.saturating_sub(whole - 1).max(1);
        let high = at.min(len + 1 - whole);
        let begin = low + chance.below(high - low + 1);
        let keep_from = begin
            + if kept > 0 {
                1 + chance.below(length - 1)
            } else {
                length
            };
        let keep_to = keep_from + kept;
        for stop in (begin..keep_from).chain(keep_to..begin + whole) {
            solution.place[usize::from(route.visits[stop])] = UNSERVED;
        }
        let mut stop = 0;
        let place = &solution.place;
        let last = route.visits.len() - 1;
        route.visits.retain(|v| {
            let keep = stop == 0 || stop == last || place[usize::from(*v)] != UNSERVED;
            stop += 1;
            keep
        });
        let mut route = std::mem::take(&mut solution.routes[r]);
        self.rebuild(&mut route);
        solution.routes[r] = route;
    }
}
