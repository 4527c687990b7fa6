//! The proof of a release as a file for a third party, such as a court: who released what to whom, that both nodes signed a
//! history that holds it, and, if it is deleted over there, the partner's receipt.
//!
//! The file has one form to the byte, so no byte of it can change unnoticed; `docs/proof.md` says how to check it, and
//! `scripts/check_proof.py` does so with nothing but Python's standard library.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use vigie_exchange::{
    PartyId, PublicKey, Realm, SignedHandover, SignedReceipt,
    channel::{Countersigned, Header, Proof, SALT_BYTES, Stream},
    unhex,
};

use super::{
    bond::EPOCH,
    card::Card,
    desk::{Desk, DeskError},
    kept::entry_of,
};
use crate::auth::hex;

const FORM: &str = "vigie-release-proof/1";
/// Largest file that is read: a body of 256 KiB in hexadecimal, and what belongs to it.
pub(crate) const PROOF_BYTES_MAX: usize = 1 << 20;

/// The file. Fields stand in the order of their names: the file is the compact JSON of exactly this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofFile {
    /// What was released, if the file shows it.
    body: Option<String>,
    epoch: u32,
    form: String,
    from: Side,
    /// The head that both signed, as a C2SP signed note.
    head: String,
    /// Header, path and head: [`Proof::encode`].
    proof: String,
    realm: String,
    /// The partner's receipt of deletion.
    receipt: Option<String>,
    seq: u64,
    to: Side,
}

/// One agency in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Side {
    /// Its signed invitation.
    card: String,
    /// The key with which the stream was founded.
    founded: String,
    /// Handovers of its keys, oldest first.
    handovers: Vec<String>,
    /// The key that signed the head.
    key: String,
    party: PartyId,
}

/// What is wrong with a file.
pub(crate) type Fault = &'static str;

/// What a file proves.
#[derive(Debug, Clone)]
pub(crate) struct Proven {
    file: ProofFile,
    header: Header,
    size: u64,
    fingerprints: (String, String),
    /// One of the keys was renewed in person: nothing in the file leads to it from the key that founded the stream.
    renewed: bool,
    receipt: Option<SignedReceipt>,
}

fn key(text: &str) -> Result<PublicKey, Fault> {
    let bytes = unhex(text).and_then(|bytes| bytes.try_into().ok());
    let bytes: [u8; 32] = bytes.ok_or("proof-key")?;
    PublicKey::from_bytes(&bytes).map_err(|_none| "proof-key")
}

/// Bytes from hexadecimal in its one form.
fn exact(text: &str) -> Result<Vec<u8>, Fault> {
    let bytes = unhex(text).ok_or("proof-unreadable")?;
    match hex(&bytes) == text {
        true => Ok(bytes),
        false => Err("proof-not-canonical"),
    }
}

impl Side {
    /// The keys that follow from each other, and whether the key that founded the stream is one of them.
    fn keys(&self, realm: &Realm) -> Result<(Vec<PublicKey>, bool), Fault> {
        let card = Card::parse_bytes(&exact(&self.card)?).map_err(|_fault| "proof-card")?;
        if card.party != self.party || card.realm != *realm {
            return Err("proof-card");
        }
        let named = card.public().ok_or("proof-card")?;
        let mut keys: Vec<PublicKey> = Vec::new();
        for text in &self.handovers {
            let signed =
                SignedHandover::decode(&exact(text)?).map_err(|_fault| "proof-handover")?;
            let from = keys.last().copied().unwrap_or(signed.claimed().old);
            let said = signed.verify(realm, &self.party, &from);
            let said = said.map_err(|_fault| "proof-handover")?;
            if keys.is_empty() {
                keys.push(said.old);
            }
            keys.push(said.new);
        }
        if keys.is_empty() {
            keys.push(named);
        }
        for wanted in [named, key(&self.key)?] {
            if !keys.contains(&wanted) {
                return Err("proof-key");
            }
        }
        let founded = keys.contains(&key(&self.founded)?);
        for text in [&self.key, &self.founded] {
            exact(text)?;
        }
        Ok((keys, founded))
    }
}

/// Checks a file.
///
/// # Errors
/// The code of what is wrong first.
pub(crate) fn check(bytes: &[u8]) -> Result<Proven, Fault> {
    if bytes.len() > PROOF_BYTES_MAX {
        return Err("proof-too-large");
    }
    let file: ProofFile = serde_json::from_slice(bytes).map_err(|_fault| "proof-unreadable")?;
    if serde_json::to_vec(&file).ok().as_deref() != Some(bytes) {
        return Err("proof-not-canonical");
    }
    if file.form != FORM {
        return Err("proof-form");
    }
    let realm: Realm = file.realm.parse().map_err(|_fault| "proof-realm")?;
    let (_, from_founded) = file.from.keys(&realm)?;
    let (to_keys, to_founded) = file.to.keys(&realm)?;
    let of = |text: &str| key(text).map(|key| key.to_bytes());
    let founded = (of(&file.from.founded)?, of(&file.to.founded)?);
    let stream = Stream::new(founded.0, founded.1, &file.realm, file.epoch);
    let stream = stream.with_keys(of(&file.from.key)?, of(&file.to.key)?);
    let proof_bytes = exact(&file.proof)?;
    let proof = Proof::decode(&proof_bytes).map_err(|_refusal| "proof-unreadable")?;
    if proof.encode() != proof_bytes {
        return Err("proof-not-canonical");
    }
    let head = Countersigned::parse(&file.head, &stream).map_err(|refusal| refusal.code())?;
    if head != proof.head || proof.header.seq != file.seq {
        return Err("proof-head");
    }
    let body = file.body.as_deref().map(exact).transpose()?;
    if body.is_some() != proof.salt.is_some() {
        return Err("proof-body");
    }
    let verified = proof.verify(&stream, body.as_deref());
    verified.map_err(|refusal| refusal.code())?;
    let receipt = file
        .receipt
        .as_deref()
        .map(|text| receipt(text, &file, &to_keys));
    let receipt = receipt.transpose()?;
    let fingerprints = (
        key(&file.from.key)?.fingerprint(),
        key(&file.to.key)?.fingerprint(),
    );
    Ok(Proven {
        header: proof.header,
        size: head.checkpoint.size,
        fingerprints,
        renewed: !(from_founded && to_founded),
        receipt,
        file,
    })
}

fn receipt(text: &str, file: &ProofFile, keys: &[PublicKey]) -> Result<SignedReceipt, Fault> {
    let bytes = exact(text)?;
    let signed = SignedReceipt::decode(&bytes).map_err(|_fault| "proof-receipt")?;
    let said = signed.claimed();
    let named = said.parties.holder == file.to.party && said.parties.giver == file.from.party;
    let by = keys.iter().any(|key| signed.is_by(key));
    if signed.encode() == bytes && named && by && said.says_purged(file.seq) {
        Ok(signed)
    } else {
        Err("proof-receipt")
    }
}

fn time(ms: i64) -> String {
    vigie_sea::Time::from_ms(ms).to_string()
}

impl Proven {
    /// For people and programs.
    pub(crate) fn shown(&self) -> Json {
        let file = &self.file;
        json!({
            "from": file.from.party, "from_fingerprint": self.fingerprints.0,
            "to": file.to.party, "to_fingerprint": self.fingerprints.1,
            "realm": file.realm, "seq": file.seq, "released": time(self.header.released_ms),
            "expires": self.header.expires_ms.map(time), "object": self.header.object.map(|o| hex(&o)),
            "head": {"size": self.size}, "key_renewed_in_person": self.renewed,
            "body_shown": file.body.is_some(), "body_bytes": self.header.body_len,
            "receipt": self.receipt.as_ref().map(|signed| {
                json!({"at": time(signed.claimed().at.ms()), "by": file.to.party})
            }),
        })
    }
}

impl Desk {
    /// Proof for a third party that an entry was released, countersigned by the partner; with `body`, also what it was.
    ///
    /// # Errors
    /// Nothing of that number, or not yet countersigned.
    pub(crate) fn proof(
        &self,
        party: &PartyId,
        seq: u64,
        with_body: bool,
    ) -> Result<Vec<u8>, DeskError> {
        let peer = self.peer(party)?;
        let line = &peer.line;
        let row = self.ledger.entry(line.out_key(), seq)?;
        let row = row.ok_or(DeskError::Refused("release-unknown"))?;
        let listed = self.ledger.releases_of_object(party.as_str(), seq)?;
        if with_body && listed.iter().any(|it| super::room::is_personal(&it.kind)) {
            return Err(DeskError::Refused("proof-personal"));
        }
        let head = line.outbox().countersigned().cloned();
        let head = head.filter(|head| head.checkpoint.size > seq);
        let head = head.ok_or(DeskError::Refused("not-countersigned-yet"))?;
        let header = Header::decode(&row.header).map_err(super::line::LineError::from)?;
        let entry = with_body.then(|| entry_of(row)).transpose()?.flatten();
        let salt: Option<[u8; SALT_BYTES]> = entry.as_ref().map(|entry| entry.salt);
        let (first, theirs) = peer.bond.founded;
        let realm = self.own.realm.to_string();
        let founded = Stream::new(first, theirs, &realm, EPOCH);
        // Of all keys of both, those under which this head was signed.
        let all = peer.bond.own_all.iter().flat_map(|own| {
            let theirs = peer.bond.theirs.iter();
            theirs.map(|keys| founded.with_keys(*own, keys.sign))
        });
        let stream = all.into_iter().find(|stream| head.verify(stream).is_ok());
        let stream = stream.ok_or(DeskError::Refused("not-countersigned-yet"))?;
        let note = head.note(&stream);
        let proof = Proof::new(header, salt, head, line.out_nodes());
        let proof = proof.ok_or(DeskError::Refused("proof-incomplete"))?;
        let side =
            |party: &PartyId, card: Vec<u8>, founded: &[u8], key: &[u8], handovers: &[Vec<u8>]| {
                Side {
                    card: hex(&card),
                    founded: hex(founded),
                    handovers: handovers.iter().map(|bytes| hex(bytes)).collect(),
                    key: hex(key),
                    party: party.clone(),
                }
            };
        let own = Card::of(&self.own, self.addresses.clone()).signed_bytes(&self.own);
        let other = Card::bytes_in(&peer.invitation).ok_or(DeskError::Partner)?;
        let receipts = peer.receipts.iter();
        let receipt = receipts
            .rev()
            .find(|signed| signed.claimed().says_purged(seq));
        let file = ProofFile {
            body: entry.map(|entry| hex(&entry.body)),
            epoch: EPOCH,
            form: FORM.to_owned(),
            from: side(
                &self.own.party,
                own,
                &first,
                stream.sender(),
                &self.own_handovers()?,
            ),
            head: note,
            proof: hex(&proof.encode()),
            realm,
            receipt: receipt.map(|signed| hex(&signed.encode())),
            seq,
            to: side(party, other, &theirs, stream.receiver(), &peer.handovers),
        };
        // A struct of texts and numbers always has a JSON form.
        Ok(serde_json::to_vec(&file).unwrap_or_default())
    }
}
