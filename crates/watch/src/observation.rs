//! What a feed hands to the watch: one report by or about a vessel, with who heard it and when.

use serde::{Deserialize, Serialize};
use vigie_sea::{Position, Time};

/// Kind of source an observation came from.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Automatic identification system.
    #[default]
    Ais,
    /// Vessel monitoring system of a flag state or an RFMO.
    Vms,
    /// Satellite detection without identity (radar, optical, night light, radio).
    Detection,
    /// A person's sighting.
    Sighting,
}

/// How an AIS message was received; decides what a silence can mean.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Reception {
    /// The feed does not say.
    #[default]
    Unknown,
    /// Shore station.
    Terrestrial,
    /// Satellite.
    Satellite,
    /// A receiver on a moving ship or aircraft.
    Dynamic,
}

/// AIS equipment class, by message type.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AisClass {
    /// Not AIS, or not told.
    #[default]
    Unknown,
    /// Class A (types 1, 2, 3, 5; type 27).
    A,
    /// Class B (types 18, 19, 24).
    B,
    /// Base station (type 4).
    Base,
    /// Aid to navigation (type 21).
    Aton,
    /// Search and rescue aircraft (type 9), SART, MOB or EPIRB.
    Sar,
}

/// One report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Message time, UTC.
    pub time: Time,
    /// MMSI as sent, 0 to 1,073,741,823; not every value is a valid ship station.
    pub mmsi: u32,
    /// Kind of source.
    pub source: SourceKind,
    /// Feed number, given by the node; 0 when unknown.
    pub feed: u16,
    /// Receiver number, given by the node per feed and station; 0 when unknown.
    pub receiver: u32,
    /// How it was received.
    pub reception: Reception,
    /// What was reported.
    pub report: Report,
}

/// Content of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum Report {
    /// Where the vessel is.
    Position(PositionReport),
    /// Who the vessel says it is.
    Identity(Box<IdentityReport>),
}

/// A position report. Integers keep it exact, comparable and small.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
pub struct PositionReport {
    /// Latitude, 1e-7 degrees.
    pub lat_e7: i32,
    /// Longitude, 1e-7 degrees, −180° ≤ λ < 180°.
    pub lon_e7: i32,
    /// Speed over ground, 0.1 kn.
    pub sog_dkn: Option<u16>,
    /// Course over ground, 0.1 degrees true, 0 to 3599.
    pub cog_ddeg: Option<u16>,
    /// True heading, degrees, 0 to 359.
    pub heading_deg: Option<u16>,
    /// AIS navigational status 0 to 15.
    pub nav_status: Option<u8>,
    /// AIS class.
    pub class: AisClass,
}

impl PositionReport {
    /// The reported place.
    #[must_use]
    pub fn position(&self) -> Position {
        Position::from_e7(self.lat_e7, self.lon_e7)
    }

    /// Whether the place is one at all: latitude and longitude within their bounds.
    pub(crate) fn is_on_earth(&self) -> bool {
        self.lat_e7.unsigned_abs() <= 900_000_000 && self.lon_e7.unsigned_abs() <= 1_800_000_000
    }

    /// Speed over ground, knots.
    #[must_use]
    pub fn sog_kn(&self) -> Option<f64> {
        self.sog_dkn.map(|v| f64::from(v) / 10.0)
    }

    /// Course over ground, degrees true.
    #[must_use]
    pub fn cog_deg(&self) -> Option<f64> {
        self.cog_ddeg.map(|v| f64::from(v) / 10.0)
    }
}

/// What a vessel says of itself; an absent field was not sent, an empty text was sent empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct IdentityReport {
    /// IMO number; `None` when not available (0).
    pub imo: Option<u32>,
    /// Name, trailing fill removed.
    pub name: Option<String>,
    /// Call sign.
    pub call_sign: Option<String>,
    /// AIS ship type 0 to 255.
    pub ship_type: Option<u8>,
    /// Length overall, metres.
    pub length_m: Option<u16>,
    /// Beam, metres.
    pub beam_m: Option<u16>,
    /// Destination as sent.
    pub destination: Option<String>,
    /// Gear or vessel class known from a registry or a preset column, such as `squid_jigger`.
    pub gear: Option<String>,
    /// Flag (ISO 3166 alpha-3) from a registry or a preset column; never guessed here.
    pub flag: Option<String>,
    /// AIS class of the message that carried it.
    pub class: AisClass,
}
