//! What an outlet is, as a user writes it: `FORMAT@PLACE`.

use thiserror::Error;

use super::{is_here, numeric};

/// In which form the picture leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutletFormat {
    /// Cursor on Target as XML.
    Cot,
    /// TAK Protocol version 1.
    Tak,
    /// NMEA 0183 / AIVDM, with tag blocks that say the time.
    Nmea,
    /// The same without tag blocks, for readers that know none.
    NmeaPlain,
}

/// Where it leaves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutletPlace {
    /// Connect to `host:port`, again whenever the connection is lost.
    Connect {
        /// `host:port`.
        address: String,
        /// Through TLS.
        tls: bool,
    },
    /// Serve every client that connects to `address:port`.
    Listen {
        /// `address:port`.
        address: String,
        /// Through TLS, clients by certificate.
        tls: bool,
    },
    /// Datagrams to `address:port`, also a multicast group.
    Udp(String),
}

impl OutletPlace {
    /// Whether it sends without encryption to other machines.
    pub(crate) fn is_plain_to_others(&self) -> bool {
        match self {
            Self::Connect { address, tls } | Self::Listen { address, tls } => {
                !tls && !is_here(address)
            }
            Self::Udp(address) => !is_here(address),
        }
    }
}

/// One outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletSpec {
    /// As the user wrote it.
    pub name: String,
    /// Form.
    pub format: OutletFormat,
    /// Place.
    pub place: OutletPlace,
}

/// Why an outlet cannot be.
#[derive(Debug, Error)]
pub enum OutletError {
    /// Not `FORMAT@PLACE`.
    #[error("outlet-unreadable: {text}")]
    Unreadable {
        /// What was written.
        text: String,
    },
    /// Plain to another machine, without the operator's word.
    #[error("outlet-plain: {text}")]
    Plain {
        /// The outlet.
        text: String,
    },
    /// TLS without certificates, or with unreadable ones.
    #[error("outlet-tls: {text}: {detail}")]
    Tls {
        /// The outlet.
        text: String,
        /// What is wrong.
        detail: String,
    },
    /// The socket.
    #[error("socket-unavailable: {text}: {source}")]
    Socket {
        /// The outlet.
        text: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl OutletError {
    /// Stable code, also the id of its sentence.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "outlet-unreadable",
            Self::Plain { .. } => "outlet-plain",
            Self::Tls { .. } => "outlet-tls",
            Self::Socket { .. } => "socket-unavailable",
        }
    }
}

impl OutletSpec {
    /// Reads `cot@PLACE`, `tak@PLACE`, `nmea@PLACE` or `nmea:plain@PLACE`; PLACE is `tcp://host:port`, `tls://host:port`,
    /// `tcp-listen://address:port`, `tls-listen://address:port` or `udp://address:port`.
    ///
    /// # Errors
    /// [`OutletError::Unreadable`].
    pub fn parse(text: &str) -> Result<Self, OutletError> {
        Self::read(text).ok_or_else(|| OutletError::Unreadable {
            text: text.to_owned(),
        })
    }

    fn read(text: &str) -> Option<Self> {
        let (format, place) = text.split_once('@')?;
        let format = match format {
            "cot" => OutletFormat::Cot,
            "tak" => OutletFormat::Tak,
            "nmea" => OutletFormat::Nmea,
            "nmea:plain" => OutletFormat::NmeaPlain,
            _ => return None,
        };
        let (scheme, address) = place.split_once("://")?;
        let (host, port) = address.rsplit_once(':')?;
        if host.is_empty() || port.parse::<u16>().is_err() {
            return None;
        }
        let (address, tls) = (address.to_owned(), scheme.starts_with("tls"));
        let place = match scheme {
            "tcp" | "tls" => OutletPlace::Connect { address, tls },
            "tcp-listen" | "tls-listen" => {
                numeric(&address)?;
                OutletPlace::Listen { address, tls }
            }
            "udp" => {
                numeric(&address)?;
                OutletPlace::Udp(address)
            }
            _ => return None,
        };
        Some(Self {
            name: text.to_owned(),
            format,
            place,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn outlets_as_users_write_them() {
        let outlet = OutletSpec::parse("tak@tls://tak.example:8089").unwrap();
        assert_eq!(outlet.format, OutletFormat::Tak);
        assert!(!outlet.place.is_plain_to_others());
        let plain = OutletSpec::parse("nmea:plain@udp://127.0.0.1:10110").unwrap();
        assert_eq!(plain.format, OutletFormat::NmeaPlain);
        for (text, plain) in [
            ("cot@tcp://127.0.0.1:8087", false),
            ("cot@tcp://localhost:8087", false),
            ("nmea@tcp-listen://[::1]:10110", false),
            ("nmea@tcp-listen://0.0.0.0:10110", true),
            ("cot@udp://239.2.3.1:6969", true),
            ("cot@tcp://tak.example:8087", true),
        ] {
            let outlet = OutletSpec::parse(text).unwrap();
            assert_eq!(outlet.place.is_plain_to_others(), plain, "{text}");
        }
        for text in [
            "",
            "cot",
            "gpx@tcp://a:1",
            "cot:plain@tcp://a:1",
            "cot@ftp://a:1",
            "cot@tcp://a",
            "cot@tcp://:5",
            "cot@udp://name:5",
            "cot@tcp-listen://a:99999",
        ] {
            assert_eq!(
                OutletSpec::parse(text).unwrap_err().code(),
                "outlet-unreadable",
                "{text}"
            );
        }
    }
}
