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
use crate::origin::Origin;
use crate::report::{Flags, Station, TagText, TimeSource};
use crate::sentence::Sentence;
use crate::slot::{Fit, Slot, State};

/// Most messages open at once. A regional feed of a hundred stations has some tens; the oldest makes room.
pub const MAX_OPEN: usize = 512;

/// Longest sentence kept as a part; the standard allows 82 bytes, real ones reach twice that.
pub const MAX_PART_BYTES: usize = 512;

/// Sentences after which an unfinished message is given up.
const OPEN_REACH: u64 = 4096;

/// Sentences for which a finished message is kept, to know its parts again when they come twice.
const DONE_REACH: u64 = 256;

/// Sentences a message completed by its first part is held back.
const TENTATIVE_REACH: u64 = 24;

/// Sentences between two looks for slots that are too old; looking at every part would cost more than joining.
const RETIRE_EVERY: u64 = 64;

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

/// The open messages of one feed.
#[derive(Debug)]
pub(crate) struct Assembler {
    window_ms: i64,
    slots: Vec<Slot>,
    /// Emptied stores of closed slots, so that a part costs no allocation.
    spare: Vec<Vec<u8>>,
    tentative: usize,
    /// The next message to be opened took the place of one that was still open.
    contested: bool,
    /// Sentence at which old slots are looked for again.
    next_retire: u64,
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
            contested: false,
            next_retire: 0,
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
                if slot.holds(number, part) || (fit == Fit::Sure && filled.is_none()) {
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
        // Two receivers with the same numbers on one feed that names neither look just like this.
        self.contested = slot.state == State::Open && number == 0;
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
                .min_by_key(|(_, slot)| (slot.state != State::Done, slot.last_index))
                .map(|(at, _)| at);
            if let Some(at) = oldest {
                self.close(at, FaultReason::PartEvicted, orphan);
            }
        }
        let store = self.spare.pop().unwrap_or_default();
        let mut slot = Slot::new(part, store);
        slot.flags
            .set(Flags::UNSURE_ASSEMBLY, std::mem::take(&mut self.contested));
        self.slots.push(slot);
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
        if index < self.next_retire {
            return;
        }
        self.next_retire = index + RETIRE_EVERY;
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
        self.slots
            .sort_by_key(|slot| std::cmp::Reverse(slot.last_index));
        while let Some(last) = self.slots.len().checked_sub(1) {
            self.close(last, FaultReason::PartMissing, orphan);
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
        let mut slot = self.slots.swap_remove(at);
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
            self.spare.push(slot.store);
        }
    }
}
