//! Presence and apparent fishing by flag and gear, for any area and period: what a coastal community or a fisheries
//! council asks. Apparent means by speed and course; nobody has looked at the ships, so every row says `validated: false`.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, extract::State, response::Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vigie_watch::{PresenceQuery, PresenceReport, PresenceSums, TrendStep, closures_told};

use super::{
    App, Problem,
    input::{Asked, moment, words},
    list,
};
use crate::export::plain;

#[derive(Deserialize)]
pub(super) struct Query {
    area: Option<String>,
    from: Option<String>,
    to: Option<String>,
    by: Option<String>,
    step: Option<String>,
    flag: Option<String>,
    gear: Option<String>,
}

/// The word for ships whose flag or gear is not known; no word at all asks for every one.
const NOT_KNOWN: &str = "unknown";

/// The flag or gear that was asked for, as the watch takes it.
fn one(asked: Option<String>) -> Option<String> {
    let asked = asked.filter(|word| !word.is_empty())?;
    Some(if asked == NOT_KNOWN {
        String::new()
    } else {
        asked
    })
}

/// Flags or gears as the query takes them.
fn choices(names: &[String]) -> Vec<&str> {
    let names = names.iter().map(String::as_str);
    names
        .map(|name| if name.is_empty() { NOT_KNOWN } else { name })
        .collect()
}

/// One fleet in one step of time.
#[derive(Debug, Clone, Serialize)]
struct Row {
    period: String,
    flag: Option<String>,
    gear: Option<String>,
    /// Vessels of that day; not known for longer steps.
    vessels: Option<u64>,
    vessel_days: u64,
    presence_h: f64,
    apparent_fishing_h: f64,
    /// Of closures; null where no area that is asked for says when it is closed.
    closed_presence_h: Option<f64>,
    closed_fishing_h: Option<f64>,
    closed_entries: Option<u64>,
    validated: bool,
}

struct Told {
    query: PresenceQuery,
    report: PresenceReport,
    rows: Vec<Row>,
    /// Whether anything is known of closures.
    closures: bool,
}

fn step_of(word: Option<&str>) -> Result<TrendStep, Problem> {
    match word.unwrap_or("day") {
        "" | "day" => Ok(TrendStep::Day),
        "week" => Ok(TrendStep::Week),
        "month" => Ok(TrendStep::Month),
        other => Err(Problem::bad("step-unknown", other)),
    }
}

async fn told(app: &Arc<App>, asked: Query) -> Result<Told, Problem> {
    let query = PresenceQuery {
        area: asked.area.filter(|area| !area.is_empty()),
        from: moment(asked.from.as_deref())?,
        to: moment(asked.to.as_deref())?,
        step: step_of(asked.step.as_deref())?,
        flag: one(asked.flag),
        gear: one(asked.gear),
    };
    let by = match asked.by.as_deref() {
        None | Some("") => vec!["flag".to_owned(), "gear".to_owned()],
        some => words(some),
    };
    if let Some(other) = by
        .iter()
        .find(|word| !["flag", "gear"].contains(&word.as_str()))
    {
        return Err(Problem::bad("by-unknown", other));
    }
    let wanted = query.clone();
    let report = app
        .ask(move |engine| {
            let areas = &engine.watch.context().areas;
            let area = wanted.area.as_deref();
            let known = |id: &str| areas.by_id(id).is_some();
            let closures = closures_told(areas, area);
            area.is_none_or(known)
                .then(|| (engine.watch.presence(&wanted), closures))
        })
        .await?;
    let area = query.area.clone().unwrap_or_default();
    let (report, closures) = report.ok_or_else(|| Problem::bad("area-unknown", area))?;
    // An area that was closed may have been taken away since.
    let closures = closures || report.total.closed_visits > 0;
    let rows = rows_of(&report, &by, query.step, closures);
    Ok(Told {
        query,
        report,
        rows,
        closures,
    })
}

/// The sums of all rows; what is not known of closures is null.
fn total(sums: &PresenceSums, closures: bool) -> Value {
    json!({
        "presence_h": sums.presence_h, "fishing_h": sums.fishing_h,
        "closed_presence_h": closures.then_some(sums.closed_presence_h),
        "closed_fishing_h": closures.then_some(sums.closed_fishing_h),
        "vessel_days": sums.vessel_days, "closed_visits": closures.then_some(sums.closed_visits),
    })
}

/// The trend, summed over what is not asked for.
fn rows_of(report: &PresenceReport, by: &[String], step: TrendStep, closures: bool) -> Vec<Row> {
    let has = |word: &str| by.iter().any(|known| known == word);
    let mut sums: BTreeMap<(String, Option<String>, Option<String>), PresenceSums> =
        BTreeMap::new();
    for trend in &report.trend {
        let flag = trend.row.flag.clone().filter(|_| has("flag"));
        let gear = trend.row.gear.clone().filter(|_| has("gear"));
        let sum = sums.entry((trend.start.clone(), flag, gear)).or_default();
        let more = &trend.row.sums;
        sum.presence_h += more.presence_h;
        sum.fishing_h += more.fishing_h;
        sum.closed_presence_h += more.closed_presence_h;
        sum.closed_fishing_h += more.closed_fishing_h;
        sum.vessel_days += more.vessel_days;
        sum.closed_visits += more.closed_visits;
    }
    let row = |((period, flag, gear), sum): ((String, _, _), PresenceSums)| Row {
        period,
        flag,
        gear,
        vessels: (step == TrendStep::Day).then_some(sum.vessel_days),
        vessel_days: sum.vessel_days,
        presence_h: hundredths(sum.presence_h),
        apparent_fishing_h: hundredths(sum.fishing_h),
        closed_presence_h: closures.then(|| hundredths(sum.closed_presence_h)),
        closed_fishing_h: closures.then(|| hundredths(sum.closed_fishing_h)),
        closed_entries: closures.then_some(sum.closed_visits),
        validated: false,
    };
    sums.into_iter().map(row).collect()
}

fn hundredths(hours: f64) -> f64 {
    (hours * 100.0).round() / 100.0
}

pub(super) async fn presence(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Query>,
) -> Result<Json<Value>, Problem> {
    let told = told(&app, asked).await?;
    Ok(Json(json!({
        "area": told.query.area, "from": told.query.from, "to": told.query.to,
        "step": told.query.step, "first_day": told.report.first_day,
        "last_day": told.report.last_day, "dropped_before": told.report.dropped_before,
        "interval_max_h": told.report.interval_max_h, "total": total(&told.report.total, told.closures),
        "flags": choices(&told.report.flags), "gears": choices(&told.report.gears),
        "rows": told.rows, "squares": told.report.squares,
    })))
}

pub(super) async fn presence_csv(
    State(app): State<Arc<App>>,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    let told = told(&app, asked).await?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let broken = |fault: csv::Error| Problem::internal("export-failed", fault);
    for row in &told.rows {
        writer.serialize(in_table(row)).map_err(broken)?;
    }
    if told.rows.is_empty() {
        writer.write_record(COLUMNS).map_err(broken)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|fault| Problem::internal("export-failed", fault))?;
    Ok(list::file(
        "text/csv; charset=utf-8",
        &app.file_name("vigie-presence.csv"),
        app.marked_table(bytes)?,
    ))
}

/// A row for a spreadsheet: flag and gear are what feeds and lists say.
fn in_table(row: &Row) -> Row {
    Row {
        flag: row.flag.as_deref().map(plain),
        gear: row.gear.as_deref().map(plain),
        ..row.clone()
    }
}

/// The header of an empty table; a test keeps it that of a full one.
const COLUMNS: [&str; 11] = [
    "period",
    "flag",
    "gear",
    "vessels",
    "vessel_days",
    "presence_h",
    "apparent_fishing_h",
    "closed_presence_h",
    "closed_fishing_h",
    "closed_entries",
    "validated",
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_watch::{PresenceRow, PresenceTrend};

    fn trend(start: &str, flag: &str, gear: &str, presence_h: f64) -> PresenceTrend {
        let sums = PresenceSums {
            presence_h,
            vessel_days: 2,
            ..PresenceSums::default()
        };
        let row = PresenceRow {
            flag: Some(flag.into()),
            gear: Some(gear.into()),
            sums,
        };
        PresenceTrend {
            start: start.into(),
            row,
        }
    }

    fn report() -> PresenceReport {
        PresenceReport {
            area: None,
            first_day: None,
            last_day: None,
            dropped_before: None,
            interval_max_h: 6.0,
            total: PresenceSums::default(),
            flags: Vec::new(),
            gears: Vec::new(),
            squares: Vec::new(),
            rows: Vec::new(),
            trend: vec![
                trend("2026-03-07", "CHN", "squid_jigger", 10.0),
                trend("2026-03-07", "CHN", "trawler", 5.5),
                trend("2026-03-07", "JPN", "trawler", 1.0),
                trend("2026-03-08", "CHN", "trawler", 2.0),
            ],
        }
    }

    #[test]
    fn fleets_are_summed_over_what_is_not_asked_for() {
        let by = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let shape = |rows: Vec<Row>| {
            rows.into_iter()
                .map(|r| (r.period, r.flag, r.presence_h))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            rows_of(&report(), &by(&["flag", "gear"]), TrendStep::Day, true).len(),
            4
        );
        let china = Some("CHN".to_owned());
        assert_eq!(
            shape(rows_of(&report(), &by(&["flag"]), TrendStep::Day, true)),
            [
                ("2026-03-07".to_owned(), china.clone(), 15.5),
                ("2026-03-07".to_owned(), Some("JPN".to_owned()), 1.0),
                ("2026-03-08".to_owned(), china, 2.0),
            ]
        );
        let week = rows_of(&report(), &by(&["gear"]), TrendStep::Week, true);
        assert_eq!(week.first().unwrap().vessels, None);
        assert_eq!(week.first().unwrap().closed_entries, Some(0));
    }

    #[test]
    fn where_no_area_says_when_it_is_closed_nought_is_not_told() {
        let rows = rows_of(&report(), &[], TrendStep::Day, false);
        let row = rows.first().unwrap();
        assert_eq!((row.closed_presence_h, row.closed_entries), (None, None));
        let sums = PresenceSums::default();
        assert_eq!(total(&sums, false)["closed_visits"], Value::Null);
        assert_eq!(total(&sums, true), json!(sums));
    }

    #[test]
    fn ships_of_unknown_flag_have_a_word_of_their_own() {
        let asked = |word: &str| one(Some(word.to_owned()));
        assert_eq!(asked("JPN").as_deref(), Some("JPN"));
        assert_eq!(asked("unknown").as_deref(), Some(""));
        assert_eq!((asked(""), one(None)), (None, None));
        assert_eq!(choices(&[String::new(), "JPN".into()]), ["unknown", "JPN"]);
    }

    #[test]
    fn no_gear_is_a_formula_in_the_table() {
        let mut report = report();
        report.trend = vec![trend("2026-03-07", "CHN", "=HYPERLINK(A1)", 1.0)];
        let by = ["gear".to_owned()];
        let rows = rows_of(&report, &by, TrendStep::Day, true);
        let row = in_table(rows.first().unwrap());
        assert_eq!(row.gear.as_deref(), Some("'=HYPERLINK(A1)"));
    }

    #[test]
    fn an_empty_table_has_the_header_of_a_full_one() {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .serialize(
                rows_of(&report(), &[], TrendStep::Day, true)
                    .first()
                    .unwrap(),
            )
            .unwrap();
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        assert_eq!(text.lines().next().unwrap(), COLUMNS.join(","));
    }
}
