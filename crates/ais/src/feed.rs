//! The lines of one feed, each on its own: tag blocks, sentences, times before and behind, header lines.
//!
//! A line is taken apart from left to right, and a piece that cannot be read ends where the next tag block or
//! sentence can begin, so a hostile line costs at most its own bytes.

use crate::armour;
use crate::assembly::{Assembler, Outcome, Part};
use crate::bits::Bits;
use crate::fault::{Counts, Fault, FaultReason};
use crate::group::Groups;
use crate::header::{Header, Headers};
use crate::message::{Message, PositionA};
use crate::origin::Origin;
use crate::plain::{self, Plain};
use crate::reader::Config;
use crate::recent::Recent;
use crate::report::{Flags, Foreign, ForeignKind, Item, Report, Station, TagText, TimeSource};
use crate::sentence::{self, Found, Sentence};
use crate::stamp;
use crate::tag::{Tag, TagProof};

/// What a report takes from its sentences.
#[derive(Clone, Copy, Debug)]
struct Shape {
    talker: [u8; 2],
    own_ship: bool,
    channel: Option<u8>,
    parts: u8,
}

impl Shape {
    #[inline(always)]
    const fn of(found: &Plain) -> Self {
        Self {
            talker: found.talker,
            own_ship: found.own_ship,
            channel: found.channel,
            parts: 1,
        }
    }
}

/// Everything behind the splitting into lines.
#[derive(Debug)]
pub(crate) struct Feed {
    config: Config,
    pub(crate) counts: Counts,
    assembler: Assembler,
    headers: Headers,
    groups: Groups,
    source: Option<(Station, u64)>,
    bits: Bits,
    report: Report,
    recent: Recent,
}

impl Feed {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            assembler: Assembler::new(config.part_window_ms),
            config,
            counts: Counts::default(),
            headers: Headers::default(),
            groups: Groups::default(),
            source: None,
            bits: Bits::new(),
            report: Report {
                message: Message::PositionA(PositionA::default()),
                station: None,
                time_ms: None,
                time_source: TimeSource::None,
                received_ms: None,
                talker: [0; 2],
                own_ship: false,
                channel: None,
                parts: 0,
                bits: 0,
                flags: Flags::default(),
                line_number: 0,
                tag: TagText::default(),
            },
            recent: Recent::default(),
        }
    }

    pub(crate) fn fault(
        &mut self,
        reason: FaultReason,
        line: &[u8],
        line_number: u64,
        sink: &mut impl FnMut(Item<'_>),
    ) {
        self.counts.add_fault(reason);
        sink(Item::Fault(Fault {
            reason,
            line,
            line_number,
        }));
    }

    /// Reads one line: any number of tag blocks and sentences, with times before and behind.
    #[inline]
    pub(crate) fn line(
        &mut self,
        line: &[u8],
        number: u64,
        received_ms: Option<i64>,
        sink: &mut impl FnMut(Item<'_>),
    ) {
        let line = trimmed(line);
        let Some(first) = line.first() else { return };
        self.counts.lines += 1;
        if *first == b'#' {
            self.counts.comments += 1;
            return sink(Item::Foreign(Foreign {
                kind: ForeignKind::Comment,
                line,
                line_number: number,
            }));
        }
        let mut rest = line;
        let mut tag = None;
        let mut prefix_ms = None;
        while let Some(first) = rest.first() {
            rest = match first {
                b'!' => {
                    let origin = (tag.take(), prefix_ms, received_ms, number);
                    self.encapsulated(rest, line, origin, sink)
                }
                b'\\' => self.tag_block(rest, line, number, &mut tag, sink),
                b'$' => self.foreign(rest, number, sink),
                _ => self.prefix(rest, line, number, &mut prefix_ms, sink),
            };
        }
        let strict = self.config.strict_tags;
        let Some(tag) = tag.filter(|tag: &Tag<'_>| !strict || tag.proof != TagProof::Wrong) else {
            return;
        };
        self.groups.add(&tag, number);
        if let Some(source) = tag.source {
            self.source = Some((Station::new(source), number));
        }
    }

    /// Reads the line at the start of `text` when it is a plain sentence alone and nothing said on lines before belongs
    /// to it; gives its bytes with the end of line. `None`, and nothing is counted, when [`Feed::line`] must read it.
    #[inline(always)]
    pub(crate) fn plain_line(
        &mut self,
        text: &[u8],
        number: u64,
        received_ms: Option<i64>,
        sink: &mut impl FnMut(Item<'_>),
    ) -> Option<usize> {
        if !self.headers.is_empty() || self.source.is_some() {
            return None;
        }
        let found = plain::read(text, &mut self.bits)?;
        let (whole, behind) = text.split_at_checked(found.len)?;
        let end = match behind {
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            _ => return None,
        };
        self.counts.lines += 1;
        self.counts.sentences += 1;
        let origin = Origin {
            received_ms,
            line_number: number,
            ..Origin::default()
        };
        if let Err(reason) = self.deliver(Shape::of(&found), &origin, sink) {
            self.fault(reason, whole, number, sink);
        }
        self.complete_due(sink);
        Some(found.len + end)
    }

    /// Bytes before the first sentence: a time, or nothing of use.
    fn prefix<'a>(
        &mut self,
        rest: &'a [u8],
        line: &[u8],
        number: u64,
        prefix_ms: &mut Option<i64>,
        sink: &mut impl FnMut(Item<'_>),
    ) -> &'a [u8] {
        let Some(at) = memchr::memchr3(b'!', b'\\', b'$', rest) else {
            self.fault(FaultReason::NotASentence, line, number, sink);
            return &[];
        };
        let (before, behind) = rest.split_at(at);
        let text = before.trim_ascii().trim_ascii_end();
        let text = text.strip_suffix(b",").unwrap_or(text);
        let found = stamp::epoch_ms(text).or_else(|| stamp::iso_ms(text));
        if found.is_none() && !text.is_empty() {
            self.counts.prefixes_unread += 1;
        }
        *prefix_ms = found.or(*prefix_ms);
        behind
    }

    /// A tag block, which ends at the next backslash.
    fn tag_block<'a>(
        &mut self,
        rest: &'a [u8],
        line: &[u8],
        number: u64,
        tag: &mut Option<Tag<'a>>,
        sink: &mut impl FnMut(Item<'_>),
    ) -> &'a [u8] {
        let inside = rest.get(1..).unwrap_or_default();
        match memchr::memchr2(b'\\', b'!', inside) {
            Some(at) if inside.get(at) == Some(&b'\\') => {
                let found = Tag::read(inside.get(..at).unwrap_or_default());
                let bad = found.proof != TagProof::Right;
                self.counts.tags_unverified += u64::from(bad);
                *tag = Some(found);
                inside.get(at + 1..).unwrap_or_default()
            }
            Some(at) => {
                self.fault(FaultReason::TagUnclosed, line, number, sink);
                inside.get(at..).unwrap_or_default()
            }
            None => {
                self.fault(FaultReason::TagUnclosed, line, number, sink);
                &[]
            }
        }
    }

    /// A sentence that begins with a dollar sign.
    fn foreign<'a>(
        &mut self,
        rest: &'a [u8],
        number: u64,
        sink: &mut impl FnMut(Item<'_>),
    ) -> &'a [u8] {
        let inside = rest.get(1..).unwrap_or_default();
        let len = memchr::memchr3(b'!', b'\\', b'$', inside).unwrap_or(inside.len());
        let (text, behind) = rest.split_at((len + 1).min(rest.len()));
        if !text.starts_with(b"$PGHP,") {
            self.counts.foreign += 1;
            sink(Item::Foreign(Foreign {
                kind: ForeignKind::Sentence,
                line: text,
                line_number: number,
            }));
            return behind;
        }
        self.counts.headers += 1;
        match Header::read(text, number) {
            Some(header) => {
                self.headers.add(header);
                sink(Item::Foreign(Foreign {
                    kind: ForeignKind::Header,
                    line: text,
                    line_number: number,
                }));
            }
            None => self.fault(FaultReason::HeaderMalformed, text, number, sink),
        }
        behind
    }

    /// A sentence that begins with an exclamation mark; returns what follows it and its suffix.
    #[inline]
    fn encapsulated<'a>(
        &mut self,
        rest: &'a [u8],
        line: &[u8],
        origin: (Option<Tag<'a>>, Option<i64>, Option<i64>, u64),
        sink: &mut impl FnMut(Item<'_>),
    ) -> &'a [u8] {
        let (tag, prefix_ms, received_ms, number) = origin;
        if let Some(found) = plain::read(rest, &mut self.bits) {
            let (whole, behind) = rest.split_at_checked(found.len).unwrap_or((rest, &[]));
            let (suffix, behind) = split_suffix(behind);
            if self.config.strict_tags && tag.is_some_and(|tag| tag.proof == TagProof::Wrong) {
                self.fault(FaultReason::TagChecksum, line, number, sink);
                return behind;
            }
            let mut origin = Origin::new(tag, prefix_ms, received_ms, number);
            self.groups.lend(&mut origin);
            origin.take_suffix(suffix);
            self.counts.sentences += 1;
            self.drop_past_context(number);
            self.single(Shape::of(&found), found.checksum, whole, &mut origin, sink);
            self.complete_due(sink);
            return behind;
        }
        let (len, found) = sentence::read(rest, self.config.checksum);
        let behind = rest.get(len..).unwrap_or_default();
        let (suffix, behind) = split_suffix(behind);
        match found {
            Found::Ais(sentence) => {
                if self.config.strict_tags && tag.is_some_and(|tag| tag.proof == TagProof::Wrong) {
                    self.fault(FaultReason::TagChecksum, line, number, sink);
                } else {
                    let mut origin = Origin::new(tag, prefix_ms, received_ms, number);
                    self.groups.lend(&mut origin);
                    origin.take_suffix(suffix);
                    self.sentence(&sentence, origin, sink);
                }
            }
            Found::Other => {
                self.counts.foreign += 1;
                let line = rest.get(..len).unwrap_or(rest);
                sink(Item::Foreign(Foreign {
                    kind: ForeignKind::Sentence,
                    line,
                    line_number: number,
                }));
            }
            Found::Fault(reason) => self.fault(reason, line, number, sink),
        }
        behind
    }

    /// A VDM or VDO sentence with a right checksum.
    #[inline]
    fn sentence(
        &mut self,
        sentence: &Sentence<'_>,
        mut origin: Origin<'_>,
        sink: &mut impl FnMut(Item<'_>),
    ) {
        self.counts.sentences += 1;
        origin.flags.set(Flags::ODD_FILL, sentence.odd_fill);
        origin.flags.set(Flags::UNPROVED, sentence.unproved);
        self.drop_past_context(origin.line_number);
        if sentence.total == 1 {
            self.bits.set_len(0);
            let fill_bits = usize::from(sentence.fill_bits);
            let shape = Shape {
                talker: sentence.talker,
                own_ship: sentence.own_ship,
                channel: sentence.channel,
                parts: 1,
            };
            match armour::unpack(sentence.payload, fill_bits, &mut self.bits) {
                Some(()) => {
                    self.single(shape, sentence.checksum, sentence.whole, &mut origin, sink)
                }
                None => self.fault(
                    FaultReason::PayloadCharacter,
                    sentence.whole,
                    origin.line_number,
                    sink,
                ),
            }
        } else {
            self.part(sentence, origin, sink);
        }
        self.complete_due(sink);
    }

    /// A message in one part, whose bits are unpacked.
    fn single(
        &mut self,
        shape: Shape,
        checksum: u8,
        whole: &[u8],
        origin: &mut Origin<'_>,
        sink: &mut impl FnMut(Item<'_>),
    ) {
        if !self.headers.is_empty()
            && let Some(header) = self.headers.take(checksum)
        {
            origin.take_header(&header);
        }
        self.take_source(origin);
        origin.station = origin.station.or(origin.source);
        if let Err(reason) = self.deliver(shape, origin, sink) {
            self.fault(reason, whole, origin.line_number, sink);
        }
    }

    /// Hands over the messages that were held back until now.
    #[inline(always)]
    fn complete_due(&mut self, sink: &mut impl FnMut(Item<'_>)) {
        while let Some(slot) = self.assembler.due(self.counts.sentences) {
            self.complete(slot, sink);
        }
    }

    /// One of several parts.
    fn part(
        &mut self,
        sentence: &Sentence<'_>,
        mut origin: Origin<'_>,
        sink: &mut impl FnMut(Item<'_>),
    ) {
        if !armour::is_payload(sentence.payload) {
            return self.fault(
                FaultReason::PayloadCharacter,
                sentence.whole,
                origin.line_number,
                sink,
            );
        }
        let header = self
            .headers
            .newest()
            .filter(|_| origin.time_ms.is_none() || origin.station.is_none());
        if let Some(header) = &header {
            origin.take_header(header);
        }
        self.take_source(&mut origin);
        let index = self.counts.sentences;
        let counts = &mut self.counts;
        let mut orphan = |reason: FaultReason, line: &[u8], line_number: u64| {
            counts.add_fault(reason);
            sink(Item::Fault(Fault {
                reason,
                line,
                line_number,
            }));
        };
        let part = Part {
            sentence,
            origin: &origin,
            by_header: header.is_some(),
            index,
        };
        if let Outcome::Complete(slot) = self.assembler.offer(&part, &mut orphan) {
            self.complete(slot, sink);
        }
    }

    /// A message whose last part came.
    fn complete(&mut self, slot: usize, sink: &mut impl FnMut(Item<'_>)) {
        let Some(joined) = self.assembler.join(slot, &mut self.bits) else {
            return;
        };
        let mut origin = Origin {
            time_ms: joined.time_ms,
            time_source: joined.time_source,
            received_ms: joined.received_ms,
            station: joined.station.or(joined.source),
            source: joined.source,
            flags: joined.flags,
            line_number: joined.line_number,
            ..Origin::default()
        };
        if joined.by_header {
            self.prove_header(joined.checksum, &mut origin);
        }
        self.report.tag = joined.tag;
        let shape = Shape {
            talker: joined.talker,
            own_ship: joined.own_ship,
            channel: joined.channel,
            parts: joined.total,
        };
        if let Err(reason) = self.deliver(shape, &origin, sink) {
            self.counts.add_fault(reason);
            let line = self.assembler.first_sentence(slot);
            sink(Item::Fault(Fault {
                reason,
                line,
                line_number: origin.line_number,
            }));
        }
    }

    /// The header that parts were joined under must carry their combined checksum; else its time is not theirs.
    fn prove_header(&mut self, checksum: u8, origin: &mut Origin<'_>) {
        let header = self.headers.take(checksum);
        if origin.time_source == TimeSource::Pghp {
            origin.time_ms = None;
            origin.time_source = TimeSource::None;
        }
        match header {
            Some(header) => origin.take_header(&header),
            None => origin.flags.set(Flags::UNSURE_ASSEMBLY, true),
        }
    }

    /// Decodes the bits and hands the report over.
    #[inline(always)]
    fn deliver(
        &mut self,
        shape: Shape,
        origin: &Origin<'_>,
        sink: &mut impl FnMut(Item<'_>),
    ) -> Result<(), FaultReason> {
        let marks = self.report.message.take(&self.bits)?;
        let report = &mut self.report;
        report.station = origin.station;
        (report.time_ms, report.time_source) = match (origin.time_ms, origin.received_ms) {
            (Some(time_ms), _) => (Some(time_ms), origin.time_source),
            (None, Some(received_ms)) => (Some(received_ms), TimeSource::Receive),
            (None, None) => (None, TimeSource::None),
        };
        report.received_ms = origin.received_ms;
        report.talker = shape.talker;
        report.own_ship = shape.own_ship;
        report.channel = shape.channel.map(char::from);
        report.parts = shape.parts;
        report.bits = self.bits.len() as u16;
        report.line_number = origin.line_number;
        if shape.parts == 1 {
            report.tag.set(origin.tag);
        }
        report.flags = origin.flags.with(marks);
        if self.config.mark_heard_before {
            let heard = self
                .recent
                .heard(&self.bits, report.time_ms, self.counts.sentences);
            report.flags.set(Flags::HEARD_BEFORE, heard);
            self.counts.heard_before += u64::from(heard);
        }
        self.counts.messages += 1;
        sink(Item::Report(&self.report));
        Ok(())
    }

    /// A header or a source line speaks only for the lines next to it.
    #[inline(always)]
    fn drop_past_context(&mut self, line_number: u64) {
        if !self.headers.is_empty() {
            self.headers.drop_past(line_number);
            self.counts.headers_unpaired = self.headers.unpaired;
        }
        if self
            .source
            .is_some_and(|(_, at)| line_number.saturating_sub(at) > SOURCE_REACH_LINES)
        {
            self.source = None;
        }
    }

    #[inline(always)]
    const fn take_source(&self, origin: &mut Origin<'_>) {
        if origin.source.is_none()
            && let Some((source, _)) = self.source
        {
            origin.source = Some(source);
        }
    }

    pub(crate) fn finish(&mut self, sink: &mut impl FnMut(Item<'_>)) {
        while let Some(slot) = self.assembler.next_tentative() {
            self.complete(slot, sink);
        }
        let counts = &mut self.counts;
        self.assembler.drain(&mut |reason, line, line_number| {
            counts.add_fault(reason);
            sink(Item::Fault(Fault {
                reason,
                line,
                line_number,
            }));
        });
        self.headers.clear();
        self.groups.clear();
        counts.headers_unpaired = self.headers.unpaired;
        self.source = None;
    }
}

/// A line `\si:...\` speaks for the sentence behind it, with its header line and further parts between.
const SOURCE_REACH_LINES: u64 = 12;

/// What stands behind a sentence up to the next thing on the line, and that.
#[inline(always)]
fn split_suffix(behind: &[u8]) -> (&[u8], &[u8]) {
    if behind.is_empty() {
        return (behind, behind);
    }
    behind.split_at(memchr::memchr3(b'!', b'\\', b'$', behind).unwrap_or(behind.len()))
}

/// White space and byte-order mark off both ends.
#[inline(always)]
fn trimmed(line: &[u8]) -> &[u8] {
    match line {
        [b'!' | b'\\' | b'$', .., last] if !last.is_ascii_whitespace() => line,
        _ => line
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(line)
            .trim_ascii(),
    }
}
