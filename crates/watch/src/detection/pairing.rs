//! Which tracks a detection may be: each track carried to the look, and the detections within its reach.

use vigie_sea::PlaceIndex;

use super::ground::Ground;
use super::matching::MatchConfig;
use super::motion::{MotionModel, Ping, PlaceDensity, TrackView};
use super::outline::Outline;
use super::scene::Scene;
use super::sighting::{IDENTITY_MOST, identity_factor};

/// Usual ln(length in metres) of ships seen by radar on the high seas: about 60 m…
const USUAL_LN: f64 = 4.1;
/// …within a factor of two.
const USUAL_SPREAD: f64 = 0.7;
/// No length is rarer than this.
const USUAL_LEAST: f64 = 0.02;
/// One length in ten is wrong, in AIS or in the image.
const LENGTH_WRONG: f64 = 0.1;

/// A track carried to the look.
pub(super) struct Carried<'a> {
    pub(super) track: &'a TrackView,
    pub(super) place: PlaceDensity,
    pub(super) shift_m: f64,
    pub(super) inside: Option<f64>,
    pub(super) seen: f64,
    /// Probability that it stands alone: outside, or inside and missed.
    pub(super) alone: f64,
}

/// A pair that may hold.
pub(super) struct Weighed {
    pub(super) track: usize,
    pub(super) detection: usize,
    /// Odds against one stray detection over the whole ground.
    pub(super) odds: f64,
    pub(super) density_per_km2: f64,
    pub(super) length_factor: f64,
    pub(super) identity_factor: Option<f64>,
}

/// Tracks with a position near enough in time, carried to the look.
pub(super) fn carry<'a>(
    scene: &Scene,
    tracks: &'a [TrackView],
    model: &MotionModel,
    config: &MatchConfig,
) -> Vec<Carried<'a>> {
    let outline = scene.footprint.as_ref().map(Outline::of);
    let one = |track| carry_one(scene, outline.as_ref(), track, model, config);
    tracks.iter().filter_map(one).collect()
}

fn carry_one<'a>(
    scene: &Scene,
    outline: Option<&Outline<'_>>,
    track: &'a TrackView,
    model: &MotionModel,
    config: &MatchConfig,
) -> Option<Carried<'a>> {
    let longest_s = config.window_h * 3_600.0;
    let near = |ping: &&Ping| scene.time.since_s(ping.time).abs() <= longest_s;
    let before = track.before.as_ref().filter(near);
    let after = track.after.as_ref().filter(near);
    let place = model.place_between(&track.class, (before, after), scene.time)?;
    let inside = outline.map(|outline| outline.holds(&place));
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
        alone: inside.map_or(1.0, |inside| 1.0 - inside * seen).max(1e-3),
    })
}

/// The pairs whose odds against one stray detection are above `least`, by track and then by detection.
pub(super) fn weigh(
    scene: &Scene,
    carried: &[Carried<'_>],
    (ground, places): (&Ground, &PlaceIndex),
    least: f64,
    config: &MatchConfig,
) -> Vec<Weighed> {
    let most_alike = most_alike(scene, config);
    let mut pairs = Vec::new();
    for (number, c) in carried.iter().enumerate() {
        // No pair has better odds than this times the density of the track.
        let most = c.seen * most_alike / ground.least() / c.alone;
        let near = c.place.where_above(least / most, scene.traits.place_m);
        let reach = near.map(|(middle, within_m)| places.within(middle, within_m));
        for at in merged(reach) {
            let Some(detection) = scene.detections.get(at) else {
                continue;
            };
            let density = c.place.per_km2(detection.position, scene.traits.place_m);
            let length = alike(c.track.length_m, detection.length_m, config.length_spread);
            let identity = identity_factor(detection, c.track);
            let alike = length * identity.unwrap_or(1.0);
            let odds = c.seen * density * alike / ground.share(at) / c.alone;
            if odds.is_finite() && odds > least {
                pairs.push(Weighed {
                    track: number,
                    detection: at,
                    odds,
                    density_per_km2: density,
                    length_factor: length,
                    identity_factor: identity,
                });
            }
        }
    }
    pairs
}

/// Numbers of several lists, each once, in order.
fn merged(lists: impl Iterator<Item = Vec<usize>>) -> Vec<usize> {
    let mut all: Vec<usize> = Vec::new();
    let mut count = 0;
    for list in lists {
        count += 1;
        all.extend(list);
    }
    if count > 1 {
        all.sort_unstable();
        all.dedup();
    }
    all
}

/// The most that lengths and names can speak for a pair of this scene.
fn most_alike(scene: &Scene, config: &MatchConfig) -> f64 {
    let has_length = scene.detections.iter().any(|d| d.length_m.is_some());
    let is_named = scene.detections.iter().any(|d| d.witness.is_some());
    let by_length = (1.0 - LENGTH_WRONG) / config.length_spread / USUAL_LEAST + LENGTH_WRONG;
    let by_length = if has_length { by_length.max(1.0) } else { 1.0 };
    by_length * if is_named { IDENTITY_MOST } else { 1.0 }
}

/// Density of ln(length seen) if it is the ship of the known length, over that of any ship; 1 if either is not known.
pub(super) fn alike(known_m: Option<f64>, seen_m: Option<f64>, spread: f64) -> f64 {
    let positive = |l: &f64| l.is_finite() && *l > 1.0;
    let (Some(known), Some(seen)) = (known_m.filter(positive), seen_m.filter(positive)) else {
        return 1.0;
    };
    let normal = |x: f64, spread: f64| (-0.5 * (x / spread).powi(2)).exp() / spread;
    let usual = normal(seen.ln() - USUAL_LN, USUAL_SPREAD).max(USUAL_LEAST);
    (1.0 - LENGTH_WRONG) * normal((seen / known).ln(), spread) / usual + LENGTH_WRONG
}
