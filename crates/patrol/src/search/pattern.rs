//! Search patterns that a ship or aircraft can follow (IAMSAR Manual Vol. II, chapter 5; Vol. III).
//!
//! Each gives its legs, so that the order can say where to commence, which way to creep and how far it
//! is. Turns are taken as points: an aircraft adds its own.

use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Position, bearing_deg, destination, distance_m};

use super::detection::{Sensor, coverage};
use super::error::{SearchError, not_negative, positive};

/// No order has more legs than this.
const LEGS_MAX: f64 = 2_000.0;

/// Kind of pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    /// Parallel sweep (PS): long legs beside each other, for a large area evenly believed in.
    ParallelSweep,
    /// Creeping line (CS): short legs across the box, when one end is likelier.
    CreepingLine,
    /// Expanding square (SS): outwards from a datum known well.
    ExpandingSquare,
    /// Sector (VS): three times through a datum known very well.
    Sector,
    /// Track line (TS): along a route and back beside it.
    TrackLine,
}

impl Pattern {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ParallelSweep => "parallel-sweep",
            Self::CreepingLine => "creeping-line",
            Self::ExpandingSquare => "expanding-square",
            Self::Sector => "sector",
            Self::TrackLine => "track-line",
        }
    }

    /// The designator of IAMSAR.
    #[must_use]
    pub fn designator(self) -> &'static str {
        match self {
            Self::ParallelSweep => "PS",
            Self::CreepingLine => "CS",
            Self::ExpandingSquare => "SS",
            Self::Sector => "VS",
            Self::TrackLine => "TS",
        }
    }
}

/// A rectangle at sea.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SearchBox {
    /// Its middle.
    pub centre: Position,
    /// Long side, metres.
    pub length_m: f64,
    /// Short side, metres.
    pub width_m: f64,
    /// Where the long side points, degrees true.
    pub axis_deg: f64,
}

impl SearchBox {
    /// The place `along_m` metres along the axis from the middle and `across_m` to the right of it.
    #[must_use]
    pub fn at(&self, along_m: f64, across_m: f64) -> Position {
        let course = self.axis_deg + across_m.atan2(along_m).to_degrees();
        destination(
            self.centre,
            course.rem_euclid(360.0),
            along_m.hypot(across_m),
        )
    }

    /// Area, square metres.
    #[must_use]
    pub fn area_m2(&self) -> f64 {
        self.length_m * self.width_m
    }

    /// The four corners, clockwise from the far left one.
    #[must_use]
    pub fn corners(&self) -> [Position; 4] {
        let (l, w) = (self.length_m / 2.0, self.width_m / 2.0);
        [(l, -w), (l, w), (-l, w), (-l, -w)].map(|(along, across)| self.at(along, across))
    }

    /// The smallest track spacing of a parallel sweep over the box whose legs and cross legs together are
    /// not longer than `track_m`, metres; the box's width if not even two tracks fit.
    #[must_use]
    pub fn spacing_within_m(&self, track_m: f64) -> f64 {
        // n tracks of length l − w/n and n − 1 cross legs of w/n take n l − w/n.
        let tracks = (track_m / self.length_m).floor().clamp(1.0, LEGS_MAX / 2.0);
        let more = tracks + 1.0;
        if more * self.length_m - self.width_m / more <= track_m {
            self.width_m / more
        } else {
            self.width_m / tracks
        }
    }

    fn check(&self) -> Result<(), SearchError> {
        positive("length", self.length_m)?;
        positive("width", self.width_m)?;
        if self.axis_deg.is_finite() {
            Ok(())
        } else {
            Err(SearchError::Value {
                what: "axis",
                value: self.axis_deg,
            })
        }
    }
}

/// One straight leg.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// Where it begins.
    pub from: Position,
    /// Where it ends.
    pub to: Position,
    /// Course at its beginning, degrees true.
    pub course_deg: f64,
    /// Great-circle length, metres.
    pub length_m: f64,
}

impl Leg {
    /// The leg between two places.
    #[must_use]
    pub fn between(from: Position, to: Position) -> Self {
        Self {
            from,
            to,
            course_deg: bearing_deg(from, to),
            length_m: distance_m(from, to),
        }
    }
}

/// A pattern laid out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatternPlan {
    /// Kind.
    pub pattern: Pattern,
    /// The legs in order; the first begins at the commence search point.
    pub legs: Vec<Leg>,
    /// Where the pattern creeps to, degrees true; none for those around a datum.
    pub creep_deg: Option<f64>,
    /// Distance between neighbouring tracks, metres.
    pub track_spacing_m: f64,
    /// Area served, square metres.
    pub area_m2: f64,
}

impl PatternPlan {
    fn through(
        pattern: Pattern,
        places: &[Position],
        creep_deg: Option<f64>,
        track_spacing_m: f64,
        area_m2: f64,
    ) -> Self {
        let legs = places
            .windows(2)
            .filter_map(|w| Some(Leg::between(*w.first()?, *w.last()?)))
            .collect();
        Self {
            pattern,
            legs,
            creep_deg: creep_deg.map(|d| d.rem_euclid(360.0)),
            track_spacing_m,
            area_m2,
        }
    }

    /// The commence search point.
    #[must_use]
    pub fn commence(&self) -> Option<Position> {
        self.legs.first().map(|leg| leg.from)
    }

    /// Length of all legs, metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        self.legs.iter().map(|leg| leg.length_m).sum()
    }

    /// Time at this speed, seconds.
    ///
    /// # Errors
    /// A speed that is not above 0.
    pub fn duration_s(&self, speed_kn: f64) -> Result<f64, SearchError> {
        Ok(self.length_m() / (positive("speed", speed_kn)? * MPS_PER_KN))
    }

    /// Coverage C = W L / A.
    ///
    /// # Errors
    /// A sweep width that is negative or no number.
    pub fn coverage(&self, sensor: Sensor) -> Result<f64, SearchError> {
        coverage(sensor.sweep_width_m, self.length_m(), self.area_m2)
    }

    /// Probability of detection of a target that is in the area and stays.
    ///
    /// # Errors
    /// A sweep width that is negative or no number.
    pub fn pod(&self, sensor: Sensor) -> Result<f64, SearchError> {
        Ok(sensor.law.pod(self.coverage(sensor)?))
    }

    /// Parallel sweep or creeping line over a box: tracks `spacing_m` apart, half a spacing inside its
    /// sides, legs along the long side or across it. `from_far_end` commences at the end to which the
    /// axis points.
    ///
    /// # Errors
    /// A box or spacing that is not above 0; more legs than an order can hold.
    pub fn over_box(
        pattern: Pattern,
        search_box: &SearchBox,
        spacing_m: f64,
        from_far_end: bool,
    ) -> Result<Self, SearchError> {
        search_box.check()?;
        positive("track-spacing", spacing_m)?;
        let across = pattern == Pattern::CreepingLine;
        let (leg, creep) = if across {
            (search_box.width_m, search_box.length_m)
        } else {
            (search_box.length_m, search_box.width_m)
        };
        let tracks = (creep / spacing_m - 1e-9).ceil().max(1.0);
        if tracks > LEGS_MAX / 2.0 {
            return Err(SearchError::TooManyLegs { legs: tracks * 2.0 });
        }
        // Spread evenly, so that no strip at the side is left wider than the others.
        let spacing = creep / tracks;
        let half = (leg / 2.0 - spacing / 2.0).max(leg / 4.0);
        let end = if from_far_end { 1.0 } else { -1.0 };
        let mut places = Vec::new();
        let mut track = 0.0;
        let mut side = if across { -1.0 } else { end };
        while track < tracks {
            let offset = (track + 0.5) * spacing - creep / 2.0;
            for s in [side, -side] {
                places.push(if across {
                    search_box.at(-end * offset, s * half)
                } else {
                    search_box.at(s * half, offset)
                });
            }
            side = -side;
            track += 1.0;
        }
        let creep_deg = match (across, from_far_end) {
            (false, _) => search_box.axis_deg + 90.0,
            (true, false) => search_box.axis_deg,
            (true, true) => search_box.axis_deg + 180.0,
        };
        Ok(Self::through(
            pattern,
            &places,
            Some(creep_deg),
            spacing,
            search_box.area_m2(),
        ))
    }
}

/// Expanding square about a datum: legs of S, S, 2S, 2S, 3S … each turned 90° to starboard, the first one
/// on `first_course_deg` (down the drift or wind), until `length_m` of track is spent.
///
/// # Errors
/// A spacing or length that is not above 0; more legs than an order can hold.
pub fn expanding_square(
    datum: Position,
    first_course_deg: f64,
    spacing_m: f64,
    length_m: f64,
) -> Result<PatternPlan, SearchError> {
    positive("track-spacing", spacing_m)?;
    positive("length", length_m)?;
    // n(n+1) spacings take 2n legs.
    let legs = 2.0 * (length_m / spacing_m).sqrt();
    if legs > LEGS_MAX {
        return Err(SearchError::TooManyLegs { legs });
    }
    let frame = SearchBox {
        centre: datum,
        length_m,
        width_m: length_m,
        axis_deg: first_course_deg,
    };
    let (mut along, mut across, mut left, mut n) = (0.0_f64, 0.0_f64, length_m, 0_u32);
    let mut places = vec![datum];
    let mut reach = 0.0_f64;
    while left > 1e-6 * spacing_m {
        let leg = (f64::from(n / 2 + 1) * spacing_m).min(left);
        match n % 4 {
            0 => along += leg,
            1 => across += leg,
            2 => along -= leg,
            _ => across -= leg,
        }
        left -= leg;
        n += 1;
        reach = reach.max(along.abs()).max(across.abs());
        places.push(frame.at(along, across));
    }
    let area = (2.0 * reach + spacing_m).powi(2);
    Ok(PatternPlan::through(
        Pattern::ExpandingSquare,
        &places,
        None,
        spacing_m,
        area,
    ))
}

/// Sector search of a radius about a datum: nine legs of that length, three of them through the datum,
/// each turned 120° to starboard.
///
/// # Errors
/// A radius that is not above 0.
pub fn sector(
    datum: Position,
    first_course_deg: f64,
    radius_m: f64,
) -> Result<PatternPlan, SearchError> {
    positive("radius", radius_m)?;
    let mut places = vec![datum];
    for third in 0..3 {
        let out = first_course_deg + 240.0 * f64::from(third);
        places.push(destination(datum, out.rem_euclid(360.0), radius_m));
        places.push(destination(datum, (out + 60.0).rem_euclid(360.0), radius_m));
        places.push(datum);
    }
    let area = std::f64::consts::PI * radius_m * radius_m;
    // Tracks are one radius apart at the rim; on average half of it.
    Ok(PatternPlan::through(
        Pattern::Sector,
        &places,
        None,
        radius_m / 2.0,
        area,
    ))
}

/// Track line search with return: out along the route `offset_m` to its left, back as far on the other
/// side.
///
/// # Errors
/// Fewer than two places, or an offset below 0.
pub fn track_line(route: &[Position], offset_m: f64) -> Result<PatternPlan, SearchError> {
    not_negative("offset", offset_m)?;
    let (Some(first), Some(last)) = (route.first(), route.last()) else {
        return Err(SearchError::Empty);
    };
    if route.len() < 2 || (first == last && route.len() == 2) {
        return Err(SearchError::Empty);
    }
    let course = |n: usize| {
        let near = |m: usize| route.get(m).copied();
        let before = n
            .checked_sub(1)
            .and_then(near)
            .zip(near(n))
            .map(|(a, b)| bearing_deg(b, a) + 180.0);
        let after = near(n).zip(near(n + 1)).map(|(a, b)| bearing_deg(a, b));
        match (before, after) {
            // The middle of both courses, the short way round.
            (Some(b), Some(a)) => b + ((a - b + 540.0).rem_euclid(360.0) - 180.0) / 2.0,
            (Some(c), None) | (None, Some(c)) => c,
            (None, None) => 0.0,
        }
    };
    let beside = |n: usize, side: f64| {
        let from = route.get(n).copied().unwrap_or(*first);
        destination(from, (course(n) + side).rem_euclid(360.0), offset_m)
    };
    let out = (0..route.len()).map(|n| beside(n, -90.0));
    let back = (0..route.len()).rev().map(|n| beside(n, 90.0));
    let places: Vec<Position> = out.chain(back).collect();
    let length: f64 = route
        .windows(2)
        .filter_map(|w| Some(distance_m(*w.first()?, *w.last()?)))
        .sum();
    let area = positive("length", length)? * 4.0 * offset_m.max(1.0);
    Ok(PatternPlan::through(
        Pattern::TrackLine,
        &places,
        None,
        2.0 * offset_m,
        area,
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::detection::DetectionLaw;
    use super::*;
    use proptest::prelude::*;

    const NM: f64 = vigie_sea::METRES_PER_NM;

    fn at_180(axis_deg: f64) -> SearchBox {
        let centre = Position::new(44.0, 179.95).unwrap();
        SearchBox {
            centre,
            length_m: 60.0 * NM,
            width_m: 20.0 * NM,
            axis_deg,
        }
    }

    #[test]
    fn ladder_across_180() {
        let plan =
            PatternPlan::over_box(Pattern::ParallelSweep, &at_180(90.0), 4.0 * NM, false).unwrap();
        assert_eq!(plan.legs.len(), 9, "five tracks and four cross legs");
        assert_eq!(plan.creep_deg, Some(180.0));
        // 5 tracks of 56 nm and 4 cross legs of 4 nm.
        assert!(
            (plan.length_m() / NM - 296.0).abs() < 0.3,
            "{}",
            plan.length_m() / NM
        );
        let csp = plan.commence().unwrap();
        assert!(csp.lon_deg() > 179.0, "the west end: {csp:?}");
        assert!(plan.legs[0].to.lon_deg() < -179.0);
        let sensor = Sensor {
            sweep_width_m: 4.0 * NM,
            law: DetectionLaw::InverseCube,
        };
        assert!((plan.coverage(sensor).unwrap() - 296.0 / 300.0).abs() < 0.01);
        assert!((plan.pod(sensor).unwrap() - 0.785).abs() < 0.01);
        assert!((plan.duration_s(148.0).unwrap() - 7_200.0).abs() < 10.0);
    }

    #[test]
    fn creeping_line_creeps_along_the_axis() {
        for (far, creep) in [(false, 30.0), (true, 210.0)] {
            let plan =
                PatternPlan::over_box(Pattern::CreepingLine, &at_180(30.0), 4.0 * NM, far).unwrap();
            assert_eq!(plan.legs.len(), 29);
            assert_eq!(plan.creep_deg, Some(creep));
            let end = plan.legs.last().unwrap().to;
            let over = bearing_deg(plan.commence().unwrap(), end);
            assert!((over - creep).abs() < 30.0, "{over}");
        }
    }

    #[test]
    fn expanding_square_is_s_s_2s_2s() {
        let datum = Position::new(-10.0, -180.0).unwrap();
        let plan = expanding_square(datum, 45.0, 2.0 * NM, 24.0 * NM).unwrap();
        let lengths: Vec<f64> = plan
            .legs
            .iter()
            .map(|l| (l.length_m / NM).round())
            .collect();
        assert_eq!(lengths, [2.0, 2.0, 4.0, 4.0, 6.0, 6.0]);
        assert!((plan.legs[1].course_deg - 135.0).abs() < 0.1);
        assert!((plan.length_m() / NM - 24.0).abs() < 0.01);
        assert!(expanding_square(datum, 0.0, 1.0, 1e9).is_err());
    }

    #[test]
    fn sector_passes_the_datum_three_times_and_turns_120() {
        let datum = Position::new(48.0, -125.5).unwrap();
        let plan = sector(datum, 0.0, 5.0 * NM).unwrap();
        assert_eq!(plan.legs.len(), 9);
        assert_eq!(plan.legs.iter().filter(|l| l.to == datum).count(), 3);
        assert!(
            plan.legs
                .iter()
                .all(|l| (l.length_m / NM - 5.0).abs() < 0.01)
        );
        for pair in plan.legs.windows(2) {
            let turn = (pair[1].course_deg - pair[0].course_deg).rem_euclid(360.0);
            // Straight on through the datum, else 120 degrees to starboard.
            assert!(
                turn.min(360.0 - turn) < 0.2 || (turn - 120.0).abs() < 0.2,
                "{turn}"
            );
        }
    }

    #[test]
    fn track_line_goes_out_and_back_beside_the_route() {
        let route = [(50.0, 179.0), (50.5, -179.5), (51.0, -178.0)]
            .map(|(a, o)| Position::new(a, o).unwrap());
        let plan = track_line(&route, 3.0 * NM).unwrap();
        assert_eq!(plan.legs.len(), 5);
        assert!((distance_m(plan.commence().unwrap(), route[0]) / NM - 3.0).abs() < 1e-6);
        assert!((plan.track_spacing_m - 6.0 * NM).abs() < 1e-9);
        assert!(track_line(&route[..1], 0.0).is_err());
    }

    proptest! {
        #[test]
        fn every_track_stays_in_its_box_and_serves_it(
            lat in -75.0..75.0f64, lon in -180.0..180.0f64, axis in 0.0..360.0f64,
            long in 5.0..120.0f64, ratio in 0.1..1.0f64, spacing in 0.5..20.0f64, creeping: bool, far: bool,
        ) {
            let centre = Position::new(lat, lon).unwrap();
            let area = SearchBox { centre, length_m: long * NM, width_m: long * ratio * NM, axis_deg: axis };
            let pattern = if creeping { Pattern::CreepingLine } else { Pattern::ParallelSweep };
            let plan = PatternPlan::over_box(pattern, &area, spacing * NM, far).unwrap();
            prop_assert!(plan.track_spacing_m <= spacing * NM * (1.0 + 1e-6));
            let reach = area.length_m.hypot(area.width_m) / 2.0 + 1.0;
            for leg in &plan.legs {
                prop_assert!(distance_m(centre, leg.from) <= reach && distance_m(centre, leg.to) <= reach);
            }
        }
    }
}
