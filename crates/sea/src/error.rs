use thiserror::Error as ThisError;

/// What can be wrong with a place, a time or an area.
#[derive(Debug, Clone, PartialEq, ThisError)]
pub enum Error {
    /// A latitude outside −90…90° or not a number.
    #[error("latitude-out-of-range: {lat_deg}")]
    Latitude {
        /// The latitude as given, degrees.
        lat_deg: f64,
    },
    /// A longitude that is not a finite number, or beyond two turns.
    #[error("longitude-out-of-range: {lon_deg}")]
    Longitude {
        /// The longitude as given, degrees.
        lon_deg: f64,
    },
    /// A text that is not an ISO 8601 date-time.
    #[error("time-unreadable: {text}")]
    Time {
        /// The text as given.
        text: String,
    },
    /// An area file that cannot be read.
    #[error("area-unreadable: feature {feature}: {reason}")]
    Area {
        /// Number of the feature in the file, from 0.
        feature: usize,
        /// Stable code of the reason, such as `ring-too-short`.
        reason: &'static str,
    },
    /// A GeoJSON text that is not JSON.
    #[error("json-unreadable: line {line} column {column}")]
    Json {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// An end of a route that lies too far from navigable water of the main ocean.
    #[error("not-at-sea: {lat_deg} {lon_deg}")]
    NotAtSea {
        /// Latitude of the place, degrees.
        lat_deg: f64,
        /// Longitude of the place, degrees.
        lon_deg: f64,
    },
    /// No way by sea while canals and waters are closed.
    #[error("no-way-by-sea")]
    NoWay,
}

impl Error {
    /// The stable code of this error, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Latitude { .. } => "latitude-out-of-range",
            Self::Longitude { .. } => "longitude-out-of-range",
            Self::Time { .. } => "time-unreadable",
            Self::Area { .. } => "area-unreadable",
            Self::Json { .. } => "json-unreadable",
            Self::NotAtSea { .. } => "not-at-sea",
            Self::NoWay => "no-way-by-sea",
        }
    }
}
