//! The report made of [`Presence`]: by flag and gear, and its trend by day, week or month, as values
//! for a page and as CSV for a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::presence::{Cell, Presence, SQUARES_IN_ROW, Sums, day_of};

/// Length of one step of the trend. Days are UTC; weeks begin on Monday (ISO 8601).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrendStep {
    /// A day.
    Day,
    /// A week from Monday.
    Week,
    /// A month.
    #[default]
    Month,
}

/// What to report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PresenceQuery {
    /// Id of the area; `None` is everywhere.
    pub area: Option<String>,
    /// First moment; its whole UTC day is counted.
    pub from: Option<Time>,
    /// First moment after; a day is counted if it begins before it.
    pub to: Option<Time>,
    /// Step of the trend.
    pub step: TrendStep,
    /// Only this flag, ISO 3166 alpha-3; empty are the ships whose flag is not known. `None` is every flag.
    pub flag: Option<String>,
    /// Only this gear; empty are the ships whose gear is not known. `None` is every gear.
    pub gear: Option<String>,
}

/// Hours and counts. An hour is one vessel present for one hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PresenceSums {
    /// Vessel-hours of presence.
    pub presence_h: f64,
    /// Vessel-hours of apparent fishing.
    pub fishing_h: f64,
    /// Vessel-hours of presence while the area was closed.
    pub closed_presence_h: f64,
    /// Vessel-hours of apparent fishing while the area was closed.
    pub closed_fishing_h: f64,
    /// Days with at least one position, summed over vessels.
    pub vessel_days: u64,
    /// Visits to the area while it was closed.
    pub closed_visits: u64,
}

/// One flag and gear.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresenceRow {
    /// Flag, ISO 3166 alpha-3; `None` if not known.
    pub flag: Option<String>,
    /// Gear; `None` if not known.
    pub gear: Option<String>,
    /// Sums over the period.
    #[serde(flatten)]
    pub sums: PresenceSums,
}

/// One step of the trend for one flag and gear.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresenceTrend {
    /// First day of the step, `YYYY-MM-DD`; a step cut by the period keeps its first day.
    pub start: String,
    /// Flag and gear with their sums in this step.
    #[serde(flatten)]
    pub row: PresenceRow,
}

/// Hours in one square of one degree.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PresenceSquare {
    /// Its southern edge, degrees.
    pub south_deg: i32,
    /// Its western edge, degrees.
    pub west_deg: i32,
    /// Vessel-hours of presence.
    pub presence_h: f64,
    /// Vessel-hours of apparent fishing.
    pub fishing_h: f64,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresenceReport {
    /// Id of the area; `None` is everywhere.
    pub area: Option<String>,
    /// First day with data in the period, `YYYY-MM-DD`; `None` if there is none.
    pub first_day: Option<String>,
    /// Last day with data in the period.
    pub last_day: Option<String>,
    /// Days before this one were dropped to hold memory; `None` if none were.
    pub dropped_before: Option<String>,
    /// Most of the time between two positions that was counted, hours.
    pub interval_max_h: f64,
    /// Sums over everything that was asked for.
    pub total: PresenceSums,
    /// Flags present in the area and period, whatever flag was asked for, in order; empty stands for "not known".
    pub flags: Vec<String>,
    /// Gears present in the area and period, whatever gear was asked for, in order; empty stands for "not known".
    pub gears: Vec<String>,
    /// By flag and gear, most hours first.
    pub rows: Vec<PresenceRow>,
    /// By step, flag and gear, in order of time, then as the rows.
    pub trend: Vec<PresenceTrend>,
    /// For the map, from the south-west on.
    pub squares: Vec<PresenceSquare>,
}

impl PresenceReport {
    pub(crate) fn of(presence: &Presence, query: &PresenceQuery) -> Self {
        let area = match &query.area {
            None => Some(0),
            Some(id) => presence.areas.find(id),
        };
        let from = query.from.map_or(i32::MIN, |t| day_of(t.ms()));
        let to = query
            .to
            .map_or(i32::MAX, |t| day_of(t.ms().saturating_sub(1)));
        let mut by_fleet: BTreeMap<(u16, u16), Sums> = BTreeMap::new();
        let mut by_step: BTreeMap<(String, u16, u16), Sums> = BTreeMap::new();
        let (mut first, mut last) = (i32::MAX, i32::MIN);
        let mut total = Sums::default();
        let (flag, gear) = (&query.flag, &query.gear);
        let flag = flag.as_deref().map(|flag| presence.flags.find(flag));
        let gear = gear.as_deref().map(|gear| presence.gears.find(gear));
        let in_place = |cell: &Cell| Some(cell.area) == area && (from..=to).contains(&cell.day);
        let is_of = |cell: &Cell| {
            flag.is_none_or(|flag| flag == Some(cell.flag))
                && gear.is_none_or(|gear| gear == Some(cell.gear))
        };
        let (mut flags, mut gears) = (BTreeSet::new(), BTreeSet::new());
        for (cell, sums) in presence.cells.iter().filter(|(cell, _)| in_place(cell)) {
            flags.insert(presence.flags.name(cell.flag).unwrap_or_default());
            gears.insert(presence.gears.name(cell.gear).unwrap_or_default());
            if !is_of(cell) {
                continue;
            }
            (first, last) = (first.min(cell.day), last.max(cell.day));
            total.add(sums);
            by_fleet
                .entry((cell.flag, cell.gear))
                .or_default()
                .add(sums);
            let step = (step_start(cell.day, query.step), cell.flag, cell.gear);
            by_step.entry(step).or_default().add(sums);
        }
        let row = |flag: u16, gear: u16, sums: &Sums| PresenceRow {
            flag: presence.flags.name(flag).map(str::to_owned),
            gear: presence.gears.name(gear).map(str::to_owned),
            sums: told(sums),
        };
        let mut rows: Vec<PresenceRow> = by_fleet
            .iter()
            .map(|((flag, gear), sums)| row(*flag, *gear, sums))
            .collect();
        rows.sort_by(most_hours_first);
        let mut trend: Vec<PresenceTrend> = by_step
            .into_iter()
            .map(|((start, flag, gear), sums)| PresenceTrend {
                start,
                row: row(flag, gear, &sums),
            })
            .collect();
        trend.sort_by(|a, b| {
            a.start
                .cmp(&b.start)
                .then_with(|| most_hours_first(&a.row, &b.row))
        });
        let mut by_square: BTreeMap<u16, (u64, u64)> = BTreeMap::new();
        let squares = presence.squares.iter();
        for (at, (present_ms, fishing_ms)) in
            squares.filter(|(at, _)| in_place(&at.cell) && is_of(&at.cell))
        {
            let sum = by_square.entry(at.square).or_default();
            sum.0 += present_ms;
            sum.1 += fishing_ms;
        }
        let squares = by_square.into_iter().map(square).collect();
        Self {
            squares,
            area: query.area.clone(),
            first_day: (first <= last).then(|| date(first)),
            last_day: (first <= last).then(|| date(last)),
            dropped_before: presence.first_day.map(date),
            interval_max_h: presence.config.interval_max_h,
            total: told(&total),
            flags: flags.into_iter().map(str::to_owned).collect(),
            gears: gears.into_iter().map(str::to_owned).collect(),
            rows,
            trend,
        }
    }

    /// By flag and gear as CSV (RFC 4180, UTF-8), with a header.
    #[must_use]
    pub fn rows_csv(&self) -> String {
        table(&HEADER[1..], self.rows.iter().map(|row| (None, row)))
    }

    /// The trend as CSV, with a header.
    #[must_use]
    pub fn trend_csv(&self) -> String {
        table(
            &HEADER,
            self.trend.iter().map(|t| (Some(t.start.as_str()), &t.row)),
        )
    }
}

#[allow(clippy::cast_precision_loss, reason = "ms of vessel-years fit f64")]
fn square((number, (present_ms, fishing_ms)): (u16, (u64, u64))) -> PresenceSquare {
    let (row, column) = (number / SQUARES_IN_ROW, number % SQUARES_IN_ROW);
    let hundredths = |ms: u64| (ms as f64 / 36_000.0).round() / 100.0;
    PresenceSquare {
        south_deg: i32::from(row) - 90,
        west_deg: i32::from(column) - 180,
        presence_h: hundredths(present_ms),
        fishing_h: hundredths(fishing_ms),
    }
}

/// Columns of the CSVs; the units are in their names.
const HEADER: [&str; 9] = [
    "start",
    "flag",
    "gear",
    "presence_h",
    "fishing_h",
    "closed_presence_h",
    "closed_fishing_h",
    "vessel_days",
    "closed_visits",
];

fn table<'a>(
    header: &[&str],
    rows: impl Iterator<Item = (Option<&'a str>, &'a PresenceRow)>,
) -> String {
    let mut text = header.join(",") + "\r\n";
    for (start, row) in rows {
        let sums = &row.sums;
        let hours = [
            sums.presence_h,
            sums.fishing_h,
            sums.closed_presence_h,
            sums.closed_fishing_h,
        ];
        let mut fields: Vec<String> = start.iter().map(|s| (*s).to_owned()).collect();
        fields.extend([&row.flag, &row.gear].map(|name| quoted(name.as_deref().unwrap_or(""))));
        fields.extend(hours.map(|h| format!("{h:.2}")));
        fields.extend([sums.vessel_days.to_string(), sums.closed_visits.to_string()]);
        text += &fields.join(",");
        text += "\r\n";
    }
    text
}

/// A text field. Names come from others' files: one that a spreadsheet would run as a formula gets an
/// apostrophe in front.
fn quoted(name: &str) -> String {
    let tame = if name.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        "'"
    } else {
        ""
    };
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{tame}{}\"", name.replace('"', "\"\""))
    } else {
        format!("{tame}{name}")
    }
}

fn most_hours_first(a: &PresenceRow, b: &PresenceRow) -> std::cmp::Ordering {
    let by_hours = b.sums.presence_h.total_cmp(&a.sums.presence_h);
    by_hours.then_with(|| (&a.flag, &a.gear).cmp(&(&b.flag, &b.gear)))
}

#[allow(
    clippy::cast_precision_loss,
    reason = "milliseconds of a fleet's years are below 2^53"
)]
fn told(sums: &Sums) -> PresenceSums {
    let hours = |ms: u64| ms as f64 / 3.6e6;
    PresenceSums {
        presence_h: hours(sums.presence_ms),
        fishing_h: hours(sums.fishing_ms),
        closed_presence_h: hours(sums.closed_ms),
        closed_fishing_h: hours(sums.closed_fishing_ms),
        vessel_days: sums.vessel_days,
        closed_visits: sums.closed_visits,
    }
}

/// `YYYY-MM-DD` of a day since 1970.
fn date(day: i32) -> String {
    Time::from_s(i64::from(day) * 86_400)
        .to_string()
        .chars()
        .take(10)
        .collect()
}

/// First day of the step that a day lies in.
fn step_start(day: i32, step: TrendStep) -> String {
    match step {
        TrendStep::Day => date(day),
        // 1970-01-01 was a Thursday, the fourth day of its week.
        TrendStep::Week => date(day - (day + 3).rem_euclid(7)),
        TrendStep::Month => date(day).chars().take(8).chain("01".chars()).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::presence::{Config, Doer};
    use crate::{AisClass, Fix, Reception, SourceKind};
    use proptest::prelude::*;
    use vigie_sea::{AreaSet, Position};

    const AREAS: &str = r#"{"type":"Feature","id":"bank","properties":{"kind":"closed",
        "season_start":"06-01","season_end":"07-31"},"geometry":{"type":"Polygon","coordinates":
        [[[170,30],[190,30],[190,50],[170,50]]]}}"#;

    fn areas() -> AreaSet {
        AreaSet::from_geojson(AREAS, "test").unwrap().0
    }

    fn time(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    /// Positions of one vessel: time and longitude at 40° north.
    fn sail(presence: &mut Presence, slot: u32, doer: Doer<'_>, way: &[(Time, f64)]) {
        let mut before = None;
        for (time, lon) in way {
            let fix = Fix {
                mmsi: 412_000_000 + slot,
                track: 1,
                slot,
                time: *time,
                position: Position::new(40.0, *lon).unwrap(),
                sog_kn: None,
                cog_deg: None,
                nav_status: None,
                class: AisClass::A,
                source: SourceKind::Ais,
                reception: Reception::Unknown,
                receiver: 0,
                before,
            };
            before = Some((fix.time, fix.position));
            presence.add(&fix, doer, &areas());
        }
    }

    fn jigger(fishing: bool) -> Doer<'static> {
        Doer {
            flag: Some("CHN"),
            gear: Some("squid_jigger"),
            fishing,
        }
    }

    fn bank(step: TrendStep) -> PresenceQuery {
        PresenceQuery {
            area: Some("bank".into()),
            step,
            ..PresenceQuery::default()
        }
    }

    #[test]
    fn hours_are_shared_between_places_and_days() {
        let mut presence = Presence::new(Config::default());
        // Across the border at 190° (170° W) and across the end of May.
        let way = [
            (time("2024-05-31T22:00:00Z"), 191.0),
            (time("2024-06-01T02:00:00Z"), 189.0),
        ];
        sail(&mut presence, 0, jigger(true), &way);
        let report = presence.report(&bank(TrendStep::Month));
        assert_eq!(report.total.presence_h, 2.0);
        assert_eq!(report.total.closed_fishing_h, 2.0);
        assert_eq!(
            (report.total.vessel_days, report.total.closed_visits),
            (1, 1)
        );
        let squares = report.squares.iter();
        let in_squares: f64 = squares.map(|square| square.presence_h).sum();
        assert_eq!(
            in_squares, report.total.presence_h,
            "the map shows the same hours"
        );
        assert_eq!(report.trend.len(), 1);
        assert_eq!(report.trend[0].start, "2024-06-01");
        let everywhere = presence.report(&PresenceQuery::default());
        assert_eq!(
            (everywhere.total.presence_h, everywhere.total.vessel_days),
            (4.0, 2)
        );
        let starts: Vec<_> = everywhere.trend.iter().map(|t| t.start.as_str()).collect();
        assert_eq!(starts, ["2024-05-01", "2024-06-01"]);
        let may = PresenceQuery {
            to: Some(time("2024-06-01")),
            ..PresenceQuery::default()
        };
        assert_eq!(presence.report(&may).total.presence_h, 2.0);
    }

    #[test]
    fn a_gap_is_not_presence() {
        let mut presence = Presence::new(Config::default());
        let way = [
            (time("2024-02-28T12:00:00Z"), 180.0),
            (time("2024-03-05T12:00:00Z"), 180.0),
        ];
        sail(&mut presence, 0, jigger(false), &way);
        let report = presence.report(&bank(TrendStep::Day));
        assert_eq!(report.total.presence_h, 6.0);
        let hours: Vec<_> = report
            .trend
            .iter()
            .map(|t| (t.start.as_str(), t.row.sums.presence_h))
            .collect();
        assert_eq!(hours, [("2024-02-28", 3.0), ("2024-03-05", 3.0)]);
        assert_eq!(
            (report.total.fishing_h, report.total.closed_presence_h),
            (0.0, 0.0)
        );
    }

    #[test]
    fn coming_back_soon_is_the_same_closed_visit() {
        let at = |hours: i64, lon: f64| (time("2024-06-10").plus_ms(hours * 3_600_000), lon);
        let mut presence = Presence::new(Config::default());
        let way = [
            at(0, 180.0),
            at(5, 191.0),
            at(10, 180.0),
            at(20, 191.0),
            at(40, 180.0),
        ];
        sail(&mut presence, 0, jigger(false), &way);
        assert_eq!(
            presence.report(&bank(TrendStep::Week)).total.closed_visits,
            2
        );
        let week = presence.report(&bank(TrendStep::Week));
        assert_eq!(week.trend[0].start, "2024-06-10", "a Monday");
    }

    #[test]
    fn rows_are_ranked_and_written_as_csv() {
        let at = |hours: i64| (time("2024-06-10").plus_ms(hours * 3_600_000), 180.0);
        let mut presence = Presence::new(Config::default());
        sail(&mut presence, 0, Doer::default(), &[at(0), at(1)]);
        let odd = Doer {
            flag: Some("JPN"),
            gear: Some("=1+1, \"x\""),
            fishing: true,
        };
        sail(&mut presence, 1, odd, &[at(0), at(3)]);
        let report = presence.report(&bank(TrendStep::Day));
        let expected = "flag,gear,presence_h,fishing_h,closed_presence_h,closed_fishing_h,\
            vessel_days,closed_visits\r\nJPN,\"'=1+1, \"\"x\"\"\",3.00,3.00,3.00,3.00,1,1\r\n\
            ,,1.00,0.00,1.00,0.00,1,1\r\n";
        assert_eq!(report.rows_csv(), expected);
        assert!(report.trend_csv().starts_with("start,flag,"));
        assert!(report.trend_csv().contains("\r\n2024-06-10,JPN,"));
        let unknown = PresenceQuery {
            area: Some("nowhere".into()),
            ..PresenceQuery::default()
        };
        assert_eq!(presence.report(&unknown).total, PresenceSums::default());
    }

    #[test]
    fn memory_is_bounded_and_the_report_says_so() {
        let mut presence = Presence::new(Config {
            cells_max: 100,
            ..Config::default()
        });
        let way: Vec<_> = (0..400)
            .map(|n| (time("2024-01-01").plus_ms(n * 86_400_000), 0.0))
            .collect();
        sail(&mut presence, 0, jigger(false), &way);
        assert!(presence.cells.len() <= 101);
        let report = presence.report(&PresenceQuery::default());
        assert!(report.dropped_before.is_some() && report.first_day >= report.dropped_before);
    }

    #[test]
    fn one_fleet_is_shown_alone_on_the_map_too() {
        let at = |hours: i64, lon: f64| (time("2024-06-10").plus_ms(hours * 3_600_000), lon);
        let mut presence = Presence::new(Config::default());
        sail(
            &mut presence,
            0,
            jigger(true),
            &[at(0, 179.5), at(2, 179.6)],
        );
        let trawler = Doer {
            flag: Some("JPN"),
            gear: Some("trawler"),
            fishing: false,
        };
        sail(&mut presence, 1, trawler, &[at(0, 179.5), at(3, -179.5)]);
        sail(
            &mut presence,
            2,
            Doer::default(),
            &[at(0, 180.0), at(1, 180.0)],
        );
        let of = |flag: Option<&str>, gear: Option<&str>| {
            let query = PresenceQuery {
                flag: flag.map(str::to_owned),
                gear: gear.map(str::to_owned),
                ..PresenceQuery::default()
            };
            let report = presence.report(&query);
            assert_eq!(report.flags, ["", "CHN", "JPN"]);
            assert_eq!(report.gears, ["", "squid_jigger", "trawler"]);
            let squares = report.squares.iter();
            let squares: Vec<_> = squares.map(|s| (s.west_deg, s.presence_h)).collect();
            (report.total.presence_h, report.rows.len(), squares)
        };
        assert_eq!(of(Some("CHN"), None), (2.0, 1, vec![(179, 2.0)]));
        let both_sides = vec![(-180, 1.5), (179, 1.5)];
        assert_eq!(of(None, Some("trawler")), (3.0, 1, both_sides));
        assert_eq!(of(Some(""), Some("")), (1.0, 1, vec![(-180, 1.0)]));
        assert_eq!(of(Some("JPN"), Some("squid_jigger")), (0.0, 0, vec![]));
        assert_eq!(of(Some("nowhere"), None), (0.0, 0, vec![]));
        assert_eq!(of(None, None).0, 6.0);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_counted_twice(
            steps in prop::collection::vec((1..900i64, -3.0..3.0f64, any::<bool>()), 1..60),
        ) {
            let (mut minutes, mut lon) = (0, 180.0);
            let mut presence = Presence::new(Config::default());
            let mut way = vec![(time("2023-12-30"), lon)];
            let mut expected = 0;
            for (m, d, _) in &steps {
                minutes += m;
                lon += d;
                expected += (*m).min(360);
                way.push((time("2023-12-30").plus_ms(minutes * 60_000), lon));
            }
            sail(&mut presence, 0, jigger(true), &way);
            let report = presence.report(&PresenceQuery::default());
            prop_assert!((report.total.presence_h * 60.0 - expected as f64).abs() < 1e-6);
            prop_assert_eq!(report.total.presence_h, report.total.fishing_h);
            for step in [TrendStep::Day, TrendStep::Week, TrendStep::Month] {
                let query = PresenceQuery { step, ..PresenceQuery::default() };
                let sum: f64 =
                    presence.report(&query).trend.iter().map(|t| t.row.sums.presence_h).sum();
                prop_assert!((sum - report.total.presence_h).abs() < 1e-6);
            }
            let inside = presence.report(&bank(TrendStep::Day)).total;
            prop_assert!(inside.presence_h <= report.total.presence_h);
            prop_assert!(inside.closed_presence_h <= inside.presence_h);
        }
    }
}
