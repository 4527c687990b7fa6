//! How good is the matching of detections to tracks? On hidden pings of real AIS.
//!
//! `cargo run --release -p vigie-watch --example dark_eval -- [FOLDER [MODEL.json]]`
//!
//! A scene is made of real tracks: each ship's ping nearest the look is hidden with all others within H
//! minutes of it; it becomes a detection with noise and azimuth shift; one in eight ships is missed; a share of
//! the ships (10, 30 or 50 %) is taken off the AIS and is the truth of "dark". Half of the tracks are still
//! heard after the look, the others are not (live). The log of a harbour passage keeps its real geometry; of
//! the other folders, windows of days apart are laid over each other in a box of 100 km. The model of movement
//! is learnt on the *other* sources: no ship, and no fleet, is in both; and only on those whose licence lets
//! their figures be given on. With a file name the model of all of these is written: it is the built-in one.
//!
//! Beside it: nearest neighbour (dark if nothing is reckoned within r km) and mutual best in four rounds (dark if
//! the best density is below a threshold). Both get the r or threshold that is best on the very scenes they
//! are judged on; ours gets nothing from them. `fixed`: mutual best at the published threshold of 2.5e-5.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a tool for developers: a file that cannot be read ends it; counts are small"
)]

mod dark_tracks;
mod dice;

use std::collections::BTreeMap;
use std::path::Path;

use dark_tracks::{Ship, ships};
use dice::Dice;
use vigie_sea::{MPS_PER_KN, Polygon, Position, Time, bearing_deg, destination, distance_m};
use vigie_watch::detection::{
    ColumnPreset, Detection, MatchConfig, MotionModel, Ping, SatelliteTrack, Scene, ScoredPair,
    SensorKind, TrackView, learn_motion, match_scene, match_scores, read_detections,
    samples_of_track,
};

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        ((self.share() * count as f64) as usize).min(count - 1)
    }
}

/// Sources under MIT or Apache-2.0.
const FREE: [&str; 3] = ["casestudy", "portugal", "italy"];
const SHEET: &str = "Hidden pings of three ocean-going ships over months (gap case study of GFW pyseas, \
Apache-2.0, course from the positions) and of small boats with pots and dredges off Portugal and Italy \
(ICES WKSSFGEO2, MIT). Tested on a harbour passage of 2011 and two survey trawlers of 2019 that are not in it: \
docs/dark-vessels.md. Learn your own from your own feed.";

fn main() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::args().nth(1).unwrap_or_else(|| here.to_owned());
    let folder = Path::new(&folder);
    reviewed(folder);
    let ships = ships(folder);
    if let Some(file) = std::env::args().nth(2) {
        let samples: Vec<_> = ships
            .iter()
            .filter(|s| FREE.contains(&s.source))
            .flat_map(|s| samples_of_track(s.class, &s.id, &s.pings))
            .collect();
        let model = learn_motion(&samples, SHEET);
        std::fs::write(file, serde_json::to_string(&model).unwrap()).unwrap();
        return;
    }
    for source in ["guernsey", "iceland", "casestudy", "portugal"] {
        let own: Vec<&Ship> = ships.iter().filter(|s| s.source == source).collect();
        if own.is_empty() {
            eprintln!("absent: {source}");
            continue;
        }
        let samples: Vec<_> = ships
            .iter()
            .filter(|s| s.source != source && FREE.contains(&s.source))
            .flat_map(|s| samples_of_track(s.class, &s.id, &s.pings))
            .collect();
        let model = learn_motion(&samples, "all other sources");
        println!(
            "\n{source}: {} ships, {} pings; movement learnt on {} hidden pings of other sources",
            own.len(),
            own.iter().map(|s| s.pings.len()).sum::<usize>(),
            samples.len()
        );
        println!(
            "{:>6} {:>6} {:>5} | {:>20} {:>6} {:>6} {:>6} | {:>20} {:>5} | {:>20} | {:>5}",
            "H min",
            "n",
            "dark",
            "ours P / R / F1",
            "AUC",
            "ECE",
            "Brier",
            "nearest P / R / F1",
            "r km",
            "mutual P / R / F1",
            "fixed"
        );
        let mut all = Vec::new();
        for hide_min in [5, 15, 30, 60, 120] {
            let told = judge(source, &own, &model, hide_min);
            row(&hide_min.to_string(), &told);
            all.extend(told);
        }
        row("all", &all);
        calibration(&all);
    }
}

/// One detection: truth, ours, distance to the nearest reckoned track, best density by mutual best.
#[derive(Clone, Copy)]
struct Told {
    dark: bool,
    ours: f64,
    nearest_km: f64,
    density: f64,
}

fn judge(source: &str, ships: &[&Ship], model: &MotionModel, hide_min: i64) -> Vec<Told> {
    let mut dice = Dice(u64::try_from(hide_min).unwrap() * 7_919 + source.len() as u64);
    let mut told = Vec::new();
    for number in 0..60 {
        let share = [0.1, 0.3, 0.5][number % 3];
        let picks = if source == "guernsey" {
            real_picks(ships, number)
        } else {
            laid_over(ships, &mut dice)
        };
        if picks.len() >= 4 {
            told.extend(scene(&picks, model, hide_min, share, &mut dice));
        }
    }
    told
}

/// A ship around its hidden ping, times relative to the look.
struct Pick {
    class: &'static str,
    hidden: Ping,
    pings: Vec<Ping>,
}

/// Ships of one log at one moment, where they were.
fn real_picks(ships: &[&Ship], number: usize) -> Vec<Pick> {
    let times = || {
        ships
            .iter()
            .flat_map(|s| s.pings.iter().map(|p| p.time.ms()))
    };
    let (first, last) = (times().min().unwrap(), times().max().unwrap());
    let look = Time::from_ms(first + (last - first) * (number as i64 + 1) / 62);
    ships
        .iter()
        .filter_map(|ship| {
            let hidden = ship
                .pings
                .iter()
                .min_by_key(|p| (p.time.ms() - look.ms()).abs())?;
            ((hidden.time.ms() - look.ms()).abs() < 120_000).then(|| Pick {
                class: ship.class,
                hidden: *hidden,
                pings: moved(&ship.pings, hidden.time, |p| p, 0.0),
            })
        })
        .collect()
}

/// Windows of tracks laid over each other: each is moved and turned as a whole.
fn laid_over(ships: &[&Ship], dice: &mut Dice) -> Vec<Pick> {
    let centre = Position::new(45.0, 179.6).unwrap();
    let count = 12 + dice.below(20);
    (0..count)
        .map(|_| {
            let ship = ships[dice.below(ships.len())];
            let hidden = ship.pings[dice.below(ship.pings.len())];
            let (x, y, turn) = (
                (dice.share() - 0.5) * 1e5,
                (dice.share() - 0.5) * 1e5,
                dice.share() * 360.0,
            );
            let home = destination(centre, x.atan2(y).to_degrees(), x.hypot(y));
            let place = |p: Position| {
                let bearing = bearing_deg(hidden.position, p) + turn;
                destination(home, bearing, distance_m(hidden.position, p))
            };
            let near: Vec<Ping> = ship
                .pings
                .iter()
                .filter(|p| p.time.since_s(hidden.time).abs() < 12.0 * 3_600.0)
                .copied()
                .collect();
            let all = moved(&near, hidden.time, place, turn);
            Pick {
                class: ship.class,
                hidden: *moved(&[hidden], hidden.time, place, turn).first().unwrap(),
                pings: all,
            }
        })
        .collect()
}

fn moved(pings: &[Ping], zero: Time, place: impl Fn(Position) -> Position, turn: f64) -> Vec<Ping> {
    let of = |p: &Ping| Ping {
        time: Time::from_ms(p.time.ms() - zero.ms()),
        position: place(p.position),
        sog_kn: p.sog_kn,
        cog_deg: p.cog_deg.map(|c| (c + turn).rem_euclid(360.0)),
    };
    pings.iter().map(of).collect()
}

fn scene(
    picks: &[Pick],
    model: &MotionModel,
    hide_min: i64,
    share: f64,
    dice: &mut Dice,
) -> Vec<Told> {
    let time = Time::from_ms(0);
    let mut middle = picks[0].hidden.position;
    for (n, p) in picks.iter().enumerate() {
        middle = vigie_sea::interpolate(middle, p.hidden.position, 1.0 / (n as f64 + 1.0));
    }
    let course_deg = if dice.share() < 0.5 { 192.0 } else { 348.0 };
    let satellite = SatelliteTrack {
        below: destination(middle, course_deg - 90.0, 400_000.0),
        course_deg,
        height_m: 700_000.0,
        ground_speed_mps: 6_800.0,
    };
    let (mut detections, mut truth, mut tracks) = (Vec::new(), Vec::new(), Vec::new());
    for (number, pick) in picks.iter().enumerate() {
        let dark = dice.share() < share;
        let heard_after = dice.share() < 0.5;
        let missed = dice.share() < 0.125;
        let outside = |p: &&Ping| p.time.ms().abs() >= hide_min * 60_000;
        let before = pick.pings.iter().filter(outside).rfind(|p| p.time < time);
        let after = pick.pings.iter().filter(outside).find(|p| p.time > time);
        let after = after.filter(|_| heard_after);
        if before.is_none() && after.is_none() {
            continue;
        }
        if !dark {
            tracks.push(TrackView {
                id: number.to_string(),
                class: pick.class.to_owned(),
                length_m: None,
                before: before.copied(),
                after: after.copied(),
            });
        }
        if missed {
            continue;
        }
        let hidden = &pick.hidden;
        let shown = match (hidden.sog_kn, hidden.cog_deg) {
            (Some(sog), Some(cog)) => satellite.shown_at(hidden.position, sog, cog),
            _ => hidden.position,
        };
        let (x, y) = (dice.normal() * 100.0, dice.normal() * 100.0);
        detections.push(Detection {
            id: number.to_string(),
            scene: "s".to_owned(),
            time,
            position: destination(shown, x.atan2(y).to_degrees(), x.hypot(y)),
            length_m: None,
            confidence: None,
            witness: None,
        });
        truth.push(dark);
    }
    let far_m = picks
        .iter()
        .map(|p| distance_m(middle, p.hidden.position))
        .fold(20_000.0, f64::max);
    let corner = |b: f64| {
        let p = destination(middle, b, far_m * 1.45);
        [p.lon_deg(), p.lat_deg()]
    };
    let scene = Scene {
        id: "s".to_owned(),
        platform: String::new(),
        sensor: SensorKind::Sar,
        traits: SensorKind::Sar.traits(),
        time,
        footprint: Polygon::new(&[vec![
            corner(45.0),
            corner(135.0),
            corner(225.0),
            corner(315.0),
        ]])
        .ok(),
        satellite: Some(satellite),
        detections,
    };
    let result = match_scene(&scene, &tracks, model, &MatchConfig::default());
    let nearest = nearest_reckoned(&scene, &tracks);
    let mutual = mutual_best(&scene, &tracks, model);
    result
        .detections
        .iter()
        .zip(truth)
        .map(|(d, dark)| Told {
            dark,
            ours: d.dark,
            nearest_km: nearest[d.detection],
            density: mutual[d.detection],
        })
        .collect()
}

fn nearest_reckoned(scene: &Scene, tracks: &[TrackView]) -> Vec<f64> {
    let reckoned: Vec<Position> = tracks
        .iter()
        .filter_map(|t| {
            let both = [t.before, t.after];
            let p = both
                .iter()
                .flatten()
                .min_by_key(|p| (p.time.ms() - scene.time.ms()).abs())?;
            let made_m = p.sog_kn.unwrap_or(0.0) * MPS_PER_KN * scene.time.since_s(p.time);
            Some(destination(p.position, p.cog_deg.unwrap_or(0.0), made_m))
        })
        .collect();
    let of = |d: &Detection| {
        let km = reckoned.iter().map(|r| distance_m(*r, d.position) / 1e3);
        km.fold(f64::INFINITY, f64::min)
    };
    scene.detections.iter().map(of).collect()
}

/// Greedy: in four rounds each pair that is best for both is taken.
fn mutual_best(scene: &Scene, tracks: &[TrackView], model: &MotionModel) -> Vec<f64> {
    let mut scores: Vec<Vec<f64>> = tracks
        .iter()
        .map(|t| {
            let place = model.place(t, scene.time);
            let of = |d: &Detection| place.as_ref().map_or(0.0, |p| p.per_km2(d.position, 100.0));
            scene.detections.iter().map(of).collect()
        })
        .collect();
    let mut best = vec![0.0; scene.detections.len()];
    for _ in 0..4 {
        let mut taken = Vec::new();
        for (v, row) in scores.iter().enumerate() {
            let Some((d, score)) = row
                .iter()
                .copied()
                .enumerate()
                .max_by(|a, b| a.1.total_cmp(&b.1))
            else {
                continue;
            };
            if score > 0.0 && scores.iter().all(|r| r[d] <= score) {
                taken.push((v, d, score));
            }
        }
        for (v, d, score) in taken {
            best[d] = score;
            scores[v].fill(0.0);
            scores.iter_mut().for_each(|r| r[d] = 0.0);
        }
    }
    best
}

fn prf(told: &[Told], dark: impl Fn(&Told) -> bool) -> (f64, f64, f64) {
    let (mut hit, mut said, mut is) = (0.0, 0.0, 0.0);
    for t in told {
        let d = dark(t);
        said += f64::from(d);
        is += f64::from(t.dark);
        hit += f64::from(d && t.dark);
    }
    let (p, r) = (hit / f64::max(said, 1.0), hit / f64::max(is, 1.0));
    (p, r, 2.0 * hit / f64::max(said + is, 1.0))
}

/// Chance that a dark detection ranks above another, ties half.
fn auc(told: &[Told]) -> f64 {
    let mut sorted: Vec<&Told> = told.iter().collect();
    sorted.sort_by(|a, b| a.ours.total_cmp(&b.ours));
    let dark = sorted.iter().filter(|t| t.dark).count() as f64;
    let ranks: f64 = (1..)
        .zip(&sorted)
        .filter(|(_, t)| t.dark)
        .map(|(r, _)| f64::from(r))
        .sum();
    (ranks - dark * (dark + 1.0) / 2.0) / (dark * (told.len() as f64 - dark)).max(1.0)
}

fn bins(told: &[Told]) -> BTreeMap<usize, (f64, f64, f64)> {
    let mut bins: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
    for t in told {
        let bin = bins.entry(((t.ours * 10.0) as usize).min(9)).or_default();
        *bin = (bin.0 + 1.0, bin.1 + t.ours, bin.2 + f64::from(t.dark));
    }
    bins
}

fn row(name: &str, told: &[Told]) {
    if told.is_empty() {
        return;
    }
    let n = told.len() as f64;
    let text = |(p, r, f): (f64, f64, f64)| format!("{p:.3} / {r:.3} / {f:.3}");
    let ece: f64 = bins(told)
        .values()
        .map(|(_, p, y)| (p - y).abs())
        .sum::<f64>()
        / n;
    let brier: f64 = told
        .iter()
        .map(|t| (t.ours - f64::from(t.dark)).powi(2))
        .sum::<f64>()
        / n;
    let steps =
        |low: f64, high: f64| (0..60).map(move |i| low * (high / low).powf(f64::from(i) / 59.0));
    let best = |of: &dyn Fn(f64) -> (f64, f64, f64), steps: Vec<f64>| {
        let all = steps.into_iter().map(|s| (s, of(s)));
        all.max_by(|a, b| a.1.2.total_cmp(&b.1.2)).unwrap()
    };
    let (r_km, nearest) = best(
        &|r| prf(told, |t| t.nearest_km > r),
        steps(0.1, 60.0).collect(),
    );
    let (_, mutual) = best(
        &|d| prf(told, |t| t.density < d),
        steps(1e-7, 3.0).collect(),
    );
    println!(
        "{name:>6} {:>6} {:>5} | {:>20} {:>6.3} {ece:>6.3} {brier:>6.3} | {:>20} {r_km:>5.1} | {:>20} | {:>5.3}",
        told.len(),
        told.iter().filter(|t| t.dark).count(),
        text(prf(told, |t| t.ours >= 0.5)),
        auc(told),
        text(nearest),
        text(mutual),
        prf(told, |t| t.density < 2.5e-5).2,
    );
}

fn calibration(told: &[Told]) {
    let cells: Vec<String> = bins(told)
        .values()
        .map(|(n, p, y)| format!("{:.2}:{:.2} ({n})", p / n, y / n))
        .collect();
    println!("       said : true (n)  {}", cells.join("  "));
}

/// The reviewed table: are the matches that people confirmed kept?
fn reviewed(folder: &Path) {
    let folder = folder.join("sar-ais-matching");
    let Ok(table) = std::fs::read(folder.join("detections_and_vessels.csv")) else {
        eprintln!("absent: sar-ais-matching");
        return;
    };
    if let Ok(csv) = std::fs::read(folder.join("ksat-detections-fp-v20200117.csv")) {
        let read = read_detections(&csv, &ColumnPreset::builtin("ksat-radar").unwrap()).unwrap();
        println!(
            "reviewed table: {} detections in {} scenes read, {} refused, {} with footprint",
            read.scenes
                .iter()
                .map(|s| s.detections.len())
                .sum::<usize>(),
            read.scenes.len(),
            read.faults.len(),
            read.scenes.iter().filter(|s| s.footprint.is_some()).count()
        );
    }
    let mut reader = csv::Reader::from_reader(table.as_slice());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let (mut pairs, mut review) = (BTreeMap::<String, Vec<ScoredPair>>::new(), BTreeMap::new());
    let (mut within, mut seen) = (0, 0);
    for row in reader.records().map(Result::unwrap) {
        let [ssvid, score, id, scene, inside, said] = [
            "ssvid",
            "score",
            "detect_id",
            "scene_id",
            "likelihood_in",
            "match_review",
        ]
        .map(|name| row.get(at(name)).unwrap_or("").to_owned());
        if inside.parse::<f64>().is_ok_and(|p| p > 0.99) {
            within += 1;
            seen += i32::from(!id.is_empty());
        }
        if id.is_empty() {
            continue;
        }
        review.insert(id.clone(), said);
        pairs.entry(scene).or_default().push(ScoredPair {
            track: ssvid,
            detection: id,
            score: score.parse().unwrap_or(0.0),
        });
    }
    let results = pairs.values().flat_map(|p| match_scores(p, 2.5e-5));
    let mut counts: BTreeMap<(String, bool), u32> = BTreeMap::new();
    for r in results {
        let key = (review[&r.detection].clone(), r.assigned.is_some());
        *counts.entry(key).or_default() += 1;
    }
    for ((said, kept), count) in counts {
        let said = if said.is_empty() {
            "not reviewed"
        } else {
            &said
        };
        println!(
            "  {said}: {count} {}",
            if kept { "matched" } else { "not on AIS" }
        );
    }
    println!("  vessels surely inside: {within}, of them detected: {seen}");
}
