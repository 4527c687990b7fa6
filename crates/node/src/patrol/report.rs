//! Back from sea: sightings, hails and outcomes. They close tasks, move targets and make a new plan due.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

use super::book::Kept;

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
    #[serde(default)]
    pub(crate) text: String,
}

impl Report {
    /// Whether it says only what the plan expected.
    pub(crate) fn as_planned(&self) -> bool {
        self.kind == ReportKind::Outcome && self.outcome == Some(TaskOutcome::Done)
    }
}

/// Whether a task has come to its end: the newest outcome about it decides.
pub(crate) fn is_done(reports: &[Kept<Report>], task: &str) -> bool {
    let newest = reports
        .iter()
        .filter(|r| r.value.task.as_deref() == Some(task) && r.value.outcome.is_some())
        .max_by_key(|r| r.value.time);
    let outcome = newest.and_then(|r| r.value.outcome);
    matches!(outcome, Some(TaskOutcome::Done | TaskOutcome::Refused))
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
        assert!(is_done(&[kept(done), kept(missed)], "a"));
        assert!(!is_done(&[kept(missed)], "a"));
        assert!(!is_done(&[kept(done)], "b"));
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
