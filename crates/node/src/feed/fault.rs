//! Faults: input that could not be read, with the reason, and counts of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use vigie_sea::Time;

/// Bytes of one faulty line that are kept; an AIS sentence has 82 characters, a table row about 300.
pub const FAULT_BYTES_MAX: usize = 2_048;

/// One piece of input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File or socket.
    pub origin: Arc<str>,
    /// Line within it, from 1.
    pub line: u64,
    /// Stable code of the reason, such as `checksum-wrong`.
    pub reason: &'static str,
    /// When it was received, if live.
    pub received: Option<Time>,
    /// The original bytes, without the line end, at most [`FAULT_BYTES_MAX`].
    pub bytes: Vec<u8>,
}

impl Fault {
    /// A fault that keeps the beginning of `bytes`.
    #[must_use]
    pub fn new(
        origin: &Arc<str>,
        line: u64,
        reason: &'static str,
        received: Option<Time>,
        bytes: &[u8],
    ) -> Self {
        let kept = bytes.get(..FAULT_BYTES_MAX).unwrap_or(bytes);
        Self {
            origin: Arc::clone(origin),
            line,
            reason,
            received,
            bytes: kept.to_vec(),
        }
    }
}

/// What one feed has given so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Bytes read, after decompression.
    pub bytes: u64,
    /// Lines, rows or messages seen, blank ones and comments aside.
    pub lines: u64,
    /// Messages understood, whether or not they concern the watch.
    pub messages: u64,
    /// Observations given to the watch.
    pub observations: u64,
    /// Faults by reason.
    pub faults: BTreeMap<&'static str, u64>,
    /// Things worth telling that are no faults, by code, such as `time-from-base-station`.
    pub notes: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts one fault.
    pub fn fault(&mut self, reason: &'static str) {
        *self.faults.entry(reason).or_default() += 1;
    }

    /// Counts one remark.
    pub fn note(&mut self, code: &'static str) {
        *self.notes.entry(code).or_default() += 1;
    }

    /// Adds the counts of another part of the same feed.
    pub fn add(&mut self, other: &Self) {
        self.bytes += other.bytes;
        self.lines += other.lines;
        self.messages += other.messages;
        self.observations += other.observations;
        for (reason, count) in &other.faults {
            *self.faults.entry(reason).or_default() += count;
        }
        for (code, count) in &other.notes {
            *self.notes.entry(code).or_default() += count;
        }
    }

    /// All faults together.
    #[must_use]
    pub fn faults_total(&self) -> u64 {
        self.faults.values().sum()
    }
}
