//! Room for a search that is used again: what an earlier search wrote is told by its number.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A node to be looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Open {
    /// Cost so far plus the least that is left, metres.
    pub(super) estimate: f64,
    pub(super) node: u32,
}

impl Eq for Open {}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        // The smallest estimate first; of equal ones the lowest number.
        other
            .estimate
            .total_cmp(&self.estimate)
            .then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What is known of a node in this search.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    search: u32,
    parent: u32,
    cost: f64,
    done: bool,
    goal: bool,
}

#[derive(Debug, Default)]
pub(super) struct Scratch {
    search: u32,
    known: Vec<Known>,
    pub(super) open: BinaryHeap<Open>,
}

impl Scratch {
    /// Begins a search over so many nodes.
    pub(super) fn begin(&mut self, nodes: usize) {
        self.open.clear();
        if self.known.len() < nodes || self.search == u32::MAX {
            self.known = vec![Known::default(); nodes];
            self.search = 0;
        }
        self.search += 1;
    }

    fn get(&self, node: u32) -> Known {
        let known = self.known.get(node as usize).copied().unwrap_or_default();
        if known.search == self.search {
            known
        } else {
            Known {
                search: self.search,
                cost: f64::INFINITY,
                ..Known::default()
            }
        }
    }

    fn change(&mut self, node: u32, change: impl FnOnce(&mut Known)) {
        let mut known = self.get(node);
        change(&mut known);
        if let Some(place) = self.known.get_mut(node as usize) {
            *place = known;
        }
    }

    pub(super) fn cost(&self, node: u32) -> f64 {
        self.get(node).cost
    }

    pub(super) fn parent(&self, node: u32) -> u32 {
        self.get(node).parent
    }

    pub(super) fn is_done(&self, node: u32) -> bool {
        self.get(node).done
    }

    pub(super) fn sees_goal(&self, node: u32) -> bool {
        self.get(node).goal
    }

    pub(super) fn reach(&mut self, node: u32, parent: u32, cost: f64) {
        self.change(node, |known| {
            known.parent = parent;
            known.cost = cost;
        });
    }

    pub(super) fn set_done(&mut self, node: u32) {
        self.change(node, |known| known.done = true);
    }

    pub(super) fn set_sees_goal(&mut self, node: u32) {
        self.change(node, |known| known.goal = true);
    }
}
