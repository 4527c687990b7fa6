//! What trial problems are made of: places, hours, ships, aircraft, tasks, targets.

use vigie_sea::{Position, Span, Time, Validity};

use crate::{
    Action, Asset, AssetClass, AssetStart, Authority, Chance, CrewLimits, Fix, Needs, Port,
    Request, SeaLimits, Sensor, Separation, SpeedMode, Swath, Target, Task, TaskKind,
    WeatherLimits, Weights,
};

/// 2026-07-01T00:00:00Z.
pub(super) const START_S: i64 = 1_782_864_000;

pub(super) fn at(lat_deg: f64, lon_deg: f64) -> Position {
    Position::new(lat_deg.clamp(-89.0, 89.0), lon_deg).unwrap_or_else(|_| Position::from_e7(0, 0))
}

pub(super) fn hour(h: f64) -> Time {
    Time::from_s(START_S).plus_ms((h * 3_600_000.0) as i64)
}

pub(super) fn window(from_h: f64, until_h: f64) -> Vec<Span> {
    vec![Span {
        start: hour(from_h),
        end: hour(until_h),
    }]
}

pub(super) fn authority(
    instrument: &str,
    flags: &[&str],
    areas: &[&str],
    officer: Option<&str>,
) -> Authority {
    Authority {
        instrument: instrument.to_owned(),
        actions: vec![Action::Hail, Action::Board],
        flags: flags.iter().map(|f| (*f).to_owned()).collect(),
        areas: areas.iter().map(|f| (*f).to_owned()).collect(),
        validity: Validity::default(),
        officer: officer.map(str::to_owned),
        register: None,
    }
}

pub(super) fn sensor(name: &str, large_nm: f64, small_nm: f64) -> Sensor {
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

pub(super) fn mode(name: &str, speed_kn: f64, fuel_t_per_h: f64) -> SpeedMode {
    SpeedMode {
        name: name.to_owned(),
        speed_kn,
        fuel_t_per_h,
    }
}

pub(super) fn ship(id: &str, agency: &str, port: &str) -> Asset {
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
        registers: Vec::new(),
        limits: WeatherLimits {
            task_sea_state_max: 6,
            board_sea_state_max: 4,
        },
        altitude_ft: None,
        cost_per_h: 4.0,
    }
}

pub(super) fn aircraft(id: &str, agency: &str, port: &str) -> Asset {
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

pub(super) fn task(id: String, kind: TaskKind, owner: &str, value: f64, duration_h: f64) -> Task {
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

pub(super) fn port(id: &str, lat_deg: f64, lon_deg: f64) -> Port {
    Port {
        id: id.to_owned(),
        name: id.to_owned(),
        position: at(lat_deg, lon_deg),
        fuel: true,
    }
}

pub(super) fn request(title: &str, hours: f64) -> Request {
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
        waters: SeaLimits::default(),
        before: None,
        now: None,
    }
}

pub(super) fn target(id: String, place: Position, chance: &mut Chance, flags: &[&str]) -> Target {
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
