//! What a look says, as events: each detection that no track explains well enough, with its working.

use super::matching::{Candidate, DetectionResult, MatchConfig, SceneResult, Verdict};
use super::motion::Fit;
use super::scene::{Detection, Scene};
use super::sensor::SensorKind;
use crate::{EndPoint, Event, EventKind, EventState, Evidence, RuleRef};

/// Candidates shown on an event.
const SHOWN: usize = 3;

/// The events of a look: one for each detection whose probability to be dark is `config.told_from` or more. They name
/// no vessel: what is known is a place, a moment and the tracks that do not explain it.
#[must_use]
pub fn scene_events(
    scene: &Scene,
    result: &SceneResult,
    config: &MatchConfig,
    rules_version: &str,
) -> Vec<Event> {
    let told = result
        .detections
        .iter()
        .filter(|d| d.dark >= config.told_from);
    told.filter_map(|d| {
        let detection = scene.detections.get(d.detection)?;
        Some(event(scene, result, detection, d, rules_version))
    })
    .collect()
}

fn event(
    scene: &Scene,
    whole: &SceneResult,
    detection: &Detection,
    said: &DetectionResult,
    rules_version: &str,
) -> Event {
    let at = EndPoint {
        time: detection.time,
        position: detection.position,
    };
    let mut evidence = Evidence::default();
    evidence
        .number("dark_probability", said.dark)
        .maybe("length_m", detection.length_m)
        .maybe("sensor_confidence", detection.confidence)
        .number("place_m", scene.traits.place_m)
        .number("alone_per_km2", said.alone_per_km2)
        .number("tracks_weighed", count(whole.tracks.len()))
        .number("scene_detections", count(scene.detections.len()))
        .number("scene_expected_dark", whole.expected_dark)
        .code("sensor", scene.sensor.code())
        .code("scene", scene.id.clone())
        .code("detection", detection.id.clone())
        .code("verdict", verdict(said.verdict))
        .code(
            "assignment",
            if said.assigned.is_some() {
                "to-a-track"
            } else {
                "not-on-ais"
            },
        )
        // Judged on hidden pings as radar sees them; the other sensors' traits are round figures.
        .code(
            "validated",
            if scene.sensor == SensorKind::Sar {
                "partly"
            } else {
                "no"
            },
        );
    for (number, candidate) in (1..=SHOWN).zip(&said.candidates) {
        show(&mut evidence, number, candidate);
    }
    Event {
        id: format!(
            "dark-{}-{}-{}",
            plain(&scene.id),
            plain(&detection.id),
            detection.time.s()
        ),
        kind: EventKind::DarkDetection,
        state: EventState::Closed,
        revision: 0,
        vessels: Vec::new(),
        start: at,
        end: Some(at),
        rule: RuleRef {
            name: "detection.dark".to_owned(),
            version: rules_version.to_owned(),
        },
        confidence: confidence(detection, said.dark),
        evidence,
        refuted_by: [
            "ais-not-heard-here",
            "no-ais-required",
            "platform-or-false-echo",
            "late-positions",
        ]
        .map(str::to_owned)
        .to_vec(),
        retraction: None,
    }
}

/// The working of one pair: who, how likely, how far off, how old the ping.
fn show(evidence: &mut Evidence, number: usize, candidate: &Candidate) {
    let name = |what: &str| format!("candidate_{number}_{what}");
    evidence
        .code(&name("track"), candidate.track.clone())
        .code(
            &name("fit"),
            match candidate.fit {
                Fit::TwoPings => "two-pings",
                Fit::OnePing => "one-ping",
                Fit::Formula => "formula",
            },
        )
        .number(&name("probability"), candidate.probability)
        .number(&name("offset_m"), candidate.offset_m)
        .number(&name("ping_age_min"), candidate.nearest_ping_s / 60.0)
        .number(&name("azimuth_shift_m"), candidate.azimuth_shift_m)
        .number(&name("density_per_km2"), candidate.density_per_km2)
        .number(&name("length_factor"), candidate.length_factor)
        .number(&name("odds"), candidate.odds);
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Dark => "dark",
        Verdict::OnAis => "on-ais",
        Verdict::Uncertain => "uncertain",
    }
}

/// That there is a vessel, and that no track explains it; never said to be sure.
fn confidence(detection: &Detection, dark: f64) -> f64 {
    let both = detection.confidence.unwrap_or(1.0) * dark;
    (both.min(0.99) * 100.0).round() / 100.0
}

/// A producer's id as a part of an identifier.
fn plain(text: &str) -> String {
    let keep = |c: char| {
        if c.is_ascii_alphanumeric() || c == '.' {
            c
        } else {
            '_'
        }
    };
    text.chars().take(80).map(keep).collect()
}

#[allow(clippy::cast_precision_loss, reason = "counts of a scene")]
fn count(of: usize) -> f64 {
    of as f64
}
