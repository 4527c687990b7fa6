//! `vigie train`: a model of fishing from a partner's own labels, with its data sheet and the baselines beside it.

use std::io::Write as _;
use std::path::Path;

use serde_json::{Value, json};
use vigie_watch::fishing_model::{
    FishingModel, FishingScore, LabelColumns, LabelRead, LabelledTrack, LogisticModel, ROUNDS_MAX,
    Stop, Support, TrainConfig, Variant, plain_trees_until, read_labels, score, train_until,
};
use vigie_watch::{FishingBands, Gear};

use super::args::{TrainArguments, VariantName};
use super::console::Console;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::listing::tell_refused;
use super::train_motion;
use super::train_outcomes::{self, Boarded};
use crate::exit::Exit;
use crate::export::Whole;
use crate::reference;

/// What the label files hold of one gear.
#[derive(Default)]
struct Labels {
    tracks: Vec<LabelledTrack>,
    refused: u64,
    unlabelled: u64,
    repeated: u64,
    /// Labels of boardings; their tracks are among the others.
    boarded: Option<Boarded>,
}

pub(crate) fn run(console: &Console, arguments: &TrainArguments) -> Result<(), Failure> {
    if !(1..=ROUNDS_MAX).contains(&arguments.rounds) {
        let failure = Failure::new(Exit::Usage, "train-rounds-unfit");
        return Err(failure
            .with("rounds", arguments.rounds)
            .with("most", ROUNDS_MAX));
    }
    let interrupt = Interrupt::listen();
    let stop = || interrupt.asked();
    let go_on = || {
        if stop() {
            return Err(Failure::interrupted());
        }
        Ok(())
    };
    if arguments.motion {
        return train_motion::run(console, arguments, &go_on);
    }
    let asked = arguments.gear.as_deref().map(gear_of).transpose()?;
    let (gear, labels) = labels(console, arguments, asked)?;
    let support = support(console, arguments, gear)?;
    let variant = match arguments.variant {
        VariantName::Past => Variant::Past,
        VariantName::Centred => Variant::Centred,
    };
    let config = TrainConfig {
        rounds: arguments.rounds,
        seed: arguments.seed,
        ..TrainConfig::default()
    };
    go_on()?;
    let trained = train_until(
        gear,
        variant,
        &labels.tracks,
        &support,
        &sources(arguments, labels.boarded.as_ref()),
        &config,
        &stop,
    );
    go_on()?;
    let mut model = trained
        .ok_or_else(|| Failure::new(Exit::Data, "train-one-sided").with("gear", gear.code()))?;
    model.data_sheet.made_by.clone_from(&arguments.made_by);
    let rows = baselines(&model, &labels.tracks, &stop);
    go_on()?;
    if let Some(path) = &arguments.out {
        write(path, &model)?;
    }
    if console.json {
        let scores: serde_json::Map<String, Value> = rows
            .iter()
            .map(|(name, s)| ((*name).to_owned(), json!(s)))
            .collect();
        let told = json!({
            "gear": gear, "variant": variant, "model": model.name(), "data_sheet": model.data_sheet, "scores": scores,
            "refused": labels.refused, "unlabelled": labels.unlabelled, "repeated": labels.repeated, "boardings": labels.boarded.as_ref().map(told),
            "out": arguments.out,
        });
        return console.result(&format!("{told}\n"));
    }
    if let Some(boarded) = &labels.boarded {
        let args = [
            ("held", boarded.held.into()),
            ("refuted", boarded.refuted.into()),
            ("unusable", boarded.unusable.into()),
        ];
        console.tell(&console.text("train-boarded", &args));
    }
    console.result(&sheet(console, &model, &rows))?;
    if let Some(path) = &arguments.out {
        let args = [("path", path.display().to_string().into())];
        console.tell(&console.text("train-written", &args));
    }
    Ok(())
}

pub(super) fn gear_of(text: &str) -> Result<Gear, Failure> {
    Gear::of(text).ok_or_else(|| Failure::new(Exit::Usage, "train-gear-unknown").with("text", text))
}

/// Labels of other fleets, by the same columns: those of the gear and those of others.
fn support(console: &Console, arguments: &TrainArguments, gear: Gear) -> Result<Support, Failure> {
    let mut support = Support::default();
    for path in &arguments.support {
        for (of, track) in read_file(console, arguments, path, None)?.tracks {
            if of == gear {
                support.same_gear.push(track);
            } else {
                support.other_gears.push(track);
            }
        }
    }
    Ok(support)
}

/// One file as one fleet; the first rows that cannot be used are told.
fn read_file(
    console: &Console,
    arguments: &TrainArguments,
    path: &Path,
    gear: Option<Gear>,
) -> Result<LabelRead, Failure> {
    let columns = LabelColumns::builtin(&arguments.columns).ok_or_else(|| {
        Failure::new(Exit::Usage, "train-columns-unknown").with("text", &arguments.columns)
    })?;
    let fleet = path
        .file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default();
    let bytes = reference::read(path)?;
    let read = read_labels(&bytes, &fleet, &columns, gear).map_err(|source| {
        Failure::from(reference::Error::Watch {
            path: path.to_owned(),
            source,
        })
    })?;
    let faults = read.faults.iter().map(|it| (it.line, it.reason.as_str()));
    tell_refused(console, path, faults);
    Ok(read)
}

/// Reads all files, a fleet each; rows that cannot be used are told and counted.
fn labels(
    console: &Console,
    arguments: &TrainArguments,
    asked: Option<Gear>,
) -> Result<(Gear, Labels), Failure> {
    let mut all: Vec<(Gear, LabelledTrack)> = Vec::new();
    let mut labels = Labels::default();
    for path in &arguments.files {
        let read = read_file(console, arguments, path, asked)?;
        labels.refused += read.faults.len() as u64;
        labels.unlabelled += read.unlabelled;
        labels.repeated += read.repeated;
        all.extend(read.tracks);
    }
    if let (Some(outcomes), Some(folder)) = (&arguments.outcomes, &arguments.archive) {
        let mut boarded = train_outcomes::read(outcomes, folder, asked)?;
        all.append(&mut boarded.tracks);
        labels.boarded = Some(boarded);
    }
    let mut gears: Vec<Gear> = all.iter().map(|(g, _)| *g).collect();
    gears.sort_unstable();
    gears.dedup();
    let gear = match (asked, gears.as_slice()) {
        (_, []) => {
            return Err(Failure::new(Exit::Data, "train-no-labels").with("refused", labels.refused));
        }
        (Some(gear), _) => gear,
        (None, [gear]) => *gear,
        (None, many) => {
            let found: Vec<&str> = many.iter().map(|g| g.code()).collect();
            return Err(
                Failure::new(Exit::Usage, "train-gear-needed").with("found", found.join(", "))
            );
        }
    };
    labels.tracks = all
        .into_iter()
        .filter(|(g, _)| *g == gear)
        .map(|(_, t)| t)
        .collect();
    if labels.tracks.is_empty() {
        return Err(Failure::new(Exit::Data, "train-no-labels").with("refused", labels.refused));
    }
    Ok((gear, labels))
}

/// Where the labels come from, in the trainer's words or by the names of files; boardings are always told.
fn sources(arguments: &TrainArguments, boarded: Option<&Boarded>) -> String {
    let name = |p: &std::path::PathBuf| p.file_name().map(|n| n.to_string_lossy().into_owned());
    let mut names: Vec<String> = if arguments.source.is_empty() {
        arguments.files.iter().filter_map(name).collect()
    } else {
        vec![arguments.source.clone()]
    };
    // Stable words: the file is data, not a page.
    names.extend(arguments.support.iter().filter_map(|path| {
        let name = path.file_name()?;
        Some(format!("support: {}", name.to_string_lossy()))
    }));
    names.extend(boarded.map(|b| {
        format!(
            "boardings: {} alerts found true, {} untrue, SHA-256 of the labels {}",
            b.held, b.refuted, b.digest
        )
    }));
    names.join(", ")
}

fn told(boarded: &Boarded) -> Value {
    json!({"held": boarded.held, "refuted": boarded.refuted, "unusable": boarded.unusable, "labels_sha256": boarded.digest})
}

/// Model and band as they were on vessels and trips held out; beside them what needs no labels.
fn baselines(
    model: &FishingModel,
    tracks: &[LabelledTrack],
    stop: Stop<'_>,
) -> Vec<(&'static str, FishingScore)> {
    let sheet = &model.data_sheet;
    let mut rows = Vec::new();
    rows.extend(sheet.held_out.map(|s| ("model", s)));
    rows.extend(sheet.band_held_out.map(|s| ("band-learnt", s)));
    let bands = FishingBands::default();
    let (mut builtin, mut always) = (Vec::new(), Vec::new());
    for track in tracks {
        let told = FishingModel::judge_by_band(bands.of(model.gear), &track.points);
        for (answer, truth) in told.iter().zip(&track.fishing) {
            builtin.push((answer.probability, answer.fishing, *truth));
            always.push((sheet.fishing_share, true, *truth));
        }
    }
    let logistic = LogisticModel::held_out(tracks);
    if !logistic.is_empty() {
        rows.push(("logistic", score(&logistic)));
    }
    let trees = plain_trees_until(model.variant, tracks, stop);
    if !trees.is_empty() {
        rows.push(("trees", score(&trees)));
    }
    rows.push(("band-built-in", score(&builtin)));
    rows.push(("always", score(&always)));
    rows
}

fn write(path: &Path, model: &FishingModel) -> Result<(), Failure> {
    let written = Whole::create(path).and_then(|mut file| {
        file.write_all(model.to_json().as_bytes())?;
        file.finish()
    });
    written.map_err(|fault| Failure::file(path, &fault))
}

/// The data sheet for people.
fn sheet(console: &Console, model: &FishingModel, rows: &[(&'static str, FishingScore)]) -> String {
    let sheet = &model.data_sheet;
    let gear = console.catalogue.find(
        &format!("gear-{}", model.gear.code().replace('_', "-")),
        &[],
    );
    let mut out = console.text(
        "train-sheet",
        &[
            (
                "gear",
                gear.unwrap_or_else(|| model.gear.code().to_owned()).into(),
            ),
            (
                "variant",
                console
                    .text(&format!("train-variant-{}", model.variant.code()), &[])
                    .into(),
            ),
            ("fleets", sheet.fleets.into()),
            ("tracks", sheet.tracks.into()),
            ("positions", sheet.positions.into()),
            (
                "share",
                format!("{:.0}", sheet.fishing_share * 100.0).into(),
            ),
            ("seed", sheet.seed.to_string().into()),
            ("low", format!("{:.1}", model.band.low_kn).into()),
            ("high", format!("{:.1}", model.band.high_kn).into()),
        ],
    );
    out.push('\n');
    // The catalogue takes the blanks at the beginning away.
    out.push_str("  ");
    out.push_str(&console.text("train-columns", &[]));
    out.push('\n');
    for (name, s) in rows {
        let words = console.text(&format!("train-row-{name}"), &[]);
        let line = format!(
            "  {:>5.3}  {:>5.3}  {:>5.3}  {:>5.3}   {words}\n",
            s.auc, s.f1, s.calibration_error, s.brier
        );
        out.push_str(&line);
    }
    for code in &sheet.not_validated {
        out.push_str(&console.text(&format!("train-gap-{code}"), &[]));
        out.push('\n');
    }
    out
}
