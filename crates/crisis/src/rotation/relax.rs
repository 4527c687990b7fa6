//! A bound by weights: people of each place get a weight; if the fleet cannot fetch the weighted sum by some time, not even
//! when every vehicle does what brings most, then it cannot fetch the people (weak duality).
//!
//! Weights are sought by subgradient steps; any weights prove what they prove.

use super::fleet::Clearing;
use super::route::Choice;

/// Steps of the search for weights.
const STEPS: usize = 200;

/// Weights, and what each vehicle can bring of them at most.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    pub(crate) of_place: Vec<f64>,
    pub(crate) most: Vec<f64>,
}

fn worth(weights: &[f64], choice: &Choice) -> f64 {
    let counts = choice.counts.iter().zip(weights);
    counts
        .map(|(count, weight)| f64::from(*count) * weight)
        .sum()
}

/// Weights under which these choices bring least beyond what waits, and how much that is as a share; below zero: it cannot
/// be done.
pub(crate) fn tightest(clearing: &Clearing, fleet: &[Vec<&Choice>]) -> (Weights, f64) {
    let people: Vec<f64> = clearing.people.iter().map(|it| f64::from(*it)).collect();
    let total: f64 = people.iter().sum::<f64>().max(1.0);
    let mut weights: Vec<f64> = people.iter().map(|it| f64::from(*it > 0.0)).collect();
    let mut best: Option<(Weights, f64)> = None;
    for step in 0..STEPS {
        let need: f64 = people.iter().zip(&weights).map(|(p, w)| p * w).sum();
        let scale = total / need.max(1e-12);
        weights.iter_mut().for_each(|it| *it *= scale);
        let mut brought = vec![0.0; people.len()];
        let mut most = Vec::with_capacity(fleet.len());
        for choices in fleet {
            let top = choices
                .iter()
                .max_by(|a, b| worth(&weights, a).total_cmp(&worth(&weights, b)));
            most.push(top.map_or(0.0, |it| worth(&weights, it)));
            for (cell, count) in brought.iter_mut().zip(top.iter().flat_map(|it| &it.counts)) {
                *cell += f64::from(*count);
            }
        }
        let slack = most.iter().sum::<f64>() / total - 1.0;
        if best.as_ref().is_none_or(|it| slack < it.1) {
            let of_place = weights.clone();
            best = Some((Weights { of_place, most }, slack));
        }
        if slack < -1e-9 {
            break;
        }
        // What is brought too little of weighs more.
        let length = 0.5 / (1.0 + step as f64 * 0.1);
        for ((weight, brought), people) in weights.iter_mut().zip(&brought).zip(&people) {
            if *people > 0.0 {
                let short = (people - brought) / people;
                *weight = (*weight * (1.0 + length * short)).max(1e-9);
            }
        }
    }
    best.unwrap_or((
        Weights {
            of_place: weights,
            most: vec![0.0; fleet.len()],
        },
        0.0,
    ))
}
