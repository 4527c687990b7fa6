//! Looks of satellites and sightings on the command line: files of detections weighed against the feeds being watched.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vigie_case::package::sha256_hex;
use vigie_watch::Watch;
use vigie_watch::detection::{
    LookOver, Lookout, Scene, lit_vessels, match_scene, name_sighted, scene_events, unseen_events,
};

use super::console::Console;
use super::failure::Failure;
use super::listing::tell_refused;
use super::reading;
use crate::exit::Exit;
use crate::reference;
use crate::scene::{self, Outcome, known_vessels, scene_json};

/// Looks out of the files named on the command line.
#[derive(Default)]
pub(super) struct ReadScenes {
    pub(super) scenes: Vec<Scene>,
    /// Rows that could not be used.
    pub(super) refused: usize,
    /// What was read, and how: columns and content of each file.
    pub(super) digests: Vec<String>,
}

/// Reads files of detections, and tells the first rows that cannot be used; nothing if no file is named.
pub(super) fn scenes(console: &Console, texts: &[String]) -> Result<ReadScenes, Failure> {
    let mut all = ReadScenes::default();
    for spec in reading::detections(texts)? {
        let unknown = || Failure::new(Exit::Usage, "preset-unknown").with("text", &spec.preset);
        let preset = spec.columns.as_ref().ok_or_else(unknown)?;
        let bytes = reference::read(&spec.path)?;
        let read = scene::read(&bytes, preset).map_err(|source| {
            Failure::from(reference::Error::Watch {
                path: spec.path.clone(),
                source,
            })
        })?;
        let faults = read.faults.iter().map(|it| (it.line, it.reason.as_str()));
        tell_refused(console, &spec.path, faults);
        all.refused += read.faults.iter().filter(|fault| !fault.used).count();
        all.scenes.extend(read.scenes);
        all.digests
            .push(format!("{preset:?} {}", sha256_hex(&bytes)));
    }
    if !texts.is_empty() && all.scenes.is_empty() {
        return Err(Failure::new(Exit::Data, "nothing-detected").with("refused", all.refused));
    }
    Ok(all)
}

/// The scenes named on the command line, and what the feeds say of each.
pub(super) struct Looks {
    scenes: Vec<Scene>,
    lookout: Lookout,
    refused: usize,
    results: Vec<Value>,
    outcome: Outcome,
}

impl Looks {
    /// Reads the files; `None` if none is named.
    pub(super) fn open(
        console: &Console,
        texts: &[String],
        window_h: f64,
    ) -> Result<Option<Self>, Failure> {
        let read = scenes(console, texts)?;
        if read.scenes.is_empty() {
            return Ok(None);
        }
        let moments: Vec<_> = read.scenes.iter().map(|s| s.time).collect();
        Ok(Some(Self {
            lookout: Lookout::new(&moments, window_h),
            scenes: read.scenes,
            refused: read.refused,
            results: Vec::new(),
            outcome: Outcome::default(),
        }))
    }

    /// Takes the positions that came out of the watch since the last call.
    pub(super) fn follow(&mut self, watch: &mut Watch) {
        for fix in watch.drain_fixes() {
            self.lookout.fix(&fix);
        }
    }

    /// Weighs every scene and gives its events to the watch.
    pub(super) fn weigh(&mut self, watch: &mut Watch) {
        self.follow(watch);
        let known = known_vessels(watch);
        let lookout = std::mem::take(&mut self.lookout);
        let class = |mmsi: u32, _track: u32| {
            let found = known.get(&mmsi).cloned();
            found.unwrap_or_else(|| ("*".to_owned(), None))
        };
        let views = lookout.finish(class);
        let (model, config) = (watch.context().motion_model(), watch.rules().detection);
        let version = watch.rules().version.clone();
        name_sighted(&mut self.scenes, watch.vessels());
        for (scene, tracks) in self.scenes.iter_mut().zip(views) {
            watch.context().satellites.place(scene);
            let result = match_scene(scene, &tracks, &model, &config);
            let mut events = scene_events(scene, &result, &config, &version);
            events.extend(unseen_events(scene, &result, &tracks, &config, &version));
            let at = watch.now().unwrap_or(scene.time);
            watch.tell_scene(at, &scene.id, events);
            watch.tell_lights(at, &scene.id, &lit_vessels(scene, &result, &config));
            self.outcome = self.outcome.plus(Outcome::of(&result));
            self.results.push(scene_json(scene, &result));
        }
        let over: Vec<LookOver> = self.scenes.iter().map(LookOver::from).collect();
        let newest = self.scenes.iter().map(|scene| scene.time).max();
        if let Some(at) = watch.now().or(newest) {
            watch.tell_dark_vessels(at, &over, &BTreeSet::new());
        }
    }

    pub(super) fn json(&self) -> Value {
        json!({"refused": self.refused, "outcome": self.outcome.json(), "scenes": self.results})
    }

    /// What the looks showed; and of how many nothing can be said, because no AIS was heard around them.
    pub(super) fn lines(&self, console: &Console) -> Vec<String> {
        let count = |n: usize| n.into();
        let all = console.text(
            "watch-looks",
            &[
                ("scenes", count(self.scenes.len())),
                ("dark", count(self.outcome.dark)),
                ("ais", count(self.outcome.on_ais)),
                ("uncertain", count(self.outcome.uncertain)),
                ("missed", count(self.outcome.missed)),
            ],
        );
        let unheard = self.results.iter().filter(|it| it["ais_heard"] == false);
        let unheard = match unheard.count() {
            0 => None,
            n => Some(console.text("watch-looks-unheard", &[("count", count(n))])),
        };
        [all].into_iter().chain(unheard).collect()
    }
}
