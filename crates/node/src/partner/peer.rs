//! One partner: its keys, the two agreements, the line to it, what it holds of ours and we of its.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error as ThisError;
use tokio::sync::mpsc;
use vigie_exchange::{
    Agreement, Assertion, Copies, CopyState, CopyTerms, Expect, HOLD, HOLD_LIFTED, Hold, Keyring,
    Notice, ObjectId, PartyId, Proposal, RECALL, RECEIPT, Recall, Seal, SignedReceipt, Time, Value,
    channel::{Entry, Form, Profile},
};
use vigie_store::{Ledger, PartnerRow};

use super::{
    card::Card,
    line::{Line, LineError, PeerKeys, entry_of},
    link::{Carrier, Outgoing},
    own::Own,
    paper::{PAPER, Terms},
};
use crate::{auth::hex, live::now};

/// Copies held in memory for the screen, of one partner; the newest version of each object.
const SHOWN_MAX: usize = 50_000;

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

/// What is kept about a partner.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Document {
    invitation: String,
    cut: bool,
    ours: TermsDocument,
    theirs: TermsDocument,
}

/// Agreements as hexadecimal of their canonical bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct TermsDocument {
    in_force: Option<String>,
    proposed: Option<ProposedDocument>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ProposedDocument {
    text: String,
    key: String,
    signature: String,
}

/// An open link to the partner.
pub(crate) struct Linked {
    pub(crate) link: u64,
    pub(crate) carrier: Carrier,
    pub(crate) since: Time,
    pub(crate) outbox: mpsc::Sender<Outgoing>,
}

/// A copy that a partner gave us.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    pub(crate) assertion: Assertion,
    pub(crate) released_ms: i64,
}

/// One partner.
pub(crate) struct Peer {
    invitation: String,
    pub(crate) card: Card,
    pub(crate) cut: bool,
    pub(crate) ours: Terms,
    pub(crate) theirs: Terms,
    pub(crate) line: Line,
    pub(crate) linked: Option<Linked>,
    pub(crate) last_error: Option<String>,
    pub(crate) refused: BTreeMap<&'static str, u64>,
    /// What the partner holds of ours.
    pub(crate) given: Copies,
    /// What we hold of the partner's.
    pub(crate) held: Copies,
    pub(crate) shown: BTreeMap<u64, Copy>,
    newest: BTreeMap<ObjectId, (u32, u64)>,
    /// When a receipt of the partner last came, and when we last gave one.
    pub(crate) receipt: Option<Time>,
    /// Releases whose bytes were destroyed here too.
    pub(crate) forgotten: BTreeSet<u64>,
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
    ) -> Result<Self, PeerError> {
        let document = Document {
            invitation: invitation.to_owned(),
            cut: false,
            ours: TermsDocument::default(),
            theirs: TermsDocument::default(),
        };
        let peer = Self::build(ledger, own, document, card, &Keyring::default())?;
        peer.save(ledger)?;
        Ok(peer)
    }

    /// A partner as it was kept, with its copies folded anew.
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
        let public = card.public().ok_or(PeerError::Damaged)?;
        keys.pin(&card.party, public, 0)?;
        let mut peer = Self::build(ledger, own, document, card, keys)?;
        peer.fold(ledger, own, keys)?;
        Ok(peer)
    }

    fn build(
        ledger: &Ledger,
        own: &Own,
        document: Document,
        card: Card,
        keys: &Keyring,
    ) -> Result<Self, PeerError> {
        let peer_keys = PeerKeys {
            sign: card.public().ok_or(PeerError::Damaged)?.to_bytes(),
            seal: card.seal_key().ok_or(PeerError::Damaged)?,
        };
        let party = card.party.as_str().to_owned();
        Ok(Self {
            ours: terms_of(&document.ours, keys)?,
            theirs: terms_of(&document.theirs, keys)?,
            invitation: document.invitation,
            card,
            cut: document.cut,
            line: Line::open(ledger, own, &party, peer_keys, Profile::LAN)?,
            linked: None,
            last_error: None,
            refused: BTreeMap::new(),
            given: Copies::default(),
            held: Copies::default(),
            shown: BTreeMap::new(),
            newest: BTreeMap::new(),
            receipt: None,
            forgotten: BTreeSet::new(),
            holds: BTreeMap::new(),
            their_holds: BTreeMap::new(),
        })
    }

    /// Keeps what changed.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn save(&self, ledger: &mut Ledger) -> Result<(), PeerError> {
        let document = Document {
            invitation: self.invitation.clone(),
            cut: self.cut,
            ours: document_of(&self.ours),
            theirs: document_of(&self.theirs),
        };
        // A struct of texts always has a JSON form.
        let body = serde_json::to_string(&document).unwrap_or_default();
        let party = self.party().as_str().to_owned();
        ledger.put_partner(&PartnerRow { party, body })?;
        Ok(())
    }

    pub(crate) fn party(&self) -> &PartyId {
        &self.card.party
    }

    /// Reads both streams again from their beginning: who holds what.
    fn fold(&mut self, ledger: &Ledger, own: &Own, keys: &Keyring) -> Result<(), PeerError> {
        let expect = expect(own);
        let (out, inn) = (self.line.out_key().clone(), self.line.in_key().clone());
        for (key, is_ours) in [(&out, true), (&inn, false)] {
            let mut numbers = Vec::new();
            ledger.each_header::<PeerError>(key, |seq, _header| {
                numbers.push(seq);
                Ok(())
            })?;
            for seq in numbers {
                let Some(row) = ledger.entry(key, seq)? else {
                    continue;
                };
                let Some(entry) = entry_of(row)? else {
                    continue;
                };
                if entry.header.form != Form::Record {
                    continue;
                }
                let Ok(assertion) = Assertion::decode(&entry.body, &expect) else {
                    continue;
                };
                if is_ours {
                    self.note_given(seq, &assertion);
                } else {
                    self.note_received(&entry, assertion, own, keys)?;
                }
            }
        }
        Ok(())
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
            Ok(None) | Err(_) => self.given.released(seq, CopyTerms::of(assertion)),
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
        own: &Own,
        keys: &Keyring,
    ) -> Result<bool, PeerError> {
        match notice_of(&assertion)? {
            Some(Notice::Recall(recall)) => self.held.recalled(recall),
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
                let receipt = receipt.verify(&parties, keys)?;
                self.receipt = Some(receipt.at);
                self.given.settle(receipt);
            }
            Some(Notice::Consent(_)) => {}
            None => {
                self.show(entry, assertion);
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn show(&mut self, entry: &Entry, assertion: Assertion) {
        let seq = entry.header.seq;
        self.held.released(seq, CopyTerms::of(&assertion));
        let at = (assertion.version, seq);
        let newest = self.newest.entry(assertion.object).or_insert(at);
        if *newest > at {
            return;
        }
        let older = std::mem::replace(newest, at);
        if older.1 != seq {
            self.shown.remove(&older.1);
        }
        let copy = Copy {
            assertion,
            released_ms: entry.header.released_ms,
        };
        self.shown.insert(seq, copy);
        while self.shown.len() > SHOWN_MAX {
            self.shown.pop_first();
        }
    }

    /// Releases that the partner said it deleted and whose bytes are still here.
    pub(crate) fn gone(&self, at: Time) -> Vec<u64> {
        let gone = |(seq, state)| (state == CopyState::Purged).then_some(seq);
        let gone = self.given.states(at).filter_map(gone);
        gone.filter(|seq| !self.forgotten.contains(seq)).collect()
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

/// What is expected of what arrives.
pub(crate) fn expect(own: &Own) -> Expect {
    Expect {
        realm: own.realm.clone(),
        now: Time::from_ms(now().ms()),
    }
}

fn terms_of(document: &TermsDocument, keys: &Keyring) -> Result<Terms, PeerError> {
    let bytes = |text: &str| vigie_exchange::unhex(text).ok_or(PeerError::Damaged);
    let in_force = document.in_force.as_deref().map(|text| {
        let bytes = bytes(text)?;
        Ok::<_, PeerError>(Agreement::decode(&bytes, keys)?)
    });
    let proposed = document.proposed.as_ref().map(|proposed| {
        let key = bytes(&proposed.key)?
            .try_into()
            .map_err(|_length| PeerError::Damaged)?;
        let signature = bytes(&proposed.signature)?
            .try_into()
            .map_err(|_length| PeerError::Damaged)?;
        let seal = Seal {
            key: vigie_exchange::KeyId(key),
            signature: vigie_exchange::Signature(signature),
        };
        Ok::<_, PeerError>((Proposal::decode(&bytes(&proposed.text)?)?, seal))
    });
    Ok(Terms {
        in_force: in_force.transpose()?,
        proposed: proposed.transpose()?,
    })
}

fn document_of(terms: &Terms) -> TermsDocument {
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
