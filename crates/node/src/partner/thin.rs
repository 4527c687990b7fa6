//! The thin carrier on a socket: one UDP port for all partners, datagrams paced to the rate of the link, urgent before bulk.
//!
//! What it does is in [`vigie_exchange::channel::Thin`]; here is the clock, the socket, and which datagram is of whom. A
//! datagram of nobody we know costs one handshake answer at most, and those are limited.

use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use tokio::{
    net::UdpSocket,
    sync::{mpsc, oneshot, watch},
    time::Instant,
};
use vigie_exchange::{
    SecretKey,
    channel::{Datagram, IP_UDP_BYTES, Lane, Thin, ThinConfig},
};

use super::{
    desk::{Calls, keys_in},
    link::{Carrier, FromLink, LaneRoom, LinkOutbox, Outgoing, WAITING_MAX, new_link},
    own::{StreamSigner, random},
    tls::{LinkKey, LinkSecrets},
};

/// Sessions that have not shown who they are.
const STRANGERS_MAX: usize = 16;
/// Another hello from the same place is taken after so long: it is of a new call. Sooner, a flood would be answered.
const BEGUN_MS_MIN: i64 = 4_000;
/// Such a session is forgotten after this.
const STRANGER_MS_MAX: i64 = 60_000;
/// A call that is not answered is given up after this.
const CALL_MS_MAX: i64 = 30_000;
/// A session in which nothing was heard for so long is over: longer than three signs of life.
const SILENCE_MS_MAX: i64 = 600_000;
/// What waits without an answer for so long may wait for a node that was started again and knows nothing of the session: we
/// call anew beside it. Whichever answers first goes on, so a call too many costs some hundred bytes; with it the first
/// word is there within six seconds at 300 ms each way. By then the frame was sent thrice (at 0, 1.9 and 3.8 s).
const UNANSWERED_MS_MAX: i64 = 4_000;
/// The end of a session is told so often: it is not repeated when lost.
const BYES: usize = 3;
/// How often it is looked for messages of the desk while a session is open: small beside the delay of such a link.
const LOOK: Duration = Duration::from_millis(40);
/// Largest datagram taken.
const DATAGRAM_BYTES_MAX: usize = 2_048;

/// Why a session ended, as a code.
type Reason = &'static str;

const NO_ANSWER: &str = "no-answer";

/// A wish to call a partner.
struct Wish {
    to: SocketAddr,
    partner: Vec<LinkKey>,
    ended: oneshot::Sender<Reason>,
}

/// Calls partners over the carrier.
#[derive(Clone)]
pub(crate) struct ThinDialer(mpsc::Sender<Wish>);

impl ThinDialer {
    /// Opens a session and waits for its end.
    ///
    /// # Errors
    /// No answer, or the carrier is gone with the node.
    pub(crate) async fn dial(
        &self,
        to: SocketAddr,
        partner: Vec<LinkKey>,
    ) -> std::io::Result<&'static str> {
        let (ended, end) = oneshot::channel();
        let gone = |_closed| std::io::Error::other("node-stops");
        let wish = Wish { to, partner, ended };
        self.0
            .send(wish)
            .await
            .map_err(|_closed| std::io::Error::other("node-stops"))?;
        match end.await.map_err(gone)? {
            NO_ANSWER => Err(std::io::Error::new(std::io::ErrorKind::TimedOut, NO_ANSWER)),
            reason => Ok(reason),
        }
    }
}

struct Open {
    link: u64,
    waiting: mpsc::Receiver<Outgoing>,
    room: Arc<LaneRoom>,
    held: VecDeque<Outgoing>,
}

struct Session {
    thin: Thin,
    to: SocketAddr,
    /// Whom we called, by the keys that it may show; who calls us may be anyone of the partners.
    wanted: Option<Vec<LinkKey>>,
    open: Option<Open>,
    ended: Option<oneshot::Sender<Reason>>,
    began_ms: i64,
}

struct Driver {
    socket: UdpSocket,
    config: ThinConfig,
    own: watch::Receiver<LinkSecrets>,
    signer: StreamSigner,
    calls: watch::Receiver<Calls>,
    desk: mpsc::Sender<FromLink>,
    sessions: HashMap<[u8; 4], Session>,
    began: Instant,
}

/// Starts the carrier on a socket; `rate_bps` is what we may send, headers included.
///
/// # Errors
/// The socket.
pub(crate) fn start(
    socket: std::net::UdpSocket,
    mut own: watch::Receiver<LinkSecrets>,
    rate_bps: u64,
    calls: watch::Receiver<Calls>,
    desk: mpsc::Sender<FromLink>,
) -> std::io::Result<ThinDialer> {
    socket.set_nonblocking(true)?;
    let signer = signer_of(&own.borrow_and_update());
    let driver = Driver {
        socket: UdpSocket::from_std(socket)?,
        config: ThinConfig {
            rate_bps,
            ..ThinConfig::NARROW
        },
        own,
        signer,
        calls,
        desk,
        sessions: HashMap::new(),
        began: Instant::now(),
    };
    let (wishes, wished) = mpsc::channel(WAITING_MAX);
    tokio::spawn(driver.run(wished));
    Ok(ThinDialer(wishes))
}

fn signer_of(own: &LinkSecrets) -> StreamSigner {
    StreamSigner::of(&SecretKey::from_random(&own.seed))
}

impl Driver {
    fn now_ms(&self) -> i64 {
        i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    async fn run(mut self, mut wished: mpsc::Receiver<Wish>) {
        let mut buffer = [0; DATAGRAM_BYTES_MAX];
        loop {
            let until = self.until();
            tokio::select! {
                got = self.socket.recv_from(&mut buffer) => match got {
                    Ok((length, from)) => {
                        let bytes = buffer.get(..length).unwrap_or_default().to_vec();
                        if !self.take(&bytes, from).await { return }
                    }
                    // Of a datagram before: nobody answers there. The carrier goes on.
                    Err(fault) => tracing::debug!(%fault, "thin carrier"),
                },
                Some(wish) = wished.recv() => self.call(wish.to, wish.partner, Some(wish.ended)),
                () = tokio::time::sleep_until(until) => {}
            }
            if self.own.has_changed().unwrap_or(false) {
                self.signer = signer_of(&self.own.borrow_and_update());
            }
            self.renew();
            if !self.serve().await {
                return;
            }
        }
    }

    /// When something is to be done if nothing arrives before.
    fn until(&self) -> Instant {
        let now_ms = self.now_ms();
        let idle = i64::try_from(Duration::from_secs(5).as_millis()).unwrap_or(0);
        let look = i64::try_from(LOOK.as_millis()).unwrap_or(0);
        let next = |it: &Session| {
            let own_ms = it.thin.next_ms(now_ms).saturating_sub(now_ms);
            if it.open.is_some() {
                own_ms.min(look)
            } else {
                own_ms
            }
        };
        let wait_ms = self.sessions.values().map(next).min().unwrap_or(idle);
        let wait_ms = u64::try_from(wait_ms.clamp(1, idle)).unwrap_or(1);
        Instant::now() + Duration::from_millis(wait_ms)
    }

    fn call(
        &mut self,
        to: SocketAddr,
        partner: Vec<LinkKey>,
        ended: Option<oneshot::Sender<Reason>>,
    ) {
        let (Ok(ephemeral), Ok(ours)) = (random::<32>(), random::<4>()) else {
            return;
        };
        let now_ms = self.now_ms();
        let session = Session {
            thin: Thin::dial(self.config, *ephemeral, *ours, now_ms),
            to,
            wanted: Some(partner),
            open: None,
            ended,
            began_ms: now_ms,
        };
        self.sessions.insert(*ours, session);
    }

    /// Calls anew beside sessions of ours that wait too long for an answer, and ends such a call once the session answers.
    fn renew(&mut self) {
        let now_ms = self.now_ms();
        let calling: Vec<Vec<LinkKey>> = (self.sessions.values())
            .filter(|it| it.open.is_none())
            .filter_map(|it| it.wanted.clone())
            .collect();
        let (mut mute, mut well) = (Vec::new(), Vec::new());
        for session in self.sessions.values().filter(|it| it.open.is_some()) {
            let Some(partner) = session.wanted.clone() else {
                continue;
            };
            if session.thin.unanswered_ms(now_ms) < UNANSWERED_MS_MAX {
                well.push(partner);
            } else if !calling.contains(&partner) {
                mute.push((session.to, partner));
            }
        }
        self.sessions.retain(|_, it| {
            let is_well = |partner: &Vec<LinkKey>| well.contains(partner);
            // The partner goes over to a session at our confirmation, and ends the one before.
            it.open.is_some() || it.thin.is_confirming() || !it.wanted.as_ref().is_some_and(is_well)
        });
        for (to, partner) in mute {
            self.call(to, partner, None);
        }
    }

    /// The session a datagram is for; a new one for a stranger's hello.
    fn session_of(&mut self, bytes: &[u8], from: SocketAddr) -> Option<[u8; 4]> {
        match Datagram::peek(bytes).ok()? {
            Datagram::Session(id) => Some(id),
            Datagram::Hello => {
                // A hello that comes again is of the session that it began. Another one from there is of a new call, and the
                // session of the call before will never be opened: it must not stand in the way.
                let begun = self
                    .sessions
                    .iter()
                    .find(|(_, it)| it.to == from && it.wanted.is_none() && it.open.is_none());
                let now_ms = self.now_ms();
                if let Some((id, it)) = begun {
                    let id = *id;
                    if it.thin.takes_hello(bytes) || now_ms - it.began_ms < BEGUN_MS_MIN {
                        return Some(id);
                    }
                    self.sessions.remove(&id);
                }
                let strangers = self.sessions.values().filter(|it| it.open.is_none());
                if strangers.count() >= STRANGERS_MAX {
                    return None;
                }
                let (ephemeral, ours) = (random::<32>().ok()?, random::<4>().ok()?);
                let session = Session {
                    thin: Thin::listen(self.config, *ephemeral, *ours, now_ms),
                    to: from,
                    wanted: None,
                    open: None,
                    ended: None,
                    began_ms: now_ms,
                };
                self.sessions.insert(*ours, session);
                Some(*ours)
            }
        }
    }

    /// Takes a datagram; false when the node stops.
    async fn take(&mut self, bytes: &[u8], from: SocketAddr) -> bool {
        let Some(id) = self.session_of(bytes, from) else {
            return true;
        };
        let now_ms = self.now_ms();
        let Some(session) = self.sessions.get_mut(&id) else {
            return true;
        };
        let trusted: Vec<LinkKey> = match &session.wanted {
            Some(partner) => partner.clone(),
            None => keys_in(&self.calls.borrow()).collect(),
        };
        let taken = session.thin.receive(bytes, now_ms, &self.signer, &trusted);
        let messages = match taken {
            Ok(messages) => messages,
            Err(refusal) => {
                tracing::debug!(code = refusal.code(), "datagram refused");
                return true;
            }
        };
        // What was the partner's came from there: a ship's address changes.
        session.to = from;
        if !self.open(id).await {
            return false;
        }
        let Some(link) = self
            .sessions
            .get(&id)
            .and_then(|it| it.open.as_ref())
            .map(|it| it.link)
        else {
            return true;
        };
        for (_, bytes) in messages {
            if self
                .desk
                .send(FromLink::Message { link, bytes })
                .await
                .is_err()
            {
                return false;
            }
        }
        true
    }

    /// Tells the desk of a session that became open; false when the node stops.
    async fn open(&mut self, id: [u8; 4]) -> bool {
        let Some(session) = self.sessions.get_mut(&id) else {
            return true;
        };
        let (None, Some(key)) = (&session.open, session.thin.partner()) else {
            return true;
        };
        let (sender, waiting) = mpsc::channel(WAITING_MAX);
        let (link, room) = (new_link(), Arc::new(LaneRoom::default()));
        let wanted = session.wanted.clone();
        session.open = Some(Open {
            link,
            waiting,
            room: Arc::clone(&room),
            held: VecDeque::new(),
        });
        let outbox = LinkOutbox::paced(sender, room);
        let up = FromLink::Up {
            link,
            key,
            carrier: Carrier::Thin,
            outbox,
        };
        if self.desk.send(up).await.is_err() {
            return false;
        }
        match wanted {
            Some(partner) => self.take_over(id, partner).await,
            None => true,
        }
    }

    /// A call that came through takes the place of the session that was mute; false when the node stops.
    async fn take_over(&mut self, id: [u8; 4], partner: Vec<LinkKey>) -> bool {
        let before = (self.sessions.iter())
            .filter(|(other, it)| **other != id && it.wanted.as_ref() == Some(&partner))
            .map(|(other, _)| *other);
        for other in before.collect::<Vec<_>>() {
            let Some(mute) = self.sessions.remove(&other) else {
                continue;
            };
            if let (Some(ended), Some(session)) = (mute.ended, self.sessions.get_mut(&id)) {
                session.ended.get_or_insert(ended);
            }
            if let Some(open) = mute.open {
                let (link, reason) = (open.link, "link-renewed");
                if (self.desk.send(FromLink::Down { link, reason }).await).is_err() {
                    return false;
                }
            }
        }
        true
    }

    /// Gives every session what it may send, and ends those that are over; false when the node stops.
    async fn serve(&mut self) -> bool {
        let now_ms = self.now_ms();
        let mut over = Vec::new();
        for (id, session) in &mut self.sessions {
            if let Some(open) = &mut session.open
                && !open.feed(&mut session.thin, now_ms)
            {
                over.push((*id, "closed-here"));
                for bye in std::iter::repeat_with(|| session.thin.bye()).take(BYES) {
                    // Lost, the partner finds out by the silence.
                    let _sent = bye.map(|bye| self.socket.try_send_to(&bye, session.to));
                }
                continue;
            }
            if session.thin.is_over() {
                over.push((*id, "closed-there"));
                continue;
            }
            while let Some(datagram) = session.thin.poll(now_ms) {
                debug_assert!(datagram.len() + IP_UDP_BYTES <= DATAGRAM_BYTES_MAX);
                // A full buffer of the system loses a datagram, as the link itself does.
                if let Err(fault) = self.socket.try_send_to(&datagram, session.to) {
                    tracing::debug!(%fault, "datagram not sent");
                }
            }
            let age_ms = now_ms - session.began_ms;
            let unopened_ms = if session.open.is_none() { age_ms } else { 0 };
            match &session.wanted {
                Some(_) if unopened_ms > CALL_MS_MAX => over.push((*id, NO_ANSWER)),
                None if unopened_ms > STRANGER_MS_MAX => over.push((*id, "link-silent")),
                _ if session.thin.unheard_ms(now_ms) > SILENCE_MS_MAX => {
                    over.push((*id, "link-silent"));
                }
                _ => {}
            }
        }
        for (id, reason) in over {
            let Some(session) = self.sessions.remove(&id) else {
                continue;
            };
            if let Some(open) = session.open {
                let down = FromLink::Down {
                    link: open.link,
                    reason,
                };
                if self.desk.send(down).await.is_err() {
                    return false;
                }
            }
            if let Some(ended) = session.ended {
                // A call beside it goes on in its place: the caller need not call a third time.
                let wanted = session.wanted.filter(|_| reason == "closed-there");
                let mut others = self.sessions.values_mut();
                let beside =
                    others.find(|it| wanted.is_some() && it.wanted == wanted && it.ended.is_none());
                if let Some(beside) = beside {
                    beside.ended = Some(ended);
                    continue;
                }
                // Who called may be gone: the partner was removed.
                let _caller = ended.send(reason);
            }
        }
        true
    }
}

impl Open {
    /// Moves messages of the desk into the lanes as far as they take them; false when the desk closed the link.
    fn feed(&mut self, thin: &mut Thin, now_ms: i64) -> bool {
        loop {
            match self.waiting.try_recv() {
                Ok(outgoing) => self.held.push_back(outgoing),
                Err(mpsc::error::TryRecvError::Empty) => break,
                Err(mpsc::error::TryRecvError::Disconnected) => return false,
            }
        }
        let held = std::mem::take(&mut self.held);
        for outgoing in held {
            if thin.room(outgoing.lane) == 0 {
                self.held.push_back(outgoing);
            } else if let Err(refusal) = thin.send(outgoing.lane, &outgoing.bytes, now_ms) {
                // The stream above sends it again.
                tracing::warn!(
                    code = refusal.code(),
                    "message not taken by the thin carrier"
                );
            }
        }
        for lane in Lane::ALL {
            let waits = self.held.iter().any(|it| it.lane == lane);
            self.room
                .set(lane, if waits { 0 } else { thin.room(lane).min(2) });
        }
        true
    }
}
