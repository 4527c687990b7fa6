//! What a look says, as events: each detection that no track explains well enough, with its working.
//!
//! Of a sighting no words of people are told, nor who reported: events go to partners.

use super::matching::{Candidate, DetectionResult, MatchConfig, SceneResult, Verdict};
use super::motion::Fit;
use super::scene::{Detection, Scene};
use super::sensor::SensorKind;
use super::sighting::Witness;
use crate::{EndPoint, Event, EventKind, EventState, Evidence, Gear, RuleRef};

/// Candidates shown on an event.
const SHOWN: usize = 3;

/// The events of a look: one for each detection whose probability to be dark is `config.told_from` or more; none where no AIS
/// is heard around it, nor of one that its observer or producer found on AIS. They name
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
        .filter(|d| d.dark >= config.told_from && is_dark_lead(scene, d));
    told.filter_map(|d| {
        let detection = scene.detections.get(d.detection)?;
        Some(event(scene, result, detection, d, rules_version))
    })
    .collect()
}

/// Whether it can be said at all that a detection is not on AIS.
fn is_dark_lead(scene: &Scene, said: &DetectionResult) -> bool {
    let witness = scene
        .detections
        .get(said.detection)
        .and_then(|d| d.witness.as_ref());
    match witness.and_then(|w| w.ais_received) {
        Some(received) => !received,
        None => said.ais_heard,
    }
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
    small(&mut evidence, "alone_per_km2", said.alone_per_km2);
    if let Some(witness) = &detection.witness {
        show_witness(&mut evidence, detection, witness);
    }
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
            if detection.witness.is_some() {
                "report-wrong"
            } else {
                "platform-or-false-echo"
            },
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
        .number(&name("offset_m"), candidate.offset_m)
        .number(&name("ping_age_min"), candidate.nearest_ping_s / 60.0)
        .number(&name("azimuth_shift_m"), candidate.azimuth_shift_m)
        .number(&name("length_factor"), candidate.length_factor);
    small(evidence, &name("probability"), candidate.probability);
    small(
        evidence,
        &name("density_per_km2"),
        candidate.density_per_km2,
    );
    small(evidence, &name("odds"), candidate.odds);
    if let Some(factor) = candidate.identity_factor {
        evidence.number(&name("identity_factor"), factor);
    }
}

/// A number that may be very small: six digits from its first.
fn small(evidence: &mut Evidence, name: &str, value: f64) {
    let written = format!("{value:.5e}").parse::<f64>().ok();
    let kept = written.filter(|v| v.is_finite());
    evidence.numbers.insert(name.to_owned(), kept);
}

/// What is told of a sighting: how it was seen, what, what was read, and how far it is trusted.
fn show_witness(evidence: &mut Evidence, detection: &Detection, witness: &Witness) {
    let report = if witness.verified {
        "verified"
    } else {
        "unverified"
    };
    evidence
        .number("report_trust_share", witness.trust(detection.confidence))
        .code("report", report);
    // Codes only: a cell may hold what a person said.
    let is_code = |text: &str| {
        let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        !text.is_empty() && text.chars().all(sign)
    };
    if is_code(&witness.means) {
        evidence.code("means", witness.means.clone());
    }
    if let Some(gear) = Gear::of(&witness.what) {
        evidence.code("gear", gear.code());
    } else if is_code(&witness.what) {
        evidence.code("what_seen", witness.what.clone());
    }
    for (key, text) in [
        ("read_name", &witness.name),
        ("read_call_sign", &witness.call_sign),
    ] {
        if !text.is_empty() {
            evidence.code(key, text.clone());
        }
    }
    if let Some(mmsi) = witness.mmsi {
        evidence.code("read_mmsi", mmsi.to_string());
    }
    if let Some(received) = witness.ais_received {
        evidence.code("ais_received", if received { "yes" } else { "no" });
    }
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
    // What an unverified report weighs is in the probability already.
    let is_weighed = detection.witness.as_ref().is_some_and(|w| !w.verified);
    let sure = detection.confidence.filter(|_| !is_weighed);
    let both = sure.unwrap_or(1.0) * dark;
    (both.min(0.99) * 100.0).round() / 100.0
}

/// A producer's id as a part of an identifier.
pub(super) fn plain(text: &str) -> String {
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
pub(super) fn count(of: usize) -> f64 {
    of as f64
}
