//! What is written of a crisis, its places and its devices: documents without personal data.

use serde::{Deserialize, Serialize};
use vigie_crisis::{CrisisId, DeviceId, PlaceId, RetentionRule};

/// A crisis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CrisisPaper {
    pub(crate) id: CrisisId,
    pub(crate) name: String,
    pub(crate) opened_ms: i64,
    #[serde(default)]
    pub(crate) closed_ms: Option<i64>,
    /// Nationals may report themselves on the public page.
    pub(crate) self_report: bool,
    #[serde(default)]
    pub(crate) retention: RetentionRule,
    /// The alert from which it was opened.
    #[serde(default)]
    pub(crate) alert: Option<serde_json::Value>,
}

impl CrisisPaper {
    pub(crate) fn read(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }
}

/// Kind of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PlaceKind {
    Assembly,
    Embarkation,
    SafeHaven,
    Reception,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PlacePaper {
    pub(crate) id: PlaceId,
    pub(crate) name: String,
    pub(crate) kind: PlaceKind,
    /// `[lon, lat]`, degrees.
    #[serde(default)]
    pub(crate) position: Option<[f64; 2]>,
}

/// A check-in device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct DevicePaper {
    pub(crate) id: DeviceId,
    pub(crate) name: String,
    /// Ed25519 public key, hexadecimal.
    pub(crate) public: String,
    pub(crate) enrolled_ms: i64,
    pub(crate) enrolled_by: String,
    #[serde(default)]
    pub(crate) revoked_ms: Option<i64>,
}
