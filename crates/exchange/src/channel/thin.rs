//! The datagram carrier for thin links: small encrypted frames, paced, urgent before bulk.
//!
//! Reason, measured at 9,600 bit/s, 300 ms each way, 20 % loss, an urgent message every 4 s amid bulk: one
//! TCP stream 26 s at the 95th percentile, stock QUIC 29 s. Here nothing is put on the link faster than it
//! carries, so no queue forms in a modem, and what is urgent waits for at most one frame.
//!
//! ```text
//! clear   4 session(4) counter(6)
//! sealed  flags [acknowledgement] [lane number payload]        ChaCha20-Poly1305, key of the handshake
//! ```
//! Guarantees: the handshake's (see `handshake.rs`), and for each datagram: it is the partner's, unchanged,
//! and taken once (128-datagram replay window). Messages come whole, once each, in any order, as long as the
//! session lives; what was under way when it dies is sent again by the stream above. Loss is not taken
//! for congestion: the rate is the operator's setting, for a link that is ours.
//!
//! The end: who ends a session says so in a frame (flag 8), thrice, for it is not repeated. A dialer counts a session as open
//! once it has heard a frame of it: a listener that does not trust its key stays mute.
//!
//! Silence: when nothing is heard for a while, only a probe goes every second, the most urgent frame; the first
//! answer opens the flow again. Who is probed answers twice for a while, as its one answer may be lost too. So a blackout costs
//! little and ends within about three seconds of its end.

use super::Refusal;
use super::entry::Lane;
use super::handshake::{self, ANSWER, CONFIRM, DATA, Dialer, HELLO, Listener, Session};
use super::lane::{LaneIn, LaneOut, MESSAGE_BYTES_MAX};
use super::refusal::Counts;
use super::stream::Signer;
use super::wire::{Reader, put_varint};

/// Bytes of IP and UDP, counted when pacing.
pub const IP_UDP_BYTES: usize = 28;
const CLEAR_BYTES: usize = 11;
/// Clear header, tag, flags, lane, and four bytes of number.
const FRAME_OVERHEAD: usize = CLEAR_BYTES + 16 + 1 + 1 + 4;
/// Largest acknowledgement in a frame: three lanes of base, length and bitmap.
const ACK_BYTES_MAX: usize = 1 + 3 * (4 + 1 + 16);
const HAS_ACK: u8 = 1;
const HAS_DATA: u8 = 2;
const URGENT_ACK: u8 = 4;
const BYE: u8 = 8;
/// Handshake datagrams go again after this, the first times; then each time after twice as long as before, up to eightfold.
const HANDSHAKE_MS: i64 = 1_400;
const HANDSHAKES_QUICK: u32 = 3;
/// So long after a silence each answer is given twice, the second time after [`ANSWER_AGAIN_MS`].
const ANSWER_TWICE_MS: i64 = 6_000;
const ANSWER_AGAIN_MS: i64 = 300;
/// Frames that may wait in a lane: beyond, the stream keeps them, where a more urgent one can pass.
const WAITING_MAX: usize = 1_024;

/// Settings of the carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThinConfig {
    /// What we may send, IP and UDP headers included, bit/s: somewhat below what the link carries.
    pub rate_bps: u64,
    /// Largest datagram, without IP and UDP headers.
    pub datagram_bytes: usize,
    /// First guess of the time to an acknowledgement.
    pub timeout_ms: i64,
    /// Bulk is acknowledged so late.
    pub ack_delay_ms: i64,
    /// Nothing heard for so long while something is under way: only probe.
    pub silence_ms: i64,
    /// One probe in this time.
    pub probe_ms: i64,
    /// A sign of life when nothing else is sent. 180 s: 37 bytes a minute, both ways together.
    pub keepalive_ms: i64,
}

impl ThinConfig {
    /// For 9,600 bit/s with 300 ms each way (figures of the reference measurement).
    pub const NARROW: Self = Self {
        rate_bps: 8_800,
        datagram_bytes: 500,
        timeout_ms: 1_900,
        ack_delay_ms: 800,
        silence_ms: 9_000,
        probe_ms: 1_000,
        keepalive_ms: 180_000,
    };
}

enum Stage {
    /// Waits for an answer.
    Dialing(Dialer),
    /// Has no hello yet.
    Listening([u8; 32]),
    /// Has answered.
    Answered(Box<Listener>),
    /// Open; the dialer repeats its confirmation until it hears something.
    Open(Box<Session>, Option<Vec<u8>>),
}

/// One end of the carrier to one partner.
pub struct Thin {
    config: ThinConfig,
    ours: [u8; 4],
    stage: Stage,
    out: [LaneOut; 3],
    into: [LaneIn; 3],
    counter: u64,
    highest: u64,
    replay: u128,
    /// Answer or confirmation to send now.
    reply: Option<Vec<u8>>,
    ack_ms: Option<i64>,
    ack_urgent: bool,
    answer_twice_until_ms: i64,
    clear_ms: i64,
    handshake_ms: Option<i64>,
    handshakes: u32,
    over: bool,
    sent_ms: i64,
    probed_ms: i64,
    heard_ms: i64,
    waiting_since_ms: Option<i64>,
    refusals: Counts,
}

impl Thin {
    fn new(config: ThinConfig, ours: [u8; 4], stage: Stage, now_ms: i64) -> Self {
        Self {
            config,
            ours,
            stage,
            out: Lane::ALL.map(|lane| LaneOut::new(lane != Lane::Bulk)),
            into: std::array::from_fn(|_| LaneIn::default()),
            counter: 0,
            highest: 0,
            replay: 0,
            reply: None,
            ack_ms: None,
            ack_urgent: false,
            answer_twice_until_ms: i64::MIN,
            clear_ms: now_ms,
            handshake_ms: None,
            handshakes: 0,
            over: false,
            sent_ms: now_ms,
            probed_ms: i64::MIN / 2,
            heard_ms: now_ms,
            waiting_since_ms: None,
            refusals: Counts::default(),
        }
    }

    /// Begins a session. `ephemeral` and `ours` are fresh random bytes, used for nothing else.
    pub fn dial(config: ThinConfig, ephemeral: [u8; 32], ours: [u8; 4], now_ms: i64) -> Self {
        Self::new(
            config,
            ours,
            Stage::Dialing(Dialer::new(ephemeral, ours)),
            now_ms,
        )
    }

    /// Waits for a session. `ephemeral` and `ours` are fresh random bytes, used for nothing else.
    pub fn listen(config: ThinConfig, ephemeral: [u8; 32], ours: [u8; 4], now_ms: i64) -> Self {
        Self::new(config, ours, Stage::Listening(ephemeral), now_ms)
    }

    /// Whether a hello is of this session: the first one, or the same again.
    pub fn takes_hello(&self, bytes: &[u8]) -> bool {
        match &self.stage {
            Stage::Listening(_) => true,
            Stage::Answered(listener) => listener.hello == bytes,
            Stage::Dialing(_) | Stage::Open(..) => false,
        }
    }

    /// Whether our confirmation is on its way: the partner may hold the session for open.
    pub fn is_confirming(&self) -> bool {
        matches!(self.stage, Stage::Open(_, Some(_)))
    }

    /// The partner's node key, once the session is open on both sides.
    pub fn partner(&self) -> Option<[u8; 32]> {
        match &self.stage {
            Stage::Open(session, None) => Some(session.partner),
            _ => None,
        }
    }

    /// Whether the partner has ended the session.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The last datagram of an open session: tells the partner that it is over.
    pub fn bye(&mut self) -> Option<Vec<u8>> {
        self.seal(&[BYE])
    }

    /// How many more frames a lane takes before the stream should keep its messages.
    pub fn room(&self, lane: Lane) -> usize {
        let held = match lane {
            Lane::Bulk => 12,
            Lane::Distress | Lane::Urgent => 16,
        };
        self.lane(lane)
            .map_or(0, |out| held - out.waiting().min(held))
    }

    fn lane(&self, lane: Lane) -> Option<&LaneOut> {
        self.out.get(lane as usize)
    }

    /// Takes a message to send.
    ///
    /// # Errors
    /// [`Refusal::Oversized`], [`Refusal::Busy`] (see [`Thin::room`]).
    pub fn send(&mut self, lane: Lane, message: &[u8], now_ms: i64) -> Result<(), Refusal> {
        if message.is_empty() || message.len() > MESSAGE_BYTES_MAX {
            return Err(Refusal::Oversized);
        }
        let payload = self.config.datagram_bytes.saturating_sub(FRAME_OVERHEAD);
        let out = self.out.get_mut(lane as usize).ok_or(Refusal::Busy)?;
        if out.waiting() > WAITING_MAX {
            return Err(Refusal::Busy);
        }
        out.push(message, payload);
        self.waiting_since_ms = self.waiting_since_ms.or(Some(now_ms));
        Ok(())
    }

    /// Takes a datagram; gives the messages that became complete.
    ///
    /// # Errors
    /// A [`Refusal`], counted; the session goes on.
    pub fn receive(
        &mut self,
        bytes: &[u8],
        now_ms: i64,
        key: &impl Signer,
        trusted: &[[u8; 32]],
    ) -> Result<Vec<(Lane, Vec<u8>)>, Refusal> {
        let taken = match bytes.first() {
            Some(&HELLO) => self.hello(bytes, key).map(|()| Vec::new()),
            Some(&ANSWER) => self
                .answer(bytes, now_ms, key, trusted)
                .map(|()| Vec::new()),
            Some(&CONFIRM) => self
                .confirm(bytes, now_ms, key, trusted)
                .map(|()| Vec::new()),
            Some(&DATA) => self.data(bytes, now_ms),
            _ => Err(Refusal::Malformed),
        };
        taken.map_err(|refusal| self.refusals.note(refusal))
    }

    fn hello(&mut self, bytes: &[u8], key: &impl Signer) -> Result<(), Refusal> {
        match &self.stage {
            Stage::Listening(ephemeral) => {
                let listener = Listener::new(bytes, ephemeral, self.ours, key)?;
                self.reply = Some(listener.answer.clone());
                self.stage = Stage::Answered(Box::new(listener));
                Ok(())
            }
            Stage::Answered(listener) if listener.hello == bytes => {
                self.reply = Some(listener.answer.clone());
                Ok(())
            }
            _ => Err(Refusal::OutOfTurn),
        }
    }

    fn answer(
        &mut self,
        bytes: &[u8],
        now_ms: i64,
        key: &impl Signer,
        trusted: &[[u8; 32]],
    ) -> Result<(), Refusal> {
        let Stage::Dialing(dialer) = &self.stage else {
            return Err(Refusal::OutOfTurn);
        };
        let (session, confirm) = dialer.confirm(bytes, key, trusted)?;
        self.reply = Some(confirm.clone());
        (self.handshake_ms, self.handshakes) = (Some(now_ms), 1);
        self.heard_ms = now_ms;
        self.stage = Stage::Open(Box::new(session), Some(confirm));
        Ok(())
    }

    fn confirm(
        &mut self,
        bytes: &[u8],
        now_ms: i64,
        key: &impl Signer,
        trusted: &[[u8; 32]],
    ) -> Result<(), Refusal> {
        match &self.stage {
            Stage::Answered(listener) => {
                let session = listener.open(bytes, &key.public(), trusted)?;
                self.stage = Stage::Open(Box::new(session), None);
                self.heard_ms = now_ms;
            }
            Stage::Open(_, None) => {}
            _ => return Err(Refusal::OutOfTurn),
        }
        // The acknowledgement tells the dialer that its confirmation arrived.
        self.ack_ms = Some(now_ms);
        Ok(())
    }

    fn data(&mut self, bytes: &[u8], now_ms: i64) -> Result<Vec<(Lane, Vec<u8>)>, Refusal> {
        let Stage::Open(session, confirmation) = &mut self.stage else {
            return Err(Refusal::OutOfTurn);
        };
        let (clear, sealed) = bytes
            .split_at_checked(CLEAR_BYTES)
            .ok_or(Refusal::Malformed)?;
        let mut reader = Reader::new(clear);
        reader.byte()?;
        if reader.array::<4>()? != self.ours {
            return Err(Refusal::UnknownStream);
        }
        let mut wide = [0; 8];
        wide.iter_mut()
            .skip(2)
            .zip(reader.array::<6>()?)
            .for_each(|(to, from)| *to = from);
        let counter = u64::from_be_bytes(wide);
        let plain = handshake::decrypt(&session.receive, counter, clear, sealed)?;
        *confirmation = None;
        self.once(counter)?;
        let after_silence = self.silent(now_ms);
        if self.unheard_ms(now_ms) >= self.config.silence_ms {
            self.answer_twice_until_ms = now_ms + ANSWER_TWICE_MS;
        }
        self.heard_ms = now_ms;
        self.frame(&plain, now_ms, after_silence)
    }

    /// Each counter is taken once.
    fn once(&mut self, counter: u64) -> Result<(), Refusal> {
        if let Some(ahead) = counter.checked_sub(self.highest).filter(|ahead| *ahead > 0) {
            self.replay = if ahead >= 128 {
                0
            } else {
                self.replay << ahead
            };
            self.highest = counter;
        }
        let behind = self.highest - counter;
        if behind >= 128 || self.replay >> behind & 1 == 1 {
            return Err(Refusal::Replayed);
        }
        self.replay |= 1 << behind;
        Ok(())
    }

    fn frame(
        &mut self,
        plain: &[u8],
        now_ms: i64,
        after_silence: bool,
    ) -> Result<Vec<(Lane, Vec<u8>)>, Refusal> {
        let mut reader = Reader::new(plain);
        let flags = reader.byte()?;
        self.over |= flags & BYE != 0;
        if flags & HAS_ACK != 0 {
            self.acknowledged(&mut reader, now_ms, after_silence)?;
        }
        if flags & HAS_DATA == 0 {
            return Ok(Vec::new());
        }
        let head = reader.byte()?;
        let lane = Lane::ALL
            .get(usize::from(head & 0x0f))
            .copied()
            .ok_or(Refusal::Malformed)?;
        let number = reader.varint()?;
        let wait = if flags & URGENT_ACK != 0 {
            0
        } else {
            self.config.ack_delay_ms
        };
        let due_ms = now_ms + wait;
        self.ack_ms = Some(self.ack_ms.map_or(due_ms, |ms| ms.min(due_ms)));
        self.ack_urgent |= wait == 0;
        let into = self.into.get_mut(lane as usize).ok_or(Refusal::Malformed)?;
        let message = into.take(number, head & 0xf0, reader.rest())?;
        Ok(message.map(|message| (lane, message)).into_iter().collect())
    }

    fn acknowledged(
        &mut self,
        reader: &mut Reader<'_>,
        now_ms: i64,
        after_silence: bool,
    ) -> Result<(), Refusal> {
        let mask = reader.byte()?;
        for (at, out) in self.out.iter_mut().enumerate() {
            if mask >> at & 1 == 1 {
                let (base, bits) = LaneIn::decode(reader)?;
                out.acknowledge(base, bits, now_ms, after_silence);
            }
        }
        self.waiting_since_ms = self
            .out
            .iter()
            .any(|out| out.waiting() > 0)
            .then_some(now_ms);
        Ok(())
    }

    /// The next datagram, if one may go now. Call again at [`Thin::next_ms`].
    pub fn poll(&mut self, now_ms: i64) -> Option<Vec<u8>> {
        if now_ms < self.clear_ms {
            return None;
        }
        let datagram = self
            .handshake_datagram(now_ms)
            .or_else(|| self.data_datagram(now_ms))?;
        let bits = ((datagram.len() + IP_UDP_BYTES) * 8) as u64;
        self.clear_ms = now_ms + (bits * 1_000).div_ceil(self.config.rate_bps.max(1)) as i64;
        self.sent_ms = now_ms;
        Some(datagram)
    }

    fn handshake_datagram(&mut self, now_ms: i64) -> Option<Vec<u8>> {
        if let Some(reply) = self.reply.take() {
            return Some(reply);
        }
        let wait_ms = self.handshake_wait_ms();
        let due = self
            .handshake_ms
            .is_none_or(|at_ms| now_ms - at_ms >= wait_ms);
        let again = match &self.stage {
            Stage::Dialing(dialer) if due => dialer.hello.clone(),
            Stage::Open(_, Some(confirm)) if due => confirm.clone(),
            _ => return None,
        };
        self.handshake_ms = Some(now_ms);
        self.handshakes += 1;
        Some(again)
    }

    fn handshake_wait_ms(&self) -> i64 {
        HANDSHAKE_MS << self.handshakes.saturating_sub(HANDSHAKES_QUICK).min(3)
    }

    fn silent(&self, now_ms: i64) -> bool {
        self.unanswered_ms(now_ms) >= self.config.silence_ms
    }

    /// Which frame goes next: flags, lane byte, number, payload.
    fn choose(&mut self, now_ms: i64) -> Option<(u8, Vec<u8>)> {
        let silent = self.silent(now_ms);
        if silent && now_ms - self.probed_ms < self.config.probe_ms {
            return None;
        }
        for (lane, out) in Lane::ALL.into_iter().zip(&mut self.out) {
            let timeout_ms = out.timeout_ms(self.config.timeout_ms);
            let frame = if silent {
                out.probe(now_ms)
            } else {
                out.next(now_ms, timeout_ms, lane != Lane::Bulk)
            };
            if let Some(frame) = frame {
                let mut data = vec![lane as u8 | frame.flags];
                put_varint(&mut data, frame.number);
                data.extend_from_slice(&frame.payload);
                let urgent = if lane != Lane::Bulk || silent {
                    URGENT_ACK
                } else {
                    0
                };
                self.probed_ms = if silent { now_ms } else { self.probed_ms };
                return Some((HAS_DATA | urgent, data));
            }
        }
        None
    }

    fn data_datagram(&mut self, now_ms: i64) -> Option<Vec<u8>> {
        if !matches!(self.stage, Stage::Open(..)) {
            return None;
        }
        let ack_due = self.ack_ms.is_some_and(|due_ms| due_ms <= now_ms);
        let idle = now_ms - self.sent_ms >= self.config.keepalive_ms;
        let chosen = if ack_due && self.ack_urgent {
            None
        } else {
            self.choose(now_ms)
        };
        if chosen.is_none() && !ack_due && !idle {
            return None;
        }
        let (mut flags, data) = chosen.unwrap_or_default();
        let room = self
            .config
            .datagram_bytes
            .saturating_sub(CLEAR_BYTES + 17 + data.len());
        let mut plain = vec![0];
        let with_ack = ack_due && data.is_empty() || self.ack_ms.is_some() && room >= ACK_BYTES_MAX;
        if with_ack {
            flags |= HAS_ACK;
            self.put_ack(&mut plain);
            // The one that goes for the second time is not urgent.
            let again = self.ack_urgent && now_ms < self.answer_twice_until_ms;
            self.ack_ms = again.then_some(now_ms + ANSWER_AGAIN_MS);
            self.ack_urgent = false;
        }
        plain.extend_from_slice(&data);
        if let Some(first) = plain.first_mut() {
            *first = flags;
        }
        self.seal(&plain)
    }

    fn put_ack(&self, plain: &mut Vec<u8>) {
        plain.push(0b111);
        self.into.iter().for_each(|into| into.encode(plain));
    }

    fn seal(&mut self, plain: &[u8]) -> Option<Vec<u8>> {
        let Stage::Open(session, _) = &self.stage else {
            return None;
        };
        self.counter += 1;
        let mut datagram = vec![DATA];
        datagram.extend_from_slice(&session.theirs);
        datagram.extend(self.counter.to_be_bytes().iter().skip(2));
        let sealed = handshake::encrypt(&session.send, self.counter, &datagram, plain).ok()?;
        datagram.extend_from_slice(&sealed);
        Some(datagram)
    }

    /// When [`Thin::poll`] may give something next, if nothing arrives before.
    pub fn next_ms(&self, now_ms: i64) -> i64 {
        let handshake_ms = self
            .handshake_ms
            .map_or(now_ms, |at_ms| at_ms + self.handshake_wait_ms());
        let mut next_ms = match &self.stage {
            _ if self.reply.is_some() => now_ms,
            Stage::Dialing(_) => handshake_ms,
            Stage::Listening(_) | Stage::Answered(_) => return i64::MAX,
            Stage::Open(_, Some(_)) => handshake_ms,
            Stage::Open(..) => self.sent_ms + self.config.keepalive_ms,
        };
        if matches!(self.stage, Stage::Open(..)) {
            next_ms = next_ms.min(self.ack_ms.unwrap_or(i64::MAX));
            let due = self
                .out
                .iter()
                .filter_map(|out| out.due_ms(out.timeout_ms(self.config.timeout_ms)))
                .min();
            let probe_ms = self.probed_ms + self.config.probe_ms;
            let due = due.map(|due_ms| {
                if self.silent(now_ms) {
                    probe_ms
                } else {
                    due_ms
                }
            });
            next_ms = next_ms.min(due.unwrap_or(i64::MAX));
        }
        next_ms.max(self.clear_ms)
    }

    /// How long something has waited for an answer while nothing was heard.
    pub fn unanswered_ms(&self, now_ms: i64) -> i64 {
        let since_ms = self.waiting_since_ms.map(|it| it.max(self.heard_ms));
        since_ms.map_or(0, |since_ms| now_ms - since_ms)
    }

    /// How long nothing was heard. Beyond some minutes with something to send, the node dials anew.
    pub fn unheard_ms(&self, now_ms: i64) -> i64 {
        now_ms - self.heard_ms
    }

    /// What was refused, by reason.
    pub fn refusals(&self) -> &Counts {
        &self.refusals
    }
}
