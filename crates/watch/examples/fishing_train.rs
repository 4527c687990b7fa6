//! How good is the model of fishing on tracks it has not seen? All baselines stand beside it.
//!
//! `cargo run --release -p vigie-watch --example fishing_train -- [FOLDER] [past|centred|both]
//! [--support FOLDER] [--published FOLDER] [--write MODEL.json GEAR]`
//!
//! Files: `track,time,lat,lon,speed,gear,fishing` and, if known, `vessel`; a file is a fleet. For each fleet and gear one
//! whole vessel (a trip, where none is named) is held out at a time. The model learns from the other vessels of the
//! fleet (`alone`) and, beside them, from the other files of the folder and of `--support` (`with support`), but
//! never from [`TEST_ONLY`] sets of other fleets; how much these count, depth of trust and cut are chosen without the vessel
//! held out. Beside it, on the same tracks: the speed band with the best F1 on the other tracks of the fleet; the
//! published logistic models (the best by F1 of those in the folder of `--published`, which is the `models` folder of
//! `GlobalFishingWatch/vessel-scoring`); the same form fitted to the other tracks of the fleet; the published
//! heuristic; plain boosted trees learnt on the other tracks of the fleet alone; the boosted trees of the reference, whose
//! figures stand here. With `--write` the model of all tracks of a
//! gear is written.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "a tool for developers: a file that cannot be read ends it; counts are small"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use vigie_watch::Gear;
use vigie_watch::fishing_model::{
    FishingProbability, FishingScore, LabelColumns, LabelledTrack, LogisticModel, Support,
    TrainConfig, Variant, held_out, heuristic, plain_trees_held_out, read_labels, score, train,
};

/// Sets whose licence allows tests only: no other fleet's model learns from them.
const TEST_ONLY: [&str; 1] = ["iceland_trawl_survey_2019"];
const PUBLISHED: [&str; 3] = [
    "Logistic.json",
    "Logistic--Trawler.json",
    "Logistic--Longliner.json",
];
/// A greater calibration error fails.
const CALIBRATION_MAX: f64 = 0.05;

/// The reference on a set: AUC and F1 of the published logistic, of the trees on trailing and on centred windows.
struct Reference {
    set: &'static str,
    gear: Gear,
    logistic: [f64; 2],
    past: [f64; 2],
    centred: [f64; 2],
}

const REFERENCE: [Reference; 6] = [
    of(
        "iceland",
        Gear::Trawl,
        [0.791, 0.57],
        [0.965, 0.86],
        [0.981, 0.90],
    ),
    of(
        "scotland",
        Gear::Pots,
        [0.602, 0.76],
        [0.817, 0.78],
        [0.825, 0.79],
    ),
    of(
        "portugal",
        Gear::Dredge,
        [0.705, 0.91],
        [0.923, 0.94],
        [0.969, 0.94],
    ),
    of(
        "portugal",
        Gear::Pots,
        [0.740, 0.69],
        [0.711, 0.50],
        [0.717, 0.59],
    ),
    of(
        "italy",
        Gear::Pots,
        [0.653, 0.77],
        [0.938, 0.90],
        [0.952, 0.93],
    ),
    of(
        "ireland",
        Gear::Pots,
        [0.490, 0.59],
        [0.904, 0.85],
        [0.918, 0.88],
    ),
];

const fn of(
    set: &'static str,
    gear: Gear,
    logistic: [f64; 2],
    past: [f64; 2],
    centred: [f64; 2],
) -> Reference {
    Reference {
        set,
        gear,
        logistic,
        past,
        centred,
    }
}

type Told = (FishingProbability, FishingProbability, bool);
type Sets = BTreeMap<(Gear, String), Vec<LabelledTrack>>;

struct Asked {
    folder: PathBuf,
    variants: Vec<Variant>,
    support: Option<PathBuf>,
    published: Option<PathBuf>,
    write: Option<(PathBuf, Gear)>,
}

fn asked() -> Asked {
    let here = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/fishing-labels"
    );
    let mut asked = Asked {
        folder: PathBuf::from(here),
        variants: vec![Variant::Past, Variant::Centred],
        support: None,
        published: None,
        write: None,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "past" => asked.variants = vec![Variant::Past],
            "centred" => asked.variants = vec![Variant::Centred],
            "both" => {}
            "--support" => asked.support = args.next().map(PathBuf::from),
            "--published" => asked.published = args.next().map(PathBuf::from),
            "--write" => {
                let file = args.next().map(PathBuf::from);
                asked.write = file.zip(args.next().and_then(|g| Gear::of(&g)));
            }
            _ => asked.folder = PathBuf::from(arg),
        }
    }
    asked
}

fn main() {
    let asked = asked();
    let sets = read_folder(&asked.folder);
    let more = asked
        .support
        .as_deref()
        .map(read_folder)
        .unwrap_or_default();
    let published = asked
        .published
        .as_deref()
        .map(published)
        .unwrap_or_default();
    let config = TrainConfig::default();
    let mut short = Vec::new();
    for variant in &asked.variants {
        println!(
            "\n{variant:?}: AUC / F1 / calibration error / Brier, whole vessels or trips held out"
        );
        for ((gear, fleet), tracks) in &sets {
            let support = support(*gear, fleet, &sets, &more);
            short.extend(evaluate(
                *gear, fleet, tracks, &support, *variant, &published, &config,
            ));
        }
    }
    println!("\nshort of the aims: {}", short.len());
    for line in &short {
        println!("  {line}");
    }
    if let Some((file, gear)) = asked.write {
        for variant in &asked.variants {
            let all: Vec<LabelledTrack> = sets
                .iter()
                .filter(|((g, _), _)| *g == gear)
                .flat_map(|(_, t)| t.clone())
                .collect();
            let source = asked.folder.display().to_string();
            let model = train(gear, *variant, &all, &Support::default(), &source, &config).unwrap();
            println!("{:#?}", model.data_sheet);
            std::fs::write(&file, model.to_json()).unwrap();
        }
    }
}

/// The other fleets. A file of `--support` with the name of the fleet is left out: it may hold the same vessels.
fn support(gear: Gear, fleet: &str, sets: &Sets, more: &Sets) -> Support {
    let mut support = Support::default();
    for ((of, other), tracks) in sets.iter().chain(more) {
        if (*of == gear && other == fleet) || TEST_ONLY.contains(&other.as_str()) {
            continue;
        }
        if *of == gear {
            support.same_gear.extend(tracks.iter().cloned());
        } else {
            support.other_gears.extend(tracks.iter().cloned());
        }
    }
    support
}

fn evaluate(
    gear: Gear,
    fleet: &str,
    tracks: &[LabelledTrack],
    support: &Support,
    variant: Variant,
    published: &[(String, LogisticModel)],
    config: &TrainConfig,
) -> Vec<String> {
    println!(
        "{fleet} {} ({} tracks, {} positions)",
        gear.code(),
        tracks.len(),
        tracks.iter().map(|t| t.points.len()).sum::<usize>()
    );
    let alone = held_out(gear, variant, tracks, &Support::default(), config);
    let told = held_out(gear, variant, tracks, support, config);
    row("model, alone", of_told(&alone, |t| t.0));
    let model = row("model, with support", of_told(&told, |t| t.0));
    let band = row("band of the other tracks", of_told(&alone, |t| t.1));
    let mut logistic: Option<FishingScore> = None;
    for (name, published) in published {
        let scores = of_plain(tracks, |t| published.judge(t));
        let found = row(&format!("published {name}"), scores);
        logistic = logistic.filter(|best| best.f1 >= found.f1).or(Some(found));
    }
    row("logistic form, fitted", LogisticModel::held_out(tracks));
    let plain = row("plain boosted trees", plain_trees_held_out(variant, tracks));
    row("heuristic, 1 h", of_plain(tracks, heuristic));
    let mut short = Vec::new();
    let mut aim = |name: &str, reached: f64, least: f64| {
        // Figures of the reference are rounded.
        if reached < least {
            short.push(format!(
                "{variant:?}, {fleet} {}: {name} {reached:.3}, aim {least:.3}",
                gear.code()
            ));
        }
    };
    if let Some(r) = REFERENCE
        .iter()
        .find(|r| fleet.starts_with(r.set) && r.gear == gear)
    {
        let trees = if variant == Variant::Past {
            r.past
        } else {
            r.centred
        };
        println!(
            "  reference: trees {:.3} / {:.2}, logistic {:.3} / {:.2}",
            trees[0], trees[1], r.logistic[0], r.logistic[1]
        );
        aim("AUC", model.auc, trees[0].max(r.logistic[0]));
        aim("F1", model.f1, trees[1].max(r.logistic[1]));
    } else {
        aim("AUC against plain boosted trees", model.auc, plain.auc);
        aim("F1 against plain boosted trees", model.f1, plain.f1);
    }
    if let Some(logistic) = logistic {
        aim(
            "AUC against the published logistic",
            model.auc,
            logistic.auc,
        );
        aim("F1 against the published logistic", model.f1, logistic.f1);
    }
    aim("F1 against the band", model.f1, band.f1);
    aim("calibration", -model.calibration_error, -CALIBRATION_MAX);
    short
}

fn of_plain(
    tracks: &[LabelledTrack],
    judge: impl Fn(&LabelledTrack) -> Vec<f64>,
) -> Vec<(f64, bool, bool)> {
    let of = |t: &LabelledTrack| {
        let pairs = judge(t).into_iter().zip(t.fishing.clone());
        pairs.map(|(p, is)| (p, p > 0.5, is)).collect::<Vec<_>>()
    };
    tracks.iter().flat_map(of).collect()
}

fn of_told(told: &[Vec<Told>], pick: fn(&Told) -> FishingProbability) -> Vec<(f64, bool, bool)> {
    let of = |t: &Told| (pick(t).probability, pick(t).fishing, t.2);
    told.iter().flatten().map(of).collect()
}

fn row(name: &str, told: Vec<(f64, bool, bool)>) -> FishingScore {
    let s = score(&told);
    println!(
        "  {name:<36} {:.3} / {:.3} / {:.3} / {:.3}",
        s.auc, s.f1, s.calibration_error, s.brier
    );
    s
}

fn published(folder: &Path) -> Vec<(String, LogisticModel)> {
    let read = |name: &&str| {
        let text = std::fs::read_to_string(folder.join(name)).ok()?;
        let model = LogisticModel::from_published_json(&text).unwrap();
        Some((name.trim_end_matches(".json").to_owned(), model))
    };
    PUBLISHED.iter().filter_map(read).collect()
}

fn read_folder(folder: &Path) -> Sets {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "csv"))
        .collect();
    files.sort();
    let mut sets = Sets::new();
    for file in files {
        let fleet = file.file_stem().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&file).unwrap();
        let read = read_labels(&bytes, &fleet, &LabelColumns::default(), Some(Gear::Other));
        for (gear, track) in read.unwrap().tracks {
            sets.entry((gear, fleet.clone())).or_default().push(track);
        }
    }
    sets
}
