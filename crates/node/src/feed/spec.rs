//! What a feed is, as a user writes it: where the bytes are, and what they mean.
//!
//! `[FORMAT@]PLACE`, where PLACE is a file, a folder, `-`, `tcp://host:port`,
//! `tcp-listen://address:port`, the same with `tls` for `tcp`, or `udp://address:port`, and FORMAT is `nmea`, `csv`, `csv:PRESET`,
//! `naf` or `cot`. Without a format the beginning of the data decides.

use std::path::PathBuf;

use vigie_sea::Time;
use vigie_watch::Reception;

use super::Error;
use super::column::Field;
use super::raw_tap::RawTap;
use super::reach::Reach;
use super::unnumbered::Unnumbered;
use crate::wire::WireTls;

/// Where a feed's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file or a folder, plain or compressed.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// Connect to a TCP server at `host:port`, again whenever the connection is lost.
    TcpConnect(String),
    /// Listen for TCP clients at `address:port`.
    TcpListen(String),
    /// Connect through TLS to a server at `host:port`, again whenever the connection is lost.
    TlsConnect(String),
    /// Listen for clients at `address:port` who show a certificate of the authority.
    TlsListen(String),
    /// Receive datagrams at `address:port`; of a group, if the address is one of multicast.
    Udp(String),
}

impl Place {
    /// Whether the bytes arrive as they happen, so that the time of receipt means something.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !matches!(self, Self::Path(_) | Self::Stdin)
    }
}

/// Named table layouts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// US MarineCadastre daily files, before and since 2025.
    MarineCadastre,
    /// Danish Maritime Authority daily files.
    Dma,
    /// Global Fishing Watch position messages.
    Gfw,
    /// Spire position and vessel messages.
    Spire,
}

impl Preset {
    /// All presets, in the order in which a header is compared with them.
    pub const ALL: [Self; 4] = [Self::MarineCadastre, Self::Dma, Self::Gfw, Self::Spire];

    /// The name used on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MarineCadastre => "marinecadastre",
            Self::Dma => "dma",
            Self::Gfw => "gfw",
            Self::Spire => "spire",
        }
    }
}

/// What the bytes of a feed mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// Look at the beginning of the data.
    #[default]
    Sniff,
    /// NMEA 0183 / AIVDM sentences.
    Nmea,
    /// A table with a header; `None` means known column names of any preset and the column map.
    Csv(Option<Preset>),
    /// VMS reports in the North Atlantic Format.
    Naf,
    /// Cursor on Target events, as XML or TAK Protocol.
    Cot,
}

impl Format {
    /// Reads a format name.
    ///
    /// # Errors
    /// A name that is not known.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let lower = text.to_ascii_lowercase();
        match lower.as_str() {
            "auto" => return Ok(Self::Sniff),
            "nmea" => return Ok(Self::Nmea),
            "csv" => return Ok(Self::Csv(None)),
            "naf" => return Ok(Self::Naf),
            "cot" => return Ok(Self::Cot),
            _ => {}
        }
        lower
            .strip_prefix("csv:")
            .and_then(|name| Preset::ALL.into_iter().find(|p| p.name() == name))
            .map(|preset| Self::Csv(Some(preset)))
            .ok_or_else(|| Error::Format {
                text: text.to_owned(),
            })
    }
}

/// One feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedSpec {
    /// The feed as the user wrote it, for messages and screens.
    pub name: String,
    /// Where the bytes are.
    pub place: Place,
    /// What they mean.
    pub format: Format,
}

impl FeedSpec {
    /// Reads `[FORMAT@]PLACE`.
    ///
    /// # Errors
    /// An empty text, an unknown `scheme://`, or an address without a port.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (format, place) = match text.split_once('@') {
            Some((name, rest)) => match Format::parse(name) {
                Ok(format) => (format, rest),
                // A file name may hold an @ of its own.
                Err(_not_a_format) => (Format::Sniff, text),
            },
            None => (Format::Sniff, text),
        };
        Ok(Self {
            name: text.to_owned(),
            place: parse_place(place)?,
            format,
        })
    }
}

fn parse_place(text: &str) -> Result<Place, Error> {
    let fault = || Error::Address {
        text: text.to_owned(),
    };
    if text.is_empty() {
        return Err(fault());
    }
    // Other devices are refused when they are opened.
    if matches!(text, "-" | "/dev/stdin") {
        return Ok(Place::Stdin);
    }
    let Some((scheme, address)) = text.split_once("://") else {
        return Ok(Place::Path(PathBuf::from(text)));
    };
    let address = parse_address(address).ok_or_else(fault)?;
    match scheme {
        "tcp" => Ok(Place::TcpConnect(address)),
        "tcp-listen" => Ok(Place::TcpListen(address)),
        "tls" => Ok(Place::TlsConnect(address)),
        "tls-listen" => Ok(Place::TlsListen(address)),
        "udp" => Ok(Place::Udp(address)),
        _ => Err(fault()),
    }
}

fn parse_address(text: &str) -> Option<String> {
    let (host, port) = text.rsplit_once(':')?;
    let valid = !host.is_empty() && port.parse::<u16>().is_ok();
    valid.then(|| text.to_owned())
}

/// The host of `host:port`, an IPv6 address without its brackets.
pub(super) fn bare_host(address: &str) -> &str {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    host.trim_start_matches('[').trim_end_matches(']')
}

/// Columns named by the user: `column=field`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap {
    pairs: Vec<(String, Field)>,
}

impl ColumnMap {
    /// Adds one `column=field`.
    ///
    /// # Errors
    /// A text of another form or an unknown field.
    pub fn add(&mut self, text: &str) -> Result<(), Error> {
        let fault = || Error::Map {
            text: text.to_owned(),
        };
        let (column, field) = text.rsplit_once('=').ok_or_else(fault)?;
        let field = Field::named(field.trim()).ok_or_else(fault)?;
        if column.trim().is_empty() {
            return Err(fault());
        }
        self.pairs.push((column.trim().to_owned(), field));
        Ok(())
    }

    /// The field that the user gave for this column.
    pub(crate) fn field(&self, column: &str) -> Option<Field> {
        let found = self
            .pairs
            .iter()
            .rev()
            .find(|(c, _)| c.eq_ignore_ascii_case(column));
        found.map(|(_, field)| *field)
    }
}

/// Where the time of a message comes from when the message itself carries none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum TimePolicy {
    /// Live feeds: time of receipt. Files: base-station reports in the same file.
    #[default]
    Auto,
    /// Time of receipt, by the clock of this machine.
    Receipt,
    /// Base-station reports (types 4 and 11) in the same file, in between by line number.
    BaseStation,
    /// A stated start and a stated number of lines a second.
    Assumed {
        /// Time of the first line.
        start: Time,
        /// Lines a second.
        lines_per_s: f64,
    },
    /// None: such messages are decoded and counted as `no-time`, and do not reach the watch.
    None,
}

/// How feeds are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FeedOptions {
    /// Columns named by the user.
    pub columns: ColumnMap,
    /// Source of missing times.
    pub time: TimePolicy,
    /// How the feed's messages were received, if the user says so.
    pub reception: Reception,
    /// File for unreadable input; none is kept otherwise.
    pub quarantine: Option<PathBuf>,
    /// Only observations at or after this moment.
    pub from: Option<Time>,
    /// Only observations before this moment.
    pub to: Option<Time>,
    /// Give recorded feeds at this many times their own speed; as fast as possible otherwise.
    pub speed: Option<f64>,
    /// Give the messages as JSON lines instead of observations.
    pub as_json: bool,
    /// MMSI known by call sign, for reports that carry no MMSI.
    pub known_vessels: Unnumbered,
    /// Whom feeds through TLS trust, and who this node is to them.
    pub tls: Option<WireTls>,
    /// Names of the feed's receiving stations that were numbered before, in that order.
    pub known_stations: Vec<String>,
    /// Who keeps the bytes as they were received.
    pub raw: RawTap,
    /// What the feed may reach, when it was asked for over the network.
    pub reach: Option<Reach>,
}

impl FeedOptions {
    /// Whether a moment lies in the span asked for.
    #[must_use]
    pub fn holds(&self, time: Time) -> bool {
        self.from.is_none_or(|from| time >= from) && self.to.is_none_or(|to| time < to)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn reads_every_form_of_place() {
        let place = |t: &str| FeedSpec::parse(t).unwrap().place;
        assert_eq!(place("-"), Place::Stdin);
        assert_eq!(place("/dev/stdin"), Place::Stdin);
        assert_eq!(
            place("tcp://host.example:4000"),
            Place::TcpConnect("host.example:4000".into())
        );
        assert_eq!(
            place("tcp-listen://0.0.0.0:4000"),
            Place::TcpListen("0.0.0.0:4000".into())
        );
        assert_eq!(
            place("tls://tak.example:8089"),
            Place::TlsConnect("tak.example:8089".into())
        );
        assert_eq!(
            place("tls-listen://[::]:8089"),
            Place::TlsListen("[::]:8089".into())
        );
        assert!(place("tls://a:1").is_live() && !place("-").is_live());
        assert_eq!(place("udp://[::1]:4000"), Place::Udp("[::1]:4000".into()));
        assert_eq!(place("a/b.txt.gz"), Place::Path("a/b.txt.gz".into()));
        assert!(!place("a").is_live() && place("udp://[::]:1").is_live());
    }

    #[test]
    fn a_format_may_stand_before_the_place() {
        let spec = FeedSpec::parse("csv:dma@x.csv").unwrap();
        assert_eq!(spec.format, Format::Csv(Some(Preset::Dma)));
        assert_eq!(spec.place, Place::Path("x.csv".into()));
        let odd = FeedSpec::parse("me@home.csv").unwrap();
        assert_eq!(
            (odd.format, odd.place),
            (Format::Sniff, Place::Path("me@home.csv".into()))
        );
    }

    #[test]
    fn wrong_addresses_are_named() {
        for text in [
            "",
            "http://x:1",
            "tcp://nowhere",
            "udp://:1",
            "tcp://x:99999",
        ] {
            assert_eq!(
                FeedSpec::parse(text).unwrap_err().code(),
                "feed-address-unknown",
                "{text}"
            );
        }
        assert_eq!(
            Format::parse("csv:other").unwrap_err().code(),
            "feed-format-unknown"
        );
    }

    #[test]
    fn columns_are_mapped_without_regard_to_case() {
        let mut map = ColumnMap::default();
        map.add("Ship Id=mmsi").unwrap();
        map.add("a=b=lat").unwrap();
        assert_eq!(map.field("ship id"), Some(Field::Mmsi));
        assert_eq!(map.field("A=B"), Some(Field::Lat));
        assert!(map.add("x=nothing").is_err() && map.add("x").is_err() && map.add("=lat").is_err());
    }
}
