//! Positions that imagery speaks against: a ship that, by what it sent, was surely inside a look that shows ships like it
//! nearly always, and that no detection of the look can be.
//!
//! Radar and optical imagery only: a sighting is of one thing, and of lights and radio emissions a ship may have none. Even then
//! one ship in ten is missed, so the event has little confidence, and none is made where the length is not known, where several
//! ships send one MMSI, or where the look did not show the others either: then it is the look that is wrong.
//!
//! Method: "surely in the footprint, expected recall high, no detection" as Kroodsma et al. (*Scientific Reports* 12, 21004,
//! 2022) use it to find what radar misses; thresholds are own choices, tried on made-up looks only.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::{MatchConfig, SceneResult, TrackResult};
use super::motion::{Ping, TrackView};
use super::scene::Scene;
use super::sensor::SensorKind;
use super::telling::{count, plain};
use crate::{EndPoint, Event, EventKind, EventState, Evidence, Participant, RuleRef};

/// Code of the check, in the evidence, the rule and at the end of the event's identifier.
pub const NOT_SEEN: &str = "not-seen";

/// Others expected in a look from which it can be told whether it shows ships at all.
const OTHERS_MIN: f64 = 2.0;

/// The events of a look about ships that it should have shown and did not; `tracks` are those it was weighed against.
#[must_use]
pub fn unseen_events(
    scene: &Scene,
    result: &SceneResult,
    tracks: &[TrackView],
    config: &MatchConfig,
    rules_version: &str,
) -> Vec<Event> {
    if !matches!(scene.sensor, SensorKind::Sar | SensorKind::Optical) {
        return Vec::new();
    }
    let mut views: BTreeMap<&str, &TrackView> = BTreeMap::new();
    let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
    for track in tracks {
        views.insert(&track.id, track);
        if let Some(mmsi) = mmsi_of(&track.id)
            && !once.insert(mmsi)
        {
            twice.insert(mmsi);
        }
    }
    let told = result.tracks.iter().filter_map(|of| {
        let view = views.get(of.track.as_str()).copied()?;
        let mmsi = mmsi_of(&of.track).filter(|mmsi| !twice.contains(mmsi))?;
        let inside = of.inside.filter(|p| *p >= config.unseen_inside_min)?;
        let is_unseen = of.detected <= config.unseen_detected_max
            && of.seen >= config.unseen_recall_min
            && view.length_m.is_some();
        let beside = || Others::beside(of, result);
        let others = is_unseen.then(beside).filter(|o| o.are_shown(config))?;
        let doubt = Doubt {
            mmsi,
            inside,
            of,
            view,
            others,
        };
        doubt.event(scene, config, rules_version)
    });
    told.collect()
}

/// The MMSI of a track, `MMSI-n`.
pub(super) fn mmsi_of(track: &str) -> Option<u32> {
    track.split('-').next()?.parse().ok()
}

/// The other ships of the look: how many it should show, and how many it does.
struct Others {
    expected: f64,
    found: f64,
}

impl Others {
    fn beside(of: &TrackResult, result: &SceneResult) -> Self {
        let others = || result.tracks.iter().filter(|t| t.track != of.track);
        let inside = |t: &TrackResult| t.inside.unwrap_or(0.0);
        Self {
            expected: others().map(|t| inside(t) * t.seen).sum(),
            found: others().map(|t| t.detected.min(1.0)).sum(),
        }
    }

    fn are_shown(&self, config: &MatchConfig) -> bool {
        self.expected < OTHERS_MIN || self.found >= config.unseen_found_share * self.expected
    }
}

/// One ship that was not seen.
struct Doubt<'a> {
    mmsi: u32,
    inside: f64,
    of: &'a TrackResult,
    view: &'a TrackView,
    others: Others,
}

impl Doubt<'_> {
    fn event(&self, scene: &Scene, config: &MatchConfig, rules_version: &str) -> Option<Event> {
        let end = |ping: &Ping| EndPoint {
            time: ping.time,
            position: ping.position,
        };
        let (before, after) = (self.view.before.as_ref(), self.view.after.as_ref());
        let start = end(before.or(after)?);
        let last = end(after.or(before)?);
        let likely = self.inside * (1.0 - self.of.detected) * self.of.seen;
        let confidence = config.unseen_confidence * likely.clamp(0.0, 1.0);
        Some(Event {
            id: format!(
                "implausible_position-{}-{}-{}-{NOT_SEEN}",
                plain(&self.of.track),
                plain(&scene.id),
                scene.time.s()
            ),
            kind: EventKind::ImplausiblePosition,
            state: EventState::Closed,
            revision: 0,
            vessels: vec![Participant {
                mmsi: self.mmsi,
                track: self.of.track.clone(),
                role: "vessel".to_owned(),
            }],
            start,
            end: Some(last),
            rule: RuleRef {
                name: format!("implausible_position.{NOT_SEEN}"),
                version: rules_version.to_owned(),
            },
            confidence: (confidence * 100.0).round() / 100.0,
            evidence: self.evidence(scene),
            refuted_by: [
                "sensor-missed",
                "look-misplaced",
                "length-wrong",
                "sighted-there",
                "late-positions",
            ]
            .map(str::to_owned)
            .to_vec(),
            retraction: None,
        })
    }

    fn evidence(&self, scene: &Scene) -> Evidence {
        let mut evidence = Evidence::default();
        evidence
            .number("look_inside_probability", self.inside)
            .number("detected_probability", self.of.detected)
            .number("recall_probability", self.of.seen)
            .number("others_look_expected", self.others.expected)
            .number("others_look_found", self.others.found)
            .number("scene_detections", count(scene.detections.len()))
            .number("place_m", scene.traits.place_m)
            .maybe("length_m", self.view.length_m)
            .code("check", NOT_SEEN)
            .code("sensor", scene.sensor.code())
            .code("scene", scene.id.clone())
            .code("look_date", scene.time.to_string())
            .code("validated", "no");
        for (name, ping) in [("before", &self.view.before), ("after", &self.view.after)] {
            let Some(ping) = ping else { continue };
            let age_min = scene.time.since_s(ping.time).abs() / 60.0;
            evidence
                .number(&format!("ping_{name}_min"), age_min)
                .maybe(&format!("ping_{name}_speed_kn"), ping.sog_kn);
            evidence
                .places
                .insert(format!("ping_{name}"), ping.position);
        }
        evidence
    }
}
