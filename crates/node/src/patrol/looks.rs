//! Looks at vessels that outcomes tell of: the rank takes points off who was looked at lately.

use std::collections::BTreeMap;

use vigie_patrol::TaskKind;
use vigie_store::Ledger;
use vigie_watch::{Look, LookSet};

use super::{
    boarded,
    book::{HandTask, Kept, REPORT, TASK, all},
    derive::{is_boarding, target_vessel, vessel_of},
    report::{Report, TaskOutcome},
};

/// Before the number in the identifiers of reports.
pub(crate) const REPORT_NAME: &str = "report-";

/// Every report: those that were typed ashore, and what boardings say, in the order in which they came in.
pub(crate) fn reports(ledger: &Ledger) -> Result<Vec<Kept<Report>>, vigie_store::Error> {
    let mut found = all::<Report>(ledger, REPORT)?;
    found.extend(boarded::kept(ledger)?.into_iter().map(|(kept, _)| kept));
    found.sort_by_key(|kept| kept.changed);
    Ok(found)
}

/// Every look that was carried out, as the reports say.
pub(crate) fn looks(ledger: &Ledger) -> Result<LookSet, vigie_store::Error> {
    let typed = all::<Report>(ledger, REPORT)?;
    let typed = typed.into_iter().map(|kept| (kept, false));
    let reports: Vec<(Kept<Report>, bool)> = typed.chain(boarded::kept(ledger)?).collect();
    let by_hand = all::<HandTask>(ledger, TASK)?;
    Ok(LookSet::new(told(&reports, &by_hand)))
}

/// The newest outcome about a task decides, so that a report can be corrected; only what was done is a look. Each report
/// comes with whether a team that was aboard wrote it.
fn told(reports: &[(Kept<Report>, bool)], by_hand: &[Kept<HandTask>]) -> Vec<Look> {
    let mut newest: BTreeMap<&str, &(Kept<Report>, bool)> = BTreeMap::new();
    for one in reports.iter().filter(|(r, _)| r.value.outcome.is_some()) {
        if let Some(task) = one.0.value.task.as_deref() {
            let known = newest.entry(task).or_insert(one);
            if one.0.value.time >= known.0.value.time {
                *known = one;
            }
        }
    }
    let look = |(task, (report, aboard)): (&str, &(Kept<Report>, bool))| {
        if report.value.outcome != Some(TaskOutcome::Done) {
            return None;
        }
        let hand = by_hand.iter().find(|kept| kept.id == task);
        let hand = hand.map(|kept| &kept.value.task.kind);
        let target = hand.and_then(TaskKind::target);
        let mmsi = vessel_of(task).or_else(|| target.and_then(target_vessel));
        let ordered = is_boarding(task) || matches!(hand, Some(TaskKind::Board { .. }));
        let number = report.id.strip_prefix(REPORT_NAME);
        let number = number.and_then(|number| number.parse().ok());
        Some(Look {
            mmsi: mmsi.or(report.value.mmsi)?,
            time: report.value.time,
            boarded: ordered || *aboard,
            report: number.unwrap_or(vigie_watch::NO_REPORT_NUMBER),
        })
    };
    newest.into_iter().filter_map(look).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;
    use vigie_sea::Time;

    fn report(number: u32, day: u8, task: &str, outcome: &str) -> Kept<Report> {
        let value = json!({"kind": "outcome", "time": format!("2026-07-{day:02}T00:00:00Z"), "task": task,
            "outcome": outcome});
        Kept {
            id: format!("report-{number}"),
            version: 1,
            changed: Time::from_s(0),
            user: "mika".to_owned(),
            value: serde_json::from_value(value).unwrap(),
        }
    }

    #[test]
    fn only_what_was_done_is_a_look_and_a_correction_takes_it_back() {
        let mut inspected = report(0, 3, "look-dark-1", "done");
        inspected.value.mmsi = Some(412_000_008);
        inspected.id = "tablet-1-1".to_owned();
        let mut reports = [
            report(1, 2, "board-412000001", "done"),
            report(2, 2, "look-412000002", "done"),
            report(3, 2, "look-412000003", "not-found"),
            report(4, 2, "board-412000004", "refused"),
            report(5, 1, "look-412000005", "done"),
            report(6, 2, "look-412000005", "not-found"),
            report(7, 2, "by-hand", "done"),
            report(8, 2, "line", "done"),
        ]
        .map(|report| (report, false))
        .to_vec();
        reports.push((inspected, true));
        let task = json!({"task": {"id": "by-hand", "kind": "board", "target": "mmsi-412000007", "locate_h": 1.0,
            "owner": "ca-ccg", "value": 1.0, "duration_h": 1.0}});
        let by_hand = [Kept {
            id: "by-hand".to_owned(),
            version: 1,
            changed: Time::from_s(0),
            user: "mika".to_owned(),
            value: serde_json::from_value(task).unwrap(),
        }];
        let mut found = told(&reports, &by_hand);
        found.sort_by_key(|look| look.mmsi);
        let short: Vec<(u32, bool, u32)> = found
            .iter()
            .map(|look| (look.mmsi, look.boarded, look.report))
            .collect();
        assert_eq!(
            short,
            [
                (412_000_001, true, 1),
                (412_000_002, false, 2),
                (412_000_007, true, 7),
                (412_000_008, true, vigie_watch::NO_REPORT_NUMBER)
            ]
        );
    }
}
