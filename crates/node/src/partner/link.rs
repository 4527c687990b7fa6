//! A link: one open connection to a partner, whatever carries it. It moves whole messages and knows nothing of
//! what is in them; the desk knows nothing of sockets.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::mpsc;

use vigie_exchange::channel::Lane;

use super::tls::LinkKey;

/// Longest message, bytes: the exchange's own limit for a bundle is far below; more is an attack or a fault.
pub(crate) const MESSAGE_BYTES_MAX: usize = 2 << 20;
/// Messages of one link that wait for the desk or for the wire. The exchange's credit keeps it from filling.
pub(crate) const WAITING_MAX: usize = 64;
/// Longest time for a handshake: twice what was seen at 20 % loss on a thin link.
pub(crate) const HANDSHAKE_MAX: Duration = Duration::from_secs(30);
/// A link that carries nothing, not even a sign of life, for so long is down. More than the 70 s for which a
/// satellite link was seen to serve no packet at all.
pub(crate) const SILENCE_MAX: Duration = Duration::from_secs(180);

/// How a link is to be treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Carrier {
    /// HTTP over TLS over TCP.
    Https,
    /// QUIC; with a fixed window on thin links.
    Quic,
    /// Paced datagrams, for satellite and radio links of a few kbit/s.
    Thin,
}

/// One message for the wire.
#[derive(Debug)]
pub(crate) struct Outgoing {
    /// A more urgent one overtakes.
    pub(crate) lane: Lane,
    pub(crate) bytes: Vec<u8>,
}

/// How many messages of each lane a carrier takes now: what it cannot send yet stays with the desk, where something more
/// urgent or newer can pass it.
#[derive(Debug, Default)]
pub(crate) struct LaneRoom([AtomicUsize; 3]);

impl LaneRoom {
    pub(crate) fn set(&self, lane: Lane, room: usize) {
        if let Some(of) = self.0.get(lane as usize) {
            of.store(room, Ordering::Relaxed);
        }
    }

    fn take(&self, lane: Lane) {
        if let Some(of) = self.0.get(lane as usize) {
            // Never below nothing; the carrier sets it anew within a moment.
            let _before =
                of.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| it.checked_sub(1));
        }
    }
}

/// Messages that a link takes now. What one lane is given leaves less for the others: they share one queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Room {
    /// Of all lanes together.
    pub(crate) all: usize,
    /// Of each lane, most urgent first.
    pub(crate) lanes: [usize; 3],
}

impl Room {
    /// As many as there are.
    pub(crate) const ENDLESS: Self = Self::of(usize::MAX);

    /// The same for every lane and for all together.
    pub(crate) const fn of(all: usize) -> Self {
        Self {
            all,
            lanes: [all; 3],
        }
    }

    /// Whether a message of a lane can be given.
    pub(crate) fn has(&self, lane: Lane) -> bool {
        self.all > 0 && self.lanes.get(lane as usize).is_some_and(|of| *of > 0)
    }

    /// A message of a lane was given.
    pub(crate) fn take(&mut self, lane: Lane) {
        self.all = self.all.saturating_sub(1);
        if let Some(of) = self.lanes.get_mut(lane as usize) {
            *of = of.saturating_sub(1);
        }
    }
}

/// The way to an open link. Dropping it closes the link.
#[derive(Debug, Clone)]
pub(crate) struct LinkOutbox {
    sender: mpsc::Sender<Outgoing>,
    lanes: Arc<LaneRoom>,
}

impl LinkOutbox {
    /// Of a carrier that takes what its queue holds.
    #[cfg(test)]
    pub(crate) fn new(sender: mpsc::Sender<Outgoing>) -> Self {
        let lanes = Arc::new(LaneRoom::default());
        for lane in Lane::ALL {
            lanes.set(lane, usize::MAX);
        }
        Self::paced(sender, lanes)
    }

    /// Of a carrier that says for each lane what it takes.
    pub(crate) fn paced(sender: mpsc::Sender<Outgoing>, lanes: Arc<LaneRoom>) -> Self {
        Self { sender, lanes }
    }

    /// Messages that can be given now.
    pub(crate) fn room(&self) -> Room {
        Room {
            all: self.sender.capacity(),
            lanes: self.lanes.0.each_ref().map(|of| of.load(Ordering::Relaxed)),
        }
    }

    /// Gives a message. A closed link is told as down; that a queue is full, for which there was room, is a fault of ours:
    /// the stream sends again what was lost, but late.
    pub(crate) fn give(&self, outgoing: Outgoing) {
        self.lanes.take(outgoing.lane);
        if let Err(mpsc::error::TrySendError::Full(lost)) = self.sender.try_send(outgoing) {
            tracing::error!(lane = ?lost.lane, "message given to a full link");
        }
    }
}

/// What a link tells the desk.
#[derive(Debug)]
pub(crate) enum FromLink {
    /// A partner is there; send through `outbox`. Dropping it closes the link.
    Up {
        link: u64,
        key: LinkKey,
        carrier: Carrier,
        outbox: LinkOutbox,
    },
    /// A message came.
    Message { link: u64, bytes: Vec<u8> },
    /// The link is gone.
    Down { link: u64, reason: &'static str },
}

/// A number for a new link, unique while the node runs.
pub(crate) fn new_link() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
