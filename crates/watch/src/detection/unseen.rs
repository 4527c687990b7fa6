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

use vigie_sea::{Position, distance_m};

use super::hearing::AROUND_M;
use super::matching::{MatchConfig, SceneResult, TrackResult};
use super::motion::{Ping, TrackView};
use super::outline::is_outside;
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
    let outside = outside(scene, result);
    let shown = Shown {
        result,
        views: &views,
        outside: &outside,
    };
    let told = result.tracks.iter().filter_map(|of| {
        let view = views.get(of.track.as_str()).copied()?;
        let mmsi = mmsi_of(&of.track).filter(|mmsi| !twice.contains(mmsi))?;
        let inside = of.inside.filter(|p| *p >= config.unseen_inside_min)?;
        let is_unseen = of.detected <= config.unseen_detected_max
            && of.seen >= config.unseen_recall_min
            && view.length_m.is_some();
        // A look may be right in one place and wrong in another: all others, and those around.
        let beside = || {
            let others = shown.others(of, None);
            let around = shown.others(of, Some(place_of(view)?));
            (others.are_shown(config) && around.are_shown(config)).then_some(others)
        };
        let others = is_unseen.then(beside).flatten()?;
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

/// What a look shows of its tracks.
struct Shown<'a> {
    result: &'a SceneResult,
    views: &'a BTreeMap<&'a str, &'a TrackView>,
    /// Probability of each track to be a detection outside the look's own footprint: that shows nothing inside.
    outside: &'a BTreeMap<&'a str, f64>,
}

impl Shown<'_> {
    /// The others of the whole look, or those around a place only.
    fn others(&self, of: &TrackResult, around: Option<Position>) -> Others {
        let is_around = |track: &TrackResult| {
            around.is_none_or(|around| {
                let view = self.views.get(track.track.as_str());
                let place = view.and_then(|view| place_of(view));
                place.is_some_and(|place| distance_m(around, place) <= AROUND_M)
            })
        };
        let mut others = Others {
            expected: 0.0,
            found: 0.0,
        };
        for track in self.result.tracks.iter().filter(|t| t.track != of.track) {
            if !is_around(track) {
                continue;
            }
            let outside = self.outside.get(track.track.as_str());
            let found = track.detected.min(1.0) - outside.copied().unwrap_or(0.0);
            others.expected += track.inside.unwrap_or(0.0) * track.seen;
            others.found += found.max(0.0);
        }
        others
    }
}

/// Where a track was heard last before the look, or first after it.
fn place_of(view: &TrackView) -> Option<Position> {
    let ping = view.before.as_ref().or(view.after.as_ref())?;
    Some(ping.position)
}

/// Probability of each track to be a detection that lies outside the look's own footprint.
fn outside<'a>(scene: &Scene, result: &'a SceneResult) -> BTreeMap<&'a str, f64> {
    let mut outside = BTreeMap::new();
    let Some(footprint) = &scene.footprint else {
        return outside;
    };
    for said in &result.detections {
        let seen = scene.detections.get(said.detection);
        let is_astray = |at: Position| is_outside(footprint, at, scene.traits.place_m);
        if seen.is_none_or(|seen| !is_astray(seen.position)) {
            continue;
        }
        for candidate in &said.candidates {
            *outside.entry(candidate.track.as_str()).or_insert(0.0) += candidate.probability;
        }
    }
    outside
}

impl Others {
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
