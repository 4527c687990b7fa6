//! A search from the last fix of a vessel: effort with its certificate, rectangles that can be followed, tasks of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use vigie_patrol::search::{Pattern, SearchError, SearchPlan, SearchRequest, plan_search};
use vigie_patrol::{Request, TaskKind};
use vigie_sea::distance_m;

/// Silent for twelve hours just west of 180°; a ship for two days, an aircraft for three hours of each.
fn asked() -> SearchRequest {
    serde_json::from_str(
        r#"{
        "title": "Dark squid jigger",
        "fix": { "position": [179.6, 44.0], "time": "2026-07-01T00:00:00Z", "sigma_nm": 2, "course_deg": 80, "speed_kn": 6 },
        "start": "2026-07-01T12:00:00Z", "hours": 24, "period_h": 6,
        "assets": [
            { "id": "laurier", "name": "Laurier", "speed_kn": 12, "sweep_nm": 8 },
            { "id": "q8", "speed_kn": 180, "sweep_nm": 10, "pattern": "creeping-line",
              "from": "2026-07-01T20:00:00Z", "until": "2026-07-01T23:00:00Z" }
        ]
    }"#,
    )
    .unwrap()
}

fn planned(request: &SearchRequest) -> SearchPlan {
    plan_search(request, |_| true).unwrap()
}

#[test]
fn effort_rectangles_and_patterns_over_180_with_a_certificate() {
    let request = asked();
    let plan = planned(&request);
    assert_eq!(plan, planned(&request), "the same seed, the same plan");
    assert_eq!(plan.periods.len(), 4);
    // A ship sweeps 12 x 8 in an hour, the aircraft 180 x 10 for three.
    let effort: Vec<f64> = plan.periods.iter().map(|p| p.effort_nm2).collect();
    for (found, wanted) in effort.iter().zip([576.0, 576.0 + 5_400.0, 576.0, 576.0]) {
        assert!((found - wanted).abs() < 1e-6, "{effort:?}");
    }
    assert!(
        plan.success >= plan.myopic - 1e-12 && plan.gap < 1e-3,
        "{}",
        plan.gap
    );
    assert!((0.2..1.0).contains(&plan.success), "{}", plan.success);
    let by_period: f64 = plan.periods.iter().map(|p| p.success).sum();
    assert!((by_period - plan.success).abs() < 1e-9);
    let ordered: f64 = plan.periods.iter().map(|p| p.pos).sum();
    assert!(
        (ordered - plan.pos).abs() < 1e-9 && plan.pos > 0.1,
        "{}",
        plan.pos
    );
    // All effort is spent, and nothing is believed twice.
    for (number, wanted) in effort.iter().enumerate() {
        let spent: f64 = plan.cells.iter().map(|c| c.effort_nm2[number]).sum();
        assert!((spent / wanted - 1.0).abs() < 1e-3, "{number}: {spent}");
    }
    let belief: f64 = plan.cells.iter().map(|c| c.probability).sum();
    assert!((0.9..1.000_001).contains(&belief), "{belief}");
    // The ship in all four periods, the aircraft in the one that it is there for, and no longer.
    assert_eq!(plan.assignments.len(), 5);
    let both = plan.assignments.iter().filter(|a| a.period == 1).count();
    assert_eq!(both, 2);
    let mut west = false;
    let mut east = false;
    for one in &plan.assignments {
        let hours = one.end.since_s(one.start) / 3_600.0;
        let speed = if one.asset == "q8" { 180.0 } else { 12.0 };
        let flown_nm = one.pattern.length_m() / 1_852.0;
        assert!(flown_nm <= hours * speed * 1.001, "{flown_nm} in {hours}");
        assert!(flown_nm > hours * speed * 0.25, "{flown_nm} in {hours}");
        assert!((0.0..=1.0).contains(&one.poc) && (0.0..=1.0).contains(&one.pod));
        let kind = if one.asset == "q8" {
            Pattern::CreepingLine
        } else {
            Pattern::ParallelSweep
        };
        assert_eq!(one.pattern.pattern, kind);
        assert!(
            one.pattern
                .legs
                .windows(2)
                .all(|w| distance_m(w[0].to, w[1].from) < 1.0)
        );
        for corner in one.corners {
            west |= corner.lon_deg() > 0.0;
            east |= corner.lon_deg() < 0.0;
        }
    }
    assert!(west && east, "both sides of 180°");
}

#[test]
fn patterns_around_a_datum_are_laid_too_and_tasks_make_a_plan() {
    let mut request = asked();
    request.assets[0].pattern = Some(Pattern::ExpandingSquare);
    request.assets[1].pattern = Some(Pattern::Sector);
    let plan = planned(&request);
    let kinds: Vec<Pattern> = plan.assignments.iter().map(|a| a.pattern.pattern).collect();
    assert!(kinds.contains(&Pattern::ExpandingSquare) && kinds.contains(&Pattern::Sector));
    let tasks = plan.tasks(&request, "ca-ccg");
    assert_eq!(tasks.len(), plan.assignments.len());
    for (task, one) in tasks.iter().zip(&plan.assignments) {
        assert!((task.value - 50.0 * one.poc).abs() < 1e-9);
        assert_eq!(
            (task.windows[0].start, task.windows[0].end),
            (one.start, one.end)
        );
        let TaskKind::Search {
            area,
            pattern,
            rectangle,
            ..
        } = &task.kind
        else {
            unreachable!("{}", task.id)
        };
        assert_eq!(*pattern, Some(one.pattern.pattern));
        assert_eq!(rectangle.is_none(), *pattern == Some(Pattern::Sector));
        // What the planner counts with is the water that is searched.
        let area_nm2 = std::f64::consts::PI * area.radius_nm.powi(2);
        assert!((area_nm2 / (one.pattern.area_m2 / 1_852.0_f64.powi(2)) - 1.0).abs() < 1e-6);
    }
    let text = serde_json::json!({
        "span": { "start": "2026-07-01T12:00:00Z", "end": "2026-07-03T00:00:00Z" }, "assets": [], "tasks": tasks,
    });
    Request::read(&text.to_string()).unwrap();
}

#[test]
fn what_was_looked_for_and_seen_since_moves_the_belief() {
    let base = planned(&asked());
    // A look that surely would have seen it east of the fix leaves the west.
    let mut looked = asked();
    looked.searched = serde_json::from_str(
        r#"[{ "time": "2026-07-01T11:00:00Z", "area": { "centre": [-178.9, 44.2], "radius_nm": 45 }, "pod": 0.95 }]"#,
    )
    .unwrap();
    let empty = planned(&looked);
    let near = |plan: &SearchPlan| -> f64 {
        let seen = vigie_sea::Position::new(44.2, -178.9).unwrap();
        let cells = plan.cells.iter();
        let cells = cells.filter(|c| distance_m(c.position, seen) < 30.0 * 1_852.0);
        cells.map(|c| c.probability).sum()
    };
    assert!(
        near(&empty) < 0.5 * near(&base),
        "{} {}",
        near(&empty),
        near(&base)
    );
    let mut hit = asked();
    hit.hits = serde_json::from_str(
        r#"[{ "time": "2026-07-01T11:00:00Z", "position": [-178.9, 44.2], "sigma_nm": 5, "doubt": 0.1 }]"#,
    )
    .unwrap();
    let found = planned(&hit);
    assert!(
        near(&found) > near(&base),
        "{} {}",
        near(&found),
        near(&base)
    );
}

#[test]
fn numbers_out_of_range_and_empty_seas_are_refused() {
    let code = |change: &dyn Fn(&mut SearchRequest)| {
        let mut request = asked();
        change(&mut request);
        plan_search(&request, |_| true).unwrap_err()
    };
    assert_eq!(code(&|r| r.assets.clear()), SearchError::Empty);
    assert_eq!(
        code(&|r| r.assets.iter_mut().for_each(|a| a.until = Some(r.fix.time))),
        SearchError::Empty
    );
    for (what, fault) in [
        ("periods", code(&|r| r.period_h = 0.5)),
        ("fix-age", code(&|r| r.start = r.fix.time.plus_ms(-1_000))),
        (
            "fix-age",
            code(&|r| r.start = r.fix.time.plus_ms(40 * 86_400_000)),
        ),
        ("cells", code(&|r| r.cell_nm = Some(0.1))),
        ("speed", code(&|r| r.assets[0].speed_kn = f64::NAN)),
        ("hours", code(&|r| r.hours = 1e9)),
    ] {
        assert!(
            matches!(fault, SearchError::Value { what: found, .. } if found == what),
            "{what}: {fault:?}"
        );
    }
}
