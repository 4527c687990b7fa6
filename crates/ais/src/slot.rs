//! One open message: the parts that came, what names it, and whether another part belongs to it.

use crate::assembly::Part;
use crate::fault::FaultReason;
use crate::report::{Flags, Station, TagText, TimeSource};

/// Sentences between two parts of a named station or group when no clock can tell how far apart they are, and of
/// unnamed ones that were received at nearly one moment: less than the messages in which a sequence id comes again.
const UNTIMED_REACH: u64 = 64;

/// The same when neither station nor group is named: less than the ten messages after which a receiver uses a sequence
/// id again, losses included. In the real logs 99 of 100 such parts are adjacent.
const UNNAMED_REACH: u64 = 6;

/// Sentences between two parts of which only one has a time: a group carries it on its first line alone.
const BARE_REACH: u64 = 16;

/// Where one kept part lies in the store of its slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) payload_start: usize,
    pub(crate) payload_end: usize,
    pub(crate) fill_bits: u8,
    pub(crate) checksum: u8,
    pub(crate) line_number: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    /// Whole, but completed by its first part: held back until `index`.
    Tentative(u64),
    Done,
}

#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) state: State,
    pub(crate) talker: [u8; 2],
    pub(crate) own_ship: bool,
    pub(crate) total: u8,
    pub(crate) channel: Option<u8>,
    pub(crate) sequence: Option<u8>,
    pub(crate) station: Option<Station>,
    /// Provider of the line, where a server joins several.
    pub(crate) source: Option<Station>,
    pub(crate) group: Option<(u8, u64)>,
    /// Clock of the lines: the message time of the last part that had one.
    pub(crate) clock_ms: Option<i64>,
    /// Last time seen on the feed when the last part came; stands in where a part has none.
    pub(crate) implied_ms: Option<i64>,
    pub(crate) origin_ms: Option<i64>,
    pub(crate) origin_source: TimeSource,
    pub(crate) received_ms: Option<i64>,
    pub(crate) last_index: u64,
    pub(crate) last_number: u8,
    pub(crate) flags: Flags,
    pub(crate) tag: TagText,
    pub(crate) by_header: bool,
    pub(crate) in_order: bool,
    pub(crate) pieces: [Option<Piece>; 9],
    pub(crate) store: Vec<u8>,
}

/// How a part fits a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    No,
    Unsure,
    Sure,
}

impl Slot {
    pub(crate) fn new(part: &Part<'_>, store: Vec<u8>) -> Self {
        let sentence = part.sentence;
        Self {
            state: State::Open,
            talker: sentence.talker,
            own_ship: sentence.own_ship,
            total: sentence.total,
            channel: sentence.channel,
            sequence: sentence.sequence,
            station: part.origin.station,
            source: part.origin.source,
            group: part.group(),
            clock_ms: None,
            implied_ms: None,
            origin_ms: None,
            origin_source: TimeSource::None,
            received_ms: part.origin.received_ms,
            last_index: part.index,
            last_number: 0,
            flags: Flags::default(),
            tag: TagText::default(),
            by_header: false,
            in_order: true,
            pieces: [None; 9],
            store,
        }
    }

    pub(crate) fn piece(&self, number: usize) -> Option<&Piece> {
        self.pieces.get(number).and_then(Option::as_ref)
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.pieces.iter().flatten().count() == usize::from(self.total)
    }

    /// Whether the very same sentence is kept as this part.
    pub(crate) fn holds(&self, number: usize, part: &Part<'_>) -> bool {
        self.piece(number).is_some_and(|piece| {
            self.store.get(piece.payload_start..piece.payload_end) == Some(part.sentence.payload)
                && piece.fill_bits == part.sentence.fill_bits
        })
    }

    /// How a part fits here, its number aside.
    pub(crate) fn fit(&self, part: &Part<'_>, window_ms: i64, feed_ms: Option<i64>) -> Fit {
        let sentence = part.sentence;
        if self.total != sentence.total
            || self.channel != sentence.channel
            || self.talker != sentence.talker
            || self.own_ship != sentence.own_ship
        {
            return Fit::No;
        }
        if self.source != part.origin.source {
            return Fit::No;
        }
        match self.identity(part) {
            Fit::No => Fit::No,
            sure_or_not => sure_or_not.min(self.nearness(part, window_ms, feed_ms)),
        }
    }

    /// Whether group, sequence id and station name the same message.
    fn identity(&self, part: &Part<'_>) -> Fit {
        let sequence = part.sentence.sequence;
        let next =
            part.index == self.last_index + 1 && part.sentence.number == self.last_number + 1;
        let bare = if next && self.sequence == sequence {
            Fit::Unsure
        } else {
            Fit::No
        };
        match (self.group, part.group()) {
            (Some(ours), Some(theirs)) => {
                let stations = self.station.is_none() || part.origin.station.is_none();
                let sequences =
                    self.sequence == sequence || self.sequence.is_none() || sequence.is_none();
                let same = ours == theirs
                    && sequences
                    && (stations || self.station == part.origin.station);
                if same { Fit::Sure } else { Fit::No }
            }
            (None, None) if self.sequence == sequence && self.station == part.origin.station => {
                Fit::Sure
            }
            (None, None) if self.station.is_some() && part.origin.station.is_some() => Fit::No,
            _ if self.station.is_some()
                && part.origin.station.is_some()
                && self.station != part.origin.station =>
            {
                Fit::No
            }
            _ => bare,
        }
    }

    /// Whether a part is near enough in time, or in sentences where there is no time.
    fn nearness(&self, part: &Part<'_>, window_ms: i64, feed_ms: Option<i64>) -> Fit {
        let near = |a: i64, b: i64| a.abs_diff(b) <= window_ms.unsigned_abs();
        let distance = part.index - self.last_index;
        let named = self.group.is_some() || self.station.is_some();
        let within = |close: bool| if close { Fit::Sure } else { Fit::No };
        match (
            self.clock_ms,
            part.origin.time_ms,
            self.received_ms,
            part.origin.received_ms,
        ) {
            (Some(ours), Some(theirs), _, _) => within(near(ours, theirs)),
            // A log that comes through a pipe is received all at one moment: the sentences between must tell as well.
            (_, _, Some(ours), Some(theirs)) => {
                within(near(ours, theirs) && (named || distance <= UNTIMED_REACH))
            }
            (None, None, _, _) => match distance {
                0 | 1 => Fit::Sure,
                2..=UNTIMED_REACH if named => Fit::Sure,
                2..=UNNAMED_REACH => Fit::Unsure,
                _ => Fit::No,
            },
            (ours, theirs, _, _) => {
                // One side has no clock: the last time on the feed stands in for it, but only further away, because
                // feeds that join several sources jump in time from line to line.
                let ours = ours.or(self.implied_ms);
                let same_moment = ours
                    .zip(theirs.or(feed_ms))
                    .is_some_and(|(a, b)| near(a, b));
                within(distance <= BARE_REACH || (distance <= UNTIMED_REACH && same_moment))
            }
        }
    }

    pub(crate) fn add(&mut self, part: &Part<'_>, feed_ms: Option<i64>) {
        let (sentence, origin) = (part.sentence, part.origin);
        let start = self.store.len();
        self.store.extend_from_slice(sentence.whole);
        let payload_start = self.store.len();
        self.store.extend_from_slice(sentence.payload);
        let piece = Piece {
            start,
            end: payload_start,
            payload_start,
            payload_end: self.store.len(),
            fill_bits: sentence.fill_bits,
            checksum: sentence.checksum,
            line_number: origin.line_number,
        };
        if let Some(slot) = self.pieces.get_mut(usize::from(sentence.number) - 1) {
            *slot = Some(piece);
        }
        self.in_order &= sentence.number == self.last_number + 1;
        self.clock_ms = origin.time_ms.or(self.clock_ms);
        self.implied_ms = feed_ms;
        self.received_ms = if sentence.number == 1 {
            origin.received_ms
        } else {
            self.received_ms
        };
        if sentence.number == 1 || self.origin_ms.is_none() {
            self.origin_ms = origin.time_ms.or(self.origin_ms);
            self.origin_source = if origin.time_ms.is_some() {
                origin.time_source
            } else {
                self.origin_source
            };
        }
        if sentence.number == 1 || self.tag.as_bytes().is_empty() {
            self.tag.set(origin.tag);
        }
        self.station = self.station.or(origin.station);
        self.group = self.group.or_else(|| part.group());
        self.by_header |= part.by_header;
        self.flags = self.flags.with(origin.flags);
        self.last_index = part.index;
        self.last_number = sentence.number;
    }

    pub(crate) fn forget_all_but_first(
        &mut self,
        orphan: &mut impl FnMut(FaultReason, &[u8], u64),
    ) {
        for piece in self.pieces.iter_mut().skip(1) {
            if let Some(old) = piece.take() {
                let line = self.store.get(old.start..old.end).unwrap_or_default();
                orphan(FaultReason::PartReplaced, line, old.line_number);
            }
        }
        self.flags = Flags::default();
    }
}

impl Part<'_> {
    /// Group total and a digest of its id.
    fn group(&self) -> Option<(u8, u64)> {
        self.origin
            .group
            .map(|group| (group.total, crate::digest::of(group.id)))
    }
}
