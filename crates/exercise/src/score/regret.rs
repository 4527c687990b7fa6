//! What a patrol plan was worth against what was really there.
//!
//! The value of a target is what the truth says it was worth looking at (given, not judged here). A target counts
//! once, by its best look. Regret is what a clairvoyant plan, made with the same assets and the truth, would have
//! brought more; the clairvoyant's value is given by whoever can run the planner. It is never above the sum of all.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::Span;

/// A thing worth looking at, while it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetValue {
    /// Stable id.
    pub id: String,
    /// Worth of a look.
    pub value: f64,
    /// When a look was worth that.
    pub window: Span,
}

/// A look that a plan's asset took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Target.
    pub target: String,
    /// When the asset had it in sight.
    pub span: Span,
    /// Share of the value that this look gets: 1 for a boarding or a sure look.
    pub share: f64,
}

/// A plan, and what it missed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RegretScore {
    /// Whose plan.
    pub plan: String,
    /// Value it got.
    pub achieved: f64,
    /// Value a clairvoyant plan gets with the same assets.
    pub clairvoyant: f64,
    /// clairvoyant − achieved, not below 0.
    pub regret: f64,
    /// regret / clairvoyant; `None` if there was nothing to get.
    pub regret_share: Option<f64>,
    /// Targets of value that nobody looked at, dearest first.
    pub unseen: Vec<String>,
}

/// The regret of a plan.
#[must_use]
pub fn regret_score(
    plan: &str,
    targets: &[TargetValue],
    looks: &[Look],
    clairvoyant: f64,
) -> RegretScore {
    let mut best: BTreeMap<&str, f64> = BTreeMap::new();
    for look in looks {
        let seen = |t: &&TargetValue| {
            t.id == look.target && look.span.start < t.window.end && t.window.start < look.span.end
        };
        for target in targets.iter().filter(seen) {
            let got = best.entry(&target.id).or_insert(0.0);
            *got = got.max(target.value * look.share.clamp(0.0, 1.0));
        }
    }
    let all: f64 = sum(targets.iter().map(|t| t.value));
    let achieved = sum(best.values().copied());
    let clairvoyant = clairvoyant.min(all).max(achieved);
    let mut unseen: Vec<&TargetValue> = targets
        .iter()
        .filter(|t| t.value > 0.0 && !best.contains_key(&*t.id))
        .collect();
    unseen.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.id.cmp(&b.id)));
    let regret = clairvoyant - achieved;
    RegretScore {
        plan: plan.to_owned(),
        achieved,
        clairvoyant,
        regret,
        regret_share: (clairvoyant > 0.0).then(|| regret / clairvoyant),
        unseen: unseen.into_iter().map(|t| t.id.clone()).collect(),
    }
}

/// The same sum in whatever order the values come.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let mut all: Vec<f64> = values.collect();
    all.sort_by(f64::total_cmp);
    all.into_iter().sum()
}
