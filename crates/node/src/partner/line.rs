//! A line: the two streams with one partner, and where they are kept.
//!
//! The stream machines say what must be on the disk before what; this file keeps to it. Out: an entry is stored, then it
//! may leave. In: what a bundle brought is stored, then it is acknowledged. A kill between the two costs a repetition,
//! which the numbers make harmless.

use thiserror::Error as ThisError;
use vigie_exchange::channel::{
    Acked, Checkpoint, Draft, Entry, Envelope, Inbox, Intake, Lane, MemoryNodes, MessageKind,
    Outbox, Profile, Refusal, root_at,
};
use vigie_store::{Ledger, SkipRow, StreamKey, StreamState, Way};

use super::{
    bond::{Bond, EPOCH, Pair, Pairs},
    kept::{Stored, decode_head, encode_head, open_in, open_out, row_of, skip_row},
    link::{Carrier, Outgoing, Room},
    own::{KeyError, Own, StreamSigner, random},
};
use crate::live::now;

#[cfg(test)]
mod tests;

/// Messages given to a link at one look.
const MESSAGES_AT_ONCE: usize = 8;

/// What went wrong on a line.
#[derive(Debug, ThisError)]
pub(crate) enum LineError {
    /// The partner's bytes, or our own, were refused.
    #[error("{}", .0.code())]
    Refused(Refusal),
    /// The store.
    #[error(transparent)]
    Store(#[from] vigie_store::Error),
    /// No randomness.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A stored body does not open.
    #[error("stream-body-sealed")]
    Sealed,
    /// What is stored is not what was signed: someone changed or cut it.
    #[error("stream-changed")]
    Changed,
    /// Received entries are gone that this node has signed to hold.
    #[error("stream-cut")]
    Cut,
}

impl From<Refusal> for LineError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl LineError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Store(error) => error.code(),
            Self::Key(error) => error.code(),
            Self::Sealed => "stream-body-sealed",
            Self::Changed => "stream-changed",
            Self::Cut => "stream-cut",
        }
    }
}

/// How the streams behave over a carrier. Where the operator said that links are thin, all of them are: a bundle for a good
/// network is minutes on such a link, over TCP and QUIC too, and would be sent again before it arrived.
pub(crate) fn profile_of(carrier: Carrier, thin_links: bool) -> Profile {
    match carrier {
        Carrier::Thin => Profile::THIN,
        Carrier::Https | Carrier::Quic if thin_links => Profile::THIN,
        Carrier::Https | Carrier::Quic => Profile::LAN,
    }
}

/// What a message of the partner brought.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// New entries, stored.
    pub(crate) entries: Vec<Entry>,
    /// What was acknowledged.
    pub(crate) acked: Option<Acked>,
    /// The keys it came under: ours that the partner spoke to, and its own.
    pub(crate) under: Pair,
}

/// The two streams with one partner.
pub(crate) struct Line {
    out: Kept<Outbox>,
    inn: Kept<Inbox>,
    signer: StreamSigner,
    /// The keys in use, and after them the others that are heard.
    pairs: Vec<Pair>,
    /// How many received entries this node has signed to hold.
    covered: u64,
    pub(crate) bytes_out: u64,
    pub(crate) bytes_in: u64,
}

/// One end of a stream with its tree and its place in the store.
pub(super) struct Kept<T> {
    pub(super) end: T,
    pub(super) nodes: MemoryNodes,
    pub(super) key: StreamKey,
}

impl Line {
    /// Opens the streams as they were left.
    ///
    /// # Errors
    /// The store, or what is in it.
    pub(crate) fn open(
        ledger: &Ledger,
        own: &Own,
        party: &str,
        bond: &Bond,
        profile: Profile,
    ) -> Result<Self, LineError> {
        let Pairs { out, inn, pairs } = bond.pairs(own)?;
        let key = |way| StreamKey {
            party: party.to_owned(),
            way,
            epoch: EPOCH,
        };
        let signed_by = out.signed_by();
        let to = Outbox::new(out.stream.clone(), out.seal.clone(), *own.salt, profile);
        let to = to.rekeyed(out.stream, out.seal, out.keys);
        let from = Inbox::new(inn.stream.clone(), inn.seal.clone(), profile);
        let heard_by = inn.signed_by();
        let from = from.rekeyed(inn.stream, inn.seal, inn.keys);
        let (inn, covered) = open_in(ledger, key(Way::In), from, &heard_by)?;
        Ok(Self {
            out: open_out(ledger, key(Way::Out), to, &signed_by)?,
            inn,
            covered,
            signer: bond.signer(own)?,
            pairs,
            bytes_out: 0,
            bytes_in: 0,
        })
    }

    /// Goes on under the keys of the bond.
    ///
    /// # Errors
    /// Keys that are not here.
    pub(crate) fn rekey(&mut self, own: &Own, bond: &Bond) -> Result<(), LineError> {
        let Pairs { out, inn, pairs } = bond.pairs(own)?;
        self.out.end.rekey(out.stream, out.seal, out.keys);
        self.inn.end.rekey(inn.stream, inn.seal, inn.keys);
        (self.signer, self.pairs) = (bond.signer(own)?, pairs);
        Ok(())
    }

    /// The keys under which a message was taken.
    fn under(&self, other: Option<usize>) -> Pair {
        let at = other.map_or(0, |at| at.saturating_add(1));
        self.pairs.get(at).copied().unwrap_or_default()
    }

    /// Puts entries into the stream to the partner and keeps them; gives their numbers.
    ///
    /// # Errors
    /// The store, or a stream that takes no more. Nothing is sent of what was not kept.
    pub(crate) fn push(
        &mut self,
        ledger: &mut Ledger,
        drafts: Vec<Draft>,
    ) -> Result<Vec<u64>, LineError> {
        let before = self.out.end.clone();
        let stored = self.push_new(ledger, drafts);
        if stored.is_err() {
            // Numbers that were not kept must be given again.
            self.out.end = before;
        }
        stored
    }

    fn push_new(&mut self, ledger: &mut Ledger, drafts: Vec<Draft>) -> Result<Vec<u64>, LineError> {
        let mut rows = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let entry = self.out.end.push(draft, &mut self.out.nodes)?;
            rows.push(row_of(&entry, now().ms())?);
        }
        self.out.end.commit();
        // A head of our own goes with every entry: so a row that is changed or cut later is found.
        let (size, root) = (self.out.end.size(), self.out.end.root());
        let head = Checkpoint::sign(self.out.end.stream(), size, root, &self.signer);
        let state = StreamState {
            state: self.out.end.state(),
            head: Some(encode_head(&head)),
        };
        ledger.whole(|ledger| {
            ledger.put_entries(&self.out.key, &rows)?;
            ledger.put_stream_state(&self.out.key, &state)
        })?;
        Ok(rows.iter().map(|row| row.seq).collect())
    }

    /// A link is up, of this kind.
    ///
    /// # Errors
    /// No randomness.
    pub(crate) fn connect(&mut self, profile: Profile) -> Result<(), LineError> {
        self.out.end.set_profile(profile);
        self.inn.end.set_profile(profile);
        let session = random::<4>()?;
        self.out.end.connect(u32::from_be_bytes(*session));
        Ok(())
    }

    /// The streams behave so from now on; where they stand does not change.
    pub(crate) fn behave(&mut self, profile: Profile) {
        self.out.end.set_profile(profile);
        self.inn.end.set_profile(profile);
    }

    /// What is to be sent now, most urgent first, as far as the link takes it.
    ///
    /// # Errors
    /// A message that cannot be built.
    pub(crate) fn poll(
        &mut self,
        ledger: &Ledger,
        now_ms: i64,
        mut room: Room,
    ) -> Result<Vec<Outgoing>, LineError> {
        let mut messages = Vec::new();
        if room.all == 0 {
            return Ok(messages);
        }
        if let Some(bytes) = self.inn.end.poll(now_ms, &self.signer)? {
            room.take(Lane::Urgent);
            messages.push(Outgoing {
                lane: Lane::Urgent,
                bytes,
            });
        }
        let source = Stored {
            ledger,
            key: &self.out.key,
        };
        for lane in Lane::ALL {
            while room.has(lane) && messages.len() < MESSAGES_AT_ONCE {
                let next =
                    self.out
                        .end
                        .poll(lane, now_ms, &self.signer, &source, &self.out.nodes)?;
                let Some(bytes) = next else { break };
                room.take(lane);
                messages.push(Outgoing { lane, bytes });
            }
        }
        self.bytes_out += messages.iter().map(|m| m.bytes.len() as u64).sum::<u64>();
        Ok(messages)
    }

    /// Takes a message of the partner; what it brought is kept before this returns.
    ///
    /// # Errors
    /// A refusal: then nothing of it was taken. The store: then it is neither kept nor acknowledged.
    pub(crate) fn take(
        &mut self,
        ledger: &mut Ledger,
        bytes: &[u8],
        now_ms: i64,
    ) -> Result<Taken, LineError> {
        self.bytes_in += bytes.len() as u64;
        match Envelope::peek(bytes)?.kind {
            MessageKind::Bundle => self.take_bundle(ledger, bytes, now_ms),
            MessageKind::Ack => self.take_ack(ledger, bytes),
        }
    }

    fn take_bundle(
        &mut self,
        ledger: &mut Ledger,
        bytes: &[u8],
        now_ms: i64,
    ) -> Result<Taken, LineError> {
        let intake = self.inn.end.receive(bytes, now_ms, &self.inn.nodes)?;
        let under = self.under(self.inn.end.heard_under());
        self.keep(ledger, &intake, now_ms)?;
        self.inn.end.commit(intake.number, &mut self.inn.nodes)?;
        self.note_covered(ledger)?;
        Ok(Taken {
            entries: intake.entries,
            acked: None,
            under,
        })
    }

    fn keep(&self, ledger: &mut Ledger, intake: &Intake, now_ms: i64) -> Result<(), LineError> {
        let rows = intake.entries.iter().map(|entry| row_of(entry, now_ms));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let skips: Vec<SkipRow> = intake.skips.iter().map(skip_row).collect();
        let head = intake.checkpoint.as_ref().map(encode_head);
        if rows.is_empty() && skips.is_empty() && head.is_none() {
            return Ok(());
        }
        let key = &self.inn.key;
        ledger.whole(|ledger| {
            ledger.put_entries(key, &rows)?;
            ledger.put_skips(key, &skips)?;
            if head.is_some() {
                // The state only saves work; rows and head are enough for a restart.
                let state = ledger.stream_state(key)?.state;
                ledger.put_stream_state(key, &StreamState { state, head })?;
            }
            Ok::<(), vigie_store::Error>(())
        })?;
        Ok(())
    }

    /// Keeps the newest head of the partner that is whole here, with our own signature under it: so rows that someone cuts
    /// off at the end are missed, though the partner is far away.
    fn note_covered(&mut self, ledger: &mut Ledger) -> Result<(), LineError> {
        let size = self.inn.end.verified().map_or(0, |head| head.size);
        if size <= self.covered {
            return Ok(());
        }
        let Some(both) = self.inn.end.countersigned(&self.signer) else {
            return Ok(());
        };
        let key = &self.inn.key;
        let state = [
            encode_head(&both.checkpoint),
            both.countersignature.to_vec(),
        ]
        .concat();
        let head = ledger.stream_state(key)?.head;
        ledger.put_stream_state(key, &StreamState { state, head })?;
        self.covered = size;
        Ok(())
    }

    fn take_ack(&mut self, ledger: &mut Ledger, bytes: &[u8]) -> Result<Taken, LineError> {
        let acked = self.out.end.acknowledge(bytes)?;
        let under = self.under(self.out.end.heard_under());
        if acked.countersigned.is_some() {
            let state = StreamState {
                state: self.out.end.state(),
                head: None,
            };
            ledger.put_stream_state(&self.out.key, &state)?;
        }
        Ok(Taken {
            entries: Vec::new(),
            acked: Some(acked),
            under,
        })
    }

    /// The carrier is a file that goes one way.
    pub(crate) fn assume_resumed(&mut self) {
        self.out.end.assume_resumed();
    }

    /// An acknowledgement now, for a file that goes back.
    ///
    /// # Errors
    /// A message that cannot be built.
    pub(crate) fn acknowledge(&mut self) -> Result<Vec<u8>, LineError> {
        Ok(self.inn.end.acknowledge(&self.signer)?)
    }

    /// How many entries a stored head of the partner covers.
    ///
    /// # Errors
    /// A head that the partner did not sign, or another tree.
    pub(crate) fn covers(&self, head: &[u8], own: &Own, bond: &Bond) -> Result<u64, LineError> {
        let head = decode_head(head)?;
        let signed_by = bond.pairs(own)?.inn.signed_by();
        if signed_by.iter().all(|stream| head.verify(stream).is_err()) {
            return Err(LineError::Changed);
        }
        let same = root_at(head.size, &self.inn.nodes).is_none_or(|root| root == head.root);
        match same {
            true => Ok(head.size),
            false => Err(LineError::Changed),
        }
    }

    pub(crate) fn outbox(&self) -> &Outbox {
        &self.out.end
    }

    pub(crate) fn inbox(&self) -> &Inbox {
        &self.inn.end
    }

    pub(crate) fn out_nodes(&self) -> &MemoryNodes {
        &self.out.nodes
    }

    pub(crate) fn out_key(&self) -> &StreamKey {
        &self.out.key
    }

    pub(crate) fn in_key(&self) -> &StreamKey {
        &self.inn.key
    }
}
