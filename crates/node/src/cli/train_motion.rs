//! `vigie train --motion`: a model of movement from an archive of own positions, for the matching of detections.
//!
//! How far ships stray is learnt by hiding their own positions (`vigie_watch::detection::learn_motion`). The archive is read once;
//! what is held of it in memory is bounded, and the same archive gives the same model.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use serde_json::json;
use vigie_sea::Time;
use vigie_store::ArchiveReader;
use vigie_watch::detection::{Ping, learn_motion, samples_of_track};
use vigie_watch::{Context, Rules, SourceKind, Watch};

use super::args::TrainArguments;
use super::console::Console;
use super::failure::Failure;
use crate::exit::Exit;
use crate::export::Whole;
use crate::scene::known_vessels;
use crate::{archive, keeping};

/// Positions pushed between two looks at what came out.
const CHUNK: usize = 16_384;
/// Positions of a track closer in time than this say the same, seconds.
const APART_S: f64 = 60.0;
/// Positions of one track that are kept: some days heard every minute, or months heard by satellite.
const OF_TRACK_MAX: usize = 5_000;
/// Positions kept in all, about 350 MB.
const PINGS_MAX: usize = 6_000_000;
/// Hidden positions learnt from, about 250 MB.
const SAMPLES_MAX: usize = 1_500_000;

/// Ends the command where the user asked for that.
pub(super) type GoOn<'a> = &'a dyn Fn() -> Result<(), Failure>;

/// What the archive holds of each track, thinned.
#[derive(Default)]
struct Heard {
    tracks: BTreeMap<(u32, u32), Vec<Ping>>,
    pings: usize,
    span: Option<(Time, Time)>,
}

impl Heard {
    fn take(&mut self, watch: &mut Watch) {
        for fix in watch.drain_fixes() {
            if !matches!(fix.source, SourceKind::Ais | SourceKind::Vms) || self.pings >= PINGS_MAX {
                continue;
            }
            let pings = self.tracks.entry((fix.mmsi, fix.track)).or_default();
            let is_apart = |last: &Ping| fix.time.since_s(last.time) >= APART_S;
            if pings.len() >= OF_TRACK_MAX || !pings.last().is_none_or(is_apart) {
                continue;
            }
            pings.push(Ping {
                time: fix.time,
                position: fix.position,
                sog_kn: fix.sog_kn,
                cog_deg: fix.cog_deg,
            });
            self.pings += 1;
            let (first, last) = self.span.unwrap_or((fix.time, fix.time));
            self.span = Some((first.min(fix.time), last.max(fix.time)));
        }
    }
}

/// The tracks of an archive, and the watch that knows whose they are.
fn read(folder: &Path, go_on: GoOn<'_>) -> Result<(Heard, Watch), Failure> {
    let root = archive::positions(folder);
    if !root.is_dir() {
        let path = folder.to_owned();
        return Err(archive::Error::Empty { path }.into());
    }
    let mut rules = Rules::builtin();
    rules.watch.detectors.clear();
    rules.watch.presence = false;
    let mut watch = Watch::new(rules, Context::default());
    watch.keep_fixes();
    let mut heard = Heard::default();
    let reader = ArchiveReader::new(&root);
    let mut since = 0;
    reader.replay::<Failure>(|kept| {
        watch.push(keeping::observation_of(kept.row));
        since += 1;
        if since >= CHUNK {
            since = 0;
            heard.take(&mut watch);
            go_on()?;
        }
        Ok(())
    })?;
    watch.finish();
    heard.take(&mut watch);
    Ok((heard, watch))
}

/// An order in which neighbours by number, which are of one flag, are not neighbours.
fn mixed(mmsi: u32) -> u32 {
    mmsi.wrapping_mul(2_654_435_761)
}

pub(super) fn run(
    console: &Console,
    arguments: &TrainArguments,
    go_on: GoOn<'_>,
) -> Result<(), Failure> {
    let (Some(folder), Some(out)) = (&arguments.archive, &arguments.out) else {
        return Err(Failure::new(Exit::Usage, "train-motion-needs"));
    };
    let (heard, watch) = read(folder, go_on)?;
    let known = known_vessels(&watch);
    let mut order: Vec<(&(u32, u32), &Vec<Ping>)> = heard.tracks.iter().collect();
    order.sort_by_key(|((mmsi, track), _)| (mixed(*mmsi), *mmsi, *track));
    let (mut samples, mut vessels, mut positions) = (Vec::new(), BTreeSet::new(), 0);
    for ((mmsi, _), pings) in order {
        if samples.len() >= SAMPLES_MAX {
            break;
        }
        go_on()?;
        let class = known.get(mmsi).map_or("*", |(class, _)| class.as_str());
        samples.extend(samples_of_track(class, &mmsi.to_string(), pings));
        vessels.insert(*mmsi);
        positions += pings.len();
    }
    let Some((from, until)) = heard.span else {
        return Err(Failure::new(Exit::Data, "train-no-movement").with("vessels", 0));
    };
    // Stable words: the file is data, not a page.
    let mut sheet = format!(
        "{positions} positions of {} vessels, {from} to {until}, each hidden from itself; not judged on others",
        vessels.len()
    );
    for (name, text) in [
        ("source", &arguments.source),
        ("made by", &arguments.made_by),
    ] {
        if !text.is_empty() {
            sheet = format!("{sheet}; {name}: {text}");
        }
    }
    let model = learn_motion(&samples, &sheet);
    go_on()?;
    if model.learnt() == 0 {
        let failure = Failure::new(Exit::Data, "train-no-movement");
        return Err(failure.with("vessels", vessels.len()));
    }
    let written = Whole::create(out).and_then(|mut file| {
        file.write_all(model.to_json().as_bytes())?;
        file.finish()
    });
    written.map_err(|fault| Failure::file(out, &fault))?;
    if console.json {
        let told = json!({
            "data_sheet": model.data_sheet, "vessels": vessels.len(), "positions": positions,
            "samples": samples.len(), "cells": model.learnt(), "out": out,
        });
        return console.result(&format!("{told}\n"));
    }
    let args = [
        ("vessels", vessels.len().into()),
        ("positions", positions.into()),
        ("cells", model.learnt().into()),
        ("path", out.display().to_string().into()),
    ];
    console.result(&format!("{}\n", console.text("train-motion", &args)))
}
