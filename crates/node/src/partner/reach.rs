//! Where and under which link key partners reach each other, over time.
//!
//! A new link key is told to each partner in its own stream, on a card that the signing key signed. The partner lets links in
//! under both keys from then on and says so. When the last partner has said it, the new key takes over, links are opened anew,
//! and the old key is destroyed here; a partner forgets it when it sees the new one. Whom the stream does not reach gets the
//! new invitation by hand.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use vigie_exchange::{Body, ObjectId, PartyId, PublicKey, Value, unhex};

use super::{
    card::Card,
    desk::{Desk, DeskError},
    own::random,
    paper::Paper,
    peer::{Peer, PeerError},
    tls::{LinkKey, LinkSecrets},
};
use crate::auth::hex;

/// Kind of the record that a link key is to take over.
const LINK_KEY_CHANGED: &str = "link-key-changed";

/// What changed about reaching a partner since its invitation, and what it knows of us.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// Its newest card, as it came.
    newer: Option<(Vec<u8>, Card)>,
    /// Its link key of before, until it shows the new one.
    before: Option<LinkKey>,
    /// Our link key to come was told since the start.
    told: bool,
    /// Our link key that it said it lets in.
    taken: Option<LinkKey>,
}

/// What is kept of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ReachDocument {
    #[serde(default)]
    newer: Option<String>,
    #[serde(default)]
    before: Option<String>,
}

impl Reach {
    /// From what was kept.
    ///
    /// # Errors
    /// A document that was changed.
    pub(super) fn kept(document: ReachDocument) -> Result<Self, PeerError> {
        let newer = document.newer.map(|text| {
            let bytes = unhex(&text).ok_or(PeerError::Damaged)?;
            let card = Card::parse_bytes(&bytes).map_err(|_fault| PeerError::Damaged)?;
            Ok::<_, PeerError>((bytes, card))
        });
        let before = document.before.map(|text| {
            let key = unhex(&text).and_then(|bytes| bytes.try_into().ok());
            key.ok_or(PeerError::Damaged)
        });
        Ok(Self {
            newer: newer.transpose()?,
            before: before.transpose()?,
            ..Self::default()
        })
    }

    pub(super) fn document(&self) -> ReachDocument {
        ReachDocument {
            newer: self.newer.as_ref().map(|(bytes, _)| hex(bytes)),
            before: self.before.map(|key| hex(&key)),
        }
    }
}

impl Peer {
    /// The newest card that names link key and addresses.
    fn reached_by(&self) -> &Card {
        let newer = self.reach.newer.as_ref();
        newer.map_or(&self.card, |(_, card)| card)
    }

    /// The link keys that the partner may show, the newest first.
    pub(crate) fn link_keys(&self) -> Vec<LinkKey> {
        let newest = self.reached_by().link_key();
        newest.into_iter().chain(self.reach.before).collect()
    }

    /// Whether the partner's newest key signed a card.
    fn signed(&self, card: &Card) -> bool {
        card.public().map(|key| key.to_bytes()) == Some(self.bond.newest().sign)
    }

    /// Where the partner answers.
    pub(crate) fn addresses(&self) -> &[String] {
        &self.reached_by().addresses
    }
}

impl Desk {
    /// Makes a new link key; it takes over when every partner knows it, or, if `at_once`, now: then partners that do not
    /// know it yet need the new invitation.
    ///
    /// # Errors
    /// No randomness, the disk, the store.
    pub(crate) fn change_link_key(&mut self, at_once: bool, user: &str) -> Result<(), DeskError> {
        let is_new = self.own.next_link_key().is_none();
        let key = self.own.make_link()?;
        if is_new || at_once {
            let body = Body::from([
                ("public".to_owned(), Value::Bytes(key.to_vec())),
                ("at-once".to_owned(), Value::Bool(at_once)),
            ]);
            self.record(LINK_KEY_CHANGED, ObjectId(*random::<16>()?), user, body)?;
        }
        if at_once {
            self.take_link_over()
        } else {
            self.hand_link_over()
        }
    }

    /// Tells partners the link key to come, and lets it take over once all of them let it in.
    ///
    /// # Errors
    /// The disk, the store.
    pub(super) fn hand_link_over(&mut self) -> Result<(), DeskError> {
        if self.own.next_link_key().is_none() {
            return Ok(());
        }
        let untold = |party: &PartyId| self.peers.get(party).is_some_and(|it| !it.reach.told);
        let untold: Vec<PartyId> = self.partners().into_iter().filter(untold).collect();
        for party in untold {
            let card = Card::to_come(&self.own, self.addresses.clone()).signed_bytes(&self.own);
            self.send_paper(&party, &Paper::CardChanged { card })?;
            if let Some(peer) = self.peers.get_mut(&party) {
                peer.reach.told = true;
            }
        }
        if self.behind_with_link().next().is_none() {
            self.take_link_over()?;
        }
        Ok(())
    }

    /// Partners that do not let in the link key to come yet.
    fn behind_with_link(&self) -> impl Iterator<Item = &PartyId> {
        let next = self.own.next_link_key();
        let peers = self.peers.values().filter(|peer| peer.is_active());
        let behind = peers.filter(move |peer| next.is_some() && peer.reach.taken != next);
        behind.map(Peer::party)
    }

    fn take_link_over(&mut self) -> Result<(), DeskError> {
        self.part.touch();
        self.own.take_link_over()?;
        self.shown
            .send_replace(LinkSecrets::of(&self.own.link_seed));
        if let Some(pairing) = &mut self.pairing {
            pairing.tell_again();
        }
        for peer in self.peers.values_mut() {
            // Opened under the old key; whoever calls, calls anew.
            peer.linked = None;
            (peer.reach.told, peer.reach.taken) = (false, None);
        }
        tracing::info!("new link key in use");
        for party in self.partners() {
            self.tell("partner", &party);
        }
        Ok(())
    }

    /// A partner is reached otherwise.
    pub(super) fn on_card_changed(
        &mut self,
        party: &PartyId,
        bytes: &[u8],
    ) -> Result<(), DeskError> {
        let card = Card::parse_bytes(bytes).map_err(|fault| DeskError::Refused(fault.code()))?;
        let key = self.take_card(party, card, bytes)?;
        self.send_paper(party, &Paper::LinkKeyTaken { key })?;
        let fingerprint = fingerprint(key);
        self.note(
            "partner-link-key-changed",
            party,
            json!({"fingerprint": fingerprint}),
        )
    }

    /// A partner lets our links in under this key.
    pub(super) fn on_link_key_taken(
        &mut self,
        party: &PartyId,
        key: LinkKey,
    ) -> Result<(), DeskError> {
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        peer.reach.taken = Some(key);
        self.hand_link_over()
    }

    /// Takes a card in that the partner's newest key signed; gives the link key on it.
    fn take_card(
        &mut self,
        party: &PartyId,
        card: Card,
        bytes: &[u8],
    ) -> Result<LinkKey, DeskError> {
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let is_theirs = card.party == *party && peer.signed(&card);
        if !is_theirs || card.realm != self.own.realm {
            return Err(DeskError::Refused("invitation-of-others"));
        }
        let key = card.link_key().ok_or(DeskError::Partner)?;
        self.part.touch();
        let known = peer.link_keys();
        if known.first() != Some(&key) {
            peer.reach.before = known.first().copied();
        }
        peer.reach.newer = Some((bytes.to_vec(), card));
        peer.save(&mut self.ledger)?;
        self.tell_callers();
        Ok(key)
    }

    /// A known partner's newer invitation, by hand: it is reached otherwise.
    ///
    /// # Errors
    /// `partner-known` when it says nothing new.
    pub(super) fn reach_anew(&mut self, card: Card, invitation: &str) -> Result<(), DeskError> {
        let bytes = Card::bytes_in(invitation).ok_or(DeskError::Partner)?;
        if !self.is_news(&card) {
            return Err(DeskError::Refused("partner-known"));
        }
        let party = card.party.clone();
        self.take_card(&party, card, &bytes).map(drop)
    }

    /// Whether an invitation is of someone unknown, or says otherwise how a partner is reached.
    pub(super) fn is_news(&self, card: &Card) -> bool {
        self.peers.get(&card.party).is_none_or(|peer| {
            let is_theirs = peer.signed(card) && !peer.removed;
            let key = card.link_key();
            let is_known = key.is_some_and(|key| peer.link_keys().contains(&key));
            let same = is_known && card.addresses == peer.addresses();
            is_theirs && !same
        })
    }

    /// A partner showed this link key: the one before it is not let in any more.
    pub(super) fn link_key_seen(&mut self, party: &PartyId, key: LinkKey) {
        let Some(peer) = self.peers.get_mut(party) else {
            return;
        };
        if peer.reach.before.is_none() || peer.link_keys().first() != Some(&key) {
            return;
        }
        peer.reach.before = None;
        if let Err(fault) = peer.save(&mut self.ledger) {
            tracing::error!(%party, code = fault.code(), "link key not kept");
        }
        self.tell_callers();
    }

    /// The own link key, as an officer sees it.
    pub(super) fn link_key_shown(&self) -> Json {
        json!({
            "fingerprint": fingerprint(self.own.link_key()),
            "next": self.own.next_link_key().map(fingerprint),
            "waits_for": self.behind_with_link().collect::<Vec<_>>(),
        })
    }
}

fn fingerprint(key: LinkKey) -> Option<String> {
    let key = PublicKey::from_bytes(&key).ok()?;
    Some(key.fingerprint())
}
