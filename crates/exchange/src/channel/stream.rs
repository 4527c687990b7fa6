//! Which stream this is: one direction between two nodes, in one realm, in one epoch.
//!
//! The identity is a hash over both node keys, the realm and the epoch, and goes into every seal,
//! signature and head: a bundle of an exercise cannot enter a live stream, nor one partner's bundle
//! another's. A new epoch is founded by operators after a fork or a lost node, or to begin with new keys.

use super::merkle::Hash;
use super::{Refusal, seal};
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// Signs with a node's Ed25519 key; the node decides where the key lives.
pub trait Signer {
    /// The public key.
    fn public(&self) -> [u8; 32];
    /// Ed25519 over exactly these bytes. All messages of the channel begin with a context of their own.
    fn sign(&self, message: &[u8]) -> [u8; 64];
}

impl Signer for SigningKey {
    fn public(&self) -> [u8; 32] {
        self.verifying_key().to_bytes()
    }
    fn sign(&self, message: &[u8]) -> [u8; 64] {
        ed25519_dalek::Signer::sign(self, message).to_bytes()
    }
}

/// Checks an Ed25519 signature, refusing weak keys and malleable forms.
pub(crate) fn verify(
    public: &[u8; 32],
    message: &[u8],
    signature: &[u8; 64],
) -> Result<(), Refusal> {
    VerifyingKey::from_bytes(public)
        .and_then(|key| key.verify_strict(message, &Signature::from_bytes(signature)))
        .or(Err(Refusal::BadSignature))
}

/// The identity of one stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    id: Hash,
    sender: [u8; 32],
    receiver: [u8; 32],
    realm: String,
    epoch: u32,
    branch: u32,
}

impl Stream {
    /// The stream from the node with Ed25519 key `sender` to the node with key `receiver`. `realm` is the
    /// realm's text (`live`, `exercise:NAME`).
    pub fn new(sender: [u8; 32], receiver: [u8; 32], realm: &str, epoch: u32) -> Self {
        let id = Sha256::new()
            .chain_update(b"vigie stream v1\0")
            .chain_update(sender)
            .chain_update(receiver)
            .chain_update(epoch.to_be_bytes())
            .chain_update(realm.as_bytes())
            .finalize()
            .into();
        Self {
            id,
            sender,
            receiver,
            realm: realm.to_owned(),
            epoch,
            branch: 0,
        }
    }

    /// The same stream after a handover of keys: it keeps its identity, numbers and tree; signatures are checked under
    /// these keys.
    #[must_use]
    pub fn with_keys(&self, sender: [u8; 32], receiver: [u8; 32]) -> Self {
        Self {
            sender,
            receiver,
            ..self.clone()
        }
    }

    /// The same stream on another branch of an exercise that was set back. Its identity, numbers and tree are those of the
    /// common past; nothing that was sealed on one branch opens on another, whatever carried it there.
    #[must_use]
    pub fn on_branch(&self, branch: u32) -> Self {
        Self {
            branch,
            ..self.clone()
        }
    }

    /// The 32 bytes that name the stream.
    pub fn id(&self) -> &Hash {
        &self.id
    }

    /// The first bytes of the identity, in clear on the wire: says nothing about who speaks.
    pub fn tag(&self) -> [u8; 8] {
        let mut tag = [0; 8];
        tag.iter_mut()
            .zip(self.id)
            .for_each(|(to, from)| *to = from);
        tag
    }

    /// One byte in clear that differs between live and (nearly all) exercises and their branches.
    pub fn realm_tag(&self) -> u8 {
        if self.realm == "live" {
            return 0;
        }
        let mut digest = Sha256::new().chain_update(self.realm.as_bytes());
        if self.branch > 0 {
            digest.update(self.branch.to_be_bytes());
        }
        let digest: Hash = digest.finalize().into();
        digest.first().map_or(1, |byte| byte | 1)
    }

    /// The sender's Ed25519 key.
    pub fn sender(&self) -> &[u8; 32] {
        &self.sender
    }

    /// The receiver's Ed25519 key.
    pub fn receiver(&self) -> &[u8; 32] {
        &self.receiver
    }

    /// The realm as text.
    pub fn realm(&self) -> &str {
        &self.realm
    }

    /// The epoch of this pair of keys.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The origin line of signed heads: a schema-less name as C2SP asks, unique for the stream.
    pub fn origin(&self) -> String {
        let hex: String = self
            .id
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("vigie/stream/{hex}")
    }

    /// The seal of this stream between our secret and the partner's public sealing key.
    ///
    /// # Errors
    /// [`Refusal::NotAuthentic`] when the public key is of low order.
    pub fn seal(&self, secret: &[u8; 32], public: &[u8; 32]) -> Result<seal::Seal, Refusal> {
        if self.branch == 0 {
            return seal::Seal::agree(secret, public, &self.id);
        }
        let salt: Hash = Sha256::new()
            .chain_update(b"vigie branch v1\0")
            .chain_update(self.id)
            .chain_update(self.branch.to_be_bytes())
            .finalize()
            .into();
        seal::Seal::agree(secret, public, &salt)
    }
}
