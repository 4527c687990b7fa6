//! From a position to the ocean: where a track can begin or end.

use crate::{Error, Position};

use super::vector::{Unit, metres, unit};
use super::waters::Waters;

/// Nodes looked at around a place.
const LOOK_M: [f64; 3] = [30_000.0, 120_000.0, 400_000.0];
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
        let nearest = self
            .leaves
            .ocean_near(at, approach_m.clamp(0.0, 100_000.0))
            .first()
            .copied();
        let (_, node) = nearest.ok_or(Error::NotAtSea {
            lat_deg: position.lat_deg(),
            lon_deg: position.lon_deg(),
        })?;
        let from = self.leaves.place(node);
        Ok(End {
            position,
            at: from,
            links: vec![node],
            approach_m: metres(at, from),
        })
    }
}
