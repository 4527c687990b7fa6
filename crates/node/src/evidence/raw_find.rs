//! Finds the raw lines that rows of tracks came from: the segments of the log that may have them are read again, session by
//! session and unit by unit, through the reader that the feed had; of recorded files those that are still the same.

use std::{
    collections::{BTreeMap, VecDeque},
    path::Path,
};

use vigie_sea::Time;
use vigie_store::{
    Error, FeedRow, Kept, RawFile, RawFound, RawHeader, RawKind, RawReader, RawRing, RawSegment,
    raw_feeds, raw_folder,
};
use vigie_watch::Observation;

use super::{
    raw_decode::{Fit, Line, Told, fit, plain_setting},
    raw_pack::{Pack, Place, RawEvidence, Unit},
    raw_sought::{Sought, reason},
};
use crate::{
    feed::{
        Delivery, FeedOptions, Format, Reader, Setting, read_again, reader_of, sniff, unit_end,
    },
    keeping,
};

/// Lines before a row's own that may be needed to read it: parts of a message, a group's tag block, a header line.
const RECENT: usize = 8;
/// Largest recorded file that is read again, bytes.
const FILE_BYTES_MAX: u64 = 2 << 30;

/// Finds the raw lines of rows.
///
/// # Errors
/// The disk. A segment or file that is damaged is passed over: its rows have no line then.
pub(crate) fn raw_evidence(
    root: &Path,
    feeds: &[FeedRow],
    reading: impl Fn(u16) -> FeedOptions,
    rows: &[&Kept],
) -> Result<RawEvidence, Error> {
    let logs = raw_feeds(root)?;
    let mut pack = Pack::default();
    let mut by_feed: BTreeMap<u16, Vec<&Kept>> = BTreeMap::new();
    for kept in rows {
        by_feed.entry(kept.row.feed).or_default().push(kept);
    }
    for (feed, rows) in by_feed {
        let mut sought = Sought::new(feed, rows);
        let about = feeds.iter().find(|row| row.id == feed);
        let mut ring = None;
        let mut first_ms = None;
        let mut why = "no-log";
        if let Some(about) = about.filter(|_| logs.contains(&feed)) {
            let log = RawReader::new(&raw_folder(root, feed));
            // What goes while this reads is then in both.
            let segments = log.segments()?;
            let known = log.ring()?;
            first_ms = segments.iter().map(|one| one.first_ms).min();
            let format = Format::parse(&about.format).unwrap_or_default();
            let setting = Setting::new(feed, &reading(feed));
            let mut search = Search {
                log: &log,
                format,
                setting,
                plain: plain_setting(),
                pack: &mut pack,
                sought: &mut sought,
            };
            search.segments(&segments)?;
            why = search.files(&segments)?.unwrap_or("not-found");
            chain(&log, &segments, &known, feed, &mut pack);
            ring = Some(known);
        }
        for kept in &sought.rows {
            if sought.is_left(kept) {
                let told = ring.as_ref().map_or(why, |ring| {
                    reason(kept.row.time_ms, kept.row.source, ring, first_ms, why)
                });
                pack.without(feed, kept.arrival, told);
            }
        }
    }
    Ok(pack.finish())
}

/// One session of a feed being read again.
struct Stream {
    reader: Box<dyn Reader>,
    format: Format,
    source: usize,
    held: Vec<u8>,
    held_at: (u64, u64),
    received: Option<Time>,
    earlier: Earlier,
}

/// Units that were read before one: the last few, and the first of all.
#[derive(Default)]
struct Earlier {
    recent: VecDeque<Unit>,
    head: Option<Unit>,
}

impl Earlier {
    fn push(&mut self, unit: Unit) {
        if self.head.is_none() {
            self.head = Some(unit.clone());
        }
        self.recent.push_back(unit);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }
}

struct Search<'a, 'b> {
    log: &'a RawReader,
    format: Format,
    setting: Setting,
    plain: Setting,
    pack: &'a mut Pack,
    sought: &'a mut Sought<'b>,
}

impl Search<'_, '_> {
    /// Reads the segments that may have what is looked for, each with the one before it: a line may begin there.
    fn segments(&mut self, all: &[RawSegment]) -> Result<(), Error> {
        let mut streams: BTreeMap<u64, Stream> = BTreeMap::new();
        let mut last = 0;
        for (n, segment) in all.iter().enumerate() {
            if self.sought.is_done() {
                break;
            }
            let next = all
                .get(n + 1)
                .filter(|next| next.segment == segment.segment + 1);
            let is_wanted = self.sought.may_be_in(segment);
            if !is_wanted && !next.is_some_and(|next| self.sought.may_be_in(next)) {
                continue;
            }
            if segment.segment != last + 1 {
                self.end(&mut streams);
            }
            last = segment.segment;
            self.segment(segment, &mut streams)?;
        }
        self.end(&mut streams);
        Ok(())
    }

    fn segment(
        &mut self,
        segment: &RawSegment,
        streams: &mut BTreeMap<u64, Stream>,
    ) -> Result<(), Error> {
        let mut found = Vec::new();
        let read = self.log.read(segment, |one| {
            found.push(one);
            true
        });
        let header = match read {
            Ok(header) => header,
            Err(Error::Damaged { path, reason }) => {
                tracing::error!(path = %path.display(), reason, "raw segment passed over");
                return Ok(());
            }
            // Its keeper deleted it meanwhile.
            Err(fault) if is_gone(&fault) => return Ok(()),
            Err(fault) => return Err(fault),
        };
        self.pack
            .feeds
            .entry(self.sought.feed)
            .or_default()
            .meet(&header);
        for one in found {
            self.piece(one, segment.segment, &header, streams);
        }
        Ok(())
    }

    fn piece(
        &mut self,
        found: RawFound,
        segment: u64,
        header: &RawHeader,
        streams: &mut BTreeMap<u64, Stream>,
    ) {
        let RawFound { offset, piece } = found;
        match piece.kind {
            RawKind::Begin => {
                let address = String::from_utf8_lossy(&piece.bytes).into_owned();
                let stream = self.stream(piece.session, &address, None);
                streams.insert(piece.session, stream);
            }
            RawKind::Bytes | RawKind::Datagram => {
                let stream = streams.entry(piece.session).or_insert_with(|| {
                    let mut known = header.sessions.iter();
                    let known = known.find(|one| one.session == piece.session);
                    let address = known.map_or("", |one| one.source.as_str());
                    let head = known.and_then(|one| self.head(one.segment, piece.session));
                    self.stream(piece.session, address, head)
                });
                let whole = piece.kind == RawKind::Datagram;
                let received = Time::from_ms(piece.received_ms);
                self.take(stream, &piece.bytes, (segment, offset), received, whole);
            }
            RawKind::End => {
                if let Some(mut stream) = streams.remove(&piece.session) {
                    self.rest(&mut stream, true);
                }
            }
            RawKind::Lost | RawKind::File => {}
        }
    }

    /// The first line of a session that began in an earlier segment: tables say there what their columns are.
    fn head(&self, segment: u64, session: u64) -> Option<Unit> {
        if !matches!(self.format, Format::Sniff | Format::Csv(_)) {
            return None;
        }
        let mut head: Option<(Vec<u8>, u64, i64)> = None;
        let of = self.log.segment(segment)?;
        let read = self.log.read(&of, |found| {
            let is_bytes = matches!(found.piece.kind, RawKind::Bytes | RawKind::Datagram);
            if !is_bytes || found.piece.session != session {
                return true;
            }
            let (bytes, _, at_ms) = head.get_or_insert((Vec::new(), found.offset, 0));
            bytes.extend_from_slice(&found.piece.bytes);
            *at_ms = found.piece.received_ms;
            !bytes.contains(&b'\n')
        });
        read.ok()?;
        let (mut bytes, offset, at_ms) = head?;
        bytes.truncate(unit_end(Format::Nmea, &bytes).unwrap_or(bytes.len()));
        Some(Unit {
            bytes,
            received: Some(Time::from_ms(at_ms)),
            place: Place::Segment(segment, offset),
            source: None,
            format: self.format,
        })
    }

    fn stream(&mut self, session: u64, address: &str, head: Option<Unit>) -> Stream {
        let pack = self.pack.feeds.entry(self.sought.feed).or_default();
        let source = pack.source(session, address);
        let mut format = self.format;
        if format == Format::Sniff
            && let Some(head) = &head
        {
            format = sniff(&head.bytes).unwrap_or(format);
        }
        let mut reader = reader_of(format, self.setting.clone(), None);
        let head = head.map(|head| Unit {
            source: Some(source),
            format,
            ..head
        });
        if let Some(head) = head.as_ref().filter(|_| matches!(format, Format::Csv(_))) {
            // What it says was taken when it came.
            drop(reader.push(&head.bytes, head.received, &mut Delivery::default()));
        }
        Stream {
            reader,
            format,
            source,
            held: Vec::new(),
            held_at: (0, 0),
            received: None,
            earlier: Earlier {
                head,
                ..Earlier::default()
            },
        }
    }

    /// Takes bytes of a session; each unit that is whole is read.
    fn take(
        &mut self,
        stream: &mut Stream,
        bytes: &[u8],
        (segment, offset): (u64, u64),
        received: Time,
        whole: bool,
    ) {
        let before = stream.held.len();
        if before == 0 {
            stream.held_at = (segment, offset);
        }
        stream.held.extend_from_slice(bytes);
        stream.received = Some(received);
        if stream.format == Format::Sniff {
            let known = sniff(&stream.held);
            stream.format = known.unwrap_or(Format::Sniff);
        }
        let held = std::mem::take(&mut stream.held);
        let place = |start: usize, held_at: (u64, u64)| match start.checked_sub(before) {
            Some(after) if start > 0 || before == 0 => (segment, offset + after as u64),
            _ => held_at,
        };
        let mut start = 0;
        loop {
            let rest = held.get(start..).unwrap_or_default();
            let length = match unit_end(stream.format, rest) {
                Some(length) => length,
                None if whole && !rest.is_empty() => rest.len(),
                None => break,
            };
            let (in_segment, at) = place(start, stream.held_at);
            let unit = Unit {
                bytes: rest.get(..length).unwrap_or(rest).to_vec(),
                received: Some(received),
                place: Place::Segment(in_segment, at),
                source: Some(stream.source),
                format: stream.format,
            };
            self.unit(stream, unit, whole && length == rest.len(), false);
            start += length;
        }
        stream.held_at = place(start, stream.held_at);
        stream.held = held.get(start..).unwrap_or_default().to_vec();
    }

    /// Reads one unit; `ends` if a datagram ends a line there, `last` if nothing comes after it.
    fn unit(&mut self, stream: &mut Stream, unit: Unit, ends: bool, last: bool) {
        let mut out = Delivery::default();
        let mut read = stream.reader.push(&unit.bytes, unit.received, &mut out);
        if ends && !unit.bytes.ends_with(b"\n") {
            read = read.and_then(|()| stream.reader.push(b"\n", unit.received, &mut out));
        }
        if last {
            read = read.and_then(|()| stream.reader.finish(unit.received, &mut out));
        }
        if let Err(fault) = read {
            tracing::debug!(code = fault.code(), "raw session cannot be read again");
        }
        self.found(&out.observations, unit, &mut stream.earlier);
    }

    /// Cites a unit for each row looked for that it says.
    fn found(&mut self, said: &[Observation], unit: Unit, earlier: &mut Earlier) {
        for observation in said {
            let row = keeping::row_of(observation);
            if let Some((arrival, told)) = self.sought.take(&row) {
                self.cite(arrival, &told, &unit, earlier, row.receiver);
            }
        }
        earlier.push(unit);
    }

    /// Names the fewest lines that say a row.
    fn cite(
        &mut self,
        arrival: u64,
        told: &Told,
        unit: &Unit,
        Earlier { recent, head }: &Earlier,
        receiver: u32,
    ) {
        let ask = |units: &[&Unit]| {
            let lines: Vec<Line<'_>> = units
                .iter()
                .map(|unit| Line {
                    bytes: &unit.bytes,
                    received: unit.received,
                })
                .collect();
            fit(unit.format, &self.plain, &lines, told)
        };
        let alone = ask(&[unit]);
        let mut best = (alone, vec![unit]);
        if alone != Fit::Whole {
            let with_head = head.as_ref().map(|head| vec![head, unit]);
            let with_recent = (1..=recent.len()).map(|count| {
                let skip = recent.len() - count;
                recent.iter().skip(skip).chain([unit]).collect::<Vec<_>>()
            });
            for units in with_head.into_iter().chain(with_recent) {
                let said = ask(&units);
                if said > best.0 {
                    best = (said, units);
                }
                if said == Fit::Whole {
                    break;
                }
            }
        }
        let (said, units) = best;
        self.pack
            .cite(self.sought.feed, arrival, &units, said, receiver);
    }

    /// Reads what is left of a session.
    fn rest(&mut self, stream: &mut Stream, last: bool) {
        let bytes = std::mem::take(&mut stream.held);
        if bytes.is_empty() {
            return;
        }
        let (segment, at) = stream.held_at;
        let unit = Unit {
            bytes,
            received: stream.received,
            place: Place::Segment(segment, at),
            source: Some(stream.source),
            format: stream.format,
        };
        self.unit(stream, unit, false, last);
    }

    fn end(&mut self, streams: &mut BTreeMap<u64, Stream>) {
        for mut stream in std::mem::take(streams).into_values() {
            self.rest(&mut stream, true);
        }
    }

    /// Reads the recorded files that the log names, as far as they are what they were; gives why rows that are not found
    /// may be missing, if files are the reason.
    fn files(&mut self, all: &[RawSegment]) -> Result<Option<&'static str>, Error> {
        let mut files: Vec<RawFile> = Vec::new();
        let named = |one: &&RawSegment| one.mmsis.as_ref().is_none_or(Vec::is_empty);
        for segment in all.iter().filter(named) {
            if self.sought.is_done() {
                return Ok(None);
            }
            let read = self.log.read(segment, |found| {
                if found.piece.kind == RawKind::File
                    && let Ok(file) = serde_json::from_slice::<RawFile>(&found.piece.bytes)
                    && !files.contains(&file)
                {
                    files.push(file);
                }
                true
            });
            match read {
                Ok(header) => {
                    let pack = self.pack.feeds.entry(self.sought.feed).or_default();
                    pack.meet(&header);
                }
                Err(Error::Damaged { .. }) => {}
                Err(fault) if is_gone(&fault) => {}
                Err(fault) => return Err(fault),
            }
        }
        let mut why = None;
        for file in files {
            if self.sought.is_done() {
                break;
            }
            why = why.max(self.file(&file));
        }
        Ok(why)
    }

    /// Reads one recorded file; gives why it cannot be.
    fn file(&mut self, file: &RawFile) -> Option<&'static str> {
        let path = Path::new(&file.path);
        if file.bytes > FILE_BYTES_MAX {
            return Some("file-too-large");
        }
        match crate::raw::sum_of(path) {
            Ok(sum) if sum == file.sha256 => {}
            Ok(_other) => return Some("file-changed"),
            Err(_fault) => return Some("file-gone"),
        }
        let pack = self.pack.feeds.entry(self.sought.feed).or_default();
        pack.files.push(file.clone());
        let index = pack.files.len() - 1;
        let (mut earlier, mut offset) = (Earlier::default(), 0);
        let setting = self.setting.clone();
        let read = read_again(path, self.format, &setting, |line, format, bytes, found| {
            let unit = Unit {
                bytes: bytes.to_vec(),
                received: None,
                place: Place::File(index, line, offset),
                source: None,
                format,
            };
            self.found(&found, unit, &mut earlier);
            offset += bytes.len() as u64;
            !self.sought.is_done()
        });
        read.is_err().then_some("file-changed")
    }
}

/// Whether a file is not there any more.
fn is_gone(fault: &Error) -> bool {
    matches!(fault, Error::Disk { source, .. } if source.kind() == std::io::ErrorKind::NotFound)
}

/// The chain from the first segment that is cited to the newest.
fn chain(log: &RawReader, all: &[RawSegment], ring: &RawRing, feed: u16, pack: &mut Pack) {
    let Some(of_feed) = pack.feeds.get_mut(&feed) else {
        return;
    };
    let (Some(first), Some(last)) = (of_feed.first_segment(), all.last()) else {
        return;
    };
    for segment in first..=last.segment {
        let gone = ring.gone.iter().find(|one| one.segment == segment);
        let sum = gone.map(|one| one.sha256.clone());
        let index = all.iter().find(|one| one.segment == segment);
        let sum = sum.or_else(|| index.map(|one| one.sha256.clone()));
        let before = match of_feed.chain.last() {
            Some((_, _, chain)) => chain.clone(),
            None => {
                let header = all.iter().find(|one| one.segment == first);
                let header = header.and_then(|one| log.read(one, |_| false).ok());
                of_feed.before = header.map(|one| one.before).unwrap_or_default();
                of_feed.before.clone()
            }
        };
        let Some(after) = sum
            .as_deref()
            .and_then(|sum| vigie_store::raw_link(&before, sum))
        else {
            return;
        };
        of_feed
            .chain
            .push((segment, sum.unwrap_or_default(), after));
    }
}
