//! The way of a silent ship: where it may have been, piece by piece, and whether it would have been heard there.
//!
//! Disabling is supported only where reception supports it, and that is a matter of the whole silence, not of its
//! first moment: a ship that sails out of what the satellites hear well falls silent with its set on. A gap that
//! closed is judged along the great circle between both ends; an open one for a ship that stayed, and for one that
//! went on as it made good before. Only if both would have been heard long enough does reception support the claim.

use vigie_sea::{
    EARTH_RADIUS_M, MPS_PER_KN, Position, bearing_deg, destination, distance_m, interpolate,
};

use super::Silence;
use crate::EndPoint;
use crate::disabling::{Met, lower};

/// Pieces of a way at most: hours for four days, longer ones beyond.
const PIECES_MAX: f64 = 96.0;
/// Least time over which speed and course made good say something, s.
const MADE_GOOD_S: f64 = 600.0;

/// A way in pieces of equal time; each is stood for by its middle.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Way {
    pub(crate) places: Vec<Position>,
    pub(crate) piece_h: f64,
}

/// What reception says of a silence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Audible {
    pub(crate) met: Met,
    /// Hours at places of good reception, of the way with the fewest.
    pub(crate) good_h: f64,
    /// The poorest reception on any of the ways, positions a day.
    pub(crate) lowest_per_day: Option<f64>,
}

impl Way {
    /// The ways to be judged; `earlier` is a place of the ship some while before it fell silent.
    pub(super) fn of(silence: &Silence, earlier: Option<EndPoint>, credible_kn: f64) -> Vec<Self> {
        let start = silence.start;
        let hours = silence.until.since_s(start.time).max(0.0) / 3_600.0;
        if let Some(end) = silence.end {
            let between = |share| interpolate(start.position, end.position, share);
            return vec![Self::pieces(hours, between)];
        }
        let stayed = Self::pieces(hours, |_| start.position);
        let Some((course_deg, speed_kn)) = earlier.and_then(|e| made_good(e, start)) else {
            return vec![stayed];
        };
        // Half round the earth is as far as a way can lead.
        let run_m = speed_kn.min(credible_kn) * MPS_PER_KN * hours * 3_600.0;
        let run_m = run_m.min(EARTH_RADIUS_M * std::f64::consts::PI);
        let went_on = Self::pieces(hours, |share| {
            destination(start.position, course_deg, run_m * share)
        });
        vec![stayed, went_on]
    }

    fn pieces(hours: f64, at: impl Fn(f64) -> Position) -> Self {
        let count = hours.ceil().clamp(1.0, PIECES_MAX);
        let mut places = Vec::new();
        let mut middle = 0.5;
        while middle < count {
            places.push(at(middle / count));
            middle += 1.0;
        }
        Self {
            places,
            piece_h: hours / count,
        }
    }

    /// The place at so many hours after the beginning.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 96 pieces; a negative number becomes 0"
    )]
    pub(crate) fn at_h(&self, hours: f64) -> Option<Position> {
        let piece = (hours / self.piece_h.max(1e-9)) as usize;
        self.places
            .get(piece.min(self.places.len().saturating_sub(1)))
            .copied()
    }
}

/// Course and speed made good, if the ship moved long enough to tell.
fn made_good(from: EndPoint, to: EndPoint) -> Option<(f64, f64)> {
    let seconds = to.time.since_s(from.time);
    (seconds >= MADE_GOOD_S).then(|| {
        let way_m = distance_m(from.position, to.position);
        let course_deg = bearing_deg(from.position, to.position);
        (course_deg, way_m / seconds / MPS_PER_KN)
    })
}

/// Whether a ship on each of these ways would have been heard for `needed_h` hours.
pub(super) fn audible(
    ways: &[Way],
    needed_h: f64,
    good_per_day: f64,
    per_day: impl Fn(Position) -> Option<f64>,
) -> Audible {
    let mut found: Option<Audible> = None;
    for way in ways {
        let (mut good_h, mut unknown_h, mut lowest_per_day) = (0.0, 0.0, None);
        for reception in way.places.iter().map(|place| per_day(*place)) {
            match reception {
                Some(r) if r > good_per_day => good_h += way.piece_h,
                Some(_) => {}
                None => unknown_h += way.piece_h,
            }
            lowest_per_day = lower(lowest_per_day, reception);
        }
        // A thousandth of an hour: sums of pieces do not meet exactly.
        let met = if good_h + 1e-3 >= needed_h {
            Met::Yes
        } else if good_h + unknown_h + 1e-3 >= needed_h {
            Met::Unknown
        } else {
            Met::No
        };
        found = Some(found.map_or(
            Audible {
                met,
                good_h,
                lowest_per_day,
            },
            |other| Audible {
                met: if other.met == met { met } else { Met::Unknown },
                good_h: other.good_h.min(good_h),
                lowest_per_day: lower(other.lowest_per_day, lowest_per_day),
            },
        ));
    }
    found.unwrap_or(Audible {
        met: Met::Unknown,
        good_h: 0.0,
        lowest_per_day: None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use vigie_sea::Time;

    fn point(hour: i64, lon: f64) -> EndPoint {
        EndPoint {
            time: Time::from_s(hour * 3_600),
            position: Position::new(45.0, lon).unwrap(),
        }
    }

    fn silence(start: EndPoint, end: Option<EndPoint>, hours: i64) -> Silence {
        Silence {
            start,
            end,
            until: Time::from_s(start.time.s() + hours * 3_600),
            heard: None,
            feeds: crate::listening::Feeds::default(),
            earlier: None,
        }
    }

    #[test]
    fn a_closed_gap_leads_across_180() {
        let (a, b) = (point(0, 179.0), point(14, -179.0));
        let ways = Way::of(&silence(a, Some(b), 14), None, 18.0);
        let [way] = ways.as_slice() else { panic!() };
        assert_eq!((way.places.len(), way.piece_h), (14, 1.0));
        assert!(way.places.iter().all(|p| p.lon_deg().abs() > 178.9));
        assert!(way.at_h(0.1).unwrap().lon_deg() > 0.0 && way.at_h(13.9).unwrap().lon_deg() < 0.0);
        assert_eq!(way.at_h(99.0), way.places.last().copied());
    }

    #[test]
    fn an_open_gap_may_have_stayed_or_gone_on() {
        let (earlier, last) = (point(-1, 178.0), point(0, 178.25));
        let ways = Way::of(&silence(last, None, 20), Some(earlier), 18.0);
        assert_eq!(ways.len(), 2);
        assert!(ways[0].places.iter().all(|p| *p == last.position));
        assert!((-178.0..-176.0).contains(&ways[1].places.last().unwrap().lon_deg()));
        assert_eq!(Way::of(&silence(last, None, 20), Some(last), 18.0).len(), 1);
        // East of 180 nobody hears well: only the ship that stayed would have been heard.
        let heard = |p: Position| Some(if p.lon_deg() > 0.0 { 50.0 } else { 2.0 });
        let of = |ways: &[Way]| audible(ways, 12.0, 10.0, heard);
        assert_eq!(of(&ways[..1]).met, Met::Yes);
        assert_eq!(of(&ways[1..]).met, Met::No);
        let both = of(&ways);
        assert_eq!((both.met, both.lowest_per_day), (Met::Unknown, Some(2.0)));
        assert!((6.0..10.0).contains(&both.good_h), "{both:?}");
        assert_eq!(audible(&ways, 12.0, 10.0, |_| None).met, Met::Unknown);
    }
}
