//! The flag an MMSI claims, by its maritime identification digits (MID).
use serde::{Deserialize, Serialize};

/// A flag: the administration that assigned a station's digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Flag {
    /// ISO 3166-1 alpha-3 code.
    pub iso3: &'static str,
    /// Short English name.
    pub name: &'static str,
}

/// What kind of station an MMSI names, by its form (ITU-R M.585).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Station {
    /// A ship: MIDxxxxxx.
    Ship,
    /// A group of ships: 0MIDxxxxx.
    Group,
    /// A coast station: 00MIDxxxx.
    Coast,
    /// A search and rescue aircraft: 111MIDxxx.
    SarAircraft,
    /// A handheld VHF set: 8MIDxxxxx.
    Handheld,
    /// An aid to navigation: 99MIDxxxx.
    Aton,
    /// A craft of a parent ship: 98MIDxxxx.
    Craft,
    /// A search and rescue transmitter: 970xxyyyy.
    Sart,
    /// A man-overboard device: 972xxyyyy.
    Mob,
    /// An EPIRB with AIS: 974xxyyyy.
    Epirb,
    /// None of these forms.
    Other,
}

/// The flag of an MMSI; `None` if its form carries no MID or the MID is not assigned.
#[must_use]
pub fn flag_of(_mmsi: u32) -> Option<Flag> {
    None
}

/// The kind of station of an MMSI.
#[must_use]
pub fn station_of(_mmsi: u32) -> Station {
    Station::Other
}
