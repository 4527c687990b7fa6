//! Messages over an ordered byte stream (TLS over TCP): in small frames by lane, so that what is urgent waits for no more than
//! the bulk under way and one frame, and both are bounded. What does that is in [`vigie_exchange::channel::Pipe`]; here are
//! the clock and the socket.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    sync::mpsc,
    time::Instant,
};
use vigie_exchange::channel::{Lane, Pipe, PipeConfig};

use super::{
    link::{Carrier, FromLink, LaneRoom, LinkOutbox, Outgoing, SILENCE_MAX, WAITING_MAX, new_link},
    tls::LinkKey,
};

/// Bytes read at once.
const READ_BYTES: usize = 32 << 10;
/// A closing link says so within this, or not at all: the partner may read nothing any more.
const GOODBYE_MAX: Duration = Duration::from_secs(1);

/// How a stream is filled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filling {
    pipe: PipeConfig,
    /// Messages of one lane that wait here; the others stay with the desk.
    pub(super) messages: usize,
}

impl Filling {
    /// `thin`: the operator said that links carry a few kbit/s.
    pub(crate) fn of(thin: bool) -> Self {
        match thin {
            true => Self {
                pipe: PipeConfig::NARROW,
                messages: 2,
            },
            false => Self {
                pipe: PipeConfig::WIDE,
                messages: 8,
            },
        }
    }
}

/// Carries messages both ways until either side ends it.
pub(crate) async fn carry<S: AsyncRead + AsyncWrite>(
    io: S,
    key: LinkKey,
    filling: Filling,
    desk: &mpsc::Sender<FromLink>,
) -> &'static str {
    let link = new_link();
    let (outbox, waiting) = mpsc::channel(WAITING_MAX);
    let mut carried = Carried {
        link,
        pipe: Pipe::new(filling.pipe),
        messages: filling.messages,
        waiting,
        room: Arc::new(LaneRoom::default()),
    };
    carried.gather();
    let up = FromLink::Up {
        link,
        key,
        carrier: Carrier::Https,
        outbox: LinkOutbox::paced(outbox, Arc::clone(&carried.room)),
    };
    if desk.send(up).await.is_err() {
        return "node-stops";
    }
    let reason = carried.run(io, desk).await;
    // An error says that the node stops.
    drop(desk.send(FromLink::Down { link, reason }).await);
    reason
}

struct Carried {
    link: u64,
    pipe: Pipe,
    messages: usize,
    waiting: mpsc::Receiver<Outgoing>,
    room: Arc<LaneRoom>,
}

impl Carried {
    /// Takes what the desk gave, and says what more it may give.
    fn gather(&mut self) {
        while let Ok(outgoing) = self.waiting.try_recv() {
            self.put(outgoing);
        }
        for lane in Lane::ALL {
            let room = self.messages.saturating_sub(self.pipe.waiting(lane));
            self.room.set(lane, room);
        }
    }

    fn put(&mut self, outgoing: Outgoing) {
        if let Err(refusal) = self.pipe.send(outgoing.lane, outgoing.bytes) {
            // The stream above sends it again.
            tracing::error!(code = refusal.code(), "message not taken by the carrier");
        }
    }

    async fn run<S: AsyncRead + AsyncWrite>(
        mut self,
        io: S,
        desk: &mpsc::Sender<FromLink>,
    ) -> &'static str {
        let (mut from, mut to) = tokio::io::split(io);
        let mut buffer = vec![0; READ_BYTES];
        let mut frame: Vec<u8> = Vec::new();
        let (mut at, mut is_flushed) = (0, true);
        let (mut heard, mut said) = (Instant::now(), Instant::now());
        loop {
            self.gather();
            if at >= frame.len() {
                (frame, at) = (self.pipe.poll().unwrap_or_default(), 0);
            }
            let rest = frame.get(at..).unwrap_or_default();
            let writes = !rest.is_empty();
            let write = async {
                match writes {
                    true => to.write(rest).await,
                    false => to.flush().await.map(|()| 0),
                }
            };
            tokio::select! {
                outgoing = self.waiting.recv() => match outgoing {
                    Some(outgoing) => self.put(outgoing),
                    None => {
                        drop(tokio::time::timeout(GOODBYE_MAX, to.shutdown()).await);
                        return "closed-here";
                    }
                },
                read = from.read(&mut buffer) => {
                    let read = read.ok().and_then(|count| buffer.get(..count));
                    let Some(bytes) = read.filter(|bytes| !bytes.is_empty()) else {
                        return "link-closed";
                    };
                    heard = Instant::now();
                    if let Err(reason) = self.take(bytes, desk).await {
                        return reason;
                    }
                }
                written = write, if writes || !is_flushed => match written {
                    Ok(count) if count > 0 || !writes => {
                        at += count;
                        is_flushed = !writes;
                        said = Instant::now();
                    }
                    _ => return "link-broken",
                },
                () = tokio::time::sleep_until(said + SILENCE_MAX / 3), if !writes => {
                    (frame, at) = (self.pipe.count(), 0);
                }
                () = tokio::time::sleep_until(heard + SILENCE_MAX) => return "link-silent",
            }
        }
    }

    /// Takes bytes of the partner.
    async fn take(
        &mut self,
        bytes: &[u8],
        desk: &mpsc::Sender<FromLink>,
    ) -> Result<(), &'static str> {
        let messages = self.pipe.receive(bytes);
        for (_, bytes) in messages.map_err(|refusal| refusal.code())? {
            let link = self.link;
            let message = FromLink::Message { link, bytes };
            desk.send(message).await.map_err(|_closed| "node-stops")?;
        }
        Ok(())
    }
}
