//! The two fits: offset and scale with given weights, and the weights with a given scale.

use super::{Row, SPREAD_MIN, WEIGHTS, probability};
use crate::rules::POINTS_MAX;

/// logit P(held) = offset + per_point × points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    pub(crate) offset: f64,
    pub(crate) per_point: f64,
}

/// Logits a point is worth: more points never speak for the vessel, and one point never decides.
const PER_POINT: std::ops::RangeInclusive<f64> = 0.01..=0.3;
/// Where the scale is pulled to, weakly: 20 points double the odds and more.
const PER_POINT_PRIOR: f64 = 0.05;
/// Strength of that pull, in labels.
const PRIOR_LABELS: f64 = 2.0;
const ROUNDS_MAX: usize = 200;
const SWEEPS_MAX: usize = 400;
/// A sweep that moves nothing by more than this ends the fit, points.
const STEP_MIN: f64 = 1e-6;
/// Longest step of the offset at once.
const OFFSET_STEP_MAX: f64 = 2.0;

/// Offset and scale with given weights, by Newton steps one after the other.
pub(crate) fn fit_scale(rows: &[&Row], weights: &[f64; WEIGHTS]) -> Scale {
    let mut scale = Scale {
        offset: 0.0,
        per_point: PER_POINT_PRIOR,
    };
    let points: Vec<f64> = rows.iter().map(|row| row.points(weights)).collect();
    // The pull is measured in the spread of the scale itself, so that it does not depend on the unit.
    let pull = PRIOR_LABELS / (PER_POINT_PRIOR * PER_POINT_PRIOR);
    for _ in 0..ROUNDS_MAX {
        let before = scale;
        scale.offset += offset_step(rows, &points, scale);
        let (mut slope, mut bend) = (pull * (scale.per_point - PER_POINT_PRIOR), pull);
        for (row, z) in rows.iter().zip(&points) {
            let p = probability(scale, *z);
            slope += (p - f64::from(u8::from(row.held))) * z;
            bend += p * (1.0 - p) * z * z;
        }
        let next = scale.per_point - slope / bend;
        scale.per_point = next.clamp(*PER_POINT.start(), *PER_POINT.end());
        let moved = (scale.offset - before.offset).abs() + (scale.per_point - before.per_point);
        if moved.abs() < STEP_MIN * 1e-3 {
            break;
        }
    }
    scale
}

fn offset_step(rows: &[&Row], points: &[f64], scale: Scale) -> f64 {
    let (mut slope, mut bend) = (1e-3 * scale.offset, 1e-3);
    for (row, z) in rows.iter().zip(points) {
        let p = probability(scale, *z);
        slope += p - f64::from(u8::from(row.held));
        bend += p * (1.0 - p);
    }
    (-slope / bend).clamp(-OFFSET_STEP_MAX, OFFSET_STEP_MAX)
}

/// The weights, and the offset that goes with them, for one strength of the penalty.
pub(crate) fn fit_weights(
    rows: &[&Row],
    present: &[f64; WEIGHTS],
    free: &[bool; WEIGHTS],
    scale: Scale,
    penalty: f64,
) -> (Scale, [f64; WEIGHTS]) {
    let (mut scale, mut weights) = (scale, *present);
    let mut points: Vec<f64> = rows.iter().map(|row| row.points(&weights)).collect();
    for _ in 0..SWEEPS_MAX {
        let step = offset_step(rows, &points, scale);
        scale.offset += step;
        let mut moved = step.abs();
        let each = weights.iter_mut().zip(present.iter().zip(free));
        for (n, (weight, (start, free))) in each.enumerate() {
            if !free {
                continue;
            }
            let spread = start.max(SPREAD_MIN);
            let pull = penalty / (spread * spread);
            let (mut slope, mut bend) = (pull * (*weight - start), pull);
            for (row, z) in rows.iter().zip(&points) {
                let x = row.x.get(n).copied().unwrap_or(0.0) * scale.per_point;
                if x == 0.0 {
                    continue;
                }
                let p = probability(scale, *z);
                slope += (p - f64::from(u8::from(row.held))) * x;
                // A quarter bounds the curvature: the step never overshoots, whatever the data.
                bend += 0.25 * x * x;
            }
            let next = (*weight - slope / bend).clamp(0.0, POINTS_MAX);
            let by = next - *weight;
            if by == 0.0 {
                continue;
            }
            for (row, z) in rows.iter().zip(&mut points) {
                *z += by * row.x.get(n).copied().unwrap_or(0.0);
            }
            *weight = next;
            moved += by.abs();
        }
        if moved < STEP_MIN {
            break;
        }
    }
    (scale, weights)
}
