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

/// A line between two unit vectors and its number in the list given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Line {
    pub(crate) ends: [[f64; 3]; 2],
    pub(crate) number: u32,
}

/// Lines between unit vectors, in boxes within boxes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChordTree {
    lines: Vec<Line>,
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    low: [f64; 3],
    high: [f64; 3],
    /// All lines in the box.
    begin: u32,
    end: u32,
    /// The second child; the first is the next node. 0 for a leaf.
    second: u32,
}

impl ChordTree {
    pub(crate) fn new(lines: Vec<[[f64; 3]; 2]>) -> Self {
        let numbered = lines.iter().zip(0_u32..);
        let mut middles: Vec<Middle> = numbered.map(|(ends, n)| Middle::of(ends, n)).collect();
        let mut nodes = Vec::new();
        if !middles.is_empty() {
            split(&mut middles, 0, &lines, &mut nodes);
        }
        let line = |m: &Middle| {
            let (number, ends) = (m.number, *lines.get(m.number as usize)?);
            Some(Line { ends, number })
        };
        Self {
            lines: middles.iter().filter_map(line).collect(),
            nodes,
        }
    }

    /// Number of the nearest line and length of the chord to it, if not longer than `within`; of
    /// equally near ones the lowest number.
    pub(crate) fn nearest_within(&self, from: [f64; 3], within: f64) -> Option<(usize, f64)> {
        let mut best = (within * within, u32::MAX);
        let mut stack = [(0_u32, 0.0_f64); DEPTH_MAX];
        let mut waiting = usize::from(!self.nodes.is_empty());
        while waiting > 0 {
            waiting -= 1;
            let (number, at_least) = stack.get(waiting).copied()?;
            if at_least > best.0 {
                continue;
            }
            let node = self.nodes.get(number as usize)?;
            if node.second == 0 {
                for line in self.lines.get(node.begin as usize..node.end as usize)? {
                    let squared = squared_to_line(from, &line.ends);
                    if squared < best.0 || (squared == best.0 && line.number < best.1) {
                        best = (squared, line.number);
                    }
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
        (best.1 != u32::MAX).then(|| (best.1 as usize, best.0.sqrt()))
    }

    /// Gives all lines of which some point is not farther than `most` (a square), those of one box at once.
    pub(crate) fn visit_within(&self, from: [f64; 3], most: f64, mut found: impl FnMut(&[Line])) {
        let mut open = vec![0_usize];
        while let Some(number) = open.pop() {
            let Some(node) = self.nodes.get(number) else {
                continue;
            };
            if node.squared_to_box(from) > most {
                continue;
            }
            let range = node.begin as usize..node.end as usize;
            let lines = self.lines.get(range).unwrap_or_default();
            if node.squared_to_far_corner(from) <= most {
                found(lines);
            } else if node.second == 0 {
                let is_within = |line: &&Line| squared_to_line(from, &line.ends) <= most;
                for line in lines.iter().filter(is_within) {
                    found(std::slice::from_ref(line));
                }
            } else {
                open.extend([number + 1, node.second as usize]);
            }
        }
    }
}

/// A line while the tree is built: twice its middle, in whole steps of a few millimetres, for many lines are compared often.
#[derive(Debug, Clone, Copy)]
struct Middle {
    at: [i32; 3],
    number: u32,
}

impl Middle {
    #[allow(clippy::cast_possible_truncation, reason = "±2 in steps of 2⁻²⁹")]
    fn of([a, b]: &[[f64; 3]; 2], number: u32) -> Self {
        const STEPS: f64 = 536_870_912.0;
        Self {
            at: [0, 1, 2].map(|n| ((a[n] + b[n]) * STEPS) as i32),
            number,
        }
    }
}

impl Node {
    /// A box with nothing in it yet.
    fn empty() -> Self {
        Self {
            low: [f64::INFINITY; 3],
            high: [f64::NEG_INFINITY; 3],
            begin: 0,
            end: 0,
            second: 0,
        }
    }

    /// Makes the box hold another.
    fn hold(&mut self, low: [f64; 3], high: [f64; 3]) {
        self.low = [0, 1, 2].map(|n| self.low[n].min(low[n]));
        self.high = [0, 1, 2].map(|n| self.high[n].max(high[n]));
    }

    fn squared_to_box(&self, from: [f64; 3]) -> f64 {
        let off = [0, 1, 2].map(|n| from[n] - from[n].clamp(self.low[n], self.high[n]));
        dot(off, off)
    }

    fn squared_to_far_corner(&self, from: [f64; 3]) -> f64 {
        let off = [0, 1, 2].map(|n| {
            (from[n] - self.low[n])
                .abs()
                .max((self.high[n] - from[n]).abs())
        });
        dot(off, off)
    }
}

fn longest_axis(middles: &[Middle]) -> usize {
    let (mut low, mut high) = ([i32::MAX; 3], [i32::MIN; 3]);
    for middle in middles {
        low = [0, 1, 2].map(|n| low[n].min(middle.at[n]));
        high = [0, 1, 2].map(|n| high[n].max(middle.at[n]));
    }
    let lengths = [0, 1, 2].map(|n| high[n].saturating_sub(low[n]));
    (1..3).fold(0, |longest, n| {
        if lengths[n] > lengths[longest] {
            n
        } else {
            longest
        }
    })
}

/// Puts lines in the order of the tree's leaves, and the nodes over them.
#[allow(clippy::cast_possible_truncation, reason = "far fewer than 2^32 lines")]
fn split(middles: &mut [Middle], begin: usize, lines: &[[[f64; 3]; 2]], nodes: &mut Vec<Node>) {
    let (number, count) = (nodes.len(), middles.len());
    let mut node = Node::empty();
    (node.begin, node.end) = (begin as u32, (begin + count) as u32);
    if count <= LEAF {
        let inside = middles.iter().filter_map(|m| lines.get(m.number as usize));
        inside.flatten().for_each(|end| node.hold(*end, *end));
        nodes.push(node);
        return;
    }
    nodes.push(node);
    let axis = longest_axis(middles);
    let half = count / 2;
    middles.select_nth_unstable_by_key(half, |m| m.at[axis]);
    let (first, second) = middles.split_at_mut(half);
    split(first, begin, lines, nodes);
    node.second = nodes.len() as u32;
    split(second, begin + half, lines, nodes);
    for child in [number + 1, node.second as usize] {
        if let Some(child) = nodes.get(child) {
            node.hold(child.low, child.high);
        }
    }
    if let Some(place) = nodes.get_mut(number) {
        *place = node;
    }
}

fn squared_to_line(from: [f64; 3], [a, b]: &[[f64; 3]; 2]) -> f64 {
    let way = minus(*b, *a);
    let length2 = dot(way, way);
    let off = minus(from, *a);
    let part = if length2 > 0.0 {
        (dot(off, way) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let left = minus(off, way.map(|w| w * part));
    dot(left, left)
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
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
            let (number, found) = ChordTree::new(lines.clone()).nearest_within(from, 2.0).unwrap();
            prop_assert!((found - plain.sqrt()).abs() < 1e-12);
            prop_assert!((found - squared_to_line(from, &lines[number]).sqrt()).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_is_near_without_lines() {
        assert_eq!(
            ChordTree::new(Vec::new()).nearest_within([1.0, 0.0, 0.0], 2.0),
            None
        );
    }
}
