//! Fleets put together vehicle by vehicle: what the first ones have fetched together, each combination that no other beats.

use std::collections::BTreeMap;

use super::fleet::Clearing;
use super::relax::Weights;
use super::route::{Choice, does_as_well};

/// What came of it.
pub(crate) enum Combined {
    /// It can be done: the choice of each vehicle.
    Done(Vec<usize>),
    /// It cannot, with proof.
    Never,
    /// Nothing was found among the combinations that were kept.
    Unknown,
}

struct Label {
    /// Fetched from each place; then brought to each limited haven.
    counts: Vec<u32>,
    before: usize,
    choice: usize,
}

/// Tries to fetch everyone with one choice of each vehicle. At most `most` combinations are kept at a time.
pub(crate) fn combine(
    clearing: &Clearing,
    fleet: &[Vec<&Choice>],
    limits: &[u32],
    weights: &Weights,
    most: usize,
) -> Combined {
    let places = clearing.people.len();
    let need = |cell: usize| clearing.people.get(cell).copied().unwrap_or(0);
    // What vehicles from here on can still fetch at most: of each place, and by weight.
    let (rest, rest_worth) = still_to_come(fleet, weights, places);
    let total: f64 = (0..places)
        .map(|cell| f64::from(need(cell)) * weights.of_place.get(cell).copied().unwrap_or(0.0))
        .sum();
    let start = Label {
        counts: vec![0; places + limits.len()],
        before: 0,
        choice: 0,
    };
    let mut layers: Vec<Vec<Label>> = vec![vec![start]];
    let mut cut = false;
    for (at, choices) in fleet.iter().enumerate() {
        let Some(last) = layers.last() else {
            return Combined::Unknown;
        };
        let mut found: BTreeMap<Vec<u32>, (usize, usize)> = BTreeMap::new();
        for (before, label) in last.iter().enumerate() {
            for (choice, one) in choices.iter().enumerate() {
                let mut counts = label.counts.clone();
                let mut fits = true;
                for (cell, (sum, more)) in counts.iter_mut().zip(&one.counts).enumerate() {
                    *sum = sum.saturating_add(*more);
                    if cell < places {
                        let waiting = need(cell);
                        *sum = (*sum).min(waiting);
                        fits &= u64::from(*sum) + rest[at + 1][cell] >= u64::from(waiting);
                    } else {
                        fits &= limits.get(cell - places).is_none_or(|limit| *sum <= *limit);
                    }
                }
                if !fits {
                    continue;
                }
                let worth: f64 = counts
                    .iter()
                    .zip(&weights.of_place)
                    .map(|(count, weight)| f64::from(*count) * weight)
                    .sum();
                if worth + rest_worth[at + 1] < total * (1.0 - 1e-9) {
                    continue;
                }
                found.entry(counts).or_insert((before, choice));
            }
            // Far more than can be kept: those that cannot win are dropped on the way.
            if found.len() > most.saturating_mul(4) {
                cut |= thin(&mut found, places, weights, most);
            }
        }
        let mut labels = pareto(found, places, most);
        if labels.len() > most {
            labels.sort_by(|a, b| {
                let worth = |it: &Label| -> f64 {
                    let cells = it.counts.iter().zip(&weights.of_place);
                    cells
                        .map(|(count, weight)| f64::from(*count) * weight)
                        .sum()
                };
                worth(b).total_cmp(&worth(a)).then(a.counts.cmp(&b.counts))
            });
            labels.truncate(most);
            cut = true;
        }
        if labels.is_empty() {
            return if cut {
                Combined::Unknown
            } else {
                Combined::Never
            };
        }
        layers.push(labels);
    }
    let done = layers.last().and_then(|last| {
        last.iter()
            .position(|it| (0..places).all(|cell| it.counts.get(cell) == Some(&need(cell))))
    });
    let Some(mut at) = done else {
        return if cut {
            Combined::Unknown
        } else {
            Combined::Never
        };
    };
    let mut out = Vec::with_capacity(fleet.len());
    for layer in layers.iter().skip(1).rev() {
        let Some(label) = layer.get(at) else {
            return Combined::Unknown;
        };
        out.push(label.choice);
        at = label.before;
    }
    out.reverse();
    Combined::Done(out)
}

/// For each vehicle what it and those after it can fetch at most: of each place, and by weight.
fn still_to_come(
    fleet: &[Vec<&Choice>],
    weights: &Weights,
    places: usize,
) -> (Vec<Vec<u64>>, Vec<f64>) {
    let (mut rest, mut worth) = (vec![vec![0_u64; places]], vec![0.0]);
    for (at, choices) in fleet.iter().enumerate().rev() {
        let mut row = rest.last().cloned().unwrap_or_default();
        for (cell, sum) in row.iter_mut().enumerate() {
            let top = choices.iter().filter_map(|it| it.counts.get(cell)).max();
            *sum += u64::from(top.copied().unwrap_or(0));
        }
        rest.push(row);
        let before = worth.last().copied().unwrap_or(0.0);
        worth.push(before + weights.most.get(at).copied().unwrap_or(0.0));
    }
    rest.reverse();
    worth.reverse();
    (rest, worth)
}

/// Keeps the heaviest; says whether anything was dropped.
fn thin(
    found: &mut BTreeMap<Vec<u32>, (usize, usize)>,
    places: usize,
    weights: &Weights,
    most: usize,
) -> bool {
    let mut all: Vec<(Vec<u32>, (usize, usize))> = std::mem::take(found).into_iter().collect();
    let worth = |counts: &[u32]| -> f64 {
        let cells = counts.iter().take(places).zip(&weights.of_place);
        cells
            .map(|(count, weight)| f64::from(*count) * weight)
            .sum()
    };
    all.sort_by(|a, b| worth(&b.0).total_cmp(&worth(&a.0)).then(a.0.cmp(&b.0)));
    let dropped = all.len() > most.saturating_mul(2);
    all.truncate(most.saturating_mul(2));
    found.extend(all);
    dropped
}

/// Drops combinations that another beats everywhere. With many of them only neighbours in order are compared: what stays
/// too long costs time, never truth.
fn pareto(found: BTreeMap<Vec<u32>, (usize, usize)>, places: usize, most: usize) -> Vec<Label> {
    /// How far back a combination is compared when there are many.
    const WINDOW: usize = 400;
    let window = if found.len() > most.min(5_000) {
        WINDOW
    } else {
        usize::MAX
    };
    let mut kept: Vec<Label> = Vec::new();
    // Highest first: what beats another comes before it, in the first place at least.
    for (counts, (before, choice)) in found.into_iter().rev() {
        let mut last = kept.iter().rev().take(window);
        let beaten = last.any(|it| does_as_well(&it.counts, &counts, places));
        if !beaten {
            kept.push(Label {
                counts,
                before,
                choice,
            });
        }
    }
    kept
}
