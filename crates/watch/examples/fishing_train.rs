//! How good is the model of fishing on tracks it has not seen? All baselines stand beside it.
//!
//! `cargo run --release -p vigie-watch --example fishing_train -- [FOLDER] [past|centred|both]
//! [--support FOLDER] [--published FOLDER] [--rounds N] [--bags N] [--write MODEL.json GEAR]`
//!
//! Files (`.csv`, `.tsv`, `.txt`): `track,time,lat,lon,speed,gear,fishing` and, if known, `vessel`, or other usual names of
//! these; a file is a fleet. What cannot be read is told and set aside, the rest is judged. For each fleet and gear one
//! whole vessel (a trip, where none is named) is held out at a time. A fleet of one vessel whose trips nobody names is parted
//! where it was silent for long; if that gives nothing to hold out it is judged by what the other fleets teach. The model
//! learns from the other vessels of the
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

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use vigie_watch::Gear;
use vigie_watch::fishing_model::{
    FishingProbability, FishingScore, LabelColumns, LabelRead, LabelledTrack, LogisticModel,
    Support, TrainConfig, Variant, held_out, heuristic, plain_trees_held_out, plain_trees_taught,
    read_labels, score, train, train_unscored,
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
/// A vessel silent for longer than this, hours, may have been to port: where no trips are named, another trip begins.
const TRIP_H: f64 = 4.0;
/// A trip of fewer positions belongs to the one before.
const TRIP_POSITIONS: usize = 20;

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
        "iceland_trawl_survey_2019",
        Gear::Trawl,
        [0.791, 0.57],
        [0.965, 0.86],
        [0.981, 0.90],
    ),
    of(
        "scotland_creel_2017",
        Gear::Pots,
        [0.602, 0.76],
        [0.817, 0.78],
        [0.825, 0.79],
    ),
    of(
        "portugal_pots_dredge_2017",
        Gear::Dredge,
        [0.705, 0.91],
        [0.923, 0.94],
        [0.969, 0.94],
    ),
    of(
        "portugal_pots_dredge_2017",
        Gear::Pots,
        [0.740, 0.69],
        [0.711, 0.50],
        [0.717, 0.59],
    ),
    of(
        "italy_pots_anon",
        Gear::Pots,
        [0.653, 0.77],
        [0.938, 0.90],
        [0.952, 0.93],
    ),
    of(
        "ireland_pots_anon",
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
    config: TrainConfig,
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
        config: TrainConfig::default(),
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = |of: &mut usize| *of = args.next().unwrap().parse().unwrap();
        match arg.as_str() {
            "past" => asked.variants = vec![Variant::Past],
            "centred" => asked.variants = vec![Variant::Centred],
            "both" => {}
            "--rounds" => number(&mut asked.config.rounds),
            "--bags" => number(&mut asked.config.bags),
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
    let mut jobs: Vec<Job> = Vec::new();
    for variant in &asked.variants {
        for ((gear, fleet), tracks) in &sets {
            jobs.push(Job {
                variant: *variant,
                gear: *gear,
                fleet,
                tracks: parted(tracks),
                support: support(*gear, fleet, &sets, &more),
                published: &published,
                config: asked.config,
            });
        }
    }
    let mut short = Vec::new();
    let mut shown = None;
    each(&jobs, |job, (said, missed)| {
        if shown.replace(job.variant) != Some(job.variant) {
            println!(
                "\n{:?}: AUC / F1 / calibration error / Brier, whole vessels or trips held out",
                job.variant
            );
        }
        print!("{said}");
        short.extend(missed);
    });
    println!("\nshort of the aims: {}", short.len());
    for line in &short {
        println!("  {line}");
    }
    if let Some((file, gear)) = asked.write {
        for variant in &asked.variants {
            let of_gear = sets.iter().filter(|((g, _), _)| *g == gear);
            let all: Vec<LabelledTrack> = of_gear.flat_map(|(_, t)| t.clone()).collect();
            let source = asked.folder.display().to_string();
            let none = Support::default();
            let model = train(gear, *variant, &all, &none, &source, &asked.config).unwrap();
            println!("{:#?}", model.data_sheet);
            std::fs::write(&file, model.to_json()).unwrap();
        }
    }
}

/// One fleet, gear and variant to be judged.
struct Job<'a> {
    variant: Variant,
    gear: Gear,
    fleet: &'a str,
    tracks: Vec<LabelledTrack>,
    support: Support,
    published: &'a [(String, LogisticModel)],
    config: TrainConfig,
}

/// What is printed of a job, and what falls short.
type Outcome = (String, Vec<String>);

/// All jobs on as many threads as there are cores; told in order, each as soon as those before it are done.
fn each(jobs: &[Job], tell: impl FnMut(&Job, Outcome) + Send) {
    let next = AtomicUsize::new(0);
    let told = Mutex::new((BTreeMap::new(), 0, tell));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            let Some(job) = jobs.get(number) else {
                return;
            };
            let outcome = job.judged();
            let mut held = told.lock().unwrap();
            let (done, at, tell) = &mut *held;
            done.insert(number, outcome);
            while let Some(outcome) = done.remove(at) {
                tell(&jobs[*at], outcome);
                *at += 1;
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(work);
        }
    });
}

/// The tracks as they are, if there are several vessels or trips; else the one, parted at long silences.
fn parted(tracks: &[LabelledTrack]) -> Vec<LabelledTrack> {
    if units(tracks) > 1 {
        return tracks.to_vec();
    }
    let mut all: Vec<LabelledTrack> = Vec::new();
    for track in tracks {
        let mut before = None;
        for (p, fishing) in track.points.iter().zip(&track.fishing) {
            let silent = before.is_none_or(|b| p.time.since_s(b) > TRIP_H * 3_600.0);
            let long = all.last().is_none_or(|t| t.points.len() >= TRIP_POSITIONS);
            if silent && long {
                let trip = format!("{}/{}", track.track, all.len() + 1);
                all.push(LabelledTrack {
                    fleet: track.fleet.clone(),
                    track: trip,
                    vessel: None,
                    points: Vec::new(),
                    fishing: Vec::new(),
                });
            }
            if let Some(trip) = all.last_mut() {
                trip.points.push(*p);
                trip.fishing.push(*fishing);
            }
            before = Some(p.time);
        }
    }
    all
}

/// Number of vessels or trips that can be held out.
fn units(tracks: &[LabelledTrack]) -> usize {
    let of = |t: &LabelledTrack| t.vessel.clone().unwrap_or_else(|| t.track.clone());
    tracks.iter().map(of).collect::<BTreeSet<String>>().len()
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

/// The scores of all methods on the same tracks.
struct Rows {
    model: FishingScore,
    band: FishingScore,
    plain: FishingScore,
    fitted: FishingScore,
}

impl Job<'_> {
    fn judged(&self) -> Outcome {
        let mut said = String::new();
        let (gear, fleet, tracks) = (self.gear, self.fleet, &self.tracks);
        let positions: usize = tracks.iter().map(|t| t.points.len()).sum();
        let fishing = tracks.iter().flat_map(|t| &t.fishing).filter(|f| **f);
        let fishing = fishing.count();
        writeln!(
            said,
            "{fleet} {} ({} tracks, {positions} positions, {fishing} of them fishing)",
            gear.code(),
            tracks.len(),
        )
        .unwrap();
        if fishing == 0 || fishing == positions {
            writeln!(said, "  not judged: labels of one kind only").unwrap();
            return (said, Vec::new());
        }
        let rows = if units(tracks) > 1 {
            self.held_out(&mut said)
        } else {
            self.taught_by_others(&mut said)
        };
        let Some(rows) = rows else {
            let why = "  not judged: nothing can be held out, and no other file teaches";
            writeln!(said, "{why}").unwrap();
            return (said, Vec::new());
        };
        let judged = rows.model.positions;
        if judged < positions {
            let left = positions - judged;
            let why = "without their vessel or trip labels of one kind are left";
            writeln!(said, "  {left} positions not judged: {why}").unwrap();
        }
        let short = self.short(&rows, &mut said);
        (said, short)
    }

    fn held_out(&self, said: &mut String) -> Option<Rows> {
        let (gear, variant, tracks) = (self.gear, self.variant, &self.tracks);
        let none = Support::default();
        let alone = held_out(gear, variant, tracks, &none, &self.config);
        let told = held_out(gear, variant, tracks, &self.support, &self.config);
        if told.iter().all(Vec::is_empty) {
            return None;
        }
        row(said, "model, alone", &of_told(&alone, |t| t.0));
        let model = row(said, "model, with support", &of_told(&told, |t| t.0));
        let band = row(said, "band of the other tracks", &of_told(&told, |t| t.1));
        let fitted = LogisticModel::held_out(tracks);
        let plain = plain_trees_held_out(variant, tracks);
        Some(Rows {
            model,
            band,
            fitted: row(said, "logistic form, fitted", &fitted),
            plain: row(said, "plain boosted trees", &plain),
        })
    }

    /// One track alone: what the other fleets of the gear teach, or, without any, those of other gears.
    fn taught_by_others(&self, said: &mut String) -> Option<Rows> {
        let (gear, variant) = (self.gear, self.variant);
        let same = &self.support.same_gear;
        let others = if same.is_empty() {
            &self.support.other_gears
        } else {
            same
        };
        writeln!(said, "  one track: learnt from other fleets alone").unwrap();
        let none = Support::default();
        let model = train_unscored(gear, variant, others, &none, &self.config)?;
        let judge = |of: &dyn Fn(&LabelledTrack) -> Vec<FishingProbability>| {
            let each = |t: &LabelledTrack| {
                let answers = of(t).into_iter().zip(t.fishing.clone());
                answers
                    .map(|(a, is)| (a.probability, a.fishing, is))
                    .collect::<Vec<_>>()
            };
            self.tracks.iter().flat_map(each).collect::<Vec<_>>()
        };
        let by_model = judge(&|t| model.judge(&t.points));
        let by_band = judge(&|t| model.judge_by_own_band(&t.points));
        let form = LogisticModel::fit(others);
        let fitted = form.map_or(Vec::new(), |form| of_plain(&self.tracks, |t| form.judge(t)));
        let plain = plain_trees_taught(variant, others, &self.tracks);
        Some(Rows {
            model: row(said, "model of the other fleets", &by_model),
            band: row(said, "band of the other fleets", &by_band),
            fitted: row(said, "logistic form, fitted", &fitted),
            plain: row(said, "plain boosted trees", &plain),
        })
    }

    /// Adds the baselines that need no training; what falls short of which aim.
    fn short(&self, rows: &Rows, said: &mut String) -> Vec<String> {
        let (gear, fleet, variant) = (self.gear, self.fleet, self.variant);
        let mut logistic: Option<FishingScore> = None;
        for (name, published) in self.published {
            let scores = of_plain(&self.tracks, |t| published.judge(t));
            let found = row(said, &format!("published {name}"), &scores);
            logistic = logistic.filter(|best| best.f1 >= found.f1).or(Some(found));
        }
        let by_rule = of_plain(&self.tracks, heuristic);
        row(said, "heuristic, 1 h", &by_rule);
        let mut short = Vec::new();
        let mut aim = |name: &str, reached: f64, least: f64| {
            if reached < least {
                short.push(format!(
                    "{variant:?}, {fleet} {}: {name} {reached:.3}, aim {least:.3}",
                    gear.code()
                ));
            }
        };
        let model = rows.model;
        let same = |r: &&Reference| fleet == r.set && r.gear == gear;
        if let Some(r) = REFERENCE.iter().find(same) {
            let trees = match variant {
                Variant::Past => r.past,
                Variant::Centred => r.centred,
            };
            writeln!(
                said,
                "  reference: trees {:.3} / {:.2}, logistic {:.3} / {:.2}",
                trees[0], trees[1], r.logistic[0], r.logistic[1]
            )
            .unwrap();
            aim("AUC", model.auc, trees[0].max(r.logistic[0]));
            aim("F1", model.f1, trees[1].max(r.logistic[1]));
        } else {
            for (name, other) in [
                ("plain boosted trees", rows.plain),
                ("the logistic form", rows.fitted),
            ] {
                aim(&format!("AUC against {name}"), model.auc, other.auc);
                aim(&format!("F1 against {name}"), model.f1, other.f1);
            }
        }
        if let Some(other) = logistic {
            let name = "the published logistic";
            aim(&format!("AUC against {name}"), model.auc, other.auc);
            aim(&format!("F1 against {name}"), model.f1, other.f1);
        }
        aim("F1 against the band", model.f1, rows.band.f1);
        aim("calibration", -model.calibration_error, -CALIBRATION_MAX);
        short
    }
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

fn row(said: &mut String, name: &str, told: &[(f64, bool, bool)]) -> FishingScore {
    let s = score(told);
    if told.is_empty() {
        writeln!(said, "  {name:<36} none").unwrap();
    } else {
        let (auc, f1, calibration, brier) = (s.auc, s.f1, s.calibration_error, s.brier);
        writeln!(
            said,
            "  {name:<36} {auc:.3} / {f1:.3} / {calibration:.3} / {brier:.3}"
        )
        .unwrap();
    }
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

/// All files of a folder that hold labels; what is set aside is told.
fn read_folder(folder: &Path) -> Sets {
    let listed = match std::fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(why) => {
            eprintln!("{}: {why}", folder.display());
            std::process::exit(1);
        }
    };
    let table = |p: &PathBuf| {
        let ending = p.extension().unwrap_or_default().to_string_lossy();
        ["csv", "tsv", "txt"].contains(&ending.to_lowercase().as_str())
    };
    let paths = listed.filter_map(|f| Some(f.ok()?.path()));
    let mut files: Vec<PathBuf> = paths.filter(table).collect();
    files.sort();
    let mut sets = Sets::new();
    for file in files {
        let fleet = file.file_stem().unwrap_or_default().to_string_lossy();
        let columns = LabelColumns::default();
        let read = std::fs::read(&file)
            .map_err(|why| why.to_string())
            .and_then(|bytes| {
                let read = read_labels(&bytes, &fleet, &columns, Some(Gear::Other));
                read.map_err(|why| why.to_string())
            });
        match read {
            Ok(read) => {
                println!("{}: {}", file.display(), told_of(&read));
                for (gear, track) in read.tracks {
                    let key = (gear, fleet.clone().into_owned());
                    sets.entry(key).or_default().push(track);
                }
            }
            Err(why) => println!("{}: the whole file set aside: {why}", file.display()),
        }
    }
    sets
}

/// What was read of a file, and what was set aside for which reason.
fn told_of(read: &LabelRead) -> String {
    let positions: usize = read.tracks.iter().map(|(_, t)| t.points.len()).sum();
    let mut said = format!("{positions} positions in {} tracks", read.tracks.len());
    let mut reasons: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for fault in &read.faults {
        reasons.entry(&fault.reason).or_default().push(fault.line);
    }
    for (reason, lines) in reasons {
        let first: Vec<String> = lines.iter().take(5).map(u64::to_string).collect();
        let more = if lines.len() > first.len() {
            ", …"
        } else {
            ""
        };
        write!(
            said,
            "; {} rows set aside, {reason} (line {}{more})",
            lines.len(),
            first.join(", ")
        )
        .unwrap();
    }
    if !read.words.is_empty() {
        let words: Vec<&str> = read.words.iter().take(8).map(String::as_str).collect();
        write!(said, "; words not understood: {}", words.join(", ")).unwrap();
    }
    if read.unlabelled > 0 {
        write!(said, "; {} rows without a label", read.unlabelled).unwrap();
    }
    if read.repeated > 0 {
        write!(
            said,
            "; {} rows repeat a moment of their track",
            read.repeated
        )
        .unwrap();
    }
    said
}
