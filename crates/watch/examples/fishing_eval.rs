//! How good is the speed band? On labelled tracks, one track left out at a time.
//!
//! `cargo run --release -p vigie-watch --example fishing_eval -- FOLDER`
//!
//! For each set and gear: the band with the best F1 on the other tracks (0.5 kn grid) is applied to the
//! track left out, alone and with hysteresis; beside it stand the built-in band of the rule file, and the
//! baseline that calls everything fishing. AUC ranks positions by how deep in the band their speed lies.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers: a file that cannot be read ends it; counts are small"
)]

use std::collections::BTreeMap;
use std::path::Path;

use vigie_sea::{MPS_PER_KN, Position, Time, distance_m};
use vigie_watch::{
    AisClass, FishingBand, FishingConfig, FishingJudge, Fix, Gear, Reception, SourceKind,
    Validation,
};

const SETS: [&str; 5] = [
    "iceland_trawl_survey_2019.csv",
    "scotland_creel_2017.csv",
    "portugal_pots_dredge_2017.csv",
    "italy_pots_anon.csv",
    "ireland_pots_anon.csv",
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
    let mut by_gear: BTreeMap<Gear, Vec<(&str, Vec<Labelled>)>> = BTreeMap::new();
    for set in SETS {
        let Ok(text) = std::fs::read(Path::new(&folder).join(set)) else {
            eprintln!("absent: {folder}/{set}");
            continue;
        };
        for (gear, tracks) in read(&text) {
            evaluate(set, &gear, &tracks);
            let all = tracks.into_values().flatten().collect();
            by_gear
                .entry(Gear::of(&gear).unwrap_or(Gear::Other))
                .or_default()
                .push((set, all));
        }
    }
    println!(
        "F1 all: everything is fishing. own: the band of the rule file. out: the band with the best F1 on"
    );
    println!("the other tracks. hys: the same with hysteresis, as the detector judges.");
    for (gear, sets) in &by_gear {
        travel(*gear, sets);
    }
}

/// Does a band travel? The best band of the other fleets on each fleet, and the best of all together.
fn travel(gear: Gear, sets: &[(&str, Vec<Labelled>)]) {
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

/// Tracks by gear. Where no speed is given it is that from the position before.
fn read(text: &[u8]) -> BTreeMap<String, Tracks> {
    let mut gears: BTreeMap<String, Tracks> = BTreeMap::new();
    let mut last: BTreeMap<String, (Time, Position)> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(text);
    for row in reader.records().map(Result::unwrap) {
        let field = |i: usize| row.get(i).unwrap_or("");
        let number = |i: usize| field(i).parse::<f64>().ok();
        let (Ok(time), Some(lat), Some(lon)) = (Time::parse(field(1)), number(2), number(3)) else {
            continue;
        };
        let Ok(place) = Position::new(lat, lon) else {
            continue;
        };
        let last = last.insert(field(0).to_owned(), (time, place));
        let implied = last.and_then(|(before, from)| {
            let seconds = time.since_s(before);
            (seconds > 0.0).then(|| distance_m(from, place) / seconds / MPS_PER_KN)
        });
        let Some(kn) = number(4).or(implied) else {
            continue;
        };
        let track = gears.entry(field(6).to_owned()).or_default();
        let track = track.entry(field(0).to_owned()).or_default();
        track.push(Labelled {
            time,
            place,
            kn,
            fishing: field(7) == "1",
        });
    }
    gears
}

fn evaluate(set: &str, gear: &str, tracks: &Tracks) {
    let kind = Gear::of(gear).unwrap_or(Gear::Other);
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
    for (left_out, positions) in tracks {
        let others = tracks.iter().filter(|(name, _)| *name != left_out);
        let others: Vec<Labelled> = others.flat_map(|(_, p)| p).copied().collect();
        let band = best_band(&[&others]);
        plain.extend(positions.iter().map(|p| (inside(&band, p.kn), p.fishing)));
        ranked.extend(positions.iter().map(|p| (depth(&band, p.kn), p.fishing)));
        steady.extend(judged(&config, kind, band, positions));
        bands.push((band.low_kn, band.high_kn));
    }
    bands.sort_by(|a, b| a.partial_cmp(b).unwrap());
    bands.dedup();
    println!(
        "{:<34} {:>6} {:>6} | {f1_all:>6.3} | {f1_own:>6.3} {auc_own:>6.3} | {:>6.3} {:>6.3} | {:>6.3}  {bands:?}",
        format!("{} {gear}", set.trim_end_matches(".csv")),
        everything.len(),
        tracks.len(),
        f1(plain.into_iter()),
        auc(ranked),
        f1(steady.into_iter()),
    );
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
    let mut config = config.clone();
    let bands = &mut config.bands;
    let place = match gear {
        Gear::Trawl => &mut bands.trawl,
        Gear::Dredge => &mut bands.dredge,
        Gear::Pots => &mut bands.pots,
        _ => &mut bands.other,
    };
    *place = band;
    let mut judge = FishingJudge::default();
    let fix = |p: &Labelled| Fix {
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
    };
    positions
        .iter()
        .map(|p| (judge.step(&config, gear, &fix(p)), p.fishing))
        .collect()
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
