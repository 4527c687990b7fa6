//! The receiver's side of a stream.
//!
//! The rule of durability: what an acknowledgement says is on disk. So: [`Inbox::receive`] checks a bundle
//! and gives what is new; the caller stores that (group commit), then says [`Inbox::commit`] with its
//! number; only then does [`Inbox::poll`] acknowledge it. A crash between the two costs one
//! repetition, which is recognised by its number. [`Inbox::state`] may lag behind the stored rows.
//!
//! Duplicates, any order, any cut: harmless. A number that comes back with something else in it is a fork
//! and stops the stream with evidence; nothing already held changes.

use super::Refusal;
use super::ack::Ack;
use super::bundle::{Bundle, Signed, Skip};
use super::checkpoint::{Checkpoint, Countersigned};
use super::entry::{Entry, Form, Lane};
use super::evidence::Evidence;
use super::merkle::{Frontier, Hash, Nodes, inclusion_proof, node_hash};
use super::profile::Profile;
use super::refusal::Counts;
use super::rekey::Rekeying;
use super::seal::Seal;
use super::span::Spans;
use super::stream::{Signer, Stream};
use std::collections::{BTreeMap, VecDeque};

mod restart;

/// How far beyond the head a number may be: as far as a sender may go unacknowledged.
pub const AHEAD_MAX: u64 = super::outbox::OUTSTANDING_MAX;
/// Bundles received and not yet committed: beyond, the caller must store first.
pub const STAGED_MAX: usize = 4_096;

/// What is to be stored, as one row: entries by number, skips by their first number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// The leaf hash of a stored header.
    Leaf(u64, Hash),
    /// A stored skip.
    Skip(Skip),
}

/// What a bundle brought that is new. Store all of it in one transaction, then commit `number`.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// For [`Inbox::commit`].
    pub number: u64,
    /// New entries, in the order in which the sender sent them.
    pub entries: Vec<Entry>,
    /// Runs of entries that the sender skipped because newer ones replace them.
    pub skips: Vec<Skip>,
    /// A signed head; keep the newest.
    pub checkpoint: Option<Checkpoint>,
    /// Entries that had been received before.
    pub duplicates: u64,
    /// New entries of a form this program does not know; kept, to be read by a newer version.
    pub unknown: u64,
    /// The payload with its signature. Keep those since the last countersigned head if evidence of a fork
    /// must hold before a third party.
    pub signed: Option<Signed>,
}

#[derive(Debug, Clone)]
struct Staged {
    number: u64,
    rows: Vec<Row>,
    checkpoint: Option<Checkpoint>,
}

/// The receiver's state machine.
#[derive(Debug, Clone)]
pub struct Inbox {
    stream: Stream,
    seal: Seal,
    keys: Rekeying,
    profile: Profile,
    frontier: Frontier,
    /// Committed rows beyond the head, by first number.
    ahead: BTreeMap<u64, Row>,
    /// Committed numbers, from 0.
    held: Spans,
    /// Committed or staged numbers.
    seen: Spans,
    /// Skipped, body not received.
    hollow: Spans,
    want: Spans,
    staged: VecDeque<Staged>,
    staged_leaves: BTreeMap<u64, Hash>,
    next_number: u64,
    pending: Option<Checkpoint>,
    verified: Option<Checkpoint>,
    /// Size of the head last countersigned in an acknowledgement.
    countersigned: u64,
    session: u32,
    news: u64,
    news_ms: Option<i64>,
    asked: bool,
    /// The sender asked where we stand: everything is said again.
    hello: bool,
    fork: Option<Box<Evidence>>,
    refusals: Counts,
    unknown: u64,
    duplicates: u64,
}

impl Inbox {
    /// The next messages go over another kind of link.
    pub fn set_profile(&mut self, profile: Profile) {
        self.profile = profile;
    }

    /// A new stream.
    pub fn new(stream: Stream, seal: Seal, profile: Profile) -> Self {
        Self {
            stream,
            seal,
            keys: Rekeying::default(),
            profile,
            frontier: Frontier::default(),
            ahead: BTreeMap::new(),
            held: Spans::default(),
            seen: Spans::default(),
            hollow: Spans::default(),
            want: Spans::default(),
            staged: VecDeque::new(),
            staged_leaves: BTreeMap::new(),
            next_number: 0,
            pending: None,
            verified: None,
            countersigned: 0,
            session: 0,
            news: 0,
            news_ms: None,
            asked: false,
            hello: false,
            fork: None,
            refusals: Counts::default(),
            unknown: 0,
            duplicates: 0,
        }
    }

    /// Speaks under these keys from now on and hears the others too, see [`Rekeying`].
    #[must_use]
    pub fn rekeyed(mut self, stream: Stream, seal: Seal, keys: Rekeying) -> Self {
        self.rekey(stream, seal, keys);
        self
    }

    /// See [`Inbox::rekeyed`].
    pub fn rekey(&mut self, stream: Stream, seal: Seal, keys: Rekeying) {
        (self.stream, self.seal, self.keys) = (stream, seal, keys);
    }

    /// The keys of the last bundle taken, if they were not the current ones: the place among the others.
    pub fn heard_under(&self) -> Option<usize> {
        self.keys.heard
    }

    /// Takes a bundle.
    ///
    /// # Errors
    /// A [`Refusal`]; nothing of the bundle was taken then. [`Refusal::Conflict`], [`Refusal::BadHead`] and
    /// [`Refusal::Forked`]: see [`Inbox::fork`]. [`Refusal::Busy`]: commit first.
    pub fn receive(
        &mut self,
        bytes: &[u8],
        now_ms: i64,
        nodes: &impl Nodes,
    ) -> Result<Intake, Refusal> {
        self.take(bytes, now_ms, nodes)
            .map_err(|refusal| self.refusals.note(refusal))
    }

    fn take(&mut self, bytes: &[u8], now_ms: i64, nodes: &impl Nodes) -> Result<Intake, Refusal> {
        if self.fork.is_some() {
            return Err(Refusal::Forked);
        }
        if self.staged.len() >= STAGED_MAX {
            return Err(Refusal::Busy);
        }
        let (bundle, signed) = self
            .keys
            .try_each((&self.stream, &self.seal), |stream, seal| {
                let (bundle, signed) = Bundle::open(bytes, stream, seal)?;
                if let Some(checkpoint) = &bundle.checkpoint {
                    checkpoint.verify(stream)?;
                }
                Ok((bundle, signed))
            })?;
        if let Some(checkpoint) = &bundle.checkpoint {
            self.check_head(checkpoint)?;
        }
        self.check_numbers(&bundle)?;
        let leaves: Vec<Hash> = bundle
            .entries
            .iter()
            .map(|entry| entry.header.leaf())
            .collect();
        self.check_same(&bundle, &leaves, &signed, nodes)?;
        self.session = bundle.session;
        let again = self.verified.as_ref().map(|head| head.size)
            >= bundle.checkpoint.as_ref().map(|head| head.size);
        self.hello |= bundle.ask || (bundle.checkpoint.is_some() && again);
        self.asked |= self.hello
            || bundle
                .entries
                .iter()
                .any(|entry| entry.header.priority.lane() != Lane::Bulk);
        Ok(self.stage(bundle, &leaves, signed, now_ms, nodes))
    }

    fn check_numbers(&self, bundle: &Bundle) -> Result<(), Refusal> {
        let limit = self.frontier.size().saturating_add(AHEAD_MAX);
        let entries = bundle.entries.iter().map(|entry| entry.header.seq);
        let skips = bundle.skips.iter().map(|skip| skip.range().end - 1);
        if entries.chain(skips).any(|seq| seq >= limit) {
            return Err(Refusal::TooFarAhead);
        }
        Ok(())
    }

    /// Two signed heads of one size must be one head.
    fn check_head(&mut self, new: &Checkpoint) -> Result<(), Refusal> {
        let known = [self.pending.as_ref(), self.verified.as_ref()];
        let other = known
            .into_iter()
            .flatten()
            .find(|known| known.size == new.size && known.root != new.root);
        let Some(other) = other.cloned() else {
            return Ok(());
        };
        self.fork = Some(Box::new(Evidence::Heads(
            Box::new(other),
            Box::new(new.clone()),
        )));
        Err(Refusal::BadHead)
    }

    /// An entry that came before must be the same now.
    fn check_same(
        &mut self,
        bundle: &Bundle,
        leaves: &[Hash],
        signed: &Signed,
        nodes: &impl Nodes,
    ) -> Result<(), Refusal> {
        for (entry, leaf) in bundle.entries.iter().zip(leaves) {
            let seq = entry.header.seq;
            let known = self.leaf(seq, nodes);
            if let Some(known) = known.filter(|known| known != leaf) {
                self.fork = Some(Box::new(self.evidence(seq, known, signed.clone(), nodes)));
                return Err(Refusal::Conflict);
            }
        }
        Ok(())
    }

    fn leaf(&self, seq: u64, nodes: &impl Nodes) -> Option<Hash> {
        if let Some(leaf) = self.staged_leaves.get(&seq) {
            return Some(*leaf);
        }
        match self.ahead.get(&seq) {
            Some(Row::Leaf(_, leaf)) => Some(*leaf),
            _ => nodes.node(0, seq),
        }
    }

    fn evidence(&self, seq: u64, leaf: Hash, other: Signed, nodes: &impl Nodes) -> Evidence {
        let head = self.verified.as_ref().filter(|head| head.size > seq);
        let path = head.and_then(|head| inclusion_proof(seq, head.size, nodes));
        match (head, path) {
            (Some(head), Some(path)) => Evidence::Entry {
                seq,
                leaf,
                path,
                head: Box::new(head.clone()),
                other,
            },
            _ => Evidence::Claim { seq, leaf, other },
        }
    }

    fn stage(
        &mut self,
        bundle: Bundle,
        leaves: &[Hash],
        signed: Signed,
        now_ms: i64,
        nodes: &impl Nodes,
    ) -> Intake {
        let mut intake = Intake {
            number: self.next_number,
            signed: Some(signed),
            ..Intake::default()
        };
        let mut rows = Vec::new();
        for (entry, leaf) in bundle.entries.into_iter().zip(leaves) {
            let seq = entry.header.seq;
            let backfill = self.hollow.contains(seq) && self.leaf(seq, nodes).is_none();
            if self.seen.contains(seq) && !backfill {
                self.hollow.remove(seq..seq + 1);
                intake.duplicates += 1;
                continue;
            }
            self.seen.insert(seq..seq + 1);
            self.staged_leaves.insert(seq, *leaf);
            intake.unknown += u64::from(matches!(entry.header.form, Form::Unknown(_)));
            rows.push(Row::Leaf(seq, *leaf));
            intake.entries.push(entry);
        }
        for skip in bundle.skips {
            if self.seen.within(skip.range()).next().is_some() {
                intake.duplicates += 1;
                continue;
            }
            self.seen.insert(skip.range());
            rows.push(Row::Skip(skip));
            intake.skips.push(skip);
        }
        let newest = [&self.pending, &self.verified]
            .into_iter()
            .flatten()
            .map(|head| head.size)
            .max();
        intake.checkpoint = bundle.checkpoint.filter(|new| Some(new.size) > newest);
        self.duplicates += intake.duplicates;
        self.unknown += intake.unknown;
        if intake.duplicates > 0 || !rows.is_empty() || intake.checkpoint.is_some() {
            self.news += 1 + rows.len() as u64;
            self.news_ms = self.news_ms.or(Some(now_ms));
        }
        self.next_number += 1;
        self.staged.push_back(Staged {
            number: intake.number,
            rows,
            checkpoint: intake.checkpoint.clone(),
        });
        intake
    }

    /// All intakes up to `number` are on disk.
    ///
    /// # Errors
    /// [`Refusal::BadHead`] when a signed head does not fit the entries: see [`Inbox::fork`].
    pub fn commit(&mut self, number: u64, nodes: &mut impl Nodes) -> Result<(), Refusal> {
        while self
            .staged
            .front()
            .is_some_and(|staged| staged.number <= number)
        {
            let Some(staged) = self.staged.pop_front() else {
                break;
            };
            for row in &staged.rows {
                if let Row::Leaf(seq, _) = row {
                    self.staged_leaves.remove(seq);
                }
            }
            self.apply(staged, nodes);
        }
        if self.fork.is_some() {
            Err(self.refusals.note(Refusal::BadHead))
        } else {
            Ok(())
        }
    }

    fn apply(&mut self, staged: Staged, nodes: &mut impl Nodes) {
        if let Some(checkpoint) = staged.checkpoint {
            self.pending = Some(checkpoint);
            self.check_pending();
        }
        for row in staged.rows {
            match row {
                Row::Leaf(seq, leaf) if self.hollow.contains(seq) => self.fill(seq, leaf, nodes),
                Row::Leaf(seq, _) if seq >= self.frontier.size() => {
                    self.held.insert(seq..seq + 1);
                    self.seen.insert(seq..seq + 1);
                    self.ahead.insert(seq, row);
                }
                Row::Skip(skip) if skip.range().start >= self.frontier.size() => {
                    self.held.insert(skip.range());
                    self.seen.insert(skip.range());
                    self.hollow.insert(skip.range());
                    self.ahead.insert(skip.range().start, row);
                }
                _ => {}
            }
        }
        self.advance(nodes);
    }

    /// Appends what has become contiguous, checking the signed head where it ends.
    fn advance(&mut self, nodes: &mut impl Nodes) {
        while let Some(row) = self.ahead.remove(&self.frontier.size()) {
            match row {
                Row::Leaf(_, leaf) => self.frontier.append(leaf, nodes),
                Row::Skip(skip) => {
                    let known = nodes.node(skip.level, skip.index);
                    if let Some(computed) = known.filter(|known| *known != skip.hash) {
                        self.fork = Some(Box::new(self.unfit(computed, skip.hash)));
                        return;
                    }
                    // Alignment was shown by its range beginning at the size; should it fail, the row stays out.
                    if self
                        .frontier
                        .append_subtree(skip.level, skip.hash, nodes)
                        .is_err()
                    {
                        return;
                    }
                }
            }
            self.check_pending();
        }
    }

    fn check_pending(&mut self) {
        let size = self.frontier.size();
        let Some(pending) = self.pending.take_if(|pending| pending.size <= size) else {
            return;
        };
        if pending.size < size {
            return; // an older head came late or ends inside a skip; the next one covers it
        }
        let computed = self.frontier.root();
        if computed == pending.root {
            self.verified = Some(pending);
        } else {
            self.fork = Some(Box::new(Evidence::Head {
                computed,
                head: Box::new(pending),
            }));
        }
    }

    /// A body that had been skipped: its leaf must lead into the subtree that was accepted.
    fn fill(&mut self, seq: u64, leaf: Hash, nodes: &mut impl Nodes) {
        let (mut level, mut index, mut hash) = (0u8, seq, leaf);
        loop {
            match nodes.node(level, index) {
                Some(known) if known != hash => {
                    self.fork = Some(Box::new(self.unfit(hash, known)));
                    return;
                }
                Some(_) if level > 0 => break,
                _ => nodes.put(level, index, hash),
            }
            let Some(sibling) = nodes.node(level, index ^ 1) else {
                break;
            };
            hash = if index & 1 == 0 {
                node_hash(&hash, &sibling)
            } else {
                node_hash(&sibling, &hash)
            };
            level += 1;
            index >>= 1;
            if level >= 63 {
                break;
            }
        }
        self.hollow.remove(seq..seq + 1);
        self.want.remove(seq..seq + 1);
    }

    fn unfit(&self, computed: Hash, claimed: Hash) -> Evidence {
        Evidence::Subtree { computed, claimed }
    }

    /// Asks for the bodies of skipped entries in `range`; gives how many will come.
    pub fn want(&mut self, range: std::ops::Range<u64>) -> u64 {
        let wanted: Vec<_> = self.hollow.within(range).collect();
        let mut count = 0;
        for part in wanted {
            count += part.end - part.start;
            self.want.insert(part);
        }
        self.asked |= count > 0;
        count
    }

    /// The next acknowledgement, if one is due.
    ///
    /// # Errors
    /// [`Refusal::Oversized`], which its bounds exclude.
    pub fn poll(&mut self, now_ms: i64, key: &impl Signer) -> Result<Option<Vec<u8>>, Refusal> {
        let waited = self
            .news_ms
            .is_some_and(|at_ms| now_ms - at_ms >= self.profile.ack_delay_ms);
        if !self.asked && !waited && self.news < self.profile.ack_entries {
            return Ok(None);
        }
        self.acknowledge(key).map(Some)
    }

    /// An acknowledgement now: for a file that goes back by hand.
    ///
    /// # Errors
    /// [`Refusal::Oversized`], which its bounds exclude.
    pub fn acknowledge(&mut self, key: &impl Signer) -> Result<Vec<u8>, Refusal> {
        let head = self.frontier.size();
        let mut held = self.held.clone();
        held.remove(0..head);
        let news = |head: &&Checkpoint| self.hello || head.size > self.countersigned;
        let new = self
            .verified
            .as_ref()
            .filter(news)
            .filter(|_| self.fork.is_none());
        let countersignature = new.map(|head| (head.size, head.countersign(&self.stream, key)));
        self.countersigned = countersignature.map_or(self.countersigned, |(size, _)| size);
        let ack = Ack {
            session: self.session,
            head,
            held,
            want: self.want.clone(),
            countersignature,
        };
        let bytes = ack.close(&self.stream, &self.seal)?;
        // Wishes are said once; what does not come is wished for again by the caller.
        self.want = Spans::default();
        (self.asked, self.hello, self.news, self.news_ms) = (false, false, 0, None);
        Ok(bytes)
    }

    /// Evidence against the sender, when the stream is forked.
    pub fn fork(&self) -> Option<&Evidence> {
        self.fork.as_deref()
    }

    /// All entries below are held (bodies or skips).
    pub fn head(&self) -> u64 {
        self.frontier.size()
    }

    /// What is missing below the highest number held.
    pub fn gaps(&self) -> Vec<std::ops::Range<u64>> {
        self.held.gaps(self.frontier.size()).collect()
    }

    /// Skipped entries whose bodies were not received.
    pub fn hollow(&self) -> &Spans {
        &self.hollow
    }

    /// The newest signed head that fits what is held.
    pub fn verified(&self) -> Option<&Checkpoint> {
        self.verified.as_ref()
    }

    /// The head with both signatures, for the receiver's own proofs.
    pub fn countersigned(&self, key: &impl Signer) -> Option<Countersigned> {
        let checkpoint = self.verified.clone()?;
        let countersignature = checkpoint.countersign(&self.stream, key);
        Some(Countersigned {
            checkpoint,
            countersignature,
        })
    }

    /// The stream.
    pub fn stream(&self) -> &Stream {
        &self.stream
    }

    /// What was refused, by reason.
    pub fn refusals(&self) -> &Counts {
        &self.refusals
    }

    /// Entries that came again, and entries of unknown form.
    pub fn oddities(&self) -> (u64, u64) {
        (self.duplicates, self.unknown)
    }
}
