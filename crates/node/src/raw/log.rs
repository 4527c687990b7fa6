//! The raw log of one feed with what waits to be written into it, and what is told of it.

use std::path::Path;

use serde::Serialize;
use vigie_sea::Time;
use vigie_store::{
    Error, Ledger, RawFeed, RawFile, RawHeard, RawKind, RawLog, RawPiece, RawReader, RawSegment,
    raw_folder,
};

use super::hold::Held;
use crate::live::now;

/// A segment is sealed when it is so long, unpacked bytes …
const SEGMENT_BYTES: u64 = 8 << 20;
/// … or so old.
const SEGMENT_MS: i64 = 3_600_000;

/// Where the ledger remembers the newest segment of a feed, and the hash of the chain there.
pub(crate) fn head_key(feed: u16) -> String {
    format!("raw-head:{feed}")
}

/// A raw log as the API shows it.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct RawShown {
    pub(crate) feed: u16,
    pub(crate) address: String,
    pub(crate) format: String,
    /// Segments on the disk.
    pub(crate) segments: u64,
    /// Bytes as they were received.
    pub(crate) bytes: u64,
    /// Bytes on the disk.
    pub(crate) packed_bytes: u64,
    pub(crate) since: Option<Time>,
    pub(crate) until: Option<Time>,
    /// VMS is in it.
    pub(crate) vms: bool,
    /// Recorded files that are named in it since the start.
    pub(crate) files: u64,
    /// Bytes that the disk refused since the start.
    pub(crate) lost_bytes: u64,
    /// Bytes that a crash tore off.
    pub(crate) torn_bytes: u64,
    /// Segments ever deleted because of age or room, and up to which time of receipt.
    pub(crate) dropped: u64,
    /// Segments ever purged.
    pub(crate) purged: u64,
    pub(crate) gone_until: Option<Time>,
    /// Segments that would be gone but for a legal hold.
    pub(crate) held: u64,
    /// Newest sealed segment and the hash of the chain there.
    pub(crate) head: u64,
    pub(crate) chain: String,
    /// Code of the fault of the disk, while there is one.
    pub(crate) fault: Option<&'static str>,
}

/// The log of one feed, and what waits to be written into it.
pub(super) struct Kept {
    pub(super) log: RawLog,
    pub(super) about: RawFeed,
    pub(super) waiting: Vec<RawPiece>,
    pub(super) heard: RawHeard,
    /// Sealed segments, without whom they tell of.
    pub(super) sealed: Vec<RawSegment>,
    pub(super) files: Vec<RawFile>,
    lost_bytes: u64,
    /// Of those, what the log does not say yet.
    untold_bytes: u64,
    torn_bytes: u64,
    pub(super) held: u64,
    /// The log is not what the ledger remembers of it: what that says stays as it is.
    is_suspect: bool,
    /// VMS was heard since the start.
    vms: bool,
    fault: Option<&'static str>,
}

impl Kept {
    pub(super) fn open(root: &Path, about: RawFeed) -> Result<Self, Error> {
        let log = RawLog::open(&raw_folder(root, about.feed), about.clone())?;
        let torn_bytes = log.torn_bytes();
        if torn_bytes > 0 {
            tracing::warn!(
                feed = about.feed,
                torn_bytes,
                "raw log was cut short by a crash"
            );
        }
        let mut sealed = log.segments()?;
        sealed.iter_mut().for_each(forget_whom);
        Ok(Self {
            log,
            about,
            waiting: Vec::new(),
            heard: RawHeard::default(),
            sealed,
            files: Vec::new(),
            lost_bytes: 0,
            untold_bytes: 0,
            torn_bytes,
            held: 0,
            is_suspect: false,
            vms: false,
            fault: None,
        })
    }

    /// Writes what waits; what the disk refuses is counted.
    pub(super) fn write(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let mut pieces = std::mem::take(&mut self.waiting);
        let heard = std::mem::take(&mut self.heard);
        let at_ms = now().ms();
        if self.untold_bytes > 0 {
            let lost = RawPiece {
                kind: RawKind::Lost,
                received_ms: at_ms,
                session: 0,
                bytes: self.untold_bytes.to_string().into_bytes(),
            };
            pieces.insert(0, lost);
        }
        match self.log.append(&pieces, &heard, at_ms) {
            Ok(()) => {
                self.vms |= heard.vms;
                self.untold_bytes = 0;
                self.fault = self.fault.filter(|_| self.is_suspect);
            }
            Err(error) => {
                let told = pieces.iter().filter(|piece| piece.kind != RawKind::Lost);
                let bytes: usize = told.map(|piece| piece.bytes.len()).sum();
                self.lost_bytes += bytes as u64;
                self.untold_bytes += bytes as u64;
                self.fail(&error);
            }
        }
    }

    /// Notes a fault; the log of the node tells each kind once.
    fn fail(&mut self, error: &Error) {
        if self.fault != Some(error.code()) {
            let feed = self.about.feed;
            tracing::error!(feed, code = error.code(), %error, "raw bytes cannot be kept");
        }
        self.fault = Some(error.code());
    }

    pub(super) fn sync(&mut self) {
        if let Err(error) = self.log.sync() {
            self.fail(&error);
        }
    }

    /// Seals what is being written, if there is something.
    pub(super) fn seal(&mut self, ledger: &mut Ledger) -> bool {
        match self.log.seal() {
            Ok(false) => false,
            Ok(true) => {
                let (head, chain) = self.log.head();
                let known = RawReader::new(self.log.folder()).segment(head);
                self.sealed.extend(known.map(|mut segment| {
                    forget_whom(&mut segment);
                    segment
                }));
                let mark = format!("{head} {chain}");
                if !self.is_suspect
                    && let Err(error) = ledger.set_meta(&head_key(self.about.feed), &mark)
                {
                    self.fail(&error);
                }
                true
            }
            Err(error) => {
                self.fail(&error);
                false
            }
        }
    }

    /// Compares the log, as it was found at the start, with what the ledger remembers; then that is brought up to date.
    pub(super) fn remember(&mut self, ledger: &mut Ledger) -> Result<(), Error> {
        let (key, (head, chain)) = (head_key(self.about.feed), self.log.head());
        let known = ledger.meta(&key)?;
        let known = known.as_deref().and_then(|text| text.split_once(' '));
        if let Some((segment, before)) = known
            && let Ok(segment) = segment.parse::<u64>()
            && !self.log.ring().is_gone(segment)
        {
            let found = RawReader::new(self.log.folder()).segment(segment);
            self.is_suspect = found.is_none_or(|found| found.chain != before);
        }
        if self.is_suspect {
            self.fault = Some("raw-head");
            tracing::error!(
                feed = self.about.feed,
                "raw log is not what the ledger remembers"
            );
            return Ok(());
        }
        if head == 0 {
            return Ok(());
        }
        ledger.set_meta(&key, &format!("{head} {chain}"))
    }

    pub(super) fn is_due(&self, now_ms: i64) -> bool {
        self.log.writing().is_some_and(|(bytes, began_ms)| {
            bytes >= SEGMENT_BYTES || now_ms.saturating_sub(began_ms) >= SEGMENT_MS
        })
    }

    /// Deletes a sealed segment, unless it must stay; gives whether it went.
    pub(super) fn drop_segment(
        &mut self,
        segment: u64,
        why: &str,
        held: &Held,
        at_ms: i64,
    ) -> Result<bool, Error> {
        let Some(whole) = RawReader::new(self.log.folder()).segment(segment) else {
            return Ok(false);
        };
        if held.keeps(&whole) {
            return Ok(false);
        }
        self.log.drop_segment(&whole, why, at_ms)?;
        self.sealed.retain(|one| one.segment != segment);
        Ok(true)
    }

    pub(super) fn is_vms(&self) -> bool {
        self.vms || self.about.format == "naf" || self.sealed.iter().any(|one| one.vms)
    }

    pub(super) fn shown(&self) -> RawShown {
        let writing = self.log.writing();
        let ring = self.log.ring();
        let (head, chain) = self.log.head();
        let sum = |of: fn(&RawSegment) -> u64| self.sealed.iter().map(of).sum::<u64>();
        let open_bytes = writing.map_or(0, |(bytes, _)| bytes);
        let began = writing.map(|(_, began_ms)| Time::from_ms(began_ms));
        let (first, last) = (
            self.sealed.iter().map(|one| one.first_ms).min(),
            self.sealed.iter().map(|one| one.last_ms).max(),
        );
        RawShown {
            feed: self.about.feed,
            address: self.about.address.clone(),
            format: self.about.format.clone(),
            segments: self.sealed.len() as u64 + u64::from(writing.is_some()),
            bytes: sum(|one| one.bytes) + open_bytes,
            packed_bytes: sum(|one| one.packed_bytes) + open_bytes,
            since: first.map(Time::from_ms).or(began),
            until: writing.map(|_| now()).or(last.map(Time::from_ms)),
            vms: self.is_vms(),
            files: self.files.len() as u64,
            lost_bytes: self.lost_bytes,
            torn_bytes: self.torn_bytes,
            dropped: ring.dropped,
            purged: ring.purged,
            gone_until: (ring.dropped + ring.purged > 0).then(|| Time::from_ms(ring.up_to_ms)),
            held: self.held,
            head,
            chain,
            fault: self.fault,
        }
    }
}

/// Whom a segment tells of is many numbers: it is read from the disk when it is needed.
fn forget_whom(segment: &mut RawSegment) {
    let is_of_nobody = segment.mmsis.as_ref().is_some_and(Vec::is_empty);
    segment.mmsis = is_of_nobody.then(Vec::new);
}
