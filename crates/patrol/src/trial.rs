//! Trial problems of our own, drawn from a seed: small ones with every feature for exact answers, and a large
//! one like Operation North Pacific Guard (six assets of three agencies, sixty days, across 180°).
//!
//! Names of instruments are real; who holds which is made up.

use vigie_sea::{Position, Span, Time, Validity};

use crate::{
    Action, Asset, AssetClass, AssetStart, Authority, AuthorityNeed, Chance, Circle, CrewLimits,
    Decay, Fix, Meet, Needs, Port, Repeat, Request, Rider, Rule, Sensor, Separation, SpeedMode,
    Swath, Tanker, Target, Task, TaskKind, Weather, WeatherLimits, Weights, Wish,
};

/// 2026-07-01T00:00:00Z.
const START_S: i64 = 1_782_864_000;

fn at(lat_deg: f64, lon_deg: f64) -> Position {
    Position::new(lat_deg.clamp(-89.0, 89.0), lon_deg).unwrap_or_else(|_| Position::from_e7(0, 0))
}

fn hour(h: f64) -> Time {
    Time::from_s(START_S).plus_ms((h * 3_600_000.0) as i64)
}

fn window(from_h: f64, until_h: f64) -> Vec<Span> {
    vec![Span {
        start: hour(from_h),
        end: hour(until_h),
    }]
}

fn authority(instrument: &str, flags: &[&str], areas: &[&str], officer: Option<&str>) -> Authority {
    Authority {
        instrument: instrument.to_owned(),
        actions: vec![Action::Hail, Action::Board],
        flags: flags.iter().map(|f| (*f).to_owned()).collect(),
        areas: areas.iter().map(|f| (*f).to_owned()).collect(),
        validity: Validity::default(),
        officer: officer.map(str::to_owned),
    }
}

fn sensor(name: &str, large_nm: f64, small_nm: f64) -> Sensor {
    let swath = |class: &str, sea: u8, nm: f64| Swath {
        target_class: class.to_owned(),
        sea_state_max: sea,
        swath_nm: nm,
    };
    Sensor {
        name: name.to_owned(),
        swaths: vec![
            swath("fishing-large", 3, large_nm),
            swath("fishing-large", 6, large_nm * 0.6),
            swath("", 3, small_nm),
            swath("", 6, small_nm * 0.5),
        ],
    }
}

fn mode(name: &str, speed_kn: f64, fuel_t_per_h: f64) -> SpeedMode {
    SpeedMode {
        name: name.to_owned(),
        speed_kn,
        fuel_t_per_h,
    }
}

fn ship(id: &str, agency: &str, port: &str) -> Asset {
    Asset {
        id: id.to_owned(),
        name: id.to_owned(),
        agency: agency.to_owned(),
        class: AssetClass::Ship,
        bases: vec![port.to_owned()],
        start: AssetStart {
            port: Some(port.to_owned()),
            position: None,
            time: None,
            fuel_t: None,
            at_sea_since: None,
            hours_used: 0.0,
            officers: Vec::new(),
        },
        windows: Vec::new(),
        modes: vec![mode("economical", 14.0, 0.7), mode("sprint", 20.0, 2.4)],
        task_speed_kn: 12.0,
        task_fuel_t_per_h: 0.4,
        fuel_capacity_t: 600.0,
        fuel_reserve_t: 60.0,
        endurance_h: 24.0 * 35.0,
        crew: CrewLimits {
            sortie_max_h: None,
            rest_min_h: 24.0,
            total_max_h: None,
        },
        turn_round_h: 36.0,
        sensors: vec![sensor("radar", 16.0, 8.0)],
        boarding_team: true,
        authorities: Vec::new(),
        limits: WeatherLimits {
            task_sea_state_max: 6,
            board_sea_state_max: 4,
        },
        altitude_ft: None,
        cost_per_h: 4.0,
    }
}

fn aircraft(id: &str, agency: &str, port: &str) -> Asset {
    let mut made = ship(id, agency, port);
    made.class = AssetClass::Aircraft;
    made.modes = vec![mode("patrol", 250.0, 1.6)];
    made.task_speed_kn = 210.0;
    made.task_fuel_t_per_h = 1.4;
    made.fuel_capacity_t = 19.0;
    made.fuel_reserve_t = 2.0;
    made.endurance_h = 11.0;
    made.crew = CrewLimits {
        sortie_max_h: Some(10.0),
        rest_min_h: 12.0,
        total_max_h: Some(260.0),
    };
    made.turn_round_h = 4.0;
    made.sensors = vec![sensor("radar", 40.0, 20.0), sensor("eo-ir", 8.0, 5.0)];
    made.boarding_team = false;
    made.altitude_ft = Some(1_500.0);
    made.cost_per_h = 12.0;
    made
}

fn task(id: String, kind: TaskKind, owner: &str, value: f64, duration_h: f64) -> Task {
    Task {
        name: String::new(),
        id,
        kind,
        owner: owner.to_owned(),
        releasable_to: Vec::new(),
        value,
        windows: Vec::new(),
        duration_h,
        decay: None,
        repeat: None,
        needs: Needs::default(),
        meet: None,
    }
}

fn port(id: &str, lat_deg: f64, lon_deg: f64) -> Port {
    Port {
        id: id.to_owned(),
        name: id.to_owned(),
        position: at(lat_deg, lon_deg),
        fuel: true,
    }
}

fn request(title: &str, hours: f64) -> Request {
    Request {
        title: title.to_owned(),
        span: Span {
            start: hour(0.0),
            end: hour(hours),
        },
        assets: Vec::new(),
        ports: Vec::new(),
        tankers: Vec::new(),
        riders: Vec::new(),
        targets: Vec::new(),
        tasks: Vec::new(),
        weather: Vec::new(),
        sea_state: 3,
        weights: Weights::default(),
        wishes: Vec::new(),
        rules: Vec::new(),
        separation: Separation::default(),
        before: None,
        now: None,
    }
}

fn target(id: String, place: Position, chance: &mut Chance, flags: &[&str]) -> Target {
    Target {
        id,
        name: String::new(),
        flag: flags
            .get(chance.below(flags.len() + 1))
            .map(|f| (*f).to_owned()),
        class: "fishing-large".to_owned(),
        track: vec![Fix {
            time: hour(0.0),
            position: place,
        }],
        course_deg: chance.between(0.0, 360.0),
        speed_kn: chance.between(2.0, 11.0),
        uncertainty_nm: chance.between(2.0, 10.0),
        growth_nm_per_h: chance.between(0.02, 0.3),
    }
}

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
            let area = Some("NPFC".to_owned());
            one.needs.authority = Some(AuthorityNeed {
                action: Action::Board,
                flag: None,
                area,
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
    if chance.happens(0.5) {
        let area = Circle {
            centre: at(44.6, 179.2),
            radius_nm: 40.0,
        };
        let kind = TaskKind::Search {
            area,
            target_class: "fishing-large".to_owned(),
            steps_max: 2,
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
