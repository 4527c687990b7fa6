//! How good is the speed band? On labelled tracks, one track left out at a time.
//!
//! `cargo run --release -p vigie-watch --example fishing_eval -- FOLDER`
//!
//! Files as `fishing_train` reads them; what cannot be read is told and set aside. For each set and gear: the band with the best F1 on the other tracks (0.5 kn grid) is applied to the
//! track left out, alone and with hysteresis; beside it stand the built-in band of the rule file, and the
//! baseline that calls everything fishing. AUC ranks positions by how deep in the band their speed lies.
//! Beside it stand the scores of other methods on the sets of the field's reference (published logistic models, heuristic, boosted
//! trees), measured once with the same splits. Then the same per event: labels put together to events by the
//! published rule, against the detector's own events with the built-in band and with that of the other tracks.
//! An event is found if one of ours shares at least half of the time that either covers.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers: a file that cannot be read ends it; counts are small"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vigie_sea::{MPS_PER_KN, Position, Time, distance_m};
use vigie_watch::fishing_model::{LabelColumns, read_labels};
use vigie_watch::{
    AisClass, Context, Detector, EventBook, FishingBand, FishingConfig, FishingDetector,
    FishingJudge, Fix, Gear, IdentityReport, Reception, SourceKind, Validation,
};

/// Set; published logistic models, best of three; heuristic; boosted trees on trailing and on centred windows.
const OTHERS: [(&str, &str, &str, &str, &str); 6] = [
    (
        "Iceland trawl",
        "0.791 / 0.57",
        "0.548 / 0.58",
        "0.965 / 0.86",
        "0.981 / 0.90",
    ),
    (
        "Scotland creel",
        "0.602 / 0.76",
        "0.669 / 0.81",
        "0.817 / 0.78",
        "0.825 / 0.79",
    ),
    (
        "Portugal dredge",
        "0.705 / 0.91",
        "0.698 / 0.88",
        "0.923 / 0.94",
        "0.969 / 0.94",
    ),
    (
        "Portugal pots",
        "0.740 / 0.69",
        "0.520 / 0.65",
        "0.711 / 0.50",
        "0.717 / 0.59",
    ),
    (
        "Italy pots",
        "0.653 / 0.77",
        "0.655 / 0.74",
        "0.938 / 0.90",
        "0.952 / 0.93",
    ),
    (
        "Ireland pots",
        "0.490 / 0.59",
        "0.489 / 0.62",
        "0.904 / 0.85",
        "0.918 / 0.88",
    ),
];

#[derive(Clone, Copy)]
struct Labelled {
    time: Time,
    place: Position,
    kn: f64,
    fishing: bool,
}

type Tracks = BTreeMap<String, Vec<Labelled>>;

fn main() {
    let here = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/fishing-labels"
    );
    let folder = std::env::args().nth(1).unwrap_or_else(|| here.to_owned());
    println!(
        "{:<34} {:>6} {:>6} | {:>6} | {:>6} {:>6} | {:>6} {:>6} | {:>6}  band",
        "set, gear", "n", "tracks", "F1 all", "F1 own", "AUC", "F1 out", "AUC", "F1 hys"
    );
    let mut by_gear: BTreeMap<Gear, Vec<(String, Vec<Labelled>)>> = BTreeMap::new();
    for file in files(Path::new(&folder)) {
        let set = file.file_name().unwrap_or_default().to_string_lossy();
        let read = std::fs::read(&file).map_err(|why| why.to_string());
        let gears = match read.and_then(|bytes| read_set(&bytes, &set)) {
            Ok(gears) => gears,
            Err(why) => {
                println!("{set}: set aside: {why}");
                continue;
            }
        };
        for (gear, tracks) in gears {
            evaluate(&set, gear, &tracks);
            let all = tracks.into_values().flatten().collect();
            let sets = by_gear.entry(gear).or_default();
            sets.push((set.to_string(), all));
        }
    }
    println!(
        "F1 all: everything is fishing. own: the band of the rule file. out: the band with the best F1 on"
    );
    println!("the other tracks. hys: the same with hysteresis, as the detector judges.");
    println!(
        "\nother methods on the sets of the field's reference, AUC / F1 at 0.5, tracks left out:"
    );
    for (set, logistic, heuristic, trailing, centred) in OTHERS {
        println!(
            "  {set:<22} logistic {logistic}, heuristic 1 h {heuristic}, boosted trees {trailing}, centred {centred}"
        );
    }
    for (gear, sets) in &by_gear {
        travel(*gear, sets);
    }
}

/// Does a band travel? The best band of the other fleets on each fleet, and the best of all together.
fn travel(gear: Gear, sets: &[(String, Vec<Labelled>)]) {
    let all: Vec<&Vec<Labelled>> = sets.iter().map(|(_, p)| p).collect();
    let pooled = best_band(&all);
    println!(
        "{}: best mean F1 over {} set(s) at {} to {} kn",
        gear.code(),
        sets.len(),
        pooled.low_kn,
        pooled.high_kn
    );
    if sets.len() < 2 {
        return;
    }
    for (name, positions) in sets {
        let others: Vec<&Vec<Labelled>> = sets
            .iter()
            .filter(|(n, _)| n != name)
            .map(|(_, p)| p)
            .collect();
        let band = best_band(&others);
        let score = f1(positions.iter().map(|p| (inside(&band, p.kn), p.fishing)));
        println!(
            "  band of the other sets on {name}: F1 {score:.3} ({} to {} kn)",
            band.low_kn, band.high_kn
        );
    }
}

/// Tables of a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let table = |p: &PathBuf| {
        let ending = p.extension().unwrap_or_default().to_string_lossy();
        ["csv", "tsv"].contains(&ending.to_lowercase().as_str())
    };
    let Ok(listed) = std::fs::read_dir(folder) else {
        eprintln!("absent: {}", folder.display());
        return Vec::new();
    };
    let paths = listed.filter_map(|f| Some(f.ok()?.path()));
    let mut files: Vec<PathBuf> = paths.filter(table).collect();
    files.sort();
    files
}

/// Tracks by gear. Where no speed is given it is that from the position before.
fn read_set(bytes: &[u8], set: &str) -> Result<BTreeMap<Gear, Tracks>, String> {
    let read = read_labels(bytes, set, &LabelColumns::default(), Some(Gear::Other));
    let read = read.map_err(|why| why.to_string())?;
    if !read.faults.is_empty() {
        println!("{set}: {} rows set aside", read.faults.len());
    }
    let mut gears: BTreeMap<Gear, Tracks> = BTreeMap::new();
    for (gear, track) in read.tracks {
        let mut last: Option<(Time, Position)> = None;
        let mut positions = Vec::new();
        for (p, fishing) in track.points.iter().zip(track.fishing) {
            let (time, place) = (p.time, p.position);
            let implied = last.replace((time, place)).and_then(|(before, from)| {
                let seconds = time.since_s(before);
                (seconds > 0.0).then(|| distance_m(from, place) / seconds / MPS_PER_KN)
            });
            let kn = p.sog_kn.or(implied);
            positions.extend(kn.map(|kn| Labelled {
                time,
                place,
                kn,
                fishing,
            }));
        }
        let vessel = track.vessel.unwrap_or_default();
        let name = format!("{vessel} {}", track.track);
        gears.entry(gear).or_default().insert(name, positions);
    }
    Ok(gears)
}

fn evaluate(set: &str, kind: Gear, tracks: &Tracks) {
    let config = FishingConfig::default();
    let own = *config.bands.of(kind);
    let everything: Vec<Labelled> = tracks.values().flatten().copied().collect();
    let f1_all = f1(everything.iter().map(|p| (true, p.fishing)));
    let f1_own = f1(everything.iter().map(|p| (inside(&own, p.kn), p.fishing)));
    let auc_own = auc(everything
        .iter()
        .map(|p| (depth(&own, p.kn), p.fishing))
        .collect());
    let (mut plain, mut ranked, mut steady, mut bands) = (vec![], vec![], vec![], vec![]);
    let (mut by_own, mut by_out, mut by_all) =
        (Events::default(), Events::default(), Events::default());
    for (left_out, positions) in tracks {
        let others = tracks.iter().filter(|(name, _)| *name != left_out);
        let others: Vec<Labelled> = others.flat_map(|(_, p)| p).copied().collect();
        let band = best_band(&[&others]);
        plain.extend(positions.iter().map(|p| (inside(&band, p.kn), p.fishing)));
        ranked.extend(positions.iter().map(|p| (depth(&band, p.kn), p.fishing)));
        steady.extend(judged(&config, kind, band, positions));
        bands.push((band.low_kn, band.high_kn));
        let truth = labelled_events(&config, positions);
        by_own.add(&truth, &told(&config, kind, own, positions));
        by_out.add(&truth, &told(&config, kind, band, positions));
        let any = FishingBand {
            low_kn: 0.0,
            high_kn: 30.0,
            ..own
        };
        by_all.add(&truth, &told(&config, kind, any, positions));
    }
    bands.sort_by(|a, b| a.partial_cmp(b).unwrap());
    bands.dedup();
    println!(
        "{:<34} {:>6} {:>6} | {f1_all:>6.3} | {f1_own:>6.3} {auc_own:>6.3} | {:>6.3} {:>6.3} | {:>6.3}  {bands:?}",
        format!("{} {}", set.trim_end_matches(".csv"), kind.code()),
        everything.len(),
        tracks.len(),
        f1(plain.into_iter()),
        auc(ranked),
        f1(steady.into_iter()),
    );
    println!(
        "    per event: {} labelled; F1 own {:.3} ({} told), out {:.3} ({} told), everything {:.3}",
        by_own.truths,
        by_own.f1(),
        by_own.told,
        by_out.f1(),
        by_out.told,
        by_all.f1()
    );
}

/// First and last moment of one event, ms.
type Span = (i64, i64);

/// Events counted over tracks.
#[derive(Default)]
struct Events {
    truths: usize,
    told: usize,
    found: usize,
}

impl Events {
    fn add(&mut self, truth: &[Span], told: &[Span]) {
        let shares_half = |t: &Span, e: &Span| {
            let both = t.1.min(e.1) - t.0.max(e.0);
            both > 0 && both * 2 >= t.1.max(e.1) - t.0.min(e.0)
        };
        self.truths += truth.len();
        self.told += told.len();
        // Sharing half of the whole, an event matches at most one other.
        self.found += truth
            .iter()
            .filter(|t| told.iter().any(|e| shares_half(t, e)))
            .count();
    }

    fn f1(&self) -> f64 {
        2.0 * self.found as f64 / (self.truths + self.told).max(1) as f64
    }
}

/// Labels put together to events by the rule that the detector follows.
fn labelled_events(config: &FishingConfig, positions: &[Labelled]) -> Vec<Span> {
    let mut all = Vec::new();
    let mut event: Vec<&Labelled> = Vec::new();
    let mut before: Option<&Labelled> = None;
    for p in positions {
        if let (Some(last), Some(before)) = (event.last(), before) {
            let hours = |a: &Labelled| p.time.since_s(a.time) / 3_600.0;
            let km = |a: &Labelled| distance_m(a.place, p.place) / 1e3;
            let split = hours(before) > config.split_h || km(before) > config.split_km;
            let apart = before.time != last.time
                && (hours(last) >= config.join_h || km(last) >= config.join_km);
            if split || apart {
                all.extend(counted(config, &event));
                event.clear();
            }
        }
        if p.fishing {
            event.push(p);
        }
        before = Some(p);
    }
    all.extend(counted(config, &event));
    all
}

fn counted(config: &FishingConfig, event: &[&Labelled]) -> Option<Span> {
    let (first, last) = (event.first()?, event.last()?);
    let path_m: f64 = event
        .windows(2)
        .map(|w| distance_m(w[0].place, w[1].place))
        .sum();
    let long = last.time.since_s(first.time) / 60.0 >= config.least_min;
    let enough = event.len() >= config.least_positions as usize && path_m / 1e3 >= config.least_km;
    (long && enough).then(|| (first.time.ms(), last.time.ms()))
}

/// The detector's own events with a band.
fn told(
    config: &FishingConfig,
    gear: Gear,
    band: FishingBand,
    positions: &[Labelled],
) -> Vec<Span> {
    let mut detector = FishingDetector::new(with_band(config, gear, band), "eval");
    let (context, mut book) = (Context::default(), EventBook::default());
    let report = IdentityReport {
        gear: Some(gear.code().to_owned()),
        ..IdentityReport::default()
    };
    let Some(first) = positions.first() else {
        return Vec::new();
    };
    detector.identity(0, 1, first.time, &report, &context, &mut book);
    for p in positions {
        detector.fix(&fix_of(p), &context, &mut book);
    }
    let end = positions.last().map_or(first.time, |p| p.time);
    detector.tick(end.plus_ms(86_400_000), &context, &mut book);
    let span = |e: &vigie_watch::Event| (e.start.time.ms(), e.end.map_or(0, |p| p.time.ms()));
    book.iter().map(span).collect()
}

fn inside(band: &FishingBand, kn: f64) -> bool {
    (band.low_kn..=band.high_kn).contains(&kn)
}

fn depth(band: &FishingBand, kn: f64) -> f64 {
    (kn - band.low_kn).min(band.high_kn - kn)
}

/// The answers of the detector's own judge.
fn judged(
    config: &FishingConfig,
    gear: Gear,
    band: FishingBand,
    positions: &[Labelled],
) -> Vec<(bool, bool)> {
    let config = with_band(config, gear, band);
    let mut judge = FishingJudge::default();
    positions
        .iter()
        .map(|p| (judge.step(&config, gear, &fix_of(p)), p.fishing))
        .collect()
}

fn with_band(config: &FishingConfig, gear: Gear, band: FishingBand) -> FishingConfig {
    let mut config = config.clone();
    let bands = &mut config.bands;
    let place = match gear {
        Gear::Trawl => &mut bands.trawl,
        Gear::Dredge => &mut bands.dredge,
        Gear::Pots => &mut bands.pots,
        Gear::DriftingLongline => &mut bands.drifting_longline,
        Gear::SetLongline => &mut bands.set_longline,
        Gear::PurseSeine => &mut bands.purse_seine,
        Gear::PoleAndLine => &mut bands.pole_and_line,
        Gear::Gillnet => &mut bands.gillnet,
        Gear::Troll => &mut bands.troll,
        Gear::SquidJigger => &mut bands.squid_jigger,
        Gear::LiftNet => &mut bands.lift_net,
        Gear::Other => &mut bands.other,
    };
    *place = band;
    config
}

fn fix_of(p: &Labelled) -> Fix {
    Fix {
        mmsi: 1,
        track: 1,
        slot: 0,
        time: p.time,
        position: p.place,
        sog_kn: Some(p.kn),
        cog_deg: None,
        nav_status: None,
        class: AisClass::A,
        source: SourceKind::Ais,
        reception: Reception::Unknown,
        receiver: 0,
        before: None,
    }
}

/// The band with the best mean F1 over the sets, on a grid of half knots.
fn best_band(sets: &[&Vec<Labelled>]) -> FishingBand {
    let band = |low: u32, high: u32| FishingBand {
        low_kn: f64::from(low) / 2.0,
        high_kn: f64::from(high) / 2.0,
        night: false,
        validated: Validation::Partly,
    };
    let mut best = (f64::MIN, band(0, 1));
    for low in 0..20 {
        for high in low + 1..=30 {
            let b = band(low, high);
            let of = |set: &Vec<Labelled>| f1(set.iter().map(|p| (inside(&b, p.kn), p.fishing)));
            let score: f64 = sets.iter().map(|set| of(set)).sum();
            if score > best.0 {
                best = (score, b);
            }
        }
    }
    best.1
}

fn f1(pairs: impl Iterator<Item = (bool, bool)>) -> f64 {
    let (mut hit, mut wrong) = (0u32, 0u32);
    for (said, is) in pairs {
        hit += u32::from(said && is);
        wrong += u32::from(said != is);
    }
    2.0 * f64::from(hit) / (2.0 * f64::from(hit) + f64::from(wrong)).max(1.0)
}

/// Chance that a fishing position ranks above another, ties half.
fn auc(mut scored: Vec<(f64, bool)>) -> f64 {
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let positives = scored.iter().filter(|(_, is)| *is).count() as f64;
    let negatives = scored.len() as f64 - positives;
    let (mut ranks, mut at) = (0.0, 0);
    while at < scored.len() {
        let same = scored[at..]
            .iter()
            .take_while(|s| s.0 == scored[at].0)
            .count();
        let rank = at as f64 + (same as f64 + 1.0) / 2.0;
        ranks += scored[at..at + same].iter().filter(|(_, is)| *is).count() as f64 * rank;
        at += same;
    }
    (ranks - positives * (positives + 1.0) / 2.0) / (positives * negatives).max(1.0)
}
