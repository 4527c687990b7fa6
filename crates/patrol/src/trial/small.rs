//! Small problems with every feature, for exact answers.

use vigie_sea::Span;

use super::part::{aircraft, at, authority, hour, port, request, ship, target, task, window};
use crate::{
    Action, AssetClass, AuthorityNeed, Chance, Circle, Decay, Meet, Repeat, Request, Rider, Rule,
    Tanker, TaskKind, Weather, Wish, Within,
};

/// A small problem with every feature: two assets, at most eight tasks. Moving ships, a meeting, authority that
/// needs an officer, fuel that is short, a tanker, an area, decay, daylight, a high sea, a wish, an order.
#[must_use]
pub fn small(seed: u64) -> Request {
    let mut chance = Chance::new(seed ^ 0x5ea);
    let mut made = request("small", 60.0);
    made.ports = vec![port("west", 44.0, 178.2), port("east", 44.3, -178.4)];
    let mut first = ship("ship", "CA", "west");
    first.bases.push("east".to_owned());
    first.fuel_capacity_t = chance.between(14.0, 40.0);
    first.fuel_reserve_t = 2.0;
    first.turn_round_h = 3.0;
    first.crew.rest_min_h = 2.0;
    first.endurance_h = chance.between(20.0, 50.0);
    first.authorities = vec![
        authority("NPFC CMM 2017-09 par. 5", &["CHN", "TWN"], &["NPFC"], None),
        authority("Ship-rider arrangement", &["JPN", "KOR"], &[], Some("JP")),
    ];
    if chance.happens(0.5) {
        first.modes.truncate(1);
    }
    let mut second = if chance.happens(0.5) {
        let mut air = aircraft("air", "JP", "east");
        air.crew.rest_min_h = 5.0;
        air
    } else {
        let mut ship = ship("cutter", "JP", "east");
        ship.turn_round_h = 4.0;
        ship.crew.rest_min_h = 0.0;
        ship.endurance_h = 30.0;
        ship.modes.truncate(1);
        ship.authorities = vec![authority("Fisheries Act", &["JPN"], &[], None)];
        ship
    };
    second.windows = vec![
        Span {
            start: hour(0.0),
            end: hour(chance.between(14.0, 30.0)),
        },
        Span {
            start: hour(32.0),
            end: hour(60.0),
        },
    ];
    made.assets = vec![first, second];
    if chance.happens(0.4) {
        made.tankers.push(Tanker {
            id: "oiler".to_owned(),
            agency: "CA".to_owned(),
            serves: vec!["JP".to_owned()],
            position: at(45.0, 179.9),
            windows: window(5.0, 50.0),
            fuel_t: chance.between(5.0, 40.0),
            duration_h: 2.0,
        });
    }
    if chance.happens(0.6) {
        made.riders.push(Rider {
            id: "officer".to_owned(),
            agency: "JP".to_owned(),
            serves: vec!["CA".to_owned()],
            port: if chance.happens(0.5) { "west" } else { "east" }.to_owned(),
            windows: window(0.0, 30.0),
            aboard_max_h: chance.between(15.0, 60.0),
        });
    }
    for n in 0..2 {
        let place = at(
            chance.between(43.0, 46.0),
            180.0 + chance.between(-2.0, 2.0),
        );
        made.targets.push(target(
            format!("ship-{n}"),
            place,
            &mut chance,
            &["CHN", "JPN", "KOR"],
        ));
    }
    small_tasks(&mut made, &mut chance);
    if chance.happens(0.3) {
        made.weather.push(Weather {
            area: Circle {
                centre: at(44.5, 180.0),
                radius_nm: 120.0,
            },
            span: Span {
                start: hour(10.0),
                end: hour(chance.between(14.0, 24.0)),
            },
            sea_state: 5,
        });
    }
    made
}

#[allow(
    clippy::too_many_lines,
    reason = "one task of each kind after the other"
)]
fn small_tasks(made: &mut Request, chance: &mut Chance) {
    let count = 3 + chance.below(2);
    for n in 0..count {
        let place = at(
            chance.between(43.0, 46.0),
            180.0 + chance.between(-2.5, 2.5),
        );
        let kind = match chance.below(6) {
            0 | 1 => TaskKind::Visit { position: place },
            2 => TaskKind::Intercept {
                target: "ship-0".to_owned(),
                locate_h: 1.0,
            },
            3 => TaskKind::Board {
                target: "ship-1".to_owned(),
                locate_h: 1.0,
            },
            4 => TaskKind::Event {
                position: place,
                time: hour(chance.between(0.0, 20.0)),
            },
            _ => TaskKind::Escort {
                target: "ship-0".to_owned(),
            },
        };
        let boards = matches!(kind, TaskKind::Board { .. });
        let mut one = task(
            format!("t{n}"),
            kind,
            "CA",
            chance.between(10.0, 100.0).round(),
            chance.between(1.5, 5.0),
        );
        let from = chance.between(0.0, 30.0);
        one.windows = window(from, from + chance.between(6.0, 22.0));
        if boards {
            one.needs.authority = Some(AuthorityNeed {
                action: Action::Board,
                flag: None,
                area: Some("NPFC".to_owned()),
                within: Vec::new(),
            });
        }
        one.needs.daylight = chance.happens(0.2);
        if chance.happens(0.7) {
            one.releasable_to.push("JP".to_owned());
        }
        if chance.happens(0.4) {
            one.decay = Some(Decay {
                from: hour(0.0),
                half_life_h: 30.0,
                floor: 0.1,
            });
        }
        if chance.happens(0.2) && !boards {
            one.repeat = Some(Repeat {
                visits_max: 2,
                factor: 0.4,
                gap_h: 6.0,
            });
        }
        made.tasks.push(one);
    }
    // Some that are to be boarded come into the waters of a scheme, or leave them.
    for need in made
        .tasks
        .iter_mut()
        .filter_map(|t| t.needs.authority.as_mut())
    {
        let within = |from_h: f64, areas: &[&str]| Within {
            from: hour(from_h),
            areas: areas.iter().map(|a| (*a).to_owned()).collect(),
        };
        let change_h = chance.between(4.0, 30.0);
        match chance.below(4) {
            0 => need.within = vec![within(0.0, &[]), within(change_h, &["WCPFC", "NPFC"])],
            1 => need.within = vec![within(0.0, &["NPFC"]), within(change_h, &["EEZ"])],
            _ => {}
        }
    }
    if chance.happens(0.5) {
        let area = Circle {
            centre: at(44.6, 179.2),
            radius_nm: 40.0,
        };
        let kind = TaskKind::Search {
            area,
            target_class: "fishing-large".to_owned(),
            steps_max: 2,
            pattern: None,
            rectangle: None,
        };
        let mut search = task("search".to_owned(), kind, "JP", 80.0, 3.0);
        search.releasable_to.push("CA".to_owned());
        search.windows = window(4.0, 26.0);
        made.tasks.push(search);
    }
    if chance.happens(0.6) {
        let place = at(
            chance.between(43.5, 45.5),
            180.0 + chance.between(-1.0, 1.0),
        );
        for (n, classes) in [vec![AssetClass::Ship], vec![]].into_iter().enumerate() {
            let mut one = task(
                format!("meet-{n}"),
                TaskKind::Visit { position: place },
                "JP",
                60.0,
                1.5,
            );
            one.releasable_to.push("CA".to_owned());
            one.windows = window(8.0, 34.0);
            one.needs.classes = classes;
            one.meet = Some(Meet {
                group: "m".to_owned(),
                within_min: 30.0,
            });
            made.tasks.push(one);
        }
    }
    if chance.happens(0.3) {
        let before = Some(hour(20.0));
        made.wishes.push(Wish {
            task: "t0".to_owned(),
            asset: Some("ship".to_owned()),
            agency: None,
            before,
            points: 15.0,
        });
    }
    if chance.happens(0.3) {
        made.rules.push(Rule::Order {
            first: "t1".to_owned(),
            second: "t0".to_owned(),
        });
    }
}
