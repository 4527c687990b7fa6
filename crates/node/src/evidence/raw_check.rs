//! Checks the raw lines of a package while it is read: that each line is where its index says, with the sum it says; that
//! the chain of the log's segments fits; and that each row of a track is what the lines that it cites say.

use std::collections::BTreeMap;

use serde_json::Value;
use vigie_case::package::{Checked, Fault, RawRows, sha256_hex};
use vigie_sea::Time;

use super::{
    raw_decode::{Fit, Line, Told, fit, plain_setting},
    raw_pack::INDEX_HEAD,
    raw_sought::REASONS,
};
use crate::feed::{Format, Setting};

/// Bytes of raw lines and their indexes that are held: a package of this program has some 120 MB at most.
const HELD_BYTES_MAX: usize = 512 << 20;
/// Faults told of one file.
const FAULTS_MAX: usize = 20;
/// Longest row of a track, bytes.
const ROW_BYTES_MAX: usize = 4_096;

const RAW: &str = "data/raw/";
const TRACKS: &str = "data/tracks/";

/// A line of the index, as far as rows need it.
struct Indexed {
    at: usize,
    length: usize,
    received: Option<Time>,
    format: Format,
}

/// The lines of a feed.
#[derive(Default)]
struct Lines {
    data: Vec<u8>,
    all: Vec<Indexed>,
}

/// The track that is being read.
#[derive(Default)]
struct Track {
    path: String,
    mmsi: Option<u32>,
    held: Vec<u8>,
    /// Which column cites lines: not known before the first row, none in a package from before there were any.
    column: Option<Option<usize>>,
    faults: usize,
}

/// The check of what is raw in a package.
pub(super) struct RawCheck {
    held: BTreeMap<String, Vec<u8>>,
    held_bytes: usize,
    feeds: Option<BTreeMap<u16, Lines>>,
    track: Track,
    setting: Setting,
    faults: Vec<Fault>,
    rows: RawRows,
}

impl RawCheck {
    pub(super) fn new() -> Self {
        Self {
            held: BTreeMap::new(),
            held_bytes: 0,
            feeds: None,
            track: Track::default(),
            setting: plain_setting(),
            faults: Vec::new(),
            rows: RawRows::default(),
        }
    }

    fn wrong(&mut self, path: &str, code: &'static str) {
        let path = path.to_owned();
        self.faults.push(Fault { path, code });
    }

    /// A file of the package begins.
    pub(super) fn begin(&mut self, path: &str) {
        if path.starts_with(RAW) {
            self.held.insert(path.to_owned(), Vec::new());
        } else if let Some(name) = path.strip_prefix(TRACKS) {
            // Raw lines stand before tracks in the order of paths, in which packages are written.
            self.load();
            let number = name.strip_suffix(".csv");
            self.track = Track {
                path: path.to_owned(),
                mmsi: number.and_then(|text| text.parse().ok()),
                ..Track::default()
            };
        }
    }

    /// Some of its bytes.
    pub(super) fn bytes(&mut self, path: &str, bytes: &[u8]) {
        if let Some(held) = self.held.get_mut(path) {
            self.held_bytes += bytes.len();
            if self.held_bytes <= HELD_BYTES_MAX {
                held.extend_from_slice(bytes);
            }
        } else if path.starts_with(TRACKS) {
            let mut rest = bytes;
            while let Some(end) = memchr::memchr(b'\n', rest) {
                let (line, after) = rest.split_at(end);
                self.hold(line);
                self.row();
                rest = after.get(1..).unwrap_or_default();
            }
            self.hold(rest);
        }
    }

    fn hold(&mut self, piece: &[u8]) {
        let room = ROW_BYTES_MAX.saturating_sub(self.track.held.len());
        let kept = piece.get(..room).unwrap_or(piece);
        self.track.held.extend_from_slice(kept);
    }

    /// The end of the package: what was found goes into the result.
    pub(super) fn finish(mut self, checked: &mut Checked) {
        self.load();
        checked.faults.append(&mut self.faults);
        checked.faults.sort();
        checked.raw = self.rows;
    }

    /// Reads the indexes, once.
    fn load(&mut self) {
        if self.feeds.is_some() {
            return;
        }
        let mut feeds = BTreeMap::new();
        if self.held_bytes > HELD_BYTES_MAX {
            self.wrong(RAW, "package-raw-too-large");
            self.held.clear();
        }
        let held = std::mem::take(&mut self.held);
        for (path, bytes) in &held {
            let Some(feed) = feed_of(path) else {
                if !is_part(path, &held) {
                    self.wrong(path, "package-raw-index");
                }
                continue;
            };
            match about(feed, bytes, &held) {
                Ok(lines) => {
                    self.rows.lines += lines.all.len() as u64;
                    feeds.insert(feed, lines);
                }
                Err(code) => self.wrong(path, code),
            }
        }
        self.feeds = Some(feeds);
    }

    /// One row of the track.
    fn row(&mut self) {
        let line = std::mem::take(&mut self.track.held);
        let text = String::from_utf8_lossy(&line).into_owned();
        let cells: Vec<&str> = text.split(',').collect();
        let Some(column) = self.track.column else {
            self.track.column = Some(cells.iter().position(|name| *name == "raw"));
            return;
        };
        let Some(column) = column else {
            self.rows.unreferenced += 1;
            return;
        };
        let code = match cells.get(column) {
            Some(cell) => self.cell(cell, &cells),
            None => Some("package-raw-cite"),
        };
        if let Some(code) = code {
            self.track.faults += 1;
            if self.track.faults <= FAULTS_MAX {
                let path = self.track.path.clone();
                self.wrong(&path, code);
            }
        }
    }

    /// What is wrong with what a row cites.
    fn cell(&mut self, cell: &str, cells: &[&str]) -> Option<&'static str> {
        if let Some(why) = cell.strip_prefix("none:") {
            if !REASONS.contains(&why) {
                return Some("package-raw-cite");
            }
            *self.rows.without.entry(why.to_owned()).or_default() += 1;
            return None;
        }
        let cited = cell.split_once(':');
        let Some((feed, lines)) = cited.filter(|(feed, _)| cells.get(6) == Some(feed)) else {
            return Some("package-raw-cite");
        };
        let numbers = lines.trim_end_matches(['~', '?']);
        let told = told(cells, self.track.mmsi);
        let (Ok(feed), Some(told)) = (feed.parse::<u16>(), told) else {
            return Some("package-raw-cite");
        };
        let all = self.feeds.as_ref().and_then(|feeds| feeds.get(&feed));
        let wanted: Option<Vec<(Line<'_>, Format)>> = numbers
            .split('+')
            .map(|number| line_of(all?, number))
            .collect();
        let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else {
            return Some("package-raw-cite");
        };
        let format = wanted.last().map_or(Format::Nmea, |(_, format)| *format);
        let together: Vec<Line<'_>> = wanted.iter().map(|(line, _)| *line).collect();
        let said = fit(format, &self.setting, &together, &told);
        let (least, count) = match lines.strip_prefix(numbers) {
            Some("") => (Fit::Whole, &mut self.rows.whole),
            Some("~") => (Fit::Place, &mut self.rows.place),
            Some("?") => (Fit::Other, &mut self.rows.present),
            _ => return Some("package-raw-cite"),
        };
        *count += 1;
        (said < least).then_some("package-raw-differs")
    }
}

/// The feed that a file of words about raw lines is of.
fn feed_of(path: &str) -> Option<u16> {
    let name = path.strip_prefix(RAW)?.strip_suffix(".json")?;
    name.strip_prefix("feed-")?.parse().ok()
}

/// Whether a file is an index or lines, of which there are words too.
fn is_part(path: &str, held: &BTreeMap<String, Vec<u8>>) -> bool {
    let stem = path.rsplit_once('.').map(|(stem, _)| stem);
    stem.is_some_and(|stem| held.contains_key(&format!("{stem}.json")))
}

/// A position as a row of a track tells it.
fn told(cells: &[&str], mmsi: Option<u32>) -> Option<Told> {
    let cell = |n: usize| cells.get(n).copied();
    let e7 = |n: usize| {
        let (whole, part) = cell(n)?.split_once('.')?;
        (part.len() == 7).then(|| format!("{whole}{part}").parse::<i32>().ok())?
    };
    let tenth = |n: usize| match cell(n)? {
        "" => Some(None),
        text => text.replacen('.', "", 1).parse::<u16>().ok().map(Some),
    };
    Some(Told {
        time_ms: Time::parse(cell(0)?).ok()?.ms(),
        mmsi: mmsi?,
        lat_e7: e7(1)?,
        lon_e7: e7(2)?,
        sog_dkn: tenth(3)?,
        cog_ddeg: tenth(4)?,
        vms: cell(5)? == "vms",
    })
}

fn line_of<'a>(lines: &'a Lines, number: &str) -> Option<(Line<'a>, Format)> {
    let number = number.parse::<usize>().ok()?.checked_sub(1)?;
    let one = lines.all.get(number)?;
    let line = Line {
        bytes: lines.data.get(one.at..one.at + one.length)?,
        received: one.received,
    };
    Some((line, one.format))
}

/// Reads what is said of a feed, and checks that lines and chain are so.
fn about(feed: u16, words: &[u8], held: &BTreeMap<String, Vec<u8>>) -> Result<Lines, &'static str> {
    let wrong = "package-raw-index";
    let words: Value = serde_json::from_slice(words).map_err(|_json| wrong)?;
    let name = words.get("lines").and_then(Value::as_str).unwrap_or("-");
    let data = held.get(&format!("{RAW}{name}")).ok_or(wrong)?;
    let index = held.get(&format!("{RAW}feed-{feed}.csv")).ok_or(wrong)?;
    if words.get("feed").and_then(Value::as_u64) != Some(u64::from(feed)) {
        return Err(wrong);
    }
    let segments = chain(&words)?;
    let text = std::str::from_utf8(index).map_err(|_bytes| wrong)?;
    let mut rows = text.lines();
    if rows.next() != Some(INDEX_HEAD) {
        return Err(wrong);
    }
    let mut lines = Lines {
        data: data.clone(),
        all: Vec::new(),
    };
    let mut at = 0;
    for row in rows {
        let indexed = indexed(row, lines.all.len() + 1, at, data, &segments).ok_or(wrong)?;
        at += indexed.length;
        if data.get(at.saturating_sub(1)) != Some(&b'\n') {
            if data.get(at) != Some(&b'\n') {
                return Err(wrong);
            }
            at += 1;
        }
        lines.all.push(indexed);
    }
    match at == data.len() && !lines.all.is_empty() {
        true => Ok(lines),
        false => Err(wrong),
    }
}

/// One line of an index, if it is the next and its bytes have the sum.
fn indexed(row: &str, number: usize, at: usize, data: &[u8], segments: &[u64]) -> Option<Indexed> {
    let cells: Vec<&str> = row.split(',').collect();
    let cell = |n: usize| cells.get(n).copied();
    let is_next = cell(0)?.parse() == Ok(number) && cell(1)?.parse() == Ok(at);
    let length: usize = cell(2)?.parse().ok().filter(|_| is_next)?;
    let bytes = data.get(at..at.checked_add(length)?)?;
    if length == 0 || sha256_hex(bytes) != cell(3)? {
        return None;
    }
    let received = match cell(4)? {
        "" => None,
        text => Some(Time::parse(text).ok()?),
    };
    let is_placed = match (cell(7)?, cell(9)?) {
        ("", file) => file.parse::<usize>().is_ok(),
        (segment, "") => segments.binary_search(&segment.parse().ok()?).is_ok(),
        _ => false,
    };
    let format = Format::parse(cell(11)?).ok().filter(|_| is_placed)?;
    Some(Indexed {
        at,
        length,
        received,
        format,
    })
}

/// The segments of the chain, in order, if each hash follows from the one before.
fn chain(words: &Value) -> Result<Vec<u64>, &'static str> {
    let wrong = "package-raw-chain";
    let text = |value: &Value, name: &str| {
        let text = value.get(name).and_then(Value::as_str);
        text.map(str::to_owned)
    };
    let mut before = text(words, "before").unwrap_or_default();
    let mut numbers: Vec<u64> = Vec::new();
    let segments = words.get("segments").and_then(Value::as_array);
    for one in segments.into_iter().flatten() {
        let number = one.get("segment").and_then(Value::as_u64).ok_or(wrong)?;
        let (sum, chain) = text(one, "sha256").zip(text(one, "chain")).ok_or(wrong)?;
        let follows = numbers.last().is_none_or(|last| last + 1 == number);
        if !follows || vigie_store::raw_link(&before, &sum).as_ref() != Some(&chain) {
            return Err(wrong);
        }
        numbers.push(number);
        before = chain;
    }
    Ok(numbers)
}
