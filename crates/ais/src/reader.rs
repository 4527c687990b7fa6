//! The reader of a feed: any bytes in, reports and counted faults out.
//!
//! One reader reads one feed. It has no clock and no threads: time comes from the lines or from the caller, so an
//! archive and the live feed it was recorded from give the same reports. Whole lines are read where they lie in the
//! caller's bytes; only a line cut by the end of a chunk is copied.

use crate::fault::{Counts, FaultReason};
use crate::feed::Feed;
use crate::report::Item;
use crate::sentence::ChecksumPolicy;

/// Longest line. A sentence has at most 82 bytes (IEC 61162-1, 7.3.1) and a tag block 80; feeds glue several of both
/// on one line. More than this is not a text feed.
pub const MAX_LINE_BYTES: usize = 4096;

/// How a reader reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What to do with checksums of sentences.
    pub checksum: ChecksumPolicy,
    /// Drop a line whose tag block has a wrong checksum, instead of using its fields with a mark. One real feed
    /// writes `*00` on every line, so the default is to use them.
    pub strict_tags: bool,
    /// Longest time between two parts of one message, in milliseconds. Parts are sent in adjacent slots of 27 ms and
    /// stamped to the second, so two seconds bridge rounding; a sequence number is used again within seconds.
    pub part_window_ms: i64,
    /// Mark messages whose bits were heard a short time before.
    pub mark_heard_before: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            checksum: ChecksumPolicy::Required,
            strict_tags: false,
            part_window_ms: 2000,
            mark_heard_before: true,
        }
    }
}

/// The reader of one feed.
#[derive(Debug)]
pub struct Reader {
    carry: Vec<u8>,
    discarding: bool,
    after_return: bool,
    line_number: u64,
    received_ms: Option<i64>,
    feed: Feed,
}

impl Reader {
    /// A reader at the start of a feed.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            carry: Vec::new(),
            discarding: false,
            after_return: false,
            line_number: 1,
            received_ms: None,
            feed: Feed::new(config),
        }
    }

    /// Reads the next bytes of the feed. `received_ms` is when the caller got them (milliseconds since 1970 UTC), or
    /// `None` for an archive. Chunks may be cut anywhere; that does not change the result.
    pub fn push(
        &mut self,
        bytes: &[u8],
        received_ms: Option<i64>,
        sink: &mut impl FnMut(Item<'_>),
    ) {
        self.received_ms = received_ms;
        let mut rest = bytes;
        loop {
            rest = self.plain_lines(rest, sink);
            let Some(at) = memchr::memchr3(b'\n', b'\r', 0, rest) else {
                break;
            };
            let (head, tail) = rest.split_at(at);
            let Some((end, behind)) = tail.split_first() else {
                break;
            };
            self.piece(head, sink);
            self.end_line(*end);
            rest = match behind {
                [b'\n', behind @ ..] if *end == b'\r' => {
                    self.after_return = false;
                    behind
                }
                _ => behind,
            };
        }
        self.keep(rest, sink);
    }

    /// Says that the feed has ended a line without an end-of-line mark, as a datagram does.
    pub fn end_datagram(&mut self, sink: &mut impl FnMut(Item<'_>)) {
        if !self.carry.is_empty() || self.discarding {
            self.piece(&[], sink);
            self.end_line(b'\n');
        }
    }

    /// Ends the feed: reads the last line and gives back every part whose message never became complete. The counters
    /// stay; more bytes may follow as if a new connection had begun.
    pub fn finish(&mut self, sink: &mut impl FnMut(Item<'_>)) {
        self.end_datagram(sink);
        self.feed.finish(sink);
    }

    /// What was read so far, by kind and reason.
    #[must_use]
    pub const fn counts(&self) -> &Counts {
        &self.feed.counts
    }

    /// Reads the plain sentences at the start of `rest`, each a line of its own, and gives what follows them.
    #[inline(always)]
    fn plain_lines<'a>(&mut self, rest: &'a [u8], sink: &mut impl FnMut(Item<'_>)) -> &'a [u8] {
        let mut rest = rest;
        if !self.carry.is_empty() || self.discarding {
            return rest;
        }
        while let Some(len) = self
            .feed
            .plain_line(rest, self.line_number, self.received_ms, sink)
        {
            self.line_number += 1;
            self.after_return = false;
            rest = rest.get(len..).unwrap_or_default();
        }
        rest
    }

    /// Reads a line of which `head` is the last piece.
    #[inline(always)]
    fn piece(&mut self, head: &[u8], sink: &mut impl FnMut(Item<'_>)) {
        if self.carry.is_empty() && !self.discarding && head.len() <= MAX_LINE_BYTES {
            if !head.is_empty() {
                self.after_return = false;
                self.feed
                    .line(head, self.line_number, self.received_ms, sink);
            }
            return;
        }
        self.keep(head, sink);
        let line = std::mem::take(&mut self.carry);
        if !self.discarding {
            self.feed
                .line(&line, self.line_number, self.received_ms, sink);
        }
        self.carry = line;
        self.carry.clear();
        self.discarding = false;
    }

    /// Keeps the start of a line, up to the longest.
    fn keep(&mut self, piece: &[u8], sink: &mut impl FnMut(Item<'_>)) {
        if piece.is_empty() {
            return;
        }
        self.after_return = false;
        if self.discarding {
            return;
        }
        let room = MAX_LINE_BYTES - self.carry.len();
        self.carry
            .extend_from_slice(piece.get(..room).unwrap_or(piece));
        if piece.len() > room {
            self.discarding = true;
            self.feed.counts.lines += 1;
            self.feed.fault(
                FaultReason::LineTooLong,
                &self.carry,
                self.line_number,
                sink,
            );
            self.carry.clear();
        }
    }

    /// Counts lines by `\n`, `\r` or `\r\n`; a zero byte parts sentences but not lines.
    #[inline(always)]
    const fn end_line(&mut self, end: u8) {
        let second_of_pair = end == b'\n' && self.after_return;
        if end != 0 && !second_of_pair {
            self.line_number += 1;
        }
        self.after_return = end == b'\r';
    }
}
