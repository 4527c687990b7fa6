//! What is kept about a partner: one document in the store, and back.

use serde::{Deserialize, Serialize};
use vigie_exchange::{
    Agreement, Error, KeyId, Keyring, Proposal, PublicKey, Seal, Signature, SignedHandover,
    SignedHead, unhex,
};

use super::{
    bond::{Bond, PeerKeys},
    card::Card,
    history::PastDocument,
    own::Own,
    paper::Terms,
    peer::{Peer, PeerError, keys_on},
    reach::ReachDocument,
};
use crate::auth::hex;

/// What is kept about a partner. What newer programs added is absent in older documents.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) invitation: String,
    pub(super) cut: bool,
    pub(super) ours: TermsDocument,
    pub(super) theirs: TermsDocument,
    /// The own and the partner's key with which the streams were founded.
    #[serde(default)]
    founded: Option<(String, String)>,
    /// The own key that the partner speaks to.
    #[serde(default)]
    spoken_to: Option<String>,
    #[serde(default)]
    handovers: Vec<String>,
    /// Signing keys of the partner from before it was met anew.
    #[serde(default)]
    earlier: Vec<String>,
    #[serde(default = "yes")]
    settled: bool,
    #[serde(default)]
    revoked: Vec<String>,
    #[serde(default)]
    pub(super) removed: bool,
    #[serde(default)]
    pub(super) drafted: Option<Drafted>,
    #[serde(default)]
    remembered: Option<String>,
    #[serde(default)]
    pub(super) log_fault: Option<String>,
    /// Where it is reached, if that changed since the invitation.
    #[serde(default)]
    pub(super) reach: ReachDocument,
    /// How far the past was told to it.
    #[serde(default)]
    pub(super) past: PastDocument,
}

fn yes() -> bool {
    true
}

/// A policy that waits for a second own officer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Drafted {
    pub(crate) text: String,
    pub(crate) cedar: String,
    /// Who drafted it, and therefore cannot be the second.
    pub(crate) by: String,
    /// When, milliseconds since 1970 UTC.
    pub(crate) at_ms: i64,
}

/// Agreements as hexadecimal of their canonical bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct TermsDocument {
    in_force: Option<String>,
    proposed: Option<ProposedDocument>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ProposedDocument {
    text: String,
    key: String,
    signature: String,
}

fn bytes(text: &str) -> Result<Vec<u8>, PeerError> {
    unhex(text).ok_or(PeerError::Damaged)
}

fn array<const N: usize>(text: &str) -> Result<[u8; N], PeerError> {
    bytes(text)?
        .try_into()
        .map_err(|_length| PeerError::Damaged)
}

impl Document {
    pub(super) fn new(invitation: &str, bond: &Bond) -> Self {
        Self {
            invitation: invitation.to_owned(),
            cut: false,
            ours: TermsDocument::default(),
            theirs: TermsDocument::default(),
            founded: Some((hex(&bond.founded.0), hex(&bond.founded.1))),
            spoken_to: Some(hex(&bond.own)),
            handovers: Vec::new(),
            earlier: Vec::new(),
            settled: true,
            revoked: Vec::new(),
            removed: false,
            drafted: None,
            remembered: None,
            log_fault: None,
            reach: ReachDocument::default(),
            past: PastDocument::default(),
        }
    }

    /// The keys of the partnership; those of the partner go into the ring, each checked against the one before.
    ///
    /// # Errors
    /// A document that was changed.
    pub(super) fn bond(
        &self,
        own: &Own,
        card: &Card,
        keys: &mut Keyring,
    ) -> Result<Bond, PeerError> {
        let mut last = card.public().ok_or(PeerError::Damaged)?;
        let mut theirs = vec![keys_on(card)?];
        keys.pin(&card.party, last, 0)?;
        for text in &self.handovers {
            let signed = SignedHandover::decode(&bytes(text)?)?;
            let handover = signed.verify(&own.realm, &card.party, &last)?;
            let number = handover.number.max(theirs.len() as u64);
            keys.pin(&card.party, handover.new, number)?;
            last = handover.new;
            theirs.push(PeerKeys {
                sign: last.to_bytes(),
                seal: handover.seal,
            });
        }
        for key in self.revoked_keys()? {
            // A key that only an earlier invitation named is not in the ring at all.
            drop(keys.revoke(&card.party, key));
        }
        let first = own.first.to_bytes();
        let named = keys_on(card)?.sign;
        let founded = match &self.founded {
            Some((ours, theirs)) => (array(ours)?, array(theirs)?),
            None => (first, named),
        };
        let spoken_to = self.spoken_to.as_deref().map(array).transpose()?;
        Ok(Bond {
            founded,
            own: spoken_to.unwrap_or(first),
            own_all: own_keys(own, keys),
            theirs,
            earlier: self
                .earlier
                .iter()
                .map(|key| array(key))
                .collect::<Result<_, _>>()?,
            settled: self.settled,
        })
    }

    pub(super) fn handover_bytes(&self) -> Result<Vec<Vec<u8>>, PeerError> {
        self.handovers.iter().map(|text| bytes(text)).collect()
    }

    pub(super) fn revoked_keys(&self) -> Result<Vec<KeyId>, PeerError> {
        let key = |text: &String| array(text).map(KeyId);
        self.revoked.iter().map(key).collect()
    }

    pub(super) fn remembered_head(&self) -> Result<Option<SignedHead>, PeerError> {
        let decode = |text: &String| Ok(SignedHead::decode(&bytes(text)?)?);
        self.remembered.as_ref().map(decode).transpose()
    }
}

/// All keys that the own log names.
pub(crate) fn own_keys(own: &Own, keys: &Keyring) -> Vec<[u8; 32]> {
    let spans = keys.spans(&own.party).iter();
    spans.map(|span| span.key.to_bytes()).collect()
}

/// A term that rests on a revoked key is not in force any more.
pub(crate) fn unless_revoked<T>(found: Result<T, Error>) -> Result<Option<T>, PeerError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::KeyRevoked { .. }) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

/// Agreements as they were kept, without those that rest on a revoked key.
///
/// # Errors
/// A document that was changed.
pub(super) fn terms_of(document: &TermsDocument, keys: &Keyring) -> Result<Terms, PeerError> {
    let in_force = document.in_force.as_deref().map(|text| {
        let found = Agreement::decode(&bytes(text)?, keys);
        unless_revoked(found)
    });
    let proposed = document.proposed.as_ref().map(|proposed| {
        let seal = Seal {
            key: KeyId(array(&proposed.key)?),
            signature: Signature(array(&proposed.signature)?),
        };
        Ok::<_, PeerError>((Proposal::decode(&bytes(&proposed.text)?)?, seal))
    });
    Ok(Terms {
        in_force: in_force.transpose()?.flatten(),
        proposed: proposed.transpose()?,
    })
}

fn terms_document(terms: &Terms) -> TermsDocument {
    TermsDocument {
        in_force: terms.in_force.as_ref().map(|a| hex(&a.encode())),
        proposed: terms
            .proposed
            .as_ref()
            .map(|(proposal, seal)| ProposedDocument {
                text: hex(proposal.bytes()),
                key: hex(&seal.key.0),
                signature: hex(&seal.signature.0),
            }),
    }
}

/// What is to be kept about a partner.
pub(super) fn document_of(peer: &Peer) -> Document {
    Document {
        invitation: peer.invitation.clone(),
        cut: peer.cut,
        ours: terms_document(&peer.ours),
        theirs: terms_document(&peer.theirs),
        founded: Some((hex(&peer.bond.founded.0), hex(&peer.bond.founded.1))),
        spoken_to: Some(hex(&peer.bond.own)),
        handovers: peer.handovers.iter().map(|bytes| hex(bytes)).collect(),
        earlier: peer.bond.earlier.iter().map(|key| hex(key)).collect(),
        settled: peer.bond.settled,
        revoked: peer.revoked.iter().map(|key| hex(&key.0)).collect(),
        removed: peer.removed,
        drafted: peer.drafted.clone(),
        remembered: peer.remembered.as_ref().map(|head| hex(&head.encode())),
        log_fault: peer.log_fault.clone(),
        reach: peer.reach.document(),
        past: peer.past.document(),
    }
}

/// The partner's newest key.
pub(crate) fn newest_key(peer: &Peer) -> Option<PublicKey> {
    PublicKey::from_bytes(&peer.bond.newest().sign).ok()
}
