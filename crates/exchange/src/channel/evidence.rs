//! What a third party can check: that an entry was released, and that a sender forked its stream.

use super::Refusal;
use super::bundle::Signed;
use super::checkpoint::{Checkpoint, Countersigned};
use super::entry::{Entry, Header, SALT_BYTES, commit};
use super::merkle::{Hash, Nodes, inclusion_proof, verify_inclusion};
use super::stream::Stream;
use super::wire::{Reader, put_varint};

/// Longest audit path of a tree of 64-bit size.
const PATH_MAX: u64 = 64;

/// Offline proof that an entry was released: header, path, head signed by both sides.
///
/// The release time in the header is what the sender said and the receiver countersigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The entry's header.
    pub header: Header,
    /// Opens the commitment; absent once the body was purged.
    pub salt: Option<[u8; SALT_BYTES]>,
    /// Audit path, leaf side first.
    pub path: Vec<Hash>,
    /// The head.
    pub head: Countersigned,
}

impl Proof {
    /// Makes the proof of an entry below a countersigned head; `None` when the store lacks nodes.
    pub fn new(
        header: Header,
        salt: Option<[u8; SALT_BYTES]>,
        head: Countersigned,
        nodes: &impl Nodes,
    ) -> Option<Self> {
        let path = inclusion_proof(header.seq, head.checkpoint.size, nodes)?;
        Some(Self {
            header,
            salt,
            path,
            head,
        })
    }

    /// Bytes to hand over.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let header = self.header.encode();
        put_varint(&mut out, header.len() as u64);
        out.extend_from_slice(&header);
        out.push(u8::from(self.salt.is_some()));
        out.extend(self.salt.iter().flatten());
        put_varint(&mut out, self.path.len() as u64);
        out.extend(self.path.iter().flatten());
        self.head.checkpoint.encode(&mut out);
        out.extend_from_slice(&self.head.countersignature);
        out
    }

    /// Reads a proof; it is not checked yet.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::UnknownVersion`], [`Refusal::Oversized`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes);
        let length = reader.bounded(256)?;
        let header = Header::decode(reader.take(length as usize)?)?;
        let salt = match reader.byte()? {
            0 => None,
            1 => Some(reader.array()?),
            _ => return Err(Refusal::Malformed),
        };
        let path = (0..reader.bounded(PATH_MAX)?)
            .map(|_| reader.array())
            .collect::<Result<_, _>>()?;
        let checkpoint = Checkpoint::decode(&mut reader)?;
        let head = Countersigned {
            checkpoint,
            countersignature: reader.array()?,
        };
        reader.finish()?;
        Ok(Self {
            header,
            salt,
            path,
            head,
        })
    }

    /// Checks everything; with a body, also that it is the one released.
    ///
    /// # Errors
    /// [`Refusal::BadSignature`], [`Refusal::BadProof`].
    pub fn verify(&self, stream: &Stream, body: Option<&[u8]>) -> Result<(), Refusal> {
        self.head.verify(stream)?;
        let Checkpoint { size, root, .. } = &self.head.checkpoint;
        verify_inclusion(
            &self.header.leaf(),
            self.header.seq,
            *size,
            &self.path,
            root,
        )?;
        let Some(body) = body else { return Ok(()) };
        let salt = self.salt.as_ref().ok_or(Refusal::BadProof)?;
        if commit(salt, body) == self.header.commitment {
            Ok(())
        } else {
            Err(Refusal::BadProof)
        }
    }
}

/// Proof that the sender said two things that exclude each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Two signed heads of the same size with different roots.
    Heads(Box<Checkpoint>, Box<Checkpoint>),
    /// Two signed payloads that give one number to different entries.
    Entries {
        /// The number.
        seq: u64,
        /// First payload.
        first: Signed,
        /// Second payload.
        second: Signed,
    },
    /// A signed head that covers an entry, and a signed payload that gives its number to another.
    Entry {
        /// The number.
        seq: u64,
        /// Leaf under the head.
        leaf: Hash,
        /// Audit path of that leaf.
        path: Vec<Hash>,
        /// The head.
        head: Box<Checkpoint>,
        /// The payload.
        other: Signed,
    },
    /// A signed head, and the signed payloads of all that it claims to cover from an earlier signed head
    /// on, which lead to another root. Held by a receiver that kept the payloads since that head.
    Head {
        /// Root that follows from the entries.
        computed: Hash,
        /// The head.
        head: Box<Checkpoint>,
    },
    /// Bodies sent later do not lead to the subtree that stood for them.
    Subtree {
        /// Hash that follows from the bodies.
        computed: Hash,
        /// Hash that was sent in their place.
        claimed: Hash,
    },
    /// An entry that differs from the one under the same number; the first payload was not kept.
    Claim {
        /// The number.
        seq: u64,
        /// What we hold.
        leaf: Hash,
        /// The payload.
        other: Signed,
    },
}

impl Evidence {
    /// Does it convince a third party that knows the stream? `Head`, `Subtree` and `Claim` need what the receiver
    /// stored besides and are refused here.
    ///
    /// # Errors
    /// [`Refusal::BadProof`], [`Refusal::BadSignature`].
    pub fn verify(&self, stream: &Stream) -> Result<(), Refusal> {
        let differ = |differ: bool| {
            if differ {
                Ok(())
            } else {
                Err(Refusal::BadProof)
            }
        };
        match self {
            Self::Heads(a, b) => {
                a.verify(stream)?;
                b.verify(stream)?;
                differ(a.size == b.size && a.root != b.root)
            }
            Self::Entries { seq, first, second } => {
                differ(leaf_in(first, stream, *seq)? != leaf_in(second, stream, *seq)?)
            }
            Self::Entry {
                seq,
                leaf,
                path,
                head,
                other,
            } => {
                head.verify(stream)?;
                verify_inclusion(leaf, *seq, head.size, path, &head.root)?;
                differ(leaf_in(other, stream, *seq)? != *leaf)
            }
            Self::Head { .. } | Self::Subtree { .. } | Self::Claim { .. } => Err(Refusal::BadProof),
        }
    }
}

/// The leaf of number `seq` in a signed payload.
fn leaf_in(signed: &Signed, stream: &Stream, seq: u64) -> Result<Hash, Refusal> {
    let bundle = signed.verify(stream)?;
    let mut entries = bundle.entries.iter();
    let found = entries.find(|entry: &&Entry| entry.header.seq == seq);
    found
        .map(|entry| entry.header.leaf())
        .ok_or(Refusal::BadProof)
}
