//! Canals and straits too narrow for the coast as drawn: passages that can each be closed.

use crate::Position;

use super::vector::{Unit, metres, unit};

/// A passage between two waters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Canal {
    /// Stable identifier, also the Fluent id of its name after `canal-`.
    pub id: &'static str,
    /// Its line, latitude and longitude in degrees, from end to end; to about a mile.
    pub line: &'static [[f64; 2]],
}

/// The passages known, from public knowledge of where they lie.
pub const CANALS: &[Canal] = &[
    Canal {
        id: "suez",
        line: &[
            [31.40, 32.38],
            [31.27, 32.31],
            [30.58, 32.28],
            [30.30, 32.38],
            [29.93, 32.57],
            [29.80, 32.55],
        ],
    },
    Canal {
        id: "panama",
        line: &[
            [9.45, -79.92],
            [9.27, -79.92],
            [9.13, -79.80],
            [9.05, -79.65],
            [8.95, -79.57],
            [8.80, -79.50],
        ],
    },
    Canal {
        id: "kiel",
        line: &[
            [53.88, 9.08],
            [54.05, 9.32],
            [54.30, 9.65],
            [54.36, 10.00],
            [54.42, 10.20],
        ],
    },
    Canal {
        id: "bosporus",
        line: &[
            [41.27, 29.15],
            [41.13, 29.07],
            [41.04, 29.03],
            [40.96, 28.97],
        ],
    },
    Canal {
        id: "dardanelles",
        line: &[
            [40.45, 26.78],
            [40.20, 26.40],
            [40.03, 26.20],
            [39.99, 26.10],
        ],
    },
    Canal {
        id: "kanmon",
        line: &[
            [34.02, 130.82],
            [33.93, 130.92],
            [33.96, 130.97],
            [33.95, 131.08],
        ],
    },
];

impl Canal {
    /// The passage of this identifier.
    #[must_use]
    pub fn of(id: &str) -> Option<&'static Self> {
        CANALS.iter().find(|canal| canal.id == id)
    }

    /// The places of its line.
    #[must_use]
    pub fn places(&self) -> Vec<Position> {
        self.line
            .iter()
            .map(|[lat, lon]| Position::clamped(*lat, *lon))
            .collect()
    }

    /// Length from end to end, metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        let places: Vec<Unit> = self.places().into_iter().map(unit).collect();
        places
            .windows(2)
            .filter_map(|w| Some(metres(*w.first()?, *w.last()?)))
            .sum()
    }
}
