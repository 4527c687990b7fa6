//! One look weighed against all tracks at once.

use serde::{Deserialize, Serialize};
use vigie_sea::{PlaceIndex, Position, distance_m};

use super::alone::Alone;
use super::assign::likeliest;
use super::ground::Ground;
use super::hearing::heard_around;
use super::motion::{Fit, MotionModel, TrackView};
use super::pairing::{Carried, Weighed, carry, weigh};
use super::scene::{Detection, Scene};
use crate::Error;
use crate::rules::within;

/// Candidates told of a detection.
const CANDIDATES_MAX: usize = 5;
/// Settings of the matching.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MatchConfig {
    /// A ping further from the look than this says nothing, hours.
    pub window_h: f64,
    /// Share of detections held to be not on AIS before anything is seen.
    pub dark_share: f64,
    /// How much that share counts beside what the scene itself shows, as a share of its detections.
    pub dark_share_weight: f64,
    /// Detections that stand alone gather where other detections are, within this, kilometres…
    pub near_km: f64,
    /// …for this share of them; the rest may be anywhere in the footprint.
    pub near_share: f64,
    /// Standard deviation of ln(length seen / length told).
    pub length_spread: f64,
    /// Pairs with odds below this are not weighed.
    pub least_odds: f64,
    /// At or above this probability a detection is called dark.
    pub dark_from: f64,
    /// At or above this probability it is told as an event, for an officer to judge.
    pub told_from: f64,
    /// At or below this probability it is called on AIS; between both, uncertain.
    pub on_ais_to: f64,
    /// Calibration of the probability, learnt on hidden pings: factor of the log odds…
    pub calibration_factor: f64,
    /// …and what is added to them.
    pub calibration_offset: f64,
    /// A ship is told as not seen if it was inside with at least this probability…
    pub unseen_inside_min: f64,
    /// …a detection is it with at most this…
    pub unseen_detected_max: f64,
    /// …the sensor shows a ship of its length with at least this…
    pub unseen_recall_min: f64,
    /// …and the look shows at least this share of the others that it should.
    pub unseen_found_share: f64,
    /// Confidence of such an event if all of that is certain.
    pub unseen_confidence: f64,
    /// A light by night is a ship's from this probability…
    pub lit_from: f64,
    /// …and then adds this to the confidence of fishing told from a drift by night.
    pub lit_raise: f64,
}

impl Default for MatchConfig {
    fn default() -> Self {
        Self {
            window_h: 12.0,
            dark_share: 0.25,
            dark_share_weight: 0.1,
            near_km: 15.0,
            near_share: 0.5,
            length_spread: 0.45,
            least_odds: 1e-4,
            dark_from: 0.8,
            told_from: 0.5,
            on_ais_to: 0.2,
            calibration_factor: 1.0,
            calibration_offset: 0.0,
            unseen_inside_min: 0.9,
            unseen_detected_max: 0.1,
            unseen_recall_min: 0.9,
            unseen_found_share: 0.5,
            unseen_confidence: 0.2,
            lit_from: 0.8,
            lit_raise: 0.05,
        }
    }
}

impl MatchConfig {
    /// # Errors
    /// [`Error::Threshold`] for a setting outside its sensible range.
    pub fn check(&self) -> Result<(), Error> {
        within("detection.window_h", self.window_h, 0.1..=48.0)?;
        within("detection.dark_share", self.dark_share, 0.001..=0.999)?;
        within(
            "detection.dark_share_weight",
            self.dark_share_weight,
            0.0..=10.0,
        )?;
        within("detection.near_km", self.near_km, 0.1..=500.0)?;
        within("detection.near_share", self.near_share, 0.0..=1.0)?;
        within("detection.length_spread", self.length_spread, 0.05..=3.0)?;
        within("detection.least_odds", self.least_odds, 0.0..=0.1)?;
        within("detection.dark_from", self.dark_from, 0.5..=1.0)?;
        within("detection.told_from", self.told_from, 0.0..=1.0)?;
        within("detection.on_ais_to", self.on_ais_to, 0.0..=0.5)?;
        within(
            "detection.calibration_factor",
            self.calibration_factor,
            0.1..=10.0,
        )?;
        within(
            "detection.calibration_offset",
            self.calibration_offset,
            -10.0..=10.0,
        )?;
        within(
            "detection.unseen_inside_min",
            self.unseen_inside_min,
            0.5..=1.0,
        )?;
        within(
            "detection.unseen_detected_max",
            self.unseen_detected_max,
            0.0..=0.5,
        )?;
        within(
            "detection.unseen_recall_min",
            self.unseen_recall_min,
            0.5..=1.0,
        )?;
        within(
            "detection.unseen_found_share",
            self.unseen_found_share,
            0.0..=1.0,
        )?;
        within(
            "detection.unseen_confidence",
            self.unseen_confidence,
            0.0..=1.0,
        )?;
        within("detection.lit_from", self.lit_from, 0.5..=1.0)?;
        within("detection.lit_raise", self.lit_raise, 0.0..=0.2)
    }
}

/// What is said of a detection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No known track explains it.
    Dark,
    /// A track explains it, who saw it received its AIS, or its producer matched it with a vessel.
    OnAis,
    /// Neither is likely enough, no AIS is heard around it, or nobody verified the report.
    Uncertain,
}

/// One track that may explain a detection: the working.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Id of the track.
    pub track: String,
    /// Probability that it is this track, all other pairs weighed too.
    pub probability: f64,
    /// How its place was found.
    pub fit: Fit,
    /// From where the track is expected (shift applied) to the detection, metres.
    pub offset_m: f64,
    /// Time from the look to its nearest ping, seconds.
    pub nearest_ping_s: f64,
    /// Azimuth shift applied along the satellite's course, metres; 0 without geometry.
    pub azimuth_shift_m: f64,
    /// Probability density of the track at the detection, per km².
    pub density_per_km2: f64,
    /// How much the lengths speak for the pair, 1 = neither way.
    pub length_factor: f64,
    /// How much the name, call sign or MMSI that was read speaks for the pair; `None` if none of a known vessel was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_factor: Option<f64>,
    /// Odds of this pair against both standing alone.
    pub odds: f64,
}

/// What the look says of one detection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DetectionResult {
    /// Number in [`Scene::detections`].
    pub detection: usize,
    /// Probability that no known track explains it; of a sighting times what the report weighs.
    pub dark: f64,
    /// What is said of it.
    pub verdict: Verdict,
    /// Whether any AIS was heard around its own place. Where none was, no track can explain it, and nothing is said.
    #[serde(default)]
    pub ais_heard: bool,
    /// Track in the one likeliest assignment of the whole scene; `None` = not on AIS.
    pub assigned: Option<String>,
    /// Density of detections that stand alone, here, per km².
    pub alone_per_km2: f64,
    /// Tracks that may explain it, likeliest first; at most five.
    pub candidates: Vec<Candidate>,
}

/// What the look says of one track.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrackResult {
    /// Id of the track.
    pub track: String,
    /// Probability that it was inside the footprint; `None` without a footprint.
    pub inside: Option<f64>,
    /// Probability that the sensor sees a ship like it.
    pub seen: f64,
    /// Probability that it was inside and the sensor missed it.
    pub missed: f64,
    /// Probability that one of the detections is it.
    pub detected: f64,
}

/// What one look says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SceneResult {
    /// Per detection, in the order of the scene.
    pub detections: Vec<DetectionResult>,
    /// Per track that may have been inside.
    pub tracks: Vec<TrackResult>,
    /// Expected number of detections that no track explains, of those of which anything can be said.
    pub expected_dark: f64,
    /// Whether any AIS was heard around any of its detections; see [`DetectionResult::ais_heard`] for each.
    #[serde(default)]
    pub ais_heard: bool,
}

/// Weighs all detections of a look against all tracks. Tracks need not be near: those that cannot matter are
/// left out. The answer does not depend on the order of the tracks beyond rounding.
#[must_use]
pub fn match_scene(
    scene: &Scene,
    tracks: &[TrackView],
    model: &MotionModel,
    config: &MatchConfig,
) -> SceneResult {
    let carried = carry(scene, tracks, model, config);
    let places: Vec<Position> = scene.detections.iter().map(|d| d.position).collect();
    let places = PlaceIndex::new(&places);
    let alone = Alone::of(scene, &places, config);
    let weighed = weigh_alone(scene, &carried, (&alone, &places), config);
    let settled = alone.settle(&weighed, carried.len());
    let (pairs, held) = (&settled.pairs, &settled.held);
    let heard = heard_around(scene, tracks, config);
    let detections = scene.detections.len();
    let chosen = likeliest(pairs, carried.len(), detections);
    let mut by_detection: Vec<Vec<usize>> = vec![Vec::new(); detections];
    let mut detected = vec![0.0; carried.len()];
    for (number, (pair, probability)) in pairs.iter().zip(held).enumerate() {
        if let Some(sum) = detected.get_mut(pair.track) {
            *sum += probability;
        }
        if let Some(list) = by_detection.get_mut(pair.detection) {
            list.push(number);
        }
    }
    let mut result = SceneResult {
        tracks: track_results(&carried, &detected),
        ais_heard: heard.contains(&true) || (heard.is_empty() && !tracks.is_empty()),
        ..SceneResult::default()
    };
    let share = |number: &usize| held.get(*number).copied().unwrap_or(0.0);
    for (number, mut list) in by_detection.into_iter().enumerate() {
        let explained: f64 = list.iter().map(share).sum();
        let track = |pair: &usize| weighed.get(*pair).and_then(|w| carried.get(w.track));
        let pick = chosen.get(number).copied().flatten();
        let assigned = pick.as_ref().and_then(track).map(|c| c.track.id.clone());
        list.sort_by(|a, b| {
            let order = share(b).total_cmp(&share(a));
            order.then_with(|| {
                track(a)
                    .map(|c| &c.track.id)
                    .cmp(&track(b).map(|c| &c.track.id))
            })
        });
        let shown = list.iter().take(CANDIDATES_MAX).filter_map(|pair| {
            let (w, seen) = (weighed.get(*pair)?, scene.detections.get(number)?);
            let odds = pairs.get(*pair)?.odds;
            Some(candidate(track(pair)?, w, seen, (share(pair), odds)))
        });
        let told = Told {
            explained,
            assigned,
            alone_per_km2: settled.alone_per_km2.get(number).copied().unwrap_or(0.0),
            candidates: shown.collect(),
            ais_heard: heard.get(number).copied().unwrap_or(false),
        };
        let told = tell((scene, number), told, config);
        if told.ais_heard || is_looked_for(scene, number) {
            result.expected_dark += told.dark;
        }
        result.detections.push(told);
    }
    result
}

/// The pairs that may hold, their odds against one detection that stands alone per km².
fn weigh_alone(
    scene: &Scene,
    carried: &[Carried<'_>],
    (alone, places): (&Alone<'_>, &PlaceIndex),
    config: &MatchConfig,
) -> Vec<Weighed> {
    // How dense they lie at each detection is told by `alone`; here the ground is the same everywhere.
    let level = MatchConfig {
        near_share: 0.0,
        ..*config
    };
    let ground = Ground::of(scene, &level, &PlaceIndex::default());
    let least = config.least_odds * alone.least_of_all() / ground.least();
    let mut weighed = weigh(scene, carried, (&ground, places), least, config);
    for w in &mut weighed {
        w.odds *= ground.share(w.detection);
    }
    weighed.retain(|w| w.odds > config.least_odds * alone.least(w.detection));
    weighed
}

fn candidate(
    c: &Carried<'_>,
    weighed: &Weighed,
    seen: &Detection,
    (probability, odds): (f64, f64),
) -> Candidate {
    Candidate {
        track: c.track.id.clone(),
        probability,
        fit: c.place.fit,
        offset_m: distance_m(c.place.expected, seen.position),
        nearest_ping_s: c.place.nearest_s,
        azimuth_shift_m: c.shift_m,
        density_per_km2: weighed.density_per_km2,
        length_factor: weighed.length_factor,
        identity_factor: weighed.identity_factor,
        odds,
    }
}

/// What was weighed of one detection.
struct Told {
    explained: f64,
    assigned: Option<String>,
    alone_per_km2: f64,
    candidates: Vec<Candidate>,
    ais_heard: bool,
}

/// Whether somebody looked for its AIS: who was there, or its producer, knows more than a node that hears none there.
pub(super) fn is_looked_for(scene: &Scene, detection: usize) -> bool {
    let witness = scene
        .detections
        .get(detection)
        .and_then(|d| d.witness.as_ref());
    witness.is_some_and(|w| w.ais_received.is_some())
}

fn tell((scene, number): (&Scene, usize), told: Told, config: &MatchConfig) -> DetectionResult {
    let raw = (1.0 - told.explained).clamp(1e-9, 1.0 - 1e-9);
    let log_odds = config.calibration_factor * (raw / (1.0 - raw)).ln() + config.calibration_offset;
    let seen = scene.detections.get(number);
    let witness = seen.and_then(|d| d.witness.as_ref());
    let is_known = told.ais_heard || is_looked_for(scene, number);
    let unexplained = if is_known {
        1.0 / (1.0 + (-log_odds).exp())
    } else {
        config.dark_share
    };
    let confidence = seen.and_then(|d| d.confidence);
    let dark = unexplained * witness.map_or(1.0, |w| w.weight(confidence));
    let is_unverified = witness.is_some_and(|w| !w.verified);
    let sends_ais = witness.is_some_and(|w| w.ais_received == Some(true));
    let verdict = if dark >= config.dark_from && !is_unverified {
        Verdict::Dark
    } else if unexplained <= config.on_ais_to || sends_ais {
        Verdict::OnAis
    } else {
        Verdict::Uncertain
    };
    DetectionResult {
        detection: number,
        dark,
        verdict,
        ais_heard: told.ais_heard,
        assigned: told.assigned,
        alone_per_km2: told.alone_per_km2,
        candidates: told.candidates,
    }
}

fn track_results(carried: &[Carried], detected: &[f64]) -> Vec<TrackResult> {
    let of = |(c, detected): (&Carried, &f64)| TrackResult {
        track: c.track.id.clone(),
        inside: c.inside,
        seen: c.seen,
        // Given that no detection is it: inside and missed, against outside or missed.
        missed: c.inside.map_or(0.0, |inside| {
            (1.0 - detected) * inside * (1.0 - c.seen) / c.alone.max(1e-9)
        }),
        detected: *detected,
    };
    carried.iter().zip(detected).map(of).collect()
}
