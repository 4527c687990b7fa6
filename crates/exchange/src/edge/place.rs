//! Places, lines and areas at the edges, cut at 180 degrees for formats that cannot cross it.
//!
//! CAP polygons and GeoJSON (RFC 7946 section 3.1.9) must not cross the antimeridian; a patrol area of the North
//! Pacific does. An edge between two points is the shorter way round. An area that goes all the way round a pole is
//! closed over the nearer one.

/// Full turn in 1e-7 degrees.
const TURN_E7: i64 = 3_600_000_000;
/// Half a turn in 1e-7 degrees.
const HALF_E7: i64 = 1_800_000_000;
/// A quarter in 1e-7 degrees.
const QUARTER_E7: i64 = 900_000_000;

/// A place on earth (WGS 84), in 1e-7 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Place {
    /// Latitude, north positive, in 1e-7 degrees, -90 to 90 degrees.
    pub lat_e7: i32,
    /// Longitude, east positive, in 1e-7 degrees, -180 to 180 degrees.
    pub lon_e7: i32,
}

impl Place {
    /// From 1e-7 degrees; `None` when off the earth.
    #[must_use]
    pub fn from_e7(lat_e7: i64, lon_e7: i64) -> Option<Self> {
        if lat_e7.abs() > QUARTER_E7 || lon_e7.abs() > HALF_E7 {
            return None;
        }
        Some(Self {
            lat_e7: i32::try_from(lat_e7).ok()?,
            lon_e7: i32::try_from(lon_e7).ok()?,
        })
    }

    /// From degrees, rounded to 1e-7; `None` when off the earth or not a number.
    #[must_use]
    pub fn from_deg(lat_deg: f64, lon_deg: f64) -> Option<Self> {
        if !(lat_deg.abs() <= 90.0 && lon_deg.abs() <= 180.0) {
            return None;
        }
        let e7 = |deg: f64| {
            #[allow(clippy::cast_possible_truncation, reason = "held to 180 degrees above")]
            let e7 = (deg * 1e7).round() as i64;
            e7
        };
        Self::from_e7(e7(lat_deg), e7(lon_deg))
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat_deg(self) -> f64 {
        f64::from(self.lat_e7) / 1e7
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon_deg(self) -> f64 {
        f64::from(self.lon_e7) / 1e7
    }

    /// Latitude as text with as many decimals as it has.
    #[must_use]
    pub fn lat_text(self) -> String {
        e7_text(self.lat_e7)
    }

    /// Longitude as text with as many decimals as it has.
    #[must_use]
    pub fn lon_text(self) -> String {
        e7_text(self.lon_e7)
    }

    /// Reads two decimal texts.
    #[must_use]
    pub fn from_text(lat: &str, lon: &str) -> Option<Self> {
        Self::from_deg(lat.trim().parse().ok()?, lon.trim().parse().ok()?)
    }
}

/// Exact decimal text of 1e-7 degrees, without trailing zeros.
fn e7_text(e7: i32) -> String {
    let (sign, size) = (if e7 < 0 { "-" } else { "" }, e7.unsigned_abs());
    let text = format!("{sign}{}.{:07}", size / 10_000_000, size % 10_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A vertex with its longitude counted on beyond 180 degrees, so that a line is continuous.
type Vertex = (i64, i64);

/// Longitudes counted on: each step is the shorter way.
fn unwrap(points: &[Place]) -> Vec<Vertex> {
    let mut out: Vec<Vertex> = Vec::with_capacity(points.len() + 3);
    for point in points {
        let lon = i64::from(point.lon_e7);
        let lon = match out.last() {
            None => lon,
            Some((_, before)) => {
                let step = (lon - before).rem_euclid(TURN_E7);
                before + if step > HALF_E7 { step - TURN_E7 } else { step }
            }
        };
        out.push((i64::from(point.lat_e7), lon));
    }
    out
}

/// Cuts an area into rings that do not cross 180 degrees. Each ring is closed (first = last) and counterclockwise.
/// `ring` may be closed or not. Fewer than three different vertices give nothing.
#[must_use]
pub fn split_ring(ring: &[Place]) -> Vec<Vec<Place>> {
    let mut points: Vec<Place> = ring.to_vec();
    points.dedup();
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    if points.len() < 3 {
        return Vec::new();
    }
    let mut pieces = vec![close_over_pole(unwrap(&points))];
    // A ring of the earth counts on by one turn at most, so it meets the cuts at 180, -180, 540 and -540 only.
    for cut in [-HALF_E7 - TURN_E7, -HALF_E7, HALF_E7, HALF_E7 + TURN_E7] {
        pieces = pieces
            .iter()
            .flat_map(|piece| cut_ring(piece, cut))
            .collect();
    }
    pieces
        .iter()
        .filter_map(|piece| bring_home(piece))
        .collect()
}

/// A ring round a pole ends one turn from where it began: it is led over the nearer pole and back.
fn close_over_pole(mut vertices: Vec<Vertex>) -> Vec<Vertex> {
    let (Some(first), Some(last)) = (vertices.first().copied(), vertices.last().copied()) else {
        return vertices;
    };
    let step = (first.1 - last.1).rem_euclid(TURN_E7);
    let home = last.1 + if step > HALF_E7 { step - TURN_E7 } else { step };
    if home != first.1 {
        let sum: i64 = vertices.iter().map(|(lat, _)| lat).sum();
        let pole = if sum < 0 { -QUARTER_E7 } else { QUARTER_E7 };
        vertices.extend([(first.0, home), (pole, home), (pole, first.1)]);
    }
    vertices
}

/// Cuts a closed ring at a meridian into rings that lie on one side of it.
fn cut_ring(ring: &[Vertex], cut: i64) -> Vec<Vec<Vertex>> {
    let (west, east) = (
        ring.iter().all(|v| v.1 <= cut),
        ring.iter().all(|v| v.1 >= cut),
    );
    if west || east {
        return vec![ring.to_vec()];
    }
    let mut out = half(ring, cut, 1);
    out.extend(half(ring, cut, -1));
    out
}

/// The part of a ring on one side of a meridian: chains between crossings, joined along the meridian in pairs by
/// latitude. `side` is 1 for west of the cut, -1 for east.
fn half(ring: &[Vertex], cut: i64, side: i64) -> Vec<Vec<Vertex>> {
    let mut chains = chains(ring, cut, side);
    let ends = |chain: &Vec<Vertex>| Some((chain.first()?.0, chain.last()?.0));
    let mut lats: Vec<(i64, usize, bool)> = Vec::new();
    for (index, chain) in chains.iter().enumerate() {
        if let Some((start, end)) = ends(chain) {
            lats.push((start, index, true));
            lats.push((end, index, false));
        }
    }
    lats.sort_unstable();
    let partner = |index: usize, start: bool| -> Option<(usize, bool)> {
        let at = lats
            .iter()
            .position(|(_, i, s)| *i == index && *s == start)?;
        lats.get(at ^ 1).map(|(_, i, s)| (*i, *s))
    };
    let mut out = Vec::new();
    let mut used = vec![false; chains.len()];
    for first in 0..chains.len() {
        let mut joined: Vec<Vertex> = Vec::new();
        let (mut at, mut forward) = (first, true);
        while let Some(seen) = used.get_mut(at).filter(|seen| !**seen) {
            *seen = true;
            if let Some(chain) = chains.get_mut(at) {
                if !forward {
                    chain.reverse();
                }
                joined.extend(chain.iter());
            }
            // Leave at the far end of this chain, enter the partner by the end met.
            match partner(at, !forward) {
                Some((next, starts)) => (at, forward) = (next, starts),
                None => break,
            }
        }
        joined.dedup();
        if joined.len() >= 3 {
            out.push(joined);
        }
    }
    out
}

/// The stretches of a ring strictly beyond a meridian on one side, each from crossing to crossing.
fn chains(ring: &[Vertex], cut: i64, side: i64) -> Vec<Vec<Vertex>> {
    let inside = |vertex: &Vertex| (cut - vertex.1) * side > 0;
    let count = ring.len();
    let Some(start) = ring.iter().position(|vertex| !inside(vertex)) else {
        return vec![ring.to_vec()];
    };
    let mut out: Vec<Vec<Vertex>> = Vec::new();
    for step in 0..count {
        let (Some(a), Some(b)) = (
            ring.get((start + step) % count),
            ring.get((start + step + 1) % count),
        ) else {
            continue;
        };
        match (inside(a), inside(b)) {
            (false, true) => out.push(vec![crossing(*a, *b, cut), *b]),
            (true, false) => out
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|chain| chain.push(crossing(*a, *b, cut))),
            (true, true) => out
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|chain| chain.push(*b)),
            (false, false) => {}
        }
    }
    out
}

/// Where the edge meets the meridian.
fn crossing(a: Vertex, b: Vertex, cut: i64) -> Vertex {
    let (run, rise) = (i128::from(b.1 - a.1), i128::from(b.0 - a.0));
    if run == 0 {
        return (a.0, cut);
    }
    let part = i128::from(cut - a.1) * rise / run;
    (a.0 + i64::try_from(part).unwrap_or(0), cut)
}

/// Back to -180..180, counterclockwise and closed; nothing without an area.
fn bring_home(ring: &[Vertex]) -> Option<Vec<Place>> {
    let (low, high) = (
        ring.iter().map(|v| v.1).min()?,
        ring.iter().map(|v| v.1).max()?,
    );
    let turns = (low + high)
        .div_euclid(2)
        .checked_add(HALF_E7)?
        .div_euclid(TURN_E7);
    let mut area: i128 = 0;
    for (at, vertex) in ring.iter().enumerate() {
        let next = ring.get((at + 1) % ring.len())?;
        area +=
            i128::from(vertex.1) * i128::from(next.0) - i128::from(next.1) * i128::from(vertex.0);
    }
    if area == 0 {
        return None;
    }
    let mut out: Vec<Place> = ring
        .iter()
        .filter_map(|(lat, lon)| Place::from_e7(*lat, lon - turns * TURN_E7))
        .collect();
    if area < 0 {
        out.reverse();
    }
    out.push(*out.first()?);
    Some(out)
}

/// Cuts a line into lines that do not cross 180 degrees. Fewer than two points give nothing.
#[must_use]
pub fn split_line(line: &[Place]) -> Vec<Vec<Place>> {
    let mut out: Vec<Vec<Place>> = Vec::new();
    let mut piece: Vec<Place> = Vec::new();
    for (at, vertex) in unwrap(line).windows(2).enumerate() {
        let [a, b] = vertex else { continue };
        let (Some(from), Some(to)) = (line.get(at), line.get(at + 1)) else {
            continue;
        };
        if piece.is_empty() {
            piece.push(*from);
        }
        // The side of 180 on which each end is written tells whether the step goes over it.
        let turn = |vertex: &Vertex, place: &Place| {
            (vertex.1 - i64::from(place.lon_e7)).div_euclid(TURN_E7)
        };
        if turn(a, from) != turn(b, to) {
            let east = b.1 > a.1;
            let cut = if east { HALF_E7 } else { -HALF_E7 } + turn(a, from) * TURN_E7;
            let lat = crossing(*a, *b, cut).0;
            let edge = |lon: i64| Place::from_e7(lat, lon);
            let (leave, enter) = if east {
                (HALF_E7, -HALF_E7)
            } else {
                (-HALF_E7, HALF_E7)
            };
            piece.extend(edge(leave));
            out.push(std::mem::take(&mut piece));
            piece.extend(edge(enter));
        }
        piece.push(*to);
    }
    out.push(piece);
    for piece in &mut out {
        piece.dedup();
    }
    out.retain(|piece| piece.len() >= 2);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(f64, f64)]) -> Vec<Place> {
        points
            .iter()
            .filter_map(|(lat, lon)| Place::from_deg(*lat, *lon))
            .collect()
    }

    /// Twice the area of a closed ring in square degrees.
    fn area(ring: &[Place]) -> f64 {
        ring.windows(2)
            .map(|p| p[0].lon_deg() * p[1].lat_deg() - p[1].lon_deg() * p[0].lat_deg())
            .sum()
    }

    #[test]
    fn an_area_at_home_is_only_closed_and_turned() {
        let pieces = split_ring(&ring(&[
            (0.0, 10.0),
            (10.0, 10.0),
            (10.0, 20.0),
            (0.0, 20.0),
        ]));
        assert_eq!(pieces.len(), 1);
        assert_eq!(pieces[0].first(), pieces[0].last());
        assert!((area(&pieces[0]) - 200.0).abs() < 1e-9);
    }

    #[test]
    fn an_area_across_180_becomes_two_that_touch_it() {
        for shape in [
            [(40.0, 170.0), (40.0, -170.0), (50.0, -170.0), (50.0, 170.0)],
            [(50.0, 170.0), (50.0, -170.0), (40.0, -170.0), (40.0, 170.0)],
        ] {
            let pieces = split_ring(&ring(&shape));
            assert_eq!(pieces.len(), 2);
            for piece in &pieces {
                assert!((area(piece) - 200.0).abs() < 1e-6, "{piece:?}");
                assert!(piece.iter().any(|p| p.lon_e7.abs() == 1_800_000_000));
            }
        }
    }

    #[test]
    fn a_hollow_shape_keeps_its_prongs_apart() {
        // Open to the east, two prongs over 180: the west is one piece, the east is two.
        let c = ring(&[
            (0.0, 170.0),
            (0.0, -170.0),
            (2.0, -170.0),
            (2.0, 175.0),
            (8.0, 175.0),
            (8.0, -170.0),
            (10.0, -170.0),
            (10.0, 170.0),
        ]);
        let pieces = split_ring(&c);
        assert_eq!(pieces.len(), 3);
        let whole: f64 = pieces.iter().map(|piece| area(piece)).sum();
        assert!((whole - 2.0 * (200.0 - 6.0 * 15.0)).abs() < 1e-6, "{whole}");
    }

    #[test]
    fn an_area_round_the_pole_is_closed_over_it() {
        let cap = ring(&[(80.0, 0.0), (80.0, 90.0), (80.0, 180.0), (80.0, -90.0)]);
        let pieces = split_ring(&cap);
        let whole: f64 = pieces.iter().map(|piece| area(piece)).sum();
        assert!((whole - 2.0 * 3_600.0).abs() < 1e-6, "{whole} {pieces:?}");
    }

    #[test]
    fn what_has_no_area_gives_nothing() {
        assert!(split_ring(&[]).is_empty());
        assert!(split_ring(&ring(&[(1.0, 1.0), (2.0, 2.0)])).is_empty());
        assert!(split_ring(&ring(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)])).is_empty());
    }

    #[test]
    fn a_line_is_cut_where_it_crosses() {
        let pieces = split_line(&ring(&[(40.0, 170.0), (50.0, -170.0), (50.0, 170.0)]));
        assert_eq!(pieces.len(), 3);
        assert_eq!(
            pieces[0][1],
            Place {
                lat_e7: 450_000_000,
                lon_e7: 1_800_000_000
            }
        );
        assert_eq!(pieces[1][0].lon_e7, -1_800_000_000);
        assert_eq!(split_line(&ring(&[(0.0, 1.0), (0.0, 2.0)])).len(), 1);
    }

    #[test]
    fn degrees_are_written_exactly() {
        assert_eq!(
            Place {
                lat_e7: -1,
                lon_e7: 1_799_999_999
            }
            .lat_text(),
            "-0.0000001"
        );
        assert_eq!(
            Place {
                lat_e7: 0,
                lon_e7: -1_800_000_000
            }
            .lon_text(),
            "-180"
        );
        assert_eq!(Place::from_text("x", "1"), None);
        assert_eq!(Place::from_text("90.1", "1"), None);
        assert_eq!(Place::from_text("NaN", "1"), None);
    }
}
