//! How dense detections that are on no track lie at the place of each, told by the look itself around it.
//!
//! What is far away tells nothing of here: only detections within [`REACH_M`] are counted, and only the part of the footprint
//! that lies as near. A look without a footprint says nothing of where it saw nothing: there the detections themselves tell, by
//! how close together they lie.

use std::collections::BTreeMap;
use std::f64::consts::{PI, TAU};

use vigie_sea::{PlaceIndex, Polygon, Position, destination, distance_m};

use super::ground::area_km2;
use super::marginal::{Messages, Pair};
use super::matching::MatchConfig;
use super::pairing::Weighed;
use super::scene::Scene;
use super::sensor::SensorKind;

/// What is further off tells nothing of the density here, metres: 100 nautical miles. Own choice, not measured.
const REACH_M: f64 = 185_200.0;
/// Detections are put together in cells about this high, degrees, so that a crowd is counted at once.
const CELL_DEG: f64 = 0.4;
/// Without a footprint one detection alone stands for a circle of this radius, kilometres.
const LONE_KM: f64 = 20.0;
/// A crowd further off than this many standard deviations counts nothing: a 250,000th of its middle.
const CROWD_SIGMAS: f64 = 5.0;
/// Rings of a circle, and places on each, by which it is seen how much of it is in the footprint.
const RINGS: u32 = 16;
/// See [`RINGS`].
const BEARINGS: u32 = 32;
/// Fewest detections of a neighbourhood that are on no track.
const STRAY_LEAST: f64 = 0.05;
/// Rounds in which their number is told by the look…
const STRAY_ROUNDS: usize = 25;
/// …or until it moves by less than this share of the detections.
const STRAY_STEP: f64 = 1e-5;
/// No density is taken to be lower, per km².
const DENSITY_LEAST: f64 = 1e-16;

/// Detections close together: what is told of one is told of all.
struct Cell {
    at: Position,
    members: f64,
    /// Cells within reach, itself too.
    near: Vec<usize>,
    /// Detections in them.
    count: f64,
    /// The part of the footprint within reach, km²; `None` without a footprint, or if none of it is.
    area_km2: Option<f64>,
}

/// The density of detections that stand alone.
pub(super) struct Alone<'a> {
    config: &'a MatchConfig,
    cells: Vec<Cell>,
    /// Cell of each detection.
    cell_of: Vec<usize>,
    /// Other detections around each, the near ones in full and those some [`MatchConfig::near_km`] away in part.
    crowd: Vec<f64>,
    /// One thing that somebody saw tells nothing of how many others there are: what was held before stays.
    stays: bool,
}

/// What is settled together: the pairs, the probability of each, and the density at each detection, per km².
pub(super) struct Settled {
    pub(super) pairs: Vec<Pair>,
    pub(super) held: Vec<f64>,
    pub(super) alone_per_km2: Vec<f64>,
}

impl<'a> Alone<'a> {
    pub(super) fn of(scene: &Scene, places: &PlaceIndex, config: &'a MatchConfig) -> Self {
        let mut by_key: BTreeMap<(i32, i32), usize> = BTreeMap::new();
        let mut cells: Vec<Cell> = Vec::new();
        let mut cell_of = Vec::with_capacity(scene.detections.len());
        for detection in &scene.detections {
            let number = *by_key.entry(key(detection.position)).or_insert(cells.len());
            if number == cells.len() {
                cells.push(Cell {
                    at: detection.position,
                    members: 0.0,
                    near: Vec::new(),
                    count: 0.0,
                    area_km2: None,
                });
            }
            if let Some(cell) = cells.get_mut(number) {
                cell.members += 1.0;
            }
            cell_of.push(number);
        }
        let middles: Vec<Position> = cells.iter().map(|cell| cell.at).collect();
        let members: Vec<f64> = cells.iter().map(|cell| cell.members).collect();
        let index = PlaceIndex::new(&middles);
        let whole_km2 = scene.footprint.as_ref().map(area_km2);
        for cell in &mut cells {
            cell.near = index.within(cell.at, REACH_M);
            cell.count = sum_of(&members, &cell.near);
            cell.area_km2 = match (&scene.footprint, whole_km2) {
                (Some(footprint), Some(whole)) => near_km2(footprint, whole, cell.at),
                _ => None,
            };
        }
        let spread_m = config.near_km * 1e3;
        let crowd = |(from, here): (usize, &super::scene::Detection)| {
            let mut sum = 0.0;
            places.each_within(here.position, CROWD_SIGMAS * spread_m, |to, far_m| {
                if to != from {
                    sum += (-0.5 * (far_m / spread_m).powi(2)).exp();
                }
            });
            sum
        };
        let crowd = scene.detections.iter().enumerate().map(crowd).collect();
        Self {
            config,
            cells,
            cell_of,
            crowd,
            stays: scene.sensor == SensorKind::Sighting,
        }
    }

    /// The least that the density at a detection can come to, per km².
    pub(super) fn least(&self, detection: usize) -> f64 {
        let Some(cell) = self.cell(detection) else {
            return DENSITY_LEAST;
        };
        self.density(detection, self.fewest(cell))
    }

    /// The least of all detections, per km².
    pub(super) fn least_of_all(&self) -> f64 {
        let all = (0..self.cell_of.len()).map(|detection| self.least(detection));
        all.fold(1.0, f64::min)
    }

    /// Settles pairs and densities. `weighed` are odds against a density of one per km².
    pub(super) fn settle(&self, weighed: &[Weighed], tracks: usize) -> Settled {
        let before = |cell: &Cell| (self.config.dark_share * cell.count).max(STRAY_LEAST);
        let mut strays: Vec<f64> = self.cells.iter().map(before).collect();
        let mut alone = self.densities(&strays);
        let pair = |w: &Weighed, alone: &[f64]| {
            let density = alone.get(w.detection).copied().unwrap_or(1.0);
            Pair {
                track: w.track,
                detection: w.detection,
                odds: w.odds / density,
            }
        };
        let mut pairs: Vec<Pair> = weighed.iter().map(|w| pair(w, &alone)).collect();
        let mut messages = Messages::of(&pairs, tracks, self.cell_of.len());
        let mut held = messages.settle(&pairs);
        for _ in 0..STRAY_ROUNDS {
            if self.stays {
                break;
            }
            let next = self.left(&pairs, &held);
            let moves = |((cell, now), next): ((&Cell, &f64), &f64)| {
                (next - now).abs() >= STRAY_STEP * cell.count.max(10.0)
            };
            if !self.cells.iter().zip(&strays).zip(&next).any(moves) {
                break;
            }
            strays = next;
            alone = self.densities(&strays);
            for (p, w) in pairs.iter_mut().zip(weighed) {
                *p = pair(w, &alone);
            }
            // From where the messages stand: little changes in a round.
            held = messages.settle(&pairs);
        }
        Settled {
            pairs,
            held,
            alone_per_km2: alone,
        }
    }

    /// Strays around each cell by what the pairs leave over, and by what was held before.
    fn left(&self, pairs: &[Pair], held: &[f64]) -> Vec<f64> {
        let mut own: Vec<f64> = self.cells.iter().map(|cell| cell.members).collect();
        for (pair, probability) in pairs.iter().zip(held) {
            let cell = self.cell_of.get(pair.detection);
            if let Some(left) = cell.and_then(|cell| own.get_mut(*cell)) {
                *left -= probability;
            }
        }
        let weight = self.config.dark_share_weight;
        let of = |cell: &Cell| {
            let before = self.config.dark_share * cell.count;
            let next = (sum_of(&own, &cell.near) + weight * before) / (1.0 + weight);
            next.max(self.fewest(cell))
        };
        self.cells.iter().map(of).collect()
    }

    /// There are never fewer strays around a cell.
    fn fewest(&self, cell: &Cell) -> f64 {
        let before = self.config.dark_share * cell.count;
        let weight = self.config.dark_share_weight;
        let least = if self.stays {
            before
        } else {
            weight * before / (1.0 + weight)
        };
        least.max(STRAY_LEAST)
    }

    fn cell(&self, detection: usize) -> Option<&Cell> {
        self.cells.get(*self.cell_of.get(detection)?)
    }

    fn densities(&self, strays: &[f64]) -> Vec<f64> {
        let of = |(detection, cell): (usize, &usize)| {
            let stray = strays.get(*cell).copied().unwrap_or(STRAY_LEAST);
            self.density(detection, stray)
        };
        self.cell_of.iter().enumerate().map(of).collect()
    }

    /// The density at a detection if so many around it are strays: partly anywhere, partly where the others gather.
    fn density(&self, detection: usize, stray: f64) -> f64 {
        let Some(cell) = self.cell(detection) else {
            return DENSITY_LEAST;
        };
        let (near_km, near_share) = (self.config.near_km, self.config.near_share);
        let crowd = self.crowd.get(detection).copied().unwrap_or(0.0) / (TAU * near_km * near_km);
        let found = match cell.area_km2 {
            Some(area_km2) => {
                let others = (cell.count - 1.0).max(1.0);
                stray * ((1.0 - near_share) / area_km2 + near_share * crowd / others)
            }
            None => {
                let lone = (1.0 - near_share) / (PI * LONE_KM * LONE_KM);
                stray / cell.count.max(1.0) * (lone + crowd)
            }
        };
        found.max(DENSITY_LEAST)
    }
}

fn sum_of(values: &[f64], numbers: &[usize]) -> f64 {
    let of = |number: &usize| values.get(*number).copied().unwrap_or(0.0);
    numbers.iter().map(of).sum()
}

/// Row and column of a place: cells of about equal size at all latitudes.
#[allow(
    clippy::cast_possible_truncation,
    reason = "some hundred rows and columns"
)]
fn key(place: Position) -> (i32, i32) {
    let row = (place.lat_deg() / CELL_DEG).floor();
    let columns = 360.0 / CELL_DEG * ((row + 0.5) * CELL_DEG).to_radians().cos();
    let column = (place.lon_deg() / 360.0 * columns.max(1.0)).floor();
    (row as i32, column as i32)
}

/// The part of a footprint within reach of a place, km²; `None` if none of it is.
fn near_km2(footprint: &Polygon, whole_km2: f64, from: Position) -> Option<f64> {
    let rings = footprint.rings();
    let border = rings.first().map_or(&[][..], Vec::as_slice);
    let is_near = |[lon, lat]: &[f64; 2]| {
        Position::new(*lat, *lon).is_ok_and(|corner| distance_m(from, corner) <= REACH_M)
    };
    if border.iter().all(is_near) {
        return Some(whole_km2.max(1.0));
    }
    let mut inside: u32 = 0;
    for ring in 0..RINGS {
        // Rings of equal area.
        let far_m = REACH_M * ((f64::from(ring) + 0.5) / f64::from(RINGS)).sqrt();
        for step in 0..BEARINGS {
            let bearing = 360.0 * f64::from(step) / f64::from(BEARINGS);
            inside += u32::from(footprint.contains(destination(from, bearing, far_m)));
        }
    }
    let share = f64::from(inside) / f64::from(RINGS * BEARINGS);
    let disc_km2 = PI * (REACH_M / 1e3).powi(2);
    (inside > 0).then(|| (share * disc_km2).min(whole_km2).max(1.0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn of_a_wide_footprint_only_what_is_near_counts() {
        let square = |half: f64| {
            let ring = vec![
                [180.0 - half, -half],
                [180.0 + half, -half],
                [180.0 + half, half],
                [180.0 - half, half],
            ];
            Polygon::new(&[ring]).unwrap()
        };
        let from = |lon: f64| Position::new(0.0, lon).unwrap();
        let near = |half: f64, lon: f64| {
            let footprint = square(half);
            near_km2(&footprint, area_km2(&footprint), from(lon))
        };
        let disc = PI * 185.2_f64.powi(2);
        // All of a small one, a disc of a large one, half a disc at its border, none far outside.
        assert!((near(0.5, 180.0).unwrap() - 111.2_f64.powi(2)).abs() < 50.0);
        assert!((near(9.0, 180.0).unwrap() / disc - 1.0).abs() < 1e-9);
        assert!((near(9.0, -171.0).unwrap() / disc - 0.5).abs() < 0.05);
        assert_eq!(near(9.0, -160.0), None);
    }
}
