//! Tasks of the ranked list: a vessel worth a look becomes a target with a prediction, and tasks with its points.
//!
//! Prediction: a vessel that made way (7 knots or more, the speed above which fishing gear is not worked) goes on as
//! it went, and is known ever less well, by a seventh of its speed; one at work stays about where it was, in a circle
//! that grows as the settings say.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Serialize;
use vigie_patrol::{
    Action, AuthorityNeed, Decay, Fix, Needs, Request, Target, Task, TaskKind, Weights, Within,
};
use vigie_sea::{AreaKind, AreaSet, Position, Span, Time};

use vigie_watch::detection::is_dark_number;
use vigie_watch::{Event, EventKind};

use super::book::{Book, HandTask, Settings};
use super::waters;
use super::{
    dark, register,
    report::{self, Report},
};
use crate::live::{ListEntry, ListSnapshot};

/// From this speed on a vessel is on passage, knots.
pub(super) const PASSAGE_KN: f64 = 7.0;
/// Radius within which a position report is known, nautical miles: AIS by satellite with its delay.
pub(super) const REPORT_NM: f64 = 1.0;
/// Length from which a fishing vessel is large, metres (the length at which AIS is carried in most fisheries).
pub(super) const LARGE_M: u16 = 24;

/// Hours of a predicted way over which its waters are looked up; nobody knows better later.
const WATERS_H: i64 = 20 * 24;
/// Halvings of an hour that find when other waters begin, to a minute.
const HALVINGS: u32 = 6;
const HOUR_MS: i64 = 3_600_000;

/// Where a task comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    Watch,
    Hand,
}

/// Days for which something seen without a signal is worth a look.
pub(crate) const DARK_DAYS: i64 = 7;
/// So many of these become tasks, the newest.
pub(crate) const DARK_MAX: usize = 40;

/// A task with where it comes from and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Standing {
    pub(crate) origin: Origin,
    pub(crate) state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mmsi: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) events: Vec<String>,
    pub(crate) value: Task,
}

/// Tasks and targets as they are now.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Derived {
    pub(crate) tasks: Vec<Standing>,
    pub(crate) targets: Vec<Target>,
    /// Areas that operators loaded: from some of them own ships keep away.
    #[serde(skip)]
    pub(crate) areas: Arc<AreaSet>,
}

/// What happened, beside the list.
#[derive(Debug)]
pub(crate) struct Happened {
    /// What was seen and no track explains.
    pub(crate) unseen: Vec<Event>,
    /// When the newest event behind the points of a vessel began or changed, where an outcome closed a task about it.
    pub(crate) news: BTreeMap<u32, Time>,
    pub(crate) now: Time,
}

/// Before the MMSI in the identifiers of tasks about a vessel.
pub(super) const LOOK: &str = "look-";
const BOARD: &str = "board-";

/// The vessel that a task of the watch is about.
pub(crate) fn vessel_of(task: &str) -> Option<u32> {
    let rest = task.strip_prefix(LOOK).or_else(|| task.strip_prefix(BOARD));
    rest?.parse().ok()
}

/// Whether a task of the watch is a boarding.
pub(crate) fn is_boarding(task: &str) -> bool {
    task.starts_with(BOARD) && vessel_of(task).is_some()
}

/// The tasks of the watch that are about a vessel.
pub(crate) fn look_task(mmsi: u32) -> String {
    format!("{LOOK}{mmsi}")
}

pub(crate) fn board_task(mmsi: u32) -> String {
    format!("{BOARD}{mmsi}")
}

/// Before the MMSI in the identifiers of targets.
const TARGET: &str = "mmsi-";

pub(crate) fn target_id(mmsi: u32) -> String {
    format!("{TARGET}{mmsi}")
}

/// The vessel that a target is.
pub(crate) fn target_vessel(target: &str) -> Option<u32> {
    target.strip_prefix(TARGET)?.parse().ok()
}

fn target(entry: &ListEntry, settings: &Settings, seen: Option<&Report>) -> Target {
    let ranked = &entry.ranked;
    let speed_kn = entry.sog_kn.unwrap_or(0.0);
    let passage = speed_kn >= PASSAGE_KN;
    let mut fix = Fix {
        time: ranked.last.time,
        position: ranked.last.position,
    };
    if let Some((time, position)) = seen.and_then(|r| Some((r.time, r.position?)))
        && time > fix.time
    {
        fix = Fix { time, position };
    }
    let large = entry.length_m.is_none_or(|m| m >= LARGE_M);
    Target {
        id: target_id(ranked.mmsi),
        name: ranked.name.clone().unwrap_or_default(),
        flag: ranked.flag.clone(),
        class: if large {
            "fishing-large"
        } else {
            "fishing-small"
        }
        .to_owned(),
        track: vec![fix],
        course_deg: entry.cog_deg.unwrap_or(0.0),
        speed_kn: if passage { speed_kn } else { 0.0 },
        uncertainty_nm: REPORT_NM,
        growth_nm_per_h: if passage {
            speed_kn / 7.0
        } else {
            settings.growth_nm_per_h
        },
    }
}

fn tasks(
    entry: &ListEntry,
    settings: &Settings,
    owner: &str,
    within: &dyn Fn() -> Vec<Within>,
) -> Vec<Task> {
    let ranked = &entry.ranked;
    let target = target_id(ranked.mmsi);
    let points = ranked.score.points;
    let looks = TaskKind::Intercept {
        target: target.clone(),
        locate_h: 1.0,
    };
    let task = |id: String, kind, value, duration_h, needs| Task {
        id,
        name: ranked.name.clone().unwrap_or_default(),
        kind,
        owner: owner.to_owned(),
        releasable_to: settings.release_to.clone(),
        value,
        windows: Vec::new(),
        duration_h,
        decay: Some(Decay {
            from: ranked.last.time,
            half_life_h: settings.half_life_h.max(0.1),
            floor: 0.05,
        }),
        repeat: None,
        needs,
        meet: None,
    };
    let id = look_task(ranked.mmsi);
    let mut made = vec![task(id, looks, points, 1.5, Needs::default())];
    if points >= settings.board_points_min {
        let needs = Needs {
            boarding_team: true,
            daylight: true,
            authority: Some(AuthorityNeed {
                action: Action::Board,
                flag: None,
                area: None,
                within: within(),
            }),
            ..Needs::default()
        };
        let kind = TaskKind::Board {
            target,
            locate_h: 2.0,
        };
        let id = board_task(ranked.mmsi);
        made.push(task(id, kind, points * 1.5, 6.0, needs));
    }
    made
}

/// Numbers of the waters of a place, of areas that an operator loaded: of the exclusive economic zones that hold it, and
/// where none does of the fisheries organisations, whose boarding schemes are for the high seas.
fn waters_at(areas: &AreaSet, place: Position) -> Vec<usize> {
    let (mut zones, mut schemes) = (Vec::new(), Vec::new());
    areas.for_each_at(place, |number| {
        let Some(area) = areas.get(number) else {
            return;
        };
        match area.kind {
            AreaKind::Eez => zones.push(number),
            AreaKind::Rfmo => schemes.push(number),
            AreaKind::Closed | AreaKind::NoGo | AreaKind::Ice | AreaKind::Watch => {}
        }
    });
    if zones.is_empty() { schemes } else { zones }
}

/// The waters along the predicted way of a ship, each from when she is in them.
fn within(areas: &AreaSet, target: &Target) -> Vec<Within> {
    let Some(first) = target.track.first() else {
        return Vec::new();
    };
    let at = |time: Time| {
        let place = target.position_at(time).unwrap_or(first.position);
        waters_at(areas, place)
    };
    let from = |from: Time, numbers: &[usize]| Within {
        from,
        areas: numbers
            .iter()
            .filter_map(|number| Some(areas.get(*number)?.id.to_uppercase()))
            .collect(),
    };
    let mut old = at(first.time);
    let mut found = vec![from(first.time, &old)];
    if target.speed_kn <= 0.0 {
        return found;
    }
    let mut before = first.time;
    for hour in 1..=WATERS_H {
        let after = first.time.plus_ms(hour * HOUR_MS);
        if at(after) != old {
            let (mut known, mut other) = (before, after);
            for _ in 0..HALVINGS {
                let middle = known.plus_ms(((other.since_s(known) * 500.0) as i64).max(1));
                if at(middle) == old {
                    known = middle;
                } else {
                    other = middle;
                }
            }
            old = at(other);
            found.push(from(other, &old));
        }
        before = after;
    }
    found
}

/// All tasks: those of the list and of what was seen and no track explains, fixed by hand where someone did, and
/// those made by hand.
pub(crate) fn derive(
    book: &Book,
    list: &ListSnapshot,
    happened: &Happened,
    owner: &str,
) -> Derived {
    let settings = &book.settings;
    let mut derived = Derived {
        areas: Arc::clone(&list.areas),
        ..Derived::default()
    };
    let by_hand: BTreeSet<&str> = book.tasks.iter().map(|t| t.id.as_str()).collect();
    // What an outcome closed stays closed; of a listed vessel until there is news of it.
    let state = |id: &str, mmsi: Option<u32>| {
        let news = |mmsi: u32| happened.news.get(&mmsi).copied();
        let holds =
            |closed: Time| mmsi.is_none_or(|mmsi| report::holds(closed, news(mmsi), happened.now));
        if report::closed_at(&book.reports, id).is_some_and(holds) {
            "done"
        } else if book.dropped.iter().any(|d| d == id) {
            "dropped"
        } else {
            "open"
        }
    };
    let worth = list
        .entries
        .iter()
        // What is dark is foretold from its sightings, below.
        .filter(|e| !is_dark_number(e.ranked.mmsi))
        .filter(|e| e.ranked.score.points >= settings.points_min);
    for entry in worth.take(settings.vessels_max) {
        let ranked = &entry.ranked;
        let seen = report::last_seen(&book.reports, ranked.mmsi);
        let target = target(entry, settings, seen);
        let within = || within(&list.areas, &target);
        let made = tasks(entry, settings, owner, &within);
        derived.targets.push(target);
        for task in made {
            if by_hand.contains(task.id.as_str()) {
                continue;
            }
            derived.tasks.push(Standing {
                origin: Origin::Watch,
                state: state(&task.id, Some(ranked.mmsi)),
                mmsi: Some(ranked.mmsi),
                events: ranked
                    .reasons
                    .iter()
                    .flat_map(|r| r.events.clone())
                    .take(8)
                    .collect(),
                value: task,
            });
        }
    }
    for event in dark::worth_a_look(&happened.unseen).take(DARK_MAX) {
        let (target, task) = match event.kind {
            EventKind::DarkVessel => dark::vessel(event, settings, owner),
            _ => dark::once(event, settings, owner),
        };
        if task.value < settings.points_min {
            continue;
        }
        derived.targets.push(target);
        if by_hand.contains(task.id.as_str()) {
            continue;
        }
        derived.tasks.push(Standing {
            origin: Origin::Watch,
            state: state(&task.id, None),
            mmsi: None,
            events: vec![event.id.clone()],
            value: task,
        });
    }
    for kept in &book.tasks {
        let HandTask { task, target } = &kept.value;
        if let Some(target) = target
            && !derived.targets.iter().any(|t| t.id == target.id)
        {
            derived.targets.push(target.clone());
        }
        derived.tasks.push(Standing {
            origin: Origin::Hand,
            state: state(&task.id, None),
            mmsi: None,
            events: Vec::new(),
            value: task.clone(),
        });
    }
    derived
}

/// The request for a plan of `days` from `start` on, of what is in service and open.
pub(crate) fn request(
    book: &Book,
    derived: &Derived,
    title: &str,
    start: Time,
    days: f64,
) -> Request {
    let end = start.plus_ms((days * 86_400_000.0) as i64);
    let targets = derived.targets.clone();
    let knows = |task: &Task| {
        task.kind
            .target()
            .is_none_or(|id| targets.iter().any(|t| t.id == id))
    };
    let open = derived.tasks.iter().filter(|t| t.state == "open");
    let (settings, span) = (&book.settings, Span { start, end });
    Request {
        title: title.to_owned(),
        span,
        assets: book
            .assets
            .iter()
            .filter(|a| book.service(&a.id).in_service)
            .map(|a| {
                let mut asset = a.value.clone();
                register::enter(&mut asset, &book.registers);
                asset
            })
            .collect(),
        ports: book.ports.iter().map(|p| p.value.clone()).collect(),
        tankers: book.tankers.iter().map(|t| t.value.clone()).collect(),
        riders: book.riders.iter().map(|r| r.value.clone()).collect(),
        tasks: open.map(|t| t.value.clone()).filter(knows).collect(),
        targets,
        weather: book.weather.iter().map(|w| w.value.clone()).collect(),
        sea_state: 3,
        weights: Weights::default(),
        wishes: Vec::new(),
        rules: Vec::new(),
        separation: vigie_patrol::Separation::default(),
        waters: waters::limits(&derived.areas, &settings.canals_closed, span),
        before: None,
        now: None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use vigie_sea::{Area, Polygon, lon_delta_deg};

    fn waters(id: &str, kind: AreaKind, from_lon: f64) -> Area {
        let ring = [
            [from_lon, 40.0],
            [from_lon + 5.0, 40.0],
            [from_lon + 5.0, 45.0],
            [from_lon, 45.0],
            [from_lon, 40.0],
        ];
        Area {
            id: id.to_owned(),
            name: id.to_owned(),
            source: String::new(),
            kind,
            validity: None,
            properties: serde_json::Map::new(),
            polygons: vec![Polygon::new(&[ring.to_vec()]).unwrap()],
        }
    }

    fn bound_east(speed_kn: f64) -> Target {
        let track = vec![Fix {
            time: Time::from_s(0),
            position: Position::new(42.0, 178.0).unwrap(),
        }];
        Target {
            id: "mmsi-412000001".to_owned(),
            name: String::new(),
            flag: Some("CHN".to_owned()),
            class: String::new(),
            track,
            course_deg: 90.0,
            speed_kn,
            uncertainty_nm: 1.0,
            growth_nm_per_h: 1.0,
        }
    }

    #[test]
    fn a_vessel_is_boarded_under_what_holds_where_she_will_be_met() {
        // From waters of two organisations, over 180°, into a zone that an operator loaded, and out of all.
        let areas = AreaSet::new(vec![
            waters("npfc", AreaKind::Rfmo, 175.0),
            waters("wcpfc", AreaKind::Rfmo, 177.0),
            waters("zone", AreaKind::Eez, -179.0),
        ]);
        let found = within(&areas, &bound_east(10.0));
        let codes: Vec<Vec<&str>> = found
            .iter()
            .map(|w| w.areas.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(
            codes,
            [vec!["NPFC", "WCPFC"], vec!["WCPFC"], vec!["ZONE"], vec![]]
        );
        let target = bound_east(10.0);
        for (number, edge) in [(1, -180.0), (2, -179.0), (3, -174.0)] {
            let place = target.position_at(found[number].from).unwrap();
            let off_deg = lon_delta_deg(edge, place.lon_deg());
            assert!((0.0..0.01).contains(&off_deg), "{number}: {off_deg}");
        }
        let need = AuthorityNeed {
            action: Action::Board,
            flag: None,
            area: None,
            within: found,
        };
        let hours = |h: i64| need.areas_at(Time::from_s(h * 3_600));
        assert_eq!(hours(-5), ["NPFC", "WCPFC"]);
        assert_eq!(hours(24), ["ZONE"]);
        assert_eq!(hours(2_000), Vec::<&str>::new());
        assert_eq!(within(&areas, &bound_east(0.0)).len(), 1);
    }

    #[test]
    fn only_tasks_of_listed_vessels_name_one() {
        assert_eq!(vessel_of("look-412000001"), Some(412_000_001));
        assert_eq!(vessel_of("board-412000001"), Some(412_000_001));
        assert_eq!(vessel_of("look-dark_detection-S1"), None);
        assert_eq!(vessel_of("line"), None);
    }
}
