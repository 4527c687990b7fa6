//! Two systems that put a ship in two places.

use vigie_sea::{METRES_PER_NM, Position, distance_m, interpolate};

use super::telling::tell_apart;
use super::{Config, Heard, Ship, is_next};
use crate::{EventBook, EventState};

/// Faster than any vessel of interest: then two AIS positions are not of one voyage, knots.
const JUMP_KN: f64 = 50.0;

/// Two places at one time.
#[derive(Debug, Clone)]
pub(super) struct Apart {
    pub(super) first: Heard,
    pub(super) last: Heard,
    pub(super) count: u32,
    pub(super) told_at: u32,
    pub(super) agreed: u32,
    pub(super) apart_m: f64,
    pub(super) allowed_m: f64,
    pub(super) ais: Position,
    /// Track of the radio.
    pub(super) track: u32,
    /// Unix seconds and distance in nautical miles, at each comparison told.
    pub(super) series: Vec<[f64; 2]>,
}

/// Compares a VMS position with the place between the AIS positions around it.
pub(super) fn compare(
    (config, version): (&Config, &str),
    ship: &mut Ship,
    [before, after]: [Heard; 2],
    vms: Heard,
    mmsi: u32,
    book: &mut EventBook,
) {
    let bracket_s = after.time.since_s(before.time);
    let since_s = vms.time.since_s(before.time);
    let inside = (0.0..=bracket_s).contains(&since_s) && bracket_s <= config.bracket_min * 60.0;
    let way_m = distance_m(before.position, after.position);
    let leap = way_m > METRES_PER_NM && way_m / METRES_PER_NM > JUMP_KN * bracket_s / 3_600.0;
    if !inside || leap {
        return;
    }
    let share = if bracket_s > 0.0 {
        since_s / bracket_s
    } else {
        0.0
    };
    let ais = interpolate(before.position, after.position, share);
    let apart_m = distance_m(ais, vms.position);
    let free_h = since_s.min(bracket_s - since_s) / 3_600.0;
    let allowed_m = (config.apart_nm + config.slack_kn * free_h) * METRES_PER_NM;
    if apart_m <= allowed_m {
        // Twice in place again: over. A single disagreement that was never told is dropped.
        let is_over = ship.apart.as_mut().is_some_and(|apart| {
            apart.agreed += 1;
            apart.agreed >= 2 || apart.told_at == 0
        });
        if is_over && let Some(apart) = ship.apart.take().filter(|a| a.told_at > 0) {
            tell_apart(book, version, mmsi, &apart, EventState::Closed);
        }
        return;
    }
    let apart = ship.apart.get_or_insert_with(|| Apart {
        first: vms,
        last: vms,
        count: 0,
        told_at: 0,
        agreed: 0,
        apart_m,
        allowed_m,
        ais,
        track: after.track,
        series: Vec::new(),
    });
    apart.count += 1;
    apart.agreed = 0;
    (apart.last, apart.track) = (vms, after.track);
    if apart_m >= apart.apart_m {
        (apart.apart_m, apart.allowed_m, apart.ais) = (apart_m, allowed_m, ais);
    }
    if apart.count >= 2 && is_next(apart.count, &mut apart.told_at) {
        #[allow(clippy::cast_precision_loss, reason = "seconds since 1970")]
        apart
            .series
            .push([vms.time.s() as f64, apart_m / METRES_PER_NM]);
        let apart = apart.clone();
        tell_apart(book, version, mmsi, &apart, EventState::Open);
    }
}
