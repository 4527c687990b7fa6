//! How good is the joining of dark detections over looks? On simulated looks at drawn ships, or at real tracks.
//!
//! `cargo run --release -p vigie-watch --example dark_chain_eval -- [TRACKS.csv]`
//!
//! Ships in a box of 400 km across 180° lie, work or steam, and change their mind every few hours; with a file (columns
//! `mmsi,time,lat,lon`, such as `vigie archive export` writes) the ships are real, and the box is around them. Radar
//! looks at the box every H hours, a quarter of H early or late; it places ships with 100 m of noise per axis, tells
//! lengths within a third, misses as many as its traits say, and shows two false echoes a look. A right join is a
//! detection of a ship joined to its next detection, within three days. Shares of right joins found and of joins made
//! that are wrong; the expected calibration error of the probability of a join. Several worlds are drawn where ships are few.
//!
//! Beside it: nearest neighbour, which joins each detection to the nearest end of a chain that a ship of v knots can have
//! sailed, nearest pairs first. It gets the v that is best on the very looks it is judged on; ours gets nothing from them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a tool for developers: a file that cannot be read ends it; counts are small"
)]

mod dice;

use std::collections::{BTreeMap, BTreeSet};

use dice::Dice;
use vigie_sea::{
    MPS_PER_KN, Polygon, Position, Time, destination, distance_m, interpolate, lon_delta_deg,
};
use vigie_watch::detection::{
    ChainConfig, DarkSighting, LookOver, MotionModel, SensorKind, chain_sightings,
};

const START_S: i64 = 1_720_000_000;
const DAYS: i64 = 4;
const BOX_KM: f64 = 400.0;
const WINDOW_S: f64 = 72.0 * 3_600.0;
/// A real track is known this long after a position, seconds.
const KNOWN_S: f64 = 7_200.0;

struct Ship {
    length_m: f64,
    way: Vec<(Time, Position)>,
}

impl Ship {
    fn at(&self, time: Time) -> Option<Position> {
        let after = self.way.partition_point(|(t, _)| *t <= time);
        let (from, place) = self.way.get(after.checked_sub(1)?)?;
        let (to, next) = self.way.get(after)?;
        let (gone, whole) = (time.since_s(*from), to.since_s(*from));
        (whole <= KNOWN_S).then(|| interpolate(*place, *next, gone / whole.max(1.0)))
    }
}

/// A ship that lies, works or steams.
fn drawn(dice: &mut Dice, centre: Position) -> Ship {
    let far_m = BOX_KM * 500.0 * dice.share().sqrt();
    let mut place = destination(centre, 360.0 * dice.share(), far_m);
    let mut way = Vec::new();
    let (mut speed_kn, mut course_deg) = (0.0, 0.0);
    for step in 0..=(DAYS * 24 * 6) {
        // About every five hours.
        if step == 0 || dice.share() < 1.0 / 30.0 {
            course_deg = 360.0 * dice.share();
            speed_kn = match dice.share() {
                lies if lies < 0.25 => 0.4,
                works if works < 0.75 => 1.5 + 3.0 * dice.share(),
                _ => 7.0 + 4.0 * dice.share(),
            };
        }
        way.push((Time::from_s(START_S + step * 600), place));
        place = destination(place, course_deg, speed_kn * MPS_PER_KN * 600.0);
    }
    Ship {
        length_m: (4.1 + 0.5 * dice.normal()).exp(),
        way,
    }
}

/// Real tracks: `mmsi,time,lat,lon` and whatever else; their lengths are drawn.
fn read(path: &str, dice: &mut Dice) -> Vec<Ship> {
    let mut table = csv::Reader::from_path(path).unwrap();
    let head = table.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let at = ["mmsi", "time", "lat", "lon"].map(column);
    let mut ways: BTreeMap<String, Vec<(Time, Position)>> = BTreeMap::new();
    for row in table.records().map(Result::unwrap) {
        let place = Position::new(row[at[2]].parse().unwrap(), row[at[3]].parse().unwrap());
        let time = Time::parse(&row[at[1]]).unwrap();
        let way = ways.entry(row[at[0]].to_owned()).or_default();
        way.push((time, place.unwrap()));
    }
    let mut ship = |mut way: Vec<(Time, Position)>| {
        way.sort_by_key(|(time, _)| *time);
        way.dedup_by_key(|(time, _)| *time);
        Ship {
            length_m: (4.1 + 0.5 * dice.normal()).exp(),
            way,
        }
    };
    ways.into_values().map(&mut ship).collect()
}

/// What was looked at, what was seen, and whose each sighting is.
struct Looked {
    looks: Vec<LookOver>,
    seen: Vec<DarkSighting>,
    whose: BTreeMap<String, usize>,
}

fn looked(ships: &[Ship], centre: Position, every_h: f64, dice: &mut Dice) -> Looked {
    let traits = SensorKind::Sar.traits();
    let half = BOX_KM / 2.0 / 111.2;
    let wide = half / centre.lat_deg().to_radians().cos();
    let (lon, lat) = (centre.lon_deg(), centre.lat_deg());
    let ring = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
    let corner = |(x, y): &(f64, f64)| [lon + x * wide, lat + y * half];
    let footprint = Polygon::new(&[ring.iter().map(corner).collect::<Vec<_>>()]).unwrap();
    let mut all = Looked {
        looks: Vec::new(),
        seen: Vec::new(),
        whose: BTreeMap::new(),
    };
    let begun = ships
        .iter()
        .filter_map(|s| s.way.first())
        .map(|w| w.0)
        .min();
    let ended = ships.iter().filter_map(|s| s.way.last()).map(|w| w.0).max();
    let (begun, ended) = (begun.unwrap(), ended.unwrap());
    let mut hours = 1.0;
    while begun.plus_ms((hours * 3.6e6) as i64) < ended {
        let shift = every_h / 4.0 * (2.0 * dice.share() - 1.0);
        let time = begun.plus_ms(((hours + shift).max(0.0) * 3.6e6) as i64);
        hours += every_h;
        let scene = format!("L{}", all.looks.len());
        let mut found: Vec<(Position, f64, Option<usize>)> = Vec::new();
        for (number, ship) in ships.iter().enumerate() {
            let place = ship.at(time).filter(|p| footprint.contains(*p));
            let Some(place) = place.filter(|_| dice.share() < traits.seen(Some(ship.length_m)))
            else {
                continue;
            };
            let off_m = (100.0 * dice.normal()).hypot(100.0 * dice.normal());
            let place = destination(place, 360.0 * dice.share(), off_m);
            let length_m = ship.length_m * (0.3 * dice.normal()).exp();
            found.push((place, length_m, Some(number)));
        }
        for _echo in 0..2 {
            let x = [2.0 * dice.share() - 1.0, 2.0 * dice.share() - 1.0];
            let place = Position::new(lat + x[0] * half, lon + x[1] * wide).unwrap();
            found.push((place, (4.1 + 0.5 * dice.normal()).exp(), None));
        }
        let alone_per_km2 = found.len() as f64 / BOX_KM / BOX_KM;
        for (number, (position, length_m, whose)) in found.into_iter().enumerate() {
            let id = format!("{scene}-{number}");
            all.whose.extend(whose.map(|ship| (id.clone(), ship)));
            all.seen.push(DarkSighting {
                id,
                scene: scene.clone(),
                sensor: SensorKind::Sar,
                time,
                position,
                length_m: Some(length_m),
                dark: 0.95,
                place_m: traits.place_m,
                alone_per_km2,
            });
        }
        all.looks.push(LookOver {
            scene,
            sensor: SensorKind::Sar,
            time,
            footprint: Some(footprint.clone()),
            traits,
        });
    }
    all
}

type Joins = BTreeSet<(String, String)>;

/// Each sighting of a ship with its next one.
fn truth(looked: &Looked) -> Joins {
    let mut by_ship: BTreeMap<usize, Vec<&DarkSighting>> = BTreeMap::new();
    for sighting in &looked.seen {
        if let Some(ship) = looked.whose.get(&sighting.id) {
            by_ship.entry(*ship).or_default().push(sighting);
        }
    }
    let mut joins = Joins::new();
    for seen in by_ship.values_mut() {
        seen.sort_by_key(|s| s.time);
        let near = |w: &&[&DarkSighting]| w[1].time.since_s(w[0].time) <= WINDOW_S;
        let pairs = seen.windows(2).filter(near);
        joins.extend(pairs.map(|w| (w[0].id.clone(), w[1].id.clone())));
    }
    joins
}

/// Ours, each join with its probability.
fn ours(looked: &Looked, model: &MotionModel) -> Vec<((String, String), f64)> {
    let config = ChainConfig::default();
    let chains = chain_sightings(&looked.seen, &looked.looks, model, &config);
    let join = |w: &[vigie_watch::detection::ChainLink]| {
        let ids = (w[0].sighting.id.clone(), w[1].sighting.id.clone());
        (ids, w[1].probability)
    };
    chains
        .iter()
        .flat_map(|chain| chain.links.windows(2).map(join))
        .collect()
}

/// Nearest pairs first, within what a ship of `knots` can have sailed.
fn nearest(looked: &Looked, knots: f64) -> Joins {
    let mut by_look: BTreeMap<(Time, &str), Vec<&DarkSighting>> = BTreeMap::new();
    for sighting in &looked.seen {
        let look = by_look.entry((sighting.time, sighting.scene.as_str()));
        look.or_default().push(sighting);
    }
    let mut ends: Vec<&DarkSighting> = Vec::new();
    let mut joins = Joins::new();
    for seen in by_look.into_values() {
        let now = seen[0].time;
        ends.retain(|end| now.since_s(end.time) <= WINDOW_S);
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (e, end) in ends.iter().enumerate() {
            for (s, sighting) in seen.iter().enumerate() {
                let far_m = distance_m(end.position, sighting.position);
                if far_m <= knots * MPS_PER_KN * now.since_s(end.time) + 500.0 {
                    pairs.push((far_m, e, s));
                }
            }
        }
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut used, mut taken) = (BTreeSet::new(), BTreeSet::new());
        for (_, e, s) in pairs {
            if !used.contains(&e) && !taken.contains(&s) {
                used.insert(e);
                taken.insert(s);
                joins.insert((ends[e].id.clone(), seen[s].id.clone()));
            }
        }
        let mut e = 0;
        ends.retain(|_| {
            e += 1;
            !used.contains(&(e - 1))
        });
        ends.extend(seen);
    }
    joins
}

/// Share of right joins found, share of joins made that are wrong, and F1, over several worlds.
fn score(worlds: &[World], made: impl Fn(&World) -> Joins) -> (f64, f64, f64) {
    let (mut right, mut joins, mut all) = (0.0, 0.0, 0.0);
    for world in worlds {
        let made = made(world);
        right += made.intersection(&world.truth).count() as f64;
        joins += made.len() as f64;
        all += world.truth.len() as f64;
    }
    let wrong = 1.0 - right / f64::max(joins, 1.0);
    (
        right / f64::max(all, 1.0),
        wrong,
        2.0 * right / f64::max(joins + all, 1.0),
    )
}

/// Bins of the probability of a join: how many, the sum of what was said, and how many were right.
fn bins(worlds: &[World]) -> [(f64, f64, f64); 10] {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for world in worlds {
        for (join, probability) in &world.made {
            let bin = &mut bins[((probability * 10.0) as usize).min(9)];
            bin.0 += 1.0;
            bin.1 += probability;
            bin.2 += f64::from(world.truth.contains(join));
        }
    }
    bins
}

/// Expected calibration error of the probability of a join, ten bins.
fn calibration(bins: &[(f64, f64, f64)]) -> f64 {
    let off: f64 = bins.iter().map(|(_, said, was)| (said - was).abs()).sum();
    off / bins.iter().map(|bin| bin.0).sum::<f64>().max(1.0)
}

/// Middle of all positions; east of the first by the shorter way.
fn middle(ships: &[Ship]) -> Position {
    let places: Vec<Position> = ships
        .iter()
        .flat_map(|s| s.way.iter().map(|w| w.1))
        .collect();
    let (first, count) = (places[0], places.len() as f64);
    let east = |p: &Position| lon_delta_deg(first.lon_deg(), p.lon_deg());
    let lon = first.lon_deg() + places.iter().map(east).sum::<f64>() / count;
    let lat = places.iter().map(|p| p.lat_deg()).sum::<f64>() / count;
    Position::new(lat, lon).unwrap()
}

/// Looks at a fleet, the right joins, and ours.
struct World {
    looked: Looked,
    truth: Joins,
    made: Vec<((String, String), f64)>,
}

fn world(
    count: usize,
    every_h: f64,
    number: u64,
    path: Option<&String>,
    model: &MotionModel,
) -> World {
    let mut dice = Dice(7 + 1_000 * number + count as u64 + every_h as u64);
    let open_sea = Position::new(42.0, 180.0).unwrap();
    let (ships, centre) = match path {
        Some(path) => {
            let ships = read(path, &mut dice);
            let centre = middle(&ships);
            (ships, centre)
        }
        None => (
            (0..count).map(|_| drawn(&mut dice, open_sea)).collect(),
            open_sea,
        ),
    };
    let looked = looked(&ships, centre, every_h, &mut dice);
    let truth = truth(&looked);
    let made = ours(&looked, model);
    World {
        looked,
        truth,
        made,
    }
}

fn main() {
    let path = std::env::args().nth(1);
    let model = MotionModel::builtin();
    println!(
        "ships  H  joins |  ours: found  wrong    F1   ECE | nearest: found  wrong    F1  (v)"
    );
    let counts: &[(usize, u64)] = if path.is_some() {
        &[(0, 3)]
    } else {
        &[(10, 8), (40, 3), (120, 1)]
    };
    for (count, worlds) in counts {
        let mut of_all = [(0.0, 0.0, 0.0); 10];
        for every_h in [3.0, 6.0, 12.0, 24.0] {
            let worlds: Vec<World> = (0..*worlds)
                .map(|number| world(*count, every_h, number, path.as_ref(), &model))
                .collect();
            let joins = |world: &World| world.made.iter().map(|(join, _)| join.clone()).collect();
            let (found, wrong, f1) = score(&worlds, joins);
            let speeds = [1.0, 2.0, 4.0, 6.0, 8.0, 12.0, 17.0];
            let tried = speeds.map(|v| (v, score(&worlds, |world| nearest(&world.looked, v))));
            let best = tried.iter().max_by(|a, b| a.1.2.total_cmp(&b.1.2)).unwrap();
            let (v, (near_found, near_wrong, near_f1)) = best;
            let (bins, all) = (
                bins(&worlds),
                worlds.iter().map(|w| w.truth.len()).sum::<usize>(),
            );
            let ece = calibration(&bins);
            for (sum, bin) in of_all.iter_mut().zip(bins) {
                *sum = (sum.0 + bin.0, sum.1 + bin.1, sum.2 + bin.2);
            }
            println!(
                "{count:>5} {every_h:>2} {all:>6} |  {found:>11.3} {wrong:>6.3} {f1:>5.3} {ece:>5.3} | {near_found:>14.3} {near_wrong:>6.3} {near_f1:>5.3} ({v})",
            );
        }
        let cells = of_all.iter().filter(|bin| bin.0 > 0.0);
        let cells: Vec<String> = cells
            .map(|(n, said, was)| format!("{:.2}:{:.2} ({n})", said / n, was / n))
            .collect();
        println!("      said : right (n)  {}", cells.join("  "));
    }
}
