//! A stop of the plan inside the extensions of a route document.

use crate::Stop;

/// Namespace of what other systems do not know and keep or drop unread.
pub(super) const NAMESPACE: &str = "urn:vigie:order:1";

pub(super) fn write(stop: &Stop) -> String {
    serde_json::to_string(stop).unwrap_or_default()
}

pub(super) fn read(text: &str) -> Option<Stop> {
    serde_json::from_str(text).ok()
}
