//! Areas: waters that an operator named and loaded, with the source of their limits.
//!
//! Nothing here draws or judges a boundary: an area exists only because someone loaded it, and its
//! source stays with it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Polygon, Position, Time, Validity};

/// What the operator loaded an area for.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum AreaKind {
    /// Closed to fishing, always or in its seasons.
    Closed,
    /// Waters of a regional fisheries management organisation.
    Rfmo,
    /// A claimed exclusive economic zone.
    Eez,
    /// Waters that own ships must not enter: a danger or exercise area.
    NoGo,
    /// Ice: own ships go round it, or through it where a mile of it counts more (`mile_cost`).
    Ice,
    /// Anything else worth watching, such as an operation area.
    #[default]
    Watch,
}

impl AreaKind {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Rfmo => "rfmo",
            Self::Eez => "eez",
            Self::NoGo => "no-go",
            Self::Ice => "ice",
            Self::Watch => "watch",
        }
    }

    /// The kind of this code, in any case of letters.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [
            Self::Closed,
            Self::Rfmo,
            Self::Eez,
            Self::NoGo,
            Self::Ice,
            Self::Watch,
        ]
        .into_iter()
        .find(|kind| kind.code().eq_ignore_ascii_case(code.trim()))
    }
}

/// Whether an area was closed to fishing at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Closure {
    /// Closed, as its source says.
    Yes,
    /// A closed area outside its season or dates.
    No,
    /// The area says nothing about closure, or its dates could not be read.
    Unknown,
}

impl Closure {
    /// The stable code: `yes`, `no` or `unknown`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// A named area with its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Stable identifier, unique in its set.
    pub id: String,
    /// Name as the file gives it, else the identifier.
    pub name: String,
    /// Where the limits come from, as the operator said.
    pub source: String,
    /// What it was loaded for.
    pub kind: AreaKind,
    /// When it is in force; `None` if the file gave dates that could not be read.
    pub validity: Option<Validity>,
    /// All properties of the file.
    pub properties: Map<String, Value>,
    /// Its parts; a place is in the area if it is in any.
    pub polygons: Vec<Polygon>,
}

impl Area {
    /// Whether `place` is in any part.
    #[must_use]
    pub fn contains(&self, place: Position) -> bool {
        self.polygons.iter().any(|p| p.contains(place))
    }

    /// Whether it is closed to fishing at `time`.
    #[must_use]
    pub fn closed_at(&self, time: Time) -> Closure {
        match (&self.validity, self.kind) {
            (Some(validity), AreaKind::Closed) if validity.holds(time) => Closure::Yes,
            (Some(_), AreaKind::Closed) => Closure::No,
            _ => Closure::Unknown,
        }
    }

    /// Whether the border comes within `distance_m` of the place.
    #[must_use]
    pub fn border_within(&self, place: Position, distance_m: f64) -> bool {
        self.polygons
            .iter()
            .any(|p| p.border_within(place, distance_m))
    }
}
