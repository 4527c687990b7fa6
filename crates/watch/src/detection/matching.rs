//! One look weighed against all tracks at once.

use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};
use vigie_sea::{EARTH_RADIUS_M, Polygon, distance_m, lon_delta_deg};

use super::assign::likeliest;
use super::marginal::{Pair, marginals};
use super::motion::{Fit, MotionModel, PlaceDensity, TrackView};
use super::scene::{Detection, Scene};
use super::sensor::SensorKind;
use super::sighting::identity_factor;
use crate::Error;
use crate::rules::within;

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
    /// A track explains it, or who saw it received its AIS.
    OnAis,
    /// Neither is likely enough, or nobody verified the report.
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
    /// Expected number of detections that no track explains.
    pub expected_dark: f64,
}

/// A track carried to the look.
struct Carried<'a> {
    track: &'a TrackView,
    place: PlaceDensity,
    shift_m: f64,
    inside: Option<f64>,
    seen: f64,
    /// Probability that it stands alone: outside, or inside and missed.
    alone: f64,
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
    let carried: Vec<Carried> = tracks
        .iter()
        .filter_map(|track| carry(scene, track, model, config))
        .collect();
    let ground = Ground::of(scene, config);
    let detections = scene.detections.len();
    let mut raw = Vec::new();
    for (number, c) in carried.iter().enumerate() {
        for (at, detection) in scene.detections.iter().enumerate() {
            let density = c.place.per_km2(detection.position, scene.traits.place_m);
            let length = length_factor(detection, c.track, config);
            let identity = identity_factor(detection, c.track);
            let alike = length * identity.unwrap_or(1.0);
            // Odds at one stray detection over the whole ground.
            let odds = c.seen * density * alike / ground.share(at) / c.alone.max(1e-3);
            if odds.is_finite() && odds > config.least_odds {
                raw.push((number, at, odds, density, length, identity));
            }
        }
    }
    #[allow(clippy::cast_precision_loss, reason = "counts of detections")]
    let count = detections as f64;
    let weight = config.dark_share_weight;
    let mut stray = (config.dark_share * count).max(0.05);
    let (mut pairs, mut held) = (Vec::new(), Vec::new());
    // How many stray detections there are comes from the scene itself.
    for _ in 0..25 {
        pairs = raw
            .iter()
            .map(|(track, detection, odds, ..)| Pair {
                track: *track,
                detection: *detection,
                odds: odds / stray,
            })
            .collect();
        held = marginals(&pairs, carried.len(), detections);
        // One thing that somebody saw tells nothing of how many others there are: what was held before stays.
        if scene.sensor == SensorKind::Sighting {
            break;
        }
        let explained: f64 = held.iter().sum();
        let next = (count - explained + weight * config.dark_share * count) / (1.0 + weight);
        let next = next.max(0.05);
        if (next - stray).abs() < 1e-4 {
            break;
        }
        stray = next;
    }
    let chosen = likeliest(&pairs, carried.len(), detections);
    let mut by_detection: Vec<Vec<(Candidate, usize)>> = vec![Vec::new(); detections];
    let mut detected = vec![0.0; carried.len()];
    for (number, ((raw, pair), probability)) in raw.iter().zip(&pairs).zip(&held).enumerate() {
        let (Some(c), Some(detection)) = (
            carried.get(pair.track),
            scene.detections.get(pair.detection),
        ) else {
            continue;
        };
        if let Some(sum) = detected.get_mut(pair.track) {
            *sum += probability;
        }
        let candidate = Candidate {
            track: c.track.id.clone(),
            probability: *probability,
            fit: c.place.fit,
            offset_m: distance_m(c.place.expected, detection.position),
            nearest_ping_s: c.place.nearest_s,
            azimuth_shift_m: c.shift_m,
            density_per_km2: raw.3,
            length_factor: raw.4,
            identity_factor: raw.5,
            odds: pair.odds,
        };
        if let Some(list) = by_detection.get_mut(pair.detection) {
            list.push((candidate, number));
        }
    }
    let mut result = SceneResult {
        tracks: track_results(&carried, &detected),
        ..SceneResult::default()
    };
    for (number, list) in by_detection.into_iter().enumerate() {
        let pick = chosen.get(number).copied().flatten();
        let alone = stray * ground.share(number);
        let told = tell((scene, number), list, pick, alone, config);
        result.expected_dark += told.dark;
        result.detections.push(told);
    }
    result
}

fn tell(
    (scene, number): (&Scene, usize),
    list: Vec<(Candidate, usize)>,
    pick: Option<usize>,
    alone_per_km2: f64,
    config: &MatchConfig,
) -> DetectionResult {
    let explained: f64 = list.iter().map(|(c, _)| c.probability).sum();
    let raw = (1.0 - explained).clamp(1e-9, 1.0 - 1e-9);
    let log_odds = config.calibration_factor * (raw / (1.0 - raw)).ln() + config.calibration_offset;
    let unexplained = 1.0 / (1.0 + (-log_odds).exp());
    let seen = scene.detections.get(number);
    let witness = seen.and_then(|d| d.witness.as_ref());
    let confidence = seen.and_then(|d| d.confidence);
    let dark = unexplained * witness.map_or(1.0, |w| w.weight(confidence));
    let is_unverified = witness.is_some_and(|w| !w.verified);
    let sends_ais = witness.is_some_and(|w| w.ais_received == Some(true));
    let assigned = list
        .iter()
        .find(|(_, number)| Some(*number) == pick)
        .map(|(c, _)| c.track.clone());
    let mut candidates: Vec<Candidate> = list.into_iter().map(|(c, _)| c).collect();
    candidates.sort_by(|a, b| {
        let order = b.probability.total_cmp(&a.probability);
        order.then_with(|| a.track.cmp(&b.track))
    });
    candidates.truncate(5);
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
        assigned,
        alone_per_km2,
        candidates,
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

fn carry<'a>(
    scene: &Scene,
    track: &'a TrackView,
    model: &MotionModel,
    config: &MatchConfig,
) -> Option<Carried<'a>> {
    let longest_s = config.window_h * 3_600.0;
    let near = |ping: &&super::Ping| scene.time.since_s(ping.time).abs() <= longest_s;
    let view = TrackView {
        before: track.before.as_ref().filter(near).copied(),
        after: track.after.as_ref().filter(near).copied(),
        ..track.clone()
    };
    let place = model.place(&view, scene.time)?;
    let inside = scene
        .footprint
        .as_ref()
        .map(|footprint| place.share(|p| footprint.contains(p)));
    let mut shift_m = 0.0;
    let place = match (&scene.satellite, place.velocity) {
        (Some(satellite), Some((sog, cog))) => {
            shift_m = satellite.shift_m(place.expected, sog, cog);
            place.shifted(satellite.course_deg, shift_m)
        }
        _ => place,
    };
    let seen = scene.traits.seen(track.length_m).clamp(0.001, 0.999);
    Some(Carried {
        track,
        place,
        shift_m,
        inside,
        seen,
        alone: inside.map_or(1.0, |inside| 1.0 - inside * seen),
    })
}

/// Density of ln(length) if it is the ship, over that of any ship.
fn length_factor(detection: &Detection, track: &TrackView, config: &MatchConfig) -> f64 {
    // Ships seen by radar on the high seas: about 60 m, within a factor of two.
    const USUAL_LN: f64 = 4.1;
    const USUAL_SPREAD: f64 = 0.7;
    let positive = |l: &f64| l.is_finite() && *l > 1.0;
    let (Some(seen), Some(told)) = (
        detection.length_m.filter(positive),
        track.length_m.filter(positive),
    ) else {
        return 1.0;
    };
    let normal = |x: f64, spread: f64| (-0.5 * (x / spread).powi(2)).exp() / spread;
    let usual = normal(seen.ln() - USUAL_LN, USUAL_SPREAD).max(0.02);
    // One length in ten is wrong in AIS or in the image.
    0.9 * normal((seen / told).ln(), config.length_spread) / usual + 0.1
}

/// Where stray detections may be: partly anywhere, partly near the other detections.
struct Ground {
    shares: Vec<f64>,
}

impl Ground {
    fn of(scene: &Scene, config: &MatchConfig) -> Self {
        let area_km2 = scene
            .footprint
            .as_ref()
            .map_or_else(|| spread_km2(&scene.detections), area_km2)
            .max(1.0);
        let others = scene.detections.len().saturating_sub(1).max(1);
        #[allow(clippy::cast_precision_loss, reason = "counts of detections")]
        let others = others as f64;
        let variance = config.near_km * config.near_km;
        let near = |from: usize, here: &Detection| {
            let others_at = scene.detections.iter().enumerate();
            let near = others_at.filter(|(to, _)| *to != from).map(|(_, d)| {
                let km = distance_m(d.position, here.position) / 1e3;
                (-0.5 * km * km / variance).exp() / (TAU * variance)
            });
            near.sum::<f64>() / others
        };
        let share = |(at, d): (usize, &Detection)| {
            (1.0 - config.near_share) / area_km2 + config.near_share * near(at, d)
        };
        Self {
            shares: scene.detections.iter().enumerate().map(share).collect(),
        }
    }

    /// Probability density of one stray detection at the place of this one, per km².
    fn share(&self, detection: usize) -> f64 {
        self.shares
            .get(detection)
            .copied()
            .unwrap_or(1e-6)
            .max(1e-12)
    }
}

/// Area around detections without a footprint, km².
fn spread_km2(detections: &[Detection]) -> f64 {
    let Some(first) = detections.first() else {
        return 1.0;
    };
    let far_km = detections
        .iter()
        .map(|d| distance_m(first.position, d.position) / 1e3)
        .fold(0.0, f64::max);
    std::f64::consts::PI * (far_km * 0.6 + 20.0).powi(2)
}

/// Area of a polygon on the sphere, km²; right across 180°.
fn area_km2(polygon: &Polygon) -> f64 {
    let ring_km2 = |ring: &Vec<[f64; 2]>| {
        let next = ring.iter().cycle().skip(1);
        let sum: f64 = ring
            .iter()
            .zip(next)
            .map(|([lon_a, lat_a], [lon_b, lat_b])| {
                let width = lon_delta_deg(*lon_a, *lon_b).to_radians();
                width * (lat_a.to_radians().sin() + lat_b.to_radians().sin()) / 2.0
            })
            .sum();
        sum.abs() * (EARTH_RADIUS_M / 1e3).powi(2)
    };
    let rings = polygon.rings();
    let mut areas = rings.iter().map(ring_km2);
    let outer = areas.next().unwrap_or(0.0);
    outer - areas.sum::<f64>()
}

/// A pair that another service scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredPair {
    /// Id of the track.
    pub track: String,
    /// Id of the detection.
    pub detection: String,
    /// Its score, a density per km².
    pub score: f64,
}

/// What a table of scores says of one detection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoredResult {
    /// Id of the detection.
    pub detection: String,
    /// Track in the likeliest assignment of the whole table; `None` = not on AIS.
    pub assigned: Option<String>,
    /// Probability that none of the tracks is it, if `alone` is the density of stray detections.
    pub dark: f64,
}

/// The joint assignment over pairs that another service scored. A pair stands if its score is above
/// `alone`, the score at which "no match" is as likely (2.5e-5 per km² in Kroodsma et al. 2022). Pairs
/// without a positive score do not compete; their detections are told as alone.
#[must_use]
pub fn match_scores(scored: &[ScoredPair], alone: f64) -> Vec<ScoredResult> {
    let tracks = sorted_once(scored.iter().map(|p| p.track.as_str()).collect());
    let detections = sorted_once(scored.iter().map(|p| p.detection.as_str()).collect());
    let pairs: Vec<Pair> = scored
        .iter()
        .filter(|p| p.score.is_finite() && p.score > 0.0)
        .filter_map(|p| {
            Some(Pair {
                track: tracks.binary_search(&p.track.as_str()).ok()?,
                detection: detections.binary_search(&p.detection.as_str()).ok()?,
                odds: p.score / alone.max(1e-12),
            })
        })
        .collect();
    let held = marginals(&pairs, tracks.len(), detections.len());
    let mut dark = vec![1.0; detections.len()];
    for (pair, probability) in pairs.iter().zip(held) {
        if let Some(left) = dark.get_mut(pair.detection) {
            *left -= probability;
        }
    }
    let chosen = likeliest(&pairs, tracks.len(), detections.len());
    let of = |((detection, chosen), dark): ((&&str, Option<usize>), f64)| ScoredResult {
        detection: (*detection).to_owned(),
        assigned: chosen
            .and_then(|c| tracks.get(pairs.get(c)?.track))
            .map(|t| (*t).to_owned()),
        dark: dark.clamp(0.0, 1.0),
    };
    detections.iter().zip(chosen).zip(dark).map(of).collect()
}

fn sorted_once(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}
