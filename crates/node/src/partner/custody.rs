//! The node's own keys over time, and those of partners: a new key takes over, an old one is not to be believed any more,
//! and each side learns of it.
//!
//! A rotation is a record of the log, signed by the old key with the word of the new. Each partner is told in its own
//! stream, still under the old key; from its first answer under the new one on, that pair speaks under it. When the last
//! partner has answered, the old secrets are destroyed. A revocation says that someone else may have the key: whatever
//! rests on it ends at once on both sides, and the partner takes the new key only after its fingerprint was compared.

use serde_json::{Value as Json, json};
use vigie_exchange::{
    Handover, KEY_REVOKED, KEY_ROTATED, KeyId, KeySpan, ObjectId, PartyId, SignedHandover, Value,
    key_revoked, key_rotated,
};

use super::{
    bond::{Pair, PeerKeys},
    desk::{Desk, DeskError},
    dossier::{newest_key, own_keys},
    own::{KeyError, random},
    paper::Paper,
};

/// The handover in the record of a rotation.
const HANDOVER: &str = "handover";

impl Desk {
    /// Makes a new key and lets it take over.
    ///
    /// # Errors
    /// `key-handover-under-way` while a partner has not answered the last rotation; no randomness, the disk, the store.
    pub(crate) fn rotate(&mut self, user: &str) -> Result<(), DeskError> {
        let now = self.own.public().to_bytes();
        let behind = |peer: &super::peer::Peer| peer.is_active() && peer.bond.own != now;
        if self.peers.values().any(behind) {
            return Err(DeskError::Refused("key-handover-under-way"));
        }
        let handover = self.hand_over(user)?.encode();
        for party in self.partners() {
            let paper = Paper::KeyChanged {
                handover: handover.clone(),
            };
            self.send_paper(&party, &paper)?;
        }
        self.rekey_lines()
    }

    /// The record of a new key that takes over, and what is said about it to others.
    fn hand_over(&mut self, user: &str) -> Result<SignedHandover, DeskError> {
        if let Some(code) = self.log_fault {
            return Err(DeskError::Refused(code));
        }
        self.part.touch();
        let known = own_keys(&self.own, &self.keys);
        let new = self.own.make_generation(&known)?;
        let old = self.own.public();
        let next = self
            .own
            .generation(&new.to_bytes())
            .ok_or(KeyError::Other)?;
        let number = self.log_head().count;
        let mut body = key_rotated(&self.own.party, number, old.id(), &next.key);
        let handover = Handover {
            realm: self.own.realm.clone(),
            party: self.own.party.clone(),
            number: number.saturating_add(1),
            old,
            new,
            seal: vigie_exchange::channel::sealing_public(&next.seal_secret),
        };
        let signed = handover.sign(self.own.key(), &next.key)?;
        body.insert(HANDOVER.to_owned(), Value::Bytes(signed.encode()));
        self.record(KEY_ROTATED, ObjectId(*random::<16>()?), user, body)?;
        self.own.speak_as(&new)?;
        Ok(signed)
    }

    fn rekey_lines(&mut self) -> Result<(), DeskError> {
        let all = own_keys(&self.own, &self.keys);
        for peer in self.peers.values_mut() {
            peer.bond.own_all.clone_from(&all);
            peer.line.rekey(&self.own, &peer.bond)?;
            peer.save(&mut self.ledger)?;
        }
        for party in self.partners() {
            self.tell("partner", &party);
        }
        Ok(())
    }

    /// Says that a key is not to be believed any more. When it is the one in use, a new one takes over, agreements end
    /// until they are signed anew, and partners compare the new fingerprint.
    ///
    /// # Errors
    /// `key-unknown`, `key-revoked-already`; those of [`Desk::rotate`].
    pub(crate) fn revoke(&mut self, key: KeyId, user: &str) -> Result<(), DeskError> {
        let spans = self.keys.spans(&self.own.party).iter();
        let span = spans.copied().find(|span| span.key.id() == key);
        let span = span.ok_or(DeskError::Refused("key-unknown"))?;
        if span.revoked {
            return Err(DeskError::Refused("key-revoked-already"));
        }
        let in_use = span.key == self.own.public();
        if in_use {
            self.hand_over(user)?;
        }
        let from = span.until_number.unwrap_or(self.log_head().count);
        let body = key_revoked(key, from);
        self.record(KEY_REVOKED, ObjectId(*random::<16>()?), user, body)?;
        for party in self.partners() {
            self.send_paper(&party, &Paper::KeyRevoked { key })?;
        }
        for peer in self.peers.values_mut() {
            peer.drop_revoked_terms(&self.keys)?;
            if in_use {
                // Both sides begin anew: who had the key in use may have had those before it.
                (peer.ours, peer.theirs) = Default::default();
            }
        }
        self.rekey_lines()
    }

    /// A partner's new key takes over from its old one, which said so.
    pub(super) fn on_key_changed(
        &mut self,
        party: &PartyId,
        handover: &[u8],
    ) -> Result<(), DeskError> {
        let signed = SignedHandover::decode(handover)?;
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let from = newest_key(peer).ok_or(DeskError::Partner)?;
        let said = signed.verify(&self.own.realm, party, &from)?;
        let number = said.number.max(peer.bond.theirs.len() as u64);
        self.keys.pin(party, said.new, number)?;
        peer.bond.theirs.push(PeerKeys {
            sign: said.new.to_bytes(),
            seal: said.seal,
        });
        peer.bond.settled = false;
        peer.handovers.push(handover.to_vec());
        peer.line.rekey(&self.own, &peer.bond)?;
        peer.save(&mut self.ledger)?;
        let fingerprint = said.new.fingerprint();
        self.note(
            "partner-key-changed",
            party,
            json!({"fingerprint": fingerprint}),
        )
    }

    /// A partner says that a key of its own is not to be believed.
    pub(super) fn on_key_revoked(&mut self, party: &PartyId, key: KeyId) -> Result<(), DeskError> {
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        self.keys.revoke(party, key)?;
        peer.revoked.push(key);
        peer.drop_revoked_terms(&self.keys)?;
        if peer.is_suspended() {
            (peer.ours, peer.theirs) = Default::default();
        }
        peer.save(&mut self.ledger)?;
        self.note("partner-key-revoked", party, json!({"key": key}))
    }

    /// A message came under these keys: perhaps the first under new ones.
    ///
    /// # Errors
    /// The store, or secrets that are not here.
    pub(super) fn heard(&mut self, party: &PartyId, under: Pair) -> Result<(), DeskError> {
        let newest = self.own.public().to_bytes();
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let (ours, theirs) = under;
        let answered = ours == newest && peer.bond.own != newest;
        let settled = !peer.bond.settled && theirs == peer.bond.newest().sign;
        if !answered && !settled {
            return Ok(());
        }
        if answered {
            peer.bond.own = newest;
        }
        peer.bond.settled |= settled;
        peer.line.rekey(&self.own, &peer.bond)?;
        peer.save(&mut self.ledger)?;
        self.tell("partner", party);
        Ok(())
    }

    /// Destroys the secrets of own keys to which no partner speaks any more.
    pub(super) fn forget_keys(&mut self) {
        let needed: Vec<[u8; 32]> = self.peers.values().map(|peer| peer.bond.own).collect();
        match self.own.forget_generations(&needed) {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "old keys destroyed"),
            Err(fault) => tracing::error!(code = fault.code(), "old keys cannot be destroyed"),
        }
    }

    /// Handovers of the own keys, oldest first, as the log has them.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn own_handovers(&self) -> Result<Vec<Vec<u8>>, DeskError> {
        let rows = self.ledger.records_of_kind(KEY_ROTATED)?;
        let mut found = Vec::new();
        for row in rows {
            let envelope = vigie_exchange::Envelope::decode(&row.bytes)?;
            if let vigie_exchange::Content::Open(body) = &envelope.record().draft.content {
                found.extend(
                    body.get(HANDOVER)
                        .and_then(Value::as_bytes)
                        .map(<[u8]>::to_vec),
                );
            }
        }
        Ok(found)
    }

    /// The own keys, oldest first.
    pub(crate) fn keys_shown(&self) -> Json {
        let spans = self.keys.spans(&self.own.party);
        let waiting = |span: &KeySpan| -> Vec<&PartyId> {
            let key = span.key.to_bytes();
            let peers = self.peers.values().filter(|peer| peer.is_active());
            let speak = peers.filter(|peer| peer.bond.own == key && span.until_number.is_some());
            speak.map(|peer| peer.party()).collect()
        };
        let shown = |span: &KeySpan| {
            let state = match (span.revoked, span.until_number) {
                (true, _) => "revoked",
                (false, Some(_)) => "rotated",
                (false, None) => "current",
            };
            json!({
                "id": span.key.id(), "fingerprint": span.key.fingerprint(), "state": state,
                "from_record": span.from_number, "until_record": span.until_number,
                "spoken_to_by": waiting(span),
            })
        };
        let keys: Vec<Json> = spans.iter().map(shown).collect();
        json!({ "keys": keys, "link": self.link_key_shown() })
    }
}
