//! From a map of belief to one rectangle for each searcher: boxes that do not overlap, long side along
//! the drift, each with a track spacing its searcher can fly or sail in its time.
//!
//! Optimal effort by cell is a mountain that no ship can follow. Practice orders rectangles (SAROPS,
//! Kratzke, Stone and Frost 2010; SAR Optimizer, Abi-Zeid, Morin and Nilo 2019). Here the water is cut
//! by straight lines along and across the drift, belief against effort, and in each part the rectangle
//! with the greatest probability of success is taken. The result is compared with the bound of free
//! effort, so that the planner sees what rectangles cost.

use serde::{Deserialize, Serialize};
use vigie_sea::{EARTH_RADIUS_M, MPS_PER_KN, Position, bearing_deg, distance_m};

use super::detection::Sensor;
use super::error::{SearchError, not_negative, positive};
use super::pattern::SearchBox;

/// Lines tried on each axis for the sides of a rectangle.
const SIDES: usize = 14;
/// Cuts tried between two groups of searchers.
const CUTS: usize = 7;
/// More searchers than one order names.
const SEARCHERS_MAX: usize = 32;

/// One searcher's effort.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Searcher {
    /// Search speed, knots.
    pub speed_kn: f64,
    /// Time on scene, seconds.
    pub time_s: f64,
    /// What it sees with.
    pub sensor: Sensor,
}

impl Searcher {
    /// Area it can sweep, square metres.
    #[must_use]
    pub fn swept_m2(&self) -> f64 {
        self.speed_kn * MPS_PER_KN * self.time_s * self.sensor.sweep_width_m
    }
}

/// A place and the probability that the target is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SearchCell {
    /// Middle of the cell.
    pub position: Position,
    /// Probability of containment.
    pub probability: f64,
}

/// One searcher's rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The rectangle.
    pub search_box: SearchBox,
    /// Track spacing that spends the time, metres.
    pub track_spacing_m: f64,
    /// Probability that the target is in the rectangle.
    pub poc: f64,
    /// Probability of seeing it there.
    pub pod: f64,
}

impl Assignment {
    /// Probability of success.
    #[must_use]
    pub fn pos(&self) -> f64 {
        self.poc * self.pod
    }
}

/// Gives each searcher a rectangle, in the order given; `drift_deg` is the direction of drift and `cell_m`
/// the side of a cell.
///
/// # Errors
/// No cells, no or too many searchers, or values that are no probability, speed, time or width.
pub fn assign_rectangles(
    cells: &[SearchCell],
    searchers: &[Searcher],
    drift_deg: f64,
    cell_m: f64,
) -> Result<Vec<Assignment>, SearchError> {
    positive("cell", cell_m)?;
    if searchers.is_empty() || searchers.len() > SEARCHERS_MAX {
        return Err(SearchError::Empty);
    }
    for s in searchers {
        positive("speed", s.speed_kn)?;
        positive("time", s.time_s)?;
        positive("sweep-width", s.sensor.sweep_width_m)?;
    }
    let frame = Frame::new(cells, drift_deg, cell_m)?;
    let whole = frame.bounds();
    let mut parts = vec![whole; searchers.len()];
    let order: Vec<usize> = (0..searchers.len()).collect();
    split(&frame, searchers, &order, whole, &mut parts);
    Ok(searchers
        .iter()
        .zip(parts)
        .map(|(searcher, part)| {
            frame
                .best_rectangle(searcher, part)
                .assignment(&frame, searcher)
        })
        .collect())
}

/// A rectangle in metres along and across the drift.
#[derive(Debug, Clone, Copy)]
struct Part {
    along: [f64; 2],
    across: [f64; 2],
    poc: f64,
}

impl Part {
    fn area(&self) -> f64 {
        (self.along[1] - self.along[0]) * (self.across[1] - self.across[0])
    }

    fn pos(&self, searcher: &Searcher) -> f64 {
        self.poc * searcher.sensor.law.pod(searcher.swept_m2() / self.area())
    }

    fn assignment(self, frame: &Frame, searcher: &Searcher) -> Assignment {
        let [along, across] = [self.along, self.across].map(|s| f64::midpoint(s[0], s[1]));
        let sides = [self.along, self.across].map(|s| s[1] - s[0]);
        // The long side lies along the drift unless the belief lies across it.
        let turned = sides[1] > sides[0];
        let search_box = SearchBox {
            centre: frame.place(along, across),
            length_m: if turned { sides[1] } else { sides[0] },
            width_m: if turned { sides[0] } else { sides[1] },
            axis_deg: (frame.drift_deg + if turned { 90.0 } else { 0.0 }).rem_euclid(360.0),
        };
        let coverage = searcher.swept_m2() / self.area();
        let track_m = searcher.speed_kn * MPS_PER_KN * searcher.time_s;
        Assignment {
            search_box,
            track_spacing_m: search_box.spacing_within_m(track_m),
            poc: self.poc,
            pod: searcher.sensor.law.pod(coverage),
        }
    }
}

/// The cells in metres along and across the drift from their middle.
struct Frame {
    origin: Position,
    drift_deg: f64,
    cell_m: f64,
    points: Vec<[f64; 3]>,
}

impl Frame {
    fn new(cells: &[SearchCell], drift_deg: f64, cell_m: f64) -> Result<Self, SearchError> {
        if !drift_deg.is_finite() {
            return Err(SearchError::Value {
                what: "drift",
                value: drift_deg,
            });
        }
        let heaviest = cells
            .iter()
            .max_by(|a, b| a.probability.total_cmp(&b.probability))
            .ok_or(SearchError::Empty)?;
        let mut frame = Self {
            origin: heaviest.position,
            drift_deg,
            cell_m,
            points: Vec::new(),
        };
        for cell in cells {
            if not_negative("probability", cell.probability)? > 0.0 {
                let reach = distance_m(frame.origin, cell.position);
                let angle = (bearing_deg(frame.origin, cell.position) - drift_deg).to_radians();
                frame
                    .points
                    .push([reach * angle.cos(), reach * angle.sin(), cell.probability]);
            }
        }
        if frame.points.is_empty() {
            return Err(SearchError::Empty);
        }
        Ok(frame)
    }

    fn place(&self, along: f64, across: f64) -> Position {
        let frame = SearchBox {
            centre: self.origin,
            length_m: EARTH_RADIUS_M,
            width_m: EARTH_RADIUS_M,
            axis_deg: self.drift_deg,
        };
        frame.at(along, across)
    }

    fn bounds(&self) -> Part {
        let cell_m = self.cell_m;
        let side = |n: usize| {
            self.points.iter().filter_map(|p| p.get(n)).fold(
                [f64::INFINITY, f64::NEG_INFINITY],
                |s, v| {
                    [
                        s[0].min(((v / cell_m).round() - 0.5) * cell_m),
                        s[1].max(((v / cell_m).round() + 0.5) * cell_m),
                    ]
                },
            )
        };
        Part {
            along: side(0),
            across: side(1),
            poc: self.points.iter().map(|p| p[2]).sum(),
        }
    }

    fn inside<'a>(&'a self, part: &'a Part) -> impl Iterator<Item = &'a [f64; 3]> {
        self.points.iter().filter(|p| {
            (part.along[0]..part.along[1]).contains(&p[0])
                && (part.across[0]..part.across[1]).contains(&p[1])
        })
    }

    /// Lines across one axis with equal belief between them, the part's own sides included.
    fn lines(&self, part: &Part, axis: usize, count: usize) -> Vec<f64> {
        let sides = if axis == 0 { part.along } else { part.across };
        let mut values: Vec<(f64, f64)> = self
            .inside(part)
            .filter_map(|p| Some((*p.get(axis)?, p[2])))
            .collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let whole: f64 = values.iter().map(|v| v.1).sum();
        let mut lines = vec![sides[0]];
        let mut sum = 0.0;
        let mut next = 1.0;
        #[allow(clippy::cast_precision_loss, reason = "a dozen")]
        let steps = count as f64;
        for (value, p) in values {
            sum += p;
            // Between two rows of cells, so that none is counted with half its water.
            let value = ((value / self.cell_m).round() - 0.5) * self.cell_m;
            while next < steps && sum >= whole * next / steps {
                if lines.last().is_none_or(|l| *l < value) {
                    lines.push(value);
                }
                next += 1.0;
            }
        }
        lines.push(sides[1]);
        lines
    }

    /// The rectangle within the part that gives this searcher the greatest probability of success.
    fn best_rectangle(&self, searcher: &Searcher, part: Part) -> Part {
        let (xs, ys) = (self.lines(&part, 0, SIDES), self.lines(&part, 1, SIDES));
        // Belief below and left of each crossing of lines.
        let width = ys.len();
        let mut sums = vec![0.0; xs.len() * width];
        for p in self.inside(&part) {
            let x = xs.partition_point(|l| *l <= p[0]).min(xs.len() - 1);
            let y = ys.partition_point(|l| *l <= p[1]).min(width - 1);
            if let Some(sum) = sums.get_mut(x * width + y) {
                *sum += p[2];
            }
        }
        let at = |sums: &[f64], x: usize, y: usize| sums.get(x * width + y).copied().unwrap_or(0.0);
        for x in 0..xs.len() {
            for y in 0..width {
                let left = if x > 0 { at(&sums, x - 1, y) } else { 0.0 };
                let below = if y > 0 { at(&sums, x, y - 1) } else { 0.0 };
                let both = if x > 0 && y > 0 {
                    at(&sums, x - 1, y - 1)
                } else {
                    0.0
                };
                if let Some(sum) = sums.get_mut(x * width + y) {
                    *sum += left + below - both;
                }
            }
        }
        let mut best = (part.pos(searcher), part);
        for (x1, west) in xs.iter().enumerate() {
            for (x2, east) in xs.iter().enumerate().skip(x1 + 1) {
                for (y1, south) in ys.iter().enumerate() {
                    for (y2, north) in ys.iter().enumerate().skip(y1 + 1) {
                        let poc = at(&sums, x2, y2) - at(&sums, x1, y2) - at(&sums, x2, y1)
                            + at(&sums, x1, y1);
                        let rival = Part {
                            along: [*west, *east],
                            across: [*south, *north],
                            poc,
                        };
                        let pos = rival.pos(searcher);
                        if pos > best.0 {
                            best = (pos, rival);
                        }
                    }
                }
            }
        }
        best.1
    }

    fn measured(&self, mut part: Part) -> Part {
        part.poc = self.inside(&part).map(|p| p[2]).sum();
        part
    }
}

/// Cuts the part in two for two groups of searchers, until each has its own.
fn split(frame: &Frame, searchers: &[Searcher], who: &[usize], part: Part, parts: &mut [Part]) {
    let (first, second) = who.split_at(who.len() / 2);
    let Some(one) = first.first() else {
        if let Some(place) = second.first().and_then(|n| parts.get_mut(*n)) {
            *place = part;
        }
        return;
    };
    let effort = |group: &[usize]| -> f64 {
        group
            .iter()
            .filter_map(|n| searchers.get(*n))
            .map(Searcher::swept_m2)
            .sum()
    };
    let group = |who: &[usize], like: usize| {
        searchers.get(like).map(|s| Searcher {
            time_s: s.time_s * effort(who) / s.swept_m2(),
            ..*s
        })
    };
    let other = second.first().copied().unwrap_or(*one);
    let (Some(left), Some(right)) = (group(first, *one), group(second, other)) else {
        return;
    };
    let mut best: Option<(f64, Part, Part)> = None;
    for axis in [1, 0] {
        let lines = frame.lines(&part, axis, CUTS + 1);
        for line in lines.iter().skip(1).take(lines.len().saturating_sub(2)) {
            let (mut a, mut b) = (part, part);
            let (side_a, side_b) = if axis == 0 {
                (&mut a.along, &mut b.along)
            } else {
                (&mut a.across, &mut b.across)
            };
            side_a[1] = *line;
            side_b[0] = *line;
            for (a, b) in [(a, b), (b, a)] {
                let (a, b) = (frame.measured(a), frame.measured(b));
                let value = frame.best_rectangle(&left, a).pos(&left)
                    + frame.best_rectangle(&right, b).pos(&right);
                if best.is_none_or(|(v, _, _)| value > v) {
                    best = Some((value, a, b));
                }
            }
        }
    }
    if let Some((_, a, b)) = best {
        split(frame, searchers, first, a, parts);
        split(frame, searchers, second, b, parts);
    } else {
        // All belief is in one place: nothing can be cut, so they share it in layers of half width.
        let (mut a, mut b) = (part, part);
        let middle = f64::midpoint(part.across[0], part.across[1]);
        a.across[1] = middle;
        b.across[0] = middle;
        split(frame, searchers, first, frame.measured(a), parts);
        split(frame, searchers, second, frame.measured(b), parts);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::detection::DetectionLaw;
    use super::super::effort::water_fill;
    use super::super::pattern::{Pattern, PatternPlan};
    use super::*;
    use vigie_sea::destination;

    const CELL: f64 = 4_000.0;

    /// A normal belief three times as long along 60° as across, its middle at 180°.
    fn belief() -> Vec<SearchCell> {
        let centre = Position::new(46.0, -180.0).unwrap();
        let frame = SearchBox {
            centre,
            length_m: 1.0,
            width_m: 1.0,
            axis_deg: 60.0,
        };
        let mut cells = Vec::new();
        for x in -30..=30 {
            for y in -12..=12 {
                let (along, across) = (f64::from(x) * CELL, f64::from(y) * CELL);
                let p = (-0.5 * ((along / 36_000.0).powi(2) + (across / 12_000.0).powi(2))).exp();
                cells.push(SearchCell {
                    position: frame.at(along, across),
                    probability: p,
                });
            }
        }
        let whole: f64 = cells.iter().map(|c| c.probability).sum();
        cells.iter_mut().for_each(|c| c.probability /= whole);
        cells
    }

    fn searcher(speed_kn: f64, hours: f64, width_m: f64) -> Searcher {
        let sensor = Sensor {
            sweep_width_m: width_m,
            law: DetectionLaw::Random,
        };
        Searcher {
            speed_kn,
            time_s: hours * 3_600.0,
            sensor,
        }
    }

    #[test]
    fn one_rectangle_along_the_drift() {
        let found =
            assign_rectangles(&belief(), &[searcher(12.0, 10.0, 8_000.0)], 60.0, CELL).unwrap();
        let area = found[0].search_box;
        assert!(
            area.length_m > 1.5 * area.width_m && (area.axis_deg - 60.0).abs() < 1e-9,
            "{area:?}"
        );
        assert!(distance_m(area.centre, Position::new(46.0, 180.0).unwrap()) < 12_000.0);
        // What the order says can be sailed in the time.
        let plan = PatternPlan::over_box(
            Pattern::ParallelSweep,
            &area,
            found[0].track_spacing_m,
            false,
        )
        .unwrap();
        let hours = plan.duration_s(12.0).unwrap() / 3_600.0;
        assert!((5.0..=10.0).contains(&hours), "{hours}");
    }

    #[test]
    fn rectangles_do_not_overlap_and_come_near_the_free_optimum() {
        let crew = [
            searcher(12.0, 6.0, 8_000.0),
            searcher(15.0, 4.0, 6_000.0),
            searcher(150.0, 2.0, 3_000.0),
        ];
        let cells = belief();
        let found = assign_rectangles(&cells, &crew, 60.0, CELL).unwrap();
        let total: f64 = found.iter().map(Assignment::pos).sum();
        let p: Vec<f64> = cells.iter().map(|c| c.probability).collect();
        let swept: f64 = crew.iter().map(Searcher::swept_m2).sum();
        let free = water_fill(&p, &vec![1.0 / (CELL * CELL); p.len()], swept)
            .unwrap()
            .success;
        assert!(
            total <= free + 1e-3 && total > 0.85 * free,
            "{total} of {free}"
        );
        for (n, a) in found.iter().enumerate() {
            for b in &found[n + 1..] {
                for cell in &cells {
                    assert!(
                        !(holds(&a.search_box, cell.position)
                            && holds(&b.search_box, cell.position))
                    );
                }
            }
        }
    }

    fn holds(area: &SearchBox, place: Position) -> bool {
        let reach = distance_m(area.centre, place);
        let angle = (bearing_deg(area.centre, place) - area.axis_deg).to_radians();
        (reach * angle.cos()).abs() < area.length_m / 2.0 - CELL / 2.0
            && (reach * angle.sin()).abs() < area.width_m / 2.0 - CELL / 2.0
    }

    #[test]
    fn one_cell_many_searchers_and_faults() {
        let place = destination(Position::new(0.0, 0.0).unwrap(), 0.0, 1.0);
        let one = [SearchCell {
            position: place,
            probability: 1.0,
        }];
        let crew = [searcher(10.0, 1.0, 1_000.0); 3];
        assert_eq!(assign_rectangles(&one, &crew, 0.0, CELL).unwrap().len(), 3);
        assert!(assign_rectangles(&[], &crew, 0.0, CELL).is_err());
        assert!(assign_rectangles(&one, &[], 0.0, CELL).is_err());
        assert!(assign_rectangles(&one, &crew, f64::NAN, CELL).is_err());
    }
}
