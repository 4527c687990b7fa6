//! Back from sea: sightings, hails and outcomes. They close tasks, move targets and make a new plan due.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use super::{book::Kept, derive::vessel_of};

/// What kind of report it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReportKind {
    /// A vessel was seen.
    Sighting,
    /// A vessel was called and answered or not.
    Hail,
    /// A task came to an end.
    Outcome,
}

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TaskOutcome {
    /// Done as ordered.
    Done,
    /// The vessel was not found.
    NotFound,
    /// Weather or other work made it impossible.
    NotPossible,
    /// The vessel refused.
    Refused,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    pub(crate) kind: ReportKind,
    pub(crate) time: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) asset: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) task: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mmsi: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) position: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<TaskOutcome>,
    /// Radius in which what was seen was with a probability of 95 %, metres; unless it is said, that of the preset `sighting`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) uncertainty_m: Option<f64>,
    /// Whether the asset received her AIS; nothing if it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ais_received: Option<bool>,
    #[serde(default)]
    pub(crate) text: String,
}

impl Report {
    /// Whether it says only what the plan expected.
    pub(crate) fn as_planned(&self) -> bool {
        self.kind == ReportKind::Outcome && self.outcome == Some(TaskOutcome::Done)
    }
}

/// Days after which a vessel is worth a look again without any news of it: a boarding is some months good for its paper,
/// not for its catch, and a trip of a squid boat or longliner brings another in about a month. The operator's to judge.
const CLOSED_DAYS: i64 = 30;

/// When a task came to its end, if it did: the newest outcome about it decides.
pub(crate) fn closed_at(reports: &[Kept<Report>], task: &str) -> Option<Time> {
    let newest = reports
        .iter()
        .filter(|r| r.value.task.as_deref() == Some(task) && r.value.outcome.is_some())
        .max_by_key(|r| r.value.time)?;
    let ended = matches!(
        newest.value.outcome,
        Some(TaskOutcome::Done | TaskOutcome::Refused)
    );
    ended.then_some(newest.value.time)
}

/// Whether what an outcome closed is closed still: it settles what was known of the vessel then. `news` is when the newest
/// event behind the vessel's points began or changed.
pub(crate) fn holds(closed: Time, news: Option<Time>, now: Time) -> bool {
    news.is_none_or(|news| news <= closed) && now < closed.plus_ms(CLOSED_DAYS * 86_400_000)
}

/// Vessels of which an outcome closed a task of the watch not too long ago, with the earliest such time.
pub(crate) fn closed_vessels(reports: &[Kept<Report>], now: Time) -> BTreeMap<u32, Time> {
    let tasks: BTreeSet<&str> = reports
        .iter()
        .filter_map(|r| r.value.task.as_deref())
        .collect();
    let mut found = BTreeMap::new();
    for task in tasks {
        let closed = closed_at(reports, task).filter(|closed| holds(*closed, None, now));
        if let (Some(mmsi), Some(closed)) = (vessel_of(task), closed) {
            let first = found.entry(mmsi).or_insert(closed);
            *first = closed.min(*first);
        }
    }
    found
}

/// The newest report that says where a vessel was.
pub(crate) fn last_seen(reports: &[Kept<Report>], mmsi: u32) -> Option<&Report> {
    reports
        .iter()
        .map(|r| &r.value)
        .filter(|r| r.mmsi == Some(mmsi) && r.position.is_some())
        .max_by_key(|r| r.time)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn kept(json: &str) -> Kept<Report> {
        let value = serde_json::from_str(json).unwrap();
        Kept {
            id: "r".to_owned(),
            version: 1,
            changed: Time::from_s(0),
            user: "mika".to_owned(),
            value,
        }
    }

    #[test]
    fn the_newest_outcome_decides() {
        let done =
            r#"{"kind":"outcome","time":"2026-07-02T00:00:00Z","task":"a","outcome":"done"}"#;
        let missed =
            r#"{"kind":"outcome","time":"2026-07-01T00:00:00Z","task":"a","outcome":"not-found"}"#;
        let time = Time::parse("2026-07-02T00:00:00Z").unwrap();
        assert_eq!(closed_at(&[kept(done), kept(missed)], "a"), Some(time));
        assert_eq!(closed_at(&[kept(missed)], "a"), None);
        assert_eq!(closed_at(&[kept(done)], "b"), None);
    }

    #[test]
    fn an_outcome_settles_what_was_known_then_and_for_a_month() {
        let day = |n: i64| Time::from_s(n * 86_400);
        let closed = day(100);
        assert!(holds(closed, None, day(101)));
        assert!(holds(closed, Some(day(99)), day(101)));
        assert!(holds(closed, Some(closed), day(101)));
        assert!(!holds(closed, Some(day(101)), day(102)));
        assert!(holds(closed, None, day(129)));
        assert!(!holds(closed, None, day(130)));
    }

    #[test]
    fn vessels_are_known_by_the_tasks_that_were_closed() {
        let done = |task: &str, day: u8| {
            kept(&format!(
                r#"{{"kind":"outcome","time":"2026-07-0{day}T00:00:00Z","task":"{task}","outcome":"done"}}"#
            ))
        };
        let all = [
            done("board-412000001", 3),
            done("look-412000001", 2),
            done("look-dark_detection-1", 1),
            done("by-hand", 1),
        ];
        let now = Time::parse("2026-07-05T00:00:00Z").unwrap();
        let first = Time::parse("2026-07-02T00:00:00Z").unwrap();
        let found = closed_vessels(&all, now);
        assert_eq!(found, BTreeMap::from([(412_000_001, first)]));
        let later = Time::parse("2026-09-05T00:00:00Z").unwrap();
        assert!(closed_vessels(&all, later).is_empty());
    }

    #[test]
    fn the_newest_sighting_says_where_it_was() {
        let old =
            r#"{"kind":"sighting","time":"2026-07-01T00:00:00Z","mmsi":9,"position":[179.9,44]}"#;
        let new =
            r#"{"kind":"hail","time":"2026-07-02T00:00:00Z","mmsi":9,"position":[-179.9,44]}"#;
        let nowhere = r#"{"kind":"hail","time":"2026-07-03T00:00:00Z","mmsi":9}"#;
        let all = [kept(new), kept(old), kept(nowhere)];
        assert_eq!(
            last_seen(&all, 9).unwrap().position.unwrap().lon_deg(),
            -179.9
        );
    }
}
