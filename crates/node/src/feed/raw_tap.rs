//! Where the bytes of a feed go as they were received, beside the reader that makes reports of them.
//!
//! Each session (a connection, or a sender of datagrams) gives its bytes with their time of receipt, and what the reader
//! found in them, so that they can be found again. Recorded files are not copied: they are named.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use vigie_sea::Time;
use vigie_store::{RawHeard, RawKind, RawPiece};
use vigie_watch::{Observation, SourceKind};

/// What a feed tells of its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawTold {
    /// Bytes, or the beginning or end of a session, and what reports were in them.
    Piece(RawPiece, RawHeard),
    /// A recorded file was read.
    File(PathBuf, Time),
}

/// Who takes what feeds tell of their bytes; nobody, unless a node keeps them.
#[derive(Clone, Default)]
pub struct RawTap(Option<Arc<dyn Fn(RawTold) + Send + Sync>>);

impl RawTap {
    /// A tap that gives everything to `take`.
    #[must_use]
    pub fn new(take: impl Fn(RawTold) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(take)))
    }

    fn tell(&self, told: RawTold) {
        if let Some(take) = &self.0 {
            take(told);
        }
    }

    /// Names a recorded file that is being read.
    pub(crate) fn file(&self, path: &Path, received: Time) {
        self.tell(RawTold::File(path.to_owned(), received));
    }

    /// Begins a session with the other side at `source`.
    pub(crate) fn session(&self, source: &str, received: Time) -> RawInlet {
        let inlet = RawInlet {
            tap: self.clone(),
            session: new_session(received),
        };
        inlet.tell(RawKind::Begin, received, source.as_bytes(), &[]);
        inlet
    }
}

impl fmt::Debug for RawTap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawTap").field(&self.0.is_some()).finish()
    }
}

impl PartialEq for RawTap {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            _ => false,
        }
    }
}

/// A number that no other session of this node has: the moment, and a count for what begins at once.
fn new_session(received: Time) -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    (received.ms().unsigned_abs() << 16) | (count & 0xffff)
}

/// One session; its end is told when it goes.
pub(crate) struct RawInlet {
    tap: RawTap,
    session: u64,
}

impl RawInlet {
    fn tell(&self, kind: RawKind, received: Time, bytes: &[u8], found: &[Observation]) {
        if self.tap.0.is_none() {
            return;
        }
        let piece = RawPiece {
            kind,
            received_ms: received.ms(),
            session: self.session,
            bytes: bytes.to_vec(),
        };
        self.tap.tell(RawTold::Piece(piece, heard(found)));
    }

    /// Bytes of a stream, and the reports that the reader made when it had them.
    pub(crate) fn bytes(&self, received: Time, bytes: &[u8], found: &[Observation]) {
        self.tell(RawKind::Bytes, received, bytes, found);
    }

    /// A datagram.
    pub(crate) fn datagram(&self, received: Time, bytes: &[u8], found: &[Observation]) {
        self.tell(RawKind::Datagram, received, bytes, found);
    }
}

impl Drop for RawInlet {
    fn drop(&mut self) {
        self.tell(RawKind::End, super::now(), &[], &[]);
    }
}

fn heard(found: &[Observation]) -> RawHeard {
    let times = found.iter().map(|one| one.time.ms());
    RawHeard {
        mmsis: found.iter().map(|one| one.mmsi).collect::<BTreeSet<u32>>(),
        times: times.clone().min().zip(times.max()),
        vms: found.iter().any(|one| one.source == SourceKind::Vms),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_session_tells_its_beginning_its_bytes_and_its_end() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&told);
        let tap = RawTap::new(move |one| kept.lock().unwrap().push(one));
        let (first, second) = (
            tap.session("192.0.2.1:5000", Time::from_s(1)),
            tap.session("192.0.2.2:5000", Time::from_s(1)),
        );
        assert_ne!(first.session, second.session);
        first.bytes(Time::from_s(2), b"!AIVDM", &[]);
        drop(first);
        let told = told.lock().unwrap();
        let kinds: Vec<RawKind> = told
            .iter()
            .map(|one| match one {
                RawTold::Piece(piece, _) => piece.kind,
                RawTold::File(..) => RawKind::File,
            })
            .collect();
        let wanted = [RawKind::Begin, RawKind::Begin, RawKind::Bytes, RawKind::End];
        assert_eq!(kinds, wanted);
        drop(told);
        assert_eq!(RawTap::default(), RawTap::default());
        assert_ne!(tap, RawTap::default());
    }
}
