//! What boardings teach: of the alerts of one detector that were looked at, how many held.
//!
//! The share comes with the Wilson score interval (Wilson 1927, 95 %): with few boardings it is wide, and is shown wide.
//! Alerts that nobody looked at count as nothing, and a choice of what to board is not a sample: the share says how
//! often a boarding after such an alert found it true, no more.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a look at a vessel said of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was so.
    Held,
    /// It was not so.
    Refuted,
    /// The look could not tell.
    Open,
}

/// One outcome with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The alert.
    pub event: String,
    /// Rule that made it, with version, such as `gap/2026.1`.
    pub rule: String,
    /// What was found.
    pub verdict: Verdict,
    /// Report on which it rests.
    pub report: String,
    /// Who said so.
    pub user: String,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// How often a rule held.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HitRate {
    /// Held.
    pub held: u32,
    /// Held or refuted.
    pub looked_at: u32,
    /// The look could not tell.
    pub open: u32,
    /// Share; `None` when nothing was looked at.
    pub share: Option<f64>,
    /// Lower and upper end of the 95 % interval.
    pub interval: (f64, f64),
}

/// 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The Wilson interval of `held` among `all`.
#[must_use]
pub fn wilson(held: u32, all: u32) -> (f64, f64) {
    if all == 0 {
        return (0.0, 1.0);
    }
    let (n, p) = (f64::from(all), f64::from(held) / f64::from(all));
    let z2 = Z * Z;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// The rate of each rule. Of several outcomes of one alert the last counts, in the order given.
#[must_use]
pub fn hit_rates<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> BTreeMap<String, HitRate> {
    let mut last: BTreeMap<(&str, &str), Verdict> = BTreeMap::new();
    for outcome in outcomes {
        last.insert((&outcome.rule, &outcome.event), outcome.verdict);
    }
    let mut counts: BTreeMap<String, (u32, u32, u32)> = BTreeMap::new();
    for ((rule, _), verdict) in last {
        let (held, all, open) = counts.entry(rule.to_owned()).or_default();
        match verdict {
            Verdict::Held => {
                *held += 1;
                *all += 1;
            }
            Verdict::Refuted => *all += 1,
            Verdict::Open => *open += 1,
        }
    }
    let rate = |(held, all, open): (u32, u32, u32)| HitRate {
        held,
        looked_at: all,
        open,
        share: (all > 0).then(|| f64::from(held) / f64::from(all)),
        interval: wilson(held, all),
    };
    counts
        .into_iter()
        .map(|(rule, count)| (rule, rate(count)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_tables() {
        // 8 of 10, Wilson 95 %: 0.4902 to 0.9433 (Newcombe 1998, method 3).
        let (low, high) = wilson(8, 10);
        assert!((low - 0.4902).abs() < 5e-5 && (high - 0.9433).abs() < 5e-5);
        let (low, high) = wilson(0, 20);
        assert!(low == 0.0 && (high - 0.1611).abs() < 5e-5);
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn the_last_word_on_an_alert_counts_and_what_could_not_be_told_is_no_miss() {
        let outcome = |event: &str, verdict| Outcome {
            event: event.to_owned(),
            rule: "gap/1".to_owned(),
            verdict,
            report: "r".to_owned(),
            user: "u".to_owned(),
            at_ms: 0,
        };
        let rates = hit_rates(&[
            outcome("e1", Verdict::Refuted),
            outcome("e1", Verdict::Held),
            outcome("e2", Verdict::Refuted),
            outcome("e3", Verdict::Open),
        ]);
        let rate = rates["gap/1"];
        assert_eq!((rate.held, rate.looked_at, rate.open), (1, 2, 1));
        assert_eq!(rate.share, Some(0.5));
    }
}
