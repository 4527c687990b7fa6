//! `vigie fishing`: the probability of fishing at each position of tracks that are known whole, as a table.
//!
//! Positions come from recorded feeds or from an archive and become tracks as in a watch. Each track of a fishing vessel is
//! judged by the model of its gear; a centred model, which looks ahead too, goes before one that looks back only. Without a
//! model the speed band answers. Each row says how it was found, and how far that was tested.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;
use vigie_sea::Time;
use vigie_watch::fishing_model::{
    ArchiveModels, FishingMethod, FishingModel, FishingPoint, JudgedTrack,
};
use vigie_watch::{
    Ends, FishingConfig, Gear, Observation, Role, SourceKind, Validation, Vessel, Watch,
    role_of_ship_type,
};

use super::args::FishingArguments;
use super::console::Console;
use super::failure::Failure;
use super::intake::Intake;
use super::interrupt::Interrupt;
use super::sorted::{give_sorted, scratch_fault};
use super::summary::grouped;
use super::train::gear_of;
use super::{listing, reading};
use crate::archive::{self, Journal};
use crate::exit::Exit;
use crate::export::Whole;
use crate::feed::{Sorter, Unnumbered};
use crate::reference;

/// Observations between two looks at ctrl-C.
const LOOK_EVERY: u64 = 16_384;
/// Seconds of event time between two looks at who was heard: the watch forgets who is silent for `forget_days` (a day at
/// least), and where few ships are heard months lie between as many observations.
const FOLLOW_EVERY_S: f64 = 86_400.0;
/// Columns of the table.
const HEADER: &[u8] =
    b"mmsi,track,time,lat,lon,sog_kn,gear,gear_source,probability,fishing,method,model,validated\n";

pub(crate) fn run(console: &Console, arguments: &FishingArguments) -> Result<(), Failure> {
    let interrupt = Interrupt::listen();
    let mut files = reading::reference(&arguments.reference)?;
    let models = models(&std::mem::take(&mut files.fishing_models))?;
    let asked = arguments.gear.as_deref().map(gear_of).transpose()?;
    let mut reference = files.load()?;
    listing::tell_remarks(console, &reference.remarks);
    let rules = reference.rules.fishing.clone();
    // Only tracks are wanted.
    reference.rules.watch.detectors.clear();
    reference.rules.watch.presence = false;
    let mut watch = Watch::new(reference.rules, reference.context);
    watch.keep_fixes();
    let mut sea = Sea {
        watch,
        ends: Ends::default(),
        tracks: BTreeMap::new(),
        asked,
        given: 0,
        followed: None,
        interrupt,
    };
    match &arguments.archive {
        Some(folder) => sea.read_archive(folder)?,
        None => sea.read_feeds(console, arguments, reference.known_vessels)?,
    }
    sea.finish();
    if sea.given == 0 {
        return Err(Failure::new(Exit::Data, "nothing-to-watch"));
    }
    let counts = write(&arguments.out, &sea.tracks, &models, &rules)?;
    tell(console, &arguments.out, &models, &counts)
}

fn models(paths: &[PathBuf]) -> Result<ArchiveModels, Failure> {
    let mut all = ArchiveModels::default();
    for path in paths {
        let bytes = reference::read(path)?;
        let model =
            FishingModel::from_json(&String::from_utf8_lossy(&bytes)).map_err(|source| {
                Failure::from(reference::Error::Watch {
                    path: path.clone(),
                    source,
                })
            })?;
        all.put(model);
    }
    Ok(all)
}

/// Who told a vessel's gear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GearSource {
    /// A registry, a list or a column.
    Told,
    /// The command line, for vessels of which nobody told it.
    Given,
    /// The AIS ship type says only that it fishes.
    ShipType,
}

impl GearSource {
    fn code(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Given => "given",
            Self::ShipType => "ship-type",
        }
    }
}

/// A track of a fishing vessel.
#[derive(Default)]
struct Track {
    points: Vec<FishingPoint>,
    gear: Option<(Gear, GearSource)>,
}

/// By MMSI and number of the track.
type Tracks = BTreeMap<(u32, u32), Track>;

struct Sea {
    watch: Watch,
    ends: Ends,
    tracks: Tracks,
    asked: Option<Gear>,
    given: u64,
    followed: Option<Time>,
    interrupt: Interrupt,
}

impl Sea {
    fn read_feeds(
        &mut self,
        console: &Console,
        arguments: &FishingArguments,
        known_vessels: Unnumbered,
    ) -> Result<(), Failure> {
        let feeds = reading::feeds(&arguments.feeds, &arguments.reading)?;
        if feeds.iter().any(|feed| feed.place.is_live()) {
            return Err(Failure::new(Exit::Usage, "fishing-live"));
        }
        let mut options = reading::options(&arguments.reading)?;
        options.known_vessels = known_vessels;
        let mut intake = Intake::start(console, &feeds, &options, self.interrupt.clone())?;
        let mut sorter = Sorter::default();
        intake.run(|delivery| {
            let observations = delivery.unwrap_or_default().observations;
            sorter
                .push(observations)
                .map_err(|fault| scratch_fault(&fault))
        })?;
        give_sorted(sorter, |observation| self.give(observation))
    }

    fn read_archive(&mut self, folder: &Path) -> Result<(), Failure> {
        let journal = Journal::known(folder)?;
        archive::settle(folder, &journal)?;
        let mut outcome = Ok(());
        archive::in_order(&archive::positions(folder), |observation| {
            outcome = self.give(observation);
            outcome.is_ok()
        })?;
        outcome
    }

    /// Takes the next in order of time.
    fn give(&mut self, observation: Observation) -> Result<(), Failure> {
        self.given += 1;
        if let Some(observation) = self.ends.push(observation) {
            self.push(observation);
        }
        if !self.given.is_multiple_of(LOOK_EVERY) {
            return Ok(());
        }
        if self.interrupt.asked() {
            return Err(Failure::interrupted());
        }
        self.follow();
        Ok(())
    }

    /// Nothing waits in the watch, as it is in order already: whoever it forgets at this time was looked at before.
    fn push(&mut self, observation: Observation) {
        let time = observation.time;
        let followed = *self.followed.get_or_insert(time);
        if time.since_s(followed) >= FOLLOW_EVERY_S {
            self.followed = Some(time);
            self.follow();
        }
        self.watch.push_in_order(observation);
    }

    fn finish(&mut self) {
        let ends = std::mem::take(&mut self.ends);
        if let Some((_, rest)) = ends.finish(&self.watch.rules().watch) {
            rest.into_iter().for_each(|last| self.push(last));
        }
        self.follow();
    }

    /// Takes the newest positions; a gear that is told later counts from the beginning of the track.
    fn follow(&mut self) {
        for fix in self.watch.drain_fixes() {
            if matches!(fix.source, SourceKind::Detection | SourceKind::Sighting) {
                continue;
            }
            let track = self.tracks.entry((fix.mmsi, fix.track)).or_default();
            if track.points.last().is_some_and(|p| p.time >= fix.time) {
                continue;
            }
            track.points.push(FishingPoint {
                time: fix.time,
                position: fix.position,
                sog_kn: fix.sog_kn,
            });
        }
        for vessel in self.watch.vessels() {
            if let Some(track) = self.tracks.get_mut(&(vessel.mmsi, vessel.track)) {
                track.gear = fishes_with(vessel, self.asked).or(track.gear);
                if track.gear.is_none() && is_other(vessel) {
                    // Merchant ships would fill the memory; one that turns out to fish is judged from then on.
                    track.points = Vec::new();
                }
            }
        }
    }
}

/// Whether its ship type says that it does something else.
fn is_other(vessel: &Vessel) -> bool {
    let kind = vessel.identity.ship_type.and_then(role_of_ship_type);
    kind.is_some_and(|role| role != Role::Fishing)
}

/// The gear by which a vessel is judged; `None` for one that nobody says fishes.
fn fishes_with(vessel: &Vessel, asked: Option<Gear>) -> Option<(Gear, GearSource)> {
    let kind = vessel.identity.ship_type.and_then(role_of_ship_type);
    let told = vessel.gear().and_then(Gear::of);
    match (told, asked, kind) {
        (Some(gear), _, _) => Some((gear, GearSource::Told)),
        (None, Some(gear), None | Some(Role::Fishing)) => Some((gear, GearSource::Given)),
        (None, None, Some(Role::Fishing)) => Some((Gear::Other, GearSource::ShipType)),
        _ => None,
    }
}

/// What was written.
#[derive(Default)]
struct Counts {
    tracks: u64,
    positions: u64,
    fishing: u64,
    by_model: u64,
    unvalidated: u64,
}

fn write(
    path: &Path,
    tracks: &Tracks,
    models: &ArchiveModels,
    rules: &FishingConfig,
) -> Result<Counts, Failure> {
    let fault = |fault: std::io::Error| Failure::file(path, &fault);
    let mut file = Whole::create(path).map_err(fault)?;
    file.write_all(HEADER).map_err(fault)?;
    let mut counts = Counts::default();
    for ((mmsi, number), track) in tracks {
        let Some((gear, source)) = track.gear else {
            continue;
        };
        counts.tracks += 1;
        let judged = models.judge(gear, rules, &track.points);
        let model = judged.model.map(FishingModel::name).unwrap_or_default();
        for (point, answer) in track.points.iter().zip(&judged.answers) {
            let validated = validated(&judged, gear, rules, answer);
            counts.positions += 1;
            counts.fishing += u64::from(answer.fishing);
            counts.by_model += u64::from(answer.method == FishingMethod::Model);
            counts.unvalidated += u64::from(validated == "no");
            let sog = point.sog_kn.map(|kn| format!("{kn:.1}"));
            let line = format!(
                "{mmsi},{number},{},{:.7},{:.7},{},{},{},{:.4},{},{},{model},{validated}\n",
                point.time,
                point.position.lat_deg(),
                point.position.lon_deg(),
                sog.unwrap_or_default(),
                gear.code(),
                source.code(),
                answer.probability,
                u8::from(answer.fishing),
                method(answer.method),
            );
            file.write_all(line.as_bytes()).map_err(fault)?;
        }
    }
    if counts.positions == 0 {
        return Err(Failure::new(Exit::Data, "fishing-nobody").with("tracks", tracks.len()));
    }
    file.finish().map_err(fault)?;
    Ok(counts)
}

fn method(method: FishingMethod) -> &'static str {
    match method {
        FishingMethod::Model => "model",
        FishingMethod::SpeedBand => "speed-band",
    }
}

fn validated(
    judged: &JudgedTrack<'_>,
    gear: Gear,
    rules: &FishingConfig,
    answer: &vigie_watch::fishing_model::FishingProbability,
) -> &'static str {
    match judged.validated(gear, rules, answer) {
        Validation::Partly => "partly",
        Validation::No => "no",
    }
}

fn tell(
    console: &Console,
    out: &Path,
    models: &ArchiveModels,
    counts: &Counts,
) -> Result<(), Failure> {
    if console.json {
        let used: Vec<_> = models
            .iter()
            .map(|m| json!({"model": m.name(), "gear": m.gear, "variant": m.variant, "held_out": m.data_sheet.held_out,
                "not_validated": m.data_sheet.not_validated}))
            .collect();
        let told = json!({"tracks": counts.tracks, "positions": counts.positions, "fishing": counts.fishing,
            "by_model": counts.by_model, "by_band": counts.positions - counts.by_model, "unvalidated": counts.unvalidated,
            "models": used, "out": out});
        return console.result(&format!("{told}\n"));
    }
    for model in models.iter() {
        let args = [
            ("model", model.name().into()),
            (
                "variant",
                console
                    .text(&format!("train-variant-{}", model.variant.code()), &[])
                    .into(),
            ),
        ];
        console.tell(&console.text("fishing-model", &args));
    }
    let args = [
        ("positions", grouped(counts.positions).into()),
        ("tracks", grouped(counts.tracks).into()),
        ("fishing", grouped(counts.fishing).into()),
        ("model", grouped(counts.by_model).into()),
        ("unvalidated", grouped(counts.unvalidated).into()),
        ("path", out.display().to_string().into()),
    ];
    console.result(&format!("{}\n", console.text("fishing-written", &args)))
}
