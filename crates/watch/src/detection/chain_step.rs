//! Looks in order of time, each with what it saw dark and what it went over.

use std::collections::BTreeMap;

use vigie_sea::{PlaceIndex, Polygon, Position, Time, distance_m};

use super::chain::{ChainConfig, NotSeenAgain, SIGHTINGS_MAX};
use super::dark_sighting::{DarkSighting, LookOver};
use super::ground::area_km2;
use super::outline::Outline;
use super::reach::Reach;
use super::sensor::SensorTraits;

/// No edge of a footprint is further than this from the next corner that is looked at, metres.
const MARGIN_M: f64 = 150_000.0;

/// Neighbours by which the density around a detection is told, in a look of few…
const NEIGHBOURS_FEW: usize = 2;
/// …and of many.
const NEIGHBOURS: usize = 8;
/// They are sought from this distance on, metres…
const NEAR_M: f64 = 2_000.0;
/// …up to this.
const FAR_M: f64 = 600_000.0;
/// Places closer than this are not told apart, km.
const FLOOR_KM: f64 = 0.25;

/// One look with what it saw dark.
pub(super) struct Step<'a> {
    pub(super) time: Time,
    pub(super) scene: &'a str,
    pub(super) look: Option<&'a LookOver>,
    pub(super) outline: Option<Outline<'a>>,
    footprint: Option<&'a Polygon>,
    /// A circle around all corners of the footprint.
    around: Option<(Position, f64)>,
    /// Area of the footprint, km².
    area_km2: Option<f64>,
    traits: Option<SensorTraits>,
    pub(super) seen: Vec<&'a DarkSighting>,
    places: PlaceIndex,
    /// Number of its first detection among those of all looks.
    pub(super) first: usize,
}

/// The looks in order of time.
pub(super) fn steps<'a>(sightings: &'a [DarkSighting], looks: &'a [LookOver]) -> Vec<Step<'a>> {
    let mut order: Vec<&DarkSighting> = sightings.iter().collect();
    order.sort_by(|a, b| (a.time, &a.id).cmp(&(b.time, &b.id)));
    order.dedup_by(|a, b| a.id == b.id);
    let skip = order.len().saturating_sub(SIGHTINGS_MAX);
    let mut by_scene: BTreeMap<&str, Vec<&DarkSighting>> = BTreeMap::new();
    for sighting in order.into_iter().skip(skip) {
        by_scene.entry(&sighting.scene).or_default().push(sighting);
    }
    let mut by_look: BTreeMap<&str, &LookOver> = looks
        .iter()
        .map(|look| (look.scene.as_str(), look))
        .collect();
    let mut all: Vec<Step<'a>> = Vec::new();
    for (scene, seen) in by_scene {
        if let Some(time) = seen.first().map(|s| s.time) {
            all.push(Step::new(time, scene, by_look.remove(scene), seen));
        }
    }
    for (scene, look) in by_look {
        all.push(Step::new(look.time, scene, Some(look), Vec::new()));
    }
    all.sort_by(|a, b| (a.time, a.scene).cmp(&(b.time, b.scene)));
    let mut first = 0;
    for step in &mut all {
        step.first = first;
        first += step.seen.len();
    }
    all
}

impl<'a> Step<'a> {
    fn new(
        time: Time,
        scene: &'a str,
        look: Option<&'a LookOver>,
        seen: Vec<&'a DarkSighting>,
    ) -> Self {
        let of_kind = || seen.first().map(|s| s.sensor.traits());
        let footprint = look.and_then(|l| l.footprint.as_ref());
        Self {
            time,
            scene,
            look,
            outline: footprint.map(Outline::of),
            footprint,
            around: footprint.and_then(around),
            area_km2: footprint.map(area_km2).filter(|km2| *km2 > 1.0),
            traits: look.map(|look| look.traits).or_else(of_kind),
            places: PlaceIndex::new(&seen.iter().map(|s| s.position).collect::<Vec<Position>>()),
            seen,
            first: 0,
        }
    }

    /// Share of ships of this length that the look shows.
    pub(super) fn sees(&self, length_m: Option<f64>) -> f64 {
        let share = self.traits.map_or(0.5, |t| t.seen(length_m));
        share.clamp(0.001, 0.999)
    }

    /// Whether it tells what it went over.
    pub(super) fn is_bounded(&self) -> bool {
        self.footprint.is_some()
    }

    /// Whether it went over a place.
    pub(super) fn is_over(&self, place: Position) -> bool {
        self.footprint.is_some_and(|it| it.contains(place))
    }

    /// Whether it may have gone over any place so near to this one.
    pub(super) fn may_touch(&self, place: Position, within_m: f64) -> bool {
        let near = |(middle, m): (Position, f64)| distance_m(middle, place) <= m + within_m;
        self.footprint.is_some() && self.around.is_none_or(near)
    }

    /// Density of dark detections around one of them, per km²: by its nearest neighbours, and no less than all over the footprint.
    /// All are counted, not only those that stand alone: any of them may be what a boat nearby is taken for.
    pub(super) fn density_km2(&self, number: usize) -> f64 {
        let Some(here) = self.seen.get(number) else {
            return 1e-9;
        };
        let all = super::telling::count(self.seen.len());
        let whole = self.area_km2.map_or(here.alone_per_km2, |km2| all / km2);
        let neighbours = (self.seen.len() / 4).clamp(NEIGHBOURS_FEW, NEIGHBOURS);
        // From near to far until there are enough.
        let mut within_m = NEAR_M;
        let mut found: Vec<f64> = Vec::new();
        while within_m <= FAR_M {
            found.clear();
            self.places
                .each_within(here.position, within_m, |other, far_m| {
                    if other != number {
                        found.push(far_m);
                    }
                });
            if found.len() >= neighbours {
                break;
            }
            within_m *= 2.0;
        }
        found.sort_by(f64::total_cmp);
        let around = found.get(neighbours - 1).map_or(0.0, |far_m| {
            let radius_km = (far_m / 1e3).max(FLOOR_KM);
            super::telling::count(neighbours) / (std::f64::consts::PI * radius_km * radius_km)
        });
        around.max(whole).max(1e-9)
    }

    /// Numbers of its detections within the reach of a vessel.
    pub(super) fn in_reach(&self, reach: &Reach, config: &ChainConfig) -> Vec<usize> {
        let latest = self.seen.last().map_or(self.time, |s| s.time);
        let place_m = self.seen.iter().map(|s| s.place_m).fold(0.0, f64::max);
        let most_m = reach.most_m(latest, place_m, config);
        let mut found = self.places.within(reach.last_place(), most_m);
        found.retain(|number| {
            self.seen.get(*number).is_some_and(|s| {
                let error = (s.place_m, s.length_m);
                s.time >= reach.last_time() && reach.can_be(s.position, s.time, error, config)
            })
        });
        found
    }

    /// That it did not show a vessel.
    pub(super) fn not_seen(&self, inside: f64, length_m: Option<f64>) -> Option<NotSeenAgain> {
        let look = self.look?;
        Some(NotSeenAgain {
            scene: look.scene.clone(),
            sensor: look.sensor,
            time: self.time,
            inside,
            seen: self.sees(length_m),
        })
    }
}

/// A circle around a footprint, if it is no wider than an ocean.
fn around(footprint: &Polygon) -> Option<(Position, f64)> {
    let rings = footprint.rings();
    let ring = rings.first()?;
    let corners: Vec<Position> = ring
        .iter()
        .filter_map(|[lon, lat]| Position::new(*lat, *lon).ok())
        .collect();
    let first = corners.first()?;
    let far = corners.iter().map(|place| distance_m(*first, *place));
    let radius_m = far.fold(0.0, f64::max);
    // An edge along a parallel bends away from the circle by less than this.
    (radius_m < 2_000_000.0).then_some((*first, radius_m + MARGIN_M))
}
