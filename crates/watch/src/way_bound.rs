//! How far apart two places are at most, without trigonometry: enough to spare most exact distances, and most look-ups of ports.

use vigie_sea::{Position, distance_m, lon_delta_deg};

use crate::PortSet;

/// Metres in a degree of latitude, rounded up: a way measured with it is never too short.
const METRES_PER_DEG: f64 = 111_320.0;
/// This far ahead it is asked for ports.
const LOOK_AHEAD_M: f64 = 100_000.0;

/// At most how far apart two places are, metres.
pub(crate) fn way_bound_m(a: Position, b: Position) -> f64 {
    let east = lon_delta_deg(a.lon_deg(), b.lon_deg()).abs();
    (east + (a.lat_deg() - b.lat_deg()).abs()) * METRES_PER_DEG
}

/// Whether two places are nearer to each other than this, metres.
pub(crate) fn is_nearer(a: Position, b: Position, than_m: f64) -> bool {
    way_bound_m(a, b) < than_m || distance_m(a, b) < than_m
}

/// Where a vessel is surely clear of any port: ports are looked up again only when she may have come near one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ClearOfPort {
    /// No port is within so many metres of this place.
    around: Option<(Position, f64)>,
}

impl ClearOfPort {
    /// Number and distance, metres, of the nearest port not farther than `reach_m`.
    pub(crate) fn nearest(
        &mut self,
        ports: &PortSet,
        place: Position,
        reach_m: f64,
    ) -> Option<(usize, f64)> {
        let is_clear = |(from, clear_m): (Position, f64)| way_bound_m(from, place) < clear_m;
        if self.around.is_some_and(is_clear) {
            return None;
        }
        let ahead_m = LOOK_AHEAD_M.max(2.0 * reach_m);
        let found = ports.nearest_number(place, ahead_m);
        let near = found.filter(|(_, port_m)| *port_m <= reach_m);
        let clear_m = found.map_or(ahead_m, |(_, port_m)| port_m) - reach_m;
        self.around = near.is_none().then_some((place, clear_m));
        near
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;
    use vigie_sea::destination;

    use super::*;
    use crate::{Port, PortKind};

    proptest! {
        #[test]
        fn a_bound_is_never_too_short(
            lat in -90.0..90.0f64, lon in -180.0..180.0f64, bearing in 0.0..360.0f64, way in 0.0..1e7f64,
        ) {
            let a = Position::new(lat, lon).unwrap();
            let b = destination(a, bearing, way);
            prop_assert!(way_bound_m(a, b) >= distance_m(a, b) - 1e-6);
        }

        /// A vessel on any way is told the ports that a look at every place tells.
        #[test]
        fn what_is_spared_was_clear(
            lat in -80.0..80.0f64, steps in proptest::collection::vec((0.0..360.0f64, 0.0..60_000.0f64), 1..60),
        ) {
            let at = Position::new(lat, 179.9).unwrap();
            let port = |n: u32| Port {
                id: n.to_string(),
                name: n.to_string(),
                country: String::new(),
                kind: PortKind::Port,
                position: destination(at, f64::from(n) * 57.0, f64::from(n) * 40_000.0),
                source: String::new(),
            };
            let ports = PortSet::new((1..8).map(port).collect());
            let (mut place, mut clear) = (at, ClearOfPort::default());
            for (bearing, way) in steps {
                place = destination(place, bearing, way);
                prop_assert_eq!(clear.nearest(&ports, place, 10_000.0), ports.nearest_number(place, 10_000.0));
            }
        }
    }
}
