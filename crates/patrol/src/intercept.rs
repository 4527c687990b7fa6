//! Intercept: when an asset can first be where a moving ship will be.
//!
//! On a plane the answer is the smallest positive root of |r + v t| = s t (r: from asset to ship, v:
//! velocity of the ship, s: speed of the asset); there is none if the ship opens and is at least as fast.
//! On the sphere, around land, and along a predicted track, time is advanced by the least it can take to
//! close what is missing: the gap cannot close faster than the sum of both speeds, so the first meeting is
//! never stepped over (as in sphere tracing).

/// Smallest time ≥ 0 at which an asset of speed `speed` can meet a ship at (`east`, `north`) that makes
/// (`east_speed`, `north_speed`); in the caller's units (miles and knots give hours). None if never.
#[must_use]
pub fn intercept_time(
    east: f64,
    north: f64,
    east_speed: f64,
    north_speed: f64,
    speed: f64,
) -> Option<f64> {
    let gap = east.hypot(north);
    if gap == 0.0 {
        return Some(0.0);
    }
    let closing = east * east_speed + north * north_speed;
    let excess = speed * speed - east_speed * east_speed - north_speed * north_speed;
    // excess t² − 2 closing t − gap² = 0, solved without cancellation: t = gap² / (root − closing).
    let discriminant = closing * closing + excess * gap * gap;
    if discriminant < 0.0 {
        return None;
    }
    let below = discriminant.sqrt() - closing;
    let time = gap * gap / below;
    (below > 0.0 && time.is_finite()).then_some(time)
}

/// Most steps before a meeting is given up.
const STEPS_MAX: usize = 4_000;
/// Seconds of way that may be missing at a meeting.
const EXACT_S: f64 = 1e-3;

/// First moment, in seconds, from `earliest_s` on and at most `latest_s`, at which `needed_s(t) ≤ t −
/// depart_s`; `needed_s(t)` is the time of the way to where the ship is at `t`, `speed_ratio` the fastest
/// speed of the ship over that of the asset. None if there is none, or no way.
pub fn meeting_s(
    depart_s: f64,
    earliest_s: f64,
    latest_s: f64,
    speed_ratio: f64,
    mut needed_s: impl FnMut(f64) -> Option<f64>,
) -> Option<f64> {
    let mut at_s = earliest_s.max(depart_s);
    let mut missing_s = needed_s(at_s)? - (at_s - depart_s);
    let mut before: Option<(f64, f64)> = None;
    for _ in 0..STEPS_MAX {
        if at_s > latest_s {
            return None;
        }
        if missing_s <= EXACT_S {
            return Some(at_s);
        }
        let sure = missing_s / (1.0 + speed_ratio);
        // A faster asset closes all the time, so there is one root and a secant step may not pass it by.
        let secant = before
            .filter(|_| speed_ratio < 1.0)
            .map(|(t, m): (f64, f64)| (m - missing_s) / (at_s - t))
            .filter(|rate| *rate > 1e-3)
            .map_or(sure, |rate| missing_s / rate);
        let mut step = sure.max(secant * 0.999).max(EXACT_S / 4.0);
        let mut next_missing = needed_s(at_s + step)? - (at_s + step - depart_s);
        if next_missing < -EXACT_S && step > sure {
            step = sure.max(EXACT_S / 4.0);
            next_missing = needed_s(at_s + step)? - (at_s + step - depart_s);
        }
        before = Some((at_s, missing_s));
        at_s += step;
        missing_s = next_missing;
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::Chance;
    use vigie_sea::{METRES_PER_NM, Position, destination, distance_m};

    /// Marches second by second; the reference for both methods.
    fn simulated_h(gap_nm: impl Fn(f64) -> f64, speed_kn: f64, horizon_s: u32) -> Option<f64> {
        (0..horizon_s)
            .map(|s| f64::from(s) / 3_600.0)
            .find(|&h| gap_nm(h) <= speed_kn * h)
    }

    #[test]
    fn closed_form_equals_a_simulation_by_seconds() {
        let mut chance = Chance::new(8);
        let (mut met, mut never) = (0, 0);
        for _ in 0..10_000 {
            let (east, north) = (chance.between(-60.0, 60.0), chance.between(-60.0, 60.0));
            let (ve, vn) = (chance.between(-14.0, 14.0), chance.between(-14.0, 14.0));
            let speed = chance.between(3.0, 30.0);
            let gap = |h: f64| (east + ve * h).hypot(north + vn * h);
            let found = intercept_time(east, north, ve, vn, speed);
            match simulated_h(gap, speed, 36_000) {
                Some(h) => {
                    let found = found.unwrap();
                    // The simulation sees the first whole second after the meeting.
                    assert!(found <= h + 1e-9 && h - found <= 1e-3, "{found} {h}");
                    met += 1;
                }
                None => {
                    assert!(found.is_none_or(|t| t >= 9.999), "{found:?}");
                    never += 1;
                }
            }
        }
        assert!(met > 6_000 && never > 300, "{met} {never}");
    }

    #[test]
    fn on_the_sphere_and_across_180_it_equals_a_simulation_by_seconds() {
        let mut chance = Chance::new(180);
        let mut met = 0;
        for _ in 0..10_000 {
            let asset = Position::new(
                chance.between(-70.0, 70.0),
                180.0 + chance.between(-0.5, 0.5),
            );
            let asset = asset.unwrap();
            let course = chance.between(0.0, 360.0);
            let speed_of_ship = chance.between(0.0, 14.0);
            let ship = destination(
                asset,
                chance.between(0.0, 360.0),
                chance.between(0.0, 60.0) * METRES_PER_NM,
            );
            let speed = chance.between(3.0, 30.0);
            let gap = |h: f64| {
                let there = destination(ship, course, speed_of_ship * h * METRES_PER_NM);
                distance_m(asset, there) / METRES_PER_NM
            };
            let latest_s = 36_000.0;
            let found = meeting_s(0.0, 0.0, latest_s, speed_of_ship / speed, |t| {
                Some(gap(t / 3_600.0) / speed * 3_600.0)
            });
            // Seconds near the answer suffice: before it the gap must be open at every minute.
            match found {
                Some(t) => {
                    met += 1;
                    let first = (0..=600)
                        .map(|m| f64::from(m) * 60.0)
                        .take_while(|m| *m < t - 3.6);
                    for m in first {
                        assert!(
                            gap(m / 3_600.0) > speed * m / 3_600.0,
                            "met earlier, at {m} of {t}"
                        );
                    }
                    let near = simulated_h(
                        |h| {
                            gap(h + (t - 10.0).max(0.0) / 3_600.0)
                                - speed * (t - 10.0).max(0.0) / 3_600.0
                        },
                        speed,
                        30,
                    );
                    let met_h = near.unwrap() + (t - 10.0).max(0.0) / 3_600.0;
                    assert!((met_h - t / 3_600.0).abs() <= 1e-3, "{met_h} {t}");
                }
                None => {
                    for minute in 0..580 {
                        let h = f64::from(minute) / 60.0;
                        assert!(gap(h) > speed * h, "met at {h} h");
                    }
                }
            }
        }
        assert!(met > 6_000, "{met}");
    }

    #[test]
    fn a_ship_that_opens_as_fast_is_never_met() {
        assert_eq!(intercept_time(10.0, 0.0, 12.0, 0.0, 12.0), None);
        assert_eq!(
            intercept_time(10.0, 0.0, -12.0, 0.0, 12.0),
            Some(10.0 / 24.0)
        );
        assert_eq!(intercept_time(0.0, 0.0, 30.0, 0.0, 12.0), Some(0.0));
    }
}
