//! The sender's side of a stream.
//!
//! The rule of durability: an entry may leave only when it is on disk, otherwise a crash could give its
//! number to something else, and the partner would rightly call that a fork. So: [`Outbox::push`] gives
//! the entry to store, the caller stores it (group commit), then [`Outbox::commit`]; only then
//! [`Outbox::poll`] sends it. [`Outbox::state`] may be stored at any time; it only saves work at restart.
//!
//! Order on the wire is by priority, not by number; the numbers are what the tree covers. The link is
//! never asked for a time: resuming is by the partner's head and gap list alone.

use super::Refusal;
use super::ack::Ack;
use super::checkpoint::{Checkpoint, Countersigned};
use super::draft::Draft;
use super::entry::{BODY_BYTES_MAX, Entry, Header, Priority, SALT_BYTES, commit};
use super::merkle::{Frontier, Hash, Nodes};
use super::profile::Profile;
use super::queue::Queue;
use super::refusal::Counts;
use super::rekey::Rekeying;
use super::seal::{Seal, hmac};
use super::span::Spans;
use super::stream::Stream;
use std::collections::VecDeque;

mod bundling;
mod restart;

/// Entries that the partner has not acknowledged: a week of a busy partner, 40 MB of index at the most.
pub const OUTSTANDING_MAX: u64 = 1 << 20;
/// Bytes of a header, commitment left out, and its salt: what an entry costs beside its body.
const ENTRY_BYTES: usize = 48;
/// Bytes of a skip.
const SKIP_BYTES: usize = 36;

/// Where the stored entries are.
pub trait Source {
    /// The entry; `None` when its body was purged meanwhile: then it goes as a skip.
    fn entry(&self, seq: u64) -> Option<Entry>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Queued,
    Sent,
    Skipped,
    SkipSent,
    Held,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    key: Option<u64>,
    cost: u32,
    priority: Priority,
    stage: Stage,
}

/// What an acknowledgement changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Acked {
    /// The partner now holds all entries below.
    pub head: u64,
    /// How many entries were newly acknowledged.
    pub entries: u64,
    /// A head that both sides have signed; store it.
    pub countersigned: Option<Countersigned>,
    /// The partner lost entries from here on (a restored backup): tell an operator, then
    /// [`Outbox::rewind`].
    pub lost_from: Option<u64>,
}

/// The sender's state machine.
#[derive(Debug, Clone)]
pub struct Outbox {
    stream: Stream,
    seal: Seal,
    keys: Rekeying,
    salt_key: [u8; 32],
    profile: Profile,
    frontier: Frontier,
    /// The tree of what is durable.
    durable: Frontier,
    committed: u64,
    /// Number of the first slot: the partner holds all below.
    base: u64,
    slots: VecDeque<Slot>,
    queue: Queue,
    skipped: Spans,
    backfill: Spans,
    flights: VecDeque<(i64, Vec<u64>)>,
    in_flight_bytes: u64,
    session: u32,
    asked_ms: Option<i64>,
    resumed: bool,
    signed: Option<Checkpoint>,
    signed_ms: Option<i64>,
    countersigned: Option<Countersigned>,
    refusals: Counts,
}

impl Outbox {
    /// The next messages go over another kind of link.
    pub fn set_profile(&mut self, profile: Profile) {
        self.profile = profile;
    }

    /// A new stream. `salt_key` is a secret of the node, the same for the life of the stream.
    pub fn new(stream: Stream, seal: Seal, salt_key: [u8; 32], profile: Profile) -> Self {
        Self {
            stream,
            seal,
            keys: Rekeying::default(),
            salt_key,
            profile,
            frontier: Frontier::default(),
            durable: Frontier::default(),
            committed: 0,
            base: 0,
            slots: VecDeque::new(),
            queue: Queue::default(),
            skipped: Spans::default(),
            backfill: Spans::default(),
            flights: VecDeque::new(),
            in_flight_bytes: 0,
            session: 0,
            asked_ms: None,
            resumed: false,
            signed: None,
            signed_ms: None,
            countersigned: None,
            refusals: Counts::default(),
        }
    }

    /// Speaks under these keys from now on and hears the others too, see [`Rekeying`]. What was signed and not yet
    /// countersigned is signed anew.
    #[must_use]
    pub fn rekeyed(mut self, stream: Stream, seal: Seal, keys: Rekeying) -> Self {
        self.rekey(stream, seal, keys);
        self
    }

    /// See [`Outbox::rekeyed`].
    pub fn rekey(&mut self, stream: Stream, seal: Seal, keys: Rekeying) {
        (self.stream, self.seal, self.keys) = (stream, seal, keys);
        (self.signed, self.signed_ms) = (None, None);
    }

    /// The keys of the last acknowledgement taken, if they were not the current ones: the place among the others.
    pub fn heard_under(&self) -> Option<usize> {
        self.keys.heard
    }

    /// Appends an entry and gives it back to be stored.
    ///
    /// # Errors
    /// [`Refusal::Oversized`] for a body that must be cut into pieces, [`Refusal::Busy`] when the partner
    /// has not acknowledged [`OUTSTANDING_MAX`] entries, [`Refusal::Forked`] in a full number space.
    pub fn push(&mut self, draft: Draft, nodes: &mut impl Nodes) -> Result<Entry, Refusal> {
        if draft.body.len() > BODY_BYTES_MAX {
            return Err(Refusal::Oversized);
        }
        if self.slots.len() as u64 >= OUTSTANDING_MAX {
            return Err(Refusal::Busy);
        }
        let seq = self.frontier.size();
        let salt = self.salt(seq, &draft.body);
        let header = Header {
            seq,
            priority: draft.priority,
            form: draft.form,
            object: draft.object,
            key: draft.key,
            released_ms: draft.released_ms,
            expires_ms: draft.expires_ms,
            body_len: draft.body.len() as u32,
            commitment: commit(&salt, &draft.body),
        };
        self.frontier.append(header.leaf(), nodes);
        self.slots.push_back(slot(&header));
        Ok(Entry {
            header,
            salt,
            body: draft.body,
        })
    }

    fn salt(&self, seq: u64, body: &[u8]) -> [u8; SALT_BYTES] {
        let mut salt = [0; SALT_BYTES];
        let mac = hmac(
            &self.salt_key,
            &[b"salt", self.stream.id(), &seq.to_be_bytes(), body],
        );
        salt.iter_mut().zip(mac).for_each(|(to, from)| *to = from);
        salt
    }

    /// All entries pushed so far are on disk and may be sent.
    pub fn commit(&mut self) {
        for seq in self.committed..self.frontier.size() {
            self.enqueue(seq);
        }
        self.committed = self.frontier.size();
        self.durable = self.frontier.clone();
    }

    fn slot(&mut self, seq: u64) -> Option<&mut Slot> {
        let at = usize::try_from(seq.checked_sub(self.base)?).ok()?;
        self.slots.get_mut(at)
    }

    fn enqueue(&mut self, seq: u64) {
        let Some(slot) = self.slot(seq) else { return };
        slot.stage = Stage::Queued;
        let (priority, key) = (slot.priority, slot.key);
        if let Some(older) = self.queue.push(seq, priority, key) {
            self.skip(older);
        }
    }

    fn skip(&mut self, seq: u64) {
        if let Some(slot) = self.slot(seq) {
            slot.stage = Stage::Skipped;
            self.skipped.insert(seq..seq + 1);
        }
    }

    /// A carrier is up (again). `session` is a fresh random number: only an acknowledgement that echoes it
    /// may say that the partner holds less than we thought.
    pub fn connect(&mut self, session: u32) {
        self.session = session;
        self.asked_ms = None;
        self.resumed = false;
        self.requeue_all();
    }

    /// The carrier is a file: nobody can answer where they stand, so all lanes go at once.
    pub fn assume_resumed(&mut self) {
        self.resumed = true;
    }

    /// Whatever is not acknowledged goes again.
    fn requeue_all(&mut self) {
        self.queue.clear();
        self.flights.clear();
        self.in_flight_bytes = 0;
        self.signed = None;
        for seq in self.base..self.committed {
            match self.slot(seq).map(|slot| slot.stage) {
                Some(Stage::Queued | Stage::Sent) => self.enqueue(seq),
                Some(Stage::Skipped | Stage::SkipSent) => self.skip(seq),
                _ => {}
            }
        }
    }

    /// What a carrier lost silently goes again.
    fn resend(&mut self, now_ms: i64) {
        while self
            .flights
            .front()
            .is_some_and(|(at_ms, _)| now_ms - at_ms >= self.profile.resend_ms)
        {
            let Some((_, lost)) = self.flights.pop_front() else {
                return;
            };
            for seq in lost {
                match self.slot(seq).copied() {
                    Some(Slot {
                        stage: Stage::Sent,
                        cost,
                        ..
                    }) => {
                        self.in_flight_bytes = self.in_flight_bytes.saturating_sub(u64::from(cost));
                        self.enqueue(seq);
                    }
                    Some(Slot {
                        stage: Stage::SkipSent,
                        ..
                    }) => self.skip(seq),
                    _ => {}
                }
            }
            self.signed = None;
        }
    }

    /// Takes an acknowledgement.
    ///
    /// # Errors
    /// A [`Refusal`]; [`Refusal::RolledBack`] when the partner holds entries that this node never made
    /// durable: this node runs on an old backup and must not go on with this stream.
    pub fn acknowledge(&mut self, bytes: &[u8]) -> Result<Acked, Refusal> {
        self.take_ack(bytes)
            .map_err(|refusal| self.refusals.note(refusal))
    }

    fn take_ack(&mut self, bytes: &[u8]) -> Result<Acked, Refusal> {
        let ack = self
            .keys
            .try_each((&self.stream, &self.seal), |stream, seal| {
                Ack::open(bytes, stream, seal)
            })?;
        let top = ack
            .held
            .iter()
            .next_back()
            .map_or(ack.head, |range| range.end);
        if top > self.committed {
            return Err(Refusal::RolledBack);
        }
        let mut acked = Acked::default();
        if let Some((size, countersignature)) = ack.countersignature {
            acked.countersigned = self.take_countersignature(size, countersignature)?;
        }
        let current = ack.session == self.session;
        acked.lost_from = (current && ack.head < self.base).then_some(ack.head);
        acked.entries = self.hold(self.base..ack.head);
        for range in ack.held.iter() {
            acked.entries += self.hold(range);
        }
        for range in ack.want.iter() {
            self.backfill
                .insert(range.start..range.end.min(self.committed));
        }
        self.resumed |= current && acked.lost_from.is_none();
        self.advance();
        acked.head = self.base;
        Ok(acked)
    }

    fn take_countersignature(
        &mut self,
        size: u64,
        countersignature: [u8; 64],
    ) -> Result<Option<Countersigned>, Refusal> {
        if self
            .countersigned
            .as_ref()
            .is_some_and(|both| both.checkpoint.size >= size)
        {
            return Ok(None);
        }
        let Some(checkpoint) = self.signed.clone().filter(|signed| signed.size == size) else {
            return Ok(None);
        };
        let both = Countersigned {
            checkpoint,
            countersignature,
        };
        self.keys
            .verify(&self.stream, |stream| both.verify(stream))?;
        self.countersigned = Some(both.clone());
        Ok(Some(both))
    }

    /// Marks entries as held by the partner; gives how many were not before.
    fn hold(&mut self, range: std::ops::Range<u64>) -> u64 {
        let mut news = 0;
        for seq in range {
            let Some(slot) = self.slot(seq) else { continue };
            let before = std::mem::replace(&mut slot.stage, Stage::Held);
            let cost = u64::from(slot.cost);
            match before {
                Stage::Held => continue,
                Stage::Sent => self.in_flight_bytes = self.in_flight_bytes.saturating_sub(cost),
                Stage::Skipped => self.skipped.remove(seq..seq + 1),
                Stage::Queued | Stage::SkipSent => {}
            }
            news += 1;
        }
        news
    }

    fn advance(&mut self) {
        while self
            .slots
            .front()
            .is_some_and(|slot| slot.stage == Stage::Held)
        {
            self.slots.pop_front();
            self.base += 1;
        }
        while self
            .flights
            .front()
            .is_some_and(|(_, seqs)| seqs.iter().all(|seq| *seq < self.base))
        {
            self.flights.pop_front();
        }
    }

    /// How many entries wait in a class: an operator sees it; a feed of latest positions is drawn from only
    /// while this is small.
    pub fn waiting(&self, priority: Priority) -> usize {
        self.queue.len(priority)
    }

    /// Whether an entry still waits to be given to a carrier.
    pub fn is_unsent(&self, seq: u64) -> bool {
        let at = seq.checked_sub(self.base);
        let slot = at.and_then(|at| self.slots.get(usize::try_from(at).ok()?));
        seq >= self.committed || slot.is_some_and(|slot| slot.stage == Stage::Queued)
    }

    /// Has the partner said, on this connection, where it stands?
    pub fn resumed(&self) -> bool {
        self.resumed
    }

    /// Bytes sent and not acknowledged.
    pub fn in_flight_bytes(&self) -> u64 {
        self.in_flight_bytes
    }

    /// Entries in the stream.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root of the tree over what is durable.
    pub fn root(&self) -> Hash {
        self.durable.root()
    }

    /// The partner holds all entries below.
    pub fn acked(&self) -> u64 {
        self.base
    }

    /// The newest head that both sides signed.
    pub fn countersigned(&self) -> Option<&Countersigned> {
        self.countersigned.as_ref()
    }

    /// The stream.
    pub fn stream(&self) -> &Stream {
        &self.stream
    }

    /// What was refused, by reason.
    pub fn refusals(&self) -> &Counts {
        &self.refusals
    }
}

fn slot(header: &Header) -> Slot {
    Slot {
        key: header.key,
        cost: header.body_len + ENTRY_BYTES as u32,
        priority: header.priority,
        stage: Stage::Queued,
    }
}
