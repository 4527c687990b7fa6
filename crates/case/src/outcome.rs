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

/// Where the vessel stood on the list when it was chosen, as the node knew it: what ranking weights learn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The vessel.
    pub mmsi: u32,
    /// Moment of the list, milliseconds since 1970 UTC: before the boarding, where its report says when that was.
    pub as_of_ms: i64,
    /// Version of the rule file.
    pub rules: String,
    /// Share of each reason, 0 to 1: its points over its bound.
    pub shares: BTreeMap<String, f64>,
}

/// One outcome with its origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Where the vessel stood on the list; absent where the node did not have it on its list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
}

/// The part of a vessel's way that an alert is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The vessel.
    pub mmsi: u32,
    /// First moment, milliseconds since 1970 UTC.
    pub from_ms: i64,
    /// Last moment, milliseconds since 1970 UTC.
    pub to_ms: i64,
    /// Gear that the alert took the vessel to work with, as a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gear: Option<String>,
}

/// An outcome as a training label, with where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Labelled {
    /// Case in which it was entered.
    pub case: String,
    /// Agency that entered it.
    pub party: String,
    /// What the alert is about, where it is about one vessel and has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stretch: Option<Stretch>,
    /// What was found.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// One boarding as a label of the vessel's place on the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Boarding {
    /// The vessel.
    pub mmsi: u32,
    /// At least one of its alerts was found true.
    pub held: bool,
    /// Share of each reason when it was chosen.
    pub shares: BTreeMap<String, f64>,
}

/// What a boarding said of one alert of fishing: a label of a stretch of way, with its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FishingLabel {
    /// Case in which it was entered.
    pub case: String,
    /// Agency that entered it.
    pub party: String,
    /// The alert.
    pub event: String,
    /// The vessel fished; else the alert was found untrue.
    pub held: bool,
    /// Where and when.
    pub stretch: Stretch,
}

/// The rule whose alerts say that a vessel fished.
const FISHING_RULE: &str = "fishing/";

/// Labels of fishing out of outcomes, by party, vessel and moment. Of several outcomes of one alert in one case the last
/// counts, by time; what could not be told is no label. Also gives how many outcomes of such alerts have no stretch of way.
#[must_use]
pub fn fishing_labels(labels: &[Labelled]) -> (Vec<FishingLabel>, usize) {
    let (mut found, mut without) = (Vec::new(), 0);
    for label in last_words(labels) {
        let outcome = &label.outcome;
        if !outcome.rule.starts_with(FISHING_RULE) || outcome.verdict == Verdict::Open {
            continue;
        }
        let Some(stretch) = &label.stretch else {
            without += 1;
            continue;
        };
        found.push(FishingLabel {
            case: label.case.clone(),
            party: label.party.clone(),
            event: outcome.event.clone(),
            held: outcome.verdict == Verdict::Held,
            stretch: stretch.clone(),
        });
    }
    let key = |l: &FishingLabel| {
        (
            l.party.clone(),
            l.stretch.mmsi,
            l.stretch.from_ms,
            l.event.clone(),
            l.case.clone(),
        )
    };
    found.sort_by_key(key);
    (found, without)
}

/// The last outcome of each alert in each case.
fn last_words(labels: &[Labelled]) -> impl Iterator<Item = &Labelled> {
    let mut order: Vec<&Labelled> = labels.iter().collect();
    order.sort_by(|a, b| {
        let key = |l: &Labelled| (l.outcome.at_ms, l.case.clone(), l.outcome.event.clone());
        key(a).cmp(&key(b))
    });
    let mut last: BTreeMap<(&str, &str, &str), &Labelled> = BTreeMap::new();
    for label in order {
        let outcome = &label.outcome;
        last.insert((&label.case, &outcome.rule, &outcome.event), label);
    }
    last.into_values()
}

/// Boardings out of outcomes: those of one case, report and vessel are one boarding. Of several outcomes of one alert the
/// last counts, by time; what could not be told is no label. Also gives how many outcomes had no place on the list.
#[must_use]
pub fn boardings(labels: &[Labelled]) -> (Vec<Boarding>, usize) {
    let mut found: BTreeMap<(&str, &str, u32), (i64, Boarding)> = BTreeMap::new();
    let mut without = 0;
    for label in last_words(labels) {
        let outcome = &label.outcome;
        if outcome.verdict == Verdict::Open {
            continue;
        }
        let Some(standing) = &outcome.standing else {
            without += 1;
            continue;
        };
        let held = outcome.verdict == Verdict::Held;
        let key = (label.case.as_str(), outcome.report.as_str(), standing.mmsi);
        let (as_of_ms, boarding) = found.entry(key).or_insert_with(|| {
            let boarding = Boarding {
                mmsi: standing.mmsi,
                held: false,
                shares: standing.shares.clone(),
            };
            (standing.as_of_ms, boarding)
        });
        boarding.held |= held;
        // The earliest look at the list is the one by which the vessel was chosen.
        if standing.as_of_ms < *as_of_ms {
            *as_of_ms = standing.as_of_ms;
            boarding.shares.clone_from(&standing.shares);
        }
    }
    let all = found.into_values().map(|(_, boarding)| boarding).collect();
    (all, without)
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
            standing: None,
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

    #[test]
    fn outcomes_of_one_boarding_are_one_label_and_the_earliest_place_counts() {
        let label = |event: &str, verdict, at_ms, as_of_ms: Option<i64>| Labelled {
            case: "c".to_owned(),
            party: "can".to_owned(),
            stretch: None,
            outcome: Outcome {
                event: event.to_owned(),
                rule: "gap/1".to_owned(),
                verdict,
                report: "r".to_owned(),
                user: "u".to_owned(),
                at_ms,
                standing: as_of_ms.map(|as_of_ms| Standing {
                    mmsi: 412_000_001,
                    as_of_ms,
                    rules: "1".to_owned(),
                    shares: [("gap-unexplained".to_owned(), as_of_ms as f64 / 10.0)].into(),
                }),
            },
        };
        let labels = [
            label("e1", Verdict::Refuted, 5, Some(4)),
            label("e2", Verdict::Held, 6, Some(3)),
            label("e2", Verdict::Open, 1, Some(1)),
            label("e3", Verdict::Held, 7, None),
        ];
        let (found, without) = boardings(&labels);
        assert_eq!(without, 1);
        assert_eq!(found.len(), 1);
        assert!(found[0].held);
        assert_eq!(found[0].shares["gap-unexplained"], 0.3);
        let mut turned = labels.to_vec();
        turned.reverse();
        assert_eq!(boardings(&turned).0, found);
        // A second thought takes the first back.
        let back = [
            label("e2", Verdict::Held, 6, Some(3)),
            label("e2", Verdict::Refuted, 8, Some(3)),
        ];
        assert!(!boardings(&back).0[0].held);
        let text = serde_json::to_string(&labels).unwrap();
        assert_eq!(
            serde_json::from_str::<Vec<Labelled>>(&text).unwrap(),
            labels
        );
    }

    #[test]
    fn outcomes_of_fishing_are_labels_of_the_way_and_say_where_they_come_from() {
        let label = |event: &str, rule: &str, verdict, at_ms, from_ms: Option<i64>| Labelled {
            case: "c".to_owned(),
            party: "can".to_owned(),
            stretch: from_ms.map(|from_ms| Stretch {
                mmsi: 412_000_001,
                from_ms,
                to_ms: from_ms + 3_600_000,
                gear: Some("trawl".to_owned()),
            }),
            outcome: Outcome {
                event: event.to_owned(),
                rule: rule.to_owned(),
                verdict,
                report: "r".to_owned(),
                user: "u".to_owned(),
                at_ms,
                standing: None,
            },
        };
        let labels = [
            label("e2", "fishing/1", Verdict::Refuted, 5, Some(9)),
            label("e1", "fishing/1", Verdict::Refuted, 5, Some(7)),
            label("e1", "fishing/1", Verdict::Held, 6, Some(7)),
            label("e3", "fishing/1", Verdict::Open, 6, Some(8)),
            label("e4", "fishing/1", Verdict::Held, 6, None),
            label("e5", "gap/1", Verdict::Held, 6, Some(1)),
        ];
        let (found, without) = fishing_labels(&labels);
        assert_eq!(without, 1);
        let told: Vec<(&str, bool, &str)> = found
            .iter()
            .map(|l| (l.event.as_str(), l.held, l.party.as_str()))
            .collect();
        assert_eq!(told, [("e1", true, "can"), ("e2", false, "can")]);
        let mut turned = labels.to_vec();
        turned.reverse();
        assert_eq!(fishing_labels(&turned).0, found);
    }
}
