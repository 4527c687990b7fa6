//! Large copies at the desk. What the policy released and no record holds leaves in pieces (see
//! [`vigie_exchange::channel::Chunk`]); the first one's number is the number of the copy. Pieces of a partner are kept as
//! they come, each sealed with a key of its own, bound by the ends that they name, and shown when all of them are there and
//! are what they say. Recalled or ended, they go together, whether they were put together yet or not.

use std::collections::BTreeSet;

use vigie_exchange::{
    Assertion, CopyState, CopyTerms, Hold, Keyring, Notice as Act, PartyId, Recall,
    channel::{Chunk, Draft, Entry, Form, Header, Priority, Refusal, Whole},
    ranges,
};
use vigie_store::{Ledger, StreamKey};

use super::{
    desk::{Desk, DeskError, Outbound, moment},
    kept::{entry_at, entry_of},
    line::LineError,
    own::Own,
    peer::{Arrival, Peer, PeerError, expect},
};
use crate::live::now;

#[cfg(test)]
mod tests;

/// The whole copy as an entry of its first number: put together from its pieces, which are all kept.
///
/// # Errors
/// The store; a piece that is gone or not as it was sent.
fn joined(ledger: &Ledger, key: &StreamKey, whole: &Whole) -> Result<Entry, LineError> {
    let mut pieces = Vec::new();
    for seq in whole.numbers() {
        let row = ledger.entry(key, seq)?.ok_or(Refusal::Malformed)?;
        pieces.push(entry_of(row)?.ok_or(Refusal::Malformed)?);
    }
    let body = whole.join(pieces.iter().map(|piece| &piece.body))?;
    let first = pieces.into_iter().next().ok_or(Refusal::Malformed)?;
    Ok(Entry {
        header: Header {
            form: Form::Record,
            ..first.header
        },
        salt: first.salt,
        body,
    })
}

/// The copy that an entry of a stream begins: itself if it is a record, and put together if it is the first piece of one that
/// is all there. `None` for what begins no copy.
///
/// # Errors
/// The store, or pieces that are not as they were sent.
pub(super) fn copy_of(
    ledger: &Ledger,
    key: &StreamKey,
    entry: Entry,
) -> Result<Option<Entry>, LineError> {
    match entry.header.form {
        Form::Record => Ok(Some(entry)),
        Form::Chunk => {
            let chunk = Chunk::decode(&entry.body)?;
            let whole = Whole::of(&entry.header, &chunk)?;
            if chunk.index > 0 {
                return Ok(None);
            }
            match joined(ledger, key, &whole) {
                Ok(copy) => Ok(Some(copy)),
                // One of its pieces is deleted, and with it the copy.
                Err(LineError::Refused(_)) => Ok(None),
                Err(fault) => Err(fault),
            }
        }
        _ => Ok(None),
    }
}

/// The copy that begins with a number of a stream, while it is kept.
///
/// # Errors
/// As [`copy_of`].
pub(super) fn copy_at(
    ledger: &Ledger,
    key: &StreamKey,
    seq: u64,
) -> Result<Option<Entry>, LineError> {
    match entry_at(ledger, key, seq)? {
        Some(entry) => copy_of(ledger, key, entry),
        None => Ok(None),
    }
}

/// The copy in a whole, if it says of itself what its pieces said of it.
fn copy_in(own: &Own, whole: &Whole, entry: &Entry) -> Result<Assertion, PeerError> {
    let copy = Assertion::decode(&entry.body, &expect(own, entry))?;
    let same = CopyTerms::of(&copy) == whole.thing.terms && Some(copy.object.0) == whole.object;
    match same {
        true => Ok(copy),
        false => Err(LineError::from(Refusal::Malformed).into()),
    }
}

impl Peer {
    /// A copy of ours went into the stream in pieces of these numbers.
    fn note_given_pieces(&mut self, seqs: &[u64], terms: CopyTerms) {
        seqs.iter().for_each(|seq| self.given.released(*seq, terms));
        if let Some(first) = seqs.first() {
            self.given_pieces.made(*first, seqs.len() as u64);
        }
    }

    /// A piece of the partner's came and is kept. Gives the whole when it was the last one missing. One whose copy was taken
    /// back or has ended before it came is deleted in the next round and never put to others.
    ///
    /// # Errors
    /// A piece that is none, or one too many: the caller destroys it.
    fn note_piece(&mut self, entry: &Entry, arrival: Arrival) -> Result<Option<Whole>, Refusal> {
        let chunk = Chunk::decode(&entry.body)?;
        let seq = entry.header.seq;
        let (released, received) = arrival.moments(entry);
        let terms = chunk.thing.terms.ending_by(released, received);
        self.held.released(seq, terms);
        match self.held.state(seq, moment()) {
            Some(CopyState::Due) => return Ok(None),
            Some(CopyState::Purged) => return Err(Refusal::OutOfTurn),
            _ => {}
        }
        let taken = self.pieces.take(&entry.header, &chunk);
        if taken.is_err() && !arrival.known {
            self.held.purged(seq);
        }
        taken
    }

    /// A piece is read again after a start.
    ///
    /// # Errors
    /// The store, or what is in it.
    pub(super) fn fold_piece(
        &mut self,
        ledger: &Ledger,
        (own, keys): (&Own, &Keyring),
        (entry, kept_ms): (&Entry, Option<i64>),
        is_ours: bool,
    ) -> Result<(), PeerError> {
        if is_ours {
            if let Ok(chunk) = Chunk::decode(&entry.body) {
                self.given.released(entry.header.seq, chunk.thing.terms);
                let _taken = self.given_pieces.take(&entry.header, &chunk);
            }
            return Ok(());
        }
        let arrival = Arrival {
            received_ms: kept_ms,
            known: true,
        };
        let Ok(Some(whole)) = self.note_piece(entry, arrival) else {
            return Ok(());
        };
        let key = self.line.in_key().clone();
        let entry = match joined(ledger, &key, &whole) {
            Ok(entry) => entry,
            Err(LineError::Refused(_)) => return Ok(()),
            Err(fault) => return Err(fault.into()),
        };
        // What was refused when it came is not here any more.
        if let Ok(copy) = copy_in(own, &whole, &entry) {
            self.note_received(&entry, copy, arrival, own, keys)?;
        }
        Ok(())
    }

    /// Pieces to be deleted with these copies, for they belong together, and those of copies that will never be whole: the
    /// giver destroyed a piece before it left, or one was refused.
    pub(super) fn pieces_due(&self, due: &BTreeSet<u64>) -> Vec<u64> {
        let mut pieces = self.pieces.with(due);
        pieces.extend(self.pieces.stuck(self.line.inbox().head()));
        pieces
    }

    /// Whether the partner said that it has all of what was released under a number.
    pub(super) fn is_acknowledged(&self, seq: u64) -> bool {
        self.line.outbox().acked() >= self.given_pieces.together(seq).end
    }
}

impl Desk {
    /// Puts releases for one partner into its stream and keeps them, all in one write of the disk; gives their numbers, of one
    /// in pieces that of the first.
    ///
    /// # Errors
    /// The store, or a stream that takes no more: then none of them is sent.
    pub(crate) fn send(
        &mut self,
        party: &PartyId,
        releases: &[Outbound<'_>],
    ) -> Result<Vec<u64>, DeskError> {
        let at = moment();
        let (mut drafts, mut counts) = (Vec::new(), Vec::new());
        for out in releases {
            let of = Draft::of(out.released, out.priority, out.key, at);
            counts.push(of.len());
            drafts.extend(of);
        }
        self.part.touch();
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let numbers = peer.line.push(&mut self.ledger, drafts)?;
        let (mut firsts, mut rest) = (Vec::new(), numbers.as_slice());
        for (out, count) in releases.iter().zip(counts) {
            let (seqs, others) = rest.split_at(count.min(rest.len()));
            rest = others;
            let copy = out.released.assertion();
            match seqs {
                [seq] => peer.note_given(*seq, copy),
                seqs => peer.note_given_pieces(seqs, CopyTerms::of(copy)),
            }
            firsts.extend(seqs.first());
        }
        Ok(firsts)
    }

    /// Tells a partner of an act about copies. Of one in pieces it is told of all of them.
    ///
    /// # Errors
    /// No agreement; the store, or a stream that takes no more.
    pub(crate) fn act(&mut self, party: &PartyId, act: &Act) -> Result<(), DeskError> {
        let act = &self.of_all_pieces(party, act);
        let released = vigie_exchange::notify(act, self.agreement(party)?, &self.circumstances())
            .map_err(|_reason| DeskError::NoAgreement)?;
        let draft = Draft::record(&released, Priority::Distress, None, moment());
        self.part.touch();
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let numbers = peer.line.push(&mut self.ledger, vec![draft])?;
        for seq in numbers {
            peer.note_given(seq, released.assertion());
        }
        if matches!(act, Act::Recall(_)) {
            self.drop_unsent(party)?;
        }
        Ok(())
    }

    fn of_all_pieces(&self, party: &PartyId, act: &Act) -> Act {
        let peer = self.peers.get(party);
        let has_pieces = |it: &&Peer| !(it.pieces.is_empty() && it.given_pieces.is_empty());
        let Some(peer) = peer.filter(has_pieces) else {
            return act.clone();
        };
        let all = |numbers: &[(u64, u64)], given: bool| {
            let pieces = if given {
                &peer.given_pieces
            } else {
                &peer.pieces
            };
            let named = numbers.iter().flat_map(|(first, last)| *first..=*last);
            let named: BTreeSet<u64> = named.collect();
            let more = pieces.with(&named);
            ranges(named.into_iter().chain(more).collect::<BTreeSet<u64>>())
        };
        match act {
            Act::Recall(recall) => Act::Recall(Recall {
                numbers: all(&recall.numbers, true),
                ..recall.clone()
            }),
            Act::Hold(hold) => Act::Hold(Hold {
                numbers: all(&hold.numbers, false),
                ..hold.clone()
            }),
            other => other.clone(),
        }
    }

    /// Takes a piece of a partner; the last one missing brings the copy.
    ///
    /// # Errors
    /// What is wrong with it; the store.
    pub(super) fn on_piece(&mut self, party: &PartyId, entry: &Entry) -> Result<(), DeskError> {
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        if peer.theirs.in_force.is_none() && peer.ours.in_force.is_none() {
            return Err(DeskError::NoAgreement);
        }
        peer.check_room(false)?;
        let arrival = Arrival {
            received_ms: Some(now().ms()),
            known: false,
        };
        let whole = peer.note_piece(entry, arrival).map_err(LineError::from)?;
        let Some(whole) = whole else {
            return Ok(());
        };
        let key = peer.line.in_key().clone();
        let entry = joined(&self.ledger, &key, &whole)?;
        peer.note_clock(&entry);
        let copy = copy_in(&self.own, &whole, &entry)?;
        self.on_copy(party, &entry, copy)
    }

    /// What is destroyed when an entry is refused: all pieces of a copy that was put together and is not what it should be.
    pub(super) fn spoilt(&mut self, party: &PartyId, entry: &Entry) -> Vec<u64> {
        let seq = entry.header.seq;
        let peer = self.peers.get_mut(party);
        let Some(peer) = peer.filter(|_| entry.header.form == Form::Chunk) else {
            return vec![seq];
        };
        let all: Vec<u64> = peer.pieces.spoilt(seq).collect();
        all.iter().for_each(|seq| peer.held.purged(*seq));
        all
    }

    /// Pieces of copies that were taken back or have ended, and that were not sent yet, are not sent any more. Only while the
    /// partner has said where it stands: what it may have is deleted over there, and its receipt says so. Gives whether
    /// anything was destroyed.
    ///
    /// # Errors
    /// The store.
    pub(super) fn drop_unsent(&mut self, party: &PartyId) -> Result<bool, DeskError> {
        let at = moment();
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let outbox = peer.line.outbox();
        if peer.linked.is_none() || !outbox.resumed() {
            return Ok(false);
        }
        let mut unsent = Vec::new();
        for range in peer.given_pieces.made_from(outbox.acked()) {
            let waiting: Vec<u64> = range.filter(|seq| outbox.is_unsent(*seq)).collect();
            let first = waiting.first();
            let state = first.and_then(|seq| peer.given.state(*seq, at));
            if state == Some(CopyState::Due) {
                unsent.extend(waiting);
            }
        }
        if unsent.is_empty() {
            return Ok(false);
        }
        self.part.touch();
        let key = peer.line.out_key().clone();
        self.ledger.purge_entries(&key, &unsent)?;
        self.unswept = true;
        for seq in unsent {
            peer.given.purged(seq);
            peer.forgotten.insert(seq..seq.saturating_add(1));
        }
        Ok(true)
    }
}
