//! An authority that asks for a register of inspection vessels counts for those that stand on it, and for nobody else: the
//! solver keeps to it and says why, the checker finds what breaks it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::json;
use vigie_patrol::joint::{Effort, Solver};
use vigie_patrol::{GreatCircle, Plan, Request, check};

fn request(registers: &[&str]) -> Request {
    let authority = json!({"instrument": "NPFC CMM 2017-09 par. 5", "actions": ["board"], "register": "NPFC-HSBI"});
    let asset = json!({
        "id": "laurier", "agency": "ca-ccg", "class": "ship", "bases": ["port"], "start": { "port": "port" },
        "modes": [{ "name": "cruise", "speed_kn": 15.0, "fuel_t_per_h": 0.5 }],
        "task_speed_kn": 10.0, "task_fuel_t_per_h": 0.1, "fuel_capacity_t": 500.0, "fuel_reserve_t": 5.0,
        "endurance_h": 200.0, "crew": {}, "turn_round_h": 1.0, "boarding_team": true,
        "sensors": [{ "name": "radar", "swaths": [{ "sea_state_max": 9, "swath_nm": 20.0 }] }],
        "limits": { "task_sea_state_max": 9, "board_sea_state_max": 9 },
        "authorities": [authority], "registers": registers,
    });
    let target = json!({
        "id": "mmsi-412000001", "flag": "CHN", "class": "fishing-large",
        "track": [{ "time": "2026-06-20T00:00:00Z", "position": [-179.5, 44.0] }],
        "course_deg": 0.0, "speed_kn": 0.0, "uncertainty_nm": 1.0, "growth_nm_per_h": 0.0,
    });
    let task = json!({
        "id": "t", "kind": "board", "target": "mmsi-412000001", "locate_h": 1.0, "owner": "ca-ccg", "value": 50.0,
        "duration_h": 3.0, "needs": { "boarding_team": true, "authority": { "action": "board" } },
    });
    let request = json!({
        "span": { "start": "2026-06-20T00:00:00Z", "end": "2026-06-25T00:00:00Z" },
        "ports": [{ "id": "port", "position": [179.5, 44.0], "fuel": true }],
        "assets": [asset], "targets": [target], "tasks": [task],
    });
    serde_json::from_value(request).unwrap()
}

fn solved(request: &Request) -> (Plan, Vec<&'static str>) {
    let effort = Effort {
        iterations: 60,
        lanes: 1,
        ..Effort::default()
    };
    let mut solver = Solver::new(request, &GreatCircle, effort, &[]).unwrap();
    solver.run();
    let left = solver.explain().left_out;
    let blocks = left.iter().flat_map(|one| &one.obstacles);
    (
        solver.plan(),
        blocks.map(|obstacle| obstacle.block.code()).collect(),
    )
}

#[test]
fn only_who_stands_on_the_register_boards() {
    let listed = request(&["npfc-hsbi"]);
    let (plan, blocks) = solved(&listed);
    assert_eq!((plan.total.tasks, blocks.len()), (1, 0), "{blocks:?}");
    assert!(check(&listed, &GreatCircle, &plan).is_empty());
    for registers in [&[][..], &["WCPFC-HSBI"]] {
        let unlisted = request(registers);
        let (none, blocks) = solved(&unlisted);
        assert_eq!((none.total.tasks, blocks), (0, vec!["not-registered"]));
        let findings = check(&unlisted, &GreatCircle, &plan);
        let codes: Vec<&str> = findings.iter().map(|f| f.violation.code()).collect();
        assert!(codes.contains(&"not-registered"), "{codes:?}");
    }
}

#[test]
fn a_request_without_registers_reads_as_before() {
    let asset = &request(&[]).assets[0];
    let text = serde_json::to_string(asset).unwrap();
    assert!(!text.contains("registers"), "{text}");
}
