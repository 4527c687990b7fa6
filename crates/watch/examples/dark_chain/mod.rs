//! Fleets that are drawn or read, the radar looks at them, and whose each sighting is.

use std::collections::{BTreeMap, BTreeSet};

use vigie_sea::{
    MPS_PER_KN, Polygon, Position, Time, destination, distance_m, interpolate, lon_delta_deg,
};
use vigie_watch::detection::{
    DarkSighting, Detection, LookOver, MatchConfig, MotionModel, Ping, Scene, SensorKind,
    TrackView, match_scene, scene_events,
};

use crate::dice::Dice;

const START_S: i64 = 1_720_000_000;
const DAYS: i64 = 4;
const BOX_KM: f64 = 400.0;
const WINDOW_S: f64 = 72.0 * 3_600.0;
/// A real track is known this long after a position, seconds.
const KNOWN_S: f64 = 7_200.0;
/// Boats of one cluster, and how far from its middle they begin, metres.
const CLUSTER: (usize, f64) = (20, 15_000.0);

/// Ships that keep their course are drawn from so much wider a circle.
const WIDE: f64 = 3.0;

/// How the ships of a fleet move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fleet {
    /// Lie, work or steam, and change their mind about every five hours.
    Drawn,
    /// All drift at anchor or without steam.
    AtRest,
    /// Steam at 8 to 14 knots and keep their course for a day or more.
    Steady,
    /// Work in clusters.
    Clusters,
    /// A third at rest, a third at work, a third steady, each for the whole time.
    Mixed,
}

impl Fleet {
    pub(crate) const ALL: [(Self, &'static str); 5] = [
        (Self::Drawn, "drawn"),
        (Self::AtRest, "at rest"),
        (Self::Steady, "steady"),
        (Self::Clusters, "clusters"),
        (Self::Mixed, "mixed"),
    ];
}

pub(crate) struct Ship {
    pub(crate) length_m: f64,
    pub(crate) way: Vec<(Time, Position)>,
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

/// Number `number` of a fleet.
fn drawn((fleet, number, seed): (Fleet, usize, u64), dice: &mut Dice, centre: Position) -> Ship {
    let anywhere = |dice: &mut Dice, wide: f64| {
        let far_m = wide * BOX_KM * 500.0 * dice.share().sqrt();
        destination(centre, 360.0 * dice.share(), far_m)
    };
    let wide = if fleet == Fleet::Steady { WIDE } else { 1.0 };
    let mut place = anywhere(dice, wide);
    if fleet == Fleet::Clusters {
        let cluster = (number / CLUSTER.0) as u64;
        let middle = anywhere(&mut Dice(seed + 77 + cluster), 1.0);
        let far_m = CLUSTER.1 * dice.share().sqrt();
        place = destination(middle, 360.0 * dice.share(), far_m);
    }
    let kind = match (fleet, number % 3) {
        (Fleet::Mixed, 0) => Fleet::AtRest,
        (Fleet::Mixed, 1) => Fleet::Clusters,
        (Fleet::Mixed, _) => Fleet::Steady,
        (other, _) => other,
    };
    // Steps of ten minutes after which a ship changes its mind.
    let mind = match kind {
        Fleet::Steady => 200.0,
        Fleet::AtRest => 60.0,
        _ => 30.0,
    };
    let mut way = Vec::new();
    let (mut speed_kn, mut course_deg) = (0.0, 0.0);
    for step in 0..=(DAYS * 24 * 6) {
        if step == 0 || dice.share() < 1.0 / mind {
            course_deg = 360.0 * dice.share();
            speed_kn = match (kind, dice.share()) {
                (Fleet::AtRest, share) => 0.5 * share,
                (Fleet::Steady, share) => 8.0 + 6.0 * share,
                (Fleet::Clusters, share) => 0.5 + 3.5 * share,
                (_, lies) if lies < 0.25 => 0.4,
                (_, works) if works < 0.75 => 1.5 + 3.0 * dice.share(),
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
pub(crate) fn read(path: &str, dice: &mut Dice) -> Vec<Ship> {
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
pub(crate) struct Looked {
    pub(crate) looks: Vec<LookOver>,
    pub(crate) seen: Vec<DarkSighting>,
    pub(crate) whose: BTreeMap<String, usize>,
}

pub(crate) fn looked(
    ships: &[Ship],
    centre: Position,
    every_h: f64,
    model: &MotionModel,
    dice: &mut Dice,
) -> Looked {
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
        let detection =
            |(number, (position, length_m, _)): (usize, &(Position, f64, _))| Detection {
                id: number.to_string(),
                scene: scene.clone(),
                time,
                position: *position,
                length_m: Some(*length_m),
                confidence: None,
                witness: None,
            };
        let detections: Vec<Detection> = found.iter().enumerate().map(detection).collect();
        let as_scene = Scene {
            id: scene.clone(),
            platform: String::new(),
            sensor: SensorKind::Sar,
            traits,
            time,
            footprint: Some(footprint.clone()),
            satellite: None,
            detections,
        };
        for sighting in dark(&as_scene, centre, model) {
            let here = found.iter().find(|f| f.0 == sighting.position);
            let whose = here.and_then(|f| f.2);
            all.whose
                .extend(whose.map(|ship| (sighting.id.clone(), ship)));
            all.seen.push(sighting);
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

/// What is dark in a look, by the doors of the watch: one ship far off is on AIS, so AIS is heard there.
fn dark(scene: &Scene, centre: Position, model: &MotionModel) -> Vec<DarkSighting> {
    let ping = Ping {
        time: scene.time,
        position: destination(centre, 0.0, BOX_KM * 900.0),
        sog_kn: Some(0.0),
        cog_deg: None,
    };
    let far_off = TrackView {
        id: "431000001".to_owned(),
        class: "*".to_owned(),
        length_m: None,
        before: Some(ping),
        after: None,
    };
    let config = MatchConfig::default();
    let result = match_scene(scene, &[far_off], model, &config);
    let events = scene_events(scene, &result, &config, "evaluation");
    events.iter().filter_map(DarkSighting::of).collect()
}

pub(crate) type Joins = BTreeSet<(String, String)>;

/// Each sighting of a ship with its next one.
pub(crate) fn truth(looked: &Looked) -> Joins {
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

/// Nearest pairs first, within what a ship of `knots` can have sailed.
pub(crate) fn nearest(looked: &Looked, knots: f64) -> Joins {
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

/// A fleet, drawn or read, and the looks at it.
pub(crate) fn at_sea(
    (fleet, count): (Fleet, usize),
    every_h: f64,
    seed: u64,
    path: Option<&String>,
    model: &MotionModel,
) -> Looked {
    let mut dice = Dice(seed);
    let open_sea = Position::new(42.0, 180.0).unwrap();
    let (ships, centre) = match path {
        Some(path) => {
            let ships = read(path, &mut dice);
            let centre = middle(&ships);
            (ships, centre)
        }
        None => {
            let ship = |number| drawn((fleet, number, seed), &mut dice, open_sea);
            // Who steams for days leaves the box, and others come in.
            let steady = fleet == Fleet::Steady;
            let times = if steady { (WIDE * WIDE) as usize } else { 1 };
            ((0..count * times).map(ship).collect(), open_sea)
        }
    };
    looked(&ships, centre, every_h, model, &mut dice)
}
