//! The proof of a release as a file for a third party, such as a court: who released what to whom, that both nodes signed a
//! history that holds it, and, if it is deleted over there, the partner's receipt.
//!
//! A copy that went in pieces is proven as a whole: the file then holds every piece with a path of its own, and what they make
//! together is what the first one named.
//!
//! The file has one form to the byte, so no byte of it can change unnoticed; `docs/proof.md` says how to check it, and
//! `scripts/check_proof.py` does so with nothing but Python's standard library.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use vigie_exchange::{
    Digest, PartyId, PublicKey, Realm, SignedHandover, SignedReceipt,
    channel::{Chunk, Countersigned, Entry, Form, Header, Proof, SALT_BYTES, Stream, Thing, Whole},
    unhex,
};

use super::{
    bond::EPOCH,
    card::Card,
    desk::{Desk, DeskError},
    kept::{entry_at, entry_of},
    peer::Peer,
};
use crate::auth::hex;

const FORM: &str = "vigie-release-proof/1";
/// Of a copy in pieces that shows its body: every piece is in it.
const FORM_WHOLE: &str = "vigie-release-proof/2";
/// Largest file that is read: a body of 256 KiB in hexadecimal, and what belongs to it.
const PROOF_BYTES_MAX: usize = 1 << 20;
/// Largest file with all pieces of a copy: 8 MiB in hexadecimal, and two thousand paths.
const WHOLE_PROOF_BYTES_MAX: usize = 32 << 20;

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
    /// The pieces after the first, in their order; absent where the copy is an entry by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pieces: Vec<PieceFile>,
    /// Header, path and head: [`Proof::encode`].
    proof: String,
    realm: String,
    /// The partner's receipt of deletion.
    receipt: Option<String>,
    seq: u64,
    to: Side,
}

/// A piece in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PieceFile {
    body: String,
    proof: String,
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
    shows: Shows,
}

/// What a file shows of what was released.
#[derive(Debug, Clone)]
enum Shows {
    /// That something was, of this length.
    Nothing,
    /// All of it.
    Body(Vec<u8>),
    /// All of a copy in pieces, put together.
    Whole(Thing, Vec<u8>),
    /// The first piece of a copy, which names the sum of the whole.
    Named(Thing),
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
    fn of(
        party: &PartyId,
        card: Vec<u8>,
        founded: &[u8],
        key: &[u8],
        handovers: &[Vec<u8>],
    ) -> Self {
        Self {
            card: hex(&card),
            founded: hex(founded),
            handovers: handovers.iter().map(|bytes| hex(bytes)).collect(),
            key: hex(key),
            party: party.clone(),
        }
    }

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
    if bytes.len() > WHOLE_PROOF_BYTES_MAX {
        return Err("proof-too-large");
    }
    let file: ProofFile = serde_json::from_slice(bytes).map_err(|_fault| "proof-unreadable")?;
    if serde_json::to_vec(&file).ok().as_deref() != Some(bytes) {
        return Err("proof-not-canonical");
    }
    match (file.form.as_str(), file.pieces.is_empty()) {
        (FORM, true) if bytes.len() > PROOF_BYTES_MAX => return Err("proof-too-large"),
        (FORM, true) | (FORM_WHOLE, false) => {}
        _ => return Err("proof-form"),
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
    let shows = shows(&file, &proof, body, &stream)?;
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
        shows,
        file,
    })
}

/// What was released, as far as the file shows it. Of a copy in pieces each piece is held to the same head, and the whole to
/// the sum that all of them name.
fn shows(
    file: &ProofFile,
    proof: &Proof,
    body: Option<Vec<u8>>,
    stream: &Stream,
) -> Result<Shows, Fault> {
    let is_piece = proof.header.form == Form::Chunk;
    let Some(body) = body else {
        return match file.pieces.is_empty() {
            true => Ok(Shows::Nothing),
            false => Err("proof-body"),
        };
    };
    if !is_piece {
        return match file.pieces.is_empty() {
            true => Ok(Shows::Body(body)),
            false => Err("proof-pieces"),
        };
    }
    let first = Chunk::decode(&body).map_err(|_refusal| "proof-pieces")?;
    if file.pieces.is_empty() && (first.index, first.thing.count) != (0, 1) {
        return Ok(Shows::Named(first.thing));
    }
    let whole = Whole::of(&proof.header, &first).map_err(|_refusal| "proof-pieces")?;
    if first.index != 0 || whole.thing.count != file.pieces.len() as u64 + 1 {
        return Err("proof-pieces");
    }
    let mut bodies = vec![body];
    for (piece, seq) in file.pieces.iter().zip(whole.numbers().skip(1)) {
        let bytes = exact(&piece.proof)?;
        let one = Proof::decode(&bytes).map_err(|_refusal| "proof-unreadable")?;
        if one.encode() != bytes {
            return Err("proof-not-canonical");
        }
        let (header, head) = (&one.header, &proof.header);
        let belongs = header.seq == seq
            && (header.form, header.object) == (head.form, head.object)
            && header.released_ms == head.released_ms
            && one.head == proof.head;
        if !belongs {
            return Err("proof-pieces");
        }
        let body = exact(&piece.body)?;
        let verified = one.verify(stream, Some(&body));
        verified.map_err(|refusal| refusal.code())?;
        bodies.push(body);
    }
    let joined = whole.join(&bodies).map_err(|_refusal| "proof-pieces")?;
    Ok(Shows::Whole(whole.thing, joined))
}

fn receipt(text: &str, file: &ProofFile, keys: &[PublicKey]) -> Result<SignedReceipt, Fault> {
    let bytes = exact(text)?;
    let signed = SignedReceipt::decode(&bytes).map_err(|_fault| "proof-receipt")?;
    let said = signed.claimed();
    let named = said.parties.holder == file.to.party && said.parties.giver == file.from.party;
    let by = keys.iter().any(|key| signed.is_by(key));
    // Of a copy in pieces, all of them.
    let mut seqs = (file.seq..=u64::MAX).take(file.pieces.len() + 1);
    let purged = seqs.all(|seq| said.says_purged(seq));
    if signed.encode() == bytes && named && by && purged {
        Ok(signed)
    } else {
        Err("proof-receipt")
    }
}

fn time(ms: i64) -> String {
    vigie_sea::Time::from_ms(ms).to_string()
}

impl Proven {
    /// Whether these bytes are what was released: the body, the whole of a copy in pieces, or what the first piece names by its
    /// sum.
    ///
    /// # Errors
    /// `proof-body` if they are not; `proof-body-not-shown` if the file does not say what was released.
    pub(crate) fn is_of(&self, bytes: &[u8]) -> Result<(), Fault> {
        let same = match &self.shows {
            Shows::Nothing => return Err("proof-body-not-shown"),
            Shows::Body(body) | Shows::Whole(_, body) => body == bytes,
            Shows::Named(thing) => {
                Digest::of(bytes).0 == thing.digest && bytes.len() as u64 == thing.length
            }
        };
        if same { Ok(()) } else { Err("proof-body") }
    }

    /// For people and programs.
    pub(crate) fn shown(&self) -> Json {
        let file = &self.file;
        let (thing, joined) = match &self.shows {
            Shows::Whole(thing, _) => (Some(thing), true),
            Shows::Named(thing) => (Some(thing), false),
            Shows::Nothing | Shows::Body(_) => (None, false),
        };
        let whole = thing.map(|thing| {
            json!({"sha256": hex(&thing.digest), "bytes": thing.length, "pieces": thing.count, "joined": joined})
        });
        json!({
            "from": file.from.party, "from_fingerprint": self.fingerprints.0,
            "to": file.to.party, "to_fingerprint": self.fingerprints.1,
            "realm": file.realm, "seq": file.seq, "released": time(self.header.released_ms),
            "expires": self.header.expires_ms.map(time), "object": self.header.object.map(|o| hex(&o)),
            "head": {"size": self.size}, "key_renewed_in_person": self.renewed,
            "body_shown": file.body.is_some(), "body_bytes": self.header.body_len, "whole": whole,
            "receipt": self.receipt.as_ref().map(|signed| {
                json!({"at": time(signed.claimed().at.ms()), "by": file.to.party})
            }),
        })
    }
}

impl Desk {
    /// The pieces of a copy after its first, each with its path. They are there as long as the first is: all are deleted
    /// together.
    fn later_pieces(
        &self,
        peer: &Peer,
        numbers: impl Iterator<Item = u64>,
        head: &Countersigned,
    ) -> Result<Vec<PieceFile>, DeskError> {
        let line = &peer.line;
        let mut pieces = Vec::new();
        for seq in numbers {
            let entry = entry_at(&self.ledger, line.out_key(), seq)?;
            let incomplete = || DeskError::Refused("proof-incomplete");
            let Entry { header, salt, body } = entry.ok_or_else(incomplete)?;
            let proof = Proof::new(header, Some(salt), head.clone(), line.out_nodes());
            pieces.push(PieceFile {
                body: hex(&body),
                proof: hex(&proof.ok_or_else(incomplete)?.encode()),
            });
        }
        Ok(pieces)
    }

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
        // A later piece is of the copy that was released under the number of the first.
        let numbers = peer.given_pieces.together(seq);
        let listed = self
            .ledger
            .releases_of_object(party.as_str(), numbers.start)?;
        if with_body && listed.iter().any(|it| super::room::is_personal(&it.kind)) {
            return Err(DeskError::Refused("proof-personal"));
        }
        let head = line.outbox().countersigned().cloned();
        let head = head.filter(|head| head.checkpoint.size >= numbers.end);
        let head = head.ok_or(DeskError::Refused("not-countersigned-yet"))?;
        let header = Header::decode(&row.header).map_err(super::line::LineError::from)?;
        let entry = with_body.then(|| entry_of(row)).transpose()?.flatten();
        let is_all_there = entry.is_some() && numbers.start == seq;
        let pieces = match is_all_there {
            true => self.later_pieces(peer, numbers.clone().skip(1), &head)?,
            false => Vec::new(),
        };
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
        let own = Card::of(&self.own, self.addresses.clone()).signed_bytes(&self.own);
        let other = Card::bytes_in(&peer.invitation).ok_or(DeskError::Partner)?;
        let mut receipts = peer.receipts.iter().rev();
        let receipt = receipts.find(|it| numbers.clone().all(|seq| it.claimed().says_purged(seq)));
        let file = ProofFile {
            body: entry.map(|entry| hex(&entry.body)),
            epoch: EPOCH,
            form: if pieces.is_empty() { FORM } else { FORM_WHOLE }.to_owned(),
            from: Side::of(
                &self.own.party,
                own,
                &first,
                stream.sender(),
                &self.own_handovers()?,
            ),
            head: note,
            pieces,
            proof: hex(&proof.encode()),
            realm,
            receipt: receipt.map(|signed| hex(&signed.encode())),
            seq,
            to: Side::of(party, other, &theirs, stream.receiver(), &peer.handovers),
        };
        // A struct of texts and numbers always has a JSON form.
        Ok(serde_json::to_vec(&file).unwrap_or_default())
    }
}
