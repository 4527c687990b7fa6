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
    /// While it is there, nobody of this register is erased.
    #[serde(default)]
    pub(crate) hold: Option<Hold>,
}

/// A legal hold: a court or an inquiry needs the register as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hold {
    pub(crate) since_ms: i64,
    pub(crate) by: String,
    pub(crate) reason: String,
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
    #[serde(default)]
    pub(crate) revoked_by: Option<String>,
    /// Why, in the words of who revoked it.
    #[serde(default)]
    pub(crate) revoked_why: String,
}

/// An event that a device delivered after it was revoked, or that the node refused: kept as it came, counted nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AsidePaper {
    pub(crate) device: DeviceId,
    pub(crate) seq: u64,
    pub(crate) text: String,
    /// Ed25519, hexadecimal.
    pub(crate) signature: String,
    pub(crate) taken_ms: i64,
    /// Why the node refused it, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<String>,
    /// Of a note that registers a walk-in: the record that came with it, sealed as records of the register are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) record: Option<SealedRecord>,
    /// What an officer decided of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decided: Option<Decided>,
}

/// A person's record beside the register, hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SealedRecord {
    pub(crate) sealed: String,
    pub(crate) key: String,
}

/// The word of an officer on a note that was set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    pub(crate) at_ms: i64,
    pub(crate) by: String,
    pub(crate) taken: bool,
    pub(crate) why: String,
}
