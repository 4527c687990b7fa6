//! Trains the model of fishing and says how good it is on tracks it has not seen.
//!
//! `cargo run --release -p vigie-watch --example fishing_train -- [FOLDER] [past|centred] [MODEL.json GEAR]`
//!
//! Files: `track,time,lat,lon,speed,course,gear,fishing,label`. For each set and gear, one whole track (a trip,
//! or all there is of a vessel) is held out at a time: once trained on the other tracks of the same set, as the
//! published baselines were, once on those and all other sets of the gear, once on the other sets alone (a fleet
//! never seen). Beside it the speed band learnt on the same training tracks, and the figures of the baselines.
//! With a file name and a gear the model of all tracks is written.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers: a file that cannot be read ends it; counts are small"
)]

use std::collections::BTreeMap;
use std::path::Path;

use vigie_sea::{Position, Time};
use vigie_watch::Gear;
use vigie_watch::fishing_model::{
    FishingPoint, FishingProbability, FishingScore, LabelledTrack, TrainConfig, Variant, held_out,
    score, train,
};

/// Published baselines on the same sets: set, gear, logistic, band F1, trees past, trees centred (AUC / F1).
const OTHERS: [(&str, &str, &str, &str, &str, &str); 6] = [
    (
        "iceland",
        "trawl",
        "0.791 / 0.57",
        "0.877",
        "0.965 / 0.86",
        "0.981 / 0.90",
    ),
    (
        "scotland",
        "pots",
        "0.602 / 0.76",
        "0.827",
        "0.817 / 0.78",
        "0.825 / 0.79",
    ),
    (
        "portugal",
        "dredge",
        "0.705 / 0.91",
        "0.980",
        "0.923 / 0.94",
        "0.969 / 0.94",
    ),
    (
        "portugal",
        "pots",
        "0.740 / 0.69",
        "0.714",
        "0.711 / 0.50",
        "0.717 / 0.59",
    ),
    (
        "italy",
        "pots",
        "0.653 / 0.77",
        "0.922",
        "0.938 / 0.90",
        "0.952 / 0.93",
    ),
    (
        "ireland",
        "pots",
        "0.490 / 0.59",
        "0.888",
        "0.904 / 0.85",
        "0.918 / 0.88",
    ),
];

type Told = (FishingProbability, FishingProbability, bool);

fn main() {
    let here = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/fishing-labels"
    );
    let mut args = std::env::args().skip(1);
    let folder = args.next().unwrap_or_else(|| here.to_owned());
    let only = args.next();
    let sets = sets(Path::new(&folder));
    let config = TrainConfig::default();
    for variant in [Variant::Past, Variant::Centred] {
        let name = if variant == Variant::Past {
            "past"
        } else {
            "centred"
        };
        if only.as_ref().is_some_and(|o| o != name) {
            continue;
        }
        println!("\n{name}: AUC / F1 / calibration error / Brier, whole tracks held out");
        for ((gear, fleet), tracks) in &sets {
            evaluate(*gear, fleet, tracks, &sets, variant, &config);
        }
    }
    if let (Some(file), Some(gear)) = (args.next(), args.next().and_then(|g| Gear::of(&g))) {
        let variant = if only.as_deref() == Some("past") {
            Variant::Past
        } else {
            Variant::Centred
        };
        let all: Vec<LabelledTrack> = sets
            .iter()
            .filter(|((g, _), _)| *g == gear)
            .flat_map(|(_, t)| t.clone())
            .collect();
        let model = train(gear, variant, &all, &folder, &config).unwrap();
        println!("{:#?}", model.data_sheet);
        std::fs::write(file, model.to_json()).unwrap();
    }
}

fn evaluate(
    gear: Gear,
    fleet: &str,
    tracks: &[LabelledTrack],
    sets: &BTreeMap<(Gear, String), Vec<LabelledTrack>>,
    variant: Variant,
    config: &TrainConfig,
) {
    println!(
        "{fleet} {} ({} tracks, {} positions)",
        gear.code(),
        tracks.len(),
        tracks.iter().map(|t| t.points.len()).sum::<usize>()
    );
    let same = held_out(gear, variant, tracks, config);
    print_row("same set", &same);
    let others: Vec<LabelledTrack> = sets
        .iter()
        .filter(|((g, f), _)| *g == gear && f != fleet)
        .flat_map(|(_, t)| t.clone())
        .collect();
    if !others.is_empty() {
        let mut pooled = Vec::new();
        for (number, out) in tracks.iter().enumerate() {
            let mut known = others.clone();
            known.extend(
                tracks
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| *n != number)
                    .map(|(_, t)| t.clone()),
            );
            pooled.push(on(gear, variant, &known, out, config));
        }
        print_row("and all other sets", &pooled);
        let model = train_only(gear, variant, &others, config);
        let unseen: Vec<Vec<Told>> = tracks.iter().map(|t| judged(&model, t)).collect();
        print_row("other sets alone", &unseen);
    }
    for (set, of, logistic, band, past, centred) in OTHERS {
        if fleet.starts_with(set) && of == gear.code() {
            println!(
                "    published on this set: logistic {logistic}; band F1 {band}; trees past {past}, centred {centred}"
            );
        }
    }
}

/// A model without its own held-out scores, which the caller does not need.
fn train_only(
    gear: Gear,
    variant: Variant,
    tracks: &[LabelledTrack],
    config: &TrainConfig,
) -> vigie_watch::fishing_model::FishingModel {
    vigie_watch::fishing_model::train_unscored(gear, variant, tracks, config).unwrap()
}

fn on(
    gear: Gear,
    variant: Variant,
    known: &[LabelledTrack],
    out: &LabelledTrack,
    config: &TrainConfig,
) -> Vec<Told> {
    judged(&train_only(gear, variant, known, config), out)
}

fn judged(model: &vigie_watch::fishing_model::FishingModel, track: &LabelledTrack) -> Vec<Told> {
    let band = model.judge_by_own_band(&track.points);
    model
        .judge(&track.points)
        .into_iter()
        .zip(band)
        .zip(&track.fishing)
        .map(|((m, b), t)| (m, b, *t))
        .collect()
}

fn print_row(name: &str, told: &[Vec<Told>]) {
    let of = |pick: fn(&Told) -> FishingProbability| {
        let all: Vec<(f64, bool, bool)> = told
            .iter()
            .flatten()
            .map(|t| (pick(t).probability, pick(t).fishing, t.2))
            .collect();
        score(&all)
    };
    let text = |s: FishingScore| {
        format!(
            "{:.3} / {:.3} / {:.3} / {:.3}",
            s.auc, s.f1, s.calibration_error, s.brier
        )
    };
    println!(
        "  {name:<20} model {} | band {}",
        text(of(|t| t.0)),
        text(of(|t| t.1))
    );
}

fn sets(folder: &Path) -> BTreeMap<(Gear, String), Vec<LabelledTrack>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "csv"))
        .collect();
    files.sort();
    let mut sets: BTreeMap<(Gear, String), Vec<LabelledTrack>> = BTreeMap::new();
    for file in files {
        let fleet = file.file_stem().unwrap().to_string_lossy().into_owned();
        let mut tracks: BTreeMap<(Gear, String), Vec<(FishingPoint, bool)>> = BTreeMap::new();
        let mut reader = csv::Reader::from_path(&file).unwrap();
        let header = reader.headers().unwrap().clone();
        let at = ["track", "time", "lat", "lon", "speed", "gear", "fishing"]
            .map(|n| header.iter().position(|h| h == n).unwrap());
        for row in reader.records().map(Result::unwrap) {
            let [track, time, lat, lon, speed, gear, fishing] =
                at.map(|c| row.get(c).unwrap_or(""));
            let (Ok(time), Ok(lat), Ok(lon)) = (Time::parse(time), lat.parse(), lon.parse()) else {
                continue;
            };
            let Ok(position) = Position::new(lat, lon) else {
                continue;
            };
            let point = FishingPoint {
                time,
                position,
                sog_kn: speed.parse().ok(),
            };
            let key = (Gear::of(gear).unwrap_or(Gear::Other), track.to_owned());
            tracks.entry(key).or_default().push((point, fishing == "1"));
        }
        for ((gear, track), mut rows) in tracks {
            rows.sort_by_key(|(p, _)| p.time);
            let (points, fishing) = rows.into_iter().unzip();
            sets.entry((gear, fleet.clone()))
                .or_default()
                .push(LabelledTrack {
                    fleet: fleet.clone(),
                    track,
                    vessel: None,
                    points,
                    fishing,
                });
        }
    }
    sets
}
