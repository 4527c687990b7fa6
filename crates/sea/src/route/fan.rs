//! All ways from one place: a search without a goal, of which every later question asks only the end.
//!
//! Ships of a plan leave from few ports and meet targets at places that are new each time. From each port one search
//! goes out as far as a patrol reaches; for a place at sea the corner is sought behind which it is seen, and the way to
//! that corner, pulled tight once, is kept.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::cell::cell;
use super::port::End;
use super::router::{Router, SeaRoute};
use super::theta::Query;
use super::vector::{Unit, degrees, metres, unit};
use super::waters::Waters;

/// As far as a fan goes, metres: 5,000 nautical miles, more than any ship of a patrol sails between two ports.
const REACH_M: f64 = 9_260_000.0;
/// Not reached.
const NOWHERE: u32 = u32::MAX;

/// The ways from one end.
#[derive(Debug)]
pub(super) struct Fan {
    end: End,
    /// By node: the corner from which it is seen, and the cost up to the node, metres.
    reached: Vec<(u32, f32)>,
    ways: RwLock<FxHashMap<u32, Option<Arc<Way>>>>,
}

/// A way from the end to a corner.
type Way = Vec<Unit>;

impl Router<'_> {
    /// Searches all ways from an end.
    pub(super) fn fan(&mut self, end: &End) -> Fan {
        let query = Query {
            from: end,
            goals: &[],
        };
        let start = self.search_within(&query, REACH_M);
        let reached = (0..=start)
            .map(|node| {
                if self.scratch.is_done(node) {
                    #[allow(clippy::cast_possible_truncation, reason = "metres, to order by")]
                    (self.scratch.parent(node), self.scratch.cost(node) as f32)
                } else {
                    (NOWHERE, f32::INFINITY)
                }
            })
            .collect();
        Fan {
            end: end.clone(),
            reached,
            ways: RwLock::default(),
        }
    }
}

impl Fan {
    /// Corners of the way to a place at sea, both ends included; none if it is not reached.
    pub(super) fn way_to(&self, router: &Router<'_>, to: Unit) -> Option<Vec<Unit>> {
        let (way, kept) = self.seen_from(router, to)?;
        let mut places = way.get(..=kept)?.to_vec();
        places.push(to);
        Some(places)
    }

    /// The way to the corner from which a place is seen, and the number of the first of its corners that sees it.
    fn seen_from(&self, router: &Router<'_>, to: Unit) -> Option<(Arc<Way>, usize)> {
        let waters = router.waters;
        let mut corners = self.corners_near(waters, to);
        corners.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        corners.dedup_by_key(|(_, corner)| *corner);
        let seen = corners
            .into_iter()
            .find(|(_, corner)| waters.sees(self.place(waters, *corner), to));
        let way = self.way(router, seen?.1)?;
        let mut kept = way.len().checked_sub(1)?;
        // An approach is not tested: it is never cut short.
        let first = usize::from(self.end.approach_m > 0.0);
        while kept > first
            && let Some(before) = way.get(kept - 1)
            && waters.sees(*before, to)
        {
            kept -= 1;
        }
        Some((way, kept))
    }

    /// Corners that see the nodes around a place, and these nodes, with the length that the way would have.
    fn corners_near(&self, waters: &Waters, to: Unit) -> Vec<(f64, u32)> {
        let [lon, lat] = degrees(to);
        let mut corners = Vec::new();
        let mut add = |node: u32| {
            for corner in [self.reached(node).0, node] {
                let (_, cost) = self.reached(corner);
                if corner != NOWHERE && cost.is_finite() {
                    let far = metres(self.place(waters, corner), to);
                    corners.push((f64::from(cost) + far, corner));
                }
            }
        };
        for node in waters.leaves.in_cell(cell(lon, lat)) {
            add(node);
            waters.leaves.links(node).iter().for_each(|n| add(*n));
        }
        corners
    }

    fn reached(&self, node: u32) -> (u32, f32) {
        let known = self.reached.get(node as usize).copied();
        known.unwrap_or((NOWHERE, f32::INFINITY))
    }

    fn place(&self, waters: &Waters, node: u32) -> Unit {
        if node as usize + 1 == self.reached.len() {
            self.end.at
        } else {
            waters.leaves.place(node)
        }
    }

    fn way(&self, router: &Router<'_>, corner: u32) -> Option<Arc<Way>> {
        let known = self.ways.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&corner) {
            return known.clone();
        }
        drop(known);
        let found = self.lay(router, corner).map(Arc::new);
        let mut ways = self.ways.write().unwrap_or_else(PoisonError::into_inner);
        ways.insert(corner, found.clone());
        found
    }

    fn lay(&self, router: &Router<'_>, corner: u32) -> Option<Way> {
        let start = u32::try_from(self.reached.len()).ok()?.checked_sub(1)?;
        let mut nodes = vec![corner];
        let mut node = corner;
        while node != start {
            node = self.reached(node).0;
            if node == NOWHERE || nodes.len() > self.reached.len() {
                return None;
            }
            nodes.push(node);
        }
        nodes.reverse();
        let at = self.place(router.waters, corner);
        let places = if nodes.len() == 1 {
            let mut places = vec![self.end.at];
            if self.end.approach_m > 0.0 {
                places.insert(0, unit(self.end.position));
            }
            places
        } else {
            let to = End {
                position: super::vector::place(at),
                at,
                links: Vec::new(),
                approach_m: 0.0,
            };
            let SeaRoute { places, .. } = router.laid(&self.end, &to, &nodes);
            places.into_iter().map(unit).collect()
        };
        Some(places)
    }
}
