//! The way from here to there: the great circle if it is clear, else lazy Theta* and a pulled string.

use serde::{Deserialize, Serialize};

use crate::{Error, Position};

use super::canal::CANALS;
use super::port::End;
use super::pull::pull;
use super::scratch::Scratch;
use super::theta::Query;
use super::vector::{metres, place, unit};
use super::waters::Waters;

/// What is asked of a route beyond the waters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crossing {
    /// How far from navigable water an end may lie, metres: berths, anchorages, the middle of a town.
    pub approach_max_m: f64,
    /// Identifiers of the canals that are closed.
    #[serde(default)]
    pub closed_canals: Vec<String>,
}

impl Default for Crossing {
    fn default() -> Self {
        Self {
            approach_max_m: 25_000.0,
            closed_canals: Vec::new(),
        }
    }
}

/// A way by sea.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeaRoute {
    /// Its corners, both ends included; between them great circles, or the line of a canal.
    pub places: Vec<Position>,
    /// Length, metres.
    pub length_m: f64,
    /// Length at each end that was not tested against the coast, metres; 0 for an end at sea.
    pub approach_m: [f64; 2],
    /// Identifiers of the canals passed, in order.
    pub canals: Vec<String>,
}

/// Asks waters for routes; keeps room and what it found.
#[derive(Debug)]
pub struct Router<'a> {
    pub(super) waters: &'a Waters,
    crossing: Crossing,
    pub(super) closed: Vec<bool>,
    pub(super) scratch: Scratch,
}

impl<'a> Router<'a> {
    /// A router over these waters.
    #[must_use]
    pub fn new(waters: &'a Waters, crossing: Crossing) -> Self {
        let closed = CANALS
            .iter()
            .map(|canal| crossing.closed_canals.iter().any(|id| id == canal.id))
            .collect();
        Self {
            waters,
            crossing,
            closed,
            scratch: Scratch::default(),
        }
    }

    /// Whether the great circle between two places is clear of land and closed waters.
    #[must_use]
    pub fn is_clear(&self, from: Position, to: Position) -> bool {
        self.waters.sees(unit(from), unit(to))
    }

    /// The way from one place to another.
    ///
    /// # Errors
    /// An end too far from navigable water of the main ocean; no way while canals and waters are closed.
    pub fn route(&mut self, from: Position, to: Position) -> Result<SeaRoute, Error> {
        if let Some(clear) = self.clear(from, to) {
            return Ok(clear);
        }
        let ends = [self.end(from)?, self.end(to)?];
        if from.to_e7() == to.to_e7() {
            // Who stays need not go out to the track and back.
            return Ok(SeaRoute {
                places: vec![from, to],
                length_m: 0.0,
                approach_m: [0.0; 2],
                canals: Vec::new(),
            });
        }
        self.route_between(&ends[0], &ends[1])
    }

    /// The great circle, if it is clear.
    pub(super) fn clear(&self, from: Position, to: Position) -> Option<SeaRoute> {
        let (a, b) = (unit(from), unit(to));
        let plain = self.waters.dear.is_empty() && self.waters.sees(a, b);
        plain.then(|| SeaRoute {
            places: vec![from, to],
            length_m: metres(a, b),
            approach_m: [0.0; 2],
            canals: Vec::new(),
        })
    }

    pub(super) fn end(&self, position: Position) -> Result<End, Error> {
        self.waters.end(position, self.crossing.approach_max_m)
    }

    pub(super) fn route_between(&mut self, from: &End, to: &End) -> Result<SeaRoute, Error> {
        let goals = [to];
        let nodes = self
            .search(&Query {
                from,
                goals: &goals,
            })
            .pop()
            .flatten();
        Ok(self.laid(from, to, &nodes.ok_or(Error::NoWay)?))
    }

    /// The ways from one end to many, found together; `None` where there is none.
    pub(super) fn routes_to(&mut self, from: &End, goals: &[&End]) -> Vec<Option<SeaRoute>> {
        let found = self.search(&Query { from, goals });
        let pairs = found.into_iter().zip(goals);
        pairs
            .map(|(nodes, to)| Some(self.laid(from, to, &nodes?)))
            .collect()
    }

    /// The way through these nodes, its string pulled.
    pub(super) fn laid(&self, from: &End, to: &End, nodes: &[u32]) -> SeaRoute {
        let goals = [to];
        let query = Query {
            from,
            goals: &goals,
        };
        // Between canals the string is pulled; a canal's line is laid as it is.
        let mut path = vec![from.at];
        let mut places = Vec::new();
        let mut canals = Vec::new();
        for pair in nodes.windows(2) {
            let (Some(a), Some(b)) = (pair.first().copied(), pair.last().copied()) else {
                continue;
            };
            let passed = self.waters.leaves.canal(a, b).and_then(|n| CANALS.get(n));
            if let Some(canal) = passed {
                pull(self.waters, &mut path);
                places.append(&mut path);
                let mut line = canal.places();
                if (a - self.waters.leaves.canals) % 2 == 1 {
                    line.reverse();
                }
                places.extend(line.into_iter().skip(1).rev().skip(1).rev().map(unit));
                canals.push(canal.id.to_owned());
            }
            // Whatever its number among the goals, the last node is this end.
            let last = b as usize > self.waters.leaves.places.len();
            path.push(if last { to.at } else { self.place(b, &query) });
        }
        pull(self.waters, &mut path);
        places.append(&mut path);
        let mut places: Vec<Position> = places.into_iter().map(place).collect();
        let approach_m = [from.approach_m, to.approach_m];
        if let Some(first) = places.first_mut()
            && from.approach_m == 0.0
        {
            *first = from.position;
        } else {
            places.insert(0, from.position);
        }
        if let Some(last) = places.last_mut()
            && to.approach_m == 0.0
        {
            *last = to.position;
        } else {
            places.push(to.position);
        }
        let length_m = places
            .windows(2)
            .filter_map(|w| Some(metres(unit(*w.first()?), unit(*w.last()?))))
            .sum();
        SeaRoute {
            places,
            length_m,
            approach_m,
            canals,
        }
    }
}
