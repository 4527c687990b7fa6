//! Boosted regression trees on the logistic loss; deterministic by seed.

use serde::{Deserialize, Serialize};

use super::features::FEATURES;
use super::train::Stop;

type Row = [f32; FEATURES];
const BINS: usize = 48;

/// A node: where it splits, or its value. Children follow the array of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Node {
    Split {
        feature: u16,
        /// Rows with a value at or below it go left.
        at: f32,
        left: u16,
        right: u16,
    },
    Leaf {
        value: f32,
    },
}

/// One tree.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Tree(Vec<Node>);

impl Tree {
    fn value(&self, row: &Row) -> f64 {
        let mut at = 0_usize;
        // A tree from a file may point in circles: no path is longer than its nodes.
        for _ in 0..=self.0.len() {
            match self.0.get(at) {
                Some(Node::Leaf { value }) => return f64::from(*value),
                Some(Node::Split {
                    feature,
                    at: edge,
                    left,
                    right,
                }) => {
                    let value = row.get(usize::from(*feature)).copied().unwrap_or(0.0);
                    at = usize::from(if value <= *edge { *left } else { *right });
                }
                None => return 0.0,
            }
        }
        0.0
    }
}

/// A trained ensemble.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Ensemble {
    base: f64,
    trees: Vec<Tree>,
}

/// Settings of the training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BoostConfig {
    pub(super) rounds: usize,
    pub(super) rate: f64,
    pub(super) depth: usize,
    pub(super) l2: f64,
    /// Least weight of a leaf, as a share of all.
    pub(super) least: f64,
    /// Share of the features that one tree may use.
    pub(super) columns: f64,
    pub(super) seed: u64,
}

impl Ensemble {
    /// Log odds that are the mean of those of several ensembles.
    pub(super) fn mean(parts: Vec<Self>) -> Self {
        #[allow(clippy::cast_precision_loss, reason = "a handful of ensembles")]
        let share = 1.0 / parts.len().max(1) as f64;
        let mut all = Self::default();
        for mut part in parts {
            all.base += part.base * share;
            for node in part.trees.iter_mut().flat_map(|tree| &mut tree.0) {
                if let Node::Leaf { value } = node {
                    #[allow(
                        clippy::cast_possible_truncation,
                        reason = "single precision is enough"
                    )]
                    let scaled = (f64::from(*value) * share) as f32;
                    *value = scaled;
                }
            }
            all.trees.append(&mut part.trees);
        }
        all
    }

    /// Log odds of fishing.
    pub(super) fn log_odds(&self, row: &Row) -> f64 {
        self.base + self.trees.iter().map(|t| t.value(row)).sum::<f64>()
    }
}

pub(super) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

struct Growing<'a> {
    codes: &'a [Vec<u8>],
    edges: &'a [Vec<f32>],
    slope: &'a [f64],
    curve: &'a [f64],
    columns: &'a [usize],
    config: &'a BoostConfig,
    least: f64,
}

/// Rows in classes of each feature, to be used by several ensembles.
pub(super) struct Binned<'a> {
    rows: &'a [Row],
    edges: Vec<Vec<f32>>,
    codes: Vec<Vec<u8>>,
}

impl<'a> Binned<'a> {
    pub(super) fn of(rows: &'a [Row]) -> Self {
        let edges: Vec<Vec<f32>> = (0..FEATURES).map(|f| edges_of(rows, f)).collect();
        let codes: Vec<Vec<u8>> = edges
            .iter()
            .enumerate()
            .map(|(f, edges)| {
                let code = |row: &Row| {
                    let value = row.get(f).copied().unwrap_or(0.0);
                    u8::try_from(edges.partition_point(|x| *x < value)).unwrap_or(u8::MAX)
                };
                rows.iter().map(code).collect()
            })
            .collect();
        Self { rows, edges, codes }
    }
}

/// Trains an ensemble; `weights` say how much each row counts. Cut short when asked to stop.
pub(super) fn boost(
    binned: &Binned,
    truth: &[bool],
    weights: &[f64],
    config: &BoostConfig,
    stop: Stop<'_>,
) -> Ensemble {
    let Binned { rows, edges, codes } = binned;
    let whole: f64 = weights.iter().sum();
    let fishing: f64 = truth
        .iter()
        .zip(weights)
        .filter(|(t, _)| **t)
        .map(|(_, w)| w)
        .sum();
    let share = (fishing / whole.max(1e-9)).clamp(0.01, 0.99);
    let mut ensemble = Ensemble {
        base: (share / (1.0 - share)).ln(),
        trees: Vec::with_capacity(config.rounds),
    };
    let mut odds = vec![ensemble.base; rows.len()];
    let mut seed = config.seed;
    for _ in 0..config.rounds {
        if stop() {
            break;
        }
        let mut slope = Vec::with_capacity(rows.len());
        let mut curve = Vec::with_capacity(rows.len());
        for ((odds, truth), weight) in odds.iter().zip(truth).zip(weights) {
            let p = logistic(*odds);
            slope.push(weight * (p - f64::from(*truth)));
            curve.push(weight * (p * (1.0 - p)).max(1e-6));
        }
        let columns: Vec<usize> = (0..FEATURES)
            .filter(|f| {
                chance(&mut seed) < config.columns && edges.get(*f).is_some_and(|e| e.len() > 1)
            })
            .collect();
        let growing = Growing {
            codes,
            edges,
            slope: &slope,
            curve: &curve,
            columns: &columns,
            config,
            least: config.least * whole * 0.25,
        };
        let mut tree = Tree::default();
        growing.grow(&mut tree, &mut odds, (0..rows.len()).collect(), None, 0);
        ensemble.trees.push(tree);
    }
    ensemble
}

/// Splitmix64.
pub(super) fn chance(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    #[allow(clippy::cast_precision_loss, reason = "53 bits")]
    let share = ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64;
    share
}

fn edges_of(rows: &[Row], feature: usize) -> Vec<f32> {
    let mut values: Vec<f32> = rows
        .iter()
        .filter_map(|r| r.get(feature).copied())
        .collect();
    values.sort_unstable_by(f32::total_cmp);
    let mut edges: Vec<f32> = (1..BINS)
        .filter_map(|k| values.get(k * values.len() / BINS).copied())
        .collect();
    edges.dedup();
    edges
}

type Histogram = Vec<[(f64, f64); BINS]>;

impl Growing<'_> {
    /// Adds the node of these rows and all below it, and to their log odds what the tree says of them; the number of the node.
    fn grow(
        &self,
        tree: &mut Tree,
        odds: &mut [f64],
        rows: Vec<usize>,
        known: Option<Histogram>,
        depth: usize,
    ) -> u16 {
        let number = u16::try_from(tree.0.len()).unwrap_or(u16::MAX);
        let sum = |of: &[f64]| rows.iter().filter_map(|r| of.get(*r)).sum::<f64>();
        let (slope, curve) = (sum(self.slope), sum(self.curve));
        #[allow(
            clippy::cast_possible_truncation,
            reason = "single precision is enough"
        )]
        let value = (-self.config.rate * slope / (curve + self.config.l2)) as f32;
        tree.0.push(Node::Leaf { value });
        let mut told = |rows: &[usize]| {
            for row in rows {
                if let Some(odds) = odds.get_mut(*row) {
                    *odds += f64::from(value);
                }
            }
            number
        };
        if depth >= self.config.depth {
            return told(&rows);
        }
        let mut whole = known.unwrap_or_else(|| self.histogram(&rows));
        let Some((feature, code, at)) = self.best(&whole, slope, curve) else {
            return told(&rows);
        };
        let goes_left = |r: &usize| {
            let code_of = self.codes.get(feature).and_then(|c| c.get(*r));
            code_of.is_some_and(|c| *c <= code)
        };
        let (left, right): (Vec<usize>, Vec<usize>) = rows.into_iter().partition(goes_left);
        // What is not in the smaller half is in the other.
        let (mut of_left, mut of_right) = (None, None);
        if depth + 1 < self.config.depth {
            let small = self.histogram(if left.len() < right.len() {
                &left
            } else {
                &right
            });
            let cells = whole.iter_mut().flatten().zip(small.iter().flatten());
            cells.for_each(|(w, s)| *w = (w.0 - s.0, w.1 - s.1));
            (of_left, of_right) = if left.len() < right.len() {
                (Some(small), Some(whole))
            } else {
                (Some(whole), Some(small))
            };
        }
        let left = self.grow(tree, odds, left, of_left, depth + 1);
        let right = self.grow(tree, odds, right, of_right, depth + 1);
        if let Some(node) = tree.0.get_mut(usize::from(number)) {
            *node = Node::Split {
                feature: u16::try_from(feature).unwrap_or(0),
                at,
                left,
                right,
            };
        }
        number
    }

    /// Sums of slope and curve in each class of each feature of the tree.
    fn histogram(&self, rows: &[usize]) -> Histogram {
        // Side by side once, not anew for each feature.
        let at = |row: &usize| (self.slope.get(*row), self.curve.get(*row));
        let each = rows.iter().map(|row| match at(row) {
            (Some(g), Some(h)) => (*row, *g, *h),
            _ => (*row, 0.0, 0.0),
        });
        let each: Vec<(usize, f64, f64)> = each.collect();
        let of = |feature: &usize| {
            let mut bins = [(0.0, 0.0); BINS];
            let codes = self.codes.get(*feature).map_or(&[][..], Vec::as_slice);
            for (row, g, h) in &each {
                let code = codes.get(*row).copied().unwrap_or(0);
                if let Some(bin) = bins.get_mut(usize::from(code)) {
                    bin.0 += g;
                    bin.1 += h;
                }
            }
            bins
        };
        self.columns.iter().map(of).collect()
    }

    /// The split with the largest gain.
    fn best(&self, histogram: &Histogram, slope: f64, curve: f64) -> Option<(usize, u8, f32)> {
        let l2 = self.config.l2;
        let worth = |g: f64, h: f64| g * g / (h + l2);
        let mut best: Option<(f64, (usize, u8, f32))> = None;
        for (&feature, bins) in self.columns.iter().zip(histogram) {
            let (mut g, mut h) = (0.0, 0.0);
            for (code, edge) in self.edges.get(feature).into_iter().flatten().enumerate() {
                let bin = bins.get(code).copied().unwrap_or_default();
                g += bin.0;
                h += bin.1;
                if h < self.least || curve - h < self.least {
                    continue;
                }
                let gain = worth(g, h) + worth(slope - g, curve - h) - worth(slope, curve);
                if gain > best.map_or(1e-6, |b| b.0) {
                    let code = u8::try_from(code).unwrap_or(u8::MAX);
                    best = Some((gain, (feature, code, *edge)));
                }
            }
        }
        best.map(|b| b.1)
    }
}
