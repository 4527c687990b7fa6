//! Whether this node hears AIS around a detection at all: where it does not, nobody can say what has none.

use vigie_sea::{PlaceIndex, Position, distance_m};

use super::matching::MatchConfig;
use super::motion::{Ping, TrackView};
use super::scene::Scene;

/// AIS heard so far around a place shows that the node hears ships there, metres: 200 nautical miles, as far as the published
/// method takes candidates from.
pub(super) const AROUND_M: f64 = 370_400.0;

/// For each detection of a look whether AIS was heard around its own place, within the window.
pub(super) fn heard_around(scene: &Scene, tracks: &[TrackView], config: &MatchConfig) -> Vec<bool> {
    let window_s = config.window_h * 3_600.0;
    let in_time = |ping: &&Ping| ping.time.since_s(scene.time).abs() <= window_s;
    let pings = tracks
        .iter()
        .flat_map(|track| [&track.before, &track.after]);
    let places: Vec<Position> = pings
        .flatten()
        .filter(in_time)
        .map(|p| p.position)
        .collect();
    let index = PlaceIndex::new(&places);
    // Pings that answered for earlier detections: most of a look is around the same few.
    let mut known: Vec<Position> = Vec::new();
    let mut is_heard = |place: Position| {
        if known.iter().any(|p| distance_m(*p, place) <= AROUND_M) {
            return true;
        }
        let nearest = index.nearest_within(place, AROUND_M);
        known.extend(nearest.and_then(|(number, _)| places.get(number).copied()));
        nearest.is_some()
    };
    scene
        .detections
        .iter()
        .map(|d| is_heard(d.position))
        .collect()
}
