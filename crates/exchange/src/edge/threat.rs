//! A cyber-threat report as an officer writes it: what was seen, what to look for, from whom, how openly to handle it.
//!
//! Navigation and satellite systems of ships are targets; partners warn each other with observables (addresses, names,
//! file hashes). [`super::stix`] makes STIX 2.1 of it and reads it back.

use super::marking::Handling;

/// Something technical that can be seen or looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Observable {
    /// IPv4 address or network, as text.
    Ipv4(String),
    /// IPv6 address or network.
    Ipv6(String),
    /// Domain name.
    Domain(String),
    /// URL.
    Url(String),
    /// Sender of a mail.
    Email(String),
    /// SHA-256 of a file, 64 hexadecimal digits in lower case.
    Sha256(String),
}

impl Observable {
    /// The value.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Ipv4(value)
            | Self::Ipv6(value)
            | Self::Domain(value)
            | Self::Url(value)
            | Self::Email(value)
            | Self::Sha256(value) => value,
        }
    }
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Search {
    /// One observable.
    For(Observable),
    /// A pattern of another maker, kept as text: nothing here runs it.
    Pattern {
        /// Its language: `stix`, `snort`, `yara`, ...
        language: String,
        /// The pattern.
        text: String,
    },
}

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Indicator {
    /// Id that stays the same, without type: a UUID in lower case.
    pub id: String,
    /// Name.
    pub name: String,
    /// Explanation; empty when none.
    pub description: String,
    /// What to look for.
    pub search: Search,
    /// From when it is valid, milliseconds since 1970 UTC.
    pub valid_from_ms: i64,
    /// Until when; after `valid_from_ms`.
    pub valid_until_ms: Option<i64>,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Observation {
    /// Id that stays the same: a UUID in lower case.
    pub id: String,
    /// First seen, milliseconds since 1970 UTC.
    pub first_ms: i64,
    /// Last seen; not before `first_ms`.
    pub last_ms: i64,
    /// How often; at least 1.
    pub count: u32,
    /// What; at least one.
    pub observables: Vec<Observable>,
    /// Id of the indicator that this rests under.
    pub supports: Option<String>,
}

/// Who reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source {
    /// Id that stays the same: a UUID in lower case.
    pub id: String,
    /// Name of the organisation.
    pub name: String,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Report {
    /// Id that stays the same: a UUID in lower case.
    pub id: String,
    /// Who reports.
    pub source: Source,
    /// Title.
    pub name: String,
    /// Explanation; empty when none.
    pub description: String,
    /// When it was made, milliseconds since 1970 UTC.
    pub created_ms: i64,
    /// When this version was made; not before `created_ms`.
    pub modified_ms: i64,
    /// When it was published.
    pub published_ms: i64,
    /// How openly to handle it.
    pub handling: Handling,
    /// Terms that go with it, as text (`Marking::line`); empty when none.
    pub terms: String,
    /// What to look for.
    pub indicators: Vec<Indicator>,
    /// What was seen.
    pub observations: Vec<Observation>,
}
