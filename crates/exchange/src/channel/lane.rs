//! One lane of the datagram carrier: frames with numbers of their own, selective repeat, whole messages out.
//!
//! Three lanes, so that neither a window full of lost history nor a queue of alerts holds up a distress
//! message. Messages are given out when complete, whichever came first.

use super::Refusal;
use super::wire::{Reader, put_varint};
use std::collections::{BTreeMap, VecDeque};

/// Largest message: a bundle of the largest body.
pub(crate) const MESSAGE_BYTES_MAX: usize = 320 * 1024;
/// Frames beyond the first unacknowledged one: the bits of an acknowledgement.
pub(crate) const WINDOW: u64 = 128;
/// A frame sent so much before one that arrived is lost (as RACK, RFC 8985): links of this kind hardly reorder.
const REORDER_MS: i64 = 250;
/// Bytes of received frames of unfinished messages.
const UNFINISHED_BYTES_MAX: usize = 2 * MESSAGE_BYTES_MAX;

pub(crate) const FIRST: u8 = 0x10;
pub(crate) const LAST: u8 = 0x20;

#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) number: u64,
    pub(crate) flags: u8,
    pub(crate) payload: Vec<u8>,
    sent_ms: Option<i64>,
    again: bool,
    acked: bool,
    lost: bool,
}

/// The sending side.
#[derive(Debug, Clone)]
pub(crate) struct LaneOut {
    next: u64,
    frames: VecDeque<Frame>,
    smooth_ms: Option<i64>,
    spread_ms: i64,
    prompt: bool,
}

impl LaneOut {
    /// `prompt`: whether the partner answers each frame at once.
    pub(crate) fn new(prompt: bool) -> Self {
        Self {
            prompt,
            next: 0,
            frames: VecDeque::new(),
            smooth_ms: None,
            spread_ms: 0,
        }
    }

    /// Cuts a message into frames.
    pub(crate) fn push(&mut self, message: &[u8], frame_bytes: usize) {
        let pieces = message.chunks(frame_bytes.max(1));
        let count = pieces.len();
        for (at, piece) in pieces.enumerate() {
            let first = if at == 0 { FIRST } else { 0 };
            let last = if at + 1 == count { LAST } else { 0 };
            self.frames.push_back(Frame {
                number: self.next,
                flags: first | last,
                payload: piece.to_vec(),
                sent_ms: None,
                again: false,
                acked: false,
                lost: false,
            });
            self.next += 1;
        }
    }

    /// Frames not yet acknowledged.
    pub(crate) fn waiting(&self) -> usize {
        self.frames.len()
    }

    fn base(&self) -> u64 {
        self.frames.front().map_or(self.next, |frame| frame.number)
    }

    /// How long to wait for an acknowledgement: RFC 6298 with a floor and a ceiling.
    pub(crate) fn timeout_ms(&self, initial_ms: i64) -> i64 {
        let Some(smooth_ms) = self.smooth_ms else {
            return initial_ms;
        };
        (smooth_ms + (4 * self.spread_ms).max(150)).clamp(600, 10_000)
    }

    /// The next frame to go: new before lost when `new_first`.
    pub(crate) fn next(&mut self, now_ms: i64, timeout_ms: i64, new_first: bool) -> Option<&Frame> {
        let limit = self.base() + WINDOW;
        let new = self
            .frames
            .iter()
            .position(|frame| frame.sent_ms.is_none() && frame.number < limit);
        let lost = self.frames.iter().position(|frame| {
            !frame.acked
                && frame
                    .sent_ms
                    .is_some_and(|at_ms| frame.lost || now_ms - at_ms >= timeout_ms)
        });
        let at = if new_first {
            new.or(lost)
        } else {
            lost.or(new)
        }?;
        self.send(at, now_ms)
    }

    /// The frame that is not acknowledged and was sent longest ago: each probe that arrives brings another one over, even
    /// while no acknowledgement comes back.
    pub(crate) fn probe(&mut self, now_ms: i64) -> Option<&Frame> {
        let limit = self.base() + WINDOW;
        let frames = self.frames.iter().enumerate();
        let waiting = frames.filter(|(_, frame)| !frame.acked && frame.number < limit);
        let (at, _) = waiting.min_by_key(|(_, frame)| frame.sent_ms)?;
        self.send(at, now_ms)
    }

    fn send(&mut self, at: usize, now_ms: i64) -> Option<&Frame> {
        let frame = self.frames.get_mut(at)?;
        frame.again = frame.sent_ms.is_some();
        frame.lost = false;
        frame.sent_ms = Some(now_ms);
        Some(frame)
    }

    /// When the next frame may be sent, if one waits.
    pub(crate) fn due_ms(&self, timeout_ms: i64) -> Option<i64> {
        let limit = self.base() + WINDOW;
        let waiting = self
            .frames
            .iter()
            .filter(|frame| !frame.acked && frame.number < limit);
        waiting
            .map(|frame| {
                frame
                    .sent_ms
                    .filter(|_| !frame.lost)
                    .map_or(i64::MIN, |at_ms| at_ms + timeout_ms)
            })
            .min()
    }

    /// Takes base and bitmap; bit n means frame `base + 1 + n`. The first word `after_silence` measures the silence, not the
    /// link, and would make every loss wait ten seconds from then on.
    pub(crate) fn acknowledge(&mut self, base: u64, bits: u128, now_ms: i64, after_silence: bool) {
        let (mut longest, mut newest) = (None, None);
        for frame in &mut self.frames {
            let ahead = frame.number.checked_sub(base);
            let acked = match ahead {
                None => true,
                Some(0) => false,
                Some(n) => n <= WINDOW && bits >> (n - 1) & 1 == 1,
            };
            if acked && !frame.acked {
                frame.acked = true;
                let sent_ms = frame.sent_ms.filter(|_| !frame.again);
                longest = longest.max(sent_ms.map(|at_ms| now_ms - at_ms));
                newest = newest.max(sent_ms);
            }
        }
        for frame in &mut self.frames {
            frame.lost |= frame
                .sent_ms
                .zip(newest)
                .is_some_and(|(at_ms, newest_ms)| at_ms + REORDER_MS < newest_ms);
        }
        while self.frames.front().is_some_and(|frame| frame.acked) {
            self.frames.pop_front();
        }
        // The longest holds the whole delay of an answer that waits. Where none waits, an older frame tells of a lost answer.
        let sample = if self.prompt {
            newest.map(|at_ms| now_ms - at_ms)
        } else {
            longest
        };
        if let Some(sample_ms) = sample.filter(|_| !after_silence) {
            self.measure(sample_ms);
        }
    }

    fn measure(&mut self, sample_ms: i64) {
        match self.smooth_ms {
            None => (self.smooth_ms, self.spread_ms) = (Some(sample_ms), sample_ms / 4),
            Some(smooth_ms) => {
                self.spread_ms = (3 * self.spread_ms + (smooth_ms - sample_ms).abs()) / 4;
                self.smooth_ms = Some((7 * smooth_ms + sample_ms) / 8);
            }
        }
    }
}

/// The receiving side.
#[derive(Debug, Clone, Default)]
pub(crate) struct LaneIn {
    base: u64,
    bits: u128,
    unfinished: BTreeMap<u64, (u8, Vec<u8>)>,
    bytes: usize,
}

impl LaneIn {
    /// Takes a frame; gives a message that it completes. A frame that came before gives nothing.
    pub(crate) fn take(
        &mut self,
        number: u64,
        flags: u8,
        payload: &[u8],
    ) -> Result<Option<Vec<u8>>, Refusal> {
        if self.has(number) {
            return Ok(None);
        }
        if number - self.base > WINDOW {
            return Err(Refusal::TooFarAhead);
        }
        if self.bytes + payload.len() > UNFINISHED_BYTES_MAX {
            return Err(Refusal::Oversized);
        }
        self.mark(number);
        self.bytes += payload.len();
        self.unfinished.insert(number, (flags, payload.to_vec()));
        Ok(self.message(number))
    }

    fn has(&self, number: u64) -> bool {
        match number.checked_sub(self.base) {
            None => true,
            Some(0) => false,
            Some(n) => n <= WINDOW && self.bits >> (n - 1) & 1 == 1,
        }
    }

    fn mark(&mut self, number: u64) {
        if number > self.base {
            self.bits |= 1 << (number - self.base - 1);
            return;
        }
        self.base += 1;
        while self.bits & 1 == 1 {
            self.base += 1;
            self.bits >>= 1;
        }
        self.bits >>= 1;
    }

    /// The message around a frame, when it is all there.
    fn message(&mut self, number: u64) -> Option<Vec<u8>> {
        let (mut first, mut last) = (number, number);
        while self.unfinished.get(&first)?.0 & FIRST == 0 {
            first = first.checked_sub(1)?;
        }
        while self.unfinished.get(&last)?.0 & LAST == 0 {
            last += 1;
        }
        let mut message = Vec::new();
        for number in first..=last {
            message.extend(
                self.unfinished
                    .remove(&number)
                    .map(|(_, payload)| payload)
                    .unwrap_or_default(),
            );
        }
        self.bytes = self.bytes.saturating_sub(message.len());
        Some(message)
    }

    /// Writes base and bitmap, without the zero bytes at its end.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        put_varint(out, self.base);
        let bytes = self.bits.to_le_bytes();
        let used = bytes
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |at| at + 1);
        out.push(used as u8);
        out.extend(bytes.iter().take(used));
    }

    pub(crate) fn decode(reader: &mut Reader<'_>) -> Result<(u64, u128), Refusal> {
        let base = reader.varint()?;
        let used = usize::from(reader.byte()?);
        let mut bytes = [0; 16];
        if used > bytes.len() {
            return Err(Refusal::Malformed);
        }
        bytes
            .iter_mut()
            .zip(reader.take(used)?)
            .for_each(|(to, from)| *to = *from);
        Ok((base, u128::from_le_bytes(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn frames_in_any_order_and_number_give_each_message_once(
            messages in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..40), 1..12),
            order in proptest::collection::vec(any::<prop::sample::Index>(), 300),
        ) {
            let (mut out, mut lane) = (LaneOut::new(true), LaneIn::default());
            messages.iter().for_each(|message| out.push(message, 10));
            let mut got = Vec::new();
            let frames: Vec<Frame> = out.frames.iter().cloned().collect();
            let rest = 0..frames.len();
            for at in order.iter().map(|index| index.index(frames.len())).chain(rest) {
                let frame = &frames[at];
                got.extend(lane.take(frame.number, frame.flags, &frame.payload).unwrap());
                let mut bytes = Vec::new();
                lane.encode(&mut bytes);
                let (base, bits) = LaneIn::decode(&mut Reader::new(&bytes)).unwrap();
                out.acknowledge(base, bits, 0, false);
            }
            prop_assert_eq!(out.waiting(), 0);
            let mut want = messages.clone();
            want.sort();
            got.sort();
            prop_assert_eq!(got, want);
        }
    }
}
