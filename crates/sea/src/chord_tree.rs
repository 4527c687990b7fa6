//! Nearest of many short lines on the globe: a tree of boxes in space.

/// Lines in one leaf.
const LEAF: usize = 6;
/// Depth that 2³² lines cannot exceed, as each level halves.
const DEPTH_MAX: usize = 40;

/// Unit vector of a longitude and latitude in degrees.
pub(crate) fn unit_vector(lon_deg: f64, lat_deg: f64) -> [f64; 3] {
    let (lon, lat) = (lon_deg.to_radians(), lat_deg.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// Lines between unit vectors, in boxes within boxes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChordTree {
    lines: Vec<[[f64; 3]; 2]>,
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    low: [f64; 3],
    high: [f64; 3],
    /// Lines of a leaf, or nothing.
    begin: u32,
    end: u32,
    /// The second child; the first is the next node. 0 for a leaf.
    second: u32,
}

impl ChordTree {
    pub(crate) fn new(mut lines: Vec<[[f64; 3]; 2]>) -> Self {
        let mut nodes = Vec::new();
        if !lines.is_empty() {
            let count = lines.len();
            split(&mut lines, 0, count, &mut nodes);
        }
        Self { lines, nodes }
    }

    /// Length of the chord from a unit vector to the nearest line; `None` without lines.
    pub(crate) fn nearest(&self, from: [f64; 3]) -> Option<f64> {
        self.nodes.first()?;
        let mut best = f64::INFINITY;
        let mut stack = [(0_u32, 0.0_f64); DEPTH_MAX];
        let mut waiting = 1;
        while waiting > 0 {
            waiting -= 1;
            let (number, at_least) = stack.get(waiting).copied()?;
            if at_least >= best {
                continue;
            }
            let node = self.nodes.get(number as usize)?;
            if node.second == 0 {
                for line in self.lines.get(node.begin as usize..node.end as usize)? {
                    best = best.min(squared_to_line(from, line));
                }
                continue;
            }
            let children = [number + 1, node.second].map(|child| {
                let far = f64::INFINITY;
                (
                    child,
                    self.nodes
                        .get(child as usize)
                        .map_or(far, |n| n.squared_to_box(from)),
                )
            });
            // The nearer child is looked at first, so it goes on the stack last.
            let order = if children[0].1 < children[1].1 {
                [1, 0]
            } else {
                [0, 1]
            };
            for child in order {
                *stack.get_mut(waiting)? = children[child];
                waiting += 1;
            }
        }
        Some(best.sqrt())
    }
}

impl Node {
    fn around(lines: &[[[f64; 3]; 2]]) -> Self {
        let mut node = Self {
            low: [f64::INFINITY; 3],
            high: [f64::NEG_INFINITY; 3],
            begin: 0,
            end: 0,
            second: 0,
        };
        for end in lines.iter().flatten() {
            for axis in 0..3 {
                node.low[axis] = node.low[axis].min(end[axis]);
                node.high[axis] = node.high[axis].max(end[axis]);
            }
        }
        node
    }

    fn squared_to_box(&self, from: [f64; 3]) -> f64 {
        let mut squared = 0.0;
        for axis in 0..3 {
            let off = from[axis] - from[axis].clamp(self.low[axis], self.high[axis]);
            squared += off * off;
        }
        squared
    }

    fn longest_axis(&self) -> usize {
        let mut longest = 0;
        for axis in 1..3 {
            if self.high[axis] - self.low[axis] > self.high[longest] - self.low[longest] {
                longest = axis;
            }
        }
        longest
    }
}

#[allow(clippy::cast_possible_truncation, reason = "far fewer than 2^32 lines")]
fn split(lines: &mut [[[f64; 3]; 2]], begin: usize, count: usize, nodes: &mut Vec<Node>) {
    let mut node = Node::around(lines);
    let number = nodes.len();
    if count <= LEAF {
        node.begin = begin as u32;
        node.end = (begin + count) as u32;
        nodes.push(node);
        return;
    }
    nodes.push(node);
    let axis = node.longest_axis();
    let middle = count / 2;
    lines.select_nth_unstable_by(middle, |a, b| {
        (a[0][axis] + a[1][axis]).total_cmp(&(b[0][axis] + b[1][axis]))
    });
    let (first, second) = lines.split_at_mut(middle);
    split(first, begin, middle, nodes);
    let second_at = nodes.len() as u32;
    if let Some(node) = nodes.get_mut(number) {
        node.second = second_at;
    }
    split(second, begin + middle, count - middle, nodes);
}

fn squared_to_line(from: [f64; 3], [a, b]: &[[f64; 3]; 2]) -> f64 {
    let mut along = 0.0;
    let mut length2 = 0.0;
    for axis in 0..3 {
        let step = b[axis] - a[axis];
        along += (from[axis] - a[axis]) * step;
        length2 += step * step;
    }
    let part = if length2 > 0.0 {
        (along / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let mut squared = 0.0;
    for axis in 0..3 {
        let off = a[axis] + (b[axis] - a[axis]) * part - from[axis];
        squared += off * off;
    }
    squared
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_looking_at_every_line(
            places in prop::collection::vec((-180.0..180.0f64, -90.0..90.0f64), 2..200),
            lon in -180.0..180.0f64, lat in -90.0..90.0f64,
        ) {
            let ends: Vec<_> = places.iter().map(|(x, y)| unit_vector(*x, *y)).collect();
            let lines: Vec<_> = ends.windows(2).map(|w| [w[0], w[1]]).collect();
            let from = unit_vector(lon, lat);
            let plain = lines.iter().map(|l| squared_to_line(from, l)).fold(f64::MAX, f64::min);
            let found = ChordTree::new(lines).nearest(from).unwrap();
            prop_assert!((found - plain.sqrt()).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_is_near_without_lines() {
        assert_eq!(ChordTree::new(Vec::new()).nearest([1.0, 0.0, 0.0]), None);
    }
}
