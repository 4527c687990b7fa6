//! What of a search was swept: the sailed track over its rectangle.
//!
//! Places are taken into metres along and across the rectangle by distance and bearing from its middle, which is right
//! across 180° and near the poles; runs are straight there. That is wrong by less than a hundredth of the distance for
//! rectangles of some hundred miles.

use serde::Serialize;
use vigie_sea::{METRES_PER_NM, Position, bearing_deg, distance_m};

use super::track::Run;
use crate::order::SearchStop;
use crate::search::{DetectionLaw, Pattern};

/// Places at which the swath is looked up.
const PLACES: f64 = 10_000.0;
/// Cells along a side at most.
const CELLS_MAX: f64 = 200.0;
/// Parts of a cell into which runs are cut.
const PARTS: f64 = 8.0;
/// Parts of one run at most.
const RUN_PARTS_MAX: f64 = 2_000.0;

/// What of a search was swept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Swept {
    /// How it was to be run.
    pub pattern: &'static str,
    /// Corners of its rectangle, clockwise.
    pub corners: [Position; 4],
    /// Its area, square nautical miles.
    pub area_nm2: f64,
    /// Sweep width against what was sought, nautical miles.
    pub swath_nm: f64,
    /// Track to be run in it, nautical miles.
    pub track_planned_nm: f64,
    /// Track received in it, nautical miles.
    pub track_nm: f64,
    /// Share of it that lay within half a sweep width of the track, 0 to 1.
    pub share: f64,
    /// Coverage as planned.
    pub coverage_planned: f64,
    /// Coverage by the received track: sweep width × length ÷ area.
    pub coverage: f64,
    /// Probability of detection as planned.
    pub pod_planned: f64,
    /// Probability of detection by the received track: the mean over the cells.
    pub pod: f64,
    /// Hours of the planned time on scene of which nothing was received.
    pub unknown_h: f64,
}

/// Metres along and across the rectangle.
pub(super) fn local(search: &SearchStop, place: Position) -> [f64; 2] {
    let reach = distance_m(search.search_box.centre, place);
    let off = bearing_deg(search.search_box.centre, place) - search.search_box.axis_deg;
    let angle = off.to_radians();
    [reach * libm::cos(angle), reach * libm::sin(angle)]
}

/// Distance of a place from a straight line between two, metres.
fn from_line(place: [f64; 2], [a, b]: [[f64; 2]; 2]) -> f64 {
    let way = [b[0] - a[0], b[1] - a[1]];
    let to = [place[0] - a[0], place[1] - a[1]];
    let square = way[0] * way[0] + way[1] * way[1];
    let part = if square > 0.0 {
        ((to[0] * way[0] + to[1] * way[1]) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (to[0] - part * way[0]).hypot(to[1] - part * way[1])
}

/// A rectangle cut evenly, from its near left corner.
struct Cut {
    half: [f64; 2],
    count: [usize; 2],
    side: [f64; 2],
    /// Only the circle in it counts.
    round: bool,
}

impl Cut {
    fn new(search: &SearchStop, side_m: f64, most: f64) -> Self {
        let sides = [search.search_box.length_m, search.search_box.width_m];
        let count = sides.map(|side| (side / side_m.max(1e-3)).clamp(1.0, most) as usize);
        let side = [sides[0] / count[0] as f64, sides[1] / count[1] as f64];
        Self {
            half: sides.map(|side| side / 2.0),
            count,
            side,
            round: search.pattern.pattern == Pattern::Sector,
        }
    }

    fn middle(&self, [x, y]: [usize; 2]) -> [f64; 2] {
        [
            (x as f64 + 0.5) * self.side[0] - self.half[0],
            (y as f64 + 0.5) * self.side[1] - self.half[1],
        ]
    }

    fn counts(&self, place: [f64; 2]) -> bool {
        if self.round {
            return place[0].hypot(place[1]) <= self.half[0];
        }
        place[0].abs() <= self.half[0] && place[1].abs() <= self.half[1]
    }

    fn cell(&self, place: [f64; 2]) -> Option<usize> {
        if !self.counts(place) {
            return None;
        }
        let at = |n: usize| {
            let number = ((place[n] + self.half[n]) / self.side[n]).max(0.0) as usize;
            number.min(self.count[n] - 1)
        };
        Some(at(1) * self.count[0] + at(0))
    }

    /// Numbers of the cells that count.
    fn cells(&self) -> impl Iterator<Item = (usize, [f64; 2])> {
        let each = (0..self.count[1]).flat_map(move |y| (0..self.count[0]).map(move |x| [x, y]));
        each.map(move |at| (at[1] * self.count[0] + at[0], self.middle(at)))
            .filter(move |(_, middle)| self.counts(*middle))
    }

    /// Cells along a side whose middles lie between two values.
    fn between(&self, n: usize, low: f64, high: f64) -> std::ops::Range<usize> {
        let number = |value: f64| (value + self.half[n]) / self.side[n];
        let first = number(low).floor().max(0.0) as usize;
        let end = (number(high).ceil().max(0.0) as usize).min(self.count[n]);
        first.min(end)..end
    }
}

/// What runs swept of a search.
pub(super) fn swept(
    search: &SearchStop,
    (coverage_planned, track_planned_m): (f64, f64),
    runs: impl Iterator<Item = Run>,
    law: DetectionLaw,
    unknown_h: f64,
) -> Swept {
    let ground = &search.search_box;
    let width_m = search.sweep_width_m.max(0.0);
    let round = search.pattern.pattern == Pattern::Sector;
    let area_m2 = if round {
        std::f64::consts::PI * ground.length_m * ground.length_m / 4.0
    } else {
        ground.area_m2()
    };
    let cells = Cut::new(
        search,
        width_m.max(search.pattern.track_spacing_m),
        CELLS_MAX,
    );
    let fine = Cut::new(search, (ground.area_m2() / PLACES).sqrt(), PLACES / 10.0);
    let mut lengths = vec![0.0; cells.count[0] * cells.count[1]];
    let mut seen = vec![false; fine.count[0] * fine.count[1]];
    let far_m = ground.length_m.hypot(ground.width_m) / 2.0 + width_m / 2.0;
    for run in runs {
        let ends = [run.from.position, run.to.position];
        let [near_m, away_m] = ends.map(|end| distance_m(ground.centre, end));
        let length_m = distance_m(ends[0], ends[1]);
        // No place of a run is nearer than this.
        if (near_m + away_m - length_m) / 2.0 > far_m {
            continue;
        }
        let line = ends.map(|end| local(search, end));
        let side_m = cells.side[0].min(cells.side[1]);
        let parts = (length_m * PARTS / side_m).ceil().clamp(1.0, RUN_PARTS_MAX) as usize;
        for part in 0..parts {
            let along = (part as f64 + 0.5) / parts as f64;
            let place = [0, 1].map(|n| line[0][n] + along * (line[1][n] - line[0][n]));
            if let Some(length) = cells.cell(place).and_then(|cell| lengths.get_mut(cell)) {
                *length += length_m / parts as f64;
            }
        }
        mark(&fine, line, width_m / 2.0, &mut seen);
    }
    let cell_m2 = cells.side[0] * cells.side[1];
    let (mut count, mut pod) = (0.0, 0.0);
    for (cell, _) in cells.cells() {
        let length = lengths.get(cell).copied().unwrap_or(0.0);
        pod += law.pod(width_m * length / cell_m2);
        count += 1.0;
    }
    let (mut places, mut within) = (0.0, 0.0);
    for (place, _) in fine.cells() {
        places += 1.0;
        within += f64::from(u8::from(seen.get(place).copied().unwrap_or(false)));
    }
    let track_m: f64 = lengths.iter().sum();
    Swept {
        pattern: search.pattern.pattern.code(),
        corners: ground.corners(),
        area_nm2: area_m2 / METRES_PER_NM / METRES_PER_NM,
        swath_nm: width_m / METRES_PER_NM,
        track_planned_nm: track_planned_m / METRES_PER_NM,
        track_nm: track_m / METRES_PER_NM,
        share: within / f64::max(places, 1.0),
        coverage_planned,
        coverage: width_m * track_m / area_m2.max(1e-9),
        pod_planned: law.pod(coverage_planned),
        pod: pod / f64::max(count, 1.0),
        unknown_h,
    }
}

/// Marks the places within `reach_m` of a run.
fn mark(fine: &Cut, line: [[f64; 2]; 2], reach_m: f64, seen: &mut [bool]) {
    if reach_m <= 0.0 {
        return;
    }
    let bounds = |n: usize| {
        let (a, b) = (line[0][n], line[1][n]);
        fine.between(n, a.min(b) - reach_m, a.max(b) + reach_m)
    };
    let (columns, rows) = (bounds(0), bounds(1));
    for y in rows {
        for x in columns.clone() {
            let number = y * fine.count[0] + x;
            if let Some(place) = seen.get_mut(number).filter(|place| !**place) {
                *place = from_line(fine.middle([x, y]), line) <= reach_m;
            }
        }
    }
}
