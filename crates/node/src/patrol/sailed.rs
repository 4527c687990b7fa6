//! What assets sailed, for the comparison with their plan: under which MMSI each is received, tracks that were brought as
//! files, what reports say of its tasks, and the comparison as it is told and as a table.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_patrol::{
    Fix,
    sailed::{AssetSailed, Came, Sailed, VisitSailed},
};
use vigie_sea::{Position, Time};

use super::{
    book::Kept,
    report::{Report, TaskOutcome},
    sheet::Sheet,
    table::what,
};

/// Kinds of things in the patrol log.
pub(crate) const ASSET_MMSI: &str = "asset-mmsi";
pub(crate) const ASSET_TRACK: &str = "asset-track";
/// Most tracks that are kept.
pub(crate) const TRACKS_MAX: usize = 500;
/// Fixes nearer in time than this tell nothing more, milliseconds.
const APART_MS: i64 = 20_000;

/// Under which MMSI an asset is received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OwnMmsi {
    pub(crate) mmsi: u32,
}

/// A track of an asset that was brought as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OwnTrack {
    pub(crate) asset: String,
    pub(crate) name: String,
    /// Milliseconds since 1970, latitude and longitude in 1e-7 degrees.
    fixes: Vec<(i64, i32, i32)>,
}

impl OwnTrack {
    pub(crate) fn new(asset: &str, name: &str, fixes: &[Fix]) -> Self {
        let mut fixes: Vec<(i64, i32, i32)> = fixes
            .iter()
            .map(|fix| {
                let (lat, lon) = fix.position.to_e7();
                (fix.time.ms(), lat, lon)
            })
            .collect();
        fixes.sort_unstable();
        Self {
            asset: asset.to_owned(),
            name: name.to_owned(),
            fixes,
        }
    }

    pub(crate) fn fixes(&self) -> impl Iterator<Item = Fix> {
        self.fixes.iter().map(|(ms, lat, lon)| Fix {
            time: Time::from_ms(*ms),
            position: Position::from_e7(*lat, *lon),
        })
    }

    /// What a list shows of it.
    pub(crate) fn brief(&self) -> Value {
        let time = |fix: Option<&(i64, i32, i32)>| fix.map(|fix| Time::from_ms(fix.0));
        json!({
            "asset": self.asset, "name": self.name, "fixes": self.fixes.len(),
            "first": time(self.fixes.first()), "last": time(self.fixes.last()),
        })
    }
}

/// The fixes in order of time, without those that follow another within some seconds.
pub(crate) fn thinned(mut fixes: Vec<Fix>) -> Vec<Fix> {
    fixes.sort_by_key(|fix| fix.time);
    let mut last = i64::MIN;
    fixes.retain(|fix| {
        let keep = fix.time.ms().saturating_sub(last) >= APART_MS;
        if keep {
            last = fix.time.ms();
        }
        keep
    });
    fixes
}

/// The newest outcome about a task since the plan began.
fn outcome_of(reports: &[Kept<Report>], task: &str, from: Time) -> Option<TaskOutcome> {
    let about = reports.iter().map(|kept| &kept.value);
    let about = about.filter(|report| report.task.as_deref() == Some(task) && report.time >= from);
    let newest = about
        .filter(|report| report.outcome.is_some())
        .max_by_key(|report| report.time);
    newest.and_then(|report| report.outcome)
}

/// How a stop stands: what people reported goes before what the track shows.
fn state(came: Came, reported: Option<TaskOutcome>) -> &'static str {
    match reported {
        Some(TaskOutcome::Done) => "done",
        Some(_) => "not-done",
        None => came.code(),
    }
}

/// What is said of a visit beside the track.
struct Beside {
    name: String,
    reported: Option<TaskOutcome>,
}

fn beside(sheet: &Sheet, reports: &[Kept<Report>], visit: &VisitSailed) -> Beside {
    let id = visit.kind.id();
    let task = visit.task_kind.is_some();
    let (tasks, ports) = (&sheet.request.tasks, &sheet.request.ports);
    let name = if task {
        tasks.iter().find(|t| t.id == id).map(|t| &t.name)
    } else {
        ports.iter().find(|p| p.id == id).map(|p| &p.name)
    };
    let name = name.filter(|name| !name.is_empty());
    Beside {
        name: name.map_or_else(|| id.to_owned(), Clone::clone),
        reported: task
            .then(|| outcome_of(reports, id, sheet.request.span.start))
            .flatten(),
    }
}

/// The comparison as it is told.
pub(crate) fn told(
    sheet: &Sheet,
    sailed: &Sailed,
    reports: &[Kept<Report>],
    mmsi_of: &dyn Fn(&str) -> Option<u32>,
) -> Value {
    let mut value = json!(sailed);
    for (n, asset) in sailed.assets.iter().enumerate() {
        let shown = &mut value["assets"][n];
        shown["mmsi"] = json!(mmsi_of(&asset.asset));
        let places =
            |piece: &Vec<Fix>| -> Vec<Position> { piece.iter().map(|f| f.position).collect() };
        shown["way"] = json!(asset.way.iter().map(places).collect::<Vec<_>>());
        for (m, visit) in asset.visits.iter().enumerate() {
            let beside = beside(sheet, reports, visit);
            let shown = &mut shown["visits"][m];
            shown["name"] = json!(beside.name);
            shown["reported"] = json!(beside.reported);
            shown["state"] = json!(state(visit.came, beside.reported));
        }
    }
    value
}

/// Columns of the table.
const COLUMNS: [&str; 29] = [
    "asset",
    "what",
    "id",
    "name",
    "kind",
    "state",
    "came",
    "reported",
    "arrive",
    "arrived",
    "late_h",
    "nearest_time",
    "nearest_nm",
    "of_ship",
    "planned_h",
    "there_h",
    "planned_nm",
    "sailed_nm",
    "unknown_h",
    "area_nm2",
    "swath_nm",
    "track_planned_nm",
    "track_nm",
    "swept_share",
    "coverage_planned",
    "coverage",
    "pod_planned",
    "pod",
    "search_unknown_h",
];

/// The comparison as a table: one row an asset and task.
pub(crate) fn table(
    sheet: &Sheet,
    sailed: &Sailed,
    reports: &[Kept<Report>],
) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for asset in &sailed.assets {
        for visit in &asset.visits {
            out.write_record(row(asset, visit, &beside(sheet, reports, visit)))?;
        }
    }
    out.into_inner()
        .map_err(|fault| csv::Error::from(fault.into_error()))
}

fn row(asset: &AssetSailed, visit: &VisitSailed, beside: &Beside) -> Vec<String> {
    let number = |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.3}"));
    let time = |value: Option<Time>| value.map_or_else(String::new, |t| t.to_string());
    let reported = json!(beside.reported);
    let mut row = vec![
        asset.asset.clone(),
        what(&visit.kind).to_owned(),
        visit.kind.id().to_owned(),
        beside.name.clone(),
        visit.task_kind.unwrap_or_default().to_owned(),
        state(visit.came, beside.reported).to_owned(),
        visit.came.code().to_owned(),
        reported.as_str().unwrap_or_default().to_owned(),
        visit.arrive.to_string(),
        time(visit.arrived),
        number(visit.late_h),
        time(visit.nearest.map(|near| near.time)),
        number(visit.nearest.map(|near| near.distance_nm)),
        visit.of_ship.to_string(),
        number(Some(visit.planned_h)),
        number(Some(visit.there_h)),
        number(Some(visit.planned_nm)),
        number(visit.sailed_nm),
        number(Some(visit.unknown_h)),
    ];
    let swept = visit.swept.as_ref();
    row.extend(
        [
            swept.map(|s| s.area_nm2),
            swept.map(|s| s.swath_nm),
            swept.map(|s| s.track_planned_nm),
            swept.map(|s| s.track_nm),
            swept.map(|s| s.share),
            swept.map(|s| s.coverage_planned),
            swept.map(|s| s.coverage),
            swept.map(|s| s.pod_planned),
            swept.map(|s| s.pod),
            swept.map(|s| s.unknown_h),
        ]
        .map(number),
    );
    row
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(s: i64) -> Fix {
        Fix {
            time: Time::from_s(s),
            position: Position::new(44.0, -179.999_999_9).unwrap(),
        }
    }

    #[test]
    fn a_track_comes_back_as_it_was_kept_and_is_thinned() {
        let fixes = [at(30), at(0), at(10), at(20), at(60)];
        let kept = OwnTrack::new("ship", "july", &fixes);
        let read: OwnTrack = serde_json::from_value(json!(kept)).unwrap();
        assert_eq!(read, kept);
        assert_eq!(read.brief()["fixes"], 5);
        assert_eq!(read.brief()["last"], "1970-01-01T00:01:00Z");
        let times: Vec<i64> = thinned(read.fixes().collect())
            .iter()
            .map(|fix| fix.time.s())
            .collect();
        assert_eq!(times, [0, 20, 60]);
    }

    #[test]
    fn what_people_reported_goes_before_the_track() {
        let report = |time: &str, outcome: &str| {
            let value = json!({"kind": "outcome", "time": time, "task": "a", "outcome": outcome});
            Kept {
                id: "report-1".to_owned(),
                version: 1,
                changed: Time::from_s(0),
                user: "mika".to_owned(),
                value: serde_json::from_value::<Report>(value).unwrap(),
            }
        };
        let all = [
            report("2026-06-01T00:00:00Z", "done"),
            report("2026-07-02T00:00:00Z", "not-found"),
        ];
        let from = |text: &str| Time::parse(text).unwrap();
        let newest = outcome_of(&all, "a", from("2026-05-01T00:00:00Z"));
        assert_eq!(newest, Some(TaskOutcome::NotFound));
        // What an earlier patrol did is no outcome of this plan.
        assert_eq!(outcome_of(&all, "a", from("2026-07-03T00:00:00Z")), None);
        assert_eq!(state(Came::Missed, Some(TaskOutcome::Done)), "done");
        assert_eq!(state(Came::Reached, newest), "not-done");
        assert_eq!(state(Came::Unknown, None), "unknown");
    }
}
