//! Prints how early a fleet brings everyone out, against published figures where a folder holds them.
//!
//! `cargo run --release -p vigie-crisis --example rotations` makes bus instances by seed, in the form of the bus evacuation
//! problem, and solves them; `-- make FOLDER` writes them as text for `-- bep FILE...`, which reads instances in that form.
//! `-- icep FOLDER...` reads cases of the isolated community evacuation problem (input, incidences, Solutions). `-- plan
//! [BUSES [SEATS]]`: the reference earthquake whose bus timetable is replaced by so many buses that choose their own trips.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "an example that prints"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Instant,
};

use vigie_crisis::VehicleId;
use vigie_crisis::plan::{
    Effort, LuzonSize, PlanVehicle, best_plan, bound, check_plan, first_plan, luzon,
};
use vigie_crisis::rotation::{Clearing, RotationEffort, Vehicle, check_rotations, clear};

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    match asked.first().map(String::as_str) {
        Some("icep") => {
            for folder in &asked[1..] {
                icep(Path::new(folder));
            }
        }
        Some("bep") => {
            let mut proven = 0;
            for file in &asked[1..] {
                let text = std::fs::read_to_string(file).unwrap();
                proven += usize::from(show(file, &bep(&text), None));
            }
            println!("{proven} of {} proven", asked.len() - 1);
        }
        Some("plan") => {
            let number =
                |at: usize, or: u32| asked.get(at).and_then(|it| it.parse().ok()).unwrap_or(or);
            plan(number(1, 150), number(2, 45));
        }
        Some("make") => {
            for (seed, (places, havens, buses)) in own() {
                let path = Path::new(&asked[1]).join(format!("seed-{seed:02}.txt"));
                std::fs::write(path, made(seed, places, havens, buses)).unwrap();
            }
        }
        _ => {
            let mut proven = 0;
            for (seed, (places, havens, buses)) in own() {
                let text = made(seed, places, havens, buses);
                let name =
                    format!("seed {seed}, {places} places, {havens} shelters, {buses} buses");
                proven += usize::from(show(&name, &bep(&text), None));
            }
            println!("{proven} of 20 proven");
        }
    }
}

/// The seeds of the own instances with places, shelters and buses: half as large as set 2 of the published ones, half as
/// set 3.
fn own() -> impl Iterator<Item = (u64, (usize, usize, usize))> {
    (1..=20).map(|seed| (seed, if seed <= 10 { (2, 2, 2) } else { (3, 3, 2) }))
}

/// The reference with buses that go out and back instead of a timetable.
fn plan(buses: u32, seats: u32) {
    let mut instance = luzon(LuzonSize::REFERENCE, 1).unwrap();
    for place in &mut instance.assembly {
        place.bus_seats.clear();
    }
    let people: Vec<u32> = instance
        .assembly
        .iter()
        .map(|place| {
            let here = instance.groups.iter().filter(|it| it.at == place.id);
            here.map(|it| u32::from(it.size)).sum()
        })
        .collect();
    let total: u32 = people.iter().sum();
    // Each place has its share of the buses to begin with.
    let mut sum = 0;
    for (place, people) in instance.assembly.clone().iter().zip(&people) {
        let before = sum * buses / total;
        sum += people;
        for number in before..sum * buses / total {
            instance.vehicles.push(PlanVehicle {
                id: VehicleId::from_number(u128::from(number) + 1),
                name: format!("bus {}", number + 1),
                owner: if number % 2 == 0 { "CA" } else { "JP" }.to_owned(),
                seats,
                at: place.id,
                from: instance.start,
                until: None,
                load_min: 20,
                unload_min: 10,
            });
        }
    }
    for name in ["first", "best"] {
        let begun = Instant::now();
        let plan = match name {
            "first" => first_plan(&instance, &[]),
            _ => best_plan(&instance, &[], None, Effort::default()),
        };
        let plan = plan.unwrap();
        let time_s = begun.elapsed().as_secs_f64();
        let verdict = check_plan(&instance, &plan, &[]);
        println!(
            "{} people, {} buses of {seats}, {name}: {time_s:.1} s, {} trips, objective {}, bound {:.0} (rechecked {:.0}), gap {:.3} %, not lifted {}, violations {}",
            instance.people(),
            instance.vehicles.len(),
            plan.trips.len(),
            plan.objective,
            plan.bound,
            bound(&instance, &[], &plan.prices),
            plan.gap_pct(),
            verdict.not_lifted,
            verdict.violations.len(),
        );
    }
}

fn show(name: &str, clearing: &Clearing, published_min: Option<f64>) -> bool {
    let begun = Instant::now();
    let found = clear(clearing, RotationEffort::default()).unwrap();
    let time_s = begun.elapsed().as_secs_f64();
    let (faults, end_min) = check_rotations(clearing, &found.rotations);
    let against = published_min.map_or(String::new(), |it| {
        format!(
            ", published {it:.2}: {:+.2} %",
            (found.makespan_min / it - 1.0) * 100.0
        )
    });
    println!(
        "{name}: {:.2} min (checked {end_min:.2}, faults {}), bound {:.2}, gap {:.2} %{}, {time_s:.2} s{against}",
        found.makespan_min,
        faults.len(),
        found.bound_min,
        found.gap_pct(),
        if found.proven() { ", optimal" } else { "" },
    );
    found.proven()
}

/// Reads an instance of the bus evacuation problem.
fn bep(text: &str) -> Clearing {
    let mut numbers = text.split_whitespace().map(|it| it.parse::<f64>().unwrap());
    let mut next = || numbers.next().unwrap();
    let (buses, seats) = (next() as usize, next() as u32);
    let depots = next() as usize;
    let per_depot: Vec<usize> = (0..depots).map(|_| next() as usize).collect();
    let (places, _) = (next() as usize, next());
    let people: Vec<u32> = (0..places).map(|_| next() as u32).collect();
    let (havens, _) = (next() as usize, next());
    let room: Vec<Option<u32>> = (0..havens).map(|_| Some(next() as u32)).collect();
    let first: Vec<Vec<f64>> = (0..depots)
        .map(|_| {
            next();
            (0..places).map(|_| next()).collect()
        })
        .collect();
    let way: Vec<Vec<f64>> = (0..places)
        .map(|_| {
            next();
            (0..havens).map(|_| next()).collect()
        })
        .collect();
    let trip = |from: &dyn Fn(usize) -> f64| -> Vec<Vec<f64>> {
        let row = |p: usize| way[p].iter().map(|out| from(p) + out).collect();
        (0..places).map(row).collect()
    };
    let mut vehicles = Vec::new();
    for (depot, count) in per_depot.iter().enumerate() {
        for _ in 0..*count {
            vehicles.push(Vehicle {
                name: format!("bus {}", vehicles.len() + 1),
                seats,
                available_min: 0.0,
                first_min: trip(&|p| first[depot][p]),
                next_min: (0..havens).map(|h| trip(&|p| way[p][h])).collect(),
            });
        }
    }
    assert_eq!(vehicles.len(), buses);
    Clearing {
        people,
        havens: room,
        vehicles,
    }
}

/// An instance by seed: one depot, loads of one, shelters that hold more than wait.
fn made(seed: u64, places: usize, havens: usize, buses: usize) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let people: Vec<u64> = (0..places).map(|_| 1 + next(6)).collect();
    let total: u64 = people.iter().sum();
    let each = total.div_ceil(havens as u64);
    let room: Vec<u64> = (0..havens).map(|_| each + next(4)).collect();
    let line = |list: &[u64]| {
        let words: Vec<String> = list.iter().map(u64::to_string).collect();
        words.join(" ")
    };
    let mut out = format!(
        "{buses} 1\n1 {buses}\n{places} {total} {}\n{havens} {} {}\n",
        line(&people),
        room.iter().sum::<u64>(),
        line(&room)
    );
    let first: Vec<u64> = (0..places).map(|_| 1 + next(10)).collect();
    out += &format!("1 {}\n", line(&first));
    for place in 1..=places {
        let way: Vec<u64> = (0..havens).map(|_| 1 + next(10)).collect();
        out += &format!("{place} {}\n", line(&way));
    }
    out
}

/// Rows of a file of separated values by heading; quoted fields may hold commas.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let split = |line: &str| -> Vec<String> {
        let (mut out, mut quoted) = (vec![String::new()], false);
        for letter in line.trim_start_matches('\u{feff}').trim_end().chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => out.push(String::new()),
                _ => out.last_mut().unwrap().push(letter),
            }
        }
        out
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let head = lines.next().map(split).unwrap_or_default();
    lines
        .map(|line| head.iter().cloned().zip(split(line)).collect())
        .collect()
}

fn distances(path: &Path) -> BTreeMap<(String, String), f64> {
    let rows = table(path).into_iter();
    rows.filter_map(|row| {
        let distance = row.get("Distance")?.parse().ok()?;
        Some((
            (row["Origin"].clone(), row["Destination"].clone()),
            distance,
        ))
    })
    .collect()
}

/// When the last vessel of a published solution has unloaded, minutes.
fn published(folder: &Path, scenario: &str) -> Option<f64> {
    let files = std::fs::read_dir(folder.join("Solutions")).ok()?;
    let mut best: Option<f64> = None;
    for file in files.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if !name.starts_with("route_plan_")
            || !name
                .to_lowercase()
                .contains(&scenario.to_lowercase().replace("scenario ", "scenario_"))
        {
            continue;
        }
        let ends = table(&file.path());
        let ends = ends
            .iter()
            .filter_map(|row| row.get("load_end_time")?.parse::<f64>().ok());
        let end = ends.fold(0.0, f64::max);
        best = Some(best.map_or(end, |it| it.min(end)));
    }
    best
}

#[allow(clippy::too_many_lines, reason = "one reader of one format")]
fn icep(folder: &Path) {
    let input = |name: &str| {
        let one = folder.join("input").join(name);
        if one.exists() {
            one
        } else {
            folder.join("Input").join(name)
        }
    };
    let incidence = |name: &str| {
        let one = folder.join("incidences").join(name);
        if one.exists() {
            one
        } else {
            folder.join("Incidences").join(name)
        }
    };
    let start: BTreeMap<String, String> = table(&input("initial vessel docks.csv"))
        .into_iter()
        .map(|row| (row["Vessel"].clone(), row["Dock"].clone()))
        .collect();
    let docks: Vec<(String, String)> = table(&input("island docks.csv"))
        .into_iter()
        .map(|row| (row["Dock"].clone(), row["Location"].clone()))
        .collect();
    let safe: Vec<String> = table(&input("mainland docks.csv"))
        .into_iter()
        .map(|row| row["Dock"].clone())
        .collect();
    let mut fits: BTreeSet<(String, String)> = BTreeSet::new();
    for row in table(&input("vessel compatibility.csv")) {
        if let (Some(dock), Some(vessel)) = (row.get("Dock"), row.get("Resource")) {
            if row["Compatibility"] == "1" {
                fits.insert((vessel.clone(), dock.clone()));
            }
        } else {
            let dock = row.get("").cloned().unwrap_or_default();
            for (vessel, _) in row.iter().filter(|it| *it.1 == "1") {
                fits.insert((vessel.clone(), dock.clone()));
            }
        }
    }
    let (to_first, out, back) = (
        distances(&incidence("zeta.csv")),
        distances(&incidence("gamma.csv")),
        distances(&incidence("delta.csv")),
    );
    let mut scenarios: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for row in table(&input("scenarios.csv")) {
        let number = |name: &str| {
            row.get(name)
                .and_then(|it| it.parse::<f64>().ok())
                .unwrap_or(0.0)
        };
        let people = (number("Demand") - number("private_evac")).max(0.0) as u32;
        scenarios
            .entry(row["Scenario"].clone())
            .or_default()
            .insert(row["Location"].clone(), people);
    }
    let vessels = table(&input("vessels.csv"));
    for (scenario, waiting) in scenarios {
        let places: Vec<(&String, u32)> = waiting
            .iter()
            .filter(|it| *it.1 > 0)
            .map(|it| (it.0, *it.1))
            .collect();
        let mut vehicles = Vec::new();
        for row in &vessels {
            let number = |name: &str| row[name].parse::<f64>().unwrap();
            let name = &row["Vessel_name"];
            let (loaded, empty, load_min) =
                (number("v_loaded"), number("vmax"), number("loading time"));
            let trip = |from: &str, list: &BTreeMap<(String, String), f64>| -> Vec<Vec<f64>> {
                let cell = |place: &str, haven: &String| {
                    let docks = docks.iter().filter(|it| it.1 == place);
                    let times = docks.filter_map(|(dock, _)| {
                        let may = fits.contains(&(name.clone(), dock.clone()))
                            && fits.contains(&(name.clone(), haven.clone()));
                        let way = list.get(&(from.to_owned(), dock.clone())).copied();
                        let way = way.or((from == dock).then_some(0.0))?;
                        let home = out.get(&(dock.clone(), haven.clone()))?;
                        may.then_some(
                            way / empty * 60.0 + load_min + home / loaded * 60.0 + load_min,
                        )
                    });
                    times.fold(f64::INFINITY, f64::min)
                };
                places
                    .iter()
                    .map(|(place, _)| safe.iter().map(|haven| cell(place, haven)).collect())
                    .collect()
            };
            vehicles.push(Vehicle {
                name: name.clone(),
                seats: number("max_cap") as u32,
                available_min: number("time to availability"),
                first_min: trip(&start[name], &to_first),
                next_min: safe.iter().map(|haven| trip(haven, &back)).collect(),
            });
        }
        let clearing = Clearing {
            people: places.iter().map(|it| it.1).collect(),
            havens: vec![None; safe.len()],
            vehicles,
        };
        let name = format!(
            "{} {scenario}",
            folder.file_name().unwrap().to_string_lossy()
        );
        show(&name, &clearing, published(folder, &scenario));
    }
}
