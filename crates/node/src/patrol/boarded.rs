//! Boardings that devices wrote at sea, as the planner and the rank take them: what a report says now of a vessel and of
//! the tasks about her. It is read anew out of the report whenever something of it comes in, so that what comes twice
//! counts once, and what is corrected or withdrawn is corrected or withdrawn here.
//!
//! A vessel that was boarded was inspected; one that refused was not. Who was aboard and had to break off, looked only. A
//! sighting closes a look that it names, and takes nothing off otherwise. While people must sort out a field on which this
//! rests, it says nothing.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use vigie_case::journal::{Conflict, Report as Told};
use vigie_patrol::Asset;
use vigie_sea::{Position, Time};
use vigie_store::Ledger;

use super::{
    book::{ASSET, Kept, all},
    derive::{board_task, look_task, vessel_of},
    report::{Report, ReportKind, TaskOutcome},
};

/// Kind of thing in the patrol log: what a boarding report says, by the name of the report.
pub(crate) const BOARDED: &str = "boarding-report";
/// The field that names the task of the patrol.
const TASK_FIELD: &str = "patrol_task";
/// Characters of the name of a task.
const TASK_CHARS_MAX: usize = 80;
/// Fields on which this rests.
const RESTS_ON: [&str; 11] = [
    "mmsi",
    "position",
    "boarding_result",
    "boarded_at",
    "left_at",
    "inspected_from",
    "inspected_until",
    "hailed_at",
    "sighted_at",
    "inspection_vessel_id",
    TASK_FIELD,
];

/// What a report says to the planner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Delivered {
    /// Whether somebody came aboard and finished.
    pub(crate) boarded: bool,
    /// One for each task that it is about, or one without a task.
    pub(crate) reports: Vec<Report>,
}

/// What of it matters to a plan: a time or a place set right is no reason for another.
pub(crate) type Effect = (
    bool,
    Vec<(Option<String>, Option<TaskOutcome>, Option<u32>)>,
);

impl Delivered {
    pub(crate) fn effect(&self) -> Effect {
        let each = self.reports.iter();
        let each = each.map(|report| (report.task.clone(), report.outcome, report.mmsi));
        (self.boarded, each.collect())
    }
}

/// Why a report says nothing to the planner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silent {
    /// Its writers took it back.
    Withdrawn,
    /// People must sort out a field first.
    Contested,
    /// No time at which the vessel was met.
    NoTime,
    /// Neither a vessel with a number, nor a task, nor a place.
    Nobody,
}

impl Silent {
    /// The stable code, as `GET /api/v1/boarding/reports` says it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Contested => "contested",
            Self::NoTime => "no-time",
            Self::Nobody => "nobody",
        }
    }
}

fn is_contested(told: &Told, conflicts: &[Conflict]) -> bool {
    conflicts.iter().any(|one| match one {
        Conflict::Field { report, field, .. } => {
            *report == told.report && RESTS_ON.contains(&field.as_str())
        }
        Conflict::Begin { report } => *report == told.report,
        Conflict::Twin { .. } => false,
    })
}

/// How the boarding went, as far as the report says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Went {
    Inspected,
    BrokenOff,
    Refused,
    CalledOff,
    Hailed,
    Sighted,
}

struct Fields<'a>(&'a Told);

impl Fields<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let text = self.0.fields.get(name)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn time(&self, name: &str) -> Option<Time> {
        self.0.fields.get(name)?.as_i64().map(Time::from_ms)
    }

    fn mmsi(&self) -> Option<u32> {
        let fits = |mmsi: &u32| (1_000_000..=999_999_999).contains(mmsi);
        match self.0.fields.get("mmsi") {
            Some(value) if !value.is_null() => {
                let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
                number.filter(fits)
            }
            // The task list had her by her number.
            _ => self.0.subject.trim().parse().ok().filter(fits),
        }
    }

    fn place(&self) -> Option<Position> {
        let pair = self.0.fields.get("position").and_then(Value::as_array)?;
        let [lon, lat] = pair.as_slice() else {
            return None;
        };
        Position::new(lat.as_f64()?, lon.as_f64()?).ok()
    }

    fn went(&self) -> Went {
        let aboard = self.time("boarded_at").is_some();
        match self.text("boarding_result") {
            Some("completed") => Went::Inspected,
            Some("interrupted") => Went::BrokenOff,
            Some("refused") => Went::Refused,
            Some("cancelled") => Went::CalledOff,
            _ if aboard && self.time("left_at").is_some() => Went::Inspected,
            _ if self.time("inspected_from").is_some() => Went::Inspected,
            _ if self.time("hailed_at").is_some() || aboard => Went::Hailed,
            _ => Went::Sighted,
        }
    }

    fn met_at(&self) -> Option<Time> {
        let steps = [
            "boarded_at",
            "inspected_from",
            "hailed_at",
            "sighted_at",
            "left_at",
            "inspected_until",
        ];
        steps.into_iter().find_map(|name| self.time(name))
    }
}

/// What a report says to the planner, or why it says nothing. `assets` are those that the node knows.
pub(crate) fn delivered(
    told: &Told,
    conflicts: &[Conflict],
    assets: &[String],
) -> Result<Delivered, Silent> {
    if told.is_withdrawn() {
        return Err(Silent::Withdrawn);
    }
    if is_contested(told, conflicts) {
        return Err(Silent::Contested);
    }
    let fields = Fields(told);
    let time = fields.met_at().ok_or(Silent::NoTime)?;
    let (mmsi, position, went) = (fields.mmsi(), fields.place(), fields.went());
    let named = fields.text(TASK_FIELD);
    // A task about another vessel than the one that was met was not done by it.
    let named = named
        .filter(|task| task.chars().count() <= TASK_CHARS_MAX)
        .filter(|task| vessel_of(task).is_none_or(|about| mmsi.is_none_or(|m| m == about)));
    if mmsi.is_none() && named.is_none() && position.is_none() {
        return Err(Silent::Nobody);
    }
    let asset = fields.text("inspection_vessel_id");
    let asset = asset.filter(|id| assets.iter().any(|known| known == id));
    let base = Report {
        kind: if went == Went::Sighted {
            ReportKind::Sighting
        } else {
            ReportKind::Hail
        },
        time,
        asset: asset.map(str::to_owned),
        task: None,
        mmsi,
        position,
        outcome: None,
        uncertainty_m: None,
        ais_received: None,
        text: format!("{} {}", told.form, told.report),
    };
    let closing = |task: String, outcome| Report {
        kind: ReportKind::Outcome,
        task: Some(task),
        outcome: Some(outcome),
        ..base.clone()
    };
    let mut closed: Vec<(String, TaskOutcome)> = Vec::new();
    let mut close = |task: Option<String>, outcome| {
        if let Some(task) = task.filter(|task| closed.iter().all(|(known, _)| known != task)) {
            closed.push((task, outcome));
        }
    };
    let own = named.map(str::to_owned);
    match went {
        Went::Inspected => {
            close(own, TaskOutcome::Done);
            close(mmsi.map(board_task), TaskOutcome::Done);
            close(mmsi.map(look_task), TaskOutcome::Done);
        }
        Went::BrokenOff => {
            // A look that it names was looked at all the same.
            let look = mmsi.map(look_task);
            let outcome = if look.is_some() && own == look {
                TaskOutcome::Done
            } else {
                TaskOutcome::NotPossible
            };
            close(own, outcome);
            close(look, TaskOutcome::Done);
        }
        Went::Refused => {
            close(own, TaskOutcome::Refused);
            close(mmsi.map(board_task), TaskOutcome::Refused);
        }
        Went::CalledOff => close(own, TaskOutcome::NotPossible),
        // What was to be boarded is not done by seeing it.
        Went::Hailed | Went::Sighted => {
            let looks = own.filter(|task| !super::derive::is_boarding(task));
            close(looks, TaskOutcome::Done);
        }
    }
    let mut reports: Vec<Report> = closed
        .into_iter()
        .map(|(task, outcome)| closing(task, outcome))
        .collect();
    if reports.is_empty() {
        reports.push(base);
    }
    Ok(Delivered {
        boarded: went == Went::Inspected,
        reports,
    })
}

/// What the planner has of boardings: as reports with the name of the boarding report, numbered where it is about several
/// tasks, and whether each was a boarding.
pub(crate) fn kept(ledger: &Ledger) -> Result<Vec<(Kept<Report>, bool)>, vigie_store::Error> {
    let rows = all::<Delivered>(ledger, BOARDED)?;
    let each = rows.into_iter().flat_map(|row| {
        let Delivered { boarded, reports } = row.value;
        let of = move |(number, value): (usize, Report)| {
            let id = if number == 0 {
                row.id.clone()
            } else {
                format!("{}/{}", row.id, number + 1)
            };
            let kept = Kept {
                id,
                version: row.version,
                changed: row.changed,
                user: row.user.clone(),
                value,
            };
            (kept, boarded)
        };
        reports.into_iter().enumerate().map(of)
    });
    Ok(each.collect())
}

/// Names of the assets that the node knows.
pub(crate) fn asset_names(ledger: &Ledger) -> Result<Vec<String>, vigie_store::Error> {
    let assets = all::<Asset>(ledger, ASSET)?;
    Ok(assets.into_iter().map(|asset| asset.id).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;
    use vigie_case::journal::Journal;

    const T: i64 = 1_780_000_000_000;

    /// The report that these acts make, as the node reads it.
    fn of(acts: &[Value]) -> Result<Delivered, Silent> {
        let mut journal = Journal::default();
        for (act, seq) in acts.iter().zip(1..) {
            let edit = json!({"id": {"device": "t", "seq": seq}, "at_ms": 0, "user": "roy", "report": "t-1", "act": act});
            journal.take(serde_json::from_value(edit).unwrap()).unwrap();
        }
        let (reports, conflicts) = journal.fold();
        delivered(&reports["t-1"], &conflicts, &["laurier".to_owned()])
    }

    fn begin() -> Value {
        json!({"do": "begin", "form": "npfc-hsbi", "subject": "412000001"})
    }

    fn set(field: &str, value: impl Into<Value>) -> Value {
        json!({"do": "set", "field": field, "value": value.into(), "replaces": []})
    }

    fn tasks(found: &Delivered) -> Vec<(Option<&str>, Option<TaskOutcome>)> {
        let each = found.reports.iter();
        each.map(|r| (r.task.as_deref(), r.outcome)).collect()
    }

    #[test]
    fn a_boarding_closes_what_it_names_and_what_is_about_the_vessel() {
        let done = Some(TaskOutcome::Done);
        let found = of(&[
            begin(),
            set("patrol_task", "by-hand"),
            set("boarded_at", T),
            set("boarding_result", "completed"),
            set("position", json!([-179.9, 41.0])),
            set("inspection_vessel_id", "laurier"),
        ])
        .unwrap();
        assert!(found.boarded);
        let own = (Some("by-hand"), done);
        let [board, look] = [Some("board-412000001"), Some("look-412000001")];
        assert_eq!(tasks(&found), [own, (board, done), (look, done)]);
        let first = found.reports.first().unwrap();
        assert_eq!(
            (first.time, first.mmsi),
            (Time::from_ms(T), Some(412_000_001))
        );
        assert_eq!(first.asset.as_deref(), Some("laurier"));
        assert!((first.position.unwrap().lon_deg() + 179.9).abs() < 1e-6);
        // A task about another vessel is not done.
        let other = of(&[
            begin(),
            set("patrol_task", "board-412000009"),
            set("boarded_at", T),
            set("boarding_result", "completed"),
        ]);
        assert_eq!(tasks(&other.unwrap()), [(board, done), (look, done)]);
    }

    #[test]
    fn who_refused_was_not_inspected_and_who_broke_off_only_looked() {
        let result =
            |word: &str| of(&[begin(), set("hailed_at", T), set("boarding_result", word)]).unwrap();
        let refused = result("refused");
        assert!(!refused.boarded);
        assert_eq!(
            tasks(&refused),
            [(Some("board-412000001"), Some(TaskOutcome::Refused))]
        );
        let broken = result("interrupted");
        assert!(!broken.boarded);
        assert_eq!(
            tasks(&broken),
            [(Some("look-412000001"), Some(TaskOutcome::Done))]
        );
        let named = of(&[
            begin(),
            set("hailed_at", T),
            set("patrol_task", "look-412000001"),
            set("boarding_result", "interrupted"),
        ]);
        assert_eq!(tasks(&named.unwrap()), tasks(&broken));
        let off = result("cancelled");
        assert_eq!(tasks(&off), [(None, None)]);
        assert_eq!(off.reports[0].kind, ReportKind::Hail);
    }

    #[test]
    fn a_sighting_is_a_look_only_where_it_names_one() {
        let seen = of(&[begin(), set("sighted_at", T)]).unwrap();
        assert_eq!(tasks(&seen), [(None, None)]);
        assert_eq!(seen.reports[0].kind, ReportKind::Sighting);
        let look = "look-412000001";
        let named = of(&[begin(), set("sighted_at", T), set("patrol_task", look)]);
        assert_eq!(
            tasks(&named.unwrap()),
            [(Some(look), Some(TaskOutcome::Done))]
        );
        let board = set("patrol_task", "board-412000001");
        let named = of(&[begin(), set("sighted_at", T), board]).unwrap();
        assert_eq!(tasks(&named), [(None, None)]);
    }

    #[test]
    fn what_is_withdrawn_contested_or_without_a_time_says_nothing() {
        let boarded = [
            begin(),
            set("boarded_at", T),
            set("boarding_result", "completed"),
        ];
        let with = |more: Value| of(&[&boarded[..], &[more]].concat());
        assert!(of(&boarded).is_ok());
        let withdrawn = json!({"do": "step", "step": "withdrawn", "note": ""});
        assert_eq!(with(withdrawn), Err(Silent::Withdrawn));
        assert_eq!(
            with(set("boarding_result", "refused")),
            Err(Silent::Contested)
        );
        assert_eq!(of(&[begin()]), Err(Silent::NoTime));
        // A person decides: what was replaced does not count.
        let decided = json!({"do": "set", "field": "boarding_result", "value": "refused",
            "replaces": [{"device": "t", "seq": 3}]});
        assert!(!with(decided).unwrap().boarded);
        let nobody = json!({"do": "begin", "form": "stateless-sighting", "subject": ""});
        assert_eq!(of(&[nobody, set("sighted_at", T)]), Err(Silent::Nobody));
    }

    #[test]
    fn a_place_set_right_has_no_other_effect_on_a_plan() {
        let boarded = [
            begin(),
            set("boarded_at", T),
            set("boarding_result", "completed"),
        ];
        let more = [&boarded[..], &[set("position", json!([179.0, 41.0]))]].concat();
        let (one, other) = (of(&boarded).unwrap(), of(&more).unwrap());
        assert!(one != other && one.effect() == other.effect());
    }
}
