//! Partners come and go: taken in after their fingerprint was compared, met again with another key, cut, removed.

use serde_json::json;
use vigie_exchange::{Body, CopyState, ObjectId, PartyId, Value};

use super::{
    bond::PeerKeys,
    card::Card,
    desk::{Call, Calls, Desk, DeskError, PARTNERS_MAX, moment},
    own::random,
    peer::{Peer, keys_on},
    reach::Reach,
};

/// Kind of the record that a partner was taken in.
const ACCEPTED: &str = "partner-accepted";
/// Kind of the record that a partner is none any more.
const REMOVED: &str = "partner-removed";

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// An invitation whose fingerprint was compared.
///
/// # Errors
/// An invitation that cannot be read, or another fingerprint.
fn compared(invitation: &str, fingerprint: &str) -> Result<Card, DeskError> {
    let card = Card::parse(invitation).map_err(|fault| DeskError::Refused(fault.code()))?;
    let said = digits(fingerprint);
    if said.is_empty() || card.fingerprint().map(|f| digits(&f)) != Some(said) {
        return Err(DeskError::Refused("fingerprint-differs"));
    }
    Ok(card)
}

impl Desk {
    /// Takes a partner in after its fingerprint was compared; one that is known, again: after it was removed, or with the
    /// key that took the place of one that is not to be believed any more.
    ///
    /// # Errors
    /// A partner that is known by this key, of another realm, or one too many.
    pub(crate) fn accept(
        &mut self,
        invitation: &str,
        fingerprint: &str,
        user: &str,
    ) -> Result<PartyId, DeskError> {
        let card = compared(invitation, fingerprint)?;
        if card.realm != self.own.realm {
            return Err(DeskError::Refused("realm-differs"));
        }
        if card.party == self.own.party {
            return Err(DeskError::Refused("partner-known"));
        }
        let party = card.party.clone();
        let public = card.public().ok_or(DeskError::Partner)?;
        let body = Body::from([
            ("party".to_owned(), Value::text(party.as_str())),
            (
                "public".to_owned(),
                Value::Bytes(public.to_bytes().to_vec()),
            ),
        ]);
        self.record(ACCEPTED, ObjectId(*random::<16>()?), user, body)?;
        if self.peers.contains_key(&party) {
            self.renew(invitation, card)?;
        } else {
            if self.peers.len() >= PARTNERS_MAX {
                return Err(DeskError::Refused("partners-too-many"));
            }
            self.keys.pin(&party, public, 0)?;
            let peer = Peer::new(&mut self.ledger, &self.own, invitation, card, &self.keys)?;
            self.peers.insert(party.clone(), peer);
        }
        self.tell_callers();
        self.tell("partner", &party);
        Ok(party)
    }

    fn renew(&mut self, invitation: &str, card: Card) -> Result<(), DeskError> {
        let peer = self.peers.get_mut(&card.party).ok_or(DeskError::Partner)?;
        let keys = keys_on(&card)?;
        let public = card.public().ok_or(DeskError::Partner)?;
        let same = peer.bond.newest().sign == keys.sign;
        if same && peer.is_suspended() {
            return Err(DeskError::Refused("exchange-key-revoked"));
        }
        if same && !peer.removed {
            return self.reach_anew(card, invitation);
        }
        if !same {
            self.keys.renew(&card.party, public)?;
            let before = std::mem::replace(&mut peer.bond.theirs, vec![keys]);
            peer.bond
                .earlier
                .extend(before.iter().map(|keys| keys.sign));
            peer.handovers = Vec::new();
            peer.invitation = invitation.to_owned();
            (peer.card, peer.reach) = (card, Reach::default());
            peer.bond.settled = true;
            peer.remembered = None;
            peer.drop_revoked_terms(&self.keys)?;
        }
        (peer.removed, peer.log_fault) = (false, None);
        peer.line.rekey(&self.own, &peer.bond)?;
        if let Some(linked) = &peer.linked {
            peer.line.connect(linked.profile)?;
        }
        Ok(peer.save(&mut self.ledger)?)
    }

    /// Cuts or heals the link to a partner.
    ///
    /// # Errors
    /// No such partner, or the store.
    pub(crate) fn cut(&mut self, party: &PartyId, cut: bool) -> Result<(), DeskError> {
        self.part.touch();
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        peer.cut = cut;
        peer.save(&mut self.ledger)?;
        if cut {
            peer.linked = None;
        }
        self.tell_callers();
        self.tell("partner", party);
        Ok(())
    }

    /// Ends a partnership: agreements are over, the link is closed, and what the partner gave us is deleted unless a hold
    /// keeps it. What was exchanged stays provable. What the partner holds of ours must be recalled before.
    ///
    /// # Errors
    /// No such partner, or the store.
    pub(crate) fn remove(&mut self, party: &PartyId, user: &str) -> Result<u64, DeskError> {
        let at = moment();
        let peer = self.peer(party)?;
        if peer.removed {
            return Err(DeskError::Partner);
        }
        let is_held = |state: &CopyState| matches!(state, CopyState::Held { .. });
        let states = peer.held.states(at).filter(|(_, state)| !is_held(state));
        let gone: Vec<u64> = states.map(|(seq, _)| seq).collect();
        let (key, count) = (peer.line.in_key().clone(), gone.len() as u64);
        let body = Body::from([
            ("party".to_owned(), Value::text(party.as_str())),
            (
                "deleted".to_owned(),
                vigie_exchange::Value::from(u32::try_from(count).unwrap_or(u32::MAX)),
            ),
        ]);
        self.record(REMOVED, ObjectId(*random::<16>()?), user, body)?;
        self.ledger.purge_entries(&key, &gone)?;
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        peer.forget_held(&gone);
        (peer.ours, peer.theirs) = Default::default();
        (peer.drafted, peer.linked) = (None, None);
        peer.removed = true;
        peer.save(&mut self.ledger)?;
        self.tell_callers();
        self.tell("partner", party);
        self.tell("copy", party);
        Ok(count)
    }

    /// Whom the callers may call, and whose calls are answered.
    pub(super) fn tell_callers(&self) {
        let mut calls = Calls::new();
        let open = self
            .peers
            .values()
            .filter(|peer| !peer.cut && !peer.removed);
        for peer in open {
            let call = Call {
                keys: peer.link_keys(),
                addresses: peer.addresses().to_vec(),
            };
            calls.insert(peer.party().clone(), call);
        }
        self.calls.send_replace(calls);
    }

    /// Own name, key and partners, as the command line shows them.
    pub(crate) fn roll(&self) -> serde_json::Value {
        let partner = |peer: &Peer| {
            let PeerKeys { sign, .. } = peer.bond.newest();
            let key = vigie_exchange::PublicKey::from_bytes(&sign).ok();
            let version = |terms: &super::paper::Terms| {
                terms.in_force.as_ref().map(|a| a.policy().terms().version)
            };
            json!({
                "party": peer.party(), "name": peer.card.name, "state": peer.standing(),
                "fingerprint": key.map(|key| key.fingerprint()), "cut": peer.cut,
                "addresses": peer.addresses(),
                "log_head": peer.remembered.as_ref().map(|head| crate::auth::hex(&head.encode())),
                "agreement": {"ours": version(&peer.ours), "theirs": version(&peer.theirs)},
            })
        };
        let partners: Vec<_> = self.peers.values().map(partner).collect();
        json!({
            "own": {
                "party": self.own.party, "name": self.own.name, "realm": self.own.realm,
                "fingerprint": self.own.public().fingerprint(),
            },
            "partners": partners,
        })
    }
}
