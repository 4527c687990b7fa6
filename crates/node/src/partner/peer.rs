//! One partner: its keys, the two agreements, the line to it, what it holds of ours and we of its.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use thiserror::Error as ThisError;
use vigie_exchange::{
    Agreement, Assertion, CONSENT, Consent, Copies, CopyState, CopyTerms, Expect,
    FUTURE_TOLERANCE_MS, HOLD, HOLD_LIFTED, Hold, KeyId, Keyring, Notice, ObjectId, PartyId,
    RECALL, RECEIPT, Recall, SignedHead, SignedReceipt, Time, Value,
    channel::{Assembly, Entry, Form, Profile, Segment, Spans},
};
use vigie_store::{Ledger, PartnerRow};

use super::{
    bond::{Bond, PeerKeys},
    card::Card,
    desk::moment,
    dossier::{Document, Drafted, document_of, newest_key, terms_of, unless_revoked},
    history::Past,
    kept::entry_of,
    line::{Line, LineError},
    link::{Carrier, LinkOutbox},
    newest::{Copy, Newest},
    own::Own,
    paper::{PAPER, Terms},
    photo::lightened,
    positions::Flow,
    reach::Reach,
    tracks::Tracks,
};
use crate::live::now;

/// Why something about a partner cannot be done.
#[derive(Debug, ThisError)]
pub(crate) enum PeerError {
    /// The exchange refuses.
    #[error(transparent)]
    Exchange(#[from] vigie_exchange::Error),
    /// The line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The store.
    #[error(transparent)]
    Store(#[from] vigie_store::Error),
    /// What is kept about the partner is not as it was written.
    #[error("partner-damaged")]
    Damaged,
}

impl PeerError {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Exchange(error) => error.code(),
            Self::Line(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Damaged => "partner-damaged",
        }
    }
}

/// An open link to the partner.
pub(crate) struct Linked {
    pub(crate) link: u64,
    pub(crate) carrier: Carrier,
    /// How the streams behave over it.
    pub(crate) profile: Profile,
    pub(crate) since: Time,
    pub(crate) outbox: LinkOutbox,
}

/// How an entry came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    /// When.
    pub(crate) received_ms: Option<i64>,
    /// It was taken before and is only read again.
    pub(crate) known: bool,
}

impl Arrival {
    /// When the entry was released, by its sender's clock, and when it came, by ours.
    pub(super) fn moments(&self, entry: &Entry) -> (Time, Time) {
        let released = Time::from_ms(entry.header.released_ms);
        let received = self.received_ms.map_or(released, Time::from_ms);
        (released, received)
    }
}

/// One partner.
pub(crate) struct Peer {
    pub(crate) invitation: String,
    pub(crate) card: Card,
    /// Where it is reached, if that changed since.
    pub(crate) reach: Reach,
    pub(crate) bond: Bond,
    /// Handovers of the partner's keys since its invitation, as they came.
    pub(crate) handovers: Vec<Vec<u8>>,
    pub(crate) cut: bool,
    /// Keys that the partner said are not to be believed.
    pub(crate) revoked: Vec<KeyId>,
    /// No partner any more; what was exchanged stays provable.
    pub(crate) removed: bool,
    /// A policy that waits for a second own officer.
    pub(crate) drafted: Option<Drafted>,
    /// The newest head of the partner's log that it signed for us.
    pub(crate) remembered: Option<SignedHead>,
    /// What is wrong with the partner's log.
    pub(crate) log_fault: Option<String>,
    /// When the partner was last told how far our log is, and how far it was.
    pub(crate) told_head: Option<(Time, u64)>,
    /// Whether the partner was reminded of its own head on this link.
    pub(crate) reminded: bool,
    pub(crate) ours: Terms,
    pub(crate) theirs: Terms,
    pub(crate) line: Line,
    pub(crate) linked: Option<Linked>,
    pub(crate) last_error: Option<String>,
    /// How far the partner's clock was ahead of ours when it last released something, if that is more than clocks drift.
    pub(crate) clock_ahead_ms: Option<i64>,
    pub(crate) refused: BTreeMap<&'static str, u64>,
    /// What the partner holds of ours.
    pub(crate) given: Copies,
    /// What we hold of the partner's.
    pub(crate) held: Copies,
    pub(crate) shown: Newest,
    /// Of large copies that the partner gives us, the pieces.
    pub(super) pieces: Assembly,
    /// Of those that we gave.
    pub(super) given_pieces: Assembly,
    /// Positions that the partner gave us.
    pub(crate) tracks: Tracks,
    /// Positions that the partner holds of ours.
    pub(crate) given_tracks: Tracks,
    /// Positions on their way to the partner.
    pub(crate) flow: Flow,
    /// How far the past was told to the partner.
    pub(crate) past: Past,
    /// The partner's receipts, oldest first.
    pub(crate) receipts: Vec<SignedReceipt>,
    /// What the partner lets us pass on.
    pub(crate) consents: Vec<Consent>,
    /// Releases whose bytes were destroyed here too.
    pub(crate) forgotten: Spans,
    pub(crate) holds: BTreeMap<ObjectId, Hold>,
    /// Holds that the partner told us of, on our copies.
    pub(crate) their_holds: BTreeMap<ObjectId, Hold>,
}

impl Peer {
    /// A new partner from its invitation.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn new(
        ledger: &mut Ledger,
        own: &Own,
        invitation: &str,
        card: Card,
        keys: &Keyring,
    ) -> Result<Self, PeerError> {
        let bond = Bond::new(own, keys_on(&card)?);
        let document = Document::new(invitation, &bond);
        let peer = Self::build(ledger, own, document, card, bond, keys)?;
        peer.save(ledger)?;
        Ok(peer)
    }

    /// A partner as it was kept, with its copies folded anew. Its keys go into the ring.
    ///
    /// # Errors
    /// The store, or what is in it.
    pub(crate) fn open(
        ledger: &Ledger,
        own: &Own,
        row: &PartnerRow,
        keys: &mut Keyring,
    ) -> Result<Self, PeerError> {
        let document: Document =
            serde_json::from_str(&row.body).map_err(|_fault| PeerError::Damaged)?;
        let card = Card::parse(&document.invitation).map_err(|_fault| PeerError::Damaged)?;
        let bond = document.bond(own, &card, keys)?;
        let mut peer = Self::build(ledger, own, document, card, bond, keys)?;
        peer.fold(ledger, own, keys)?;
        Ok(peer)
    }

    fn build(
        ledger: &Ledger,
        own: &Own,
        document: Document,
        card: Card,
        bond: Bond,
        keys: &Keyring,
    ) -> Result<Self, PeerError> {
        let party = card.party.as_str().to_owned();
        Ok(Self {
            ours: terms_of(&document.ours, keys)?,
            theirs: terms_of(&document.theirs, keys)?,
            line: Line::open(ledger, own, &party, &bond, Profile::LAN)?,
            handovers: document.handover_bytes()?,
            remembered: document.remembered_head()?,
            revoked: document.revoked_keys()?,
            invitation: document.invitation,
            reach: Reach::kept(document.reach)?,
            card,
            bond,
            cut: document.cut,
            removed: document.removed,
            drafted: document.drafted,
            log_fault: document.log_fault,
            told_head: None,
            reminded: false,
            linked: None,
            last_error: None,
            clock_ahead_ms: None,
            refused: BTreeMap::new(),
            given: Copies::default(),
            held: Copies::default(),
            shown: Newest::default(),
            pieces: Assembly::default(),
            given_pieces: Assembly::default(),
            tracks: Tracks::default(),
            given_tracks: Tracks::default(),
            flow: Flow::default(),
            past: Past::kept(&document.past),
            receipts: Vec::new(),
            consents: Vec::new(),
            forgotten: Spans::default(),
            holds: BTreeMap::new(),
            their_holds: BTreeMap::new(),
        })
    }

    /// Keeps what changed.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn save(&self, ledger: &mut Ledger) -> Result<(), PeerError> {
        // A struct of texts always has a JSON form.
        let body = serde_json::to_string(&document_of(self)).unwrap_or_default();
        let party = self.party().as_str().to_owned();
        ledger.put_partner(&PartnerRow { party, body })?;
        Ok(())
    }

    /// The partner's newest key is not to be believed: nothing passes until its new fingerprint is compared.
    pub(crate) fn is_suspended(&self) -> bool {
        newest_key(self).is_none_or(|key| self.revoked.contains(&key.id()))
    }

    /// How it stands with the partner, as a code.
    pub(crate) fn standing(&self) -> &'static str {
        let agreed = self.ours.in_force.is_some() || self.theirs.in_force.is_some();
        match (self.removed, self.is_suspended(), agreed) {
            (true, ..) => "removed",
            (_, true, _) => "suspended",
            (_, _, true) => "agreed",
            (..) => "invited",
        }
    }

    /// Ends what rests on a key that is not to be believed any more.
    ///
    /// # Errors
    /// Terms that are not as they were signed.
    pub(crate) fn drop_revoked_terms(&mut self, keys: &Keyring) -> Result<(), PeerError> {
        for terms in [&mut self.ours, &mut self.theirs] {
            let again = terms
                .in_force
                .as_ref()
                .map(|agreement| unless_revoked(Agreement::decode(&agreement.encode(), keys)));
            terms.in_force = again.transpose()?.flatten();
            let good = terms.proposed.as_ref().is_none_or(|(proposal, seal)| {
                let by = &proposal.policy().terms().from;
                keys.spans(by)
                    .iter()
                    .any(|s| s.key.id() == seal.key && !s.revoked)
            });
            if !good {
                terms.proposed = None;
            }
        }
        Ok(())
    }

    /// Whether anything passes between us.
    pub(crate) fn is_active(&self) -> bool {
        !self.removed && !self.is_suspended()
    }

    /// Takes over from the same partner, read again from the store, what only memory has.
    pub(crate) fn take_over(&mut self, old: Self) {
        (self.line.bytes_in, self.line.bytes_out) = (old.line.bytes_in, old.line.bytes_out);
        (self.refused, self.last_error) = (old.refused, old.last_error);
        (self.told_head, self.reminded) = (old.told_head, old.reminded);
        self.clock_ahead_ms = old.clock_ahead_ms;
        self.linked = old.linked;
        let profile = self.linked.as_ref().map(|linked| linked.profile);
        if let Some(profile) = profile
            && let Err(fault) = self.line.connect(profile)
        {
            tracing::error!(code = fault.code(), "link cannot be used");
            self.linked = None;
        }
    }

    /// When a receipt of the partner last came.
    pub(crate) fn receipt_at(&self) -> Option<Time> {
        self.receipts.last().map(|signed| signed.claimed().at)
    }

    pub(crate) fn party(&self) -> &PartyId {
        &self.card.party
    }

    /// Reads both streams again from their beginning: who holds what.
    fn fold(&mut self, ledger: &Ledger, own: &Own, keys: &Keyring) -> Result<(), PeerError> {
        let (out, inn) = (self.line.out_key().clone(), self.line.in_key().clone());
        for (key, is_ours) in [(&out, true), (&inn, false)] {
            let mut numbers = Vec::new();
            ledger.each_header::<PeerError>(key, |seq, _header| {
                numbers.push(seq);
                Ok(())
            })?;
            for seq in &numbers {
                let seq = *seq;
                let Some(row) = ledger.entry(key, seq)? else {
                    continue;
                };
                let kept_ms = row.kept_ms;
                let Some(entry) = entry_of(row)? else {
                    continue;
                };
                if entry.header.form == Form::Segment {
                    self.fold_segment(&entry, is_ours);
                }
                if entry.header.form == Form::Chunk {
                    self.fold_piece(ledger, (own, keys), (&entry, kept_ms), is_ours)?;
                }
                if entry.header.form != Form::Record {
                    continue;
                }
                let expect = expect(own, &entry);
                let Ok(assertion) = Assertion::decode(&entry.body, &expect) else {
                    continue;
                };
                if is_ours {
                    self.note_given(seq, &assertion);
                } else {
                    let arrival = Arrival {
                        received_ms: kept_ms,
                        known: true,
                    };
                    self.note_received(&entry, assertion, arrival, own, keys)?;
                }
            }
            if !is_ours {
                self.drop_orphans(&numbers, moment());
            }
        }
        Ok(())
    }

    fn fold_segment(&mut self, entry: &Entry, is_ours: bool) {
        let Ok(segment) = Segment::decode(&entry.body) else {
            return;
        };
        let seq = entry.header.seq;
        if is_ours {
            self.note_given_segment(seq, segment);
        } else if let Ok(Some(terms)) = self.tracks.take_segment(seq, segment) {
            self.held.released(seq, terms);
        }
    }

    /// Segments whose terms were deleted go too: nobody can say any more what they may be used for.
    fn drop_orphans(&mut self, known: &[u64], now: Time) {
        for (seq, terms) in self.tracks.orphans() {
            if known.binary_search(&terms).is_ok() {
                let due = CopyTerms {
                    not_after: Some(now),
                    purge_at: Some(now),
                    hold: vigie_exchange::HoldRule::Never,
                };
                self.held.released(seq, due);
            }
        }
    }

    /// A segment of ours went into the stream, under terms that went before.
    pub(crate) fn note_given_segment(&mut self, seq: u64, segment: Segment) {
        if let Ok(Some(terms)) = self.given_tracks.take_segment(seq, segment) {
            self.given.released(seq, terms);
        }
    }

    /// Positions of the partner came.
    ///
    /// # Errors
    /// A body that is no segment, or one of too many without terms.
    pub(crate) fn note_segment(&mut self, entry: &Entry) -> Result<(), &'static str> {
        let segment = Segment::decode(&entry.body).map_err(|refusal| refusal.code())?;
        let seq = entry.header.seq;
        if let Some(terms) = self.tracks.take_segment(seq, segment)? {
            self.held.released(seq, terms);
        }
        Ok(())
    }

    /// The copies to be deleted now. Positions go at the latest with their terms.
    pub(crate) fn due(&self, at: Time) -> Vec<u64> {
        let due = self.held.due(at);
        let mut all: BTreeSet<u64> = due.into_iter().flat_map(|(a, b)| a..=b).collect();
        let terms: BTreeSet<u64> = all
            .iter()
            .copied()
            .filter(|seq| self.tracks.is_terms(*seq))
            .collect();
        let held = |seq: &u64| matches!(self.held.state(*seq, at), Some(CopyState::Held { .. }));
        all.extend(
            self.tracks
                .under(&terms)
                .into_iter()
                .filter(|seq| !held(seq)),
        );
        let pieces = self.pieces_due(&all).into_iter();
        all.extend(pieces.filter(|seq| !held(seq)));
        all.into_iter().collect()
    }

    /// These of the partner's are deleted.
    pub(super) fn forget_held(&mut self, seqs: &[u64]) {
        for seq in seqs {
            self.held.purged(*seq);
            self.shown.remove(*seq);
        }
        let numbers = seqs.iter().copied().collect();
        self.tracks.purged(&numbers);
        self.pieces.purged(&numbers);
    }

    /// Something of ours went into the stream.
    pub(crate) fn note_given(&mut self, seq: u64, assertion: &Assertion) {
        match notice_of(assertion) {
            Ok(Some(Notice::Recall(recall))) => self.given.recalled(recall),
            Ok(Some(Notice::Hold(hold))) => {
                self.holds.insert(hold.id, hold.clone());
                self.held.held(hold);
            }
            Ok(Some(Notice::HoldLifted(id))) => {
                self.holds.remove(&id);
                self.held.lifted(id);
            }
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => {
                self.given.released(seq, CopyTerms::of(assertion));
                if assertion.is_position_terms() {
                    self.given_tracks.take_terms(seq, assertion);
                }
            }
        }
    }

    /// Something of the partner's came. Gives whether it is a copy to be shown.
    ///
    /// # Errors
    /// A receipt that does not verify.
    pub(crate) fn note_received(
        &mut self,
        entry: &Entry,
        assertion: Assertion,
        arrival: Arrival,
        own: &Own,
        keys: &Keyring,
    ) -> Result<bool, PeerError> {
        if assertion.kind.as_str() == CONSENT {
            let consent = Consent::received(&assertion, self.party())?;
            self.consents
                .retain(|known| (known.object, &known.to) != (consent.object, &consent.to));
            self.consents.push(consent);
            return Ok(false);
        }
        match notice_of(&assertion)? {
            Some(Notice::Recall(mut recall)) => {
                let (released, received) = arrival.moments(entry);
                recall.purge_at = recall.purge_at.end_on(released, received);
                self.held.recalled(recall);
            }
            Some(Notice::Hold(hold)) => {
                self.their_holds.insert(hold.id, hold.clone());
                self.given.held(hold);
            }
            Some(Notice::HoldLifted(id)) => {
                self.their_holds.remove(&id);
                self.given.lifted(id);
            }
            Some(Notice::Receipt(receipt)) => {
                let parties = vigie_exchange::Parties {
                    holder: self.party().clone(),
                    giver: own.party.clone(),
                };
                match receipt.verify(&parties, keys) {
                    Ok(said) => drop(self.given.settle(said)),
                    // It was checked when it came, under a key that was good then.
                    Err(_gone) if arrival.known => drop(self.given.settle(receipt.claimed())),
                    Err(fault) => return Err(fault.into()),
                }
                self.receipts.push(receipt);
            }
            Some(Notice::Consent(_)) => {}
            None => {
                self.show(entry, assertion, arrival);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn show(&mut self, entry: &Entry, assertion: Assertion, arrival: Arrival) {
        let seq = entry.header.seq;
        let (released, received) = arrival.moments(entry);
        // Only a copy that came before it was released, by both clocks, ends otherwise than it says.
        let ending = match received < released {
            true => Cow::Owned(assertion.clone().ending_by(released, received)),
            false => Cow::Borrowed(&assertion),
        };
        self.held.released(seq, CopyTerms::of(&ending));
        if ending.is_position_terms() {
            for (under, terms) in self.tracks.take_terms(seq, &ending) {
                self.held.released(under, terms);
            }
        }
        drop(ending);
        let copy = Copy {
            assertion: lightened(assertion),
            bytes: entry.body.len(),
            released_ms: entry.header.released_ms,
            received_ms: arrival.received_ms,
        };
        self.shown.put(seq, copy);
    }

    /// An entry that was released later than now: the partner's clock is ahead of ours, or ours is behind.
    pub(crate) fn note_clock(&mut self, entry: &Entry) {
        let ahead_ms = entry.header.released_ms.saturating_sub(now().ms());
        let was = self.clock_ahead_ms.is_some();
        self.clock_ahead_ms = (ahead_ms > FUTURE_TOLERANCE_MS).then_some(ahead_ms);
        if self.clock_ahead_ms.is_some() && !was {
            let party = self.party();
            tracing::warn!(%party, ahead_ms, "the partner's clock and ours differ");
        }
    }

    /// Releases that the partner said it deleted and whose bytes are still here.
    pub(crate) fn gone(&self) -> Vec<u64> {
        let purged = self.given.all_purged().iter();
        let gone = purged.flat_map(|span| self.forgotten.missing(span));
        gone.flatten().collect()
    }

    /// Whether an entry is a paper.
    pub(crate) fn is_paper(entry: &Entry) -> bool {
        entry.header.form == PAPER
    }
}

/// The act that an assertion carries, if it is one.
fn notice_of(assertion: &Assertion) -> Result<Option<Notice>, vigie_exchange::Error> {
    let body = &assertion.body;
    let bytes = |name: &str| body.get(name).and_then(Value::as_bytes).unwrap_or_default();
    Ok(match assertion.kind.as_str() {
        RECALL => Some(Notice::Recall(Recall::from_body(body)?)),
        HOLD => Some(Notice::Hold(Hold::from_body(body)?)),
        HOLD_LIFTED => Some(Notice::HoldLifted(ObjectId::from_slice(bytes("id"))?)),
        RECEIPT => Some(Notice::Receipt(SignedReceipt::decode(bytes("receipt"))?)),
        _ => None,
    })
}

/// What is expected of what an entry carries. It may not lie in the future of both its sender and us: clocks that are wrong by hours
/// keep nothing back, see [`Peer::note_clock`].
pub(crate) fn expect(own: &Own, entry: &Entry) -> Expect {
    let released = Time::from_ms(entry.header.released_ms);
    Expect {
        realm: own.realm.clone(),
        now: moment().max(released),
    }
}

/// The keys that an invitation names.
pub(crate) fn keys_on(card: &Card) -> Result<PeerKeys, PeerError> {
    Ok(PeerKeys {
        sign: card.public().ok_or(PeerError::Damaged)?.to_bytes(),
        seal: card.seal_key().ok_or(PeerError::Damaged)?,
    })
}
