//! Effects that controllers have on the simulated world besides what its ships do: losses of sensors and links.
//!
//! The payload of a world effect is one line: `feed-outage PARTY 2h`, `receiver-outage STATION 6h`, `link-cut 1h`.

use std::{fmt, str::FromStr};

use super::span::Lapse;
use crate::error::Error;
use crate::expectation::is_name;

/// An effect with how long it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A partner's node hears nothing.
    FeedOutage {
        /// The partner.
        party: String,
        /// How long.
        lapse: Lapse,
    },
    /// A receiver hears nothing.
    ReceiverOutage {
        /// The station, such as `EXADAK`.
        station: String,
        /// How long.
        lapse: Lapse,
    },
    /// The partners' nodes cannot reach each other.
    LinkCut {
        /// How long.
        lapse: Lapse,
    },
}

impl fmt::Display for Effect {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FeedOutage { party, lapse } => write!(out, "feed-outage {party} {lapse}"),
            Self::ReceiverOutage { station, lapse } => {
                write!(out, "receiver-outage {station} {lapse}")
            }
            Self::LinkCut { lapse } => write!(out, "link-cut {lapse}"),
        }
    }
}

impl FromStr for Effect {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["feed-outage", party, lapse] if is_name(party) => Ok(Self::FeedOutage {
                party: (*party).to_owned(),
                lapse: lapse.parse()?,
            }),
            ["receiver-outage", station, lapse] if is_name(station) => Ok(Self::ReceiverOutage {
                station: (*station).to_owned(),
                lapse: lapse.parse()?,
            }),
            ["link-cut", lapse] => Ok(Self::LinkCut {
                lapse: lapse.parse()?,
            }),
            _ => Err(Error::Effect {
                text: text.to_owned(),
            }),
        }
    }
}
