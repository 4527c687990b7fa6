//! Cutting a polygon at 180°, as RFC 7946 asks of those who write GeoJSON.
//!
//! Every ring is turned so that the inside lies to its left and cut into chains where it passes 180°.
//! The chart is then one sheet from −180° to 180° and pole to pole: from where a chain leaves the
//! sheet, its rim is followed counter-clockwise to where the next chain enters. A pole inside comes out
//! right by that alone, as the rim runs along it.

use crate::ring::{DEGREE, HALF_TURN, Ring, TURN};
use crate::{Polygon, Position};

const POLE: f64 = 90.0 * DEGREE;
/// Points of a hole that are asked which part holds them.
const HOLE_WITNESSES: usize = 5;

/// A closed line within the sheet, in degrees, the first point repeated at the end.
pub(crate) type SheetRing = Vec<[f64; 2]>;

impl Polygon {
    /// The parts of this polygon within −180° to 180°: each an outer ring, counter-clockwise, and its
    /// holes, clockwise, in degrees and closed.
    pub(crate) fn parts_on_sheet(&self) -> Vec<Vec<SheetRing>> {
        let mut chains = Vec::new();
        let (mut outers, mut holes) = (Vec::new(), Vec::new());
        for (number, ring) in self.rings.iter().enumerate() {
            let is_hole = number > 0;
            match cut(&inside_to_the_left(ring, is_hole)) {
                Pieces::Whole(points) if is_hole => holes.push(points),
                Pieces::Whole(points) => outers.push(points),
                Pieces::Chains(more) => chains.extend(more),
            }
        }
        outers.extend(joined(chains));
        let mut parts: Vec<Vec<SheetRing>> = outers
            .iter()
            .filter_map(|r| closed(r))
            .map(|ring| vec![ring])
            .collect();
        for hole in holes.iter().filter_map(|r| closed(r)) {
            let most = parts
                .iter()
                .enumerate()
                .map(|(n, part)| (witnesses(part, &hole), n));
            if let Some((_, n)) = most.max_by_key(|(held, n)| (*held, std::cmp::Reverse(*n)))
                && let Some(part) = parts.get_mut(n)
            {
                part.push(hole);
            }
        }
        parts
    }
}

/// A ring within the sheet, or the chains that passing 180° cut it into.
enum Pieces {
    Whole(Vec<[f64; 2]>),
    Chains(Vec<Vec<[f64; 2]>>),
}

/// The ring, turned round if the inside of the polygon does not lie to its left.
fn inside_to_the_left(ring: &Ring, is_hole: bool) -> Ring {
    let is_left = match ring.turns {
        0 => ring.doubled_area() > 0.0,
        turns => (turns > 0) == ring.holds_north_pole,
    };
    let mut turned = ring.clone();
    if is_left == is_hole {
        turned.points.reverse();
        turned.turns = -turned.turns;
    }
    turned
}

/// A piece of an edge on one copy of the sheet.
#[derive(Clone, Copy)]
struct Step {
    from: [f64; 2],
    to: [f64; 2],
    sheet: f64,
}

impl Step {
    /// A point of this piece on the sheet.
    fn on_sheet(&self, point: [f64; 2]) -> [f64; 2] {
        [point[0] - TURN * self.sheet, point[1]]
    }
}

/// The edges of a ring, cut where they pass 180°. A piece along 180° itself stays on the sheet where
/// the ring came from, so that a ring which only touches 180° is not cut.
fn steps_on_sheets(ring: &Ring) -> Vec<Step> {
    let sheet_of = |lon: f64| ((lon + HALF_TURN) / TURN).floor();
    let mut steps: Vec<Step> = Vec::new();
    for (a, b) in ring.steps() {
        let rim = TURN * (sheet_of(a[0].min(b[0])) + 1.0) - HALF_TURN;
        let sheet = |from: [f64; 2], to: [f64; 2]| {
            let along_rim = from[0] == to[0] && TURN * sheet_of(from[0]) - HALF_TURN == from[0];
            if along_rim {
                f64::NAN
            } else {
                sheet_of(f64::midpoint(from[0], to[0]))
            }
        };
        let mut put = |from, to| {
            steps.push(Step {
                from,
                to,
                sheet: sheet(from, to),
            })
        };
        if rim < a[0].max(b[0]) {
            let lat = (a[1] + (b[1] - a[1]) * ((rim - a[0]) / (b[0] - a[0]))).round();
            put(a, [rim, lat]);
            put([rim, lat], b);
        } else {
            put(a, b);
        }
    }
    let known = |step: &&Step| !step.sheet.is_nan();
    let last = steps
        .iter()
        .rev()
        .find(known)
        .map_or(0.0, |step| step.sheet);
    let mut sheet = last - f64::from(ring.turns);
    for step in &mut steps {
        sheet = if step.sheet.is_nan() {
            sheet
        } else {
            step.sheet
        };
        step.sheet = sheet;
    }
    steps
}

fn cut(ring: &Ring) -> Pieces {
    let steps = steps_on_sheets(ring);
    let last = steps.last().map_or(0.0, |step| step.sheet) - f64::from(ring.turns);
    let before = std::iter::once(last).chain(steps.iter().map(|step| step.sheet));
    let passes: Vec<bool> = before
        .zip(&steps)
        .map(|(sheet, step)| sheet != step.sheet)
        .collect();
    let Some(first) = passes.iter().position(|passes| *passes) else {
        return Pieces::Whole(steps.iter().map(|step| step.on_sheet(step.from)).collect());
    };
    let mut chains: Vec<Vec<[f64; 2]>> = Vec::new();
    let round = steps
        .iter()
        .zip(&passes)
        .cycle()
        .skip(first)
        .take(steps.len());
    for (step, passes) in round {
        if *passes {
            chains.push(vec![step.on_sheet(step.from)]);
        }
        if let Some(chain) = chains.last_mut() {
            chain.push(step.on_sheet(step.to));
        }
    }
    Pieces::Chains(chains)
}

/// How far along the rim a point of it is, counter-clockwise from the south-east corner.
fn along_rim(point: [f64; 2]) -> f64 {
    if point[0] > 0.0 {
        point[1] + POLE
    } else {
        3.0 * POLE - point[1]
    }
}

/// Length of the rim as counted by [`along_rim`]: both sides, the poles being points on the earth.
const RIM: f64 = 4.0 * POLE;

/// Joins chains to rings along the rim.
fn joined(chains: Vec<Vec<[f64; 2]>>) -> Vec<Vec<[f64; 2]>> {
    let mut entries: Vec<(f64, usize)> = Vec::new();
    for (number, chain) in chains.iter().enumerate() {
        entries.extend(chain.first().map(|point| (along_rim(*point), number)));
    }
    entries.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut used = vec![false; chains.len()];
    let mut rings = Vec::new();
    for start in 0..chains.len() {
        let mut ring: Vec<[f64; 2]> = Vec::new();
        let mut number = start;
        while let (Some(chain), Some(false)) = (chains.get(number), used.get(number).copied()) {
            used[number] = true;
            ring.extend(chain);
            let Some(exit) = chain.last() else { break };
            let Some((entry, next)) = next_entry(&entries, along_rim(*exit), &used, start) else {
                break;
            };
            ring.extend(corners(along_rim(*exit), entry));
            number = next;
        }
        if !ring.is_empty() {
            rings.push(ring);
        }
    }
    rings
}

/// The first entry at or after a place on the rim whose chain is free, or is the one begun with.
fn next_entry(
    entries: &[(f64, usize)],
    exit: f64,
    used: &[bool],
    start: usize,
) -> Option<(f64, usize)> {
    let at = entries.partition_point(|(entry, _)| *entry < exit);
    let (before, after) = entries.split_at_checked(at)?;
    let open = |(_, number): &&(f64, usize)| *number == start || used.get(*number) == Some(&false);
    after.iter().chain(before).find(open).copied()
}

/// Corners of the sheet between an exit and an entry.
fn corners(exit: f64, entry: f64) -> Vec<[f64; 2]> {
    let entry = if entry < exit { entry + RIM } else { entry };
    let mut corners = Vec::new();
    for n in [0.0, 1.0] {
        if exit <= 2.0 * POLE + n * RIM && entry > 2.0 * POLE + n * RIM {
            corners.extend([[HALF_TURN, POLE], [-HALF_TURN, POLE]]);
        }
        if exit <= RIM + n * RIM && entry > RIM + n * RIM {
            corners.extend([[-HALF_TURN, -POLE], [HALF_TURN, -POLE]]);
        }
    }
    corners
}

/// The ring in degrees, closed and without repeated points; `None` if nothing is inside.
fn closed(points: &[[f64; 2]]) -> Option<SheetRing> {
    let mut ring = points.to_vec();
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    let next = ring.iter().cycle().skip(1);
    let area: f64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum();
    // Shoelace terms are up to 10²² square billionths: below a millionth of that is rounding.
    if ring.len() < 3 || area.abs() < 1e9 {
        return None;
    }
    let first = *ring.first()?;
    ring.push(first);
    Some(ring.into_iter().map(|p| p.map(|v| v / DEGREE)).collect())
}

/// How many of a few points of the hole the outer ring of a part holds.
fn witnesses(part: &[SheetRing], hole: &SheetRing) -> usize {
    let Some(outer) = part
        .first()
        .and_then(|o| Polygon::new(std::slice::from_ref(o)).ok())
    else {
        return 0;
    };
    let step = (hole.len() / HOLE_WITNESSES).max(1);
    let places = hole
        .iter()
        .step_by(step)
        .filter_map(|p| Position::new(p[1], p[0]).ok());
    places.filter(|place| outer.contains(*place)).count()
}
