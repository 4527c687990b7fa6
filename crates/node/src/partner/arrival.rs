//! What comes from a partner, entry by entry: a paper to sign, an act about copies, a note, or a copy to be shown. What is
//! not as it should be is refused, counted, and its body destroyed; the stream goes on.

use vigie_exchange::{
    Assertion, CONSENT, Domain, HOLD, HOLD_LIFTED, PartyId, Proposal, RECALL, RECEIPT, Recall,
    Seal,
    channel::{Entry, Form},
};

use super::{
    desk::{Desk, DeskError},
    matter::{JOINT_ANSWER, JOINT_PLAN, NOTE},
    paper::Paper,
    peer::{Arrival, Peer, expect},
    photo::{self, CASE_PHOTO},
};
use crate::live::now;

impl Desk {
    /// Takes one entry. What it says is kept whole or not at all.
    ///
    /// # Errors
    /// The store, or keys that do not open: then nothing of the message counts as received.
    pub(crate) fn on_entry(&mut self, party: &PartyId, entry: &Entry) -> Result<(), DeskError> {
        let part = self.ledger.begin()?;
        let done = if Peer::is_paper(entry) {
            self.on_paper(party, &entry.body)
        } else if entry.header.form == Form::Record {
            self.on_assertion(party, entry)
        } else if entry.header.form == Form::Segment {
            self.on_segment(party, entry)
        } else if entry.header.form == Form::Chunk {
            self.on_piece(party, entry)
        } else {
            Err(DeskError::Refused("form-unknown"))
        };
        self.ledger.end(part, done.is_ok())?;
        match done {
            // Nobody may take a full disk here for rubbish from there.
            Err(fault) if fault.is_own() => Err(fault),
            Err(fault) => {
                self.refuse(party, fault.code());
                let spoilt = self.spoilt(party, entry);
                self.destroy(party, &spoilt)
            }
            Ok(()) => Ok(()),
        }
    }

    fn on_paper(&mut self, party: &PartyId, body: &[u8]) -> Result<(), DeskError> {
        match Paper::decode(body)? {
            Paper::Proposed { text, seal } => self.on_proposal(party, &text, seal)?,
            Paper::Accepted { digest, seal } => {
                let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
                peer.ours.conclude(digest, seal, &self.keys)?;
                peer.save(&mut self.ledger)?;
            }
            Paper::KeyChanged { handover } => self.on_key_changed(party, &handover)?,
            Paper::KeyRevoked { key } => self.on_key_revoked(party, key)?,
            Paper::LogHead { head } => self.on_log_head(party, &head)?,
            Paper::LogRemembered { head } => self.on_log_remembered(party, &head)?,
            Paper::CardChanged { card } => self.on_card_changed(party, &card)?,
            Paper::LinkKeyTaken { key } => self.on_link_key_taken(party, key)?,
            Paper::Match(part) => self.on_match(party, part)?,
        }
        self.tell("partner", party);
        Ok(())
    }

    fn on_proposal(&mut self, party: &PartyId, text: &[u8], seal: Seal) -> Result<(), DeskError> {
        let (keys, own) = (&self.keys, &self.own.party);
        let proposal = Proposal::decode(text)?;
        let terms = proposal.policy().terms();
        if terms.from != *party || terms.to != *own {
            return Err(DeskError::Refused("agreement-of-others"));
        }
        keys.verify(
            party,
            seal.key,
            Domain::Agreement,
            "agreement",
            text,
            &seal.signature,
        )?;
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        if !peer.theirs.rises(&proposal) {
            return Err(DeskError::Refused("agreement-version"));
        }
        peer.theirs.proposed = Some((proposal, seal));
        Ok(peer.save(&mut self.ledger)?)
    }

    fn on_assertion(&mut self, party: &PartyId, entry: &Entry) -> Result<(), DeskError> {
        if let Some(peer) = self.peers.get_mut(party) {
            peer.note_clock(entry);
        }
        let assertion = Assertion::decode(&entry.body, &expect(&self.own, entry))?;
        self.on_copy(party, entry, assertion)
    }

    /// Takes what an entry, or a copy in pieces, says.
    ///
    /// # Errors
    /// What is wrong with it; the store.
    pub(super) fn on_copy(
        &mut self,
        party: &PartyId,
        entry: &Entry,
        assertion: Assertion,
    ) -> Result<(), DeskError> {
        let own = &self.own.party;
        if !assertion.label.audience.releasable_to.contains(own) {
            return Err(DeskError::Refused("not-for-us"));
        }
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        if peer.theirs.in_force.is_none() && peer.ours.in_force.is_none() {
            return Err(DeskError::NoAgreement);
        }
        let kind = assertion.kind.clone();
        let kind = kind.as_str();
        peer.check_room(is_act(kind))?;
        if kind == NOTE {
            self.tell("note", party);
        }
        if kind == CASE_PHOTO && !photo::is_fit(&assertion.body) {
            return Err(DeskError::Refused("photo-changed"));
        }
        if !Self::said_is_fit(party, kind, &assertion.body) {
            return Err(DeskError::Refused("joint-plan-unfit"));
        }
        let said = [JOINT_PLAN, JOINT_ANSWER].contains(&kind);
        let said = said.then(|| assertion.body.clone());
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let arrival = Arrival {
            received_ms: Some(now().ms()),
            known: false,
        };
        let recall = (kind == RECALL)
            .then(|| Recall::from_body(&assertion.body))
            .transpose()?;
        let is_copy = peer.note_received(entry, assertion, arrival, &self.own, &self.keys)?;
        if let Some(recall) = recall {
            self.recall_onward(party, &recall)?;
        }
        if let Some(body) = said {
            self.on_said(party, &body)?;
        }
        self.gather_consents();
        self.tell(if is_copy { "copy" } else { "release" }, party);
        Ok(())
    }

    fn on_segment(&mut self, party: &PartyId, entry: &Entry) -> Result<(), DeskError> {
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        if peer.theirs.in_force.is_none() && peer.ours.in_force.is_none() {
            return Err(DeskError::NoAgreement);
        }
        peer.check_room(false)?;
        peer.note_segment(entry).map_err(DeskError::Refused)?;
        self.tell("copy", party);
        Ok(())
    }

    /// Destroys bodies that a partner sent.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn destroy(&mut self, party: &PartyId, seqs: &[u64]) -> Result<(), DeskError> {
        let key = self.peer(party)?.line.in_key().clone();
        self.ledger.purge_entries(&key, seqs)?;
        self.unswept = true;
        Ok(())
    }
}

/// Whether it says something about copies and is none itself.
fn is_act(kind: &str) -> bool {
    [RECALL, HOLD, HOLD_LIFTED, RECEIPT, CONSENT].contains(&kind)
}

impl Peer {
    /// Whether the account of what we hold of the partner's has room for more.
    ///
    /// # Errors
    /// `copies-too-many`.
    pub(super) fn check_room(&self, is_act: bool) -> Result<(), DeskError> {
        match self.held.has_room(is_act) {
            true => Ok(()),
            false => Err(DeskError::Refused("copies-too-many")),
        }
    }
}
