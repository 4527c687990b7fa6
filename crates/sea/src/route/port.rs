//! From a position to the ocean: where a track can begin or end.

use crate::{Error, Position};

use super::vector::{Unit, degrees, metres, unit};
use super::waters::Waters;

/// Nodes looked at around a place.
const LOOK_M: [f64; 3] = [30_000.0, 120_000.0, 400_000.0];
/// An approach is never longer.
const APPROACH_MAX_M: f64 = 100_000.0;
/// Grid on which navigable water is looked for around a berth: steps each way, degrees of latitude.
const LOOK_STEPS: i32 = 15;
const LOOK_STEP_DEG: f64 = 0.008;
/// Links of an end.
const LINKS_MAX: usize = 12;

/// An end of a route.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// The position asked for.
    pub(super) position: Position,
    /// Where the tested track begins: the place itself, or the nearest navigable water.
    pub(super) at: Unit,
    /// Nodes seen from there.
    pub(super) links: Vec<u32>,
    /// Length of the approach that is not tested, metres; 0 at sea.
    pub(super) approach_m: f64,
}

impl Waters {
    /// The ocean as seen from a position. A position that is not in navigable water of the main ocean
    /// (a berth, a pond, a shore nearer than the offing) is moved to the nearest node within `approach_m`.
    pub(super) fn end(&self, position: Position, approach_m: f64) -> Result<End, Error> {
        let at = unit(position);
        for within in LOOK_M {
            let near = self.leaves.ocean_near(at, within);
            let links: Vec<u32> = near
                .into_iter()
                .map(|(_, n)| n)
                .filter(|n| self.sees(at, self.leaves.place(*n)))
                .take(LINKS_MAX)
                .collect();
            if !links.is_empty() {
                return Ok(End {
                    position,
                    at,
                    links,
                    approach_m: 0.0,
                });
            }
            if self.leaves.ocean_near(at, within / 2.0).len() > LINKS_MAX {
                break;
            }
        }
        let approach_m = approach_m.clamp(0.0, APPROACH_MAX_M);
        let near = self.leaves.ocean_near(at, approach_m);
        let Some((_, node)) = near.first().copied() else {
            return Err(Error::NotAtSea {
                lat_deg: position.lat_deg(),
                lon_deg: position.lon_deg(),
            });
        };
        let seen = self.water_seen(at, &near);
        let (from, links) = seen.unwrap_or_else(|| (self.leaves.place(node), vec![node]));
        let approach_m = metres(at, from);
        Ok(End {
            position,
            at: from,
            links,
            approach_m,
        })
    }

    /// The navigable place nearest to a berth from which nodes of the ocean are seen.
    fn water_seen(&self, at: Unit, near: &[(f64, u32)]) -> Option<(Unit, Vec<u32>)> {
        let [lon, lat] = degrees(at);
        let wide = 1.0 / lat.to_radians().cos().max(0.05);
        let mut places: Vec<(f64, Unit)> = Vec::new();
        for y in -LOOK_STEPS..=LOOK_STEPS {
            for x in -LOOK_STEPS..=LOOK_STEPS {
                let east = f64::from(x) * LOOK_STEP_DEG * wide;
                let north = (lat + f64::from(y) * LOOK_STEP_DEG).clamp(-90.0, 90.0);
                let place = crate::chord_tree::unit_vector(lon + east, north);
                places.push((metres(at, place), place));
            }
        }
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        let nearest = near.first()?.0;
        let navigable = |place: Unit| {
            let place = degrees(place);
            !self.land.on_land(place)
                && self.land.shore.nearest_m(place, self.offing_m + 100.0) > self.offing_m
        };
        places
            .into_iter()
            .take_while(|(far, _)| *far < nearest)
            .find_map(|(_, place)| {
                if !navigable(place) {
                    return None;
                }
                let seen = near.iter().take(4 * LINKS_MAX).map(|(_, n)| *n);
                let clear = seen.filter(|n| self.sees(place, self.leaves.place(*n)));
                let links: Vec<u32> = clear.take(LINKS_MAX).collect();
                (!links.is_empty()).then_some((place, links))
            })
    }
}
