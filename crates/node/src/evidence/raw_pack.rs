//! The raw lines of a package: the bytes of each feed one after another, an index of where each came from, and the chain of
//! the log's segments up to now.
//!
//! `raw/feed-N.EXT` holds the lines as they were received, each followed by a line feed unless it ends in one; `feed-N.csv`
//! says of each line its place and SHA-256 there, when and by whom it was received, and its place in the log or in a
//! recorded file; `feed-N.json` names sources, files and segments. A row of a track cites lines as `N:1+2`, with `~` where
//! the lines say who and where but not when, and with `?` where they cannot be read alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vigie_case::package::sha256_hex;
use vigie_sea::Time;
use vigie_store::{RawFile, RawHeader};

use super::raw_decode::Fit;
use crate::{feed::Format, feeding::format_name};

/// Lines of one package; a row beyond says so.
const LINES_MAX: usize = 250_000;
/// Their bytes.
const BYTES_MAX: usize = 64 << 20;
/// First line of an index.
pub(super) const INDEX_HEAD: &str =
    "line,at,length,sha256,received,receiver,source,segment,offset,file,file_line,format";

/// Where a line is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// In a segment of the log: number, and the place of the line's first byte in the unpacked segment.
    Segment(u64, u64),
    /// In a recorded file: which of those named, the line, from 1, and the place in the unpacked file.
    File(usize, u64, u64),
}

/// A line as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) bytes: Vec<u8>,
    /// When its last byte was; nothing was received of a recorded file.
    pub(super) received: Option<Time>,
    pub(super) place: Place,
    /// Which of the sources.
    pub(super) source: Option<usize>,
    pub(super) format: Format,
}

/// A segment as the chain knows it: number, SHA-256, hash of the chain, both hexadecimal.
pub(super) type Link = (u64, String, String);

/// What a package has of one feed.
#[derive(Debug, Default)]
pub(super) struct FeedPack {
    pub(super) address: String,
    pub(super) format: String,
    pub(super) realm: String,
    data: Vec<u8>,
    index: String,
    by_place: BTreeMap<Place, usize>,
    format_of_first: Option<Format>,
    pub(super) sources: Vec<(u64, String)>,
    pub(super) files: Vec<RawFile>,
    /// Segments from the first that is cited to the newest.
    pub(super) chain: Vec<Link>,
    /// Hash of the chain before those.
    pub(super) before: String,
}

impl FeedPack {
    /// Takes the words about the feed from a segment.
    pub(super) fn meet(&mut self, header: &RawHeader) {
        self.address.clone_from(&header.address);
        self.format.clone_from(&header.format);
        self.realm.clone_from(&header.realm);
    }

    /// The number of a source, given now if it has none.
    pub(super) fn source(&mut self, session: u64, address: &str) -> usize {
        let known = self.sources.iter().position(|(one, _)| *one == session);
        known.unwrap_or_else(|| {
            self.sources.push((session, address.to_owned()));
            self.sources.len() - 1
        })
    }

    /// First segment of which a line is here.
    pub(super) fn first_segment(&self) -> Option<u64> {
        let segments = self.by_place.keys().filter_map(|place| match place {
            Place::Segment(segment, _) => Some(*segment),
            Place::File(..) => None,
        });
        segments.min()
    }

    fn files_of(self, feed: u16) -> Vec<(String, Vec<u8>)> {
        let name = format!("data/raw/feed-{feed}");
        let kind = match self.format_of_first {
            Some(Format::Naf) => "naf",
            Some(Format::Cot) => "cot",
            Some(Format::Csv(_)) => "table",
            _ => "nmea",
        };
        let lines = format!("{name}.{kind}");
        let source = |(n, (session, address)): (usize, &(u64, String))| json!({"source": n, "session": session.to_string(), "address": address});
        let file = |(n, file): (usize, &RawFile)| json!({"file": n, "path": file.path, "bytes": file.bytes, "sha256": file.sha256});
        let segment =
            |(number, sum, chain): &Link| json!({"segment": number, "sha256": sum, "chain": chain});
        let about = json!({
            "vigie_raw": 1, "feed": feed, "address": self.address, "format": self.format, "realm": self.realm,
            "lines": lines.strip_prefix("data/raw/"), "count": self.by_place.len(),
            "sources": self.sources.iter().enumerate().map(source).collect::<Vec<Value>>(),
            "files": self.files.iter().enumerate().map(file).collect::<Vec<Value>>(),
            "before": self.before, "segments": self.chain.iter().map(segment).collect::<Vec<Value>>(),
        });
        let mut text = serde_json::to_vec_pretty(&about).unwrap_or_default();
        text.push(b'\n');
        let index = format!("{INDEX_HEAD}\n{}", self.index);
        vec![
            (lines, self.data),
            (format!("{name}.csv"), index.into_bytes()),
            (format!("{name}.json"), text),
        ]
    }
}

/// How many rows of one feed rest on what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Raw lines in the package.
    pub(crate) lines: u64,
    /// Rows that their lines say whole.
    pub(crate) whole: u64,
    /// Rows whose time comes from elsewhere in the log.
    pub(crate) place: u64,
    /// Rows whose lines cannot be read alone.
    pub(crate) present: u64,
    /// Rows without a line, by reason.
    pub(crate) without: BTreeMap<&'static str, u64>,
}

/// The raw lines of a package.
#[derive(Debug, Default)]
pub(super) struct Pack {
    pub(super) feeds: BTreeMap<u16, FeedPack>,
    cells: BTreeMap<u64, String>,
    tallies: BTreeMap<u16, Tally>,
    lines: usize,
    bytes: usize,
}

/// What of the raw logs goes into a package.
#[derive(Debug, Default)]
pub(crate) struct RawEvidence {
    /// Paths and bytes.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// What each row of a track cites, by its arrival number.
    pub(crate) cells: BTreeMap<u64, String>,
    /// How many rows rest on what, by feed.
    pub(crate) tallies: BTreeMap<u16, Tally>,
}

impl Pack {
    /// Notes that a row has no line, and why.
    pub(super) fn without(&mut self, feed: u16, arrival: u64, why: &'static str) {
        if self.cells.contains_key(&arrival) {
            return;
        }
        self.cells.insert(arrival, format!("none:{why}"));
        let tally = self.tallies.entry(feed).or_default();
        *tally.without.entry(why).or_default() += 1;
    }

    /// Notes that a row comes from these lines, the last one among them its own.
    pub(super) fn cite(
        &mut self,
        feed: u16,
        arrival: u64,
        units: &[&Unit],
        fit: Fit,
        receiver: u32,
    ) {
        let bytes: usize = units.iter().map(|unit| unit.bytes.len()).sum();
        if self.lines + units.len() > LINES_MAX || self.bytes + bytes > BYTES_MAX {
            return self.without(feed, arrival, "too-many");
        }
        let numbers: Vec<String> = units
            .iter()
            .map(|unit| self.line(feed, unit, receiver).to_string())
            .collect();
        let tally = self.tallies.entry(feed).or_default();
        let (mark, count) = match fit {
            Fit::Whole => ("", &mut tally.whole),
            Fit::Place => ("~", &mut tally.place),
            Fit::Other => ("?", &mut tally.present),
        };
        *count += 1;
        let cell = format!("{feed}:{}{mark}", numbers.join("+"));
        self.cells.insert(arrival, cell);
    }

    /// The number of a line, from 1; it is taken in if it is not here yet.
    fn line(&mut self, feed: u16, unit: &Unit, receiver: u32) -> usize {
        let pack = self.feeds.entry(feed).or_default();
        if let Some(number) = pack.by_place.get(&unit.place) {
            return *number;
        }
        let (number, at) = (pack.by_place.len() + 1, pack.data.len());
        pack.by_place.insert(unit.place, number);
        pack.format_of_first.get_or_insert(unit.format);
        pack.data.extend_from_slice(&unit.bytes);
        if !unit.bytes.ends_with(b"\n") {
            pack.data.push(b'\n');
        }
        let received = unit.received.map_or_else(String::new, |at| at.to_string());
        let source = unit.source.map_or_else(String::new, |n| n.to_string());
        let place = match unit.place {
            Place::Segment(segment, offset) => format!("{segment},{offset},,"),
            Place::File(file, line, offset) => format!(",{offset},{file},{line}"),
        };
        pack.index.push_str(&format!(
            "{number},{at},{},{},{received},{receiver},{source},{place},{}\n",
            unit.bytes.len(),
            sha256_hex(&unit.bytes),
            format_name(unit.format),
        ));
        self.lines += 1;
        self.bytes += unit.bytes.len();
        self.tallies.entry(feed).or_default().lines += 1;
        number
    }

    pub(super) fn finish(self) -> RawEvidence {
        let feeds = self.feeds.into_iter();
        let feeds = feeds.filter(|(_, pack)| !pack.by_place.is_empty());
        RawEvidence {
            files: feeds.flat_map(|(feed, pack)| pack.files_of(feed)).collect(),
            cells: self.cells,
            tallies: self.tallies,
        }
    }
}
