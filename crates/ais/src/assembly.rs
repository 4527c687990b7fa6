//! Joining the parts of a message, so that no message appears that nobody sent.
//!
//! A part joins an open message only when everything that names the message agrees: station, group or sequence id,
//! channel, number of parts, talker, and a short window of message time. What is absent is a value of its own and
//! matches only what is absent too, with two exceptions that feeds rely on: later parts of a group inherit station
//! and time from the first, and a bare part that stands directly behind its predecessor belongs to it (marked unsure).
//!
//! Parts may come in any order. A message completed by its first part is held back for a moment, because that first
//! part may belong to a newer message with the same number, whose second part is still to come.

use crate::armour;
use crate::bits::Bits;
use crate::fault::FaultReason;
use crate::reader::Origin;
use crate::report::{Flags, Station, TagText, TimeSource};
use crate::sentence::Sentence;

/// Most messages open at once. A regional feed of a hundred stations has some tens; the oldest makes room.
pub const MAX_OPEN: usize = 512;

/// Longest sentence kept as a part; the standard allows 82 bytes, real ones reach twice that.
pub const MAX_PART_BYTES: usize = 512;

/// Sentences after which an unfinished message is given up.
const OPEN_REACH: u64 = 20_000;

/// Sentences for which a finished message is kept, to know its parts again when they come twice.
const DONE_REACH: u64 = 256;

/// Sentences between two parts of a named station or group when no clock can tell how far apart they are.
const UNTIMED_REACH: u64 = 64;

/// The same when neither station nor group is named: less than the ten messages after which a receiver uses a sequence
/// id again, losses included. In the real logs 99 of 100 such parts are adjacent.
const UNNAMED_REACH: u64 = 6;

/// Sentences between two parts of which only one has a time: a group carries it on its first line alone.
const BARE_REACH: u64 = 16;

/// Sentences a message completed by its first part is held back.
const TENTATIVE_REACH: u64 = 24;

/// A sentence offered as a part.
pub(crate) struct Part<'a> {
    pub(crate) sentence: &'a Sentence<'a>,
    pub(crate) origin: &'a Origin<'a>,
    /// Time or station come from a header line that is not yet proved to belong here.
    pub(crate) by_header: bool,
    /// Number of the sentence in the feed.
    pub(crate) index: u64,
}

/// What became of a part.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Kept, or counted as an orphan.
    Waiting,
    /// The message in this slot is whole.
    Complete(usize),
}

/// Where one kept part lies in the store of its slot.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    end: usize,
    payload_start: usize,
    payload_end: usize,
    fill_bits: u8,
    checksum: u8,
    line_number: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    /// Whole, but completed by its first part: held back until `index`.
    Tentative(u64),
    Done,
}

#[derive(Debug)]
struct Slot {
    state: State,
    talker: [u8; 2],
    own_ship: bool,
    total: u8,
    channel: Option<u8>,
    sequence: Option<u8>,
    station: Option<Station>,
    /// Provider of the line, where a server joins several.
    source: Option<Station>,
    group: Option<(u8, u64)>,
    /// Clock of the lines: the message time of the last part that had one.
    clock_ms: Option<i64>,
    /// Last time seen on the feed when the last part came; stands in where a part has none.
    implied_ms: Option<i64>,
    origin_ms: Option<i64>,
    origin_source: TimeSource,
    received_ms: Option<i64>,
    last_index: u64,
    last_number: u8,
    flags: Flags,
    tag: TagText,
    by_header: bool,
    in_order: bool,
    pieces: [Option<Piece>; 9],
    store: Vec<u8>,
}

/// A whole message and what is known of it.
pub(crate) struct Joined {
    pub(crate) talker: [u8; 2],
    pub(crate) own_ship: bool,
    pub(crate) channel: Option<u8>,
    pub(crate) total: u8,
    pub(crate) station: Option<Station>,
    pub(crate) source: Option<Station>,
    pub(crate) time_ms: Option<i64>,
    pub(crate) time_source: TimeSource,
    pub(crate) received_ms: Option<i64>,
    pub(crate) flags: Flags,
    pub(crate) tag: TagText,
    pub(crate) line_number: u64,
    /// Time or station come from a header line, to be proved by `checksum`.
    pub(crate) by_header: bool,
    /// The checksums of all parts, combined.
    pub(crate) checksum: u8,
}

/// How a part fits a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    No,
    Unsure,
    Sure,
}

/// The open messages of one feed.
#[derive(Debug)]
pub(crate) struct Assembler {
    window_ms: i64,
    slots: Vec<Slot>,
    spare: Vec<Slot>,
    tentative: usize,
    /// Last message time seen on the feed: stands in for a part without any.
    feed_ms: Option<i64>,
}

impl Assembler {
    pub(crate) const fn new(window_ms: i64) -> Self {
        Self {
            window_ms,
            slots: Vec::new(),
            spare: Vec::new(),
            tentative: 0,
            feed_ms: None,
        }
    }

    /// Takes a part in. Orphans go to `orphan` with their reason, bytes and line.
    pub(crate) fn offer(
        &mut self,
        part: &Part<'_>,
        orphan: &mut impl FnMut(FaultReason, &[u8], u64),
    ) -> Outcome {
        let sentence = part.sentence;
        if sentence.whole.len() > MAX_PART_BYTES {
            orphan(
                FaultReason::PartTooLong,
                sentence.whole,
                part.origin.line_number,
            );
            return Outcome::Waiting;
        }
        self.feed_ms = part.origin.time_ms.or(self.feed_ms);
        self.retire(part.index, orphan);
        let Some(place) = self.place(part, orphan) else {
            return Outcome::Waiting;
        };
        let at = match place {
            Some(at) => at,
            None => self.open(part, orphan),
        };
        self.add(at, part)
    }

    /// The slot a part belongs to: `None` when it was dealt with as a duplicate or an ambiguous orphan,
    /// `Some(None)` when it starts a new message.
    fn place(
        &mut self,
        part: &Part<'_>,
        orphan: &mut impl FnMut(FaultReason, &[u8], u64),
    ) -> Option<Option<usize>> {
        let number = usize::from(part.sentence.number) - 1;
        let mut wanting: Option<(usize, Fit)> = None;
        let mut filled: Option<usize> = None;
        let mut several = false;
        for (at, slot) in self.slots.iter().enumerate() {
            let fit = slot.fit(part, self.window_ms, self.feed_ms);
            if fit == Fit::No {
                continue;
            }
            if slot.state == State::Done || slot.piece(number).is_some() {
                if slot.holds(number, part) {
                    filled = Some(at);
                } else if fit == Fit::Sure && filled.is_none() {
                    filled = Some(at);
                }
                continue;
            }
            match wanting {
                Some((_, Fit::Sure)) if fit == Fit::Sure => several = true,
                Some((_, Fit::Sure)) => {}
                Some((_, Fit::Unsure)) if fit == Fit::Unsure => several = true,
                _ => wanting = Some((at, fit)),
            }
        }
        self.choose(part, wanting, filled, several, orphan)
    }

    fn choose(
        &mut self,
        part: &Part<'_>,
        wanting: Option<(usize, Fit)>,
        filled: Option<usize>,
        several: bool,
        orphan: &mut impl FnMut(FaultReason, &[u8], u64),
    ) -> Option<Option<usize>> {
        let (whole, line_number) = (part.sentence.whole, part.origin.line_number);
        if several {
            orphan(FaultReason::PartAmbiguous, whole, line_number);
            return None;
        }
        if let Some((at, fit)) = wanting {
            if let Some(slot) = self.slots.get_mut(at) {
                slot.flags.set(Flags::UNSURE_ASSEMBLY, fit == Fit::Unsure);
            }
            return Some(Some(at));
        }
        let Some(at) = filled else { return Some(None) };
        let number = usize::from(part.sentence.number) - 1;
        let slot = self.slots.get_mut(at)?;
        if slot.holds(number, part) {
            orphan(FaultReason::PartDuplicate, whole, line_number);
            return None;
        }
        // The identifiers are in use again: the older message can no longer become whole without doubt.
        if matches!(slot.state, State::Tentative(_)) && number > 0 {
            // Its first part belongs to the newer message when this is the part that follows it.
            slot.forget_all_but_first(orphan);
            slot.state = State::Open;
            slot.last_number = 1;
            slot.in_order = true;
            self.tentative = self.tentative.saturating_sub(1);
            return Some(Some(at));
        }
        self.close(at, FaultReason::PartReplaced, orphan);
        Some(None)
    }

    /// Opens a slot for the first part that came of a message.
    fn open(&mut self, part: &Part<'_>, orphan: &mut impl FnMut(FaultReason, &[u8], u64)) -> usize {
        if self.slots.len() >= MAX_OPEN {
            let oldest = self
                .slots
                .iter()
                .enumerate()
                .min_by_key(|(_, slot)| slot.last_index)
                .map(|(at, _)| at);
            if let Some(at) = oldest {
                self.close(at, FaultReason::PartEvicted, orphan);
            }
        }
        let store = self.spare.pop().map(|slot| slot.store).unwrap_or_default();
        self.slots.push(Slot::new(part, store));
        self.slots.len() - 1
    }

    fn add(&mut self, at: usize, part: &Part<'_>) -> Outcome {
        let Some(slot) = self.slots.get_mut(at) else {
            return Outcome::Waiting;
        };
        slot.add(part, self.feed_ms);
        if !slot.is_whole() {
            return Outcome::Waiting;
        }
        if part.sentence.number == 1 {
            slot.state = State::Tentative(part.index + TENTATIVE_REACH);
            self.tentative += 1;
            return Outcome::Waiting;
        }
        Outcome::Complete(at)
    }

    /// A held-back message whose time has come.
    #[inline(always)]
    pub(crate) fn due(&self, index: u64) -> Option<usize> {
        if self.tentative == 0 {
            return None;
        }
        self.slots
            .iter()
            .position(|slot| matches!(slot.state, State::Tentative(until) if until <= index))
    }

    /// Any held-back message, at the end of the feed.
    pub(crate) fn next_tentative(&self) -> Option<usize> {
        self.slots
            .iter()
            .position(|slot| matches!(slot.state, State::Tentative(_)))
    }

    /// Joins the parts of a whole message into `bits`.
    pub(crate) fn join(&mut self, at: usize, bits: &mut Bits) -> Option<Joined> {
        let slot = self.slots.get_mut(at)?;
        if matches!(slot.state, State::Tentative(_)) {
            self.tentative = self.tentative.saturating_sub(1);
        }
        slot.state = State::Done;
        bits.set_len(0);
        let mut line_number = 0;
        for piece in slot
            .pieces
            .iter()
            .take(usize::from(slot.total))
            .flatten()
            .rev()
        {
            line_number = piece.line_number;
        }
        for piece in slot.pieces.iter().take(usize::from(slot.total)).flatten() {
            let payload = slot.store.get(piece.payload_start..piece.payload_end)?;
            armour::unpack(payload, usize::from(piece.fill_bits), bits)?;
        }
        slot.flags.set(Flags::UNSURE_ASSEMBLY, !slot.in_order);
        let checksum = slot
            .pieces
            .iter()
            .flatten()
            .fold(0, |sum, piece| sum ^ piece.checksum);
        Some(Joined {
            talker: slot.talker,
            own_ship: slot.own_ship,
            channel: slot.channel,
            total: slot.total,
            station: slot.station,
            source: slot.source,
            time_ms: slot.origin_ms,
            time_source: slot.origin_source,
            received_ms: slot.received_ms,
            flags: slot.flags,
            tag: slot.tag,
            line_number,
            by_header: slot.by_header,
            checksum,
        })
    }

    /// The kept sentence of the first part, for a message that turns out unreadable.
    pub(crate) fn first_sentence(&self, at: usize) -> &[u8] {
        let Some(slot) = self.slots.get(at) else {
            return &[];
        };
        slot.piece(0)
            .and_then(|piece| slot.store.get(piece.start..piece.end))
            .unwrap_or_default()
    }

    /// Gives up what is too old, and forgets finished messages.
    fn retire(&mut self, index: u64, orphan: &mut impl FnMut(FaultReason, &[u8], u64)) {
        let mut at = 0;
        while let Some(slot) = self.slots.get(at) {
            let age = index - slot.last_index;
            let reach = if slot.state == State::Done {
                DONE_REACH
            } else {
                OPEN_REACH
            };
            if age > reach && !matches!(slot.state, State::Tentative(_)) {
                self.close(at, FaultReason::PartMissing, orphan);
            } else {
                at += 1;
            }
        }
    }

    /// Gives every part back at the end of the feed.
    pub(crate) fn drain(&mut self, orphan: &mut impl FnMut(FaultReason, &[u8], u64)) {
        while !self.slots.is_empty() {
            self.close(0, FaultReason::PartMissing, orphan);
        }
        self.tentative = 0;
        self.feed_ms = None;
    }

    fn close(
        &mut self,
        at: usize,
        reason: FaultReason,
        orphan: &mut impl FnMut(FaultReason, &[u8], u64),
    ) {
        if at >= self.slots.len() {
            return;
        }
        let mut slot = self.slots.remove(at);
        if matches!(slot.state, State::Tentative(_)) {
            self.tentative = self.tentative.saturating_sub(1);
        }
        if slot.state != State::Done {
            for piece in slot.pieces.iter().flatten() {
                orphan(
                    reason,
                    slot.store.get(piece.start..piece.end).unwrap_or_default(),
                    piece.line_number,
                );
            }
        }
        slot.store.clear();
        if self.spare.len() < MAX_OPEN {
            self.spare.push(slot);
        }
    }
}

impl Slot {
    fn new(part: &Part<'_>, store: Vec<u8>) -> Self {
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

    fn piece(&self, number: usize) -> Option<&Piece> {
        self.pieces.get(number).and_then(Option::as_ref)
    }

    fn is_whole(&self) -> bool {
        self.pieces.iter().flatten().count() == usize::from(self.total)
    }

    /// Whether the very same sentence is kept as this part.
    fn holds(&self, number: usize, part: &Part<'_>) -> bool {
        self.piece(number).is_some_and(|piece| {
            self.store.get(piece.payload_start..piece.payload_end) == Some(part.sentence.payload)
                && piece.fill_bits == part.sentence.fill_bits
        })
    }

    /// How a part fits here, its number aside.
    fn fit(&self, part: &Part<'_>, window_ms: i64, feed_ms: Option<i64>) -> Fit {
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
        let within = |close: bool| if close { Fit::Sure } else { Fit::No };
        match (
            self.clock_ms,
            part.origin.time_ms,
            self.received_ms,
            part.origin.received_ms,
        ) {
            (Some(ours), Some(theirs), _, _) => within(near(ours, theirs)),
            (_, _, Some(ours), Some(theirs)) => within(near(ours, theirs)),
            (None, None, _, _) => {
                let named = self.group.is_some() || self.station.is_some();
                match distance {
                    0 | 1 => Fit::Sure,
                    2..=UNTIMED_REACH if named => Fit::Sure,
                    2..=UNNAMED_REACH => Fit::Unsure,
                    _ => Fit::No,
                }
            }
            (ours, theirs, _, _) => {
                // One side has no clock: the last time on the feed stands in for it, but only further away, because
                // feeds that join several sources jump in time from line to line.
                let ours = ours.or(self.implied_ms);
                let same_moment = ours.zip(theirs.or(feed_ms)).is_some_and(|(a, b)| near(a, b));
                within(distance <= BARE_REACH || (distance <= UNTIMED_REACH && same_moment))
            }
        }
    }

    fn add(&mut self, part: &Part<'_>, feed_ms: Option<i64>) {
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

    fn forget_all_but_first(&mut self, orphan: &mut impl FnMut(FaultReason, &[u8], u64)) {
        for piece in self.pieces.iter_mut().skip(1) {
            if let Some(old) = piece.take() {
                let line = self.store.get(old.start..old.end).unwrap_or_default();
                orphan(FaultReason::PartReplaced, line, old.line_number);
            }
        }
        self.flags = Flags::default();
    }
}

impl PartialOrd for Fit {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fit {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (*self as u8).cmp(&(*other as u8))
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
