//! A pattern over a piece of water that spends a given length of track.

use vigie_sea::{Position, bearing_deg, distance_m};

use super::error::{SearchError, positive};
use super::pattern::{Pattern, PatternPlan, SearchBox, expanding_square, sector};

/// Times that a sector search is flown through its datum at most, each turned by [`ROUND_TURN_DEG`].
const ROUNDS_MAX: f64 = 50.0;
/// A second sector search is turned by so much against the first (IAMSAR Vol. II, 5.5.6).
const ROUND_TURN_DEG: f64 = 30.0;
/// Halvings that find the spacing of an expanding square.
const HALVINGS: usize = 20;
/// Legs of one sector search, each as long as its radius.
const SECTOR_LEGS: f64 = 9.0;

impl SearchBox {
    /// Whether a place lies in the rectangle.
    #[must_use]
    pub fn contains(&self, place: Position) -> bool {
        let reach = distance_m(self.centre, place);
        let angle = (bearing_deg(self.centre, place) - self.axis_deg).to_radians();
        (reach * libm::cos(angle)).abs() <= self.length_m / 2.0
            && (reach * libm::sin(angle)).abs() <= self.width_m / 2.0
    }

    /// The upright square around its middle with this side, on the same axis.
    #[must_use]
    pub fn square(&self, side_m: f64) -> Self {
        Self {
            length_m: side_m,
            width_m: side_m,
            ..*self
        }
    }
}

impl PatternPlan {
    /// The rectangle that the pattern reaches when it was laid over `ground`: that itself, or the square around a datum.
    #[must_use]
    pub fn reach(&self, ground: &SearchBox) -> SearchBox {
        match self.pattern {
            Pattern::ExpandingSquare => ground.square(self.area_m2.sqrt()),
            Pattern::Sector => ground.square(2.0 * (self.area_m2 / std::f64::consts::PI).sqrt()),
            Pattern::ParallelSweep | Pattern::CreepingLine | Pattern::TrackLine => *ground,
        }
    }
}

/// Lays a pattern over the rectangle so that its legs take `track_m`: tracks as near to each other as that allows; an
/// expanding square of the same area around its middle; sectors through its middle, as wide as a circle of that area at
/// most, repeated as long as there is time. A track line has no rectangle: parallel sweeps are laid instead.
///
/// # Errors
/// A rectangle or length that is not above 0; more legs than an order can hold.
pub fn lay(pattern: Pattern, ground: &SearchBox, track_m: f64) -> Result<PatternPlan, SearchError> {
    positive("length", track_m)?;
    positive("length", ground.length_m)?;
    positive("width", ground.width_m)?;
    match pattern {
        Pattern::ParallelSweep | Pattern::TrackLine => {
            let spacing_m = ground.spacing_within_m(track_m);
            PatternPlan::over_box(Pattern::ParallelSweep, ground, spacing_m, false)
        }
        Pattern::CreepingLine => {
            let across = SearchBox {
                length_m: ground.width_m,
                width_m: ground.length_m,
                ..*ground
            };
            let spacing_m = across.spacing_within_m(track_m);
            PatternPlan::over_box(pattern, ground, spacing_m, false)
        }
        Pattern::ExpandingSquare => square(ground, track_m),
        Pattern::Sector => sectors(ground, track_m),
    }
}

/// The widest expanding square that stays within the area.
fn square(ground: &SearchBox, track_m: f64) -> Result<PatternPlan, SearchError> {
    let laid = |spacing_m| expanding_square(ground.centre, ground.axis_deg, spacing_m, track_m);
    let area_m2 = ground.area_m2();
    let mut far = area_m2 / track_m;
    let mut near = far / 10.0;
    let mut best = laid(near)?;
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(near, far);
        let plan = laid(middle)?;
        if plan.area_m2 <= area_m2 {
            (near, best) = (middle, plan);
        } else {
            far = middle;
        }
    }
    Ok(best)
}

fn sectors(ground: &SearchBox, track_m: f64) -> Result<PatternPlan, SearchError> {
    let widest_m = (ground.area_m2() / std::f64::consts::PI).sqrt();
    let rounds = (track_m / (SECTOR_LEGS * widest_m))
        .ceil()
        .clamp(1.0, ROUNDS_MAX);
    let radius_m = (track_m / (SECTOR_LEGS * rounds)).min(widest_m);
    let mut plan = sector(ground.centre, ground.axis_deg, radius_m)?;
    let mut round = 1.0;
    while round < rounds {
        let course = (ground.axis_deg + round * ROUND_TURN_DEG).rem_euclid(360.0);
        let more = sector(ground.centre, course, radius_m)?;
        plan.legs.extend(more.legs);
        round += 1.0;
    }
    Ok(plan)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const NM: f64 = vigie_sea::METRES_PER_NM;

    fn ground() -> SearchBox {
        SearchBox {
            centre: Position::new(44.0, 179.95).unwrap(),
            length_m: 60.0 * NM,
            width_m: 30.0 * NM,
            axis_deg: 70.0,
        }
    }

    #[test]
    fn each_pattern_spends_the_track_it_has_over_the_same_water() {
        for (pattern, least) in [
            (Pattern::ParallelSweep, 0.85),
            (Pattern::CreepingLine, 0.85),
            (Pattern::ExpandingSquare, 0.999),
            (Pattern::Sector, 0.999),
        ] {
            for track_nm in [300.0, 700.0] {
                let plan = lay(pattern, &ground(), track_nm * NM).unwrap();
                assert_eq!(plan.pattern, pattern);
                let share = plan.length_m() / (track_nm * NM);
                assert!((least..1.001).contains(&share), "{pattern:?}: {share}");
                let area = plan.area_m2 / ground().area_m2();
                assert!((0.2..1.3).contains(&area), "{pattern:?}: {area}");
                let joined = plan
                    .legs
                    .windows(2)
                    .all(|w| distance_m(w[0].to, w[1].from) < 1.0);
                assert!(joined, "{pattern:?}");
            }
        }
        assert!(lay(Pattern::Sector, &ground(), 0.0).is_err());
    }

    #[test]
    fn a_rectangle_holds_what_lies_in_it_over_180() {
        let ground = ground();
        for (along, across, inside) in [
            (29.0, 14.0, true),
            (-29.0, -14.0, true),
            (31.0, 0.0, false),
            (0.0, 16.0, false),
        ] {
            let place = ground.at(along * NM, across * NM);
            assert_eq!(ground.contains(place), inside, "{along} {across}");
        }
    }
}
