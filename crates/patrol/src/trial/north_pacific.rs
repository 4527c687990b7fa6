//! A problem like Operation North Pacific Guard.

use vigie_sea::Span;

use super::part::{aircraft, at, authority, hour, mode, port, request, ship, target, task, window};
use crate::{
    Action, Asset, AssetClass, AuthorityNeed, Chance, Circle, Decay, Meet, Needs, Repeat, Request,
    Rider, Tanker, Task, TaskKind, Weather,
};

/// A problem like Operation North Pacific Guard: six assets of three agencies, sixty days, 250 tasks, forty
/// moving ships, on both sides of 180°.
#[must_use]
pub fn north_pacific(seed: u64) -> Request {
    let mut chance = Chance::new(seed ^ 0x4e50);
    let mut made = request("North Pacific", 24.0 * 60.0);
    made.ports = vec![
        port("kushiro", 42.95, 144.35),
        port("hakodate", 41.75, 140.70),
        port("dutch-harbor", 53.90, -166.53),
        port("kodiak", 57.75, -152.45),
        port("victoria", 48.40, -123.45),
        port("midway", 28.20, -177.36),
    ];
    made.assets = north_pacific_assets();
    made.tankers.push(Tanker {
        id: "asterix".to_owned(),
        agency: "CA".to_owned(),
        serves: vec!["JP".to_owned(), "US".to_owned()],
        position: at(44.0, 179.5),
        windows: window(240.0, 900.0),
        fuel_t: 1_500.0,
        duration_h: 8.0,
    });
    for (n, serves) in [["CA", "US"], ["CA", "US"]].iter().enumerate() {
        made.riders.push(Rider {
            id: format!("officer-jp-{n}"),
            agency: "JP".to_owned(),
            serves: serves.iter().map(|s| (*s).to_owned()).collect(),
            port: if n == 0 { "kushiro" } else { "dutch-harbor" }.to_owned(),
            windows: Vec::new(),
            aboard_max_h: 24.0 * 25.0,
        });
    }
    for n in 0..40 {
        let place = at(
            chance.between(36.0, 48.0),
            180.0 + chance.between(-32.0, 25.0),
        );
        let mut ship = target(
            format!("vessel-{n}"),
            place,
            &mut chance,
            &["CHN", "JPN", "KOR", "TWN", "RUS", "VUT"],
        );
        ship.speed_kn = chance.between(0.5, 3.0);
        ship.uncertainty_nm = chance.between(3.0, 15.0);
        ship.growth_nm_per_h = chance.between(0.01, 0.08);
        made.targets.push(ship);
    }
    for n in 0..250 {
        let one = north_pacific_task(n, &mut chance);
        made.tasks.push(one);
    }
    meetings(&mut made, &mut chance);
    for _ in 0..6 {
        let from = chance.between(0.0, 1_300.0);
        made.weather.push(Weather {
            area: Circle {
                centre: at(
                    chance.between(38.0, 52.0),
                    180.0 + chance.between(-30.0, 30.0),
                ),
                radius_nm: 350.0,
            },
            span: Span {
                start: hour(from),
                end: hour(from + chance.between(24.0, 72.0)),
            },
            sea_state: 6,
        });
    }
    made
}

fn north_pacific_assets() -> Vec<Asset> {
    let npfc = |officer| {
        authority(
            "NPFC CMM 2017-09 par. 5-7",
            &["CHN", "TWN", "KOR", "RUS", "VUT", "JPN"],
            &["NPFC"],
            officer,
        )
    };
    let wcpfc = |officer| {
        authority(
            "WCPFC CMM 2006-08",
            &["CHN", "TWN", "KOR", "VUT"],
            &["WCPFC"],
            officer,
        )
    };
    let mut laurier = ship("laurier", "CA", "victoria");
    laurier
        .bases
        .extend(["dutch-harbor", "kodiak", "kushiro"].map(str::to_owned));
    laurier.authorities = vec![npfc(None), wcpfc(Some("JP"))];
    let mut hunter = aircraft("dash-8", "CA", "hakodate");
    hunter.bases.push("kushiro".to_owned());
    hunter.windows = vec![
        Span {
            start: hour(0.0),
            end: hour(24.0 * 20.0),
        },
        Span {
            start: hour(24.0 * 35.0),
            end: hour(24.0 * 58.0),
        },
    ];
    let mut soya = ship("soya", "JP", "kushiro");
    soya.bases.push("hakodate".to_owned());
    soya.authorities = vec![npfc(None), wcpfc(None)];
    let mut falcon = aircraft("falcon", "JP", "kushiro");
    falcon.altitude_ft = Some(3_500.0);
    falcon.bases.push("hakodate".to_owned());
    let mut midgett = ship("midgett", "US", "kodiak");
    midgett
        .bases
        .extend(["dutch-harbor", "midway"].map(str::to_owned));
    midgett.modes = vec![mode("economical", 16.0, 0.9), mode("sprint", 25.0, 3.6)];
    midgett.authorities = vec![npfc(None), wcpfc(None)];
    let mut hercules = aircraft("hercules", "US", "midway");
    hercules.bases.push("kodiak".to_owned());
    hercules.bases.push("dutch-harbor".to_owned());
    hercules.modes = vec![mode("patrol", 290.0, 2.2)];
    hercules.fuel_capacity_t = 28.0;
    hercules.altitude_ft = Some(5_500.0);
    hercules.windows = (0..5)
        .map(|n| Span {
            start: hour(f64::from(n) * 288.0),
            end: hour(f64::from(n) * 288.0 + 288.0 * 0.8),
        })
        .collect();
    vec![laurier, hunter, soya, falcon, midgett, hercules]
}

#[allow(
    clippy::too_many_lines,
    reason = "one task of each kind after the other"
)]
fn north_pacific_task(n: usize, chance: &mut Chance) -> Task {
    let place = at(
        chance.between(34.0, 52.0),
        180.0 + chance.between(-34.0, 28.0),
    );
    let ship = format!("vessel-{}", n % 40);
    let (kind, duration_h) = match n % 10 {
        0 | 1 => (
            TaskKind::Intercept {
                target: ship,
                locate_h: 1.0,
            },
            1.5,
        ),
        2 | 3 => (
            TaskKind::Board {
                target: ship,
                locate_h: 2.0,
            },
            6.0,
        ),
        4 => {
            let area = Circle {
                centre: place,
                radius_nm: chance.between(40.0, 120.0),
            };
            (
                TaskKind::Search {
                    area,
                    target_class: "fishing-large".to_owned(),
                    steps_max: 4,
                    pattern: None,
                    rectangle: None,
                },
                2.0,
            )
        }
        5 => {
            let area = Circle {
                centre: place,
                radius_nm: 80.0,
            };
            (
                TaskKind::Presence {
                    area,
                    scale_h: 18.0,
                    steps_max: 3,
                },
                8.0,
            )
        }
        6 => {
            let time = hour(chance.between(0.0, 1_300.0));
            (
                TaskKind::SatellitePass {
                    position: place,
                    time,
                    latency_h: 1.0,
                    useful_h: 60.0,
                },
                1.0,
            )
        }
        7 => (
            TaskKind::Event {
                position: place,
                time: hour(chance.between(0.0, 1_200.0)),
            },
            1.0,
        ),
        8 if n % 40 == 8 => (TaskKind::Escort { target: ship }, 12.0),
        _ => (TaskKind::Visit { position: place }, 1.0),
    };
    let owner = ["CA", "JP", "US"][chance.below(3)];
    let boards = matches!(kind, TaskKind::Board { .. });
    let mut one = task(
        format!("task-{n}"),
        kind,
        owner,
        chance.between(5.0, 100.0).round(),
        duration_h,
    );
    let from = chance.between(0.0, 1_300.0);
    one.windows = window(from, from + chance.between(48.0, 400.0));
    one.releasable_to = ["CA", "JP", "US"]
        .iter()
        .filter(|a| **a != owner && chance.happens(0.8))
        .map(|a| (*a).to_owned())
        .collect();
    if boards {
        let area = if chance.happens(0.7) { "NPFC" } else { "WCPFC" };
        one.needs = Needs {
            boarding_team: true,
            daylight: true,
            authority: Some(AuthorityNeed {
                action: Action::Board,
                flag: None,
                area: Some(area.to_owned()),
                within: Vec::new(),
            }),
            ..Needs::default()
        };
    }
    if matches!(one.kind, TaskKind::Event { .. }) {
        one.decay = Some(Decay {
            from: hour(from),
            half_life_h: 120.0,
            floor: 0.2,
        });
    }
    if matches!(one.kind, TaskKind::Visit { .. }) && chance.happens(0.3) {
        one.repeat = Some(Repeat {
            visits_max: 2,
            factor: 0.5,
            gap_h: 120.0,
        });
    }
    one
}

/// Some visits become meetings of an aircraft and a ship.
fn meetings(made: &mut Request, chance: &mut Chance) {
    for g in 0..8 {
        let place = at(
            chance.between(38.0, 46.0),
            180.0 + chance.between(-30.0, -8.0),
        );
        let from = chance.between(100.0, 1_200.0);
        for (n, class) in [AssetClass::Ship, AssetClass::Aircraft]
            .into_iter()
            .enumerate()
        {
            let Some(one) = made.tasks.get_mut(9 + 20 * g + 10 * n) else {
                return;
            };
            one.kind = TaskKind::Visit { position: place };
            one.windows = window(from, from + 150.0);
            one.needs.classes = vec![class];
            one.repeat = None;
            one.owner = "JP".to_owned();
            one.releasable_to = vec!["CA".to_owned(), "US".to_owned()];
            one.meet = Some(Meet {
                group: format!("meeting-{g}"),
                within_min: 60.0,
            });
        }
    }
}
